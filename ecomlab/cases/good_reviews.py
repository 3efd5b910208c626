"""K16: every bad review is handled, and the good-review rate climbs: mended, bought, outshouted?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.conversion.trust import (
    GOOD,
    daily_satisfaction,
    good_rate_change,
    is_changed,
    satisfaction_change,
    unhappy_by_days,
    writers,
)
from ecomlab.estimates import t_quantile
from ecomlab.streams import binomial, normal, poisson, uniforms
from ecomlab.texts import Form, fact

CHANGED = pd.Timestamp("2025-09-01", tz="Asia/Shanghai")  # first day of the programme
DAYS = 30  # before, and again after
PARCELS = 1500  # a day
REVIEWING = 0.2  # share of buyers who review unasked; before the programme satisfied or not
REPLIED = 0.4  # share of bad reviews that were answered before the programme
RELUCTANT = 1 / 6  # how often an unsatisfied buyer takes the card, against a satisfied one
REFUNDS, CLAIMING = 0.01, 0.25  # of parcels, for other causes; of the unsatisfied buyers
ASKED = 300  # of the buyers who got their parcel that day, drawn by lot
REPAIR = 0.4  # yuan a parcel: better bags
LOST, LOST_SISTERS = 20, 8  # yuan: what an unsatisfied buyer costs this shop; the sister shops
PAYS_AT, PAYS_AT_SISTERS = REPAIR / LOST, REPAIR / LOST_SISTERS  # rise that earns the bags' cost
NEAR = 0.01  # of a rate shown to a reader: nearer than a point is the same to her
UNEVEN = 0.1  # relative standard deviation of a day's share of unsatisfied buyers
QUESTION, PLEA = "how was it", "please change your stars"  # scripts of the service desk
WEATHER, SALES, FEELING, CARDS, REVIEWS, PLEAS, ROWS, ANSWERS, BACK = range(1, 10)  # streams


def world(p, seed):
    """Sixty days of reviews, and of a question to buyers drawn by lot, which promises nothing."""
    after = np.repeat([False, True], DAYS)
    weather = 1 + UNEVEN * normal(uniforms(seed, WEATHER, len(after)))
    sad = (1 - p.satisfied - p.repaired * after) * weather  # share of the day's buyers
    parcels = poisson(PARCELS, uniforms(seed, SALES, len(after)))
    unsatisfied = binomial(parcels, sad, uniforms(seed, FEELING, len(after)))
    buyers = np.array([parcels - unsatisfied, unsatisfied])
    taking = np.array([[1], [RELUCTANT]]) * p.card * after
    cards = binomial(buyers, taking, uniforms(seed, CARDS, buyers.shape))
    writing = REVIEWING * np.array([np.ones(len(after)), np.where(after, p.louder, 1)])
    own = binomial(buyers - cards, writing, uniforms(seed, REVIEWS, buyers.shape))
    changed = binomial(own[1], p.changed * after, uniforms(seed, PLEAS, len(after)))
    share = REFUNDS + CLAIMING * unsatisfied / parcels
    refunds = binomial(parcels, share, uniforms(seed, BACK, len(after)))
    reviews = _reviews(np.array([own[0], own[1] - changed, changed, cards.sum(axis=0)]), seed)
    days = pd.DataFrame({"date": _time(np.arange(len(after)), 0)})
    return {
        "reviews": reviews,
        "chats": _chats(sad, reviews, seed),
        "traffic_daily": days.assign(entrance="all", device="all", orders=parcels),
        "dsr_daily": days.assign(refund_rate=np.round(refunds / parcels, 4)),
    }


def _time(day, minute):
    """The minute of a day, both counted from 0."""
    minutes = np.asarray(1440 * (day - DAYS) + np.floor(minute), dtype=np.int64)
    return (CHANGED + pd.to_timedelta(minutes, unit="m")).as_unit("us")


def _reviews(counts, seed):
    """A row for each of a day's reviews: good ones, bad ones, changed ones, those with a card."""
    kind, day = (np.repeat(i.ravel(), counts.ravel()) for i in np.indices(counts.shape))
    minute, star, reply, delay = uniforms(seed, ROWS, (4, len(kind)))
    bad = np.isin(kind, [1, 2])
    answered = bad & ((day >= DAYS) | (reply < REPLIED))
    stars = np.select([kind >= 2, bad], [5, 1 + np.floor(3 * star)], GOOD + (star > 0.15))
    order = np.argsort(1440 * day + np.floor(1440 * minute), kind="stable")
    frame = pd.DataFrame(
        {
            "sku": 1,
            "ts": _time(day, 1440 * minute),
            "rating": stars.astype(np.int64),
            "replied_at": _time(day, 1440 * (minute + delay) + 1),
            "resolved": pd.array(kind == 2, dtype="boolean"),
            "incentivised": kind == 3,
        }
    )
    frame.loc[~answered, ["replied_at", "resolved"]] = None
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "review_id", np.arange(1, len(frame) + 1))
    return frame


def _chats(sad, reviews, seed):
    """The question to buyers drawn by lot, and the pleas to those who wrote a bad review."""
    day = np.repeat(np.arange(len(sad)), ASKED)
    mood, star, minute = uniforms(seed, ANSWERS, (3, len(day)))
    csat = np.where(mood < sad[day], 1 + np.floor(3 * star), GOOD + (star > 0.3))
    pleas = reviews.loc[reviews["ts"] >= CHANGED, "replied_at"].dropna()
    frame = pd.DataFrame(
        {
            "ts": _time(day, 1080 + 240 * minute).append(pd.DatetimeIndex(pleas)),
            "first_response_s": 0,  # the shop speaks first
            "script_id": np.repeat([QUESTION, PLEA], [len(day), len(pleas)]),
            "csat": pd.array(np.append(csat, np.zeros(len(pleas))), dtype="Int64"),
        }
    )
    frame["csat"] = frame["csat"].mask(frame["csat"] == 0)
    frame = frame.sort_values("ts", kind="stable", ignore_index=True)
    number = np.arange(1, len(frame) + 1)
    frame.insert(0, "chat_id", number)
    frame.insert(1, "customer_id", 500_000 + number)
    return frame


def measure(reviews):
    """The claim: bad reviews answered, and reviews of four stars and more, since the programme."""
    now = reviews[reviews["ts"] >= CHANGED]
    bad = (now["rating"] < GOOD) | is_changed(now)
    return {
        "handled": now.loc[bad, "replied_at"].notna().mean(),
        "good": (now["rating"] >= GOOD).mean(),
    }


good_rate_rise = partial(good_rate_change, changed=CHANGED)
without_cards = partial(good_rate_rise, own=True, counts="days")
as_first_written = partial(without_cards, first_written=True)
daily_satisfied = partial(daily_satisfaction, script=QUESTION)
satisfied_rise = partial(satisfaction_change, changed=CHANGED, script=QUESTION)
unhappy = partial(unhappy_by_days, script=QUESTION, changed=CHANGED)
written = partial(writers, changed=CHANGED, script=QUESTION)


def words(reviews, chats, traffic_daily, dsr_daily):
    """More figures for the notebook's text."""
    after = reviews["ts"] >= CHANGED
    now = reviews[after]
    good = (reviews["rating"] >= GOOD).groupby(after).mean()
    orders = traffic_daily.groupby(traffic_daily["date"] >= CHANGED)["orders"].sum()
    refunds = dsr_daily.groupby(dsr_daily["date"] >= CHANGED)["refund_rate"].mean()
    asked = daily_satisfied(chats)
    satisfied = asked.groupby(asked.index >= CHANGED).mean()
    rise, wrote = satisfied_rise(chats), written(reviews, chats, traffic_daily)
    bad = (now["rating"] < GOOD).sum()
    unhappy_buyers = orders[True] * (1 - satisfied[True])
    standing = 100 * bad / unhappy_buyers
    # A larger rise needs fewer bad stars: so the interval's high end is the border's low one.
    least, even, most = (
        max(0, 100 * _even(good[False] + found, len(now) - bad) / unhappy_buyers)
        for found in (rise.high, rise.estimate, rise.low)
    )
    bright = good[True] - satisfied[True]
    four = [read(reviews).estimate for read in (good_rate_rise, without_cards, as_first_written)]
    found = {
        "unpaid": fact.points(four[1], signed=True),
        "first_written": fact.points(four[2], signed=True),
        "four_low": fact.points(min(*four, rise.estimate), signed=True),
        "four_high": fact.points(max(*four, rise.estimate), signed=True),
        "card_share": fact.share(now["incentivised"].mean()),
        "changed": fact.count(is_changed(now).sum()),
        "pleas": fact.count((chats["script_id"] == PLEA).sum()),
        "pays_at": fact.points(PAYS_AT),
        "pays_at_sisters": fact.points(PAYS_AT_SISTERS),
        "standing": fact.number(standing),
        "even_at": fact.number(even),
        "even_low": fact.number(least),
        "even_high": fact.number(most),
        "stands": "fewer" if standing < least else "more" if standing > most else "inside",
        "reader": "same" if abs(bright) < NEAR else "bright" if bright > 0 else "dull",
    }
    for when, name in [(False, "before"), (True, "after")]:
        found |= {
            f"good_{name}": fact.share(good[when], 1),
            f"per_hundred_{name}": fact.number(100 * (after == when).sum() / orders[when]),
            f"refunds_{name}": fact.share(refunds[when], 1),
            f"satisfied_{name}": fact.share(satisfied[when], 1),
        }
    for when in ("before", "since"):
        for who in ("satisfied", "unsatisfied"):
            found[f"wrote_{who}_{when}"] = fact.number(wrote.loc[who, when])
    return found


def _even(good_rate, good):
    """How many bad reviews beside these good ones make this good-review rate."""
    return good * (1 - good_rate) / good_rate


def _reviewers(p):
    """Since the programme: unasked reviews of satisfied and unsatisfied buyers, and cards."""
    sad = 1 - p.satisfied - p.repaired
    cards = p.card * np.array([1 - sad, RELUCTANT * sad])
    return REVIEWING * np.array([1, p.louder]) * (np.array([1 - sad, sad]) - cards), cards.sum()


def expected(p):
    """What the cards and the pleas make of the good-review rate; and the rise of satisfaction."""
    own, cards = _reviewers(p)
    bad = own[1] * (1 - p.changed) / (own.sum() + cards)
    shares = 1 - p.satisfied - np.array([0, p.repaired])
    variance = shares * (1 - shares) / ASKED + (UNEVEN * shares) ** 2 * (1 - 1 / ASKED)
    half_width = t_quantile(2 * DAYS - 2) * (variance.sum() / DAYS) ** 0.5
    return Expected(1 - bad - p.satisfied, p.repaired, half_width)


def _rise_of_own(p, changed):
    """Rise of the good share among unasked reviews, if such a share of bad ones counts as good."""
    own, _ = _reviewers(p)
    return 1 - own[1] * (1 - changed) / own.sum() - p.satisfied


CASE = Case(
    name="good_reviews",
    number="K16",
    title="The shop in which nobody complains",
    chapter="3_conversion",
    bias="incentive",
    figures=(
        Figure("handled", 1.0, 0.005, Form("share"),
               "通过“差评处理率100%”，好评率提升至98%", "000:038"),
        Figure("good", 0.98, 0.005, Form("share"),
               "通过“差评处理率100%”，好评率提升至98%", "000:038"),
    ),
    parameters={
        "satisfied": Parameter(0.944, 0.88, 0.95, "share of buyers satisfied before"),
        "repaired": Parameter(0.034, 0.0, 0.07, "rise of that share: causes repaired"),
        "changed": Parameter(0.1, 0.05, 0.5, "share of bad reviews changed after a plea", 2),
        "card": Parameter(0.04, 0.01, 0.3, "share of satisfied buyers who take the card"),
        "louder": Parameter(
            1.2, 1.0, 2.2, "how much more often the unsatisfied write, since each is answered", 2
        ),
    },
    world=world,
    measure=measure,
    naive=good_rate_rise,
    right=satisfied_rise,
    expected=expected,
    estimand="share of satisfied buyers in September − in August",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.02,
    methods={
        "without cards": Method(without_cards, lambda p: _rise_of_own(p, p.changed)),
        "as first written": Method(as_first_written, lambda p: _rise_of_own(p, 0)),
    },
    branches={
        "rosy": Branch({"satisfied": (0.91, 0.95), "repaired": (0.0, 0.025), "changed": (0.25, 0.5),
                        "card": (0.15, 0.3), "louder": (1.0, 1.3)}),
        "right": Branch({"satisfied": (0.91, 0.945), "repaired": (0.02, 0.045),
                         "changed": (0.05, 0.25), "card": (0.01, 0.08), "louder": (1.1, 1.5)}),
        "modest": Branch({"satisfied": (0.885, 0.905), "repaired": (0.05, 0.07),
                          "changed": (0.05, 0.15), "card": (0.01, 0.05), "louder": (1.8, 2.2)}),
    },
    seed=43,
    words=words,
    constants={
        "repair": fact.money(REPAIR, 2),
        "lost": fact.money(LOST),
        "lost_sisters": fact.money(LOST_SISTERS),
        "asked": fact.count(ASKED),
    },
    stated=("good_before", "good_after"),
)  # fmt: skip
