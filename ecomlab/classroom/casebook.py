"""The notebooks of the cases: their text takes its numbers from the issue at hand.

``{{ naive }}`` in a Markdown cell is filled with the issue's words (``Issue.words``), so that a
case that is issued again tells its own numbers.
"""

import re
from pathlib import Path

from ecomlab import cases
from ecomlab.classroom.scripts import LESSONS, BuildError, read_lesson, tags
from ecomlab.classroom.workspace import PREFIX
from ecomlab.errors import ChoiceError

WORD = re.compile(r"\{\{ (\w+) \}\}")


def is_case(name) -> bool:
    """Is the lesson of this path a case's notebook?"""
    return Path(name).stem.startswith(PREFIX)


def case_name(name) -> str:
    """The case of a notebook's path."""
    return Path(name).stem.removeprefix(PREFIX)


def source(item):
    """Where a case's notebook is written, below ``lessons/``."""
    return f"{item.chapter}/{PREFIX}{item.name}.py"


def fill(notebook, words):
    """Put an issue's words into the text of its notebook, in place.

    Raises
    ------
    ChoiceError
        The text asks for a word that the issue doesn't have.
    """

    def word(found):
        if found[1] not in words:
            raise ChoiceError("word in double braces", found[1], sorted(words))
        return words[found[1]]

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = WORD.sub(word, cell.source)
    return notebook


def issued(name, words, folder, key=None):
    """A class's notebook on its own data, not executed; with the key's path the instructor's.

    Trainees get it without the notes, and without the cells that tell the truth.

    Raises
    ------
    BuildError
        The notebook doesn't load its case as others do, so its data couldn't be replaced.
    """
    item = cases.case(name)
    notebook = read_lesson(LESSONS / source(item), instructor=key is not None, links=False)
    if key is None:
        notebook.cells = [cell for cell in notebook.cells if "truth" not in tags(cell)]
    published = f'cases.load("{name}")'
    own = published.replace(")", f', "{folder}"' + (f', key="{key}")' if key else ")"))
    found = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            found += cell.source.count(published)
            cell.source = cell.source.replace(published, own)
    if not found:
        raise BuildError(f"lessons/{source(item)} has no cell with {published}: add it.")
    return fill(notebook, words)
