"""What the tables of the traffic cases say, recomputed by other means than the cases' code."""

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases
from ecomlab.classroom import exercises
from ecomlab.classroom.exercise import CORRECT

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


def test_the_published_box_pays_for_its_ads_and_the_pack_does_not():
    """Break-even is one yuan per yuan; so the whole budget for the box can be defended by value."""
    issue = cases.load("low_price_people")
    brings = brought_back(issue.tables)
    assert brings["trial pack"] < 0.7 < 1.1 < brings["family box"]
    words = issue.words()
    assert words["yuan_before"] == f"{brings['trial pack']:.2f} yuan"
    assert words["yuan_after"] == f"{brings['family box']:.2f} yuan"
    told = issue.facts()
    assert told["yuan_before_high"].value < 1 < told["yuan_after_low"].value


def test_some_reissues_pay_for_their_ads_and_some_do_not():
    above = [
        (brought_back(cases.reissue("low_price_people", f"pays {n}").tables) > 1).any()
        for n in range(20)
    ]
    assert 0.2 < np.mean(above) < 0.9


def came_again(tables):
    """By buying power (rows) and pack: the share with a second order."""
    again = tables.orders["customer_id"].value_counts() > 1
    customers = tables.customers.assign(again=tables.customers["customer_id"].map(again))
    return customers.pivot_table(index="tags", columns="acq_offer", values="again")


def test_as_published_buying_power_hardly_tells_who_comes_back():
    """In each kind of people the box brings back some 14 or more of 100 who wouldn't have."""
    issue = cases.load("low_price_people")
    rate = came_again(issue.tables)
    assert rate["trial pack"].max() - rate["trial pack"].min() < 0.02
    assert (rate["family box"] - rate["trial pack"]).loc["high"] > 0.13
    assert issue.end == issue.found[0] == "right"


@pytest.mark.parametrize(
    ("low", "high", "campaign", "end"),
    [(0.03, 0.25, 0.0, "rosy"), (0.04, 0.04, 0.15, "right"), (0.17, 0.03, 0.2, "modest")],
)
def test_who_comes_back_anyway_decides_what_the_gap_says(low, high, campaign, end):
    """By twin worlds: what the box adds to the same people, beside what the two rates say."""
    item = cases.case("low_price_people")
    p = item.defaults()
    p.rate_low, p.rate_high, p.campaign = low, high, campaign
    assert item.end(p) == end
    with_it = came_again(item.emit(p, 3))["family box"]
    p.campaign = 0
    without = came_again(item.emit(p, 3))["family box"]
    assert (with_it - without).loc["high"] == pytest.approx(campaign, abs=0.03)


@pytest.mark.parametrize(
    ("pack", "box", "right"),
    [
        (6, 20, ("box", "clear")),  # brings .62 and 1.18
        (6, 40, ("less", "below")),  # .62 and .59
        (3.4, 22, ("both", "luck")),  # 1.09 and 1.07
        (2.5, 30, ("pack", "clear")),  # 1.49 and .79
    ],
)
def test_monday_turns_with_what_a_customer_costs(pack, box, right):
    issue = cases.load("low_price_people")
    ads = issue.tables.ads_daily.copy()
    ads["cost"] *= ads["plan_id"].map({"trial pack": pack / 6, "family box": box / 20})
    monday = exercises("low_price_people", **(dict(issue.tables) | {"ads_daily": ads})).monday
    assert monday.check(right).status == CORRECT
    assert monday.check((right[0], "rate")).misconception == "the rate as the aim"
    assert monday.check((right[0], "mix")).misconception == "other people as a verdict"
    assert (monday.check(("both", "beyond")).status == CORRECT) == (right[0] != "less")


def test_the_slider_s_border_is_what_a_customer_of_the_box_leaves():
    issue = cases.load("low_price_people")
    heads = (issue.tables.customers["acq_offer"] == "family box").sum()
    ads = issue.tables.ads_daily
    spent = ads.loc[ads["plan_id"] == "family box", "cost"].sum()
    leaves = brought_back(issue.tables)["family box"] * spent / heads
    assert issue.facts()["turns_after"].value == pytest.approx(leaves)


# --- K05 return above the mean -------------------------------------------------------------


def by_coins(orders, ads):
    """Revenue lost and ad money saved where the ads stopped, against where they went on."""
    late = ads[(ads["date"] >= "2025-09-15") & (ads["cost"] > 0)]
    off = set(ads["keyword_or_audience"]) - set(late["keyword_or_audience"])
    sides = [orders["region"].isin(off), orders["ts_order"] >= "2025-09-15"]
    revenue = orders.groupby(sides)["paid_amount"].sum()
    sides = [ads["keyword_or_audience"].isin(off), ads["date"] >= "2025-09-15"]
    cost = ads.groupby(sides)["cost"].sum()
    return tuple(
        (table[False, True] - table[False, False]) - (table[True, True] - table[True, False])
        for table in (revenue, cost)
    )


def test_the_card_is_answered_as_a_number():
    """For 100 credited yuan the published ads add 140, and the fifteen coins say 141."""
    issue = cases.load("roi_above_mean")
    orders, ads = issue.tables.orders, issue.tables.ads_daily
    early = ads[ads["date"] < "2025-09-15"]
    credited = early["revenue"].sum() / early["cost"].sum()
    assert 100 * issue.truth / credited == pytest.approx(140, abs=0.5)
    lost, saved = by_coins(orders, ads)
    words = issue.words()
    assert words["of_100"] == f"{100 * lost / saved / credited:.0f}" == "141"
    assert float(words["of_100_low"]) < 140 < float(words["of_100_high"])


def search_where_ads_stopped(tables):
    """Revenue by natural search: its growth where ads stopped ÷ its growth elsewhere."""
    late = tables.ads_daily[tables.ads_daily["date"] >= "2025-09-15"]
    cost = late.groupby("keyword_or_audience")["cost"].sum()
    search = tables.orders[tables.orders["channel"] == "natural search"]
    sides = [search["region"].isin(cost.index[cost == 0]), search["ts_order"] >= "2025-09-15"]
    revenue = search.groupby(sides)["paid_amount"].sum()
    return revenue[True, True] / revenue[True, False] / revenue[False, True] * revenue[False, False]


@pytest.mark.parametrize(
    ("anyway", "later", "end"), [(0.4, 0.0, "rosy"), (0.3, 0.3, "right"), (0.1, 0.5, "modest")]
)
def test_search_shows_whether_more_would_have_come_anyway_or_came_later(anyway, later, end):
    """By hand: search has .8 of what comes without ads; ads are credited .22 x 3.5 = .77 of it."""
    item = cases.case("roi_above_mean")
    p = item.defaults()
    p.anyway, p.later = anyway, later
    assert item.end(p) == end
    tables = item.emit(p, 5)
    by_hand = 0.8 / (0.8 + 0.77 * (later - anyway))
    assert search_where_ads_stopped(tables) == pytest.approx(by_hand, rel=0.12)
    lost, saved = by_coins(tables.orders, tables.ads_daily)
    assert lost / saved == pytest.approx(3.5 * (1 + later - anyway), abs=0.45)


def books(margin):
    """Books of a shop that keeps this share of its revenue before ads."""
    costs = {"refund": 0.08, "platform_fee": 0.05, "shipping": 0.06, "packaging": 0.01}
    lines = {"revenue": 1} | {name: -share for name, share in costs.items()}
    lines |= {"cogs": margin - 0.8, "ads": -0.2, "labour": -0.1}
    return pd.DataFrame({"line": list(lines), "amount": [1e6 * x for x in lines.values()]})


@pytest.mark.parametrize(
    ("margin", "right"),
    [
        (0.18, ("cut", "below")),  # break-even 5.56, the coins say 4.55 to 5.31
        (0.20, ("keep", "inside")),  # 5.00
        (0.23, ("keep", "next_below")),  # 4.35; a next yuan adds 3.41 to 3.99
        (0.27, ("raise", "next_inside")),  # 3.70
        (0.35, ("double", "next_above")),  # 2.86
    ],
)
def test_monday_turns_with_the_margin_at_the_average_and_at_the_next_yuan(margin, right):
    tables = cases.load("roi_above_mean").tables
    monday = exercises("roi_above_mean", **(dict(tables) | {"pnl_lines": books(margin)})).monday
    assert monday.check(right).status == CORRECT
    if right[1].startswith("next"):
        assert (
            monday.check((right[0], "above")).misconception == "the average yuan for the next one"
        )
    assert monday.check((right[0], "mean")).misconception == "the credited return"
    assert monday.check((right[0], "credit")).misconception == "never believed"


def test_the_slider_s_border_is_where_a_next_yuan_earns_itself():
    """The coins' 4.93 x .75 = 3.70 yuan: a margin of 1 / 3.70 = 27%."""
    issue = cases.load("roi_above_mean")
    lost, saved = by_coins(issue.tables.orders, issue.tables.ads_daily)
    assert issue.words()["next_from"] == f"{4 / 3 * saved / lost:.0%}" == "27%"


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


def buyers_of_a_hundred(tables):
    """By entrance, from the sixteen weeks: followers and new people, by each door."""
    before = tables.traffic_daily[tables.traffic_daily["date"] < "2025-06-23"]
    sums = before.groupby("entrance")[["uv", "payers"]].sum()
    return 100 * sums["payers"] / sums["uv"], sums["uv"]


def test_who_comes_lifts_the_ads_as_published():
    """Followers are 20 of 100 visits by videos and 55 by ads, and buy more by either door."""
    issue = cases.load("content_traffic")
    rate, visits = buyers_of_a_hundred(issue.tables)
    gaps = [rate[f"videos, {who}"] - rate[f"ads, {who}"] for who in ("followers", "new people")]
    assert min(gaps) > 9 > 7.5 > issue.naive.estimate  # each more than the averages say
    shares = visits.groupby(lambda entrance: entrance.split(",")[0]).sum()
    followers = [visits[f"{door}, followers"] / shares[door] for door in ("videos", "ads")]
    assert followers == pytest.approx([0.2, 0.55], abs=0.01)
    assert issue.end == issue.found[0] == "modest"


@pytest.mark.parametrize(
    ("videos", "ads", "end"), [(0.7, 0.1, "rosy"), (0.3, 0.3, "right"), (0.2, 0.55, "modest")]
)
def test_only_who_comes_decides_how_the_same_door_looks(videos, ads, end):
    """A door that adds nothing, or 7 points, to followers (10) and new people (2): by hand."""
    item = cases.case("content_traffic")
    p = item.defaults()
    p.followers, p.new, p.fans_content, p.fans_paid = 0.1, 0.02, videos, ads
    for p.effect in (0, 0.07):
        averages = 8 * (videos - ads) + 100 * p.effect
        assert item.expected(p).naive == pytest.approx(averages)
        assert item.end(p) == end


@pytest.mark.parametrize(
    ("video", "click", "right"),
    [
        (1500, 1.5, ("move", "cheaper")),  # an extra buyer costs about 19, by ads 30
        (2400, 1.5, ("part", "unsure")),  # about 30
        (4500, 1.5, ("leave", "dearer")),  # about 56
        (4000, 2.5, ("less", "both")),  # by ads 50, and an order leaves 35
        (9000, 2.5, ("less", "both")),
        (2700, 2.5, ("part", "cheaper")),  # about 34
    ],
)
def test_monday_turns_with_what_videos_and_clicks_cost(video, click, right):
    issue = cases.load("content_traffic")
    table = issue.tables.traffic_daily.copy()
    paid = table["paid_flag"]
    factor = {True: click / 1.5, False: video / 1500}
    table["cost"] *= paid.map(factor)
    tables = dict(issue.tables) | {"traffic_daily": table}
    monday = exercises("content_traffic", **tables).monday
    assert monday.check(right).status == CORRECT
    if right[0] == "less":  # which of the two is cheaper doesn't say that neither pays
        assert monday.check(("less", "cheaper")).status != CORRECT
    assert monday.check((right[0], "average")).misconception == "decided by averages"
    assert monday.check((right[0], "conversion")).misconception == "decided by conversion"


def test_the_slider_s_border_is_where_an_extra_buyer_costs_as_much_as_one_by_ads():
    """By hand: added buyers a day, each at what one costs by ads (less than an order leaves)."""
    issue = cases.load("content_traffic")
    days = issue.tables.traffic_daily.merge(issue.tables.calendar, on="date")
    late = days[(days["date"] >= "2025-06-23") & (days["channel"] == "content")]
    buyers = late.groupby(late["own_event"].notna())["payers"].sum() / 28
    before = days[(days["date"] < "2025-06-23") & days["paid_flag"]]
    by_ads = before["cost"].sum() / before["payers"].sum()
    assert by_ads < 35
    turns = by_ads * (buyers[True] - buyers[False])
    assert issue.facts()["turns"].value == pytest.approx(turns, abs=10)
