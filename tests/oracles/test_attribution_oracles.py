"""Markov chains as ChannelAttribution simulates them; Shapley values of shapley-attribution."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.traffic.attribution import attribution, removal_effects

theirs = pytest.importorskip("ChannelAttribution")
shapley = pytest.importorskip("shapley_attribution")


def drawn(seed):
    """Journeys of two to seven channels, without the same touch twice in a row."""
    random = np.random.default_rng(seed)
    names = list("ABCDEFG")[: random.integers(2, 8)]
    rows = {}
    for _ in range(random.integers(5, 60)):
        path = [random.choice(names)]
        for _ in range(random.integers(0, 6)):
            path.append(random.choice([name for name in names if name != path[-1]]))
        journeys = int(random.integers(1, 50))
        rows[" > ".join(path)] = (journeys, int(random.integers(0, journeys + 1)))
    table = [(path, n, k) for path, (n, k) in rows.items()]
    return pd.DataFrame(table, columns=["path", "journeys", "orders"])


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("seed", range(5))
def test_the_chain(seed, order):
    table = drawn(seed)
    given = table.assign(
        path=table["path"].str.replace(" > ", ">"), none=table["journeys"] - table["orders"]
    )
    found = theirs.markov_model(
        given, "path", "orders", var_null="none", order=order, nsim_start=1e6, max_step=1000,
        conv_par=0.005, out_more=True, verbose=False, flg_pro=False,
    )  # fmt: skip
    credit = found["result"].set_index("channel_name")["total_conversions"]
    removal = found["removal_effects"].set_index("channel_name")["removal_effect"]
    ours = removal_effects(table, order).set_index("channel")
    np.testing.assert_allclose(ours["removal"], removal[ours.index], atol=0.004)
    np.testing.assert_allclose(
        ours["orders"], credit[ours.index], atol=0.004 * table["orders"].sum()
    )


@pytest.mark.parametrize("seed", range(5))
def test_rules(seed):
    table = drawn(seed)
    given = table.assign(path=table["path"].str.replace(" > ", ">"))
    found = theirs.heuristic_models(given, "path", "orders", flg_pro=False)
    found = found.set_index("channel_name")
    for model in ("first", "last", "linear"):
        ours = attribution(table, model).set_index("channel")["orders"]
        theirs_ = found[f"{model}_touch"].reindex(ours.index).fillna(0)
        np.testing.assert_allclose(ours, theirs_)


@pytest.mark.parametrize("seed", range(5))
def test_shapley(seed):
    table = drawn(seed)
    journeys = [path.split(" > ") for path in table["path"].repeat(table["orders"])]
    model = shapley.SimplifiedShapleyAttribution(normalize=False).fit(journeys)
    ours = attribution(table, "shapley").set_index("channel")["orders"]
    found = pd.Series(model.get_attribution()).reindex(ours.index).fillna(0)
    np.testing.assert_allclose(ours, found)
