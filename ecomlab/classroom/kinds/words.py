"""Words for answers: what was handed in, as a trainee would call it."""

import unicodedata
from collections.abc import Mapping

import numpy as np
import pandas as pd

DEEPEST = 5  # of one-element lists inside each other: one of them may be inside itself
AGAIN = "Yours isn't the one asked for: read the question once more."


def plain(text: str) -> str:
    """Text with its full-width letters, digits and signs as plain ones, without outer spaces.

    >>> plain(" Ｂ２．５％ ")
    'B2.5%'
    """
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def a(answer) -> str:
    """What an answer is, in words a trainee knows.

    >>> a([1, 2]), a("half")
    ('a list', 'the text "half"')
    """
    if answer is pd.NA or answer is pd.NaT:
        return "a missing value"
    if isinstance(answer, str):
        return f'the text "{answer}"' if len(answer) <= 20 else "a long text"
    if isinstance(answer, bool | np.bool_):
        return f"the truth value {bool(answer)}"
    if isinstance(answer, int) and abs(answer) > 1e300:
        return "a number too large to be read"
    if isinstance(answer, int | float):
        return f"the number {answer:.6g}"
    if callable(answer):
        return "a function that wasn't called (are its brackets missing?)"
    kind = type(answer).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


def quoted(names) -> str:
    """Names between quotation marks, with commas."""
    return ", ".join(f'"{name}"' for name in names)


def listed(texts: Mapping[str, str]) -> str:
    """A Markdown list of what the letters stand for."""
    return "\n".join(f"- **{name}**: {text}" for name, text in texts.items())


def only(answer):
    """The one value inside a list, array, Series, table or relation; anything else as it is.

    >>> only([[0.5]]), only([1, 2])
    (0.5, [1, 2])
    """
    for _ in range(DEEPEST):
        inside = _values(answer)
        if inside is None or len(inside) != 1:
            break
        answer = inside[0]
    return answer


def _values(answer):
    """The values of a container; None if it isn't one, or is one that can't be counted."""
    if isinstance(answer, np.ndarray):
        return answer.ravel()
    if isinstance(answer, list | tuple):
        return answer
    if isinstance(answer, pd.Series | pd.Index | pd.DataFrame):
        return answer.to_numpy().ravel() if answer.size == 1 else None
    if type(answer).__module__.startswith("polars"):
        return _of_polars(answer)
    if type(answer).__module__.split(".")[0] in ("duckdb", "_duckdb"):
        rows = answer.limit(2).fetchall() if hasattr(answer, "limit") else []
        return rows if len(rows) == 1 else None
    return None


def _of_polars(answer):
    answer = answer.collect() if hasattr(answer, "collect") else answer
    single = getattr(answer, "shape", None) in ((1,), (1, 1))
    return [answer.item()] if single else None
