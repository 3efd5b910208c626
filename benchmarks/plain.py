"""What a good analyst would write without the course, on pandas, Polars and DuckDB.

The peers of `ecomlab.retention` in the benchmarks: one row per customer and day on which something
was paid, then the figures of one function, no interval and no check. `PLAIN[engine][function]`
takes the orders as the engine holds them and gives a dict of answers, which `run.py` compares.
"""

import numpy as np
import pandas as pd

WINDOW = 90
DAY = pd.Timedelta(days=1)


def summary_answer(table):
    """Sums that differ if one customer does; nobody's mean amount of no repeat is 0 or NaN."""
    columns = [name for name in table if name != "customer_id"]
    return {"customers": len(table), **{name: float(table[name].sum()) for name in columns}}


def retention_answer(table):
    return {"active": int(table["active"].sum()), "rates": float(table["rate"].sum())}


def waits_answer(waits):
    """Of waits (days, finished, n): the median of the survival curve and the area under it."""
    counts = waits.pivot(index="days", columns="finished", values="n")
    counts = counts.reindex(range(int(waits["days"].max()) + 1)).fillna(0)
    at_risk = counts.sum(axis=1)[::-1].cumsum()[::-1]
    survival = (1 - counts[True] / at_risk).cumprod()
    return {"median": float((survival > 0.5).sum()), "area": float(survival.sum())}


# --- pandas --------------------------------------------------------------------------------


def pandas_days(orders):
    """One row per customer and day, with the day of the first purchase."""
    paid = orders.loc[orders["paid_amount"] > 0, ["customer_id", "ts_order"]]
    days = pd.DataFrame(
        {"customer_id": paid["customer_id"], "day": paid["ts_order"].dt.normalize()}
    )
    days = days.drop_duplicates()
    first = days.groupby("customer_id")["day"].transform("min")
    return days.assign(first=first, age=(days["day"] - first).dt.days)


def pandas_summary(orders):
    paid = orders[orders["paid_amount"] > 0]
    day = paid["ts_order"].dt.normalize().rename("day")
    days = paid.groupby(["customer_id", day])["paid_amount"].sum().reset_index()
    buyers = days.groupby("customer_id")
    table = buyers.agg(first=("day", "min"), last=("day", "max"), days=("day", "size"),
                       paid=("paid_amount", "sum"), at_first=("paid_amount", "first"))  # fmt: skip
    end, frequency = days["day"].max(), table["days"] - 1
    again = table["paid"] - table["at_first"]
    return summary_answer(
        pd.DataFrame(
            {
                "frequency": frequency,
                "recency": (table["last"] - table["first"]).dt.days,
                "T": (end - table["first"]).dt.days,
                "monetary_value": again / frequency.where(frequency > 0),
            }
        )
    )


def pandas_repurchase(orders):
    days = pandas_days(orders)
    start = days["day"].max() - WINDOW * DAY
    came_back = days.loc[days["age"].between(1, WINDOW), "customer_id"].unique()
    customers = days.loc[days["age"] == 0].set_index("customer_id")["first"]
    repeated = customers.index.isin(came_back)
    recent = days.loc[days["day"] > start].groupby("customer_id").size()
    return {
        "cohort": float(repeated[customers <= start].mean()),
        "period": float((recent > 1).mean()),
        "all_ever": float(repeated.mean()),
    }


def pandas_retention(orders):
    days = pandas_days(orders)
    monday = days["first"] - pd.to_timedelta(days["first"].dt.day_of_week, unit="D")
    days = days.assign(cohort=monday, age=np.ceil(days["age"] / 7).astype("int64"))
    active = days.groupby(["cohort", "age"])["customer_id"].nunique().rename("active")
    return rates_of(active.reset_index(), days["day"].max())


def rates_of(table, end):
    """The rates of all complete cells, from customers active by cohort and age."""
    joined = table[table["age"] == 0].set_index("cohort")["active"]
    table["rate"] = table["active"] / table["cohort"].map(joined)
    over = table["cohort"] + (table["age"] + 1) * 7 * DAY - DAY <= end
    return retention_answer(table[over & (table["age"] > 0)])


def pandas_times(orders):
    days = pandas_days(orders)
    first = days.loc[days["age"] == 0].set_index("customer_id")["day"]
    second = days.loc[days["age"] > 0].groupby("customer_id")["day"].min()
    second = second.reindex(first.index)
    waited = (second.fillna(days["day"].max()) - first).dt.days
    waits = pd.DataFrame({"days": waited, "finished": second.notna()})
    return waits_answer(waits.groupby(["days", "finished"]).size().rename("n").reset_index())


# --- Polars --------------------------------------------------------------------------------


def polars_days(orders):
    import polars as pl

    paid = orders.lazy().filter(pl.col("paid_amount") > 0)
    return paid.select("customer_id", day=pl.col("ts_order").dt.date()).unique()


def polars_summary(orders):
    import polars as pl

    kept = orders.lazy().filter(pl.col("paid_amount") > 0)
    days = kept.group_by("customer_id", day=pl.col("ts_order").dt.date())
    days = days.agg(paid=pl.col("paid_amount").sum())
    day, paid = pl.col("day"), pl.col("paid")
    end = orders["ts_order"].dt.date().max()
    table = days.group_by("customer_id").agg(
        first=day.min(), last=day.max(), frequency=pl.len() - 1,
        again=paid.sum() - paid.get(day.arg_min()))  # fmt: skip
    frequency = pl.col("frequency").cast(pl.Int64)
    table = table.select(
        "customer_id",
        frequency=frequency,
        recency=(pl.col("last") - pl.col("first")).dt.total_days(),
        T=(end - pl.col("first")).dt.total_days(),
        monetary_value=pl.when(frequency > 0).then(pl.col("again") / frequency),
    )
    return summary_answer(table.sort("customer_id").collect().to_pandas())


def polars_repurchase(orders):
    import polars as pl

    day, end = pl.col("day"), orders["ts_order"].dt.date().max()
    table = polars_days(orders).group_by("customer_id").agg(
        first=day.min(), second=day.filter(day > day.min()).min(),
        recent=(day > end - WINDOW * DAY).sum())  # fmt: skip
    back = (pl.col("second") - pl.col("first")).dt.total_days().fill_null(10**6) <= WINDOW
    found = table.select(
        cohort=back.filter(pl.col("first") <= end - WINDOW * DAY).mean(),
        period=(pl.col("recent") > 1).filter(pl.col("recent") > 0).mean(),
        all_ever=back.mean(),
    ).collect()
    return found.row(0, named=True)


def polars_retention(orders):
    import polars as pl

    first = pl.col("day").min().over("customer_id")
    days = polars_days(orders).with_columns(first=first)
    since = (pl.col("day") - pl.col("first")).dt.total_days()
    monday = pl.col("first").dt.truncate("1w")
    ages = days.select("customer_id", cohort=monday, age=(since + 6) // 7)
    table = ages.unique().group_by("cohort", "age").agg(active=pl.len()).collect().to_pandas()
    table["cohort"] = pd.to_datetime(table["cohort"])
    return rates_of(table, pd.Timestamp(orders["ts_order"].dt.date().max()))


def polars_times(orders):
    import polars as pl

    day, end = pl.col("day"), orders["ts_order"].dt.date().max()
    table = polars_days(orders).group_by("customer_id").agg(
        first=day.min(), second=day.filter(day > day.min()).min())  # fmt: skip
    second = pl.col("second")
    waits = table.select(days=(second.fill_null(end) - pl.col("first")).dt.total_days(),
                         finished=second.is_not_null())  # fmt: skip
    return waits_answer(waits.group_by("days", "finished").agg(n=pl.len()).collect().to_pandas())


# --- DuckDB --------------------------------------------------------------------------------

DAYS = """WITH days AS (
    SELECT customer_id, ts_order::DATE AS day, sum(paid_amount) AS paid
    FROM orders WHERE paid_amount > 0 GROUP BY ALL),
latest AS (SELECT max(day) AS last_day FROM days),
buyers AS (
    SELECT customer_id, min(day) AS first, max(day) AS last, count(*) - 1 AS frequency,
           sum(paid) - arg_min(paid, day) AS again
    FROM days GROUP BY customer_id)
"""
SEEN = """WITH days AS (
    SELECT DISTINCT customer_id, ts_order::DATE AS day FROM orders WHERE paid_amount > 0),
latest AS (SELECT max(day) AS last_day FROM days),
dated AS (SELECT *, min(day) OVER (PARTITION BY customer_id) AS first FROM days),
buyers AS (
    SELECT customer_id, min(day) AS first, min(day) FILTER (day > first) AS second,
           count(*) FILTER (day > last_day - 90) AS recent
    FROM dated, latest GROUP BY customer_id)
"""


def duckdb_summary(orders):
    return summary_answer(
        orders.query(
            "orders",
            DAYS
            + """SELECT customer_id, frequency, last - first AS recency, last_day - first AS "T",
            again / nullif(frequency, 0) AS monetary_value
            FROM buyers, latest ORDER BY customer_id""",
        ).df()
    )


def duckdb_repurchase(orders):
    found = orders.query(
        "orders",
        SEEN
        + """, known AS (
            SELECT *, coalesce(second - first <= 90, false) AS back FROM buyers, latest)
        SELECT avg(back::INT) FILTER (first <= last_day - 90) AS cohort,
               avg((recent > 1)::INT) FILTER (recent > 0) AS period,
               avg(back::INT) AS all_ever FROM known""",
    ).df()
    return {name: float(value) for name, value in found.iloc[0].items()}


def duckdb_retention(orders):
    table = orders.query(
        "orders",
        SEEN
        + """, ages AS (SELECT DISTINCT customer_id, date_trunc('week', first) AS cohort,
                        (day - first + 6) // 7 AS age FROM dated)
        SELECT cohort, age, count(*) AS active, (SELECT last_day FROM latest) AS last_day
        FROM ages GROUP BY ALL""",
    ).df()
    table["cohort"] = pd.to_datetime(table["cohort"])
    return rates_of(table, pd.Timestamp(table["last_day"].iloc[0]))


def duckdb_times(orders):
    waits = orders.query(
        "orders",
        SEEN
        + """SELECT coalesce(second, last_day) - first AS days, second IS NOT NULL AS finished,
               count(*) AS n FROM buyers, latest GROUP BY ALL""",
    ).df()
    return waits_answer(waits)


PLAIN = {
    "pandas": {
        "customer_summary": pandas_summary,
        "repurchase_rate": pandas_repurchase,
        "cohort_retention": pandas_retention,
        "interpurchase_times": pandas_times,
    },
    "polars": {
        "customer_summary": polars_summary,
        "repurchase_rate": polars_repurchase,
        "cohort_retention": polars_retention,
        "interpurchase_times": polars_times,
    },
    "duckdb": {
        "customer_summary": duckdb_summary,
        "repurchase_rate": duckdb_repurchase,
        "cohort_retention": duckdb_retention,
        "interpurchase_times": duckdb_times,
    },
}
