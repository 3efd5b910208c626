"""Cents by line of an order and step, from the lines of a shop's ledger."""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice
from ecomlab.research.bookings.shares import (
    STEPS,
    between,
    by_channel,
    by_order,
    paid_in,
    read,
    shared_out,
    table_of,
)
from ecomlab.tables import collect, day_number, log

LINES = {
    "revenue": "sales", "refund": "refund_after", "cogs": "goods", "returns": "goods_back",
    "platform_fee": "platform_fee", "shipping": "freight", "packaging": "freight",
    "insurance": "insurance", "other": "gifts", "ads": "ads", "kol": "ads", "vat": "vat",
    "labour": "standing",
}  # fmt: skip


def from_ledger(tables, since, until, lines):
    """Cents by line of an order and step; the lines."""
    steps = _checked_lines(LINES if lines is None else lines)
    names = ["date", "order_id", "sku", "channel", "line", "amount"]
    rows = log(table_of(tables, "pnl_lines"), "pnl_lines", names)
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
    rows = log(table_of(tables, "pnl_lines"), "pnl_lines", names)
    rows = rows.with_columns(
        cents=(nw.col("amount") * 100).round(0), alone=nw.col("order_id").is_null()
    )
    sums = collect(rows.group_by("day", "line", "alone").agg(nw.col("cents").sum()))
    sums = sums[between(pd.to_datetime(sums["day"], unit="D"), since, until)]
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
    orders = paid_in(read(tables, "orders", ["order_id", "ts_pay"]), since, until)
    inside = between(pd.to_datetime(sums["day"], unit="D"), since, until)
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
        cents[step] += by_order(bills.groupby("order_id")["cents"].sum(), lines)
    of_article = sums[sums["order_id"].isna() & sums["sku"].notna()]
    for step, bills in of_article.groupby("step"):
        more = bills.groupby("sku")["cents"].sum().reindex(lines["sku"]).fillna(0)
        weights = -cents["goods"] if step == "goods" else lines["paid"]
        cents[step] += shared_out(more.astype("int64"), weights, lines["sku"])
    of_channel = sums[sums["order_id"].isna() & sums["sku"].isna()]
    for step, bills in of_channel.groupby("step"):
        cents[step] += by_channel(bills.groupby(bills["channel"].fillna(""))["cents"].sum(), lines)
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
