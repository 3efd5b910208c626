"""Run the default shop and write its tables as CSV, with their card.

python datasets/shop/make.py            into this folder
python datasets/shop/make.py FOLDER     into another

The same tables on every machine; the same bytes under the course's pins. Nothing is replaced
before all files are complete.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.shop import Shop
from ecomlab.shop.shop import DEFAULT_DAYS
from ecomlab.tables import TABLES

HERE = Path(__file__).parent
LEVEL = 9  # of compression
CARD = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "shop",
    "title": "The running shop: outdoor light gear, simulated, its truth known",
    "description": "All tables of the shop that the lessons run: the default world and the "
    "status quo, as its own systems hold them on the last evening. Run it yourself, with other "
    "decisions, by ecomlab.shop.Shop().run().",
    "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
    "sources": [{"title": "ecomlab.shop, written by datasets/shop/make.py of this course"}],
    "known_defects": [
        "Simulated: nobody bought anything. What is like real shops, and what is not, is in the "
        "comments of ecomlab/shop/light_gear.toml.",
        "The last days are unfinished, as in every shop: parcels under way, returns not yet "
        "asked for, messages not yet answered.",
        "All times are China's (Asia/Shanghai); the files leave the zone out.",
        "No dirt: for an export as back offices give it, see ecomlab.shop.dirt.dirty.",
    ],
}
KINDS = {"i": "integer", "f": "number", "b": "boolean"}


def main(folder=HERE, tables=None):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if tables is None:
        print(f"running {DEFAULT_DAYS} days ...", flush=True)
        tables, _ = Shop().run()
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        resources = [write(fresh, name, frame) for name, frame in tables.items()]
        text = json.dumps(CARD | {"resources": resources}, indent=1, ensure_ascii=False) + "\n"
        (fresh / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
        for old in folder.glob("*.csv.gz"):
            old.unlink()
        for path in sorted(fresh.iterdir()):
            os.replace(path, folder / path.name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    size = sum(resource["bytes"] for resource in resources)
    print(f"{sum(r['rows'] for r in resources):,} rows, {size / 1e6:.1f} MB")


def write(folder, name, frame):
    """One table as a file; what the card says of it."""
    plain = frame.copy(deep=False)
    for column in frame.select_dtypes("datetimetz"):
        plain[column] = frame[column].dt.tz_localize(None)
    text = plain.to_csv(index=False, lineterminator="\n").encode()
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", LEVEL, packed, mtime=0) as file:
        file.write(text)
    content = packed.getvalue()
    path = f"{name}.csv.gz"
    (folder / path).write_bytes(content)
    print(f"{name:20} {len(frame):>9,} rows {len(content):>12,} bytes", flush=True)
    known = TABLES.get(name)
    columns = {column.name: column for column in known.columns} if known else {}
    return {
        "name": name,
        "path": path,
        "title": known.meaning if known else name,
        "format": "csv",
        "compression": "gz",
        "encoding": "utf-8",
        "schema": {
            "fields": [field(frame[column], columns.get(column)) for column in frame],
            "missingValues": [""],
        },
        "rows": len(frame),
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }


def field(column, known):
    """A column's entry in the schema: enough for ``load`` to give back what was written."""
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


if __name__ == "__main__":
    main(*sys.argv[1:])
