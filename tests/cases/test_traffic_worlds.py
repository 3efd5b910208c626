"""What the tables of the traffic cases say, recomputed by other means than the cases' code."""

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases

# --- K06 low-price people ------------------------------------------------------------------


def test_618_lies_in_everybodys_ninety_days():
    """Or in nobody's: a sale in one campaign's window only would be a rival cause."""
    for issue in (cases.load("low_price_people"), cases.reissue("low_price_people", "618")):
        first = issue.tables.customers["first_order_at"].dt.tz_localize(None)
        sale = pd.Timestamp("2025-06-18")
        assert ((first < sale) & (sale < first + pd.Timedelta(days=90))).all()


def brought_back(tables):
    """Yuan of margin of all orders but a customer's first, per yuan of advertising."""
    later = tables.orders.sort_values("ts_order", kind="stable")
    later = later[later.duplicated("customer_id")]
    offer = tables.customers.set_index("customer_id")["acq_offer"]
    margin = 0.4 * later.groupby(later["customer_id"].map(offer))["paid_amount"].sum()
    return margin / tables.ads_daily.groupby("plan_id")["cost"].sum()


def test_neither_published_campaign_pays_for_its_ads():
    """Break-even is one yuan per yuan; the published campaigns stay below, and the key says so."""
    issue = cases.load("low_price_people")
    brings = brought_back(issue.tables)
    assert brings.between(0.6, 0.9).all()
    words = issue.words()
    assert words["yuan_before"] == f"{brings['trial pack']:.2f} yuan"
    assert words["yuan_after"] == f"{brings['family box']:.2f} yuan"
    told = issue.facts()
    assert told["yuan_before_high"].value < 1 > told["yuan_after_high"].value


def test_some_reissues_pay_for_their_ads_and_some_do_not():
    above = [
        (brought_back(cases.reissue("low_price_people", f"pays {n}").tables) > 1).any()
        for n in range(20)
    ]
    assert 0.2 < np.mean(above) < 0.9


# --- K05 return above the mean -------------------------------------------------------------


def test_the_card_is_answered_as_a_number():
    """Of 100 credited yuan 40 would have come anyway, and the fifteen coins say about 36."""
    issue = cases.load("roi_above_mean")
    orders, ads = issue.tables.orders, issue.tables.ads_daily
    early = ads[ads["date"] < "2025-09-15"]
    credited = early["revenue"].sum() / early["cost"].sum()
    assert 100 * (1 - issue.truth / credited) == pytest.approx(40, abs=0.5)
    off = set(ads["keyword_or_audience"]) - set(
        ads.loc[(ads["date"] >= "2025-09-15") & (ads["cost"] > 0), "keyword_or_audience"]
    )
    sides = [orders["region"].isin(off), orders["ts_order"] >= "2025-09-15"]
    revenue = orders.groupby(sides)["paid_amount"].sum()
    sides = [ads["keyword_or_audience"].isin(off), ads["date"] >= "2025-09-15"]
    cost = ads.groupby(sides)["cost"].sum()
    lost, saved = (
        (table[False, True] - table[False, False]) - (table[True, True] - table[True, False])
        for table in (revenue, cost)
    )
    words = issue.words()
    assert words["anyway_100"] == f"{100 * (1 - lost / saved / credited):.0f}" == "36"
    assert float(words["anyway_100_low"]) < 40 < float(words["anyway_100_high"])


def test_search_gains_what_the_credited_ads_lose():
    """Nobody in this world saw an ad and came by search later: without ads search only gains."""
    orders = cases.load("roi_above_mean").tables.orders
    ads = cases.load("roi_above_mean").tables.ads_daily
    late = ads[ads["date"] >= "2025-09-15"].groupby("keyword_or_audience")["cost"].sum()
    search = orders[orders["channel"] == "natural search"]
    growth = search.groupby(["region", search["ts_order"] >= "2025-09-15"])["paid_amount"].sum()
    growth = growth.unstack().pipe(lambda table: table[True] / table[False])
    assert growth[late[late == 0].index].mean() > growth[late[late > 0].index].mean() + 0.05


# --- K17 content traffic -------------------------------------------------------------------


def test_weeks_are_drawn_after_618_and_weeks_are_counted():
    issue = cases.load("content_traffic")
    calendar = issue.tables.calendar.set_index("date")["own_event"]
    drawn = calendar[calendar.notna()].index
    assert drawn.min().date() > pd.Timestamp("2025-06-20").date()
    weeks = drawn.tz_localize(None).to_period("W").unique()
    assert (len(weeks), len(drawn)) == (4, 28)
    extra = cases.case("content_traffic").readings()["extra visits"].read
    found = extra(issue.tables.traffic_daily, issue.tables.calendar)
    assert (found.n, found.counts) == (8, "weeks")
