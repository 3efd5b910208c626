"""A guess before the data are opened: ``quiz.guess(1.4, low=1.1, high=1.8)``.

The first guess counts. It is kept in the trainee's file, comes back in the last figure of the
case beside what is true, and is counted over the course by ``calibration``. Where there is no
workspace nothing is written, and a cell without a guess gives the same for everybody.
"""

from contextlib import suppress

from ecomlab import cases
from ecomlab.classroom.kinds.prediction import BET, Given, read, typed_as_percent
from ecomlab.classroom.progress_file import (
    KEPT,
    NOT_ATTEMPTED,
    find_workspace,
    known_entries,
    marked,
    record,
)
from ecomlab.errors import ChoiceError
from ecomlab.texts import Text

GUESS, SETTLED = "guess", "settled"


class Guess:
    """What a trainee expects of a lesson's claim: call it to give one, ``.given`` is the first.

    Parameters
    ----------
    lesson : str
        The lesson's id, as in the notebook's name.
    kept_as : str
        What the lesson is called in the progress file.
    unit : str
        In what a guess is told, where the lesson is no case.
    """

    def __init__(self, lesson, kept_as, unit=""):
        self._lesson, self._kept_as, self._unit = lesson, kept_as, unit
        self._typed = []  # in this session, so that it works where nothing is kept

    def __call__(self, value=..., low=..., high=...) -> Text:
        """Keep a guess: a number, better with the interval that should hold what comes.

        Parameters
        ----------
        value, low, high : number or text
            In the unit of the claim. ``...`` and None are "not attempted".

        Returns
        -------
        Text
            What was kept. A later guess is kept as a revision; the first one counts. The same value
            given again with an interval completes it.
        """
        if value is None or value is ...:
            return _not_attempted(f"Put your guess in place of the three dots. {self._form()}")
        given = read(value, low, high, self.unit)
        problem = given if isinstance(given, str) else typed_as_percent(given, self.unit)
        if problem:
            return _not_attempted(f"{problem} {self._form()}")
        earlier = self._all()
        if given not in earlier:
            self._typed.append(given)
            record(self._kept_as, GUESS, KEPT, **given.numbers())
        return self._said(given, earlier)

    @property
    def given(self) -> Given | None:
        """The guess that counts: the first one, with its interval; None before there is one."""
        found = self._all()
        first = next(iter(found), None)
        return next((given for given in found if completes(given, first)), first)

    @property
    def unit(self) -> str:
        """In what a guess is told: the unit of the case's verdict, or the lesson's own."""
        return unit_of(self._case) if self._case else self._unit

    @property
    def _case(self):
        """The case whose lesson this is; None of another lesson."""
        with suppress(ChoiceError):
            return cases.case(self._lesson)
        return None

    def verdict(self, issue):
        """The last figure of a case: guess, obvious reading, right method, and what is true.

        Parameters
        ----------
        issue : cases.Issue

        Returns
        -------
        Axes
            With three rows where no guess was given.
        """
        from ecomlab import plots  # heavy, and needed here only

        table, given = issue.verdict(), self.given
        self._settle(table.loc[table["reading"] == "truth", "estimate"])
        if given is None:
            return plots.verdict(table)
        return plots.verdict(table, guess=given if given.has_interval else given.value)

    def _settle(self, truth):
        """Note once what came: a guess made before counts, a later one knew."""
        if len(truth) and not self._entries(SETTLED):
            record(self._kept_as, GUESS, SETTLED, came=float(truth.iloc[0]))

    def _all(self) -> list[Given]:
        kept = [_given(entry) for entry in self._entries(KEPT)]
        return [*kept, *(given for given in self._typed if given not in kept)]

    def _entries(self, status):
        return [
            entry
            for entry in known_entries()
            if (entry["lesson"], entry["exercise"]) == (self._kept_as, GUESS)
            and entry["status"] == status
            and ("came" if status == SETTLED else "value") in entry
        ]

    def _said(self, given, earlier) -> Text:
        words = given.words(self.unit)
        if earlier and given != self.given:
            said = [
                f"Your first guess, {self.given.words(self.unit)}, counts; this one, {words}, "
                "is noted as a revision."
            ]
        else:
            said = [f"Your guess is {words}."]
            if not given.has_interval:
                said.append(
                    "With `low=…, high=…` it would tell how sure you are: give the same number "
                    "once more with both."
                )
            if not earlier and self._entries(SETTLED):
                said.append("What is true was shown before: `calibration()` doesn't count it.")
        if find_workspace() is None:
            said.append("It is kept once you open the course with `python course.py lab`.")
        return Text(marked(KEPT, " ".join(said)))

    def _form(self):
        unit = {"": "", "share": ", a share between 0 and 1"}.get(self.unit, f", in {self.unit}")
        what = f"Asked for: {self._case.estimand}. " if self._case else ""
        return f"{what}Write `quiz.guess(value, low=…, high=…)`{unit}. {BET}"


def unit_of(case) -> str:
    """The unit in which a case's verdict is told."""
    words = {"number": "times" if case.scale == "ratio" else "", "CNY": "yuan"}
    return words.get(case.show.unit, case.show.unit)


def completes(given, first) -> bool:
    """Whether a guess is the first one once more, now with its interval.

    >>> completes(Given(10, 2, 30), Given(10)), completes(Given(9, 2, 30), Given(10))
    (True, False)
    """
    return (given.value == first.value) and given.has_interval and not first.has_interval


def _given(entry) -> Given:
    return Given(**{part: entry[part] for part in Given._fields if part in entry})


def _not_attempted(message) -> Text:
    return Text(marked(NOT_ATTEMPTED, message))
