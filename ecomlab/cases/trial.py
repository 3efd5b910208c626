"""How often does each reading of a case find the truth, over many lucks of the same world?

``page`` writes the answer for all cases; `python course.py verify` keeps it in docs/cases.md.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pandas as pd
from scipy import stats

from ecomlab import cases
from ecomlab.cases.case import shown

MANY = 2000  # draws from which on the share itself is held to its bounds
COVERED = (0.93, 0.97)
MISSED = 0.8
IN_ROUNDING = 0.99  # a figure may leave its rounding in one draw of a hundred
SURE = 0.001  # with fewer draws: the error of the exact binomial test


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


def shortcomings(found):
    """What is wrong with a trial's shares, in words; empty if nothing is.

    >>> shortcomings({"draws": 2000, "missed": 1.0, "covered": 0.92, "in_rounding": 1.0})
    ['the right method covers the truth in 92.0% of 2,000 draws, not in 95%']
    """
    draws, covered, missed = found["draws"], found["covered"], found["missed"]
    many, words = draws >= MANY, []
    low, high = COVERED
    yes = round(covered * draws)
    if not (low <= covered <= high if many else _could_be(yes, draws, 0.95)):
        share = f"{covered:.1%} of {draws:,} draws, not in 95%"
        words.append(f"the right method covers the truth in {share}")
    if missed < MISSED and (many or not _could_be(round(missed * draws), draws, MISSED, "less")):
        words.append(
            f"the obvious reading misses the truth in only {missed:.1%} of {draws:,} draws"
        )
    if found["in_rounding"] < IN_ROUNDING:
        share = f"{found['in_rounding']:.1%} of {draws:,} draws"
        words.append(f"the published figures come out within their rounding in only {share}")
    return words


def _could_be(yes, draws, share, alternative="two-sided"):
    return stats.binomtest(yes, draws, share, alternative=alternative).pvalue > SURE


def trials(draws=None, processes=2):
    """The trial of every case that estimates something, one after the other as they finish.

    Parameters
    ----------
    draws : int, optional
        How many; by default as each case says.
    """
    chosen = [item for item in map(cases.case, cases.names()) if item.scale != "identity"]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting = [pool.submit(trial, item.name, draws or item.draws) for item in chosen]
        for one in waiting:
            yield one.result()


def page(results):
    """docs/cases.md: what each case estimates, and how often each reading finds it."""
    found = {result["name"]: result for result in results}
    rows = [_row(cases.case(name), found.get(name)) for name in cases.names()]
    head = """# How often the readings of the cases find the truth

Written by `python -m ecomlab.cases trial`. Each case is a world in which the published figures come
out and the truth is known. *Missed*: the share of draws in which the 95 % interval of the obvious
reading leaves the truth out. *Covered*: the share in which the interval of the right method holds
it; 95 % is right. All draws count: none is left out for what came of it. A case that counts and
estimates nothing has neither.

| case | error | estimand | margin | missed | covered | draws |
|---|---|---|---:|---:|---:|---:|
"""
    return head + "\n".join(rows) + "\n"


def _row(item, found):
    margin = f"× {item.margin:g}" if item.scale == "ratio" else shown(item.show, item.margin)
    cells = [f"{item.number} [{item.title}](../notebooks/{item.chapter}/case_{item.name}.ipynb)"]
    cells += [item.bias, item.estimand, margin.lstrip("+")]
    if found is None:
        cells += ["counted", "counted", ""]
    else:
        cells += [f"{found['missed']:.1%}", f"{found['covered']:.1%}", f"{found['draws']:,}"]
    return f"| {' | '.join(cells)} |"
