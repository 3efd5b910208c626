"""Numbers that are typed into the text of a lesson whose data are simulated.

Such a number is a fact (``{{ rise }}``, ``{naive}``), a date, part of a formula or of code, or on
the short list ``typed`` of the lesson's texts. Anything else is wrong on the next issue.
"""

import re

from ecomlab import cases
from ecomlab.classroom.casebook import WORD
from ecomlab.classroom.scripts import tags
from ecomlab.classroom.translations import written_cells
from ecomlab.texts import ENGLISH, files

SIMULATED = [
    "0",
    "0_2",
    "0_3",
    "1_1",
    "1_2",
    "1_3",
    "1_4",
    "1_5",
    "1_9",
]  # lessons on simulated data, beside the cases
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# What is no number of the data: taken away first, in this order
ELSEWHERE = [
    r"```.*?```", r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$",  # code, formulas
    WORD.pattern, files.FIELD.pattern,  # facts
    r"\(原文 [^)]*\)",  # a document's own words
    r"\(https?://[^)]*\)", r"\b0\d\d:\d{3}(?:-\d{3})?", r"\b[A-Z]{1,2}\d{2}\b",  # what is cited
    r"(?m)^(?:> )?\d+\. ", r"(?i)\blessons? \d(?:\.\d)?",  # numbered lines, lessons
    rf"\b\d{{1,2}}(?: to \d{{1,2}})? {MONTH}", rf"{MONTH} \d{{1,2}}\b",  # dates
    r"\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b",
    r"(?m)^\| \d+ \|",  # the first column of a table: minutes
]  # fmt: skip
NUMBER = re.compile(r"[+−]?\d+(?:,\d{3})*(?:\.\d+)?(?: ?%)?")
MEASURES = {"0", "1", "100", "1,000", "10,000", "95%"}  # of 100, per 1,000; of an interval


def numbers(text) -> list[str]:
    """The numbers typed in a text, in order, as they are written.

    >>> numbers("On 3 March {{ rise }} of 1,200 orders, `x[7]` and $n = 5$: 12.5% more (K01).")
    ['1,200', '12.5%']
    """
    for pattern in ELSEWHERE:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return [number for number in NUMBER.findall(text) if number not in MEASURES]


def typed(lesson_id) -> list[tuple[str, str]]:
    """The numbers typed in a lesson's Markdown and texts: where, and the number.

    Instructors' notes are left out: they grade with numbers of their own.
    """
    texts = files.read(ENGLISH, lesson_id)
    places = {
        cell.id: cell.source
        for cell in written_cells(lesson_id)
        if cell.cell_type == "markdown" and "instructor" not in tags(cell)
    }
    for section in ("brief", "claims", "texts"):
        places |= {f"{section}.{name}": text for name, text in texts.get(section, {}).items()}
    allowed = set(texts.get("typed", []))
    return [
        (place, number)
        for place, text in places.items()
        for number in numbers(text)
        if number not in allowed
    ]


def simulated() -> list[str]:
    """The lessons whose numbers differ from one issue to the next, or from one shop to the next."""
    return [*SIMULATED, *cases.names()]
