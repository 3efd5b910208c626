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

__all__ = [
    "deciding",
    "health",
    "looking",
    "power_curve",
    "price_paid",
    "rollout",
    "winners",
]
