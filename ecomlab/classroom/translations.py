"""``python -m ecomlab.classroom.translations check | template``: which texts a language lacks.

``check`` alone looks at the English texts: is each told, has each its facts? With a language it
says which texts that lacks, which are of an older English, and which differ in facts or units.
``template`` writes the language's files, with the hash of each English text and room for its own;
texts that are there already stay.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from ecomlab import cases, rounds
from ecomlab.classroom.casebook import WORD
from ecomlab.classroom.headers import lesson_id as id_of
from ecomlab.classroom.registry import lesson
from ecomlab.classroom.scripts import LESSONS, lesson_sources, read_lesson
from ecomlab.classroom.spoken import MADE, texts_of
from ecomlab.classroom.teaching_notes import SECTIONS
from ecomlab.errors import EcomlabError, InputError
from ecomlab.texts import ENGLISH, files

TELL = re.compile(r'quiz\.tell\("([\w-]+)"\)')
BARE = re.compile(r"[A-Za-z0-9_-]+")
COURSE = "course"
BRIEF = {"company", "role", "question", "memo"}


class Problem(NamedTuple):
    """A text that isn't as it must be: of which lesson, where, and what is wrong."""

    lesson: str
    path: tuple[str, ...]
    what: str
    detail: str = ""

    def __str__(self):
        return f"{self.lesson}: {'.'.join(self.path)}: {self.what} {self.detail}".rstrip()


def sources() -> dict[str, str]:
    """Where each lesson is written, by its id."""
    return {id_of(path): path for path in lesson_sources()}


def english(lesson_id) -> dict[tuple[str, ...], str]:
    """Every English text of a lesson that can be translated, by its path in a language's file."""
    found = dict(_leaves(files.read(ENGLISH, lesson_id)))
    if lesson_id == COURSE:
        return found
    found |= rounds.texts() if lesson_id == rounds.LESSON else {}
    for exercise in lesson(lesson_id).exercises:
        found |= {} if exercise.home else texts_of(exercise)
    for cell in written_cells(lesson_id):
        if cell.cell_type == "markdown":
            found["cells", cell.id] = cell.source
    return found


def translated(language, lesson_id) -> dict[tuple[str, ...], Mapping]:
    """Every text of a language's file: its own, and the hash of the English that it renders."""
    return dict(_entries(files.read(language, lesson_id)))


def hash_of(text) -> str:
    """What tells an English text from its earlier forms; new line breaks change nothing.

    >>> hash_of("one two") == hash_of("one\\ntwo")
    True
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def problems(language, lessons=None) -> list[Problem]:
    """What a language's files lack, or have and shouldn't.

    Parameters
    ----------
    language : str
        "en": are the English texts told, and do they have their facts?
    lessons : sequence of str, optional
        Ids; all lessons and the course's own sentences if not given.

    Returns
    -------
    list of Problem
    """
    chosen = lessons or [*sources(), COURSE]
    one = _of_english if language == ENGLISH else _of_language
    return [problem for lesson_id in chosen for problem in one(lesson_id, language)]


def _of_language(lesson_id, language):
    """Missing, untranslated, stale, orphan, or with other facts or units."""
    wanted, there = english(lesson_id), translated(language, lesson_id)
    for path, text in wanted.items():
        found = there.get(path)
        if found is None:
            yield Problem(lesson_id, path, "missing")
        elif not found["text"].strip():
            yield Problem(lesson_id, path, "untranslated")
        else:
            yield from _differences(lesson_id, path, text, found)
    for path in there.keys() - wanted.keys():
        yield Problem(lesson_id, path, "orphan", "no English text is there")


def _differences(lesson_id, path, text, found):
    if found["hash"] != hash_of(text):
        yield Problem(lesson_id, path, "stale", "the English has changed")
    ours, theirs = _fields(text), _fields(found["text"])
    names, others = {name for name, _ in ours}, {name for name, _ in theirs}
    if lost := names - others:
        yield Problem(lesson_id, path, "facts", f"lost: {', '.join(sorted(lost))}")
    if more := others - names:
        yield Problem(lesson_id, path, "facts", f"not in the English: {', '.join(sorted(more))}")
    for name, unit in sorted(theirs - ours, key=str):
        allowed = {u for n, u in ours if n == name} | {None}
        if name in names and unit not in allowed:
            yield Problem(lesson_id, path, "unit", f"{name} isn't in {unit}")


def _of_english(lesson_id, language):
    """Texts that nothing tells, and what is told without a text or without its facts."""
    texts = files.read(language, lesson_id)
    if lesson_id == COURSE:
        return
    told = {name for cell in written_cells(lesson_id) for name in TELL.findall(cell.source)}
    there = set(texts.get("texts", {}))
    for name in sorted(told - there):
        yield Problem(lesson_id, ("texts", name), "missing", "the lesson tells it")
    for name in sorted(there - told):
        yield Problem(lesson_id, ("texts", name), "orphan", "no cell tells it")
    tell = _of_case if lesson_id in cases.names() else _of_lesson
    yield from tell(lesson_id, texts, there)


def _of_case(lesson_id, texts, there):
    item, whole = cases.case(lesson_id), True
    for section, needed in (("brief", BRIEF), ("claims", {f.name for f in item.figures})):
        found = set(texts.get(section, {}))
        for name in sorted(needed - found):
            whole = False
            yield Problem(lesson_id, (section, name), "missing")
        for name in sorted(found - needed):
            yield Problem(lesson_id, (section, name), "orphan")
    issue = cases.load(lesson_id)
    if not whole:
        return
    facts = issue.facts()
    noted = set(texts.get("note", {}))
    for name in sorted(SECTIONS.keys() ^ noted):
        yield Problem(lesson_id, ("note", name), "orphan" if name in noted else "missing")
    for name in sorted(noted):
        yield from _tried(
            lesson_id, name, lambda name=name: item.texts.say("note", name, facts), "note"
        )
    for name in texts.get("codes", {}).keys() - facts.keys():
        yield Problem(lesson_id, ("codes", name), "orphan", "the case has no such fact")
    for name in sorted(there):
        yield from _tried(lesson_id, name, lambda name=name: issue.tell(name, facts))


def _of_lesson(lesson_id, texts, there):
    declared = lesson(lesson_id)
    for name in sorted(declared.told.keys() - there):
        yield Problem(lesson_id, ("texts", name), "missing", "it has facts")
    quiz = declared.on() if there else None
    for name in sorted(there):
        yield from _tried(lesson_id, name, lambda name=name: quiz.tell(name, strictly=True))


def _tried(lesson_id, name, tell, section="texts"):
    try:
        tell()
    except EcomlabError as error:
        yield Problem(lesson_id, (section, name), "facts", str(error))


def _fields(text):
    """The facts of a text, each with the unit that is asked for (None without one)."""
    inside = [found[1].partition(":") for found in WORD.finditer(text)]
    return {(name, unit or None) for name, _, unit in inside} | {
        (found[1], found[2]) for found in files.FIELD.finditer(text)
    }


@cache
def written_cells(lesson_id) -> list:
    """A lesson's cells, but for those that are made from its header."""
    cells = read_lesson(LESSONS / sources()[lesson_id], instructor=True).cells
    return [cell for cell in cells if cell.id not in MADE]


def _leaves(tree, path=()):
    """The English texts of a file, by path."""
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, name))
        elif isinstance(value, str):
            yield (*path, name), value


def _entries(tree, path=()):
    """The translated texts of a file, by path: tables with a hash and a text."""
    for name, value in tree.items():
        if not isinstance(value, Mapping):
            continue
        if isinstance(value.get("hash"), str) and isinstance(value.get("text"), str):
            yield (*path, name), value
        else:
            yield from _entries(value, (*path, name))


# --- The files of another language ---------------------------------------------------------


def template(language, lessons=None):
    """Write a language's files: every English text's hash, and the text that is there, or none.

    Parameters
    ----------
    language : str
        "zh".
    lessons : sequence of str, optional
        Ids; all lessons and the course's own sentences if not given.

    Returns
    -------
    list of Path
        The files written. What was translated stays, with the hash of what it renders.
    """
    if language == ENGLISH or not re.fullmatch(r"[a-z]{2,3}", language):
        raise InputError(f'The language is {language!r}. Give two letters, such as "zh".')
    folder = files.FOLDER / language
    folder.mkdir(exist_ok=True)
    own = folder / f"{files.OWN}.toml"
    if not own.exists():  # to be put right by whoever translates
        english_own = files.FOLDER / ENGLISH / f"{files.OWN}.toml"
        own.write_bytes(english_own.read_bytes())
    written = [own]
    for lesson_id in lessons or [*sources(), COURSE]:
        path = folder / f"{lesson_id}.toml"
        content = _written(english(lesson_id), translated(language, lesson_id))
        path.write_text(content, encoding="utf-8", newline="\n")
        written.append(path)
    files.read.cache_clear()
    return written


def _written(wanted, there):
    parts = []
    for path in [*wanted, *(path for path in there if path not in wanted)]:
        text = wanted.get(path, "")
        found = there.get(path, {"hash": hash_of(text), "text": ""})
        comment = "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
        table = ".".join(map(_key, path))
        parts.append(
            f'{comment}[{table}]\nhash = "{found["hash"]}"\ntext = {_quoted(found["text"])}\n'
        )
    return "\n".join(parts)


def _key(name):
    return name if BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _quoted(text):
    text = text.strip("\n")
    if "\n" in text and "'''" not in text:
        return f"'''\n{text}\n'''"
    return json.dumps(text, ensure_ascii=False)


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[2])
    parser.add_argument("task", choices=["check", "template"])
    parser.add_argument("language", nargs="?", default=ENGLISH)
    parser.add_argument("--lesson", action="append", help="this lesson only; may be repeated")
    options = parser.parse_args(arguments)
    try:
        if options.task == "template":
            print(f"{len(template(options.language, options.lesson))} files written")
            return 0
        found = problems(options.language, options.lesson)
    except EcomlabError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print("\n".join(map(str, found)) if found else "Every text is there.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
