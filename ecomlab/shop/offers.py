"""What comes off the price, and for whom: reductions, coupons, members, gifts, price tests."""

import numpy as np

from ecomlab.shop.delivery import EXPRESS
from ecomlab.shop.streams_in_use import PRICE_TEST
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, ROLES
from ecomlab.streams import hash_uniforms

TESTED = 80  # thousandths by which a price test moves a price, up or down
MOST_FELT = 0.9  # share of the price beyond which a reduction is not felt to be larger
MONDAY = 3  # day 0 of the calendar, 1970-01-01, was a Thursday


class Offers:
    """The offers of one day, as visitors weigh them: like a price that is lower by their worth.

    A gift is worth less to its receiver than it costs.
    """

    def __init__(self, world, plan):
        self.plan = plan
        self.worth = world.funnel.gift_worth * plan.gift

    def reduction(self, amount, tier, holds, bonus):
        """Cents off orders of these amounts, and which of them use a message's coupon.

        Parameters
        ----------
        amount : array of int, cents
        tier : array of int, places in ``customers.TIERS``
        holds : array of bool
            Who holds a coupon.
        bonus : array of int, cents
            What a deposit (定金) pays of the order beyond itself (定金膨胀).
        """
        plan = self.plan
        coupon = holds & (amount >= plan.coupon_from) & (plan.coupon > 0)
        off = np.where(amount >= plan.threshold, plan.off, 0) + coupon * plan.coupon
        off += amount * plan.member_off[tier] // 1000 + bonus
        return np.minimum(off, amount - 1), coupon

    def gifts(self, amount, entrance):
        """Which orders are large enough, and of the channel that gifts are for?"""
        plan = self.plan
        there = (plan.gift > 0) & (amount >= plan.gift_from)
        if plan.gift_channel < 0:
            return there
        return there & (CHANNEL_OF_ENTRANCE[entrance] == plan.gift_channel)

    def in_time(self, wanted):
        """The first ones of the day, up to the quota (限量)."""
        quota = self.plan.gift_quota
        return wanted & (np.cumsum(wanted) <= quota) if quota else wanted


def left(worth, amount):
    """The log of what is left of the price, as it is felt.

    >>> left(np.array([2000, 5000]), np.array([10000, 10000])).round(3)
    array([-0.223, -0.693])
    """
    return np.log1p(-np.minimum(worth / amount, MOST_FELT))


def tested(world, seed, day):
    """The price test (价格测试) of a day's week: thousandths on the price, by article.

    The rule is published: every Monday a lot decides for each long-tail article on sale whether
    it is dearer or cheaper for the week. No demand is asked, which is what makes it a test.

    >>> from ecomlab.shop import World
    >>> world = World()
    >>> monday, sunday, next_monday = (tested(world, (2026, 1), day) for day in (0, 6, 7))
    >>> sorted(set(monday.tolist())), bool((monday == sunday).all())
    ([-80, 0, 80], True)
    >>> bool((monday == next_monday).all())
    False
    """
    week = (world.start + day + MONDAY) // 7
    up = hash_uniforms(seed, PRICE_TEST, np.arange(len(world.sku.name)), week)[0] < 0.5
    return np.where(world.sku.role == ROLES.index("long_tail"), np.where(up, TESTED, -TESTED), 0)


def members_days(couriers, plan, tier):
    """Days by which members' parcels are promised sooner, or None if nobody's are."""
    express = tier >= plan.express_from
    if not express.any():
        return None
    return express * (couriers.promised(plan) - couriers.promised(plan, EXPRESS))
