"""The course's data: offline, each with a card that says where it is from and what ails it.

A data set is a folder of ``datasets/`` with CSV files (large ones packed, ``.csv.gz``) and their
card, a Frictionless ``datapackage.json``. Every load checks the card and the checksums, its own and
the files'; a table is read when it is asked for. Tables too large for every clone are not shipped:
the card has their hashes and names the module that makes them, on first use (``ecomlab.cache``).
"""

import gzip
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ecomlab.cache import Cache, checksum
from ecomlab.errors import DataFileError, InputError, check_choice, check_path
from ecomlab.streams import table_hash
from ecomlab.tables import TABLES
from ecomlab.tables.parse import check_zone

FOLDER = Path(__file__).parents[1] / "datasets"
MADE = FOLDER.parent / "build" / "datasets"  # where tables that aren't shipped are kept
DTYPES = {
    "integer": "int64", "number": "float64", "boolean": "bool", "string": "str", "date": "str",
    "datetime": "str",
}  # fmt: skip
NULLABLE = {"integer": "Int64", "boolean": "boolean"}
CASES = "cases/"  # the cases have a catalogue of their own
KINDS = {"i": "integer", "f": "number", "b": "boolean"}
CARD = "datapackage.json"
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
PACKED_FROM = 100_000  # bytes; with gzip, which every system opens
SHIPPED_TO = 200_000  # bytes as stored; what is larger is made, if the card has a maker
UNPACK = {".gz": gzip.decompress}
TIMES = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%d %H:%M:%S"}
ELSEWHERE = "take it from where you got the folder"
CARD_HAS = {"name": str, "title": str, "description": str, "licenses": list, "sources": list,
            "known_defects": list, "resources": list}  # fmt: skip
TABLE_HAS = {"name": str, "title": str, "rows": int, "hash": str, "schema": dict}
MAKER = re.compile(r"ecomlab(\.\w+)+")  # a module of the course with a function `make`
KEPT = {}  # tables read before, by the file's checksum and the schema; nobody else holds them
MOST_KEPT = 64
MADE_WORDS = ", made on first use"


class Tables(Mapping):
    """The tables of a data set by name: ``tables.orders`` or ``tables["orders"]``.

    A table of a data set is read when it is first asked for, and stays. No table can be put in
    another's place; the frame itself is its reader's own, to be changed at will.
    """

    def __init__(self, name, tables):
        self._name, self._tables = name, dict(tables)

    def __getitem__(self, table):
        if table not in self._tables:
            raise KeyError(self._unknown(table))
        found = self._tables[table]
        if isinstance(found, _Unread):
            found = self._tables[table] = found.read()
        return found

    def __getattr__(self, table):
        if table.startswith("_"):
            raise AttributeError(table)
        if table not in self._tables:
            raise AttributeError(self._unknown(table))
        return self[table]

    def __contains__(self, table):
        return table in self._tables

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
                f"{resource['rows']:,} rows{MADE_WORDS if resource.get('made') else ''}. {columns}"
            )
        yield from (f"{bold}Source{bold}: {source['title']}" for source in self["sources"])
        yield from (f"{bold}Licence{bold}: {licence['title']}" for licence in self["licenses"])
        yield from (f"{bold}Known defect{bold}: {defect}" for defect in self["known_defects"])


def load(name):
    """The tables of a data set, after a check that its files are as they were published.

    Each is read when it is first asked for: ``load("shop").orders`` reads the orders alone.

    Parameters
    ----------
    name : str
        One of ``catalogue()``.

    Returns
    -------
    Tables
        A mapping of pandas frames, which are the caller's own; times carry the shop's zone.

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
    _check_name(name)
    return published(name)


def published(name):
    """The tables of a data set of this name, whether or not its card is there: as ``load``."""
    return read_tables(FOLDER / name, _checkout(name), published=True)


def read_tables(folder, way_out=ELSEWHERE, published=False):
    """The tables of any folder with a card, after the same check; the card's name is theirs.

    Parameters
    ----------
    folder : path
    way_out : str
        How a file is brought back, for the error; ``{file}`` in it is the file.
    published : bool
        The card must have a checksum; cards of the first edition have none.

    Raises
    ------
    DataFileError
        The card or a file is missing or altered.
    """
    package = read_card(folder, way_out, published)
    kept, tables = made(package), {}
    for resource in package["resources"]:
        if resource.get("made"):
            table = _Made(resource, kept)
        else:
            path = Path(folder).absolute() / resource["path"]
            table = _File(resource, path, way_out.format(file=path.name))
            table.content()
        tables[resource["name"]] = table
    return Tables(package["name"], tables)


def made(card):
    """The cache of a data set's tables that are made on first use; None if there are none.

    >>> made(card("cdnow")), made(card("shop")).folder.parent.name
    (None, 'datasets')
    """
    hashes = {part["name"]: part["hash"] for part in card["resources"] if part.get("made")}
    if not hashes:
        return None
    edition = sealed(card)["hash"].removeprefix("sha256:")[:12]
    return Cache(card["name"], MADE / f"{card['name']}-{edition}", hashes, card["maker"])


def make_all(out=None):
    """Make the tables of all published data sets that are made on first use, unless they are there.

    What a command does before it starts notebooks or tests, so that they need not wait.

    Parameters
    ----------
    out : text stream, optional
        Where a line tells how far it is: `Cache.fill`.
    """
    for kept in _caches():
        kept.fill(out)


def waiting():
    """The folders of tables that are made on first use, and aren't there yet.

    Returns
    -------
    list of Path
    """
    return [kept.folder for kept in _caches() if not kept.is_whole()]


def _caches():
    """The cache of each published data set that has one."""
    return list(filter(None, (made(card(name)) for name in _names())))


def read_card(folder, way_out=ELSEWHERE, published=False):
    """The card of any folder with data, after a check; parameters and errors of `read_tables`."""
    folder = check_path("folder", folder)
    path = folder / CARD
    back = f"Bring it back: {way_out.format(file=CARD if folder.is_dir() else '')}"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataFileError(
            f"There is no {path}: is {folder} the folder with the data? {back}"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise DataFileError(f"The card {path} can't be read ({error}). {back}") from error
    wrong = next(_wrong_with(found, published), None)
    if wrong:
        raise DataFileError(f"The card {path} is not as it was written: {wrong}. {back}")
    return Card(found)


def sealed(card):
    """A card with its own checksum, over all that it says.

    >>> sealed({"name": "mine"})["hash"][:19]
    'sha256:e29934461156'
    """
    said = {name: value for name, value in card.items() if name != "hash"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return said | {"hash": checksum(text.encode())}


def _wrong_with(card, published):
    """What is wrong with a card, in words."""
    yield from _lacks(card, CARD_HAS, "it")
    for part in [*card["licenses"], *card["sources"]]:
        yield from _lacks(part, {"title": str}, "a licence or source")
    if not card["resources"]:
        yield "it has no tables"
    for table in card["resources"]:
        yield from _lacks(table, TABLE_HAS, "a table")
        if not table.get("made"):
            yield from _lacks(table, {"path": str}, "a table")
        elif not MAKER.fullmatch(str(card.get("maker"))):
            yield f"it names no maker of the table {table['name']}"
        yield from _lacks(table["schema"], {"fields": list}, f"the table {table['name']}")
        for field in table["schema"]["fields"]:
            yield from _wrong_with_column(field, table["name"])
    if published and "hash" not in card:
        yield "its checksum is missing"
    if "hash" in card and card["hash"] != sealed(card)["hash"]:
        yield "its checksum differs"


def _lacks(part, has, what):
    """What a part of a card lacks of what it must have."""
    if not isinstance(part, dict):
        yield f"{what} has no fields"
    for name, kind in has.items():
        if not isinstance(part.get(name), kind):
            yield f"{what} lacks {name!r}"


def _wrong_with_column(field, table):
    what = f"a column of {table}"
    yield from _lacks(field, {"name": str, "type": str}, what)
    kind = field["type"]
    if kind not in (NULLABLE if field.get("nullable") else DTYPES):
        yield f"{what}, {field['name']}, has the type {kind!r}"
    if kind in TIMES:
        try:
            check_zone(field.get("timezone"))
        except InputError as error:
            yield f"{field['name']} of {table}: {str(error).split('.')[0]}"


def write_tables(folder, tables, card, titles=None):
    """Write tables as CSV files with their card; nothing is replaced before all are complete.

    The same bytes for the same tables, under the same pins. Tables above 100 kB are packed. If the
    card has a maker, those above 200 kB even so are not written: the card has their hashes.

    Parameters
    ----------
    folder : path
    tables : mapping of str to DataFrame
    card : mapping
        What the card says beside its resources: name, title, licenses, sources, known_defects;
        maker: the module of ecomlab whose function ``make`` makes the tables.
    titles : mapping of str to str, optional
        What each table holds, in words.
    """
    folder = check_path("folder", folder)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        most = SHIPPED_TO if "maker" in card else None
        resources = [_write(fresh, name, frame, most) for name, frame in tables.items()]
        for resource in resources if titles else ():
            resource["title"] = titles[resource["name"]]
        content = sealed({"$schema": SCHEMA, **card, "resources": resources})
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (fresh / CARD).write_text(text, encoding="utf-8", newline="\n")
        for old in folder.glob("*.csv*"):
            old.unlink()
        for path in sorted(fresh.iterdir()):
            os.replace(path, folder / path.name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return resources


def write_and_say(folder, tables, card, titles=None):
    """Write tables as `write_tables` does, and print a line for each: what a make.py ends with."""
    for resource in write_tables(folder, tables, card, titles):
        print(f"{resource['name']:18} {resource['rows']:>6,} rows {resource['bytes']:>8,} bytes")


def catalogue():
    """Which data do the lessons have? One row per data set; ``card(name)`` tells more.

    Returns
    -------
    DataFrame: name, title, tables, rows, licence, source

    Examples
    --------
    >>> catalogue().set_index("name").loc[["cdnow", "shop"], ["tables", "licence"]]
           tables licence
    name
    cdnow       2     MIT
    shop       76     MIT
    """
    return pd.DataFrame(
        {
            "name": name,
            "title": package["title"],
            "tables": len(package["resources"]),
            "rows": sum(resource["rows"] for resource in package["resources"]),
            "licence": package["licenses"][0]["name"],
            "source": package["sources"][0]["title"],
        }
        for name in _names()
        if not name.startswith(CASES)
        for package in [card(name)]
    )


def card(name):
    """Where is a data set from, what are its columns, and what is wrong with it?

    >>> print(card("cdnow"))
    CDNOW: every purchase of the online music shop's new customers of early 1997
    ...
    >>> card("cdnow")["licenses"][0]["name"]
    'MIT'
    """
    _check_name(name)
    return read_card(FOLDER / name, _checkout(name), published=True)


def _checkout(name):
    """How a file of a published data set is brought back."""
    return f"git checkout -- datasets/{name}/{{file}}"


def _check_name(name):
    """Refuse a data set that there isn't; one whose card is gone is there."""
    names = _names()
    here = isinstance(name, str) and re.fullmatch(r"[\w/]+", name) and (FOLDER / name).is_dir()
    if not (here and any((FOLDER / name).glob("*.csv*"))):
        check_choice("The data set", name, names)


def _names():
    cards = [*FOLDER.glob(f"*/{CARD}"), *FOLDER.glob(f"cases/*/{CARD}")]
    names = sorted(path.parent.relative_to(FOLDER).as_posix() for path in cards)
    if not names:
        raise DataFileError(
            f"There is no data in {FOLDER}. The course's data is in its repository: "
            "work in a clone of it (python course.py lab), or bring the folder back with "
            "git checkout -- datasets"
        )
    return names


@dataclass(frozen=True)
class _Unread:
    """A table that hasn't been read: rows and columns as its card says."""

    resource: dict

    def __len__(self):
        return self.resource["rows"]

    @property
    def columns(self):
        return [field["name"] for field in self.resource["schema"]["fields"]]

    def _once(self, read):
        """The table; a copy where the same one has been read before."""
        key = self.resource["hash"], json.dumps(self.resource["schema"])
        if key not in KEPT:
            KEPT[key] = read()
            while len(KEPT) > MOST_KEPT:
                KEPT.pop(next(iter(KEPT)))
        return KEPT[key].copy()


@dataclass(frozen=True)
class _Made(_Unread):
    """A table that is made on first use."""

    cache: Cache

    def read(self):
        """The table, with the kinds and zones that its card says."""
        name, schema = self.resource["name"], self.resource["schema"]
        return self._once(lambda: _as_the_card_says(self.cache.table(name), schema))


@dataclass(frozen=True)
class _File(_Unread):
    """A table of a file."""

    path: Path
    way_out: str

    def content(self):
        """The file's bytes, after a check of their checksum."""
        back = f"Bring it back: {self.way_out}"
        if not self.path.is_file():
            raise DataFileError(f"The data file {self.path} is missing. {back}")
        content = self.path.read_bytes()
        if checksum(content) != self.resource["hash"]:
            raise DataFileError(
                f"The data file {self.path} is not the published one: its checksum differs. {back}"
            )
        return content

    def read(self):
        """The table, after a check of its file, each time."""
        content, schema = self.content(), self.resource["schema"]
        return self._once(lambda: _parse(UNPACK.get(self.path.suffix, bytes)(content), schema))


def _parse(content, schema):
    """The frame of a CSV file."""
    fields = schema["fields"]
    table = pd.read_csv(
        io.BytesIO(content),
        encoding="utf-8",
        dtype={field["name"]: _dtype(field) for field in fields},
        keep_default_na=False,
        na_values=schema.get("missingValues", []),
    )
    times = [field for field in fields if field["type"] in TIMES]
    return table.assign(**{field["name"]: _times(table[field["name"]], field) for field in times})


def _as_the_card_says(frame, schema):
    """A made table with the dtypes that its file would have; a frame of text has NaN for gaps."""
    fields = {field["name"]: field for field in schema["fields"]}
    times = {name for name, field in fields.items() if field["type"] in TIMES}
    texts = {name for name in fields if frame[name].dtype == object}
    kinds = {name: _dtype(field) for name, field in fields.items() if name not in times | texts}
    zones = {name: frame[name].dt.tz_convert(fields[name]["timezone"]) for name in times}
    gaps = {name: frame[name].where(frame[name].notna()) for name in texts}
    units = {name: column.dt.as_unit("us") for name, column in zones.items()}
    return frame.astype(kinds).assign(**units, **gaps)


def _dtype(field):
    if "categories" in field:
        return pd.CategoricalDtype(field["categories"])
    return (NULLABLE if field.get("nullable") else DTYPES)[field["type"]]


def _times(text, field):
    times = pd.to_datetime(text, format=TIMES[field["type"]])
    return times.dt.as_unit("us").dt.tz_localize(field["timezone"])


def _write(folder, name, frame, most=None):
    """One table as a file, unless that is larger than ``most``; what the card says of it."""
    plain = frame.copy(deep=False)
    for column in frame.select_dtypes("datetimetz"):
        plain[column] = frame[column].dt.tz_localize(None)
    content, packing = _pack(plain.to_csv(index=False, lineterminator="\n").encode())
    known = TABLES.get(name)
    columns = {column.name: column for column in known.columns} if known else {}
    fields = [_field(frame[column], columns.get(column)) for column in frame]
    about = {"name": name, "title": known.meaning if known else name}
    if most is not None and len(content) > most:
        schema = {"fields": fields}
        return about | {"made": True, "schema": schema, "rows": len(frame),
                        "hash": table_hash(frame)}  # fmt: skip
    path = f"{name}.csv.{packing}" if packing else f"{name}.csv"
    (folder / path).write_bytes(content)
    return {
        "name": name,
        "path": path,
        "title": about["title"],
        "format": "csv",
        **({"compression": packing} if packing else {}),
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
        "rows": len(frame),
        "bytes": len(content),
        "hash": checksum(content),
    }


def _pack(content):
    """The content as it is stored, and how it is packed."""
    if len(content) <= PACKED_FROM:
        return content, ""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue(), "gz"


def _field(column, known):
    """A column's entry in the schema: enough to give back on reading what was written."""
    entry = {"name": str(column.name)}
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        entry |= {"type": "string", "categories": dtype.categories.tolist()}
    elif isinstance(dtype, pd.DatetimeTZDtype):
        days = column.dropna() == column.dropna().dt.normalize()
        entry |= {"type": "date" if days.all() else "datetime", "timezone": str(dtype.tz)}
    elif pd.api.types.is_numeric_dtype(dtype):
        entry["type"] = KINDS[dtype.kind if dtype.kind != "u" else "i"]
        if pd.api.types.is_extension_array_dtype(dtype):
            entry["nullable"] = True
    else:
        entry["type"] = "string"
    if known:
        entry |= {"unit": known.unit} if known.unit else {}
        entry["description"] = known.meaning
    return entry


def _column(field):
    unit = f" [{field['unit']}]" if "unit" in field else ""
    return f"{field['name']}{unit}"
