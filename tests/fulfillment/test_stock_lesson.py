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
    names = {text.get_text(): text.get_color() for text in ax.texts}
    assert names == {"near": lines["3 days of sales"], "far": lines["7 days of sales"]}
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
    assert years.groupby("luck")["rule"].nunique().eq(7).all()
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
