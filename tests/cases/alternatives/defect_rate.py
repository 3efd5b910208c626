"""Other right answers to the case's exercises, in plain pandas."""

import numpy as np

from ecomlab.estimates import t_quantile


def _cixi(inbound):
    rows = inbound.query("supplier == 'Cixi'").sort_values("received_at")
    counts = rows[["sample_n", "sample_defects"]].to_numpy()
    before, since = counts[:26].sum(axis=0), counts[26:].sum(axis=0)
    return before[1] / before[0], since[1] / since[0]


def learned(inbound):
    before, since = _cixi(inbound)
    return since / before


def clean(inbound):
    from scipy.stats import binom

    return binom.pmf(0, 20, _cixi(inbound)[1])


def _shares(inbound, returns, supplier):
    """Share sent back for quality, of the 52 lots of a factory in their order."""
    lots = inbound[inbound["supplier"] == supplier].sort_values("received_at").set_index("sku")
    back = returns.query("reason == 'quality'").groupby("sku").size()
    return (back.reindex(lots.index, fill_value=0) / (lots["lot_size"] - lots["sample_n"])).array


def own_ratio(inbound, returns):
    share = _shares(inbound, returns, "Shunde")
    return share[26:].mean() / share[:26].mean()  # each lot of a half sold as many


def needed(inbound, returns):
    """Cixi's quality returns since, in yuan per piece sold, against 1.20 yuan."""
    lost = 125 * np.asarray(_shares(inbound, returns, "Cixi"))[26:].mean()
    return (lost - 1.2) / lost


def monday(inbound, returns):
    mine, other = (np.asarray(_shares(inbound, returns, name)) for name in ("Shunde", "Cixi"))
    log = variance = 0
    for sign, half in ((-1, slice(0, 26)), (1, slice(26, 52))):
        a, b = mine[half], other[half]
        log += sign * (np.log(a.mean()) - np.log(b.mean()))
        variance += np.var(b / b.mean() - a / a.mean(), ddof=1) / 26
    reach = t_quantile(50) * variance**0.5
    low, high = np.exp(log - reach), np.exp(log + reach)
    full = needed(inbound, returns)
    half = 1 - (1 - full) / 2
    kept = 125 * mine[26:].mean()  # what comes back with the tie costs so much
    shunde = kept / (kept + 1.2)
    reason = "inside" if low <= full <= high or low <= shunde <= high else "apart"
    if high < full:
        return "tie", reason
    return ("half" if high < half else "hold" if low <= max(full, shunde) else "end"), reason
