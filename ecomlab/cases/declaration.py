"""What a case is: a published claim, a world in which it comes out, and the truth of that world.

A case is declared once, in a module of this package: its claim, the parameters of its world with
their ranges, the tables that the world emits, the obvious reading of them, the right one, and
the truth. An *issue* is a case with numbers: the published one, or one drawn for a class.
"""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import NamedTuple

import pandas as pd

from ecomlab.datasets import Tables
from ecomlab.errors import InputError, check_choice, check_positive
from ecomlab.estimates import Estimate

SCALES = ("difference", "ratio", "identity")


@dataclass(frozen=True)
class Parameter:
    """A number of the world: what the published case has, and between what an issue draws it.

    Parameters
    ----------
    default, low, high : float
    meaning : str
    digits : int
        Decimals that a drawn value is rounded to.
    """

    default: float
    low: float
    high: float
    meaning: str
    digits: int = 3

    def at(self, u):
        """The value at the share ``u`` of the range.

        >>> Parameter(0.02, 0.01, 0.03, "share of visits that pay").at(0.25)
        0.015
        """
        return round(self.low + float(u) * (self.high - self.low), self.digits)


@dataclass(frozen=True)
class Figure:
    """A published figure, as the document words it.

    Parameters
    ----------
    name : str
        Its key in what ``Case.measure`` returns.
    published : float
    rounding : float
        How far the figure of another luck may lie from the published one.
    show : str
        Format of the figure: ``"{:.0%}"``. The published issue shows the published figure in it.
    text : str
        What is claimed, in English, with ``{}`` for the figure.
    wording : str
        The document's own words (Chinese), with ``{}`` for the figure (without its sign).
    document : str
        Document and sentence: ``"001:021-023"``.
    """

    name: str
    published: float
    rounding: float
    show: str
    text: str
    wording: str
    document: str

    def words(self, value):
        """The figure as the case prints it."""
        return shown(self.show, value)


def _no_words():
    return {}


@dataclass(frozen=True)
class Method:
    """A further reading that a case shows beside its main two, and what is true of it.

    Parameters
    ----------
    read : callable (tables by name) -> Estimate
    truth : callable (p) -> float
        What it estimates in a world of the parameters ``p``, without drawing.
    misleads : bool
        True for another obvious reading, whose interval is not meant to hold the truth.
    """

    read: Callable
    truth: Callable
    misleads: bool = False


class Expected(NamedTuple):
    """What a world's parameters imply, without drawing: what the obvious reading tends to, the
    truth, and the half-width of the right method's 95 % interval (of a ratio: of its log)."""

    naive: float
    truth: float
    half_width: float


@dataclass(frozen=True)
class Case:
    """A published claim on trial.

    Parameters
    ----------
    name, number : str
        A word for the case, and its number in the course map: ``"K01"``.
    title, chapter, bias : str
        The chapter's folder, and the kind of error that the obvious reading makes.
    company, role, question : str
        Who is asked what. Markdown.
    figures : sequence of Figure
    parameters : mapping of str to Parameter
    world : callable (p, seed) -> dict of frames
        Canonical tables for the parameters ``p`` (attributes) and a seed.
    measure : callable (tables by name) -> dict
        The published figures, computed from the tables.
    naive, right : callable (tables by name) -> Estimate
        The obvious reading, and the method that the case teaches: a function of a toolbox with
        this case's names, dates and arms (``functools.partial``).
    expected : callable (p) -> Expected
    estimand, scale, show : str
        What both readings are about; "difference", "ratio", or "identity" where nothing is
        estimated; and its format.
    margin : float
        How far the obvious reading must tend to miss the truth; of a ratio: as a factor.
    memo : str
        The decision that the case asks for. Markdown.
    seed : int
        The luck of the published issue.
    words : callable (tables by name) -> dict of str, optional
        More words for the notebook's text.
    methods : mapping of str to Method, optional
        Every other reading that the case shows, with its truth.
    draws : int
        In how many draws the coverage is tried: fewer where a draw is dear.

    Raises
    ------
    ChoiceError, InputError
        An unknown scale, or a margin that is not above 0 (of a ratio: above 1).
    """

    name: str
    number: str
    title: str
    chapter: str
    bias: str
    company: str
    role: str
    question: str
    figures: Sequence[Figure]
    parameters: Mapping[str, Parameter]
    world: Callable
    measure: Callable
    naive: Callable
    right: Callable
    expected: Callable
    estimand: str
    scale: str
    show: str
    margin: float
    memo: str
    seed: int
    words: Callable = _no_words
    methods: Mapping[str, Method] = field(default_factory=dict)
    draws: int = 2000

    def __post_init__(self):
        check_choice("scale", self.scale, SCALES)
        check_positive("margin", self.margin)
        if self.scale == "ratio" and self.margin <= 1:
            raise InputError(f"margin is {self.margin:g}. Of a ratio it is a factor above 1.")

    def defaults(self):
        """The parameters of the published issue."""
        return SimpleNamespace(**{name: p.default for name, p in self.parameters.items()})

    def emit(self, p, seed):
        """The tables of one world and one luck."""
        return Tables(self.name, self.world(p, seed))

    def card(self, label):
        """What the card of an issue's data says beside its tables."""
        return {
            "name": f"cases/{self.name}",
            "case": self.name,
            "title": f"{self.number} {self.title}",
            "description": f"{self.company} {self.role}",
            "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
            "sources": [{"title": f"ecomlab.cases.{self.name}: a simulated world in which the "
                         "published figures come out"}],
            "known_defects": ["Simulated: company, visitors and buyers don't exist."],
            "issue": label,
        }  # fmt: skip

    def on(self, function, tables):
        """Call a function of this case with those tables that it names.

        What has a default (a date, the name of an arm) keeps it.

        Raises
        ------
        InputError
            The function names a table that this case doesn't have.
        """
        wanted = tables_of(function)
        missing = [name for name in wanted if name not in tables]
        if missing:
            raise InputError(
                f"{self.name} has no table {missing[0]!r} for {_name(function)}; "
                f"it has: {', '.join(tables)}."
            )
        return function(**{name: tables[name] for name in wanted})

    def readings(self):
        """Every reading that the case shows, by name, with its truth: the main two first.

        >>> from ecomlab import cases
        >>> list(cases.case("page_redesign").readings())
        ['naive', 'right']
        """

        def truth(p):
            return self.expected(p).truth

        main = {
            "naive": Method(self.naive, truth, misleads=True),
            "right": Method(self.right, truth),
        }
        return main | dict(self.methods)

    def distance(self, a, b):
        """How far two values of the estimand lie apart; of a ratio: in logs."""
        return abs(math.log(a / b)) if self.scale == "ratio" else abs(a - b)

    def apart(self):
        """The margin as a distance."""
        return math.log(self.margin) if self.scale == "ratio" else self.margin

    def is_told_apart(self, p):
        """Can a class tell the obvious reading from the truth in a world of these parameters?

        Looks at what the parameters imply alone, never at a draw.
        """
        naive, truth, half_width = self.expected(p)
        margin = self.apart()
        if self.scale == "ratio" and min(naive, truth) <= 0:
            return False
        return self.distance(naive, truth) >= margin and half_width <= margin / 2


def tables_of(function):
    """The tables that a case's function needs: its parameters without a default.

    >>> tables_of(lambda orders, customers, since="2025-01-01": None)
    ['orders', 'customers']
    """
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.default is p.empty]


def _name(function):
    return getattr(getattr(function, "func", function), "__name__", repr(function))


class Text(str):
    """Markdown, shown as such in a notebook."""

    def _repr_markdown_(self):
        return str(self)

    __repr__ = str.__str__


class Issue:
    """A case with its numbers: ``issue.tables``, its claim, both readings and, if known, the truth.

    Parameters
    ----------
    case : Case
    tables : Tables
    parameters : SimpleNamespace, optional
        None where they are the instructor's.
    label : str
        Whose issue this is.
    """

    def __init__(self, case, tables, parameters=None, label="as published"):
        self.case, self.tables, self._parameters, self.label = case, tables, parameters, label

    def __repr__(self):
        return f"{self.case.number} {self.case.title} ({self.label})\n{self.tables!r}"

    @property
    def brief(self):
        """Company, role, question, and the claim with its figures."""
        case, values = self.case, self.figures
        rows = [f"| {row.claim} | {row.wording} | {row.document} |" for row in values.itertuples()]
        table = ["| claimed | 原文 | document |", "|---|---|---|", *rows]
        return Text("\n".join([f"**{case.company}** {case.role}\n\n{case.question}\n", *table]))

    @property
    def figures(self):
        """The claimed figures: one row each, with the value that this issue's tables give."""
        values = self.case.on(self.case.measure, self.tables)
        rows = [(f, values[f.name]) for f in self.case.figures]
        return pd.DataFrame(
            {
                "figure": f.name,
                "value": float(value),
                "claim": f.text.format(f.words(value)),
                "wording": f.wording.format(f.words(value).lstrip("+−")),
                "document": f.document,
            }
            for f, value in rows
        )

    @property
    def naive(self):
        """The obvious reading of this issue's tables."""
        return self._read(self.case.naive)

    @property
    def right(self):
        """What the method of the case makes of this issue's tables."""
        return self._read(self.case.right)

    def _read(self, function):
        found = self.case.on(function, self.tables)
        return Estimate(*map(float, found[:3]), int(found.n), found.counts)

    @property
    def truth(self):
        """What is true in this issue's world: of a case that counts, what its tables hold.

        Raises
        ------
        InputError
            A class's issue doesn't hold its truth.
        """
        truth = self.case.expected(self.parameters).truth
        return self.right.estimate if self.case.scale == "identity" else truth

    @property
    def parameters(self):
        """The numbers of the world behind this issue."""
        if self._parameters is None:
            raise InputError(
                f"This issue of {self.case.name} ({self.label}) doesn't hold its truth: your "
                "instructor has it in the key. The published issue's truth is open: "
                f'cases.load("{self.case.name}").truth'
            )
        return self._parameters

    def verdict(self):
        """The two readings and, where it is known, the truth: one row each.

        Returns
        -------
        DataFrame
            reading, estimate, low, high (in percentage points where the case tells points), n and
            what n counts; what has no interval has NaN there.
        """
        points = "point" in self.case.show
        rows = [("obvious reading", *self.naive), ("right method", *self.right)]
        if self._parameters is not None:
            rows.append(("truth", self.truth, math.nan, math.nan, pd.NA, ""))
        table = pd.DataFrame(rows, columns=["reading", "estimate", "low", "high", "n", "counts"])
        table = table.astype({"estimate": float, "low": float, "high": float, "n": "Int64"})
        table[["estimate", "low", "high"]] *= 100 if points else 1
        table.attrs["points"] = points
        return table

    def words(self, truth=True):
        """What the notebook's text says in its double braces: figures, readings, truth."""
        case = self.case
        values = case.on(case.measure, self.tables)
        found = {f.name: f.words(values[f.name]) for f in case.figures}
        found |= {f"{name}_plain": text.lstrip("+−") for name, text in found.items()}
        found["memo"] = case.memo
        for name in ("naive", "right"):
            reading = getattr(self, name)
            low, high = (shown(case.show, value) for value in (reading.low, reading.high))
            found |= {
                name: shown(case.show, reading.estimate),
                f"{name}_low": low,
                f"{name}_high": high,
                f"{name}_n": f"{reading.n:,}",
            }
        found |= case.on(case.words, self.tables)
        if truth and self._parameters is not None:
            found["truth"] = shown(case.show, self.truth)
        return found


def shown(show, value):
    """A formatted number with the typographer's minus; percentage points where it says so.

    >>> shown("{:+.1f} points", -0.0123)
    '−1.2 points'
    """
    if math.isnan(value):
        return "unknown"
    return show.format(100 * value if "point" in show else value).replace("-", "−")
