"""The exercises of lesson 4.4, *Is it there on time, and is the bill right?*, and its pool."""

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.fulfillment.couriers import (
    chargeable_kg,
    choose_courier,
    courier_plans,
    reconcile_courier_bill,
    tier_commitment,
    tiers_in_force,
)
from ecomlab.fulfillment.delivery import (
    courier_scorecard,
    delivery_sla,
    expedite_value,
    packaging_test,
    promise_hours,
    unshipped_orders,
    worst_routes,
    worth_in_time,
)
from ecomlab.fulfillment.freight import freight_template_test, landed_cost, place_inventory
from ecomlab.tables import calendar_days
from ecomlab.texts import fact

TODAY = "2025-12-31"  # the evening of the question
SETTLED = 14  # days after which a parcel has come or is lost
CUT_OFF = 16  # o'clock: who pays later is packed the next day
LIMIT = 48  # hours
MONTH, DAYS = "2025-11", 30  # whose bill came last, and its days
VALUE = 8.0  # yuan that a parcel in time is worth, in the question
PEAK = "2024-11-06 09:00"
BASE = ("2024-03-01", "2024-11-01")  # of the promise: after Spring Festival, before the peak
BAND = 72  # hours that a parcel may take, in the plan
FRONTS = pd.DataFrame({
    "warehouse": ["south", "east"],
    "regions": ["guangdong guangxi fujian hainan", "jiangsu zhejiang shanghai"],
    "room": 15, "sku_cost": 60.0, "saved": 3.0,
})  # fmt: skip
FIXED = 9900.0  # yuan a month for both front warehouses
DAMAGE, REPEAT = 60.0, 30.0  # yuan: a damaged parcel costs, a buyer who comes again leaves
LEAVES = 0.18  # of what is paid, before freight and after goods, fees and ads: believed
ZONES = {1: "1: near the warehouse", 2: "2: next to it", 3: "3: far", 4: "4: remote"}


# --- The lesson's tables ---------------------------------------------------------------------------


def parcels_of(shop, as_of=TODAY, settled=SETTLED):
    """A row per parcel: its times, kilos begun, month and zone; only those that have come or are lost."""
    orders = shop["orders"][["order_id", "ts_pay", "ts_pickup", "ts_deliver", "paid_amount"]]
    table = shop["shipments"].merge(orders, on="order_id")
    words = ("courier", "region", "warehouse")
    table = table.assign(**{name: table[name].astype(str) for name in words})
    zone = zones(shop["courier_rates"])
    divisor = shop["courier_rates"]["vol_divisor"].min()
    table = table.assign(
        kg=chargeable_kg(table["weight_kg"], table["volume_l"], divisor),
        zone=table["region"].map(zone), hour=table["ts_pay"].dt.hour,
        picked=table["ts_pickup"].dt.strftime("%Y-%m"),
    )  # fmt: skip
    return table[_before(table["ts_pay"], as_of, settled)].reset_index(drop=True)


def _before(times, as_of, days):
    return times.dt.tz_localize(None) < pd.Timestamp(as_of) - pd.Timedelta(days=days - 1)


def zones(courier_rates):
    """The regions' zones by the first courier's list: 1 has the lowest price of a light parcel."""
    card = courier_rates.assign(courier=courier_rates["courier"].astype(str))
    card = card[(card["courier"] == card["courier"].iloc[0]) & (card["volume_tier_from"] == 0)]
    price = card["first_kg_price"]
    return dict(
        zip(card["region"].astype(str), price.rank(method="dense").astype(int), strict=True)
    )


def own_tiers(shop):
    """Each parcel's tier, by the shop's own count of the thirty days before."""
    paid = shop["orders"][["order_id", "ts_pay"]]
    table = shop["shipments"][["order_id", "courier"]].merge(paid, on="order_id")
    table = table.assign(courier=table["courier"].astype(str),
                         date=calendar_days(table["ts_pay"]))  # fmt: skip
    found = tiers_in_force(table, shop["courier_rates"])
    return table.merge(found, on=["courier", "date"])[["order_id", "volume_tier_from"]]


def last_bill(shop, month=MONTH):
    """The bill of the parcels picked up in a month."""
    bill = shop["courier_bill"]
    return bill[bill["picked_on"].dt.strftime("%Y-%m") == month].reset_index(drop=True)


def lines_of(shop, month=MONTH):
    """The order lines paid in a month, with their regions."""
    orders = shop["orders"][["order_id", "region", "ts_pay"]].dropna()
    orders = orders[orders["ts_pay"].dt.strftime("%Y-%m") == month]
    return shop["order_items"].merge(orders[["order_id", "region"]], on="order_id")


def templates(courier_rates):
    """Two freight templates: free from 99 yuan everywhere; and with a fee where it is remote."""
    regions = sorted(courier_rates["region"].astype(str).unique())
    plain = pd.DataFrame({"region": regions, "fee": 6.0, "next_fee": 1.0, "free_from": 99.0})
    remote = plain["region"].map(remote_regions(courier_rates)).to_numpy()
    mended = plain.assign(
        fee=np.where(remote, 9.0, 6.0), next_fee=np.where(remote, 4.0, 1.0),
        free_from=np.where(remote, np.nan, 99.0),
    )  # fmt: skip
    return plain, mended


def remote_regions(courier_rates):
    """Has a region a surcharge?"""
    card = courier_rates.assign(region=courier_rates["region"].astype(str))
    return (card.groupby("region")["remote_surcharge"].max() > 0).to_dict()


def data():
    """The running shop's tables, another shop's, and small ones of the lesson's own."""
    shop, second, own = load("shop"), load("second_shop"), load("delivery")
    return {
        "orders": shop["orders"], "shipments": shop["shipments"], "rates": shop["courier_rates"],
        "bill": shop["courier_bill"], "parcels": parcels_of(shop), "tiers": own_tiers(shop),
        "lines": lines_of(shop), "bill_truth": own["bill_truth"], "twins": own["courier_twins"],
        "boxes": own["boxes"], "other_orders": second["orders"], "other_bill": last_bill(second),
        "other_shipments": second["shipments"], "other_rates": second["courier_rates"],
        "other_parcels": parcels_of(second), "other_tiers": own_tiers(second),
    }  # fmt: skip


NAMES = {
    "orders": "shop.orders", "shipments": "shop.shipments", "rates": "shop.courier_rates",
    "bill": "shop.courier_bill", "bill_truth": "own.bill_truth", "twins": "own.courier_twins",
    "boxes": "own.boxes", "other_orders": "second.orders", "other_shipments": "second.shipments",
    "other_rates": "second.courier_rates",
} | {name: name for name in ("parcels", "tiers", "lines", "other_bill", "other_parcels", "other_tiers")}  # fmt: skip
lesson = Lesson("4_4", data=data, names=NAMES)


# --- What the notebook shows ------------------------------------------------------------------------


def three_clocks(orders):
    """The share of orders that keep 48 hours, by each of the three clocks."""
    ends = {"the shop's click": "ts_ship_click", "the courier's scan": "ts_pickup",
            "in the buyer's hands": "ts_deliver"}  # fmt: skip
    parts = [delivery_sla(orders, LIMIT, end=end).assign(clock=name) for name, end in ends.items()]
    table = pd.concat(parts, ignore_index=True)
    return table[["clock", *table.columns.drop("clock")]]


def peak_clocks(orders, month="2024-11"):
    """Click and scan in the month of a peak."""
    first = pd.Timestamp(month, tz=orders["ts_pay"].dt.tz)
    mine = orders[
        (orders["ts_pay"] >= first) & (orders["ts_pay"] < first + pd.DateOffset(months=1))
    ]
    return {
        end: delivery_sla(mine, LIMIT, end=end, settled=1)["estimate"].iloc[0]
        for end in ("ts_ship_click", "ts_pickup")
    }


def hours_by_hour(parcels):
    """Mean hours until the scan and on the way, by hour of the payment: of parcels that came."""
    came = parcels.dropna(subset="actual_h")
    until = (came["ts_pickup"] - came["ts_pay"]) / pd.Timedelta(hours=1)
    table = pd.DataFrame({"hour": came["hour"], "waiting": until, "way": came["actual_h"] - until})
    hours = table.groupby("hour")
    return hours.mean().assign(parcels=hours.size()).reset_index()


def by_cut_off(parcels):
    """The same parcels with a word for when they were paid."""
    word = np.where(parcels["hour"] >= CUT_OFF, "from 16:00", "before 16:00")
    return parcels.assign(paid=word)


def late_share(parcels):
    return float(
        ((parcels["actual_h"] > parcels["promised_h"]) | parcels["actual_h"].isna()).mean()
    )


def twin_gap(twins):
    """Hours that the cheap courier takes longer, all parcels by one and then all by the other."""
    mine = twins[twins["courier"] != "express"]
    hours = mine.groupby(["state", "region"])[["hours", "arrived"]].sum()
    mean = (hours["hours"] / hours["arrived"]).unstack("state")
    parcels = mine[mine["state"] == "as it was"].groupby("region")["parcels"].sum()
    return float(np.average(mean["all economy"] - mean["all standard"], weights=parcels))


def readings(parcels, twins):
    """Three readings of one gap, in hours: all parcels, like parcels, the twins."""
    two = parcels[parcels["courier"].isin(["economy", "standard"])]
    raw = courier_scorecard(two, "standard", held=(), measures="hours")
    like = courier_scorecard(two, "standard", measures="hours")
    rows = []
    for name, table in (("all parcels", raw), ("same region and kilos", like)):
        row = table.set_index("courier").loc["economy"]
        rows.append({"reading": name, **row[["estimate", "low", "high", "n", "counts"]]})
    truth = twin_gap(twins)
    rows.append({"reading": "truth", "estimate": truth, "low": np.nan, "high": np.nan,
                 "n": 0, "counts": "weeks"})  # fmt: skip
    table = pd.DataFrame(rows)
    table.attrs["show"] = "{:.1f}"
    return table


def mix(parcels):
    """Each courier's parcels by zone, as shares."""
    return pd.crosstab(parcels["courier"], parcels["zone"], normalize="index")


def prices_in_time(parcels, warehouse="cloud", courier="standard", than="economy"):
    """What one more parcel within 48 hours costs with the faster of two couriers, by zone.

    Of the parcels from one warehouse: while a front warehouse stood, it was otherwise.
    """
    mine = parcels[parcels["warehouse"] == warehouse]
    return worth_in_time(mine, courier, than, LIMIT, by="zone")


def steps(parcels):
    """The same for each step between three couriers: zone, step, cost, gain, each with its interval."""
    pairs = [("economy", "standard"), ("economy", "express"), ("standard", "express")]
    parts = [
        prices_in_time(parcels, courier=to, than=than).assign(step=f"{than} to {to}")
        for than, to in pairs
    ]
    table = pd.concat(parts).sort_values("zone", kind="stable").reset_index(drop=True)
    table = table.assign(gain=table["estimate"].round(6) + 0.0)  # none is 0, not -0
    return table[["zone", "step", "parcels", "cost", "gain", "each", "each_low", "each_high"]]


def twin_prices(twins, courier_rates):
    """The same from twins: all parcels by one courier less all by the other, and the tiers move."""
    mine = twins[twins["courier"] != "express"]
    zone = mine["region"].astype(str).map(zones(courier_rates))
    sums = mine.groupby(["state", zone.rename("zone")])[["parcels", "in_48", "cost"]].sum()
    each = sums[["in_48", "cost"]].div(sums["parcels"], axis=0)
    more = each.loc["all standard"] - each.loc["all economy"]
    return more["cost"] / more["in_48"].where(more["in_48"] > 0)


def by_reason(found):
    """The wrong lines, added up by reason."""
    table = found.groupby("reason")["too_much"].agg(["size", "sum"])
    return table.set_axis(["lines", "yuan"], axis=1).reset_index()


def november(parcels):
    """The parcels picked up in the month of the last bill."""
    return parcels[parcels["picked"] == MONTH].reset_index(drop=True)


# --- What the texts tell --------------------------------------------------------------------------


def _range(name, row, say):
    return {
        name: say(row["estimate"]),
        f"{name}_low": say(row["low"]),
        f"{name}_high": say(row["high"]),
    }


def _share(value):
    return fact.share(value, 1)


@lesson.facts("clocks-reading")
def _clocks(orders):
    table = three_clocks(orders).set_index("clock")
    peak = peak_clocks(orders)
    facts = {"orders": fact.count(table["orders"].iloc[0]), "n": fact.count(table["n"].iloc[0]),
             "peak_click": _share(peak["ts_ship_click"]), "peak_scan": _share(peak["ts_pickup"]),
             "lost": fact.count(table.loc["in the buyer's hands", "waiting"])}  # fmt: skip
    for name, clock in (("click", "the shop's click"), ("scan", "the courier's scan"),
                        ("received", "in the buyer's hands")):  # fmt: skip
        facts |= _range(name, table.loc[clock], _share)
    return facts


@lesson.facts("hours-reading")
def _hours(parcels):
    table = hours_by_hour(parcels)
    late, words = table["hour"] >= CUT_OFF, by_cut_off(parcels)
    by = words.groupby("paid")
    share = {word: late_share(mine) for word, mine in by}
    gone = by.apply(lambda mine: float((mine["actual_h"] <= LIMIT).mean()))
    return {
        "before": fact.number(table.loc[~late, "waiting"].mean()),
        "after": fact.number(table.loc[late, "waiting"].mean()),
        "way_before": fact.number(table.loc[~late, "way"].mean()),
        "way_after": fact.number(table.loc[late, "way"].mean()),
        "late_before": fact.share(share["before 16:00"]), "late_after": fact.share(share["from 16:00"]),
        "in_before": fact.share(gone["before 16:00"]), "in_after": fact.share(gone["from 16:00"]),
        "paid_after": fact.share(float((words["paid"] == "from 16:00").mean())),
        "gain": fact.points(float(
            (words["paid"] == "from 16:00").mean() * (gone["before 16:00"] - gone["from 16:00"])
        ), 0),
    }  # fmt: skip


@lesson.facts("promise-reading")
def _promise(parcels):
    now = _promised(parcels)
    kept = _kept(parcels, now)
    far = now[now["zone"] == now["zone"].max()]
    sure = now[now["zone"] < now["zone"].max()]["estimate"]
    return {
        "first": fact.number(sure.min()), "last": fact.number(sure.max()),
        "few": fact.count(far["parcels"].sum()), "far": fact.number(far["estimate"].max()),
        "kept": fact.share(kept["kept"]), "asked": fact.share(0.95),
        "peak": fact.share(kept["peak"]), "n": fact.count(kept["n"]),
    }  # fmt: skip


def _promised(parcels):
    """The promise by zone and time of payment that 95% of a year's parcels kept."""
    table = by_cut_off(parcels)
    base = table[(table["ts_pay"] >= BASE[0]) & (table["ts_pay"] < BASE[1])]
    return promise_hours(base, ["zone", "paid"], 0.95)


def _kept(parcels, promised):
    """Which share of the later parcels keeps it: in quiet months, and in the peak of June."""
    table = by_cut_off(parcels).merge(promised[["zone", "paid", "estimate"]], on=["zone", "paid"])
    fine = table["actual_h"].fillna(np.inf) <= table["estimate"]
    quiet = table["ts_pay"] >= "2025-09-01"
    peak = table["ts_pay"].dt.strftime("%Y-%m") == "2024-11"
    return {
        "kept": float(fine[quiet].mean()),
        "peak": float(fine[peak].mean()),
        "n": int(quiet.sum()),
    }


@lesson.facts("raw-reading")
def _raw(parcels):
    card = courier_scorecard(parcels, "standard", held=()).set_index(["courier", "measure"])
    mine = card.loc["economy"]
    return {"hours": fact.number(mine.loc["hours", "raw"], 1),
            "cost": fact.money(-mine.loc["cost", "raw"], 2)}  # fmt: skip


@lesson.facts("verdict")
def _verdict(parcels, twins):
    return _like(parcels, twins) | _steps(parcels)


@lesson.facts("like-title", "like-reading")
def _like(parcels, twins):
    table = readings(parcels, twins).set_index("reading")
    shares = mix(parcels)
    far = shares[[zone for zone in shares if zone >= 3]].sum(axis=1)
    return _range("like", table.loc["same region and kilos"], lambda x: fact.number(x, 1)) | {
        "raw": fact.number(table.loc["all parcels", "estimate"], 1),
        "truth": fact.number(table.loc["truth", "estimate"], 1),
        "n": fact.count(table["n"].iloc[0]), "far_economy": fact.share(far["economy"]),
        "far_standard": fact.share(far["standard"]),
    } | _claims(parcels)  # fmt: skip


def _claims(parcels):
    held = courier_scorecard(parcels, "standard", measures="late").set_index("courier")
    near = courier_scorecard(parcels[parcels["zone"] == 1], "standard", measures="late")
    near = near.set_index("courier").loc["economy"]
    return {"late": fact.points(held.loc["economy", "estimate"]),
            **_range("near", near, lambda x: fact.points(x, signed=True))}  # fmt: skip


@lesson.facts("routes-reading")
def _routes(parcels):
    table = worst_routes(parcels)
    first, second = table.iloc[0], table.iloc[1]
    near = table[(table["courier"] == "standard") & (table["low"] > 0)]
    zone = parcels.drop_duplicates("region").set_index("region")["zone"]
    return _range("gap", first, fact.points) | {
        "courier": fact.name(first["courier"]), "region": fact.name(first["region"].capitalize()),
        "late": fact.share(first["late"]), "others": fact.share(first["others"]),
        "parcels": fact.count(first["parcels"]), "n": fact.count(first["n"]),
        "second": fact.points(second["estimate"]), "routes": fact.count(len(table)),
        "tight": fact.count(int((near["region"].map(zone) == 1).sum())),
    }  # fmt: skip


@lesson.facts("border-reading")
def _border(parcels, twins, rates):
    twin = twin_prices(twins, rates)
    front = prices_in_time(parcels, "front").set_index("zone")
    near = parcels.query("warehouse == 'front' and zone == 1 and courier == 'economy'")
    facts = {f"front_{zone}": fact.money(front.loc[zone, "each"], 1) for zone in (1, 2)}
    return (
        _zones(parcels)
        | facts
        | {f"twin_{zone}": fact.money(twin[zone], 1) for zone in (1, 2, 3)}
        | {"front_share": fact.share(float((near["actual_h"] <= LIMIT).mean()))}
    )


@lesson.facts("steps-reading")
def _steps(parcels):
    """Each step between three couriers, zone by zone."""
    table = steps(parcels).set_index(["step", "zone"])
    facts = {}
    for name, step in (("fast", "economy to express"), ("step", "standard to express")):
        for zone in (1, 2, 3):
            row = table.loc[(step, zone)]
            facts |= {f"{name}_{zone}": fact.money(row["each"], 1),
                      f"{name}_{zone}_low": fact.money(row["each_low"], 1),
                      f"{name}_{zone}_high": fact.money(row["each_high"], 1)}  # fmt: skip
    for zone in (1, 2, 3):
        row = table.loc[("economy to standard", zone)]
        facts |= {f"each_{zone}": fact.money(row["each"], 1),
                  f"low_{zone}": fact.money(row["each_low"], 1),
                  f"high_{zone}": fact.money(row["each_high"], 1)}  # fmt: skip
    express = parcels[parcels["courier"] == "express"]
    return facts | {"express": fact.share(len(express) / len(parcels))}


def _zones(parcels):
    table = prices_in_time(parcels).set_index("zone")
    facts = {"weeks": fact.count(table["n"].iloc[0])}
    for zone in (1, 2, 3):
        row = table.loc[zone]
        facts |= {
            f"each_{zone}": fact.money(row["each"], 1), f"low_{zone}": fact.money(row["each_low"], 1),
            f"high_{zone}": fact.money(row["each_high"], 1), f"more_{zone}": fact.points(row["estimate"]),
            f"cost_{zone}": fact.money(row["cost"], 2),
        }  # fmt: skip
    return facts


@lesson.facts("bill-reading", "truth-reading")
def _bill(bill, orders, shipments, rates, tiers, bill_truth):
    found = reconcile_courier_bill(bill, shipments, rates, tiers)
    sums = found.groupby("reason")["too_much"].sum()
    truth = bill_truth[bill_truth["fault"] != "missing"]
    truth = truth[truth["order_id"].isin(bill["order_id"])]
    both = found.merge(truth, on="order_id")
    come = shipments.merge(orders[["order_id", "ts_pickup"]], on="order_id")
    come = come[come["ts_pickup"].dt.normalize() <= bill["picked_on"].max()]  # its bill has come
    missing = bill_truth[bill_truth["fault"] == "missing"]
    missing = missing[missing["order_id"].isin(come["order_id"])]
    month = bill[bill["picked_on"].dt.strftime("%Y-%m") == MONTH]
    volume = reconcile_courier_bill(month, shipments.assign(volume_l=0.0), rates, tiers)
    last = found["order_id"].isin(month["order_id"])
    return {
        "lines": fact.count(len(bill)), "wrong": fact.count(len(found)),
        "yuan": fact.money(found.attrs["too_much"]), "of": fact.share(found.attrs["too_much"] / found.attrs["billed"], 1),
        "largest": fact.name(sums.idxmax()), "largest_yuan": fact.money(sums.max()),
        "smallest": fact.name(sums.idxmin()), "smallest_yuan": fact.money(sums.min()),
        "planted": fact.count(len(truth)), "found": fact.count(len(both)),
        "false": fact.count(len(found) - len(both)),
        "apart": fact.money(float((both["too_much_x"] - both["too_much_y"]).abs().max()), 2),
        "missing": fact.count(len(missing)), "missing_yuan": fact.money(-missing["too_much"].sum()),
        "no_volume": fact.count(len(volume)), "last": fact.count(last.sum()),
    }  # fmt: skip


@lesson.facts("plans-reading")
def _plans(parcels, rates):
    mine = november(parcels)
    free = courier_plans(mine, rates, days=DAYS).set_index("plan")
    bound = courier_plans(mine, rates, max_h=BAND, days=DAYS).set_index("plan")
    best = choose_courier(mine, rates, max_h=BAND, days=DAYS)
    count = best["courier"].value_counts()
    record = (parcels["actual_h"] <= BAND).groupby([parcels["courier"], parcels["zone"]]).mean()
    kept = record.reindex(pd.MultiIndex.from_frame(best[["courier", "zone"]])).mean()
    return {
        "alone": fact.money(bound.loc["only express", "cost"]), "kept": fact.share(float(kept)),
        "parcels": fact.count(len(mine)), "paid": fact.money(mine["cost"].sum()),
        "free": fact.money(free.loc["best", "cost"]), "bound": fact.money(bound.loc["best", "cost"]),
        "list": fact.money(bound.loc["each cheapest by the list", "cost"]),
        "saved": fact.money(bound.loc["each cheapest by the list", "more"]),
        "economy": fact.count(count.get("economy", 0)), "standard": fact.count(count.get("standard", 0)),
        "express": fact.count(count.get("express", 0)), "band": fact.count(BAND),
    }  # fmt: skip


@lesson.facts("commitment-reading")
def _commitment(parcels, rates):
    table = tier_commitment(november(parcels), rates, max_h=BAND, days=DAYS)
    table = table.set_index(["courier", "tier_from"])
    free = table[table["more"] < 1]
    dear = table.loc["standard"].iloc[-1]
    return {
        "free": fact.count(len(free)), "of": fact.count(len(table)),
        "standard": fact.count(table.loc["standard"].index[-1]), "more": fact.money(dear["more"]),
        "needed": fact.count(dear["needed"]),
    }  # fmt: skip


@lesson.facts("front-reading")
def _front(lines):
    told = place_inventory(lines, FRONTS).attrs
    served = sum(one["served"] for one in told.values())
    orders = sum(one["orders"] for one in told.values())
    left = sum(one["left"] for one in told.values())
    keep = 3.0 * served - left
    return {
        "served": fact.count(served), "orders": fact.count(orders), "share": fact.share(served / orders),
        "left": fact.money(left), "fixed": fact.money(FIXED), "needed": fact.money((FIXED + keep) / served, 1),
        "articles": fact.count(lines["sku"].nunique()),
    }  # fmt: skip


@lesson.facts("template-reading")
def _template(parcels, rates):
    plain, mended = (
        freight_template_test(one, november(parcels), LEAVES) for one in templates(rates)
    )
    remote = remote_regions(rates)
    far, far_2 = (one[one["region"].map(remote)] for one in (plain, mended))
    return {
        "worst": fact.name(plain["region"].iloc[0].capitalize()), "short": fact.money(plain["short"].iloc[0]),
        "remote": fact.money(far["short"].sum() / far["orders"].sum(), 2),
        "others": fact.money((plain["short"].sum() - far["short"].sum()) / (plain["orders"].sum() - far["orders"].sum()), 2),
        "orders": fact.count(far["orders"].sum()), "all": fact.money(plain["short"].sum()),
        "mended": fact.money(far_2["short"].sum() / far_2["orders"].sum(), 2),
        "losing": fact.count(far["losing"].sum()), "losing_2": fact.count(far_2["losing"].sum()),
        "losing_all": fact.count(plain["losing"].sum()),
    }  # fmt: skip


@lesson.facts("open-reading")
def _open(orders):
    table = unshipped_orders(orders, PEAK)
    why = table["why"].value_counts()
    return {"open": fact.count(len(table)), "clicked": fact.count(why.get("clicked, not scanned", 0)),
            "late": fact.count((table["left_h"] < 0).sum())}  # fmt: skip


@lesson.facts("boxes-reading")
def _boxes(boxes):
    table = packaging_test(boxes, "bag", DAMAGE, REPEAT).set_index(["arm", "measure"])
    box = table.loc["box"]
    return {
        **_range("damaged", box.loc["damaged"], lambda x: fact.points(x, signed=True)),
        **_range("again", box.loc["again"], lambda x: fact.points(x, signed=True)),
        **_range("worth", box.loc["worth"], lambda x: fact.money(x, 2, signed=True)),
        "n": fact.count(box.loc["worth", "n"]), "pays_from": fact.money(
            0.9 / -box.loc["damaged", "estimate"], 0),
    }  # fmt: skip


@lesson.facts("abroad-reading")
def _abroad():
    table = landed_cost(9.5, 7.1, 400, freight=380, insurance=20, duty=0.08, vat=0.13, other=900)
    each = table.set_index("part")["each"]
    dearer = landed_cost(9.5, 7.5, 400, freight=380, insurance=20, duty=0.08, vat=0.13, other=900)
    fast = expedite_value(12, 20, 3, extra_cost=400, wait=0.25).iloc[0]
    return {
        "goods": fact.money(each["goods"], 1), "landed": fact.money(each["landed"], 1),
        "more": fact.share(each["landed"] / each["goods"] - 1),
        "dearer": fact.money(dearer["each"].iloc[-1] - each["landed"], 1),
        "left": fact.money(fast["left"]), "from": fact.number(fast["pays_from"], 1),
    }  # fmt: skip


# --- The exercises -----------------------------------------------------------------------------------


@lesson.exercise("The same parcels", Prediction("hours"))
def same_parcels(parcels):
    """`economy` looks slower than `standard` by the hours in the table above. Now compare parcels of the **same region
    and the same kilograms**, week by week. By how many hours is `economy` slower then? Answer `(value, low, high)` in
    hours, for example `(4, 2, 6)`.

    Hint: Look at the table of zones. Who has more of the far parcels?

    Right: On like parcels it is {like} hours ({low} to {high}, n = {n} weeks); on all parcels it was {raw}. `standard` has more of the
    far parcels, and far parcels take long with everybody.
    """
    card = courier_scorecard(parcels, "standard", measures="hours").set_index("courier")
    return float(card.loc["economy", "estimate"])


@same_parcels.facts
def _same_facts(parcels):
    held = courier_scorecard(parcels, "standard", measures="hours").set_index("courier")
    row = held.loc["economy"]
    return _range("like", row, lambda x: fact.number(x, 1)) | {
        "low": fact.number(row["low"], 1), "high": fact.number(row["high"], 1),
        "n": fact.count(row["n"]), "raw": fact.number(row["raw"], 1),
    }  # fmt: skip


@lesson.exercise("Songling's bill", Number(tolerance=1.6, unit="yuan"))
def other_claim(other_bill, other_shipments, other_rates, other_tiers):
    """Songling Outdoor's couriers sent their bills for November (`other_bill`). Its own record is `second.shipments`,
    the price lists are `second.courier_rates`, and `other_tiers` has the tier of each parcel by its own count. How many yuan
    were asked **too much**, all lines together?

    Hint: `couriers.reconcile_courier_bill(…)` with these four tables.

    Hint: The column too_much of the table, added up.

    Right: {lines} of {all} lines, {yuan} yuan, {share} of the bill. Small per line, and each month again.
    """
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)
    return float(found["too_much"].sum())


@other_claim.facts
def _other_claim_facts(other_bill, other_shipments, other_rates, other_tiers):
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)
    return {"lines": fact.count(len(found)), "all": fact.count(len(other_bill)),
            "yuan": fact.money(found["too_much"].sum(), 2),
            "share": fact.share(found["too_much"].sum() / found.attrs["billed"], 1)}  # fmt: skip


@other_claim.applies
def _has_a_bill(other_bill, other_shipments, other_rates, other_tiers):
    """This shop has no bill of that month, or nothing in it is wrong."""
    return len(other_bill) > 0 and can_answer(other_claim, other_bill, other_shipments, other_rates, other_tiers) \
        and other_claim(other_bill, other_shipments, other_rates, other_tiers) > 5  # fmt: skip


@other_claim.wrong("weight only")
def _weight_only(other_bill, other_shipments, other_rates, other_tiers):
    """You took the weight on the scale. The contract counts the volume too (litres × 1,000 ÷ divisor): large light parcels
    are rightly billed as heavy. Such a claim would come back.
    """
    light = other_shipments.assign(volume_l=0.0)
    found = reconcile_courier_bill(other_bill, light, other_rates, other_tiers)
    return float(found["too_much"].sum())


@other_claim.wrong("billed amounts")
def _billed_amounts(other_bill, other_shipments, other_rates, other_tiers):
    """Those are the whole amounts of the wrong lines. Most of each is owed: only what goes beyond it isn't."""
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)
    return float(found["billed"].sum())


@other_claim.wrong("own tier not given")
def _no_tiers(other_bill, other_shipments, other_rates, other_tiers):
    """Without your own count of parcels the bill's tier is believed. Give `other_tiers`: some lines are at a dearer tier."""
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates)
    return float(found["too_much"].sum())


@other_claim.wrong("doubles both claimed")
def _both_doubles(other_bill, other_shipments, other_rates, other_tiers):
    """You claimed both lines of a parcel that is billed twice. The first of them is owed."""
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)
    twice = found["reason"].str.contains("twice")
    return float(found["too_much"].sum() + found.loc[twice, "billed"].sum())


@other_claim.wrong("one courier")
def _one_courier(other_bill, other_shipments, other_rates, other_tiers):
    """That is one courier's part. Asked are all lines together: the bill has lines of more than one courier."""
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)
    return float(found.groupby("courier")["too_much"].sum().max())


@other_claim.wrong("what is owed")
def _what_is_owed(other_bill, other_shipments, other_rates, other_tiers):
    """That is what is rightly owed on the wrong lines: the column due. Asked is what goes beyond it."""
    found = reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)
    return float(found["due"].sum())


@other_claim.wrong("number of lines")
def _number_of_lines(other_bill, other_shipments, other_rates, other_tiers):
    """That is how many lines are wrong. Asked are the yuan."""
    return float(len(reconcile_courier_bill(other_bill, other_shipments, other_rates, other_tiers)))


FASTER = Decision(
    {
        "A": "Send all of Songling's `economy` parcels with `standard`.",
        "B": "Send those to zone 1 with `standard`, the others as before.",
        "C": "Send none of them with `standard`.",
    },
    {
        "1": "one more parcel in time costs less than 8 yuan in zone 1, and more than 8 yuan in the zones beyond",
        "2": "over all zones together one more parcel in time costs more than 8 yuan",
        "3": "a parcel with `standard` costs less than 8 yuan, and it is faster in each zone",
        "4": "in each zone one more parcel in time costs more than 8 yuan",
    },
)


def _each(other_parcels):
    return prices_in_time(other_parcels).set_index("zone")["each"]


@lesson.exercise("Eight yuan", FASTER)
def eight_yuan(other_parcels):
    """Songling's owner says: *"A parcel within 48 hours is worth 8 yuan to us: fewer questions, better reviews."* We believe the 8
    yuan here. Where should parcels go with `standard` instead of `economy`, and why? (`asked.prices_in_time(other_parcels)`.)
    An answer looks like `("A", 2)`.

    Hint: Which parcels are *in time because of* the change? What do they cost, zone by zone?

    Hint: The column each, with its interval each_low to each_high.

    Right: In zone 1 one more parcel in time costs {each_1} yuan ({low_1} to {high_1}), in zone 2 {each_2} ({low_2} to {high_2}). All zones
    together: {all} yuan, which mixes a good buy with bad ones. And 8 yuan is the owner's belief: below {low_1} it would be nowhere.
    """
    each = _each(other_parcels)
    if each[1] > VALUE:
        return ("C", 4)
    return ("B", 1) if each[2] > VALUE else None


@eight_yuan.facts
def _eight_facts(other_parcels):
    return _zones(other_parcels) | {"all": fact.money(_all_zones(other_parcels), 1)}


@eight_yuan.applies
def _near_only(other_parcels):
    """In this shop the border of 8 yuan isn't between the first zone and the second."""
    each = _each(other_parcels)
    return bool(each[1] < VALUE < each[2] and _all_zones(other_parcels) > VALUE)


def _all_zones(other_parcels):
    mine = other_parcels[other_parcels["warehouse"] == "cloud"].assign(zone="all")
    return worth_in_time(mine, "standard", "economy", LIMIT, by="zone")["each"].iloc[0]


@eight_yuan.wrong("mean over zones")
def _mean_over_zones():
    """The number is right. But one number for all zones hides that the near zone is a good buy and the far ones aren't. Decide
    zone by zone.
    """
    return ("C", 2)


@eight_yuan.wrong("all, for zone 1")
def _all_for_the_near():
    """The ground is right. But it speaks for zone 1 only: beyond it one more in time costs more than it is worth."""
    return ("A", 1)


@eight_yuan.wrong("price of a parcel")
def _price_of_parcel():
    """The price of a parcel isn't the price of *being in time*: many would have been in time with `economy`, many aren't with
    `standard` either. Divide what it costs more by the share that is in time more.
    """
    return ("A", 3)


@eight_yuan.wrong("zone 1, for the mean")
def _near_for_the_mean():
    """The right parcels. But the ground isn't a number over all zones: it is what one more in time costs in zone 1, and what it
    costs beyond.
    """
    return ("B", 2)


@eight_yuan.wrong("never")
def _never():
    """Look at zone 1 again, with its interval: there it costs less than 8 yuan."""
    return ("C", 4)


# --- The pool ----------------------------------------------------------------------------------------


@lesson.exercise("A light, large box", Number(tolerance=0.2, unit="kg"), pool=True)
def kilos():
    """A folding chair weighs 1.4 kg. Its box is 45 × 30 × 20 cm. The contract's divisor is 8,000. For how many **kilograms** does
    the courier bill?

    Hint: 45 × 30 × 20 cm³ ÷ 8,000, beside 1.4 kg. And each kilogram begun counts.

    Right: 27 litres are 3.4 kg by volume: 4 are billed. A box that is 5 cm flatter saves one of them.
    """
    return float(chargeable_kg(1.4, 27, 8000))


@kilos.wrong("weight")
def _kilos_weight():
    """That is the weight on the scale, rounded up. The volume counts for more here."""
    return float(chargeable_kg(1.4, 0, 8000))


@kilos.wrong("not begun")
def _not_begun():
    """That is the volume's weight itself. Each kilogram begun is billed."""
    return 27_000 / 8000


@kilos.wrong("rounded")
def _kilos_rounded():
    """Rounded to the nearest. A kilogram begun is billed whole."""
    return 3.0


@kilos.wrong("another divisor")
def _other_divisor():
    """You divided by 6,000. Many contracts have that; this one has 8,000."""
    return float(chargeable_kg(1.4, 27, 6000))


def _scan(other_orders, **how):
    return delivery_sla(other_orders, LIMIT, **how)


@lesson.exercise(
    "In time by the platform's clock", Number(tolerance=0.0002, unit="share"), pool=True
)
def by_scan(other_orders):
    """The platform counts the courier's **first scan** within 48 hours of the payment. Which share of Songling's orders kept that
    (`other_orders`; orders settled for 14 days)? Give four decimals.

    Hint: `delivery.delivery_sla(other_orders, 48, end=…)`

    Hint: The scan is `ts_pickup`.

    Right: {scan}. By the shop's own click it is {click}; in the buyers' hands within 48 hours were {received}. One name, three clocks.
    """
    return float(_scan(other_orders, end="ts_pickup")["estimate"].iloc[0])


@by_scan.facts
def _scan_facts(other_orders):
    ends = {"scan": "ts_pickup", "click": "ts_ship_click", "received": "ts_deliver"}
    return {
        name: fact.share(_scan(other_orders, end=end)["estimate"].iloc[0], 2)
        for name, end in ends.items()
    }


@by_scan.wrong("received")
def _received(other_orders):
    """That is the share *received* within 48 hours. The platform's clock stops at the courier's scan."""
    return float(_scan(other_orders, end="ts_deliver")["estimate"].iloc[0])


@by_scan.wrong("the click")
def _the_click(other_orders):
    """That is the shop's own click. A click is made in the warehouse; the platform counts the courier's scan. They are near each
    other in a quiet year, and come apart when parcels are marked before they are packed.
    """
    return float(_scan(other_orders, end="ts_ship_click")["estimate"].iloc[0])


@by_scan.wrong("cancelled ones counted as late")
def _cancelled_late(other_orders):
    """You counted orders that buyers took back before they were sent. Nobody can send them: they are neither in time nor late."""
    row = _scan(other_orders, end="ts_pickup").iloc[0]
    return float(row["estimate"] * row["orders"] / (row["orders"] + row["cancelled"]))


@by_scan.wrong("late ones")
def _late_ones(other_orders):
    """That is the share that was late. Asked is the share in time."""
    return 1 - float(_scan(other_orders, end="ts_pickup")["estimate"].iloc[0])


def _by_paid(other_parcels):
    return {word: late_share(mine) for word, mine in by_cut_off(other_parcels).groupby("paid")}


@lesson.exercise("Paid in the evening", Number(tolerance=0.0008, unit="share"), pool=True)
def evening(other_parcels):
    """Which share of Songling's parcels that were **paid from 16:00 on** came later than promised, or never
    (`other_parcels`: hour, actual_h, promised_h; actual_h is empty where a parcel was lost)? Three decimals.

    Hint: Keep hour ≥ 16. Late: actual_h above promised_h, or empty.

    Right: {after}, against {before} of those paid earlier. The promise doesn't ask for the hour, and the warehouse packs them the next
    day. Promise by hour, or pack in the evening: no courier mends it.
    """
    return _by_paid(other_parcels)["from 16:00"]


@evening.facts
def _evening_facts(other_parcels):
    share = _by_paid(other_parcels)
    return {
        "after": fact.share(share["from 16:00"], 1),
        "before": fact.share(share["before 16:00"], 1),
    }


@evening.wrong("lost ones in time")
def _lost_in_time(other_parcels):
    """You counted the lost parcels as in time (an empty cell is above nothing), or left them out. They came never: that is later than promised."""
    mine = by_cut_off(other_parcels).query("paid == 'from 16:00'")
    return float((mine["actual_h"] > mine["promised_h"]).mean())


@evening.wrong("from 17:00 on")
def _after_five(other_parcels):
    """Those were paid from 17:00 on. The hour 16 belongs to the evening: hour ≥ 16."""
    return late_share(other_parcels[other_parcels["hour"] > CUT_OFF])


@evening.wrong("all parcels")
def _all_parcels(other_parcels):
    """That is the share of all parcels. Only those paid from 16:00 on are asked for."""
    return late_share(other_parcels)


@evening.wrong("before 16:00")
def _earlier(other_parcels):
    """Those were paid *before* 16:00."""
    return _by_paid(other_parcels)["before 16:00"]


@evening.wrong("share of the late ones")
def _of_the_late(other_parcels):
    """You divided by the late parcels: that is which share *of the late* was paid in the evening. Divide by those paid in the
    evening.
    """
    table = by_cut_off(other_parcels)
    late = (table["actual_h"] > table["promised_h"]) | table["actual_h"].isna()
    return float((table.loc[late, "paid"] == "from 16:00").mean())


ROUTES = {
    "A": ("economy", "guangdong"),
    "B": ("standard", "yunnan"),
    "C": ("economy", "guangxi"),
    "D": ("economy", "xinjiang"),
}


@lesson.exercise(
    "The worst route",
    Choice({letter: f"`{c}` to {r.capitalize()}" for letter, (c, r) in ROUTES.items()}),
    pool=True,
)
def bad_route(other_parcels):
    """One of Songling's routes is late far more often than the same courier's other routes. Which one
    (`other_parcels`)?

    Hint: `delivery.worst_routes(other_parcels)`: the column estimate, with its interval.

    Right: {late} of its parcels are late, {others} of the courier's others. In the courier's own average it hardly shows. Give that route to
    the other courier, and write to this one.
    """
    return _worst(other_parcels)


def _worst(other_parcels):
    table = worst_routes(other_parcels).set_index(["courier", "region"])["estimate"]
    there = {letter: table.get(route, -1.0) for letter, route in ROUTES.items()}
    return max(there, key=there.get)


@bad_route.facts
def _route_facts(other_parcels):
    first = worst_routes(other_parcels).iloc[0]
    return {"late": fact.share(first["late"]), "others": fact.share(first["others"])}


@bad_route.applies
def _one_is_worst(other_parcels):
    """In this shop another route is the worst, or none is clearly worse than the others."""
    first = worst_routes(other_parcels).iloc[0]
    return bool(first["low"] > 0.2) and (first["courier"], first["region"]) == ROUTES["C"]


@bad_route.wrong("A")
def _route_a():
    """It has the most parcels, and so the most *late parcels*. Compare shares: it is late about as often as the courier's
    others.
    """
    return "A"


@bad_route.wrong("B")
def _route_b():
    """It is far, and its parcels take long. But they were promised so: few are *late*."""
    return "B"


@bad_route.wrong("D")
def _route_d():
    """It takes the most hours of all. They are promised so. And it has few parcels: look at the interval."""
    return "D"


def _november(other_parcels):
    return november(other_parcels)


def _promise_cost(other_parcels, other_rates):
    table = tier_commitment(_november(other_parcels), other_rates, days=DAYS)
    return table[table["courier"] == "standard"].iloc[-1]


@lesson.exercise("A promise to a courier", Number(tolerance=8, unit="yuan"), pool=True)
def promised(other_parcels, other_rates):
    """`standard` offers Songling its lowest tier if it promises the parcels for it. Take November's parcels
    (`asked.november(other_parcels)`, 30 days, no limit of hours). How many **yuan more** than the best plan does the cheapest plan cost that
    keeps this promise?

    Hint: `couriers.tier_commitment(asked.november(other_parcels), second.courier_rates, days=30)`

    Hint: The row of `standard` with the highest tier_from, the column more.

    Right: {more} yuan a month for {needed} parcels promised. The rebate is real, and most of those parcels cost less elsewhere. Does something else pay
    for it, hours or service? Then write down how much.
    """
    return float(_promise_cost(other_parcels, other_rates)["more"])


@promised.facts
def _promised_facts(other_parcels, other_rates):
    row = _promise_cost(other_parcels, other_rates)
    return {"more": fact.money(row["more"]), "needed": fact.count(row["needed"])}


@promised.wrong("the whole cost")
def _whole_cost(other_parcels, other_rates):
    """That is what the whole plan costs. Asked is what it costs *more* than the best one."""
    return float(_promise_cost(other_parcels, other_rates)["cost"])


@promised.wrong("a limit of hours")
def _with_a_limit(other_parcels, other_rates):
    """So little it would cost with a limit of hours, as in the lesson. Here nobody asks for one: leave `max_h` out."""
    table = tier_commitment(_november(other_parcels), other_rates, max_h=BAND, days=DAYS)
    return float(table[table["courier"] == "standard"].iloc[-1]["more"])


@promised.wrong("a day's parcels")
def _as_one_day(other_parcels, other_rates):
    """You left `days=30` out: then the tier's parcels of one day are enough for a whole month."""
    table = tier_commitment(_november(other_parcels), other_rates)
    return float(table[table["courier"] == "standard"].iloc[-1]["more"])


@promised.wrong("the first tier")
def _first_tier(other_parcels, other_rates):
    """That is a lower tier's promise. The lowest rates are those of the highest tier_from."""
    table = tier_commitment(_november(other_parcels), other_rates, days=DAYS)
    return float(table[table["courier"] == "standard"].iloc[0]["more"])
