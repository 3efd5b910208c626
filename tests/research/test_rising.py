"""Risers: by hand, against known truths, on every backend; purchases by hand; what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research import rising
from ecomlab.research.rising import (
    backtest_risers,
    buy_risers,
    false_share,
    gained_over,
    purchase_results,
    rising_items,
)
from tests.backends import BACKENDS

NAMES = [str(month) for month in pd.period_range("2030-01", periods=36, freq="M")]


def market(words=300, seed=1, months=36, tau=0.25, stays=0.9, size=2000, season=0.4, groups=6):
    """Words whose rise above the category is an AR(1) of its own, with Poisson counts; the truth.

    A year's rise is the sum of twelve steps: the excess is what was gained in twelve months.
    """
    random = np.random.default_rng(seed)
    group = np.arange(words) % groups
    steps = np.zeros((words, months))
    for month in range(1, months):
        steps[:, month] = stays * steps[:, month - 1] + random.normal(0, tau / 12, words)
    within = steps.cumsum(axis=1)
    of_year = season * np.cos(2 * np.pi * np.arange(months) / 12 + group[:, None])
    mean = size * random.lognormal(0, 1, (words, 1)) * np.exp(within + of_year)
    count = random.poisson(mean)
    table = pd.DataFrame(
        {
            "month": np.tile(NAMES[:months], words),
            "category": np.repeat([f"group {g}" for g in group], months),
            "keyword": np.repeat([f"word {i:04}" for i in range(words)], months),
            "search_index": count.ravel(),
            "clicks": count.ravel(),
        }
    )
    return table[table["clicks"] > 0], within, group, mean


def true_excess(within, group, mean, at):
    """Log growth over twelve months above the category's, without chance."""
    growth = np.log(mean[:, at] / mean[:, at - 12])
    sums = [np.bincount(group, mean[:, t]) for t in (at, at - 12)]
    return growth - np.log(sums[0] / sums[1])[group]


TWO = pd.DataFrame(
    {
        "month": NAMES[:20] * 2,
        "category": "tents",
        "keyword": ["light tent"] * 20 + ["tent"] * 20,
        "search_index": [100] * 12 + [300] * 8 + [300] * 20,
        "clicks": [100_000_000] * 40,
    }
)


def test_growth_and_excess_by_hand():
    """100 → 300 and 300 → 300: the category 400 → 600; so 3 ÷ 1.5 and 1 ÷ 1.5."""
    many = [TWO.assign(category=f"c{i}", keyword=TWO["keyword"] + str(i)) for i in range(10)]
    found = rising_items(pd.concat(many)).set_index("item")
    assert found.loc["light tent3", "growth"] == pytest.approx(2)
    assert found.loc["light tent3", "category_growth"] == pytest.approx(0.5)
    assert found.loc["light tent3", "excess"] == pytest.approx(1)
    assert found.loc["tent0", "excess"] == pytest.approx(1 / 1.5 - 1)
    # nearly no chance in a hundred million clicks
    assert found.loc["light tent3", "shrunk"] == pytest.approx(1, abs=1e-3)
    assert (found["n"] == 100_000_000).all()


def test_an_index_is_turned_into_counts():
    table = market(60)[0]
    shown = table.assign(search_index=table["search_index"] ** 0.6)
    one, other = rising_items(table), rising_items(shown, power=0.6)
    assert one["item"].tolist() == other["item"].tolist()
    assert np.allclose(one["excess"], other["excess"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_gives_the_same(backend):
    table = market(60)[0]
    expected = rising_items(table)
    found = rising_items(BACKENDS[backend](table))
    pd.testing.assert_frame_equal(found, expected)


def test_names_and_dates_are_nothing_special():
    table = market(60)[0]
    other = table.assign(
        month=(pd.PeriodIndex(table["month"], freq="M") - 70).astype(str),
        category=table["category"].str.replace("group", "类目"),
        keyword=table["keyword"].str.replace("word", "词"),
    )
    columns = ["growth", "excess", "expected", "chance", "believed"]
    one, two = rising_items(table)[columns], rising_items(other)[columns]
    pd.testing.assert_frame_equal(one, two)


def test_a_month_knows_nothing_of_later_ones():
    table = market(60)[0]
    known = table[table["month"] <= NAMES[29]]
    pd.testing.assert_frame_equal(rising_items(table, NAMES[29]), rising_items(known))


def test_chance_is_taken_off_small_words_only():
    table = market(400, tau=0.05, size=60)[0]
    found = rising_items(table).dropna(subset="excess")
    small = found["n"] < found["n"].quantile(0.2)
    kept = np.log1p(found["shrunk"]) / np.log1p(found["excess"])
    assert kept[small].median() < 0.5 * kept[~small].median()
    assert kept.between(0, 1).all()


def coverage(seed, **facts):
    """Of one market: intervals that hold what came, false ones among those believed."""
    table, within, group, mean = market(seed=seed, **facts)
    at, (low, high) = 32, (45, 90)
    found = rising_items(table[table["month"] <= NAMES[at]], horizon_days=(low, high))
    weights = rising._weights((low, high))
    rises = rising._rises(rising._grid(table, None, "keyword_months", 1.0))
    came = pd.Series(rising._then(rises.excess, at, weights), sorted(table["keyword"].unique()))
    came = np.expm1(came[found["item"]].to_numpy())
    held = (found["low"] <= came) & (came <= found["high"])
    mine = found["believed"].to_numpy()
    return held[found["chance"].notna()].mean(), mine.sum(), (mine & (came <= 0.10)).sum()


def test_intervals_hold_and_few_of_those_believed_are_false():
    held, believed, false = np.array([coverage(seed) for seed in range(12)]).T
    assert 0.93 < held.mean() < 0.97
    assert believed.sum() > 60
    assert false.sum() / believed.sum() < 0.14


@pytest.mark.verify
@pytest.mark.parametrize(
    "facts", [{}, {"size": 150}, {"tau": 0.5}, {"stays": 0.5}, {"season": 1.0}, {"words": 1000}]
)
def test_intervals_hold_in_many_markets(facts):
    held, believed, false = np.array([coverage(seed, **facts) for seed in range(60)]).T
    assert 0.93 < held.mean() < 0.97
    if believed.sum() > 100:
        assert false.sum() / believed.sum() < 0.13


def test_shrinking_comes_nearer_to_the_truth_than_what_is_seen():
    table, within, group, mean = market(500, tau=0.1, size=60)
    found = rising_items(table).set_index("item").sort_index()
    truth = pd.Series(true_excess(within, group, mean, 35), [f"word {i:04}" for i in range(500)])
    truth = truth[found.index]
    error = {name: (np.log1p(found[name]) - truth).std() for name in ("excess", "shrunk")}
    assert error["shrunk"] < 0.8 * error["excess"]


def test_a_word_without_last_year_has_no_growth_and_stays_in_the_list():
    table = market(60)[0]
    young = table[(table["keyword"] != "word 0007") | (table["month"] > NAMES[28])]
    found = rising_items(young).set_index("item")
    assert len(found) == 60
    assert np.isnan(found.loc["word 0007", ["growth", "excess", "chance"]].astype(float)).all()
    assert not found.loc["word 0007", "believed"]


def test_a_word_that_is_gone_is_not_in_the_list_but_its_fall_is_learned():
    table = market(60)[0]
    gone = table[(table["keyword"] > "word 0014") | (table["month"] < NAMES[28])]
    found, all_there = rising_items(gone), rising_items(table)
    assert len(found) == 45

    def reach(listed):
        return (np.log1p(listed["expected"]) - np.log1p(listed["low"])).median()

    assert reach(found) > 2 * reach(all_there)


def test_the_step_of_last_year_is_no_growth_when_the_goods_are_there():
    """All of 30 words step up ten months ago: in three months that is in the year before, too."""
    table = market(300, tau=0.1, size=1e5)[0]
    late = table["month"] >= NAMES[25]
    stepped = (table["keyword"] < "word 0030") & late
    count = np.where(stepped, 2 * table["clicks"], table["clicks"])
    table = table.assign(clicks=count, search_index=count)
    then = rising_items(table, NAMES[35]).set_index("item")
    new = then.index < "word 0030"
    assert then.loc[new, "excess"].mean() > 0.7
    assert then.loc[new, "expected"].mean() < 0.6 * then.loc[new, "excess"].mean()


# ---- Purchases --------------------------------------------------------------------------------


def test_weights_by_hand():
    """Days 45 to 90 after a month: the second month ends on day 60.875, the third on 91.3."""
    found = rising._weights((45, 90))
    assert found.index.tolist() == [2, 3]
    assert found[2] == pytest.approx((2 * 365.25 / 12 - 45) / 45)
    assert found.sum() == pytest.approx(1)
    assert rising._weights(31).index.tolist() == [2, 3]
    assert rising._weights((1, 30)).tolist() == pytest.approx([1])


def one_lot(**changes):
    """The lots of one month, of twenty words of which the first rose and fell."""
    table = market(40, tau=0.02, size=1e6, season=0)[0].sort_values(["keyword", "month"])
    spike = (table["keyword"] == "word 0003") & (table["month"] == NAMES[30])
    count = np.where(spike, 2 * table["clicks"], table["clicks"])
    table = table.assign(clicks=count, search_index=count)
    return buy_risers(table, NAMES[30], NAMES[30], count=1, **changes)


def test_a_lot_by_hand():
    """Twice the usual, ordered twice again; half of what sold then is wanted."""
    lot = one_lot(rules="fastest").iloc[0]
    assert lot["item"] == "word 0003"
    assert lot["ordered"] == pytest.approx(2, rel=0.03)
    assert lot["wanted"] == pytest.approx(0.5, rel=0.03)
    assert lot["bought"] == pytest.approx(1000 * 0.5 * lot["ordered"])
    assert lot["left"] == pytest.approx(500 * (lot["ordered"] - lot["wanted"]))
    assert lot["profit"] == pytest.approx(330 * lot["wanted"] - 0.5 * lot["left"])
    cautious = one_lot(rules="fastest", trust=0).iloc[0]
    assert cautious["ordered"] == 1
    assert one_lot(rules="oracle").iloc[0]["left"] == 0


@given(
    st.floats(0.1, 0.8), st.floats(0, 0.15), st.floats(0, 1), st.floats(10, 1e5), st.floats(0, 2)
)
@settings(max_examples=25, deadline=None)
def test_nobody_beats_the_oracle(cost, fees, cleared, sales, trust):
    table = PURCHASES
    money = {"cost": cost, "fees": fees, "cleared": cleared, "sales": sales, "trust": trust}
    lots = buy_risers(table, NAMES[24], NAMES[26], count=5, **money)
    profit = lots.groupby("rule")["profit"].sum()
    assert profit.idxmax() == "oracle" or profit.max() == pytest.approx(profit["oracle"])
    sold = lots["bought"] - lots["left"]
    expected = sold / cost * (1 - cost - fees) - (1 - cleared) * lots["left"]
    assert np.allclose(lots["profit"], expected)
    assert (lots.groupby(["rule", "month"]).size() == 5).all()


PURCHASES = market(80)[0]


def test_results_by_hand_and_between_rules():
    lots = pd.DataFrame(
        {
            "rule": ["a", "b"] * 3, "month": ["x", "x", "y", "y", "z", "z"],
            "bought": [100.0, 50] * 3, "left": [10.0, 0, 20, 0, 0, 0],
            "profit": [40.0, 30, 20, 30, 60, 36],
        }
    )  # fmt: skip
    found = purchase_results(lots, block=1).set_index("rule")
    assert found.loc["a", ["bought", "left", "profit", "estimate"]].tolist() == [300, 30, 120, 40]
    assert found.loc["b", "estimate"] == pytest.approx(64)
    assert (found["n"] == 3).all()
    assert gained_over(lots, "a", "b").value == pytest.approx(8)
    assert gained_over(lots, "b", "a").value == pytest.approx(-8)
    # at equal money b buys twice as much: 60, 60 and 72 yuan, beside 40, 20 and 60
    assert gained_over(lots, "b", "a", equal_money=True).value == pytest.approx(24)
    assert gained_over(lots, "a", "b", equal_money=True).value == pytest.approx(-12)


def test_the_last_months_join_the_block_before():
    months = [str(one) for one in pd.period_range("2031-01", periods=8, freq="M")]
    profit = [1.0, 2, 3, 4, 5, 6, 7, 20]
    lots = pd.DataFrame(
        {"rule": "a", "month": months, "profit": profit, "bought": 10.0, "left": 0.0}
    )
    lots = pd.concat([lots, lots.assign(rule="b", profit=0.0)])
    found = gained_over(lots, "a", "b")  # blocks of 3 and of 5 months
    assert found.value == pytest.approx(6)
    assert (found.n, found.counts) == (2, "blocks of 3 months")
    assert purchase_results(lots)["n"].tolist() == [2, 2]
    assert gained_over(lots, "a", "b", block=1).n == 8


def test_blocks_hold_what_months_that_share_their_luck_do_not():
    """Each month's gain is the mean of the luck of two months in a row: neighbours share one."""
    held = {1: [], 3: []}
    months = [str(one) for one in pd.period_range("2031-01", periods=24, freq="M")]
    for seed in range(600):
        luck = np.random.default_rng(seed).normal(0, 100, 25)
        gain = 50 + (luck[1:] + luck[:-1]) / 2
        lots = pd.DataFrame({"rule": "a", "month": months, "profit": gain})
        lots = pd.concat([lots, lots.assign(rule="b", profit=0.0)])
        for block, of in held.items():
            of.append(gained_over(lots, "a", "b", block=block).holds(50))
    assert np.mean(held[1]) < 0.88
    assert 0.89 < np.mean(held[3]) < 0.97


def test_the_share_of_false_ones_by_hand():
    tried = pd.DataFrame(
        {"month": [f"2031-0{k}" for k in range(1, 7)], "believed": [0, 10, 10, 20, 20, 40],
         "false": [0, 1, 1, 2, 4, 12]}
    )  # fmt: skip
    found = false_share(tried)
    assert (found.value, found.n) == (0.2, 2)
    assert false_share(tried.assign(false=0)).value == 0


def test_a_word_is_new_once():
    months = load("shop").keyword_months
    tried = backtest_risers(months, "2025-01", "2025-03", power=0.6)
    seen = [set(rising_items(months, month, power=0.6).query("believed")["item"])
            for month in tried["month"]]  # fmt: skip
    assert tried["new"].sum() == len(set.union(*seen))
    assert tried["new"].iloc[0] == tried["believed"].iloc[0]


def test_equal_money_makes_the_lesson_s_gain_smaller():
    lots = buy_risers(load("shop").keyword_months, "2023-09", "2025-08", power=0.6)
    own = gained_over(lots, "in season", "fastest")
    equal = gained_over(lots, "in season", "fastest", equal_money=True)
    assert own.value == pytest.approx(6577, abs=5)
    assert equal.value == pytest.approx(2044, abs=5)  # by hand: mean of profit × spent ÷ bought
    few = gained_over(lots, "persistent", "fastest")
    assert few.low < 0 < few.high


def test_the_shop_s_risers_and_what_they_earn():
    """The claim, on the lesson's shop and on another: less is left over, and more is earned."""
    for name, first in (("shop", "2023-09"), ("second_shop", "2024-05")):
        lots = buy_risers(load(name).keyword_months, first, "2025-08", power=0.6)
        found = purchase_results(lots).set_index("rule")
        assert found.loc["persistent", "low"] > found.loc["fastest", "estimate"]
        assert gained_over(lots, "in season", "fastest").low > 0
        articles = buy_risers(
            load(name).market_items, first, "2025-08", table="market_items", power=0.6
        )
        found = purchase_results(articles).set_index("rule")
        assert found.loc["fastest", "high"] < found.loc["persistent", "low"]


def test_what_was_promised_of_the_shop_s_risers():
    """About one in ten was to be false; a need that stepped makes it one in seven."""
    months = load("shop").keyword_months
    tried = backtest_risers(months, "2023-09", "2025-08", power=0.6)
    false = tried["false"].sum() / tried["believed"].sum()
    assert (tried["promised"].isna() == (tried["believed"] == 0)).all()
    assert tried["promised"].dropna().between(0, 0.10).all()
    assert 0.08 < false < 0.18
    at = rising_items(months, "2025-01", power=0.6)
    assert tried.set_index("month").loc["2025-01", "believed"] == at["believed"].sum()


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda t: rising_items(t, "2031-99"), ChoiceError, "month is '2031-99'"),
        (lambda t: rising_items(t, table="keyword"), ChoiceError, "did you mean 'keyword_months'"),
        (lambda t: rising_items(t, table="market_items"), ColumnError, "item_id"),
        (lambda t: rising_items(t, power=0), InputError, "power is 0"),
        (lambda t: rising_items(t, threshold=-0.1), InputError, "threshold is -0.1"),
        (lambda t: rising_items(t, false_share=10), InputError, "10% is 0.1"),
        (lambda t: rising_items(t, horizon_days=(60, 45)), InputError, "ends on day 45"),
        (lambda t: rising_items(t, horizon_days=(1, 2, 3)), InputError, "first and the last day"),
        (lambda t: rising_items(t, horizon_days=0), InputError, "horizon_days is 0"),
        (lambda t: rising_items(t, NAMES[14]), InputError, "15 months are known; 17 are needed"),
        (lambda t: rising_items(pd.concat([t, t.iloc[:2]])), InputError, "two rows of 2030-01"),
        (lambda t: rising_items(t.assign(month="May")), InputError, "Write months as"),
        (lambda t: rising_items(t[t["keyword"] < "word 0001"], NAMES[18]), InputError, "followed"),
        (lambda t: rising_items(t.drop(columns="clicks")), ColumnError, "clicks"),
        (lambda t: rising_items(t.iloc[:0]), InputError, "is empty"),
        (lambda t: buy_risers(t, NAMES[10], NAMES[20]), InputError, "from 2031-05 on"),
        (lambda t: buy_risers(t, NAMES[20], NAMES[35]), InputError, "ends with 2032-12"),
        (lambda t: buy_risers(t, NAMES[22], NAMES[20]), InputError, "first lies after last"),
        (lambda t: buy_risers(t, NAMES[20], NAMES[22], count=0), InputError, "count is 0"),
        (lambda t: buy_risers(t, NAMES[20], NAMES[22], rules="fast"), ChoiceError, "'fastest'"),
        (lambda t: buy_risers(t, NAMES[20], NAMES[22], cost=50), InputError, "50% is 0.5"),
        (lambda t: backtest_risers(t, "2029-01", NAMES[22]), ChoiceError, "first is '2029-01'"),
        (lambda t: purchase_results(t), ColumnError, "rule"),
        (lambda t: gained_over(LOTS, "fast", "oracle"), ChoiceError, "did you mean 'fastest'"),
        (lambda t: gained_over(LOTS, "fastest", "oracle", block=0), InputError, "block is 0"),
        (lambda t: gained_over(LOTS, "fastest", "oracle", True), ColumnError, "bought"),
        (lambda t: gained_over(LOTS.assign(profit="1"), "fastest", "oracle"), InputError, "no num"),
        (lambda t: false_share(LOTS), ColumnError, "believed"),
        (lambda t: rising_items(t.assign(search_index="12")), InputError, "String values"),
        (lambda t: rising_items(t.assign(search_index=-1)), InputError, "is negative"),
        (lambda t: rising_items(t.assign(clicks=np.nan)), InputError, "missing"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong(PURCHASES)


LOTS = pd.DataFrame({"rule": ["fastest", "oracle"], "month": "a", "profit": [1.0, 2]})
