"""SQL on pandas frames, by DuckDB: in memory, offline, and with no file read or written.

``sql(query, tables)`` is a plain call; ``%load_ext ecomlab.sql`` gives notebooks the cell magic
``%%sql``. One thread and the shop's own clock make an answer the same on every computer.
"""

import re
import threading
from collections.abc import Mapping
from contextlib import contextmanager

import pandas as pd

from ecomlab.errors import (
    ChoiceError,
    EcomlabError,
    InputError,
    check_positive,
    closest,
    kind_of_table,
    to_pandas_call,
)

SECONDS = 60
CLOSED = {  # nothing is installed, loaded, read or written
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",
}
FIXED = ("SET python_enable_replacements = false", "SET lock_configuration = true")
UNKNOWN_TABLE = re.compile(r"Table with name (.+?) does not exist")
UNKNOWN_COLUMN = re.compile(
    r'Referenced column "(.+?)" (?:was )?not found|does not have a column named "(.+?)"'
)


class SqlError(EcomlabError):
    """A query that DuckDB can't run; the message says why, and what there is to choose from.

    >>> raise SqlError("The query takes longer than 5 s. Ask for fewer rows.")
    Traceback (most recent call last):
        ...
    ecomlab.sql.SqlError: The query takes longer than 5 s. Ask for fewer rows.
    """


def sql(query, tables=None, zone=None, seconds=SECONDS, **frames):
    """What does this SELECT give on these frames (SQL 查询)?

    Parameters
    ----------
    query : str
        One SELECT, in DuckDB's SQL. Write ORDER BY where the order of the rows matters.
    tables : mapping of str to DataFrame, optional
        A whole shop: ``load("shop")``. Only those that the query names are read.
    zone : str, optional
        On whose clock times are read: ``"UTC"``. By default that of the frames' own times, so that
        a day begins at the shop's midnight.
    seconds : float
        A longer query is stopped.
    **frames : DataFrame
        More tables, by name.

    Returns
    -------
    DataFrame
        Whole numbers as int64, texts as text, dates as datetime64 without a zone, other times with
        that of the frames. An empty cell is NULL in the query.

    Raises
    ------
    InputError
        No query, no frame, or times of several zones.
    ChoiceError
        The query names a table that isn't there.
    SqlError
        A column that isn't there, a slip in the SQL, too slow, or no SELECT.

    Examples
    --------
    >>> orders = pd.DataFrame({"channel": ["live", "live", None], "paid_amount": [30, 50, 20]})
    >>> sql("SELECT channel, sum(paid_amount) AS paid FROM orders GROUP BY channel ORDER BY paid",
    ...     orders=orders)
      channel  paid
    0     NaN    20
    1    live    80
    >>> sql("SELECT sum(payed_amount) FROM orders", orders=orders)
    Traceback (most recent call last):
        ...
    ecomlab.sql.SqlError: The column "payed_amount" is in none of the query's tables; did you mean
    "paid_amount"? orders has: channel, paid_amount.

    References
    ----------
    Course map N01. DuckDB: Raasveldt and Mühleisen (2019), SIGMOD, 1981-1984.
    """
    if not isinstance(query, str) or not query.strip().strip(";"):
        raise InputError(f"query is {query!r}. Give one SELECT as text.")
    check_positive("seconds", seconds)
    known = _known(tables, frames)
    used = {name: _frame(known[name], name) for name in _named(query, known)}
    with database(used, zone) as connection:
        try:
            _only_select(connection, query)
            return _fetch(connection, query, seconds)
        except EcomlabError:
            raise
        except Exception as error:  # DuckDB's own, of any kind
            raise _explained(error, query, known, used, seconds) from None


@contextmanager
def database(frames, zone=None):
    """A closed DuckDB with these frames as its tables: no files, no network, one thread.

    >>> with database({"t": pd.DataFrame({"a": [1, 2]})}) as connection:
    ...     connection.sql("SELECT sum(a) FROM t").fetchall()
    [(3,)]
    """
    import duckdb  # heavy, and needed here only

    with duckdb.connect(config=CLOSED) as connection:
        if zone := zone or _zone(frames):
            try:
                connection.execute(f"SET TimeZone = '{zone}'")
            except duckdb.Error:
                raise InputError(
                    f'zone is {zone!r}. Give the name of a time zone, such as "Asia/Shanghai".'
                ) from None
        for name, frame in frames.items():
            connection.register(name, frame)
        for setting in FIXED:
            connection.execute(setting)
        yield connection


def _known(tables, frames):
    """All tables there are to choose from, by name; they are not read for it."""
    if tables is not None and not isinstance(tables, Mapping):
        way_out = " Give a frame by its name: orders=orders."
        raise InputError(f"tables is a {type(tables).__name__}, no mapping of frames.{way_out}")
    return _Both(tables if tables is not None else {}, frames)


class _Both(Mapping):
    """Two mappings as one, the second first; nothing is read that isn't asked for."""

    def __init__(self, tables, frames):
        self.tables, self.frames = tables, frames

    def __getitem__(self, name):
        return self.frames[name] if name in self.frames else self.tables[name]

    def __iter__(self):
        return iter(dict.fromkeys([*self.frames, *self.tables]))

    def __len__(self):
        return len(list(iter(self)))


def _named(query, known):
    """Those of the known tables whose name stands in the query."""
    return [name for name in known if re.search(rf"(?i)(?<!\w){re.escape(str(name))}(?!\w)", query)]


def _frame(frame, name):
    if not isinstance(frame, pd.DataFrame):
        call = to_pandas_call(frame)
        way_out = f" Call its {call}." if call else ""
        raise InputError(f"{name} is a {kind_of_table(frame)}. Give a pandas DataFrame.{way_out}")
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise InputError(f'The column "{twice[0]}" is in {name} twice. Give one another name.')
    return frame


def _zone(frames):
    """The one zone of the frames' times; None where no time has one."""
    zones = {
        str(dtype.tz): f"{name}.{column}"
        for name, frame in frames.items()
        for column, dtype in frame.dtypes.items()
        if isinstance(dtype, pd.DatetimeTZDtype)
    }
    if len(zones) > 1:
        places = ", ".join(f"{where} in {zone}" for zone, where in zones.items())
        raise InputError(
            f"The times are on different clocks: {places}. Bring them to one with "
            '.dt.tz_convert, or choose one: zone="Asia/Shanghai".'
        )
    return next(iter(zones), None)


def _only_select(connection, query):
    found = connection.extract_statements(query)
    kinds = [statement.type.name for statement in found]
    if kinds != ["SELECT"]:
        raise SqlError(
            f"The query holds {' and '.join(kinds) or 'nothing'}. Give one SELECT: the tables are "
            "read, never changed."
        )


def _fetch(connection, query, seconds):
    clock = threading.Timer(seconds, connection.interrupt)
    clock.start()
    try:
        found = connection.sql(query)
        frame = found.df()
    finally:
        clock.cancel()
    for place, kind in enumerate(found.types):
        column = frame.iloc[:, place]
        if str(kind) == "HUGEINT" and column.notna().all() and (column.abs() < 2**53).all():
            frame.isetitem(place, column.astype("int64"))
        elif isinstance(column.dtype, pd.CategoricalDtype):
            frame.isetitem(place, column.astype(str).where(column.notna()))
    return frame


def _explained(error, query, known, used, seconds):
    """DuckDB's error in the course's words, with the choices there are."""
    said = str(error).strip()
    if type(error).__name__ == "InterruptException":
        return SqlError(f"The query takes longer than {seconds:g} s. Ask for fewer rows.")
    if table := UNKNOWN_TABLE.search(said):
        if not len(known):
            return InputError("The query has no tables. Give them by name: orders=orders.")
        return ChoiceError("A table of the query", table[1], list(known))
    if column := UNKNOWN_COLUMN.search(said):
        return SqlError(_no_column(column[1] or column[2], used))
    first, *rest = said.splitlines()
    shown = [line for line in rest if line.startswith("LINE ")]
    return SqlError(" ".join([f"DuckDB says: {first}", *shown]))


def _no_column(name, used):
    near = closest(name, [column for frame in used.values() for column in frame.columns])
    guess = f'; did you mean "{near}"?' if near else "."
    has = "; ".join(f"{table} has: {', '.join(map(str, f.columns))}" for table, f in used.items())
    return f'The column "{name}" is in none of the query\'s tables{guess} {has}.'


# --- In a notebook -----------------------------------------------------------------------------

USAGE = (
    "Write %%sql, or %%sql NAME for a whole shop (a mapping of tables, such as load(...)); "
    "--into NAME keeps the answer."
)
LINE = re.compile(r"\s*(?P<tables>[A-Za-z_]\w*)?\s*(?:--into\s+(?P<into>[A-Za-z_]\w*))?\s*")


def cell(line, query, names):
    """What the cell magic does: the query's answer, and the name under which it is kept.

    Parameters
    ----------
    line : str
        What stands behind ``%%sql``: ``"shop --into monthly"``.
    query : str
    names : mapping
        The notebook's own names; its frames are tables of the query.

    Returns
    -------
    tuple of DataFrame and str or None

    Raises
    ------
    InputError
        The line is something else, or its name is no mapping of tables.

    Examples
    --------
    >>> orders = pd.DataFrame({"paid_amount": [30, 50]})
    >>> answer, into = cell("--into paid", "SELECT sum(paid_amount) AS p FROM orders",
    ...                     {"orders": orders})
    >>> into, answer["p"].tolist()
    ('paid', [80])
    """
    found = LINE.fullmatch(line)
    if not found:
        raise InputError(f"Behind %%sql stands {line.strip()!r}. {USAGE}")
    tables = found["tables"] and names.get(found["tables"])
    if found["tables"] and not isinstance(tables, Mapping):
        raise InputError(
            f"{found['tables']} is no mapping of tables in this notebook. Run the cell that loads "
            f"it first. {USAGE}"
        )
    frames = {
        name: value
        for name, value in names.items()
        if isinstance(value, pd.DataFrame) and not name.startswith("_")
    }
    return sql(query, tables, **frames), found["into"]


def load_ipython_extension(ipython):
    """What ``%load_ext ecomlab.sql`` does: from then on a cell may begin with ``%%sql``."""

    def run(line, query):
        answer, into = cell(line, query, ipython.user_ns)
        if into is None:
            return answer
        ipython.user_ns[into] = answer
        return None

    ipython.register_magic_function(run, magic_kind="cell", magic_name="sql")
