"""K07: a brand sells for fifty million in its first year; who else began, and where are they?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.plan.goals import cost_structure, entrant_profits, entrants, expected_profit
from ecomlab.streams import normal, uniforms

START = pd.Timestamp("2024-03-01", tz="Asia/Shanghai")
MONTHS, DAYS = 12, 30  # looks at the platform's list, and days between them
ENTRANTS = 200
LIST_PRICE = 49.0
RAMP = 1000 * np.array([20, 26, 38, 55, 77, 101, 120, 136, 146, 151, 155, 160])  # pieces a month
SPREAD = 1.2  # between entrants: of what they sell of that, standard deviation of the log
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
    return np.minimum(p.typical * np.exp(SPREAD * z), 1)


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


def turns_at(competitors, pnl_lines):
    """At which fixed cost of a month, million yuan, would all who began earn nothing on average?"""
    kept, _ = costs(pnl_lines)
    table = shops(competitors)
    return kept * table["revenue"].sum() / table["months"].sum() / MILLION


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
        "brand": table.index[0],
        "entrants": str(len(table)),
        "goal": f"{goal:,.0f}",
        "list_price": f"{LIST_PRICE:.0f}",
        "first_month": f"{its.iloc[0]:,}",
        "last_month": f"{its.iloc[-1]:,}",
        "goal_month": str(1 + (its >= goal).to_numpy().argmax()),
        "on_average": "reached" if its.mean() >= goal else "just missed",
        "a_piece": f"{best['revenue'] / best['pieces']:.1f}",
        "a_piece_goal": f"{best['revenue'] / MONTHS / goal:.1f}",
        "kept": f"{kept:.0%}",
        "month": f"{month / MILLION:.2f}",
        "best_month": f"{-_wages_and_rooms(pnl_lines) / MONTHS / MILLION:.2f}",
        "grows": f"{before - kept:.0%}",
        "contribution": f"{before:.0%}",
        "turns": f"{turns_at(competitors, pnl_lines):.3f}",
        "mean_months": f"{table['months'].mean():.1f}",
        "month_needs": f"{month / kept / MILLION:.1f}",
        "net_margin": f"{best['profit'] * MILLION / best['revenue']:+.1%}".replace("-", "−"),
        "left": str(table["still_there"].sum()),
        "gone": str((~table["still_there"]).sum()),
        "listed": f"{listed.estimate:+.2f}".replace("-", "−"),
        "listed_low": f"{listed.low:+.2f}".replace("-", "−"),
        "listed_high": f"{listed.high:+.2f}".replace("-", "−"),
        "one": one.name,
        "one_months": f"{one['months']:.0f} month" + ("s" if one["months"] > 1 else ""),
        "one_revenue": f"{one['revenue'] / MILLION:.2f}",
        "one_profit": f"{one['profit']:+.2f}".replace("-", "−"),
        "reached": str((most >= goal).sum()),
        "losing": f"{(table['profit'] < 0).mean():.0%}",
        "median": f"{table['profit'].median():+.2f}".replace("-", "−"),
        "mean_revenue": f"{table['revenue'].mean() / MILLION:.0f}",
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


def _listed(p):
    """Mean profit of those who stay: more of them are large."""
    ends, profit, _ = _year(p)
    return np.average(profit[:, -1], weights=ends[:, -1])


def expected(p):
    """The best sells all that can be sewn; the others as far as they reach, until they leave."""
    ends, profit, best = _year(p)
    mean = (ends * profit).sum(axis=1).mean()
    variance = (ends * profit**2).sum(axis=1).mean() - mean**2
    half_width = t_quantile(ENTRANTS - 1) * (variance / ENTRANTS) ** 0.5
    return Expected(best, mean, half_width)


CASE = Case(
    name="fifty_million",
    number="K07",
    title="Fifty million in the first year",
    chapter="7_plan",
    bias="survivorship",
    company="An apparel brand (服饰品牌)",
    role="went online with fast fashion at a low price (快时尚+高性价比), on Pinduoduo and Douyin "
    "(拼多多、抖音) first, and is told of at every conference.",
    question="Your family's sewing business (服装厂) is asked to do the same: same price, same "
    "channels, same plan. **What profit should it expect in the first year?**",
    figures=(
        Figure("pieces", 10, 0.5, "{:.0f}", "first stage: {} × 10,000 pieces a month",
               "月销{}万件", "001:006-009"),
        Figure("revenue", 50, 1.5, "{:.0f}",
               "first-year revenue: {} million yuan, far above the industry's average",
               "年营收{}00万元,远超行业平均", "001:009"),
    ),
    parameters={
        "price": Parameter(42.0, 38.0, 46.0, "paid for a piece, yuan", 1),
        "capacity": Parameter(1.0, 0.8, 1.3, "pieces that can be sewn, against the told brand", 1),
        "typical": Parameter(0.15, 0.12, 0.35, "what the entrant in the middle sells of that", 2),
        "leaving": Parameter(0.25, 0.1, 0.3, "chance to give up in a month, at no sales", 2),
        "kept": Parameter(0.1, 0.08, 0.15, "contribution margin, of what is paid", 2),
        "fixed": Parameter(0.08, 0.05, 0.2, "a month's fixed costs at no sales, million yuan", 2),
    },
    world=world,
    measure=measure,
    naive=the_brand,
    right=everyone,
    expected=expected,
    estimand="expected first-year profit of a shop that begins with this plan, million yuan",
    scale="difference",
    show="{:+.2f}",
    margin=1.2,
    memo="Sign the plan, begin small with a line at which you stop, or stay out?",
    seed=0,
    words=words,
    methods={"those still listed": Method(still_listed, _listed)},
)  # fmt: skip
