"""K18: the top 20% by LTV bring 80% of profit, ranked by the profit that is then summed."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import gammaincc, gammaln, xlogy

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import Estimate, normal_quantile
from ecomlab.retention.concentration import (
    chance_top_share,
    later_share,
    later_value,
    top_share,
)
from ecomlab.streams import at, gamma_table, poisson, uniforms
from ecomlab.texts import Form, fact

CUSTOMERS = 5000  # on file at the end of 2023; nobody joins
EARLIER, LATER = 2024, 2025
START = pd.Timestamp("2024-01-01", tz="Asia/Shanghai")
SECOND_YEAR = pd.Timestamp("2025-01-01", tz="Asia/Shanghai")
DAYS = 731  # both years
TOP = 0.2
WHAT_MATTERS = 0.15  # of the profit, as a share: the case's margin
MARGIN = 0.4  # of what is paid, after goods, fees and parcels
SPREAD = 2.0  # gamma shape of an order's amount
GIFT, LIFT = 35, 0.1  # yuan a head; what it adds to a customer's next year
MOST = 600  # orders a year
JOINED, LIKING, COUNT, WHO, WHEN, AMOUNT, LOT = range(1, 8)  # streams


def world(p, seed):
    """Two years of orders: a customer's liking stays, everything else is luck."""
    liking = at(gamma_table(p.alike), uniforms(seed, LIKING, CUSTOMERS))
    upto = np.cumsum(liking)
    # All customers' orders together are Poisson; whose the next one is goes by liking.
    count = int(poisson(2 * p.orders * upto[-1], uniforms(seed, COUNT, 1))[0])
    who = np.searchsorted(upto, upto[-1] * uniforms(seed, WHO, count), side="right")
    minutes = np.sort(np.floor(1440 * DAYS * uniforms(seed, WHEN, count)))
    amount = p.basket * at(gamma_table(SPREAD), uniforms(seed, AMOUNT, count))
    joined = np.sort(np.floor(-365 * uniforms(seed, JOINED, CUSTOMERS)))
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": np.arange(1, CUSTOMERS + 1),
                "first_order_at": _later(1440 * joined),
            }
        ),
        "orders": pd.DataFrame(
            {
                "order_id": np.arange(1, count + 1),
                "customer_id": who + 1,
                "ts_order": _later(minutes),
                "paid_amount": np.round(100 * amount) / 100,
            }
        ),
    }


def _later(minutes):
    """So many minutes after the start."""
    return (START + pd.to_timedelta(minutes.astype(np.int64), unit="m")).as_unit("us")


def profits(orders, customers, later=SECOND_YEAR):
    """Each customer's profit in both years; 0 for those who ordered nothing.

    Returns
    -------
    DataFrame, one row per customer on file: a column for each year, yuan.
    """
    year = (orders["ts_order"] >= later).map({False: EARLIER, True: LATER})
    paid = orders.groupby(["customer_id", year])["paid_amount"].sum()
    return MARGIN * paid.unstack().reindex(customers["customer_id"]).fillna(0)


def stars(profit, year):
    """Which customers are the top fifth of a year?"""
    return profit[year].rank(method="first", ascending=False) <= TOP * len(profit)


def measure(orders, customers):
    """The claim: the share of the later year's profit that its own top fifth holds."""
    return {"share": same_year(orders, customers).estimate}


def same_year(orders, customers, later=SECOND_YEAR):
    """Ranked on a year and summed over it; read as what these people will bring next year."""
    row = top_share(profits(orders, customers, later)[LATER], TOP).iloc[0]
    return Estimate(row["estimate"], row["low"], row["high"], len(customers), "customers")


def next_year(orders, customers, later=SECOND_YEAR):
    """Ranked on the earlier year, summed over the later one."""
    profit = profits(orders, customers, later)
    return later_share(profit[EARLIER], profit[LATER], TOP)


def gift_value(orders, customers, later=SECOND_YEAR):
    """What the gift would have added to a head of the earlier top fifth, in yuan."""
    profit = profits(orders, customers, later)
    return later_value(profit[EARLIER], profit[LATER], TOP).times(LIFT)


def by_fifths(orders, customers):
    """Fifths of the customers, best of the earlier year first: their share of either year."""
    profit = profits(orders, customers)
    place = profit[EARLIER].rank(method="first", ascending=False)
    fifth = np.ceil(5 * place / len(profit)).astype(int).rename("fifth")
    shares = profit.div(profit.sum()).groupby(fifth).sum()
    return shares.melt(var_name="year", value_name="share", ignore_index=False).reset_index()


def dealt_by_lot(orders, customers):
    """Each customer's profit in the later year, had its orders been dealt out by lot."""
    later = orders[orders["ts_order"].dt.year == LATER]
    who = np.floor(len(customers) * uniforms(0, LOT, len(later))).astype(int)
    dealt = later.assign(customer_id=customers["customer_id"].to_numpy()[who])
    return profits(dealt, customers)[LATER]


def words(orders, customers):
    """More figures for the notebook's text."""
    profit = profits(orders, customers)
    top, again = stars(profit, EARLIER), stars(profit, LATER)
    mean_orders = (orders["ts_order"].dt.year == LATER).sum() / len(profit)
    lot = top_share(dealt_by_lot(orders, customers), TOP)["estimate"].iloc[0]
    held = next_year(orders, customers).estimate
    then = top_share(profit[EARLIER], TOP)["estimate"].iloc[0]
    worth, claimed = gift_value(orders, customers), LIFT * profit.loc[again, LATER].mean()
    return {
        "customers": fact.count(len(profit)),
        "top_customers": fact.count(top.sum()),
        "mean_orders": fact.number(mean_orders, 2),
        "silent": fact.share((profit[LATER] == 0).mean()),
        "silent_stars": fact.share((profit.loc[top, LATER] == 0).mean()),
        "again": fact.share(again[top].mean()),
        "chance": fact.share(chance_top_share(mean_orders, TOP)),
        "lot": fact.share(lot),
        "others": fact.share(1 - held),
        "top_then": fact.share(then),
        "kept": fact.share((held - TOP) / (then - TOP)),
        "claimed_gift": fact.money(claimed),
        "agency": "pays" if claimed > GIFT else "short",
        "worth": fact.money(worth.estimate, 1),
        "least_lift": fact.share(GIFT / worth.high * LIFT, 1),
        "most_lift": fact.share(GIFT / worth.low * LIFT, 1),
        "worth_low": fact.money(worth.low, 1),
        "worth_high": fact.money(worth.high, 1),
        "price": "inside" if worth.holds(GIFT) else "below" if worth.low > GIFT else "above",
    }


def expected(p):
    """Gamma likings, Poisson orders, gamma amounts: the sums over a year's number of orders.

    Who had n orders is expected to like the shop as (alike + n) / (alike + orders) of the mean.
    """
    n = np.arange(1, MOST)
    chance = np.exp(
        gammaln(p.alike + n) - gammaln(p.alike) - gammaln(n + 1)
        - p.alike * np.log1p(p.orders / p.alike) + xlogy(n, p.orders / (p.alike + p.orders))
    )  # fmt: skip
    liking = (p.alike + n) / (p.alike + p.orders)
    liking_squared = liking * (p.alike + n + 1) / (p.alike + p.orders)

    def above(border, more=0):
        return gammaincc(SPREAD * n + more, border)

    border = brentq(lambda x: chance @ above(x) - TOP, 1e-9, 1e3)
    same = chance @ (n * above(border, 1)) / p.orders
    held = chance @ (liking * above(border))
    # Second moments, with the mean profit of a year as the unit.
    at_border = chance * np.exp(xlogy(SPREAD * n - 1, border) - border - gammaln(SPREAD * n))
    marginal = at_border @ liking / at_border.sum()
    noise = (1 + 1 / SPREAD) / p.orders
    of_top = chance @ ((liking_squared + noise * liking) * above(border))
    of_all = 1 + 1 / p.alike + noise
    variance = (1 - 2 * held) * of_top + held**2 * of_all
    variance += marginal**2 * TOP * (1 - TOP) - 2 * marginal * held * (1 - held)
    return Expected(same, held, normal_quantile() * (variance / CUSTOMERS) ** 0.5)


def steady_from(alike, close=0.25 * WHAT_MATTERS):
    """From how many orders a year on does a year's top fifth bring nearly the same share again?"""

    def missing(orders):
        found = expected(SimpleNamespace(orders=orders, alike=alike))
        return found.naive - found.truth - close

    return brentq(missing, 1, 30)


def _gift_adds(p):
    """Yuan a head: a tenth of what one of the top fifth is expected to bring next year."""
    likings, amounts = (_mean(gamma_table(shape)) for shape in (p.alike, SPREAD))
    spent = 2 * p.orders * (365 / DAYS) * likings * p.basket * amounts
    return LIFT * MARGIN * spent * expected(p).truth / TOP


def _mean(table):
    """Of a distribution that is drawn from a table, along straight lines between its values."""
    return (table[:-1] + table[1:]).mean() / 2


CASE = Case(
    name="top_fifth",
    number="K18",
    title="The top fifth that brings the profit",
    chapter="5_retention",
    bias="chance",
    figures=(
        Figure("share", 0.8, 0.05, Form("share"),
               "LTV前20%用户贡献80%利润", "000:063"),
    ),
    parameters={
        "orders": Parameter(1.25, 1.0, 9, "mean orders per customer and year", 2),
        "alike": Parameter(0.42, 0.2, 0.6, "how alike the customers are: gamma shape", 2),
        "basket": Parameter(250, 24, 310, "mean amount of an order, yuan", 0),
    },
    branches={
        "rosy": Branch({"orders": (1.0, 1.5), "alike": (0.3, 0.6), "basket": (200, 310)}),
        # Beauty salons order every few weeks, and small things.
        "right": Branch({"orders": (7, 9), "alike": (0.2, 0.35), "basket": (24, 35)}),
    },
    world=world,
    measure=measure,
    naive=same_year,
    right=next_year,
    expected=expected,
    estimand="share of next year's profit brought by the fifth that ranks first this year",
    scale="difference",
    show=Form("share"),
    margin=WHAT_MATTERS,
    methods={"what the gift adds": Method(gift_value, _gift_adds)},
    seed=44,
    words=words,
    stated=("customers", "top_customers"),
    constants={
        "gift": fact.money(GIFT),
        "margin": fact.share(MARGIN),
        "steady": fact.number(steady_from(0.42)),
        "near": fact.points(0.25 * WHAT_MATTERS),
    },
)  # fmt: skip
