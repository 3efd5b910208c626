"""Cohorts: published numbers, answers worked out by hand, brute force, properties, recovery."""

from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm
from statsmodels.duration.survfunc import SurvfuncRight

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.retention.cohorts import (
    _kaplan_meier,
    churn_rate,
    cohort_retention,
    interpurchase_times,
    median_interval,
    repurchase_rate,
    returning_share,
    triangle,
)
from ecomlab.trials import judge
from tests.backends import OTHERS, duckdb_connection

QUESTIONS = {
    "repurchase": lambda orders, **more: repurchase_rate(orders, [5, 30], **more),
    "cohort week": lambda orders, **more: cohort_retention(orders, "week", 7, **more),
    "cohort month": lambda orders, **more: cohort_retention(orders, "month", 10, **more),
    "cohort 10 days": lambda orders, **more: cohort_retention(orders, 10, 15, **more),
    "first gaps": lambda orders, **more: interpurchase_times(orders, "first", **more),
    "all gaps": lambda orders, **more: interpurchase_times(orders, "all", **more),
    "churn": lambda orders, **more: churn_rate(orders, [7, 30], 20, **more),
    "returning month": lambda orders, **more: returning_share(orders, "month", **more),
    "returning week": lambda orders, **more: returning_share(orders, "week", **more),
    "returning 30 days": lambda orders, **more: returning_share(orders, 30, **more),
}
questions = st.sampled_from(sorted(QUESTIONS)).map(QUESTIONS.get)
each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())

DAY_0 = pd.Timestamp("1997-01-01")  # a Wednesday


def make_orders(rows):
    """Orders from (customer, day) pairs, days counted from 1 January 1997; each costs 10."""
    rows = list(rows)
    days = pd.to_timedelta([day for _, day in rows], unit="D")
    times = pd.Series(DAY_0 + days, dtype="datetime64[us]")
    return pd.DataFrame(
        {"customer_id": [c for c, _ in rows], "ts_order": times, "paid_amount": 10.0}
    )


def date(day):
    return DAY_0 + pd.Timedelta(days=day)


def answer(question, orders, **more):
    """The table, or the error's message where the question can't be answered."""
    try:
        return question(orders, **more)
    except InputError as error:
        return str(error)


def assert_same(left, right):
    if isinstance(left, str):
        assert left == right
    else:
        pd.testing.assert_frame_equal(left, right, rtol=1e-12)


# Published numbers and the facts of the CDNOW log


def test_cdnow_rates_depend_on_whom_you_divide_by(cdnow):
    table = repurchase_rate(cdnow, as_of="1997-04-30", free="count").set_index("base")
    assert table.loc["cohort", "customers"] == 7579
    assert table.loc["cohort", "rate"] == pytest.approx(0.29753, abs=5e-6)
    assert table.loc["all_ever", "customers"] == 23570
    assert table.loc["all_ever", "rate"] == pytest.approx(0.26538, abs=5e-6)
    assert (table.loc[["cohort", "all_ever"], "immature"] == 23570 - 7579).all()


def test_cdnow_bases_agree_once_every_window_is_over(cdnow):
    table = repurchase_rate(cdnow, [90], ["cohort", "all_ever", "period"], free="count")
    assert table["rate"].tolist() == pytest.approx([0.29219, 0.29219, 0.35747], abs=5e-6)
    assert table["customers"].tolist() == [23570, 23570, 3301]
    assert (table["immature"] == 0).all()


def test_cdnow_sample_has_the_repeat_buyers_of_fader_and_hardie(sample):
    """Of 2,357 customers 946 repeated in the 39 weeks to 1997-09-30 (Fader, Hardie, Lee 2005)."""
    table = interpurchase_times(sample, as_of="1997-09-30", free="count")
    assert table["observed"].sum() == 946
    assert table["censored"].sum() == 1411


def test_cdnow_returning_share_reaches_one_when_nobody_joins(cdnow):
    table = returning_share(cdnow, free="count").set_index("period")
    assert table.loc["1997-02-01", "buyers"] == 9633
    assert (table.loc["1997-04-01":, "share"] == 1).all()
    assert (table.loc["1997-04-01":, "new_buyers"] == 0).all()
    assert table["new_buyers"].sum() == 23570
    assert table["revenue"].sum() == pytest.approx(cdnow["paid_amount"].sum(), abs=0.01)


def test_kaplan_meier_of_the_leukaemia_trial():
    """Remission on 6-MP (Freireich et al. 1963), the textbook example of the log-log interval."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    open_ = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    waits = [(f"e{i}", [50 - w, 50]) for i, w in enumerate(ended)]
    waits += [(f"c{i}", [50 - w]) for i, w in enumerate(open_)]
    orders = make_orders((customer, day) for customer, days in waits for day in days)
    table = interpurchase_times(orders, as_of=date(50)).set_index("days")
    published = {
        6: (0.8571, 0.6197, 0.9516),
        7: (0.8067, 0.5631, 0.9228),
        10: (0.7529, 0.5032, 0.8894),
        13: (0.6902, 0.4316, 0.8491),
        16: (0.6275, 0.3675, 0.8049),
        22: (0.5378, 0.2678, 0.7468),
        23: (0.4482, 0.1881, 0.6801),
    }
    for days, numbers in published.items():
        assert table.loc[days, ["survival", "low", "high"]].tolist() == pytest.approx(
            numbers, abs=6e-5
        )
    # The survival falls below .5 on day 23, its lower end below it on day 13 (.4316).
    assert median_interval(table.reset_index())[:4] == pytest.approx(
        (23, 13, np.nan, 21), nan_ok=True
    )


def test_median_interval_holds_the_median(seeds):
    """Exponential gaps, cut off by chance: the interval holds the true median in 95% of draws."""
    found = []
    for seed in range(10 * seeds):
        rng = np.random.default_rng(seed)
        gap, watched = np.ceil(rng.exponential(40, 150)), rng.integers(30, 90, 150)
        ended = gap <= watched
        gaps = pd.DataFrame({"days": np.where(ended, gap, watched), "finished": ended})
        counted = gaps.groupby(["days", "finished"]).size().rename("gaps").reset_index()
        found.append(median_interval(_kaplan_meier(counted, 0.95)))
    assert judge(found, np.ceil(40 * np.log(2))).covers()


# Small logs, answers worked out by hand


def test_the_90th_day_counts_and_the_91st_does_not():
    orders = make_orders([("a", 0), ("a", 90), ("b", 0), ("b", 91), ("c", 10)])
    on_day_90 = repurchase_rate(orders, 90, "cohort", as_of=date(90)).iloc[0]
    assert (on_day_90["customers"], on_day_90["repeaters"], on_day_90["immature"]) == (2, 1, 1)
    later = repurchase_rate(orders, [90, 91], "cohort", as_of=date(101))
    assert later["repeaters"].tolist() == [1, 2]
    assert later["customers"].tolist() == [3, 3]
    with pytest.raises(InputError, match="shorter window or a later as_of"):
        repurchase_rate(orders, 90, "cohort", as_of=date(89))


def test_the_three_bases_by_hand():
    # as_of day 40, window 10: the period is days 31 to 40.
    orders = make_orders(
        [("a", 0), ("a", 5), ("a", 33), ("a", 40), ("b", 20), ("b", 31), ("c", 32), ("c", 38)]
        + [("d", 35), ("e", 30)]
    )
    table = repurchase_rate(orders, 10, as_of=date(40)).set_index("base")
    # cohort: a, b, e have their window over; a came back in it, b on the 11th day, e never.
    # period: a, b, c, d bought; a and c twice; c and d are younger than the window.
    # all_ever: a and c of five; c and d are not mature.
    counts = table[["customers", "repeaters", "immature"]]
    assert counts.loc["cohort"].tolist() == [3, 1, 2]
    assert counts.loc["period"].tolist() == [4, 2, 2]
    assert counts.loc["all_ever"].tolist() == [5, 2, 2]


def test_several_orders_on_a_day_are_one_purchase():
    orders = make_orders([("a", 0), ("a", 0), ("b", 0)])
    assert repurchase_rate(orders, 30, as_of=date(30))["repeaters"].sum() == 0
    assert interpurchase_times(orders, "all", as_of=date(30))["observed"].sum() == 0


def test_wilson_interval_by_hand():
    """3 of 10 at 95%: centre (.3 + z²/20)/(1 + z²/10), z = 1.96 → .1078 to .6032."""
    orders = make_orders([(c, 0) for c in range(10)] + [(c, 5) for c in range(3)])
    row = repurchase_rate(orders, 10, "cohort", as_of=date(10)).iloc[0]
    assert row[["low", "high"]].tolist() == pytest.approx([0.1078, 0.6032], abs=5e-5)


def test_cohort_cells_by_hand():
    # Week of Monday 30 December: a (day 0), b (day 4, Sunday). Next week: c (day 5, Monday).
    orders = make_orders(
        [("a", 0), ("a", 7), ("a", 15), ("b", 4), ("b", 12), ("b", 13), ("c", 5), ("c", 5)]
    )
    table = cohort_retention(orders, as_of=date(4 + 14))
    # The last possible joining day is 4 for the first cohort, 11 for the second.
    assert table["cohort"].tolist() == [pd.Timestamp("1996-12-30")] * 2 + [
        pd.Timestamp("1997-01-06")
    ]
    assert table["age"].tolist() == [1, 2, 1]
    assert table["customers"].tolist() == [2, 2, 1]
    assert table["active"].tolist() == [1, 1, 0]  # a on day 7 → age 1; b on its day 8 → age 2
    assert len(cohort_retention(orders, as_of=date(4 + 13))) == 1
    with pytest.raises(InputError, match="shorter period"):
        cohort_retention(orders, as_of=date(10))


def test_month_cohorts_wait_for_the_months_last_day():
    orders = make_orders([("a", 0), ("a", 20), ("b", 31), ("b", 40)])  # 1 January, 1 February
    table = cohort_retention(orders, "month", 30, as_of="1997-03-02")
    assert table["cohort"].tolist() == [pd.Timestamp("1997-01-01")]  # 31 January + 30 days
    assert table["rate"].tolist() == [1]
    with pytest.raises(InputError):
        cohort_retention(orders, "month", 30, as_of="1997-03-01")


def test_gaps_by_hand():
    orders = make_orders([("a", 0), ("a", 2), ("a", 9), ("b", 3), ("c", 5), ("c", 9)])
    first = interpurchase_times(orders, as_of=date(10))
    assert first["days"].tolist() == list(range(8))
    assert first["observed"].tolist() == [0, 0, 1, 0, 1, 0, 0, 0]
    assert first["censored"].tolist() == [0, 0, 0, 0, 0, 0, 0, 1]
    assert first["survival"].tolist() == pytest.approx([1, 1, 2 / 3, 2 / 3] + [1 / 3] * 4)
    assert first["naive"].tolist() == pytest.approx([1, 1, 0.5, 0.5, 0, 0, 0, 0])
    every = interpurchase_times(orders, "all", as_of=date(10))
    assert every["observed"].tolist() == [0, 0, 1, 0, 1, 0, 0, 1]
    assert every["censored"].tolist() == [0, 2, 0, 0, 0, 0, 0, 1]
    assert every["at_risk"].tolist() == [6, 6, 4, 3, 3, 2, 2, 2]


def test_median_of_a_curve_that_stays_up_is_nan():
    orders = make_orders([("a", 0), ("a", 2), ("b", 0), ("c", 0)])
    assert np.isnan(median_interval(interpurchase_times(orders, as_of=date(9))).value)


def test_churn_by_hand():
    # as_of day 60, cut-off 20: inactive means nothing in days 41 to 60. Then: day 30.
    orders = make_orders(
        [("a", 0), ("a", 5), ("b", 10), ("b", 50), ("c", 11), ("d", 41), ("e", 40)]
    )
    row = churn_rate(orders, 20, follow_up=30, as_of=date(60)).iloc[0]
    assert row["customers"] == 4  # all but d, who joined 19 days ago
    assert row["inactive"] == 3  # a, c, e
    assert row["flagged"] == 2  # a and b by day 10; c bought on day 11
    assert row["returned"] == 1  # b


def test_nobody_flagged_is_nan_and_nobody_old_enough_an_error():
    orders = make_orders([("a", 0), ("b", 8)])
    row = churn_rate(orders, 10, follow_up=30, as_of=date(20)).iloc[0]
    assert row["flagged"] == 0
    assert row[["false_alarm", "false_alarm_low", "false_alarm_high"]].isna().all()
    with pytest.raises(InputError, match="smaller inactivity"):
        churn_rate(orders, 21, as_of=date(20))


def test_returning_share_by_hand():
    # January: a (twice), b. February: a, c (twice): c is new, although it came back at once.
    orders = make_orders([("a", 0), ("a", 30), ("b", 2), ("a", 31), ("c", 35), ("c", 50)])
    orders["paid_amount"] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
    table = returning_share(orders, "month")
    assert table["period"].tolist() == [pd.Timestamp("1997-01-01"), pd.Timestamp("1997-02-01")]
    assert table["buyers"].tolist() == [2, 2]
    assert table["returning"].tolist() == [0, 1]
    assert table["new_buyers"].tolist() == [2, 1]
    assert table["revenue"].tolist() == [7, 56]
    assert table["returning_revenue"].tolist() == [0, 8]
    assert table["revenue_share"].tolist() == [0, 8 / 56]


def test_blocks_of_days_end_on_as_of():
    orders = make_orders([("a", 0), ("a", 10), ("b", 11), ("a", 20)])
    table = returning_share(orders, 10, as_of=date(20))
    assert table["period"].tolist() == [date(-9), date(1), date(11)]
    assert table["buyers"].tolist() == [1, 1, 2]
    assert table["returning"].tolist() == [0, 1, 1]


def test_triangle_has_a_row_per_cohort_and_gaps_where_time_is_not_up():
    orders = make_orders([("a", 0), ("a", 7), ("b", 7)])
    wide = triangle(cohort_retention(orders, as_of=date(18)))
    assert wide.columns.tolist() == [1, 2]
    assert wide.loc["1996-12-30"].tolist() == [1, 0]
    assert wide.loc["1997-01-06", 1] == 0
    assert np.isnan(wide.loc["1997-01-06", 2])


# Small logs by hypothesis, against brute force in plain Python

logs = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 100)), min_size=1, max_size=30).map(
    sorted
)
lateness = st.integers(0, 40)  # days from the last order to as_of
# With one customer of the first day whose windows are over whatever else happens
answered_logs = logs.map(lambda rows: [(7, 0), *rows])


def days_by_customer(rows):
    return {c: sorted({day for who, day in rows if who == c}) for c, _ in rows}


def in_turn(days):
    return list(zip(days, days[1:], strict=False))


@given(logs, lateness, st.integers(1, 60))
def test_repurchase_rate_is_brute_force(rows, late, window):
    end = max(day for _, day in rows) + late
    customers = days_by_customer(rows).values()
    mature = [days for days in customers if days[0] + window <= end]
    soon = [days for days in customers if len(days) > 1 and days[1] - days[0] <= window]
    recent = [[day for day in days if end - window < day] for days in customers]
    expected = {
        "cohort": (len(mature), sum(days in soon for days in mature)),
        "period": (sum(map(bool, recent)), sum(len(days) > 1 for days in recent)),
        "all_ever": (len(customers), len(soon)),
    }
    found = answer(repurchase_rate, make_orders(rows), window=window, as_of=date(end))
    if not mature:
        assert "window of" in found
        return
    for row in found.itertuples():
        assert (row.customers, row.repeaters) == expected[row.base]


@given(logs, lateness, st.integers(1, 30))
def test_cohort_retention_is_brute_force(rows, late, period):
    end = max(day for _, day in rows) + late
    members = {}
    for days in days_by_customer(rows).values():
        monday = date(days[0]) - pd.Timedelta(days=date(days[0]).weekday())
        members.setdefault(monday, []).append(days)
    expected = []
    for monday, cohort in sorted(members.items()):
        age = 1
        while monday + pd.Timedelta(days=6 + age * period) <= date(end):
            low, high = (age - 1) * period, age * period
            active = sum(any(low < day - days[0] <= high for day in days) for days in cohort)
            expected.append((monday, age, len(cohort), active))
            age += 1
    found = answer(cohort_retention, make_orders(rows), period=period, as_of=date(end))
    if not expected:
        assert "complete days" in found
        return
    counts = found[["cohort", "age", "customers", "active"]]
    assert list(counts.itertuples(index=False, name=None)) == expected


@given(logs, lateness, st.sampled_from(["first", "all"]))
def test_kaplan_meier_is_brute_force(rows, late, which):
    end = max(day for _, day in rows) + late
    gaps = []  # (length, finished)
    for days in days_by_customer(rows).values():
        waits = [(b - a, True) for a, b in in_turn(days)] + [(end - days[-1], False)]
        gaps += waits[:1] if which == "first" else waits
    table = interpurchase_times(make_orders(rows), which, as_of=date(end))
    survival = Fraction(1)
    for row in table.itertuples():
        at_risk = sum(length >= row.days for length, _ in gaps)
        ended = sum(length == row.days and finished for length, finished in gaps)
        survival *= 1 - Fraction(ended, at_risk)
        assert (row.at_risk, row.observed) == (at_risk, ended)
        assert row.survival == pytest.approx(float(survival), abs=1e-12)
    assert table["days"].iloc[-1] == max(length for length, _ in gaps)
    assert (table["observed"] + table["censored"]).sum() == len(gaps)


@given(logs, lateness)
def test_log_log_interval_is_statsmodels(rows, late):
    table = interpurchase_times(make_orders(rows), "all", as_of=date(100 + late))
    counts = np.concatenate([table["observed"], table["censored"]])
    lengths = np.repeat(np.tile(table["days"], 2), counts)
    finished = np.repeat([1, 0], [table["observed"].sum(), table["censored"].sum()])
    curve = SurvfuncRight(lengths, finished)
    inside = (curve.surv_prob > 0) & (curve.surv_prob < 1)
    at = table.set_index("days").loc[curve.surv_times]
    assert at["survival"].to_numpy() == pytest.approx(curve.surv_prob, abs=1e-9)
    survival, se = curve.surv_prob[inside], curve.surv_prob_se[inside]
    log = np.log(survival)
    for column, z in (("low", norm.ppf(0.975)), ("high", norm.ppf(0.025))):
        expected = np.exp(-np.exp(np.log(-log) + z * se / np.abs(survival * log)))
        assert at[column].to_numpy()[inside] == pytest.approx(expected, abs=1e-9)


@given(logs, lateness, st.integers(1, 60), st.integers(1, 60))
def test_churn_rate_is_brute_force(rows, late, cutoff, follow_up):
    end = max(day for _, day in rows) + late
    then = end - follow_up
    customers = days_by_customer(rows).values()
    old = [days for days in customers if days[0] <= end - cutoff]
    known = [([d for d in days if d <= then], days) for days in customers]
    flagged = [days for before, days in known if before and before[-1] <= then - cutoff]
    expected = [
        len(old),
        sum(not any(day > end - cutoff for day in days) for days in old),
        len(flagged),
        sum(any(day > then for day in days) for days in flagged),
    ]
    found = answer(
        churn_rate, make_orders(rows), inactivity=cutoff, follow_up=follow_up, as_of=date(end)
    )
    if not old:
        assert "No customer's first purchase" in found
        return
    assert found.loc[0, ["customers", "inactive", "flagged", "returned"]].tolist() == expected


@given(logs)
def test_returning_share_is_brute_force(rows):
    orders = make_orders(rows)
    months = orders["ts_order"].dt.to_period("M")
    first_months = months.groupby(orders["customer_id"]).min()
    table = returning_share(orders).set_index("period")
    assert len(table) == months.nunique()
    for month, part in orders.groupby(months):
        buyers = set(part["customer_id"])
        returning = {customer for customer in buyers if first_months[customer] < month}
        row = table.loc[month.start_time]
        assert (row["buyers"], row["returning"]) == (len(buyers), len(returning))
        assert row["new_buyers"] == len(buyers) - len(returning)
        assert row["returning_revenue"] == 10 * part["customer_id"].isin(returning).sum()


# Properties of every function


@given(question=questions, rows=logs)
def test_backends_agree(question, rows):
    orders = make_orders(rows)
    expected = answer(question, orders)
    for backend in OTHERS.values():
        assert_same(answer(question, backend(orders)), expected)


@each_question
def test_backends_agree_on_cdnow(cdnow, question):
    expected = question(cdnow)
    for backend in OTHERS.values():
        assert_same(question(backend(cdnow)), expected)


@each_question
def test_text_ids_and_dates_without_times(question):
    rows = [(1, 0), (1, 20), (2, 3), (3, 40), (3, 45), (1, 90)]
    orders = make_orders(rows)
    text = orders.assign(customer_id=orders["customer_id"].map({1: "一", 2: "b", 3: "c"}))
    polars_dates = pl.from_pandas(text).with_columns(pl.col("ts_order").dt.date())
    for other in (text, polars_dates, duckdb_connection().from_arrow(polars_dates.to_arrow())):
        assert_same(question(other), question(orders))


@given(question=questions, rows=logs, seed=st.integers(0, 99))
def test_order_and_repetition_of_rows_change_nothing(question, rows, seed):
    orders = make_orders(rows).assign(paid_amount=0.0)  # repeated rows do add money
    shuffled = pd.concat([orders, orders]).sample(frac=1, random_state=seed)
    assert_same(answer(question, shuffled, free="count"), answer(question, orders, free="count"))


@given(question=questions, rows=logs, later=logs, late=lateness)
def test_what_comes_after_as_of_is_not_known(question, rows, later, late):
    end = max(day for _, day in rows) + late
    more = rows + [(customer, end + 1 + day) for customer, day in later]
    known = answer(question, make_orders(rows), as_of=date(end))
    assert_same(answer(question, make_orders(more), as_of=date(end)), known)


RATES = [
    ("customers", "repeaters", "rate", "low", "high"),
    ("customers", "active", "rate", "low", "high"),
    ("customers", "inactive", "rate", "low", "high"),
    ("flagged", "returned", "false_alarm", "false_alarm_low", "false_alarm_high"),
    ("buyers", "returning", "share", "low", "high"),
    ("at_risk", "observed", "survival", "low", "high"),
]


@given(question=questions, rows=answered_logs, late=lateness)
def test_rates_are_shares_inside_their_intervals(question, rows, late):
    table = question(make_orders(rows), as_of=date(100 + late))
    there = [names for names in RATES if set(names) <= set(table.columns)]
    assert there
    for names in there:
        n, count, rate, low, high = (table.loc[table[names[0]] > 0, name] for name in names)
        assert ((count >= 0) & (count <= n)).all()
        assert ((low >= 0) & (low <= rate + 1e-9) & (rate <= high + 1e-9) & (high <= 1)).all()
        assert rate.notna().all()


@given(answered_logs, lateness)
def test_the_cohort_never_has_more_customers_than_all_ever(rows, late):
    table = repurchase_rate(make_orders(rows), window=10, as_of=date(100 + late))
    table = table.set_index("base")
    cohort, all_ever = table.loc["cohort"], table.loc["all_ever"]
    assert cohort["customers"] + cohort["immature"] == all_ever["customers"]
    assert cohort["repeaters"] <= all_ever["repeaters"]


@given(logs, lateness, st.sampled_from(["first", "all"]))
def test_the_curve_only_falls_and_the_histogram_falls_faster(rows, late, which):
    table = interpurchase_times(make_orders(rows), which, as_of=date(100 + late))
    for column in ("survival", "at_risk", "naive"):
        assert (table[column].diff().dropna() <= 1e-12).all()
    if table["observed"].any():
        assert (table["naive"] <= table["survival"] + 1e-12).all()
    else:
        assert table["naive"].isna().all()
    median = median_interval(table).value
    assert np.isnan(median) == (table["survival"].iloc[-1] > 0.5)


@given(answered_logs, lateness)
def test_triangle_holds_every_rate(rows, late):
    table = cohort_retention(make_orders(rows), as_of=date(100 + late))
    wide = triangle(table)
    assert wide.notna().sum().sum() == len(table)
    for row in table.itertuples():
        assert wide.loc[row.cohort, row.age] == row.rate


@given(logs, st.sampled_from(["week", "month", 10]), lateness)
def test_every_customer_is_in_one_cohort(rows, cohort, late):
    orders = make_orders(rows)
    table = cohort_retention(orders, cohort, period=1, as_of=date(200 + late))
    assert table.loc[table["age"] == 1, "customers"].sum() == orders["customer_id"].nunique()


# Degenerate logs and wrong input


@each_question
def test_one_customer_with_one_order(question, backend):
    table = question(backend(make_orders([(1, 0)])), as_of=date(90))
    assert len(table) >= 1


def test_all_orders_on_one_day_leave_nothing_to_see():
    orders = make_orders([(c, 0) for c in range(5)])
    table = interpurchase_times(orders)
    assert table[["days", "censored", "at_risk", "survival"]].to_numpy().tolist() == [[0, 5, 5, 1]]
    for question in ("repurchase", "cohort week", "churn"):
        with pytest.raises(InputError, match="later as_of"):
            QUESTIONS[question](orders)


@each_question
def test_bad_logs_are_refused(question, backend):
    orders = make_orders([(1, 0), (1, 5), (2, 5)])
    gap = orders.assign(ts_order=orders["ts_order"].where([True, False, True]))
    with pytest.raises(InputError, match="ts_order in 1 of 3"):
        question(backend(gap))
    with pytest.raises(InputError, match="empty"):
        question(backend(orders[:0]))
    with pytest.raises(ColumnError, match="customer_id"):
        question(backend(orders.drop(columns="customer_id")))
    with pytest.raises(InputError, match="1997-01-01"):
        question(backend(orders), as_of="1996-12-31")
    with pytest.raises(InputError, match="confidence"):
        question(backend(orders), as_of=date(90), confidence=95)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda o: repurchase_rate(o, 0),
        lambda o: repurchase_rate(o, -30),
        lambda o: repurchase_rate(o, 30.5),
        lambda o: repurchase_rate(o, True),
        lambda o: repurchase_rate(o, "90"),
        lambda o: repurchase_rate(o, [30, None]),
        lambda o: repurchase_rate(o, []),
        lambda o: repurchase_rate(o, base=[]),
        lambda o: cohort_retention(o, cohort=0),
        lambda o: cohort_retention(o, period=0.5),
        lambda o: churn_rate(o, inactivity=[30, 0]),
        lambda o: churn_rate(o, inactivity=()),
        lambda o: churn_rate(o, follow_up="month"),
        lambda o: returning_share(o, period=0),
        lambda o: returning_share(o, period=10**7),
        lambda o: repurchase_rate(o, 10**20),
    ],
)
def test_impossible_spans_are_refused(wrong):
    with pytest.raises(InputError, match=r"whole number of days|at least one|a hundred years"):
        wrong(make_orders([(1, 0), (1, 200)]))


@pytest.mark.parametrize(
    ("wrong", "choice"),
    [
        (lambda o: repurchase_rate(o, base="cohrt"), "'cohort', 'period', 'all_ever'"),
        (lambda o: cohort_retention(o, cohort="quarter"), "'week', 'month'"),
        (lambda o: interpurchase_times(o, which="last"), "'first', 'all'"),
        (lambda o: returning_share(o, period="day"), "'week', 'month'"),
    ],
)
def test_wrong_words_get_the_valid_ones(wrong, choice):
    with pytest.raises(ChoiceError, match=choice):
        wrong(make_orders([(1, 0), (1, 200)]))


def test_tables_without_the_columns_are_refused():
    for function in (triangle, median_interval):
        with pytest.raises(ColumnError, match="Rename"):
            function(pd.DataFrame({"x": [1]}))
        for wrong in (None, [1, 2], pd.Series([1])):
            with pytest.raises(InputError, match="Give a pandas DataFrame"):
                function(wrong)


def test_a_triangle_of_two_shops_is_refused():
    cells = pd.DataFrame({"cohort": ["Jan", "Jan"], "age": [1, 1], "rate": [0.3, 0.2]})
    with pytest.raises(InputError, match="one row per cohort and age"):
        triangle(cells)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_median_is_the_first_day_that_half_are_back(falls):
    survival = np.minimum.accumulate([1, *falls])
    table = pd.DataFrame({"days": np.arange(len(survival)), "survival": survival})
    table = table.assign(low=survival - 0.1, high=survival + 0.1, at_risk=9)
    median, low, high, n, counts = median_interval(table)
    assert (n, counts) == (9, "gaps")
    assert np.isnan(low) or survival[int(low)] <= 0.6
    assert np.isnan(high) or survival[int(high)] <= 0.4 + 1e-12
    assert np.isnan(median) or low <= median
    assert np.isnan(high) or median <= high
    if np.isnan(median):
        assert (survival > 0.5).all()
    else:
        assert survival[int(median)] <= 0.5
        assert (survival[: int(median)] > 0.5).all()


def test_returning_share_needs_the_money():
    with pytest.raises(ColumnError, match="paid_amount"):
        returning_share(make_orders([(1, 0)]).drop(columns="paid_amount"))


# Recovery of a known truth


def assert_covers_95_percent(hits):
    """Neither fewer nor more hits than a fair 95% interval has but once in 1,000 test runs."""
    low, high = binom.ppf([0.0005, 0.9995], len(hits), 0.95)
    assert low <= sum(hits) <= high


def simulate(rng, n, mean_wait, span, growth=0.0):
    """Customers join over ``span`` days and buy at geometric waits: (customer, day) rows, first."""
    weights = np.exp(growth * np.arange(span))
    joined = rng.choice(span, size=n, p=weights / weights.sum())
    second = joined + rng.geometric(1 / mean_wait, size=n)
    return joined, second


def log_of(joined, second, end):
    customers = np.arange(len(joined))
    days = np.concatenate([joined, second])
    orders = make_orders(zip(np.tile(customers, 2), days, strict=True))
    return orders[days <= end]


def test_kaplan_meier_recovers_the_waits_and_the_histogram_misses(seeds):
    hits, naive_hits = [], []
    for seed in range(seeds):
        joined, second = simulate(np.random.default_rng(seed), 300, mean_wait=60, span=120)
        row = interpurchase_times(log_of(joined, second, 120), as_of=date(120)).loc[50]
        truth = (1 - 1 / 60) ** 50
        hits.append(row["low"] <= truth <= row["high"])
        naive_hits.append(row["low"] <= row["naive"])
    assert_covers_95_percent(hits)
    assert not any(naive_hits)


def test_the_cohort_base_recovers_the_rate_of_a_growing_shop(seeds):
    truth = 1 - (1 - 1 / 250) ** 90
    hits = {"cohort": [], "all_ever": []}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        joined, second = simulate(rng, 3000, mean_wait=250, span=200, growth=0.01)
        table = repurchase_rate(
            log_of(joined, second, 200), 90, ["cohort", "all_ever"], as_of=date(200)
        )
        for row in table.itertuples():
            hits[row.base].append(row.low <= truth <= row.high)
    assert_covers_95_percent(hits["cohort"])
    assert not any(hits["all_ever"])


def test_cohort_retention_recovers_the_chance_of_each_age(seeds):
    """Somebody who buys with chance 1/60 a day is active in days 1-30 with 1 - (59/60)^30."""
    truth, hits = 1 - (59 / 60) ** 30, []
    for seed in range(seeds):
        joined, second = simulate(np.random.default_rng(seed), 400, mean_wait=60, span=28)
        table = cohort_retention(log_of(joined, second, 90), 28, 30, as_of=date(90))
        row = table.iloc[0]
        assert row["customers"] == 400
        hits.append(row["low"] <= truth <= row["high"])
    assert_covers_95_percent(hits)


def test_churn_recovers_the_share_of_false_alarms(seeds):
    """Nobody ever leaves, waits have no memory: who was silent returns as likely as anybody."""
    truth, hits = 1 - (1 - 1 / 80) ** 60, []
    for seed in range(seeds):
        joined, second = simulate(np.random.default_rng(seed), 500, mean_wait=80, span=30)
        # One wait per customer: those who had theirs before the cut-off day leave the log.
        silent = second > 100
        orders = log_of(joined[silent], second[silent], 160)
        row = churn_rate(orders, 40, follow_up=60, as_of=date(160)).iloc[0]
        assert row["flagged"] == silent.sum()
        hits.append(row["false_alarm_low"] <= truth <= row["false_alarm_high"])
    assert_covers_95_percent(hits)
