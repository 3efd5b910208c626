"""Clearance: ages by hand and by another way, plans against brute force, the border's own truth."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from ecomlab.errors import ColumnError, InputError
from ecomlab.estimates import Estimate
from ecomlab.fulfillment import figures
from ecomlab.fulfillment.clearance import (
    age_by_pace,
    ageing_shares,
    clearing_price,
    compare_plans,
    least_price,
    markdown_plan,
    plan_if_wrong,
    price_table,
    rush_border,
    rush_cost,
    stock_ageing,
    value_of_waiting,
    waiting_cost,
    weekly_demand,
    weeks_that_count,
    worth_later,
)

COST = pd.DataFrame({"sku": ["mug", "pan"], "unit_cost": [20.0, 30.0]})


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def shelf_of(opening, came, sold, sku="mug", first="2025-05-01", zone=None):
    """A shelf from what was there, came and was sold each day; nothing is sold that isn't there."""
    days = pd.date_range(first, periods=len(came), tz=zone)
    rows, left = [], opening
    for day, got, wanted in zip(days, came, sold, strict=True):
        taken = min(left + got, wanted)
        left += got - taken
        rows.append((day, sku, left, got, taken))
    return pd.DataFrame(rows, columns=["date", "sku", "on_hand", "received", "sales"])


# --- Ages -----------------------------------------------------------------------------------


def queue_of_ages(opening, came, sold):
    """Each piece with the day on which it came, first in first out: a queue of single pieces."""
    queue = [0] * opening
    for day, (got, wanted) in enumerate(zip(came, sold, strict=True)):
        queue += [day] * got
        del queue[: min(len(queue), wanted)]
    return [len(came) - 1 - day for day in queue]


counts = st.lists(st.integers(0, 9), min_size=3, max_size=12)


@given(st.integers(0, 20), counts, st.data())
def test_ages_are_those_of_a_queue_of_pieces(opening, came, data):
    sold = data.draw(st.lists(st.integers(0, 9), min_size=len(came), max_size=len(came)))
    expected = queue_of_ages(opening, came, sold)
    shelf = shelf_of(opening, came, sold)
    found = stock_ageing(shelf, COST, bands=(1, 4), window=2)
    if not expected:
        assert found.empty
        return
    bands = [sum(a <= age <= b for age in expected) for a, b in ((0, 1), (2, 4), (5, 99))]
    assert found[["0-1", "2-4", "5+"]].iloc[0].tolist() == bands
    assert found["on_hand"].iloc[0] == len(expected)
    assert found["yuan"].iloc[0] == 20 * len(expected)
    sales = shelf["sales"].tail(2).sum()
    assert found["sold"].iloc[0] == sales
    cover = len(expected) / sales * 2 if sales else math.inf
    assert found["cover"].iloc[0] == pytest.approx(cover)


def test_pieces_of_the_first_day_are_at_least_so_old():
    shelf = shelf_of(10, [0, 0, 5], [2, 2, 2])
    found = stock_ageing(shelf, COST, bands=(1,), window=3).iloc[0]
    assert (found["on_hand"], found["0-1"], found["2+"], found["at_least"]) == (9, 5, 4, 4)


def test_what_came_back_is_young_and_later_rows_are_not_looked_at():
    shelf = shelf_of(4, [0, 0, 0], [1, 0, 0], zone="Asia/Shanghai").assign(put_back=[0, 0, 0])
    shelf.loc[2, ["put_back", "on_hand"]] = [2, 5]
    found = stock_ageing(shelf, COST, bands=(0,), window=1)
    assert found[["0-0", "1+"]].iloc[0].tolist() == [2, 3]
    before = stock_ageing(shelf, COST, as_of="2025-05-02", bands=(0,), window=1)
    assert before[["0-0", "1+"]].iloc[0].tolist() == [0, 3]


def test_articles_are_apart_and_the_shares_add_up():
    shelf = pd.concat([
        shelf_of(6, [0, 4], [0, 2]), shelf_of(0, [3, 0], [0, 1], sku="pan"),
        shelf_of(1, [0, 0], [1, 0], sku="jug"),
    ])  # fmt: skip
    cost = pd.concat([COST, pd.DataFrame({"sku": ["jug"], "unit_cost": [1.0]})])
    table = stock_ageing(shelf, cost, bands=(0,), window=2)
    assert table["sku"].tolist() == ["mug", "pan"]
    assert table[["0-0", "1+"]].to_numpy().tolist() == [[4, 4], [0, 2]]
    shares = ageing_shares(table)
    assert shares["yuan"].tolist() == [80, 140]
    assert shares["share"].sum() == pytest.approx(1)
    pace = age_by_pace(table, old=1, slow=5).set_index("pace")
    assert pace.loc["slow", ["articles", "young", "old"]].tolist() == [1, 80, 80]
    assert pace.loc["sells", ["articles", "young", "old"]].tolist() == [1, 0, 60]


def test_the_shops_ages_are_those_of_its_own_page():
    """docs/shop/supply.md: 79, 7, 10 and 4 per cent on 2025-04-30, reckoned by tests/shop."""
    from ecomlab.datasets import load

    shop = load("shop")
    table = stock_ageing(shop.inventory_daily, shop.sku, "2025-04-30")
    assert ageing_shares(table)["share"].round(2).tolist() == [0.79, 0.07, 0.10, 0.04]


def test_bad_shelves_are_refused():
    shelf = shelf_of(5, [0, 0, 0], [1, 1, 1])
    for change, message in (
        ({"as_of": "2026-01-01"}, "Choose a day in between"),
        ({"bands": (30, 30)}, "days that grow"),
        ({"bands": ()}, "days that grow"),
        ({"window": 4}, "at most 3"),
    ):
        with pytest.raises(InputError, match=message):
            stock_ageing(shelf, COST, **{"bands": (1,), "window": 2} | change)
    with pytest.raises(InputError, match="twice on 2025-05-01"):
        stock_ageing(pd.concat([shelf, shelf.head(1)]), COST, window=1)
    gone = pd.concat([shelf, shelf_of(5, [0], [0], sku="pan")])
    with pytest.raises(InputError, match="1 articles have no row on 2025-05-03"):
        stock_ageing(gone, COST, window=1)
    with pytest.raises(ColumnError, match="received"):
        stock_ageing(shelf.drop(columns="received"), COST, window=1)
    with pytest.raises(InputError, match="no row in sku"):
        stock_ageing(shelf, COST[COST["sku"] == "pan"], window=1)
    table = stock_ageing(shelf, COST, bands=(1,), window=1)
    with pytest.raises(InputError, match="Choose 1 to 1"):
        age_by_pace(table, old=2)
    with pytest.raises(InputError, match="no column for a band"):
        ageing_shares(table[["sku", "on_hand", "yuan"]])


# --- Worth ----------------------------------------------------------------------------------


def test_worth_by_hand():
    table = waiting_cost(52, capital=0.365, room=0.2, fading=0.1).set_index("part")["yuan"]
    assert table.tolist() == pytest.approx([52 * 0.365 * 7 / 365, 0.2, 5.2, 5.764])
    assert worth_later(88, 0) == 88
    assert worth_later(88, 365 / 7, capital=0.1) == pytest.approx(80)
    assert worth_later(88, 10, room=0.5, lost=0.25) == pytest.approx(61)
    assert least_price(10, keep=0.5, per_piece=5) == 30
    for wrong in (lambda: waiting_cost(0), lambda: waiting_cost(5, fading=1.2),
                  lambda: least_price(5, keep=0), lambda: worth_later(5, -1),
                  lambda: worth_later(5, 3, lost=30)):  # fmt: skip
        with pytest.raises(InputError):
            wrong()


def test_demand_by_hand():
    assert weekly_demand(20, 40, 10, -2) == pytest.approx(40)
    assert weekly_demand(40, 40, 10, -2, fading=0.5, week=2) == pytest.approx(2.5)
    assert clearing_price(100, 10, 40, -2) == pytest.approx(40 / math.sqrt(10))
    assert clearing_price(10, 20, 40, -2) == 40
    with pytest.raises(InputError, match="minus"):
        weekly_demand(20, 40, 10, 2)
    with pytest.raises(InputError, match="above 0"):
        weekly_demand(0, 40, 10, -2)


# --- Plans ----------------------------------------------------------------------------------


def by_recursion(left, week, weeks, prices, demand, net, salvage, waiting):
    """The best money from a week on, by plain recursion over what may be sold."""
    if week == weeks:
        return salvage * left
    best = -math.inf
    for at, _ in enumerate(prices):
        money, rest = 0.0, 1.0
        for sold in range(left):
            chance = stats.poisson.pmf(sold, demand[week][at])
            rest -= chance
            after = by_recursion(
                left - sold, week + 1, weeks, prices, demand, net, salvage, waiting
            )
            carried = waiting * (left - sold) * (week < weeks - 1)
            money += chance * (net[at] * sold + after - carried)
        best = max(best, money + rest * net[at] * left)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_plan_is_that_of_plain_recursion(seed):
    rng = np.random.default_rng(seed)
    stock, weeks, price = int(rng.integers(2, 7)), 3, 40.0
    prices, e = [40.0, 30.0, 20.0, 12.0], -rng.uniform(0.5, 3)
    weekly, fading = rng.uniform(0.5, 3, weeks), rng.uniform(0, 0.3)
    terms = {"keep": rng.uniform(0.5, 1), "per_piece": rng.uniform(0, 6),
             "salvage": rng.uniform(0, 8), "waiting": rng.uniform(0, 1)}  # fmt: skip
    demand = [[weekly[w] * (p / (price * (1 - fading) ** w)) ** e for p in prices]
              for w in range(weeks)]  # fmt: skip
    net = [p * terms["keep"] - terms["per_piece"] for p in prices]
    best = by_recursion(stock, 0, weeks, prices, demand, net, terms["salvage"], terms["waiting"])
    plan = markdown_plan(stock, weekly, price, e, weeks, prices, fading=fading, **terms)
    assert plan.attrs["money"] == pytest.approx(best, rel=1e-9)


def test_no_fixed_path_beats_the_plan():
    terms = {"stock": 25, "weekly": 5, "price": 40, "elasticity": -1.7, "weeks": 3}
    prices = [40, 30, 20, 10]
    best = markdown_plan(**terms, prices=prices).attrs["money"]
    fixed = [
        markdown_plan(**terms, prices=prices, path=path).attrs["money"]
        for path in itertools.product(prices, repeat=3)
    ]
    assert max(fixed) < best < 1.05 * max(fixed)


def test_the_plan_keeps_what_was_simulated():
    """Money, pieces left and their range, of a card that is followed 20,000 times."""
    terms = {"stock": 60, "weekly": 9, "price": 40, "elasticity": -2.2, "weeks": 4}
    more = {"keep": 0.8, "per_piece": 3, "salvage": 4, "waiting": 0.5, "fading": 0.05}
    plan = markdown_plan(**terms, **more)
    card = price_table(**terms, **more, left=range(1, 61)).to_numpy()
    rng, runs = np.random.default_rng(1), 20_000
    left, money = np.full(runs, 60), np.zeros(runs)
    for week in range(4):
        asked = np.where(left > 0, card[np.maximum(left, 1) - 1, week], 40.0)
        wanted = rng.poisson(weekly_demand(asked, 40, 9, -2.2, 0.05, week + 1))
        sold = np.minimum(wanted, left)
        left = left - sold
        money += sold * (0.8 * asked - 3) - 0.5 * left * (week < 3)
        if week < 3:
            row = plan.iloc[week + 1]
            assert row["stock"] == pytest.approx(left.mean(), abs=0.15)
            assert 0.93 <= ((left >= row["low"]) & (left <= row["high"])).mean() <= 0.985
    assert plan.attrs["left"] == pytest.approx(left.mean(), abs=0.1)
    assert plan.attrs["sold_out"] == pytest.approx((left == 0).mean(), abs=0.012)
    assert plan.attrs["money"] == pytest.approx((money + 4 * left).mean(), rel=0.003)


def test_much_stock_is_priced_as_a_textbook_does():
    """With more than can be sold: elasticity ÷ (elasticity + 1) × what a piece is worth unsold."""
    prices = np.round(np.arange(20, 80.5, 0.5), 2)
    plan = markdown_plan(2000, 10, 80, -2.5, weeks=2, prices=prices, keep=0.8, per_piece=4,
                         salvage=12)  # fmt: skip
    worth = (12 + 4) / 0.8
    assert plan["price"].tolist() == pytest.approx([2.5 / 1.5 * worth] * 2, abs=0.5)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.floats(0.5, 20), st.floats(-3.5, -0.3), st.integers(1, 4))
def test_more_weeks_and_more_salvage_never_harm(stock, weekly, e, weeks):
    table = value_of_waiting(stock, weekly, 40, e, weeks=weeks)
    assert (table["gain"] > -1e-6).all()
    assert table["gain"].sum() == pytest.approx(table["money"].iloc[-1], rel=1e-9)
    dearer = value_of_waiting(stock, weekly, 40, e, weeks=weeks, salvage=5.0)
    assert (dearer["money"] >= table["money"] - 1e-6).all()
    card = price_table(stock, weekly, 40, e, weeks=weeks, left=range(1, stock + 1))
    assert (card.diff().iloc[1:] <= 1e-9).all().all()  # the more are left, the lower the price


def test_weeks_alike_are_worth_what_each_plan_alone_says():
    terms = {"keep": 0.7, "per_piece": 4, "salvage": 3, "waiting": 0.4}
    together = value_of_waiting(60, 9, 40, -1.8, weeks=4, **terms)
    alone = [markdown_plan(60, 9, 40, -1.8, weeks=n, **terms).attrs["money"] for n in (1, 2, 3, 4)]
    assert together["money"].tolist() == pytest.approx(alone)
    by_week = value_of_waiting(60, [9] * 4, 40, -1.8, weeks=4, **terms)
    pd.testing.assert_frame_equal(together, by_week)


def test_plans_are_compared_with_the_same_numbers():
    table = compare_plans({"a": [20, 20], "b": None, "c": [40, None]}, 30, 8, 40, -2, weeks=2)
    table = table.set_index("plan")
    assert table.loc["b", "of_best"] == pytest.approx(1)
    assert table.loc["a", "money"] <= table.loc["c", "money"] <= table.loc["b", "money"]
    assert (table["sold"] <= 30).all()
    assert table.loc["a", "sold"] == pytest.approx(30, abs=0.01)


def test_a_wrong_belief_costs_and_a_right_one_does_not():
    table = plan_if_wrong([-1.2, -2, -3], [-2], 80, 10, 40, weeks=3, salvage=3)
    assert (table["of_best"] <= 1 + 1e-9).all()
    assert table.set_index("believed").loc[-2, "of_best"] == pytest.approx(1)
    assert table["of_best"].min() < 0.99
    found = Estimate(-2.0, -2.5, -1.5, 30, "articles")
    same = markdown_plan(80, 10, 40, found, weeks=3).attrs["money"]
    assert same == markdown_plan(80, 10, 40, -2, weeks=3).attrs["money"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"elasticity": 2}, "minus"),
        ({"stock": 2.5}, "whole number"),
        ({"stock": 10**6}, "at most 20,000"),
        ({"weekly": [1, 2]}, "weekly has 2 weeks, the plan 3"),
        ({"path": [40]}, "path has 1 weeks, the plan 3"),
        ({"prices": []}, "prices is empty"),
        ({"prices": [0]}, "a price is 0"),
        ({"keep": 80}, "0.8"),
        ({"weeks": 0}, "from 1 on"),
        ({"salvage": -1}, "salvage"),
    ],
)
def test_bad_plans_are_refused(change, message):
    terms = {"stock": 10, "weekly": 4, "price": 40, "elasticity": -2, "weeks": 3}
    with pytest.raises(InputError, match=message):
        markdown_plan(**terms | change)


def test_terms_that_do_not_exist_are_refused():
    with pytest.raises(InputError, match="no term 'holding'"):
        price_table(10, 4, 40, -2, holding=1)
    with pytest.raises(InputError, match="no term 'path'"):
        plan_if_wrong([-2], [-2], 10, 4, 40, path=[40] * 4)
    with pytest.raises(InputError, match="more than the stock"):
        price_table(10, 4, 40, -2, left=[11])
    with pytest.raises(InputError, match="Give names and paths"):
        compare_plans({}, 10, 4, 40, -2)


# --- The border -----------------------------------------------------------------------------


def best_spread(cover, weeks, loss, e):
    """The money of the best known-demand plan, by an optimiser that knows no formula."""

    def money(logs):
        pieces = np.exp(logs)
        worth = (1 - loss) ** np.arange(weeks)
        return -(worth * pieces * np.minimum(pieces ** (1 / e), 1 / worth)).sum()

    rule = {"type": "ineq", "fun": lambda logs: cover - np.exp(logs).sum()}
    start = np.log(np.full(weeks, cover / weeks))
    found = optimize.minimize(
        money, start, constraints=rule, method="SLSQP", options={"maxiter": 500}
    )
    return -found.fun


@pytest.mark.parametrize("loss", [0.0, 0.15, 0.4])
@pytest.mark.parametrize("e", [-1.5, -2.6])
def test_the_cost_of_the_rush_is_an_optimisers(loss, e):
    cover, weeks = 9.0, 4  # more than the weeks that count: the usual price never binds
    once = cover * cover ** (1 / e)
    expected = 1 - once / best_spread(cover, weeks, loss, e)
    assert rush_cost(cover, weeks, loss, e) == pytest.approx(expected, abs=1e-4)


def test_the_plan_agrees_with_the_border_where_luck_hardly_counts():
    """Money of one week and of four, with much stock: Poisson luck is small."""
    prices = np.arange(8, 40.5, 0.5)
    table = value_of_waiting(1500, 100, 40, -2, weeks=4, prices=prices)
    cost = 1 - table["money"].iloc[0] / table["money"].iloc[-1]
    assert cost == pytest.approx(rush_cost(15, 4, 0, -2), abs=0.01)
    faded = value_of_waiting(1500, 100, 40, -2, weeks=4, prices=prices, fading=0.2)
    cost = 1 - faded["money"].iloc[0] / faded["money"].iloc[-1]
    assert cost == pytest.approx(rush_cost(15, 4, 0.2, -2), abs=0.01)


@given(st.floats(-4, -1.1), st.floats(0.01, 0.6))
def test_at_the_border_the_rush_costs_just_so_much(e, most):
    border = rush_border(e, most)
    assert rush_cost(border.cover, 10**3, 0.0, e) == pytest.approx(most, abs=1e-6)
    assert rush_cost(10**6, 3000, border.loss, e) == pytest.approx(most, abs=1e-3)
    assert rush_cost(border.cover * 1.1, 10**3, 0.0, e) > most


def test_the_border_by_hand():
    assert weeks_that_count(3, 0.5, -2) == pytest.approx(1 + 0.25 + 0.0625)
    assert rush_cost(0.5, 8, 0, -2) == 0
    assert rush_cost(16, 16, 0, -2) == 0.75
    assert rush_cost(16, 1, 0, -2) == 0
    assert rush_cost(16, 9, 1.0, -2) == 0
    for wrong in (lambda: rush_cost(4, 4, 0, -1), lambda: rush_border(-0.5),
                  lambda: rush_cost(4, 4, 20, -2), lambda: rush_border(-2, most=5)):  # fmt: skip
        with pytest.raises(InputError):
            wrong()


# --- Figures --------------------------------------------------------------------------------


def test_figures_tell_their_finding():
    weeks = pd.DataFrame({"weeks": range(1, 4), "gain": [9.0, 7, 5], "low": 4.0, "high": 9.5})
    ax = figures.worth_of_weeks(weeks, 2)
    assert ax.get_title("left") == "A 3rd week is worth 5 yuan (4 to 10); waiting costs 2"
    assert [bar.get_height() for bar in ax.patches[:3]] == [9, 7, 5]
    ax = figures.deadline_cost(-2, 0.8, marks={"fish": 3, "mugs": 0.8})
    assert "never costs more than 5%" in ax.get_title("left")
    with pytest.raises(InputError, match="above 0"):
        figures.deadline_cost(-2, 0.1, marks={"mugs": 0})
    with pytest.raises(InputError, match="names and weeks"):
        figures.deadline_cost(-2, 0.1, marks=["mugs"])
    with pytest.raises(InputError, match="gain"):
        figures.worth_of_weeks(weeks.assign(gain="much"), 2)
    with pytest.raises(InputError, match="cost is 'a'"):
        figures.worth_of_weeks(weeks, "a")
    one = pd.DataFrame({"off": [0.1], "estimate": [1.0], "low": [1.0], "high": [1.0]})
    with pytest.raises(InputError, match="no cut in common"):
        figures.believed_and_true(one, one.assign(off=0.2))


# --- What people give -----------------------------------------------------------------------


def test_numbers_as_codes_and_shops_files_are_read():
    shelf = shelf_of(5, [0, 3], [1, 1]).assign(sku=7)
    cost = pd.DataFrame({"sku": ["7"], "unit_cost": [2]})
    assert stock_ageing(shelf, cost, bands=(0,), window=2)["yuan"].tolist() == [12]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stock_ageing(shelf_of(5, [0], [0]), COST, bands=30, window=1), "square brackets"),
        (lambda: stock_ageing(shelf_of(5, [0], [0]).assign(on_hand=1.5), COST, window=1), "whole"),
        (lambda: stock_ageing(shelf_of(5, [0], [0]), COST.astype({"unit_cost": str}), window=1),
         "unit_cost of sku holds text"),
        (lambda: markdown_plan(10, 4, 40, -2, prices=30), "prices is 30"),
        (lambda: markdown_plan(10, 4, 40, -2, path="abcd"), "path is 'abcd'"),
        (lambda: markdown_plan(10, 4, 40, -2, per_piece=40), "Nothing is left"),
        (lambda: price_table(10, 4, 40, -2, left=5), "left is 5"),
        (lambda: price_table(10, 4, 40, -2, left=["x"]), "left is 'x'"),
        (lambda: price_table(10, 4, 40, -2, left=[]), "left is empty"),
        (lambda: plan_if_wrong([], [-2], 10, 4, 40), "believed is empty"),
        (lambda: weekly_demand("half", 20, 5, -2), "price is 'half'"),
        (lambda: compare_plans(["a"], 10, 4, 40, -2), "Give names and paths"),
        (lambda: compare_plans({"a": None}, 10, 4, 40, -2, holding=1), "no term 'holding'"),
        (lambda: value_of_waiting(10, 4, 40, -2, path=[40]), "no term 'path'"),
        (lambda: plan_if_wrong(-2, [-2], 10, 4, 40), "believed is -2"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_an_estimate_stands_for_one_elasticity():
    found = Estimate(-2.0, -2.5, -1.5, 30, "articles")
    table = plan_if_wrong(found, [found, -2.5], 30, 8, 40, weeks=2)
    assert table["believed"].tolist() == [-2, -2]
    assert table["of_best"].iloc[0] == pytest.approx(1)
    assert least_price(-3, keep=0.5, per_piece=1) == 0
