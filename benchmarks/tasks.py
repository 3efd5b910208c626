"""What run.py measures, each in a process of its own: python benchmarks/tasks.py TASK WORDS.

Prints one line of JSON. It also runs in the environments of the libraries that are compared with,
so each library is imported where it is used.
"""

import csv
import importlib.metadata
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

COLUMNS = ("customer_id", "ts_order", "paid_amount")
ZONE = "Asia/Shanghai"
WINDOW = 90
WARM_UP = 5_000  # rows, about, of a first call that isn't timed: imports, compilation, thread pools


# --- Data ----------------------------------------------------------------------------------


def make_orders(folder, rows):
    """Three years of orders in the order they came in, four per customer, some far more."""
    rows, random = int(rows), np.random.default_rng(1)
    seconds = np.sort(random.integers(0, 3 * 365 * 86_400, rows))
    save(
        folder,
        customer_id=(random.random(rows) ** 2 * rows / 4).astype("int64"),
        ts_order=np.datetime64("2023-01-01", "us") + seconds.astype("timedelta64[s]"),
        paid_amount=random.gamma(3, 40, rows).round(2),
    )
    return {}


def make_customers(folder, rows, whole_days):
    """Customers of the BG/NBD model, each with an own life; time in weeks."""
    n, random = int(rows), np.random.default_rng(1)
    total = random.uniform(1, 365, n)
    rate, leaving = random.gamma(0.243, 1 / 30.9, n), random.beta(0.793, 2.426, n)
    frequency, recency = np.zeros(n, dtype="int64"), np.zeros(n)
    active, now = np.arange(n), np.zeros(n)
    while len(active):
        now[active] += random.exponential(1 / rate[active])
        active = active[now[active] < total[active]]
        frequency[active] += 1
        recency[active] = now[active]
        active = active[random.random(len(active)) > leaving[active]]
    if whole_days == "whole-days":
        recency, total = np.ceil(recency), np.ceil(total)
    save(folder, frequency=frequency, recency=recency / 7, T=total / 7)
    return {"different": len(np.unique(np.c_[frequency, recency, total], axis=0))}


def save(folder, **arrays):
    Path(folder).mkdir(parents=True)
    for name, array in arrays.items():
        np.save(Path(folder) / f"{name}.npy", array)


def read(folder, names, few=False):
    """The arrays of a folder, or about 5,000 rows spread over them."""
    arrays = {name: np.load(Path(folder) / f"{name}.npy") for name in names}
    step = max(len(arrays[names[0]]) // WARM_UP, 1) if few else 1
    return {name: array[::step].copy() if few else array for name, array in arrays.items()}


def read_orders(engine, folder, few=False):
    """The orders as an engine holds them: "pandas" with local times, "pandas-zoned" with zone."""
    engine, _, zoned = engine.partition("-")
    arrays = read(folder, COLUMNS, few)
    if engine == "polars":
        import polars as pl

        orders = pl.DataFrame(arrays)
        local = pl.col("ts_order").dt.replace_time_zone(ZONE)
        return orders.with_columns(local) if zoned else orders
    orders = pd.DataFrame(arrays)
    if zoned:
        orders["ts_order"] = orders["ts_order"].dt.tz_localize(ZONE)
    return duckdb_table(orders) if engine == "duckdb" else orders


def duckdb_table(orders):
    import duckdb

    database = duckdb.connect()
    database.execute(f"SET timezone = '{ZONE}'")
    database.execute("CREATE TABLE orders AS SELECT * FROM orders")
    return database.table("orders")


# --- Measuring -----------------------------------------------------------------------------


def measure(function, few, everything):
    """Seconds of one call after a warm-up on few rows, its answer, the process's peak memory."""
    function(few)
    start = time.perf_counter()
    answer = function(everything)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "answer": answer, "memory": peak_memory()}


def peak_memory():
    """The most memory this process has held, in MB; None on Windows, which doesn't keep it."""
    try:
        import resource
    except ImportError:
        return None
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * bytes_per_unit / 1e6


def summary(who, folder):
    """Frequency, recency, T and mean repeat amount of every customer."""
    function, engine = SUMMARIES.get(who, (ecomlab_summary, who))
    return measure_orders(function, engine, folder)


def measure_orders(function, engine, folder):
    return measure(function, read_orders(engine, folder, few=True), read_orders(engine, folder))


def cohort(name, who, folder):
    """One of the functions of ecomlab.retention.cohorts, or its plain pandas."""
    function = PLAIN[name] if who == "plain" else COHORTS[name]
    engine = "pandas" if who == "plain" else who
    return measure_orders(function, engine, folder)


def fit(who, folder):
    """The four parameters of the BG/NBD model."""
    names = ("frequency", "recency", "T")
    return measure(FITS[who], read(folder, names, few=True), read(folder, names))


def lesson(path):
    """A whole notebook on two cores, from the start of its kernel to its last cell."""
    import nbformat
    from nbclient import NotebookClient

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    where = {"metadata": {"path": str(Path(path).parent)}}
    notebook = NotebookClient(nbformat.read(path, 4), timeout=120, resources=where)
    start = time.perf_counter()
    notebook.execute()
    return {"seconds": time.perf_counter() - start}


def versions(*names):
    return {name: importlib.metadata.version(name) for name in names}


# --- Frequency, recency, T -----------------------------------------------------------------


def ecomlab_summary(orders):
    from ecomlab.retention.lifetime import customer_summary

    return summary_answer(customer_summary(orders))


def lifetimes_summary(orders, amount="paid_amount"):
    from lifetimes.utils import summary_data_from_transaction_data

    return summary_answer(
        summary_data_from_transaction_data(orders, "customer_id", "ts_order", amount)
    )


def lifetimes_without_amounts(orders):
    return lifetimes_summary(orders, amount=None)


def summary_answer(table):
    """Sums that differ if one customer does; nobody's mean amount of no repeat is 0 or NaN."""
    columns = [name for name in table if name != "customer_id"]
    return {"customers": len(table), **{name: float(table[name].sum()) for name in columns}}


SUMMARIES = {
    "lifetimes": (lifetimes_summary, "pandas"),
    "lifetimes-without-amounts": (lifetimes_without_amounts, "pandas"),
}


# --- Cohorts -------------------------------------------------------------------------------


def ecomlab_repurchase(orders):
    from ecomlab.retention.cohorts import repurchase_rate

    return dict(repurchase_rate(orders, WINDOW).set_index("base")["rate"])


def ecomlab_retention(orders):
    from ecomlab.retention.cohorts import cohort_retention

    return retention_answer(cohort_retention(orders, "week", 7))


def ecomlab_times(orders):
    from ecomlab.retention.cohorts import interpurchase_times, median_interval

    table = interpurchase_times(orders)
    return {"median": median_interval(table).value, "area": float(table["survival"].sum())}


def purchase_days(orders):
    """As a good analyst would: one row per customer and day, with the day of the first purchase."""
    days = orders[["customer_id"]].assign(day=orders["ts_order"].dt.normalize())
    days = days.drop_duplicates()
    first = days.groupby("customer_id")["day"].transform("min")
    return days.assign(first=first, age=(days["day"] - first).dt.days)


def plain_repurchase(orders):
    days = purchase_days(orders)
    start = days["day"].max() - pd.Timedelta(days=WINDOW)
    came_back = days.loc[days["age"].between(1, WINDOW), "customer_id"].unique()
    customers = days.loc[days["age"] == 0].set_index("customer_id")["first"]
    repeated = customers.index.isin(came_back)
    recent = days.loc[days["day"] > start].groupby("customer_id").size()
    return {
        "cohort": float(repeated[customers <= start].mean()),
        "period": float((recent > 1).mean()),
        "all_ever": float(repeated.mean()),
    }


def plain_retention(orders):
    days, week = purchase_days(orders), pd.Timedelta(days=7)
    monday = days["first"] - pd.to_timedelta(days["first"].dt.day_of_week, unit="D")
    days = days.assign(cohort=monday, age=np.ceil(days["age"] / 7).astype("int64"))
    active = days.groupby(["cohort", "age"])["customer_id"].nunique().rename("active")
    table = active.reset_index()
    joined = table[table["age"] == 0].set_index("cohort")["active"]
    table["rate"] = table["active"] / table["cohort"].map(joined)
    over = table["cohort"] + (table["age"] + 1) * week - pd.Timedelta(days=1) <= days["day"].max()
    return retention_answer(table[over & (table["age"] > 0)])


def retention_answer(table):
    return {"active": int(table["active"].sum()), "rates": float(table["rate"].sum())}


def plain_times(orders):
    days = purchase_days(orders)
    first = days.loc[days["age"] == 0].set_index("customer_id")["day"]
    second = days.loc[days["age"] > 0].groupby("customer_id")["day"].min()
    second = second.reindex(first.index)
    waited = (second.fillna(days["day"].max()) - first).dt.days
    counts = pd.crosstab(waited, second.notna()).reindex(range(waited.max() + 1), fill_value=0)
    at_risk = counts.sum(axis=1)[::-1].cumsum()[::-1]
    survival = (1 - counts[True] / at_risk).cumprod()
    return {"median": float((survival > 0.5).sum()), "area": float(survival.sum())}


COHORTS = {
    "repurchase_rate": ecomlab_repurchase,
    "cohort_retention": ecomlab_retention,
    "interpurchase_times": ecomlab_times,
}
PLAIN = {
    "repurchase_rate": plain_repurchase,
    "cohort_retention": plain_retention,
    "interpurchase_times": plain_times,
}


# --- BG/NBD --------------------------------------------------------------------------------

PARAMETERS = ("r", "alpha", "a", "b")


def ecomlab_fit(history):
    from ecomlab.retention.purchase_models import BGNBD

    model = BGNBD.fit(**history)
    return {name: getattr(model, name) for name in PARAMETERS}


def lifetimes_fit(history):
    from lifetimes import BetaGeoFitter

    model = BetaGeoFitter().fit(**history)
    return {name: float(model.params_[name]) for name in PARAMETERS}


def pymc_fit(history):
    """The maximum a posteriori under flat priors, which is the maximum of the likelihood."""
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import BetaGeoModel

    data = pd.DataFrame(history).rename_axis("customer_id").reset_index()
    model = BetaGeoModel(model_config={name: Prior("HalfFlat") for name in PARAMETERS})
    model.fit(data=data, method="map", progressbar=False)
    return {name: float(model.fit_result[name].mean()) for name in PARAMETERS}


FITS = {"ecomlab": ecomlab_fit, "lifetimes": lifetimes_fit, "pymc-marketing": pymc_fit}


# --- Research ------------------------------------------------------------------------------


def research(name, who, size):
    """A function of the research chapter, or what one would write without it."""
    make, ways = RESEARCH[name]
    function, engine = ways.get(who, (ways["ecomlab"][0], who))
    few, everything = (on_engine(engine, make(n)) for n in (500, int(size)))
    return measure(function, few, everything)


def on_engine(engine, frame):
    if engine == "polars":
        import polars as pl

        return pl.from_pandas(frame)
    if engine == "duckdb":
        import duckdb

        return duckdb.connect().from_df(frame)
    return frame


def word_months(words, months=24):
    """Two years of search words in fifty categories; a word keeps its size, and grows or not."""
    random = np.random.default_rng(1)
    size = np.exp(random.normal(6, 1.5, words))[:, None]
    growth = random.normal(0, 0.02, words)[:, None] * np.arange(months)
    level = random.poisson(size * np.exp(growth + random.normal(0, 0.05, (words, months)))) + 1
    named = [f"{month}" for month in pd.period_range("2024-01", periods=months, freq="M")]
    return pd.DataFrame(
        {
            "month": np.tile(named, words),
            "category": np.repeat([f"category {i % 50}" for i in range(words)], months),
            "keyword": np.repeat([f"word {i}" for i in range(words)], months),
            "search_index": level.ravel(),
            "clicks": level.ravel(),
        }
    )


def ecomlab_rising(months):
    from ecomlab.research.rising import rising_items

    return rising_answer(rising_items(months)["excess"])


def pivot_rising(months):
    wide = months.pivot(index="keyword", columns="month", values="search_index")
    category = months.drop_duplicates("keyword").set_index("keyword")["category"]
    now, then = wide.iloc[:, -1], wide.iloc[:, -13]
    sums = pd.DataFrame({"now": now, "then": then}).groupby(category).sum()
    return rising_answer(now / then / category.map(sums["now"] / sums["then"]) - 1)


def loop_rising(months):
    """A word at a time, as one writes it first."""
    last, before = months["month"].max(), sorted(months["month"].unique())[-13]
    sums = months.groupby(["category", "month"])["search_index"].sum().unstack()
    market, found = sums[last] / sums[before], []
    for _, rows in months.groupby("keyword"):
        value = rows.set_index("month")["search_index"]
        found.append(value[last] / value[before] / market[rows["category"].iloc[0]] - 1)
    return rising_answer(pd.Series(found))


def rising_answer(excess):
    return {"words": int(excess.notna().sum()), "excess": float(excess.sum())}


SAYS = (
    "质量很好", "做工粗糙", "物流太慢", "发货快", "客服很耐心", "客服不回", "性价比很高", "太重了",
    "颜色好看", "安装简单", "尺寸偏小", "和描述不一样", "不漏水", "价格便宜", "用了一周",
    "周末带孩子去的", "值得买", "快递小哥态度好", "有点失望", "收纳方便",
)  # fmt: skip
COUNTED = (
    "质量",
    "物流",
    "客服",
    "性价比",
    "颜色",
    "安装",
    "尺寸",
    "价格",
)  # topics that a plain search knows


def review_texts(reviews):
    """Reviews of two to five parts, nearly all different, of ten shops; one in ten is silent."""
    random = np.random.default_rng(1)
    parts = np.array(SAYS)[random.integers(0, len(SAYS), (reviews, 5))]
    length = random.integers(2, 6, reviews)
    number = random.integers(0, 10**6, reviews)
    texts = [
        "，".join(row[:n]) + f"，第{i}次买" for row, n, i in zip(parts, length, number, strict=True)
    ]
    texts = np.where(random.random(reviews) < 0.1, None, np.array(texts, dtype=object))
    return pd.DataFrame({"shop": [f"shop {i % 10}" for i in range(reviews)], "text": texts})


def ecomlab_topics(reviews):
    from ecomlab.research.reviews import review_topics

    found = review_topics(reviews, by="shop")
    return {"reviews": int(found.groupby("by")["n"].first().sum())}


def counted_words(reviews, cut):
    """In which share of each shop's reviews does each of some words stand?"""
    from sklearn.feature_extraction.text import CountVectorizer

    words = reviews.dropna(subset="text")
    counter = CountVectorizer(tokenizer=cut, token_pattern=None, vocabulary=COUNTED, binary=True)
    table = counter.fit_transform(words["text"])
    shop = pd.factorize(words["shop"])[0]
    shares = [table[shop == i].mean(axis=0) for i in range(shop.max() + 1)]
    assert len(shares) == reviews["shop"].nunique()
    return {"reviews": len(words)}


def jieba_topics(reviews):
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return counted_words(reviews, jieba.lcut)


def rjieba_topics(reviews):
    import rjieba

    return counted_words(reviews, rjieba.cut)


RESEARCH = {
    "rising_items": (
        word_months,
        {
            "ecomlab": (ecomlab_rising, "pandas"),
            "pivot and divide": (pivot_rising, "pandas"),
            "a loop over words": (loop_rising, "pandas"),
        },
    ),
    "review_topics": (
        review_texts,
        {
            "ecomlab": (ecomlab_topics, "pandas"),
            "rjieba + scikit-learn": (rjieba_topics, "pandas"),
            "jieba + scikit-learn": (jieba_topics, "pandas"),
        },
    ),
}


# --- Raking --------------------------------------------------------------------------------


def make_touches(folder, rows):
    """Journeys of one to eight touches in twelve channels; every ninth ends in an order."""
    rows, random = int(rows), np.random.default_rng(1)
    lengths = random.geometric(0.45, rows).clip(max=8)
    lengths = lengths[: np.searchsorted(np.cumsum(lengths), rows)]
    journey = np.repeat(np.arange(len(lengths)), lengths)
    first = np.repeat(np.cumsum(lengths) - lengths, lengths)
    touch = np.arange(len(journey)) - first + 1
    ends = (touch == lengths[journey]) & (random.random(len(lengths)) < 1 / 9)[journey]
    channel = random.choice(12, len(journey), p=random.dirichlet(np.full(12, 4)))
    save(folder, journey_id=journey, touch=touch, channel=channel, ends=ends)
    return {"journeys": len(lengths)}


def read_touches(engine, folder, few=False):
    """The touches as an engine holds them, in any order, as an export comes."""
    arrays = {name: np.load(Path(folder) / f"{name}.npy") for name in
              ("journey_id", "touch", "channel", "ends")}  # fmt: skip
    log = pd.DataFrame(arrays)[: WARM_UP if few else None]
    if few:
        log = log[log["journey_id"] < log["journey_id"].max()]
    names = np.array([f"channel {at:02d}" for at in range(12)])
    order = pd.Series(np.arange(len(log)), index=log.index, dtype="Int64").where(log.pop("ends"))
    log = log.assign(channel=names[log["channel"]], order_id=order, ts=pd.Timestamp("2025-03-01"))
    if engine == "polars":
        import polars as pl

        return pl.from_pandas(log)
    return duckdb_table(log) if engine == "duckdb" else log


def attributed(who, folder):
    """Paths from touches, and the credit of models, as ecomlab or another finds them."""
    engine = who if who in ("polars", "duckdb") else "pandas"
    few, everything = (read_touches(engine, folder, some) for some in (True, False))
    return measure(ATTRIBUTION.get(who, ecomlab_credit), few, everything)


def as_channelattribution(log):
    """The three rules and the chain of order 1 only."""
    from ecomlab.traffic.attribution import attribution, paths

    table = attribution(paths(log), ["first", "last", "linear", "markov"])
    table = table.pivot(index="channel", columns="model", values="orders")
    return _credits(table["last"], table["linear"])


def as_shapley_attribution(log):
    """Last touch, linear and Shapley only."""
    from ecomlab.traffic.attribution import attribution, paths

    table = attribution(paths(log), ["last", "linear", "shapley"])
    table = table.pivot(index="channel", columns="model", values="orders")
    return _credits(table["last"], table["linear"], table["shapley"])


def ecomlab_credit(log):
    """Six models, and the chain of orders 2 and 3 too."""
    from ecomlab.traffic.attribution import attribution, paths

    journeys = paths(log)
    table = attribution(journeys).pivot(index="channel", columns="model", values="orders")
    for order in (2, 3):
        attribution(journeys, "markov", order=order)
    return _credits(table["last"], table["linear"], table["shapley"])


def _credits(last, linear=None, shapley=None):
    found = {"last": last, "linear": linear, "shapley": shapley}
    return {f"{model} {name}": float(credit[name]) for model, credit in found.items()
            if credit is not None for name in ("channel 00", "channel 07")}  # fmt: skip


def _texts_of(log):
    """Paths as text, by what one would write in pandas."""
    log = log.sort_values(["journey_id", "touch"])
    journeys = log.groupby("journey_id").agg(
        path=("channel", ">".join), orders=("order_id", "count")
    )
    counts = journeys.groupby("path")["orders"].agg(["sum", "size"]).reset_index()
    return counts.assign(none=counts["size"] - counts["sum"])


def channelattribution_credit(log):
    """Three rules and the chain of order 1, by simulation as by default."""
    import ChannelAttribution

    table, quiet = _texts_of(log), {"flg_pro": False}
    rules = ChannelAttribution.heuristic_models(table, "path", "sum", **quiet)
    ChannelAttribution.markov_model(
        table, "path", "sum", var_null="none", order=1, verbose=False, **quiet
    )
    rules = rules.set_index("channel_name")
    return _credits(rules["last_touch"], rules["linear_touch"])


def shapley_attribution_credit(log):
    """Last touch, linear and the simplified Shapley value, of lists of touches."""
    import shapley_attribution

    log = log.sort_values(["journey_id", "touch"])
    grouped = log.groupby("journey_id")
    bought = grouped["order_id"].transform("count") > 0
    journeys = log[bought].groupby("journey_id")["channel"].agg(list).tolist()
    names = ("LastTouch", "Linear", "SimplifiedShapley")
    models = [getattr(shapley_attribution, f"{name}Attribution")(normalize=False) for name in names]
    return _credits(*(pd.Series(model.fit(journeys).get_attribution()) for model in models))


ATTRIBUTION = {"ChannelAttribution": channelattribution_credit,
               "shapley-attribution": shapley_attribution_credit,
               "as ChannelAttribution": as_channelattribution,
               "as shapley-attribution": as_shapley_attribution}  # fmt: skip


def raking(who, size):
    """Weights of respondents to four margins, as ecomlab or ipfn finds them."""
    few, everything = (respondents(n) for n in (WARM_UP, int(size)))
    return measure(RAKING[who], few, everything)


def respondents(n):
    """Answers of n people in four columns, and shares to which they shall be weighted."""
    random, sizes = np.random.default_rng(1), {"age": 6, "gender": 2, "city": 5, "region": 24}
    names = {name: [f"{name} {i}" for i in range(k)] for name, k in sizes.items()}
    rows = pd.DataFrame(
        {
            name: random.choice(of, n, p=random.dirichlet(np.full(len(of), 9)))
            for name, of in names.items()
        }
    )
    market = {name: random.dirichlet(np.full(len(of), 9)) for name, of in names.items()}
    return rows, {name: pd.Series(market[name], names[name]) for name in sizes}


def ecomlab_rake(data):
    from ecomlab.research.surveys import rake

    rows, targets = data
    return weights_answer(rake(rows, targets, tolerance=1e-8)["raked"])


def ipfn_rows(data):
    """Each respondent is a row for ipfn, as one writes it first."""
    rows, targets = data
    return weights_answer(ipfn_fit(rows.assign(total=1.0), targets, len(rows))["total"])


def ipfn_cells(data):
    """Who is alike is counted first, and the weights are brought back to the respondents."""
    rows, targets = data
    cells = rows.value_counts().rename("total").reset_index().astype({"total": float})
    fitted = ipfn_fit(cells.copy(), targets, len(rows)).merge(cells, on=list(targets))
    fitted["weight"] = fitted["total_x"] / fitted["total_y"]
    return weights_answer(rows.merge(fitted, on=list(targets), how="left")["weight"])


def ipfn_fit(cells, targets, n):
    from ipfn import ipfn

    wanted = [(n * share).rename("total").rename_axis(name) for name, share in targets.items()]
    return ipfn.ipfn(
        cells, wanted, [[name] for name in targets], convergence_rate=1e-8, rate_tolerance=0
    ).iteration()


def weights_answer(weights):
    return {"respondents": len(weights), "squares": float((weights**2).sum())}


RAKING = {"ecomlab": ecomlab_rake, "ipfn, rows": ipfn_rows, "ipfn, cells": ipfn_cells}


# --- Conversion ----------------------------------------------------------------------------


def pairs(who, size):
    """Which articles are bought together, from the lines of orders."""
    function = mlxtend_pairs if who == "mlxtend" else ecomlab_pairs
    few, everything = (with_least(who, lines(n)) for n in (WARM_UP, int(size)))
    return measure(function, few, everything)


def with_least(who, items):
    """The lines as an engine holds them, and the orders that a pair must have to be listed."""
    least = math.ceil(SUPPORT * items["order_id"].nunique())
    return (items if who == "mlxtend" else on_engine(who, items)), least


def lines(rows):
    """Lines of orders: three of four hold several of a thousand articles, some far more popular."""
    random = np.random.default_rng(1)
    size = 1 + random.poisson(1.8, rows // 2)
    order = np.repeat(np.arange(len(size)), size)[:rows]
    article = (1_000 * random.random(len(order)) ** 2.5).astype(int)
    names = np.array([f"SKU{i:04d}" for i in range(1_000)], dtype=object)
    made = pd.DataFrame({"order_id": order, "sku": names[article]})
    return made.drop_duplicates(ignore_index=True)


def ecomlab_pairs(given):
    from ecomlab.conversion.baskets import association_rules

    items, least = given
    return pairs_answer(association_rules(items, least=least))


def mlxtend_pairs(given):
    """Its way for large tables: a sparse table of flags, FP-growth up to pairs, then the rules."""
    from mlxtend.frequent_patterns import association_rules, fpgrowth
    from mlxtend.preprocessing import TransactionEncoder

    items, least = given
    encoder, carts = TransactionEncoder(), items.groupby("order_id")["sku"].agg(list).tolist()
    flags = encoder.fit(carts).transform(carts, sparse=True)
    flags = pd.DataFrame.sparse.from_spmatrix(flags, columns=encoder.columns_)
    support = (least - 0.5) / len(carts)
    found = fpgrowth(flags, min_support=support, max_len=2, use_colnames=True)
    return pairs_answer(association_rules(found, metric="support", min_threshold=support))


def pairs_answer(rules):
    return {"rules": len(rules), "lift": float(rules["lift"].sum())}


SUPPORT = 0.0002  # of the orders


# --- Traffic -------------------------------------------------------------------------------


def visits(name, who, size):
    """Visits from raw events, or different visitors by day and channel."""
    make, ways = VISITS[name]
    function, engine = ways.get(who, (ways["pandas"][0], who))
    few, everything = (on_table(engine, make(n)) for n in (WARM_UP, int(size)))
    return measure(function, few, everything)


def on_table(engine, frame):
    """As an engine holds it: DuckDB in a table of its own, not as a view of pandas."""
    if engine == "stream":
        return as_stream(frame)
    if engine != "duckdb":
        return on_engine(engine, frame)
    import duckdb

    database = duckdb.connect()
    database.execute("CREATE TABLE rows AS SELECT * FROM frame")
    return database.table("rows")


def tapped(rows):
    """Events in the order of time: sittings of about four, some minutes apart; a few with a tag."""
    random = np.random.default_rng(1)
    sittings = rows // 3
    length = 1 + random.poisson(3, sittings)
    person = np.repeat((random.random(sittings) ** 2 * rows / 8).astype("int64"), length)
    start = np.repeat(random.integers(0, 30 * 86_400, sittings), length)
    wait = random.exponential(240, len(start)).cumsum()
    first = np.r_[0, length.cumsum()[:-1]]
    seconds = start + (wait - np.repeat(wait[first], length)).astype("int64")
    order = seconds.argsort(kind="stable")[:rows]
    tags = np.array(["feed", "search", "post", "live", None], dtype=object)
    tag = np.where(random.random(len(order)) < 0.05, random.integers(0, 4, len(order)), 4)
    return pd.DataFrame(
        {
            "event_id": np.arange(len(order)),
            "visitor_id": person[order],
            "ts": np.datetime64("2025-11-01", "us") + seconds[order].astype("timedelta64[s]"),
            "event": "view",
            "campaign": tags[tag],
        }
    )


def came(rows):
    """Visits of ninety days by eight channels."""
    random = np.random.default_rng(1)
    seconds = np.sort(random.integers(0, 90 * 86_400, rows))
    names = np.array([f"channel {i}" for i in range(8)], dtype=object)
    return pd.DataFrame(
        {
            "visitor_id": random.integers(0, rows // 3, rows),
            "ts": np.datetime64("2025-01-01", "us") + seconds.astype("timedelta64[s]"),
            "channel": names[random.integers(0, 8, rows)],
        }
    )


def ecomlab_sessions(events):
    from ecomlab.traffic.visits import sessions

    return {"visits": len(sessions(events, midnight=False, campaign=False))}


def ecomlab_three_rules(events):
    from ecomlab.traffic.visits import sessions

    return {"by three rules": len(sessions(events))}


def marked_sessions(events):
    """A session's name at each event, in plain pandas: the gap to the event before, counted up."""
    rows = events.sort_values(["visitor_id", "ts"], kind="stable")
    gap = rows.groupby("visitor_id")["ts"].diff()
    starts = gap.isna() | (gap > np.timedelta64(30, "m"))
    number = starts.groupby(rows["visitor_id"]).cumsum()
    rows["session_id"] = rows["visitor_id"].astype(str) + "_" + number.astype(str)
    return {"visits": int(starts.sum())}


def ecomlab_visitors(table):
    from ecomlab.traffic.visits import distinct_visitors

    return {"visitors": int(distinct_visitors(table, ["day", "channel"])["visitors"].sum())}


def grouped_visitors(table):
    groups = table.groupby([table["ts"].dt.normalize(), "channel"])
    return {"visitors": int(groups["visitor_id"].nunique().sum())}


def stepped(rows):
    """Events in the order of time, none at the moment of another; each a step, later ones rarer."""
    events = tapped(rows)
    events["ts"] += pd.to_timedelta(np.arange(len(events)), unit="us")
    chance = np.cumsum([0.75, 0.12, 0.06, 0.04, 0.03])
    place = np.searchsorted(chance, np.random.default_rng(2).random(len(events)))
    return events.assign(event=np.array(STEPS, dtype=object)[np.minimum(place, 4)])


def ecomlab_funnel(events):
    from ecomlab.conversion.funnel import funnel

    found = funnel(events, STEPS, unit="visitor_id")
    return dict(zip(STEPS, map(int, found["reached"]), strict=True))


def ecomlab_week(events):
    from ecomlab.conversion.funnel import funnel

    found = funnel(events, STEPS, unit="visitor_id", window=7)
    return {f"{step} in a week": int(n) for step, n in zip(STEPS, found["reached"], strict=True)}


def as_stream(events):
    """retentioneering's own table: sorted, numbered."""
    os.environ["RETENTIONEERING_NO_TRACK"] = "1"  # it would tell its makers what is called
    from retentioneering import Eventstream

    schema = {"path_cols": ["visitor_id"], "event_col": "event", "timestamp_col": "ts"}
    return Eventstream(events[["visitor_id", "ts", "event"]], schema)


def stream_funnel(stream):
    found = stream.funnel_data(STEPS)["steps"]
    return {step["step"]: step["unique_paths"] for step in found}


def stream_and_funnel(events):
    return stream_funnel(as_stream(events))


def stream_sessions(stream):
    """Visits by a gap of 30 minutes, each row with its visit's name."""
    found = stream.split_sessions(timeout="30m")
    return {"visits": int(found.df["session_id"].nunique())}


def chained_funnel(events):
    """Step by step the first one not before the step before, in plain pandas."""
    reached, when = [], None
    for step in STEPS:
        rows = events[events["event"] == step]
        if when is not None:
            rows = rows[rows["ts"] >= rows["visitor_id"].map(when)]
        when = rows.groupby("visitor_id")["ts"].min()
        reached.append(len(when))
    return dict(zip(STEPS, reached, strict=True))


STEPS = ["view", "addcart", "checkout", "order", "pay"]
CHAINED, STREAM = "step by step", "retentioneering"
MARKED, GROUPED = "plain pandas", "groupby and nunique"
VISITS = {
    "funnel": (
        stepped,
        {
            "pandas": (ecomlab_funnel, "pandas"),
            "pandas, within a week": (ecomlab_week, "pandas"),
            CHAINED: (chained_funnel, "pandas"),
            STREAM: (stream_funnel, "stream"),
            f"{STREAM}, from the log": (stream_and_funnel, "pandas"),
        },
    ),
    "sessions": (
        tapped,
        {
            "pandas": (ecomlab_sessions, "pandas"),
            "pandas, three rules": (ecomlab_three_rules, "pandas"),
            MARKED: (marked_sessions, "pandas"),
            STREAM: (stream_sessions, "stream"),
        },
    ),
    "distinct_visitors": (
        came,
        {"pandas": (ecomlab_visitors, "pandas"), GROUPED: (grouped_visitors, "pandas")},
    ),
}


# --- Forecasts -----------------------------------------------------------------------------


def forecasts(who, articles):
    """Four methods for many articles: what is wanted in the next five weeks."""
    function, shape = FORECASTS[who]
    few, everything = (shape(wanted(n)) for n in (50, int(articles)))
    return measure(function, few, everything)


def wanted(articles, weeks=104):
    """Weeks × articles: half of them sell some twenty a week, half of them one now and then."""
    random = np.random.default_rng(1)
    year = 1 + 0.4 * np.sin(2 * np.pi * np.arange(weeks) / 52)
    level = np.where(np.arange(articles) % 2, 0.4, random.gamma(4, 5, articles))
    return random.poisson(year[:, None] * level).astype(float)


def as_long(values):
    """A row per article and week, as statsforecast takes them."""
    weeks, articles = values.shape
    return pd.DataFrame({
        "unique_id": np.repeat(np.arange(articles), weeks),
        "ds": np.tile(np.arange(weeks), articles), "y": values.T.ravel(),
    })  # fmt: skip


def ecomlab_forecasts(values):
    from ecomlab.fulfillment import smoothing

    smoothing.ses(values, 5)
    smoothing.theta(values, 5)
    slow = smoothing.croston(values, 5), smoothing.tsb(values, 5, 0.1, 0.1)
    return {"croston": float(slow[0].sum()), "tsb": float(slow[1].sum())}


def statsforecast_forecasts(log):
    from statsforecast import StatsForecast, models

    methods = [
        models.SimpleExponentialSmoothingOptimized(), models.Theta(season_length=1),
        models.CrostonClassic(), models.TSB(alpha_d=0.1, alpha_p=0.1),
    ]  # fmt: skip
    found = StatsForecast(models=methods, freq=1).forecast(df=log, h=5)
    return {"croston": float(found["CrostonClassic"].sum()), "tsb": float(found["TSB"].sum())}


FORECASTS = {
    "ecomlab": (ecomlab_forecasts, lambda values: values),
    "statsforecast": (statsforecast_forecasts, as_long),
}


# --- Parcels and what comes back -------------------------------------------------------------


def parcels(name, who, size):
    """A courier's bill, hours, costs and refunds by `who`: "plain", or an engine's own frames."""
    make, plain, ours = PARCELS[name]
    function = plain if who == "plain" else ours
    few, everything = (
        tuple(on_table(who, frame) if who in ("polars", "duckdb") else frame for frame in made)
        for made in map(make, (WARM_UP, int(size)))
    )
    return measure(lambda frames: function(*frames), few, everything)


def parcel_orders(rows):
    """A year of orders: of a hundred three are taken back, three never come, ten are refunded."""
    random = np.random.default_rng(1)
    paid = np.sort(random.integers(0, 365 * 86_400, rows))
    steps = np.stack([random.gamma(4, hours / 4, rows) * 3600 for hours in (17, 5, 40, 90)])
    times = pd.Timestamp("2025-01-01").to_datetime64() + np.vstack(
        [paid, paid + steps.cumsum(axis=0)]
    ).astype("timedelta64[s]").astype("timedelta64[us]")
    table = pd.DataFrame(dict(zip(PARTS, times, strict=True)))
    off = random.random(rows) < 0.03
    table.loc[random.random(rows) < 0.03, ["ts_deliver", "ts_confirm"]] = pd.NaT
    table.loc[off, list(PARTS[1:])] = pd.NaT
    amount = random.gamma(3, 40, rows).round(2)
    back = np.where(random.random(rows) < 0.1, random.choice([0.5, 1.0], rows), 0.0)
    back, cancel = np.where(off, 1.0, back), table["ts_pay"].where(off)
    regions = np.array([f"r{at:02}" for at in range(30)], dtype=object)
    return (table.assign(
        order_id=np.arange(rows), ts_order=table["ts_pay"], ts_cancel=cancel,
        region=regions[random.integers(0, 30, rows)],
        paid_amount=amount, refund_amount=(amount * back).round(2),
    ),)  # fmt: skip


PARTS = ("ts_pay", "ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm")


def plain_parts(orders):
    """Only steps that began two weeks before the last order's day ended."""
    last = orders["ts_order"].max().normalize() - pd.Timedelta(days=13)
    orders = orders[orders["refund_amount"] < orders["paid_amount"]]
    waited = {}
    for early, late in zip(PARTS, PARTS[1:], strict=False):
        begun = orders[orders[early].notna() & (orders[early] < last)]
        hours = ((begun[late] - begun[early]) / pd.Timedelta(hours=1)).fillna(np.inf)
        waited[late] = np.quantile(hours, [0.5, 0.9], method="inverted_cdf")
    return {"median": float(sum(low for low, _ in waited.values()))}


def ecomlab_parts(orders):
    from ecomlab.fulfillment.delivery import lead_time_parts

    return {"median": float(lead_time_parts(orders)["median"].sum())}


def plain_sla(orders):
    last = orders["ts_order"].max().normalize() - pd.Timedelta(days=13)
    sent = orders[(orders["ts_pay"] < last) & orders["ts_cancel"].isna()]
    hours = ((sent["ts_deliver"] - sent["ts_pay"]) / pd.Timedelta(hours=1)).fillna(np.inf)
    region, week = sent["region"], sent["ts_pay"].dt.to_period("W")
    weeks = (hours <= 48).groupby([region, week]).agg(["sum", "size"])  # for an interval
    by = weeks.groupby("region").sum()
    middle = hours.groupby(region).quantile([0.5, 0.9])
    return {"share": float((by["sum"] / by["size"]).sum()), "regions": middle.index.levshape[0]}


def ecomlab_sla(orders):
    from ecomlab.fulfillment.delivery import delivery_sla

    found = delivery_sla(orders, 48, by="region")
    return {"share": float(found["estimate"].sum()), "regions": len(found)}


def plain_waterfall(orders):
    assert not orders["order_id"].duplicated().any()
    paid = orders[orders["ts_pay"].notna() & (orders["paid_amount"] > 0)]
    before = paid["ts_cancel"].notna()
    whole = ~before & (paid["refund_amount"] >= paid["paid_amount"] - 0.005)
    part = ~before & ~whole & (paid["refund_amount"] > 0.005)
    yuan = [paid.loc[mine, "refund_amount"].sum() for mine in (before, whole, part)]
    return {"stay": 100 - 100 * float((before | whole).mean()),
            "yuan": 100 - 100 * float(sum(yuan) / paid["paid_amount"].sum())}  # fmt: skip


def ecomlab_waterfall(orders):
    from ecomlab.fulfillment.returns import returns_waterfall

    flow = returns_waterfall(orders, as_of="2026-03-01")
    return {"stay": float(flow["stay"].iloc[-1]), "yuan": float(flow["left_yuan"].iloc[-1])}


def booked(rows):
    """A ledger: five lines of an order, on one of 24 channels."""
    random = np.random.default_rng(1)
    orders = rows // 5
    channel = np.array([f"channel {at}" for at in range(24)], dtype=object)
    return (pd.DataFrame({
        "date": np.repeat(pd.Timestamp("2025-01-01") + pd.to_timedelta(
            random.integers(0, 365, orders), unit="D"), 5),
        "order_id": np.repeat(np.arange(orders), 5),
        "channel": np.repeat(channel[random.integers(0, 24, orders)], 5),
        "line": np.tile(np.array(["revenue", "cogs", "shipping", "platform_fee", "packaging"],
                                 dtype=object), orders),
        "amount": -random.gamma(3, 4, 5 * orders).round(2),
    }),)  # fmt: skip


SERVED = {"goods": ("cogs",), "parcel": ("shipping", "packaging"), "platform": ("platform_fee",)}


def plain_costs(ledger):
    group = {line: name for name, lines in SERVED.items() for line in lines}
    mine = ledger[ledger["line"].isin(list(group))]
    yuan = -mine.groupby(["channel", mine["line"].map(group)])["amount"].sum().unstack()
    goods = mine[mine["line"] == "cogs"]
    orders = goods.groupby("channel")["order_id"].nunique()
    return {"total": float((yuan.sum(axis=1) / orders).sum())}


def ecomlab_costs(ledger):
    from ecomlab.fulfillment.sourcing import cost_to_serve

    return {"total": float(cost_to_serve(ledger, groups=SERVED)["total"].sum())}


def billed(rows):
    """A bill of three couriers: one line of fifty too heavy, one of a hundred there twice."""
    random = np.random.default_rng(1)
    couriers, regions = np.array(list("ABC"), dtype=object), 30
    names = np.array([f"r{at:02}" for at in range(regions)], dtype=object)
    rates = pd.DataFrame({
        "courier": np.repeat(couriers, regions), "region": np.tile(names, 3), "volume_tier_from": 0,
        "first_kg_price": random.uniform(2, 6, 3 * regions).round(2),
        "next_kg_price": random.uniform(0.5, 3, 3 * regions).round(2), "vol_divisor": 8000,
        "remote_surcharge": np.tile(np.where(np.arange(regions) > 27, 3.0, 0.0), 3),
    })  # fmt: skip
    ours = pd.DataFrame({
        "order_id": np.arange(rows), "courier": couriers[random.integers(0, 3, rows)],
        "region": names[random.integers(0, regions, rows)],
        "weight_kg": random.gamma(2, 0.8, rows).round(2),
        "volume_l": random.gamma(2, 5, rows).round(1),
    })  # fmt: skip
    bill = ours.merge(rates, on=["courier", "region"])
    right = _begun(bill)
    bill["kg"] = right + (random.random(rows) < 0.02)
    bill["amount"] = _listed(bill, bill["kg"])
    bill = pd.concat([bill, bill.sample(rows // 100, random_state=1)], ignore_index=True)
    bill = bill.assign(line_id=np.arange(len(bill)))
    return bill[["line_id", "order_id", "courier", "region", "kg", "amount"]], ours, rates


def _begun(table):
    kilos = np.maximum(table["weight_kg"], table["volume_l"] * 1000 / table["vol_divisor"])
    return np.maximum(np.ceil(kilos.round(6)), 1).astype(int)


def _listed(table, kilos):
    more = table["next_kg_price"] * (kilos - 1) + table["remote_surcharge"]
    return (table["first_kg_price"] + more).round(2)


def plain_bill(bill, ours, rates):
    """Each line beside the own parcel and the list; and why it differs."""
    assert not ours["order_id"].duplicated().any()
    lines = bill.merge(ours, on="order_id", suffixes=("", "_own"), how="left")
    lists = rates.rename(columns={"courier": "courier_own", "region": "region_own"})
    lines = lines.merge(lists, on=["courier_own", "region_own"], how="left")
    known, kilos = lines["weight_kg"].notna(), _begun(lines)
    twice, other = lines.duplicated("order_id"), lines["courier"] != lines["courier_own"]
    due = _listed(lines, kilos).where(known & ~twice & ~other, 0.0)
    more = (lines["amount"] - due).round(2)
    whys = [~known, twice, other, lines["region"] != lines["region_own"], lines["kg"] != kilos]
    lines["why"] = np.select(whys, ["not ours", "twice", "courier", "region", "weight"], "price")
    wrong = lines.assign(due=due, more=more)[more.abs() > 0.005]
    return {"lines": len(wrong), "yuan": float(wrong["more"].sum())}


def ecomlab_bill(bill, ours, rates):
    from ecomlab.fulfillment.couriers import reconcile_courier_bill

    found = reconcile_courier_bill(bill, ours, rates)
    return {"lines": len(found), "yuan": float(found["too_much"].sum())}


def lists(rows):
    """Eight couriers, four tiers, twenty regions: prices at random, far wilder than real lists."""
    random = np.random.default_rng(2)
    base = random.uniform([2, 0.5], [6, 3], (8, 20, 2))
    table = [
        (f"c{c}", f"r{r}", edge, *(base[c, r] * (1 - 0.05 * tier)).round(2), 6000 + 2000 * (c % 2))
        for c in range(8) for r in range(20) for tier, edge in enumerate((0, 200, 500, 900))
    ]  # fmt: skip
    names = ["courier", "region", "volume_tier_from", "first_kg_price", "next_kg_price",
             "vol_divisor"]  # fmt: skip
    sent = pd.DataFrame({
        "region": [f"r{at}" for at in random.integers(0, 20, rows)],
        "weight_kg": random.gamma(2, 0.8, rows).round(2),
        "volume_l": random.gamma(2, 5, rows).round(1),
    })  # fmt: skip
    return sent, pd.DataFrame(table, columns=names)


def greedy_choice(sent, rates):
    """Parcel by parcel the cheapest of the first tier; then the tiers that this reaches."""
    prices = {(row.courier, row.region, row.volume_tier_from): row for row in rates.itertuples()}
    edges, couriers = sorted(set(rates["volume_tier_from"])), sorted(set(rates["courier"]))

    def price(parcel, courier, edge):
        row = prices[courier, parcel.region, edge]
        kilos = max(parcel.weight_kg, parcel.volume_l * 1000 / row.vol_divisor, 1)
        return row.first_kg_price + row.next_kg_price * (math.ceil(round(kilos, 6)) - 1)

    parcels = list(sent.itertuples())
    chosen = [min(couriers, key=lambda c, p=parcel: price(p, c, 0)) for parcel in parcels]
    tier = {c: max(edge for edge in edges if edge <= chosen.count(c)) for c in couriers}
    return {"greedy": sum(price(p, c, tier[c]) for p, c in zip(parcels, chosen, strict=True))}


def ecomlab_choice(sent, rates):
    from ecomlab.fulfillment.couriers import choose_courier

    told = choose_courier(sent, rates).attrs
    return {"cost": told["cost"], "exact": bool(told["exact"])}


PARCELS = {
    "reconcile_courier_bill": (billed, plain_bill, ecomlab_bill),
    "lead_time_parts": (parcel_orders, plain_parts, ecomlab_parts),
    "delivery_sla": (parcel_orders, plain_sla, ecomlab_sla),
    "returns_waterfall": (parcel_orders, plain_waterfall, ecomlab_waterfall),
    "cost_to_serve": (booked, plain_costs, ecomlab_costs),
    "choose_courier": (lists, greedy_choice, ecomlab_choice),
}


# --- Generators ----------------------------------------------------------------------------


def shop(days, scale=1):
    """The shop in memory: all its tables, and its truths."""
    from ecomlab.shop import Shop, World

    world = World(scale=float(scale))

    def rows(days):
        tables, report = Shop(world).run(days=days)
        return {"rows": sum(map(len, (*tables.values(), *report.truth.values())))}

    return measure(rows, 10, int(days))


def shop_to_parquet(days):
    """The same, streamed to files."""
    from ecomlab.shop import generate

    with tempfile.TemporaryDirectory() as folder:

        def rows(days):
            made = generate(Path(folder) / str(days), days=days, progress=False)
            return {"rows": int(made["rows"].sum())}

        return measure(rows, 10, int(days))


def simpy(days):
    """One process per visitor, one event per page, order line and parcel: rows as tuples.

    Far less is worked out than in the shop: no prices, stock, returns or profit.
    """
    return measure(street, 2, int(days))


def street(days):
    import simpy

    draw = random.Random(1)
    world = simpy.Environment()
    sessions, events, orders, items, parcels = [], [], [], [], []

    def visitor(number):
        sku = draw.randrange(24)
        began, pages = world.now, min(1 + int(draw.expovariate(0.9)), 6)
        for _ in range(pages):
            events.append((number, world.now, "view", sku))
            yield world.timeout(draw.expovariate(1 / 40))
        sessions.append((number, began, pages, world.now - began, sku))
        for name, share in (("addcart", 0.09), ("checkout", 0.5), ("order", 0.75), ("pay", 0.9)):
            if draw.random() > share:
                return
            yield world.timeout(draw.expovariate(1 / 60))
            events.append((number, world.now, name, sku))
        orders.append((len(orders), number, world.now))
        items.append((len(orders), sku, 1 + int(draw.random() < 0.1)))
        yield world.timeout(draw.expovariate(1 / 200_000))
        parcels.append((len(orders), world.now))

    def arrivals():
        for number in range(740 * days):
            world.process(visitor(number))
            yield world.timeout(draw.expovariate(740 / 86_400))

    world.process(arrivals())
    world.run()
    return {"rows": sum(map(len, (sessions, events, orders, items, parcels)))}


def jafgen(years):
    """jafgen's own command, which writes CSV; its start is counted too, about a second."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [Path(sys.executable).parent / "jafgen", str(years)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        seconds = time.perf_counter() - start
        rows = 0
        for path in Path(folder).rglob("*.csv"):
            with path.open(newline="", encoding="utf-8") as file:
                rows += sum(1 for _ in csv.reader(file)) - 1
    return {"seconds": seconds, "answer": {"rows": rows}}


def dbgen(scale):
    """TPC-H's eight tables, made by DuckDB in memory, on two threads."""
    import duckdb
    import duckdb_extension_tpch

    extension = next(Path(duckdb_extension_tpch.__file__).parent.rglob("*.duckdb_extension"))

    def rows(scale):
        database = duckdb.connect(config={"threads": 2})
        database.load_extension(str(extension))
        database.execute(f"CALL dbgen(sf={scale})")
        tables = database.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        return {"rows": sum(len(database.table(name)) for (name,) in tables)}

    return measure(rows, 0.001, float(scale))


# --- Exports -------------------------------------------------------------------------------


def make_export(path, rows):
    """An invented export of Taobao of so many rows and 35 columns."""
    number = pd.Series(range(int(rows)))
    moment = (pd.Timestamp("2023-01-01") + pd.to_timedelta(number * 50, unit="s")).astype("str")
    known = {
        "订单编号": '="' + (10**18 + number).astype("str") + '"',
        "买家会员名": "买家" + (number * 7 % 300_007).astype("str"),
        "买家实际支付金额": (number % 90_000 / 100 + 1).map("{:.2f}".format),
        "订单状态": "交易成功", "订单创建时间": moment, "订单付款时间 ": moment,
    }  # fmt: skip
    table = pd.DataFrame(known | {f"列{n}": f"x{n}" for n in range(35 - len(known))})
    table.to_csv(path, index=False, encoding="gb18030")
    return {}


def read_export(who, path):
    """Rows of an export: read into canonical orders, or by plain pandas into texts alone."""
    start = time.perf_counter()
    if who == "ecomlab":
        from ecomlab import exports

        with tempfile.TemporaryDirectory() as folder:
            orders = exports.read(path, salt_folder=folder).orders
    else:
        orders = pd.read_csv(path, dtype="str", encoding="gb18030")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "answer": {"rows": len(orders)}, "memory": peak_memory()}


TASKS = {
    function.__name__: function
    for function in (
        *(make_orders, make_customers, summary, cohort, fit, research, raking, lesson, versions),
        *(shop, shop_to_parquet, simpy, jafgen, dbgen, make_export, read_export),
        *(make_touches, attributed, visits, pairs, forecasts, parcels),
    )
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
