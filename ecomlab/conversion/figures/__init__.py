"""Figures of the chapter on conversion: draw what its toolbox computes, a module a lesson."""

from ecomlab.conversion.figures.baskets import (
    needed_by_discount,
    rules_map,
)
from ecomlab.conversion.figures.experiments import (
    deciding,
    health,
    looking,
    power_curve,
    price_paid,
    rollout,
    winners,
)
from ecomlab.conversion.figures.funnel import (
    rates_by_day,
    waiting,
    within_window,
)
from ecomlab.conversion.figures.pages import (
    asked_line,
    block_readings,
    pages_map,
)
from ecomlab.conversion.figures.pricing import (
    profit_at,
    readings,
    said_and_real,
    war,
    weeks_by_price,
)
from ecomlab.conversion.figures.promotions import (
    bunching_fit,
    order_values,
)
from ecomlab.conversion.figures.service import (
    agents_twice,
    contest_line,
    cost_of_agents,
    three_rates,
)
from ecomlab.conversion.figures.trust import (
    shrinking,
    shrunk_by_weight,
)
from ecomlab.conversion.figures.workshop import (
    event_sums,
    offers,
    rise_needed,
)

__all__ = [
    "agents_twice",
    "asked_line",
    "block_readings",
    "bunching_fit",
    "contest_line",
    "cost_of_agents",
    "deciding",
    "event_sums",
    "health",
    "looking",
    "needed_by_discount",
    "offers",
    "order_values",
    "pages_map",
    "power_curve",
    "price_paid",
    "profit_at",
    "rates_by_day",
    "readings",
    "rise_needed",
    "rollout",
    "rules_map",
    "said_and_real",
    "shrinking",
    "shrunk_by_weight",
    "three_rates",
    "waiting",
    "war",
    "weeks_by_price",
    "winners",
    "within_window",
]
