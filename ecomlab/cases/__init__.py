"""Published claims of the trade on trial: ``cases.load("page_redesign")``.

Each case is a module of this package. ``catalogue`` lists them, ``load`` gives the published
issue, ``reissue`` the same story with other numbers and another luck.
"""

import hashlib
import hmac
import json
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from ecomlab import datasets
from ecomlab.cases.declaration import Case, Expected, Figure, Issue, Method, Parameter, Text
from ecomlab.errors import DataFileError, InputError, check_choice
from ecomlab.streams import generator

__all__ = [
    "Case", "Expected", "Figure", "Issue", "Method", "Parameter", "Text",
    "case", "catalogue", "load", "names", "reissue",
]  # fmt: skip
PARAMETERS, LUCK = 1, 2  # streams of a reissue's seed
TRIES = 10_000
NOT_CASES = {"__init__", "__main__", "declaration", "trial"}


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
        name, number, title, chapter, bias, estimand.

    Examples
    --------
    >>> catalogue().loc[0, ["number", "name", "bias"]].tolist()
    ['K01', 'page_redesign', 'before/after']
    """
    fields = ("name", "number", "title", "chapter", "bias", "estimand")
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
        return Issue(item, datasets.load(f"cases/{name}"), item.defaults())
    package = datasets.read_card(folder)
    if package.get("case") != name:
        raise DataFileError(
            f"{folder} holds {package.get('case', 'no case')!r}, not {name!r}. "
            f"Load what it holds, or give the folder of {name}."
        )
    parameters = _parameters(key, item, package) if key else None
    return Issue(item, datasets.read_tables(folder), parameters, package["issue"])


def _parameters(path, item, package):
    """The parameters in an issue's key, which must be the key of these very data."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        parameters = {name: float(found["parameters"][name]) for name in item.parameters}
        fits = found["data"] == checksums(package)
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
        Mixed into the seed, so that the words alone don't give the issue away.

    Returns
    -------
    Issue

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> issue = reissue("page_redesign", seed="2027-spring")
    >>> issue.truth == reissue("page_redesign", seed="2027-spring").truth
    True
    """
    item, number = case(name), _number(name, seed, secret)
    p = _draw(item, number)
    luck = int(generator(number, LUCK).random() * 2**53)
    return Issue(item, item.emit(p, luck), p, label=str(seed))


def _draw(item, number):
    """Parameters in which a class can tell the obvious reading from the truth."""
    rng = generator(number, PARAMETERS)
    for _ in range(TRIES):
        shares = rng.random(len(item.parameters))
        drawn = {
            key: parameter.at(u)
            for (key, parameter), u in zip(item.parameters.items(), shares, strict=True)
        }
        p = SimpleNamespace(**drawn)
        if item.is_told_apart(p):
            return p
    raise InputError(f"The ranges of {item.name} hold no world that can be told apart.")


def _number(name, seed, secret):
    """Words (and a secret) as a number that nobody can turn back."""
    if not isinstance(seed, str) or not seed.strip():
        raise InputError(f'seed is {seed!r}. Give words that name the issue: "2027-spring".')
    words = f"ecomlab case {name}: {seed.strip()}".encode()
    return int.from_bytes(hmac.new(secret, words, hashlib.sha256).digest()[:16], "big")


@cache
def _modules():
    files = Path(__file__).parent.glob("*.py")
    return tuple(sorted(path.stem for path in files if path.stem not in NOT_CASES))


def _case(name):
    return import_module(f"{__name__}.{name}").CASE
