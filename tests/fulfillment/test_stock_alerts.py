"""Alarms, the morning's list, classes, and rules before the same customers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment import policies, stock_alerts
from ecomlab.fulfillment.abc_xyz import abc_xyz, class_changes

ZONE = "Asia/Shanghai"
DAYS = pd.date_range("2025-09-01", periods=12, tz=ZONE)


def shelf(on_hand, out=(), **more):
    n = len(on_hand)
    table = pd.DataFrame({
        "date": DAYS[:n], "sku": "a", "on_hand": on_hand, "sales": 2, "safety": 4, "warning": 10,
        "stockout_level": 1, "listed_stock": on_hand, "on_order": 0,
        "stockout_flag": [day in out for day in range(n)],
    })  # fmt: skip
    return table.assign(**more)


def test_levels_at_their_edges():
    found = stock_alerts.stock_alert(shelf([11, 10, 5, 4, 2, 1, 0]))
    assert found["alert"].tolist() == ["green", "yellow", "yellow", "red", "red", "out", "out"]
    counts = stock_alerts.alert_counts(found)
    assert counts["articles"].tolist() == [1, 2, 2, 2]
    with pytest.raises(ChoiceError):
        stock_alerts.alert_counts(found.assign(alert="orange"))


def test_cover_takes_the_days_before_only():
    table = shelf([9, 9, 9, 9]).assign(sales=[0, 4, 8, 100])
    found = stock_alerts.stock_alert(table, rate_days=2)["cover"]
    assert found.tolist() == [np.inf, 4.5, 1.5, pytest.approx(9 / 54)]
    day = stock_alerts.stock_alert(table, "2025-09-03")
    assert day["cover"].tolist() == [pytest.approx(9 / 4)]
    with pytest.raises(InputError, match="no row"):
        stock_alerts.stock_alert(table, "2025-10-03")
    with pytest.raises(InputError, match="safety is above"):
        stock_alerts.stock_alert(table.assign(safety=11))


def test_alarms_by_hand():
    """Red on days 1, 5 and 9: the first is followed by an empty shelf, the second not."""
    table = shelf([9, 3, 2, 0, 9, 3, 9, 9, 9, 3, 3, 3], out=[3])
    found = stock_alerts.backtest_alerts(table, within=3).set_index("level")
    assert found.loc["red", ["alarms", "true", "open", "empty", "unannounced"]].tolist() == [
        2,
        1,
        1,
        1,
        0,
    ]
    assert found.loc["red", "false"] == 0.5
    assert found.loc["red", "low"] < 0.5 < found.loc["red", "high"]
    late = stock_alerts.backtest_alerts(table, within=1).set_index("level")
    assert late.loc["red", ["alarms", "true"]].tolist() == [3, 0]
    early = stock_alerts.backtest_alerts(table, within=3, days_before=3).set_index("level")
    assert early.loc["red", "unannounced"] == 1
    assert early.loc["yellow", "unannounced"] == 0


def test_alarms_of_one_article_are_not_anothers():
    one, other = shelf([9, 9, 9, 9]), shelf([3, 3, 3, 0], out=[3], sku="b")
    both = pd.concat([other, one]).sample(frac=1, random_state=3)
    alone = stock_alerts.backtest_alerts(other, within=3)
    together = stock_alerts.backtest_alerts(both, within=3)
    red = together["level"] == "red"
    assert together[red].drop(columns="level").equals(alone[red].drop(columns="level"))


def orders(**more):
    table = pd.DataFrame({
        "po_id": [1, 2], "sku": ["a", "b"], "ordered_at": pd.to_datetime(["2025-08-20"] * 2),
        "received_at": pd.to_datetime(["2025-09-06", None]),
        "promised_on": pd.to_datetime(["2025-09-01", "2025-09-05"]),
    })  # fmt: skip
    for name in ("ordered_at", "received_at", "promised_on"):
        table[name] = table[name].dt.tz_localize(ZONE)
    return table.assign(**more)


@pytest.mark.parametrize(
    ("more", "actions"),
    [
        ({"on_hand": 50, "listed_stock": 50}, []),
        ({"on_order": 40}, ["chase"]),
        ({"on_order": 0}, ["order"]),
        ({"on_order": 0, "listed_stock": 3}, ["order", "fix listed stock"]),
        ({"on_hand": 50, "listed_stock": 49}, ["fix listed stock"]),
        ({"on_order": 0, "sales": 0}, ["chase"]),
    ],
)
def test_the_mornings_list(more, actions):
    table = shelf([8] * 4, listed_stock=8).assign(**more)
    found = stock_alerts.daily_stock_check(table, orders(), "2025-09-04")
    assert found["action"].tolist() == actions


def test_the_list_looks_at_nothing_later():
    """On 2 September the lot of 6 September is late; on 7 September it has come."""
    table = shelf([8] * 12, on_order=40)
    found = stock_alerts.daily_stock_check(table, orders(), "2025-09-02")
    assert found["action"].tolist() == ["chase"]
    assert stock_alerts.daily_stock_check(table, orders(), "2025-09-07").empty
    in_time = orders(promised_on=pd.Timestamp("2025-09-02", tz=ZONE))
    assert stock_alerts.daily_stock_check(table, in_time, "2025-09-02").empty
    more = pd.concat([table.iloc[:2], table.iloc[2:].assign(on_hand=0, listed_stock=7)])
    again = stock_alerts.daily_stock_check(more, orders(), "2025-09-02")
    assert again.equals(found)


def test_main_articles_are_looked_at():
    table = pd.concat([shelf([60] * 4), shelf([11] * 4, sku="b")])
    found = stock_alerts.daily_stock_check(table, orders(), "2025-09-04", main=["a", "b"], enough=7)
    assert found[["sku", "action"]].to_numpy().tolist() == [["b", "watch"], ["a", "ok"]]
    with pytest.raises(InputError, match="'c'"):
        stock_alerts.daily_stock_check(table, orders(), "2025-09-04", main=["c"])
    with pytest.raises(ColumnError, match="listed_stock"):
        stock_alerts.daily_stock_check(table.drop(columns="listed_stock"), orders(), "2025-09-04")


# --- Classes ----------------------------------------------------------------------------------


def sales(**weeks):
    """Seven pieces-a-day numbers for each number of a week."""
    days = pd.date_range("2025-03-03", periods=7 * len(next(iter(weeks.values()))))
    parts = [
        pd.DataFrame({"date": days, "sku": name, "sales": np.repeat(each, 7)})
        for name, each in weeks.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_classes_by_hand():
    table = sales(big=[8, 8, 8, 8], mid=[2, 0, 2, 0], small=[0, 0, 0, 4], dead=[0] * 4)
    found = abc_xyz(table, {"big": 10, "mid": 10, "small": 1}).set_index("sku")
    assert found.index.tolist() == ["big", "mid", "small"]
    assert found["kind"].tolist() == ["AX", "BZ", "CZ"]
    assert found.loc["big", "share"] == pytest.approx(32 / 36.4)
    assert found.loc["mid", "cv"] == pytest.approx(np.std([2, 0, 2, 0], ddof=1))
    assert abc_xyz(table, {"big": 1, "mid": 99, "small": 1})["sku"].iloc[0] == "mid"
    wide = abc_xyz(table, {"big": 10, "mid": 10, "small": 1}, y=1.2).set_index("sku")
    assert wide.loc["mid", "xyz"] == "Y"


def test_whole_spans_from_the_end():
    """Ten days hold one week: the three first ones would be a span of three days."""
    table = sales(a=[1, 1])
    with pytest.raises(InputError, match="fewer than two"):
        abc_xyz(table[table["date"] > "2025-03-06"], {"a": 1})
    odd = pd.concat([sales(a=[1, 1, 1]).iloc[3:], sales(a=[1]).iloc[:0]])
    assert abc_xyz(odd, {"a": 1})["cv"].iloc[0] == 0


@given(st.permutations(list("abcdef")), st.floats(0.1, 50))
@settings(max_examples=25, deadline=None)
def test_classes_hang_on_no_order_or_unit(names, unit):
    rng = np.random.default_rng(len(names))
    table = sales(**{name: rng.poisson(3 + 4 * k, 6) for k, name in enumerate("abcdef")})
    worth = pd.Series(np.arange(1.0, 7), list("abcdef"))
    plain = abc_xyz(table, worth).set_index("sku")["kind"].to_dict()
    mixed = abc_xyz(table.sample(frac=1, random_state=2), unit * worth[list(names)])
    assert mixed.set_index("sku")["kind"].to_dict() == plain


def test_an_article_without_a_worth_is_asked_for():
    with pytest.raises(InputError, match="no table of numbers"):
        abc_xyz(sales(a=[1, 1]), "price")
    with pytest.raises(InputError, match="'a'"):
        abc_xyz(sales(a=[1, 1]), {"b": 1})
    with pytest.raises(InputError, match="above 0"):
        abc_xyz(sales(a=[1, 1]), {"a": -1})
    with pytest.raises(InputError, match="b is"):
        abc_xyz(sales(a=[1, 1]), {"a": 1}, a=0.9, b=0.8)


def test_changes_of_classes():
    spring = pd.DataFrame({"sku": [1, 2, 3, 4], "abc": list("AABC")})
    autumn = pd.DataFrame({"sku": ["1", "2", "3", "5"], "abc": list("ABBA")})
    found = class_changes(spring, autumn)
    assert found.loc["A"].tolist() == [1, 1]
    assert found.attrs["kept"].value == pytest.approx(2 / 3)
    assert (found.attrs["new"], found.attrs["gone"]) == (["5"], ["4"])
    with pytest.raises(InputError, match="No article"):
        class_changes(spring, autumn.assign(sku=[7, 8, 9, 10]))


# --- Rules before the same customers ----------------------------------------------------------


def test_a_shelf_by_hand():
    """Order 6 at 3 or fewer; a lot takes two days; the third day is short of one."""
    days = policies.simulate_stock(pd.Series([2, 3, 3, 1, 4]), [2], reorder=3, lot=6, start=7)
    assert days["sales"].tolist() == [2, 3, 2, 1, 4]
    assert days["ordered"].tolist() == [0, 6, 0, 0, 6]
    assert days["on_hand"].tolist() == [5, 2, 0, 5, 1]
    assert days["stockout_flag"].tolist() == [False, False, True, False, False]


@given(st.lists(st.integers(0, 12), min_size=20, max_size=60),
       st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(0, 30),
       st.integers(1, 40), st.integers(1, 8))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_pieces_are_neither_made_nor_lost(demand, leads, reorder, lot, review):
    demand[0] += 1
    for rule in ({"reorder": reorder, "lot": lot}, {"reorder": reorder, "up_to": reorder + lot},
                 {"up_to": lot}):  # fmt: skip
        days = policies.simulate_stock(pd.Series(demand), leads, review=review, **rule)
        start = rule.get("up_to", reorder + lot)
        assert days["on_hand"].iloc[-1] == start + days["received"].sum() - days["sales"].sum()
        assert days["on_order"].iloc[-1] == days["ordered"].sum() - days["received"].sum()
        assert (days["on_hand"] >= 0).all()
        assert (days["sales"] <= days["demand"]).all()
        assert ((days["sales"] < days["demand"]) == days["stockout_flag"]).all()
        position = days["on_hand"] + days["on_order"]
        looked = (np.arange(len(days)) + 1) % review == 0
        if "lot" in rule:
            assert (position[looked] > reorder).all()
        else:
            assert (position <= start).all()


def test_levels_reach_the_service_for_which_they_were_reckoned():
    """A lot that waits seldom; a day's demand small beside the level, so little undershoot."""
    from ecomlab.fulfillment.reorder import reorder_point

    rng = np.random.default_rng(6)
    demand = pd.Series(rng.poisson(60, 40_000))
    leads = rng.choice([5, 6, 7, 8, 9], 5_000)
    level = reorder_point(60, np.sqrt(60), leads.mean() - 1, leads.std(), 0.95)
    level += 30  # a wait begins half a day of sales below, and ends in the morning
    rules = {"rule": {"reorder": level, "lot": 1500}}
    row = policies.policies(demand, leads, rules, 10, 5, 50, 0.3).iloc[0]
    assert row["service"] == pytest.approx(0.95, abs=0.04)  # five lead times are no bell curve
    assert row["fill"] > row["service"]


def test_the_bill_by_hand():
    """73 days of 10 pieces from a shelf of 20, filled up each evening, lots after a day."""
    demand = pd.Series([10] * 73)
    rules = {"day": {"up_to": 20}, "dearer": {"up_to": 20, "extra": 1.0, "order_cost": 0}}
    found = policies.policies(demand, [1], rules, 8, 3, 5, 0.25).set_index("rule")
    assert found.loc["day", ["fill", "stock", "orders", "turnover"]].tolist() == [1, 10, 365, 365]
    assert found.loc["day", "left"] == pytest.approx(3650 * 3 - 365 * 5 - 0.25 * 10 * 8)
    assert found.loc["dearer", "left"] == pytest.approx(3650 * 2 - 0.25 * 10 * 8)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"reorder": 3}, "lot or up_to"),
        ({"lot": 3}, "needs reorder"),
        ({"up_to": 3, "lot": 3, "reorder": 1}, "lot or up_to"),
        ({"up_to": 3, "review": 0}, "review"),
        ({"up_to": 3, "demand": [1.5]}, "whole number"),
        ({"up_to": 3, "demand": [0, 0]}, "0 on each day"),
        ({"up_to": 3, "leads": []}, "leads"),
        ({"up_to": 3, "leads": [0]}, "leads"),
    ],
)
def test_what_is_refused(given, match):
    with pytest.raises(InputError, match=match):
        policies.simulate_stock(**{"demand": [1, 2], "leads": [2]} | given)


def test_a_rule_with_a_wrong_name():
    with pytest.raises(ChoiceError, match="up_to"):
        policies.policies([1, 2], [1], {"x": {"upto": 3}}, 1, 1, 1, 0.1)
