"""Presale against stock, screens, lists, suppliers: by hand, oracles, what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.research.selection import market_lists
from ecomlab.research.selection import (
    article_factors,
    category_facts,
    pareto_front,
    presale_or_stock,
    quarter_profit,
    screen_categories,
    screen_sensitivity,
    supply_score,
    top_overlap,
)

# Net sales and stock, before and after.
ROWS = [
    ("coats", "own", 60, 60, 30, 15), ("coats", "own", 40, 20, 10, 5),
    ("coats", "far", 50, 50, 10, 20), ("coats", "far", 30, 30, 10, 10),
    ("skirts", "own", 20, 80, 10, 10), ("skirts", "own", 10, 10, 10, 10),
    ("skirts", "far", 90, 45, 30, 15), ("skirts", "far", 10, 40, 5, 5),
]  # fmt: skip
AMOUNTS = ["net_before", "net_after", "stock_before", "stock_after"]
ARTICLES = pd.DataFrame(ROWS, columns=["category", "supplier", *AMOUNTS])


def test_factors_by_hand():
    assert article_factors(ARTICLES).tolist() == [2, 1, 0.5, 1, 4, 1, 1, 4]
    assert article_factors(ARTICLES, "sales").tolist() == [1, 0.5, 1, 1, 4, 1, 0.5, 4]
    assert article_factors(ARTICLES, "stock").tolist() == [0.5, 0.5, 2, 1, 1, 1, 0.5, 1]


def test_presale_by_hand():
    """In powers of two. Coats: 1/2 against −1/2; skirts: 1 against 1: on average 1/2."""
    found = presale_or_stock(ARTICLES, presale="own", stock="far")
    assert found.value == pytest.approx(2**0.5)
    assert (found.n, found.counts) == (8, "articles")
    turned = presale_or_stock(ARTICLES, presale="far", stock="own")
    assert turned.value == pytest.approx(2**-0.5)
    # Sales: −1/2 against 0, 1 against 1/2. Stock: −1 against 1/2, 0 against −1/2.
    assert presale_or_stock(ARTICLES, "own", "far", "sales").value == pytest.approx(1)
    assert presale_or_stock(ARTICLES, "own", "far", "stock").value == pytest.approx(2**-0.5)


def test_the_error_is_that_of_least_squares():
    """Sum contrasts of the categories: the coefficient of presale is the mean of its effects;
    HC2 is Welch's variance of each cell."""
    many = pd.concat([ARTICLES] * 40, ignore_index=True)
    frame = many.assign(y=np.log(article_factors(many)), own=many["supplier"] == "own")
    fit = smf.ols("y ~ C(category, Sum) * own", frame).fit(cov_type="HC2")
    found = presale_or_stock(many, "own", "far")
    assert math.log(found.value) == pytest.approx(fit.params["own[T.True]"])
    reach = 1.96 * fit.bse["own[T.True]"]
    assert math.log(found.high / found.value) == pytest.approx(reach, rel=0.01)


@given(st.floats(0.2, 5), st.floats(0.2, 5))
def test_season_and_assortment_cancel(season, winter):
    """All articles sell so many times as much, and coats so many times, whoever makes them."""
    moved = ARTICLES.copy()
    moved["net_after"] *= season * np.where(moved["category"] == "coats", winter, 1)
    assert presale_or_stock(moved, "own", "far")[:3] == pytest.approx(
        presale_or_stock(ARTICLES, "own", "far")[:3]
    )


def test_turnover_is_sales_over_stock():
    parts = {
        part: presale_or_stock(ARTICLES, "own", "far", part).value
        for part in ("turnover", "sales", "stock")
    }
    assert parts["turnover"] == pytest.approx(parts["sales"] / parts["stock"])


def test_other_makers_aren_t_read():
    more = pd.concat([ARTICLES, ARTICLES.assign(supplier="third", net_after=1)])
    assert presale_or_stock(more, "own", "far") == presale_or_stock(ARTICLES, "own", "far")


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: article_factors(ARTICLES, "profit"), ChoiceError, "'turnover'"),
        (lambda: article_factors(ARTICLES.drop(columns="net_after")), ColumnError, "net_after"),
        (lambda: article_factors(ARTICLES.assign(stock_after=0)), InputError, "8 of 8 articles"),
        (lambda: presale_or_stock(ARTICLES, "own", "near"), ChoiceError, "stock is 'near'"),
        (lambda: presale_or_stock(ARTICLES, "me", "far"), ChoiceError, "presale is 'me'"),
        (lambda: presale_or_stock(ARTICLES.iloc[:6], "own", "far"), InputError, "'skirts' has no"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


# --- Screens, fronts, lists, suppliers ---------------------------------------------------------

FACTS = pd.DataFrame({
    "category": list("abcd"), "growth": [0.3, 0.2, 0.05, 0.3], "competition": [50.0, 90, 40, 60],
    "margin": [0.35, 0.5, 0.6, 0.2],
})  # fmt: skip


def test_the_screen_by_hand():
    found = screen_categories(FACTS, 0.30, 0.10, 80).set_index("category")
    assert found["passes"].to_dict() == {"a": True, "c": False, "b": False, "d": False}
    assert found.index[0] == "a"
    assert found.loc["d", ["grows", "has_room", "moderate"]].tolist() == [True, False, True]


@given(st.floats(-0.5, 0.5), st.floats(0, 0.9), st.floats(0, 120))
def test_a_stricter_screen_passes_no_more(growth, margin, most):
    loose = screen_categories(FACTS, margin, growth, most)
    strict = screen_categories(FACTS, margin + 0.05, growth + 0.02, most - 5)
    passing = [set(x.loc[x["passes"], "category"]) for x in (loose, strict)]
    assert passing[1] <= passing[0]


def test_sensitivity_counts_pairs():
    found = screen_sensitivity(FACTS, [0.1, 0.25], [55, 100]).set_index("category")["share"]
    assert found.to_dict() == {"a": 1.0, "b": 0.25, "c": 0.0, "d": 0.0}


def test_category_facts_by_hand():
    stats = load("shop").category_stats
    found = category_facts(stats, "2025-09").set_index("category")
    tents = stats[stats["category"] == "shelter"].set_index("month")
    now, before = (tents.loc[f"{y}-07" : f"{y}-09"] for y in (2025, 2024))
    growth = now["search_index"].sum() / before["search_index"].sum() - 1
    assert found.loc["shelter", "growth"] == pytest.approx(growth)
    after = category_facts(stats, "2025-09", "after_returns").set_index("category")["margin"]
    rates = now.mean(numeric_only=True)
    kept = (1 - rates["return_rate"]) * (1 - rates["unit_cost_rate"] - rates["platform_fee_rate"])
    assert after["shelter"] == pytest.approx(kept - rates["ad_rate"])
    assert (after < found["margin"]).all()


def test_growth_of_searches_is_that_of_the_index_undone_month_by_month():
    stats = load("shop").category_stats
    tents = stats[stats["category"] == "shelter"].set_index("month")["search_index"]
    now, before = (tents.loc[f"{y}-07" : f"{y}-09"] ** (1 / 0.6) for y in (2025, 2024))
    found = category_facts(stats, "2025-09", power=0.6).set_index("category")["growth"]
    assert found["shelter"] == pytest.approx(now.sum() / before.sum() - 1)
    with pytest.raises(InputError, match="power is 0"):
        category_facts(stats, "2025-09", power=0)


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=25))
def test_the_front_is_beaten_by_none_and_beats_the_rest(rows):
    table = pd.DataFrame(rows, columns=["margin", "again", "returns"])
    found = pareto_front(table, ["margin", "again"], ["returns"])
    assert found["front"].any()

    def beats(x, y):
        one, two = ((r.margin, r.again, -r.returns) for r in (x, y))
        return one != two and all(i >= j for i, j in zip(one, two, strict=True))

    for row in found.itertuples():
        assert row.beaten_by == sum(beats(other, row) for other in found.itertuples())
        assert row.front == (row.beaten_by == 0)


def test_lists_by_chance_and_by_truth():
    rng = np.random.default_rng(2)
    table = pd.DataFrame({"true": rng.lognormal(size=400)})
    by_lot = [
        top_overlap(table.assign(seen=rng.normal(size=400)), "seen", "true", 20)["both"]
        for _ in range(300)
    ]
    assert np.mean(by_lot) == pytest.approx(1.0, abs=0.15)  # 20² ÷ 400
    found = top_overlap(table.assign(seen=table["true"]), "seen", "true", 20)
    assert (found["both"], found["by_chance"]) == (20, 1.0)
    assert found["came"] == found["best"]


def test_the_best_seen_promise_more_than_they_hold():
    """Winner's curse: what is seen of the chosen is above the truth, of all it isn't."""
    rng = np.random.default_rng(3)
    true = pd.Series(rng.lognormal(size=200))
    seen = [true * rng.lognormal(-0.045, 0.3, 200) for _ in range(200)]
    tables = [pd.DataFrame({"seen": x, "true": true}) for x in seen]
    found = pd.DataFrame([top_overlap(t, "seen", "true") for t in tables]).mean()
    assert found["shown"] > 1.05 * found["came"]
    assert found["came"] < found["best"]
    assert np.mean([x.sum() for x in seen]) == pytest.approx(true.sum(), rel=0.01)


def test_the_market_s_lists_lose_some_of_their_best():
    lists = market_lists()
    assert lists["same"].between(5, 10).all()
    assert lists["later"].mean() < lists["same"].mean() - 1
    assert lists["shown"].sum() > 1.1 * lists["came"].sum()


def test_quarter_profit_leaves_out_unfinished_quarters():
    items = pd.DataFrame({"month": ["2025-01", "2025-02", "2025-03", "2025-04"], "item_id": "M",
                          "category": "a", "price": 10.0, "units": 5})  # fmt: skip
    found = quarter_profit(items, pd.Series({"a": 0.5}))
    assert found.to_dict("records") == [{"quarter": "2025Q1", "item_id": "M", "profit": 75.0}]


def test_the_supplier_s_share_of_weightings():
    two = pd.DataFrame({"supplier": ["x", "y"], "price": [1, 2], "days": [9, 3]})
    found = supply_score(two, low=["price", "days"]).set_index("supplier")
    assert found["first"].to_dict() == pytest.approx({"x": 0.5, "y": 0.5}, abs=0.03)
    better = pd.concat([two, pd.DataFrame({"supplier": ["z"], "price": [1], "days": [3]})])
    found = supply_score(better, low=["price", "days"]).set_index("supplier")
    assert found.loc["z", ["score", "first"]].tolist() == [1, 1]
    pd.testing.assert_frame_equal(
        supply_score(two, low=["price", "days"]), supply_score(two * 1, low=["price", "days"])
    )


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: screen_categories(FACTS, "30%"), InputError, "0.3 for 30%"),
        (lambda: screen_sensitivity(FACTS, [], [1]), InputError, "at least one value"),
        (lambda: category_facts(load("shop").category_stats, "2030-01"), ChoiceError, "month"),
        (lambda: category_facts(load("shop").category_stats, "2022-05"), InputError, "2021-05"),
        (lambda: category_facts(load("shop").category_stats, "2025-09", "net"), ChoiceError, "net"),
        (lambda: pareto_front(FACTS, high="margin"), InputError, "Give lists"),
        (lambda: pareto_front(FACTS), InputError, "at least one"),
        (lambda: top_overlap(FACTS, "growth", "margin", top=9), InputError, "there are 4 rows"),
        (lambda: quarter_profit(
            pd.DataFrame({"month": ["2025-01"], "item_id": "M", "category": "z", "price": 1.0,
                          "units": 1}), pd.Series({"a": 0.5})), InputError, "no 'z'"),
        (lambda: supply_score(FACTS, low=["growth"]), ColumnError, "supplier"),
        (lambda: supply_score(FACTS, low=[], name="category"), InputError, "at least one"),
        (lambda: supply_score(FACTS, ["growth"], name="category", draws=0), InputError, "draws"),
    ],
)  # fmt: skip
def test_selection_refuses(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
