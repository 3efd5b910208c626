"""Did it work? Before and after, against what was left alone, and tests by lot (实验).

Tables: ``traffic_daily``, one row per day and page (or source, device, …); ``experiments``, one
row per visitor (unit) of a test, with the arm that chance dealt them.
"""

import numpy as np

from ecomlab.checks import check_name, check_since, check_table
from ecomlab.errors import InputError, check_days
from ecomlab.estimates import (
    contrast_of_shares,
    difference,
    normal_quantile,
    ratio_of_shares,
    step,
    table,
)
from ecomlab.streams import generator, normal

TESTS = 20_000  # simulated tests of nothing


def before_after(traffic_daily, changed, page=None, yes="payers", of="uv", by="landing_page"):
    """By what factor was a rate higher after a change than before it (前后对比)?

    The obvious reading: everything else that changed with it is in the factor. Its interval knows
    the luck of visitors only, not that of days.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``of`` and ``yes`` (counts); ``by`` where a page is chosen.
    changed : date
        The first day after.
    page : str, optional
        A value of ``by``; all rows where none is given.
    yes, of : str
        Columns: the rate is the sum of ``yes`` ÷ the sum of ``of``.

    Returns
    -------
    Estimate
        A factor; n counts what ``of`` counts, here called visits.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> before_after(traffic, "2025-03-31", page="rice cooker")
    3 (2.81 to 3.19), n = 120,578 visits

    References
    ----------
    Case K01.
    """
    chosen = [by] if page is not None else []
    table = check_table(traffic_daily, "traffic_daily", "date", yes, of, *chosen)
    if page is not None:
        check_name(table, by, page, "page")
        table = table[table[by] == page]
    after = check_since(table["date"], changed)
    sums = table.groupby(after)[[yes, of]].sum()
    counts = {"uv": "visits", "addcart": "carts"}.get(of, of)
    return ratio_of_shares(*sums.loc[True], *sums.loc[False], counts=counts)


def daily_gap(traffic_daily, treated, control, yes="payers", of="uv", by="landing_page"):
    """Log of treated ÷ control in a rate: a value for each day, in which what both share cancels.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, ``yes``, ``of``.
    treated, control : str
        Values of ``by``.

    Returns
    -------
    Series
        By date.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A day without a row of both, or on which nobody said yes: a ratio has no log then.

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> daily_gap(traffic, "rice cooker", "kettle").head(2).round(3).tolist()
    [0.199, -0.095]

    References
    ----------
    Cases K01 and K03.
    """
    table = check_table(traffic_daily, "traffic_daily", "date", by, yes, of)
    check_name(table, by, treated, "treated")
    check_name(table, by, control, "control")
    sums = table[table[by].isin([treated, control])].groupby(["date", by])[[yes, of]].sum()
    rates = (sums[yes] / sums[of]).unstack()[[treated, control]]
    empty = ~(rates > 0).all(axis=1)
    if empty.any():
        raise InputError(
            f"On {empty.sum()} of {len(rates)} days {treated!r} or {control!r} has no {of} or no "
            f"{yes} (first {rates.index[empty][0]:%Y-%m-%d}), and 0 has no ratio. Sum weeks, or "
            "leave those days out and say so."
        )
    return np.log(rates[treated]) - np.log(rates[control])


def difference_in_differences(
    traffic_daily, changed, treated, control, yes="payers", of="uv", by="landing_page"
):
    """How much more did a rate rise where something was changed than where nothing was (双重差分)?

    Day by day, so that what moves both on a day (a promotion, a holiday, another mix of visits)
    is divided out, and days are what the interval counts. It is as good as the control is like
    the treated: `ecomlab.estimates.placebo_steps` on the days before tries that.

    Parameters
    ----------
    traffic_daily : DataFrame
        date, ``by``, ``yes``, ``of``; a row of both on each day, or several.
    changed : date
        The first day of the change.
    treated, control : str
        Values of ``by``: what was changed, and what was left alone.
    yes, of : str
        Columns: the rate is the sum of ``yes`` ÷ the sum of ``of``.

    Returns
    -------
    Estimate
        A factor; n counts days.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> difference_in_differences(traffic, "2025-03-31", treated="rice cooker", control="kettle")
    1.56 (1.41 to 1.72), n = 60 days

    References
    ----------
    Angrist and Pischke (2009), Mostly Harmless Econometrics, chapter 5. Cases K01 and K03.
    """
    gap = daily_gap(traffic_daily, treated, control, yes, of, by)
    return step(gap, check_since(gap.index.to_series(), changed)).through(np.exp)


def ab_test(experiments, treated, control, metric="converted", arm="arm"):
    """What did the new version do, if chance dealt out both at the same time (A/B 测试)?

    Parameters
    ----------
    experiments : DataFrame
        One row per unit that chance dealt (visitor, customer): ``arm`` and ``metric``, a flag or
        an amount.
    treated, control : str
        Arms.

    Returns
    -------
    Estimate
        Mean of the treated less mean of the control; n counts visitors (or what else chance
        dealt). Of flags the difference of two shares (Newcombe), else of two means (Welch).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> test = pd.DataFrame({"arm": ["A"] * 4 + ["B"] * 4, "spent": [3, 4, 5, 4, 1, 2, 2, 3]})
    >>> ab_test(test, treated="A", control="B", metric="spent")
    2 (0.587 to 3.41), n = 8 visitors

    References
    ----------
    Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 17. Row C05.
    """
    experiments = check_table(experiments, "experiments", arm, metric)
    check_name(experiments, arm, treated, "treated")
    check_name(experiments, arm, control, "control")
    values, values_0 = (experiments.loc[experiments[arm] == a, metric] for a in (treated, control))
    return difference(values, values_0, counts="visitors")


def factorial_effect(experiments, weights, metric="converted", arm="arm"):
    """One question to a test of several changes at once: a weighted sum of the arms' rates.

    With four arms (neither, a, b, both) the main effect (主效应) of a has the weights −½, ½, −½, ½;
    the interaction (交互作用), what a does more beside b, has 1, −1, −1, 1.

    Parameters
    ----------
    experiments : DataFrame
        One row per unit: ``arm`` and the flag ``metric``.
    weights : mapping of arm to number
        They sum to 0; an arm with weight 0 isn't read.

    Returns
    -------
    Estimate
        n counts the visitors of the arms that are read.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        An arm that isn't there, or weights that don't sum to 0.

    Examples
    --------
    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> dark = {"light, plain": -.5, "light, bright": -.5, "dark, plain": .5, "dark, bright": .5}
    >>> factorial_effect(test, dark, metric="bounced")
    -0.152 (-0.16 to -0.144), n = 56,000 visitors

    References
    ----------
    Box, Hunter and Hunter (2005), Statistics for Experimenters, chapter 5. Case K02.
    """
    experiments = check_table(experiments, "experiments", arm, metric)
    yes, n = _arms(experiments, weights, metric, arm)
    return contrast_of_shares(yes, n, list(weights.values()), counts="visitors")._replace(
        n=int(n[[bool(weight) for weight in weights.values()]].sum())
    )


def _arms(experiments, weights, metric, arm):
    """Of each arm: how many said yes, and how many there are."""
    for name in weights:
        check_name(experiments, arm, name, "arm")
    if abs(sum(weights.values())) > 1e-9:
        raise InputError(
            f"The weights sum to {sum(weights.values()):g}. An effect is a difference: to 0."
        )
    arms = experiments.groupby(arm, observed=True)[metric].agg(["sum", "size"])
    return arms.loc[list(weights)].to_numpy().T


def peeks(experiments, weights, metric="converted", arm="arm", time="ts"):
    """What a test says on each morning, of all units up to the evening before (偷看).

    Parameters
    ----------
    experiments, weights, metric, arm
        As in `factorial_effect`; −1 and 1 for an A/B test.
    time : str
        Column of times; days are those of its time zone.

    Returns
    -------
    DataFrame, one row per day
        morning (1 after the first day), estimate, low, high, n, counts. Each interval holds for
        somebody who looks on that morning only.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> peeks(test, {"light, plain": -1, "light, bright": 1}).round(4).tail(1)
            morning  estimate     low    high      n    counts
        27       28    0.0045  0.0005  0.0086  27942  visitors

    References
    ----------
    Case K02.
    """
    experiments = check_table(experiments, "experiments", arm, metric, time)
    day = experiments[time].dt.normalize()
    found = {}
    chosen = experiments[experiments[arm].isin(list(weights))]
    _arms(experiments, weights, metric, arm)  # refuses what isn't there
    sums = chosen.groupby([day, arm], observed=True)[metric].agg(["sum", "size"]).unstack()
    sums = sums.fillna(0).cumsum()
    for morning in range(len(sums)):
        yes, n = (sums[name][list(weights)].iloc[morning] for name in ("sum", "size"))
        found[morning + 1] = contrast_of_shares(yes, n, list(weights.values()), counts="visitors")
    return table(found, "morning")


def peeking(looks, confidence=0.95):
    """In what share of tests of nothing does somebody who looks so often announce a winner?

    Looks at equal steps, each at all data so far; the first beyond the line ends the test.
    Simulated: 20,000 tests, the same on every machine.

    Parameters
    ----------
    looks : int
    confidence : float
        Of each look's interval.

    Returns
    -------
    float

    Raises
    ------
    InputError

    Examples
    --------
    >>> [round(peeking(looks), 2) for looks in (1, 5, 14, 28)]
    [0.05, 0.14, 0.22, 0.27]

    References
    ----------
    Armitage, McPherson and Rowe (1969), Journal of the Royal Statistical Society A 132: .142 with
    five looks.
    """
    looks = check_days("looks", looks)
    steps = normal(generator(7, 1).random((TESTS, looks)))
    z = steps.cumsum(axis=1) / np.sqrt(np.arange(1, looks + 1))
    return float((np.abs(z) > normal_quantile(confidence)).any(axis=1).mean())


def sample_ratio(experiments, shares=None, arm="arm"):
    """Did chance deal as it should? How often a deal is so uneven, or more (样本比例不匹配).

    Parameters
    ----------
    experiments : DataFrame
        One row per unit.
    shares : mapping of arm to number, optional
        What each arm should get; the same for all by default. An arm that isn't listed is refused.

    Returns
    -------
    float
        The p-value of the chi-square test. Below .001 the reading stops: find out who is missing.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> import pandas as pd
    >>> deal = pd.DataFrame({"arm": ["A"] * 5000 + ["B"] * 5300})
    >>> round(sample_ratio(deal), 4), round(sample_ratio(deal, {"A": 0.48, "B": 0.52}), 2)
    (0.0031, 0.27)

    References
    ----------
    Fabijan and others (2019), KDD: diagnosing sample ratio mismatch. Case K02.
    """
    from scipy.stats import chisquare  # slow to import

    sizes = check_table(experiments, "experiments", arm)[arm].value_counts()
    sizes = sizes[sizes > 0]  # arms of other tests may be among the categories
    shares = shares or dict.fromkeys(sizes.index, 1)
    unlisted = [name for name in sizes.index if name not in shares and sizes[name]]
    if unlisted or not all(share > 0 for share in shares.values()):
        raise InputError(
            f"shares has no entry above 0 for {', '.join(map(repr, unlisted)) or 'every arm'}. "
            f"Give one for each arm: {', '.join(map(repr, sizes.index))}."
        )
    expected = np.array(list(shares.values())) * sizes.sum() / sum(shares.values())
    return float(chisquare(sizes.reindex(list(shares), fill_value=0), expected).pvalue)
