"""Staffing: published tables of Erlang's formula, simulations that agree, plays by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.conversion import staffing
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import Estimate

PUBLISHED = [  # servers, load in Erlangs, chance to wait: M/M/c by the textbook's closed form
    (1, 0.5, 0.5), (2, 1.0, 1 / 3), (2, 1.5, 0.642857), (3, 2.0, 0.444444), (5, 4.0, 0.554113),
    (10, 8.0, 0.409180),
]  # fmt: skip


def closed_form(servers, load):
    """Erlang C by its sum, as queueing texts print it (not by the recursion)."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize(("servers", "load", "waits"), PUBLISHED)
def test_erlang_c_as_published(servers, load, waits):
    found = staffing.erlang_c(per_hour=60 * load / 5, minutes=5, agents=servers)
    assert found["waits"] == pytest.approx(waits, abs=2e-6)
    assert found["waits"] == pytest.approx(closed_form(servers, load))
    assert found["load"] == pytest.approx(load)
    assert found["mean_wait"] == pytest.approx(found["waits"] * 300 / (servers - load))


def test_the_worked_example_that_call_centres_print():
    """360 calls in half an hour of 4 minutes, 55 agents, 15 seconds."""
    found = staffing.erlang_c(per_hour=720, minutes=4, agents=55, limit=15)
    assert found["load"] == pytest.approx(48)
    assert found["waits"] == pytest.approx(0.239, abs=5e-4)
    assert found["mean_wait"] == pytest.approx(8.2, abs=0.05)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.floats(0.05, 0.97), st.floats(1, 30), st.floats(0, 600))
def test_erlang_c_is_a_share_and_falls_with_agents(agents, busy, minutes, limit):
    per_hour = busy * agents * 60 / minutes
    one, more = (staffing.erlang_c(per_hour, minutes, a, limit) for a in (agents, agents + 1))
    assert 0 <= one["waits"] <= 1
    assert more["waits"] < one["waits"]
    assert more["in_time"] >= one["in_time"]
    assert one["waits"] == pytest.approx(closed_form(agents, busy * agents))


def test_erlang_c_refuses_a_desk_that_never_catches_up():
    with pytest.raises(InputError, match="never catch up"):
        staffing.erlang_c(60, 10, 10)
    with pytest.raises(InputError, match="agents"):
        staffing.erlang_c(6, 10, 0)


@pytest.mark.parametrize(("agents", "slots", "load"), [(1, 1, 0.6), (4, 1, 3.0), (3, 2, 4.5)])
def test_the_simulation_agrees_with_erlang_where_the_next_free_place_takes_the_next(
    agents, slots, load
):
    """Long stretches, nobody leaves: waits and their mean."""
    rng, many = np.random.default_rng(agents), 120_000
    arrive = np.cumsum(rng.exponential(300 / load, many))
    wait, left = staffing._answer_times(arrive, rng.exponential(300, many), agents, slots)
    known = staffing.erlang_c(12 * load, 5, agents * slots, limit=60)
    assert not left.any()
    assert (wait > 0).mean() == pytest.approx(known["waits"], abs=0.02)
    assert (wait <= 60).mean() == pytest.approx(known["in_time"], abs=0.02)
    assert wait.mean() == pytest.approx(known["mean_wait"], rel=0.08)


def test_dealing_in_turn_is_a_queue_for_each_agent():
    """Two agents in turn: each sees every second chat, Erlang's two arrivals (E2/M/1)."""
    rng, many, rate = np.random.default_rng(5), 120_000, 1.6  # arrivals per mean chat
    arrive = np.cumsum(rng.exponential(1 / rate, many))
    wait, _ = staffing._answer_times(arrive, rng.exponential(1, many), 2, deal="in turn")
    # G/M/1: a share σ waits, where σ is the root of the arrivals' transform at 1 − σ
    sigma = 0.5
    for _ in range(500):
        sigma = (rate / (rate + 1 - sigma)) ** 2
    assert (wait > 0).mean() == pytest.approx(sigma, abs=0.02)
    assert wait.mean() == pytest.approx(sigma / (1 - sigma), rel=0.08)
    free, _ = staffing._answer_times(arrive, rng.exponential(1, many), 2)
    assert free.mean() < 0.8 * wait.mean()


def test_who_would_wait_longer_than_their_patience_leaves_and_takes_no_place():
    wait, left = staffing._answer_times(
        [0, 10, 20, 1000], [900, 500, 5, 5], agents=1, patience=600, pickup=10
    )
    assert wait.tolist() == [10, 600, 600, 10]
    assert left.tolist() == [False, True, True, False]


def test_those_first_pass_the_others_by_hand():
    arrive, length = [0, 10, 20, 30], [100, 100, 100, 100]
    wait, _ = staffing._answer_times(arrive, length, agents=1, first=[False, False, True, False])
    assert wait.tolist() == [0, 190, 80, 270]
    plain, _ = staffing._answer_times(arrive, length, agents=1)
    assert plain.tolist() == [0, 90, 180, 270]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whoever_is_first_nobody_works_more_or_less(data):
    """With chats of one length the waits of all together stay the same."""
    gaps = data.draw(st.lists(st.floats(1, 200), min_size=3, max_size=30))
    first = data.draw(st.lists(st.booleans(), min_size=len(gaps), max_size=len(gaps)))
    agents = data.draw(st.integers(1, 3))
    arrive = np.cumsum(gaps)
    some, _ = staffing._answer_times(arrive, [120.0] * len(gaps), agents, first=first)
    none, _ = staffing._answer_times(arrive, [120.0] * len(gaps), agents)
    assert some.sum() == pytest.approx(none.sum())
    assert (none >= -1e-9).all()


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"arrive": [5, 1]}, "order"), ({"length": [1]}, "entry for each"),
        ({"length": [1, np.nan]}, "finite"), ({"agents": 0}, "agents"),
        ({"patience": 0}, "patience"), ({"first": [True]}, "entry for each"),
        ({"deal": "in turn", "first": [True, False]}, "nobody is chosen"),
    ],
)  # fmt: skip
def test_a_desk_that_cannot_be_played_is_refused(change, match):
    with pytest.raises(InputError, match=match):
        staffing._answer_times(**({"arrive": [1, 5], "length": [1, 1], "agents": 1} | change))


def test_a_way_of_dealing_that_is_not_known():
    with pytest.raises(ChoiceError, match="in turn"):
        staffing._answer_times([1], [1], 1, deal="by lot")


def test_places_by_hand_and_refused():
    assert staffing.places(10, 10, reserve=0) == 1
    assert staffing.places(10, 2.5, reserve=0) == 4
    assert staffing.places(10, 2, reserve=0.2) == 4
    with pytest.raises(InputError, match="at most all"):
        staffing.places(5, 6)


def test_drawn_chats_have_the_hours_and_lengths_asked_for():
    drawn = staffing.draw_chats({9: 4, 20: 30}, minutes=12, days=800, presale=0.7)
    by_hour = drawn.groupby(drawn["ts"].dt.hour).size() / 800
    assert by_hour[9] == pytest.approx(4, rel=0.06)
    assert by_hour[20] == pytest.approx(30, rel=0.03)
    assert drawn["handle_s"].mean() == pytest.approx(720, rel=0.03)
    assert drawn["is_presale"].mean() == pytest.approx(0.7, abs=0.02)
    assert drawn["ts"].is_monotonic_increasing
    again = staffing.draw_chats({9: 4, 20: 30}, minutes=12, days=800, presale=0.7)
    pd.testing.assert_frame_equal(drawn, again)
    with pytest.raises(InputError, match="0 to 23"):
        staffing.draw_chats({24: 3}, 12)
    with pytest.raises(InputError, match="each hour"):
        staffing.draw_chats([3, 4], 12)


def test_each_day_stands_for_itself_and_doublings_are_of_those_who_ask():
    ts = pd.to_datetime(["2025-06-01 20:00:00", "2025-06-01 20:00:10", "2025-06-02 20:00:00"])
    chats = pd.DataFrame({"ts": ts, "handle_s": [10**6, 60, 60], "left": False,
                          "is_presale": [True, True, False]})  # fmt: skip
    row = staffing.staffing(chats, [1], slots=1).iloc[0]
    assert row["estimate"] == pytest.approx(2 / 3)
    assert row["left"] == pytest.approx(1 / 3)
    assert row["doublings"] == pytest.approx(np.log2(900 / 30) / 2)  # a day; one left after 900 s
    assert row["n"] == 2
    calm = staffing.staffing(chats.assign(is_presale=False), [1], slots=1).iloc[0]
    assert calm["doublings"] == 0
    with pytest.raises(InputError, match="Everybody left"):
        staffing.staffing(chats.assign(left=True), [1])
    with pytest.raises(ColumnError, match="handle_s"):
        staffing.staffing(chats.drop(columns="handle_s"), [1])


def test_more_agents_never_make_anybody_wait_longer_to_free_places():
    drawn = staffing.draw_chats(dict.fromkeys(range(16, 24), 20), 14, days=30)
    found = staffing.staffing(drawn, range(1, 8), deal="to a free place")
    assert found["estimate"].is_monotonic_increasing
    assert found["doublings"].is_monotonic_decreasing


def test_worth_by_hand_and_refused():
    table = pd.DataFrame({"agents": [4, 2], "doublings": [10.0, 70.0]})
    found = staffing.worth_of_agents(table, Estimate(-2.0, -3.0, -1.0, 90, "days"), 20, hours=5)
    assert found["agents"].tolist() == [2, 4]
    assert found["lost"].tolist() == [140, 20]
    assert found["lost_high"].tolist() == [210, 30]
    assert found["wages"].tolist() == [200, 400]
    assert found.loc[1, "saves"] == 120
    assert found.loc[1, ["breaks_even", "even_low", "even_high"]].tolist() == [12, 6, 18]
    assert not found.loc[1, "pays"]
    cheap = staffing.worth_of_agents(table, Estimate(-2.0, -3.0, -1.0, 90, "days"), 11, hours=5)
    assert cheap.loc[1, "pays"]
    with pytest.raises(InputError, match="at most 0"):
        staffing.worth_of_agents(table, Estimate(2.0, 1, 3, 90, "days"), 20)
    with pytest.raises(InputError, match="wage"):
        staffing.worth_of_agents(table, Estimate(-2.0, -3, -1, 90, "days"), 0)


def test_routes_have_a_loser():
    drawn = staffing.draw_chats(dict.fromkeys(range(16, 24), 16), 14, days=60, presale=0.5)
    found = staffing.route_chats(drawn, "is_presale", 2).set_index(["rule", "group"])["wait"]
    assert found["is_presale first", "is_presale"] < found["nobody first", "is_presale"]
    assert found["is_presale first", "not is_presale"] > found["nobody first", "not is_presale"]
    with pytest.raises(InputError, match="at least one"):
        staffing.route_chats(drawn, [], 2)


def test_the_hours_add_up_to_the_evening():
    drawn = staffing.draw_chats({16: 6, 20: 20, 21: 24}, 14, days=60)
    each = Estimate(-3.0, -4.0, -2.0, 90, "days")
    hours = staffing.worth_by_hour(drawn, 2, 3, each, wage=25)
    whole = staffing.worth_of_agents(staffing.staffing(drawn, [2, 3]), each, 25)
    assert hours["estimate"].sum() == pytest.approx(whole.loc[1, "saves"])
    assert hours["chats"].tolist() == pytest.approx([6, 20, 24], rel=0.15)
    assert (hours["low"] <= hours["high"]).all()
    assert hours["pays"].tolist() == (hours["estimate"] > 25).tolist()
    with pytest.raises(InputError, match="larger number"):
        staffing.worth_by_hour(drawn, 3, 3, each, 25)
