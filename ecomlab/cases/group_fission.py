"""K20: customers invite friends, 20,000 sign up in three months: who of them is an added buyer?"""

from functools import partial

import numpy as np
import pandas as pd

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import t_quantile
from ecomlab.retention import community
from ecomlab.streams import normal, poisson, uniforms
from ecomlab.texts import Form, fact

START, WEEKS = pd.Timestamp("2025-03-03", tz="Asia/Shanghai"), 12
PAIRS = 30  # of cities of like size; in each pair a coin said which one gets the programme
TWINS = tuple((f"{pair + 1:02} on", f"{pair + 1:02} off") for pair in range(PAIRS))
BUYERS = 300  # first orders in twelve weeks that a middling city sees without it
SIZES, UNLIKE, EAGER = 0.4, 0.08, 0.1  # sd of logs: pairs, cities of a pair, how keenly one invites
COUPONS = range(0, 601, 25)  # yuan, among which the turning ones are sought
AGAIN = 0.17  # share of those who come by themselves that order again within 90 days
BASKET, UNEVEN = 250, 0.4  # yuan of a first order; sd of its log
FIRST_MARGIN = 100  # yuan that a first order leaves, before any reduction
LATER_MARGIN = 600  # yuan that who orders again leaves in the rest of the first year
ALIKE = 0.02  # within which share two counts of first orders are told as alike
OLD, IDS = 60_000, 100_001  # old customers have ids up to here; newcomers from there on
SIZE, FIRST, NEXT, WHO, DAY, BUYS, FAKE, ANYWAY, BACK, OTHERS, WHEN, SPENT, USED = range(
    1, 14
)  # streams


def world(p, seed):
    """Newcomers of sixty cities: invited ones in thirty of them, others in all.

    Of the invited buyers ``p.anyway`` would have come by themselves, and are missing among the
    others; and each of them tells ``p.tells`` friends who come without a link.
    """
    unlike, keen = normal(uniforms(seed, SIZE, (2, PAIRS, 2)))
    size = _sizes()[:, None] * np.exp(UNLIKE * unlike)
    eager = np.exp(EAGER * keen[:, 0] - EAGER**2 / 2)
    invited, rows = _invited(p, seed, size[:, 0] * eager)
    new = invited["buys"] & ~invited["fake"]
    won = np.bincount(invited["city"][new], minlength=PAIRS)
    wanted = BUYERS * size + (p.tells - p.anyway) * np.stack([won, 0 * won], axis=1)
    others = poisson(np.maximum(wanted, 1), uniforms(seed, OTHERS, wanted.shape)).ravel(order="F")
    city = np.append(invited["city"], np.repeat(np.arange(2 * PAIRS), others))
    count, ids = others.sum(), IDS + np.arange(len(city))
    day = np.append(invited["day"], (7 * WEEKS * uniforms(seed, WHEN, count)).astype(np.int64))
    bought = np.append(invited["buys"], np.ones(count, dtype=bool))
    willing = new & (uniforms(seed, ANYWAY, len(new)) < p.anyway)
    habit = np.append(np.where(willing, AGAIN, p.again), np.full(count, AGAIN))
    again = bought & (uniforms(seed, BACK, len(city)) < habit)
    names = [twin[nth] for nth in (0, 1) for twin in TWINS]
    first = pd.Series(_date(day)).where(bought)
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": ids,
                "first_order_at": first,
                "acq_channel": np.repeat(["invited", "other"], [len(new), count]),
                "city": np.array(names)[city],
                "tags": np.where(again, "repeat", None),
            }
        ),
        "referrals": rows,
    }


def _sizes():
    """How large the pairs are, from small to large, against the mean."""
    size = np.exp(SIZES * normal((np.arange(PAIRS) + 0.5) / PAIRS))
    return size / size.mean()


def _date(day):
    return (START + pd.to_timedelta(np.arange(7 * WEEKS), unit="D")).as_unit("us")[day]


def _invited(p, seed, keen):
    """Everybody who signed up by invitation: by city and week, those of old customers first.

    Who signs up in one week invites, at a mean of ``p.k``, those who sign up in the next.
    """
    u = uniforms(seed, NEXT, (WEEKS, PAIRS))
    by_old = poisson(p.started * keen[:, None], uniforms(seed, FIRST, (PAIRS, WEEKS)))
    total = by_old.copy()
    for week in range(1, WEEKS):
        total[:, week] += poisson(np.maximum(p.k * total[:, week - 1], 1e-9), u[week])
    size = total.ravel()
    begin = np.cumsum(size) - size
    cell = np.repeat(np.arange(len(size)), size)
    place = np.arange(len(cell)) - begin[cell]
    who, day = uniforms(seed, WHO, len(cell)), uniforms(seed, DAY, len(cell))
    before = np.maximum(cell - 1, 0)
    friend = IDS + begin[before] + np.floor(who * size[before]).astype(np.int64)
    referrer = np.where(place < by_old.ravel()[cell], 1 + (OLD * who).astype(np.int64), friend)
    buys = uniforms(seed, BUYS, len(cell)) < p.buys
    fake = uniforms(seed, FAKE, len(cell)) < p.fake
    used = uniforms(seed, USED, len(cell)) < p.used  # the other coupons lapse, and cost nothing
    luck = np.exp(UNEVEN * normal(uniforms(seed, SPENT, len(cell))) - UNEVEN**2 / 2)
    day = cell % WEEKS * 7 + (7 * day).astype(np.int64)
    rows = pd.DataFrame(
        {
            "ts": _date(day),
            "referrer_id": referrer,
            "referee_id": IDS + np.arange(len(cell)),
            "reward_cost": np.where(used, float(p.reward), 0.0),
            "referee_discount": np.where(buys, float(p.discount), 0.0),
            "referee_first_order_amount": np.where(buys, np.round(BASKET * luck), 0.0),
            "same_device_flag": fake,
        }
    )
    return {"city": cell // WEEKS, "day": day, "buys": buys, "fake": fake}, rows


cities = community.newcomers_by_city
by_pair = partial(community.by_pair, pairs=TWINS)
pairs = partial(community.pair_differences, pairs=TWINS)


def measure(customers, referrals):
    """The claim: sign-ups (in 10,000), and what is paid for them."""
    return {
        "newcomers": np.floor(len(referrals) / 1000) / 10,
        "reward": referrals["reward_cost"].max(),
        "discount": referrals["referee_discount"].max(),
    }


cost_per_sign_up = community.cost_per_sign_up
cost_per_added_buyer = partial(community.cost_per_added_buyer, pairs=TWINS)


def paid_on_first_order(customers, referrals, pairs=TWINS):
    """The same, had reward and discount been paid for a first order on a device of its own."""
    earned = community.paid_on_first_order(referrals)
    return community.cost_per_added_buyer(customers, earned, pairs)


def profit(customers, referrals, pairs=TWINS, repeat="repeat"):
    """What the added buyers leave in their first year, less what the programme was paid, yuan."""
    return community.programme_profit(
        customers, referrals, pairs, FIRST_MARGIN, LATER_MARGIN, repeat=repeat
    )


def profit_by_coupon(customers, referrals, coupons, pairs=TWINS):
    """The same with smaller and larger coupons, had people done what they did."""
    return community.profit_by_reward(
        customers, referrals, coupons, pairs, FIRST_MARGIN, LATER_MARGIN
    )


def turning_coupons(customers, referrals):
    """Up to which coupon does it earn at both ends of the interval? From which lose at both?

    NaN where there is none up to ``COUPONS``' last.
    """
    found = profit_by_coupon(customers, referrals, COUPONS)
    return tuple(_falls_below_zero(found["reward"], found[end]) for end in ("low", "high"))


def _falls_below_zero(x, y):
    """Where a falling line crosses 0; NaN if it lies on one side."""
    return float(np.interp(0, -y, x, left=np.nan, right=np.nan))


def profit_on_first_order(customers, referrals, pairs=TWINS, repeat="repeat"):
    """The same, had coupon and reduction been given for a first order on a device of its own."""
    return profit(customers, community.paid_on_first_order(referrals), pairs, repeat)


def added(customers, referrals, what="buyers", pairs=TWINS, repeat="repeat"):
    """How many more in the cities with the programme than in the others."""
    return community.added(customers, referrals, pairs, what, repeat=repeat)


def words(customers, referrals):
    """More figures for the notebook's text."""
    ordered = referrals["referee_first_order_amount"] > 0
    own = ~referrals["same_device_flag"]
    real = referrals.loc[ordered & own, "referee_id"]
    repeat = customers.set_index("customer_id")["tags"].notna()
    rule = paid_on_first_order(customers, referrals)
    back = added(customers, referrals, "repeaters")
    cost = (referrals["reward_cost"] + referrals["referee_discount"]).sum()
    most = referrals["reward_cost"].max() + referrals["referee_discount"].max()
    obvious, found = (f(customers, referrals) for f in (cost_per_sign_up, cost_per_added_buyer))
    others = customers.loc[customers["acq_channel"] == "other", "tags"]
    value = FIRST_MARGIN + LATER_MARGIN * others.notna().mean()
    theirs = FIRST_MARGIN + LATER_MARGIN * back.estimate / added(customers, referrals).estimate
    sure, lost = turning_coupons(customers, referrals)
    earned = {"as_is": profit(customers, referrals)}
    earned["if_first"] = profit_on_first_order(customers, referrals)
    return {
        "sign_ups": fact.count(len(referrals)),
        "ordered": fact.share(ordered.mean()),
        "flagged": fact.share(1 - own.mean()),
        "again": fact.share(repeat[real].mean()),
        "real": fact.count((ordered & own).sum()),
        "cost": fact.count(cost),
        "most": fact.money(most),
        "most_in_all": fact.money(most * len(referrals)),
        "returns": fact.number(value / obvious.estimate, 1),
        "exactly_low": fact.money(obvious.low, 1),
        "exactly_high": fact.money(obvious.high, 1),
        "rule": fact.money(rule.estimate),
        "rule_low": fact.money(rule.low),
        "rule_high": fact.money(rule.high),
        "back": fact.count(back.estimate),
        "back_low": fact.count(back.low),
        "back_high": fact.count(back.high),
        "back_zero": "inside" if back.holds(0) else "above" if back.low > 0 else "below",
        "value": fact.money(value),
        "others_again": fact.share(others.notna().mean()),
        "added_value": fact.money(theirs),
        "used": fact.share((referrals["reward_cost"] > 0).mean()),
        "added_buyers": fact.count(added(customers, referrals).estimate),
        "per_sign_up": fact.number(added(customers, referrals).estimate / len(referrals), 2),
        "turns": "both" if sure > 0 else "upper" if lost > 0 else "never",
        "sure": fact.money(sure),
        "lost": fact.money(lost),
        **_growth(referrals),
        **_doors(customers),
        **_pairs_in_words(customers, referrals),
        **{
            f"{rule}{end}": fact.money(value)
            for rule, found in earned.items()
            for end, value in zip(("", "_low", "_high"), found[:3], strict=True)
        },
    }


def _growth(referrals):
    """The k-factor, what a thousand bring in all, and who brought whom in the last week."""
    k = community.viral_coefficient(referrals, before=START + pd.Timedelta(weeks=WEEKS - 1))
    last = referrals[referrals["ts"] >= START + pd.Timedelta(weeks=WEEKS - 1)]
    by_new = last["referrer_id"].isin(referrals["referee_id"]).sum()
    return {
        "k": fact.number(k, 2),
        "k_more": fact.count(1000 * k / (1 - k), -1),
        "by_new": fact.count(by_new),
        "by_old": fact.count(len(last) - by_new),
    }


def _doors(customers):
    """First orders of those who came by themselves, with the programme and without."""
    other = customers.loc[customers["acq_channel"] == "other", "city"]
    on = other.str.endswith("on").sum()
    off = len(other) - on
    code = "alike" if abs(on / off - 1) < ALIKE else "fewer" if on < off else "more"
    return {"other_on": fact.count(on), "other_off": fact.count(off), "doors": code}


def _pairs_in_words(customers, referrals):
    """The first pair, the one with the largest difference, and the one with the smallest."""
    both = by_pair(customers, referrals)["buyers"]
    more = both["on"] - both["off"]
    said = {"first": more.iloc[0], "most": more.max(), "least": more.min()}
    said = {f"pair_{key}": fact.number(n, signed=True) for key, n in said.items()}
    on, off = both[["on", "off"]].iloc[0]
    said |= {"pair_on": fact.count(on), "pair_off": fact.count(off)}
    return said | {"pairs_more": fact.count((more > 0).sum())}


def _real(p):
    """Of those who sign up: real persons who order."""
    return (1 - p.fake) * p.buys


def _gains(p):
    """Added buyers for each invited person who orders."""
    return 1 - p.anyway + p.tells


def _invited_buyers(p):
    """In all cities together."""
    return PAIRS * _sign_ups(p) * np.exp(UNLIKE**2 / 2) * _real(p)


def _added(p):
    """Buyers whom the programme adds, in all cities together."""
    return _invited_buyers(p) * _gains(p)


def _repeaters(p):
    """Those of them who order again; who comes without a link does so as often as others."""
    return _invited_buyers(p) * ((1 - p.anyway) * p.again + p.tells * AGAIN)


def _sign_ups(p):
    """Of a city of middling size, in all weeks: who is brought in one brings in the next."""
    return p.started * (WEEKS - p.k * (1 - p.k**WEEKS) / (1 - p.k)) / (1 - p.k)


def _cost(p):
    """Yuan paid for a sign-up: coupons that are used, and the reductions of those who order."""
    return p.reward * p.used + p.discount * p.buys


def _profit(p, cost):
    """Yuan in all, if so much is paid for each added buyer."""
    return _added(p) * (FIRST_MARGIN - cost) + LATER_MARGIN * _repeaters(p)


def _cost_by_rule(p):
    """Yuan for an added buyer, had only first orders on a device of their own been paid for."""
    return (p.reward * p.used + p.discount) / _gains(p)


def expected(p):
    """Cost over sign-ups; and over those who order, are real, and wouldn't have come anyway.

    Whoever is told by them and comes without a link is added, too.
    """
    cost, real = _cost(p), _real(p)
    share = real * _gains(p)
    sign_ups = _sign_ups(p)
    won = sign_ups * real
    variance = 2 * (UNLIKE * BUYERS) ** 2 * (_sizes() ** 2).mean() + 2 * BUYERS
    variance += (p.tells - p.anyway) * won + _gains(p) ** 2 * won * (1 - real)
    error = (variance / PAIRS) ** 0.5 / (sign_ups * share)
    return Expected(cost, cost / share, t_quantile(PAIRS - 1) * error)


CASE = Case(
    name="group_fission",
    number="K20",
    title="The friends who came in thousands",
    chapter="5_retention",
    bias="no counterfactual",
    figures=(
        Figure("newcomers", 2.0, 0.25, Form("number", None),
               "通过社群裂变，3个月新增用户2万+", "000:055"),
        Figure("reward", 50, 0.5, Form("CNY"),
               "如“邀请1人得50元券，新客首单减30”", "000:055"),
        Figure("discount", 30, 0.5, Form("CNY"),
               "如“邀请1人得50元券，新客首单减30”", "000:055"),
    ),
    parameters={
        "anyway": Parameter(0.5, 0.02, 0.75, "of invited buyers: would have come by themselves", 2),
        "tells": Parameter(0.0, 0.0, 1.3, "told by an invited buyer, come without a link", 2),
        "buys": Parameter(0.38, 0.3, 0.97, "of those who sign up: order", 2),
        "fake": Parameter(0.18, 0.01, 0.3, "of those who sign up: the inviter's own device", 2),
        "k": Parameter(0.35, 0.25, 0.4, "newcomers whom a newcomer brings", 2),
        "started": Parameter(39.0, 32, 42, "brought by old customers, a week and city", 1),
        "again": Parameter(0.03, 0.02, 0.08, "share of the others invited who order again", 2),
        "used": Parameter(0.6, 0.4, 0.8, "of the coupons: used, not lapsed", 2),
        "reward": Parameter(50, 15, 200, "for bringing a person, yuan", 0),
        "discount": Parameter(30, 10, 60, "off the first order, yuan", 0),
    },
    branches={
        "rosy": Branch(
            {
                "anyway": (0.3, 0.75), "tells": (0.0, 0.05), "buys": (0.3, 0.42),
                "fake": (0.08, 0.3), "reward": (15, 120),
            }
        ),
        "right": Branch(
            {
                "anyway": (0.02, 0.12), "tells": (0.02, 0.3), "buys": (0.9, 0.97),
                "fake": (0.01, 0.05), "reward": (60, 200),
            }
        ),
        "modest": Branch(
            {
                "anyway": (0.02, 0.1), "tells": (0.85, 1.3), "buys": (0.9, 0.97),
                "fake": (0.01, 0.05), "reward": (60, 200),
            }
        ),
    },
    world=world,
    measure=measure,
    naive=cost_per_sign_up,
    right=cost_per_added_buyer,
    expected=expected,
    estimand="yuan paid ÷ new buyers that the cities with the programme have beyond those without",
    scale="ratio",
    show=Form("CNY"),
    margin=1.6,
    favours="low",
    methods={
        "cost if paid on the first order": Method(paid_on_first_order, _cost_by_rule),
        "profit": Method(profit, lambda p: _profit(p, expected(p).truth)),
        "profit if paid on the first order": Method(
            profit_on_first_order, lambda p: _profit(p, _cost_by_rule(p))
        ),
        "added buyers": Method(added, _added),
        "added buyers who ordered again": Method(
            partial(added, what="repeaters"), _repeaters
        ),
    },
    seed=12,
    words=words,
    constants={
        "pairs": fact.number(PAIRS),
        "cities": fact.number(2 * PAIRS),
        "first_margin": fact.money(FIRST_MARGIN),
        "later_margin": fact.money(LATER_MARGIN),
    },
)  # fmt: skip
