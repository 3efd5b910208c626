"""What may it cost (定价)? What a price does to pieces and profit, read and tested.

An elasticity (价格弹性) is the per cent of pieces for one per cent of price: about −2 means that a
price of 1% more sells 2% fewer. A price test moves prices by a lot, by article, region or week,
under a rule that anybody may read; never by person.
"""

import math

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import Estimate, log_slope, slope_information
from ecomlab.streams import generator
from ecomlab.tables import collect, day_date, day_number, log

MONDAY = -3  # 29 December 1969, as days since 1970-01-01
DEALT_PRICES = 3  # stream
LEAST_MOVE = 0.002  # log of price: what is left below it is rounding to cents, no price that moves
PERSONS = (
    "customer", "visitor", "user", "buyer", "member", "person", "unit_id", "device", "openid",
    "phone", "mobile", "account", "session", "uid", "cookie", "买家", "会员", "手机", "用户",
)  # fmt: skip
BY = ("article", "region")
LAW = (
    "Another price for the same goods on the same conditions, which the buyer doesn't know of, is "
    "forbidden (消费者权益保护法实施条例 第九条; 个人信息保护法 第二十四条). "
    "Deal by article, region or week, by a rule that anybody may read."
)


# --- The price of the day, and what it does -------------------------------------------------------


def price_cells(inventory_daily, usual=None, only=None, without=None):
    """Pieces of each article, week and price: what an elasticity is read from.

    Parameters
    ----------
    inventory_daily : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        date, sku, price (of the day, yuan), sales (pieces), on_hand (in the evening).
    usual : DataFrame, optional
        sku, price: the usual prices. Only these articles are kept.
    only, without : DataFrame, optional
        start, end (last day; none: still on), one row per spell: the days that are kept, or left
        out. Rows of ``promos`` fit.

    Returns
    -------
    DataFrame, one row per article, week and price
        sku, week (its Monday), price, pieces, days (on which it could be bought at this price),
        and with ``usual`` times (price ÷ usual). ``attrs["empty"]``: article-days left out
        because nothing was on the shelf and nothing sold.

    Raises
    ------
    ColumnError, InputError
        No day is left; a price that is not above 0; an article without a usual price.

    Examples
    --------
    >>> days = pd.DataFrame({"date": pd.to_datetime(["2025-01-06", "2025-01-07", "2025-01-08"]),
    ...                      "sku": "lamp", "price": [90.0, 90.0, 100.0], "sales": [3, 2, 0],
    ...                      "on_hand": [5, 3, 0]})
    >>> found = price_cells(days, usual=pd.DataFrame({"sku": ["lamp"], "price": [100]}))
    >>> found[["sku", "price", "pieces", "days", "times"]], found.attrs
    (    sku  price  pieces  days  times
    0  lamp   90.0       5     2    0.9, {'empty': 1})
    """
    rows = log(inventory_daily, "inventory_daily", ["sku", "price", "sales", "on_hand"])
    day = nw.col("day")
    for spells, kept in ((only, True), (without, False)):
        if spells is not None and (kept or len(spells)):
            inside = [day.is_between(*ends) for ends in _spells(spells)]
            found = nw.any_horizontal(*inside, ignore_nulls=True)
            rows = rows.filter(found if kept else ~found)
    if usual is not None:
        usual = check_table(usual, "usual", "sku", "price")
        usual = check_once(usual.assign(sku=usual["sku"].astype(str)), "usual", "sku")
        rows = rows.filter(nw.col("sku").cast(nw.String).is_in(usual["sku"].tolist()))
    rows = rows.with_columns(
        there=((nw.col("on_hand") > 0) | (nw.col("sales") > 0)).cast(nw.Int64),
        week=day - (day - MONDAY) % 7, cents=(nw.col("price") * 100).round().cast(nw.Int64),
    )  # fmt: skip
    cells = collect(
        rows.group_by("sku", "week", "cents").agg(
            pieces=nw.col("sales").sum(), days=nw.col("there").sum(), all=nw.len()
        ),
        sort=["sku", "week", "cents"],
    )
    if not len(cells):
        raise InputError("No day of these articles is left. Look at usual, only and without.")
    if not (cells["cents"] > 0).all():
        raise InputError("inventory_daily has prices that are not above 0. A price is above 0.")
    cells["week"] = pd.to_datetime(day_date(cells["week"]))
    cells["price"], empty = cells["cents"] / 100, int((cells["all"] - cells["days"]).sum())
    cells = cells[cells["days"] > 0].astype({"pieces": "int64"}).reset_index(drop=True)
    cells = cells[["sku", "week", "price", "pieces", "days"]].astype({"sku": str})
    if usual is not None:
        prices = usual.set_index("sku")["price"]
        cells["times"] = (cells["price"] / cells["sku"].map(prices)).round(4)
    cells.attrs = {"empty": empty}
    return cells


def _spells(spells):
    """First and last day numbers of spells."""
    spells = check_table(spells, "spells", "start", gaps=("end",))
    return [
        (day_number(row.start), 10**6 if pd.isna(row.end) else day_number(row.end))
        for row in spells.itertuples()
    ]


def elasticity(
    cells, effects=("sku", "week"), cluster="sku", of="price", controls=(), confidence=0.95
):
    """By how many per cent do pieces change for one per cent of price (价格弹性)?

    Without effects, dear articles are compared with cheap ones. With ``"sku"`` each article is
    compared with itself: then every week in which all prices were cut and all demand was high
    counts for the price. With ``"week"`` too, articles are compared with the others of the same
    week: then only prices that move on their own say something (`who_moves`). None of them makes
    an experiment: whoever moved the prices may have had a reason that moves sales as well.

    Parameters
    ----------
    cells : DataFrame
        As from `price_cells`: ``of``, pieces, days and the columns of effects, cluster, controls.
    effects : sequence of str
        Columns whose every value has a level of its own.
    cluster : str, sequence of str or None
        What hangs together: the article, if prices were moved by hand; article *and* week, if a lot
        dealt each of them alone. None: every row for itself.
    of : str
        The price whose log is meant: a rival's, for a cross elasticity.
    controls : sequence of str
        Prices whose logs are held still.
    confidence : float

    Returns
    -------
    Estimate
        n counts clusters. Its interval knows that two articles which tell nearly all are two.

    Raises
    ------
    ColumnError, InputError
        A price not above 0; no price that moves beyond the effects.

    Examples
    --------
    At 10% less each of two lamps sells a fifth more.

    >>> cells = pd.DataFrame({"sku": ["a", "a", "b", "b"], "price": [100, 90, 50, 45],
    ...                       "pieces": [50, 60, 100, 120], "days": 7})
    >>> elasticity(cells, effects=["sku"]).value
    -1.73...

    References
    ----------
    Tellis (1988), Journal of Marketing Research 25; Bijmolt, van Heerde and Pieters (2005), the
    same 42: 1,851 published elasticities, on average −2.62.
    """
    parts = _slope_parts(cells, effects, cluster, of, controls)
    _check_moves(*parts)
    count, exposure, x, labels, groups, held = parts
    counts = _counted(cluster)
    return log_slope(count, exposure, x, labels, groups, held, counts, confidence)


def _counted(cluster):
    """What the clusters are: "articles", "article-weeks"."""
    names = [cluster] if isinstance(cluster, str) else list(cluster or ["cell"])
    return "-".join("article" if name == "sku" else name for name in names) + "s"


def who_moves(cells, effects=("sku", "week"), cluster="sku", of="price", controls=()):
    """Whose price moves are it from which `elasticity` knows what it knows?

    Parameters
    ----------
    As in `elasticity`.

    Returns
    -------
    DataFrame, one row per cluster, the one that tells most first
        cluster, share (of the information). ``attrs["as_many_as"]``: as many as so many that tell
        equally much.

    Raises
    ------
    ColumnError, InputError
        As in `elasticity`.

    Examples
    --------
    >>> cells = pd.DataFrame({"sku": ["a", "a", "b", "b"], "price": [100, 90, 50, 50],
    ...                       "pieces": [50, 60, 100, 120], "days": 7})
    >>> who_moves(cells, effects=["sku"])
      cluster  share
    0       a    1.0
    1       b    0.0

    References
    ----------
    Carter, Schnepel and Steigerwald (2017), Review of Economics and Statistics 99: the effective
    number of clusters.
    """
    parts = _slope_parts(cells, effects, cluster, of, controls)
    _check_moves(*parts)
    count, exposure, x, labels, groups, held = parts
    share = slope_information(count, exposure, x, labels, groups, held)
    share = share.round(9).sort_values(ascending=False, kind="stable")
    found = share.rename_axis("cluster").rename("share").reset_index()
    found.attrs = {"as_many_as": float(1 / (share**2).sum())}
    return found


def _slope_parts(cells, effects, cluster, of, controls):
    effects = [effects] if isinstance(effects, str) else list(effects)
    groups = [cluster] if isinstance(cluster, str) else list(cluster or ())
    prices = [of, *controls]
    cells = check_table(cells, "cells", *prices, "pieces", "days", *effects, *groups)
    check_numbers(cells, "cells", *prices, "pieces", "days")
    for name in (*prices, "days"):
        if not (cells[name] > 0).all():
            raise InputError(f"{name} of cells holds values that are not above 0.")
    labels = [cells[name].astype(str).to_numpy() for name in effects]
    together = None
    if groups:
        together = cells[groups].astype(str).agg(" ".join, axis=1).to_numpy()
    held = [np.log(cells[name].to_numpy(float)) for name in controls]
    x = np.log(cells[of].to_numpy(float))
    return cells["pieces"].to_numpy(float), cells["days"].to_numpy(float), x, labels, together, held


def _check_moves(count, exposure, x, labels, groups, held):
    """Refuse a price of which the effects leave nothing but rounding."""
    rest, codes = x - x.mean(), [pd.factorize(each)[0] for each in labels]
    for _ in range(500):  # means taken away in turn
        before = rest
        for code in codes:
            rest = rest - (np.bincount(code, rest) / np.bincount(code))[code]
        if np.abs(rest - before).max() < LEAST_MOVE / 1000:
            break
    if np.abs(rest).max() < LEAST_MOVE:
        raise InputError(
            "No price moves on its own: all moved together, or not at all, and the effects hold "
            "that still. Nothing is left to compare. Take fewer effects, or test prices by a lot "
            "(deal_prices)."
        )


# --- A price test ---------------------------------------------------------------------------------


def deal_prices(units, first, fortnights, seed, step=0.08, by="article"):
    """Who is dearer and who is cheaper in which week, by lot, under a rule to publish?

    In every fortnight each unit has one dear and one cheap week; the lot says which comes first.

    Parameters
    ----------
    units : sequence
        Articles or regions. One unit alone, "all", makes it a test by weeks: then n counts weeks.
        Two regions pay two prices at one moment: the published rule has to carry that.
    first : str or date
        The first day, a Monday or any other.
    fortnights : int
    seed : int
        Of the lot. Write it into the register before the test begins.
    step : float
        Share of the usual price, up and down.
    by : {"article", "region"}
        What the units are. Persons are refused: it is against the law.

    Returns
    -------
    DataFrame, one row per unit and week
        start, end (last day), unit, times (1 + step or 1 − step). ``attrs["rule"]``: the rule in
        one sentence, to be published.

    Raises
    ------
    InputError, ChoiceError

    Examples
    --------
    >>> plan = deal_prices(["lamp", "tent"], "2026-01-05", fortnights=4, seed=7)
    >>> len(plan), sorted(set(plan["times"])), plan.groupby("unit")["times"].mean().tolist()
    (16, [0.92, 1.08], [1.0, 1.0])
    >>> deal_prices([1, 2], "2026-01-05", 4, seed=7, by="customer")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: A price isn't dealt by customer. Another price for the same goods ...
    """
    _not_by_person(by, "A price isn't dealt by {}. ")
    check_choice("by", by, BY)
    units = [units] if isinstance(units, str) else list(units)
    if not units or len(set(units)) < len(units):
        raise InputError("units has none, or one of them twice. Give each once.")
    fortnights = check_whole("fortnights", fortnights, low=1)
    step = check_share("step", step)
    try:
        start = pd.Timestamp(first)
    except (ValueError, TypeError):
        start = pd.NaT
    if start is pd.NaT:
        raise InputError(f'first is {first!r}, no date. Write it as "2026-01-05".')
    lot = generator(check_whole("seed", seed), DEALT_PRICES)
    up_first = lot.random((fortnights, len(units))) < 0.5
    up = np.stack([up_first, ~up_first], axis=1).reshape(2 * fortnights, len(units))
    week, unit = (each.ravel() for each in np.indices(up.shape))
    plan = pd.DataFrame(
        {
            "start": start + pd.to_timedelta(7 * week, unit="D"),
            "end": start + pd.to_timedelta(7 * week + 6, unit="D"),
            "unit": np.array(units, dtype=object)[unit],
            "times": np.where(up.ravel(), 1 + step, 1 - step),
        }
    )
    plan.attrs["rule"] = (
        f"From {start:%Y-%m-%d} for {2 * fortnights} weeks a lot (seed {seed}) sets, for each {by} "
        f"and week, a price {step:.0%} above or below the usual one; it is the same for everybody"
        f"{' in the region.' if by == 'region' else '.'}"
    )
    return plan


def _not_by_person(name, begins):
    if any(word in str(name).lower() for word in PERSONS):
        raise InputError(begins.format(name) + LAW)


def price_experiment(cells, cost, keep=1.0, unit="sku", period="week", confidence=0.95):
    """What did a price test by lot find: elasticity, pieces, and yuan?

    Parameters
    ----------
    cells : DataFrame, one row per unit and period
        As from `price_cells` with ``usual``: unit, period, price, times (price ÷ usual; above and
        below 1), pieces, days. Units and periods are held still; with one unit alone, weeks are
        compared with weeks.
    cost : float, Series or mapping
        What a piece costs that doesn't grow with its price, yuan: for all, or by unit.
    keep : float
        Share of the price that stays after returns, fee and tax.
    unit, period : str
        Columns of what the lot dealt. A column of persons is refused.
    confidence : float

    Returns
    -------
    DataFrame, three rows
        reading: "elasticity"; "pieces, dear ÷ cheap"; "yuan left, dear ÷ cheap" (pieces × what a
        piece leaves, keep × price − cost, of the units as they sell: above 1 the dear price
        earns more). estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError
        More or fewer than two prices beside the usual; one arm only; a unit twice in a period.

    Examples
    --------
    >>> plan = deal_prices([f"article {i}" for i in range(10)], "2026-01-05", 6, seed=7)
    >>> cells = plan.rename(columns={"unit": "sku", "start": "week"}).assign(
    ...     price=100 * plan["times"], days=7, pieces=(700 * plan["times"] ** -2.0).round())
    >>> price_experiment(cells, cost=40)[["reading", "estimate", "n"]].round(2)
                       reading  estimate    n
    0               elasticity     -2.00  120
    1     pieces, dear ÷ cheap      0.73  120
    2  yuan left, dear ÷ cheap      0.95  120

    References
    ----------
    Course map R30. Fisher (1935) for the lot.
    """
    for name in (unit, period):
        _not_by_person(name, "A price test isn't read by {}. ")
    cells = check_table(cells, "cells", unit, period, "price", "times", "pieces", "days")
    check_numbers(cells, "cells", "price", "times", "pieces", "days")
    check_once(cells, "cells", unit, period)
    keep = check_share("keep", keep, ends=True)
    levels = sorted(cells["times"].round(2).unique())
    if len(levels) != 2 or not levels[0] < 1 < levels[1]:
        told = ", ".join(f"{level:g}" for level in levels[:6])
        raise InputError(
            f"times holds {told}. A test has two prices, one below 1 and one above it: leave out "
            "days of events (without=) and articles that weren't dealt."
        )
    several = cells[unit].nunique() > 1  # one unit alone: weeks are compared with weeks
    effects, cluster = ((unit, period), (unit, period)) if several else ((), (period,))
    found = elasticity(cells, effects, cluster, confidence=confidence)
    ratio = _end_to_end(found, math.log(levels[1] / levels[0]))
    spent = cells[unit].map(dict(cost)) if isinstance(cost, pd.Series | dict) else cost
    if np.isnan(np.asarray(spent, float)).any():
        raise InputError(f"cost lacks some of {unit}. Give each of them its cost.")
    usual = cells["price"] / cells["times"]
    sold = cells["pieces"].groupby(cells[unit]).transform("sum")  # the same articles at both prices
    left = [(sold * (keep * usual * level - spent)).sum() for level in levels]
    if not left[0] > 0:
        raise InputError("At the lower price nothing is left of a piece. Look at cost and keep.")
    yuan = ratio.times(left[1] / left[0])
    names = ("elasticity", "pieces, dear ÷ cheap", "yuan left, dear ÷ cheap")
    return pd.DataFrame(
        [(name, *each) for name, each in zip(names, (found, ratio, yuan), strict=True)],
        columns=["reading", "estimate", "low", "high", "n", "counts"],
    )


def _end_to_end(slope, log_ratio):
    return slope.through(lambda e: math.exp(e * log_ratio))


# --- What a price earns ---------------------------------------------------------------------------


def needed_pieces(price, cost, changes, keep=1.0):
    """By how much must pieces change, so that another price leaves as much as today's?

    Parameters
    ----------
    price, cost : float
        Today's price, and what a piece costs that doesn't grow with its price, yuan.
    changes : float or sequence of float
        Of the price: −0.10 for 10% less.
    keep : float
        Share of the price that stays after returns, fee and tax.

    Returns
    -------
    DataFrame, one row per change
        change, price, left (yuan a piece), pieces (share by which they must change: 0.5 for half
        as many again), elasticity (at which the two prices leave the same).

    Raises
    ------
    InputError
        Nothing is left today, or nothing at the other price.

    Examples
    --------
    A lamp at 100 yuan leaves 30. At 10% less it leaves 20, so half as many again must be sold.

    >>> needed_pieces(100, 70, [-0.10, 0.10]).round(2)
       change  price  left  pieces  elasticity
    0    -0.1   90.0  20.0    0.50       -3.85
    1     0.1  110.0  40.0   -0.25       -3.02
    """
    price, cost = check_positive("price", price), check_positive("cost", cost)
    keep = check_share("keep", keep, ends=True)
    today = left_of_piece(price, cost, keep)
    rows = []
    for change in np.atleast_1d(changes).tolist():
        change = check_number("changes", change, low=-1)
        if not change > -1 or change == 0:
            raise InputError(f"changes holds {change:g}. Give a share above −1 that isn't 0.")
        left = keep * price * (1 + change) - cost
        if not left > 0:
            raise InputError(
                f"At {change:+.0%} a piece leaves {left:.2f} yuan: no number of pieces makes that "
                "up. Choose a smaller cut."
            )
        pieces = today / left - 1
        rows.append((change, price * (1 + change), left, pieces,
                     math.log1p(pieces) / math.log1p(change)))  # fmt: skip
    return pd.DataFrame(rows, columns=["change", "price", "left", "pieces", "elasticity"])


def left_of_piece(price, cost, keep=1.0):
    """What a piece leaves: keep × price − cost, yuan; refused where it is nothing.

    >>> left_of_piece(100, 40, keep=0.7)
    30.0
    """
    left = keep * price - cost
    if not left > 0:
        raise InputError(
            f"At a price of {price:g} a piece leaves {left:.2f} yuan, nothing to lose. Look at "
            "cost and keep."
        )
    return left


def pieces_after(found, change):
    """By what share do pieces change after a price change, by an elasticity with its interval?

    Parameters
    ----------
    found : Estimate
        The elasticity.
    change : float
        Of the price: −0.10 for 10% less.

    Returns
    -------
    Estimate
        0.28 for 28% more pieces.

    Raises
    ------
    InputError

    Examples
    --------
    >>> pieces_after(Estimate(-2.0, -2.5, -1.5, 120, "cells"), -0.10)
    0.235 (0.171 to 0.301), n = 120 cells
    """
    _check_found(found)
    change = check_number("change", change, low=-1)
    if not change > -1:
        raise InputError("change is −1: a price of nothing has no elasticity.")
    value, low, high = (math.expm1(e * math.log1p(change)) for e in found[:3])
    return found._replace(estimate=value, low=min(low, high), high=max(low, high))


def profit_by_price(found, price, cost, times, keep=1.0):
    """What would the article leave at other prices, beside today's?

    One elasticity is taken for all prices: beyond those that were tested that is a guess.

    Parameters
    ----------
    found : Estimate
        The elasticity with its interval.
    price, cost, keep : float
        As in `needed_pieces`.
    times : sequence of float
        Prices ÷ today's.

    Returns
    -------
    DataFrame, one row per price
        times, price, pieces (÷ today's), profit (÷ today's), low, high.

    Raises
    ------
    InputError

    Examples
    --------
    >>> found = Estimate(-2.0, -3.0, -1.0, 120, "cells")
    >>> profit_by_price(found, 100, 40, [0.9, 1.0, 1.2]).round(3)
       times  price  pieces  profit    low   high
    0    0.9   90.0   1.235   1.029  0.926  1.143
    1    1.0  100.0   1.000   1.000  1.000  1.000
    2    1.2  120.0   0.694   0.926  0.772  1.111
    """
    _check_found(found)
    price, cost = check_positive("price", price), check_positive("cost", cost)
    today = left_of_piece(price, cost, check_share("keep", keep, ends=True))
    times = np.array([check_positive("times", one) for one in np.atleast_1d(times).tolist()])
    margin = (keep * price * times - cost) / today
    ends = [margin * times**e for e in (found.low, found.high)]
    return pd.DataFrame(
        {
            "times": times, "price": price * times, "pieces": times**found.value,
            "profit": margin * times**found.value,
            "low": np.minimum(*ends), "high": np.maximum(*ends),
        }
    )  # fmt: skip


def best_price(found, cost, keep=1.0):
    """Which price leaves most, if one elasticity holds everywhere?

    cost ÷ keep × e ÷ (1 + e). Where pieces fall by less than the price rises (e from −1 up) the
    formula has no best price: dearer is always better, which no shop has ever seen for long.

    Parameters
    ----------
    found : Estimate
        The elasticity.
    cost, keep : float
        As in `needed_pieces`.

    Returns
    -------
    Estimate
        Yuan; infinite where there is no best.

    Raises
    ------
    InputError

    Examples
    --------
    >>> best_price(Estimate(-2.0, -3.0, -1.5, 120, "cells"), cost=40)
    80 (60 to 120), n = 120 cells
    >>> best_price(Estimate(-0.5, -1.5, 0.5, 13, "articles"), cost=40).low
    120.0

    References
    ----------
    Lerner (1934), Review of Economic Studies 1.
    """
    _check_found(found)
    check_positive("keep", keep, largest=1)
    base = check_positive("cost", cost) / keep
    return found.through(lambda e: base * e / (1 + e) if e < -1 else math.inf)


def _check_found(found):
    if not isinstance(found, Estimate):
        raise InputError(f"found is {found!r}. Give an Estimate, as elasticity gives it.")
