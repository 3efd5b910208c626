"""How much: published instances, brute force, draws, and what is refused.

The instances are those of Snyder and Shen (2019), Fundamentals of Supply Chain Theory, and of
Zheng and Federgruen (1991), with the figures that stockpyl's documentation and tests give for them.
"""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment import lot_sizes as lots
from ecomlab.fulfillment.reorder import demand_in_wait

# --- Lots of an even demand -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "lot", "cost"),
    [
        ((1300, 8, 0.225), 304.0467800264368, 68.410525505948272),  # example 3.1
        ((182_500, 2250, 275), 1728.109844993551, 475230.2073732266),  # problem 3.1
        ((1300, 8, 0.225, 5), 310.8125551589646, 66.921363550973254),  # example 3.8
        ((2080, 40, 40.05, 60), 83.235448128898042, 1999.148244415212),  # problem 3.2(b)
        ((1300, 8, 0.225, None, 2000), 513.9328595516969, 40.472212689696120),  # example 3.1, EPQ
        ((80, 4, 0.08, None, 110), 171.2697677155351, 3.736794931975310),  # problem 3.22
    ],
)
def test_published_lots(given, lot, cost):
    found = lots.eoq(*given)
    assert found["lot"] == pytest.approx(lot, rel=1e-9)
    assert found["cost"] == pytest.approx(cost, rel=1e-9)


def test_published_shares_that_wait():
    assert lots.eoq(1300, 8, 0.225, 5)["waiting"] == pytest.approx(0.043062200956938)
    assert lots.eoq(2080, 40, 40.05, 60)["waiting"] == pytest.approx(0.400299850074962)


@given(st.floats(1, 1e5), st.floats(1, 1e4), st.floats(0.01, 1e3), st.floats(0.1, 10))
@settings(max_examples=50, deadline=None)
def test_no_lot_is_cheaper(demand, order_cost, holding, times):
    best = lots.eoq(demand, order_cost, holding)
    row = lots.lot_costs([times * best["lot"]], demand, order_cost, holding).iloc[0]
    assert row["times"] == pytest.approx((times + 1 / times) / 2)
    assert row["cost"] >= best["cost"] * (1 - 1e-12)


# SCMO's example and first problem; Silver (1976); Silver, Pyke and Peterson (1998), page 428
JOINT = [
    (600, [120, 840, 300], [160, 20, 50], [1, 1, 1], [1, 3, 1], 837.8544026261366),
    (20_000, [36_000, 46_000, 34_000, 38_000], [1000, 900, 1200, 1000], [1780, 445, 920, 175],
     [1, 2, 1, 3], 1028646.3597045067),
    (10, [1.87, 5.27, 7.94, 8.19, 8.87], [0.2] * 5, [1736, 656, 558, 170, 142],
     [1, 1, 1, 3, 3], 218.68632025498687),
    (40, [15] * 4, [0.24] * 4, [86_000, 12_500, 1400, 3000], [1, 1, 4, 3], 2067.650840930354),
]  # fmt: skip


@pytest.mark.parametrize(("shared", "line", "holding", "demand", "every", "cost"), JOINT)
def test_published_joint_orders(shared, line, holding, demand, every, cost):
    table = pd.DataFrame({"sku": range(len(line)), "line_cost": np.array(line, float),
                          "holding": holding, "demand": demand})  # fmt: skip
    found = lots.joint_order(table, shared)
    assert found["every"].tolist() == every
    assert found.attrs["cost"] == pytest.approx(cost)
    assert (found["lot"] * found["orders"]).to_numpy() == pytest.approx(demand)
    each = found["lot"] / found["every"] / table["demand"]
    assert each.to_numpy() == pytest.approx(found.attrs["between"])


def test_joint_orders_are_near_the_best_of_all():
    shared, line, holding, demand, every, cost = JOINT[0]

    def yearly(between, multiples):
        held = sum(h * d * m for h, d, m in zip(holding, demand, multiples, strict=True))
        fixed = shared + sum(k / m for k, m in zip(line, multiples, strict=True))
        return fixed / between + held * between / 2

    best = min(
        yearly(t, m) for m in product(range(1, 7), repeat=3) if 1 in m
        for t in np.linspace(2, 5, 61)
    )  # fmt: skip
    assert best < cost * (1 + 1e-6)
    assert cost < 1.03 * best


# --- The newsvendor ---------------------------------------------------------------------------

PROBLEM_4_7B = {1: 0.25, 2: 0.05, 3: 0.1, 4: 0.2, 5: 0.15, 6: 0.10, 7: 0.10, 8: 0.05}


def lognormal(mu, sigma):
    mean = np.exp(mu + sigma**2 / 2)
    return {"kind": "lognormal", "mean": mean, "sd": mean * np.sqrt(np.expm1(sigma**2))}


@pytest.mark.parametrize(
    ("costs", "demand", "order", "cost"),
    [
        ((0.70, 0.18), {"mean": 50, "sd": 8}, 56.603955927433887, 1.997605193176645),  # 4.3
        ((79, 43), {"mean": 900, "sd": 60}, 922.7214038234755, 2718.196781782411),  # problem 4.1
        ((0.70, 0.18), {"kind": "poisson", "mean": 50}, 56, 1.797235211809178),
        ((4, 1), {"kind": "poisson", "mean": 6}, 8, 3.570106945770946),  # example 4.7
        ((270, 200), {"kind": "poisson", "mean": 18}, 19, 786.0884409351115),  # problem 4.8(a)
        ((0.1765, 1), lognormal(6, 0.3), 295.6266448071368, 29.442543582135290),  # 4.8(b)
        ((1e6, 5e5), {"chances": PROBLEM_4_7B}, 5, 1_225_000),  # problem 4.7(b)
    ],
)
def test_published_seasons(costs, demand, order, cost):
    found = lots.newsvendor(*costs, **demand)
    assert found["order"] == pytest.approx(order, rel=1e-9)
    assert found["cost"] == pytest.approx(cost, rel=1e-7)


@pytest.mark.parametrize(
    ("costs", "demand", "order", "cost"),
    [
        ((0.70, 0.18), {"mean": 50, "sd": 8}, 40, 7.356131552870388),
        ((79, 43), {"mean": 900, "sd": 60}, 1040, 6044.298415188692),
        ((4, 1), {"kind": "poisson", "mean": 6}, 5, 6.590296024616344),
        ((270, 200), {"kind": "poisson", "mean": 18}, 13, 1445.751062891969),
        ((0.1765, 1), lognormal(6, 0.3), 350, 34.588836685654854),
        ((1e6, 5e5), {"chances": PROBLEM_4_7B}, 3, 1_725_000),
    ],
)
def test_published_costs_of_other_orders(costs, demand, order, cost):
    assert lots.newsvendor(*costs, **demand, order=order)["cost"] == pytest.approx(cost, rel=1e-7)


def test_prices_in_place_of_costs():
    """Example 4.2: sold at 1, bought at 0.30, given back for 0.12. Problem 4.3(b): 7, 2.5, 1.5."""
    assert lots.newsvendor(1 - 0.3, 0.3 - 0.12, mean=50, sd=8)["order"] == pytest.approx(56.60396)
    found = lots.newsvendor(7 - 2.5, 2.5 - 1.5, mean=50, sd=10)["order"]
    assert found == pytest.approx(50 + 10 * stats.norm.ppf(4.5 / 5.5))


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.sampled_from(lots.KINDS), st.floats(2, 200),
       st.floats(0.1, 1.2), st.floats(0.3, 2))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_order_is_better(too_few, too_many, kind, mean, cv, times):
    demand = {"kind": kind, "mean": mean} | ({} if kind == "poisson" else {"sd": cv * mean})
    best = lots.newsvendor(too_few, too_many, **demand)
    other = float(round(times * best["order"])) if kind == "poisson" else times * best["order"]
    cost = lots.newsvendor(too_few, too_many, **demand, order=other)["cost"]
    assert cost >= best["cost"] * (1 - 1e-9) - 1e-9
    assert best["left"] - best["short"] == pytest.approx(best["order"] - mean, abs=1e-6 * mean)


@pytest.mark.parametrize("demand", [{"mean": 40, "sd": 15}, lognormal(3.5, 0.5),
                                    {"kind": "poisson", "mean": 7.5}])  # fmt: skip
def test_short_and_left_against_draws(demand):
    rng, n = np.random.default_rng(2), 400_000
    kind = demand.get("kind", "normal")
    drawn = {"normal": lambda: rng.normal(40, 15, n), "poisson": lambda: rng.poisson(7.5, n),
             "lognormal": lambda: rng.lognormal(3.5, 0.5, n)}[kind]()  # fmt: skip
    for order in (6, 30.5, 55):
        found = lots.newsvendor(3, 1, **demand, order=order)
        assert found["short"] == pytest.approx(np.maximum(drawn - order, 0).mean(), abs=0.1)
        assert found["left"] == pytest.approx(np.maximum(order - drawn, 0).mean(), abs=0.1)
        assert found["service"] == pytest.approx((drawn <= order).mean(), abs=0.005)


def test_a_second_order_against_draws():
    """Cost of the ways it names, in 200,000 drawn seasons that follow its own story."""
    few, many, mean, sd, known, dearer = 60, 40, 500, 200, 0.75, 6.0
    table = lots.flexible_supply_value(few, many, mean, sd, known, 0.3, dearer).set_index("way")
    rng = np.random.default_rng(4)
    middle = rng.normal(mean, sd * np.sqrt(known), 200_000)
    wanted = rng.normal(middle, sd * np.sqrt(1 - known))
    first = table.loc["two orders", "first"]
    target = middle + stats.norm.ppf((few - dearer) / 100) * sd * np.sqrt(1 - known)
    second = np.maximum(target - first, 0)
    total = first + second
    cost = few * np.maximum(wanted - total, 0) + many * np.maximum(total - wanted, 0)
    cost = (cost + dearer * second).mean()
    assert table.loc["two orders", "cost"] == pytest.approx(cost, rel=0.01)
    assert table.loc["two orders", "second"] == pytest.approx(second.mean(), rel=0.01)
    one = np.maximum(wanted - 550.669, 0) * few + np.maximum(550.669 - wanted, 0) * many
    assert table.loc["one order", "cost"] == pytest.approx(one.mean(), rel=0.01)


def test_what_a_second_order_is_worth():
    gains = [lots.flexible_supply_value(60, 40, 500, 200, known)["gain"].iloc[1]
             for known in (0.1, 0.5, 0.9)]  # fmt: skip
    assert 0 <= gains[0] < gains[1] < gains[2]
    dear = lots.flexible_supply_value(60, 40, 500, 200, 0.5, dearer=30)["gain"].iloc[1]
    least = lots.flexible_supply_value(60, 40, 500, 200, 0.5, least=400)["gain"].iloc[1]
    assert dear < gains[1]
    assert least < gains[1]


# --- Levels -----------------------------------------------------------------------------------


def test_published_base_stock():
    """Example 4.4."""
    found = lots.order_up_to(50, 8, review=1, lead_mean=4, service=0.70 / 0.88)
    assert found == pytest.approx(264.7668943741548)
    assert lots.order_up_to(50, 8, 1, 4, lead_sd=2) > lots.order_up_to(50, 8, 1, 4)


FIVE_1 = (1300, 1 / 12, 0.225, 7.5, 8, 150)  # example 5.1
PROBLEM_5_1 = (800, 4 / 365, 3.1, 45, 50, 40)
PROBLEM_5_3 = (192, 3, 0.21428571428571427, 40, 85, 17.4)


@pytest.mark.parametrize(
    ("given", "reorder", "lot", "cost"),
    [
        (FIVE_1, 100, 250, 87.346478028174985),
        (FIVE_1, 126.8, 328.5, 78.071162509282942),
        (PROBLEM_5_1, -1.9859, 166.95, 484.2110418415538),
        (PROBLEM_5_1, 100, 250, 830.3219178082192),
    ],
)
def test_published_costs_of_levels(given, reorder, lot, cost):
    rate, lead, h, p, fixed, sd = given
    mean, spread = demand_in_wait(rate, sd, lead)
    found = lots._rq_cost(reorder, lot, rate, mean, spread, h, p, fixed)
    assert found == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(
    ("given", "lot", "reorder"),
    [
        (FIVE_1, 318, 127.7880348669655), (FIVE_1, 150, 147.1949581740714),
        (FIVE_1, 750, 99.853773396165280), (PROBLEM_5_1, 318, -11.727678833180178),
        (PROBLEM_5_1, 750, -39.569675038859785), (PROBLEM_5_3, 318, 612.1331312304716),
        (PROBLEM_5_3, 150, 622.5171783526781),
    ],
)  # fmt: skip
def test_published_reorder_points_of_a_lot(given, lot, reorder):
    rate, lead, h, p, _, sd = given
    mean, spread = demand_in_wait(rate, sd, lead)
    assert lots._reorder(lot, mean, spread, h, p) == pytest.approx(reorder, abs=1e-4)


@pytest.mark.parametrize(
    ("given", "reorder", "lot"),
    [  # the approximation by loss functions, which is near the best here
        (FIVE_1, 126.8670642878315, 328.4491413581765),
        (PROBLEM_5_1, -1.985868645048718, 166.9501022040942),
        (PROBLEM_5_3, 608.5445118000358, 403.8060023373138),
    ],
)
def test_published_levels_and_lots(given, reorder, lot):
    rate, lead, h, p, fixed, sd = given
    found = lots.r_q(rate, lead, h, p, fixed, sd)
    assert found["lot"] == pytest.approx(lot, rel=0.02)
    assert found["reorder"] == pytest.approx(reorder, abs=0.02 * lot)
    mean, spread = demand_in_wait(rate, sd, lead)
    theirs = lots._rq_cost(reorder, lot, rate, mean, spread, h, p, fixed)
    assert found["cost"] <= theirs * (1 + 1e-9)
    assert found["cost"] > 0.999 * theirs


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((1.5, 2, 20, 150, 100), (3, 5, 107.9235806331498)),  # example 5.8
        ((12, 0.5, 4, 28, 4), (6, 7, 28.241312842169155)),  # problem 5.2
    ],
)
def test_published_levels_of_whole_pieces(given, found):
    assert tuple(lots.r_q(*given)) == pytest.approx(found)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((1, 4, 5, 6), (4, 10, 8.034111561471644)),  # example 4.7
        ((40, 125, 150, 4), (2, 7, 223.5748295669688)),  # problem 4.31
        # Zheng and Federgruen (1991), table 1: K = 64, h = 1, p = 9
        ((1, 9, 64, 10), (6, 40, 35.022)), ((1, 9, 64, 15), (10, 49, 42.698)),
        ((1, 9, 64, 20), (14, 62, 49.173)), ((1, 9, 64, 25), (19, 56, 54.262)),
        ((1, 9, 64, 40), (33, 87, 64.512)), ((1, 9, 64, 52), (44, 112, 72.246)),
        ((1, 9, 64, 65), (56, 75, 78.518)), ((1, 9, 64, 75), (67, 86, 79.554)),
    ],
)  # fmt: skip
def test_published_s_and_s(given, found):
    assert tuple(lots.s_s(*given)) == pytest.approx(found, abs=5e-4, rel=1e-7)


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ((0.18, 0.70, 2.5, 50, 8), 40.19461695647407, 74.29017010980579),  # example 4.8
        ((2, 36, 60, 190, 48), 226.6137928222839, 324.3797868133974),  # problem 4.32
    ],
)
def test_published_power_approximation(given, low, high):
    h, p, fixed, mean, sd = given
    found = lots.s_s(h, p, fixed, mean, sd=sd, power=True)
    assert (found["s"], found["S"]) == pytest.approx((low, high))
    best = lots.s_s(h, p, fixed, mean, sd=sd)
    theirs = chain_cost(lots._whole_normal(mean, sd), h, p, fixed, round(low), round(high))
    assert best["cost"] <= theirs
    own = chain_cost(lots._whole_normal(mean, sd), h, p, fixed, int(best["s"]), int(best["S"]))
    assert best["cost"] == pytest.approx(own)


def chain_cost(chances, h, p, fixed, low, high):
    """The cost of (s, S) by the stationary distribution of what is there after ordering."""
    states = np.arange(low + 1, high + 1)
    move, ordered, span = np.zeros((len(states),) * 2), np.zeros(len(states)), np.zeros(len(states))
    for d, c in chances.items():
        to = np.where(states - d > low, states - d, high) - low - 1
        move[np.arange(len(states)), to] += c
        ordered += c * (states - d <= low)
        span += c * (h * np.maximum(states - d, 0) + p * np.maximum(d - states, 0))
    share = np.linalg.matrix_power(move, 2**14)[0]
    return share @ (span + fixed * ordered)


def test_s_and_s_of_any_whole_demand_against_a_chain():
    chances = {0: 0.3, 1: 0.2, 2: 0.1, 5: 0.25, 9: 0.15}
    h, p, fixed = 1.0, 7.0, 20.0

    def cost(low, high):
        return chain_cost(chances, h, p, fixed, low, high)

    found = lots.s_s(h, p, fixed, chances=chances)
    assert found["cost"] == pytest.approx(cost(int(found["s"]), int(found["S"])))
    best = min(cost(low, high) for low in range(-6, 12) for high in range(low + 1, 35))
    assert found["cost"] == pytest.approx(best)


def test_levels_far_from_the_end_are_those_without_one():
    """Example 4.7: of sixty periods the first has its s and S, and the last orders less."""
    table = lots.order_levels(60, 1, 4, mean=6, order_cost=5)
    assert table.iloc[0][["reorder", "up_to"]].tolist() == [4, 10]
    assert table["up_to"].iloc[-1] == 8
    assert table.attrs["cost"] / 60 == pytest.approx(8.034, abs=0.05)


def test_levels_without_a_cost_of_orders():
    """Problem 4.29: 23.28 in a continuous demand, of whole pieces the next one; and its last."""
    table = lots.order_levels(10, 1, 25, 18, 3, unit_cost=1, end_holding=1, end_shortage=25,
                              discount=0.98)  # fmt: skip
    assert (table["up_to"] == 23).all()
    assert (table["reorder"] == table["up_to"]).all()
    end = lots.order_levels(4, 1, 4, mean=6, end_holding=20, end_shortage=4)["up_to"]
    assert end.iloc[-1] == stats.poisson.ppf(8 / 29, 6)
    assert end.iloc[0] >= end.iloc[-1]


def test_levels_against_all_decisions():
    """Three periods, two demands: the best of every order up to 8, gone through one by one."""
    chances, h, p, fixed, unit = {0: 0.4, 3: 0.6}, 1.0, 5.0, 2.0, 1.5

    def best(stock, left):
        if not left:
            return 2 * max(stock, 0) + 4 * max(-stock, 0)
        return min(
            fixed * (level > stock) + unit * (level - stock) + sum(
                c * (h * max(level - d, 0) + p * max(d - level, 0)
                     + 0.9 * best(level - d, left - 1))
                for d, c in chances.items()
            )
            for level in range(stock, 9)
        )  # fmt: skip

    table = lots.order_levels(3, h, p, chances=chances, order_cost=fixed, unit_cost=unit,
                              end_holding=2, end_shortage=4, discount=0.9, start=1)  # fmt: skip
    assert table.attrs["cost"] == pytest.approx(best(1, 3))


# --- Plans ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("demand", "order_cost", "holding", "orders", "cost"),
    [
        ([90, 120, 80, 70], 500, 2, [210, 0, 150, 0], 1380),  # example 3.9
        ([150, 100, 80, 200], 120, 0.8, [150, 180, 0, 200], 424),  # problem 3.27
        ([730, 580, 445, 650, 880], 100, 0.1, [1310, 0, 1095, 0, 880], 423),  # problem 3.29
        ([200] * 5, 100, 0.1, [400, 0, 600, 0, 0], 280),
    ],
)
def test_published_plans(demand, order_cost, holding, orders, cost):
    plan = lots.wagner_whitin(demand, order_cost, holding)
    assert plan.attrs["cost"] == pytest.approx(cost)
    assert plan["order"].tolist() == orders or sum(orders) == plan["order"].sum()


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.integers(0, 500),
       st.integers(0, 5), st.lists(st.integers(0, 9), min_size=6, max_size=6))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_plans_against_all_plans(demand, order_cost, holding, unit):
    unit = unit[: len(demand)]
    plan = lots.wagner_whitin(demand, order_cost, holding, unit)
    assert plan["order"].sum() == sum(demand)
    assert ((plan["order"] - plan["demand"]).cumsum() >= -1e-9).all()
    costs = []
    for begins in product([True, False], repeat=len(demand)):
        start, cost = None, 0
        for t, d in enumerate(demand):
            if begins[t] or start is None:
                start, cost = t, cost + order_cost * (begins[t] and sum(demand) > 0)
            if not begins[0]:
                cost = np.inf if sum(demand[: t + 1]) else cost
            cost += d * (unit[start] + holding * (t - start))
        costs.append(cost)
    assert plan.attrs["cost"] <= min(costs) + 1e-6 * (1 + abs(plan.attrs["cost"])) + (
        0 if sum(demand) else 0
    )


def test_a_plans_cost_is_the_plans():
    """SCMO, with a purchase cost of its own in each period: reckoned again from its orders."""
    demand, unit = [400, 500, 500, 1100, 900], [3, 1, 4, 6, 6]
    plan = lots.wagner_whitin(demand, 100, 0.1, unit)
    kept = (plan["order"] - plan["demand"]).cumsum()
    again = 100 * (plan["order"] > 0).sum() + 0.1 * kept.sum() + (plan["order"] * unit).sum()
    assert plan.attrs["cost"] == pytest.approx(again)
    assert plan["order"].tolist() == [400, 3000, 0, 0, 0]


def choices(rng, articles=5, most=3):
    rows = [(sku, k, k * cost, k * gain - 3 * k**2)
            for sku, cost, gain in zip(range(articles), rng.integers(5, 40, articles),
                                       rng.integers(5, 60, articles), strict=True)
            for k in range(most + 1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["sku", "lots", "yuan", "gain"])


@pytest.mark.parametrize("seed", range(20))
def test_budgets_against_all_sets(seed):
    table = choices(np.random.default_rng(seed))
    plan = lots.budget_plan(table, 60)
    parts = [part[["yuan", "gain"]].to_numpy() for _, part in table.groupby("sku")]
    best = max(sum(row[1] for row in rows) for rows in product(*parts)
               if sum(row[0] for row in rows) <= 60)  # fmt: skip
    assert plan.attrs["gain"] == pytest.approx(best)
    assert plan["yuan"].sum() == plan.attrs["yuan"] <= 60
    assert plan["sku"].is_unique


def test_a_budget_takes_no_two_choices_of_an_article():
    table = pd.DataFrame({"sku": ["a", "a", "b"], "lots": [0, 1, 1], "yuan": [0, 5, 9],
                          "gain": [0, 5, 1]})  # fmt: skip
    with pytest.raises(InputError, match="No choice fits"):
        lots.budget_plan(table, 8)
    assert lots.budget_plan(table, 14)["sku"].tolist() == ["a", "b"]


def test_gains_of_lots_against_draws():
    article = pd.DataFrame({"sku": ["lamp"], "unit_cost": [10.0], "margin": [5.0], "stock": [20],
                            "demand_mean": [100.0], "demand_sd": [20.0], "lot": [50]})  # fmt: skip
    found = lots.order_choices(article, 0.1, most=3)
    wanted = np.random.default_rng(0).normal(100, 20, 200_000)

    def kept(stock):
        sold = np.minimum(wanted, stock)
        return (5 * sold - 1 * (stock - sold)).mean()

    expected = [kept(20 + pieces) - kept(20) for pieces in (0, 50, 100, 150)]
    assert found["gain"].tolist() == pytest.approx(expected, abs=1)
    assert found["yuan"].tolist() == [0, 500, 1000, 1500]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: lots.eoq(0, 1, 1), "demand"),
        (lambda: lots.eoq(10, 1, 1, 2, 20), "not both"),
        (lambda: lots.eoq(10, 1, 1, production=10), "catches up"),
        (lambda: lots.lot_costs([0, 3], 10, 1, 1), "lots"),
        (lambda: lots.newsvendor(1, 1, "gamma", 5, 1), "lognormal"),
        (lambda: lots.newsvendor(1, 1, "poisson", 5, 1), "no sd"),
        (lambda: lots.newsvendor(1, 1, mean=5), "sd"),
        (lambda: lots.newsvendor(1, 1, chances={1: 0.5}), "add up to 0.5"),
        (lambda: lots.newsvendor(1, 1, chances={"a": 1}), "no table"),
        (lambda: lots.newsvendor(1, 1, chances={-1: 0.5, 2: 0.5}), "below 0"),
        (lambda: lots.newsvendor(1, 1, chances={1: 1}, mean=4), "not both"),
        (lambda: lots.newsvendor(-1, 1, mean=5, sd=1), "too_few"),
        (lambda: lots.flexible_supply_value(5, 5, 100, 20, dearer=5), "dearer"),
        (lambda: lots.flexible_supply_value(5, 5, 100, 20, known=75), "0.75"),
        (lambda: lots.order_up_to(5, 1, 0, 3), "review"),
        (lambda: lots.r_q(5, 1, 1, 1, 1, demand_sd=-1), "demand_sd"),
        (lambda: lots.r_q(5, 1, 1, 1, 1, lead_sd=1), "demand_sd"),
        (lambda: lots.wagner_whitin("abc", 1, 1), "demand"),
        (lambda: lots.s_s(1, 1, 1), "one of the two"),
        (lambda: lots.s_s(1, 1, 1, mean=5, sd=-1), "sd"),
        (lambda: lots.s_s(1, 1, 1, mean=5, power=True), "sd"),
        (lambda: lots.order_levels(0, 1, 1, mean=5), "periods"),
        (lambda: lots.order_levels(2, 1, 1), "mean"),
        (lambda: lots.order_levels(2, 1, 1, mean=5, discount=2), "discount"),
        (lambda: lots.order_levels(2, 1, 1, chances={1.5: 1}), "whole"),
        (lambda: lots.s_s(1, 1, 1, chances={0.5: 1}), "whole"),
        (lambda: lots.s_s(1, 1, 1, chances={0: 1}), "Nothing"),
        (lambda: lots.wagner_whitin([], 1, 1), "demand"),
        (lambda: lots.wagner_whitin([1, 2], [1, 2, 3], 1), "order_cost has 3"),
        (lambda: lots.wagner_whitin([1, -2], 1, 1), "demand"),
        (lambda: lots.budget_plan(pd.DataFrame(), 5), "choices"),
        (lambda: lots.joint_order(pd.DataFrame(), 5), "articles"),
    ],
)
def test_what_is_refused(call, match):
    with pytest.raises((InputError, ColumnError, ChoiceError), match=match):
        call()


def test_a_normal_curve_never_orders_less_than_nothing():
    found = lots.newsvendor(1, 9, mean=10, sd=20)
    assert found["order"] == 0
    assert found["short"] == pytest.approx(10 + found["left"])


@pytest.mark.parametrize(("reorder", "lot"), [(90, 20), (110, 60), (60, 35)])
def test_the_cost_of_a_small_lot_against_an_integral(reorder, lot):
    """Each position from the reorder point to a lot above is as frequent."""
    from scipy.integrate import quad

    rate, mean, sd, holding, shortage, order_cost = 130.0, 100.0, 40.0, 0.3, 5.0, 8.0

    def held(position):
        short = stats.norm.expect(lambda x: x - position, loc=mean, scale=sd, lb=position)
        return holding * (position - mean + short) + shortage * short

    right = (order_cost * rate + quad(held, reorder, reorder + lot)[0]) / lot
    found = lots._rq_cost(reorder, lot, rate, mean, sd, holding, shortage, order_cost)
    assert found == pytest.approx(right, rel=1e-6)


def test_levels_start_with_an_empty_shelf():
    plain, none, full = (
        lots.order_levels(3, 1, 4, mean=9, unit_cost=2, **more).attrs["cost"]
        for more in ({}, {"start": 0}, {"start": 5})
    )
    assert plain == none == pytest.approx(full + 10)
