"""How large a first lot, and what is a quick reorder worth (首单, 小单快反)?

A lot is decided by two costs, of a piece too many and of a piece too few (newsvendor, 报童模型).
"""

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from ecomlab.errors import InputError, check_number, check_positive, check_share

FINE = 4001  # quantiles of early demand that stand for all of it


def newsvendor(over, under, mean=None, sd=None, demand=None):
    """How many pieces to order once, before a season whose demand nobody knows (报童模型)?

    So many that the chance to sell the last one is over ÷ (over + under).

    Parameters
    ----------
    over : float, or one for each article
        What a piece left at the end loses, yuan: its cost less what clearance brings.
    under : float, or one for each article
        What a missed piece would have left, yuan: its price less all that grows with it.
    mean, sd : float, or one for each article
        Of the season's demand, taken as normal.
    demand : sequence of float, optional
        Instead of them: demand of so many seasons alike, or draws of it.

    Returns
    -------
    float, or array
        Pieces, 0 or more.

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(newsvendor(over=0.18, under=0.70, mean=50, sd=8), 3)
    56.604
    >>> newsvendor(over=30, under=60, demand=[40, 80, 120])
    80.0
    >>> newsvendor(over=[30, 10], under=60, mean=100, sd=40).round(1).tolist()
    [117.2, 142.7]

    References
    ----------
    Snyder and Shen (2019), Fundamentals of Supply Chain Theory, example 4.3.
    """
    if (demand is None) == (mean is None):
        raise InputError("Give either mean and sd of the demand, or demand itself.")
    if any(np.ndim(value) for value in (over, under, mean, sd)):
        if demand is not None:
            raise InputError("demand is of one article: give its over and under as numbers.")
        try:
            rows = list(np.broadcast(over, under, mean, sd))
        except ValueError:
            raise InputError("Give as many of over, under, mean and sd: one per article.") from None
        return np.array([newsvendor(*(_plain(x) for x in row)) for row in rows])
    ratio = _critical_ratio(over, under)
    if demand is None:
        check_positive("mean", mean)
        return max(0.0, float(mean + check_number("sd", sd, low=0) * ndtri(ratio)))
    try:
        seasons = np.sort(np.asarray(demand, float))
    except (TypeError, ValueError):
        raise InputError("demand holds something that is no number: give pieces.") from None
    if not len(seasons) or not np.isfinite(seasons).all():
        raise InputError("demand is empty or has gaps. Give one number for each season.")
    return float(seasons[int(np.ceil(ratio * len(seasons) - 1e-9)) - 1])


def lot_profit(lots, over, under, mean, sd):
    """What does a lot of this size earn on average, and how much is left over or missed?

    Parameters
    ----------
    lots : float or sequence of float
        Pieces.
    over, under, mean, sd
        As in `newsvendor`.

    Returns
    -------
    DataFrame, one row per lot
        lot; sold, left_over, missed (pieces, expected); profit (yuan, expected).

    Raises
    ------
    InputError

    Examples
    --------
    >>> lot_profit([50, 57], over=0.18, under=0.70, mean=50, sd=8).round(2)
       lot   sold  left_over  missed  profit
    0   50  46.81       3.19    3.19   32.19
    1   57  49.16       7.84    0.84   33.00
    """
    _critical_ratio(over, under)
    check_positive("mean", mean)
    check_positive("sd", sd)
    lots = np.atleast_1d(lots)
    missed = _missed(lots, mean, sd)
    sold = mean - missed
    profit = under * sold - over * (lots - sold)
    return pd.DataFrame(
        {"lot": lots, "sold": sold, "left_over": lots - sold, "missed": missed, "profit": profit}
    )


def two_orders(over, under, early, late, correlation, dearer=0.0):
    """What is a quick reorder worth: a small lot, then a second on what sold (小单快反)?

    The season has two parts. When the early one is over, its demand is known, the late one is
    foreseen better, and a second lot comes at once, at a price that may be higher.

    Parameters
    ----------
    over, under : float
        As in `newsvendor`.
    early, late : (float, float)
        Mean and sd of the demand of each part, normal.
    correlation : float
        Of the two: how much early sales tell of late ones.
    dearer : float
        What a piece of the second lot costs more, yuan.

    Returns
    -------
    DataFrame, two rows
        plan ("one order", "two orders"); first (pieces), second (pieces, expected); sold,
        left_over, missed (pieces, expected); profit (yuan, expected).

    Raises
    ------
    InputError

    Examples
    --------
    A tenth of the season tells most of the rest; a piece too many loses 40 yuan, one too few 60.

    >>> two_orders(40, 60, early=(30, 12), late=(270, 108), correlation=0.9).round(0)
             plan  first  second   sold  left_over  missed   profit
    0   one order  330.0     0.0  266.0       64.0    34.0  13406.0
    1  two orders   62.0   250.0  287.0       26.0    13.0  16173.0

    References
    ----------
    Fisher and Raman (1996), Operations Research 44, 87-99. Demand is taken as seen even where
    the first lot sold out: who can't see it (收藏, 到货提醒) learns less.
    """
    _critical_ratio(over, under)
    m1, s1 = _mean_and_sd("early", early)
    m2, s2 = _mean_and_sd("late", late)
    check_share("correlation", correlation, low=-1, high=1)
    check_number("dearer", dearer, low=0)
    season = m1 + m2, (s1**2 + s2**2 + 2 * correlation * s1 * s2) ** 0.5
    one = lot_profit(newsvendor(over, under, *season), over, under, *season)
    one = one.rename(columns={"lot": "first"}).assign(plan="one order", second=0.0)
    seen = ndtri((np.arange(FINE) + 0.5) / FINE)  # early demand, as so many sds
    rest = m2 + correlation * s2 * seen, s2 * (1 - correlation**2) ** 0.5
    costs = over, under, dearer
    firsts = np.linspace(max(m1 - 3 * s1, 0), season[0] + 3 * season[1], 61)
    for _ in range(4):  # finer and finer around the best
        best = max(firsts, key=lambda lot: _in_two(lot, m1 + s1 * seen, rest, *costs)["profit"])
        step = firsts[1] - firsts[0]
        firsts = np.linspace(max(best - step, 0), best + step, 41)
    two = pd.DataFrame([_in_two(best, m1 + s1 * seen, rest, *costs)])
    columns = ["plan", "first", "second", "sold", "left_over", "missed", "profit"]
    return pd.concat([one, two.assign(plan="two orders")], ignore_index=True)[columns]


def _in_two(first, demand, rest, over, under, dearer):
    """Means over early demand, with the best second lot for each of its values."""
    mean, sd = rest
    sold = np.minimum(demand, first)
    on_hand = first - sold
    if under > dearer:
        ratio = (under - dearer) / (under + over)
        wanted = mean + sd * ndtri(ratio)
    else:
        wanted = np.zeros_like(mean)
    shelf = np.maximum(wanted, on_hand)
    missed = _missed(shelf, mean, sd)
    late = mean - missed
    second = shelf - on_hand
    profit = under * (sold + late) - dearer * second - over * (shelf - late)
    found = {"second": second, "sold": sold + late, "left_over": shelf - late,
             "missed": demand - sold + missed, "profit": profit}  # fmt: skip
    return {"first": float(first), **{name: float(x.mean()) for name, x in found.items()}}


def _plain(value):
    return value.item() if hasattr(value, "item") else value


def reorder_gain(over, under, early, late, correlation, dearer=0.0):
    """What does a second order earn more than one, for each correlation and price of it?

    Parameters
    ----------
    over, under, early, late
        As in `two_orders`.
    correlation, dearer : float or sequence of float
        As in `two_orders`: all pairs are worked out.

    Returns
    -------
    DataFrame, one row per pair
        correlation, dearer; first, second (pieces); profit (yuan, with two orders); gain (yuan more
        than one order); more (gain ÷ profit of one order). Never below 0: who may order twice
        needn't.

    Raises
    ------
    InputError

    Examples
    --------
    >>> reorder_gain(40, 60, (30, 12), (270, 108), 0.9, [0, 20]).round(2)
       correlation  dearer  first  second    profit     gain  more
    0          0.9       0   62.03  250.29  16172.52  2766.71  0.21
    1          0.9      20  281.21   47.08  14317.03   911.23  0.07
    """
    rows = []
    for tells in np.atleast_1d(correlation).tolist():
        for more in np.atleast_1d(dearer).tolist():
            one, two = two_orders(over, under, early, late, tells, more).to_dict("records")
            gain = two["profit"] - one["profit"]
            rows.append((tells, more, two["first"], two["second"], two["profit"], gain,
                         gain / one["profit"]))  # fmt: skip
    names = ["correlation", "dearer", "first", "second", "profit", "gain", "more"]
    return pd.DataFrame(rows, columns=names)


def _missed(lot, mean, sd):
    """Expected pieces of normal demand above the lot: the loss function."""
    if not np.any(sd):
        return np.maximum(mean - lot, 0.0)
    z = (lot - mean) / sd
    return sd * (np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) - z * ndtr(-z))


def _critical_ratio(over, under):
    check_positive("over", over)
    check_positive("under", under)
    return under / (over + under)


def _mean_and_sd(name, pair):
    try:
        mean, sd = pair
    except (TypeError, ValueError):
        raise InputError(f"{name} is {pair!r}. Give (mean, sd), such as (30, 12).") from None
    return float(check_positive(f"{name} mean", mean)), float(check_positive(f"{name} sd", sd))
