"""The selection meeting: its sheets agree with the shop, its spring with what is bought."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, InputError
from ecomlab.shop import Shop, World, meeting
from ecomlab.shop.outcome import order_profit


def test_the_sheet_has_what_the_second_shop_knows():
    sheet, shop = meeting.candidates(), load("second_shop")
    assert list(sheet.index) == list("ABCDE")
    words = shop.search_words.set_index("keyword")["category"].astype(str)
    assert (sheet["category"] == words[sheet["word"]].to_numpy()).all()
    assert set(sheet["category"]) <= set(shop.sku["category"])
    assert (sheet["price"] > sheet["cost"]).all()
    assert not set(sheet.columns) & {"draw", "peak", "returns"}


def test_the_past_forecasts_came_as_the_shops_tables_say():
    shop, past = load("second_shop"), meeting.past_forecasts()
    lines = shop.order_items.merge(
        shop.orders[["order_id", "ts_order", "ts_ship_click"]], on="order_id"
    )
    spring = lines["ts_order"].between("2025-03-01", "2025-05-31 23:59:59.999999")
    sent = lines[spring & lines["ts_ship_click"].notna()].groupby("sku", observed=True)["qty"].sum()
    assert past["came"].tolist() == sent[past["sku"]].tolist()


def test_goods_of_the_meeting_are_here_before_the_festival_and_the_spring():
    sheet = meeting.candidates()
    assert sheet.loc["E", "arrives"] == "2026-02-13"
    assert (sheet["arrives"] < "2026-02-17").all()
    assert pd.Timestamp(meeting.MEETS).day_name() == "Friday"


@pytest.mark.parametrize("name", meeting.SHEET)
def test_the_sheets_neighbours_are_those_of_a_spring(name):
    """An estimate in whole yuan: not far from what the simulated neighbours lose for a piece."""
    found = meeting.spring(name, 1)
    assert meeting.SHEET[name]["neighbours"] == pytest.approx(-found["neighbours"], rel=0.25)


def test_the_budget_pays_whole_pieces():
    for name, cost in meeting.candidates()["cost"].items():
        assert meeting.most(name) * cost <= meeting.BUDGET < (meeting.most(name) + 1) * cost


def test_a_springs_pieces_and_yuan_add_up():
    wanted = meeting.spring("D", 600)["sold"]
    for pieces in (1, wanted - 1, wanted, wanted + 1, 600):
        found = meeting.spring("D", pieces)
        assert found["sold"] == min(pieces, wanted)
        assert found["sold"] + found["left_over"] == pieces
        assert found["cleared"] == pytest.approx(-found["left_over"] * 62 * 0.45)
        parts = found["brought"] + found["neighbours"] + found["cleared"]
        assert found["result"] == pytest.approx(parts, abs=0.01)
    a_piece = meeting.spring("D", 1)["result"]
    assert meeting.spring("D", wanted)["result"] == pytest.approx(wanted * a_piece, abs=wanted / 90)
    assert meeting.spring("D", wanted)["neighbours"] < 0


def test_the_same_luck_is_the_same_spring_and_another_is_another():
    meeting._demand.cache_clear()
    first = meeting.spring("C", 300)
    meeting._demand.cache_clear()
    assert meeting.spring("C", 300) == first
    assert meeting.spring("C", 300, luck=2) != first


def test_a_lines_profit_adds_up_to_its_orders():
    shop = Shop(World(), 3)
    engine = shop.engine(days=12).run(0, 12)
    orders, lines = engine.orders.columns(), engine.lines.columns()
    per_line = meeting._line_profit(shop.world, orders, lines)
    of = lines.order - orders.order[0]
    total = np.bincount(of, per_line, len(orders.order))
    expected = order_profit(shop.world, orders, lines)
    np.testing.assert_allclose(total, expected, atol=1e-6)
    alone = np.bincount(of)[of] == 1
    assert alone.any()
    np.testing.assert_allclose(per_line[alone], expected[of[alone]], atol=1e-6)


def test_neighbours_keep_what_the_worlds_rule_leaves_them():
    """Half of a new article's demand is its category's: a share s of interest leaves √(1 − s)."""
    world = meeting._world("D")
    place = world.sku.name.index(meeting.SLOT)
    late = world.interest(meeting.DAYS - 1) * world.sku.draw
    kitchen = world.sku.category == world.sku.category[place]
    share = late[place] / late[kitchen].sum()
    assert (1 - share) ** 0.5 < meeting._crowding(world, place) < 1


def test_the_judge_puts_the_choice_beside_four_others():
    found = meeting.judge("D", 400, evidence=("D", 402)).set_index("who")
    assert list(found.index) == ["yours", "evidence", "best", "cautious", "boss"]
    assert found["result"].idxmax() == "best"
    assert found.loc["boss", "article"] == "light shell jacket"
    assert found.loc["boss", "pieces"] == meeting.most("B")
    assert found.loc["cautious", "pieces"] == meeting.most("A") // 2
    assert found.loc["yours", "pieces"] == 400
    without = meeting.judge("D", 400).set_index("who")
    pd.testing.assert_frame_equal(without, found.drop(index="evidence"))


def test_the_best_is_the_best_of_all_lots():
    every = [
        meeting.spring(name, pieces)["result"]
        for name in meeting.SHEET
        for pieces in range(1, meeting.most(name) + 1)
    ]
    assert meeting.best()["result"] == max(every)


@pytest.mark.parametrize(
    ("candidate", "pieces", "error", "said"),
    [
        ("F", 10, ChoiceError, "candidate is 'F'"),
        ("D", 0, InputError, "pieces is 0. Choose 1 to 645"),
        ("D", 646, InputError, "40,000 yuan pay no more at 62 yuan"),
        ("D", 10.5, InputError, "pieces is 10.5"),
        ("D", "10", InputError, "pieces is '10'"),
        ("D", True, InputError, "pieces is True"),
    ],
)
def test_what_cannot_be_bought_is_refused(candidate, pieces, error, said):
    with pytest.raises(error, match=said):
        meeting.spring(candidate, pieces)


@pytest.mark.verify
@pytest.mark.parametrize("luck", range(1, 9))
def test_the_evidence_beats_the_cautious_and_the_boss_in_every_spring(luck):
    found = meeting.judge("D", 402, luck=luck).set_index("who")["result"]
    assert found["yours"] > 1.5 * max(found["cautious"], found["boss"])
    assert found["yours"] > 0.8 * found["best"]
    assert meeting.spring("C", meeting.most("C"), luck)["result"] < 0
