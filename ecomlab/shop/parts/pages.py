"""What an article's page shows: it brings clicks, fills carts, and some of it comes back."""

import numpy as np

from ecomlab.shop.pages import blocks, effects
from ecomlab.shop.parts.base import Part

CLAIM = "claim"  # the block that says more than the goods hold


class Pages(Part):
    """Blocks of the page, and what each does.

    Attributes
    ----------
    names : list of str
        The blocks.
    shown : array of bool, shape (days, articles, blocks)
    """

    room = "pages"

    def __init__(self, engine):
        super().__init__(engine)
        world = self.world
        self.names = list(world.facts["page_blocks"])
        self.first, self.turn = blocks(world)
        self.shown = np.zeros((engine.days, *self.first.shape), dtype=bool)
        self.clicks, self.cart, self.wrong, self.fit = (
            effects(world, name) for name in ("clicks", "cart", "not_as_described", "size_returns")
        )
        # As many visits and carts at the start as without blocks.
        draw = world.sku.draw * world.sku.standing
        draw = draw if draw.any() else world.sku.draw
        self.usual = [
            np.round(np.cumsum(draw * _sum(self.first, each))[-1] / np.cumsum(draw)[-1], 9)
            for each in (self.clicks, self.cart)
        ]

    def attract(self, day, chance):
        """Who sees the article in a list clicks the more often, the better its picture is."""
        shown = self.first ^ ((self.turn >= 0) & (self.turn <= day))
        if not self.engine.plan["page.claims"]:
            shown[:, self.names.index(CLAIM)] = False
        self.shown[day] = shown
        self.adds = _sum(shown, self.cart) - self.usual[1]
        self.engine.wrong = _sum(shown, self.wrong)
        self.engine.misfit = np.exp(_sum(shown, self.fit))
        chance *= np.exp(_sum(shown, self.clicks) - self.usual[0])

    def arrive(self, day, visits):
        """Who reads the page is won, or isn't."""
        visits.intent += self.adds[visits.sku]


def _sum(shown, effect):
    """What a page's blocks do together; added in one order on every machine."""
    return np.round(np.cumsum(shown * effect, axis=1)[:, -1], 9)
