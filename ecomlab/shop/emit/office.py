"""People and rules: who works here, what is to be done, what may go wrong, what is forbidden."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ecomlab.shop.delivery import DAY, HOUR
from ecomlab.shop.emit.days import Days
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.streams_in_use import TASK, VIOLATION
from ecomlab.streams import hash_uniforms
from ecomlab.tables import day_number

SHIFTS = ("all", "0-8", "8-16", "16-24")
DESK = ("16-24", "8-16", "0-8")  # the desk's shifts, as the engine counts them
SPREAD = 0.45  # of the log of waits and of work
EXPIRING = 30  # days before the end in which a paper is about to expire
PATIENT = 10  # days after which a missing paper is noticed
REPORTED = 1 / 900  # chance a day that a bold claim is reported (职业打假)
ESCALATED = 0.25  # of disputes, the share that the platform decides
TYPES = ("complaint", "report", "violation")
SEVERITY = ("minor", "medium", "major")
WINDOW = 180  # days of the experience score
WEIGHTS = (0.5, 0.3, 0.2)  # goods, logistics, service


def team(r):
    """Who works here (团队): a row per role and shift, anew where it changes; the sum is labour."""
    facts, world, rows = r.world.facts, r.world, []
    starts = [day for day, _ in r.engine.plans]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        plan = r.engine.plan_on(start)
        if rows and rows[-1]["plan"] == _desk(plan):
            for row in rows:
                row["until"] = end if row["until"] == start else row["until"]
            continue
        parts = [*_desk_roles(plan, facts["desk"], world), *_other_roles(facts["staff"])]
        cost = _shared(round(sum(part["cost"] for part in parts) * world.scale), parts)
        rows += [
            part | {"since": start, "until": end, "plan": _desk(plan), "day_cost": cents,
                    "headcount": round(part["headcount"] * world.scale, 4)}
            for part, cents in zip(parts, cost, strict=True)
        ]  # fmt: skip
    until = np.array([-1 if row["until"] is None else row["until"] for row in rows])
    return pd.DataFrame(
        {
            "since": r.dates([row["since"] for row in rows]),
            "until": r.times(np.maximum(until, 0) * DAY, until >= 0),
            "role": pd.Series([row["role"] for row in rows], dtype="str"),
            "group": pd.Series([row["group"] for row in rows], dtype="str"),
            "shift": words([SHIFTS.index(row["shift"]) for row in rows], SHIFTS),
            "headcount": np.array([row["headcount"] for row in rows], dtype=float),
            "cost": money([row["day_cost"] for row in rows]),
            "kpi": pd.Series([row["kpi"] for row in rows], dtype="str"),
        }
    )


def _desk(plan):
    return plan["service.agents"], plan["service.night"]


def _desk_roles(plan, desk, world):
    """The service desk by shift; cost in cents a day."""
    for shift, share in zip(DESK, (1, desk["day"], plan["service.night"]), strict=True):
        heads = plan["service.agents"] * share
        yield {"role": "agent", "group": "service", "shift": shift, "headcount": heads,
               "cost": heads * world.money.agent, "kpi": "first human answer"}  # fmt: skip


def _other_roles(staff):
    for role, row in staff.items():
        yield {"role": role, "group": row["group"], "shift": "all", "headcount": row["headcount"],
               "cost": 100 * row["headcount"] * row["pay"], "kpi": row["kpi"]}  # fmt: skip


def _shared(total, parts):
    """Whole cents in proportion to the parts' costs."""
    upto = np.cumsum([part["cost"] for part in parts])
    return np.diff(np.round(total * upto / max(upto[-1], 1)), prepend=0).astype(np.int64)


def tasks(r):
    """What is done for each event that the shop takes part in (任务): who waits for whom."""
    rows = sorted((row for event in _prepared(r) for row in _steps(r, *event)),
                  key=lambda row: (row["requested"], row["id"]))  # fmt: skip
    teams = list(r.world.facts["handoffs"])
    columns = {name: np.array([row[name] for row in rows], dtype=np.int64)
               for name in ("id", "requested", "reviewed", "delivered", "due")}  # fmt: skip
    texts = {name: pd.Series([row[name] for row in rows], dtype="str")
             for name in ("project", "task", "phase", "owner", "depends_on")}  # fmt: skip
    return pd.DataFrame(
        {
            "task_id": columns["id"],
            "project": texts["project"],
            "task": texts["task"],
            "phase": texts["phase"],
            "team": words([teams.index(row["team"]) for row in rows], teams),
            "owner": texts["owner"],
            "depends_on": texts["depends_on"].mask(texts["depends_on"] == ""),
            "requested_at": r.times(columns["requested"]),
            "reviewed_at": r.times(columns["reviewed"]),
            "delivered_at": r.times(columns["delivered"]),
            "due": r.dates(columns["due"]),
        }
    )


def _prepared(r):
    """Name, first and last day, and size of the events that are prepared for in the run."""
    world, steps = r.world, r.world.facts["task"]
    lead = {size: max(step[size] for step in steps) for size in ("large", "small")}
    first, last = (int(str(world.date(day))[:4]) for day in (0, r.engine.days + lead["large"]))
    for year in range(first, last + 1):
        for event in world.facts["event"]:
            start, end = (world.day(f"{year}-{event[name]}") for name in ("from", "to"))
            size = "large" if event.get("presale", False) else "small"
            asked = start - lead[size]
            if 0 <= asked < r.engine.days and event["name"] in r.engine.plan_on(asked).discount:
                yield f"{event['name']}_{year}", start, end, size


def _steps(r, project, start, end, size):
    """The tasks of one event, each requested when those that it waits for are delivered."""
    facts, done = r.world.facts["handoffs"], {}
    u = hash_uniforms(r.seed, TASK, start + 10**6, np.arange(len(r.world.facts["task"])), count=2)
    slow = np.round(np.exp(SPREAD * ndtri(u) - SPREAD**2 / 2), 9)
    for place, step in enumerate(r.world.facts["task"]):
        base = end + 1 if step[size] < 0 else start - step[size]
        asked = max([base * DAY + 9 * HOUR, *(done[name] for name in step.get("after", []))])
        looked = asked + round(facts[step["team"]] * DAY * slow[0, place])
        done[step["name"]] = looked + round(step["work"] * DAY * slow[1, place])
        yield {
            "id": (start + 1000) * 100 + place, "project": project, "task": step["name"],
            "phase": step["phase"], "team": step["team"], "owner": step["owner"],
            "depends_on": ";".join(step.get("after", [])), "requested": asked, "reviewed": looked,
            "delivered": done[step["name"]],
            "due": end - step["due"] if step["due"] < 0 else start - step["due"],
        }  # fmt: skip


def compliance_docs(r):
    """Papers that the shop and its articles need (资质), and their renewals, some too late."""
    rows, last = [], r.engine.days
    for paper in r.world.facts["paper"]:
        issued = r.world.day(paper["issued"])
        for late in [*paper.get("late", []), None]:
            ends = _months_later(r.world, issued, paper["months"]) if paper["months"] else None
            rows.append((paper["doc"], paper["scope"], issued, ends))
            if ends is None or late is None:
                break
            issued = ends + late
    rows = [row for row in sorted(rows, key=lambda row: row[2]) if row[2] < last]
    doc, scope, issued, ends = zip(*rows, strict=True)
    ends = np.array([-(10**4) if day is None else day for day in ends])
    return pd.DataFrame(
        {
            "doc": pd.Series(doc, dtype="str"),
            "scope": pd.Series(scope, dtype="str"),
            "issued": r.dates(issued),
            "expires": r.times(ends * DAY, ends > -(10**4)),
        }
    )


def _months_later(world, day, months):
    """The same day of the month, so many months later; the world's days."""
    date = pd.Timestamp(world.date(day)) + pd.DateOffset(months=months)
    return day_number(str(date.date())) - world.start


def with_status(docs, calendar):
    """Whether each paper holds on the evening: valid, expiring (in 30 days), expired or renewed."""
    end = calendar["date"].iloc[-1]
    left = (docs["expires"] - end) / pd.Timedelta(days=1)
    newest = ~docs.duplicated(["doc", "scope"], keep="last")
    state = np.select([~newest, left < 0, left < EXPIRING], [3, 2, 1], 0)
    names = ("valid", "expiring", "expired", "renewed")
    return docs.assign(status=words(state, names))


def violations(tables, seed):
    """What the platform held against the shop (违规), and when it was handled.

    Disputes of buyers that the platform decides; bold claims on a page that somebody reports; goods
    sold without a valid paper; orders that the shop took back, for it had none left.
    """
    days = Days(tables)
    parts = [_disputes(tables, days, seed), _reports(tables, days, seed), _papers(tables, days),
             _shortages(tables, days)]  # fmt: skip
    rows = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    rows = rows[rows["day"] < len(days)].sort_values(["day", "type", "key"], ignore_index=True)
    u = hash_uniforms(seed, VIOLATION, rows["key"].to_numpy(np.int64), nth=7, count=2)
    severity = rows["severity"].to_numpy(np.int64)
    handled = rows["day"].to_numpy() + 1 + np.floor(6 * u[0] * (1 + severity)).astype(np.int64)
    fines = np.array([0, 2, 6])[severity]
    return pd.DataFrame(
        {
            "date": days.dates(rows["day"]),
            "type": words(rows["type"].to_numpy(np.int64), TYPES),
            "what": pd.Series(rows["what"].to_numpy(), dtype="str"),
            "severity": words(severity, SEVERITY),
            "points": fines,
            "handled_at": days.known(handled),
        }
    )


def _disputes(tables, days, seed):
    chats = tables["chats"]
    chats = chats[chats["dispute"].to_numpy(bool)]
    key = chats["chat_id"].to_numpy(np.int64)
    u = hash_uniforms(seed, VIOLATION, key, count=2)
    mine = u[0] < ESCALATED
    day = days.number(chats["ts"].dt.normalize())[mine] + 2
    what = [f"chat {number}" for number in key[mine]]
    return _held(day, 0, key[mine], what, (u[1][mine] < 0.3).astype(np.int64))


def _shortages(tables, days):
    """Orders that the shop took back, for it had none left (缺货): each is held against it."""
    orders = tables["orders"]
    orders = orders[(orders["cancel_reason"] == "out_of_stock").to_numpy(bool)]
    key = orders["order_id"].to_numpy(np.int64)
    day = days.number(orders["ts_cancel"].dt.normalize()) + 1
    what = [f"order {number} not shipped, out of stock" for number in key]
    return _held(day, 2, key, what, np.zeros(len(day), np.int64))


def _reports(tables, days, seed):
    """Bold claims, day by day, as long as they stand on a page."""
    blocks = tables["page_blocks"]
    blocks = blocks[(blocks["block"] == "claim").to_numpy()]
    first = np.maximum(days.number(blocks["since"]), 0)
    gone = days.number(blocks["until"].fillna(days.dates([len(days)])[0]))
    rows, names = [], blocks["sku"].astype(str).to_numpy()
    codes = blocks["sku"].cat.codes.to_numpy().astype(np.int64)
    for start, end, code, name in zip(first, gone, codes, names, strict=True):
        day = np.arange(start, max(min(end, len(days)), start))
        key = code * 10**6 + day
        hit = hash_uniforms(seed, VIOLATION, key, nth=1)[0] < REPORTED
        rows += [(when, which, name) for when, which in zip(day[hit], key[hit], strict=True)]
    day, key, name = zip(*rows, strict=True) if rows else ((),) * 3
    what = [f"claim on {sku}" for sku in name]
    return _held(day, 1, key, what, np.ones(len(day), np.int64))


def _papers(tables, days):
    """Papers not renewed ten days after they ended."""
    docs, rows = tables["compliance_docs"], []
    for place, row in enumerate(docs.itertuples()):
        if pd.isna(row.expires):
            continue
        noticed = int(days.number([row.expires])[0]) + PATIENT
        same = (docs["doc"] == row.doc) & (docs["scope"] == row.scope)
        renewed = days.number(docs["issued"][same.to_numpy()])
        in_time = (renewed > days.number([row.issued])[0]) & (renewed <= noticed)
        if noticed >= 0 and not in_time.any():
            rows.append((noticed, place, f"no {row.doc} of {row.scope}"))
    day, key, what = zip(*rows, strict=True) if rows else ((),) * 3
    return _held(day, 2, key, what, np.full(len(day), 2))


def _held(day, kind, key, what, severity):
    day = np.asarray(day, dtype=np.int64)
    return {"day": day, "type": np.full(len(day), kind), "key": np.asarray(key, dtype=np.int64),
            "what": np.asarray(what, dtype=object), "severity": severity}  # fmt: skip


def experience_daily(tables, _seed):
    """The platform's experience score (店铺体验分) of the last 180 days, and each day's part of it.

    Shares of parcels that were not on time, of parcels after which somebody wrote three stars or
    fewer, of chats with a complaint. The score moves by what comes in and by what leaves.
    """
    days = Days(tables)
    orders = tables["orders"].set_index("order_id")["ts_deliver"]
    parcels = tables["shipments"]
    came = parcels["actual_h"].notna().to_numpy()
    parcels = parcels[came]
    day = days.number(orders.loc[parcels["order_id"]].dt.normalize())
    late = (parcels["actual_h"] > parcels["promised_h"]).to_numpy()
    reviews, chats = tables["reviews"], tables["chats"]
    bad = (~reviews["is_default"].to_numpy(bool)) & (reviews["rating"] <= 3).to_numpy(bool)
    counts = {
        "parcels": days.sums(day, np.ones(len(day))),
        "late": days.sums(day, late),
        "bad_reviews": days.sums(days.number(reviews["ts"].dt.normalize()), bad),
        "chats": days.sums(days.number(chats["ts"].dt.normalize()), np.ones(len(chats))),
        "complaints": days.sums(days.number(chats["ts"].dt.normalize()),
                                chats["complaint"].to_numpy(bool)),
    }  # fmt: skip
    rolled = {name: _rolling(values) for name, values in counts.items()}
    goods = 1 - rolled["bad_reviews"] / np.maximum(rolled["parcels"], 1)
    logistics = 1 - rolled["late"] / np.maximum(rolled["parcels"], 1)
    service = 1 - rolled["complaints"] / np.maximum(rolled["chats"], 1)
    shares = [np.round(share, 4) for share in (goods, logistics, service)]
    score = 100 * sum(weight * share for weight, share in zip(WEIGHTS, shares, strict=True))
    names = ("goods", "logistics", "service")
    return pd.DataFrame(
        {"date": tables["calendar"]["date"]}
        | counts
        | dict(zip(names, shares, strict=True))
        | {"score": np.round(score, 2)}
    )


def _rolling(values):
    """Sums of the last ``WINDOW`` days."""
    total = np.cumsum(values)
    total[WINDOW:] -= total[:-WINDOW].copy()
    return total
