"""Which styles go on: a test with a rule that was written before it (测款).

A style is judged by what its category has taught (a beta prior) and by its own clicks.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import betainc

from ecomlab.checks import check_table, check_times
from ecomlab.errors import (
    InputError,
    check_days,
    check_number,
    check_path,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import (
    beta_binomial,
    beta_of_shares,
    chance_of_share,
    dispersion,
    shrunken_shares,
)
from ecomlab.research.lots import newsvendor

VERDICTS = ("go", "test on", "kill")


class Prior(NamedTuple):
    """What a category's earlier styles say of the next one: a mean rate, worth so many clicks.

    >>> Prior(0.06, 90.0, 24)
    Prior(rate=0.06, clicks=90.0, styles=24)
    """

    rate: float
    clicks: float
    styles: int = 0


def category_prior(styles, count="carts"):
    """How much do a category's styles differ in truth, when luck is taken out (类目先验)?

    The beta distribution under which what these styles got is likeliest.

    Parameters
    ----------
    styles : DataFrame, one row per style
        clicks, and the column ``count``.
    count : str
        What is counted of the clicks: "carts", "favourites".

    Returns
    -------
    Prior
        rate; clicks (so many clicks of its own weigh as much as all that the category says: few
        where styles differ much); styles.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> known = pd.DataFrame({"clicks": [200] * 6, "carts": [6, 9, 12, 14, 19, 24]})
    >>> prior = category_prior(known)
    >>> round(prior.rate, 3), round(prior.clicks)
    (0.07, 108)

    References
    ----------
    Skellam (1948), JRSS B 10, 257-261.
    """
    table = _counted(styles, count)
    clicks, hits = table["clicks"], table[count]
    if len(table) < 3:
        raise InputError(f"{len(table)} styles can't say how styles differ. Give at least three.")
    if not 0 < hits.sum() < clicks.sum():
        raise InputError(f"{count} are none, or all of the clicks: there is no rate to learn from.")

    return Prior(*beta_of_shares(hits, clicks), len(table))


def least_rate(click, pay, left):
    """From which rate on does a style pay: what a click costs ÷ what a cart is worth?

    Parameters
    ----------
    click : float
        Cost of a click, yuan.
    pay : float
        Orders per cart.
    left : Series or float
        Yuan that an order leaves before ads: of `margins.left_of_each`.

    Returns
    -------
    Series or float
        Carts per click; infinite where an order leaves nothing.

    Raises
    ------
    InputError

    Examples
    --------
    >>> float(round(least_rate(click=1.64, pay=0.34, left=48.0), 3))
    0.1
    """
    check_positive("click", click)
    check_share("pay", pay, ends=True)
    worth = pay * pd.Series(left, dtype=float)
    rate = (click / worth.where(worth > 0)).fillna(np.inf)
    return rate if np.ndim(left) else rate.iloc[0]


def day_scatter(styles):
    """How much more do first clicks scatter than luck alone would have it (过度离散)?

    Days differ: who comes, the weather, an event. With 2.5, 200 clicks tell as much as 80 would.

    Parameters
    ----------
    styles : DataFrame, one row per style
        clicks, carts, later_clicks, later_carts: of `first_clicks`. Those without later clicks
        say nothing.

    Returns
    -------
    Estimate
        Mean square of (first − later rate) in units of their luck; 1 if it is luck alone. n counts
        styles.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> day_scatter(pd.DataFrame({"clicks": 200, "carts": [10, 36, 16, 28], "later_clicks": 9800,
    ...                           "later_carts": 1078}))
    5.15 (1.85 to 42.5), n = 4 styles
    """
    columns = ["clicks", "carts", "later_clicks", "later_carts"]
    table = check_table(styles, "styles", *columns)
    table = table[(table["clicks"] > 0) & (table["later_clicks"] > 0)]
    clicks, later = table["clicks"], table["later_clicks"]
    rate = (table["carts"] + table["later_carts"]) / (clicks + later)
    luck = rate * (1 - rate) * (1 / clicks + 1 / later)
    if len(table) < 3 or not (luck > 0).all():
        raise InputError("Give at least three styles with carts, and with clicks later.")
    gap = table["carts"] / clicks - table["later_carts"] / later
    return dispersion(gap / luck**0.5, "styles")


def style_test(
    styles, least, prior, go=0.8, kill=0.2, count="carts", visitors=None, pay=None, over=None,
    under=None, confidence=0.95, scatter=1.0,
):  # fmt: skip
    """Which styles go, which stop, which need more clicks (测款表)?

    Parameters
    ----------
    styles : DataFrame, one row per style
        style, clicks, the column ``count``; favourites and others are kept as they are.
    least : float or str
        The rate from which a style pays, worked out before the test (`least_rate`); or the column
        of ``styles`` that holds it, since a cheap style needs another one than a dear one.
    prior : Prior or (float, float)
        Of the category: mean rate, and its weight in clicks.
    go, kill : float
        A style goes if the chance that its rate is at least ``least`` reaches ``go``, and is
        killed if it falls to ``kill``.
    visitors : float or (float, float), optional
        Of the first weeks on sale; with the sd, where nobody knows how many will come.
    pay, over, under : float or str, optional
        Orders per ``count``, and the costs as in `newsvendor`, or columns of ``styles``; with them
        a first lot is worked out for the styles that go.
    confidence : float
    scatter : float
        By how much days differ, as of `day_scatter`: so many clicks are worth one.

    Returns
    -------
    DataFrame, one row per style, the best chance first
        The columns of ``styles``; seen (count ÷ clicks); rate, low, high (with the prior);
        chance (that the rate is at least ``least``); verdict ("go", "test on", "kill");
        first_lot (pieces; NaN where none); signed_by, on (empty: for a name and a date).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> styles = pd.DataFrame({"style": ["a", "b", "c"], "clicks": 200, "carts": [26, 14, 3]})
    >>> sheet = style_test(styles, least=0.08, prior=(0.07, 90), visitors=3000, pay=0.3,
    ...                    over=40, under=60)
    >>> sheet[["style", "seen", "rate", "chance", "verdict", "first_lot"]].round(3)
      style   seen   rate  chance  verdict  first_lot
    0     a  0.130  0.111   0.965       go      105.0
    1     b  0.070  0.070   0.240  test on        NaN
    2     c  0.015  0.032   0.000     kill        NaN

    References
    ----------
    Gelman and others (2013), Bayesian Data Analysis, section 2.4 (beta-binomial).
    """
    a, b, _ = _beta(prior, 0.5)
    if not 0 < check_share("kill", kill) < check_share("go", go) < 1:
        raise InputError(f"kill is {kill} and go is {go}: kill must be below go.")
    table = _counted(styles, count, "style")
    if table["style"].duplicated().any():
        raise InputError("A style is there twice. Add its rows up first.")
    worth = check_number("scatter", scatter, low=1)
    hits, clicks, weight = table[count] / worth, table["clicks"] / worth, a + b
    border = _border(table, least)
    rate, low, high = shrunken_shares(hits, clicks, a / weight, weight, confidence)
    chance = [float(chance_of_share(hits[i], clicks[i], a / weight, weight, border[i]))
              for i in table.index]  # fmt: skip
    sheet = table.assign(seen=hits / clicks, rate=rate, low=low, high=high, chance=chance)
    sheet["verdict"] = _verdicts(sheet["chance"], go, kill)
    costs = [sheet[x] if isinstance(x, str) and x in sheet else x for x in (pay, over, under)]
    sheet["first_lot"] = _first_lots(sheet, a + b + clicks, visitors, *costs)
    sheet[["signed_by", "on"]] = ""
    return sheet.sort_values("chance", ascending=False, kind="stable", ignore_index=True)


def _border(table, least):
    """The rate from which each style pays; one that never pays has a border that none reaches."""
    if not isinstance(least, str):
        return pd.Series(check_share("least", least), table.index)
    border = check_table(table, "styles", least)[least]
    if not (border > 0).all():
        raise InputError(f"{least} must be above 0 in every row: a share, such as 0.1 for 10%.")
    return border.clip(upper=1 - 1e-12)


def _verdicts(chance, go, kill):
    return np.select([chance >= go, chance <= kill], [VERDICTS[0], VERDICTS[2]], VERDICTS[1])


def _first_lots(sheet, known, visitors, pay, over, under):
    """The newsvendor's lot, where demand is as uncertain as the rate and its own luck make it."""
    given = [visitors is not None, pay is not None, over is not None, under is not None]
    if not any(given):
        return np.nan
    if not all(given):
        raise InputError("A first lot needs visitors, pay, over and under: give all four.")
    try:
        visitors, unsure = visitors if np.ndim(visitors) else (visitors, 0.0)
    except (TypeError, ValueError):
        raise InputError(f"visitors is {visitors!r}. Give a number, or (mean, sd).") from None
    check_positive("visitors", visitors)
    check_number("sd of visitors", unsure, low=0)
    for one in np.atleast_1d(pay).tolist():
        check_share("pay", one, ends=True)
    goes = sheet["verdict"] == "go"
    if not goes.any():
        return np.nan
    over, under, pay = (pd.Series(x, sheet.index)[goes] for x in (over, under, pay))
    rate, known = sheet.loc[goes, "rate"], known[goes]
    spread = pay**2 * rate * (1 - rate) / (known + 1)
    rate = rate * pay
    luck = visitors * rate * (1 - rate)
    sd = (luck + (visitors**2 + unsure**2) * spread + (unsure * rate) ** 2) ** 0.5
    lots = newsvendor(over, under, visitors * rate, sd)
    return pd.Series(lots, rate.index).round().reindex(sheet.index)


def style_errors(clicks, least, prior, at=None, chance=None, scatter=1.0):
    """How often does a rule of a style test err (测款误判率)?

    Parameters
    ----------
    clicks : int or sequence of int
        That each style gets.
    least, prior
        As in `style_test`.
    at : float, optional
        The rule "the share seen is at least this": the trade's.
    chance : float, optional
        Or the rule "the chance that the rate is at least ``least`` reaches this".
    scatter : float
        As in `style_test`. 1 is the best case: luck alone.

    Returns
    -------
    DataFrame, one row per number of clicks
        clicks; goes (share of styles that go); false_go (of those that go, share whose rate is
        below ``least``; NaN if none goes); missed (of the good ones, share that doesn't go);
        good (share of styles whose rate is at least ``least``).

    Raises
    ------
    InputError

    Examples
    --------
    A style needs 8 carts of 100 clicks; the category's styles are around 7.

    >>> style_errors([200, 1000], least=0.08, prior=(0.07, 90), at=0.08).round(2)
       clicks  goes  false_go  missed  good
    0     200  0.36      0.30    0.20  0.32
    1    1000  0.33      0.14    0.11  0.32
    >>> style_errors(200, least=0.08, prior=(0.07, 90), chance=0.8).round(2)
       clicks  goes  false_go  missed  good
    0     200  0.13      0.07    0.63  0.32

    With days that differ the same clicks tell less.

    >>> style_errors(200, least=0.08, prior=(0.07, 90), at=0.08, scatter=2.5).round(2)
       clicks  goes  false_go  missed  good
    0     200  0.34      0.37    0.32  0.32
    """
    a, b, least = _beta(prior, least)
    if (at is None) == (chance is None):
        raise InputError("Give one rule: at (the share seen) or chance.")
    check_share("at" if chance is None else "chance", at if chance is None else chance)
    rows = []
    for given in np.atleast_1d(clicks):
        given = check_whole("clicks", given if isinstance(given, int) else given.item(), low=1)
        n = _worth(given, scatter)
        hits = np.arange(n + 1)
        weight = beta_binomial(n, a / (a + b), a + b)
        good = chance_of_share(hits, n, a / (a + b), a + b, least)
        goes = hits >= at * n - 1e-9 if chance is None else good >= chance
        all_go, all_good = weight[goes].sum(), (weight * good).sum()
        wrong = (weight * (1 - good))[goes].sum() / all_go if all_go > 0 else np.nan
        rows.append((given, all_go, wrong, (weight * good)[~goes].sum() / all_good, all_good))
    return pd.DataFrame(rows, columns=["clicks", "goes", "false_go", "missed", "good"])


def _worth(clicks, scatter):
    """So many clicks of days alike tell as much, in whole ones."""
    return max(1, round(clicks / check_number("scatter", scatter, low=1)))


def best_of(styles, clicks, prior, scatter=1.0):
    """What is the best seen of so many styles worth, beside one at random?

    Parameters
    ----------
    styles : int
        Tested side by side.
    clicks : int
        That each gets.
    prior, scatter
        As in `style_test`.

    Returns
    -------
    dict of str to float
        random (mean rate of a style), shown (what the best seen shows on average), true (its
        rate in truth), best (rate of the truly best, on average).

    Raises
    ------
    InputError

    Examples
    --------
    >>> {name: round(rate, 3) for name, rate in best_of(10, 200, (0.07, 90)).items()}
    {'random': 0.07, 'shown': 0.125, 'true': 0.108, 'best': 0.116}
    """
    styles, n = check_whole("styles", styles, low=1), check_whole("clicks", clicks, low=1)
    n = _worth(n, scatter)
    a, b, _ = _beta(prior, 0.5)
    upto = beta_binomial(n, a / (a + b), a + b).cumsum() ** styles
    most = n - upto[:-1].sum()  # expected count of the best seen
    rates = np.linspace(0, 1, 20_001)
    best = np.trapezoid(1 - betainc(a, b, rates) ** styles, rates)
    return {
        "random": a / (a + b),
        "shown": float(most / n),
        "true": float((a + most) / (a + b + n)),
        "best": float(best),
    }


def first_clicks(article_daily, sku, clicks=200):
    """Each new article's first clicks, and what came later: a style test that nobody planned.

    Parameters
    ----------
    article_daily : DataFrame
        date, sku, uv, addcart.
    sku : DataFrame
        sku, launch_date. Articles on sale before the first day of ``article_daily`` are left out:
        nobody saw their first clicks.
    clicks : int
        Days are added up until an article has as many.

    Returns
    -------
    DataFrame, one row per article launched
        style, clicks, carts (of its first days), later_clicks, later_carts, later_rate (of all
        days after; NaN where there are none).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-01", "2025-03-02", "2025-03-03"])
    >>> daily = pd.DataFrame({"date": days, "sku": "TB02", "uv": [150, 90, 200],
    ...                       "addcart": [9, 6, 10]})
    >>> first_clicks(daily, pd.DataFrame({"sku": ["TB02"], "launch_date": days[:1]}))
      style  clicks  carts  later_clicks  later_carts  later_rate
    0  TB02     240     15           200           10        0.05
    """
    check_whole("clicks", clicks, low=1)
    daily = check_table(article_daily, "article_daily", "date", "sku", "uv", "addcart")
    sku = check_table(sku, "sku", "sku", "launch_date")
    check_times(daily, "article_daily", "date")
    check_times(sku, "sku", "launch_date")
    _once(daily)
    new = sku.loc[sku["launch_date"] >= daily["date"].min(), "sku"].astype(object)
    daily = daily[daily["sku"].astype(object).isin(new)].sort_values("date")
    if not len(daily):
        raise InputError("No article was launched in these days: there are no first clicks.")
    of = daily["sku"].astype(object)
    before = daily["uv"].groupby(of).cumsum() - daily["uv"]
    early = before < clicks
    sums = daily[["uv", "addcart"]].groupby([of, early]).sum().unstack(fill_value=0)
    sums = sums.reindex(columns=pd.MultiIndex.from_product([["uv", "addcart"], [True, False]]))
    sums = sums.fillna(0).astype("int64")
    found = pd.DataFrame(
        {
            "style": sums.index,
            "clicks": sums["uv", True].to_numpy(),
            "carts": sums["addcart", True].to_numpy(),
            "later_clicks": sums["uv", False].to_numpy(),
            "later_carts": sums["addcart", False].to_numpy(),
        }
    )
    later = found["later_clicks"]
    return found.assign(later_rate=found["later_carts"] / later.where(later > 0))


def _once(daily):
    """Refuse an article that has a day twice."""
    if twice := int(daily.duplicated(["date", "sku"]).sum()):
        raise InputError(
            f"{twice:,} rows of article_daily are there twice (date and sku). Give each once."
        )


def write_style_test(sheet, path, least, go=0.8, kill=0.2, errors=None):
    """The sheet of a style test as a workbook to fill in and sign (测款表.xlsx).

    Parameters
    ----------
    sheet : DataFrame
        Of `style_test`.
    path : str or Path
        Ends in .xlsx.
    least : float or str
    go, kill : float
        As they were given to `style_test`: the rule stands on the sheet.
    errors : DataFrame, optional
        Of `style_errors`, for the second page: how often the rule errs.

    Returns
    -------
    Path

    Raises
    ------
    ColumnError, InputError
    """
    import xlsxwriter

    table = check_table(sheet, "sheet", "style", "verdict", "chance")
    path = check_path("path", path)
    if path.suffix != ".xlsx":
        raise InputError(f"path is {str(path)!r}. Let it end in .xlsx.")
    of_each = isinstance(least, str)
    if of_each:
        check_table(sheet, "sheet", least)
    rates = {"go": go, "kill": kill} | ({} if of_each else {"least": least})
    for name, value in rates.items():
        check_share(name, value)
    border = f"its own, in column {least}," if of_each else f"{least:.1%}"
    with xlsxwriter.Workbook(path, {"nan_inf_to_errors": False}) as book:
        bold = book.add_format({"bold": True})
        percent = book.add_format({"num_format": "0.0%"})
        page = book.add_worksheet("styles 测款表")
        rule = f"go if the chance that the rate is at least {border} reaches {go:.0%}"
        page.write(0, 0, f"Rule, written before the test: {rule}; kill at {kill:.0%}.", bold)
        _write(page, table, 2, bold, percent)
        if errors is not None:
            _write(book.add_worksheet("errors 误判率"), errors, 0, bold, percent)
    return path


PERCENTS = ("least", "seen", "rate", "low", "high", "chance", "goes", "false_go", "missed", "good")


def _write(page, table, top, bold, percent):
    for column, name in enumerate(table.columns):
        page.write(top, column, name, bold)
        form = percent if name in PERCENTS else None
        for row, value in enumerate(table[name].tolist(), start=top + 1):
            empty = value is None or value != value
            page.write(row, column, "" if empty else value, form)
    page.autofit()


def _counted(styles, count, *more):
    """A table of clicks and what is counted of them, checked."""
    table = check_table(styles, "styles", *more, "clicks", count)
    for name in ("clicks", count):
        if not pd.api.types.is_numeric_dtype(table[name]) or (table[name] % 1 != 0).any():
            raise InputError(f"{name} must be whole numbers: counts, not shares.")
    wrong = (table["clicks"] < 1) | (table[count] < 0) | (table[count] > table["clicks"])
    if wrong.any():
        raise InputError(
            f"{wrong.sum()} styles have no clicks, or more {count} than clicks. Count people: "
            "each once."
        )
    return table


def _beta(prior, least):
    try:
        rate, clicks = prior[:2]
    except (TypeError, ValueError):
        raise InputError(f"prior is {prior!r}. Give (rate, clicks), such as (0.07, 90).") from None
    rate = check_share("the prior's rate", rate)
    clicks = check_positive("the prior's clicks", clicks)
    return rate * clicks, (1 - rate) * clicks, check_share("least", least)


def launch_sales(article_daily, sku, early=30, late=90, count="orders"):
    """What each new article sold in its first days, and in those that followed.

    Parameters
    ----------
    article_daily : DataFrame
        date, sku, and the column ``count``.
    sku : DataFrame
        sku, launch_date. Articles on sale before the first day, and those that were not watched
        for early + late days, are left out: they have no such pair.
    early, late : int
        Days.
    count : str
        "orders", or "uv" for visits.

    Returns
    -------
    DataFrame, one row per article
        style, early, late (of ``count``).

    Raises
    ------
    ColumnError, InputError
        No article was launched and watched long enough.

    Examples
    --------
    >>> days = pd.date_range("2025-03-01", periods=4)
    >>> daily = pd.DataFrame({"date": days, "sku": "TB02", "orders": [3, 2, 4, 1]})
    >>> sku = pd.DataFrame({"sku": ["TB02"], "launch_date": days[:1]})
    >>> launch_sales(daily, sku, early=1, late=2)
      style  early  late
    0  TB02      3     6
    """
    early, late = check_days("early", early), check_days("late", late)
    daily = check_table(article_daily, "article_daily", "date", "sku", count)
    check_times(daily, "article_daily", "date")
    _once(daily)
    sku = check_table(sku, "sku", "sku", "launch_date")
    check_times(sku, "sku", "launch_date")
    begun = sku.set_index(sku["sku"].astype(object))["launch_date"]
    begun = begun[begun >= daily["date"].min()]
    begun = begun[begun + pd.Timedelta(days=early + late - 1) <= daily["date"].max()]
    if not len(begun):
        raise InputError(f"No article was launched and watched for {early + late} days.")
    of = daily["sku"].astype(object)
    age = (daily["date"] - of.map(begun)) / pd.Timedelta(days=1)
    parts = {"early": age.between(0, early - 0.5), "late": age.between(early, early + late - 0.5)}
    sums = {name: daily[count].where(mine).groupby(of).sum() for name, mine in parts.items()}
    table = pd.DataFrame(sums).reindex(begun.index).fillna(0).astype("int64")
    return table.rename_axis("style").reset_index()
