"""Worlds of any size, written stretch by stretch: what is in memory is one stretch."""

import importlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_path
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit, emit_truth
from ecomlab.shop.evening import known, summed_from, whole
from ecomlab.shop.log import TOUCHES, Log
from ecomlab.shop.shop import DEFAULT_DAYS, Shop
from ecomlab.shop.world import World

ROWS = 400_000  # of a stretch, about
ROWS_A_DAY = 21_000  # at scale 1, truths included, about
BAR = 30


def generate(
    folder, seed=2026, days=DEFAULT_DAYS, scale=1, noise=1, decisions=None, progress=True,
    articles=None, shocks=(),
):  # fmt: skip
    """Run a world and write its tables as Parquet: the same tables as ``Shop.run`` gives.

    Memory holds a few hundred thousand rows and what the shop itself remembers (customers, paid
    orders), however large the world. The folder appears when all is written: who stops it
    half-way finds nothing. Needs the package pyarrow.

    Parameters
    ----------
    folder : str or Path
        A folder that doesn't exist yet, or an empty one.
    seed, scale, articles, shocks
        Of the ``World``.
    days : int
    noise : int
        Of the ``Shop``.
    decisions : Decisions, mapping of changes, or mapping of dates to either; optional
    progress : bool
        Show how far it is: a bar on a terminal, else a line per tenth.

    Returns
    -------
    DataFrame: table, rows, bytes
        One file each; tables named ``truth/…`` are what no shop can see.

    Raises
    ------
    InputError
        The folder holds something, pyarrow is missing, or the world can't be.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = generate(f"{place}/my_world", days=2, progress=False)
    ...     calendar = pd.read_parquet(f"{place}/my_world/calendar.parquet")
    >>> len(calendar), list(made.columns)
    (2, ['table', 'rows', 'bytes'])
    """
    folder = _fresh(check_path("folder", folder))
    _parquet()
    shop = Shop(World(seed=seed, scale=scale, articles=articles, shocks=shocks), noise)
    engine = shop.engine(decisions, days)
    part = _beside(folder)
    try:
        with Files(part) as files:
            _write(engine, files, Progress(engine.days, progress))
        facts = {"scenario": shop.world.scenario, "seed": seed, "noise": noise, "days": days}
        facts |= {
            "scale": scale,
            "articles": articles,
            "shocks": [list(map(str, s)) for s in shocks],
        }
        text = json.dumps(facts | {"rows": files.rows}, indent=1) + "\n"
        (part / "made.json").write_text(text, encoding="utf-8")
        part.chmod(0o755)  # a temporary folder is its owner's only
        if folder.exists():
            folder.rmdir()
        os.replace(part, folder)
    finally:  # stopped or failed: nothing half-written stays
        shutil.rmtree(part, ignore_errors=True)
    sizes = [(folder / f"{name}.parquet").stat().st_size for name in files.rows]
    return pd.DataFrame({"table": files.rows.keys(), "rows": files.rows.values(), "bytes": sizes})


def _write(engine, files, progress):
    """All days, stretch by stretch, then the tables that are made once."""
    world, days = engine.world, engine.days
    end = pd.Timestamp(world.date(days)).tz_localize(world.zone)
    step = int(np.clip(ROWS // (ROWS_A_DAY * world.scale), 1, days))
    kept = {name: [] for name, table in STRETCH.items() if table.kept or table.completed}
    touches, late = Log(TOUCHES), {name for name, table in STRETCH.items() if table.completed}
    for first in range(0, days, step):
        last = min(first + step, days)
        engine.clear()
        record = Record(engine.run(first, last))
        seen = known(emit(STRETCH, record), end)
        files.add({name: frame for name, frame in seen.items() if name not in late})
        files.add(emit_truth(STRETCH, record), "truth/")
        for name, parts in kept.items():
            parts.append(summed_from(name, seen[name]))
        touches.extend(engine.touches)
        progress.show(last, files.total)
    record = Record(engine, touches)
    seen = known(emit(WHOLE, record), end)
    sums = {name: pd.concat(parts, ignore_index=True) for name, parts in kept.items()}
    made = whole(seen | sums, engine.seed, engine.plan_on(days - 1).tier_from)
    files.add({name: frame for name, frame in made.items() if name not in sums or name in late})
    files.add(emit_truth(WHOLE, record), "truth/")
    progress.close(files.total)


class Files:
    """Parquet files by table, open until all stretches are in."""

    def __init__(self, folder):
        self.folder, self.rows, self.writers = folder, {}, {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for writer in self.writers.values():
            writer.close()

    @property
    def total(self):
        """Rows of all files."""
        return sum(self.rows.values())

    def add(self, tables, place=""):
        """Put more rows under each table's earlier ones."""
        for table, frame in tables.items():
            self._add(place + table, frame)

    def _add(self, name, frame):
        arrow = _parquet()
        if name not in self.writers:
            path = self.folder / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True)
            schema = _schema(arrow, frame)
            texts = [field.name for field in schema if not _is_number(frame[field.name].dtype)]
            self.writers[name] = arrow.parquet.ParquetWriter(
                path, schema, compression="zstd", compression_level=1, use_dictionary=texts
            )
            self.rows[name] = 0
        writer = self.writers[name]
        table = arrow.Table.from_pandas(frame, writer.schema, preserve_index=False)
        writer.write_table(table)
        self.rows[name] += len(frame)


class Progress:
    """How far it is: a bar that is written over on a terminal, else a line per tenth."""

    def __init__(self, days, shown=True):
        self.days, self.shown, self.tenth = days, shown, -1
        self.bar, self.start = sys.stderr.isatty(), time.perf_counter()

    def show(self, day, rows):
        """So many days and rows are done."""
        tenth = 10 * day // self.days
        if self.shown and (self.bar or tenth > self.tenth):
            self._print(day, rows, "\r" if self.bar else "\n")
        self.tenth = tenth

    def close(self, rows):
        """All is done."""
        if self.shown and self.bar:
            self._print(self.days, rows, "\n")

    def _print(self, day, rows, end):
        done = "#" * (BAR * day // self.days)
        took = time.perf_counter() - self.start
        line = f"day {day:,} of {self.days:,} [{done:<{BAR}}] {rows:,} rows, {took:.0f} s"
        print(line, end=end, file=sys.stderr, flush=True)


def _beside(folder):
    """A folder to write in, which takes the other's name in the end."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise InputError(
            f"{folder} can't be written ({error.strerror or error}). Choose another folder."
        ) from error


def _fresh(folder):
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already. Give a folder that doesn't exist yet.")
    return folder


def _parquet():
    """pyarrow, which only this needs."""
    try:
        importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise InputError(
            "generate writes Parquet and needs pyarrow. Install it: pip install pyarrow"
        ) from None
    return sys.modules["pyarrow"]


def _schema(arrow, frame):
    """Text is text, whether or not the first rows have any."""
    schema = arrow.Schema.from_pandas(frame, preserve_index=False)
    for i, field in enumerate(schema):
        if arrow.types.is_null(field.type) or arrow.types.is_large_string(field.type):
            schema = schema.set(i, field.with_type(arrow.string()))
    return schema


def _is_number(dtype):
    return pd.api.types.is_any_real_numeric_dtype(dtype) or isinstance(dtype, pd.DatetimeTZDtype)
