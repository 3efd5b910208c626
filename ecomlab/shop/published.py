"""The shop's data set: the one place that says which run ``load("shop")`` gives.

After a change: python datasets/shop/make.py
"""

import pandas as pd

from ecomlab.checks import check_tables
from ecomlab.errors import InputError
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit
from ecomlab.shop.evening import known, whole
from ecomlab.shop.log import TOUCHES, Log
from ecomlab.shop.shop import DEFAULT_DAYS, RunTables, Shop
from ecomlab.shop.world import World

NOISE = 1
DAYS = DEFAULT_DAYS
LOGS = ("sessions", "events")  # of which a shop's systems keep the last days only
LOG_DAYS = 90
STEP = 30  # days of a stretch: more take more memory

# The person whom the lessons follow: a post, a search, a cart left, a late parcel, a message, a
# coupon; and her second order, of which one article of three comes back, with a review. In a
# changed world it may have to be somebody else: tests/shop/test_followed.py says what is missing,
# and ``python -m tests.shop.test_followed`` who could be followed instead.
FOLLOWED_CUSTOMER = 260003683
FOLLOWED_ORDER = 20078


def the_shop():
    """The shop whose tables they are.

    >>> the_shop()
    Shop(World('light_gear', seed=2026): 40 articles, ..., noise=1)
    """
    return Shop(World(), NOISE)


def decisions():
    """What it decided on which date.

    >>> list(decisions())[0]
    '2024-01-01'
    """
    return the_shop().history(DAYS)


def make(progress=None):
    """Run the shop; all its tables, of ``LOGS`` the last ``LOG_DAYS`` days.

    Parameters
    ----------
    progress : function, optional
        Called with the share done, after every stretch of days.

    Returns
    -------
    dict of str to DataFrame
        The tables of ``the_shop().run(decisions(), DAYS)``, but for the first days of the logs,
        which are never made.
    """
    run = the_shop()
    engine = run.engine(decisions(), DAYS)
    end = pd.Timestamp(run.world.date(DAYS)).tz_localize(run.world.zone)
    parts, touches = {name: [] for name in STRETCH}, Log(TOUCHES)
    for first, last in _stretches():
        engine.clear()
        record = Record(engine.run(first, last))
        logged = first >= DAYS - LOG_DAYS
        tables = {name: t for name, t in STRETCH.items() if logged or name not in LOGS}
        for name, frame in known(emit(tables, record), end).items():
            parts[name].append(frame)
        touches.extend(engine.touches)
        if progress:
            progress(last / DAYS)
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    tables |= known(emit(WHOLE, Record(engine, touches)), end)
    return whole(tables, run.seed, engine.plan_on(DAYS - 1).tier_from)


def _stretches():
    """First day and end of each stretch; one begins where the logs begin."""
    logged = max(DAYS - LOG_DAYS, 0)
    starts = [*range(0, logged, STEP), *range(logged, DAYS, STEP)]
    return list(zip(starts, [*starts[1:], DAYS], strict=True))


def as_of(tables, date, shop=None, decisions=None):
    """The shop's tables as they were known on an earlier evening.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        All tables of a run, or ``load("shop")``, of which the logs begin late (``LOG_DAYS``).
    date : str or date
        The day on whose evening one looks.
    shop, decisions : optional
        Whose tables they are, and how it was run; if no shop is given, those of the data set.

    Returns
    -------
    RunTables
        What a run that ends on this day gives.

    Raises
    ------
    InputError
        The date isn't one of the calendar's days, or these aren't a run's tables.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> march = as_of(load("shop"), "2024-03-31")
    >>> len(march.calendar), march.orders["ts_order"].max() < pd.Timestamp("2024-04-01T00+0800")
    (91, True)
    """
    if not isinstance(shop, Shop | None):
        raise InputError(f"shop is a {type(shop).__name__}. Give the Shop whose tables they are.")
    days = check_tables(tables, {"calendar": ["date"]})["calendar"]["date"]
    if shop is None:
        shop = the_shop()
        decisions = shop.history(len(days)) if decisions is None else decisions
    try:
        day = pd.Timestamp(date).normalize().tz_localize(None).tz_localize(days.dt.tz)
    except (ValueError, TypeError, AttributeError, OverflowError):  # None is a day, says pandas
        day = None
    if day is None or not (days == day).any():
        first, last = (f"{day:%Y-%m-%d}" for day in days.iloc[[0, -1]])
        raise InputError(f"{date!r} is not a day of these tables. Choose {first} to {last}.")
    plans = shop.engine(decisions, len(days)).plans
    return RunTables(shop, tables, int(days.searchsorted(day)) + 1, plans)
