"""A join, looked at before it is believed (表连接检查)."""

import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import InputError


def join_check(left, right, on, amount=None):
    """What does a LEFT JOIN do to the rows of the left table: whom does it double or lose?

    The rows before it must be those after it, and the sum too, wherever each row of the left table
    meets one row of the right one. Pandas refuses other joins: ``merge(validate="many_to_one")``.

    Parameters
    ----------
    left, right : DataFrame
    on : str or list of str
        The columns that both have. A row without a value there meets none, as in SQL.
    amount : str, optional
        A column of ``left``, added up.

    Returns
    -------
    DataFrame, five rows
        what ("before", of these "meet none", "meet one", "meet several", and "after"), rows, and
        the sum of ``amount`` under its own name.

    Raises
    ------
    ColumnError
        A table has no such column.
    InputError
        No rows, or ``on`` names nothing.

    Examples
    --------
    Order 1 has two parcels: its 100 yuan are counted twice.

    >>> orders = pd.DataFrame({"order_id": [1, 2, 3], "paid": [100, 50, 30]})
    >>> parcels = pd.DataFrame({"order_id": [1, 1, 2]})
    >>> join_check(orders, parcels, "order_id", "paid")
               what  rows   paid
    0        before     3  180.0
    1     meet none     1   30.0
    2      meet one     1   50.0
    3  meet several     1  100.0
    4         after     4  280.0

    References
    ----------
    Course map N01. Known in the trade as a fan-out.
    """
    keys = [on] if isinstance(on, str) else list(on)
    if not keys:
        raise InputError("on names no column. Give those by which the tables are joined.")
    check_table(left, "left", gaps=(*keys, *([amount] if amount else [])))
    check_table(right, "right", gaps=keys)
    met = right.dropna(subset=keys).groupby(keys, observed=True).size().rename("_met")
    met = left[keys].merge(met.reset_index(), how="left", on=keys)["_met"].fillna(0).to_numpy()
    what = {
        "before": met >= 0,
        "meet none": met == 0,
        "meet one": met == 1,
        "meet several": met > 1,
    }
    rows = [{"what": name, "rows": int(of.sum()), "_of": of} for name, of in what.items()]
    after = int(met.clip(1).sum())
    found = pd.DataFrame(rows)[["what", "rows"]]
    found.loc[len(found)] = ["after", after]
    if amount:
        sums = [left.loc[of, amount].sum() for of in what.values()]
        found[amount] = [*sums, (left[amount] * met.clip(1)).sum()]
    return found
