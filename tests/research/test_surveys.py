"""Weights, weighted shares, stated prices, NPS: known values, properties, coverage, bad input."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from ecomlab import estimates
from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research import surveys

# Of 100 people 60 are young; 30 of them and 8 of the 40 older ones want bright.
HUNDRED = pd.DataFrame({
    "age": ["young"] * 60 + ["older"] * 40,
    "gender": (["f"] * 40 + ["m"] * 20) + (["f"] * 15 + ["m"] * 25),
    "likes": ["bright"] * 30 + ["plain"] * 30 + ["bright"] * 8 + ["plain"] * 32,
})  # fmt: skip
AGES, GENDERS = {"young": 0.3, "older": 0.7}, {"f": 0.5, "m": 0.5}


# --- Raking ---------------------------------------------------------------------------------


def test_one_margin_by_hand():
    weights = surveys.rake(HUNDRED, {"age": AGES})["raked"]
    assert weights.groupby(HUNDRED["age"]).first().to_dict() == pytest.approx(
        {"young": 0.5, "older": 1.75}
    )
    bright = (HUNDRED["likes"] == "bright") * weights
    assert bright.sum() == pytest.approx(29)


def test_a_published_table():
    """The 4 × 4 example of the encyclopedia (iterative proportional fitting), converged."""
    seed = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]])
    row, column = np.indices(seed.shape)
    people = pd.DataFrame(
        {"row": np.repeat(row, seed.ravel()), "column": np.repeat(column, seed.ravel())}
    )
    targets = {"row": {"0": 0.15, "1": 0.3, "2": 0.4, "3": 0.15},
               "column": {"0": 0.2, "1": 0.3, "2": 0.4, "3": 0.1}}  # fmt: skip
    raked = surveys.rake(people, targets)
    table = raked.groupby(["row", "column"])["raked"].sum().unstack() * 1000 / len(people)
    published = [[64.61, 46.28, 35.42, 3.83], [49.95, 68.15, 156.49, 25.37],
                 [56.70, 144.40, 145.06, 53.76], [28.74, 41.18, 63.03, 17.03]]  # fmt: skip
    assert table.to_numpy() == pytest.approx(np.array(published), abs=0.2)


@st.composite
def crowds(draw):
    """Respondents in whom every pair of groups is there, with targets for two or three columns."""
    columns = {name: draw(st.integers(2, 4)) for name in ["a", "b", "c"][: draw(st.integers(2, 3))]}
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    cells = np.indices(tuple(columns.values())).reshape(len(columns), -1)
    times = rng.integers(1, 6, cells.shape[1])
    rows = pd.DataFrame(np.repeat(cells, times, axis=1).T, columns=list(columns)).astype(str)
    rows = rows.sample(frac=1, random_state=int(rng.integers(10**6)), ignore_index=True)
    targets = {
        name: dict(
            zip(map(str, range(n)), rng.dirichlet(np.full(n, 8.0)) * 0.9 + 0.1 / n, strict=True)
        )
        for name, n in columns.items()
    }
    return rows, targets


@given(crowds())
@settings(max_examples=40, deadline=None)
def test_all_margins_are_met_and_the_mean_weight_is_one(crowd):
    rows, targets = crowd
    raked = surveys.rake(rows, targets)
    assert raked["raked"].mean() == pytest.approx(1, abs=1e-5)
    assert surveys.margin_gaps(raked, targets, "raked")["gap"].abs().max() < 1e-5
    # who is alike in all columns has the same weight; the odds of a cell are the respondents' own
    assert raked.groupby(list(targets))["raked"].nunique().max() == 1


@given(crowds(), st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_neither_the_order_of_rows_nor_of_columns_matters(crowd, seed):
    rows, targets = crowd
    turned = dict(reversed(targets.items()))
    shuffled = rows.sample(frac=1, random_state=seed)
    other = surveys.rake(shuffled, turned, tolerance=1e-9)["raked"].sort_index()
    once = surveys.rake(rows, targets, tolerance=1e-9)["raked"]
    assert other.to_numpy() == pytest.approx(once.to_numpy(), abs=1e-6)


@given(crowds())
@settings(max_examples=25, deadline=None)
def test_raking_keeps_odds_ratios(crowd):
    """What defines it: cross-product ratios of two columns stay those of the respondents."""
    rows, targets = crowd
    raked = surveys.rake(rows, targets, tolerance=1e-9)["raked"].groupby([rows["a"], rows["b"]])
    if len(targets) == 2:
        mean = raked.mean().unstack()  # weight of a cell = row factor · column factor
        ratio = mean.div(mean.iloc[0], axis=1)
        assert ratio.to_numpy() == pytest.approx(
            np.tile(ratio.iloc[:, [0]], mean.shape[1]), rel=1e-6
        )


def test_met_targets_change_nothing_and_raking_twice_neither():
    own = surveys.margins_of(HUNDRED.assign(share=1), "age", "gender")
    assert surveys.rake(HUNDRED, own)["raked"].tolist() == pytest.approx([1] * 100)
    once = surveys.rake(HUNDRED, {"age": AGES, "gender": GENDERS})
    again = surveys.rake(once, {"age": AGES, "gender": GENDERS}, start="raked", into="twice")
    assert again["twice"].to_numpy() == pytest.approx(once["raked"].to_numpy(), abs=1e-5)


def test_start_weights_are_kept_within_a_group():
    asked = HUNDRED.assign(base=np.where(np.arange(100) % 2, 3.0, 1.0))
    raked = surveys.rake(asked, {"age": AGES}, start="base")
    for _, part in raked.groupby("age"):
        by_base = part.groupby("base")["raked"].first()
        assert by_base[3.0] / by_base[1.0] == pytest.approx(3)
    assert surveys.margin_gaps(raked, {"age": AGES}, "raked")["gap"].abs().max() < 1e-6


def test_trimmed_weights_stay_below_the_limit_and_meet_the_margins():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"a": rng.choice(list("xy"), 900, p=[0.75, 0.25]),
                         "b": rng.choice(list("uvw"), 900, p=[0.6, 0.3, 0.1])})  # fmt: skip
    targets = {"a": {"x": 0.5, "y": 0.5}, "b": {"u": 0.4, "v": 0.4, "w": 0.2}}
    free = surveys.rake(rows, targets)["raked"]
    limit = 0.95 * free.max()
    trimmed = surveys.rake(rows, targets, trim=limit)
    assert trimmed["raked"].max() <= limit
    assert surveys.margin_gaps(trimmed, targets, "raked")["gap"].abs().max() < 1e-5
    with pytest.raises(InputError, match="larger trim"):
        surveys.rake(rows, targets, trim=1.2)


def test_the_kind_of_column_and_the_index_do_not_matter():
    plain = surveys.rake(HUNDRED, {"age": AGES})["raked"]
    coded = HUNDRED.astype({"age": pd.CategoricalDtype(["none", "older", "young"])})
    coded.index = np.arange(100) * 7
    assert surveys.rake(coded, {"age": AGES})["raked"].tolist() == plain.tolist()
    number = HUNDRED.assign(age=HUNDRED["age"].map({"young": 1, "older": 2}))
    by_number = surveys.rake(number, {"age": pd.Series({1: 0.3, 2: 0.7})})["raked"]
    assert by_number.tolist() == plain.tolist()


@pytest.mark.parametrize(
    ("survey", "targets", "words", "more"),
    [
        (HUNDRED, {}, "empty", {}),
        (HUNDRED, {"age": {"young": 0.3, "older": 0.6}}, "sum to 0.9", {}),
        (HUNDRED, {"age": {"young": 30, "older": 70}}, "30% is 0.3", {}),
        (
            HUNDRED,
            {"age": {"young": 0.3, "older": 0.6, "oldest": 0.1}},
            "Nobody.*oldest.*10.0%",
            {},
        ),
        (HUNDRED, {"age": {"young": 1.0}}, "'older', for which there is no target", {}),
        (HUNDRED, {"age": {"young": 0.0, "older": 1.0}}, "above 0", {}),
        (HUNDRED, {"age": {"young": "a", "older": "b"}}, "no numbers", {}),
        (HUNDRED, {"age": 0.3}, "share for each group", {}),
        (HUNDRED, {"age": AGES}, "tolerance", {"tolerance": 0}),
        (HUNDRED, {"age": AGES}, "trim", {"trim": 0.5}),
        (HUNDRED.assign(w=0.0), {"age": AGES}, "not above 0", {"start": "w"}),
        (HUNDRED.assign(age=None), {"age": AGES}, "missing", {}),
        (HUNDRED.head(0), {"age": AGES}, "no rows", {}),
    ],
)
def test_what_cannot_be_raked_is_refused(survey, targets, words, more):
    with pytest.raises(InputError, match=words):
        surveys.rake(survey, targets, **more)


def test_margins_that_contradict_each_other_are_told():
    """All young are women here: 70% young and 40% women can't be."""
    rows = pd.DataFrame({"age": ["young", "older", "older"], "gender": ["f", "f", "m"]})
    with pytest.raises(InputError, match="contradict"):
        surveys.rake(rows, {"age": {"young": 0.7, "older": 0.3}, "gender": {"f": 0.4, "m": 0.6}})
    with pytest.raises(ColumnError, match="agee"):
        surveys.rake(rows, {"agee": AGES})


# --- What weights mend, and what not ------------------------------------------------------------


def answered(rng, n, by_age, by_type):
    """A market of two ages and two types; a type likes bright, and answers readily."""
    age = rng.random(n) < 0.4  # young
    kind = rng.random(n) < np.where(age, 0.5, 0.2)
    bright = rng.random(n) < np.where(kind, 0.7, 0.15)
    ready = 0.2 * np.exp(by_age * age + by_type * kind)
    market = pd.DataFrame({"age": np.where(age, "young", "older"), "bright": bright})
    return market[rng.random(n) < np.minimum(ready, 1)].reset_index(drop=True)


TRUE_BRIGHT = 0.4 * (0.5 * 0.7 + 0.5 * 0.15) + 0.6 * (0.2 * 0.7 + 0.8 * 0.15)


@pytest.mark.parametrize("by_age", [0.3, 0.8, 1.2])
def test_weights_mend_what_the_margin_knows_of(by_age):
    rng, wrong, found = np.random.default_rng(5), [], []
    for _ in range(60):
        asked = answered(rng, 4000, by_age, 0)
        raked = surveys.rake(asked, {"age": {"young": 0.4, "older": 0.6}})
        wrong.append(asked["bright"].mean() - TRUE_BRIGHT)
        found.append(np.average(raked["bright"], weights=raked["raked"]) - TRUE_BRIGHT)
    assert np.mean(wrong) > 0.01
    assert abs(np.mean(found)) < 4 * np.std(found) / 60**0.5


@pytest.mark.parametrize("by_type", [0.4, 0.8])
def test_weights_go_part_of_the_way_where_answering_hangs_on_more(by_type):
    """The rest of the error is that within an age, known in closed form."""
    rng, mended = np.random.default_rng(6), []
    for _ in range(60):
        asked = answered(rng, 4000, 0.6, by_type)
        raked = surveys.rake(asked, {"age": {"young": 0.4, "older": 0.6}})
        mended.append(np.average(raked["bright"], weights=raked["raked"]))

    def within(p):
        q = p * np.exp(by_type) / (p * np.exp(by_type) + 1 - p)
        return q * 0.7 + (1 - q) * 0.15

    expected = 0.4 * within(0.5) + 0.6 * within(0.2)
    assert np.mean(mended) == pytest.approx(expected, abs=4 * np.std(mended) / 60**0.5)
    assert expected > TRUE_BRIGHT + 0.03


@pytest.mark.verify
def test_in_the_shop_weights_go_half_way_in_world_after_world():
    from ecomlab.exercises.research.audience import market_taste
    from ecomlab.shop import Shop, World

    truth, left = market_taste()["bright"], []
    for seed in range(3000, 3015):
        tables, _ = Shop(World("light_gear", seed=seed), noise=1).run(days=1)
        panel = tables.survey[tables.survey["frame"] == "panel"]
        raked = surveys.rake(
            panel, surveys.margins_of(tables.population, "age", "gender", "city_tier")
        )
        bright = raked["aesthetic"] == "bright"
        raw, found = bright.mean(), np.average(bright, weights=raked["raked"])
        assert raw > found > truth
        left.append((found - truth) / (raw - truth))
    assert 0.3 < np.mean(left) < 0.7


@pytest.mark.verify
def test_answers_by_their_true_chances_give_the_nps_of_all():
    """One over the chance to answer: of many buyers the weighted NPS is that of all asked."""
    from ecomlab.exercises.research.audience import chance_to_answer
    from ecomlab.shop import Shop, World

    shop = Shop(World(), 1)
    tables, report = shop.run(shop.history(120), days=120)
    asked = tables.nps.merge(report.truth.nps, on="order_id")
    everybody = surveys.nps(asked, score="would_say").iloc[0]["nps"]
    counts_for = 1 / chance_to_answer(asked["score"].astype(float))
    found = surveys.nps(asked.assign(w=counts_for), "w").iloc[0]
    assert found["low"] <= everybody <= found["high"]
    chances = asked.assign(there=asked["score"].notna()).groupby("would_say")["there"]
    for score, (n, seen) in chances.agg(["size", "mean"]).iterrows():
        assert abs(seen - chance_to_answer(score)) < 4 * (0.25 / n) ** 0.5


# --- Shares with weights: intervals --------------------------------------------------------------


def covers(draw, truth, draws=2000, seed=1):
    """How often an interval holds the truth."""
    rng = np.random.default_rng(seed)
    return np.mean([draw(rng).holds(truth) for _ in range(draws)])


@pytest.mark.parametrize(("n", "p", "spread"), [(60, 0.3, 0.5), (200, 0.12, 0.8), (400, 0.5, 1.0)])
def test_a_weighted_share_holds_the_truth_19_times_in_20(n, p, spread):
    def draw(rng):
        return estimates.weighted_share(rng.random(n) < p, np.exp(spread * rng.normal(size=n)))

    assert 0.93 < covers(draw, p) < 0.97


def test_a_weighted_mean_holds_the_truth_19_times_in_20():
    def draw(rng):
        values = rng.gamma(4, 10, 150)
        return estimates.weighted_mean(values, rng.uniform(0.3, 3, 150))

    assert 0.93 < covers(draw, 40) < 0.97


def test_a_raked_share_holds_the_truth_where_the_margins_explain_much():
    """With margins the interval is that of the rest; without them it is too wide."""
    targets, truth = {"age": {"young": 0.5, "older": 0.5}}, 0.5 * 0.8 + 0.5 * 0.2
    both = {"with": [], "without": []}
    rng = np.random.default_rng(2)
    for _ in range(2000):
        young = rng.random(200) < 0.65
        flags = rng.random(200) < np.where(young, 0.8, 0.2)
        weight = np.where(young, 0.5 / young.mean(), 0.5 / (1 - young.mean()))
        for name, margins in (("with", [young]), ("without", None)):
            found = estimates.weighted_share(flags, weight, margins)
            both[name].append(found.holds(truth))
    assert 0.93 < np.mean(both["with"]) < 0.97
    assert np.mean(both["without"]) > 0.975
    raked = surveys.rake(pd.DataFrame({"age": np.where(young, "young", "older")}), targets)
    assert raked["raked"].to_numpy() == pytest.approx(weight)


def test_equal_weights_are_no_weights():
    flags = np.arange(40) < 13
    weighted = estimates.weighted_share(flags, np.full(40, 2.5))
    assert weighted[:3] == pytest.approx(estimates.share(13, 40)[:3])
    values = np.arange(12.0)
    assert estimates.weighted_mean(values, np.ones(12))[:3] == pytest.approx(
        estimates.mean(values)[:3]
    )
    assert estimates.design_effect(np.full(9, 0.3)) == pytest.approx(1)


def test_kish_by_hand():
    """n Σw² ÷ (Σw)²: two weights of 1 and one of 4: 3 · 18 ÷ 36."""
    assert estimates.design_effect([1, 1, 4]) == pytest.approx(1.5)
    asked = pd.DataFrame({"likes": ["a", "b", "a"], "w": [1, 1, 4]})
    found = surveys.audience_share(asked, "likes", "w").set_index("answer")
    assert found.loc["a", ["share", "n_effective"]].tolist() == pytest.approx([5 / 6, 2])


@given(st.lists(st.floats(0.1, 10), min_size=2, max_size=30), st.floats(0.1, 10))
def test_the_design_effect_is_1_or_more_and_has_no_unit(weights, unit):
    effect = estimates.design_effect(weights)
    assert 1 - 1e-9 <= effect <= len(weights) + 1e-9
    assert estimates.design_effect(np.array(weights) * unit) == pytest.approx(effect)


def test_all_or_nobody_says_yes():
    for flags, end in ((np.ones(20), "high"), (np.zeros(20), "low")):
        found = estimates.weighted_share(flags, np.linspace(1, 3, 20))
        assert getattr(found, end) == found.value
        assert found.low < found.high


def test_the_shares_of_all_answers_sum_to_1_in_each_group():
    shares = surveys.audience_share(HUNDRED, "likes", by="age")
    assert shares.groupby("age")["share"].sum().tolist() == pytest.approx([1, 1])
    assert shares.loc[shares["answer"] == "bright", "share"].tolist() == pytest.approx([0.2, 0.5])
    flags = surveys.audience_share(HUNDRED.assign(yes=HUNDRED["likes"] == "bright"), "yes")
    assert flags["share"].tolist() == pytest.approx([0.62, 0.38])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: estimates.design_effect([1, 0]), InputError, "above 0"),
        (lambda: estimates.weighted_share([1, 2], [1, 1]), InputError, "yes or no"),
        (lambda: estimates.weighted_mean([1, 2], [1]), InputError, "pairs"),
        (lambda: estimates.weighted_share([1, 0], [1, 1], [["a"]]), InputError, "1 labels for 2"),
        (lambda: surveys.audience_share(HUNDRED, "colour"), ColumnError, "colour"),
        (lambda: surveys.margins_of(HUNDRED.assign(share=-1), "age"), InputError, "0 or above"),
        (lambda: surveys.margins_of(HUNDRED.assign(share=1)), InputError, "one column or more"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


# --- How many -------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "line"), [(0.7, 0.6), (0.3, 0.2), (0.5, 0.65), (0.1, 0.05)])
def test_the_sample_is_the_first_from_which_the_power_stays(share, line):
    """Against the test itself, for each n: its two tails counted one by one."""
    n = estimates.sample_size_of_share(share, line)
    assert abs(power_by_counting(n, share, line) - estimates.power_of_share(n, share, line)) < 1e-12
    later = [power_by_counting(m, share, line) for m in range(n, n + 40)]
    assert min(later) >= 0.8 > power_by_counting(n - 1, share, line)
    z = norm.ppf(0.975), norm.ppf(0.8)
    about = sum(q * (p * (1 - p)) ** 0.5 for q, p in zip(z, (line, share), strict=True)) ** 2
    assert n == pytest.approx(about / (share - line) ** 2, rel=0.3)


def power_by_counting(n, share, line):
    from scipy.stats import binom

    count = np.arange(n + 1)
    upper = binom.sf(count - 1, n, line) < 0.025
    lower = binom.cdf(count, n, line) < 0.025
    return binom.pmf(count, n, share)[upper | lower].sum()


def test_a_test_refuses_a_true_line_at_most_once_in_twenty():
    for n in (10, 37, 200):
        assert estimates.power_of_share(n, 0.6 + 1e-12, 0.6) <= 0.05 + 1e-9


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: estimates.sample_size_of_share(0.7, 0.7), "both 0.7"),
        (lambda: estimates.sample_size_of_share(0.7, 0.7001), "at most 100,000"),
        (lambda: estimates.sample_size_of_share(70, 60), "70% is 0.7"),
        (lambda: estimates.power_of_share(0, 0.7, 0.6), "whole number from 1"),
        (lambda: estimates.refuses(3, 2, 0.6), "from 0 to n"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(call, words):
    with pytest.raises(InputError, match=words):
        call()


# --- Stated prices --------------------------------------------------------------------------


def test_a_curve_by_hand():
    named = pd.DataFrame({"price_named": [100.0, 150, 200, 250], "w": [1.0, 1, 1, 2]})
    curve = surveys.wtp_curve(named, [150, 200], "w", wtp="price_named", cost=160)
    assert curve["share"].tolist() == pytest.approx([0.8, 0.6])
    assert curve["profit"].tolist() == pytest.approx([-800, 2400])
    assert (curve["profit_low"] <= curve["profit"]).all()
    assert (curve["profit"] <= curve["profit_high"]).all()


def test_a_discount_moves_the_price():
    rng = np.random.default_rng(1)
    named = pd.DataFrame({"wtp": rng.gamma(9, 30, 500).round(2)})
    half = surveys.wtp_curve(named, [100, 150], discount=0.5)
    whole = surveys.wtp_curve(named, [200, 300])
    assert half["share"].tolist() == whole["share"].tolist()
    assert surveys.wtp_curve(pd.DataFrame({"wtp": [250.0]}), [200], discount=0.8)["share"][0] == 1


def test_what_the_shop_keeps_of_a_price_by_hand():
    """Of 200 yuan 13% tax inside (23.01) and a fee of 10 go; half of the people name so much."""
    named = pd.DataFrame({"wtp": [150.0, 250.0]})
    found = surveys.wtp_curve(named, [200], cost=100, keep=1 / 1.13 - 0.05)
    assert found["profit"].iloc[0] == pytest.approx(50 * (200 - 23.0088 - 10 - 100), abs=0.01)
    loss = surveys.wtp_curve(named, [100], cost=95, keep=0.9).iloc[0]  # each piece loses 5 yuan
    assert loss["profit"] == pytest.approx(-500)
    assert loss["profit_low"] <= loss["profit"] <= loss["profit_high"]
    shares = [surveys.wtp_curve(named, [200], keep=keep)["share"].iloc[0] for keep in (1, 0.5)]
    assert shares == [0.5, 0.5]  # who pays doesn't see what is kept


@given(st.lists(st.floats(0, 1e4), min_size=3, max_size=40))
@settings(deadline=None, max_examples=40)
def test_nobody_more_buys_at_a_higher_price(prices):
    curve = surveys.wtp_curve(pd.DataFrame({"wtp": prices}), sorted({1.0, *prices} - {0.0}))
    assert (curve["share"].diff().dropna() <= 0).all()
    assert curve["share"].between(0, 1).all()


def test_prices_that_are_not_given_lie_within_those_named():
    named = pd.DataFrame({"wtp": np.arange(100.0, 300)})
    curve = surveys.wtp_curve(named)
    assert len(curve) == 15
    assert curve["price"].between(100, 300).all()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"discount": 1.2}, "up to 1"), ({"discount": 0}, "discount"), ({"prices": [0]}, "prices"),
        ({"cost": -1}, "cost"), ({"weights": "w"}, "not above 0"), ({"keep": 1.1}, "keep is 1.1"),
        ({"prices": 269}, r"prices is 269. Give a list"), ({"prices": []}, "Give a list"),
    ],
)  # fmt: skip
def test_a_curve_refuses(more, words):
    with pytest.raises(InputError, match=words):
        surveys.wtp_curve(pd.DataFrame({"wtp": [1.0, 2], "w": [1, 0]}), **more)
    with pytest.raises(InputError, match="below 0"):
        surveys.wtp_curve(pd.DataFrame({"wtp": [1.0, -2]}))


# --- NPS ------------------------------------------------------------------------------------


def test_nps_by_hand():
    """5 promoters, 3 passive, 2 detractors of 10: 50 − 20. Multinomial variance, n − 1."""
    scores = [10, 9, 9, 10, 9, 8, 7, 8, 6, 0]
    found = surveys.nps(pd.DataFrame({"score": scores})).iloc[0]
    assert found[["promoter", "passive", "detractor"]].tolist() == pytest.approx([0.5, 0.3, 0.2])
    assert found["nps"] == pytest.approx(30)
    error = 100 * ((0.5 + 0.2 - 0.3**2) / 9) ** 0.5
    assert found["high"] - found["nps"] == pytest.approx(2.262157 * error)
    assert found["worst"] == found["best"] == pytest.approx(30)


def test_silence_can_hide_all_between_worst_and_best():
    answers = pd.DataFrame({"score": [10, 9, 3, None, None, None, None]})
    found = surveys.nps(answers).iloc[0]
    for silent in (0, 7, 10):
        nps = surveys.nps(answers.fillna({"score": silent}))["nps"].iloc[0]
        assert found["worst"] <= nps <= found["best"]
    assert surveys.nps(answers.fillna({"score": 0}))["nps"].iloc[0] == found["worst"]
    assert surveys.nps(answers.fillna({"score": 10}))["nps"].iloc[0] == found["best"]


@pytest.mark.parametrize("shares", [(0.5, 0.3, 0.2), (0.2, 0.5, 0.3), (0.75, 0.15, 0.1)])
def test_nps_holds_the_truth_19_times_in_20(shares):
    def draw(rng):
        scores = rng.choice([10, 8, 3], 120, p=shares)
        found = surveys.nps(pd.DataFrame({"score": scores})).iloc[0]
        return estimates.Estimate(found["nps"], found["low"], found["high"], 120)

    assert 0.93 < covers(draw, 100 * (shares[0] - shares[2]), draws=1000) < 0.97


def test_weighted_and_by_group():
    answers = pd.DataFrame(
        {"note": [10, 10, 2, 2, None], "shop": list("aabba"), "w": [1, 1, 3, 1, None]}
    )
    by = surveys.nps(answers, by="shop", score="note").set_index("shop")
    assert by["nps"].to_dict() == {"a": 100, "b": -100}
    assert by["response"].to_dict() == pytest.approx({"a": 2 / 3, "b": 1})
    assert surveys.nps(answers, weights="w", score="note")["nps"].iloc[0] == pytest.approx(-100 / 3)


@pytest.mark.parametrize(
    ("scores", "words"),
    [([11], "has 11"), ([-1], "has -1"), ([7.5], "has 7.5"), ([None], "Nobody")],
)
def test_no_such_score(scores, words):
    with pytest.raises(InputError, match=words):
        surveys.nps(pd.DataFrame({"score": scores}, dtype=float))


def test_who_comes_back_counts_only_after_the_answer_and_only_the_mature():
    answers = pd.DataFrame({
        "customer_id": [1, 2, 3, 4, 1],
        "answered_at": pd.to_datetime(["2025-01-01"] * 3 + ["2025-05-30", "2025-02-01"]),
        "score": [10, 10, 7, 1, 0],
    })  # fmt: skip
    orders = pd.DataFrame({
        "customer_id": [1, 2, 2, 3, 9],
        "ts_pay": pd.to_datetime(["2025-01-31", "2025-01-01", "2025-02-15", None, "2025-06-01"]),
    })  # fmt: skip
    found = surveys.returns_by_score(answers, orders, window=30).set_index("group")
    # the youngest answer isn't 30 days old; 31 January is day 30, 15 February is day 45
    assert found["n"].to_dict() == {"promoter": 2, "passive": 1}
    assert found["bought_again"].to_dict() == {"promoter": 1, "passive": 0}
    assert found["too_young"].to_dict() == {"promoter": 0, "passive": 0}  # of these groups
    young = answers.assign(score=[10, 10, 7, 10, 0])
    found = surveys.returns_by_score(young, orders, window=30).set_index("group")
    assert found[["n", "too_young"]].to_numpy().tolist() == [[2, 1], [1, 0]]
    late = orders.iloc[[0, 2]].assign(  # days 75 and 90
        ts_pay=orders["ts_pay"] + pd.Timedelta(days=45)
    )
    usual = surveys.returns_by_score(answers, late).set_index("group")
    assert usual["bought_again"]["promoter"] == 2
    assert surveys.returns_by_score(answers, orders, window=1)["bought_again"].sum() == 0
    assert surveys.returns_by_score(answers, late, 89)["bought_again"].sum() == 1
    longer = surveys.returns_by_score(answers, orders, window=45).set_index("group")
    assert longer["bought_again"]["promoter"] == 2
    with pytest.raises(InputError, match="No answer is 900 days"):
        surveys.returns_by_score(answers, orders, window=900)
    with pytest.raises(InputError, match="no times"):
        surveys.returns_by_score(answers.astype({"answered_at": str}), orders)


def test_groups_of_scores():
    named = surveys._score_group(pd.Series([0, 6, 7, 8, 9, 10, None], index=list("abcdefg")))
    assert named.tolist()[:6] == ["detractor"] * 2 + ["passive"] * 2 + ["promoter"] * 2
    assert pd.isna(named["g"])


def test_an_unknown_choice_is_no_answer():
    with pytest.raises((ChoiceError, ColumnError)):
        surveys.audience_share(HUNDRED, "likes", weights="wheight")


@pytest.mark.parametrize("name", ["shop", "second_shop"])
def test_the_model_memo_orders_what_the_factory_makes(name):
    from ecomlab.exercises.research.audience import memo

    tables = load(name)
    text = memo.solution(tables.survey, tables.population)
    found = re.search(r"order (\d+) chairs .*\((\d+) bright, (\d+) plain, (\d+) retro", text)
    total, *colours = map(int, found.groups())
    assert total == sum(colours)
    assert min(colours) == load("shop").sku.set_index("sku").loc["CH02", "moq"] == 90
