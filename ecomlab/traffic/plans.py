"""Which plan is good, and how long must one test to know (小预算测试→放大→关停)?

Table: ``ads_daily``, one row per day and plan (word, picture), or the frame of
`ecomlab.traffic.briefs.plan_days`. Returns on ads (ROAS) are revenue ÷ cost, in times.

Every plan's return is drawn towards that of all plans, as far as its own yuan say little: a
gamma-Poisson model. One order counts for as many yuan as days of one plan scatter.
"""

# ruff: noqa: PT028 - test_scale_stop is the trade's rule, no test

from typing import NamedTuple

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_numbers, check_table, check_times
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import (
    chance_of_rate,
    excess_of_rate,
    gamma_of_rates,
    gamma_poisson,
    mean,
    paired_difference,
    shrunken_rates,
)
from ecomlab.streams import poisson, uniforms

TRUTH, ORDERS, THOMPSON, TOMORROW = 1, 2, 3, 4  # streams
LEAST_SPREAD = 0.15  # no plans are so alike that a few of them can show it
RULES = ("shrunk", "as shown")
POLICIES = ("equal split", "test, then scale", "Thompson sampling", "all known at once")


class Kind(NamedTuple):
    """What is known of plans of a kind.

    >>> Kind(mean=3.0, weight=500.0, scatter=200.0).spread
    0.3651483716701107
    """

    mean: float  # return of such plans, times
    weight: float  # so many yuan of a plan's own say as much as the kind does
    scatter: float  # yuan of revenue that scatter like one event of luck

    @property
    def spread(self):
        """How far true returns differ: standard deviation ÷ mean."""
        return float((self.mean * self.weight / self.scatter) ** -0.5)


def plan_returns(
    ads_daily, by="plan_id", since=None, before=None, *, as_of=None, seen=None, kind=None,
    confidence=0.95,
):  # fmt: skip
    """What does each plan bring back for a yuan, when its luck is taken out as far as possible?

    Parameters
    ----------
    ads_daily : DataFrame
        date, ``by``, cost, orders, revenue.
    by : str or sequence of str
        What a plan is: ``"plan_id"``, or words: ``["plan_id", "keyword_or_audience"]``.
    since, before : date, optional
        The first day of spend that counts, and the first that doesn't any more.
    as_of : date, optional
        On the evening of which day the claims were read: with ``seen``.
    seen : sequence of float, optional
        Share of all claims that is seen 0, 1, 2 … days after the click, as in the column ``seen``
        of `ecomlab.traffic.briefs.claim_curve`; older days are complete. A young yuan then counts
        for as much as of its orders can be seen. Without it all days count in full.
    kind : Kind, optional
        From a longer log, if there is one; from these plans by default. Twenty plans of eight
        orders say so little of their kind that their intervals hold 87% instead of 95%.
    confidence : float

    Returns
    -------
    DataFrame, one row per plan, the best first
        by, days, cost, counted (yuan, as far as their orders can be seen), roas (as the tool shows
        it), estimate, low, high, n (orders), counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Two plans of eight days. Both show a return of 2 or more; the small one had three orders.

    >>> days = pd.date_range("2025-03-01", periods=8)
    >>> large = pd.DataFrame({"date": days, "plan_id": "large", "cost": 100.0,
    ...                       "orders": [2, 1, 3, 2, 2, 1, 3, 2], "revenue": [200.0, 100, 300] + [
    ...                           200.0, 200, 100, 300, 200]})
    >>> small = pd.DataFrame({"date": days, "plan_id": "small", "cost": 10.0,
    ...                       "orders": [0, 1, 0, 1, 0, 0, 1, 0], "revenue": [0.0, 100, 0, 100] + [
    ...                           0.0, 0, 100, 0]})
    >>> found = plan_returns(pd.concat([large, small]), kind=Kind(2.0, 300.0, 100.0))
    >>> found[["plan_id", "cost", "roas", "estimate", "low", "high", "n"]].round(2)
      plan_id   cost  roas  estimate   low  high   n
    0   small   80.0  3.75      2.37  1.08  4.15   3
    1   large  800.0  2.00      2.00  1.25  2.92  16

    References
    ----------
    Efron and Morris (1977), Scientific American 236(5), 119-127, on shrinking. Row T16.
    """
    plans, _ = _posterior(ads_daily, by, since, before, as_of, seen, kind, confidence)
    plans = plans.drop(columns=["count", "exposure"])
    return plans.sort_values("estimate", ascending=False, kind="stable").reset_index(drop=True)


def kind_of_plans(ads_daily, by="plan_id"):
    """How do the true returns of plans of a kind differ, and what does one order's luck weigh?

    Parameters
    ----------
    ads_daily, by
        As in `plan_returns`; two plans or more, of days whose claims are complete.

    Returns
    -------
    Kind
        With a spread of 0.15 at least: few plans often look alike by luck, and intervals would be
        too narrow.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=3)
    >>> ads = pd.concat([pd.DataFrame({"date": days, "plan_id": name, "cost": 100.0,
    ...     "orders": 1, "revenue": revenue}) for name, revenue in
    ...     {"a": [200.0, 400, 300], "b": [500.0, 700, 900]}.items()])
    >>> kind = kind_of_plans(ads)
    >>> round(kind.mean, 1), round(kind.scatter, 1)
    (5.0, 45.2)
    """
    return _posterior(ads_daily, by, None, None, None, None, None, 0.95)[1]


def _posterior(ads_daily, by, since, before, as_of, seen, kind, confidence):
    """The table of plan_returns, with count and exposure in events of luck; and the kind."""
    by = [by] if isinstance(by, str) else list(by)
    ads = check_table(ads_daily, "ads_daily", "date", *by, "cost", "orders", "revenue")
    check_times(ads, "ads_daily", "date")
    check_numbers(ads, "ads_daily", "cost", "orders", "revenue")
    ads = _between(ads, since, before)
    daily = ads.groupby([*by, "date"], observed=True)[["cost", "orders", "revenue"]].sum()
    daily["counted"] = daily["cost"] * _seen_of(daily.index.get_level_values("date"), as_of, seen)
    daily = daily[(daily["cost"] > 0) | (daily["revenue"] > 0)]
    plans = daily.groupby(level=by, observed=True).sum()
    plans.insert(0, "days", daily.groupby(level=by, observed=True).size())
    if not (plans["counted"] > 0).all():
        idle = plans.index[~(plans["counted"] > 0)][0]
        raise InputError(f"The plan {idle} has revenue but no cost that counts. Leave it out.")
    kind = _kind(daily, plans, by) if kind is None else kind
    count, exposure = plans["revenue"] / kind.scatter, plans["counted"] / kind.scatter
    found = shrunken_rates(count, exposure, kind.mean, kind.weight / kind.scatter, confidence)
    table = plans.assign(roas=plans["revenue"] / plans["cost"].where(plans["cost"] > 0))
    table["estimate"], table["low"], table["high"] = found
    table["n"], table["counts"] = plans["orders"].astype(int), "orders"
    table = table.assign(count=count, exposure=exposure).drop(columns=["orders", "revenue"])
    first = [*by, "days", "cost", "counted", "roas"]
    table = table.reset_index()
    return table[[*first, *[name for name in table if name not in first]]], kind


def _between(ads, since, before):
    chosen = ads
    if since is not None:
        chosen = chosen[chosen["date"] >= check_moment(ads["date"], since, "since")]
    if before is not None:
        chosen = chosen[chosen["date"] < check_moment(ads["date"], before, "before")]
    if not len(chosen):
        first, last = (f"{end:%Y-%m-%d}" for end in (ads["date"].min(), ads["date"].max()))
        raise InputError(f"No row of ads_daily lies there: it goes from {first} to {last}.")
    return chosen


def _seen_of(dates, as_of, seen):
    """The share of its claims that can be seen, of each day of spend."""
    if seen is None:
        return 1.0
    if as_of is None:
        raise InputError("seen needs as_of: the day on which the claims were read.")
    curve = _curve(seen)
    dates = pd.Series(dates).rename("date")
    age = (check_moment(dates, as_of, "as_of") - dates).dt.days.to_numpy()
    if (age < 0).any():
        raise InputError(f"as_of is {as_of}, but there is spend on a later day. Use before=.")
    return np.append(curve, 1.0)[np.minimum(age, len(curve))]


def _curve(seen):
    curve = [check_share("seen", share, ends=True) for share in np.atleast_1d(seen)]
    if not curve[0] > 0:
        raise InputError("seen begins with 0: on its first day a yuan would count for nothing.")
    return np.array(curve)


def _kind(daily, plans, by):
    """The kind from the plans themselves: scatter of days, then spread of plans."""
    if len(plans) < 2:
        raise InputError(
            "Of one plan alone nobody knows how plans differ. Give kind=, from a longer log."
        )
    rate = plans["revenue"] / plans["counted"]
    expected = daily["counted"] * rate.reindex(daily.index.droplevel("date")).to_numpy()
    rest, free = (daily["revenue"] - expected) ** 2, len(daily) - len(plans)
    if not free > 0 or not expected.sum() > 0:
        raise InputError("Each plan has one day, or none has revenue: give kind=.")
    scatter = float(rest[expected > 0].div(expected[expected > 0]).sum() / free)
    if not scatter > 0:
        raise InputError("The days of each plan are all alike: luck can't be read. Give kind=.")
    rate, weight = gamma_of_rates(plans["revenue"] / scatter, plans["counted"] / scatter)
    return Kind(rate, min(weight, LEAST_SPREAD**-2 / rate) * scatter, scatter)


def test_scale_stop(
    ads_daily, border, by="plan_id", since=None, before=None, *, least=20, sure=0.9, as_of=None,
    seen=None, kind=None,
):  # fmt: skip
    """Scale, stop, or test on? The trade's rule, with luck taken out (测试、放大、关停).

    A plan with ``least`` orders is decided by its value: scale where the shrunk return reaches the
    border, else stop. One with fewer is decided only where the chance is ``sure`` either way.

    Parameters
    ----------
    ads_daily, by, since, before, as_of, seen, kind
        As in `plan_returns`.
    border : float
        The return that costs nothing: `ecomlab.traffic.paid.break_even_roas`. Where a scaled plan
        gets worse by a fifth, divide it by 0.8.
    least : int
        Orders from which on the shrunk return decides.
    sure : float
        Chance from which on a plan with fewer is decided.

    Returns
    -------
    DataFrame, one row per plan, the best first
        as of `plan_returns`, with chance (that the true return reaches the border), action
        ("scale", "stop", "test on"), at_risk (yuan lost on average by the action for 100 yuan
        spent on: for "test on" by the better of the other two).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=4)
    >>> ads = pd.concat([pd.DataFrame({"date": days, "plan_id": name, "cost": 150.0,
    ...     "orders": orders, "revenue": 150.0 * orders}) for name, orders in
    ...     {"carts": 6, "campers": 2, "runners": 1}.items()])
    >>> found = test_scale_stop(ads, border=2.4, kind=Kind(2.5, 800.0, 200.0))
    >>> found[["plan_id", "roas", "estimate", "n", "chance", "action"]].round(2)
       plan_id  roas  estimate   n  chance   action
    0    carts   6.0      4.00  24    0.99    scale
    1  campers   2.0      2.29   8    0.39  test on
    2  runners   1.0      1.86   4    0.15  test on

    References
    ----------
    Rows T16 and L33 (seed 000:020).
    """
    check_positive("border", border), check_whole("least", least)
    check_share("sure", sure, low=0.5)
    plans, kind = _posterior(ads_daily, by, since, before, as_of, seen, kind, 0.95)
    given = plans["count"], plans["exposure"], kind.mean, kind.weight / kind.scatter, border
    plans["chance"] = chance_of_rate(*given)
    decided = (plans["n"] >= least) | (plans["chance"] >= sure) | (plans["chance"] <= 1 - sure)
    good = plans["estimate"] >= border
    plans["action"] = np.select([decided & good, decided], ["scale", "stop"], "test on")
    missed = excess_of_rate(*given)
    lost = missed - (plans["estimate"] - border)
    plans["at_risk"] = 100 * np.where(good, lost, missed) / border
    plans = plans.drop(columns=["count", "exposure"])
    return plans.sort_values("estimate", ascending=False, kind="stable").reset_index(drop=True)


test_scale_stop.__test__ = False  # a rule of the trade, no test of pytest's


def profit_by_test_days(
    orders_a_day, spread=0.35, border=1.0, days=range(1, 31), horizon=90, scale=3.0, *,
    worse=0.0, rule="shrunk", seen=None, scatter=1.0,
):  # fmt: skip
    """What do a plan's test, and what follows from it, leave for every number of test days?

    Exact, no simulation: of many plans of a kind each is tested with a small budget, then stopped,
    or scaled for the rest of the horizon. Testing costs twice: yuan in bad plans, and days on
    which good ones are small. Deciding early costs too: good plans are stopped, bad ones scaled.

    Parameters
    ----------
    orders_a_day : float
        Orders that a usual plan is credited with in a day of its test, in the end.
    spread : float
        Of the plans' true returns, as standard deviation ÷ mean: `Kind.spread`.
    border : float
        The return that costs nothing ÷ the mean return of such plans.
    days : sequence of int
        Test days, below ``horizon``.
    horizon : int
        Days that such a plan could run in all.
    scale : float
        Budget after the test ÷ budget in it.
    worse : float
        Share by which a scaled yuan brings less than a yuan of the test. 0 is the kindest case:
        the more a plan loses by scaling, the longer a test pays, or the smaller a step.
    rule : {"shrunk", "as shown"}
        Decide by the shrunk return, with young yuan counted as far as their orders can be seen; or
        by what the tool shows on that evening.
    seen : sequence of float, optional
        As in `plan_returns`. Without it claims are complete at once.
    scatter : float
        So many orders weigh like one event of luck: 1 if orders are alike and come at random, more
        where baskets and days differ (`Kind.scatter` ÷ the yuan of an order).

    Returns
    -------
    DataFrame, one row per number of days
        test_days, orders (that a usual plan is credited with in the test, in the end), profit (of a
        plan, in daily test budgets), share (of the best row's profit; NaN if that isn't above 0),
        good_stopped, bad_scaled (shares of all plans).

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> found = profit_by_test_days(orders_a_day=5, days=[2, 4, 8, 20])
    >>> found[["test_days", "orders", "profit", "share", "good_stopped", "bad_scaled"]].round(2)
       test_days  orders  profit  share  good_stopped  bad_scaled
    0          2      10   26.97   0.87          0.10        0.14
    1          4      20   30.01   0.97          0.08        0.10
    2          8      40   30.97   1.00          0.06        0.07
    3         20     100   27.91   0.90          0.04        0.05

    References
    ----------
    Row T16. The thinking is that of Feit and Berman (2019), Marketing Science 38(6), 1038-1058: a
    test is worth what it lets one earn afterwards, not what it proves.
    """
    for name, value in {"orders_a_day": orders_a_day, "spread": spread, "border": border,
                        "scale": scale, "scatter": scatter}.items():  # fmt: skip
        check_positive(name, value)
    check_choice("rule", rule, RULES), check_whole("horizon", horizon, low=2)
    check_share("worse", worse, high=1, ends=True)
    stays = border / (1 - worse) if worse < 1 else np.inf
    curve = np.ones(1) if seen is None else _curve(seen)
    rows = []
    for length in [check_whole("days", day, low=1) for day in np.atleast_1d(list(days)).tolist()]:
        if length >= horizon:
            raise InputError(f"A test of {length} days leaves nothing of {horizon}: choose fewer.")
        full = orders_a_day * length
        counted = orders_a_day * np.append(curve, np.ones(horizon))[:length].sum()
        events = full / scatter, counted / scatter
        rows.append((length, full, *_outcome(*events, spread, stays, rule)))
    table = pd.DataFrame(
        rows, columns=["test_days", "orders", "gain", "good_stopped", "bad_scaled"]
    )
    tested = table["test_days"] * (1 / border - 1)
    table["profit"] = tested + (horizon - table["test_days"]) * scale * table.pop("gain")
    best = table["profit"].max()
    table["share"] = table["profit"] / best if best > 0 else np.nan
    return table[["test_days", "orders", "profit", "share", "good_stopped", "bad_scaled"]]


def best_test_days(
    orders_a_day, worse=(0.0, 0.2, 0.3, 0.5), few=4, near=0.96, most=45, **kind
):  # fmt: skip
    """How long is the best test, if a scaled plan keeps its return, or loses a part of it?

    Parameters
    ----------
    orders_a_day : float
        As in `profit_by_test_days`.
    worse : sequence of float
        Shares by which a scaled yuan brings less than a yuan of the test: a row each.
    few : int
        A number of days whose profit is told.
    near : float
        Share of the best profit that is near enough.
    most : int
        Days tried, from 1 on.
    **kind
        spread, border, horizon, scale, rule, seen, scatter: `profit_by_test_days`.

    Returns
    -------
    DataFrame, one row per value of ``worse``
        worse, best_days, few_days (share of the best profit after ``few`` days), near_from, near_to
        (the first and the last number of days that is near enough), profit (of the best).

    Raises
    ------
    ChoiceError, InputError

    Examples
    --------
    >>> best_test_days(5)[["worse", "best_days", "few_days", "near_from", "near_to"]].round(2)
       worse  best_days  few_days  near_from  near_to
    0    0.0          7      0.97          4       14
    1    0.2         11      0.88          7       18
    2    0.3         13      0.79          8       20
    3    0.5         18      0.51         13       26
    """
    few, most = check_whole("few", few, low=1), check_whole("most", most, low=1)
    if few > most:
        raise InputError(f"few is {few}, but only {most} days are tried: give a larger most.")
    check_share("near", near, ends=True)
    rows = []
    for part in np.atleast_1d(worse).tolist():
        table = profit_by_test_days(orders_a_day, days=range(1, most + 1), worse=part, **kind)
        table = table.set_index("test_days")
        close = table.index[table["share"] >= near]
        ends = (close.min(), close.max()) if len(close) else (np.nan, np.nan)
        best = table["profit"].idxmax()
        rows.append((part, best, table.loc[few, "share"], *ends, table.loc[best, "profit"]))
    columns = ["worse", "best_days", "few_days", "near_from", "near_to", "profit"]
    return pd.DataFrame(rows, columns=columns)


def _outcome(full, counted, spread, border, rule):
    """Profit a scaled yuan, and shares of wrong decisions, over all counts that a test may show."""
    weight = spread**-2  # of a kind whose mean is 1
    most = int(counted + 12 * np.sqrt(counted * (1 + counted / weight)) + 20)
    orders, chance = np.arange(most + 1), gamma_poisson(counted, 1.0, weight, most)
    true, _, _ = shrunken_rates(orders, counted, 1.0, weight)
    scaled = true >= border if rule == "shrunk" else orders >= border * full
    gain = np.where(scaled, true / border - 1, 0.0) if np.isfinite(border) else np.zeros(most + 1)
    good = chance_of_rate(orders, counted, 1.0, weight, border) if np.isfinite(border) else 0 * true
    return chance @ gain, chance @ np.where(scaled, 0, good), chance @ np.where(scaled, 1 - good, 0)


def best_later(ads_daily, test, later, by="plan_id", *, kind=None):
    """What became of the plans that looked best in their test?

    The best seen is the best of many, so a part of its lead is luck, and is gone later.

    Parameters
    ----------
    ads_daily : DataFrame
        date, ``by``, cost, orders, revenue, of days whose claims are complete.
    test, later : (since, before)
        The days of each: the first, and the first that doesn't count any more.
    by, kind
        As in `plan_returns`.

    Returns
    -------
    DataFrame, one row per plan with cost in both, the best in the test first
        by, n (orders in the test), shown (return in the test), shrunk, later.

    Raises
    ------
    ColumnError, InputError
        No plan has cost in both.

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=8)
    >>> ads = pd.concat([pd.DataFrame({"date": days, "plan_id": name, "cost": 100.0,
    ...     "orders": 1, "revenue": revenue}) for name, revenue in
    ...     {"a": [500.0] * 4 + [300.0] * 4, "b": [100.0] * 4 + [280.0] * 4}.items()])
    >>> best_later(ads, ("2025-03-01", "2025-03-05"), ("2025-03-05", "2025-03-09"),
    ...            kind=Kind(3.0, 400.0, 150.0)).round(2)
      plan_id  n  shown  shrunk  later
    0       a  4    5.0     4.0    3.0
    1       b  4    1.0     2.0    2.8
    """
    by = [by] if isinstance(by, str) else list(by)
    first = plan_returns(ads_daily, by, *test, kind=kind).set_index(by)
    second = plan_returns(ads_daily, by, *later, kind=kind).set_index(by)
    table = first[["n", "roas", "estimate"]].rename(columns={"roas": "shown", "estimate": "shrunk"})
    table = table.join(second["roas"].rename("later"), how="inner").dropna()
    if not len(table):
        raise InputError("No plan has cost in both. Choose other days.")
    return table.sort_values("shown", ascending=False, kind="stable").reset_index()


def repeated_tests(
    ads_daily, length=4, later=30, every=30, history=90, top=8, by="plan_id", start=None
):
    """Test after test through a log: what did the best show, and what came of them?

    One test can go either way. In many, the luck of the best averages out to what it is.

    Parameters
    ----------
    ads_daily, by
        As in `best_later`.
    length, later, every, history : int
        Days of a test, of what follows it, from one test to the next, and before each from which
        the kind is read.
    top : int
        So many of the best are followed.
    start : date, optional
        The first day of the first test; ``history`` days after the log's first day by default.

    Returns
    -------
    DataFrame, one row per test
        start, plans (followed), n (their orders in the test, on average), shown, shrunk, later
        (means over these plans).

    Raises
    ------
    ColumnError, InputError
        The log is too short for one test.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> ads = load("shop").ads_daily
    >>> search = ads[(ads["plan_kind"] == "paid_search") & (ads["date"] < "2024-08-01")]
    >>> tests = repeated_tests(search, by=["plan_id", "keyword_or_audience"])
    >>> tests[["n", "shown", "shrunk", "later"]].round(1).head(2)
         n  shown  shrunk  later
    0  2.8   10.9     5.8    5.7
    1  5.5   11.5     5.8    3.5
    """
    numbers = {"length": length, "later": later, "every": every, "history": history, "top": top}
    for name, value in numbers.items():
        check_whole(name, value, low=1)
    by = [by] if isinstance(by, str) else list(by)
    ads = check_table(ads_daily, "ads_daily", "date", *by, "cost", "orders", "revenue")
    check_times(ads, "ads_daily", "date")
    dates, day = ads["date"], pd.Timedelta(days=1)
    first = dates.min() + history * day if start is None else check_moment(dates, start, "start")
    last = dates.max() + day - (length + later) * day
    if first > last:
        raise InputError(
            f"The log has {(dates.max() - dates.min()).days + 1} days. A test needs "
            f"{history + length + later}: {history} before it, {length} of its own, {later} after."
        )
    rows = []
    for begins in pd.date_range(first, last, freq=every * day):
        ends = begins + length * day
        before = ads[(dates < begins) & (dates >= begins - history * day)]
        best = best_later(
            ads, (begins, ends), (ends, ends + later * day), by, kind=kind_of_plans(before, by)
        ).head(top)
        rows.append((begins, len(best), *best[["n", "shown", "shrunk", "later"]].mean()))
    return pd.DataFrame(rows, columns=["start", "plans", "n", "shown", "shrunk", "later"])


# --- Learn while earning ------------------------------------------------------------------------


def thompson_shares(
    ads_daily, border, by="plan_id", since=None, before=None, *, kind=None, as_of=None, seen=None,
    draws=2000, seed=0,
):  # fmt: skip
    """How to deal out tomorrow's budget, so that it earns and learns at once (汤普森采样)?

    Each plan gets the share of draws in which it is the best of those that reach the border. A plan
    that is surely bad gets nothing; one of which little is known gets a little.

    Parameters
    ----------
    ads_daily, border, by, since, before, kind, as_of, seen
        As in `test_scale_stop`.
    draws, seed : int

    Returns
    -------
    DataFrame, one row per plan, the largest share first
        by, estimate (shrunk return), n (orders), share (of tomorrow's budget; what no plan gets is
        the share of draws in which none reaches the border).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=4)
    >>> ads = pd.concat([pd.DataFrame({"date": days, "plan_id": name, "cost": 150.0,
    ...     "orders": orders, "revenue": 150.0 * orders}) for name, orders in
    ...     {"carts": 6, "campers": 4, "runners": 1}.items()])
    >>> thompson_shares(ads, border=2.4, kind=Kind(2.5, 800.0, 200.0)).round(2)
       plan_id  estimate   n  share
    0    carts      4.00  24   0.79
    1  campers      3.14  16   0.20
    2  runners      1.86   4   0.00

    References
    ----------
    Thompson (1933), Biometrika 25, 285-294. Russo and others (2018), Foundations and Trends in
    Machine Learning 11(1), 1-96.
    """
    check_positive("border", border)
    draws = check_whole("draws", draws, low=1)
    plans, kind = _posterior(ads_daily, by, since, before, as_of, seen, kind, 0.95)
    luck = uniforms(check_whole("seed", seed), TOMORROW, (draws, len(plans)))
    drawn = _drawn(plans["count"].to_numpy(), plans["exposure"].to_numpy(), kind.mean,
                   kind.weight / kind.scatter, luck)  # fmt: skip
    best = np.where(drawn.max(axis=1) >= border, drawn.argmax(axis=1), -1)
    plans["share"] = np.bincount(best[best >= 0], minlength=len(plans)) / draws
    by = [by] if isinstance(by, str) else list(by)
    table = plans[[*by, "estimate", "n", "share"]]
    return table.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)


def _drawn(count, exposure, rate, weight, luck):
    """One possible true return of each plan, at these shares of its posterior."""
    from scipy.special import gammaincinv

    return gammaincinv(rate * weight + count, luck) / (weight + exposure)


def bandit(
    plans=8, days=60, orders_a_day=1.5, spread=0.35, border=1.0, *, test_days=4, most=3.0,
    worlds=400, seed=0,
):  # fmt: skip
    """Test and then scale, or learn while earning? Four policies on the same drawn plans.

    A budget of one unit per plan and day; a plan takes ``most`` units at most. "equal split" learns
    nothing; "test, then scale" splits equally for ``test_days``, then feeds the best by shrunk
    return and never looks again; "Thompson sampling" draws anew each day; "all known at once"
    is out of reach.

    Parameters
    ----------
    plans, days : int
    orders_a_day : float
        Orders that a usual plan is credited with on a day, for one unit.
    spread, border
        As in `profit_by_test_days`.
    test_days : int
    most : float
        Units that a plan takes on a day, from 1 on.
    worlds, seed : int

    Returns
    -------
    DataFrame, one row per policy
        policy, estimate, low, high (profit of all days, in units a plan), n, counts; and more,
        more_low, more_high: how much more than "test, then scale" in the same worlds.

    Raises
    ------
    InputError

    Examples
    --------
    >>> bandit(plans=4, days=20, worlds=100)[["policy", "estimate"]].round(1)
                  policy  estimate
    0        equal split       0.1
    1   test, then scale       3.0
    2  Thompson sampling       3.1
    3  all known at once       6.2

    References
    ----------
    As of `thompson_shares`. Claims are complete at once here; in a shop they take two weeks.
    """
    plans, days = check_whole("plans", plans, low=2), check_whole("days", days, low=2)
    worlds, seed = check_whole("worlds", worlds, low=2), check_whole("seed", seed)
    test_days = check_whole("test_days", test_days, low=1)
    if test_days >= days:
        raise InputError(f"test_days is {test_days}: choose fewer than the {days} days.")
    for name, value in {"orders_a_day": orders_a_day, "spread": spread, "border": border}.items():
        check_positive(name, value)
    check_number("most", most, low=1)
    weight = spread**-2
    zero = np.zeros((worlds, plans))
    truth = _drawn(zero, zero, 1.0, weight, uniforms(seed, TRUTH, (worlds, plans)))
    earned = {}
    for policy in POLICIES:
        count, exposure, profit, units = zero, zero, zero, zero + 1
        for day in range(days):
            luck = uniforms(seed, THOMPSON, (worlds, plans), part=day)
            units = _dealt(policy, day, test_days, units, count, exposure, weight, border, most,
                           truth, luck)  # fmt: skip
            orders = poisson(orders_a_day * truth * units,
                             uniforms(seed, ORDERS, (worlds, plans), part=day))  # fmt: skip
            count, exposure = count + orders, exposure + orders_a_day * units
            profit = profit + units * (truth / border - 1)
        earned[policy] = profit.mean(axis=1)
    beside = earned["test, then scale"]
    rows = [
        (policy, *mean(values, "worlds"), *paired_difference(values, beside, "worlds")[:3])
        for policy, values in earned.items()
    ]
    columns = ["policy", "estimate", "low", "high", "n", "counts", "more", "more_low", "more_high"]
    return pd.DataFrame(rows, columns=columns)


def _dealt(policy, day, test_days, units, count, exposure, weight, border, most, truth, luck):
    """Units of budget of each world and plan on a day."""
    if policy == "equal split" or (policy == "test, then scale" and day < test_days):
        return np.ones_like(units)
    if policy == "test, then scale":
        if day > test_days:
            return units  # decided once
        score = shrunken_rates(count, exposure, 1.0, weight)[0]
    elif policy == "Thompson sampling":
        score = _drawn(count, exposure, 1.0, weight, luck)
    else:
        score = truth
    place = np.argsort(np.argsort(-score, axis=1), axis=1)
    return np.clip(score.shape[1] - most * place, 0, most) * (score >= border)
