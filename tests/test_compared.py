"""Lesson 0.2: what a lot finds and a pick doesn't, the price of being wrong, and the data."""

import math
import re
import runpy

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from ecomlab import plots
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT, LEFT_OUT
from ecomlab.classroom.translations import written_cells
from ecomlab.datasets import FOLDER, load
from ecomlab.errors import ChoiceError, EcomlabError, InputError
from ecomlab.estimates import (
    Estimate,
    changes,
    difference,
    expected_loss,
    normal_quantile,
    share,
)
from ecomlab.exercises import compared
from ecomlab.trials import judge
from tools.environment import ROOT

MAKE = runpy.run_path(str(ROOT / "datasets" / "compared" / "make.py"))
NUMBERS = st.floats(-1e6, 1e6)


@pytest.fixture(scope="module")
def shelf():
    return compared.on_the_shelf()


# --- changes --------------------------------------------------------------------------------


def rows(found):
    return found.set_index("group")


@given(st.integers(2, 30), st.integers(2, 30), st.integers(0, 10**6))
def test_changes_are_scipy_s(many, others, seed):
    rng = np.random.default_rng(seed)
    before, after = rng.normal(10, 3, (2, many + others))
    chosen = rng.permutation(many + others) < many
    found, change = rows(changes(before, after, chosen)), after - before
    for name, at in (("chosen", chosen), ("others", ~chosen)):
        ends = stats.ttest_1samp(change[at], 0).confidence_interval()
        assert (found.loc[name, "low"], found.loc[name, "high"]) == pytest.approx(tuple(ends))
        assert found.loc[name, "before"] == pytest.approx(before[at].mean())
        assert found.loc[name, "better"] == sum(after[at] > before[at])
    ends = stats.ttest_ind(change[chosen], change[~chosen], equal_var=False).confidence_interval()
    row = found.loc["difference"]
    assert (row["low"], row["high"]) == pytest.approx(tuple(ends))
    assert row["n"] == many + others
    assert math.isnan(row["before"])


def test_who_stays_as_before_did_not_get_better():
    found = rows(changes([1, 2, 3, 4], [1, 3, 4, 4], [True, True, False, False]))
    assert found["better"].tolist() == [1, 1, pd.NA]


def test_flags_of_any_kind_say_who_was_chosen():
    wanted = changes([1, 2, 3], [2, 2, 2], [True, False, False])
    chosen = pd.Series([True, False, False], index=list("abc"))
    for flags in (chosen, chosen.astype("boolean"), chosen.astype(object), chosen.to_numpy()):
        pd.testing.assert_frame_equal(changes([1, 2, 3], [2, 2, 2], flags), wanted)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4, max_size=20), NUMBERS)
def test_what_happens_to_everybody_cancels(pairs, season):
    before, after = np.array(pairs).T
    chosen = np.arange(len(pairs)) % 2 == 0
    plain = rows(changes(before, after, chosen)).loc["difference"]
    shifted = rows(changes(before, after + season, chosen)).loc["difference"]
    turned = rows(changes(before, after, ~chosen)).loc["difference"]
    assert shifted["estimate"] == pytest.approx(plain["estimate"], abs=1e-3)
    assert turned["estimate"] == pytest.approx(-plain["estimate"], abs=1e-6)


def chain(rng, shops=20, effect=0.0, pick="lot"):
    """A chain with a season and an effect on the ten that were picked."""
    level = rng.normal(3, rng.uniform(0, 0.3), shops)
    luck = rng.uniform(0.1, 0.5)
    before, after = level + rng.normal(0, luck, (2, shops))
    lot = rng.permutation(shops) if pick == "lot" else before.argsort().argsort()
    chosen = lot < shops // 2
    after = after + rng.normal(0, 1) + effect * chosen
    return changes(before, after, chosen)


def differences(draws, pick):
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        effect = rng.uniform(-1, 1)
        row = rows(chain(rng, effect=effect, pick=pick)).loc["difference"]
        yield Estimate(*row[["estimate", "low", "high", "n"]]), effect


def test_a_lot_finds_the_effect_in_19_of_20_chains(seeds):
    found, truths = zip(*differences(max(20 * seeds, 2000), "lot"), strict=True)
    assert judge(found, truths).covers()


def test_a_pick_of_the_weakest_misses_it():
    found, truths = zip(*differences(300, "weakest"), strict=True)
    verdict = judge(found, truths)
    assert verdict.share < 0.7
    assert np.mean([one.value > truth for one, truth in zip(found, truths, strict=True)]) > 0.9


def test_three_of_four_below_the_middle_rise_where_all_are_alike():
    """P(second > first | first below the median) = 3/4, whatever the distribution."""
    rng = np.random.default_rng(2)
    for draw in (rng.exponential, rng.normal, rng.uniform):
        before, after = draw(size=(2, 40_000))
        found = rows(changes(before, after, before < np.median(before)))
        assert found.loc["chosen", "better"] / 20_000 == pytest.approx(0.75, abs=0.012)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: changes([1, 2, 3], [1, 2], [True, False, True]), "3 before, but 2 after"),
        (lambda: changes([1, 2], [1, np.nan], [True, False]), "1 missing"),
        (lambda: changes([1, 2], [2, 1], [True, True]), "one side"),
        (lambda: changes([1, 2], [2, 1], [1, 0]), "True or False for each of the 2"),
        (lambda: changes([1, 2], [2, 1], [True]), "True or False"),
        (lambda: changes([1, 2], [2, 1], pd.array([True, None])), "True or False"),
        (lambda: changes(["a", "b"], [2, 1], [True, False]), "Give a number"),
        (lambda: expected_loss(1.5), "float. Give an Estimate"),
        (lambda: expected_loss(Estimate(1, math.nan, math.nan, 1)), "no interval"),
        (lambda: expected_loss(Estimate(1, 1, 1, 9)), "no interval"),
        (lambda: expected_loss(Estimate(1, 0, 2, 9), units=0), "above 0"),
        (lambda: expected_loss(Estimate(1, 0, 2, 9), break_even=math.nan), "break_even"),
        (lambda: expected_loss(Estimate(1, 0, 2, 9), confidence=95), "confidence"),
    ],
)
def test_what_can_t_be_compared_says_why(wrong, says):
    with pytest.raises(EcomlabError, match=says):
        wrong()


# --- expected_loss ---------------------------------------------------------------------------


def of_spread(value, spread=1.0):
    reach = normal_quantile() * spread
    return Estimate(value, value - reach, value + reach, 100, "customers")


@pytest.mark.parametrize(
    ("away", "loss"), [(0, 0.3989), (0.5, 0.1978), (1, 0.08332), (1.5, 0.02931), (2, 0.008491)]
)
def test_it_is_the_published_unit_normal_loss(away, loss):
    """Schlaifer's table of L_N(D), printed in textbooks of decisions and of stock."""
    found = expected_loss(of_spread(away)).set_index("choice")
    assert found.loc["do it", "expected_loss"] == pytest.approx(loss, rel=1e-3)
    found = expected_loss(of_spread(-away)).set_index("choice")
    assert found.loc["leave it", "expected_loss"] == pytest.approx(loss, rel=1e-3)


@given(st.floats(-5, 5), st.floats(0.2, 5), st.floats(-3, 3), st.floats(0.5, 1e4))
def test_it_is_the_integral(value, spread, border, units):
    found = expected_loss(of_spread(value, spread), border, units).set_index("choice")
    density = stats.norm(value - border, spread).pdf
    for choice, sign in (("do it", -1), ("leave it", 1)):
        ends = (0, 60) if sign > 0 else (-60, 0)
        loss, _ = integrate.quad(lambda x, s=sign: s * x * density(x), *ends, limit=200)
        row = found.loc[choice]
        assert row["expected_loss"] == pytest.approx(units * loss, rel=1e-4, abs=1e-6 * units)
        if row["chance_wrong"] > 1e-9:
            average = row["expected_loss"] / row["chance_wrong"]
            assert row["loss_if_wrong"] == pytest.approx(average)
        below = stats.norm.cdf(border, value, spread)
        assert row["chance_wrong"] == pytest.approx(below if sign < 0 else 1 - below, abs=1e-12)
    assert found.loc["leave it", "gain"] == 0
    assert found.loc["do it", "gain"] == pytest.approx(units * (value - border), abs=1e-6 * units)


def test_over_many_decisions_the_price_is_what_was_said():
    rng = np.random.default_rng(1)
    truth = rng.uniform(-20, 20, 4000)  # wide beside the spreads: little is known before
    spread = rng.uniform(0.5, 2, 4000)
    seen = rng.normal(truth, spread)
    near = np.abs(seen) < 3
    said = [
        expected_loss(of_spread(value, sd))["expected_loss"][0]
        for value, sd in zip(seen[near], spread[near], strict=True)
    ]
    paid = np.maximum(-truth[near], 0)
    assert np.mean(paid) == pytest.approx(np.mean(said), abs=4 * stats.sem(paid))


# --- The figures -----------------------------------------------------------------------------


def test_a_caterpillar_is_sorted_and_tells_groups_apart():
    table = pd.DataFrame(
        {"shop": list("abcd"), "estimate": [0.1, -0.3, 0.4, 0.0], "who": ["x", "y", "x", "y"],
         "low": [0, -0.5, 0.3, -0.1], "high": [0.2, -0.1, 0.5, 0.1]}
    )  # fmt: skip
    ax = plots.caterpillar(table, "shop", by="who", unit="points")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["c", "a", "d", "b"]
    dots = {line.get_label(): list(line.get_xdata()) for line in ax.lines[:2]}
    assert dots == {"x": [0.4, 0.1], "y": [0.0, -0.3]}
    assert len({line.get_marker() for line in ax.lines[:2]}) == 2
    assert len(ax.collections[0].get_segments()) == 4


def test_the_lever_marks_a_stop_and_no_other():
    table = pd.DataFrame({"n": [100, 400], "estimate": [2, 2.5], "low": [0, 1.5], "high": [4, 3.5]})
    ax = plots.narrowing(table.assign(counts="customers"), 100, unit="points")
    assert ax.get_title("left") == "With 100 customers: 2.0 points, between 0.0 and 4.0"
    assert ax.get_xlabel() == "customers"
    with pytest.raises(ChoiceError, match="100, 400"):
        plots.narrowing(table, 250)
    with pytest.raises(EcomlabError, match="estimate"):
        plots.caterpillar(pd.DataFrame({"shop": ["a"]}), "shop")


# --- The data ---------------------------------------------------------------------------------


def test_the_shops_are_what_their_script_draws():
    for name, table in MAKE["shops"]().items():
        pd.testing.assert_frame_equal(load("compared")[name], table, check_exact=True)


def test_no_shop_changes(shelf):
    """Weeks 1 to 12 and 13 to 24 differ by luck alone, in many draws and in this one."""
    gaps = []
    for seed in range(30):
        weeks = MAKE["shops"](seed)["shop_weeks"] if seed else shelf["shop_weeks"]
        late = weeks["week"] > 12
        sums = weeks.groupby(["shop", late])[["orders", "visits"]].sum()
        rate = (sums["orders"] / sums["visits"]).unstack()
        gaps.append(np.log(rate[True] / rate[False]))
    gaps = np.concatenate(gaps)
    assert abs(gaps.mean()) < 4 * stats.sem(gaps)
    true = shelf["shops"].set_index("shop")["conversion"]
    seen = shelf["shop_weeks"].groupby("shop")[["orders", "visits"]].sum()
    ratio = seen["orders"] / seen["visits"] / true
    assert ratio.between(0.85, 1.15).all()


def test_the_draw_is_one_near_the_middle():
    """As its card says: 10 of 20 improve, and 7 of the ten weakest, in the middle of 200."""
    draws = [compared.rates(MAKE["shops"](seed)["shop_weeks"]) for seed in range(200)]
    rose = [int((rate["after"] > rate["before"]).sum()) for rate in draws]
    weak = [int((rate["after"] > rate["before"])[compared.weakest(rate)].sum()) for rate in draws]
    assert (np.median(rose), np.median(weak)) == (10, 7)
    assert (rose[MAKE["SEED"]], weak[MAKE["SEED"]]) == (10, 8)


def test_the_twin_is_about_the_messages_of_the_day(shelf):
    wave = compared.sent_on(shelf["touches"])
    got = wave[wave["arm"] == "treated"]
    twin = shelf["twin"].sum(numeric_only=True)
    assert twin["customers"] == len(got)
    assert twin["ordered"] == got["ordered"].sum()
    assert twin["profit"] == pytest.approx(got["profit"].sum(), abs=0.01)
    assert twin["ordered_without"] < twin["ordered"]


@pytest.mark.verify
def test_the_twin_is_what_its_script_runs():
    pd.testing.assert_frame_equal(load("compared").twin, MAKE["twin"](), check_exact=True)


def test_the_card_names_what_is_invented():
    assert "Simulated" in (FOLDER / "compared" / "datapackage.json").read_text(encoding="utf-8")


def test_what_is_said_of_the_openers_is_the_twin_s(shelf):
    """Truth: 93 of 1,179 openers ordered, 21 would have without; of 3,464 others 71, and 66."""
    said = exercises("0_2", **shelf).tell("truth-reading")
    assert f"{100 * (93 - 21) / 1179:.1f} points for those who open it" in said
    assert f"and {100 * (71 - 66) / 3464:.1f} for the others" in said
    gap = 93 / 1179 - 71 / 3464
    assert f"a gap of {100 * gap:.1f} points" in said
    assert abs(gap - 77 / 4643) > 0.04  # not the effect on the list
    assert abs(gap - (93 - 21) / 1179) < 0.005  # but near that on the openers, because
    assert f"{21 / 1179:.1%} and {66 / 3464:.1%}" in said  # they would have ordered as often


def test_only_the_lot_s_interval_holds_the_truth(shelf):
    """As the figure's title says."""
    wave = compared.sent_on(shelf["touches"])
    got, true = wave[wave["arm"] == "treated"], 77 / 4643
    opened = got["opened"].astype(bool)
    assert compared.holdout_effect(wave).holds(true)
    assert not difference(got["ordered"][opened], got["ordered"][~opened], "customers").holds(true)
    assert share(got["ordered"].sum(), len(got), "customers").low > true  # nobody ordered before


def test_a_second_run_of_the_first_cells_tells_of_the_first_shop():
    """The second shop's messages have a name of their own in the notebook."""
    code = "\n".join(cell.source for cell in written_cells("0_2") if cell.cell_type == "code")
    assert len(re.findall(r"(?m)^touches(?:, orders)? = ", code)) == 1
    assert compared.per_message.names == {"touches": "touches_2"}


def test_a_customer_with_several_messages_is_not_called_several_customers(shelf):
    touches = load("second_shop").touches
    silent = touches[touches["trigger"] == "days_since_order"]
    assert silent["customer_id"].duplicated().any()
    assert compared.message_profit(silent, 0.05).counts == "messages"
    assert compared.holdout_effect(compared.sent_on(shelf["touches"])).counts == "customers"


# --- The trainee's own hands ------------------------------------------------------------------

LOW_THEN_HIGH = [2, 3, 12, 9, 10, 8, 11, 3, 4, 9, 10, 8]
COUNTED = [7, 8, 6, 7, 9, 5, 7, 8, 7, 6, 7, 8]


@pytest.fixture
def told(shelf):
    return lambda first, again: exercises("0_2", **shelf | {"hands": (first, again)}).tell(
        "hands-reading"
    )


def test_the_cell_judges_what_came(told):
    assert "typed nothing yet" in told(..., ...)
    assert "typed nothing yet" in told(LOW_THEN_HIGH, ...)
    assert "The low ones rose and the others fell" in told(LOW_THEN_HIGH, COUNTED)
    assert "they didn't rise" in told(COUNTED, [1] * 12)
    assert "this time they didn't fall" in told(COUNTED, [x + 5 for x in COUNTED])
    assert "Your 4 lowest had 3.0 on average. Thrown again they had **7.5**" in told(
        np.array(LOW_THEN_HIGH), pd.Series(COUNTED)
    )
    week = [31, 40, 12, 25, 33, 18, 29], [28, 30, 22, 27, 30, 29, 31]
    assert "Your 2 lowest had 15.0" in told(*week)


@pytest.mark.parametrize(
    ("first", "again", "says"),
    [
        (LOW_THEN_HIGH, COUNTED[:-1], "first list has 12 numbers, the second 11"),
        ([1, 2, 3], [3, 2, 1], "A list has 3 numbers"),
        (LOW_THEN_HIGH, "seven", "'seven' is no list"),
        (LOW_THEN_HIGH, "749115", "is no list"),
        (LOW_THEN_HIGH, [None] * 12, "something that is no number"),
        (LOW_THEN_HIGH, [*COUNTED[:-1], "six"], "something that is no number"),
        (LOW_THEN_HIGH, [[7]] * 12, "something that is no number"),
        (LOW_THEN_HIGH, [*COUNTED[:-1], math.nan], "Type 6 to 31"),
        (7, COUNTED, "7 is no list. Put the numbers in brackets"),
    ],
)
def test_what_can_t_be_judged_says_what_to_type(told, first, again, says):
    said = told(first, again)
    assert says in said
    assert "Left out" in said


def test_dice_say_so_in_nearly_every_hand():
    rng = np.random.default_rng(5)
    throws = rng.integers(1, 7, (20_000, 2, 12, 2)).sum(axis=3)
    first, again = throws[:, 0], throws[:, 1]
    low = first.argsort(axis=1, kind="stable").argsort(axis=1) < 4
    rise = ((again - first) * low).sum(axis=1)
    assert (rise <= 0).mean() == pytest.approx(1 / 17, abs=0.006)
    for pair, rose in zip(throws[:100].astype(float), rise > 0, strict=False):
        assert (compared._thrown(*pair)["came"] == "not") != rose


# --- Other shops ------------------------------------------------------------------------------


def test_a_shop_without_messages_by_lot_is_asked_less(shelf):
    nobody = shelf["touches"].head(0)
    everybody = shelf["touches"][shelf["touches"]["arm"] == "treated"]
    for touches in (nobody, everybody):
        quiz = exercises("0_2", **shelf | {"touches": touches})
        for name in ("added", "send_again", "per_message", "because_of_it", "holdout_cost"):
            assert getattr(quiz, name).check(0.5).status == LEFT_OUT, name
        assert "held none back" in quiz.tell("message-reading")


def test_a_message_that_loses_money_is_not_sent(shelf):
    touches = shelf["touches"].assign(profit=-shelf["touches"]["profit"])
    quiz = exercises("0_2", **shelf | {"touches": touches})
    assert quiz.send_again.check(("B", 1)).status == CORRECT


def test_of_ten_shops_no_more_than_ten_can_rise(shelf):
    quiz = exercises("0_2", **shelf)
    found = quiz.weakest_again.check((80, 60, 90))
    assert found.status not in (CORRECT, "kept")
    assert "only 0 to 10 shops" in found.message
    assert quiz.weakest_again.check((8, 5, 10)).status == "kept"


def test_an_unknown_day_says_which(shelf):
    with pytest.raises(InputError, match="On 2023-01-01 this shop sent no"):
        compared.sent_on(shelf["touches"], "2023-01-01")
