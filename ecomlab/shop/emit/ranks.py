"""Where the shop's articles stand in the results of a search."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.emit.ads import words_bid_for
from ecomlab.shop.emit.record import grid, money, vocabulary, words
from ecomlab.shop.parts.ranks import Ranks
from ecomlab.shop.streams_in_use import RANK
from ecomlab.shop.titles import ORDER, found_by, texts
from ecomlab.shop.world import LAUNCHED, codes
from ecomlab.streams import hash_uniforms

KINDS = ("core", "attribute", "long_tail")  # words on which places are looked at
FIRST_PLACE = np.array([30.0, 18.0, 4.0])  # of an article of the middle, by kind
UNNAMED = 2.0  # times as far down, where the title lacks the type of word
PAGE_LENGTH = 44  # listings on a page of search results


def keyword_ranks(r):
    """Where the shop's most wanted articles stand on words of three types (搜索排名).

    The place follows the article's standing (``parts.ranks``) and what its title says. The ad on
    a word shows the category's most wanted article; what it bids is what ``ads_daily`` says of
    the word.
    """
    state = r.engine.part(Ranks)
    mine, width = state.kept, len(KINDS) * len(state.kept)
    day, place = grid(r, width)
    at, which = place // len(KINDS), place % len(KINDS)
    sku, kind = mine[at], codes(KINDS, r.world.words.name)[which]
    word = r.world.sku.category[sku] * len(r.world.words.name) + kind
    u = hash_uniforms(r.seed, RANK, (r.first_day + day) * 1000 + place)[0]
    strength = (len(mine) * r.world.sku.draw[sku]) ** -0.8 * FIRST_PLACE[which]
    standing = state.standing[r.first_day + day, at]
    named = _named(r, state)[day, at, which]
    natural = strength * np.where(named, 1, UNNAMED) * np.exp(0.1 * ndtri(u) - standing)
    natural = np.ceil(np.round(natural, 6)).astype(np.int64)
    auction = words_bid_for(r)
    bid, rank = auction.bid[day, word], auction.rank[day, word]
    shown = _leads(r.world, mine)[at] & (bid > 0)
    frame = pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "sku": words(sku, r.articles),
            "keyword": words(word, vocabulary(r.world)),
            "natural_rank": natural,
            "page": 1 + (natural - 1) // PAGE_LENGTH,
            "ad_rank": pd.arrays.IntegerArray(np.where(shown, rank, 0), ~shown),
            "bid": money(np.where(shown, bid, 0)),
            "quality_score": np.where(shown, auction.quality[day, word], np.nan),
        }
    )
    return frame[_on_sale(r, mine)[day, at]].reset_index(drop=True)


def rank_truth(r):
    """What no shop sees: each article's standing, and what it does to visits by natural search.

    The standing is the log of how much nearer to the top than usual an article is; what it is
    made of is said in ``parts.ranks``, its weights in the scenario.
    """
    state = r.engine.part(Ranks)
    day, at = grid(r, len(state.kept))
    standing = state.standing[r.first_day + day, at]
    frame = pd.DataFrame(
        {
            "date": r.dates(r.first_day + day),
            "sku": words(state.kept[at], r.articles),
            "standing": np.round(standing, 6),
            "visits_factor": np.round(np.exp(state.facts["position"] * standing), 6),
        }
    )
    return frame[_on_sale(r, state.kept)[day, at]].reset_index(drop=True)


def titles(r):
    """Every title that an article has had (商品标题)."""
    found = r.engine.part(Ranks).titles
    line = texts(r.world, found)
    return pd.DataFrame(
        {
            "sku": words(found.sku, r.articles),
            "since": r.dates(np.maximum(found.day, -LAUNCHED)),
            "title": line,
            "length": np.array([len(title) for title in line], dtype=np.int64),
        }
    )


def title_truth(r):
    """What no shop sees: the visits by natural search that a title brings, beside the best."""
    found = r.engine.part(Ranks).titles
    return pd.DataFrame(
        {
            "sku": words(found.sku, r.articles),
            "since": r.dates(np.maximum(found.day, -LAUNCHED)),
            "visits_factor": found_by(r.world, found.slots),
        }
    )


def _named(r, state):
    """Does the title of the day hold a word of each of ``KINDS``? (days, articles, kinds)"""
    slots = state.titles.slots[:, codes(KINDS, ORDER)]
    named = np.zeros((r.days, len(state.kept), len(KINDS)), dtype=bool)
    for sku, since, there in zip(state.titles.sku, state.titles.day, slots, strict=True):
        named[max(since - r.first_day, 0) :, state.kept == sku] = there
    return named


def _on_sale(r, mine):
    """Which of the articles are on sale, by day."""
    day, sku = r.first_day + np.arange(r.days)[:, None], r.world.sku
    return (sku.launch[mine] <= day) & (day <= sku.end[mine])


def _leads(world, mine):
    """Which of the watched articles are the most wanted of their category: ads show them."""
    order = np.lexsort((-world.sku.draw[mine], world.sku.category[mine]))
    category = world.sku.category[mine[order]]
    leads = np.zeros(len(mine), dtype=bool)
    leads[order[np.flatnonzero(np.diff(category, prepend=-1))]] = True
    return leads
