"""The same weights as ipfn, in an environment of its own: tests/oracles/ipfn.txt.

Without the package the tests are skipped.
"""

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.research.surveys import margins_of, rake


def theirs(rows, targets):
    """ipfn's weights of the cells, by its pandas version, for each respondent."""
    ipfn = pytest.importorskip("ipfn.ipfn")
    names = list(targets)
    plain = rows[names].astype(str)
    cells = plain.value_counts().rename("total").reset_index()
    cells["total"] = cells["total"].astype(float)
    wanted = [
        (target * len(rows)).rename("total").rename_axis(name) for name, target in targets.items()
    ]
    fitted = ipfn.ipfn(
        cells.copy(), wanted, [[name] for name in names], convergence_rate=1e-10,
        max_iteration=2000, rate_tolerance=0,
    ).iteration()  # fmt: skip
    both = fitted.merge(cells, on=names, suffixes=("_fitted", "_seen"))
    both["weight"] = both["total_fitted"] / both["total_seen"]
    return plain.merge(both, on=names, how="left")["weight"].to_numpy()


@pytest.mark.parametrize("seed", range(5))
def test_raking_like_ipfn(seed):
    rng = np.random.default_rng(seed)
    sizes = {"a": 3, "b": 4, "c": 2}
    rows = pd.DataFrame({
        name: rng.choice([f"{name}{i}" for i in range(n)], 2500, p=rng.dirichlet(np.full(n, 6.0)))
        for name, n in sizes.items()
    })  # fmt: skip
    targets = {
        name: pd.Series(rng.dirichlet(np.full(n, 6.0)), [f"{name}{i}" for i in range(n)])
        for name, n in sizes.items()
    }
    ours = rake(rows, targets, tolerance=1e-10)["raked"].to_numpy()
    assert ours == pytest.approx(theirs(rows, targets), rel=1e-6)


def test_the_shops_panel_like_ipfn():
    tables = load("second_shop")
    panel = tables.survey[tables.survey["frame"] == "panel"].reset_index(drop=True)
    targets = margins_of(tables.population, "age", "gender", "city_tier")
    ours = rake(panel, targets, tolerance=1e-10)["raked"].to_numpy()
    assert ours == pytest.approx(theirs(panel, targets), rel=1e-6)
