"""Experiments: who was in which arm, and the register of tests."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.funnel import IN_CART, PAID
from ecomlab.shop.parts.devices import DEVICES
from ecomlab.shop.parts.trials import FOUND, TEST
from ecomlab.shop.streams_in_use import PAST
from ecomlab.streams import hash_uniforms

PAGE_VERSION = "page_version"
ARMS = ("A", "B", "C", "D")
STOP_RULES = ("planned days", "first look beyond luck")
LONGER = 0.12  # how much longer a test runs than it needs, for weekends and holidays


def experiments(r):
    """One row per visit under test (A/B 测试), test under test.

    Visitors keep their arm, so visits of one visitor are not independent. ``pre_metric``, pages
    of the category seen in the week before, is what CUPED (Deng et al. 2013) needs.
    """
    parts = [_rows(r, 0, *_page_tested(r), np.True_, r.s.visitor)]
    for place, (trial, at, arm) in enumerate(r.tested, start=1):
        exposed = (r.s.depth[at] >= IN_CART) | (trial.step == "page")
        unit = {
            "visitor": r.s.visitor, "session": r.session_ids, "day": r.world.start + r.s.day
        }[trial.unit]  # fmt: skip
        parts.append(_rows(r, place, at, arm, exposed, unit))
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((rows["test"], rows["at"]))
    at, names = rows["at"][order], (PAGE_VERSION, *(trial.name for trial, *_ in r.tested))
    return pd.DataFrame(
        {
            "session_id": r.session_ids[at],
            "unit_id": rows["unit"][order],
            "ts": r.times(r.session_seconds[at]),
            "experiment": pd.Categorical(
                words(rows["test"][order], names), categories=_names(r.world)
            ),
            "arm": words(rows["arm"][order], ARMS),
            "device": words(r.s.device[at], DEVICES),
            "exposed": rows["exposed"][order],
            "converted": r.s.depth[at] == PAID,
            "bounced": r.looks.bounced[at],
            "revenue": money(r.bought[at]),
            "pre_metric": _pages_before(r, at),
        }
    )


def _names(world):
    return [PAGE_VERSION, *(row["name"] for row in world.facts["experiment"])]


def _page_tested(r):
    """Visits on days on which page.version is tested, and their arm."""
    tested = [r.engine.plan_on(r.first_day + day)["page.version"] == TEST for day in range(r.days)]
    at = np.flatnonzero(np.array(tested)[r.s.day - r.first_day])
    return at, r.s.page_b[at].astype(np.int8)


def _rows(r, test, at, arm, exposed, unit):
    return {
        "test": np.full(len(at), test), "at": at, "arm": arm, "unit": unit[at],
        "exposed": np.broadcast_to(exposed, len(at)),
    }  # fmt: skip


def _pages_before(r, at):
    """The readier a visitor comes, the more pages were seen before."""
    u = hash_uniforms(r.seed, PAST, r.s.visitor[at])[0]
    mean = 2.5 * np.exp(0.7 * r.s.interest[at].astype(float))
    return np.floor(np.round(np.log(u) / np.log(mean / (1 + mean)), 6)).astype(np.int64)


def tests(r):
    """The register of experiments: what was planned, and which arm was shipped to all, and when."""
    trials = [trial for trial in r.engine.trials.trials if len(_days(r, trial))]

    def text(what):
        kinds = [what(trial) for trial in r.engine.trials.trials]
        listed = sorted({kind for kind in kinds if kind})
        return pd.Categorical([what(trial) or None for trial in trials], categories=listed)

    planned = np.array([trial.days for trial in trials], dtype=np.int64)
    shipped = [_shipped(r, trial) for trial in trials]
    day = np.array([day for day, _ in shipped], dtype=np.int64)
    ended = [r.engine.trials.ended.get(trial.name, trial.last) for trial in trials]
    usual = (1 - LONGER) * r.world.facts["usual"]["visits"] * r.world.scale
    return pd.DataFrame(
        {
            "test": text(lambda trial: trial.name),
            "hypothesis": text(lambda trial: trial.hypothesis),
            "start": r.dates(np.array([_days(r, trial)[0] for trial in trials], dtype=np.int64)),
            "planned_days": planned,
            "planned_n": np.floor(usual * planned).astype(np.int64),
            "end": r.dates(np.array(ended, dtype=np.int64) + 1),
            "unit": text(lambda trial: trial.unit),
            "audience": text(_audience),
            "seen_from": text(lambda trial: trial.step),
            "arms": text(lambda trial: ";".join(trial.arms)),
            "metric": text(lambda trial: trial.metric),
            "guardrails": text(lambda trial: trial.guardrails),
            "stop_rule": text(lambda trial: STOP_RULES[trial.peeked]),
            "shipped_at": r.times(day * DAY, day >= 0),
            "shipped": pd.Categorical([arm for _, arm in shipped], categories=ARMS),
        }
    )


def _days(r, trial):
    """The days of the run on which it was tested; it may go on after them."""
    days = range(max(trial.first, 0), min(trial.last + 1, r.engine.days))
    return [day for day in days if r.engine.plan_on(day)[f"experiment.{trial.name}"] == TEST]


def _audience(trial):
    where = [f"{what}: {', '.join(names)}" for what, names in trial.where.items()]
    return ";".join(where) or "all"


def _shipped(r, trial):
    """The first day on which another arm than A is for all, and the arm; -1 and None: none."""
    for day, plan in r.engine.plans:
        arm = plan[f"experiment.{trial.name}"]
        if arm not in (TEST, trial.arms[0]):
            return day, arm
    return -1, None


def test_truth(r):
    """What no shop sees: what each arm truly does, and what share a fault lost."""
    rows = [
        {
            "test": trial.name, "arm": arm,
            **{what: trial.effects[what][i] for what in FOUND},
            "lost": trial.lost if i else 0.0,
        }
        for trial in r.engine.trials.trials if len(_days(r, trial))
        for i, arm in enumerate(trial.arms)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["test", "arm", *FOUND, "lost"])
