"""Tests of styles: beta-binomial by scipy and by simulation, the shop's launches, the workbook."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.research.lots import newsvendor
from ecomlab.research.styles import (
    best_of,
    category_prior,
    day_scatter,
    first_clicks,
    launch_sales,
    style_errors,
    style_test,
    write_style_test,
)

PRIOR = (0.07, 90)
DAILY = pd.DataFrame({"date": pd.to_datetime(["2025-03-01"]), "sku": "a", "uv": 300, "addcart": 20,
                      "orders": 5})  # fmt: skip
SKU = pd.DataFrame({"sku": ["a"], "launch_date": pd.to_datetime(["2025-03-01"])})
TRIO = pd.DataFrame({"style": ["a", "b", "c"], "clicks": 200, "carts": [26, 14, 3]})


def test_the_posterior_is_the_beta_of_scipy():
    sheet = style_test(TRIO, 0.08, PRIOR).set_index("style")
    for name, carts in zip("abc", TRIO["carts"], strict=True):
        known = stats.beta(6.3 + carts, 83.7 + 200 - carts)
        row = sheet.loc[name]
        assert row[["rate", "low", "high", "chance"]].tolist() == pytest.approx(
            [known.mean(), known.ppf(0.025), known.ppf(0.975), known.sf(0.08)], abs=1e-9
        )
    assert sheet["verdict"].to_dict() == {"a": "go", "b": "test on", "c": "kill"}
    assert sheet["seen"].to_dict() == {"a": 0.13, "b": 0.07, "c": 0.015}
    assert (sheet[["signed_by", "on"]] == "").all().all()


def test_the_first_lot_is_the_newsvendor_s_of_the_simulated_demand():
    cost = {"visitors": 3000, "pay": 0.3, "over": 40, "under": 60}
    lot = style_test(TRIO, 0.08, PRIOR, **cost)["first_lot"].iloc[0]
    rng = np.random.default_rng(3)
    rate = rng.beta(6.3 + 26, 83.7 + 174, 200_000) * 0.3
    demand = rng.binomial(3000, rate)
    assert lot == pytest.approx(newsvendor(40, 60, demand=demand), abs=1.5)
    assert style_test(TRIO, 0.08, PRIOR, **cost)["first_lot"].isna().tolist() == [False, True, True]


def drawn(seed, styles, clicks, prior):
    rng = np.random.default_rng(seed)
    rate, weight = prior
    true = rng.beta(rate * weight, (1 - rate) * weight, styles)
    return true, rng.binomial(clicks, true)


@pytest.mark.parametrize("rule", [{"at": 0.08}, {"chance": 0.8}])
@pytest.mark.parametrize("clicks", [60, 200, 900])
def test_the_error_rates_against_simulation(rule, clicks):
    true, carts = drawn(clicks, 300_000, clicks, PRIOR)
    if "at" in rule:
        goes = carts / clicks >= 0.08
    else:
        goes = stats.beta.sf(0.08, 6.3 + carts, 83.7 + clicks - carts) >= 0.8
    good = true >= 0.08
    found = style_errors(clicks, 0.08, PRIOR, **rule).iloc[0]
    assert found["goes"] == pytest.approx(goes.mean(), abs=0.005)
    assert found["good"] == pytest.approx(good.mean(), abs=0.005)
    assert found["false_go"] == pytest.approx((goes & ~good).sum() / goes.sum(), abs=0.01)
    assert found["missed"] == pytest.approx((good & ~goes).sum() / good.sum(), abs=0.01)


def test_the_sheet_says_its_own_error():
    """Of styles that go at a chance, the share of wrong ones is the mean of what is left to 1."""
    true, carts = drawn(8, 20_000, 200, PRIOR)
    many = pd.DataFrame({"style": range(20_000), "clicks": 200, "carts": carts})
    sheet = style_test(many, 0.08, PRIOR).sort_values("style")
    go = (sheet["verdict"] == "go").to_numpy()
    wrong = (true[go] < 0.08).mean()
    assert wrong == pytest.approx(1 - sheet.loc[go, "chance"].mean(), abs=0.01)
    inside = (sheet["low"].to_numpy() <= true) & (true <= sheet["high"].to_numpy())
    assert inside.mean() == pytest.approx(0.95, abs=0.005)


def test_the_prior_is_found_again_over_many_seeds():
    """The log of its two numbers is right on average, from 40 styles a time."""
    rates, weights = [], []
    for seed in range(120):
        _, carts = drawn(seed, 40, 400, (0.09, 120))
        prior = category_prior(pd.DataFrame({"clicks": 400, "carts": carts}))
        rates.append(prior.rate)
        weights.append(np.log(prior.clicks))
    assert np.mean(rates) == pytest.approx(0.09, abs=0.002)
    assert np.median(weights) == pytest.approx(np.log(120), abs=0.15)


def test_the_prior_is_the_most_likely_one():
    table = pd.DataFrame({"clicks": [150, 220, 300, 80, 500], "carts": [9, 30, 12, 6, 55]})
    prior = category_prior(table)

    def likely(rate, weight):
        a, b = rate * weight, (1 - rate) * weight
        return stats.betabinom.logpmf(table["carts"], table["clicks"], a, b).sum()

    best = likely(prior.rate, prior.clicks)
    for rate, weight in [(0.95, 1), (1.05, 1), (1, 0.8), (1, 1.25)]:
        assert likely(prior.rate * rate, prior.clicks * weight) < best


def test_styles_that_are_all_alike_need_no_clicks_of_their_own():
    prior = category_prior(pd.DataFrame({"clicks": [100] * 8, "carts": [10] * 8}))
    assert prior.clicks > 10_000
    assert prior.rate == pytest.approx(0.1, abs=0.001)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 20), st.integers(10, 400), st.floats(0.03, 0.3), st.floats(20, 400))
def test_the_best_seen_shows_more_than_it_is_and_beats_one_at_random(styles, clicks, rate, weight):
    found = best_of(styles, clicks, (rate, weight))
    assert found["random"] == pytest.approx(rate)
    assert found["random"] - 1e-6 <= found["true"] <= found["shown"] + 1e-6
    assert found["true"] <= found["best"] + 1e-6
    if styles == 1:
        assert found["true"] == pytest.approx(rate) == pytest.approx(found["shown"])


def test_the_best_of_ten_against_simulation():
    rng = np.random.default_rng(4)
    true = rng.beta(6.3, 83.7, (60_000, 10))
    carts = rng.binomial(200, true)
    best = carts.argmax(axis=1)
    rows = np.arange(len(true))
    found = best_of(10, 200, PRIOR)
    assert found["shown"] == pytest.approx(carts[rows, best].mean() / 200, abs=0.001)
    assert found["true"] == pytest.approx(true[rows, best].mean(), abs=0.001)
    assert found["best"] == pytest.approx(true.max(axis=1).mean(), abs=0.001)


def test_each_style_is_judged_by_the_rate_that_it_needs():
    each = TRIO.assign(least=[0.40, 0.05, np.inf], over=[10.0, 40.0, 10.0], left=[12.0, 60.0, 1.0])
    sheet = style_test(each, "least", PRIOR, visitors=3000, pay=0.3, over="over", under="left")
    sheet = sheet.set_index("style")
    assert sheet["verdict"].to_dict() == {"b": "go", "a": "kill", "c": "kill"}
    assert sheet.loc["b", "chance"] == pytest.approx(stats.beta.sf(0.05, 20.3, 269.7))
    alone = style_test(TRIO, 0.05, PRIOR, visitors=3000, pay=0.3, over=40, under=60)
    assert sheet.loc["b", "first_lot"] == alone.set_index("style").loc["b", "first_lot"]
    assert sheet.loc["a", "first_lot"] != sheet.loc["a", "first_lot"]  # none


def test_a_lot_for_visitors_that_nobody_knows_is_that_of_the_simulated_demand():
    cost = {"pay": 0.3, "over": 30, "under": 60}
    rng = np.random.default_rng(5)
    rate = rng.beta(6.3 + 26, 83.7 + 174, 400_000) * 0.3
    visitors = rng.normal(3000, 700, 400_000).round().clip(0).astype(int)
    known = newsvendor(30, 60, demand=rng.binomial(visitors, rate))
    lot = style_test(TRIO, 0.08, PRIOR, visitors=(3000, 700), **cost)["first_lot"].iloc[0]
    assert lot == pytest.approx(known, rel=0.02)
    assert lot > style_test(TRIO, 0.08, PRIOR, visitors=3000, **cost)["first_lot"].iloc[0]


def test_the_scatter_of_days_is_found_again_and_its_interval_holds():
    """Each style's first days have a rate of their own; 2.5 times the variance of luck."""
    rng, inside, values = np.random.default_rng(6), 0, []
    clicks, rate, factor = 200, 0.11, 2.5
    sd = (rate * (1 - rate) / clicks * (factor - 1)) ** 0.5
    for _ in range(400):
        first = np.clip(rng.normal(rate, sd, 16), 0.001, 0.5)
        found = day_scatter(pd.DataFrame({
            "clicks": clicks, "carts": rng.binomial(clicks, first), "later_clicks": 50_000,
            "later_carts": rng.binomial(50_000, rate, 16)}))  # fmt: skip
        inside += found.holds(factor)
        values.append(found.value)
    assert np.mean(values) == pytest.approx(factor, rel=0.05)
    assert 0.92 <= inside / 400 <= 0.975


def test_scatter_makes_the_same_clicks_tell_less():
    one, other = (style_test(TRIO, 0.08, PRIOR, scatter=x).set_index("style") for x in (1, 2.5))
    known = stats.beta(6.3 + 26 / 2.5, 83.7 + 174 / 2.5)
    assert other.loc["a", "chance"] == pytest.approx(known.sf(0.08))
    assert other.loc["a", "seen"] == one.loc["a", "seen"]
    fewer = style_errors(80, 0.08, PRIOR, at=0.08).iloc[0, 1:]
    assert (
        style_errors(200, 0.08, PRIOR, at=0.08, scatter=2.5).iloc[0, 1:].tolist() == fewer.tolist()
    )
    assert best_of(10, 200, PRIOR, scatter=2.5) == best_of(10, 80, PRIOR)


def test_the_lesson_s_shop_kills_a_cheap_style_that_showed_the_most(shop):
    """A waist bag of 45 yuan needs some 40% of carts, whatever 213 clicks showed."""
    from ecomlab.classroom import exercises

    told = str(exercises("1_2").tell("sheet-reading"))
    assert "`WB01` showed the most, 18%. It needs 40%, so the sheet says: kill" in told


# --- The shop's launches -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def shop():
    return load("shop")


def test_first_clicks_by_hand_of_one_article(shop):
    found = first_clicks(shop.article_daily, shop.sku).set_index("style")
    days = shop.article_daily[shop.article_daily["sku"] == "TB02"].sort_values("date")
    end = int((days["uv"].cumsum() < 200).sum()) + 1
    assert found.loc["TB02", "clicks"] == days["uv"].iloc[:end].sum()
    assert found.loc["TB02", "carts"] == days["addcart"].iloc[:end].sum()
    assert found.loc["TB02", "later_clicks"] == days["uv"].iloc[end:].sum()
    begun = shop.sku["launch_date"] >= shop.article_daily["date"].min()
    assert len(found) == begun.sum()
    total = found["clicks"].sum() + found["later_clicks"].sum()
    new = shop.article_daily["sku"].isin(shop.sku.loc[begun, "sku"])
    assert total == shop.article_daily.loc[new, "uv"].sum()


def test_the_launches_rank_but_do_not_measure(shop):
    found = first_clicks(shop.article_daily, shop.sku)
    seen = found["carts"] / found["clicks"]
    assert seen.std() > 2 * found["later_rate"].std()
    assert seen.corr(found["later_rate"]) > 0


def test_an_article_without_later_days_is_kept():
    days = pd.date_range("2025-03-01", periods=2)
    daily = pd.DataFrame({"date": days.repeat(2), "sku": ["a", "b"] * 2, "uv": [150, 10] * 2,
                          "addcart": 1})  # fmt: skip
    sku = pd.DataFrame({"sku": ["a", "b", "old"], "launch_date": pd.to_datetime(
        ["2025-03-01", "2025-03-01", "2020-01-01"])})  # fmt: skip
    found = first_clicks(daily, sku, clicks=160).set_index("style")
    assert found.loc["a", ["clicks", "later_clicks"]].tolist() == [300, 0]
    assert np.isnan(found.loc["b", "later_rate"])
    assert found.loc["b", "clicks"] == 20


def test_launch_sales_by_hand(shop):
    found = launch_sales(shop.article_daily, shop.sku).set_index("style")
    begun = shop.sku.set_index("sku").loc["LA03", "launch_date"]
    days = shop.article_daily[shop.article_daily["sku"] == "LA03"].set_index("date")["orders"]
    month = pd.Timedelta(days=30)
    assert found.loc["LA03", "early"] == days[begun : begun + month - pd.Timedelta(days=1)].sum()
    rest = days[begun + month : begun + pd.Timedelta(days=119)]
    assert found.loc["LA03", "late"] == rest.sum()


# --- The workbook ------------------------------------------------------------------------------


def test_the_workbook_holds_the_rule_the_sheet_and_the_errors(tmp_path):
    from python_calamine import CalamineWorkbook

    cost = {"visitors": 3000, "pay": 0.3, "over": 40, "under": 60}
    sheet = style_test(TRIO.assign(favourites=[9, 8, 7]), 0.08, PRIOR, **cost)
    errors = style_errors([200, 1000], 0.08, PRIOR, at=0.08)
    path = write_style_test(sheet, tmp_path / "test.xlsx", least=0.08, errors=errors)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["styles 测款表", "errors 误判率"]
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert "8.0%" in rows[0][0]
    assert "kill at 20%" in rows[0][0]
    assert rows[2][: len(sheet.columns)] == list(sheet.columns)
    assert [row[0] for row in rows[3:6]] == ["a", "b", "c"]
    chance = list(sheet.columns).index("chance")
    assert rows[3][chance] == pytest.approx(sheet["chance"].iloc[0])
    assert rows[4][list(sheet.columns).index("first_lot")] == ""
    assert len(book.get_sheet_by_index(1).to_python()) == 3


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: style_test(TRIO.drop(columns="carts"), 0.08, PRIOR), ColumnError, "carts"),
        (lambda: style_test(TRIO, 8, PRIOR), InputError, "8% is 0.08"),
        (lambda: style_test(TRIO, 0.08, 0.07), InputError, r"Give \(rate, clicks\)"),
        (lambda: style_test(TRIO, 0.08, (0.07, 0)), InputError, "the prior's clicks is 0"),
        (lambda: style_test(TRIO, 0.08, PRIOR, go=0.2, kill=0.8), InputError, "below go"),
        (lambda: style_test(TRIO.assign(carts=300), 0.08, PRIOR), InputError, "more carts than"),
        (lambda: style_test(TRIO.assign(carts=0.1), 0.08, PRIOR), InputError, "not shares"),
        (lambda: style_test(TRIO.assign(style="a"), 0.08, PRIOR), InputError, "there twice"),
        (lambda: style_test(TRIO, 0.08, PRIOR, visitors=300), InputError, "give all four"),
        (lambda: style_test(TRIO, "least", PRIOR), ColumnError, "least"),
        (lambda: style_test(TRIO.assign(least=0.0), "least", PRIOR), InputError, "above 0"),
        (lambda: style_test(TRIO, 0.08, PRIOR, scatter=0.4), InputError, "scatter is 0.4"),
        (lambda: first_clicks(pd.concat([DAILY, DAILY]), SKU), InputError, "there twice"),
        (lambda: launch_sales(pd.concat([DAILY, DAILY]), SKU), InputError, "there twice"),
        (lambda: category_prior(TRIO.head(2)), InputError, "at least three"),
        (lambda: category_prior(TRIO.assign(carts=0)), InputError, "carts are none"),
        (lambda: style_errors(200, 0.08, PRIOR), InputError, "Give one rule"),
        (lambda: style_errors(200, 0.08, PRIOR, at=0.1, chance=0.8), InputError, "one rule"),
        (lambda: style_errors(0, 0.08, PRIOR, at=0.1), InputError, "clicks is 0"),
        (lambda: style_errors(200.5, 0.08, PRIOR, at=0.1), InputError, "clicks is 200.5"),
        (lambda: best_of(0, 200, PRIOR), InputError, "styles is 0"),
        (lambda: write_style_test(TRIO, "x.xlsx", 0.08), ColumnError, "verdict"),
        (lambda: write_style_test(style_test(TRIO, 0.08, PRIOR), "x.csv", 0.08), InputError,
         "end in .xlsx"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
