"""The same table on every backend; the fixture `backend` of conftest.py runs a test on each."""

from functools import cache

ZONE = "America/New_York"


@cache
def duckdb_connection():
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET timezone = '{ZONE}'")
    return connection


def polars(frame):
    import polars as pl

    return pl.from_pandas(frame)


# Imported when asked for: the oracles' environments have neither Polars nor DuckDB
BACKENDS = {
    "pandas": lambda frame: frame,
    "polars": polars,
    "polars lazy": lambda frame: polars(frame).lazy(),
    "duckdb": lambda frame: duckdb_connection().from_df(frame),
}
OTHERS = {name: convert for name, convert in BACKENDS.items() if name != "pandas"}
