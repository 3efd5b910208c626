"""K21: searches for outdoor light gear up by 200%, and what became of a seller's share."""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import MODEST, RIGHT, ROSY, Branch, Case, Expected, Figure, Parameter
from ecomlab.research import demand
from ecomlab.streams import binomial, generator, normal
from ecomlab.texts import Form, fact

GEAR = "outdoor light gear"
WORDS = {"outdoor light gear": 0.5, "ultralight tent": 0.3, "ultralight backpack": 0.2}
SEASON = np.array([0.6, 0.6, 0.9, 1.3, 1.6, 1.3, 1.2, 1.2, 1.1, 1.1, 0.6, 0.5])  # by month
INDEX, SELLERS = 400, 120  # 2023: index a day, sellers
CLICKS, BUYS = 25, 0.04  # 2023: clicks per point of the index, buyers per click
COST, FEE = 240, 0.05  # goods in yuan; the platform's share of the price
LARGEST = 10  # sellers
TEN, CROWDED = 0.4, 0.45  # share of the ten largest: 2023 and 2024
STAND = 3000  # yuan a month that a stand costs besides goods and fee
MARGIN_RULE = 0.3
PRAISED = 3.5  # yuan of sales for a yuan of ads, which a document praises
OTHERS = {  # other categories: index a day in 2023, growth, margin, price, sellers then and now
    "hiking shoes": (52_000, 0.06, 0.34, 469, 20_800, 21_200),
    "tents": (38_000, -0.12, 0.27, 588, 15_200, 15_900),
    "rain jackets": (61_000, 0.11, 0.36, 359, 25_600, 26_400),
    "camping furniture": (24_000, 0.25, 0.31, 219, 9_100, 12_000),
}
DAYS, CLICKERS, PAYERS, PRICES, REST = range(1, 6)  # streams
SINCE = pd.Timestamp("2024-01-01", tz="Asia/Shanghai")  # first day of the later year
MONTHS = pd.period_range("2023-01", "2024-12", freq="M")
YEAR = (np.arange(24) - 5.5) / 12  # of each month, from the middle of 2023


def world(p, seed):
    """Two years: the category's words by day, and five categories by month."""
    day = pd.date_range("2023-01-01", "2024-12-31", tz="Asia/Shanghai").as_unit("us")
    month = (day.year - 2023) * 12 + day.month - 1
    path, parts = _path(p), np.array(list(WORDS.values()))
    noise = 1 + 0.05 * normal(generator(seed, DAYS).random((len(day), len(parts))))
    index = np.round(path["index"][month][:, None] * parts * noise).astype(np.int64)
    wobble = 1 + 0.05 * normal(generator(seed, CLICKERS).random(index.shape))
    clicks = np.round(index * path["clicking"][month][:, None] * wobble).astype(np.int64)
    luck = generator(seed, PAYERS).random(index.shape)
    payers = binomial(clicks, path["buying"][month][:, None], luck)
    keywords = pd.DataFrame(
        {
            "date": day.repeat(len(parts)),
            "category": GEAR,
            "keyword": list(WORDS) * len(day),
            "search_index": index.ravel(),
            "clicks": clicks.ravel(),
            "payers": payers.ravel(),
        }
    )
    by_month = np.bincount(month, index.sum(axis=1)) / np.bincount(month)
    stats = [_gear(path, by_month, seed), *_others(seed)]
    return {"keywords": keywords, "category_stats": pd.concat(stats, ignore_index=True)}


def _path(p):
    """What each of the 24 months tends to; from a month to the same month next year: ``p``."""
    grow = {"index": 1 + p.growth, "clicking": p.clicking, "buying": p.buying, "sellers": p.sellers}
    level = {"index": INDEX, "clicking": CLICKS, "buying": BUYS, "sellers": SELLERS}
    path = {name: factor**YEAR for name, factor in grow.items()}
    path["index"] = path["index"] * np.tile(SEASON, 2)
    long = {"index": MONTHS.days_in_month[:12]}  # a month of more days counts more in a year's day
    path = {
        name: level[name] * x / np.average(x[:12], weights=long.get(name))
        for name, x in path.items()
    }
    path["margin"] = p.margin + (p.margin_after - p.margin) * YEAR
    path["price"] = COST / (1 - FEE - path["margin"])
    path["ten"] = TEN + (CROWDED - TEN) * YEAR
    return {name: np.round(x, 9) for name, x in path.items()}  # powers differ in their last digit


def _gear(path, index, seed):
    """The category's rows: the same goods at falling prices are a rising share of the price."""
    price = path["price"] * (1 + 0.01 * normal(generator(seed, PRICES).random(24)))
    price = np.round(price, 2)
    ten = np.round(path["ten"], 3)
    return _rows(GEAR, index, path["sellers"], ten, price, np.round(COST / price, 4))


def _others(seed):
    """The other categories of outdoor gear, which the case compares with."""
    noise = 1 + 0.03 * normal(generator(seed, REST).random((len(OTHERS), 24)))
    for (name, row), wobble in zip(OTHERS.items(), noise, strict=True):
        size, growth, margin, price, then, now = row
        index = size * (1 + growth) ** YEAR * np.tile(SEASON, 2) * wobble
        sellers = then * (now / then) ** YEAR
        yield _rows(name, index, sellers, 0.2, float(price), round(1 - FEE - margin, 4))


def _rows(name, index, sellers, ten, price, cost_rate):
    """A category's 24 months."""
    return pd.DataFrame(
        {
            "month": MONTHS.astype(str),
            "category": name,
            "search_index": np.round(index).astype(np.int64),
            "n_sellers": np.round(sellers).astype(np.int64),
            "top10_share": ten,
            "median_price": price,
            "unit_cost_rate": cost_rate,
            "platform_fee_rate": FEE,
        }
    )


months = partial(demand.market_months, category=GEAR)


def years(keywords, category_stats):
    """The category's 2023 and 2024: sums of the months; searches are a day's mean."""
    table = demand.market_times(keywords, category_stats, GEAR, SINCE)
    return _by_year(table.filter(["searches", "clicks", "payers", "seller_months", "gross_profit"]))


def _by_year(found):
    return found.rename({"before": 2023, "since": 2024}).rename_axis("year")


margin = demand.margin
factors = partial(demand.profit_factors, category=GEAR, since=SINCE)
growth = partial(demand.search_growth, since=SINCE)


def measure(keywords):
    """The claim: the year's searches over those of the year before, less 1."""
    return {"growth": growth(keywords) - 1}


more_searches = partial(demand.searches_multiple, since=SINCE)
per_seller = partial(demand.profit_per_seller, category=GEAR, since=SINCE)


def outside_the_ten(keywords, category_stats):
    """Yuan of gross profit a month for a seller outside the ten largest, by year."""
    return _by_year(demand.outside_the_largest(keywords, category_stats, GEAR, SINCE)[:2])


def another_such_year(keywords, category_stats):
    """Yuan a month outside the ten, if 2025 changes from 2024 as 2024 did from 2023."""
    found = demand.outside_the_largest(keywords, category_stats, GEAR, SINCE)
    return found["another such time"]


def categories(category_stats):
    """All categories: growth and size of searches, sellers per 1,000 searches a day, margin."""
    crowd = "sellers per 1,000"
    names = {f"{crowd} before": f"{crowd}, 2023", f"{crowd} since": f"{crowd}, 2024"}
    return demand.compare_categories(category_stats, SINCE).rename(columns=names)


def sellers_at(keywords, category_stats):
    """With how many sellers one outside the ten makes what the stand costs, all else as in 2024."""
    late = months(keywords, category_stats).query("year == 2024")
    return late["rest_profit"].mean() / STAND + LARGEST


def _months_above(keywords, category_stats):
    """In how many months of 2024 a seller outside the ten makes more than the stand costs."""
    late = months(keywords, category_stats).query("year == 2024")
    return (late["rest_profit"] / late["rest_sellers"] > STAND).sum()


def words(keywords, category_stats):
    """More figures for the notebook's text."""
    table, change = years(keywords, category_stats), factors(keywords, category_stats)
    each = table["gross_profit"] / table["seller_months"]
    rest = outside_the_ten(keywords, category_stats)
    gear = category_stats[category_stats["category"] == GEAR]
    rate = margin(gear).groupby(gear["month"].str[:4].astype(int)).mean()
    searches = gear.set_index("month")["search_index"]
    size = categories(category_stats)["more searches a day"]
    day = table["searches"].round()  # as they are told
    found = {
        "sellers_times": fact.number(1 / change["sellers"], 1),
        "crowd": "more" if change["sellers"] < 1 else "fewer",
        "prices": "fell" if rate[2024] < rate[2023] else "rose",
        "turns_at": fact.count(sellers_at(keywords, category_stats)),
        "buyers_times": fact.number(change["buyers per search"], 2),
        "profit_times": fact.number(change["gross profit per buyer"], 2),
        "market_times": fact.number(
            table.loc[2024, "gross_profit"] / table.loc[2023, "gross_profit"], 2
        ),
        "per_seller_times": fact.number(change["searches a day"] * change["sellers"], 2),
        "margin_last": fact.share(margin(gear).iloc[-1]),
        "roas": fact.money(1 / rate[2024], 1),
        "ad_yuan": fact.money(PRAISED * rate[2024] - 1, 2, signed=True),
        "roas_rule": fact.money(1 / MARGIN_RULE, 1),
        "ad_yuan_rule": fact.money(PRAISED * MARGIN_RULE - 1, 2),
        "spring": fact.number(searches["2024-05"] / searches["2024-01"], 1),
        "may_times": fact.number(searches["2024-05"] / searches["2023-05"], 1),
        "months_above": fact.count(_months_above(keywords, category_stats)),
        "spring_before": fact.number(searches["2023-05"] / searches["2023-01"], 1),
        "next_year": fact.money(another_such_year(keywords, category_stats)),
        "rest_times": fact.number(rest[2024] / rest[2023], 2),
        "clicks_each": fact.number(table.loc[2024, "clicks"] / table.loc[2024, "searches"] / 366),
        "more": fact.count(day[2024] - day[2023]),
        "more_shoes": fact.count(size["hiking shoes"]),
    }
    end = CASE.found(more_searches(keywords), per_seller(keywords, category_stats))[0]
    found |= {"held": end, "found_words": end}
    for year in (2023, 2024):
        found |= {
            f"searches_{year}": fact.count(table.loc[year, "searches"]),
            f"sellers_{year}": fact.count(table.loc[year, "seller_months"] / 12),
            f"margin_{year}": fact.share(rate[year]),
            f"each_{year}": fact.money(each[year]),
            f"rest_{year}": fact.money(rest[year]),
        }
    return found


def expected(p):
    """Both follow from the path of the 24 months, without any luck."""
    path = _path(p)
    days = MONTHS.days_in_month.to_numpy()
    payers = days * path["index"] * path["clicking"] * path["buying"]
    profit = payers * path["price"] * path["margin"]
    each = [profit[y].sum() / path["sellers"][y].sum() for y in (slice(12), slice(12, 24))]
    return Expected(1 + p.growth, each[1] / each[0], 0.0)


CASE = Case(
    name="blue_ocean",
    number="K21",
    title="The blue ocean",
    chapter="1_research",
    bias="denominator (no supply side)",
    figures=(
        Figure("growth", 2.0, 0.04, Form("share", signed=True),
               "2024年“户外轻量化装备”搜索量同比增长200%，成为细分蓝海", "000:009"),
    ),
    parameters={
        "growth": Parameter(2.0, 1.0, 3.0, "searches of 2024 over 2023, less 1", 2),
        "sellers": Parameter(5.0, 0.7, 6.0, "sellers of 2024 ÷ 2023", 1),
        "clicking": Parameter(0.9, 0.8, 1.1, "clicks per search, 2024 ÷ 2023", 2),
        "buying": Parameter(0.8, 0.6, 1.5, "buyers per click, 2024 ÷ 2023", 2),
        "margin": Parameter(0.38, 0.3, 0.42, "margin of 2023", 2),
        "margin_after": Parameter(0.24, 0.22, 0.44, "margin of 2024", 2),
    },
    branches={
        # Everybody reads the same report: sellers come, lookers search, prices fall.
        ROSY: Branch({"sellers": (1.2, 6.0), "clicking": (0.8, 1.0), "buying": (0.6, 1.0),
                      "margin": (0.35, 0.42), "margin_after": (0.22, 0.34)}),
        # Goods are hard to get: a few sellers more, and searchers buy as before or a little more.
        RIGHT: Branch({"sellers": (1.1, 1.5), "clicking": (0.95, 1.1), "buying": (0.95, 1.4),
                       "margin": (0.33, 0.38), "margin_after": (0.32, 0.4)}),
        # Sellers have given the category up before it turned; who stayed sells at better prices.
        MODEST: Branch({"growth": (1.0, 1.6), "sellers": (0.8, 0.9), "clicking": (1.0, 1.1),
                        "buying": (1.1, 1.35), "margin": (0.33, 0.36),
                        "margin_after": (0.34, 0.39)}),
    },
    world=world,
    measure=measure,
    naive=more_searches,
    right=per_seller,
    expected=expected,
    estimand="a seller's gross profit a month, 2024 ÷ 2023",
    scale="identity",
    show=Form("number", 2),
    margin=0.8,
    seed=82,
    words=words,
    constants={
        "stand": fact.money(STAND),
        "rule": fact.share(MARGIN_RULE),
        "praised": fact.number(PRAISED, 1),
    },
)  # fmt: skip
