"""Stock by article: who gets the last pieces, when more is ordered, and when it comes."""

import numpy as np
from scipy.special import ndtri

from ecomlab.shop import inspection
from ecomlab.shop.log import CLEARED, LOTS, Columns, Log
from ecomlab.shop.streams_in_use import PARTS, SUPPLY
from ecomlab.shop.styles import first_forecast
from ecomlab.streams import hash_uniforms

SPLIT = 120  # pieces from which a lot may come in two parts
FIRST_PART = (0.5, 0.3)  # of the lot, at least; and more, at most
LATER = (3, 9)  # days until the second part, at least; and more, at most
FASTEST = 1  # days
UNSERVED = 0.2  # how pleased buyers are whose order the shop takes back, for it had none left
NOTICED = 2  # days until it is known that a page shows too much
OFFER = 10_000  # numbers of the lots that are offered, beside the articles' own, begin here
AHEAD = 20  # days before the launch at which the first lot is ordered, and before the end the last


class Stock:
    """The shelf, what is on order, and the forecast, by article.

    Identity, every morning: on hand = yesterday's − sold + accepted lots + returns put back.
    """

    def __init__(self, world, plan, daily, days):
        self.world, self.days = world, days
        count = len(world.sku.name)
        self.forecast = first_forecast(world, daily)
        self.ordered = np.zeros(count, dtype=np.int64)  # lots so far
        days_held = plan.safety_days + world.sku.lead + plan["stock.cover_days"] / 2
        self.on_hand = np.ceil(np.round(self.forecast * days_held, 6)).astype(np.int64) + 1
        self.on_hand[~world.sku.standing] = 0
        if world.facts["styles"]:  # what comes before an order of the first day could is here
            due = self.forecast * (plan.safety_days + plan["stock.cover_days"])
            first = np.maximum(np.ceil(np.round(due, 6)).astype(np.int64), world.sku.moq)
            soon = ~world.sku.standing & (world.sku.launch < AHEAD)
            self.on_hand[soon], self.ordered[soon] = first[soon], 1
        self.on_order = np.zeros(count, dtype=np.int64)
        self.coming = np.zeros((days + 1, count), dtype=np.int64)  # ordered pieces, by day due
        self.good = np.zeros((days + 1, count), dtype=np.int64)  # accepted ones
        self.bad_pieces = np.zeros((days + 1, count))  # defects hidden among them
        self.back = np.zeros((days + 1, count), dtype=np.int64)  # returns put back on the shelf
        self.defects = self.on_hand * world.suppliers.defect[world.sku.supplier[:, 0]]
        self.lots, self.cleared = Log(LOTS), Log(CLEARED)
        self.rows = 0  # of the lots' log so far
        self.wrong = [pieces for *_, pieces in world.listing_errors]  # shown too many
        self.righted = [last for _, _, last, _ in world.listing_errors]  # on which day

    def morning(self, day):
        """Lots and graded returns reach the shelf."""
        self.on_hand += self.good[day] + self.back[day]
        self.defects += self.bad_pieces[day]
        self.on_order -= self.coming[day]
        self._clear(day)
        self.defect_rate = self.defects / np.maximum(self.on_hand, 1)
        self.opening = self.on_hand.copy()
        self._list(day)

    def _list(self, day):
        """What pages show beside what is there: pieces more or fewer, and when it stands."""
        self.more, self.oversold = np.zeros((2, len(self.on_hand)), np.int64)
        for nth, (sku, first, *_) in enumerate(self.world.listing_errors):
            if first <= day < self.righted[nth]:
                self.more[sku] += self.wrong[nth]
        self.stands = self.world.listing_stands.get(day)  # second of the day, or None
        self.frozen = None

    def hand_out(self, sku, wanted, second):
        """Pieces that each request gets by what its page shows, first come, first served.

        Returns them, and whether they are there: what is not was sold all the same (超卖).
        """
        if self.stands is None and not self.more.any():
            return allocate(sku, wanted, self.on_hand), np.ones(len(sku), dtype=bool)
        given, shown = np.zeros_like(wanted), np.maximum(self.on_hand + self.more, 0)
        late = np.zeros(len(sku), dtype=bool) if self.stands is None else second >= self.stands
        early = ~late
        given[early] = allocate(sku[early], wanted[early], shown)
        left = shown - _by_article(sku[early], given[early], len(shown))
        if self.stands is not None:
            self.frozen = left
        given[late] = np.minimum(wanted[late], left[sku[late]])
        there = running(sku, given) <= self.on_hand[sku]
        self.oversold = _by_article(sku, given * ~there, len(shown))
        return given, there

    def _clear(self, day):
        """What is left long after its last day on sale goes for a share of its cost (清仓)."""
        facts, sku = self.world.facts["clearance"], self.world.sku
        at = np.flatnonzero((self.on_hand > 0) & (sku.end + facts["days"] <= day))
        pieces = self.on_hand[at]
        loss = pieces * np.round(sku.cost[at] * (1 - facts["share"])).astype(np.int64)
        self.cleared.add(Columns(day=np.full(len(at), day), sku=at, pieces=pieces, loss=loss))
        self.on_hand[at] = self.defects[at] = 0

    def evening(self, seed, day, plan, sold, demand):
        """Book the day's sales, learn from them, and order where the position is low."""
        self.on_hand -= sold
        self.defects -= self.defect_rate * sold
        np.maximum(self.defects, 0, out=self.defects)
        self.short = demand > sold
        shown = np.maximum(self.on_hand + self.more - self.oversold, 0)
        self.listed = shown if self.frozen is None else self.frozen
        self._notice(day)
        seen = demand if plan["stock.forecast"] == "demand" else sold
        here = (self.world.sku.launch <= day) & (day <= self.world.sku.end)
        self.forecast += self.world.facts["stock"]["learning"] * here * (seen - self.forecast)
        lead = self.world.sku.lead
        self.safety = np.ceil(np.round(self.forecast * plan.safety_days, 6)).astype(np.int64)
        self.warning = self.safety + np.ceil(np.round(self.forecast * lead, 6)).astype(np.int64)
        sold_for = (self.world.sku.launch - AHEAD <= day) & (day <= self.world.sku.end - AHEAD)
        low = np.flatnonzero((self.on_hand + self.on_order <= self.warning) & sold_for)
        if len(low) and plan["stock.policy"] != "none":
            self._order(seed, day, plan, low)
        if plan["stock.bulk"]:
            self._take_offers(seed, day)

    def _notice(self, day):
        """Who can't pack an order looks up what its page shows: two days, and it is righted."""
        for nth, (sku, first, *_) in enumerate(self.world.listing_errors):
            if first <= day < self.righted[nth] and self.wrong[nth] > 0 and self.oversold[sku] > 0:
                self.wrong[nth] = max(self.wrong[nth] - int(self.oversold[sku]), 0)
                self.righted[nth] = min(self.righted[nth], day + NOTICED)

    def _order(self, seed, day, plan, low):
        """Send out one lot per article; supplier, lead time and quality by the lot's draws.

        The luck goes with the article's first, second, … lot, whenever it is ordered.
        """
        nth = self.ordered[low]
        u = hash_uniforms(seed, SUPPLY, low, nth, count=4)
        self.ordered[low] += 1
        facts = self.world.suppliers
        second = (u[0] < plan["supply.second_share"]).astype(np.int64)
        supplier = self.world.sku.supplier[low, second]
        usual = self.world.usual_lead(low, supplier) + facts.first[supplier] * (nth == 0)
        lead = np.round(usual + facts.lead_sd[supplier] * ndtri(u[1])).astype(np.int64)
        self._buy(seed, day, Columns(
            sku=low, nth=nth, supplier=supplier, lot=self._lot(plan, low), quality=u[2], luck=u[3],
            promised=day + np.round(usual).astype(np.int64),
            due=self._held_up(supplier, day + np.maximum(lead, FASTEST)),
            unit=np.round(self.world.sku.cost[low] * facts.price[supplier]).astype(np.int64),
        ))  # fmt: skip

    def _take_offers(self, seed, day):
        """Buy the large lots that suppliers offer cheaper today; how much is needed nobody asks."""
        for offer in self.world.offers_of_lots.get(day, []):
            sku = np.array([offer.sku])
            nth = np.array([OFFER + day])
            supplier = self.world.sku.supplier[sku, 0]
            lead = np.maximum(self.world.usual_lead(sku, supplier), FASTEST)
            u = hash_uniforms(seed, SUPPLY, sku, nth, count=4)
            price = self.world.suppliers.price[supplier] * offer.price
            due = day + np.round(lead).astype(np.int64)
            self._buy(seed, day, Columns(
                sku=sku, nth=nth, supplier=supplier, lot=np.array([offer.pieces]), quality=u[2],
                luck=u[3], promised=due, due=self._held_up(supplier, due),
                unit=np.round(self.world.sku.cost[sku] * price).astype(np.int64),
            ))  # fmt: skip

    def _buy(self, seed, day, lots):
        """Write down lots ordered today, a row per part, and what of each comes when."""
        np.add.at(self.on_order, lots.sku, lots.lot)
        parts = self._parts(seed, lots)
        sku, lot = parts.sku, parts.lot
        rate = self.world.defect(parts.supplier, parts.due) * (0.5 + parts.quality)
        bad = np.floor(np.round(lot * rate + parts.rest, 6)).astype(np.int64)
        sample, accepts = inspection.plan(lot, self.world.facts["inspection"]["aql"])
        found = inspection.found(lot, bad, sample, parts.luck)
        passed = found <= accepts
        here = np.minimum(parts.due, self.days)  # the last row is after the end
        np.add.at(self.coming, (here, sku), lot)
        np.add.at(self.good, (here, sku), lot * passed)
        np.add.at(self.bad_pieces, (here, sku), (bad - found) * passed)  # found ones are exchanged
        more = (parts.unit - self.world.sku.cost[sku]) * lot * passed
        numbers = Columns(day=np.full(len(sku), day), more=more, rate=rate, bad=bad)
        tested = Columns(sample=sample, accepts=accepts, found=found, passed=passed)
        self.lots.add(parts.join(numbers).join(tested))
        self.rows += len(sku)

    def _parts(self, seed, lots):
        """The lots as they will come, some in two parts, of which each is tested by itself."""
        v = hash_uniforms(seed, PARTS, lots.sku, lots.nth, count=6)
        two = (v[0] < self.world.suppliers.parts[lots.supplier]) & (lots.lot >= SPLIT)
        least, more = FIRST_PART
        first = np.where(two, np.round(lots.lot * (least + more * v[1])), lots.lot)
        whole = lots.join(Columns(rest=v[2], first=np.full(len(two), -1)))
        whole.lot = first.astype(np.int64)
        at = np.flatnonzero(two)
        if not len(at):
            return whole
        rest = lots.take(at).join(Columns(rest=v[3, at], first=self.rows + at))
        rest.lot = rest.lot - whole.lot[at]
        late = LATER[0] + np.floor((LATER[1] + 1) * v[4, at]).astype(np.int64)
        rest.due, rest.luck = self._held_up(rest.supplier, rest.due + late), v[5, at]
        return whole.above(rest)

    def _held_up(self, supplier, due):
        """When lots really come: those of a supplier who can't deliver come afterwards."""
        for who, first, last in self.world.disruptions:
            held = (supplier == who) & (first <= due) & (due <= last)
            due = np.where(held, last + 1 + (due - first) // 7, due)
        return due

    def _lot(self, plan, low):
        """Up to the level of warning plus cover, or a fixed lot; no less than the minimum."""
        cover = np.ceil(np.round(self.forecast[low] * plan["stock.cover_days"], 6))
        if plan["stock.policy"] == "order_up_to":
            cover += self.warning[low] - self.on_hand[low] - self.on_order[low]
        return np.maximum(cover.astype(np.int64), self.world.sku.moq[low])


def allocate(sku, wanted, stock):
    """How many pieces does each request get, first come, first served?

    Parameters
    ----------
    sku, wanted : arrays of int, in order of arrival
        Article and pieces of each request.
    stock : array of int
        Pieces on the shelf, by article.

    Returns
    -------
    array of int, pieces given
        The last in line may get fewer than wanted.

    Examples
    --------
    >>> allocate(np.array([0, 1, 0, 0]), np.array([1, 1, 2, 1]), np.array([2, 5]))
    array([1, 1, 1, 0])
    """
    asked = np.bincount(sku, wanted, len(stock))
    if (asked <= stock).all():
        return wanted.copy()
    return np.clip(stock[sku] - running(sku, wanted) + wanted, 0, wanted)


def running(sku, pieces):
    """Pieces of each request and of those before it for the same article.

    >>> running(np.array([0, 1, 0, 0]), np.array([1, 1, 2, 1])).tolist()
    [1, 1, 3, 4]
    """
    order = np.argsort(sku, kind="stable")
    total, ranked = np.cumsum(pieces[order]), sku[order]
    before = (total - pieces[order])[np.searchsorted(ranked, ranked)]
    upto = np.empty_like(pieces)
    upto[order] = total - before
    return upto


def _by_article(sku, pieces, count):
    return np.bincount(sku, pieces, count).astype(np.int64)
