"""K08: the click rate doubles, and a thousand impressions bring other orders than before."""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import (
    MODEST,
    RIGHT,
    ROSY,
    Branch,
    Case,
    Expected,
    Figure,
    Parameter,
)
from ecomlab.conversion.pages import check_claim  # noqa: F401 (notebooks of edition one)
from ecomlab.data import monitoring
from ecomlab.data.monitoring import with_rates  # noqa: F401 (notebooks of edition one)
from ecomlab.streams import binomial, generator, normal
from ecomlab.texts import Form, fact

START = pd.Timestamp("2024-07-01", tz="Asia/Shanghai")  # a Monday; no great sale in these weeks
WEEKS, SPAN = 12, 4  # the first four weeks against the last four
RUNNING = [(1, 2, 3)] * 4 + [(2, 3, 4), (3, 4, 5), (4, 5, 6), (5, 6, 7)] + [(8, 9, 10)] * 4
OLD = (1, 2, 3)
PROVEN = 7  # the number of a louder picture that is proven: so many more
CLAIMS = {  # what each picture says
    1: "An egg slides off",
    2: "1.2 kg: lift it with one hand",
    3: "Rubbed 10,000 times, see the report",
    4: "Hardly ever needs oil",
    5: "Never sticks again",
    6: "A pan for your whole life",
    7: "The best pan in the country",
    8: "No. 1, 100% non-stick for ever",
    9: "Heals greasy cooking: good for the heart",
    10: "Free today! The last three pans",
    11: "Half a spoon of oil, weighed on camera",
    12: "Two hundred eggs in a row, one take",
    13: "It scratches? We send a new one for five years",
    14: "Forty thousand kitchens cook with it",
    15: "A steel spoon, a thousand strokes: look",
    16: "Burnt sugar, cold water, clean",
    17: "Thirty days on your stove, or your money back",
}
FILE = {  # what shows that it is so; of the others the file has nothing
    1: "film of 3 June, one take",
    2: "weighed on 3 June",
    3: "test report of 12 May",
    11: "film of 20 July, scales in the picture",
    12: "film of 21 July, one take",
    13: "guarantee in writing, in the parcel",
    14: "orders of the shop, counted on 12 August",
    15: "test report of 2 August",
    16: "film of 9 August, one take",
    17: "terms of the offer, on the page",
}
EXAGGERATION = np.array([0, 0, 0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1])  # of the pictures 1 to 10
IMPRESSIONS = 60_000  # a day for each of the three that run
PRICE, MARGIN = 129, 0.4  # yuan; of it left after goods, platform fee and parcel
CPM, RETURN = 20, 15  # yuan: 1,000 impressions; the way back of a refunded pan
LIMIT = 0.01  # complaints per paid order, on the sheet of goals
WARNS = 0.1  # by so much of itself a rate must fall to be seen on a day
SWING = 0.35  # so far may four weeks of a summer lie from four others without new pictures
FALSE = [4, 5, 6, 8, 10]  # pictures whose fine is article 55's: false on what matters
FINE = (3, 5)  # times the cost of the false ads: Advertising Law, article 55
SUPERLATIVE, SUPERLATIVE_FINE = [7, 8], (200_000, 1_000_000)  # articles 9 and 57, yuan
HEALING, HEALING_FINE = [9], (1, 3)  # articles 17 and 58, times the cost of these ads
BACK, LEAST = (
    3,
    500,
)  # to a deceived buyer: times the price, at least so many yuan (消费者权益保护法)
DAY, WEEK = pd.Timedelta(days=1), pd.Timedelta(weeks=1)
SPANS = {
    "before": (START, START + SPAN * WEEK - DAY),
    "after": (START + (WEEKS - SPAN) * WEEK, START + WEEKS * WEEK - DAY),
}
SHOWN, CLICKS, ORDERS, SHOCKS, AFTER = range(1, 6)  # streams


def world(p, seed):
    """Twelve weeks of three ads at a time: out go the tame ones, in come louder ones."""
    days = 7 * WEEKS
    picture = np.repeat(np.array(RUNNING), 7, axis=0)  # days × 3
    e = EXAGGERATION[picture - 1]
    picture = np.where((picture > max(OLD)) & bool(p.proven), picture + PROVEN, picture)
    shock = np.exp([0.02, 0.05] * normal(generator(seed, SHOCKS).random((days, 2))))
    spread = normal(generator(seed, SHOWN).random(picture.shape))
    shown = np.round(IMPRESSIONS * (1 + 0.03 * spread)).astype(np.int64)
    luck = generator(seed, CLICKS).random(picture.shape)
    clicks = binomial(shown, np.round(p.ctr * p.lift**e * shock[:, :1], 12), luck)
    luck = generator(seed, ORDERS).random(picture.shape)
    orders = binomial(clicks, np.round(p.cvr * p.keep**e * shock[:, 1:], 12), luck)
    date = (START + pd.to_timedelta(np.arange(days), unit="D")).as_unit("us")
    ads = pd.DataFrame(
        {
            "date": date.repeat(3),
            "platform": "feed",
            "plan_id": "pan",
            "creative_id": picture.ravel(),
            "impressions": shown.ravel(),
            "clicks": clicks.ravel(),
            "cost": np.round(shown.ravel() * CPM / 10) / 100,
            "orders": orders.ravel(),
            "revenue": orders.ravel() * float(PRICE),
        }
    )
    return {"ads_daily": ads, "dsr_daily": _after(p, seed, date, e, orders), "goals": _goals(p)}


def _after(p, seed, date, e, orders):
    """What became of each day's orders: complaints and refunds within 30 days.

    They rise with what a picture promises and the pan isn't; what is proven is kept.
    """
    luck = generator(seed, AFTER).random((2, *e.shape))
    begins = np.array([p.complaints, p.refunds])[:, None, None]
    ends = np.array([p.complaints_after, p.refunds_after])[:, None, None]
    ends = begins if p.proven else ends
    counts = binomial(orders, np.round(begins * (ends / begins) ** e, 12), luck).sum(axis=2)
    rates = counts / np.maximum(orders.sum(axis=1), 1)
    rates = dict(zip(["complaint_rate", "refund_rate"], np.round(rates, 6), strict=True))
    return pd.DataFrame({"date": date, **rates})


def _goals(p):
    """The sheet that the bonus is paid by, and a limit that belongs to somebody else."""
    return pd.DataFrame(
        {
            "level": "operations",
            "kpi": ["click rate of the ads", "complaints"],
            "unit": ["clicks ÷ impressions", "complaints ÷ paid orders"],
            "baseline": [float(p.ctr), float(p.complaints)],
            "target": [round(1.2 * p.ctr, 4), LIMIT],
            "direction": ["up", "down"],
            "owner": ["ad team", "service desk"],
        }
    )


totals = partial(monitoring.rates_by_period, **SPANS)


def measure(ads_daily):
    """What the ad team reports: the click rate before and after."""
    return totals(ads_daily)["ctr"].to_dict()


more_clicks = partial(monitoring.rate_change, **SPANS, rate="ctr")
more_orders = partial(monitoring.rate_change, **SPANS, rate="orders_1000")
guardrails = partial(monitoring.guardrails, **SPANS)
contribution = partial(
    monitoring.contribution_per_1000, **SPANS, price=PRICE, margin=MARGIN, way_back=RETURN
)
by_picture = monitoring.ad_rates


def pictures(ads_daily):
    """What each picture says, when it first ran, and what the file has to show that it is so."""
    first = ads_daily.groupby("creative_id")["date"].min().dt.strftime("%d %B %Y")
    says, shown = (first.index.map(words) for words in (CLAIMS, lambda n: FILE.get(n, "nothing")))
    return pd.DataFrame({"first shown": first, "what it says": says, "on file": shown})


def unproven(ads_daily):
    """The pictures that ran and of which the file has nothing."""
    table = pictures(ads_daily)
    return table.index[table["on file"] == "nothing"]


def step(ads_daily, dsr_daily):
    """What follows: first whether the pictures may run, then what they leave."""
    if len(unproven(ads_daily)):
        return "down"
    left = contribution(ads_daily, dsr_daily)
    change = left["after"] - left["before"]
    if abs(change) <= SWING * abs(left["before"]):
        return "side"
    return "keep" if change > 0 else "down"


def early(ads_daily, dsr_daily):
    """Did the share of clicks that order fall, or stand still while complaints passed the limit?"""
    rate = totals(ads_daily)["cvr"]
    if rate["after"] < (1 - WARNS) * rate["before"]:
        return "fell"
    over = guardrails(ads_daily, dsr_daily).loc["after", "complaint_rate"] > LIMIT
    return "still" if over else "calm"


def left_at(refunds, ads_daily, margin=MARGIN, span="after"):
    """Yuan left of 1,000 impressions if so many orders are refunded, at a margin."""
    sums = totals(ads_daily).loc[span]
    an_order = (1 - refunds) * margin * PRICE - refunds * RETURN
    return sums["orders_1000"] * an_order - 1000 * sums["cost"] / sums["impressions"]


def words(ads_daily, dsr_daily):
    """More figures for the notebook's text."""
    sums, rails = totals(ads_daily), guardrails(ads_daily, dsr_daily)
    left = contribution(ads_daily, dsr_daily)
    cost = ads_daily.groupby("creative_id")["cost"].sum()
    false, healing = (cost.reindex(which).sum() for which in (FALSE, HEALING))
    new = sorted(set(cost.index) - set(OLD))
    kind = "untrue" if len(unproven(ads_daily)) else "proven"
    what = step(ads_daily, dsr_daily)
    found = {
        "ad_cost": fact.money(false),
        "healing_cost": fact.money(healing),
        "to_a_buyer": fact.money(max(BACK * PRICE, LEAST)),
        "times_price": fact.money(BACK * PRICE),
        "at_least": fact.money(LEAST),
    }
    for span in ("before", "after"):
        row = sums.loc[span]
        found |= {
            f"clicks_{span}": fact.number(1000 * row["ctr"]),
            f"cvr_{span}": fact.share(row["cvr"], 1),
            f"orders_{span}": fact.number(row["orders_1000"], 2),
            f"click_cost_{span}": fact.money(row["cost"] / row["clicks"], 2),
            f"complaints_{span}": fact.share(rails.loc[span, "complaint_rate"], 1),
            f"refunds_{span}": fact.share(rails.loc[span, "refund_rate"]),
            f"left_{span}": fact.money(left[span], 1),
        }
    fewer = sums.loc["after", "orders_1000"] < sums.loc["before", "orders_1000"]
    found["fewer"] = "fewer" if fewer else "more"
    found["early"] = early(ads_daily, dsr_daily)
    found["left_change"] = "less" if left["after"] < left["before"] else "more"
    found |= dict.fromkeys(("file_say", "law_say", "in_28", "in_9", "in_17", "in_55"), kind)
    found |= {
        "new_pictures": fact.count(len(new)),
        "without_file": fact.count(len(unproven(ads_daily))),
        "step": what,
    }
    praised = cost.reindex(SUPERLATIVE).notna().any()
    for end, i in (("from", 0), ("to", 1)):
        found |= {
            f"fine_{end}": fact.money(FINE[i] * false),
            f"superlative_{end}": fact.money(SUPERLATIVE_FINE[i] * praised),
            f"healing_{end}": fact.money(HEALING_FINE[i] * healing),
        }
    return found


def expected(p):
    """Both ratios follow from the rates at the two ends of exaggeration."""
    return Expected(p.lift, p.lift * p.keep, 0.0)


QUOTE = "某品牌曾因过度依赖点击率指标，导致广告素材堆砌夸张信息，最终引发用户投诉"

CASE = Case(
    name="click_bait",
    number="K08",
    title="Twice the clicks",
    chapter="6_data",
    bias="wrong target (Goodhart)",
    figures=(
        Figure("before", 0.02, 0.001, Form("share", 1),
               "某品牌曾因过度依赖点击率指标，导致广告素材堆砌夸张信息，最终引发用户投诉",
               "001:032"),
        Figure("after", 0.04, 0.001, Form("share", 1),
               "某品牌曾因过度依赖点击率指标，导致广告素材堆砌夸张信息，最终引发用户投诉",
               "001:032"),
    ),
    parameters={
        "ctr": Parameter(0.02, 0.015, 0.03, "clicks per impression of an honest picture"),
        "lift": Parameter(2.0, 1.5, 2.6, "times the clicks of the loudest ones", 2),
        "cvr": Parameter(0.05, 0.04, 0.07, "orders per click of an honest picture"),
        "keep": Parameter(1.0, 0.3, 1.5, "times the orders per click of the loudest ones", 2),
        "complaints": Parameter(0.005, 0.003, 0.006, "complaints per order, honest", 4),
        "complaints_after": Parameter(0.02, 0.02, 0.04, "complaints per order, exaggerated", 4),
        "refunds": Parameter(0.04, 0.03, 0.06, "refunds per order, honest"),
        "refunds_after": Parameter(0.25, 0.1, 0.35, "refunds per order, exaggerated"),
        "proven": Parameter(0, 0, 1, "the louder pictures are untrue (0) or proven (1)", 0),
    },
    branches={
        # Loud pictures draw people who don't want a pan.
        ROSY: Branch({"lift": (1.5, 2.1), "keep": (0.4, 0.7)}),
        # They draw more of the same people: a click is worth as much as before.
        RIGHT: Branch({"keep": (0.96, 1.04)}),
        # They show what buyers doubted: more of those who click order, too.
        MODEST: Branch({"keep": (1.2, 1.5), "proven": (1, 1)}),
    },
    world=world,
    measure=measure,
    naive=more_clicks,
    right=more_orders,
    expected=expected,
    estimand="paid orders per 1,000 impressions, last four weeks ÷ first four",
    scale="identity",
    show=Form("number", 2),
    margin=0.4,
    seed=342,
    words=words,
    constants={
        "limit": fact.share(LIMIT),
        "cpm": fact.money(CPM),
        "swing": fact.share(SWING),
    },
)  # fmt: skip
