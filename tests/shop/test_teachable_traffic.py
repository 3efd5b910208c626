"""Paid traffic and regions: each signal is found by a plain reading, and gone without its cause."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.ads import SEARCH, by_lot
from ecomlab.shop.emit import STRETCH, Record
from ecomlab.shop.world import PLANS
from ecomlab.tables import validate

TABLES = (
    "ads_daily", "ads_hourly", "ads_regions", "ad_conversions", "traffic_daily",
    "traffic_regions", "orders", "order_items", "pnl_lines",
)  # fmt: skip
DAY = pd.Timedelta(days=1)
STEPS = (252, 308)  # the days of the eight weeks in which search budgets went by lot


@pytest.fixture(scope="module")
def run():
    """Two years of the shop as it is published."""
    shop = Shop()
    return shop.run(shop.history())


@pytest.fixture(scope="module")
def shipped(run):
    return run[0]


def date(text):
    return pd.Timestamp(text, tz="Asia/Shanghai")


def between(table, first, last):
    return table[table["date"].between(date(first), date(last))]


def without(**facts):
    """A shop in which some facts of the auction, or of the scenario, are others."""
    world = World()
    for name, value in facts.items():
        (world.facts["auction"] if name in world.facts["auction"] else world.facts)[name] = value
    return Shop(world)


def made(engine, *names):
    """Some tables of an engine's days so far."""
    record = Record(engine)
    return [STRETCH[name].make(record) for name in names]


# 2.1 Mix


def live_after_the_rule(traffic):
    """Visitors of live shows beside those of the feed, four weeks after the rule to four before."""
    uv = traffic.groupby(["channel", "date"], observed=True)["uv"].sum().unstack("channel")
    before = uv[date("2024-08-05") : date("2024-09-01")].sum()
    after = uv[date("2024-09-02") : date("2024-09-29")].sum()
    return (after["live"] / before["live"]) / (after["paid_feed"] / before["paid_feed"])


def test_a_new_rule_takes_a_quarter_of_the_live_visitors(shipped):
    assert live_after_the_rule(shipped.traffic_daily) == pytest.approx(0.75, abs=0.06)


@pytest.mark.verify
def test_a_new_rule_takes_a_quarter_of_the_live_visitors_gone():
    engine = Shop(World(facts={"market.rule": []})).engine(days=280).run(0, 280)
    assert live_after_the_rule(*made(engine, "traffic_daily")) > 0.9


def rise_of_click_prices(ads):
    """Cost per click of the feed in November and December: the second year's to the first's."""
    price = {}
    for year in (2024, 2025):
        mine = between(ads[ads["plan_kind"] == "paid_feed"], f"{year}-11-01", f"{year}-12-30")
        price[year] = mine["cost"].sum() / mine["clicks"].sum()
    return price[2025] / price[2024]


def test_clicks_get_dearer(shipped):
    assert 1.1 < rise_of_click_prices(shipped.ads_daily) < 1.35


@pytest.mark.verify
def test_clicks_get_dearer_gone():
    engine = without(rise={}).engine(days=731).run(0, 731)
    assert rise_of_click_prices(*made(engine, "ads_daily")) == pytest.approx(1, abs=0.06)


def price_of_a_piece(orders, items, channel):
    paid = orders.loc[orders["ts_pay"].notna() & (orders["channel"] == channel), "order_id"]
    mine = items[items["order_id"].isin(paid)]
    return (mine["price"] * mine["qty"]).sum() / mine["qty"].sum()


def test_coupon_sites_sell_cheaper_articles_and_search_dearer_ones(shipped):
    links, search = (price_of_a_piece(shipped.orders, shipped.order_items, channel)
                     for channel in ("affiliates", "paid_search"))  # fmt: skip
    assert links < 0.85 * search


@pytest.mark.verify
def test_coupon_sites_sell_cheaper_articles_and_search_dearer_ones_gone():
    engine = without(tastes={}).engine(days=365).run(0, 365)
    orders, items = made(engine, "orders", "order_items")
    links, search = (
        price_of_a_piece(orders, items, name) for name in ("affiliates", "paid_search")
    )
    assert links / search == pytest.approx(1, abs=0.07)


def margins(pnl, channel):
    """Gross margin, and what an order leaves after all that it costs but the ads (yuan)."""
    mine = pnl[(pnl["channel"] == channel) & ~pnl["line"].isin(["ads", "kol"])]
    lines = mine.groupby("line", observed=True)["amount"].sum()
    return 1 + lines["cogs"] / lines["revenue"], lines.sum() / mine["order_id"].nunique()


def test_margins_differ_by_channel(shipped):
    """Cheap articles have the smaller margin, and a parcel costs the same."""
    links, search = (margins(shipped.pnl_lines, name) for name in ("affiliates", "paid_search"))
    assert links[1] < 0.92 * search[1]


@pytest.mark.verify
def test_margins_differ_by_channel_gone():
    engine = without(tastes={}).engine(days=365).run(0, 365)
    (pnl,) = made(engine, "pnl_lines")
    links, search = (margins(pnl, name) for name in ("affiliates", "paid_search"))
    assert links[1] == pytest.approx(search[1], rel=0.12)


# 2.3 Paid plans


def test_there_are_plans_enough_and_they_differ(shipped):
    plans = shipped.ads_daily.groupby("plan_id", observed=True)[["cost", "revenue"]].sum()
    assert len(plans) >= 20
    assert (plans["cost"] > 0).all()
    claimed = plans["revenue"] / plans["cost"]
    assert claimed.max() > 5 * claimed.min()


@pytest.mark.verify
def test_true_returns_of_plans_lie_around_break_even():
    """Each plan off for 200 days, beside the 2.4 that pays for itself."""
    found = []
    for name in World().plans.name:
        lever = f"ads.plan.{name}.share"
        table = Shop(World(scale=2)).truth(lever, 0, days=200, noises=1, progress=False)
        found.append(table.set_index("outcome")["estimate"]["roas"])
    assert sum(roas > 2.4 for roas in found) >= 4
    assert sum(roas < 1.9 for roas in found) >= 6


def price_in_the_war(ads):
    """Cost per click of search on furniture beside kitchen, in the war to six weeks before."""
    cost = {}
    for spell in (("2025-07-14", "2025-08-24"), ("2025-08-25", "2025-10-05")):
        sums = between(ads, *spell).groupby("plan_id", observed=True)[["cost", "clicks"]].sum()
        price = sums["cost"] / sums["clicks"]
        cost[spell] = price["search_furniture"] / price["search_kitchen"]
    before, war = cost.values()
    return war / before


def test_a_bid_war_makes_clicks_dearer(shipped):
    assert price_in_the_war(shipped.ads_daily) > 1.2


@pytest.mark.verify
def test_a_bid_war_makes_clicks_dearer_gone():
    engine = without(bid_war=[]).engine(days=660).run(0, 660)
    assert price_in_the_war(*made(engine, "ads_daily")) == pytest.approx(1, abs=0.15)


def slope_of_price_on_score(ads):
    """By how many per cent a click is dearer when the score is 1% better, within plan and day."""
    mine = ads[(ads["plan_kind"] == "paid_search") & (ads["clicks"] > 0) & (ads["cost"] > 0)]
    logs = pd.DataFrame({
        "price": np.log(mine["cost"] / mine["clicks"]), "score": np.log(mine["quality_score"]),
    })  # fmt: skip
    logs -= logs.groupby([mine["date"], mine["plan_id"]], observed=True).transform("mean")
    return (logs["price"] * logs["score"]).sum() / (logs["score"] ** 2).sum()


def test_a_better_score_makes_clicks_cheaper(shipped):
    assert slope_of_price_on_score(shipped.ads_daily) == pytest.approx(-0.6, abs=0.03)


@pytest.mark.verify
def test_a_better_score_makes_clicks_cheaper_gone():
    engine = without(weight=0).engine(days=120).run(0, 120)
    assert slope_of_price_on_score(*made(engine, "ads_daily")) == pytest.approx(0, abs=0.03)


def evening_to_morning(hours):
    sums = hours.groupby("hour")[["cost", "clicks"]].sum()
    price = sums["cost"] / sums["clicks"]
    return price[[20, 21]].mean() / price[[9, 10]].mean()


def test_clicks_are_dearer_in_the_evening(shipped):
    assert evening_to_morning(shipped.ads_hourly) == pytest.approx(1.4, abs=0.05)


@pytest.mark.verify
def test_clicks_are_dearer_in_the_evening_gone():
    engine = without(hours=[1] * 24).engine(days=120).run(0, 120)
    assert evening_to_morning(*made(engine, "ads_hourly")) == pytest.approx(1, abs=0.06)


def clicks_after_a_stop(shop):
    """Twins: search off for a week and on again; its clicks then, beside never having stopped."""
    dated = {
        "2024-01-01": {}, "2024-02-05": {"ads.paid_search.budget": 0},
        "2024-02-12": {"ads.paid_search.budget": float(shop.world.ads.budget[SEARCH])},
    }  # fmt: skip
    stopped, steady = (shop.engine(decided, 60).run(0, 60) for decided in (dated, None))
    clicks = [np.bincount(log.day[(log.word >= 0) & (log.nth == 0)], minlength=60)
              for log in (engine.sessions.columns() for engine in (stopped, steady))]  # fmt: skip
    return clicks[0][43:46].sum() / clicks[1][43:46].sum()


def test_a_plan_that_was_stopped_learns_anew():
    assert clicks_after_a_stop(Shop(World(scale=3))) < 0.96


@pytest.mark.verify
def test_a_plan_that_was_stopped_learns_anew_gone():
    assert clicks_after_a_stop(without(learning=0)) == pytest.approx(1, abs=0.02)


# 2.4 Response and experiments


def test_budgets_by_lot_are_dealt_out_evenly():
    for week in range(100):
        steps = by_lot((1, 2), 0, 7 * week + 3, "steps", 24)
        assert np.bincount((2 * steps).astype(int)).tolist() == [8, 0, 8, 8]
        assert (steps == by_lot((1, 2), 0, 7 * week + 6, "steps", 24)).all()
        on = [by_lot((1, 2), 2, 7 * w, "weeks", 24) for w in (2 * week, 2 * week + 1)]
        assert sorted(weeks.sum() for weeks in on) == [0, 24]
    assert (by_lot((1, 2), 0, 3, "none", 24) == 1).all()


def steps_by_week(regions, traffic):
    """Orders, cost and factor by week and region of the eight weeks."""
    ads = regions[regions["plan_kind"] == "paid_search"].drop(columns="plan_kind")
    days = traffic.merge(ads, on=["date", "region"])
    day = (days["date"] - date("2024-01-01")).dt.days
    days = days[day.between(STEPS[0], STEPS[1] - 1)].assign(week=day // 7)
    return days.groupby(["week", "region"], observed=True).agg(
        orders=("orders", "sum"), cost=("cost", "sum"), factor=("factor", "first")
    ).reset_index()  # fmt: skip


def lift(weeks):
    """Orders that ads add, as a share of a usual week of the region: value and error."""
    share = weeks.groupby("region", observed=True)["orders"].transform("sum")
    usual = share * weeks.groupby("week")["orders"].transform("sum") / weeks["orders"].sum()
    root = np.sqrt(usual.to_numpy())
    cells = pd.get_dummies(weeks[["week", "region"]].astype(str)).to_numpy(float)
    x = np.column_stack([weeks["factor"] > 0, cells]) * root[:, None]
    y = (weeks["orders"] / usual).to_numpy() * root
    inverse = np.linalg.pinv(x.T @ x)
    slopes = inverse @ x.T @ y
    spread = ((y - x @ slopes) ** 2).sum() / (len(y) - np.linalg.matrix_rank(x))
    return slopes[0], np.sqrt(spread * inverse[0, 0])


def test_paid_search_brings_a_tenth_of_the_revenue_and_more():
    found = Shop(World(scale=2)).truth(
        "ads.paid_search.budget", 0, days=200, noises=2, progress=False
    )
    lost = -found.set_index("outcome")["estimate"]["revenue"]
    assert 0.10 < lost / (2 * Shop().outcome(days=200)["revenue"].sum()) < 0.22


def test_eight_weeks_of_steps_find_what_search_brings(shipped):
    weeks = steps_by_week(shipped.ads_regions, shipped.traffic_regions)
    value, error = lift(weeks)
    assert value / error > 1.96
    assert pytest.approx(value, abs=2.5 * error) == 0.10
    assert weeks.groupby("factor")["cost"].sum()[0.0] == 0


@pytest.mark.verify
def test_eight_weeks_of_steps_find_it_four_times_in_five(seeds):
    found = []
    for noise in range(max(seeds // 4, 24)):
        shop = Shop(noise=noise)
        engine = shop.engine(shop.history(STEPS[1]), STEPS[1]).run(0, STEPS[1])
        value, error = lift(steps_by_week(*made(engine, "ads_regions", "traffic_regions")))
        found.append(value / error > 1.96)
    assert np.mean(found) >= 0.75  # a power of 80%, less luck


@pytest.mark.verify
def test_eight_weeks_of_steps_find_nothing_where_search_brings_nothing():
    """The lot is dealt, but there is no money to deal."""
    shop = Shop()
    history = shop.history(STEPS[1])
    history["2024-01-01"] = {"ads.paid_search.budget": 0.0}
    engine = shop.engine(history, STEPS[1]).run(0, STEPS[1])
    value, error = lift(steps_by_week(*made(engine, "ads_regions", "traffic_regions")))
    assert abs(value) < 3 * error


def test_days_of_much_money_praise_it_for_what_demand_brings(shipped):
    """The naive reading: revenue on spend, by day; the truth is 5 yuan for a yuan at most."""
    spend = shipped.ads_daily[shipped.ads_daily["plan_kind"] == "paid_search"]
    spend = spend.groupby("date")["cost"].sum()
    revenue = shipped.traffic_daily.groupby("date")["revenue"].sum()
    assert np.polyfit(spend, revenue, 1)[0] > 10


def visitors_on_the_first_day_off(regions):
    """Clicks of the feed on the first day of weeks without money, to the day before."""
    feed = regions[regions["plan_kind"] == "paid_feed"]
    feed = feed.groupby("date").agg(clicks=("clicks", "sum"), factor=("factor", "first"))
    first = (feed["factor"] == 0) & (feed["factor"].shift() > 0)
    assert first.sum() >= 2
    return feed["clicks"][first].sum() / feed["clicks"].shift()[first].sum()


def test_the_feed_s_ads_are_remembered(shipped):
    assert 0.5 < visitors_on_the_first_day_off(shipped.ads_regions) < 0.95


@pytest.mark.verify
def test_the_feed_s_ads_are_remembered_gone():
    world = World()
    world.ads.carry[PLANS.index("paid_feed")] = 0
    shop = Shop(world)
    engine = shop.engine(shop.history(670), 670).run(0, 670)
    assert visitors_on_the_first_day_off(*made(engine, "ads_regions")) == 0


def test_regions_without_a_budget_have_no_clicks():
    """Of a plan whose money works on the day; and others are as they were: twins."""
    decided = {"ads.paid_search.regional": "steps"}
    shop = Shop()
    shop.world.ads.carry[:] = 0
    engine, usual = (shop.engine(d, 14).run(0, 14) for d in (decided, None))
    (regions,) = made(engine, "ads_regions")
    none = regions[(regions["plan_kind"] == "paid_search") & (regions["factor"] == 0)]
    assert len(none) == 14 * 8
    assert none[["cost", "clicks"]].eq(0).all(axis=None)
    one, other = (e.sessions.columns() for e in (engine, usual))
    feeds = [s.visitor[(s.plan >= 0) & (s.word < 0) & (s.nth == 0)] for s in (one, other)]
    assert np.isin(feeds[0], feeds[1]).mean() > 0.97  # awareness moves a few


def test_adstock_follows_its_recursion():
    """By hand, in one region: what is left of yesterday's, and today's money by the price."""
    shop = Shop()
    engine, traffic = shop.engine(days=3), None
    by_hand = None
    for day in range(3):
        engine.run(day, day + 1)
        traffic, carry = engine.traffic, shop.world.ads.carry[shop.world.plans.kind]
        spent = engine.daily.columns().outlay[day] / 100
        price = engine.daily.columns().click_price[day]
        if by_hand is not None:
            by_hand = carry[:, None] * by_hand + ((1 - carry) / price)[:, None] * spent
            assert traffic.adstock == pytest.approx(by_hand, abs=0.02)
        by_hand = traffic.adstock


# What ad tools claim


def test_claims_grow_for_a_fortnight(shipped):
    ads = between(shipped.ads_daily, "2025-06-01", "2025-06-15")
    evening = shipped.as_of(532)  # 2025-06-15
    then = between(evening.ads_daily, "2025-06-01", "2025-06-15")
    assert then["same_visit_orders"].sum() == ads["same_visit_orders"].sum()
    assert then["orders"].sum() < ads["orders"].sum()
    assert (ads["orders"] >= ads["same_visit_orders"]).all()
    later = between(shipped.as_of(548).ads_daily, "2025-06-01", "2025-06-15")
    assert later["orders"].sum() == ads["orders"].sum()


@pytest.mark.verify
def test_claims_grow_for_a_fortnight_gone():
    tables, _ = without(window=0).run(days=60)
    assert tables.ads_daily["orders"].sum() == tables.ads_daily["same_visit_orders"].sum()


def test_tools_may_claim_one_order_twice(shipped):
    claims = shipped.ad_conversions
    assert not claims.duplicated(["order_id", "platform"]).any()
    assert claims["order_id"].nunique() < len(claims)
    assert (claims["ts_pay"] - claims["ts_click"] < 16 * DAY).all()
    paid = shipped.orders.set_index("order_id")["paid_amount"]
    assert (paid[claims["order_id"]].to_numpy() == claims["revenue"].to_numpy()).all()
    mine = claims[claims["same_visit"]]
    assert len(mine) == shipped.ads_daily["same_visit_orders"].sum()
    assert mine["revenue"].sum() == pytest.approx(shipped.ads_daily["same_visit_revenue"].sum())


def test_claims_are_the_last_click_of_each_tool_by_hand():
    """From the log of a month, order by order."""
    engine = Shop().engine(days=40).run(0, 40)
    s, o, claims = (log.columns() for log in (engine.sessions, engine.orders, engine.claims))
    kind, tool_of = engine.world.plans.kind, np.array([0, 0, 1, 2, 3, 4])
    frame = pd.DataFrame({"key": s.visitor, "second": s.day.astype(np.int64) * 86400 + s.second,
                          "plan": s.plan})  # fmt: skip
    clicks = frame[frame["plan"] >= 0].assign(tool=lambda t: tool_of[kind[t["plan"]]])
    by_key = dict(tuple(clicks.groupby("key")))
    wanted = set()
    for i in np.flatnonzero(o.paid):
        now = frame["second"][o.session[i]]
        mine = by_key.get(o.key[i])
        if mine is not None:
            mine = mine[(mine["second"] <= now) & (mine["second"] >= now - 15 * 86400)]
            for tool, last in mine.groupby("tool")["second"].max().items():
                wanted.add((int(o.order[i]), int(tool), int(last)))
    found = zip(claims.order, tool_of[kind[claims.plan]], claims.clicked_at, strict=True)
    assert {tuple(map(int, row)) for row in found} == wanted


# The tables agree


def test_new_tables_are_as_the_dictionary_says(shipped):
    for name in ("ads_daily", "ads_hourly", "ads_regions", "ad_conversions", "traffic_regions"):
        validate(shipped[name], name)


@pytest.mark.parametrize("name", ["ads_hourly", "ads_regions"])
def test_hours_and_regions_add_up_to_the_plans(shipped, name):
    by = ["date", "plan_kind"]
    plans = shipped.ads_daily.groupby(by, observed=True)[["clicks", "cost"]].sum().round(2)
    parts = shipped[name].groupby(by, observed=True)[["clicks", "cost"]].sum().round(2)
    assert plans.equals(parts.astype(plans.dtypes))


def test_regions_add_up_to_the_entrances(shipped):
    regions = shipped.traffic_regions.groupby("date")[["uv", "orders", "revenue"]].sum().round(2)
    traffic = shipped.traffic_daily.groupby("date")[["uv", "payers", "revenue"]].sum().round(2)
    assert np.array_equal(regions.to_numpy(), traffic.to_numpy())


def test_what_is_true_of_plans_is_told(run):
    truth = run[1].truth.ads_daily
    assert len(truth) == len(World().plans.name) * 731
    assert truth["reached"].between(0, 1).all()
    war = truth[truth["plan_id"] == "search_furniture"].set_index("date")["click_price"]
    assert war[date("2025-08-25")] / war[date("2025-08-24")] == pytest.approx(1.7, abs=0.15)


def test_the_history_is_what_the_shop_decided():
    shop = Shop()
    assert shop.history()["2024-09-09"] == {"ads.paid_search.regional": "steps"}
    assert "2025-07-07" not in shop.history(days=300)
