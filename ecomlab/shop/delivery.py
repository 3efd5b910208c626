"""What becomes of a paid order: parcel, satisfaction, returns, and the goods' way back."""

import numpy as np
from scipy.special import ndtri

from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import CANCELLED, HABIT, ORDER, PARCEL_LOT
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, cents
from ecomlab.streams import hash_uniforms

HOUR, DAY = 3600, 86400
REASONS = ("quality", "late", "not_as_described", "size", "change_of_mind", "not_received")
GRADES = ("as_new", "minor", "severe")
NOT_AS_DESCRIBED, CHANGE_OF_MIND, NOT_RECEIVED = 2, 4, 5
HABITS = ("none", "serial", "wears", "between_sizes")
SERIAL, WEARS, BETWEEN_SIZES = 1, 2, 3
DISPOSALS = ("restock", "lucky_bag", "scrap")
RESTOCK, _, SCRAP = range(3)
CUTOFF = 16.0  # orders paid later in the day wait until the next
FRONT_SPEED = 0.6  # of the hours, in the two zones next to a front warehouse
FRONT_ZONES = 1
EXPRESS = 2  # the courier's number
MIXED = 3  # no courier: each parcel's by lot
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
        parcels = world.facts["parcels"]
        self.room = parcels["room"] * world.scale
        self.edges = np.cumsum([parcels["light"], parcels["heavy"]], axis=2)  # of the lots
        mixed = (np.array(parcels["light"]) * facts.hours.T).sum(axis=1)  # by zone
        self.hours = np.vstack([facts.hours, mixed])
        self.heavy_from = parcels["heavy_from"]
        self.surcharge = cents(parcels["surcharge"])  # by courier
        self.remote = np.isin(world.regions.name, parcels["remote"])  # by region

    def promised(self, plan, courier=None):
        """Days that the page promises: the usual way plus what waits in the warehouse."""
        courier = max(plan.courier, 0) if courier is None else courier
        hours = self.hours[courier].mean()
        return (hours + 24) / 24 * (FRONT_SPEED if plan.front else 1) + self.backlog

    def choose(self, plan, region, kg, litres, express, u):
        """The courier of each parcel and its price in cents, at the rates of today's tier.

        ``u``: the lots of those who decide by lot.
        """
        zone = self.world.regions.zone[region]
        chargeable = np.maximum(kg, litres * 1000 / self.world.couriers.divisor[:, None])
        more = np.maximum(np.ceil(np.round(chargeable, 6)) - 1, 0).astype(np.int64)
        everyone = np.arange(len(self.capacity))
        mean = self.parcels.sum(axis=0) / TIER_DAYS
        tier = (mean[:, None] >= self.tier_from).sum(axis=1) - 1
        first, further = self.first[tier, everyone], self.next[tier, everyone]
        price = first[:, zone] + further[:, zone] * more
        price = price + self.surcharge[:, None] * self.remote[region]
        if plan.courier == MIXED:
            heavy = (more[0] >= self.heavy_from).astype(np.int64)
            usual = (u[:, None] >= self.edges[heavy, zone, :-1]).sum(axis=1)
        elif plan.courier < 0:
            usual = price.argmin(axis=0)
        else:
            usual = np.full(len(zone), plan.courier)
        courier = np.where(express, EXPRESS, usual)
        return courier, price[courier, np.arange(len(zone))]

    def load(self, day, courier):
        """How much slower each courier is today; what the warehouse can't pack waits."""
        parcels = np.bincount(courier, minlength=len(self.capacity))
        self.parcels = np.concatenate([self.parcels[1:], parcels[None]])
        room = self._room(day)
        self.backlog = min(max(self.backlog + (len(courier) - room) / room, 0), 5)
        return 1 + 0.8 * np.maximum(parcels / self.capacity - 1, 0) ** 0.5

    def _room(self, day):
        """Parcels that the warehouse can pack on a day."""
        date, world = self.world.day, self.world
        few = [few["room"] * world.scale for few in world.facts["few_packers"]
               if date(few["from"]) <= day <= date(few["to"])]  # fmt: skip
        return min(few, default=self.room)


def tiers(world):
    """From how many parcels a day each courier's rates hold, shape (couriers, tiers)."""
    least = np.ceil(world.couriers.tier_from * world.scale).astype(np.int64)
    return np.maximum(least, np.arange(least.shape[1]))


def dispatch(world, couriers, plan, day, u, lot, orders, lines, express, season=1.0):
    """Columns ``log.PARCEL`` of the day's orders, and by how many hours each is late.

    ``lot``: the parcels' lots (``lots_of_parcels``). ``season``: times the usual hours that all
    couriers take, whatever their load.
    """
    kg, litres = (
        np.bincount(lines.of, each[lines.sku] * lines.pieces, len(orders.key))
        for each in (world.sku.weight, world.sku.volume)
    )
    zone, waiting = world.regions.zone[orders.region], couriers.backlog
    courier, cost = couriers.choose(plan, orders.region, kg, litres, express, lot[0])
    slow = season * couriers.load(day, courier[orders.sent])[courier]
    usual = world.couriers.hours[courier, zone].astype(float)
    near = plan.front & (zone <= FRONT_ZONES)
    usual = np.where(near, usual * FRONT_SPEED, usual)
    usual = usual + world.facts["parcels"]["remote_hours"] * couriers.remote[orders.region]
    parcels = _in_the_warehouse(world, u, lot, orders, waiting)
    parcels = parcels.join(_on_the_way(world, u, lot, orders, courier, parcels.picked, usual, slow))
    confirmed = awake(parcels.delivered + np.round(DAY * (0.2 + 6.8 * u[3])).astype(np.int64))
    confirmed = np.maximum(confirmed, parcels.delivered + 60)
    promised_h = np.round(usual + 24, 1)
    late = np.maximum((parcels.delivered - orders.paid_at) / HOUR - promised_h, 0)
    goods = np.bincount(lines.of, world.sku.cost[lines.sku] * lines.pieces, len(orders.key))
    most = cents(world.facts["parcels"]["compensated"])
    return parcels.join(Columns(
        courier=courier.astype(np.int8), cost=cost, kg=np.round(kg, 2), litres=np.round(litres, 2),
        confirmed=confirmed, promised_h=promised_h, late=late,
        near=np.broadcast_to(near, len(zone)),
        compensated=parcels.lost * np.minimum(goods.astype(np.int64), most),
    ))  # fmt: skip


def _in_the_warehouse(world, u, lot, orders, waiting):
    """When parcels are marked as shipped and when they are picked up, after days of waiting."""
    facts, hour = world.facts["parcels"], orders.ordered_at % DAY / HOUR
    forgotten = lot[1] < facts["forgotten"]
    handling = HOUR * (2 + 8 * u[0]) + DAY * ((hour > CUTOFF) * 0.6 + waiting)
    handling = handling + DAY * forgotten * (1.5 + 2.5 * lot[2])
    packed = orders.paid_at + np.round(handling).astype(np.int64)
    early = facts["early"] + facts["early_in_peaks"] * min(waiting, 1)
    early = orders.sent & (lot[3] < early)
    soon = orders.paid_at + np.round(0.2 * lot[4] * handling).astype(np.int64)
    return Columns(
        early=early, forgotten=forgotten & orders.sent, shipped=np.where(early, soon, packed),
        picked=packed + np.round(HOUR * (1 + 7 * u[1])).astype(np.int64),
    )  # fmt: skip


def _on_the_way(world, u, lot, orders, courier, picked, usual, slow):
    """When parcels arrive, or are given up as lost."""
    facts = world.facts["parcels"]
    more_hours, more_lost = routes(world, courier, orders.region, orders.day)
    transit = HOUR * (usual * np.exp(0.22 * ndtri(u[2])) * slow * facts["pace"] + more_hours)
    delivered = awake(picked + np.round(transit).astype(np.int64), *ROUNDS)
    delivered = np.maximum(delivered, picked + 4 * HOUR)
    lost = orders.sent & (lot[5] < np.array(facts["lost"])[courier] + more_lost)
    given_up = awake(picked + np.round(DAY * (6 + 4 * lot[6])).astype(np.int64), *ROUNDS)
    return Columns(lost=lost, delivered=np.where(lost, given_up, delivered))


def routes(world, courier, region, day):
    """Hours more, and the share of parcels lost beside the usual, of each parcel's route.

    >>> from ecomlab.shop import World
    >>> route = {"courier": "economy", "region": "hunan", "from": "2024-03-01", "to": "2024-05-31",
    ...          "hours": 20.0, "lost": 0.01}
    >>> world = World(facts={"route": [route]})
    >>> hunan = world.regions.name.index("hunan")
    >>> routes(world, np.array([0, 1, 0]), np.full(3, hunan), np.array([70, 70, 10]))
    (array([20.,  0.,  0.]), array([0.01, 0.  , 0.  ]))
    """
    hours, lost = np.zeros((2, len(courier)))
    for route in world.facts["route"]:
        mine = courier == world.couriers.name.index(route["courier"])
        mine = mine & (region == world.regions.name.index(route["region"]))
        mine = mine & (day >= world.day(route["from"])) & (day <= world.day(route["to"]))
        hours += route["hours"] * mine
        lost += route["lost"] * mine
    return hours, lost


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
    whim, misfit = _by_habit(world, orders.habit, lines.misfit)
    unlike = np.where(sized, facts.sized[0], facts.plain[0]) * usual + wrong
    helped = SIZE_HELP if plan["page.size_help"] else 1.0
    unfit = sized * (facts.sized[1] * usual * helped * misfit + np.minimum(unlike, 0))
    minds = np.where(sized, facts.sized[2], facts.plain[2]) * usual
    parts = np.array(
        [
            0.65 * defect,
            np.minimum(0.0015 * late, 0.15),
            np.maximum(unlike, 0),
            np.maximum(unfit, 0),
            minds * (1 + world.funnel.insured_returns * plan.insured)
            + world.funnel.pulled_returns * lines.pulled
            + whim,
        ]
    )
    edges = np.cumsum(parts, axis=0)
    returned = (u[1] < np.minimum(edges[-1], 0.95)) & orders.sent & (pieces > 0)
    reason = np.where(returned, (u[1] >= edges).sum(axis=0), len(REASONS)).astype(np.int8)
    worn = (orders.habit == WEARS) & (reason == CHANGE_OF_MIND)
    kept = np.where(worn, 4 + 2.5 * u[2], 0.3 + 5 * u[2] ** 2)  # days
    requested = awake(orders.delivered + np.round(DAY * kept).astype(np.int64))
    requested = np.maximum(requested, orders.delivered + 600)
    picked = awake(requested + np.round(HOUR * (5 + 30 * u[3])).astype(np.int64), *ROUNDS)
    picked = np.maximum(picked, requested + HOUR)
    least, more = facts.desk
    inspected = awake(picked + np.round(DAY * (least + more * u[4])).astype(np.int64), *ROUNDS)
    inspected = np.maximum(inspected, picked + HOUR)
    flawed, damaged = facts.flawed
    grade = np.where(defect, 1 + (u[5] < 0.5), (u[5] < flawed) * 1 + (u[5] < damaged))
    grade = np.where(worn & ~defect, 1 + (u[5] < 0.2), grade)
    grade = grade.astype(np.int8)
    disposal = plan.disposal[grade]
    cost = world.sku.cost[sku] * pieces
    money = world.money
    share = np.array([money.minor, money.minor, money.severe])[grade]
    lucky_bag = np.round(cost * share).astype(np.int64)
    recovered = np.choose(disposal, [cost, lucky_bag, np.zeros_like(cost)])
    handling = money.handling + money.grading * plan["returns.grading"]
    way_back = facts.freight * ((reason <= NOT_AS_DESCRIBED) & (not plan.insured))
    back = Columns(
        returned=returned, defect=defect, reason=reason, requested=requested, picked=picked,
        inspected=inspected, grade=grade, disposal=disposal, recovered=recovered,
        refund=asked, handling=handling + way_back, vat_back=vat(plan, asked, recovered),
    )  # fmt: skip
    return _never_came(back, orders, vat(plan, asked, np.zeros_like(asked)))


def _never_came(back, orders, vat_back):
    """The same, with the lines of lost parcels refunded on the day on which they are given up."""
    lost = orders.lost
    values = {
        "returned": True, "reason": NOT_RECEIVED, "requested": orders.delivered - DAY,
        "inspected": orders.delivered, "grade": -1, "disposal": -1, "recovered": 0, "handling": 0,
        "vat_back": vat_back,
    }  # fmt: skip
    for name, value in values.items():
        was = getattr(back, name)
        setattr(back, name, np.where(lost, value, was).astype(was.dtype))
    return back


def habits(world, seed, key, rate):
    """Who sends back more than others do, from their keys alone: a place in ``HABITS``.

    ``rate``: wishes to buy a day; who buys often is the likelier one.

    >>> from ecomlab.shop import World
    >>> facts = {"serial.share": 0.02, "serial.wears": 0.5, "serial.between_sizes": 0.1}
    >>> often = np.full(100_000, World().customers.visits_mean)
    >>> found = habits(World(facts=facts), (2026, 1), np.arange(100_000), often)
    >>> (np.bincount(found) / 100_000).round(2).tolist()
    [0.88, 0.01, 0.01, 0.1]
    """
    facts, u = world.facts["serial"], hash_uniforms(seed, HABIT, key, count=2)
    share = facts["share"] * rate / world.customers.visits_mean
    share = np.round(np.minimum(share, facts["most"]), 9)
    kind = np.where(u[1] < facts["wears"], WEARS, SERIAL)
    between = u[0] >= 1 - facts["between_sizes"]
    return np.where(u[0] < share, kind, np.where(between, BETWEEN_SIZES, 0)).astype(np.int8)


def _by_habit(world, habit, misfit):
    """What habits add to the share sent back on a whim, and times the share that doesn't fit."""
    facts = world.facts["serial"]
    whim = facts["back"] * ((habit == SERIAL) | (habit == WEARS))
    return whim, misfit * np.where(habit == BETWEEN_SIZES, facts["misfit"], 1.0)


def slipped(world, day, sku):
    """By how much the share of defects of articles, on days, is above that of their lots.

    >>> from ecomlab.shop import World
    >>> world = World(facts={"slip": [{"sku": "CH02", "from": "2024-03-01", "defect": 0.1}]})
    >>> [slipped(world, day, np.arange(3)).tolist() for day in (59, 60)]
    [[0.0, 0.0, 0.0], [0.0, 0.1, 0.0]]
    """
    more = np.zeros(len(sku))
    for slip in world.facts["slip"]:
        mine = np.array([name == slip["sku"] for name in world.sku.name])[sku]
        more += slip["defect"] * (mine & (day >= world.day(slip["from"])))
    return more


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


def lots_of_parcels(seed, key, nth):
    """The uniforms of a day's parcels: courier, forgotten, marked early, lost, and how long."""
    return hash_uniforms(seed, PARCEL_LOT, key, nth, count=7)
