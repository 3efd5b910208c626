"""Orders, their lines, their parcels, and what comes back."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import (
    CHANGE_OF_MIND,
    DISPOSALS,
    GRADES,
    NOT_RECEIVED,
    REASONS,
    WEARS,
    confirmed,
    routes,
    slipped,
)
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, CHANNELS

CANCELLED = ("buyer", "out_of_stock")  # by whom or why an order was taken back
COUPONS = ("winback", "subscription")  # the second where somebody may subscribe


def orders(r):
    """Every order, paid or not; status and refunds are added on the evening (``evening``)."""
    o, paid, sent = r.o, r.o.paid, r.o.sent
    return pd.DataFrame(
        {
            "order_id": o.order + 1,
            "customer_id": o.key,
            "ts_order": r.times(o.ordered_at),
            "ts_pay": r.times(o.paid_at, paid),
            "ts_ship_click": r.times(o.shipped, sent),
            "ts_pickup": r.times(o.picked, sent),
            "ts_deliver": r.times(o.delivered, sent & ~o.lost),
            "ts_confirm": r.times(o.confirmed, confirmed(o, r.lines)),
            "ts_cancel": r.times(o.cancelled, paid & ~sent),
            "cancel_reason": words(np.where(paid & ~sent, o.oversold, -1), CANCELLED),
            "channel": words(CHANNEL_OF_ENTRANCE[o.entrance], CHANNELS),
            "list_amount": money(o.listed),
            "discount": money(o.listed - o.amount + o.off),
            "coupon_id": _coupon(r, o),
            "group_id": pd.arrays.IntegerArray(o.group + 1, o.group < 0),
            "paid_amount": money(np.where(paid, o.amount - o.off, 0)),
            "shipping_cost": money(o.cost),
            "region": words(o.region, r.world.regions.name),
        },
        copy=False,
    )


def order_items(r):
    """price is per piece before the order's own reductions, which ``discount`` shares out."""
    lines = r.lines
    return pd.DataFrame(
        {
            "order_id": r.o.order[lines.of] + 1,
            "sku": words(lines.sku, r.articles),
            "qty": lines.pieces,
            "price": money(lines.price),
            "cost": money(r.world.sku.cost[lines.sku]),
            "discount": money(lines.off),
        }
    )


def shipments(r):
    """Parcels of the orders sent, with what was promised and how long they took."""
    o, sent = r.o, r.o.sent
    hours = np.round((o.delivered - o.paid_at)[sent] / 3600, 1)
    hours = np.where(o.lost[sent], np.nan, hours)
    return pd.DataFrame(
        {
            "order_id": o.order[sent] + 1,
            "courier": words(o.courier[sent], r.world.couriers.name),
            "warehouse": words(o.near[sent].astype(np.int8), ("cloud", "front")),
            "region": words(o.region[sent], r.world.regions.name),
            "weight_kg": o.kg[sent],
            "volume_l": o.litres[sent],
            "cost": money(o.cost[sent]),
            "promised_h": o.promised_h[sent],
            "actual_h": hours,
        }
    )


def shipment_truth(r):
    """What no shop is told: which parcels were lost, forgotten, marked early, on a bad route."""
    o = r.o
    slow = routes(r.world, o.courier, o.region, o.day)[0] > 0
    at = np.flatnonzero(o.sent & (o.lost | o.forgotten | o.early | slow))
    return pd.DataFrame(
        {
            "order_id": o.order[at] + 1,
            "lost": o.lost[at],
            "forgotten": o.forgotten[at],
            "clicked_early": o.early[at],
            "bad_route": slow[at],
        }
    )


def _coupon(r, o):
    """What reduced an order: the coupon of a message, or a subscription."""
    which = np.where(o.coupon, 0, np.where(o.subscribed, 1, -1))
    return words(which, COUPONS if r.world.customers.subscribe else COUPONS[:1])


def returns(r):
    """Order lines sent back: why, when, in what state, what was left; and those never received."""
    lines = r.lines
    back = np.flatnonzero(lines.returned)
    order = r.o.order[lines.of[back]] + 1
    return pd.DataFrame(
        {
            "return_id": order * 10 + lines.place[back] + 1,
            "order_id": order,
            "sku": words(lines.sku[back], r.articles),
            "reason": words(lines.reason[back], REASONS),
            "requested_at": r.times(lines.requested[back]),
            "pickup_at": r.times(lines.picked[back], lines.reason[back] != NOT_RECEIVED),
            "inspected_at": r.times(lines.inspected[back]),
            "grade": words(lines.grade[back], GRADES),
            "disposal": words(lines.disposal[back], DISPOSALS),
            "recovered_value": money(lines.recovered[back]),
            "refund": money(lines.refund[back]),
            "handling_cost": money(lines.handling[back]),
        }
    )


def return_truth(r):
    """What no shop sees: what was worn, and what is of an article whose quality has slipped."""
    lines = r.lines
    back = np.flatnonzero(lines.returned)
    of, sku = lines.of[back], lines.sku[back]
    worn = (r.o.habit[of] == WEARS) & (lines.reason[back] == CHANGE_OF_MIND)
    return pd.DataFrame(
        {
            "return_id": (r.o.order[of] + 1) * 10 + lines.place[back] + 1,
            "worn": worn,
            "slipped": slipped(r.world, r.o.day[of], sku) > 0,
        }
    )


def line_truth(r):
    """What no shop sees: which lines were added only to reach the threshold (凑单)."""
    return pd.DataFrame(
        {
            "order_id": r.lines.order + 1,
            "sku": words(r.lines.sku, r.articles),
            "pulled": r.lines.pulled,
        }
    )


def order_truth(r):
    """What no shop sees: how pleased the buyer was, defects, and packs of a higher tier."""
    return pd.DataFrame(
        {
            "order_id": r.o.order + 1,
            "satisfaction": np.round(r.o.happy, 4),
            "type": words(r.kinds, r.world.types.name),
            "defect": np.bincount(r.lines.of, r.lines.defect, len(r.o.order)) > 0,
            "pack": r.o.upgraded,
        }
    )
