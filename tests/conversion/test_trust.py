"""Reviews: by hand, and what can't be read from them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.conversion import trust
from ecomlab.conversion.trust import (
    daily_satisfaction,
    good_rate_change,
    is_changed,
    satisfaction_change,
    unhappy_by_days,
)
from ecomlab.errors import ColumnError, InputError
from ecomlab.estimates import t_quantile

DAY = pd.Timestamp("2025-08-30", tz="Asia/Shanghai")


def reviews(rows):
    """Rows of (day, stars, answered, incentivised)."""
    table = pd.DataFrame(rows, columns=["day", "rating", "answered", "incentivised"])
    table["ts"] = DAY + pd.to_timedelta(table["day"], unit="D") + pd.Timedelta(hours=9)
    table["replied_at"] = table["ts"].where(table["answered"])
    return table


REVIEWS = reviews(
    [
        (0, 5, False, False), (0, 2, True, False), (1, 4, False, False), (1, 3, False, False),
        (2, 5, False, True), (2, 5, True, False), (3, 1, True, False), (3, 5, False, True),
        (3, 4, False, False),
    ]
)  # fmt: skip


def test_good_rates_by_hand():
    """Before 2 of 4. After 4 of 5; without cards 2 of 3; as first written 1 of 3."""
    since = "2025-09-01"
    assert good_rate_change(REVIEWS, since).value == pytest.approx(4 / 5 - 2 / 4)
    assert good_rate_change(REVIEWS, since).n == 9
    own = good_rate_change(REVIEWS, since, own=True)
    assert (own.value, own.n, own.counts) == (pytest.approx(2 / 3 - 2 / 4), 7, "reviews")
    first = good_rate_change(REVIEWS, since, own=True, first_written=True)
    assert first.value == pytest.approx(1 / 3 - 2 / 4)
    days = good_rate_change(REVIEWS, since, counts="days")
    assert (days.value, days.n, days.counts) == (pytest.approx(0.3), 4, "days")
    assert good_rate_change(REVIEWS, since, good=3).value == pytest.approx(4 / 5 - 3 / 4)


def test_changed_ones_are_good_and_answered():
    assert is_changed(REVIEWS).tolist() == [False] * 5 + [True] + [False] * 3
    assert is_changed(REVIEWS, good=6).sum() == 0


def chats(by_day, script="how was it"):
    rows = [(day, stars) for day, many in enumerate(by_day) for stars in many]
    table = pd.DataFrame(rows, columns=["day", "csat"])
    table["ts"] = DAY + pd.to_timedelta(table["day"], unit="D") + pd.Timedelta(hours=20)
    return table.assign(script_id=script)


CHATS = chats([[5, 4, 3, 1], [4, 4, 4, 2], [5, 5, 4, 4], [5, 5, 5, 3]])


def test_satisfaction_counts_days():
    assert daily_satisfaction(CHATS, "how was it").tolist() == [0.5, 0.75, 1.0, 0.75]
    found = satisfaction_change(CHATS, "2025-09-01", "how was it")
    assert (found.value, found.n, found.counts) == (0.25, 4, "days")
    half = t_quantile(2) * (0.125**2 + 0.125**2) ** 0.5
    assert found.high - found.value == pytest.approx(half)


def test_other_scripts_don_t_count():
    both = pd.concat([CHATS, chats([[1] * 9] * 4, script="please change")])
    assert daily_satisfaction(both, "how was it").tolist() == [0.5, 0.75, 1.0, 0.75]


def test_unhappy_by_groups_of_days():
    found = unhappy_by_days(REVIEWS, CHATS, "how was it", "2025-09-01", days=2)
    shares = found.set_index(["who", "day"])["share"]
    asked = shares["buyers asked by lot"]
    assert asked.tolist() == [0.375, 0.125]
    assert asked.index.tolist() == [DAY + pd.Timedelta(days=1), DAY + pd.Timedelta(days=3)]
    assert shares["reviews as they stand"].tolist() == [0.5, 0.2]


def test_refused():
    with pytest.raises(InputError, match="The scripts are: 'how was it'"):
        daily_satisfaction(CHATS, "how is it")
    with pytest.raises(InputError, match="one side is empty"):
        good_rate_change(REVIEWS, "2026-01-01")
    with pytest.raises(ColumnError, match="replied_at"):
        is_changed(REVIEWS.drop(columns="replied_at"))
    with pytest.raises(ColumnError, match="incentivised"):
        good_rate_change(REVIEWS.drop(columns="incentivised"), "2025-09-01", own=True)
    with pytest.raises(InputError, match="missing"):
        daily_satisfaction(CHATS.assign(csat=None), "how was it")


# --- Silence, few and many, answers, paid praise -----------------------------------------------

SHARE = st.floats(0, 1)


@given(writes=st.floats(0.01, 1), good=SHARE)
def test_silence_taken_away_is_what_was_written(writes, good):
    shown = trust.shown_good_rate(writes, good)
    assert good - 1e-9 <= shown <= 1
    assert trust.written_good_rate(shown, writes) == pytest.approx(good, abs=1e-9)


def test_silence_by_hand_and_what_cannot_be():
    assert trust.shown_good_rate(0.15, 2 / 3) == pytest.approx(0.95)
    assert trust.shown_good_rate([0.1, 0.2], 0.5) == pytest.approx([0.95, 0.9])
    with pytest.raises(InputError, match="silence must count as good"):
        trust.written_good_rate(0.5, 0.1)
    with pytest.raises(InputError, match="writes"):
        trust.shown_good_rate(1.2, 0.5)


def ten_orders():
    """Ten orders received, one not; four written about, three of the rest silent."""
    orders = pd.DataFrame({"order_id": range(11), "ts_deliver": [DAY] * 10 + [pd.NaT]})
    rows = [  # order, stars, silent, photo, gift
        (0, 5, True, False, False), (1, 5, True, False, False), (2, 5, True, False, False),
        (3, 1, False, True, False), (4, 3, False, False, False), (5, 5, False, True, True),
        (6, 4, False, False, False), (6, 5, False, False, False),
    ]  # fmt: skip
    columns = ["order_id", "rating", "is_default", "has_photo", "incentivised"]
    return orders, pd.DataFrame(rows, columns=columns).assign(ts=DAY + pd.Timedelta(days=30))


def test_review_rate_by_hand():
    found = trust.review_rate(*ten_orders()).set_index("measure")[["estimate", "n"]]
    wanted = {
        "written about, of orders received": (4 / 10, 10),
        "written, of all reviews shown": (5 / 8, 8),
        "good, as shown": (6 / 8, 8),
        "silence, of the good": (3 / 6, 6),
        "good, of the written": (3 / 5, 5),
        "given for a gift": (1 / 5, 5),
        "good, of those without a gift": (2 / 4, 4),
        "one or five stars, without a gift": (2 / 4, 4),
        "with a photo, without a gift": (1 / 4, 4),
    }
    assert list(map(tuple, found.to_numpy())) == [pytest.approx(row) for row in wanted.values()]
    assert list(found.index) == list(wanted)


def test_who_can_still_write_is_left_out():
    orders, rows = ten_orders()
    orders.loc[3, "ts_deliver"] = DAY + pd.Timedelta(days=10)
    found = trust.review_rate(orders, rows).set_index("measure")
    assert found.loc["written about, of orders received", "n"] == 9
    assert found.loc["good, of the written", "estimate"] == 3 / 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rating": 7}, "from 1 to 5"),
        ({"order_id": 99}, "doesn't hold"),
        ({"is_default": "no"}, "neither True nor False"),
    ],
)
def test_review_rate_refuses(change, words):
    orders, rows = ten_orders()
    with pytest.raises(InputError, match=words):
        trust.review_rate(orders, rows.assign(**change))
    with pytest.raises(ColumnError, match="incentivised"):
        trust.review_rate(orders, rows.drop(columns="incentivised"))
    with pytest.raises(InputError, match="one row per order_id"):
        trust.review_rate(pd.concat([orders, orders.head(2)]), rows)


def of_articles(n, truth, seed=0, spread=1.0, by="sku"):
    """Stars of articles with these true means: not whole, so that nothing but luck is added."""
    random = np.random.default_rng(seed)
    sku = np.repeat(np.arange(len(n)), n)
    stars = np.asarray(truth)[sku] + random.normal(0, spread, len(sku))
    return pd.DataFrame({by: sku, "rating": np.clip(stars, 1, 5)})


def test_equal_numbers_are_the_analysis_of_variance():
    """Where all have as many reviews, the weight is within ÷ (between − within ÷ n)."""
    rows = of_articles([12] * 15, np.linspace(2.5, 3.5, 15), spread=0.4, by="hotel")
    found = trust.shrunk_rating(rows, "hotel")
    groups = rows.groupby("hotel")["rating"]
    inside, between = groups.var().mean(), groups.mean().var()
    assert found["weight"].iloc[0] == pytest.approx(inside / (between - inside / 12))
    assert found["prior"].iloc[0] == pytest.approx(rows["rating"].mean())
    assert found["place"].tolist() == found["place_by_mean"].tolist()


def test_shrunk_by_hand():
    lamp, chair = [5] * 4, [5, 5, 5, 4, 3] * 18
    rows = pd.DataFrame(
        [("lamp", s) for s in lamp] + [("chair", s) for s in chair], columns=["sku", "rating"]
    )
    found = trust.shrunk_rating(rows, weight=16, prior=3.9).set_index("sku")
    assert found.loc["lamp", "estimate"] == pytest.approx((4 * 5 + 16 * 3.9) / 20)
    assert found.loc["chair", "estimate"] == pytest.approx((90 * 4.4 + 16 * 3.9) / 106)
    assert found["place"].to_dict() == {"chair": 1, "lamp": 2}
    assert found["place_by_mean"].to_dict() == {"chair": 2, "lamp": 1}
    assert (found["low"] < found["estimate"]).all()
    assert (found["estimate"] < found["high"]).all()


def test_intervals_hold_the_true_means():
    """150 worlds of 30 articles: some with four reviews, some with two hundred."""
    random, held = np.random.default_rng(36), []
    for seed in range(150):
        n = np.exp(random.uniform(np.log(4), np.log(200), 30)).astype(int)
        truth = random.normal(3.0, random.uniform(0.1, 0.3), 30)
        found = trust.shrunk_rating(of_articles(n, truth, seed, spread=0.5)).set_index("sku")
        mine = truth[found.index.astype(int)]
        held.append(((found["low"] <= mine) & (mine <= found["high"])).mean())
    assert 0.93 < np.mean(held) < 0.975


def test_shrunk_stars_are_nearer_to_the_truth_than_means():
    random = np.random.default_rng(6)
    for seed in range(5):
        n, truth = random.integers(3, 40, 40), random.normal(3.0, 0.25, 40)
        found = trust.shrunk_rating(of_articles(n, truth, seed, spread=0.8)).set_index("sku")
        mine = truth[found.index.astype(int)]
        shrunk, means = ((found[name] - mine).pow(2).mean() for name in ("estimate", "mean"))
        assert shrunk < 0.8 * means


@given(
    n=st.lists(st.integers(2, 30), min_size=4, max_size=8), weight=st.floats(0.1, 500),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_a_shrunk_mean_lies_between(n, weight, seed):
    found = trust.shrunk_rating(of_articles(n, [3.0] * len(n), seed), weight=weight)
    low, high = found[["mean", "prior"]].min(axis=1), found[["mean", "prior"]].max(axis=1)
    assert (found["estimate"] >= low - 1e-9).all()
    assert (found["estimate"] <= high + 1e-9).all()
    assert sorted(found["place"]) == sorted(found["place_by_mean"]) == list(range(1, len(n) + 1))
    assert found["estimate"].is_monotonic_decreasing


def test_alike_articles_have_no_list():
    rows = pd.DataFrame({"sku": list("aabbccddee"), "rating": [3, 5] * 5})
    found = trust.shrunk_rating(rows)
    assert np.isinf(found["weight"]).all()
    assert (found["estimate"] == 4).all()


@pytest.mark.parametrize(
    ("rows", "how", "words"),
    [
        (pd.DataFrame({"sku": list("abcd"), "rating": 5}), {}, "luck can't be measured"),
        (pd.DataFrame({"sku": list("aabb"), "rating": [5, 3] * 2}), {}, "has 2 different values"),
        (pd.DataFrame({"sku": list("aabb"), "rating": [5, 0] * 2}), {}, "from 1 to 5"),
        (pd.DataFrame({"sku": list("aabb"), "rating": ["5", "3"] * 2}), {}, "text"),
        (pd.DataFrame({"sku": list("aabb"), "rating": [5, 3] * 2}), {"weight": 0}, "weight"),
        (
            pd.DataFrame({"sku": list("aabb"), "rating": [5, 3] * 2}),
            {"weight": 1, "prior": 9},
            "from 1 to 5",
        ),
    ],
)
def test_shrinking_refuses(rows, how, words):
    with pytest.raises(InputError, match=words):
        trust.shrunk_rating(rows, **how)


def bad_ones():
    """Hours until the answer (None: never), of bad reviews on one day; the last is too young."""
    hours = [2, 23, 24, 30, None, None, 1]
    ts = [DAY] * 6 + [DAY + pd.Timedelta(days=5)]
    answer = [t + pd.Timedelta(hours=h) if h is not None else pd.NaT
              for t, h in zip(ts, hours, strict=True)]  # fmt: skip
    rows = pd.DataFrame({"ts": ts, "rating": [1, 2, 3, 1, 2, 3, 1], "replied_at": answer})
    good = pd.DataFrame({"ts": [DAY] * 3, "rating": [4, 5, 5], "replied_at": [pd.NaT] * 3})
    both = pd.concat([rows, good], ignore_index=True)
    both["replied_at"] = pd.to_datetime(both["replied_at"])
    silent = both.iloc[[-1]].assign(is_default=True)
    return pd.concat([both.assign(is_default=False), silent], ignore_index=True)


def test_answers_by_hand():
    found = trust.review_ops(bad_ones()).set_index("measure")
    assert found.loc["answered", ["estimate", "n"]].tolist() == [4 / 6, 6]
    assert found.loc["answered within 24 h", "estimate"] == 3 / 6
    assert found.loc["median hours", ["estimate", "n"]].tolist() == [23.5, 4]
    assert found.loc["good, of the written", ["estimate", "n"]].tolist() == [0.3, 10]
    assert "answered within 30 h" in set(trust.review_ops(bad_ones(), within=30)["measure"])
    with pytest.raises(InputError, match="earlier than their review"):
        trust.review_ops(bad_ones().assign(replied_at=DAY - pd.Timedelta(hours=1)))


def test_answers_by_group_are_shrunk():
    rows = bad_ones().assign(sku=["a", "b"] * 5 + ["a"])
    found = trust.review_ops(rows, by="sku")
    good = found[found["measure"].str.startswith("good")].pivot(
        index="sku", columns="measure", values="estimate"
    )
    assert len(found) == 10
    plain, shrunk = good["good, of the written"], good["good, shrunk"]
    assert np.ptp(shrunk) <= np.ptp(plain)
    assert plain["a"] != plain["b"]


def test_who_came_back_by_hand():
    """Answered after 2, 24, 30 hours and never; orders on day 1 (too early), 10 and 100.

    Ann's second bad review, which nobody answered, doesn't count.
    """
    orders = [(1, "ann", 0), (2, "bo", 0), (3, "cy", 0), (4, "di", 0), (5, "ann", 10),
              (6, "bo", 1), (7, "cy", 100), (8, "ed", 400)]  # fmt: skip
    orders = pd.DataFrame(orders, columns=["order_id", "customer_id", "day"])
    orders["ts_pay"] = DAY + pd.to_timedelta(orders["day"], unit="D")
    ts = [DAY] * 4 + [DAY + pd.Timedelta(days=12)]
    rows = pd.DataFrame({"order_id": [1, 2, 3, 4, 5], "ts": ts, "rating": [1, 2, 3, 1, 1]})
    hours = pd.to_timedelta([2, 30, np.nan, 24, np.nan], unit="h")
    rows = rows.assign(replied_at=rows["ts"] + hours, is_default=False)
    found = trust.came_back(rows, orders).set_index("answered")
    assert found["estimate"].tolist() == [0.5, 0.0, 1.0, 0.0]
    assert found["n"].tolist() == [2, 1, 1, 4]
    assert (
        trust.came_back(rows, orders, days=90).set_index("answered").loc["never", "estimate"] == 0
    )
    with pytest.raises(InputError, match="Choose fewer days"):
        trust.came_back(rows, orders, days=500)
    with pytest.raises(InputError, match="2 reviews are of orders"):
        trust.came_back(rows, orders[~orders["order_id"].isin([2, 5])])


def test_paid_praise_is_what_a_lot_would_deal():
    """A million buyers, one after the other."""
    random, n = np.random.default_rng(1), 1_000_000
    satisfied, gift = random.random(n) < 0.7, random.random(n) < 0.3
    writes = random.random(n) < np.where(gift, 0.8, np.where(satisfied, 0.05, 0.25))
    good = writes & (gift | satisfied)
    row = trust.review_bias(0.7, 0.05, 0.25, gifts=0.3).iloc[0]
    assert row["written"] == pytest.approx(writes.mean(), abs=0.002)
    assert row["good"] == pytest.approx(good.sum() / writes.sum(), abs=0.004)
    assert row["shown"] == pytest.approx(1 - (writes & ~good).mean(), abs=0.002)
    assert row["heard"] == pytest.approx((writes & ~good).sum() / (~satisfied).sum(), abs=0.004)


@given(satisfied=SHARE, writes=SHARE, unhappy=SHARE)
def test_more_gifts_never_show_less_praise(satisfied, writes, unhappy):
    found = trust.review_bias(satisfied, writes, unhappy, gifts=[0.1, 0.5, 0.9])
    assert found["shown"].is_monotonic_increasing
    assert found["heard"].is_monotonic_decreasing
    assert found["good"].diff().dropna().ge(-1e-9).all()


def test_stars_as_text_are_refused_by_writers():
    days = pd.DataFrame({"date": [DAY], "orders": [5]})
    with pytest.raises(InputError, match="text"):
        trust.writers(REVIEWS.astype({"rating": str}), CHATS, days, "2025-09-01", "how was it")
