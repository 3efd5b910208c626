"""Figures of the chapter on conversion: draw what its toolbox computes, a module a lesson."""

from ecomlab.conversion.figures.baskets import needed_by_discount, rules_map
from ecomlab.conversion.figures.experiments import (
    deciding,
    health,
    looking,
    power_curve,
    price_paid,
    rollout,
    winners,
)

__all__ = [
    "deciding",
    "health",
    "looking",
    "needed_by_discount",
    "power_curve",
    "price_paid",
    "rollout",
    "rules_map",
    "winners",
]
