"""How a lot is tested when it comes: a single sampling plan of GB/T 2828.1 (ISO 2859-1).

Normal inspection, general level II. The lot's size gives the sample's, sample and quality limit
(AQL) give the number of defects at which the lot is still accepted (Ac).
"""

import numpy as np
from scipy.special import gammaln

LARGEST = np.array([8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000])  # lots
SAMPLES = np.array([2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500])
LIMITS = np.array([10, 6.5, 4.0, 2.5, 1.5, 1.0, 0.65])  # %; Ac 0: the sample of the place before
# From the sample with Ac 0 on, step by step: which step the table's arrow leads to, and its Ac
STEPS = np.array([0, 0, 3, 3, 4, 5, 6, 7, 8, 9, 10])
DEFECTS = np.array([0, 0, 1, 1, 2, 3, 5, 7, 10, 14, 21])


def plan(lot, aql):
    """Pieces to test of each lot, and defects at which it is accepted (Ac).

    Parameters
    ----------
    lot : array of int
    aql : float
        One of ``LIMITS``, in percent.

    Returns
    -------
    (array of int, array of int)
        A lot smaller than the plan's sample is tested whole.

    Examples
    --------
    >>> sample, accepted = plan(np.array([4, 40, 120, 200, 400, 900, 2000]), aql=2.5)
    >>> sample.tolist(), accepted.tolist()
    ([4, 5, 20, 32, 50, 80, 125], [0, 0, 1, 2, 3, 5, 7])
    """
    zero = int(np.flatnonzero(np.isclose(LIMITS, aql))[0]) - 1
    step = np.clip(np.searchsorted(LARGEST, lot) - zero, 0, len(STEPS) - 1)
    step = np.where(zero + STEPS[step] < 0, 3, step)  # of 10 % no sample has Ac 0
    return np.minimum(SAMPLES[zero + STEPS[step]], lot), DEFECTS[step]


def found(lot, bad, sample, u):
    """Defects found in samples of lots in which so many pieces are bad, at the shares ``u``.

    Hypergeometric: no piece is tested twice.

    >>> found(np.array([500, 20]), np.array([20, 3]), np.array([50, 20]), np.array([0.9, 0.9]))
    array([4, 3])
    """
    if not len(lot):
        return np.zeros(0, np.int64)
    many = np.arange(int(np.minimum(sample, bad).max()) + 1)[:, None]
    possible = (many <= bad) & (many <= sample) & (sample - many <= lot - bad)
    at = np.where(possible, many, np.maximum(sample - (lot - bad), 0))  # any that is possible
    log = _choose(bad, at) + _choose(lot - bad, sample - at) - _choose(lot, sample)
    below = np.cumsum(np.exp(log) * possible, axis=0)
    return np.minimum((u > np.round(below, 9)).sum(axis=0), np.minimum(sample, bad))


def _choose(n, k):
    return gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)
