"""Make the small tables of lesson 2.7: twins of an event, presales, member days, a slot, messages.

python datasets/campaigns/make.py            into this folder
python datasets/campaigns/make.py FOLDER     into another

`event_twin`, `presale_days` and `presale_results` are run on the course's simulated shop (a quarter
of an hour, `states.py`); the rest is invented.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import pandas as pd
import states

from ecomlab.datasets import write_and_say
from ecomlab.streams import poisson, uniforms

HERE = Path(__file__).parent
SEED = 2707
MEMBER, SLOT, OTHER, PEOPLE, ENTRANCE = range(1, 6)  # streams
CARD = {
    "name": "campaigns",
    "title": "Lesson 2.7's own tables: an event that didn't happen, presales, member days, a slot",
    "description": "event_twin: event, luck, state (as it was; stays out; no event: stays out "
    "and gets none of the festival's visitors; cut of 8%), date, orders, "
    "revenue (yuan, less refunds, by day of order), profit (yuan) of the "
    "running shop run several times on the same luck. presale_days: deposits paid on "
    "each of the ten days of 48 presales of twelve drawn shops (run, presale, day, "
    "deposits); presale_results: what came of each (deposits, balances paid, orders and"
    " yuan of the event's first three days and of all its days, orders of the 30 days "
    "before the presale). member_days: date, orders, member_day of an invented tea shop"
    " for two years; every member day has the same effect. slot_days: date, slot "
    "(visits through a platform's event slot), other (all other visits) of an invented "
    "shop. messages: one row per person: group, arm, ordered, profit (yuan). entrances:"
    " people shown a code, scanned, joined, stayed 30 days and cost (yuan), by entrance"
    " and week. other_slot, other_messages, other_entrances: the same of another shop.",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [
        {"title": "datasets/campaigns/make.py of this course; twins and presales: ecomlab.shop"}
    ],
    "known_defects": [
        "Invented or simulated: nobody bought, scanned or answered anything.",
        "event_twin can't be known in a real shop: it needs the same weeks several times.",
        "The twelve shops of the presales are one shop under twelve lucks, with the same deposit "
        "(30 yuan that pay 50) each time: real presales differ more.",
        "stayed is empty in the last five weeks of entrances: nobody knows yet.",
    ],
}
DAYS, FIRST = 731, "2024-01-01"
LIFT, WAIT, AFTER = 45, (3, 5), (4, 5)  # orders on a member day; (days, fewer orders) around it
WEEK = np.array([0.92, 0.94, 0.98, 1.0, 1.05, 1.10, 1.01])
SLOT_DAYS, SLOT_FIRST = 98, 56
OURS = {  # visits a day; days of the slot; visits through it; of those, came anyway
    "slot_days": (4200, 4, 3000, 0.45),
    "other_slot": (3600, 3, 2400, 0.30),
}
GROUPS = {  # orders of 1,000 without a message; what message, story, coupon add
    "messages": {"new": (20, 5, 2, 16), "regular": (65, 4, 12, 3)},
    "other_messages": {"new": (30, 4, 3, 40), "regular": (80, 6, 5, 3)},
}
YUAN = {"messages": (42.0, 20.0), "other_messages": (60.0, 15.0)}  # an order leaves; a coupon
EACH, MESSAGE = 2000, 0.05  # people an arm and group; yuan
ARMS = {"holdout": None, "plain": (0, 0), "story": (1, 0), "coupon": (0, 1), "both": (1, 1)}
WEEKS = 16
ENTRANCES = {  # shown a week; scanned of shown; joined of scanned; stayed of joined; cost
    "entrances": {
        "parcel card": (1400, 0.035, 0.80, 0.62, 0.06),
        "service script": (420, 0.11, 0.72, 0.55, 0.35),
        "lucky bag": (2600, 0.13, 0.85, 0.13, 0.05),
        "official account": (900, 0.05, 0.60, 0.48, 0.04),
    },
    "other_entrances": {
        "parcel card": (900, 0.05, 0.85, 0.70, 0.05),
        "service script": (500, 0.15, 0.80, 0.60, 0.25),
        "lucky bag": (3000, 0.10, 0.90, 0.10, 0.06),
        "official account": (1200, 0.04, 0.55, 0.50, 0.03),
    },
}


def member_days():
    """Two years of a tea shop: a member day on each first Wednesday, waited for and paid back."""
    date = pd.date_range(FIRST, periods=DAYS)
    wednesday = (date.day_of_week == 2) & (date.day <= 7)
    level = 60 * WEEK[date.day_of_week] * (1 + 0.08 * np.sin(2 * np.pi * np.arange(DAYS) / 365))
    moved = np.zeros(DAYS)
    for at in np.flatnonzero(wednesday):
        moved[at] += LIFT
        moved[max(at - WAIT[0], 0) : at] -= WAIT[1]
        moved[at + 1 : at + 1 + AFTER[0]] -= AFTER[1]
    orders = poisson(level + moved, uniforms(SEED, MEMBER, DAYS))
    return pd.DataFrame({"date": date, "orders": orders, "member_day": wednesday})


def slot_days(name="slot_days"):
    """Fourteen weeks of a shop that had a platform's event slot for a few days."""
    level, days, through, anyway = OURS[name]
    part = list(OURS).index(name)
    date = pd.date_range("2025-03-03", periods=SLOT_DAYS)
    on = (np.arange(SLOT_DAYS) >= SLOT_FIRST) & (np.arange(SLOT_DAYS) < SLOT_FIRST + days)
    level = level * WEEK[date.day_of_week]
    spell = np.exp(0.05 * (uniforms(SEED, OTHER, SLOT_DAYS, part=part) - 0.5) * 3.46)
    slot = np.where(
        on, poisson(np.full(SLOT_DAYS, through), uniforms(SEED, SLOT, SLOT_DAYS, part=part)), 0
    )
    other = np.round(level * spell - anyway * slot).astype("int64")
    return pd.DataFrame({"date": date, "slot": slot, "other": other})


def messages(name="messages"):
    """Two groups, four messages by lot and a holdout."""
    rows, (left, off) = [], YUAN[name]
    start = 10 * len(GROUPS["messages"]) * list(GROUPS).index(name)
    for part, (group, (base, any_, story, coupon)) in enumerate(GROUPS[name].items()):
        for at, (arm, has) in enumerate(ARMS.items()):
            rate = base + (any_ + story * has[0] + coupon * has[1] if has else 0)
            yes = uniforms(SEED, PEOPLE, EACH, part=start + 10 * part + at) < rate / 1000
            cost = MESSAGE if has else 0.0
            each = left - (off if has and has[1] else 0.0)
            rows.append(pd.DataFrame({"group": group, "arm": arm, "ordered": yes,
                                      "profit": np.where(yes, each, 0.0) - cost}))  # fmt: skip
    return pd.concat(rows, ignore_index=True).round(2)


def entrances(of="entrances"):
    """Sixteen weeks of four entrances into the shop's own group of customers."""
    rows, start = [], 10 * list(ENTRANCES).index(of)
    for part, (name, (shown, scan, join, stay, cost)) in enumerate(ENTRANCES[of].items(), start):
        u = uniforms(SEED, ENTRANCE, (WEEKS, 4), part=part)
        for week in range(WEEKS):
            seen = int(poisson(np.array([shown]), u[week, :1])[0])
            scanned = min(int(poisson(np.array([seen * scan]), u[week, 1:2])[0]), seen)
            joined = round(scanned * (join + 0.06 * (u[week, 2] - 0.5)))
            stayed = round(joined * (stay + 0.14 * (u[week, 3] - 0.5)))
            first = pd.Timestamp("2025-09-01") + pd.Timedelta(weeks=week)
            known = stayed if week < WEEKS - 5 else None
            rows.append((name, first, seen, scanned, joined, known, round(seen * cost, 2)))
    names = ["entrance", "week", "shown", "scanned", "joined", "stayed", "cost"]
    return pd.DataFrame(rows, columns=names).astype({"stayed": "Int64"})


def main(folder=HERE, twin=None, presales=None):
    days, results = states.presales() if presales is None else presales
    tables = {
        "event_twin": states.event_twin() if twin is None else twin,
        "presale_days": days, "presale_results": results, "member_days": member_days(),
        **{name: slot_days(name) for name in OURS}, **{name: messages(name) for name in GROUPS},
        **{name: entrances(name) for name in ENTRANCES},
    }  # fmt: skip
    write_and_say(folder, tables, CARD)


if __name__ == "__main__":
    main(*sys.argv[1:])
