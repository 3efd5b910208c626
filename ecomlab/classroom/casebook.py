"""The notebooks of the cases: their text takes its numbers from the issue at hand.

``{{ naive }}`` in a Markdown cell is filled with the issue's words (``Issue.words``), so that a
case that is issued again tells its own numbers.
"""

import re
from pathlib import Path

from ecomlab import cases
from ecomlab.errors import ChoiceError

PREFIX = "case_"
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


def issued(name, words, folder):
    """A class's notebook: not executed, on its own data, without the cells that tell the truth."""
    from ecomlab.classroom.build import LESSONS, read_lesson, tags

    item = cases.case(name)
    notebook = read_lesson(LESSONS / source(item))
    notebook.cells = [cell for cell in notebook.cells if "truth" not in tags(cell)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace(
                f'cases.load("{name}")', f'cases.load("{name}", "{folder}")'
            )
    return fill(notebook, words)
