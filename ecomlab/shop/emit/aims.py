"""What the shop aims at quarter by quarter, and what it fears: both read from its tables."""

import numpy as np
import pandas as pd

from ecomlab.shop.emit.days import Days, booked, yuan_cents
from ecomlab.shop.emit.record import words

LEVELS = ("performance", "user", "operations")
UP, DOWN = "up", "down"
KPIS = {  # level, unit, direction, times the quarter before, owner
    "net_sales": ("performance", "yuan", UP, 1.10, "manager"),
    "profit_rate": ("performance", "share", UP, 1.10, "manager"),
    "new_buyers": ("user", "customers", UP, 1.08, "operator"),
    "orders_of_known_buyers": ("user", "share", UP, 1.10, "operator"),
    "sales_per_head": ("operations", "yuan", UP, 1.08, "manager"),
    "late_parcels": ("operations", "share", DOWN, 0.90, "warehouse"),
}
RISKS = (  # risk, indicator, threshold, below or above, chance a year, yuan, response, owner
    ("cash", "bank balance at its lowest, as a share of the opening one", 0.80, "below", 0.25,
     80_000, "pay suppliers later, stop ads below the floor", "bookkeeper"),
    ("one channel", "share of the largest channel in 28 days' sales", 0.45, "above", 0.20, 120_000,
     "build a second channel", "operator"),
    ("sales drop", "sales of 7 days beside the mean of the 28 before", 0.70, "below", 0.50, 60_000,
     "look for the cause by channel, recall members", "operator"),
    ("supplier", "lots that are overdue by ten days", 3, "above", 0.30, 90_000,
     "order from the second supplier", "buyer"),
    ("returns", "refunds in 28 days' sales", 0.27, "above", 0.30, 100_000,
     "read the reasons, mend page or goods", "operator"),
    ("couriers", "late parcels in 7 days", 0.25, "above", 0.60, 20_000,
     "another courier for the worst regions", "warehouse"),
    ("penalty", "points held against the shop in 180 days", 24, "above", 0.15, 150_000,
     "take bold claims off the pages, renew papers", "manager"),
)  # fmt: skip


def quarter_goals(tables, _seed):
    """Goals of each quarter (目标), set from the quarter before; the first quarter has none."""
    days = Days(tables)
    quarter = days.month.astype(np.int64) // 3
    names, place = np.unique(quarter, return_inverse=True)
    actual = _by_quarter(tables, days, place, len(names))
    last = np.flatnonzero(np.append(np.diff(place) != 0, _ends_quarter(days)))  # whole quarters
    done, rows = len(last), []
    for q in range(1, len(names)):
        for kpi, (level, unit, direction, times, owner) in KPIS.items():
            base = actual[kpi][q - 1]
            rows.append({
                "quarter": f"{1970 + names[q] // 4} Q{names[q] % 4 + 1}", "level": level,
                "kpi": kpi, "unit": unit, "direction": direction, "baseline": base,
                "target": np.round(base + abs(base) * (times - 1), _digits(unit)), "owner": owner,
                "actual": actual[kpi][q] if q < done else np.nan, "due": names[q],
                "set": int(np.flatnonzero(place == q)[0]),
            })  # fmt: skip
    frame = pd.DataFrame(rows, columns=["quarter", "level", "kpi", "unit", "baseline", "target",
                                        "direction", "owner", "set", "due", "actual"])  # fmt: skip
    due = (frame["due"].to_numpy(dtype=np.int64) * 3 + 3).astype("M8[M]").astype("M8[D]")
    return frame.assign(
        set=days.dates(frame["set"].to_numpy(dtype=np.int64)),
        due=days.dates((due - days.start).astype(np.int64) - 1),
        **{name: frame[name].astype("str") for name in ("quarter", "level", "kpi", "unit",
                                                       "direction", "owner")},
        **{name: frame[name].astype(float) for name in ("baseline", "target", "actual")},
    )  # fmt: skip


def _ends_quarter(days):
    """Whether the last day is the last of a quarter."""
    now, after = days.month[-1], (days.start + np.int64(len(days))).astype("M8[M]")
    return bool(now.astype(np.int64) // 3 != after.astype(np.int64) // 3)


def _digits(unit):
    return {"share": 4, "yuan": 2}.get(unit, 0)


def _by_quarter(tables, days, place, count):
    """What each goal is measured by, of each quarter so far."""
    lines, parcels = booked(tables), tables["shipments"]

    def total(values):
        return np.bincount(place, values, count)

    sales = total(lines.by_day("revenue") + lines.by_day("refund")) / 100
    came = parcels["actual_h"].notna().to_numpy()
    arrived = tables["orders"].set_index("order_id")["ts_deliver"].loc[parcels["order_id"][came]]
    late = (parcels["actual_h"] > parcels["promised_h"]).to_numpy()[came]
    day = days.number(arrived.dt.normalize())
    first = days.number(tables["customers"]["first_order_at"].dt.normalize())
    paid = tables["orders"][tables["orders"]["ts_pay"].notna().to_numpy()]
    new = days.sums(first, np.ones(len(first)))
    orders = total(days.sums(days.number(paid["ts_order"].dt.normalize()), np.ones(len(paid))))
    heads = total(_heads(tables["team"], days)) / np.maximum(np.bincount(place, minlength=count), 1)
    found = {
        "net_sales": sales,
        "profit_rate": total(lines.profit) / 100 / np.maximum(sales, 1),
        "new_buyers": total(new),
        "orders_of_known_buyers": 1 - total(new) / np.maximum(orders, 1),
        "sales_per_head": sales / np.maximum(heads, 0.01),
        "late_parcels": total(days.sums(day, late)) / np.maximum(
            total(days.sums(day, np.ones(len(day)))), 1),
    }  # fmt: skip
    return {kpi: np.round(values, _digits(KPIS[kpi][1])) for kpi, values in found.items()}


def _heads(team, days):
    """People at work, by day."""
    heads = np.zeros(len(days))
    first, last = days.number(team["since"]), team["until"].notna().to_numpy()
    end = np.where(last, days.number(team["until"].fillna(team["since"])), len(days))
    for start, stop, number in zip(first, end, team["headcount"], strict=True):
        heads[start:stop] += number
    return heads


def risks(tables, _seed):
    """What may go wrong (风险登记), as the shop judged it; how often it did, and since when."""
    days, rows = Days(tables), []
    readings = _indicators(tables, days)
    for risk, indicator, threshold, side, chance, yuan, response, owner in RISKS:
        values = readings[risk]
        bad = values < threshold if side == "below" else values > threshold
        began = np.flatnonzero(bad & ~np.append(False, bad[:-1]))
        rows.append((risk, indicator, threshold, side, chance, yuan, response, owner, began))
    first = np.array([row[-1][0] if len(row[-1]) else len(days) for row in rows])
    return pd.DataFrame(
        {
            **{name: pd.Series([row[i] for row in rows], dtype="str")
               for i, name in ((0, "risk"), (1, "indicator"))},
            "threshold": np.array([row[2] for row in rows], dtype=float),
            "side": words([row[3] == "above" for row in rows], ("below", "above")),
            "likelihood": np.array([row[4] for row in rows], dtype=float),
            "impact": np.array([row[5] for row in rows], dtype=float),
            "response": pd.Series([row[6] for row in rows], dtype="str"),
            "owner": pd.Series([row[7] for row in rows], dtype="str"),
            "trigger_date": days.known(first),
            "times": np.array([len(row[-1]) for row in rows], dtype=np.int64),
            "days_over": np.array([_days_over(readings[row[0]], row) for row in rows]),
        }
    )  # fmt: skip


def _days_over(values, row):
    """Days on which a risk's indicator was beyond its threshold."""
    return int((values < row[2] if row[3] == "below" else values > row[2]).sum())


def _indicators(tables, days):
    """Each risk's indicator, by day; empty (no number) where too few days are seen."""
    sales = booked(tables)
    return {
        "cash": _cash(tables, days),
        "one channel": _largest_channel(tables, days),
        "sales drop": _drop(sales.by_day("revenue").astype(float)),
        "supplier": _overdue(tables, days),
        "returns": _ratio(-sales.by_day("refund"), sales.by_day("revenue"), 28),
        "couriers": _late(tables, days),
        "penalty": _points(tables, days),
    }


def _over(values, window):
    """Sums of the last days; no number before there are so many."""
    total = np.cumsum(np.asarray(values, dtype=float))
    total[window:] -= total[:-window].copy()
    total[: window - 1] = np.nan
    return total


def _ratio(part, whole, window):
    part, whole = _over(part, window), _over(whole, window)
    return np.where(whole > 0, np.round(part / np.where(whole > 0, whole, 1), 6), np.nan)


def _cash(tables, days):
    first = tables["opening_balances"]
    opening = yuan_cents(first["amount"])[(first["account"] == "bank").to_numpy()][0]
    lines = tables["cash_ledger"]
    lines = lines[(lines["account"] == "bank").to_numpy()]
    balance = np.cumsum(days.sums(days.number(lines["date"]), yuan_cents(lines["amount"])))
    return np.round(balance / max(opening, 1), 6)


def _largest_channel(tables, days):
    paid = tables["orders"][tables["orders"]["ts_pay"].notna().to_numpy()]
    code = paid["channel"].cat.codes.to_numpy().astype(np.int64)
    count = len(paid["channel"].cat.categories)
    day = days.number(paid["ts_order"].dt.normalize())
    amount = days.sums(day * count + code, yuan_cents(paid["paid_amount"]), len(days) * count)
    by_channel = amount.reshape(-1, count)
    shares = [_ratio(mine, by_channel.sum(axis=1), 28) for mine in by_channel.T]
    return np.max(shares, axis=0)


def _drop(sales):
    now, before = _over(sales, 7) / 7, _over(sales, 28) / 28
    before = np.append(np.full(min(7, len(sales)), np.nan), before[:-7])[: len(sales)]
    return np.round(now / np.where(before > 0, before, np.nan), 6)


def _overdue(tables, days):
    """Lots that should have come ten days ago."""
    lots, sku = tables["inbound"], tables["sku"]
    lead = sku.set_index(sku["sku"].astype(str))["lead_time_days"]
    ordered = days.number(lots["ordered_at"].dt.normalize())
    due = ordered + lead.loc[lots["sku"].astype(str)].to_numpy() + 10
    there = lots["received_at"].notna().to_numpy()
    came = np.full(len(lots), len(days), np.int64)
    came[there] = days.number(lots["received_at"][there].dt.normalize())
    open_ = np.zeros(len(days) + 1, np.int64)
    for start, end in zip(due, came, strict=True):
        open_[start : max(end, start)] += 1
    return open_[: len(days)].astype(float)


def _late(tables, days):
    parcels = tables["shipments"]
    came = parcels["actual_h"].notna().to_numpy()
    arrived = tables["orders"].set_index("order_id")["ts_deliver"].loc[parcels["order_id"][came]]
    day = days.number(arrived.dt.normalize())
    late = (parcels["actual_h"] > parcels["promised_h"]).to_numpy()[came]
    return _ratio(days.sums(day, late), days.sums(day, np.ones(len(day))), 7)


def _points(tables, days):
    held = tables["violations"]
    points = days.sums(days.number(held["date"]), held["points"].to_numpy())
    total = np.cumsum(points).astype(float)
    total[180:] -= total[:-180].copy()
    return total
