"""Is anybody looking for this, and how many sell it already? A category's demand and supply (需求).

Tables: ``keywords``, one row per day and word of a category; ``keyword_months``, per month and
word; ``category_stats``, per month and category. Two times are compared, those before a month and
those from it on: give a whole year of each, or the season is in the answer. Season and forecasts
are in `ecomlab.research.trends`, risers in `ecomlab.research.rising`.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import (
    check_moment,
    check_months,
    check_name,
    check_numbers,
    check_once,
    check_since,
    check_table,
)
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import (
    Estimate,
    count_ratio_interval,
    rate_interval,
    ratio_of_totals,
    step,
)

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
    names = ["unit_cost_rate", "platform_fee_rate"]
    rates = check_numbers(
        check_table(category_stats, "category_stats", *names), "category_stats", *names
    )
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
    stats = _monthly(category_stats, "category_stats", [], [*STATS[2:], "top10_share"])
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
    table = _monthly(category_stats, "category_stats", [], [*STATS[2:], "search_index"])
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


def index_power(months, value="search_index", counts="clicks", item="keyword", confidence=0.95):
    """By which power of the count does a tool's index (指数) grow? 1: in proportion; 0.6: far less.

    Within each item, the slope of the index's log on the log of something that was counted: the
    clicks after the searches, or the visits of your own name. Where clicks per search change, the
    slope leans; chance in few clicks leans it to 0, so take items with some hundreds.

    Parameters
    ----------
    months : DataFrame
        item, value, counts: one row per item and month (or day).
    value, counts, item : str
        Names of columns. Rows with a 0 are of no use here.
    confidence : float

    Returns
    -------
    Estimate
        n counts items: what luck dealt.

    Raises
    ------
    ColumnError, InputError
        No item has two different counts.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> months = load("shop").keyword_months
    >>> index_power(months[months["clicks"] > 500])
    0.6 (0.6 to 0.6), n = 162 words

    References
    ----------
    Metric M10: the documents take the index for a count.
    """
    months = check_numbers(
        check_table(months, "months", item, value, counts), "months", value, counts
    )
    if times := [name for name in ("month", "date") if name in months]:
        check_once(months, "months", *times[:1], item)
    used = months[(months[value] > 0) & (months[counts] > 0)]
    logs = np.log(used[[value, counts]].astype(float))
    logs -= logs.groupby(used[item].astype(str)).transform("mean")
    logs = logs.assign(both=logs[value] * logs[counts], square=logs[counts] ** 2)
    sums = logs.groupby(used[item].astype(str))[["both", "square"]].sum()
    sums = sums[sums["square"] > 0]
    if sums.empty:
        raise InputError(f"No {item} has two different {counts}: nothing says how {value} grows.")
    words = "words" if item == "keyword" else f"{item}s"
    return ratio_of_totals(sums["both"], sums["square"], words, confidence)


def index_to_count(index, power, factor=1.0):
    """The count behind a tool's index, up to a factor that only the tool knows.

    Parameters
    ----------
    index : number, array or Series
    power : float
        As from `index_power`.
    factor : float
        The index of one search. With 1 the counts are in an unknown unit; growth is right anyway.

    Returns
    -------
    of the index's kind

    Raises
    ------
    InputError
        An index below 0.

    Examples
    --------
    An index that shows +93%, with a power of 0.6:

    >>> round(index_to_count(1.93, 0.6) - 1, 2)
    1.99

    References
    ----------
    Metric M10.
    """
    power, factor = check_positive("power", power), check_positive("factor", factor)
    numbers = np.asarray(index, dtype=object if isinstance(index, str) else None)
    if numbers.dtype.kind not in "iuf" or (numbers < 0).any():
        raise InputError("The index must be numbers, none below 0.")
    return (index / factor) ** (1 / power)


def yoy_growth(months, month=None, span=3, by="keyword", power=1.0, stats=None, confidence=0.95):
    """Growth over a year (同比增长), with what it needs beside it: base, share, sellers.

    Parameters
    ----------
    months : DataFrame
        Of ``keyword_months``: month (as 2024-01), category, keyword, search_index, clicks.
    month : str, optional
        The last one; by default the table's.
    span : int
        So many months to it are compared with the same ones a year before.
    by : {"keyword", "category"}
    power : float
        Of the tool's index, as from `index_power`.
    stats : DataFrame, optional
        Of ``category_stats``: month, category, n_sellers.
    confidence : float

    Returns
    -------
    DataFrame, one row per word (or category), the fastest first
        by, category, base and now (mean of the months, in counts of the tool's unit), growth (a
        share), low, high (what chance in counting its clicks leaves open; nothing else), above
        (growth beside the category's, or the market's), share_before, share_now (of the category's,
        or the market's, searches), sellers (growth of the category's sellers; NaN without stats),
        n, counts (clicks of both times). NaN where there was nothing a year before.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The table has no such months a year before.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> found = yoy_growth(shop.keyword_months, "2025-03", by="category", power=0.6,
    ...                    stats=shop.category_stats)
    >>> found[["category", "growth", "above", "share_now", "sellers"]].head(2).round(2)
      category  growth  above  share_now  sellers
    0    power    2.06   1.53       0.08     1.67
    1    carry    0.31   0.08       0.06     0.19

    References
    ----------
    Map R10, metric M11 (the documents give growth without its base).
    """
    by = check_choice("by", by, ("keyword", "category"))
    months = _monthly(months, "months", ["keyword"], ["search_index", "clicks"])
    span, power = check_whole("span", span, low=1), check_positive("power", power)
    now, before = _two_times(months["month"], month, span)
    months = months.assign(count=index_to_count(months["search_index"], power))
    keys = ["category"] if by == "category" else ["category", "keyword"]
    grouped = months.astype(dict.fromkeys(keys, str))
    sides = {
        name: grouped[grouped["month"].isin(chosen)].groupby(keys)[["count", "clicks"]].sum()
        for name, chosen in (("now", now), ("base", before))
    }
    both = pd.concat([side.add_suffix(f"_{name}") for name, side in sides.items()], axis=1)
    both = both.fillna(0).sort_index()
    found = pd.DataFrame({"base": both["count_base"] / span, "now": both["count_now"] / span})
    found["growth"] = _times(found["now"], found["base"]) - 1
    ends = count_ratio_interval(both["clicks_now"], both["clicks_base"], confidence)
    # the index and clicks differ a little: the interval leans as they do
    leaning = _times(found["now"] / found["base"], both["clicks_now"] / both["clicks_base"])
    for name, end in zip(("low", "high"), ends, strict=True):
        found[name] = leaning * np.where(both["clicks_base"] > 0, end, np.nan) - 1
    whole = found[["base", "now"]]
    whole = whole.groupby("category").transform("sum") if by == "keyword" else whole.sum()
    found["above"] = (1 + found["growth"]) / (whole["now"] / whole["base"]) - 1
    found["share_before"] = found["base"] / whole["base"]
    found["share_now"] = found["now"] / whole["now"]
    found["sellers"] = np.nan
    if stats is not None:
        found["sellers"] = _more_sellers(stats, now, before).reindex(
            found.index.get_level_values("category")
        ).array  # fmt: skip
    found["n"] = (both["clicks_now"] + both["clicks_base"]).astype("int64")
    found = found.assign(counts="clicks").reset_index()
    return found.sort_values("growth", ascending=False, kind="stable", ignore_index=True)


def topic_share(table, topic="topic", time="month", value=None, power=1.0, confidence=0.95):
    """Which share of what names a need names this one, month by month (需求点占比)?

    Parameters
    ----------
    table : DataFrame
        ``topic`` (empty where a row names none: it is left out of the whole), ``time`` (months as
        text, or times), and ``value`` where one is given. Words with their needs, or reviews.
    topic, time : str
        Names of columns.
    value : str, optional
        What is summed, an index or a count; by default rows are counted.
    power : float
        Of an index.
    confidence : float

    Returns
    -------
    DataFrame, one row per month and topic
        month, topic, count, share, low, high (of counted rows; NaN of an index), n (rows that name
        a need), counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> reviews = pd.DataFrame({"month": ["2024-01"] * 3 + ["2024-02"] * 2,
    ...                         "topic": ["light", "light", "roomy", "roomy", None]})
    >>> topic_share(reviews)[["month", "topic", "count", "share"]].round(2)
         month  topic  count  share
    0  2024-01  light    2.0   0.67
    1  2024-01  roomy    1.0   0.33
    2  2024-02  light    0.0   0.00
    3  2024-02  roomy    1.0   1.00

    References
    ----------
    Map R03, case K23.
    """
    columns = [time] if value is None else [time, value]
    table = check_table(table, "table", *columns, gaps=[topic])
    power = check_positive("power", power)
    if value is not None:
        check_numbers(table, "table", value)
        check_once(table, "table", *(name for name in (time, "keyword", topic) if name in table))
    named = table[table[topic].notna()]
    if named.empty:
        raise InputError(f"No row of the table names a {topic}. Give one row at least that does.")
    month = named[time]
    if pd.api.types.is_datetime64_any_dtype(month):
        month = month.dt.strftime("%Y-%m")
    size = 1.0 if value is None else index_to_count(named[value], power)
    flat = pd.DataFrame({"month": month.astype(str), "topic": named[topic].astype(str)})
    sums = flat.assign(size=size).pivot_table(
        index="month", columns="topic", values="size", aggfunc="sum", fill_value=0.0
    )
    whole = sums.sum(axis=1)
    found = sums.stack().rename("count").reset_index()
    total = found["month"].map(whole)
    found["share"] = found["count"] / total
    low, high = rate_interval(found["count"], total, confidence) if value is None else (np.nan,) * 2
    rows = flat.groupby("month").size()
    return found.assign(low=low, high=high, n=found["month"].map(rows), counts="rows")


def change_point(shares, least=6, confidence=0.95):
    """From which month on has a series another level, and how many times the one before is that?

    The place is found by `ruptures` on the logs; the interval of the place holds the months at
    which the change would fit nearly as well (Hansen's likelihood ratio, its noise taken larger
    where neighbouring months are alike). A series without any change has a place too: look whether
    the factor's interval leaves 1 well behind, and whether the range of months is short.

    Parameters
    ----------
    shares : Series
        Values above 0 by month, in order.
    least : int
        Fewest months on each side.
    confidence : float

    Returns
    -------
    Series
        month (the first of the new level), first, last (months that fit), estimate (a factor),
        low, high, n, counts.

    Raises
    ------
    InputError
        Too few months, or values that aren't above 0.

    Examples
    --------
    >>> months = [str(m) for m in pd.period_range("2024-01", periods=16, freq="M")]
    >>> shares = pd.Series([0.2, 0.22, 0.18, 0.2, 0.21, 0.19, 0.2, 0.2,
    ...                     0.4, 0.42, 0.38, 0.4, 0.41, 0.4, 0.39, 0.4], months)
    >>> change_point(shares)[["month", "first", "last"]].tolist()
    ['2024-09', '2024-09', '2024-09']

    References
    ----------
    Map R03. Truong, Oudre and Vayatis (2020), Signal Processing 167; Hansen (2000), Econometrica
    68, 575-603, whose table gives 7.35 for 95%.
    """
    import ruptures

    least, confidence = check_whole("least", least, low=2), check_share("confidence", confidence)
    if not isinstance(shares, pd.Series) or shares.dtype.kind not in "iuf":
        raise InputError("shares must be a pandas Series of numbers, indexed by month.")
    if not (shares.index.is_unique and shares.index.is_monotonic_increasing):
        raise InputError("The months of shares must be in order, each of them once.")
    if len(shares) < 2 * least or not (np.isfinite(shares) & (shares > 0)).all():
        raise InputError(
            f"{len(shares)} months, {int((shares > 0).sum())} of them above 0. A change needs "
            f"{2 * least} months at least, all above 0."
        )
    logs = np.log(shares.to_numpy(dtype=float))
    place = ruptures.Dynp(model="l2", min_size=least, jump=1).fit(logs).predict(n_bkps=1)[0]
    places = np.arange(least, len(logs) - least + 1)
    rest = np.array(
        [len(logs[:k]) * logs[:k].var() + len(logs[k:]) * logs[k:].var() for k in places]
    )
    left = logs - np.where(np.arange(len(logs)) < place, logs[:place].mean(), logs[place:].mean())
    alike = np.clip((left[1:] * left[:-1]).sum() / max((left**2).sum(), 1e-300), 0, 0.9)
    noise = max(rest.min() / (len(logs) - 2), 1e-300) * (1 + alike) / (1 - alike)
    near = places[(rest - rest.min()) / noise <= -2 * np.log(1 - confidence**0.5)]
    after = np.arange(len(logs)) >= place
    factor = step(logs, after, "months", confidence).through(np.exp)
    names = shares.index.astype(str)
    ends = {"month": names[place], "first": names[near[0]], "last": names[near[-1]]}
    return pd.Series(ends | factor._asdict())


def market_size(months, category_stats, year=None):
    """What is sold in a year, by category (市场容量): buyers × price; sellers, and a small one's.

    Buyers are people who paid after a search for one of the table's words: who comes another way
    isn't counted, so it is a lower end. Prices are medians; the mean is higher.

    Parameters
    ----------
    months : DataFrame
        Of ``keyword_months``: month, category, payers.
    category_stats : DataFrame
        month, category, n_sellers, top10_share, median_price (yuan).
    year : int, optional
        By default the last whole one.

    Returns
    -------
    DataFrame, one row per category, the largest first
        category, year, buyers, sales (yuan), share (of all), growth (of sales; NaN in the first
        year), sellers (mean of the months), outside_ten (yuan a year of an average seller outside
        the ten largest).

    Raises
    ------
    ColumnError, InputError
        The year isn't whole.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> shop = load("shop")
    >>> size = market_size(shop.keyword_months, shop.category_stats, 2024)
    >>> size[["category", "buyers", "share", "sellers"]].head(2).round(2)
      category  buyers  share  sellers
    0    power  188618   0.29   353.92
    1  shelter  540918   0.25  2694.83

    References
    ----------
    Map R20 and R31, metric M87.
    """
    words = [name for name in ["keyword"] if name in months]
    months = _monthly(months, "months", words, ["payers"], once=bool(words))
    facts = ["n_sellers", "top10_share", "median_price"]
    stats = _monthly(category_stats, "category_stats", [], facts)
    by = ["month", "category"]
    paid = months.astype({"category": str}).groupby(by)["payers"].sum().rename("buyers")
    market = stats.astype({"category": str}).set_index(by).join(paid, how="inner").reset_index()
    market["year"] = market["month"].str[:4].astype(int)
    whole = market.groupby("year")["month"].nunique()
    whole = whole[whole == 12].index
    if not len(whole):
        raise InputError("No year has all its twelve months in both tables.")
    year = check_choice("year", int(whole.max()) if year is None else year, list(whole))
    market["sales"] = market["buyers"] * market["median_price"]
    market["outside_ten"] = market["sales"] * (1 - market["top10_share"]) / _others(market)
    sums = market.groupby(["year", "category"]).agg(
        buyers=("buyers", "sum"), sales=("sales", "sum"), sellers=("n_sellers", "mean"),
        outside_ten=("outside_ten", "sum"),
    )  # fmt: skip
    found = sums.loc[year].assign(year=year)
    found["share"] = found["sales"] / found["sales"].sum()
    known = sums["sales"].loc[year - 1] if year - 1 in whole else np.nan
    found["growth"] = found["sales"] / known - 1
    columns = ["category", "year", "buyers", "sales", "share", "growth", "sellers", "outside_ten"]
    return found.reset_index().sort_values("sales", ascending=False, ignore_index=True)[columns]


def market_layers(size, served, own_sales):
    """The whole market, the part we serve, and ours (TAM, SAM, SOM), in yuan a year.

    Parameters
    ----------
    size : DataFrame
        As from `market_size`.
    served : sequence of str
        The categories that we sell.
    own_sales : float, yuan a year
        Counted as ``size`` is, or the share is none: the same year, buyers who came from search.

    Returns
    -------
    DataFrame
        layer (all, served, own), sales, of_the_one_above (a share).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> size = pd.DataFrame({"category": ["tents", "shoes"], "sales": [2e6, 6e6]})
    >>> market_layers(size, ["tents"], 100_000)["of_the_one_above"].tolist()
    [1.0, 0.25, 0.05]
    """
    size = check_numbers(check_table(size, "size", "category", "sales"), "size", "sales")
    check_once(size, "size", "category")
    for name in [served] if isinstance(served, str) else served:
        check_name(size, "category", name, "served")
    own = check_number("own_sales", own_sales, low=0)
    mine = size[size["category"].isin([served] if isinstance(served, str) else list(served))]
    sales = pd.Series([size["sales"].sum(), mine["sales"].sum(), own])
    if not (sales[:2] > 0).all():
        raise InputError("The served categories sell nothing: name one in served that does.")
    above = sales / sales.shift().fillna(sales.iloc[0])
    layers = ["all", "served", "own"]
    return pd.DataFrame({"layer": layers, "sales": sales, "of_the_one_above": above})


def lifecycle_stage(months, month=None, border=0.10, power=1.0, confidence=0.95):
    """In which stage of life is a category (产品生命周期): does it grow, stand, or decline?

    Growth of the last twelve months over the twelve before: all searches of its words over all
    of theirs a year before, as `yoy_growth` with ``span=12`` has it. The words' scatter gives the
    interval. A stage is named where the interval allows only one. No curve of Bass or logistic
    kind is fitted: before the peak its height can't be told from such data.

    Parameters
    ----------
    months : DataFrame
        Of ``keyword_months``: month, category, keyword, search_index.
    month : str, optional
        The last one that is known.
    border : float
        Growth above it is growth, below minus it decline, in between maturity.
    power : float
    confidence : float

    Returns
    -------
    DataFrame, one row per category
        category, estimate (growth a year), low, high, n, counts (words that were there all the
        time), before (growth of the year before; NaN if it isn't known), stage: introduction (no
        word is two years old), growth, maturity, decline, or "unsure".

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> found = lifecycle_stage(load("shop").keyword_months, "2024-12", power=0.6)
    >>> found.set_index("category").loc[["power", "fishing", "wear"], "stage"].to_dict()
    {'power': 'growth', 'fishing': 'decline', 'wear': 'unsure'}

    References
    ----------
    Map R20.
    """
    months = _monthly(months, "months", ["keyword"], ["search_index"])
    months = months.astype({"category": str, "keyword": str})
    border = check_share("border", border)
    now, before = _two_times(months["month"], month, 12)
    count = index_to_count(months["search_index"], check_positive("power", power))
    wide = months.assign(count=count).pivot_table(
        index=["category", "keyword"], columns="month", values="count", aggfunc="sum"
    )
    rows = []
    for category, words in wide.groupby(level="category"):
        there = words[[*before, *now]].dropna()
        sums = [there[list(chosen)].sum(axis=1) for chosen in (now, before)]
        found = _growth_of(sums, confidence) if len(there) and (sums[1] > 0).any() else None
        rows.append((category, *(found or Estimate(*[np.nan] * 3, 0, "words"))))
    found = pd.DataFrame(rows, columns=["category", "estimate", "low", "high", "n", "counts"])
    found["before"] = _year_before(wide, before)
    found["stage"] = [
        _stage(*ends, border) if n else "introduction"
        for *ends, n in found[["low", "high", "n"]].itertuples(index=False)
    ]
    return found


def _two_times(months, month, span):
    """The names of the last months and of the same ones a year before."""
    known = set(months)
    last = max(known) if month is None else check_choice("month", month, sorted(known))
    now = [str(pd.Period(last, "M") - k) for k in range(span)][::-1]
    before = [str(pd.Period(name, "M") - 12) for name in now]
    lost = sorted({*now, *before} - known)
    if lost:
        raise InputError(
            f"The table has no {lost[0]}, which {span} months to {last} and a year before need. "
            "Choose a later month or a shorter span."
        )
    return now, before


def _growth_of(sums, confidence):
    """Total over total, as a growth; the words' scatter gives the interval."""
    return ratio_of_totals(*sums, "words", confidence, log=True).through(lambda times: times - 1)


def _monthly(frame, table, keys, values, once=True):
    """A table of months, checked: months as text, numbers from 0 on, one row per month and key."""
    keys = ["category", *keys]
    frame = check_numbers(check_table(frame, table, "month", *keys, *values), table, *values)
    frame = check_months(frame, table)
    return check_once(frame, table, "month", *keys) if once else frame


def _times(now, before):
    return (now / before).where(before > 0)


def _more_sellers(stats, now, before):
    """Growth of the sellers of each category."""
    stats = _monthly(stats, "stats", [], ["n_sellers"]).astype({"category": str})
    then, there = (
        stats[stats["month"].isin(chosen)].groupby("category")["n_sellers"].mean()
        for chosen in (before, now)
    )
    return there / then - 1


def _others(market, largest=10):
    """Sellers outside the largest; 1 at least."""
    return (market["n_sellers"] - largest).clip(lower=1)


def _year_before(wide, before):
    """Growth of each category's words in the year before, where the table knows it."""
    older = [str(pd.Period(name, "M") - 12) for name in before]
    if not set(older) <= set(wide.columns):
        return np.nan
    there = wide[[*older, *before]].dropna()
    then, now = (
        there[chosen].sum(axis=1).groupby(level="category").sum() for chosen in (older, before)
    )
    names = wide.index.get_level_values("category").unique()
    return _times(now, then).reindex(names).to_numpy() - 1


def _stage(low, high, border):
    """The one stage that an interval of growth allows, or "unsure"."""
    names = {
        "growth": low > border, "decline": high < -border,
        "maturity": -border <= low and high <= border,
    }  # fmt: skip
    return next((name for name, holds in names.items() if holds), "unsure")


def _days(keywords, category=None, columns=("search_index",)):
    """Sums of a category's words by day."""
    columns = list(columns)
    chosen = [] if category is None else ["category"]
    keywords = check_table(keywords, "keywords", "date", *columns, *chosen)
    if category is not None:
        check_name(keywords, "category", category)
        keywords = keywords[keywords["category"] == category]
    check_moment(keywords["date"], keywords["date"].iloc[0])  # refuses what holds no times
    check_numbers(keywords, "keywords", *columns)
    if "keyword" in keywords:
        check_once(
            keywords, "keywords", *(c for c in ("date", "category", "keyword") if c in keywords)
        )
    return keywords.groupby("date")[columns].sum()


def _counted(value, n, counts):
    return Estimate(float(value), float("nan"), float("nan"), int(n), counts)
