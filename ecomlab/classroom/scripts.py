"""The lessons' sources, read as notebooks that aren't executed yet.

A lesson is written once, as a jupytext percent script in ``lessons/``, with the instructor's notes
in tagged cells. Its title and the links at its end are made from its header.
"""

import re
from pathlib import Path

import nbformat

from ecomlab.classroom import course_map
from ecomlab.classroom.headers import LESSONS, NAVIGATION, TITLE, lesson_sources, read
from ecomlab.errors import EcomlabError

__all__ = ["LESSONS", "BuildError", "lesson_sources", "read_lesson", "tags"]
HEADER = "header"  # id of a cell
HIDDEN_TAGS = {"instructor", "solution"}
CHECK = re.compile(r"^quiz\.(\w+)\.check\(", re.M)
KEPT_METADATA = ("slideshow", "tags")
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


class BuildError(EcomlabError):
    """A lesson's source or one of its cells is broken; no notebook was written."""


def read_lesson(path, instructor=False, links=True) -> nbformat.NotebookNode:
    """A lesson's source as a notebook that isn't executed yet, without the hidden cells.

    Its title comes from its header, and so do the links to other notebooks, which are left out
    of a notebook that will stand elsewhere.
    """
    import jupytext

    cells = jupytext.read(path, fmt="py:percent").cells
    for cell, name in zip(cells, _names(cells, Path(path).name), strict=True):
        cell.id = name
        cell.metadata = {key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata}
    if cells and cells[0].id == HEADER:
        cells = _with_title_and_links(Path(path), cells[1:], links)
    kept = (
        list(_with_solutions(cells))
        if instructor
        else [x for x in cells if not HIDDEN_TAGS & tags(x)]
    )
    notebook = nbformat.v4.new_notebook(cells=kept, metadata=METADATA)
    notebook.nbformat_minor = 5
    return notebook


def _with_title_and_links(path, cells, links):
    """The cells between a title and links, and with the map where it is asked for."""
    headers = read(_sources(path))
    header = next(one for one in headers.values() if Path(one.path).name == path.name)
    title = nbformat.v4.new_markdown_cell(course_map.title(header, headers, links), id=TITLE)
    if not header.is_case:
        for cell in cells:
            cell.source = course_map.fill(cell.source, headers)
    if not links:
        return [title, *cells]
    ways = nbformat.v4.new_markdown_cell(course_map.navigation(header, headers), id=NAVIGATION)
    return [title, *cells, ways]


def _sources(path):
    """The folder of all sources: a lesson lies in it or in its chapter's folder."""
    return path.parent.parent if path.parent.name in course_map.CHAPTERS else path.parent


def _with_solutions(cells):
    """The cells, and after each that first checks an answer one that shows a solution."""
    shown = set()
    for cell in cells:
        yield cell
        asked = CHECK.search(cell.source) if cell.cell_type == "code" else None
        if asked and asked[1] not in shown:
            shown.add(asked[1])
            yield nbformat.v4.new_code_cell(
                f"quiz.{asked[1]}.solution()",
                id=f"solution-{asked[1].replace('_', '-')}"[:64],
                metadata={"tags": ["solution"]},
            )


def tags(cell) -> set[str]:
    return set(cell.metadata.get("tags", ()))


def _names(cells, lesson) -> list[str]:
    """A stable name for each cell: its own id, or the last heading's words and a number."""
    names, heading, count = [], "top", 0
    for cell in cells:
        found = re.match(r"#+ +(.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            heading, count = _slug(found[1]) or "part", 0
        count += 1
        names.append(cell.metadata.get("id") or f"{heading}-{count}")
    wrong = sorted({name for name in names if names.count(name) > 1 or not _is_id(name)})
    if wrong:
        raise BuildError(
            f"The cell ids {', '.join(wrong)} of {lesson} are used twice or malformed. Name each "
            f'cell in its own line, with letters, digits and hyphens: # %% id="monday-plan"'
        )
    return names


def _slug(text) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-")


def _is_id(name) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name))
