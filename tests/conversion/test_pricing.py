"""What may it cost? By hand, against statsmodels, on worlds whose truth is known, bad input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from ecomlab.conversion import pricing
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import Estimate, log_slope, slope_information, trend_within

E = Estimate(-2.2, -2.7, -1.7, 294, "cells")


def world(seed, slope=-2.2, articles=13, weeks=24, events=False, shock=0.3):
    """Pieces by article and week; a lot's prices, or an event's: cheap when demand is high."""
    rng = np.random.default_rng(seed)
    sku, week = (each.ravel() for each in np.indices((articles, weeks)))
    times = np.where(rng.random(articles * weeks) < 0.5, 1.08, 0.92)
    demand = 0.3 * rng.normal(size=weeks)
    if events:
        on = rng.random(weeks) < 0.25
        times, demand = np.where(on, 0.85, 1.0)[week], demand + 1.0 * on
    usual = np.exp(4 + 0.5 * rng.normal(size=articles))
    rate = np.exp(2.2 + 0.6 * rng.normal(size=articles)[sku] + demand[week] + slope * np.log(times)
                  + shock * rng.normal(size=len(sku)))  # fmt: skip
    return pd.DataFrame(
        {"sku": sku.astype(str), "week": week, "price": (usual[sku] * times).round(2),
         "times": times, "pieces": rng.poisson(rate), "days": 7}
    )  # fmt: skip


# --- The slope, in estimates ----------------------------------------------------------------------


def test_the_slope_is_that_of_statsmodels():
    import statsmodels.api as sm

    cells = world(3)
    dummies = [pd.get_dummies(cells[name], dtype=float).iloc[:, 1:] for name in ("sku", "week")]
    design = sm.add_constant(np.column_stack([np.log(cells["price"]), *dummies]))
    offset = np.log(cells["days"])
    model = sm.GLM(cells["pieces"], design, family=sm.families.Poisson(), offset=offset)
    peer = model.fit(cov_type="HC0")
    found = pricing.elasticity(cells, cluster=None)
    assert found.value == pytest.approx(np.asarray(peer.params)[1], abs=1e-5)
    few = (len(cells) / (len(cells) - len(peer.params))) ** 0.5
    wide = (found.high - found.low) / (2 * 1.96 * np.asarray(peer.bse)[1] * few)
    assert wide == pytest.approx(1, abs=0.1)  # a cell's own share, and Student's t


def test_with_one_effect_it_is_the_conditional_regression():
    """Hausman, Hall and Griliches (1984): another way to the same number."""
    cells = world(4)
    conditional = trend_within(cells["pieces"], cells["days"], np.log(cells["price"]), cells["sku"])
    assert pricing.elasticity(cells, ["sku"]).value == pytest.approx(conditional.value, abs=1e-6)


def test_two_cells_by_hand():
    found = log_slope([60, 50], [1, 1], np.log([90, 100]))
    assert found.value == pytest.approx(np.log(60 / 50) / np.log(0.9))
    assert np.isnan(
        log_slope([80, 40, 8, 9], [1] * 4, [0, 1, 0, 0], [list("aabb")], list("aabb")).low
    )


def test_information_says_who_tells():
    share = slope_information([8, 4, 9, 9], [1] * 4, [0, 1, 0, 0], [list("aabb")], list("aabb"))
    assert share.to_dict() == pytest.approx({"a": 1, "b": 0}, abs=1e-9)


@pytest.mark.parametrize(
    ("kind", "cluster", "effects"),
    [("lot", ("sku", "week"), ("sku", "week")), ("lot", "sku", ("sku", "week")),
     ("lot", ("sku", "week"), ("sku",))],
)  # fmt: skip
def test_the_lots_interval_holds_the_truth(kind, cluster, effects):
    held = [
        pricing.elasticity(world(seed, slope), effects, cluster).holds(slope)
        for seed in range(60)
        for slope in [-1.2 - seed % 5 / 2]
    ]
    assert 0.86 <= np.mean(held) <= 1


@pytest.mark.verify
@pytest.mark.parametrize("cluster", [("sku", "week"), "sku"])
def test_coverage_over_two_thousand_worlds(cluster):
    held = [
        pricing.elasticity(world(seed, -1 - seed % 4), cluster=cluster).holds(-1 - seed % 4)
        for seed in range(2000)
    ]
    assert 0.93 <= np.mean(held) <= 0.97


def test_events_make_each_article_beside_itself_too_steep():
    found = [pricing.elasticity(world(seed, events=True), ["sku"]).value for seed in range(30)]
    assert np.mean(found) < -2.2 - 3


def test_dear_beside_cheap_is_about_articles_not_prices():
    found = [pricing.elasticity(world(seed), []).value for seed in range(40)]
    assert abs(np.mean(found)) < 0.5


def test_few_movers_give_a_wide_interval():
    cells = world(1)
    still = cells["price"] / cells["times"]
    moves = cells["sku"].isin(["0", "1"])
    two = pricing.elasticity(cells.assign(price=cells["price"].where(moves, still)))
    whole = pricing.elasticity(cells)
    assert two.high - two.low > 3 * (whole.high - whole.low)
    movers = pricing.who_moves(cells.assign(price=cells["price"].where(moves, still)))
    assert set(movers["cluster"][:2]) == {"0", "1"}
    assert movers["share"].sum() == pytest.approx(1)
    assert 1 <= movers.attrs["as_many_as"] <= 3  # the others move beside the mean of their weeks


def test_prices_that_move_together_say_nothing():
    cells = world(2, events=True)
    with pytest.raises(InputError, match="No price moves on its own"):
        pricing.elasticity(cells)
    with pytest.raises(InputError, match="No price moves on its own"):
        pricing.who_moves(cells)


@given(factor=st.floats(0.01, 1000), more=st.integers(2, 9))
@settings(max_examples=10)
def test_units_of_money_and_days_change_nothing(factor, more):
    cells = world(5, weeks=8, articles=4)
    found = pricing.elasticity(cells, cluster=None)
    other = pricing.elasticity(
        cells.assign(price=cells["price"] * factor, days=cells["days"] * more), cluster=None
    )
    assert other[:3] == pytest.approx(found[:3], abs=1e-6)


def test_other_names_and_a_controlled_price():
    rng = np.random.default_rng(0)
    cells = world(6).rename(columns={"sku": "city", "week": "month"})
    cells["theirs"] = np.exp(0.1 * rng.normal(size=len(cells)))
    cells["pieces"] = rng.poisson(cells["pieces"] * cells["theirs"] ** 1.5)
    how = {"effects": ("city", "month"), "cluster": ("city", "month")}
    cross = pricing.elasticity(cells, of="theirs", controls=["price"], **how)
    assert cross.holds(1.5)
    assert cross.counts == "city-months"


def test_cells_without_a_sale_in_a_whole_article_are_left_out():
    cells = world(7)
    cells.loc[cells["sku"] == "3", "pieces"] = 0
    rest = pricing.elasticity(cells[cells["sku"] != "3"])
    assert pricing.elasticity(cells)[:4] == pytest.approx(rest[:4])


@pytest.mark.parametrize(
    ("change", "word"),
    [({"price": 0}, "price"), ({"days": 0}, "days"), ({"pieces": -1}, "pieces"),
     ({"pieces": 0}, "counts")],
)  # fmt: skip
def test_cells_that_cannot_be(change, word):
    with pytest.raises(InputError, match=word):
        pricing.elasticity(world(1).assign(**change))


def test_a_column_that_is_not_there():
    with pytest.raises(ColumnError, match="region"):
        pricing.elasticity(world(1), effects=["region"])


# --- Cells ----------------------------------------------------------------------------------------


def shelf():
    days = pd.date_range("2025-02-26", periods=14, freq="D")  # a Wednesday
    rows = [(day, sku) for sku in ("a", "b") for day in days]
    frame = pd.DataFrame(rows, columns=["date", "sku"])
    frame["price"] = np.where(frame["date"] < "2025-03-05", 100.0, 90.1)
    frame["sales"] = np.arange(len(frame)) % 4
    frame["on_hand"] = np.where(frame["sales"] == 0, 0, 5)
    return frame


def test_cells_are_the_same_on_every_backend(backend):
    frame = shelf()
    found = pricing.price_cells(backend(frame))
    week = frame["date"].dt.to_period("W").dt.start_time
    there = frame[frame["sales"] > 0]
    wanted = there.groupby([there["sku"], week, "price"])["sales"].agg(["sum", "size"])
    assert found["pieces"].tolist() == wanted["sum"].tolist()
    assert found["days"].tolist() == wanted["size"].tolist()
    assert found.attrs["empty"] == (frame["sales"] == 0).sum()
    assert (found["week"].dt.day_of_week == 0).all()


def test_spells_are_kept_or_left_out_with_both_ends():
    spell = pd.DataFrame(
        {"start": [pd.Timestamp("2025-03-03")], "end": [pd.Timestamp("2025-03-05")]}
    )
    frame = shelf().assign(on_hand=9)
    inside, outside = (
        pricing.price_cells(frame, only=spell),
        pricing.price_cells(frame, without=spell),
    )
    assert inside["days"].sum() == 2 * 3
    assert outside["days"].sum() == 2 * 11
    whole = pricing.price_cells(frame)
    assert inside["pieces"].sum() + outside["pieces"].sum() == whole["pieces"].sum()
    open_end = spell.assign(end=pd.NaT)
    assert pricing.price_cells(frame, only=open_end)["days"].sum() == 2 * 9
    none = spell.iloc[:0]
    assert pricing.price_cells(frame, without=none)["days"].sum() == 28


def test_usual_prices_choose_articles_and_give_times():
    usual = pd.DataFrame({"sku": ["b"], "price": [100]})
    found = pricing.price_cells(shelf(), usual=usual)
    assert set(found["sku"]) == {"b"}
    assert set(found["times"]) == {1.0, 0.901}
    with pytest.raises(InputError, match="two rows of b"):
        pricing.price_cells(shelf(), usual=pd.concat([usual, usual]))
    with pytest.raises(InputError, match="No day"):
        pricing.price_cells(shelf(), usual=usual.assign(sku="z"))
    with pytest.raises(ColumnError, match="price"):
        pricing.price_cells(shelf().drop(columns="price"))
    with pytest.raises(InputError, match="not above 0"):
        pricing.price_cells(shelf().assign(price=0.0))


# --- The test -------------------------------------------------------------------------------------


@given(st.integers(1, 8), st.integers(1, 10), st.integers(0, 10**6), st.floats(0.01, 0.4))
@settings(max_examples=20)
def test_each_unit_is_dear_and_cheap_once_a_fortnight(units, fortnights, seed, step):
    names = [f"u{i}" for i in range(units)]
    plan = pricing.deal_prices(names, "2026-01-05", fortnights, seed, step)
    assert len(plan) == 2 * units * fortnights
    fortnight = (plan["start"] - plan["start"].min()).dt.days // 14
    assert (plan.groupby([fortnight, "unit"])["times"].sum().round(9) == 2).all()
    assert ((plan["end"] - plan["start"]).dt.days == 6).all()
    again = pricing.deal_prices(names, "2026-01-05", fortnights, seed, step)
    pd.testing.assert_frame_equal(plan, again)
    assert str(seed) in plan.attrs["rule"]


def test_the_lot_is_fair():
    first = [
        pricing.deal_prices(["a"], "2026-01-05", 1, seed)["times"].iloc[0] > 1
        for seed in range(400)
    ]
    assert 0.42 < np.mean(first) < 0.58


@pytest.mark.parametrize(
    "by", ["customer", "customer_id", "visitor", "user_id", "device", "openid", "会员", "persons"]
)
def test_no_price_by_person(by):
    with pytest.raises(InputError, match="个人信息保护法"):
        pricing.deal_prices([1, 2], "2026-01-05", 2, seed=1, by=by)
    cells = world(1).rename(columns={"sku": by})
    with pytest.raises(InputError, match="个人信息保护法"):
        pricing.price_experiment(cells, cost=10, unit=by)


def test_plans_that_cannot_be():
    with pytest.raises(ChoiceError, match="by"):
        pricing.deal_prices(["a"], "2026-01-05", 2, seed=1, by="colour")
    with pytest.raises(InputError, match="twice"):
        pricing.deal_prices(["a", "a"], "2026-01-05", 2, seed=1)
    with pytest.raises(InputError, match="no date"):
        pricing.deal_prices(["a"], "Monday!", 2, seed=1)
    with pytest.raises(InputError, match="step"):
        pricing.deal_prices(["a"], "2026-01-05", 2, seed=1, step=1.5)


def test_the_experiment_finds_pieces_and_yuan():
    cells = world(8, slope=-2.0, shock=0.0, articles=60)
    usual = cells["price"] / cells["times"]
    cells["price"] = 100 * cells["times"]
    assert usual.nunique() > 1
    found = pricing.price_experiment(cells, cost=40, keep=0.8).set_index("reading")
    e = found.loc["elasticity"]
    assert e["low"] < -2 < e["high"]
    ratio = (1.08 / 0.92) ** e["estimate"]
    assert found.loc["pieces, dear ÷ cheap", "estimate"] == pytest.approx(ratio)
    yuan = ratio * (0.8 * 108 - 40) / (0.8 * 92 - 40)
    assert found.loc["yuan left, dear ÷ cheap", "estimate"] == pytest.approx(yuan)


def test_a_test_by_weeks_alone_counts_weeks():
    held = []
    for seed in range(40):
        one = world(seed, articles=1, weeks=40, shock=0.1)
        row = pricing.price_experiment(one, cost=1).iloc[0]
        held.append(row["low"] <= -2.2 <= row["high"])
        assert (row["n"], row["counts"]) == (40, "weeks")
    assert np.mean(held) >= 0.85


def test_the_rule_says_whom_it_holds_for():
    region = pricing.deal_prices(["east", "west"], "2026-01-05", 2, seed=1, by="region")
    assert region.attrs["rule"].endswith("the same for everybody in the region.")


def test_experiments_that_cannot_be():
    cells = world(1)
    with pytest.raises(InputError, match="one below 1 and one above"):
        pricing.price_experiment(cells.assign(times=0.92), cost=10)
    three = cells.assign(times=np.resize([0.9, 1.0, 1.1], len(cells)))
    with pytest.raises(InputError, match="one below 1 and one above"):
        pricing.price_experiment(three, cost=10)
    with pytest.raises(InputError, match="two rows of"):
        pricing.price_experiment(pd.concat([cells, cells]), cost=10)
    with pytest.raises(InputError, match="cost lacks"):
        pricing.price_experiment(cells, cost={"0": 5.0})
    with pytest.raises(InputError, match="nothing is left"):
        pricing.price_experiment(cells, cost=1e6)


# --- What a price earns ---------------------------------------------------------------------------


@given(price=st.floats(1, 1e4), share=st.floats(0.05, 0.9), keep=st.floats(0.3, 1),
       change=st.floats(-0.04, 0.5).filter(lambda x: abs(x) > 1e-3))  # fmt: skip
def test_with_the_needed_pieces_both_prices_leave_the_same(price, share, keep, change):
    cost = share * keep * price
    row = pricing.needed_pieces(price, cost, change, keep).iloc[0]
    today, then = keep * price - cost, keep * price * (1 + change) - cost
    assert (1 + row["pieces"]) * then == pytest.approx(today)
    found = Estimate(row["elasticity"], row["elasticity"], row["elasticity"], 1, "articles")
    profit = pricing.profit_by_price(found, price, cost, [1 + change], keep)["profit"].iloc[0]
    assert profit == pytest.approx(1)


@given(e=st.floats(-8, -1.1), cost=st.floats(1, 1e4), keep=st.floats(0.2, 1))
def test_no_other_price_leaves_more_than_the_best(e, cost, keep):
    best = pricing.best_price(Estimate(e, e, e, 1, "articles"), cost, keep).value
    peer = minimize_scalar(lambda p: -(keep * p - cost) / p * (p / best) ** (e + 1),
                           bounds=(cost / keep, 40 * cost / keep), method="bounded")  # fmt: skip
    assert (keep * best - cost) / best >= -peer.fun * (1 - 1e-6)


def test_the_interval_turns_with_the_direction():
    rise, fall = pricing.pieces_after(E, -0.10), pricing.pieces_after(E, 0.10)
    assert rise.low < rise.value < rise.high
    assert fall.low < fall.value < fall.high < 0
    assert rise.value == pytest.approx(0.9**-2.2 - 1)
    table = pricing.profit_by_price(E, 100, 40, [0.8, 1.0, 1.25])
    assert (table["low"] <= table["profit"]).all()
    assert (table["profit"] <= table["high"]).all()
    assert table.loc[1, ["low", "profit", "high"]].tolist() == [1, 1, 1]


def test_without_a_best_price_there_is_none():
    found = pricing.best_price(Estimate(-2, -3, -0.9, 13, "articles"), cost=40)
    assert (found.value, found.low, found.high) == (80, 60, np.inf)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: pricing.needed_pieces(100, 120, -0.1), "nothing to lose"),
        (lambda: pricing.needed_pieces(100, 95, -0.1), "no number of pieces"),
        (lambda: pricing.needed_pieces(100, 50, 0), "isn't 0"),
        (lambda: pricing.needed_pieces(100, 50, -1), "above −1"),
        (lambda: pricing.profit_by_price(-2, 100, 50, [0.9]), "Give an Estimate"),
        (lambda: pricing.best_price(-2, 50), "Give an Estimate"),
        (lambda: pricing.pieces_after(E, -1), "nothing"),
        (lambda: pricing.profit_by_price(E, 100, 50, [0.0]), "times"),
        (lambda: pricing.best_price(E, 50, keep=1.4), "keep"),
    ],
)
def test_what_a_price_cannot_earn(call, word):
    with pytest.raises(InputError, match=word):
        call()
