"""Members, groups, friends, rings and incidents: read plainly; and gone without their cause."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ecomlab.estimates import difference_of_means
from ecomlab.shop import Shop, World
from ecomlab.shop.customers import TIERS, tier
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit, emit_truth
from ecomlab.shop.evening import known
from ecomlab.shop.parts.friends import BROUGHT, OF_RING

DAYS = 731
PROGRAMME = "2025-02-01"  # the membership has benefits from here on
SILVER, NEAR = 350, 80  # yuan
MADE = ("orders", "shipments", "customers", "referrals", "groups", "traffic_daily", "article_daily",
        "calendar")  # fmt: skip
TROUBLES = World().facts["trouble"]


def two_years(facts=None, change=None, from_=None, tables=MADE):
    """The shop's two years, of which some tables are made; ``log``: the engine's orders."""
    shop = Shop(World(facts=facts), noise=1)
    decided = shop.history(DAYS)
    if change:
        date = from_ or min(decided)
        decided = decided | {date: decided.get(date, {}) | change}
    engine = shop.engine(decided, DAYS).run(0, DAYS)
    record, every = Record(engine), STRETCH | WHOLE
    made = {name: every[name] for name in tables}
    end = pd.Timestamp(shop.world.date(DAYS)).tz_localize(shop.world.zone)
    return SimpleNamespace(
        engine=engine, log=engine.orders.columns(), truth=emit_truth(made, record),
        **known(emit(made, record), end),
    )  # fmt: skip


@pytest.fixture(scope="module")
def usual():
    return two_years()


def paid(run):
    """Paid orders with the days since the customer's first one."""
    orders = run.orders[run.orders["ts_pay"].notna()]
    first = orders.groupby("customer_id")["ts_order"].transform("min")
    return orders.assign(first=first, age=(orders["ts_order"] - first).dt.days)


# 5.3 Segments: cohorts that fade, tiers that fill


def again_by_age(run):
    """Orders of 30 days per 1,000 customers who have been there so long, by age."""
    orders = paid(run)
    start = orders["first"].min()
    joined = (orders.drop_duplicates("customer_id")["first"] - start).dt.days
    later = orders[orders["age"] > 0]["age"] // 30
    months = np.arange(20)
    there = np.array([(joined + 30 * (month + 1) <= DAYS).sum() for month in months])
    return 1000 * np.bincount(later, minlength=21)[:20] / there


def fading(run):
    """Of what customers order in months 4 to 6, what they order in months 13 to 18."""
    rate = again_by_age(run)
    return rate[12:18].mean() / rate[3:6].mean()


def test_who_has_been_there_for_long_orders_less(usual):
    rate = again_by_age(usual)
    assert fading(usual) < 0.62
    assert rate[1] > 1.5 * rate[4] > 2 * rate[16]


@pytest.mark.verify
def test_who_has_been_there_for_long_orders_less_gone():
    assert fading(two_years({"customers.lasts": 0.0}, tables=("orders",))) > 0.8


def tiers(run):
    people = run.engine.people
    spent = people.spent[: people.count][people.orders[: people.count] > 0]
    place = tier(spent, run.engine.plan.tier_from)
    return np.bincount(place, minlength=len(TIERS)) / len(place)


def test_tiers_fill(usual):
    none, silver, gold, diamond = tiers(usual)
    assert 0.72 < none < 0.84
    assert 0.10 < silver < 0.20
    assert 0.03 < gold < 0.08
    assert 0.008 < diamond < 0.025


@pytest.mark.verify
def test_tiers_fill_gone():
    high = dict(zip(("silver", "gold", "diamond"), (1000, 3000, 8000), strict=True))
    change = {f"membership.from.{name}": amount for name, amount in high.items()}
    assert tiers(two_years(change=change, tables=("orders",)))[2:].max() < 0.001


def at_the_border(run):
    """How many more come back within 90 days just above silver's border: estimate, half-width.

    Of those whose first order is of the programme's time; a straight line on each side.
    """
    orders = paid(run)
    again = orders.loc[(orders["age"] > 0) & (orders["age"] <= 90), "customer_id"]
    first = orders.drop_duplicates("customer_id")
    last = first["first"].max() - pd.Timedelta(days=90)
    zone = first["first"].dt.tz
    first = first[(first["first"] >= pd.Timestamp(PROGRAMME, tz=zone)) & (first["first"] < last)]
    first = first[(first["paid_amount"] - SILVER).abs() < NEAR]
    z = (first["paid_amount"].to_numpy() - SILVER) / NEAR
    y = first["customer_id"].isin(again).to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(z)), z, z >= 0, z * (z >= 0)])
    inverse = np.linalg.inv(x.T @ x)
    found = inverse @ (x.T @ y)
    scores = x * (y - x @ found)[:, None]
    return found[2], 1.96 * np.sqrt((inverse @ (scores.T @ scores) @ inverse)[2, 2])


def test_just_above_the_border_more_come_back(usual):
    step, reach = at_the_border(usual)
    assert step - reach > 0.02
    assert usual.log.upgraded.sum() > 4000


@pytest.mark.verify
def test_just_above_the_border_more_come_back_gone(usual):
    """And the twins, who differ in the pack alone, say what it does: as the step does."""
    none = two_years(change={"membership.pack_from": "none"}, from_=PROGRAMME, tables=("orders",))
    step, reach = at_the_border(none)
    assert step - reach < 0.01
    packed = set(usual.log.key[usual.log.upgraded & (usual.log.person >= 0)].tolist())

    def soon(run):
        orders = paid(run)
        first = orders.drop_duplicates("customer_id").set_index("customer_id")["paid_amount"]
        first = first[first.between(SILVER, SILVER + NEAR)].index
        mine = orders[orders["customer_id"].isin(first) & orders["customer_id"].isin(packed)]
        mine = mine[mine["first"] >= pd.Timestamp(PROGRAMME, tz=mine["first"].dt.tz)]
        return mine[mine["age"].between(1, 90)]["customer_id"].nunique(), mine

    with_, mine = soon(usual)
    true = (with_ - soon(none)[0]) / mine["customer_id"].nunique()
    found, width = at_the_border(usual)
    assert 0.03 < true < 0.15
    assert abs(found - true) < width + 0.02


# 5.6 Community: groups, friends, a ring


def later_orders(run):
    """Orders after the first, by customer; whether in the groups, and by a card in the parcel."""
    orders = paid(run)
    count = orders.groupby("customer_id").size() - 1
    people = run.customers.set_index("customer_id")
    return people.assign(later=count)[["later", "in_private_domain", "invited_to_groups"]]


def test_groups_buy_more_often_but_not_as_much_more_as_it_seems(usual):
    """Members order 1.8 times as much; the cards, which went by lot, say a fifth more."""
    people = later_orders(usual)
    mean = people.groupby("in_private_domain")["later"].mean()
    assert mean[True] > 1.6 * mean[False]
    card, none = (people[people["invited_to_groups"] == it] for it in (True, False))
    effect = difference_of_means(card["later"], none["later"])
    joined = card["in_private_domain"].mean() - none["in_private_domain"].mean()
    assert effect.low > 0
    assert 0.27 < joined < 0.33
    assert effect.estimate / joined < 0.5 * (mean[True] - mean[False])


@pytest.mark.verify
def test_groups_buy_more_often_but_not_as_much_more_as_it_seems_gone():
    people = later_orders(two_years({"customers.groups.buys": 1.0}, tables=("orders", "customers")))
    card, none = (people[people["invited_to_groups"] == it] for it in (True, False))
    effect = difference_of_means(card["later"], none["later"])
    assert effect.low < 0.003
    assert people.groupby("in_private_domain")["later"].mean().diff().iloc[-1] > 0.08


def test_some_friends_would_have_come_anyway(usual):
    truth = usual.truth["referrals"]
    assert 0.03 < len(truth) / len(usual.customers) < 0.08
    assert 0.30 < truth["brought"].mean() < 0.55
    sent = usual.referrals["reward_cost"].notna()
    assert usual.referrals["rewarded_at"].notna().eq(sent).all()
    assert (usual.referrals.loc[sent, "reward_cost"] == 10).all()


@pytest.mark.verify
def test_some_friends_would_have_come_anyway_gone(usual):
    """Without a reward nobody has a link; who was brought is not there, and the others are."""
    none = two_years(change={"community.reward": 0}, tables=("orders", "customers", "referrals"))
    assert not len(none.referrals)
    log, there = usual.log, set(none.customers["customer_id"])
    mine = log.referrer >= 0

    def still(kind):
        return np.mean([key in there for key in log.key[mine & (log.brought == kind)].tolist()])

    assert still(BROUGHT) == 0
    assert still(OF_RING) == 0
    assert still(0) > 0.95


def crowded(run):
    """Customers brought by a link whose address and card many others have, too."""
    people = run.customers[run.customers["customer_id"].isin(run.referrals["referee_id"])]
    size = people.groupby(["address_id", "card_id"])["customer_id"].transform("size")
    return set(people.loc[size >= 2, "customer_id"])


def test_a_ring_shares_homes_and_cards(usual):
    """Homes alone accuse offices and families; with cards only the ring is left."""
    ring = usual.truth["customers"].set_index("customer_id")["ring"]
    ring = set(ring[ring].index)
    found = crowded(usual)
    assert 70 < len(ring) < 120
    assert found <= ring
    assert len(found & ring) > 0.7 * len(ring)
    homes = usual.customers.groupby("address_id")["customer_id"].transform("size")
    many = usual.customers[homes >= 5]
    assert many["customer_id"].isin(ring).mean() < 0.5
    paid_out = usual.referrals.groupby(usual.referrals["referee_id"].isin(ring))[
        "reward_cost"
    ].sum()
    assert paid_out[True] < 0.04 * paid_out.sum()


@pytest.mark.verify
def test_a_ring_shares_homes_and_cards_gone(usual):
    none = two_years({"ring.accounts": 0}, tables=("orders", "customers", "referrals"))
    assert not crowded(none)
    ring = usual.truth["customers"].loc[usual.truth["customers"]["ring"], "customer_id"]
    assert not none.customers["customer_id"].isin(ring).any()


def test_groups_fill_and_save_their_members_money(usual):
    groups, orders = usual.groups, usual.orders
    mine = orders[orders["group_id"].notna() & orders["ts_pay"].notna()]
    sizes = mine.groupby("group_id").size()
    closed = groups[groups["closed_at"].notna()].set_index("group_id")
    assert (sizes.reindex(closed.index) == closed["joined"].astype("int64")).all()
    assert (closed["success"] == (closed["joined"] == closed["size_needed"])).all()
    assert 0.3 < closed["success"].mean() < 0.7
    assert mine["coupon_id"].notna().mean() < 0.2
    assert (mine["discount"] > 0).all()


@pytest.mark.verify
def test_groups_fill_and_save_their_members_money_gone(usual):
    """Most of their orders would have been placed anyway, on the same day at the full price."""
    none = two_years(change={"community.group_off": 0.0}, tables=("orders", "groups"))
    assert not len(none.groups)
    assert none.orders["group_id"].isna().all()
    log, other = usual.log, none.log
    there = set(zip(other.key[other.paid].tolist(), other.day[other.paid].tolist(), strict=True))
    mine = log.group >= 0
    pairs = zip(log.key[mine].tolist(), log.day[mine].tolist(), strict=True)
    anyway = np.mean([pair in there for pair in pairs])
    assert 0.6 < anyway < 0.85
    assert 0 < log.paid.sum() - other.paid.sum() < 0.03 * log.paid.sum()


# 6.3 Monitoring: dated incidents


def days_of(run, name):
    """First and last day of an incident, as the list has it."""
    row = run.truth["incidents"].set_index("incident").loc[name]
    return row["start"], row["end"]


def beside(frame, days, value):
    """A daily value on the days, as a ratio to the three weeks before and after."""
    start, end = days
    week = pd.Timedelta(days=21)
    near = frame[(frame["date"] >= start - week) & (frame["date"] <= end + week)]
    during = near["date"].between(start, end)
    return value(near[during]) / value(near[~during])


def test_six_kinds_of_incidents_are_listed(usual):
    listed = usual.truth["incidents"]
    kinds = {"channel", "page", "supplier", "courier", "rival", "tracking", "checkout"}
    assert set(listed["cause"]) == kinds
    assert listed["incident"].is_unique
    assert (listed["end"] >= listed["start"]).all()


def seen(run, days):
    """How each trouble shows, on its days."""
    traffic = run.traffic_daily
    content, android = (traffic[traffic[key] == name] for key, name in (
        ("channel", "content"), ("device", "android")))  # fmt: skip
    page = run.article_daily[run.article_daily["sku"] == "TB01"]
    parcels = run.shipments.merge(run.orders[["order_id", "ts_pay"]], on="order_id")
    south = parcels[parcels["region"].isin(["guangdong", "fujian", "guangxi", "hainan"])]
    south = south.assign(date=south["ts_pay"].dt.normalize())

    def a_day(column):
        return lambda frame: frame.groupby("date")[column].sum().mean()

    return {
        "account_limited": beside(content, days["account_limited"], a_day("uv")),
        "wrong_main_picture": beside(
            page, days["wrong_main_picture"], lambda f: f["addcart"].sum() / f["uv"].sum()
        ),
        "typhoon": beside(south, days["typhoon"], lambda f: f["actual_h"].mean()),
        "counter_after_an_update": beside(
            android, days["counter_after_an_update"],
            lambda f: f["uv"].sum() / f["clicks"].sum(),
        ),
        "its money": beside(
            android, days["counter_after_an_update"],
            lambda f: f["payers"].sum() / f["clicks"].sum(),
        ),
    }  # fmt: skip


def all_days(run):
    return {row["name"]: days_of(run, row["name"]) for row in TROUBLES}


def test_troubles_show_in_daily_tables(usual):
    found = seen(usual, all_days(usual))
    assert found["account_limited"] < 0.6
    assert found["wrong_main_picture"] < 0.5
    assert found["typhoon"] > 1.5
    assert found["counter_after_an_update"] == pytest.approx(0.45, abs=0.03)
    assert 0.75 < found["its money"] < 1.25


@pytest.mark.verify
def test_troubles_show_in_daily_tables_gone(usual):
    """And all that was before the first of them is as it was."""
    none = two_years({"trouble": []})
    found = seen(none, all_days(usual))
    assert 0.75 < found["account_limited"] < 1.3
    assert 0.75 < found["wrong_main_picture"] < 1.3
    assert 0.85 < found["typhoon"] < 1.2
    assert found["counter_after_an_update"] == 1
    before = usual.orders["ts_order"] < days_of(usual, "typhoon")[0]
    names = ["order_id", "customer_id", "paid_amount", "ts_order"]
    first = none.orders.loc[none.orders["ts_order"] < days_of(usual, "typhoon")[0], names]
    pd.testing.assert_frame_equal(usual.orders.loc[before, names], first)


@pytest.mark.verify
def test_an_incident_alone_can_be_taken_out():
    """The counter's gap moves no order: with it out, what people did is the same."""
    others = [row for row in TROUBLES if row["cause"] != "tracking"]
    runs = [
        two_years(facts, tables=("orders", "calendar")) for facts in ({"trouble": others}, None)
    ]
    pd.testing.assert_frame_equal(runs[0].orders, runs[1].orders)
    assert len(runs[1].truth["incidents"]) - len(runs[0].truth["incidents"]) == 1
