"""Where is there room between the rivals, and who undercuts the agreed price (R29, N18)?"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError, check_choice, check_positive, check_share
from ecomlab.estimates import rate_interval

READINGS = ("served", "open", "nobody asks", "can't be made")


def positioning_map(
    offers,
    buyers,
    x,
    y,
    x_edges,
    y_edges,
    cost=None,
    margin=0.3,
    asked=0.05,
    better="less",
    confidence=0.95,
):
    """Where do rivals stand, where do buyers look, and which places are empty with demand (定位图)?

    An offer serves a buyer if it is no dearer than he would pay and at least as good as he wants:
    it needn't stand in his cell. Where buyers are left unserved, ask whether it can be made.

    Parameters
    ----------
    offers : DataFrame, one row per rival article
        Numbers in the columns ``x`` (a price) and ``y`` (a quality).
    buyers : DataFrame, one row per respondent
        The most that each would pay (``x``), the worst quality that will do (``y``).
    x, y : str
        Names of the two columns, the same in both tables.
    x_edges, y_edges : sequence of float
        The borders of the cells, rising. A value on a border belongs to the cell above it; the
        last border to the last cell.
    cost : sequence of float, optional
        What a piece costs to make in each row of cells (``y``), in the unit of ``x``.
    margin : float
        The least share of the price that must be left above ``cost``.
    asked : float
        The least share of all buyers at which a cell counts as asked for.
    better : "less" or "more"
        Whether a lower ``y`` is better (a weight) or a higher one (stars).
    confidence : float

    Returns
    -------
    DataFrame, one row per cell, those with most unserved buyers first
        x_low, x_high, y_low, y_high, offers, asking (buyers in it), unserved (of these, whom no
        offer serves), share (unserved, of all buyers), low, high (Wilson), n, counts, cost and
        reading. Where ``share`` is ``asked`` or more: "can't be made" (the cell's highest price
        leaves less than ``margin`` of it), else "open". Where it is less: "served" (offers stand
        there, or enough ask and have one), "nobody asks".

    Raises
    ------
    InputError
        Edges that don't rise; a value outside them (nothing is dropped); a cost too few.

    Examples
    --------
    >>> offers = pd.DataFrame({"price": [120, 130], "kg": [2.1, 2.4]})
    >>> buyers = pd.DataFrame({"price": [110, 150, 250, 260], "kg": [2.2, 1.2, 1.3, 1.1]})
    >>> found = positioning_map(offers, buyers, "price", "kg", [100, 200, 300], [1, 2, 3],
    ...                         cost=[150, 60])
    >>> found[["x_low", "y_low", "offers", "asking", "unserved", "reading"]]
       x_low  y_low  offers  asking  unserved        reading
    0    200      1       0       2         2           open
    1    100      1       0       1         1  can't be made
    2    100      2       2       1         1           open
    3    200      2       0       0         0    nobody asks

    The buyer at 110 yuan finds no chair: both cost more, although they stand in his cell.

    References
    ----------
    Course map R29. Perceptual maps: Lilien and Rangaswamy, Marketing Engineering, chapter 4.
    """
    margin, asked = check_share("margin", margin, ends=True), check_share("asked", asked)
    check_choice("better", better, ("less", "more"))
    offers = check_table(offers, "offers", x, y)
    buyers = check_table(buyers, "buyers", x, y)
    x_edges, y_edges = _edges("x_edges", x_edges), _edges("y_edges", y_edges)
    rows, columns = len(y_edges) - 1, len(x_edges) - 1
    if cost is not None and len(cost) != rows:
        raise InputError(f"cost has {len(cost)} numbers. Give {rows}, one for each row of cells.")
    cells = [(i, j) for i in range(columns) for j in range(rows)]
    table = pd.DataFrame(
        [
            {"x_low": x_edges[i], "x_high": x_edges[i + 1], "y_low": y_edges[j],
             "y_high": y_edges[j + 1], "cost": np.nan if cost is None else float(cost[j])}
            for i, j in cells
        ]
    )  # fmt: skip
    left = buyers[~_is_served(buyers, offers, x, y, better)]
    frames = {"offers": (offers, "offers"), "asking": (buyers, "buyers"),
              "unserved": (left, "buyers")}  # fmt: skip
    for name, (frame, what) in frames.items():
        at = zip(_cell(frame[x], x_edges, x, what), _cell(frame[y], y_edges, y, what), strict=True)
        counts = pd.Series(list(at)).value_counts()
        table[name] = [int(counts.get(cell, 0)) for cell in cells]
    table["n"], table["counts"] = len(buyers), "buyers asked"
    table["share"] = table["unserved"] / len(buyers)
    table["low"], table["high"] = rate_interval(table["unserved"], table["n"], confidence)
    few = table["share"] < asked
    enough = (table["offers"] > 0) | (table["asking"] / len(buyers) >= asked)
    table["reading"] = np.select(
        [few & enough, few, table["cost"] > (1 - margin) * table["x_high"]],
        ["served", "nobody asks", "can't be made"],
        "open",
    )
    names = ["x_low", "x_high", "y_low", "y_high", "offers", "asking", "unserved", "share", "low",
             "high", "n", "counts", "cost", "reading"]  # fmt: skip
    most = table.sort_values(
        ["unserved", "asking"], ascending=False, kind="stable", ignore_index=True
    )
    return most[names]


def _is_served(buyers, offers, x, y, better):
    """Whether each buyer finds an offer that is no dearer and at least as good."""
    sign = 1 if better == "less" else -1
    cheap = offers[x].to_numpy() <= buyers[x].to_numpy()[:, None]
    good = sign * offers[y].to_numpy() <= sign * buyers[y].to_numpy()[:, None]
    return (cheap & good).any(axis=1)


def _edges(name, edges):
    edges = list(edges)
    if len(edges) < 2 or not all(np.diff(np.asarray(edges, dtype=float)) > 0):
        raise InputError(f"{name} is {edges}. Give two or more rising numbers.")
    return edges


def _cell(values, edges, name, table):
    """The number of each value's cell; refuses values outside."""
    outside = (values < edges[0]) | (values > edges[-1])
    if outside.any():
        raise InputError(
            f"{int(outside.sum())} of {len(values)} values of {name} in {table} lie outside "
            f"{edges[0]} to {edges[-1]}. Widen the edges; nothing is left out silently."
        )
    at = np.searchsorted(edges, values, side="right") - 1
    return np.minimum(at, len(edges) - 2).tolist()


def price_breaks(competitors, floor, shop=None):
    """Who sells our article below the price that was agreed for it (破价)?

    Before you write to anybody: in China and elsewhere the law limits agreements that fix a
    reseller's price. Let a lawyer say what may be agreed, and what may follow.

    Parameters
    ----------
    competitors : DataFrame, one row per shop, article and day looked at
        date, shop, sku, price.
    floor : float, or mapping of sku to float
        The price below which it counts, for every article or for each.
    shop : str, optional
        Look at one shop only.

    Returns
    -------
    DataFrame, one row per shop and article below its floor, the deepest first
        shop, sku, floor, lowest (price), gap (yuan below the floor), first, last (days seen
        below it), seen (how often below), looked (how often looked).

    Raises
    ------
    InputError
        An article without a floor.

    Examples
    --------
    >>> seen = pd.DataFrame({"date": pd.to_datetime(["2025-03-03", "2025-03-10"] * 2),
    ...     "shop": ["a", "a", "b", "b"], "sku": "CH01", "price": [129.0, 99.0, 129.0, 125.0]})
    >>> price_breaks(seen, floor=119)[["shop", "sku", "lowest", "gap", "seen", "looked"]]
      shop   sku  lowest   gap  seen  looked
    0    a  CH01    99.0  20.0     1       2

    References
    ----------
    Course map N18.
    """
    seen = check_table(competitors, "competitors", "date", "shop", "sku", "price")
    if shop is not None:
        check_name(seen, "shop", shop)
        seen = seen[seen["shop"] == shop]
    if isinstance(floor, dict | pd.Series):
        missing = [sku for sku in seen["sku"].unique() if sku not in floor]
        if missing:
            raise InputError(f"floor lacks {', '.join(map(str, missing))}. Give each its price.")
        floors = seen["sku"].astype(object).map(dict(floor)).astype(float)
    else:
        floors = pd.Series(float(check_positive("floor", floor)), seen.index)
    seen = seen.assign(floor=floors, gap=floors - seen["price"])
    looked = seen.groupby(["shop", "sku"], observed=True).size().rename("looked")
    below = seen[seen["gap"] > 0].groupby(["shop", "sku"], observed=True)
    table = below.agg(
        floor=("floor", "max"), lowest=("price", "min"), gap=("gap", "max"), first=("date", "min"),
        last=("date", "max"), seen=("price", "size"),
    )  # fmt: skip
    table = table.join(looked).reset_index()
    return table.sort_values("gap", ascending=False, kind="stable", ignore_index=True)
