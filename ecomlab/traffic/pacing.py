"""A budget through the day, a picture through its life, and why a channel falls (预算、素材).

Tables: ``ads_hourly``, one row per day and hour; ``ads_daily`` by picture.
"""

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from ecomlab.checks import check_moment, check_numbers, check_since, check_table
from ecomlab.errors import InputError, check_number, check_positive
from ecomlab.estimates import trend_within

FACTORS = {
    "spend": "more or less money",
    "price of views": "rivals and season (竞争加剧)",
    "age of pictures": "the pictures are worn (素材老化)",
    "clicks of a view": "another picture, word or audience",
    "orders of a click": "page, price, stock, or whom one reaches",
}


def budget_pacing(ads_hourly, budget):
    """Spend as fast as possible, or evenly with demand? An average day under a smaller budget.

    Parameters
    ----------
    ads_hourly : DataFrame
        date, hour, cost, orders (credited to the hour's clicks), of days that weren't cut short.
    budget : float
        Yuan a day.

    Returns
    -------
    DataFrame, one row per hour from 0 to 23
        hour, wanted (yuan that the hour takes if money is there), fast, even (yuan spent: until the
        budget is gone, or the same share of every hour's), orders_fast, orders_even, days.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    Half of the money, three hours: the evening sells best, and is dry.

    >>> hours = pd.DataFrame({"date": pd.Timestamp("2025-03-01"), "hour": [8, 12, 20],
    ...                       "cost": [100.0, 100.0, 200.0], "orders": [2, 2, 6]})
    >>> found = budget_pacing(hours, 200).set_index("hour").loc[[8, 12, 20]]
    >>> found[["wanted", "fast", "even", "orders_fast", "orders_even"]]
          wanted   fast   even  orders_fast  orders_even
    hour
    8      100.0  100.0   50.0          2.0          1.0
    12     100.0  100.0   50.0          2.0          1.0
    20     200.0    0.0  100.0          0.0          3.0

    References
    ----------
    Row T19 (seed 003:268, 预算与通透的平衡).
    """
    check_positive("budget", budget)
    hours = check_table(ads_hourly, "ads_hourly", "date", "hour", "cost", "orders")
    check_numbers(hours, "ads_hourly", "hour", "cost", "orders")
    if not hours["hour"].isin(range(24)).all():
        raise InputError("hour must be a whole number from 0 to 23.")
    days = hours["date"].nunique()
    table = hours.groupby("hour")[["cost", "orders"]].sum().reindex(range(24), fill_value=0) / days
    table = table.rename(columns={"cost": "wanted"})
    before = table["wanted"].cumsum().shift(fill_value=0.0)
    table["fast"] = np.minimum(table["wanted"], (budget - before).clip(lower=0))
    table["even"] = table["wanted"] * min(1.0, budget / table["wanted"].sum())
    rate = (table.pop("orders") / table["wanted"].where(table["wanted"] > 0)).fillna(0.0)
    for name in ("fast", "even"):
        table[f"orders_{name}"] = rate * table[name]
    return table.assign(days=days).reset_index()


def creative_fatigue(ads_daily, by="creative_id", age="creative_age_days"):
    """By how much does a picture's click rate fall with every day that it is shown (素材老化)?

    Every picture is compared with itself: good ones that live longer don't hide the fall.

    Parameters
    ----------
    ads_daily : DataFrame
        ``by``, ``age`` (days since it was first shown), impressions, clicks. Rows without a picture
        are left out.

    Returns
    -------
    Estimate
        Change a day as a share: −0.03 is three per cent less each day. n counts pictures.

    Raises
    ------
    ColumnError, InputError
        No picture is seen at two ages.

    Examples
    --------
    >>> ads = pd.DataFrame({"creative_id": [1, 1, 2, 2, 3, 3], "creative_age_days": [0, 5] * 3,
    ...     "impressions": [10_000] * 6, "clicks": [200, 150, 100, 80, 150, 115]})
    >>> creative_fatigue(ads)
    -0.0518 (-0.0653 to -0.038), n = 3 pictures

    References
    ----------
    Rows T40 and T46.
    """
    ads = check_table(ads_daily, "ads_daily", "impressions", "clicks", gaps=[by, age])
    check_numbers(ads, "ads_daily", "impressions", "clicks", age)
    mine = ads[ads[by].notna() & ads[age].notna() & (ads["impressions"] > 0)]
    if not len(mine):
        raise InputError(f"No row of ads_daily has both {by} and {age}.")
    cells = mine.groupby([by, age], observed=True)[["impressions", "clicks"]].sum().reset_index()
    found = trend_within(cells["clicks"], cells["impressions"], cells[age], cells[by], "pictures")
    return found.through(np.expm1)


def replacement_age(change, value, cost):
    """After how many days is a picture best replaced by a new one?

    A new one costs something to make; an old one is clicked less each day. The best age makes what
    a day leaves, after the share of the making, largest.

    Parameters
    ----------
    change : float
        Change a day: `creative_fatigue`. Below 0.
    value : float
        Yuan that a fresh picture's clicks leave on its first day.
    cost : float
        Yuan for a new picture.

    Returns
    -------
    float
        Days; infinite where a new one never earns its making.

    Raises
    ------
    InputError

    Examples
    --------
    A picture leaves 60 yuan on its first day, loses 3.5% a day, and costs 150 to make.

    >>> round(replacement_age(-0.035, value=60, cost=150), 1)
    13.9

    References
    ----------
    Row T46 (seed 003:275-276); the classical replacement problem.
    """
    check_positive("value", value), check_positive("cost", cost)
    if not -1 < check_number("change", change) < 0:
        raise InputError(f"change is {change:g}: a picture that doesn't fade needs no replacing.")
    rate = -np.log1p(change)
    if cost >= value / rate:
        return float("inf")

    def next_day_less_mean(age):  # where a day leaves as much as the days so far did on average
        lived = value * -np.expm1(-rate * age) / rate
        return lived - cost - age * value * np.exp(-rate * age)

    return float(brentq(next_day_less_mean, 1e-9, 1e6))


def diagnose_drop(ads_daily, changed, since=None, before=None, fatigue=0.0):
    """Why does a channel bring fewer orders: less money, dearer views, worn pictures, the page?

    orders = spend ÷ price of a view × clicks of a view × orders of a click. What each factor took
    or gave adds up to the whole change (LMDI: weights by the logarithmic mean).

    Parameters
    ----------
    ads_daily : DataFrame
        date, impressions, clicks, cost, orders, of one channel or plan; creative_age_days if
        ``fatigue`` is given. Days whose claims are equally complete.
    changed : date
        From this day on it is "after".
    since, before : date, optional
        Where both end.
    fatigue : float
        Change of the click rate a day of age: `creative_fatigue`. Splits the clicks of a view into
        the age of the pictures and the rest.

    Returns
    -------
    DataFrame, one row per factor, and the sum
        factor, before, after (per day: yuan; yuan for 1,000 views; mean days of age; shares),
        orders (a day that the factor gave or took), points_to.

    Raises
    ------
    ColumnError, InputError
        Before or after there is no order, click or view.

    Examples
    --------
    Views became a quarter dearer, nothing else.

    >>> days = pd.date_range("2025-03-01", periods=2)
    >>> ads = pd.DataFrame({"date": days, "cost": 1000.0, "impressions": [50_000, 40_000],
    ...                     "clicks": [1000, 800], "orders": [30, 24]})
    >>> diagnose_drop(ads, "2025-03-02")[["factor", "before", "after", "orders"]].round(3)
                  factor   before    after  orders
    0              spend  1000.00  1000.00     0.0
    1     price of views    20.00    25.00    -6.0
    2   clicks of a view     0.02     0.02     0.0
    3  orders of a click     0.03     0.03     0.0
    4                all    30.00    24.00    -6.0

    References
    ----------
    Row T40 (seed 002:044). Ang (2005), Energy Policy 33, 867-871, on LMDI. It shows where, not why.
    """
    columns = ["cost", "impressions", "clicks", "orders"]
    ads = check_table(ads_daily, "ads_daily", "date", *columns)
    check_numbers(ads, "ads_daily", *columns)
    if since is not None:
        ads = ads[ads["date"] >= check_moment(ads["date"], since, "since")]
    if before is not None:
        ads = ads[ads["date"] < check_moment(ads["date"], before, "before")]
    if not len(ads):
        raise InputError("No row of ads_daily lies between since and before.")
    after = check_since(ads["date"], changed)
    sides = [_factors(ads[~after], columns, fatigue), _factors(ads[after], columns, fatigue)]
    first, last = (side.pop("orders") for side in sides)
    weight = (last - first) / np.log(last / first) if first != last else first
    rows = []
    for name in sides[0]:
        (shown_0, value_0), (shown_1, value_1) = sides[0][name], sides[1][name]
        rows.append((name, shown_0, shown_1, weight * np.log(value_1 / value_0), FACTORS[name]))
    rows.append(("all", first, last, last - first, ""))
    return pd.DataFrame(rows, columns=["factor", "before", "after", "orders", "points_to"])


def _factors(ads, columns, fatigue):
    """Orders a day, and each factor: what is shown, and what multiplies to the orders."""
    days = ads["date"].nunique()
    cost, views, clicks, orders = ads[columns].sum() / days
    if not min(cost, views, clicks, orders) > 0:
        raise InputError("Before or after there is no spend, view, click or order: choose days.")
    found = {"orders": orders, "spend": (cost, cost),
             "price of views": (1000 * cost / views, views / cost)}  # fmt: skip
    by_age = 1.0
    if check_number("fatigue", fatigue):
        check_table(ads, "ads_daily", gaps=["creative_age_days"])
        aged = ads[ads["creative_age_days"].notna()]
        age = aged["creative_age_days"].astype(float)
        mean_age = float(np.average(age, weights=aged["impressions"]))
        by_age = float(np.average((1 + fatigue) ** age, weights=aged["impressions"]))
        found["age of pictures"] = (mean_age, by_age)
    found["clicks of a view"] = (clicks / views, clicks / views / by_age)
    found["orders of a click"] = (orders / clicks, orders / clicks)
    return found
