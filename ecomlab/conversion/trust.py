"""What do the stars say? Reviews, who writes them, and what was done to them (评价).

Tables: ``reviews``, one row per review; ``chats``, in which buyers drawn by lot were asked.
"""

import math

import numpy as np
import pandas as pd

from ecomlab import estimates
from ecomlab.checks import (
    check_flags,
    check_moment,
    check_numbers,
    check_once,
    check_same_kind,
    check_since,
    check_table,
    check_times,
)
from ecomlab.errors import InputError, check_choice, check_number, check_positive, check_share
from ecomlab.estimates import difference_between_clusters, difference_of_shares, step

GOOD = 4  # stars and more
STARS = (1, 5)  # the fewest and the most
HOUR = pd.Timedelta(hours=1)


def is_changed(reviews, good=GOOD):
    """Which reviews were changed after an answer? Good ones with an answer of the shop.

    Right for a shop that answers bad reviews only; where good ones are answered too, ask the
    platform for the review's history.

    Parameters
    ----------
    reviews : DataFrame
        rating, replied_at (missing where nobody answered).

    Returns
    -------
    Series of bool

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> is_changed(pd.DataFrame({
    ...     "rating": [5, 2, 5], "replied_at": pd.to_datetime([None, "2025-09-01", "2025-09-01"]),
    ... })).tolist()
    [False, False, True]

    References
    ----------
    Case K16.
    """
    reviews = check_table(reviews, "reviews", "rating")
    if "replied_at" not in reviews:
        reviews = check_table(reviews, "reviews", "replied_at")
    return reviews["replied_at"].notna() & (reviews["rating"] >= good)


def good_rate_change(reviews, changed, own=False, first_written=False, counts="reviews", good=GOOD):
    """By how much did the share of good reviews (好评率) change on a day?

    Parameters
    ----------
    reviews : DataFrame
        ts, rating; incentivised (with ``own``), replied_at (with ``first_written``).
    changed : date
        The first day after.
    own : bool
        Only reviews that nobody was given anything for.
    first_written : bool
        Changed ones count as the bad ones that they were (`is_changed`).
    counts : str
        What the interval counts: "reviews", as if each were drawn by itself, or "days", whose
        reviews share a late lorry.
    good : int
        Stars from which a review is good.

    Returns
    -------
    Estimate
        Share after less share before. It speaks of those who wrote.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> reviews = cases.load("good_reviews").tables.reviews
    >>> good_rate_change(reviews, "2025-09-01")
    0.0357 (0.0303 to 0.0412), n = 19,479 reviews
    >>> good_rate_change(reviews, "2025-09-01", own=True, first_written=True, counts="days")
    0.0286 (0.0223 to 0.0349), n = 60 days

    References
    ----------
    Metric M42, case K16.
    """
    check_choice("counts", counts, ["reviews", "days"])
    needed = ["incentivised"] if own else []
    reviews = check_table(reviews, "reviews", "ts", "rating", *needed)
    if own:
        reviews = reviews[~reviews["incentivised"].astype(bool)]
        reviews = check_table(reviews, "reviews without incentives", "ts")
    is_good = reviews["rating"] >= good
    if first_written:
        is_good &= ~is_changed(reviews, good)
    after = check_since(reviews["ts"], changed)
    if counts == "days":
        return difference_between_clusters(is_good, after, reviews["ts"].dt.normalize(), "days")
    sums = is_good.groupby(after).agg(["sum", "size"])
    return difference_of_shares(*sums.loc[True], *sums.loc[False], counts="reviews")


def daily_satisfaction(chats, script, good=GOOD):
    """Share of the buyers asked on each day who gave ``good`` stars or more (用户满意度).

    Parameters
    ----------
    chats : DataFrame
        ts, script_id, csat (stars).
    script : str
        The question put to buyers drawn by lot, who gain nothing by their answer.

    Returns
    -------
    Series
        By day, in the time zone of ts.

    Raises
    ------
    ColumnError, InputError
        Nobody was asked with this script.

    Examples
    --------
    >>> asked = pd.DataFrame({"ts": pd.to_datetime(["2025-09-01 18:00"] * 4), "csat": [5, 4, 2, 1],
    ...                       "script_id": ["how was it"] * 4})
    >>> daily_satisfaction(asked, "how was it").tolist()
    [0.5]

    References
    ----------
    Metric M47.
    """
    chats = check_table(chats, "chats", "ts", "script_id")
    asked = chats[chats["script_id"] == script]
    if not len(asked):
        scripts = ", ".join(map(repr, chats["script_id"].unique()))
        raise InputError(f"Nobody was asked {script!r}. The scripts are: {scripts}.")
    asked = check_times(check_table(asked, "chats", "csat"), "chats", "ts")
    return (asked["csat"] >= good).astype(float).groupby(asked["ts"].dt.normalize()).mean()


def satisfaction_change(chats, changed, script, good=GOOD):
    """By how much did the share of satisfied buyers change, among buyers drawn by lot?

    Days are what the interval counts: a late lorry spoils a day for everybody.

    Parameters
    ----------
    chats, script, good
        As in `daily_satisfaction`.
    changed : date
        The first day after.

    Returns
    -------
    Estimate
        Mean of the days after less mean of the days before; n counts days.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> satisfaction_change(cases.load("good_reviews").tables.chats, "2025-09-01", "how was it")
    0.0364 (0.0302 to 0.0427), n = 60 days

    References
    ----------
    Case K16.
    """
    days = daily_satisfaction(chats, script, good)
    return step(days, check_since(days.index.to_series(name="ts"), changed))


def unhappy_by_days(reviews, chats, script, changed, days=5, good=GOOD):
    """Share of bad stars by groups of days: among the reviews, and among buyers drawn by lot.

    Parameters
    ----------
    reviews, chats, script, changed, good
        As in `good_rate_change` and `satisfaction_change`.
    days : int
        Length of a group; a group begins with the day ``changed``.

    Returns
    -------
    DataFrame
        who, day (the middle of the group), share.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("good_reviews").tables
    >>> found = unhappy_by_days(t.reviews, t.chats, "how was it", "2025-09-01")
    >>> found.groupby("who", sort=False)["share"].last().round(2).to_dict()
    {'reviews as they stand': 0.02, 'buyers asked by lot': 0.02}

    References
    ----------
    Case K16.
    """
    reviews = check_table(reviews, "reviews", "ts", "rating")
    daily_satisfaction(chats, script, good)  # refuses what can't be read
    asked = chats.loc[chats["script_id"] == script, ["ts", "csat"]]
    stars = {
        "reviews as they stand": reviews[["ts", "rating"]],
        "buyers asked by lot": asked.rename(columns={"csat": "rating"}),
    }
    rows = pd.concat([frame.assign(who=who) for who, frame in stars.items()])
    start, day = check_moment(reviews["ts"], changed, "changed"), pd.Timedelta(days=1)
    group = (rows["ts"] - start) // (days * day)
    rows["day"] = start + (days * group + days / 2) * day
    rows["share"] = rows["rating"] < good
    return rows.groupby(["who", "day"], sort=False)["share"].mean().reset_index()


def writers(reviews, chats, traffic_daily, changed, script, good=GOOD):
    """Of a hundred satisfied buyers, and of a hundred others, how many wrote: before and since?

    The buyers drawn by lot tell how many there are of either kind. A good review counts for the
    satisfied, with or without a card; a bad one, as first written, for the others.

    Parameters
    ----------
    reviews, chats, script, changed, good
        As in `good_rate_change` and `satisfaction_change`.
    traffic_daily : DataFrame
        date, orders.

    Returns
    -------
    DataFrame
        Index satisfied, unsatisfied; columns before, since: reviews per 100 such buyers.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("good_reviews").tables
    >>> writers(t.reviews, t.chats, t.traffic_daily, "2025-09-01", "how was it").round(0)
                 before  since
    satisfied      20.0   23.0
    unsatisfied    19.0   23.0

    References
    ----------
    Case K16.
    """
    traffic_daily = check_table(traffic_daily, "traffic_daily", "date", "orders")
    reviews = check_table(reviews, "reviews", "ts", "rating")
    reviews = check_numbers(reviews, "reviews", "rating")
    bad = (reviews["rating"] < good) | is_changed(reviews, good)
    late = pd.Series(check_since(reviews["ts"], changed), reviews.index)
    wrote = bad.groupby([late, bad]).size().unstack(fill_value=0)
    orders = traffic_daily.groupby(check_since(traffic_daily["date"], changed))["orders"].sum()
    satisfied = daily_satisfaction(chats, script, good)
    share = satisfied.groupby(check_since(satisfied.index.to_series(name="ts"), changed)).mean()
    buyers = {"satisfied": orders * share, "unsatisfied": orders * (1 - share)}
    found = {
        "satisfied": 100 * wrote[False] / buyers["satisfied"],
        "unsatisfied": 100 * wrote[True] / buyers["unsatisfied"],
    }
    return pd.DataFrame(found).rename({False: "before", True: "since"}).T


# --- Silence ------------------------------------------------------------------------------------


def shown_good_rate(writes, good):
    """The good-review rate (好评率) that a page shows, if silence counts as praise (系统默认好评).

    Parameters
    ----------
    writes : float or array
        Share of the sales that somebody writes about.
    good : float or array
        Share of good ones among what is written.

    Returns
    -------
    float or array
        1 − writes × (1 − good).

    Raises
    ------
    InputError

    Examples
    --------
    Of 100 sales 15 are written about, 10 of them well: 85 silent ones and 10 are good.

    >>> round(shown_good_rate(0.15, 10 / 15), 4)
    0.95

    References
    ----------
    Metric M42.
    """
    return 1 - _share("writes", writes) * (1 - _share("good", good))


def written_good_rate(shown, writes):
    """What share of the written reviews is good, if the page shows this rate? Silence taken away.

    Parameters
    ----------
    shown : float
        Good-review rate on the page.
    writes : float
        Share of the sales that somebody writes about, above 0.

    Returns
    -------
    float
        1 − (1 − shown) ÷ writes.

    Raises
    ------
    InputError
        More bad reviews than written ones: then silence isn't counted as praise there.

    Examples
    --------
    >>> round(written_good_rate(0.95, 0.15), 3)
    0.667

    References
    ----------
    Metric M42.
    """
    shown, writes = check_share("shown", shown, ends=True), check_share("writes", writes, ends=True)
    if 1 - shown > writes + 1e-12:
        raise InputError(
            f"shown is {shown:g}, so {1 - shown:.3g} of the sales have a bad review; but writes is "
            f"{writes:g}. Both must be of the same sales, and silence must count as good."
        )
    return max(1 - (1 - shown) / writes, 0.0) if writes else math.nan


def review_rate(orders, reviews, days=21, good=GOOD):
    """Who writes, with photos (晒图), how extreme; and which share of the praise is silence.

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_deliver (missing where nothing was received).
    reviews : DataFrame
        order_id, ts, rating, is_default (the platform's five stars for silence), has_photo,
        incentivised (given for a gift).
    days : int
        Orders received less than so many days before the last review are left out: their buyers
        can still write. 21: six days to write, and fifteen until silence counts.
    good : int
        Stars from which a review is good.

    Returns
    -------
    DataFrame
        measure, estimate, low, high, n, counts. Photos, gifts and the rest are shares of what was
        written; "good, as shown" counts silence too.

    Raises
    ------
    ColumnError, InputError
        A review of an order that isn't there; stars that aren't 1 to 5.

    Examples
    --------
    >>> import pandas as pd
    >>> orders = pd.DataFrame({"order_id": range(4), "ts_deliver": pd.Timestamp("2025-05-01")})
    >>> reviews = pd.DataFrame({"order_id": range(4), "ts": pd.Timestamp("2025-06-01"),
    ...     "rating": [5, 5, 5, 1], "is_default": [True, True, True, False],
    ...     "has_photo": False, "incentivised": False})
    >>> review_rate(orders, reviews).set_index("measure")["estimate"][["good, as shown"]].tolist()
    [0.75]

    References
    ----------
    Row C33, metric M42.
    """
    orders = check_table(orders, "orders", "order_id", gaps=["ts_deliver"])
    check_times(orders, "orders", "ts_deliver")
    flags = ("is_default", "has_photo", "incentivised")
    reviews = check_table(_stars(reviews, "order_id", "ts", *flags), "reviews")
    reviews = check_flags(check_times(reviews, "reviews", "ts"), "reviews", *flags)
    check_once(orders, "orders", "order_id")
    _of_these_orders(reviews, orders)
    until = reviews["ts"].max() - pd.Timedelta(days=check_positive("days", days))
    received = orders.loc[orders["ts_deliver"] <= until, "order_id"]
    if not len(received):
        raise InputError(f"No order was received {days} days before the last review.")
    all_ = reviews[reviews["order_id"].isin(received)]
    written = all_[~all_["is_default"].astype(bool)]
    own = written[~written["incentivised"].astype(bool)]
    is_good = all_["rating"] >= good

    def of(rows, yes, counts="reviews"):
        return estimates.share(int(yes.sum()), len(rows), counts)

    return estimates.table(
        {
            "written about, of orders received": of(
                received, received.isin(written["order_id"]), "orders"
            ),
            "written, of all reviews shown": of(all_, ~all_["is_default"].astype(bool)),
            "good, as shown": of(all_, is_good),
            "silence, of the good": of(all_[is_good], all_.loc[is_good, "is_default"]),
            "good, of the written": of(written, written["rating"] >= good),
            "given for a gift": of(written, written["incentivised"]),
            "good, of those without a gift": of(own, own["rating"] >= good),
            "one or five stars, without a gift": of(own, own["rating"].isin(STARS)),
            "with a photo, without a gift": of(own, own["has_photo"]),
        },
        "measure",
    )


# --- Few and many -------------------------------------------------------------------------------


def shrunk_rating(reviews, by="sku", weight=None, prior=None, confidence=0.95):
    """Mean stars of each article, drawn towards the mean of all by how few reviews it has.

    Few reviews make a mean that is very high or very low by luck. Each article is treated as if
    it had ``weight`` reviews of the common mean more (贝叶斯平均).

    Parameters
    ----------
    reviews : DataFrame
        rating, and ``by``. Leave out silence and reviews for a gift before, if you don't want them.
    by : str
        What is ranked: article, supplier, hotel.
    weight : float, optional
        In reviews. By default what the data say: variance of stars within an article ÷ variance
        of the articles' true means. Infinite if articles differ no more than by luck.
    prior : float, optional
        The common mean, if it is known. By default estimated, articles with few reviews less.
    confidence : float

    Returns
    -------
    DataFrame, best first
        by, n, mean (of its reviews), estimate (shrunk), low, high, place, place_by_mean, weight,
        prior, counts. A tie in the mean goes to the one with more reviews.

    Raises
    ------
    ColumnError, InputError
        Fewer than four articles, or none with two reviews that differ.

    Examples
    --------
    One review of five stars, beside thirty of 4.4 on average.

    >>> stars = {"new": [5], "old": [5, 5, 5, 4, 3] * 6, "sad": [5, 2, 3] * 8, "odd": [4, 3] * 9}
    >>> reviews = pd.DataFrame([(k, s) for k, many in stars.items() for s in many],
    ...                        columns=["sku", "rating"])
    >>> found = shrunk_rating(reviews, weight=10).round(2)
    >>> found[["sku", "n", "mean", "estimate", "place_by_mean"]]
       sku   n  mean  estimate  place_by_mean
    0  old  30  4.40      4.25              2
    1  new   1  5.00      3.92              1
    2  odd  18  3.50      3.61              3
    3  sad  24  3.33      3.48              4

    References
    ----------
    Efron and Morris (1975), Journal of the American Statistical Association 70, 311-319.
    """
    reviews = _stars(reviews, by)
    groups = reviews.groupby(by, observed=True)["rating"]
    table = groups.agg(["size", "mean", "var"])
    n, mean = table["size"].to_numpy(), table["mean"].to_numpy()
    inside = (table["var"] * (n - 1)).sum() / (n - 1).sum() if (n > 1).any() else 0.0
    if inside <= 0:
        raise InputError(f"No {by} has two reviews that differ, so luck can't be measured.")
    fewest = 4 if prior is None else 3
    if weight is None and len(n) < fewest:
        raise InputError(
            f"{by} has {len(n)} different values. How much they differ in truth can be told from "
            f"{fewest} on: give a weight."
        )
    if prior is not None:
        check_number("prior", prior, low=STARS[0])
        if prior > STARS[1]:
            raise InputError(f"prior is {prior:g}. Stars go from {STARS[0]} to {STARS[1]}.")
    error = np.sqrt(inside / n)
    if weight is None:
        found, middle, spread = estimates.shrunken(mean, error, prior, n=n, confidence=confidence)
        weight = inside / spread**2 if spread else math.inf
        reach = np.array([(one.high - one.low) / 2 for one in found])
    else:
        check_positive("weight", weight)
        known = n / (n + weight)
        middle = (known * mean).sum() / known.sum() if prior is None else prior
        reach = estimates.normal_quantile(confidence) * np.sqrt(inside / (n + weight))
    own = n / (n + weight)
    value = middle + own * (mean - middle)
    made = pd.DataFrame(
        {
            by: table.index.astype(object), "n": n, "mean": mean, "estimate": value,
            "low": value - reach, "high": value + reach, "weight": weight, "prior": middle,
            "counts": "reviews",
        }
    )  # fmt: skip
    made = made.sort_values(["mean", "n"], ascending=False, kind="stable")
    made["place_by_mean"] = np.arange(1, len(made) + 1)
    made = made.sort_values(["estimate", "n"], ascending=False, kind="stable", ignore_index=True)
    made["place"] = made.index + 1
    return made[[by, "n", "mean", "estimate", "low", "high", "place", "place_by_mean", "weight",
                 "prior", "counts"]]  # fmt: skip


# --- Answers to bad reviews ---------------------------------------------------------------------


def review_ops(reviews, within=24, by=None, good=GOOD):
    """How are bad reviews handled: which share, how fast; and how good are the reviews?

    Bad reviews (中差评) are those below ``good`` stars that somebody wrote. The last ``within``
    hours of the table are left out of the rates: their time hasn't run.

    Parameters
    ----------
    reviews : DataFrame
        ts, rating, replied_at (missing: no answer), is_default.
    within : float
        Hours in which an answer is wanted.
    by : str, optional
        A column, such as sku or month: one block of rows for each.
    good : int
        Stars from which a review is good.

    Returns
    -------
    DataFrame
        by, measure, estimate, low, high, n, counts: answered (差评处理率), answered within the
        hours, median hours to the answer, and good of the written (好评率); with ``by`` also that
        rate drawn towards all groups' (`estimates.shrunken_shares`).

    Raises
    ------
    ColumnError, InputError
        An answer before its review.

    Examples
    --------
    >>> reviews = pd.DataFrame({"ts": pd.to_datetime(["2025-06-01", "2025-06-02", "2025-06-09"]),
    ...     "rating": [1, 2, 5], "replied_at": pd.to_datetime(["2025-06-01 08:00", None, None]),
    ...     "is_default": False})
    >>> review_ops(reviews)[["measure", "estimate", "n"]]
                     measure  estimate  n
    0               answered  0.500000  2
    1  answered within 24 h   0.500000  2
    2           median hours  8.000000  1
    3   good, of the written  0.333333  3

    References
    ----------
    Row C31, metrics M42 and M43.
    """
    names = [] if by is None else [by]
    reviews = _stars(reviews, "ts", "is_default", *names, gaps=["replied_at"])
    reviews = check_times(reviews, "reviews", "ts", "replied_at")
    written = reviews[~check_flags(reviews, "reviews", "is_default")["is_default"].astype(bool)]
    if not len(written):
        raise InputError("Nobody wrote: all reviews are the platform's own five stars.")
    if (early := written["replied_at"] < written["ts"]).any():
        raise InputError(f"{early.sum()} answers are earlier than their review. Check the clocks.")
    ripe = written["ts"].max() - check_positive("within", within) * HOUR
    groups = [(None, written)] if by is None else list(written.groupby(by, observed=True))
    rows = [(name, *row) for name, part in groups for row in _handling(part, ripe, within, good)]
    columns = ["group", "measure", "estimate", "low", "high", "n", "counts"]
    made = pd.DataFrame(rows, columns=columns).rename(columns={"group": by or "group"})
    if by is None:
        return made.drop(columns="group")
    return _with_shrunken_shares(made, by)


def _handling(written, ripe, within, good):
    """The four measures of one group of written reviews."""
    bad = written[(written["rating"] < good) & (written["ts"] <= ripe)]
    hours = (bad["replied_at"] - bad["ts"]) / HOUR
    in_time = int((hours <= within).sum())
    yield "answered", *estimates.share(int(hours.notna().sum()), len(bad), "bad reviews")
    yield f"answered within {within:g} h", *estimates.share(in_time, len(bad), "bad reviews")
    known = hours.dropna()
    none = estimates.Estimate(math.nan, math.nan, math.nan, 0)
    median = estimates.quantile(known) if len(known) else none
    yield "median hours", *median._replace(counts="answers")
    is_good = written["rating"] >= good
    yield "good, of the written", *estimates.share(int(is_good.sum()), len(written), "reviews")


def _with_shrunken_shares(made, by):
    """The good rates of the groups once more, drawn towards all of them."""
    good = made[made["measure"] == "good, of the written"]
    count = (good["estimate"] * good["n"]).round().astype(int)
    if len(good) < 2 or not 0 < count.sum() < good["n"].sum():
        return made
    known = estimates.beta_of_shares(count, good["n"])
    value, low, high = estimates.shrunken_shares(count, good["n"], *known)
    more = good.assign(measure="good, shrunk", estimate=value, low=low, high=high)
    both = pd.concat([made, more], ignore_index=True)
    return both.sort_values(by, kind="stable", ignore_index=True)


def came_back(reviews, orders, within=24, days=180, good=GOOD):
    """Do writers of bad reviews order again: answered in time, later, or never?

    A buyer's first bad review counts. The clock of ``days`` starts when no answer is to come any
    more: at twice ``within`` hours after the review. So nobody is "answered" because she was there
    long enough. It is a comparison of those who were answered early with those who waited: fair
    only where chance decides who waits.

    Parameters
    ----------
    reviews : DataFrame
        order_id, ts, rating, replied_at, is_default.
    orders : DataFrame
        order_id, customer_id, ts_pay.
    within : float
        Hours.
    days : int
        In which they may come back. Reviews later than that before the last payment are left out.

    Returns
    -------
    DataFrame
        answered ("in time", "later", "never", and "in time less the rest"), estimate, low, high,
        n, counts. n counts customers.

    Raises
    ------
    ColumnError, InputError
        A review of an order that isn't there.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> came_back(shop.reviews, shop.orders)["answered"].tolist()
    ['in time', 'later', 'never', 'in time less the rest']

    References
    ----------
    Row C31. Anderson, Cain and Gelber (1983), Journal of Clinical Oncology 1: landmarks.
    """
    reviews = _stars(reviews, "order_id", "ts", "is_default", gaps=["replied_at"])
    orders = check_table(orders, "orders", "order_id", "customer_id", gaps=["ts_pay"])
    check_times(check_flags(reviews, "reviews", "is_default"), "reviews", "ts", "replied_at")
    check_times(orders, "orders", "ts_pay")
    _of_these_orders(reviews, orders)
    paid = orders.dropna(subset="ts_pay")
    bad = reviews[~reviews["is_default"].astype(bool) & (reviews["rating"] < good)]
    bad = bad.merge(paid[["order_id", "customer_id"]], on="order_id").sort_values("ts")
    bad = bad.drop_duplicates("customer_id")
    start = bad["ts"] + 2 * check_positive("within", within) * HOUR
    length = pd.Timedelta(days=check_positive("days", days))
    bad = bad.assign(start=start)[start + length <= paid["ts_pay"].max()]
    if not len(bad):
        raise InputError(f"No bad review has {days} days after it. Choose fewer days.")
    later = bad.merge(paid[["customer_id", "ts_pay"]], on="customer_id")
    later = later[(later["ts_pay"] >= later["start"]) & (later["ts_pay"] < later["start"] + length)]
    again = bad["customer_id"].isin(later["customer_id"])
    hours = (bad["replied_at"] - bad["ts"]) / HOUR
    early = hours <= within
    late = (hours > within) & (hours <= 2 * within)
    told = {
        name: estimates.share(int(again[rows].sum()), int(rows.sum()), "customers")
        for name, rows in {"in time": early, "later": late, "never": ~early & ~late}.items()
    }
    told["in time less the rest"] = difference_of_shares(
        int(again[early].sum()), int(early.sum()), int(again[~early].sum()), int((~early).sum()),
        "customers",
    )  # fmt: skip
    return estimates.table(told, "answered")


# --- Paid praise --------------------------------------------------------------------------------


def review_bias(satisfied, writes, unhappy_writes, gifts=0.0, gift_writes=0.8):
    """What do stars say, when this share of the buyers is satisfied? Who writes, and who is paid.

    Those who are promised a gift for five stars (好评返现) write five stars, whatever they think.
    It counts what gifts do to the stars. There is nothing here to hand them out.

    Parameters
    ----------
    satisfied : float
        Share of the buyers.
    writes, unhappy_writes : float
        Of the satisfied and of the others, the share who write without a gift.
    gifts : float or sequence of float
        Share of the buyers who are promised one.
    gift_writes : float
        Of these, the share who write for it.

    Returns
    -------
    DataFrame, one row for each of ``gifts``
        gifts, satisfied, written (reviews ÷ buyers), good (of the written), shown (silence counts
        as good), heard (bad reviews ÷ unsatisfied buyers).

    Raises
    ------
    InputError

    Examples
    --------
    The same buyers, as more of them are promised a gift:

    >>> review_bias(0.80, 0.05, 0.25, gifts=[0, 0.3, 0.6]).round(2)
       gifts  satisfied  written  good  shown  heard
    0    0.0        0.8     0.09  0.44   0.95   0.25
    1    0.3        0.8     0.30  0.88   0.96   0.18
    2    0.6        0.8     0.52  0.96   0.98   0.10

    References
    ----------
    Row C32, doubt E01. Hu, Pavlou and Zhang (2009), Communications of the ACM 52, on who writes.
    """
    check_share("satisfied", satisfied, ends=True)
    for name, value in (("writes", writes), ("unhappy_writes", unhappy_writes),
                        ("gift_writes", gift_writes)):  # fmt: skip
        check_share(name, value, ends=True)
    gifts = np.atleast_1d(_share("gifts", gifts)).astype(float)
    heard = (1 - gifts) * unhappy_writes
    bad = (1 - satisfied) * heard
    praise = gifts * gift_writes + satisfied * (1 - gifts) * writes
    written = praise + bad
    with np.errstate(invalid="ignore"):
        good = np.where(written > 0, praise / written, np.nan)
    return pd.DataFrame(
        {"gifts": gifts, "satisfied": satisfied, "written": written, "good": good,
         "shown": 1 - bad, "heard": heard}
    )  # fmt: skip


def _share(name, value):
    """One share or several, each from 0 to 1."""
    for one in np.atleast_1d(value):
        check_share(name, float(one), ends=True)
    return np.asarray(value, float) if np.ndim(value) else float(value)


def _of_these_orders(reviews, orders):
    """Refuse reviews of orders that aren't there."""
    check_same_kind("order_id", orders=orders, reviews=reviews)
    strange = ~reviews["order_id"].isin(orders["order_id"])
    if strange.any():
        raise InputError(
            f"{strange.sum():,} reviews are of orders that orders doesn't hold. Give all orders of "
            "the same time."
        )


def _stars(reviews, *columns, gaps=()):
    """Reviews with these columns and stars from 1 to 5."""
    reviews = check_table(reviews, "reviews", "rating", *columns, gaps=gaps)
    reviews = check_numbers(reviews, "reviews", "rating")
    odd = ~reviews["rating"].between(*STARS)
    if odd.any():
        raise InputError(
            f"rating holds {reviews.loc[odd, 'rating'].iloc[0]:g} ({odd.sum()} such rows). Give "
            "stars from 1 to 5."
        )
    return reviews
