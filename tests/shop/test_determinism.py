"""The same key, the same draw: across calls, lengths of run, decisions and subsystems."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.shop import Decisions, Shop, World
from ecomlab.shop.emit import STRETCH, Record, emit
from ecomlab.shop.outcome import daily_outcome
from ecomlab.shop.traffic import BINS, places
from ecomlab.streams import beta_table, gamma_table, hash_uniforms, poisson, table_hash


def hashes(tables):
    return {name: table_hash(frame) for name, frame in tables.items()}


@pytest.fixture(scope="module")
def long():
    return Shop(noise=5).run(days=60)[0]


def test_a_run_seen_earlier_is_the_shorter_run(long):
    short, _ = Shop(noise=5).run(days=30)
    assert hashes(long.as_of(30)) == hashes(short)
    assert hashes(long.as_of(60)) == hashes(long)


def test_a_branch_is_the_run_that_decided_so_from_that_day_on():
    """And the run that it was taken from goes on as if nothing had happened."""
    shop, changed = Shop(noise=4), {"2024-01-01": {}, "2024-01-16": {"ads.paid_search.budget": 0}}
    usual = shop.engine(days=30).run(0, 15)
    other = usual.branch(changed).run(15, 30)
    assert daily_outcome(other, 30).equals(shop.outcome(changed, 30))
    assert daily_outcome(usual.run(15, 30), 30).equals(shop.outcome(days=30))
    assert not shop.outcome(changed, 30).equals(shop.outcome(days=30))


def test_dtypes_do_not_hang_on_the_length_of_the_run(long):
    one, _ = Shop(noise=5).run(days=1)
    for name in one:
        assert one[name].dtypes.to_dict() == long[name].dtypes.to_dict(), name


def test_runs_repeat_in_any_order():
    first = hashes(Shop(noise=2).run(days=10)[0])
    Shop(World(seed=9), noise=4).run({"page.version": "B"}, days=5)
    assert hashes(Shop(noise=2).run(days=10)[0]) == first
    assert hashes(Shop(noise=3).run(days=10)[0]) != first
    assert hashes(Shop(World(seed=1), noise=2).run(days=10)[0]) != first


def test_a_decision_moves_thresholds_not_draws():
    """Without the feed's money exactly its own visitors are missing, on the first day."""
    shop = Shop(noise=2)
    base = shop.run(days=1)[0].sessions
    none = shop.run({"ads.paid_feed.budget": 0}, days=1)[0].sessions
    assert set(none["visitor_id"]) < set(base["visitor_id"])
    gone = base[~base["visitor_id"].isin(none["visitor_id"])]
    assert set(gone["entrance"]) <= {"feed_ad", "brand_result", "brand_ad"}


def test_pairing_cuts_the_variance_of_a_difference(seeds):
    """Streams kept apart: 5 times less variance than two separate lucks would give."""
    days, change = 60, {"page.version": "B"}
    profit = [
        [Shop(noise=n).outcome(decisions, days)["profit"].sum() for decisions in (None, change)]
        for n in range(max(seeds, 10))
    ]
    base, changed = np.array(profit).T
    assert np.var(changed - base) * 5 < np.var(base) + np.var(changed)


def test_hashes_are_uniform_and_unrelated():
    u = hash_uniforms((1, 2), 3, np.arange(200_000), count=3)
    assert abs(u.mean(axis=1) - 0.5).max() < 0.005
    assert abs(np.corrcoef(u)[np.triu_indices(3, 1)]).max() < 0.01
    other = hash_uniforms((1, 2), 4, np.arange(200_000))[0]
    again = hash_uniforms((1, 2), 3, np.arange(200_000), nth=1)[0]
    assert abs(np.corrcoef([u[0], other, again])[np.triu_indices(3, 1)]).max() < 0.01
    assert abs(np.corrcoef(u[0][1:], u[0][:-1])[0, 1]) < 0.01


def test_published_quantiles():
    """Gamma(1) is exponential with median ln 2; Beta(1, 1) is uniform; Poisson(2): P(0) .1353."""
    assert gamma_table(1.0)[2048] == pytest.approx(np.log(2), abs=1e-9)
    assert beta_table(1.0, 1.0)[2048] == pytest.approx(0.5)
    u = (np.arange(10_000) + 0.5) / 10_000
    assert (poisson(2.0, u) == 0).mean() == pytest.approx(0.1353, abs=2e-4)
    assert poisson(1e5, u).mean() == pytest.approx(1e5, rel=1e-4)


@pytest.mark.parametrize("count", [1, 3, 216, 90_000])
def test_places_are_those_that_a_search_finds(count):
    """Shares at the edges, at the bins' ends and anywhere, where edges are equal too."""
    rng = np.random.default_rng(count)
    edges = np.cumsum(rng.random(count) * (rng.random(count) < 0.9)) + 1e-3
    u = np.concatenate([rng.random(20_000), np.arange(BINS) / BINS, edges[:-1] / edges[-1]])
    u = np.concatenate([u, np.nextafter(u, 0), np.nextafter(u, 1)])
    u = np.unique(u[(u >= 0) & (u < 1)])
    assert (places(edges, u) == np.searchsorted(edges, u * edges[-1], side="right")).all()


def test_table_hash_sees_values_not_storage():
    frame = pd.DataFrame({"a": [1.5, np.nan], "t": ["x", None], "n": [1, 2]})
    assert table_hash(frame) == table_hash(frame.astype({"t": "category", "n": "int16"}))
    for other in (
        frame.assign(a=[1.5, 0]), frame.assign(t=["x", "y"]), frame.iloc[::-1],
        frame.rename(columns={"a": "b"}), frame[["t", "a", "n"]],
    ):  # fmt: skip
        assert table_hash(other) != table_hash(frame)
    shanghai = pd.DataFrame({"ts": pd.to_datetime(["2024-01-01 08:00+08:00", None])})
    london = shanghai.assign(ts=shanghai["ts"].dt.tz_convert("Europe/London"))
    assert table_hash(shanghai) == table_hash(london)


def test_wrong_decisions_are_refused():
    world = World()
    with pytest.raises(ChoiceError, match="did you mean 'ads.content.budget'"):
        Decisions(world, {"ads.contents.budget": 1})
    with pytest.raises(InputError, match="ads.content.budget is -1. Choose a number from 0"):
        Decisions(world, {"ads": {"content": {"budget": -1}}})
    with pytest.raises(ChoiceError, match="'A', 'B', 'test'"):
        Decisions(world, {"page.version": "C"})
    with pytest.raises(InputError, match="price.CH01 is 0. Choose a number from 0.01"):
        Decisions(world, {"price.CH01": 0})
    with pytest.raises(ChoiceError):
        Decisions(world, {"page.size_help": "yes"})


def test_a_decision_file_comes_back(tmp_path):
    world = World()
    bold = Decisions(world, {"page.version": "B", "price.CH01": 99.0, "page.size_help": True})
    path = tmp_path / "decisions.toml"
    path.write_text(bold.to_toml(), encoding="utf-8")
    assert dict(Decisions.read(world, path)) == dict(bold)
    path.write_text("price = [", encoding="utf-8")
    with pytest.raises(InputError, match="can't be read as a decision file"):
        Decisions.read(world, path)


def test_stretches_make_the_same_tables():
    """What lets a world of any size be written stretch by stretch."""
    shop = Shop(noise=2)
    whole = emit(STRETCH, Record(shop.engine(days=20).run(0, 20)))
    engine, parts = shop.engine(days=20), []
    for first, last in ((0, 7), (7, 20)):
        parts.append(emit(STRETCH, Record(engine.run(first, last))))
        engine.clear()
    for name, frame in whole.items():
        joined = pd.concat([part[name] for part in parts], ignore_index=True)
        assert table_hash(joined) == table_hash(frame), name
