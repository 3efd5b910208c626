"""What a customer is worth: simple, by cohorts, by the BG/NBD and gamma-gamma models.

Time is in days. A customer's purchases on one calendar day are one purchase ("purchase day").
Values are gross margin before the cost of winning the customer (CAC, 获客成本).
"""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.checks import check_purchases
from ecomlab.errors import (
    InputError,
    check_choice,
    check_days,
    check_number,
    check_positive,
    check_share,
)
from ecomlab.estimates import mean_interval, normal_interval, standard_error
from ecomlab.likelihood import STEP
from ecomlab.retention.purchase_models import BGNBD, GammaGamma
from ecomlab.tables import collect, day_number, needs

YEAR = 365  # days over which a yearly discount rate is earned
MONEY = ("customer_id", "ts_order", "paid_amount")


# ---- From orders to one row per customer ------------------------------------------------------


@needs("orders", *MONEY)
def customer_summary(orders, as_of=None, known_from=None, free="leave_out", value="net"):
    """How often, how recently and for how much has each customer bought again?

    Parameters
    ----------
    orders : frame
        {orders}
    as_of : date, optional
        Look at the log as it stood at the end of this day (default: the day of the last order).
    known_from : date, or list of earlier buyers, optional
        The day from which it is known who is new: only buyers who are new since then count. Or
        those who had bought before the log begins; ``[]`` where there were none.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?
    value : {"net", "gross", "refunded"}
        What was left after refunds, what was paid, or what was refunded.

    Returns
    -------
    DataFrame, one row per customer, sorted by customer_id
        customer_id; frequency (repeat purchase days, the first one not counted); recency (days from
        the first to the last purchase); T (days from the first purchase to `as_of`);
        monetary_value (mean yuan per repeat purchase day, 复购客单价; NaN without one). A buyer
        whose every order was refunded is one who didn't come again.

    Raises
    ------
    ColumnError, InputError
        A column is missing; a needed value is null; no order up to `as_of`.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A", "A", "A", "B"],
    ...     "ts_order": pd.to_datetime(["2025-01-01", "2025-01-11", "2025-01-11", "2025-01-05"]),
    ...     "paid_amount": [50.0, 20.0, 10.0, 80.0]})
    >>> customer_summary(orders, as_of="2025-01-31")
      customer_id  frequency  recency   T  monetary_value
    0           A          1       10  30            30.0
    1           B          0        0  26             NaN

    References
    ----------
    Fader, Hardie and Lee (2005), the (x, t_x, T) of the BG/NBD model. Course map U01.
    """
    found = tables.purchase_log(
        orders, MONEY, as_of, free, known_from, tables.tells(known_from), value, with_refunded=True
    )
    customers = tables.buyers(found, _rows_that_count(found, known_from))
    if not tables.tells(known_from):
        tables.tell_beginning(found, customers["first"], known_from=known_from)
    customers["frequency"] = customers["days"] - 1
    customers["recency"] = customers["last"] - customers["first"]
    customers["T"] = found.end - customers["first"]
    repeats = customers["frequency"].where(customers["frequency"] > 0)
    customers["monetary_value"] = customers["again"] / repeats
    return customers[["customer_id", "frequency", "recency", "T", "monetary_value"]]


def _rows_that_count(found, known_from):
    """The rows of what was kept; of who kept nothing, all rows on the day of the first order."""
    rows, day = tables.newcomers(found.rows, known_from), nw.col("day")
    if found.refunded:
        kept = nw.when(nw.col("reason") == tables.PURCHASE).then(1).otherwise(0)
        rows = rows.with_columns(kept=kept, came=day.min().over("customer_id"))
        rows = rows.with_columns(keeps=nw.col("kept").max().over("customer_id"))
        keeps = nw.col("keeps") == 1
        rows = rows.filter((nw.col("kept") == 1) | ~keeps)
        rows = rows.with_columns(day=nw.when(keeps).then(day).otherwise(nw.col("came")))
    return rows


def _aged_log(orders, as_of=None, known_from=None, free="leave_out", value="net", seen=None):
    """The log with each buyer's first day and the days since then, and the day it ends on.

    The first day is that of the first purchase; where all was refunded, of the first order paid;
    as it was seen at the end of the day ``seen``.
    """
    log, end, refunded, *_ = tables.purchase_log(
        orders, MONEY, as_of, free, known_from, True, value, with_refunded=True
    )
    log, day = tables.newcomers(log, known_from), nw.col("day")
    if refunded:
        log = log.with_columns(kept=nw.col("reason") == tables.PURCHASE)
        counts = nw.col("kept") if seen is None else nw.col("kept") & (day <= day_number(seen))
        of_kept = nw.when(counts).then(day).otherwise(None)
        log = log.with_columns(of_kept=of_kept)
        of_kept = nw.col("of_kept").min().over("customer_id")
        first = nw.coalesce(of_kept, day.min().over("customer_id")).cast(nw.Int64)
    else:
        log, first = log.with_columns(kept=nw.lit(True)), day.min().over("customer_id")
    log = log.with_columns(first=first)
    before = day < nw.col("first")  # refunded before the first purchase
    return log.with_columns(age=nw.when(before).then(0).otherwise(day - nw.col("first"))), end


# ---- Two ways without a model -----------------------------------------------------------------


def ltv_simple(aov, repurchases, margin):
    """What is a customer worth by the rule of thumb 用户终身价值 = 客单价 × 复购次数 × 毛利率?

    It leaves out the first order, names no horizon, does not discount, takes no acquisition cost
    (CAC) off and multiplies averages (doubt E39): use it to see what the others add.

    Parameters
    ----------
    aov : float
        Average order value (客单价), yuan.
    repurchases : float
        Repurchases per customer (复购次数), the first order not counted.
    margin : float
        Gross margin rate (毛利率), 0 to 1.

    Returns
    -------
    float
        Yuan of gross margin per customer.

    Raises
    ------
    InputError
        A negative amount, or a margin outside 0 to 1.

    Examples
    --------
    >>> ltv_simple(aov=200, repurchases=1.5, margin=.5)
    150.0

    References
    ----------
    Course map U01, metric M69.
    """
    check_share("margin", margin, ends=True)
    for name, value in (("aov", aov), ("repurchases", repurchases)):
        check_number(name, value, low=0)
    return float(aov * repurchases * margin)


@needs("orders", *MONEY)
def ltv_cohort(
    orders, margin, horizon=365, step=30, discount=0.0, as_of=None, confidence=0.95,
    known_from=None, free="leave_out", value="net",
):  # fmt: skip
    """How much gross margin has a customer brought by day 0, 30, 60 … after the first purchase?

    The first order is included; CAC (获客成本) is not taken off. Only customers observed for the
    whole horizon are counted, so every point of the curve rests on the same people; it tells about
    newer customers only if they are like the older ones.

    Parameters
    ----------
    orders : frame
        {orders}
    margin : float
        Gross margin rate (毛利率), 0 to 1.
    horizon, step : int
        Days after the first purchase to look at, and days between two points.
    discount : float
        Yearly discount rate (贴现率): a yuan earned at age d counts (1 + discount)^(−d/365).
    as_of : date, optional
        End of the log (default: the day of the last order).
    known_from : date, or list of earlier buyers, optional
        The day from which it is known who is new: only buyers who are new since then count. Or
        those who had bought before the log begins; ``[]`` where there were none.
    free : {"leave_out", "count"}
        Is an order of 0 a purchase?
    value : {"net", "gross", "refunded"}
        What was left after refunds, what was paid, or what was refunded.
        A buyer whose every order was refunded stays, at 0 net.

    Returns
    -------
    DataFrame, one row per point
        days (purchases up to that age, 0 = the first day), customers, value, low, high (yuan per
        customer, cumulative; normal interval).

    Raises
    ------
    InputError
        Fewer than two customers have been observed for the whole horizon, or a value out of range.

    Examples
    --------
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A", "A", "B"],
    ...     "ts_order": pd.to_datetime(["2025-01-01", "2025-01-11", "2025-01-01"]),
    ...     "paid_amount": [50.0, 30.0, 80.0]})
    >>> table = ltv_cohort(orders, margin=.5, horizon=30, as_of="2025-01-31")
    >>> table[["days", "customers", "value"]]
       days  customers  value
    0     0          2   32.5
    1    30          2   40.0

    References
    ----------
    Course map U01.
    """
    _check_money(margin, horizon, discount)
    horizon, step = check_days("horizon", horizon), check_days("step", step)
    points = np.append(np.arange(0, horizon, step), horizon)
    log, end = _aged_log(orders, as_of, known_from, free, value)
    brought = margin * _brought_by_point(log, end, points, step, discount)
    if len(brought) < 2:
        raise InputError(
            f"{len(brought)} customers have been observed for {horizon} days. Choose a shorter "
            "horizon."
        )
    rows = [
        (day, len(brought), *mean_interval(brought[:, i], confidence))
        for i, day in enumerate(points)
    ]
    return pd.DataFrame(rows, columns=["days", "customers", "value", "low", "high"])


def _brought_by_point(log, end, points, step, discount):
    """What each customer had brought by each point: a row per customer watched to the last one."""
    horizon, age = points[-1], nw.col("age")
    watched = log.filter(nw.col("first") + int(horizon) <= end, age <= int(horizon))
    point = (age + step - 1) // step  # the first point at this age or after it
    paid = collect(
        watched.with_columns(point=point, paid=_discounted("amount", age, discount))
        .group_by("customer_id", "point")
        .agg(nw.col("paid").sum())
    )
    number, customers = pd.factorize(paid["customer_id"], sort=True)
    brought = np.zeros((len(customers), len(points)))
    brought[number, paid["point"]] = paid["paid"]
    return brought.cumsum(axis=1)


def _discounted(amount, age, discount):
    """The amount, counted (1 + discount)^(−age/365)."""
    amount = nw.col(amount)
    return amount * (age * (-np.log1p(float(discount)) / YEAR)).exp() if discount else amount


def _check_money(margin, horizon, discount):
    check_share("margin", margin, ends=True)
    check_days("horizon", horizon)
    check_number("discount", discount, low=0, example="0.08 for 8% a year, or 0 for none")


# ---- What it is worth: both models together ---------------------------------------------------


@needs("orders", *MONEY)
def ltv_bgnbd_gamma_gamma(
    orders, margin, horizon=365, discount=0.0, as_of=None, zero_value="error",
    known_from=None, free="leave_out", value="net",
):  # fmt: skip
    """How much gross margin will each customer bring in the next `horizon` days?

    Expected purchases (BG/NBD) × expected spend per purchase (gamma-gamma) × margin. It looks
    forward from `as_of`: what a customer has brought already, the first order included, is not in
    it; CAC (获客成本) is not taken off.

    Parameters
    ----------
    orders : frame
        {orders}
    margin : float
        Gross margin rate (毛利率), 0 to 1.
    horizon : int
        Days to look ahead.
    discount : float
        Yearly discount rate (贴现率), applied from `as_of` on in steps of at most 30 days.
    as_of : date, optional
        The day on which the forecast is made (default: the day of the last order).
    zero_value : {"error", "exclude"}
        Repeaters whose repeat purchases cost 0 do not fit the gamma-gamma model. "exclude" fits
        the spend without them, and `in_spend_fit` says who they are; they still get a forecast.
    known_from, free, value
        As in `customer_summary`.

    Returns
    -------
    DataFrame, one row per customer
        customer_id, frequency, recency, T, alive (probability), expected_purchases, expected_spend
        (yuan per purchase), in_spend_fit (bool), ltv (yuan of gross margin).

    Raises
    ------
    InputError
        Repeaters of zero value (with their number), or data that cannot identify a model.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> table = ltv_bgnbd_gamma_gamma(
    ...     load("cdnow").orders, .3, as_of="1997-09-30", zero_value="exclude", free="count")
    >>> table[["customer_id", "frequency", "alive", "ltv"]].head(3).round(2)
       customer_id  frequency  alive   ltv
    0            1          0   1.00  2.79
    1            2          0   1.00  2.88
    2            3          2   0.36  5.41

    References
    ----------
    Fader, Hardie and Lee (2005); Fader and Hardie (2013). Course map U01.
    """
    _check_money(margin, horizon, discount)
    summary = customer_summary(orders, as_of, known_from, free, value)
    history = [summary[name].to_numpy() for name in ("frequency", "recency", "T")]
    purchase_model, spend_model, in_spend_fit = _fit_both(summary, zero_value)
    spend = spend_model.expected_spend(summary["frequency"], summary["monetary_value"])
    worth = _discounted_purchases(purchase_model, history, horizon, discount) * spend * margin
    return summary.drop(columns="monetary_value").assign(
        alive=purchase_model.probability_alive(*history),
        expected_purchases=purchase_model.conditional_expected_purchases(horizon, *history),
        expected_spend=spend,
        in_spend_fit=in_spend_fit,
        ltv=worth,
    )


def _fit_both(summary, zero_value):
    check_choice("zero_value", zero_value, ["error", "exclude"])
    repeaters = summary["frequency"] > 0
    zero = repeaters & ~(summary["monetary_value"] > 0)
    if zero_value == "error" and zero.any():
        raise InputError(
            f"{zero.sum()} of {repeaters.sum()} repeaters paid nothing for their repeat purchases, "
            "which the gamma-gamma model has no room for. Find out why (gifts? exchanges?); "
            'zero_value="exclude" fits the spend without them.'
        )
    purchase_model = BGNBD.fit(summary["frequency"], summary["recency"], summary["T"])
    chosen = summary[repeaters & ~zero]
    spend_model = GammaGamma.fit(chosen["frequency"], chosen["monetary_value"])
    return purchase_model, spend_model, repeaters & ~zero


def _discounted_purchases(model, history, ahead, discount, age=0.0):
    """Expected purchases in the next `ahead` days, discounted to `age` days ago in 30-day steps."""
    steps = int(np.ceil(np.max(ahead) / 30)) if discount else 1
    total = bought = 0.0
    for step in range(steps):
        until = model.conditional_expected_purchases(ahead * (step + 1) / steps, *history)
        middle = age + ahead * (step + 0.5) / steps
        total = total + (until - bought) * (1 + discount) ** (-middle / YEAR)
        bought = until
    return total


@needs("orders", *MONEY)
def ltv_compare(
    orders, margin, as_of, horizon, discount=0.0, cac=0.0, zero_value="error", confidence=0.95,
    known_from=None, free="leave_out", value="net",
):  # fmt: skip
    """What is a customer worth in the first `horizon` days: three methods, and what came true?

    Each method sees only the log up to `as_of`. All but the simple rule answer one question: mean
    gross margin per customer in the first `horizon` days from the first purchase, first order
    included, for the customers won up to `as_of`.

    - simple: 客单价 × 复购次数 × 毛利率 so far; no first order, no horizon, no discounting.
    - cohort: the older customers, those observed for the whole horizon by `as_of`.
    - bgnbd_gamma_gamma: what every customer brought so far, plus the models' forecast of the rest.
    - actual: the same customers, once the log covers the horizon of every one.

    Parameters
    ----------
    orders : frame
        {orders}
    margin, horizon, discount, zero_value
        As in `ltv_cohort` and `ltv_bgnbd_gamma_gamma`.
    as_of : date
        Last day of the calibration period.
    cac : float
        Cost of winning a customer (获客成本), yuan: taken off in `net`.
    known_from, free, value
        As in `customer_summary`.

    Returns
    -------
    DataFrame, one row per method
        method, first_order (included?), value, low, high (yuan per customer before CAC), n
        (customers behind it), net (value − cac), reason. Where there is no value, n is 0 and
        `reason` says why; where a model is at a limit, it says what can't be told. The intervals
        say how much the mean would vary with other customers of the same kind; that of the models
        takes them for true.

    Raises
    ------
    InputError
        A parameter out of range, or no customer up to `as_of`.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> table = ltv_compare(load("cdnow").orders, margin=.3, as_of="1997-09-30", horizon=365,
    ...                     zero_value="exclude", free="count")
    >>> table[["method", "first_order", "value", "low", "high", "n"]].round(2)
                  method  first_order  value    low   high      n
    0             simple        False  11.14  10.73  11.55  23570
    1             cohort         True    NaN    NaN    NaN      0
    2  bgnbd_gamma_gamma         True  26.38  25.57  27.18  23570
    3             actual         True  27.26  26.53  27.99  23570

    References
    ----------
    Course map U01, doubt E39.
    """
    _check_money(margin, horizon, discount)
    check_number("cac", cac)
    summary = customer_summary(orders, as_of, known_from, free, value)
    then = _aged_log(orders, as_of, known_from, free, value)
    now = _aged_log(orders, None, known_from, free, value, seen=as_of)
    so_far, _ = _paid_within(then, horizon, discount, summary)
    in_the_end, covered = _paid_within(now, horizon, discount, summary)
    history = [summary[name].to_numpy() for name in ("frequency", "recency", "T")]
    ahead = np.maximum(horizon - history[2], 0)
    check_choice("zero_value", zero_value, ["error", "exclude"])

    def forecast(purchase_model, spend_model):
        bought = _discounted_purchases(purchase_model, history, ahead, discount, age=history[2])
        spend = spend_model.expected_spend(summary["frequency"], summary["monetary_value"])
        return margin * (so_far + bought * spend)

    older = margin * so_far[ahead == 0]
    actual = margin * in_the_end[: len(in_the_end) if covered else 0]
    paid, _ = _paid_within(then, np.inf, 0.0, summary)
    rows = [
        ("simple", False, *_simple_so_far(paid, history[0] + 1, margin, confidence)),
        ("cohort", True, *_mean_row(older, confidence, f"been watched for {horizon} days yet")),
        ("bgnbd_gamma_gamma", True, *_of_models(forecast, summary, zero_value, confidence)),
        ("actual", True, *(_mean_row(actual, confidence, "come so far") if covered else OPEN)),
    ]
    columns = ["method", "first_order", "value", "low", "high", "n", "reason"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(net=table["value"] - cac)[[*columns[:-1], "net", "reason"]]


def _no_value(reason):
    return np.nan, np.nan, np.nan, 0, reason


OPEN = _no_value("The log ends before every customer's horizon does.")


def _mean_row(values, confidence, what):
    """Value, low, high, n, reason: the mean of these customers, or why there is none."""
    if len(values) < 2:
        return _no_value(f"{('No', 'Only one')[len(values)]} customer has {what}.")
    return *mean_interval(values, confidence), len(values), ""


def _of_models(forecast, summary, zero_value, confidence):
    """Value, low, high, n of the models' forecast, and what they can't tell, or why none."""
    try:
        *models, _ = _fit_both(summary, zero_value)
        expected = forecast(*models)
    except InputError as why:
        return _no_value(str(why))
    # Customers' chance and parameters' chance go together: at most, their errors add up.
    error = standard_error(expected) + _delta_error(forecast, models)
    ends = normal_interval(np.mean(expected), error, confidence)
    unknown = [model.cannot_tell for model in models if model.limit != "none"]
    return *ends, len(expected), " ".join(unknown)


def _paid_within(log_and_end, horizon, discount, summary):
    """What each customer of the summary brought within the horizon, by the log's end; covered?"""
    log, end = log_and_end
    paid = _discounted("amount", nw.col("age"), discount)
    paid = nw.when(nw.col("age") <= horizon).then(paid).otherwise(0.0)
    customers = collect(
        log.with_columns(paid=paid)
        .group_by("customer_id")
        .agg(first=nw.col("first").min(), paid=nw.col("paid").sum())
    )
    customers = customers.set_index("customer_id").loc[summary["customer_id"]]
    return customers["paid"].to_numpy(), customers["first"].max() + horizon <= end


def _simple_so_far(paid, bought, margin, confidence):
    """`ltv_simple` of a log, with an interval from each customer's influence on the product."""
    if len(paid) < 2:
        return _no_value("Only one customer has come so far.")
    aov, repurchases = paid.sum() / bought.sum(), bought.mean() - 1
    on_aov = (paid - aov * bought) / bought.mean()
    influence = margin * (on_aov * repurchases + aov * (bought - bought.mean()))
    value = ltv_simple(aov, repurchases, margin)
    return *normal_interval(value, standard_error(influence), confidence), len(paid), ""


def _delta_error(forecast, models):
    """Standard error of the mean ``forecast(*models)`` from its parameters (delta method)."""

    def mean_at(model, step):
        moved = model.moved(model.theta + step)
        return np.mean(forecast(*(moved if other is model else other for other in models)))

    variance = 0.0
    for model in models:
        now, steps = mean_at(model, 0), STEP * np.eye(len(model.theta))
        slope = np.array([mean_at(model, step) - now for step in steps]) / STEP
        variance += slope @ model.covariance @ slope
    return variance**0.5


# ---- Forecasts, and what came ------------------------------------------------------------------


@needs("orders", *MONEY)
def forecast_check(
    orders, dates, days=90, model=BGNBD, confidence=0.95, known_from=None, free="leave_out",
    value="net",
):  # fmt: skip
    """How many purchases would the model have forecast on each date, and how many came?

    On each date the model is fitted to the log up to it, and forecasts the purchases of the
    customers won by then in the next `days`. Then they are counted.

    Parameters
    ----------
    orders : frame
        {orders}
    dates : list of dates
        Days on whose evening a forecast is made.
    days : int
        How far it looks.
    model : class
        BGNBD, MBGNBD or ParetoNBD.
    known_from, free, value
        As in `customer_summary`.

    Returns
    -------
    DataFrame, one row per date
        as_of, n (customers), limit (of the model), expected, low, high, came, inside (did it come
        within the interval?), reason (of a row without numbers). The interval holds the chance of
        the customers and of the parameters, and takes the model for true: season, campaigns and a
        wrong story are not in it.

    Raises
    ------
    InputError
        No customer up to a date, or days that are no span.

    Examples
    --------
    >>> from ecomlab.datasets import load
    >>> dates = ["1997-06-30", "1997-09-30"]
    >>> table = forecast_check(load("cdnow").orders, dates, days=90, free="count")
    >>> table[["as_of", "limit", "expected", "low", "high", "came", "inside"]].round()
            as_of limit  expected     low    high    came  inside
    0  1997-06-30  none    7457.0  7153.0  7761.0  7137.0   False
    1  1997-09-30  none    6305.0  6070.0  6539.0  7307.0   False

    References
    ----------
    Course map U38.
    """
    days, how = check_days("days", days), (known_from, free, value)
    end = _aged_log(orders, None, *how)[1]
    rows = [_checked(orders, pd.Timestamp(day), days, model, confidence, how, end) for day in dates]
    columns = ["as_of", "n", "limit", "expected", "low", "high", "came", "inside", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _checked(orders, day, days, model, confidence, how, end):
    """A row of `forecast_check`."""
    summary = customer_summary(orders, day, *how)
    history = [summary[name].to_numpy() for name in ("frequency", "recency", "T")]
    came, reason = _came(orders, summary, day, days, how, end)
    try:
        fitted = model.fit(*history)
    except InputError as why:
        nothing = [np.nan] * 3
        return day.date(), len(summary), "", *nothing, came, False, str(why)

    def forecast(at):
        return at.conditional_expected_purchases(days, *history)

    expected, n = forecast(fitted), len(summary)
    chance = (
        _chance_of_purchases(fitted, expected, history)
        + (n * _delta_error(forecast, [fitted])) ** 2
    )
    ends = normal_interval(expected.sum(), chance**0.5, confidence)
    ends = (ends[0], max(ends[1], 0.0), ends[2])  # fewer than none can't come
    inside = bool(ends[1] <= came <= ends[2])
    return day.date(), n, fitted.limit, *ends, came, inside, reason


def _came(orders, summary, day, days, how, end):
    """Purchases of these customers in the days after; NaN and why where the log ends before."""
    if day_number(day) + days > end:
        return np.nan, f"The log ends before {days} days have passed."
    later = customer_summary(orders, day + pd.Timedelta(days=days), *how).set_index("customer_id")
    then = later["frequency"].reindex(summary["customer_id"]).to_numpy()
    return float(np.nansum(then) - summary["frequency"].sum()), ""


def _chance_of_purchases(model, expected, history):
    """Variance of all their purchases: whether each is there, at which rate, and how it falls."""
    alive = np.maximum(model.probability_alive(*history), 1e-12)
    if_alive = expected / alive
    shape = (
        model.rates.first + history[0]
    )  # of a rate after so many purchases; infinite for one rate
    return np.sum(alive * (if_alive + if_alive**2 / shape) + alive * (1 - alive) * if_alive**2)


# ---- What better retention is worth -----------------------------------------------------------


def follow_rate(orders):
    """What share of the orders did the same customer follow by another one (复购)?

    With this r a customer makes 1 ÷ (1 − r) orders in all, in any shop and for any orders: all but
    the first order of a customer follow another one.

    Parameters
    ----------
    orders : DataFrame
        customer_id. Customers who may still come back make it too low.

    Returns
    -------
    float

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> follow_rate(pd.DataFrame({"customer_id": ["Anna", "Anna", "Anna", "Bo"]}))
    0.5

    References
    ----------
    Course map U02, case K22.
    """
    orders = check_purchases(orders)
    return 1 - orders["customer_id"].nunique() / len(orders)


def value_change(rate, step=0.05):
    """How much more is a customer worth, if the share that comes back rises by ``step``?

    Five points shrink the leaving rate 1 − r: a large part of it where few leave, a small one where
    nearly all do.

    Parameters
    ----------
    rate : float, or array of floats
        Chance of another order after each one, 0 ≤ r < 1.
    step : float
        In points: .05.

    Returns
    -------
    float or array
        A share: .1 for a tenth more.

    Raises
    ------
    InputError
        A rate that isn't from 0 to below 1, before or after the step.

    Examples
    --------
    >>> [round(value_change(rate), 3) for rate in (0.08, 0.6, 0.9)]
    [0.057, 0.143, 1.0]

    References
    ----------
    Course map U02, case K22.
    """
    check_number("step", step)
    for r in np.atleast_1d(rate):
        check_share("rate", float(r), ends=True)
        if not 0 <= r + step < 1:
            raise InputError(f"A rate of {r:.2f} becomes {r + step:.2f}. Keep it below 1.")
    return (1 - rate) / (1 - rate - step) - 1


def profit_change(rate, contribution, profit, step=0.05):
    """By what share does the year's profit rise, if the share that comes back rises by ``step``?

    The contribution grows with the orders; what it leaves of the profit doesn't, so that the same
    yuan are the larger a share, the smaller the profit.

    Parameters
    ----------
    rate, step : float
        As in `value_change`.
    contribution : float
        What the orders leave after goods, fees and parcels, yuan.
    profit : float
        What is left of it after fixed costs, yuan.

    Returns
    -------
    float

    Raises
    ------
    InputError
        No profit to compare with.

    Examples
    --------
    >>> round(profit_change(0.08, contribution=200_000, profit=100_000), 3)
    0.115

    References
    ----------
    Reichheld and Sasser (1990), Zero defections, Harvard Business Review 68(5). Case K22.
    """
    check_positive("profit", profit)
    return value_change(rate, step) * check_number("contribution", contribution) / profit


def retention_profit_sensitivity(rate, margin, fixed_cost=0.0, delta=0.05, mode="pp"):
    """How much more profit does a customer bring if the repurchase rate (复购率) rises a little?

    With a chance r of another order after each one, a customer makes 1/(1 − r) orders. The claim
    "repurchase +5% → profit +25–95%" (doubt E02) holds only for high r, or for a fixed cost near
    the value; at the 8 to 15% of most shops 5 points give about 6%.

    Parameters
    ----------
    rate : float or sequence of floats
        Chance of another order after each one, 0 ≤ r < 1.
    margin : float
        Gross margin per order, yuan (not a rate).
    fixed_cost : float
        Cost per customer that does not depend on the orders, such as CAC (获客成本), yuan.
    delta : float
        The rise: points in mode "pp" (.05: 60% → 65%), a share of the rate in mode "relative"
        (.05: 60% → 63%).
    mode : {"pp", "relative"}

    Returns
    -------
    DataFrame, one row per rate
        rate, new_rate, value, new_value, profit, new_profit (yuan per customer; profit = value −
        fixed_cost), change (of profit, as a share; NaN if there is no profit to compare with).

    Raises
    ------
    InputError
        A rate outside 0 to 1 before or after the rise, or a margin that is not positive.

    Examples
    --------
    >>> table = retention_profit_sensitivity([.08, .15, .60, .80, .90], margin=30)
    >>> table[["rate", "new_rate", "change"]].round(3)
       rate  new_rate  change
    0  0.08      0.13   0.057
    1  0.15      0.20   0.062
    2  0.60      0.65   0.143
    3  0.80      0.85   0.333
    4  0.90      0.95   1.000

    References
    ----------
    Reichheld and Sasser (1990), Zero defections, Harvard Business Review 68(5): about 5 points
    fewer defections in contractual services, not repurchase. Course map U02, case K22.
    """
    check_positive("margin", margin)
    check_number("fixed_cost", fixed_cost)
    check_number("delta", delta)
    check_choice("mode", mode, ["pp", "relative"])
    r = np.array([check_share("rate", one, ends=True) for one in np.atleast_1d(rate)])
    if not len(r):
        raise InputError("rate is an empty list. Give at least one.")
    new = r + delta if mode == "pp" else r * (1 + delta)
    if not ((r < 1) & (new >= 0) & (new < 1)).all():
        raise InputError(
            f"A rate is {max(r.max(), new.max()):.2f} before or after the change of {delta}. Keep "
            "both from 0 to below 1 (8% is .08)."
        )
    value, new_value = margin / (1 - r), margin / (1 - new)
    profit, new_profit = value - fixed_cost, new_value - fixed_cost
    change = np.where(profit > 0, new_profit / np.where(profit > 0, profit, 1) - 1, np.nan)
    return pd.DataFrame(
        {
            "rate": r,
            "new_rate": new,
            "value": value,
            "new_value": new_value,
            "profit": profit,
            "new_profit": new_profit,
            "change": change,
        }
    )
