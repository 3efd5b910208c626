"""Platform, ERP, couriers, ledger and bank tell one story: the same to the cent and the unit."""

import numpy as np
import pandas as pd
import pytest

from ecomlab import exports
from ecomlab.shop import Shop, World
from ecomlab.shop.emit.cash import ACCOUNTS, BESIDE, HOME
from ecomlab.shop.world import cents as to_cents

SHOPS = {
    "insured, with a presale": (
        {"start": "2024-10-01"},
        {"returns.insurance": "shop", "promo.deposit.amount": 30, "promo.deposit.value": 50},
        2,
    ),
    "small-scale, all scrapped": ({}, {"money.vat": "small_scale", "returns.grading": False}, 3),
    "as it is": ({}, {}, 4),
}
BILLED = ("settled", "refunds", "fees", "insurance", "commission", "deposits_kept")


@pytest.fixture(scope="module", params=SHOPS)
def made(request):
    facts, decisions, noise = SHOPS[request.param]
    return Shop(World(seed=20 + noise, facts=facts), noise).run(decisions, days=110)


@pytest.fixture(scope="module")
def books(made):
    return made[0]


@pytest.fixture(scope="module")
def wrong(made):
    return made[1].truth


def cents(values):
    return to_cents(values.to_numpy(dtype=float))


def text(column):
    return column.astype(str).to_numpy()


def by(keys, amount):
    """Cents by key, without those that are 0."""
    sums = pd.Series(amount).groupby(keys).sum()
    return {key: int(value) for key, value in sums.items() if value}


def balance(books, account):
    """Cents of an account on every evening."""
    ledger = books.cash_ledger
    mine = ledger[(ledger["account"] == account).to_numpy()]
    daily = pd.Series(cents(mine["amount"]), mine["date"]).groupby(level=0).sum()
    return daily.reindex(books.calendar["date"], fill_value=0).cumsum()


def keys(*columns):
    return [pd.Index(text(column)) for column in columns]


def test_lines_of_the_ledger_are_the_profit_and_loss(books):
    """Day by day and line by line; what is no line of it moves between two accounts."""
    ledger, booked = books.cash_ledger, books.pnl_lines
    lines = [*HOME, "returns"]
    mine = ledger[ledger["line"].isin(lines).to_numpy()]
    found = by(keys(mine["date"], mine["line"]), cents(mine["amount"]))
    assert found == by(keys(booked["date"], booked["line"]), cents(booked["amount"]))
    beside = ["opening", "deposit_kept", *BESIDE.values()]
    moves = ledger[~ledger["line"].isin([*lines, *beside]).to_numpy()]
    assert by(keys(moves["date"], moves["line"]), cents(moves["amount"])) == {}


def test_all_accounts_together_are_what_was_there_and_what_was_earned(books):
    profit = cents(books.pnl_lines["amount"]).sum()
    ledger = books.cash_ledger
    beside = ledger[ledger["line"].isin(["deposit_kept", *BESIDE.values()]).to_numpy()]
    whole = cents(books.opening_balances["amount"]).sum() + profit + cents(beside["amount"]).sum()
    assert whole == sum(balance(books, account).iloc[-1] for account in ACCOUNTS)


def test_the_banks_account_is_the_bank_statement(books):
    statement = books.bank
    daily = pd.Series(cents(statement["amount"]), statement["date"]).groupby(level=0).sum()
    daily = daily.reindex(books.calendar["date"], fill_value=0).cumsum()
    assert (daily == balance(books, "bank")).all()
    assert (cents(statement["amount"]).cumsum() == cents(statement["balance"])).all()
    assert statement["date"].is_monotonic_increasing


def test_payouts_are_their_statements_and_reach_the_bank(books):
    bill, paid = books.platform_bill, books.payouts
    assert len(paid) > 12
    closed = bill[bill["statement"] <= len(paid)]
    whole = by(closed["statement"].to_numpy(), cents(closed["net"]))
    assert whole == by(paid["statement"].to_numpy(), cents(paid["net"]))
    assert (sum(cents(paid[name]) for name in BILLED) == cents(paid["net"])).all()
    week = bill["ts"].dt.normalize() - pd.to_timedelta(bill["ts"].dt.day_of_week, unit="D")
    assert (paid.set_index("statement")["first_day"].reindex(closed["statement"]).to_numpy()
            == week[closed.index].to_numpy()).all()  # fmt: skip
    done = paid.dropna(subset="bank_on")
    came = books.bank[(books.bank["kind"] == "payout").to_numpy()]
    assert len(came) == len(done) > 11
    assert (cents(came["amount"]) == cents(done["paid"])).all()
    assert (came["date"].array == done["bank_on"].array).all()
    assert ((done["bank_on"] - done["paid_on"]).dt.days == 1).all()


def test_the_platforms_account_is_its_bill_less_its_payouts(books):
    bill, paid = books.platform_bill, books.payouts
    left = cents(bill["net"]).sum() - cents(paid["paid"].fillna(0)).sum()
    assert left == balance(books, "platform_balance").iloc[-1]
    gone = cents(paid["paid"].fillna(0)).sum() - cents(paid["paid"][paid["bank_on"].notna()]).sum()
    assert gone == balance(books, "in_transit").iloc[-1]


def test_what_stays_open_of_old_orders_is_what_the_truth_lists(books, wrong):
    """Order by order, in plain Python: paid, less refunds and fee, against what was settled."""
    end = books.calendar["date"].iloc[-1]
    old = books.orders[books.orders["ts_pay"] < end - pd.Timedelta(days=40)]
    going = books.returns[books.returns["inspected_at"].isna()]["order_id"]
    old = old[~old["order_id"].isin(going)]
    lines = ["revenue", "refund", "platform_fee", "insurance", "kol"]
    booked = books.pnl_lines[books.pnl_lines["line"].isin(lines).to_numpy()]
    booked = booked[booked["order_id"].isin(old["order_id"])]
    due = by(booked["order_id"].to_numpy("int64"), cents(booked["amount"]))
    bill = books.platform_bill.dropna(subset="order_id")
    bill = bill[bill["order_id"].isin(old["order_id"])]
    came = by(bill["order_id"].to_numpy("int64"), cents(bill["net"]))
    open_ = {o: due.get(o, 0) - came.get(o, 0) for o in due.keys() | came.keys()}
    listed = wrong.platform_bill[wrong.platform_bill["order_id"].isin(old["order_id"])]
    short = by(listed["order_id"].to_numpy(), cents(listed["short"]))
    assert {order: rest for order, rest in open_.items() if rest} == short
    assert {"missing", "fee_twice"} <= set(text(listed["fault"]))


def test_the_reconciliation_of_an_export_finds_what_the_truth_lists(books, wrong):
    """What is planted in buyers' money, each order once, and no other; a fee is no difference."""
    end = books.calendar["date"].iloc[-1]
    old = books.orders[books.orders["ts_pay"] < end - pd.Timedelta(days=40)]
    going = books.returns[books.returns["inspected_at"].isna()]["order_id"]
    old = old[~old["order_id"].isin(going)]
    bill = books.platform_bill[books.platform_bill["order_id"].isin(old["order_id"])]
    kind = pd.Series(text(bill["kind"]), bill.index)
    settlement = pd.DataFrame(
        {"order_id": bill["order_id"], "ts_settled": bill["ts"], "kind": kind, "net": bill["net"],
         "gross": bill["gross"].where(kind.isin(["settled", "deposit_kept"]), 0.0),
         "refund": bill["gross"].where(kind == "refund", 0.0), "commission": bill["fee"]}
    )  # fmt: skip
    found = exports.reconcile(old, settlement)
    listed = wrong.platform_bill[wrong.platform_bill["order_id"].isin(old["order_id"])]
    touching = listed[text(listed["fault"]) != "fee_twice"]
    assert sorted(found["order_id"]) == sorted(touching["order_id"].astype(str))
    twice = touching.loc[text(touching["fault"]) == "refund_twice", "order_id"].astype(str)
    reasons = found.set_index("order_id")["reason"]
    assert set(reasons[twice]) <= {"refund differs"}


def test_the_open_account_is_what_is_booked_and_not_settled(books):
    booked = books.pnl_lines
    lines = ["revenue", "refund", "platform_fee", "insurance"]
    mine = booked["line"].isin(lines) | (booked["line"].eq("kol") & booked["order_id"].notna())
    bill = books.platform_bill[(books.platform_bill["kind"] != "deposit_kept").to_numpy()]
    left = cents(booked[mine.to_numpy()]["amount"]).sum() - cents(bill["net"]).sum()
    assert left == balance(books, "platform_open").iloc[-1] > 0


def test_stock_is_the_shelf_at_cost_and_what_lies_at_the_returns_desk(books):
    """Every evening; goods inspected today are on the shelf in the morning."""
    shelf = books.inventory_daily.astype({"sku": str})
    cost = books.sku.assign(sku=text(books.sku["sku"])).set_index("sku")["unit_cost"]
    worth = shelf["on_hand"].to_numpy() * cents(cost.loc[shelf["sku"]])
    worth = pd.Series(worth, shelf["date"]).groupby(level=0).sum()
    for frame, when in ((_restocked(books), "inspected_at"), (_taken_back(books), "ts_cancel")):
        day = frame[when].dt.normalize()
        worth = worth.add(pd.Series(frame["cents"].to_numpy(), day).groupby(level=0).sum(),
                          fill_value=0)  # fmt: skip
    found = balance(books, "stock")
    assert (worth.reindex(found.index, fill_value=0) == found).all()


def _restocked(books):
    back = books.returns[(books.returns["disposal"] == "restock").to_numpy()]
    return back.assign(cents=cents(back["recovered_value"]))


def _taken_back(books):
    taken = books.orders.dropna(subset="ts_cancel")[["order_id", "ts_cancel"]]
    items = books.order_items.merge(taken, on="order_id")
    short = books.orders.loc[books.orders["cancel_reason"] == "out_of_stock", "order_id"]
    never = items["order_id"].isin(short) & ~items["order_id"].duplicated()  # the first article
    items = items[~never.to_numpy()]
    return items.assign(cents=cents(items["cost"]) * items["qty"].to_numpy())


def test_suppliers_are_owed_what_came_and_is_not_paid(books):
    lots = books.inbound[books.inbound["accepted"].fillna(False).astype(bool).to_numpy()]
    owed = books.payables.sort_values("po_id")
    assert owed["po_id"].tolist() == lots["po_id"].tolist()
    assert (cents(owed["amount"]) == cents(lots["unit_cost"]) * lots["lot_size"].to_numpy()).all()
    left = cents(owed["amount"]).sum() - cents(owed["paid"].fillna(0)).sum()
    assert -left == balance(books, "suppliers").iloc[-1] < 0
    paid = books.bank[(books.bank["kind"] == "supplier").to_numpy()]
    assert -cents(paid["amount"]).sum() == cents(owed["paid"].fillna(0)).sum() > 0
    kept = by(text(owed["supplier"]), cents(owed["kept_back"]))
    terms = books.suppliers.assign(supplier=text(books.suppliers["supplier"]))
    terms = terms.set_index("supplier")
    for supplier, whole in by(text(owed["supplier"]), cents(owed["amount"])).items():
        assert kept[supplier] == min(round(terms["quality_deposit"][supplier] * 100), whole)
    days = (owed["due_on"] - owed["received_on"]).dt.days.to_numpy()
    assert (days == terms["payment_days"].loc[text(owed["supplier"])].to_numpy()).all()


def test_the_tax_account_is_the_tax_in_stock_less_what_is_not_yet_filed(books):
    """To a yuan a month: returns are filed on sums, the profit and loss counts line by line."""
    filed, days = books.vat_returns, books.calendar["date"]
    assert (cents(filed["due"]) >= 0).all()
    assert (
        cents(filed["output"]) - cents(filed["input"]) - cents(filed["carried_in"])
        + cents(filed["carried_out"]) == cents(filed["due"])
    ).all()  # fmt: skip
    rate = books.payment_terms.set_index("what").loc["vat"]
    booked = books.pnl_lines[books.pnl_lines["line"].isin(["revenue", "refund"]).to_numpy()]
    sold = booked["amount"].sum() * rate["rate"] / (1 + rate["rate"])
    bought = books.payables["amount"].sum() * rate["rate_back"] / (1 + rate["rate_back"])
    paid = filed["due"].sum()
    vat = -books.pnl_lines.loc[(books.pnl_lines["line"] == "vat").to_numpy(), "amount"].sum()
    in_goods_sold = sold - vat
    in_stock = bought - in_goods_sold
    expected = -(sold - bought - paid) - in_stock
    lines = len(booked)
    assert balance(books, "tax").iloc[-1] / 100 == pytest.approx(expected, abs=0.01 * lines**0.5)
    months = days.dt.strftime("%Y-%m")
    due = [m for m in months.unique() if pd.Timestamp(f"{m}-01") + pd.DateOffset(months=1, days=14)
           <= days.iloc[-1].tz_localize(None)]  # fmt: skip
    assert filed["month"].tolist() == due


def test_ads_are_paid_before_they_run(books):
    wallet = balance(books, "ad_wallet")
    assert (wallet >= 0).all()
    filled = books.bank[(books.bank["kind"] == "ads").to_numpy()]
    assert (cents(filled["amount"]) % 2_000_000 == 0).all()
    spent = cents(books.ads_daily["cost"]).sum()
    assert wallet.iloc[-1] == -cents(filled["amount"]).sum() - spent
    assert wallet.max() < 2_000_000


def test_wages_and_creditors_are_paid_in_the_month_after(books):
    for account, kind, day in (("staff", "wages", 10), ("creditors", "creditors", 25)):
        paid = books.bank[(books.bank["kind"] == kind).to_numpy()]
        assert len(paid)
        assert (paid["date"].dt.day == day).all()
        month = (paid["date"].dt.tz_localize(None).dt.to_period("M") - 1).astype(str)
        assert (paid["reference"].str[-7:] == month).all()
        ledger = books.cash_ledger[(books.cash_ledger["account"] == account).to_numpy()]
        owed = ledger[(ledger["line"] != f"{kind}_paid").to_numpy()]
        due = owed[owed["date"].dt.strftime("%Y-%m").isin(set(month))]
        assert cents(paid["amount"]).sum() == cents(due["amount"]).sum()


def test_couriers_are_owed_what_was_sent_less_what_was_paid(books):
    sent, claims = cents(books.shipments["cost"]).sum(), books.courier_claims
    paid = books.bank[(books.bank["kind"] == "courier").to_numpy()]
    owed = cents(claims["amount"]).sum() - sent - cents(paid["amount"]).sum()
    assert balance(books, "couriers").iloc[-1] == owed
    bill = books.courier_bill
    bills = by(keys(bill["billed_on"], bill["courier"]), cents(bill["amount"]))
    claims = claims.dropna(subset="credited_on")
    for key, amount in by(keys(claims["credited_on"], claims["courier"]),
                          cents(claims["amount"])).items():  # fmt: skip
        bills[key] -= amount
    assert sorted(-cents(paid["amount"])) == sorted(
        amount for (day, _), amount in bills.items()
        if pd.Timestamp(day) + pd.Timedelta(days=15) <= books.calendar["date"].iloc[-1]
    )  # fmt: skip


def test_the_erp_is_the_orders_but_for_the_documents_that_the_truth_lists(books, wrong):
    """Sales on the day of sending, returns on the morning after inspection, to the piece."""
    docs, faults = books.erp_docs, wrong.erp_docs.assign(fault=text(wrong.erp_docs["fault"]))
    listed = {name: set(rows["order_id"]) for name, rows in faults.groupby("fault")}
    assert set(listed) == {"sale_missing", "sale_twice", "without_discount", "return_missing"}
    sales = docs[(docs["kind"] == "sale").to_numpy()]
    sent = books.orders.dropna(subset="ts_ship_click").set_index("order_id")
    assert set(sent.index) - set(sales["order_id"]) == listed["sale_missing"] & set(sent.index)
    again = sales[sales["order_id"].duplicated()]
    assert set(again["order_id"]) == listed["sale_twice"] & set(again["order_id"])
    first = sales.drop_duplicates("order_id").set_index("order_id")
    own = sent.loc[first.index]
    assert (first["ts"].array == own["ts_ship_click"].array).all()
    differs = first.index[cents(first["amount"]) != cents(own["paid_amount"])]
    assert set(differs) == listed["without_discount"] & set(first.index)
    assert (cents(first.loc[differs, "amount"]) == cents(own.loc[differs, "list_amount"])).all()
    pieces = books.order_items.groupby("order_id")["qty"].sum()
    assert (first["pieces"] == pieces.loc[first.index]).all()
    back = docs[(docs["kind"] == "return").to_numpy()]
    done = books.returns.dropna(subset="inspected_at")
    shelved = done["inspected_at"].dt.normalize() + pd.Timedelta(days=1, hours=8)
    done = done[shelved <= books.orders["ts_order"].max().normalize() + pd.Timedelta(days=1)]
    lost = set(done["order_id"]) - set(back["order_id"])
    assert lost <= listed["return_missing"]
    whole = done[~done["order_id"].isin(listed["return_missing"])]
    kept = back[~back["order_id"].isin(listed["return_missing"])]
    assert by(whole["order_id"].to_numpy(), cents(whole["refund"])) == by(
        kept["order_id"].to_numpy(), -cents(kept["amount"])
    )


def test_a_couriers_bill_is_the_parcels_but_for_the_lines_that_the_truth_lists(books, wrong):
    """Parcel by parcel: the month of pickup, the price, the kilos, the region, the tier."""
    bill, faults = books.courier_bill, wrong.courier_bill.assign(n=1).set_index("order_id")
    end = books.calendar["date"].iloc[-1]
    orders = books.orders.dropna(subset="ts_pickup").set_index("order_id")
    month = orders["ts_pickup"].dt.tz_localize(None).dt.to_period("M")
    billed_on = (month + 1).dt.to_timestamp() + pd.Timedelta(days=4)
    due = orders[billed_on.dt.tz_localize(end.tz) <= end]
    assert set(bill["order_id"]) <= set(due.index)
    listed = faults[faults.index.isin(due.index)]
    kinds = {name: set(rows.index) for name, rows in listed.groupby(text(listed["fault"]))}
    assert set(due.index) - set(bill["order_id"]) == kinds["missing"]
    assert set(bill["order_id"][bill["order_id"].duplicated()]) == kinds["twice"]
    parcels = books.shipments.set_index("order_id").loc[bill["order_id"]]
    more = cents(bill["amount"]) - cents(parcels["cost"])
    once = ~bill["order_id"].isin(kinds["missing"] | kinds["twice"]).to_numpy()
    found = by(bill["order_id"].to_numpy()[once], more[once])
    single = listed[~listed.index.isin(kinds["missing"] | kinds["twice"])]
    assert found == by(single.index.to_numpy(), cents(single["too_much"]))
    asked, sent = cents(bill["amount"]).sum(), cents(due["shipping_cost"]).sum()
    assert asked - sent == cents(listed["too_much"]).sum() > 0
    assert bill["line_id"].is_unique
    assert (text(bill["courier"]) == text(parcels["courier"])).all()


def test_without_faults_every_book_is_right():
    off = {
        f"faults.{book}.{fault}": 0.0
        for book, faults in World().facts["faults"].items()
        for fault in faults
    }
    tables, report = Shop(World(facts=off), noise=1).run(days=70)
    for book in ("platform_bill", "erp_docs", "courier_bill"):
        assert len(report.truth[book]) == 0, book
    parcels = tables.shipments.set_index("order_id").loc[tables.courier_bill["order_id"]]
    assert (cents(tables.courier_bill["amount"]) == cents(parcels["cost"])).all()
    assert not tables.courier_bill["order_id"].duplicated().any()
    assert tables.erp_docs["order_id"][(tables.erp_docs["kind"] == "sale").to_numpy()].is_unique


def test_what_is_not_known_yet_is_not_there(made):
    """A bill before it is written, a payout before it is made, a return before it is filed."""
    then = made[0].as_of(50)
    end = then.calendar["date"].iloc[-1] + pd.Timedelta(days=1)
    for name, when in (("platform_bill", "ts"), ("erp_docs", "ts"), ("courier_bill", "billed_on"),
                       ("bank", "date"), ("cash_ledger", "date"), ("payables", "received_on"),
                       ("vat_returns", "filed_on"), ("payouts", "last_day")):  # fmt: skip
        assert len(then[name]), name
        assert (then[name][when] < end).all(), name
    assert then.payouts["paid_on"].isna().any() == then.payouts["paid"].isna().any()
    for name in ("paid_on", "bank_on"):
        assert (then.payouts[name].dropna() < end).all()
    assert (then.payables["paid_on"].dropna() < end).all()
    assert (then.payables["due_on"] >= end).any()
    assert then.payables["paid"].isna().equals(then.payables["paid_on"].isna())


def test_an_earlier_evening_is_the_shorter_run():
    shop = Shop(noise=6)
    longer, shorter = shop.run(days=60)[0].as_of(33), shop.run(days=33)[0]
    for name in ("platform_bill", "erp_docs", "courier_bill", "payouts", "payables", "vat_returns",
                 "bank", "cash_ledger", "payment_terms", "opening_balances", "loans"):  # fmt: skip
        pd.testing.assert_frame_equal(longer[name], shorter[name], obj=name)


def test_loans_are_paid_back_in_equal_parts_with_interest_on_what_is_left():
    """By hand: 12,000 yuan in 12 parts at 6 % from January on: 60 yuan first, 5 less each month."""
    loan = [{"name": "a", "date": "2024-01-08", "amount": 12000, "rate": 0.06, "months": 12}]
    tables, _ = Shop(World(facts={"loan": loan}), noise=1).run(days=100)
    mine = tables.bank[tables.bank["kind"].isin(["loan", "interest"]).to_numpy()]
    assert mine["amount"].tolist() == [12000, -1000, -60, -1000, -55]
    assert balance(tables, "loan").iloc[-1] == -1_000_000


def test_the_owner_takes_a_share_of_a_quarters_profit():
    tables, _ = Shop(World(facts={"start": "2024-04-01"}), noise=1).run(days=120)
    taken = tables.bank[(tables.bank["kind"] == "owner").to_numpy()]
    quarter = tables.pnl_lines["date"] < pd.Timestamp("2024-07-01", tz="Asia/Shanghai")
    profit = cents(tables.pnl_lines.loc[quarter.to_numpy(), "amount"]).sum()
    assert cents(taken["amount"]).tolist() == [-int(np.floor(0.8 * profit))]
    assert str(taken["date"].iloc[0].date()) == "2024-07-20"
