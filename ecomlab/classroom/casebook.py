"""The notebooks of the cases: what the brief states stands in their Markdown.

``{{ rise }}`` or ``{{ naive:points }}`` in a Markdown cell is filled with a fact of the issue
(``Issue.facts``), so that a case that is issued again tells its own numbers. Markdown that trainees
get tells facts of the brief only; results are told by ``quiz.tell``. A cell of the instructor that
is tagged ``rosy``, ``right`` or ``modest`` is kept where the claim ends so.
"""

import re
from pathlib import Path

import nbformat

from ecomlab.cases.declaration import ENDS
from ecomlab.classroom.scripts import LESSONS, BuildError, read_lesson, tags
from ecomlab.classroom.spoken import cells_in_language
from ecomlab.classroom.teaching_notes import note
from ecomlab.classroom.workspace import PREFIX
from ecomlab.texts import Catalogue

NOTE = "note"  # id and tag of a cell
WORD = re.compile(r"\{\{ (\w+(?::\w+)?) \}\}")


def is_case(name) -> bool:
    """Is the lesson of this path a case's notebook?"""
    return Path(name).stem.startswith(PREFIX)


def case_name(name) -> str:
    """The case of a notebook's path."""
    return Path(name).stem.removeprefix(PREFIX)


def source(item):
    """Where a case's notebook is written, below ``lessons/``."""
    return f"{item.chapter}/{PREFIX}{item.name}.py"


def fill(notebook, issue):
    """Put an issue's facts into the Markdown of its notebook, in the language in use; in place.

    Raises
    ------
    ChoiceError
        The Markdown asks for a fact that the issue doesn't have.
    """
    texts, facts = issue.case.texts, issue.facts()
    notebook.cells = [cell for cell in notebook.cells if _fits(cell, facts.get("end"))]
    if any("instructor" in tags(cell) for cell in notebook.cells):
        notebook.cells.insert(1, _note(issue))
    cells_in_language(notebook, issue.case.name)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = WORD.sub(
                lambda found, cell=cell: texts.filled(
                    f"{{{found[1]}}}", facts, texts.language, cell.id
                ),
                cell.source,
            )
    return notebook


def _note(issue):
    """The teaching note as a cell, for the instructor alone."""
    metadata = {"tags": ["instructor", NOTE]}
    return nbformat.v4.new_markdown_cell(str(note(issue)), id=NOTE, metadata=metadata)


def _fits(cell, end):
    """Is a cell for an issue whose claim ends so? Some notes are for one end alone."""
    meant = tags(cell) & set(ENDS)
    return not meant or end in meant


def _without_truth(cells):
    """The cells that a class gets: where the truth would stand, it says who has it."""
    kept, told = [], False
    for cell in cells:
        if "truth" not in tags(cell):
            kept.append(cell)
        elif not told:
            told = True
            text = str(Catalogue("course").say("texts", "truth-later"))
            kept.append(nbformat.v4.new_markdown_cell(text, id="truth-later"))
    return kept


def issued(issue, folder, key=None):
    """A class's notebook on its own data, not executed; with the key's path the instructor's.

    Trainees get it without the notes, and without the cells that tell the truth.

    Raises
    ------
    BuildError
        The notebook doesn't load its case as others do, so its data couldn't be replaced.
    """
    item = issue.case
    notebook = read_lesson(LESSONS / source(item), instructor=key is not None, links=False)
    if key is None:
        notebook.cells = _without_truth(notebook.cells)
    published = f'cases.load("{item.name}")'
    own = published.replace(")", f', "{folder}"' + (f', key="{key}")' if key else ")"))
    found = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found += cell.source.count(published)
            cell.source = cell.source.replace(published, own)
    if not found:
        raise BuildError(f"lessons/{source(item)} has no cell with {published}: add it.")
    return fill(notebook, issue)
