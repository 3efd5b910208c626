"""K19: the best customers get a card, the card's holders come back: is it the card?"""

from functools import cache, partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import ndtr

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import normal_quantile, sample_size
from ecomlab.retention import membership
from ecomlab.streams import normal, uniforms
from ecomlab.texts import Form, fact

BUYERS = 70_000  # of 2024
CUT = 5000  # yuan spent in 2024, from which the card is given
REACH = 2000  # yuan to either side of the cut-off that the two lines are fitted to
TIERS = {"diamond": CUT, "gold": 3000, "silver": 1000, "member": 0}
YEAR = pd.Timestamp("2025-01-01", tz="Asia/Shanghai")  # the cards are given, the year begins
SPREAD, PRICES = 0.6, 10  # of an order's value: standard deviation of its log; yuan it comes in
SET, UNLIKE = 4500, 0.5  # a wedding's set: its median price in yuan; sd of its log
SERVICE, MARGIN = 80, 0.4  # yuan a year and card; margin of what is sold
HOLDERS = {"tier": "diamond"}
TAGS = ["bought once", "bought twice", "bought 3 times", "bought 4 times or more"]
OFTEN, VALUES, AGAIN, EXTRA, DAYS, LATER, LIKE, WED, SETS, AFTER = range(1, 11)  # streams
MOST = 12  # orders a year, in what the parameters imply


def world(p, seed):
    """The buyers of 2024 with what they spent, and their orders of 2025.

    Most buy at a pace of their own (gamma, shape 1), in both years the same. ``p.weddings`` of all
    bought one set for a wedding, of whom ``p.after`` come back by themselves. Nobody knew the
    cut-off while spending. The card makes ``p.card`` of all holders buy who else wouldn't have,
    each as often as some holder who came back unasked.
    """
    wed = uniforms(seed, WED, BUYERS) < p.weddings
    often = 1 + _geometric(p.orders / (1 + p.orders), uniforms(seed, OFTEN, BUYERS))
    often[wed] = 1
    value, first = _values(p.price, SPREAD, seed, VALUES, often.sum()), np.cumsum(often) - often
    value[first[wed]] = _values(SET, UNLIKE, seed, SETS, BUYERS)[wed]
    spent = np.add.reduceat(value, first)
    again = _negative_binomial(1 + often, _lapse(p), seed)
    again[wed] = (uniforms(seed, AFTER, BUYERS) < p.after)[wed]
    unasked = np.where(wed, p.after, _returns(p, often))
    holds = spent >= CUT
    won = uniforms(seed, EXTRA, BUYERS) * (1 - unasked) < p.card
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
                "paid_amount": _values(p.price, SPREAD, seed, LATER, len(buyer)).astype(float),
            }
        ),
    }


def _geometric(again, u):
    """How many times in a row one goes on, if each time the share ``again`` does."""
    return np.floor(np.log1p(-u) / np.log(again)).astype(np.int64)


def _values(median, spread, seed, stream, count):
    """Values of orders, in whole tens of yuan."""
    value = median * np.exp(spread * normal(uniforms(seed, stream, count)))
    return PRICES * np.maximum(np.round(value / PRICES), 1).astype(np.int64)


def _lapse(p):
    """Chance of one more order in 2025, for each order of 2024 and once beside."""
    return p.orders / (1 + 2 * p.orders)


def _negative_binomial(times, again, seed):
    """Orders of 2025: what gamma-Poisson buyers with so many orders in 2024 make of it."""
    runs = _geometric(again, uniforms(seed, AGAIN, times.sum()))
    return np.add.reduceat(runs, np.cumsum(times) - times)


def _returns(p, often):
    """Share that buys in 2025 without a card, of who bought so often in 2024 for no wedding."""
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

    Of the gold tier, as for them the budget is asked.
    """
    return membership.break_even(SERVICE, year_of_one_back(customers, orders, tier), MARGIN)


def turning_costs(customers, orders, tier="gold"):
    """Between which yearly costs of an adviser, in yuan, does break-even lie inside the interval?

    Below the first an adviser pays for sure, above the second for sure not.
    """
    found, spent = jump_at_cutoff(customers, orders), year_of_one_back(customers, orders, tier)
    return tuple(max(end, 0) * MARGIN * spent for end in (found.low, found.high))


def words(customers, orders):
    """More figures for the notebook's text."""
    buyers = table(customers, orders)
    holds = buyers["tier"] == "diamond"
    once = buyers["tags"] == TAGS[0]
    obvious, found = holders_less_others(customers, orders), jump_at_cutoff(customers, orders)
    gold, needed = buyers["tier"] == "gold", break_even(customers, orders)
    by_tier = buyers.groupby("tier")["again"].mean()
    by_often = buyers[~holds].groupby("tags")["again"].mean()
    cheap, dear = turning_costs(customers, orders)
    twice = buyers.loc[holds & (buyers["tags"] == TAGS[1]), "again"].mean()
    arm = sample_size(by_tier["gold"], by_tier["gold"] + needed, power=0.8)
    return {
        "where": "inside" if found.holds(obvious.value) else "outside",
        "buyers": fact.count(len(buyers)),
        "holders": fact.count(holds.sum()),
        "holders_share": fact.share(holds.mean(), 1),
        "others": fact.share(buyers.loc[~holds, "again"].mean()),
        "holders_once": fact.share(once[holds].mean()),
        "others_once": fact.share(once[~holds].mean()),
        "once_with": fact.share(buyers.loc[holds & once, "again"].mean()),
        "often_with": fact.share(buyers.loc[holds & ~once, "again"].mean()),
        "ladder": _ladder(by_tier["silver"], by_tier["gold"]),
        "turns": "both" if cheap > 0 else "upper" if dear > 0 else "never",
        "cheap": fact.money(cheap),
        "dear": fact.money(dear),
        "step_yuan": fact.money(found.value * MARGIN * year_of_one_back(customers, orders)),
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


def _ladder(silver, gold, little=0.01):
    """Does the rate climb from silver to gold, fall, or hardly change?"""
    return "level" if abs(gold - silver) <= little else "climbs" if gold > silver else "falls"


def _chances(median, spread, spent):
    """How likely an order has each of these values, in tens of yuan."""
    edges = np.log((spent[1:] + PRICES / 2) / median) / spread
    return np.append(0, np.diff(ndtr(edges), prepend=0))  # the first price takes what lies below


@cache
def _spending(orders, price):
    """Buyers by how often they bought (rows) and what they spent below ``CUT + REACH``."""
    spent = np.arange(0, CUT + REACH + 1, PRICES)
    one = _chances(price, SPREAD, spent)
    sums = [one]
    for _ in range(MOST - 1):
        sums.append(np.convolve(sums[-1], one)[: len(spent)])
    going_on = orders / (1 + orders)
    share = (1 - going_on) * going_on ** np.arange(MOST)
    return spent, share, share[:, None] * np.array(sums)


def _kinds(p):
    """Of each kind of buyer (so often, or for a wedding): share, spending, who comes back."""
    spent, share, buyers = _spending(p.orders, p.price)
    sets = p.weddings * _chances(SET, UNLIKE, spent)
    share = np.append((1 - p.weddings) * share, p.weddings)
    back = np.append(_returns(p, np.arange(1, MOST + 1)), p.after)
    return spent, share, np.vstack([(1 - p.weddings) * buyers, sets]), back


def _unlike(p):
    """How much more often than the others holders would come back without their card."""
    spent, share, buyers, back = _kinds(p)
    below = buyers[:, spent < CUT].sum(axis=1)
    return np.average(back, weights=share - below) - np.average(back, weights=below)


def cancels(p):
    """The share of wedding buyers at which holders, without the card, are like the others."""
    return brentq(lambda w: _unlike(SimpleNamespace(**vars(p) | {"weddings": w})), 1e-6, 0.5)


def expected(p):
    """The obvious gap contains who gets a card; two lines at the cut-off leave the card.

    Exact sums over how often people bought and what they spent, as values come in tens of yuan.
    """
    spent, _, buyers, back = _kinds(p)
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
    return Expected(_unlike(p) + p.card, p.card, normal_quantile() * variance**0.5)


WORLD = {
    "orders": Parameter(0.49, 0.36, 0.55, "orders a year, mean of all who might buy", 2),
    "price": Parameter(1100, 950, 1300, "median value of an order, yuan", 0),
    "card": Parameter(0.11, 0.0, 0.2, "share of holders who buy again because of the card", 2),
    "weddings": Parameter(0.07, 0.0, 0.35, "share of buyers: bought a set for a wedding", 3),
    "after": Parameter(0.15, 0.06, 0.18, "share of these who come back by themselves", 2),
}
CANCELS = cancels(SimpleNamespace(**{name: p.default for name, p in WORLD.items()}))

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
    parameters=WORLD,
    branches={
        "rosy": Branch({"weddings": (0.0, 0.01), "card": (0.0, 0.08)}),
        "right": Branch({"weddings": (0.04, 0.11), "card": (0.08, 0.18)}),
        "modest": Branch({"weddings": (0.2, 0.35), "after": (0.06, 0.12), "card": (0.06, 0.2)}),
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
    seed=2,
    words=words,
    stated=("others",),
    constants={
        "cut": fact.money(CUT),
        "reach": fact.money(REACH),
        "service": fact.money(SERVICE),
        "margin": fact.share(MARGIN),
        "set": fact.money(SET),
        "cancels": fact.share(CANCELS),
        "one_in": fact.number(1 / WORLD["weddings"].default),
        "published_card": fact.points(WORLD["card"].default),
    },
)  # fmt: skip
