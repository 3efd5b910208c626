"""The shop that trainees run: decisions in, tables and a report out; and the truth beside it."""

import numpy as np
import pandas as pd

from ecomlab.datasets import Tables
from ecomlab.errors import InputError, check_choice, check_days, check_whole
from ecomlab.shop.decisions import Decisions, plan_on
from ecomlab.shop.emit import STRETCH, WHOLE, Record, emit, emit_truth
from ecomlab.shop.emit.ledger import LINES
from ecomlab.shop.engine import Engine
from ecomlab.shop.evening import known, whole
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.truth import truth
from ecomlab.shop.world import World

DEFAULT_DAYS = 731


class Shop:
    """A world with its luck: the same decisions give the same tables, always.

    Parameters
    ----------
    world : World, optional
    noise : int
        The luck: who comes when, and all that nobody decides.

    Examples
    --------
    >>> shop = Shop(World(seed=2026), noise=1)
    >>> tables, report = shop.run(days=30)
    >>> len(tables.calendar), list(tables.sku["sku"][:3])
    (30, ['CH01', 'CH02', 'CH03'])
    >>> _, bold = shop.run({"ads.paid_feed.budget": 0}, days=30)
    >>> bool(bold.total("ads") > report.total("ads"))
    True
    """

    def __init__(self, world=None, noise=1):
        if not isinstance(world, World | None):
            raise InputError(f"world is a {type(world).__name__}. Give a World: World(seed=2026).")
        self.world, self.noise = world or World(), check_whole("noise", noise)
        self.seed = (self.world.seed, self.noise)

    def __repr__(self):
        return f"Shop({self.world!r}, noise={self.noise})"

    def decisions(self, changes=()):
        """The status quo, with changes if there are any.

        >>> Shop().decisions({"page.version": "B"})
        Decisions: the status quo, but {'page.version': 'B'}
        """
        return Decisions(self.world, changes)

    def history(self, days=DEFAULT_DAYS):
        """What this shop decided on which date, as the published tables have it (``history``).

        What was decided before the first day holds from then on.

        Returns
        -------
        dict of date to changes, for ``run``: the dates of the first ``days`` days.

        Examples
        --------
        >>> shop = Shop()
        >>> tables, _ = shop.run(shop.history(days=3), days=3)
        """
        entries = self.world.facts.get("history", [])
        dated = {str(self.world.date(0)): {}}
        for entry in sorted(entries, key=lambda entry: entry["date"]):
            day = max(self.world.day(entry["date"]), 0)
            if day < days:
                date = str(self.world.date(day))
                dated[date] = dated.get(date, {}) | entry["changes"]
        return dated

    def run(self, decisions=None, days=DEFAULT_DAYS):
        """Run the shop.

        Parameters
        ----------
        decisions : Decisions, mapping of changes, or mapping of dates to either; optional
            The status quo if not given.
        days : int

        Returns
        -------
        tables : RunTables
            The canonical tables as they stand on the last evening.
        report : Report
            The profit and loss, and under ``truth`` what no shop can see.

        Raises
        ------
        ChoiceError, InputError
            A decision, its date or a number of days that can't be; the message names the valid
            ones.

        Examples
        --------
        >>> dated = {"2024-01-01": {}, "2024-01-03": {"page.version": "B"}}
        >>> tables, _ = Shop().run(dated, days=4)
        >>> new_page = tables.sessions["page_version"] == "B"
        >>> bool((new_page == (tables.sessions["ts"].dt.day >= 3)).all())
        True
        """
        engine = self.engine(decisions, days)
        record = Record(engine.run(0, engine.days))
        tables = RunTables(self, emit(STRETCH | WHOLE, record), engine.days, engine.plans)
        return tables, Report(tables, emit_truth(STRETCH | WHOLE, record))

    def engine(self, decisions=None, days=DEFAULT_DAYS):
        """The day loop at its start, for those who want to go stretch by stretch.

        >>> engine = Shop().engine(days=10).run(0, 4).run(4, 10)
        >>> sorted(set(engine.orders.columns().day.tolist())) == list(range(10))
        True
        """
        days = check_days("days", days)
        if days > self.world.longest:
            raise InputError(
                f"days is {days}. Choose {self.world.longest} at most, its styles last, or a "
                "world with more of them: facts={'styles.weeks': [-8, 106]}."
            )
        return Engine(self.world, self.seed, decisions, days)

    def outcome(self, decisions=None, days=DEFAULT_DAYS):
        """Orders, revenue and profit by day, without making tables: what counterfactuals compare.

        An order's costs and returns count on the day of the order.

        Returns
        -------
        DataFrame, one row per day: orders, units, revenue, profit (yuan)

        Examples
        --------
        >>> more = Shop().outcome({"page.version": "B"}, 20) - Shop().outcome(days=20)
        >>> bool(more["orders"].sum() > 0)
        True
        """
        engine = self.engine(decisions, days)
        return daily_outcome(engine.run(0, engine.days), engine.days)

    def truth(self, lever, value=None, **options):
        """What does a decision really do? Twin runs over noise seeds: ``truth.truth``.

        Examples
        --------
        >>> shop = Shop()
        >>> found = shop.truth("page.version", "B", days=20, noises=2, progress=False)
        >>> found.shape, list(found.columns)
        ((4, 6), ['effect', 'outcome', 'estimate', 'low', 'high', 'n'])
        """
        return truth(self, lever, value, **options)


class RunTables(Tables):
    """A run's tables as they stand on one evening; ``as_of`` goes back to an earlier one."""

    def __init__(self, shop, future, days, plans):
        self._shop, self._future, self._days, self._plans = shop, future, days, plans
        world, tier_from = shop.world, plan_on(plans, days - 1).tier_from
        end = pd.Timestamp(world.date(days)).tz_localize(world.zone)
        tables = whole(known(future, end), shop.seed, tier_from)
        super().__init__(f"{world.scenario}, {days} days", tables)

    def as_of(self, days):
        """The tables of the first ``days`` days, as they were known on that evening.

        Raises
        ------
        InputError
            Fewer than one day, or more than the run has.

        Examples
        --------
        >>> tables, _ = Shop().run(days=5)
        >>> len(tables.as_of(2).calendar), int(tables.as_of(1).returns.shape[0])
        (2, 0)
        """
        whole_days = isinstance(days, int | np.integer) and not isinstance(days, bool)
        if not whole_days or not 0 < days <= self._days:
            raise InputError(f"days is {days!r}. Choose 1 to {self._days}, the days of the run.")
        return RunTables(self._shop, self._future, int(days), self._plans)


class Report:
    """The profit and loss of a run (``pnl``), and what no shop can see (``truth``).

    Attributes
    ----------
    pnl : DataFrame, one row per line: line, amount (yuan; costs are negative)
    profit : float
        Their sum.
    truth : Tables
        sessions, orders, inventory_daily, customers, touches, …: what caused them; of the market
        keywords, search_words, category_stats, market_items; reviews, rival_reviews, nps, survey:
        what stands behind the words.

    Examples
    --------
    >>> _, report = Shop().run(days=10)
    >>> report.pnl["line"].tolist()[:3], sorted(report.truth)[:1]
    (['revenue', 'refund', 'cogs'], ['ads_daily'])
    """

    def __init__(self, tables, truths):
        lines = tables.pnl_lines
        code, amount = lines["line"].cat.codes, np.round(lines["amount"] * 100)
        totals = np.bincount(code, amount, len(LINES)) / 100
        self.pnl = pd.DataFrame({"line": LINES, "amount": totals})
        self.profit = float(np.round(totals.sum(), 2))
        self.truth = Tables("truth", truths)

    def total(self, line):
        """The amount of one line of the profit and loss, in yuan; costs are negative.

        Raises
        ------
        ChoiceError
            There is no such line.

        Examples
        --------
        >>> Shop().run(days=10)[1].total("labour")  # 3,760 yuan a day
        -37600.0
        >>> Shop().run(days=1)[1].total("wages")
        Traceback (most recent call last):
            ...
        ecomlab.errors.ChoiceError: line is 'wages'. Choose one of: 'revenue', 'refund', ...
        """
        check_choice("line", line, LINES)
        return float(self.pnl.set_index("line")["amount"][line])

    def __repr__(self):
        rows = [f"{line:>14} {amount:>14,.2f}" for line, amount in self.pnl.to_numpy()]
        return "\n".join([*rows, f"{'profit':>14} {self.profit:>14,.2f}"])
