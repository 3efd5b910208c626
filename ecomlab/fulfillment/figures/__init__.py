"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.forecast import fan_chart, order_by_level, orders_and_sales
from ecomlab.fulfillment.figures.inventory import gain_by_surcharge

__all__ = [
    "fan_chart",
    "gain_by_surcharge",
    "order_by_level",
    "orders_and_sales",
]
