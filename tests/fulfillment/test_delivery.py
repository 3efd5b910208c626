"""Hours between payment and receipt: slow orders count, young ones don't."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import InputError
from ecomlab.fulfillment import delivery, returns

DAY = pd.Timestamp("2024-01-01 08:00", tz="Asia/Shanghai")


def orders_of(hours, young=0):
    """Paid on one day, sent after so many hours (None: never); and a last order much later."""
    paid = [DAY] * len(hours) + [DAY + pd.Timedelta(days=60)]
    sent = [pd.NaT if h is None else DAY + pd.Timedelta(hours=h) for h in hours] + [pd.NaT]
    return pd.DataFrame({"ts_order": paid, "ts_pay": paid, "ts_ship_click": pd.to_datetime(sent)})


def test_who_waits_still_counts_as_slow():
    """Seven sent within 5 hours, three never: half are done, nine of ten aren't."""
    row = delivery.lead_time_parts(orders_of([5] * 7 + [None] * 3)).iloc[0]
    assert (row["orders"], row["waiting"], row["median"]) == (10, 3, 5)
    assert np.isnan(row["slow"])


def test_young_orders_do_not_count():
    orders = orders_of([5, 7])
    assert delivery.lead_time_parts(orders)["orders"].tolist() == [2]
    assert delivery.lead_time_parts(orders, settled=1)["orders"].tolist() == [3 - 1]
    early = delivery.lead_time_parts(orders, as_of="2024-01-10")
    assert early["orders"].tolist() == [0]


def test_steps_are_those_that_the_table_has():
    orders = orders_of([5, 7]).assign(
        ts_deliver=lambda t: t["ts_ship_click"] + pd.Timedelta(days=2)
    )
    found = delivery.lead_time_parts(orders)
    assert found["part"].tolist() == ["paid to shipped", "shipped to delivered"]
    assert found["median"].tolist() == [5, 48]
    empty = orders.assign(ts_pickup=pd.Series(pd.NaT, orders.index, dtype=orders["ts_pay"].dtype))
    assert delivery.lead_time_parts(empty)["part"].tolist() == found["part"].tolist()


def test_without_times_it_says_which_are_needed():
    with pytest.raises(InputError, match="times of sending and receipt"):
        delivery.lead_time_parts(orders_of([5]).drop(columns="ts_ship_click"))


# --- Refunds by month ------------------------------------------------------------------------


def refunds_of(*rows):
    table = pd.DataFrame(rows, columns=["ts_order", "paid_amount", "refund_amount"])
    return table.assign(ts_order=pd.to_datetime(table["ts_order"]))


def test_orders_and_money_refunded_are_two_rates():
    found = returns.refund_rate(
        refunds_of(
            ("2024-01-01", 90.0, 0.0), ("2024-01-09", 10.0, 10.0), ("2024-01-31", 100.0, 0.0)
        )
    ).iloc[0]
    assert (found["orders"], found["refunded"], found["rate"]) == (3, 1, pytest.approx(1 / 3))
    assert found["money"] == pytest.approx(10 / 200)


@pytest.mark.parametrize(("last", "settled"), [("2024-03-01", True), ("2024-02-29", False)])
def test_a_month_is_settled_thirty_days_after_its_end(last, settled):
    found = returns.refund_rate(refunds_of(("2024-01-05", 9.0, 0.0), (last, 9.0, 0.0)))
    assert found["settled"].iloc[0] == settled


def test_a_state_alone_tells_refunds_too():
    orders = pd.DataFrame(
        {
            "ts_order": pd.to_datetime(["2024-01-01", "2024-01-02"]),
            "paid_amount": [50.0, 30.0],
            "status": ["refunded", "paid"],
        }
    )
    found = returns.refund_rate(orders).iloc[0]
    assert (found["refunded"], found["money"]) == (1, pytest.approx(50 / 80))


def test_what_does_not_tell_refunds_is_refused():
    with pytest.raises(InputError, match="don't say what was refunded"):
        returns.refund_rate(refunds_of(("2024-01-05", 9.0, 0.0)).drop(columns="refund_amount"))


def test_a_refund_in_a_row_of_its_own_is_in_the_money_of_its_month():
    found = returns.refund_rate(
        refunds_of(("2024-01-05", 80.0, 0.0), ("2024-01-12", -20.0, 0.0), ("2024-02-01", -5.0, 0.0))
    ).set_index("month")
    assert found.loc["2024-01", ["orders", "refunded", "money"]].tolist() == [1, 0, 0.25]
    assert found.loc["2024-02", "orders"] == 0
    assert np.isnan(found.loc["2024-02", "rate"])
