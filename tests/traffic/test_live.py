"""Live shows: by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.traffic.live import BACK, MARGIN
from ecomlab.traffic.live import (
    by_entrance,
    live_board,
    live_rundown,
    net_share,
    part_effect,
    rehearsal,
    show_conversion,
    show_review,
    shows,
)
from ecomlab.traffic.paid import order_economics

FIRST, SECOND = pd.to_datetime(["2025-05-07", "2025-05-10"])
LIVE = pd.DataFrame(
    {
        "session_id": [1, 1, 2],
        "date": [FIRST, FIRST, SECOND],
        "viewers": [80, 150, 60],  # present in the minute: not who came in
        "entrants": [100, 100, 100],
        "product_clicks": [30, 50, 40],
        "orders": [3, 5, 2],
        "revenue": [30.0, 50.0, 40.0],
    }
)
ENTRIES = pd.DataFrame(
    {
        "date": [FIRST, FIRST, SECOND, SECOND],
        "entrance": ["fans", "ads"] * 2,
        "uv": [60, 140, 20, 80],
        "payers": [6, 2, 2, 0],
    }
)


def test_shows_by_hand():
    found = shows(LIVE)
    assert found["viewers"].tolist() == [200, 100]
    assert found["product_clicks"].tolist() == [80, 40]
    assert found["revenue"].tolist() == [80, 40]


def test_one_rate_on_two_bases():
    assert show_conversion(LIVE, "viewers", FIRST) == 8 / 200
    assert show_conversion(LIVE, "clicks", FIRST) == 8 / 80
    assert show_conversion(LIVE) == 10 / 300
    assert show_conversion(LIVE, "clicks") == 10 / 120


def test_who_came_in():
    found = by_entrance(ENTRIES, FIRST)
    assert found["share"]["told"].to_dict() == {"fans": 0.3, "ads": 0.7}
    assert found["share"]["others"].to_dict() == {"fans": 0.2, "ads": 0.8}
    assert found["conversion"]["told"].to_dict() == pytest.approx({"fans": 0.1, "ads": 1 / 70})
    assert found["conversion"]["others"].to_dict() == {"fans": 0.1, "ads": 0}


def test_refused():
    with pytest.raises(ChoiceError, match="'clicks'"):
        show_conversion(LIVE, "click")
    with pytest.raises(InputError, match="2025-05-07, 2025-05-10"):
        show_conversion(LIVE, show="2025-05-08")
    with pytest.raises(InputError, match="others to compare"):
        by_entrance(ENTRIES.iloc[:2], FIRST)


# --- The board, the parts, the review, the rehearsal ----------------------------------------


def drawn(seed, shows=60, segments=("explain", "urge"), deal=(0.04, 0.08), room=(100, 300)):
    """Shows whose parts have a true deal rate each; the second part comes when the room is full."""
    random = np.random.default_rng(seed)
    rows = []
    for show in range(1, shows + 1):
        good = random.gamma(8, 1 / 8)
        for segment, rate, full in zip(segments, deal, room, strict=True):
            shown = random.poisson(600 * good)
            entrants = random.binomial(shown, 0.16)
            clicks = random.poisson(0.2 * full * good)
            orders = random.binomial(clicks, rate)
            rows.append((show, segment, shown, int(full * good) + entrants, entrants,
                         2 * entrants + clicks, clicks, orders, 150.0 * orders))  # fmt: skip
    names = ["session_id", "script_segment", "impressions", "viewers", "entrants",
             "product_impressions", "product_clicks", "orders", "revenue"]  # fmt: skip
    table = pd.DataFrame(rows, columns=names)
    table["date"] = pd.Timestamp("2025-10-01") + pd.to_timedelta(table["session_id"], unit="D")
    return table


def test_the_steps_multiply_to_all():
    board = live_board(drawn(1))
    rates = board[["enter", "see", "click", "deal"]].prod(axis=1)
    assert rates.to_numpy() == pytest.approx(board["all"].to_numpy())
    assert board["revenue"].sum() == drawn(1)["revenue"].sum()


def test_an_empty_step_has_no_rate_and_an_open_day_15_no_net():
    minutes = drawn(2, shows=3)
    minutes.loc[minutes["session_id"] == 2, ["product_clicks", "orders", "revenue"]] = 0
    net = pd.DataFrame({"session_id": [1, 2, 3], "net_15": [100.0, 0.0, None]})
    board = live_board(minutes, net, margin=0.4, cost=30).set_index("session_id")
    assert np.isnan(board.loc[2, "deal"])
    assert np.isnan(board.loc[2, "kept"])
    assert board.loc[1, "left"] == pytest.approx(0.4 * 100 - 30)
    assert np.isnan(board.loc[3, "left"])
    assert net_share(board.reset_index()).n == 2


def test_each_show_has_its_cost_or_is_refused():
    minutes = drawn(2, shows=2)
    net = pd.DataFrame({"session_id": [1, 2], "net_15": [100.0, 200.0]})
    board = live_board(minutes, net, margin=0.5, cost=pd.Series({2: 30.0, 1: 0.0}))
    assert board["left"].tolist() == [50.0, 70.0]
    with pytest.raises(InputError, match="nothing for 1 shows, the first is 1"):
        live_board(minutes, net, margin=0.5, cost=pd.Series({2: 30.0}))


def test_an_export_of_persons_by_show_has_the_same_five_rates():
    """Persons at each step of one show (五维四率): a person sees the cards once or not at all."""
    own = pd.DataFrame(
        {"session_id": [7], "date": [pd.Timestamp("2025-11-10")], "impressions": [20_000],
         "viewers": [4_000], "entrants": [4_000], "product_impressions": [3_000],
         "product_clicks": [600], "orders": [45], "revenue": [9_000.0]}
    )  # fmt: skip
    rates = live_board(own).loc[0, ["enter", "see", "click", "deal", "all"]]
    assert rates.tolist() == pytest.approx([0.2, 0.75, 0.2, 0.075, 0.00225])


def test_the_full_room_misleads_per_minute_and_not_per_click():
    inside = 0
    for seed in range(100):
        found = part_effect(drawn(seed), "urge", "explain")
        inside += found.low <= 2 <= found.high
    assert inside >= 88  # of 100 at 95 %: fewer by chance once in 1,000
    per_minute = part_effect(drawn(1, shows=400), "urge", "explain", per="minute")
    assert per_minute.value > 4  # twice the deal rate, three times the room


def test_parts_that_are_alike_look_alike_per_click():
    same = {"deal": (0.05, 0.05)}
    found = part_effect(drawn(3, shows=400, **same), "urge", "explain")
    assert found.low < 1 < found.high
    assert part_effect(drawn(3, shows=400, **same), "urge", "explain", per="minute").low > 1.5


def test_the_rundown_adds_up():
    table = live_rundown(drawn(4))
    assert table["share"].sum() == pytest.approx(1)
    assert table["orders"].sum() == drawn(4)["orders"].sum()
    by_two = live_rundown(drawn(4), ["session_id", "script_segment"])
    assert len(by_two) == 120


@pytest.mark.parametrize("seed", range(5))
def test_a_review_adds_up_to_the_difference(seed):
    board = live_board(drawn(seed))
    board = board[board["orders"] > 0]
    show = board["session_id"].iloc[-1]
    review = show_review(board, show, last=20)
    before = board[board["session_id"] < show].tail(20)
    sums = before[["impressions", "entrants", "product_impressions", "product_clicks", "orders"]]
    assert sums.sum().min() > 0
    difference = board["revenue"].iloc[-1] - before["revenue"].mean()
    assert review["yuan"].sum() == pytest.approx(difference)


def test_a_review_names_what_was_changed():
    board = live_board(drawn(7, shows=40))
    last = board["session_id"].iloc[-1]
    usual = board.iloc[11:39].mean(numeric_only=True)
    for name in ("impressions", "entrants", "product_impressions", "product_clicks"):
        board[name] = board[name].astype(float)
        board.loc[39, name] = usual[name]
    board["orders"] = board["orders"].astype(float)
    board.loc[39, ["orders", "revenue"]] = [3.0 * usual["orders"], 3.0 * usual["revenue"]]
    review = show_review(board, last).set_index("step")
    assert review["yuan"].idxmax() == "deal"
    assert review.loc["deal", "odd"]
    assert review.drop(index="deal")["yuan"].abs().max() < 1e-6 * review.loc["deal", "yuan"] + 1


def test_a_rehearsal_finds_each_fault_and_no_other():
    good = pd.DataFrame({
        "sku": ["a", "b", "c"], "role": ["traffic", "profit", "welfare"], "minutes": [40, 40, 40],
        "price": [50.0, 80.0, 20.0], "lowest_30d": [50.0, 80.0, 20.0], "stock": [90, 90, 90],
        "expected": [20, 20, 20], "link_tested": True, "claim_checked": True,
    })  # fmt: skip
    assert rehearsal(good)["wrong"].sum() == 0
    faults = {
        "stock": good.assign(stock=[10, 90, 90]),
        "link": good.assign(link_tested=[False, True, True]),
        "price": good.assign(price=[51.0, 80.0, 20.0]), "length": good.assign(minutes=[41, 40, 40]),
        "claim": good.assign(claim_checked=[False, True, True]),
        "roles": good.assign(role=["profit", "profit", "welfare"]),
    }  # fmt: skip
    for name, plan in faults.items():
        found = rehearsal(plan).set_index("test")["wrong"]
        assert found[found > 0].to_dict() == {name: 1}


def test_refused_rooms():
    minutes = drawn(1, shows=12)
    with pytest.raises(ChoiceError, match="'urge'"):
        part_effect(minutes, "urging", "explain")
    with pytest.raises(ChoiceError, match="'click'"):
        part_effect(minutes, "urge", "explain", per="clicks")
    with pytest.raises(ColumnError, match="entrants"):
        live_board(minutes.drop(columns="entrants"))
    with pytest.raises(InputError, match="Only 3 shows"):
        show_review(live_board(minutes), 4)
    with pytest.raises(InputError, match="No show's day 15"):
        net_share(pd.DataFrame({"revenue": [1.0], "net_15": [None]}))


def test_a_show_past_midnight_is_one_show_and_text_is_no_flag():
    minutes = pd.DataFrame(
        {"session_id": 1, "date": pd.to_datetime(["2025-11-10", "2025-11-11"]), "impressions": 500,
         "viewers": 50, "entrants": 50, "product_impressions": 90, "product_clicks": 9,
         "orders": [1, 2], "revenue": [100.0, 200.0]})  # fmt: skip
    board = live_board(minutes, pd.DataFrame({"session_id": [1], "net_15": [240.0]}))
    assert board[["revenue", "net_15", "kept"]].to_numpy().tolist() == [[300.0, 240.0, 0.8]]
    assert board["date"].tolist() == [pd.Timestamp("2025-11-10")]
    plan = pd.DataFrame(
        {"sku": ["A"], "role": ["profit"], "minutes": [120], "price": [9.0], "lowest_30d": [9.0],
         "stock": [5], "expected": [1], "link_tested": [0], "claim_checked": [True]})  # fmt: skip
    assert rehearsal(plan).set_index("test")["wrong"]["link"] == 1
    for text in ("no", "False"):
        with pytest.raises(InputError, match="neither True nor False"):
            rehearsal(plan.assign(link_tested=text))


def test_the_lesson_s_margin_is_that_of_the_live_room_s_ledger():
    lines = load("shop").pnl_lines
    found = order_economics(lines[lines["channel"] == "live"])
    assert found["margin"] == pytest.approx(MARGIN, abs=0.005)
    assert found["return_cost"] == pytest.approx(BACK, abs=0.005)
