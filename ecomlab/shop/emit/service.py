"""The service desk's chats, and the scores that the platform makes of them and of reviews."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import HOUR
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.engine import CHATTING
from ecomlab.shop.funnel import ORDERED, PAID
from ecomlab.shop.streams_in_use import AFTER_SALES, CHAT
from ecomlab.shop.world import codes
from ecomlab.streams import hash_uniforms

INTENTS = ("size", "stock", "delivery", "discount", "product", "return", "defect")
BOT_KNOWS = np.isin(INTENTS, ("size", "stock", "delivery", "discount"))
ASKS_DELIVERY, ASKS_RETURN, ASKS_DEFECT = codes(("delivery", "return", "defect"), INTENTS)
AGENTS = ("bot", "an", "bao", "chen")
DSR_DAYS = 180  # that the platforms' scores look back (动态评分)
PEERS = (4.72, 4.70, 4.69)  # description, service, logistics of the category's shops


def chats(r):
    """Chats before and after the order (客服会话), in the order of the day that caused them.

    Those who are close to buying ask more often: that chatters buy more is no effect of chats.
    """
    before, after = _before(r), _after(r)
    columns = [np.concatenate(pair) for pair in zip(before, after, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    columns = [column[order] for column in columns]
    cause, number, key, second, intent, u, wait, presale, ordered, paid, amount = columns
    pred = np.where(u[:, 0] < 0.85, intent, (u[:, 1] * len(INTENTS)).astype(np.int64))
    bot = BOT_KNOWS[pred] & (u[:, 2] < 0.7)
    wait = np.where(bot, 1 + np.floor(3 * u[:, 3]), np.ceil(wait * (0.3 + 1.4 * u[:, 3])))
    cross = (wait > 120) * 0.8 + (bot & (pred != intent)) * 1.2 + ~presale * 0.5
    csat = np.clip(np.floor(5.9 - cross - 1.6 * u[:, 4]), 1, 5).astype(np.int64)
    agent = np.where(bot, 0, 1 + (u[:, 5] * 3).astype(np.int64))
    rated = u[:, 6] < 0.3
    return pd.DataFrame(
        {
            "chat_id": number,
            "customer_id": key,
            "ts": r.times(second),
            "agent": words(agent, AGENTS),
            "handled_by": words(1 - bot.astype(np.int8), ("bot", "human")),
            "intent_true": words(intent, INTENTS),
            "intent_pred": words(pred, INTENTS),
            "first_response_s": wait.astype(np.int64),
            "script_id": words(pred, [f"script_{name}" for name in INTENTS]),
            "is_presale": presale,
            "ordered": ordered,
            "paid": paid,
            "amount": money(amount),
            "csat": pd.arrays.IntegerArray(csat, ~rated),
            "complaint": ~presale & (u[:, 7] < 0.04 + 0.12 * (csat <= 2)),
        }
    )


def _before(r):
    """Visitors who ask: ``CHATTING`` of all, more of those with a wish."""
    s = r.s
    u = hash_uniforms(r.seed, CHAT, s.visitor, s.nth, count=1)[0]
    at = np.flatnonzero(u < np.where(s.depth > 0, 0.25, 0.75 * CHATTING))
    u = hash_uniforms(r.seed, CHAT, s.visitor[at], s.nth[at], count=10)[1:].T
    intent = np.searchsorted([0.22, 0.34, 0.56, 0.74], u[:, 8])
    wait = r.daily.response[s.day[at] - r.first_day]
    second = r.session_seconds[at] + 40 + np.floor(50 * u[:, 5]).astype(np.int64)
    return (
        s.day[at], r.session_ids[at] * 2, s.visitor[at], second, intent, u, wait,
        np.ones(len(at), bool), s.depth[at] >= ORDERED, s.depth[at] == PAID, r.bought[at],
    )  # fmt: skip


def _after(r):
    """Buyers who ask where the parcel is, or how to send the goods back."""
    o = r.o
    u = hash_uniforms(r.seed, AFTER_SALES, o.key, o.ordered_at, count=10)
    late = (o.delivered - o.paid_at) / HOUR > o.promised_h
    first = r.lines.take(r.lines.place == 0)
    back = first.returned & o.paid
    asks = o.sent & (u[8] < 0.03 + 0.45 * late + 0.4 * back)
    at = np.flatnonzero(asks)
    u, back = u[:, at], back[at]
    intent = np.where(back, np.where(first.defect[at], ASKS_DEFECT, ASKS_RETURN), ASKS_DELIVERY)
    promised = o.paid_at[at] + np.round(HOUR * o.promised_h[at]).astype(np.int64)
    second = np.where(back, first.requested[at] + 60, promised)
    wait = r.daily.response[o.day[at] - r.first_day]
    no = np.zeros(len(at), bool)
    return (
        o.day[at], (o.session[at] + 1) * 2 + 1, o.key[at], second, intent, u[:9].T, wait,
        no, no, no, np.zeros(len(at), np.int64),
    )  # fmt: skip


def dsr_daily(tables, _seed):
    """The shop's scores of the last ``DSR_DAYS`` days (DSR 动态评分), from the tables of the day.

    Description: mean stars that buyers gave; silence doesn't count. Service: stars of chats.
    Logistics: 5 less what late parcels cost.
    """
    date = tables["calendar"]["date"]
    reviews, chats, orders = tables["reviews"], tables["chats"], tables["orders"]
    reviews = reviews[~reviews["is_default"]]
    parcels = _arrived(tables)
    late = parcels["actual_h"] > parcels["promised_h"]
    paid = orders[orders["ts_pay"].notna()]
    refunds = _window(date, tables["returns"]["inspected_at"].dropna())
    asked = chats[chats["csat"].notna()]
    return pd.DataFrame(
        {
            "date": date,
            "description_score": _mean(date, reviews["ts"], reviews["rating"]),
            "service_score": _mean(date, asked["ts"], asked["csat"]),
            "logistics_score": _mean(date, parcels["ts_deliver"], 4.9 - 1.4 * late),
            "peer_description": PEERS[0],
            "peer_service": PEERS[1],
            "peer_logistics": PEERS[2],
            "complaint_rate": _share(
                _window(date, chats.loc[chats["complaint"], "ts"]), _window(date, paid["ts_pay"])
            ),
            "refund_rate": _share(refunds, _window(date, paid["ts_pay"])),
        }
    )


def _arrived(tables):
    """Parcels that have arrived, with the time."""
    times = tables["orders"].set_index("order_id")["ts_deliver"]
    parcels = tables["shipments"]
    parcels = parcels.assign(ts_deliver=times.loc[parcels["order_id"]].array)
    return parcels[parcels["actual_h"].notna()]


def _window(date, times, values=None):
    """Sums (or counts) of the last ``DSR_DAYS`` days, by date."""
    day = date.searchsorted(times, side="right") - 1
    weights = None if values is None else np.asarray(values, dtype=float)
    total = np.cumsum(np.bincount(day, weights, len(date)))
    total[DSR_DAYS:] -= total[:-DSR_DAYS].copy()
    return total


def _share(part, whole):
    return np.round(part / np.maximum(whole, 1), 4)


def _mean(date, times, values):
    """Mean stars of the window; 4.8, the platform's start for new shops, before the first."""
    count = _window(date, times)
    total = _window(date, times, np.round(np.asarray(values, dtype=float) * 10))
    return np.where(count > 0, np.round(total / np.maximum(count, 1) / 10, 2), 4.8)
