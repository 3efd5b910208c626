"""Figures of the chapter on conversion: draw what its toolbox computes, a module a lesson."""

from ecomlab.conversion.figures.experiments import (
    deciding,
    health,
    looking,
    power_curve,
    price_paid,
    rollout,
    winners,
)
from ecomlab.conversion.figures.promotions import bunching_fit, order_values

__all__ = [
    "bunching_fit",
    "deciding",
    "health",
    "looking",
    "order_values",
    "power_curve",
    "price_paid",
    "rollout",
    "winners",
]
