"""K10: a gift loses 80% of its people, a ladder fewer. Who are they, and in which season?

The slide sets the ladder's people beside the gift's: others, of another season. Whoever takes a
gift may be more loyal than others or less, and winter may be better than summer or worse. So the
gap can be too large, right, or too small.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import pdtr

from ecomlab.cases.declaration import Branch, Case, Expected, Figure, Method, Parameter
from ecomlab.estimates import normal_quantile
from ecomlab.retention import membership
from ecomlab.streams import normal, uniforms
from ecomlab.texts import Form, fact

SPRING, AUTUMN = 5_000, 8_000  # newcomers: while the gift ran, and while lots were drawn
START, LOTS = pd.to_datetime(["2024-01-01", "2024-07-01"]).tz_localize("Asia/Shanghai")
SEASON, LATER = 91, (LOTS - START).days  # days on which newcomers came, from each of the two
SAMPLE, TWO, VIP_DAY, END = 8, 31, 91, 181  # days after the first order: a rung's first day
CHANNELS = ["short video", "search", "friends"]
COMING = np.array([0.5, 0.3, 0.2])  # of the newcomers, by channel
REGULARS = np.array([0.21, 0.36, 0.45])  # of a channel's newcomers
PACE = np.array([0.11, 1.57])  # orders in 90 days: of the others, and of regulars
ORDERS = 2  # within the first 90 days, that make one a VIP
RUNGS = ["day 7: sample", "day 30: discount used", "day 90: VIP gift"]
GIFT = "points gift"
VIP, TAKERS_OF_GIFT = {"tier": "VIP"}, {"acq_offer": GIFT}
SAMPLE_COST, DISCOUNT_COST, VIP_COST = 4, 15, 25  # yuan
PRICE, SPREAD, MARGIN = 110, 0.5, 0.6
MOST = 30  # orders in a window
JOIN, CHANNEL, KIND, TAKE, LOT, EARLY, LATE, LOST, WON, DAYS, MOVED, VALUES, LIKE = range(
    1, 14
)  # streams


def world(p, seed):
    """Newcomers of spring (a gift for points) and of autumn (a ladder, by lot), and their orders.

    A newcomer is a regular or isn't, and orders at that pace; from day 91 on at ``p.stays`` of it,
    and those of autumn then at ``p.season`` of that.
    Of those takers of the gift who would order again, the share ``p.gift`` doesn't. The ladder
    makes ``p.ladder`` of all its people order again who else wouldn't, each as often as some
    newcomer who was kept without it.
    """
    count = SPRING + AUTUMN
    autumn = np.arange(count) >= SPRING
    channel = np.searchsorted(np.cumsum(COMING)[:-1], uniforms(seed, CHANNEL, count))
    regular = uniforms(seed, KIND, count) < p.regulars * REGULARS[channel]
    gift = ~autumn & (uniforms(seed, TAKE, count) < _takers(p)[channel])
    treated = autumn & (uniforms(seed, LOT, count) < 0.5)
    early = _counts(PACE * _share(SAMPLE, VIP_DAY), regular, uniforms(seed, EARLY, count))
    after = uniforms(seed, LATE, count)
    late = np.where(
        autumn,
        _counts(PACE * p.stays * p.season, regular, after),
        _counts(PACE * p.stays, regular, after),
    )
    late[gift & (uniforms(seed, LOST, count) < p.gift)] = 0
    won = uniforms(seed, WON, count) < p.ladder / (1 - _kept(p, p.season) @ COMING)
    kept, won = late[autumn & (late > 0)], treated & won & (late == 0)
    late[won] = kept[(len(kept) * uniforms(seed, LIKE, count)[won]).astype(np.int64)]
    buyer, day = _orders(p, seed, early, late, treated)
    day_one = np.floor(SEASON * uniforms(seed, JOIN, count)).astype(np.int64)
    day_one = np.sort(day_one + LATER * autumn)
    vip = treated & (early >= ORDERS)
    used = np.isin(np.arange(count), buyer[treated[buyer] & (day < TWO)])
    return {
        "customers": pd.DataFrame(
            {
                "customer_id": np.arange(1, count + 1),
                "first_order_at": _date(day_one),
                "acq_channel": np.array(CHANNELS)[channel],
                "acq_offer": np.where(gift, GIFT, "nothing"),
                "tier": np.where(vip, "VIP", "member"),
            }
        ),
        "orders": pd.DataFrame(
            {
                "customer_id": buyer + 1,
                "ts_order": _date(day_one[buyer] + day),
                "paid_amount": _values(seed, len(buyer)),
            }
        ),
        "touches": _touches(day_one, autumn, treated, used, vip),
    }


def _counts(means, regular, u):
    """Poisson counts at the shares ``u``; there are only two means, so a table of each will do."""
    other, regulars = (np.searchsorted(np.round(pdtr(np.arange(MOST), m), 12), u) for m in means)
    return np.where(regular, regulars, other)


def _share(start, end):
    """Of 90 days, how much lies between these two?"""
    return (end - start) / 90


def _date(day):
    return (START + pd.to_timedelta(np.arange(2 * LATER + END), unit="D")).as_unit("us")[day]


def _values(seed, count):
    """Values of orders, in whole cents."""
    return np.round(PRICE * np.exp(SPREAD * normal(uniforms(seed, VALUES, count))), 2)


def _orders(p, seed, early, late, treated):
    """Who orders, how many days after the first order; the discount brings some forward."""
    everybody = np.arange(len(early))
    buyer = np.concatenate([np.repeat(everybody, early), np.repeat(everybody, late)])
    is_late = np.arange(len(buyer)) >= early.sum()
    u = uniforms(seed, DAYS, len(buyer))
    day = np.where(is_late, VIP_DAY + (END - VIP_DAY) * u, SAMPLE + (VIP_DAY - SAMPLE) * u)
    row = np.lexsort((day, buyer))
    buyer, day = buyer[row], np.floor(day[row]).astype(np.int64)
    first = np.diff(buyer, prepend=-1) > 0
    moved, when = uniforms(seed, MOVED, (2, len(buyer)))
    moved = first & treated[buyer] & (day >= TWO) & (day < VIP_DAY) & (moved < p.discount)
    return buyer, np.where(moved, SAMPLE + np.floor((TWO - SAMPLE) * when), day).astype(np.int64)


def _touches(day_one, autumn, treated, used, vip):
    """What each rung cost; on day 7 also who was drawn for no ladder."""
    rungs = [
        (RUNGS[0], 7, autumn, SAMPLE_COST),
        (RUNGS[1], 30, used, DISCOUNT_COST),
        (RUNGS[2], 90, vip, VIP_COST),
    ]
    parts = [
        pd.DataFrame(
            {
                "customer_id": np.flatnonzero(chosen) + 1,
                "ts": _date(day_one[chosen] + day),
                "trigger": trigger,
                "offer_cost": np.where(treated[chosen], float(cost), 0.0),
                "arm": np.where(treated[chosen], "treated", "holdout"),
            }
        )
        for trigger, day, chosen, cost in rungs
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows.insert(0, "touch_id", np.arange(1, len(rows) + 1))
    return rows


bought = membership.orders_in_window


def people(customers, orders):
    """The newcomers: orders in days 8-90 and, if one in days 91-180, kept."""
    early = bought(customers, orders, SAMPLE, VIP_DAY)
    return customers.assign(early=early, kept=bought(customers, orders, VIP_DAY, END) > 0)


def drawn(customers, orders, touches, first_rung=RUNGS[0]):
    """Those newcomers for whom lots were drawn, with their arm."""
    lots = touches.loc[touches["trigger"] == first_rung, ["customer_id", "arm"]]
    return people(customers, orders).merge(lots, on="customer_id")


def measure(customers, orders):
    """The claim: of the takers of the gift, how many had gone?"""
    takers = customers["acq_offer"] == GIFT
    return {"churn": 1 - people(customers, orders).loc[takers, "kept"].mean()}


def ladder_less_takers(
    customers, orders, touches, first_rung=RUNGS[0], on="treated", takers=TAKERS_OF_GIFT
):
    """Everybody on the ladder against the takers of the gift: which of them were kept?"""
    lots = touches.loc[touches["trigger"] == first_rung, ["customer_id", "arm"]]
    everybody = people(customers, orders).merge(lots, on="customer_id", how="left")
    everybody["arm"] = everybody["arm"].fillna("no lot")
    return membership.group_difference(everybody, {"arm": on}, takers)


def all_who_were_drawn(
    customers, orders, touches, first_rung=RUNGS[0], on="treated", off="holdout"
):
    """Everybody who was put on the ladder against everybody who wasn't, VIP or not."""
    return membership.intention_to_treat(drawn(customers, orders, touches, first_rung), on, off)


def takers_less_others(customers, orders, until=LOTS, takers=TAKERS_OF_GIFT):
    """The gift's takers against others of spring who came through the same channels as they."""
    spring = people(customers, orders)[customers["first_order_at"] < until]
    return membership.matched_difference(spring, takers, by="acq_channel")


def break_even(customers, orders, touches):
    """How many more must the ladder keep, as a share of its people, to earn what it costs?"""
    newcomers = drawn(customers, orders, touches)
    cost = touches["offer_cost"].sum() / (newcomers["arm"] == "treated").sum()
    return membership.break_even(cost, _spent_late(newcomers, orders), MARGIN)


def gain_of(worth, customers, orders, touches):
    """Yuan that the ladder brings for each newcomer on it, if a kept one leaves so many."""
    newcomers = drawn(customers, orders, touches)
    cost = touches["offer_cost"].sum() / (newcomers["arm"] == "treated").sum()
    found = all_who_were_drawn(customers, orders, touches)
    return found.through(lambda kept: kept * worth - cost)


def leaves(customers, orders, touches):
    """Yuan of margin that a kept newcomer leaves in days 91-180."""
    return MARGIN * _spent_late(drawn(customers, orders, touches), orders)


def place(customers, orders, touches):
    """Where what the ladder must keep lies, against the interval of what it keeps."""
    found = all_who_were_drawn(customers, orders, touches)
    needed = break_even(customers, orders, touches)
    if not found.holds(needed):
        return "below" if found.low > needed else "above"
    return "lower" if found.value > needed else "upper"


def step(customers, orders, touches):
    """What to do on Monday, by where that lies."""
    steps = {"below": "ladder", "lower": "lots", "upper": "lots", "above": "end"}
    return steps[place(customers, orders, touches)]


def _spent_late(newcomers, orders):
    """What a kept newcomer spends in days 91-180."""
    first = newcomers.set_index("customer_id")["first_order_at"]
    theirs = orders[orders["customer_id"].isin(newcomers["customer_id"])]
    late = theirs["ts_order"] - theirs["customer_id"].map(first) >= pd.Timedelta(days=VIP_DAY)
    return theirs.loc[late, "paid_amount"].sum() / newcomers["kept"].sum()


def words(customers, orders, touches):
    """More figures for the notebook's text."""
    newcomers = drawn(customers, orders, touches)
    on = newcomers["arm"] == "treated"
    vip = newcomers["tier"] == "VIP"
    like = ~on & (newcomers["early"] >= ORDERS)
    churn, gap = measure(customers, orders)["churn"], takers_less_others(customers, orders).value
    spring = people(customers, orders)[customers["first_order_at"] < LOTS]
    took = spring["acq_offer"] == GIFT
    others = 1 - spring.loc[~took, "kept"].mean()
    by_video = spring["acq_channel"] == CHANNELS[0]
    climbed = newcomers[~on].groupby("early")["kept"].mean()
    return {
        "takers": fact.count((customers["acq_offer"] == GIFT).sum()),
        "drawn": fact.count(len(newcomers)),
        "on": fact.count(on.sum()),
        "off": fact.count((~on).sum()),
        "vips": fact.count(vip.sum()),
        "vip_share": fact.share(vip.sum() / on.sum()),
        "fell": fact.count((on & ~vip).sum()),
        "vip_churn": fact.share(1 - newcomers.loc[vip, "kept"].mean()),
        "fell_churn": fact.share(1 - newcomers.loc[on & ~vip, "kept"].mean()),
        "like_churn": fact.share(1 - newcomers.loc[like, "kept"].mean()),
        "on_churn": fact.share(1 - newcomers.loc[on, "kept"].mean(), 1),
        "off_churn": fact.share(1 - newcomers.loc[~on, "kept"].mean(), 1),
        "takers_churn": fact.share(churn, 1),
        "matched": fact.share(churn + gap, 1),
        "others_churn": fact.share(others),
        "base": "more" if others > churn else "part",
        "blame": "more" if gap < 0 else "less",
        "takers_video": fact.share(by_video[took].mean()),
        "others_video": fact.share(by_video[~took].mean()),
        "none_kept": fact.share(climbed[0]),
        "two_kept": fact.share(climbed[ORDERS]),
        **_windows(newcomers, orders, on),
        "early_on": fact.count(100 * newcomers.loc[on, "early"].mean()),
        "early_off": fact.count(100 * newcomers.loc[~on, "early"].mean()),
        "cost": fact.money(touches["offer_cost"].sum() / on.sum(), 2),
        "spent": fact.money(_spent_late(newcomers, orders)),
        "break_even": fact.points(break_even(customers, orders, touches)),
        "leaves": fact.money(leaves(customers, orders, touches)),
        "step": step(customers, orders, touches),
    }


def _windows(newcomers, orders, on):
    """How many more order with the ladder than without: while it gives, before VIP, after."""
    days = [SAMPLE, TWO, VIP_DAY, END]
    active = [bought(newcomers, orders, *window) > 0 for window in pairwise(days)]
    gaps = [some[on].mean() - some[~on].mean() for some in active]
    return {f"gap_{nth}": fact.points(gap, signed=True) for nth, gap in enumerate(gaps, 1)}


def _kinds(p):
    """Share of the others and of regulars, by channel."""
    regular = p.regulars * REGULARS
    return np.column_stack([1 - regular, regular])


def _takers(p):
    """Share of a channel's newcomers who collect points for the gift."""
    return np.array([p.video, p.fans, 2 / 3 * p.fans])


def _kept(p, season=1):
    """Share that orders in days 91-180 by itself, by channel."""
    return _kinds(p) @ (1 - np.exp(-PACE * p.stays * season))


def _of_takers(p):
    """Share of the gift's takers that would order in days 91-180 without it."""
    takers = COMING * _takers(p)
    return _kept(p) @ takers / takers.sum()


def expected(p):
    """The gift's takers are other people, of another season; the lot leaves the ladder alone."""
    without = _kept(p, p.season) @ COMING
    takers = _of_takers(p) * (1 - p.gift)
    shares = np.array([without, without + p.ladder])
    error = (2 / AUTUMN * (shares * (1 - shares)).sum()) ** 0.5
    return Expected(without + p.ladder - takers, p.ladder, normal_quantile() * error)


CASE = Case(
    name="points_for_gift",
    number="K10",
    title="The ladder that keeps its members",
    chapter="5_retention",
    bias="other people, another season",
    figures=(
        Figure("churn", 0.8, 0.03, Form("share"),
               "用户兑换后流失率高达80%", "001:039"),
    ),
    parameters={
        "regulars": Parameter(1.0, 0.75, 1.25, "regulars, as a multiple of the default shares", 2),
        "stays": Parameter(0.8, 0.6, 0.95, "what is left of the pace from day 91 on", 2),
        "gift": Parameter(0.18, 0.0, 0.35, "share of takers lost who would order again", 2),
        "discount": Parameter(0.4, 0.2, 0.6, "share of first orders brought forward", 2),
        "video": Parameter(0.8, 0.2, 0.8, "of those who came by video: take the gift", 2),
        "fans": Parameter(0.3, 0.15, 0.75, "of those who came by search: take the gift", 2),
        "season": Parameter(0.62, 0.55, 1.3, "late orders of autumn's newcomers, of spring's", 2),
        "ladder": Parameter(0.14, 0.0, 0.2, "share of its people that the ladder keeps", 2),
    },
    world=world,
    measure=measure,
    naive=ladder_less_takers,
    right=all_who_were_drawn,
    expected=expected,
    estimand="share of newcomers who order in days 91–180, with the ladder − without it",
    scale="difference",
    show=Form("points", 1, signed=True),
    margin=0.06,
    branches={
        # takers come through a weak channel, and winter is a good season
        "rosy": Branch({"video": (0.6, 0.8), "fans": (0.15, 0.35), "season": (1.0, 1.3),
                        "ladder": (0.0, 0.15)}),
        # a weak channel and a weak winter: the two cancel
        "right": Branch({"season": (0.6, 0.9), "ladder": (0.02, 0.2)}),
        # those who look for the shop collect for the gift, and winter is a weak season
        "modest": Branch({"video": (0.2, 0.3), "fans": (0.5, 0.75), "gift": (0.0, 0.15),
                          "season": (0.55, 0.7), "ladder": (0.1, 0.2)}),
    },
    methods={
        "the gift, like with like": Method(takers_less_others, lambda p: -p.gift * _of_takers(p)),
    },
    seed=41,
    words=words,
    stated=("drawn", "on", "off"),
    constants={"more_orders": fact.count(ORDERS), "margin": fact.share(MARGIN)},
)  # fmt: skip
