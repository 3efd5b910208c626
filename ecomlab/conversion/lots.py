"""What a shop can deal by lot that can't split its visitors: whole days (按天轮换)."""

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_number, check_whole
from ecomlab.estimates import randomisation, t_quantile
from ecomlab.streams import generator

DEALT = 2  # stream


def deal_days(first, fortnights, seed, arms=("A", "B")):
    """Which version on which day? In each fortnight each weekday has both, once each, by lot.

    Parameters
    ----------
    first : str or date
        The first day.
    fortnights : int
        How many: one has seven pairs of days.
    seed : int
        Of the lot. Write it into the register before the test begins.
    arms : two names

    Returns
    -------
    DataFrame, one row per day
        date, weekday (1 is Monday), pair, arm.

    Raises
    ------
    InputError

    Examples
    --------
    >>> plan = deal_days("2026-01-05", fortnights=2, seed=7)
    >>> len(plan), plan.groupby("pair")["arm"].nunique().eq(2).all()
    (28, np.True_)

    References
    ----------
    Box, Hunter and Hunter (2005), Statistics for Experimenters, chapter 4: block what you can.
    """
    fortnights = check_whole("fortnights", fortnights, low=1)
    if len(arms) != 2 or arms[0] == arms[1]:
        raise InputError(f"arms is {arms!r}. Give two names.")
    try:
        start = pd.Timestamp(first)
    except (ValueError, TypeError):
        raise InputError(f'first is {first!r}, no date. Write it as "2026-01-05".') from None
    turned = generator(check_whole("seed", seed), DEALT).random((fortnights, 1, 7)) < 0.5
    second = np.array([0, 1])[None, :, None] ^ turned.astype(int)
    plan = pd.DataFrame({"date": pd.date_range(start, periods=14 * fortnights, freq="D")})
    plan["weekday"] = plan["date"].dt.day_of_week + 1
    day = np.arange(len(plan))
    plan["pair"] = day // 14 * 7 + day % 7 + 1
    plan["arm"] = np.array(arms)[second.reshape(-1)]
    return plan


def compare_days(
    days, treated, control, yes="payers", of="uv", arm="arm", pair=None, confidence=0.95
):
    """What did the version do, if chance dealt whole days? Days are what n counts.

    Parameters
    ----------
    days : DataFrame
        One row per day: ``date``, ``arm``, ``of`` and ``yes`` (counts).
    treated, control : str
        Arms.
    pair : str, optional
        Column of the pairs within which the lot was drawn, as `deal_days` gives it.

    Returns
    -------
    Estimate
        Mean of the days' rates, treated less control, judged by the lots that might have been
        drawn (`ecomlab.estimates.randomisation`).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> days = deal_days("2026-01-05", 1, seed=7).assign(uv=1000)
    >>> days["payers"] = 30 + 5 * (days["arm"] == "B") + 2 * (days["weekday"] > 5)
    >>> compare_days(days, "B", "A", pair="pair").times(100)
    0.5 (0.5 to 0.5), n = 14 days

    References
    ----------
    Fisher (1935), The Design of Experiments; Imbens and Rubin (2015), chapters 5 and 9.
    """
    keys = [name for name in (arm, pair) if name is not None]
    table = check_once(check_table(days, "days", "date", yes, of, *keys), "days", "date")
    check_numbers(table, "days", yes, of)
    check_name(table, arm, treated, "treated")
    check_name(table, arm, control, "control")
    table = table[table[arm].isin([treated, control])]
    if not (table[of] > 0).all():
        raise InputError(f"A day has no {of}. Leave it out, with its pair, and say so.")
    blocks = None if pair is None else table[pair].to_numpy()
    rate = (table[yes] / table[of]).to_numpy()
    return randomisation(
        rate, (table[arm] == treated).to_numpy(), blocks, "days", confidence=confidence
    )


def detectable_by_days(days, rate, visits, scatter, confidence=0.95, power=0.8):
    """What can a test by days find: the smallest difference of a rate, with so many days in all?

    Days differ by more than the luck of their visits, and more visits don't help against that.

    Parameters
    ----------
    days : int
        In both arms together.
    rate : float
        The conversion today.
    visits : number
        A day.
    scatter : float
        Standard deviation of a day's true rate about its weekday's, in the rate's unit.

    Returns
    -------
    float
        In the rate's unit.

    Examples
    --------
    Twice the visits hardly help; four times the days halve it.

    >>> [round(100 * detectable_by_days(*x, 0.004), 2)
    ...  for x in ((28, 0.04, 2000), (28, 0.04, 4000), (112, 0.04, 2000))]
    [0.65, 0.56, 0.32]
    """
    days = check_whole("days", days, low=4)
    check_number("rate", rate, low=0)
    check_number("scatter", scatter, low=0)
    error = (4 / days * (scatter**2 + rate * (1 - rate) / visits)) ** 0.5
    beta = 2 * power - 1  # two-sided confidence whose quantile is that of the power
    return float(error * (t_quantile(days - 2, confidence) + t_quantile(days - 2, beta)))
