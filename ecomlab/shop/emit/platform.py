"""The same orders as the platform's account has them (账单), and as the shop's ERP has them (单据).

The platform keeps what is paid until the buyer confirms receipt; what was asked back before never
reaches the shop's account, what is asked back later is taken from it. It nets its fee, closes a
statement every Sunday and pays it out some days later. The ERP books a sale when it is sent and a
return when it is on the shelf again. Both have wrong lines, which the truth lists.
"""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR, NOT_RECEIVED
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.parts.media import SETTLED
from ecomlab.shop.streams_in_use import BILL_FAULT, ERP_FAULT
from ecomlab.streams import hash_uniforms

KINDS = ("opening", "settled", "refund", "insurance", "commission", "deposit_kept")
OPENING, SETTLE, REFUND, INSURANCE, COMMISSION, DEPOSIT = range(6)
DOCS = ("sale", "return")
MORNING = 8  # when what was inspected the day before is on the shelf
WEEK, MONDAY = 7, 3  # days; 1970-01-01 was a Thursday


def platform_bill(r):
    """The shop's account with the platform, line by line (账务明细), wrong lines and all.

    Rows are in the order of the day that caused them.
    """
    parts = [_opening(r), _settled(r), _refunds(r), _premiums(r), _commissions(r), _deposits(r)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    rank = np.argsort(columns[0], kind="stable")
    _, second, order, kind, gross, fee = (column[rank] for column in columns)
    return pd.DataFrame(
        {
            "ts": r.times(second),
            "statement": statement(r.world, second // DAY),
            "order_id": pd.arrays.IntegerArray(order + 1, order < 0),
            "kind": words(kind, KINDS),
            "gross": money(gross),
            "fee": money(fee),
            "net": money(gross + fee),
        }
    )


def _opening(r):
    """The account's first line: nothing is in it when the shop begins."""
    zero = np.zeros(int(r.first_day == 0), np.int64)
    return zero, zero, zero - 1, zero + OPENING, zero, zero


def platform_bill_truth(r):
    """What no shop is told: which lines are wrong, and how much the shop has too little by each."""
    missing, fee_twice = _settle_faults(r)
    gross, fee, _ = _released(r)
    refunds, twice = _later_refunds(r)
    again = refunds[twice]
    order = np.concatenate([r.o.order[missing], r.o.order[fee_twice], r.lines.order[again]])
    fault = np.repeat(np.arange(3), [len(missing), len(fee_twice), len(again)])
    short = [gross[missing] - fee[missing], fee[fee_twice], (r.lines.refund - r.lines.fee)[again]]
    rank = np.argsort(order, kind="stable")
    return pd.DataFrame(
        {
            "order_id": order[rank] + 1,
            "fault": words(fault[rank], ("missing", "fee_twice", "refund_twice")),
            "short": money(np.concatenate(short)[rank]),
        }
    )


def statement(world, day):
    """Number of the platform's week in which a day of the world lies; the first day's is 1.

    >>> from ecomlab.shop import World
    >>> statement(World(), np.array([0, 6, 7]))  # 2024 began on a Monday
    array([1, 1, 2])
    """
    start = world.start + MONDAY
    return 1 + (start + np.asarray(day, dtype=np.int64)) // WEEK - start // WEEK


def _released(r):
    """Of each order, in cents: what is released at its confirmation, the fee in it; and whether."""
    o, lines = r.o, r.lines
    early = lines.returned & (lines.requested < o.confirmed[lines.of])
    stays = o.sent[lines.of] & ~early
    asked = lines.price * lines.pieces - lines.off
    gross, fee, kept = (
        np.bincount(lines.of, each * stays, len(o.order)).astype(np.int64)
        for each in (asked, lines.fee, np.ones(len(asked), np.int64))
    )
    return gross, fee, kept > 0


def _settle_faults(r):
    """Rows of orders that are never settled, and of those whose fee is taken twice."""
    facts, there = r.world.facts["faults"]["platform"], _released(r)[2]
    u = hash_uniforms(r.seed, BILL_FAULT, r.o.order, count=2)
    missing = there & (u[0] < facts["missing"])
    return np.flatnonzero(missing), np.flatnonzero(there & ~missing & (u[1] < facts["fee_twice"]))


def _settled(r):
    gross, fee, there = _released(r)
    missing, twice = _settle_faults(r)
    taken = fee.copy()
    taken[twice] *= 2
    there[missing] = False
    at = np.flatnonzero(there)
    return _rows(r, at, r.o.confirmed[at], SETTLE, gross[at], -taken[at])


def _later_refunds(r):
    """Rows of lines that are refunded after they were released; and which are taken twice."""
    lines = r.lines
    late = lines.returned & (lines.requested >= r.o.confirmed[lines.of])
    at = np.flatnonzero(late)
    u = hash_uniforms(r.seed, BILL_FAULT, lines.order[at], nth=1 + lines.place[at])[0]
    return at, u < r.world.facts["faults"]["platform"]["refund_twice"]


def _refunds(r):
    at, twice = _later_refunds(r)
    at = np.repeat(at, 1 + twice)
    lines = r.lines
    return _rows(r, lines.of[at], lines.inspected[at], REFUND, -lines.refund[at], lines.fee[at])


def _premiums(r):
    at = np.flatnonzero(r.o.sent & (r.o.premium > 0))
    return _rows(r, at, r.o.shipped[at], INSURANCE, -r.o.premium[at])


def _commissions(r):
    at = np.flatnonzero(r.o.sent & (r.o.commission > 0))
    return _rows(r, at, r.o.paid_at[at] + SETTLED * DAY, COMMISSION, -r.o.commission[at])


def _rows(r, of, second, kind, gross, fee=None):
    """Rows of one kind: cause day, second, order, kind, cents, cents of the fee."""
    fee = np.zeros(len(of), np.int64) if fee is None else fee
    cause = r.o.day[of].astype(np.int64)
    return cause, second, r.o.order[of], np.full(len(of), kind), gross, fee


def _deposits(r):
    """Deposits that nobody followed by the balance are the shop's on the day after the event."""
    paid, balances = r.engine.deposits.columns(), r.engine.balances
    ends = np.array([_end_of(r.world, *at) for at in zip(paid.event, paid.paid_at, strict=True)])
    day = ends.astype(np.int64) + 1
    done = np.array([balances.get(row, (10**12, 0))[0] for row in range(len(day))], np.int64)
    today = (day >= r.first_day) & (day < r.first_day + r.days)
    at = np.flatnonzero((done >= day * DAY) & today)
    none, zero = np.full(len(at), -1), np.zeros(len(at), np.int64)
    kinds = np.full(len(at), DEPOSIT)
    return day[at], day[at] * DAY + HOUR, none, kinds, paid.deposit[at], zero


def _end_of(world, place, second):
    """Last day of the event for which a deposit was paid."""
    year = str(world.date(second // DAY))[:4]
    return world.day(f"{year}-{world.facts['event'][place]['to']}")


def erp_docs(r):
    """What the ERP has booked (单据): sales when they are sent, returns when they are shelved.

    Rows are in the order of the day of the order.
    """
    parts = [_sales(r), _stock_returns(r)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    rank = np.argsort(columns[0], kind="stable")
    _, doc, second, order, kind, pieces, cents = (column[rank] for column in columns)
    return pd.DataFrame(
        {
            "doc_id": doc,
            "ts": r.times(second),
            "order_id": order + 1,
            "kind": words(kind, DOCS),
            "pieces": pieces,
            "amount": money(cents),
        }
    )


def erp_docs_truth(r):
    """What no shop is told: which documents are missing, doubled, or without the discount."""
    missing, twice, listed = _sale_faults(r)
    lost = _lost_returns(r)
    order = np.concatenate([r.o.order[missing], r.o.order[twice], r.o.order[listed],
                            r.lines.order[lost]])  # fmt: skip
    fault = np.repeat(np.arange(4), [len(missing), len(twice), len(listed), len(lost)])
    kinds = ("sale_missing", "sale_twice", "without_discount", "return_missing")
    rank = np.argsort(order, kind="stable")
    return pd.DataFrame({"order_id": order[rank] + 1, "fault": words(fault[rank], kinds)})


def _sale_faults(r):
    """Rows of orders whose sale is missing, is booked twice, or at list prices."""
    facts, o = r.world.facts["faults"]["erp"], r.o
    u = hash_uniforms(r.seed, ERP_FAULT, o.order)[0]
    edges = np.cumsum([facts["missing"], facts["twice"], facts["list_price"]])
    fault = np.where(o.sent, (u[:, None] >= edges).sum(axis=1), len(edges))
    cheaper = o.listed != o.amount - o.off
    found = [np.flatnonzero(fault == i) for i in range(3)]
    return found[0], found[1], found[2][cheaper[found[2]]]


def _sales(r):
    o = r.o
    missing, twice, listed = _sale_faults(r)
    copies = o.sent.astype(np.int64)
    copies[missing], copies[twice] = 0, 2
    cents = o.amount - o.off
    cents[listed] = o.listed[listed]
    pieces = np.bincount(r.lines.of, r.lines.pieces, len(o.order)).astype(np.int64)
    at = np.repeat(np.arange(len(o.order)), copies)
    again = np.diff(at, prepend=-1) == 0
    doc = (o.order[at] + 1) * 100 + again
    second = o.shipped[at] + again * HOUR
    day, kind = o.day[at].astype(np.int64), np.zeros(len(at), np.int64)
    return day, doc, second, o.order[at], kind, pieces[at], cents[at]


def _lost_returns(r):
    """Rows of lines that came back and were never booked."""
    lines = r.lines
    at = np.flatnonzero(lines.returned)
    u = hash_uniforms(r.seed, ERP_FAULT, lines.order[at], nth=1 + lines.place[at])[0]
    return at[u < r.world.facts["faults"]["erp"]["return_missing"]]


def _stock_returns(r):
    lines = r.lines
    booked = lines.returned.copy()
    booked[_lost_returns(r)] = False
    at = np.flatnonzero(booked)
    second = (lines.inspected[at] // DAY + 1) * DAY + MORNING * HOUR
    doc = (lines.order[at] + 1) * 100 + 10 * (1 + lines.place[at].astype(np.int64))
    day, kind = r.o.day[lines.of[at]].astype(np.int64), np.ones(len(at), np.int64)
    pieces = lines.pieces[at] * (lines.reason[at] != NOT_RECEIVED)
    return day, doc, second, lines.order[at], kind, pieces, -lines.refund[at]
