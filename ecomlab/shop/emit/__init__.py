"""From the engine's log to the canonical tables, over all days at once.

A function here makes the table of its name: ``table(record) -> DataFrame``, rows and columns as
``ecomlab.tables.dictionary(name)`` says. Tables beside the day loop (reviews, chats, the market,
live rooms, …) draw from streams of their own and change nothing in its course.

The frames know the future; ``ecomlab.shop.evening`` takes away what nobody can know yet on the
last day. What it needs to know of a table is declared here, once.

>>> ORDERS = STRETCH["orders"]
>>> ORDERS.starts, list(ORDERS.later)[:2]
('ts_order', ['ts_pay', 'ts_ship_click'])
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ecomlab.shop.emit import (
    ads,
    community,
    ledger,
    market,
    media,
    orders,
    people,
    service,
    supply,
    trials,
    visits,
    year,
)
from ecomlab.shop.emit.record import Record
from ecomlab.tables import definition


@dataclass(frozen=True)
class Made:
    """A table of a run: what makes it, and what of it is known when.

    Attributes
    ----------
    make : function of the table's name
        Of a record; for a summed table, of the tables known and the run's seed.
    in_order : bool
        Rows are in the order of that time.
    later : mapping of str to tuple of str
        Times that a row waits for, and the columns that are known with each.
    truth : function of a record, optional
        What no shop can see of it.
    kept : tuple of str
        Columns that tables made once, or summed, read of one that grows with the days.
    completed : bool
        Its rows grow with the days, but later ones add to what they hold: all of it is kept, and
        it is written when the run is over.
    """

    make: Callable
    in_order: bool = False
    later: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    truth: Callable | None = None
    kept: tuple[str, ...] = ()
    completed: bool = False

    @property
    def name(self):
        """The table's name, which is the function's."""
        return self.make.__name__

    @property
    def starts(self):
        """The time at which a row comes to be; without one the rows are there from the start."""
        return definition(self.name).time


def _by_name(*tables):
    return {table.name: table for table in tables}


STRETCH = _by_name(  # tables that grow with the days
    Made(visits.traffic_daily, in_order=True),
    Made(visits.sessions, in_order=True, truth=visits.session_truth),
    Made(visits.events),
    Made(
        orders.orders, truth=orders.order_truth,
        later={"ts_pay": (), "ts_ship_click": (), "ts_pickup": (), "ts_deliver": (),
               "ts_confirm": ()},
        kept=("order_id", "customer_id", "ts_order", "ts_pay", "ts_deliver", "channel",
              "list_amount", "discount", "coupon_id", "paid_amount", "refund_amount"),
    ),
    Made(orders.order_items, kept=("order_id", "sku", "qty", "price", "cost")),
    Made(supply.inventory_daily, in_order=True, truth=supply.inventory_truth),
    Made(orders.shipments, kept=("order_id", "promised_h", "actual_h")),
    Made(
        orders.returns,
        later={"pickup_at": (), "inspected_at": ("grade", "disposal", "recovered_value", "refund",
                                                 "handling_cost")},
        kept=("order_id", "inspected_at", "recovered_value"),
    ),
    Made(ledger.pnl_lines, kept=("date", "line", "amount")),
    Made(ads.ads_daily, in_order=True, truth=ads.plan_truth, completed=True),
    Made(ads.ads_hourly, in_order=True),
    Made(ads.ads_regions, in_order=True),
    Made(
        ads.ad_conversions,
        kept=("ts_click", "ts_pay", "plan_id", "keyword_or_audience", "creative_id", "revenue"),
    ),
    Made(visits.traffic_regions, in_order=True),
    Made(service.reviews, later={"replied_at": ("resolved",)}, kept=("ts", "rating")),
    Made(service.chats, kept=("ts", "csat", "complaint")),
    Made(trials.experiments),
    Made(market.keywords),
    Made(market.keyword_ranks),
    Made(market.competitors),
    Made(media.live_minutes),
    Made(
        media.content_posts,
        kept=("creator_id", "ts", "clicks", "cost", "orders", "revenue"),
    ),
)  # fmt: skip
WHOLE = _by_name(  # tables that are made once, when the run is over
    Made(supply.sku),
    Made(year.calendar, in_order=True),
    Made(supply.suppliers),
    Made(supply.courier_rates),
    Made(year.promos),
    Made(
        supply.inbound,
        later={"received_at": ("sample_n", "sample_defects", "accepted")},
    ),
    Made(people.customers, truth=people.customer_truth),
    Made(people.touches, truth=people.touch_truth),
    Made(market.category_stats),
    Made(market.survey),
    Made(market.listings),
    Made(community.shares_checkins),
)  # fmt: skip
SUMMED = _by_name(  # tables made from the tables known on an evening
    Made(ledger.budget),
    Made(service.dsr_daily),
    Made(media.creators),
    Made(community.referrals),
    Made(community.groups),
)
TABLES = STRETCH | WHOLE | SUMMED


def emit(tables, record):
    """Make each of the tables (of ``STRETCH`` or ``WHOLE``) of a record."""
    return {name: table.make(record) for name, table in tables.items()}


def emit_truth(tables, record):
    """What no shop can see of the tables, where there is something."""
    return {name: table.truth(record) for name, table in tables.items() if table.truth}


__all__ = ["STRETCH", "SUMMED", "TABLES", "WHOLE", "Made", "Record", "emit", "emit_truth"]
