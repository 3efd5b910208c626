"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.inventory import (
    costs_by_lot,
    gain_by_surcharge,
    mark_days,
    service_by_spread,
)

__all__ = [
    "costs_by_lot",
    "gain_by_surcharge",
    "mark_days",
    "service_by_spread",
]
