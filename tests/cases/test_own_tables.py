"""What the cases prepare themselves before a method reads it: the names that notebooks use."""

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases
from ecomlab.cases import (
    blue_ocean,
    defect_rate,
    diamond_card,
    fifty_million,
    five_percent,
    just_in_time,
    points_for_gift,
    presale,
    regulars_service,
    size_step,
    top_fifth,
)
from ecomlab.classroom import headers
from ecomlab.conversion.experiments import difference_in_differences
from ecomlab.estimates import Estimate
from ecomlab.fulfillment.figures import gain_by_surcharge


def tables(name):
    return dict(cases.load(name).tables)


def test_the_bill_s_parts_sum_to_the_profit():
    gains = just_in_time.against_sisters(**tables("just_in_time"))
    assert list(gains) == ["margin of what is sold", "dearer pieces", "stock", "profit"]
    assert gains.iloc[:, :3].sum(axis=1).to_numpy() == pytest.approx(gains["profit"].to_numpy())
    assert just_in_time.whole_bill(**tables("just_in_time")).value == gains["profit"].mean()
    assert isinstance(just_in_time.over_cuts(gains["stock"]), Estimate)


def test_weekly_lots_pay_up_to_the_border_that_the_header_names():
    item, border = cases.case("just_in_time"), headers.read()["just_in_time"].border
    assert "150 yuan of weekly work while a piece is less than 2.5% dearer" in border
    profit = {}
    for premium in (0.025, 0.027):
        p = item.defaults()
        p.premium = premium
        profit[premium] = item.expected(p).truth
    assert profit[0.025] > just_in_time.WORK > profit[0.027]


def test_the_surcharge_at_which_the_replay_turns_is_that_of_plain_division():
    t = tables("just_in_time")
    gains, cost = just_in_time.replay(t["sku"], t["inventory_daily"], level=11)
    turns = (gains.mean() - 150) / cost.mean()
    curve = just_in_time.by_surcharge(t["sku"], t["inventory_daily"], 11, [0.0, turns, 0.1])
    assert curve["profit"].tolist() == pytest.approx(
        [gains.mean(), 150, gains.mean() - 0.1 * cost.mean()]
    )
    title = gain_by_surcharge(curve, 0.01, 150).get_title("left")
    assert title.startswith(f"It pays up to a surcharge of {turns:.1%} (")


def test_only_weekly_lots_of_this_autumn_are_dearer():
    table = just_in_time.articles(**tables("just_in_time"))
    dear = table["surcharge"] > 0
    assert dear.sum() == 32
    assert (table.loc[dear, "weekly"] & table.loc[dear, "new"]).all()
    rise = table.loc[dear, "surcharge"] / table.loc[dear, "unit_cost"]
    assert rise.to_numpy() == pytest.approx(0.01)


def test_the_shelf_that_the_two_costs_ask_for_lasts_longer_than_a_week():
    t = tables("just_in_time")
    table = just_in_time.articles(**t)
    assert 0.95 < just_in_time.service_level(table) < 1
    # Weeks scatter by 1 ÷ √20 and by luck of pieces: two of these above seven days, and more.
    assert 7 * (1 + 2 / 20**0.5) < just_in_time.cover(t["inventory_daily"], table) < 14


def test_halves_are_sales_and_stock():
    """Faster is more sales or less stock: the first half divided by the second."""
    t = tables("presale")
    parts = presale.halves(**t)
    whole = presale.against_the_others(**t)
    assert whole.value == pytest.approx(parts["net sales"].value / parts["stock"].value)


def test_ratio_of_ratios_as_notebooks_of_the_first_edition_call_it():
    t = tables("defect_rate")
    found = defect_rate.ratio_of_ratios(defect_rate.weekly_rates(t["inbound"], t["returns"]))
    assert np.allclose(found, defect_rate.customers_ratio(**t)[:3])


def test_years_are_labelled_by_their_number():
    t = tables("blue_ocean")
    table = blue_ocean.years(**t)
    assert table.index.tolist() == [2023, 2024]
    days = t["keywords"].groupby(t["keywords"]["date"].dt.year)["payers"].sum()
    assert table["payers"].tolist() == days.tolist()
    rest = blue_ocean.outside_the_ten(**t)
    assert blue_ocean.another_such_year(**t) == pytest.approx(rest[2024] ** 2 / rest[2023])
    assert rest[2024] < rest[2023]


def test_profits_are_millions():
    t = tables("fifty_million")
    table = fifty_million.profits(t["competitors"], t["pnl_lines"])
    books = t["pnl_lines"]["amount"].sum()  # the told shop's own books
    assert table["profit"].iloc[0] == pytest.approx(books / 1e6, abs=1e-6)
    assert fifty_million.the_brand(t["competitors"], t["pnl_lines"]).value == pytest.approx(
        books / 1e6, abs=1e-6
    )


# --- Retention: small tables, by hand ---------------------------------------------------------


def times(*texts):
    return pd.to_datetime(list(texts), format="ISO8601").tz_localize("Asia/Shanghai")


def test_the_ladder_s_break_even_by_hand():
    """33 yuan for two on the ladder; of four two are kept, and they spend 300 from day 91 on."""
    customers = pd.DataFrame(
        {"customer_id": [1, 2, 3, 4], "first_order_at": times(*["2024-08-01"] * 4)}
    )
    orders = pd.DataFrame(
        {
            "customer_id": [1, 3, 3, 2, 4],
            # days 91, 180, 90, 8 and 7
            "ts_order": times("2024-10-31", "2025-01-28", "2024-10-30", "2024-08-09", "2024-08-08"),
            "paid_amount": [100.0, 200, 999, 50, 50],
        }
    )
    sample, _, gift = points_for_gift.RUNGS
    touches = pd.DataFrame(
        {
            "customer_id": [1, 2, 3, 4, 1],
            "trigger": [sample] * 4 + [gift],
            "arm": ["treated", "treated", "holdout", "holdout", "treated"],
            "offer_cost": [4.0, 4, 0, 0, 25],
        }
    )
    drawn = points_for_gift.drawn(customers, orders, touches)
    assert drawn["early"].tolist() == [0, 1, 1, 0]
    assert drawn["kept"].tolist() == [True, False, True, False]
    assert drawn["arm"].tolist() == ["treated", "treated", "holdout", "holdout"]
    needed = points_for_gift.break_even(customers, orders, touches)
    assert needed == pytest.approx((33 / 2) / (0.6 * 300 / 2))


def test_the_card_s_break_even_by_hand():
    """Holders who came back spent 600 yuan, the two of them together; others don't count."""
    customers = pd.DataFrame({"customer_id": [1, 2, 3, 4], "tier": ["gold"] * 3 + ["diamond"]})
    orders = pd.DataFrame({"customer_id": [1, 1, 2, 4], "paid_amount": [300.0, 100, 200, 9000]})
    assert diamond_card.break_even(customers, orders) == pytest.approx(80 / (0.4 * 300))


def test_the_dish_s_break_even_and_its_answers_by_hand():
    """1,500 yuan a week, 10 for each of 600 who come; visits since April make the groups."""
    tests, budget = pd.DataFrame({"arm": ["A"] * 600}), pd.DataFrame({"planned": [900, 600]})
    assert regulars_service.break_even(tests, budget) == pytest.approx(0.25)
    customers = pd.DataFrame(
        {"customer_id": [1, 2, 3, 4], "marketing_consent": [True, True, True, False]}
    )
    since = ["2025-04-01", "2025-05-02", "2025-06-30"]
    orders = pd.DataFrame(
        {
            "customer_id": [1, 1, 1, 2, 2, 2, 3],
            "ts_order": times(*since, "2025-03-31", *since[:2], "2025-03-31"),
        }
    )
    survey = pd.DataFrame({"respondent_id": [1, 2, 4], "says_would_pay": [True, False, True]})
    table = regulars_service.answers(customers, orders, survey)
    assert table.index.tolist() == ["no visit", "1 or 2 visits", "3 or more"]
    assert table["members"].tolist() == [2, 1, 1]
    assert table["yes"].tolist() == [1, 0, 1]
    weighted = regulars_service.weighted_answers(customers, orders, survey)
    assert table["asked"].tolist() == [1, 1, 1]
    assert table["visits"].tolist() == [0, 2, 3]
    assert weighted.value == pytest.approx(3 / 5)  # of five visits three are by one who says yes


def test_profits_of_two_years_by_hand():
    customers = pd.DataFrame({"customer_id": [1, 2, 3, 4, 5]})
    orders = pd.DataFrame(
        {
            "customer_id": [1, 1, 2, 3],
            "ts_order": times("2024-12-31 23:59", "2025-01-01", "2024-02-01", "2025-06-01"),
            "paid_amount": [100.0, 50, 10, 30],
        }
    )
    profit = top_fifth.profits(orders, customers)
    assert profit[2024].tolist() == pytest.approx([40, 4, 0, 0, 0])
    assert profit[2025].tolist() == pytest.approx([20, 0, 12, 0, 0])
    assert top_fifth.stars(profit, 2024).tolist() == [True] + [False] * 4
    assert top_fifth.next_year(orders, customers).value == pytest.approx(20 / 32)
    assert top_fifth.gift_value(orders, customers).value == pytest.approx(0.1 * 20)
    table = top_fifth.by_fifths(orders, customers).set_index(["year", "fifth"])["share"]
    assert table[2024].tolist() == pytest.approx([40 / 44, 4 / 44, 0, 0, 0])
    assert table[2025].tolist() == pytest.approx([20 / 32, 0, 12 / 32, 0, 0])


def test_dealt_by_lot_moves_the_later_year_s_orders_only():
    t = tables("top_fifth")
    profit = top_fifth.profits(**t)[2025]
    dealt = top_fifth.dealt_by_lot(**t)
    assert dealt.sum() == pytest.approx(profit.sum())
    assert len(dealt) == len(profit)
    assert (dealt > 0).mean() == pytest.approx(1 - np.exp(-1.25), abs=0.03)  # rain on tiles


def test_five_points_on_our_books_by_hand():
    """Half of the orders are followed: five points are 1/9 more orders, on 420 yuan, over 100."""
    orders = pd.DataFrame({"customer_id": [1, 1, 2, 2]})
    lines = {"revenue": 1000.0, "cogs": -450.0, "platform_fee": -50.0, "shipping": -80.0}
    books = pd.DataFrame({"line": [*lines, "ads"], "amount": [*lines.values(), -320.0]})
    assert five_percent.contribution(books) == 420
    found = five_percent.from_our_books(orders, books)
    assert found.value == pytest.approx(4.2 / 9)
    assert (found.n, found.counts) == (2, "customers")
    trades = pd.DataFrame(
        {"category": ["a", "b", five_percent.SHOP], "repurchase_rate": [0.5, 0.75, 0.1]}
    )
    assert five_percent.as_claimed(trades, orders).value == pytest.approx(1 / 9)
    assert five_percent.measure(trades)["most"] == pytest.approx(0.25)


@pytest.mark.parametrize("name", ["sms_recall", "points_for_gift", "top_fifth", "diamond_card"])
def test_the_half_width_of_thousands_of_customers_is_known_beforehand(name):
    item = cases.case(name)
    p = cases.reissue(name, "width").parameters
    found = [item.on(item.right, item.emit(p, seed)) for seed in range(4)]
    half = np.mean([(reading.high - reading.low) / 2 for reading in found])
    assert half == pytest.approx(item.expected(p).half_width, rel=0.035)


@pytest.mark.parametrize("name", ["size_step"])
def test_the_placebo_is_in_the_middle_of_the_days_before(name):
    traffic = tables(name)["traffic_daily"]
    before = traffic[traffic["date"] < "2025-08-11"]
    found = size_step.placebo(traffic)
    assert found == difference_in_differences(before, "2025-07-27", "dress", "bag")
    assert found.n == 30
