"""The tables beside the day loop agree with it and change nothing in it."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, emit
from ecomlab.shop.emit import (
    aims,
    cash,
    community,
    courier,
    listings,
    market,
    media,
    nps,
    office,
    platform,
    ranks,
    rival_voices,
    rivals,
    service,
    survey,
    terms,
    trials,
    voices,
)
from ecomlab.streams import table_hash
from ecomlab.tables import TABLES, columns, validate


@pytest.fixture(scope="module")
def tested():
    """A run in which page B is tested against page A."""
    return Shop(noise=1).run({"page.version": "test"}, days=60)[0]


def test_every_table_of_a_run_is_a_canonical_table(tables, tested):
    made = {**tables, "experiments": tested.experiments}
    assert set(made) <= set(TABLES)
    for name, frame in made.items():
        if len(frame):  # before June nobody pays a deposit
            assert validate(frame, name).equals(frame), name  # dtypes too
        assert set(frame) <= set(columns(name)), name


def test_what_is_declared_of_a_table_is_of_its_columns(run):
    """Each is canonical, says what it is, and waits for, keeps and begins with what it has."""
    tables, report = run
    assert list(emit.TABLES) == list(tables)
    told = {name for name, table in emit.TABLES.items() if table.truth}
    assert told | set(emit.BESIDE) == set(report.truth)
    for name, table in emit.TABLES.items():
        waiting = [column for time, others in table.later.items() for column in (time, *others)]
        named = {*waiting, *table.kept, *([table.starts] if table.starts else [])}
        assert named <= set(tables[name]), name
        assert table.make.__doc__, name
        if table.in_order:
            assert tables[name][table.starts].is_monotonic_increasing, name


def test_without_the_addons_every_other_table_is_the_same(monkeypatch):
    full, report = Shop(noise=4).run(days=15)
    addons = (
        aims, cash, community, courier, listings, market, media, nps, office, platform, ranks,
        rival_voices, rivals, service, survey, terms, trials, voices,
    )  # fmt: skip
    modules = {module.__name__ for module in addons}
    beside = {name for name, table in emit.TABLES.items() if table.make.__module__ in modules}
    for room, name in (("shop", "STRETCH"), ("shop", "WHOLE"), ("evening", "SUMMED")):
        core = {k: v for k, v in getattr(emit, name).items() if k not in beside}
        monkeypatch.setattr(f"ecomlab.shop.{room}.{name}", core)
    bare, bare_report = Shop(noise=4).run(days=15)
    assert len(beside) > 20
    assert set(full) - set(bare) == beside
    assert {n: table_hash(f) for n, f in bare.items()} == {n: table_hash(full[n]) for n in bare}
    assert report.profit == bare_report.profit


def test_reviews_are_of_lines_delivered_before(tables):
    orders = tables.orders.set_index("order_id")
    reviews = tables.reviews
    received = orders["ts_confirm"].fillna(orders["ts_deliver"])  # all of it asked back before
    assert (reviews["ts"] >= received.loc[reviews["order_id"]].array).all()
    lines = pd.MultiIndex.from_frame(tables.order_items[["order_id", "sku"]].astype(str))
    own = pd.MultiIndex.from_frame(reviews[["order_id", "sku"]].astype(str))
    assert own.isin(lines).all()


def test_stars_mislead_where_gifts_are_given(tables):
    """Bought reviews are all five stars, and who had cause writes more often."""
    reviews = tables.reviews[~tables.reviews["is_default"]]
    assert (reviews.loc[reviews["incentivised"], "rating"] == 5).all()
    assert reviews.loc[~reviews["incentivised"], "rating"].mean() < reviews["rating"].mean()
    late = tables.shipments.set_index("order_id").eval("actual_h > promised_h")
    assert late.loc[reviews["order_id"]].mean() > late.mean()


def test_chats_lead_to_the_orders_that_they_say(tables):
    chats = tables.chats
    before = chats[chats["is_presale"]]
    paid = tables.orders.loc[tables.orders["ts_pay"].notna()]
    pairs = before[before["paid"]].merge(paid, on="customer_id")
    near = pairs[(pairs["ts_order"] - pairs["ts"]).between("0s", "20min")]
    assert sorted(near["chat_id"]) == before.loc[before["paid"], "chat_id"].tolist()
    assert (near["amount"] == near["paid_amount"]).all()
    assert (before["paid"] <= before["ordered"]).all()
    assert 0.03 < len(before) / len(tables.sessions) < 0.07


def test_scores_are_of_the_last_180_days(tables):
    scores = tables.dsr_daily
    assert len(scores) == len(tables.calendar)
    assert scores["description_score"].iloc[-1] == round(tables.reviews["rating"].mean(), 2)
    done = tables.returns["inspected_at"].notna().sum()
    bought = tables.orders["ts_pay"].notna().sum()
    assert scores["refund_rate"].iloc[-1] == pytest.approx(done / bought, abs=1e-4)


def test_experiments_are_the_visits_under_test(tables, tested):
    trial = tested.experiments.query("experiment == 'page_version'")
    assert trial["session_id"].tolist() == tested.sessions["session_id"].tolist()
    assert (trial["arm"].to_numpy() == tested.sessions["page_version"].to_numpy()).all()
    paid = tested.orders["ts_pay"].notna()
    assert trial["converted"].sum() == paid.sum()
    assert trial["revenue"].sum() == pytest.approx(tested.orders["paid_amount"].sum())
    assert trial.groupby("unit_id")["arm"].nunique().eq(1).all()
    assert np.corrcoef(trial["pre_metric"], trial["converted"])[0, 1] > 0.03


def test_a_survey_says_more_than_it_means(tables):
    """More say yes than would pay, and the panel is young: weights give the market's ages."""
    survey = tables.survey[tables.survey["frame"] == "panel"]
    price = tables.sku["price"].iloc[1]
    assert survey["says_would_pay"].mean() > (survey["wtp"] >= price).mean() + 0.1
    weighted = survey.groupby("age", observed=True)["weight"].sum() / survey["weight"].sum()
    assert weighted["18-24"] == pytest.approx(0.18, abs=0.04)
    assert (survey["age"] == "18-24").mean() > 0.33


def test_rivals_sell_less_at_a_higher_price(tables):
    rivals = tables.competitors
    assert rivals["date"].dt.day_of_week.eq(0).all()
    price = np.log(rivals["price"].groupby(rivals["item_id"]).shift())  # of the week sold in
    sold = np.log1p(rivals["units_7d"]).where(price.notna())
    category = rivals["sku"].astype(str).map(tables.sku.set_index("sku")["category"].astype(str))
    for by in 5 * [rivals["item_id"], [category, rivals["date"]]]:
        price -= price.groupby(by).transform("mean")
        sold -= sold.groupby(by).transform("mean")
    known = price.notna()
    assert -2.5 < np.polyfit(price[known], sold[known], 1)[0] < -0.8
    shares = rivals[["natural_share", "paid_share", "content_share"]]
    assert shares.sum(axis=1).round(6).eq(1).all()
    assert (shares >= 0).all(axis=None)


def test_the_long_tail_has_more_searches_per_listing_and_pays_better(tables):
    words = tables.keywords.groupby("word_type", observed=True)
    sums = words[["search_index", "clicks", "payers", "n_listings"]].sum()
    tail, core = sums.loc["long_tail"], sums.loc["core"]
    assert tail["search_index"] < core["search_index"]
    assert tail["search_index"] / tail["n_listings"] > core["search_index"] / core["n_listings"]
    assert tail["payers"] / tail["clicks"] > 2 * core["payers"] / core["clicks"]


def test_what_nobody_can_measure_is_empty(tables):
    traffic, touches = tables.traffic_daily, tables.touches
    assert traffic["impressions"].isna().equals(traffic["entrance"] == "direct")
    assert touches["opened"].isna().equals(touches["channel"] == "sms")


def test_unpaid_orders_are_closed_after_three_days(tables):
    for seen in (tables, tables.as_of(60)):
        end = seen.calendar["date"].iloc[-1] + pd.Timedelta(days=1)
        orders = seen.orders[seen.orders["ts_pay"].isna()]
        old = end - orders["ts_order"] > pd.Timedelta(days=3)
        assert (orders["status"] == np.where(old, "closed", "waiting")).all()
        assert 0 < old.sum() < len(old)


def test_live_minutes_and_posts_add_up_to_their_channels(tables):
    traffic = tables.traffic_daily.groupby(["entrance", "date"], observed=True)
    sums = traffic[["clicks", "payers", "revenue", "cost"]].sum().round(2)
    posts = tables.post_daily.groupby("date")[["clicks", "orders", "revenue", "cost"]].sum()
    assert (posts.round(2).to_numpy() == sums.loc["post"].to_numpy()).all()
    live = tables.live_minutes.groupby("date")[["product_clicks", "orders", "revenue"]].sum()
    assert (live.round(2).to_numpy() == sums.loc["live_room"].iloc[:, :3].to_numpy()).all()
    people = tables.creators
    assert people["fee"].sum() == pytest.approx(tables.content_posts["cost"].sum())
    assert people["orders"].sum() == tables.content_posts["orders"].sum()
    assert (people.loc[~people["accepted"], "posts"] == 0).all()


def test_referred_newcomers_came_after_who_is_said_to_bring_them(tables):
    first = tables.customers.set_index("customer_id")["first_order_at"]
    brought = tables.referrals
    assert len(brought)
    assert (first.loc[brought["referrer_id"]].array < first.loc[brought["referee_id"]].array).all()
    assert brought["ts"].tolist() == first.loc[brought["referee_id"]].tolist()
    actions = tables.shares_checkins
    private = tables.customers.set_index("customer_id")["in_private_domain"]
    assert private.loc[actions["customer_id"]].all()
    assert (actions["ts"] > first.loc[actions["customer_id"]].array).all()


def test_groups_are_filled_by_other_orders_of_the_day_after(tables):
    groups = tables.groups
    assert (groups["success"] == (groups["joined"] == groups["size_needed"])).all()
    assert 0.1 < groups["success"].mean() < 0.9
    full = groups[groups["success"]].iloc[0]
    orders = tables.orders[tables.orders["ts_pay"].notna()]
    mine = tables.order_items.loc[tables.order_items["sku"] == full["sku"], "order_id"]
    wait = orders.loc[orders["order_id"].isin(mine), "ts_order"] - full["opened_at"]
    others = wait.between(pd.Timedelta(0), pd.Timedelta(days=1), inclusive="right").sum()
    assert 1 + others >= full["size_needed"]
