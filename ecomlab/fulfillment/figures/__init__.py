"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.forecast import fan_chart, order_by_level, orders_and_sales
from ecomlab.fulfillment.figures.inventory import (
    costs_by_lot,
    gain_by_surcharge,
    service_by_spread,
)

__all__ = [
    "costs_by_lot",
    "fan_chart",
    "gain_by_surcharge",
    "order_by_level",
    "orders_and_sales",
    "service_by_spread",
]
