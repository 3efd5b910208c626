"""K11: half of the articles go on presale, the shop's stock turns faster, and spring begins."""

from functools import partial

import numpy as np
import pandas as pd
from scipy.stats import gmean

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.fulfillment import inventory
from ecomlab.research.selection import article_factors, presale_gain, presale_or_stock
from ecomlab.streams import binomial, normal, poisson, uniforms
from ecomlab.texts import Form, fact

STARTED = pd.Timestamp("2025-03-03", tz="Asia/Shanghai")  # the workshop's articles: on presale
HALFTIME = pd.Timestamp("2025-01-20", tz="Asia/Shanghai")  # of the weeks before
WEEKS, BLOCK = 12, 6  # before, and again after; weeks that share an article's own luck
CATEGORIES = ["coats", "knitwear", "blouses", "dresses"]
COST, WINTER = np.array([180, 110, 60, 80]), np.array([True, True, False, False])
TURNS = np.array([3.6, 4.9, 9.0, 9.6])  # a year, before, counting orders paid
ARTICLES = 20  # of each category; every second one from the workshop
WORKSHOP, FACTORY = "own workshop", "factory"
LEAD = {WORKSHOP: 7, FACTORY: 45}  # days from order to delivery
FEWEST, MOST = 12, 28  # pieces a week and article, before
CANCELLED = 0.03  # share of paid pieces cancelled before shipping, from the shelf
OWN, WEEK, COUNT = 0.09, 0.04, 0.05  # spread (of the log) of an article, a week, a count of stock
# Of a yuan of goods at cost: what a shipped one leaves after all that grows with it; what the
# workshop's small lots cost more; what one on the shelf costs a year.
MARGIN, SURCHARGE, HOLDING = 0.3, 0.03, 0.5
STAKE = 0.005  # yuan by which both choices must be able to be wrong, for a season of lots to pay
# What Spring Festival (29 January) leaves of the sales, week by week: couriers rest, people travel.
FESTIVAL = np.ones(2 * WEEKS)
FESTIVAL[6:9] = 0.75, 0.4, 0.75
RESTED = pd.to_datetime(["2025-01-20", "2025-02-10"]).tz_localize("Asia/Shanghai")  # these weeks
SHOWS = 0.05  # so much another season must have moved, to be named
PERIODS = ("before", "after")
PACES, SHOCKS, LUCK, STOCKS, PIECES, BACK, COUNTS = range(1, 8)  # streams


def world(p, seed):
    """Twenty-four weeks of eighty articles: pieces paid and cancelled, and the Sundays' stock.

    In spring all articles turn faster, winter has Spring Festival in it, and the shop holds fewer
    coats and more dresses. What goes on presale is bought less (or more: ``p.wait``), cancelled
    more often, and stocked less.
    """
    kind = np.repeat(np.arange(len(CATEGORIES)), ARTICLES)
    weeks, count = 2 * WEEKS, len(kind)
    late, workshop = np.arange(weeks)[:, None] >= WEEKS, np.arange(count) % 2 == 0
    presale, volume = late & workshop, np.where(late, 1 + _shift(p)[kind], 1)
    pace = FEWEST + (MOST - FEWEST) * uniforms(seed, PACES, count)
    shock = np.exp(WEEK * normal(uniforms(seed, SHOCKS, (weeks, 1))))
    wanted = (
        pace
        * volume
        * shock
        * FESTIVAL[:, None]
        * np.where(late, p.season, 1)
        * np.where(presale, p.wait, 1)
    )
    wanted = wanted * _luck(seed, LUCK, weeks, count)
    paid = poisson(wanted, uniforms(seed, PIECES, wanted.shape))
    share = np.where(presale, p.cancel, CANCELLED)
    cancelled = binomial(paid, share, uniforms(seed, BACK, paid.shape))
    held = pace * volume * 52 / TURNS[kind] * np.where(presale, p.stock, 1)
    held = held * _luck(seed, STOCKS, weeks, count)
    on_hand = np.round(held * np.exp(COUNT * normal(uniforms(seed, COUNTS, held.shape))))
    ids = 1001 + np.arange(count)
    sundays = STARTED + pd.to_timedelta(7 * np.arange(-WEEKS, WEEKS) + 6, unit="D")
    week, article = (index.ravel() for index in np.indices(paid.shape))
    rows = {"date": sundays.as_unit("us")[week], "sku": ids[article]}
    booked = pd.DataFrame(rows | {"line": "cogs", "amount": (-paid * COST[kind]).ravel()})
    back = pd.DataFrame(rows | {"line": "cogs", "amount": (cancelled * COST[kind]).ravel()})
    lines = pd.concat([booked, back[back["amount"] > 0]], ignore_index=True)
    return {
        "sku": pd.DataFrame(
            {
                "sku": ids,
                "category": np.array(CATEGORIES)[kind],
                "price": 3.0 * COST[kind],
                "unit_cost": COST[kind].astype(float),
                "lead_time_days": np.where(workshop, LEAD[WORKSHOP], LEAD[FACTORY]),
                "supplier": np.where(workshop, WORKSHOP, FACTORY),
            }
        ),
        "inventory_daily": pd.DataFrame(rows | {"on_hand": on_hand.astype(np.int64).ravel()}),
        "pnl_lines": lines.astype({"amount": float}),
    }


def _luck(seed, stream, weeks, count):
    """Each article's own ups and downs, the same for six weeks."""
    blocks = np.exp(OWN * normal(uniforms(seed, stream, (weeks // BLOCK, count))))
    return np.repeat(blocks, BLOCK, axis=0)


def _shift(p):
    """By what share each category's volume (sales and stock) changes in spring."""
    return np.where(WINTER, -p.shift, p.shift)


articles = partial(inventory.stock_and_sales, since=STARTED)


def turnover(table, when, count="paid"):
    """Stock turnover of these articles together, a year: goods sold at cost ÷ average stock."""
    return inventory.turnover(table[f"{count}_{when}"].sum(), table[f"stock_{when}"].sum())


def measure(sku, inventory_daily, pnl_lines):
    """The claim: how much faster did the shop's stock turn, and within how many days it ships."""
    table = articles(sku, inventory_daily, pnl_lines)
    days = sku.loc[sku["supplier"] == WORKSHOP, "lead_time_days"].max()
    return {"rise": turnover(table, "after") / turnover(table, "before") - 1, "days": days}


before_after = partial(inventory.turnover_change, since=STARTED, counts="weeks")


def against_the_others(
    sku, inventory_daily, pnl_lines, since=STARTED, part="turnover", presale=WORKSHOP, stock=FACTORY
):
    """What the presale did to the turnover of what was really shipped (or to its two halves)."""
    table = articles(sku, inventory_daily, pnl_lines, since=since)
    return presale_or_stock(table, presale, stock, part)


def placebo(
    sku,
    inventory_daily,
    pnl_lines,
    started=STARTED,
    since=HALFTIME,
    presale=WORKSHOP,
    stock=FACTORY,
):
    """The same comparison where nothing had begun: the first six weeks before, and the last."""
    early, booked = (t[t["date"] < started] for t in (inventory_daily, pnl_lines))
    return against_the_others(sku, early, booked, since, "turnover", presale, stock)


def gain(sku, inventory_daily, pnl_lines, since=STARTED, presale=WORKSHOP, stock=FACTORY):
    """What presale earns at the surcharge, for each yuan of goods sold before: the owner's rule."""
    table = articles(sku, inventory_daily, pnl_lines, since=since)
    return presale_gain(table, presale, stock, MARGIN, SURCHARGE, HOLDING)


sales_half = partial(against_the_others, part="sales")
stock_half = partial(against_the_others, part="stock")


def halves(sku, inventory_daily, pnl_lines):
    """What the presale multiplied by, against the others: net sales, and stock. Two readings."""
    tables = sku, inventory_daily, pnl_lines
    return {"net sales": sales_half(*tables), "stock": stock_half(*tables)}


def free_gain(sku, inventory_daily, pnl_lines):
    """The same without any surcharge: what bargaining can reach."""
    table = articles(sku, inventory_daily, pnl_lines)
    return presale_gain(table, WORKSHOP, FACTORY, MARGIN, 0, HOLDING)


cancelled = inventory.cancelled_share


def season(sku, inventory_daily, pnl_lines):
    """How many times as fast the factories' articles turn in spring as in winter's other weeks."""
    stock, booked = (t[~t["date"].between(*RESTED)] for t in (inventory_daily, pnl_lines))
    table = articles(sku, stock, booked)
    return gmean(article_factors(table[table["supplier"] == FACTORY], "turnover"))


def _season(*tables):
    """A code: did another season move the turnover, by the factories' articles?"""
    moved = season(*tables) - 1
    return "alike" if abs(moved) < SHOWS else "faster" if moved > 0 else "slower"


def _rise(table):
    return turnover(table, "after", "net") / turnover(table, "before", "net")


def _bill(table):
    """What presale earns by its margin, its surcharge and its shelf alone, in fen."""
    parts = {"margin": (MARGIN, 0, 0), "surcharge": (0, SURCHARGE, 0), "shelf": (0, 0, HOLDING)}
    return {
        f"bill_{name}": fact.number(
            100 * presale_gain(table, WORKSHOP, FACTORY, *costs).value, 1, signed=True
        )
        for name, costs in parts.items()
    }


def words(sku, inventory_daily, pnl_lines):
    """More figures for the notebook's text."""
    tables = sku, inventory_daily, pnl_lines
    table = articles(*tables)
    before, after = (turnover(table, when) for when in PERIODS)
    workshop, factory = (table[table["supplier"] == name] for name in (WORKSHOP, FACTORY))
    winter = table["category"].isin(np.array(CATEGORIES)[WINTER])
    stock = {w: table.loc[winter, f"stock_{w}"].sum() / table[f"stock_{w}"].sum() for w in PERIODS}
    found, nothing = against_the_others(*tables), placebo(*tables)
    sold, held = halves(*tables).values()
    earned = gain(*tables)
    free = free_gain(*tables)
    return {
        "before": fact.number(before, 1),
        "after": fact.number(after, 1),
        "days_before": fact.number(365 / before),
        "days_after": fact.number(365 / after),
        "stock_alone": fact.share(1 - before / after, 1),
        "winter_before": fact.share(stock["before"]),
        "winter_after": fact.share(stock["after"]),
        "factory_rise": fact.number(_rise(factory), 2),
        "workshop_rise": fact.number(_rise(workshop), 2),
        "cancelled": fact.share(cancelled(workshop)),
        "cancelled_factory": fact.share(cancelled(factory)),
        "placebo_reach": "inside" if nothing.low <= found.estimate <= nothing.high else "outside",
        "placebo_says": "holds" if nothing.low <= 1 <= nothing.high else "misses",
        **dict.fromkeys(("sales_went", "rail"), "fell" if sold.estimate < 1 else "rose"),
        "one": "inside" if found.low <= 1 <= found.high else "outside",
        "season": _season(*tables),
        "margin_says": "costs" if _bill(table)["bill_margin"].value < 0 else "brings",
        "placebo": fact.number(nothing.estimate, 2),
        "placebo_low": fact.number(nothing.low, 2),
        "placebo_high": fact.number(nothing.high, 2),
        "sold": fact.number(sold.estimate, 2),
        "held": fact.number(held.estimate, 2),
        **_bill(table),
        "gain_says": "above" if earned.low > 0 else "below" if earned.high < 0 else "inside",
        "gain_fen": fact.number(100 * earned.value, 1, signed=True),
        "gain_free": fact.number(100 * free.value, 1, signed=True),
        "gain_low": fact.number(100 * earned.low, 1, signed=True),
        "gain_high": fact.number(100 * earned.high, 1, signed=True),
    }


def _ships(p):
    """What presale multiplies the goods shipped by."""
    return p.wait * (1 - p.cancel) / (1 - CANCELLED)


def _gain(p):
    """Yuan for a yuan of goods sold before: margins, surcharge and shelves, by category."""
    usual = FESTIVAL[:WEEKS].mean()
    sold = p.season * ((MARGIN - SURCHARGE) * _ships(p) - MARGIN) / usual
    saved = HOLDING * (1 - p.stock) / (TURNS * (1 - CANCELLED) * usual)
    return ((1 + _shift(p)) * (sold + saved)).mean()


def expected(p):
    """Season, mix and orders that never leave, in the claim; presale alone, net, in the truth."""
    volume = COST * (1 + _shift(p))
    mix = (volume.sum() / (volume / TURNS).sum()) / (COST.sum() / (COST / TURNS).sum())
    naive = p.season / FESTIVAL[:WEEKS].mean() * mix * (1 + p.wait) / (1 + p.stock)
    ships = _ships(p)
    rare = np.log(MOST / FEWEST) / (MOST - FEWEST) / WEEKS / (1 - CANCELLED)  # mean 1 ÷ pieces
    after = rare / p.season / (1 + _shift(p))
    own = 2 * OWN**2 * 2 * BLOCK / WEEKS + 2 * COUNT**2 / WEEKS
    variance = (2 * (rare / FESTIVAL[:WEEKS].mean() + own) + after + after / ships) / (ARTICLES / 2)
    reach = t_quantile(len(CATEGORIES) * (ARTICLES - 2)) * variance.sum() ** 0.5 / len(CATEGORIES)
    return Expected(naive, ships / p.stock, reach)


CASE = Case(
    name="presale",
    number="K11",
    title="The stock that turns faster",
    chapter="1_research",
    bias="composition",
    figures=(
        Figure("rise", 0.4, 0.1, Form("share", signed=True),
               "通过“预售+7天发货”模式，库存周转率提升40%", "000:010"),
        Figure("days", 7, 0.5, Form("number"),
               "通过“预售+7天发货”模式，库存周转率提升40%", "000:010"),
    ),
    parameters={
        "season": Parameter(1.0, 0.9, 1.2, "what spring multiplies all articles' sales by", 2),
        "shift": Parameter(0.12, 0.03, 0.5, "volume that moves from winter to spring articles", 2),
        "wait": Parameter(1.25, 0.85, 1.4, "what presale multiplies orders by", 2),
        "cancel": Parameter(0.11, 0.05, 0.25, "share of presale pieces cancelled unshipped", 2),
        "stock": Parameter(0.84, 0.5, 0.9, "what presale multiplies stock by", 2),
    },
    world=world,
    measure=measure,
    naive=before_after,
    right=against_the_others,
    expected=expected,
    estimand="stock turnover on presale ÷ without it, same articles and season, shipped goods",
    scale="ratio",
    show=Form("number", 2),
    margin=1.2,
    seed=42,
    words=words,
    branches={  # season and mix add to the claim; the half of the shop without presale dilutes it
        "rosy": Branch({"shift": (0.2, 0.5), "season": (0.95, 1.2), "stock": (0.65, 0.9)}),
        "right": Branch({"shift": (0.03, 0.3), "season": (0.95, 1.1), "stock": (0.6, 0.85)}),
        "modest": Branch({"shift": (0.03, 0.15), "season": (0.9, 1.0), "stock": (0.5, 0.7)}),
    },
    stated=("before", "after", "days_before", "days_after"),
    constants={
        "margin_fen": fact.number(100 * MARGIN),
        "surcharge_fen": fact.number(100 * SURCHARGE),
        "holding_fen": fact.number(100 * HOLDING),

    },
    methods={
        "placebo": Method(placebo, lambda p: 1.0),
        "gain": Method(gain, _gain),
        "net sales": Method(sales_half, _ships),
        "stock": Method(stock_half, lambda p: p.stock),
    },
)  # fmt: skip
