"""K09: regulars with a service of their own, and a dish that members say they would pay for.

What a survey promises depends on who answers and on what an answer is worth. Both can go either
way: those who stay away may answer most, and who says no to a price may order from the menu.
"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.retention import membership
from ecomlab.streams import at, beta_table, normal, uniforms
from ecomlab.texts import Form, fact

MEMBERS = 12_000
START, SERVICE, TEST = pd.to_datetime(["2024-12-01", "2025-04-01", "2025-07-07"]).tz_localize(
    "Asia/Shanghai"
)  # the visits begin; the service begins; the week of the menu test
MONTHS = pd.date_range(START, periods=7, freq="MS")
DECEMBER, MARCH, JUNE = MONTHS[[0, 3, 6]]
WINTER, SPRING = MONTHS[1:4], MONTHS[4:]  # the quarter before the service, and the one with it
DAYS, QUARTER = 212, 91  # December to June; April to June
REGULAR = 3  # visits within a quarter that put a member on the list
CONSENT = 0.75  # of members, who may be written to
CLASSES = ["no visit", "1 or 2 visits", "3 or more"]  # April to June
SOMETIMES = 0.05  # share of those with 1 or 2 visits that answers the survey
LEANS = np.array([-0.2, -0.05, 0.1])  # share that says yes, against ``p.says``
RESTAURANTS, SIZES = 24, 0.25  # in the test; how unlike their numbers of guests are
ALIKE = 40  # how alike restaurants are: shares are beta with this sum of parameters
USUALLY, DEAR = "A", "B"  # the arms: at the usual price, at the premium
USUAL, PREMIUM, DISH = (
    58,
    10,
    1_500,
)  # yuan: price, what is added, what a new dish costs as published
COSTS = {"trying out": 0.4, "photographs and menus": 0.25}  # of a new dish; the rest is thrown away
BILL, SPREAD = 105, 0.4
OFTEN, WHEN, BILLS, AGREE, ANSWER, SAY, LOT, SIZE, TASTE, ORDER, DATE = range(1, 12)  # streams


def world(p, seed):
    """Members with their visits from December to June, a survey, and a week of two prices.

    Every member comes at a pace of their own (gamma, shape 1), all months the same: the service
    changes nothing. In the week of the test as many come as in other weeks. What a member says and
    what guests order are numbers of their own.
    """
    visits = _geometric(_mean(p, DAYS), uniforms(seed, OFTEN, MEMBERS))
    guest = np.repeat(np.arange(MEMBERS), visits)
    day = np.floor(DAYS * uniforms(seed, WHEN, len(guest))).astype(np.int64)
    row = np.lexsort((day, guest))
    day = day[row]
    lately = np.bincount(guest[day >= DAYS - QUARTER], minlength=MEMBERS)
    group = np.searchsorted([1, REGULAR], lately, side="right")
    agreed = uniforms(seed, AGREE, MEMBERS) < CONSENT
    asked = np.flatnonzero(agreed & (uniforms(seed, ANSWER, MEMBERS) < _answering(p)[group]))
    yes = uniforms(seed, SAY, MEMBERS) < p.says + LEANS[group]
    bill = BILL * np.exp(SPREAD * normal(uniforms(seed, BILLS, len(guest))))
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": np.arange(1, MEMBERS + 1),
                "marketing_consent": agreed,
                "tier": np.where(lately >= REGULAR, "regular", "member"),
            }
        ),
        "orders": pd.DataFrame(
            {
                "customer_id": guest + 1,
                "ts_order": _date(START, DAYS)[day],
                "paid_amount": np.round(bill),
            }
        ),
        "survey": pd.DataFrame({"respondent_id": asked + 1, "says_would_pay": yes[asked]}),
        "experiments": _menu_test(p, seed),
        "budget": _budget(p),
    }


def _answering(p):
    """Share of those asked that answers the survey, by class."""
    return np.array([p.absent, SOMETIMES, p.regulars])


def _budget(p):
    """What one new dish costs, in all restaurants together."""
    parts = {line: round(share * p.dish) for line, share in COSTS.items()}
    parts["thrown away"] = round(p.dish) - sum(parts.values())
    return pd.DataFrame(
        {
            "month": f"{TEST:%Y-%m}",
            "bucket": "one new dish",
            "line": list(parts),
            "planned": [float(yuan) for yuan in parts.values()],
        }
    )


def _date(start, days):
    return (start + pd.to_timedelta(np.arange(days), unit="D")).as_unit("us")


def _mean(p, days):
    """Visits per member in so many days."""
    return 7 * p.visits * days / DAYS


def _geometric(mean, u):
    """Visits of members whose paces are gamma distributed with shape 1."""
    return np.floor(np.log1p(-u) / np.log(mean / (1 + mean))).astype(np.int64)


def _guests(p):
    """Members who come in a week, once or more often, in a restaurant of middling size."""
    often = _mean(p, 7)
    return MEMBERS * often / (1 + often) / RESTAURANTS / np.exp(SIZES**2 / 2)


def _menu_test(p, seed):
    """One week: the same dish at the usual price in half of the restaurants, dearer in the rest."""
    dear = np.argsort(np.argsort(uniforms(seed, LOT, RESTAURANTS))) < RESTAURANTS // 2
    size = _guests(p) * np.exp(SIZES * normal(uniforms(seed, SIZE, RESTAURANTS)))
    size = np.round(size).astype(np.int64)
    taste = uniforms(seed, TASTE, RESTAURANTS)
    means = (p.buys, p.buys * p.cheaper)
    at_premium, at_usual = (at(beta_table(ALIKE * m, ALIKE * (1 - m)), taste) for m in means)
    restaurant = np.repeat(np.arange(RESTAURANTS), size)
    share = np.where(dear, at_premium, at_usual)[restaurant]
    day = np.floor(7 * uniforms(seed, DATE, len(restaurant))).astype(np.int64)
    return pd.DataFrame(
        {
            "session_id": np.arange(1, len(restaurant) + 1),
            "unit_id": restaurant + 1,
            "ts": _date(TEST, 7)[day],
            "experiment": "members-only dish",
            "arm": np.where(dear, DEAR, USUALLY)[restaurant],
            "converted": uniforms(seed, ORDER, len(restaurant)) < share,
        }
    )


monthly = partial(membership.orders_by_period, starts=MONTHS)
repurchase = partial(membership.list_rate, listed=REGULAR)


def measure(customers, orders, survey):
    """The claims: how much more often regulars repurchase; how many would pay."""
    share = repurchase(monthly(customers, orders), SPRING)
    return {
        "rise": share[JUNE] / share[MARCH] - 1,
        "would_pay": survey["says_would_pay"].mean(),
    }


what_they_say = membership.stated_share
by_restaurant = partial(membership.shares_by_cluster, treated=DEAR)
what_they_order = partial(membership.cluster_share, treated=DEAR, counts="restaurants")


def answers(customers, orders, survey, months=tuple(MONTHS)):
    """By visits in the last quarter: members, answers, share that says yes, asked, and visits."""
    visits = monthly(customers, orders, starts=months).iloc[:, -len(SPRING) :].sum(axis=1)
    group = pd.cut(visits.to_numpy(), [-1, 0, REGULAR - 1, np.inf], labels=CLASSES)
    members = customers.assign(group=group, asked=customers["marketing_consent"])
    members["visits"] = visits.to_numpy()
    table = membership.answers_by_group(members, survey)
    return table.join(members.groupby("group", observed=True)[["asked", "visits"]].sum())


def weighted_answers(customers, orders, survey, months=tuple(MONTHS)):
    """Share of those who come that would say yes: each group counts by its visits."""
    groups = answers(customers, orders, survey, months)
    return membership.poststratified_share(groups, weight="visits")


def dish_costs(budget):
    """Yuan for one new dish, in all restaurants together."""
    return budget["planned"].sum()


def break_even(experiments, budget):
    """Share that must order, for the premium to pay for a new dish each week."""
    return membership.break_even(dish_costs(budget) / len(experiments), PREMIUM)


def gain_of(members, experiments, budget):
    """Yuan a week that a new dish brings beyond its cost, if so many members come."""
    premium = PREMIUM * members
    return what_they_order(experiments).through(lambda x: x * premium - dish_costs(budget))


def place(experiments, budget):
    """Where what pays for the dish lies, against the interval of those who order it.

    "above" it: for the estimate also half of it is asked, for a dish that stays two weeks.
    """
    found, needed = what_they_order(experiments), break_even(experiments, budget)
    if found.high < needed:
        return "half" if found.value > needed / 2 else "far"
    return "below" if found.low > needed else "inside"


def step(experiments, budget):
    """What to do on Monday, by where that lies."""
    steps = {"below": "weekly", "inside": "test", "half": "fortnight", "far": "none"}
    return steps[place(experiments, budget)]


def words(customers, orders, survey, experiments, budget):
    """More figures for the notebook's text."""
    visits = monthly(customers, orders)
    spring, winter = repurchase(visits, SPRING), repurchase(visits, WINTER)
    found, usual = what_they_order(experiments), by_restaurant(experiments, treated=USUALLY).mean()
    groups = answers(customers, orders, survey)
    responded, houses = groups["answers"] / groups["asked"], by_restaurant(experiments)
    more = responded.iloc[-1] / responded.iloc[0]
    by_members = membership.poststratified_share(groups).value
    weeks = orders["ts_order"].dt.tz_localize(None).dt.to_period("W")
    came = orders.groupby(weeks)["customer_id"].nunique().iloc[1:-1].mean()
    return {
        "members": fact.count(len(customers)),
        "listed": fact.count((customers["tier"] == "regular").sum()),
        "march": fact.share(spring[MARCH]),
        "june": fact.share(spring[JUNE]),
        "no_service": fact.share(winter[MARCH] / winter[DECEMBER] - 1, signed=True),
        "winter_june": fact.share(winter[JUNE]),
        "winter_march": fact.share(winter[MARCH]),
        "asked": fact.count(customers["marketing_consent"].sum()),
        "answered": fact.count(len(survey)),
        "portions": fact.number(100 * survey["says_would_pay"].mean()),
        "response": fact.share(len(survey) / customers["marketing_consent"].sum(), 1),
        "weighted": fact.share(weighted_answers(customers, orders, survey).value),
        "at_usual": fact.share(usual),
        "of_those": fact.share(found.estimate / usual),
        "guests": fact.count(len(experiments)),
        "break_even": fact.share(break_even(experiments, budget), 1),
        "half": fact.share(break_even(experiments, budget) / 2, 1),
        "dish": fact.money(dish_costs(budget)),
        "needs": fact.count(dish_costs(budget) / PREMIUM / found.value),
        "step": step(experiments, budget),
        "who": "regulars" if more > 1.5 else "absent" if more < 1 / 1.5 else "alike",
        "by_members": fact.share(by_members),
        "a_week": fact.count(came),
        "yes_none": fact.share(groups["yes"].iloc[0]),
        "yes_often": fact.share(groups["yes"].iloc[-1]),
        "answered_none": fact.share(responded.iloc[0], 1),
        "answered_often": fact.share(responded.iloc[-1], 1),
        "houses_low": fact.share(houses.min()),
        "houses_high": fact.share(houses.max()),
    }


def _classes(p):
    """Share of the members with no visit, 1 or 2, and 3 or more in a quarter."""
    often = _mean(p, QUARTER)
    more = (often / (1 + often)) ** np.array([0, 1, REGULAR])
    return more - np.append(more[1:], 0)


def _by_visits(p):
    """Share of the visits of a quarter that each class makes."""
    often = _mean(p, QUARTER)
    more = often / (1 + often)
    few = (more + 2 * more**2) / (1 + often)
    return np.array([0, few, often - few]) / often


def expected(p):
    """Those who answer come often and say yes; half-width by the restaurants' scatter."""
    says = np.average(p.says + LEANS, weights=_classes(p) * _answering(p))
    within = ALIKE / _guests(p) * np.exp(SIZES**2 / 2)
    variance = p.buys * (1 - p.buys) / (ALIKE + 1) * (1 + within)
    half = RESTAURANTS // 2
    return Expected(says, p.buys, t_quantile(half - 1) * (variance / half) ** 0.5)


CASE = Case(
    name="regulars_service",
    number="K09",
    title="The dish that members would pay for",
    chapter="5_retention",
    bias="stated, not revealed",
    figures=(
        Figure("rise", 0.5, 0.25, Form("share", signed=True),
               "针对高频用户推出“专属客服”服务，使复购率提升50%", "001:037"),
        Figure("would_pay", 0.7, 0.1, Form("share"),
               "70%的会员愿意为“会员专供菜”支付溢价", "001:038"),
    ),
    parameters={
        "visits": Parameter(0.465, 0.4, 0.56, "visits a month, mean of all members"),
        "says": Parameter(0.705, 0.3, 0.8, "share that says yes, about", 2),
        "absent": Parameter(0.015, 0.01, 0.1, "share of those who stayed away that answers"),
        "regulars": Parameter(0.1, 0.03, 0.12, "share of those with 3 visits or more that answers"),
        "buys": Parameter(0.22, 0.06, 0.65, "share that orders at the premium", 2),
        "cheaper": Parameter(1.5, 1.1, 2.0, "at the usual price, times as many", 2),
        "dish": Parameter(DISH, 800, 8000, "cost of one new dish, yuan", -2),
    },
    world=world,
    measure=measure,
    naive=what_they_say,
    right=what_they_order,
    expected=expected,
    estimand="share of the members who come that order the dish at its premium",
    scale="difference",
    show=Form("share", 1),
    margin=0.2,
    branches={
        # regulars answer, and a yes costs nothing
        "rosy": Branch(
            {
                "says": (0.6, 0.8),
                "absent": (0.01, 0.03),
                "regulars": (0.07, 0.12),
                "buys": (0.06, 0.42),
                "cheaper": (1.4, 2.0),
                "dish": (800, 6000),
            }
        ),
        # a dish that members know, and a price that they have seen
        "right": Branch(
            {
                "says": (0.35, 0.6),
                "absent": (0.01, 0.06),
                "buys": (0.35, 0.6),
                "cheaper": (1.1, 1.4),
                "dish": (2500, 8000),
            }
        ),
        # asked about paying more, those who stayed away answer and say no; the menu shows the dish
        "modest": Branch(
            {
                "says": (0.3, 0.5),
                "absent": (0.05, 0.1),
                "regulars": (0.03, 0.06),
                "buys": (0.5, 0.65),
                "cheaper": (1.1, 1.3),
                "dish": (3000, 8000),
            }
        ),
    },
    methods={
        "what those who come would say": Method(
            weighted_answers, lambda p: _by_visits(p) @ (p.says + LEANS)
        ),
    },
    seed=141,
    words=words,
    stated=("guests", "a_week", "dish"),
    constants={
        "usual_price": fact.money(USUAL),
        "dear": fact.money(USUAL + PREMIUM),
        "premium": fact.money(PREMIUM),
    },
)  # fmt: skip
