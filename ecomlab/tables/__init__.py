"""The canonical tables: definitions, validation of a frame, a log of any of them.

``columns`` and ``dictionary`` say what a table holds, ``validate`` makes a frame one, ``log`` makes
millions of its rows ready for a reduction, on pandas, Polars or DuckDB alike.
"""

from ecomlab.tables.counting import (
    PURCHASE,
    is_day,
    is_new,
    left_out,
    newcomers,
    nobody_new,
    purchase_log,
    purchases,
    tell_beginning,
    tells,
    with_buyers,
)
from ecomlab.tables.days_bought import NEVER, PurchaseDays, buyers, purchase_days
from ecomlab.tables.definitions import (
    KINDS,
    ROLES,
    TABLES,
    Column,
    Rule,
    Table,
    columns,
    definition,
    dictionary,
    needed,
    needs,
)
from ecomlab.tables.logs import (
    as_of_day,
    calendar_days,
    collect,
    day_date,
    day_number,
    days_of,
    log,
)
from ecomlab.tables.validation import validate

__all__ = [
    "KINDS", "NEVER", "PURCHASE", "ROLES", "TABLES", "Column", "PurchaseDays", "Rule", "Table",
    "as_of_day", "buyers", "calendar_days", "collect", "columns", "day_date", "day_number",
    "days_of", "definition", "dictionary", "is_day", "is_new", "left_out", "log", "needed", "needs",
    "newcomers", "nobody_new", "purchase_days", "purchase_log", "purchases", "tell_beginning",
    "tells", "validate", "with_buyers",
]  # fmt: skip
