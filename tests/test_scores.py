"""Scores of forecasts: by hand, against scikit-learn, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_pinball_loss

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.scores import beside, forecast_errors, pinball, quantile_columns, quantile_name

COUNTS = st.lists(st.integers(0, 500), min_size=3, max_size=20)


@given(COUNTS, st.floats(0.05, 0.95))
def test_pinball_is_that_of_scikit_learn(came, level):
    said = np.arange(len(came)) * 7.0
    assert pinball(came, said, level).mean() == pytest.approx(
        mean_pinball_loss(came, said, alpha=level)
    )


def tried(**columns):
    return pd.DataFrame({"method": "a", "forecast": [90.0, 110, 100], "came": [95.0, 99, 104],
                         "low": [80.0, 100, 85], "high": [100.0, 125, 120]} | columns)  # fmt: skip


def test_scores_by_hand():
    table = tried(q50=[90.0, 110, 100])
    row = forecast_errors(table, "forecasts").iloc[0]
    assert row["estimate"] == pytest.approx((5 + 11 + 4) / 298)
    assert row["bias"] == pytest.approx(300 / 298 - 1)
    assert row["held"] == pytest.approx(2 / 3)
    assert row["pinball"] == pytest.approx(row["estimate"])  # the median's is the WAPE
    assert np.isnan(forecast_errors(tried()).iloc[0]["pinball"])


def test_an_evening_counts_once():
    table = pd.concat([tried(origin=[1, 2, 3])] * 10, ignore_index=True)
    alone, many = (
        forecast_errors(t, by="origin").iloc[0] for t in (tried(origin=[1, 2, 3]), table)
    )
    assert many["n"] == 3
    for name in ("estimate", "low", "high", "held"):
        assert many[name] == pytest.approx(alone[name])
    assert forecast_errors(table).iloc[0]["n"] == 30


def test_two_methods_evening_by_evening():
    table = pd.concat([tried(origin=[1, 1, 2]),
                       tried(method="b", origin=[1, 1, 2], forecast=[95.0, 99, 104])])  # fmt: skip
    found = beside(table, "a", "b")
    assert found.value == pytest.approx((16 / 194 + 4 / 104) / 2)
    assert found.n == 2
    assert beside(table, "b", "a").value == pytest.approx(-found.value)


def test_names():
    assert [quantile_name(x) for x in (0.05, 0.5, 0.995)] == ["q5", "q50", "q99.5"]
    assert quantile_columns(pd.DataFrame(columns=["q10", "quality", "q99.5"])) == {
        "q10": 0.1, "q99.5": 0.995,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: pinball([1], [1], 1.5), InputError, "level"),
        (lambda: forecast_errors(tried().drop(columns="came")), ColumnError, "came"),
        (lambda: forecast_errors(tried(), by="origin"), ColumnError, "origin"),
        (lambda: beside(tried(origin=1), "a", "c"), ChoiceError, "c"),
        (
            lambda: beside(
                pd.concat([tried(origin=[1, 2, 3]), tried(method="b", origin=[4, 5, 6])]), "a", "b"
            ),
            InputError,
            "not tried on the same",
        ),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
