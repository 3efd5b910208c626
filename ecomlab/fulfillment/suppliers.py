"""Whom do we buy from? Lots, how they are tested, and what customers send back of them (供应商).

Tables: ``inbound``, one row per lot; ``returns``, one row per piece sent back.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_moment, check_name, check_numbers, check_since, check_table
from ecomlab.errors import InputError, check_days, check_number, check_share
from ecomlab.estimates import ratio_of_ratios, ratio_of_shares

HALVES = {False: "before", True: "since"}


# --- What tests find ------------------------------------------------------------------------


def defect_rates(inbound, changed):
    """Pieces tested and defects found, by supplier, before a day and since (次品率).

    Parameters
    ----------
    inbound : DataFrame
        supplier, received_at, sample_n (pieces tested), sample_defects.
    changed : date
        The first day since.

    Returns
    -------
    DataFrame
        Index supplier, half (before or since); tested, defects, rate (defects ÷ tested).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> lots = cases.load("defect_rate").tables.inbound
    >>> defect_rates(lots, changed="2025-01-06").round(3)
                     tested  defects   rate
    supplier half
    Cixi     before    5200      212  0.041
             since     5200      136  0.026
    Shunde   before    5200      262  0.050
             since     2600       28  0.011

    References
    ----------
    Metric M53, case K13.
    """
    columns = {"sample_n": "tested", "sample_defects": "defects"}
    inbound = check_table(inbound, "inbound", "supplier", "received_at", *columns)
    half = pd.Series(check_since(inbound["received_at"], changed), inbound.index).map(HALVES)
    groups = inbound.groupby(["supplier", half.rename("half")])
    sums = groups[list(columns)].sum().rename(columns=columns)
    return sums.assign(rate=sums["defects"] / sums["tested"])


def defect_rate_change(inbound, changed, supplier):
    """By what factor did a supplier's defect rate change, as tested: since ÷ before?

    Its interval knows the luck of pieces, not who tested them, which ones, and for what.

    Parameters
    ----------
    inbound, changed
        As in `defect_rates`.
    supplier : str

    Returns
    -------
    Estimate
        A factor; n counts pieces tested.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> lots = cases.load("defect_rate").tables.inbound
    >>> defect_rate_change(lots, "2025-01-06", supplier="Shunde")
    0.214 (0.145 to 0.315), n = 7,800 pieces

    References
    ----------
    Case K13.
    """
    inbound = check_table(inbound, "inbound", "supplier")
    check_name(inbound, "supplier", supplier)
    mine = defect_rates(inbound[inbound["supplier"] == supplier], changed).loc[supplier]
    found, tested = mine["defects"], mine["tested"]
    return ratio_of_shares(
        found["since"], tested["since"], found["before"], tested["before"], counts="pieces"
    )


def chance_to_pass(rate, tested, accept=0):
    """How likely is a lot with this defect rate to pass a test (抽检特性曲线, OC curve)?

    Parameters
    ----------
    rate : float or array
        Share of the lot's pieces that have a defect.
    tested : int
        Pieces drawn from a large lot.
    accept : int
        Most defects with which it passes (合格判定数).

    Returns
    -------
    float or array
        Of the binomial distribution: good as long as the sample is a small part of the lot.

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(float(chance_to_pass(0.03, tested=50)), 3)
    0.218

    The curve of Montgomery (2013), figure 15.2: 89 pieces, two defects pass.

    >>> chance_to_pass([0.01, 0.02, 0.03], tested=89, accept=2).round(4)
    array([0.9397, 0.7366, 0.4985])

    References
    ----------
    Montgomery (2013), Introduction to Statistical Quality Control, section 15.2. Case K13.
    """
    from scipy.stats import binom  # slow to import

    for share in pd.Series(rate):
        check_share("rate", share, ends=True)
    check_number("accept", accept, low=0)
    return binom.cdf(accept, check_days("tested", tested), rate)


# --- What customers send back ---------------------------------------------------------------


def lots_sent_back(inbound, returns, reason="quality"):
    """Each lot with its pieces sold, those sent back for a reason, and their share (质量退货率).

    What was opened for a test isn't sold. Needs an article number for each lot.

    Parameters
    ----------
    inbound : DataFrame
        supplier, received_at, sku (one for each lot), lot_size, sample_n (pieces).
    returns : DataFrame
        sku, reason.
    reason : str

    Returns
    -------
    DataFrame, one row per lot
        supplier, received_at, sku, sold, back, rate (back ÷ sold).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Two lots with one number; a lot of which nothing was sold.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("defect_rate").tables
    >>> lots_sent_back(t.inbound, t.returns)[["sku", "sold", "back"]].tail(2)
           sku  sold  back
    102  24103  1900    29
    103  24104  1800    13

    References
    ----------
    Case K13.
    """
    columns = ["supplier", "received_at", "sku", "lot_size", "sample_n"]
    inbound = check_table(inbound, "inbound", *columns)
    returns = check_table(returns, "returns", "sku", "reason")
    check_name(returns, "reason", reason)
    if not inbound["sku"].is_unique:
        raise InputError(
            f"{inbound['sku'].duplicated().sum()} lots share their sku with another, so that what "
            "comes back can't find its lot. Print a number on each lot (批次追溯)."
        )
    counts = returns.loc[returns["reason"] == reason, "sku"].value_counts()
    lots = inbound[columns[:3]].assign(
        sold=inbound["lot_size"] - inbound["sample_n"],
        back=inbound["sku"].map(counts).fillna(0).astype("int64"),
    )
    if empty := lots.loc[lots["sold"] <= 0, "sku"].tolist():
        raise InputError(f"Of {len(empty)} lots nothing was sold (first {empty[0]}): no rate.")
    return lots.assign(rate=lots["back"] / lots["sold"])


def lot_rates(inbound, returns, reason="quality"):
    """Share sent back of the lots: a row for each day of receipt, a column for each supplier.

    Parameters
    ----------
    inbound, returns, reason
        As in `lots_sent_back`.

    Returns
    -------
    DataFrame
        Index received_at. A supplier with several lots on a day has their mean; NaN for none.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("defect_rate").tables
    >>> lot_rates(t.inbound, t.returns).mean().round(4).to_dict()
    {'Cixi': 0.0171, 'Shunde': 0.0192}

    References
    ----------
    Case K13.
    """
    lots = lots_sent_back(inbound, returns, reason)
    return lots.pivot_table(index="received_at", columns="supplier", values="rate")


def difference_in_differences(inbound, returns, changed, treated, control, reason="quality"):
    """By what factor did one supplier's returns change, beyond what the other's did (双重差分)?

    (Treated since ÷ before) ÷ (control since ÷ before), in what customers send back per piece
    sold. A lot's pieces share how good it happened to be, so that the days on which both bring a
    lot are what the interval counts; what both learn from week to week cancels.

    Parameters
    ----------
    inbound, returns, reason
        As in `lots_sent_back`.
    changed : date
        The first day since.
    treated, control : str
        Suppliers: the one with which something was changed, and the one left alone.

    Returns
    -------
    Estimate
        A factor; n counts weeks: the days on which both bring a lot.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A day on which only one of the two brings a lot.

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("defect_rate").tables
    >>> difference_in_differences(t.inbound, t.returns, "2025-01-06", "Shunde", "Cixi")
    0.929 (0.75 to 1.15), n = 52 weeks

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5. Case K13.
    """
    inbound = check_table(inbound, "inbound", "supplier")
    check_name(inbound, "supplier", treated, "treated")
    check_name(inbound, "supplier", control, "control")
    rates = lot_rates(inbound, returns, reason)[[treated, control]].dropna(how="all")
    alone = rates.index[rates.isna().any(axis=1)]
    if len(alone):
        raise InputError(
            f"On {len(alone)} of {len(rates)} days only one of {treated!r} and {control!r} brought "
            f"a lot (first {alone[0]:%Y-%m-%d}). Leave those out and say so, or sum weeks."
        )
    return relative_change(rates, check_since(rates.index.to_series(), changed))


def relative_change(rates, since):
    """(First column since ÷ before) ÷ (second since ÷ before), a row for each week.

    Parameters
    ----------
    rates : DataFrame
        Two columns: the treated, the control.
    since : array of bool, one for each row

    Returns
    -------
    Estimate
        A factor; n counts weeks.

    Examples
    --------
    >>> weeks = pd.DataFrame({"tied": [4, 5, 3, 2, 1.5], "free": [4, 5, 3.5, 4, 3]})
    >>> relative_change(weeks, [False, False, False, True, True])
    0.521 (0.43 to 0.631), n = 5 weeks

    References
    ----------
    Case K13.
    """
    if not isinstance(rates, pd.DataFrame) or rates.shape[1] != 2:
        raise InputError("rates needs two columns: the treated, then the control.")
    rates = check_numbers(check_table(rates, "rates", *rates), "rates", *rates)
    since = np.asarray(since)
    if since.dtype.kind != "b" or since.shape != (len(rates),):
        raise InputError("since needs True or False for each row of rates.")
    late, early = rates[since], rates[~since]
    sides = [side[column] for side in (late, early) for column in rates]
    return ratio_of_ratios(*sides, counts="weeks")


def rates_by_weeks(inbound, returns, changed, weeks=4, reason="quality"):
    """Per group of weeks and supplier: the share of defects in tests, and of pieces sent back.

    Parameters
    ----------
    inbound, returns, reason
        As in `lots_sent_back`; inbound with sample_defects.
    changed : date
        A group begins with this day.
    weeks : int
        Length of a group.

    Returns
    -------
    DataFrame
        day (the middle of the group), supplier, tested, customers (shares).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> t = cases.load("defect_rate").tables
    >>> rates_by_weeks(t.inbound, t.returns, "2025-01-06").iloc[-2:, 1:].round(4)
       supplier  tested  customers
    26     Cixi    0.02     0.0058
    27   Shunde    0.00     0.0126

    References
    ----------
    Case K13.
    """
    span = pd.Timedelta(weeks=check_days("weeks", weeks))
    lots = lots_sent_back(inbound, returns, reason)
    tests = check_table(inbound, "inbound", "sample_n", "sample_defects")
    lots = lots.merge(tests[["sku", "sample_n", "sample_defects"]], on="sku")
    start = check_moment(lots["received_at"], changed, "changed")
    lots["day"] = start + ((lots["received_at"] - start) // span + 0.5) * span
    columns = ["sample_n", "sample_defects", "sold", "back"]
    sums = lots.groupby(["day", "supplier"])[columns].sum().reset_index()
    tested, customers = sums["sample_defects"] / sums["sample_n"], sums["back"] / sums["sold"]
    return sums[["day", "supplier"]].assign(tested=tested, customers=customers)
