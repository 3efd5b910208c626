"""K19: the best customers get a card, the card's holders come back: is it the card?"""

from functools import cache, partial

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ecomlab.cases.declaration import Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import normal_quantile, sample_size
from ecomlab.retention import membership
from ecomlab.streams import normal, uniforms
from ecomlab.texts import Form, fact

BUYERS = 40_000  # of 2024
CUT = 5000  # yuan spent in 2024, from which the card is given
REACH = 2000  # yuan to either side of the cut-off that the two lines are fitted to
TIERS = {"diamond": CUT, "gold": 3000, "silver": 1000, "member": 0}
YEAR = pd.Timestamp("2025-01-01", tz="Asia/Shanghai")  # the cards are given, the year begins
SPREAD, PRICES = 0.6, 10  # of an order's value: standard deviation of its log; yuan it comes in
SERVICE, MARGIN = 50, 0.4  # yuan a year and card; margin of what is sold
HOLDERS = {"tier": "diamond"}
TAGS = ["bought once", "bought twice", "bought 3 times", "bought 4 times or more"]
OFTEN, VALUES, AGAIN, EXTRA, DAYS, LATER, LIKE = range(1, 8)  # streams
MOST = 12  # orders a year, in what the parameters imply


def world(p, seed):
    """The buyers of 2024 with what they spent, and their orders of 2025.

    Each buys at a pace of their own (gamma, shape 1), in both years the same. Nobody knew the
    cut-off while spending. The card makes ``p.card`` of all holders buy who else wouldn't have,
    each as often as some holder who came back unasked.
    """
    often = 1 + _geometric(p.orders / (1 + p.orders), uniforms(seed, OFTEN, BUYERS))
    value = _values(p, seed, VALUES, often.sum())
    spent = np.add.reduceat(value, np.cumsum(often) - often)
    again = _negative_binomial(1 + often, _lapse(p), seed)
    holds = spent >= CUT
    won = uniforms(seed, EXTRA, BUYERS) * (1 - _returns(p, often)) < p.card
    back, won = again[holds & (again > 0)], holds & won & (again == 0)
    again[won] = back[(len(back) * uniforms(seed, LIKE, BUYERS)[won]).astype(np.int64)]
    buyer = np.repeat(np.arange(BUYERS), again)
    day = np.sort(buyer * 365 + (365 * uniforms(seed, DAYS, len(buyer))).astype(np.int64)) % 365
    tier = np.select([spent >= floor for floor in TIERS.values()], range(len(TIERS)))
    ids = np.arange(1, BUYERS + 1)
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": ids,
                "tier": np.array(list(TIERS))[tier],
                "growth_value": spent,
                "tags": np.array(TAGS)[np.minimum(often, len(TAGS)) - 1],
            }
        ),
        "orders": pd.DataFrame(
            {
                "customer_id": ids[buyer],
                "ts_order": (YEAR + pd.to_timedelta(np.arange(365), unit="D")).as_unit("us")[day],
                "paid_amount": _values(p, seed, LATER, len(buyer)).astype(float),
            }
        ),
    }


def _geometric(again, u):
    """How many times in a row one goes on, if each time the share ``again`` does."""
    return np.floor(np.log1p(-u) / np.log(again)).astype(np.int64)


def _values(p, seed, stream, count):
    """Values of orders, in whole tens of yuan."""
    value = p.price * np.exp(SPREAD * normal(uniforms(seed, stream, count)))
    return PRICES * np.maximum(np.round(value / PRICES), 1).astype(np.int64)


def _lapse(p):
    """Chance of one more order in 2025, for each order of 2024 and once beside."""
    return p.orders / (1 + 2 * p.orders)


def _negative_binomial(times, again, seed):
    """Orders of 2025: what gamma-Poisson buyers with so many orders in 2024 make of it."""
    runs = _geometric(again, uniforms(seed, AGAIN, times.sum()))
    return np.add.reduceat(runs, np.cumsum(times) - times)


def _returns(p, often):
    """Share that buys in 2025 without a card, of those who bought so often in 2024."""
    return 1 - (1 - _lapse(p)) ** (1 + often)


table = membership.bought_again


def measure(customers, orders):
    """The claim: of the holders of a diamond card, how many bought again?"""
    buyers = table(customers, orders)
    return {"diamond": buyers.loc[buyers["tier"] == "diamond", "again"].mean()}


def holders_less_others(customers, orders, holders=HOLDERS):
    """Holders' repurchase rate less that of all others."""
    return membership.group_difference(table(customers, orders), holders, outcome="again")


def equally_often(customers, orders, holders=HOLDERS, often=TAGS[1]):
    """The same among those who had bought twice."""
    buyers = table(customers, orders)
    return membership.group_difference(buyers[buyers["tags"] == often], holders, outcome="again")


def jump_within(customers, orders, reach=REACH):
    """How far does the repurchase rate jump where the card begins? (Regression discontinuity.)"""
    return membership.regression_discontinuity(table(customers, orders), CUT, reach)


def jump_at_cutoff(customers, orders):
    """The jump within ``REACH`` of the cut-off: many buyers, and no other tier's beginning."""
    return jump_within(customers, orders)


def year_of_one_back(customers, orders, tier="gold"):
    """What a holder of this tier who comes back spends in the year, yuan: all orders together."""
    holders = customers.loc[customers["tier"] == tier, "customer_id"]
    theirs = orders[orders["customer_id"].isin(holders)]
    return theirs["paid_amount"].sum() / theirs["customer_id"].nunique()


def break_even(customers, orders, tier="gold"):
    """By how much must an adviser raise the tier's repurchase rate, to earn what one costs?

    Of the gold tier, as for them the budget is asked: they spend less than diamonds do.
    """
    return membership.break_even(SERVICE, year_of_one_back(customers, orders, tier), MARGIN)


def words(customers, orders):
    """More figures for the notebook's text."""
    buyers = table(customers, orders)
    holds = buyers["tier"] == "diamond"
    often = buyers["tags"].isin(TAGS[1:])
    obvious, found = holders_less_others(customers, orders), jump_at_cutoff(customers, orders)
    gold, needed = buyers["tier"] == "gold", break_even(customers, orders)
    by_tier = buyers.groupby("tier")["again"].mean()
    by_often = buyers[~holds].groupby("tags")["again"].mean()
    twice = buyers.loc[holds & (buyers["tags"] == TAGS[1]), "again"].mean()
    arm = sample_size(by_tier["gold"], by_tier["gold"] + needed, power=0.8)
    return {
        "where": "inside" if found.holds(obvious.value) else "outside",
        "buyers": fact.count(len(buyers)),
        "holders": fact.count(holds.sum()),
        "holders_share": fact.share(holds.mean(), 1),
        "others": fact.share(buyers.loc[~holds, "again"].mean()),
        "holders_often": fact.share(often[holds].mean()),
        "others_often": fact.share(often[~holds].mean()),
        "break_even": fact.points(needed),
        "gold": fact.count(gold.sum()),
        "gold_spent": fact.money(year_of_one_back(customers, orders)),
        "diamond_spent": fact.money(year_of_one_back(customers, orders, "diamond")),
        "arm": fact.count(arm),
        "enough": "enough" if gold.sum() >= 2 * arm else "short",
        **{f"{tier}_again": fact.share(by_tier[tier]) for tier in ("member", "silver", "gold")},
        "once_again": fact.share(by_often[TAGS[0]]),
        "four_again": fact.share(by_often[TAGS[-1]]),
        "twice_with": fact.share(twice, 1),
        "twice_without": fact.share(by_often[TAGS[1]], 1),
    }


@cache
def _spending(orders, price):
    """Buyers by how often they bought (rows) and what they spent below ``CUT + REACH``."""
    spent = np.arange(0, CUT + REACH + 1, PRICES)
    edges = np.log((spent[1:] + PRICES / 2) / price) / SPREAD
    one = np.diff(ndtr(edges), prepend=0)  # the first price takes what lies below it
    sums = [np.append(0, one)]
    for _ in range(MOST - 1):
        sums.append(np.convolve(sums[-1], np.append(0, one))[: len(spent)])
    going_on = orders / (1 + orders)
    share = (1 - going_on) * going_on ** np.arange(MOST)
    return spent, share, share[:, None] * np.array(sums)


def expected(p):
    """The obvious gap contains who gets a card; two lines at the cut-off leave the card.

    Exact sums over how often people bought and what they spent, as values come in tens of yuan.
    """
    spent, share, buyers = _spending(p.orders, p.price)
    back = _returns(p, np.arange(1, MOST + 1))
    below = buyers[:, spent < CUT].sum(axis=1)
    holders, others = np.average(back, weights=share - below), np.average(back, weights=below)
    density, rate = buyers.sum(axis=0), back @ buyers
    rate = np.divide(rate, density, out=np.zeros_like(rate), where=density > 0)
    rate = rate + p.card * (spent >= CUT)
    variance = 0
    for side in ((spent >= CUT - REACH) & (spent < CUT), spent >= CUT):
        x = np.column_stack([np.ones(side.sum()), (spent[side] - CUT) / REACH])
        weight = BUYERS * density[side]
        bread = np.linalg.inv(x.T @ (x * weight[:, None]))
        meat = x.T @ (x * (weight * rate[side] * (1 - rate[side]))[:, None])
        variance += (bread @ meat @ bread)[0, 0]
    return Expected(holders + p.card - others, p.card, normal_quantile() * variance**0.5)


CASE = Case(
    name="diamond_card",
    number="K19",
    title="The card whose holders come back",
    chapter="5_retention",
    bias="selection",
    figures=(
        Figure("diamond", 0.6, 0.055, Form("share"),
               "钻石卡用户复购率达60%", "000:052"),
    ),
    parameters={
        "orders": Parameter(0.37, 0.28, 0.5, "orders a year, mean of all who might buy", 2),
        "price": Parameter(1100, 950, 1300, "median value of an order, yuan", 0),
        "card": Parameter(0.0, 0.0, 0.16, "share of holders who buy again because of the card", 2),
    },
    world=world,
    measure=measure,
    naive=holders_less_others,
    right=jump_at_cutoff,
    expected=expected,
    estimand="repurchase rate with the card − repurchase rate without it, of those at the cut-off",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.13,
    methods={
        "those who bought equally often": Method(equally_often, lambda p: p.card),
        **{
            f"jump within {reach:,} yuan": Method(
                partial(jump_within, reach=reach), lambda p: p.card
            )
            for reach in (500, 1000, 1500)
        },
    },
    seed=16,
    words=words,
    stated=("others",),
    constants={
        "cut": fact.money(CUT),
        "reach": fact.money(REACH),
        "service": fact.money(SERVICE),
        "margin": fact.share(MARGIN),
    },
)  # fmt: skip
