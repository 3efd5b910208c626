"""Lots, seasons and levels as stockpyl has them, in an environment of its own (stockpyl.txt).

Without the package the tests are skipped. Its instances are those of Snyder and Shen (2019); what
they must give is typed in tests/fulfillment/test_lot_sizes.py too. Here parameters are drawn.
"""

import numpy as np
import pandas as pd
import pytest

from ecomlab.fulfillment import lot_sizes as lots
from ecomlab.fulfillment.reorder import normal_loss

DRAWS = range(20)


@pytest.mark.parametrize("seed", DRAWS)
def test_lots_like_stockpyl(seed):
    eoq = pytest.importorskip("stockpyl.eoq")
    rng = np.random.default_rng(seed)
    demand, order_cost, holding, shortage = rng.uniform([50, 5, 0.1, 0.5], [5000, 500, 20, 50])
    found = lots.eoq(demand, order_cost, holding)
    theirs = eoq.economic_order_quantity(order_cost, holding, demand)
    assert (found["lot"], found["cost"]) == pytest.approx(theirs)
    found = lots.eoq(demand, order_cost, holding, shortage)
    theirs = eoq.economic_order_quantity_with_backorders(order_cost, holding, shortage, demand)
    assert (found["lot"], found["waiting"], found["cost"]) == pytest.approx(theirs)


@pytest.mark.parametrize("seed", DRAWS)
def test_seasons_like_stockpyl(seed):
    theirs = pytest.importorskip("stockpyl.newsvendor")
    rng = np.random.default_rng(seed)
    many, few, mean = rng.uniform([0.1, 0.1, 5], [10, 50, 300])
    sd = mean * rng.uniform(0.05, 0.4)
    found = lots.newsvendor(few, many, mean=mean, sd=sd)
    level = theirs.newsvendor_normal(many, few, mean, sd)
    assert (found["order"], found["cost"]) == pytest.approx(level)
    found = lots.newsvendor(few, many, "poisson", mean=mean)
    level = theirs.newsvendor_poisson(many, few, mean)
    assert (found["order"], found["cost"]) == pytest.approx(level, rel=1e-6)


@pytest.mark.parametrize("seed", DRAWS)
def test_normal_loss_like_stockpyl(seed):
    theirs = pytest.importorskip("stockpyl.loss_functions")
    mean, sd, level = np.random.default_rng(seed).uniform([10, 1, 0], [100, 30, 150])
    assert normal_loss(level - mean, sd) == pytest.approx(
        theirs.normal_loss(level, mean, sd)[0], rel=1e-6, abs=1e-9
    )


@pytest.mark.parametrize("seed", DRAWS)
def test_levels_like_stockpyl(seed):
    rq, ss = (pytest.importorskip(f"stockpyl.{name}") for name in ("rq", "ss"))
    rng = np.random.default_rng(seed)
    holding, shortage, fixed, mean = rng.uniform([0.5, 5, 5, 2], [5, 60, 80, 15])
    lead = float(rng.uniform(0.2, 2))
    found = lots.r_q(mean, lead, holding, shortage, fixed)
    assert tuple(found) == pytest.approx(
        rq.r_q_poisson_exact(holding, shortage, fixed, mean, lead), rel=1e-6
    )
    found = lots.s_s(holding, shortage, fixed, mean=mean)
    theirs = ss.s_s_discrete_exact(holding, shortage, fixed, True, mean)
    assert found["cost"] == pytest.approx(theirs[2], rel=1e-6)
    sd = mean * rng.uniform(0.1, 0.3)
    spread = sd * lead**0.5
    lot = float(rng.uniform(1, 3) * mean)
    level = rq.r_q_optimal_r_for_q(lot, holding, shortage, mean, sd, lead, tol=1e-9)
    assert lots._reorder(lot, mean * lead, spread, holding, shortage) == pytest.approx(
        level, abs=1e-4 * mean
    )
    cost = rq.r_q_cost(level, lot, holding, shortage, fixed, mean, sd, lead)
    assert lots._rq_cost(level, lot, mean, mean * lead, spread, holding, shortage, fixed) == (
        pytest.approx(cost, rel=1e-6)
    )


@pytest.mark.parametrize("seed", DRAWS)
def test_plans_like_stockpyl(seed):
    theirs = pytest.importorskip("stockpyl.wagner_whitin")
    rng = np.random.default_rng(seed)
    demand = rng.integers(1, 300, 8).tolist()
    fixed, holding = float(rng.uniform(20, 600)), float(rng.uniform(0.1, 4))
    plan = lots.wagner_whitin(demand, fixed, holding)
    assert plan.attrs["cost"] == pytest.approx(
        theirs.wagner_whitin(8, holding, fixed, demand)[1], rel=1e-9
    )


@pytest.mark.parametrize("name", ["scmo_jrp_ex", "spp_jrp", "scmo_jrp_hw_1", "scmo_jrp_hw_2",
                                  "scmo_jrp_hw_3", "silver_jrp"])  # fmt: skip
def test_joint_orders_like_stockpyl(name):
    eoq, instances = (pytest.importorskip(f"stockpyl.{part}") for part in ("eoq", "instances"))
    given = instances.load_instance(name)
    lines = given["individual_fixed_costs"]
    columns = {"holding": given["holding_costs"], "demand": given["demand_rates"]}
    table = pd.DataFrame({"sku": range(len(lines)), "line_cost": lines} | columns)
    found = lots.joint_order(table.astype(float), given["shared_fixed_cost"])
    quantities, between, every, cost = eoq.joint_replenishment_problem_silver_heuristic(
        given["shared_fixed_cost"], lines, given["holding_costs"], given["demand_rates"]
    )
    assert found["every"].tolist() == list(every)
    assert found["lot"].tolist() == pytest.approx(list(quantities))
    assert (found.attrs["between"], found.attrs["cost"]) == pytest.approx((between, cost))
