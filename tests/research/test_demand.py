"""Demand and supply of a category: by hand, an identity, and what is refused."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research.demand import (
    change_point,
    compare_categories,
    index_power,
    index_to_count,
    lifecycle_stage,
    margin,
    market_layers,
    market_months,
    market_size,
    market_times,
    outside_the_largest,
    profit_factors,
    profit_per_seller,
    search_growth,
    searches_multiple,
    topic_share,
    yoy_growth,
)
from ecomlab.research.figures import growth_against_level

DAYS = pd.to_datetime(["2023-11-01", "2023-11-02", "2023-12-01", "2024-01-01", "2024-01-02"])
KEYWORDS = pd.DataFrame(
    {
        "date": DAYS.repeat(2).tz_localize("Asia/Shanghai"),
        "category": "tents",
        "keyword": ["tent", "light tent"] * 5,
        "search_index": [60, 40, 100, 100, 200, 100, 400, 200, 300, 100],
        "clicks": [10, 10, 20, 10, 30, 20, 60, 40, 50, 50],
        "payers": [1, 1, 2, 0, 3, 3, 3, 2, 3, 4],
    }
)
OTHER = KEYWORDS.assign(category="shoes", search_index=1000)
STATS = pd.DataFrame(
    {
        "month": ["2023-11", "2023-12", "2024-01"] * 2,
        "category": ["tents"] * 3 + ["shoes"] * 3,
        "search_index": [150, 300, 500, 1000, 1400, 1800],
        "n_sellers": [20, 30, 60, 300, 300, 450],
        "top10_share": [0.4, 0.5, 0.6, 0.1, 0.1, 0.1],
        "median_price": [200.0, 150.0, 100.0, 80.0, 80.0, 80.0],
        "unit_cost_rate": [0.45, 0.55, 0.65, 0.5, 0.5, 0.6],
        "platform_fee_rate": 0.05,
    }
)
BOTH = pd.concat([KEYWORDS, OTHER])
SINCE = "2024-01-01"


def test_growth_by_hand():
    """Days of 100, 200 and 300 before; of 600 and 400 since."""
    assert search_growth(KEYWORDS, SINCE) == pytest.approx(500 / 200)
    assert search_growth(BOTH, SINCE, "tents") == pytest.approx(2.5)
    assert search_growth(BOTH, SINCE, "shoes") == 1
    found = searches_multiple(BOTH, SINCE, "tents")
    assert (found.value, found.n, found.counts) == (2.5, 5, "days")
    assert np.isnan([found.low, found.high]).all()
    assert search_growth(KEYWORDS, "2024-01-02") == pytest.approx(400 / 300)


def test_margin_by_hand():
    assert margin(STATS).tolist() == pytest.approx([0.5, 0.4, 0.3, 0.45, 0.45, 0.35])


def test_months_by_hand():
    found = market_months(BOTH, STATS, "tents")
    assert found["searches"].tolist() == [150, 300, 500]
    assert found["clicks"].tolist() == [50, 50, 200]
    assert found["payers"].tolist() == [4, 6, 12]
    assert found["gross_profit"].tolist() == pytest.approx([400, 360, 360])
    assert found["rest_profit"].tolist() == pytest.approx([240, 180, 144])
    assert found["rest_sellers"].tolist() == [10, 20, 50]
    assert found["year"].tolist() == [2023, 2023, 2024]
    assert market_months(BOTH, STATS, "tents", largest=5)["rest_sellers"].iloc[0] == 15


def test_times_by_hand():
    found = market_times(BOTH, STATS, "tents", SINCE)
    assert found.loc["before"].to_dict() == pytest.approx(
        {
            "searches": 200, "clicks": 100, "payers": 10, "seller_months": 50,
            "gross_profit": 760, "rest_profit": 420, "rest_seller_months": 30,
        }
    )  # fmt: skip
    assert found.loc["since", ["searches", "payers", "seller_months"]].tolist() == [500, 12, 60]


def test_a_seller_s_profit_by_hand():
    """760 ÷ 50 before, 360 ÷ 60 since."""
    found = profit_per_seller(BOTH, STATS, "tents", SINCE)
    assert found.value == pytest.approx(6 / 15.2)
    assert (found.n, found.counts) == (22, "buyers")
    assert np.isnan([found.low, found.high]).all()
    factors = profit_factors(BOTH, STATS, "tents", SINCE)
    assert factors.tolist() == pytest.approx([2.5, (12 / 500) / (10 / 200), 30 / 76, 50 / 60])


@given(st.integers(1, 99), st.integers(1, 99), st.floats(0.1, 0.9))
def test_the_factors_multiply_to_the_profit(sellers, payers, rate):
    stats = STATS.assign(n_sellers=STATS["n_sellers"] + sellers, unit_cost_rate=rate)
    words = KEYWORDS.assign(payers=KEYWORDS["payers"] * payers + 1)
    product = profit_factors(words, stats, "tents", SINCE).prod()
    assert product == pytest.approx(profit_per_seller(words, stats, "tents", SINCE).value)


def test_outside_the_ten_by_hand():
    """420 ÷ 30 before, 144 ÷ 50 since, and once more by the same factor."""
    found = outside_the_largest(BOTH, STATS, "tents", SINCE)
    assert found.to_dict() == pytest.approx(
        {"before": 14, "since": 2.88, "another such time": 2.88 * 2.88 / 14}
    )


def test_categories_by_hand():
    found = compare_categories(STATS, SINCE)
    assert found.index.tolist() == ["tents", "shoes"]
    assert found["growth"].tolist() == pytest.approx([500 / 225 - 1, 0.5])
    assert found["more searches a day"].tolist() == pytest.approx([275, 600])
    assert found["sellers per 1,000 before"].tolist() == pytest.approx([25 / 0.225, 250])
    assert found["sellers per 1,000 since"].tolist() == pytest.approx([120, 250])
    assert found["margin"].tolist() == pytest.approx([0.3, 0.35])
    assert compare_categories(STATS, "2024-01-20").equals(found)  # a date in the month


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: search_growth(KEYWORDS, "2025-01-01"), InputError, "one side is empty"),
        (lambda: search_growth(KEYWORDS, SINCE, "tent"), ChoiceError, "'tents'"),
        (lambda: search_growth(KEYWORDS.assign(search_index=0), SINCE), InputError, "no searches"),
        (lambda: search_growth(KEYWORDS.drop(columns="search_index"), SINCE), ColumnError, "index"),
        (lambda: market_months(BOTH, STATS, "tent"), ChoiceError, "'tents'"),
        (lambda: market_months(BOTH, STATS.iloc[1:], "tents"), InputError, "2023-11 is in one"),
        (lambda: market_times(BOTH, STATS, "tents", "2024-01-02"), InputError, "first of one"),
        (lambda: compare_categories(STATS, "2026-01-01"), InputError, "one side is empty"),
        (lambda: margin(KEYWORDS), ColumnError, "unit_cost_rate"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


# ---- Index, growth, needs, size ----------------------------------------------------------------

NAMES = [str(month) for month in pd.period_range("2031-03", periods=30, freq="M")]


def words_of(power=0.6, words=30, seed=1, noise=0.03, size=8):
    """Monthly words of three categories with counts, and an index that is a power of them."""
    random = np.random.default_rng(seed)
    season = 0.4 * np.cos(2 * np.pi * np.arange(30) / 12 + random.uniform(0, 6, (words, 1)))
    mean = random.lognormal(size, 1, (words, 1)) * np.exp(season)
    count = random.poisson(mean)
    clicks = random.binomial(count, 0.5)
    index = 7 * count**power * np.exp(random.normal(0, noise, count.shape))
    return pd.DataFrame(
        {
            "month": np.tile(NAMES, words),
            "category": np.repeat([f"market {i % 3}" for i in range(words)], 30),
            "keyword": np.repeat([f"word {i}" for i in range(words)], 30),
            "search_index": index.ravel(),
            "clicks": clicks.ravel(),
            "payers": (clicks // 20).ravel(),
        }
    )


def test_the_index_s_power_by_hand():
    """3 times the clicks, 1.93 times the index."""
    months = pd.DataFrame(
        {"keyword": list("aabb"), "search_index": [100, 193.318, 10, 19.3318],
         "clicks": [50, 150, 1, 3]}
    )  # fmt: skip
    assert index_power(months).value == pytest.approx(0.6, abs=1e-4)
    assert index_to_count(1.93318, 0.6) == pytest.approx(3, rel=1e-4)
    assert index_to_count(40, 0.5, factor=20) == pytest.approx(4)
    assert index_to_count(pd.Series([1, 32]), 5 / 5).tolist() == [1, 32]


@given(st.floats(0.3, 1.5), st.floats(0, 1e9), st.floats(0.1, 100))
def test_index_and_count_are_inverse(power, count, factor):
    assert index_to_count(factor * count**power, power, factor) == pytest.approx(count, rel=1e-6)


def powers(seed, power, size=12):
    """The power of markets with a season; clicks of words of about exp(size) searches a month."""
    months = words_of(power, 30, seed, size=size)
    return index_power(months)


def test_the_power_s_interval_holds():
    held = [powers(seed, 0.4 + seed % 7 / 10).holds(0.4 + seed % 7 / 10) for seed in range(80)]
    assert np.mean(held) > 0.88


def test_few_clicks_lean_the_power_to_nought():
    found = np.mean([powers(seed, 0.6, size=5).value for seed in range(5)])
    assert found < 0.58


def test_growth_over_a_year_by_hand():
    months = pd.DataFrame(
        {
            "month": ["2030-05", "2031-05"] * 3, "category": ["tents"] * 4 + ["shoes"] * 2,
            "keyword": list("aabbcc"), "search_index": [100, 300, 300, 300, 50, 60],
            "clicks": [40, 120, 90, 90, 20, 24],
        }
    )  # fmt: skip
    stats = pd.DataFrame(
        {"month": ["2030-05", "2031-05"], "category": "tents", "n_sellers": [10, 15]}
    )
    found = yoy_growth(months, span=1, stats=stats).set_index("keyword")
    assert found.index.tolist() == ["a", "c", "b"]
    assert found.loc["a", ["base", "now", "growth"]].tolist() == [100, 300, 2]
    assert found.loc["a", "above"] == pytest.approx(3 / 1.5 - 1)
    assert found.loc["a", ["share_before", "share_now"]].tolist() == pytest.approx([0.25, 0.5])
    assert found.loc["a", "sellers"] == pytest.approx(0.5)
    assert np.isnan(found.loc["c", "sellers"])
    assert found.loc["a", "n"] == 160
    assert found.loc["a", "low"] < 2 < found.loc["a", "high"]
    group = yoy_growth(months, span=1, by="category").set_index("category")
    assert group.loc["tents", "growth"] == pytest.approx(0.5)
    assert group.loc["tents", "share_now"] == pytest.approx(600 / 660)
    assert group.loc["shoes", "above"] == pytest.approx(1.2 / (660 / 450) - 1)


def test_a_word_that_is_new_or_gone_stays_in_the_table():
    months = pd.DataFrame(
        {"month": ["2030-05", "2031-05", "2031-05", "2030-05"], "category": "tents",
         "keyword": ["a", "a", "new", "gone"], "search_index": [5, 6, 7, 8], "clicks": 10}
    )  # fmt: skip
    found = yoy_growth(months, span=1).set_index("keyword")
    assert np.isnan(found.loc["new", ["growth", "low", "high"]].astype(float)).all()
    assert found.loc["gone", "growth"] == -1


def test_the_interval_of_growth_is_chance_in_counting():
    """A word that doesn't grow: 95 of 100 intervals hold 0."""
    random = np.random.default_rng(4)
    clicks = random.poisson(80, (2, 3000))
    months = pd.DataFrame(
        {
            "month": np.repeat(["2030-05", "2031-05"], 3000), "category": "x",
            "keyword": [f"w{i}" for i in range(3000)] * 2, "search_index": clicks.ravel(),
            "clicks": clicks.ravel(),
        }
    )  # fmt: skip
    found = yoy_growth(months, span=1)
    assert ((found["low"] <= 0) & (found["high"] >= 0)).mean() == pytest.approx(0.95, abs=0.015)


def test_shares_of_needs_by_hand():
    table = pd.DataFrame(
        {"month": ["2030-01", "2030-01", "2030-02", "2030-02"], "need": ["a", "b", "a", None],
         "search_index": [4, 16, 9, 100]}
    )  # fmt: skip
    found = topic_share(table, "need", value="search_index", power=0.5)
    assert found["share"].tolist() == pytest.approx([16 / 272, 256 / 272, 1, 0])
    assert found["low"].isna().all()
    counted = topic_share(table, "need")
    assert counted["share"].tolist() == [0.5, 0.5, 1, 0]
    assert (counted["low"] < counted["share"]).iloc[:3].all()
    times = table.assign(ts=pd.to_datetime(table["month"] + "-17"))
    assert topic_share(times, "need", time="ts").equals(counted)


def shares_with(step, at=20, seed=0, months=36, noise=0.05):
    random = np.random.default_rng(seed)
    wobble = np.zeros(months)
    for month in range(1, months):
        wobble[month] = 0.4 * wobble[month - 1] + random.normal(0, noise)
    logs = wobble + np.log(step) * (np.arange(months) >= at)
    return pd.Series(0.2 * np.exp(logs), pd.period_range("2030-01", periods=months, freq="M"))


def test_a_change_is_found_within_two_months():
    found = [change_point(shares_with(step, at, seed))["month"]
             for seed in range(20) for step in (0.5, 1.6) for at in (8, 20, 28)]  # fmt: skip
    put = [pd.Period("2030-01", "M") + at for _ in range(40) for at in (8, 20, 28)]
    away = [abs((pd.Period(one, "M") - other).n) for one, other in zip(found, put, strict=True)]
    assert max(away) <= 2


def test_the_range_of_months_holds_the_change():
    """95 of 100, also where a small step makes the place unsure."""
    held, wide = [], []
    for seed in range(200):
        for step in (1.12, 1.3):
            one = change_point(shares_with(step, 18, seed))
            held.append(one["first"] <= "2031-07" <= one["last"])
            wide.append((pd.Period(one["last"], "M") - pd.Period(one["first"], "M")).n)
    assert np.mean(held) > 0.9
    assert np.mean(wide[::2]) > 2 * np.mean(wide[1::2])


def test_the_range_s_bound_is_the_published_one():
    """Hansen (2000), table 1: 7.35 for 95%, 5.94 for 90%, 10.59 for 99%."""
    bounds = [-2 * np.log(1 - c**0.5) for c in (0.90, 0.95, 0.99)]
    assert np.allclose(bounds, [5.94, 7.35, 10.59], atol=0.006)


@pytest.mark.parametrize("name", ["shop", "second_shop"])
def test_the_shop_s_need_is_found_in_the_month_in_which_it_moved(name):
    shop = load(name)
    named = shop.keyword_months.merge(shop.search_words[["keyword", "need"]], on="keyword")
    shares = topic_share(named, "need", value="search_index", power=0.6)
    found = change_point(shares[shares["topic"] == "roomy"].set_index("month")["share"])
    truth = {"shop": "2024-09", "second_shop": "2025-06"}[name]
    assert abs((pd.Period(found["month"], "M") - pd.Period(truth, "M")).n) <= 2
    assert found["first"] <= truth <= found["last"] or found["first"] == truth


def market_tables():
    months = [f"{year}-{month:02}" for year in (2030, 2031) for month in range(1, 13)]
    words = pd.DataFrame(
        {"month": months * 2, "category": ["tents"] * 24 + ["shoes"] * 24,
         "payers": [10] * 12 + [20] * 12 + [100] * 24}
    )  # fmt: skip
    stats = pd.DataFrame(
        {"month": months * 2, "category": ["tents"] * 24 + ["shoes"] * 24, "n_sellers": 60,
         "top10_share": 0.5, "median_price": [200.0] * 24 + [50.0] * 24}
    )  # fmt: skip
    return words, stats


def test_market_size_by_hand():
    size = market_size(*market_tables()).set_index("category")
    assert size.index.tolist() == ["shoes", "tents"]
    assert size.loc["tents", ["year", "buyers", "sales"]].tolist() == [2031, 240, 48_000]
    assert size.loc["tents", "growth"] == pytest.approx(1)
    assert size.loc["tents", "share"] == pytest.approx(48 / 108)
    assert size.loc["tents", "outside_ten"] == pytest.approx(48_000 * 0.5 / 50)
    early = market_size(*market_tables(), year=2030)
    assert early["growth"].isna().all()
    layers = market_layers(size.reset_index(), ["tents"], 12_000)
    assert layers["sales"].tolist() == [108_000, 48_000, 12_000]
    assert layers["of_the_one_above"].tolist() == pytest.approx([1, 48 / 108, 0.25])


def growing(rates, spread=0.02, seed=0):
    random = np.random.default_rng(seed)
    parts = []
    for category, rate in rates.items():
        for word in range(12):
            logs = (rate + random.normal(0, spread)) / 12 * np.arange(30)
            parts.append(
                pd.DataFrame({"month": NAMES, "category": category, "keyword": f"{category}{word}",
                              "search_index": 1000 * np.exp(logs)})
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_stages_of_life():
    rates = {"up": 0.3, "down": -0.3, "flat": 0.0, "near": np.log(1.1)}
    found = lifecycle_stage(growing(rates)).set_index("category")
    assert found["stage"].to_dict() == {
        "up": "growth", "down": "decline", "flat": "maturity", "near": "unsure"
    }  # fmt: skip
    assert found.loc["up", "estimate"] == pytest.approx(np.exp(0.3) - 1, abs=0.03)
    young = growing(rates)
    young = young[(young["category"] != "up") | (young["month"] >= NAMES[20])]
    assert lifecycle_stage(young).set_index("category").loc["up", "stage"] == "introduction"
    assert lifecycle_stage(growing(rates), border=0.5)["stage"].eq("maturity").all()


def test_one_measure_of_a_category_s_growth():
    """Its stage and its growth over twelve months are told alike: all searches added up."""
    months = load("shop").keyword_months
    stage = lifecycle_stage(months, power=0.6).set_index("category")["estimate"]
    growth = yoy_growth(months, span=12, by="category", power=0.6).set_index("category")["growth"]
    whole = ["power", "kitchen", "carry", "wear", "cycling", "fishing", "water", "snow"]
    assert np.allclose(stage[whole], growth[whole], atol=0.005)  # no word came or went in two years
    assert growth["power"] == pytest.approx(0.708, abs=0.001)


def test_a_stage_s_interval_holds_the_mean_growth():
    held = []
    for seed in range(30):
        found = lifecycle_stage(growing({"a": 0.2, "b": -0.1, "c": 0.05}, 0.1, seed))
        truth = np.expm1([0.2, -0.1, 0.05])
        held += list((found["low"] <= truth) & (truth <= found["high"]))
    assert 0.90 < np.mean(held) < 0.99


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda t: index_power(t, counts="visits"), ColumnError, "visits"),
        (lambda t: index_power(pd.concat([t, t])), InputError, "two rows of 2031-03, word 0"),
        (lambda t: index_power(t.assign(clicks="12")), InputError, "clicks of months holds text"),
        (lambda t: yoy_growth(pd.concat([t, t])), InputError, "two rows of 2031-03, market 0"),
        (lambda t: yoy_growth(t.assign(search_index="12")), InputError, "holds text"),
        (lambda t: yoy_growth(t.assign(clicks=-1)), InputError, "clicks of months holds -1"),
        (lambda t: yoy_growth(t.assign(clicks=np.nan)), InputError, "missing"),
        (lambda t: yoy_growth(t.iloc[:0]), InputError, "has no rows"),
        (lambda t: yoy_growth(t[t["month"] == NAMES[0]]), InputError, "has no 2030"),
        (lambda t: yoy_growth(t.assign(month="2031-3")), InputError, "Write months as"),
        (lambda t: lifecycle_stage(pd.concat([t, t])), InputError, "two rows"),
        (lambda t: lifecycle_stage(t.assign(search_index="1")), InputError, "holds text"),
        (
            lambda t: topic_share(
                t.assign(need="a", search_index="1"), "need", value="search_index"
            ),
            InputError,
            "holds text",
        ),
        (
            lambda t: topic_share(pd.concat([t, t]).assign(need="a"), "need", value="search_index"),
            InputError,
            "two rows",
        ),
        (lambda t: change_point(pd.Series([0.1] * 20, [1] * 20)), InputError, "in order"),
        (lambda t: change_point(pd.Series([0.1] * 19 + [np.inf])), InputError, "above 0"),
        (lambda t: market_size(pd.concat([t, t]), market_tables()[1]), InputError, "two rows"),
        (
            lambda t: market_size(market_tables()[0], pd.concat([market_tables()[1]] * 2)),
            InputError,
            "category_stats has two rows",
        ),
        (lambda t: market_layers(market_size(*market_tables()), [], 1), InputError, "served"),
        (lambda t: compare_categories(pd.concat([STATS, STATS]), SINCE), InputError, "two rows"),
        (lambda t: search_growth(pd.concat([KEYWORDS] * 2), SINCE), InputError, "two rows"),
        (lambda t: index_power(t[t["month"] == NAMES[0]]), InputError, "two different clicks"),
        (lambda t: index_to_count(-1, 0.6), InputError, "none below 0"),
        (lambda t: index_to_count("12", 0.6), InputError, "must be numbers"),
        (lambda t: index_to_count(12, 0), InputError, "power is 0"),
        (lambda t: yoy_growth(t, "2031-05"), InputError, "has no 2030-03"),
        (lambda t: yoy_growth(t, "May"), ChoiceError, "month is 'May'"),
        (lambda t: yoy_growth(t, by="word"), ChoiceError, "did you mean 'keyword'"),
        (lambda t: yoy_growth(t, span=0), InputError, "span is 0"),
        (lambda t: yoy_growth(t.drop(columns="clicks")), ColumnError, "clicks"),
        (lambda t: topic_share(t, "need"), ColumnError, "need"),
        (lambda t: topic_share(t.assign(need=None), "need"), InputError, "names a need"),
        (lambda t: change_point([1, 2]), InputError, "pandas Series"),
        (lambda t: change_point(pd.Series([0.1] * 8)), InputError, "12 months at least"),
        (lambda t: change_point(pd.Series([0.0] * 20)), InputError, "0 of them above 0"),
        (lambda t: market_size(*market_tables(), year=2029), ChoiceError, "year is 2029"),
        (lambda t: market_size(t.head(3), market_tables()[1]), InputError, "twelve months"),
        (lambda t: market_layers(market_size(*market_tables()), ["tent"], 1), ChoiceError, "tents"),
        (lambda t: lifecycle_stage(t, "2032-01"), InputError, "12 months to 2032-01"),
        (lambda t: lifecycle_stage(t, border=10), InputError, "10% is 0.1"),
    ],
)
def test_what_can_t_be_is_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong(words_of(words=3))


def test_names_in_the_figure_of_growth_stand_apart():
    growth = yoy_growth(load("shop").keyword_months, power=0.6)
    growth = growth.assign(keyword=[f"a longer name {k}" for k in range(len(growth))])
    ax = growth_against_level(growth, named=4)
    ax.figure.draw_without_rendering()
    boxes = [Text.get_window_extent(text) for text in ax.texts]
    assert len(boxes) == 4
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert not any("mathdefault" in text.get_text() for text in ax.get_yticklabels(which="both"))
