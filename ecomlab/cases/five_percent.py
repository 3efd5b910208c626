"""K22: five per cent more repurchase, 25 to 95 per cent more profit: in which trade?"""

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Parameter
from ecomlab.estimates import Estimate
from ecomlab.retention import lifetime
from ecomlab.streams import generator, normal
from ecomlab.texts import Form, fact

STEP = 0.05  # five points
SURE = 0.03  # three: with so many the programme must pay before it is bought at once
CUSTOMERS = 4000  # all who came in the first half of 2023, followed until nobody came any more
TRADES = ("trade A", "trade B", "trade C", "trade D", "trade E")  # not the article's figures
SHOP = "our shop: coffee"
MARGIN, FEE, SHIPPING = 0.55, 0.05, 0.08  # of revenue: goods leave 55%
VARIABLE = ("revenue", "cogs", "platform_fee", "shipping")  # lines that grow with every order
FIXED = {"ads": 0.3, "labour": 0.5, "other": 0.2}  # shares of what doesn't
GUIDES = 0.1  # the highest of the net margins that guides for online shops name
REBATE = 0.25  # of the programme's price: what its seller may take off
COUNTS, DAYS, GAPS, AMOUNTS = range(1, 5)  # streams


def world(p, seed):
    """Trades with the slide's ends, the shop's orders, its profit and loss, and the offer."""
    orders = _orders(p, seed)
    revenue = round(orders["paid_amount"].sum() * 100)
    return {
        "category_stats": _trades(p),
        "orders": orders,
        "pnl_lines": _ledger(p, revenue),
        "budget": _offer(p),
    }


def _offer(p):
    """What the programme's seller asks for the year: a price for each customer."""
    return pd.DataFrame(
        {
            "month": ["2024-01"],
            "bucket": "marketing",
            "line": "loyalty programme",
            "planned": round(p.price * CUSTOMERS),
        }
    )


def _trades(p):
    """Who comes back, trade by trade, evenly between the lowest and the highest of the slide."""
    rates = np.round(np.linspace(p.lowest, p.highest, len(TRADES)), 4)
    return pd.DataFrame(
        {
            "month": "2023-12",
            "category": [*TRADES, SHOP],
            "repurchase_rate": [*rates, np.round(1 - CUSTOMERS / _counts(p).sum(), 4)],
        }
    )


def _counts(p):
    """How many orders customers make: after every one, the share ``p.shop`` orders again.

    No luck in it: so many of each as are expected. What is counted is then what is true.
    """
    places = (np.arange(CUSTOMERS) + 0.5) / CUSTOMERS
    return 1 + np.floor(np.round(np.log(places) / np.log(p.shop), 9)).astype(np.int64)


def _orders(p, seed):
    """Each customer's orders: whose they are, when and of what amount is luck."""
    count = _counts(p)[np.argsort(generator(seed, COUNTS).random(CUSTOMERS), kind="stable")]
    customer = np.repeat(np.arange(1, CUSTOMERS + 1), count)
    nth = np.arange(len(customer)) - np.repeat(np.cumsum(count) - count, count)
    first = np.floor(generator(seed, DAYS).random(CUSTOMERS) * 181).astype(np.int64)
    gap = 10 + np.floor(generator(seed, GAPS).random(len(customer)) * 50).astype(np.int64)
    after = np.cumsum(np.where(nth > 0, gap, 0))
    day = first[customer - 1] + after - after[nth == 0][customer - 1]
    draw = normal(generator(seed, AMOUNTS).random(len(customer)))
    cents = np.round(9800 * np.exp(0.3 * draw)).astype(np.int64)
    start = pd.Timestamp("2023-01-01", tz="Asia/Shanghai")
    table = pd.DataFrame(
        {
            "customer_id": customer,
            "ts_order": (start + pd.to_timedelta(day, unit="D")).as_unit("us"),
            "paid_amount": cents / 100,
        }
    ).sort_values(["ts_order", "customer_id"], kind="stable", ignore_index=True)
    table.insert(0, "order_id", np.arange(1, len(table) + 1))
    return table


def _ledger(p, revenue):
    """What these orders brought and what the shop cost, in yuan."""
    contribution = round(revenue * (MARGIN - FEE - SHIPPING))
    lines = {
        "revenue": revenue,
        "cogs": -round(revenue * (1 - MARGIN)),
        "platform_fee": -round(revenue * FEE),
        "shipping": -round(revenue * SHIPPING),
    }
    lines |= {line: -round(contribution * p.fixed * share) for line, share in FIXED.items()}
    day = pd.Timestamp("2023-12-31", tz="Asia/Shanghai").as_unit("us")
    amounts = [cents / 100 for cents in lines.values()]
    return pd.DataFrame({"date": day, "line": list(lines), "amount": amounts})


value_change = lifetime.value_change
came_back = lifetime.follow_rate


def study(category_stats, ours=SHOP):
    """The trades of the study alone."""
    return category_stats[category_stats["category"] != ours]


def measure(category_stats):
    """The claim: the least and the most that five points do in the trades of the study."""
    change = value_change(study(category_stats)["repurchase_rate"])
    return {"least": change.min(), "most": change.max()}


def as_claimed(category_stats, orders, ours=SHOP):
    """The careful manager takes the lower end. Counted: it has no interval."""
    least = value_change(study(category_stats, ours)["repurchase_rate"]).min()
    return Estimate(least, np.nan, np.nan, orders["customer_id"].nunique(), "customers")


def contribution(pnl_lines):
    """What the orders leave before all that doesn't grow with them, in yuan."""
    return pnl_lines.loc[pnl_lines["line"].isin(VARIABLE), "amount"].sum()


def price(budget):
    """What the programme costs a year, in yuan."""
    return float(budget["planned"].sum())


def brings(orders, pnl_lines, step=STEP):
    """What a rise of our rate by ``step`` brings a year, in yuan."""
    return value_change(came_back(orders), step) * contribution(pnl_lines)


def from_our_books(orders, pnl_lines):
    """Five points at our own rate, on our own contribution, over our own profit."""
    change = lifetime.profit_change(
        came_back(orders), contribution(pnl_lines), pnl_lines["amount"].sum(), STEP
    )
    return Estimate(change, np.nan, np.nan, orders["customer_id"].nunique(), "customers")


def enough(orders, pnl_lines, budget):
    """How many points must come, as a share, so that they bring the price."""
    rate, rise = came_back(orders), price(budget) / contribution(pnl_lines)
    return (1 - rate) * rise / (1 + rise)


def words(category_stats, orders, pnl_lines, budget):
    """More figures for the notebook's text."""
    rate, profit, left = came_back(orders), pnl_lines["amount"].sum(), contribution(pnl_lines)
    trades = study(category_stats)["repurchase_rate"]
    slide, asked = as_claimed(category_stats, orders).value, price(budget)
    once = STEP * (1 - rate) / (1 + STEP)  # points whose orders, in full, are STEP more
    border = _margin_of_the_slide(category_stats, orders, pnl_lines)
    return {
        "rate": fact.share(rate, 1),
        "better": fact.share(rate + STEP, 1),
        "orders_each": fact.number(1 / (1 - rate), 3),
        "orders_then": fact.number(1 / (1 - rate - STEP), 3),
        "value": fact.share(value_change(rate), 1),
        "trades_from": fact.share(trades.min()),
        "trades_to": fact.share(trades.max()),
        "profit": fact.count(profit),
        "contribution": fact.count(left),
        "relative": fact.share(lifetime.profit_change(rate, left, profit, STEP * rate), 1),
        "offer_yuan": fact.count(asked),
        "slide_pays": "more" if slide * profit > asked else "less",
        "net_margin": fact.share(profit / _line(pnl_lines, "revenue"), 1),
        "own_fixed": fact.share(1 - profit / left),
        "slide_fixed": fact.share(1 - value_change(rate) / slide),
        "right_at": fact.share(border, 1),
        "guides": "below" if border > GUIDES else "both",
        "gain_yuan": fact.count(brings(orders, pnl_lines)),
        "once_yuan": fact.count(STEP * left),
        "once_points": fact.number(100 * once, 1),
        "covers": "yes" if once >= SURE else "no",
        "slide_yuan": fact.count(slide * profit),
    }


def _line(pnl_lines, name):
    return pnl_lines.loc[pnl_lines["line"] == name, "amount"].sum()


def _margin_of_the_slide(category_stats, orders, pnl_lines):
    """At which net margin five points raise this shop's profit by the slide's lower end."""
    least = measure(category_stats)["least"]
    return (
        value_change(came_back(orders))
        * contribution(pnl_lines)
        / (least * _line(pnl_lines, "revenue"))
    )


def expected(p):
    """The lower end of the slide, and what five points do at the shop's own numbers."""
    rate = 1 - CUSTOMERS / _counts(p).sum()
    return Expected(value_change(p.lowest), value_change(rate) / (1 - p.fixed), 0.0)


CASE = Case(
    name="five_percent",
    number="K22",
    title="Five per cent more loyalty, a quarter more profit",
    chapter="5_retention",
    bias="another base",
    figures=(
        Figure("least", 0.25, 0.005, Form("share"),
               "复购率每提升5%，利润可提升25%-95%", "000:049"),
        Figure("most", 0.95, 0.005, Form("share"),
               "复购率每提升5%，利润可提升25%-95%", "000:049"),
    ),
    parameters={
        "shop": Parameter(0.3, 0.15, 0.45, "share of the shop's orders followed by another"),
        "lowest": Parameter(0.75, 0.7, 0.8, "the least loyal trade of the slide"),
        "highest": Parameter(0.8974, 0.85, 0.92, "the most loyal trade of the slide", 4),
        # Of a contribution of 42% of revenue: net margins from 25% down to 3%.
        "fixed": Parameter(0.81, 0.4, 0.92, "fixed costs, as a share of the contribution", 2),
        "price": Parameter(1.8, 0.8, 8.0, "of the programme, yuan a year for each customer", 1),
    },
    world=world,
    measure=measure,
    naive=as_claimed,
    right=from_our_books,
    expected=expected,
    estimand="change of the shop's profit if the share that comes back rises by five points",
    scale="identity",
    show=Form("share", 1, signed=True),
    margin=0.08,
    seed=1,
    words=words,
    stated=("profit", "offer_yuan"),
    constants={"rebate": fact.share(REBATE)},
    branches={  # thick margins, those of the border, thin ones
        "rosy": Branch({"fixed": (0.4, 0.75), "price": (0.8, 8.0)}),
        "right": Branch({"fixed": (0.55, 0.8), "price": (0.8, 7.0)}),
        "modest": Branch({"fixed": (0.7, 0.92), "price": (0.8, 5.0)}),
    },
)  # fmt: skip
