"""What stands in an article's title, and since when: the words by which searchers find it."""

from types import SimpleNamespace

import numpy as np

from ecomlab.shop.streams_in_use import TITLE
from ecomlab.streams import hash_uniforms

ORDER = ("attribute", "scene", "core", "long_tail", "promo", "assurance")  # as titles are written
CHANGED, FILLED = 0.9, 0.5  # share of the titles that change once; of the slots that are filled
SHORTEST, WORD = 24, 4  # characters of a title at least; of a word that may stand in it
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
    (75, True)
    """
    sku = np.arange(len(world.sku.name))
    u = hash_uniforms(world.seed, TITLE, sku, count=3 + len(ORDER))
    slots = u[3:].T < FILLED
    core = ORDER.index("core")
    slots[:, core] = True
    others = np.delete(np.arange(len(ORDER)), core)
    day = np.maximum(world.sku.launch, 0) + FIRST
    day = day + np.floor((LAST - FIRST) * u[1]).astype(np.int64)
    changed = np.flatnonzero((u[0] < CHANGED) & (day <= world.sku.end))
    later, day = slots[changed], day[changed]
    turned = others[np.floor(u[2, changed] * len(others)).astype(int)]
    later[np.arange(len(changed)), turned] ^= True
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


def texts(world, found):
    """The titles as they stand on the page (商品标题): 24 to 30 characters.

    What doesn't sort searchers, of the article's model and of any, fills the shorter of an
    article's titles to 24; the longer one has a type of word more.

    >>> from ecomlab.shop import World
    >>> texts(World(), titles(World()))[0]
    '轻野折叠露营椅铝合金牛津布加粗管限时特价两年质保'
    """
    shortest = {}
    for sku, slots in zip(found.sku.tolist(), found.slots, strict=True):
        shortest[sku] = min(slots.sum(), shortest.get(sku, len(ORDER)))
    return [
        _text(world, sku, slots, slots.sum() - shortest[sku])
        for sku, slots in zip(found.sku.tolist(), found.slots, strict=True)
    ]


def _text(world, sku, slots, more):
    """One title; ``more``: how many types of word more than the article's shortest it has."""
    facts, article = world.facts["titles"], world.sku.name[sku].partition("-")[0]
    own = facts["words"][article] | {"core": world.facts["chinese"][article]}
    of = {kind: own.get(kind, facts["promo"]) for kind in ORDER}
    said = [of[kind] for kind, there in zip(ORDER, slots, strict=True) if there]
    length, after = len("".join([facts["brand"], *said])) - WORD * more, []
    for word in (*own["model"], *facts["fill"]):
        if length < SHORTEST:
            after.append(word)
            length += len(word)
    at = said.index(of["core"]) + 1
    count = len(own["model"])
    return "".join([facts["brand"], *said[:at], *after[:count], *said[at:], *after[count:]])
