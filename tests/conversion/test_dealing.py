"""Waiting where chats are dealt in turn: open chats by hand, the truth over many seeds."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomlab import estimates
from ecomlab.conversion import dealing
from ecomlab.errors import ColumnError, InputError

EFFECT = -0.06


def desk(rng, days=60, agents=3, slots=2, effect=EFFECT, busy=1.0, skill=None):
    """A desk dealt in turn. Busy hours are those of people who are ready to buy."""
    rows, place = [], 0
    for day in range(days):
        mood = rng.normal(0, 0.08)
        for hour in range(16, 24):
            readiness = rng.normal(0, 0.05) + mood
            many = rng.poisson(busy * 9 * np.exp(6 * readiness))
            ends = [[0.0] * slots for _ in range(agents)] if hour == 16 else ends  # noqa: F821
            for second in np.sort(rng.random(many)) * 3600 + hour * 3600:
                agent = place % agents
                place += 1
                mine = ends[agent]
                start = max(min(mine), second) + 10
                left = start - second > 900
                wait = 900.0 if left else start - second
                long = 0.0 if left else rng.exponential(900)
                if not left:
                    mine[mine.index(min(mine))] = start + long
                gain = 0 if skill is None else skill[agent]
                share = 0.4 + readiness + gain + effect * np.log2(max(wait, 30) / 30)
                rows.append((day, second, f"agent {agent}", wait, left, long, share))
    table = pd.DataFrame(
        rows, columns=["day", "s", "agent", "waited_s", "left", "handle_s", "share"]
    )
    table["ts"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(
        86400 * table["day"] + table["s"], "s"
    )
    table["paid"] = rng.random(len(table)) < table["share"].clip(0, 1)
    return table.assign(handled_by="human")


def test_open_chats_by_hand():
    ts = pd.to_datetime(["2025-06-01 20:00", "2025-06-01 20:01", "2025-06-01 20:02",
                         "2025-06-01 20:30", "2025-06-01 20:30"])  # fmt: skip
    chats = pd.DataFrame({"ts": ts, "agent": ["an", "an", "an", "an", "bao"], "handled_by": "human",
                          "waited_s": [10, 10, 900, 10, 10],
                          "left": [False, False, True, False, False],
                          "handle_s": [600, 3600, 0, 60, 60]})  # fmt: skip
    more = pd.DataFrame({"ts": ts[:2], "agent": ["bot", None], "handled_by": ["bot", "human"],
                         "waited_s": [1, 900], "left": [False, True],
                         "handle_s": [60, 0]})  # fmt: skip
    found = dealing.dealt_in_turn(pd.concat([chats, more]).iloc[::-1])
    found = found.sort_values(["ts", "agent"])
    assert found["open_then"].tolist() == [0, 1, 2, 1, 0]
    assert found["full"].tolist() == [False, False, True, False, False]
    assert found["doublings"].tolist() == pytest.approx([0, 0, np.log2(30), 0, 0])
    assert found.attrs["left_out"] == {"bot": 1, "nobody there": 1}
    assert dealing.dealt_in_turn(chats, slots=3)["full"].sum() == 0
    with pytest.raises(InputError, match="No chat went to an agent"):
        dealing.dealt_in_turn(chats.assign(handled_by="bot"))
    with pytest.raises(ColumnError, match="handle_s"):
        dealing.dealt_in_turn(chats.drop(columns="handle_s"))
    with pytest.raises(InputError, match="slots"):
        dealing.dealt_in_turn(chats, slots=0)


def test_zones_and_other_names_change_nothing():
    table = desk(np.random.default_rng(1), days=10)
    there = table.assign(ts=table["ts"].dt.tz_localize("Asia/Shanghai"), agent="x" + table["agent"])
    one, other = dealing.dealt_in_turn(table), dealing.dealt_in_turn(there)
    assert one["open_then"].tolist() == other["open_then"].tolist()
    assert one["hour"].tolist() == other["hour"].tolist()


def test_the_wald_estimate_of_statsmodels():
    """Two-stage least squares with a dummy for each hour, by hand in two regressions."""
    import statsmodels.api as sm

    dealt = dealing.dealt_in_turn(desk(np.random.default_rng(3), days=4))
    cell = pd.get_dummies(dealt["date"].astype(str) + dealt["hour"].astype(str)).astype(float)
    first = sm.OLS(dealt["doublings"], cell.assign(full=dealt["full"].astype(float))).fit()
    second = sm.OLS(dealt["paid"].astype(float), cell.assign(x=first.fittedvalues)).fit()
    found = dealing.response_effect(dealt).set_index("reading")
    assert found.loc["dealt in turn", "estimate"] == pytest.approx(second.params["x"])
    full = sm.OLS(dealt["paid"].astype(float), cell.assign(full=dealt["full"].astype(float))).fit()
    met = dealing.when_full(dealt, "paid")
    assert met.loc[0, "estimate"] == pytest.approx(full.params["full"])


def readings(seeds):
    """The four readings of many desks of twenty evenings."""
    found = []
    for seed in seeds:
        dealt = dealing.dealt_in_turn(desk(np.random.default_rng(seed), days=20))
        found.append(dealing.response_effect(dealt).set_index("reading"))
    return found


def check_readings(runs):
    turn = pd.DataFrame([one.loc["dealt in turn"] for one in runs])
    held = int((turn["low"] <= EFFECT).mul(turn["high"] >= EFFECT).sum())
    assert stats.binomtest(held, len(runs), 0.95).pvalue > 0.001
    error = turn["estimate"].std() / len(runs) ** 0.5
    assert abs(turn["estimate"].mean() - EFFECT) < 4 * error
    for reading in ("hours of the day", "days", "chat by chat"):
        assert np.mean([one.loc[reading, "estimate"] for one in runs]) > EFFECT + 0.01, reading


def test_dealt_in_turn_finds_the_truth_and_days_do_not():
    check_readings(readings(range(30)))


@pytest.mark.verify
def test_dealt_in_turn_finds_the_truth_of_200_desks():
    check_readings(readings(range(200)))


def test_nothing_to_compare_is_refused():
    dealt = dealing.dealt_in_turn(desk(np.random.default_rng(5), days=3))
    with pytest.raises(InputError, match="full agent"):
        dealing.response_effect(dealt.assign(full=False))
    with pytest.raises(InputError, match="numbers or flags"):
        dealing.response_effect(dealt.assign(paid="yes"))
    with pytest.raises(ColumnError, match="bought"):
        dealing.when_full(dealt, "bought")


def test_effects_within_are_those_of_a_regression_with_dummies():
    import statsmodels.api as sm

    rng = np.random.default_rng(8)
    group, cell = rng.integers(0, 4, 300), rng.integers(0, 30, 300)
    value = rng.normal(size=300) + 0.3 * (group == 2) + 0.1 * cell
    found, error = estimates.effects_within(value, group, cell, cell)
    dummies = pd.get_dummies(pd.Series(cell)).astype(float)
    own = pd.get_dummies(pd.Series(group)).astype(float)
    design = np.column_stack([dummies, own.iloc[:, 1:].sub(own[0], axis=0)])  # effects sum to 0
    by_cell = {"groups": cell, "use_correction": False}
    fit = sm.OLS(value, design).fit(cov_type="cluster", cov_kwds=by_cell)
    assert [found[g].value for g in (1, 2, 3)] == pytest.approx(fit.params[-3:].tolist())
    scale = np.sqrt(30 / 29)
    assert [error[g] for g in (1, 2, 3)] == pytest.approx((scale * fit.bse[-3:]).tolist())
    assert sum(one.value for one in found.values()) == pytest.approx(0)


def test_effects_within_refuse_groups_that_never_meet():
    with pytest.raises(InputError, match="never share"):
        estimates.effects_within([1, 2, 3, 4], list("aabb"), [1, 1, 2, 2])
    with pytest.raises(InputError, match="one group"):
        estimates.effects_within([1, 2], list("aa"), [1, 1])
    with pytest.raises(InputError, match="entry for each"):
        estimates.effects_within([1, 2, 3], list("ab"), [1, 1, 2])


def test_effects_within_cover_the_truth():
    """Rotas link the agents; days of one mood."""
    rng, truth, held, runs = (
        np.random.default_rng(9),
        np.array([0.1, 0.0, -0.1, 0.05, -0.05]),
        0,
        400,
    )
    day = np.repeat(np.arange(40), 12)
    for _ in range(runs):
        pair = (np.arange(40) % 5)[day]
        agent = (pair + rng.integers(0, 3, len(day))) % 5
        value = rng.normal(size=40)[day] + truth[agent] + rng.normal(size=len(day))
        found, _ = estimates.effects_within(value, agent, day)
        held += sum(found[a].holds(truth[a]) for a in range(5))
    assert 0.925 < held / (5 * runs) < 0.97


def test_the_best_agent_is_found_and_the_list_is_shrunk():
    skill = [0.10, 0.0, 0.0, -0.10]
    table = desk(np.random.default_rng(2), days=80, agents=4, effect=0.0, skill=skill)
    found = dealing.agent_comparison(dealing.dealt_in_turn(table))
    assert found["agent"].iloc[[0, -1]].tolist() == ["agent 0", "agent 3"]
    assert (found["shrunk"].abs() <= found["estimate"].abs() + 1e-12).all()
    assert found["raw"].mul(60).div(found["minutes"]).tolist() == pytest.approx(
        found["per_hour"].tolist()
    )
    with pytest.raises(InputError, match="four"):
        dealing.agent_comparison(dealing.dealt_in_turn(table[table["agent"] < "agent 2"]))
