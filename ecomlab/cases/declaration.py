"""What a case is: a published claim, a world in which it comes out, and the truth of that world.

A case is declared once, in a module of this package: its claim, the parameters of its world with
their ranges, the tables that the world emits, the obvious reading of them, the right one, and
the truth. An *issue* is a case with numbers: the published one, or one drawn for a class.
"""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import NamedTuple

import pandas as pd

from ecomlab.datasets import Tables
from ecomlab.errors import InputError, check_choice, check_positive
from ecomlab.estimates import Estimate
from ecomlab.texts import ENGLISH, Catalogue, Fact, Form, Text, fact

SCALES = ("difference", "ratio", "identity")
PUBLISHED = "as published"
ROSY, RIGHT, MODEST = ENDS = ("rosy", "right", "modest")
SIDES = ("high", "low")  # which values of the estimand speak for the claim
CLOSE = 0.25  # of the margin: as near the obvious reading tends to the truth where a claim is right


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
class Branch:
    """The worlds in which a claim ends in one way.

    Parameters
    ----------
    ranges : mapping of str to (low, high)
        Between what an issue draws these parameters, inside their own ranges; the others keep
        theirs.
    weight : float
        How often an issue is drawn from it, beside the case's other branches.
    """

    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    weight: float = 1.0


@dataclass(frozen=True)
class Figure:
    """A published figure, and the clause of the document that states it.

    What is claimed with it in English is a text: ``[claims]`` of the case's file.

    Parameters
    ----------
    name : str
        Its key in what ``Case.measure`` returns.
    published : float
    rounding : float
        How far the figure of another luck may lie from the published one.
    show : Form
        How the figure is told. The published issue tells the published figure in it.
    quote : str
        The document's own words (Chinese), never filled in. Figures of one clause share it.
    document : str
        Document and sentence that hold the quote: ``"001:023"``.
    """

    name: str
    published: float
    rounding: float
    show: Form
    quote: str
    document: str


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
    truth, and the half-width of the right method's 95% interval (of a ratio: of its log)."""

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
    estimand, scale : str
        What both readings are about; "difference", "ratio", or "identity" where nothing is
        estimated.
    show : Form
        How a value of the estimand is told.
    margin : float
        What matters: a claim is too rosy or too modest where the obvious reading tends to miss
        the truth by as much, and right where it tends to within a quarter of it. Of a ratio: as
        a factor.
    seed : int
        The luck of the published issue.
    words : callable (tables by name) -> dict of str to Fact or str, optional
        More facts for the texts; a str is a code, for which the texts have a phrase.
    constants : mapping of str to Fact, optional
        Facts that are the same in every issue; the brief may tell them.
    stated : sequence of str, optional
        Which of ``words`` the claim states, beside its figures: what may be told before the data
        are looked at.
    methods : mapping of str to Method, optional
        Every other reading that the case shows, with its truth.
    draws : int
        In how many draws the coverage is tried: fewer where a draw is dear.
    branches : mapping of {"rosy", "right", "modest"} to Branch
        How the claim can end, and in which worlds.
    favours : {"high", "low"}
        Which values of the estimand speak for the claim: of a cost the low ones.

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
    figures: Sequence[Figure]
    parameters: Mapping[str, Parameter]
    world: Callable
    measure: Callable
    naive: Callable
    right: Callable
    expected: Callable
    estimand: str
    scale: str
    show: Form
    margin: float
    seed: int
    words: Callable = _no_words
    constants: Mapping[str, Fact] = field(default_factory=dict)
    stated: Sequence[str] = ()
    methods: Mapping[str, Method] = field(default_factory=dict)
    draws: int = 2000
    branches: Mapping[str, Branch] = field(default_factory=lambda: {ROSY: Branch()})
    favours: str = "high"

    def __post_init__(self):
        check_choice("scale", self.scale, SCALES)
        check_choice("favours", self.favours, SIDES)
        for end, branch in self.branches.items():
            check_choice("The branch", end, ENDS)
            self._check_ranges(end, branch)
        check_positive("margin", self.margin)
        if self.scale == "ratio" and self.margin <= 1:
            raise InputError(f"margin is {self.margin:g}. Of a ratio it is a factor above 1.")

    def _check_ranges(self, end, branch):
        for name, (low, high) in branch.ranges.items():
            check_choice(f"The parameter of {end}", name, list(self.parameters))
            whole = self.parameters[name]
            if not whole.low <= low <= high <= whole.high:
                raise InputError(
                    f"{end} draws {name} from {low:g} to {high:g}. Stay within its range, "
                    f"{whole.low:g} to {whole.high:g}."
                )

    def defaults(self):
        """The parameters of the published issue."""
        return SimpleNamespace(**{name: p.default for name, p in self.parameters.items()})

    def emit(self, p, seed):
        """The tables of one world and one luck."""
        return Tables(self.name, self.world(p, seed))

    def brief(self, name):
        """A part of the brief: its company, role, question, or the memo that is asked for."""
        return self.texts.say("brief", name, self.constants)

    @property
    def texts(self):
        """The case's texts, in the language in use."""
        return Catalogue(self.name)

    def card(self, label):
        """What the card of an issue's data says beside its tables, in English."""
        brief = partial(Catalogue(self.name, ENGLISH).say, "brief", facts=self.constants)
        return {
            "name": f"cases/{self.name}",
            "case": self.name,
            "title": f"{self.number} {self.title}",
            "description": f"{brief('company')} {brief('role')}",
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

    def end(self, p):
        """How the claim ends in a world of these parameters, by what they imply, never by a draw.

        Returns
        -------
        {"rosy", "right", "modest"} or None
            None where a class couldn't tell: the claim is neither near the truth nor a margin
            from it, or the right method's interval is too wide.
        """
        naive, truth, half_width = self.expected(p)
        if self.scale == "ratio" and min(naive, truth) <= 0:
            return None
        away, margin = self.distance(naive, truth), self.apart()
        if half_width > margin / 2 or CLOSE * margin < away < margin:
            return None
        return RIGHT if away <= CLOSE * margin else self._side(naive, truth)

    def is_told_apart(self, p):
        """Can a class tell, in a world of these parameters, how the claim ends?"""
        return self.end(p) is not None

    def found(self, naive, right):
        """What the right method says of the claim: the best verdict, and what else is defensible.

        A claim counts as right that lies within half the margin of the right estimate. One that
        does so outside a narrow interval, or lies farther off inside a wide one, may be called
        either.

        Parameters
        ----------
        naive, right : Estimate

        Returns
        -------
        list of {"rosy", "right", "modest"}
            The best one first.
        """
        near = self.distance(naive.estimate, right.estimate) <= self.apart() / 2
        side = self._side(naive.estimate, right.estimate)
        inside = near if math.isnan(right.low) else right.low <= naive.estimate <= right.high
        both = [RIGHT, side] if near else [side, RIGHT]
        return both[:1] if near == inside else both

    def _side(self, naive, truth):
        """The claim's error, if it has one: does it promise more than is true, or less?"""
        return ROSY if (naive > truth) == (self.favours == "high") else MODEST


def tables_of(function):
    """The tables that a case's function needs: its parameters without a default.

    >>> tables_of(lambda orders, customers, since="2025-01-01": None)
    ['orders', 'customers']
    """
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.default is p.empty]


def _name(function):
    return getattr(getattr(function, "func", function), "__name__", repr(function))


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

    def __init__(self, case, tables, parameters=None, label=PUBLISHED):
        self.case, self.tables, self._parameters, self.label = case, tables, parameters, label

    def __repr__(self):
        return f"{self.case.number} {self.case.title} ({self.label})\n{self.tables!r}"

    @property
    def brief(self):
        """Company, role, question, and what is claimed."""
        of = self.case.brief
        return Text(f"**{of('company')}** {of('role')}\n\n{of('question')}\n\n{self.claimed}")

    @property
    def claimed(self):
        """Each claim with this issue's figures, beside the document's own words; whose is what."""
        rows = [
            f"| {row.claim} | {row.quote} | {row.document} |" for row in self.claims.itertuples()
        ]
        of = partial(Catalogue("course").say, "texts")
        table = "\n".join([f"| {of('claims-head')} |", "|---|---|---|", *rows])
        whose = of("claims-whose")
        if self.label != PUBLISHED:
            whose += " " + of("claims-whose-issue")
        return Text(f"{table}\n\n{whose}")

    @property
    def claims(self):
        """The claims, one row per clause of the document: claim, quote, document."""
        by_clause = self.figures.groupby(["quote", "document"], sort=False, as_index=False)
        return by_clause["claim"].agg("; ".join)[["claim", "quote", "document"]]

    @property
    def figures(self):
        """The claimed figures: one row each, with the value that this issue's tables give."""
        told, texts = self._claimed(), self.case.texts
        return pd.DataFrame(
            {
                "figure": f.name,
                "value": float(told[f.name].value),
                "claim": str(texts.say("claims", f.name, told)),
                "quote": f.quote,
                "document": f.document,
            }
            for f in self.case.figures
        )

    def _claimed(self):
        """The published figures of these tables, with and without their sign."""
        values = self.case.on(self.case.measure, self.tables)
        found = {f.name: f.show(values[f.name]) for f in self.case.figures}
        return found | {f"{name}_plain": told.plain() for name, told in found.items()}

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

    @property
    def end(self):
        """How this issue's claim ends, by its truth: "rosy", "right" or "modest".

        Raises
        ------
        InputError
            A class's issue doesn't hold its truth.
        """
        return self.case.end(self.parameters)

    @property
    def found(self):
        """What the right method says of the claim, by this issue's tables: see `Case.found`."""
        return self.case.found(self.naive, self.right)

    def verdict(self):
        """The two readings and, where it is known, the truth: one row each.

        Returns
        -------
        DataFrame
            reading, estimate, low, high (in percentage points where the case tells points), n and
            what n counts; what has no interval has NaN there.
        """
        points = self.case.show.unit == "points"
        rows = [("obvious reading", *self.naive), ("right method", *self.right)]
        if self._parameters is not None:
            rows.append(("truth", self.truth, math.nan, math.nan, pd.NA, ""))
        table = pd.DataFrame(rows, columns=["reading", "estimate", "low", "high", "n", "counts"])
        table = table.astype({"estimate": float, "low": float, "high": float, "n": "Int64"})
        table[["estimate", "low", "high"]] *= 100 if points else 1
        table.attrs |= {"points": points, "show": self.case.show.pattern()}
        return table

    def facts(self):
        """What the case's texts can tell: figures, readings and, where it is known, the truth.

        Returns
        -------
        dict of str to Fact or str
            A str is a code.
        """
        case = self.case
        found = self._claimed() | dict(case.constants) | {"memo": fact.name(case.brief("memo"))}
        for key in ("naive", "right"):
            reading = getattr(self, key)
            found |= {
                key: case.show(reading.estimate),
                f"{key}_low": case.show(reading.low),
                f"{key}_high": case.show(reading.high),
                f"{key}_n": fact.count(reading.n),
            }
        found["found"] = case.found(self.naive, self.right)[0]
        found |= case.on(case.words, self.tables)
        if self._parameters is not None:
            found |= {"truth": case.show(self.truth), "end": self.end}
        return found

    def words(self):
        """Each fact in words, with its unit; a code as it stands."""
        return {
            name: told if isinstance(told, str) else told.say(unit=told.unit)
            for name, told in self.facts().items()
        }

    def on_tables(self, tables):
        """The same issue with these tables in the place of its own."""
        return Issue(self.case, Tables(self.case.name, tables), self._parameters, self.label)

    def tell(self, name, facts=None):
        """A text of the case with this issue's facts: ``case.tell("would-reading")``.

        A text that tells the truth of a class's issue says that the instructor has it.

        Raises
        ------
        ChoiceError
            The case has no such text.
        """
        texts = self.case.texts
        if self._parameters is None and {"truth", "end"} & set(texts.fields("texts", name)):
            return Catalogue("course").say("texts", "with-instructor")
        return texts.say("texts", name, facts or self.facts())
