"""Rivals, hot items and flops, parts of a category, forecasts: by hand and by the truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research.competitors import (
    category_cuts,
    competitor_teardown,
    forecast_competitor_sales,
    hot_and_flops,
    hot_list,
    list_turnover,
    openings,
    pick_benchmarks,
)
from ecomlab.research.reviews import review_topics

# --- The sheet ------------------------------------------------------------------------------------


def watched(**columns):
    rows = {
        "date": pd.to_datetime(["2024-01-01"] * 3 + ["2024-01-08"] * 3),
        "shop": ["x", "x", "y"] * 2, "item_id": [1, 2, 3] * 2,
        "price": [10.0, 30.0, 20.0, 10.0, 40.0, 20.0], "units_30d": [5, 5, 10, 30, 10, 60],
        "visits_30d": [100, 100, 0, 100, 300, 500], "natural_share": [1.0, 0.0, 0.5] * 2,
        "paid_share": [0.0, 1.0, 0.5] * 2, "content_share": 0.0,
    }  # fmt: skip
    return pd.DataFrame(rows | columns)


REVIEWS = pd.DataFrame(
    {"shop": ["x"] * 60 + ["y"] * 60,
     "text": ["太重"] * 40 + ["质量很好"] * 20 + ["太重"] * 5 + ["质量很好"] * 55}
)  # fmt: skip


def test_the_sheet_by_hand():
    sheet = competitor_teardown(watched(), REVIEWS).set_index("shop")
    assert sheet.index.tolist() == ["y", "x"]  # those that sell most first
    x = sheet.loc["x"]
    assert x[["articles", "units_30d", "share_of_units"]].tolist() == [2, 40, 0.4]
    assert x["natural_share"] == 0.25  # weighed by visits: 100 of 400
    assert (x["price_low"], x["price_median"], x["price_high"]) == (17.5, 25, 32.5)
    assert x["complaint"] == "portability ×8.0"
    assert pd.isna(sheet.loc["y", "complaint"])
    assert sheet["n_reviews"].tolist() == [60, 60]


def test_an_earlier_monday_and_shops_without_reviews():
    sheet = competitor_teardown(watched(), REVIEWS[:60], date="2024-01-01").set_index("shop")
    assert sheet["units_30d"].to_dict() == {"x": 10, "y": 10}
    assert np.isnan(sheet.loc["y", "natural_share"])  # nobody came
    assert sheet.loc["y", "n_reviews"] == 0
    with pytest.raises(InputError, match="on 2024-01-03. The last one before is 2024-01-01"):
        competitor_teardown(watched(), REVIEWS, date="2024-01-03")
    with pytest.raises(ColumnError, match="paid_share"):
        competitor_teardown(watched().drop(columns="paid_share"), REVIEWS)


def test_an_article_twice_on_one_monday_is_refused():
    """Its pieces would count twice, and nobody would see it."""
    with pytest.raises(InputError, match="3 rows too many"):
        competitor_teardown(pd.concat([watched(), watched().head(3)]), REVIEWS)


def test_sheet_and_topics_tell_one_lift():
    shop = load("shop")
    own = shop.reviews[["shop", "text", "is_default"]].astype({"shop": str}).tail(3000)
    said = pd.concat([own, shop.rival_reviews[["shop", "text"]].assign(is_default=False)])
    sheet = competitor_teardown(shop.competitors, said, topics=1).set_index("shop")
    lifts = review_topics(said, by="shop").set_index(["by", "topic", "polarity"])["lift"]
    topic, told = sheet.loc["wild_flag", "complaint"].split(" ×")
    assert f"{lifts['wild_flag', topic, 'complaint']:.1f}" == told


def test_openings_are_gaps_with_intervals():
    found = openings(review_topics(REVIEWS, by="shop"), own="y").iloc[0]
    assert (found["shop"], found["topic"]) == ("x", "portability")
    assert (found["theirs"], found["ours"]) == (40 / 60, 5 / 60)
    assert found["low"] > 0.4
    with pytest.raises(ChoiceError, match="own is 'z'"):
        openings(review_topics(REVIEWS, by="shop"), own="z")


def test_rivals_strengths_and_weaknesses_are_those_that_the_world_gave_them():
    shop = load("shop")
    sheet = competitor_teardown(shop.competitors, shop.rival_reviews, topics=1).set_index("shop")
    first = sheet[["praise", "complaint"]].map(lambda x: str(x).split()[0])
    assert first["complaint"].drop(["white_pine", "trail_and_tent", "happy_camp"]).to_dict() == {
        "mountain_hut": "price", "river_camp": "quality", "wild_flag": "description",
        "city_outdoor": "portability",
    }  # fmt: skip
    assert first.loc["city_outdoor", "praise"] == "looks"
    assert first.loc["river_camp", "praise"] == "delivery"


def test_benchmarks_by_marks():
    shops = pd.DataFrame({"shop": ["a", "b", "c"], "stars": [4.9, 4.2, 4.6], "sold": [50, 900, 40]})
    found = pick_benchmarks(shops, {"stars": 4.6, "sold": 50})
    assert found["shop"].tolist() == ["a", "b", "c"]
    assert found["marks"].tolist() == [2, 1, 1]
    with pytest.raises(InputError, match="No mark is given"):
        pick_benchmarks(shops, {})
    with pytest.raises(ColumnError, match="rating"):
        pick_benchmarks(shops, {"rating": 4})
    with pytest.raises(InputError, match="marks is a list. Give the least of each"):
        pick_benchmarks(shops, ["stars"])
    with pytest.raises(InputError, match="The mark of stars is 'high'"):
        pick_benchmarks(shops, {"stars": "high"})
    with pytest.raises(InputError, match="shop of shops holds no numbers"):
        pick_benchmarks(shops, {"shop": 4})


@pytest.mark.parametrize("within", [None, "group"])
def test_the_two_shares_differ_by_what_is_told(within):
    """Kinds of an odd size too: their middle article is neither hot nor flop."""
    found = hot_and_flops(market(np.random.default_rng(3)), "feature", "sold", 0.5, within).iloc[0]
    assert found["hot"] - found["flops"] == pytest.approx(found["estimate"])


# --- Hot items and flops ----------------------------------------------------------------------

LIST = pd.DataFrame(
    {"month": ["2024-01"] * 3 + ["2024-02"] * 3 + ["2024-04"] * 3, "item_id": list("abcabcbcd"),
     "sales_index": [9, 5, 1, 9, 2, 7, 3, 8, 9]}
)  # fmt: skip


def test_the_list_and_who_stays_on_it():
    found = hot_list(LIST, "2024-04", top=2)
    assert found["item_id"].tolist() == ["d", "c"]
    assert found["months_on_list"].tolist() == [1, 2]
    assert found["new"].tolist() == [True, False]
    assert hot_list(LIST, "2024-01", top=2)["new"].isna().all()
    assert list_turnover(LIST, top=2)[["month", "stayed"]].values.tolist() == [["2024-01", 1]]
    later = list_turnover(LIST, top=2, months=2)
    assert later[["month", "stayed"]].values.tolist() == [["2024-02", 1]]
    many = pd.DataFrame({"month": "2024-01", "item_id": range(60), "sales_index": range(60)})
    assert len(hot_list(many, "2024-01")) == 50
    with pytest.raises(ChoiceError, match="month is '2024-03'"):
        hot_list(LIST, "2024-03")
    with pytest.raises(InputError, match="7 apart"):
        list_turnover(LIST, months=7)
    with pytest.raises(InputError, match="twice in one month"):
        hot_list(pd.concat([LIST, LIST]), "2024-01")


def market(rng, kinds=30):
    """Kinds that sell unequally and have features unequally often; the feature sells nothing."""
    size = rng.integers(2, 8, kinds)
    kind = np.repeat(np.arange(kinds), size)
    level = rng.normal(size=kinds)
    has = rng.random(len(kind)) < 1 / (1 + np.exp(-2 * level))[kind]
    sold = np.exp(level[kind] + 0.5 * rng.normal(size=len(kind)))
    return pd.DataFrame({"group": kind, "sold": sold, "feature": has})


def test_the_naive_reading_sees_a_recipe_and_the_matched_one_does_not():
    held, seen, draws = [], [], 80
    for seed in range(draws):
        items = market(np.random.default_rng(seed))
        alone = hot_and_flops(items, "feature", score="sold").iloc[0]
        matched = hot_and_flops(items, "feature", "sold", top=0.5, within="group").iloc[0]
        seen.append(alone["low"] > 0)
        held.append(matched["low"] <= 0 <= matched["high"])
    assert np.mean(seen) > 0.9
    assert 0.9 <= np.mean(held) <= 0.99


@pytest.mark.verify
def test_the_matched_interval_holds_nothing_in_2000_draws():
    found = [
        hot_and_flops(market(np.random.default_rng(s)), "feature", "sold", 0.5, "group").iloc[0]
        for s in range(2000)
    ]
    assert 0.93 <= np.mean([row["low"] <= 0 <= row["high"] for row in found]) <= 0.97


def test_a_feature_that_sells_is_found():
    items = market(np.random.default_rng(1), kinds=80)
    items["sold"] *= np.where(items["feature"], 3, 1)
    assert hot_and_flops(items, "feature", "sold", 0.5, "group").loc[0, "low"] > 0


@given(st.integers(0, 500), st.floats(0.1, 0.5))
def test_hot_and_flops_never_meet(seed, top):
    items = market(np.random.default_rng(seed))
    found = hot_and_flops(items.assign(all=True), "all", "sold", top, "group").iloc[0]
    assert (found["hot"], found["flops"], found["estimate"]) == (1, 1, 0)
    found = hot_and_flops(items, "feature", "sold", top).iloc[0]
    assert found["n"] == 2 * max(round(top * len(items)), 1) or top > 0.49


def test_kinds_without_a_pair_are_counted():
    items = pd.DataFrame({"kind": list("aab"), "units": [1, 2, 9], "flag": [False, True, True]})
    found = hot_and_flops(items, "flag", top=0.5, within="kind").iloc[0]
    assert (found["left_out"], found["estimate"], found["n"]) == (1, 1, 1)
    with pytest.raises(InputError, match="No kind has two articles"):
        hot_and_flops(items.tail(2), "flag", within="kind")
    with pytest.raises(InputError, match="flag holds 3. A feature is True or False"):
        hot_and_flops(items.assign(flag=3), "flag")
    with pytest.raises(InputError, match="top is 0.7"):
        hot_and_flops(items, "flag", top=0.7)


# --- Parts of a category, and the next weeks ---------------------------------------------------


def test_the_index_of_the_merger_guidelines():
    """Four firms with 30, 30, 20 and 20 percent: 2,600 points (US Department of Justice)."""
    items = pd.DataFrame({"part": "all", "firm": list("abcd"), "sales": [30, 30, 20, 20]})
    found = category_cuts(items, "part", who="firm", size="sales").iloc[0]
    assert found["hhi"] == pytest.approx(0.26)
    assert (found["sellers"], found["largest"], found["top3"]) == (4, 0.3, pytest.approx(0.8))


@given(st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from("abcdef"), st.integers(1, 99)),
                min_size=1, max_size=40))  # fmt: skip
def test_shares_of_parts_and_their_concentration(rows):
    found = category_cuts(pd.DataFrame(rows, columns=["by_", "shop", "units"]), "by_")
    assert found["share"].sum() == pytest.approx(1)
    assert (found["hhi"] >= 1 / found["sellers"] - 1e-9).all()
    assert (found["hhi"] <= found["largest"] + 1e-9).all()
    assert found["size"].is_monotonic_decreasing


def test_growth_of_a_part():
    items = pd.DataFrame(
        {"m": ["2024-01", "2024-01", "2024-02", "2024-02"], "x": list("abac"), "shop": "s",
         "units": [10, 20, 15, 5]}
    )  # fmt: skip
    found = category_cuts(items, "x", time="m", since="2024-02").set_index("by")["growth"]
    assert found["a"] == 0.5
    assert found["b"] == -1
    assert np.isnan(found["c"])
    with pytest.raises(InputError, match="since needs time"):
        category_cuts(items, "x", since="2024-02")
    with pytest.raises(InputError, match="one side has no rows"):
        category_cuts(items, "x", time="m", since="2025-02")
    with pytest.raises(InputError, match="units must be numbers from 0 on"):
        category_cuts(items.assign(units=-1), "x")


def weekly(values, shop="a", start="2022-01-03"):
    dates = pd.date_range(start, periods=len(values), freq="7D")
    return pd.DataFrame({"date": dates, "shop": shop, "units_7d": values})


def test_a_forecast_with_a_season_by_hand():
    """Two equal years: the next four weeks are last year's."""
    year = 100 + np.round(50 * np.sin(np.arange(52) * 2 * np.pi / 52))
    seen = weekly(np.tile(year, 3))
    found = forecast_competitor_sales(seen).iloc[0]
    assert found["last"] == year[-4:].sum()
    assert found["estimate"] == pytest.approx(year[:4].sum())
    assert found["low"] == pytest.approx(found["high"])


def test_four_of_five_forecasts_are_held():
    held = []
    for seed in range(100):
        sold = np.random.default_rng(seed).poisson(80, 104)
        found = forecast_competitor_sales(weekly(sold[:100]), season=False).iloc[0]
        held.append(found["low"] <= sold[100:].sum() <= found["high"])
    assert 0.66 <= np.mean(held) <= 0.9


def test_rivals_that_are_gone_are_not_forecast():
    seen = pd.concat([weekly([10] * 30), weekly([10] * 20, shop="gone")])
    found = forecast_competitor_sales(seen, season=False)
    assert found["by"].tolist() == ["a"]
    assert found["share"].tolist() == [1]


def test_too_short_a_history():
    with pytest.raises(InputError, match="There are 40 Mondays; this needs 68. Set season=False"):
        forecast_competitor_sales(weekly([1] * 40))
    with pytest.raises(InputError, match="Choose fewer weeks"):
        forecast_competitor_sales(weekly([1] * 10), season=False)
    with pytest.raises(InputError, match="weeks is 0"):
        forecast_competitor_sales(weekly([1] * 90), weeks=0)
