"""Who delivers on time, who scores best, and is that sure (OTIF, 供应商评分卡)?"""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.checks import (
    check_flags,
    check_moment,
    check_numbers,
    check_once,
    check_one_zone,
    check_table,
    check_times,
)
from ecomlab.errors import InputError, check_choice, check_number, check_positive, check_whole
from ecomlab.estimates import normal_quantile, rate_interval, share
from ecomlab.streams import dirichlet, uniforms

LUCK, WEIGHTS = 1, 2  # streams of the draws
DIRECTIONS = {"more": 1, "less": -1}
METHODS = ("points", "topsis")


# --- On time and in full ---------------------------------------------------------------------


def otif(inbound, as_of, late=0):
    """Which share of each supplier's orders came on time and in full (OTIF, 准时足量交付率)?

    An order is what was ordered at once: its parts count together. It is on time if a part came by
    the promised day; in full if, so far, all its pieces came and passed their test; both, if all of
    them had come, and passed, by the promised day.

    Parameters
    ----------
    inbound : DataFrame, one row per lot
        supplier, po_id, ordered_at, promised_on, received_at, lot_size, accepted; optional first_po
        (of a second part, the first part's po_id) and ordered (pieces of the whole order, in each
        of its rows). Without `ordered` the rows of an order are all of it.
    as_of : date
        The evening on which one looks. What came later hasn't come.
    late : int
        Days of grace.

    Returns
    -------
    DataFrame, one row per supplier, the best first
        supplier, orders (due by then), open (ordered, not yet due: not counted), on_time, in_full
        (shares), estimate (both), low, high, n, counts. NaN where nothing is due.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Four orders: good; late; in two parts; sent back.

    >>> day = pd.Timestamp("2025-03-03")
    >>> inbound = pd.DataFrame({
    ...     "supplier": "a", "po_id": [1, 2, 3, 4, 5], "first_po": [None, None, None, 3, None],
    ...     "ordered_at": day, "promised_on": day + pd.Timedelta(days=9), "lot_size": 100,
    ...     "received_at": [day + pd.Timedelta(days=d) for d in (9, 12, 9, 15, 9)],
    ...     "accepted": [True, True, True, True, False]})
    >>> otif(inbound, "2025-03-31")[["orders", "on_time", "in_full", "estimate", "n"]]
       orders  on_time  in_full  estimate  n
    0       4     0.75     0.75      0.25  4

    References
    ----------
    Course map F31 (seed 003:228-229). OTIF: the trade's usual definition, by order.
    """
    orders = _orders(inbound, as_of, check_whole("late", late))
    due, rows = orders[orders["due"]], []
    for supplier, mine in orders.groupby("supplier", observed=True):
        mine, still_open = mine[mine["due"]], int((~mine["due"]).sum())
        n = len(mine)
        both = share(int(mine["both"].sum()), n, "orders")
        rows.append(
            {"supplier": supplier, "orders": n, "open": still_open,
             "on_time": mine["on_time"].mean(), "in_full": mine["in_full"].mean(),
             **both._asdict()}
        )  # fmt: skip
    if due.empty:
        raise InputError(f"Nothing was due by {as_of}. Choose a later day.")
    table = pd.DataFrame(rows)
    return table.sort_values("estimate", ascending=False, ignore_index=True, kind="stable")


def _orders(inbound, as_of, late):
    """A row per order: supplier, due (its day and the grace are over), on_time, in_full, both."""
    names = ["supplier", "po_id", "ordered_at", "promised_on", "lot_size"]
    inbound = check_table(inbound, "inbound", *names, gaps=["received_at", "accepted"])
    check_once(inbound, "inbound", "po_id")
    check_times(inbound, "inbound", "ordered_at", "promised_on", "received_at")
    check_one_zone(inbound, "inbound", "ordered_at", "promised_on", "received_at")
    inbound = check_flags(inbound, "inbound", "accepted")
    check_numbers(inbound, "inbound", "lot_size", *inbound.columns.intersection(["ordered"]))
    evening = check_moment(inbound["received_at"], as_of, "as_of") + pd.Timedelta(days=1)
    known = inbound[inbound["ordered_at"] < evening]
    if known.empty:
        raise InputError(f"Nothing was ordered by {as_of}. Choose a later day.")
    first = known["first_po"] if "first_po" in known else pd.Series(pd.NA, known.index)
    if len(stray := first.dropna()[~first.dropna().isin(inbound["po_id"])]):
        raise InputError(
            f"first_po {stray.iloc[0]} is no po_id of inbound. Give the first part's po_id, as a "
            "number or as text as there."
        )
    here = known["received_at"].notna() & (known["received_at"] < evening)
    if (here & known["accepted"].isna()).any():
        raise InputError("A lot that came has no value in accepted. Say whether it passed.")
    last = known["promised_on"] + pd.Timedelta(days=late + 1)
    passed = here & known["accepted"].fillna(False).astype(bool)
    lots = known.assign(
        order=first.astype("object").where(first.notna(), known["po_id"]),
        due=last <= evening,
        on_time=here & (known["received_at"] < last),
        in_full=passed,
        both=passed & (known["received_at"] < last),
        pieces=known["lot_size"].where(passed, 0),
        in_time=known["lot_size"].where(passed & (known["received_at"] < last), 0),
        wanted=known.get("ordered", 0),
    )  # fmt: skip
    orders = lots.groupby("order", as_index=False).agg(
        supplier=("supplier", "first"), due=("due", "first"), on_time=("on_time", "any"),
        in_full=("in_full", "all"), both=("both", "all"), pieces=("pieces", "sum"),
        in_time=("in_time", "sum"), wanted=("wanted", "max"),
    )  # fmt: skip
    return orders.assign(
        in_full=orders["in_full"] & (orders["pieces"] >= orders["wanted"]),
        both=orders["both"] & (orders["in_time"] >= orders["wanted"]),
    )


# --- Points ----------------------------------------------------------------------------------


def scorecard(measures, weights, method="points"):
    """How does each supplier score on several criteria, and who comes first (供应商评分卡)?

    Points: on each criterion the best of these suppliers has 1, the worst 0. So a score says
    nothing about a supplier alone, and a new one may change the order of the others. TOPSIS: how
    far from the worst and how near to the best of all criteria, each divided by its length.

    Parameters
    ----------
    measures : DataFrame, one row per supplier and criterion
        supplier, criterion, estimate, better ("more" or "less").
    weights : mapping of str to float
        How much each criterion matters, in any unit; 0 leaves one out.
    method : str
        "points" or "topsis".

    Returns
    -------
    DataFrame, one row per supplier, the best first
        supplier, a column per criterion (points from 0 to 1), score (by the method), place (equal
        scores share theirs).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A supplier without a criterion, an unknown weight, a criterion with two directions.

    Examples
    --------
    >>> measures = pd.DataFrame({
    ...     "supplier": ["a", "b", "c"] * 2, "criterion": ["price"] * 3 + ["late"] * 3,
    ...     "estimate": [100, 105, 94, 3, 0, 4], "better": "less"})
    >>> scorecard(measures, {"price": 1, "late": 1}).round(2)
      supplier  price  late  score  place
    0        b   0.00  1.00   0.50      1
    1        c   1.00  0.00   0.50      1
    2        a   0.45  0.25   0.35      3

    References
    ----------
    Course map F11, F15 (seed 003:202-204). TOPSIS: Hwang and Yoon (1981), Multiple Attribute
    Decision Making.
    """
    check_choice("method", method, METHODS)
    wide, sign = _wide(measures, "estimate")
    weight = _weights(weights, wide.columns)
    values = wide.to_numpy(float)[None]
    score = _scores(values, sign, weight[None], method)[0]
    points = pd.DataFrame(_points(values, sign)[0], wide.index, list(wide.columns))
    table = points.assign(score=score).rename_axis("supplier").reset_index()
    table = table.sort_values("score", ascending=False, ignore_index=True, kind="stable")
    place = table["score"].round(12).rank(ascending=False, method="min").astype("int64")
    return table.assign(place=place)


def rank_stability(measures, weights, sureness=20, method="points", draws=4000, seed=0):
    """How often does each supplier come first, if measures and weights are not known exactly?

    Each draw takes every measure from around its estimate, as wide as its interval, and weights
    around those given (Dirichlet). `by_luck` holds the weights still, `by_weights` the measures.

    Parameters
    ----------
    measures : DataFrame
        As of `scorecard`, with low and high: a 95% interval; empty for what is known exactly.
    weights, method
        As of `scorecard`.
    sureness : float
        How sure the weights are: of two that are 50 : 50, two thirds of the draws lie within 11
        points for 20, within 5 for 100.
    draws, seed : int

    Returns
    -------
    DataFrame, one row per supplier, the most frequent winner first
        supplier, score (as the scorecard has it), wins (share of draws in which it is first; a
        draw with two firsts counts half for each),
        wins_low, wins_high (what other draws might give), by_luck, by_weights, mean_place, n,
        counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> measures = pd.DataFrame({
    ...     "supplier": ["a", "b"] * 2, "criterion": ["price"] * 2 + ["defects"] * 2,
    ...     "estimate": [100, 105, 0.03, 0.01], "low": [None, None, 0.01, 0.005],
    ...     "high": [None, None, 0.05, 0.015], "better": "less"})
    >>> rank_stability(measures, {"price": 1, "defects": 2})[["supplier", "wins"]].round(1)
      supplier  wins
    0        b   0.9
    1        a   0.1

    References
    ----------
    Course map F15. Lahdelma, Hokkanen and Salminen (1998), European Journal of Operational Research
    106, 137-143.
    """
    check_choice("method", method, METHODS)
    from scipy.stats import rankdata  # slow to import

    draws = check_whole("draws", draws, low=100)
    wide, sign = _wide(measures, "estimate")
    low, high = (_wide(measures, name, wide)[0].to_numpy(float) for name in ("low", "high"))
    value, weight = wide.to_numpy(float), _weights(weights, wide.columns)
    if (np.isnan(low) != np.isnan(high)).any() or (low > value).any() or (value > high).any():
        raise InputError("Each estimate lies between its low and its high; or leave both empty.")
    error = np.nan_to_num((high - low) / (2 * normal_quantile()))
    drawn = value + error * ndtri(uniforms(seed, LUCK, (draws, *value.shape)))
    sure = weight * check_positive("sureness", sureness)
    others = dirichlet(sure, uniforms(seed, WEIGHTS, (draws, len(weight))))
    first = {}
    for name, at, of in (
        ("wins", drawn, others),
        ("by_luck", drawn, weight[None]),
        ("by_weights", value[None], others),
    ):
        score = _scores(at, sign, of, method)
        score = score.round(12)
        best = score == score.max(axis=1, keepdims=True)
        first[name] = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
        if name == "wins":
            mean_place = rankdata(-score, axis=1).mean(axis=0)
    wins_low, wins_high = rate_interval(np.round(first["wins"] * draws), draws)
    table = pd.DataFrame(
        {"supplier": wide.index, "score": _scores(value[None], sign, weight[None], method)[0],
         "wins": first["wins"], "wins_low": wins_low, "wins_high": wins_high,
         "by_luck": first["by_luck"], "by_weights": first["by_weights"],
         "mean_place": mean_place, "n": draws, "counts": "draws"}
    )  # fmt: skip
    return table.sort_values(["wins", "score"], ascending=False, ignore_index=True)


def _wide(measures, name, like=None):
    """Suppliers × criteria of one column, and each criterion's direction."""
    measures = check_table(
        measures, "measures", "supplier", "criterion", "estimate", "better", gaps=[name]
    )
    check_once(measures, "measures", "supplier", "criterion")
    for word in measures["better"].unique():
        check_choice("better", word, list(DIRECTIONS))
    ways = measures.drop_duplicates(["criterion", "better"])
    if ways["criterion"].duplicated().any():
        twice = ways.loc[ways["criterion"].duplicated(), "criterion"].iloc[0]
        raise InputError(f"{twice!r} is better with more and with less. Choose one direction.")
    columns, rows = measures["criterion"].drop_duplicates(), measures["supplier"].drop_duplicates()
    values = pd.to_numeric(measures[name], errors="coerce")
    if (odd := values.isna() & measures[name].notna()).any():
        raise InputError(f"{name} of measures holds {measures[name][odd].iloc[0]!r}. Give numbers.")
    wide = measures.assign(**{name: values}).pivot(
        index="supplier", columns="criterion", values=name
    )
    wide = wide.loc[list(rows), list(columns)]
    if like is None and wide.isna().any(axis=None):
        supplier, criterion = wide.isna().stack()[lambda gap: gap].index[0]
        raise InputError(f"{supplier!r} has no {criterion!r}. Measure every supplier on it.")
    if len(wide) < 2:
        raise InputError("There is one supplier only. Give two or more to choose from.")
    sign = np.array(
        [DIRECTIONS[way] for way in ways.set_index("criterion")["better"][list(columns)]]
    )
    return wide, sign


def _weights(weights, criteria):
    try:
        given = dict(weights)
    except (TypeError, ValueError):
        raise InputError(
            f"weights is {weights!r}. Give a number for each criterion: {{{criteria[0]!r}: 40}}."
        ) from None
    unknown = [name for name in given if name not in criteria]
    if unknown:
        raise InputError(f"There is no criterion {unknown[0]!r}; there are: {', '.join(criteria)}.")
    each = np.array([check_number(f"weight of {c}", given.get(c, 0), low=0) for c in criteria])
    if not each.sum() > 0:
        raise InputError("All weights are 0. Give at least one above 0.")
    return each / each.sum()


def _points(values, sign):
    """From 0, the worst of these suppliers, to 1; 1 for all where all are alike."""
    turned = values * sign
    least, most = turned.min(axis=1, keepdims=True), turned.max(axis=1, keepdims=True)
    width = most - least
    return np.where(width > 0, (turned - least) / np.where(width > 0, width, 1), 1.0)


def _scores(values, sign, weight, method):
    """Draws × suppliers: the score of each."""
    weight = weight[:, None, :]
    if method == "points":
        return (_points(values, sign) * weight).sum(axis=2)
    length = np.sqrt((values**2).sum(axis=1, keepdims=True))
    scaled = values / np.where(length > 0, length, 1) * weight * sign
    best, worst = scaled.max(axis=1, keepdims=True), scaled.min(axis=1, keepdims=True)
    to_best = np.sqrt(((scaled - best) ** 2).sum(axis=2))
    to_worst = np.sqrt(((scaled - worst) ** 2).sum(axis=2))
    both = to_best + to_worst
    return np.where(both > 0, to_worst / np.where(both > 0, both, 1), 1.0)
