"""The market around the shop: searches, categories, articles that sell, and the platforms' rules.

What the tools show is an index of the counts; the counts themselves are in the truth.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.emit.record import in_bins, money, words
from ecomlab.shop.market import LIVES
from ecomlab.shop.streams_in_use import INDUSTRY
from ecomlab.shop.weather import YEAR
from ecomlab.shop.world import cents
from ecomlab.streams import hash_uniforms, normal

KINDS = ("core", "attribute", "scene", "assurance", "promo", "long_tail", "question", "brand")
MEASURED = ("unit_cost_rate", "ad_rate", "return_rate", "repurchase_rate", "top10_share")
FACTS = ("cost", "ads", "returns", "again", "top10")  # what they measure


def keywords(r):
    """What the platform's search tool says, by day and word (生意参谋 搜索词).

    With the first stretch of days comes what was before the shop.
    """
    market, day, word = r.engine.market, *_typed(r)
    return pd.DataFrame(
        {
            "date": r.dates(market.day[day]),
            **_word_columns(market, word),
            "search_index": market.tool(market.searches[day, word]),
            "clicks": market.clicks[day, word],
            "payers": market.payers[day, word],
            "n_listings": market.listings[day, word],
        }
    )


def keyword_truth(r):
    """How many searches there were, by day and word."""
    market, day, word = r.engine.market, *_typed(r)
    return pd.DataFrame(
        {
            "date": r.dates(market.day[day]),
            "keyword": words(word, market.words.text),
            "searches": market.searches[day, word],
        }
    )


def _typed(r):
    """Places of the stretch's days and of the words typed on them; the first has all before it."""
    market = r.engine.market
    first = r.first_day - market.day[0] if r.first_day else 0
    last = r.first_day + r.days - market.day[0]
    day, word = np.nonzero(market.typed[first:last])
    return first + day, word


def _word_columns(market, word):
    """category, keyword, keyword_en and word_type of words by number."""
    of = market.words
    return {
        "category": words(of.category[word], market.categories),
        "keyword": words(word, of.text),
        "keyword_en": words(word, of.english),
        "word_type": words(_numbers(of.kind, KINDS)[word], KINDS),
    }


def keyword_months(r):
    """The same by whole month; the index is of the month's searches, not the sum of the days'."""
    market = r.engine.market
    seen = market.by_month(market.typed) > 0
    month, word = np.nonzero(seen)
    counts = {
        name: market.by_month(getattr(market, name)).astype(np.int64)
        for name in ("searches", "clicks", "payers")
    }
    last = market.listings[market.months.next - 1]
    return pd.DataFrame(
        {
            **_months(r, month),
            **_word_columns(market, word),
            "search_index": market.tool(counts["searches"])[month, word],
            "clicks": counts["clicks"][month, word],
            "payers": counts["payers"][month, word],
            "n_listings": last[month, word],
        }
    )


def search_words(r):
    """The words of the market, from the day on which they are first typed."""
    market, number = r.engine.market, np.arange(len(r.engine.market.words.text))
    of, needs = market.words, list(market.facts["topic"])
    return pd.DataFrame(
        {
            **_word_columns(market, number),
            "need": words(_numbers(of.need, needs), needs),
            "bid_for": of.own,
            "first_seen": r.dates(of.since),
        }
    )


def search_word_truth(r):
    """What every word is like: growth in a year, season, clicks, what happens to it and when."""
    market = r.engine.market
    of, facts = market.words, market.facts
    grown = np.array([fact["growth"] for fact in market.categories.values()])[of.category]
    happens = [facts["curve"].get(name, {}) for name in of.text]
    turns = [facts["topic"].get(name, {}) for name in of.need]
    return pd.DataFrame(
        {
            "keyword": words(np.arange(len(of.text)), of.text),
            "size": np.round(of.size, 9),
            "growth": np.round((1 + grown) * np.exp(of.growth) - 1, 4),
            "swing": np.round(of.swing, 4),
            "peak": np.round(of.peak, 1),
            "click_rate": np.round(of.click_rate, 4),
            "pay_rate": np.round(of.pay_rate, 5),
            "curve_factor": [fact.get("factor", 1.0) for fact in happens],
            "curve_mid": _days(r, [fact.get("mid") for fact in happens]),
            "curve_until": _days(r, [fact.get("until") for fact in happens]),
            "need_factor": [fact.get("factor", 1.0) for fact in turns],
            "need_change": _days(r, [fact.get("change") for fact in turns]),
            "last_seen": r.times(of.until * 86_400 * of.mortal, of.mortal),
        }
    )


def _days(r, dates):
    """Dates that may be missing."""
    day = np.array([r.world.day(date) if date else 0 for date in dates])
    return r.times(day * 86_400, np.array([bool(date) for date in dates]))


def _numbers(names, among):
    """The numbers of names in a list, -1 of what isn't in it."""
    place = {name: i for i, name in enumerate(among)}
    return np.array([place.get(name, -1) for name in names])


def _months(r, month):
    """month and published of places among the whole months."""
    number = r.engine.market.months.number[month]
    following = (number + 1).astype("datetime64[M]").astype("M8[D]").astype(int) - r.world.start
    return {
        "month": number.astype("datetime64[M]").astype(str),
        "published": r.dates(following),
    }


def category_stats(r):
    """The categories' months, from two years before the start on (行业大盘).

    Rates are measured once a quarter, with an error. A month is published on the first day of
    the next.
    """
    market, truth = r.engine.market, _category_months(r)
    month, category, months = truth["place"], truth["category"], _months(r, truth["place"])
    quarter = market.months.number[month] // 3
    u = hash_uniforms(r.seed, INDUSTRY, quarter * 100 + category, count=len(MEASURED))
    errors, size = market.facts["errors"], market.facts["luck"]["quarter"]
    rates = {
        name: np.round(np.clip(truth[name] + size * errors[name] * normal(luck), 0.01, 0.95), 4)
        for name, luck in zip(MEASURED, u, strict=True)
    }
    monthly = (market.months.number[month] * 100 + category, 1)
    v = normal(hash_uniforms(r.seed, INDUSTRY, *monthly, count=3))
    sellers = np.round(truth["n_sellers"] * np.exp(0.015 * v[0])).astype(np.int64)
    price = market.stats("price")[category] * np.exp(0.03 * v[1])
    return pd.DataFrame(
        {
            "month": months["month"],
            "category": words(category, market.categories),
            "category_zh": words(category, [fact["zh"] for fact in market.categories.values()]),
            "published": months["published"],
            "search_index": market.tool(truth["searches"]),
            "n_sellers": sellers,
            "n_listings": np.round(sellers * 20 * np.exp(0.08 * v[2])).astype(np.int64),
            "top10_share": rates["top10_share"],
            "median_price": money(cents(np.round(price))),
            "unit_cost_rate": rates["unit_cost_rate"],
            "platform_fee_rate": market.stats("fee")[category],
            "ad_rate": rates["ad_rate"],
            "return_rate": rates["return_rate"],
            "repurchase_rate": rates["repurchase_rate"],
        }
    )


def category_truth(r):
    """The same months without errors, searches as counts, and growth in a year at that time."""
    truth = _category_months(r)
    names = list(r.engine.market.categories)
    return pd.DataFrame(
        {
            **_months(r, truth["place"]),
            "category": words(truth["category"], names),
            **{name: truth[name] for name in ("searches", "growth", "n_sellers", *MEASURED)},
        }
    )


def _category_months(r):
    """What is true of every whole month and category."""
    market = r.engine.market
    count, place = len(market.categories), np.arange(len(market.months.number))
    middle = market.day[market.months.first] + 15
    level, before = market.trend(middle), market.trend(middle - YEAR)
    month, category = np.repeat(place, count), np.tile(np.arange(count), len(place))
    searches = np.zeros((len(place), count))
    words_of = market.words.category
    for i, sums in enumerate(market.by_month(market.searches).T):
        searches[:, words_of[i]] += sums
    return {
        "place": month,
        "category": category,
        "searches": searches.ravel().astype(np.int64),
        "growth": np.round(np.exp(level - before) - 1, 4).ravel(),
        "n_sellers": np.round(market.sellers(middle)).ravel().astype(np.int64),
        **{name: market.stats(fact)[category] for name, fact in zip(MEASURED, FACTS, strict=True)},
    }


def market_items(r):
    """The articles that sell, by whole month (热销榜): pieces in bins, and the tool's index."""
    market = r.engine.market
    of, sellers = market.items, list(market.facts["items"]["seller_types"])
    month, item = np.nonzero(of.on_sale)
    units = of.units[month, item]
    frame = pd.DataFrame(
        {
            **_months(r, month),
            "category": words(of.category[item], market.categories),
            "item_id": _item_ids(r, item),
            "title": words(of.word[item], market.words.text),
            "launch_month": of.launch[item].astype("datetime64[M]").astype(str),
            "seller_type": words(of.seller[item], sellers),
            "price": money(of.price[item]),
            "units_bin": in_bins(units),
            "sales_index": market.tool(units),
            "review_count": of.reviews[month, item],
        }
    )
    key = pd.DataFrame({"month": month, "category": of.category[item], "units": -units})
    order = np.lexsort((item, -units, of.category[item], month))
    rank = np.empty(len(item), dtype=np.int64)
    rank[order] = 1 + key.iloc[order].groupby(["month", "category"]).cumcount().to_numpy()
    frame.insert(4, "rank", rank)
    return frame


def market_item_truth(r):
    """Pieces sold and, without luck, expected by month and article; its life and turning point."""
    of = r.engine.market.items
    month, item = np.nonzero(of.on_sale)
    lasting = np.isin(of.life[item], [LIVES.index("lasting"), LIVES.index("fad")])
    spark = np.where(lasting, of.spark[item].astype("datetime64[M]").astype(str), "")
    return pd.DataFrame(
        {
            **_months(r, month),
            "item_id": _item_ids(r, item),
            "life": words(of.life[item], LIVES),
            "spark_month": pd.Series(spark).where(lasting, None),
            "units": of.units[month, item],
            "expected": np.round(of.expected[month, item], 2),
        }
    )


def _item_ids(r, item):
    return words(item, [f"M{i + 1:04}" for i in range(len(r.engine.market.items.category))])


def platform_rules(r):
    """A diary of rules, from the day on which the shop could know of them (规则变化)."""
    frame = pd.DataFrame(r.world.facts["market"]["rule"])
    named = ["announced", "date", "platform", "area", "rule", "source_kind"]
    times = {name: _days(r, frame[name]) for name in named[:2]}
    return frame[named].assign(**times)


def platform_rule_truth(r):
    """What each rule does in this world: nothing, most of them."""
    frame = pd.DataFrame(r.world.facts["market"]["rule"])
    frame = frame.reindex(columns=["date", "rule", "what", "origin", "factor"])
    return frame.assign(date=_days(r, frame["date"]))
