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
from ecomlab.conversion.figures.service import (
    agents_twice,
    contest_line,
    cost_of_agents,
    three_rates,
)

__all__ = [
    "agents_twice",
    "contest_line",
    "cost_of_agents",
    "deciding",
    "health",
    "looking",
    "power_curve",
    "price_paid",
    "rollout",
    "three_rates",
    "winners",
]
