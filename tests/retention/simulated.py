"""Customers made up from a model's own story, whose truth is known."""

import numpy as np
import pandas as pd
from scipy.stats import binom

from ecomlab.mixing import Gamma
from ecomlab.retention.purchase_models import BGNBD, MBGNBD, GammaGamma, ParetoNBD

WEEKS = BGNBD(r=0.243, alpha=4.414, a=0.793, b=2.426)  # the parameters of the paper
SPEND = GammaGamma(p=6.25, q=3.74, gamma=15.44)


def make_orders(*rows):
    ids, days, paid = zip(*rows, strict=True)
    times = pd.Timestamp("2025-01-01", tz="Asia/Shanghai") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"customer_id": ids, "ts_order": times, "paid_amount": map(float, paid)})


def repeat_times(model, n, T, rng):
    """Who buys again, and when: straight from the model's story."""
    rate, leave = rng.gamma(model.r, 1 / model.alpha, n), rng.beta(model.a, model.b, n)
    active, now, rows = np.arange(n), np.zeros(n), []
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= np.broadcast_to(T, n)[active]]
        rows.append((active, now[active]))
        active = active[rng.random(len(active)) >= leave[active]]
    return map(np.concatenate, zip(*rows, strict=True))


def histories(who, when, n, T):
    known = when <= np.broadcast_to(T, n)[who]
    t_x = np.zeros(n)
    np.maximum.at(t_x, who[known], when[known])
    return np.bincount(who[known], minlength=n), t_x, np.broadcast_to(T, n)


def draw(part, n, rng):
    """Rates or chances of n customers, at a limit too: part by part from the definition."""
    upper = np.inf if isinstance(part, Gamma) else 1.0
    if part.kind == "spread":
        if isinstance(part, Gamma):
            return rng.gamma(part.first, 1 / part.second, n)
        return rng.beta(part.first, part.second, n)
    if part.kind == "split":
        return np.where(rng.random(n) < part.mean, upper, 0.0)
    return np.full(n, float(part.mean))


def live(model, n, T, rng):
    """Histories (x, t_x, T) of the model's own story, purchase by purchase, for any model."""
    rate, leave = (draw(part, n, rng) for part in model.parts)
    T = np.broadcast_to(np.asarray(T, dtype=float), n)
    end, x, t_x, now = T.copy(), np.zeros(n, dtype=int), np.zeros(n), np.zeros(n)
    coins = not isinstance(model, ParetoNBD)
    if not coins:
        with np.errstate(divide="ignore"):
            end = np.minimum(T, np.where(leave == 0, np.inf, rng.exponential(size=n) / leave))
    active = np.arange(n)
    if isinstance(model, MBGNBD):
        active = active[rng.random(n) >= leave]
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= end[active]]
        x[active] += 1
        t_x[active] = now[active]
        if coins:
            active = active[rng.random(len(active)) >= leave[active]]
    return x, t_x, T


def simulate(model, n, T, rng):
    return histories(*repeat_times(model, n, T, rng), n, T)


def simulate_spend(model, x, rng):
    scale = 1 / rng.gamma(model.q, 1 / model.gamma, len(x))
    return rng.gamma(model.p * x) / x * scale


def at_least(share, draws):
    """The fewest hits that a 95% interval may have in so many draws (chance 1 in 10,000)."""
    return binom.ppf(1e-4, draws, share)
