"""How far the nearest typical mistake of each number lies from what is accepted as right.

To choose tolerances by: python -m tests.classroom.margins [lesson …]
"""

import sys
from typing import NamedTuple

from ecomlab.classroom.exercise import accepted, answers
from ecomlab.classroom.kinds import Between, Number
from ecomlab.classroom.registry import exercises, modules


class Margin(NamedTuple):
    """Of one exercise: the right values' span, and the mistake that is nearest to it."""

    exercise: str
    low: float
    high: float
    tolerance: float
    nearest: str
    distance: float

    def __str__(self):
        share = self.distance / self.tolerance if self.tolerance else float("inf")
        return (
            f"{self.exercise:22} {self.low:>12.6g} to {self.high:<12.6g} ± {self.tolerance:<8g} "
            f"nearest {self.distance:<10.4g} ({share:.1f} tolerances): {self.nearest}"
        )


def margins(quiz):
    """A ``Margin`` for each number of a lesson that has a mistake to compare."""
    for question in quiz:
        exercise = question.exercise
        if isinstance(exercise.kind, Number) and not question.left_out():
            right, wrong = answers(exercise, question.data)
            if wrong:
                yield _margin(exercise, [right, *accepted(exercise, question.data)], wrong)


def _margin(exercise, rights, wrong):
    ends = [(r.low, r.high) if isinstance(r, Between) else (float(r), float(r)) for r in rights]
    distance = {
        name: min(max(low - float(value), float(value) - high, 0) for low, high in ends)
        for name, value in wrong.items()
    }
    nearest = min(distance, key=distance.get)
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    tolerance = exercise.kind.tolerance
    return Margin(exercise.name, low, high, tolerance, nearest, distance[nearest])


if __name__ == "__main__":
    for lesson_id in sys.argv[1:] or modules():
        print(lesson_id)
        for margin in margins(exercises(lesson_id)):
            print(" ", margin)
