"""Who carries a parcel, at what price, and is the courier's bill right (快递, 阶梯价, 快递对账单)?

Tables: ``shipments``, one row per parcel; ``courier_rates``, the price lists (价目表), one row per
courier, region and tier of parcels; ``courier_bill``, one row per parcel billed.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_numbers, check_once, check_same_kind, check_table
from ecomlab.errors import (
    InputError,
    caution,
    check_choice,
    check_days,
    check_number,
)
from ecomlab.tables import calendar_days

RATES = ("courier", "region", "volume_tier_from", "first_kg_price", "next_kg_price", "vol_divisor")
CENT = 0.005  # yuan: what differs by less is the same
SECONDS = 60  # that the best plan is looked for; then the best one found is taken
CLAIMS = ("twice", "not ours", "courier", "region", "weight", "tier", "price", "sum")


# --- What a parcel costs ---------------------------------------------------------------------


def chargeable_kg(weight_kg, volume_l, vol_divisor, step_kg=1.0):
    """Kilograms begun by weight or by volume, whichever is more (计费重量, 抛重): at least one.

    Parameters
    ----------
    weight_kg, volume_l : float or array
        What the parcel weighs, and its litres: length × width × height in cm ÷ 1,000.
    vol_divisor : float or array
        Of the courier's contract: cubic centimetres that count as a kilogram (抛比).
    step_kg : float or array
        What is begun counts whole: each kilogram (1), or each half (0.5), by the contract.

    Returns
    -------
    int or array of int; float where steps are parts of a kilogram

    Raises
    ------
    InputError
        A weight or volume below 0 or missing, or a divisor or step that isn't above 0.

    Examples
    --------
    A tent of 2.1 kg in a box of 60 × 20 × 20 cm is 24 litres: 3 kg at a divisor of 8,000.

    >>> int(chargeable_kg(2.1, 24, 8000)), int(chargeable_kg(2.1, 24, 6000))
    (3, 4)
    >>> float(chargeable_kg(2.1, 18, 8000, step_kg=0.5))
    2.5
    """
    weight, volume, divisor, step = (
        np.asarray(x, dtype=float) for x in (weight_kg, volume_l, vol_divisor, step_kg)
    )
    for name, values in (("weight_kg", weight), ("volume_l", volume)):
        if not (np.isfinite(values).all() and (values >= 0).all()):
            raise InputError(f"{name} holds a value that is missing or below 0. Give kilograms and "
                             "litres from 0 on.")  # fmt: skip
    if not (np.isfinite(divisor).all() and (divisor > 0).all()):
        raise InputError("vol_divisor must be above 0: 8,000 cm³ a kilogram, say.")
    if not (np.isfinite(step).all() and (step > 0).all()):
        raise InputError("step_kg must be above 0: 1 for each kilogram begun, 0.5 for each half.")
    # Rounded first: 0.3 kg times ten is 3 kg, and no kilogram more begins.
    begun = np.ceil(np.round(np.maximum(weight, volume * 1000 / divisor) / step, 6))
    kilos = np.maximum((begun * step).round(6), 1)
    return kilos.astype("int64")[()] if (step == step.round()).all() else kilos[()]


def freight(shipments, courier_rates, tier=0):
    """What each courier would ask for each parcel at one tier of its list (运费试算).

    First kilogram + next kilograms × further ones begun + surcharge of a remote region.

    Parameters
    ----------
    shipments : DataFrame
        region, weight_kg, volume_l.
    courier_rates : DataFrame
        courier, region, volume_tier_from, first_kg_price, next_kg_price (yuan a kilogram),
        vol_divisor; optional remote_surcharge (yuan a parcel), step_kg (`chargeable_kg`; else 1).
    tier : int
        0 for the dearest tier, 1 for the next …; a courier with fewer has its last one.

    Returns
    -------
    DataFrame
        Index of ``shipments``, a column per courier, yuan; NaN where it doesn't go.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> rates = pd.DataFrame({"courier": ["A", "B"], "region": "hubei", "volume_tier_from": 0,
    ...     "first_kg_price": [3.5, 4.5], "next_kg_price": [1.5, 1.0], "vol_divisor": 8000})
    >>> freight(pd.DataFrame({"region": ["hubei"], "weight_kg": [2.1], "volume_l": [24]}), rates)
         A    B
    0  6.5  6.5
    """
    shipments, card = _parcels(shipments), _card(courier_rates)
    check_number("tier", tier, low=0)
    prices, _, _ = _prices(shipments, card)
    at = np.minimum(int(tier), card["tiers"] - 1)
    found = prices[:, np.arange(len(card["names"])), at]
    return pd.DataFrame(np.where(np.isinf(found), np.nan, found).round(2), shipments.index,
                        card["names"])  # fmt: skip


def _parcels(shipments):
    shipments = check_table(shipments, "shipments", "region", "weight_kg", "volume_l")
    shipments = check_numbers(shipments, "shipments", "weight_kg", "volume_l")
    return _trimmed(shipments, "region")


def _trimmed(table, *names):
    """Names as text, without the blanks around them that exports leave; numbers of orders stay."""
    stay = [n for n in names if n == "order_id" and pd.api.types.is_numeric_dtype(table[n].dtype)]
    return table.assign(**{
        name: table[name].astype(str).str.strip() for name in names if name not in stay
    })  # fmt: skip


def _card(courier_rates):
    """The price lists as arrays: by courier, region and tier; what isn't served is infinite."""
    rates = check_table(courier_rates, "courier_rates", *RATES, gaps=())
    numbers = [*RATES[2:], *(name for name in ("remote_surcharge", "step_kg") if name in rates)]
    rates = _trimmed(check_numbers(rates, "courier_rates", *numbers), "courier", "region")
    check_once(rates, "courier_rates", *RATES[:3])
    start = rates.groupby("courier")["volume_tier_from"].min()
    if (start > 0).any():
        raise InputError(f"The list of {start.idxmax()} begins at {start.max():g} parcels. Give "
                         "its prices from 0 parcels on.")  # fmt: skip
    names, regions = sorted(rates["courier"].unique()), sorted(rates["region"].unique())
    edges = [np.sort(rates.loc[rates["courier"] == name, "volume_tier_from"].unique())
             for name in names]  # fmt: skip
    most = max(map(len, edges))
    shape = (len(names), most, len(regions))
    first, further, extra = (np.full(shape, np.inf) for _ in range(3))
    divisor, hours = np.full(shape[::2], np.nan), np.full(shape[::2], np.inf)
    step = np.ones(shape[::2])
    c = rates["courier"].map({name: at for at, name in enumerate(names)}).to_numpy()
    r = rates["region"].map({name: at for at, name in enumerate(regions)}).to_numpy()
    t = _tier(edges, c, rates["volume_tier_from"].to_numpy(dtype=float))
    first[c, t, r] = rates["first_kg_price"]
    further[c, t, r] = rates["next_kg_price"]
    extra[c, t, r] = rates.get("remote_surcharge", 0.0)
    divisor[c, r] = rates["vol_divisor"]
    step[c, r] = rates.get("step_kg", 1.0)
    if "expected_h" in rates:
        hours[c, r] = rates["expected_h"]
    return {"names": names, "regions": {name: at for at, name in enumerate(regions)},
            "edges": edges, "tiers": np.array([len(edge) for edge in edges]), "first": first,
            "next": further, "extra": extra, "divisor": divisor, "step": step, "hours": hours,
            "has_hours": "expected_h" in rates}  # fmt: skip


def _tier(edges, courier, parcels):
    """The place of the tier that each number of parcels reaches with its courier."""
    found = np.zeros(len(courier), int)
    for at, edge in enumerate(edges):
        mine = courier == at
        found[mine] = np.searchsorted(edge, parcels[mine] + 1e-9, side="right") - 1
    return np.maximum(found, 0)


def _places(shipments, card):
    region = shipments["region"].astype(str)
    unknown = sorted(set(region) - set(card["regions"]))
    if unknown:
        raise InputError(f"No courier has a price for {', '.join(unknown[:5])}. Add the region to "
                         "courier_rates, or mend its name.")  # fmt: skip
    return region.map(card["regions"]).to_numpy()


def _prices(shipments, card):
    """Yuan, by parcel, courier and tier; kilos and hours, by parcel and courier."""
    place = _places(shipments, card)
    divisor = card["divisor"][:, place]
    weight, volume = (shipments[name].to_numpy()[None] for name in ("weight_kg", "volume_l"))
    divisor = np.where(np.isnan(divisor), 1e9, divisor)
    kilos = chargeable_kg(weight, volume, divisor, card["step"][:, place])
    with np.errstate(invalid="ignore"):
        price = card["first"][:, :, place] + card["next"][:, :, place] * (kilos - 1)[:, None]
    price = np.where(np.isnan(price), np.inf, price + card["extra"][:, :, place])
    return price.transpose(2, 0, 1).round(6), kilos.T, card["hours"][:, place].T


# --- Which courier, under tiers ----------------------------------------------------------------


def choose_courier(shipments, courier_rates, max_h=None, days=1):
    """Which courier for each parcel, so that all of them together cost least under tiers (阶梯价)?

    A courier's rates fall with its parcels: a parcel that costs a little more with it may make all
    its other parcels cheaper. The cheapest of all plans, and a proof of it (`attrs`); if that takes
    more than a minute, the best plan found: never dearer than each parcel's cheapest by the list,
    and never dearer than one courier for all.

    Parameters
    ----------
    shipments : DataFrame
        region, weight_kg, volume_l: the parcels of ``days`` days.
    courier_rates : DataFrame
        As in `freight`, volume_tier_from in parcels a day; expected_h if ``max_h`` is given.
    max_h : float or sequence of float, optional
        Hours a parcel may take, by the couriers' own expected_h. One that nobody can bring so soon
        goes with the fastest (column in_time).
    days : int
        A tier is reached if the mean of parcels a day over these days reaches it.

    Returns
    -------
    DataFrame
        ``shipments`` with courier, kg (that it charges), price (yuan), expected_h, in_time. In
        ``attrs``: cost (yuan), at_least (no choice costs less than this), exact.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    B is dearer by the list. With three parcels a day it is cheaper for all.

    >>> rates = pd.DataFrame({"courier": ["A", "B", "B"], "region": "hubei",
    ...     "volume_tier_from": [0, 0, 3], "first_kg_price": [3.0, 3.5, 2.5],
    ...     "next_kg_price": 1.0, "vol_divisor": 8000})
    >>> parcels = pd.DataFrame({"region": ["hubei"] * 3, "weight_kg": 0.8, "volume_l": 4.0})
    >>> plan = choose_courier(parcels, rates)
    >>> plan["courier"].tolist(), plan.attrs["cost"]
    (['B', 'B', 'B'], 7.5)

    References
    ----------
    All-units discounts (全量折扣): Snyder and Shen (2019), Fundamentals of Supply Chain Theory,
    section 3.4. An integer programme (SciPy's milp): a number 0 or 1 says whether a tier is open;
    with the tiers known, the rest is a transportation problem.
    """
    found = _Search(shipments, courier_rates, max_h, days)
    return found.plan(found.best())


def courier_plans(shipments, courier_rates, max_h=None, days=1):
    """What do simple plans cost beside the best one: the cheapest by the list, one courier for all?

    Each plan pays the tiers that it reaches.

    Parameters
    ----------
    shipments, courier_rates, max_h, days
        As in `choose_courier`.

    Returns
    -------
    DataFrame
        plan, cost (yuan), each (yuan a parcel), more (than the best plan), and the parcels that
        each courier has. Empty where a courier doesn't go everywhere, or not soon enough.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> rates = pd.DataFrame({"courier": ["A", "B", "B"], "region": "hubei",
    ...     "volume_tier_from": [0, 0, 3], "first_kg_price": [3.0, 3.5, 2.5],
    ...     "next_kg_price": 1.0, "vol_divisor": 8000})
    >>> parcels = pd.DataFrame({"region": ["hubei"] * 3, "weight_kg": 0.8, "volume_l": 4.0})
    >>> courier_plans(parcels, rates)[["plan", "cost", "more", "A", "B"]]
                           plan  cost  more  A  B
    0                      best   7.5   0.0  0  3
    1  each cheapest by the list   9.0   1.5  3  0
    2                    only A   9.0   1.5  3  0
    3                    only B   7.5   0.0  0  3
    """
    search = _Search(shipments, courier_rates, max_h, days)
    plans = {"best": search.best(), "each cheapest by the list": search.cheapest_by_list()}
    plans |= {f"only {name}": search.only(at) for at, name in enumerate(search.names)}
    rows = [search.row(plan, share) for plan, share in plans.items()]
    table = pd.DataFrame(rows)
    table.insert(3, "more", (table["cost"] - table["cost"].iloc[0]).round(2))
    return table.astype(dict.fromkeys(search.names, "Int64"))


def tier_commitment(shipments, courier_rates, max_h=None, days=1):
    """What does it cost to promise a courier a tier's parcels, beside the best plan (单量承诺)?

    Parameters
    ----------
    shipments, courier_rates, max_h, days
        As in `choose_courier`.

    Returns
    -------
    DataFrame
        courier, tier_from (parcels a day), needed (parcels of the ``days`` days), cost (of the
        cheapest plan in which it has so many), more (than the best plan; 0: the promise is free).
        NaN where it can't have so many.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> rates = pd.DataFrame({"courier": ["A", "A", "B", "B"], "region": "hubei",
    ...     "volume_tier_from": [0, 2, 0, 3], "first_kg_price": [3.0, 2.8, 3.5, 2.5],
    ...     "next_kg_price": 1.0, "vol_divisor": 8000})
    >>> parcels = pd.DataFrame({"region": ["hubei"] * 3, "weight_kg": 0.8, "volume_l": 4.0})
    >>> tier_commitment(parcels, rates)
      courier  tier_from  needed  cost  more
    0       A          2       2   8.4   0.9
    1       B          3       3   7.5   0.0
    """
    search = _Search(shipments, courier_rates, max_h, days)
    best, rows = search.cost(search.best()), []
    for at, name in enumerate(search.names):
        for tier in range(1, search.tiers[at]):
            share = search.best(least={at: tier})
            cost = np.nan if share is None else round(search.cost(share), 2)
            rows.append((name, search.edges[at][tier], search.need[at][tier], cost))
    table = pd.DataFrame(rows, columns=["courier", "tier_from", "needed", "cost"])
    return table.assign(more=(table["cost"] - best).round(2))


class _Search:
    """Parcels of the same prices are one class; a plan is how many of each go with each courier."""

    def __init__(self, shipments, courier_rates, max_h, days):
        self.shipments, card = _parcels(shipments), _card(courier_rates)
        days = check_days("days", days)
        prices, self.kilos, self.hours = _prices(self.shipments, card)
        self.late = self._late(prices, card, max_h)
        allowed = np.where(self.late[:, :, None], np.inf, prices)
        nobody = np.isinf(allowed[:, :, 0]).all(axis=1)
        allowed[nobody] = np.where(self._fastest(prices)[nobody, :, None], prices[nobody], np.inf)
        self.names, self.tiers, self.edges = card["names"], card["tiers"], card["edges"]
        self.has_hours = card["has_hours"]
        self.need = [np.ceil(edge * days - 1e-9).astype("int64") for edge in self.edges]
        flat = np.where(np.isinf(allowed), -1.0, allowed).reshape(len(allowed), -1)
        rows, self.of, many = np.unique(flat, axis=0, return_inverse=True, return_counts=True)
        self.of = self.of.ravel()
        self.price = np.where(rows < 0, np.inf, rows).reshape(len(rows), *allowed.shape[1:])
        self.many = many.astype(float)
        self.full = prices

    def _late(self, prices, card, max_h):
        if max_h is None:
            return np.zeros(prices.shape[:2], bool)
        if not card["has_hours"]:
            check_table(pd.DataFrame(columns=list(RATES)), "courier_rates", "expected_h")
        limit = np.broadcast_to(np.asarray(max_h, dtype=float), len(prices))
        if not (limit > 0).all():
            raise InputError("max_h must be above 0: hours that a parcel may take.")
        return self.hours > limit[:, None]

    def _fastest(self, prices):
        hours = np.where(np.isinf(prices[:, :, 0]), np.inf, self.hours)
        return hours == hours.min(axis=1, keepdims=True)

    # A plan's cost at the tiers that it reaches

    def reached(self, share):
        """The tier that each courier's parcels reach."""
        sums = np.round(share.sum(axis=0))
        return np.array([np.searchsorted(need, n, side="right") - 1
                         for need, n in zip(self.need, sums, strict=True)])  # fmt: skip

    def cost(self, share):
        at = self.reached(share)
        price = self.price[:, np.arange(len(at)), at]
        return float((np.where(share > 0, price, 0.0) * share).sum())

    def _each(self, price):
        share = np.zeros(price.shape)
        share[np.arange(len(price)), price.argmin(axis=1)] = self.many
        return share

    def cheapest_by_list(self):
        return self._each(self.price[:, :, 0])

    def only(self, courier):
        """All parcels with one courier; None where it doesn't go, or not soon enough."""
        if np.isinf(self.price[:, courier, 0]).any():
            return None
        share = np.zeros(self.price.shape[:2])
        share[:, courier] = self.many
        return share

    def row(self, plan, share):
        if share is None:
            return {"plan": plan, "cost": np.nan, "each": np.nan}
        cost, parcels = self.cost(share), share.sum(axis=0).round().astype("int64")
        row = {"plan": plan, "cost": round(cost, 2), "each": round(cost / len(self.of), 3)}
        return row | dict(zip(self.names, parcels.tolist(), strict=True))

    # The best plan, by an integer programme over the tiers that are open

    def best(self, least=None):
        """The cheapest plan found, as parcels by class and courier; None if ``least`` can't be."""
        low = np.zeros(len(self.names), int)
        for courier, tier in (least or {}).items():
            low[courier] = tier
        found, value = self._simple(low)
        plan, self.bound = self._solved(low)
        if plan is not None and self.cost(plan) < value - 1e-9:
            found = plan
        return found

    def _simple(self, low):
        """The cheaper of the simple plans, each with the tiers that its parcels reach."""
        best = (None, np.inf)
        for plan in (self.cheapest_by_list(), *map(self.only, range(len(self.names)))):
            if plan is not None and (self.reached(plan) >= low).all():
                best = min(best, (plan, self.cost(plan)), key=lambda one: one[1])
        return best

    def _falls(self):
        """Couriers whose prices never rise from a tier to the next: more parcels do no harm."""
        with np.errstate(invalid="ignore"):
            rise = np.diff(self.price, axis=2) > 1e-9
        there = np.arange(1, self.price.shape[2]) < self.tiers[:, None]
        return ~(rise & there).any(axis=(0, 2))

    def _solved(self, low):
        """The cheapest plan, and what no plan costs less than: parcels and open tiers at once.

        A tier is open (1) or not (0). Parcels go there only then, at least as many as it needs. A
        first tier of a list that falls needs nothing: it is always open.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        tier, falls = np.arange(self.price.shape[2]), self._falls()
        row, courier, at = np.nonzero(np.isfinite(self.price) & (tier < self.tiers[:, None]))
        asks = (tier < self.tiers[:, None]) & ~(falls[:, None] & (tier == 0))
        own, level = np.nonzero(asks)  # the tiers that may be open, one after another
        need, most = self._limits(own, level)
        n, m = len(row), len(own)
        some = np.flatnonzero(asks[courier, at])  # parcels of these tiers
        cell = (np.cumsum(asks) - 1).reshape(asks.shape)[courier[some], at[some]]
        by, every, tiers, shut = np.arange(m), np.arange(n), n + np.arange(m), np.arange(len(some))
        rises, promised = np.flatnonzero(~falls[own]), np.flatnonzero(low)

        def rows(size, *parts):
            value, place, column = (np.concatenate(part) for part in zip(*parts, strict=True))
            return csr_array((value, (place, column)), (size, n + m))

        one = np.ones(n)
        in_tier = rows(m, (one[some], cell, some))
        limits = [
            LinearConstraint(rows(len(self.many), (one, row, every)), self.many, self.many),
            LinearConstraint(in_tier - rows(m, (need, by, tiers)), 0),
            LinearConstraint((in_tier - rows(m, (most, by, tiers)))[rises], ub=0),
            LinearConstraint(
                rows(len(some), (one[some], shut, some),
                     (-self.many[row[some]], shut, n + cell)), ub=0),
            LinearConstraint(rows(len(low), (np.ones(m), own, tiers)), ub=1),
            LinearConstraint(rows(len(low), (one, courier, every))[promised],
                             self._limits(promised, low[promised])[0]),
        ]  # fmt: skip
        found = milp(
            np.r_[self.price[row, courier, at], np.zeros(m)],
            constraints=[limit for limit in limits if limit.A.shape[0]],
            integrality=np.r_[np.zeros(n), np.ones(m)],
            bounds=Bounds(0, np.r_[self.many[row], np.ones(m)]),
            options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
        )  # fmt: skip
        bound = -np.inf if found.mip_dual_bound is None else found.mip_dual_bound
        if found.x is None:
            return None, bound
        open_ = np.zeros(len(low), int)
        np.maximum.at(open_, own, np.where(found.x[n:] > 0.5, level, 0))
        return self._at(open_, low, falls), bound

    def _limits(self, own, level):
        """The fewest and the most parcels of each tier."""
        need = np.array([self.need[c][t] for c, t in zip(own, level, strict=True)], float)
        most = np.array([self.need[c][t + 1] - 1 if t + 1 < self.tiers[c] else self.many.sum()
                         for c, t in zip(own, level, strict=True)], float)  # fmt: skip
        return need, most

    def _at(self, open_, low, falls):
        """The cheapest plan in whole parcels, with these tiers open."""
        every = np.arange(len(open_))
        need, most = self._limits(every, open_)
        least = np.maximum(need, self._limits(every, low)[0])
        most = np.where(falls, np.inf, most)
        price = self.price[:, every, open_]
        share = self._each(price)
        sums = share.sum(axis=0)
        if ((sums < least) | (sums > most)).any():
            share = self._transport(price, least, most)
        return share

    def _transport(self, price, least, most):
        """A transportation problem: its basic solutions are whole parcels."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        row, courier = np.nonzero(np.isfinite(price))
        n, size = len(row), price.shape
        once = csr_array((np.ones(n), (row, np.arange(n))), (size[0], n))
        by = csr_array((np.ones(n), (courier, np.arange(n))), (size[1], n)).toarray()
        up, down = np.isfinite(most), least > 0
        limits = np.concatenate([by[up], -by[down]])
        values = np.concatenate([most[up], -least[down]])
        found = linprog(price[row, courier], limits, values, once, self.many, method="highs-ds")
        if found.x is None:
            return None
        share = np.zeros(size)
        share[row, courier] = np.round(found.x)
        return share

    # From classes back to parcels

    def plan(self, share):
        """The table of parcels, each with its courier."""
        order = np.argsort(self.of, kind="stable")
        counts = np.round(share).astype("int64")
        courier = np.empty(len(order), int)
        courier[order] = np.concatenate(
            [np.repeat(np.arange(len(self.names)), row) for row in counts]
        )
        at, every = self.reached(share), np.arange(len(order))
        table = self.shipments.drop(columns=["price", "kg", "expected_h"], errors="ignore").assign(
            courier=np.array(self.names)[courier], kg=self.kilos[every, courier],
            price=self.full[every, courier, at[courier]].round(2),
        )  # fmt: skip
        if self.has_hours:
            table["expected_h"] = self.hours[every, courier]
        table["in_time"] = ~self.late[every, courier]
        cost = round(self.cost(share), 2)
        least = round(min(self.bound, cost), 2)
        table.attrs = {"cost": cost, "at_least": least, "exact": cost - least < 2 * CENT}
        return table


# --- Is the bill right? ------------------------------------------------------------------------


def tiers_in_force(shipments, courier_rates, days=30, start=None):
    """Which tier's rates hold on each day, by the shop's own count of parcels (单量阶梯)?

    The mean of parcels a day over the ``days`` days before; days before the first count as 0.

    Parameters
    ----------
    shipments : DataFrame
        courier, date (the day that the contract counts: of payment, or of pickup).
    courier_rates : DataFrame
        courier, volume_tier_from.
    days : int
    start : date, optional
        The first day of the contract. Default: the first parcel's.

    Returns
    -------
    DataFrame
        courier, date, mean (parcels a day), volume_tier_from.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> parcels = pd.DataFrame({"courier": "A", "date": pd.to_datetime(["2025-01-01"] * 4)})
    >>> rates = pd.DataFrame({"courier": "A", "volume_tier_from": [0, 2]})
    >>> tiers_in_force(parcels, rates, days=2).head(2)
      courier       date  mean  volume_tier_from
    0       A 2025-01-01   0.0                 0
    1       A 2025-01-02   2.0                 2
    """
    shipments = check_table(shipments, "shipments", "courier", "date")
    rates = check_table(courier_rates, "courier_rates", "courier", "volume_tier_from")
    days = check_days("days", days)
    date = pd.to_datetime(shipments["date"])
    date = calendar_days(date)
    first = date.min() if start is None else pd.Timestamp(start)
    every = pd.date_range(first, date.max() + pd.Timedelta(days=1), name="date")
    parts = []
    for courier, mine in date.groupby(shipments["courier"].astype(str)):
        count = mine.value_counts().reindex(every, fill_value=0)
        before = count.rolling(days, min_periods=1).sum().shift(1, fill_value=0) / days
        edges = rates.loc[rates["courier"].astype(str) == courier, "volume_tier_from"]
        edges = np.sort(edges.unique())
        if not len(edges):
            check_name(rates, "courier", courier)
        at = np.searchsorted(edges, before.to_numpy() + 1e-9, side="right") - 1
        parts.append(pd.DataFrame({"courier": courier, "date": every, "mean": before.to_numpy(),
                                   "volume_tier_from": edges[np.maximum(at, 0)]}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def reconcile_courier_bill(courier_bill, shipments, courier_rates, tiers=None, scale_kg=0.0):
    """Which lines of a courier's bill are wrong, by how many yuan, and why (快递对账)?

    Each line is laid beside the shop's own parcel and the price list. What should have been billed
    is worked out anew: kilograms by weight or volume, first and next kilogram, remote surcharge.

    Parameters
    ----------
    courier_bill : DataFrame
        line_id, order_id, courier, region, kg, amount (yuan); optional volume_tier_from,
        first_kg_price, next_kg_price, remote_surcharge, as the courier says. A parcel that an
        earlier bill has too is "twice" only if that bill's lines are in this table, before it.
        Lines below 0 are credits: they are set against what was asked too much for the same
        parcel (a `Caution` says what is left of them). Take out lines that are no parcel's way to
        its buyer: ways back, boxes.
    shipments : DataFrame
        order_id, courier, region, weight_kg, volume_l: the shop's own record, a row per parcel.
        Where orders have several parcels, order_id is the waybill's number (运单号) here and on
        the bill. Parcels that aren't on the bill count only with ``attrs`` (parcels_not_billed):
        for that number give only the parcels of the bill's time.
    courier_rates : DataFrame
        As in `freight`.
    tiers : DataFrame, optional
        order_id, volume_tier_from: the tier whose rates hold for each parcel, by your own count
        (`tiers_in_force`). Without it the bill's own tier is believed, or the dearest one.
    scale_kg : float
        How far two scales may be apart: a kilogram more that this explains isn't disputed.

    Returns
    -------
    DataFrame
        The lines that differ: line_id, order_id, courier, reason, kg_billed, kg, billed, due,
        credited, too_much (yuan: billed − due − credited; below 0: too little was asked). Reasons,
        joined by " + ": twice, not ours (no such parcel), courier (we gave it to another), region,
        weight, tier, price (not the list's), sum (the line's own parts give another amount).
        ``attrs``: lines, billed, too_much, parcels_not_billed, credits, credits_left (yuan).

    Raises
    ------
    ColumnError, InputError
        Two rows of a parcel or a line; a region, a courier, or a road of one without a price.

    Examples
    --------
    >>> rates = pd.DataFrame({"courier": "A", "region": "hubei", "volume_tier_from": [0],
    ...     "first_kg_price": 3.5, "next_kg_price": 1.5, "vol_divisor": 8000})
    >>> ours = pd.DataFrame({"order_id": [1, 2], "courier": "A", "region": "hubei",
    ...                      "weight_kg": [0.8, 2.1], "volume_l": [4.0, 24.0]})
    >>> bill = pd.DataFrame({"line_id": [1, 2, 3], "order_id": [1, 2, 2], "courier": "A",
    ...                      "region": "hubei", "kg": [2, 3, 3], "amount": [5.0, 6.5, 6.5]})
    >>> found = reconcile_courier_bill(bill, ours, rates)
    >>> found[["line_id", "reason", "kg_billed", "kg", "billed", "due", "too_much"]]
       line_id  reason  kg_billed  kg  billed  due  too_much
    0        1  weight          2   1     5.0  3.5       1.5
    1        3   twice          3   3     6.5  0.0       6.5
    """
    lines = check_table(courier_bill, "courier_bill", "line_id", "order_id", "courier", "region",
                        "kg", "amount")  # fmt: skip
    size = lines["amount"]
    size = size.abs() if pd.api.types.is_numeric_dtype(size.dtype) else size  # a credit is below 0
    check_numbers(lines.assign(amount=size), "courier_bill", "kg", "amount")
    lines = lines.reset_index(drop=True)
    check_once(lines, "courier_bill", "line_id")
    own = _parcels(check_table(shipments, "shipments", "order_id", "courier"))
    check_same_kind("order_id", courier_bill=lines, shipments=own)
    lines, own = (_trimmed(table, "order_id", "courier", "region") for table in (lines, own))
    check_once(own, "shipments", "order_id")
    card, scale = _card(courier_rates), check_number("scale_kg", scale_kg, low=0)
    text = {name: lines[name].astype(str) for name in ("courier", "region")}
    place = _at(card, text["courier"], text["region"])  # names that no list has are refused
    own = own[["order_id", "courier", "region", "weight_kg", "volume_l"]]
    ours = own.set_index("order_id").reindex(lines["order_id"]).reset_index()
    known, credit = ours["weight_kg"].notna().to_numpy(), (lines["amount"] < 0).to_numpy()
    courier, region = (
        ours[name] if known.all() else ours[name].where(known, text[name]) for name in text
    )
    asked = chargeable_kg(lines["kg"], 0.0, 1.0, card["step"][place])
    road = _at(card, courier, region)
    kilos = _own_kilos(ours, road, card, known, asked, scale)
    tier = _own_tiers(lines, tiers)
    price = _listed(card, road, kilos, tier)
    if (lacks := known & np.isinf(price)).any():
        raise InputError(
            f"courier_rates has no price of {courier[lacks].iloc[0]} for {region[lacks].iloc[0]}, "
            "where shipments has a parcel of it. Add the price, or mend the names."
        )
    other = (courier != text["courier"]).to_numpy()
    # The first line of the courier that has the parcel is owed, whatever another asks for it
    again = np.zeros(len(lines), bool)
    again[~other & ~credit] = lines.loc[~other & ~credit, "order_id"].duplicated()
    due = np.where(again | ~known | other | credit, 0.0, price).round(2)
    amount = lines["amount"].to_numpy(dtype=float)
    credited = _credited(lines, amount - due, credit)
    much = (amount - due - credited).round(2)
    wrong = (np.abs(much) > CENT) & ~credit
    whole = {"twice": again, "not ours": ~known, "courier": other}
    parts = {
        "region": (region != text["region"]).to_numpy(), "weight": asked != kilos,
        "tier": _differs(lines, "volume_tier_from", tier), "price": _off_list(lines, card, text),
        "sum": _own_sum(lines, asked),
    }  # fmt: skip
    alone = again | ~known | other
    reasons = {name: holds[wrong] for name, holds in whole.items()}
    reasons |= {name: (holds & ~alone)[wrong] for name, holds in parts.items()}
    table = pd.DataFrame({
        "line_id": lines["line_id"], "order_id": lines["order_id"], "courier": text["courier"],
        "kg_billed": lines["kg"], "kg": kilos, "billed": amount, "due": due, "credited": credited,
        "too_much": much,
    })  # fmt: skip
    found = table[wrong].reset_index(drop=True)
    found.insert(3, "reason", _joined(reasons))
    back, used = float(-amount[credit].sum()), float(credited.sum())
    found.attrs = {
        "lines": len(lines), "billed": round(float(amount.sum()), 2),
        "too_much": round(float(found["too_much"].clip(lower=0).sum()), 2),
        "parcels_not_billed": int((~own["order_id"].isin(lines["order_id"])).sum()),
        "credits": round(back, 2) + 0.0, "credits_left": round(back - used, 2) + 0.0,
    }  # fmt: skip
    if credit.any():
        caution(f"{int(credit.sum()):,} lines are credits (below 0): {back:,.2f} yuan. "
                f"{used:,.2f} of them meet lines that asked too much for the same parcels; look at "
                "the others.")  # fmt: skip
    return found


def _credited(lines, more, credit):
    """What credits take off the lines that asked too much, parcel by parcel, the first first."""
    found = np.zeros(len(lines))
    if not credit.any():
        return found
    of = lines["order_id"].isin(lines.loc[credit, "order_id"]).to_numpy()
    mine, keys = lines[of], ["order_id", "courier"]
    above = pd.Series(np.where(credit, 0.0, more.clip(0))[of], mine.index)
    has = (-mine["amount"]).clip(lower=0).groupby([mine[key] for key in keys]).transform("sum")
    before = above.groupby([mine[key] for key in keys]).cumsum() - above
    found[of] = np.minimum(above, (has - before).clip(lower=0)).round(2)
    return found


def _own_kilos(ours, road, card, known, billed, scale):
    """Kilograms by the shop's record; the courier's own where the scales may explain them."""
    divisor = np.nan_to_num(card["divisor"][road], nan=1e9)  # no road has no price either
    weight = ours["weight_kg"].fillna(0.0).to_numpy()
    volume = ours["volume_l"].fillna(0.0).to_numpy()
    kilos = chargeable_kg(weight, volume, divisor, card["step"][road])
    near = kilos
    if scale:
        near = chargeable_kg(weight + scale, volume, divisor, card["step"][road])
    return np.where(~known | ((billed > kilos) & (billed <= near)), billed, kilos)


def _own_tiers(lines, tiers):
    """The tier of each line: by the shop's count, else the bill's own, else the dearest."""
    bills = (
        lines["volume_tier_from"].to_numpy(dtype=float)
        if "volume_tier_from" in lines
        else np.zeros(len(lines))
    )
    if tiers is None:
        return bills
    tiers = check_table(tiers, "tiers", "order_id", "volume_tier_from")
    check_same_kind("order_id", courier_bill=lines, tiers=tiers)
    tiers = check_once(_trimmed(tiers, "order_id"), "tiers", "order_id")
    found = tiers.set_index("order_id")["volume_tier_from"].reindex(lines["order_id"])
    return found.to_numpy(dtype=float, na_value=np.nan) if found.notna().all() else np.where(
        found.isna(), bills, found.to_numpy(dtype=float, na_value=np.nan)
    )  # fmt: skip


def _at(card, courier, region):
    """Places of couriers and regions in the lists; names that they don't have are refused."""
    names = {name: at for at, name in enumerate(card["names"])}
    found = []
    for what, values, valid in (("courier", courier, names), ("region", region, card["regions"])):
        place, there = pd.factorize(values)
        unknown = sorted(set(there) - set(valid))
        if unknown:
            raise InputError(
                f"courier_rates has no {what} {', '.join(unknown[:5])}; it has "
                f"{', '.join(sorted(valid)[:8])}. Add its prices, or mend the name."
            )
        found.append(np.array([valid[name] for name in there])[place])
    return tuple(found)


def _listed(card, road, kilos, tier):
    """The list's price of each line; infinite where it has none."""
    c, r = road
    t = _tier(card["edges"], c, tier)
    with np.errstate(invalid="ignore"):  # no road: infinite, times no further kilogram
        found = card["first"][c, t, r] + card["next"][c, t, r] * (kilos - 1)
    return np.nan_to_num(found, nan=np.inf, posinf=np.inf) + card["extra"][c, t, r]


def _differs(lines, name, own):
    if name not in lines:
        return np.zeros(len(lines), bool)
    return np.abs(lines[name].to_numpy(dtype=float) - own) > CENT


def _off_list(lines, card, text):
    """Are the line's own rates not those of the list, at the tier and region that it names?"""
    parts = ("first_kg_price", "next_kg_price", "remote_surcharge")
    there = [name for name in parts if name in lines]
    if "volume_tier_from" not in lines or not there:
        return np.zeros(len(lines), bool)
    c, r = _at(card, text["courier"], text["region"])
    t = _tier(card["edges"], c, lines["volume_tier_from"].to_numpy(dtype=float))
    rates = dict(zip(parts, ("first", "next", "extra"), strict=True))
    return np.any([_differs(lines, name, card[rates[name]][c, t, r]) for name in there], axis=0)


def _own_sum(lines, kilos):
    """Do the line's own parts not give its amount?"""
    if "first_kg_price" not in lines or "next_kg_price" not in lines:
        return np.zeros(len(lines), bool)
    parts = lines["first_kg_price"] + lines["next_kg_price"] * (kilos - 1)
    if "remote_surcharge" in lines:
        parts = parts + lines["remote_surcharge"]
    return ((parts - lines["amount"]).abs() > CENT).to_numpy()


def _joined(reasons):
    """The names of the reasons that hold, in words, a line each; none: the price."""
    held = np.stack(list(reasons.values()), axis=1)
    kinds, of = np.unique(held @ (1 << np.arange(len(reasons))), return_inverse=True)
    words = [" + ".join(name for at, name in enumerate(reasons) if kind >> at & 1) or "price"
             for kind in kinds.tolist()]  # fmt: skip
    return np.array(words, dtype=object)[of]


LETTERS = {
    "en": ("To {courier}: claim on the bill of {month}\n\n"
           "We laid your bill beside our own parcels and the agreed list. Lines that ask too much: "
           "{lines},\n{much} yuan in all. Please credit them with the next bill.\n\n{table}\n\n"
           "{less}The list of all lines is attached. Please answer within {days} days.\n\n{shop}"),
    "zh": ("致{courier}:关于{month}账单的对账申诉\n\n"
           "我司已将贵司账单与我方发货记录及协议价目逐单核对,共{lines}单不符,多收{much}元,"
           "请在下期账单中冲减。\n\n{table}\n\n{less}逐单明细见附件,请于{days}日内回复。\n\n{shop}"),
}  # fmt: skip
LESS = {
    "en": "Lines that ask too little: {n}, {yuan} yuan in all. Please set that right too.\n",
    "zh": "另有{n}单少收{yuan}元,亦请一并更正。\n",
}
HEADS = {"en": ("reason", "lines", "yuan"), "zh": ("原因", "单数", "金额(元)")}
REASONS = {"twice": "重复计费", "not ours": "非我司单号", "courier": "非贵司承运",
           "region": "计费地区有误", "weight": "计费重量有误", "tier": "阶梯价有误",
           "price": "单价与协议不符", "sum": "合计有误"}  # fmt: skip


def claim_letter(found, courier, month, shop, days=7, language="en"):
    """The letter to a courier that goes with the lines that were billed wrongly (对账申诉函).

    It asks for what was asked too much, and tells what was asked too little.

    Parameters
    ----------
    found : DataFrame
        The table of `reconcile_courier_bill`.
    courier, month, shop : str
    days : int
        Within which an answer is asked for.
    language : {"en", "zh"}

    Returns
    -------
    str

    Raises
    ------
    ChoiceError
        No line of this courier is wrong.
    InputError
        None of its lines asks too much: there is nothing to claim.

    Examples
    --------
    >>> found = pd.DataFrame({"courier": "A", "reason": ["weight", "twice"],
    ...                       "too_much": [1.5, 6.5]})
    >>> print(claim_letter(found, "A", "2025-11", "Light Gear"))
    To A: claim on the bill of 2025-11
    <BLANKLINE>
    We laid your bill beside our own parcels and the agreed list. Lines that ask too much: 2,
    8.00 yuan in all. Please credit them with the next bill.
    <BLANKLINE>
    reason  lines  yuan
    twice   1      6.50
    weight  1      1.50
    <BLANKLINE>
    The list of all lines is attached. Please answer within 7 days.
    <BLANKLINE>
    Light Gear
    """
    found = check_table(found, "found", "courier", "reason", "too_much")
    check_name(found, "courier", courier)
    check_choice("language", language, LETTERS)
    mine = found[found["courier"].astype(str) == courier]
    above, below = mine[mine["too_much"] > 0], mine[mine["too_much"] < 0]
    if above.empty:
        raise InputError(f"No line of {courier} asks too much: there is nothing to claim. "
                         f"{len(below)} lines ask too little: tell the courier.")  # fmt: skip
    sums = above.groupby("reason")["too_much"].agg(["size", "sum"])
    sums = sums.sort_values("sum", ascending=False)
    rows = [HEADS[language]] + [
        (_reason(reason, language), f"{n}", f"{yuan:,.2f}") for reason, n, yuan in sums.itertuples()
    ]
    wide = [max(len(row[at]) for row in rows) for at in range(2)]
    table = "\n".join(f"{a:<{wide[0]}}  {b:<{wide[1]}}  {c}" for a, b, c in rows)
    less = ""
    if len(below):
        less = LESS[language].format(n=len(below), yuan=f"{-below['too_much'].sum():,.2f}")
    return LETTERS[language].format(
        courier=courier, month=month, shop=shop, days=check_days("days", days), table=table,
        less=less, lines=len(above), much=f"{above['too_much'].sum():,.2f}",
    )  # fmt: skip


def _reason(reason, language):
    if language == "en":
        return reason
    return "、".join(REASONS.get(part, part) for part in reason.split(" + "))
