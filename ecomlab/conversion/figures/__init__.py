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
from ecomlab.conversion.figures.pricing import (
    profit_at,
    readings,
    said_and_real,
    war,
    weeks_by_price,
)

__all__ = [
    "deciding",
    "health",
    "looking",
    "power_curve",
    "price_paid",
    "profit_at",
    "readings",
    "rollout",
    "said_and_real",
    "war",
    "weeks_by_price",
    "winners",
]
