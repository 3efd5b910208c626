"""What freight does to an order's money: templates, places of stock, and goods from abroad (运费).

Tables: ``template``, what the shop asks buyers for freight, a row per region; ``lines``, one row
per order and article.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share

FRONT = ("warehouse", "regions", "room", "sku_cost", "saved")


def freight_template_test(template, orders, margin=None):
    """Where does a freight template lose money on parcels, and on how many (运费模板, 偏远地区)?

    Parameters
    ----------
    template : DataFrame
        region, fee (yuan for the first kilogram), next_fee (for each further one), free_from (yuan
        of goods from which freight is free; empty: never).
    orders : DataFrame
        order_id, region, kg (that the courier charges), paid_amount (yuan of goods), cost (of the
        parcel, yuan).
    margin : float, optional
        Share of paid_amount that an order leaves before freight: then orders that lose money are
        counted, too.

    Returns
    -------
    DataFrame
        A row per region, the largest loss first: region, orders, free (share of them), asked and
        cost (yuan), short (yuan that the shop pays in all), each (yuan short an order), losing
        (orders that leave less than 0; NaN without margin).

    Raises
    ------
    ColumnError, InputError
        A region without a row in the template.

    Examples
    --------
    >>> template = pd.DataFrame({"region": ["hubei", "hainan"], "fee": [6.0, 6.0],
    ...                          "next_fee": [1.0, 1.0], "free_from": [99.0, 99.0]})
    >>> orders = pd.DataFrame({"order_id": [1, 2, 3], "region": ["hubei", "hainan", "hainan"],
    ...     "kg": [1, 1, 4], "paid_amount": [60.0, 60, 120], "cost": [3.5, 7.3, 14.8]})
    >>> freight_template_test(template, orders, margin=0.12)
       region  orders  free  asked  cost  short  each  losing
    0  hainan       2   0.5    6.0  22.1   16.1  8.05       1
    1   hubei       1   0.0    6.0   3.5   -2.5 -2.50       0
    """
    template = check_table(template, "template", "region", "fee", "next_fee", gaps=("free_from",))
    template = check_numbers(template, "template", "fee", "next_fee")
    check_once(template, "template", "region")
    orders = check_table(orders, "orders", "order_id", "region", "kg", "paid_amount", "cost")
    orders = check_numbers(orders, "orders", "kg", "paid_amount", "cost")
    orders = orders.assign(region=orders["region"].astype(str))
    rules = template.assign(region=template["region"].astype(str)).set_index("region")
    unknown = sorted(set(orders["region"]) - set(rules.index))
    if unknown:
        raise InputError(f"The template has no row for {', '.join(unknown[:5])}. Add one: a region "
                         "that nobody thought of is sent free, or not at all.")  # fmt: skip
    mine = orders.join(rules[["fee", "next_fee", "free_from"]], on="region")
    free = mine["paid_amount"] >= mine["free_from"].fillna(np.inf)
    asked = (mine["fee"] + mine["next_fee"] * (mine["kg"] - 1).clip(lower=0)).where(~free, 0.0)
    losing = pd.Series(np.nan, mine.index)
    if margin is not None:
        check_share("margin", margin)
        losing = (margin * mine["paid_amount"] + asked - mine["cost"] < 0).astype(int)
    mine = mine.assign(free=free, asked=asked, losing=losing)
    found = mine.groupby("region").agg(
        orders=("order_id", "size"), free=("free", "mean"), asked=("asked", "sum"),
        cost=("cost", "sum"), losing=("losing", "sum" if margin is not None else "first"),
    )  # fmt: skip
    short = (found["cost"] - found["asked"]).round(2)
    found = found.assign(short=short, each=(short / found["orders"]).round(2)).reset_index()
    columns = ["region", "orders", "free", "asked", "cost", "short", "each", "losing"]
    return found[columns].sort_values("short", ascending=False).reset_index(drop=True)


def place_inventory(lines, warehouses):
    """Which articles should lie in a front warehouse near the buyers (前置仓, 云仓)?

    An order is served from it only if *all* its articles lie there; else it comes from the cloud
    warehouse as before (no split parcels). The best set of articles, exactly.

    Parameters
    ----------
    lines : DataFrame
        order_id, sku, region: the order lines of the time for which one decides.
    warehouses : DataFrame
        warehouse, regions (a list, or names with a blank between), room (most articles), sku_cost
        (yuan for keeping one article there in this time), saved (yuan that an order served from
        there is worth more). Optional fixed (yuan, whatever lies there).

    Returns
    -------
    DataFrame
        warehouse, sku, orders_with_it (of its regions), for the articles chosen. ``attrs``: for
        each warehouse its orders, served, share (served ÷ orders), left (yuan; 0 where nothing is
        worth it).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    A and B are mostly bought together: one without the other serves few.

    >>> lines = pd.DataFrame({"order_id": [1, 1, 2, 2, 3, 4], "sku": list("ABABCA"),
    ...                       "region": "guangdong"})
    >>> front = pd.DataFrame({"warehouse": ["south"], "regions": ["guangdong"], "room": 2,
    ...                       "sku_cost": 2.0, "saved": 3.0})
    >>> plan = place_inventory(lines, front)
    >>> plan["sku"].tolist(), plan.attrs["south"]["served"], plan.attrs["south"]["left"]
    (['A', 'B'], 3, 5.0)
    """
    lines = check_table(lines, "lines", "order_id", "sku", "region")
    fronts = check_table(warehouses, "warehouses", *FRONT)
    fronts = check_numbers(fronts, "warehouses", "room", "sku_cost", "saved")
    check_once(fronts, "warehouses", "warehouse")
    region, parts, told = lines["region"].astype(str), [], {}
    for front in fronts.to_dict("records"):
        regions = front["regions"]
        regions = regions.split() if isinstance(regions, str) else list(regions)
        unknown = sorted(set(regions) - set(region))
        if unknown:
            raise InputError(f"No order goes to {', '.join(unknown)}: mend the name of the region "
                             f"of {front['warehouse']}.")  # fmt: skip
        mine = lines[region.isin(regions)].astype({"sku": str})
        chosen, told[front["warehouse"]] = _stocked(mine, front)
        counts = mine.groupby("sku")["order_id"].nunique()
        many = counts.reindex(chosen).to_numpy()
        parts.append(pd.DataFrame({"warehouse": front["warehouse"], "sku": chosen,
                                   "orders_with_it": many}))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.attrs = told
    return table


def _stocked(lines, front):
    """The articles of one warehouse, by an integer programme over the kinds of orders."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    baskets = lines.groupby("order_id")["sku"].agg(lambda skus: tuple(sorted(set(skus))))
    kinds, orders = baskets.value_counts(), len(baskets)
    skus = sorted(set(lines["sku"]))
    place = {sku: at for at, sku in enumerate(skus)}
    many, kinds_n = kinds.to_numpy(float), len(kinds)
    pairs = [(kind, place[sku]) for kind, basket in enumerate(kinds.index) for sku in basket]
    kind, sku = np.array(pairs).T
    row = np.arange(len(pairs))
    # served (a kind) ≤ stocked (each of its articles)
    needs = csr_array((np.r_[np.ones(len(row)), -np.ones(len(row))],
                       (np.r_[row, row], np.r_[kind, kinds_n + sku])))  # fmt: skip
    needs.resize((len(row), kinds_n + len(skus)))
    room = np.r_[np.zeros(kinds_n), np.ones(len(skus))]
    worth = np.r_[-front["saved"] * many, np.full(len(skus), float(front["sku_cost"]))]
    whole = np.r_[np.zeros(kinds_n), np.ones(len(skus))]
    found = milp(worth, integrality=whole, bounds=Bounds(0, 1), constraints=[
        LinearConstraint(needs, -np.inf, 0), LinearConstraint(room[None], 0, front["room"]),
    ])  # fmt: skip
    stocked = found.x[kinds_n:] > 0.5
    chosen = [name for name, in_ in zip(skus, stocked, strict=True) if in_]
    served = int(sum(n for basket, n in kinds.items() if set(basket) <= set(chosen)))
    left = front["saved"] * served - front["sku_cost"] * len(chosen) - front.get("fixed", 0.0)
    if left < 0:
        chosen, served, left = [], 0, 0.0
    return chosen, {"orders": orders, "served": served, "share": served / orders,
                    "left": round(float(left), 2)}  # fmt: skip


def landed_cost(price, rate, pieces=1, freight=0.0, insurance=0.0, duty=0.0, vat=0.0, other=0.0):
    """What does a piece from abroad cost at our door (到岸成本): goods, freight, duty, VAT?

    The duty is on goods, freight and insurance to the border (到岸价, CIF); the VAT is on that and
    the duty. Who may deduct the VAT has it back later, and pays it all the same now.

    Parameters
    ----------
    price : float
        Of a piece, in foreign money.
    rate : float
        Yuan for one unit of foreign money (汇率).
    pieces : int
        Over which the costs of the whole lot are spread.
    freight, insurance : float
        Of the lot to the border, in foreign money.
    duty, vat : float
        Shares: of the customs tariff for this article, and of value added tax.
    other : float
        Yuan for the lot: clearing, storage at the port, the way to the warehouse.

    Returns
    -------
    DataFrame
        part (goods, freight and insurance, duty, VAT, other, landed), each (yuan a piece), share
        (of what it costs landed).

    Raises
    ------
    InputError

    Examples
    --------
    >>> landed_cost(10, 7.2, pieces=100, freight=150, duty=0.1, vat=0.13, other=600).round(2)
                        part    each  share
    0                  goods   72.00   0.66
    1  freight and insurance   10.80   0.10
    2                   duty    8.28   0.08
    3                    VAT   11.84   0.11
    4                  other    6.00   0.06
    5                 landed  108.92   1.00

    References
    ----------
    The order of the steps is that of customs valuation (CIF); rates change: look up the tariff.
    """
    check_positive("price", price), check_positive("rate", rate), check_positive("pieces", pieces)
    for name, value in (("freight", freight), ("insurance", insurance), ("other", other)):
        check_number(name, value, low=0)
    check_share("duty", duty, high=10, ends=True), check_share("vat", vat, ends=True)
    goods = price * rate
    brought = (freight + insurance) * rate / pieces
    customs = duty * (goods + brought)
    tax = vat * (goods + brought + customs)
    parts = {"goods": goods, "freight and insurance": brought, "duty": customs, "VAT": tax,
             "other": other / pieces}  # fmt: skip
    parts["landed"] = sum(parts.values())
    table = pd.DataFrame({"part": list(parts), "each": list(parts.values())})
    return table.assign(share=table["each"] / parts["landed"])
