"""The receipt of a reading: rows and money from the file to the purchases, and what is to be known.

Every step names what it takes away, so that the column adds up from one sum to the next.
"""

import pandas as pd


class Receipt:
    """What is counted and said on the way.

    >>> receipt = Receipt()
    >>> receipt.step("rows of a.csv", rows=3, cents=16_000)
    >>> receipt.step("rows of totals (合计)", rows=-1, cents=-8_000)
    >>> receipt.note("one buyer has 40% of the orders")
    >>> receipt.table()[["step", "rows", "money"]]
                        step  rows  money
    0          rows of a.csv     3  160.0
    1  rows of totals (合计)    -1  -80.0
    """

    def __init__(self):
        self.steps, self.notes = [], []

    def step(self, what, rows=None, orders=None, cents=None):
        """Count a step: rows of the file or orders, and their money."""
        money = None if cents is None else int(cents) / 100 + 0.0
        self.steps.append((what, rows, orders, money))

    def note(self, *sentences):
        """Say something once."""
        self.notes += [words for words in sentences if words and words not in self.notes]

    def table(self) -> pd.DataFrame:
        """step, rows, orders, money."""
        table = pd.DataFrame(self.steps, columns=["step", "rows", "orders", "money"])
        return table.astype({"rows": "Int64", "orders": "Int64", "money": "Float64"})
