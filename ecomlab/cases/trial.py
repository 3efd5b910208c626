"""How often does each reading of a case find the truth, over many lucks of the same world?"""

import pandas as pd

from ecomlab import cases


def trial(name, draws, first=0):
    """Try both readings on many draws of a case's published world; none is left out.

    Parameters
    ----------
    name : str
    draws, first : int
        How many seeds, and the first one.

    Returns
    -------
    dict
        name, draws, missed (share of draws in which the obvious reading's interval misses the
        truth), covered (share in which the right method's holds it), in_rounding (share in
        which every published figure comes out within its rounding).

    Examples
    --------
    >>> trial("page_redesign", 3)["missed"]
    1.0
    """
    item = cases.case(name)
    p = item.defaults()
    truth = item.expected(p).truth
    found = [_one(item, p, truth, seed) for seed in range(first, first + draws)]
    shares = pd.DataFrame(found, columns=["missed", "covered", "in_rounding"]).mean()
    return {"name": name, "draws": draws, **shares.astype(float).to_dict()}


def _one(item, p, truth, seed):
    tables = item.emit(p, seed)
    naive, right = item.on(item.naive, tables), item.on(item.right, tables)
    figures = item.on(item.measure, tables)
    return (
        not naive.low <= truth <= naive.high,
        right.low <= truth <= right.high,
        all(abs(figures[f.name] - f.published) <= f.rounding for f in item.figures),
    )
