"""The files of your own platform: from an export to orders that every lesson's function takes.

    shop = exports.read("~/Downloads/ExportOrderList202401.csv")
    shop.receipt
    cohorts.repurchase_rate(shop.orders, window=90).round(3)

    shop = exports.read(["orders.csv", "settlement.csv"])
    exports.to_the_bank(shop.orders, shop.settlement)

``python course.py import FILE`` keeps what was read beside your copies of the lessons;
``my_shop()`` opens it again. Order lists are declared in ``platforms.toml`` (``platforms()`` lists
them), settlements and other reports in ``reports.toml``.
"""

from ecomlab.exports.keeping import is_imported, load, my_shop, save
from ecomlab.exports.providers import platforms
from ecomlab.exports.reading import Shop, read
from ecomlab.exports.settlements import reconcile, to_the_bank

__all__ = [
    "Shop", "is_imported", "load", "my_shop", "platforms", "read", "reconcile", "save",
    "to_the_bank",
]  # fmt: skip
