"""Rates, times, what people bought after asking, scripts, replies: by hand, by oracle, by luck."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ecomlab.conversion import service
from ecomlab.errors import ChoiceError, ColumnError, InputError


def four_chats():
    """The lesson's four chats, on two days."""
    return pd.DataFrame({
        "ts": pd.to_datetime(["2025-06-01 10:00", "2025-06-01 21:00", "2025-06-02 21:30",
                              "2025-06-02 22:00"]),
        "handled_by": ["human", "human", "human", "bot"], "first_response_s": [1, 1, 1, 1],
        "first_human_s": [12.0, 400.0, None, None], "turns": [5, 3, 0, 2],
        "turns_30s": [5, 2, 0, 2], "agent": ["an", "bao", "an", "bot"],
    })  # fmt: skip


def test_the_three_rates_by_hand(backend):
    found = service.response_rates(backend(four_chats())).set_index("definition")
    assert found["estimate"].tolist() == pytest.approx([1, 1 / 3, 0.9])
    assert found["yes"].tolist() == [4, 1, 9]
    assert found["all"].tolist() == [4, 3, 10]
    assert set(found["counts"]) == {"days"}
    assert set(found["n"]) == {2}


def test_a_bots_greeting_moves_the_first_rate_only():
    slow = four_chats().assign(first_response_s=[12, 400, 900, 1])
    before, after = (service.response_rates(c)["estimate"].tolist() for c in (slow, four_chats()))
    assert before[0] == 0.5
    assert after[0] == 1
    assert before[1:] == after[1:]


def test_rates_by_group_and_hour(backend):
    by = service.response_rates(backend(four_chats()), by="agent")
    assert by["agent"].tolist() == ["an"] * 3 + ["bao"] * 3 + ["bot"] * 2  # no person for the bot's
    hours = service.response_rates(backend(four_chats()), per="hour")
    assert hours["n"].tolist() == [4, 3 + 1, 4]
    assert set(hours["counts"]) == {"hours"}


@pytest.mark.parametrize("seed", [1])
def test_days_are_counted_and_cover_the_true_rate(seed):
    """Days differ: counting chats would claim far too much."""
    rng, held, runs = np.random.default_rng(seed), 0, 120
    date = np.repeat(pd.date_range("2025-01-01", periods=60), 40)
    for _ in range(runs):
        rate = np.repeat(rng.beta(16, 4, 60), 40)
        soon = rng.random(len(date)) < rate
        chats = pd.DataFrame({"ts": date, "handled_by": "human", "first_response_s": 1, "turns": 3,
                              "first_human_s": np.where(soon, 10.0, 90.0),
                              "turns_30s": 2})  # fmt: skip
        row = service.response_rates(chats).iloc[1]
        held += row["low"] <= 0.8 <= row["high"]
    assert stats.binomtest(held, runs, 0.95).pvalue > 0.001


def test_rates_refuse_what_they_cannot_read(backend):
    with pytest.raises(ColumnError, match="first_human_s"):
        service.response_rates(backend(four_chats().drop(columns="first_human_s")))
    with pytest.raises(InputError, match="turns"):
        service.response_rates(backend(four_chats().assign(turns=[5, None, 0, 2])))
    with pytest.raises(ChoiceError, match="hour"):
        service.response_rates(four_chats(), per="week")
    with pytest.raises(InputError, match="limit"):
        service.response_rates(four_chats(), limit=0)


def test_times_leave_nobody_out_silently():
    found = service.response_times(four_chats(), shares=(0.5,)).iloc[0]
    assert found["estimate"] == 206
    assert found["without"] == 2
    with pytest.raises(InputError, match="answered"):
        service.response_times(four_chats().assign(first_human_s=np.nan))


def test_bought_within_the_window_and_not_yet_known():
    asked = ["2025-06-01 10:00", "2025-06-02 00:00", "2025-06-01 00:00", "2025-06-28 00:00"]
    chats = pd.DataFrame({"customer_id": [1, 1, 2, 3], "ts": pd.to_datetime(asked)},
                         index=[7, 8, 9, 3])  # fmt: skip
    bought = pd.to_datetime(["2025-06-01 11:00", "2025-05-31 00:00", "2025-06-30 00:00"])
    orders = pd.DataFrame({"customer_id": [1, 2, 2], "yuan": [5.0, 7.0, 9.0], "ts_order": bought})
    found = service.bought_within(chats, orders)
    assert found.index.tolist() == [7, 8, 9, 3]
    assert found.tolist()[:3] == [True, False, False]  # 1 bought before asking again; 2 too late
    assert found.isna().tolist() == [False, False, False, True]
    assert service.bought_within(chats, orders, value="yuan").tolist()[:3] == [5, 0, 0]
    assert service.bought_within(chats, orders, days=40).isna().tolist()[1]
    with pytest.raises(ColumnError, match="yuan"):
        service.bought_within(chats, orders.drop(columns="yuan"), value="yuan")
    with pytest.raises(InputError, match="days"):
        service.bought_within(chats, orders, days=-1)


def test_visitors_are_counted_once_and_only_in_the_period():
    day = pd.to_datetime(["2025-06-01", "2025-06-02", "2025-06-02", "2025-06-02"])
    visits = pd.DataFrame({"visitor_id": [1, 1, 2, 3], "ts": day})
    chats = pd.DataFrame({"customer_id": [1, 2, 3], "is_presale": [True, True, False],
                          "ts": pd.to_datetime(["2025-06-01", "2025-01-01",
                                                "2025-06-02"])})  # fmt: skip
    orders = pd.DataFrame({"customer_id": [1, 2], "ts_order": day[:2]})
    found = service.silent_vs_inquiry(visits, chats, orders).set_index("who")
    assert found["n"].to_dict() == {"silent": 2, "asked": 1, "all": 3}
    assert found["buyers"].to_dict() == {"silent": 1, "asked": 1, "all": 2}
    assert found.loc["silent", "of_buyers"] == 0.5
    with pytest.raises(InputError, match="asked"):
        service.silent_vs_inquiry(visits, chats.assign(customer_id=99), orders)


def test_scripts_by_hand_and_against_statsmodels():
    from statsmodels.stats.proportion import confint_proportions_2indep

    rng = np.random.default_rng(7)
    rows = pd.DataFrame({"word": np.repeat(["quiet", "push"], 400), "paid": rng.random(800) < 0.4})
    rows["returned"] = rows["paid"] & (rng.random(800) < 0.3)
    rows["yuan"] = np.where(rows["paid"], 50.0, 0.0)
    found = service.script_test(rows, control="quiet", arm="word").set_index("measure")
    count = rows.groupby("word")["paid"].sum()
    low, high = confint_proportions_2indep(
        count["push"], 400, count["quiet"], 400, method="newcomb"
    )
    assert found.loc["paid", ["low", "high"]].tolist() == pytest.approx([low, high])
    gap = count["push"] / 400 - count["quiet"] / 400
    assert found.loc["yuan each", "estimate"] == pytest.approx(50 * gap)
    with pytest.raises(ChoiceError, match="quiet"):
        service.script_test(rows, control="nothing", arm="word")
    with pytest.raises(InputError, match="second script"):
        service.script_test(rows[rows["word"] == "quiet"], control="quiet", arm="word")
    with pytest.raises(InputError, match="neither True nor False"):
        service.script_test(rows.assign(paid="yes"), control="quiet", arm="word")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_replies_add_up(n, soon, settled):
    start = pd.Timestamp("2025-06-01")
    soon, settled = min(soon, n), min(settled, n)
    replied = [start + pd.Timedelta(hours=24)] * soon + [pd.NaT] * (n - soon + 1)
    resolved = [False] * (n - settled) + [True] * settled + [False]
    reviews = pd.DataFrame({"rating": [1] * n + [5], "ts": start, "replied_at": replied,
                            "resolved": resolved})  # fmt: skip
    if not soon:
        reviews = reviews.astype({"replied_at": "datetime64[us]"})
    found = service.replies(reviews).set_index("what")
    assert found.loc["reply in time", "estimate"] == pytest.approx(soon / n)
    assert found.loc["settled", "estimate"] == pytest.approx(settled / n)
    assert found.loc["in time, not settled", "n"] == soon


def test_scorecard_counts_who_asks_again_only_where_the_days_are_over():
    chats = pd.DataFrame({
        "customer_id": [1, 1, 1, 2], "handled_by": ["human", "human", "bot", "human"],
        "ts": pd.to_datetime(["2025-06-01", "2025-06-03", "2025-06-20", "2025-06-21"]),
        "first_human_s": [9, 31, None, None], "left": [False, False, False, True],
        "is_presale": True, "csat": [5, 3, None, None], "complaint": False,
        "dispute": False})  # fmt: skip
    found = service.service_scorecard(chats).set_index("measure")["estimate"]
    assert found["person in 30 s"] == pytest.approx(1 / 3)
    assert found["left"] == pytest.approx(1 / 3)
    assert found["asked again"] == 0.5
    assert found["satisfied"] == 0.5
    assert found["rated"] == 0.5


def test_who_handled_a_chat_must_be_said_in_words_that_are_known(backend):
    with pytest.raises(ChoiceError, match="human"):
        service.response_rates(backend(four_chats().assign(handled_by=["Bot"] + ["human"] * 3)))
