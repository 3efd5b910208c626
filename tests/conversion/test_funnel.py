"""Funnels from a log: by hand, by brute force, on each backend, and the time between steps."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.conversion.funnel import (
    converted_within,
    dropoff,
    dropoff_path,
    funnel,
    funnel_of_totals,
    last_steps,
    payment_funnel,
    reach,
    step_times,
    waits,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import rate_interval
from tests.backends import duckdb_connection

STEPS = ["view", "addcart", "pay"]
START = pd.Timestamp("2025-11-01")


def log_of(*rows, unit="session_id"):
    """Rows of (unit, event, hours)."""
    table = pd.DataFrame(rows, columns=[unit, "event", "hours"])
    return table.assign(ts=START + pd.to_timedelta(table["hours"], "h")).drop(columns="hours")


def brute(rows, steps, window, ordered):
    """How far one unit gets: every choice of rows is tried."""
    best = 0
    for many in range(1, len(steps) + 1):
        for chosen in combinations(rows, many):
            for order in [chosen] if not ordered else [chosen, chosen[::-1]]:
                names, times = [row[0] for row in order], [row[1] for row in order]
                fits = sorted(names) == sorted(steps[:many])
                if ordered:
                    place = sorted(range(many), key=lambda k: (times[k], steps.index(names[k])))
                    fits &= [names[k] for k in place] == steps[:many]
                if fits and (window is None or max(times) - min(times) <= window):
                    best = many
    return best


events = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(STEPS), st.integers(0, 8)), min_size=1, max_size=14
)


@given(events, st.sampled_from([None, 1, 3, 6]), st.booleans())
def test_any_log_as_by_brute_force(rows, window, ordered):
    """Rows in any order, several tries, the same moment twice."""
    every = [(9, name, 0) for name in STEPS]  # so that each step is there
    log = log_of(*rows, *every)
    found = reach(log, STEPS, ordered=ordered, window=None if window is None else f"{window}h")
    found = found.set_index("session_id")["reached"]
    for unit in found.index.drop(9):
        mine = [(name, hour) for one, name, hour in rows if one == unit]
        assert found[unit] == brute(mine, STEPS, window, ordered), unit


@given(events, st.permutations(range(14)))
def test_the_order_of_rows_does_not_matter(rows, order):
    log = log_of(*rows, *[(9, name, 0) for name in STEPS])
    mixed = log.iloc[[k for k in order if k < len(log)] + list(range(14, len(log)))]
    pd.testing.assert_frame_equal(funnel(log, STEPS, window=0.1), funnel(mixed, STEPS, window=0.1))


LOG = log_of(
    (1, "view", 0), (1, "addcart", 1), (1, "pay", 2),
    (2, "view", 0), (2, "pay", 5),
    (3, "addcart", 2), (3, "view", 3),
    (4, "view", 0), (4, "addcart", 30), (4, "view", 60), (4, "addcart", 61),
    (5, "pay", 1),
)  # fmt: skip


def test_by_hand():
    ordered = funnel(LOG, STEPS)
    assert ordered["reached"].tolist() == [4, 2, 1]
    assert ordered["before"].tolist()[1:] == [4, 2]
    assert ordered["lost"].tolist() == [2, 1, 0]
    assert ordered["did"].tolist() == [4, 3, 3]  # each step counted by itself
    assert ordered["rate"].tolist()[1:] == [0.5, 0.5]
    assert ordered["of_first"].tolist() == [1, 0.5, 0.25]
    assert ordered.loc[1, ["low", "high"]].tolist() == pytest.approx(rate_interval(2, 4))
    assert funnel(LOG, STEPS, ordered=False)["reached"].tolist() == [4, 3, 1]


def test_a_window_may_begin_with_any_first_step():
    assert funnel(LOG, STEPS, window="2h")["reached"].tolist() == [4, 2, 1]
    late = LOG[~((LOG["session_id"] == 4) & (LOG["ts"] > START + pd.Timedelta("40h")))]
    assert funnel(late, STEPS, window="2h")["reached"].tolist() == [4, 1, 1]
    assert funnel(late, STEPS, window=2)["reached"].tolist() == [4, 2, 1]


def test_who_may_still_come_is_open():
    found = funnel(LOG, STEPS, window=1)
    assert found["open"].tolist() == [0, 1, 0]  # the fourth's second try began an hour ago
    later = pd.concat([LOG, log_of((9, "fav", 90))])  # the log goes on, with other steps
    assert funnel(later, STEPS, window=1)["open"].tolist() == [0, 0, 0]
    again = log_of((1, "view", 0), (1, "addcart", 1), (1, "view", 40), (2, "pay", 41))
    found = funnel(again, STEPS, window=1)  # the newest view may still become more
    assert found["open"].tolist() == [0, 1, 0]
    assert funnel(LOG, STEPS)["open"].tolist() == [0, 0, 0]


def test_visits_and_visitors_are_two_funnels():
    log = LOG.assign(person=LOG["session_id"].replace({2: 1, 3: 4, 5: 2}))
    assert funnel(log, STEPS, unit="person")["reached"].tolist() == [2, 2, 1]


def test_each_backend_finds_the_same(backend):
    log = LOG.assign(session_id=LOG["session_id"].astype(str))
    for unit in (LOG, log):
        for ordered in (True, False):
            found = funnel(backend(unit), STEPS, ordered=ordered, window=1)
            pd.testing.assert_frame_equal(found, funnel(unit, STEPS, ordered=ordered, window=1))
    table = step_times(backend(LOG), "view", "pay", unit="session_id", period="hour")
    pd.testing.assert_frame_equal(
        table, step_times(LOG, "view", "pay", unit="session_id", period="hour")
    )
    paths = dropoff_path(backend(LOG), among="view")
    pd.testing.assert_frame_equal(paths, dropoff_path(LOG, among="view"))
    days = converted_within(backend(LOG), "view", "pay", 1, unit="session_id")
    pd.testing.assert_frame_equal(days, converted_within(LOG, "view", "pay", 1, unit="session_id"))


def test_days_are_not_cut_in_a_foreign_zone():
    zoned = LOG.assign(ts=LOG["ts"].dt.tz_localize("Asia/Shanghai"))
    same = converted_within(zoned, "view", "pay", 1, unit="session_id")
    pd.testing.assert_frame_equal(same, converted_within(LOG, "view", "pay", 1, unit="session_id"))
    with pytest.raises(InputError, match="zone"):
        converted_within(duckdb_connection().from_df(zoned), "view", "pay", 1, unit="session_id")


def test_groups_add_up_and_keep_gaps():
    cells = pd.DataFrame({"session_id": [1, 2, 3, 4, 5, 6],
                          "device": ["a", "b", "a", None, "b", "c"],
                          "day": pd.Timestamp("2025-11-01")})  # fmt: skip
    found = funnel(LOG, STEPS, by=["day", "device"], units=cells)
    sums = found.groupby("step")[["reached", "lost", "did", "open"]].sum()
    whole = funnel(LOG, STEPS).set_index("step")[["reached", "lost", "did", "open"]]
    pd.testing.assert_frame_equal(sums.loc[STEPS], whole.loc[STEPS])
    assert found["device"].isna().sum() == 3
    assert found[found["device"] == "b"]["did"].tolist() == [1, 0, 2]


def test_other_names_and_categories():
    log = LOG.rename(columns={"session_id": "cart"})
    log["event"] = (
        log["event"].map({"view": "浏览", "addcart": "加购", "pay": "支付"}).astype("category")
    )
    found = funnel(log, ["浏览", "加购", "支付"], unit="cart")
    assert found["reached"].tolist() == [4, 2, 1]
    few = log[log["cart"] > 3]  # the categories know the step, though nobody is left who did it
    few = few[few["event"] != "支付"]
    assert funnel(few, ["浏览", "加购", "支付"], unit="cart")["reached"].tolist() == [1, 1, 0]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"steps": ["view", "adcart"]}, ChoiceError, "did you mean 'addcart'"),
        ({"steps": ["view"]}, InputError, "two different names"),
        ({"steps": "view"}, InputError, "two different names"),
        ({"steps": ["view", "pay", "view"]}, InputError, "two different names"),
        ({"unit": "visitor_id"}, ColumnError, "visitor_id"),
        ({"window": 0}, InputError, "window"),
        ({"window": "soon"}, InputError, "30min"),
        ({"ordered": "yes"}, InputError, "True or False"),
        ({"by": "device"}, InputError, "units"),
        ({"events": [1, 2]}, InputError, "pandas"),
        ({"events": LOG.head(0)}, InputError, "no rows"),
        ({"events": LOG.assign(ts="today")}, InputError, "to_datetime"),
        ({"units": pd.DataFrame({"session_id": [1]})}, InputError, "by"),
    ],
)  # fmt: skip
def test_refused(change, error, words):
    asked = {"events": LOG, "steps": STEPS} | change
    with pytest.raises(error, match=words):
        funnel(**asked)


def test_refused_units_and_gaps(backend):
    cells = pd.DataFrame({"session_id": [1, 2, 3], "device": "a"})
    with pytest.raises(InputError, match="2 of 5 units"):
        funnel(LOG, STEPS, by="device", units=cells)
    with pytest.raises(InputError, match="two rows of 1"):
        funnel(LOG, STEPS, by="device", units=pd.concat([cells, cells]))
    with pytest.raises(InputError, match="1 missing"):
        funnel(backend(LOG.assign(event=LOG["event"].where(LOG.index > 0))), STEPS)


# --- Totals ---------------------------------------------------------------------------------


def test_totals_by_group_and_above_one():
    days = pd.DataFrame(
        {"device": ["a", "a", "b"], "uv": [10, 10, 0], "cart": [4, 4, 2], "paid": [1, 1, 3]}
    )
    found = funnel_of_totals(days, ["uv", "cart", "paid"], by="device")
    assert found["reached"].tolist() == [20, 8, 2, 0, 2, 3]
    assert found["rate"].iloc[[1, 2, 5]].tolist() == [0.4, 0.25, 1.5]
    assert np.isnan(found["rate"].iloc[4])  # a cart without a visit on that day
    assert found.loc[5, ["low", "high"]].isna().all()
    assert found.loc[1, ["low", "high"]].tolist() == pytest.approx(rate_interval(8, 20))
    with pytest.raises(InputError, match="counts"):
        funnel_of_totals(days.assign(uv=-1), ["uv", "cart"])
    with pytest.raises(ColumnError, match="visits"):
        funnel_of_totals(days, ["visits", "cart"])


# --- Time -----------------------------------------------------------------------------------


def test_waits_by_hand():
    log = log_of(
        ("Anna", "addcart", 1), ("Anna", "addcart", 30), ("Anna", "pay", 25),
        ("Bo", "pay", 0), ("Bo", "addcart", 10),
        ("Cy", "addcart", 60), ("Cy", "pay", 61),
        unit="visitor_id",
    )  # fmt: skip
    found = waits(log, "addcart", "pay", as_of=START + pd.Timedelta("58h")).set_index("visitor_id")
    assert found["done"].to_dict() == {"Anna": True, "Bo": False}  # Cy comes after that moment
    assert found["days"].to_dict() == {"Anna": 1.0, "Bo": 2.0}
    second = waits(log, "addcart", "pay", since=START + pd.Timedelta("2h"))
    assert second["visitor_id"].tolist() == ["Bo", "Anna", "Cy"]
    assert second["done"].tolist() == [False, False, True]  # she paid before her second cart
    with pytest.raises(InputError, match="Nobody"):
        waits(log, "addcart", "pay", since="2026-01-01")
    with pytest.raises(InputError, match="as_of"):
        waits(log, "addcart", "pay", as_of="2024-01-01")
    with pytest.raises(InputError, match="moment"):
        waits(log, "addcart", "pay", since="soon")
    with pytest.raises(ChoiceError, match="period"):
        step_times(log, "addcart", "pay", period="week")


def test_step_times_is_kaplan_meier():
    """Against statsmodels, on waits in whole days."""
    from statsmodels.duration.survfunc import SurvfuncRight

    rng = np.random.default_rng(7)
    rows = []
    for person in range(300):
        start = int(rng.integers(0, 20))
        rows.append((person, "addcart", 24 * start))
        if rng.random() < 0.5:
            rows.append((person, "pay", 24 * (start + int(rng.integers(0, 25))) + 1))
    log = log_of(*rows, unit="visitor_id")
    found = waits(log, "addcart", "pay", as_of=START + pd.Timedelta(days=30))
    curve = step_times(log, "addcart", "pay", as_of=START + pd.Timedelta(days=30)).set_index("time")
    right = SurvfuncRight(found["days"], found["done"].astype(int))
    for day in curve.index:
        before = right.surv_prob[right.surv_times <= day]
        assert curve.loc[day, "share"] == pytest.approx(1 - (before[-1] if len(before) else 1))
        waited = found["days"] > day - 1
        assert curve.loc[day, "at_risk"] == waited.sum() + (day == 1) * (found["days"] == 0).sum()
    within = found["days"] <= curve.index[-1]
    assert curve["ended"].sum() == (found["done"] & within).sum()
    assert curve["open"].sum() == (~found["done"] & within).sum()


def test_who_is_lost_from_sight_within_a_day_counts_no_longer():
    """By hand: of four one is seen for half a day only, and one of the others pays after a day."""
    log = log_of(
        *[(name, "addcart", 0) for name in "abc"], ("d", "addcart", 36), ("a", "pay", 20),
        ("e", "pay", 48), unit="visitor_id",
    )  # fmt: skip
    curve = step_times(log, "addcart", "pay").set_index("time")
    assert curve.loc[1, "share"] == pytest.approx(1 / 3)  # not one of four


def test_waits_are_recovered_though_many_are_open():
    """Exponential waits, half of them cut off: the curve holds the truth in 93 to 97 of 100."""
    rng, held = np.random.default_rng(3), []
    for _ in range(150):
        n = 120
        start = rng.uniform(0, 10, n)
        wait = rng.exponential(6, n)
        rows = [(k, "addcart", 24 * start[k]) for k in range(n)]
        rows += [(k, "pay", 24 * (start[k] + wait[k])) for k in range(n) if start[k] + wait[k] < 12]
        log = log_of(*rows, unit="visitor_id")
        five = step_times(log, "addcart", "pay", as_of=START + pd.Timedelta(days=12)).iloc[4]
        held.append(five["low"] <= 1 - np.exp(-5 / 6) <= five["high"])
    assert 0.88 < np.mean(held) < 0.995


def test_only_days_whose_window_is_over_count():
    log = log_of(
        ("Anna", "addcart", 1), ("Anna", "addcart", 5), ("Anna", "pay", 6),
        ("Bo", "addcart", 26), ("Bo", "pay", 70),
        ("Anna", "addcart", 50), unit="visitor_id",
    )  # fmt: skip
    end = START + pd.Timedelta(days=3)
    one = converted_within(log, "addcart", "pay", 1, as_of=end).set_index("day")
    assert one["started"].tolist() == [1, 1]  # Anna once on the first day; the third isn't over
    assert one["done"].tolist() == [1, 0]
    late = converted_within(log, "addcart", "pay", 2, as_of=START + pd.Timedelta(days=5))
    assert late["done"].tolist() == [1, 1, 0]
    with pytest.raises(InputError, match="No day's window"):
        converted_within(log, "addcart", "pay", 30, as_of=end)


# --- Ways out -----------------------------------------------------------------------------------


def test_paths_by_hand():
    log = log_of(
        (1, "view", 0), (1, "view", 1), (1, "addcart", 2),
        (2, "view", 0), (2, "addcart", 1), (2, "view", 2),
        (3, "view", 0), (3, "addcart", 1), (3, "pay", 2),
        (4, "view", 0),
    )  # fmt: skip
    found = dropoff_path(log).set_index("path")
    assert found["ended"].to_dict() == {"view": 1, "view > addcart": 1, "view > addcart > view": 1}
    assert found["of_lost"].sum() == pytest.approx(1)
    cart = dropoff_path(log, among="addcart", last=1).set_index("path")
    assert cart["ended"].to_dict() == {"addcart": 1, "view": 1}
    assert cart["of_all"].tolist() == pytest.approx([1 / 3, 1 / 3])
    top = dropoff_path(log, top=1)
    assert top["path"].tolist() == ["view", "2 other paths"]
    assert top["ended"].sum() == 3
    with pytest.raises(ChoiceError, match="among"):
        dropoff_path(log, among="cart")
    with pytest.raises(ChoiceError, match="done"):
        dropoff_path(log, done="paid")
    with pytest.raises(InputError, match="nobody got lost"):
        dropoff_path(log[log["session_id"] == 3])


def test_a_log_may_have_hundreds_of_kinds_of_events(backend):
    kinds = [f"page {k:03d}" for k in range(300)]
    log = log_of(*((k, kind, k) for k, kind in enumerate(kinds)), (299, "pay", 400))
    found = dropoff_path(backend(log), top=400)
    assert sorted(found["path"]) == kinds[:299]
    assert (found["ended"] == 1).all()
    reached = funnel(backend(log), [*kinds, "pay"], unit="session_id", ordered=False)
    assert reached["did"].tolist() == [1] * 301


def test_units_without_a_step_and_with_gaps_in_their_numbers_count_right():
    log = log_of((7, "view", 0), (3, "pay", 0), (3, "view", 1), (9, "addcart", 1), (12, "look", 0))
    found = funnel(log, STEPS, unit="session_id")
    assert found["reached"].tolist() == [2, 0, 0]
    assert found["did"].tolist() == [2, 1, 1]
    assert reach(log, STEPS)["session_id"].tolist() == [3, 7, 9]


def test_payments_follow_the_order():
    tries = pd.DataFrame({
        "order_id": [1, 1, 2, 3, 3, 3], "way": ["card", "wallet", "card", "wallet", "card", "card"],
        "result": ["no", "ok", "ok", "no", "no", "no"],
        "ts": START + pd.to_timedelta([120, 125, 60, 0, 1, 2], "min")})  # fmt: skip
    found = payment_funnel(tries.sample(frac=1, random_state=2), by="way", paid="ok").set_index(
        "way"
    )
    assert found.loc["card", ["orders", "first_try", "later", "lost"]].tolist() == [2, 1, 1, 0]
    assert found.loc["wallet", ["orders", "first_try", "later", "lost"]].tolist() == [1, 0, 0, 1]
    assert found["attempts"].to_dict() == {"card": 4, "wallet": 2}
    assert found.loc["card", "worked"] == 0.25
    with pytest.raises(ChoiceError, match="'paid'"):
        payment_funnel(tries, by="way")


# --- The last steps of a visit ----------------------------------------------------------------

VISITS = pd.DataFrame(
    [
        (1, "dress", "addcart", 0), (1, "dress", "size", 1), (1, "dress", "pay", 2),
        (2, "dress", "addcart", 0), (2, "dress", "size", 3),
        (3, "bag", "addcart", 5),
        (4, "bag", "addcart", 5), (4, "bag", "size", 6),
    ],
    columns=["session_id", "sku", "event", "minute"],
)  # fmt: skip
VISITS["ts"] = pd.Timestamp("2025-08-09", tz="Asia/Shanghai") + pd.to_timedelta(
    VISITS["minute"], "min"
)


@pytest.mark.parametrize("seed", range(5))
def test_the_last_step_whatever_the_order_of_rows(seed):
    shuffled = VISITS.sample(frac=1, random_state=seed)
    found = last_steps(shuffled)
    assert found["event"].to_dict() == {1: "pay", 2: "size", 3: "addcart", 4: "size"}
    assert found["sku"].to_dict() == {1: "dress", 2: "dress", 3: "bag", 4: "bag"}


def test_of_steps_at_one_time_the_later_row_counts():
    twice = VISITS.assign(ts=VISITS["ts"].iloc[0])
    assert last_steps(twice)["event"].to_dict() == {1: "pay", 2: "size", 3: "addcart", 4: "size"}


def test_drop_off_by_hand():
    found = dropoff(VISITS).set_index("event")
    assert found["ended"].to_dict() == {"size": 2, "pay": 1, "addcart": 1}
    assert found["of_all"].to_dict() == {"size": 0.5, "pay": 0.25, "addcart": 0.25}
    assert found["of_lost"].drop("pay").to_dict() == pytest.approx(
        {"size": 2 / 3, "addcart": 1 / 3}
    )
    assert np.isnan(found.loc["pay", ["of_lost", "low", "high"]].astype(float)).all()
    assert found.loc["size", ["low", "high"]].tolist() == pytest.approx([0.2077, 0.9385], abs=1e-4)
    assert dropoff(VISITS)["event"].iloc[0] == "size"


def test_refused_last_steps():
    with pytest.raises(ColumnError, match="event"):
        last_steps(VISITS.drop(columns="event"))
    with pytest.raises(ChoiceError, match="'pay'"):
        dropoff(VISITS, done="paid")
    with pytest.raises(InputError, match="nobody got lost"):
        dropoff(VISITS[VISITS["session_id"] == 1])
