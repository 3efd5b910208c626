"""Who is paid when, what the shop begins with, and what it borrows: the terms of its money."""

import numpy as np
import pandas as pd

from ecomlab.shop.emit.record import words
from ecomlab.shop.stock import Stock

OPENING = ("bank", "stock", "deposits")
OTHERS = "packaging, other, returns"  # what creditors are paid for


def payment_terms(r):
    """Who is paid when (账期), and at what rate; one row per partner, and per type of taxpayer."""
    terms, world = r.world.facts["accounts"], r.world
    rows = [
        {"who": "platform", "what": "payout", "rhythm": "week", "bill_day": 7,
         "days": terms["payout_after"], "rate": world.money.fee},
        {"who": "bank", "what": "transfer", "rhythm": "payout", "days": terms["bank_after"]},
        {"who": "courier", "what": "shipping", "rhythm": "month",
         "bill_day": terms["courier_billed"], "pay_day": terms["courier_paid"]},
        {"who": "staff", "what": "labour", "rhythm": "month", "pay_day": terms["wages_paid"]},
        {"who": "creditors", "what": OTHERS, "rhythm": "month",
         "pay_day": terms["creditors_paid"]},
        {"who": "ad_platforms", "what": "ads", "rhythm": "when empty",
         "amount": _yuan(world, terms["topup"])},
        {"who": "bank", "what": "loan", "rhythm": "month", "pay_day": terms["loan_paid"]},
        {"who": "owner", "what": "profit", "rhythm": "quarter", "pay_day": terms["owner_paid"],
         "rate": terms["owner_takes"]},
        *_taxpayers(r, terms["tax_paid"]),
    ]  # fmt: skip
    names = ("since", "who", "what", "rhythm", "bill_day", "pay_day", "days", "amount", "rate",
             "rate_back")  # fmt: skip
    frame = pd.DataFrame([{"since": 0} | row for row in rows], columns=names)
    whole = {name: pd.array(frame[name], dtype="Int64") for name in ("bill_day", "pay_day", "days")}
    plain = {name: frame[name].astype(float) for name in ("amount", "rate", "rate_back")}
    return frame.assign(since=r.dates(frame["since"]), **whole, **plain)


def _taxpayers(r, pay_day):
    """A row for each type of taxpayer that the shop was, from its first day on."""
    last = None
    for day, plan in r.engine.plans:
        if plan["money.vat"] != last:
            last = plan["money.vat"]
            yield {"since": day, "who": "tax_office", "what": "vat", "rhythm": "month",
                   "pay_day": pay_day, "rate": plan.tax.rate,
                   "rate_back": plan.tax.input}  # fmt: skip


def opening_balances(r):
    """What the shop has on the first morning: cash, goods at cost, what lies with the platform."""
    terms, world = r.world.facts["accounts"], r.world
    shelf = Stock(
        world, r.engine.plan_on(0), world.facts["usual"]["orders"] * world.scale, 1
    ).on_hand
    goods = int((shelf * world.sku.cost).sum()) / 100
    amounts = [_yuan(world, terms["cash"]), goods, _yuan(world, terms["deposit"])]
    return pd.DataFrame({"account": words(np.arange(len(OPENING)), OPENING), "amount": amounts})


def loans(r):
    """Loans of the bank, from the day on which they are paid out."""
    rows = r.world.facts["loan"]
    day = np.array([r.world.day(row["date"]) for row in rows], dtype=np.int64)
    there = np.flatnonzero((day >= 0) & (day < r.engine.days))
    rows = [rows[i] for i in there]
    return pd.DataFrame(
        {
            "loan": pd.Series([row["name"] for row in rows], dtype="str"),
            "drawn_on": r.dates(day[there]),
            "amount": np.array([_yuan(r.world, row["amount"]) for row in rows], dtype=float),
            "rate": np.array([row["rate"] for row in rows], dtype=float),
            "months": np.array([row["months"] for row in rows], dtype=np.int64),
        }
    )


def _yuan(world, amount):
    """An amount at the world's scale, in whole yuan."""
    return float(np.round(amount * world.scale))
