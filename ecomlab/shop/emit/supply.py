"""Articles, stock, lots, suppliers and courier prices."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import grid, money, whole, words
from ecomlab.shop.funnel import COMPANION
from ecomlab.shop.parts.rivals import RivalPrices
from ecomlab.shop.world import LAUNCHED, NO_END, ROLES

LIVES = ("steady", "short")  # bought for years, or for a season or two


def sku(r):
    """The assortment as planned: prices, costs and sizes, and from when to when it is sold.

    The last day of sale is known when it has come.
    """
    sku, world = r.world.sku, r.world
    ends = sku.end < NO_END
    return pd.DataFrame(
        {
            "sku": words(np.arange(len(sku.name)), sku.name),
            "title": sku.title,
            "category": words(sku.category, world.categories),
            "role": words(sku.role, ROLES),
            "is_standard": ~sku.sized,
            "launch_date": r.dates(np.maximum(sku.launch, -LAUNCHED)),
            "end_date": r.times(np.where(ends, sku.end, 0) * DAY, ends),
            "life": words((sku.peak > 0).astype(np.int8), LIVES),
            "list_price": money(sku.list_price),
            "price": money(sku.price),
            "unit_cost": money(sku.cost),
            "weight_kg": sku.weight,
            "volume_l": sku.volume,
            "lead_time_days": sku.lead.astype(np.int64),
            "supplier": words(sku.supplier[:, 0], world.suppliers.name),
            "origin_direct": world.suppliers.direct[sku.supplier[:, 0]],
            "moq": sku.moq,
        }
    )


def sku_truth(r):
    """What no shop sees: how wanted each article is, and when interest in it is highest."""
    sku = r.world.sku
    return pd.DataFrame(
        {
            "sku": words(np.arange(len(sku.name)), sku.name),
            "share_of_interest": np.round(sku.draw, 6),
            "years_to_peak": np.where(sku.peak > 0, sku.peak, np.nan),
        }
    )


def companions(r):
    """What no shop sees: of what is added to an article, the share that each companion has."""
    sku, share = r.world.sku, np.diff(COMPANION, prepend=0, append=1)
    first, place = np.nonzero(sku.companions >= 0)
    return pd.DataFrame(
        {
            "sku": words(first, sku.name),
            "companion": words(sku.companions[first, place], sku.name),
            "strength": np.round(share[place] * (1 - r.world.funnel.stray), 4),
        }
    )


def inventory_daily(r):
    """on_hand is the evening's stock; sales are cut off by an empty shelf."""
    at = _kept(r)
    shelf = r.shelf.take(at)
    return pd.DataFrame(
        {
            **_days_and_articles(r, at),
            "on_hand": shelf.on_hand,
            "listed_stock": shelf.listed,
            "on_order": shelf.on_order,
            "received": shelf.received,
            "put_back": shelf.put_back,
            "sales": shelf.sales,
            "oversold": shelf.oversold,
            "stockout_flag": (shelf.demand > shelf.sales) & (shelf.on_hand == 0),
            "safety": shelf.safety,
            "warning": shelf.warning,
            "stockout_level": np.zeros(len(shelf.sales), np.int64),
            "price": money(shelf.price),
        }
    )


def inventory_truth(r):
    """What no shop sees: the pieces that would have sold from a full shelf, and how much dearer
    than usual the cheapest rival is, on the log.
    """
    at = _kept(r)
    frame = pd.DataFrame({**_days_and_articles(r, at), "demand": r.shelf.demand[at]})
    if RivalPrices.room in r.world.without:
        return frame
    gap = r.engine.part(RivalPrices).rivals.gap[r.first_day : r.first_day + r.days].ravel()
    return frame.assign(rival_gap=gap[at])


def _kept(r):
    """Rows of the shelf's log of articles that are on sale, here, or on their way."""
    day, sku = grid(r, len(r.articles))
    day = r.first_day + day
    there = (day >= r.world.sku.launch[sku]) & (day <= r.world.sku.end[sku])
    pieces = r.shelf.opening + r.shelf.on_hand + r.shelf.on_order
    return np.flatnonzero(there | (pieces > 0))


def _days_and_articles(r, at):
    day, sku = np.divmod(at, len(r.articles))
    return {"date": r.dates(r.first_day + day), "sku": words(sku, r.articles)}


def inbound(r):
    """Lots ordered, a row per part, and what the sample of each showed when it came.

    The supplier says at the order whether a lot comes in two parts; both are promised for one day.
    """
    lot = r.lots
    return pd.DataFrame(
        {
            "po_id": 1 + np.arange(len(lot.day)),
            "supplier": words(lot.supplier, r.world.suppliers.name),
            "sku": words(lot.sku, r.articles),
            "ordered_at": r.times(lot.day * DAY + 72000),
            "received_at": r.times(lot.due * DAY + 28800),
            "promised_on": r.dates(lot.promised),
            "first_po": whole(np.where(lot.first < 0, 0, 1 + lot.first), lot.first < 0),
            "lot_size": lot.lot,
            "sample_n": whole(lot.sample),
            "sample_defects": whole(lot.found),
            "accepted": pd.array(lot.passed, dtype="boolean"),
            "unit_cost": money(lot.unit),
        }
    )


def inbound_truth(r):
    """What no shop sees: how many pieces of each lot had a defect, and their chance."""
    lot = r.lots
    return pd.DataFrame(
        {
            "po_id": 1 + np.arange(len(lot.day)),
            "defect_rate": np.round(lot.rate, 6),
            "defects": lot.bad,
            "accepts": lot.accepts,
        }
    )


def listing_errors(r):
    """What no shop knew: on which days pages showed other pieces than there were, and why.

    An error of the listing lasts until somebody buys what isn't there, at the latest until the
    shelf is counted; where the link to the warehouse stood still, all articles are concerned.
    """
    world, names = r.world, r.articles
    righted = r.engine.stock.righted
    rows = [
        ("typed", names[sku], first, last, pieces)
        for (sku, first, _, pieces), last in zip(world.listing_errors, righted, strict=True)
    ]
    rows += [("stands", None, day, day + 1, None) for day in world.listing_stands]
    kind, sku, first, last, pieces = zip(*rows, strict=True) if rows else ((),) * 5
    return pd.DataFrame(
        {
            "kind": pd.Series(kind, dtype="str"),
            "sku": pd.Series(sku, dtype="str"),
            "first_day": r.dates(first),
            "righted_on": r.dates(last),
            "pieces": whole(list(pieces)),
        }
    )


def demand_breaks(r):
    """What no shop sees: from which day on a category is wanted so many times as before."""
    rows = [
        (r.world.categories[i], day, factor)
        for i, day, factor in r.world.demand_breaks
        if day < r.engine.days
    ]
    category, since, factor = zip(*rows, strict=True) if rows else ((),) * 3
    return pd.DataFrame(
        {
            "category": pd.Series(category, dtype="str"),
            "since": r.dates(since),
            "factor": np.array(factor, dtype=float),
        }
    )


def supplier_truth(r):
    """What no shop sees: the share of defects that each supplier delivers, and since when."""
    world, names = r.world, r.world.suppliers.name
    rows = [(name, 0, world.suppliers.defect[i]) for i, name in enumerate(names)]
    rows += [(names[who], first, share) for who, first, share in world.quality_shifts]
    supplier, since, rate = zip(*rows, strict=True)
    return pd.DataFrame({"supplier": supplier, "since": r.dates(since), "defect_rate": rate})


def suppliers(r):
    """The suppliers' terms; how punctual they were is added on the evening.

    The defect rate is the one that the supplier was chosen by: what comes, samples say.
    """
    facts = r.world.suppliers
    return pd.DataFrame(
        {
            "supplier": facts.name,
            "unit_price": facts.price,  # relative to the article's usual cost
            "lead_mean": facts.lead.astype(float),
            "lead_sd": facts.lead_sd,
            "defect_rate": facts.defect,
            "payment_days": facts.payment_days,
            "quality_deposit": facts.deposit.astype(float),
            "accepts_returns": facts.returns,
            "gives_qc_report": facts.report,
            "capacity": facts.capacity,
            "moq": _least_lots(r.world),
        }
    )


def _least_lots(world):
    """The smallest lot of each supplier's own articles; its usual one if it has none."""
    sku, least = world.sku, np.array(world.suppliers.moq, dtype=np.int64)
    for supplier in np.unique(sku.supplier[:, 0]):
        least[supplier] = sku.moq[sku.supplier[:, 0] == supplier].min()
    return least


def courier_rates(r):
    """Prices by courier, region and tier of parcels a day, the mean of 30 days (阶梯价)."""
    facts, regions, couriers = r.world.couriers, r.world.regions, r.engine.couriers
    start, more = couriers.tier_from, float(r.world.facts["parcels"]["remote_hours"])
    shape = len(facts.name), len(regions.name), start.shape[1]
    courier, region, tier = (axis.ravel() for axis in np.indices(shape))
    zone, last = regions.zone[region], tier == shape[2] - 1
    end = np.append(start, start[:, -1:], axis=1)[courier, tier + 1] - 1
    return pd.DataFrame(
        {
            "courier": words(courier, facts.name),
            "region": words(region, regions.name),
            "volume_tier_from": start[courier, tier],
            "volume_tier_to": pd.arrays.IntegerArray(end, last),
            "first_kg_price": money(couriers.first[tier, courier, zone]),
            "next_kg_price": money(couriers.next[tier, courier, zone]),
            "remote_surcharge": money(couriers.surcharge[courier] * couriers.remote[region]),
            "vol_divisor": facts.divisor[courier],
            "expected_h": facts.hours[courier, zone] + more * couriers.remote[region],
        }
    )
