"""The published runs of a shop: the one place that says what ``load("shop")`` and others give.

After a change: python datasets/shop/make.py, and python datasets/second_shop/make.py
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ecomlab.checks import check_tables
from ecomlab.errors import InputError, check_choice
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit
from ecomlab.shop.evening import known, whole
from ecomlab.shop.log import TOUCHES, Log
from ecomlab.shop.shop import DEFAULT_DAYS, RunTables, Shop
from ecomlab.shop.world import World

LOGS = ("sessions", "events")  # of which a shop's systems keep the last days only

# The person whom the lessons follow: a post, a search, a cart left, a late parcel, a message, a
# coupon; and her second order, of which one article of three comes back, with a review. In a
# changed world it may have to be somebody else: tests/shop/test_followed.py says what is missing,
# and ``python -m tests.shop.test_followed`` who could be followed instead.
FOLLOWED_CUSTOMER = 260003683
FOLLOWED_ORDER = 21318

# What is different in the second shop: Songling Outdoor (松岭户外) in Chengdu, which grew on a
# rucksack and delivers from there; and in its market, where other things rise and fall. Its other
# parameters are drawn by its seed.
SONGLING = 7
SONGLING_HAS = {
    "start": "2025-01-01", "market.first": "2022-12-01",
    "sku.CH01.draw": 6, "sku.PM01.draw": 4, "sku.BP01.draw": 20, "sku.BP01.role": "traffic",
    "sku.BP01.price": 159, "sku.RJ01.draw": 5, "sku.TP01.draw": 5, "sku.CK02.draw": 6,
    "regions.sichuan.share": 0.110, "regions.chongqing.share": 0.060,
    "regions.yunnan.share": 0.030, "regions.shanghai.share": 0.030,
    "regions.jiangsu.share": 0.050, "regions.zhejiang.share": 0.045,
    "regions.sichuan.zone": 0, "regions.chongqing.zone": 0, "regions.yunnan.zone": 1,
    "regions.shaanxi.zone": 1, "regions.shanghai.zone": 2, "regions.jiangsu.zone": 2,
    "regions.zhejiang.zone": 2, "regions.fujian.zone": 2, "regions.shandong.zone": 2,
    "market.curve.power.factor": 0.6, "market.curve.fishing.factor": 1.6,
    "market.topic.light.factor": 1.9, "market.topic.light.change": "2025-06-01",
    "market.topic.roomy.factor": 0.55, "market.topic.roomy.change": "2025-06-01",
    "market.categories.cycling.growth": 0.32, "market.categories.snow.growth": -0.08,
    "market.categories.courts.growth": 0.02, "categories.furniture.growth": -0.06,
    "categories.carry.growth": 0.22,
    "market.stats.cycling.supply": 0.05, "market.stats.snow.supply": 0.24,
    "market.stats.fishing.cost": 0.63, "market.stats.power.ads": 0.15,
    "demand_break": [],
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A published run: a shop, what it decided, and for how many days it ran.

    Attributes
    ----------
    name : str
        The data set's.
    start : str
        Its first date.
    days : int
    shop : function
        Gives the Shop.
    log_days : int
        Of ``LOGS``, the last so many days are kept.
    step : int
        Days of a stretch: more take more memory.
    """

    name: str
    start: str
    days: int
    shop: Callable
    log_days: int = 90
    step: int = 30

    def decisions(self):
        """What it decided on which date."""
        return self.shop().history(self.days)

    def make(self, progress=None):
        """Run the shop; all its tables, of ``LOGS`` the last ``log_days`` days.

        Parameters
        ----------
        progress : function, optional
            Called with the share done, after every stretch of days.

        Returns
        -------
        dict of str to DataFrame
            The tables of ``shop().run(decisions(), days)``, but for the first days of the logs,
            which are never made.
        """
        run = self.shop()
        engine = run.engine(self.decisions(), self.days)
        end = pd.Timestamp(run.world.date(self.days)).tz_localize(run.world.zone)
        parts, touches = {name: [] for name in STRETCH}, Log(TOUCHES)
        for first, last in self._stretches():
            engine.clear()
            record = Record(engine.run(first, last))
            logged = first >= self.days - self.log_days
            tables = {name: t for name, t in STRETCH.items() if logged or name not in LOGS}
            for name, frame in known(emit(tables, record), end).items():
                parts[name].append(frame)
            touches.extend(engine.touches)
            if progress:
                progress(last / self.days)
        tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
        tables |= known(emit(WHOLE, Record(engine, touches)), end)
        return whole(tables, run.seed, engine.plan_on(self.days - 1).tier_from)

    def _stretches(self):
        """First day and end of each stretch; one begins where the logs begin."""
        logged = max(self.days - self.log_days, 0)
        starts = [*range(0, logged, self.step), *range(logged, self.days, self.step)]
        return list(zip(starts, [*starts[1:], self.days], strict=True))


RUNS = {
    "shop": Run("shop", "2024-01-01", DEFAULT_DAYS, lambda: Shop(World(), noise=1)),
    "second_shop": Run(
        "second_shop", SONGLING_HAS["start"], 365,
        lambda: Shop(World.drawn(SONGLING, facts=SONGLING_HAS), noise=1),
    ),
}  # fmt: skip


def the_shop(name="shop"):
    """The shop whose tables a data set has.

    >>> the_shop()
    Shop(World('light_gear', seed=2026): 40 articles, ..., noise=1)
    >>> print(the_shop("second_shop").world.date(0))
    2025-01-01
    """
    return _run(name).shop()


def decisions(name="shop"):
    """What it decided on which date.

    >>> list(decisions())[0], list(decisions("second_shop"))[0]
    ('2024-01-01', '2025-01-01')
    """
    return _run(name).decisions()


def make(progress=None):
    """The tables of the data set ``shop``: ``Run.make``."""
    return RUNS["shop"].make(progress)


def _run(name):
    check_choice("name", name, list(RUNS))
    return RUNS[name]


def as_of(tables, date, shop=None, decisions=None):
    """The shop's tables as they were known on an earlier evening.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        All tables of a run, or ``load("shop")``, of which the logs begin late (``LOG_DAYS``).
    date : str or date
        The day on whose evening one looks.
    shop, decisions : optional
        Whose tables they are, and how it was run. If no shop is given, those of the data set that
        begins on the same day.

    Returns
    -------
    RunTables
        What a run that ends on this day gives.

    Raises
    ------
    InputError
        The date isn't one of the calendar's days; these aren't a run's tables; or no data set
        begins like them, and no shop is given.

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
        shop = _begins_with(days.iloc[0]).shop()
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


def _begins_with(day):
    """The published run that begins on a day."""
    for run in RUNS.values():
        if pd.Timestamp(run.start) == day.tz_localize(None):
            return run
    raise InputError(
        f"No data set begins on {day:%Y-%m-%d}. Give the shop whose tables they are: "
        "shop=Shop(...)."
    )
