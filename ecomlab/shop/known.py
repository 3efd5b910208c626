"""What can be known on an evening: facts that come later are empty, rows that come later are not.

The one place in which the future is taken away; a run that is looked at on an earlier day is
the shorter run.
"""

import numpy as np
import pandas as pd

from ecomlab.shop import addons

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
    **addons.READS,
}
SORTED = {"sessions", "traffic_daily", "ads_daily", "inventory_daily", "calendar"}
TIERS = ("none", "silver", "gold", "diamond")
TIER_FROM = np.array([1000.0, 3000.0, 8000.0])  # yuan (course map U06); diamond is our guess
ANSWER_DAYS = 14  # in which an order counts as a message's


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


def whole(tables, seed):
    """The tables that are summed up from others: customers' tiers, touches' orders, the budget."""
    made = dict(tables)
    made["customers"] = _with_tiers(tables["customers"], tables["orders"])
    made["touches"] = _with_answers(tables["touches"], tables["orders"])
    made["budget"] = budget(tables["ads_daily"])
    return made | {name: make(made, seed) for name, make in addons.SUMMED.items()}


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
    frame = orders.copy(deep=False)
    for name in ("status", "refund_amount"):
        if name in frame:
            frame = frame.drop(columns=name)
    frame.insert(frame.columns.get_loc("channel") + 1, "status", status)
    frame.insert(frame.columns.get_loc("paid_amount") + 1, "refund_amount", refund / 100)
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


def _with_tiers(customers, orders):
    """Spending after refunds decides tier (U06), growth value and points."""
    paid = orders[orders["ts_pay"].notna()]
    cents = np.round((paid["paid_amount"] - paid["refund_amount"]).to_numpy() * 100)
    place = pd.Index(customers["customer_id"]).get_indexer(paid["customer_id"])
    spent = np.bincount(place[place >= 0], cents[place >= 0], len(customers)) / 100
    tier = np.searchsorted(TIER_FROM, spent, side="right")
    points = np.floor(spent).astype(np.int64)
    return customers.assign(
        tier=pd.Categorical.from_codes(tier, TIERS), growth_value=points, points=points
    )


def _with_answers(touches, orders):
    """Did the customer pay for an order within ``ANSWER_DAYS`` of the message?"""
    paid = orders.loc[orders["ts_pay"].notna(), ["customer_id", "ts_pay"]]
    if not len(touches) or not len(paid):
        return touches.assign(ordered=False)
    later = pd.merge_asof(
        touches[["touch_id", "customer_id", "ts"]].sort_values("ts", kind="stable"),
        paid.sort_values("ts_pay", kind="stable"),
        left_on="ts",
        right_on="ts_pay",
        by="customer_id",
        direction="forward",
        tolerance=pd.Timedelta(days=ANSWER_DAYS),
    ).sort_values("touch_id")
    return touches.assign(ordered=later["ts_pay"].notna().to_numpy())


def budget(ads_daily):
    """Money planned and spent by month and plan, with last-click results."""
    month = ads_daily["date"].dt.strftime("%Y-%m").rename("month")
    sums = ads_daily.groupby([month, "plan_id"], observed=True, sort=True)
    table = sums[["cost", "revenue", "orders"]].sum()
    once = ads_daily.drop_duplicates(["date", "plan_id"])  # every row has its plan's budget
    planned = once.groupby([month, "plan_id"], observed=True)["daily_budget"].sum()
    table.insert(0, "planned", planned)
    table = table.round(2).reset_index().rename(columns={"plan_id": "line", "cost": "spent"})
    table.insert(1, "bucket", "marketing")
    return table
