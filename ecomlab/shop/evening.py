"""What can be known on an evening: facts that come later are empty, rows that come later are not.

The one place in which the future is taken away; a run that is looked at on an earlier day is
the shorter run.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.customers import TIERS, tier
from ecomlab.shop.emit import STRETCH, SUMMED, TABLES
from ecomlab.shop.emit.media import add_results
from ecomlab.shop.emit.office import with_status

ANSWER_DAYS = 14  # in which an order counts as a message's
TAGS = ("repeat", "coupon", "refund", "big_spender")
TAG_WORDS = [";".join(t for i, t in enumerate(TAGS) if n >> i & 1) or None for n in range(16)]
CLOSES = 3  # days after which the platform closes an order that nobody paid (交易关闭)
BIG = 1000  # yuan spent, of a big spender
GRACE = 1  # days after the usual lead time in which a lot is still on time


def known(tables, end):
    """The tables as they stand just before the time ``end``.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Some or all tables of a run.
    end : Timestamp, in the shop's zone

    Returns
    -------
    dict of str to DataFrame

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> tables, _ = Shop().run(days=3)
    >>> second = pd.Timestamp("2024-01-02", tz="Asia/Shanghai")
    >>> len(known({"calendar": tables.calendar}, second)["calendar"])
    1
    """
    seen = {name: _seen(name, frame, end) for name, frame in tables.items()}
    if "orders" in seen and "returns" in seen:
        seen["orders"] = _with_refunds(seen["orders"], seen["returns"], end)
        seen["order_items"] = _of(seen["order_items"], seen["orders"])
        seen["shipments"] = _shipped(seen["shipments"], seen["orders"])
    return seen


def whole(tables, seed, tier_from):
    """The tables that are summed up from others: tiers, messages' orders, the budget, …

    ``tier_from``: cents at which the membership tiers begin, as decided on the last day.
    """
    made = dict(tables)
    made["customers"] = _with_tiers(tables["customers"], tables["orders"], tier_from)
    made["touches"] = _with_answers(tables)
    made["ads_daily"] = _with_claims(tables["ads_daily"], tables["ad_conversions"])
    made["suppliers"] = _with_punctuality(tables)
    if "content_posts" in tables:
        made |= add_results(made)
    if "compliance_docs" in tables:
        made["compliance_docs"] = with_status(tables["compliance_docs"], tables["calendar"])
    for name, table in SUMMED.items():
        if all(read in made for read in table.reads):
            made[name] = table.make(made, seed)
    return made


def summed_from(name, frame):
    """What ``whole`` needs of a stretch's table: some columns, and sums of the lines booked."""
    if STRETCH[name].completed:
        return frame
    frame = frame[list(STRETCH[name].kept)]
    return _sums_by_day(frame) if name == "pnl_lines" else frame


def _sums_by_day(lines):
    """The profit and loss by day and line, of orders and of none; with any of the orders' ids."""
    of = lines["order_id"].notna()
    sums = lines.assign(of=of).groupby(["date", "line", "of"], observed=True, as_index=False)
    return sums.agg({"order_id": "first", "amount": "sum"}).drop(columns="of")


def _seen(name, frame, end):
    """The rows that have come to be, and of them what is known; unknown tables stay as they are."""
    table = TABLES.get(name)
    if table is None:
        return frame
    return _without_future(table.later, _rows(table, frame, end), end)


def _rows(table, frame, end):
    """The rows that have come to be."""
    if not table.starts or not len(frame):
        return frame
    times = frame[table.starts]
    if table.in_order:
        return frame.iloc[: int(times.searchsorted(end))]
    there = (times < end).to_numpy()
    return frame if there.all() else frame[there].reset_index(drop=True)


def _without_future(later, frame, end):
    """Times after the end, and the columns that wait for them, are empty."""
    frame = frame.copy(deep=False) if later else frame
    for time, waiting in later.items():
        future = (frame[time] >= end).to_numpy()
        for column in (time, *waiting):
            frame[column] = frame[column].mask(frame[time].isna().to_numpy() | future)
    return frame


def _with_refunds(orders, returns, end):
    """status and refund_amount, from the times and returns known just before ``end``."""
    done = returns[returns["inspected_at"].notna()]
    place = np.searchsorted(orders["order_id"], done["order_id"])
    cents = np.round(done["refund"].to_numpy("float64") * 100)
    refund = np.bincount(place, cents, len(orders))
    paid = np.round(orders["paid_amount"].to_numpy() * 100)
    refund = refund + paid * orders["ts_cancel"].notna().to_numpy()
    steps = np.array(["waiting", "paid", "shipped", "delivered", "confirmed"])
    stage = sum(
        orders[name].notna().to_numpy().astype(np.int8)
        for name in ("ts_pay", "ts_ship_click", "ts_deliver", "ts_confirm")
    )
    stage = np.where((refund > 0) & (refund >= paid), len(steps), stage)
    late = (orders["ts_order"] < end - pd.Timedelta(days=CLOSES)).to_numpy()
    stage = np.where((stage == 0) & late, len(steps) + 1, stage)
    status = pd.Categorical.from_codes(stage, [*steps, "refunded", "closed"])
    frame = _put(orders, "status", status, after="channel")
    return _put(frame, "refund_amount", refund / 100, after="paid_amount")


def _put(frame, name, values, after):
    """The frame with a column at its place; one of an evening before is replaced."""
    frame = frame.drop(columns=name, errors="ignore")
    frame.insert(frame.columns.get_loc(after) + 1, name, values)
    return frame


def _of(items, orders):
    """The lines of the orders that there are."""
    last = orders["order_id"].iloc[-1] if len(orders) else 0
    return items.iloc[: int(np.searchsorted(items["order_id"], last, side="right"))]


def _shipped(shipments, orders):
    """Parcels that have left, with their hours once they have arrived."""
    place = np.searchsorted(orders["order_id"], shipments["order_id"])
    place = np.minimum(place, max(len(orders) - 1, 0))
    if not len(orders):
        return shipments.iloc[:0]
    same = orders["order_id"].to_numpy()[place] == shipments["order_id"].to_numpy()
    left = same & orders["ts_ship_click"].notna().to_numpy()[place]
    arrived = orders["ts_deliver"].notna().to_numpy()[place]
    frame = shipments.assign(actual_h=shipments["actual_h"].where(arrived))
    return frame if left.all() else frame[left].reset_index(drop=True)


def _with_tiers(customers, orders, tier_from):
    """Spending after refunds decides tier (U06), growth value and points; and tags (标签)."""
    paid = orders[orders["ts_pay"].notna()]
    cents = np.round((paid["paid_amount"] - paid["refund_amount"]).to_numpy() * 100)
    place = pd.Index(customers["customer_id"]).get_indexer(paid["customer_id"])

    def total(values):
        return np.bincount(place[place >= 0], np.asarray(values)[place >= 0], len(customers))

    spent = total(cents).astype(np.int64)
    signs = [
        total(np.ones(len(paid))) > 1, total(paid["coupon_id"].notna()) > 0,
        total(paid["refund_amount"] > 0) > 0, spent >= 100 * BIG,
    ]  # fmt: skip
    tags = sum(sign.astype(np.int8) << i for i, sign in enumerate(signs))
    return customers.assign(
        tier=pd.Categorical.from_codes(tier(spent, tier_from), TIERS),
        growth_value=spent // 100,
        points=spent // 100,
        tags=pd.Categorical.from_codes(tags - 1, TAG_WORDS[1:]),
    )


def _with_answers(tables):
    """Paid orders within ``ANSWER_DAYS`` of a message (and before the next): any? what profit?

    An order's profit is what was paid less refunds, the goods' cost, and plus what goods sent
    back are worth. A coupon that was used is in what was paid.
    """
    touches, orders = tables["touches"], tables["orders"]
    paid = orders.loc[orders["ts_pay"].notna(), ["order_id", "customer_id", "ts_pay"]]
    answered = pd.merge_asof(
        paid.sort_values("ts_pay", kind="stable"),
        touches[["touch_id", "customer_id", "ts"]].sort_values("ts", kind="stable"),
        left_on="ts_pay",
        right_on="ts",
        by="customer_id",
        tolerance=pd.Timedelta(days=ANSWER_DAYS),
    ).dropna(subset="touch_id")
    place = answered["touch_id"].to_numpy(dtype=np.int64) - 1
    at = np.searchsorted(orders["order_id"], answered["order_id"])
    profit = np.bincount(place, _order_cents(tables)[at], len(touches))
    return touches.assign(
        ordered=np.bincount(place, minlength=len(touches)) > 0, profit=profit / 100
    )


def _order_cents(tables):
    """What each order has left so far, in cents: goods paid for and kept, less their cost."""
    orders, items, back = tables["orders"], tables["order_items"], tables["returns"]
    back = back[back["recovered_value"].notna()]

    def cents(values):
        return np.round(values.to_numpy("float64") * 100)

    def by_order(frame, amount):
        return np.bincount(np.searchsorted(orders["order_id"], frame["order_id"]), amount, count)

    count = len(orders)
    left = cents(orders["paid_amount"]) - cents(orders["refund_amount"])
    goods = by_order(items, cents(items["cost"]) * items["qty"].to_numpy())
    left -= goods * orders["ts_cancel"].isna().to_numpy()
    return left + by_order(back, cents(back["recovered_value"]))


def _with_claims(ads, claims):
    """What the ad tools claim so far: orders paid, booked on the day of the click."""
    key = ["date", "plan_id", "keyword_or_audience", "creative_id"]
    clicked = claims.assign(date=claims["ts_click"].dt.normalize())
    code = np.zeros(len(ads) + len(claims), dtype=np.int64)
    for name in key:
        part = pd.factorize(pd.concat([ads[name], clicked[name]]))[0]
        code = code * (part.max() + 2) + part + 1
    mine, theirs = np.split(code, [len(ads)])
    rank = np.argsort(mine, kind="stable")
    place = rank[np.searchsorted(mine[rank], theirs)] if len(theirs) else theirs
    cents = np.round(claims["revenue"].to_numpy("float64") * 100)
    orders = np.bincount(place, minlength=len(ads))
    frame = _put(ads, "orders", orders, after="cost")
    return _put(frame, "revenue", np.bincount(place, cents, len(ads)) / 100, after="orders")


def _with_punctuality(tables):
    """Share of the lots received no more than ``GRACE`` days after the usual lead time.

    The usual lead time is the article's; of a lot from another supplier, as much more or less as
    that supplier's mean is beside the first's.
    """
    suppliers, inbound, sku = tables["suppliers"], tables["inbound"], tables["sku"]
    came = inbound[inbound["received_at"].notna()]
    days = came["received_at"].dt.normalize() - came["ordered_at"].dt.normalize()
    by = came["supplier"].cat.codes.to_numpy(dtype=np.int64)
    mean = suppliers["lead_mean"].to_numpy()
    own = sku["lead_time_days"].to_numpy() - mean[sku["supplier"].cat.codes.to_numpy()]
    usual = mean[by] + own[came["sku"].cat.codes.to_numpy(dtype=np.int64)] + GRACE
    lots = np.bincount(by, minlength=len(suppliers))
    on_time = np.bincount(by, (days / pd.Timedelta(days=1)).to_numpy() <= usual, len(suppliers))
    rate = np.where(lots > 0, np.round(on_time / np.maximum(lots, 1), 4), np.nan)
    return _put(suppliers, "on_time_rate", rate, after="defect_rate")
