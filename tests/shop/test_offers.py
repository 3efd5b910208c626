"""Promotions, members, returns and stock: each decision acts on whom it should, and no one else."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.shop import Decisions, Shop, World
from ecomlab.shop.emit import STRETCH, Record, emit
from ecomlab.shop.offers import Offers
from ecomlab.shop.outcome import order_profit
from ecomlab.streams import table_hash

EVERYTHING = {
    "2024-01-01": {
        "promo.gift.cost": 9, "promo.gift.quota": 4, "promo.deposit.amount": 20,
        "promo.deposit.value": 40, "membership.from.silver": 50, "membership.discount.silver": 0.08,
        "membership.express_from": "gold", "returns.minor": "restock", "returns.as_new": "scrap",
        "supply.second_share": 0.6, "returns.insurance": "shop", "money.vat": "general",
        "price.test": "weeks",
    },
    "2024-01-12": {"promo.sku.CH01": 0.2, "promo.gift.channel": "live"},
    "2024-01-21": {"promo.sku.CH01": 0, "membership.from.silver": 80, "stock.policy": "none"},
}  # fmt: skip
PLAIN = {  # nothing else
    "promo.threshold.off": 0, "crm.contact": "none", "service.review_gifts": 0,
    "community.group_off": 0, "community.reward": 0,
}  # fmt: skip


def hashes(tables):
    return {name: table_hash(frame) for name, frame in tables.items()}


def cents(values):
    return np.round(np.asarray(values, dtype=float) * 100).astype(np.int64)


def buyers(tables, sku=None):
    orders = tables.orders[tables.orders["ts_pay"].notna()]
    if sku:
        lines = tables.order_items[tables.order_items["sku"] == sku]
        orders = orders[orders["order_id"].isin(lines["order_id"])]
    return set(orders["customer_id"])


@pytest.fixture(scope="module")
def shop():
    return Shop(World(scale=4), noise=2)


@pytest.fixture(scope="module")
def usual():
    return hashes(Shop(noise=3).run(days=25)[0])


@pytest.fixture(scope="module")
def two_months(shop):
    """The status quo, for 60 days; nobody changes it."""
    return shop.run(days=60)[0]


@pytest.fixture(scope="module")
def all_offers():
    """60 days with everything on offer; nobody changes it."""
    return Shop(noise=5).run(EVERYTHING, 60)[0]


@pytest.mark.parametrize(
    "idle",
    [
        {"promo.gift.threshold": 1, "promo.gift.quota": 3, "promo.gift.channel": "live"},
        {"promo.deposit.value": 500},
        {"promo.mid_year_618.take_part": False},
        {"membership.express_from": "diamond", "membership.discount.diamond": 0.5},
        {"membership.pack_cost": 9},
        {"promo.sku.CH01": 0, "returns.as_new": "restock", "stock.policy": "order_up_to"},
    ],
)
def test_what_is_not_offered_changes_nothing(idle, usual):
    assert hashes(Shop(noise=3).run(idle, 25)[0]) == usual


def test_a_discount_on_one_article_wins_its_buyers(shop):
    """The same people, on the first day: nobody leaves, and the others' prices stay."""
    base, _ = shop.run(PLAIN, 1)
    cheap, _ = shop.run(PLAIN | {"promo.sku.CH01": 0.3}, 1)
    assert buyers(base, "CH01") < buyers(cheap, "CH01")
    prices = cheap.inventory_daily.set_index("sku")["price"] / base.sku.set_index("sku")["price"]
    prices = prices.dropna()  # of what is on sale
    assert prices["CH01"] == pytest.approx(0.7)
    assert (prices.drop("CH01") == 1).all()


def test_a_dated_discount_is_in_prices_calendar_and_promos(shop):
    dated = {"2024-01-11": {"promo.sku.TE01": 0.5}, "2024-01-14": {"promo.sku.TE01": 0}}
    tables, _ = shop.run(dated, 20)
    shelf = tables.inventory_daily
    price = shelf.loc[shelf["sku"] == "TE01", "price"].to_numpy()
    # 899 yuan; new_year_goods is 6% off from the 12th on
    assert price[9:14].tolist() == [899, 449.5, 422.53, 422.53, 845.06]
    own = tables.calendar["own_event"]
    assert np.flatnonzero(own == "discount").tolist() == [10, 11, 12]
    row = tables.promos.set_index("type").loc["sku_discount"]
    assert (str(row["start"].date()), str(row["end"].date())) == ("2024-01-11", "2024-01-13")
    assert row["promo_id"] == "TE01_2024-01-11"
    assert row["reduction"] == 0.5


def test_gifts_win_orders_and_cost_what_they_cost(shop):
    base, _ = shop.run(PLAIN, 1)
    tables, report = shop.run(PLAIN | {"promo.gift.cost": 40}, 1)
    assert buyers(base) < buyers(tables)
    orders = tables.orders[tables.orders["ts_pay"].notna()]
    given = tables.pnl_lines[(tables.pnl_lines["line"] == "other")].dropna(subset="order_id")
    given = given[given["amount"] < 0]  # what was taken back gives its gift back
    assert (given["amount"] == -40).all()
    assert set(given["order_id"]) == set(orders.loc[orders["paid_amount"] >= 199, "order_id"])
    taken = orders.loc[orders["ts_cancel"].notna(), "order_id"]
    back = 40 * given["order_id"].isin(taken).sum()
    assert report.total("other") == given["amount"].sum() + back


def test_gifts_of_a_quota_go_to_the_first_and_of_a_channel_to_its_visitors(shop):
    few = PLAIN | {
        "promo.gift.cost": 40,
        "promo.gift.quota": 1,
        "promo.gift.channel": "paid_search",
    }
    tables, _ = shop.run(few, 20)
    given = tables.pnl_lines[tables.pnl_lines["line"] == "other"].dropna(subset="order_id")
    given = given[given["amount"] < 0]
    assert set(given["channel"]) == {"paid_search"}
    a_day = given.groupby("date").size()
    assert 1 < a_day.max() <= 4  # one a day, four times as many people
    row = tables.promos.set_index("type").loc["gift"]
    assert (row["quota"], row["channel"], row["gift_cost"]) == (4, "paid_search", 40)
    large = tables.orders[tables.orders["paid_amount"] >= 199].dropna(subset="ts_pay")
    large = large[large["channel"] == "paid_search"]
    first = large.groupby(large["ts_order"].dt.normalize())["order_id"].min()
    assert (first.loc[a_day.index] == given.groupby("date")["order_id"].min()).all()


def offers(**plan):
    plan = {"gift": 900, "gift_from": 19900, "gift_quota": 0, "gift_channel": -1} | plan
    plan |= {"deposit": 0, "deposit_value": 0}
    return Offers(World(), SimpleNamespace(**plan))


def test_a_gift_is_for_orders_from_the_threshold_on():
    """An order of exactly 199.00 gets it; one of a cent less doesn't."""
    amount = np.array([19899, 19900, 19901])
    assert offers().gifts(amount, np.zeros(3, int)).tolist() == [False, True, True]
    assert not offers(gift=0).gifts(amount, np.zeros(3, int)).any()


def test_a_quota_is_given_away_to_its_last_piece():
    wanted = np.array([True, False, True, True, True])
    assert offers(gift_quota=3).in_time(wanted).tolist() == [True, False, True, True, False]
    assert offers(gift_quota=1).in_time(wanted).tolist() == [True, False, False, False, False]
    assert offers(gift_quota=0).in_time(wanted).tolist() == wanted.tolist()


def test_on_a_busy_day_all_of_a_quota_is_given_away(shop):
    """Two a day at four times as many people are eight: on no day more, on the best all of them."""
    few = PLAIN | {"promo.gift.cost": 40, "promo.gift.threshold": 50, "promo.gift.quota": 2}
    lines = shop.run(few, 8)[0].pnl_lines
    given = lines[lines["line"] == "other"].dropna(subset="order_id")
    given = given[given["amount"] < 0]
    assert given.groupby("date").size().max() == 8


def test_a_threshold_pulls_only_with_a_reduction_behind_it():
    """Without one, where it lies changes nothing; with one, people add an article to reach it."""
    runs = {
        (off, amount): Shop(noise=3).run(
            {"promo.threshold.off": off, "promo.threshold.amount": amount}, 25
        )[0]
        for off in (0, 20)
        for amount in (299, 1e6)
    }

    def without_promos(tables):
        return {name: hash for name, hash in hashes(tables).items() if name != "promos"}

    assert without_promos(runs[0, 299]) == without_promos(runs[0, 1e6])
    lines = {key: len(tables.order_items) / len(tables.orders) for key, tables in runs.items()}
    assert lines[20, 299] > 1.02 * lines[0, 299]


DEPOSIT = {"promo.deposit.amount": 20, "promo.deposit.value": 40}


@pytest.fixture(scope="module")
def presale():
    """170 days with a deposit before 618."""
    return Shop(noise=2).run(PLAIN | DEPOSIT, 170)[0]


def test_deposits_are_paid_before_the_event_and_balances_on_its_first_days(presale):
    deposits = presale.presale_deposits
    assert deposits["ts"].between("2024-05-22", "2024-06-01").all()
    assert set(deposits["event"]) == {"mid_year_618"}
    paid = deposits.dropna(subset="balance_at")
    assert paid["balance_at"].between("2024-06-01", "2024-06-04").all()
    assert 0.75 < len(paid) / len(deposits) < 0.97
    assert paid["order_id"].is_unique


def test_who_paid_a_deposit_gets_its_value_off(presale):
    """20 paid in advance pay 40: 20 yuan off each of these orders, and off no other."""
    items = presale.order_items
    off = pd.Series(cents(items["discount"])).groupby(items["order_id"].to_numpy()).sum()
    advanced = presale.presale_deposits["order_id"].dropna().astype("int64")
    assert (off.loc[advanced] == 2000).all()
    paid = set(presale.orders.dropna(subset="ts_pay")["order_id"])
    assert not (off.drop(advanced)[lambda f: f.index.isin(paid)] > 0).any()
    orders = presale.orders.set_index("order_id").loc[advanced]
    bought = presale.presale_deposits.dropna(subset="order_id")
    assert (orders["customer_id"].to_numpy() == bought["visitor_id"].to_numpy()).all()
    assert (orders["ts_pay"].to_numpy() == bought["balance_at"].to_numpy()).all()


def test_a_deposit_binds(presale):
    """More of those who wait come back than without one."""
    plain = Shop(noise=2).run(PLAIN, 170)[0]
    assert not len(plain.presale_deposits)
    first = [
        run.orders["ts_pay"].between("2024-06-01", "2024-06-04").sum() for run in (plain, presale)
    ]
    assert first[1] > 1.05 * first[0]


def test_an_event_that_the_shop_stays_out_of_has_no_discount_and_fewer_visitors():
    out = {"promo.new_year_goods.take_part": False}
    base, alone = (Shop(noise=2).run(changes, 30)[0] for changes in (None, out))
    days = base.sessions["ts"].between("2024-01-12", "2024-01-21").sum()
    assert alone.sessions["ts"].between("2024-01-12", "2024-01-21").sum() < 0.97 * days
    assert "new_year_goods_2024" not in set(alone.promos["promo_id"])
    shelf = alone.inventory_daily[alone.inventory_daily["sku"] == "CH01"]
    assert (shelf["price"] == 129).all()


def test_members_get_their_price_from_the_tier_of_the_day(shop):
    """Spending less refunds so far, customer by customer, in plain Python."""
    tables, _ = shop.run(
        PLAIN | {"membership.from.silver": 100, "membership.discount.silver": 0.1,
                 "membership.from.gold": 1e6, "membership.express_from": "silver",
                 "shipping.courier": "cheapest"}, 60,
    )  # fmt: skip
    items = tables.order_items
    amount = pd.Series(cents(items["price"]) * items["qty"]).groupby(items["order_id"]).sum()
    off = pd.Series(cents(items["discount"])).groupby(items["order_id"]).sum()
    done = tables.returns.dropna(subset="inspected_at").merge(
        tables.orders[["order_id", "customer_id"]]
    )
    refunds = done.groupby("customer_id")
    courier = tables.shipments.set_index("order_id")["courier"]
    spent, cancelled, members = {}, {}, 0
    for row in tables.orders.itertuples():
        before = spent.get(row.customer_id, 0)
        if row.customer_id in refunds.groups:
            back = refunds.get_group(row.customer_id)
            back = back[back["inspected_at"] < row.ts_order.normalize()]
            before -= cents(back["refund"]).sum()
        for when, amount_back in cancelled.get(row.customer_id, ()):
            before -= amount_back * (when < row.ts_order.normalize())
        member = before >= 10_000
        members += member
        assert off[row.order_id] == (amount[row.order_id] // 10 if member else 0)
        if row.order_id in courier.index:
            assert (courier[row.order_id] == "express") == member
        if not pd.isna(row.ts_pay):
            spent[row.customer_id] = spent.get(row.customer_id, 0) + cents(row.paid_amount)
        if not pd.isna(row.ts_cancel):
            taken = (row.ts_cancel, cents(row.paid_amount))
            cancelled.setdefault(row.customer_id, []).append(taken)
    assert members > 50


def test_benefits_bring_members_back(shop):
    benefits = {}, {"membership.discount.silver": 0.2}, {"membership.express_from": "silver"}
    members = PLAIN | {"membership.from.silver": 100}
    few, cheap, fast = (shop.run(members | benefit, 90)[0] for benefit in benefits)
    again = [
        run.orders.dropna(subset="ts_pay")["customer_id"].duplicated().sum()
        for run in (few, cheap, fast)
    ]
    assert again[1] > 1.1 * again[0]
    assert again[2] > again[0]
    assert cents(fast.shipments["cost"]).mean() > cents(few.shipments["cost"]).mean()


def test_tiers_are_those_of_the_last_day():
    tables, _ = Shop(noise=2).run({"2024-01-20": {"membership.from.silver": 50}}, 30)
    assert (tables.customers["tier"] != "none").mean() > 0.5
    assert (tables.as_of(19).customers["tier"] != "none").mean() < 0.2
    high = {"membership.from.silver": 20_000, "membership.from.gold": 100}
    assert "gold" not in set(Shop(noise=2).run(high, 30)[0].customers["tier"])


def test_returns_go_where_their_grade_is_sent(shop):
    sent = {"returns.as_new": "lucky_bag", "returns.minor": "scrap", "returns.severe": "lucky_bag"}
    tables, _ = shop.run(sent, 40)
    back = tables.returns.dropna(subset="inspected_at")
    went = back.groupby("grade", observed=True)["disposal"].agg(set).to_dict()
    assert went == {grade: {sent[f"returns.{grade}"]} for grade in ("as_new", "minor", "severe")}
    taken = tables.orders.loc[tables.orders["ts_cancel"] < "2024-02-09", "order_id"]
    stayed = tables.order_items.loc[tables.order_items["order_id"].isin(taken), "qty"].sum()
    assert tables.inventory_daily["put_back"].sum() == stayed  # nothing that came back
    lines = tables.order_items.astype({"sku": "str"})
    goods = back.astype({"sku": "str"}).merge(lines, on=["order_id", "sku"])
    share = (goods["recovered_value"] / (goods["cost"] * goods["qty"])).groupby(
        goods["grade"].astype("str")
    ).mean()  # fmt: skip
    assert share.to_dict() == pytest.approx({"as_new": 0.4, "minor": 0, "severe": 0.1}, abs=0.002)


def test_damaged_goods_put_back_are_sent_back(shop, two_months):
    """They are sold again at full value, and return as quality complaints."""
    base = two_months
    bad, _ = shop.run({"returns.minor": "restock", "returns.severe": "restock"}, 60)
    quality = [(t.returns["reason"] == "quality").sum() for t in (base, bad)]
    assert quality[1] > 1.1 * quality[0]
    put_back = [t.inventory_daily["put_back"].sum() for t in (base, bad)]
    assert put_back[1] > 1.15 * put_back[0]


def test_no_reordering_sells_what_there_is(shop):
    tables, _ = shop.run({"stock.policy": "none"}, 60)
    assert not len(tables.inbound)
    assert tables.suppliers["on_time_rate"].isna().all()
    assert tables.inventory_daily["received"].sum() == 0
    assert tables.inventory_daily["stockout_flag"].iloc[-40:].mean() > 0.15


def test_fixed_lots_are_cover_and_no_more(shop, two_months):
    """Ordering up to a level, as in the status quo, adds what is below it."""
    assert shop.decisions()["stock.policy"] == "order_up_to"
    fixed, _ = shop.run({"stock.policy": "fixed_lot"}, 60)
    lots = [t.inbound["lot_size"] for t in (two_months, fixed)]
    assert lots[1].mean() < lots[0].mean()
    assert len(lots[1]) >= len(lots[0])
    assert lots[1].sum() == pytest.approx(lots[0].sum(), rel=0.25)


def test_the_second_supplier_is_dearer_and_better(shop):
    one, two = (shop.run({"supply.second_share": share}, 60)[0].inbound for share in (0, 1))
    pairs = shop.run(days=1)[0].sku.query("category in ['furniture', 'light']")["sku"].astype(str)
    one, two = (lots[lots["sku"].astype(str).isin(pairs)] for lots in (one, two))
    assert set(one["supplier"]) == {"yiwu", "foshan"}
    assert set(two["supplier"]) == {"ningbo"}
    rate = [lots["sample_defects"].sum() / lots["sample_n"].sum() for lots in (one, two)]
    assert rate[1] < 0.7 * rate[0]
    price = [lots.groupby("sku", observed=True)["unit_cost"].mean() for lots in (one, two)]
    assert (price[1] / price[0]).dropna().round(2).eq(1.05).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"returns.minor": "shelf"}, "'restock', 'lucky_bag', 'scrap'"),
        ({"membership.express_from": "bronze"}, "'none', 'silver', 'gold', 'diamond'"),
        ({"membership.discount.bronze": 0.1}, "did you mean 'membership.discount"),
        ({"promo.gift.channel": "lives"}, "did you mean 'live'"),
        ({"stock.policy": "never"}, "'order_up_to', 'fixed_lot', 'none'"),
        ({"promo.sku.CH99": 0.1}, "did you mean 'promo.sku.CH0"),
    ],
)
def test_wrong_choices_are_refused(changes, message):
    with pytest.raises(ChoiceError, match=message):
        Decisions(World(), changes)


@pytest.mark.parametrize(
    ("key", "value", "valid"),
    [
        ("promo.sku.CH01", 1, "0 to 0.95"),
        ("promo.gift.cost", -1, "0 to 10000"),
        ("promo.deposit.amount", float("nan"), "0 to 10000"),
        ("membership.discount.gold", "much", "0 to 0.95"),
        ("membership.from.silver", -5, "0 to 1e\\+07"),
    ],
)
def test_wrong_numbers_are_refused(key, value, valid):
    with pytest.raises(InputError, match=f"{key} is .* Choose a number from {valid}"):
        Decisions(World(), {key: value})


def test_with_all_offers_a_run_seen_earlier_is_the_shorter_run(all_offers):
    short, _ = Shop(noise=5).run(EVERYTHING, 30)
    assert hashes(all_offers.as_of(30)) == hashes(short)
    assert all_offers.promos["type"].nunique() == 5


def test_with_all_offers_stretches_make_the_same_tables():
    shop = Shop(noise=5)
    whole = emit(STRETCH, Record(shop.engine(EVERYTHING, 30).run(0, 30)))
    engine, parts = shop.engine(EVERYTHING, 30), []
    for first, last in ((0, 13), (13, 30)):
        parts.append(emit(STRETCH, Record(engine.run(first, last))))
        engine.clear()
    for name, frame in whole.items():
        joined = pd.concat([part[name] for part in parts], ignore_index=True)
        assert table_hash(joined) == table_hash(frame), name


def test_with_all_offers_profits_of_orders_are_the_pnl(all_offers):
    """What counterfactuals count and what is booked agree, order by order, once returns are in."""
    shop = Shop(noise=5)
    engine = shop.engine(EVERYTHING, 60).run(0, 60)
    o, lines = engine.orders.columns(), engine.lines.columns()
    old = o.paid & (o.day < 35)
    booked = all_offers.pnl_lines.dropna(subset="order_id")
    booked = pd.Series(cents(booked["amount"])).groupby(booked["order_id"].to_numpy()).sum()
    assert (order_profit(shop.world, o, lines)[old] == booked.loc[o.order[old] + 1]).all()
    assert (o.gift[old] > 0).any()
