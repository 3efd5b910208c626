"""The headers of the lessons: what a notebook is called, teaches, needs, and covers of the map.

A source in ``lessons/`` begins with one raw cell, a TOML text in comment lines. All that other
places say of a lesson (title cell, links, map, routes, syllabus, progress) is made from it.
"""

import csv
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ecomlab.classroom.workspace import PREFIX, REPOSITORY
from ecomlab.errors import ChoiceError, InputError

LESSONS = REPOSITORY / "lessons"
ROWS = LESSONS / "rows.csv"
CELL = re.compile(r'\A# %% \[raw\] id="header"\n((?:#.*\n)*)')
NUMBERED = re.compile(r"(?P<id>\d+(_\d+)?)_(?P<topic>\w+)")
ROUTES = ("core", "extension", "reference")
VERDICTS = ("arithmetic", "reading", "border", "evidence", "none")
SITTING = 75  # minutes: a longer lesson says at which heading one stops
NOTHING = "-"
REQUIRED = {"title": str, "chinese": str, "minutes": int, "route": str, "needs": list,
            "verdict": str, "rows": dict}  # fmt: skip
OPTIONAL = {"topic": str, "subtitle": str, "border": str, "pause": str, "cases": list,
            "related": list}  # fmt: skip
FORM = "functions / exercises / remark"


@dataclass(frozen=True)
class Row:
    """Where a row of the course map is at home in a lesson.

    Parameters
    ----------
    functions : tuple of str
        Below ``ecomlab``: ``"retention.cohorts.repurchase_rate"``.
    exercises : tuple of str
        Their names in the lesson.
    remark : str
        ``"in part: …"`` says what is missing; other words where a text is the row's home.
    """

    functions: tuple = ()
    exercises: tuple = ()
    remark: str = ""


@dataclass(frozen=True)
class Header:
    """What a lesson's source says of itself.

    Parameters
    ----------
    path : str
        Of the source, below ``lessons/``: ``"5_retention/5_1_cohorts.py"``.
    title, chinese : str
        A case's title is that of its declaration.
    minutes : int
    route : {"core", "extension", "reference"}
    needs : list of str
        The lessons that come before, by id.
    verdict : {"arithmetic", "reading", "border", "evidence", "none"}
        On what the verdict of its trial rests.
    topic : str
        The module it teaches, below ``ecomlab``; a case's is its own; empty where there is none.
    rows : dict of str to Row
        The rows of the course map that are at home here.
    subtitle : str
        English, beside the Chinese title.
    border : str
        Of a verdict "border": where it turns, by which value. Not shown to trainees.
    pause : str
        The heading at which a second sitting begins.
    cases, related : list of str
        The cases that belong to a lesson; others worth a look.
    """

    path: str
    title: str
    chinese: str
    minutes: int
    route: str
    needs: list
    verdict: str
    topic: str = ""
    rows: dict = field(default_factory=dict)
    subtitle: str = ""
    border: str = ""
    pause: str = ""
    cases: list = field(default_factory=list)
    related: list = field(default_factory=list)

    @property
    def id(self) -> str:
        """As a trainee types it: "5_1", or a case's name."""
        return lesson_id(self.path)

    @property
    def is_case(self) -> bool:
        return Path(self.path).stem.startswith(PREFIX)

    @property
    def number(self) -> str:
        """A lesson's "5.1", or a case's row of the map, "K01"."""
        return next(iter(self.rows)) if self.is_case else self.id.replace("_", ".")

    @property
    def name(self) -> str:
        """The title with a lesson's number before it."""
        return self.title if self.is_case or self.id == "00" else f"{self.number} {self.title}"

    @property
    def chapter(self) -> str:
        """Its folder; empty for what comes before the stages."""
        return Path(self.path).parent.as_posix().strip(".")

    @property
    def notebook(self) -> str:
        """The path of its notebook, below ``notebooks/`` and ``my_course/``."""
        return Path(self.path).with_suffix(".ipynb").as_posix()


def lesson_id(path) -> str:
    """What a lesson is called, from its source's or notebook's path.

    >>> lesson_id("5_retention/5_1_cohorts.py"), lesson_id("3_conversion/case_page_redesign.py")
    ('5_1', 'page_redesign')
    """
    stem = Path(path).stem
    if stem.startswith(PREFIX):
        return stem.removeprefix(PREFIX)
    found = NUMBERED.fullmatch(stem)
    if not found:
        raise InputError(
            f'lessons/{path} has no number. Call a lesson "2_3_paid.py", a case "case_name.py".'
        )
    return found["id"]


def place(path) -> tuple[str, str]:
    """Area and topic of a lesson: how its exercises, its code and its tests are called.

    >>> place("5_retention/5_1_cohorts.py"), place("0_the_shop.py")
    (('retention', 'cohorts'), ('', 'the_shop'))
    """
    topic = Path(path).stem.removeprefix(PREFIX).removeprefix(f"{lesson_id(path)}_")
    return Path(path).parent.name.partition("_")[2], topic


def lesson_sources(sources=LESSONS) -> list[str]:
    """The lessons' sources, as paths below their folder."""
    paths = (path.relative_to(sources) for path in Path(sources).rglob("*.py"))
    return sorted(path.as_posix() for path in paths if ".ipynb_checkpoints" not in path.parts)


def read(sources=LESSONS) -> dict[str, Header]:
    """Every lesson's header by its id, in the course's order: chapter by chapter, cases last.

    Raises
    ------
    ChoiceError, InputError
        A header is missing or says what can't be; the message names file and field.

    Examples
    --------
    >>> header = read()["5_1"]
    >>> header.name, header.chapter, header.rows["U03"].exercises[0]
    ('5.1 Who comes back?', '5_retention', 'sixty_days')
    """
    headers = [_read_one(Path(sources), path) for path in lesson_sources(sources)]
    headers.sort(key=_place_in_the_course)
    found = {header.id: header for header in headers}
    for header in headers:
        _check_ids(header, found)
    return found


def _place_in_the_course(header):
    """Chapter by chapter, cases last; first *Start here*, 0, 0.2, at the end the mixed round."""
    number = "" if header.id == "00" else header.number
    return header.chapter or number[:1], header.is_case, number


@cache
def map_rows() -> dict[str, dict]:
    """The rows of the course map by their id: title and chapter.

    >>> map_rows()["U03"]["chapter"]
    '5_retention'
    """
    with ROWS.open(encoding="utf-8") as file:
        return {row["row"]: row for row in csv.DictReader(file)}


def _read_one(sources, path) -> Header:
    where, text = f"lessons/{path}", (sources / path).read_text(encoding="utf-8")
    lesson_id(path)
    said = _said(where, text)
    kinds = REQUIRED | OPTIONAL
    for name, value in said.items():
        if name not in kinds:
            raise ChoiceError(f"{where}: a field of the header", name, kinds)
        if not isinstance(value, kinds[name]):
            raise InputError(f"{where}: {name} is {value!r}. It must be {_called(kinds[name])}.")
    missing = [name for name in REQUIRED if name not in said]
    if missing:
        raise InputError(
            f"{where}: the header lacks {', '.join(missing)}. It needs {', '.join(REQUIRED)}."
        )
    if Path(path).stem.startswith(PREFIX):
        said |= {"topic": f"cases.{lesson_id(path)}"}
    topic = said.get("topic", "")
    rows = {row: _row(f"{where}: rows.{row}", words, topic) for row, words in said["rows"].items()}
    header = Header(path, **said | {"rows": rows})
    _check(where, header, text)
    return header


def _said(where, text) -> dict:
    found = CELL.match(text)
    if not found:
        raise InputError(
            f'{where} doesn\'t begin with its header: a cell # %% [raw] id="header" whose lines '
            "are TOML behind #."
        )
    try:
        return tomllib.loads(re.sub(r"(?m)^# ?", "", found[1]))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: the header is no TOML: {error}.") from error


def _called(kind):
    return {str: "a text", int: "a whole number", list: "a list", dict: "a table"}[kind]


def _row(where, words, topic) -> Row:
    """A row's home: functions (those without a dot are the topic's), exercises, a remark."""
    parts = [part.strip() for part in words.split(" / ", 2)] if isinstance(words, str) else []
    parts += [NOTHING] * (3 - len(parts))
    functions, exercises, remark = ("" if part == NOTHING else part for part in parts)
    if not (functions or exercises or remark):
        raise InputError(f'{where} is {words!r}. Say "{FORM}"; {NOTHING} stands for none.')
    full = (name if "." in name else f"{topic}.{name}" for name in functions.split(", ") if name)
    return Row(tuple(full), tuple(name for name in exercises.split(", ") if name), remark)


def _check(where, header, text):
    for name, choices in (("route", ROUTES), ("verdict", VERDICTS)):
        if getattr(header, name) not in choices:
            raise ChoiceError(f"{where}: {name}", getattr(header, name), choices)
    if (header.verdict == "border") != bool(header.border):
        raise InputError(
            f'{where}: border says by which value the verdict turns. A verdict "border" has one, '
            "another has none."
        )
    for row in header.rows:
        if row not in map_rows():
            raise ChoiceError(f"{where}: a row", row, _near(row))
    if header.is_case and header.number[:1] not in ("K", "V"):
        raise InputError(f"{where}: rows must begin with the case's own, K01 or the like.")
    headings = re.findall(r"(?m)^# ## (.+)$", text)
    if header.pause and header.pause not in headings:
        raise ChoiceError(f"{where}: pause", header.pause, headings)
    if header.minutes > SITTING and not header.pause:
        raise InputError(
            f"{where}: {header.minutes} minutes are two sittings. Name the heading where the "
            f"second begins as pause: one of {', '.join(headings)}."
        )


def _near(row):
    """The rows that begin with the same letter: the choices worth reading."""
    return [known for known in map_rows() if known[0] == row[:1]] or sorted(
        {f"{known[0]}01" for known in map_rows()}
    )


def _check_ids(header, headers):
    for name in ("needs", "cases", "related"):
        known = [one.id for one in headers.values() if name != "cases" or one.is_case]
        for wanted in getattr(header, name):
            if wanted not in known or wanted == header.id:
                raise ChoiceError(f"lessons/{header.path}: {name}", wanted, known)
