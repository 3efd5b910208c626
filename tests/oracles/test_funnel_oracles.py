"""The same funnels as retentioneering, in an environment of its own: retentioneering.txt.

Without the package the tests are skipped.
"""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.funnel import funnel

STEPS = ["view", "addcart", "checkout", "pay"]


@pytest.mark.parametrize("seed", range(20))
def test_funnels_like_retentioneering(seed, monkeypatch):
    """No two rows are of one moment: there it goes by the rows, and the course by the steps."""
    monkeypatch.setenv("RETENTIONEERING_NO_TRACK", "1")
    theirs = pytest.importorskip("retentioneering")
    rng = np.random.default_rng(seed)
    rows = 2_000
    moments = rng.permutation(rows)
    log = pd.DataFrame({
        "visitor_id": rng.integers(0, 300, rows),
        "ts": pd.Timestamp("2025-11-01") + pd.to_timedelta(moments, unit="min"),
        "event": rng.choice([*STEPS, "share"], rows, p=[0.5, 0.2, 0.1, 0.1, 0.1]),
    })  # fmt: skip
    schema = {"path_cols": ["visitor_id"], "event_col": "event", "timestamp_col": "ts"}
    found = theirs.Eventstream(log, schema).funnel_data(STEPS)["steps"]
    ours = funnel(log, STEPS, unit="visitor_id")
    assert ours["reached"].tolist() == [step["unique_paths"] for step in found]
