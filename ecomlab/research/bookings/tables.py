"""Cents by line of an order and step, from the tables that a shop can export."""

import pandas as pd

from ecomlab.errors import InputError, check_choice, check_number, check_share
from ecomlab.research.bookings.shares import (
    STEPS,
    by_channel,
    by_order,
    in_cents,
    names_of,
    paid_in,
    read,
    shared_out,
    within,
)

TAXPAYERS = {"general": (0.13, 0.13), "small_scale": (0.01, 0.0)}  # tax in sales, in goods bought


def from_tables(tables, since, until, fee, parcel, premium, vat):
    """Cents by line of an order and step; the lines; where each step is from."""
    check_share("fee", fee, ends=True)
    check_number("parcel", parcel, low=0)
    if premium is not None:
        check_number("premium", premium, low=0)
    out, inside, services = _rates(vat)
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
        cents["insurance"] = -by_order(bills, lines)
        sources["insurance"] = f"{premium:g} yuan a parcel"
    sources["gifts"] = "left out: no table has them"
    cents["ads"] = -_ads(tables, lines, since, until, sources)
    if vat is None:
        sources["vat"] = "left out: no rate given"
    else:
        owed = _tax(paid, out) - _tax(cost, inside)
        back = _tax(came["refund"], out) - _tax(came["recovered_value"], inside)
        bought = -cents[["platform_fee", "freight", "insurance", "ads"]].sum(axis=1)
        cents["vat"] = back - owed.where(stays, 0) + _tax(bought, services)
        sources["vat"] = f"{out:g} in sales, {inside:g} in goods bought, {services:g} in services"
    return cents, lines, sources


def _lines(tables, since, until):
    """The lines of paid orders: order_id, sku, paid and cost in cents, cancelled, channel."""
    more = ["ts_cancel", "channel", "paid_amount"]
    orders = read(tables, "orders", ["order_id", "ts_pay"], more)
    if twice := int(orders["order_id"].duplicated().sum()):
        first = orders.loc[orders["order_id"].duplicated(), "order_id"].iloc[0]
        raise InputError(f"{twice:,} rows of orders have an order_id that is there already (first "
                         f"{first!r}). Give each order once.")  # fmt: skip
    items = read(tables, "order_items", ["order_id", "sku", "qty", "price"], ["discount", "cost"])
    orders = paid_in(orders, since, until)
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
    lines["asked"], lines["paid"] = (in_cents(qty * lines["price"] - off) for off in (0.0, reduced))
    if "discount" not in lines:
        sources["sales"] += " (no discount: price × qty)"
    _as_paid(lines)
    lines["cost"], sources["goods"] = _costs(tables, lines)
    if "ts_cancel" in lines:
        lines["cancelled"] = lines["ts_cancel"].notna()
        sources["refund_before"] = "orders"
    else:
        lines["cancelled"] = False
        sources["refund_before"] = "left out: orders has no ts_cancel"
    return lines.drop(columns=["qty", "price"]), sources


def _as_paid(lines):
    """Refuse lines that don't add up to what orders say was paid."""
    if "paid_amount" not in lines:
        return
    orders = lines.groupby("order_id").agg(lines=("paid", "sum"), paid=("paid_amount", "first"))
    apart = orders[(orders["lines"] - orders["paid"] * 100).abs() > 1.5]  # cents
    if len(apart):
        first = apart.iloc[0]
        raise InputError(
            f"{len(apart):,} of {len(orders):,} orders paid another sum than their lines make "
            f"(first {apart.index[0]!r}: paid_amount {first['paid']:,.2f}, price × qty − discount "
            f"{first['lines'] / 100:,.2f}). Give order_items its discount; or leave paid_amount "
            "out, if it holds something else, such as postage."
        )


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
    split = pd.Series(shared_out(whole[row], weight[row], of[row]), index=row).sort_index()
    taken = pd.Series(shared_out(whole, paid, of), index=lines.index)
    back = (split * (refund / paid.where(paid > 0)).fillna(0)).round().astype("int64")
    return back - taken.where(~lines["cancelled"], 0)


def _costs(tables, lines):
    if "cost" in lines and lines["cost"].notna().all():
        return in_cents(lines["qty"] * lines["cost"]), "order_items"
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
    return in_cents(lines["qty"] * cost), "sku"


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
        nothing[name] = in_cents(found[name].fillna(0)) if name in found else 0
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
    lots = within(read(tables, "inbound", needed), "received_at", since, until)
    lots = lots[lots["accepted"].fillna(False).astype(bool) & lots["received_at"].notna()]
    usual = lots["sku"].map(read(tables, "sku", ["sku", "unit_cost"]).set_index("sku")["unit_cost"])
    more = in_cents(lots["lot_size"] * (lots["unit_cost"] - usual)).groupby(lots["sku"]).sum()
    sources["goods"] += ", inbound"
    return shared_out(more.reindex(lines["sku"]).fillna(0).astype("int64"),
                   lines["cost"].where(~lines["cancelled"], 0), lines["sku"])  # fmt: skip


def _freight(tables, lines, parcel, sources):
    """Freight and box, by line."""
    orders = tables["orders"]
    if "shipments" in tables:
        bills = read(tables, "shipments", ["order_id", "cost"]).groupby("order_id")["cost"].sum()
        sources["freight"] = "shipments"
        if "courier_claims" in tables:  # what couriers pay for lost parcels, off their bills
            claims = read(tables, "courier_claims", ["order_id", "amount"])
            paid = claims.groupby("order_id")["amount"].sum()
            bills = bills.sub(paid.reindex(bills.index).fillna(0))
            sources["freight"] += ", courier_claims"
    elif "shipping_cost" in names_of(orders):
        bills = read(tables, "orders", ["order_id"], ["shipping_cost"]).set_index("order_id")
        bills = bills["shipping_cost"].dropna()
        sources["freight"] = "orders"
    else:
        sources["freight"] = "left out: neither shipments nor orders has freight"
        return pd.Series(0, lines.index)
    if parcel:
        sources["freight"] += f", {parcel:g} yuan a parcel"
    return by_order(in_cents(bills) + round(parcel * 100), lines)


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
    spent = within(spent, "date", since, until)
    if "channel" not in spent or "channel" not in lines:
        spent, sources["ads"] = spent.assign(channel=""), sources["ads"] + ", shared by sales"
    cents = in_cents(spent["cost"].fillna(0)).groupby(spent["channel"].fillna("")).sum()
    ads = by_channel(cents, lines)
    if "creator_orders" in tables:
        paid = read(tables, "creator_orders", ["order_id"], ["commission"]).dropna()
        ads += by_order(in_cents(paid.set_index("order_id")["commission"]), lines)
        sources["ads"] += ", creator_orders"
    return ads


def _rates(vat):
    if vat is None:
        return 0.0, 0.0, 0.0
    if isinstance(vat, str):
        return *TAXPAYERS[check_choice("vat", vat, TAXPAYERS)], 0.0
    try:
        out, inside, services = vat if len(vat) == 3 else (*vat, 0.0)
    except (TypeError, ValueError):
        check_choice("vat", vat if isinstance(vat, int | float) else str(vat), TAXPAYERS)
    of = {"sales": out, "goods": inside, "services": services}
    return tuple(check_share(f"vat (in {name})", rate, ends=True) for name, rate in of.items())


def _part(cents, share):
    return (cents * share).round().astype("int64")


def _tax(cents, rate):
    """The tax inside an amount that includes it."""
    return (cents * rate / (1 + rate)).round().astype("int64")
