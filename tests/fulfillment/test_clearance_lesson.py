"""What lesson 4.6 reckons from its runs: by hand on small tables, and the runs' own order."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.estimates import Estimate
from ecomlab.exercises.fulfillment import clearance as asked
from ecomlab.fulfillment.clearance import least_price, markdown_plan

LESSON = Path(__file__).parents[2] / "lessons" / "4_fulfillment" / "4_6_clearance.py"


def weeks(luck, plan, off, sold, shop, left):
    return pd.DataFrame({"luck": luck, "plan": plan, "week": [1, 2], "off": off, "wanted": sold,
                         "sold": sold, "paid": 0.0, "shop": shop, "left": left})  # fmt: skip


def test_a_plan_is_beside_the_usual_price_of_the_same_luck():
    runs = pd.concat([
        weeks(1, "0% off", 0.0, [2, 2], [100, 100], [8, 6]),
        weeks(1, "50% off", 0.5, [4, 4], [110, 105], [6, 2]),
        weeks(2, "0% off", 0.0, [1, 1], [500, 500], [9, 8]),
        weeks(2, "50% off", 0.5, [3, 3], [500, 545], [7, 4]),
    ])  # fmt: skip
    table = asked.true_plans(runs, cost=30).set_index("plan")
    gains = [15 + 6 * (2 - 6), 45 + 6 * (4 - 8)]
    assert table.loc["50% off", "gain"] == pytest.approx(sum(gains) / 2)
    assert table.loc["50% off", ["sold", "left", "n"]].tolist() == [7, 3, 2]
    assert table.loc["50% off", "turnover"] == pytest.approx(365 / 28 * 7 / 4.75)
    times = asked.true_times(runs).set_index("off")
    assert times.loc[0.5, "estimate"] == pytest.approx(14 / 6)


def test_a_pile_left_on_sale_counts_its_own_pieces_only():
    stay = pd.DataFrame({"luck": 1, "month": ["2025-05", "2025-06", "2025-07"],
                         "sold": [9, 40, 60], "paid": [0.0, 2000.0, 3000.0],
                         "left": [70, 30, 0]})  # fmt: skip
    row = asked.stays(stay).iloc[0]
    net = [asked.OF_KEPT * 2000 - 6 * 40, (asked.OF_KEPT * 3000 - 6 * 60) / 2]
    assert row[["pile", "sold", "months"]].tolist() == [70, 70, 2]
    assert row["money"] == pytest.approx(sum(net))


def test_half_price_pays_for_what_is_bought_again():
    fleece = pd.DataFrame({"off": [0.0, 0.5], "luck": 1, "sold": [10, 16], "bought": [0, 8],
                           "paid": [1000.0, 1200.0], "left": [5, 7]})  # fmt: skip
    row = asked.fleece_money(fleece, cost=88).iloc[0]
    assert row["brought"] == pytest.approx(asked.OF_KEPT * 200 - 36)
    assert row["stock"] == 88 * (2 - 8)
    assert row["all"] == pytest.approx(row["brought"] + row["stock"])


def test_a_believed_demand_has_its_interval_on_the_right_side():
    table = asked.believed(Estimate(-2.0, -2.5, -1.5, 9, "articles"), cuts=[0.5]).iloc[0]
    assert table[["estimate", "low", "high"]].tolist() == pytest.approx([4, 2**1.5, 2**2.5])


def test_what_is_known_ends_on_the_evening():
    known = asked.tables_of(load("shop"), asked.EVENING)
    for name, column in (("shelf", "date"), ("pnl_lines", "date"), ("promos", "start")):
        assert str(known[name][column].max())[:10] <= asked.EVENING
    assert str(known["shelf"]["date"].max())[:10] == asked.EVENING


def test_the_runs_begin_alike_and_demand_rises_with_each_cut():
    pack = load("clearance").pack
    first = pack[pack["week"] == 1]
    stock = (first["left"] + first["sold"]).groupby(first["luck"])
    assert (stock.max() - stock.min()).max() <= 30  # what comes back in the week is put back
    wanted = asked.same_cut(pack).pivot(index="luck", columns="off", values="wanted")
    assert (wanted.diff(axis=1).iloc[:, 1:] > 0).all().all()
    week = pack[pack["plan"] == "70% off for 7 days"].set_index(["luck", "week"])["wanted"]
    same = pack[pack["plan"] == "70% off"].set_index(["luck", "week"])["wanted"]
    assert week.xs(1, level="week").equals(same.xs(1, level="week"))


def test_the_first_luck_is_the_published_shop():
    """Luck 1 at the usual price: the pieces that the shop's own table has in these weeks."""
    pack = load("clearance").pack
    mine = pack[(pack["luck"] == 1) & (pack["plan"] == "0% off")].sort_values("week")
    shelf = load("shop").inventory_daily
    days = shelf["date"].dt.tz_localize(None)
    own = shelf[(shelf["sku"].astype(str) == "DP01") & days.between("2025-05-04", "2025-05-31")]
    assert own["sales"].to_numpy().reshape(4, 7).sum(axis=1).tolist() == mine["sold"].tolist()
    assert own["on_hand"].iloc[6::7].tolist() == mine["left"].tolist()


def test_weeks_of_stock_are_at_the_usual_pace_not_at_the_pace_of_a_sale():
    """Two a day at the usual price; twenty a day, for 30% off, in the last ten days."""
    days = pd.date_range("2025-01-01", periods=90)
    sale = np.arange(90) >= 80
    shelf = pd.DataFrame({
        "date": days, "sku": "CH01", "on_hand": 280, "received": 0, "stockout_flag": False,
        "sales": np.where(sale, 20, 2), "price": np.where(sale, 70.0, 100.0),
    })  # fmt: skip
    sku = pd.DataFrame({"sku": ["CH01"], "title": ["chair"], "price": [100.0], "unit_cost": [9.0]})
    assert asked.covers(shelf, sku) == {"chair": pytest.approx(20)}


def test_what_comes_back_and_is_sold_again_as_drawn():
    """Every third pack comes back at once, whole; its parcel is paid all the same."""
    pile = {"stock": 40, "weekly": 30.0, "price": 50.0, "elasticity": -2.0, "keep": 0.6,
            "per_piece": 4.0, "salvage": 3.0}  # fmt: skip
    back, kept = 1 / 3, asked.stay_sold({**pile}, 1 / 3)
    found = markdown_plan(**kept, weeks=1, path=[50.0])
    rng = np.random.default_rng(5)
    money = []
    for wanted in rng.poisson(pile["weekly"], 20_000):
        stays = np.cumsum(rng.random(wanted) >= back)
        sent = int((stays < pile["stock"]).sum()) + bool(len(stays) and stays[-1] >= pile["stock"])
        gone = min(int(stays[-1]) if wanted else 0, pile["stock"])
        earned = 50.0 * pile["keep"] / (1 - back) * gone - pile["per_piece"] * sent
        money.append(earned + pile["salvage"] * (pile["stock"] - gone))
    error = 4 * np.std(money) / np.sqrt(len(money))
    assert np.mean(money) == pytest.approx(found.attrs["money"], abs=error)
    assert least_price(3, kept["keep"], kept["per_piece"]) < least_price(3, 0.6, 4)


def test_the_oldest_band_is_not_told_of_the_fleeces():
    known = asked.tables_of(load("shop"), asked.EVENING)
    told = asked._ages(known["shelf"], known["sku"])
    assert str(told["oldest"]) == asked.HAMMOCK
    assert str(told["first"]) == asked.FLEECE


def test_the_notebook_names_the_stairs_that_were_run():
    pack = load("clearance").pack
    steps = pack[pack["plan"] == "stairs"].groupby("week")["off"].first()
    words = ", ".join(f"{off:.0%}"[:-1] for off in steps) + "% off, a week each"
    assert f"`stairs`: {words}" in LESSON.read_text()


def test_with_what_comes_back_the_card_still_leads_and_the_hurry_is_last():
    known = asked.tables_of(load("shop"), asked.EVENING)
    pile, back = asked.terms(**known), asked.come_back(known["shelf"])
    assert 0.05 < back < 0.3
    for each in (pile, asked.stay_sold(pile, back)):
        money = asked.plans(each)["money"]  # dealer, hurry, stairs, usual price, card
        assert money.idxmax() == 4
        assert money.idxmin() == 1
