"""From the engine's log to the canonical tables, all days at once.

The frames made here know the future; ``known`` (in ``known.py``) takes away what nobody can
know yet on the last day.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.shop.customers import TYPES, Traits
from ecomlab.shop.delivery import DAY, DISPOSALS, GRADES, REASONS
from ecomlab.shop.demand import SEASONS, season_of
from ecomlab.shop.funnel import IN_CART, ORDERED, PAID
from ecomlab.shop.stock import SAMPLE
from ecomlab.shop.streams_in_use import LOOK, PROFILE, SESSION, WEATHER
from ecomlab.shop.world import (
    CHANNEL_OF_ENTRANCE, CHANNELS, ENTRANCE_OF_PLAN, ENTRANCES, ORIGINS, PLANS, ROLES,
)  # fmt: skip
from ecomlab.streams import hash_uniforms

EVENTS = ("view", "size_select", "fav", "addcart", "checkout", "order", "pay")
SECOND_OF_EVENT = np.array([0, 120, 100, 150, 200, 240, 0])  # of the session; pay has its own
MOST_PAGES = 6
DEVICES = ("mobile", "pc")
PAGES = ("A", "B")
CLICK_RATE = np.array([0.035, 0.09, 0.03, 0.018, 0.025, 0.05, 0.02, 0.08, 1.0, 0.11])
LINES = (
    "revenue", "refund", "cogs", "platform_fee", "ads", "kol", "shipping", "packaging", "returns",
    "labour", "other",
)  # fmt: skip
LINE = {name: i for i, name in enumerate(LINES)}
WEATHERS = ("clear", "cloudy", "rain", "storm")
PLATFORMS = ("search", "feed", "creators", "live", "affiliates")
PLATFORM_OF_PLAN = np.array([0, 0, 1, 2, 3, 4])
AUDIENCE_OF_PLAN = ("generic words", "own name", "lookalike", "posts", "rooms", "links")


class Emitter:
    """The tables of a stretch of days from one engine's log."""

    def __init__(self, engine):
        self.engine, self.world, self.seed = engine, engine.world, engine.seed
        self.words = self.world.sku.name

    def stretch(self):
        """The tables that grow with the days, of the days in the log, and their truths."""
        engine = self.engine
        self.s, self.o = engine.sessions.columns(), engine.orders.columns()
        self.daily, self.shelf = engine.daily.columns(), engine.shelf.columns()
        self.first_day = int(self.s.day[0]) if len(self.s.day) else 0
        self.looks = self._looks()
        self.lines = self._lines()
        tables = {
            "traffic_daily": self.traffic_daily(), "sessions": self.sessions(),
            "events": self.events(), "orders": self.orders(), "order_items": self.order_items(),
            "inventory_daily": self.inventory_daily(), "shipments": self.shipments(),
            "returns": self.returns(), "pnl_lines": self.pnl_lines(), "ads_daily": self.ads_daily(),
        }  # fmt: skip
        truths = {"sessions": self.session_truth(), "orders": self.order_truth()}
        return tables, truths

    def whole(self, days):
        """The tables that are made once, at the end of the run."""
        tables = {
            "sku": self.sku(), "calendar": self.calendar(days), "suppliers": self.suppliers(),
            "courier_rates": self.courier_rates(), "promos": self.promos(days),
            "inbound": self.inbound(), "customers": self.customers(), "touches": self.touches(),
        }  # fmt: skip
        return tables, {"customers": self.customer_truth(), "touches": self.touch_truth()}

    # -- sessions and what happens in them ------------------------------------------------

    def _looks(self):
        """Pages, dwell, device, favourites: nothing in the shop hangs on them."""
        s = self.s
        u = hash_uniforms(self.seed, SESSION, s.visitor, s.nth, count=4)
        deep = s.depth > 0
        more = np.floor(np.log(u[0]) / np.log(np.where(deep, 0.6, 0.28))).astype(np.int64)
        pages = np.minimum(1 + more, MOST_PAGES)
        bounced = (pages == 1) & ~deep
        dwell = np.where(bounced, 2 + 25 * u[1] ** 3, pages * (12 + 50 * u[1]))
        dwell = np.floor(dwell + 250 * (s.depth >= IN_CART)).astype(np.int64)
        fav = ~bounced & (u[2] < np.where(deep, 0.20, 0.03))
        return SimpleNamespace(
            pages=pages, bounced=bounced, dwell=dwell, fav=fav, device=(u[3] > 0.88).astype(np.int8)
        )

    def sessions(self):
        s, looks = self.s, self.looks
        return pd.DataFrame(
            {
                "session_id": self._session_ids(),
                "visitor_id": s.visitor,
                "ts": self._times(self._session_seconds()),
                "channel": words(CHANNEL_OF_ENTRANCE[s.entrance], CHANNELS),
                "entrance": words(s.entrance, ENTRANCES),
                "device": words(looks.device, DEVICES),
                "landing_page": words(s.sku, self.words),
                "page_version": words(s.page_b.astype(np.int8), PAGES),
                "dwell_s": looks.dwell,
                "pages": looks.pages,
                "bounced": looks.bounced,
            },
            copy=False,
        )

    def events(self):
        """One row per thing done: the views, then what followed, in order."""
        s, looks = self.s, self.looks
        sized = self.world.sku.sized[s.sku]
        tails, lengths = _tails()
        way = s.depth * 4 + sized * 2 + looks.fav
        counts = looks.pages + lengths[way]
        session = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(len(session)) - np.repeat(np.cumsum(counts) - counts, counts)
        after = place - looks.pages[session]
        event = np.zeros(len(session), dtype=np.int8)
        tail = np.flatnonzero(after >= 0)
        event[tail] = tails[way[session[tail]], after[tail]]
        sku = s.sku[session].astype(np.int32)
        other = np.flatnonzero((place > 0) & (after < 0))
        sku[other] = self._others_looked_at(session[other], place[other])
        second = self._session_seconds()[session] + SECOND_OF_EVENT[event]
        second[other] += 15 * place[other]
        second[np.flatnonzero(event == 6)] = self.o.paid_at[self.o.paid]
        return pd.DataFrame(
            {
                "session_id": self._session_ids()[session],
                "visitor_id": s.visitor[session],
                "ts": self._times(second),
                "event": words(event, EVENTS),
                "sku": words(sku, self.words),
            },
            copy=False,
        )

    def _others_looked_at(self, session, place):
        """After the landing page people look at what is popular."""
        nth = self.s.nth[session] * MOST_PAGES + place
        u = hash_uniforms(self.seed, LOOK, self.s.visitor[session], nth)[0]
        edges = np.cumsum(self.world.sku.draw**0.7)
        return np.searchsorted(edges, u * edges[-1], side="right")

    def _session_ids(self):
        return 1 + self.engine.first_session + np.arange(len(self.s.day))

    def _session_seconds(self):
        return self.s.day.astype(np.int64) * DAY + self.s.second

    def session_truth(self):
        """What no shop sees: the true cause of each visit and its price sensitivity."""
        return pd.DataFrame(
            {
                "session_id": self._session_ids(),
                "origin": words(self.s.origin, ORIGINS),  # empty: came back by themselves
                "price_sensitivity": np.round(self.s.sensitivity, 4),
            }
        )

    def traffic_daily(self):
        """Sessions by day, entrance and device, as a platform's back office counts them."""
        s, looks, kinds = self.s, self.looks, len(ENTRANCES) * len(DEVICES)
        days = len(self.daily.promised)
        cell = (s.day - self.first_day) * kinds + s.entrance * len(DEVICES) + looks.device
        cell = cell.astype(np.int64)

        def total(weight=None):
            return np.bincount(cell, weight, days * kinds).astype(np.int64)

        uv, paid = total(), self.o.paid
        at = self.o.session[paid] - self.engine.first_session
        revenue = np.bincount(cell[at], (self.o.amount - self.o.off)[paid], days * kinds)
        entrance = np.tile(np.repeat(np.arange(len(ENTRANCES)), len(DEVICES)), days)
        day = np.repeat(np.arange(days), kinds)
        cost = np.zeros((days, len(ENTRANCES)), dtype=np.int64)
        cost[:, ENTRANCE_OF_PLAN] = self.daily.spend
        both = uv.reshape(-1, 2)
        mobile = np.where(
            both.sum(1) > 0, cost.ravel() * both[:, 0] // np.maximum(both.sum(1), 1), cost.ravel()
        )
        return pd.DataFrame(
            {
                "date": self._dates(self.first_day + day),
                "channel": words(CHANNEL_OF_ENTRANCE[entrance], CHANNELS),
                "entrance": words(entrance, ENTRANCES),
                "device": words(np.tile([0, 1], days * len(ENTRANCES)), DEVICES),
                "paid_flag": np.isin(entrance, ENTRANCE_OF_PLAN),
                "impressions": self._impressions(uv, entrance, day),
                "clicks": uv,
                "uv": uv,
                "pv": total(looks.pages),
                "bounces": total(looks.bounced),
                "dwell_s": total(looks.dwell),
                "fav": total(looks.fav),
                "addcart": total(s.depth >= IN_CART),
                "orders": total(s.depth >= ORDERED),
                "payers": total(s.depth == PAID),
                "revenue": money(revenue.astype(np.int64)),
                "cost": money(np.stack([mobile, cost.ravel() - mobile], axis=1).ravel()),
            }
        )

    def _impressions(self, clicks, entrance, day):
        u = hash_uniforms(self.seed, SESSION, (self.first_day + day) * 100 + entrance)[0]
        return np.round(clicks / (CLICK_RATE[entrance] * (0.9 + 0.2 * u))).astype(np.int64)

    def ads_daily(self):
        """Spend and last-click results by plan: what the ad tool reports."""
        days, plans = self.daily.spend.shape
        plan = np.tile(np.arange(plans), days)
        day = np.repeat(np.arange(days), plans)
        cell = (self.s.day - self.first_day).astype(np.int64) * len(ENTRANCES) + self.s.entrance
        mine = day * len(ENTRANCES) + ENTRANCE_OF_PLAN[plan]

        def total(at, weight=None):
            counts = np.bincount(cell[at], weight, days * len(ENTRANCES))
            return counts[mine].astype(np.int64)

        at = self.o.session[self.o.paid] - self.engine.first_session
        clicks, cost = total(slice(None)), self.daily.spend.ravel()
        return pd.DataFrame(
            {
                "date": self._dates(self.first_day + day),
                "platform": words(PLATFORM_OF_PLAN[plan], PLATFORMS),
                "plan_id": words(plan, PLANS),
                "keyword_or_audience": words(plan, AUDIENCE_OF_PLAN),
                "impressions": self._impressions(clicks, ENTRANCE_OF_PLAN[plan], day),
                "clicks": clicks,
                "cost": money(cost),
                "orders": total(at),
                "revenue": money(total(at, (self.o.amount - self.o.off)[self.o.paid])),
                "bid": money(np.round(cost / np.maximum(clicks, 1)).astype(np.int64)),
                "daily_budget": money(self.daily.budget.ravel()),
            }
        )

    # -- orders and what becomes of them -----------------------------------------------------

    def _lines(self):
        """Order lines: both articles of an order under each other; ``of`` is the order's row."""
        o = self.o
        two = np.flatnonzero(o.others > 0)
        of = np.concatenate([np.arange(len(o.order)), two])
        order = np.argsort(of, kind="stable")
        second = np.zeros(len(of), dtype=np.int8)
        second[len(o.order) :] = 1

        def both(first, other):
            return np.concatenate([first, other[two]])[order]

        return SimpleNamespace(
            of=of[order],
            second=second[order],
            sku=both(o.sku, o.other),
            pieces=both(o.pieces, o.others),
            price=both(o.price, o.other_price),
            off=both(o.first_off, o.off - o.first_off),
            **{name: both(getattr(o, f"{name}0"), getattr(o, f"{name}1")) for name in BACK},
        )

    def orders(self):
        o, paid = self.o, self.o.paid
        return pd.DataFrame(
            {
                "order_id": o.order + 1,
                "customer_id": o.key,
                "ts_order": self._times(o.ordered_at),
                "ts_pay": self._times(o.paid_at, paid),
                "ts_ship_click": self._times(o.shipped, paid),
                "ts_pickup": self._times(o.picked, paid),
                "ts_deliver": self._times(o.delivered, paid),
                "ts_confirm": self._times(o.confirmed, paid),
                "channel": words(CHANNEL_OF_ENTRANCE[o.entrance], CHANNELS),
                "list_amount": money(o.listed),
                "discount": money(o.listed - o.amount + o.off),
                "coupon_id": words(np.where(o.coupon, 0, -1), ("winback",)),
                "paid_amount": money(np.where(paid, o.amount - o.off, 0)),
                "shipping_cost": money(np.where(paid, o.cost, 0)),
                "region": words(o.region, self.world.regions.name),
            },
            copy=False,
        )

    def order_items(self):
        """price is per piece before the order's own reductions, which ``discount`` shares out."""
        lines = self.lines
        return pd.DataFrame(
            {
                "order_id": self.o.order[lines.of] + 1,
                "sku": words(lines.sku, self.words),
                "qty": lines.pieces,
                "price": money(lines.price),
                "cost": money(self.world.sku.cost[lines.sku]),
                "discount": money(lines.off),
            }
        )

    def shipments(self):
        o, paid = self.o, self.o.paid
        hours = np.round((o.delivered - o.paid_at)[paid] / 3600, 1)
        return pd.DataFrame(
            {
                "order_id": o.order[paid] + 1,
                "courier": words(o.courier[paid], self.world.couriers.name),
                "warehouse": words(o.near[paid].astype(np.int8), ("cloud", "front")),
                "region": words(o.region[paid], self.world.regions.name),
                "weight_kg": o.kg[paid],
                "volume_l": o.litres[paid],
                "cost": money(o.cost[paid]),
                "promised_h": o.promised_h[paid],
                "actual_h": hours,
            }
        )

    def returns(self):
        lines = self.lines
        back = np.flatnonzero(lines.returned)
        order = self.o.order[lines.of[back]] + 1
        return pd.DataFrame(
            {
                "return_id": order * 10 + lines.second[back] + 1,
                "order_id": order,
                "sku": words(lines.sku[back], self.words),
                "reason": words(lines.reason[back], REASONS),
                "requested_at": self._times(lines.requested[back]),
                "pickup_at": self._times(lines.picked[back]),
                "inspected_at": self._times(lines.inspected[back]),
                "grade": words(lines.grade[back], GRADES),
                "disposal": words(lines.disposal[back], DISPOSALS),
                "recovered_value": money(lines.recovered[back]),
                "refund": money(lines.refund[back]),
                "handling_cost": money(lines.handling[back]),
            }
        )

    def order_truth(self):
        return pd.DataFrame(
            {
                "order_id": self.o.order + 1,
                "satisfaction": np.round(self.o.happy, 4),
                "defect": self.o.defect0 | (self.o.defect1 & (self.o.others > 0)),
            }
        )

    # -- money ---------------------------------------------------------------------------------

    def pnl_lines(self):
        """Every yuan: what an order earns and costs on its day, refunds on theirs, and the rest.

        Rows are in the order of the day that caused them.
        """
        parts = [*self._order_lines(), *self._return_lines(), *self._day_lines()]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        rank = np.argsort(columns[0].astype(np.int16), kind="stable")
        _, day, order, sku, channel, line, amount = (column[rank] for column in columns)
        keep = amount != 0
        return pd.DataFrame(
            {
                "date": self._dates(day[keep]),
                "order_id": pd.arrays.IntegerArray(order[keep], order[keep] == 0),
                "sku": words(sku[keep], self.words),
                "channel": words(channel[keep], CHANNELS),
                "line": words(line[keep], LINES),
                "amount": money(amount[keep]),
            }
        )

    def _order_lines(self):
        o, lines, money_facts = self.o, self.lines, self.world.money
        mine = np.flatnonzero(o.paid[lines.of])
        of, sku = lines.of[mine], lines.sku[mine]
        revenue = lines.price[mine] * lines.pieces[mine] - lines.off[mine]
        cost = self.world.sku.cost[sku] * lines.pieces[mine]
        yield self._block(of, o.day[of], sku, "revenue", revenue)
        yield self._block(of, o.day[of], sku, "cogs", -cost)
        paid = np.flatnonzero(o.paid)
        fee = np.round((o.amount - o.off)[paid] * money_facts.fee).astype(np.int64)
        yield self._block(paid, o.day[paid], None, "platform_fee", -fee)
        yield self._block(paid, o.day[paid], None, "shipping", -o.cost[paid])
        packaging = np.full(len(paid), money_facts.packaging)
        yield self._block(paid, o.day[paid], None, "packaging", -packaging)

    def _return_lines(self):
        lines = self.lines
        back = np.flatnonzero(lines.returned)
        of, sku = lines.of[back], lines.sku[back]
        day = lines.inspected[back] // DAY
        yield self._block(of, day, sku, "refund", -lines.refund[back])
        loss = lines.recovered[back] - lines.handling[back]
        yield self._block(of, day, sku, "returns", loss)

    def _day_lines(self):
        """Advertising, labour, the warehouse and messages, by day."""
        days, plans = self.daily.spend.shape
        day = np.repeat(self.first_day + np.arange(days), plans)
        kind = np.array([LINE[line] for line in self.world.ads.line])
        channel = CHANNEL_OF_ENTRANCE[ENTRANCE_OF_PLAN]
        none = np.full(len(day), -1)
        yield (
            day, day, np.zeros(len(day), np.int64), none, np.tile(channel, days),
            np.tile(kind, days), -self.daily.spend.ravel(),
        )  # fmt: skip
        day = self.first_day + np.arange(days)
        labour = np.round(self.daily.labour).astype(np.int64)
        other = self.daily.warehouse + self._message_costs(day)
        for line, amount in (("labour", labour), ("other", other)):
            none = np.full(days, -1)
            kinds = np.full(days, LINE[line])
            yield day, day, np.zeros(days, np.int64), none, none, kinds, -amount

        yield self._supplier_line()

    def _supplier_line(self):
        """What accepted lots cost above (or below) the articles' usual cost."""
        lot, unit = self._lots(self.first_day)
        more = (unit - self.world.sku.cost[lot.sku]) * lot.lot * lot.passed
        none = np.full(len(more), -1)
        zero = np.zeros(len(more), np.int64)
        return lot.day, lot.due, zero, lot.sku, none, np.full(len(more), LINE["cogs"]), -more

    def _message_costs(self, day):
        touches = self.engine.touches
        if not touches:
            return np.zeros(len(day), np.int64)
        touches = touches.columns()
        sent = np.bincount(touches.day - self.first_day, touches.treated, len(day))
        return sent.astype(np.int64) * self.world.money.message

    def _block(self, of, day, sku, line, amount):
        """Rows of one kind of line: cause day, day, order, article, channel, line, cents."""
        o = self.o
        none = np.full(len(of), -1)
        return (
            o.day[of], day, o.order[of] + 1, none if sku is None else sku,
            CHANNEL_OF_ENTRANCE[o.entrance[of]], np.full(len(of), LINE[line]), amount,
        )  # fmt: skip

    # -- stock and suppliers ------------------------------------------------------------------

    def inventory_daily(self):
        """on_hand is the evening's stock; demand is what would have sold from a full shelf."""
        shelf, count = self.shelf, len(self.words)
        days = len(shelf.on_hand) // count
        day = np.repeat(self.first_day + np.arange(days), count)
        return pd.DataFrame(
            {
                "date": self._dates(day),
                "sku": words(np.tile(np.arange(count), days), self.words),
                "on_hand": shelf.on_hand,
                "listed_stock": shelf.on_hand,
                "on_order": shelf.on_order,
                "received": shelf.received,
                "put_back": shelf.put_back,
                "sales": shelf.sales,
                "demand": shelf.demand,
                "stockout_flag": shelf.demand > shelf.sales,
                "safety": shelf.safety,
                "warning": shelf.warning,
                "stockout_level": np.zeros(len(day), np.int64),
                "price": money(shelf.price),
            }
        )

    def _lots(self, first_day=0):
        """The lots ordered from a day on, and their price per piece in cents."""
        names = ("day", "sku", "supplier", "due", "lot", "found", "passed")
        lots = [lot for lot in self.engine.stock.lots if lot[0][0] >= first_day]
        joined = map(np.concatenate, zip(*lots, strict=True)) if lots else [np.zeros(0, int)] * 7
        lot = SimpleNamespace(**dict(zip(names, joined, strict=True)))
        unit = self.world.sku.cost[lot.sku] * self.world.suppliers.price[lot.supplier]
        return lot, np.round(unit).astype(np.int64)

    def inbound(self):
        """Lots ordered, and what the sample of each showed when it came."""
        lot, unit = self._lots()
        return pd.DataFrame(
            {
                "po_id": 1 + np.arange(len(lot.day)),
                "supplier": words(lot.supplier, self.world.suppliers.name),
                "sku": words(lot.sku, self.words),
                "ordered_at": self._times(lot.day * DAY + 72000),
                "received_at": self._times(lot.due * DAY + 28800),
                "lot_size": lot.lot,
                "sample_n": whole(np.minimum(lot.lot, SAMPLE)),
                "sample_defects": whole(np.minimum(lot.found, lot.lot)),
                "accepted": pd.array(lot.passed.astype(bool), dtype="boolean"),
                "unit_cost": money(unit),
            }
        )

    def suppliers(self):
        facts = self.world.suppliers
        return pd.DataFrame(
            {
                "supplier": facts.name,
                "unit_price": facts.price,  # relative to the article's usual cost
                "lead_mean": facts.lead,
                "lead_sd": facts.lead_sd,
                "defect_rate": facts.defect,
                "payment_days": facts.payment_days,
                "quality_deposit": facts.deposit,
                "accepts_returns": facts.returns,
                "gives_qc_report": facts.report,
                "capacity": facts.capacity,
                "moq": facts.moq,
            }
        )

    def courier_rates(self):
        facts, regions = self.world.couriers, self.world.regions
        courier = np.repeat(np.arange(len(facts.name)), len(regions.name))
        region = np.tile(np.arange(len(regions.name)), len(facts.name))
        zone = regions.zone[region]
        return pd.DataFrame(
            {
                "courier": words(courier, facts.name),
                "region": words(region, regions.name),
                "volume_tier_from": 0,
                "first_kg_price": facts.first[courier, zone],
                "next_kg_price": facts.next[courier, zone],
                "vol_divisor": facts.divisor[courier],
                "expected_h": facts.hours[courier, zone],
            }
        )

    def sku(self):
        sku, world = self.world.sku, self.world
        return pd.DataFrame(
            {
                "sku": words(np.arange(len(sku.name)), sku.name),
                "title": sku.title,
                "category": words(sku.category, world.categories),
                "role": words(sku.role, ROLES),
                "is_standard": ~sku.sized,
                "launch_date": self._dates(np.full(len(sku.name), -120)),
                "list_price": money(sku.list_price),
                "price": money(sku.price),
                "unit_cost": money(sku.cost),
                "weight_kg": sku.weight,
                "volume_l": sku.volume,
                "lead_time_days": int(world.suppliers.lead[0]),
                "supplier": world.suppliers.name[0],
                "origin_direct": True,
                "moq": int(self.engine.stock.moq[0]),
            }
        )

    # -- the calendar ---------------------------------------------------------------------------

    def calendar(self, days):
        demand, day = self.engine.demand, np.arange(days)
        date = self.world.date(day)
        u = hash_uniforms(self.seed, WEATHER, day)[0]
        weekdays = np.array(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
        return pd.DataFrame(
            {
                "date": self._dates(day),
                "weekday": weekdays[(date.astype("int64") + 3) % 7],
                "holiday": pd.array(demand.holiday[:days], dtype="str"),
                "platform_event": pd.array(demand.event[:days], dtype="str"),
                "weather": words(np.searchsorted([0.55, 0.78, 0.97], u), WEATHERS),
                "season": words(season_of(date), SEASONS),
            }
        )

    def promos(self, days):
        """The events' discounts with first and last day, and the order threshold."""
        names = np.array([name or "" for name in self.engine.demand.event[:days]])
        change = np.flatnonzero(np.append(True, names[1:] != names[:-1]))
        ends = np.append(change[1:], days) - 1
        on = names[change] != ""
        first, last, name = change[on], ends[on], names[change[on]]
        plan = self.engine.plan
        return pd.DataFrame(
            {
                "promo_id": [
                    *(f"{n}_{d}" for n, d in zip(name, self.world.date(first), strict=True)),
                    "threshold",
                ],
                "type": ["event_discount"] * len(name) + ["threshold"],
                "start": self._dates(np.append(first, 0)),
                "end": self._dates(np.append(last, days - 1)),
                "threshold": [0.0] * len(name) + [plan.threshold / 100],
                "reduction": [plan.discount[n] / 1000 for n in name] + [plan.off / 100],
            }
        )

    # -- customers --------------------------------------------------------------------------------

    def customers(self):
        people, world = self.engine.people, self.world
        rows, key = self._customer_rows()
        traits = Traits(world, self.seed, key)
        u = hash_uniforms(self.seed, PROFILE, key, count=3)
        age = 18 + np.floor(42 * u[1] ** 1.3).astype(np.int64)
        born = world.start - age * 365 - np.floor(365 * u[2]).astype(np.int64)
        city = traits.region * 3 + np.floor(u[2] * 3).astype(np.int64)
        first = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
        return pd.DataFrame(
            {
                "customer_id": key,
                "first_order_at": self._times(first),
                "acq_channel": words(CHANNEL_OF_ENTRANCE[people.acquired[rows]], CHANNELS),
                "acq_offer": words(people.offer[rows] - 1, ("discount",)),
                "gender": words((u[0] < 0.54).astype(int), ("m", "f")),
                "birthday": self._dates(born - world.start),
                "city": words(city, world.regions.cities.ravel()),
                "category_pref": words(world.sku.category[people.sku[rows]], world.categories),
                "in_private_domain": traits.private,
                "marketing_consent": traits.consent,
            }
        )

    def _customer_rows(self):
        """Those who have bought, in the order of their first purchase."""
        people = self.engine.people
        rows = np.flatnonzero(people.orders[: people.count] > 0)
        time = people.first_order[rows].astype(np.int64) * DAY + people.first_time[rows]
        rows = rows[np.lexsort((people.key[rows], time))]
        return rows, people.key[rows]

    def customer_truth(self):
        _, key = self._customer_rows()
        traits = Traits(self.world, self.seed, key)
        return pd.DataFrame(
            {
                "customer_id": key,
                "rate_a_day": np.round(traits.rate, 6),
                "drop_out": np.round(traits.drop, 6),
                "response_type": words(traits.kind, TYPES),
            }
        )

    def _touch_log(self):
        if self.all_touches is None:
            empty = np.zeros(0, dtype=np.int64)
            names = ("person", "day", "treated", "delivered", "opened", "clicked", "kind")
            return SimpleNamespace(**{name: empty for name in names})
        return self.all_touches

    all_touches = None  # set by the run: the touches of all stretches

    def touches(self):
        touch, plan = self._touch_log(), self.engine.plan
        return pd.DataFrame(
            {
                "touch_id": 1 + np.arange(len(touch.day)),
                "customer_id": self.engine.people.key[touch.person],
                "ts": self._times(touch.day.astype(np.int64) * DAY + 36000),
                "channel": words(np.zeros(len(touch.day), np.int8), ("sms",)),
                "trigger": words(np.zeros(len(touch.day), np.int8), ("days_since_order",)),
                "segment": words(np.zeros(len(touch.day), np.int8), ("dormant",)),
                "offer_cost": np.where(touch.treated, plan.coupon / 100, 0.0),
                "arm": words(touch.treated.astype(np.int8), ("holdout", "treated")),
                "delivered": touch.delivered.astype(bool),
                "opened": touch.opened.astype(bool),
                "clicked": touch.clicked.astype(bool),
            }
        )

    def touch_truth(self):
        touch = self._touch_log()
        return pd.DataFrame(
            {"touch_id": 1 + np.arange(len(touch.day)), "response_type": words(touch.kind, TYPES)}
        )

    # -- small parts ---------------------------------------------------------------------------

    def _times(self, seconds, exists=None):
        """Seconds from the world's first midnight, as times of the shop's zone."""
        start = pd.Timestamp(self.world.date(0)).tz_localize(self.world.zone)
        micro = (np.asarray(seconds, dtype=np.int64) + int(start.timestamp())) * 1_000_000
        stamps = micro.view("M8[us]")
        if exists is not None:
            stamps = np.where(exists, stamps, np.datetime64("NaT"))
        return pd.DatetimeIndex(stamps).tz_localize("UTC").tz_convert(self.world.zone)

    def _dates(self, day):
        """Midnights of days; China keeps one offset all year."""
        return self._times(np.asarray(day, dtype=np.int64) * DAY)


BACK = (
    "returned", "reason", "requested", "picked", "inspected", "grade", "disposal", "recovered",
    "refund", "handling",
)  # fmt: skip


def words(codes, names):
    """A text column from numbers into a short list; -1 is empty."""
    return pd.Categorical.from_codes(np.asarray(codes), list(names), validate=False)


def money(cents):
    """Cents as yuan, rounded to .01."""
    return np.asarray(cents) / 100


def whole(values):
    """Whole numbers that may be missing."""
    return pd.array(values, dtype="Int64")


def _tails():
    """What follows the views, by depth * 4 + sized * 2 + favourite."""
    codes = np.zeros((24, 6), dtype=np.int8)
    lengths = np.zeros(24, dtype=np.int64)
    for depth in range(6):
        for sized in range(2):
            for fav in range(2):
                after = [2] * fav + [1] * (sized and depth > 0) + list(range(3, depth + 2))
                place = depth * 4 + sized * 2 + fav
                codes[place, : len(after)], lengths[place] = after, len(after)
    return codes, lengths
