"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.inventory import (
    costs_by_lot,
    gain_by_surcharge,
    service_by_spread,
)
from ecomlab.fulfillment.figures.returns import (
    needed_rise,
    needed_roi,
    of_100_orders,
    raw_and_drawn,
    suspects,
)
from ecomlab.fulfillment.figures.suppliers import (
    border_figure,
    control_figure,
    oc_figure,
)

__all__ = [
    "border_figure",
    "control_figure",
    "costs_by_lot",
    "gain_by_surcharge",
    "needed_rise",
    "needed_roi",
    "oc_figure",
    "of_100_orders",
    "raw_and_drawn",
    "service_by_spread",
    "suspects",
]
