"""Analogues, people's calls, the big day: by hand, against truth, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment.launches import (
    analogues,
    forecast_value_added,
    launch_pieces,
    rate_of_day,
    tried_analogues,
)
from ecomlab.trials import judge

PAST = pd.DataFrame({"early": [10, 20, 40], "total": [80, 100, 160]})
DAYS = pd.DataFrame({"date": pd.date_range("2025-01-01", periods=9), "sku": "A", "sales": 1})


def test_analogues_by_hand():
    logs = np.log(PAST["total"])
    reach = stats.t.ppf(0.9, 2) * logs.std() * np.sqrt(1 + 1 / 3)
    found = analogues(PAST)
    assert found[:3] == pytest.approx(tuple(np.exp(logs.mean() + reach * np.array([0, -1, 1]))))
    factors = stats.gmean(PAST["total"] / PAST["early"])
    assert analogues(PAST, 30).value == pytest.approx(30 * factors)
    assert found.n == 3


def test_four_of_five_intervals_hold_the_next_launch(seeds):
    rng, before, after, totals = np.random.default_rng(3), [], [], []
    for _ in range(40 * seeds):
        total = np.exp(rng.normal(5, 0.6, 9))
        early = total * np.exp(rng.normal(-2, 0.3, 9))
        past = pd.DataFrame({"early": early[:8], "total": total[:8]})
        before.append(analogues(past, confidence=0.95))
        after.append(analogues(past, early[8], confidence=0.95))
        totals.append(total[8])
    assert judge(before, totals).covers()
    assert judge(after, totals).covers()
    width = [np.mean([np.log(e.high / e.low) for e in found]) for found in (before, after)]
    assert width[1] < 0.7 * width[0]


def test_launches_from_days():
    date = pd.date_range("2025-03-01", periods=30)
    days = pd.concat([pd.DataFrame({"date": date, "sku": sku, "sales": k + np.arange(30)})
                      for k, sku in enumerate("AB")])  # fmt: skip
    found = launch_pieces(days, {"A": "2025-03-05", "B": "2025-03-01", "C": "2025-02-01",
                                 "D": "2025-03-25"}, 2, 7)  # fmt: skip
    assert found["sku"].tolist() == ["B", "A"]
    assert found["early"].tolist() == [1 + 2, 4 + 5]
    assert found["total"].tolist() == [sum(range(1, 8)), sum(range(4, 11))]
    assert found.attrs["left_out"] == ["C", "D"]
    assert len(launch_pieces(days, {"A": "2025-03-05"}, 2, 7, as_of="2025-03-10")) == 0


def test_a_tried_launch_knows_only_those_that_were_over():
    day = pd.date_range("2025-01-01", periods=6, freq="30D")
    past = pd.DataFrame({"sku": list("abcdef"), "launch": day, "over": day + pd.Timedelta("56D"),
                         "early": range(5, 11), "total": [50, 70, 60, 90, 80, 9]})  # fmt: skip
    found = tried_analogues(past, least=2)
    assert found["n"].tolist() == [2, 2, 3, 3, 4, 4]
    first = analogues(past.iloc[:2])
    assert found.iloc[0]["forecast"] == pytest.approx(first.value)


def test_calls_by_hand():
    record = pd.DataFrame({"baseline": [100, 80, 60, 90, 50], "judged": [140, 100, 50, 70, 50],
                           "came": [105, 90, 52, 75, 40]})  # fmt: skip
    found = forecast_value_added(record).set_index("group")
    assert found["calls"].to_dict() == {"all": 5, "up": 2, "down": 2, "unchanged": 1}
    assert found.loc["up", "estimate"] == pytest.approx(((5 - 35) + (10 - 10)) / 2)
    assert found.loc["down", "wape_judged"] == pytest.approx((2 + 5) / 127)
    assert found.loc["down", "bias_baseline"] == pytest.approx(150 / 127 - 1)
    by = forecast_value_added(record.assign(who=list("aabbb")), "who")
    assert by["group"].tolist() == ["all", "a", "b"]


def test_the_records_are_as_they_were_written():
    """Up calls of the first buyer are too large, his down calls help; the second's both help."""
    one, two = (forecast_value_added(load("demand")[name]).set_index("group")
                for name in ("calls", "other_calls"))  # fmt: skip
    assert one.loc["up", "bias_judged"] > 0.15
    assert one.loc["down", "low"] > 0
    assert (two.loc[["up", "down"], "low"] > 0).all()


def test_the_day_by_hand():
    hours = [0] * 8 + [1] * 16
    row = rate_of_day(20, 11, hours, stock=30).iloc[0]
    pd.testing.assert_frame_equal(
        rate_of_day(20, 11.0, hours, stock=30), rate_of_day(20, 11, hours, stock=30)
    )
    assert row["day"] == 80
    assert row["short"] == 30
    assert row["empty"] == 18  # 5 an hour from 12 on: 30 are gone after 17, the next is missing
    assert np.isnan(rate_of_day(20, 11, hours, stock=100).iloc[0]["empty"])


def test_the_day_lies_in_its_interval():
    rng, held = np.random.default_rng(2), []
    share = np.arange(1, 25) / 300
    cut = share[:12].sum() / share.sum()
    for _ in range(600):
        day = rng.poisson(90 * share / share.sum())
        row = rate_of_day(int(day[:12].sum()), 11, share, stock=0).iloc[0]
        held.append(row["low"] <= 90 <= row["high"])
    assert cut < 0.5
    assert 0.93 < np.mean(held) < 0.985


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: analogues(PAST.iloc[:1]), InputError, "two"),
        (lambda: analogues(PAST.assign(total=0)), InputError, "sold nothing"),
        (lambda: analogues(PAST, so_far=-3), InputError, "so_far"),
        (lambda: analogues(PAST[["early"]]), ColumnError, "total"),
        (lambda: rate_of_day(3, 23, [1] * 24, 5), InputError, "0 to 22"),
        (lambda: launch_pieces(DAYS, {"A": "2025-01-02"}, 5, 5), InputError, "fewer early"),
        (lambda: launch_pieces(DAYS, {"A": "soon"}, 2, 5), InputError, "launched of A is 'soon'"),
        (lambda: launch_pieces(DAYS, {"A": "2025-03-01"}, 2, 5, as_of="x"), InputError, "as_of is"),
        (lambda: rate_of_day(3, 5, [1] * 23, 5), InputError, "24 numbers"),
        (lambda: rate_of_day(3, 1, [0] * 5 + [1] * 19, 5), InputError, "nothing was sold"),
        (lambda: rate_of_day(-3, 5, [1] * 24, 5), InputError, "sold"),
        (lambda: rate_of_day(3, 5, [1] * 24, -5), InputError, "stock"),
        (lambda: forecast_value_added(PAST), ColumnError, "baseline"),
        (
            lambda: forecast_value_added(
                pd.DataFrame({"baseline": [1], "judged": [2], "came": [0]})
            ),
            InputError,
            "Nothing came",
        ),
        (
            lambda: forecast_value_added(
                pd.DataFrame({"baseline": [1], "judged": [2], "came": [1]}), "who"
            ),
            (ColumnError, ChoiceError),
            "who",
        ),
        (
            lambda: launch_pieces(
                pd.DataFrame({"date": pd.date_range("2025-01-01", periods=9), "sku": "A",
                              "sales": 1}).drop(index=3), {"A": "2025-01-02"}, 2, 5,
            ),
            InputError,
            "4 of its first 5 days",
        ),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
