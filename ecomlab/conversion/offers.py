"""What may an offer say? Transaction prices, the base of a reduction, depth, free instalments.

No advice of a lawyer: the rules are as read by us in November 2026, with the name of each.
"""

import math

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_same_kind, check_table, check_times
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.estimates import mean, rate_interval, ratio_of_totals
from ecomlab.tables import calendar_days


def transaction_prices(order_items, orders, after="all"):
    """At what price was each piece really bought (成交价)?

    Every order that was *paid* is a deal of its day, whatever became of it later: a refund in
    March doesn't undo a price of February.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, qty, price (yuan a piece), and for ``after="all"`` discount (the line's part
        of the order's reductions).
    orders : DataFrame
        order_id, and ts_pay (empty: not paid) or, without such a column, ts_order.
    after : {"all", "price"}
        After every reduction (coupon, 满减): the strict reading. Or the price of the line alone.

    Returns
    -------
    DataFrame, one row per line that was paid, in order of time
        sku, ts, price (yuan a piece, whole cents, rounded down), qty, order_id.
        ``attrs["free"]``: lines of 0 yuan (gifts, samples) that are left out: nobody bought them.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An order twice; lines of orders that aren't there.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2], "ts_order": pd.to_datetime(["2025-06-01"] * 2),
    ...                        "ts_pay": pd.to_datetime(["2025-06-01", None])})
    >>> items = pd.DataFrame({"order_id": [1, 2], "sku": "lamp", "qty": 2, "price": 100.0,
    ...                       "discount": [30.0, 0.0]})
    >>> transaction_prices(items, orders)["price"].tolist()
    [85.0]
    """
    check_choice("after", after, ("all", "price"))
    more = ["discount"] if after == "all" else []
    items = check_table(order_items, "order_items", "order_id", "sku", "qty", "price", *more)
    check_numbers(items, "order_items", "qty", "price", *more)
    if not (items["qty"] >= 1).all():
        raise InputError("qty of order_items holds 0. A line has one piece at least.")
    when = "ts_pay" if "ts_pay" in orders else "ts_order"
    orders = check_once(
        check_table(orders, "orders", "order_id", gaps=(when,)), "orders", "order_id"
    )
    check_same_kind("order_id", order_items=items, orders=orders)
    found = items.merge(orders[["order_id", when]], on="order_id", how="left", indicator=True)
    if alone := int((found["_merge"] == "left_only").sum()):
        raise InputError(f"{alone} lines belong to orders that orders doesn't have.")
    found = found[found[when].notna()]
    whole = (found["price"] * 100).round().astype("int64") * found["qty"].astype("int64")
    off = (found["discount"] * 100).round().astype("int64") if more else 0
    if ((whole - off) < 0).any():
        raise InputError("A discount is larger than its line. discount is the line's own part.")
    found = found.assign(price=(whole - off) // found["qty"].astype("int64") / 100, ts=found[when])
    free = found["price"] == 0
    found = found[~free].sort_values(["ts", "order_id"], kind="stable")
    found = found[["sku", "ts", "price", "qty", "order_id"]].reset_index(drop=True)
    found.attrs = {"free": int(free.sum())}
    return found


def reference_price_check(deals, offers, days=7):
    """ "Was 299, now 199": from which price may an offer count its reduction (折价的基准)?

    Where the page doesn't say what the base is, it is the lowest *transaction* price of the seven
    days before, in the same place; without a deal in them, the last transaction price before. The
    price on the page, or on a tag, is none: somebody has to have paid it.

    Parameters
    ----------
    deals : DataFrame
        sku, ts, price: as from `transaction_prices`, of one shop on one platform.
    offers : DataFrame, one row per offer
        sku, start (its first moment), was (the price that is struck through), now.
    days : int
        Seven, by the rule.

    Returns
    -------
    DataFrame, one row per offer, in the given order
        sku, start, was, now; base (yuan; NaN where nobody ever bought); source ("seven days",
        "last deal", "no deal"; with other days "so many days"); deals (in these days); base_at (the
        base's last deal); said (1 − now ÷ was), real (1 − now ÷ base); verdict: "fits" (was is at
        most the base), "too high", "no reduction" (now isn't below the base) or "no deal".

    Raises
    ------
    ColumnError, InputError
        Prices not above 0; an offer that isn't below its own ``was``.

    Examples
    --------
    >>> deals = pd.DataFrame({"sku": "lamp", "price": [299.0, 249.0, 259.0],
    ...                       "ts": pd.to_datetime(["2025-05-01", "2025-05-26", "2025-05-29"])})
    >>> offers = pd.DataFrame({"sku": ["lamp", "lamp"], "was": [299, 299], "now": [199, 199],
    ...                        "start": pd.to_datetime(["2025-06-01", "2025-05-20"])})
    >>> found = reference_price_check(deals, offers)
    >>> found[["base", "source", "deals", "said", "real", "verdict"]].round(3)
        base      source  deals   said   real   verdict
    0  249.0  seven days      2  0.334  0.201  too high
    1  299.0   last deal      0  0.334  0.334      fits

    References
    ----------
    规范促销行为暂行规定 (State Administration for Market Regulation, in force since 2020-12-01);
    course map C15, doubts E12 and E60. No advice of a lawyer.
    """
    days = check_days("days", days)
    deals = check_table(deals, "deals", "sku", "ts", "price")
    offers = check_table(offers, "offers", "sku", "start", "was", "now")
    check_numbers(deals, "deals", "price")
    if not (deals["price"] > 0).all():
        raise InputError("deals has prices of 0. A gift is no deal: leave it out.")
    check_numbers(offers, "offers", "was", "now")
    if not (offers["now"] > 0).all() or not (offers["was"] > offers["now"]).all():
        raise InputError("An offer has now not below was, or not above 0: that is no reduction.")
    _check_zones(deals["ts"], offers["start"])
    by_sku = dict(tuple(deals.astype({"sku": str}).groupby("sku", sort=False)))
    rows = [_base(by_sku.get(str(row.sku)), row.start, days) for row in offers.itertuples()]
    found = pd.DataFrame(rows, columns=["base", "source", "deals", "base_at"], index=offers.index)
    found = offers[["sku", "start", "was", "now"]].join(found)
    found["said"], found["real"] = 1 - found["now"] / found["was"], 1 - found["now"] / found["base"]
    found["verdict"] = np.select(
        [found["base"].isna(), found["now"] >= found["base"], found["was"] > found["base"]],
        ["no deal", "no reduction", "too high"], "fits",
    )  # fmt: skip
    return found.reset_index(drop=True)


def _check_zones(ts, start):
    for name, times in (("ts of deals", ts), ("start of offers", start)):
        if not (isinstance(times.dtype, pd.DatetimeTZDtype) or times.dtype.kind == "M"):
            raise InputError(f"{name} holds no times. pd.to_datetime turns text into them.")
    if (ts.dt.tz is None) != (start.dt.tz is None):
        raise InputError(
            "ts of deals and start of offers: one has a time zone, the other has none. Give both "
            'the shop\'s: .dt.tz_localize("Asia/Shanghai").'
        )


def _base(deals, start, days):
    """Lowest price of the days before, else the last one: yuan, source, how many, when."""
    nothing = (np.nan, "no deal", 0, pd.NaT)
    if deals is None:
        return nothing
    before = deals[deals["ts"] < start]
    recent = before[before["ts"] >= start - pd.Timedelta(days=days)]
    if len(recent):
        lowest = recent["price"].min()
        at = recent.loc[recent["price"] == lowest, "ts"].max()
        word = "seven days" if days == 7 else f"{days} days"
        return lowest, word, len(recent), at
    if not len(before):
        return nothing
    last = before[before["ts"] == before["ts"].max()]  # two at one moment: the lower one
    return last["price"].min(), "last deal", 0, last["ts"].iloc[0]


def discount_depth(orders, list_amount="list_amount", by=None, confidence=0.95):
    """What share of a price is taken off: 1 − paid ÷ list (优惠力度)?

    The share of *what* decides: beside a list price that nobody ever paid every discount is deep.

    Parameters
    ----------
    orders : DataFrame, one row per order
        paid_amount and ``list_amount``, yuan. Purchases only.
    list_amount : str
        The column below the line: at list prices, or at the usual ones.
    by : str, optional
        A column of orders.
    confidence : float

    Returns
    -------
    DataFrame, one row per group
        The column ``by`` where there is one; estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError
        A list amount that is not above 0.

    Examples
    --------
    100−30 is 30% of 100 yuan, and 10% of 300.

    >>> orders = pd.DataFrame({"list_amount": [100, 300], "paid_amount": [70, 270]})
    >>> discount_depth(orders)[["estimate", "n", "counts"]]
       estimate  n  counts
    0      0.15  2  orders

    References
    ----------
    Course map M92.
    """
    names = [list_amount, "paid_amount", *([by] if by else [])]
    orders = check_numbers(check_table(orders, "orders", *names), "orders", *names[:2])
    if not (orders[list_amount] > 0).all():
        raise InputError(f"{list_amount} of orders holds 0. A share of 0 yuan is none.")
    parts = orders.groupby(by, observed=True) if by else [("all", orders)]
    rows = []
    for name, mine in parts:
        paid = ratio_of_totals(
            mine["paid_amount"], mine[list_amount], "orders", confidence=confidence
        )
        rows.append((name, 1 - paid.value, 1 - paid.high, 1 - paid.low, paid.n, paid.counts))
    found = pd.DataFrame(rows, columns=[by or "all", "estimate", "low", "high", "n", "counts"])
    return found if by else found.drop(columns="all")


def returning_offers(offers, key="offer", days=7):
    """ "Only today": which offers come back within days of their end (虚假限时)?

    Parameters
    ----------
    offers : DataFrame, one row per time that an offer ran
        ``key`` (which offer it is), start, end (its last day, as the page said).
    key : str
    days : int
        Within so many days after its last one.

    Returns
    -------
    DataFrame, one row per time that an offer ran, but its last
        key, end, again (the next start), gap (days between: 1 is the next day), comes_back.

    Raises
    ------
    ColumnError, InputError
        An end before its start.

    Examples
    --------
    >>> offers = pd.DataFrame({"offer": ["lamp −20"] * 2,
    ...                        "start": pd.to_datetime(["2025-03-01", "2025-03-04"]),
    ...                        "end": pd.to_datetime(["2025-03-03", "2025-03-06"])})
    >>> returning_offers(offers)[["offer", "gap", "comes_back"]]
          offer  gap  comes_back
    0  lamp −20    1        True

    References
    ----------
    Course map E08 and E54.
    """
    days = check_days("days", days)
    offers = check_table(offers, "offers", key, "start", "end")
    check_times(offers, "offers", "start", "end")
    if (offers["end"] < offers["start"]).any():
        raise InputError("An offer ends before it starts. Look at start and end.")
    rows = offers.sort_values([key, "start"], kind="stable")
    again = rows.groupby(key, observed=True)["start"].shift(-1)
    gap = (again.dt.normalize() - rows["end"].dt.normalize()).dt.days
    if (gap <= 0).any():
        raise InputError(f"Two runs of one {key} overlap. Give each time that it ran once.")
    found = rows.assign(again=again, gap=gap)[[key, "end", "again", "gap"]]
    found = found[found["again"].notna()].astype({"gap": "int64"}).reset_index(drop=True)
    return found.assign(comes_back=found["gap"] <= days)


def instalment_breakeven(price, margin, fee_rate, share=1.0, uplift=None):
    """By how much must orders rise, so that paying the buyers' instalment fee earns (分期免息)?

    Those who would have bought anyway take the free instalments too. With M = margin × price left
    of an order today and f = fee × share × price, orders must rise by f ÷ (M − f).

    Parameters
    ----------
    price : float
        Of the order, yuan.
    margin : float
        Share of the price that is left today.
    fee_rate : float or mapping of str to float
        What the plan costs the shop, share of the price; by plan ("3 months", …). It is in your
        contract.
    share : float
        Of the orders afterwards that choose it.
    uplift : float, optional
        A rise of orders that is thought of; then what 100 orders of today leave more stands
        beside.

    Returns
    -------
    DataFrame, one row per plan
        plan, fee (yuan an order that chooses it), left (yuan an order, on average), rise
        (break-even, share of orders; infinite where the fee eats all); with ``uplift`` more (yuan
        for 100 orders of today).

    Raises
    ------
    InputError

    Examples
    --------
    >>> instalment_breakeven(600, 0.25, {"3 months": 0.02, "12 months": 0.075}, share=0.5).round(3)
            plan   fee   left   rise
    0   3 months  12.0  144.0  0.042
    1  12 months  45.0  127.5  0.176

    References
    ----------
    Course map C21.
    """
    price, margin = check_positive("price", price), check_share("margin", margin)
    share = check_share("share", share, ends=True)
    rates = fee_rate if isinstance(fee_rate, dict) else {"plan": fee_rate}
    rows = []
    for plan, rate in rates.items():
        fee = check_share("fee_rate", rate, ends=True) * price
        left = margin * price - share * fee
        rise = margin * price / left - 1 if left > 0 else math.inf
        rows.append((plan, fee, left, rise))
    found = pd.DataFrame(rows, columns=["plan", "fee", "left", "rise"])
    if uplift is not None:
        uplift = check_number("uplift", uplift, low=-1)
        found["more"] = 100 * ((1 + uplift) * found["left"] - margin * price)
    return found


def next_orders(orders, entry="entry", window=90, as_of=None, confidence=0.95):
    """Who came in at a low price: how many buy again within days, and for how much?

    Parameters
    ----------
    orders : DataFrame
        Purchases: customer_id, ts_order, paid_amount, and ``entry``, a word for the price at which
        the *first* purchase of a customer was made (later rows' words don't count).
    entry : str
    window : int
        Days after the first purchase. Customers whose window isn't over are left out.
    as_of : str or date, optional
        The last day that is known; the last order's, if not given.
    confidence : float

    Returns
    -------
    DataFrame, one row per entry
        entry, customers, back (with a purchase on a later day within the window), rate, low, high
        (Wilson interval); later (yuan a customer paid in those purchases, on average), later_low,
        later_high. ``attrs["immature"]``: customers left out.

    Raises
    ------
    ColumnError, InputError
        Nobody's window is over; a first purchase without a word.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": [1, 1, 2], "entry": ["low", "usual", "usual"],
    ...                        "ts_order": pd.to_datetime(["2025-01-01", "2025-02-01",
    ...                                                    "2025-01-05"]),
    ...                        "paid_amount": [70.0, 90.0, 100.0]})
    >>> next_orders(orders, as_of="2025-06-30")[["entry", "customers", "back", "later"]]
       entry  customers  back  later
    0    low          1     1   90.0
    1  usual          1     0    0.0

    References
    ----------
    Course map R30. Simester and Anderson (2003), Marketing Science 22, on what comes of those who
    are won by deep discounts.
    """
    window = check_days("window", window)
    rows = check_table(orders, "orders", "customer_id", "ts_order", "paid_amount", gaps=(entry,))
    check_times(rows, "orders", "ts_order")
    day = calendar_days(rows["ts_order"])
    rows = rows.assign(day=day).sort_values(["customer_id", "ts_order"], kind="stable")
    end = day.max() if as_of is None else pd.Timestamp(as_of)
    rows = rows[rows["day"] <= end]
    first = rows.drop_duplicates("customer_id").set_index("customer_id")
    over = first[first["day"] + pd.Timedelta(days=window) <= end]
    if not len(over):
        raise InputError(f"No customer's {window} days are over on {end:%Y-%m-%d}.")
    if over[entry].isna().any():
        raise InputError(f"{entry} lacks a word for some first purchases. Give each one.")
    since = (rows["day"] - rows["customer_id"].map(first["day"])).dt.days
    later = rows[(since > 0) & (since <= window)].groupby("customer_id")["paid_amount"].sum()
    spent = later.reindex(over.index)
    found = []
    for name, mine in spent.groupby(over[entry], observed=True):
        back, n = int(mine.notna().sum()), len(mine)
        low, high = rate_interval(back, n, confidence)
        paid = mean(mine.fillna(0), confidence=confidence)
        found.append((name, n, back, back / n, low, high, *paid[:3]))
    names = [entry, "customers", "back", "rate", "low", "high", "later", "later_low", "later_high"]
    found = pd.DataFrame(found, columns=names)
    found.attrs = {"immature": len(first) - len(over)}
    return found
