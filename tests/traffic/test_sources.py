"""Shares and what they hide: by hand, against linear programming, recovery, and what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.traffic import figures, sources

MIX = pd.DataFrame({"channel": ["search", "feed", "rest"], "uv": [420, 300, 280]})


def days(count=60, start="2025-10-01", seed=1, **costs):
    """Days of some channels: visits, orders and cost drawn about a true cost of a visit."""
    random = np.random.default_rng(seed)
    dates = pd.date_range(start, periods=count)
    parts = []
    for name, cost in costs.items():
        uv = random.poisson(400 * random.gamma(20, 1 / 20, count))
        parts.append(pd.DataFrame({
            "date": dates, "channel": name, "uv": uv, "payers": random.binomial(uv, 0.04),
            "cost": cost * uv * random.gamma(30, 1 / 30, count),
        }).assign(revenue=lambda day: 120.0 * day["payers"]))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


# --- Bounds --------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_bounds_leave_is_what_linear_programming_finds(seed):
    random = np.random.default_rng(seed)
    n = random.integers(2, 6)
    ends = np.sort(random.random((n, 2)).round(3), axis=1) * [1 / n, 1]
    bounds = {f"source {i}": (float(low), float(high)) for i, (low, high) in enumerate(ends)}
    feasible = linprog(np.zeros(n), A_eq=np.ones((1, n)), b_eq=[1], bounds=ends).status == 0
    if not feasible:
        with pytest.raises(InputError, match="add up to"):
            sources.possible_shares(bounds)
        return
    found = sources.possible_shares(bounds)
    for i in range(n):
        for sign, column in ((1, "least"), (-1, "most")):
            goal = sign * np.eye(n)[i]
            best = linprog(goal, A_eq=np.ones((1, n)), b_eq=[1], bounds=ends).fun
            assert found.loc[i, column] == pytest.approx(sign * best, abs=1e-9)


def test_the_rule_leaves_five_points_for_natural():
    natural = sources.possible_shares(sources.RULE).set_index("source").loc["natural"]
    assert (natural["least"], natural["most"]) == (0.70, 0.75)


def test_shops_that_pass_and_fail():
    def mix(**uv):
        return pd.DataFrame({"source": list(uv), "uv": list(uv.values())})

    good = sources.check_mix(mix(natural=70, paid=10, event=10, member=10, other=0))
    assert good["fits"].all()
    assert (good["off"] == 0).all()
    off = sources.check_mix(mix(natural=60, paid=14, member=26)).set_index("source")["off"]
    assert off.to_dict() == pytest.approx(
        {"natural": -0.10, "paid": 0.04, "event": -0.10, "member": 0.06, "other": 0}
    )


def test_refused_mixes():
    with pytest.raises(ChoiceError, match="'natrual'"):
        sources.check_mix(pd.DataFrame({"source": ["natrual"], "uv": [1]}))
    with pytest.raises(InputError, match="two rows of paid"):
        sources.check_mix(pd.DataFrame({"source": ["paid"] * 2, "uv": [1, 2]}))
    with pytest.raises(InputError, match="adds up to 0"):
        sources.check_mix(pd.DataFrame({"source": ["paid"], "uv": [0]}))
    with pytest.raises(InputError, match="Turn them round"):
        sources.possible_shares({"a": (0.5, 0.2)})
    with pytest.raises(InputError, match="add up to 120%"):
        sources.possible_shares({"a": (0.7, 1), "b": (0.5, 1)})
    with pytest.raises(InputError, match="lowest and highest"):
        sources.possible_shares({"a": 0.5})


# --- Shares --------------------------------------------------------------------------------


def test_a_share_rises_with_the_same_count():
    found = sources.without_source(MIX, "feed").set_index("channel")
    assert found.loc["search", ["uv_after", "share", "share_after"]].tolist() == [420, 0.42, 0.60]
    assert found["share_after"].sum() == pytest.approx(1)
    assert found["points"].sum() == pytest.approx(0)


@settings(max_examples=40, deadline=None)
@given(kept=st.floats(0, 1), uv=st.lists(st.integers(1, 10**6), min_size=3, max_size=6))
def test_all_other_shares_keep_their_proportions(kept, uv):
    mix = pd.DataFrame({"channel": [f"c{i}" for i in range(len(uv))], "uv": uv})
    found = sources.without_source(mix, "c0", kept)
    after, before = found["share_after"].iloc[1:], found["share"].iloc[1:]
    assert np.allclose(after / after.sum(), before / before.sum())
    assert (after >= before - 1e-12).all()


def test_refused_cuts():
    with pytest.raises(ChoiceError, match="'feeds'; did you mean 'feed'"):
        sources.without_source(MIX, "feeds")
    with pytest.raises(InputError, match="kept is 2"):
        sources.without_source(MIX, "feed", 2)
    with pytest.raises(InputError, match="nothing is left"):
        sources.without_source(MIX.iloc[:1], "search")


def test_the_first_rule_that_fits_decides():
    visits = pd.DataFrame({"page": ["a", "a", "b", None], "tag": ["x", None, None, None]})
    rules = [("tagged", "tag", ...), ("page a", "page", "a"), ("never", "tag", "x")]
    found = sources.classify_sources(visits, rules, name="kind")
    assert found["kind"].tolist() == ["tagged", "page a", "unknown", "unknown"]
    assert "kind" not in visits
    with pytest.raises(ColumnError, match="pages"):
        sources.classify_sources(visits, [("a", "pages", "a")])
    with pytest.raises(InputError, match="list of"):
        sources.classify_sources(visits, [("a", "page")])


# --- Costs ---------------------------------------------------------------------------------


def test_costs_by_hand():
    table = pd.DataFrame({
        "date": pd.to_datetime(["2025-11-10", "2025-11-11"] * 2), "channel": ["a", "a", "b", "b"],
        "uv": [10, 30, 50, 50], "payers": [1, 3, 5, 5], "revenue": [100.0, 300.0, 500.0, 500.0],
        "cost": [20.0, 60.0, 0.0, 0.0],
    })  # fmt: skip
    customers = pd.DataFrame({
        "first_order_at": pd.to_datetime(["2025-11-10", "2025-11-11", "2025-01-01"]),
        "acq_channel": ["a", "b", "a"],
    })  # fmt: skip
    ways = {"visit": {}, "order": {}, "new customer": {"customers": customers},
            "yuan of margin": {"margin": 0.5}}  # fmt: skip
    found = {per: sources.unit_cost(table, per, **way).set_index("channel")["estimate"].to_dict()
             for per, way in ways.items()}  # fmt: skip
    assert found == {
        "visit": {"a": 2.0, "all": 80 / 140}, "order": {"a": 20.0, "all": 80 / 14},
        "new customer": {"a": 80.0, "all": 40.0}, "yuan of margin": {"a": 0.4, "all": 80 / 700},
    }  # fmt: skip


def test_the_true_cost_lies_in_its_interval():
    inside = 0
    for seed in range(200):
        found = sources.unit_cost(days(seed=seed, feed=1.4)).set_index("channel").loc["feed"]
        inside += found["low"] <= 1.4 <= found["high"]
    assert 0.90 <= inside / 200 <= 0.99


def test_what_nobody_bought_has_no_cost():
    table = days(feed=1.4).assign(payers=0)
    assert np.isnan(sources.unit_cost(table, "order")["estimate"].iloc[0])


def test_clicks_get_dearer_by_a_known_factor():
    inside = 0
    for seed in range(80):
        before = days(91, "2024-10-02", seed, feed=1.4)
        now = days(91, "2025-10-01", seed + 1000, feed=1.4 * 1.25)
        found = sources.cost_trend(pd.concat([before, now]), "2025-10-01").iloc[0]
        inside += found["low"] <= 1.25 <= found["high"]
    assert 0.87 <= inside / 80 <= 1
    with pytest.raises(InputError, match="2025-10-01"):
        sources.cost_trend(pd.concat([before, now]), "2025-10-01", days=92)


def test_refused_costs():
    with pytest.raises(ChoiceError, match="'visits'; did you mean 'visit'"):
        sources.unit_cost(days(feed=1), "visits")
    with pytest.raises(InputError, match="needs margin"):
        sources.unit_cost(days(feed=1), "yuan of margin")
    with pytest.raises(InputError, match="needs customers"):
        sources.unit_cost(days(feed=1), "new customer")


def test_what_is_at_risk_adds_up():
    table = days(feed=1.0, search=0.0)
    found = sources.value_at_risk(table, 0.25, 0.4, days=60)
    assert found["at_risk"].sum() == pytest.approx(0.25 * 0.4 * table["revenue"].sum())
    assert found["of_all"].sum() == pytest.approx(0.25)
    assert (sources.value_at_risk(table, 0)["at_risk"] == 0).all()


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_concentration_lies_between_one_and_the_number_of_sources(uv):
    found = sources.concentration(pd.DataFrame({"uv": uv}))
    assert 1 - 1e-9 <= found <= len(uv) + 1e-9


# --- Entrances, hits, fields, cohorts ------------------------------------------------------


def test_entrances_by_the_hour():
    table = pd.DataFrame({
        "entrance": ["a", "b"], "market_uv": [1000, 1000], "own_uv": [0, 200], "reach": [0.1, 0.1],
        "conversion": [0.1, 0.1], "left": [30, 30], "cost": [1.0, 0.0], "hours": [10, 1],
    })  # fmt: skip
    found = sources.entrance_inventory(table).set_index("entrance")
    assert found.loc["a", ["gain", "gain_per_hour"]].tolist() == pytest.approx([200, 20])
    assert found.loc["b", "more_uv"] == -100
    with pytest.raises(InputError, match="It is a share"):
        sources.entrance_inventory(table.assign(reach=10))
    with pytest.raises(InputError, match="above 0"):
        sources.entrance_inventory(table.assign(hours=0))
    with pytest.raises(InputError, match="more visits"):
        sources.entrance_inventory(table.assign(own_uv=2000))


def test_hits_and_their_halo():
    sessions = pd.DataFrame({"session_id": range(10), "landing_page": list("AAAAABBBCC")})
    lines = pd.DataFrame({"session_id": [0, 0, 1, 5, 8], "sku": list("ABCBA"),
                          "amount": [40.0, 10.0, 20.0, 20.0, 10.0]})  # fmt: skip
    found = sources.hit_dependence(sessions, lines, top=2).set_index("sku")
    assert found["visits"].to_dict() == pytest.approx({"A": 0.5, "B": 0.3, "others": 0.2})
    assert found["sales"].to_dict() == pytest.approx({"A": 0.5, "B": 0.3, "others": 0.2})
    assert found.loc["A", "halo"] == pytest.approx(30 / 5)
    assert found.loc["A", "if_gone"] == pytest.approx(0.8)
    with pytest.raises(InputError, match="2 lines belong"):
        sources.hit_dependence(sessions.iloc[:5], lines)


def test_fields_by_hand():
    orders = pd.DataFrame({"order_id": [1, 2, 3, 4], "channel": ["live", "live", "search", "live"],
                           "paid_amount": [100.0, 50.0, 50.0, 0.0],
                           "refund_amount": [75.0, 0.0, 10.0, 0.0]})  # fmt: skip
    found = sources.field_split(orders, {"live": "content", "search": "shelf"}).set_index("field")
    assert found["estimate"].to_dict() == {"content": 0.5, "shelf": 0.2}
    assert found["share"].to_dict() == {"content": 0.75, "shelf": 0.25}
    with pytest.raises(ChoiceError, match="'live'"):
        sources.field_split(orders, {"search": "shelf"})


def cohorts_log(seed, people=4000, rate=0.2):
    random = np.random.default_rng(seed)
    first = pd.Timestamp("2025-01-01 09:00") + pd.to_timedelta(random.integers(0, 120, people), "D")
    won = np.where(random.random(people) < 0.5, "a", "b")
    customers = pd.DataFrame({"customer_id": range(people), "first_order_at": first})
    customers["acq_channel"] = won
    back = random.random(people) < np.where(customers["acq_channel"] == "a", rate, 2 * rate)
    again = first[back] + pd.to_timedelta(random.integers(1, 91, back.sum()), "D")
    late = first[~back] + pd.Timedelta(days=91)
    orders = pd.DataFrame({
        "customer_id": [*range(people), *np.flatnonzero(back), *np.flatnonzero(~back)],
        "ts_order": [*first, *again, *late], "paid_amount": 50.0,
    })  # fmt: skip
    return customers, orders


def test_cohorts_find_the_rate_they_were_made_with():
    for seed in range(5):
        found = sources.channel_cohorts(*cohorts_log(seed), cohort=None).set_index("acq_channel")
        for name, rate in (("a", 0.2), ("b", 0.4)):
            row = found.loc[name]
            assert row["estimate"] == pytest.approx(rate, abs=0.04)
            assert row["later"] == pytest.approx(50 * row["estimate"])
    quarters = sources.channel_cohorts(*cohorts_log(1), cohort="Q")
    assert sorted(quarters["cohort"].unique()) == list(pd.to_datetime(["2025-01-01", "2025-04-01"]))
    assert quarters["n"].sum() == 4000


def test_who_has_had_no_time_is_left_out():
    customers, orders = cohorts_log(1)
    early = sources.channel_cohorts(customers, orders, cohort=None, as_of="2025-04-30")
    over = customers["first_order_at"].dt.normalize() + pd.Timedelta(days=90)
    assert early["n"].sum() == (over <= pd.Timestamp("2025-04-30")).sum()
    with pytest.raises(InputError, match="Nobody's window"):
        sources.channel_cohorts(customers, orders, as_of="2025-02-01")


def test_figures_say_what_they_are_given():
    checked = sources.check_mix(pd.DataFrame({"source": ["natural", "paid"], "uv": [46, 54]}))
    ax = figures.mix_bounds(checked)
    assert ax.get_lines()[-1].get_xdata().tolist() == checked["share"].tolist()
    with pytest.raises(ColumnError, match="least"):
        figures.mix_bounds(checked.drop(columns="least"))
    with pytest.raises(ChoiceError, match="'serch'"):
        figures.share_when_cut(MIX, "feed", "serch", 0.5)


def test_new_customers_who_would_be_lost_in_silence_are_refused():
    days = pd.DataFrame({"date": pd.to_datetime(["2025-11-10"]), "channel": "feed", "cost": 50.0})
    new = pd.DataFrame({"first_order_at": pd.to_datetime(["2025-11-10 09:00"] * 2),
                        "acq_channel": ["feed", "feed"]})  # fmt: skip
    assert sources.unit_cost(days, "new customer", customers=new)["estimate"].tolist() == [
        25.0,
        25.0,
    ]
    zoned = new.assign(first_order_at=new["first_order_at"].dt.tz_localize("Asia/Shanghai"))
    for wrong, says in (
        (zoned, "zone"),
        (new.assign(acq_channel=["feed", "Feed"]), "holds Feed"),
        (new.assign(acq_channel=["feed", None]), "1 new customers"),
    ):
        with pytest.raises(InputError, match=says):
            sources.unit_cost(days, "new customer", customers=wrong)
