"""Where the obvious reading is wrong, and the taught estimator finds the truth.

Each story plays the same luck several times: as the shop that reads naively, as the shop that
randomises, and as the twin runs whose difference is the truth. The truth is the mean over all
lucks; a reading's interval either holds it or misses it. The quick test takes few lucks, the
verified one 200.
"""

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from ecomlab.intervals import mean_interval, standard_error
from ecomlab.shop import Shop, World
from ecomlab.shop.emit.record import log_of_touches
from ecomlab.shop.funnel import PAID
from ecomlab.shop.truth import contact_outcomes
from ecomlab.shop.world import BRAND, BRAND_AD


def run(shop, decisions, days):
    """Sessions and orders of a run, and what each plan spent a day, in yuan."""
    engine = shop.engine(decisions, days).run(0, days)
    return SimpleNamespace(
        engine=engine, sessions=engine.sessions.columns(), orders=engine.orders.columns(),
        spend=engine.daily.columns().spend / 100,
    )  # fmt: skip


def difference(treated, control):
    """Difference of two means: low and high of Welch's 95 % interval."""
    found = stats.ttest_ind(treated, control, equal_var=False).confidence_interval(0.95)
    return found.low, found.high


def holds(interval, truth):
    return interval[0] <= truth <= interval[1]


def assert_misses(intervals, truth):
    """The naive reading's interval misses the truth in at least 80 % of draws."""
    assert np.mean([holds(each, truth) for each in intervals]) <= 0.2


def assert_covers(intervals, truth):
    """95 % is not outside the exact 99.9 % interval of the coverage."""
    covered = sum(holds(each, truth) for each in intervals)
    exact = stats.binomtest(covered, len(intervals)).proportion_ci(0.999, method="exact")
    assert exact.low <= 0.95 <= exact.high, f"{covered} of {len(intervals)} intervals"


# A new page goes live on the day on which a promotion starts: before and after it, or A/B?

PROMO = (11, 20)  # new_year_goods: a bold 15 % off, more demand
OFFER = {"promo.new_year_goods.discount": 0.15}


def page_draw(noise):
    """Naive and taught interval of what page B adds to a session's conversion; and the truth."""
    shop, (first, last) = Shop(World(scale=3), noise), PROMO
    old, new, test = (
        run(shop, from_day(shop, first, OFFER, {"page.version": page}), last).sessions
        for page in ("A", "B", "test")
    )
    now = {name: s.day >= first for name, s in (("old", old), ("new", new), ("test", test))}
    after = paid(new)[now["new"]]
    naive = difference(after, paid(new)[~now["new"]])
    taught = difference(
        paid(test)[now["test"] & test.page_b], paid(test)[now["test"] & ~test.page_b]
    )
    return naive, taught, after.mean() - paid(old)[now["old"]].mean()


def from_day(shop, day, always, changes):
    """Decisions that hold always, and changes from a day on."""
    return {str(shop.world.date(0)): always, str(shop.world.date(day)): changes}


def paid(sessions):
    return (sessions.depth == PAID).astype(float)


# What does a yuan on the shop's own name bring: last click, or the line through days of more
# and less spending, or days on and off by lot?

DAYS = 60


@cache
def brand_days(noise):
    """What the shop sees on each day as it is and with a lot's days on and off; and the truth."""
    shop, key = Shop(World(scale=3), noise), "ads.paid_brand.budget"
    always, never = run(shop, None, DAYS), run(shop, {key: 0}, DAYS)
    on = np.random.default_rng(noise).permutation(np.arange(DAYS) % 2 == 0)
    budget = shop.decisions()[key]
    lot = {str(shop.world.date(day)): {key: budget * on[day]} for day in range(DAYS)}
    switched, spend = run(shop, lot, DAYS), always.spend[:, 1]
    return SimpleNamespace(
        spend=spend, clicked=revenue(always, [BRAND_AD]), revenue=revenue(always),
        taught=on_off_interval(revenue(switched, [BRAND, BRAND_AD]), switched.spend[:, 1], on),
        truth=(revenue(always) - revenue(never)).sum() / spend.sum(),
    )  # fmt: skip


def last_click_draw(noise):
    """Naive: revenue of orders by the ad's click, per yuan."""
    seen = brand_days(noise)
    return ratio_interval(seen.clicked, seen.spend), seen.taught, seen.truth


def regression_draw(noise):
    """Naive: slope of a day's revenue on its spend. The budget follows demand."""
    seen = brand_days(noise)
    line = stats.linregress(seen.spend, seen.revenue)
    reach = stats.t.ppf(0.975, DAYS - 2) * line.stderr
    return (line.slope - reach, line.slope + reach), seen.taught, seen.truth


def revenue(found, entrances=None):
    """Paid amounts by day, in yuan, of orders by these entrances."""
    o = found.orders
    mine = o.paid if entrances is None else o.paid & np.isin(o.entrance, entrances)
    return np.bincount(o.day[mine], (o.amount - o.off)[mine] / 100, DAYS)


def ratio_interval(above, below):
    """Total revenue over total spend, with the delta method's interval over days."""
    ratio = above.sum() / below.sum()
    reach = 1.96 * standard_error((above - ratio * below) / below.mean())
    return ratio - reach, ratio + reach


def on_off_interval(revenue, spend, on):
    """Wald's ratio: revenue on days on minus off, per yuan more spent on days on."""
    more = spend[on].mean() - spend[~on].mean()
    ratio = (revenue[on].mean() - revenue[~on].mean()) / more
    low, high = difference((revenue - ratio * spend)[on], (revenue - ratio * spend)[~on])
    return ratio + low / more, ratio + high / more


# What does a message add: every order that follows it, or treated against left out by lot?

WINDOW = 14


def message_draw(noise, days=100):
    """Naive and taught interval of what a first message adds to orders; and the truth."""
    shop = Shop(World(scale=3), noise)
    found = run(shop, {"crm.holdout": 0.5}, days)
    treated, ordered = first_messages(found, days - WINDOW)
    twins = contact_outcomes(shop, days, WINDOW)
    truth = (twins["orders_1"] - twins["orders_0"]).mean()
    _, *naive = mean_interval(ordered[treated])
    return naive, difference(ordered[treated], ordered[~treated]), truth


def first_messages(found, before):
    """Of everyone's first contact: treated, paid orders in the days after it."""
    touch, o = log_of_touches(found.engine), found.orders
    people, first = np.unique(touch.person, return_index=True)
    people, first = people[touch.day[first] < before], first[touch.day[first] < before]
    day = np.full(found.engine.people.count, 2**30)
    day[people] = touch.day[first]
    mine = o.paid & (o.day > day[o.person]) & (o.day <= day[o.person] + WINDOW)
    ordered = np.bincount(o.person[mine], minlength=found.engine.people.count)[people]
    return touch.treated[first], ordered


STORIES = {
    "page": page_draw,
    "last click": last_click_draw,
    "regression": regression_draw,
    "message": message_draw,
}


def judge(story, count):
    naive, taught, truth = zip(*(STORIES[story](noise) for noise in range(count)), strict=True)
    assert_misses(naive, np.mean(truth))
    assert_covers(taught, np.mean(truth))


@pytest.mark.parametrize("story", STORIES)
def test_the_obvious_reading_misleads_and_the_taught_one_does_not(story, seeds):
    judge(story, min(seeds, 10))


@pytest.mark.verify
@pytest.mark.parametrize("story", STORIES)
def test_the_taught_intervals_cover_the_truth(story):
    judge(story, 200)
