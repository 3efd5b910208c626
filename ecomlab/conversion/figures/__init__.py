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
from ecomlab.conversion.figures.funnel import rates_by_day, waiting, within_window

__all__ = [
    "deciding",
    "health",
    "looking",
    "power_curve",
    "price_paid",
    "rates_by_day",
    "rollout",
    "waiting",
    "winners",
    "within_window",
]
