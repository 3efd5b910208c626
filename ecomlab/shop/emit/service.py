"""The service desk's chats, and the scores that the platform makes of them and of reviews."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.parts.desk import INTENTS
from ecomlab.shop.streams_in_use import CHAT, DESK
from ecomlab.streams import hash_uniforms

READ = 0.01  # share of agents' chats that somebody reads and marks (质检)
DSR_DAYS = 180  # that the platforms' scores look back (动态评分)
PEERS = np.array([4.72, 4.70, 4.69])  # description, service, logistics of the category's shops
PEERS_MOVE = 0.03  # by how much at most, from month to month


def chats(r):
    """Chats before and after the order (客服会话), in order of time.

    Those who are close to buying ask more often: that chatters buy more is no effect of chats.
    """
    c, names = r.chats, _agents(r)
    second = c.day.astype(np.int64) * DAY + c.second
    u = hash_uniforms(r.seed, CHAT, c.key, 2**40 + second, count=7)
    presale, talked = c.session >= 0, ~c.left
    greets = np.array([r.engine.plan_on(r.first_day + i)["service.bot"] != "none"
                       for i in range(r.days)])[c.day - r.first_day]  # fmt: skip
    turns = np.where(talked, 2 + np.floor(-np.log(u[0]) * (1 + 4 * ~c.bot)), 0).astype(np.int64)
    quick = np.where(c.bot, 1.0, 0.92 - 0.2 * c.busy)
    skill = r.desk.skill[c.agent % len(r.desk.names)] * (talked & ~c.bot)
    cross = (c.wait > 120) * 0.8 + (c.bot & (c.pred != c.intent)) * 1.2 + ~presale * 0.5
    stars = np.clip(np.floor(5.9 + skill - cross - c.left - 1.6 * u[1]), 1, 5).astype(np.int64)
    complaint = ~presale & (u[2] < 0.04 + 0.12 * (stars <= 2))
    read = talked & ~c.bot & (u[3] < READ)
    marks = np.clip(np.floor(3.2 + 2 * skill + 2 * u[4]), 1, 5).astype(np.int64)
    human = talked & ~c.bot
    return pd.DataFrame(
        {
            "chat_id": _chat_ids(r),
            "customer_id": c.key,
            "ts": r.times(second),
            "agent": words(np.where(c.bot, 0, np.where(c.agent < 0, -1, c.agent + 1)), names),
            "handled_by": words(1 - c.bot.astype(np.int8), ("bot", "human")),
            "intent_true": words(c.intent, INTENTS),
            "intent_pred": words(c.pred, INTENTS),
            "first_response_s": np.where(greets | c.bot, 1, c.wait),
            "first_human_s": _counts(c.wait, human),
            "waited_s": np.where(c.bot, 1, c.wait),
            "left": c.left,
            "handle_s": c.talk,
            "open_chats": c.busy,
            "turns": turns,
            "turns_30s": np.minimum(np.floor(turns * quick + u[5]), turns).astype(np.int64),
            "script_id": words(c.pred, [f"script_{name}" for name in INTENTS]),
            "is_presale": presale,
            "order_id": _counts(c.order + 1, c.order >= 0),
            "ordered": c.ordered,
            "paid": c.paid,
            "amount": money(c.amount),
            "csat": _counts(stars, u[6] < 0.3),
            "complaint": complaint,
            "dispute": complaint & (u[4] < 0.35),
            "quality": _counts(marks, read),
        }
    )


def chat_truth(r):
    """What no shop sees of a chat: what waiting, the question and the agent did to paying."""
    return pd.DataFrame(
        {
            "chat_id": _chat_ids(r),
            "intent_added": r.desk.moved(r.chats),
            "of_waiting": r.desk.of_waiting(r.chats),
        }
    )


def _chat_ids(r):
    """The chats' numbers: the day's, and the place in the day."""
    day = r.chats.day.astype(np.int64)
    return (day + 1) * 1_000_000 + np.arange(len(day)) - np.searchsorted(day, day) + 1


def _agents(r):
    """The bot, and the names of all who may ever be on duty; namesakes have a number."""
    names = r.desk.names
    most = max(sum(r.desk.on_duty(plan)) for _, plan in r.engine.plans)
    count = max(most, len(names))
    return ["bot", *(names[i % len(names)] + str(i // len(names) + 1) * (i >= len(names))
                     for i in range(count))]  # fmt: skip


def _counts(values, known):
    """Whole numbers; empty where they aren't known."""
    return pd.arrays.IntegerArray(np.where(known, values, 0).astype(np.int64), ~known)


def dsr_daily(tables, seed):
    """The shop's scores of the last ``DSR_DAYS`` days (DSR 动态评分), from the tables of the day.

    Description: mean stars, the default five of silent buyers too. Service: stars of chats.
    Logistics: 5 less what late parcels cost.
    """
    date = tables["calendar"]["date"]
    reviews, chats, orders = tables["reviews"], tables["chats"], tables["orders"]
    parcels = _arrived(tables)
    late = parcels["actual_h"] > parcels["promised_h"]
    paid = orders[orders["ts_pay"].notna()]
    refunds = _window(date, tables["returns"]["inspected_at"].dropna())
    asked = chats[chats["csat"].notna()]
    peers = _peers(date, seed)
    return pd.DataFrame(
        {
            "date": date,
            "description_score": _mean(date, reviews["ts"], reviews["rating"]),
            "service_score": _mean(date, asked["ts"], asked["csat"]),
            "logistics_score": _mean(date, parcels["ts_deliver"], 4.9 - 1.4 * late),
            "peer_description": peers[0],
            "peer_service": peers[1],
            "peer_logistics": peers[2],
            "complaint_rate": _share(
                _window(date, chats.loc[chats["complaint"], "ts"]), _window(date, paid["ts_pay"])
            ),
            "refund_rate": _share(refunds, _window(date, paid["ts_pay"])),
        }
    )


def _peers(date, seed):
    """The category's mean scores, which move from month to month, by days between them."""
    month = (date.dt.year * 12 + date.dt.month).to_numpy()
    way = ((date.dt.day - 1) / date.dt.days_in_month).to_numpy()
    u = hash_uniforms(seed, DESK, np.stack([month, month + 1]).ravel(), nth=1, count=3)
    now, then = u[:, : len(month)], u[:, len(month) :]
    drift = 2 * (now + (then - now) * way) - 1
    return np.round(PEERS[:, None] + PEERS_MOVE * drift, 3)


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
