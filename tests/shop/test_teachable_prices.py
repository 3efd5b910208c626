"""Lessons 2.7, 3.3, 3.7 and 3.8 find their signals; without its cause each is gone.

Two years of the shop as it was run (its dated history). What is true is a twin run or a truth
table; what is read are three lines of pandas on the tables that a lesson loads.
"""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit, emit_truth
from ecomlab.shop.world import ROLES

DAYS = 731
TESTS = [("2024-07-01", "2024-09-24"), ("2025-02-10", "2025-03-04")]  # no event among their days
CUTS = [("2024-07-22", "2024-08-19", "2024-09-16", "2024-09-23"),
        ("2025-06-23", "2025-07-21", "2025-08-18", "2025-09-15")]  # base, cut, base  # fmt: skip
CHAIRS = ["CH02", "CH03", "CH04", "CH05"]
WANTED = (
    "orders", "order_items", "inventory_daily", "returns", "sessions", "events", "sku",
    "calendar", "promos", "presale_deposits", "pnl_lines", "touches",
)  # fmt: skip


def shop_of(facts=None, noise=1, days=DAYS):
    """The tables that these lessons load, and their truths, of the shop as it was run."""
    shop = Shop(World(facts=facts), noise)
    record = Record(shop.engine(shop.history(days), days).run(0, days))
    wanted = {name: table for name, table in (STRETCH | WHOLE).items() if name in WANTED}
    return emit(wanted, record), emit_truth(wanted, record)


@pytest.fixture(scope="module")
def shown():
    return shop_of()


def articles(table):
    """The table with articles as plain text."""
    return table.assign(sku=table["sku"].astype(str))


def orders_of(change, days, noises=(1, 2)):
    """Paid orders and profit under a decision, over several lucks."""
    runs = [Shop(noise=noise).outcome(change, days) for noise in noises]
    return np.array([[run["orders"].sum(), run["profit"].sum()] for run in runs])


# 3.3: what a price does


def shelf_in_test(tables):
    """Days of the long-tail articles in the price test, with their price beside the usual one."""
    sku = articles(tables["sku"]).set_index("sku")
    shelf = articles(tables["inventory_daily"])
    shelf = shelf[shelf["sku"].map(sku["role"]) == "long_tail"]
    days = [shelf["date"].between(first, last, inclusive="left") for first, last in TESTS]
    shelf = shelf[np.logical_or(*days) & ((shelf["on_hand"] > 0) | (shelf["sales"] > 0))]
    return shelf.assign(times=(shelf["price"] / shelf["sku"].map(sku["price"])).round(2))


def elasticity_of_test(tables):
    """Pieces a day, dear weeks against cheap ones, over all articles, by the log of the price."""
    a_day = shelf_in_test(tables).groupby(["sku", "times"])["sales"].mean().unstack().dropna()
    return np.log(a_day[1.08].sum() / a_day[0.92].sum()) / np.log(1.08 / 0.92)


def elasticity_of_events(tables):
    """The slope of log pieces on log price over days: dear days are days without an event."""
    sku = articles(tables["sku"]).set_index("sku")["price"]
    shelf = articles(tables["inventory_daily"])
    day = shelf.assign(log=np.log(shelf["price"] / shelf["sku"].map(sku))).groupby("date")
    return np.polyfit(day["log"].mean(), np.log(day["sales"].sum()), 1)[0]


def true_elasticity(facts=None):
    """Each long-tail article's price moved alone, on the same people."""
    world, sold = World(facts=facts), np.zeros(2)
    at = np.flatnonzero((world.sku.role == ROLES.index("long_tail")) & world.sku.standing)
    for article in at[:5]:
        for i, times in enumerate((0.92, 1.08)):
            price = round(world.sku.price[article] / 100 * times, 2)
            change = {f"price.{world.sku.name[article]}": price}
            shelf = Shop(world).engine(change, 267).run(0, 267).shelf.columns().sales
            sold[i] += shelf.reshape(267, -1)[182:, article].sum()
    return np.log(sold[1] / sold[0]) / np.log(1.08 / 0.92)


@pytest.fixture(scope="module")
def truth():
    return true_elasticity()


def test_a_price_test_finds_the_elasticity_and_promotions_do_not(shown, truth):
    assert -4 < truth < -2
    assert elasticity_of_test(shown[0]) == pytest.approx(truth, abs=0.7)
    assert elasticity_of_events(shown[0]) < truth - 1  # events bring demand of their own


def test_the_lots_of_the_price_test_are_published(shown):
    rows = shown[0]["promos"].set_index("type").loc["price_test"]
    assert rows["reduction"].tolist() == [0.08, 0.08]
    shelf = shelf_in_test(shown[0])
    a_week = shelf.groupby(["sku", shelf["date"].dt.strftime("%G-%V")])["times"].nunique()
    assert (a_week == 1).all()
    assert set(shelf["times"]) == {0.92, 1.08}
    assert (shelf["times"] == 1.08).mean() == pytest.approx(0.5, abs=0.08)


@pytest.mark.verify
def test_a_price_test_finds_the_elasticity_and_promotions_do_not_gone():
    """Nobody minds the price: the test finds nothing; the events' days still do."""
    facts = {"funnel.price_cart": 0.0, "funnel.price_checkout": 0.0, "funnel.price_order": 0.0,
             "funnel.price_attach": 0.0, "funnel.compare": 0.0}  # fmt: skip
    tables, _ = shop_of(facts)
    assert elasticity_of_test(tables) == pytest.approx(0, abs=0.5)
    assert elasticity_of_events(tables) < -1


def neighbours_of_the_cut(tables):
    """Pieces of other chairs during the cuts on CH01 against before and after, by all others'."""
    shelf = articles(tables["inventory_daily"])
    logs, weights = [], []
    for begins, first, last, ends in CUTS:
        days = shelf[shelf["date"].between(begins, ends, inclusive="left")]
        cut = days["date"].between(first, last, inclusive="left")
        chair, other = days["sku"].isin(CHAIRS), ~days["sku"].str.startswith(("CH", "TB", "PM"))
        sold = [
            days.loc[who & when, "sales"].sum() for who in (chair, other) for when in (cut, ~cut)
        ]
        logs.append(np.log(sold[0] / sold[1]) - np.log(sold[2] / sold[3]))
        weights.append(1 / (1 / sold[0] + 1 / sold[1]))
    return float(np.exp(np.average(logs, weights=weights)))


def test_a_cut_takes_from_its_neighbours(shown):
    assert neighbours_of_the_cut(shown[0]) < 0.95
    names = World().sku.name
    chairs = [names.index(name) for name in CHAIRS[:2]]
    base, cut = (
        np.mean([Shop(noise=noise).engine(change, 60).run(0, 60).shelf.columns().sales
                 .reshape(60, -1)[:, chairs].sum() for noise in (1, 2, 3)])
        for change in ({}, {"promo.sku.CH01": 0.3})
    )  # fmt: skip
    assert 0.5 < cut / base < 0.95


@pytest.mark.verify
def test_a_cut_takes_from_its_neighbours_gone():
    assert neighbours_of_the_cut(shop_of({"funnel.compare": 0.0})[0]) > 0.95


@pytest.mark.parametrize("sku", ["CH01", "TB01", "ST01", "RJ01", "SB01"])
def test_each_price_has_its_best_inside(sku):
    best_price_is_inside(sku)


@pytest.mark.verify
@pytest.mark.parametrize("sku", np.array(World().sku.name)[World().sku.launch < 260].tolist())
def test_every_price_has_its_best_inside(sku):
    best_price_is_inside(sku)


def best_price_is_inside(sku):
    """A third of the price and ten times it earn less than the best between, at the full size."""
    world = World()
    place = world.sku.name.index(sku)
    price, days = world.sku.price[place] / 100, max(int(world.sku.launch[place]), 0) + 60
    earned = {
        times: Shop(world).outcome({f"price.{sku}": round(price * times, 2)}, days)["profit"].sum()
        for times in (0.3, 0.7, 1, 1.5, 10)
    }
    earned[10_000] = Shop(world).outcome({f"price.{sku}": 1e6}, days)["profit"].sum()
    assert max(earned, key=earned.get) not in (0.3, 10, 10_000), earned


# 3.3: coupons and reductions


def test_a_coupon_wins_orders_and_a_large_one_costs_more():
    """Orders rise with its worth; a large one loses, as those who would have come use it too."""
    worths, noises = (0, 15, 50), (1, 2, 3, 4, 5, 6)
    none, usual, large = (orders_of({"crm.coupon": worth}, 150, noises) for worth in worths)
    assert (none[:, 0] < usual[:, 0]).all()
    assert (usual[:, 0] < large[:, 0]).all()
    assert large[:, 1].mean() < usual[:, 1].mean()
    assert large[:, 1].mean() < none[:, 1].mean()


def test_a_coupon_that_no_order_reaches_is_none():
    none, far = (
        orders_of(change, 90, (1,)) for change in ({"crm.coupon": 0}, {"crm.threshold": 1e5})
    )
    assert (none == far).all()


def test_a_threshold_wins_orders_that_reach_it():
    off, usual = (orders_of({"promo.threshold.off": yuan}, 60) for yuan in (0, 20))
    assert (usual[:, 0] > off[:, 0]).all()
    off, far = (orders_of(change, 60, (1,)) for change in
                ({"promo.threshold.off": 0}, {"promo.threshold.amount": 1e6}))  # fmt: skip
    assert (off == far).all()


def added_by_amount(tables):
    """Share of orders with a second article: first articles of 200 to 298 yuan, and the others."""
    items = tables["order_items"]
    first = items.groupby("order_id").head(1).set_index("order_id")
    amount = first["price"] * first["qty"]
    more = items.groupby("order_id").size() > 1
    near = amount.between(200, 298)
    return more[near].mean(), more[amount.between(100, 199)].mean()


# 3.8: what is added to reach a threshold, and comes back


def test_who_is_near_the_threshold_adds_something(shown):
    near, below = added_by_amount(shown[0])
    assert near > 1.15 * below


@pytest.mark.verify
def test_who_is_near_the_threshold_adds_something_gone():
    near, below = added_by_amount(shop_of({"funnel.threshold_pull": 0.0})[0])
    assert near < 1.1 * below


def returned(shown):
    """Order lines of paid orders with what is true of them, and whether they came back."""
    tables, truths = shown
    lines = articles(tables["order_items"]).reset_index(drop=True)
    lines["pulled"] = truths["order_items"]["pulled"].to_numpy()[: len(lines)]
    back = articles(tables["returns"])[["order_id", "sku"]].assign(back=True)
    lines = lines.merge(back, how="left", on=["order_id", "sku"])
    paid = tables["orders"].loc[tables["orders"]["ts_pay"].notna(), "order_id"]
    return lines[lines["order_id"].isin(paid)].assign(back=lambda f: f["back"].notna())


def test_what_was_added_for_the_threshold_comes_back_more_often(shown):
    lines = returned(shown)
    share = lines.groupby("pulled")["back"].mean()
    assert share[True] - share[False] == pytest.approx(0.22, abs=0.05)
    assert lines["pulled"].sum() > 1000
    # What a shop can read: second articles of orders just above the threshold
    amount = (lines["price"] * lines["qty"]).groupby(lines["order_id"]).transform("sum")
    second = lines.groupby("order_id").cumcount() > 0
    above, far = amount.between(299, 340), amount.between(150, 250)
    assert lines[second & above]["back"].mean() > 1.3 * lines[second & far]["back"].mean()


@pytest.mark.verify
def test_what_was_added_for_the_threshold_comes_back_more_often_gone():
    share = returned(shop_of({"funnel.pulled_returns": 0.0})).groupby("pulled")["back"].mean()
    assert share[True] - share[False] == pytest.approx(0, abs=0.04)


# 2.7: campaigns


def funnel_of(tables, first, last):
    """Carts per visit, payments per cart and payments a day, from the first day to the last."""
    events, sessions = (tables[name].loc[lambda f: f["ts"].between(first, last)]
                        for name in ("events", "sessions"))  # fmt: skip
    carts, paid = (int((events["event"] == name).sum()) for name in ("addcart", "pay"))
    days = (pd.Timestamp(last) - pd.Timestamp(first)).days
    return carts / len(sessions), paid / carts, paid / days


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_before_an_event_carts_fill_and_wait(shown, year):
    usual = funnel_of(shown[0], f"{year}-10-07", f"{year}-10-22")
    before = funnel_of(shown[0], f"{year}-10-22", f"{year}-11-01")
    first = funnel_of(shown[0], f"{year}-11-01", f"{year}-11-04")
    after = funnel_of(shown[0], f"{year}-11-12", f"{year}-11-19")
    assert before[0] > 1.2 * usual[0]
    assert before[1] < 0.7 * usual[1]
    assert before[2] < 0.9 * usual[2]
    assert first[2] > 2 * usual[2]
    assert after[2] < 0.9 * usual[2]


@pytest.mark.verify
def test_before_an_event_carts_fill_and_wait_gone():
    facts = {"waiting.share": 0.0, "waiting.wish_list": 0.0, "waiting.after": 0.0}
    tables, _ = shop_of(facts)
    usual = funnel_of(tables, "2024-10-07", "2024-10-22")
    before = funnel_of(tables, "2024-10-22", "2024-11-01")
    assert before[0] == pytest.approx(usual[0], rel=0.1)
    assert before[1] == pytest.approx(usual[1], rel=0.1)
    assert not len(tables["presale_deposits"])


def test_an_event_brings_less_than_its_days_say(shown):
    """Twins: the shop in and out of 618; beside it what its days look like."""
    out, into = (
        orders_of({"promo.mid_year_618.take_part": part}, 175)[:, 0].mean()
        for part in (False, True)
    )
    orders = shown[0]["orders"]["ts_pay"]
    days = orders.between("2024-06-01", "2024-06-19").sum()
    usual = orders.between("2024-05-06", "2024-05-22").sum() / 16 * 18
    assert 0 < into - out < 0.8 * (days - usual)


def test_deposits_are_mostly_followed_by_the_balance(shown):
    deposits = shown[0]["presale_deposits"]
    events = deposits.groupby(["event", deposits["ts"].dt.year], observed=True)
    assert len(events) == 3  # the first half of 2024 had none
    assert events["balance_at"].apply(lambda f: f.notna().mean()).between(0.75, 0.97).all()
    assert len(deposits) > 400


def test_promotions_differ(shown):
    promos = shown[0]["promos"]
    for column in ("type", "reduction", "threshold", "gift_cost", "deposit", "deposit_value",
                   "quota", "channel"):  # fmt: skip
        assert promos[column].nunique(dropna=False) > 1, column
    assert shown[0]["calendar"]["own_event"].nunique() > 1


# 3.7: baskets


def added_to(tables, sku):
    """Of what is added to orders that begin with an article, the share of each other one."""
    items = articles(tables["order_items"])
    first = items.groupby("order_id")["sku"].transform("first")
    added = items[(first == sku) & (items["sku"] != sku)]
    return added["sku"].value_counts(normalize=True), len(added)


def test_companions_are_unequal_and_substitutes_rare(shown):
    tables, truths = shown
    share, n = added_to(tables, "TE02")
    pairs = articles(truths["companions"]).query("sku == 'TE02'")
    strength = pairs.set_index("companion")["strength"]
    assert n > 300
    top = strength.sort_values(ascending=False).index.astype(str).tolist()
    assert share.index[:3].tolist() == top
    for other in ("TE01", "TE03"):  # tents: nobody needs two
        assert share.get(other, 0) < 0.02


@pytest.mark.verify
def test_companions_are_unequal_and_substitutes_rare_gone():
    """With nothing but what is popular, substitutes as welcome as all else."""
    tables, _ = shop_of({"funnel.stray": 1.0, "funnel.substitute": 1.0})
    share, _ = added_to(tables, "TE02")
    assert share.index[0] == "CH01"
    assert share[["TE01", "TE03"]].sum() > 0.03


# Money of an order


def test_freight_insurance_brings_orders_and_returns():
    none, shop = (Shop(noise=1).run({"returns.insurance": who}, 120)[0] for who in ("none", "shop"))
    orders = [int(tables.orders["ts_pay"].notna().sum()) for tables in (none, shop)]
    assert 1 < orders[1] / orders[0] < 1.08
    changed = [(tables.returns["reason"] == "change_of_mind").sum() for tables in (none, shop)]
    assert changed[1] / orders[1] > 1.04 * changed[0] / orders[0]


@pytest.mark.verify
def test_freight_insurance_brings_orders_and_returns_gone():
    world = World(facts={"funnel.insured": 0.0, "funnel.insured_returns": 0.0})
    none, shop = (
        Shop(world).outcome({"returns.insurance": who}, 60)["orders"] for who in ("none", "shop")
    )
    assert none.equals(shop)


def test_some_take_their_order_back(shown):
    orders = shown[0]["orders"]
    paid = orders["ts_pay"].notna()
    assert orders["ts_cancel"].notna().sum() / paid.sum() == pytest.approx(0.03, abs=0.004)


@pytest.mark.verify
def test_some_take_their_order_back_gone():
    tables, _ = shop_of({"funnel.cancelled": 0.0}, days=60)
    assert not tables["orders"]["ts_cancel"].notna().any()
