"""Places in the search results: who sells is found, and who is found sells."""

import numpy as np

from ecomlab.shop.parts.base import Part
from ecomlab.shop.titles import found_by, titles
from ecomlab.shop.world import ORIGINS

NATURAL = ORIGINS.index("natural_search")
FEW = 0.25  # orders a day that nobody is told apart by, at scale 1
LOWEST, HIGHEST = -2.0, 1.4
KEPT = 50  # articles whose standing is written down


class Ranks(Part):
    """The standing of each article: the log of how much nearer to the top than usual it is.

    With means that forget (``learn``): ``sales`` · log(orders / what the market would let expect)
    + ``conversion`` · log(orders a visit / usual) + ``rating`` · (stars − 4.7) − ``empty`` · share
    of days on which the shelf was empty. Visits by natural search follow it to the power of
    ``position``; the words in the title decide which searchers find the article at all.

    Attributes
    ----------
    standing : array (days, articles kept)
        Of each morning.
    """

    room = "pages"

    def __init__(self, engine):
        super().__init__(engine)
        world, self.facts = self.world, self.world.facts["ranks"]
        count = len(world.sku.name)
        self.usual = engine.stock.forecast.copy()
        self.few = FEW * world.scale
        self.market = self.usual * engine.demand.index[0, world.sku.category]
        self.sold = np.where(world.sku.standing, self.market, 0.0)
        self.came = self.market / self.facts["usual_conversion"]
        self.empty = np.zeros(count)
        self.standing = np.zeros((engine.days, min(count, KEPT)))
        self.kept = np.sort(np.argsort(-world.sku.draw, kind="stable")[:KEPT])
        self.titles = titles(world)
        found = found_by(world, self.titles.slots)
        self.found = found / (1 - self.facts["title"] * 0.3)  # as many as before, on the whole
        self.title = np.ones(count)
        self._retitle(self.titles.day <= 0)

    def attract(self, day, chance):
        """Visits by natural search follow the place, and the title."""
        self._retitle(self.titles.day == day)
        score = self.score()
        self.standing[day] = score[self.kept]
        chance[NATURAL] *= np.exp(self.facts["position"] * score) * self.title

    def score(self):
        """The standing of every article."""
        facts, few = self.facts, self.few
        sales = np.log((self.sold + few) / (self.market + few))
        usual = self.came * facts["usual_conversion"]
        conversion = np.log((self.sold + few) / (usual + few))
        stars = self.engine.rating - 4.7
        score = facts["sales"] * sales + facts["conversion"] * conversion
        score += facts["rating"] * stars - facts["empty"] * self.empty
        return np.clip(np.round(score, 9), LOWEST, HIGHEST)

    def evening(self, day, visits, carts, orders):
        """The platform learns from the day."""
        count, learn = len(self.usual), self.facts["learn"]
        paid = np.bincount(orders.sku[orders.paid], minlength=count)
        market = self.usual * self.engine.demand.index[day, self.world.sku.category]
        self.sold += learn * (paid - self.sold)
        self.came += learn * (np.bincount(visits.sku, minlength=count) - self.came)
        self.market += learn * (market - self.market)
        self.empty += learn * (self.engine.stock.short - self.empty)

    def _retitle(self, which):
        """New titles from today on."""
        at = np.flatnonzero(which)
        self.title[self.titles.sku[at]] = self.found[at]
