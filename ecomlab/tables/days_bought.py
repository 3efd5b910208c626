"""Purchase days: a row for each day on which a buyer bought, with the days before and after it.

All that is said of coming back is counted from them. Numpy puts them in order, and a buyer is a
number; a log of more orders stays in its database, which finds each day's neighbours itself.
"""

from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.tables.counting import is_day, same_kind, tells
from ecomlab.tables.logs import collect, day_number

NEVER = 10**6  # a day further away than any purchase
SPARSE = 2  # whole numbers spread over so many times the rows, at most, are numbers as they are
IN_MEMORY = (
    2**24
)  # orders that are brought from a database, at most: about 1 GB while they are sorted
NEIGHBOURS = ("first", "previous", "following")


class PurchaseDays(NamedTuple):
    """A row per buyer and purchase day, and the ids of buyers where a buyer is a number."""

    rows: nw.LazyFrame
    ids: pd.Index | None

    def is_new(self, known_from):
        """An expression: is a row's buyer new? Where a day is given the rows need ``first``."""
        if is_day(known_from):
            return nw.col("first") >= day_number(known_from)
        if self.ids is None:
            texts = self.rows.collect_schema()["buyer"] == nw.String
            return ~nw.col("buyer").is_in(same_kind(known_from, texts))
        earlier = same_kind(known_from, not pd.api.types.is_integer_dtype(self.ids.dtype))
        return ~nw.col("buyer").is_in(self.ids.get_indexer(earlier).tolist())

    def of_new(self, known_from):
        """The rows of buyers who are new; all where nothing is known of earlier ones."""
        return self.rows.filter(self.is_new(known_from)) if tells(known_from) else self.rows


def purchase_days(purchases, columns, rows=None) -> PurchaseDays:
    """The purchase days of a log.

    Parameters
    ----------
    purchases : Purchases
        As `purchase_log` gives them, with customer_id; for "amount", with a value.
    columns : sequence of {"first", "previous", "following", "amount"}
        The buyer's first day; the purchase day before (−10⁶: none) and after (10⁶: none); the sum.
    rows : narwhals.LazyFrame, optional
        In place of all rows of the log.

    Returns
    -------
    PurchaseDays

    Examples
    --------
    >>> from ecomlab.tables import purchase_log
    >>> orders = pd.DataFrame({"customer_id": ["Bo", "Ann", "Ann"],
    ...     "ts_order": pd.to_datetime(["1997-01-05", "1997-01-03", "1997-01-09"])})
    >>> found = purchase_log(orders, ["customer_id", "ts_order"])
    >>> days = purchase_days(found, ["first", "previous"])
    >>> days.rows.collect().to_native()
       buyer   day  first  previous
    0      0  9866   9866  -1000000
    1      1  9864   9864  -1000000
    2      1  9870   9864      9864
    """
    rows = purchases.rows if rows is None else rows
    in_memory = rows.implementation.is_pandas() or rows.implementation.is_polars()
    if in_memory or purchases.orders <= IN_MEMORY:
        return _in_memory(rows, columns)
    amount = {"amount": nw.col("amount").sum()} if "amount" in columns else {}
    days = rows.group_by("customer_id", "day").agg(**amount).rename({"customer_id": "buyer"})
    day = nw.col("day")
    found = {
        "first": lambda: day.min().over("buyer"),
        "previous": lambda: day.shift(1).over("buyer", order_by="day").fill_null(-NEVER),
        "following": lambda: day.shift(-1).over("buyer", order_by="day").fill_null(NEVER),
    }
    asked = {name: found[name]() for name in NEIGHBOURS if name in columns}
    return PurchaseDays(days.with_columns(**asked), None)


def buyers(purchases, rows=None) -> pd.DataFrame:
    """Each buyer's purchase days in sum, sorted by customer_id.

    Parameters
    ----------
    purchases : Purchases
        As `purchase_log` gives them, with customer_id and a value.
    rows : narwhals.LazyFrame, optional
        In place of all rows of the log.

    Returns
    -------
    DataFrame, one row per buyer
        customer_id, first, last (day numbers), days (on how many something was bought), again (the
        amounts of all days but the first).

    Examples
    --------
    >>> from ecomlab.tables import purchase_log
    >>> orders = pd.DataFrame({"customer_id": ["Bo", "Ann", "Ann"], "paid_amount": [5.0, 6.0, 7.0],
    ...     "ts_order": pd.to_datetime(["1997-01-05", "1997-01-03", "1997-01-09"])})
    >>> buyers(purchase_log(orders, list(orders), value="net"))
      customer_id  first  last  days  again
    0         Ann   9864  9870     2    7.0
    1          Bo   9866  9866     1    0.0
    """
    days = purchase_days(purchases, ["previous", "amount"], rows)
    if days.ids is None:
        return _summed(days.rows)
    table = days.rows.collect().to_native()
    day, opens = table["day"].to_numpy(), table["previous"].to_numpy() == -NEVER
    at = np.flatnonzero(opens)
    ends = np.r_[at[1:], len(table)]
    again = np.where(opens, 0.0, table["amount"].to_numpy())
    found = pd.DataFrame(
        {
            "customer_id": days.ids.take(table["buyer"].to_numpy()[at]),
            "first": day[at],
            "last": day[ends - 1],
            "days": ends - at,
            "again": np.add.reduceat(again, at),
        },
        copy=False,
    )
    if isinstance(days.ids, pd.RangeIndex):
        return found
    return found.sort_values("customer_id", kind="stable", ignore_index=True)


def _summed(days):
    """The same by a database."""
    again = nw.when(nw.col("previous") == -NEVER).then(0.0).otherwise(nw.col("amount"))
    sums = days.with_columns(again=again).group_by("buyer").agg(
        first=nw.col("day").min(), last=nw.col("day").max(), days=nw.len(),
        again=nw.col("again").sum(),
    )  # fmt: skip
    return collect(sums.rename({"buyer": "customer_id"}), sort="customer_id")


# ---- In memory ---------------------------------------------------------------------------------


def _in_memory(rows, columns):
    """A sparse matrix, buyers down and days across: what stands in one cell is added up."""
    from scipy.sparse import coo_array

    wanted = ["customer_id", "day", *(["amount"] if "amount" in columns else [])]
    table = collect(rows.select(wanted))
    numbers, ids = _numbered(table["customer_id"])
    day = table["day"].to_numpy()
    start, length = day.min(), int(day.max() - day.min()) + 1
    values = table["amount"].to_numpy() if "amount" in columns else np.ones(len(day), dtype="int8")
    cells = coo_array((values, (numbers, day - start)), shape=(len(ids), length)).tocsr()
    buyer = np.repeat(np.arange(len(ids)), np.diff(cells.indptr))
    found = {"buyer": buyer, "day": cells.indices.astype("int64") + start}
    found |= _neighbours(**found, columns=columns)
    if "amount" in columns:
        found["amount"] = cells.data
    return PurchaseDays(nw.from_native(pd.DataFrame(found, copy=False)).lazy(), ids)


def _neighbours(buyer, day, columns):
    opens = np.r_[True, buyer[1:] != buyer[:-1]]  # is it a buyer's first day?
    found = {}
    if "first" in columns:
        at = np.flatnonzero(opens)
        found["first"] = np.repeat(day[at], np.diff(np.r_[at, len(day)]))
    if "previous" in columns:
        found["previous"] = np.where(opens, -NEVER, np.r_[0, day[:-1]])
    if "following" in columns:
        found["following"] = np.where(np.r_[opens[1:], True], NEVER, np.r_[day[1:], 0])
    return found


def _numbered(values):
    """Ids as numbers from 0, and the ids in the order of their numbers."""
    if values.dtype == "int64":
        low, high = values.min(), values.max()
        if int(high) - int(low) < SPARSE * len(values):
            return values.to_numpy() - low, pd.RangeIndex(low, high + 1)
    numbers, ids = pd.factorize(values)
    return numbers, pd.Index(ids)
