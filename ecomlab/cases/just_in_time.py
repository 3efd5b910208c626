"""K12: batches come weekly and stock turns half again as fast; profit has two more lines."""

from functools import cache, partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from ecomlab.cases.declaration import (
    MODEST,
    RIGHT,
    ROSY,
    Branch,
    Case,
    Expected,
    Figure,
    Method,
    Parameter,
)
from ecomlab.estimates import mean, paired_difference, t_quantile
from ecomlab.fulfillment import inventory
from ecomlab.streams import at, gamma_table, normal, poisson, uniforms
from ecomlab.texts import Form, fact

DAYS, CYCLE, LOT = 56, 7, 56  # of each season; days between deliveries: weekly, and in big batches
SEASONS = [pd.Timestamp(day, tz="Asia/Shanghai") for day in ("2024-09-02", "2025-09-01")]
NEW = SEASONS[1]
CUTS, COLOURS = 32, ["black", "white", "red"]  # of each cut, one colour chosen by dice
WORKSHOP, FACTORY = "workshop, weekly lots", "factory, big lots"
SLOWEST, FASTEST = 6, 10  # pieces a day and article
CHEAPEST, DEAREST = 70, 110  # cost of a piece in big batches, yuan; whole yuan
PRICE = 1.8  # ÷ cost
VARIABLE = 0.22  # of the price: platform, parcel, returns
CARRYING = 0.28  # of the stock's value, a year: money tied up, shelf, what fashion loses
MONTH = 30
HIGHER = 11  # days of sales: another level to fill up to
WORK = 150  # yuan an article and month: a weekly delivery is ordered, counted and booked
CLEARLY = 100  # yuan an article and month: by so much another level must be better
MISSING = 0.003  # of what is wanted: less than that is told as almost nothing
COLOUR, YEAR, BOUGHT = 0.06, 0.03, 0.2  # spread (of the log): a colour, its year, a buyer's batches
SHAPE = 20.0  # of a cut's good and bad weeks (gamma)
CUT, LUCK, BUYER, PHASE, DRAW, WEEKS, ELAPSED, PIECES = range(1, 9)  # streams


def world(p, seed):
    """Two autumns of 32 cuts in three colours each: stock and sales, day by day.

    All come in big batches in the first; in the second one colour of each cut, chosen by dice, is
    filled up every Monday to what sells in 7 + ``p.safety`` days. What is wanted from an
    empty shelf is lost, and no table holds it.
    """
    count, days = CUTS * len(COLOURS), len(SEASONS) * DAYS
    cut, colour = np.arange(count) // len(COLOURS), np.arange(count) % len(COLOURS)
    u = uniforms(seed, CUT, (2, CUTS))
    cost = np.floor(CHEAPEST + (DEAREST - CHEAPEST + 1) * u[1])[cut]
    mine = normal(uniforms(seed, LUCK, (3, count)))
    base = (SLOWEST + (FASTEST - SLOWEST) * u[0])[cut] * _spread(COLOUR, mine[0])
    pace = np.stack([base, base * p.growth]) * _spread(YEAR, mine[1:])
    weekly = colour == np.floor(3 * uniforms(seed, DRAW, CUTS))[cut]
    good = at(gamma_table(SHAPE), _even(*uniforms(seed, WEEKS, (2, 2, DAYS // 7, CUTS))))
    good = good.reshape(days // 7, CUTS)
    mean = np.repeat(pace, DAYS, axis=0) * np.repeat(good[:, cut], 7, axis=0)
    wanted = poisson(mean, uniforms(seed, PIECES, mean.shape)).reshape(2, DAYS, count)
    buyer = _spread(BOUGHT, normal(uniforms(seed, BUYER, CUTS)))[cut]
    level = np.broadcast_to(np.round(p.bought * buyer * LOT * base), pace.shape)
    week = np.floor(8 * uniforms(seed, PHASE, count)).astype(np.int64)  # whose Monday brings one
    since = poisson(7 * ((8 - week) % 8) * pace, uniforms(seed, ELAPSED, pace.shape))
    stock, sales, received = _shelves(wanted, level, week, since)
    now = np.round((CYCLE + p.safety) * pace[1]).astype(np.int64)
    new = [table[0] for table in _weekly(wanted[1:], now[None])]
    for table, filled in zip((stock, sales, received), new, strict=True):
        table[1] = np.where(weekly, filled, table[1])
    ids = 2001 + np.arange(count)
    dates = np.concatenate([s + pd.to_timedelta(np.arange(DAYS), unit="D") for s in SEASONS])
    dates = pd.DatetimeIndex(dates).tz_convert("Asia/Shanghai").as_unit("us")
    day, article = (index.ravel() for index in np.indices((days, count)))
    return {
        "sku": pd.DataFrame(
            {
                "sku": ids,
                "title": np.char.add("cut ", (1 + cut).astype(str)),
                "category": np.array(COLOURS)[colour],
                "price": np.round(PRICE * cost, 2),
                "unit_cost": cost,
                "supplier": np.where(weekly, WORKSHOP, FACTORY),
            }
        ),
        "suppliers": pd.DataFrame(
            {
                "supplier": [FACTORY, WORKSHOP],
                "unit_price": [1.0, round(1 + p.premium, 3)],
                "lead_mean": [60.0, 6.0],
            }
        ),
        "inventory_daily": pd.DataFrame(
            {
                "date": dates[day],
                "sku": ids[article],
                "on_hand": stock.ravel(),
                "received": received.ravel(),
                "sales": sales.ravel(),
                "stockout_flag": (wanted > sales).ravel(),
            }
        ),
    }


def _even(lots, u):
    """Uniforms of a season's weeks, one in each eighth: no season is all good weeks."""
    return (lots.argsort(axis=1).argsort(axis=1) + u) / u.shape[1]


def _spread(sd, z):
    """Lognormal factors of mean 1."""
    return np.exp(sd * z - sd**2 / 2)


def _shelves(wanted, level, week, since):
    """Evening stock, sales and deliveries if the shelf is filled once in the eight weeks."""
    first = np.maximum(level - since, 0).astype(np.int64)[:, None]
    after = np.arange(DAYS)[:, None] >= 7 * week
    demand = wanted.cumsum(axis=1)
    until = np.where(after, 0, wanted).sum(axis=1, keepdims=True)
    filled = level.astype(np.int64)[:, None]
    stock = np.maximum(np.where(after, filled - demand + until, first - demand), 0)
    return _booked(stock, np.where(week == 0, filled, first), after, filled)


def _weekly(wanted, level):
    """The same if the shelf is filled every Monday."""
    seasons, days, count = wanted.shape
    weeks = wanted.reshape(seasons, days // 7, 7, count).cumsum(axis=2)
    stock = np.maximum(level[:, None, None] - weeks, 0)
    opening = np.repeat(level[:, None, None], days // 7, axis=1)
    before = np.concatenate([opening, stock[:, :, :-1]], axis=2)
    came = np.zeros_like(stock)
    came[:, 1:, 0] = level[:, None] - stock[:, :-1, -1]
    parts = stock, before - stock, came
    return [part.reshape(wanted.shape) for part in parts]


def _booked(stock, opening, after, filled):
    """Stock, what left the shelf, and what came: the batch, on the first morning after it."""
    before = np.concatenate([opening, stock[:, :-1]], axis=1)
    arrives = after & ~np.concatenate([after[:1], after[:-1]], axis=0)
    came = np.where(arrives, filled - before, 0)
    return stock, before + came - stock, came


def articles(sku, suppliers, inventory_daily, new=NEW, weekly=WORKSHOP):
    """Per article and season: pieces sold and days out of stock in 56, mean stock in the evening.

    ``sunday`` is the mean stock of the Sundays, as the warehouse counts; ``wanted`` what was sold
    with a usual day for each day sold out; ``surcharge`` what a piece costs more than in a big
    batch.
    """
    rows = inventory_daily.assign(new=inventory_daily["date"] >= new)
    by = ["sku", "new"]
    found = inventory.stock_summary(rows, by, weekday="Sunday")
    wanted = inventory.usual_days(rows, by).groupby(by, as_index=False)["sales"].sum()
    found = found.merge(wanted.rename(columns={"sales": "wanted"}), on=by)
    about = sku.merge(suppliers[["supplier", "unit_price"]], on="supplier").set_index("sku")
    about["weekly"] = about["supplier"] == weekly
    found = found.rename(columns={"counted": "sunday"}).join(about, on="sku")
    dearer = found["unit_cost"] * (found["unit_price"] - 1)
    return found.assign(surcharge=dearer.where(found["weekly"] & found["new"], 0.0))


def turnover(table, new):
    """Stock turnover a year: goods sold at cost ÷ stock at cost, as the warehouse counts it."""
    chosen = table[table["new"] == new]
    sold, stock = (chosen["unit_cost"] @ chosen[name] for name in ("sales", "sunday"))
    return inventory.turnover(sold, stock, DAYS)


def measure(sku, suppliers, inventory_daily):
    """The claim: how much faster did the brand's stock turn?"""
    table = articles(sku, suppliers, inventory_daily)
    return {"rise": turnover(table, True) / turnover(table, False) - 1}


def stock_saved(sku, suppliers, inventory_daily, new=NEW, weekly=WORKSHOP, counted="sunday"):
    """What the weekly articles' smaller stock saves, against the year before.

    ``counted``: "sunday" for Sundays' stock, "stock" for the mean of all evenings.
    """
    table = articles(sku, suppliers, inventory_daily, new, weekly)
    table = table[table["weekly"]]
    cost = inventory.holding_cost(table["unit_cost"] * table[counted], CARRYING, MONTH)
    cost = cost.groupby([table["sku"], table["new"]]).sum().unstack()
    return paired_difference(cost[False], cost[True], "articles")


over_cuts = partial(mean, counts="cuts")


def bill(table):
    """Yuan a month that each article brings in a season, in three parts and together."""
    parts = inventory.article_profit(table, VARIABLE, CARRYING, DAYS, MONTH)
    return table[["title", "weekly", "new"]].join(parts)


def against_sisters(sku, suppliers, inventory_daily, new=NEW, weekly=WORKSHOP):
    """What each cut's weekly colour gained on its two sisters, part by part; yuan a month."""
    table = bill(articles(sku, suppliers, inventory_daily, new, weekly))
    return inventory.against_sisters(table, table.columns[3:], "title", "weekly", "new")


def whole_bill(sku, suppliers, inventory_daily, part="profit", new=NEW, weekly=WORKSHOP):
    """What weekly batches do to an article's profit (or to a part of it), over the cuts."""
    table = bill(articles(sku, suppliers, inventory_daily, new, weekly))
    return inventory.sisters_difference(table, part, "title", "weekly", "new", counts="cuts")


def bill_at(sku, suppliers, inventory_daily, level=None, new=NEW, weekly=WORKSHOP):
    """What weekly lots do to profit if the shelf is filled up to ``level`` days, over the cuts.

    By default the level that the two costs give.
    """
    if level is None:
        level = cover(inventory_daily, articles(sku, suppliers, inventory_daily, new, weekly), new)
    gains, cost = replay(sku, inventory_daily, level, new, weekly)
    premium = suppliers.set_index("supplier").loc[weekly, "unit_price"] - 1
    return mean(gains - premium * cost, "cuts")


def replay(sku, inventory_daily, level, new=NEW, weekly=WORKSHOP):
    """The sisters' customers of this autumn before weekly shelves filled up to ``level`` days.

    Where a sister was sold out, a usual day of hers stands for the day. Per cut, yuan an article
    and month: what profit gains without a surcharge, and what the pieces sold cost.
    """
    about = sku[sku["supplier"] != weekly].assign(surcharge=0.0)
    rows = inventory_daily[inventory_daily["date"] >= new].merge(about[["sku"]], on="sku")
    customers = inventory.usual_days(rows)
    was, would = (
        inventory.stock_summary(table).merge(about, on="sku")
        for table in (rows, inventory.filled_up(customers, level, CYCLE))
    )
    profit = [
        inventory.article_profit(table, VARIABLE, CARRYING, DAYS, MONTH)["profit"]
        for table in (was, would)
    ]
    cost = would["unit_cost"] * would["sales"] * MONTH / DAYS
    return [part.groupby(would["title"]).mean() for part in (profit[1] - profit[0], cost)]


def by_surcharge(sku, inventory_daily, level, surcharges):
    """The replay's bill at each surcharge (a share of the cost): surcharge, profit, low, high."""
    gains, cost = replay(sku, inventory_daily, level)
    rows = [(share, *mean(gains - share * cost, "cuts")[:3]) for share in surcharges]
    return pd.DataFrame(rows, columns=["surcharge", "profit", "low", "high"])


def filled(table):
    """A guess of the fill rate of these rows of inventory_daily."""
    return inventory.fill_rate(table)


def served(table):
    """What the weekly shelves sold of what was wanted, by their sisters' change; at most 1."""
    sides = table.groupby(["weekly", "new"])[["sales", "wanted"]].sum()
    change = sides.loc[(False, True), "wanted"] / sides.loc[(False, False), "wanted"]
    return min(sides.loc[(True, True), "sales"] / sides.loc[(True, False), "wanted"] / change, 1)


def level_now(table, inventory_daily):
    """To how many days the weekly shelves are filled up on Mondays: of their sales, of demand."""
    weekly = table[table["weekly"] & table["new"]]
    mondays = inventory_daily[
        (inventory_daily["date"] >= NEW)
        & (inventory_daily["date"].dt.day_of_week == 0)
        & inventory_daily["sku"].isin(weekly["sku"])
    ]
    full = (mondays["on_hand"] + mondays["sales"]).sum() * CYCLE / DAYS  # a Monday morning
    level = full / (weekly["sales"].sum() / DAYS)
    return level, level * served(table)


def service_level(table):
    """In what share of weeks the shelf should last until Monday: critical ratio (newsvendor)."""
    weekly = table[table["weekly"] & table["new"]]
    paid = weekly["unit_cost"] * weekly["unit_price"]
    lost = ((1 - VARIABLE) * weekly["price"] - paid).mean()
    return inventory.critical_ratio(
        lost, inventory.holding_cost(weekly["unit_cost"].mean(), CARRYING, CYCLE)
    )


def cover(inventory_daily, table, new=NEW):
    """How many days' sales to fill up to, for that service level: from the sisters' weeks."""
    sisters = table.loc[~table["weekly"], "sku"]
    rows = inventory_daily[inventory_daily["sku"].isin(sisters)]
    rows = rows.assign(new=rows["date"] >= new)
    return inventory.days_of_cover(rows, service_level(table), CYCLE, by=["sku", "new"])


def words(sku, suppliers, inventory_daily):
    """More figures for the notebook's text."""
    tables = sku, suppliers, inventory_daily
    table = articles(*tables)
    before, after = turnover(table, False), turnover(table, True)
    mine = table[table["weekly"]]
    old, new = mine[~mine["new"]], mine[mine["new"]]
    rows = inventory_daily[inventory_daily["date"] >= NEW]
    weekly = rows["sku"].isin(new["sku"])
    obvious, found = stock_saved(*tables), whole_bill(*tables)
    needed = cover(inventory_daily, table)
    higher = bill_at(*tables, level=needed)
    evenings = stock_saved(*tables, counted="stock").estimate
    parts = against_sisters(*tables).mean()
    level, wanted = level_now(table, inventory_daily)
    now = bill_at(*tables, level=wanted).estimate
    return {
        "before": fact.number(before, 1),
        "after": fact.number(after, 1),
        "month_pieces": fact.count(10 * round(table["sales"].mean() * MONTH / DAYS / 10)),
        "mean_price": fact.money(sku["price"].mean()),
        "days_before": fact.number(365 / before),
        "days_after": fact.number(365 / after),
        "stock_before": fact.number(old["stock"].sum() / old["sales"].sum() * DAYS),
        "stock_after": fact.number(new["stock"].sum() / new["sales"].sum() * DAYS, 1),
        "sunday_after": fact.number(new["sunday"].sum() / new["sales"].sum() * DAYS, 1),
        "sold": _change(mine),
        "sold_sisters": _change(table[~table["weekly"]]),
        "empty": fact.share(rows.loc[weekly, "stockout_flag"].mean(), 1),
        "empty_sisters": fact.share(rows.loc[~weekly, "stockout_flag"].mean(), 1),
        "filled": fact.share(filled(rows[weekly]), 1),
        "missed": "some" if filled(rows[weekly]) < 1 - MISSING else "none",
        "served": fact.share(served(table), 1),
        "premium": fact.share(new["unit_price"].mean() - 1, 1),
        "part_sold": _yuan(parts["margin of what is sold"]),
        "part_dearer": _yuan(parts["dearer pieces"]),
        "part_stock": _yuan(parts["stock"]),
        "emptier": _emptier(*(rows.loc[side, "stockout_flag"] for side in (weekly, ~weekly))),
        "levels": "fuller"
        if needed > wanted + 0.5
        else "less"
        if needed < wanted - 0.5
        else "enough",
        "batches": "large" if old["stock"].sum() > 36 / DAYS * old["sales"].sum() else "tight",
        "step": step(found, higher, higher.estimate - now),
        "shown": "above" if found.low > 0 else "below" if found.high < 0 else "inside",
        "where": "inside" if found.low <= obvious.estimate <= found.high else "outside",
        "service": fact.share(service_level(table), 1),
        "level": fact.number(level, 1),
        "level_wanted": fact.number(wanted, 1),
        "level_needed": fact.number(needed, 1),
        "naive_evenings": fact.money(evenings, signed=True),
        "evenings_against_sundays": "more" if evenings > obvious.estimate else "fewer",
        "at_level": fact.money(now, signed=True),
        "at_needed": fact.money(higher.estimate, signed=True),
        "at_needed_low": fact.money(higher.low, signed=True),
        "at_needed_high": fact.money(higher.high, signed=True),
    }


def _emptier(weekly, sisters):
    """Whose shelves are sold out more often, by more than a day in a hundred?"""
    more = weekly.mean() - sisters.mean()
    return "weekly" if more > 0.01 else "big" if more < -0.01 else "alike"


def step(found, then, more):
    """What follows from the bill as it is, the replay, and what the other level adds."""
    if found.low > WORK:
        return "fuller" if more >= CLEARLY else "all"
    return "wait" if then.estimate > WORK else "back"


def _change(table):
    sales = table.groupby("new")["sales"].sum()
    return fact.share(sales[True] / sales[False] - 1, 1, signed=True)


def _yuan(value):
    return fact.money(value, signed=True)


@cache
def _weekly_shelf(pace, safety):
    """A shelf filled up on Mondays: share of demand served, mean evening stock, Sundays' stock."""
    level = int(round((CYCLE + safety) * pace))
    mean = pace * np.arange(1, CYCLE + 1)[:, None]
    from scipy.stats import nbinom  # slow to import

    left = nbinom.cdf(np.arange(level), SHAPE, SHAPE / (SHAPE + mean)).sum(axis=1)
    return (level - left[-1]) / mean[-1, 0], left.mean(), left[-1]


def _weeks_variance(weeks):
    """Variance of what so many of a season's eight good and bad weeks sum to, in weeks' sales."""
    good = at(gamma_table(SHAPE), (np.arange(8000) + 0.5) / 8000).reshape(8, -1)
    within, between = good.var(axis=1).mean(), good.mean(axis=1).var()
    whole = np.floor(weeks)
    squares = whole + (weeks - whole) ** 2
    return within * squares + between * (squares - weeks**2 / 8) * 8 / 7


@cache
def _cycle():
    """Days of a season: since the batch came, weeks of this season in them, is it a Sunday?"""
    rows = []
    for week in range(8):  # whose Monday brings the batch
        rows += [(7 * (8 - week) + day, day / 7, day) for day in range(7 * week + 1)]
        rows += [(day, day / 7, day) for day in range(8 * 7 - 7 * week + 1)]
    since, weeks, day = np.array(rows).T
    return since, _weeks_variance(weeks), day


def _big_lots(cover, growth):
    """A shelf filled up to ``cover`` batches of 56 days every eight weeks, per batch size.

    Share served; mean stock in the evening, and of Sundays, in batches; chance of an empty shelf.
    """
    since, spread, day = _cycle()
    pace = (SLOWEST + FASTEST) / 2 * growth
    level, wanted = LOT * pace / growth * cover[:, None], since * pace
    sd = np.sqrt(wanted + spread * (7 * pace) ** 2 + (wanted * YEAR) ** 2)
    z = (level - wanted) / np.maximum(sd, 1e-9)
    left = (level - wanted) * ndtr(z) + sd * np.exp(-(z**2) / 2) / (2 * np.pi) ** 0.5
    first, last = day == 0, np.append(day[1:] == 0, True)
    sold = (left * first - left * last).sum(axis=1) / (8 * DAYS * pace)
    evenings = left[:, ~first].mean(axis=1) / (LOT * pace)
    sundays = left[:, ~first & (day % 7 == 0)].mean(axis=1) / (LOT * pace)
    return sold, evenings, sundays, ndtr(-z[:, last]).mean(axis=1)


_PACES = np.linspace(SLOWEST, FASTEST, 9)
_BUYERS = _spread(BOUGHT, ndtri((np.arange(40) + 0.5) / 40))


def _shelf(p):
    """For each pace and buyer's batches, of a piece that costs 1 yuan, a day.

    What weekly batches change in each part of the bill, the margin of the paces, and the chance
    that a shelf of a big batch is empty.
    """
    share, lots, _, empty = _big_lots(p.bought * _BUYERS, p.growth)
    serves, left, _ = (row[:, None] for row in _weekly_shelves(p))
    pace = (_PACES * p.growth)[:, None]
    margin, rate = (1 - VARIABLE) * PRICE - 1, CARRYING / 365
    parts = {
        "margin of what is sold": margin * pace * (serves - share),
        "dearer pieces": -p.premium * pace * serves + 0 * share,
        "stock": rate * (pace * LOT * lots - left),
    }
    return parts, margin * pace.mean(), empty.mean()


def _weekly_shelves(p):
    """Share of demand served, mean evening stock, Sundays' stock of the paces' weekly shelves."""
    shelf = [_weekly_shelf(round(pace * p.growth, 4), p.safety) for pace in _PACES]
    return np.array(shelf).T


def _part(p, part):
    return MONTH * (CHEAPEST + DEAREST) / 2 * _shelf(p)[0][part].mean()


def _at_level(p, level):
    """What weekly lots change in the profit if shelves are filled up to ``level`` days."""
    return expected(SimpleNamespace(**vars(p) | {"safety": level - CYCLE})).truth


def expected(p):
    """Stock saved, against stock saved less dearer pieces and with what is sold more or less.

    An article's profit is proportional to its cost; means over paces and over buyers' batches.
    """
    parts, margin, empty = _shelf(p)
    change = sum(parts.values())
    _, _, old, _ = _big_lots(p.bought * _BUYERS, 1.0)
    naive = CARRYING / 365 * (_PACES * LOT * old.mean() - _weekly_shelves(p)[2]).mean()
    pieces = margin * ((1 - VARIABLE) * PRICE - 1)
    noise = (1 + 2 * (1 - empty)) * (margin**2 * YEAR**2 + pieces / DAYS)
    reach = t_quantile(CUTS - 1) * ((noise + change.var()) / CUTS) ** 0.5
    cost = (CHEAPEST + DEAREST) / 2
    return Expected(*(MONTH * cost * value for value in (naive, change.mean(), reach)))


CASE = Case(
    name="just_in_time",
    number="K12",
    title="The stock that comes just in time",
    chapter="4_fulfillment",
    bias="wrong target",
    figures=(
        Figure("rise", 0.5, 0.1, Form("share", signed=True),
               "通过JIT模式，库存周转率提升50%", "000:040"),
    ),
    parameters={
        "growth": Parameter(1.03, 1.0, 1.15, "sales of this autumn ÷ last autumn's", 2),
        "bought": Parameter(1.35, 0.9, 2.9, "big batches: filled up to × what sells", 2),
        "safety": Parameter(4.2, 0.2, 5.0, "weekly batches: safety stock, days of sales", 1),
        "premium": Parameter(0.01, 0.004, 0.12, "dearer by so much in weekly batches"),
    },
    branches={
        # What isn't on the shelf, or what a piece costs more, eats the saving.
        ROSY: Branch({"growth": (1.0, 1.08), "bought": (1.5, 2.9), "safety": (0.2, 3.0),
                      "premium": (0.02, 0.1)}),
        # Shelves last until Monday, and pieces cost hardly more: the saving is what is left.
        RIGHT: Branch({"growth": (1.0, 1.1), "bought": (1.1, 1.9), "safety": (1.0, 5.0),
                       "premium": (0.004, 0.03)}),
        # Big batches sell out in a good autumn, and weekly shelves don't.
        MODEST: Branch({"growth": (1.03, 1.15), "bought": (0.9, 1.1), "safety": (0.2, 2.5),
                        "premium": (0.004, 0.02)}),
    },
    world=world,
    measure=measure,
    naive=stock_saved,
    right=whole_bill,
    expected=expected,
    estimand="profit of an article and month with weekly batches − with big batches, yuan",
    scale="difference",
    show=Form("CNY", signed=True),
    margin=1000,
    seed=70,
    words=words,
    stated=("days_before", "days_after", "month_pieces", "mean_price"),
    constants={
        "cuts": fact.count(CUTS),
        "carrying": fact.share(CARRYING),
        "keep": fact.money(CARRYING * 10_000),  # of 10,000 yuan on the shelf, a year
        "variable": fact.share(VARIABLE),
        "work": fact.money(WORK),
    },
    methods={
        part: Method(partial(whole_bill, part=part), partial(_part, part=part))
        for part in ("margin of what is sold", "dearer pieces", "stock")
    }
    | {
        f"profit, filled up to {HIGHER} days": Method(
            partial(bill_at, level=HIGHER), partial(_at_level, level=HIGHER)
        )
    },
)  # fmt: skip
