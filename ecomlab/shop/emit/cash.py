"""Cash (资金): when the money of the profit and loss moves, and in whose hands it is until then.

``cash_ledger`` has every yuan of the profit and loss in the account that it changes (of the
platform: open until it is settled; of suppliers, couriers, staff: owed until it is paid), and
every yuan that moves from one account to another. So three sums are the same to the cent: of a
line over the accounts, the profit and loss; of the bank's account, the bank statement; of all
accounts, what the shop has.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.emit.days import Days, booked, yuan_cents
from ecomlab.shop.emit.platform import KINDS
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.emit.terms import OTHERS

ACCOUNTS = (
    "bank", "in_transit", "platform_balance", "platform_open", "ad_wallet", "stock", "suppliers",
    "couriers", "staff", "creditors", "tax", "loan", "deposits",
)  # fmt: skip
HOME = {  # the account that a line of the profit and loss changes
    "revenue": "platform_open", "refund": "platform_open", "platform_fee": "platform_open",
    "insurance": "platform_open", "cogs": "stock", "ads": "ad_wallet", "kol": "ad_wallet",
    "shipping": "couriers", "packaging": "creditors", "other": "creditors", "labour": "staff",
    "vat": "tax",
}  # fmt: skip
PAID_TO = {  # the other account of a line of the bank statement
    "payout": "in_transit", "ads": "ad_wallet", "supplier": "suppliers", "courier": "couriers",
    "wages": "staff", "creditors": "creditors", "vat": "tax", "loan": "loan",
}  # fmt: skip
BESIDE = {"interest": "interest", "owner": "drawing"}  # of the bank, beside profit and debts
BANK_KINDS = ("opening", *PAID_TO, *BESIDE)
LEDGER_LINES = (
    "opening", *HOME, "returns", "deposit_kept", *BESIDE.values(), "purchase", "settlement",
    "payout", "transfer", *(f"{kind}_paid" for kind in PAID_TO if kind != "payout"),
)  # fmt: skip
MONTHS = 12


def payouts(tables, _seed):
    """The platform's statements that are closed (结算单), and what of each it has paid out."""
    days, bill = Days(tables), tables["platform_bill"]
    term = _term(tables, "payout")
    first = np.arange(-days.weekday, len(days), 7)  # Mondays; the first may lie before the shop
    first = first[first + 6 < len(days)]
    kind = bill["kind"].cat.codes.to_numpy().astype(np.int64)
    number = bill["statement"].to_numpy() - 1
    cents = {column: yuan_cents(bill[column]) for column in ("gross", "fee")}
    sums = {
        name: np.bincount(number[mine], cents[column][mine], len(first))[: len(first)]
        for name, column, mine in (
            ("settled", "gross", kind == KINDS.index("settled")),
            ("refunds", "gross", kind == KINDS.index("refund")),
            ("fees", "fee", kind >= 0),
            ("insurance", "gross", kind == KINDS.index("insurance")),
            ("commission", "gross", kind == KINDS.index("commission")),
            ("deposits_kept", "gross", kind == KINDS.index("deposit_kept")),
        )
    }
    net = sum(sums.values())
    upto = np.maximum.accumulate(np.maximum(np.cumsum(net), 0))  # what is owed to it, it keeps back
    paid = np.diff(upto, prepend=0)
    pays = first + 6 + int(term.days)
    comes = pays + int(_term(tables, "transfer").days)
    return pd.DataFrame(
        {
            "statement": 1 + np.arange(len(first)),
            "first_day": days.dates(first),
            "last_day": days.dates(first + 6),
            **{name: money(np.round(values)) for name, values in sums.items()},
            "net": money(np.round(net)),
            "paid_on": days.known(pays),
            "paid": np.where(pays < len(days), money(np.round(paid)), np.nan),
            "bank_on": days.known(comes),
        }
    )


def payables(tables, _seed):
    """What is owed to suppliers for accepted lots (应付账款), and when it was paid.

    Of the first amounts the shop keeps back the supplier's deposit for quality.
    """
    days, lots = Days(tables), tables["inbound"]
    lots = lots[lots["accepted"].fillna(False).astype(bool).to_numpy()]
    came = days.number(lots["received_at"].dt.normalize())
    lots = lots.iloc[np.argsort(came, kind="stable")]
    came = np.sort(came, kind="stable")
    who = lots["supplier"].cat.codes.to_numpy().astype(np.int64)
    owed = yuan_cents(lots["unit_cost"]) * lots["lot_size"].to_numpy()
    suppliers = tables["suppliers"]
    kept = np.zeros(len(lots), np.int64)
    for i, deposit in enumerate(yuan_cents(suppliers["quality_deposit"])):
        mine = who == i
        kept[mine] = np.diff(np.minimum(np.cumsum(owed[mine]), deposit), prepend=0)
    due = came + suppliers["payment_days"].to_numpy()[who]
    return pd.DataFrame(
        {
            "po_id": lots["po_id"].to_numpy(),
            "supplier": lots["supplier"].array,
            "received_on": days.dates(came),
            "amount": money(owed),
            "kept_back": money(kept),
            "due_on": days.dates(due),
            "paid_on": days.known(due),
            "paid": np.where(due < len(days), money(owed - kept), np.nan),
        }
    )


def vat_returns(tables, _seed):
    """Value added tax by month as it is filed (增值税申报): of sales, less that of goods bought.

    The profit and loss counts the tax in the goods that are sold. Where more is bought than sold,
    the rest is carried on (留抵).
    """
    days, lines = Days(tables), booked(tables)
    term = tables["payment_terms"]
    term = term[(term["what"] == "vat").to_numpy()]
    place = np.searchsorted(days.number(term["since"]), np.arange(len(days)), side="right") - 1
    rate, back = (term[name].to_numpy()[place] for name in ("rate", "rate_back"))
    net = lines.by_day("revenue") + lines.by_day("refund")
    bought = _bought(tables, days)
    output = np.round(days.by_month(net * rate / (1 + rate)))
    claim = np.round(days.by_month(bought * back / (1 + back)))
    left = np.zeros(len(output) + 1)  # carried on; below 0 never
    for month, owed in enumerate(output - claim):
        left[month + 1] = max(left[month] - owed, 0)
    due = output - claim - left[:-1] + left[1:]
    filed = days.after_month(int(term["pay_day"].iloc[-1]))
    done = np.flatnonzero(filed < len(days))
    return pd.DataFrame(
        {
            "month": pd.Series(days.months[done], dtype="str"),
            "sales": money(days.by_month(net)[done]),
            "output": money(output[done]),
            "input": money(claim[done]),
            "carried_in": money(left[:-1][done]),
            "due": money(due[done]),
            "carried_out": money(left[1:][done]),
            "filed_on": days.dates(filed[done]),
        }
    )


def bank(tables, _seed):
    """The bank statement (银行流水), the opening balance first."""
    days = Days(tables)
    parts = [
        _opening(tables), _from_platform(tables, days), _to_ads(tables, days),
        _to_suppliers(tables, days), _to_couriers(tables, days), _to_others(tables, days),
        _to_tax(tables, days), _loans(tables, days), _to_owner(tables, days),
    ]  # fmt: skip
    rows = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    rows = rows[(rows["cents"] != 0) | (rows["kind"] == "opening")]
    kind = np.array([BANK_KINDS.index(name) for name in rows["kind"]], dtype=np.int64)
    day = rows["day"].to_numpy(dtype=np.int64)
    rank = np.lexsort((np.arange(len(rows)), kind, day))
    rank = rank[day[rank] < len(days)]
    amount = rows["cents"].to_numpy(dtype=np.int64)[rank]
    return pd.DataFrame(
        {
            "line_id": 1 + np.arange(len(rank)),
            "date": days.dates(day[rank]),
            "kind": words(kind[rank], BANK_KINDS),
            "who": pd.Series(rows["who"].to_numpy()[rank], dtype="str"),
            "reference": pd.Series(rows["reference"].to_numpy()[rank], dtype="str"),
            "amount": money(amount),
            "balance": money(np.cumsum(amount)),
        }
    )


def _lines(day, kind, who, reference, amount):
    """Lines of the bank statement, amounts in cents."""
    day = np.asarray(day, dtype=np.int64)
    return {
        "day": day, "kind": np.full(len(day), kind, object), "who": np.broadcast_to(who, len(day)),
        "reference": reference, "cents": np.asarray(amount, dtype=np.int64),
    }  # fmt: skip


def _opening(tables):
    first = tables["opening_balances"]
    cash = yuan_cents(first["amount"])[(first["account"] == "bank").to_numpy()]
    return _lines([0], "opening", "bank", ["balance brought forward"], cash)


def _from_platform(tables, days):
    made = tables["payouts"]
    made = made[made["bank_on"].notna().to_numpy()]
    reference = [f"statement {number}" for number in made["statement"]]
    day = days.number(made["bank_on"])
    return _lines(day, "payout", "platform", reference, yuan_cents(made["paid"]))


def _to_ads(tables, days):
    """An ad account is filled up in the morning of the day on which it would run empty."""
    unit = round(_term(tables, "ads").amount * 100)
    spent = np.cumsum(_ad_spend(tables, days))
    filled = np.diff(-(-spent // max(unit, 1)), prepend=0) * unit
    day = np.flatnonzero(filled)
    return _lines(day, "ads", "ad_platforms", ["top-up"] * len(day), -filled[day])


def _to_suppliers(tables, days):
    made = tables["payables"]
    made = made[made["paid_on"].notna().to_numpy()]
    reference = [f"po {number}" for number in made["po_id"]]
    day, who = days.number(made["paid_on"]), made["supplier"].astype(str).to_numpy(object)
    return _lines(day, "supplier", who, reference, -yuan_cents(made["paid"]))


def _to_couriers(tables, days):
    """Bills are paid as they are, right or wrong, less what is credited for lost parcels."""
    bill, term, claims = tables["courier_bill"], _term(tables, "shipping"), tables["courier_claims"]
    claims = claims[claims["credited_on"].notna().to_numpy()]
    whole = pd.DataFrame({
        "day": np.concatenate([days.number(bill["billed_on"]), days.number(claims["credited_on"])]),
        "who": np.concatenate([bill["courier"].astype(str), claims["courier"].astype(str)]),
        "cents": np.concatenate([yuan_cents(bill["amount"]), -yuan_cents(claims["amount"])]),
    }).groupby(["day", "who"], as_index=False)["cents"].sum()  # fmt: skip
    day = whole["day"].to_numpy(dtype=np.int64) + int(term.pay_day - term.bill_day)
    reference = [f"bill of {date:%Y-%m-%d}" for date in days.dates(whole["day"])]
    who = whole["who"].to_numpy(object)
    return _lines(day, "courier", who, reference, -whole["cents"].to_numpy())


def _to_others(tables, days):
    """Wages and what creditors are paid, of the month before; lucky bags are paid by a dealer."""
    lines = booked(tables)
    owed = {name: lines.by_day(name) for name in ("labour", *OTHERS.split(", "))}
    owed["returns"] = owed["returns"] - _restocked(tables, days)
    parts = []
    for name, amount in owed.items():
        kind, what = ("wages", "labour") if name == "labour" else ("creditors", OTHERS)
        day = days.after_month(int(_term(tables, what).pay_day))
        reference = [f"{name} {month}" for month in days.months]
        parts.append(pd.DataFrame(_lines(day, kind, kind, reference, days.by_month(amount))))
    return pd.concat(parts, ignore_index=True)


def _to_tax(tables, days):
    filed = tables["vat_returns"]
    day = days.number(filed["filed_on"])
    return _lines(day, "vat", "tax_office", list(filed["month"]), -yuan_cents(filed["due"]))


def _loans(tables, days):
    """Loans paid out, and their parts and interest month by month."""
    pay_day, rows = int(_term(tables, "loan").pay_day), []
    for loan in tables["loans"].itertuples():
        day, amount = int(days.number(pd.Series([loan.drawn_on]))[0]), round(loan.amount * 100)
        rows.append((day, "loan", loan.loan, amount))
        for nth in range(loan.months):
            left = amount - amount * nth // loan.months
            part = amount * (nth + 1) // loan.months - amount * nth // loan.months
            when = days.months_later(day, 1 + nth, pay_day)
            rows.append((when, "loan", f"{loan.loan} {nth + 1}/{loan.months}", -part))
            interest = round(left * loan.rate / MONTHS)
            rows.append((when, "interest", f"{loan.loan} {nth + 1}/{loan.months}", -interest))
    day, kind, reference, amount = zip(*rows, strict=True) if rows else ((),) * 4
    lines = _lines(day, "loan", "bank", list(reference), amount)
    return lines | {"kind": np.array(kind, dtype=object)}


def _to_owner(tables, days):
    """The owner takes a share of each quarter's profit, if there is one."""
    term, quarter = _term(tables, "profit"), days.month.astype(np.int64) // 3
    quarters, place = np.unique(quarter, return_inverse=True)
    profit = np.bincount(place, booked(tables).profit, len(quarters))
    share = np.floor(np.maximum(profit, 0) * term.rate).astype(np.int64)
    month = (3 * (quarters + 1)).astype("M8[M]").astype("M8[D]")
    day = (month - days.start).astype(np.int64) + int(term.pay_day) - 1
    names = [f"profit of {1970 + n // 4} Q{n % 4 + 1}" for n in quarters.tolist()]
    return _lines(day, "owner", "owner", names, -share)


def cash_ledger(tables, _seed):
    """Every yuan, by day, line and account (资金台账): above 0 the shop has it, below it owes it.

    Lines of the profit and loss, by the account that they change; and what moves between two.
    """
    days = Days(tables)
    posts = [
        *_of_opening(tables), *_of_profit(tables, days), *_of_purchases(tables, days),
        *_of_platform(tables, days), *_of_bank(tables["bank"], days),
    ]  # fmt: skip
    day, line, account, amount = (np.concatenate(part) for part in zip(*posts, strict=True))
    there = (day < len(days)) & (amount != 0)
    day, line, account, amount = (part[there] for part in (day, line, account, amount))
    key = (day * len(LEDGER_LINES) + line) * len(ACCOUNTS) + account
    keys, place = np.unique(key, return_inverse=True)
    total = np.bincount(place, amount, len(keys))
    keys, total = keys[total != 0], total[total != 0]
    rest, account = np.divmod(keys, len(ACCOUNTS))
    day, line = np.divmod(rest, len(LEDGER_LINES))
    return pd.DataFrame(
        {
            "date": days.dates(day),
            "line": words(line, LEDGER_LINES),
            "account": words(account, ACCOUNTS),
            "amount": money(np.round(total)),
        }
    )


def _post(day, line, account, amount):
    """Entries of the ledger: day, line, account, cents."""
    day = np.asarray(day, dtype=np.int64)
    codes = LEDGER_LINES.index(line), ACCOUNTS.index(account)
    return day, *(np.full(len(day), code) for code in codes), np.asarray(amount, dtype=np.int64)


def _move(day, line, giver, taker, amount):
    """What goes from one account to another."""
    yield _post(day, line, giver, -np.asarray(amount))
    yield _post(day, line, taker, amount)


def _of_opening(tables):
    for row in tables["opening_balances"].itertuples():
        yield _post([0], "opening", row.account, [round(row.amount * 100)])


def _of_profit(tables, days):
    """The profit and loss, each line in the account that it changes."""
    lines, every = booked(tables), np.arange(len(days))
    for line, account in HOME.items():
        if line == "kol":  # commissions are the platform's to take
            fees = lines.by_day("kol", of_orders=True)
            yield _post(every, "kol", "platform_open", fees)
            yield _post(every, "kol", account, lines.by_day("kol") - fees)
        else:
            yield _post(every, line, account, lines.by_day(line))
    back = _restocked(tables, days)
    yield _post(every, "returns", "stock", back)
    yield _post(every, "returns", "creditors", lines.by_day("returns") - back)


def _of_purchases(tables, days):
    return _move(np.arange(len(days)), "purchase", "suppliers", "stock", _bought(tables, days))


def _of_platform(tables, days):
    """What is settled, and paid out; a deposit that is kept is income beside the others."""
    bill = tables["platform_bill"]
    day, net = days.number(bill["ts"].dt.normalize()), yuan_cents(bill["net"])
    kept = (bill["kind"] == "deposit_kept").to_numpy()
    yield _post(day[kept], "deposit_kept", "platform_balance", net[kept])
    yield from _move(day[~kept], "settlement", "platform_open", "platform_balance", net[~kept])
    made = tables["payouts"]
    made = made[made["paid_on"].notna().to_numpy()]
    paid_on, paid = days.number(made["paid_on"]), yuan_cents(made["paid"])
    yield from _move(paid_on, "payout", "platform_balance", "in_transit", paid)


def _of_bank(statement, days):
    """The bank's lines, and the account on the other side of each."""
    day, amount = days.number(statement["date"]), yuan_cents(statement["amount"])
    kind = statement["kind"].astype(str).to_numpy()
    for name, account in PAID_TO.items():
        mine = kind == name
        line = "transfer" if name == "payout" else f"{name}_paid"
        yield from _move(day[mine], line, account, "bank", amount[mine])
    for name, line in BESIDE.items():
        yield _post(day[kind == name], line, "bank", amount[kind == name])


def _term(tables, what):
    """The terms of what is paid, as they are now."""
    terms = tables["payment_terms"]
    return terms[(terms["what"] == what).to_numpy()].iloc[-1]


def _bought(tables, days):
    """Cents of the lots accepted, by day."""
    lots = tables["inbound"]
    lots = lots[lots["accepted"].fillna(False).astype(bool).to_numpy()]
    came = days.number(lots["received_at"].dt.normalize())
    return days.sums(came, yuan_cents(lots["unit_cost"]) * lots["lot_size"].to_numpy())


def _restocked(tables, days):
    """Cents of goods put back on the shelf, by day of inspection."""
    back = tables["returns"]
    back = back[(back["disposal"] == "restock").to_numpy()]
    day = days.number(back["inspected_at"].dt.normalize())
    return days.sums(day, yuan_cents(back["recovered_value"]))


def _ad_spend(tables, days):
    """Cents spent on ads, posts and shows, by day."""
    lines = booked(tables)
    spent = lines.by_day("ads") + lines.by_day("kol") - lines.by_day("kol", of_orders=True)
    return -spent
