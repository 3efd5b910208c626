"""Paid traffic: by hand, the trade's published break-evens, and what is refused."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic import paid
from ecomlab.traffic.paid import break_even_roas, contribution_margin, roas

ADS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2025-08-04", "2025-08-04", "2025-08-05", "2025-08-06"]),
        "cost": [10.0, 20.0, 30.0, 40.0],
        "revenue": [30.0, 30.0, 120.0, 40.0],
    }
)
BOOKS = pd.DataFrame(
    {
        "line": ["revenue", "revenue", "cogs", "refund", "labour"],
        "amount": [600.0, 400.0, -550.0, -120.0, -90.0],
    }
)


def test_days_make_the_interval_not_rows():
    found = roas(ADS)
    assert (found.value, found.n, found.counts) == (2.2, 3, "days")
    assert roas(ADS.iloc[::-1]) == found
    assert roas(ADS, before="2025-08-06").value == 3.0
    assert roas(ADS, since="2025-08-05").value == pytest.approx(160 / 70)
    assert roas(ADS, since="2025-08-05", before="2025-08-06").value == 4.0


def test_margin_of_chosen_lines():
    assert contribution_margin(BOOKS, ["cogs"]) == pytest.approx(0.45)
    assert contribution_margin(BOOKS, ["cogs", "refund"]) == pytest.approx(0.33)


def test_break_even_where_a_yuan_leaves_nothing():
    """Fashion sold live, margin 55%, 60% sent back, a return costs 5% of its price."""
    found = [break_even_roas(0.55, *rest) for rest in [(), (0.6,), (0.6, 0.05)]]
    assert found == pytest.approx([1.818, 4.545, 5.263], abs=5e-4)
    assert break_even_roas(0.05, returns=0.6, return_cost=0.05) == float("inf")
    assert break_even_roas(0.25) == 4


@given(st.floats(0.1, 0.9), st.floats(0, 0.9), st.floats(0, 0.5))
def test_at_break_even_nothing_is_left(margin, returns, cost):
    back = break_even_roas(margin, returns, cost)
    if back < 1e6:
        kept, sent = back * (1 - returns), back * returns
        assert kept * margin - sent * cost - 1 == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: roas(ADS, since="2025-09-01"), InputError, "2025-08-04 to 2025-08-06"),
        (lambda: roas(ADS.assign(cost=0.0)), InputError, "not above 0"),
        (lambda: contribution_margin(BOOKS, ["rent"]), ChoiceError, "'cogs'"),
        (lambda: contribution_margin(BOOKS.iloc[2:], []), ChoiceError, "revenue"),
        (lambda: break_even_roas(45), InputError, "45"),
        (lambda: break_even_roas(0.4, returns=1.2), InputError, "returns"),
        (lambda: break_even_roas(0.4, return_cost=-1), InputError, "return_cost"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()


# --- Lesson 2.3 ----------------------------------------------------------------------------------

LEDGER = pd.DataFrame(
    [
        (1, "a", "revenue", 200.0), (1, "a", "cogs", -90.0), (1, "a", "shipping", -10.0),
        (2, "a", "revenue", 100.0), (2, "a", "cogs", -45.0), (2, "a", "shipping", -5.0),
        (3, "b", "revenue", 100.0), (3, "b", "cogs", -45.0), (3, "b", "shipping", -10.0),
        (3, "b", "refund", -100.0), (3, "b", "returns", 40.0), (3, "b", "ads", -70.0),
        (None, None, "labour", -500.0),
    ],
    columns=["order_id", "channel", "line", "amount"],
)  # fmt: skip


def test_order_economics_by_hand():
    """400 paid, 100 of them back; the kept ones leave half; the returned one costs 15 in all."""
    found = paid.order_economics(LEDGER)
    assert found == pytest.approx(
        {"margin": 0.5, "returns": 0.25, "return_cost": 0.15, "left": 135 / 400, "orders": 3}
    )
    assert paid.order_economics(LEDGER, channels=["a"])["returns"] == 0
    assert paid.order_economics(LEDGER, without=())["left"] == pytest.approx(65 / 400)


@given(st.floats(0.05, 0.9), st.floats(0, 0.8), st.floats(0, 0.4), st.integers(20, 60))
def test_the_three_numbers_of_the_books_give_what_is_left(margin, returns, cost, n):
    """Orders of 100 yuan, of which a share comes back whole: three numbers are found again."""
    back = round(n * returns)
    rows = []
    for order in range(n):
        rows.append((order, "revenue", 100.0))
        if order < back:
            rows += [(order, "refund", -100.0), (order, "handling", -100 * cost)]
        else:
            rows.append((order, "cogs", -100 * (1 - margin)))
    found = paid.order_economics(pd.DataFrame(rows, columns=["order_id", "line", "amount"]))
    assert found["margin"] == pytest.approx(margin)
    assert found["returns"] == pytest.approx(back / n)
    left = (1 - found["returns"]) * found["margin"] - found["returns"] * found["return_cost"]
    assert left == pytest.approx(found["left"], abs=1e-9)
    if back:
        assert found["return_cost"] == pytest.approx(cost, abs=1e-9)


def test_the_forms_are_one_border():
    table = paid.break_even(0.45, 0.3, 0.08, order_value=200, conversion=0.02).set_index("form")
    roi, net, share, order, click = table["value"]
    assert roi == pytest.approx(1 / (0.7 * 0.45 - 0.3 * 0.08))
    assert net == pytest.approx(0.7 * roi)
    assert share * roi == pytest.approx(1)
    assert order == pytest.approx(200 * share)
    assert click == pytest.approx(0.02 * order)
    assert click == pytest.approx(paid.max_cpc(200, 0.02, 0.45, returns=0.3, return_cost=0.08))


def test_a_shop_of_which_nothing_is_left_may_bid_nothing():
    table = paid.break_even(0.1, returns=0.9, return_cost=0.2, order_value=200)["value"]
    assert table[0] == float("inf")
    assert table[2:].eq(0).all()
    assert paid.max_cpc(200, 0.02, 0.1, returns=0.9, return_cost=0.2) == 0


def test_a_wanted_profit_raises_the_border():
    assert paid.break_even(0.4, profit=0.1)["value"][0] == pytest.approx(1 / 0.3)
    assert paid.max_cpc(100, 0.05, 0.4, target_profit=0.5) == pytest.approx(1.5)


LATER = pd.Timestamp("2040-01-01")


def words(**more):
    return pd.DataFrame(
        {"word": ["dear", "cheap", "few"], "plan_id": ["x", "x", "y"], "clicks": [2000, 2000, 5],
         "cost": [4000.0, 1000.0, 3.0], "orders": [30, 60, 0], "revenue": [3000.0, 6000.0, 0.0]}
    ).assign(**more)  # fmt: skip


def test_a_bid_is_audited_by_what_the_click_is_worth():
    found = paid.bid_audit(words(), left=0.3, by="word").set_index("word")
    assert found["advice"].to_dict() == {"dear": "lower", "cheap": "raise", "few": "leave"}
    assert (found["low"] < found["estimate"]).all()
    assert found.index[0] == "dear"
    assert found.loc["cheap", "leaves"] == pytest.approx(
        2000 * (found.loc["cheap", "estimate"] - 0.5)
    )


def test_orders_may_be_worth_more_in_one_plan():
    """Plan y sells an article of 900 yuan: with a value of its own its click is worth more."""
    more = words(orders=[30, 60, 1], revenue=[3000.0, 6000.0, 900.0])
    alike = paid.bid_audit(more, 0.3, by="word").set_index("word")["estimate"]
    own = paid.bid_audit(more, 0.3, by="word", value_by="plan_id").set_index("word")["estimate"]
    assert own["few"] / alike["few"] == pytest.approx(900 / (9900 / 91), rel=1e-6)


def test_where_nothing_is_left_no_click_is_worth_its_price():
    found = paid.bid_audit(words(), left=-0.1, by="word")
    assert (found["low"] <= found["estimate"]).all()
    assert (found["estimate"] <= found["high"]).all()
    assert found.loc[found["clicks"] > 100, "advice"].eq("lower").all()


def test_affiliates_by_hand():
    """150 yuan, margin 40%, a fifth back at 10%: 45 left. Half come anyway: 22.5, on 120 kept."""
    found = paid.affiliate_profit([0.0, 0.1875, 0.5], 150, 0.4, 0.5, 0.2, 0.1)
    assert found["left"].tolist() == pytest.approx([22.5, 0.0, -37.5])
    assert found["break_even"].unique() == pytest.approx([0.1875])


def test_whole_shop_roi_joins_days():
    traffic = pd.DataFrame({"date": pd.to_datetime(["2031-05-01", "2031-05-02", "2031-05-03"]),
                            "revenue": [900.0, 100.0, 5000.0]})  # fmt: skip
    ads = ADS.assign(date=pd.to_datetime(["2031-05-01"] * 2 + ["2031-05-02"] * 2))
    found = paid.blended_roi(traffic, ads).set_index("reading")["estimate"]
    assert found["all sales to all ads"] == pytest.approx(10)
    assert found["claimed sales to all ads"] == pytest.approx(2.2)
    assert found["claimed share of all sales"] == pytest.approx(0.22)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: paid.order_economics(LEDGER.drop(columns="line")), ColumnError, "line"),
        (lambda: paid.order_economics(LEDGER, channels=["c"]), ChoiceError, "'a'"),
        (lambda: paid.order_economics(LEDGER[LEDGER["order_id"] == 3]), InputError, "came back"),
        (lambda: paid.break_even(0.4, conversion=0.02), InputError, "order_value"),
        (lambda: paid.break_even(40), InputError, "40"),
        (lambda: paid.max_cpc(150, 3, 0.4), InputError, "conversion"),
        (lambda: paid.bid_audit(words(orders=0), 0.3, by="word"), InputError, "No order"),
        (lambda: paid.bid_audit(words(cost=-1.0), 0.3, by="word"), InputError, "cost"),
        (lambda: paid.affiliate_profit(20, 150, 0.4), InputError, "commission"),
        (lambda: paid.blended_roi(ADS.assign(date=LATER), ADS), InputError, "no day"),
        (lambda: paid.channel_roles(ADS), ColumnError, "plan_kind"),
    ],
)  # fmt: skip
def test_what_lesson_2_3_refuses(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
