"""Journeys, devices, incidents and experiments: a plain reading finds them; switched off, not."""

import time

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.experiments import ab_test, factorial_effect, sample_ratio
from ecomlab.errors import ChoiceError
from ecomlab.estimates import difference_of_means, power_of, standardised_difference
from ecomlab.shop import Decisions, Shop, World
from ecomlab.shop.parts import Devices, Journeys, Trials
from ecomlab.shop.world import ENTRANCES, PLANS
from ecomlab.streams import table_hash

LOGS_FROM = pd.Timestamp("2025-10-03", tz="Asia/Shanghai")
ALONE = {f"journeys.{name}": 0 for name in ("view", "cart", "more", "missed")}
NO_TESTS = {f"experiment.{row['name']}": "A" for row in World().facts["experiment"]}


def published(facts=None):
    shop = Shop(World(facts=facts))
    return shop.run(shop.history())


@pytest.fixture(scope="module")
def year():
    return published()


@pytest.fixture(scope="module")
def tables(year):
    return year[0]


def sessions_of(tables):
    """The sessions of the log's days, and whether they ended in a payment."""
    seen = tables.sessions[tables.sessions["ts"] >= LOGS_FROM]
    return seen.assign(paid=seen["session_id"].isin(payers(tables)))


def payers(tables):
    paths = tables.touch_paths
    return set(paths.loc[paths["order_id"].notna(), "session_id"])


# --- 2.6: journeys ------------------------------------------------------------------------------


def test_journeys_have_one_to_six_touches(tables):
    """About half of the orders by one touch, then 22, 13, … per cent."""
    ends = tables.touch_paths.dropna(subset="order_id")
    share = ends["touch"].value_counts(normalize=True).sort_index()
    assert share.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert (share.diff().dropna() < 0).all()
    assert 0.45 < share[1] < 0.62
    assert 0.18 < share[2] < 0.28
    assert 0.09 < share[3] < 0.16
    several = tables.touch_paths.groupby("journey_id")["entrance"].nunique()
    assert (several >= 3).sum() > 10_000


def test_journeys_are_the_sessions_and_end_in_the_orders(tables):
    paths, orders = tables.touch_paths, tables.orders
    logged = paths.iloc[-len(tables.sessions) :].reset_index(drop=True)
    for column in ("session_id", "visitor_id", "ts", "channel", "entrance"):
        assert (logged[column] == tables.sessions[column]).all(), column
    assert len(paths) == tables.traffic_daily["uv"].sum()
    paid = orders.dropna(subset="ts_pay").set_index("order_id")
    ends = paths.dropna(subset="order_id")
    assert set(ends["order_id"]) <= set(paid.index)
    assert ends["order_id"].is_unique
    uncounted = paid[~paid.index.isin(ends["order_id"])]["ts_order"].dt.strftime("%Y-%m-%d")
    gap = next(each for each in World().facts["trouble"] if each["cause"] == "tracking")
    assert uncounted.between(gap["from"], gap["to"]).all()
    assert len(uncounted) > 100
    same = paid.loc[ends["order_id"]]
    assert (same["customer_id"].to_numpy() == ends["visitor_id"].to_numpy()).all()
    assert (same["ts_pay"].to_numpy() == ends["ts_pay"].to_numpy()).all()
    first = pd.Timestamp(gap["from"], tz="Asia/Shanghai")
    journey = paths.groupby("journey_id")
    assert (journey["visitor_id"].nunique() == 1).all()
    assert not ends["journey_id"].duplicated().any()
    assert (paths["session_id"] >= paths["journey_id"]).all()
    before = paths[paths["journey_id"].map(journey["ts"].max()) < first]  # all counted
    size, ends = before.groupby("journey_id").size(), before.dropna(subset="order_id")
    assert (before.groupby("journey_id")["touch"].max() == size).all()
    assert (ends["touch"] == size.loc[ends["journey_id"]].to_numpy()).all()
    assert (before["touch"].eq(1) == before["session_id"].eq(before["journey_id"])).all()
    holes = journey["touch"].max() != journey.size()
    latest = journey["ts"].max()[holes]
    assert (latest >= first).all()
    assert 0 < holes.sum() < 0.02 * len(holes)


def last_click_and_truth(plan, facts=None, days=90):
    """Revenue that last click gives a plan, and what is gone without its budget."""
    shop = Shop(World(facts=facts))
    base = shop.engine(days=days).run(0, days)
    off = shop.outcome({f"ads.{plan}.budget": 0}, days)["revenue"].sum()
    o, entrance = (
        base.orders.columns(),
        dict(
            zip(
                PLANS,
                ("search_ad", "brand_ad", "feed_ad", "post", "live_room", "affiliate_link"),
                strict=True,
            )
        ),
    )
    mine = o.paid & (o.entrance == ENTRANCES.index(entrance[plan]))
    return (o.amount - o.off)[mine].sum() / 100, shop.outcome(days=days)["revenue"].sum() - off


def test_last_click_gives_the_own_name_too_much_and_content_too_little():
    said, true = last_click_and_truth("paid_brand")
    assert said > 5 * abs(true)
    said, true = last_click_and_truth("content")
    assert true > 1.4 * said


@pytest.mark.verify
def test_last_click_gives_the_own_name_too_much_and_content_too_little_gone():
    """Who comes once only is credited to the page that brought them: content gets its due, but
    for those whom it makes search for the name.
    """
    said, true = last_click_and_truth("content")
    alone, true_alone = last_click_and_truth("content", ALONE)
    assert true_alone / alone < 0.75 * true / said
    ends = Shop(World(facts=ALONE)).run(days=60)[0].touch_paths
    assert (ends["touch"] == 1).all()


def test_a_channel_switched_off_takes_its_touches_out_of_the_journeys():
    shop = Shop(World(scale=0.5))
    base, off = (
        shop.run(changes, days=40)[0].touch_paths
        for changes in (None, {"ads.affiliates.budget": 0})
    )
    later = [paths[(paths["touch"] > 1) & (paths["ts"].dt.month == 2)] for paths in (base, off)]
    links = [(paths["entrance"] == "affiliate_link").sum() for paths in later]
    assert links[0] > 0 == links[1]
    first = [
        paths[(paths["touch"] == 1) & (paths["entrance"] == "search_result")]
        for paths in (base, off)
    ]
    came = [set(paths["visitor_id"]) for paths in first]
    assert len(came[0] ^ came[1]) < 0.01 * len(came[0])  # but for shelves, nobody's luck moved


def test_a_journey_ends_in_an_order_only_once_it_is_known():
    tables, _ = Shop(noise=3).run(days=20)
    early = tables.as_of(10).touch_paths
    known = set(tables.as_of(10).orders.dropna(subset="ts_pay")["order_id"])
    assert set(early["order_id"].dropna()) == known


# --- 3.1: devices, hours, load times, a broken step ----------------------------------------------


def load_effect(tables):
    """Share who pay, of pages above 3.5 s less those below 2 s, on one device in one hour."""
    seen = sessions_of(tables)
    seen = seen[(seen["load_ms"] < 2000) | (seen["load_ms"] > 3500)]
    by = [seen["ts"].dt.floor("h"), seen["device"], seen["load_ms"] > 2000]  # busy days sell more
    counts = seen.groupby(by, observed=True)["paid"].agg(["sum", "size"]).unstack(fill_value=0)
    return standardised_difference(
        counts["sum", True], counts["size", True], counts["sum", False], counts["size", False]
    )


def test_slow_pages_sell_less(tables):
    """A tenth of a logit a second: some 0.8 points of 5 between slow and fast pages."""
    found = load_effect(tables)
    assert found.high < 0  # 90 days of logs are just enough
    assert found.low > -0.02
    slow = tables.sessions["load_ms"] > 3500
    assert tables.sessions["bounced"][slow].mean() > tables.sessions["bounced"][~slow].mean() + 0.05


@pytest.mark.verify
def test_slow_pages_sell_less_gone():
    assert load_effect(published({"devices.slow": 0})[0]).holds(0)


def test_devices_and_hours_differ(tables):
    seen = sessions_of(tables)
    rate = seen.groupby("device", observed=True)["paid"].mean()
    assert rate["ios"] > 1.1 * rate["android"]
    load = seen.groupby(["device", seen["ts"].dt.hour], observed=True)["load_ms"].median().unstack()
    assert (load.loc["android"] > load.loc["ios"]).all()
    assert (load[21] > 1.3 * load[4]).all()
    hour = seen["ts"].dt.hour
    night = seen[hour.between(1, 6)]["paid"]
    evening = seen[hour >= 20]["paid"]
    assert difference_of_means(evening, night).low > 0
    newest = seen.groupby(seen["ts"].dt.month)["app_version"].agg(lambda v: v.mode()[0])
    assert newest.astype(float).is_monotonic_increasing
    assert seen["app_version"].isna().eq(seen["device"] == "pc").all()


def incident_gap(tables):
    """Share of paying, of app 9.3 less 9.2 on Android, on the ten days."""
    seen = sessions_of(tables)
    day = seen["ts"].dt.strftime("%Y-%m-%d")
    seen = seen[day.between("2025-11-17", "2025-11-26") & (seen["device"] == "android")]
    new, old = (seen.loc[seen["app_version"] == v, "paid"] for v in ("9.3", "9.2"))
    return difference_of_means(new, old)


def test_one_step_breaks_for_one_version_on_one_device(year):
    assert incident_gap(year[0]).high < -0.015
    truth = year[1].truth.calendar
    assert len(truth) == 10
    assert truth["incident"].unique().tolist() == ["checkout_on_android_9.3"]
    traffic = year[0].traffic_daily.groupby(["date", "device"], observed=True)[
        ["addcart", "payers"]
    ]
    day = traffic.sum().loc[pd.Timestamp("2025-11-22", tz="Asia/Shanghai")]
    rate = day["payers"] / day["addcart"]
    assert rate["android"] < 0.75 * rate["ios"]


@pytest.mark.verify
def test_one_step_breaks_for_one_version_on_one_device_gone():
    gap = incident_gap(published({"incident": []})[0])
    assert gap.high > -0.006


# --- 3.2: experiments ---------------------------------------------------------------------------


def rows_of(tables, name):
    return tables.experiments[tables.experiments["experiment"] == name]


def returned(tables, rows):
    """The test's buyers, and whether they sent something back."""
    paths = tables.touch_paths.dropna(subset="order_id").set_index("session_id")["order_id"]
    bought = rows[rows["converted"]]
    order = bought["session_id"].map(paths)
    return bought.assign(back=order.isin(set(tables.returns["order_id"])))


@pytest.mark.parametrize("name", ["sticky_cart", "trust_badges", "delivery_date"])
def test_winners_win(tables, name):
    rows = rows_of(tables, name)
    assert ab_test(rows[rows["exposed"]], "B", "A").low > 0


def test_nulls_and_the_background_are_about_nothing(tables):
    """Three in twenty may look like something by luck; not by more than three errors."""
    for name in ("video_first", "long_title"):
        found = ab_test(rows_of(tables, name), "B", "A", "converted")
        assert abs(found.value) < 1.6 * (found.high - found.low) / 2
    rows = rows_of(tables, "background_button")
    dark = factorial_effect(rows, {"A": -0.5, "B": 0.5, "C": -0.5, "D": 0.5})
    button = factorial_effect(rows, {"A": -0.5, "B": -0.5, "C": 0.5, "D": 0.5})
    assert abs(dark.value) < 1.6 * (dark.high - dark.low) / 2
    assert button.low > 0


def test_one_loses_and_one_harms_its_guardrail(tables):
    assert ab_test(rows_of(tables, "countdown_popup"), "B", "A").high < 0
    claims = rows_of(tables, "bold_claims")
    assert ab_test(claims, "B", "A").low > 0
    assert ab_test(returned(tables, claims), "B", "A", "back").low > 0.03
    slow = rows_of(tables, "hd_pictures")
    assert ab_test(slow, "B", "A", "bounced").low > 0.02


def test_one_split_is_broken_and_only_one(tables):
    for name, rows in tables.experiments.groupby("experiment", observed=True):
        unit = rows.drop_duplicates("unit_id")
        if name == "shop_notice":
            continue  # dealt by day
        assert (sample_ratio(unit) < 0.001) == (name == "new_landing"), name


def test_one_was_ended_at_the_first_good_look(tables):
    tests = tables.tests.set_index("test")
    peeked = tests.loc["reviews_on_top"]
    days = (peeked["end"] - peeked["start"]).days
    assert 3 <= days < peeked["planned_days"]
    assert ab_test(rows_of(tables, "reviews_on_top"), "B", "A").low > 0
    others = tests.drop("reviews_on_top")
    assert ((others["end"] - others["start"]).dt.days == others["planned_days"]).all()


def test_who_is_not_exposed_dilutes_and_a_day_is_a_unit(tables):
    rows = rows_of(tables, "one_page_checkout")
    all_, seen = ab_test(rows, "B", "A"), ab_test(rows[rows["exposed"]], "B", "A")
    assert seen.low > 0
    assert seen.value > 5 * all_.value
    notice = rows_of(tables, "shop_notice")
    by_day = notice.groupby([notice["unit_id"], "arm"], observed=True)["converted"].mean()
    assert len(by_day) == 28  # one arm a day


def test_the_register_is_the_experiments(year):
    tables, report = year
    tests, rows = tables.tests.set_index("test"), tables.experiments
    span = rows.groupby("experiment", observed=True)["ts"].agg(["min", "max"])
    span = span.drop(index="page_version", errors="ignore")  # a decision, not in the register
    assert set(span.index) == set(tests.index)
    planned = tests.loc[span.index]
    assert (span["min"].dt.normalize().to_numpy() == planned["start"].to_numpy()).all()
    assert (span["max"].to_numpy() < planned["end"].to_numpy()).all()
    assert tests.loc["bold_claims", "shipped"] == "B"
    assert tests.loc["bold_claims", "shipped_at"] >= tests.loc["bold_claims", "end"]
    assert tests.loc[["video_first"], ["shipped", "shipped_at"]].isna().all(axis=None)
    assert set(report.truth.tests["test"]) == set(tests.index)
    paid = rows.drop_duplicates("session_id").set_index("session_id")["converted"]
    assert (paid == paid.index.isin(payers(tables))).all()


def test_a_two_week_page_test_finds_four_tenths_of_a_point():
    """In about four of five tests."""
    rows = Shop().run({"page.version": "test"}, days=140)[0].experiments
    rows = rows[rows["experiment"] == "page_version"]
    rows = rows[rows["ts"] >= pd.Timestamp("2024-05-06", tz="Asia/Shanghai")]
    assert rows["ts"].dt.date.nunique() == 14
    share = rows.loc[rows["arm"] == "A", "converted"].mean()
    assert power_of((rows["arm"] == "B").sum(), share, share + 0.004) > 0.75


def test_what_was_seen_before_explains_something_of_buying(tables):
    rows = rows_of(tables, "sticky_cart")
    assert np.corrcoef(rows["pre_metric"], rows["converted"])[0, 1] > 0.08
    assert abs(ab_test(rows, "B", "A", "pre_metric").value) < 0.1


def test_with_all_at_a_nothing_is_left_of_the_experiments():
    off = Shop(World(scale=0.5)).run(NO_TESTS, days=120)[0]
    never = Shop(World(scale=0.5, facts={"experiment": []})).run(days=120)[0]
    assert not len(off.experiments)
    for name in off:
        assert table_hash(off[name]) == table_hash(never[name]), name


def test_a_lever_is_an_arm_for_all():
    shop = Shop()
    a, b = (shop.outcome({"experiment.sticky_cart": arm}, 40)["orders"].sum() for arm in "AB")
    assert b > 1.04 * a
    with pytest.raises(ChoiceError, match="'test', 'A', 'B'"):
        Decisions(World(), {"experiment.sticky_cart": "C"})


def test_stretches_agree_where_a_test_is_ended_early():
    """What is remembered of an ended test goes from stretch to stretch."""
    world = World(scale=0.3)
    peeked = [row for row in world.facts["experiment"] if row.get("peeked")]
    world.facts["experiment"] = [peeked[0] | {"from": "2024-01-05", "arms": {"B": {"cart": 0.5}}}]
    shop = Shop(world)
    whole = shop.run(days=40)[0].tests
    engine = shop.engine(days=40).run(0, 9).run(9, 40)
    last = engine.trials.ended["reviews_on_top"]
    assert (whole["end"][0] - whole["start"][0]).days == last + 1 - 4 < 28


@pytest.mark.verify
def test_parts_cost_little(monkeypatch):
    """Of a run with its tables: journeys 15%, devices and trials 5% each, and some leeway."""
    spent = dict.fromkeys((Journeys, Devices, Trials), 0.0)

    def timed(part, name):
        call = getattr(part, name)

        def wrapped(*args):
            start = time.process_time()
            found = call(*args)
            spent[part] += time.process_time() - start
            return found

        monkeypatch.setattr(part, name, wrapped)

    for part in spent:
        for name in ("meet", "arrive", "evening"):
            if name in vars(part):
                timed(part, name)
    start = time.process_time()
    Shop().run(days=200)
    total = time.process_time() - start
    assert spent[Journeys] < 0.18 * total
    assert spent[Devices] < 0.07 * total
    assert spent[Trials] < 0.05 * total
