"""The files of a new lesson or case: python course.py new 2_3_paid

They run and their tests pass; what is missing in them says TODO, and `python course.py test 2_3`
lists it. Nothing that is there is written over.
"""

import argparse
import re
import subprocess
import sys
from itertools import groupby
from string import Template

from tools import pages
from tools.environment import ROOT, CourseError

SKELETON = ROOT / "tools" / "skeleton"
NAME = re.compile(r"(?P<number>[0-7]_[1-9])_[a-z][a-z0-9_]*|case_(?P<row>[kv]\d\d)_[a-z][a-z0-9_]*")
NOT_IN_A_TITLE = re.compile(r'["\\{}\n\r]')  # it stands in TOML, in Python and in Markdown
MAY_STAND = ("topic", "tests")  # of a lesson: a case may have brought the toolbox's file already


def new(name, title=None, chinese=None, chapter=None):
    """Write the files of a lesson or case.

    Returns
    -------
    (list of Path, str)
        What was written, and the lesson's id.

    Raises
    ------
    CourseError
        The name or a title can't be one, its number is taken, the chapter is missing or
        another, or a file is there. Nothing was written.
    """
    from ecomlab.classroom import headers, syllabus

    found = NAME.fullmatch(name)
    if not found:
        raise CourseError(
            f"{name} is no name. Call a lesson 2_3_paid (stage, number, topic), "
            "a case case_k23_power_bank (its row of the map, words)."
        )
    for words in filter(None, (title, chinese)):
        if NOT_IN_A_TITLE.search(words):
            raise CourseError(f'The title {words!r} has one of " \\ {{ }} or a line break in it.')
    folder, row = _folder(name, found, chapter), found["row"]
    stem = name.replace(f"case_{row}_", "case_") if row else name
    path = f"{folder}/{stem}.py".lstrip("/")
    lesson_id, (area, topic) = headers.lesson_id(path), headers.place(path)
    number = row.upper() if row else lesson_id.replace("_", ".")
    _check_free(lesson_id, number, headers)
    files = syllabus.belonging(path, ROOT)
    there = _there(files, may_stand=() if row else MAY_STAND)
    if not area:  # before the stages there is no toolbox
        there |= dict.fromkeys(MAY_STAND)
    words = {
        "id": lesson_id,
        "number": number,
        "area": area,
        "topic": topic,
        "chapter": folder,
        "title": title or topic.replace("_", " ").capitalize(),
        "chinese": chinese or "TODO 中文",
        **_lines(area, topic, "topic" in there),
    }
    skeleton = SKELETON / ("case" if row else "lesson")
    texts = {
        file: _filled((skeleton / f"{what}.txt").read_text(encoding="utf-8"), words)
        for what, file in files.items()
        if what not in there
    }
    _write(texts)
    return list(texts), lesson_id


def _there(files, may_stand):
    """The files that are there and may stay; an error names the others."""
    there = {what: file for what, file in files.items() if file.exists()}
    taken = [_shown(file) for what, file in there.items() if what not in may_stand]
    if taken:
        raise CourseError(f"There is {' and '.join(taken)} already. Nothing was written.")
    return there


def _folder(name, found, chapter):
    """The chapter's folder: a lesson's follows from its number, a case's must be named."""
    from ecomlab.classroom.course_map import CHAPTERS

    folders = [folder for folder in CHAPTERS if folder]
    if found["number"]:
        own = next((folder for folder in folders if folder[0] == name[0]), "")
        if chapter not in (None, own):
            raise CourseError(f"{name} belongs to {own or 'no chapter'}, not to {chapter}.")
        return own
    if chapter not in folders:
        raise CourseError(f"Name the chapter of the case: --chapter {' or '.join(folders)}.")
    return chapter


def _check_free(lesson_id, number, headers):
    for header in headers.read().values():
        if lesson_id == header.id or number == header.number:
            raise CourseError(f"{number} is lessons/{header.path} already. Nothing was written.")
    if number[0] in "KV" and number not in headers.map_rows():
        rows = [row for row in headers.map_rows() if row[0] in "KV"]
        raise CourseError(f"The map has no row {number}. It has {rows[0]} to {rows[-1]}.")


def _lines(area, topic, is_there):
    """The lines of a lesson that name its topic; what stands there already shows its docstring."""
    if not area:
        return {"topic_line": "", "import_line": "", "use_line": 'orders["paid_amount"].median()'}
    shows = f"print({topic}.__doc__)  # TODO show its functions"
    return {
        "topic_line": f'# topic = "{area}.{topic}"\n',
        "import_line": f"from ecomlab.{area} import {topic}\n",
        "use_line": shows if is_there else f"{topic}.middle_amount(orders)",
    }


def _filled(skeleton, words):
    """A file's text; the course's modules are imported in the order that ruff wants."""
    lines = Template(skeleton).substitute(words).splitlines(keepends=True)
    parts = groupby(lines, key=lambda line: line.startswith("from ecomlab"))
    ordered = (sorted(part) if own else part for own, part in parts)
    return "".join(line for part in ordered for line in part)


def _write(texts):
    """Write all files, or none."""
    written = []
    try:
        for file, text in texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            pages.write_whole(file, text)
            written.append(file)
    except OSError:
        for file in written:
            file.unlink()
        raise


def _shown(file):
    return file.relative_to(ROOT).as_posix()


def main(arguments):
    parser = argparse.ArgumentParser(prog="course.py new", description=__doc__)
    parser.add_argument("name", help="2_3_paid, or case_k23_power_bank")
    parser.add_argument("--title", help="in English")
    parser.add_argument("--chinese", metavar="TITLE", help="in Chinese")
    parser.add_argument("--chapter", help="of a case: 1_research, 2_traffic, …")
    options = parser.parse_args(arguments)
    written, lesson_id = new(options.name, options.title, options.chinese, options.chapter)
    for file in written:
        print(_shown(file))
    if options.name.startswith("case_"):
        _run("-m", "ecomlab.cases", "make", lesson_id)
        _run("tests/cases/golden.py", lesson_id)
    _run("-m", "tools.pages", "cases", "readme", "syllabus")
    print(
        f"\nNow run: python course.py build --stale\nand then: python course.py test {lesson_id}\n"
        "Its test *a lesson is finished* lists what is still to do."
    )


def _run(*words):
    """Another part of the course, in a process that sees the new files."""
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CourseError as error:
        sys.exit(str(error))
