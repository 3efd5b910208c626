"""The files of your own platform: from an export to orders that every lesson's function takes.

    shop = exports.read("~/Downloads/ExportOrderList202401.csv")
    shop.receipt
    cohorts.repurchase_rate(shop.orders, window=90)

Platforms are declared in ``platforms.toml``; ``platforms()`` lists them.
"""

from ecomlab.exports.providers import platforms
from ecomlab.exports.reading import Shop, read

__all__ = ["Shop", "platforms", "read"]
