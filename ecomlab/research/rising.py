"""Which words or articles rise, will still rise when the goods arrive, and what a wrong one costs.

Tables: ``keyword_months`` (words) or ``market_items`` (articles), one row per month and item. A
rise is growth over twelve months, above that of the category: so the season and what all gain
are out of it. Goods arrive weeks later; how much of a rise is left by then, the table's own past
tells.
"""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import ratio_of_totals, table
from ecomlab.tables import collect, log

SOURCES = {  # by table: what names an item, the tool's index, what n counts
    "keyword_months": ("keyword", "search_index", "clicks"),
    "market_items": ("item_id", "sales_index", None),
}
YEAR, MONTH = 12, 365.25 / 12  # months, days
ARRIVAL = (45, 90)  # days after the month's end between which the goods are sold
RULES = ("fastest", "persistent", "in season", "oracle")
MOST = 5.0  # times what sells now: nobody orders more
BLOCK = 3  # months: goods of neighbouring months are sold in the same weeks, and share their luck
LEARN = 6  # months of the past from which is learned what the base will do
GONE = np.log(0.05)  # an item that nobody sells or types any more has lost so much


def rising_items(
    months, month=None, table="keyword_months", power=1.0, horizon_days=ARRIVAL, threshold=0.10,
    false_share=0.10, confidence=0.95,
):  # fmt: skip
    """Which items grow faster than their category, and will do so when goods arrive (飙升词)?

    Three steps. *Seen*: growth over twelve months, less the category's. *Shrunk*: what chance
    alone can do to small counts is taken off (empirical Bayes: seen × signal ÷ (signal + noise)).
    *Expected*: in this table's past, how much of such a rise was left so many days later, and how
    far off was that? ``believed`` are the likeliest ones, so many that of them a share
    ``false_share`` is expected to be no more than ``threshold`` above its category by then.

    Parameters
    ----------
    months : pandas, Polars or DuckDB frame
        Of "keyword_months": month, category, keyword, search_index, clicks; of "market_items":
        month, category, item_id, sales_index.
    month : str, optional
        The last month that is known, as "2025-01"; by default the table's last.
    table : {"keyword_months", "market_items"}
    power : float
        Of the tool's index, as from `demand.index_power`; 1 if it is in proportion to counts.
    horizon_days : (int, int) or int
        First and last day, after the month's end, on which the goods are sold; one number: the 30
        days from then on.
    threshold : float
        Growth above the category's that counts as a rise: 0.10 is ten per cent more.
    false_share : float
    confidence : float

    Returns
    -------
    DataFrame, one row per item on sale in that month, the likeliest risers first
        item, category, growth (over twelve months), category_growth, excess (seen above the
        category, a share), shrunk, expected (when the goods arrive), low, high, chance (of being
        above the threshold then), believed, n (of the month), counts. NaN for an item that has no
        month a year ago: it has no base.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Two rows of one item and month, or fewer than 18 months.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> words = rising_items(load("shop").keyword_months, "2025-01", power=0.6)
    >>> words[["item", "excess", "expected", "chance", "believed"]].head(2).round(2)
            item  excess  expected  chance  believed
    0       露营推车   12.50      9.45    0.98      True
    1  折叠椅 大号 加宽    1.89      1.72    0.98      True

    References
    ----------
    Map R40. Robbins (1956); Efron (2010), Large-Scale Inference, chapters 1 and 5.
    """
    asked = _asked(horizon_days, threshold, false_share, confidence)
    grid = _grid(months, month, table, power)
    return _listed(grid, _rises(grid), grid.last, *asked)


def backtest_risers(
    months, first, last, table="keyword_months", power=1.0, horizon_days=ARRIVAL, threshold=0.10,
    false_share=0.10,
):  # fmt: skip
    """Of those that `rising_items` would have believed, month by month: how many were false?

    Parameters
    ----------
    months, table, power, horizon_days, threshold, false_share
        As in `rising_items`. Each month knows no more than it did.
    first, last : str
        The months after which is looked, as "2023-09".

    Returns
    -------
    DataFrame, one row per month
        month, believed, new (of these, how many for the first time), promised (the share that was
        expected to be false), false (how many were no more than ``threshold`` above their category
        when the goods were there).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> tried = backtest_risers(load("shop").keyword_months, "2025-01", "2025-03", power=0.6)
    >>> tried.round(2).to_numpy().tolist()
    [['2025-01', 39, 39, 0.1, 4], ['2025-02', 44, 6, 0.09, 6], ['2025-03', 42, 3, 0.09, 7]]

    References
    ----------
    Map R40. Benjamini and Hochberg (1995) on the share of false ones among those believed.
    """
    weights, bound, *rest = _asked(horizon_days, threshold, false_share, 0.95)
    grid = _grid(months, None, table, power)
    rises, (first, last) = _rises(grid), _span(grid, first, last, weights)
    rows, known = [], set()
    for at in range(first, last + 1):
        seen = _listed(grid, rises, at, weights, bound, *rest)
        mine = seen.loc[seen["believed"], ["item", "chance"]]
        left = pd.Series(np.nan_to_num(_then(rises.excess, at, weights), nan=GONE), grid.items)
        false = int((left[mine["item"]] <= bound).sum())
        new = set(mine["item"]) - known
        known |= new
        rows.append((grid.months[at], len(mine), len(new), (1 - mine["chance"]).mean(), false))
    return pd.DataFrame(rows, columns=["month", "believed", "new", "promised", "false"])


def _asked(horizon_days, threshold, false_share, confidence):
    """What is asked of risers, checked; the threshold as a log."""
    return (
        _weights(horizon_days),
        np.log1p(check_share("threshold", threshold, high=10, ends=True)),
        check_share("false_share", false_share),
        check_share("confidence", confidence),
    )


def _listed(grid, rises, at, weights, threshold, false_share, confidence):
    """The items of a month, the likeliest risers first."""
    found = _persistence(rises, at, weights)
    expected, spread = found.expect(rises, at)
    tail = np.quantile(found.away, [(1 - confidence) / 2, (1 + confidence) / 2])
    chance = _share_above(found.away, (threshold - expected) / spread)
    made = {
        "item": grid.items, "category": grid.names[grid.category],
        "growth": np.expm1(rises.growth[:, at]),
        "category_growth": np.expm1(rises.of_category[grid.category, at]),
        "excess": np.expm1(rises.excess[:, at]), "shrunk": np.expm1(rises.shrunk[:, at]),
        "expected": np.expm1(expected), "low": np.expm1(expected + tail[0] * spread),
        "high": np.expm1(expected + tail[1] * spread), "chance": chance,
    }  # fmt: skip
    listed = pd.DataFrame(made).assign(n=grid.counts[:, at], counts=grid.counted)
    listed = listed[~np.isnan(grid.level[:, at])]
    listed = listed.sort_values(["chance", "expected"], ascending=False, kind="stable")
    wrong = (1 - listed["chance"]).expanding().mean()
    listed.insert(10, "believed", (wrong <= false_share) & listed["chance"].notna())
    return listed.astype({"n": "int64"}).reset_index(drop=True)


def _span(grid, first, last, weights):
    """The places of the first and the last month after which is bought."""
    first, last = grid.place("first", first), grid.place("last", last)
    ahead = weights.index.max()
    if first < (least := YEAR + ahead + 1):
        raise InputError(
            f"first is {grid.months[first]}. What is left of a rise can be seen from "
            f"{grid.months[min(least, grid.last)]} on: choose that month, or a later one."
        )
    if last + ahead > grid.last or first > last:
        raise InputError(
            f"The table ends with {grid.months[grid.last]}: goods bought after "
            f"{grid.months[last]} are sold later, or first lies after last. Choose an earlier last."
        )
    return first, last


def buy_risers(
    months, first, last, table="keyword_months", power=1.0, count=20, rules=RULES,
    horizon_days=ARRIVAL, sales=1000, cost=0.50, fees=0.17, cleared=0.5, trust=1.0,
):  # fmt: skip
    """Had we bought so many risers each month: every lot, what it sold and what it left, in yuan.

    Of each item so much is bought as the buyer believes will be sold. An item is entered on such
    a scale that it would sell ``sales`` yuan while the goods are there if its level stayed as it
    is now. The rules differ in whom they choose and in what they believe:

    - ``fastest``: the largest growth over one month (环比); it goes on for one more month.
    - ``persistent``: the largest rises that `rising_items` expects; what it expects of them, on the
      season of a year ago.
    - ``in season``: the same belief; whatever it says will be wanted most when the goods arrive.
    - ``oracle``: knows what will be wanted.

    Parameters
    ----------
    months, table, power, horizon_days
        As in `rising_items`.
    first, last : str
        Of the months after which is bought, as "2023-09".
    count : int
        Items bought each month.
    rules : sequence of str
    sales : float, yuan
    cost, fees : float
        Shares of the price: goods; and what else a sold piece costs (fee, ads, parcel).
    cleared : float
        Share of their cost that unsold goods bring.
    trust : float
        Of ``fastest``: 1 if last month's growth is ordered on top, 0 if what sells now is ordered.

    Returns
    -------
    DataFrame, one row per rule, month and item
        rule, month, item, ordered (times what sells now), wanted (the same, as it came), bought
        (cost of the goods, yuan), left (cost of what isn't sold), profit (yuan).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Also where the table ends before the last goods are sold.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> lots = buy_risers(load("shop").keyword_months, "2025-01", "2025-03", power=0.6)
    >>> lots.groupby("rule", sort=False)[["bought", "left", "profit"]].sum().round()
                 bought    left   profit
    rule
    fastest     43367.0   2195.0  26075.0
    persistent  50646.0   7906.0  24255.0
    in season   85345.0  13376.0  40811.0
    oracle      83875.0      0.0  55358.0

    References
    ----------
    Map R40: the rule "buy what rises fastest".
    """
    count = check_whole("count", count, low=1)
    rules = [rules] if isinstance(rules, str) else list(rules)
    for rule in rules:
        check_choice("rules", rule, RULES)
    sales = float(check_positive("sales", sales))
    cost, fees = check_share("cost", cost), check_share("fees", fees, ends=True)
    cleared = check_share("cleared", cleared, ends=True)
    trust = check_share("trust", trust, high=3, ends=True)
    grid, weights = _grid(months, None, table, power), _weights(horizon_days)
    first, last = _span(grid, first, last, weights)
    rises, lots = _rises(grid), []
    for at in range(first, last + 1):
        for rule, (chosen, ordered) in _choices(grid, rises, at, weights, count, trust).items():
            if rule in rules:
                lots.append(_lots(grid, rule, at, chosen, ordered[chosen], weights))
    lots = pd.concat(lots, ignore_index=True)
    sold = np.minimum(lots["ordered"], lots["wanted"])
    lots["bought"] = sales * cost * lots["ordered"]
    lots["left"] = sales * cost * (lots["ordered"] - sold)
    lots["profit"] = sales * (1 - cost - fees) * sold - (1 - cleared) * lots["left"]
    return lots.sort_values(
        "rule", key=lambda x: x.map(RULES.index), kind="stable", ignore_index=True
    )


def purchase_results(lots, block=BLOCK, confidence=0.95):
    """What each rule's lots came to: goods bought, left over, profit, and profit per 100 yuan.

    Parameters
    ----------
    lots : DataFrame
        As from `buy_risers`.
    block : int
        Months that are taken as one draw of luck.
    confidence : float

    Returns
    -------
    DataFrame, one row per rule
        rule, lots, bought, left, profit (yuan), estimate (profit per 100 yuan of goods), low, high
        (by the scatter of blocks of months), n, counts.

    Raises
    ------
    ColumnError, InputError
        Also where a rule bought nothing.

    Examples
    --------
    >>> lots = pd.DataFrame({"rule": "fastest", "month": ["2025-01", "2025-02", "2025-03"],
    ...                      "bought": [100.0, 100, 200], "left": [0.0, 50, 0],
    ...                      "profit": [66.0, 8, 132]})
    >>> purchase_results(lots, block=1).round(1).iloc[0, 2:8].to_dict()
    {'bought': 400.0, 'left': 50.0, 'profit': 206.0, 'estimate': 51.5, 'low': -20.5, 'high': 123.5}
    """
    money = ["bought", "left", "profit"]
    lots = _money(lots, *money)
    sums = lots.groupby("rule", sort=False)[money].sum()
    sums.insert(0, "lots", lots.groupby("rule", sort=False).size())
    rates = {
        rule: _of_blocks(mine["profit"], mine["bought"], mine["month"], block, confidence).times(
            100
        )
        for rule, mine in lots.groupby("rule", sort=False)
    }
    return sums.reset_index().merge(table(rates, "rule"), on="rule")


def gained_over(lots, rule, other, equal_money=False, block=BLOCK, confidence=0.95):
    """Yuan a month that one rule earns more than another, in the same months.

    Who buys more earns more. At equal money each month's lots of ``rule`` are made smaller or
    larger, all alike, until they cost what ``other`` spent. (Larger lots sell no larger share:
    where ``rule`` spent less, the gain is an upper end.)

    Parameters
    ----------
    lots : DataFrame
        As from `buy_risers`.
    rule, other : str
    equal_money : bool
    block : int
        Months that are taken as one draw of luck.
    confidence : float

    Returns
    -------
    Estimate
        Yuan a month; n counts blocks of months.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The rules have no month in common, or nothing was bought in one.

    Examples
    --------
    >>> lots = pd.DataFrame({"rule": ["persistent", "fastest"] * 3, "month": list("aabbcc"),
    ...                      "bought": [5.0, 10] * 3, "profit": [5, 1, 6, 3, 9, 3]})
    >>> gained_over(lots, "persistent", "fastest", block=1)
    4.33 (0.539 to 8.13), n = 3 months
    >>> gained_over(lots, "persistent", "fastest", equal_money=True, block=1).value
    11.0
    """
    lots = _money(lots, "profit", *(["bought"] if equal_money else []))
    for what, name in (("rule", rule), ("other", other)):
        check_name(lots, "rule", name, what)
    profit = _by_month(lots, "profit", rule, other)
    if profit.empty:
        raise InputError(f"{rule} and {other} have no month in common: nothing can be compared.")
    mine = profit[rule]
    if equal_money:
        bought = _by_month(lots, "bought", rule, other)
        if not (bought > 0).all(axis=None):
            raise InputError("In some month nothing was bought: there is no equal money then.")
        mine = mine * bought[other] / bought[rule]
    months = profit.index.to_series()
    return _of_blocks(mine - profit[other], mine * 0 + 1, months, block, confidence)


def false_share(tried, block=BLOCK, confidence=0.95):
    """Of the risers that were believed, which share was false?

    The same items are believed month after month: they are no draws of their own, so the interval
    is made of blocks of months.

    Parameters
    ----------
    tried : DataFrame
        As from `backtest_risers`.
    block : int
        Months that are taken as one draw of luck.
    confidence : float

    Returns
    -------
    Estimate
        A share; n counts blocks of months.

    Raises
    ------
    ColumnError, InputError
        None was believed.

    Examples
    --------
    >>> tried = pd.DataFrame({"month": list("abcd"), "believed": 10, "false": [0, 2, 1, 1]})
    >>> false_share(tried, block=2)
    0.1 (no interval), n = 2 blocks of 2 months
    """
    tried = _money(tried, "believed", "false", name="tried", by=())
    return _of_blocks(tried["false"], tried["believed"], tried["month"], block, confidence)


def _money(frame, *columns, name="lots", by=("rule",)):
    """The table with its month and these columns, which must be numbers."""
    frame = check_table(frame, name, "month", *by, *columns)
    for column in columns:
        if frame[column].dtype.kind not in "iuf":
            raise InputError(f"{column} of {name} holds {frame[column].dtype} values, no numbers.")
    return frame


def _by_month(lots, value, *rules):
    wide = lots.pivot_table(index="month", columns="rule", values=value, aggfunc="sum")
    return wide[list(rules)].dropna()


def _of_blocks(above, below, months, block, confidence):
    """Total over total; months in a row are one draw, the last ones join the block before."""
    block = check_whole("block", block, low=1)
    place = pd.factorize(months, sort=True)[0]
    last = max((place.max() + 1) // block, 1) - 1
    draw = np.minimum(place // block, last)
    sums = (
        pd.DataFrame({"above": np.asarray(above), "below": np.asarray(below)}).groupby(draw).sum()
    )
    counts = "months" if block == 1 else f"blocks of {block} months"
    return ratio_of_totals(sums["above"], sums["below"], counts, confidence)


# ---- Items by months ---------------------------------------------------------------------------


def _grid(frame, month, table, power):
    """Levels and counts, items × months without holes between first and last."""
    item, value, counts = SOURCES[check_choice("table", table, SOURCES)]
    power = float(check_positive("power", power))
    columns = ["month", "category", item, value, *([counts] if counts else [])]
    rows = collect(log(frame, table, columns).select(*columns))
    number, months = _months(rows["month"])
    place, items = pd.factorize(rows[item], sort=True)
    if len(twice := rows[pd.Series(place * len(months) + number).duplicated().to_numpy()]):
        raise InputError(
            f"{twice[item].iloc[0]} has two rows of {twice['month'].iloc[0]} ({len(twice)} such "
            f"rows). Give one row per month and {item}."
        )
    level, count = (np.full((len(items), len(months)), np.nan) for _ in range(2))
    level[place, number] = rows[value].to_numpy(dtype=float) ** (1 / power)
    level[level == 0] = np.nan
    count[place, number] = rows[counts] if counts else level[place, number]
    of_row, names = pd.factorize(rows["category"], sort=True)
    category = np.zeros(len(items), dtype=np.int64)
    category[place] = of_row

    def find(what, when):
        return months.index(check_choice(what, when, months))

    last = len(months) - 1 if month is None else find("month", month)
    return SimpleNamespace(
        items=items, months=months, level=level, counts=np.nan_to_num(count), place=find,
        category=category, names=np.asarray(names, dtype=object), last=last,
        counted=counts or "pieces",
    )  # fmt: skip


def _months(names):
    """The place of each row's month, and all months from the first to the last."""
    codes, known = pd.factorize(names)
    if len(
        odd := [name for name in known if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(name))]
    ):
        raise InputError(f'month holds {odd[0]!r}. Write months as "2025-01".')
    dates = pd.PeriodIndex(known, freq="M")
    every = pd.period_range(dates.min(), dates.max(), freq="M")
    return every.get_indexer(dates)[codes], [str(one) for one in every]


def _rises(grid):
    """Growth over twelve months, the category's, what is above it, and that without chance."""
    size = grid.level.shape
    growth, noise = np.full(size, np.nan), np.full(size, np.nan)
    of_category = np.full((len(grid.names), size[1]), np.nan)
    logs = np.log(grid.level)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth[:, YEAR:] = logs[:, YEAR:] - logs[:, :-YEAR]
        noise[:, YEAR:] = 1 / grid.counts[:, YEAR:] + 1 / grid.counts[:, :-YEAR]
        for at in range(YEAR, size[1]):
            both = ~np.isnan(growth[:, at])
            now, then = (
                np.bincount(grid.category[both], grid.level[both, t], len(grid.names))
                for t in (at, at - YEAR)
            )
            of_category[:, at] = np.log(now / then)
    excess = growth - of_category[grid.category]
    whole = np.stack(
        [
            np.bincount(grid.category, np.nan_to_num(column), len(grid.names))
            for column in grid.level.T
        ],
        axis=1,
    )
    with np.errstate(divide="ignore"):
        within = logs - np.log(whole)[grid.category]
    signal = np.maximum(_known_so_far(excess**2 - noise), 1e-9)
    return SimpleNamespace(
        growth=growth, of_category=of_category, excess=excess, within=within,
        shrunk=excess * signal / (signal + noise),
    )  # fmt: skip


def _known_so_far(values):
    """The mean of all values up to each month: what came later isn't known."""
    known = np.isfinite(values)
    sums = np.where(known, values, 0).sum(axis=0).cumsum()
    return sums / np.maximum(known.sum(axis=0).cumsum(), 1)


def _weights(horizon_days):
    """Months after the last known one in which goods are sold, and each one's share of the days."""
    pair = horizon_days if isinstance(horizon_days, tuple | list) else (horizon_days, None)
    if len(pair) != 2:
        raise InputError(f"horizon_days is {horizon_days!r}. Give the first and the last day.")
    start = check_days("horizon_days", pair[0])
    end = start + 30 if pair[1] is None else check_days("horizon_days", pair[1])
    if end <= start:
        raise InputError(f"horizon_days ends on day {end}, not after day {start}, its first.")
    edges = MONTH * np.arange(np.ceil(end / MONTH) + 1)
    days = np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0, None)
    return pd.Series(days / days.sum(), index=1 + np.arange(len(days)))[days > 0]


def _then(values, at, weights):
    """What holds of the months in which the goods of month ``at`` are sold."""
    return sum(share * values[:, at + ahead] for ahead, share in weights.items())


def _step(within, at, weights):
    """What an item gained in its category from a month to those in which its goods are sold."""
    return _then(within, at, weights) - within[:, at]


def _persistence(rises, last, weights):
    """In the past: what was left of a rise when goods would have arrived, and how far off?

    Two things are known of it beforehand: the rise without chance, and what the months a year
    before the goods are sold will make of it: a step that is in them already is no growth then.
    """
    ahead = weights.index.max()
    starts = range(YEAR, last - ahead + 1)
    if len(starts) < 2:
        raise InputError(
            f"{last + 1} months are known; {YEAR + ahead + 2} are needed: a year for growth, and "
            f"two times {ahead} months later to see what is left of it."
        )

    enough = last - ahead >= 2 * YEAR + LEARN

    def known(at):
        base, before = np.zeros((2, len(rises.within)))
        if at >= 2 * YEAR and enough:  # then the season and a step can be told apart
            base, before = (_step(rises.within, at - k * YEAR, weights) for k in (1, 2))
        parts = [
            np.ones(len(base)),
            rises.shrunk[:, at],
            np.nan_to_num(base),
            np.nan_to_num(before),
        ]
        return np.stack(parts, axis=1)

    seen = np.concatenate([known(at) for at in starts])
    left = np.concatenate([_then(rises.excess, at, weights) for at in starts])
    there = np.isfinite(seen).all(axis=1)
    seen, left = seen[there], np.nan_to_num(left[there], nan=GONE)
    if len(seen) < 20:
        raise InputError(
            f"Only {len(seen)} rises of the past can be followed. Give 20 at least: more items or "
            "months."
        )
    slopes = np.linalg.lstsq(seen, left, rcond=None)[0]
    off, size = left - seen @ slopes, seen[:, 1] ** 2
    grown = max(np.polyfit(size, off**2, 1)[0], 0)  # large rises are less sure
    flat = max((off**2).mean() - grown * size.mean(), 0.1 * (off**2).mean(), 1e-12)

    def expect(rises, at):
        return known(at) @ slopes, np.sqrt(flat + grown * rises.shrunk[:, at] ** 2)

    return SimpleNamespace(expect=expect, away=np.sort(off / np.sqrt(flat + grown * size)))


def _share_above(values, bounds):
    """Which share of the sorted values lies above each bound; NaN where a bound is."""
    below = np.searchsorted(values, bounds, side="right") / len(values)
    return np.where(np.isnan(bounds), np.nan, 1 - below)


# ---- Buying ------------------------------------------------------------------------------------


def _choices(grid, rises, at, weights, count, trust):
    """By rule: whom it chooses after a month, and how much of every item it would order."""
    with np.errstate(divide="ignore", invalid="ignore"):
        month = grid.level[:, at] / grid.level[:, at - 1]
        wanted = _then(np.nan_to_num(grid.counts), at, weights) / grid.counts[:, at]
        expected, _ = _persistence(rises, at, weights).expect(rises, at)
        season = _then(grid.level, at - YEAR, weights) / grid.level[:, at - YEAR]
        belief = season * np.exp(expected - rises.excess[:, at])
    beliefs = {
        "fastest": (month, month**trust), "persistent": (expected, belief),
        "in season": (belief, belief), "oracle": (wanted, wanted),
    }  # fmt: skip
    fit = np.isfinite(month) & np.isfinite(belief) & np.isfinite(wanted)
    return {
        rule: (_largest(np.where(fit, by, np.nan), count), np.clip(order, 0, MOST))
        for rule, (by, order) in beliefs.items()
    }


def _largest(values, count):
    """The places of the largest values, the largest first; ties by place; fewer if there are."""
    order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
    return order[np.isfinite(values[order])][:count]


def _lots(grid, rule, at, chosen, ordered, weights):
    wanted = _then(grid.counts, at, weights)[chosen] / grid.counts[chosen, at]
    return pd.DataFrame(
        {
            "rule": rule, "month": grid.months[at], "item": grid.items[chosen],
            "ordered": ordered, "wanted": wanted,
        }
    )  # fmt: skip
