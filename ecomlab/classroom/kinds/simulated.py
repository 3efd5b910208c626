"""A choice with an amount, which a simulated shop judges: in money, beside other choices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from ecomlab.classroom.kinds import typed
from ecomlab.classroom.kinds.kind import Kind
from ecomlab.classroom.kinds.letters import letter
from ecomlab.classroom.kinds.words import a, listed


@dataclass(frozen=True)
class Simulated(Kind):
    """A letter and a whole number, never wrong: the shop is run with it, and tells what it leaves.

    The right answer is what the evidence says; it is run too.

    Parameters
    ----------
    choices : mapping of str to str
    most : mapping of str to int
        The largest amount of each choice.
    least : mapping of str to int
        The smallest amount, where it isn't 1.
    run : callable
        Of a choice, an amount, and the two of the evidence: a DataFrame with who, result (a
        number) and whatever else is told of each; "yours" is among who.
    unit, amount : str
        Of the result, and what is counted.

    Examples
    --------
    >>> shop = Simulated({"A": "lamps"}, {"A": 20}, print)
    >>> shop.refusal(("a", "12")), shop.refusal(("A", 40))
    (None, 'There are 1 to 20 pieces of A to choose. The answer is a choice (A) and a whole number
    of pieces, written like ("A", 20).')
    """

    choices: Mapping[str, str]
    most: Mapping[str, int]
    run: Callable[[str, int, str, int], pd.DataFrame]
    unit: str = "yuan"
    amount: str = "pieces"
    least: Mapping[str, int] = field(default_factory=dict)

    judged: ClassVar[bool] = False

    def expects(self) -> str:
        first = next(iter(self.choices))
        return (
            f"The answer is a choice ({', '.join(self.choices)}) and a whole number of "
            f'{self.amount}, written like ("{first}", {self.most[first]}).'
        )

    def options(self) -> str:
        return listed(self.choices)

    def refusal(self, answer) -> str | None:
        found = self._read(answer)
        if found is None:
            return f"Your answer is {a(answer)}. {self.expects()}"
        choice, count = found
        least = self.least.get(choice, 1)
        if not least <= count <= self.most[choice]:
            return (
                f"There are {least} to {self.most[choice]} {self.amount} of {choice} to choose. "
                f"{self.expects()}"
            )
        return None

    def same(self, answer, right) -> bool:
        """Never: no choice is the answer."""
        return False

    def remark(self, answer, right) -> str:
        return self.refusal(answer) or self.kept(answer, right)

    def kept(self, answer, right) -> str:
        """What each choice leaves: yours in a sentence, all in a table."""
        table = self._run(answer, right)
        return f"Yours left {self._left(table)}.\n\n{self._rows(table)}"

    def again(self, answer, first, right) -> str:
        """What is said of a later choice, made after the table: the first one counts."""
        table = self._run(answer, right)
        return (
            f"Your first choice counts: it left {self._money(first['value'])}. This one is "
            f"noted as a second try, after the table was shown: it left {self._left(table)}.\n\n"
            f"{self._rows(table)}"
        )

    def entry(self, answer, right) -> dict[str, float]:
        """What the choice left, and what the best would have."""
        table = self._run(answer, right).set_index("who")["result"]
        return {"value": float(table["yours"]), "came": float(table.max())}

    def show(self, answer) -> str:
        choice, count = self._read(answer)
        return f"{choice}: {self.choices[choice]}, {count} {self.amount}"

    def _money(self, amount):
        return f"{amount:,.0f} {self.unit}"

    def _left(self, table):
        return self._money(table.set_index("who")["result"]["yours"])

    def _rows(self, table):
        """All choices that were run, as a table of Markdown."""
        others = [name for name in table if name not in ("who", "result")]
        rows = [["who", *others, f"result ({self.unit})"]]
        rows += [["---"] * len(rows[0])]
        rows += [
            [row["who"], *(_told(row[name]) for name in others), f"{row['result']:,.0f}"]
            for _, row in table.iterrows()
        ]
        return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)

    def _run(self, answer, right):
        return self.run(*self._read(answer), *self._read(right))

    def _read(self, answer):
        """The letter and the whole number of an answer; None if they can't be read."""
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            return None
        choice, count = letter(answer[0]), typed.number(answer[1])
        if choice not in self.choices or isinstance(count, str):
            return None
        whole = count.value == count.value and abs(count.value) < 1e12 and count.value % 1 == 0
        return (choice, int(count.value)) if whole else None


def _told(value):
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value == value else "–"
