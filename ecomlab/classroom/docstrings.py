"""The texts of an exercise, read from the docstrings of its functions."""

import inspect
import re

from ecomlab.errors import EcomlabError

MARKED = re.compile(r"(Hint|Right):\s+")
LAID_OUT = re.compile(r"[-|>] ?|\d+\. ")  # the lines of a list or a table stay lines


class DeclarationError(EcomlabError):
    """An exercise isn't written as it must be: a text is missing, or a name is there twice."""


def texts(where, function) -> tuple[str, tuple[str, ...], str]:
    """Prompt, hints and praise out of the docstring of a right answer.

    Raises
    ------
    DeclarationError
        One of them isn't there.
    """
    found = {"Prompt": [], "Hint": [], "Right": []}
    kind = "Prompt"
    for paragraph in re.split(r"\n\s*\n", _documented(where, function)):
        marked = MARKED.match(paragraph)
        if marked:
            kind, paragraph = marked[1], paragraph[marked.end() :]
        if marked or not found[kind]:
            found[kind].append(paragraph)
        else:
            found[kind][-1] += f"\n\n{paragraph}"
    missing = [f'"{name}: …"' for name in ("Hint", "Right") if not found[name]]
    missing += [] if found["Prompt"] and found["Prompt"][0] else ["a prompt"]
    if missing or len(found["Right"]) > 1:
        raise DeclarationError(
            f"The docstring of {where} needs the prompt first, then one or more paragraphs that "
            f'begin with "Hint: " and one with "Right: ". '
            + (f"Missing: {', '.join(missing)}." if missing else 'It has several "Right: ".')
        )
    prompt, hints, right = ([_flowing(text) for text in group] for group in found.values())
    return prompt[0], tuple(hints), right[0]


def sentence(where, function) -> str:
    """The whole docstring as one Markdown text."""
    text = _flowing(_documented(where, function))
    if not text:
        raise DeclarationError(f"{where} has no sentence: write its docstring.")
    return text


def _documented(where, function):
    text = inspect.getdoc(function)
    if text is None:
        raise DeclarationError(
            f"{where} has no docstring: it holds the texts (and `python -OO` takes it away)."
        )
    return text.strip()


def _flowing(text) -> str:
    """Paragraphs on one line each, as Markdown reads them; lists and tables keep their lines."""
    return "\n\n".join(map(_line, re.split(r"\n\s*\n", text)))


def _line(paragraph):
    joined = ""
    for line in paragraph.splitlines():
        joined += ("\n" if LAID_OUT.match(line) else " ") + line.strip() if joined else line.strip()
    return joined
