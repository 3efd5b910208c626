"""What lesson 4.5 types or tells must be what its shop's tables hold."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import returns as asked
from ecomlab.fulfillment import figures
from ecomlab.fulfillment.aftersales import handled_within
from ecomlab.research import margins, waterfall

LESSON = Path(__file__).parents[2] / "lessons" / "4_fulfillment" / "4_5_returns.py"


@pytest.fixture(scope="module")
def shop():
    return load("shop")


def test_typed_rates_are_the_shop_s_own(shop):
    """The rates for 100 yuan, against the same shop's bills, contract and ledger."""
    typed = ast.literal_eval(re.search(r"^rates = (\{.*?\})", LESSON.read_text(), re.S | re.M)[1])
    whole = waterfall.what_is_left(shop, since=asked.SINCE, until=asked.UNTIL, parcel=1.20)
    true = margins.rates_of(whole, vat=(0.13, 0.13))
    mine = shop.pnl_lines[shop.pnl_lines["line"] == "insurance"]
    when = mine["date"].dt.tz_localize(None)
    premium = -mine.loc[(when >= asked.SINCE) & (when < asked.UNTIL), "amount"].sum()
    sales = whole.set_index("step").loc["sales", "amount"]
    assert typed["insurance"] == pytest.approx(premium / sales, abs=0.0005)
    assert typed["lost"] == pytest.approx(true["lost"] + true["handling"], abs=0.005)
    for name, near in (("goods", 0.005), ("fee", 0.001), ("freight", 0.001), ("ads", 0.001)):
        assert typed[name] == pytest.approx(true[name], abs=near), name
    assert true["cancelled"] == pytest.approx(0.03, abs=0.002)  # the slider's


def test_sizes_are_a_reason_of_articles_with_sizes_only():
    for name in ("shop", "second_shop"):
        lines = asked.tables_of(load(name))["lines"]
        assert set(lines.loc[lines["reason"] == "size", "kind"]) == {"with sizes"}
        found = asked.autumn_reasons(lines)
        size = found[found["reason"] == "size"]
        assert 0 < size["clear"].sum() < len(size)  # not each of them lies above its like


def test_the_reading_tells_the_table_s_numbers(shop):
    told = asked._after(shop.orders, shop.returns, shop.chats)
    cases = shop.returns[shop.returns["reason"] != "not_received"]
    table = handled_within(cases, "requested_at", "inspected_at", hours=48, by="reason")
    row = table.set_index(table["reason"].astype(str)).loc["quality"]
    assert told["faulty"].value == row["n"]


def test_what_leaves_is_what_the_reading_takes_off(shop):
    told = asked._net(shop.orders, shop.returns)
    reported, left, leaves = (
        round(told[name].value, -3) for name in ("reported", "estimate", "leaves")
    )
    assert reported - left == leaves


def test_the_chosen_point_of_the_lever_is_always_in_sight():
    curve = pd.DataFrame(
        {"returns": [0.2, 0.6], "before_ads": [40.0, 5.0], "after_ads": [30.0, -5.0]}
    )
    screen = pd.Series({"search": 6.0})
    for returns, need in ((0.2, 2.5), (0.6, 20.0)):
        ax = figures.needed_roi(curve, returns, screen)
        assert ax.get_lines()[-1].get_xydata().tolist() == [[returns, need]]
        assert need < ax.get_ylim()[1]
