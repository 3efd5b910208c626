"""A test's log reduced once to sums by arm: from pandas, Polars or DuckDB, millions of rows."""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import ColumnError, InputError, check_choice
from ecomlab.estimates import Moments

ACCEPTED = "a pandas DataFrame, a Polars DataFrame or LazyFrame, or a DuckDB relation"


def read(experiments, *columns, table="experiments"):
    """The columns asked for as a narwhals LazyFrame, checked: they are there and have no gaps.

    pandas' times in a zone come as its own clock tells them.

    Examples
    --------
    >>> rows = read(pd.DataFrame({"arm": ["A", "B"], "paid": [True, False]}), "arm", "paid")
    >>> rows.collect().shape
    (2, 2)
    """
    columns = list(dict.fromkeys(columns))
    if isinstance(experiments, pd.DataFrame):
        rows = check_table(experiments, table, *columns)[columns]
        zoned = [name for name in columns if isinstance(rows[name].dtype, pd.DatetimeTZDtype)]
        rows = rows.assign(**{name: rows[name].dt.tz_localize(None) for name in zoned})
        return _plain(nw.from_native(rows).lazy())
    try:
        frame = nw.from_native(experiments).lazy()
    except TypeError:
        kind = type(experiments).__name__
        raise InputError(f"{table} is a {kind}. Give {ACCEPTED}.") from None
    names = frame.collect_schema().names()
    if missing := [name for name in columns if name not in names]:
        raise ColumnError(missing, names, table)
    frame = frame.select(columns)
    empty = collect(frame.select(nw.len().alias("rows"), *(
        nw.col(name).is_null().cast(nw.Int64).sum().alias(f"gaps {place}")
        for place, name in enumerate(columns)
    ))).iloc[0]  # fmt: skip
    if not empty["rows"]:
        raise InputError(f"The table {table} has no rows. Give it at least one.")
    for place, name in enumerate(columns):
        if gaps := int(empty[f"gaps {place}"]):
            raise InputError(
                f"{name} of {table} has {gaps} missing of {int(empty['rows']):,} values. Find out "
                "why before you fill them or leave them out."
            )
    return _plain(frame)


def _plain(frame):
    """Categories as texts."""
    kinds = frame.collect_schema()
    names = [name for name in kinds if kinds[name] in (nw.Categorical, nw.Enum)]
    return frame.with_columns(nw.col(*names).cast(nw.String)) if names else frame


def day(rows, time):
    """A time's calendar day, as `ecomlab.tables.log` counts it: in the column's own zone.

    DuckDB keeps no zone in a column and reads TIMESTAMPTZ in the session's (``SET timezone``).
    """
    if isinstance(rows.collect_schema()[time], nw.Date):
        return nw.col(time)
    if rows.implementation.is_duckdb():
        return nw.col(time).cast(nw.Date)
    if rows.implementation.is_polars():
        return nw.col(time).dt.date()
    return nw.col(time).dt.truncate("1d")


def collect(frame):
    """A narwhals frame as a pandas one."""
    return frame.collect(backend="pandas").to_native().reset_index(drop=True)


def arms_of(rows, arm, **wanted):
    """All arms of the log; refuses those ``wanted`` (by the name of a parameter) that it lacks."""
    known = sorted(collect(rows.select(arm).unique())[arm].tolist())
    for what, name in wanted.items():
        check_choice(what, name, known)
    return known


def numbers(rows, columns, table="experiments"):
    """The frame with these columns, flags or numbers, as floats."""
    schema = rows.collect_schema()
    for name in columns:
        if not (schema[name].is_numeric() or schema[name] == nw.Boolean):
            raise InputError(
                f"{name} of {table} holds {schema[name]}. Give flags or numbers: pd.to_numeric "
                "turns text into numbers."
            )
    flags = [name for name in columns if schema[name] == nw.Boolean]
    rows = rows.with_columns(nw.col(*flags).cast(nw.Int8)) if flags else rows
    return rows.with_columns(nw.col(*columns).cast(nw.Float64))


def arm_moments(rows, arm, arms, value, below=None, covariate=None, cluster=None):
    """For each arm the `Moments` of value, what it is divided by, and what was known before.

    With ``cluster`` value and ``below`` are summed within each first, the covariate is averaged,
    and where nothing is ``below``, the number of rows is.

    Parameters
    ----------
    rows : narwhals LazyFrame, as `read` gives it
    value, below, covariate, cluster : str, names of columns

    Returns
    -------
    dict of arm to Moments
    """
    given = {"value": value, "below": below, "covariate": covariate}
    given = {what: column for what, column in given.items() if column is not None}
    rows = numbers(rows, list(given.values()))
    rows = rows.filter(nw.col(arm).is_in(list(arms)))
    parts = {"arm": arm, "cluster": cluster} if cluster is not None else {"arm": arm}
    rows = rows.select(*(nw.col(column).alias(what) for what, column in (parts | given).items()))
    names = list(given)
    if cluster is not None:
        rows = rows.group_by("arm", "cluster").agg(
            *(nw.col(what).sum() for what in names if what != "covariate"),
            *(nw.col(what).mean() for what in names if what == "covariate"),
            nw.len().alias("rows"),
        )
        if below is None:
            rows = rows.with_columns(nw.col("rows").cast(nw.Float64).alias("below"))
        names = ["value", "below", *names[1 + (below is not None) :]]
        refuse_crossovers(rows, cluster)
    return _moments(rows, arms, names)


def arm_values(rows, arm, name, value, cluster=None):
    """One arm's values as an array, and the labels of their clusters (or None)."""
    rows = numbers(rows, [value]).filter(nw.col(arm) == name)
    found = collect(rows.select([value, *([] if cluster is None else [cluster])]))
    return found[value].to_numpy(), None if cluster is None else found[cluster].to_numpy()


def are_flags(rows, column):
    """Is this column one of flags (true and false)?"""
    return rows.collect_schema()[column] == nw.Boolean


def refuse_amounts(rows, column):
    """Refuse a column that holds anything but flags, or 0 and 1."""
    if are_flags(rows, column):
        return
    numbers(rows, [column])
    odd = (~nw.col(column).is_in([0, 1])).cast(nw.Int64)  # Spark adds up no flags
    other = collect(rows.select(odd.sum().alias("n")))["n"].iloc[0]
    if other:
        raise InputError(
            f"{column} has {int(other):,} values that are neither 0 nor 1. A share needs flags; of "
            'amounts ask for kind="mean".'
        )


def refuse_crossovers(rows, cluster):
    """Refuse a column ``cluster`` of ``rows`` (one for each arm and cluster) met in two arms."""
    seen = collect(rows.group_by("cluster").agg(nw.len().alias("arms")).select(
        (nw.col("arms") > 1).cast(nw.Int64).sum().alias("both"), nw.len().alias("all")
    )).iloc[0]  # fmt: skip
    if seen["both"]:
        raise InputError(
            f"{int(seen['both']):,} of {int(seen['all']):,} values of {cluster} are in two arms, "
            "so that chance can't have dealt them. `health_panel` counts them: find out why."
        )


def _moments(rows, arms, names):
    """Two passes: about the common mean, so that large amounts keep their digits."""
    middle = collect(rows.select(*(nw.col(name).mean() for name in names))).iloc[0].to_numpy(float)
    if not np.isfinite(middle).all():
        raise InputError("A column holds infinite or missing numbers. Find out why first.")
    rest = [nw.col(name) - float(mean) for name, mean in zip(names, middle, strict=True)]
    pairs = [(i, j) for i in range(len(names)) for j in range(i, len(names))]
    rows = rows.with_columns(
        *(x.alias(f"d{i}") for i, x in enumerate(rest)),
        *((rest[i] * rest[j]).alias(f"d{i}d{j}") for i, j in pairs),
    )
    sums = collect(rows.group_by("arm").agg(
        nw.len().alias("n"),
        *(nw.col(f"d{i}").sum() for i in range(len(names))),
        *(nw.col(f"d{i}d{j}").sum() for i, j in pairs),
    )).set_index("arm")  # fmt: skip
    return {name: _of_arm(sums.loc[name], middle, pairs) for name in arms}


def _of_arm(sums, middle, pairs):
    n = int(sums["n"])
    first = np.array([sums[f"d{i}"] for i in range(len(middle))], dtype=float)
    second = np.zeros((len(middle), len(middle)))
    for i, j in pairs:
        second[i, j] = second[j, i] = sums[f"d{i}d{j}"] - first[i] * first[j] / n
    return Moments(n, middle + first / n, second / (n - 1 if n > 1 else np.nan))
