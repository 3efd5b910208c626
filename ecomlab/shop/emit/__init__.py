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
    aims,
    cash,
    community,
    courier,
    ledger,
    listings,
    market,
    media,
    nps,
    office,
    orders,
    people,
    platform,
    ranks,
    rival_voices,
    rivals,
    service,
    supply,
    survey,
    terms,
    trials,
    visits,
    voices,
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
    room : str
        A scenario ``without`` this room doesn't make it.
    reads : tuple of str
        Tables of such rooms that a summed table is made of: without them it isn't made.
    """

    make: Callable
    in_order: bool = False
    later: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    truth: Callable | None = None
    kept: tuple[str, ...] = ()
    completed: bool = False
    room: str = ""
    reads: tuple[str, ...] = ()

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
        later={"ts_pay": (), "ts_ship_click": ("shipping_cost",), "ts_pickup": (), "ts_deliver": (),
               "ts_confirm": (), "ts_cancel": ("cancel_reason",)},
        kept=("order_id", "customer_id", "ts_order", "ts_pay", "ts_deliver", "ts_cancel",
              "cancel_reason", "channel", "list_amount", "discount", "coupon_id", "paid_amount",
              "refund_amount"),
    ),
    Made(
        orders.order_items, truth=orders.line_truth,
        kept=("order_id", "sku", "qty", "price", "cost", "discount"),
    ),
    Made(supply.inventory_daily, in_order=True, truth=supply.inventory_truth),
    Made(
        orders.shipments, truth=orders.shipment_truth,
        kept=("order_id", "promised_h", "actual_h"),
    ),
    Made(
        orders.returns, truth=orders.return_truth,
        later={"pickup_at": (), "inspected_at": ("grade", "disposal", "recovered_value", "refund",
                                                 "handling_cost")},
        kept=("order_id", "inspected_at", "disposal", "recovered_value", "refund"),
    ),
    Made(ledger.pnl_lines, kept=("date", "order_id", "line", "amount")),
    Made(ads.ads_daily, in_order=True, truth=ads.plan_truth, completed=True),
    Made(ads.ads_hourly, in_order=True),
    Made(ads.ads_regions, in_order=True),
    Made(
        ads.ad_conversions,
        kept=("ts_click", "ts_pay", "plan_id", "keyword_or_audience", "creative_id", "revenue"),
    ),
    Made(visits.traffic_regions, in_order=True),
    Made(
        voices.reviews, room="voices", truth=voices.review_truth,
        later={"replied_at": ("resolved",)},
        kept=("ts", "rating", "is_default"),
    ),
    Made(nps.nps, room="voices", truth=nps.nps_truth, later={"answered_at": ("score", "why")}),
    Made(rival_voices.rival_reviews, room="rivals", truth=rival_voices.rival_review_truth),
    Made(
        service.chats, truth=service.chat_truth,
        kept=("chat_id", "ts", "csat", "complaint", "dispute"),
    ),
    Made(trials.experiments),
    Made(
        community.referrals, later={"rewarded_at": ("reward_cost",)},
        truth=community.referral_truth,
    ),
    Made(
        visits.touch_paths, in_order=True, later={"ts_pay": ("order_id",)},
        truth=visits.touch_path_truth,
    ),
    Made(market.keywords, room="market", in_order=True, truth=market.keyword_truth),
    Made(ranks.keyword_ranks, room="pages", truth=ranks.rank_truth),
    Made(listings.article_daily, in_order=True),
    Made(rivals.competitors, room="rivals", truth=rivals.rival_truth),
    Made(
        media.live_minutes, truth=media.minute_truth,
        kept=("session_id", "date", "host", "host_by", "impressions", "entrants",
              "product_impressions", "product_clicks", "orders", "revenue"),
    ),
    Made(media.post_daily, in_order=True, kept=("post_id", *media.RESULTS)),
    Made(
        media.creator_orders,
        later={"settled_at": ("kept_units", "refunded", "commission")},
        kept=("order_id", "post_id", "creator_id", "units", "kept_units", "commission"),
    ),
    Made(
        platform.platform_bill, room="books", truth=platform.platform_bill_truth,
        kept=("ts", "statement", "kind", "gross", "fee", "net"),
    ),
    Made(platform.erp_docs, room="books", truth=platform.erp_docs_truth),
    Made(
        courier.courier_bill, room="books", truth=courier.courier_bill_truth,
        kept=("billed_on", "courier", "amount"),
    ),
    Made(
        courier.courier_claims, room="books", later={"credited_on": ()},
        kept=("courier", "amount", "credited_on"),
    ),
)  # fmt: skip
WHOLE = _by_name(  # tables that are made once, when the run is over
    Made(supply.sku, later={"end_date": ()}, truth=supply.sku_truth),
    Made(year.calendar, in_order=True, truth=year.incidents),
    Made(trials.tests, later={"end": (), "shipped_at": ("shipped",)}, truth=trials.test_truth),
    Made(supply.suppliers, truth=supply.supplier_truth),
    Made(supply.courier_rates),
    Made(year.promos),
    Made(year.presale_deposits, later={"balance_at": ()}),
    Made(
        supply.inbound,
        later={"received_at": ("sample_n", "sample_defects", "accepted")},
        truth=supply.inbound_truth,
    ),
    Made(people.customers, truth=people.customer_truth),
    Made(people.touches, truth=people.touch_truth),
    Made(market.search_words, room="market", truth=market.search_word_truth),
    Made(market.keyword_months, room="market", in_order=True),
    Made(market.category_stats, room="market", in_order=True, truth=market.category_truth),
    Made(market.market_items, room="market", in_order=True, truth=market.market_item_truth),
    Made(market.platform_rules, room="market", truth=market.platform_rule_truth),
    Made(survey.survey, room="voices", truth=survey.survey_truth),
    Made(survey.population, room="voices"),
    Made(listings.page_blocks, room="pages", later={"until": ()}, truth=listings.block_truth),
    Made(rivals.rival_articles, room="rivals", later={"gone_at": ()}, truth=rivals.article_truth),
    Made(ranks.titles, room="pages", truth=ranks.title_truth),
    Made(community.shares_checkins),
    Made(community.groups, in_order=True, later={"closed_at": ("joined", "success")}),
    Made(media.content_posts, truth=media.post_truth),
    Made(media.creators, truth=media.creator_truth),
    Made(media.creator_deals),
    Made(terms.payment_terms, room="books"),
    Made(terms.opening_balances, room="books"),
    Made(terms.loans, room="books"),
    Made(office.team, room="books", later={"until": ()}),
    Made(office.tasks, room="books", later={"reviewed_at": (), "delivered_at": ()}),
    Made(office.compliance_docs, room="books"),
)  # fmt: skip
SUMMED = _by_name(  # tables made from the tables known on an evening
    Made(ledger.budget),
    Made(listings.listings, reads=("titles", "page_blocks")),
    Made(service.dsr_daily, reads=("reviews",)),
    Made(media.live_shows),
    Made(cash.payouts, reads=("platform_bill",)),
    Made(cash.payables, reads=("platform_bill",)),
    Made(cash.vat_returns, reads=("platform_bill",)),
    Made(cash.bank, reads=("platform_bill",)),
    Made(cash.cash_ledger, reads=("platform_bill",)),
    Made(office.violations, reads=("team",)),
    Made(office.experience_daily, reads=("team",)),
    Made(aims.quarter_goals, reads=("team",)),
    Made(aims.risks, reads=("team",)),
)
TABLES = STRETCH | WHOLE | SUMMED
BESIDE = {  # truths of their own, each made when which table is
    "companions": ("sku", supply.companions),
    "listing_errors": ("inbound", supply.listing_errors),
    "demand_breaks": ("sku", supply.demand_breaks),
    "incidents": ("calendar", year.incident_list),
}


def emit(tables, record):
    """Make each of the tables (of ``STRETCH`` or ``WHOLE``) of a record."""
    return {name: record.once(table.make) for name, table in _had(tables, record)}


def emit_truth(tables, record):
    """What no shop can see of the tables, where there is something."""
    found = {name: table.truth(record) for name, table in _had(tables, record) if table.truth}
    return found | {name: truth(record) for name, (of, truth) in BESIDE.items() if of in tables}


def _had(tables, record):
    """Those of the tables that the record's scenario has."""
    lacking = record.world.without
    return [(name, table) for name, table in tables.items() if table.room not in lacking]


__all__ = ["STRETCH", "SUMMED", "TABLES", "WHOLE", "Made", "Record", "emit", "emit_truth"]
