"""What some buyers get and others don't: gifts, deposits that count for more, members' benefits."""

import numpy as np

from ecomlab.shop.delivery import EXPRESS
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE


class Offers:
    """The offers of one day, as visitors weigh them: like a price that is lower by their worth.

    A gift is worth less to its receiver than it costs. A deposit (定金膨胀) is offered during
    events: it may pay more of the order than it is; it keeps some from ordering, but who has paid
    it pays the rest more surely.
    """

    def __init__(self, world, plan, event):
        self.plan = plan
        self.worth = world.funnel.gift_worth * plan.gift
        self.bonus = plan.deposit_value - plan.deposit
        self.deposits = event is not None and plan.deposit > 0

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

    def advanced(self, amount):
        """Which orders are made with a deposit?"""
        return self.deposits & (amount >= self.plan.deposit_value)

    def saved(self, worth, amount):
        """The log of what is left of the price."""
        return np.log1p(-np.minimum(worth / amount, 0.9))


def members_share(plan, tier):
    """The log of what is left of the price for members; 0 where nobody gets anything off."""
    return np.log1p(-plan.member_off[tier] / 1000) if plan.member_off.any() else 0.0


def members_days(couriers, plan, tier):
    """Days by which members' parcels are promised sooner, or None if nobody's are."""
    express = tier >= plan.express_from
    if not express.any():
        return None
    return express * (couriers.promised(plan) - couriers.promised(plan, EXPRESS))
