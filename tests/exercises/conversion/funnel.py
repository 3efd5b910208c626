"""Other right answers to the lesson's exercises, in plain pandas."""

import pandas as pd

STEPS = ["view", "addcart", "checkout", "order", "pay"]


def two_days():
    return 2  # Bo and Cy, by hand


def wishers(events):
    return 6, 3, 9


def broken_cell(other_sessions, other_events):
    visits = _visits(other_sessions, other_events)
    days = visits["day"].between("2025-11-17", "2025-11-26")
    cell = visits[days & (visits["device"] == "android") & (visits["app_version"] == "9.3")]
    return cell["checkout"].sum() / cell["addcart"].sum()


def two_dips(sessions, events):
    return "c", "2"


def orders_lost(other_sessions, other_events):
    """Beside the others of each day, less the cell's usual gap of the days since it came."""
    visits = _visits(other_sessions, other_events)
    mine = (visits["device"] == "android") & (visits["app_version"] == "9.3")
    lost = 0.0
    for day in pd.date_range("2025-11-17", "2025-11-26"):
        now = visits["day"] == day
        past = visits["day"].between(day - pd.Timedelta(days=14), "2025-11-16")
        past &= visits["day"] < day
        gap = _rate(visits[past & mine]) - _rate(
            visits[past & ~mine & _with_cell(visits, past & mine)]
        )
        usual = _rate(visits[now & ~mine]) + gap
        lost += (usual - _rate(visits[now & mine])) * visits.loc[now & mine, "addcart"].sum()
    other = visits[visits["day"].between("2025-11-17", "2025-11-26") & ~mine]
    return lost * round(other["pay"].sum() / other["checkout"].sum(), 2)


def seen_by_totals(traffic_daily):
    day = traffic_daily["date"].dt.strftime("%m-%d %Y")
    rows = traffic_daily[
        day.isin(["11-17 2025", "11-18 2025"]) & (traffic_daily["device"] == "android")
    ]
    return sum(rows["payers"]) / sum(rows["addcart"])


def by_person(other_events):
    log = _december(other_events)
    first = log[log["event"] == "addcart"].groupby("visitor_id")["ts"].min()
    last = log[log["event"] == "pay"].groupby("visitor_id")["ts"].max()
    return (last.reindex(first.index) >= first).mean()


def ends_at_cart(other_events):
    log = _december(other_events).sort_values("ts", kind="stable")
    last = log.groupby("session_id")["event"].last()
    did = {name: set(log.loc[log["event"] == name, "session_id"]) for name in ("addcart", "pay")}
    left = last[last.index.isin(did["addcart"] - did["pay"])]
    return (left == "addcart").mean()


def same_mix(other_traffic_daily):
    day = other_traffic_daily["date"].dt.strftime("%Y-%m-%d")
    sums = []
    for days in (("2025-10-07", "2025-10-21"), ("2025-11-11", "2025-11-11")):
        rows = other_traffic_daily[day.between(*days)]
        sums.append(rows.groupby("entrance", observed=True)[["payers", "uv"]].sum())
    share = sum(one["uv"] / one["uv"].sum() for one in sums) / 2
    before, after = (one["payers"] / one["uv"] for one in sums)
    return 100 * (share * (after - before)).sum()


def first_card():
    return 4


def _visits(sessions, events):
    visits = sessions[["session_id", "device", "app_version"]].copy()
    visits["day"] = sessions["ts"].dt.tz_localize(None).dt.normalize()
    for name in STEPS:
        visits[name] = visits["session_id"].isin(events.loc[events["event"] == name, "session_id"])
    return visits


def _rate(visits):
    return visits["checkout"].sum() / visits["addcart"].sum()


def _with_cell(visits, cell):
    """The days on which the cell has carts."""
    return visits["day"].isin(visits.loc[cell & visits["addcart"], "day"])


def _december(events):
    day = events["ts"].dt.strftime("%Y-%m-%d")
    return events[day.between("2025-12-01", "2025-12-10")]
