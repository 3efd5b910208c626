"""Did it work? Before and after, against what was left alone, and tests by lot (实验).

Tables: ``traffic_daily``, one row per day and page (or source, device, …); ``experiments``, one
row per visitor (unit) of a test, with the arm that chance dealt them.
"""

from itertools import combinations

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_numbers, check_once, check_since, check_table
from ecomlab.conversion.logs import sums
from ecomlab.errors import InputError, check_choice, check_days
from ecomlab.estimates import (
    Moments,
    contrast,
    contrast_of_shares,
    difference_from_moments,
    difference_of,
    difference_of_shares,
    normal_quantile,
    placebo_steps,
    quantile,
    ratio_of_shares,
    step,
    table,
)
from ecomlab.streams import generator, normal

KINDS = ("share", "mean", "ratio", "quantile")
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


def placebo_differences(
    traffic_daily, changed, treated, control, least=7, yes="payers", of="uv", by="landing_page"
):  # fmt: skip
    """The same difference at days on which nothing happened, and on pages that weren't touched.

    If these "effects" of nothing are far from 1, or their intervals often leave 1 out, so may the
    real one: the control isn't like the treated.

    Parameters
    ----------
    traffic_daily, changed, treated, control, yes, of, by
        As in `difference_in_differences`.
    least : int
        Fewest days to each side of a supposed day.

    Returns
    -------
    DataFrame
        kind ("real"; "other day": each day before the change, of the days before only; "other
        page": each page but the treated and the control as if it had been treated, on the day of
        the change), where, estimate, low, high, n, counts, leaves_one_out.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> from ecomlab import cases
    >>> traffic = cases.load("page_redesign").tables.traffic_daily
    >>> found = placebo_differences(traffic, "2025-03-31", "rice cooker", "kettle")
    >>> found.groupby("kind")["leaves_one_out"].agg(["sum", "size"])
               sum  size
    kind
    other day    0    17
    real         1     1

    References
    ----------
    Angrist and Pischke (2009), chapter 5; Abadie, Diamond and Hainmueller (2010).
    """
    gap = daily_gap(traffic_daily, treated, control, yes, of, by)
    after = check_since(gap.index.to_series(), changed)
    rows = [("real", treated, step(gap, after).through(np.exp))]
    before = gap[~after]
    if 2 * least <= len(before):
        rows += [
            ("other day", f"{before.index[place]:%Y-%m-%d}", found.through(np.exp))
            for place, found in placebo_steps(before, least)
        ]
    for page in traffic_daily[by].dropna().unique():
        if page not in (treated, control):
            away = daily_gap(traffic_daily, page, control, yes, of, by)
            rows.append(("other page", page, step(away, after).through(np.exp)))
    columns = ["kind", "where", "estimate", "low", "high", "n", "counts"]
    found = pd.DataFrame([(kind, where, *e) for kind, where, e in rows], columns=columns)
    return found.assign(leaves_one_out=(found["low"] > 1) | (found["high"] < 1))


def ab_test(
    experiments, treated, control, metric="converted", arm="arm", kind=None, below=None,
    covariate=None, cluster=None, share=0.5, relative=False, confidence=0.95, counts=None,
):  # fmt: skip
    """What did the new version do, if chance dealt out both at the same time (A/B 测试)?

    Parameters
    ----------
    experiments : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        A row for each unit that chance dealt (visitor, customer), or several with ``cluster``:
        ``arm`` and ``metric``, a flag or an amount.
    treated, control : str
        Arms.
    kind : str, optional
        "share" (of flags), "mean", "ratio" (total of ``metric`` ÷ total of ``below``), or
        "quantile" (below which ``share`` of the values lie). By default a share of flags, a
        ratio where ``below`` is given, else a mean.
    below : str, optional
        Column to divide by, such as the visits of each visitor.
    covariate : str, optional
        What was known of each unit before the test began: what it explains is taken away (CUPED).
    cluster : str, optional
        Column of what chance dealt (visitor, day), where a row is less than that.
    share : float
        Of a quantile; 0.5 is the median.
    relative : bool
        Treated ÷ control − 1 in place of the difference.
    counts : str, optional
        What n counts; "visitors", or the name of ``cluster``.

    Returns
    -------
    Estimate
        Treated less control. Of flags the difference of two shares (Newcombe), of amounts that of
        two means (Welch), of ratios and clusters by the delta method, of quantiles by Woodruff's
        intervals.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        A cluster is in both arms, or a share is asked of other numbers than 0 and 1.

    Examples
    --------
    >>> import pandas as pd
    >>> test = pd.DataFrame({"arm": ["A"] * 4 + ["B"] * 4, "spent": [3, 4, 5, 4, 1, 2, 2, 3]})
    >>> ab_test(test, treated="A", control="B", metric="spent")
    2 (0.587 to 3.41), n = 8 visitors

    What each had spent the month before explains most of it: a narrower interval.

    >>> ab_test(test.assign(before=[2, 4, 6, 4, 2, 3, 4, 6]), "A", "B", "spent", covariate="before")
    1.87 (1.44 to 2.29), n = 8 visitors

    References
    ----------
    Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapters 17, 18 and 22.
    Deng and others (2013), WSDM; Deng, Knoblich and Lu (2018), KDD. Row C05.
    """
    rows = sums.read(experiments, *_columns(arm, metric, below, covariate, cluster))
    sums.arms_of(rows, arm, treated=treated, control=control)
    _two_arms(treated, control)
    kind = _kind(rows, kind, metric, below, covariate, relative)
    counts = counts or ("visitors" if cluster is None else str(cluster))
    if kind == "quantile":
        values = (sums.arm_values(rows, arm, name, metric, cluster) for name in (treated, control))
        sides = [quantile(value, share, label, counts, confidence) for value, label in values]
        return difference_of(*sides)
    found = sums.arm_moments(rows, arm, (treated, control), metric, below, covariate, cluster)
    one, other = found[treated], found[control]
    if kind == "share" and cluster is None and covariate is None:
        sums_of = _yes(one), one.n, _yes(other), other.n
        if relative:
            return ratio_of_shares(*sums_of, counts, confidence).through(lambda x: x - 1)
        return difference_of_shares(*sums_of, counts, confidence)
    ratio = kind == "ratio" or cluster is not None
    return difference_from_moments(
        one, other, ratio, covariate is not None, relative, counts, confidence
    )


def _two_arms(treated, control):
    if treated == control:
        raise InputError(f"treated and control are both {treated!r}. Give two arms.")


def _yes(moments):
    return round(moments.n * moments.mean[0])


def _columns(*names):
    return [name for name in names if name is not None]


def _kind(rows, kind, metric, below, covariate, relative):
    """What is compared, and that it fits what else was asked for."""
    if kind is None:
        kind = "ratio" if below is not None else None
    else:
        check_choice("kind", kind, KINDS)
    if (kind == "ratio") != (below is not None):
        raise InputError('below is the column that a kind="ratio" divides by: give both or none.')
    if kind == "quantile" and (covariate is not None or relative):
        raise InputError("A quantile is compared as it is: leave covariate and relative out.")
    if kind == "share":
        sums.refuse_amounts(rows, metric)
    return kind or ("share" if sums.are_flags(rows, metric) else "mean")


def ab_counts(
    counts, treated, control, yes="converted", of="visitors", arm="arm", relative=False,
    confidence=0.95,
):  # fmt: skip
    """The same from counts: how many of how many in each arm, as a tool's screen shows them.

    Parameters
    ----------
    counts : DataFrame
        ``arm``, ``of`` and ``yes``: a row for each arm, or several (days), which are summed.
    treated, control : str
        Arms.
    yes, of : str
        Columns of whole numbers.
    relative : bool
        Treated ÷ control − 1 in place of the difference.

    Returns
    -------
    Estimate
        n counts what ``of`` counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The same arm twice, or counts that aren't whole.

    Examples
    --------
    A game moved its first gate from level 30 to level 40. Who came back after a week?

    >>> import pandas as pd
    >>> gates = pd.DataFrame({"arm": ["gate 30", "gate 40"], "players": [44700, 45489],
    ...                       "came_back": [8502, 8279]})
    >>> ab_counts(gates, "gate 40", "gate 30", yes="came_back", of="players").times(100)
    -0.82 (-1.33 to -0.312), n = 90,189 players
    """
    table = check_table(counts, "counts", arm, yes, of)
    check_numbers(table, "counts", yes, of)
    check_name(table, arm, treated, "treated")
    check_name(table, arm, control, "control")
    _two_arms(treated, control)
    for name in (yes, of):
        if (part := table.loc[table[name] % 1 != 0, name]).size:
            raise InputError(f"{name} holds {part.iloc[0]:g}. Counts are whole numbers.")
    total = table.groupby(arm, observed=True)[[yes, of]].sum()
    compare = ratio_of_shares if relative else difference_of_shares
    found = compare(*total.loc[treated], *total.loc[control], of, confidence)
    return found.through(lambda x: x - 1) if relative else found


def ab_summaries(
    summaries, treated, control, n="n", mean="mean", variance="variance", arm="arm",
    relative=False, counts="visitors", confidence=0.95,
):  # fmt: skip
    """The same from a report that gives each arm's n, mean and variance.

    Parameters
    ----------
    summaries : DataFrame
        One row for each arm: ``arm``, ``n``, ``mean``, ``variance`` (of the units, by n − 1).
    treated, control : str
        Arms.

    Returns
    -------
    Estimate
        Difference of means (Welch).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Two rows of one arm.

    Examples
    --------
    >>> import pandas as pd
    >>> report = pd.DataFrame({"arm": ["A", "B"], "n": [4, 4], "mean": [4, 2],
    ...                        "variance": [2 / 3, 2 / 3]})
    >>> ab_summaries(report, "A", "B")
    2 (0.587 to 3.41), n = 8 visitors
    """
    table = check_table(summaries, "summaries", arm, n, mean, variance)
    check_numbers(table, "summaries", n, variance)
    check_once(table, "summaries", arm)
    check_name(table, arm, treated, "treated")
    check_name(table, arm, control, "control")
    _two_arms(treated, control)
    row = table.set_index(arm)
    sides = [
        Moments(int(row.loc[name, n]), np.array([float(row.loc[name, mean])]),
                np.array([[float(row.loc[name, variance])]]))
        for name in (treated, control)
    ]  # fmt: skip
    return difference_from_moments(*sides, relative=relative, counts=counts, confidence=confidence)


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


def factorial(experiments, design, metric="converted", arm="arm", cluster=None, counts="visitors"):
    """All effects of a test of several changes at once, main effects and interactions (析因实验).

    Parameters
    ----------
    experiments : pandas DataFrame, Polars DataFrame or LazyFrame, DuckDB relation
        One row per unit: ``arm`` and ``metric``, a flag or an amount; or several with ``cluster``.
    design : mapping of arm to mapping of factor to bool
        Which changes an arm has: ``{"A": {"dark": False, "button": False}, …}``. An arm for each
        combination: four for two factors, eight for three.
    cluster : str, optional
        Column of what chance dealt (visitor, day), where a row is less than that.
    counts : str
        What n counts.

    Returns
    -------
    DataFrame
        effect ("dark", "button", "dark × button"), estimate, low, high, n, counts. A main effect
        is with less without, averaged over the other factors; an interaction is what one does
        more beside the other.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        The arms aren't all combinations of the factors.

    Examples
    --------
    >>> from ecomlab import cases
    >>> test = cases.load("dark_background").tables.experiments
    >>> pages = {
    ...     f"{'dark' if dark else 'light'}, {'bright' if button else 'plain'}":
    ...     {"dark": dark, "button": button}
    ...     for dark in (False, True) for button in (False, True)
    ... }
    >>> factorial(test, pages, "bounced")[["effect", "estimate", "low", "high"]].round(3)
              effect  estimate    low   high
    0           dark    -0.152 -0.160 -0.144
    1         button     0.000 -0.008  0.008
    2  dark × button    -0.007 -0.024  0.009

    References
    ----------
    Box, Hunter and Hunter (2005), Statistics for Experimenters, chapter 5. Row C06.
    """
    signs = _signs(design)
    rows = sums.read(experiments, *_columns(arm, metric, cluster))
    shares = cluster is None and sums.are_flags(rows, metric)
    known = sums.arms_of(rows, arm)
    for name in signs.index:
        check_choice("arm", name, known)
    if cluster is not None:
        sums.refuse_crossovers(rows.select(nw.col(arm), nw.col(cluster).alias("cluster")).unique(),
                               cluster)  # fmt: skip
    groups = {name: _of_units(*sums.arm_values(rows, arm, name, metric, cluster))
              for name in signs.index}  # fmt: skip
    found = {}
    for size in range(1, signs.shape[1] + 1):
        for factors in combinations(signs.columns, size):
            weights = signs[list(factors)].prod(axis=1) * 2.0 ** (size - signs.shape[1])
            if shares:
                count, n = ([f(group) for group in groups.values()] for f in (sum, len))
                effect = contrast_of_shares(count, n, weights, counts=counts)
            else:
                effect = contrast(list(groups.values()), weights, counts)
            found[" × ".join(factors)] = effect
    return table(found, "effect")


def _of_units(values, clusters):
    """One value for each cluster, whose mean is the rate over rows: that of the delta method."""
    if clusters is None:
        return values
    unit = pd.DataFrame({"value": values}).groupby(clusters)["value"].agg(["sum", "size"])
    rate = unit["sum"].sum() / unit["size"].sum()
    return (rate + (unit["sum"] - rate * unit["size"]) / unit["size"].mean()).to_numpy()


def _signs(design):
    """−1 and 1 for each arm and factor; refuses what isn't every combination once."""
    try:
        flags = pd.DataFrame(list(design.values()), index=list(design)).astype(bool)
    except (TypeError, ValueError, AttributeError):
        raise InputError(
            'design says for each arm which changes it has: {"A": {"dark": False}, '
            '"B": {"dark": True}}.'
        ) from None
    if not flags.shape[1] or len(flags) != 2 ** flags.shape[1] or flags.duplicated().any():
        raise InputError(
            f"{len(flags)} arms for {flags.shape[1]} factors. Give one arm for each combination: "
            f"{2 ** flags.shape[1]} of them."
        )
    return 2 * flags.astype(int) - 1


def peeks(experiments, weights, metric="converted", arm="arm", time="ts", counts="visitors"):
    """What a test says on each morning, of all units up to the evening before (偷看).

    Parameters
    ----------
    experiments, weights, metric, arm
        As in `factorial_effect`; −1 and 1 for an A/B test.
    time : str
        Column of times; days are those of its time zone.
    counts : str
        What a row is.

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
        found[morning + 1] = contrast_of_shares(yes, n, list(weights.values()), counts=counts)
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
