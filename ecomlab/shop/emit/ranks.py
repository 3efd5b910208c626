"""Where the shop's articles stand in the results of a search."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.emit.ads import words_bid_for
from ecomlab.shop.emit.record import grid, money, vocabulary, watched, words
from ecomlab.shop.streams_in_use import RANK
from ecomlab.streams import hash_uniforms

CORE, LONG_TAIL = 0, 5
PAGE_LENGTH = 44  # listings on a page of search results


def keyword_ranks(r):
    """Where the shop's most wanted articles stand on a core and a long-tail word (搜索排名).

    An empty shelf costs places. The ad on a word shows the category's most wanted article; what
    it bids is what ``ads_daily`` says of the word.
    """
    mine = watched(r.world)
    day, place = grid(r, 2 * len(mine))
    sku, tail = mine[place // 2], place % 2 == 1
    kinds = len(r.world.words.name)
    word = r.world.sku.category[sku] * kinds + np.where(tail, LONG_TAIL, CORE)
    u = hash_uniforms(r.seed, RANK, (r.first_day + day) * 1000 + place)[0]
    empty = r.shelf.on_hand.reshape(r.days, -1)[day, sku] == 0
    strength = (len(mine) * r.world.sku.draw[sku]) ** -0.8 * np.where(tail, 4, 30)
    natural = np.ceil(strength * np.where(empty, 2.5, 1) * np.exp(0.25 * ndtri(u)))
    auction = words_bid_for(r)
    bid, rank = auction.bid[day, word], auction.rank[day, word]
    shown = _leads(r.world, mine)[place // 2] & (bid > 0)
    return pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "sku": words(sku, r.articles),
            "keyword": words(word, vocabulary(r.world)),
            "natural_rank": natural.astype(np.int64),
            "page": 1 + (natural.astype(np.int64) - 1) // PAGE_LENGTH,
            "ad_rank": pd.arrays.IntegerArray(np.where(shown, rank, 0), ~shown),
            "bid": money(np.where(shown, bid, 0)),
            "quality_score": np.where(shown, auction.quality[day, word], np.nan),
        }
    )


def _leads(world, mine):
    """Which of the watched articles are the most wanted of their category: ads show them."""
    order = np.lexsort((-world.sku.draw[mine], world.sku.category[mine]))
    category = world.sku.category[mine[order]]
    leads = np.zeros(len(mine), dtype=bool)
    leads[order[np.flatnonzero(np.diff(category, prepend=-1))]] = True
    return leads
