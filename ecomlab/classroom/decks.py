"""A case as a deck of slides with the instructor's notes: a folder that needs no network.

The instructor's edition of the case's notebook is executed and laid out in slides by nbconvert.
reveal.js and MathJax are copied beside it from the packages that ship them, so that the folder
can be carried to the room on a stick.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import math
import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

import nbformat
import pandas as pd

from ecomlab import cases
from ecomlab.classroom import build, casebook, headers, keys, reissues
from ecomlab.classroom.scripts import LESSONS, read_lesson, tags
from ecomlab.classroom.workspace import NOTEBOOKS, REPOSITORY
from ecomlab.errors import DataFileError, InputError
from ecomlab.streams import table_hash

FOLDER = REPOSITORY / "build" / "slides"
PAGE, MADE = "index.html", "made.json"
SHIPPED = ("sphinx-revealjs", "jupyter-server-mathjax")
# Where a package keeps the files, which of them, and where they go
ASSETS = [
    (
        "sphinx_revealjs",
        "_static/revealjs",
        ["LICENSE", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js"],
        "reveal",
    ),
    ("jupyter_server_mathjax", "static", [""], "mathjax"),
]
SHARP = ["--InlineBackend.figure_formats=retina"]  # figures for a projector
PARTS = {".py", ".toml", ".css", ".j2"}  # of this package
LINES, LETTERS = 16.5, 78  # what a slide holds
CODE, ROW, FIGURE = 0.75, 0.95, 10.5  # heights, in lines of text; a figure takes what is left
LARGER = 1.25  # the letters in figures, for the last row
HEADING = re.compile(r"#{1,2} ")
PARAGRAPH = re.compile(r"\n\s*\n")
ANSWER = re.compile(r"quiz\.(\w+)\.check")
QUESTION = re.compile(r"quiz\.\w+")
FOLDED = '<details class="code">'
TELL = re.compile(r"quiz\.tell\(.*\)")


def overview() -> pd.DataFrame:
    """Which cases can be presented, and how long does each take?

    >>> print(overview().head(1).to_string(index=False))
    number          name                                title  minutes
       K01 page_redesign The page that tripled its conversion       55
    """
    table, known = cases.catalogue()[["number", "name", "title"]], headers.read()
    return table.assign(minutes=[known[name].minutes for name in table["name"]])


def deck(name, issue=None, target=None) -> Path:
    """Make a case's deck, unless the one that is there is made from the same.

    Parameters
    ----------
    name : str
        One of ``cases.names()``.
    issue : path, optional
        The folder of a class's issue, as ``reissues.reissue`` wrote it; the published one if none.
    target : path, optional
        The folder of the deck; below ``build/slides`` if not given.

    Returns
    -------
    Path
        The page to open.

    Raises
    ------
    ChoiceError
        There is no such case.
    DataFileError
        The issue's data, key or notebook are missing or altered.
    InputError
        The folder can't be written, or a package for slides is missing.
    """
    found, notebook, folder = _edition(name, issue)
    notebook.cells = [x for x in notebook.cells if not {"solution", casebook.NOTE} & tags(x)]
    target = Path(target or FOLDER / (Path(issue).resolve().name if issue else name))
    made_from = _digest(notebook, found.tables)
    if not _is_whole(target, made_from):
        title = {"title": f"{found.case.number} {found.case.title} ({found.label})"}
        _tell_answers(notebook, keys.answers(found))
        _execute(notebook, folder, f"the slides of {name}")
        try:
            _write(_html(_laid_out(notebook, title)), target, made_from)
        except OSError as error:
            raise InputError(
                f"The slides can't be written to {target} ({error.strerror or error}). "
                "Close the programs that use this folder, or copy the course to your home."
            ) from error
    return target / PAGE


def _edition(name, issue):
    """An issue, its instructor's notebook, and the folder in which that runs."""
    if issue is None:
        found, path = cases.load(name), Path(casebook.source(cases.case(name)))
        notebook = read_lesson(LESSONS / path, instructor=True, links=False)
        return found, casebook.fill(notebook, found), NOTEBOOKS / path.parent
    data, key = reissues.parts(issue)
    found, path = cases.load(name, data, key), reissues.notebook(key.parent, name)
    try:
        return found, nbformat.read(path, as_version=4), path.parent
    except (OSError, ValueError) as error:
        raise DataFileError(
            f"The notebook {path} can't be read ({error}). Bring it back, or issue the case again."
        ) from error


def _digest(notebook, tables):
    """What a deck is made from: its cells, the data, this package and those it is made with."""
    digest = hashlib.sha256("\n".join(cell.source for cell in notebook.cells).encode())
    package = Path(__file__).parents[1]
    files = [path for path in package.rglob("*") if path.suffix in PARTS]
    for path in sorted(files):
        digest.update(path.read_bytes())
    for frame in tables.values():
        digest.update(table_hash(frame).encode())
    for made_with in ("nbconvert", "matplotlib", *SHIPPED):
        digest.update(importlib.metadata.version(made_with).encode())
    return digest.hexdigest()


def _is_whole(folder, made_from):
    """Is the deck there, of this origin, and every file of it as it was written?"""
    try:
        found = json.loads((folder / MADE).read_text(encoding="utf-8"))
        return found == {"from": made_from, "files": _checksum(folder)}
    except (OSError, ValueError):
        return False


def _checksum(folder):
    """Of all files of a deck, by name and content, but for the one that keeps this checksum."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MADE:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _execute(notebook, folder, title):
    """Run the notebook for a projector; its code stays as trainees know it."""
    sources = [cell.source for cell in notebook.cells]
    for cell in notebook.cells:
        cell.source = cell.source.replace("use_house_style()", f"use_house_style(scale={LARGER})")
    build.execute(notebook, folder, title, *SHARP)
    for cell, source in zip(notebook.cells, sources, strict=True):
        cell.source = source
    notebook.cells = _told(notebook.cells)


def _told(cells):
    """What ``quiz.tell`` says is text on a slide, below the heading that it belongs to."""
    found = []
    for cell in cells:
        if TELL.fullmatch(cell.source.strip()) and cell.outputs:
            text = "".join(cell.outputs[0].data["text/markdown"])
            if found and found[-1].id == f"{cell.id}-heading":
                text = f"{found.pop().source}\n\n{text}"
            cell = nbformat.v4.new_markdown_cell(text, id=cell.id)
        found.append(cell)
    return found


def _tell_answers(notebook, answers):
    """Where trainees answer, the instructor has the answer in the notes."""
    for cell in notebook.cells:
        asked = ANSWER.search(cell.source) if "exercise" in tags(cell) else None
        if asked:
            note = nbformat.v4.new_markdown_cell(answers[asked[1]], id=cell.id)
            note.metadata["tags"] = ["instructor"]
            notebook.cells[notebook.cells.index(cell)] = note


# --- The layout ----------------------------------------------------------------------------


def _laid_out(notebook, about):
    """The notebook's cells cut into parts, each of which begins a slide or stands below another.

    A heading begins a slide; what follows stands below it while there is room. A question and a
    figure come before the code that made them, which is folded. Nothing follows a question: its
    answer would be in sight.
    """
    parts, room, alone = [], 0, False
    for cell in notebook.cells:
        if "instructor" in tags(cell):
            parts.append(_placed(cell, "notes"))
            continue
        for part in _parts(cell):
            folded, height = FOLDED in part.source, _height(part)
            follows = height <= room or alone or (folded and parts)
            kind = "slide" if _is_heading(part) else "-" if follows else "subslide"
            room = (room if kind == "-" else LINES) - height
            if not parts or "image/png" in str(part.get("outputs", "")):
                room = 0  # the title stands alone, and nothing but its code below a figure
            alone = _is_heading(part) and bool(parts)  # no heading stays alone, but for the title
            parts.append(_placed(part, kind))
        if QUESTION.fullmatch(cell.source.strip()):
            room = 0
    return nbformat.v4.new_notebook(cells=parts, metadata=notebook.metadata | about)


def _is_heading(part):
    return part.cell_type == "markdown" and bool(HEADING.match(part.source))


def _placed(part, kind):
    part.metadata["slideshow"] = {"slide_type": kind}
    return part


def _parts(cell):
    """A text's paragraphs; of code what it shows, and then itself, folded."""
    new = nbformat.v4
    if cell.cell_type == "markdown":
        whole = "```" in cell.source  # in which an empty line ends nothing
        texts = [cell.source] if whole else PARAGRAPH.split(cell.source)
        return [new.new_markdown_cell(text) for text in texts]
    code = new.new_markdown_cell(
        f"{FOLDED}<summary>Code</summary>\n\n```python\n{cell.source}\n```\n\n</details>"
    )
    if not cell.outputs:
        return [code]
    output = new.new_code_cell("", outputs=cell.outputs)
    output.metadata["transient"] = {"remove_source": True}
    return [output] if QUESTION.fullmatch(cell.source.strip()) else [output, code]


def _height(part):
    """About how many lines of text a part is high."""
    if FOLDED in part.source:
        return 1
    if part.cell_type == "markdown":
        return _text_height(part.source)
    return sum(_output_height(output) for output in part.outputs)


def _text_height(text):
    lines = text.splitlines() if text.startswith(("|", "- ", "1. ", "#")) else [text]
    high = sum(math.ceil(_width(line) / LETTERS) for line in lines)
    return high * (ROW if text.startswith("|") else 1) + (1 if text.startswith("#") else 0.5)


def _width(text):
    """In Latin letters: a Chinese one is as wide as two."""
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def _output_height(output):
    data = output.get("data", {})
    if "image/png" in data:
        return FIGURE
    if "text/html" in data:
        return ROW * data["text/html"].count("<tr") + 0.5
    if "text/markdown" in data:
        return sum(map(_text_height, PARAGRAPH.split(data["text/markdown"])))
    text = output.get("text") or data.get("text/plain", "")
    return CODE * (text.rstrip().count("\n") + 1) + 0.5


# --- The page ------------------------------------------------------------------------------


def _html(notebook):
    from nbconvert import SlidesExporter

    exporter = SlidesExporter(
        extra_template_basedirs=[str(Path(__file__).parent)],
        template_name="deck",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        config={"CSSHTMLHeaderPreprocessor": {"style": "friendly"}},
    )
    return exporter.from_notebook_node(notebook)[0]


def _write(html, folder, made_from):
    """Put the page and all it loads into a folder, which replaces the one that was there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for package, inside, names, goal in ASSETS:
            for name in names:
                _copy(_shipped(package) / inside / name, fresh / goal / name)
        (fresh / PAGE).write_text(html, encoding="utf-8", newline="\n")
        made = {"from": made_from, "files": _checksum(fresh)}
        (fresh / MADE).write_text(json.dumps(made) + "\n", encoding="utf-8", newline="\n")
        fresh.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)


def _shipped(package):
    """Where a package lies; it isn't imported."""
    found = importlib.util.find_spec(package)
    if found is None:
        raise InputError(
            f"The package {package.replace('_', '-')} is missing, which the slides need. "
            "Run `python course.py present`, which brings it."
        )
    return Path(found.submodule_search_locations[0])
