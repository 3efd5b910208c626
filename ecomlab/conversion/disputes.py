"""What does a sample of chats tell, and when is a buyer accused? (质检, 纠纷处理, 误判成本)

Course map C42, N14. Reading thirty chats of three thousand finds what is frequent. A dispute is
decided by what a mistake costs on either side.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_once, check_table
from ecomlab.errors import (
    InputError,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import beta_of_shares, share, shrunken_shares
from ecomlab.streams import uniforms

SAMPLE = 1  # stream: of the chats that are read


def quality_sample(chats, size, by=None, seed=0):
    """Draw the chats that somebody reads (质检抽样): by lot, not by eye.

    Parameters
    ----------
    chats : DataFrame
        One row per chat, and ``by``.
    size : int
        Chats to read; with ``by``, from each group.
    by : str, optional
        A column of groups (agent): the same number from each.
    seed : int
        Of the lot. Name it before, such as the date: then nobody can choose.

    Returns
    -------
    DataFrame
        The rows drawn, in their order.

    Raises
    ------
    ColumnError, InputError
        A group has fewer chats than shall be read.

    Examples
    --------
    >>> chats = pd.DataFrame({"chat_id": range(1, 3001)})
    >>> len(quality_sample(chats, 30, seed=20251224))
    30
    """
    chats = check_table(chats, "chats", *([] if by is None else [by]))
    size, seed = check_whole("size", size, low=1), check_whole("seed", seed)
    lot = pd.Series(uniforms(seed, SAMPLE, len(chats)), index=chats.index)
    groups = [(None, lot)] if by is None else lot.groupby(chats[by], observed=True, sort=False)
    drawn = []
    for name, mine in groups:
        if len(mine) < size:
            whose = "" if name is None else f" of {name}"
            raise InputError(f"There are {len(mine)} chats{whose}, fewer than {size}. Read all.")
        drawn.append(mine.nsmallest(size).index)
    chosen = chats.index.isin(np.concatenate(drawn))
    return chats[chosen]


def quality_share(read, bad=2, by=None, mark="quality", confidence=0.95):
    """What share of the chats is bad, by those that were read?

    Parameters
    ----------
    read : DataFrame
        Chats drawn by lot, all of them marked: ``mark`` (1 to 5), and ``by``.
    bad : int
        So many marks or fewer are bad.

    Returns
    -------
    DataFrame, a row (per group)
        ``by``, bad (count), estimate, low, high, n, counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> read = pd.DataFrame({"quality": [2] + [4] * 29})
    >>> quality_share(read).round(3)
       bad  estimate    low   high   n      counts
    0    1     0.033  0.006  0.167  30  chats read
    """
    read = check_numbers(
        check_table(read, "read", mark, *([] if by is None else [by])), "read", mark
    )
    bad = check_number("bad", bad)
    rows = []
    for name, part in [(None, read)] if by is None else read.groupby(by, observed=True):
        many = int((part[mark] <= bad).sum())
        rows.append((name, many, *share(many, len(part), "chats read", confidence)))
    columns = [by or "group", "bad", "estimate", "low", "high", "n", "counts"]
    table = pd.DataFrame(rows, columns=columns)
    return table if by else table.drop(columns="group")


def chance_to_see(bad, chats, read):
    """How likely is at least one bad chat among those that are read?

    Parameters
    ----------
    bad, chats, read : int
        Bad chats, all chats, chats read by lot.

    Returns
    -------
    float

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(chance_to_see(bad=60, chats=3000, read=30), 2)
    0.46
    """
    from scipy.stats import hypergeom

    bad, chats = check_whole("bad", bad), check_whole("chats", chats, low=1)
    read = check_whole("read", read)
    if bad > chats or read > chats:
        raise InputError(f"bad and read can't be above the {chats:,} chats there are.")
    return float(hypergeom.sf(0, chats, bad, read))


def accused(cases, base, caught, spared):
    """A rule points at buyers: of those it accuses, how many are honest?

    Parameters
    ----------
    cases : float
        Disputes.
    base : float
        Share of them that are abuse.
    caught : float
        Share of the abuse at which the rule points (sensitivity).
    spared : float
        Share of the honest at which it doesn't (specificity).

    Returns
    -------
    dict of str to float
        accused, honest (of the accused, a count), share (honest ÷ accused), missed (abuse at
        which it doesn't point).

    Raises
    ------
    InputError

    Examples
    --------
    >>> {k: round(v, 2) for k, v in accused(1000, base=0.05, caught=0.9, spared=0.93).items()}
    {'accused': 111.5, 'honest': 66.5, 'share': 0.6, 'missed': 5.0}
    """
    cases = check_positive("cases", cases)
    base, caught, spared = (
        check_share(name, value, ends=True)
        for name, value in (("base", base), ("caught", caught), ("spared", spared))
    )
    honest = cases * (1 - base) * (1 - spared)
    pointed = cases * base * caught + honest
    return {"accused": pointed, "honest": honest, "share": honest / pointed if pointed else np.nan,
            "missed": cases * base * (1 - caught)}  # fmt: skip


def contest_from(amount, lost, handling, win=1.0):
    """From which chance of abuse on does it pay to contest a dispute rather than to pay it?

    Contested abuse saves ``win`` × the amount. An honest buyer who is accused gets the money in
    the end, and the shop loses ``lost``: what the buyer would have left, the bad review. Contesting
    costs ``handling`` either way.

    Parameters
    ----------
    amount : float or array
        Yuan in dispute.
    lost, handling : float
        Yuan.
    win : float
        Share of contested abuse that the platform decides for the shop.

    Returns
    -------
    float or array
        The chance; above 1: never.

    Raises
    ------
    InputError

    Examples
    --------
    >>> round(contest_from(120, lost=180, handling=15, win=0.8), 3)
    0.707
    """
    amounts = np.asarray(amount, dtype=float)
    if not (np.isfinite(amounts) & (amounts > 0)).all():
        raise InputError("amount must be yuan above 0.")
    lost = check_number("lost", lost, low=0)
    handling, win = check_number("handling", handling, low=0), check_share("win", win, ends=True)
    if not lost and not win:
        raise InputError("lost and win are both 0: contesting changes nothing.")
    found = (handling + lost) / (win * amounts + lost)
    return float(found) if not found.ndim else found


def dispute_triage(disputes, settled, lost, handling, win=1.0, signal="signal", confidence=0.95):
    """Which disputes are paid, which contested? By what a false accusation costs.

    The chance of abuse is counted in ``settled``, drawn towards the mean of all signals where a
    signal has few cases. Those must have been looked into whatever they looked like: if only the
    suspicious were, their share says nothing about the rest.

    Parameters
    ----------
    disputes : DataFrame, one row per open case
        dispute_id, amount (yuan), ``signal`` (what is known of it).
    settled : DataFrame, one row per old case
        ``signal``, abuse (flag: what a look into the case found).
    lost, handling, win
        As in `contest_from`.

    Returns
    -------
    DataFrame, a row per open case, the largest gain first
        dispute_id, ``signal``, amount, chance, low, high, n, counts (settled cases with the
        signal), from (the chance from which on it pays), gain (yuan expected of contesting it),
        do ("contest" or "pay"), clear (does the whole interval lie on that side).

    Raises
    ------
    ColumnError, InputError
        A signal of an open case that no settled one has.

    Examples
    --------
    >>> settled = pd.DataFrame({"signal": ["none"] * 200 + ["photo twice"] * 50,
    ...                         "abuse": [True] * 4 + [False] * 196 + [True] * 45 + [False] * 5})
    >>> disputes = pd.DataFrame({"dispute_id": [1, 2], "amount": [120.0, 120.0],
    ...                          "signal": ["none", "photo twice"]})
    >>> found = dispute_triage(disputes, settled, lost=180, handling=15, win=0.8)
    >>> found[["dispute_id", "chance", "from", "gain", "do", "clear"]].round(2)
       dispute_id  chance  from    gain       do  clear
    0           2    0.89  0.71   50.77  contest   True
    1           1    0.02  0.71 -188.94      pay   True

    References
    ----------
    N14; Elkan (2001), The foundations of cost-sensitive learning, IJCAI.
    """
    disputes = check_table(disputes, "disputes", "dispute_id", "amount", signal)
    disputes = check_once(check_numbers(disputes, "disputes", "amount"), "disputes", "dispute_id")
    settled = check_flags(check_table(settled, "settled", signal, "abuse"), "settled", "abuse")
    sums = settled.astype({"abuse": bool}).groupby(signal, observed=True)["abuse"]
    sums = sums.agg(["sum", "size"])
    if unknown := sorted(set(disputes[signal]) - set(sums.index)):
        raise InputError(
            f"No settled case has the signal {', '.join(map(str, unknown))}: nobody knows how "
            f"often that is abuse. Settled are: {', '.join(map(str, sums.index))}."
        )
    kind = beta_of_shares(sums["sum"], sums["size"])
    chance, low, high = shrunken_shares(sums["sum"], sums["size"], *kind, confidence)
    known = pd.DataFrame({"chance": chance, "low": low, "high": high, "n": sums["size"].to_numpy()},
                         index=sums.index)  # fmt: skip
    rows = disputes[["dispute_id", signal, "amount"]].join(known, on=signal)
    rows["counts"] = "settled cases"
    rows["from"] = contest_from(rows["amount"], lost, handling, win)
    p = rows["chance"]
    rows["gain"] = p * win * rows["amount"] - handling - (1 - p) * lost
    rows["do"] = np.where(rows["gain"] > 0, "contest", "pay")
    rows["clear"] = np.where(rows["gain"] > 0, rows["low"] > rows["from"],
                             rows["high"] < rows["from"])  # fmt: skip
    return rows.sort_values("gain", ascending=False, ignore_index=True)
