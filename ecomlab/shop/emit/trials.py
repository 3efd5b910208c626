"""Experiments on the page."""

import numpy as np
import pandas as pd

from ecomlab.shop.emit.record import money, words
from ecomlab.shop.funnel import PAID
from ecomlab.shop.streams_in_use import PAST
from ecomlab.streams import hash_uniforms, poisson

ARMS = ("A", "B")


def experiments(r):
    """One row per visit on days on which the page is tested (A/B 测试).

    Visitors keep their page, so visits of one visitor are not independent. ``pre_metric``, pages
    of the category seen in the week before, is what CUPED (Deng et al. 2013) needs.
    """
    tested = [
        r.engine.plan_on(r.first_day + day)["page.version"] == "test" for day in range(r.days)
    ]
    at = np.flatnonzero(np.array(tested)[r.s.day - r.first_day])
    return pd.DataFrame(
        {
            "session_id": r.session_ids[at],
            "unit_id": r.s.visitor[at],
            "ts": r.times(r.session_seconds[at]),
            "experiment": words(np.zeros(len(at), np.int8), ("page_version",)),
            "arm": words(r.s.page_b[at].astype(np.int8), ARMS),
            "exposed": np.ones(len(at), bool),
            "converted": r.s.depth[at] == PAID,
            "bounced": r.looks.bounced[at],
            "revenue": money(r.bought[at]),
            "pre_metric": _pages_before(r, at),
        }
    )


def _pages_before(r, at):
    """The readier a visitor comes, the more pages were seen before."""
    intent = np.append(r.world.origin.intent, r.world.funnel.back_intent)[r.s.origin[at]]
    u = hash_uniforms(r.seed, PAST, r.s.visitor[at])[0]
    return poisson(2.5 * np.exp(0.7 * intent), u)
