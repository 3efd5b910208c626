"""The canonical tables of the course, once: columns, kinds, units, keys, meaning.

``tables.toml`` beside this file defines them; the data dictionary, validation, logs and the column
lists in docstrings all come from there.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ecomlab.errors import check_choice

KINDS = {
    "id": "whole numbers (int64) or text, never decimals",
    "text": "text",
    "time": "datetime64[us] with a time zone",
    "money": "float, currency units rounded to .01",
    "count": "int64; Int64 where values are missing",
    "day": "int64, days since 1970-01-01",
    "number": "float",
    "flag": "bool; boolean where values are missing",
}
ROLES = ("required", "optional", "derived")


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    ``role`` is required, optional or derived (computed from other tables); ``empty`` says what
    a missing value means, and where it says nothing, no value may be missing. ``early`` says that
    times may be of before there were shops on the web.

    >>> Column("units", "count", "optional", "pieces in the order", unit="pieces", minimum=0).kind
    'count'
    """

    name: str
    kind: str
    role: str
    meaning: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    empty: str = ""
    early: bool = False


@dataclass(frozen=True)
class Rule:
    """A time that can't be before another one.

    >>> Rule("ts_pay", "ts_order").text
    'ts_pay is before ts_order'
    """

    late: str
    early: str

    @property
    def text(self):
        return f"{self.late} is before {self.early}"


@dataclass(frozen=True)
class Table:
    """A canonical table: ``key`` is what no two rows share, one column or several.

    ``time`` is the column that says when a row came to be; rows of some tables never do.
    ``aside`` are optional times that are set aside where a rule finds them contradicting.

    >>> TABLES["orders"].key
    'order_id'
    >>> TABLES["order_items"].keys
    ['order_id', 'sku']
    """

    name: str
    meaning: str
    key: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    time: str = ""
    aside: tuple[str, ...] = ()

    @property
    def keys(self):
        return self.key.split(", ") if self.key else []

    def column(self, name):
        """The definition of one of the columns.

        >>> definition("orders").column("units").unit
        'pieces'
        """
        check_choice(f"A column of {self.name}", name, [column.name for column in self.columns])
        return next(column for column in self.columns if column.name == name)


def _tables(text):
    """The definitions of ``tables.toml``."""
    return {
        name: Table(
            name,
            facts["meaning"],
            facts["key"],
            tuple(
                Column(column, **{"role": "optional", **about})
                for column, about in facts["columns"].items()
            ),
            tuple(Rule(*rule) for rule in facts.get("rules", ())),
            facts.get("time", ""),
            tuple(facts.get("aside", ())),
        )
        for name, facts in tomllib.loads(text).items()
    }


TABLES = _tables(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def definition(table):
    """The definition of a canonical table.

    >>> definition("events").time
    'ts'
    >>> definition("event")
    Traceback (most recent call last):
        ...
    ecomlab.errors.ChoiceError: table is 'event'; did you mean 'events'?
    Choose one of: 'orders', 'customers', 'order_items', ...
    """
    return TABLES[check_choice("table", table, TABLES)]


def columns(table, role=None):
    """Which columns does a canonical table have, in order?

    >>> columns("orders", role="required")
    ['customer_id', 'ts_order', 'paid_amount']
    """
    if role is not None:
        check_choice("role", role, ROLES)
    return [column.name for column in definition(table).columns if role in (None, column.role)]


def dictionary(table=None):
    """The data dictionary of one table or all: one row per column.

    >>> dictionary("calendar")[["column", "role", "kind", "empty"]].head(3)
        column      role  kind empty
    0     date  required  time
    1  weekday  optional  text
    2  holiday  optional  text  none
    """
    tables = TABLES.values() if table is None else [definition(table)]
    return pd.DataFrame(
        {
            "table": table.name,
            "column": column.name,
            "role": column.role,
            "kind": column.kind,
            "unit": column.unit,
            "minimum": "" if column.minimum is None else f"{column.minimum:g}",
            "maximum": "" if column.maximum is None else f"{column.maximum:g}",
            "empty": column.empty,
            "meaning": column.meaning,
        }
        for table in tables
        for column in table.columns
    )


def needs(table, *names):
    """Decorator: write the columns that a function needs into its docstring, and keep them.

    ``{orders}`` in the docstring becomes the list of columns needed of ``orders``.

    >>> @needs("orders", "customer_id")
    ... def customers(orders):
    ...     '''orders: {orders}'''
    >>> print(customers.__doc__)
    orders: customer_id (id): who ordered (买家)
    >>> needed(customers)
    {'orders': ('customer_id',)}
    """
    needed_columns = [definition(table).column(name) for name in names]

    def decorate(function):
        function.needs = {**needed(function), table: names}
        function.__doc__ = _fill(function.__doc__, table, needed_columns)
        return function

    return decorate


def needed(function):
    """Which columns of which tables does a function need?

    >>> needed(len)
    {}
    """
    return dict(getattr(function, "needs", {}))


def _fill(text, table, described):
    """Put the columns' lines where the docstring says ``{table}``, at its indentation."""
    if not text:
        return text
    lines = [
        f"{column.name} ({column.kind}{', ' + column.unit if column.unit else ''}): "
        f"{column.meaning}"
        for column in described
    ]
    indent = re.search(rf"^( *){{{table}}}", text, re.MULTILINE)
    return text.replace(f"{{{table}}}", ("\n" + (indent[1] if indent else "")).join(lines))
