"""The tables of a run agree with each other, to the cent and to the unit."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.emit.people import AGES, age_on
from ecomlab.tables import day_number


def cents(values):
    return np.round(np.asarray(values, dtype=float) * 100).astype(np.int64)


def line(tables, *names):
    pnl = tables.pnl_lines
    return pnl[pnl["line"].isin(names)]


def paid(tables):
    return tables.orders[tables.orders["ts_pay"].notna()]


def sent(tables):
    """Paid and, as far as is known, not taken back before it was sent."""
    return tables.orders[tables.orders["ts_pay"].notna() & tables.orders["ts_cancel"].isna()]


def test_order_amounts_add_up(tables):
    orders = tables.orders
    asked = cents(orders["list_amount"]) - cents(orders["discount"])
    bought = orders["ts_pay"].notna()
    assert (asked[bought] == cents(orders["paid_amount"])[bought]).all()
    assert (orders.loc[~bought, "paid_amount"] == 0).all()


def test_items_add_up_to_orders(tables):
    items, orders = tables.order_items, paid(tables)
    amount = cents(items["price"]) * items["qty"] - cents(items["discount"])
    by_order = amount.groupby(items["order_id"]).sum()
    assert (by_order[orders["order_id"]].to_numpy() == cents(orders["paid_amount"])).all()
    assert set(by_order.index) == set(tables.orders["order_id"])


def test_revenue_lines_are_the_payments(tables):
    revenue = line(tables, "revenue")
    by_order = pd.Series(cents(revenue["amount"])).groupby(revenue["order_id"].to_numpy()).sum()
    orders = paid(tables)
    assert by_order.index.tolist() == orders["order_id"].tolist()
    assert (by_order.to_numpy() == cents(orders["paid_amount"])).all()


def test_refund_lines_are_the_returns_inspected(tables):
    done = tables.returns[tables.returns["inspected_at"].notna()]
    assert len(done)
    taken = tables.orders[tables.orders["ts_cancel"].notna()]
    refunds = cents(done["refund"]).sum() + cents(taken["paid_amount"]).sum()
    assert -cents(line(tables, "refund")["amount"]).sum() == refunds
    assert cents(tables.orders["refund_amount"]).sum() == refunds
    recovered = cents(done["recovered_value"]) - cents(done["handling_cost"])
    assert cents(line(tables, "returns")["amount"]).sum() == recovered.sum()


def test_the_platforms_fee_is_on_what_is_kept(tables):
    """Five percent of each payment; a refund gives its part back, to the cent."""
    lines = line(tables, "platform_fee")
    fee = pd.Series(-cents(lines["amount"])).groupby(lines["order_id"].to_numpy("int64")).sum()
    orders = paid(tables).set_index("order_id")
    asked, back = cents(orders["paid_amount"]), cents(orders["refund_amount"])
    left = fee.reindex(orders.index, fill_value=0).to_numpy()
    assert (left[back == 0] == np.round(0.05 * asked[back == 0])).all()
    assert (left[back == asked] == 0).all()
    part = (back > 0) & (back < asked)
    assert part.any()
    assert (abs(left - 0.05 * (asked - back)) <= 2).all()


def test_what_was_taken_back_was_never_sent_and_leaves_nothing(tables):
    """Refunds before shipping (发货前退款): no parcel, no return, all its money is undone."""
    taken = tables.orders[tables.orders["ts_cancel"].notna()]
    assert 0.02 < len(taken) / len(paid(tables)) < 0.04
    assert (taken["status"] == "refunded").all()
    assert (taken["ts_cancel"] > taken["ts_pay"]).all()
    assert taken["ts_ship_click"].isna().all()
    for name in ("shipments", "returns", "reviews"):
        if "order_id" in tables[name]:
            assert not tables[name]["order_id"].isin(taken["order_id"]).any()
    booked = tables.pnl_lines[tables.pnl_lines["order_id"].isin(taken["order_id"])]
    assert set(booked["line"]) == {"revenue", "refund", "cogs", "platform_fee", "vat"}
    assert (
        booked.groupby("line", observed=True)["amount"].sum().round(2)[["cogs", "vat"]] == 0
    ).all()
    assert cents(booked["amount"]).sum() == 0


@pytest.mark.parametrize(
    ("payer", "rate", "claimed"), [("small_scale", 0.01, 0), ("general", 0.13, 0.13)]
)
def test_value_added_tax_is_that_of_the_lines(payer, rate, claimed):
    """Line by line: the tax in what is paid, less that in the goods; back with the refund."""
    tables, _ = Shop(noise=1).run({"money.vat": payer}, days=60)
    items = tables.order_items[tables.order_items["order_id"].isin(paid(tables)["order_id"])]
    asked, cost = items["price"] * items["qty"] - items["discount"], items["cost"] * items["qty"]

    def owed(amounts, share):
        return np.round(cents(amounts) * share / (1 + share)).astype(np.int64)

    tax = owed(asked, rate) - owed(cost, claimed)
    taken = items["order_id"].isin(
        tables.orders.loc[tables.orders["ts_cancel"].notna(), "order_id"]
    )
    done = tables.returns.dropna(subset="inspected_at")
    back = owed(done["refund"], rate) - owed(done["recovered_value"], claimed)
    left = tax.sum() - tax[taken.to_numpy()].sum() - back.sum()
    assert left == -cents(line(tables, "vat")["amount"]).sum() > 0


def test_what_is_sold_below_cost_claims_tax_and_gives_the_claim_back():
    """Line by line, in plain Python: input tax stays only on goods that were lost on the way."""
    sold_at = {"price.CH03": 20.0, "price.PM01": 15.0}
    tables, _ = Shop(noise=1).run(sold_at, days=45)
    items = tables.order_items[tables.order_items["order_id"].isin(paid(tables)["order_id"])]
    items = items[items["price"] * items["qty"] - items["discount"] < items["cost"] * items["qty"]]
    taken = set(tables.orders.loc[tables.orders["ts_cancel"].notna(), "order_id"])
    back = tables.returns.dropna(subset="inspected_at").set_index(["order_id", "sku"])
    back = {key: round(row.recovered_value * 100) for key, row in back.iterrows()}
    rows = line(tables, "vat").groupby(["order_id", "sku"], observed=True)["amount"]
    booked, first = (frame.to_dict() for frame in (rows.sum(), rows.first()))
    seen = {"kept": 0, "put back": 0, "lost": 0}
    for row in items.itertuples():
        key, goods = (row.order_id, row.sku), round(row.cost * row.qty * 100)
        asked = round((row.price * row.qty - row.discount) * 100)
        assert first[key] > 0  # more tax in the goods than in the price: a claim
        worth = goods if row.order_id in taken else back.get(key)
        fate = "kept" if worth is None else "put back" if worth == goods else "lost"
        claim = {"kept": goods - asked, "put back": 0, "lost": goods - (worth or 0)}[fate]
        assert booked[key] * 100 == pytest.approx(claim * 0.13 / 1.13, abs=2)
        seen[fate] += 1
    assert min(seen.values()) > 3


def test_freight_insurance_follows_the_returns_of_30_days():
    """Premiums per parcel sent, the same for all parcels of a day; more returns, dearer."""
    tables, _ = Shop(noise=1).run({"returns.insurance": "shop"}, days=90)
    lines = line(tables, "insurance")
    orders = tables.orders.set_index("order_id")
    assert set(lines["order_id"]) == set(orders.index[orders["ts_ship_click"].notna()])
    day = orders["ts_order"].dt.normalize().loc[lines["order_id"]].to_numpy()
    a_day = lines["amount"].groupby(day)
    assert (a_day.nunique() == 1).all()
    assert lines["amount"].between(-2.0, -0.5).all()
    assert a_day.first().nunique() > 10
    assert not len(line(Shop(noise=1).run(days=20)[0], "insurance"))


def test_goods_sold_cost_what_items_cost(tables):
    kept = sent(tables)["order_id"]
    sold = tables.order_items[tables.order_items["order_id"].isin(kept)]
    goods = line(tables, "cogs")
    goods = goods[goods["order_id"].notna()]
    assert -cents(goods["amount"]).sum() == (cents(sold["cost"]) * sold["qty"]).sum()


def test_receipt_of_what_went_back_is_never_confirmed(tables):
    """Order by order, in plain Python; nobody is silent about what went back."""
    orders = tables.orders.set_index("order_id")
    lines = tables.order_items.groupby("order_id").size()
    back = tables.returns.groupby("order_id")["requested_at"].agg(["size", "max"])
    all_of_it = back[back["size"] == lines.loc[back.index]]
    confirmed = orders["ts_confirm"].loc[all_of_it.index].dropna()
    assert len(confirmed) < len(all_of_it) / 2
    assert (confirmed <= all_of_it["max"].loc[confirmed.index]).all()
    quiet = tables.reviews[tables.reviews["is_default"]]
    assert orders["ts_confirm"].loc[quiet["order_id"]].notna().all()
    never = orders.loc[all_of_it.index.difference(confirmed.index)]
    assert set(never["status"]) == {"delivered", "refunded"}


def test_a_newcomers_discount_is_the_orders_own(tables):
    """What the day's prices are below list prices was nobody's gift."""
    brought = tables.referrals.set_index("referee_id")
    first = paid(tables).drop_duplicates("customer_id").set_index("customer_id").loc[brought.index]
    items = tables.order_items.groupby("order_id")["discount"].sum()
    assert (cents(brought["referee_discount"]) == cents(items.loc[first["order_id"]])).all()
    assert (brought["referee_discount"] <= first["discount"]).all()
    assert (brought["referee_discount"] < first["discount"]).mean() > 0.5


def test_lots_above_the_usual_cost_are_in_the_pnl(tables):
    lots = tables.inbound[tables.inbound["accepted"].fillna(False).astype(bool)]
    usual = tables.sku.set_index("sku")["unit_cost"]
    usual = cents(lots["sku"].astype(object).map(usual.rename(index=str)))
    more = (cents(lots["unit_cost"]) - usual) * lots["lot_size"]
    lines = line(tables, "cogs")
    assert -cents(lines.loc[lines["order_id"].isna(), "amount"]).sum() == more.sum() > 0


def test_shipping_is_the_same_in_three_tables(tables):
    orders = tables.orders
    left = orders[orders["ts_ship_click"].notna()]
    assert orders["shipping_cost"].notna().equals(orders["ts_ship_click"].notna())
    booked = line(tables, "shipping")["amount"]  # below 0 the parcels, above 0 what couriers pay
    assert -cents(booked[booked < 0]).sum() == cents(left["shipping_cost"]).sum()
    assert cents(booked[booked > 0]).sum() == cents(tables.courier_claims["amount"]).sum() > 0
    assert tables.shipments["order_id"].tolist() == left["order_id"].tolist()
    assert (cents(tables.shipments["cost"]) == cents(left["shipping_cost"])).all()


def test_advertising_is_the_same_in_four_tables(tables):
    total = cents(tables.ads_daily["cost"]).sum()
    assert total == cents(tables.traffic_daily["cost"]).sum()
    plans = tables.budget[tables.budget["bucket"] == "marketing"]
    assert total == cents(plans["spent"]).sum()
    booked = -cents(line(tables, "ads", "kol")["amount"]).sum()
    assert booked == total + cents(tables.creator_orders["commission"].fillna(0)).sum()


def test_stock_moves_only_by_lots_returns_and_sales(tables):
    stock = tables.inventory_daily.set_index(["sku", "date"]).sort_index()
    before = stock.groupby(level="sku", observed=True)["on_hand"].shift()
    moves = before + stock["received"] + stock["put_back"] - stock["sales"]  # not the oversold
    assert (moves == stock["on_hand"])[before.notna()].all()
    assert (stock["on_hand"] >= 0).all()


def test_sales_are_demand_cut_off_by_the_shelf(run):
    """What no shop sees is kept apart: only the truth knows the demand."""
    tables, report = run
    assert "demand" not in tables.inventory_daily
    stock = tables.inventory_daily.merge(report.truth.inventory_daily, on=["date", "sku"])
    assert len(stock) == len(tables.inventory_daily)
    short = stock["demand"] > stock["sales"]
    out = stock["stockout_flag"]
    assert (out == (short & (stock["on_hand"] == 0))).all()
    assert out.sum() > short.sum() / 3  # a first article takes up to two others of its order along
    assert (stock["demand"] >= stock["sales"]).all()


def test_sales_are_the_items_paid(tables):
    orders = paid(tables).set_index("order_id")
    items = tables.order_items[tables.order_items["order_id"].isin(orders.index)]
    day = orders["ts_order"].dt.floor("D").loc[items["order_id"]].to_numpy()
    sold = items["qty"].groupby([day, items["sku"].astype(object).to_numpy()]).sum()
    stock = tables.inventory_daily
    taken = stock["sales"] + stock["oversold"]
    assert sold.sum() == taken.sum()
    moved = taken[taken > 0]
    assert sorted(sold.tolist()) == sorted(moved.tolist())


def test_lots_received_are_the_stock_received(tables):
    lots = tables.inbound
    came = lots[lots["accepted"].fillna(False).astype(bool)]
    assert came["lot_size"].sum() == tables.inventory_daily["received"].sum()


def test_returns_put_back_are_the_ones_restocked(tables):
    last = tables.calendar["date"].iloc[-1]
    back = tables.returns[tables.returns["disposal"] == "restock"]
    back = back[back["inspected_at"] < last]  # on the shelf from the next morning on
    pieces = tables.order_items.astype({"sku": "str"}).set_index(["order_id", "sku"])["qty"]
    keys = pd.MultiIndex.from_frame(back[["order_id", "sku"]].astype({"sku": "str"}))
    put_back = tables.inventory_daily["put_back"].sum()
    orders = tables.orders[tables.orders["cancel_reason"] != "out_of_stock"]
    taken = orders.loc[orders["ts_cancel"] < last, "order_id"]
    stayed = tables.order_items.loc[tables.order_items["order_id"].isin(taken), "qty"].sum()
    assert pieces.groupby(level=[0, 1]).max().loc[keys].sum() + stayed == put_back > stayed > 0


def test_events_are_the_sessions_and_the_orders(tables):
    events, sessions = tables.events, tables.sessions
    assert set(events["session_id"]) == set(sessions["session_id"])
    counts = events["event"].value_counts()
    assert counts["order"] == len(tables.orders)
    assert counts["pay"] == len(paid(tables))
    times = events.loc[events["event"] == "pay", "ts"].to_numpy()
    assert (times == paid(tables)["ts_pay"].to_numpy()).all()
    times = events.loc[events["event"] == "order", "ts"].to_numpy()
    assert (times == tables.orders["ts_order"].to_numpy()).all()
    step = events.groupby("session_id")["ts"].diff()
    assert (step.dropna() >= pd.Timedelta(0)).all()


def test_traffic_is_the_sessions(tables):
    traffic = tables.traffic_daily
    assert traffic["uv"].sum() == len(tables.sessions)
    assert traffic["pv"].sum() == tables.sessions["pages"].sum()
    assert traffic["bounces"].sum() == tables.sessions["bounced"].sum()
    assert traffic["payers"].sum() == len(paid(tables))
    assert cents(traffic["revenue"]).sum() == cents(tables.orders["paid_amount"]).sum()


def test_customers_are_those_who_paid(tables):
    orders = paid(tables)
    first = orders.groupby("customer_id")["ts_order"].min()
    customers = tables.customers.set_index("customer_id")["first_order_at"]
    assert (customers.sort_index() == first).all()
    spent = (cents(orders["paid_amount"]) - cents(orders["refund_amount"])) // 100
    assert abs(tables.customers["growth_value"].sum() - spent.sum()) <= len(orders)


def test_pnl_is_the_report(run):
    tables, report = run
    assert report.profit == pytest.approx(tables.pnl_lines["amount"].sum(), abs=0.005)


def test_outcome_is_the_pnl_when_all_returns_are_in():
    """Without returns after the end, both ways of counting profit agree to the cent."""
    shop = Shop(noise=3)
    tables, report = shop.run(days=40)
    later, _ = shop.run(days=80)
    late = later.pnl_lines
    first = tables.orders["order_id"].max()
    end = tables.calendar["date"].iloc[-1]
    extra = late[(late["date"] > end) & (late["order_id"] <= first)]["amount"].sum()
    lots = late[late["order_id"].isna() & (late["line"] == "cogs") & (late["date"] > end)]
    ordered = later.inbound[later.inbound["ordered_at"] < end + pd.Timedelta(days=1)]
    after = ordered[ordered["received_at"] >= end + pd.Timedelta(days=1)]
    usual = dict(zip(later.sku["sku"], later.sku["unit_cost"], strict=True))
    more = [
        (row.unit_cost - usual[row.sku]) * row.lot_size
        for row in after.itertuples()
        if row.accepted
    ]
    assert len(lots) >= sum(amount > 0 for amount in more)
    assert shop.outcome(days=40)["profit"].sum() == pytest.approx(
        report.profit + extra - sum(more), abs=0.01
    )


def test_the_budget_is_the_profit_and_loss(tables):
    """Every line that is no advertising: fees are technology, labour and the rest are people."""
    rest = tables.budget[tables.budget["bucket"] != "marketing"].astype({"line": "str"})
    assert set(rest["line"]) == {"platform_fee", "labour", "other"}
    for name, rows in rest.groupby("line"):
        booked = line(tables, name)
        month = booked["date"].dt.strftime("%Y-%m")
        by_month = pd.Series(-cents(booked["amount"])).groupby(month.to_numpy()).sum()
        assert dict(zip(rows["month"], cents(rows["spent"]), strict=True)) == by_month.to_dict()
    channel = dict(zip(tables.budget["line"], tables.budget["channel"], strict=True))
    assert channel["paid_brand"] == "paid_search"
    assert pd.isna(channel["labour"])


def test_profits_of_messages_are_their_orders(tables):
    """Order by order, in plain Python."""
    orders, back = paid(tables), tables.returns
    items = (
        tables.order_items.assign(cost=lambda f: cents(f["cost"]) * f["qty"])
        .groupby("order_id")["cost"]
        .sum()
    )
    worth = pd.Series(cents(back["recovered_value"].fillna(0)), back["order_id"]).groupby(level=0)
    worth = worth.sum()
    left = cents(orders["paid_amount"]) - cents(orders["refund_amount"])
    left = left - items.loc[orders["order_id"]].to_numpy() * orders["ts_cancel"].isna().to_numpy()
    left = left + worth.reindex(orders["order_id"], fill_value=0).to_numpy()
    mine = {}
    for customer, when, cent in zip(orders["customer_id"], orders["ts_pay"], left, strict=True):
        mine.setdefault(customer, []).append((when, cent))
    touches = tables.touches
    answered = 0
    for touch in touches.itertuples():
        found = [
            cent
            for when, cent in mine.get(touch.customer_id, ())
            if touch.ts <= when <= touch.ts + pd.Timedelta(days=14)
        ]
        assert touch.ordered == bool(found)
        assert round(touch.profit * 100) == sum(found)
        answered += bool(found)
    assert answered > 10


def test_a_suppliers_smallest_lot_is_that_of_its_articles(tables):
    least = tables.sku.astype({"supplier": "str"}).groupby("supplier")["moq"].min()
    suppliers = tables.suppliers.astype({"supplier": "str"}).set_index("supplier")["moq"]
    assert suppliers.loc[least.index].to_dict() == least.to_dict()


def test_who_answers_a_survey_is_as_old_as_the_birthday_says(tables):
    known = tables.survey.dropna(subset="customer_id")
    born = tables.customers.set_index("customer_id")["birthday"].loc[known["customer_id"]]
    assert len(known) > 10
    for day, when, age in zip(born, known["answered_at"], known["age"], strict=True):
        years = when.year - day.year - ((when.month, when.day) < (day.month, day.day))
        first, last = map(int, age.split("-"))
        assert first <= years <= last + (last == 59)


def test_people_are_a_year_older_on_their_birthday():
    world = World()
    born = np.array([day_number("1999-03-01")] * 3 + [day_number("2000-02-29")] * 2)
    days = ("2024-02-29", "2024-03-01", "2029-03-01", "2025-02-28", "2025-03-01")
    day = np.array([day_number(text) for text in days]) - world.start
    ages = [AGES[place] for place in age_on(world, born, day)]
    assert ages == ["18-24", "25-29", "30-39", "18-24", "25-29"]


def test_on_time_is_what_inbound_says(tables):
    came = tables.inbound.dropna(subset="received_at")
    days = (came["received_at"].dt.normalize() - came["ordered_at"].dt.normalize()).dt.days
    lead = tables.suppliers.set_index("supplier")["lead_mean"]
    first = tables.sku.astype({"sku": str}).set_index("sku")[["supplier", "lead_time_days"]]
    first = first.loc[came["sku"].astype(str)].reset_index(drop=True)
    more = first["lead_time_days"] - first["supplier"].astype(str).map(lead)  # the article's own
    usual = came["supplier"].astype(str).map(lead).reset_index(drop=True) + more
    for supplier in tables.suppliers.itertuples():
        mine = (came["supplier"] == supplier.supplier).to_numpy()
        assert mine.sum() > 4
        on_time = days.to_numpy()[mine] <= usual[mine] + 1
        assert supplier.on_time_rate == pytest.approx(on_time.mean(), abs=1e-4)
    rate = tables.suppliers.set_index("supplier")["on_time_rate"]
    assert rate["ningbo"] > rate.drop("ningbo").max() + 0.05


@pytest.mark.parametrize("scale", [1, 8])
def test_parcels_cost_what_the_rate_card_says(scale):
    """Tier of the mean of the 30 days before, chargeable kilograms, zone."""
    busy = World(scale=scale, shocks=[("2024-01-01", "2024-03-01", 3)])
    tables, _ = Shop(busy).run({"shipping.courier": "express", "stock.cover_days": 60}, days=45)
    parcels = tables.shipments.merge(sent(tables)[["order_id", "ts_pay"]], on="order_id")
    ordered = sent(tables)
    day = (ordered["ts_order"].dt.normalize() - tables.calendar["date"].iloc[0]).dt.days
    packed = np.bincount(day, minlength=45)
    before = np.array([packed[max(d - 30, 0) : d].sum() / 30 for d in range(45)])
    day = (parcels["ts_pay"].dt.normalize() - tables.calendar["date"].iloc[0]).dt.days
    parcels["mean"] = before[day]
    rates = tables.courier_rates.astype({"region": "str", "courier": "str"})
    priced = parcels.astype({"region": "str", "courier": "str"}).merge(rates)
    top = priced["volume_tier_to"].fillna(10**9).astype("int64")
    priced = priced[(priced["mean"] >= priced["volume_tier_from"]) & (priced["mean"] < top + 1)]
    assert len(priced) == len(parcels)
    kg = np.maximum(priced["weight_kg"], priced["volume_l"] * 1000 / priced["vol_divisor"])
    more = np.maximum(np.ceil(np.round(kg, 6)) - 1, 0)
    cost = cents(priced["first_kg_price"]) + cents(priced["next_kg_price"]) * more
    cost = cost + cents(priced["remote_surcharge"])
    assert (cost == cents(priced["cost"])).all()
    assert priced["volume_tier_from"].nunique() > 1


def test_tags_are_what_the_orders_say(tables):
    orders, tags = paid(tables), tables.customers.set_index("customer_id")["tags"]
    tags = tags.astype(object).fillna("")
    count = orders.groupby("customer_id").size()
    assert (tags.str.contains("repeat") == (count > 1).reindex(tags.index)).all()
    back = orders.groupby("customer_id")["refund_amount"].sum() > 0
    assert (tags.str.contains("refund") == back.reindex(tags.index)).all()
    assert tags.str.contains("coupon").any()
    big = tables.customers.set_index("customer_id")["growth_value"] >= 1000
    assert (tags.str.contains("big_spender") == big).all()


def test_the_live_room_is_its_visits_minute_by_minute(tables):
    """Whoever comes at 20:31 is counted in the minute that began at 20:31."""
    visits = tables.sessions[tables.sessions["entrance"] == "live_room"]
    by_clock = visits.groupby(visits["ts"].dt.floor("min")).size()
    minutes = tables.live_minutes.set_index("ts")["product_clicks"]
    assert (minutes[minutes > 0] == by_clock).all()
    shows = tables.live_shows
    paid_live = paid(tables)[paid(tables)["channel"] == "live"]
    assert shows["orders"].sum() == tables.live_minutes["orders"].sum() == len(paid_live)
    assert cents(shows["revenue"]).sum() == cents(paid_live["paid_amount"]).sum()
    assert (shows["date"] == tables.calendar["date"]).all()


def test_net_at_day_15_is_revenue_less_the_refunds_up_to_then(tables):
    """Order by order, in plain Python."""
    orders = paid(tables)[paid(tables)["channel"] == "live"]
    day = dict(zip(orders["order_id"], orders["ts_order"].dt.normalize(), strict=True))
    net = orders.groupby(orders["ts_order"].dt.normalize())["paid_amount"].sum().round(2).to_dict()
    for row in tables.returns.dropna(subset="inspected_at").itertuples():
        show = day.get(row.order_id)
        if show is not None and (row.inspected_at.normalize() - show).days <= 15:
            net[show] = round(net[show] - row.refund, 2)
    taken = orders[orders["ts_cancel"].notna()]
    assert len(taken)
    for row in taken.itertuples():
        show = day[row.order_id]
        if (row.ts_cancel.normalize() - show).days <= 15:
            net[show] = round(net[show] - row.paid_amount, 2)
    found = tables.live_shows.dropna(subset="net_15").set_index("date")["net_15"]
    assert len(found) == len(tables.calendar) - 15
    assert found.to_dict() == {date: net.get(date, 0.0) for date in found.index}


def test_posts_bring_visits_after_they_are_published(tables):
    daily = tables.post_daily.merge(tables.content_posts[["post_id", "ts"]], on="post_id")
    seen = daily[daily["views"] > 0]
    assert (seen["date"] > seen["ts"]).all()
    assert seen["clicks"].sum() == (tables.sessions["entrance"] == "post").sum()
    new = daily[daily["cost"] > 0]
    assert (new["date"] == new["ts"].dt.normalize()).all()


def test_creators_are_paid_by_their_contracts(tables):
    """Slot fees are the channel's money, commissions a line of their own, order by order."""
    content = tables.ads_daily[tables.ads_daily["plan_id"] == "content"]
    deals = tables.creator_deals
    assert cents(deals["slot_fee"]).sum() == cents(content["cost"]).sum()
    mine, bought = tables.creator_orders, paid(tables)
    bought = bought[bought["channel"] == "content"]
    assert mine["order_id"].tolist() == bought["order_id"].tolist()
    assert (mine["amount"].to_numpy() == bought["paid_amount"].to_numpy()).all()
    done = mine.dropna(subset="settled_at")
    taken = bought.loc[bought["ts_cancel"].notna(), "order_id"]
    undone = done[done["order_id"].isin(taken)]
    assert len(undone)
    assert (undone["refunded"] == undone["amount"]).all()
    assert (undone["kept_units"] == 0).all()
    due = done["commission_rate"] * (done["amount"] - done["refunded"])
    assert (abs(due - done["commission"]) < 0.0051).all()
    booked = line(tables, "kol").dropna(subset="order_id").set_index("order_id")["amount"]
    owed = done[done["commission"] > 0].set_index("order_id")["commission"]
    assert (-booked).astype(float).to_dict() == owed.to_dict()
    last = tables.calendar["date"].iloc[-1]
    assert (deals["units"].notna() == (deals["settled_on"] <= last)).all()
    ended = deals.dropna(subset="units")
    sold = mine.groupby("post_id")["units"].sum().reindex(ended["post_id"], fill_value=0)
    assert (ended["units"].to_numpy() == sold.to_numpy()).all()


def test_who_waits_for_an_answer_orders_after_it(tables):
    chats, orders = tables.chats, tables.orders.set_index("order_id")
    asked = chats[chats["paid"] & chats["is_presale"]]
    mine = asked.merge(paid(tables)[["customer_id", "ts_order"]], on="customer_id")
    mine = mine[
        (mine["ts_order"] > mine["ts"]) & (mine["ts_order"] < mine["ts"] + pd.Timedelta("20min"))
    ]
    assert len(mine) == len(asked)
    answered = mine["ts"] + pd.to_timedelta(mine["waited_s"], unit="s")
    assert (answered < mine["ts_order"]).all()
    after = chats[~chats["is_presale"]]
    assert (after["ts"] > orders["ts_pay"].loc[after["order_id"].astype("int64")].array).all()
    assert (
        chats["left"] == (chats["first_human_s"].isna() & (chats["handled_by"] == "human"))
    ).all()
    assert (chats["turns_30s"] <= chats["turns"]).all()
    assert (chats["open_chats"] < 3)[~chats["left"]].all()
