"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.inventory import gain_by_surcharge
from ecomlab.fulfillment.figures.suppliers import border_figure, control_figure, oc_figure

__all__ = [
    "border_figure",
    "control_figure",
    "gain_by_surcharge",
    "oc_figure",
]
