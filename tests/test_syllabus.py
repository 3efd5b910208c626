"""The syllabus: the map is whole, what is finished has a home, and no function stands unused."""

import ast
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from ecomlab.classroom import headers, syllabus
from ecomlab.classroom.build import PICTURES, picture
from ecomlab.classroom.course_map import CHAPTERS
from ecomlab.classroom.workspace import NOTEBOOKS, REPOSITORY
from ecomlab.tables.metrics import metric

KNOWN = headers.read()
ROWS = syllabus.table(KNOWN)
# How many rows of each letter the course map has
MAP = {"R": 41, "T": 52, "C": 47, "F": 31, "U": 42, "D": 28, "P": 37, "K": 41, "M": 108, "L": 48,
       "E": 62, "X": 75, "N": 26, "V": 6}  # fmt: skip


# --- Rows ----------------------------------------------------------------------------------


def test_the_map_has_all_its_rows():
    assert Counter(row["row"][0] for row in ROWS) == MAP
    ids = {f"{letter}{number:02d}" for letter, n in MAP.items() for number in range(1, n + 1)}
    assert {row["row"] for row in ROWS} == ids
    for row in ROWS:
        assert row["title"]
        assert row["chapter"] in CHAPTERS


def test_a_row_in_two_lessons_names_both():
    row = next(row for row in ROWS if row["row"] == "K22")
    assert row["lesson"] == "5_retention/5_1_cohorts; 5_retention/case_five_percent"
    assert "5_1.five_points" in row["exercise"]
    assert "five_percent.monday" in row["exercise"]


@pytest.mark.parametrize("chapter", [*CHAPTERS][1:])
def test_a_finished_chapter_has_a_home_for_every_row(chapter):
    homeless = syllabus.homeless(KNOWN, chapter)
    if chapter in syllabus.FINISHED:
        assert homeless == [], "name them in the header of the lesson that teaches them"
    elif not homeless:
        pytest.fail(f"{chapter} has a home for every row: add it to syllabus.FINISHED")


def test_chapters_that_are_finished_exist():
    assert set(syllabus.FINISHED) <= set(CHAPTERS)


def test_a_row_without_a_home_is_seen():
    assert "U06" in syllabus.homeless(KNOWN, "5_retention")
    assert "U03" not in syllabus.homeless(KNOWN, "5_retention")


@pytest.mark.parametrize("name", KNOWN)
def test_a_lesson_is_finished(name):
    header = KNOWN[name]
    left = syllabus.unfinished(header)
    if left and header.chapter not in syllabus.FINISHED:
        pytest.xfail(f"{len(left)} things to do:\n" + "\n".join(left))
    assert left == []


def test_what_is_left_to_do_is_listed_by_file_and_line(tmp_path):
    source = tmp_path / "lessons" / KNOWN["5_1"].path
    source.parent.mkdir(parents=True)
    source.write_text("# %%\n# TODO say what it asks\n", encoding="utf-8")
    assert syllabus.unfinished(KNOWN["5_1"], tmp_path) == [
        "lessons/5_retention/5_1_cohorts.py:2 TODO say what it asks"
    ]


# --- Functions -----------------------------------------------------------------------------

TOOLBOXES = [folder.partition("_")[2] for folder in CHAPTERS if folder]
UNUSED = Path(__file__).with_name("unused_functions.txt")


def public():
    """The toolboxes' functions, as ``"retention.cohorts.churn_rate"``."""
    for toolbox in TOOLBOXES:
        for path in (REPOSITORY / "ecomlab" / toolbox).glob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{toolbox}.{path.stem}.{node.name}"


def used(source):
    """What a source names of ecomlab, by import or as an attribute of a module it imports."""
    names, attributes = {}, []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ecomlab"):
            for name in node.names:
                names[name.asname or name.name] = f"{node.module}.{name.name}"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            attributes.append((node.value.id, node.attr))
    found = {*names.values(), *(f"{names[a]}.{b}" for a, b in attributes if a in names)}
    return {name.removeprefix("ecomlab.") for name in found}


def unused():
    """The toolboxes' functions that no lesson, case, exercise or part of *Your shop* names."""
    places = ("lessons", "ecomlab/cases", "ecomlab/exercises", "ecomlab/exports")
    folders = [REPOSITORY / name for name in places]
    sources = [path.read_text(encoding="utf-8") for f in folders for path in f.rglob("*.py")]
    return sorted(set(public()) - set().union(*map(used, sources)))


def test_every_public_function_is_used_by_a_lesson_or_case():
    """What the file lists waits for its lesson; the list only shrinks."""
    waiting = [line for line in UNUSED.read_text().splitlines() if not line.startswith("#")]
    new = sorted(set(unused()) - set(waiting))
    assert new == [], "use them in a lesson or case, make them private, or delete them"
    done = sorted(set(waiting) - set(unused()))
    assert done == [], f"take these out of {UNUSED.name}"


def test_a_use_is_seen_by_import_and_as_an_attribute():
    source = "from ecomlab.retention import cohorts as c\nfrom ecomlab.plan.goals import a\nc.b()"
    assert used(source) == {"retention.cohorts", "plan.goals.a", "retention.cohorts.b"}


# --- The README ----------------------------------------------------------------------------


@pytest.mark.parametrize(("file", "source", "cell"), PICTURES)
def test_the_readme_shows_the_figure_of_the_lesson(file, source, cell):
    notebook = nbformat.read(NOTEBOOKS / source.replace(".py", ".ipynb"), as_version=4)
    assert file.read_bytes() == picture(notebook, cell), "run: python course.py build"


def test_the_dictionary_names_a_function_for_each_metric_that_a_lesson_computes():
    taught = {row["row"] for row in ROWS if row["row"][0] == "M" and row["function"]}
    assert [row for row in sorted(taught) if not metric(row).function] == []
