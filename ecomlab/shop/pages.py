"""What stands on an article's page: blocks that were there at the start, and dated revisions."""

import numpy as np

from ecomlab.shop.streams_in_use import BLOCK
from ecomlab.streams import hash_uniforms

FIRST, LAST = 45, 650  # days from the start (or the launch) between which a block comes or goes


def blocks(world):
    """Which blocks each page has at first, and on which day that is turned round.

    Better pages were made for the articles that sell better: who compares pages compares
    articles.

    Returns
    -------
    first : array of bool, shape (articles, blocks)
    turn : array of int, of the same shape
        The day from which it is the other way round; -1: never.

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> first, turn = blocks(World())
    >>> first.shape, int((turn > 0).sum())
    ((40, 6), 102)
    """
    facts, count = list(world.facts["page_blocks"].values()), len(world.sku.name)
    key = np.arange(count)[:, None] * 100 + np.arange(len(facts))
    u = hash_uniforms(world.seed, BLOCK, key.ravel(), count=3).reshape(3, *key.shape)
    order = np.argsort(np.argsort(world.sku.draw, kind="stable"), kind="stable")
    wanted = order / max(count - 1, 1) - 0.5  # from -.5 to .5
    has, better, moves = (np.array([f[name] for f in facts]) for name in ("has", "better", "moves"))
    first = u[0] < has + better * wanted[:, None]
    day = np.maximum(world.sku.launch, 0)[:, None] + FIRST
    day = day + np.floor((LAST - FIRST) * u[2]).astype(np.int64)
    return first, np.where(u[1] < moves, day, -1)


def effects(world, name):
    """One effect of every block, as an array in the scenario's order."""
    return np.array([facts[name] for facts in world.facts["page_blocks"].values()])
