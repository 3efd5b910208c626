"""What does a creator's contract cost, and when is it paid? Settlement on kept orders (达人结算).

Tables: ``creator_deals``, one row per contract; ``creator_orders``, one row per order that a post
brought; or ``orders`` and ``returns``, from which the latter's money can be worked out again. Money
is added up in whole cents.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_numbers, check_once, check_same_kind, check_table
from ecomlab.errors import (
    InputError,
    LeftOut,
    caution,
    check_choice,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import mean

HALVES = {"up": "half a cent goes up (四舍五入)", "even": "half a cent goes to the even cent"}
REMEDIES = {
    "refund": "the missing share of the slot fee comes back",
    "slot": "the creator owes one more post",
    "none": "nothing was agreed",
}
BASES = {"kept_units": "pieces kept on the day of settlement", "units": "pieces sold"}
MONEY = ["amount", "kept", "commission", "agency"]
SUMS = ["orders", "open", "units", "kept_units", *MONEY]
WHOLE = 10_000  # a rate of 1, in hundredths of a per cent


def refund_log(orders, returns):
    """One row per refund of an order, with its time: before sending, and after a return.

    Parameters
    ----------
    orders : DataFrame
        order_id, paid_amount (yuan), ts_cancel (empty: was not taken back before it was sent).
    returns : DataFrame
        order_id, refund (yuan), inspected_at (both empty: not refunded yet).

    Returns
    -------
    DataFrame
        order_id, ts_refund, refund (yuan).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-02", None])
    >>> orders = pd.DataFrame({"order_id": [1, 2], "paid_amount": [90.0, 60.0], "ts_cancel": days})
    >>> returns = pd.DataFrame({"order_id": [2], "refund": [20.0],
    ...                         "inspected_at": pd.to_datetime(["2025-03-09"])})
    >>> refund_log(orders, returns)
       order_id  ts_refund  refund
    0         1 2025-03-02    90.0
    1         2 2025-03-09    20.0
    """
    orders = check_table(orders, "orders", "order_id", "paid_amount", gaps=["ts_cancel"])
    returns = check_table(returns, "returns", "order_id", gaps=["refund", "inspected_at"])
    odd = returns["refund"].isna() != returns["inspected_at"].isna()
    if odd.any():
        raise InputError(f"{int(odd.sum())} returns have a refund or a time, but not both.")
    before = orders[orders["ts_cancel"].notna()]
    before = before.rename(columns={"ts_cancel": "ts_refund", "paid_amount": "refund"})
    after = returns[returns["refund"].notna()].rename(columns={"inspected_at": "ts_refund"})
    columns = ["order_id", "ts_refund", "refund"]
    return pd.concat([before[columns], after[columns]], ignore_index=True)


def kept_orders(orders, refunds, as_of, days=15):
    """What of each order is kept on its day of settlement, and what came back too late for it?

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_pay, amount (yuan paid).
    refunds : DataFrame
        order_id, ts_refund, refund (yuan); may be of other orders too.
    as_of : date or time
        What happened at this moment or before is known. A date is its first moment.
    days : int
        From the payment to the settlement.

    Returns
    -------
    DataFrame
        The orders with settled_at, settled (bool), refunded and kept (yuan, by settled_at; empty
        where that hasn't come), late (yuan refunded after it and known by as_of).

    Raises
    ------
    ColumnError, InputError
        More was refunded than paid, or before it was paid.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2], "amount": [100.0, 80.0],
    ...                        "ts_pay": pd.to_datetime(["2025-03-01", "2025-03-20"])})
    >>> refunds = pd.DataFrame({"order_id": [1, 1], "refund": [30.0, 10.0],
    ...                         "ts_refund": pd.to_datetime(["2025-03-09", "2025-03-18"])})
    >>> kept_orders(orders, refunds, "2025-03-25")[["order_id", "settled", "kept", "late"]]
       order_id  settled  kept  late
    0         1     True  70.0  10.0
    1         2    False   NaN   0.0
    """
    orders = check_table(orders, "orders", "order_id", "ts_pay", "amount")
    check_once(orders, "orders", "order_id")
    refunds = check_table(refunds, "refunds", "order_id", "ts_refund", "refund")
    now = check_moment(orders["ts_pay"], as_of, "as_of")
    check_moment(refunds["ts_refund"], as_of, "as_of")
    if (orders["ts_pay"].dt.tz is None) != (refunds["ts_refund"].dt.tz is None):
        raise InputError("ts_pay or ts_refund has a time zone, the other has none. Give both one.")
    check_whole("days", days, 1)
    check_same_kind("order_id", orders=orders, refunds=refunds)
    due = orders["ts_pay"] + pd.Timedelta(days=days)
    known = refunds.assign(cents=_cents(refunds, "refunds", "refund"))
    known = known[known["ts_refund"] <= now].merge(
        orders[["order_id", "ts_pay"]].assign(due=due), on="order_id"
    )
    early = known["ts_refund"] < known["ts_pay"]
    if early.any():
        raise InputError(f"{int(early.sum())} refunds are from before their order was paid, such "
                         f"as of order {known.loc[early, 'order_id'].iloc[0]}.")  # fmt: skip
    in_time = known["ts_refund"] <= known["due"]
    back, late = (
        known[at].groupby("order_id")["cents"].sum().reindex(orders["order_id"], fill_value=0)
        for at in (in_time, ~in_time)
    )
    paid = _cents(orders, "orders", "amount")
    over = back.to_numpy() + late.to_numpy() > paid
    if over.any():
        raise InputError(f"{int(over.sum())} orders have more refunded than paid, such as "
                         f"{orders['order_id'][over].iloc[0]}.")  # fmt: skip
    settled = (due <= now).to_numpy()
    return orders.assign(
        settled_at=due,
        settled=settled,
        refunded=np.where(settled, back / 100, np.nan),
        kept=np.where(settled, (paid - back.to_numpy()) / 100, np.nan),
        late=late.to_numpy() / 100,
    )


def commission_of(kept, rate, half="up"):
    """The commission on each order, in yuan, to the cent.

    Parameters
    ----------
    kept, rate : Series
        Yuan kept; the rate, of at most two decimals of a per cent.
    half : {"up", "even"}
        What happens to half a cent: the contract, or the platform's rule, says it.

    Examples
    --------
    >>> kept, rate = pd.Series([94.65, 39.0]), pd.Series([0.10, 0.06])
    >>> commission_of(kept, rate).tolist(), commission_of(kept, rate, "even").tolist()
    ([9.47, 2.34], [9.46, 2.34])
    """
    check_choice("half", half, HALVES)
    frame = check_table(pd.DataFrame({"kept": kept, "rate": rate}), "orders", "kept", "rate")
    check_numbers(frame, "orders", "kept", "rate")
    parts = np.round(frame["rate"] * WHOLE)
    if not (np.isclose(parts, frame["rate"] * WHOLE) & parts.between(0, WHOLE)).all():
        raise InputError("A commission rate is a share from 0 to 1, such as 0.065 for 6.5%.")
    below, rest = np.divmod(_cents(frame, "orders", "kept") * parts.astype("int64"), WHOLE)
    up = (2 * rest > WHOLE) | ((2 * rest == WHOLE) & ((half == "up") | (below % 2 == 1)))
    return (below + up) / 100


def settle_creator(
    deals, orders, as_of, remedy="refund", guarantee_on="kept_units", days=15, shown=10,
    half="up", agency=0.0,
):  # fmt: skip
    """What each contract costs on an evening, and what isn't settled yet (达人结算单).

    The slot fee (坑位费) is due for the post. Commission is due for each order on what is kept
    ``days`` after its payment. A guarantee (保量) is judged when all orders of the post are
    settled. Amounts are those of the contract, taxes in them: nothing is withheld here, and what
    VAT an invoice lets the shop deduct isn't taken off.

    Parameters
    ----------
    deals : DataFrame
        deal_id, post_id, date (of publishing), slot_fee (yuan), commission_rate, guaranteed_units
        (empty: no guarantee); creator_id is kept where there. An own export or the course's
        ``creator_deals``.
    orders : DataFrame
        order_id, post_id, ts_pay, units, amount (yuan paid), kept_units, refunded (by the
        settlement; both empty until then); no row if nothing was sold. An own export,
        ``creator_orders``, or `kept_orders` with its pieces.
    as_of : date or time
        What is settled at this moment. A date is its first moment: today, before the day's work.
        Posts published and orders paid after it don't count yet.
    remedy : {"refund", "slot", "none"}
        For a missed guarantee: the missing share of the fee comes back, or one more post is owed.
    guarantee_on : {"kept_units", "units"}
        What the contract counts.
    days : int
        From a payment to its settlement.
    shown : int
        Days after publishing on which a post's link counts: ``date`` and so many days more. An
        order paid before publishing or after them isn't the post's: it is left out with a warning.
    half : {"up", "even"}
        As in `commission_of`; commission is rounded order by order, the fee that comes back too.
    agency : float
        The agency's (机构, 团长) share of what is kept, on top of the commission.

    Returns
    -------
    DataFrame, one row per contract
        deal_id, (creator_id,) post_id, date, settled_on, settled (bool), orders, open (orders whose
        day hasn't come), amount (of all orders), kept, units, kept_units (of the settled orders),
        slot_fee, commission, agency, guaranteed_units, missing (pieces short), fee_back,
        extra_posts (all three empty where there is no guarantee or it can't be judged yet), cost
        (fee + commission + agency − fee_back so far). Yuan.

    Raises
    ------
    ColumnError, InputError
        An order without a contract; an order past its day without its refund (an empty cell isn't
        0); more refunded than paid; pieces kept of an order that is refunded whole, or none kept
        and nothing refunded; amounts that are not whole cents.

    Warns
    -----
    LeftOut
        Orders paid before their post was published, or when its link didn't count any more.

    Examples
    --------
    Ten pieces guaranteed for 300 yuan, four kept: six tenths of the fee come back.

    >>> deals = pd.DataFrame({"deal_id": ["D1"], "post_id": ["P1"], "slot_fee": [300.0],
    ...     "date": pd.to_datetime(["2025-03-01"]), "commission_rate": [0.1],
    ...     "guaranteed_units": [10]})
    >>> orders = pd.DataFrame({"order_id": [1, 2], "post_id": "P1", "units": [4, 1],
    ...     "ts_pay": pd.to_datetime(["2025-03-01", "2025-03-03"]), "amount": [396.0, 99.0],
    ...     "kept_units": [4, 0], "refunded": [0.0, 99.0]})
    >>> sheet = settle_creator(deals, orders, "2025-04-01")
    >>> sheet[["kept", "commission", "missing", "fee_back", "cost"]]
        kept  commission  missing  fee_back   cost
    0  396.0        39.6        6     180.0  159.6

    References
    ----------
    Row T23 (seed 000:021); terms of guarantee and settlement: outside the documents, see your own
    contract.
    """
    check_choice("remedy", remedy, REMEDIES)
    check_choice("guarantee_on", guarantee_on, BASES)
    check_share("agency", agency, ends=True)
    check_whole("shown", shown, 0)
    check_whole("days", days, 1)
    deals = _checked_deals(deals)
    now = check_moment(deals["date"], as_of, "as_of")
    orders = _in_window(_checked_orders(orders, deals, now, days), deals, shown)
    deals = deals[deals["date"] <= now]
    if not len(deals):
        raise InputError(f"No contract was published by {now:%Y-%m-%d}. Choose a later as_of.")
    sheet = deals.join(_by_post(orders, deals, half, agency), on="post_id")
    sheet[SUMS] = sheet[SUMS].fillna(0).astype("int64")
    sheet["settled_on"] = sheet["date"] + pd.Timedelta(days=shown + days + 1)
    sheet["settled"] = (sheet["settled_on"] <= now) & (sheet["open"] == 0)
    return _with_cost(sheet, remedy, guarantee_on, half)


def _checked_deals(deals):
    deals = check_table(deals, "deals", "deal_id", "post_id", "date", "slot_fee",
                        "commission_rate", gaps=["guaranteed_units"])  # fmt: skip
    deals = _empty_as_numbers(deals, "guaranteed_units")
    check_once(deals, "deals", "deal_id")
    check_once(deals, "deals", "post_id")
    check_numbers(deals, "deals", "commission_rate", "guaranteed_units")
    _whole_pieces(deals, "deals", "guaranteed_units")
    if (deals["guaranteed_units"] == 0).any():
        raise InputError("guaranteed_units of deals holds 0. Leave the cell empty: no guarantee.")
    first = [name for name in ("deal_id", "creator_id", "post_id", "date") if name in deals]
    columns = [*first, "slot_fee", "commission_rate", "guaranteed_units"]
    return deals[columns].assign(slot_fee=_cents(deals, "deals", "slot_fee"))


def _checked_orders(orders, deals, now, days):
    """The orders paid by now, and which are settled; refused where a row would be lost or a 0."""
    columns = ["order_id", "post_id", "ts_pay", "units", "amount"]
    if isinstance(orders, pd.DataFrame) and not len(orders):  # nothing sold: that is an answer
        check_table(orders.reindex([0]), "orders", gaps=[*columns, "kept_units", "refunded"])
        return orders
    orders = check_table(orders, "orders", *columns, gaps=["kept_units", "refunded"])
    orders = _empty_as_numbers(orders, "kept_units", "refunded")
    check_once(orders, "orders", "order_id")
    check_numbers(orders, "orders", "units", "kept_units", "refunded")
    strange = ~orders["post_id"].isin(deals["post_id"])
    if strange.any():
        raise InputError(
            f"{int(strange.sum())} of {len(orders):,} orders belong to posts without a contract, "
            f"such as {orders.loc[strange, 'post_id'].iloc[0]}. Add their contracts, or leave them "
            "out knowingly: orders[orders.post_id.isin(deals.post_id)]. Ids must be of one type."
        )
    _whole_pieces(orders, "orders", "units", "kept_units")
    now = check_moment(orders["ts_pay"], now, "as_of")
    due = orders["ts_pay"] + pd.Timedelta(days=days)
    orders = orders.assign(settled=due <= now)[orders["ts_pay"] <= now]
    gap = orders["settled"] & (orders["refunded"].isna() | orders["kept_units"].isna())
    if gap.any():
        raise InputError(
            f"{int(gap.sum())} orders are past their day, but refunded or kept_units is empty, "
            f"such as order {orders.loc[gap, 'order_id'].iloc[0]}. Empty isn't 0: fill them from "
            "the refund report."
        )
    if (orders["kept_units"] > orders["units"]).any():
        raise InputError("kept_units is above units in some orders: more kept than sold.")
    if (_back(orders) > _cents(orders, "orders", "amount")).any():
        raise InputError("refunded is above amount in some orders: more given back than paid.")
    back, paid = _back(orders), _cents(orders, "orders", "amount")
    whole = (back == paid) & (orders["kept_units"] > 0)
    nothing = (back == 0) & (orders["kept_units"] == 0)
    odd = orders["settled"] & (paid > 0) & (whole | nothing)
    if odd.any():
        raise InputError(
            f"{int(odd.sum())} orders contradict themselves, such as order "
            f"{orders.loc[odd, 'order_id'].iloc[0]}: pieces are kept and all money is back, or no "
            "piece is kept and no money is back. Look them up in the refund report."
        )
    return orders


def _in_window(orders, deals, shown):
    """The orders paid while their post's link counts; the others are left out and told."""
    if not len(orders):
        return orders
    out = orders["post_id"].map(deals.set_index("post_id")["date"])
    paid = orders["ts_pay"]
    if (paid.dt.tz is None) != (out.dt.tz is None):  # one has no zone: both by the shop's clock
        paid, out = paid.dt.tz_localize(None), out.dt.tz_localize(None)
    early, late = paid < out, paid >= out.dt.normalize() + pd.Timedelta(days=shown + 1)
    if (early | late).any():
        caution(
            f"Of {len(orders):,} orders {int((~early & ~late).sum()):,} count; left out: "
            f"{int(early.sum())} paid before their post was published, {int(late.sum())} paid more "
            f"than {shown} days after it, such as order "
            f"{orders.loc[early | late, 'order_id'].iloc[0]}. `shown` is the contract's.",
            LeftOut,
        )
    return orders[~early & ~late]


def _empty_as_numbers(frame, *columns):
    """A column without any value is a column of numbers that aren't there."""
    return frame.assign(**{
        name: frame[name].astype("float64") for name in columns if frame[name].isna().all()
    })  # fmt: skip


def _whole_pieces(frame, table, *columns):
    for name in columns:
        if (frame[name].dropna() % 1 != 0).any():
            raise InputError(f"{name} of {table} holds parts of a piece. Give whole pieces.")


def _by_post(orders, deals, half, agency):
    """Orders, pieces and whole cents of each post; what is open counts in amount and units only."""
    if not len(orders):
        return pd.DataFrame(columns=SUMS, index=deals["post_id"].iloc[:0], dtype="float64")
    done = orders["settled"]
    cents_kept = _cents(orders, "orders", "amount") - _back(orders)
    kept = (cents_kept / 100).where(done, 0.0)
    rate = orders["post_id"].map(deals.set_index("post_id")["commission_rate"])
    parts = orders[["post_id", "units", "amount"]].assign(
        orders=1,
        open=~done,
        kept=kept,
        kept_units=orders["kept_units"].where(done, 0),
        commission=commission_of(kept, rate, half),
        agency=commission_of(kept, pd.Series(agency, orders.index), half),
    )
    for name in MONEY:  # whole cents add up without an error
        parts[name] = _cents(parts, "orders", name)
    return parts.groupby("post_id")[SUMS].sum().astype("int64")


def _back(orders):
    return _cents(orders.assign(refunded=orders["refunded"].fillna(0.0)), "orders", "refunded")


def _share_of_cents(cents, part, whole, half):
    """cents × part ÷ whole in whole cents, half a cent as the contract says."""
    below = cents * part // whole
    twice = 2 * (cents * part - below * whole)
    up = (twice > whole) | ((twice == whole) & ((below % 2 == 1) | (half == "up")))
    return below + up.astype("Int64")


def _with_cost(sheet, remedy, guarantee_on, half):
    """The guarantee where it can be judged, and what the contract costs so far; cents to yuan."""
    judged = sheet["settled"] & sheet["guaranteed_units"].notna()
    promised = sheet["guaranteed_units"].where(judged).astype("Int64")
    missing = (promised - sheet[guarantee_on]).clip(lower=0)
    part = _share_of_cents(sheet["slot_fee"], missing, promised, half)
    back = part if remedy == "refund" else part * 0
    total = sheet["slot_fee"] + sheet["commission"] + sheet["agency"] - back.fillna(0)
    found = sheet.assign(
        missing=missing,
        fee_back=back.astype("Float64") / 100,
        extra_posts=(missing > 0).astype("Int64") * int(remedy == "slot"),
        cost=total.astype("int64") / 100,
    )
    for name in (*MONEY, "slot_fee"):
        found[name] = found[name] / 100
    first = [name for name in ("deal_id", "creator_id", "post_id", "date") if name in found]
    return found[
        [*first, "settled_on", "settled", "orders", "open", "amount", "kept", "units", "kept_units",
         "slot_fee", "commission", "agency", "guaranteed_units", "missing", "fee_back",
         "extra_posts", "cost"]
    ]  # fmt: skip


def _cents(frame, table, column):
    """Yuan as whole cents; refused where they aren't.

    >>> _cents(pd.DataFrame({"amount": [39.9, 0.3]}), "orders", "amount").tolist()
    [3990, 30]
    >>> _cents(pd.DataFrame({"amount": [9.999]}), "orders", "amount")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: amount of orders holds 9.999, which is no whole number of cents.
    Round it as the contract says.
    """
    check_numbers(frame, table, column)
    exact = frame[column].astype("float64") * 100
    whole = np.round(exact)
    odd = ~np.isclose(exact, whole, rtol=0, atol=1e-4)
    if odd.any():
        raise InputError(
            f"{column} of {table} holds {frame[column][odd].iloc[0]:g}, which is no whole number "
            "of cents. Round it as the contract says."
        )
    return whole.astype("int64")


def creator_contract(kept, margin, contracts):
    """What each kind of contract would have left, post by post (佣金+底薪, 纯佣金, 保量).

    The same posts under each contract: what another contract does to whom one wins and how they
    work isn't in it.

    Parameters
    ----------
    kept : sequence of float
        Yuan kept at the settlement, a value for each post; 0 where it sold nothing.
    margin : float
        What is left of a kept yuan before creators and ads.
    contracts : DataFrame
        contract (its name), slot_fee (yuan), commission_rate, guaranteed (yuan kept for which the
        whole fee is due, the missing share of it coming back; 0: no guarantee).

    Returns
    -------
    DataFrame, one row per contract
        contract, estimate, low, high (profit of a post, yuan), n, counts, loses (share of the
        posts with a loss), worst, best (a tenth of the posts is below, above), break_even (yuan
        kept from which a post pays; empty where none does).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> contracts = pd.DataFrame({"contract": ["base and commission", "commission only"],
    ...     "slot_fee": [100.0, 0.0], "commission_rate": [0.1, 0.2], "guaranteed": [0.0, 0.0]})
    >>> found = creator_contract([0, 0, 200, 1200], margin=0.35, contracts=contracts)
    >>> found[["contract", "estimate", "loses", "break_even"]]
                  contract  estimate  loses  break_even
    0  base and commission     -12.5   0.75       400.0
    1      commission only      52.5   0.00         0.0

    References
    ----------
    Row T23 (seed 000:021).
    """
    contracts = check_table(contracts, "contracts", "contract", "slot_fee", "commission_rate",
                            "guaranteed")  # fmt: skip
    check_numbers(contracts, "contracts", "slot_fee", "commission_rate", "guaranteed")
    check_share("margin", margin, ends=True)
    sales = _kept(kept)
    rows = []
    for name, fee, rate, promised in contracts[
        ["contract", "slot_fee", "commission_rate", "guaranteed"]
    ].itertuples(index=False):
        check_share("commission_rate", rate, ends=True)
        due = fee * np.minimum(sales, promised) / promised if promised else fee
        left = (margin - rate) * sales - due
        found = *mean(left, "posts"), float((left < -0.005).mean()), *np.quantile(left, [0.1, 0.9])
        rows.append((name, *found, _pays_from(margin - rate, fee, promised)))
    columns = ["contract", "estimate", "low", "high", "n", "counts", "loses", "worst", "best",
               "break_even"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _kept(kept):
    frame = check_table(pd.DataFrame({"kept": list(kept)}), "posts", "kept")
    return check_numbers(frame, "posts", "kept")["kept"].to_numpy(dtype="float64")


def _pays_from(left, fee, promised):
    """Yuan kept at which a post leaves nothing."""
    if fee == 0 and left >= 0 or promised and left * promised >= fee:
        return 0.0
    return fee / left if left > 0 else np.nan


def ruin(returns, budgets, mean_return=None, posts=100, runs=2000, redraws=100, seed=0):
    """How often is the money gone before the posts are? One fee a post, what it brings comes back.

    A run buys post after post, each with luck drawn from ``returns``; it is ruined when the cash
    can't pay the next fee. Returns come back before the next post is paid: where they come on day
    15 only, more runs are ruined than here.

    Parameters
    ----------
    returns : sequence of float
        What a post brought back for each yuan of its fee, a value for each post seen.
    budgets : sequence of float
        Money at the start, in fees.
    mean_return : float, optional
        What a post is assumed to bring on average: ``returns`` are scaled to it, so that they only
        tell the luck. As they are by default.
    posts : int
        How many posts are wanted.
    runs : int
        Simulated runs.
    redraws : int
        How often the posts themselves are drawn anew, with replacement, for the interval; 0: none.
    seed : int

    Returns
    -------
    DataFrame, one row per budget
        budget, ruin (share of the runs), low, high (nine and a half of ten redraws of the posts:
        rough where a few posts bring most), n, counts (the posts seen).

    Raises
    ------
    InputError

    Examples
    --------
    A post brings 0 or twice its fee, six times in ten the latter. Three fees at the start:
    (4/6)³ = 0.30 are ruined at last (the gambler's ruin).

    >>> found = ruin([0] * 4 + [2] * 6, [3], posts=300, redraws=0)
    >>> found["ruin"].round(1).tolist()
    [0.3]

    References
    ----------
    Feller (1968), An Introduction to Probability Theory and Its Applications I, chapter XIV.
    """
    pool = pd.Series(list(returns))
    if not len(pool) or pool.dtype.kind not in "iuf" or not np.isfinite(pool).all():
        raise InputError("returns needs a number for each post: what came back for a yuan of fee.")
    pool = pool.to_numpy(dtype="float64")
    if mean_return is not None:
        check_positive("mean_return", mean_return)
        if pool.sum() <= 0:
            raise InputError("No post brought anything: that can't be scaled to a mean return.")
    for name, value, least in (
        ("posts", posts, 1),
        ("runs", runs, 100),
        ("redraws", redraws, 0),
        ("seed", seed, 0),
    ):
        check_whole(name, value, least)
    budgets = np.array([check_positive("budgets", each) for each in budgets], dtype="float64")
    draw = np.random.default_rng(seed)
    share_gone = _gone(draw, pool, budgets, mean_return, posts, runs)
    again = [
        _gone(draw, draw.choice(pool, len(pool)), budgets, mean_return, posts, max(runs // 5, 100))
        for _ in range(redraws)
    ]
    low, high = np.quantile(again, [0.025, 0.975], axis=0) if again else (np.nan, np.nan)
    return pd.DataFrame({"budget": budgets, "ruin": share_gone, "low": low, "high": high,
                         "n": len(pool), "counts": "posts"})  # fmt: skip


def _gone(draw, pool, budgets, mean_return, posts, runs):
    """Share of the runs in which the cash falls below a fee while posts are still wanted."""
    if mean_return is not None:
        pool = pool * (mean_return / pool.mean() if pool.sum() > 0 else 0.0)
    steps = draw.choice(pool, (runs, posts)) - 1
    before = np.cumsum(steps, axis=1) - steps  # won or lost before each post is paid
    lowest = before.min(axis=1)
    return np.array([np.mean(each + lowest < 1 - 1e-9) for each in budgets])
