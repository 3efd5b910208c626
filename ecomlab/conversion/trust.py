"""What do the stars say? Reviews, who writes them, and what was done to them (评价).

Tables: ``reviews``, one row per review; ``chats``, in which buyers drawn by lot were asked.
"""

import pandas as pd

from ecomlab.checks import check_moment, check_since, check_table
from ecomlab.errors import InputError, check_choice
from ecomlab.estimates import difference_between_clusters, difference_of_shares, step

GOOD = 4  # stars and more


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
    asked = check_table(asked, "chats", "csat")
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
