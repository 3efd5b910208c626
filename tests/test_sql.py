"""SQL on frames: what it gives, what it refuses, and that it touches nothing else."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pytest
from IPython.core.interactiveshell import InteractiveShell

from ecomlab.errors import ChoiceError, InputError
from ecomlab.sql import SqlError, cell, sql

ORDERS = pd.DataFrame(
    {
        "order_id": [1, 2, 3],
        "channel": pd.Categorical(["live", None, "search"]),
        "paid": [10.5, 20.0, np.nan],
        "ts": pd.to_datetime(["2025-11-11 00:30", "2025-11-11 07:59", "2025-11-12 09:00"])
        .tz_localize("Asia/Shanghai"),
        "fresh": [True, False, True],
    }
)  # fmt: skip


def test_types_come_back_as_they_went_in():
    found = sql("SELECT * FROM orders ORDER BY order_id", orders=ORDERS)
    assert found["order_id"].dtype == "int64"
    assert found["paid"].tolist()[:2] == [10.5, 20.0]
    assert found["channel"].isna().tolist() == [False, True, False]
    assert not isinstance(found["channel"].dtype, pd.CategoricalDtype)
    assert (found["ts"] == ORDERS["ts"]).all()
    assert str(found["ts"].dt.tz) == "Asia/Shanghai"
    assert found["fresh"].tolist() == [True, False, True]


def test_a_sum_of_whole_numbers_is_one():
    found = sql("SELECT sum(order_id) AS s, count(*) AS n FROM orders", orders=ORDERS)
    assert found.dtypes.map(str).tolist() == ["int64", "int64"]
    none = sql("SELECT sum(order_id) AS s FROM orders WHERE order_id > 9", orders=ORDERS)
    assert none["s"].isna().all()


@pytest.mark.parametrize(
    ("zone", "days"),
    [(None, ["2025-11-11", "2025-11-12"]), ("UTC", ["2025-11-10", "2025-11-12"])],
)
def test_a_day_begins_at_midnight_of_the_frames_clock(zone, days):
    query = "SELECT DISTINCT CAST(ts AS DATE) AS day FROM orders ORDER BY day"
    assert sql(query, zone=zone, orders=ORDERS)["day"].dt.strftime("%Y-%m-%d").tolist() == days


def test_the_clock_is_not_the_computers():
    code = (
        "import pandas as pd; from ecomlab.sql import sql; "
        "ts = pd.to_datetime(['2025-11-11 00:30']).tz_localize('Asia/Shanghai'); "
        "t = pd.DataFrame({'ts': ts}); "
        "print(sql('SELECT CAST(CAST(ts AS DATE) AS VARCHAR) AS d FROM t', t=t).d[0])"
    )
    for zone in ("America/New_York", "Asia/Tokyo"):
        said = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env={**os.environ, "TZ": zone},
        )
        assert said.stdout.strip() == "2025-11-11", said.stderr


def test_a_whole_shop_is_read_only_where_the_query_names_it():
    class Shop(dict):
        def __getitem__(self, name):
            assert name == "orders", "a table that nobody asked for was read"
            return super().__getitem__(name)

    shop = Shop(orders=ORDERS, chats=None)
    assert sql("SELECT count(*) AS n FROM Orders", shop)["n"].tolist() == [3]


def test_an_own_frame_stands_before_the_shops():
    shop = {"orders": ORDERS}
    assert sql("SELECT count(*) AS n FROM orders", shop, orders=ORDERS.head(1))["n"][0] == 1


def test_the_same_query_gives_the_same_rows_in_the_same_order():
    frame = pd.DataFrame({"k": np.arange(200_000) % 977, "v": np.arange(200_000) / 7})
    query = "SELECT k, sum(v) AS v FROM frame GROUP BY k"
    first = sql(query, frame=frame)
    pd.testing.assert_frame_equal(first, sql(query, frame=frame))


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("", InputError, "Give one SELECT"),
        (None, InputError, "Give one SELECT"),
        ("  ;", InputError, "Give one SELECT"),
        ("SELECT * FROM ordrs", ChoiceError, "did you mean 'orders'"),
        ("SELECT chanel FROM orders", SqlError, 'did you mean "channel"'),
        ("SELECT o.foo FROM orders AS o", SqlError, 'column "foo" is in none'),
        ("SELEC 1", SqlError, "Parser Error"),
        ("SELECT sum(channel) FROM orders", SqlError, "No function matches"),
        ("DROP TABLE orders", SqlError, "holds DROP"),
        ("SELECT 1; SELECT 2", SqlError, "SELECT and SELECT"),
        ("UPDATE orders SET paid = 0", SqlError, "UPDATE"),
        ("SET threads = 4", SqlError, "SET"),
        ("SELECT count(*) FROM range(1000000) AS a, range(10000000) AS b "
         "WHERE (a.range * b.range) % 7 = 3", SqlError, "longer than 0.3 s"),
    ],
)  # fmt: skip
def test_a_query_that_does_not_run_says_why(query, error, words):
    with pytest.raises(error, match=words):
        sql(query, seconds=0.3, orders=ORDERS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM '{file}'",
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM glob('{folder}/*')",
        "COPY orders TO '{folder}/out.csv'",
        "ATTACH '{folder}/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM 'https://example.org/a.csv'",
        "SELECT * FROM secret_frame",
    ],
)
def test_no_file_no_network_no_frame_that_was_not_given(query, tmp_path):
    secret_frame = pd.DataFrame({"a": [1]})
    assert len(secret_frame)
    file = tmp_path / "secret.csv"
    file.write_text("a\n1\n")
    with pytest.raises((SqlError, ChoiceError)):
        sql(query.format(file=file, folder=tmp_path), orders=ORDERS)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ({"orders": [1]}, "orders is a list"),
        ({"orders": pl.DataFrame({"a": [1]})}, r"\.to_pandas\(\)"),
        ({"orders": pd.DataFrame([[1, 2]], columns=["a", "a"])}, '"a" is in orders twice'),
        ({"orders": ORDERS.assign(other=ORDERS["ts"].dt.tz_convert("UTC"))}, "different clocks"),
    ],
)
def test_a_frame_that_is_none_is_refused(frames, words):
    with pytest.raises(InputError, match=words):
        sql("SELECT count(*) FROM orders", **frames)


def test_other_wrong_arguments():
    with pytest.raises(InputError, match="no mapping of frames"):
        sql("SELECT count(*) FROM orders", ORDERS)
    with pytest.raises(InputError, match='such as "Asia/Shanghai"'):
        sql("SELECT count(*) FROM orders", zone="Beijing", orders=ORDERS)
    with pytest.raises(InputError, match="seconds"):
        sql("SELECT 1", seconds=0)
    with pytest.raises(InputError, match="no tables"):
        sql("SELECT * FROM orders")


# --- The cell magic ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def notebook():
    shell = InteractiveShell.instance()  # as of other tests, whichever comes first
    shell.run_line_magic("load_ext", "ecomlab.sql")
    shell.user_ns |= {"orders": ORDERS, "shop": {"deals": ORDERS.head(2)}}
    return shell


def test_a_cell_is_a_query(notebook):
    found = notebook.run_cell_magic("sql", "", "SELECT max(paid) AS most FROM orders")
    assert found["most"].tolist() == [20.0]
    found = notebook.run_cell_magic("sql", "shop", "SELECT count(*) AS n FROM deals")
    assert found["n"].tolist() == [2]


def test_a_cell_keeps_its_answer(notebook):
    assert notebook.run_cell_magic("sql", "shop --into n", "SELECT 7 AS n FROM deals") is None
    assert notebook.user_ns["n"]["n"].tolist() == [7, 7]


def test_an_error_of_a_cell_shows_no_line_of_ipython(notebook, capsys):
    notebook.run_cell('get_ipython().run_cell_magic("sql", "", "SELECT payd FROM orders")')
    shown = "".join(capsys.readouterr())
    assert 'The column "payd"' in shown
    assert "In your line" not in shown


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("orders", "orders is no mapping"),
        ("nothing", "Run the cell that loads"),
        ("shop --to x", "Behind %%sql stands"),
        ("--into 1x", "Behind %%sql stands"),
    ],
)
def test_a_line_behind_the_magic_that_is_wrong(line, words):
    with pytest.raises(InputError, match=words):
        cell(line, "SELECT 1", {"orders": ORDERS, "shop": {}})


def test_private_names_are_no_tables():
    with pytest.raises((ChoiceError, InputError)):
        cell("", "SELECT * FROM _secret", {"_secret": ORDERS, "orders": ORDERS})
