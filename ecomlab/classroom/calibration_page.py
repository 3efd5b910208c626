"""How sure may you be of yourself? The intervals of guesses and predictions over the course."""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from ecomlab import estimates
from ecomlab.classroom.guesses import GUESS, SETTLED
from ecomlab.classroom.kinds.prediction import MEANT, Given
from ecomlab.classroom.progress_file import KEPT, find_workspace, known_entries, lesson_of
from ecomlab.classroom.registry import lesson
from ecomlab.errors import ChoiceError

LEAST = 5  # intervals; of fewer nothing can be said
HEAD = ("| | you expected | your interval | it came out at | held |", "|---|---:|---:|---:|---|")
NONE_YET = "No interval of yours has met its truth yet."
WITHOUT_WORKSPACE = (
    "Your guesses and predictions are kept, and counted here, once you open the course with "
    "`python course.py lab`."
)


class Expected(NamedTuple):
    """One interval, and what came."""

    lesson: str
    about: str
    given: Given
    came: float


@dataclass(frozen=True, repr=False)
class Calibration:
    """The intervals of which the truth has come: ``table``, ``share``, ``figure()``."""

    expected: tuple
    kept: bool = True
    waiting: int = 0

    @property
    def table(self) -> pd.DataFrame:
        """One row for each interval: lesson, about, value, low, high, came, held."""
        rows = [(e.lesson, e.about, *e.given, e.came, e.given.holds(e.came)) for e in self.expected]
        columns = ["lesson", "about", "value", "low", "high", "came", "held"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def share(self) -> estimates.Estimate:
        """Which share of the intervals held what came."""
        held = sum(e.given.holds(e.came) for e in self.expected)
        return estimates.share(held, len(self.expected), "intervals")

    def figure(self):
        """Where in your intervals the truth came: from the low end, 0, to the high end, 1.

        Returns
        -------
        Axes
        """
        from ecomlab import plots

        ax = plots.places_in_intervals(self.table.assign(name=self._names()), "name")
        held = int(self.table["held"].sum())
        finding = f"{held} of {len(self.expected)} intervals held what came"
        plots.label(ax, finding, n=len(self.expected), counts="intervals")
        return ax

    def __repr__(self):
        return "\n".join(self._said())

    def _ipython_display_(self):
        """In a notebook: the page and, as soon as it says something, its figure."""
        from IPython.display import Markdown, display

        display(Markdown(self._repr_markdown_()))
        if len(self.expected) >= LEAST:
            self.figure()

    def _repr_markdown_(self):
        said = "\n\n".join(self._said())
        if not self.expected:
            return said
        rows = [
            f"| {name} | {e.given.value:.4g} | {e.given.low:.4g} to {e.given.high:.4g} | "
            f"{e.came:.4g} | {'yes' if e.given.holds(e.came) else 'no'} |"
            for name, e in zip(self._names(), self.expected, strict=True)
        ]
        return "\n".join([said, "", *HEAD, *rows])

    def _names(self):
        return [e.about.replace("|", "/") for e in self.expected]

    def _said(self):
        if not self.kept:
            return [WITHOUT_WORKSPACE]
        said = [self._judged()] if self.expected else [NONE_YET]
        if self.waiting:
            said.append(f"Waiting for the last figure of their case: {self.waiting}.")
        return said

    def _judged(self):
        n, share = len(self.expected), self.share
        held = sum(e.given.holds(e.came) for e in self.expected)
        counted = f"{held} of your {n} intervals held what came."
        if n < LEAST:
            return f"{counted} It is too early to say more: wait until there are {LEAST}."
        part, low, high = (f"{100 * x:.0f}%" for x in share[:3])
        return (
            f"{counted} That is {part} ({low} to {high}, n = {n} intervals); {100 * MEANT:.0f}% "
            f"are meant to. {_advice(share)}"
        )


def calibration() -> Calibration:
    """How many of your intervals held what came, over all guesses and predictions.

    Of each only the first counts, and a guess only if it was made before the truth was shown.
    Without a workspace the same for everybody.
    """
    if find_workspace() is None:
        return Calibration((), kept=False)
    entries = [entry for entry in known_entries() if entry["status"] in (KEPT, SETTLED)]
    first, came = {}, {}
    for entry in entries:  # a guess that comes after its truth isn't the first: they share a key
        key = (entry["lesson"], entry["exercise"])
        one = first.setdefault(key, entry)
        if key not in came and "low" in entry and "low" not in one:
            first[key] = entry if entry.get("value") == one.get("value") else one
        if "came" in entry:
            came.setdefault(key, entry["came"])
    found = {key: (entry, given) for key, entry in first.items() if (given := _given(entry))}
    met = [
        Expected(lesson_of(entry["lesson"]), _about(entry), given, came[key])
        for key, (entry, given) in found.items()
        if key in came
    ]
    return Calibration(tuple(met), waiting=len(found) - len(met))


def _given(entry) -> Given | None:
    """The interval of an entry; None if it has none."""
    if not {"value", "low", "high"} <= set(entry):
        return None
    return Given(entry["value"], entry["low"], entry["high"])


def _about(entry) -> str:
    """The title of what was asked; its name where the course doesn't have it any more."""
    name = entry["exercise"]
    try:
        known = lesson(lesson_of(entry["lesson"]))
    except ChoiceError:
        return name
    titles = {exercise.name: exercise.title for exercise in known.exercises}
    return known.title if name == GUESS else f"{known.id} {titles.get(name, name)}"


def _advice(share) -> str:
    if share.high < MEANT:
        return "Your intervals are too narrow: you are less sure than you think. Widen them."
    if share.low > MEANT:
        return "Your intervals are wider than they need be: you know more than you think."
    return "That is no reason yet to make them wider or narrower."
