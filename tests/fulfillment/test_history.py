"""Weeks and seasons: by hand on each backend, without growth, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.fulfillment.history import season_factors, weekly_demand

WAVE = 1 + 0.5 * np.sin(2 * np.pi * np.arange(130) / 52)


def shop(seed, n=104, articles=20, mean=40.0, growth=0.0, wave=True):
    rng = np.random.default_rng(seed)
    level = mean * rng.uniform(0.3, 2, articles)
    path = np.exp(growth * np.arange(n) / 52)[:, None] * (WAVE[:n, None] if wave else 1)
    values = rng.poisson(level * path).astype(float)
    weeks = pd.date_range("2024-01-01", periods=n, freq="7D", name="week")
    return pd.DataFrame(values, weeks, [f"S{k:02d}" for k in range(articles)])


def days(first="2025-11-01", n=24, sku="A", **columns):
    date = pd.date_range(first, periods=n)
    return pd.DataFrame({"date": date, "sku": sku, "sales": np.arange(n), **columns})


def test_weeks_by_hand_on_each_backend(backend):
    table = pd.concat([days(), days("2025-11-06", 12, "B")])
    found = weekly_demand(backend(table))
    assert list(found.index.strftime("%m-%d")) == ["11-03", "11-10", "11-17"]
    assert found["A"].tolist() == [sum(range(2, 9)), sum(range(9, 16)), sum(range(16, 23))]
    assert found["B"].isna().tolist() == [True, False, True]
    assert found["B"].iloc[1] == sum(range(4, 11))


def test_evening_launch_and_zone():
    table = days(n=31)
    assert len(weekly_demand(table, as_of="2025-11-22")) == 2
    assert weekly_demand(table, since={"A": "2025-11-11"}).iloc[:2, 0].isna().all()
    zone = table.assign(date=table["date"].dt.tz_localize("Asia/Shanghai"))
    pd.testing.assert_frame_equal(weekly_demand(zone), weekly_demand(table), check_freq=False)


def test_a_season_is_found_without_its_growth():
    history = shop(1, articles=200, growth=0.3)
    found = season_factors(history, ahead=5)["S00"]
    assert np.abs(found.to_numpy() / (WAVE[:109] / WAVE[:52].mean()) - 1).max() < 0.06
    two = {sku: "ab"[at % 2] for at, sku in enumerate(history)}
    grouped = season_factors(history, two)
    alone = season_factors(history.iloc[:, ::2])
    assert grouped["S00"].to_numpy() == pytest.approx(alone["S00"].to_numpy())
    late = history.assign(S01=history["S01"].where(history.index >= "2025-01-06"))
    assert np.isfinite(season_factors(late).to_numpy()).all()


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda h: weekly_demand(days().drop(index=9)), InputError, "A has 6 of the days"),
        (lambda h: weekly_demand(pd.concat([days(), days()])), InputError, "two rows of one day"),
        (lambda h: weekly_demand(days(n=4)), InputError, "no whole week"),
        (lambda h: weekly_demand(days().drop(columns="sales")), ColumnError, "sales"),
        (lambda h: weekly_demand(days(), value="price"), ChoiceError, "price"),
        (lambda h: season_factors(h.iloc[:40]), InputError, "40 weeks"),
        (lambda h: season_factors(h, {"S00": "a"}), InputError, "no group of S01"),
        (lambda h: season_factors(h, ["a"]), InputError, "maps each article"),
        (lambda h: season_factors(h * 0), InputError, "no article"),
        (lambda h: weekly_demand(days(), since={"A": "soon"}), InputError, "no date"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong(shop(0))
