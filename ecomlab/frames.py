"""Where these names stood before: ``ecomlab.tables`` has them."""

from ecomlab.tables import as_of_day, collect, day_date, day_number  # noqa: F401
