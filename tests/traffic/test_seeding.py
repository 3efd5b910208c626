"""Seeding: an event study finds a lift that was put in, and none where there is none."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import one_against
from ecomlab.traffic.seeding import busy_days, event_study, seeding_lift, word_changes
from ecomlab.trials import could_be

FIRST, LAST = "2031-06-01", "2031-06-14"


def market(rng, lift=1.0, words=9, mean=60, spread=0.08, days=42, names=("date", "term", "hits")):
    """Words that rise and fall together, each with some luck of its own; one is seeded."""
    day, term, hits = names
    dates = pd.date_range("2031-05-04", periods=days)  # four weeks before the first post
    season = np.exp(0.4 * np.sin(np.arange(days) / 6))
    after = dates >= FIRST
    parts = []
    for n in range(words + 1):
        own = np.exp(spread * rng.standard_normal())
        level = mean * (1 + n % 3) * season * np.where(after, own * (lift if n == 0 else 1), 1)
        parts.append(pd.DataFrame({day: dates, term: f"w{n}", hits: rng.poisson(level)}))
    return pd.concat(parts, ignore_index=True)


def found_in(table, names=("term", "hits")):
    changed = word_changes(table, FIRST, LAST, word=names[0], value=names[1])
    return seeding_lift(changed, "w0", column=names[0])


def test_the_change_of_a_word_by_hand():
    days = pd.date_range("2031-05-31", periods=4)
    table = pd.DataFrame({"date": [*days, *days], "keyword": ["a"] * 4 + ["b"] * 4,
                          "searches": [10, 30, 50, 90, 20, 20, 0, 22]})  # fmt: skip
    found = word_changes(table, "2031-06-02", "2031-06-03", before=2).set_index("keyword")
    assert found.loc["a"].tolist() == [20, 70, 3.5]
    assert found.loc["b"].tolist() == [20, 11, 0.55]
    later = word_changes(table, "2031-06-02", "2031-06-03", before=1, wait=1).set_index("keyword")
    assert later.loc["a"].tolist() == [30, 90, 3]


def test_one_against_others_is_a_regression_on_one_dummy():
    """The oracle: statsmodels' least squares with a dummy for the one."""
    rng = np.random.default_rng(5)
    others, value = rng.normal(0.2, 0.3, 12), 0.9
    y, x = np.append(others, value), sm.add_constant(np.append(np.zeros(12), 1))
    fit = sm.OLS(y, x).fit()
    found = one_against(value, others, "words")
    assert found.value == pytest.approx(fit.params[1])
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[1]))
    assert (found.n, found.counts) == (12, "words")
    with pytest.raises(InputError, match="two or more"):
        one_against(1, [2])
    with pytest.raises(InputError):
        one_against(np.nan, [2, 3])


def test_a_lift_is_found_beside_the_season():
    table = market(np.random.default_rng(1), lift=1.5)
    found = found_in(table)
    assert found.low < 1.5 < found.high
    assert found.low > 1.15
    assert found.n == 9


def test_its_interval_holds_the_truth_as_often_as_it_says():
    """Two thousand markets; each draws its lift, number of words and spread anew."""
    rng = np.random.default_rng(14)
    held = 0
    for _ in range(2000):
        lift = rng.uniform(0.7, 2)
        n, spread = int(rng.integers(4, 20)), rng.uniform(0.05, 0.4)
        logs = rng.normal(0.1, spread, n + 1)
        logs[0] += np.log(lift)
        words = [f"w{i}" for i in range(n + 1)]
        table = pd.DataFrame({"keyword": words, "change": np.exp(logs)})
        found = seeding_lift(table, "w0")
        held += found.low <= lift <= found.high
    assert 0.93 < held / 2000 < 0.97


@pytest.mark.verify
def test_counted_searches_hold_the_truth_too():
    rng = np.random.default_rng(77)
    held = sum(
        found.low <= 1.3 <= found.high
        for found in (
            found_in(market(rng, lift=1.3, mean=rng.uniform(40, 200))) for _ in range(400)
        )
    )
    assert could_be(held, 400, 0.95)


def test_other_names_and_dates_say_the_same():
    rng = np.random.default_rng(8)
    table = market(rng, lift=1.2)
    other = table.rename(columns={"term": "词", "hits": "搜索"})
    assert found_in(other, ("词", "搜索")) == found_in(table)
    zone = table.assign(date=table["date"].dt.tz_localize("Asia/Shanghai"))
    assert found_in(zone) == found_in(table)
    assert found_in(table.sample(frac=1, random_state=1)) == found_in(table)


def test_the_study_stands_at_one_before_and_at_the_lift_after():
    table = market(np.random.default_rng(2), lift=1.6, mean=600, spread=0.02)
    names = [f"w{n}" for n in range(1, 10)]
    study = event_study(table, "w0", names, FIRST, LAST, column="term", value="hits")
    assert study["step"].tolist() == [-4, -3, -2, -1, 0, 1]
    assert study["start"].iloc[4] == pd.Timestamp(FIRST)
    assert study.loc[study["step"] < 0, "estimate"].between(0.9, 1.1).all()
    assert study.loc[study["step"] >= 0, "estimate"].between(1.45, 1.75).all()
    assert (study["n"] == 9).all()
    whole = event_study(table, "w0", names, FIRST, "2031-06-12", column="term", value="hits")
    assert whole["step"].max() == 0  # a week that isn't whole is left out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t[~((t["term"] == "w3") & (t["date"] == "2031-06-05"))], "w3 has 13 of 14 days"),
        (lambda t: t[t["date"] >= "2031-05-20"], "of 28 days"),
        (lambda t: pd.concat([t, t.head(1)]), "two rows"),
        (lambda t: t.assign(hits=-t["hits"]), "from 0 on"),
        (lambda t: t.assign(date=t["date"].astype(str)), "no times"),
    ],
)
def test_days_that_nobody_counted_are_refused(change, words):
    with pytest.raises(InputError, match=words):
        found_in(change(market(np.random.default_rng(3))))


def test_windows_and_words_that_make_no_sense_are_refused():
    table = market(np.random.default_rng(3))
    columns = {"word": "term", "value": "hits"}
    with pytest.raises(InputError, match="before since"):
        word_changes(table, LAST, FIRST, **columns)
    with pytest.raises(InputError, match="leaves no day"):
        word_changes(table, FIRST, LAST, wait=20, **columns)
    with pytest.raises(ColumnError, match="keyword"):
        word_changes(table, FIRST, LAST)
    changed = word_changes(table, FIRST, LAST, **columns)
    with pytest.raises(ChoiceError, match="w0"):
        seeding_lift(changed, "w00", column="term")
    with pytest.raises(InputError, match="own control words"):
        seeding_lift(changed, "w0", ["w0", "w1"], column="term")
    with pytest.raises(InputError, match="two or more"):
        seeding_lift(changed, "w0", ["w1"], column="term")
    with pytest.raises(InputError, match="twice"):
        seeding_lift(changed, "w0", ["w1", "w1", "w2"], column="term")
    with pytest.raises(InputError, match="text such as"):
        seeding_lift(changed.assign(change="x"), "w0", column="term")
    with pytest.raises(InputError, match="no searches"):
        seeding_lift(changed.assign(change=[1.0, 0.0] + [1.0] * 8), "w0", column="term")
    with pytest.raises(InputError, match="other words"):
        event_study(table, "w0", ["w0", "w1"], FIRST, LAST, column="term", value="hits")
    gone = table.assign(hits=table["hits"].where(table["term"] != "w2", 0))
    with pytest.raises(InputError, match="without searches"):
        event_study(gone, "w0", ["w1", "w2"], FIRST, LAST, column="term", value="hits")


def season(rng, effect, days=700):
    """Posts follow demand; ``effect`` is what one more post truly multiplies searches by."""
    demand = np.exp(0.5 * np.sin(np.arange(days) / 50) + 0.1 * rng.standard_normal(days))
    posts = np.clip(np.round(5 + np.log(demand) * 2 + rng.uniform(-1, 1, days)), 4, 6).astype(int)
    searches = rng.poisson(300 * demand * effect**posts / effect**5)
    return pd.DataFrame({"posts": posts, "searches": searches,
                         "market": rng.poisson(30_000 * demand)})  # fmt: skip


def test_days_with_many_posts_are_days_of_high_demand():
    found = busy_days(season(np.random.default_rng(4), 1.0), 6, 4).set_index("reading")
    assert found.loc["as they are", "low"] > 1.5
    beside = found.loc["beside the market"]
    assert beside["low"] < 1 < beside["high"]
    real = busy_days(season(np.random.default_rng(4), 1.1), 6, 4).set_index("reading")
    beside = real.loc["beside the market"]
    assert beside["low"] < 1.1**2 < beside["high"]
    assert beside["low"] > 1.1


def test_busy_days_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(600):
        effect = rng.uniform(0.95, 1.1)
        found = busy_days(season(rng, effect, days=250), 6, 4)
        held += found["low"][1] <= effect**2 <= found["high"][1]
    assert could_be(held, 600, 0.95)


def test_numbers_of_posts_that_no_day_has_are_refused():
    with pytest.raises(ChoiceError, match="many"):
        busy_days(season(np.random.default_rng(4), 1.0), 9, 4)
    with pytest.raises(InputError, match="both 6"):
        busy_days(season(np.random.default_rng(4), 1.0), 6, 6)
