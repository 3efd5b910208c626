"""A jump's explanations: published base-rate puzzles, many drawn jumps, and the shop's truth."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.research.competitors import _guilty
from ecomlab.research.jumps import (
    BASE_RATES,
    CHANCES,
    SIGNS,
    accusations,
    diagnose_jump,
    find_jumps,
)


def test_the_taxi_of_bar_hillel():
    """85% of the taxis are green; the witness, right in 80% of cases, says blue: 41%."""
    chances = pd.DataFrame({"blue": [0.8], "green": [0.2]}, index=["says_blue"])
    seen = pd.DataFrame({"says_blue": [True]})
    found = diagnose_jump(seen, {"blue": 0.15, "green": 0.85}, chances)
    assert found.loc[0, "blue"] == pytest.approx(0.41, abs=0.005)


def test_it_is_the_share_among_many_jumps_with_these_signs():
    rng = np.random.default_rng(4)
    names = list(BASE_RATES)
    cause = rng.choice(len(names), 400_000, p=list(BASE_RATES.values()))
    signs = rng.random((len(cause), len(SIGNS))) < CHANCES[names].to_numpy().T[cause]
    jumps = pd.DataFrame(signs, columns=SIGNS)
    fake = jumps.assign(fake=cause == names.index("fake orders")).groupby(list(SIGNS))["fake"]
    common = fake.agg(["mean", "size"]).query("size > 5000").reset_index()
    assert len(common) > 5
    found = diagnose_jump(common[list(SIGNS)])["fake orders"]
    error = (found * (1 - found) / common["size"]) ** 0.5
    assert (abs(found - common["mean"]) < 4 * error).all()


def test_what_the_chances_promise_comes_true_where_they_hold():
    rng = np.random.default_rng(5)
    names = list(BASE_RATES)
    cause = rng.choice(len(names), 200_000, p=list(BASE_RATES.values()))
    signs = rng.random((len(cause), len(SIGNS))) < CHANCES[names].to_numpy().T[cause]
    fake = diagnose_jump(pd.DataFrame(signs, columns=SIGNS))["fake orders"]
    row = accusations(fake, cause == names.index("fake orders"), [0.5]).iloc[0]
    assert row["low"] <= row["expected"] <= row["high"]


flags = st.lists(
    st.tuples(*[st.sampled_from([True, False, None])] * len(SIGNS)), min_size=1, max_size=8
)


@given(flags)
def test_chances_add_up_and_a_missing_sign_says_nothing(rows):
    signs = pd.DataFrame(rows, columns=SIGNS, dtype="boolean")
    found = diagnose_jump(signs)
    assert found.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(rows)))
    unknown = diagnose_jump(signs.assign(**dict.fromkeys(SIGNS, pd.NA)))
    assert unknown.iloc[0].to_dict() == pytest.approx(BASE_RATES)
    left_out = diagnose_jump(signs.drop(columns="event"))
    same = diagnose_jump(signs.assign(event=pd.NA))
    assert left_out.to_numpy() == pytest.approx(same.to_numpy())


@given(st.floats(0.001, 0.2), st.floats(0.3, 0.9))
def test_a_higher_base_rate_never_lowers_the_chance(low, high):
    seen = pd.DataFrame({"no_more_visits": [True]})
    chances = pd.DataFrame({"fake": [0.9], "honest": [0.2]}, index=["no_more_visits"])
    few, many = (
        diagnose_jump(seen, {"fake": x, "honest": 1 - x}, chances).loc[0, "fake"]
        for x in (low, high)
    )
    assert few < many


def test_what_cannot_be_diagnosed():
    seen = pd.DataFrame({"price_cut": [True]})
    with pytest.raises(InputError, match="add up to 0.5, not to 1"):
        diagnose_jump(seen, {"event": 0.5})
    with pytest.raises(ChoiceError, match="'evnt'; did you mean 'event'"):
        diagnose_jump(seen, {"evnt": 1.0 - 1e-9})
    with pytest.raises(InputError, match="The chance of price_cut under event is 1.0"):
        diagnose_jump(seen, {"event": 0.5, "season": 0.5}, CHANCES.assign(event=1.0))
    with pytest.raises(InputError, match="price_cut holds 'yes'. A sign is True, False or missing"):
        diagnose_jump(pd.DataFrame({"price_cut": ["yes"]}))
    with pytest.raises(ColumnError, match="price_cut"):
        diagnose_jump(pd.DataFrame({"other": [True]}))


def test_what_is_assumed_is_what_the_lesson_shows():
    """Who changes an assumption changes the lesson: event, no more visits, a burst of praise."""
    seen = pd.DataFrame([[False, True, False, True, True]], columns=SIGNS, dtype="boolean")
    weights = {  # base rate × chance of each sign or of its absence
        "price cut": 0.20 * 0.05 * 0.30 * 0.80 * 0.05 * 0.05,
        "event": 0.25 * 0.30 * 0.95 * 0.40 * 0.05 * 0.05,
        "season": 0.27 * 0.90 * 0.20 * 0.10 * 0.05 * 0.05,
        "advertising": 0.10 * 0.85 * 0.15 * 0.85 * 0.02 * 0.05,
        "creator's show": 0.10 * 0.70 * 0.15 * 0.90 * 0.30 * 0.10,
        "company order": 0.05 * 0.90 * 0.10 * 0.90 * 0.90 * 0.02,
        "fake orders": 0.03 * 0.90 * 0.15 * 0.90 * 0.90 * 0.60,
    }
    expected = {name: weight / sum(weights.values()) for name, weight in weights.items()}
    assert diagnose_jump(seen).iloc[0].to_dict() == pytest.approx(expected)


# --- Accusations ------------------------------------------------------------------------------


def test_accusations_by_hand():
    found = accusations([0.9, 0.6, 0.6, 0.1], [True, False, True, True], [0.5, 0.95])
    assert found.loc[0, ["accused", "wrongly", "missed"]].tolist() == [3, 1, 1]
    assert found.loc[0, "expected"] == pytest.approx(1 - 0.7)
    assert found.loc[0, ["estimate", "n"]].tolist() == [1 / 3, 3]
    assert found.loc[1, ["accused", "missed"]].tolist() == [0, 3]
    assert np.isnan(found.loc[1, "estimate"])


def test_accusations_of_nothing():
    with pytest.raises(InputError, match="one entry for each jump"):
        accusations([0.5], [True, False])
    with pytest.raises(InputError, match="A suspicion is a share"):
        accusations([50], [True])


# --- Finding jumps -------------------------------------------------------------------------------


def mondays(units, visits=None, item=1, kind="A", **columns):
    """One article by weeks."""
    dates = pd.date_range("2024-01-01", periods=len(units), freq="7D", tz="Asia/Shanghai")
    plain = {
        "date": dates, "item_id": item, "sku": kind, "price": 100.0, "units_30d": units,
        "visits_30d": visits or [1000] * len(units), "event_flag": False, "promo_flag": False,
        "review_count": range(0, 5 * len(units), 5),
    }  # fmt: skip
    return pd.DataFrame(plain | columns)


def test_a_jump_that_lasts_is_listed_once():
    found = find_jumps(mondays([50] * 6 + [120] * 4))
    assert len(found) == 1
    assert found.loc[0, ["units_before", "units", "times"]].tolist() == [50, 120, 2.4]
    assert found.loc[0, "date"] == pd.Timestamp("2024-02-12", tz="Asia/Shanghai")
    assert bool(found.loc[0, "no_more_visits"])
    assert pd.isna(found.loc[0, "market_up"])  # nobody else sells this kind


def test_each_sign_is_seen():
    visits = [1000] * 6 + [2400] * 4
    honest = mondays([50] * 6 + [120] * 4, visits)
    assert not find_jumps(honest)["no_more_visits"].any()
    cut = honest.assign(price=[100.0] * 6 + [90.0] * 4)
    assert find_jumps(cut)["price_cut"].all()
    event = honest.assign(event_flag=[False] * 5 + [True] + [False] * 4)
    assert find_jumps(event)["event"].all()
    both = pd.concat([honest, mondays([40] * 6 + [60] * 4, item=2)])
    assert find_jumps(both)["market_up"].tolist() == [True]
    alone = pd.concat([honest, mondays([40] * 10, item=2)])
    assert find_jumps(alone)["market_up"].tolist() == [False]
    long = mondays([50] * 12 + [120] * 4, review_count=[*range(0, 48, 4), 150, 250, 350, 450])
    assert find_jumps(long)["praise_burst"].tolist() == [True]


@pytest.mark.parametrize(("visits", "said"), [(1190, True), (1200, True), (1210, False)])
def test_no_more_visits_means_visits(visits, said):
    """Not pieces a visit: those rise whenever pieces rise faster than visits."""
    found = find_jumps(mondays([50] * 6 + [120] * 4, [1000] * 6 + [visits] * 4)).iloc[0]
    assert found["visits_times"] == visits / 1000
    assert bool(found["no_more_visits"]) == said
    wide = find_jumps(mondays([50] * 6 + [120] * 4, [1000] * 6 + [visits] * 4), hardly=1.5)
    assert wide["no_more_visits"].all()


def test_visits_of_nobody_say_nothing():
    found = find_jumps(mondays([50] * 6 + [120] * 4, [0] * 6 + [900] * 4)).iloc[0]
    assert pd.isna(found["no_more_visits"])


def test_of_the_jumps_without_more_visits_visits_hardly_rose():
    jumps = find_jumps(load("shop").competitors)
    odd = jumps["no_more_visits"].fillna(False).astype(bool)
    assert jumps.loc[odd, "visits_times"].max() <= 1.2 < jumps.loc[~odd, "visits_times"].min()


def test_mondays_that_were_missed_are_not_taken_for_others():
    rows = mondays([50] * 6 + [120] * 4)
    assert len(find_jumps(rows.drop(index=1))) == 1
    assert find_jumps(rows.drop(index=1)).loc[0, "date"] > find_jumps(rows).loc[0, "date"]


def test_the_order_of_rows_does_not_matter():
    rows = load("second_shop").competitors
    shuffled = find_jumps(rows.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(shuffled, find_jumps(rows))


def test_tables_that_cannot_show_a_jump_say_why():
    rows = mondays([50] * 6 + [120] * 4)
    with pytest.raises(InputError, match="1 rows too many: one article on one day, such as 1 on"):
        find_jumps(pd.concat([rows, rows.tail(1)]))
    fortnights = rows.assign(
        date=pd.date_range("2024-01-01", periods=10, freq="14D", tz="Asia/Shanghai")
    )
    with pytest.raises(InputError, match="Its days are 14 days apart: choose other weeks"):
        find_jumps(fortnights)
    assert len(find_jumps(fortnights, weeks=6)) == 1
    with pytest.raises(InputError, match="there is no pair"):
        find_jumps(rows.head(1))
    with pytest.raises(InputError, match="date holds no times, but values such as"):
        find_jumps(rows.assign(date=rows["date"].astype(str)))


def test_spans_that_overlap_are_refused():
    with pytest.raises(InputError, match="overlap in fewer than 5 weeks"):
        find_jumps(mondays([50] * 9), weeks=4)
    with pytest.raises(InputError, match="hardly is 1.8: that is a jump"):
        find_jumps(mondays([50] * 9), hardly=1.8)
    with pytest.raises(ColumnError, match="visits_30d"):
        find_jumps(mondays([50] * 9).drop(columns="visits_30d"))


def test_the_trades_rule_accuses_the_innocent_and_the_signs_do_not():
    """The shop's truth: the trap that lesson 1.3 shows."""
    shop = load("shop")
    jumps = find_jumps(shop.competitors)
    guilty = _guilty(jumps, shop.rival_articles)
    rule = accusations(jumps["no_more_visits"].fillna(False).astype(float), guilty, [1]).iloc[0]
    assert rule[["accused", "wrongly", "missed"]].tolist() == [8, 6, 0]
    signs = accusations(diagnose_jump(jumps)["fake orders"], guilty, [0.5]).iloc[0]
    assert signs["accused"] > 0
    assert signs["wrongly"] == 0
    assert signs["missed"] == 0
