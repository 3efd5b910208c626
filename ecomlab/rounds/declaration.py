"""What a short claim is: what somebody says, one exhibit, and the look that settles it.

A short claim is declared once, in the module of its chapter. Its *world* draws an exhibit, so that
the claim ends too rosy, about right or too modest; its *reading* computes from the exhibit alone
what is right. A round is an exercise: its exhibits are screened until they show how the claim
ends, so no interval in them has the coverage that its name says.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from ecomlab.cases.declaration import ENDS, MODEST, RIGHT, ROSY, SIDES
from ecomlab.errors import InputError, check_choice
from ecomlab.estimates import Estimate
from ecomlab.streams import generator, normal
from ecomlab.texts import Catalogue, Fact, Form
from ecomlab.texts.files import FIELD

CHAPTERS = ("research", "traffic", "conversion", "fulfillment", "retention", "data", "plan")
METHODS = 4
LESSON, SECTION = "9", "claims"  # of another language: the file of their texts, and where in it
DRAWN = 1  # stream: all luck of a round comes from its number and this
TRIES = 400  # worlds that are drawn before a claim is said not to end so
# In multiples of ``near``: a claim fails beyond the first and holds within the second, where half
# the right figure's interval is no wider than the third
FAR, CLEAR, WIDE = 1.5, 0.5, 1.25
APART = 1.1  # and what an unfit look gives isn't the right figure by chance: further off than this
SHORTS = {}  # every short claim by its name, in the order of the chapters' modules


class Luck:
    """Numbers drawn in a fixed order from a key: the same on every machine.

    >>> luck = Luck(7)
    >>> luck.whole(1, 6), luck.between(0.2, 0.3, 2), luck.one_of("ABC")
    (4, 0.25, 'C')
    """

    def __init__(self, *key):
        self._draw = generator(key, DRAWN)

    def share(self) -> float:
        """A number above 0 and below 1."""
        return float(self._draw.random()) * (1 - 2e-9) + 1e-9

    def between(self, low, high, digits=3) -> float:
        """A number from ``low`` to ``high``, rounded."""
        return round(low + (high - low) * self.share(), digits)

    def whole(self, low, high, step=1) -> int:
        """A whole number of the steps from ``low`` to ``high``, both among them."""
        return low + step * int(self.share() * ((high - low) // step + 1))

    def one_of(self, things):
        """One of several."""
        return things[int(self.share() * len(things))]

    def shuffled(self, things) -> list:
        """All of them, in a drawn order."""
        keyed = [(self.share(), place) for place, _ in enumerate(things)]
        return [things[place] for _, place in sorted(keyed)]

    def normal(self) -> float:
        """A standard normal deviate."""
        return float(normal(self.share()))

    def of(self, n, share) -> int:
        """How many of ``n`` say yes, each with this chance: the binomial by its normal form."""
        spread = math.sqrt(n * share * (1 - share))
        return min(max(round(n * share + spread * self.normal()), 0), n)

    def about(self, amount, scatter=0.05, step=1) -> int:
        """A whole amount near this one, with a relative scatter."""
        return step * max(round(amount * (1 + scatter * self.normal()) / step), 0)


class World(NamedTuple):
    """What a short claim's world drew.

    Parameters
    ----------
    table : DataFrame
        The exhibit; its columns are what a trainee reads.
    claimed : float
        The figure that is claimed.
    told : mapping of str to Fact
        Other words of its texts, and numbers that the reading needs.
    others : sequence of float
        What unfit looks give that the claim wasn't made by: never the right figure by chance.
    """

    table: pd.DataFrame
    claimed: float
    told: Mapping[str, Fact] = {}
    others: Sequence[float] = ()


@dataclass(frozen=True)
class Short:
    """A short claim.

    Parameters
    ----------
    name, chapter, title : str
    says : str
        Who says what, with ``{claimed}`` and other facts.
    asks : str
        The question that the claim answers, without the way to the answer.
    form : Form
        How the figure and the right one are told.
    near : float
        The claim is about right within this distance; ``relative``: within this share of the
        right figure.
    methods : sequence of str
        Four looks at the exhibit, or beyond it; the first one settles the claim.
    why : mapping of {"rosy", "right", "modest"} to str
        For each end that the claim can have: what made it end so.
    world : callable (luck, end) -> World
    reading : callable (table, told) -> Estimate or float
        The right figure, from the exhibit and what the texts tell.
    favours : {"high", "low"}
        Which figures speak for the claim; of a cost the low ones.
    least : float
        Nobody claims less than this.
    counted : str
        What is counted, where ``near`` needs a word for it: "month".
    """

    name: str
    chapter: str
    title: str
    says: str
    asks: str
    form: Form
    near: float
    methods: tuple
    why: Mapping[str, str]
    world: Callable
    reading: Callable
    favours: str = "high"
    relative: bool = False
    least: float = -math.inf
    counted: str = ""

    def __post_init__(self):
        check_choice("favours", self.favours, SIDES)
        check_choice("chapter", self.chapter, CHAPTERS)
        if len(set(self.methods)) != METHODS or self.name in SHORTS:
            raise InputError(f"{self.name} needs {METHODS} methods and a name of its own.")

    @property
    def ends(self) -> list[str]:
        """How it can end."""
        return [end for end in ENDS if end in self.why]

    def texts(self) -> dict[tuple[str, ...], str]:
        """Its English texts, by their path."""
        found = {(part,): getattr(self, part) for part in ("title", "says", "asks")}
        found |= {("methods", str(n)): look for n, look in enumerate(self.methods, start=1)}
        return found | {("why", end): text for end, text in self.why.items()}

    def right(self, world) -> Estimate:
        """What the look that settles it finds; what only counts has no interval."""
        found = self.reading(world.table, world.told)
        if isinstance(found, Estimate):
            return found
        return Estimate(float(found), math.nan, math.nan, len(world.table), "rows")

    def away(self, claimed, right) -> float:
        """How far the claim is off, in multiples of ``near``."""
        return abs(claimed - right) / (self.near * (abs(right) if self.relative else 1))

    def end(self, claimed, right) -> str:
        """How a claim ends, by both figures."""
        if self.away(claimed, right) <= 1:
            return RIGHT
        return ROSY if (claimed > right) == (self.favours == "high") else MODEST

    def shows(self, world, end) -> bool:
        """Does the exhibit show clearly that the claim ends so?"""
        right = self.right(world)
        if world.claimed < self.least:
            return False
        if not math.isfinite(right.estimate) or self.end(world.claimed, right.estimate) != end:
            return False
        if any(self.away(other, right.estimate) <= APART for other in world.others):
            return False
        away, is_counted = self.away(world.claimed, right.estimate), math.isnan(right.low)
        if end == RIGHT:
            is_narrow = self.away(right.low, right.high) <= 2 * WIDE
            return away <= CLEAR and (is_counted or (is_narrow and right.holds(world.claimed)))
        return away >= FAR and (is_counted or not right.holds(world.claimed))

    def draw(self, end, *key) -> "Asked":
        """The claim with an exhibit that shows this end, drawn from a key.

        Raises
        ------
        ChoiceError
            The claim can't end so.
        InputError
            No exhibit of many shows it: its world must be mended.
        """
        check_choice(f"The end of {self.name}", end, self.ends)
        for attempt in range(TRIES):
            luck = Luck(*key, 1 + attempt)  # a seed's last part must not be 0: it would not count
            world = self.world(luck, end)
            if self.shows(world, end):
                return Asked(self, world, end, tuple(luck.shuffled(self.methods)))
        raise InputError(f"{self.name} shows the end {end!r} in none of {TRIES} draws.")


def short(**said):
    """Make a function the world of a short claim; ``.reading`` then declares what is right.

    The function is called like the claim. Its reading stands below it::

        @short(chapter="traffic", title=…, says=…, asks=…, form=…, near=…, methods=…, why=…)
        def one_source(luck, end):
            …
            return World(table, claimed)

        @one_source.reading
        def _one_source(table, told):
            …
    """

    def declare(world):
        def reading(function):
            made = Short(name=world.__name__, world=world, reading=function, **said)
            SHORTS[made.name] = made
            return function

        world.reading = reading
        return world

    return declare


@dataclass(frozen=True)
class Asked:
    """A short claim with its exhibit: what one trainee is asked.

    Parameters
    ----------
    short : Short
    world : World
    end : {"rosy", "right", "modest"}
    methods : tuple of str
        In the order in which they are shown.
    """

    short: Short
    world: World
    end: str
    methods: tuple

    @property
    def method(self) -> int:
        """The number of the look that settles it, as shown."""
        return 1 + self.methods.index(self.short.methods[0])

    @cached_property
    def right(self) -> Estimate:
        """The right figure, with its interval where something is estimated."""
        return self.short.right(self.world)

    @property
    def table(self) -> pd.DataFrame:
        """The exhibit."""
        return self.world.table

    def says(self) -> str:
        """What somebody says."""
        return self._told("says")

    def asks(self) -> str:
        """The question, and how near the claim must be to be about right."""
        short = self.short
        near = _worn(Fact(short.near, *_near_form(short)))
        of = " of the right figure" if short.relative else f" {short.counted}".rstrip()
        return f"{self._told('asks')} The claim is about right within {near}{of}."

    def debrief(self) -> str:
        """Both figures, the look that gives the right one, and what made the claim end so."""
        right, words = self.right, self.words()
        interval = ""
        if ends := self.interval():
            interval = f" ({ends}, n = {right.n:,} {right.counts})"
        look = f"Look {self.method}, “{self.looks()[self.method - 1]}”, says"
        why = self._told("why", self.end)
        return f"The claim says {words['claimed']}. {look} {words['right']}{interval}. {why}"

    def interval(self) -> str:
        """The right figure's interval in words; empty where there is none."""
        low, high = (self.short.form(end).say() for end in self.right[1:3])
        return "" if math.isnan(self.right.low) else f"{low} to {high}"

    def looks(self) -> list[str]:
        """The four looks in the order in which they are shown."""
        return [self._told("methods", str(1 + self._declared(look))) for look in self.methods]

    def title(self) -> str:
        """What it is about."""
        return self._told("title")

    def exhibit(self) -> str:
        """The table as Markdown."""
        return printed(self.table)

    def words(self) -> dict[str, str]:
        """What the claim's texts tell: claimed and right figure, and the world's own words."""
        form, right = self.short.form, self.right
        found = {"claimed": form(self.world.claimed), "right": form(right.estimate)}
        return {name: _worn(fact) for name, fact in {**found, **self.world.told}.items()}

    def _told(self, *path) -> str:
        """A text of the claim in the language in use, filled."""
        english = self.short.texts()[path]
        text = str(Catalogue(LESSON).tell((SECTION, self.short.name, *path), english))
        words = self.words()
        return FIELD.sub(lambda found: words[found[1]], text)

    def _declared(self, look) -> int:
        """At which place a look is declared."""
        return self.short.methods.index(look)


def _near_form(short):
    """Unit and decimals in which it is told how near is near."""
    if short.relative:
        return "share", 0
    unit = "points" if short.form.unit == "share" else short.form.unit
    return unit, 0 if unit == "CNY" else None


def texts() -> dict[tuple[str, ...], str]:
    """Every English text of the short claims that can be translated, by its path."""
    return {
        (SECTION, name, *path): text
        for name, item in SHORTS.items()
        for path, text in item.texts().items()
    }


def printed(table) -> str:
    """A table as Markdown: thousands set apart, an empty cell for what isn't known yet.

    >>> print(printed(pd.DataFrame({"page": ["new"], "visits": [12000]})))
    | page | visits |
    |:---|---:|
    | new | 12,000 |
    """
    numeric = [pd.api.types.is_numeric_dtype(table[name]) for name in table]
    lines = [[str(name) for name in table], ["---:" if right else ":---" for right in numeric]]
    lines += [
        [_cell(value) for value in row] for row in table.astype(object).itertuples(index=False)
    ]
    head, rule, *rows = [" | ".join(line) for line in lines]
    return "\n".join([f"| {head} |", f"|{rule.replace(' ', '')}|", *(f"| {row} |" for row in rows)])


def _cell(value):
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    return f"{value:,}".replace("-", "−")


def _worn(fact) -> str:
    """A fact with the word for its unit."""
    return fact.say(unit=fact.unit)
