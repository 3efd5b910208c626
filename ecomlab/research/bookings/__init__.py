"""Every cent of a shop on a line of an order: from its tables, or from its ledger.

What `ecomlab.research.waterfall` adds up. A line is an article of a paid order.
"""
