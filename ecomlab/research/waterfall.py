"""What is left of 100 yuan (百元还剩多少): the waterfall from sales to contribution, to the cent.

`left_of_export` draws it from a platform's order export and typed rates. With more tables two ways
lead to one table: `what_is_left` goes by the canonical tables that any shop can export, `booked` by
the shop's own ledger; `reconcile` puts them side by side. All their steps are worked out
for each line of an order, in whole cents, so that articles, channels and categories add up to the
shop. What belongs to a whole order is shared among its lines, and what belongs to a channel among
its orders, by what was paid: an average, no margin of one more order. Costs that stand still
(wages, rent) are no step; `standing` has them.
"""

import warnings

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import Caution, ColumnError, InputError, check_positive
from ecomlab.research.bookings.ledger import from_ledger, standing_costs
from ecomlab.research.bookings.shares import MAIN, STEPS, names_of, read
from ecomlab.research.bookings.tables import from_tables
from ecomlab.research.margins import planned_left
from ecomlab.tables import collect, purchase_log

UNSHARED = "(belongs to no line)"


def what_is_left(
    tables, by=None, per=100, since=None, until=None, fee=0.05, parcel=0.0, premium=None,
    vat="general",
):  # fmt: skip
    """What is left of 100 yuan of sales, step by step, from any shop's own tables?

    Parameters
    ----------
    tables : mapping of str to DataFrame (pandas, Polars or DuckDB)
        orders (order_id, ts_order, ts_pay) and order_items (order_id, sku, qty, price) are
        needed. What else there is, is used: discount and cost of order_items, else unit_cost of
        sku; ts_cancel, channel, shipping_cost of orders, and paid_amount, checked by the lines;
        returns (order_id, sku, requested_at, refund, recovered_value, handling_cost); shipments
        (order_id, cost), less courier_claims (order_id, amount); inbound (sku, lot_size, accepted,
        unit_cost, received_at) for what lots cost above the usual; traffic_daily (date, channel,
        cost), else ads_daily (date, cost); creator_orders (order_id, commission). A table's other
        required columns must be there.
    by : str, optional
        A column of orders ("channel", "region") or of sku or order_items ("sku", "category").
    per : float
        Of how many yuan of sales.
    since, until : date, optional
        Orders paid from the first day on and before the second; with all that they caused.
    fee : float
        The platform's fee, share of what is paid; a refund gives its part back.
    parcel : float
        What a parcel costs beside its freight (box, packing), yuan.
    premium : float, optional
        Freight insurance of a parcel, yuan. Without it the step is left out, and said so.
    vat : "general", "small_scale", (float, float), (float, float, float) or None
        The type of taxpayer (一般纳税人, 小规模纳税人), or the rates included in sales, in goods
        bought and in services (fee, freight, insurance, ads; 0 if not given, as for "general":
        nothing is claimed for them without an invoice). Work on returns carries none; surcharges on
        VAT (附加税费) are left out. Rates change: look up today's before you print.

    Returns
    -------
    DataFrame, one row per group and step
        The column ``by`` where there is one; step; amount (yuan, costs below 0; NaN where a table
        lacks); part (of ``per`` yuan of sales); left (the parts so far: the last is what is left);
        orders (paid); source (of what tables, or why the step is left out).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    One order of two articles; the lamp came back as new, and there are no other tables.

    >>> day = pd.to_datetime(["2025-03-01"])
    >>> tables = {
    ...     "orders": pd.DataFrame({"order_id": [1], "ts_order": day, "ts_pay": day}),
    ...     "order_items": pd.DataFrame({"order_id": [1, 1], "sku": ["chair", "lamp"], "qty": 1,
    ...                                  "price": [150.0, 50.0], "cost": [60.0, 20.0]}),
    ...     "returns": pd.DataFrame({"order_id": [1], "sku": ["lamp"], "requested_at": day,
    ...                              "refund": [50.0], "recovered_value": [20.0],
    ...                              "handling_cost": [5.0]})}
    >>> left = what_is_left(tables, vat=None)
    >>> left.loc[left["amount"].notna(), ["step", "amount", "part", "left"]].round(2)
               step  amount   part   left
    0         sales   200.0  100.00  100.00
    2  refund_after   -50.0  -25.00   75.00
    3         goods   -80.0  -40.00   35.00
    4    goods_back    15.0    7.50   42.50
    5  platform_fee    -7.5   -3.75   38.75

    References
    ----------
    Course map R09, metric M79, doubt E37 (the documents' margin is not defined).
    """
    cents, lines, sources = from_tables(tables, since, until, fee, parcel, premium, vat)
    return added_up(cents, lines, tables, by, per, sources)


def left_of_export(
    orders, per=100, as_of=None, goods=None, lost=None, fee=None, freight=None, insurance=None,
    gifts=None, ads=None, vat=None,
):  # fmt: skip
    """What is left of 100 yuan, from a platform's order export and the rates that you know?

    The export knows what was paid and what was refunded. All else you type, from your papers. A
    step whose rate isn't given is left out and said so: it is not 0, and what is left is too high.

    Parameters
    ----------
    orders : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        ts_order, paid_amount, and refund_amount or a status that says refunded.
    per : float
    as_of : date, optional
        Default: the day of the last order. Of young orders more will come back.
    goods, lost, fee, freight, insurance, gifts, ads, vat
        Rates, as in `margins.planned_left`; None where you don't know it. ``lost`` is of what came
        back; money refunded counts as goods that came back.

    Returns
    -------
    DataFrame, one row per step
        step, amount, part, left, orders, source, as of `what_is_left`.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Two orders of 100; a quarter of the money went back. Goods cost 40% of the price.

    >>> orders = pd.DataFrame({"ts_order": pd.to_datetime(["2024-01-01", "2024-01-02"]),
    ...                        "paid_amount": [100.0, 100.0], "refund_amount": [50.0, 0.0]})
    >>> left = left_of_export(orders, goods=0.40, lost=0.10, fee=0.05)
    >>> left.loc[left["amount"].notna(), ["step", "amount", "part", "left"]]
               step  amount    part    left
    0         sales   200.0  100.00  100.00
    2  refund_after   -50.0  -25.00   75.00
    3         goods   -80.0  -40.00   35.00
    4    goods_back    18.0    9.00   44.00
    5  platform_fee    -7.5   -3.75   40.25
    >>> missing(left)
    ['freight', 'ads']
    """
    check_positive("per", per)
    gross, count = _paid(orders, as_of, "gross")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Caution)  # what is left out was said once
        net, _ = _paid(orders, as_of, "net")
    if not gross > 0:
        raise InputError("The orders have no sales: there is no share of them.")
    told = {"goods": goods, "lost": lost, "fee": fee, "freight": freight, "insurance": insurance,
            "gifts": gifts, "ads": ads, "vat": vat}  # fmt: skip
    known = {name: rate for name, rate in told.items() if rate is not None}
    rates = {"goods": 0.0, "fee": 0.0, "vat": (0.0, 0.0)} | known
    plan = planned_left(**rates, returns=float(np.clip(1 - net / gross, 0, 1)), per=per)
    sources = {step: _source(step, told, net < gross) for step in STEPS}
    table = plan.assign(source=plan["step"].map(sources), orders=count)
    absent = table["source"].str.startswith("left out")
    table.loc[absent, "part"] = np.nan
    table["left"] = table["part"].fillna(0).cumsum()
    table["amount"] = (table["part"] / per * gross).round(2) + 0.0
    return table[["step", "amount", "part", "left", "orders", "source"]]


NEEDED = {  # a step's rates of `left_of_export`
    "goods": ("goods",), "goods_back": ("goods", "lost"), "platform_fee": ("fee",),
    "freight": ("freight",), "insurance": ("insurance",), "gifts": ("gifts",), "ads": ("ads",),
    "vat": ("vat", "goods"),
}  # fmt: skip


def _source(step, told, refunded):
    """From what a step of an export's waterfall is, or why it is left out."""
    if step == "sales":
        return "the export: paid_amount"
    if step == "refund_before":
        return "left out: with refund_after; an export doesn't tell them apart"
    if step == "refund_after":
        return "the export: refunds" if refunded else "left out: no refund stands in the export"
    lacking = [name for name in NEEDED[step] if told[name] is None]
    if lacking:
        return f"left out: {' and '.join(lacking)} not given"
    return ", ".join(f"{name} {told[name]}" for name in NEEDED[step])


def _paid(orders, as_of, value):
    """What was paid for all orders, or what is left of it; how many they are."""
    rows, _, *_ = purchase_log(
        orders, ["ts_order", "paid_amount"], as_of, value=value, with_refunded=True
    )
    rows = rows.with_columns(order=(nw.col("paid_amount") >= 0).cast(nw.Int64))
    found = collect(rows.select(nw.col("amount").sum(), nw.col("order").sum())).iloc[0]
    return float(found["amount"]), int(found["order"])


def booked(tables, by=None, per=100, since=None, until=None, lines=None):
    """The same table from the ledger: each line of ``pnl_lines`` in its step.

    Parameters
    ----------
    tables : mapping of str to DataFrame (pandas, Polars or DuckDB)
        pnl_lines (date, order_id, sku, channel, line, amount), orders (order_id, ts_order,
        ts_pay, and ts_cancel, which tells refunds before shipping from those after); sku to group
        by it.
    by, per, since, until
        As in `what_is_left`. Lines without an order count by their own date.
    lines : mapping of str to str, optional
        The step of each line, or "standing" for costs that are no step; `LINES` if not given.

    Returns
    -------
    DataFrame
        As of `what_is_left`.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A line that has no step: nothing is dropped in silence.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-03-01"] * 3)
    >>> tables = {
    ...     "orders": pd.DataFrame({"order_id": ["a1"], "ts_order": day[:1], "ts_pay": day[:1]}),
    ...     "pnl_lines": pd.DataFrame({
    ...         "date": day, "order_id": ["a1", "a1", None],
    ...         "sku": ["chair", "chair", None], "channel": "live",
    ...         "line": ["revenue", "cogs", "ads"], "amount": [150.0, -60.0, -15.0]})}
    >>> left = booked(tables)
    >>> left.loc[left["amount"] != 0, ["step", "amount", "part", "left"]].round(2)
        step  amount   part   left
    0  sales   150.0  100.0  100.0
    3  goods   -60.0  -40.0   60.0
    9    ads   -15.0  -10.0   50.0
    """
    cents, known = from_ledger(tables, since, until, lines)
    sources = dict.fromkeys(STEPS, "pnl_lines")
    return added_up(cents, known, tables, by, per, sources)


def missing(left):
    """Which of the large steps does a waterfall lack? With one of them there is no result yet.

    Parameters
    ----------
    left : DataFrame
        Of `what_is_left`.

    Returns
    -------
    list of str
        Of refund_after, goods, freight, ads; empty where all are there.

    Raises
    ------
    ColumnError

    Examples
    --------
    >>> missing(pd.DataFrame({"step": ["sales", "goods", "ads"], "amount": [150.0, -60.0, None]}))
    ['refund_after', 'freight', 'ads']
    """
    table = check_table(left, "left", "step", gaps=["amount"])
    there = {*table.loc[table["amount"].notna(), "step"]}
    return [step for step in MAIN if step not in there]


def reconcile(left, book):
    """Does the waterfall from the tables agree with the ledger's, step by step (对账)?

    Parameters
    ----------
    left, book : DataFrame
        Of `what_is_left` and `booked`, of the same orders and by the same groups.

    Returns
    -------
    DataFrame, one row per group and step
        The group where there is one; step; from_tables, from_ledger, gap (yuan: tables less
        ledger; a step that the tables can't give counts as 0), source.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> left = pd.DataFrame({"step": ["sales", "gifts"], "amount": [150.0, None],
    ...                      "source": ["order_items", "left out"]})
    >>> book = pd.DataFrame({"step": ["sales", "gifts"], "amount": [149.0, -3.0]})
    >>> reconcile(left, book)[["step", "from_tables", "from_ledger", "gap"]]
        step  from_tables  from_ledger  gap
    0  sales        150.0        149.0  1.0
    1  gifts          NaN         -3.0  3.0
    """
    left = check_table(left, "left", "step", gaps=["amount"])
    book = check_table(book, "book", "step", gaps=["amount"])
    known = {"step", "amount", "part", "left", "orders", "source"}
    by, other = ([name for name in table if name not in known] for table in (left, book))
    if by != other:
        raise InputError(f"left is by {by or 'nothing'}, book by {other or 'nothing'}: "
                         "give both the same by.")  # fmt: skip
    keys = [*by, "step"]
    for name, table in (("left", left), ("book", book)):
        if twice := int(table.duplicated(keys).sum()):
            raise InputError(f"{twice} rows of {name} are there twice. Give one waterfall.")
    both = left.merge(book[[*keys, "amount"]], on=keys, how="outer", suffixes=("", "_ledger"))
    place = both["step"].map({step: i for i, step in enumerate(STEPS)})
    both = both.assign(place=place).sort_values([*by, "place"], ignore_index=True)
    tables, ledger = both["amount"], both["amount_ledger"].fillna(0)
    found = both[keys].assign(from_tables=tables, from_ledger=ledger)
    found["gap"] = (tables.fillna(0) - ledger).round(2) + 0.0
    return found.assign(source=both["source"]) if "source" in both else found


def standing(tables, per=100, since=None, until=None, lines=None):
    """What stands beside the waterfall: costs that don't grow with an order (固定成本).

    Parameters
    ----------
    tables : mapping of str to DataFrame
        pnl_lines (date, order_id, line, amount).
    per, since, until, lines
        As in `booked`; all by the day that is booked.

    Returns
    -------
    DataFrame, one row per line
        line, amount (yuan), part (of ``per`` yuan of sales in these days). It is an average:
        one more order changes the part, not the amount.

    Examples
    --------
    >>> day = pd.to_datetime(["2025-03-01"] * 2)
    >>> tables = {
    ...     "orders": pd.DataFrame({"order_id": ["a1"], "ts_order": day[:1], "ts_pay": day[:1]}),
    ...     "pnl_lines": pd.DataFrame({
    ...         "date": day, "order_id": ["a1", None], "sku": ["chair", None],
    ...         "channel": ["live", None], "line": ["revenue", "labour"],
    ...         "amount": [150.0, -30.0]})}
    >>> standing(tables)
         line  amount  part
    0  labour   -30.0 -20.0
    """
    check_positive("per", per)
    costs, sales = standing_costs(tables, since, until, lines)
    if not sales > 0:
        raise InputError("pnl_lines has no sales in these days: there is no share of them.")
    amount = costs["cents"] / 100
    return pd.DataFrame(
        {"line": costs["line"], "amount": amount, "part": costs["cents"] / sales * per}
    )


def _groups(lines, tables, by):
    """To which group each line belongs; one for all without ``by``."""
    if by is None:
        return pd.Series("", index=lines.index)
    if by in lines:
        return lines[by].astype(object)
    for name, key in (("orders", "order_id"), ("sku", "sku")):
        if name in tables and by in names_of(tables[name]):
            of = read(tables, name, [key], [by]).set_index(key)[by]
            return lines[key].map(of.astype(object))
    known = {n for name in ("orders", "sku") if name in tables for n in names_of(tables[name])}
    raise ColumnError(by, sorted({*known, "sku"}), "orders or sku")


def added_up(cents, lines, tables, by, per, sources):
    """The waterfall of each group, from cents by line and step as `bookings` gives them."""
    check_positive("per", per)
    groups = _groups(lines, tables, by)
    groups = groups.where(groups.notna(), UNSHARED)
    sums = cents.groupby(groups.to_numpy()).sum()
    orders = lines["order_id"].groupby(groups.to_numpy()).nunique()
    absent = {step for step, source in sources.items() if source.startswith("left out")}
    rows = []
    for name, row in sums.iterrows():
        left = 0.0
        for step in STEPS:
            part = row[step] / row["sales"] * per if row["sales"] else np.nan
            left += part
            gone = step in absent
            rows.append((name, step, np.nan if gone else row[step] / 100,
                         np.nan if gone else part, left, orders[name], sources[step]))  # fmt: skip
    columns = [by or "", "step", "amount", "part", "left", "orders", "source"]
    table = pd.DataFrame(rows, columns=columns)
    return table if by else table.drop(columns="")
