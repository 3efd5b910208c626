"""How often does each reading of a case find the truth, over many lucks and many worlds?

``page`` writes the answer for all cases; `python course.py verify` keeps it in docs/cases.md.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from ecomlab import cases
from ecomlab.cases.declaration import ENDS, RIGHT
from ecomlab.texts import ENGLISH, locale
from ecomlab.trials import MANY, Verdict, could_be, judge

IN_ROUNDING = 0.99  # a figure may leave its rounding in one draw of a hundred
PUBLISHED, AS_PUBLISHED = "published", 400  # the world as published, and in how many lucks
# In which share of draws the obvious estimate must lie where the claim's end puts it: beyond the
# margin from the truth or, where the claim is right, within half of it.
PLACED = dict.fromkeys(ENDS, 0.8) | {RIGHT: 0.9}


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
        name, end, draws, in_rounding (share of draws in which every published figure comes out
        within its rounding), ``placed`` (Verdict: how often the obvious estimate lies where the
        claim's end puts it), and ``readings``: by name how often its interval held the truth.

    Examples
    --------
    >>> trial("page_redesign", 3)["readings"]["naive"]
    0.0% of 3 draws
    """
    item = cases.case(name)
    p = item.defaults()
    worlds = [(p, seed) for seed in range(first, first + draws)]
    return {"name": name, "end": item.end(p), "draws": draws, **_tried(item, worlds, figures=True)}


def branch(name, end, draws):
    """Try every reading on worlds in which the claim ends so, each with parameters of its own.

    >>> branch("page_redesign", "rosy", 3)["placed"]
    100.0% of 3 draws
    """
    item = cases.case(name)
    numbers = [cases._number(name, f"trial {end} {n}", b"") for n in range(draws)]
    worlds = [(cases._draw(item, number, end), number % 2**53) for number in numbers]
    return {"name": name, "end": end, "draws": draws, **_tried(item, worlds)}


def _tried(item, worlds, figures=False):
    """Verdicts over worlds: pairs of parameters and a seed."""
    readings = item.readings()
    found = {name: [] for name in readings}
    truths = {name: [] for name in readings}
    within = placed = 0
    for p, seed in worlds:
        tables = item.emit(p, seed)
        for name, method in readings.items():
            found[name].append(tuple(item.on(method.read, tables)[:3]))
            truths[name].append(method.truth(p))
        placed += _is_placed(item, p, found["naive"][-1][0])
        if figures:
            values = item.on(item.measure, tables)
            within += all(abs(values[f.name] - f.published) <= f.rounding for f in item.figures)
    verdicts = {name: judge(found[name], truths[name]) for name in readings}
    shares = {"in_rounding": within / len(worlds)} if figures else {}
    return {"placed": Verdict(placed, len(worlds)), "readings": verdicts, **shares}


def _is_placed(item, p, estimate):
    """Does the obvious estimate lie where the claim's end puts it?"""
    away, margin = item.distance(estimate, item.expected(p).truth), item.apart()
    return away <= margin / 2 if item.end(p) == RIGHT else away >= margin


def shortcomings(found):
    """What is wrong with a trial, in words; empty if nothing is.

    >>> shortcomings({"name": "page_redesign", "end": "rosy", "placed": Verdict(2000, 2000),
    ...               "readings": {"naive": Verdict(0, 2000), "right": Verdict(1840, 2000)}})
    ['right covers the truth in 92.0% of 2,000 draws, not in 95%']
    """
    item = cases.case(found["name"])
    words = []
    for name, method in item.readings().items():
        verdict = Verdict(*found["readings"][name])
        if item.scale != "identity" and not method.misleads and not verdict.covers():
            words.append(f"{name} covers the truth in {verdict}, not in 95%")
    placed, least = Verdict(*found["placed"]), PLACED[found["end"]]
    if not _at_least(placed, least):
        words.append(f"the obvious estimate lies where it should in {placed}, not in {least:.0%}")
    if found.get("in_rounding", 1) < IN_ROUNDING:
        share = f"{found['in_rounding']:.1%}"
        words.append(f"the published figures come out within their rounding in only {share}")
    return words


def _at_least(verdict, share):
    """Of many draws the share itself; of fewer, is less not shown?"""
    if verdict.draws >= MANY:
        return verdict.share >= share
    return could_be(verdict.held, verdict.draws, share, "less")


def trials(draws=None, processes=None, chosen=()):
    """The trials of every case, one after the other as they finish.

    Parameters
    ----------
    draws : int, optional
        How many; by default as each case says, and 400 of the published world.
    chosen : sequence of str
        Names of cases; all of them by default.

    Yields
    ------
    dict of str to dict
        By "published" and each end: the trial.
    """
    chosen = [cases.case(name) for name in chosen or cases.names()]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        waiting = [
            {PUBLISHED: pool.submit(trial, item.name, draws or min(item.draws, AS_PUBLISHED))}
            | {
                end: pool.submit(branch, item.name, end, draws or item.draws)
                for end in item.branches
            }
            for item in chosen
        ]
        for group in waiting:
            yield {which: future.result() for which, future in group.items()}


def page(results):
    """docs/cases.md: what each case estimates, and how often each reading finds it.

    ``results``: by case, of the published world and of each end; as a trial gives them, or as they
    were kept.
    """
    rows = [row for name in cases.names() for row in _rows(cases.case(name), results.get(name))]
    head = """# How often the readings of the cases find the truth

Written by `python -m ecomlab.cases trial`. Each case is a world in which the published figures come
out and the truth is known; a reissue draws how its claim ends, *rosy* (it promises too much),
*right* or *modest* (too little), then the world's parameters. *Held*: the share of draws in which
the 95% interval holds the truth. *Placed*, in the first row of a case: the share of draws in which
the obvious estimate lies where the end puts it, beyond what matters from the truth, or within half
of that where the claim is right. All draws count: none is left out for what came of it. A case that
counts and estimates nothing has no interval to hold a truth.

| case | trap | reading | as published | rosy | right | modest |
|---|---|---|---:|---:|---:|---:|
"""
    return head + "\n".join(rows) + "\n"


def _rows(item, found):
    title = f"{item.number} [{item.title}](../notebooks/{item.chapter}/case_{item.name}.ipynb)"
    if found is None:
        return [f"| {title} | {item.bias} | not tried yet | | | | |"]
    first = [f"placed {Verdict(*found[w]['placed'])}" if w in found else "" for w in COLUMNS]
    ended = f"ends {found[PUBLISHED]['end']}; {first[0]}"
    cells = [title, item.bias, _words(item, "naive"), ended, *first[1:]]
    rows = [f"| {' | '.join(cells)} |"]
    for name in item.readings():
        held = [str(Verdict(*found[w]["readings"][name])) if w in found else "" for w in COLUMNS]
        if item.scale != "identity" and name != "naive":
            rows.append(f"| | | {_words(item, name)} | {' | '.join(held)} |")
    return rows


COLUMNS = (PUBLISHED, *ENDS)


def _plain(fact):
    return fact.plain().say(locale(ENGLISH), fact.unit)


def _words(item, name):
    """A reading, and what the main one is about."""
    if name == "right":
        return f"right: {item.estimand}"
    if name == "naive":
        margin = f"× {item.margin:g}" if item.scale == "ratio" else _plain(item.show(item.margin))
        return f"obvious; what matters: {margin}"
    return name.replace("_", " ")
