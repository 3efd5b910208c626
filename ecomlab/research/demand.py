"""Is anybody looking for this, and how many sell it already? A category's demand and supply (需求).

Tables: ``keywords``, one row per day and word of a category; ``category_stats``, one row per month
and category. Two times are compared, those before a month and those from it on: give a whole year
of each, or the season is in the answer.
"""

import pandas as pd

from ecomlab.checks import check_moment, check_name, check_since, check_table
from ecomlab.errors import InputError, check_days
from ecomlab.estimates import Estimate

TIMES = {False: "before", True: "since"}
STATS = ["month", "category", "n_sellers", "median_price", "unit_cost_rate", "platform_fee_rate"]


def search_growth(keywords, since, category=None):
    """How many times the searches a day of before are there since (同比增长, as a multiple)?

    Parameters
    ----------
    keywords : DataFrame
        date, search_index; category where one is chosen.
    since : date
        The first day of the later time.
    category : str, optional

    Returns
    -------
    float
        Mean of the days since ÷ mean of the days before: 3.0 is +200%.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> keywords = cases.load("blue_ocean").tables.keywords
    >>> round(search_growth(keywords, "2024-01-01"), 2)
    3.0

    References
    ----------
    Metric M11, case K21.
    """
    days = _days(keywords, category)["search_index"]
    means = days.groupby(check_since(days.index.to_series(name="date"), since, "since")).mean()
    if not means[False] > 0:
        raise InputError("There were no searches before: nothing can be said of their growth.")
    return float(means[True] / means[False])


def searches_multiple(keywords, since, category=None):
    """The growth of searches, taken for that of the chance of a seller. Counted: no interval.

    Parameters
    ----------
    keywords, since, category
        As in `search_growth`.

    Returns
    -------
    Estimate
        A multiple; n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> keywords = cases.load("blue_ocean").tables.keywords
    >>> searches_multiple(keywords, "2024-01-01")
    3 (no interval), n = 731 days

    References
    ----------
    Case K21.
    """
    return _counted(
        search_growth(keywords, since, category), len(_days(keywords, category)), "days"
    )


def margin(category_stats):
    """Of the price, what goods and the platform's fee leave (毛利率): no ads, parcels or returns.

    Parameters
    ----------
    category_stats : DataFrame
        unit_cost_rate, platform_fee_rate (shares of the price).

    Returns
    -------
    Series

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> margin(pd.DataFrame({"unit_cost_rate": [0.5], "platform_fee_rate": [0.0625]})).tolist()
    [0.4375]

    References
    ----------
    Metric M79.
    """
    rates = check_table(category_stats, "category_stats", "unit_cost_rate", "platform_fee_rate")
    return 1 - rates["unit_cost_rate"] - rates["platform_fee_rate"]


def market_months(keywords, category_stats, category, largest=10):
    """A category month by month: searches a day, clicks, buyers, sellers, gross profit.

    Parameters
    ----------
    keywords : DataFrame
        date, category, search_index, clicks, payers.
    category_stats : DataFrame
        month (as 2024-01), category, n_sellers, top10_share, median_price (yuan), unit_cost_rate,
        platform_fee_rate.
    category : str
    largest : int
        How many sellers ``top10_share`` speaks of.

    Returns
    -------
    DataFrame
        Index month; searches (a day's mean), clicks, payers, sellers, gross_profit (buyers × price
        × margin, yuan), rest_profit and rest_sellers (without the largest), year.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A month that only one of the tables has.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("blue_ocean").tables
    >>> market_months(t.keywords, t.category_stats, "outdoor light gear").iloc[0, :4].round()
    searches       138.0
    clicks      111773.0
    payers        4925.0
    sellers         52.0
    Name: 2023-01, dtype: float64

    References
    ----------
    Case K21.
    """
    days = _days(keywords, category, ["search_index", "clicks", "payers"])
    groups = days.groupby(days.index.strftime("%Y-%m").rename("month"))
    months = groups[["clicks", "payers"]].sum()
    months.insert(0, "searches", groups["search_index"].mean())
    stats = check_table(category_stats, "category_stats", *STATS, "top10_share")
    check_name(stats, "category", category)
    stats = stats[stats["category"] == category].set_index("month")
    unlike = months.index.symmetric_difference(stats.index)
    if len(unlike):
        raise InputError(
            f"{unlike[0]} is in one of keywords and category_stats only ({len(unlike)} such "
            "months). Both need the same ones."
        )
    months["sellers"] = stats["n_sellers"]
    months["gross_profit"] = months["payers"] * stats["median_price"] * margin(stats)
    months["rest_profit"] = months["gross_profit"] * (1 - stats["top10_share"])
    months["rest_sellers"] = stats["n_sellers"] - check_days("largest", largest)
    return months.assign(year=months.index.str[:4].astype(int))


def market_times(keywords, category_stats, category, since):
    """The category before a month and since: sums of the months; searches are a day's mean.

    Parameters
    ----------
    keywords, category_stats, category
        As in `market_months`.
    since : date
        The first day of the later time, which is the first of a month.

    Returns
    -------
    DataFrame
        Index before, since; searches, clicks, payers, seller_months, gross_profit, rest_profit,
        rest_seller_months.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("blue_ocean").tables
    >>> found = market_times(t.keywords, t.category_stats, "outdoor light gear", "2024-01-01")
    >>> (found["gross_profit"] / found["seller_months"]).round().to_dict()
    {'before': 15627.0, 'since': 3381.0}

    References
    ----------
    Case K21.
    """
    days = _days(keywords, category)["search_index"]
    moment = check_moment(days.index.to_series(name="date"), since, "since")
    if moment.day != 1:
        raise InputError(f"since is {moment:%Y-%m-%d}. Months are compared: take the first of one.")
    late = check_since(days.index.to_series(name="date"), since, "since")
    months = market_months(keywords, category_stats, category)
    columns = ["clicks", "payers", "sellers", "gross_profit", "rest_profit", "rest_sellers"]
    after = pd.Series(months.index >= f"{moment:%Y-%m}", months.index).map(TIMES)
    sums = months.groupby(after.rename(None))[columns].sum()
    sums.insert(0, "searches", days.groupby(pd.Series(late, days.index).map(TIMES)).mean())
    return sums.rename(columns={"sellers": "seller_months", "rest_sellers": "rest_seller_months"})


def profit_factors(keywords, category_stats, category, since):
    """Since ÷ before: four factors whose product is the change of gross profit per seller.

    An identity: it says what changed, not why.

    Parameters
    ----------
    keywords, category_stats, category, since
        As in `market_times`.

    Returns
    -------
    Series
        searches a day, buyers per search, gross profit per buyer, sellers (one divided by theirs).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("blue_ocean").tables
    >>> profit_factors(t.keywords, t.category_stats, "outdoor light gear", "2024-01-01").round(2)
    searches a day            3.00
    buyers per search         0.72
    gross profit per buyer    0.50
    sellers                   0.20
    dtype: float64

    References
    ----------
    Case K21.
    """
    times = market_times(keywords, category_stats, category, since)
    rates = pd.DataFrame(
        {
            "searches a day": times["searches"],
            "buyers per search": times["payers"] / times["searches"],
            "gross profit per buyer": times["gross_profit"] / times["payers"],
            "sellers": 1 / times["seller_months"],
        }
    )
    return rates.loc["since"] / rates.loc["before"]


def profit_per_seller(keywords, category_stats, category, since):
    """How many times the gross profit of before does a seller make since? Counted: no interval.

    What the buyers leave, shared by all who sell.

    Parameters
    ----------
    keywords, category_stats, category, since
        As in `market_times`.

    Returns
    -------
    Estimate
        A multiple; n counts buyers.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("blue_ocean").tables
    >>> profit_per_seller(t.keywords, t.category_stats, "outdoor light gear", "2024-01-01")
    0.216 (no interval), n = 453,372 buyers

    References
    ----------
    Case K21.
    """
    times = market_times(keywords, category_stats, category, since)
    each = times["gross_profit"] / times["seller_months"]
    return _counted(each["since"] / each["before"], times["payers"].sum(), "buyers")


def outside_the_largest(keywords, category_stats, category, since):
    """Gross profit a month of a seller outside the ten largest, before, since, and once more.

    Parameters
    ----------
    keywords, category_stats, category, since
        As in `market_times`.

    Returns
    -------
    Series
        before, since, another such time (since × since ÷ before: a yardstick, no forecast); yuan.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("blue_ocean").tables
    >>> outside_the_largest(t.keywords, t.category_stats, "outdoor light gear",
    ...                     "2024-01-01").round()
    before               10224.0
    since                 1892.0
    another such time      350.0
    dtype: float64

    References
    ----------
    Case K21.
    """
    times = market_times(keywords, category_stats, category, since)
    each = times["rest_profit"] / times["rest_seller_months"]
    each["another such time"] = each["since"] ** 2 / each["before"]
    return each.rename(None)


def compare_categories(category_stats, since):
    """All categories: growth and size of searches, sellers per 1,000 searches a day, margin.

    Parameters
    ----------
    category_stats : DataFrame
        month (as 2024-01), category, search_index (a day), n_sellers, unit_cost_rate,
        platform_fee_rate.
    since : str
        The first month of the later time, or a date in it.

    Returns
    -------
    DataFrame
        Index category, the fastest first; growth (a share), more searches a day, sellers per 1,000
        before, sellers per 1,000 since, margin (since). Means of the months.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> found = compare_categories(cases.load("blue_ocean").tables.category_stats, "2024-01-01")
    >>> found[["growth", "more searches a day"]].round(2)
                        growth  more searches a day
    category
    outdoor light gear    2.00               798.92
    camping furniture     0.26              6281.50
    rain jackets          0.10              5961.25
    hiking shoes          0.05              2805.25
    tents                -0.13             -5008.33

    References
    ----------
    Metrics M79 and M85, case K21.
    """
    table = check_table(category_stats, "category_stats", *STATS, "search_index")
    first = pd.to_datetime(table["month"], format="%Y-%m").rename("month")
    late = check_since(first, check_moment(first, since, "since").replace(day=1), "since")
    table = table.assign(margin=margin(table))
    columns = ["search_index", "n_sellers", "margin"]
    then, now = (table[rows].groupby("category")[columns].mean() for rows in (~late, late))
    crowd = [1000 * x["n_sellers"] / x["search_index"] for x in (then, now)]
    found = pd.DataFrame(
        {
            "growth": now["search_index"] / then["search_index"] - 1,
            "more searches a day": now["search_index"] - then["search_index"],
            "sellers per 1,000 before": crowd[0],
            "sellers per 1,000 since": crowd[1],
            "margin": now["margin"],
        }
    )
    return found.sort_values("growth", ascending=False)


def _days(keywords, category=None, columns=("search_index",)):
    """Sums of a category's words by day."""
    columns = list(columns)
    chosen = [] if category is None else ["category"]
    keywords = check_table(keywords, "keywords", "date", *columns, *chosen)
    if category is not None:
        check_name(keywords, "category", category)
        keywords = keywords[keywords["category"] == category]
    check_moment(keywords["date"], keywords["date"].iloc[0])  # refuses what holds no times
    return keywords.groupby("date")[columns].sum()


def _counted(value, n, counts):
    return Estimate(float(value), float("nan"), float("nan"), int(n), counts)
