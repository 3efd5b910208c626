"""Blocks of pages: the same page against other pages, what comes back, what a claim leaves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion.blocks import (
    asked_border,
    block_days,
    block_effects,
    claim_worth,
    honesty_effect,
    triple_damages,
    visits_to_pay,
    visual_honesty,
    wanted,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import Estimate

DAY = pd.Timedelta(days=1)


def made(seed, effect=0.2, articles=12, days=210, better=1.5):
    """Pages whose best articles have the block from the start; on half of the others it comes."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2025-01-06", periods=days)
    rows, blocks = [], []
    for at in range(articles):
        good = at < articles // 3
        start = dates[0] if good else (dates[int(rng.integers(40, days - 40))] if at % 2 else None)
        if start is not None:
            blocks.append({"sku": f"a{at}", "block": "film", "since": start, "until": pd.NaT})
        base = 0.05 * np.exp(better * good + rng.normal(0, 0.2))
        season = 1 + 0.3 * np.sin(np.arange(days) / 20)
        shown = np.zeros(days) if start is None else (dates >= start).astype(float)
        mean = 200 * base * season * np.exp(effect * shown)
        rows.append(pd.DataFrame({"date": dates, "sku": f"a{at}", "visits": 200,
                                  "carts": rng.poisson(mean)}))  # fmt: skip
    return pd.concat(rows, ignore_index=True), pd.DataFrame(blocks)


def effect_of(seed, **how):
    daily, blocks = made(seed)
    row = block_effects(daily, blocks, "carts", "visits", **how).iloc[0]
    return Estimate(row["estimate"], row["low"], row["high"], row["n"], row["counts"])


def test_the_same_page_finds_the_effect_and_other_pages_do_not():
    truth = np.expm1(0.2)
    own = [effect_of(seed) for seed in range(8)]
    naive = [effect_of(seed, hold=["week"]) for seed in range(8)]
    assert np.mean([one.value for one in own]) == pytest.approx(truth, abs=0.03)
    assert np.mean([one.value for one in naive]) > 2 * truth


@pytest.mark.verify
def test_the_intervals_of_what_comes_back_hold():
    found = [honesty_effect(visual_honesty(*sold(seed), "bold", days=60)) for seed in range(400)]
    assert 0.91 < np.mean([one.holds(0.03) for one in found]) < 0.985


@pytest.mark.verify
def test_the_intervals_of_the_same_page_hold():
    found = [effect_of(seed) for seed in range(400)]
    held = np.mean([one.holds(np.expm1(0.2)) for one in found])
    assert 0.91 < held < 0.985


def test_the_intervals_of_the_same_page_hold_roughly():
    held = sum(effect_of(seed).holds(np.expm1(0.2)) for seed in range(24))
    assert held >= 19


def test_beside_a_plain_fixed_effects_regression():
    """Dummies for article and week, by statsmodels."""
    import statsmodels.api as sm

    daily, blocks = made(3)
    found = block_effects(daily, blocks, "carts", "visits").iloc[0]
    days = block_days(daily, blocks)
    days["week"] = days["date"] - days["date"].dt.day_of_week * DAY
    cells = days.groupby(["sku", "week"]).agg(
        carts=("carts", "sum"), visits=("visits", "sum"), film=("film", "mean")
    ).reset_index()  # fmt: skip
    dummies = pd.get_dummies(cells[["sku", "week"]].astype(str), drop_first=True, dtype=float)
    design = sm.add_constant(dummies.assign(film=cells["film"]))
    fit = sm.GLM(cells["carts"], design, family=sm.families.Poisson(),
                 offset=np.log(cells["visits"])).fit()  # fmt: skip
    assert found["estimate"] == pytest.approx(np.expm1(fit.params["film"]), rel=1e-6)


def test_a_block_that_never_moves_has_no_effect_to_read():
    daily, blocks = made(1)
    fixed = blocks.assign(since=daily["date"].min(), until=pd.NaT)
    row = block_effects(daily, fixed, "carts", "visits").iloc[0]
    assert row["moved"] == 0
    assert np.isnan(row["estimate"])
    assert row["n"] == 0


def test_days_by_hand_with_an_end():
    daily = pd.DataFrame({"date": pd.date_range("2025-03-01", periods=4), "sku": "A"})
    blocks = pd.DataFrame({"sku": ["A"], "block": ["film"], "since": pd.to_datetime(["2025-03-02"]),
                           "until": pd.to_datetime(["2025-03-04"])})  # fmt: skip
    assert block_days(daily, blocks)["film"].tolist() == [0, 1, 1, 0]
    assert wanted(daily.assign(uv=5), blocks).loc[0, "film"] == 0.5


def test_an_unknown_article_s_block_changes_nothing():
    daily, blocks = made(1)
    more = pd.concat([blocks, blocks.head(1).assign(sku="elsewhere")])
    assert block_days(daily, more).equals(block_days(daily, blocks))


def test_time_zones_do_not_move_days():
    daily, blocks = made(1)
    zoned = daily.assign(date=daily["date"].dt.tz_localize("Asia/Shanghai"))
    other = blocks.assign(since=blocks["since"].dt.tz_localize("Asia/Shanghai"))
    one = block_effects(daily, blocks, "carts", "visits")
    pd.testing.assert_frame_equal(one, block_effects(zoned, other, "carts", "visits"))


def test_bad_blocks():
    daily, blocks = made(1)
    with pytest.raises(InputError, match="before it begins"):
        block_days(daily, blocks.assign(until=blocks["since"]))
    with pytest.raises(InputError, match="named like a column"):
        block_days(daily, blocks.assign(block="carts"))
    with pytest.raises(InputError, match="article, week"):
        block_effects(daily, blocks, "carts", "visits", hold=["month"])
    with pytest.raises(ColumnError, match="addcart"):
        block_effects(daily, blocks)
    with pytest.raises(InputError):
        block_effects(pd.concat([daily, daily]), blocks, "carts", "visits")
    with pytest.raises(InputError, match="visits of 0"):
        block_effects(daily.assign(visits=0), blocks, "carts", "visits")


# What comes back


def sold(seed, more=0.03, articles=14, days=300, each=12):
    """Lines of articles; on half of them a claim comes or goes on some day."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2025-01-01", periods=days)
    lines, blocks = [], []
    for at in range(articles):
        day = dates[int(rng.integers(60, days - 60))]
        comes = at % 4 == 0
        if at % 2 == 0:
            blocks.append({"sku": f"a{at}", "block": "bold",
                           "since": day if comes else dates[0] - 9 * DAY,
                           "until": pd.NaT if comes else day})  # fmt: skip
        on = (dates >= day) == comes if at % 2 == 0 else np.zeros(days, bool)
        base = 0.02 + 0.03 * rng.random() + 0.02 * (np.arange(days) > 150)
        share = np.repeat(base + more * on, each)
        lines.append(pd.DataFrame({"date": np.repeat(dates, each), "sku": f"a{at}",
                                   "back": rng.random(days * each) < share}))  # fmt: skip
    return pd.concat(lines, ignore_index=True), pd.DataFrame(blocks)


def test_what_comes_back_is_found_beside_the_season():
    found = [honesty_effect(visual_honesty(*sold(seed), "bold", days=60)) for seed in range(16)]
    assert np.mean([one.value for one in found]) == pytest.approx(0.03, abs=0.005)
    assert sum(one.holds(0.03) for one in found) >= 12


def test_nothing_comes_back_where_the_claim_does_nothing():
    found = [honesty_effect(visual_honesty(*sold(seed, 0.0), "bold")).value for seed in range(12)]
    assert abs(np.mean(found)) < 0.004


def test_a_change_that_went_is_turned_round():
    lines, blocks = sold(2)
    table = visual_honesty(lines, blocks, "bold")
    assert set(table["came"]) == {True, False}
    assert (table["n_with"] > 0).all()
    went = table[~table["came"]].iloc[0]
    mine = lines[lines["sku"] == went["sku"]]
    near = mine[(mine["date"] >= went["day"] - 180 * DAY) & (mine["date"] < went["day"])]
    assert went["with"] == pytest.approx(near["back"].mean())


def test_two_changes_of_one_page_do_not_run_into_each_other():
    lines, _ = sold(2)
    first, end = pd.to_datetime(["2025-03-01"]), pd.to_datetime(["2025-04-01"])
    blocks = pd.DataFrame({"sku": ["a0"], "block": "bold", "since": first, "until": end})
    table = visual_honesty(lines, blocks, "bold")
    assert table["n_with"].tolist() == [31 * 12, 31 * 12]


def test_without_another_article_it_says_so():
    lines, blocks = sold(2)
    own = lines[lines["sku"] == "a0"]
    table = visual_honesty(own, blocks[blocks["sku"] == "a0"], "bold")
    assert table.loc[0, "why"] == "no other article to compare with"
    assert np.isnan(table.loc[0, "change"])
    with pytest.raises(InputError, match="Fewer than two"):
        honesty_effect(table)


def test_other_words_on_the_same_page_are_no_change():
    """A text that follows another, a doubled row, one inside the other: the block stood on."""
    lines, blocks = sold(2)
    once = visual_honesty(lines, blocks, "bold")
    row = blocks[blocks["block"] == "bold"].iloc[[0]]
    middle = row["since"] + 10 * DAY
    later = row.assign(since=middle)
    parts = [row.assign(until=middle), later, row, row.assign(since=middle - DAY)]
    again = pd.concat([*parts, blocks.drop(index=row.index)], ignore_index=True)
    pd.testing.assert_frame_equal(visual_honesty(lines, again, "bold"), once)


def test_bad_lines():
    lines, blocks = sold(2)
    with pytest.raises(ChoiceError, match="bold"):
        visual_honesty(lines, blocks, "claim")
    with pytest.raises(InputError, match="never came or went"):
        visual_honesty(lines, blocks.assign(since=lines["date"].max() + DAY, until=pd.NaT), "bold")
    with pytest.raises(InputError):
        visual_honesty(lines.assign(back="no"), blocks, "bold")
    with pytest.raises(InputError):
        visual_honesty(lines, blocks, "bold", days=0)


# In yuan


@settings(deadline=None)
@given(st.floats(0, 1e5), st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 200), st.floats(0, 200))
def test_the_claim_s_sum(orders, rise, back, left, lost):
    found = claim_worth(orders, rise, back, left, lost)
    assert (orders - found["brought"]) * (1 + rise) == pytest.approx(orders, abs=0.05)
    assert found["worth"] == pytest.approx(found["gain"] - found["cost"], abs=0.05)


@settings(deadline=None)
@given(st.floats(10, 1e4), st.floats(0, 1), st.floats(0, 0.3), st.floats(0, 0.3),
       st.floats(-50, 200), st.floats(0, 200))  # fmt: skip
def test_the_claim_s_worth_is_the_difference_of_two_years(orders, rise, usual, back, good, lost):
    """The year with the claim less the year without, each return counted once."""
    without = orders * (good - usual * lost)
    with_ = orders * (1 + rise) * (good - (usual + back) * lost)
    found = claim_worth(orders * (1 + rise), rise, back, good - usual * lost, lost)
    assert found["worth"] == pytest.approx(with_ - without, rel=1e-6, abs=0.05)


def test_at_the_border_nothing_is_left():
    border = asked_border(2680, 22, price=150)
    assert 2680 - border * 22 * 500 == pytest.approx(0)
    assert asked_border(2680, 22, price=300) == pytest.approx(2680 / (22 * 900))
    assert asked_border(-5, 22, price=300) == 0


def test_the_law_s_sum_is_taken_line_by_line():
    """Three times the price, 500 at least: it bends, so prices may not be averaged before."""
    assert triple_damages(100) == 500
    assert triple_damages([100, 300]) == pytest.approx((500 + 900) / 2)
    assert triple_damages(pd.Series([100, 300], index=[7, 7]), times=10, least=0) == 2000
    prices = np.random.default_rng(3).gamma(1, 175, 5000)
    by_hand = sum(500 if 3 * price < 500 else 3 * price for price in prices) / 5000
    assert triple_damages(prices) == pytest.approx(by_hand)
    assert triple_damages(prices) > triple_damages(prices.mean())
    assert asked_border(1000, 2, prices) == pytest.approx(1000 / (2 * by_hand))
    for wrong in ([], -1, [5, np.nan], ["5"]):
        with pytest.raises(InputError):
            triple_damages(wrong)


@given(st.floats(1, 1e4), st.floats(0.001, 0.5), st.floats(0.01, 1), st.floats(0.1, 500))
def test_after_so_many_visits_the_block_has_paid(cost, rate, rise, left):
    visits = visits_to_pay(cost, rate, rise, left)
    assert visits * rate * rise * left == pytest.approx(cost)


def test_a_block_that_brings_nothing_never_pays():
    assert visits_to_pay(600, 0.03, 0, 40) == np.inf
    assert visits_to_pay(600, 0.03, 0.1, -5) == np.inf
    pages = pd.Series([0.03, 0.0, 0.06], index=list("abc"))
    assert visits_to_pay(600, pages, 0.1, 40).round(6).to_dict() == {
        "a": 5e3,
        "b": np.inf,
        "c": 2500,
    }
    left = pd.Series([80.0, 40, 40], index=list("abc"))
    assert visits_to_pay(600, pages, 0.1, left)["a"] == pytest.approx(2500)
    for wrong in ({"rate": -0.1}, {"rate": np.nan}, {"left": np.inf}, {"cost": -1}, {"rise": "x"}):
        with pytest.raises(InputError):
            visits_to_pay(**({"cost": 600, "rate": 0.03, "rise": 0.1, "left": 40} | wrong))
    with pytest.raises(InputError, match="index"):
        visits_to_pay(600, pages, 0.1, left.iloc[::-1])


def test_pages_of_other_articles_are_refused():
    daily, blocks = made(1)
    with pytest.raises(InputError, match="another way"):
        block_effects(daily, blocks.assign(sku=blocks["sku"].str.upper()), "carts", "visits")


def test_bad_sums():
    for wrong in ({"rise": -1}, {"orders": -1}, {"left": "40"}, {"back": np.nan}, {"lines": -3}):
        with pytest.raises(InputError):
            claim_worth(**({"orders": 10, "rise": 0.1, "back": 0.1, "left": 1, "lost": 1} | wrong))
    with pytest.raises(InputError, match="above 0"):
        asked_border(10, 0, 100)
