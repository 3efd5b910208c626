"""A hundred million orders in a folder of Parquet, counted in 2 GB: python benchmarks/warehouse.py

Makes the folder (about 1 GB), then asks in a process of its own what the functions say of it, with
DuckDB held to a gigabyte; shows how far it is, and says seconds and the process's peak memory.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.tasks import peak_memory  # noqa: E402

ROWS, PIECE = 100_000_000, 10_000_000
ALLOWED = "1GB"  # for DuckDB; the rest of the 2 GB is Python's, pandas' and what comes out
LIMIT = 2_000  # MB of the process
NEEDED = 12  # GB on the disk: the folder, and what DuckDB puts aside while it sorts
MAKE = """
COPY (SELECT (pow(random(), 2) * {rows} / 4)::BIGINT AS customer_id,
             TIMESTAMP '2023-01-01' + to_seconds(
                 (({first} + place) / {rows}::DOUBLE * 3 * 365 * 86400)::BIGINT) AS ts_order,
             round(-40 * ln(random() * random() * random() + 1e-12), 2) AS paid_amount
      FROM range({piece}) AS rows(place))
TO '{file}' (COMPRESSION zstd)"""


def connect(folder):
    """A DuckDB that takes a gigabyte, and puts aside in a folder what doesn't fit."""
    import duckdb

    database = duckdb.connect()
    database.execute(f"SET memory_limit = '{ALLOWED}'")
    database.execute(f"SET temp_directory = '{folder}/aside'")
    database.execute("SET preserve_insertion_order = false")
    database.execute("SET enable_progress_bar = true")
    database.execute("SET enable_progress_bar_print = false")
    return database


def make(folder, rows=ROWS, piece=PIECE):
    """Three years of orders in pieces, four per customer, some far more; told as it goes."""
    database, pieces = connect(folder), Path(folder) / "orders"
    pieces.mkdir(parents=True)
    piece = min(piece, rows)
    for first in range(0, rows, piece):
        file = pieces / f"{first // piece:03}.parquet"
        database.execute(MAKE.format(rows=rows, first=first, piece=piece, file=file))
        print(f"  {first + piece:,} of {rows:,} orders made", flush=True)


@contextmanager
def progress(database, name, every=5):
    """How far DuckDB is with a call, told every few seconds."""
    done, start = threading.Event(), time.perf_counter()

    def tell():
        while not done.wait(every):
            share = max(database.query_progress(), 0)
            print(f"  {name}: {time.perf_counter() - start:4.0f} s, {share:3.0f}% of this query")

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def calls():
    """What is asked of the warehouse: the same calls as of a table in memory."""
    from ecomlab.retention.cohorts import cohort_retention, interpurchase_times, repurchase_rate

    return {
        "repurchase_rate": lambda orders: repurchase_rate(orders, [30, 90], known_from=[]),
        "cohort_retention": lambda orders: cohort_retention(orders, "month", 30, known_from=[]),
        "interpurchase_times": lambda orders: interpurchase_times(orders, known_from=[]),
    }


def count(folder):
    """Seconds and rows of each call, and the peak memory of this process."""
    database = connect(folder)
    orders, found = database.read_parquet(f"{folder}/orders/*.parquet"), {}
    for name, call in calls().items():
        start = time.perf_counter()
        with progress(database, name):
            table = call(orders)
        seconds = time.perf_counter() - start
        found[name] = {"seconds": round(seconds, 1), "rows": len(table), "memory": peak_memory()}
        print(f"  {name}: {seconds:.1f} s, {len(table)} rows; {peak_memory():,.0f} MB", flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--folder", type=Path, help="made there, and kept")
    parser.add_argument("--count", action="store_true", help="the folder is there: count only")
    asked = parser.parse_args()
    if asked.count:
        print(json.dumps(count(asked.folder)))
        return 0
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="ecomlab-warehouse-"))
    if shutil.disk_usage(folder.parent).free < NEEDED * 1e9:
        sys.exit(f"A warehouse needs {NEEDED} GB on the disk of {folder.parent}: free some.")
    try:
        make(folder, asked.rows)
        command = [sys.executable, __file__, "--count", "--folder", str(folder)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        if not asked.folder:
            shutil.rmtree(folder)
    print(done.stdout, end="")
    peak = max(one["memory"] for one in json.loads(done.stdout.splitlines()[-1]).values())
    print(f"{asked.rows:,} orders counted in {peak:,.0f} MB, {LIMIT:,} MB allowed")
    return 0 if peak <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
