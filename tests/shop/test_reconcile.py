"""The tables of a run agree with each other, to the cent and to the unit."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop


def cents(values):
    return np.round(np.asarray(values, dtype=float) * 100).astype(np.int64)


def line(tables, *names):
    pnl = tables.pnl_lines
    return pnl[pnl["line"].isin(names)]


def paid(tables):
    return tables.orders[tables.orders["ts_pay"].notna()]


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
    assert -cents(line(tables, "refund")["amount"]).sum() == cents(done["refund"]).sum()
    assert cents(tables.orders["refund_amount"]).sum() == cents(done["refund"]).sum()
    recovered = cents(done["recovered_value"]) - cents(done["handling_cost"])
    assert cents(line(tables, "returns")["amount"]).sum() == recovered.sum()


def test_goods_sold_cost_what_items_cost(tables):
    sold = tables.order_items[tables.order_items["order_id"].isin(paid(tables)["order_id"])]
    goods = line(tables, "cogs")
    goods = goods[goods["order_id"].notna()]
    assert -cents(goods["amount"]).sum() == (cents(sold["cost"]) * sold["qty"]).sum()


def test_lots_above_the_usual_cost_are_in_the_pnl(tables):
    lots = tables.inbound[tables.inbound["accepted"].fillna(False).astype(bool)]
    usual = tables.sku.set_index("sku")["unit_cost"]
    usual = cents(lots["sku"].astype(object).map(usual.rename(index=str)))
    more = (cents(lots["unit_cost"]) - usual) * lots["lot_size"]
    lines = line(tables, "cogs")
    assert -cents(lines.loc[lines["order_id"].isna(), "amount"]).sum() == more.sum() > 0


def test_shipping_is_the_same_in_three_tables(tables):
    orders = paid(tables)
    total = -cents(line(tables, "shipping")["amount"]).sum()
    assert total == cents(orders["shipping_cost"]).sum()
    left = orders[orders["ts_ship_click"].notna()]
    assert tables.shipments["order_id"].tolist() == left["order_id"].tolist()
    assert (cents(tables.shipments["cost"]) == cents(left["shipping_cost"])).all()


def test_advertising_is_the_same_in_four_tables(tables):
    total = cents(tables.ads_daily["cost"]).sum()
    assert total == cents(tables.traffic_daily["cost"]).sum()
    assert total == cents(tables.budget["spent"]).sum()
    assert total == -cents(line(tables, "ads", "kol")["amount"]).sum()


def test_stock_moves_only_by_lots_returns_and_sales(tables):
    stock = tables.inventory_daily.set_index(["sku", "date"]).sort_index()
    before = stock.groupby(level="sku", observed=True)["on_hand"].shift()
    moves = before + stock["received"] + stock["put_back"] - stock["sales"]
    assert (moves == stock["on_hand"])[before.notna()].all()
    assert (stock["on_hand"] >= 0).all()
    assert (stock["sales"] <= stock["demand"]).all()


def test_sales_are_the_items_paid(tables):
    orders = paid(tables).set_index("order_id")
    items = tables.order_items[tables.order_items["order_id"].isin(orders.index)]
    day = orders["ts_order"].dt.floor("D").loc[items["order_id"]].to_numpy()
    sold = items["qty"].groupby([day, items["sku"].astype(object).to_numpy()]).sum()
    stock = tables.inventory_daily
    assert sold.sum() == stock["sales"].sum()
    moved = stock[stock["sales"] > 0].set_index(["date", "sku"])["sales"]
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
    assert pieces.groupby(level=[0, 1]).max().loc[keys].sum() == put_back > 0


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
