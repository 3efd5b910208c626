"""What an instructor prints of a case: the teaching note, and a hand-out in two languages.

Both are HTML pages that fetch nothing: two A4 pages for the instructor, one for each trainee.
"""

import html
from functools import partial
from pathlib import Path

from ecomlab import cases
from ecomlab.cases.declaration import ENDS
from ecomlab.classroom import build, casebook, headers, reissues
from ecomlab.classroom.guesses import unit_of
from ecomlab.classroom.scripts import LESSONS, BuildError, read_lesson, tags
from ecomlab.classroom.teaching_notes import note
from ecomlab.classroom.workspace import NOTEBOOKS, REPOSITORY, write_atomically
from ecomlab.errors import InputError
from ecomlab.texts import ENGLISH, Catalogue

FOLDER = REPOSITORY / "build" / "print"
NOTE, HANDOUT, CHINESE = "note.html", "handout.html", "zh"
EXHIBIT = "exhibit"  # tag of a cell
LINE, LINES = '<div class="lines"></div>', 6  # to write on, for the memo
PARTS = ("title", "guess", "exhibit", "verdict", "memo")  # of a hand-out, by their labels


def write(name, issue=None, target=None) -> tuple[Path, Path]:
    """Print a case: its teaching note and its hand-out.

    Parameters
    ----------
    name : str
        One of ``cases.names()``.
    issue : path, optional
        The folder of a class's issue, as ``reissues.reissue`` wrote it; the published one if none.
        The note is then put beside the key, the hand-out beside the trainees' notebook.
    target : path, optional
        Another folder for both.

    Returns
    -------
    (Path, Path)
        The note and the hand-out.

    Raises
    ------
    ChoiceError
        There is no such case.
    DataFileError
        The issue's data or key are missing or altered.
    InputError
        The pages can't be written.
    """
    if issue is None:
        found, data, folder = cases.load(name), None, Path(target or FOLDER / name)
        places = folder / NOTE, folder / HANDOUT
    else:
        data, key = reissues.parts(issue)
        found = cases.load(name, data, key)
        places = Path(target or key.parent) / NOTE, Path(target or data.parent) / HANDOUT
    for path, page in zip(places, (note_page(found), handout(found, data)), strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, page.encode())
        except OSError as error:
            raise InputError(
                f"{path} can't be written ({error.strerror or error}). Close what has it open, or "
                "copy the course to your home."
            ) from error
    return places


# --- The teaching note ---------------------------------------------------------------------


def note_page(issue) -> str:
    """The teaching note as a page to print."""
    title = f"{issue.case.number} {issue.case.title}"
    return _page(title, f'<article class="note">{_html(note(issue))}</article>')


# --- The hand-out --------------------------------------------------------------------------


def handout(issue, data=None) -> str:
    """One page for trainees, English and Chinese side by side; it holds no truth.

    Parameters
    ----------
    issue : cases.Issue
    data : path, optional
        Where a class's issue has its data.
    """
    case, labels = issue.case, {name: _both("course", "handout", name) for name in PARTS}
    title = f"{case.number} {case.title}"
    chinese = headers.read()[case.name].chinese
    given = [
        _columns(_given(issue, ENGLISH), _given(issue, CHINESE)),
        _box(labels["guess"], _guess(case)),
        _box(labels["exhibit"], _exhibit(issue, data)),
        _box(labels["verdict"], _verdicts()),
        _box(labels["memo"], _columns(*_spoken(case, "memo")) + LINES * LINE),
    ]
    head = (
        f'<h1>{html.escape(title)} <span lang="zh">{html.escape(chinese)}</span></h1>'
        f'<p class="who">{html.escape(issue.label)} · {labels["title"]}</p>'
    )
    return _page(title, f'<article class="handout">{head}{"".join(given)}</article>')


def _given(issue, language):
    """Company, role, question and claims in a language."""
    texts = Catalogue(issue.case.name, language)
    facts = issue._claimed() | dict(issue.case.constants)
    of = partial(texts.say, "brief", facts=facts)
    claims = dict.fromkeys(str(texts.say("claims", f.name, facts)) for f in issue.case.figures)
    listed = "\n".join(f"- {claim}" for claim in claims)
    heads = Catalogue("course", language).say("handout", "claims")
    return f"**{of('company')}** {of('role')}\n\n{of('question')}\n\n{heads}\n\n{listed}"


def _spoken(case, name):
    return [
        str(Catalogue(case.name, language).say("brief", name, case.constants))
        for language in (ENGLISH, CHINESE)
    ]


def _both(catalogue, section, name):
    """A label in both languages."""
    texts = (str(Catalogue(catalogue, each).say(section, name)) for each in (ENGLISH, CHINESE))
    return " · ".join(dict.fromkeys(texts))


def _guess(case):
    unit = unit_of(case)
    blank = '<span class="blank"></span>'
    parts = [f"{_both('course', 'handout', name)} {blank}" for name in ("value", "low", "high")]
    return f"<p>{' '.join(parts)} {html.escape(unit)}</p>"


def _verdicts():
    boxes = (f"☐ {_both('course', 'handout', end)}" for end in ENDS)
    sure, why = (_both("course", "handout", name) for name in ("sure", "why"))
    return (
        f"<p>{' &emsp; '.join(boxes)}</p><p>{sure} <span class='blank'></span> %</p>"
        f"<p>{why}</p>{LINE}"
    )


def _exhibit(issue, data):
    """What the notebook's exhibit shows of this issue's data: a table, a figure, or lines."""
    case = issue.case
    path = Path(casebook.source(case))
    if data is None:
        notebook = casebook.fill(read_lesson(LESSONS / path, links=False), issue)
    else:
        notebook = casebook.issued(issue, data)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    places = [number for number, cell in enumerate(code) if EXHIBIT in tags(cell)]
    if not places:
        raise BuildError(f"lessons/{path} has no exhibit: tag the cell with the claim's data.")
    notebook.cells = [cell for cell in code[: places[0] + 1] if "exercise" not in tags(cell)]
    build.execute(notebook, NOTEBOOKS / path.parent, f"the exhibit of {case.name}")
    return "".join(map(_shown, notebook.cells[-1].outputs))


def _shown(output):
    """An output of a cell as HTML."""
    data = output.get("data", {})
    if "image/png" in data:
        alt = html.escape(data.get("text/plain", ""))
        return f'<img alt="{alt}" src="data:image/png;base64,{data["image/png"].strip()}">'
    if "text/html" in data:
        return "".join(data["text/html"])
    if "text/markdown" in data:
        return _html("".join(data["text/markdown"]))
    text = output.get("text") or data.get("text/plain", "")
    return f"<pre>{html.escape(''.join(text).rstrip())}</pre>" if text else ""


# --- The pages -----------------------------------------------------------------------------


def _html(markdown):
    from nbconvert.filters import markdown2html

    return markdown2html(str(markdown))


def _box(title, content):
    return f"<section><h2>{title}</h2>{content}</section>"


def _columns(english, chinese):
    return (
        f'<div class="two"><div>{_html(english)}</div><div lang="zh">{_html(chinese)}</div></div>'
    )


def _page(title, body):
    style = (Path(__file__).parent / "papers.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )
