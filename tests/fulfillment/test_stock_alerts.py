"""Alarms, the morning's list, classes, and rules before the same customers."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment import stock_alerts

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
        ({"on_order": 0}, ["order", "chase"]),
        ({"on_order": 0, "listed_stock": 3}, ["order", "chase", "fix listed stock"]),
        ({"on_order": 1, "on_hand": 8}, ["order", "chase"]),  # 9 pieces in all, warning at 10
        ({"on_order": 3, "on_hand": 8}, ["chase"]),
        ({"on_hand": 50, "listed_stock": 49}, ["fix listed stock"]),
        ({"on_order": 0, "sales": 0}, ["order", "chase"]),
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


# --- Shelves that are nearly or long empty --------------------------------------------------------


def none_open():
    return orders(received_at=pd.to_datetime(["2025-08-25"] * 2).tz_localize(ZONE))


def test_one_piece_on_its_way_is_no_order():
    """Nothing there, one piece on its way, ordered at 10: that needs an order."""
    table = shelf([0] * 4, out=range(4)).assign(on_order=1, sales=[2, 2, 2, 0])
    found = stock_alerts.daily_stock_check(table, none_open(), "2025-09-04")
    assert found["action"].tolist() == ["order", "expect"]
    assert "only 1" in found["why"].iloc[0]
    assert "is it placed" in found["why"].iloc[1]


def test_the_longest_empty_shelf_is_on_the_list():
    """Sold out for longer than rate_days, nothing on its way."""
    days = pd.date_range("2025-08-01", periods=40, tz=ZONE)
    table = pd.DataFrame({
        "date": days, "sku": "a", "sales": [5, 5, 5, *[0] * 37], "on_hand": [9, 4, 0, *[0] * 37],
        "listed_stock": 0, "on_order": 0, "safety": 4, "warning": 10,
        "stockout_flag": [False] * 3 + [True] * 37,
    })  # fmt: skip
    for each in (table, table.drop(columns="stockout_flag")):
        found = stock_alerts.daily_stock_check(each, none_open(), "2025-09-09", main="a")
        assert found["action"].tolist() == ["order", "watch"]
        assert found["why"].iloc[0].startswith("out: 0 pieces, 0 days")


def test_a_low_shelf_waits_in_time():
    """Promised for later than today: no chase, but a line of its own; yellow has none."""
    table = shelf([3] * 4).assign(on_order=40)
    later = orders(promised_on=pd.Timestamp("2025-09-10", tz=ZONE))
    found = stock_alerts.daily_stock_check(table, later, "2025-09-04")
    assert found["action"].tolist() == ["expect"]
    assert "2025-09-10" in found["why"].iloc[0]
    yellow = shelf([8] * 4).assign(on_order=40)
    assert stock_alerts.daily_stock_check(yellow, later, "2025-09-04").empty


def test_cover_takes_days_with_goods_only():
    table = shelf([10, 0, 0, 12], out=[1, 2]).assign(sales=[6, 0, 0, 2])
    found = stock_alerts.stock_alert(table, "2025-09-04")
    assert found["cover"].tolist() == [pytest.approx(12 / 4)]
    with pytest.raises(InputError, match="stockout_flag"):
        stock_alerts.stock_alert(table.assign(stockout_flag="no"))


def test_a_backtest_needs_each_day():
    table = shelf([9, 3, 2, 0, 9, 3], out=[3])
    with pytest.raises(InputError, match="lacks days of 'a'"):
        stock_alerts.backtest_alerts(table.drop(index=2), within=1)


def test_without_a_flag_a_day_is_empty_with_nothing_there_and_nothing_sold():
    """A day that sold the last piece, and one that sold nothing of some, are days with goods."""
    table = shelf([10, 0, 0, 5, 12]).assign(sales=[2, 10, 0, 0, 2]).drop(columns="stockout_flag")
    found = stock_alerts.stock_alert(table, "2025-09-05")
    assert found["cover"].tolist() == [pytest.approx(12 / ((2 + 10 + 0 + 2) / 4))]
