"""What is written is read back to the cent; and the money is followed from orders to the bank."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomlab import exports
from ecomlab.errors import ColumnError, EcomlabError, InputError
from ecomlab.exports import parts
from ecomlab.exports.settlements import PARTS
from tests.exports import settling, writing

NAMES = sorted(settling.SETTLEMENTS)


def check(shop, layout, told):
    """The movements that were written, to the cent, with a receipt that adds up and no name."""
    table = shop.settlement
    assert settling.found(table) == told
    cents = (100 * table[[*PARTS, "net"]]).round().astype("int64")
    assert (cents[[*PARTS]].sum(axis=1) == cents["net"]).all()
    assert table["ts_settled"].notna().all()
    check_receipt(shop, "settlement", table)
    check_secrets(shop, table)


def check_receipt(shop, title, table):
    """Rows and money add up from the files to the table."""
    steps = shop.receipt[shop.receipt["step"].str.startswith(f"{title}: ")]
    end = steps["step"].str.endswith("rows of the table")
    assert end.sum() == 1
    assert steps.loc[~end, "rows"].sum() == steps.loc[end, "rows"].iloc[0] == len(table)
    if steps.loc[end, "money"].notna().any():
        money = round(steps.loc[~end, "money"].fillna(0).sum(), 2)
        assert money == round(steps.loc[end, "money"].iloc[0], 2)


def check_secrets(shop, table):
    told = [repr(shop), repr(shop.read_as), table.to_csv(), repr(shop.receipt), repr(shop.notes)]
    for secret in settling.SECRETS:
        assert not any(secret in text for text in told), secret


def read(path, layout, folder):
    return exports.read(path, timezone=settling.ZONES.get(layout), salt_folder=folder)


@pytest.mark.parametrize("layout", NAMES)
def test_the_golden_file(layout, tmp_path):
    path = writing.GOLDEN / f"{layout}.csv"
    shop = read(path, layout, tmp_path)
    check(shop, layout, json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    assert exports.reports.layouts()[layout].title in shop.title


@pytest.mark.parametrize("layout", NAMES)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1), sheet=st.sampled_from([False, False, False, True]))
def test_what_is_written_is_read_back(layout, seed, sheet, tmp_path):
    rng = np.random.default_rng([seed, NAMES.index(layout)])
    moves = settling.settlement(layout, seed)
    western = layout in settling.WESTERN
    frame = settling.quirky(settling.table(layout, moves, rng), rng, western)
    if sheet:
        path = tmp_path / "settlement.xlsx"
        texts = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        frame.to_excel(path, index=False, engine="xlsxwriter", engine_kwargs=texts)
    else:
        path = tmp_path / "settlement.csv"
        above = [] if western or rng.random() < 0.5 else ["账单 2025-03"]
        path.write_bytes(settling.text(frame, rng, western, above))
    check(read(path, layout, tmp_path), layout, settling.told(layout, moves))


@pytest.mark.parametrize("layout", NAMES)
def test_files_that_overlap_count_once(layout, tmp_path):
    """Two exports with some rows in both: each movement counts once, and it is said."""
    rng = np.random.default_rng(2)
    moves = settling.settlement(layout, 4, n=20)
    whole = settling.quirky(
        settling.table(layout, moves, rng), rng, layout in settling.WESTERN, dirty=False
    )
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    cut = 2 * len(whole) // 3
    whole.iloc[:cut].to_csv(a, index=False)
    whole.iloc[cut // 2 :].to_csv(b, index=False)
    shop = read([a, b], layout, tmp_path)
    check(shop, layout, settling.told(layout, moves))
    assert shop.receipt["step"].str.contains("rows that an earlier file has too").any()


def test_every_layout_of_a_settlement_is_written():
    there = {n for n, one in exports.reports.layouts().items() if one.table == "settlement"}
    assert there == set(NAMES)


# --- From the orders to the bank -------------------------------------------------------------


def cents(frame):
    return frame.assign(**{n: frame[n] / 100 for n in ("paid_amount", "refund_amount")})


def drawn(seed):
    """Orders and a settlement of them with known flaws, and the flaw of each order in cents."""
    rng = np.random.default_rng(seed)
    day = pd.Timestamp("2025-03-01", tz="Asia/Shanghai")
    orders, moves, flaws = [], [], {}
    for number in range(60):
        order, paid = str(9000 + number), int(rng.integers(100, 90_000))
        back = int(rng.integers(1, paid)) if rng.random() < 0.2 else 0
        flaw = str(rng.choice(["none", "not settled yet", "settled twice", "shipping",
                               "refund differs", "amount differs", "before the settlement"],
                              p=[0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]))  # fmt: skip
        when = day - pd.Timedelta(days=9) if flaw == "before the settlement" else day + pd.Timedelta(hours=number)  # fmt: skip
        orders.append(
            {
                "order_id": order,
                "ts_order": when,
                "status": "paid",
                "paid_amount": paid,
                "refund_amount": back,
            }
        )
        move = {"order_id": order, "ts_settled": day + pd.Timedelta(days=20 + number % 5), "kind": "sale", "line_id": order,
                "gross": paid, "refund": -back, "shipping": 0, "commission": -(paid // 20)}  # fmt: skip
        if flaw in ("not settled yet", "before the settlement"):
            if paid - back:
                flaws[order] = (flaw, back - paid)
            continue
        if flaw == "settled twice":
            moves.append({**move, "refund": 0})
            flaws[order] = (flaw, paid)
        elif flaw == "shipping":
            move["shipping"] = 600
            flaws[order] = (flaw, 600)
        elif flaw == "refund differs":
            move["refund"] -= 50
            flaws[order] = (flaw, -50)
        elif flaw == "amount differs" and not back:
            move["gross"] -= 37
            flaws[order] = (flaw, -37)
        moves.append(move)
    moves.append(
        {**moves[0], "order_id": "1", "line_id": "1", "gross": 777, "refund": 0, "shipping": 0}
    )
    flaws["1"] = ("not in the orders", 777)
    moves[0]["ts_settled"] = day - pd.Timedelta(days=1)
    moves.append({"order_id": None, "ts_settled": day, "kind": "payout", "line_id": None, "gross": 0, "refund": 0,
                  "shipping": 0, "commission": 0, "paid_out": 50_000})  # fmt: skip
    settled = pd.DataFrame(moves).fillna({"paid_out": 0})
    parts = ["gross", "refund", "shipping", "commission"]
    settled["net"] = settled[parts].sum(axis=1)
    settled[[*parts, "net", "paid_out"]] /= 100
    return cents(pd.DataFrame(orders)), settled, flaws


@pytest.mark.parametrize("seed", range(12))
def test_each_flaw_is_found_with_its_reason_and_its_cents(seed):
    orders, settled, flaws = drawn(seed)
    found = exports.reconcile(orders, settled)
    told = {row.order_id: (row.reason, round(100 * row.difference)) for row in found.itertuples()}
    assert told == flaws
    assert len(found) == len(flaws)


@pytest.mark.parametrize("seed", range(12))
def test_totals_tie_to_the_cent(seed):
    orders, settled, _ = drawn(seed)
    found = exports.reconcile(orders, settled)
    a = found.attrs
    assert round(a["by_orders"] + a["difference"], 2) == a["by_settlement"]
    steps = exports.to_the_bank(orders, settled)
    kept = round((orders["paid_amount"] - orders["refund_amount"]).sum(), 2)
    total = steps.set_index("step")["amount"]
    assert total["kept, by the orders"] == kept
    assert total["net, by the settlement"] == round(settled["net"].sum(), 2)
    assert total["reached the bank"] == 500.0
    running, since = 0.0, 0.0
    for _, _, amount, is_total in steps.itertuples(index=False):
        if is_total:
            assert round(running + since, 2) == amount
            running, since = amount, 0.0
        else:
            since += amount


def test_the_order_of_rows_doesnt_matter():
    orders, settled, _ = drawn(3)
    found = exports.reconcile(orders, settled)
    mixed = exports.reconcile(
        orders.sample(frac=1, random_state=1), settled.sample(frac=1, random_state=2)
    )
    pd.testing.assert_frame_equal(found, mixed)


def test_closed_and_waiting_orders_kept_nothing():
    orders, settled, _ = drawn(1)
    with_more = pd.concat(
        [orders, orders.tail(1).assign(order_id="77", status="closed")], ignore_index=True
    )
    a, b = exports.reconcile(orders, settled), exports.reconcile(with_more, settled)
    assert a["order_id"].tolist() == b["order_id"].tolist()


def test_bad_tables_are_refused():
    orders, settled, _ = drawn(1)
    with pytest.raises(InputError, match="stands twice"):
        exports.reconcile(pd.concat([orders, orders]), settled)
    with pytest.raises(InputError, match="EUR, USD"):
        exports.reconcile(orders, settled.assign(currency=["USD", *["EUR"] * (len(settled) - 1)]))
    with pytest.raises(InputError, match="no amount"):
        exports.reconcile(orders, settled.assign(gross="a lot"))
    with pytest.raises(ColumnError, match="gross"):
        exports.reconcile(orders, settled.drop(columns="gross"))


def test_orders_and_their_settlement_are_read_together(tmp_path):
    """抖店: the order list and the movements, one of which was refunded after it was settled."""
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "主订单编号,子订单编号,选购商品,商品数量,商品单价,订单应付金额,订单提交时间,支付完成时间,订单状态,售后状态\n"
        "\t6951,\t6951,杯,1,1110,1110,2026-03-02 10:00:00,2026-03-02 10:00:00,已完成,-\n"
        "\t6952,\t6952,杯,1,50,50,2026-03-04 10:00:00,2026-03-04 10:00:00,已完成,-\n",
        encoding="utf-8-sig",
    )
    moved = tmp_path / "moves.csv"
    moved.write_text(
        "动账时间,动帐流水号,动账方向,动账金额,动账场景,子订单号,订单号,订单实付应结,运费实付,订单退款,平台服务费\n"
        '2026-03-03 10:00:00,\t1,入账,"1,098.00",货款结算入账,\t6951,\t6951,1100,10,0,-12\n'
        "2026-03-05 10:00:00,\t2,出账,18,退款-结算后退款-退用户,\t6951,\t6951,0,0,-18,0\n"
        "2026-03-07 10:00:00,\t4,出账,300,提现,-,-,0,0,0,0\n",
        encoding="utf-8-sig",
    )
    shop = exports.read([orders, moved], salt_folder=tmp_path)
    found = exports.reconcile(shop.orders, shop.settlement)
    assert found["reason"].tolist() == ["not settled yet", "refund differs"]
    assert found["difference"].tolist() == [-50.0, -18.0]
    steps = exports.to_the_bank(shop.orders, shop.settlement).set_index("step")["amount"]
    assert steps.iloc[-1] == 300.0
    assert steps["net, by the settlement"] == 1080.0
    assert shop.receipt["step"].iloc[0] == "rows of orders.csv"
    part = parts.bank(shop)
    assert part.table["amount"].iloc[-1] == 300.0
    assert any("not settled yet 1, refund differs 1" in words for words in part.says)
    assert "What reached the bank" in parts.allowed(shop)["part"].tolist()
    alone = exports.read(moved, salt_folder=tmp_path)
    assert parts.bank(alone).table is None
    assert not parts.allowed(alone)["allowed"].any()


# --- What is refused, and what is said -------------------------------------------------------

MOVES = "动账时间,动帐流水号,动账方向,动账金额,动账场景,子订单号,订单号\n"


def moves(tmp_path, *rows, head=MOVES):
    path = tmp_path / "moves.csv"
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8-sig")
    return exports.read(path, salt_folder=tmp_path)


def test_a_direction_that_says_nothing_is_refused(tmp_path):
    with pytest.raises(InputError, match="neither in nor out"):
        moves(tmp_path, "2026-03-03 10:00:00,1,待定,5,货款结算入账,7,7")


def test_ids_that_a_spreadsheet_has_cut_are_refused(tmp_path):
    rows = [
        f"2026-03-03 10:00:0{n},{n},入账,5,货款结算入账,7,6954164338068{n}0000" for n in range(4)
    ]
    with pytest.raises(InputError, match="last digits are lost"):
        moves(tmp_path, *rows)


def test_a_copy_of_a_movement_counts_once_and_another_fee_of_its_amount_twice(tmp_path):
    row = "2026-03-03 10:00:00,1,出账,5,权益保险,-,-"
    shop = moves(tmp_path, row, row, row.replace(",1,", ",2,"))
    assert shop.settlement["net"].tolist() == [-5.0, -5.0]
    assert shop.receipt["step"].str.contains("stand twice").any()


def test_an_unknown_kind_is_named_and_kept(tmp_path):
    shop = moves(tmp_path, "2026-03-03 10:00:00,1,出账,5,天外飞仙,-,-")
    assert shop.settlement[["kind", "said", "other"]].iloc[0].tolist() == [
        "other",
        "天外飞仙",
        -5.0,
    ]
    assert any("天外飞仙 (1; -5.00)" in note for note in shop.notes)


def test_an_amount_that_its_parts_dont_explain_stands_in_other(tmp_path):
    head = MOVES.replace("订单号\n", "订单号,订单实付应结,平台服务费,新费用\n")
    shop = moves(tmp_path, "2026-03-03 10:00:00,1,入账,90,货款结算入账,7,7,100,-5,-5", head=head)
    assert shop.settlement[["gross", "commission", "other", "net"]].iloc[0].tolist() == [
        100,
        -5,
        -5,
        90,
    ]
    assert any("isn't the sum" in note for note in shop.notes)


def test_a_total_of_amazon_that_its_rows_dont_have_is_said(tmp_path):
    moves_ = settling.settlement("amazon_v2", 1, n=4)
    frame = settling.table("amazon_v2", moves_, np.random.default_rng(1))
    frame.loc[0, "total-amount"] += 1
    path = tmp_path / "v2.txt"
    settling.quirky(frame, np.random.default_rng(1), True, dirty=False).to_csv(
        path, sep="\t", index=False
    )
    shop = exports.read(path, salt_folder=tmp_path)
    assert any("differ from their rows" in note for note in shop.notes)


def test_a_table_of_no_known_layout_says_what_to_paste(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Order,Datum,Betrag,Verkauf\n1,2025-03-01,9.5,10\n", encoding="utf-8")
    with pytest.raises(InputError, match='table="settlement"'):
        exports.read(path, salt_folder=tmp_path)
    with pytest.raises(InputError, match=r'columns=\{.*"net": "…"') as told:
        exports.read(path, table="settlement", salt_folder=tmp_path)
    assert "Order, Datum, Betrag, Verkauf" in str(told.value)
    named = {"order_id": "Order", "ts_settled": "Datum", "net": "Betrag", "gross": "Verkauf"}
    shop = exports.read(
        path, table="settlement", columns=named, timezone="Europe/Berlin", salt_folder=tmp_path
    )
    assert shop.settlement[["order_id", "gross", "other", "net"]].iloc[0].tolist() == [
        "1",
        10.0,
        -0.5,
        9.5,
    ]
    with pytest.raises(EcomlabError, match="Betrag"):
        exports.read(
            path, table="settlement", columns=named | {"net": "Betrg"}, salt_folder=tmp_path
        )


def test_two_currencies_are_read_one_at_a_time(tmp_path):
    moves_ = settling.settlement("etsy_statement", 1, n=6)
    frame = settling.quirky(
        settling.table("etsy_statement", moves_, np.random.default_rng(1)),
        np.random.default_rng(1),
        True,
        dirty=False,
    )
    frame.loc[0, "Currency"] = "USD"
    frame.to_csv(tmp_path / "a.csv", index=False)
    shop = exports.read(tmp_path / "a.csv", timezone="Europe/Berlin", salt_folder=tmp_path)
    assert any("EUR, USD" in note for note in shop.notes)
    one = exports.read(
        tmp_path / "a.csv", timezone="Europe/Berlin", currency="EUR", salt_folder=tmp_path
    )
    assert len(one.settlement) == len(shop.settlement) - 1


def of_text(tmp_path, text, **how):
    path = tmp_path / "settlement.csv"
    path.write_text(text, encoding="utf-8")
    return exports.read(path, salt_folder=tmp_path, **how)


def test_costs_of_either_sign_in_one_file(tmp_path):
    """Invented after a public test: a fee of 5 taken off, and one of -1."""
    shop = of_text(
        tmp_path,
        "订单号,结算单类型,收入合计,结算金额,商品数量,平台服务费\na,已结算,100,95,1,5\na,退款,-20,-20,0.2,0\nb,已结算,20,19,1,-1\n",
    )
    table = shop.settlement
    assert table["commission"].tolist() == [-5, 0, -1]
    assert table["refund"].tolist() == [0, -20, 0]
    assert table["other"].eq(0).all()


def test_rows_that_wait_are_left_out_and_counted(tmp_path):
    shop = of_text(
        tmp_path,
        "订单号,订单实付(元),技术服务费(元),结算金额(元),结算状态,结算时间\na,100,5,95,已结算,2025-03-01\nb,50,2,48,待结算,-\n",
    )
    assert shop.settlement["order_id"].tolist() == ["a"]
    step = shop.receipt.set_index("step").loc["settlement: rows that say they aren't settled yet"]
    assert (step["rows"], step["money"]) == (-1, -48.0)
    check_receipt(shop, "settlement", shop.settlement)


def test_ebay_in_germany(tmp_path):
    shop = of_text(
        tmp_path,
        "--;--;--\nTransaktionsbericht\nDatum der Transaktionserstellung;Typ;Bestellnummer;Nutzername des Käufers;"
        "Name des Käufers;Betrag abzügl. Kosten;Zwischensumme Artikel;Verpackung und Versand;"
        "Fixer Anteil der Verkaufsprovision;Variabler Anteil der Verkaufsprovision;Transaktionsbetrag (inkl. Kosten);Beschreibung\n"
        '"Dez 29, 2025";Bestellung;08-14;jr;Jane Roe;"23,65";"19,9";"6,19";"-0,35";"-2,09";"26,09";--\n'
        '"Dez 29, 2025";Andere Gebühr;08-14;jr;Jane Roe;"-2,14";--;--;--;--;--;Promoted Listings fee\n'
        '"Dez 30, 2025";Auszahlung;--;--;--;"-1.021,51";--;--;--;--;--;--\n',
        timezone="Europe/Berlin", decimal=",",
    )  # fmt: skip
    told = {"08-14": {"gross": 1990, "shipping": 619, "commission": -244, "promotion": -214, "net": 2151},
            "": {"paid_out": 102_151}}  # fmt: skip
    assert settling.found(shop.settlement) == told
    check_secrets(shop, shop.settlement)


def test_amazon_in_europe_with_a_reserve(tmp_path):
    columns = ["settlement-id", "deposit-date", "total-amount", "currency", "transaction-type", "order-id", "amount-type", "amount-description", "amount", "posted-date", "posted-date-time"]  # fmt: skip
    rows = [
        ["189", "17.03.2026 00:00:00 UTC", "38,48", "EUR", *[""] * 7],
        ["189", "", "", "", "Order", "206-1", "ItemPrice", "Principal", "29,99", "02.03.2026", "02.03.2026 14:23:00 UTC"],
        ["189", "", "", "", "Order", "206-1", "ItemFees", "Commission", "-4,50", "02.03.2026", "02.03.2026 14:23:00 UTC"],
        ["189", "", "", "", "Refund", "206-2", "ItemPrice", "Principal", "-10,00", "03.03.2026", "03.03.2026 14:23:00 UTC"],
        ["189", "", "", "", "other-transaction", "", "other-transaction", "Previous Reserve Amount Balance", "19,99", "03.03.2026", ""],
        ["189", "", "", "", "other-transaction", "206-9", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE", "3,00", "03.03.2026", ""],
    ]  # fmt: skip
    shop = of_text(tmp_path, "\n".join("\t".join(row) for row in [columns, *rows]), decimal=",")
    table = shop.settlement
    assert table["kind"].tolist() == ["sale", "sale", "reserve", "adjustment", "refund", "payout"]
    assert table["paid_out"].sum() == table["net"].sum().round(2) == 38.48
    assert set(table["currency"]) == {"EUR"}
    assert not any("differ from their rows" in note for note in shop.notes)


def test_a_deposit_of_etsy_stands_in_its_text(tmp_path):
    shop = of_text(
        tmp_path,
        "Date,Type,Title,Info,Currency,Amount,Fees & Taxes,Net,Tax Details\n"
        '"January 31, 2024",Sale,"Payment for Order #3012345678",,USD,$45.00,--,$45.00,--\n'
        '"January 31, 2024",Fee,"Transaction fee: Tax mug for Jane Roe","Order #3012345678",USD,--,-$2.93,-$2.93,--\n'
        '"February 1, 2024",Deposit,"$41.07 sent to your bank account",,USD,--,--,--,--\n',
        timezone="America/New_York",
    )
    told = {"3012345678": {"gross": 4500, "commission": -293, "net": 4207}, "": {"paid_out": 4107}}
    assert settling.found(shop.settlement) == told
    check_secrets(shop, shop.settlement)


def test_it_is_kept_and_opened_again(tmp_path):
    shop = moves(tmp_path, "2026-03-03 10:00:00,1,入账,5,货款结算入账,7,7")
    exports.save(shop, tmp_path / "my_shop")
    again = exports.load(tmp_path / "my_shop")
    pd.testing.assert_frame_equal(again.settlement, shop.settlement)
    assert again.ads_daily is None
