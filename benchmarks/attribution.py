"""Which way of sharing out orders finds what an ad adds? python benchmarks/attribution.py

Draws 1,000 small worlds, each with its own channels; switches each paid channel off, with the same
people and the same luck, which gives the truth; lets every method share out the orders; prints a
table and writes docs/attribution.md. A few minutes.

    python benchmarks/attribution.py                        all methods, 1,000 worlds
    python benchmarks/attribution.py --worlds 50            fewer; prints only
    python benchmarks/attribution.py --method my.py:mine    your own beside them; prints only

**Your own method** is a function of a file of yours. It names what it wants to see:

    def mine(paths):          # also: spend, trial
        ...
        return credit         # orders by channel: a dict or a Series

- ``paths``: DataFrame with path ("post 1 > direct"), journeys, orders, as ecomlab's ``paths`` makes
- ``spend``: Series, yuan by paid channel
- ``trial``: DataFrame with channel, people, orders, held_out, held_out_orders: a lot held each paid
  channel back from a twentieth of the people, each time from others

A paid channel that is missing in the credit has 0. What a method gives to the free channels, which
nobody can switch off, doesn't count.

**The worlds.** A person has an intent to buy that nobody sees. In each of six steps a channel may
be there; if several are, chance chooses, so that another one may take an ad's place. A touch warms,
each kind otherwise; a visit may end in an order, the more likely the higher intent and warmth are.

- post, feed: reach many, warm much; some of their touches are views that no path knows
- search: reaches who wants to buy anyway, warms a little
- retargeting: reaches those only who were here before
- result: who searches for the own name, mostly warmed by others; free, as direct and natural are
- name: the ad on the own name, above that result: takes a part of its clicks. Without the ad most
  of these click the result, the others go to a rival

All numbers are drawn per world (``draw``); the ranges are ours, chosen wide, no estimates of a
trade. A real world has more: returns, several orders a person, channels that help each other.
"""

import argparse
import importlib.util
import inspect
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from ecomlab import estimates  # noqa: E402
from ecomlab.traffic.attribution import attribution, incremental  # noqa: E402

WORLDS, STEPS, ORDER_LEAVES = 1000, 6, 60.0  # yuan before ads
HELD_OUT = 0.05
SEED = 26
EVERYTHING = ("everything on", "everything off")
PEERS = ("ChannelAttribution", "shapley_attribution")
TWICE = "ECOMLAB_ATTRIBUTION"  # set where it runs in the peers' environment


# --- Worlds --------------------------------------------------------------------------------


class Draw(NamedTuple):
    """What is true of a world: one entry per channel, the free ones last."""

    names: list
    paid: np.ndarray  # bool
    reach: np.ndarray  # logit of being there in a step, for a person of usual intent
    intent: np.ndarray  # by how much that rises with intent
    warm: np.ndarray  # … with warmth
    effect: np.ndarray  # warmth that a touch adds, logit of an order
    again: np.ndarray  # bool: only for people who were here before
    seen: np.ndarray  # share of the touches that are visits; the others are views
    people: int
    base: float  # logit of an order at a visit
    drive: float  # … by intent
    taken: float  # share of the searches for the own name that click the ad
    rival: float  # … of these, who go to a rival where there is no ad
    price: np.ndarray  # yuan a touch, as a multiple of what a touch brings on average


# kind: how many (from, to), then the ranges of reach, intent, warm, effect, seen
KINDS = {
    "post": ((1, 2), (0.02, 0.10), (-0.3, 0.4), (0, 0.2), (0.1, 1.0), (0.3, 1.0)),
    "feed": ((1, 2), (0.02, 0.12), (-0.1, 0.6), (0, 0.2), (0.0, 0.7), (0.4, 1.0)),
    "search": ((1, 2), (0.01, 0.06), (0.4, 1.1), (0, 0.5), (0.0, 0.4), (1.0, 1.0)),
    "retargeting": ((0, 1), (0.05, 0.25), (0.0, 0.5), (0, 0.5), (0.0, 0.3), (0.6, 1.0)),
    "name": ((1, 1), (0.0, 0.0), (0, 0), (0, 0), (0.0, 0.1), (1.0, 1.0)),  # see `taken`
    "result": ((1, 1), (0.01, 0.06), (0.6, 1.4), (0.8, 1.8), (0.0, 0.1), (1.0, 1.0)),
    "direct": ((1, 1), (0.005, 0.02), (0.3, 1.0), (0.4, 1.2), (0.0, 0.0), (1.0, 1.0)),
    "natural": ((1, 1), (0.02, 0.08), (0.3, 1.0), (0.3, 1.0), (0.0, 0.1), (1.0, 1.0)),
}
FREE = ("result", "direct", "natural")  # nobody can switch them off


def draw(seed):
    """The truth of world number ``seed``."""
    random = np.random.default_rng([SEED, seed])
    rows = []
    for kind, ((few, many), *ranges) in KINDS.items():
        count = random.integers(few, many + 1)
        for at in range(count):
            name = kind if many == 1 else f"{kind} {at + 1}"
            rows.append((name, kind, *(random.uniform(*pair) for pair in ranges)))
    names, kinds, reach, intent, warm, effect, seen = map(list, zip(*rows, strict=True))
    price = np.exp(random.normal(-0.3, 0.7, len(names)))
    return Draw(
        names, np.array([kind not in FREE for kind in kinds]), _logit(np.array(reach)),
        np.array(intent), np.array(warm), np.array(effect),
        np.array([kind == "retargeting" for kind in kinds]), np.array(seen),
        int(np.exp(random.uniform(np.log(20_000), np.log(120_000)))),
        random.uniform(-4.5, -3.2), random.uniform(0.4, 1.0),
        random.uniform(0.3, 0.8), random.uniform(0.0, 0.3), price,
    )  # fmt: skip


def _logit(share):
    with np.errstate(divide="ignore"):
        return np.log(share / (1 - share))


class Luck(NamedTuple):
    """The people of a world and their luck: the same, whatever is switched off."""

    intent: np.ndarray
    there: np.ndarray  # steps × channels × people
    visit: np.ndarray  # steps × people
    ad: np.ndarray  # … who clicks the ad above the result
    buys: np.ndarray
    group: np.ndarray  # the channel that is held back from them in the trial, -1 none


def lucks(world, seed):
    random = np.random.default_rng([SEED, seed, 1])
    n, c = world.people, len(world.names)
    paid = np.flatnonzero(world.paid)
    lot = random.random(n) / HELD_OUT
    group = np.where(lot < len(paid), paid[np.minimum(lot.astype(int), len(paid) - 1)], -1)
    return Luck(
        random.standard_normal(n, dtype=np.float32),
        random.random((STEPS, c, n), dtype=np.float32),
        *(random.random((STEPS, n), dtype=np.float32) for _ in range(3)),
        group,
    )


def live(world, luck, off=None):
    """Let everybody live: channel of each visit (−1 none) by step, who ordered, touches."""
    n, c = world.people, len(world.names)
    name, result = world.names.index("name"), world.names.index("result")
    warmth, before = np.zeros(n, np.float32), np.zeros(n, bool)
    ordered, active = np.zeros(n, bool), np.ones(n, bool)
    visits, touches = np.full((STEPS, n), -1, np.int8), np.zeros(c)
    for step in range(STEPS):
        best, chosen = np.full(n, np.inf, np.float32), np.full(n, -1, np.int8)
        for at in range(c):
            if at in (off, name):
                continue
            logit = world.reach[at] + world.intent[at] * luck.intent + world.warm[at] * warmth
            reach = (1 / (1 + np.exp(-logit))).astype(np.float32)
            waits = luck.there[step, at] / reach  # below 1: it is there; the least one is met
            if world.again[at]:
                waits[~before] = np.inf
            nearer = (waits < 1) & (waits < best)
            best[nearer], chosen[nearer] = waits[nearer], at
        taken = (chosen == result) & (luck.ad[step] < world.taken)
        if off != name:
            chosen[taken] = name
        else:
            chosen[taken & (luck.ad[step] < world.taken * world.rival)] = -1
        chosen[~active] = -1
        met = np.flatnonzero(chosen >= 0)
        which = chosen[met]
        touches += np.bincount(which, minlength=c)
        warmth[met] += world.effect[which]
        comes = met[luck.visit[step, met] < world.seen[which]]
        visits[step, comes], before[comes] = chosen[comes], True
        logit = world.base + world.drive * luck.intent[comes] + warmth[comes]
        pays = comes[luck.buys[step, comes] < 1 / (1 + np.exp(-logit))]
        ordered[pays], active[pays] = True, False
    return visits, ordered, touches


class Case(NamedTuple):
    """What a method may see of a world, and the truth."""

    paths: pd.DataFrame
    spend: pd.Series
    trial: pd.DataFrame
    truth: pd.Series


def case(seed):
    """World number ``seed``: its paths, spend, trial and truth."""
    world = draw(seed)
    luck = lucks(world, seed)
    visits, ordered, touches = live(world, luck)
    usual = luck.group < 0
    paid = [name for name, yes in zip(world.names, world.paid, strict=True) if yes]
    rows, truth = [], {}
    for at in np.flatnonzero(world.paid):
        without = live(world, luck, off=at)[1]
        held = luck.group == at
        truth[world.names[at]] = int(ordered[usual].sum() - without[usual].sum())
        rows.append((world.names[at], int(usual.sum()), int(ordered[usual].sum()),
                     int(held.sum()), int(without[held].sum())))  # fmt: skip
    columns = ["channel", "people", "orders", "held_out", "held_out_orders"]
    worth = ORDER_LEAVES * ordered[usual].sum() / touches.sum()
    spend = pd.Series(worth * world.price * touches, world.names)[paid]
    found = _paths(visits[:, usual], ordered[usual], world.names)
    return Case(found, spend, pd.DataFrame(rows, columns=columns), pd.Series(truth))


def _paths(visits, ordered, names):
    """Equal journeys counted; people without a visit have none."""
    code = np.zeros(visits.shape[1], dtype=np.int64)
    base = len(names) + 1
    for step in visits:
        code = np.where(step >= 0, code * base + step + 1, code)
    codes, inverse = np.unique(code, return_inverse=True)
    journeys = np.bincount(inverse)
    orders = np.bincount(inverse, ordered).astype(int)
    return pd.DataFrame(
        {"path": [_text(c, base, names) for c in codes], "journeys": journeys, "orders": orders}
    )[codes > 0].reset_index(drop=True)


def _text(code, base, names):
    touches = []
    while code:
        touches.append(names[code % base - 1])
        code //= base
    return " > ".join(reversed(touches))


# --- Methods -------------------------------------------------------------------------------


def by_model(paths, model):
    return attribution(paths, model).set_index("channel")["orders"]


def spend_shares(paths, spend):
    """All orders, also those of free channels, in proportion to what was spent: so every channel
    has the same orders a yuan, and all stay on or none does."""
    return paths["orders"].sum() * spend / spend.sum()


def holdout(trial):
    """What a lot that holds back 5 % says."""
    return incremental(trial).set_index("channel")["estimate"]


def channel_attribution(paths):
    """The Markov chain of ChannelAttribution 2 (order 1), by simulation."""
    import ChannelAttribution

    table = paths.assign(
        path=paths["path"].str.replace(" > ", ">"), nothing=paths["journeys"] - paths["orders"]
    )
    found = ChannelAttribution.markov_model(
        table, "path", "orders", var_null="nothing", order=1, sep=">", nsim_start=1e4,
        verbose=False, flg_pro=False,
    )  # fmt: skip
    result = found["result"] if isinstance(found, dict) else found
    return result.set_index("channel_name")["total_conversions"]


def shapley_attribution(paths):
    """The ordered Shapley value of shapley-attribution 2; its simplified one is ours."""
    from shapley_attribution import OrderedShapleyAttribution

    bought = paths[paths["orders"] > 0]
    journeys = [path.split(" > ") for path in bought["path"].repeat(bought["orders"])]
    credit = pd.Series(OrderedShapleyAttribution().fit(journeys).get_attribution(), dtype=float)
    return paths["orders"].sum() * credit / credit.sum()


OURS = {
    "last click": partial(by_model, model="last"),
    "first click": partial(by_model, model="first"),
    "linear": partial(by_model, model="linear"),
    "position 40/20/40": partial(by_model, model="position"),
    "Markov chain, exact": partial(by_model, model="markov"),
    "Shapley value, exact": partial(by_model, model="shapley"),
    "all orders by spend": spend_shares,
    "holdout of 5 %": holdout,
}
THEIRS = {"ChannelAttribution": channel_attribution, "shapley-attribution": shapley_attribution}


def credit_of(method, world):
    """A method's credit for the paid channels of a world, checked."""
    wanted = [
        name
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is parameter.empty and name not in getattr(method, "keywords", {})
    ]
    unknown = set(wanted) - {"paths", "spend", "trial"}
    if unknown:
        raise SystemExit(f"A method may ask for paths, spend and trial, not for {unknown.pop()}.")
    given = {name: getattr(world, name).copy() for name in wanted}
    credit = pd.Series(method(**given), dtype=float)
    known = {name for path in world.paths["path"] for name in path.split(" > ")}
    if strange := set(credit.index) - known - set(world.truth.index):
        raise SystemExit(f"The method gives orders to {strange.pop()!r}: there is no such channel.")
    if not np.isfinite(credit).all():
        raise SystemExit(
            "The method's credit has an infinite number, or NaN: nothing to decide by."
        )
    return credit.reindex(world.truth.index).fillna(0)


def score(credit, world):
    """How far a credit is from the truth, and what it costs to decide by it."""
    truth, spend = world.truth, world.spend
    right, share = (x.clip(lower=0) / max(x.clip(lower=0).sum(), 1e-9) for x in (truth, credit))
    gain = ORDER_LEAVES * truth - spend  # of keeping it on
    keep = ORDER_LEAVES * credit >= spend
    return {
        "misplaced": float((right - share).abs().sum() / 2),
        "first": bool(credit.idxmax() == truth.idxmax()),
        "lost": float(gain.clip(lower=0).sum() - gain[keep].sum()),
        "best": float(gain.clip(lower=0).sum()),
        "on": float(gain.clip(lower=0).sum() - gain.sum()),  # lost if every channel stays on
        "name": float(share["name"]),
        "true_name": float(right["name"]),
        "people": int(world.trial["people"].iloc[0]),
    }


def scores(seed, methods):
    world = case(seed)
    return {name: score(credit_of(method, world), world) for name, method in methods.items()}


def table(found):
    """The scores of all worlds as rows: estimate, low, high for each."""
    rows = []
    for name in found[0]:
        mine = pd.DataFrame([one[name] for one in found])
        lost = estimates.ratio_of_totals(mine["lost"], mine["best"], "worlds")
        misplaced = estimates.mean(mine["misplaced"], "worlds")
        first = estimates.share(mine["first"].sum(), len(mine), "worlds")
        share = estimates.mean(mine["name"], "worlds")
        rows.append({"method": name, "misplaced": misplaced[:3], "lost": lost[:3],
                     "first": first[:3], "name": share[:3]})  # fmt: skip
    true = estimates.mean([next(iter(one.values()))["true_name"] for one in found], "worlds")
    return sorted(rows, key=lambda row: row["lost"][0]), true[:3]


def scale(found):
    """What two decisions lose that ask no method: without them no loss is large or small."""
    mine = pd.DataFrame([next(iter(one.values())) for one in found])
    lost = estimates.ratio_of_totals(mine["on"], mine["best"], "worlds")[:3]
    return [{"method": EVERYTHING[0], "lost": lost},
            {"method": EVERYTHING[1], "lost": (1.0, 1.0, 1.0)}]  # fmt: skip


def by_size(found, method="holdout of 5 %", parts=3):
    """A method's scores in worlds of few, more and most people."""
    mine = pd.DataFrame([one[method] for one in found])
    third = pd.qcut(mine["people"].rank(method="first"), parts, labels=False)
    rows = []
    for _, part in mine.groupby(third):
        rows.append(
            {
                "people": [int(part["people"].min()), int(part["people"].max())],
                "misplaced": estimates.mean(part["misplaced"], "worlds")[:3],
                "lost": estimates.ratio_of_totals(part["lost"], part["best"], "worlds")[:3],
            }
        )
    return rows


def shown(rows, true_name, decisions=()):
    """The table as text."""
    head = f"{'':24}{'misplaced':>22}{'yuan lost of 100':>24}{'first right':>22}{'own name':>22}"
    lines = [head]
    for row in rows:
        cells = [_cell(row[column]) for column in ("misplaced", "lost", "first", "name")]
        lines.append(f"{row['method']:24}{cells[0]:>22}{cells[1]:>24}{cells[2]:>22}{cells[3]:>22}")
    for row in decisions:
        lines.append(f"({row['method']})".ljust(46) + f"{_cell(row['lost']):>24}")
    lines.append(f"{'(the truth)':24}{'':>68}{_cell(true_name):>22}")
    return "\n".join(lines)


def _cell(ends):
    value, low, high = (f"{100 * end:.1f}" for end in ends)
    return f"{value} ({low} to {high})"


# --- The command ---------------------------------------------------------------------------


def own_method(place):
    """The function of a file: my.py:mine"""
    file, _, name = place.rpartition(":")
    spec = importlib.util.spec_from_file_location("own_method", file) if file else None
    if spec is None or not Path(file).exists():
        raise SystemExit(f"There is no file {file or place!r}. Write it as my.py:mine.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not callable(getattr(module, name, None)):
        raise SystemExit(f"{file} has no function {name!r}.")
    return getattr(module, name)


def _work(seeds, place, peers):
    methods = OURS | (THEIRS if peers else {})
    if place:
        methods = methods | {place.rpartition(":")[2]: own_method(place)}
    return [scores(seed, methods) for seed in seeds]


def run(worlds, place=None, peers=True, jobs=None):
    """The scores of so many worlds, by several processes."""
    jobs = jobs or os.cpu_count() or 1
    chunks = [range(at, min(at + 10, worlds)) for at in range(0, worlds, 10)]
    found, start = [], time.monotonic()
    with ProcessPoolExecutor(jobs) as pool:
        work = partial(_work, place=place, peers=peers)
        for done, part in enumerate(pool.map(work, chunks), 1):
            found += part
            if sys.stderr.isatty():
                spent = time.monotonic() - start
                print(f"\r{done / len(chunks):5.0%} {spent:.0f} s", end="", file=sys.stderr)
    return found


def peers_there():
    return all(importlib.util.find_spec(name) for name in PEERS)


def elsewhere():
    """Run this in an environment that has the peers, made if it isn't there."""
    from run import python_with

    environ = os.environ | {TWICE: "1", "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [str(python_with("attribution")), __file__, *sys.argv[1:]]
    return subprocess.run(command, env=environ, check=False).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--method", metavar="FILE:FUNCTION", help="a method of your own")
    parser.add_argument("--jobs", type=int, help="processes; default: all processors")
    parser.add_argument("--without-peers", action="store_true", help="only what the course has")
    words = parser.parse_args()
    peers = not words.without_peers and peers_there()
    if not words.without_peers and not peers and TWICE not in os.environ:
        sys.exit(elsewhere())
    if not peers:
        print("ChannelAttribution, shapley-attribution: not installed, left out")
    start = time.monotonic()
    scored = run(words.worlds, words.method, peers, words.jobs)
    rows, true_name = table(scored)
    print(shown(rows, true_name, scale(scored)))
    seconds = time.monotonic() - start
    print(f"{words.worlds:,} worlds, {seconds:.0f} s")
    if words.worlds >= WORLDS and peers and not words.method:
        from tools import pages

        found = {"worlds": words.worlds, "seconds": round(seconds), "rows": rows}
        found |= {"scale": scale(scored)}
        found |= {"by_size": by_size(scored), "true_name": true_name, **pages.when()}
        pages.keep("attribution", found)


if __name__ == "__main__":
    main()
