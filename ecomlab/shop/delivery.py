"""What becomes of a paid order: parcel, satisfaction, returns, and the goods' way back."""

import numpy as np
from scipy.special import ndtri

from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import CANCELLED, ORDER
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE
from ecomlab.streams import hash_uniforms

HOUR, DAY = 3600, 86400
REASONS = ("quality", "late", "not_as_described", "size", "change_of_mind")
GRADES = ("as_new", "minor", "severe")
NOT_AS_DESCRIBED = REASONS.index("not_as_described")
DISPOSALS = ("restock", "lucky_bag", "scrap")
RESTOCK, _, SCRAP = range(3)
CUTOFF = 16.0  # orders paid later in the day wait until the next
FRONT_SPEED = 0.6  # of the hours, in the two zones next to a front warehouse
FRONT_ZONES = 1
EXPRESS = 2  # the courier's number
ROUNDS = (8, 21)  # hours in which couriers and the warehouse's returns desk work
TIER_DAYS = 30  # whose parcels decide a courier's rates
MOST_LINES = 3  # of an order
SIZE_HELP = 0.57  # of the pieces that don't fit, those left with a size adviser
FLAW = np.array([0.0, 0.5, 1.0])  # share of buyers who would send it back, by grade


class Couriers:
    """Who carries a parcel, what it costs, how long it takes under today's load."""

    def __init__(self, world):
        facts = world.couriers
        self.world, self.backlog = world, 0.0
        rate = facts.tier_rate.T[:, :, None]  # (tiers, couriers, zones)
        self.first = np.round(100 * facts.first * rate).astype(np.int64)  # cents
        self.next = np.round(100 * facts.next * rate).astype(np.int64)
        self.tier_from = tiers(world)
        self.parcels = np.zeros((TIER_DAYS, len(facts.name)), np.int64)  # of the last days
        self.capacity = facts.capacity * world.scale

    def promised(self, plan, courier=None):
        """Days that the page promises: the usual way plus what waits in the warehouse."""
        courier = max(plan.courier, 0) if courier is None else courier
        hours = self.world.couriers.hours[courier].mean()
        return (hours + 24) / 24 * (FRONT_SPEED if plan.front else 1) + self.backlog

    def choose(self, plan, zone, kg, litres, express):
        """The courier of each parcel and its price in cents, at the rates of today's tier."""
        chargeable = np.maximum(kg, litres * 1000 / self.world.couriers.divisor[:, None])
        more = np.maximum(np.ceil(np.round(chargeable, 6)) - 1, 0).astype(np.int64)
        everyone = np.arange(len(self.capacity))
        mean = self.parcels.sum(axis=0) / TIER_DAYS
        tier = (mean[:, None] >= self.tier_from).sum(axis=1) - 1
        first, further = self.first[tier, everyone], self.next[tier, everyone]
        price = first[:, zone] + further[:, zone] * more
        usual = price.argmin(axis=0) if plan.courier < 0 else np.full(len(zone), plan.courier)
        courier = np.where(express, EXPRESS, usual)
        return courier, price[courier, np.arange(len(zone))]

    def load(self, courier):
        """How much slower each courier is today; what the warehouse can't pack waits."""
        parcels = np.bincount(courier, minlength=len(self.capacity))
        self.parcels = np.concatenate([self.parcels[1:], parcels[None]])
        room = 1.3 * self.capacity[:2].sum()
        self.backlog = min(max(self.backlog + (len(courier) - room) / room, 0), 5)
        return 1 + 0.8 * np.maximum(parcels / self.capacity - 1, 0) ** 0.5


def tiers(world):
    """From how many parcels a day each courier's rates hold, shape (couriers, tiers)."""
    least = np.ceil(world.couriers.tier_from * world.scale).astype(np.int64)
    return np.maximum(least, np.arange(least.shape[1]))


def dispatch(world, couriers, plan, u, orders, lines, express, season=1.0):
    """Columns ``log.PARCEL`` of the day's orders, and by how many hours each is late.

    ``season``: times the usual hours that all couriers take, whatever their load.
    """
    kg, litres = (
        np.bincount(lines.of, each[lines.sku] * lines.pieces, len(orders.key))
        for each in (world.sku.weight, world.sku.volume)
    )
    zone = world.regions.zone[orders.region]
    waiting = couriers.backlog
    courier, cost = couriers.choose(plan, zone, kg, litres, express)
    slow = season * couriers.load(courier[orders.sent])[courier]
    usual = world.couriers.hours[courier, zone].astype(float)
    near = plan.front & (zone <= FRONT_ZONES)
    usual = np.where(near, usual * FRONT_SPEED, usual)
    hour = orders.ordered_at % DAY / HOUR
    handling = HOUR * (2 + 8 * u[0]) + DAY * ((hour > CUTOFF) * 0.6 + waiting)
    shipped = orders.paid_at + np.round(handling).astype(np.int64)
    picked = shipped + np.round(HOUR * (1 + 7 * u[1])).astype(np.int64)
    transit = HOUR * usual * np.exp(0.22 * ndtri(u[2])) * slow * 0.72
    delivered = awake(picked + np.round(transit).astype(np.int64), *ROUNDS)
    delivered = np.maximum(delivered, picked + 4 * HOUR)
    confirmed = awake(delivered + np.round(DAY * (0.2 + 6.8 * u[3])).astype(np.int64))
    confirmed = np.maximum(confirmed, delivered + 60)
    promised_h = np.round(usual + 24, 1)
    late = np.maximum((delivered - orders.paid_at) / HOUR - promised_h, 0)
    return Columns(
        courier=courier.astype(np.int8), cost=cost, kg=np.round(kg, 2), litres=np.round(litres, 2),
        shipped=shipped, picked=picked, delivered=delivered, confirmed=confirmed,
        promised_h=promised_h, late=late, near=np.broadcast_to(near, len(zone)),
    )  # fmt: skip


def awake(second, first=7, last=24):
    """The same days, at an hour when people are up: the day's hours laid over those in between.

    >>> awake(np.array([0, DAY // 2, 3 * DAY])) / HOUR
    array([ 7. , 15.5, 79. ])
    """
    day, of_day = np.divmod(second, DAY)
    return day * DAY + first * HOUR + of_day * (last - first) // 24


def satisfaction(late, lines):
    """How pleased the buyers are: less by a defect, by hours late, by a wrong description."""
    wrong = lines.returned & (lines.reason == NOT_AS_DESCRIBED)
    defect, wrong = (np.bincount(lines.of, each, len(late)) > 0 for each in (lines.defect, wrong))
    return np.round(1 - 0.5 * defect - np.minimum(0.012 * late, 0.5) - 0.1 * wrong, 6)


def send_back(world, plan, u, orders, lines, asked, defect_rate):
    """Columns ``log.RETURN`` of the lines of the orders; ``u`` has shape (6, lines).

    ``asked``: cents to be paid for each line. ``lines.wrong``, ``lines.misfit``: what the article's
    page adds to the share sent back as not as described, and times the share that doesn't fit.
    """
    orders = orders.take(lines.of)
    sku, pieces, late = lines.sku, lines.pieces, orders.late
    defect = u[0] < defect_rate[sku]
    praised = world.facts["voices"]["praise_returns"] * plan["service.review_gifts"]
    wrong = orders.regret + lines.wrong + praised
    facts, sized = world.returning, world.sku.sized[sku]
    usual = world.sku.returns[sku] * facts.back_by[CHANNEL_OF_ENTRANCE[orders.entrance]]
    unlike = np.where(sized, facts.sized[0], facts.plain[0]) * usual + wrong
    helped = SIZE_HELP if plan["page.size_help"] else 1.0
    unfit = sized * (facts.sized[1] * usual * helped * lines.misfit + np.minimum(unlike, 0))
    minds = np.where(sized, facts.sized[2], facts.plain[2]) * usual
    parts = np.array(
        [
            0.65 * defect,
            np.minimum(0.0015 * late, 0.15),
            np.maximum(unlike, 0),
            np.maximum(unfit, 0),
            minds * (1 + world.funnel.insured_returns * plan.insured)
            + world.funnel.pulled_returns * lines.pulled,
        ]
    )
    edges = np.cumsum(parts, axis=0)
    returned = (u[1] < np.minimum(edges[-1], 0.95)) & orders.sent & (pieces > 0)
    reason = (u[1] >= edges).sum(axis=0).astype(np.int8)
    requested = awake(orders.delivered + np.round(DAY * (0.3 + 5 * u[2] ** 2)).astype(np.int64))
    requested = np.maximum(requested, orders.delivered + 600)
    picked = awake(requested + np.round(HOUR * (5 + 30 * u[3])).astype(np.int64), *ROUNDS)
    picked = np.maximum(picked, requested + HOUR)
    least, more = facts.desk
    inspected = awake(picked + np.round(DAY * (least + more * u[4])).astype(np.int64), *ROUNDS)
    inspected = np.maximum(inspected, picked + HOUR)
    flawed, damaged = facts.flawed
    grade = np.where(defect, 1 + (u[5] < 0.5), (u[5] < flawed) * 1 + (u[5] < damaged))
    grade = grade.astype(np.int8)
    disposal = plan.disposal[grade]
    cost = world.sku.cost[sku] * pieces
    money = world.money
    share = np.array([money.minor, money.minor, money.severe])[grade]
    lucky_bag = np.round(cost * share).astype(np.int64)
    recovered = np.choose(disposal, [cost, lucky_bag, np.zeros_like(cost)])
    handling = money.handling + money.grading * plan["returns.grading"]
    way_back = facts.freight * ((reason <= NOT_AS_DESCRIBED) & (not plan.insured))
    return Columns(
        returned=returned, defect=defect, reason=reason, requested=requested, picked=picked,
        inspected=inspected, grade=grade, disposal=disposal, recovered=recovered,
        refund=asked, handling=handling + way_back, vat_back=vat(plan, asked, recovered),
    )  # fmt: skip


def confirmed(orders, lines):
    """Whose receipt is confirmed: not if the buyer asked before to send all of it back."""
    kept = ~lines.returned | (lines.requested >= orders.confirmed[lines.of])
    return orders.sent & (np.bincount(lines.of, kept, len(orders.sent)) > 0)


def fee(world, paid):
    """What the platform takes of an order, in cents; a refund gives its part back."""
    return np.round(paid * world.money.fee).astype(np.int64)


def vat(plan, paid, cost):
    """Value added tax in what is paid for goods, less that in their cost, in cents.

    A small-scale taxpayer (小规模纳税人) owes a share of what is paid; a general one (一般纳税人)
    owes the tax in it, less the tax in the goods bought.

    >>> from types import SimpleNamespace
    >>> general = SimpleNamespace(tax=SimpleNamespace(rate=0.13, input=0.13))
    >>> vat(general, np.array([11300]), np.array([5650]))
    array([650])
    """
    owed, claimed = (
        np.round(amount * share / (1 + share)).astype(np.int64)
        for amount, share in ((paid, plan.tax.rate), (cost, plan.tax.input))
    )
    return owed - claimed


def cancel(world, seed, orders):
    """Who takes a paid order back before it is sent, and after what share of the wait."""
    u = hash_uniforms(seed, CANCELLED, orders.key, orders.nth, count=2)
    by = world.returning.cancelled_by[CHANNEL_OF_ENTRANCE[orders.entrance]]
    return orders.paid & (u[0] < world.funnel.cancelled * by), 0.02 + 0.9 * u[1]


def fates(seed, key, nth):
    """The uniforms of a day's orders: 4 of the parcel, and 6 of each line, shape (6, lines, n)."""
    u = hash_uniforms(seed, ORDER, key, nth, count=4 + 6 * MOST_LINES)
    return u[:4], u[4:].reshape(MOST_LINES, 6, -1).swapaxes(0, 1)
