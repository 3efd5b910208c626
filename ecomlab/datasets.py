"""The course's data: offline, each with a card that says where it is from and what ails it.

A data set is a folder of ``datasets/`` with CSV files (large ones packed, ``.csv.gz``) and their
card, a Frictionless ``datapackage.json``. Every load checks the files' checksums.
"""

import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from ecomlab.errors import DataFileError, check_choice

FOLDER = Path(__file__).parents[1] / "datasets"
DTYPES = {
    "integer": "int64", "number": "float64", "boolean": "bool", "string": "str", "date": "str",
    "datetime": "str",
}  # fmt: skip
NULLABLE = {"integer": "Int64", "boolean": "boolean"}
TIMES = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%d %H:%M:%S"}


class Tables(Mapping):
    """The tables of a data set by name: ``tables.orders`` or ``tables["orders"]``."""

    def __init__(self, name, tables):
        self._name, self._tables = name, dict(tables)

    def __getitem__(self, table):
        try:
            return self._tables[table]
        except KeyError:
            raise KeyError(self._unknown(table)) from None

    def __getattr__(self, table):
        if table.startswith("_"):
            raise AttributeError(table)
        try:
            return self._tables[table]
        except KeyError:
            raise AttributeError(self._unknown(table)) from None

    def __iter__(self):
        return iter(self._tables)

    def __len__(self):
        return len(self._tables)

    def __dir__(self):
        return [*super().__dir__(), *self._tables]

    def __repr__(self):
        lines = [
            f"  .{table}: {len(frame):,} rows ({', '.join(frame.columns)})"
            for table, frame in self._tables.items()
        ]
        return "\n".join([self._name, *lines])

    def _unknown(self, table):
        return f"{self._name} has no table {table!r}; it has: {', '.join(self._tables)}."


class Card(dict):
    """A data set's ``datapackage.json``, shown as a card."""

    def __repr__(self):
        return "\n".join(self._lines())

    def _repr_markdown_(self):
        return "  \n".join(self._lines(bold="**"))

    def _lines(self, bold=""):
        yield f"{bold}{self['title']}{bold}"
        yield self["description"]
        for resource in self["resources"]:
            columns = ", ".join(map(_column, resource["schema"]["fields"]))
            yield (
                f"{bold}Table {resource['name']}{bold}: {resource['title']}; "
                f"{resource['rows']:,} rows. {columns}"
            )
        yield from (f"{bold}Source{bold}: {source['title']}" for source in self["sources"])
        yield from (f"{bold}Licence{bold}: {licence['title']}" for licence in self["licenses"])
        yield from (f"{bold}Known defect{bold}: {defect}" for defect in self["known_defects"])


def load(name):
    """The tables of a data set, after a check that its files are as they were published.

    Parameters
    ----------
    name : str
        One of ``catalogue()``.

    Returns
    -------
    Tables
        A read-only mapping of pandas frames; times carry the shop's zone.

    Raises
    ------
    ChoiceError
        There is no such data set.
    DataFileError
        A file is missing or altered.

    Examples
    --------
    >>> load("cdnow")
    cdnow
      .orders: 69,659 rows (customer_id, ts_order, units, paid_amount)
      .customers: 23,570 rows (customer_id, tags)
    >>> load("cdnow").orders.head(2)
       customer_id                  ts_order  units  paid_amount
    0            1 1997-01-01 00:00:00-05:00      1        11.77
    1            2 1997-01-12 00:00:00-05:00      1        12.00
    """
    resources = card(name)["resources"]
    return Tables(name, {res["name"]: _read(FOLDER / name, res) for res in resources})


def catalogue():
    """Which data does the course have? One row per table.

    >>> found = catalogue()[["name", "table", "rows", "licence"]]
    >>> found[found["name"] == "cdnow"]
        name      table   rows licence
    0  cdnow     orders  69659     MIT
    1  cdnow  customers  23570     MIT
    """
    return pd.DataFrame(
        {
            "name": name,
            "table": resource["name"],
            "rows": resource["rows"],
            "columns": ", ".join(field["name"] for field in resource["schema"]["fields"]),
            "title": package["title"],
            "licence": package["licenses"][0]["name"],
            "source": package["sources"][0]["title"],
        }
        for name in _names()
        for package in [card(name)]
        for resource in package["resources"]
    )


def card(name):
    """Where is a data set from, what are its columns, and what is wrong with it?

    >>> print(card("cdnow"))
    CDNOW: every purchase of the online music shop's new customers of early 1997
    ...
    >>> card("cdnow")["licenses"][0]["name"]
    'MIT'
    """
    check_choice("The data set", name, _names())
    return Card(json.loads((FOLDER / name / "datapackage.json").read_text(encoding="utf-8")))


def _names():
    names = sorted(path.parent.name for path in FOLDER.glob("*/datapackage.json"))
    if not names:
        raise DataFileError(
            f"There is no data in {FOLDER}. The course's data is in its repository: "
            "work in a clone of it (python course.py lab), or bring the folder back with "
            "git checkout -- datasets"
        )
    return names


def _read(folder, resource):
    path = folder / resource["path"]
    way_out = f"Bring it back: git checkout -- datasets/{folder.name}/{path.name}"
    if not path.is_file():
        raise DataFileError(f"The data file {path} is missing. {way_out}")
    content = path.read_bytes()
    if "sha256:" + hashlib.sha256(content).hexdigest() != resource["hash"]:
        raise DataFileError(
            f"The data file {path} is not the published one: its checksum differs. {way_out}"
        )
    fields = resource["schema"]["fields"]
    table = pd.read_csv(
        io.BytesIO(gzip.decompress(content) if path.suffix == ".gz" else content),
        encoding="utf-8",
        dtype={field["name"]: _dtype(field) for field in fields},
        keep_default_na=False,
        na_values=resource["schema"].get("missingValues", []),
    )
    times = [field for field in fields if field["type"] in TIMES]
    return table.assign(**{field["name"]: _times(table[field["name"]], field) for field in times})


def _dtype(field):
    if "categories" in field:
        return pd.CategoricalDtype(field["categories"])
    return (NULLABLE if field.get("nullable") else DTYPES)[field["type"]]


def _times(text, field):
    times = pd.to_datetime(text, format=TIMES[field["type"]])
    return times.dt.as_unit("us").dt.tz_localize(field["timezone"])


def _column(field):
    unit = f" [{field['unit']}]" if "unit" in field else ""
    return f"{field['name']}{unit}"
