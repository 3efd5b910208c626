"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.delivery import hours_by_part, pays_by_zone, routes
from ecomlab.fulfillment.figures.inventory import gain_by_surcharge

__all__ = [
    "gain_by_surcharge",
    "hours_by_part",
    "pays_by_zone",
    "routes",
]
