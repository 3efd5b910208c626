"""What stands in an article's title, and since when: the words by which searchers find it."""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.streams_in_use import TITLE
from ecomlab.streams import hash_uniforms

ORDER = ("attribute", "scene", "core", "long_tail", "promo", "assurance")  # as titles are written
CHANGED, FILLED = 0.9, 0.5  # share of the titles that change once; of the slots that are filled
FIRST, LAST = 40, 620  # days from the start (or the launch) between which titles change


def titles(world):
    """Every title that an article has had, in the order of articles and time.

    Returns
    -------
    SimpleNamespace of arrays, one value per title
        sku; day, the first one (before day 0: from the launch on); slots (titles, ``ORDER``),
        which types of words it holds.

    Examples
    --------
    >>> from ecomlab.shop import World
    >>> found = titles(World())
    >>> len(found.sku), bool(found.slots[:, ORDER.index("core")].all())
    (77, True)
    """
    sku = np.arange(len(world.sku.name))
    u = hash_uniforms(world.seed, TITLE, sku, count=3 + len(ORDER))
    slots = u[3:].T < FILLED
    core = ORDER.index("core")
    slots[:, core] = True
    others = np.delete(np.arange(len(ORDER)), core)
    changed = np.flatnonzero(u[0] < CHANGED)
    later = slots[changed]
    turned = others[np.floor(u[2, changed] * len(others)).astype(int)]
    later[np.arange(len(changed)), turned] ^= True
    day = np.maximum(world.sku.launch[changed], 0) + FIRST
    day = day + np.floor((LAST - FIRST) * u[1, changed]).astype(np.int64)
    whose = np.concatenate([sku, changed])
    since = np.concatenate([world.sku.launch, day])
    order = np.lexsort((since, whose))
    return SimpleNamespace(
        sku=whose[order], day=since[order], slots=np.concatenate([slots, later])[order]
    )


def found_by(world, slots):
    """The share of a category's searches that finds each title, beside a title of all words.

    ``slots`` has a column for each of ``ORDER``; a searcher whose type of word isn't there finds
    the article less often.
    """
    words = world.words
    share = np.array([words.searches[words.name.index(kind)] for kind in ORDER])
    kept = np.where(slots, 1.0, 1 - world.facts["ranks"]["title"]) * share / share.sum()
    return np.round(np.cumsum(kept, axis=1)[:, -1], 9)


def text(world, sku, slots):
    """The title as it stands on the page.

    >>> from ecomlab.shop import World
    >>> text(World(), 0, [True, False, True, False, False, True])
    '轻量便携折叠露营椅两年质保'
    """
    category = world.categories[world.sku.category[sku]]
    words = world.facts["title_slots"]
    core = world.facts["chinese"][world.sku.name[sku].partition("-")[0]]
    return "".join(
        core if kind == "core" else words[kind][category]
        for kind, there in zip(ORDER, slots, strict=True)
        if there
    )
