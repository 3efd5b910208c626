"""K17: content traffic converts at 12%, paid traffic at 5%. Who comes by each?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.streams import binomial, generator, normal
from ecomlab.texts import Form, fact
from ecomlab.traffic.increment import increment_by_lot
from ecomlab.traffic.mix import channel_difference, like_with_like, traffic_mix

START = pd.Timestamp("2025-03-03", tz="Asia/Shanghai")  # a Monday; 618 is over when lots begin
DAYS, WEEKS = 112, 8  # that the claim is from; then eight weeks, four of them with twice the videos
TRIAL = START + pd.Timedelta(days=DAYS)
TWICE = "twice the videos"
CHANNELS = ["content", "paid"]
ENTRANCES = ["videos, followers", "videos, new people", "ads, followers", "ads, new people"]
VISITS = np.array([1000, 20_000])  # a day, by channel
WOBBLE = np.array([[0.05, 0.2], [0.05, 0.05]])  # of visits from day to day
COMMON, OWN = 0.03, 0.03  # of a day's conversion, both channels' and each one's: sd of the log
PAIRS = tuple(zip(ENTRANCES[:2], ENTRANCES[2:], strict=True))  # the same people, by each channel
POINTS = 100  # the readings are in percentage points
LEAVES = 35  # yuan, of an order, before ads and videos
ALIKE = 0.005  # conversion by which who comes lifts one channel: less than this is nothing
VISIT_WORDS = ["videos_followers", "videos_new", "ads_followers", "ads_new"]  # in the text
LOTS, CROWDS, SHOCKS, BUYERS = range(1, 5)  # streams


def world(p, seed):
    """Twenty-four weeks of two channels, each with followers and new people."""
    days = DAYS + 7 * WEEKS
    twice = np.zeros(days, dtype=bool)
    lots = generator(seed, LOTS).random(WEEKS)
    twice[DAYS:] = np.repeat(lots < np.median(lots), 7)
    z = normal(generator(seed, CROWDS).random((days, 2, 2)))
    uv = np.maximum(np.round(_visits(p) * (1 + WOBBLE * z)), 1)
    more = np.where(twice, np.round(VISITS[0] * np.maximum(1 + WOBBLE[0, 1] * z[:, 0, 1], 0)), 0)
    rate = _rates(p) * _shocks(seed, days)[:, :, None]
    buyers = uv * rate
    buyers[:, 0, 1] += more * p.extra * rate[:, 0, 1]
    uv[:, 0, 1] += more
    uv = uv.astype(np.int64)
    payers = binomial(uv, buyers / uv, generator(seed, BUYERS).random(uv.shape))
    return {
        "traffic_daily": _traffic(uv, payers, _cost(p, uv, twice)),
        "calendar": pd.DataFrame({"date": _dates(days), "own_event": np.where(twice, TWICE, None)}),
    }


def _dates(days):
    return (START + pd.to_timedelta(np.arange(days), unit="D")).as_unit("us")


def _traffic(uv, payers, cost):
    days = len(uv)
    return pd.DataFrame(
        {
            "date": _dates(days).repeat(4),
            "channel": np.tile(np.repeat(CHANNELS, 2), days),
            "entrance": ENTRANCES * days,
            "device": "mobile",
            "paid_flag": [False, False, True, True] * days,
            "uv": uv.ravel(),
            "payers": payers.ravel(),
            "cost": cost.ravel(),
        }
    )


def _visits(p):
    """Mean visits a day: channels × (followers, new people)."""
    followers = np.array([p.fans_content, p.fans_paid])
    return VISITS[:, None] * np.stack([followers, 1 - followers], axis=1)


def _rates(p):
    """Conversion: channels × (followers, new people)."""
    people = np.array([p.followers, p.new])
    return np.stack([people + p.effect, people])


def extra_rate(p):
    """Conversion of the visits that more videos add: of new people, but weaker or stronger ones."""
    return p.extra * _rates(p)[0, 1]


def _shocks(seed, days):
    """What multiplies a day's conversion in each channel; 1 on average."""
    z = normal(generator(seed, SHOCKS).random((days, 3)))
    log = COMMON * z[:, :1] + OWN * z[:, 1:]
    return np.exp(log - (COMMON**2 + OWN**2) / 2)


def _cost(p, uv, twice):
    """Yuan: videos cost by the day, whoever comes; ads by the click."""
    cents = np.round(uv * 100 * p.click_cost)
    videos = np.round(p.video_cost * 100 * np.where(twice, 2, 1))
    cents[:, 0, 0] = np.round(videos * uv[:, 0, 0] / uv[:, 0].sum(axis=1))
    cents[:, 0, 1] = videos - cents[:, 0, 0]
    return cents / 100


def claimed_days(traffic_daily, trial=TRIAL):
    """The weeks that the claim is from: the usual number of videos, before the trial."""
    return traffic_daily[traffic_daily["date"] < trial]


def by_channel(table):
    """Visits, buyers and conversion of each channel."""
    return traffic_mix(table).set_index("channel")[["uv", "payers", "conversion"]]


by_entrance = partial(traffic_mix, by=("channel", "entrance"), within=("channel",))


def measure(traffic_daily):
    """The claim: conversion of content traffic and of paid traffic."""
    return by_channel(claimed_days(traffic_daily))["conversion"].to_dict()


def difference(traffic_daily, trial=TRIAL, first="content", second="paid"):
    """Conversion of content traffic less that of paid traffic, in percentage points."""
    found = channel_difference(claimed_days(traffic_daily, trial), first, second)
    return found.times(POINTS)


def stratified_difference(traffic_daily, trial=TRIAL, pairs=PAIRS):
    """Content less paid among followers and among new people of the same day, in points."""
    return like_with_like(claimed_days(traffic_daily, trial), pairs).times(POINTS)


def trial_days(traffic_daily, calendar, trial=TRIAL, channel="content", event=TWICE):
    """Content on each day of the trial: visits, buyers, cost, and whether videos were doubled."""
    content = traffic_daily[traffic_daily["channel"] == channel]
    days = content[content["date"] >= trial].groupby("date")[["uv", "payers", "cost"]].sum()
    events = calendar.set_index("date")["own_event"]
    return days.assign(twice=events.reindex(days.index) == event)


def extra_visits(traffic_daily, calendar, trial=TRIAL, channel="content", event=TWICE):
    """Of the visits that twice the videos add, what share buys? Weeks were drawn, weeks count."""
    days = trial_days(traffic_daily, calendar, trial, channel, event).reset_index()
    return increment_by_lot(days, on="twice", gain="payers", cost="uv", days=7)


def buyer_cost(traffic_daily, calendar):
    """Yuan for a buyer: the average of each channel, and an extra buyer by twice the videos.

    Returns
    -------
    DataFrame
        buyer, cost, low, high; only the extra buyer's cost is estimated.
    """
    sums = claimed_days(traffic_daily).groupby("channel")[["cost", "payers"]].sum()
    average = sums["cost"] / sums["payers"]
    means = trial_days(traffic_daily, calendar).groupby("twice").mean()
    more = means.loc[True] - means.loc[False]
    rate = extra_visits(traffic_daily, calendar)
    extra = [more["cost"] / (more["uv"] * share) for share in (rate.value, rate.high, rate.low)]
    rows = [
        ("videos, on average", *[average["content"]] * 3),
        ("videos, extra buyer", *extra),
        ("ads, on average", *[average["paid"]] * 3),
    ]
    return pd.DataFrame(rows, columns=["buyer", "cost", "low", "high"])


def compared(traffic_daily, calendar):
    """An extra buyer by videos, beside one by ads: "cheaper", "dearer" or, not shown, "unsure"."""
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")
    extra, ads = cost.loc["videos, extra buyer"], cost.loc["ads, on average", "cost"]
    if extra["high"] < ads:
        return "cheaper"
    return "dearer" if extra["low"] > ads else "unsure"


def may_cost(traffic_daily, calendar):
    """The most that an extra buyer may cost: what one costs by ads, and what an order leaves."""
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")["cost"]
    return min(cost["ads, on average"], LEAVES)


def turning_cost(traffic_daily, calendar):
    """At which cost of a day of videos an extra buyer costs the most that one may cost."""
    means = trial_days(traffic_daily, calendar).groupby("twice").mean()
    added = means.loc[True, "uv"] - means.loc[False, "uv"]
    rate = extra_visits(traffic_daily, calendar).estimate
    return may_cost(traffic_daily, calendar) * added * rate


def words(traffic_daily, calendar):
    """More figures for the notebook's text."""
    table = claimed_days(traffic_daily)
    mix, visits = by_entrance(table).set_index("entrance"), by_channel(table)["uv"]
    found, rate = stratified_difference(traffic_daily), mix["conversion"]
    extra = extra_visits(traffic_daily, calendar)
    trial = trial_days(traffic_daily, calendar).groupby("twice")[["uv", "payers"]].sum()
    average = trial["payers"] / trial["uv"]
    days = traffic_daily[traffic_daily["date"] >= TRIAL].merge(calendar, on="date")
    days = days[days["entrance"] == ENTRANCES[0]]
    fans = days.groupby(days["own_event"] == TWICE)["uv"].mean()
    many = mix["uv"].to_numpy().reshape(2, 2) / DAYS
    cost = buyer_cost(traffic_daily, calendar).set_index("buyer")
    gap, same = _weekly_gap(table), difference(traffic_daily).estimate - found.estimate
    means = trial_days(traffic_daily, calendar).groupby("twice").mean()
    return {
        "gap_low": fact.points(gap.min(), 1),
        "gap_high": fact.points(gap.max(), 1),
        "extra_1000": fact.number(1000 * extra.estimate),
        "cheaper": compared(traffic_daily, calendar),
        "ads_pay": "yes" if cost.loc["ads, on average", "cost"] < LEAVES else "no",
        "helped": "nobody" if abs(same) < POINTS * ALIKE else "videos" if same > 0 else "ads",
        "added": "less" if extra.high < average[False] else "alike",
        "may_cost": fact.money(may_cost(traffic_daily, calendar)),
        "turns": fact.money(round(turning_cost(traffic_daily, calendar), -1)),
        "day_cost": fact.money(round(means.loc[False, "cost"], -1)),
        "ended": CASE.found(difference(traffic_daily), found)[0],
        "fans_content": fact.share(mix.loc[ENTRANCES[0], "share"]),
        "fans_paid": fact.share(mix.loc[ENTRANCES[2], "share"]),
        **{name: fact.count(n) for name, n in zip(VISIT_WORDS, many.ravel(), strict=True)},
        "weight_followers": fact.count(many[:, 0].prod() / many[:, 0].sum()),
        "weight_new": fact.count(many[:, 1].prod() / many[:, 1].sum()),
        "fans_usual": fact.count(fans[False]),
        "fans_twice": fact.count(fans[True]),
        "gap_followers": _signed(rate[ENTRANCES[0]] - rate[ENTRANCES[2]]),
        "gap_new": _signed(rate[ENTRANCES[1]] - rate[ENTRANCES[3]]),
        "times": fact.number(visits["paid"] / visits["content"]),
        "content_days": fact.count(visits["content"] / DAYS),
        "paid_days": fact.count(visits["paid"] / DAYS),
        "right_says": "above" if found.low > 0 else "below" if found.high < 0 else "both",
        "extra": fact.share(extra.estimate, 1),
        "extra_low": fact.share(extra.low, 1),
        "extra_high": fact.share(extra.high, 1),
        "usual_weeks": fact.share(average[False], 1),
        "twice_weeks": fact.share(average[True], 1),
        "content_cost": fact.money(cost.loc["videos, on average", "cost"]),
        "extra_cost": fact.number(cost.loc["videos, extra buyer", "cost"]),
        "extra_cost_low": fact.number(cost.loc["videos, extra buyer", "low"]),
        "extra_cost_high": fact.number(cost.loc["videos, extra buyer", "high"]),
        "paid_cost": fact.number(cost.loc["ads, on average", "cost"]),
    }


def _weekly_gap(table):
    """Conversion of content less that of paid, week by week."""
    week = (table["date"] - START) // pd.Timedelta(weeks=1)
    sums = table.groupby(["channel", week])[["uv", "payers"]].sum()
    rate = sums["payers"] / sums["uv"]
    return rate["content"] - rate["paid"]


def _signed(gap):
    return fact.points(gap, 2, signed=True)


def expected(p):
    """Two mixes of people; like with like there is only the channel's own effect."""
    n, rate = _visits(p), _rates(p)
    pooled = (n * rate).sum(axis=1) / VISITS
    weight = n[0] * n[1] / n.sum(axis=0)
    luck = (weight**2 * rate * (1 - rate) / n).sum()
    own = (OWN * (weight * rate).sum(axis=1)) ** 2
    error = (luck + own.sum()) ** 0.5 / weight.sum() / DAYS**0.5
    return Expected(
        POINTS * (pooled[0] - pooled[1]), POINTS * p.effect, POINTS * t_quantile(DAYS - 1) * error
    )


CASE = Case(
    name="content_traffic",
    number="K17",
    title="The traffic that converts at twelve per cent",
    chapter="2_traffic",
    bias="composition",
    figures=(
        Figure("content", 0.12, 0.005, Form("share"),
               "抖音内容流量转化率达12%，远超付费流量的5%", "000:061"),
        Figure("paid", 0.05, 0.005, Form("share"),
               "抖音内容流量转化率达12%，远超付费流量的5%", "000:061"),
    ),
    parameters={
        "followers": Parameter(0.084, 0.07, 0.2, "conversion of followers who come by an ad"),
        "new": Parameter(0.0085, 0.008, 0.05, "conversion of new people who come by an ad", 4),
        "fans_content": Parameter(0.2, 0.1, 0.8, "followers among content visits", 2),
        "fans_paid": Parameter(0.55, 0.05, 0.65, "followers among paid visits", 2),
        "effect": Parameter(0.096, -0.01, 0.11, "what coming by a video adds to conversion"),
        "extra": Parameter(0.8, 0.4, 1.1,
                           "conversion of visits that more videos add ÷ that of new people", 2),
        "video_cost": Parameter(1500, 600, 2800, "yuan a day for the usual videos", -1),
        "click_cost": Parameter(1.5, 1.0, 3.0, "yuan for a visit by an ad", 2),
    },
    world=world,
    measure=measure,
    naive=difference,
    right=stratified_difference,
    expected=expected,
    estimand="conversion of content visits minus that of paid visits, same kind of people, same "
    "day (percentage points)",
    scale="difference",
    show=Form("number", 2),
    margin=2.0,
    methods={"extra visits": Method(extra_visits, extra_rate)},
    seed=9,
    words=words,
    constants={"leaves": fact.money(LEAVES)},
    branches={
        "rosy": Branch(  # followers come by the videos
            {"followers": (0.1, 0.2), "new": (0.025, 0.05), "fans_content": (0.5, 0.8),
             "fans_paid": (0.05, 0.2), "effect": (-0.01, 0.03)}
        ),
        "right": Branch(  # the same people by both, and who has watched a video buys more
            {"followers": (0.07, 0.11), "new": (0.02, 0.04), "fans_content": (0.2, 0.5),
             "fans_paid": (0.2, 0.45), "effect": (0.05, 0.09)}
        ),
        "modest": Branch(  # the ads are shown to followers, the videos win new people
            {"followers": (0.09, 0.13), "new": (0.008, 0.02), "fans_content": (0.1, 0.25),
             "fans_paid": (0.53, 0.65), "effect": (0.07, 0.11)}
        ),
    },
)  # fmt: skip
