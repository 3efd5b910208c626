"""The lesson's figures, its twins, and what it reads of other shops."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomlab import datasets
from ecomlab.errors import InputError
from ecomlab.exercises.fulfillment import inventory as asked
from ecomlab.fulfillment import figures
from ecomlab.fulfillment.reorder import largest_spread

MAKER = Path(__file__).parents[2] / "datasets" / "stock" / "make.py"


def dots(ax):
    return [line.get_xydata()[0] for line in ax.lines if len(line.get_xdata()) == 1]


def test_dots_stand_where_the_lines_cross_the_service():
    ax = figures.service_by_spread([3, 7], 0.3, 7, service=0.9)
    for (x, y), days in zip(dots(ax), (3, 7), strict=True):
        assert (x, y) == (pytest.approx(largest_spread(days, 1, 0.3, 7, 0.9)), 0.9)
    ax = figures.service_by_spread([3, 7], 0.9, 15)  # three days never reach it
    assert len(dots(ax)) == 1
    with pytest.raises(InputError, match="spread is 9"):
        figures.service_by_spread([3], 0.3, 7, spread=9)


def test_what_was_counted_has_its_lines_colour():
    seen = pd.DataFrame({
        "name": ["near", "far"], "days": [3.0, 7.0], "sd": [2.0, 5.0], "estimate": [0.9, 0.8],
        "low": [0.8, np.nan], "high": [1.0, np.nan],
    })  # fmt: skip
    ax = figures.service_by_spread([3, 7], 0.3, 7, seen=seen)
    lines = {line.get_label(): line.get_color() for line in ax.lines}
    points = {
        each.get_label(): each.lines[0]
        for each in ax.containers
        if each.get_label() in ("near", "far")
    }
    assert points["near"].get_color() == lines["3 days of sales"]
    assert points["far"].get_color() == lines["7 days of sales"]
    assert points["near"].get_marker() != points["far"].get_marker()
    named = {text.get_text() for text in ax.get_legend().get_texts()}
    assert {"near", "far"} <= named
    assert ax.get_ylim()[0] < 0.8
    with pytest.raises(InputError, match="4 days"):
        figures.service_by_spread([3, 7], 0.3, 7, seen=seen.assign(days=4))


def test_the_lots_curve_is_lowest_at_the_dot():
    ax = figures.costs_by_lot(1300, 8, 0.225)
    curve = next(line for line in ax.lines if line.get_label() == "cost")
    x, y = curve.get_data()
    assert dots(ax)[0] == pytest.approx((304.05, 68.41), abs=0.01)
    assert abs(x[np.argmin(y)] - 304) < 10


def test_an_evening_knows_nothing_later():
    shop = datasets.load("shop")
    cut = asked.evening(shop, "2025-03-02")
    end = pd.Timestamp("2025-03-03", tz=asked.ZONE)
    assert (cut.inventory_daily["date"] < end).all()
    assert (cut.inbound["ordered_at"] < end).all()
    came = cut.inbound["received_at"].dropna()
    assert (came < end).all()
    open_ = cut.inbound["received_at"].isna()
    assert open_.sum() > 5
    assert cut.inbound.loc[open_, ["sample_n", "sample_defects", "accepted"]].isna().all(axis=None)
    assert not (cut.sku["launch_date"] >= end).any()
    assert len(shop.inbound) > len(cut.inbound)  # the shop's own tables are as they were


@pytest.mark.parametrize("name", ["shop", "second_shop"])
def test_the_waits_of_the_lesson_are_under_the_rule(name):
    shop = asked.evening(datasets.load(name))
    seen = asked.seen_waits(shop.inventory_daily, shop.inbound, shop.sku)
    first, last = (pd.Timestamp(day, tz=asked.ZONE) for day in asked.LEAN)
    assert not seen["ordered"].between(first, last).any()
    assert seen["ordered"].max() <= pd.Timestamp(asked.SENT, tz=asked.ZONE)
    assert seen["kind"].isin(["hit", "regular"]).all()
    end = pd.Timestamp(asked.SENT, tz=asked.ZONE) + pd.Timedelta(days=1)
    sent = shop.inbound[(shop.inbound["ordered_at"] < end) & shop.inbound["first_po"].isna()]
    assert sent["received_at"].notna().all()  # no long wait is cut off by the evening


def test_twins_are_the_same_shops():
    years = datasets.load("stock").years
    assert years.groupby("luck")["rule"].nunique().eq(9).all()
    assert (years["lost"] <= years["wanted"]).all()
    by = years.pivot(index="luck", columns="rule", values="lost")
    assert (by["lean"] > by["none"]).all()
    assert (by["none"] > by["3 and 7"]).all()
    assert (by["28"] < 0.001 * years["wanted"].min()).all()
    wanted = years.pivot(index="luck", columns="rule", values="wanted")
    assert (wanted.max(axis=1) / wanted.min(axis=1)).max() < 1.03  # the same people


def test_the_owners_goal_by_hand():
    years = datasets.load("stock").years
    left = asked.left(years, carrying=0.28)
    row = years[(years["rule"] == "lean") & (years["luck"] == 2)].iloc[0]
    expected = row["profit"] * 365 / 331 - 0.28 * row["stock"]
    assert left.loc[2, "lean"] == pytest.approx(expected)
    gap = (left["lean"] - left["3 and 7"]).mean()
    found = asked.goals(years).set_index("rule").loc["lean"]
    assert found["estimate"] == pytest.approx(gap)
    turns = 365 / 331 * years["goods"] / years["stock"]
    assert found["turnover"] == pytest.approx(turns[years["rule"] == "lean"].mean())


@pytest.mark.verify
def test_a_twin_is_made_again():
    spec = importlib.util.spec_from_file_location("make_stock", MAKER)
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    totals, waits = make.year(2, "3 and 7")
    stock = datasets.load("stock")
    row = stock.years[(stock.years["luck"] == 2) & (stock.years["rule"] == "3 and 7")].iloc[0]
    assert totals["lost"] == row["lost"]
    assert totals["profit"] == pytest.approx(row["profit"])
    assert totals["stock"] == pytest.approx(row["stock"])
    mine = stock.waits[(stock.waits["luck"] == 2) & (stock.waits["rule"] == "3 and 7")]
    assert waits[["waits", "empty", "lost"]].to_numpy().tolist() == (
        mine[["waits", "empty", "lost"]].to_numpy().tolist()
    )


def test_two_blocks_of_late_lots_are_the_events_of_the_shops_truth():
    """Each lies where the shop's world says that the supplier couldn't deliver."""
    shop = asked.evening(datasets.load("shop"))
    blocks = asked.late_blocks(shop.inbound)
    assert blocks["supplier"].tolist() == ["foshan", "yiwu"]
    assert (blocks["fastest"] >= asked.LONG).all()
    for (first, last), row in zip(asked.EVENTS, blocks.itertuples(), strict=True):
        assert (first, last) == (row.first, row.last)
    calm = asked.sent(shop.inbound, asked.EVENTS)
    assert (calm["days"] < asked.LONG).all()
    assert len(calm) < len(asked.sent(shop.inbound))


def test_articles_that_ended_are_not_looked_at():
    shop = asked.evening(datasets.load("shop"))
    kept = set(asked.on_sale(shop.inventory_daily, shop.sku)["sku"].astype(str))
    ends = shop.sku.set_index(shop.sku["sku"].astype(str))["end_date"]
    over = set(ends.index[ends <= pd.Timestamp(asked.EVENING, tz=asked.ZONE)])
    assert over
    assert kept == set(shop.inventory_daily["sku"].astype(str)) - over


def test_best_sellers_are_those_that_sell_most():
    shop = asked.evening(datasets.load("shop"))
    table = asked.articles(shop.inventory_daily, shop.inbound, shop.sku)
    best = asked.best_sellers(table.sample(frac=1, random_state=1).sort_values(
        "demand_mean", ascending=False))  # fmt: skip
    assert len(best) == (table["kind"] == "hit").sum()
    assert (best["kind"] == "hit").all()
    assert best["demand_mean"].min() >= table.drop(best.index, errors="ignore")["demand_mean"].min()


def test_the_formula_has_its_days_and_no_more_money_than_the_rule():
    years = datasets.load("stock").years.set_index(["luck", "rule"])
    for luck in range(1, 7):
        rule, own, same = (
            years.loc[(luck, name)] for name in (asked.RULE, asked.FORMULA, asked.SAME_MONEY)
        )
        assert same["hit_days"] / own["hit_days"] == pytest.approx(
            same["regular_days"] / own["regular_days"], rel=0.01
        )
        assert same["stock"] == pytest.approx(rule["stock"], rel=0.05)
        assert own["hit_days"] > rule["hit_days"]


def test_rates_move_the_yuan_by_the_stock():
    years = datasets.load("stock").years
    found = asked.at_rates(years, rates=(0.1, 0.6)).set_index(["a year's stock costs", "rule"])
    stock = years.pivot(index="luck", columns="rule", values="stock")
    more = (stock["28"] - stock["3 and 7"]).mean()
    change = found.loc[(0.1, "28"), "estimate"] - found.loc[(0.6, "28"), "estimate"]
    assert change == pytest.approx(0.5 * more, rel=1e-6)
    assert list(asked.rates_table(years).columns) == list(asked.RATES)


def test_days_are_marked_by_their_names():
    table = pd.DataFrame({"day": pd.date_range("2025-09-01", periods=9), "pieces": range(9)})
    ax = figures.mark_days(
        asked_lines(table), {"sent": "2025-09-02", "promised": pd.Timestamp("2025-09-05")}
    )
    assert [text.get_text().strip() for text in ax.texts][-2:] == ["sent", "promised"]
    with pytest.raises(InputError, match="promised"):
        figures.mark_days(asked_lines(table), {"promised": pd.NaT})


def asked_lines(table):
    from ecomlab import plots

    return plots.lines(table, x="day", y="pieces")


@pytest.mark.verify
def test_the_formulas_days_are_made_again():
    spec = importlib.util.spec_from_file_location("make_stock", MAKER)
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    totals, _ = make.year(3, "formula", make.formula_days()["formula"])
    years = datasets.load("stock").years.set_index(["luck", "rule"])
    assert totals["lost"] == years.loc[(3, "formula"), "lost"]
    assert totals["profit"] == pytest.approx(years.loc[(3, "formula"), "profit"])
