"""Posts and live shows: which of them a visitor comes from decides the article, and how ready."""

import numpy as np

from ecomlab.shop.delivery import DAY
from ecomlab.shop.parts.base import Part
from ecomlab.shop.posts import OTHER_ARTICLE, Posts
from ecomlab.shop.shows import Shows
from ecomlab.shop.traffic import KEYS_A_DAY
from ecomlab.shop.world import BRAND, CHANNEL_OF_ENTRANCE, ENTRANCES, ORIGINS, codes

CONTENT, ON_AIR, SEARCH = codes(("content", "live", "natural_search"), ORIGINS)
POST, ROOM = codes(("post", "live_room"), ENTRANCES)
SETTLED = 15  # days after the payment at which a creator's order is settled (结算)


class Posting(Part):
    """Posts: hook, fit and creator move clicks and buying; good ones lift the brand's searches."""

    def __init__(self, engine):
        super().__init__(engine)
        self.posts = Posts(engine)

    def reach(self, day, potential, chance):
        posts, facts = self.posts, self.posts.facts
        some, weight = posts.shown(day)
        stir = posts.stir(weight)
        at = np.flatnonzero(potential.origin == CONTENT)
        chance[at] *= (stir / facts["usual"]) ** facts["volume"]
        total = np.cumsum(chance[at])
        self.engine.audience = float(np.round(total[-1], 6)) if len(at) else 0.0
        post, _ = posts.chosen(self.seed, day, day * KEYS_A_DAY + at, 0)
        chance[at] *= posts.audience[post] * posts.draw[post]
        brand = (stir / facts["usual"]) ** facts["brand"]
        for sku, lift, own_name, known in posts.known:
            level = known[day + posts.life]
            if level > 0:
                brand *= 1 + own_name * level
                mine = (potential.origin == SEARCH) & (potential.sku == sku)
                chance[mine] *= 1 + lift * level
        chance[np.flatnonzero(potential.origin == BRAND)] *= brand

    def gather(self, day, visits):
        """A post's visitors come for its article and are like its creator's fans."""
        visits.post = np.full(len(visits.key), -1, np.int32)
        at = np.flatnonzero(visits.entrance == POST)
        if not len(at):
            return
        posts, creators, types = self.posts, self.posts.creators, self.world.types
        post, u = posts.chosen(self.seed, day, visits.key[at], visits.nth[at], more=2)
        second = (posts.other[post] >= 0) & (u[0] < OTHER_ARTICLE)
        sku = np.where(second, posts.other[post], posts.sku[post])
        sku = np.where(self.world.sku.end[sku] >= day, sku, visits.sku[at])
        edges = creators.kinds[posts.creator[post], :, self.world.sku.category[sku]]
        kind = (u[1][:, None] >= edges).sum(axis=1).astype(np.int8)
        new = visits.person[at] < 0  # who is known stays who they are
        kind = np.where(new, kind, visits.kind[at]).astype(np.int8)
        visits.sensitivity[at] *= types.sensitivity[kind] / types.sensitivity[visits.kind[at]]
        visits.post[at], visits.sku[at], visits.kind[at] = post, sku, kind

    def arrive(self, day, visits):
        at = np.flatnonzero(visits.post >= 0)
        visits.intent[at] += self.posts.intent[visits.post[at]]

    def closed(self, day, orders, lines):
        """The commission of orders that a post brought, on what is kept at the settlement."""
        count, post = len(orders.key), orders.post
        due = orders.paid_at + SETTLED * DAY
        back = lines.returned & (lines.inspected <= due[lines.of])
        kept = orders.amount - orders.off
        kept = kept - np.bincount(lines.of, lines.refund * back, count).astype(np.int64)
        rate = self.posts.creators.commission[self.posts.creator[post]] * (post >= 0)
        rate = rate + self.world.commission[CHANNEL_OF_ENTRANCE[orders.entrance]]
        orders.commission = np.round(rate * kept * orders.sent).astype(np.int64)


class Showing(Part):
    """Live shows: people come while the article is shown; host and script move buying."""

    def __init__(self, engine):
        super().__init__(engine)
        self.shows = Shows(engine)

    def reach(self, day, potential, chance):
        at = np.flatnonzero(potential.origin == ON_AIR)
        chance[at] *= self.shows.pull[self.shows.host[day]]

    def gather(self, day, visits):
        """A visit of the live room is at a minute of the show, mostly for what is shown then."""
        shows, clock = self.shows, self.engine.clock
        visits.minute = np.full(len(visits.key), -1, np.int16)
        at = np.flatnonzero(visits.entrance == ROOM)
        minute, u = shows.minute_of(self.seed, day, visits.key[at], visits.nth[at])
        second = shows.start[day] + 60 * minute + 5 + np.floor(50 * u[0])
        visits.time[at] = np.interp(second, clock[1], clock[0])
        shown = u[1] < shows.facts["watched"]
        visits.sku[at] = np.where(shown, shows.sku[day, minute], visits.sku[at])
        visits.minute[at] = minute

    def arrive(self, day, visits):
        at = np.flatnonzero(visits.minute >= 0)
        visits.intent[at] += self.shows.lift(day, visits.minute[at])
