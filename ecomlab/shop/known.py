"""What can be known on an evening: facts that come later are empty, rows that come later are not.

The one place in which the future is taken away; a run that is looked at on an earlier day is
the shorter run.
"""

import numpy as np
import pandas as pd

from ecomlab.shop import addons
from ecomlab.shop.customers import TIERS, tier
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, CHANNELS, ENTRANCE_OF_PLAN, PLANS

STARTS = {  # the time at which a row comes to be; a table not listed has no future
    "sessions": "ts",
    "events": "ts",
    "traffic_daily": "date",
    "ads_daily": "date",
    "inventory_daily": "date",
    "calendar": "date",
    "promos": "start",
    "pnl_lines": "date",
    "orders": "ts_order",
    "returns": "requested_at",
    "inbound": "ordered_at",
    "customers": "first_order_at",
    "touches": "ts",
    **addons.STARTS,
}
LATER = {  # column that is known at a time: the columns that wait for it
    "orders": dict.fromkeys(
        ("ts_pay", "ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm"), ()
    ),
    "returns": {
        "pickup_at": (),
        "inspected_at": ("grade", "disposal", "recovered_value", "refund", "handling_cost"),
    },
    "inbound": {"received_at": ("sample_n", "sample_defects", "accepted")},
    **addons.LATER,
}
SUMMED_FROM = {  # what ``whole`` reads of the tables that grow with the days
    "ads_daily": ["date", "plan_id", "daily_budget", "cost", "revenue", "orders"],
    "pnl_lines": ["date", "line", "amount"],
    **addons.READS,
}
RUNNING = {  # the budget's bucket of those lines of the profit and loss that run on their own
    "platform_fee": "technology",  # platforms call it the fee for their technical service
    "labour": "people_other",
    "other": "people_other",
}
SORTED = {"sessions", "traffic_daily", "ads_daily", "inventory_daily", "calendar"}
ANSWER_DAYS = 14  # in which an order counts as a message's
TAGS = ("repeat", "coupon", "refund", "big_spender")
TAG_WORDS = [";".join(t for i, t in enumerate(TAGS) if n >> i & 1) or None for n in range(16)]
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
    """
    seen = {name: _rows(name, frame, end) for name, frame in tables.items()}
    for name in LATER.keys() & seen.keys():
        seen[name] = _without_future(name, seen[name], end)
    if "orders" in seen and "returns" in seen:
        seen["orders"] = _with_refunds(seen["orders"], seen["returns"])
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
    made["suppliers"] = _with_punctuality(tables["suppliers"], tables["inbound"])
    made["budget"] = budget(tables["ads_daily"], tables["pnl_lines"])
    return made | {name: make(made, seed) for name, make in addons.SUMMED.items()}


def summed_from(name, frame):
    """What ``whole`` needs of a stretch's table: some columns, of the lines booked the budget's."""
    if name == "pnl_lines":
        frame = frame[frame["line"].isin(list(RUNNING))]
    return frame[SUMMED_FROM[name]]


def _rows(name, frame, end):
    """The rows that have come to be."""
    if name not in STARTS or not len(frame):
        return frame
    times = frame[STARTS[name]]
    if name in SORTED:
        return frame.iloc[: int(times.searchsorted(end))]
    there = (times < end).to_numpy()
    return frame if there.all() else frame[there].reset_index(drop=True)


def _without_future(name, frame, end):
    frame = frame.copy(deep=False)
    for time, waiting in LATER[name].items():
        future = (frame[time] >= end).to_numpy()
        for column in (time, *waiting):
            frame[column] = frame[column].mask(frame[time].isna().to_numpy() | future)
    return frame


def _with_refunds(orders, returns):
    """status and refund_amount, from the times and returns known."""
    done = returns[returns["inspected_at"].notna()]
    place = np.searchsorted(orders["order_id"], done["order_id"])
    cents = np.round(done["refund"].to_numpy("float64") * 100)
    refund = np.bincount(place, cents, len(orders))
    steps = np.array(["waiting", "paid", "shipped", "delivered", "confirmed"])
    stage = sum(
        orders[name].notna().to_numpy().astype(np.int8)
        for name in ("ts_pay", "ts_ship_click", "ts_deliver", "ts_confirm")
    )
    paid = np.round(orders["paid_amount"].to_numpy() * 100)
    stage = np.where((refund > 0) & (refund >= paid), len(steps), stage)
    status = pd.Categorical.from_codes(stage, [*steps, "refunded"])
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
    left -= by_order(items, cents(items["cost"]) * items["qty"].to_numpy())
    return left + by_order(back, cents(back["recovered_value"]))


def _with_punctuality(suppliers, inbound):
    """Share of the lots received no more than ``GRACE`` days after the usual lead time."""
    came = inbound[inbound["received_at"].notna()]
    days = came["received_at"].dt.normalize() - came["ordered_at"].dt.normalize()
    by = came["supplier"].cat.codes.to_numpy(dtype=np.int64)
    usual = suppliers["lead_mean"].to_numpy()[by] + GRACE
    lots = np.bincount(by, minlength=len(suppliers))
    on_time = np.bincount(by, (days / pd.Timedelta(days=1)).to_numpy() <= usual, len(suppliers))
    rate = np.where(lots > 0, np.round(on_time / np.maximum(lots, 1), 4), np.nan)
    return _put(suppliers, "on_time_rate", rate, after="defect_rate")


def budget(ads_daily, pnl_lines):
    """Money planned and spent by month and line: channels with last-click results, and the rest.

    Fees follow sales and people their contracts: what is planned for them is what is spent.
    """
    plans = ads_daily.rename(columns={"plan_id": "line", "cost": "spent"})
    again = plans.duplicated(["date", "line"])  # every row of a plan's day has its budget
    plans["planned"] = plans["daily_budget"].mask(again, 0)
    rest = pnl_lines[pnl_lines["line"].isin(list(RUNNING))]
    rest = rest.assign(spent=-rest["amount"], planned=-rest["amount"], revenue=0.0, orders=0)
    table = pd.concat([_by_month(plans), _by_month(rest)], ignore_index=True)
    channels = dict(zip(PLANS, CHANNEL_OF_ENTRANCE[ENTRANCE_OF_PLAN], strict=True))
    buckets = ["marketing", *dict.fromkeys(RUNNING.values())]
    lines = table["line"].to_list()
    table["line"] = pd.Categorical(lines, [*PLANS, *RUNNING])
    table.insert(
        1, "bucket", pd.Categorical([RUNNING.get(line, "marketing") for line in lines], buckets)
    )
    codes = [channels.get(line, -1) for line in lines]
    table.insert(3, "channel", pd.Categorical.from_codes(codes, CHANNELS))
    return table.sort_values(["month", "line"], ignore_index=True)


def _by_month(rows):
    """Sums of the budget's columns by month and line."""
    month = rows["date"].dt.strftime("%Y-%m").rename("month")
    sums = rows.groupby([month, rows["line"].astype("object")], observed=True, sort=True)
    return sums[["planned", "spent", "revenue", "orders"]].sum().round(2).reset_index()
