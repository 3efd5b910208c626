"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.inventory import gain_by_surcharge

__all__ = [
    "gain_by_surcharge",
]
