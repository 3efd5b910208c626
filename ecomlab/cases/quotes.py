"""The documents' own words in cases and lessons, and whether they are that.

A case declares a quotation as ``Figure.quote``. In a text it stands on one line, after its code,
up to a bracket, a quotation mark or the line's end: ``(原文 001:031: 最终使复购率从8%提升至15%)``.
"""

import re
import unicodedata
from importlib.resources import files
from typing import NamedTuple

from ecomlab import cases
from ecomlab.datasets import FOLDER

TEXTS = ("lessons/**/*.py", "ecomlab/cases/*.py", "ecomlab/exercises/**/*.py",
         "ecomlab/texts/**/*.toml")  # fmt: skip
IN_A_TEXT = re.compile(r'原文 (\d{3}:\d{3}(?:-\d{3})?): ([^\n)"]+)')


class Quoted(NamedTuple):
    """A quotation: where it stands, the code of its sentence(s), and its words."""

    where: str
    code: str
    quote: str


def quotes():
    """Every quotation of the documents: the cases' claims first, then those in texts.

    Returns
    -------
    list of Quoted
    """
    return [*_claims(), *_in_texts(FOLDER.parent)]


def _claims():
    for name in cases.names():
        for figure in cases.case(name).figures:
            yield Quoted(f"{name}.{figure.name}", figure.document, figure.quote)


def _in_texts(root):
    for pattern in TEXTS:
        for path in sorted(root.glob(pattern)):
            for code, quote in IN_A_TEXT.findall(path.read_text(encoding="utf-8")):
                yield Quoted(path.relative_to(root).as_posix(), code, quote.strip())


def sentences():
    """The sentences of the documents that are quoted, by their code.

    >>> sentences()["001:031"]
    '最终使复购率从8%提升至15%'
    """
    lines = files("ecomlab.cases").joinpath("sentences.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in lines.splitlines())


def codes(code):
    """The single codes of a range.

    >>> codes("001:021-023")
    ['001:021', '001:022', '001:023']
    """
    document, _, numbers = code.partition(":")
    first, _, last = numbers.partition("-")
    return [f"{document}:{number:03d}" for number in range(int(first), int(last or first) + 1)]


def is_quoted(quote, code, known=None):
    """Does the quote stand in the sentences of its code, word by word?

    Width, punctuation and blanks don't count.

    Parameters
    ----------
    quote, code : str
    known : dict of str to str, optional
        Sentences by code; ``sentences()`` by default.

    >>> is_quoted("复购率从8%提升至15%", "001:031"), is_quoted("复购率从9%提升至15%", "001:031")
    (True, False)
    """
    known = sentences() if known is None else known
    said, text = _plain(quote), _plain("".join(known.get(one, "") for one in codes(code)))
    return bool(said) and said in text


def _plain(text):
    return re.sub(r"[^\w%+\-.]", "", unicodedata.normalize("NFKC", text)).lower()
