"""A mixed round: eight short claims from all chapters, drawn by a number."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomlab.errors import InputError
from ecomlab.rounds.declaration import CHAPTERS, ENDS, MODEST, RIGHT, ROSY, SHORTS, Asked, Luck

LETTERS = {ROSY: "A", RIGHT: "B", MODEST: "C"}  # as in the cases
CLAIMS = len(CHAPTERS) + 1  # one of each chapter, and one more
LARGEST = 999_999


@dataclass(frozen=True)
class Round:
    """Eight short claims: ``round[1]`` to ``round[8]``.

    Parameters
    ----------
    number : int
    claims : tuple of Asked
    """

    number: int
    claims: tuple

    @property
    def attrs(self) -> dict[str, str]:
        """Whose answers they are: another round's are kept apart from those of round 0."""
        return {"issue": f"round {self.number}"} if self.number else {}

    def __getitem__(self, place) -> Asked:
        if place not in range(1, len(self.claims) + 1):
            raise IndexError(f"A round has the claims 1 to {len(self.claims)}, not {place!r}.")
        return self.claims[place - 1]

    def __len__(self):
        return len(self.claims)

    def __repr__(self):
        titles = [f"{place}. {each.title()}" for place, each in enumerate(self.claims, start=1)]
        return "\n".join([f"Round {self.number}", *titles])

    def answer(self, place) -> tuple[str, int]:
        """The right letter of a claim, and the number of the look that settles it."""
        asked = self[place]
        return LETTERS[asked.end], asked.method


def draw(number=0) -> Round:
    """The mixed round of a number: the same on every machine.

    One short claim of each chapter and one more, in drawn order; how each ends is drawn with equal
    chances, so that counting the others doesn't help.

    Parameters
    ----------
    number : int
        From 0, the committed round, to 999,999.

    Raises
    ------
    InputError
        The number is none of these.

    Examples
    --------
    >>> draw(0).number, len(draw(0))
    (0, 8)
    """
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    if not whole or not 0 <= number <= LARGEST:
        raise InputError(f"The round is {number!r}. Give a whole number from 0 to {LARGEST:,}.")
    luck, taken, claims = Luck(int(number)), set(), []
    for place, chapter in enumerate(luck.shuffled([*CHAPTERS, luck.one_of(CHAPTERS)]), start=1):
        end = luck.one_of(ENDS)
        free = [
            item
            for item in SHORTS.values()
            if item.chapter == chapter and end in item.ends and item.name not in taken
        ]
        chosen = luck.one_of(free)
        taken.add(chosen.name)
        claims.append(chosen.draw(end, int(number), place))
    return Round(int(number), tuple(claims))


def key(number=0) -> pd.DataFrame:
    """The answers of a round: for the instructor.

    Returns
    -------
    DataFrame
        claim, chapter, title, verdict (letter), look (number), says (the claim's figure), right
        (with its interval where something is estimated).
    """
    rows = []
    for place, asked in enumerate(draw(number).claims, start=1):
        words = asked.words()
        interval = f" ({ends})" if (ends := asked.interval()) else ""
        letter = LETTERS[asked.end]
        rows.append((place, asked.short.chapter, asked.short.title, letter, asked.method,
                     words["claimed"], words["right"] + interval))  # fmt: skip
    columns = ["claim", "chapter", "title", "verdict", "look", "says", "right"]
    return pd.DataFrame(rows, columns=columns)
