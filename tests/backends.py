"""The same table on every backend; the fixture `backend` of conftest.py runs a test on each.

Spark is among them where pyspark is installed, which it is in an environment of its own only:
`python course.py verify spark`.
"""

import importlib.util
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


@cache
def spark_session():
    """A Spark of this machine, on one core and without its web page."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.session.timeZone": ZONE,
        "spark.sql.warehouse.dir": "/tmp/spark-warehouse",
    }
    builder = SparkSession.builder.master("local[1]").appName("ecomlab")
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def spark(frame):
    """A pandas table as Spark's: times without a zone as timestamp_ntz, others as timestamp."""
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False)
    return spark_session().createDataFrame(table)


# Imported when asked for: the oracles' environments have neither Polars nor DuckDB
BACKENDS = {
    "pandas": lambda frame: frame,
    "polars": polars,
    "polars lazy": lambda frame: polars(frame).lazy(),
    "duckdb": lambda frame: duckdb_connection().from_df(frame),
}
if importlib.util.find_spec("pyspark"):
    BACKENDS["spark"] = spark
OTHERS = {name: convert for name, convert in BACKENDS.items() if name != "pandas"}
