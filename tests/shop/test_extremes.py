"""Extreme shops run to sane tables, impossible ones are refused; nothing leaves its bounds."""

import time

import numpy as np
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.shop import Decisions, Shop, World
from ecomlab.shop.stock import allocate
from ecomlab.shop.world import PLANS, ROLES
from ecomlab.streams import table_hash
from ecomlab.tables import TABLES, columns, validate

ARTICLES = len(World().sku.name)
NO_STOCK = {"stock.cover_days": 0} | {f"stock.safety_days.{role}": 0 for role in ROLES}


def check_sane(tables, report):
    """Within the bounds that ``tables.toml`` gives, and agreeing to the cent."""
    for name, frame in tables.items():
        assert set(frame) <= set(columns(name)), name
        for column in TABLES[name].columns:
            if column.name in frame:
                check_bounds(frame[column.name], column)
    assert np.isfinite(report.profit)
    paid = tables.orders.dropna(subset="ts_pay")
    pnl = tables.pnl_lines
    revenue = cents(pnl.loc[pnl["line"] == "revenue", "amount"]).sum()
    items = tables.order_items[tables.order_items["order_id"].isin(paid["order_id"])]
    amount = cents(items["price"]) * items["qty"] - cents(items["discount"])
    assert revenue == cents(paid["paid_amount"]).sum() == amount.sum()
    assert cents(pnl["amount"]).sum() == round(100 * report.profit)
    assert items["qty"].sum() == tables.inventory_daily["sales"].sum()
    stock = tables.inventory_daily
    moved = stock["received"] + stock["put_back"] - stock["sales"]
    by_article = stock.assign(moved=moved).groupby("sku", observed=True)
    last, first = by_article["on_hand"].last(), by_article["on_hand"].first()
    later = by_article["moved"].sum() - by_article["moved"].first()
    assert (last - first == later).all()


def check_bounds(values, column):
    assert column.empty or values.notna().all(), column
    if column.minimum is not None:
        assert (values.dropna() >= column.minimum).all(), column
    if column.maximum is not None:
        assert (values.dropna() <= column.maximum).all(), column


def cents(values):
    return np.round(np.asarray(values, dtype=float) * 100).astype(np.int64)


@pytest.mark.parametrize(
    "changes",
    [
        {f"ads.{plan}.budget": 0 for plan in PLANS},
        {f"ads.{plan}.budget": 0 for plan in PLANS} | NO_STOCK | {"service.agents": 0},
        {"price.CH01": 0.01},
        {"price.CH01": 1e6},
        {"price.CH01": 1e6, "promo.sku.CH01": 0.95, "membership.discount.silver": 0.95},
        {"ads.paid_feed.budget": 1e7},
        {"promo.new_year_goods.discount": 0.95, "crm.coupon": 5000, "crm.threshold": 0},
        {"promo.gift.cost": 1e4, "promo.gift.threshold": 0, "promo.deposit.amount": 1e4},
        {"membership.from.silver": 0, "membership.discount.silver": 0.95, "crm.days": 1},
        {"stock.policy": "fixed_lot", "stock.forecast": "demand", "supply.second_share": 1},
        {"stock.policy": "none"} | NO_STOCK,
        {"shipping.courier": "express", "shipping.warehouse": "front", "returns.grading": False},
        {"page.version": "test", "page.size_help": True, "crm.contact": "none"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_extreme_decisions_run(changes):
    check_sane(*Shop(noise=1).run(changes, days=40))


@pytest.mark.parametrize("price", [0.01, 1e6])
def test_one_price_for_all(price):
    """For a cent everything goes until the shelf is empty; for a million nothing does."""
    prices = {f"price.{name}": price for name in World().sku.name}
    tables, report = Shop(noise=1).run(prices, days=20)
    check_sane(tables, report)
    if price > 1:
        assert not len(tables.orders)
    else:
        wanted = report.truth.inventory_daily["demand"].sum()
        assert wanted > 1.1 * tables.inventory_daily["sales"].sum()


def test_a_price_of_nothing_is_refused():
    for price in (0, -1, 2e6, float("nan")):
        with pytest.raises(InputError, match=r"price.CH01 is .*number from 0.01 to 1e\+06"):
            Decisions(World(), {"price.CH01": price})


@pytest.mark.parametrize(
    ("world", "days"),
    [
        ({"scale": 0.001}, 30),
        ({"scale": 1}, 1),
        ({"scale": 100}, 2),
        ({"articles": 1}, 45),
        ({"articles": 3}, 45),
        ({"articles": 41}, 20),
        ({"articles": 10_000, "scale": 0.2}, 3),
        ({"shocks": [("2024-01-05", "2024-01-07", 100)]}, 30),
        ({"shocks": [("2024-01-05", "2024-01-07", 0)]}, 30),
        ({"shocks": [("2023-01-05", "2030-01-07", 100)], "articles": 1, "scale": 0.01}, 10),
    ],
    ids=str,
)
def test_extreme_worlds_run(world, days):
    tables, report = Shop(World(**world)).run(days=days)
    check_sane(tables, report)
    assert len(tables.calendar) == days
    assert len(tables.sku) == world.get("articles", ARTICLES)


@pytest.mark.verify
def test_ten_thousand_articles_take_seconds():
    start = time.perf_counter()
    tables, report = Shop(World(articles=10_000)).run(days=90)
    assert time.perf_counter() - start < 20
    check_sane(tables, report)


@pytest.mark.verify
@pytest.mark.parametrize("articles", [1, ARTICLES, 2000])
def test_tables_of_extreme_shops_validate(articles):
    world = World(articles=articles, shocks=[("2024-01-05", "2024-01-07", 100)])
    extreme = {"price.CH01": 0.01, "promo.gift.cost": 50, "membership.from.silver": 0} | NO_STOCK
    for name, frame in Shop(world).run(extreme, days=45)[0].items():
        if len(frame):  # nobody tests a page here
            validate(frame, name)


@pytest.mark.verify
def test_a_spike_in_a_large_world_runs():
    viral = World(scale=20, shocks=[("2024-01-03", "2024-01-03", 100)])
    check_sane(*Shop(viral).run(days=10))


def test_a_spike_empties_the_shelf():
    """400 times as many come on those days, but what is sold is what was there."""
    viral = World(shocks=[("2024-01-05", "2024-01-06", 400)])
    calm, wild = (Shop(world).run(days=12)[0] for world in (World(), viral))
    day = [t.sessions["ts"].dt.day for t in (calm, wild)]
    assert (day[1] <= 4).sum() == (day[0] <= 4).sum()
    assert ((day[1] == 5) | (day[1] == 6)).sum() > 20 * ((day[0] == 5) | (day[0] == 6)).sum()
    shelf = wild.inventory_daily
    of = shelf["date"].dt.day == 6
    on_sale = wild.sku.set_index("sku")["launch_date"] <= wild.calendar["date"].iloc[0]
    of &= shelf["sku"].map(on_sale).astype(bool)
    assert shelf.loc[of, "stockout_flag"].mean() > 0.3  # who finds slow pages buys less
    assert wild.as_of(4).orders.equals(calm.as_of(4).orders)


def test_without_stock_kept_the_shop_orders_what_it_sells():
    """Cover 0, safety 0: the smallest lots, and more sold out."""
    lean, usual = (Shop(noise=1).run(changes, 90)[0] for changes in (NO_STOCK, None))
    assert len(lean.inbound) > len(usual.inbound)
    empty = [t.inventory_daily["stockout_flag"].mean() for t in (lean, usual)]
    assert empty[0] > 2 * empty[1]


def test_the_scenarios_own_articles_are_the_default():
    worlds = World(), World(articles=ARTICLES)
    one, two = ({n: table_hash(f) for n, f in Shop(w).run(days=5)[0].items()} for w in worlds)
    assert one == two


def test_larger_assortments_share_the_demand():
    """Variants draw less and less; the first articles stay what they are."""
    small, large = World(), World(articles=1000)
    assert large.sku.name[:ARTICLES] == small.sku.name
    assert (large.sku.price[:ARTICLES] == small.sku.price).all()
    assert len(set(large.sku.name)) == len(set(large.sku.title)) == 1000
    assert large.sku.draw.sum() == pytest.approx(small.sku.draw.sum(), rel=0.02)
    assert (large.sku.price > large.sku.cost).all()
    assert (large.sku.list_price >= large.sku.price).all()
    chairs = large.sku.draw[::ARTICLES]
    rank = np.log(np.arange(1, len(chairs) + 1))
    assert np.polyfit(rank, np.log(chairs), 1)[0] == pytest.approx(-1, abs=0.05)
    assert World(articles=500).sku.price.tolist() == large.sku.price[:500].tolist()
    sessions = [len(Shop(world).run(days=10)[0].sessions) for world in (small, large)]
    assert sessions[1] == pytest.approx(sessions[0], rel=0.1)


@pytest.mark.parametrize(
    ("world", "message"),
    [
        ({"articles": 0}, "Choose 1 to 10,000"),
        ({"articles": 10_001}, "Choose 1 to 10,000"),
        ({"articles": 2.5}, "whole number"),
        ({"scale": 1e6}, "Choose a smaller scale"),
        ({"scale": 1000, "shocks": [("2024-01-05", "2024-01-06", 100)]}, "smaller factor"),
        ({"shocks": [("2024-01-05", "2024-01-06", -1)]}, "number from 0"),
        ({"shocks": [("2024-01-06", "2024-01-05", 2)]}, "Exchange them"),
        ({"shocks": [("2024-01-05", 2)]}, "Give first date, last date and factor"),
        ({"scale": 3, "shocks": [("2024-01-05", "2024-01-06", 50)] * 2}, "smaller factor"),
        ({"shocks": [("soon", "2024-01-05", 2)]}, "soon"),
    ],
)
def test_impossible_worlds_are_refused(world, message):
    with pytest.raises(InputError, match=message):
        World(**world)


def test_a_wrong_key_among_thousands_gets_a_short_answer():
    with pytest.raises(ChoiceError, match="did you mean 'price.CH01-0") as refused:
        Decisions(World(articles=10_000), {"price.CH01-007": 1})
    assert len(str(refused.value)) < 2000


def test_no_days_is_refused():
    for days in (0, -1, 1.5, "ten"):
        with pytest.raises(InputError):
            Shop().run(days=days)


def test_the_last_pieces_go_to_the_first_in_line():
    """Against one buyer after another, in plain Python."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        sku, wanted = rng.integers(0, 4, 30), rng.integers(1, 4, 30)
        stock = rng.integers(0, 20, 4)
        left, expected = stock.copy(), []
        for s, n in zip(sku, wanted, strict=True):
            expected.append(min(n, left[s]))
            left[s] -= expected[-1]
        assert allocate(sku, wanted, stock).tolist() == expected
