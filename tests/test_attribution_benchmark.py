"""The public benchmark of attribution: its worlds, its scores, a method of one's own, its page."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks import attribution as bench
from ecomlab.datasets import load
from tools import pages
from tools.environment import ROOT


@pytest.fixture(scope="module")
def world():
    return bench.case(3)


def test_a_world_is_the_same_every_time(world):
    again = bench.case(3)
    pd.testing.assert_frame_equal(world.paths, again.paths)
    pd.testing.assert_series_equal(world.truth, again.truth)
    assert not bench.case(4).truth.equals(world.truth)


def test_what_a_method_sees_fits_together(world):
    orders = world.paths["orders"].sum()
    assert world.trial["orders"].eq(orders).all()
    assert (world.paths["orders"] <= world.paths["journeys"]).all()
    assert list(world.spend.index) == list(world.truth.index) == world.trial["channel"].tolist()
    assert (world.spend > 0).all()
    assert world.truth.sum() < orders


def test_an_ad_without_effect_and_without_visits_adds_nothing():
    """A channel whose touches don't warm and are all views can't be missed."""
    drawn = bench.draw(5)
    at = drawn.names.index("post 1")
    dead = drawn._replace(
        effect=np.where(np.arange(len(drawn.names)) == at, 0, drawn.effect),
        seen=np.where(np.arange(len(drawn.names)) == at, 0, drawn.seen),
        reach=np.where(np.arange(len(drawn.names)) == at, drawn.reach - 2, drawn.reach),
        people=8000,
    )
    luck = bench.lucks(dead, 5)
    with_it, without = (bench.live(dead, luck, off)[1].sum() for off in (None, at))
    # It only takes a step of people whom another channel would have met
    assert with_it <= without


def test_an_ad_that_warms_is_missed():
    drawn = bench.draw(5)
    at = drawn.names.index("post 1")
    effect = np.where(np.arange(len(drawn.names)) == at, 2.0, drawn.effect)
    strong = drawn._replace(effect=effect, people=8000)
    luck = bench.lucks(strong, 5)
    with_it, without = (bench.live(strong, luck, off)[1].sum() for off in (None, at))
    assert with_it > 1.2 * without


def test_the_ad_on_the_name_adds_little_in_the_middle():
    share = [
        case.truth["name"] / case.truth.clip(lower=0).sum() for case in map(bench.case, range(8))
    ]
    assert np.median(share) < 0.06


def test_scores_by_hand():
    trial = pd.DataFrame({"people": [1000]})
    world = bench.Case(None, pd.Series({"a": 900.0, "name": 900.0}), trial,
                       pd.Series({"a": 30, "name": 10}))  # fmt: skip
    found = bench.score(pd.Series({"a": 10.0, "name": 30.0}), world)
    # a earns 30 × 60 − 900 = 900 and is switched off; the name costs 300 and stays on
    assert found["misplaced"] == pytest.approx(0.5)
    assert (found["lost"], found["best"]) == (1200, 900)
    assert not found["first"]
    right = bench.score(world.truth.astype(float), world)
    assert (right["misplaced"], right["lost"], right["first"]) == (0, 0, True)


def test_whoever_knows_the_truth_loses_nothing(world):
    found = bench.score(bench.credit_of(lambda paths: world.truth, world), world)
    assert found["lost"] == found["misplaced"] == 0


def test_everything_on_and_off_by_hand():
    """Best 100 + 300 yuan; with everything on 60 + 20 of it are lost."""
    found = [{"m": {"best": best, "on": on}} for best, on in ((100.0, 60.0), (300.0, 20.0))]
    on, off = bench.scale(found)
    assert on["lost"][0] == pytest.approx(80 / 400)
    assert off["lost"] == (1, 1, 1)
    spend, truth = pd.Series({"a": 900.0, "name": 900.0}), pd.Series({"a": 30, "name": 10})
    world = bench.Case(None, spend, pd.DataFrame({"people": [1000]}), truth)
    assert bench.score(truth.astype(float), world)["on"] == 300  # the name costs 300 too much


def test_a_method_gets_what_it_names(world):
    def mine(paths, spend, trial):
        assert paths is not world.paths
        return {name: 1.0 for name in trial["channel"] if spend[name] > 0}

    assert bench.credit_of(mine, world).eq(1).all()
    assert bench.credit_of(lambda spend: {}, world).eq(0).all()
    with pytest.raises(SystemExit, match="not for truth"):
        bench.credit_of(lambda truth: truth, world)
    with pytest.raises(SystemExit, match="no such channel"):
        bench.credit_of(lambda paths: {"radio": 1}, world)
    with pytest.raises(SystemExit, match="infinite"):
        bench.credit_of(lambda paths: {"name": np.inf}, world)
    with pytest.raises(SystemExit, match="NaN"):
        bench.credit_of(lambda paths: {"name": np.nan}, world)


@pytest.mark.parametrize("name", bench.OURS)
def test_our_methods_share_out_orders(name, world):
    credit = bench.credit_of(bench.OURS[name], world)
    if name != "holdout of 5 %":
        assert 0 < credit.sum() <= world.paths["orders"].sum() + 1e-6


def test_the_command_with_a_method_of_one_s_own(tmp_path):
    file = tmp_path / "my.py"
    file.write_text("def mine(paths, spend):\n    return spend * 0 + 1\n")
    command = [sys.executable, ROOT / "benchmarks" / "attribution.py", "--worlds", "2",
               "--method", f"{file}:mine", "--without-peers", "--jobs", "1"]  # fmt: skip
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    assert "mine" in done.stdout
    assert "2 worlds" in done.stdout
    assert "not installed, left out" in done.stdout
    command[5] = "nowhere.py:mine"
    wrong = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert wrong.returncode
    assert "no file" in wrong.stderr


def test_the_page_and_the_lesson_tell_the_kept_results():
    found = json.loads((ROOT / "docs" / "results" / "attribution.json").read_text(encoding="utf-8"))
    assert found["worlds"] == 1000
    assert len(found["rows"]) == 10
    page = pages.attribution()
    told = load("attribution").benchmark.set_index(["method", "measure"])
    for row in found["scale"]:
        lost = told.loc[(row["method"], "lost"), "estimate"]
        assert lost == pytest.approx(100 * row["lost"][0], abs=0.006)
        assert f"*{row['method']}* | {100 * row['lost'][0]:.1f} (" in page
    assert len(found["scale"]) == 2
    for row in found["rows"]:
        for measure in ("misplaced", "lost", "first", "name"):
            value = f"{100 * row[measure][0]:.1f}"
            assert f"{value} (" in page
            estimate = told.loc[(row["method"], measure), "estimate"]
            assert estimate == pytest.approx(100 * row[measure][0], abs=0.006)
