"""Members and others: by hand, against the engine and statsmodels, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from ecomlab import estimates
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import difference_of_means, difference_of_shares
from ecomlab.retention.membership import (
    answers_by_group,
    bought_again,
    break_even,
    cluster_share,
    group_difference,
    intention_to_treat,
    list_rate,
    matched_difference,
    orders_by_period,
    orders_in_window,
    poststratified_share,
    regression_discontinuity,
    shares_by_cluster,
    stated_share,
)


def day(*texts):
    return pd.to_datetime(list(texts)).tz_localize("Asia/Shanghai")


CUSTOMERS = pd.DataFrame(
    {"customer_id": [3, 1, 2], "first_order_at": day("2025-01-01", "2025-01-10", "2025-02-01")}
)
ORDERS = pd.DataFrame(
    {
        "customer_id": [3, 3, 1, 1, 3],
        "ts_order": day("2025-01-09", "2025-04-01", "2025-01-18", "2025-01-17", "2025-04-02"),
    }
)


def test_windows_by_hand():
    """Customer 3 orders on days 8, 90 and 91; customer 1 on days 7 and 8; customer 2 never."""
    assert orders_in_window(CUSTOMERS, ORDERS, 8, 91).tolist() == [2, 1, 0]
    assert orders_in_window(CUSTOMERS, ORDERS, 7, 8).tolist() == [0, 1, 0]
    assert orders_in_window(CUSTOMERS, ORDERS, 91, 181).tolist() == [1, 0, 0]
    assert bought_again(CUSTOMERS, ORDERS)["again"].tolist() == [True, True, False]


def test_periods_and_lists_by_hand():
    visits = orders_by_period(CUSTOMERS, ORDERS, day("2025-01-01", "2025-02-01", "2025-04-02"))
    assert visits.index.tolist() == [3, 1, 2]
    assert visits.to_numpy().tolist() == [[1, 1, 1], [2, 0, 0], [0, 0, 0]]
    later = orders_by_period(CUSTOMERS, ORDERS, day("2025-01-10"))  # the ninth lies before
    assert later.to_numpy().tolist() == [[2], [2], [0]]
    table = pd.DataFrame({"Jan": [0, 2, 1, 5], "Feb": [3, 2, 0, 1], "Mar": [0, 1, 2, 2]})
    assert list_rate(table, ["Feb", "Mar"]).tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert list_rate(table, ["Feb"], listed=2).tolist() == [0.5, 1, 0]
    assert list_rate(table, ["Feb"], listed=2, again=1).tolist() == [0.5, 1, 0.5]


def people(*groups):
    """Rows of (channel, gift, kept, how many)."""
    rows = [(c, g, k) for c, g, k, n in groups for _ in range(n)]
    return pd.DataFrame(rows, columns=["channel", "gift", "kept"])


PEOPLE = people(
    ("video", True, True, 12), ("video", True, False, 48),
    ("video", False, True, 9), ("video", False, False, 21),
    ("search", True, True, 6), ("search", True, False, 14),
    ("search", False, True, 40), ("search", False, False, 60),
)  # fmt: skip


def test_groups_by_hand():
    found = group_difference(PEOPLE, {"gift": True})
    assert found == difference_of_shares(18, 80, 49, 130, "customers")
    both = group_difference(PEOPLE, {"gift": True, "channel": "video"}, {"channel": "search"})
    assert both == difference_of_shares(12, 60, 46, 120, "customers")
    amounts = group_difference(PEOPLE.assign(kept=PEOPLE["kept"] * 7.0), {"gift": True})
    kept = PEOPLE["kept"].to_numpy() * 7.0
    assert amounts == difference_of_means(kept[PEOPLE["gift"]], kept[~PEOPLE["gift"]])


def test_matched_by_hand():
    """Video: .20 − .30 = −.10 for 60 members; search: .30 − .40 = −.10 for 20."""
    assert matched_difference(PEOPLE, {"gift": True}, by="channel").value == pytest.approx(-0.1)
    other = people(
        ("video", True, True, 1), ("video", True, False, 2),
        ("video", False, True, 1), ("video", False, False, 1),
        ("search", True, True, 1),
        ("search", False, True, 1), ("search", False, False, 3),
    )  # fmt: skip
    found = matched_difference(other, {"gift": True}, ["channel"])
    assert found.value == pytest.approx((3 * (1 / 3 - 1 / 2) + 1 * (1 - 1 / 4)) / 4)
    assert (found.n, found.counts) == (10, "customers")


def test_intention_to_treat_keeps_who_fell_off():
    lots = pd.DataFrame(
        {
            "arm": ["treated"] * 10 + ["holdout"] * 10 + ["not drawn"] * 5,
            "tier": (["VIP"] * 3 + ["member"] * 7) * 2 + ["VIP"] * 5,
            "kept": [True] * 3 + [False] * 7 + [True] * 4 + [False] * 6 + [True] * 5,
        }
    )
    assert intention_to_treat(lots) == difference_of_shares(3, 10, 4, 10, "customers")


def test_jump_is_that_of_the_engine_and_of_least_squares():
    rng = np.random.default_rng(5)
    spent = rng.integers(200, 800, 3000) * 10
    again = rng.random(3000) < 0.1 + spent / 2e4 + 0.2 * (spent >= 5000)
    buyers = pd.DataFrame({"growth_value": spent, "again": again})
    found = regression_discontinuity(buyers, threshold=5000, bandwidth=2000)
    near = buyers[(buyers["growth_value"] >= 3000) & (buyers["growth_value"] <= 7000)]
    near = near.assign(
        x=near["growth_value"] - 5000.0, card=near["growth_value"] >= 5000, y=near["again"] * 1.0
    )
    fit = smf.ols("y ~ card * x", near).fit(cov_type="HC3", use_t=True)
    assert found.value == pytest.approx(fit.params["card[T.True]"])
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int().loc["card[T.True]"]))
    assert found.n == len(near)
    by_weight = regression_discontinuity(buyers, 5000, 2000, kernel="triangular")
    assert by_weight == estimates.regression_discontinuity(spent, again * 1.0, 5000, 2000)


def test_break_even_by_hand():
    assert break_even(50, 1500, 0.4) == pytest.approx(50 / 600)
    assert break_even(1.5, 10) == pytest.approx(0.15)
    assert break_even(0, 10, 0.3) == 0


def test_answers_by_hand():
    members = pd.DataFrame({"customer_id": range(1, 9), "group": ["rare"] * 6 + ["often"] * 2})
    survey = pd.DataFrame(
        {
            "respondent_id": [1, 2, 3, 4, 7, 8],
            "says_would_pay": [True] * 1 + [False] * 3 + [True] * 2,
        }
    )
    assert stated_share(survey) == estimates.share(3, 6, "answers")
    table = answers_by_group(members, survey)
    assert table.loc["rare"].tolist() == [6, 4, 0.25]
    assert table.loc["often"].tolist() == [2, 2, 1]
    found = poststratified_share(table)
    assert found.value == pytest.approx((6 * 0.25 + 2 * 1) / 8)
    assert (found.n, found.counts) == (6, "answers")
    by_engine = estimates.contrast_of_shares([2, 1], [2, 4], [0.25, 0.75])
    assert (found.low, found.high) == pytest.approx((by_engine.low, by_engine.high))


@given(st.integers(2, 30), st.integers(1, 29), st.integers(1, 5))
def test_weights_of_the_answers_themselves_change_nothing(n, yes, times):
    yes = min(yes, n)
    groups = pd.DataFrame(
        {"members": [n * times, 10 * times], "answers": [n, 10], "yes": [yes / n, 0.3]}
    )
    assert poststratified_share(groups).value == pytest.approx((yes + 3) / (n + 10))


TEST = pd.DataFrame(
    {
        "arm": ["B"] * 10 + ["A"] * 4,
        "unit_id": [1] * 2 + [2] * 4 + [3] * 4 + [4] * 2 + [5] * 2,
        "converted": [True, False] + [True] * 4 + [True, False, False, False] + [False] * 4,
    }
)


def test_clusters_by_hand():
    assert shares_by_cluster(TEST, "B").to_dict() == {1: 0.5, 2: 1.0, 3: 0.25}
    found = cluster_share(TEST, "B", counts="restaurants")
    assert found == estimates.mean([0.5, 1.0, 0.25], "restaurants")
    assert cluster_share(TEST, "A").value == 0
    assert np.isnan(cluster_share(TEST, "A").low)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: orders_in_window(CUSTOMERS, ORDERS, 30, 8), InputError, "from day 30 to 8"),
        (lambda: orders_in_window(CUSTOMERS, ORDERS, -1, 8), InputError, "from day -1 to 8"),
        (lambda: bought_again(CUSTOMERS, ORDERS[["ts_order"]]), ColumnError, "customer_id"),
        (lambda: group_difference(PEOPLE, {"gift": "yes"}), ChoiceError, "gift is 'yes'"),
        (lambda: group_difference(PEOPLE, {"present": True}), ColumnError, "present"),
        (lambda: group_difference(PEOPLE, {}), InputError, "needs a column"),
        (
            lambda: group_difference(PEOPLE, {"gift": True}, {"channel": "video"}),
            InputError,
            "60 customers are in both",
        ),
        (
            lambda: group_difference(PEOPLE[PEOPLE["gift"]], {"gift": True}),
            InputError,
            "nobody to compare",
        ),
        (
            lambda: matched_difference(
                PEOPLE[PEOPLE["gift"] | (PEOPLE["channel"] == "video")], {"gift": True}, "channel"
            ),
            InputError,
            "1 of 2 strata",
        ),
        (lambda: intention_to_treat(PEOPLE, arm="channel"), ChoiceError, "channel is 'treated'"),
        (
            lambda: regression_discontinuity(bought_again(CUSTOMERS, ORDERS), 5000, 100),
            ColumnError,
            "growth_value",
        ),
        (lambda: break_even(-1, 10), InputError, "cost is -1"),
        (lambda: break_even(1, 0), InputError, "value is 0"),
        (lambda: break_even(1, 1, margin=0), InputError, "margin is 0"),
        (
            lambda: orders_by_period(CUSTOMERS, ORDERS, day("2025-04-01", "2025-01-01")),
            InputError,
            "earliest first",
        ),
        (lambda: orders_by_period(CUSTOMERS[:1], ORDERS, ["2025-01-01"]), InputError, "2 orders"),
        (lambda: list_rate(pd.DataFrame({"Jan": [1]}), ["Jan"]), InputError, "Nobody has 3"),
        (lambda: list_rate(pd.DataFrame({"Jan": [1]}), ["Feb"]), ColumnError, "Feb"),
        (
            lambda: poststratified_share(
                pd.DataFrame({"members": [1, 1], "answers": [2, 0], "yes": [0.5, np.nan]})
            ),
            InputError,
            "yes of groups has 1 missing",
        ),
        (lambda: cluster_share(TEST, "C"), ChoiceError, "treated is 'C'"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
