"""Does freight insurance pay (运费险, 退货宝)? By how much must orders rise for what it costs?

The shop pays a premium for each parcel, and the buyer's way back is free. So more people buy, and
more of what they buy comes back. Course map X66; the document only names the promise (000:032).
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share
from ecomlab.estimates import mean

APART = 0.1  # by so much the visits of a pair may differ
YUAN = "yuan a 1,000 visits"
WHOLE = {"profit": "more left in the whole shop", "cleared": "more lost on cleared stock"}
TRADE = ("order_value", "margin", "returns", "returns_insured", "return_cost", "premium")


def left_per_order(order_value, margin, returns, return_cost, premium=0.0, cancelled=0.0):
    """What does a paid order leave before ads, when returns are paid (单均边际)?

    Parameters
    ----------
    order_value : float
        Yuan paid.
    margin : float
        Contribution margin of what is kept: after goods, fee, parcel and tax, before ads.
    returns : float
        Share of what is sent that comes back.
    return_cost : float
        Yuan lost by each order that comes back: parcels, work, what the goods lost.
    premium : float
        Of the insurance, yuan a parcel.
    cancelled : float
        Share of paid orders that is taken back before it is sent: no parcel, no premium.

    Returns
    -------
    float
        Yuan.

    Raises
    ------
    InputError

    Examples
    --------
    Of 10 orders of 100 yuan 2 come back; 40 of 100 kept yuan are left, a return costs 10.

    >>> left_per_order(100, margin=0.40, returns=0.20, return_cost=10)
    30.0
    """
    value = check_positive("order_value", order_value)
    m, r = (
        check_share(name, x, ends=True) for name, x in (("margin", margin), ("returns", returns))
    )
    k, p = (check_number(name, x, low=0)
            for name, x in (("return_cost", return_cost), ("premium", premium)))  # fmt: skip
    sent = 1 - check_share("cancelled", cancelled, ends=True)
    return float(sent * (value * m * (1 - r) - r * k - p))


def insurance_breakeven(
    order_value, margin, returns, returns_insured, return_cost, premium, cancelled=0.0,
    return_cost_insured=None,
):  # fmt: skip
    """By which share must paid orders rise, so that freight insurance pays for itself?

    What an order leaves without it, divided by what it leaves with it, less 1. The rise is of
    orders out of the same visits, so ads cost no more.

    Parameters
    ----------
    order_value, margin, return_cost, cancelled
        As in `left_per_order`.
    returns, returns_insured : float
        Share of what is sent that comes back, without and with a free way back.
    premium : float
        Yuan a parcel.
    return_cost_insured : float, optional
        Where the insurer pays ways back that the shop paid before; else as ``return_cost``.

    Returns
    -------
    float
        0.06 for 6% more orders; infinite where an insured order leaves nothing.

    Raises
    ------
    InputError
        An order leaves nothing even without insurance: no number of orders helps.

    Examples
    --------
    30 yuan left without. With insurance 22 of 100 come back, and a parcel costs 1.50 more: 27.50.

    >>> round(insurance_breakeven(100, 0.40, 0.20, 0.22, return_cost=10, premium=1.5), 3)
    0.091
    """
    before = left_per_order(order_value, margin, returns, return_cost, 0.0, cancelled)
    if before <= 0:
        raise InputError(
            f"Without insurance an order leaves {before:.2f} yuan: more orders only lose more."
        )
    cost = return_cost if return_cost_insured is None else return_cost_insured
    after = left_per_order(order_value, margin, returns_insured, cost, premium, cancelled)
    return float("inf") if after <= 0 else before / after - 1


def insurance_table(trades):
    """The border of freight insurance, trade by trade: more paid orders, and more kept ones.

    Parameters
    ----------
    trades : DataFrame, one row per trade
        order_value, margin, returns, returns_insured, return_cost, premium, as in
        `insurance_breakeven`; cancelled where there is one. Other columns stay.

    Returns
    -------
    DataFrame
        ``trades`` with left_without, left_with (yuan a paid order), needed (the rise of paid orders
        at which it pays), kept_needed (the rise below which even kept orders are fewer), a_point
        (how much more is needed for each further point of returns). Infinite where an insured order
        leaves nothing, or all of it comes back; a_point is NaN there.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> trades = pd.DataFrame({"trade": ["lamps", "dresses"], "order_value": [100.0, 150.0],
    ...     "margin": [0.40, 0.55], "returns": [0.20, 0.40], "returns_insured": [0.22, 0.46],
    ...     "return_cost": 10.0, "premium": [1.5, 3.0]})
    >>> insurance_table(trades)[["trade", "needed", "kept_needed", "a_point"]].round(3)
         trade  needed  kept_needed  a_point
    0    lamps   0.091        0.026    0.020
    1  dresses   0.231        0.111    0.032
    """
    trades = check_table(trades, "trades", *TRADE)
    rows = []
    for _, row in trades.iterrows():
        terms = {name: float(row[name]) for name in TRADE}
        if "cancelled" in trades:
            terms["cancelled"] = float(row["cancelled"])
        needed = insurance_breakeven(**terms)
        further = min(terms["returns_insured"] + 0.01, 1.0)
        step = (
            insurance_breakeven(**terms | {"returns_insured": further}) - needed
        )  # inf − inf: NaN
        stay = 1 - terms["returns_insured"]
        kept = (1 - terms["returns"]) / stay - 1 if stay > 0 else float("inf")
        own = {
            n: terms[n] for n in ("order_value", "margin", "return_cost", "cancelled") if n in terms
        }
        rows.append({
            "left_without": left_per_order(returns=terms["returns"], **own),
            "left_with": left_per_order(returns=terms["returns_insured"],
                                        premium=terms["premium"], **own),
            "needed": needed, "kept_needed": kept, "a_point": step,
        })  # fmt: skip
    return trades.assign(**pd.DataFrame(rows, index=trades.index))


def insurance_effect(pairs, pair="pair", on="insured", confidence=0.95):
    """What freight insurance did, pair by pair: orders, kept orders, returns, money.

    Parameters
    ----------
    pairs : DataFrame, two rows per pair: without and with insurance
        ``pair``, ``on`` (flag), visits, paid, kept (orders), sent_lines, back_lines, left (yuan
        before ads and wages); profit (the whole shop's) and cleared (lost on stock that is sold off
        in the end), where they are known. Both of a pair must be of the same size: like regions or
        weeks, by lot.

    Returns
    -------
    DataFrame, one row per reading
        reading; estimate, low, high; unit ("share", "points" or "yuan a 1,000 visits"); n, counts
        (pairs). Yuan are of 1,000 visits without insurance. "orders needed" is the rise at which
        insurance would leave as much, by what an order left without and with it; NaN where an
        order leaves nothing in some pair: then no such rise exists.

    Raises
    ------
    ColumnError, InputError
        A pair without two rows, or whose visits differ by more than a tenth; fewer than two pairs.

    Examples
    --------
    >>> pairs = pd.DataFrame({"pair": [1, 1, 2, 2], "insured": [False, True] * 2, "visits": 10_000,
    ...     "paid": [200, 210, 200, 214], "kept": [170, 174, 170, 178], "sent_lines": 200,
    ...     "back_lines": [30, 34, 30, 36], "left": [8000.0, 7900.0, 8000.0, 8100.0]})
    >>> insurance_effect(pairs)[["reading", "estimate", "n"]].round(3).head(3)
                 reading  estimate  n
    0  more orders paid     0.060  2
    1  more orders kept     0.035  2
    2    more sent back     2.500  2
    """
    columns = ["visits", "paid", "kept", "sent_lines", "back_lines"]
    pairs = check_table(pairs, "pairs", pair, on, "left", *columns)
    pairs = check_flags(check_numbers(pairs, "pairs", *columns), "pairs", on)
    pairs = check_once(pairs, "pairs", pair, on)
    wide = pairs.astype({on: bool}).set_index([pair, on]).unstack(on)
    if wide.isna().any(axis=None) or set(pairs[on].astype(bool)) != {False, True}:
        raise InputError(f"Each {pair} needs two rows: {on} False and True.")
    without, with_ = (wide.xs(side, axis=1, level=on) for side in (False, True))
    if not (without[["visits", "paid", "sent_lines"]] > 0).all(axis=None):
        raise InputError("visits, paid and sent_lines must be above 0 in each row.")
    apart = (with_["visits"] / without["visits"] - 1).abs()
    if apart.max() > APART:
        raise InputError(
            f"The visits of {pair} {apart.idxmax()!r} differ by {apart.max():.0%}: then orders and "
            "yuan can't be compared. Pair regions or weeks of like size."
        )
    per_order = [part["left"] / part["paid"] for part in (without, with_)]
    earns = all((part > 0).all() for part in per_order)
    back = [part["back_lines"] / part["sent_lines"] for part in (without, with_)]

    def gained(name):
        return 1000 * (with_[name] - without[name]) / without["visits"]

    found = {
        "more orders paid": (with_["paid"] / without["paid"] - 1, "share"),
        "more orders kept": (with_["kept"] / without["kept"] - 1, "share"),
        "more sent back": (100 * (back[1] - back[0]), "points"),
        "orders needed": (per_order[0] / per_order[1] - 1 if earns else None, "share"),
        "more left": (gained("left"), YUAN),
    }
    found |= {words: (gained(name), YUAN) for name, words in WHOLE.items() if name in pairs}
    rows = [
        (
            name,
            *(
                [np.nan] * 3
                if values is None
                else mean(np.asarray(values, float), "pairs", confidence)[:3]
            ),
            unit,
            len(wide),
            "pairs",
        )
        for name, (values, unit) in found.items()
    ]
    return pd.DataFrame(rows, columns=["reading", "estimate", "low", "high", "unit", "n", "counts"])
