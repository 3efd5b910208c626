"""Figures of the chapter on traffic: draw what its toolbox computes, a module a lesson."""

from ecomlab.traffic.figures.attribution import by_method, credit_dial, models_beside_truth
from ecomlab.traffic.figures.campaigns import added_so_far, campaigns_in_turn
from ecomlab.traffic.figures.creators import ruin_by_budget, study_by_week
from ecomlab.traffic.figures.increment import (
    after_switch,
    budget_steps,
    money_and_demand,
    readings_beside_border,
    response_curves,
    response_with_points,
    rules_by_saturation,
    split_of_budget,
)
from ecomlab.traffic.figures.live import rate_by_base, rate_of_best, room_and_orders, yuan_by_cost
from ecomlab.traffic.figures.mix import mix_bounds, share_when_cut, shares_and_counts
from ecomlab.traffic.figures.paid import (
    claims_by_age,
    first_and_second,
    left_by_margin,
    next_buyer,
    profit_over_test_days,
    shown_and_later,
    tonight_and_final,
)
from ecomlab.traffic.figures.search import found_by_limit, place_after_stockout, places_seen
from ecomlab.traffic.figures.workshop import next_yuan, quarter_curves

__all__ = [
    "added_so_far",
    "after_switch",
    "budget_steps",
    "by_method",
    "campaigns_in_turn",
    "claims_by_age",
    "credit_dial",
    "first_and_second",
    "found_by_limit",
    "left_by_margin",
    "mix_bounds",
    "models_beside_truth",
    "money_and_demand",
    "next_buyer",
    "next_yuan",
    "place_after_stockout",
    "places_seen",
    "profit_over_test_days",
    "quarter_curves",
    "rate_by_base",
    "rate_of_best",
    "readings_beside_border",
    "response_curves",
    "response_with_points",
    "room_and_orders",
    "ruin_by_budget",
    "rules_by_saturation",
    "share_when_cut",
    "shares_and_counts",
    "shown_and_later",
    "split_of_budget",
    "study_by_week",
    "tonight_and_final",
    "yuan_by_cost",
]
