"""How well do you judge claims, and how well do you know it? The score of the mixed rounds."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from ecomlab import estimates, rounds
from ecomlab.cases.declaration import ROSY
from ecomlab.classroom.progress_file import known_entries, lesson_of
from ecomlab.rounds.drawing import LETTERS

LEAST = 16  # verdicts: two rounds; of fewer nothing is said on how sure one is
GROUPS = (0, 0.5, 0.7, 0.9, 1.01)  # of how sure one was: where each begins
NONE_YET = "Nothing answered yet."
GUESSING = 1 / 3


class Judged(NamedTuple):
    """A first answer: to which claim of which round, how sure, and what of it was right."""

    round: int
    exercise: str
    sure: float
    verdict: bool
    look: bool


@dataclass(frozen=True, repr=False)
class Score:
    """The judgements of all rounds played: ``table``, ``share``, ``figure()``."""

    judged: tuple
    number: int
    here: int

    @property
    def table(self) -> pd.DataFrame:
        """One row for each first answer: round, exercise, sure, verdict, look."""
        return pd.DataFrame(self.judged, columns=Judged._fields)

    @property
    def share(self) -> estimates.Estimate:
        """Which share of the verdicts was right, over all rounds."""
        return estimates.share(sum(x.verdict for x in self.judged), len(self.judged), "verdicts")

    @property
    def brier(self) -> pd.Series:
        """The Brier score of your verdicts, of guessing, and of "always too rosy": 0 is best.

        The mean square of sureness less what came: 1 of a right verdict, 0 of a wrong one. Guessing
        is right once in three times and says so; "always too rosy" is sure to 100%.
        """
        table = self.table
        yours = (table["sure"] - table["verdict"]).pow(2).mean()
        guess = GUESSING * (1 - GUESSING) ** 2 + (1 - GUESSING) * GUESSING**2
        rosy = [_letter(x) == LETTERS[ROSY] for x in self.judged]
        return pd.Series(
            {"yours": yours, "one third each": guess, "always too rosy": 1 - sum(rosy) / len(rosy)}
        )

    @property
    def groups(self) -> pd.DataFrame:
        """By how sure you were: mean sureness, and which share was right, with its interval."""
        table = self.table
        group = pd.cut(table["sure"], GROUPS, right=False, labels=False)
        rows = []
        for _, one in table.groupby(group):
            found = estimates.share(one["verdict"].sum(), len(one), "verdicts")
            rows.append((one["sure"].mean(), *found))
        columns = ["sure", "right", "low", "high", "n", "counts"]
        return pd.DataFrame(rows, columns=columns)

    def figure(self):
        """Which share was right, by how sure you were; on the line both agree.

        Returns
        -------
        Axes
        """
        from ecomlab import plots

        ax = plots.reliability(self.groups, "sure", "right")
        right, n = sum(x.verdict for x in self.judged), len(self.judged)
        plots.label(ax, f"{right} of {n} verdicts were right", n=n, counts="verdicts")
        return ax

    def __repr__(self):
        return "\n".join(self._said())

    def _ipython_display_(self):
        """In a notebook: the score and, as soon as there is one, its figure."""
        from IPython.display import Markdown, display

        display(Markdown("\n\n".join(self._said())))
        if self.judged:
            self.figure()

    def _said(self):
        if not self.judged:
            return [NONE_YET]
        mine = [x for x in self.judged if x.round == self.number]
        verdicts, looks = (sum(part) for part in (
            [x.verdict for x in mine], [x.look for x in mine]))  # fmt: skip
        said = [
            f"**Round {self.number}**: {len(mine)} of {self.here} claims answered. Verdicts right: "
            f"{verdicts} of {len(mine)}. Looks right: {looks} of {len(mine)}."
        ]
        played, n = len({x.round for x in self.judged}), len(self.judged)
        right, low, high = (f"{100 * x:.0f}%" for x in self.share[:3])
        rounds_played = f"{played} round{'s' if played > 1 else ''}"
        said.append(
            f"**All that you played** ({rounds_played}): on the mean you were sure to "
            f"{100 * self._sure:.0f}%, and {right} of your verdicts were right ({low} to {high}, "
            f"n = {n} verdicts)."
        )
        yours, guess, rosy = self.brier
        said.append(
            f"**Brier score** (0 is best): yours {yours:.2f}; who guesses, and says so, has "
            f"{guess:.2f}; “always too rosy”, sure to 100%, has {rosy:.2f}."
        )
        return [*said, self._advice()]

    @property
    def _sure(self):
        return sum(x.sure for x in self.judged) / len(self.judged)

    def _advice(self):
        if len(self.judged) < LEAST:
            return f"It is too early to say more: play until there are {LEAST} verdicts."
        if self.share.high < self._sure:
            return "You are surer than you are right: say a smaller number, or look twice."
        if self.share.low > self._sure:
            return "You are right more often than you think: trust your look more."
        return "How sure you are fits how often you are right, as far as so many verdicts tell."


def mixed_score(quiz) -> Score:
    """The score of a round, and of all rounds that you played.

    Parameters
    ----------
    quiz : ExerciseSet
        The round's questions, as from ``exercises("9", mixed=rounds.draw(3))``.

    Returns
    -------
    Score
        Of each claim only the first answer counts. Without a workspace it knows this session only.
    """
    first = {}
    for entry in known_entries():
        if lesson_of(entry["lesson"]) == rounds.LESSON and "sure" in entry:
            first.setdefault((entry["lesson"], entry["exercise"]), entry)
    mixed = next(iter(quiz)).data["mixed"]
    for question in quiz:
        if question.first:
            first.setdefault((question.lesson, question.exercise.name), question.first)
    judged = [
        Judged(_number(kept), name, entry["sure"], entry["verdict"] == 1, entry["look"] == 1)
        for (kept, name), entry in first.items()
    ]
    return Score(tuple(judged), mixed.number, len(quiz))


def _number(kept_as) -> int:
    """The round that an entry of the progress file is of.

    >>> _number("9"), _number("9@round 12")
    (0, 12)
    """
    found = re.search(r"@round (\d+)$", kept_as)
    return int(found[1]) if found else 0


def _letter(judged) -> str:
    """The right verdict on the claim that was judged."""
    from ecomlab.classroom.registry import lesson

    names = [exercise.name for exercise in lesson(rounds.LESSON).exercises]
    return rounds.draw(judged.round).answer(1 + names.index(judged.exercise))[0]
