"""Which tests run, on how many cores (standard library only).

`course.py test 5_1` runs what belongs to a lesson: its notebook, the tests and doctests of the
topic it teaches, and, of the tests that go through all lessons, those that are about this one.
"""

import difflib
import os
import re
from collections import defaultdict
from pathlib import Path

from tools.environment import ROOT, CourseError

EVERYTHING = ["tests", "ecomlab", "notebooks"]
STRICT = ["--doctest-modules", "--nbval", "--nbval-cell-timeout=120"]
# Another Python or pandas prints its tables differently: notebooks run, but are not compared
LAX = ["--nbval-lax" if option == "--nbval" else option for option in STRICT]
# Their tests go through every lesson, or every case
EVERY_LESSON = [
    "tests/test_notebooks.py",
    "tests/test_syllabus.py",
    "tests/classroom/test_exercises.py",
    "tests/classroom/test_headers.py",
]
EVERY_CASE = [*EVERY_LESSON, "tests/classroom/test_reissues.py", "tests/cases"]
LESSON = re.compile(r"(?P<id>\d+(_\d+)?)_(?P<topic>\w+)")
TAKES_A_VALUE = {"-k", "-m", "-n", "-p", "-c", "-o", "-W", "-r"}


def cores():
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel():
    """A worker per core; the tests of a file stay with one, so that they share their data."""
    return ["-n", str(cores()), "--dist", "loadfile"]


def arguments(words):
    """pytest's arguments for what was typed after `course.py test`.

    Raises
    ------
    CourseError
        A word is no lesson, case, topic or area, no path, and no option's value.
    """
    known, given, chosen = parts(), [], {}
    for before, word in zip(["", *words], words, strict=False):
        after_option = before.startswith("--") and "=" not in before  # of which it may be the value
        if word.startswith("-") or before in TAKES_A_VALUE or (after_option and _is_path(word)):
            given.append(word)
        elif word in known:
            chosen = _together(chosen, known[word])
        elif after_option or _is_path(word):
            given.append(word)
        else:
            raise CourseError(_unknown(word, known))
    paths = [word for word in given if _is_path(word)]
    what = belonging(chosen, paths) if chosen else [] if paths else EVERYTHING
    return [*STRICT, *parallel(), *given, *what]  # of two `-n` the later one counts


def belonging(part, paths=()):
    """pytest's arguments for a part, where whole paths are given besides.

    `--about` (of the course's conftest.py) keeps the tests whose id it matches.
    """
    own, shared, about = (
        [key for key, kind in part.items() if kind == which] for which in ("own", "shared", "about")
    )
    about = [*map(re.escape, [*paths, *own]), *about]
    return [*own, *shared, "--about=" + "|".join(about)]


def _together(part, other):
    """Two parts as one: what wholly belongs to one of them wholly belongs."""
    own = {path: kind for path, kind in part.items() if kind == "own"}
    return part | other | own


def _is_path(word):
    return (ROOT / word.split("::")[0]).exists()


def parts():
    """What belongs to each lesson, case, topic and area, by the words that name them.

    A part is a dictionary: "own" paths, of which every test belongs; "shared" ones, of which those
    belong whose id matches one of the patterns "about" the part.
    """
    found = defaultdict(dict)
    for source in sorted((ROOT / "lessons").rglob("*.py")):
        chapter = source.relative_to(ROOT / "lessons").parent.name
        part, words = _lesson(source.stem, chapter)
        for word in [*words, *([chapter, _without_number(chapter)] if chapter else [])]:
            found[word] = _together(found[word], part)
    for module in sorted((ROOT / "ecomlab").rglob("*.py")):
        if not module.stem.startswith("__"):
            found[module.stem] |= _own(_with_tests(module.relative_to(ROOT)))
    for folder in [*(ROOT / "ecomlab").iterdir(), *(ROOT / "tests").iterdir()]:
        if folder.is_dir() and not folder.name.startswith(("_", ".")):
            found[folder.name] |= _own([f"ecomlab/{folder.name}", f"tests/{folder.name}"])
    return dict(found)


def _lesson(stem, chapter):
    """A lesson's or a case's part, and the words that name it."""
    case, numbered = stem.removeprefix("case_"), LESSON.fullmatch(stem)
    name, topic = (numbered["id"], numbered["topic"]) if numbered else (case, case)
    area = "cases" if case != stem else _without_number(chapter)
    part = _own([f"notebooks/{chapter}/{stem}.ipynb".replace("//", "/")])
    part |= _own(_with_tests(Path("ecomlab", area, f"{topic}.py")))
    part |= dict.fromkeys(EVERY_CASE if area == "cases" else EVERY_LESSON, "shared")
    part[rf"[\[/-]({re.escape(name)}|{re.escape(stem)})[\].-]"] = "about"
    return part, {name, topic, stem}


def _with_tests(module):
    """A module and the file of its tests, as the two trees have them."""
    tests = Path("tests", *module.parts[1:-1], f"test_{module.name}")
    return [module.as_posix(), tests.as_posix()]


def _own(paths):
    return {path: "own" for path in paths if (ROOT / path).exists()}


def _without_number(chapter):
    """'5_retention' is the chapter of `ecomlab/retention`."""
    return re.sub(r"^\d+_", "", chapter)


def _unknown(word, known):
    """What to type instead."""
    close = difflib.get_close_matches(word, known, 3, 0.5)
    hint = f"Did you mean {' or '.join(close)}? " if close else ""
    return (
        f"Nothing to test is called {word}. {hint}Give a lesson (5_1), a case (page_redesign), "
        "a chapter or another area (retention), a topic (cohorts), or a path."
    )
