"""What customers say: reviews, chats, and the scores that the platform makes of them."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.engine import CHATTING
from ecomlab.shop.funnel import ORDERED, PAID
from ecomlab.shop.streams_in_use import AFTER_SALES, CHAT, REVIEW
from ecomlab.shop.world import codes
from ecomlab.streams import hash_uniforms

TOPICS = ("quality", "delivery", "description", "size", "service", "price")
LIKES = (
    "Sturdy and well made.", "Arrived sooner than promised.", "Just as in the pictures.",
    "Fits as the chart says.", "Friendly answers, quick too.", "Good value for the money.",
)  # fmt: skip
DISLIKES = (
    "A seam came open on the first trip.", "Took far too long to arrive.",
    "Looks different from the pictures.", "The size is off.", "Nobody answered my question.",
    "Seen cheaper elsewhere.",
)  # fmt: skip
QUALITY, DELIVERY = codes(("quality", "delivery"), TOPICS)
TOPIC_OF_REASON = codes(
    ("quality", "delivery", "description", "size", "description", "quality"), TOPICS
)  # the last: no return
INTENTS = ("size", "stock", "delivery", "discount", "product", "return", "defect")
BOT_KNOWS = np.isin(INTENTS, ("size", "stock", "delivery", "discount"))
ASKS_DELIVERY, ASKS_RETURN, ASKS_DEFECT = codes(("delivery", "return", "defect"), INTENTS)
AGENTS = ("bot", "an", "bao", "chen")
DSR_DAYS = 180  # that the platforms' scores look back (动态评分)
PEERS = (4.72, 4.70, 4.69)  # description, service, logistics of the category's shops


def reviews(r):
    """Reviews of delivered order lines (评价); the unhappy write more often, and so do the paid.

    A tenth is asked for with a gift (好评返现): those give five stars whatever they think.
    """
    o, lines = r.o, r.lines
    nth = o.ordered_at[lines.of] * 4 + lines.place  # people order more than once
    u = hash_uniforms(r.seed, REVIEW, o.key[lines.of], nth, count=7)
    happy = o.happy[lines.of]
    gift = u[0] < 0.10
    writes = o.sent[lines.of] & (u[1] < np.where(gift, 0.8, 0.12 + 0.5 * (1 - happy)))
    at = np.flatnonzero(writes)
    of, u, gift = lines.of[at], u[:, at], gift[at]
    stars = np.floor(1.3 + 4.1 * happy[at] - (0.5 + 16 * u[2]) * (u[2] < 0.12) + 0.4 * u[3])
    stars = np.where(gift, 5, np.clip(stars, 1, 5)).astype(np.int64)
    topic = _topic(r, at, u[4])
    bad = stars <= 3
    second = np.floor(o.confirmed[of] + DAY * 6 * u[5] ** 2).astype(np.int64)
    replied = bad & (u[6] < 0.75)
    after = second + np.round(HOUR * (1 + 30 * u[3])).astype(np.int64)
    return pd.DataFrame(
        {
            "review_id": (o.order[of] + 1) * 10 + lines.place[at],
            "order_id": o.order[of] + 1,
            "sku": words(lines.sku[at], r.articles),
            "shop": words(np.zeros(len(at), np.int8), ("own",)),
            "ts": r.times(second),
            "rating": stars,
            "text": words(topic + len(TOPICS) * bad, LIKES + DISLIKES),
            "has_photo": u[3] < np.where(gift, 0.6, 0.25),
            "topic": words(topic, TOPICS),
            "replied_at": r.times(after, replied),
            "resolved": pd.arrays.BooleanArray(replied & (u[2] < 0.6), ~replied),
            "incentivised": gift,
        }
    )


def _topic(r, at, u):
    """A reason to complain is what people write about; the others write about anything."""
    lines, of = r.lines, r.lines.of[at]
    topic = np.searchsorted([0.35, 0.55, 0.75, 0.80, 0.90], u)
    late = (r.o.delivered - r.o.paid_at)[of] / HOUR > r.o.promised_h[of]
    topic = np.where(late, DELIVERY, topic)
    topic = np.where(lines.returned[at], TOPIC_OF_REASON[lines.reason[at]], topic)
    return np.where(lines.defect[at], QUALITY, topic)


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

    Description: mean stars. Service: stars of chats. Logistics: 5 less what late parcels cost.
    """
    date = tables["calendar"]["date"]
    reviews, chats, orders = tables["reviews"], tables["chats"], tables["orders"]
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
