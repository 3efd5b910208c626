"""K06: another offer to other people, and more of them come back. Whose work is it?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import Estimate, normal_quantile
from ecomlab.streams import generator, normal
from ecomlab.texts import Form, fact
from ecomlab.traffic.mix import (
    came_back,
    channel_quality,
    quality_difference,
    repurchase_difference,
)

TRIAL, BOX = "trial pack", "family box"  # what the campaigns win people with, and their names
STARTS = {TRIAL: "2025-04-01", BOX: "2025-05-01"}  # 618 lies in everybody's 90 days
PEOPLE = {TRIAL: 10_000, BOX: 2_000}
PRICE = {TRIAL: 9.9, BOX: 59.0}  # of the first order, sold at cost in both
AUDIENCE = {TRIAL: "everyone, by price", BOX: "high buying power"}
PAYS = {TRIAL: 0.08, BOX: 0.03}  # of those who click
DAYS, WINDOW = 30, 90  # of a campaign; from the first order on, in which one may come back
LEVELS = ["low", "middle", "high"]  # buying power, as the platform labels it before the campaign
MIDDLE = {TRIAL: 0.14, BOX: 0.79}  # share of middle among those who aren't high
BASKET, SPREAD, MORE, MARGIN = 110, 0.35, 0.5, 0.4  # later orders: yuan, log sd, another, margin
LEVEL, FIRST, BACK, TIMES, LATER, SPENT, COST, CLICKS = range(1, 9)  # streams, for each campaign


def world(p, seed):
    """Both campaigns: their people, what these order within 90 days, and what they cost."""
    parts = [_campaign(p, seed, name) for name in PEOPLE]
    return {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}


def _campaign(p, seed, name):
    """People come on thirty days; who comes back does so on any day of the window."""
    count, since = PEOPLE[name], list(PEOPLE).index(name)
    start = pd.Timestamp(STARTS[name], tz="Asia/Shanghai")
    dates = (start + pd.to_timedelta(np.arange(DAYS + WINDOW), unit="D")).as_unit("us")

    def uniforms(stream, shape):
        return generator(seed, 10 * since + stream).random(shape)

    level = np.searchsorted(np.cumsum(_mix(p, name))[:-1], uniforms(LEVEL, count))
    first = np.sort((DAYS * uniforms(FIRST, count)).astype(np.int64))
    back = uniforms(BACK, count) < _rates(p, name)[level]
    times = 1 + np.floor(np.log(uniforms(TIMES, count)) / np.log(MORE)).astype(np.int64)
    buyer = np.repeat(np.arange(count), np.where(back, times, 0))
    day = first[buyer] + 1 + ((WINDOW - 1) * uniforms(LATER, len(buyer))).astype(np.int64)
    luck = np.exp(SPREAD * normal(uniforms(SPENT, len(buyer))) - SPREAD**2 / 2)
    dimes = np.round(10 * _baskets(p)[level[buyer]] * luck).astype(np.int64)
    who, when = np.append(np.arange(count), buyer), np.append(first, day)
    turn = np.lexsort((when, who))
    paid = np.append(np.full(count, PRICE[name]), dimes / 10)[turn]
    ids = sum(list(PEOPLE.values())[:since]) + np.arange(1, count + 1)
    joined = np.bincount(first, minlength=DAYS)
    clicks = joined / PAYS[name] * (1 + 0.1 * uniforms(CLICKS, DAYS))
    cost = joined * _cac(p, name) * (1 + 0.05 * normal(uniforms(COST, DAYS)))
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": ids,
                "first_order_at": dates[first],
                "acq_offer": name,
                "tags": np.array(LEVELS)[level],
            }
        ),
        "orders": pd.DataFrame(
            {"customer_id": ids[who[turn]], "ts_order": dates[when[turn]], "paid_amount": paid}
        ),
        "ads_daily": pd.DataFrame(
            {
                "date": dates[:DAYS],
                "plan_id": name,
                "keyword_or_audience": AUDIENCE[name],
                "clicks": np.round(clicks).astype(np.int64),
                "cost": np.round(100 * cost) / 100,
                "orders": joined,
            }
        ),
    }


def _mix(p, name):
    """Shares of low, middle and high buying power among a campaign's people."""
    high = p.high_before if name == TRIAL else p.high_after
    middle = (1 - high) * MIDDLE[name]
    return np.array([1 - high - middle, middle, high])


def _rates(p, name):
    """Share that comes back, by buying power: the same in both but for what the campaign does."""
    own = np.array([p.rate_low, (p.rate_low * p.rate_high) ** 0.5, p.rate_high])
    return own + (p.campaign if name == BOX else 0)


def _cac(p, name):
    return p.cac_before if name == TRIAL else p.cac_after


def _baskets(p):
    """Mean of a later order, by buying power."""
    return BASKET * np.array([1, (1 + p.basket) / 2, p.basket])


def people(customers, orders):
    """Everybody won, with whether they came back within 90 days: a second order of theirs."""
    return customers.assign(back=came_back(customers, orders))


def by_level(customers, orders):
    """People and share that came back, for each buying power (rows) and campaign."""
    found = people(customers, orders).groupby(["tags", "acq_offer"])["back"].agg(["size", "mean"])
    return found.unstack().loc[LEVELS]


def measure(customers, orders):
    """The claim: what the low-price people's rate doesn't reach, and the rate of the others."""
    rate = people(customers, orders).groupby("acq_offer")["back"].mean()
    return {"before": np.ceil(100 * rate[TRIAL]) / 100, "after": rate[BOX]}


after_less_before = partial(repurchase_difference, first=BOX, second=TRIAL)
same_people = partial(after_less_before, strata="tags", weights="first")
per_yuan = partial(quality_difference, first=BOX, second=TRIAL, margin=MARGIN)


def campaigns(customers, orders, ads_daily):
    """One row per campaign: heads, cost, and the margin of later orders for each yuan of ads."""
    table = channel_quality(customers, orders, ads_daily, margin=MARGIN)
    return table.set_index("acq_offer").loc[[TRIAL, BOX]]


def margin_per_customer(customers, orders, ads_daily, offer=BOX):
    """What a customer of a campaign leaves by later orders within 90 days, yuan."""
    row = campaigns(customers, orders, ads_daily).loc[offer]
    each = row["cost"] / row["people"]
    brings = Estimate(row["estimate"], row["low"], row["high"], int(row["people"]), "customers")
    return brings.times(each)


def words(customers, orders, ads_daily):
    """More figures for the notebook's text."""
    found, level = campaigns(customers, orders, ads_daily), by_level(customers, orders)
    mix = level["size"] / level["size"].sum()
    obvious, right = after_less_before(customers, orders), same_people(customers, orders)
    rate, pay = found["repeaters"] / found["people"], found["low"] > 1
    gap = per_yuan(customers, orders, ads_daily)
    said = {
        "where": "inside" if right.low <= obvious.estimate <= right.high else "outside",
        "high_label": fact.share(level["mean"].loc["high", TRIAL], 1),
        "high_new": fact.share(level["mean"].loc["high", BOX], 1),
        "zero": _beside(right, 0),
        "pays": "none" if (found["high"] < 1).all() else "all" if pay.all() else "some",
        "gap_says": _beside(gap, 0),
        "heads": "more" if found["repeaters"][BOX] > found["repeaters"][TRIAL] else "fewer",
        "levels": CASE.found(obvious, right)[0],
        "ended": CASE.found(obvious, right)[0],
        "low_label": fact.share(level["mean"].loc["low", TRIAL], 1),
        "rest": fact.points(obvious.estimate - right.estimate, 1, signed=True),
    }
    for word, name in (("before", TRIAL), ("after", BOX)):
        leaves = margin_per_customer(customers, orders, ads_daily, name)
        said[f"turns_{word}"] = fact.money(leaves.estimate, 1)
    for word, name in (("before", TRIAL), ("after", BOX)):
        row = found.loc[name]
        said |= {
            f"rate_{word}": fact.share(rate[name], 1),
            f"people_{word}": fact.count(row["people"]),
            f"repeaters_{word}": fact.count(row["repeaters"]),
            f"cac_{word}": fact.money(row["cost"] / row["people"], 1),
            f"high_{word}": fact.share(mix.loc["high", name]),
            f"yuan_{word}": fact.money(row["estimate"], 2),
            f"yuan_{word}_low": fact.money(row["low"], 2),
            f"yuan_{word}_high": fact.money(row["high"], 2),
        }
    return said


def _beside(found, value):
    """Where an interval lies, seen from a value."""
    return "inside" if found.holds(value) else "above" if found.low > value else "below"


def expected(p):
    """The obvious gap: the mixes' and the campaign's; at the same buying power the campaign's."""
    before, after = _mix(p, TRIAL), _mix(p, BOX)
    old, new = _rates(p, TRIAL), _rates(p, BOX)
    variance = old * (1 - old) / (PEOPLE[TRIAL] * before) + new * (1 - new) / (PEOPLE[BOX] * after)
    half_width = normal_quantile() * (after**2 * variance).sum() ** 0.5
    return Expected(after @ new - before @ old, p.campaign, half_width)


def _brings(p, name):
    """Margin of later orders for a yuan of a campaign's ads."""
    orders = 1 / (1 - MORE)  # of who comes back
    return MARGIN * orders * _mix(p, name) @ (_rates(p, name) * _baskets(p)) / _cac(p, name)


CASE = Case(
    name="low_price_people",
    number="K06",
    title="Better people, not more people",
    chapter="2_traffic",
    bias="composition",
    figures=(
        Figure("before", 0.05, 0.011, Form("share"),
               "过度依赖低价引流，导致用户复购率不足5%", "001:018"),
        Figure("after", 0.2, 0.045, Form("share"),
               "精准覆盖高购买力人群，复购率提升至20%", "001:018"),
    ),
    parameters={
        "rate_low": Parameter(0.043, 0.02, 0.2, "share of low buying power that comes back"),
        "rate_high": Parameter(0.049, 0.02, 0.32, "share of high buying power that comes back"),
        "high_before": Parameter(0.05, 0.04, 0.12, "share of high buying power in April", 2),
        "high_after": Parameter(0.81, 0.6, 0.95, "share of high buying power in May", 2),
        "campaign": Parameter(0.15, 0.0, 0.24, "what the campaign adds, at any buying power", 2),
        "cac_before": Parameter(6.0, 3.0, 20.0, "yuan of ads for a customer in April", 1),
        "cac_after": Parameter(20.0, 18.0, 44.0, "yuan of ads for a customer in May", 0),
        "basket": Parameter(1.4, 1.1, 1.9, "a later order of high buying power ÷ of low", 2),
    },
    world=world,
    measure=measure,
    naive=after_less_before,
    right=same_people,
    expected=expected,
    estimand="repurchase rate in the new campaign − in the old one, at the same buying power",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.08,
    methods={
        "margin per yuan": Method(per_yuan, lambda p: _brings(p, BOX) - _brings(p, TRIAL)),
    },
    seed=1367,
    words=words,
    constants={"margin": fact.share(MARGIN)},
    branches={
        "rosy": Branch(  # who has money comes back, whatever the pack
            {"rate_low": (0.02, 0.05), "rate_high": (0.18, 0.32), "high_after": (0.6, 0.9),
             "campaign": (0.0, 0.06), "cac_before": (3.0, 9.0)}
        ),
        "right": Branch(  # a small pack is tried, a large one becomes a habit
            {"rate_low": (0.025, 0.06), "rate_high": (0.025, 0.06), "campaign": (0.1, 0.22),
             "cac_before": (3.0, 9.0)}
        ),
        "modest": Branch(  # who has money has more shops to choose from
            {"rate_low": (0.13, 0.2), "rate_high": (0.02, 0.05), "high_after": (0.75, 0.95),
             "campaign": (0.15, 0.24), "cac_before": (6.0, 20.0)}
        ),
    },
)  # fmt: skip
