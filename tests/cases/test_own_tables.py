"""What the cases prepare themselves before a method reads it: the names that notebooks use."""

import numpy as np
import pytest

from ecomlab import cases
from ecomlab.cases import blue_ocean, defect_rate, fifty_million, just_in_time, presale
from ecomlab.estimates import Estimate


def tables(name):
    return dict(cases.load(name).tables)


def test_the_bill_s_parts_sum_to_the_profit():
    gains = just_in_time.against_sisters(**tables("just_in_time"))
    assert list(gains) == ["margin of what is sold", "dearer pieces", "stock", "profit"]
    assert gains.iloc[:, :3].sum(axis=1).to_numpy() == pytest.approx(gains["profit"].to_numpy())
    assert just_in_time.whole_bill(**tables("just_in_time")).value == gains["profit"].mean()
    assert isinstance(just_in_time.over_cuts(gains["stock"]), Estimate)


def test_only_weekly_lots_of_this_autumn_are_dearer():
    table = just_in_time.articles(**tables("just_in_time"))
    dear = table["surcharge"] > 0
    assert dear.sum() == 32
    assert (table.loc[dear, "weekly"] & table.loc[dear, "new"]).all()
    rise = table.loc[dear, "surcharge"] / table.loc[dear, "unit_cost"]
    assert rise.to_numpy() == pytest.approx(0.04)


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
