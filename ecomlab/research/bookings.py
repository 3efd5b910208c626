"""Every cent of a shop on a line of an order: from its tables, or from its ledger.

What `ecomlab.research.waterfall` adds up. A line is an article of a paid order.
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_moment
from ecomlab.errors import InputError, check_choice, check_number, check_share
from ecomlab.tables import collect, day_number, log

STEPS = {
    "sales": "paid (支付金额)",
    "refund_before": "refunded before shipping (发货前退款)",
    "refund_after": "refunded after a return (退货退款)",
    "goods": "goods sent (货品成本)",
    "goods_back": "goods that came back, less their handling (退回货值)",
    "platform_fee": "platform's fee (平台扣点)",
    "freight": "freight and box (运费包材)",
    "insurance": "freight insurance (运费险)",
    "gifts": "gifts (赠品)",
    "ads": "ads and creators (推广达人)",
    "vat": "value added tax (增值税)",
}
LINES = {
    "revenue": "sales", "refund": "refund_after", "cogs": "goods", "returns": "goods_back",
    "platform_fee": "platform_fee", "shipping": "freight", "packaging": "freight",
    "insurance": "insurance", "other": "gifts", "ads": "ads", "kol": "ads", "vat": "vat",
    "labour": "standing",
}  # fmt: skip
TAXPAYERS = {"general": (0.13, 0.13), "small_scale": (0.01, 0.0)}  # tax in sales, in goods bought


# --- From the tables of a shop ----------------------------------------------------------------


def from_tables(tables, since, until, fee, parcel, premium, vat):
    """Cents by line of an order and step; the lines; where each step is from."""
    check_share("fee", fee, ends=True)
    check_number("parcel", parcel, low=0)
    if premium is not None:
        check_number("premium", premium, low=0)
    out, inside = _rates(vat)
    lines, sources = _lines(tables, since, until)
    stays, paid, cost = ~lines["cancelled"], lines["paid"], lines["cost"]
    came, sources["refund_after"] = _came_back(tables, lines)
    sources["goods_back"] = sources["refund_after"]
    cents = pd.DataFrame(0, index=lines.index, columns=list(STEPS), dtype="int64")
    cents["sales"] = paid
    cents["refund_before"] = -paid.where(~stays, 0)
    cents["refund_after"] = -came["refund"]
    if "left out" not in sources["goods"]:
        cents["goods"] = -cost.where(stays, 0) - _lot_cost(tables, lines, sources, since, until)
        cents["goods_back"] = came["recovered_value"] - came["handling_cost"]
    cents["platform_fee"] = _fee(lines, came["refund"], fee)
    sources["platform_fee"] = f"{fee:g} of what is paid"
    cents["freight"] = -_freight(tables, lines, parcel, sources)
    sent = lines.loc[stays, "order_id"].drop_duplicates()
    if premium is None:
        sources["insurance"] = "left out: no premium given"
    else:
        bills = pd.Series(round(premium * 100), index=sent)
        cents["insurance"] = -_by_order(bills, lines)
        sources["insurance"] = f"{premium:g} yuan a parcel"
    sources["gifts"] = "left out: no table has them"
    cents["ads"] = -_ads(tables, lines, since, until, sources)
    if vat is None:
        sources["vat"] = "left out: no rate given"
    else:
        owed = _tax(paid, out) - _tax(cost, inside)
        back = _tax(came["refund"], out) - _tax(came["recovered_value"], inside)
        cents["vat"] = back - owed.where(stays, 0)
        sources["vat"] = f"{out:g} in sales, {inside:g} in goods bought"
    return cents, lines, sources


def _lines(tables, since, until):
    """The lines of paid orders: order_id, sku, paid and cost in cents, cancelled, channel."""
    orders = read(tables, "orders", ["order_id", "ts_pay"], ["ts_cancel", "channel"])
    items = read(tables, "order_items", ["order_id", "sku", "qty", "price"], ["discount", "cost"])
    orders = _paid_in(orders, since, until)
    strange = ~items["order_id"].isin(read(tables, "orders", ["order_id"])["order_id"])
    if strange.any():
        raise InputError(
            f"{strange.sum():,} of {len(items):,} rows of order_items belong to no row of orders "
            f"(first {items.loc[strange, 'order_id'].iloc[0]!r}). Export both for the same days."
        )
    items["row"] = range(len(items))
    lines = items.merge(orders, on="order_id", validate="many_to_one")
    lines = lines.sort_values(["order_id", "sku"], ignore_index=True)
    qty = lines["qty"]
    sources = {"sales": "orders, order_items"}
    reduced = lines.get("discount", 0.0)
    lines["asked"], lines["paid"] = (_cents(qty * lines["price"] - off) for off in (0.0, reduced))
    if "discount" not in lines:
        sources["sales"] += " (no discount: price × qty)"
    lines["cost"], sources["goods"] = _costs(tables, lines)
    if "ts_cancel" in lines:
        lines["cancelled"] = lines["ts_cancel"].notna()
        sources["refund_before"] = "orders"
    else:
        lines["cancelled"] = False
        sources["refund_before"] = "left out: orders has no ts_cancel"
    return lines.drop(columns=["qty", "price"]), sources


def _fee(lines, refund, fee):
    """What the platform takes of an order, and gives back with a refund, by line.

    What it gives back was split by what each line asked, as orders list them; where a reduction
    belongs to a line, by what was paid for each.
    """
    of, asked, paid = (lines[name] for name in ("order_id", "asked", "paid"))
    asked_of, paid_of = (x.groupby(of).transform("sum") for x in (asked, paid))
    alike = (paid - asked * paid_of / asked_of.where(asked_of > 0)).abs() < 1.5  # cents
    weight = asked.where(alike.groupby(of).transform("all"), paid)
    whole = _part(paid_of, fee)
    row = lines["row"].argsort()
    split = pd.Series(_shared(whole[row], weight[row], of[row]), index=row).sort_index()
    taken = pd.Series(_shared(whole, paid, of), index=lines.index)
    back = (split * (refund / paid.where(paid > 0)).fillna(0)).round().astype("int64")
    return back - taken.where(~lines["cancelled"], 0)


def _costs(tables, lines):
    if "cost" in lines and lines["cost"].notna().all():
        return _cents(lines["qty"] * lines["cost"]), "order_items"
    known = tables.get("sku")
    if known is None or "unit_cost" not in names_of(known):
        return pd.Series(0, lines.index), "left out: neither order_items nor sku has a cost"
    sku = read(tables, "sku", ["sku", "unit_cost"]).set_index("sku")["unit_cost"]
    cost = lines["sku"].map(sku)
    if cost.isna().any():
        raise InputError(
            f"{cost.isna().sum():,} lines are of articles that sku doesn't list (first "
            f"{lines.loc[cost.isna(), 'sku'].iloc[0]!r}). Add them with their unit_cost."
        )
    return _cents(lines["qty"] * cost), "sku"


def _came_back(tables, lines):
    """Refund, worth and handling of what came back, in cents, by line."""
    names = ["refund", "recovered_value", "handling_cost"]
    nothing = pd.DataFrame(0, index=lines.index, columns=names)
    if "returns" not in tables:
        return nothing, "left out: no table returns"
    optional = [name for name in names[1:] if name in names_of(tables["returns"])]
    returns = read(tables, "returns", ["order_id", "sku", "refund"], optional)
    returns[["refund", *optional]] = returns[["refund", *optional]].fillna(0)
    sums = returns.groupby(["order_id", "sku"], as_index=False)[["refund", *optional]].sum()
    _all_known(tables, sums)
    found = lines[["order_id", "sku"]].merge(sums, on=["order_id", "sku"], how="left")
    found.index = lines.index
    for name in names:
        nothing[name] = _cents(found[name].fillna(0)) if name in found else 0
    missing = [name for name in names[1:] if name not in optional]
    return nothing, "returns" + (f" (no {', no '.join(missing)}: 0)" if missing else "")


def _all_known(tables, returned):
    """Refuse returns of lines that order_items hasn't got."""
    items = read(tables, "order_items", ["order_id", "sku"])
    known = returned.merge(items.drop_duplicates(), on=["order_id", "sku"], how="left",
                           indicator=True)  # fmt: skip
    strange = known[known["_merge"] != "both"]
    if len(strange):
        raise InputError(
            f"{len(strange):,} returns are of lines that order_items hasn't got (first order "
            f"{strange['order_id'].iloc[0]!r}, {strange['sku'].iloc[0]!r}). Their refund would be "
            "lost: export both for the same orders."
        )


def _lot_cost(tables, lines, sources, since, until):
    """What accepted lots cost above the usual cost of their articles, by line."""
    needed = ["sku", "lot_size", "accepted", "unit_cost", "received_at"]
    rows = tables.get("inbound")
    if rows is None or not {*needed} <= {*names_of(rows)} or "sku" not in tables:
        return 0
    lots = _within(read(tables, "inbound", needed), "received_at", since, until)
    lots = lots[lots["accepted"].fillna(False).astype(bool) & lots["received_at"].notna()]
    usual = lots["sku"].map(read(tables, "sku", ["sku", "unit_cost"]).set_index("sku")["unit_cost"])
    more = _cents(lots["lot_size"] * (lots["unit_cost"] - usual)).groupby(lots["sku"]).sum()
    sources["goods"] += ", inbound"
    return _shared(more.reindex(lines["sku"]).fillna(0).astype("int64"),
                   lines["cost"].where(~lines["cancelled"], 0), lines["sku"])  # fmt: skip


def _freight(tables, lines, parcel, sources):
    """Freight and box, by line."""
    orders = tables["orders"]
    if "shipments" in tables:
        bills = read(tables, "shipments", ["order_id", "cost"]).groupby("order_id")["cost"].sum()
        sources["freight"] = "shipments"
    elif "shipping_cost" in names_of(orders):
        bills = read(tables, "orders", ["order_id"], ["shipping_cost"]).set_index("order_id")
        bills = bills["shipping_cost"].dropna()
        sources["freight"] = "orders"
    else:
        sources["freight"] = "left out: neither shipments nor orders has freight"
        return pd.Series(0, lines.index)
    if parcel:
        sources["freight"] += f", {parcel:g} yuan a parcel"
    return _by_order(_cents(bills) + round(parcel * 100), lines)


def _ads(tables, lines, since, until, sources):
    """What ads and creators cost, by line: a channel's money shared among its orders."""
    if "traffic_daily" in tables and {"channel", "cost"} <= {*names_of(tables["traffic_daily"])}:
        spent = read(tables, "traffic_daily", ["date"], ["channel", "cost"])
        sources["ads"] = "traffic_daily"
    elif "ads_daily" in tables:
        spent = read(tables, "ads_daily", ["date", "cost"])
        sources["ads"] = "ads_daily"
    else:
        sources["ads"] = "left out: neither traffic_daily nor ads_daily"
        return pd.Series(0, lines.index)
    spent = _within(spent, "date", since, until)
    if "channel" not in spent or "channel" not in lines:
        spent, sources["ads"] = spent.assign(channel=""), sources["ads"] + ", shared by sales"
    cents = _cents(spent["cost"].fillna(0)).groupby(spent["channel"].fillna("")).sum()
    ads = _by_channel(cents, lines)
    if "creator_orders" in tables:
        paid = read(tables, "creator_orders", ["order_id"], ["commission"]).dropna()
        ads += _by_order(_cents(paid.set_index("order_id")["commission"]), lines)
        sources["ads"] += ", creator_orders"
    return ads


# --- From the ledger --------------------------------------------------------------------------


def from_ledger(tables, since, until, lines):
    """Cents by line of an order and step; the lines."""
    steps = _checked_lines(LINES if lines is None else lines)
    names = ["date", "order_id", "sku", "channel", "line", "amount"]
    rows = log(_table(tables, "pnl_lines"), "pnl_lines", names)
    rows = rows.with_columns(cents=(nw.col("amount") * 100).round(0))
    keys = ["order_id", "sku", "channel", "line"]
    if since is None and until is None:
        sums = collect(rows.group_by(keys).agg(nw.col("cents").sum()))
    else:
        sums = _in_time(rows, keys, tables, since, until)
    sums["cents"] = sums["cents"].round().astype("int64")
    if strange := sorted({*sums["line"].unique()} - {*steps}):
        raise InputError(
            f"The line {strange[0]!r} of pnl_lines has no step. Give lines={{{strange[0]!r}: …}} "
            f"beside the others; the steps are: {', '.join(STEPS)}, standing."
        )
    sums["step"] = sums["line"].map(steps)
    still = (sums["step"] == "standing") | ((sums["line"] == "other") & sums["order_id"].isna())
    return _by_line(sums[~still], tables)


def standing_costs(tables, since, until, lines):
    """Cents of the standing lines, by line, and of sales, booked in these days."""
    steps = _checked_lines(LINES if lines is None else lines)
    names = ["date", "order_id", "line", "amount"]
    rows = log(_table(tables, "pnl_lines"), "pnl_lines", names)
    rows = rows.with_columns(
        cents=(nw.col("amount") * 100).round(0), alone=nw.col("order_id").is_null()
    )
    sums = collect(rows.group_by("day", "line", "alone").agg(nw.col("cents").sum()))
    sums = sums[_between(pd.to_datetime(sums["day"], unit="D"), since, until)]
    step = sums["line"].map(steps)
    still = (step == "standing") | ((sums["line"] == "other") & sums["alone"])
    costs = sums[still].groupby("line", as_index=False)["cents"].sum()
    return costs, sums.loc[step == "sales", "cents"].sum()


def _checked_lines(lines):
    for line, step in lines.items():
        check_choice(f"the step of {line!r}", step, [*STEPS, "standing"])
    return dict(lines)


def _in_time(rows, keys, tables, since, until):
    """Lines of orders paid in the time, and lines without an order booked in it."""
    if since is not None:  # no order books anything before it is paid
        rows = rows.filter(nw.col("day") >= day_number(since))
    alone = nw.col("order_id").is_null()
    day = nw.when(alone).then(nw.col("day")).otherwise(0).alias("day")
    sums = collect(rows.with_columns(day).group_by(["day", *keys]).agg(nw.col("cents").sum()))
    orders = _paid_in(read(tables, "orders", ["order_id", "ts_pay"]), since, until)
    inside = _between(pd.to_datetime(sums["day"], unit="D"), since, until)
    mine = sums["order_id"].isin(orders["order_id"])
    return sums[np.where(sums["order_id"].isna(), inside, mine)]


def _by_line(sums, tables):
    """Every cent on a line of an order."""
    orders = read(tables, "orders", ["order_id"], ["ts_cancel", "channel"])
    sales = sums[(sums["step"] == "sales") & sums["order_id"].notna() & sums["sku"].notna()]
    lines = sales.groupby(["order_id", "sku"], as_index=False).agg(
        paid=("cents", "sum"), channel=("channel", "first")
    )
    lines["order_id"] = lines["order_id"].astype(orders["order_id"].dtype)
    if "ts_cancel" in orders:
        taken = orders.loc[orders["ts_cancel"].notna(), "order_id"]
        lines["cancelled"] = lines["order_id"].isin(taken)
    else:
        lines["cancelled"] = False
    place = pd.MultiIndex.from_frame(lines[["order_id", "sku"]])
    cents = pd.DataFrame(0, index=lines.index, columns=list(STEPS), dtype="int64")
    own = sums["order_id"].notna() & sums["sku"].notna()
    grouped = sums[own].groupby(["step", "order_id", "sku"])["cents"].sum()
    for step in grouped.index.unique("step"):
        cents[step] += _all_of(grouped[step], place, step)
    of_order = sums[sums["order_id"].notna() & sums["sku"].isna()]
    for step, bills in of_order.groupby("step"):
        cents[step] += _by_order(bills.groupby("order_id")["cents"].sum(), lines)
    of_article = sums[sums["order_id"].isna() & sums["sku"].notna()]
    for step, bills in of_article.groupby("step"):
        more = bills.groupby("sku")["cents"].sum().reindex(lines["sku"]).fillna(0)
        weights = -cents["goods"] if step == "goods" else lines["paid"]
        cents[step] += _shared(more.astype("int64"), weights, lines["sku"])
    of_channel = sums[sums["order_id"].isna() & sums["sku"].isna()]
    for step, bills in of_channel.groupby("step"):
        cents[step] += _by_channel(bills.groupby(bills["channel"].fillna(""))["cents"].sum(), lines)
    taken = lines["cancelled"]
    cents["refund_before"] = cents["refund_after"].where(taken, 0)
    cents["refund_after"] = cents["refund_after"].where(~taken, 0)
    return cents, lines


def _all_of(found, place, step):
    """Cents at these lines; refuses a booking of a line that had no sale."""
    here = found.reindex(place)
    if int(here.fillna(0).sum()) != int(found.sum()):
        strange = found.index.difference(place)
        raise InputError(
            f"{len(strange):,} lines of pnl_lines book {step} of an order that has no revenue "
            f"there (first {strange[0]!r}). Give the ledger and the orders of the same days."
        )
    return here.fillna(0).astype("int64").to_numpy()


# --- Sharing ----------------------------------------------------------------------


def _shared(cents, weights, groups):
    """Whole cents shared within each group by weight; ``cents`` is the group's sum at each row.

    >>> _shared(pd.Series([100, 100, 100]), pd.Series([1, 1, 1]), pd.Series("aaa").map(list)
    ...         .explode(ignore_index=True)).tolist()
    [33, 33, 34]
    """
    weights = pd.Series(np.asarray(weights), index=range(len(weights)))
    groups = pd.Series(pd.factorize(np.asarray(groups))[0])
    total = weights.groupby(groups).transform("sum")
    weights = weights.where(total > 0, 1)  # where nothing was paid, all lines count alike
    total = weights.groupby(groups).transform("sum")
    upto = np.asarray(cents).astype("int64") * weights.groupby(groups).cumsum()
    reached = upto.abs() // total * np.sign(upto)  # whole numbers: no cent is lost
    return (reached - reached.groupby(groups).shift(fill_value=0)).to_numpy()


def _by_order(bills, lines):
    """An order's cents, shared among its lines by what was paid."""
    mine = bills.groupby(level=0).sum().reindex(lines["order_id"]).fillna(0).astype("int64")
    return _shared(mine, lines["paid"], lines["order_id"])


def _by_channel(cents, lines):
    """A channel's cents, shared among its lines by what was paid; of no channel: among all."""
    channel = lines["channel"] if "channel" in lines else pd.Series("", lines.index)
    channel = channel.astype(object).fillna("")
    homeless = [name for name in cents.index if name not in {*channel}]
    mine = cents.drop(homeless).reindex(channel).fillna(0).astype("int64")
    rest = np.full(len(lines), int(cents.loc[homeless].sum()))
    alike = np.zeros(len(lines), dtype=int)
    return _shared(mine, lines["paid"], channel) + _shared(rest, lines["paid"], alike)


def read(tables, name, columns, optional=()):
    """These columns of a table as pandas; optional ones where they are."""
    table = _table(tables, name)
    there = [column for column in optional if column in names_of(table)]
    rows = collect(log(table, name, [*columns, *there]))
    return rows[[*columns, *there]]


def _table(tables, name):
    if not hasattr(tables, "keys"):
        raise InputError(f"tables is a {type(tables).__name__}. Give your tables by name: "
                         '{"orders": orders, "order_items": order_items}.')  # fmt: skip
    if name not in tables:
        raise InputError(f"There is no table {name}; there are: {', '.join(tables) or 'none'}. "
                         "Export it, or read the lesson's list of columns.")  # fmt: skip
    return tables[name]


def names_of(table):
    return list(nw.from_native(table).collect_schema().names())


def _paid_in(orders, since, until):
    orders = orders[orders["ts_pay"].notna()]
    if not len(orders):
        raise InputError("orders has no paid order (no ts_pay): nothing was sold.")
    inside = _within(orders, "ts_pay", since, until)
    if not len(inside):
        raise InputError(
            f"No order was paid from {since} to {until}: orders goes from "
            f"{orders['ts_pay'].min():%Y-%m-%d} to {orders['ts_pay'].max():%Y-%m-%d}."
        )
    return inside


def _within(rows, column, since, until):
    return rows[_between(rows[column], since, until)]


def _between(times, since, until):
    inside = pd.Series(True, index=times.index)
    if since is not None:
        inside &= times >= check_moment(times, since, "since")
    if until is not None:
        inside &= times < check_moment(times, until, "until")
    return inside


def _rates(vat):
    if vat is None:
        return 0.0, 0.0
    if isinstance(vat, str):
        return TAXPAYERS[check_choice("vat", vat, TAXPAYERS)]
    try:
        out, inside = vat
    except (TypeError, ValueError):
        check_choice("vat", vat if isinstance(vat, int | float) else str(vat), TAXPAYERS)
    return check_share("vat (in sales)", out, ends=True), check_share(
        "vat (in goods)", inside, ends=True
    )


def _cents(yuan):
    return (yuan * 100).round().astype("int64")


def _part(cents, share):
    return (cents * share).round().astype("int64")


def _tax(cents, rate):
    """The tax inside an amount that includes it."""
    return (cents * rate / (1 + rate)).round().astype("int64")
