"""From the engine's log to the canonical tables, over all days at once.

The frames made here know the future; ``ecomlab.shop.known`` takes away what nobody can know
yet on the last day.
"""

from ecomlab.shop import addons
from ecomlab.shop.emit import ads, ledger, orders, people, supply, visits, year
from ecomlab.shop.emit.record import Record

STRETCH = {  # tables that grow with the days
    "traffic_daily": visits.traffic_daily,
    "sessions": visits.sessions,
    "events": visits.events,
    "orders": orders.orders,
    "order_items": orders.order_items,
    "inventory_daily": supply.inventory_daily,
    "shipments": orders.shipments,
    "returns": orders.returns,
    "pnl_lines": ledger.pnl_lines,
    "ads_daily": ads.ads_daily,
    **addons.STRETCH,
}
WHOLE = {  # tables that are made once, when the run is over
    "sku": supply.sku,
    "calendar": year.calendar,
    "suppliers": supply.suppliers,
    "courier_rates": supply.courier_rates,
    "promos": year.promos,
    "inbound": supply.inbound,
    "customers": people.customers,
    "touches": people.touches,
    **addons.WHOLE,
}
STRETCH_TRUTH = {
    "sessions": visits.session_truth,
    "orders": orders.order_truth,
    "inventory_daily": supply.inventory_truth,
}
WHOLE_TRUTH = {"customers": people.customer_truth, "touches": people.touch_truth}


def emit(makers, record):
    """Make each table of a record."""
    return {name: make(record) for name, make in makers.items()}


__all__ = ["STRETCH", "STRETCH_TRUTH", "WHOLE", "WHOLE_TRUTH", "Record", "emit"]
