"""Visits and visitors: by hand, against a slow reading of the rules, on every backend."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic.visits import distinct_visitors, sessions, tracking_plan
from tests.backends import OTHERS

TAGS = ("feed", "search", None, None)


def drawn(seed, people=8, events=60, zone=None):
    """Events of a few people over three days, many close together and some at one moment."""
    random = np.random.default_rng(seed)
    minutes = random.integers(0, 3 * 24 * 6, events) * 10 + random.integers(0, 3, events)
    times = pd.Timestamp("2025-11-09 20:00") + pd.to_timedelta(minutes, unit="min")
    if zone:
        times = times.tz_localize(zone)
    return pd.DataFrame(
        {
            "visitor_id": random.integers(1, people + 1, events),
            "ts": times,
            "campaign": [TAGS[i] for i in random.integers(0, len(TAGS), events)],
        }
    )


def slow(events, gap=30, midnight=True, campaign=True):
    """The rules as one reads them aloud, event by event: (visitor, start, end, events, began)."""
    found = []
    rows = events.sort_values(["visitor_id", "ts", "campaign"], na_position="first")
    for visitor, mine in rows.groupby("visitor_id"):
        last_time, last_tag = None, None
        for time, tag in zip(mine["ts"], mine["campaign"], strict=True):
            named = isinstance(tag, str)
            why = None
            if last_time is None:
                why = "first"
            elif time - last_time > pd.Timedelta(minutes=gap):
                why = "gap"
            elif midnight and time.date() != last_time.date():
                why = "midnight"
            elif campaign and named and tag != last_tag:
                why = "campaign"
            if why:
                found.append([visitor, time, time, 0, why])
            found[-1][2] = time
            found[-1][3] += 1
            last_time, last_tag = time, tag if named else last_tag
    return pd.DataFrame(found, columns=["visitor_id", "start", "end", "events", "began"])


def same(found, wished):
    shown = found[list(wished)].astype({"began": "str"})
    pd.testing.assert_frame_equal(shown, wished.astype({"began": "str"}), check_dtype=False)


@pytest.mark.parametrize("zone", [None, "Asia/Shanghai"])
@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"midnight": False},
        {"campaign": False},
        {"gap": 11},
        {"midnight": False, "campaign": False},
    ],
    ids=str,
)
def test_the_rules_read_aloud(rules, zone):
    for seed in range(10):
        events = drawn(seed, zone=zone)
        same(sessions(events, **rules), slow(events, **rules))


@pytest.mark.parametrize("backend", OTHERS)
def test_the_same_on_every_backend(backend):
    events = drawn(1, people=30, events=400)
    wished = sessions(events, gap=300)
    found = sessions(OTHERS[backend](events), gap=300)
    pd.testing.assert_frame_equal(found, wished, check_dtype=False)
    assert {"gap", "midnight", "campaign", "first"} == set(wished["began"])


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), gap=st.integers(1, 600))
def test_no_event_is_lost_and_a_longer_gap_gives_fewer_visits(seed, gap):
    events = drawn(seed)
    found = sessions(events, gap, campaign=False)
    assert found["events"].sum() == len(events)
    assert set(found["visitor_id"]) == set(events["visitor_id"])
    assert len(sessions(events, gap + 60, campaign=False)) <= len(found)
    assert len(sessions(events, gap, midnight=False, campaign=False)) <= len(found)
    assert (found["start"].dt.date == found["end"].dt.date).all()
    shuffled = events.sample(frac=1, random_state=seed % 1000)
    pd.testing.assert_frame_equal(sessions(shuffled, gap, campaign=False), found)


def test_thirty_minutes_to_the_second():
    times = pd.to_datetime("2025-11-10 09:00") + pd.to_timedelta([0, 1800, 3600.25], unit="s")
    events = pd.DataFrame({"visitor_id": "Anna", "ts": times})
    assert sessions(events, campaign=False)["events"].tolist() == [2, 1]


def test_refused_events():
    events = drawn(1)
    with pytest.raises(InputError, match="campaign=False"):
        sessions(events.drop(columns="campaign"))
    with pytest.raises(ColumnError, match="visitor_id"):
        sessions(events.rename(columns={"visitor_id": "visitor"}))
    with pytest.raises(InputError, match="gap is 0"):
        sessions(events, gap=0)
    with pytest.raises(InputError, match="midnight is 'yes'"):
        sessions(events, midnight="yes")
    with pytest.raises(InputError, match="visitor_id"):
        sessions(
            events.assign(visitor_id=events["visitor_id"].astype("Int64").mask(events.index == 3))
        )


def visits(seed, rows=300):
    random = np.random.default_rng(seed)
    minutes = random.integers(0, 60 * 24 * 60, rows)
    return pd.DataFrame(
        {
            "visitor_id": random.integers(0, 80, rows),
            "ts": pd.Timestamp("2025-10-20") + pd.to_timedelta(minutes, unit="min"),
            "channel": np.array(["search", "feed", "live"])[random.integers(0, 3, rows)],
        }
    )


PERIODS = {"day": "D", "week": "W-SUN", "month": "M"}


@pytest.mark.parametrize(
    "by", [(), "day", "week", "month", "channel", ("month", "channel")], ids=str
)
@pytest.mark.parametrize("backend", ["pandas", *OTHERS])
def test_different_people(by, backend):
    for seed in range(3):
        table = visits(seed)
        found = distinct_visitors(OTHERS.get(backend, lambda frame: frame)(table), by)
        names = [by] if isinstance(by, str) else list(by)
        if not names:
            assert found.iloc[0].tolist() == [table["visitor_id"].nunique(), len(table)]
            continue
        keys = {
            name: table["ts"].dt.to_period(PERIODS[name]).dt.start_time
            for name in names
            if name in PERIODS
        }
        groups = table.assign(**keys).groupby(names)["visitor_id"]
        wished = pd.DataFrame({"visitors": groups.nunique(), "visits": groups.size()}).reset_index()
        pd.testing.assert_frame_equal(found, wished, check_dtype=False)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_people_lie_between_the_largest_part_and_the_sum(seed):
    table = visits(seed, rows=60)
    everybody = distinct_visitors(table)["visitors"].iloc[0]
    for by in ("day", "channel"):
        parts = distinct_visitors(table, by)
        assert parts["visitors"].max() <= everybody <= parts["visitors"].sum()
        assert parts["visits"].sum() == len(table)


def test_refused_visits():
    table = visits(1)
    with pytest.raises(InputError, match="Choose one"):
        distinct_visitors(table, ["day", "week"])
    with pytest.raises(InputError, match="twice"):
        distinct_visitors(table, ["channel", "channel"])
    with pytest.raises(ChoiceError, match="'day', 'week', 'month'"):
        distinct_visitors(table, "visitor_id")
    with pytest.raises(ChoiceError, match="chanel"):
        distinct_visitors(table, "chanel")


def log():
    """An hour without a fault: three people, of whom one pays."""
    names = ["view", "addcart", "checkout", "order", "pay", "view", "view"]
    return pd.DataFrame(
        {
            "event_id": range(1, 8), "session_id": [1] * 5 + [2, 3],
            "visitor_id": pd.array([7] * 5 + [8, None], dtype="Int64"),
            "ts": pd.date_range("2025-11-10 09:00", periods=7, freq="min"),
            "event": names, "agreed": [True] * 6 + [False],
        }
    )  # fmt: skip


def wrong(events, **plan):
    found = tracking_plan(events, required=["ts", "event"], consent="agreed", **plan)
    return found.set_index("test")["wrong"].groupby(level=0).sum().to_dict()


def test_a_log_without_a_fault():
    none = dict.fromkeys(["empty", "doubled", "unknown", "out of step", "no consent"], 0)
    assert wrong(log()) == none


def test_each_fault_is_found_by_its_test_and_by_no_other():
    events = log()
    twice = pd.concat([events, events.iloc[[5]]], ignore_index=True)
    renamed = events.replace({"event": {"view": "page_view"}})
    followed = events.assign(visitor_id=7)
    early = events.assign(ts=events["ts"].where(events["event"] != "pay", events["ts"].min()))
    nameless = events.assign(event=events["event"].where(events.index != 6))
    cases = {"doubled": (twice, 1), "unknown": (renamed, 3), "no consent": (followed, 1),
             "out of step": (early, 1), "empty": (nameless, 1)}  # fmt: skip
    for name, (broken, number) in cases.items():
        found = wrong(broken)
        assert {test: n for test, n in found.items() if n} == {name: number}, name
    assert wrong(events, steps=["view", "checkout"])["out of step"] == 0
    assert wrong(events[events["event"] != "checkout"])["out of step"] == 1
    first = tracking_plan(renamed, consent="agreed").set_index("test")["first"]
    assert first["unknown"] == 0


def test_refused_plans():
    with pytest.raises(InputError, match="two names"):
        tracking_plan(log(), steps=["pay"])
    with pytest.raises(ColumnError, match="event_id"):
        tracking_plan(log().drop(columns="event_id"))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_duckdb_times_with_a_zone_are_refused_where_days_count(zone):
    times = ["2025-11-10 15:55+00", "2025-11-10 16:05+00"]  # 23:55 and 00:05 in Shanghai
    with duckdb.connect() as db:
        db.sql(f"SET timezone = '{zone}'")
        values = ", ".join(f"(7, TIMESTAMPTZ '{time}')" for time in times)
        rows = db.sql(f"SELECT * FROM (VALUES {values}) AS t(visitor_id, ts)")
        for call in (lambda r: sessions(r, campaign=False), lambda r: distinct_visitors(r, "day")):
            with pytest.raises(InputError, match="shop's clock"):
                call(rows)
        local = rows.project("* REPLACE (timezone('Asia/Shanghai', ts) AS ts)")
        assert len(sessions(local, campaign=False)) == len(distinct_visitors(local, "day")) == 2
        assert len(sessions(rows, midnight=False, campaign=False)) == 1


def test_an_empty_campaign_says_nothing_and_text_is_no_consent():
    times = pd.to_datetime(["2025-11-10 09:00", "2025-11-10 09:05", "2025-11-10 09:10"])
    events = pd.DataFrame({"visitor_id": 7, "ts": times, "campaign": ["feed", "", " "]})
    assert len(sessions(events)) == 1
    log = events.assign(event="view", session_id=1, event_id=[1, 2, 3])
    assert tracking_plan(log.assign(ok=[1, 0, None]), consent="ok")["wrong"].iloc[-1] == 2
    with pytest.raises(InputError, match="neither True nor False"):
        tracking_plan(log.assign(ok="no"), consent="ok")
