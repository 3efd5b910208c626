"""Published claims of the trade on trial: ``cases.load("page_redesign")``.

Each case is a module of this package. ``catalogue`` lists them, ``load`` gives the published
issue, ``reissue`` the same story with other numbers and another luck.
"""

import hashlib
import json
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab import datasets
from ecomlab.cases import secrets
from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Issue, Method, Parameter
from ecomlab.errors import DataFileError, InputError, check_choice
from ecomlab.streams import generator

__all__ = [
    "Branch", "Case", "Expected", "Figure", "Issue", "Method", "Parameter",
    "case", "catalogue", "load", "names", "reissue",
]  # fmt: skip
PARAMETERS, LUCK, END = 1, 2, 3  # streams of a reissue's seed
TRIES = 10_000
WAY_OUT = "take the folder anew from your instructor"
NOT_CASES = {"__init__", "__main__", "declaration", "quotes", "secrets", "trial"}


def case(name):
    """The declaration of a case.

    Raises
    ------
    ChoiceError
        There is no such case.

    Examples
    --------
    >>> case("page_redesign").number
    'K01'
    """
    check_choice("The case", name, list(_modules()))
    return _case(name)


def names():
    """The cases' names, in the order of the course map.

    >>> names()[0]
    'page_redesign'
    """
    return sorted(_modules(), key=lambda name: _case(name).number)


def catalogue():
    """Which claims are on trial? One row per case.

    Returns
    -------
    DataFrame
        name, number, title, chapter. What is wrong with the claim is for whoever opens the case.

    Examples
    --------
    >>> catalogue().loc[0, ["number", "name", "chapter"]].tolist()
    ['K01', 'page_redesign', '3_conversion']
    """
    fields = ("name", "number", "title", "chapter")
    found = [_case(name) for name in names()]
    return pd.DataFrame({field: getattr(item, field) for field in fields} for item in found)


def load(name, folder=None, key=None):
    """A case's published issue, or the issue in a folder.

    Parameters
    ----------
    name : str
        One of ``names()``.
    folder : path, optional
        Where a class's issue lies; its truth is with the instructor.
    key : path, optional
        The instructor's ``key.json`` of that issue: with it the truth is known.

    Returns
    -------
    Issue

    Raises
    ------
    ChoiceError
        There is no such case.
    DataFileError
        A file is missing or altered, or the folder holds another case, or the key is another's.

    Examples
    --------
    >>> issue = load("page_redesign")
    >>> issue.figures[["figure", "value"]].round(2)
      figure  value
    0  after   0.06
    1   rise   2.00
    2   stay   2.73
    >>> round(issue.truth, 2)
    1.5
    """
    item = case(name)
    if folder is None:
        return Issue(item, datasets.published(f"cases/{name}"), item.defaults())
    package = datasets.read_card(folder, WAY_OUT)
    if package.get("case") != name:
        raise DataFileError(
            f"{folder} holds {package.get('case', 'no case')!r}, not {name!r}. "
            f"Load what it holds, or give the folder of {name}."
        )
    label = package.get("issue")
    if not isinstance(label, str):
        raise DataFileError(f"The card in {folder} doesn't say whose issue it is: {WAY_OUT}.")
    parameters = _parameters(key, item, package) if key is not None else None
    tables = _marked(datasets.read_tables(folder, WAY_OUT), f"{label} {_fingerprint(package)}")
    return Issue(item, tables, parameters, label)


def _marked(tables, issue):
    """The tables, each saying whose issue it is, so that progress in it is kept by itself."""
    for frame in tables.values():
        frame.attrs["issue"] = issue
    return tables


def _fingerprint(package):
    """A few letters that tell two issues of one name apart."""
    return hashlib.sha256("".join(checksums(package).values()).encode()).hexdigest()[:8]


def _parameters(path, item, package):
    """The parameters in an issue's key, which must be the key of these very data."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        parameters = {name: float(found["parameters"][name]) for name in item.parameters}
        fits = found["data"] == checksums(package)
        fits &= found.get("card") in (None, package.get("hash"))  # the first edition has none
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataFileError(
            f"The key {path} can't be read ({error}). Take the one that was written with the data."
        ) from error
    if not fits:
        raise DataFileError(
            f"{path} is the key of other data. Take the one that was written with these."
        )
    return SimpleNamespace(**parameters)


def checksums(package):
    """What tells the data of one issue from those of another: each table's checksum."""
    return {resource["name"]: resource["hash"] for resource in package["resources"]}


def reissue(name, seed, secret=b""):
    """The same story with new numbers: parameters drawn from the case's ranges, another luck.

    Parameters
    ----------
    name : str
    seed : str
        Any words: ``"2027-spring"``. The same words give the same issue.
    secret : bytes
        As ``secrets.make`` makes it, or one of the first edition. Without one, whoever has the
        course and the words can make the issue again, truth included.

    Returns
    -------
    Issue

    Raises
    ------
    ChoiceError, InputError
        There is no such case; the seed or the secret can't be one.

    Examples
    --------
    >>> issue = reissue("page_redesign", seed="2027-spring")
    >>> issue.truth == reissue("page_redesign", seed="2027-spring").truth
    True
    """
    item, number = case(name), _number(name, seed, secret)
    p = _draw(item, number)
    luck = int(generator(number, LUCK).random() * 2**53)
    return Issue(item, _marked(item.emit(p, luck), seed), p, label=seed)


def _draw(item, number, end=None):
    """Parameters in which the claim ends in one way, drawn among its branches if none is given."""
    end = end or _drawn_end(item, number)
    ranges, rng = item.branches[end].ranges, generator(number, PARAMETERS)
    drawn_from = [
        replace(parameter, low=low, high=high)
        for name, parameter in item.parameters.items()
        for low, high in [ranges.get(name, (parameter.low, parameter.high))]
    ]
    for _ in range(TRIES):
        values = map(Parameter.at, drawn_from, rng.random(len(drawn_from)))
        p = SimpleNamespace(**dict(zip(item.parameters, values, strict=True)))
        if item.end(p) == end:
            return p
    raise InputError(f"The ranges of {item.name} hold no world in which its claim is {end}.")


def _drawn_end(item, number):
    """How the claim of an issue ends: by lot, with the branches' weights."""
    weights = np.array([branch.weight for branch in item.branches.values()])
    place = np.searchsorted(weights.cumsum() / weights.sum(), generator(number, END).random())
    return list(item.branches)[place]


def _number(name, seed, secret):
    """The name of an issue (and a secret) as a number."""
    if not isinstance(seed, str) or not seed.strip():
        raise InputError(f'seed is {seed!r}. Give words that name the issue: "2027-spring".')
    try:
        words = f"ecomlab case {name}: {seed.strip()}".encode()
    except UnicodeEncodeError:  # half a letter, as from a name that the terminal misread
        raise InputError(f"seed is {seed!a}. Give words that can be written as UTF-8.") from None
    return secrets.number(words, secret)


@cache
def _modules():
    files = Path(__file__).parent.glob("*.py")
    return tuple(sorted(path.stem for path in files if path.stem not in NOT_CASES))


def _case(name):
    return import_module(f"{__name__}.{name}").CASE
