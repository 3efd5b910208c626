"""Attribution: by hand, published chains, brute force, properties, bad input, every backend."""

from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import Caution, ChoiceError, ColumnError, InputError, LeftOut
from ecomlab.traffic.attribution import (
    MODELS,
    _Journeys,
    _removal,
    attribution,
    beside_truth,
    incremental,
    partner_roi,
    paths,
    removal_effects,
    shapley_values,
    synergy,
    transitions,
    wom_rate,
)


def journeys(rows):
    """(path, journeys, orders) as a table."""
    return pd.DataFrame(rows, columns=["path", "journeys", "orders"])


FOUR = journeys(
    [
        ("post > name", 1, 1),
        ("post > search", 1, 0),
        ("search", 1, 1),
        ("post > search > name", 1, 1),
    ]
)


def credit(table, model, **more):
    return attribution(table, model, **more).set_index("channel")["orders"].to_dict()


def touches(texts, start="2025-03-01"):
    """A log of journeys given as "post search!": one touch a day, ! where it ends in an order."""
    rows, order = [], 0
    for at, text in enumerate(texts, 1):
        names = text.rstrip("!").split()
        for place, name in enumerate(names, 1):
            ends = text.endswith("!") and place == len(names)
            order += ends
            rows.append((at, place, pd.Timestamp(start) + pd.Timedelta(days=place - 1), name,
                         order if ends else None))  # fmt: skip
    table = pd.DataFrame(rows, columns=["journey_id", "touch", "ts", "channel", "order_id"])
    return table.astype({"order_id": "Int64"})


# --- Models by hand ------------------------------------------------------------------------------


def test_the_rules_by_hand():
    assert credit(FOUR, "first") == {"name": 0, "post": 2, "search": 1}
    assert credit(FOUR, "last") == {"name": 2, "post": 0, "search": 1}
    linear = credit(FOUR, "linear")
    assert linear == pytest.approx({"name": 5 / 6, "post": 5 / 6, "search": 4 / 3})
    position = credit(FOUR, "position")
    assert position == pytest.approx({"name": 0.9, "post": 0.9, "search": 1.2})
    narrow = credit(FOUR, "position", ends=0.1)
    assert narrow == pytest.approx({"name": 0.6, "post": 0.6, "search": 1.8})


def test_a_touch_met_twice_counts_twice_in_linear_and_once_in_shapley():
    twice = journeys([("post > post > name", 4, 3)])
    assert credit(twice, "linear") == pytest.approx({"name": 1, "post": 2})
    assert credit(twice, "shapley") == pytest.approx({"name": 1.5, "post": 1.5})


def test_the_chain_by_hand():
    found = removal_effects(FOUR).set_index("channel")
    assert found["removal"].to_dict() == pytest.approx(
        {"name": 2 / 3, "post": 7 / 9, "search": 2 / 3}
    )
    assert found["orders"].to_dict() == pytest.approx(
        {"name": 18 / 19, "post": 21 / 19, "search": 18 / 19}
    )
    assert credit(FOUR, "markov") == pytest.approx(found["orders"].to_dict())


def test_the_steps_by_hand():
    found = transitions(FOUR).set_index(["before", "after"])
    assert found["journeys"].to_dict() == {
        ("(start)", "post"): 3, ("(start)", "search"): 1, ("post", "name"): 1,
        ("post", "search"): 2, ("search", "name"): 1, ("search", "(order)"): 1,
        ("search", "(nothing)"): 1, ("name", "(order)"): 2,
    }  # fmt: skip
    assert found["share"].groupby("before").sum().to_numpy() == pytest.approx(1)
    two = transitions(FOUR, order=2)
    assert "post > search" in set(two["before"])
    assert two.loc[two["before"] == "post > search", "journeys"].tolist() == [1, 1]


# --- Published chains ----------------------------------------------------------------------------


def test_published_five_journeys():
    """Puzyrov (2019), Markov Chain Attribution: removal 0.75 and 0.5, credit 2.4 and 1.6."""
    table = journeys([("google ads", 3, 2), ("mailing", 1, 1), ("google ads > mailing", 1, 1)])
    found = removal_effects(table).set_index("channel")
    assert found["removal"].to_dict() == pytest.approx({"google ads": 0.75, "mailing": 0.5})
    assert found["orders"].to_dict() == pytest.approx({"google ads": 2.4, "mailing": 1.6})


def test_published_by_simulation():
    """README of pychattr, 10,000 simulated paths: A 1.991106, B 1.008894."""
    table = journeys(
        [("A > B > A > B > B > A", 1, 1), ("A > B > B > A > A", 1, 1), ("A > A", 1, 1)]
    )
    assert credit(table, "markov") == pytest.approx({"A": 1.991106, "B": 1.008894}, abs=0.02)
    assert credit(table, "markov") == pytest.approx({"A": 2, "B": 1})


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (1, {"A": 2.390965, "B": 1.899115, "C": 2.709921}),
        (2, {"A": 3.004189, "B": 1.500247, "C": 2.495564}),
        (3, {"A": 2.995703, "B": 1.498630, "C": 2.505667}),
    ],
)
def test_what_channelattribution_simulates(order, expected):
    """ChannelAttribution 2.2.5, a million simulated paths; tests/oracles runs it itself."""
    table = journeys([("A > B > C", 5, 1), ("A > C", 5, 3), ("B > A > B > A", 7, 2), ("C", 7, 1)])
    assert credit(table, "markov", order=order) == pytest.approx(expected, abs=0.02)


def test_gloves():
    """Shapley's example: a pair is worth 1, two have left gloves."""
    worth = [0, 0, 0, 0, 0, 1, 1, 1]  # bits: left, other left, right
    assert shapley_values(worth) == pytest.approx([1 / 6, 1 / 6, 2 / 3])


# --- Other ways to the same numbers --------------------------------------------------------------


def walked(table, order, without=None):
    """The chance of an order by walking the chain step by step, in plain Python."""
    go, ends = {}, {}
    for row in table.itertuples():
        names = row.path.split(" > ")
        for at in range(len(names) + 1):
            state = tuple(names[max(0, at - order) : at])
            if at < len(names):
                to = tuple(names[max(0, at + 1 - order) : at + 1])
                go.setdefault(state, {}).setdefault(to, 0)
                go[state][to] += row.journeys
            else:
                one = ends.setdefault(state, [0, 0])
                one[0] += row.journeys
                one[1] += row.orders
    here, ordered = {(): 1.0}, 0.0
    for _ in range(5000):
        after = {}
        for state, chance in here.items():
            total = sum(go.get(state, {}).values()) + ends.get(state, [0, 0])[0]
            ordered += chance * ends.get(state, [0, 0])[1] / total
            for to, count in go.get(state, {}).items():
                if to[-1] != without:
                    after[to] = after.get(to, 0) + chance * count / total
        here = after
        if sum(here.values()) < 1e-13:
            break
    return ordered


PATHS = st.dictionaries(
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=5).map(" > ".join),
    st.tuples(st.integers(1, 9), st.integers(0, 9)).map(lambda p: (max(p), min(p))),
    min_size=1, max_size=8,
)  # fmt: skip


def drawn(found):
    table = journeys([(path, n, k) for path, (n, k) in found.items()])
    return table if table["orders"].sum() else table.assign(orders=table["journeys"])


@settings(max_examples=60, deadline=None)
@given(PATHS, st.integers(1, 3))
def test_the_chain_is_the_one_that_one_walks(found, order):
    table = drawn(found)
    whole = walked(table, order)
    assert whole == pytest.approx(table["orders"].sum() / table["journeys"].sum())
    for row in removal_effects(table, order).itertuples():
        assert row.removal == pytest.approx(1 - walked(table, order, row.channel) / whole, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(PATHS)
def test_a_long_memory_loses_just_the_orders_that_met_the_channel(found):
    table = drawn(found)
    for row in removal_effects(table, order=6).itertuples():
        met = table["path"].str.split(" > ").map(lambda names, c=row.channel: c in names)
        assert row.removal == pytest.approx(table.loc[met, "orders"].sum() / table["orders"].sum())


@settings(max_examples=25, deadline=None)
@given(PATHS)
def test_every_model_shares_out_every_order(found):
    table = drawn(found)
    for worth in ("orders", "rate"):
        sums = attribution(table, worth=worth).groupby("model")[["orders", "share"]].sum()
        assert sums["orders"].to_numpy() == pytest.approx(table["orders"].sum())
        assert sums["share"].to_numpy() == pytest.approx(1)
        assert set(sums.index) == set(MODELS)


@settings(max_examples=20, deadline=None)
@given(PATHS, st.integers(2, 7))
def test_names_order_of_rows_and_size_change_nothing(found, times):
    table = drawn(found)
    names = {"a": "zoo", "b": "直播", "c": "b", "d": "a b"}
    other = table.iloc[::-1].assign(
        path=[" > ".join(names[x] for x in path.split(" > ")) for path in table["path"][::-1]]
    )
    other[["journeys", "orders"]] *= times
    ours = attribution(table).set_index(["model", "channel"])["orders"]
    theirs = attribution(other).set_index(["model", "channel"])["orders"]
    for (model, channel), value in ours.items():
        assert theirs[model, names[channel]] == pytest.approx(times * value, abs=1e-8)


def brute(worth):
    """Shapley's mean over all orders of joining."""
    n = len(worth).bit_length() - 1
    values = np.zeros(n)
    for order in permutations(range(n)):
        inside = 0
        for player in order:
            values[player] += worth[inside | 1 << player] - worth[inside]
            inside |= 1 << player
    return values / factorial(n)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.integers(-9, 9), min_size=1 << n, max_size=1 << n)
    )
)
def test_shapley_is_the_mean_over_all_orders(worth):
    assert shapley_values(worth) == pytest.approx(brute(worth))


@settings(max_examples=40, deadline=None)
@given(PATHS)
def test_shapley_of_orders_and_of_rates_by_brute_force(found):
    table = drawn(found)
    sets = [frozenset(path.split(" > ")) for path in table["path"]]
    names = sorted(frozenset().union(*sets))
    orders, people = [], []
    for code in range(1 << len(names)):
        inside = {name for at, name in enumerate(names) if code >> at & 1}
        within = [one <= inside for one in sets]
        orders.append(table.loc[within, "orders"].sum())
        people.append(table.loc[within, "journeys"].sum())
    assert list(credit(table, "shapley").values()) == pytest.approx(brute(orders))
    rate = [people[-1] * o / p if p else 0 for o, p in zip(orders, people, strict=True)]
    assert list(credit(table, "shapley", worth="rate").values()) == pytest.approx(brute(rate))


def test_twelve_players_exactly():
    """A game that only sums has the parts as values; a majority game has equal ones."""
    parts = np.arange(1, 13.0)
    codes = np.arange(1 << 12)
    members = codes[:, None] >> np.arange(12) & 1
    assert shapley_values(members @ parts) == pytest.approx(parts)
    assert shapley_values(members.sum(axis=1) > 6) == pytest.approx(1 / 12)


# --- A log of touches ----------------------------------------------------------------------------


def test_paths_by_hand(backend):
    log = touches(["post search!", "post search", "search!", "post", "search", "post search!"])
    found = paths(backend(log))
    assert found.to_dict("list") == {
        "path": ["post > search", "search", "post"],
        "touches": [2, 1, 1],
        "journeys": [3, 2, 1],
        "orders": [2, 1, 0],
    }
    assert found.dtypes[1:].eq("int64").all()


def test_paths_longer_than_one_number_holds(backend):
    """Sixty touches of four names: three whole numbers hold them."""
    long = " ".join(["d", *"abc" * 20])
    found = paths(backend(touches([f"{long}!", long, "d!"])))
    assert found["path"].tolist() == [long.replace(" ", " > "), "d"]
    assert found["touches"].tolist() == [61, 1]
    assert found["orders"].tolist() == [1, 1]


def test_many_names(backend):
    names = [f"c{at:03d}" for at in range(150)]
    texts = [f"{a} {b} c000 {a} {b} c001 c002!" for a, b in zip(names[:-1], names[1:], strict=True)]
    found = paths(backend(touches(texts)))
    assert sorted(found["path"]) == sorted(text[:-1].replace(" ", " > ") for text in texts)


def test_since_and_as_of_keep_whole_journeys(backend):
    later = touches(["post post search!"], "2025-03-05")
    later = later.assign(journey_id=9, order_id=later["order_id"] + 7)
    log = pd.concat([touches(["post search!", "search"]), later])
    assert paths(backend(log), since="2025-03-02")["path"].tolist() == ["post > post > search"]
    early = paths(backend(log), as_of="2025-03-06")
    assert dict(zip(early["path"], early["orders"], strict=True)) == {
        "post > search": 1, "post > post": 0, "search": 0,
    }  # fmt: skip


def test_touches_by_plan_have_a_name_for_what_nobody_paid(backend):
    log = touches(["post search!", "search"]).assign(plan=["summer", None, None])
    assert sorted(paths(backend(log), by="plan")["path"]) == ["(none)", "summer > (none)"]


def test_categories_and_their_order_change_nothing():
    log = touches(["post search!", "live post", "live!"])
    fixed = log.assign(channel=pd.Categorical(log["channel"], ["search", "unused", "live", "post"]))
    pd.testing.assert_frame_equal(paths(log), paths(fixed.sample(frac=1, random_state=1)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.assign(touch=t["touch"] + 1), "numbered 1, 2, 3"),
        (lambda t: t.assign(touch=1), "numbered 1, 2, 3"),
        (lambda t: pd.concat([t, t]), "numbered 1, 2, 3"),
        (lambda t: t.assign(order_id=range(len(t))), "more than one order"),
        (lambda t: t.assign(channel="a > b"), "stands between touches"),
        (lambda t: t.assign(channel=" "), "empty channel"),
        (lambda t: t.assign(order_id=t["order_id"].shift(-1)), "go on after their order"),
        (lambda t: t.iloc[:0], "is empty"),
        (
            lambda t: t.assign(order_id=pd.array([None, None, 1, None, 1], "Int64")),
            "1 order_ids stand in two journeys",
        ),
        (lambda t: t.assign(ts=t["ts"].iloc[::-1].to_numpy()), "earlier than that of the touch"),
    ],
)
def test_a_log_that_is_no_log_of_journeys_is_refused(change, says, backend):
    with pytest.raises(InputError, match=says):
        paths(backend(change(touches(["post search live!", "post live"]))))


def test_what_else_a_log_lacks():
    log = touches(["post search!"])
    with pytest.raises(ColumnError, match="journey_id"):
        paths(log.drop(columns="journey_id"))
    with pytest.raises(ChoiceError, match="by"):
        paths(log, by="ts")
    with pytest.raises(InputError, match="No journey began"):
        paths(log, since="2025-03-09")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (journeys([("a", 1, 2)]), "from 0 to journeys"),
        (journeys([("a", 1, -1)]), "from 0 on"),
        (journeys([("a", 1, 0)]), "nothing to share out"),
        (journeys([("a", 1, 1), ("a", 2, 1)]), "path"),
        (journeys([("a >  > b", 1, 1)]), "empty touch"),
        (journeys([]), "no rows"),
        (FOUR.drop(columns="orders"), "orders"),
    ],
)
def test_paths_that_are_none_are_refused(table, says):
    with pytest.raises((InputError, ColumnError), match=says):
        attribution(table)


def test_wrong_words_and_numbers_are_refused():
    for wrong, says in (({"model": "lst"}, "last"), ({"worth": "money"}, "orders")):
        with pytest.raises(ChoiceError, match=says):
            attribution(FOUR, **wrong)
    for wrong in ({"order": 0}, {"order": 1.5}, {"ends": 0.6}, {"order": 40}):
        with pytest.raises(InputError):
            attribution(FOUR, "position" if "ends" in wrong else "markov", **wrong)
    many = journeys([(" > ".join(f"c{at}" for at in range(25)), 1, 1)])
    assert credit(many, "shapley")["c7"] == pytest.approx(1 / 25)
    with pytest.raises(InputError, match="at most 20"):
        attribution(many, "shapley", worth="rate")
    for worth in ([1], [1, 2, 3], [0, np.nan]):
        with pytest.raises(InputError, match="worth has"):
            shapley_values(worth)


# --- What a channel adds -------------------------------------------------------------------------


def test_incremental_by_hand():
    trial = pd.DataFrame({"channel": ["post"], "people": [900], "orders": [90], "held_out": [100],
                          "held_out_orders": [6]})  # fmt: skip
    found = incremental(trial).iloc[0]
    assert found["estimate"] == pytest.approx(40)
    assert found["low"] < 40 < found["high"]
    assert (found["n"], found["counts"]) == (1000, "people")


def test_incremental_covers_the_truth():
    """2,000 draws, each of its own rates, sizes and share held out."""
    random, many = np.random.default_rng(3), 2000
    people, held = random.integers(2000, 40_000, many), random.integers(500, 4000, many)
    base, more = random.uniform(0.01, 0.08, many), random.uniform(0, 0.03, many)
    trial = pd.DataFrame(
        {
            "channel": range(many),
            "people": people,
            "orders": random.binomial(people, base + more),
            "held_out": held,
            "held_out_orders": random.binomial(held, base),
        }
    )
    found, truth = incremental(trial), more * (people + held)
    assert 0.93 <= found["low"].le(truth).mul(found["high"].ge(truth)).mean() <= 0.97


def covered(draws, seed):
    """How often the interval of the synergy holds what was put in."""
    random, held = np.random.default_rng(seed), 0
    for _ in range(draws):
        a, b, extra = random.uniform(-5, 20, 3)
        each = random.integers(4, 9)
        on = pd.DataFrame({"a": [False, True] * 2 * each, "b": [False, False, True, True] * each})
        y = 100 + a * on["a"] + b * on["b"] + extra * (on["a"] & on["b"])
        table = on.assign(orders=y + random.normal(0, random.uniform(1, 9), len(on)))
        row = synergy(table, "a", "b").set_index("reading").loc["synergy"]
        held += row["low"] <= extra <= row["high"]
    return held / draws


def test_synergy_covers_the_truth_and_is_not_the_effect_of_both():
    assert 0.88 <= covered(150, seed=4) <= 0.99


@pytest.mark.verify
def test_synergy_covers_the_truth_in_2000_draws():
    assert 0.93 <= covered(2000, seed=5) <= 0.97


def test_synergy_is_the_interaction_of_a_regression():
    import statsmodels.formula.api as smf

    random = np.random.default_rng(5)
    table = pd.DataFrame(
        {"a": [0, 1, 0, 1] * 5, "b": [0, 0, 1, 1] * 5, "orders": random.normal(9, 2, 20)}
    )
    fit = smf.ols("orders ~ a * b", table).fit()
    found = synergy(table, "a", "b").set_index("reading")["estimate"]
    assert found["synergy"] == pytest.approx(fit.params["a:b"])
    assert found["a"] == pytest.approx(fit.params["a"])
    assert found["together"] == pytest.approx(fit.params[["a", "b", "a:b"]].sum())


def test_a_trial_that_is_none_is_refused():
    trial = pd.DataFrame({"channel": ["post"], "people": [10], "orders": [11], "held_out": [5],
                          "held_out_orders": [1]})  # fmt: skip
    with pytest.raises(InputError, match="no more orders than people"):
        incremental(trial)
    with pytest.raises(InputError, match="at least one person"):
        incremental(trial.assign(orders=1, held_out=0, held_out_orders=0))
    units = pd.DataFrame(
        {"a": [True, False, True], "b": [True, False, False], "orders": [1.0, 2, 3]}
    )
    with pytest.raises(InputError, match="no unit with a off and b on"):
        synergy(pd.concat([units, units], ignore_index=True), "a", "b")
    with pytest.raises(InputError, match="one unit only with a off and b off"):
        synergy(units, "a", "b")
    with pytest.raises(InputError, match="name readings"):
        synergy(units.rename(columns={"a": "together"}), "together", "b")
    with pytest.raises(InputError, match="true or false"):
        synergy(units.assign(a=[0, 1, 2]), "a", "b")
    with pytest.raises(ColumnError, match="region"):
        synergy(units, "a", "region")


# --- Credit beside the truth; partners; word of mouth --------------------------------------------


def test_beside_truth_by_hand():
    table = pd.DataFrame(
        {"model": ["x"] * 3 + ["y"] * 3, "channel": ["a", "b", "free"] * 2,
         "orders": [30.0, 10, 60, 5, 15, 80]}
    )  # fmt: skip
    found = beside_truth(table, {"a": 12, "b": 36}).set_index("model")
    assert found["misplaced"].to_dict() == pytest.approx({"y": 0, "x": 0.5})
    assert found["first"].to_dict() == {"y": "b", "x": "a"}
    assert found["pairs"].to_dict() == {"y": 1, "x": 0}
    harm = beside_truth(table, {"a": -4, "b": 40}).set_index("model")
    assert harm.loc["x", "misplaced"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    "truth", [{"a": 1}, {"a": 1, "c": 2}, {"a": 0, "b": -1}, {"a": 1, "b": np.nan}]
)
def test_a_truth_that_is_none_is_refused(truth):
    table = pd.DataFrame({"model": ["x"] * 2, "channel": ["a", "b"], "orders": [30.0, 10]})
    with pytest.raises((InputError, ChoiceError)):
        beside_truth(table, truth)


def test_what_is_named_twice_is_refused():
    found = pd.DataFrame({"model": "last", "channel": ["a", "b"], "orders": [3.0, 1.0]})
    with pytest.raises(InputError, match="'a' of the model 'last' stands in credit twice"):
        beside_truth(pd.concat([found, found]), {"a": 1, "b": 1})
    with pytest.raises(InputError, match="'b' stands in truth twice"):
        beside_truth(found, pd.Series([1, 2, 3], ["a", "b", "b"]))


def test_partners_by_hand():
    """Di buys twice by the club, once before and once after the day from which it counts."""
    orders = pd.DataFrame(
        {
            "customer_id": ["Di", "Di", "Ed", "Fi", "Fi", "Gu"],
            "ts_order": pd.to_datetime(
                ["2025-01-02", "2025-02-03", "2025-02-01", "2025-02-02", "2025-02-09", "2025-03-01"]
            ),
            "channel": ["club", "club", "club", "club", "shop", "school"],
            "paid_amount": [10.0, 100, 50, 200, 70, 80],
        }
    )
    found = partner_roi(orders, {"school": 0, "club": 50}, 0.5, since="2025-02-01").set_index(
        "partner"
    )
    club = found.loc["club"]
    assert (club["buyers"], club["overlap"]) == (3, pytest.approx(1 / 3))
    assert club["cost_per_new"] == 25
    assert club["left"] == pytest.approx(0.5 * 350 - 50)
    assert club["left_new"] == pytest.approx(0.5 * 250 - 50)
    assert found.index.tolist() == ["club", "school"]
    assert found.loc["school", "cost_per_new"] == 0
    more = orders.assign(refund_amount=[0, 0, 50, 0, 0, 0.0])  # Ed got all of it back
    with pytest.warns(LeftOut, match="1 refunded in full"):
        back = partner_roi(more, {"club": 50}, 0.5, since="2025-02-01").iloc[0]
    assert (back["buyers"], back["left_new"]) == (2, 0.5 * 200 - 50)
    with pytest.raises(ChoiceError, match="club"):
        partner_roi(orders, {"clubb": 1}, 0.5)
    with pytest.raises(InputError, match="no purchase in that time"):
        partner_roi(orders, {"club": 1}, 0.5, since="2025-03-01")
    with pytest.raises(InputError, match="empty"):
        partner_roi(orders, {}, 0.5)
    with pytest.raises(InputError, match="cost of club"):
        partner_roi(orders, {"club": -1}, 0.5)
    with pytest.raises(InputError, match="not times"):
        partner_roi(orders.assign(ts_order="2025-03-01"), {"club": 1}, 0.5)


def test_word_of_mouth_by_hand():
    survey = pd.DataFrame({"seeding_channel": ["friends"] * 3 + ["search"] * 7})
    days = pd.to_datetime(["2025-01-01", "2025-03-01", "2025-03-01", "2025-03-02"])
    orders = pd.DataFrame({"customer_id": [1, 1, 2, 3], "ts_order": days})
    referrals = pd.DataFrame({"referee_id": [1, 3, 8]})
    found = wom_rate(survey, orders, referrals, since="2025-02-01").set_index("reading")
    assert found["estimate"].to_dict() == {"say friends": 0.3, "traced": 0.5}
    assert found["n"].tolist() == [10, 2]
    with pytest.warns(LeftOut, match="1 not paid"):
        paid = wom_rate(survey, orders.assign(ts_pay=[*days[:3], pd.NaT]), referrals)
    assert paid.loc[1, ["estimate", "n"]].tolist() == [0.5, 2]
    with pytest.raises(InputError, match="first time"):
        wom_rate(survey, orders, referrals, since="2025-04-01")
    with pytest.raises(InputError, match="not times"):
        wom_rate(survey, orders.assign(ts_order="2025-03-01"), referrals)
    with pytest.warns(Caution, match="search, 朋友"):
        wom_rate(
            survey.replace("friends", "朋友").sort_values("seeding_channel"), orders, referrals
        )


def test_the_chain_s_rate_is_the_log_s():
    assert _removal(_Journeys(FOUR), 1)[1] == pytest.approx(0.75)
