"""A join, looked at before it is believed (表连接检查)."""

import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import InputError

NUMBERS, TIMES = "numbers", "times"
KINDS = {  # of what pandas infers
    "string": "text", "integer": NUMBERS, "floating": NUMBERS, "mixed-integer-float": NUMBERS,
    "decimal": NUMBERS, "datetime64": TIMES, "datetime": TIMES, "date": "dates",
    "boolean": "truth values",
}  # fmt: skip


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
        No rows, or ``on`` names nothing; keys that are text on one side and numbers on the other;
        an amount that is no number, has gaps, or is called like a column of the answer.

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
    keys = [on] if isinstance(on, str) else on
    if not isinstance(keys, list | tuple) or not keys:
        raise InputError(f"on is {on!r} and names no column. Give those by which both are joined.")
    keys = list(keys)
    check_table(left, "left", *([amount] if amount else []), gaps=keys)
    check_table(right, "right", gaps=keys)
    _check_kinds(left, right, keys)
    sums = _amounts(left, amount)
    met = right.dropna(subset=keys).groupby(keys, observed=True).size().rename("_met")
    met = left[keys].merge(met.reset_index(), how="left", on=keys)["_met"].fillna(0).to_numpy()
    what = {
        "before": met >= 0,
        "meet none": met == 0,
        "meet one": met == 1,
        "meet several": met > 1,
    }
    found = pd.DataFrame({"what": [*what, "after"]})
    found["rows"] = [*(int(of.sum()) for of in what.values()), int(met.clip(1).sum())]
    if amount:
        found[amount] = [*(sums[of].sum() for of in what.values()), (sums * met.clip(1)).sum()]
    return found


def _check_kinds(left, right, keys):
    """Refuse keys that are text on one side and numbers on the other: they would never meet."""
    for key in keys:
        kinds = [_kind(side[key]) for side in (left, right)]
        if kinds[0] != kinds[1] and None not in kinds:
            raise InputError(
                f"{key} holds {kinds[0]} in left and {kinds[1]} in right: no row would meet "
                f'another. Make them alike, for example with .astype({{"{key}": str}}).'
            )


def _kind(values):
    """What a column of keys holds, in a word; None where that isn't known."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.cat.categories
    return KINDS.get(pd.api.types.infer_dtype(values, skipna=True))


def _amounts(left, amount):
    """The amounts as an array of numbers, or why they are none."""
    if not amount:
        return None
    if amount in ("what", "rows"):
        raise InputError(f'"{amount}" is a column of the answer. Call the amount otherwise.')
    if not pd.api.types.is_numeric_dtype(left[amount]):
        raise InputError(
            f"{amount} of left holds {left[amount].dtype} values, no numbers. Make it a column of "
            "numbers first: pd.to_numeric."
        )
    return left[amount].to_numpy(dtype=float)
