"""What is left when it comes back? Returns, their reasons, and what they cost (退换货)."""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.checks import (
    check_flags,
    check_moment,
    check_name,
    check_numbers,
    check_once,
    check_same_kind,
    check_since,
    check_table,
)
from ecomlab.errors import InputError, caution, check_choice, check_days, check_whole
from ecomlab.estimates import (
    Estimate,
    beta_of_shares,
    difference_of,
    difference_of_means,
    next_value,
    rate_interval,
    ratio_of_shares,
    ratio_of_totals,
    shrunken_shares,
    table,
)
from ecomlab.tables.logs import names_of

PERIODS = {False: "before", True: "since"}


def return_factor(
    traffic_daily, returns, before, after, page, reason, days=21, lag=7, by="landing_page"
):
    """By what factor do buyers of one period send more back for a reason than those of another?

    What comes back is counted ``lag`` days later than the buyers, since a parcel has to travel
    first.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, payers.
    returns : DataFrame
        requested_at, reason.
    before, after : date
        The first day of each period.
    page, reason : str
        A value of ``by``, and one of ``reason``.
    days, lag : int
        Length of a period, and how many days later its returns are asked for.

    Returns
    -------
    Estimate
        Returns per buyer after ÷ before; n counts buyers.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A period without buyers, or with more returns than buyers.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("size_step").tables
    >>> return_factor(t.traffic_daily, t.returns, "2025-07-12", "2025-08-11", "dress", "size")
    0.848 (0.796 to 0.902), n = 23,839 buyers

    References
    ----------
    Case K03.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", by, "payers")
    returns = check_table(returns, "returns", "requested_at", "reason")
    check_name(traffic_daily, by, page, "page")
    check_name(returns, "reason", reason, "reason")
    mine = traffic_daily[traffic_daily[by] == page]
    check_moment(returns["requested_at"], after, "after")  # refuses text
    asked = returns.loc[returns["reason"] == reason, "requested_at"]
    found = []
    for what, start in (("after", after), ("before", before)):
        first = check_moment(traffic_daily["date"], start, what)
        last = first + pd.Timedelta(days=days - 1)
        buyers = mine.loc[mine["date"].between(first, last), "payers"].sum()
        if not buyers:
            raise InputError(f"Nobody bought {page!r} from {first:%Y-%m-%d} to {last:%Y-%m-%d}.")
        shift = pd.Timedelta(days=lag)
        found += [asked.between(first + shift, last + shift).sum(), buyers]
    return ratio_of_shares(*found, counts="buyers")


# --- Of 100 orders, what stays --------------------------------------------------------------

STEPS = {
    "before": "taken back before shipping",
    "lost": "never arrived",
    "whole": "refunded in full",
    "part": "refunded in part",
    "kept": "kept whole",
}
CENT = 0.005  # yuan: what rounding leaves
NEVER = "not_received"  # a reason that says nothing of the goods


def returns_waterfall(
    orders, returns=None, since=None, until=None, by=None, settled=30, as_of=None,
    confidence=0.95, never=NEVER,
):  # fmt: skip
    """Of 100 paid orders, how many stay, and how many of 100 yuan (百单退货瀑布)?

    An order refunded before it was sent costs no parcel, so it is a step of its own. An order
    refunded in part stays, with less money. The steps go by the money: a refund without a parcel
    back (仅退款) counts like any other.

    Parameters
    ----------
    orders : DataFrame, one row per order
        order_id, ts_pay, paid_amount, refund_amount (yuan), ts_cancel (refunded before it was
        sent; empty: it wasn't). Orders that were never paid aren't counted.
    returns : DataFrame, optional
        order_id, reason: ``never`` tells what never arrived from other full refunds. Without it
        the two are one step, also where no row has that reason (a `Caution` says so).
    since, until : date, optional
        Orders paid from the first day on, and before the second.
    by : str, optional
        A column of ``orders``: channel, region.
    settled : int, days
        After which next to nothing comes back any more. Younger orders cause a `Caution`.
    as_of : date, optional
        Default: the day of the last payment.
    never : str
        The reason of what never arrived, as your table words it.

    Returns
    -------
    DataFrame, one row per (group and) step
        ``by``; step; orders; of_100, low, high (orders of 100 paid, Wilson interval); stay (of 100
        orders, after this step); yuan (refunded in it); of_100_yuan; left_yuan (of 100 paid, after
        this step); n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Ten orders of 100 yuan: one taken back at once, two come back, of another one half.

    >>> orders = pd.DataFrame({"order_id": range(10), "paid_amount": 100.0,
    ...     "ts_pay": pd.Timestamp("2025-03-01"), "refund_amount": [100, 100, 100, 50] + [0] * 6,
    ...     "ts_cancel": [pd.Timestamp("2025-03-01")] + [pd.NaT] * 9})
    >>> returns_waterfall(orders, as_of="2025-05-01")[["step", "orders", "stay", "left_yuan"]]
                             step  orders   stay  left_yuan
    0                        paid      10  100.0      100.0
    1  taken back before shipping       1   90.0       90.0
    2            refunded in full       2   70.0       70.0
    3            refunded in part       1   70.0       65.0

    References
    ----------
    Course map F20, metric M56.
    """
    columns = ["order_id", "paid_amount", "refund_amount", *([by] if by else [])]
    orders = check_table(orders, "orders", *columns, gaps=["ts_pay", "ts_cancel"])
    orders = check_numbers(orders, "orders", "paid_amount", "refund_amount")
    orders = check_once(orders, "orders", "order_id")
    orders = orders[[*dict.fromkeys(columns), "ts_pay", "ts_cancel"]]
    paid = orders[orders["ts_pay"].notna() & (orders["paid_amount"] > 0)]
    paid = _between(paid, since, until)
    _tell_young(paid, orders, settled, as_of)
    lost = None if returns is None else _never_arrived(orders, returns, never)
    state = _states(paid, lost or set())
    parts = [(None, paid)] if by is None else paid.groupby(by, observed=True)
    rows = [
        row
        for name, part in parts
        for row in _steps(name, part, state.loc[part.index], lost is not None, confidence)
    ]
    names = [by or "", "step", "orders", "of_100", "low", "high", "stay", "yuan", "of_100_yuan",
             "left_yuan", "n", "counts"]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    return table if by else table.drop(columns="")


def _never_arrived(orders, returns, never):
    """The orders of which something never arrived; None where the table has no such reason."""
    returns = check_table(returns, "returns", "order_id", "reason")
    check_same_kind("order_id", orders=orders, returns=returns)
    reason = returns["reason"].astype(str)
    if never not in _reasons_of(returns):
        caution(
            f"No reason is {never!r}: what never arrived counts as refunded. Name yours: never=…"
        )
        return None
    return set(returns.loc[reason == never, "order_id"])


def _reasons_of(returns):
    """The reasons that a table of returns knows, also those that nobody gave."""
    reason = returns["reason"]
    if isinstance(reason.dtype, pd.CategoricalDtype):
        return sorted(reason.cat.categories.astype(str))
    return sorted(set(reason.dropna().astype(str)))


def _between(paid, since, until):
    """Orders paid from the first day on and before the second."""
    if not len(paid):
        raise InputError("No order was paid: ts_pay is empty, or paid_amount 0, in all rows.")
    if since is not None:
        paid = paid[paid["ts_pay"] >= check_moment(paid["ts_pay"], since, "since")]
    if until is not None and len(paid):
        paid = paid[paid["ts_pay"] < check_moment(paid["ts_pay"], until, "until")]
    if not len(paid):
        raise InputError(f"No order was paid from {since} on and before {until}.")
    return paid


def _tell_young(paid, orders, settled, as_of):
    """A caution where orders are so young that more of them will come back."""
    check_days("settled", settled)
    last = orders["ts_pay"].max() if as_of is None else check_moment(paid["ts_pay"], as_of, "as_of")
    young = int((paid["ts_pay"] > last - pd.Timedelta(days=settled)).sum())
    if young:
        caution(
            f"{young:,} of {len(paid):,} orders are younger than {settled} days: more of them will "
            "come back. Choose an earlier until."
        )


def _states(paid, never):
    """What became of each order: a key of ``STEPS``."""
    whole = (paid["refund_amount"] >= paid["paid_amount"] - CENT).to_numpy()
    lost = whole & paid["order_id"].isin(never).to_numpy() if never else whole & False
    part = (paid["refund_amount"] > CENT).to_numpy()
    at = np.select([paid["ts_cancel"].notna().to_numpy(), lost, whole, part], [0, 1, 2, 3], 4)
    return pd.Series(pd.Categorical.from_codes(at, list(STEPS)), paid.index)


def _steps(name, paid, state, with_lost, confidence):
    n, sales = len(paid), paid["paid_amount"].sum()
    rows, stay, left = [(name, "paid", n, 100.0, 100.0, 100.0, 100.0, 0.0, 0.0, 100.0, n,
                         "orders paid")], 100.0, 100.0  # fmt: skip
    for step in ("before", "lost", "whole", "part"):
        if step == "lost" and not with_lost:
            continue
        mine = (state == step).to_numpy()
        many = int(mine.sum())
        low, high = rate_interval(many, n, confidence)
        of_100 = 100 * many / n
        yuan = float(paid["refund_amount"].to_numpy()[mine].sum())
        stay -= of_100 * (step != "part")
        left -= 100 * yuan / sales
        rows.append((name, STEPS[step], many, of_100, 100 * low, 100 * high, stay, yuan,
                     100 * yuan / sales, left, n, "orders paid"))  # fmt: skip
    return rows


def net_by_age(orders, returns, ages=(0, 7, 15, 30), refunded="inspected_at", as_of=None):
    """What was left of a month's orders on its last evening, and some days later (净额变化)?

    The report of a month is written on its last evening. What its orders send back afterwards
    leaves later, and stands in no report of that month.

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_pay, paid_amount, refund_amount, ts_cancel.
    returns : DataFrame
        order_id, refund, ``refunded``; both empty where it isn't known yet.
    ages : sequence of int
        Days after the month's last day; 0 is that evening.
    refunded : str
        The time at which a return is paid back. A refund without it is refused. What ``orders``
        say was refunded and ``returns`` don't know causes a `Caution`: it has no day.
    as_of : date, optional
        The last day that is known, in full. Default: the day of the last payment.

    Returns
    -------
    DataFrame, one row per month and age that is known
        month, age, orders, paid, refunded (yuan by then), net, of_paid (net ÷ paid), of_first (net
        ÷ net at the first age).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": [1, 2], "paid_amount": [100.0, 100.0],
    ...     "ts_pay": pd.to_datetime(["2025-03-05", "2025-03-30"]), "refund_amount": [0.0, 100.0],
    ...     "ts_cancel": pd.to_datetime([None, None])})
    >>> returns = pd.DataFrame({"order_id": [2], "refund": [100.0],
    ...                         "inspected_at": pd.to_datetime(["2025-04-05"])})
    >>> net_by_age(orders, returns, as_of="2025-05-01")[["age", "net", "of_first"]]
       age    net  of_first
    0    0  200.0       1.0
    1    7  100.0       0.5
    2   15  100.0       0.5
    3   30  100.0       0.5
    """
    orders = check_table(orders, "orders", "order_id", "paid_amount", "refund_amount",
                         gaps=["ts_pay", "ts_cancel"])  # fmt: skip
    orders = check_once(orders, "orders", "order_id")
    returns = check_table(returns, "returns", "order_id", gaps=["refund", refunded])
    check_same_kind("order_id", orders=orders, returns=returns)
    ages = sorted({check_whole("ages", age) for age in ages})
    paid = orders[orders["ts_pay"].notna() & (orders["paid_amount"] > 0)]
    if not len(paid) or not ages:
        raise InputError("There is nothing to follow: no paid order, or no age.")
    last = paid["ts_pay"].max() if as_of is None else check_moment(paid["ts_pay"], as_of, "as_of")
    check_moment(returns[refunded], last, refunded)  # refuses text
    known = last.normalize() + pd.Timedelta(days=1)
    month = 12 * paid["ts_pay"].dt.year + paid["ts_pay"].dt.month - 1
    of = pd.Series(month.to_numpy(), index=paid["order_id"])
    gone = _money_back(paid, returns, refunded).sort_values("when")
    gone = dict(list(gone.groupby(gone["order_id"].map(of))))
    rows = []
    for number, mine in paid.groupby(month):
        name = f"{number // 12}-{number % 12 + 1:02}"
        end = pd.Timestamp(f"{name}-01", tz=paid["ts_pay"].dt.tz) + pd.DateOffset(months=1)
        total, back = float(mine["paid_amount"].sum()), gone.get(number)
        sums = [0.0] if back is None else np.append(0.0, back["yuan"].cumsum())
        for age in ages:
            evening = end + pd.DateOffset(days=age)
            if evening <= known:
                place = 0 if back is None else back["when"].searchsorted(evening)
                left = float(sums[place])
                rows.append((name, age, len(mine), total, left, total - left))
    table = pd.DataFrame(rows, columns=["month", "age", "orders", "paid", "refunded", "net"])
    first = table.groupby("month")["net"].transform("first")
    return table.assign(of_paid=table["net"] / table["paid"], of_first=table["net"] / first)


def _money_back(paid, returns, refunded):
    """Each refund of these orders, with its moment: before shipping, or when a return was paid."""
    before = paid.loc[paid["ts_cancel"].notna(), ["order_id", "ts_cancel", "refund_amount"]]
    after = returns.loc[
        returns["order_id"].isin(paid["order_id"]), ["order_id", refunded, "refund"]
    ]
    after = after[~after["order_id"].isin(before["order_id"])]
    half = int((after[refunded].isna() & (after["refund"].fillna(0) > CENT)).sum())
    if half:
        raise InputError(f"{half} rows of returns have a refund and no {refunded}: give its time.")
    _tell_unknown(paid, after)
    named = [
        part.set_axis(["order_id", "when", "yuan"], axis=1).dropna() for part in (before, after)
    ]
    return pd.concat([part for part in named if len(part)] or named[:1], ignore_index=True)


def _tell_unknown(paid, after):
    """A caution where orders say that more was refunded than the returns know."""
    rows = paid[paid["ts_cancel"].isna()]
    sums = after.groupby("order_id")["refund"].sum()
    more = rows["refund_amount"] - rows["order_id"].map(sums).fillna(0.0)
    if (many := more > CENT).any():
        caution(
            f"{int(many.sum()):,} orders have {more[many].sum():,.0f} yuan refunded that returns "
            "don't know. When it left isn't known, so the net is too high by it."
        )


def still_to_leave(net, month, age=0, to=30, confidence=0.95):
    """What will be left of a month, if it goes as those before it went?

    The other months' net at the age ``to``, as a share of their net at ``age``, times this month's.
    A prediction for one month: it is wider than the interval of their mean.

    Parameters
    ----------
    net : DataFrame
        Of `net_by_age`: month, age, net.
    month : str
        As "2025-11".
    age, to : int
        From which age to which.

    Returns
    -------
    Estimate
        Yuan; n counts the earlier months.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Fewer than two earlier months are old enough.

    Examples
    --------
    >>> net = pd.DataFrame({"month": ["2025-01", "2025-01", "2025-02", "2025-02", "2025-03"],
    ...                     "age": [0, 30, 0, 30, 0], "net": [100.0, 88.0, 100.0, 86.0, 200.0]})
    >>> still_to_leave(net, "2025-03")
    174 (135 to 224), n = 2 months before
    """
    net = check_table(net, "net", "month", "age", "net")
    check_choice("month", month, sorted(set(net["month"])))
    wide = net.pivot(index="month", columns="age", values="net")
    for name, value in (("age", age), ("to", to)):
        if value not in wide:
            raise InputError(f"{name} is {value!r}, but net knows the ages {list(wide)}.")
    if pd.isna(wide.loc[month, age]):
        raise InputError(f"The net of {month} isn't known at age {age}.")
    before = wide[(wide.index < month) & wide[to].notna() & wide[age].notna()]
    if len(before) < 2:
        raise InputError(
            f"{len(before)} months before {month} are {to} days old. Give two or more."
        )
    logs = np.log((before[to] / before[age]).to_numpy())
    found = next_value(logs, "months before", confidence)
    now = float(wide.loc[month, age])
    value, low, high = (now * float(np.exp(x)) for x in found[:3])
    return Estimate(value, low, high, found.n, found.counts)


# --- Why, and in which state ----------------------------------------------------------------

ACTIONS = {  # the documents have the first two (000:048); the rest is ours
    "size": "mend the size chart (尺码表)",
    "quality": "check the lots (4.3); show the inspection only once it is true",
    "not_as_described": "mend pictures and words of the page",
    "change_of_mind": "press less, tell more; price it in (E10)",
    "late": "look at the courier and the promise (4.4)",
    "not_received": "claim from the courier (4.4)",
}


def sent_lines(order_items, orders, returns, until=None):
    """One row for each order line that arrived: did it come back, and why?

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, qty, cost (of a piece).
    orders : DataFrame
        order_id, customer_id, ts_deliver (empty: it hasn't arrived; not counted).
    returns : DataFrame
        order_id, sku, reason; refund, recovered_value, handling_cost, grade where there are.
    until : date, optional
        Lines that arrived before this day. Leave out the last weeks: they are still to come back.

    Returns
    -------
    DataFrame, one row per line
        order_id, sku, customer_id, ts_deliver, qty, cost (yuan, of the line), back (flag), reason
        ("" if it was kept), and those columns of ``returns``.

    Raises
    ------
    ColumnError, InputError
        A line is there twice.

    Examples
    --------
    >>> day = pd.Timestamp("2025-03-01")
    >>> sent_lines(pd.DataFrame({"order_id": [1, 1], "sku": ["a", "b"], "qty": 1, "cost": 20.0}),
    ...            pd.DataFrame({"order_id": [1], "customer_id": [7], "ts_deliver": [day]}),
    ...            pd.DataFrame({"order_id": [1], "sku": ["b"], "reason": ["size"]})
    ...           )[["sku", "customer_id", "back", "reason"]]
      sku  customer_id   back reason
    0   a            7  False
    1   b            7   True   size
    """
    items = check_table(order_items, "order_items", "order_id", "sku", "qty", "cost")
    items = check_once(items, "order_items", "order_id", "sku").astype({"sku": str})
    orders = check_once(
        check_table(orders, "orders", "order_id", gaps=["customer_id", "ts_deliver"]),
        "orders", "order_id",
    )  # fmt: skip
    returns = check_table(returns, "returns", "order_id", "sku", gaps=["reason"])
    returns = check_once(returns.astype({"sku": str}), "returns", "order_id", "sku")
    check_same_kind("order_id", order_items=items, orders=orders, returns=returns)
    came = orders[orders["ts_deliver"].notna()]
    if until is not None and len(came):
        came = came[came["ts_deliver"] < check_moment(came["ts_deliver"], until, "until")]
    more = [c for c in ("refund", "recovered_value", "handling_cost", "grade") if c in returns]
    lines = items[["order_id", "sku", "qty", "cost"]].merge(
        came[["order_id", "customer_id", "ts_deliver"]], on="order_id"
    )
    if not len(lines):
        raise InputError("No line has arrived: look at ts_deliver, order_id and until.")
    known = returns[["order_id", "sku", "reason", *more]].assign(back=True)
    lines = lines.merge(known, on=["order_id", "sku"], how="left")
    back = lines["back"].notna()
    reason = lines["reason"].astype(object).where(back, "")
    return lines.assign(cost=lines["cost"] * lines["qty"], back=back,
                        reason=reason.fillna("(none given)").astype(str))  # fmt: skip


def return_reasons(lines, by="sku", actions=None, confidence=0.95, like=None):
    """Which article comes back for which reason, more often than its like (退货原因)?

    Of forty articles the worst rate belongs to a small one with bad luck. So each rate is drawn
    towards the mean of all articles for that reason: the fewer its lines, the further.

    Parameters
    ----------
    lines : DataFrame
        ``by``, back, reason: of `sent_lines`.
    by : str
        sku, category, supplier.
    actions : mapping of str to str, optional
        What to do about each reason; `ACTIONS` if not given.
    like : str, optional
        A column of kinds: each rate is drawn towards the groups of its own kind only. A lamp has no
        sizes: beside lamps each jacket comes back too often for "size". A reason that nobody gave
        in a kind has no rows there.

    Returns
    -------
    DataFrame, one row per group and reason, the most pieces above the usual first
        ``by``, reason, back (lines), n, counts, raw (back ÷ n), estimate, low, high (drawn towards
        the usual), usual, more (lines above the usual: (estimate − usual) × n), clear (does the
        whole interval lie above the usual?), action.

    Raises
    ------
    ColumnError, InputError
        Fewer than three groups: there is nothing to draw towards.

    Examples
    --------
    Ten articles, of which 4 in 100 come back; one of a single sale, and one that is bad.

    >>> lines = pd.DataFrame({"sku": [f"a{i}" for i in range(8) for _ in range(100)] + ["one"]
    ...                       + ["bad"] * 100, "reason": ([""] * 96 + ["quality"] * 4) * 8
    ...                       + ["quality"] + ["quality"] * 20 + [""] * 80})
    >>> found = return_reasons(lines.assign(back=lines["reason"] != ""))
    >>> found[["sku", "back", "n", "raw", "estimate", "usual", "clear"]].head(2).round(2)
       sku  back    n  raw  estimate  usual  clear
    0  bad    20  100  0.2      0.15   0.06   True
    1  one     1    1  1.0      0.08   0.06  False

    References
    ----------
    Course map F20, metric M55.
    """
    lines = check_table(lines, "lines", by, "reason")
    lines = check_flags(check_table(lines, "lines", "back"), "lines", "back")
    actions = ACTIONS if actions is None else actions
    parts = [(None, lines)]
    if like is not None:
        lines = check_table(lines, "lines", like)
        if (kinds := lines.groupby(by, observed=True)[like].nunique().gt(1)).any():
            raise InputError(f"{kinds.idxmax()!r} has two values of {like}: give each {by!r} one.")
        parts = lines.groupby(like, observed=True)
    rows = [row for kind, part in parts for row in _drawn(part, by, kind, confidence)]
    if not rows:
        raise InputError("No line came back: there is no reason to rank.")
    table = pd.concat(rows, ignore_index=True)
    table["more"] = (table["estimate"] - table["usual"]) * table["n"]
    table["clear"] = table["low"] > table["usual"]
    table["action"] = table["reason"].map(actions).fillna("ask the buyers")
    return table.sort_values("more", ascending=False, ignore_index=True, kind="stable")


def _drawn(lines, by, kind, confidence):
    """For each reason a table of the groups of one kind, drawn towards one another."""
    n = lines.groupby(by, observed=True).size()
    if len(n) < 3:
        of = "" if kind is None else f" of the kind {kind!r}"
        raise InputError(
            f"{len(n)} groups of {by!r}{of}: three or more are needed to compare with."
        )
    back = lines[lines["back"].astype(bool)]
    counts = back.groupby(["reason", by], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(columns=n.index, fill_value=0)
    for reason, count in counts.iterrows():
        usual, weight = beta_of_shares(count, n)
        estimate, low, high = shrunken_shares(count, n, usual, weight, confidence)
        yield pd.DataFrame({
            by: n.index.astype(object), "reason": reason, "back": count.to_numpy(),
            "n": n.to_numpy(), "counts": "lines", "raw": (count / n).to_numpy(),
            "estimate": estimate, "low": low, "high": high, "usual": usual,
        })  # fmt: skip


SHELVES = {  # L28, with what the law asks for beside it (E51)
    "as_new": "back on the shelf, if it is as before",
    "minor": "sold with its flaw named on the page",
    "severe": "scrap, or parts",
}


def grade_returns(returns, value="refund", shelves=None, confidence=0.95):
    """What came back in which state, and what was lost of it (质检分级)?

    Parameters
    ----------
    returns : DataFrame
        grade (empty: not graded), recovered_value (yuan), ``value``.
    value : str
        What the loss is a share of: refund, or what the piece cost. Goods that go back on the shelf
        are worth their cost: as a share of the refund, even a piece as new loses its margin.
    shelves : mapping of str to str, optional
        Where each grade goes; `SHELVES` if not given.

    Returns
    -------
    DataFrame, one row per grade, and one for all graded ones
        grade, pieces, share (of the graded), ``value``, recovered, estimate, low, high (loss rate:
        1 − recovered ÷ ``value``; its luck is that of which pieces came), n, counts, shelf. Pieces
        without a grade have a row "(not graded)" with the count alone.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> returns = pd.DataFrame({"grade": ["as_new", "as_new", "severe", None], "cost": 20.0,
    ...                         "refund": 50.0, "recovered_value": [20.0, 20.0, 0.0, None]})
    >>> grade_returns(returns, "cost")[["grade", "pieces", "share", "estimate"]].round(2)
              grade  pieces  share  estimate
    0        as_new       2   0.67      0.00
    1        severe       1   0.33      1.00
    2           all       3   1.00      0.33
    3  (not graded)       1    NaN       NaN

    References
    ----------
    Course map F19, template L28, metric M54, doubt E51.
    """
    table = check_table(returns, "returns", value, gaps=["grade", "recovered_value"])
    shelves = SHELVES if shelves is None else shelves
    known = table[table["grade"].notna()]
    known = check_numbers(check_table(known, "returns (graded)", "recovered_value"),
                          "returns", value, "recovered_value")  # fmt: skip
    rows = []
    for name, mine in [*known.groupby(known["grade"].astype(str)), ("all", known)]:
        sums = mine[[value, "recovered_value"]].sum()
        if not sums[value] > 0:
            raise InputError(f"The {value} of the grade {name!r} sums to 0: a share of nothing.")
        lost = _lost_share(mine[value] - mine["recovered_value"], mine[value], confidence)
        rows.append((name, len(mine), len(mine) / len(known), *sums, *lost, shelves.get(name, "")))
    columns = ["grade", "pieces", "share", value, "recovered", "estimate", "low", "high", "n",
               "counts", "shelf"]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    open_ = len(table) - len(known)
    if open_:
        found.loc[len(found), ["grade", "pieces"]] = ["(not graded)", open_]
    return found.astype({"pieces": int})


def _lost_share(lost, value, confidence):
    if len(lost) < 2:
        share = float(lost.sum() / value.sum())
        return share, np.nan, np.nan, len(lost), "pieces"
    return ratio_of_totals(lost, value, "pieces", confidence)


# --- What is lost of it ---------------------------------------------------------------------


def loss_rate(returns):
    """Which share of the refunds is lost, by what was booked for the pieces (退换货损耗率)?

    Parameters
    ----------
    returns : DataFrame
        refund, recovered_value (yuan).

    Returns
    -------
    float
        1 − recovered value ÷ refund, all pieces together.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> loss_rate(pd.DataFrame({"refund": [100, 300], "recovered_value": [100, 200]}))
    0.25

    References
    ----------
    Metric M54, case K14.
    """
    sums = check_table(returns, "returns", "refund", "recovered_value")
    sums = sums[["refund", "recovered_value"]].sum()
    if not sums["refund"] > 0:
        raise InputError("The refunds sum to 0: a loss rate needs something to divide by.")
    return float(1 - sums["recovered_value"] / sums["refund"])


def loss_rate_drop(returns, changed):
    """By how much did the loss rate of the books fall on a day: before less since?

    Its interval knows the luck of which pieces came back, not who graded them.

    Parameters
    ----------
    returns : DataFrame
        inspected_at, refund, recovered_value (yuan).
    changed : date
        The first day since.

    Returns
    -------
    Estimate
        A share of the refunds; n counts pieces.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> returns = cases.load("return_grading").tables.returns
    >>> loss_rate_drop(returns, "2025-04-01").times(100)
    7.08 (6.23 to 7.94), n = 14,400 pieces

    References
    ----------
    Case K14.
    """
    columns = ["inspected_at", "refund", "recovered_value"]
    returns = check_table(returns, "returns", *columns)
    since = check_since(returns["inspected_at"], changed)
    lost = returns["refund"] - returns["recovered_value"]
    rates = (
        ratio_of_totals(lost[side], returns["refund"][side], "pieces") for side in (~since, since)
    )
    return difference_of(*rates)


def loss_by_grade(returns, changed):
    """Before a day and since: each grade's share of the refunds, and the loss rate booked for it.

    Parameters
    ----------
    returns : DataFrame
        inspected_at, grade, refund, recovered_value (yuan).
    changed : date

    Returns
    -------
    DataFrame
        Index grade; columns (share or loss rate, before or since).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> returns = cases.load("return_grading").tables.returns
    >>> loss_by_grade(returns, "2025-04-01")["share"].round(3)
    period  before  since
    grade
    as_new   0.863  0.783
    minor    0.020  0.195
    severe   0.118  0.022

    References
    ----------
    Case K14.
    """
    columns = ["inspected_at", "grade", "refund", "recovered_value"]
    returns = check_table(returns, "returns", *columns)
    since = pd.Series(check_since(returns["inspected_at"], changed), returns.index)
    groups = returns.groupby([since.map(PERIODS).rename("period"), "grade"], observed=True)
    sums = groups[columns[2:]].sum()
    share = sums["refund"] / sums.groupby(level=0)["refund"].transform("sum")
    loss = 1 - sums["recovered_value"] / sums["refund"]
    return pd.DataFrame({"share": share, "loss rate": loss}).unstack("period")


def split_by_grade(returns, changed):
    """How much of the loss rate's fall comes from other grades, how much from other losses in one?

    Each grade's move at the mean of its two loss rates, and each loss rate's fall at the mean of
    its two shares; the two parts sum to the fall. What a grade means is taken on trust.

    Parameters
    ----------
    returns, changed
        As in `loss_by_grade`.

    Returns
    -------
    Series
        other grades, other losses in a grade.

    Raises
    ------
    ColumnError, InputError
        A grade that was given in one of the periods only.

    Examples
    --------
    A tenth moves from severe (all lost) to minor (40 of 100 lost before, 20 since): 7 points.

    >>> shoes = pd.DataFrame({"inspected_at": pd.to_datetime(["2025-03-31", "2025-04-01"] * 2),
    ...                       "grade": ["severe", "severe", "minor", "minor"],
    ...                       "refund": [20, 10, 80, 90], "recovered_value": [0, 0, 48, 72]})
    >>> split_by_grade(shoes, "2025-04-01").round(3).to_dict()
    {'other grades': 0.07, 'other losses in a grade': 0.17}

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50. Case K14.
    """
    grades = loss_by_grade(returns, changed)
    if odd := grades.index[grades.isna().any(axis=1)].tolist():
        raise InputError(
            f"The grade {odd[0]!r} was given in one of the periods only: its loss in the other "
            "isn't known. Join it with another grade."
        )
    share, loss = grades["share"], grades["loss rate"]
    return pd.Series(
        {
            "other grades": ((share["before"] - share["since"]) * loss.mean(axis=1)).sum(),
            "other losses in a grade": (
                share.mean(axis=1) * (loss["before"] - loss["since"])
            ).sum(),
        }
    )


# --- By the money that came in --------------------------------------------------------------


def followed(returns, pnl_lines):
    """The pieces that were followed until sold, with the money that each brought in.

    Parameters
    ----------
    returns : DataFrame
        order_id, one row for each piece.
    pnl_lines : DataFrame
        order_id, amount (yuan): what a piece was sold for, less what it cost if it came back.

    Returns
    -------
    DataFrame
        Those rows of ``returns`` that have a line, with the column money.

    Raises
    ------
    ColumnError, InputError
        No piece was followed.

    Examples
    --------
    >>> followed(pd.DataFrame({"order_id": [7, 8], "grade": ["minor", "as_new"]}),
    ...          pd.DataFrame({"order_id": [7, 7], "amount": [80.0, -20.0]}))
       order_id  grade  money
    0         7  minor   60.0

    References
    ----------
    Case K14.
    """
    returns = check_table(returns, "returns", "order_id")
    lines = check_table(pnl_lines, "pnl_lines", "order_id", "amount")
    check_same_kind("order_id", returns=returns, pnl_lines=lines)
    money = lines.groupby("order_id")["amount"].sum().rename("money")
    found = returns.merge(money, on="order_id")
    if not len(found):
        raise InputError("No order_id of pnl_lines is in returns: no piece was followed.")
    return found


def daily_loss(returns, pnl_lines):
    """A day's loss, as shares of its refunds: by the books, what they flatter, and handling.

    The books are of all pieces. How much too well they speak is known from those that were drawn
    by lot and followed: what was booked for them less what they brought. Auditors call it
    difference estimation (差额估计抽样).

    Parameters
    ----------
    returns : DataFrame
        order_id, inspected_at, refund, recovered_value, handling_cost (yuan).
    pnl_lines : DataFrame
        As in `followed`.

    Returns
    -------
    DataFrame
        Index inspected_at; books, flattered, handling: their sum is the day's loss.

    Raises
    ------
    ColumnError, InputError
        A day of which no piece was followed.

    Examples
    --------
    Two pairs of 100; books lose 50 of 200, one of them brought 20 less than booked.

    >>> day = pd.DataFrame({"order_id": [1, 2], "inspected_at": pd.Timestamp("2025-04-01"),
    ...                     "refund": 100, "recovered_value": [100, 50], "handling_cost": [4, 2]})
    >>> daily_loss(day, pd.DataFrame({"order_id": [2], "amount": [30.0]})).iloc[0].to_dict()
    {'books': 0.25, 'flattered': 0.2, 'handling': 0.03}

    References
    ----------
    Cochran (1977), Sampling Techniques, section 7.10. Case K14.
    """
    columns = ["refund", "recovered_value", "handling_cost"]
    returns = check_table(returns, "returns", "order_id", "inspected_at", *columns)
    sums = returns.groupby("inspected_at")[columns].sum()
    marked = followed(returns, pnl_lines).groupby("inspected_at")[[*columns, "money"]].sum()
    alone = sums.index.difference(marked.index)
    if len(alone):
        raise InputError(
            f"On {len(alone)} of {len(sums)} days no piece was followed (first "
            f"{alone[0]:%Y-%m-%d}), so that the books of that day can't be checked."
        )
    return pd.DataFrame(
        {
            "books": 1 - sums["recovered_value"] / sums["refund"],
            "flattered": (marked["recovered_value"] - marked["money"]) / marked["refund"],
            "handling": sums["handling_cost"] / sums["refund"],
        }
    )


LOSSES = {
    "by the books": ["books"],
    "by the money": ["books", "flattered"],
    "by the money, with handling": ["books", "flattered", "handling"],
}


def loss_drop(returns, pnl_lines, changed, loss="by the money, with handling"):
    """By how much did the loss fall on a day: mean of the days before less mean since?

    Days are what the interval counts, since a wet day brings many spoilt pieces at once.

    Parameters
    ----------
    returns, pnl_lines
        As in `daily_loss`.
    changed : date
        The first day since.
    loss : str
        "by the books", "by the money" or "by the money, with handling".

    Returns
    -------
    Estimate
        A share of the refunds; n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("return_grading").tables
    >>> loss_drop(t.returns, t.pnl_lines, "2025-04-01").times(100)
    11 (9.6 to 12.3), n = 180 days

    References
    ----------
    Case K14.
    """
    check_choice("loss", loss, LOSSES)
    days = daily_loss(returns, pnl_lines)[LOSSES[loss]].sum(axis=1)
    since = check_since(days.index.to_series(), changed)
    return difference_of_means(days[~since], days[since], "days")


def loss_drops(returns, pnl_lines, changed):
    """From the books' fall to the real one: what each correction leaves of it.

    Parameters
    ----------
    returns, pnl_lines, changed
        As in `loss_drop`.

    Returns
    -------
    DataFrame
        drop, estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("return_grading").tables
    >>> loss_drops(t.returns, t.pnl_lines, "2025-04-01")[["drop", "estimate"]].round(3)
                              drop  estimate
    0                 by the books     0.071
    1                 by the money     0.122
    2  by the money, with handling     0.110

    References
    ----------
    Case K14.
    """
    return table({x: loss_drop(returns, pnl_lines, changed, x) for x in LOSSES}, "drop")


def refund_rate(orders, settled=30, as_of=None, confidence=0.95):
    """Which share of each month's paid orders, and of their money, was refunded (退款率)?

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, paid_amount, and refund_amount or a status that says refunded.
    settled : int, days
        After which next to nothing comes back any more. Months that ended later are young.
    as_of : date, optional
        Default: the day of the last order.
    confidence : float

    Returns
    -------
    DataFrame, one row per month with an order or a refund
        month, orders (paid), refunded (in full or in part), rate, low, high (Wilson interval),
        money (share of what was paid that went back), settled (is the month old enough?). A refund
        that is a row of its own, below 0, counts in the money of its own month only.

    Raises
    ------
    ColumnError
    InputError
        The table doesn't say what was refunded.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "ts_order": pd.to_datetime(["2024-01-01", "2024-01-20", "2024-03-10"]),
    ...     "paid_amount": [50.0, 30.0, 20.0], "refund_amount": [0.0, 30.0, 0.0]})
    >>> refund_rate(orders).round(2)
         month  orders  refunded  rate   low  high  money  settled
    0  2024-01       2         1   0.5  0.09  0.91   0.38     True
    1  2024-03       1         0   0.0  0.00  0.79   0.00    False

    References
    ----------
    Course map M54.
    """
    check_days("settled", settled)
    names = names_of(orders, "orders")
    if not {"refund_amount", "status", "ts_cancel"} & set(names):
        raise InputError(
            "The orders don't say what was refunded. Give refund_amount, or a status with "
            '"refunded".'
        )
    rows, end, *_ = tables.purchase_log(
        orders, ["ts_order", "paid_amount"], as_of, value="refunded", with_refunded=True
    )
    is_order = nw.col("paid_amount") >= 0  # a row below 0 is a refund
    back = is_order & (nw.col("amount") > 0)
    gross = nw.when(is_order).then(nw.col("paid_amount")).otherwise(0.0)
    rows = rows.with_columns(order=is_order.cast(nw.Int64), back=back.cast(nw.Int64), gross=gross)
    sums = ("order", "back", "gross", "amount")
    days = tables.collect(
        rows.group_by("day").agg(**{name: nw.col(name).sum() for name in sums}), sort="day"
    )
    months = pd.to_datetime(days["day"], unit="D").dt.to_period("M")
    found = days.groupby(months)[list(sums)].sum()
    low, high = rate_interval(found["back"], found["order"], confidence)
    ends = found.index.to_timestamp(how="end").normalize()
    known = pd.Timestamp(tables.day_date(end)) - pd.Timedelta(days=settled)
    made = {
        "month": found.index.astype(str), "orders": found["order"], "refunded": found["back"],
        "rate": found["back"] / found["order"].where(found["order"] > 0), "low": low, "high": high,
        "money": found["amount"] / found["gross"].where(found["gross"] > 0),
        "settled": ends <= known,
    }  # fmt: skip
    return pd.DataFrame(made).reset_index(drop=True)
