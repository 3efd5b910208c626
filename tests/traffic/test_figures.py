"""The chapter's figures show what its functions compute."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import EcomlabError, InputError
from ecomlab.estimates import Estimate
from ecomlab.traffic import figures
from ecomlab.traffic.figures import left_by_margin, next_buyer, yuan_by_cost
from ecomlab.traffic.paid import break_even_roas
from ecomlab.traffic.plans import profit_by_test_days

FOUND = Estimate(2.5, 2.0, 3.0, 15, "pairs")


def test_nothing_is_left_where_the_return_is_just_break_even():
    ax = left_by_margin(FOUND, margin=0.4)
    margin, left = ax.lines[0].get_data()
    assert np.interp(0, left, margin) == pytest.approx(0.4)
    assert break_even_roas(0.4) == pytest.approx(FOUND.value)
    assert "leaves +0.00 yuan (−0.20 to +0.20)" in ax.get_title("left")


def test_the_margin_is_marked_from_which_on_something_is_left():
    """A yuan that adds 2.5 needs two fifths of it; one that adds less than itself never pays."""
    ax = left_by_margin(FOUND, margin=0.6, what="a next yuan")
    assert [text.get_text() for text in ax.texts] == ["from 40% on"]
    assert "a next yuan leaves +0.50" in ax.get_title("left")
    assert not left_by_margin(Estimate(0.9, 0.7, 1.1, 15, "pairs"), margin=0.6).texts


@pytest.mark.parametrize("margin", [-0.1, 1.5, float("nan")])
def test_a_margin_that_is_none_is_refused(margin):
    with pytest.raises(InputError):
        left_by_margin(FOUND, margin)


def test_the_cost_of_a_day_is_marked_up_to_which_a_buyer_costs_no_more_than_may_be():
    """Fifty buyers a day at 30 yuan each: 1,500 yuan."""
    rate = Estimate(0.05, 0.04, 0.0625, 8, "weeks")
    ax = next_buyer(rate, visits=1000, cost=2000, most=30)
    cost, yuan = ax.lines[0].get_data()
    assert np.interp(2000, cost, yuan) == pytest.approx(40)
    assert [text.get_text() for text in ax.texts] == ["up to 1,500"]
    assert ax.get_title("left").endswith("costs 40 yuan (32 to 50)")
    assert not next_buyer(rate, visits=1000, cost=2000, most=200).texts


@pytest.mark.parametrize("low", [0, -0.01])
def test_an_extra_buyer_who_may_not_exist_has_no_cost(low):
    with pytest.raises(InputError, match="low end"):
        next_buyer(Estimate(0.01, low, 0.03, 8, "weeks"), visits=1000, cost=2000, most=30)


def test_a_yuan_comes_back_up_to_what_a_customer_leaves():
    ax = yuan_by_cost(Estimate(24, 21, 27, 2000, "customers"), cost=30)
    cost, yuan = ax.lines[0].get_data()
    assert np.interp(24, cost, yuan) == pytest.approx(1, abs=0.01)
    assert [text.get_text() for text in ax.texts] == ["up to 24.0"]
    assert ax.get_title("left").endswith("brings 0.80 yuan (0.70 to 0.90)")


@pytest.mark.parametrize("cost", [0, -5])
def test_a_customer_who_costs_nothing_is_refused(cost):
    with pytest.raises(InputError):
        yuan_by_cost(Estimate(24, 21, 27, 2000, "customers"), cost)


# --- Lesson 2.3 ----------------------------------------------------------------------------------


def test_the_best_number_of_days_is_marked():
    ax = figures.profit_over_test_days(5 / 3, spread=0.25)
    table = profit_by_test_days(5 / 3, spread=0.25, days=range(1, 31))
    best = table.loc[table["profit"].idxmax()]
    assert ax.lines[-1].get_xdata()[0] == best["test_days"]
    assert f"which is {best['test_days']:.0f} days" in ax.get_title("left")


def test_tonight_is_told_beside_what_it_becomes():
    days = pd.date_range("2031-05-01", periods=40)
    tonight = pd.DataFrame({"date": days, "cost": 10.0, "revenue": [40.0] * 36 + [20.0] * 4})
    ax = figures.tonight_and_final(tonight, tonight.assign(revenue=40.0), border=3)
    assert ax.get_title("left") == (
        "Tonight the last 4 days show an ROI of 2.00; when all claims are in, of 4.00"
    )
    assert len(ax.lines[0].get_xdata()) == 28
    assert "n = 28 days" in ax.get_label()


def test_plans_are_counted_that_earn():
    parts = ["first", "second"]
    twins = pd.DataFrame({"plan_id": list("aabbcc"), "part": parts * 3, "spend": 10.0,
                          "profit": [5, 1, 3, -1, -2, -4]})  # fmt: skip
    ax = figures.first_and_second(twins)
    assert ax.get_title("left") == "The first budget earns in 2 of 3 plans, as much again in 1"
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["a", "b", "c"]
    ends = twins.assign(low=twins["profit"] - 1, high=twins["profit"] + 1, n=6)
    other = figures.first_and_second(ends)
    assert other.get_xlabel().endswith("(95% interval, n = 6 pairs)")
    assert other.collections[1].get_segments()[0][:, 0].tolist() == pytest.approx([0.4, 0.6])
    with pytest.raises(EcomlabError, match="second"):
        figures.first_and_second(twins[twins["part"] == "first"])


def test_what_was_added_so_far_names_the_day_it_counts_to():
    table = pd.DataFrame({
        "date": pd.date_range("2025-11-01", periods=5), "n": 56, "counts": "days",
        "part": ["waiting", "event", "event", "dip", "dip"], "estimate": [-20.0, 80, 90, 60, -50],
        "low": [-30.0, 60, 70, 30, -90], "high": [-10.0, 100, 110, 90, -10]})  # fmt: skip
    titles = {0: "0 days after the event: 90 yuan more", 1: "1 day after the event: 60 yuan more",
              2: "2 days after the event: 50 yuan less"}  # fmt: skip
    for after, words in titles.items():
        assert figures.added_so_far(table, after=after).get_title("left") == f"Counted to {words}"
        plt.close("all")
    with pytest.raises(InputError, match="after is 3"):
        figures.added_so_far(table, after=3)
    truth = pd.DataFrame({"date": table["date"], "added": range(5)})
    ax = figures.added_so_far(table, truth=truth, unit="orders")
    assert ax.lines[-1].get_ydata().tolist() == [0, 1, 2, 3, 4]
    assert ax.get_ylabel() == "orders more than expected, added up"
    plt.close("all")


def test_campaigns_in_turn_marks_the_records():
    card = pd.DataFrame({"campaign": list("abc"), "estimate": [3.0, 9, 4], "shrunk": [5.0, 7, 5],
                         "record": [True, True, False], "low": 1.0, "high": 11.0})  # fmt: skip
    ax = figures.campaigns_in_turn(card, unit="yuan")
    assert [len(line.get_xdata()) for line in ax.lines] == [3, 3, 2, 2]
    assert ax.get_ylabel() == "yuan added"
    plt.close("all")


def test_ruin_is_told_at_the_budget_that_is_marked():
    table = pd.DataFrame({"tier": ["star"] * 2 + ["small"] * 2, "budget": [1, 12] * 2,
                          "ruin": [0.9, 0.31, 0.7, 0.04]})  # fmt: skip
    ax = figures.ruin_by_budget(table, 12)
    assert ax.get_title("left") == "With 12 fees of a star: gone in 4% (small), 31% (star)"
    assert ax.get_ylim() == (0, 1)
    assert ax.lines[-1].get_xdata()[0] == 12
    with pytest.raises(InputError, match="budgets 1, 12"):
        figures.ruin_by_budget(table, 5)


def test_a_study_marks_the_first_post():
    study = pd.DataFrame(
        {"step": [-2, -1, 0, 1], "start": pd.date_range("2031-05-01", periods=4, freq="7D"),
         "estimate": [1.0, 1.0, 1.3, 1.2], "low": 0.8, "high": 1.5, "n": 7,
         "counts": "control words"}
    )  # fmt: skip
    ax = figures.study_by_week(study, "It rises")
    assert "n = 7 control words" in ax.get_label()
    assert ax.lines[-1].get_xdata()[0] == -0.5
    assert ax.lines[0].get_ydata().tolist() == study["estimate"].tolist()
    with pytest.raises(EcomlabError, match="counts"):
        figures.study_by_week(study.drop(columns="counts"), "It rises")


# --- Lesson 2.2 ----------------------------------------------------------------------------------


def test_more_room_never_finds_less():
    random = np.random.default_rng(1)
    words = pd.DataFrame({"word": list("abcdefgh"), "slot": list("xxxxyyyy")})
    pairs = sorted({f"{a} {b}" for a, b in random.choice(list("abcdefgh"), (12, 2))})
    terms = pd.DataFrame({"keyword": pairs, "payers": random.integers(1, 90, len(pairs))})
    ax = figures.found_by_limit(terms, words, 5, longest=8, step=1)
    limits, shares = ax.lines[0].get_data()
    assert limits.tolist() == list(range(1, 9))
    assert (np.diff(shares) >= 0).all()
    assert shares[-1] == pytest.approx(1)
    title = ax.get_title("left").splitlines()[1]
    there = terms["keyword"].map(lambda each: all(part in title for part in each.split()))
    assert ax.lines[1].get_ydata()[0] == pytest.approx(
        terms["payers"][there].sum() / terms["payers"].sum()
    )


def test_limits_too_short_for_the_slots_are_left_out():
    words = pd.DataFrame({"word": ["ab", "cdef"], "slot": ["x", "y"]})
    terms = pd.DataFrame({"keyword": ["ab"], "payers": [3]})
    both = {"x": (1, 1), "y": (1, 1)}
    ax = figures.found_by_limit(terms, words, 8, both, longest=8, step=2)
    assert ax.lines[0].get_xdata().tolist() == [6, 8]
    with pytest.raises(InputError, match="fits into 4"):
        figures.found_by_limit(terms, words, 4, both, longest=8, step=2)


def test_looks_that_found_nothing_stay_below_all_places():
    looks = pd.DataFrame({"account": ["own", "own", "x", "x", "x", "x"],
                          "natural_rank": [2, 4, 3, 8, 8, None]})  # fmt: skip
    ax = figures.places_seen(looks, stranger="x")
    shares = {line.get_ydata()[-1] for line in ax.lines}
    assert shares == {1, 0.75}
    title = "own: half of the looks see place 2 or better; x: half see 8 or worse"
    assert ax.get_title("left") == title
    with pytest.raises(EcomlabError, match="own is 'mine'"):
        figures.places_seen(looks, own="mine", stranger="x")


def test_the_path_of_a_place_needs_a_day_with_goods():
    path = pd.DataFrame({"day": [-2, -1], "estimate": 1.0, "low": 0.9, "high": 1.1, "n": 5})
    with pytest.raises(InputError, match="no day with goods"):
        figures.place_after_stockout(path)
