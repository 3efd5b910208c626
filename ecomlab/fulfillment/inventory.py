"""How much, and when? Stock, its turnover, what it costs, and what it fails to sell (库存).

Tables: ``inventory_daily``, one row per article and day (or per count of stock); ``sku``, one row
per article; ``pnl_lines``, what left the books at cost.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_since, check_table, check_times
from ecomlab.errors import InputError, check_choice, check_days, check_positive, check_share
from ecomlab.estimates import mean, ratio_of_ratios

YEAR = 365
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


# --- How fast -------------------------------------------------------------------------------


def turnover(sold, stock, days=YEAR):
    """Stock turnover a year: goods sold in so many days at cost ÷ average stock (库存周转率).

    Days of stock (周转天数) are 365 ÷ it.

    Parameters
    ----------
    sold, stock : float
        Yuan at cost: sold in these days, and lying there on average.
    days : float

    Raises
    ------
    InputError
        Stock or days not above 0.

    Examples
    --------
    Of a rail of dresses worth 10,000 yuan, dresses that cost 60,000 leave in a year.

    >>> turnover(60_000, 10_000)
    6.0

    References
    ----------
    Metrics M49 and M50, cases K11 and K12.
    """
    return float(YEAR / check_positive("days", days) * sold / check_positive("stock", stock))


def stock_turnover(sku, inventory_daily, first=None, last=None, weekday=None):
    """Stock turnover a year of all articles together, between two days (库存周转率).

    Parameters
    ----------
    sku : DataFrame
        sku, unit_cost (yuan).
    inventory_daily : DataFrame
        date, sku, sales (pieces), on_hand (pieces in the evening).
    first, last : date, optional
        By default all days.
    weekday : str, optional
        Stock as counted on one day of the week, such as "Sunday"; the mean of all evenings by
        default. Whoever chooses the hour of counting chooses the turnover.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, ChoiceError, InputError
        No day between the two; an article without a row in sku.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("just_in_time").tables
    >>> autumn = ("2025-09-01", "2025-10-26")
    >>> [round(stock_turnover(t.sku, t.inventory_daily, *autumn, weekday), 1)
    ...  for weekday in (None, "Sunday")]
    [11.4, 12.6]

    References
    ----------
    Metric M49, case K12.
    """
    stock = check_table(inventory_daily, "inventory_daily", "date", "sku", "sales", "on_hand")
    first, last = (
        end if day is None else check_moment(stock["date"], day, what)
        for what, day, end in (
            ("first", first, stock["date"].min()),
            ("last", last, stock["date"].max()),
        )
    )
    stock = stock[stock["date"].between(first, last)]
    if not len(stock):
        raise InputError(f"inventory_daily has no day from {first:%Y-%m-%d} to {last:%Y-%m-%d}.")
    cost, days = _cost(stock, sku), stock["date"].nunique()
    counted = stock[_on(stock["date"], weekday)]
    held = (counted["on_hand"] * cost[counted.index]).groupby(counted["date"]).sum().mean()
    return turnover((stock["sales"] * cost).sum(), held, days)


def stock_and_sales(sku, inventory_daily, pnl_lines, since, line="cogs", every=7):
    """What each article sold and held at cost, in the time before a day and from it on.

    Parameters
    ----------
    sku : DataFrame
        sku, category, supplier, unit_cost (yuan).
    inventory_daily : DataFrame
        date, sku, on_hand: a row per article and count of stock.
    pnl_lines : DataFrame
        date, sku, line, amount (yuan): goods leave the books with amounts below 0 when an order is
        paid, and come back with amounts above 0 when it is cancelled before it is shipped.
    since : date
        The first day of the later time.
    line : str
        The line of goods at cost.
    every : int
        Days from one count of stock to the next.

    Returns
    -------
    DataFrame, one row per article
        category, supplier, unit_cost; stock_before, stock_after (mean of the counts, yuan);
        paid_before, paid_after (a year, all orders paid), net_before, net_after (a year, without
        what was cancelled).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> table = stock_and_sales(**cases.load("presale").tables, since="2025-03-03")
    >>> table[["stock_before", "paid_before", "net_before"]].head(1).round()
          stock_before  paid_before  net_before
    sku
    1001       54045.0     189279.0    183804.0

    References
    ----------
    Case K11.
    """
    found = check_table(sku, "sku", "sku", "category", "supplier", "unit_cost")
    found = found.set_index("sku")[["category", "supplier", "unit_cost"]]
    stock = check_table(inventory_daily, "inventory_daily", "date", "sku", "on_hand")
    lines = _goods(pnl_lines, line)
    late = pd.Series(check_since(stock["date"], since, "since"), stock.index)
    booked_late = lines["date"] >= check_moment(lines["date"], since, "since")
    value = stock["on_hand"] * _cost(stock, sku)
    for name, counted, booked in (("before", ~late, ~booked_late), ("after", late, booked_late)):
        days = every * stock.loc[counted, "date"].nunique()
        a_year = -lines.loc[booked, "amount"] * YEAR / days
        ids = lines.loc[booked, "sku"]
        found[f"stock_{name}"] = value[counted].groupby(stock["sku"]).mean()
        found[f"paid_{name}"] = a_year.clip(lower=0).groupby(ids).sum()
        found[f"net_{name}"] = a_year.groupby(ids).sum()
    return found.fillna(dict.fromkeys(found.columns[3:], 0.0))


def turnover_change(sku, inventory_daily, pnl_lines, since, line="cogs", counts="weeks"):
    """By what factor did the shop's stock turn faster from a day on (orders paid)?

    The obvious reading: season and assortment are in it as well.

    Parameters
    ----------
    sku, inventory_daily, pnl_lines, since, line
        As in `stock_and_sales`; both tables have the same dates.
    counts : str
        What the dates are: what one count of stock stands for.

    Returns
    -------
    Estimate
        A factor; n counts the dates.

    Raises
    ------
    ColumnError, InputError
        A date that only one of the tables has.

    Examples
    --------
    >>> from ecomlab import cases
    >>> turnover_change(**cases.load("presale").tables, since="2025-03-03")
    1.4 (1.23 to 1.59), n = 24 weeks

    References
    ----------
    Case K11.
    """
    stock = check_table(inventory_daily, "inventory_daily", "date", "sku", "on_hand")
    lines = _goods(pnl_lines, line)
    held = (stock["on_hand"] * _cost(stock, sku)).groupby(stock["date"]).sum()
    paid = -lines["amount"].clip(upper=0).groupby(lines["date"]).sum()
    unlike = held.index.symmetric_difference(paid.index)
    if len(unlike):
        raise InputError(
            f"{unlike[0]:%Y-%m-%d} is in one of inventory_daily and pnl_lines only ({len(unlike)} "
            "such dates). Both need the same ones."
        )
    after = check_since(held.index.to_series(name="date"), since, "since")
    return ratio_of_ratios(paid[after], held[after], paid[~after], held[~after], counts)


def cancelled_share(stock_and_sales, when="after"):
    """Share of the goods paid for, at cost, that was cancelled before it was shipped.

    Parameters
    ----------
    stock_and_sales : DataFrame
        paid and net, as of the function of this name.
    when : str
        "before" or "after".

    Returns
    -------
    float

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> cancelled_share(pd.DataFrame({"paid_after": [600, 400], "net_after": [450, 300]}))
    0.25

    References
    ----------
    Case K11.
    """
    check_choice("when", when, ["before", "after"])
    paid, net = f"paid_{when}", f"net_{when}"
    table = check_table(stock_and_sales, "stock_and_sales", paid, net)
    return float(1 - table[net].sum() / check_positive("what was paid", table[paid].sum()))


def turnover_change_at_same_mix(stock_and_sales, sold="paid", within="category"):
    """By what factor did the stock turn faster, had each category kept its share of the stock?

    Parameters
    ----------
    stock_and_sales : DataFrame
        As of the function of this name, with the column ``within``.
    sold : str
        "paid" or "net".
    within : str
        What makes a category.

    Returns
    -------
    float
        With the shares of before: Σ share × turnover after ÷ Σ share × turnover before.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A category without stock before or after.

    Examples
    --------
    Coats turn 2 times and dresses 10 times, before and after; half of the coats went.

    >>> rails = pd.DataFrame({"category": ["coats", "dresses"], "stock_before": [50, 50],
    ...                       "stock_after": [25, 75], "paid_before": [100, 500],
    ...                       "paid_after": [50, 750]})
    >>> turnover_change_at_same_mix(rails)
    1.0

    References
    ----------
    Case K11.
    """
    check_choice("sold", sold, ["paid", "net"])
    columns = [f"{amount}_{when}" for amount in (sold, "stock") for when in ("before", "after")]
    table = check_table(stock_and_sales, "stock_and_sales", *columns, within)
    sums = table.groupby(within)[columns].sum()
    empty = ~(sums[["stock_before", "stock_after"]] > 0).all(axis=1)
    if empty.any():
        raise InputError(
            f"{within} {sums.index[empty][0]!r} had no stock before or after, so that it has no "
            "turnover. Leave it out, and say so."
        )
    weight = sums["stock_before"]
    then, now = (
        weight @ (sums[f"{sold}_{when}"] / sums[f"stock_{when}"]) for when in ("before", "after")
    )
    return float(now / then)


def _goods(pnl_lines, line):
    lines = check_table(pnl_lines, "pnl_lines", "date", "sku", "line", "amount")
    return lines[lines["line"] == check_choice("line", line, lines["line"].unique())]


def _cost(table, sku):
    """The unit cost of each row's article."""
    about = check_table(sku, "sku", "sku", "unit_cost")
    if not about["sku"].is_unique:
        raise InputError(f"sku has {about['sku'].duplicated().sum()} articles twice.")
    cost = table["sku"].map(about.set_index("sku")["unit_cost"])
    if unknown := table.loc[cost.isna(), "sku"].unique().tolist():
        raise InputError(f"{len(unknown)} articles have no row in sku, such as {unknown[0]!r}.")
    return cost


def _on(dates, weekday):
    """Which dates are this day of the week; all of them for None."""
    if weekday is None:
        return np.full(len(dates), True)
    day = WEEKDAYS.index(check_choice("weekday", weekday, WEEKDAYS))
    chosen = (dates.dt.day_of_week == day).to_numpy()
    if not chosen.any():
        raise InputError(f"There is no {weekday} among these days.")
    return chosen


# --- Enough on the shelf? -------------------------------------------------------------------


def stock_summary(inventory_daily, by=("sku",), weekday=None):
    """Per article: pieces sold, days on which it was sold out (缺货天数), and its stock.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sales, stockout_flag, on_hand (in the evening), and the columns of ``by``.
    by : sequence of str
        What makes a row.
    weekday : str, optional
        Adds the column counted: mean stock on this day of the week.

    Returns
    -------
    DataFrame
        by; sales, empty (days with the flag), stock (mean of the evenings), counted.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> shelf = pd.DataFrame({"sku": 1, "date": pd.date_range("2025-09-06", periods=2),
    ...                       "sales": [5, 3], "stockout_flag": [False, True], "on_hand": [3, 0]})
    >>> stock_summary(shelf, weekday="Sunday")
       sku  sales  empty  stock  counted
    0    1      8      1    1.5      0.0

    References
    ----------
    Case K12.
    """
    by = list(by)
    columns = ["date", "sales", "stockout_flag", "on_hand"]
    table = check_table(inventory_daily, "inventory_daily", *columns, *by)
    check_times(table, "inventory_daily", "date")
    counted = table["on_hand"].where(_on(table["date"], weekday))
    found = (
        table.assign(counted=counted)
        .groupby(by)
        .agg(
            sales=("sales", "sum"),
            empty=("stockout_flag", "sum"),
            stock=("on_hand", "mean"),
            counted=("counted", "mean"),
        )
    )
    return found.drop(columns=[] if weekday else "counted").reset_index()


def fill_rate(inventory_daily):
    """Which share of the pieces wanted was there, if each day out had been a usual one (满足率)?

    A guess from sales, since no table holds what was wanted. An article's usual day: the mean of
    its days on which nobody left empty-handed. Nothing is missing where more than that was sold
    before the shelf was empty. Shelves run empty in good weeks, so the true rate is most likely
    lower.

    Parameters
    ----------
    inventory_daily : DataFrame
        sku, sales, stockout_flag.

    Returns
    -------
    float
        Pieces sold ÷ (pieces sold + missing), all articles together.

    Raises
    ------
    ColumnError, InputError
        An article that was sold out on each of its days has no usual day.

    Examples
    --------
    Two usual days of 4, and one that ended at 1: 9 of 12.

    >>> fill_rate(pd.DataFrame({"sku": 1, "sales": [3, 5, 1],
    ...                         "stockout_flag": [False, False, True]}))
    0.75

    References
    ----------
    Silver, Pyke and Thomas (2017), Inventory and Production Management, chapter 6. Case K12.
    """
    table = check_table(inventory_daily, "inventory_daily", "sku", "sales", "stockout_flag")
    wanted = _usual_days(table, ["sku"]).sum()
    return float(table["sales"].sum() / check_positive("what was wanted", wanted))


def usual_days(inventory_daily, by=("sku",)):
    """The same rows as if no shelf had been empty: a usual day's sales on each day sold out.

    A usual day is the mean of the days on which nobody left empty-handed. It stands for the day
    where less than that was sold before the shelf was empty. A guess, as `fill_rate` is.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sales, stockout_flag, and the columns of ``by``; a row per day.
    by : sequence of str
        What has a usual day of its own: an article, or an article in a season.

    Returns
    -------
    DataFrame
        The rows by ``by`` and date, with whole pieces as sales and no flag.

    Raises
    ------
    ColumnError, InputError
        An article that was sold out on each of its days has no usual day.

    Examples
    --------
    Two usual days, of 3 and of 4, and two days sold out: of the four days 14 pieces were wanted.

    >>> shelf = pd.DataFrame({"sku": 1, "date": pd.date_range("2025-09-01", periods=4),
    ...                       "sales": [3, 4, 1, 0], "stockout_flag": [False, False, True, True]})
    >>> usual_days(shelf)["sales"].tolist()
    [3, 4, 3, 4]

    References
    ----------
    Case K12.
    """
    by = list(by)
    table = check_table(inventory_daily, "inventory_daily", "date", "sales", "stockout_flag", *by)
    table = table.sort_values([*by, "date"])
    keys = [table[name] for name in by]
    so_far = (_usual_days(table, by).groupby(keys).cumsum() + 1e-9).astype("int64")
    return table.assign(
        sales=so_far - so_far.groupby(keys).shift(fill_value=0), stockout_flag=False
    )


def _usual_days(table, by):
    """Sales, and on days sold out at least a usual day's; not rounded."""
    out, keys = table["stockout_flag"].astype(bool), [table[name] for name in by]
    usual = table["sales"].where(~out).groupby(keys).transform("mean")
    if unknown := table.loc[usual.isna(), by[0]].unique().tolist():
        raise InputError(
            f"{len(unknown)} articles were sold out on each of their days, such as {unknown[0]!r}: "
            "what they sell on a usual day isn't known. Leave them out, and say so."
        )
    return table["sales"].where(~out, np.maximum(usual, table["sales"]))


def critical_ratio(too_few, too_many):
    """In which share of deliveries the shelf should last until the next (newsvendor, 临界比)?

    Parameters
    ----------
    too_few : float
        What a piece too few costs: its margin, if the sale is lost. Yuan.
    too_many : float
        What a piece too many costs until the next delivery; all of its cost if it spoils. Yuan.

    Returns
    -------
    float
        too_few ÷ (too_few + too_many).

    Raises
    ------
    InputError

    Examples
    --------
    Nine yuan of margin against one yuan of keep: nine weeks of ten.

    >>> critical_ratio(9, 1)
    0.9

    The newspapers of Snyder and Shen (2019), example 4.3:

    >>> round(critical_ratio(too_few=0.70, too_many=0.18), 4)
    0.7955

    References
    ----------
    Arrow, Harris and Marschak (1951), Econometrica 19; Snyder and Shen (2019), Fundamentals of
    Supply Chain Theory, section 4.3. Case K12.
    """
    too_few, too_many = (
        check_positive(name, value)
        for name, value in (("too_few", too_few), ("too_many", too_many))
    )
    return float(too_few / (too_few + too_many))


def days_of_cover(inventory_daily, service, cycle=7, by=("sku",)):
    """To how many days of its sales must a shelf be filled, to last in such a share of cycles?

    Asks the articles that were never sold out, since their sales are what was wanted: how far
    above its own mean does the demand of a cycle go?

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sales, stockout_flag, and the columns of ``by``; a row per day.
    service : float
        Share of cycles in which the shelf shall last, such as a `critical_ratio`.
    cycle : int
        Days from one delivery to the next; cycles are counted from the table's first day.
    by : sequence of str
        What has a mean of its own: an article, or an article in a season.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, InputError
        Each article was sold out at least once.

    Examples
    --------
    A week of 6, one of 14, one of 10: four fifths of the way lie at 12.4, a quarter above the mean.

    >>> days = pd.date_range("2025-09-01", periods=21)
    >>> shelf = pd.DataFrame({"date": days, "sku": 1, "stockout_flag": False,
    ...                       "sales": [6] + [0] * 6 + [2] * 7 + [4, 1, 1, 1, 1, 1, 1]})
    >>> round(days_of_cover(shelf, service=0.8), 2)
    8.68

    References
    ----------
    Order-up-to level, periodic review: Silver, Pyke and Thomas (2017), chapter 6. Case K12.
    """
    by, cycle = list(by), check_days("cycle", cycle)
    check_share("service", service)
    table = check_table(inventory_daily, "inventory_daily", "date", "sales", "stockout_flag", *by)
    check_times(table, "inventory_daily", "date")
    calm = _never_out(table, by)
    number = (calm["date"] - table["date"].min()).dt.days // cycle
    cycles = calm.groupby([*by, number.rename("cycle")])["sales"].agg(["sum", "size"])
    whole = cycles.loc[cycles["size"] == cycle, "sum"]
    share = whole / whole.groupby(level=by).transform("mean")
    return float(cycle * share.quantile(service))


def filled_up(inventory_daily, level, cycle=7, by=("sku",)):
    """The same customers before a shelf that is filled up to so many days' sales each cycle.

    Goes through the sales of articles that were never sold out, since their sales are what was
    wanted; what an empty shelf doesn't sell is lost. The days' sales are the article's own mean.

    Parameters
    ----------
    inventory_daily : DataFrame
        date, sales, stockout_flag, on_hand, and the columns of ``by``; a row per day.
    level : float
        Days of sales that lie there on the morning of a delivery.
    cycle : int
        Days from one delivery to the next, counted from the table's first day.
    by : sequence of str
        What has a shelf of its own.

    Returns
    -------
    DataFrame
        The rows of articles never sold out, with sales, stockout_flag and on_hand as they would
        have been.

    Raises
    ------
    ColumnError, InputError
        Each article was sold out at least once.

    Examples
    --------
    Two pieces a day, filled up to three days' sales every four days: on the fourth, nothing is
    left.

    >>> days = pd.date_range("2025-09-01", periods=4)
    >>> shelf = pd.DataFrame({"sku": 1, "date": days, "sales": 2, "on_hand": 50,
    ...                       "stockout_flag": False})
    >>> filled_up(shelf, level=3, cycle=4)[["sales", "on_hand", "stockout_flag"]]
       sales  on_hand  stockout_flag
    0      2        4          False
    1      2        2          False
    2      2        0          False
    3      0        0           True

    References
    ----------
    Order-up-to level, periodic review: Silver, Pyke and Thomas (2017), chapter 6. Case K12.
    """
    by = list(by)
    check_positive("level", level)
    columns = ["date", "sales", "stockout_flag", "on_hand"]
    table = check_table(inventory_daily, "inventory_daily", *columns, *by)
    check_times(table, "inventory_daily", "date")
    start = table["date"].min()
    table = _never_out(table, by).sort_values([*by, "date"])
    number = ((table["date"] - start).dt.days // check_days("cycle", cycle)).rename("cycle")
    full = (level * table.groupby(by)["sales"].transform("mean")).round()
    wanted = table.groupby([*by, number])["sales"].cumsum()
    sold = wanted.clip(upper=full)
    before = (wanted - table["sales"]).clip(upper=full)
    return table.assign(
        sales=sold - before, on_hand=full - sold, stockout_flag=sold < wanted
    ).astype({"sales": "int64", "on_hand": "int64"})


def _never_out(table, by):
    """The rows of articles that were never sold out."""
    out = table["stockout_flag"].astype(bool).groupby([table[name] for name in by])
    calm = table[~out.transform("any")]
    if not len(calm):
        raise InputError("Each article was sold out at least once: no sales say what was wanted.")
    return calm


# --- The whole bill -------------------------------------------------------------------------


def holding_cost(stock, rate, days=30):
    """What stock worth so much costs in so many days: money tied up, shelf, loss (持有成本).

    Parameters
    ----------
    stock : float or Series
        Yuan at cost, on average.
    rate : float
        Cost of a year, as a share of the stock's value.
    days : float

    Examples
    --------
    >>> holding_cost(36_500, rate=0.28)
    840.0

    References
    ----------
    Silver, Pyke and Thomas (2017), chapter 2. Case K12.
    """
    check_share("rate", check_positive("rate", rate), ends=True)
    return rate * check_positive("days", days) / YEAR * stock


def article_profit(articles, variable, carrying, days, month=30):
    """Yuan a month that each article brings: margin, surcharge of its lots, cost of its stock.

    Parameters
    ----------
    articles : DataFrame
        price, unit_cost, surcharge (yuan a piece: what this way of buying costs on top), sales
        (pieces in ``days`` days), stock (pieces, mean).
    variable : float
        Share of the price that goes to platform, parcel and returns.
    carrying : float
        Cost of a year's stock, as a share of its value.
    days, month : float

    Returns
    -------
    DataFrame, by the rows of ``articles``
        margin of what is sold, dearer pieces, stock (the last two below 0), profit (their sum).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> article_profit(pd.DataFrame({"price": [100], "unit_cost": [50], "surcharge": [2.0],
    ...                              "sales": [30], "stock": [73]}), 0.2, 0.3, days=30)
       margin of what is sold  dearer pieces  stock  profit
    0                   900.0          -60.0  -90.0   750.0

    References
    ----------
    Case K12.
    """
    columns = ["price", "unit_cost", "surcharge", "sales", "stock"]
    table = check_table(articles, "articles", *columns)
    check_share("variable", variable, ends=True)
    sold = table["sales"] * check_positive("month", month) / check_positive("days", days)
    value = table["unit_cost"] * table["stock"]
    parts = pd.DataFrame(
        {
            "margin of what is sold": ((1 - variable) * table["price"] - table["unit_cost"]) * sold,
            "dearer pieces": -table["surcharge"] * sold,
            "stock": -holding_cost(value, carrying, month),
        }
    )
    return parts.assign(profit=parts.sum(axis=1))


def against_sisters(table, parts, group, treated, after):
    """What the drawn ones of each group gained on their sisters: change less the sisters' change.

    Of each cut, lots choose one colour that is bought in a new way; its sisters say what would
    have become of it. No lost sale has to be guessed.

    Parameters
    ----------
    table : DataFrame
        A row per unit and period: ``parts`` (numbers), ``group``, ``treated`` and ``after`` (bool).
    parts : sequence of str
        Columns to compare.
    group, treated, after : str
        Columns: whose sisters they are; whether the unit is a drawn one (in both periods);
        whether the period is the later one.

    Returns
    -------
    DataFrame, one row per group

    Raises
    ------
    ColumnError, InputError
        A group without a drawn unit or without a sister, before or after.

    Examples
    --------
    >>> cut = pd.DataFrame({"cut": 1, "colour": ["red", "black"] * 2, "new": [0, 0, 1, 1],
    ...                     "profit": [100, 90, 130, 95]}).astype({"new": bool})
    >>> against_sisters(cut.assign(drawn=cut["colour"] == "red"), ["profit"], "cut", "drawn", "new")
         profit
    cut
    1      25.0

    References
    ----------
    Difference in differences within pairs: Angrist and Pischke (2009), chapter 5. Case K12.
    """
    parts = list(parts)
    table = check_table(table, "the table", group, treated, after, *parts)
    sides = {name: table[name].astype(bool) for name in (treated, after)}
    means = table.assign(**sides).groupby([group, treated, after])[parts].mean()
    cells = means.index.droplevel([treated, after]).value_counts()
    if odd := cells.index[cells < 4].tolist():
        raise InputError(
            f"{odd[0]!r} lacks a drawn one or a sister, before or after ({len(odd)} of "
            f"{len(cells)} groups). Leave such groups out, and say so."
        )
    change = means.xs(True, level=after) - means.xs(False, level=after)
    return change.xs(True, level=treated) - change.xs(False, level=treated)


def sisters_difference(table, part, group, treated, after, counts="groups"):
    """The mean of `against_sisters` over the groups, which are what the lots dealt.

    Parameters
    ----------
    table, group, treated, after
        As in `against_sisters`.
    part : str
        One column.
    counts : str
        What a group is called.

    Returns
    -------
    Estimate
        In the unit of ``part``; n counts groups.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> two = pd.DataFrame({"cut": [1] * 4 + [2] * 4, "drawn": [True, False] * 4,
    ...                     "new": [False, False, True, True] * 2,
    ...                     "profit": [100, 90, 130, 95, 60, 70, 90, 85]})
    >>> sisters_difference(two, "profit", "cut", "drawn", "new", counts="cuts")
    20 (-43.5 to 83.5), n = 2 cuts

    References
    ----------
    Case K12.
    """
    return mean(against_sisters(table, [part], group, treated, after)[part], counts)
