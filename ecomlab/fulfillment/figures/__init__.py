"""Figures of the chapter on fulfilment: draw what its toolbox computes, a module a lesson."""

from ecomlab.fulfillment.figures.clearance import (
    believed_and_true,
    deadline_cost,
    worth_of_weeks,
)
from ecomlab.fulfillment.figures.delivery import (
    hours_by_part,
    pays_by_zone,
    routes,
)
from ecomlab.fulfillment.figures.forecast import (
    fan_chart,
    order_by_level,
    orders_and_sales,
)
from ecomlab.fulfillment.figures.inventory import (
    costs_by_lot,
    gain_by_surcharge,
    mark_days,
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
    "believed_and_true",
    "border_figure",
    "control_figure",
    "costs_by_lot",
    "deadline_cost",
    "fan_chart",
    "gain_by_surcharge",
    "hours_by_part",
    "mark_days",
    "needed_rise",
    "needed_roi",
    "oc_figure",
    "of_100_orders",
    "order_by_level",
    "orders_and_sales",
    "pays_by_zone",
    "raw_and_drawn",
    "routes",
    "service_by_spread",
    "suspects",
    "worth_of_weeks",
]
