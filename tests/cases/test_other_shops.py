"""What a case teaches runs on another shop: its tables with other names and other dates.

Every reading is a function of the tables; what is this case's own (a page's name, a day, an arm)
is a default of its parameters. Here each text of the tables is renamed, each time moved, the same
is done to the defaults, and every reading must stay what it was.
"""

import inspect

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases
from ecomlab.cases.declaration import tables_of

YEARS = 28  # after which the calendar comes again: weekdays, months and leap years stay
DAYS = pd.Timedelta(days=10_227)  # of 28 years
READINGS = [(name, reading) for name in cases.names() for reading in cases.case(name).readings()]
# Words that the canonical tables fix for every shop: steps of a funnel, lines of the books.
FIXED = {
    ("events", "event"), ("pnl_lines", "line"), ("calendar", "weekday"),
}  # fmt: skip
MONTHS = {("category_stats", "month"), ("budget", "month")}  # times, written as text


def renamed(value):
    """Another name, in another alphabetical order."""
    return f"name {sum(map(ord, value)) % 97:02} of {value[::-1]}"


def moved(value, names):
    """A default (or what it holds) as the other shop has it."""
    if isinstance(value, str):
        return renamed(value) if value in names else value
    if isinstance(value, pd.Timestamp):
        return value + DAYS
    if isinstance(value, dict):
        return {moved(key, names): moved(entry, names) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(moved(entry, names) for entry in value)
    return value


def other_shop(tables):
    """The tables with other names and dates, and the names that were changed."""
    names, found = set(), {}
    for table, frame in tables.items():
        frame = frame.copy()
        for column in frame:
            values = frame[column]
            if pd.api.types.is_datetime64_any_dtype(values.dtype):
                frame[column] = values + DAYS
            elif (table, column) in MONTHS:
                frame[column] = [f"{int(m[:4]) + YEARS}{m[4:]}" for m in values]
            elif (table, column) not in FIXED and is_text(values):
                known = [v for v in values.dropna().unique() if isinstance(v, str)]
                names |= set(known)
                frame[column] = (
                    values.astype(object)
                    .map(lambda v: renamed(v) if isinstance(v, str) else v)
                    .astype(str if values.notna().all() else object)
                )
        found[table] = frame
    return found, names


def is_text(values):
    return (
        values.dtype == object
        or isinstance(values.dtype, pd.CategoricalDtype | pd.StringDtype)
        or str(values.dtype) == "str"
    )


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_a_reading_doesn_t_hang_on_names_and_dates(name, reading):
    item, tables = cases.case(name), cases.load(name).tables
    read = item.readings()[reading].read
    here = item.on(read, tables)
    others, names = other_shop(dict(tables))
    defaults = {
        p.name: moved(p.default, names)
        for p in inspect.signature(read).parameters.values()
        if p.default is not p.empty and p.kind is not p.POSITIONAL_ONLY
    }
    there = read(**{table: others[table] for table in tables_of(read)}, **defaults)
    assert np.allclose(here[:4], there[:4], rtol=1e-9, equal_nan=True)
