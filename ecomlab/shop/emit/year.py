"""The calendar and the promotions in it."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.demand import WEEKDAYS, weekday_of
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.offers import TESTED
from ecomlab.shop.parts.devices import DEVICES, versions
from ecomlab.shop.parts.devices import incidents as broken
from ecomlab.shop.parts.incidents import listed
from ecomlab.shop.weather import SEASONS, WEATHERS, season_of, weather

OWN_EVENTS = ("gift", "discount", "gift;discount")


def calendar(r):
    """The days of the run: weekday, holidays, events, weather, season."""
    demand, day = r.engine.demand, np.arange(r.engine.days)
    date = r.world.date(day)
    sky = weather(r.world, r.seed, day)
    return pd.DataFrame(
        {
            "date": r.dates(day),
            "weekday": np.array(WEEKDAYS)[weekday_of(date)],
            "holiday": _named(demand.holiday, r.world.facts["holiday"]),
            "platform_event": _named(demand.event, r.world.facts["event"]),
            "own_event": words([_own_event(r.engine.plan_on(d)) for d in day], OWN_EVENTS),
            "weather": words(sky.kind, WEATHERS),
            "temperature": sky.warmth,
            "season": words(season_of(date), SEASONS),
        }
    )


def incidents(r):
    """What no shop sees: what was broken on which day, for whom, at which step, by what logit."""
    names = [name for name, _ in versions(r.world)]
    rows = [
        {
            "date": day, "incident": one.name, "device": DEVICES[one.device],
            "app_version": names[one.version], "step": one.step, "effect": one.effect,
        }
        for one in broken(r.world)
        for day in range(max(one.first, 0), min(one.last + 1, r.engine.days))
    ]  # fmt: skip
    columns = ["date", "incident", "device", "app_version", "step", "effect"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(date=r.dates(frame["date"].to_numpy(np.int64)))


def incident_list(r):
    """What no shop sees: all dated incidents, with cause, first and last day, where and size."""
    frame = listed(r.world, r.engine.days)
    return frame.assign(start=r.dates(frame["start"]), end=r.dates(frame["end"]))


def _own_event(plan):
    """The number of the shop's own promotion among ``OWN_EVENTS``, -1 without."""
    return (plan.gift > 0) + 2 * bool(plan.own_off.any()) - 1


def promos(r):
    """The events' discounts with first and last day; the order threshold and the shop's own offers.

    What is decided anew on a date starts a row of its own.
    """
    rows = sorted(_events(r), key=lambda row: row["start"]) + list(_own(r.engine))
    frame = pd.DataFrame(rows)
    end, quota = frame["end"].to_numpy(), frame["quota"].to_numpy()
    return frame.assign(
        start=r.dates(frame["start"]),
        end=r.times(end * DAY, end >= frame["start"]),
        quota=pd.arrays.IntegerArray(quota, quota == 0),
    )


def presale_deposits(r):
    """Deposits (定金) paid before an event, and the balance (尾款) if it was paid."""
    paid, balances = r.engine.deposits.columns(), r.engine.balances
    rows = np.arange(len(paid.key))
    done = [balances.get(row, (0, -1)) for row in rows.tolist()]
    second, order = np.array(done, dtype=np.int64).reshape(-1, 2).T
    return pd.DataFrame(
        {
            "deposit_id": rows + 1,
            "visitor_id": paid.key,
            "ts": r.times(paid.paid_at),
            "event": words(paid.event, [event["name"] for event in r.world.facts["event"]]),
            "sku": words(paid.sku, r.articles),
            "deposit": money(paid.deposit),
            "deposit_value": money(paid.value),
            "balance_at": r.times(second, order >= 0),
            "order_id": pd.arrays.IntegerArray(order + 1, order < 0),
        }
    )


def _events(r):
    """Discounts and deposits of the platforms' events in which the shop takes part."""
    before = r.world.facts["waiting"]["days"]
    years = np.unique(r.world.date(np.arange(r.engine.days)).astype("datetime64[Y]"))
    for event in r.world.facts["event"]:
        for year in years:
            first, last = (np.datetime64(f"{year}-{event[end]}") for end in ("from", "to"))
            day = int((first - r.world.date(0)).astype(int))
            end, plan = day + int((last - first).astype(int)), r.engine.plan_on(day)
            if event["name"] not in plan.discount:
                continue
            presale = r.engine.plan_on(day - before)
            there = event.get("presale", False)
            yield _promo(
                f"{event['name']}_{year}", "event_discount", day, end,
                reduction=plan.discount[event["name"]] / 1000,
                deposit=presale.deposit * there / 100,
                deposit_value=presale.deposit_value * there / 100,
            )  # fmt: skip


def _own(engine):
    """The order threshold, gifts and discounts of single articles, each as long as it lasts."""
    names, date = engine.world.sku.name, engine.world.date
    for start, end, (threshold, off) in _spans(engine, lambda plan: (plan.threshold, plan.off)):
        name = f"threshold_{date(start)}" if start else "threshold"
        yield _promo(name, "threshold", start, end, threshold=threshold / 100, reduction=off / 100)
    gift = _spans(engine, lambda p: (p.gift, p.gift_from, p.gift_quota, p["promo.gift.channel"]))
    for start, end, (cost, threshold, quota, channel) in gift:
        if cost:
            yield _promo(
                f"gift_{date(start)}", "gift", start, end, threshold=threshold / 100,
                gift_cost=cost / 100, quota=quota, channel=channel,
            )  # fmt: skip
    for start, end, rule in _spans(engine, lambda plan: plan["price.test"]):
        if rule != "none":
            name = f"price_test_{date(start)}"
            yield _promo(name, "price_test", start, end, reduction=TESTED / 1000)
    touched = np.flatnonzero(np.sum([plan.own_off for _, plan in engine.plans], axis=0))
    for sku in touched:
        for start, end, off in _spans(engine, lambda plan, sku=sku: int(plan.own_off[sku])):
            if off:
                name = f"{names[sku]}_{date(start)}"
                yield _promo(name, "sku_discount", start, end, reduction=off / 1000)


def _promo(promo_id, kind, start, end, *, threshold=0.0, reduction=0.0, gift_cost=0.0, deposit=0.0,
           deposit_value=0.0, quota=0, channel="all"):  # fmt: skip
    return {
        "promo_id": promo_id, "type": kind, "start": start, "end": end, "threshold": threshold,
        "reduction": reduction, "gift_cost": gift_cost, "deposit": deposit,
        "deposit_value": deposit_value, "quota": quota, "channel": channel,
    }  # fmt: skip


def _spans(engine, what):
    """(first day, last day or -1, value) of each stretch of days with one value of the plans."""
    found = []
    for day, plan in engine.plans:
        value = what(plan)
        if not found or value != found[-1][1]:
            found.append((day, value))
    ends = [day - 1 for day, _ in found[1:]] + [-1]
    return [(day, end, value) for (day, value), end in zip(found, ends, strict=True)]


def _named(names, facts):
    """Names or None, as a text column."""
    listed = [fact["name"] for fact in facts]
    return words([listed.index(name) if name else -1 for name in names], listed)
