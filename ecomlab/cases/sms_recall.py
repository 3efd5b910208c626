"""K04: a message recalls 18%, repurchase rises from 8% to 15%: who was counted, beside whom?

A report of links errs on both sides: it has people who would have come anyway, and it lacks those
who read the message and came by another way.
"""

from functools import partial

import numpy as np
import pandas as pd
from scipy.special import ndtr

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import normal_quantile
from ecomlab.retention import messages
from ecomlab.streams import normal, uniforms
from ecomlab.texts import Form, fact

OCTOBER, MAY = (pd.Timestamp(day, tz="Asia/Shanghai") for day in ("2024-10-01", "2025-05-01"))
MONTHS = {"October": OCTOBER, "May": MAY}  # in which we look at buyers, each until the next
SENT = pd.Timestamp("2025-07-02 10:00", tz="Asia/Shanghai")
DAYS, FOLLOWED = 30, 180  # of a month here; from a buyer's order in October until we look away
YEAR, TO_MAY = 365, (MAY - OCTOBER).days  # days
OLD, NEW, BETWEEN = 4000, 8000, 46_000  # old buyers a month; newcomers of October, and until May
JOINED = [(-YEAR, 0), (0, DAYS), (DAYS + 1, TO_MAY), (TO_MAY, TO_MAY + DAYS)]  # their first order
QUICK, MODE, SPREAD = 0.17, 5, 0.6  # next orders that come quickly: share, fullest day, sd of log
SLOW = 150  # days to the other next orders, on average
CLASSES = np.array([0, 3, 8, 13, 18, 23, 28, 31])  # days at which the report's classes begin
CONSENT, HELD = 0.65, 1 / 3  # share that agreed to messages; of the list, held back by lot
UNASKED = 0.0143  # of those who agreed and stayed away: order in two weeks without a message
CART, WARMER = 0.3, 4  # share with an open cart; how many times as often they order unasked
LOOKING = 0.06  # of those who got the message and don't order: click its link all the same
MESSAGE, BASKET, UNEVEN = 0.05, 60, 0.4  # yuan a message, an order; log sd of orders
FIRST, MONTH, BACK, GAPS, CHOSEN, PAID, AGREED, LOT, CARTS, ORDERED, EARNED, LOOKS, LINKS = range(
    1, 14
)


def world(p, seed):
    """Two months' buyers with their next order, and one message to those who stayed away.

    Of all who stayed away ``UNASKED`` order in the next two weeks, as October's buyers show, and
    all of them have opened the app of late: they are among the ``p.listed`` who are written to. So
    a short list is warm, and a long one cold. The report counts the orders by the message's link.
    """
    size = [OLD, NEW, BETWEEN, round(NEW * p.intake)]
    block = np.repeat(range(4), size)
    since, until = (np.repeat(days, size) for days in zip(*JOINED, strict=True))
    sorted_within = np.sort(block + uniforms(seed, FIRST, len(block))) - block
    first = since + np.floor((until - since) * sorted_within).astype(np.int64)
    known = np.flatnonzero(block < 3)
    lot = np.argsort(uniforms(seed, CHOSEN, len(known)), kind="stable")
    october = np.flatnonzero(block < 2)
    may = np.append(np.sort(known[lot[:OLD]]), np.flatnonzero(block == 3))
    agreed = uniforms(seed, AGREED, len(block)) < CONSENT
    looked = uniforms(seed, LOOKS, len(block)) < p.listed
    listed = np.setdiff1d(np.flatnonzero(agreed & looked), may)
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": np.arange(1, len(block) + 1),
                "first_order_at": _date(first),
                "marketing_consent": agreed,
            }
        ),
        "orders": _orders(p, seed, first, [october, may]),
        "touches": _message(p, seed, 1 + listed),
    }


def _date(day):
    """Days since the first of October as dates."""
    dates = OCTOBER + pd.to_timedelta(np.arange(-YEAR, TO_MAY + 2 * DAYS + 1), unit="D")
    return dates.as_unit("us")[day + YEAR]


def _orders(p, seed, first, buyers_of):
    """Each month's buyers: an order in it, and the next one if it came while we looked."""
    who, when = [], []
    lifts, starts, looked = (1, p.season * p.measures), (0, TO_MAY), (FOLLOWED, DAYS)
    for nth, buyer in enumerate(buyers_of):
        month, gap, back = (
            uniforms(seed, stream, len(buyer), nth) for stream in (MONTH, GAPS, BACK)
        )
        new = first[buyer] >= starts[nth]
        day = np.where(new, first[buyer], starts[nth] + (DAYS * month).astype(np.int64))
        gap = _gaps(gap)
        ever = np.where(new, p.new, p.old) * lifts[nth] / _within(DAYS)
        seen = (back < ever) & (gap <= looked[nth])
        who += [buyer, buyer[seen]]
        when += [day, (day + gap)[seen]]
    who, when = np.concatenate(who), np.concatenate(when)
    turn = np.lexsort((when, who))
    return pd.DataFrame(
        {
            "customer_id": 1 + who[turn],
            "ts_order": _date(when[turn]),
            "paid_amount": np.round(BASKET * _luck(uniforms(seed, PAID, len(who)))),
        }
    )


def _gaps(u):
    """Whole days to the next order: lognormal for the quick ones, exponential for the others."""
    quick = MODE * np.exp(SPREAD**2 + SPREAD * normal(np.minimum(u / QUICK, 1 - 1e-9)))
    slow = -SLOW * np.log1p(-np.maximum(u - QUICK, 0) / (1 - QUICK))
    return np.maximum(np.round(np.where(u < QUICK, quick, slow), 6).round(), 1).astype(np.int64)


def _within(days):
    """Share of all next orders that come within so many days."""
    quick = ndtr((np.log((days + 0.5) / MODE) - SPREAD**2) / SPREAD)
    return QUICK * quick + (1 - QUICK) * (1 - np.exp(-(days + 0.5) / SLOW))


def _luck(u):
    """What an order's value is multiplied by: lognormal with mean 1."""
    return np.exp(UNEVEN * normal(u) - UNEVEN**2 / 2)


def _base(p):
    """Share of the list that orders within 14 days without a message."""
    return UNASKED / p.listed


def _message(p, seed, people):
    """The list of July: who got the message, who was held back, and what they did."""
    count = len(people)
    cart, treated = uniforms(seed, CARTS, count) < CART, uniforms(seed, LOT, count) >= HELD
    unasked = _base(p) / (1 + CART * (WARMER - 1)) * np.where(cart, WARMER, 1)
    ordered = uniforms(seed, ORDERED, count) < unasked + p.uplift * treated
    clicked = treated & (uniforms(seed, LINKS, count) < np.where(ordered, p.link, LOOKING))
    luck = _luck(uniforms(seed, EARNED, count))
    cents = np.round(100 * (p.leaves * luck - p.coupon * treated)).astype(np.int64)
    return pd.DataFrame(
        {
            "touch_id": np.arange(1, count + 1),
            "customer_id": people,
            "ts": SENT.as_unit("us"),
            "channel": "sms",
            "trigger": "two months without an order",
            "segment": np.where(cart, "open cart", "no open cart"),
            "offer_cost": np.where(treated, float(p.coupon), 0.0),
            "arm": np.where(treated, "treated", "holdout"),
            "clicked": clicked,
            "ordered": ordered,
            "profit": np.where(ordered, cents, 0) / 100,
        }
    )


buyers = partial(messages.next_orders, periods=MONTHS)
by_group = partial(messages.repurchase_by_group, periods=MONTHS, window=DAYS)
rate_of = messages.standardised_rate
uplift = messages.holdout_effect
profit_of_a_message = partial(messages.message_profit, cost=MESSAGE)


def by_link(touches):
    """Who clicked the link in the message and ordered: what the message tool counts as recalled."""
    return touches["clicked"] & touches["ordered"]


def recall_rate(touches, treated="treated"):
    """Of those who got the message, how many ordered by its link?"""
    linked = touches.assign(by_link=by_link(touches))
    return messages.recall_rate(linked, treated, outcome="by_link")


def left_of_an_order(touches):
    """Yuan that an order leaves, before free shipping is paid."""
    ordered = touches[touches["ordered"]]
    return (ordered["profit"] + ordered["offer_cost"]).mean()


def profit_if_an_order_leaves(margin, touches):
    """What a message would add if an order left so many yuan, before free shipping is paid."""
    given = touches["offer_cost"].where(touches["ordered"], 0)
    left = (touches["profit"] + given) * margin / left_of_an_order(touches)
    return profit_of_a_message(touches.assign(profit=left - given))


def measure(customers, orders, touches):
    """The claim: recalled of those written to, repurchase in 30 days, and the fullest class."""
    found = buyers(customers, orders)
    again = found["days"] <= DAYS
    rate = again.groupby(found["month"]).mean()
    count, _ = np.histogram(found.loc[again, "days"], CLASSES)
    return {
        "recalled": by_link(touches)[touches["arm"] == "treated"].mean(),
        "before": rate["October"],
        "after": rate["May"],
        "cycle": CLASSES[count.argmax() + 1] - 1,
    }


def words(customers, orders, touches):
    """More figures for the notebook's text."""
    groups = by_group(customers, orders)
    share, rate = groups["share"], groups["rate"]
    days = buyers(customers, orders).query("month == 'October'")["days"]
    arm = touches.groupby("arm")["ordered"].mean()
    carts = touches["segment"].value_counts(normalize=True)
    rates = touches.groupby(["segment", "arm"])["ordered"].mean()
    got = touches[touches["arm"] == "treated"]
    found, earned = uplift(touches), profit_of_a_message(touches)
    rise = rate_of(groups, "May", "May") - rate_of(groups, "October", "October")
    mix = rate_of(groups, "May", "October") - rate_of(groups, "October", "October")
    within = days <= DAYS
    fullest = days.between(CLASSES[1], CLASSES[2] - 1)
    return {
        "list": fact.count(len(touches)),
        "treated": fact.count((touches["arm"] == "treated").sum()),
        "held": fact.count((touches["arm"] == "holdout").sum()),
        "base": fact.share(arm["holdout"]),
        "came": fact.count(got["ordered"].sum()),
        "no_link": fact.share(1 - by_link(got).sum() / got["ordered"].sum()),
        "no_cart": fact.share(carts["no open cart"]),
        "other_with": fact.share(rates["no open cart", "treated"], 1),
        "other_without": fact.share(rates["no open cart", "holdout"], 1),
        "cart_with": fact.share(rates["open cart", "treated"], 1),
        "cart_without": fact.share(rates["open cart", "holdout"], 1),
        "unasked": fact.share(min(arm["holdout"] / arm["treated"], 1)),
        "quiet": fact.count(_quiet(customers, orders)),
        "listed_share": fact.share(len(touches) / _quiet(customers, orders)),
        "adds": "inside" if found.holds(0) else "outside",
        "coupon": fact.money(touches["offer_cost"].max(), None),
        "earned": fact.money(earned.estimate, 2),
        "earned_low": fact.money(earned.low, 2),
        "earned_high": fact.money(earned.high, 2),
        "step": step(touches),
        "leaves": fact.money(left_of_an_order(touches)),
        "leaves_share": fact.share(left_of_an_order(touches) / BASKET),
        "pays": "inside" if earned.holds(0) else "above" if earned.low > 0 else "below",
        "new_before": fact.share(share.loc["October", "new"]),
        "new_after": fact.share(share.loc["May", "new"]),
        "rate_new": fact.share(rate.loc["October", "new"]),
        "rate_old": fact.share(rate.loc["October", "old"]),
        "rise": fact.points(rise),
        "rest": fact.number(100 * (rise - mix), 1),
        "back_180": fact.share(days.notna().mean()),
        "late": fact.share(1 - within.sum() / days.notna().sum()),
        "fullest": fact.share(fullest.sum() / days.notna().sum()),
        "fullest_all": fact.share(fullest.mean(), 1),
        "median": fact.number(days.median()),
    }


def _quiet(customers, orders):
    """How many agreed to messages and haven't ordered since the first of May?"""
    lately = orders.loc[orders["ts_order"] >= MAY, "customer_id"]
    return (customers["marketing_consent"] & ~customers["customer_id"].isin(lately)).sum()


def step(touches):
    """What to do by a message's profit: all of its interval above zero, all below, or neither."""
    earned = profit_of_a_message(touches)
    return "weekly" if earned.low > 0 else "end" if earned.high < 0 else "test"


def expected(p):
    """The report has who comes anyway and lacks who came without the link; the lot does neither."""
    people = p.listed * CONSENT * (NEW + BETWEEN)  # OLD of the early ones in May, OLD who are not
    rates = np.array([_base(p) + p.uplift, _base(p)])
    variance = (rates * (1 - rates) / (people * np.array([1 - HELD, HELD]))).sum()
    return Expected(p.link * rates[0], p.uplift, normal_quantile() * variance**0.5)


def _message_earns(p):
    """Yuan: what the message brings, less free shipping for all who order and its own cost."""
    return p.leaves * p.uplift - p.coupon * (_base(p) + p.uplift) - MESSAGE


CASE = Case(
    name="sms_recall",
    number="K04",
    title="The message that called them back",
    chapter="5_retention",
    bias="no holdout",
    figures=(
        Figure("recalled", 0.18, 0.028, Form("share"),
               "通过短信推送“未完成订单提醒”，召回率提升至18%", "001:030"),
        Figure("before", 0.08, 0.01, Form("share"),
               "最终使复购率从8%提升至15%", "001:031"),
        Figure("after", 0.15, 0.015, Form("share"),
               "最终使复购率从8%提升至15%", "001:031"),
        Figure("cycle", 7, 0.5, Form("number"),
               "复购周期在3-7天的用户占比最高", "001:028"),
    ),
    parameters={
        "uplift": Parameter(0.055, 0.015, 0.13, "share that orders because of the message"),
        "listed": Parameter(0.105, 0.105, 0.45, "of those who stayed away: opened the app of late"),
        "link": Parameter(0.94, 0.2, 1.0, "of the orders with the message: through its link", 2),
        "coupon": Parameter(9, 3, 10, "free shipping for those who got it, yuan", 0),
        "leaves": Parameter(20, 8, 22, "what an order leaves before free shipping, yuan", 0),
        "intake": Parameter(0.5, 0.4, 0.7, "newcomers of May, of October's", 2),
        "new": Parameter(0.03, 0.02, 0.04, "newcomers who order again within 30 days"),
        "old": Parameter(0.18, 0.15, 0.19, "old buyers who order again within 30 days"),
        "season": Parameter(1.19, 1.0, 1.25, "what May multiplies these by, against October", 2),
        "measures": Parameter(1.2, 1.0, 1.3, "what the three measures multiply them by", 2),
    },
    world=world,
    measure=measure,
    naive=recall_rate,
    right=uplift,
    expected=expected,
    estimand="share that orders with the message − share that orders without it, of those listed",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.05,
    branches={
        # a short list of people who are about to buy; the offer is behind the link, and is used
        "rosy": Branch({"uplift": (0.015, 0.06), "listed": (0.105, 0.2), "link": (0.85, 1.0)}),
        # a longer list; some of those who come don't use the link
        "right": Branch(
            {
                "uplift": (0.02, 0.1),
                "listed": (0.15, 0.45),
                "link": (0.35, 0.85),
                "leaves": (11, 22),
            }
        ),
        # a long list of people who had forgotten the shop; most read the message and open the app
        "modest": Branch({"uplift": (0.08, 0.13), "listed": (0.25, 0.45), "link": (0.2, 0.4)}),
    },
    methods={
        "profit of a message": Method(profit_of_a_message, _message_earns),
    },
    seed=24,
    words=words,
    stated=("list",),
    constants={"message": fact.money(MESSAGE, None), "basket": fact.money(BASKET)},
)  # fmt: skip
