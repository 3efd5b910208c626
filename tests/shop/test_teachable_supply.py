"""Suppliers, lots, stock, demand: what lessons read of them; and gone without its cause."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World, inspection
from ecomlab.shop.emit import Record, orders, supply
from ecomlab.shop.world import cents

DAYS = 731
TABLES = ("sku", "suppliers", "inbound", "inbound_truth", "supplier_truth", "inventory_daily",
          "inventory_truth", "listing_errors", "demand_breaks")  # fmt: skip
SHIFT = "2025-03-03"  # from which on quanzhou's quality is another one


def two_years_of(world):
    """The tables of supply of two years, and no others: as all of them, but seven times as fast."""
    shop = Shop(world, noise=1)
    record = Record(shop.engine(shop.history(DAYS), DAYS).run(0, DAYS))
    tables = {name: record.once(getattr(supply, name)) for name in TABLES}
    return tables | {"orders": orders.orders(record), "order_items": orders.order_items(record)}


@pytest.fixture(scope="module")
def two_years():
    return two_years_of(World())


def named(frame):
    """Articles and suppliers as plain text."""
    texts = [name for name in ("sku", "supplier") if name in frame]
    return frame.astype(dict.fromkeys(texts, "str"))


def came(tables):
    """The lots that came in the two years, with what is true of them."""
    lots = named(tables["inbound"]).merge(tables["inbound_truth"], on="po_id")
    last = tables["inventory_daily"]["date"].iloc[-1]
    return lots[lots["received_at"] < last + pd.Timedelta(days=1)]


# 4.3 Suppliers: samples


def test_samples_are_the_plans_and_true(two_years):
    """Sizes and limits are GB/T 2828.1's; of many samples of a supplier the mean is its rate."""
    lots = came(two_years)
    sample, accepts = inspection.plan(lots["lot_size"].to_numpy(), 2.5)
    assert (lots["sample_n"] == sample).all()
    assert (lots["accepts"] == accepts).all()
    assert (lots["accepted"] == (lots["sample_defects"] <= lots["accepts"])).all()
    assert (lots["sample_defects"] <= lots["defects"]).all()
    whole = lots["sample_n"] == lots["lot_size"]
    assert (lots["sample_defects"] == lots["defects"])[whole].all()
    rates = named(two_years["supplier_truth"]).groupby("supplier")["defect_rate"].first()
    lots = lots[(lots["supplier"] != "quanzhou") | (lots["received_at"] < SHIFT)]
    sums = lots.groupby("supplier")[["sample_n", "sample_defects"]].sum()
    assert len(sums) == 5
    for name, row in sums.iterrows():
        spread = np.sqrt(rates[name] * row["sample_n"]) * 1.3  # lots differ in their share
        assert abs(row["sample_defects"] - rates[name] * row["sample_n"]) < 3.5 * spread


def test_lots_are_of_hundreds_and_bad_suppliers_lots_fail(two_years):
    lots = came(two_years)
    assert lots["lot_size"].between(100, 1000).mean() > 0.75
    failed = 1 - lots.groupby("supplier")["accepted"].mean().astype(float)
    assert failed["ningbo"] < 0.03
    assert 0.05 < failed["yiwu"] < 0.20
    assert failed["yongkang"] > 0.08
    assert 0.03 < 1 - lots["accepted"].mean() < 0.15


@pytest.mark.verify
def test_lots_are_of_hundreds_and_bad_suppliers_lots_fail_gone():
    facts = {f"suppliers.{name}.defect": 0.0 for name in World().suppliers.name}
    world = World(facts=facts | {"quality_shift": []})
    lots = came(two_years_of(world))
    assert lots["accepted"].all()
    assert lots["sample_defects"].sum() == 0


@pytest.mark.parametrize("size", [40, 120, 200, 480, 1000])
def test_a_sample_is_hypergeometric(size):
    """The share of lots that pass is the textbook's, for every size of lot."""
    stats = pytest.importorskip("scipy.stats")
    u = (np.arange(20_000) + 0.5) / 20_000
    lot, bad = np.full(20_000, size), np.full(20_000, round(0.04 * size))
    sample, accepts = inspection.plan(lot, 2.5)
    found = inspection.found(lot, bad, sample, u)
    law = stats.hypergeom(size, bad[0], sample[0])
    assert found.mean() == pytest.approx(law.mean(), abs=0.01)
    assert (found <= accepts).mean() == pytest.approx(law.cdf(accepts[0]), abs=0.001)


def rates_around(tables, supplier):
    """Defects per piece tested before the day of the shift and since, and the difference's z."""
    lots = came(tables)
    lots = lots[lots["supplier"] == supplier]
    since = (lots["received_at"] >= SHIFT).to_numpy()
    n, bad = lots["sample_n"].to_numpy(float), lots["sample_defects"].to_numpy(float)
    before, after = bad[~since].sum() / n[~since].sum(), bad[since].sum() / n[since].sum()
    spread = np.sqrt(1.3**2 * (before / n[~since].sum() + after / n[since].sum()))
    return before, after, (after - before) / spread


def test_one_suppliers_quality_shifts_on_a_day(two_years):
    before, after, z = rates_around(two_years, "quanzhou")
    assert before < 0.025
    assert 0.035 < after < 0.055
    assert z > 4
    others = [rates_around(two_years, name)[2] for name in ("foshan", "ningbo", "yiwu")]
    assert np.abs(others).max() < 3


@pytest.mark.verify
def test_one_suppliers_quality_shifts_on_a_day_gone():
    assert abs(rates_around(two_years_of(World(facts={"quality_shift": []})), "quanzhou")[2]) < 2.5


# 4.3 Suppliers: time


def delays(tables):
    """Days by which each lot came after the day for which it was promised."""
    lots = came(tables)
    late = lots["received_at"].dt.normalize() - lots["promised_on"]
    return lots.assign(late=late.dt.days)


def test_suppliers_differ_in_price_time_quality_and_terms(two_years):
    late = delays(two_years).groupby("supplier")["late"].agg(["std", "mean", "size"])
    assert (late["size"] > 20).all()
    assert late["std"]["ningbo"] < 3
    assert late["std"]["yongkang"] > 1.5 * late["std"]["ningbo"]
    terms = two_years["suppliers"]
    assert len(terms) == 5
    for column in ("unit_price", "lead_mean", "lead_sd", "defect_rate", "payment_days",
                   "quality_deposit", "capacity"):  # fmt: skip
        assert terms[column].nunique() >= 4, column


def test_some_lots_come_in_two_parts(two_years):
    """Both rows tell of one order: promised for one day, the second part comes days later."""
    lots = came(two_years)
    second = lots[lots["first_po"].notna()]
    first = lots.set_index("po_id").loc[second["first_po"].astype(int)].reset_index()
    for column in ("sku", "supplier", "ordered_at", "promised_on", "unit_cost"):
        assert (first[column].to_numpy() == second[column].to_numpy()).all(), column
    later = (second["received_at"].to_numpy() - first["received_at"].to_numpy()) / np.timedelta64(
        1, "D"
    )
    assert later.min() >= 3
    whole = lots[lots["first_po"].isna()].groupby("supplier").size()
    share = second.groupby("supplier").size() / whole
    assert share["ningbo"] < 0.06 < share["foshan"]
    assert 20 < len(second) < 0.15 * len(lots)


@pytest.mark.verify
def test_some_lots_come_in_two_parts_gone():
    facts = {f"suppliers.{name}.parts": 0.0 for name in World().suppliers.name}
    assert two_years_of(World(facts=facts))["inbound"]["first_po"].isna().all()


# 4.2 Stock: what pages show


def oversold(tables):
    """Orders that the shop took back because it had none left."""
    made = tables["orders"]
    return made[made["cancel_reason"] == "out_of_stock"]


def test_pages_now_and_then_show_other_pieces_than_there_are(two_years):
    """Only on the days that the truth names; and where they show too much, more is sold than is."""
    stock, errors = named(two_years["inventory_daily"]), two_years["listing_errors"]
    wrong = stock[stock["listed_stock"] != stock["on_hand"]]
    assert 300 < len(wrong) < 0.1 * len(stock)
    named_ = pd.Series(False, wrong.index)
    for row in errors.itertuples():
        days = wrong["date"].between(row.first_day, row.righted_on, inclusive="left")
        named_ |= days & (row.kind == "stands" or wrong["sku"] == row.sku)
    assert named_.all()
    assert set(errors["kind"]) == {"typed", "stands"}
    assert (wrong["listed_stock"] < wrong["on_hand"]).any()
    assert (wrong["listed_stock"] > wrong["on_hand"]).any()


def test_a_few_dozen_orders_are_oversold(two_years):
    """Paid, never sent, taken back by the shop within two days, on days with a wrong listing."""
    back = oversold(two_years)
    assert 24 <= len(back) <= 150
    assert back["ts_ship_click"].isna().all()
    hours = (back["ts_cancel"] - back["ts_pay"]) / pd.Timedelta(hours=1)
    assert hours.between(12, 48).all()
    stock = two_years["inventory_daily"]
    short = stock[stock["oversold"] > 0]
    assert short["on_hand"].max() < 20
    lines = two_years["order_items"].drop_duplicates("order_id").set_index("order_id")
    pieces = lines.loc[two_years["orders"].loc[back.index, "order_id"], "qty"].sum()
    assert short["oversold"].sum() >= pieces > 0


@pytest.mark.verify
def test_a_few_dozen_orders_are_oversold_gone():
    tables = two_years_of(World(facts={"listing_error": [], "listing_stands": []}))
    assert not len(oversold(tables))
    stock = tables["inventory_daily"]
    assert (stock["listed_stock"] == stock["on_hand"]).all()
    assert stock["oversold"].sum() == 0


def test_who_is_oversold_has_the_money_back(shipped_out):
    """Refunded in full, nothing booked for goods or a parcel, and held against the shop."""
    tables = shipped_out
    back = oversold({"orders": tables.orders})
    assert len(back)
    assert (back["refund_amount"] == back["paid_amount"]).all()
    assert (back["status"] == "refunded").all()
    lines = tables.pnl_lines[tables.pnl_lines["order_id"].isin(back["order_id"])]
    assert cents(lines["amount"].to_numpy()).sum() == 0
    assert not tables.shipments["order_id"].isin(back["order_id"]).any()
    held = tables.violations["what"].str.contains("out of stock")
    last = tables.calendar["date"].iloc[-1]
    assert held.sum() == (back["ts_cancel"] < last).sum()


@pytest.fixture(scope="module")
def shipped_out():
    """Half a year with errors on hits that a supplier leaves without stock."""
    tables, _ = Shop(noise=1).run(days=213)
    return tables


# 4.2 and 4.6 Stock: ageing, and a lean spring


def ages(tables, date):
    """Value of what lies on the shelf on an evening, by how many days it has lain (FIFO)."""
    stock = named(tables["inventory_daily"])
    stock = stock[stock["date"] <= pd.Timestamp(date, tz=stock["date"].dt.tz)]
    cost = named(tables["sku"]).set_index("sku")["unit_cost"]
    value, edges = np.zeros(4), np.array([30, 90, 180])
    for sku, rows in stock.groupby("sku"):
        came = (rows["received"] + rows["put_back"]).to_numpy()[::-1]
        left = rows["on_hand"].iloc[-1] - np.cumsum(came) + came
        pieces = np.clip(left, 0, came)
        pieces[-1] = max(left[-1], 0)  # there from the first day on
        days = np.arange(len(rows))
        value += np.bincount(np.searchsorted(edges, days), pieces * cost[sku], 4)
    return value / value.sum()


def test_some_of_the_stock_grows_old(two_years):
    """Lots bought cheap, late in a season or a life: every age has its part of the shelf."""
    for date in ("2025-04-30", "2025-12-31"):
        fresh, ripe, old, oldest = ages(two_years, date)
        assert fresh > 0.25, date
        assert min(ripe, old, oldest) > 0.03, date


def test_a_fashion_of_last_summer_lies(two_years):
    """Of the inflatable sofas and the lamps bought in July most are sold late, or never."""
    stock = named(two_years["inventory_daily"]).set_index(["sku", "date"])["on_hand"]
    zone = two_years["inventory_daily"]["date"].dt.tz
    september, january = (pd.Timestamp(d, tz=zone) for d in ("2024-09-30", "2025-01-31"))
    assert stock["LA03", january] > 0.3 * stock["LA03", september] > 100
    assert stock["HM01", january] > 250  # last sold in October


@pytest.mark.verify
def test_some_of_the_stock_grows_old_gone():
    tables = two_years_of(World(facts={"bulk_offer": []}))
    assert ages(tables, "2025-04-30")[2:].sum() < 0.08
    assert ages(tables, "2025-12-31")[2:].sum() < 0.08


def lost(tables, first, last):
    """Share of the pieces wanted that an empty shelf lost."""
    stock = tables["inventory_daily"]
    zone = stock["date"].dt.tz
    days = stock["date"].between(pd.Timestamp(first, tz=zone), pd.Timestamp(last, tz=zone))
    wanted = tables["inventory_truth"].loc[days, "demand"].sum()
    return 1 - stock.loc[days, "sales"].sum() / wanted


def test_a_lean_spring_loses_labour_day(two_years):
    assert lost(two_years, "2025-04-24", "2025-05-11") > 0.035
    levels = two_years["inventory_daily"].groupby("date")["safety"].sum()
    zone = levels.index.tz
    march, april = (levels[pd.Timestamp(day, tz=zone)] for day in ("2025-04-06", "2025-04-10"))
    assert april < 0.3 * march


@pytest.mark.verify
def test_a_lean_spring_loses_labour_day_gone():
    world = World()
    kept = [
        row for row in world.facts["history"] if "stock.safety_days.image" not in row["changes"]
    ]
    assert len(world.facts["history"]) - len(kept) == 2
    world.facts["history"] = kept
    assert lost(two_years_of(world), "2025-04-24", "2025-05-11") < 0.025


# 4.1 Forecast: a break


def level(tables, category, first, last):
    """Pieces of a category wanted, beside those of all others."""
    sku = named(tables["sku"]).set_index("sku")
    steady = sku.index[(sku["launch_date"] < first) & (sku["life"] == "steady")]
    wanted = named(tables["inventory_truth"])
    wanted = wanted[wanted["sku"].isin(steady)]
    zone = wanted["date"].dt.tz
    days = wanted["date"].between(pd.Timestamp(first, tz=zone), pd.Timestamp(last, tz=zone))
    wanted = wanted[days]
    mine = (wanted["sku"].map(sku["category"]).astype("str") == category).to_numpy()
    return wanted["demand"][mine].sum() / wanted["demand"][~mine].sum()


def rise(tables):
    """Of the lights' part, the autumn from the day of the break on beside early summer; and beside
    the same of the year before. Weeks with cut prices are left out."""
    now = [("2025-05-12", "2025-07-20"), ("2025-08-25", "2025-12-31")]
    then = [("2024-05-12", "2024-07-20"), ("2024-09-17", "2024-12-31")]
    (before, since), (early, late) = (
        [level(tables, "light", *days) for days in pair] for pair in (now, then)
    )
    return since / before / (late / early)


def test_one_category_breaks_on_a_day(two_years):
    assert 1.15 < rise(two_years) < 1.6
    assert named(two_years["demand_breaks"])["category"].tolist() == ["light"]


@pytest.mark.verify
def test_one_category_breaks_on_a_day_gone():
    assert 0.85 < rise(two_years_of(World(facts={"demand_break": []}))) < 1.12


# Pieces and money


def test_ordered_is_received_rejected_and_open(two_years):
    """Lots, tests and shelf are the same pieces, article by article."""
    lots, shelf = named(two_years["inbound"]), named(two_years["inventory_daily"])
    end = shelf["date"].iloc[-1] + pd.Timedelta(days=1)
    here = lots["received_at"] < end
    pieces = lots["lot_size"].groupby(
        [lots["sku"], np.where(here, np.where(lots["accepted"], "shelf", "back"), "open")]
    )
    pieces = pieces.sum().unstack(fill_value=0)
    received = shelf.groupby("sku")["received"].sum()
    assert (received.loc[pieces.index] == pieces["shelf"]).all()
    assert received.sum() == pieces["shelf"].sum()
    last = shelf[shelf["date"] == shelf["date"].iloc[-1]].set_index("sku")["on_order"]
    assert (last.reindex(pieces.index).fillna(0) == pieces["open"]).all()
    assert pieces["back"].sum() > 0


def test_accepted_pieces_are_what_suppliers_are_owed(run):
    """Payables, the ledger and the profit and loss tie to the lots accepted, to the cent."""
    tables, _ = run
    lots = tables.inbound[tables.inbound["accepted"].fillna(False).astype(bool)]
    owed = cents(lots["unit_cost"].to_numpy()) * lots["lot_size"].to_numpy()
    assert cents(tables.payables["amount"].to_numpy()).sum() == owed.sum()
    ledger = tables.cash_ledger
    bought = ledger[(ledger["line"] == "purchase") & (ledger["account"] == "stock")]
    assert cents(bought["amount"].to_numpy()).sum() == owed.sum()


def test_what_is_not_known_yet_is_empty(run):
    """On an evening before a lot has come nobody knows its sample; its parts are announced."""
    tables, _ = run
    early = tables.as_of(60).inbound
    end = early["ordered_at"].dt.normalize().max() + pd.Timedelta(days=1)
    waits = early["received_at"].isna()
    assert waits.any()
    assert not (early["received_at"] >= end).any()
    assert early.loc[waits, ["sample_n", "sample_defects", "accepted"]].isna().all(axis=None)
    assert early.loc[waits, "promised_on"].notna().all()
