"""K07: a brand sells for fifty million in its first year; who else began, and where are they?"""

from functools import partial

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ecomlab.cases.declaration import RIGHT, Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.plan.goals import cost_structure, entrant_profits, entrants, expected_profit
from ecomlab.streams import normal, uniforms
from ecomlab.texts import Form, fact

START = pd.Timestamp("2024-03-01", tz="Asia/Shanghai")
MONTHS, DAYS = 12, 30  # looks at the platform's list, and days between them
ENTRANTS = 200
LIST_PRICE = 49.0
RAMP = 1000 * np.array([20, 26, 38, 55, 77, 101, 120, 136, 146, 151, 155, 160])  # pieces a month
UNEVEN, PRICING = 0.02, 0.01  # of a shop's pieces and price from month to month
RATES = {"refund": 0.25, "ads": 0.18, "shipping": 0.07, "platform_fee": 0.05, "packaging": 0.01}
VARIABLE, FIXED = ["revenue", "cogs", *RATES], ["labour", "other"]
WAGES = 0.7  # of a month's wages and rooms
GROWS = 0.03  # of revenue: what wages and rooms grow by with the shop
MILLION = 1_000_000
POWERS, NAMES, LEAVES, PIECES, PRICES = range(1, 6)  # streams
GRID = 2000  # entrants, in what the parameters imply


def world(p, seed):
    """Two hundred shops that begin alike, looked at twelve times, and the books of the best."""
    shape = (ENTRANTS, MONTHS)
    reach = _reach(p, normal(uniforms(seed, POWERS, ENTRANTS)))
    wobble = 1 + UNEVEN * normal(uniforms(seed, PIECES, shape))
    units = np.round(p.capacity * RAMP * reach[:, None] * wobble).astype(np.int64)
    price = np.round(p.price * (1 + PRICING * normal(uniforms(seed, PRICES, shape))), 1)
    stays = uniforms(seed, LEAVES, shape) >= _leaves(p, reach)[:, None]
    stays[:, 0] = True
    here = np.logical_and.accumulate(stays, axis=1)
    cents = np.round(100 * np.where(here, units * price, 0))
    shop = 1 + np.argsort(uniforms(seed, NAMES, ENTRANTS))
    return {
        "competitors": _lists(shop, units, price, here),
        "pnl_lines": _books(p, cents[cents.sum(axis=1).argmax()]),
        "goals": _goals(p),
    }


def _reach(p, z):
    """What an entrant sells of what the workshops can sew: at most all of it."""
    return np.minimum(p.typical * np.exp(p.spread * z), 1)


def _leaves(p, reach):
    """Chance to give up before the next month: the less one sells, the sooner."""
    return p.leaving * (1 - reach)


def _looks():
    return (START + pd.to_timedelta(DAYS * np.arange(1, MONTHS + 1), unit="D")).as_unit("us")


def _lists(shop, units, price, here):
    """A row per look and shop that still sells, the largest first."""
    month, nth = np.nonzero(here.T)
    order = np.lexsort((shop[nth], -units[nth, month], month))
    month, nth = month[order], nth[order]
    names = np.array([f"shop {number:03}" for number in range(ENTRANTS + 1)])
    start = np.concatenate([[0], np.cumsum(here.sum(axis=0))])
    return pd.DataFrame(
        {
            "date": _looks()[month],
            "shop": names[shop[nth]],
            "sku": 1,
            "price": price[nth, month],
            "list_price": LIST_PRICE,
            "units_30d": units[nth, month],
            "rank": np.arange(len(month)) - start[month] + 1,
        }
    )


def _books(p, revenue):
    """The best shop's lines, month by month; cents in, yuan out."""
    rates = RATES | {"cogs": 1 - sum(RATES.values()) - p.kept}
    lines = {"revenue": revenue} | {name: -rate * revenue for name, rate in rates.items()}
    month = 100 * p.fixed * MILLION + GROWS * revenue
    lines |= {"labour": -WAGES * month, "other": -(1 - WAGES) * month}
    return pd.DataFrame(
        {
            "date": _looks().repeat(len(lines)),
            "line": list(lines) * MONTHS,
            "amount": np.round(np.column_stack(list(lines.values()))).ravel() / 100,
        }
    )


def _goals(p):
    """The plan that is to be signed."""
    pieces = round(100_000 * p.capacity, -4)
    return pd.DataFrame(
        {
            "level": "performance",
            "kpi": ["pieces a month, first stage", "revenue, first year"],
            "unit": ["pieces sold in 30 days", "yuan paid, before returns"],
            "target": [pieces, 12 * pieces * p.price],
            "direction": "up",
        }
    )


shops = entrants
costs = partial(cost_structure, fixed=tuple(FIXED))


def profits(competitors, pnl_lines):
    """First-year profit of each shop, in million yuan, if its costs behave like the best one's."""
    table = entrant_profits(competitors, *costs(pnl_lines))
    return table.assign(profit=table["profit"] / MILLION)


def measure(competitors):
    """The claim: pieces a month (ten thousands) and revenue (millions) of the best shop."""
    best = shops(competitors).iloc[0]
    return {"pieces": best["pieces"] / MONTHS / 10_000, "revenue": best["revenue"] / MILLION}


def everyone(competitors, pnl_lines, who="all"):
    """Mean profit of all shops that began (of those listed, of the best alone); million yuan."""
    return expected_profit(competitors, pnl_lines, who, FIXED).times(1 / MILLION)


def share_losing(competitors, pnl_lines):
    """Of all who began."""
    return (profits(competitors, pnl_lines)["profit"] < 0).mean()


def middle(competitors):
    """Revenue of the shop in the middle beside the brand's: how far the entrants differ."""
    revenue = shops(competitors)["revenue"]
    return revenue.median() / revenue.iloc[0]


def lowest(competitors, pnl_lines):
    """Of each shop that ended with a profit: where it stood in its worst month, million yuan."""
    kept, month = costs(pnl_lines)
    rows = competitors.sort_values(["shop", "date"])
    monthly = kept * rows["price"] * rows["units_30d"] - month
    stood = monthly.groupby(rows["shop"]).cumsum().groupby(rows["shop"]).min() / MILLION
    found = profits(competitors, pnl_lines)["profit"]
    return stood[found.index[found > 0]]


def turns_at(competitors, pnl_lines):
    """At which fixed cost of a month, million yuan, would all who began earn nothing on average?"""
    kept, _ = costs(pnl_lines)
    table = shops(competitors)
    return kept * table["revenue"].sum() / table["months"].sum() / MILLION


def _story(told, found):
    """A code: the verdict on the told brand's profit; apart, where the others' has another sign."""
    end = CASE.found(told, found)[0]
    return "revenue" if end == RIGHT and told.value * found.value < 0 else end


def _wages_and_rooms(pnl_lines):
    """Of the year, below zero."""
    return pnl_lines.loc[pnl_lines["line"].isin(FIXED), "amount"].sum()


the_brand = partial(everyone, who="best")
still_listed = partial(everyone, who="listed")


def words(competitors, pnl_lines, goals):
    """More figures for the notebook's text."""
    kept, month = costs(pnl_lines)
    table, listed = profits(competitors, pnl_lines), still_listed(competitors, pnl_lines)
    best, goal = table.iloc[0], goals["target"].iloc[0]
    its = competitors[competitors["shop"] == table.index[0]].set_index("date")["units_30d"]
    most = competitors.groupby("shop")["units_30d"].max()
    found = everyone(competitors, pnl_lines)
    revenue = pnl_lines.loc[pnl_lines["line"] == "revenue", "amount"].sum()
    before = (pnl_lines["amount"].sum() - _wages_and_rooms(pnl_lines)) / revenue
    gone = table[~table["still_there"]]
    one = gone.iloc[len(gone) // 2]
    return {
        "brand": fact.name(table.index[0]),
        "entrants": fact.count(len(table)),
        "goal": fact.count(goal),
        "first_month": fact.count(its.iloc[0]),
        "last_month": fact.count(its.iloc[-1]),
        "months_above": fact.count((its >= goal).sum()),
        "mean_pieces": fact.count(its.mean()),
        "goal_month": fact.number(1 + (its >= goal).to_numpy().argmax()),
        "on_average": "reached" if its.mean() >= goal else "missed",
        "a_piece": fact.money(best["revenue"] / best["pieces"], 1),
        "a_piece_goal": fact.money(best["revenue"] / MONTHS / goal, 1),
        "kept": fact.share(kept),
        "month": fact.number(month / MILLION, 2),
        "month_exact": fact.number(month / MILLION, 3),
        "month_needs": fact.number(month / kept / MILLION, 1),
        "net_margin": fact.share(best["profit"] * MILLION / best["revenue"], 1, signed=True),
        "left": fact.count(table["still_there"].sum()),
        "gone": fact.count((~table["still_there"]).sum()),
        "listed": fact.number(listed.estimate, 2, signed=True),
        "listed_low": fact.number(listed.low, 2, signed=True),
        "listed_high": fact.number(listed.high, 2, signed=True),
        "one": fact.name(one.name),
        "one_months": fact.Fact(one["months"], "months"),
        "one_revenue": fact.number(one["revenue"] / MILLION, 2),
        "one_profit": fact.number(one["profit"], 2, signed=True),
        "reached": fact.count((most >= goal).sum()),
        "losing": fact.share(share_losing(competitors, pnl_lines)),
        "middle": fact.share(middle(competitors)),
        "story": _story(the_brand(competitors, pnl_lines), found),
        "best_beside": "far" if best["revenue"] > 1.5 * table["revenue"].mean() else "near",
        "median": fact.number(table["profit"].median(), 2, signed=True),
        "mean_revenue": fact.number(table["revenue"].mean() / MILLION),
        "list_price": fact.money(LIST_PRICE),
        "best_month": fact.number(-_wages_and_rooms(pnl_lines) / MONTHS / MILLION, 2),
        "grows": fact.share(before - kept),
        "contribution": fact.share(before),
        "turns": fact.number(turns_at(competitors, pnl_lines), 3),
        "mean_months": fact.number(table["months"].mean(), 1),
        "zero": "inside" if found.low <= 0 <= found.high else "outside",
    }


def _year(p):
    """Of each entrant: the chance to end after each month, and the profit in that case."""
    reach = _reach(p, normal((np.arange(GRID) + 0.5) / GRID))
    monthly = (p.kept - GROWS) * p.price * p.capacity * RAMP / MILLION
    profit = np.cumsum(reach[:, None] * monthly - p.fixed, axis=1)
    there = (1 - _leaves(p, reach))[:, None] ** np.arange(MONTHS)
    ends = np.column_stack([there[:, :-1] - there[:, 1:], there[:, -1]])
    return ends, profit, monthly.sum() - MONTHS * p.fixed


def _first_by_luck(p):
    """By how much the first is ahead of those who sell as much, by luck; million yuan.

    By Blom's approximation to the expected largest of so many draws.
    """
    alike = ENTRANTS * ndtr(np.log(p.typical) / p.spread)
    if alike <= 1:
        return 0.0
    spread = np.hypot(UNEVEN, PRICING) * (RAMP**2).sum() ** 0.5
    largest = normal(np.array([(alike - 0.375) / (alike + 0.25)]))[0]
    return (p.kept - GROWS) * p.price * p.capacity * spread * largest / MILLION


def _listed(p):
    """Mean profit of those who stay: more of them are large."""
    ends, profit, _ = _year(p)
    return np.average(profit[:, -1], weights=ends[:, -1])


def expected(p):
    """The first sells all that can be sewn; the others as far as they reach, until they leave."""
    ends, profit, best = _year(p)
    mean = (ends * profit).sum(axis=1).mean()
    variance = (ends * profit**2).sum(axis=1).mean() - mean**2
    half_width = t_quantile(ENTRANTS - 1) * (variance / ENTRANTS) ** 0.5
    return Expected(best + _first_by_luck(p), mean, half_width)


CASE = Case(
    name="fifty_million",
    number="K07",
    title="Fifty million in the first year",
    chapter="7_plan",
    bias="survivorship",
    figures=(
        Figure("pieces", 10, 0.5, Form("number"),
               "第一阶段目标设定为月销10万件", "001:008"),
        Figure("revenue", 50, 1.5, Form("number"),
               "在第一年实现年营收5000万元，远超行业平均水平", "001:009"),
    ),
    parameters={
        "price": Parameter(42.0, 38.0, 46.0, "paid for a piece, yuan", 1),
        "capacity": Parameter(1.0, 0.8, 1.3, "pieces that can be sewn, against the told brand", 1),
        # Above 1 more is ordered from the entrant in the middle than can be sewn.
        "typical": Parameter(0.15, 0.12, 1.05, "what is ordered from the one in the middle", 2),
        "spread": Parameter(1.2, 0.1, 1.2, "between entrants, standard deviation of its log", 2),
        "leaving": Parameter(0.25, 0.1, 0.3, "chance to give up in a month, at no sales", 2),
        "kept": Parameter(0.1, 0.08, 0.15, "contribution margin, of what is paid", 2),
        "fixed": Parameter(0.08, 0.05, 0.4, "a month's fixed costs at no sales, million yuan", 2),
    },
    world=world,
    measure=measure,
    naive=the_brand,
    right=everyone,
    expected=expected,
    estimand="expected first-year profit of a shop that begins with this plan, million yuan",
    scale="difference",
    show=Form("number", 2, signed=True),
    margin=1.5,
    seed=0,
    words=words,
    constants={"list_price": fact.money(LIST_PRICE)},
    methods={"those still listed": Method(still_listed, _listed)},
    branches={  # fashion: few are liked; basics: all are liked alike, and sewing is the limit
        "rosy": Branch({"typical": (0.12, 0.7), "spread": (0.8, 1.2), "fixed": (0.05, 0.25)}),
        "right": Branch(
            {"typical": (0.9, 1.05), "spread": (0.1, 0.25)}
            | {"leaving": (0.2, 0.3), "fixed": (0.08, 0.32)}
        ),
    },
)  # fmt: skip
