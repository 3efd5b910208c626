"""Where do we sell? What a channel leaves, what it adds, and how many a shop can run.

Course map R15, R16, R36, R37. Money is in the currency of the tables; a sum of booked lines is a
sum, an effect comes with its interval and what n counts.
"""

import math

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import check_table
from ecomlab.errors import (
    InputError,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.tables import collect, day_number, is_new, log, needs, purchase_log

# Which lines of the ledger belong together
GROUPS = {
    "revenue": ("revenue",),
    "refunds": ("refund",),
    "goods": ("cogs", "returns"),  # returns: goods that can be sold again, less handling
    "fees": ("platform_fee",),
    "freight": ("shipping", "packaging", "insurance"),
    "promotion": ("ads", "kol"),
    "vat": ("vat",),
    "other": ("other", "labour"),
}
SHARED = "(no channel)"
RATES = ("cost", "return_rate", "before_shipping", "resaleable", "fee", "commission", "ads")
YUAN = ("order_value", "freight_out", "freight_back", "insurance")


@needs("pnl_lines", "date", "order_id", "channel", "line", "amount")
def unit_economics_by_channel(pnl_lines, groups=None, as_of=None):
    """What is left of 100 yuan that each channel took, after its returns, fees and promotion?

    The channel is that of the *last click*: who began the journey elsewhere is not in its line.
    Lines without a channel (wages, rent, messages) are fixed or shared; they stand in a row of
    their own and are not spread over the channels.

    Parameters
    ----------
    pnl_lines : frame
        {pnl_lines}
    groups : mapping of str to sequence of str, optional
        Which lines belong together, if yours have other names; every line must be in one group.
        Needed are "revenue", "refunds" and "promotion".
    as_of : date, optional
        The last day that counts, in full. Default: the day of the last line.

    Returns
    -------
    DataFrame, one row per channel, the best first, and at the end "(no channel)"
        channel, orders (that brought revenue), one column per group (yuan; costs below 0), left
        (their sum), left_per_100 (per 100 yuan *paid*), left_per_100_kept (per 100 yuan paid and
        *not refunded*), before_promotion (per 100 yuan paid, without ads and creators),
        left_per_order (yuan). NaN where nothing was paid. Sums of what is booked, no estimates.

    Raises
    ------
    InputError
        A line that is in no group; costs that add up to more than 0; a channel with that reserved
        name.

    Examples
    --------
    >>> lines = pd.DataFrame({
    ...     "date": pd.Timestamp("2025-03-01"),
    ...     "order_id": ["A", "A", "A", "B", "B", None], "channel": ["live"] * 3 + ["search"] * 3,
    ...     "line": ["revenue", "refund", "kol", "revenue", "cogs", "ads"],
    ...     "amount": [100.0, -60.0, -20.0, 200.0, -90.0, -30.0]})
    >>> unit_economics_by_channel(lines)[["channel", "orders", "left", "left_per_100"]]
      channel  orders  left  left_per_100
    0  search       1  80.0          40.0
    1    live       1  20.0          20.0

    References
    ----------
    Course map R16; metric M81. Contribution by channel (渠道边际贡献).
    """
    groups = GROUPS if groups is None else groups
    group_of = {line: group for group, lines in groups.items() for line in lines}
    for name in ("revenue", "refunds", "promotion"):
        if name not in groups:
            raise InputError(f"groups lacks {name!r}. It names the lines of: {', '.join(GROUPS)}.")
    sums = _booked(pnl_lines, as_of)
    unknown = sorted(set(sums["line"]) - set(group_of))
    if unknown:
        raise InputError(
            f"The lines {', '.join(map(repr, unknown))} are in no group. Name all lines in groups, "
            f"such as {{'fees': ('platform_fee', {unknown[0]!r}), …}}."
        )
    sums = sums.assign(group=sums["line"].map(group_of))
    _check_signs(sums)
    table = sums.pivot_table(index="channel", columns="group", values="amount", aggfunc="sum")
    table = table.reindex(columns=list(groups)).fillna(0.0).round(2)
    paid = sums[sums["group"] == "revenue"].groupby("channel")["orders"].sum()
    table.insert(0, "orders", paid.reindex(table.index).fillna(0).astype("int64"))
    return _per_100(table, list(groups))


def _check_signs(sums):
    """Refuses a ledger that books costs as positive numbers; single corrections may be above 0."""
    costs = sums[sums["group"].isin(["refunds", "promotion"]) | (sums["line"] == "cogs")]
    total = costs.groupby("line", observed=True)["amount"].sum()
    wrong = total[total > 0]
    if len(wrong):
        raise InputError(
            f"The line {wrong.index[0]!r} adds up to {wrong.iloc[0]:,.2f}. Costs and refunds are "
            "below 0 here: turn their sign."
        )


def _booked(pnl_lines, as_of):
    """The sum of each channel's and line's amounts, and how many orders they belong to."""
    rows = log(pnl_lines, "pnl_lines", ("order_id", "channel", "line", "amount"), as_of)
    known = rows.filter(~nw.col("order_id").is_null())
    total = collect(rows.group_by("channel", "line").agg(nw.col("amount").sum()))
    orders = collect(known.group_by("channel", "line").agg(orders=nw.col("order_id").n_unique()))
    if (total["channel"] == SHARED).any():
        raise InputError(f"A channel is called {SHARED!r}: that row holds lines without a channel.")
    total, orders = (table.fillna({"channel": SHARED}) for table in (total, orders))
    return total.merge(orders, on=["channel", "line"], how="left").fillna({"orders": 0})


def _per_100(table, groups):
    """The sums with what is left of them, by each denominator."""
    paid = table["revenue"].where(table["revenue"] > 0)
    kept = (table["revenue"] + table["refunds"]).where(lambda yuan: yuan > 0)
    left = table[groups].sum(axis=1).round(2)
    table = table.assign(
        left=left,
        left_per_100=100 * left / paid,
        left_per_100_kept=100 * left / kept,
        before_promotion=100 * (left - table["promotion"]) / paid,
        left_per_order=left / table["orders"].where(table["orders"] > 0),
    )
    best_first = table.sort_values("left_per_100", ascending=False, kind="stable")
    shared = best_first.index == SHARED
    found = pd.concat([best_first[~shared], best_first[shared]]).reset_index()
    return found.rename_axis(columns=None)


def left_per_100(terms):
    """What is left of 100 yuan paid, from a channel's terms alone: the sum before you open it.

    Refunds before shipping cost no freight; goods that come back are sold again but for those
    that can't be. Fee and commission are asked for what is kept; ads are paid for all.

    Parameters
    ----------
    terms : DataFrame, one row per channel
        channel; shares of the price: cost (of goods), return_rate (refunded of what is paid),
        before_shipping (of these, not sent yet), resaleable (of those sent back), fee, commission,
        ads; yuan an order: order_value, freight_out, freight_back, insurance. Optional:
        price_cut (share by which the price is lower here; the cost of goods stays).

    Returns
    -------
    DataFrame, one row per channel
        channel, kept, goods, fees, commission, ads, freight, left (yuan of 100 paid; costs below
        0, kept is 100 less refunds).

    Examples
    --------
    By hand: of 100 yuan 40 come back, half of them before shipping. 60 are kept; goods cost 30 for
    those and nothing for the rest; 5% fee of 60 is 3; ads 10. 17 are left before freight.

    >>> terms = pd.DataFrame({"channel": ["live"], "cost": 0.5, "return_rate": 0.4,
    ...     "before_shipping": 0.5, "resaleable": 1.0, "fee": 0.05, "commission": 0.0, "ads": 0.1,
    ...     "order_value": 100.0, "freight_out": 4.0, "freight_back": 5.0, "insurance": 1.0})
    >>> left_per_100(terms).round(2).to_dict("records")[0]["left"]
    12.0

    References
    ----------
    Course map R16, K39. Break-even with returns: lesson 2.3.
    """
    terms = check_table(terms, "terms", "channel", *RATES, *YUAN)
    for name in (*RATES, *YUAN):
        low, high = terms[name].min(), terms[name].max()
        if low < 0 or (name in RATES and high > 1):
            bounds = "between 0 and 1" if name in RATES else "0 or more"
            raise InputError(f"{name} goes from {low:g} to {high:g}. It must be {bounds}.")
    if not (terms["order_value"] > 0).all():
        raise InputError("order_value must be above 0 in every row.")
    cut = terms.get("price_cut", 0.0)
    if not np.all(np.asarray(cut, dtype=float) < 1):
        raise InputError("price_cut must be below 1 in every row: 0.1 is a tenth of the price.")
    back = terms["return_rate"] * (1 - terms["before_shipping"])
    sent = 1 - terms["return_rate"] * terms["before_shipping"]
    kept = 1 - terms["return_rate"]
    gone = kept + back * (1 - terms["resaleable"])
    parcels = sent * (terms["freight_out"] + terms["insurance"]) + back * terms["freight_back"]
    parts = {
        "kept": kept,
        "goods": -terms["cost"] / (1 - cut) * gone,
        "fees": -terms["fee"] * kept,
        "commission": -terms["commission"] * kept,
        "ads": -terms["ads"],
        "freight": -parcels / terms["order_value"] / (1 - cut),
    }
    table = 100 * pd.DataFrame(parts) + 0.0  # no minus before 0
    table["left"] = table.sum(axis=1)
    table.insert(0, "channel", terms["channel"])
    return table.reset_index(drop=True)


def turning_price_cut(terms, channel, other):
    """By which price cut does ``channel`` lose what it leaves more than ``other``?

    Where buyers compare (shelf platforms, standard goods) the price follows the cheapest.

    Parameters
    ----------
    terms : DataFrame
        As of :func:`left_per_100`.
    channel, other : str

    Returns
    -------
    float
        A share of the price: below 0 if ``channel`` leaves less without any cut. What is left
        counts in yuan of the uncut price: a lower price also makes each order smaller.

    Examples
    --------
    >>> terms = pd.DataFrame({"channel": ["shelf", "live"], "cost": 0.4, "return_rate": 0.0,
    ...     "before_shipping": 0.0, "resaleable": 1.0, "fee": 0.0, "commission": [0.0, 0.2],
    ...     "ads": 0.0, "order_value": 100.0, "freight_out": 0.0, "freight_back": 0.0,
    ...     "insurance": 0.0})
    >>> round(turning_price_cut(terms, "shelf", "live"), 3)
    0.2
    """
    left = left_per_100(terms.drop(columns="price_cut", errors="ignore")).set_index("channel")
    for name in (channel, other):
        if name not in left.index:
            raise InputError(f"terms has no channel {name!r}; it has: {', '.join(left.index)}.")
        if not left.index.is_unique:
            raise InputError("terms has two rows for one channel. Give one row each.")
    mine = left.loc[channel]
    # Goods and freight don't move with the price, all else is in proportion to it
    moves = mine[["kept", "fees", "commission", "ads"]].sum()
    if not moves > 0:
        raise InputError(f"{channel!r} keeps nothing of its price after fees and ads.")
    return float((mine["left"] - left.loc[other, "left"]) / moves)


@needs("orders", "customer_id", "ts_order", "channel", "paid_amount")
def new_to_brand(orders, since, as_of=None, confidence=0.95, known_from=None, free="leave_out"):
    """Which share of a channel's buyers had never bought here before (新客占比)?

    A high share says whom a channel reaches. It doesn't say that they would not have come.

    Parameters
    ----------
    orders : frame
        {orders}
    since : date
        Buyers from this day on are counted; earlier orders say who had bought before. At the
        start of a log everybody looks new: leave a history before it.
    as_of : date, optional
        The last day, in full. Default: the day of the last order.
    confidence : float
    known_from : list of earlier buyers, optional
        Those who had bought before the log begins.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?

    Returns
    -------
    DataFrame, one row per channel, the most new ones first
        channel, buyers (customers with a paid order since then), new (of them, the customer's
        first paid order of all is in this channel and since then), share, low, high (Wilson), n
        (= buyers), counts.

    Raises
    ------
    InputError
        No paid order since then, or none before.

    Examples
    --------
    Ann bought last year. Bo and Cy are new; Cy comes back by another channel.

    >>> orders = pd.DataFrame({
    ...     "customer_id": ["Ann", "Ann", "Bo", "Cy", "Cy"], "paid_amount": 50.0,
    ...     "channel": ["search", "live", "live", "live", "search"],
    ...     "ts_order": pd.to_datetime(["2024-03-01", "2025-01-05", "2025-01-06", "2025-01-07",
    ...                                 "2025-02-01"])})
    >>> new_to_brand(orders, since="2025-01-01")[["channel", "buyers", "new", "share"]].round(2)
      channel  buyers  new  share
    0    live       3    2   0.67
    1  search       1    0   0.00

    References
    ----------
    Course map R36. "New to brand" is Amazon's word for it, over twelve months.
    """
    start = day_number(since)
    columns = ("customer_id", "ts_order", "channel", "paid_amount")
    rows = purchase_log(orders, columns, as_of, free, known_from, new=True).rows
    day, moment = nw.col("day"), nw.col("ts_order")
    rows = rows.with_columns(
        known=day.min().over("customer_id"), first=moment.min().over("customer_id")
    )
    fresh = (nw.col("known") >= start) & (moment == nw.col("first"))
    if known_from is not None:
        fresh = fresh & is_new(rows, known_from)
    counted = rows.with_columns(
        new=nw.when(fresh).then(1).otherwise(0), old=nw.when(day < start).then(1).otherwise(0)
    )
    whole = collect(counted.select(old=nw.col("old").sum(), rows=nw.len()))
    if known_from is None and not int(whole["old"].fillna(0).iloc[0]):
        raise InputError(f"No paid order lies before {since}: everybody would look new.")
    buyers = (
        counted.filter(day >= start).group_by("channel", "customer_id").agg(nw.col("new").max())
    )
    table = collect(buyers.group_by("channel").agg(buyers=nw.len(), new=nw.col("new").sum()))
    if not len(table):
        raise InputError(f"No paid order since {since}. Choose an earlier day.")
    table = table.fillna({"channel": "(unknown)"}).astype({"buyers": "int64", "new": "int64"})
    low, high = estimates.rate_interval(table["new"], table["buyers"], confidence)
    table = table.assign(
        share=table["new"] / table["buyers"], low=low, high=high, n=table["buyers"], counts="buyers"
    )
    return table.sort_values(["share", "channel"], ascending=[False, True], ignore_index=True)


def incremental_channel_value(
    trial,
    margin=None,
    unit=None,
    on="on",
    own="own",
    others="others",
    cost=None,
    before=None,
    counts="units",
    confidence=0.95,
):
    """What does a channel add, beside what it takes from the others (增量、蚕食)?

    It compares units (cities, weeks, twins) with the channel and without. Only if lots or a
    switch say which unit has it, the difference is the channel's doing.

    Parameters
    ----------
    trial : DataFrame, one row per unit and state
        ``on`` (whether the channel was open), ``own`` (what is credited to the channel) and
        ``others`` (all other channels): sales in yuan, or orders.
    margin : float, optional
        What is left of a yuan of sales before the channel's own cost, from 0 to 1: gives the row
        "profit". Give ``own`` and ``others`` in yuan then.
    unit : str, optional
        The column that names the unit, if each is there with and without: pairs are compared.
    on, own, others : str
        Names of the columns.
    cost, before : str, optional
        Column with what the channel costs a unit; column with the unit's sales before the trial,
        which is taken off ``others``: units differ less in growth than in size.
    counts : str
        What a unit is, for the table.
    confidence : float

    Returns
    -------
    DataFrame: reading, estimate, low, high, n, counts
        "credited" (per unit: what the channel's own report claims; where it is open, without
        pairs), "elsewhere" (change of all other channels), "incremental" (their sum),
        "cannibalised" (share of what is credited that came from the others; below 0 where the
        channel brings sales to them), "profit" (per unit).
        Pairs: Student; without pairs: Welch, the share by Wald.

    Raises
    ------
    InputError
        One state is missing; a unit lacks its twin or is there twice; nothing is credited.

    Examples
    --------
    A shelf sells 40 in each of three towns, and the online shop there 10 less.

    >>> trial = pd.DataFrame({"town": [1, 2, 3] * 2, "on": [True] * 3 + [False] * 3,
    ...     "own": [40, 38, 42, 0, 0, 0], "others": [90, 81, 109, 100, 92, 118]})
    >>> incremental_channel_value(trial, unit="town", counts="towns").round(2)
            reading  estimate    low   high  n counts
    0      credited     40.00  35.03  44.97  3  towns
    1     elsewhere    -10.00 -12.48  -7.52  3  towns
    2   incremental     30.00  22.55  37.45  3  towns
    3  cannibalised      0.25   0.16   0.34  3  towns

    References
    ----------
    Course map R36. Student; Welch (1947); Wald (1940). Online sales and stores: Avery et al.
    (2012), Adding Bricks to Clicks, Journal of Marketing 76.
    """
    needed = [on, own, others, *[name for name in (unit, cost, before) if name]]
    trial = check_table(trial, "trial", *needed)
    with_it, without = _states(trial, on, unit)
    parts = [own, others, *([cost] if cost else [])]
    if before:
        parts.append(before)
    yes, no = ({name: side[name].to_numpy(float) for name in parts} for side in (with_it, without))
    for side in (yes, no):
        side["elsewhere"] = side[others] - (side[before] if before else 0)
        side["incremental"] = side[own] + side["elsewhere"]
    compare = estimates.paired_difference if unit else estimates.difference_of_means
    found = {
        "credited": estimates.mean(yes[own], counts, confidence)
        if not unit and not no[own].any()
        else compare(yes[own], no[own], counts, confidence),
        "elsewhere": compare(yes["elsewhere"], no["elsewhere"], counts, confidence),
        "incremental": compare(yes["incremental"], no["incremental"], counts, confidence),
        "cannibalised": _cannibalised(yes, no, own, bool(unit), counts, confidence),
    }
    if margin is not None:
        margin = check_share("margin", margin, ends=True)
        left = [margin * s["incremental"] - (s[cost] if cost else 0) for s in (yes, no)]
        found["profit"] = compare(*left, counts, confidence)
    return estimates.table(found)


def _states(trial, on, unit):
    """The rows with the channel and those without, in the same order of units."""
    open_ = trial[on]
    if not open_.isin([True, False, 0, 1]).all():
        raise InputError(f"{on} of trial must be true or false in every row.")
    open_ = open_.astype(bool)
    if open_.all() or not open_.any():
        raise InputError(f"All rows of trial have the same {on}. Units without it are needed too.")
    sides = trial[open_], trial[~open_]
    if unit is None:
        return sides
    for side in sides:
        if side[unit].duplicated().any():
            raise InputError(f"{unit} {side.loc[side[unit].duplicated(), unit].iloc[0]!r} is there "
                             "twice in one state. Sum its rows first.")  # fmt: skip
    with_it, without = (side.set_index(unit, drop=False).sort_index() for side in sides)
    alone = with_it.index.symmetric_difference(without.index)
    if len(alone):
        raise InputError(
            f"{unit} {alone[0]!r} is there in one state only ({len(alone)} in all). Leave unit out "
            "if the units with and without are different ones."
        )
    return with_it, without


def _cannibalised(yes, no, own, paired, counts, confidence):
    """What the others lost, per yuan or order that is credited."""
    if not yes[own].mean() > no[own].mean():
        raise InputError("Nothing is credited to the channel where it was open.")
    if paired:
        lost, credited = no["elsewhere"] - yes["elsewhere"], yes[own] - no[own]
        return estimates.ratio_of_totals(lost, credited, counts, confidence)
    return estimates.ratio_of_differences(
        -yes["elsewhere"], yes[own], -no["elsewhere"], no[own], counts, confidence
    )


def own_or_marketplace(
    fixed_cost,
    fee_rate,
    cac,
    order_value,
    margin,
    marketplace_ads=0.0,
    payment_rate=0.006,
    orders_per_customer=1.0,
    change=0.2,
):
    """From how many orders a month on does an own shop leave more than a marketplace (自建官网)?

    An own shop saves the platform's fee, and pays people, technology and every customer itself.

    Parameters
    ----------
    fixed_cost : float
        What the own shop costs a month *more* than a marketplace shop, in yuan.
    fee_rate : float
        The marketplace's share of what is paid.
    cac : float
        What the own shop pays to win one customer, in yuan.
    order_value, margin : float
        Yuan an order; share of it that is left before fees and winning the customer.
    marketplace_ads : float
        What the marketplace's ads cost per order, in yuan.
    payment_rate : float
        What the payment provider takes of the own shop's orders. Check yours.
    orders_per_customer : float
        Over which the own shop's cac is spread.
    change : float
        By which share each number is moved, down and up, to see how the answer hangs on it.

    Returns
    -------
    DataFrame: the first row as given, then one per number
        changed, low_value, high_value (None in the first), own, marketplace (yuan left per order,
        before fixed_cost), break_even (orders a month; inf where the own shop never catches up),
        break_even_low, break_even_high (with the number moved down and up).

    Raises
    ------
    InputError
        A number out of its range.

    Examples
    --------
    >>> table = own_or_marketplace(fixed_cost=30_000, fee_rate=0.05, cac=60, order_value=200,
    ...     margin=0.4, marketplace_ads=25, orders_per_customer=3)
    >>> table.loc[0, ["own", "marketplace", "break_even"]].round(1).tolist()
    [58.8, 45.0, 2173.9]
    >>> once = own_or_marketplace(30_000, 0.05, 60, 200, 0.4, marketplace_ads=25)
    >>> float(once.loc[0, "break_even"])
    inf

    References
    ----------
    Course map R37 (seed 003:072). Break-even analysis: any textbook of cost accounting.
    """
    given = {
        "fixed_cost": check_number("fixed_cost", fixed_cost, low=0),
        "fee_rate": check_share("fee_rate", fee_rate, ends=True),
        "cac": check_number("cac", cac, low=0),
        "order_value": float(check_positive("order_value", order_value)),
        "margin": check_share("margin", margin),
        "marketplace_ads": check_number("marketplace_ads", marketplace_ads, low=0),
        "payment_rate": check_share("payment_rate", payment_rate, ends=True),
        "orders_per_customer": check_number("orders_per_customer", orders_per_customer, low=1),
    }
    change = check_share("change", change)
    own, market, point = _break_even(**given)
    rows = [
        {"changed": "as given", "low_value": None, "high_value": None, "own": own,
         "marketplace": market, "break_even": point, "break_even_low": point,
         "break_even_high": point}
    ]  # fmt: skip
    for name, value in given.items():
        least = 1.0 if name == "orders_per_customer" else 0.0
        low, high = max(value * (1 - change), least), value * (1 + change)
        ends = [_break_even(**given | {name: end})[2] for end in (low, high)]
        rows.append(rows[0] | {"changed": name, "low_value": low, "high_value": high,
                               "break_even_low": ends[0], "break_even_high": ends[1]})  # fmt: skip
    return pd.DataFrame(rows)


def _break_even(
    fixed_cost, fee_rate, cac, order_value, margin, marketplace_ads, payment_rate,
    orders_per_customer,
):  # fmt: skip
    """What each leaves per order, and the orders a month at which they leave the same."""
    own = order_value * (margin - payment_rate) - cac / orders_per_customer
    market = order_value * (margin - fee_rate) - marketplace_ads
    more = own - market
    return own, market, fixed_cost / more if more > 0 else math.inf


def core_channels(contribution, fixed_cost, overlap=0.0):
    """How many channels should a shop run, if each needs people of its own (核心渠道)?

    The best channel first. Each further one adds its contribution less the part that the
    channels before it would have had anyway, and costs its fixed part every month.

    Parameters
    ----------
    contribution : mapping or Series of float by channel
        Yuan a month that each would leave alone, before its fixed cost: incremental ones, not
        last clicks.
    fixed_cost : float or mapping by channel
        People, shop rent, software: yuan a month for running the channel at all.
    overlap : float
        Share of a channel's contribution that each channel before it takes along.

    Returns
    -------
    DataFrame, one row per channel in the order in which they would be opened
        rank, channel, alone, adds, fixed_cost, net (adds less fixed_cost), total (of nets so
        far), pays (whether it belongs to the best number).

    Raises
    ------
    InputError
        No channel; a channel without a fixed cost; numbers out of range.

    Examples
    --------
    >>> core_channels({"shelf": 90_000, "live": 25_000, "content": 9_000}, fixed_cost=12_000)[
    ...     ["channel", "adds", "net", "total", "pays"]]
       channel     adds      net    total   pays
    0    shelf  90000.0  78000.0  78000.0   True
    1     live  25000.0  13000.0  91000.0   True
    2  content   9000.0  -3000.0  88000.0  False

    References
    ----------
    Course map R15, doubt E18 (seed 004:018 against 000:012).
    """
    given = {name: check_number(f"contribution of {name}", value)
             for name, value in dict(contribution).items()}  # fmt: skip
    alone = pd.Series(given, dtype=float)
    overlap = check_share("overlap", overlap, ends=True)
    if not len(alone):
        raise InputError("contribution names no channel. Give yuan a month by channel.")
    if isinstance(fixed_cost, dict | pd.Series):
        missing = [name for name in alone.index if name not in fixed_cost]
        if missing:
            raise InputError(f"fixed_cost lacks {', '.join(map(str, missing))}.")
        fixed = pd.Series({name: check_number(f"fixed_cost of {name}", fixed_cost[name], low=0)
                           for name in alone.index})  # fmt: skip
    else:
        fixed = pd.Series(check_number("fixed_cost", fixed_cost, low=0), alone.index)
    order = (alone - fixed).sort_values(ascending=False, kind="stable").index
    alone, fixed = alone[order], fixed[order]
    rank = np.arange(1, len(alone) + 1)
    adds = alone.to_numpy() * (1 - overlap) ** (rank - 1)
    net = adds - fixed.to_numpy()
    total = net.cumsum()
    best = int(total.argmax()) + 1 if total.max() > 0 else 0
    return pd.DataFrame(
        {"rank": rank, "channel": order, "alone": alone.to_numpy(), "adds": adds,
         "fixed_cost": fixed.to_numpy(), "net": net, "total": total, "pays": rank <= best}
    )  # fmt: skip
