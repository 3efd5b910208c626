"""The couriers' bills (快递对账单): what they say of each parcel, rightly or wrongly."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.log import Columns
from ecomlab.shop.streams_in_use import COURIER_FAULT
from ecomlab.streams import hash_uniforms

FAULTS = ("missing", "twice", "weight", "zone", "tier")
MISSING, TWICE, WEIGHT, ZONE, TIER = range(5)
MOST_KILOS = 3  # that a parcel is billed too heavy


def courier_bill(r):
    """One row per parcel billed, of the month in which it was picked up; in order of orders."""
    billed, fault = _billed(r), _faults(r)
    copies = np.select([fault == MISSING, fault == TWICE], [0, 2], 1)
    at = np.repeat(np.arange(len(fault)), copies)
    again = np.diff(at, prepend=-1) == 0
    billed = billed.take(at)
    couriers = r.world.couriers.name
    return pd.DataFrame(
        {
            "line_id": (billed.order + 1) * 10 + again,
            "billed_on": r.dates(_next_month(r.world, billed.day, _terms(r)["courier_billed"])),
            "courier": words(billed.courier, couriers),
            "order_id": billed.order + 1,
            "picked_on": r.dates(billed.day),
            "region": words(billed.region, r.world.regions.name),
            "kg": billed.kg,
            "volume_tier_from": billed.tier_from,
            "first_kg_price": money(billed.first),
            "next_kg_price": money(billed.next),
            "remote_surcharge": money(billed.remote),
            "amount": money(_asked(billed)),
        }
    )


def courier_claims(r):
    """What couriers pay for parcels that never arrived (丢件理赔), off the bill of the month."""
    o = r.o
    at = np.flatnonzero(o.lost)
    day = o.delivered[at] // DAY
    return pd.DataFrame(
        {
            "order_id": o.order[at] + 1,
            "claimed_at": r.times(o.delivered[at]),
            "courier": words(o.courier[at], r.world.couriers.name),
            "region": words(o.region[at], r.world.regions.name),
            "amount": money(o.compensated[at]),
            "credited_on": r.dates(_next_month(r.world, day, _terms(r)["courier_billed"])),
        }
    )


def courier_bill_truth(r):
    """What no shop is told: which lines are wrong, how, and how much too much is asked by each."""
    billed, fault = _billed(r), _faults(r)
    asked = _asked(billed)
    more = np.select([fault == MISSING, fault == TWICE], [-asked, asked], asked - billed.cost)
    at = np.flatnonzero(fault < len(FAULTS))
    return pd.DataFrame(
        {
            "order_id": billed.order[at] + 1,
            "fault": words(fault[at], FAULTS),
            "too_much": money(more[at]),
        }
    )


def _terms(r):
    return r.world.facts["accounts"]


def _parcels(r):
    """What was sent: by whom, where to, chargeable kilos, the tier whose rates it was sent at."""
    o, facts = r.o, r.world.couriers
    at = np.flatnonzero(o.sent)
    courier, region = o.courier[at].astype(np.int64), o.region[at].astype(np.int64)
    kilos = np.maximum(o.kg[at], o.litres[at] * 1000 / facts.divisor[courier])
    kilos = np.maximum(np.ceil(np.round(kilos, 6)), 1).astype(np.int64)
    zone, rates = r.world.regions.zone[region], r.engine.couriers
    price = rates.first[:, courier, zone] + rates.next[:, courier, zone] * (kilos - 1)
    price = price + rates.surcharge[courier] * rates.remote[region]
    tier = (price == o.cost[at]).argmax(axis=0)  # the rates of the day are in what it cost
    return Columns(
        order=o.order[at], courier=courier, region=region, kg=kilos, tier=tier,
        day=o.picked[at] // DAY, cost=o.cost[at],
    )  # fmt: skip


def _faults(r):
    """What is wrong with each parcel's line, as a place in ``FAULTS``; their number: nothing."""
    return r.once(_with_faults)[1]


def _billed(r):
    """The parcels as they are billed, each once."""
    return r.once(_with_faults)[0]


def _with_faults(r):
    parcels, facts = _parcels(r), r.world.facts["faults"]["courier"]
    u = hash_uniforms(r.seed, COURIER_FAULT, parcels.order, count=3)
    fault = (u[0][:, None] >= np.cumsum([facts[name] for name in FAULTS])).sum(axis=1)
    heavier = 1 + np.floor(MOST_KILOS * u[1] ** 2).astype(np.int64)
    parcels.kg = parcels.kg + heavier * (fault == WEIGHT)
    farther = _farther(r.world, parcels.region, u[2])
    parcels.region = np.where(fault == ZONE, farther, parcels.region)
    parcels.tier = np.maximum(parcels.tier - (fault == TIER), 0)
    rates, zone = r.engine.couriers, r.world.regions.zone[parcels.region]
    parcels.first = rates.first[parcels.tier, parcels.courier, zone]
    parcels.next = rates.next[parcels.tier, parcels.courier, zone]
    parcels.tier_from = rates.tier_from[parcels.courier, parcels.tier]
    parcels.remote = rates.surcharge[parcels.courier] * rates.remote[parcels.region]
    same = (fault >= WEIGHT) & (_asked(parcels) == parcels.cost)  # no farther zone, no dearer tier
    return parcels, np.where(same, len(FAULTS), fault)


def _asked(parcels):
    """Cents asked for each parcel."""
    return parcels.first + parcels.next * (parcels.kg - 1) + parcels.remote


def _farther(world, region, u):
    """A region of the next zone for each region, by a uniform; of the last zone, itself."""
    zones, found = world.regions.zone, region.copy()
    for zone in range(zones.max()):
        there = np.flatnonzero(zones == zone + 1)
        mine = zones[region] == zone
        if len(there):
            found[mine] = there[np.floor(len(there) * u[mine]).astype(np.int64)]
    return found


def _next_month(world, day, of_month):
    """A day of the month after each day of the world, as days of the world.

    >>> from ecomlab.shop import World
    >>> World().date(_next_month(World(), np.array([0, 31]), 5)).astype(str).tolist()
    ['2024-02-05', '2024-03-05']
    """
    month = world.date(day).astype("M8[M]") + 1
    return (month.astype("M8[D]").astype(np.int64) + of_month - 1) - world.start
