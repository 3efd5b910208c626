"""Cat food and women's fashion: parameters in the tables, money to the cent, speed, what turns."""

import time

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import InputError
from ecomlab.shop import Shop, World
from ecomlab.shop.customers import subscribed
from ecomlab.shop.styles import worn
from ecomlab.streams import table_hash
from tests.shop import other_shops as shops
from tests.shop import test_reconcile as books
from tests.shop.other_shops import PUBLISHED, paid

SECONDS = 60  # CPU, of a year: a few on an idle machine, tables included


@pytest.fixture(scope="module", params=PUBLISHED)
def made(request):
    """The shop, a year of it, and what it took."""
    shop, before = Shop(World(request.param), noise=1), time.process_time()
    tables, report = shop.run(days=shops.DAYS)
    return shop, tables, report, time.process_time() - before


@pytest.fixture(scope="module")
def cat_food():
    return Shop(World("cat_food"), noise=2).run(days=200)


@pytest.fixture(scope="module")
def fashion():
    return Shop(World("fashion_live"), noise=2).run(days=150)


def test_a_year_takes_seconds(made):
    assert made[3] < SECONDS


def test_published_parameters_are_in_the_tables(made):
    """One world; its own variety may move each by one step."""
    shop, tables, _, _ = made
    off = {
        each.name: (each.published, round(found, 4))
        for each in PUBLISHED[shop.world.scenario]
        if not each.by_twins and not each.near(found := each.read(tables), times=2)
    }
    assert off == {}


@pytest.mark.verify
@pytest.mark.parametrize("scenario", PUBLISHED)
def test_published_parameters_are_in_the_tables_of_several_worlds(scenario):
    """Their mean is within the rounding of what was published."""
    mean = shops.read_back(scenario).mean(axis=1)
    off = {
        p.name: (p.published, mean[p.name]) for p in PUBLISHED[scenario] if not p.near(mean[p.name])
    }
    assert off == {}


@pytest.mark.parametrize(
    "check",
    [
        books.test_order_amounts_add_up,
        books.test_items_add_up_to_orders,
        books.test_revenue_lines_are_the_payments,
        books.test_refund_lines_are_the_returns_inspected,
    ],
)
def test_money_agrees_to_the_cent(made, check):
    check(made[1])


def test_the_books_add_up_to_the_report(made):
    _, tables, report, _ = made
    assert round(float(tables.pnl_lines["amount"].sum()), 2) == report.profit


def test_what_was_taken_back_before_it_was_sent_leaves_nothing(made):
    tables = made[1]
    taken = tables.orders[tables.orders["ts_cancel"].notna()]
    assert len(taken)
    assert (taken["refund_amount"] == taken["paid_amount"]).all()
    assert not tables.shipments["order_id"].isin(taken["order_id"]).any()
    assert not tables.returns["order_id"].isin(taken["order_id"]).any()
    left = tables.pnl_lines[tables.pnl_lines["order_id"].isin(taken["order_id"])]
    done = taken[taken["ts_cancel"] < tables.orders["ts_order"].max().normalize()]
    left = left[left["order_id"].isin(done["order_id"])]
    assert books.cents(left["amount"]).sum() == 0


def test_the_shelf_adds_up(made):
    """Yesterday's stock, lots and returns in, sales out; on each day on which it has a row."""
    shelf = made[1].inventory_daily.sort_values(["sku", "date"], kind="stable")
    same = shelf["sku"].eq(shelf["sku"].shift()) & (shelf["date"].diff() == pd.Timedelta(days=1))
    moved = shelf["received"] + shelf["put_back"] - shelf["sales"]
    cleared = shelf["on_hand"].shift() + moved - shelf["on_hand"]
    ends = made[1].sku[["sku", "end_date"]].astype({"sku": str})
    over = shelf["date"] > shelf[["sku"]].astype(str).merge(ends, how="left")["end_date"].array
    assert (cleared[same & ~over] == 0).all()
    assert (shelf["on_hand"] >= 0).all()


def kind(dtype):
    """The type of a column, however its texts are listed."""
    return "category" if isinstance(dtype, pd.CategoricalDtype) else str(dtype)


def test_tables_are_canonical_and_lack_only_what_is_said(made):
    shop, tables, report, _ = made
    usual = Shop(World(scale=0.05)).run(days=2)[0]
    assert set(usual) - set(tables) == {
        "keywords", "search_words", "keyword_months", "category_stats", "market_items",
        "platform_rules", "competitors", "rival_articles", "rival_reviews", "keyword_ranks",
        "titles", "page_blocks", "listings", "reviews", "dsr_daily", "nps", "survey", "population",
        "platform_bill", "erp_docs", "courier_bill", "courier_claims", "payment_terms",
        "opening_balances", "loans",
        "team", "tasks", "compliance_docs", "payouts", "payables", "vat_returns", "bank",
        "cash_ledger", "violations", "experience_daily", "quarter_goals", "risks",
    }  # fmt: skip
    assert set(tables) < set(usual)
    for name, frame in tables.items():
        assert list(frame.columns) == list(usual[name].columns), name
        assert frame.dtypes.map(kind).tolist() == usual[name].dtypes.map(kind).tolist(), name
    assert "subscribes" in report.truth.customers or shop.world.scenario != "cat_food"


@pytest.mark.parametrize("scenario", PUBLISHED)
def test_an_earlier_evening_is_the_shorter_run(scenario):
    shop = Shop(World(scenario), noise=3)
    long, short = (shop.run(days=days)[0] for days in (45, 30))
    earlier = long.as_of(30)
    differ = [name for name in short if table_hash(earlier[name]) != table_hash(short[name])]
    assert differ == []


# Cat food


def test_subscribers_order_when_it_is_due(cat_food):
    tables, report = cat_food
    orders = paid(tables).sort_values(["customer_id", "ts_order"])
    theirs = orders[orders["coupon_id"] == "subscription"]
    days = theirs["ts_order"].dt.normalize().groupby(theirs["customer_id"]).diff().dt.days
    days = days.dropna()
    assert days.isin([28, 35, 42]).mean() > 0.8  # the others left one out, or came in between
    assert len(theirs) > 500
    regular = report.truth.customers.set_index("customer_id")["subscribes"]
    assert theirs["customer_id"].map(regular).all()


def test_subscriptions_cost_what_they_give(cat_food):
    """Five percent of the first article, to the cent, in the order's own reductions."""
    tables, _ = cat_food
    orders = paid(tables)
    theirs = orders[(orders["coupon_id"] == "subscription") & (orders["customer_id"] > 0)]
    items = tables.order_items[tables.order_items["order_id"].isin(theirs["order_id"])]
    off = items.groupby("order_id")["discount"].sum()
    first = items.drop_duplicates("order_id").set_index("order_id")["price"]
    assert np.allclose(off, np.round(0.05 * first, 2), atol=0.0051)


def test_nobody_subscribes_where_it_is_switched_off():
    shop = Shop(World("cat_food", facts={"customers.subscribe": 0}), noise=1)
    tables, _ = shop.run(days=40)
    assert not (tables.orders["coupon_id"] == "subscription").any()
    assert not subscribed(shop.world, shop.seed, np.arange(1000)).any()


# Women's fashion


def test_everybody_buys_in_one_size(fashion):
    tables, _ = fashion
    items = tables.order_items.merge(tables.orders[["order_id", "customer_id"]])
    size = items["sku"].astype("str").str.rpartition("-")[2]
    assert (size.groupby(items["customer_id"]).nunique() == 1).all()
    share = size.value_counts(normalize=True)
    assert share.idxmax() == "M"
    world = World("fashion_live")
    by_key = np.bincount(worn(world, (2026, 2), items["customer_id"].to_numpy()), minlength=5)
    assert (share[["S", "M", "L", "XL", "XXL"]] * len(items)).round().tolist() == by_key.tolist()


def test_first_lots_know_nothing_and_reorders_follow_sales(fashion):
    tables, report = fashion
    lots = shops.lots(tables)
    wanted = report.truth.sku.set_index("sku")["share_of_interest"].rename(index=str)
    lots = lots.assign(wanted=lots["sku"].astype("str").map(wanted))
    first, later = lots[lots["nth"] == 0], lots[lots["nth"] > 0]
    assert abs(first["lot_size"].corr(first["wanted"], "spearman")) < 0.1
    assert later["lot_size"].corr(later["wanted"], "spearman") > 0.3


def test_what_is_left_is_cleared_for_its_cost_less_a_share():
    shop = Shop(World("fashion_live"), noise=2)
    engine = shop.engine(days=120).run(0, 120)
    gone, sku = engine.stock.cleared.columns(), shop.world.sku
    assert len(gone.sku)
    assert (gone.day >= sku.end[gone.sku] + 30).all()
    assert (gone.loss == gone.pieces * np.round(0.7 * sku.cost[gone.sku])).all()
    tables, _ = shop.run(days=120)
    lines = tables.pnl_lines[
        (tables.pnl_lines["line"] == "cogs") & tables.pnl_lines["order_id"].isna()
    ]
    lots = engine.stock.lots.columns()
    more = lots.more[lots.due < 120].sum()
    assert -books.cents(lines["amount"]).sum() == gone.loss.sum() + more


def test_the_premium_follows_the_returns():
    """Half the returns, and a parcel's premium falls with them."""

    def premium(facts):
        tables, _ = Shop(World("fashion_live", facts=facts), noise=1).run(days=100)
        books_ = tables.pnl_lines
        mine = (books_["line"] == "insurance") & (
            books_["date"] > books_["date"].max() - pd.Timedelta(days=20)
        )
        return -books_.loc[mine, "amount"].mean()

    assert premium({"styles.returns": 0.15}) < 0.75 * premium({})


def test_uninsured_the_shop_pays_the_way_back_for_its_own_faults():
    tables, _ = Shop(World("fashion_live"), noise=1).run({"returns.insurance": "none"}, days=60)
    back = tables.returns.dropna(subset="inspected_at")
    faults = back["reason"].isin(["quality", "late", "not_as_described"])
    assert set(back.loc[faults, "handling_cost"]) == {7.7}
    assert set(back.loc[~faults, "handling_cost"]) == {3.2}
    assert (tables.pnl_lines["line"] != "insurance").all()


def test_creators_get_their_share_of_what_is_kept(fashion):
    tables, _ = fashion
    orders = paid(tables)
    rooms = orders[(orders["channel"] == "affiliates") & orders["ts_cancel"].isna()]
    old = rooms[rooms["ts_pay"] < rooms["ts_pay"].max() - pd.Timedelta(days=40)]
    lines = tables.pnl_lines[
        (tables.pnl_lines["line"] == "kol") & tables.pnl_lines["order_id"].notna()
    ]
    due = -lines.groupby(lines["order_id"].astype("int64"))["amount"].sum()
    kept = old.assign(due=old["order_id"].map(due).fillna(0))
    whole = kept[kept["refund_amount"] == 0]
    assert np.allclose(whole["due"], 0.2 * whole["paid_amount"], atol=0.006)


def test_marked_down_styles_are_cheaper_when_they_are_no_longer_new():
    tables, _ = Shop(World("fashion_live"), noise=1).run({"styles.markdown": 0.3}, days=10)
    shelf = tables.inventory_daily.merge(tables.sku[["sku", "price", "launch_date"]], on="sku")
    age = (shelf["date"] - shelf["launch_date"]).dt.days
    times = shelf["price_x"] / shelf["price_y"]
    assert np.allclose(times[(age >= 28) & (shelf["date"].dt.day < 10)], 0.7, atol=0.01)
    assert np.allclose(times[(age >= 0) & (age < 28)], 1.0, atol=0.01)


def test_styles_are_not_counted_by_articles():
    with pytest.raises(InputError, match=r"styles\.a_week"):
        World("fashion_live", articles=10)
    assert len(World("fashion_live", facts={"styles.a_week": 2}).sku.name) == 2 * 5 * 61


@pytest.mark.parametrize("scenario", PUBLISHED)
def test_worlds_are_drawn_and_run(scenario):
    world = World.drawn(5, scenario, scale=0.1)
    assert world.different
    assert (Shop(world).outcome(days=20)["orders"] > 0).any()


def test_a_run_longer_than_its_styles_is_refused():
    with pytest.raises(InputError, match="Choose 371 at most"):
        Shop(World("fashion_live")).run(days=400)


@pytest.mark.verify
def test_the_screen_says_gain_where_returns_say_loss(made):
    shop, tables, _, _ = made
    if shop.world.scenario == "fashion_live":
        assert 1 / (1 - 0.33) < shops.screen_roas(tables) < shops.true_break_even(tables)
    else:
        assert shops.after_promotion(tables) < 0 < shops.from_later_orders(tables)


@pytest.mark.verify
def test_a_message_after_30_days_is_early_for_cats_and_right_for_chairs():
    """With a coupon, before the bag is empty, it pays those who come anyway."""
    later = shops.DECISIONS["cat_food"][0]
    assert min(later.adds("cat_food")) > 0 > max(later.adds(shops.BESIDE))
