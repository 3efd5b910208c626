"""Other right answers to the lesson's exercises, by hand or in plain pandas."""

import math

import pandas as pd


def kept_out(inbound, lot_truth):
    lots = inbound[inbound["supplier"] == "quanzhou"].merge(lot_truth, on="po_id")
    lots = lots[lots["received_at"] >= pd.Timestamp("2025-03-03", tz="Asia/Shanghai")]
    out = lots["defects"].where(lots["accepted"] == False, lots["sample_defects"])  # noqa: E712
    return out.sum() / lots["defects"].sum(), 0.1, 0.9


def other_changed(third_lots, third_cards):
    found = third_lots.groupby("supplier")[["sample_defects", "sample_n"]].sum()
    card = third_cards.set_index("supplier")["defect_rate"]
    off = (found["sample_defects"] / found["sample_n"] / card).idxmax()
    return dict(zip(sorted(card.index), "ABCDE", strict=True))[off]


def other_otif(other_inbound):
    """Order by order, with a loop."""
    mine = other_inbound[other_inbound["supplier"] == "foshan"]
    day, end = pd.Timedelta(days=1), pd.Timestamp("2026-01-01", tz="Asia/Shanghai")
    good = due = 0
    for _, order in mine.groupby(mine["first_po"].fillna(mine["po_id"])):
        last = order["promised_on"].iloc[0] + 4 * day
        if last <= end:
            due += 1
            came = order["received_at"] < last
            good += bool((came & order["accepted"].fillna(False).astype(bool)).all())
    return good / due


def sign(inbound, terms):
    return "B2"


def border_elsewhere():
    """25 days, 6 covered: 19 lost. Missing 5 × 0.7 + 20 × 0.4 = 11.5, so 5.5 lost: 13.5 saved."""
    return 1_500_000 * 0.04 * 0.3 / (13.5 * 3000)


def which_chart():
    return "d"


def limit_by_hand():
    return round(0.02 + 3 * 0.14 / math.sqrt(125), 4)


def all_or_none():
    return "A", 1


def two_steps():
    p, n = 0.08, 20
    chance = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in (1, 2)]
    return 20 + 20 * sum(chance)


def yuan_away():
    return 240_000 / 8000 + 300_000 / 20_000 - 150_000 / 8000


def where_it_turns():
    """By trying defect costs until both cost the same."""
    defect = 0.0
    while 100 + 4.5 * defect + 0.6 - 6 * 60 / 365 < 104.5 + 2 * defect + 0.15:
        defect += 0.001
    return defect
