"""How often does each reading of a case find the truth, over many lucks of the same world?

``page`` writes the answer for all cases; `python course.py verify` keeps it in docs/cases.md.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from ecomlab import cases
from ecomlab.texts import ENGLISH, locale
from ecomlab.trials import MISSED, Verdict, judge

IN_ROUNDING = 0.99  # a figure may leave its rounding in one draw of a hundred
REISSUES = 200  # of each case, with parameters of their own


def trial(name, draws, first=0):
    """Try every reading of a case on many draws of its published world; none is left out.

    Parameters
    ----------
    name : str
    draws, first : int
        How many seeds, and the first one.

    Returns
    -------
    dict
        name, draws, in_rounding (share of draws in which every published figure comes out within
        its rounding), and ``readings``: by name the Verdict, how often its interval held the truth.

    Examples
    --------
    >>> trial("page_redesign", 3)["readings"]["naive"]
    0.0% of 3 draws
    """
    item = cases.case(name)
    p = item.defaults()
    worlds = [(p, seed) for seed in range(first, first + draws)]
    return {"name": name, "draws": draws, **_tried(item, worlds, figures=True)}


def reissued(name, draws=REISSUES):
    """Try every reading on reissues, each with parameters of its own; as `trial`.

    >>> reissued("page_redesign", 3)["readings"]["naive"]
    0.0% of 3 draws
    """
    item = cases.case(name)
    issues = (cases.reissue(name, f"trial {number}") for number in range(draws))
    worlds = [(issue.parameters, issue.tables) for issue in issues]
    return {"name": name, "draws": draws, **_tried(item, worlds)}


def _tried(item, worlds, figures=False):
    """Verdicts over worlds: pairs of parameters and a seed (or the tables themselves)."""
    readings = item.readings()
    found = {name: [] for name in readings}
    truths = {name: [] for name in readings}
    within = 0
    for p, luck in worlds:
        tables = item.emit(p, luck) if isinstance(luck, int) else luck
        for name, method in readings.items():
            found[name].append(tuple(item.on(method.read, tables)[:3]))
            truths[name].append(method.truth(p))
        if figures:
            values = item.on(item.measure, tables)
            within += all(abs(values[f.name] - f.published) <= f.rounding for f in item.figures)
    verdicts = {name: judge(found[name], truths[name]) for name in readings}
    shares = {"in_rounding": within / len(worlds)} if figures else {}
    return {"readings": verdicts, **shares}


def shortcomings(found):
    """What is wrong with a trial, in words; empty if nothing is.

    >>> shortcomings({"name": "page_redesign", "in_rounding": 1.0,
    ...               "readings": {"naive": Verdict(0, 2000), "right": Verdict(1840, 2000)}})
    ['right covers the truth in 92.0% of 2,000 draws, not in 95%']
    """
    misleading = {
        name for name, method in cases.case(found["name"]).readings().items() if method.misleads
    }
    words = []
    for name, verdict in found["readings"].items():
        if name not in misleading and not verdict.covers():
            words.append(f"{name} covers the truth in {verdict}, not in 95%")
        if name in misleading and not verdict.misses():
            missed = Verdict(verdict.draws - verdict.held, verdict.draws)
            words.append(f"{name} misses the truth in only {missed}, not in {MISSED:.0%}")
    if found.get("in_rounding", 1) < IN_ROUNDING:
        share = f"{found['in_rounding']:.1%}"
        words.append(f"the published figures come out within their rounding in only {share}")
    return words


def trials(draws=None, processes=None, chosen=()):
    """The trials of every case that estimates something, one after the other as they finish.

    Parameters
    ----------
    draws : int, optional
        How many; by default as each case says, and 200 reissues.
    chosen : sequence of str
        Names of cases; all of them by default.

    Yields
    ------
    (dict, dict)
        Of the published world, and of the reissues.
    """
    chosen = [cases.case(name) for name in chosen or cases.names()]
    chosen = [item for item in chosen if item.scale != "identity"]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting = [
            (
                pool.submit(trial, item.name, draws or item.draws),
                pool.submit(reissued, item.name, draws or REISSUES),
            )
            for item in chosen
        ]
        for published, others in waiting:
            yield published.result(), others.result()


def page(results):
    """docs/cases.md: what each case estimates, and how often each reading finds it.

    ``results``: by case, of the published world and of the reissues; as a trial gives them, or
    as they were kept.
    """
    rows = [row for name in cases.names() for row in _rows(cases.case(name), results.get(name))]
    head = """# How often the readings of the cases find the truth

Written by `python -m ecomlab.cases trial`. Each case is a world in which the published figures come
out and the truth is known. *Held*: the share of draws in which the 95% interval holds the truth:
hardly ever for an obvious reading that misleads, 95% for a right one. All draws count: none is
left out for what came of it. *Reissues* have parameters of their own, drawn as for a class. A case
that counts and estimates nothing has neither.

| case | error | reading | held, as published | held, reissues |
|---|---|---|---:|---:|
"""
    return head + "\n".join(rows) + "\n"


def _rows(item, found):
    title = f"{item.number} [{item.title}](../notebooks/{item.chapter}/case_{item.name}.ipynb)"
    if item.scale == "identity":
        return [f"| {title} | {item.bias} | counted | | |"]
    if found is None:
        return [f"| {title} | {item.bias} | not tried yet | | |"]
    rows = []
    for name in item.readings():
        published, others = (Verdict(*of["readings"][name]) for of in found)
        rows.append(f"| {title} | {item.bias} | {_words(item, name)} | {published} | {others} |")
        title = ""
    return rows


def _plain(fact):
    return fact.plain().say(locale(ENGLISH), fact.unit)


def _words(item, name):
    """A reading, and what the main one is about."""
    if name == "right":
        return f"right: {item.estimand}"
    if name == "naive":
        margin = f"× {item.margin:g}" if item.scale == "ratio" else _plain(item.show(item.margin))
        return f"obvious, off by {margin} or more"
    return name.replace("_", " ")
