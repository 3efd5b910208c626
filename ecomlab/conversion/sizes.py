"""Which size fits, and does advice spare returns? (智能尺码推荐, course map C13)"""

import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_choice, check_whole
from ecomlab.estimates import Estimate, difference_of_shares, share

TOO_SMALL, TOO_LARGE, FITS = "too small", "too large", "fits"


def recommend_size(bodies, chart, shift=0):
    """Which size of the chart lies nearest to each body, and how sure is that (尺码表)?

    Parameters
    ----------
    bodies : DataFrame
        One row per person; a column in cm for each measure of the chart.
    chart : DataFrame
        size, measure, low, high (cm of the *body* that this size is made for); sizes from small to
        large.
    shift : int
        Sizes to go up (1) or down (-1) for *everybody*: only where the article is wrong by a whole
        size. `runs` doesn't say so: most of those who bought keep theirs, and it fits.

    Returns
    -------
    DataFrame
        bodies' columns, size, off (cm outside that size's ranges, all measures added up; 0: it
        fits), sure (flag: it fits, and no other size does, before any shift).

    Raises
    ------
    ColumnError, InputError
        A size without one of the measures; a range that ends before it begins.

    Examples
    --------
    >>> chart = pd.DataFrame({"size": ["M", "L"], "measure": "chest", "low": [88, 96],
    ...                       "high": [96, 104]})
    >>> recommend_size(pd.DataFrame({"chest": [90, 96, 107]}), chart)
       chest size  off   sure
    0     90    M    0   True
    1     96    L    0  False
    2    107    L    3  False

    On the border between two sizes: the larger one.

    References
    ----------
    Row C13.
    """
    chart = check_table(chart, "chart", "size", "measure", "low", "high")
    check_numbers(chart, "chart", "low", "high")
    check_once(chart, "chart", "size", "measure")
    shift = check_whole("shift", shift, low=-20)
    if (chart["high"] < chart["low"]).any():
        raise InputError("A range of chart ends (high) before it begins (low).")
    sizes = list(dict.fromkeys(chart["size"]))
    measures = list(dict.fromkeys(chart["measure"]))
    if len(chart) < len(sizes) * len(measures):
        raise InputError(f"Each size of chart needs all measures: {', '.join(measures)}.")
    bodies = check_table(bodies, "bodies", *measures)
    check_numbers(bodies, "bodies", *measures)
    off = pd.DataFrame({size: _outside(bodies, chart[chart["size"] == size]) for size in sizes})
    turned = off[sizes[::-1]]  # of two that are as near, the larger
    best = turned.idxmin(axis=1)
    place = (best.map(sizes.index) + shift).clip(0, len(sizes) - 1)
    sure = (off.min(axis=1) == 0) & ((off == 0).sum(axis=1) == 1)
    return bodies.assign(size=[sizes[at] for at in place], off=off.min(axis=1), sure=sure)


def runs(returns, column="result", confidence=0.95):
    """Does an article run small? Of those sent back for their size: which share was too small?

    Parameters
    ----------
    returns : DataFrame
        ``column``: "too small" or "too large"; other rows are not asked.
    column : str
    confidence : float

    Returns
    -------
    Estimate
        Above one half: it rather runs small. That is a direction, no step: those whom it fits sent
        nothing back, and a whole size up would make it too large for them. Measure pieces, put
        the chart right by these centimetres. n in pieces.

    Raises
    ------
    ColumnError, InputError
        Nothing came back for its size.

    Examples
    --------
    >>> runs(pd.DataFrame({"result": ["too small"] * 30 + ["too large"] * 10 + ["fits"] * 60}))
    0.75 (0.598 to 0.858), n = 40 pieces
    """
    table = check_table(returns, "returns", gaps=[column])
    small, large = ((table[column] == word).sum() for word in (TOO_SMALL, TOO_LARGE))
    if small + large == 0:
        raise InputError(
            f"No row of {column} says {TOO_SMALL!r} or {TOO_LARGE!r}. Rename your reasons."
        )
    return share(int(small), int(small + large), "pieces", confidence)


def size_advice(trial, measure="sent back", confidence=0.95):
    """What advice on sizes, shown by lot, changes.

    Parameters
    ----------
    trial : DataFrame, one row per person with the article in the cart
        shown (flag, by lot), paid (flag), result ("fits", "too small", "too large" of whoever
        paid; empty: not paid).
    measure : {"sent back", "paid", "kept"}
        Sent back for its size, of those who paid; paid, or paid and kept, of all.
    confidence : float

    Returns
    -------
    Estimate
        Share with advice less share without; n in people who are counted.

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Somebody paid and has another result, or none yet.

    Examples
    --------
    >>> trial = pd.DataFrame({"shown": [True] * 50 + [False] * 50,
    ...     "paid": ([True] * 40 + [False] * 10) * 2,
    ...     "result": ["fits"] * 38 + ["too small"] * 2 + [None] * 10
    ...             + ["fits"] * 30 + ["too small"] * 10 + [None] * 10})
    >>> size_advice(trial).value, size_advice(trial, "kept").value
    (-0.2, 0.16)

    References
    ----------
    Row C13. "Paid, of all" is what a document praises; "kept, of all" is what a shop lives on.
    """
    check_choice("measure", measure, ("sent back", "paid", "kept"))
    table = check_table(trial, "trial", "shown", "paid", gaps=["result"])
    shown, paid = table["shown"].astype(bool), table["paid"].astype(bool)
    odd = table.loc[paid & ~table["result"].isin([FITS, TOO_SMALL, TOO_LARGE]), "result"]
    if len(odd):
        raise InputError(
            f"{len(odd)} people paid and have the result {odd.iloc[0]!r}. Write {FITS!r}, "
            f"{TOO_SMALL!r} or {TOO_LARGE!r}; leave out whose time to send back isn't over."
        )
    wrong = table["result"].isin([TOO_SMALL, TOO_LARGE])
    of = paid if measure == "sent back" else paid | True
    yes = {"sent back": wrong & paid, "paid": paid, "kept": paid & ~wrong}[measure]
    counts = [(int((yes & of & side).sum()), int((of & side).sum())) for side in (shown, ~shown)]
    if not all(n for _, n in counts):
        raise InputError("shown is the same for all who are counted: nothing can be compared.")
    found = difference_of_shares(*counts[0], *counts[1], "people", confidence)
    return Estimate(round(found.value, 12), *found[1:])


def _outside(bodies, ranges):
    """Centimetres outside one size's ranges, all measures added up."""
    off = 0
    for row in ranges.itertuples():
        body = bodies[row.measure]
        off = off + (row.low - body).clip(lower=0) + (body - row.high).clip(lower=0)
    return off
