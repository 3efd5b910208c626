"""Budgets by lot over regions and weeks: what a yuan adds, and what a test can see (预算阶梯测试).

Tables: ``traffic_regions``, ``ads_regions``. Gains are counts (orders, visits) or yuan paid. Case
tools with pairs of regions and with days on and off are in `ecomlab.traffic.increment`.
"""

import narwhals as nw
import numpy as np
import pandas as pd
from scipy.special import ndtr

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_whole,
)
from ecomlab.estimates import (
    normal_quantile,
    randomisation_ratio,
    ratio_of_totals,
)
from ecomlab.streams import generator
from ecomlab.tables.logs import check_clock, collect, day_date, day_number, log

GAINS = ("orders", "uv", "revenue", "clicks", "other_visits")
LOTS = 3  # stream: of a test that is only planned
POWER, MOST = 0.8, 100_000


def region_weeks(traffic_regions, ads_regions, plan_kind, since=None, before=None, days=7):
    """What each region sold and spent in each week of a test, or in the weeks before it.

    Parameters
    ----------
    traffic_regions : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        date, region, uv (visits), orders, revenue (yuan paid, before refunds).
    ads_regions : the same kinds of frame
        date, plan_kind, region, factor (times the usual budget), clicks, cost (yuan).
    plan_kind : str
        Whose money the lot dealt out.
    since, before : date, optional
        The first day, and the day after the last. Default: all days of ads_regions.
    days : int
        How long a lot held.

    Returns
    -------
    DataFrame, one row per week and region
        week (its first day), region, factor, uv, orders, revenue, clicks, cost, other_visits (uv
        less clicks of this kind of plans: who came in another way).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The days are no whole number of weeks; a factor changes within one; a region or a day is
        missing in one of the tables.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> weeks = region_weeks(shop.traffic_regions, shop.ads_regions, "paid_search",
    ...                      since="2024-09-09", before="2024-11-04")
    >>> len(weeks), sorted(weeks["factor"].unique().tolist())
    (192, [0.0, 1.0, 1.5])
    """
    days = check_days("days", days)
    for frame, name in ((traffic_regions, "traffic_regions"), (ads_regions, "ads_regions")):
        check_clock(frame, name, "date")
    ads = _between(
        log(ads_regions, "ads_regions", ["plan_kind", "region", "factor", "clicks", "cost"]),
        since, before,
    )  # fmt: skip
    kinds = sorted(collect(ads.select("plan_kind").unique())["plan_kind"])
    if not kinds:
        raise InputError("ads_regions has no day between since and before. Choose other dates.")
    check_choice("plan_kind", plan_kind, kinds)
    ads = ads.filter(nw.col("plan_kind") == plan_kind)
    first, last = collect(ads.select(a=nw.col("day").min(), b=nw.col("day").max())).iloc[0]
    first = int(first) if since is None else day_number(since)
    end = int(last) + 1 if before is None else day_number(before)
    if (end - first) % days:
        raise InputError(
            f"{end - first} days are no whole number of lots of {days} days. Choose since and "
            "before so that they are."
        )
    visits = _between(
        log(traffic_regions, "traffic_regions", ["region", "uv", "orders", "revenue"]),
        since,
        before,
    )
    sums = _by_lot(ads, first, days, ["clicks", "cost"], factor=True).merge(
        _by_lot(visits, first, days, ["uv", "orders", "revenue"]),
        on=["lot", "region"], how="outer", suffixes=("", "_visits"),
    )  # fmt: skip
    _check_whole(sums, (end - first) // days, days)
    sums["week"] = pd.to_datetime(day_date(first + days * sums["lot"].to_numpy()))
    sums["other_visits"] = sums["uv"] - sums["clicks"]
    columns = ["week", "region", "factor", "uv", "orders", "revenue", "clicks", "cost",
               "other_visits"]  # fmt: skip
    return sums[columns].sort_values(["week", "region"], ignore_index=True)


def _between(rows, since, before):
    if since is not None:
        rows = rows.filter(nw.col("day") >= day_number(since))
    return rows if before is None else rows.filter(nw.col("day") < day_number(before))


def _by_lot(rows, first, days, columns, factor=False):
    """Sums by lot and region, how many rows they are of, and between which factors they lie."""
    ends = {"factor": nw.col("factor").min(), "most": nw.col("factor").max()} if factor else {}
    lots = rows.with_columns(lot=(nw.col("day") - first) // days)
    sums = lots.group_by("lot", "region").agg(
        *(nw.col(name).sum() for name in columns), rows=nw.len(), **ends
    )
    return collect(sums, sort=("lot", "region"))


def _check_whole(sums, lots, days):
    """Refuse what a sum would hide: a missing region or day, and a lot that wasn't kept."""
    missing = sums[sums[["rows", "rows_visits"]].ne(days).any(axis=1)]
    if len(missing):
        place = missing.iloc[0]
        raise InputError(
            f"{place['region']} hasn't {days} days in both tables in lot {int(place['lot']) + 1} "
            f"({len(missing)} such). Each region needs a row of each day."
        )
    if len(sums) != lots * sums["region"].nunique():
        raise InputError("A region is missing in some week. Each region needs a row of each day.")
    if (changed := sums[sums["most"] > sums["factor"]]).shape[0]:
        raise InputError(
            f"The factor of {changed['region'].iloc[0]} changes within a lot of {days} days "
            f"({len(changed)} such). Say when the lot began (since) and how long it held (days)."
        )


def beside_usual(weeks, earlier, gain="orders"):
    """What each region had in each week, beside what it usually has of such a week.

    Usual: the region's share of all regions in the weeks before the test, of what all regions had
    in this week. What moves the whole country in a week (a season, a festival) is in both.

    Parameters
    ----------
    weeks, earlier : DataFrame
        As of `region_weeks`: the weeks of the test, and weeks before it.
    gain : str
        orders, uv, revenue, clicks or other_visits.

    Returns
    -------
    DataFrame
        The weeks, with usual (of the gain), more (the gain less usual) and more_cost (the cost
        less its share of all cost of the week).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A region without weeks before, or with none of the gain in them.

    Examples
    --------
    >>> before = pd.DataFrame({"week": 0, "region": ["A", "B"], "orders": [20, 60], "cost": 1,
    ...                        "factor": 1})
    >>> week = pd.DataFrame({"week": 1, "region": ["A", "B"], "orders": [30, 70], "cost": [8, 0],
    ...                      "factor": [1, 0]})
    >>> beside_usual(week, before)[["region", "orders", "usual", "more"]]
      region  orders  usual  more
    0      A      30   25.0   5.0
    1      B      70   75.0  -5.0
    """
    check_choice("gain", gain, GAINS)
    wanted = ("week", "region", "factor", gain, "cost")
    weeks = check_numbers(check_table(weeks, "weeks", *wanted), "weeks", gain, "cost", "factor")
    earlier = check_numbers(check_table(earlier, "earlier", *wanted), "earlier", gain)
    check_once(weeks, "weeks", "week", "region")
    before = earlier.groupby("region", observed=True)[gain].sum()
    new = sorted(set(weeks["region"]) - set(before.index[before > 0]))
    if new:
        raise InputError(
            f"{', '.join(map(str, new[:5]))}: no {gain} in the weeks before the test, so nobody "
            "knows what is usual there."
        )
    share = weeks["region"].map(before).astype(float)
    share = share / share.groupby(weeks["week"]).transform("sum")
    usual, cost = (share * weeks.groupby("week")[name].transform("sum") for name in (gain, "cost"))
    return weeks.assign(usual=usual, more=weeks[gain] - usual, more_cost=weeks["cost"] - cost)


def by_step(weeks, earlier, gain="orders"):
    """The gain of each budget step, beside what its regions usually have.

    Parameters
    ----------
    weeks, earlier, gain
        As in `beside_usual`.

    Returns
    -------
    DataFrame, one row per factor
        factor, cost (yuan), gain and usual (sums), estimate (gain ÷ usual), low, high, n, counts
        (weeks of a region).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> tables = shop.traffic_regions, shop.ads_regions, "paid_search"
    >>> weeks = region_weeks(*tables, since="2024-09-09", before="2024-11-04")
    >>> by_step(weeks, region_weeks(*tables, before="2024-09-09"))[["factor", "estimate", "n"]]
       factor  estimate   n
    0     0.0  0.955160  64
    1     1.0  1.012147  64
    2     1.5  1.032873  64
    """
    table = beside_usual(weeks, earlier, gain)
    rows = []
    for factor, part in table.groupby("factor"):
        found = ratio_of_totals(part[gain], part["usual"], "region-weeks")
        sums = part[["cost", gain, "usual"]].sum()
        rows.append({"factor": factor, "cost": sums["cost"], "gain": sums[gain],
                     "usual": sums["usual"], **found._asdict()})  # fmt: skip
    return pd.DataFrame(rows)


def step_test(weeks, earlier, gain="orders", factors=None, per=1, confidence=0.95, seed=0):
    """How much more is gained per further yuan, where a lot dealt out budgets (增量)?

    Within each week the regions' budgets might have been dealt out otherwise. The interval holds
    the returns under which such other lots would bring about what was seen. It takes a week's
    money to work in its week: what is remembered, or ordered again later, falls into weeks with
    other budgets, and a steady budget brings more than is found here.

    Parameters
    ----------
    weeks, earlier, gain
        As in `beside_usual`.
    factors : pair (or more) of numbers, optional
        Only these steps: ``(1, 1.5)`` asks what half as much again adds. Default: all of them.
    per : number
        Gains are told per so many yuan: 1000.
    seed : int
        Of the 2,000 lots that stand for all.

    Returns
    -------
    Estimate
        Gain per ``per`` yuan; n counts weeks of a region.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Fewer than two of the factors are in the weeks.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> tables = shop.traffic_regions, shop.ads_regions, "paid_search"
    >>> weeks = region_weeks(*tables, since="2024-09-09", before="2024-11-04")
    >>> step_test(weeks, region_weeks(*tables, before="2024-09-09"), per=1000)
    7.45 (2.28 to 12.6), n = 192 region-weeks

    References
    ----------
    Imbens and Rosenbaum (2005); Vaver and Koehler (2011), Measuring Ad Effectiveness Using Geo
    Experiments.
    """
    weeks = check_table(weeks, "weeks", "factor")
    if factors is not None:
        wanted = factors if isinstance(factors, list | tuple) else [factors]
        for factor in wanted:
            check_choice("factor", factor, sorted(weeks["factor"].unique().tolist()))
        weeks = weeks[weeks["factor"].isin(wanted)]
    if weeks["factor"].nunique() < 2:
        raise InputError(
            "All weeks have one factor: no lot dealt out anything here. Give two factors, such as "
            "(0, 1), and the weeks of the test."
        )
    table = beside_usual(weeks, earlier, gain)
    found = randomisation_ratio(
        table["more"], table["more_cost"], table["factor"], table["week"], "region-weeks",
        confidence, seed,
    )  # fmt: skip
    return found.times(check_positive("per", per))


def all_regions(weeks, factor="factor"):
    """The regions of `region_weeks` added up: one row per day or week, and whether money was on.

    Parameters
    ----------
    weeks : DataFrame
        As of `region_weeks` (with ``days=1``: days), of a lot that was the same everywhere.

    Returns
    -------
    DataFrame, one row per week (day)
        date, on (there was a budget), uv, orders, revenue, clicks, cost

    Raises
    ------
    ColumnError, InputError
        Regions had different budgets at a time.

    Examples
    --------
    >>> days = pd.DataFrame({"week": pd.to_datetime(["2025-07-07"] * 2), "region": ["A", "B"],
    ...                      "factor": 1.0, "uv": [9, 8], "orders": [2, 1], "revenue": [90.0, 50.0],
    ...                      "clicks": [4, 3], "cost": [5.0, 4.0]})
    >>> all_regions(days)[["date", "on", "orders"]]
            date    on  orders
    0 2025-07-07  True       3
    """
    sums = ["uv", "orders", "revenue", "clicks", "cost"]
    table = check_table(weeks, "weeks", "week", factor, *sums)
    if (table.groupby("week")[factor].nunique() > 1).any():
        raise InputError("Regions had different budgets in one week. Use step_test for such a lot.")
    found = table.groupby("week")[sums].sum()
    found.insert(0, "on", table.groupby("week")[factor].first() > 0)
    return found.rename_axis("date").reset_index()


def whole_shop(weeks, earlier, gain="orders"):
    """Each region and week as if the whole shop had its budget: spend and gain of a week.

    For `ecomlab.traffic.response.fit_response`, with ``within="week"`` and ``weight="share"``.

    Parameters
    ----------
    weeks, earlier, gain
        As in `beside_usual`.

    Returns
    -------
    DataFrame, one row per week and region
        week, region, factor, spend (yuan a week), gain (a week), share (of the region).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> before = pd.DataFrame({"week": 0, "region": ["A", "B"], "orders": [20, 60], "cost": 1,
    ...                        "factor": 1})
    >>> week = pd.DataFrame({"week": 1, "region": ["A", "B"], "orders": [30, 70], "cost": [8, 0],
    ...                      "factor": [1, 0]})
    >>> whole_shop(week, before)[["region", "spend", "gain", "share"]].round(2)
      region  spend    gain  share
    0      A   32.0  120.00   0.25
    1      B    0.0   93.33   0.75
    """
    table = beside_usual(weeks, earlier, gain)
    share = table["usual"] / table.groupby("week")["usual"].transform("sum")
    parts = {"spend": table["cost"] / share, "gain": table[gain] / share, "share": share}
    return table[["week", "region", "factor"]].assign(**parts)


def paid_organic_spillover(weeks, earlier):
    """Do ads bring visits that come in another way, and what becomes of their share (自然流量占比)?

    The share of other visits falls when paid ones are added, whatever happens to their number. So
    read the number, and the share beside it.

    Parameters
    ----------
    weeks, earlier
        As in `beside_usual`.

    Returns
    -------
    DataFrame, one row per factor
        factor, paid (clicks of this kind of plans), other (all other visits), usual (of them),
        other_share (of all visits), estimate (other ÷ usual), low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    References
    ----------
    Course map T32, document 002.
    """
    check_table(weeks, "weeks", "clicks", "other_visits")
    table = by_step(weeks, earlier, "other_visits").rename(columns={"gain": "other"})
    table["paid"] = weeks.groupby("factor")["clicks"].sum().to_numpy()
    table["other_share"] = table["other"] / (table["other"] + table["paid"])
    return table[["factor", "paid", "other", "usual", "other_share", "estimate", "low", "high",
                  "n", "counts"]]  # fmt: skip


def step_power(
    recent, earlier, factors=(0, 1, 1.5), weeks=(4, 8, 16, 32), gain="orders", effect=None,
    per=1, lots=400, seed=0,
):  # fmt: skip
    """How long must budgets go by lot, to find what a yuan adds? Asked before the test (功效).

    The lot is dealt out over weeks that are over, in which it did nothing. How far the test's
    answer then strays from 0 is what luck alone does to it.

    Parameters
    ----------
    recent, earlier : DataFrame
        As of `region_weeks`: weeks at the usual budget, like those of the test; and weeks before
        them, which say what is usual in a region.
    factors : sequence of numbers
        Budgets that the lot will deal out, times the usual; the regions are spread evenly over
        them. ``(1, 1.5)`` asks about half as much again.
    weeks : sequence of int
        Lengths to compare.
    gain : str
    effect : float, optional
        Gain that must not be missed, such as the break-even; adds ``power``.
    per : number
        Gains are told per so many yuan: 1000.
    lots : int
        How many are dealt out.

    Returns
    -------
    DataFrame, one row per length
        weeks, n (weeks of regions), reach (half of the 95% interval of the gain), detectable (what
        is found in four of five such tests), moved (yuan more or less than usual, summed), and
        power.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Too few regions or weeks, or the usual weeks cost nothing.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> tables = shop.traffic_regions, shop.ads_regions, "paid_search"
    >>> recent = region_weeks(*tables, since="2024-06-17", before="2024-09-09")
    >>> earlier = region_weeks(*tables, before="2024-06-17")
    >>> step_power(recent, earlier, weeks=[8, 32], effect=15.6, per=1000).round(1)
       weeks    n  reach  detectable     moved  power
    0      8  192    4.4         6.3   31630.9    1.0
    1     32  768    2.2         3.2  126523.4    1.0

    References
    ----------
    Gerber and Green (2012), Field Experiments, chapter 3: what luck does, seen by re-dealing.
    """
    table = beside_usual(recent, earlier, gain)
    factors = np.asarray(_numbers_of(factors, "factors"), dtype=float)
    lengths = [check_whole("weeks", length, low=1) for length in _numbers_of(weeks, "weeks")]
    lots, seed = check_whole("lots", lots, low=20), check_whole("seed", seed)
    if max(lots, *lengths) > MOST:
        raise InputError(f"lots or weeks is above {MOST:,}. Choose fewer.")
    if len(np.unique(factors)) < 2 or factors.min() < 0:
        raise InputError(f"factors is {factors.tolist()}. Give two or more budgets from 0 on.")
    many, regions = table["week"].nunique(), table["region"].nunique()
    if many < 2 or regions < 2 * len(factors):
        raise InputError(
            f"{many} weeks of {regions} regions: too few to learn from. Give at least 2 weeks and "
            f"{2 * len(factors)} regions, two for each budget."
        )
    if not table["cost"].sum() > 0:
        raise InputError("The usual weeks cost nothing. Give those in which the plan had money.")
    found = _re_dealt(table, factors, lots, seed) * check_positive("per", per)
    sd = found.std(ddof=1) * many**0.5
    moved = table["cost"].sum() / many * np.abs(factors - 1).mean()
    result = pd.DataFrame({"weeks": lengths})
    result["n"] = result["weeks"] * regions
    error = sd / result["weeks"] ** 0.5
    result["reach"] = normal_quantile() * error
    result["detectable"] = result["reach"] + normal_quantile(2 * POWER - 1) * error
    result["moved"] = moved * result["weeks"]
    if effect is not None:
        away = check_positive("effect", effect) / error
        result["power"] = _power(away)
    return result


def _numbers_of(values, name):
    values = values if isinstance(values, list | tuple | range | np.ndarray) else [values]
    if not len(values):
        raise InputError(f"{name} is empty. Give one or more numbers.")
    return [check_number(name, value) for value in values] if name == "factors" else list(values)


def _re_dealt(table, factors, lots, seed):
    """What a test of all these weeks would have found in weeks in which the lot did nothing."""
    week, regions = pd.factorize(table["week"])[0], table["region"].nunique()
    more, cost, usual = (table[name].to_numpy(dtype=float) for name in ("more", "cost", "usual"))
    share = usual / np.bincount(week, usual)[week]
    dealt = factors[np.arange(regions) % len(factors)]
    found = []
    for lot in range(lots):
        order = np.lexsort((generator(seed, LOTS, lot).random(len(table)), week))
        dose = np.empty(len(table))
        dose[order] = np.tile(dealt, len(table) // regions)
        spent = dose * cost
        found.append(dose @ more / (dose @ (spent - share * np.bincount(week, spent)[week])))
    return np.array(found)


def _power(away):
    """How often a test finds what lies so many standard errors away from 0."""
    line = normal_quantile()
    return ndtr(away - line) + ndtr(-away - line)
