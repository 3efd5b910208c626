"""Personas, needs, decision times: planted truths, oracles, every backend, bad input."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import friedmanchisquare, spearmanr
from sklearn.metrics import adjusted_rand_score
from statsmodels.duration.survfunc import SurvfuncRight

from ecomlab import estimates
from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.research import audience
from tests.backends import BACKENDS


def crowd(rng, n=400, types=4, noise=0.1, columns=5):
    """Respondents of some types, who mostly give their type's answer in each column."""
    kind = rng.integers(0, types, n)
    other = rng.integers(0, types, (columns, n))
    keeps = rng.random((columns, n)) > noise
    answers = {f"q{i}": np.where(keeps[i], kind, other[i]).astype(str) for i in range(columns)}
    return pd.DataFrame(answers), kind


QUESTIONS = ["q0", "q1", "q2", "q3", "q4"]


# --- Personas -------------------------------------------------------------------------------


@pytest.mark.parametrize("types", [2, 3, 5])
def test_planted_personas_are_found(types):
    rows, kind = crowd(np.random.default_rng(types), types=types)
    found = audience.build_personas(rows, QUESTIONS, k=types)
    assert adjusted_rand_score(kind, found["persona"]) > 0.95
    sizes = found["persona"].value_counts()
    assert sizes.index[0] == "A"
    assert sizes.loc[sorted(sizes.index)].is_monotonic_decreasing


def test_personas_do_not_hang_on_the_index_nor_on_the_kind_of_column():
    rows, _ = crowd(np.random.default_rng(1), noise=0.0)
    plain = audience.build_personas(rows, QUESTIONS)["persona"]
    other = rows.astype("category")
    other.index = np.arange(len(rows)) + 500
    assert audience.build_personas(other, QUESTIONS)["persona"].tolist() == plain.tolist()


def test_numbers_count_by_their_spread():
    rows = pd.DataFrame({"days": [1, 2, 1, 2, 900, 901], "pays": [0.1, 0.2, 0.1, 0.2, 0.15, 0.1]})
    found = audience.build_personas(rows, ["days"], k=2)["persona"]
    assert found.tolist() == list("AAAABB")
    described = audience.describe_personas(rows.assign(persona=found), ["days"])
    assert described["days"].tolist() == [1.5, 900.5]


def test_the_unit_of_a_number_does_not_matter():
    rng = np.random.default_rng(5)
    rows = pd.DataFrame({"pays": np.r_[rng.normal(1, 0.1, 60), rng.normal(2, 0.1, 60)],
                         "noise": rng.normal(0, 1, 120), "same": 7.0})  # fmt: skip
    columns = ["pays", "noise", "same"]
    usual = audience.build_personas(rows, columns, k=2)["persona"]
    small = audience.build_personas(rows * [0.001, 1000, 1], columns, k=2)["persona"]
    assert small.tolist() == usual.tolist()
    assert adjusted_rand_score(rows["pays"] > 1.5, usual) > 0.5


def test_a_persona_is_described_by_what_it_says_more_often():
    rows = pd.DataFrame({
        "persona": list("AAAABB"), "likes": ["plain"] * 4 + ["plain", "bright"],
        "w": [1, 1, 1, 1, 4, 4],
    })  # fmt: skip
    found = audience.describe_personas(rows, ["likes"], "w").set_index("persona")
    assert found["likes"].to_dict() == {"A": "plain", "B": "bright"}
    assert found["share"].to_dict() == pytest.approx({"A": 1 / 3, "B": 2 / 3})
    assert found["n"].to_dict() == {"A": 4, "B": 2}


def test_shuffled_answers_are_the_same_answers():
    rows, _ = crowd(np.random.default_rng(2))
    shuffled = audience._shuffle_answers(rows, ["q0", "q1"], seed=5)
    for name in QUESTIONS:
        assert shuffled[name].value_counts().to_dict() == rows[name].value_counts().to_dict()
    assert shuffled[["q2", "q3", "q4"]].equals(rows[["q2", "q3", "q4"]])
    assert not shuffled["q0"].equals(rows["q0"])
    before, after = (pd.crosstab(t["q0"], t["q1"]).to_numpy() for t in (rows, shuffled))
    assert np.trace(before) > 2 * np.trace(after)
    assert audience._shuffle_answers(rows, ["q0", "q1"], seed=5).equals(shuffled)


def test_a_lineup_hides_the_real_one_and_the_place_changes():
    rows, _ = crowd(np.random.default_rng(3), n=60)
    places = set()
    for seed in range(20):
        samples, real = audience.lineup(rows, QUESTIONS, shown=3, seed=seed)
        same = {
            name: part[QUESTIONS].reset_index(drop=True).equals(rows)
            for name, part in samples.groupby("sample")
        }
        assert [name for name, is_real in same.items() if is_real] == [real]
        places.add(real)
    assert places == {"A", "B", "C"}


def test_a_cut_is_stable_where_types_are_real():
    rows, _ = crowd(np.random.default_rng(4), types=3)
    real = audience.persona_quality(rows, QUESTIONS, ks=[3]).iloc[0]
    noise = audience.persona_quality(audience._shuffle_answers(rows, QUESTIONS), QUESTIONS, ks=[3])
    assert real["agreement"] > 0.95
    assert real["silhouette"] > noise["silhouette"].iloc[0] + 0.3
    assert real["n"] == 400


def test_a_silhouette_is_laid_beside_noise():
    rows, _ = crowd(np.random.default_rng(4), n=200, types=3, noise=0.5)
    found = audience.persona_quality(rows, QUESTIONS, ks=[3, 4], shuffles=5)
    assert (found["silhouette"] > found["silhouette_noise"]).all()
    plain = audience.persona_quality(rows, QUESTIONS, ks=[3, 4])
    assert plain.equals(found.drop(columns="silhouette_noise"))
    highest = max(
        audience.persona_quality(
            audience._shuffle_answers(rows, QUESTIONS, seed), QUESTIONS, ks=[3]
        )["silhouette"].iloc[0]
        for seed in range(1, 6)
    )
    assert found["silhouette_noise"].iloc[0] == pytest.approx(highest)
    places = []  # of noise among noise: as often high as low
    for seed in range(12):
        noise = audience._shuffle_answers(rows.head(120), QUESTIONS, seed + 50)
        found = audience.persona_quality(noise, QUESTIONS, ks=[3], seed=seed, shuffles=3).iloc[0]
        places.append(found["silhouette"] > found["silhouette_noise"])
    assert 0 <= sum(places) <= 8


@pytest.mark.verify
def test_in_the_shop_no_shuffled_panel_reaches_the_real_silhouette():
    survey = load("shop").survey
    panel = survey[survey["frame"] == "panel"]
    columns = ["age", "gender", "city_tier", "lifestyle", "seeding_channel", "need"]
    found = audience.persona_quality(panel, columns, ks=[4], seed=0, shuffles=40).iloc[0]
    assert found["silhouette"] > found["silhouette_noise"] + 0.004
    assert found["silhouette"] < 0.13  # and is small all the same


def test_in_noise_personas_are_worth_nothing_on_average():
    """Forty shuffled surveys: the gain out of sample isn't above 0, and seldom seems to be."""
    values, above = [], 0
    for seed in range(40):
        rows, _ = crowd(np.random.default_rng(seed), n=300, types=3, noise=1.0)
        found = audience.persona_value(rows, "q4", QUESTIONS[:4], k=3, seed=seed)
        values.append(found.value)
        above += found.low > 0
    assert np.mean(values) < 2 * np.std(values) / 40**0.5
    assert above <= 5


@pytest.mark.parametrize("noise", [0.2, 0.5])
def test_real_personas_gain_what_their_types_can(noise):
    """Three types, equally many: right are 1 − noise · 2/3 by type, and 1/3 with one for all."""
    gains = []
    for seed in range(8):
        rows, kind = crowd(np.random.default_rng(seed), n=900, types=3, noise=noise, columns=8)
        by_type = audience.persona_value(rows.assign(kind=kind.astype(str)), "q7", ["kind"], k=None)
        gains.append(by_type.value)
        columns = [f"q{i}" for i in range(7)]
        assert audience.persona_value(rows, "q7", columns, k=3).value > 0.7 * by_type.value
    expected = 1 - noise * 2 / 3 - 1 / 3
    assert np.mean(gains) == pytest.approx(expected, abs=0.03)


def test_the_value_is_counted_on_people_who_were_left_out():
    """Groups of one person each learn everything in sample, and nothing out of it."""
    rng = np.random.default_rng(1)
    rows = pd.DataFrame({"name": np.arange(200).astype(str),
                         "likes": rng.choice(["a", "b"], 200, p=[0.7, 0.3])})  # fmt: skip
    assert audience.persona_value(rows, "likes", ["name"], k=None).value == 0


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda r: audience.build_personas(r, "q0"), InputError, "list of columns"),
        (lambda r: audience.build_personas(r, []), InputError, "list of columns"),
        (lambda r: audience.build_personas(r, ["q9"]), ColumnError, "q9"),
        (lambda r: audience.build_personas(r, ["q0"], k=5), InputError, "4 different answers"),
        (lambda r: audience.build_personas(r, ["q0"], k=1), InputError, "k is 1"),
        (lambda r: audience.build_personas(r, ["q0"], k=27), InputError, "at most 26"),
        (lambda r: audience.persona_value(r, "q0", ["q0", "q1"]), InputError, "knows the answer"),
        (
            lambda r: audience.persona_quality(r, ["q0"], ks=4),
            InputError,
            "list of numbers of pers",
        ),
        (
            lambda r: audience.persona_quality(r, ["q0"], ks=[]),
            InputError,
            "list of numbers of per",
        ),
        (lambda r: audience.persona_quality(r, ["q0"], [2], shuffles=-1), InputError, "shuffles"),
        (lambda r: audience.persona_value(r.head(3), "q0", ["q1"]), InputError, "3 respondents"),
        (lambda r: audience.describe_personas(r, ["q0"]), ColumnError, "persona"),
        (lambda r: audience.lineup(r, ["q0"], shown=1), InputError, "shown"),
        (lambda r: audience.lineup(r, ["q0"], shown=40), InputError, "at most 26"),
        (lambda r: audience._shuffle_answers(r.head(0), ["q0"]), InputError, "no rows"),
        (lambda r: audience.build_personas(r.assign(q0=None), ["q0"]), InputError, "missing"),
    ],
)
def test_what_is_refused_says_why(call, error, words):
    rows, _ = crowd(np.random.default_rng(0), n=50)
    with pytest.raises(error, match=words):
        call(rows)


# --- Needs ----------------------------------------------------------------------------------


def test_opportunity_by_hand():
    """4 + max(4 − 2, 0) = 6; 3 + max(3 − 5, 0) = 3. Weights move both means."""
    asked = pd.DataFrame({"need": ["a", "a", "b", "b"], "importance": [5, 3, 3, 3],
                          "satisfaction": [1, 3, 5, 5], "w": [3, 1, 1, 1]})  # fmt: skip
    found = audience.opportunity_score(asked).set_index("need")
    assert found["score"].to_dict() == {"a": 6, "b": 3}
    weighted = audience.opportunity_score(asked, "w").set_index("need")
    assert weighted.loc["a", ["importance", "satisfaction", "score"]].tolist() == [4.5, 1.5, 7.5]
    assert found.loc["b", ["low", "high"]].isna().all()  # all say the same
    for column in ("importance", "satisfaction"):
        with pytest.raises(InputError, match=f"{column} holds 'very', no number"):
            audience.opportunity_score(asked.assign(**{column: "very"}))


@pytest.mark.parametrize(("importance", "satisfaction"), [(4.0, 2.5), (3.0, 4.2)])
def test_an_opportunity_holds_the_truth_19_times_in_20(importance, satisfaction):
    rng, truth, held = np.random.default_rng(3), importance + max(importance - satisfaction, 0), 0
    for _ in range(1000):
        asked = pd.DataFrame({
            "need": "a", "importance": importance + rng.normal(0, 0.7, 60),
            "satisfaction": satisfaction + rng.normal(0, 0.9, 60),
        })  # fmt: skip
        found = audience.opportunity_score(asked).iloc[0]
        held += found["low"] <= truth <= found["high"]
    assert 0.93 < held / 1000 < 0.97


def test_demand_and_supply_by_hand():
    words = pd.DataFrame(
        {"keyword": ["防晒帽", "防晒 衣", "折叠椅", "(a+b)"], "size": [30, 20, 40, 10]}
    )
    titles = pd.DataFrame({"sku": ["A", "B", "B"], "title": ["折叠椅", "防雨", "折叠 防雨"]})
    terms = {"sun": ["防晒"], "rain": "防雨", "fold": ["折叠"], "odd": ["(a+b)"]}
    found = audience.demand_fit(words, titles, terms, size="size").set_index("need")
    assert found["search_share"].to_dict() == {"sun": 0.5, "fold": 0.4, "odd": 0.1, "rain": 0}
    assert found["articles"].to_dict() == {"sun": 0, "fold": 2, "odd": 0, "rain": 1}
    each = found["per_article"].dropna().to_dict()  # searches ÷ articles; none without an article
    assert each == {"fold": 20, "rain": 0}
    for terms, match in [
        ({}, "empty"),
        ({"x": []}, "texts"),
        ({"x": ["none"]}, "no word and in no"),
    ]:
        with pytest.raises(InputError, match=match):
            audience.demand_fit(words, titles, terms, size="size")
    with pytest.raises(InputError, match="nobody searches"):
        audience.demand_fit(words.assign(size=0), titles, {"sun": ["防晒"]}, size="size")


@pytest.mark.parametrize("ties", [False, True])
def test_agreement_is_kendalls(ties):
    """W = Friedman's chi-square ÷ m(n − 1), ties put right."""
    rng = np.random.default_rng(7)
    for _ in range(20):
        scores = rng.integers(0, 4, (3, 6)) if ties else rng.random((3, 6))
        named = {f"s{i}": dict(zip("abcdef", row, strict=True)) for i, row in enumerate(scores)}
        found = audience.need_map(**named)
        expected = friedmanchisquare(*scores.T).statistic / (3 * 5)
        assert found.attrs["agreement"] == pytest.approx(expected, abs=1e-5)
        pairs = [spearmanr(scores[i], scores[j]).statistic for i, j in ((0, 1), (0, 2), (1, 2))]
        assert found.attrs["rho"] == pytest.approx(np.mean(pairs), abs=1e-5)


def test_needs_that_one_source_does_not_know_stay_in_sight():
    found = audience.need_map(
        a={"x": 3, "y": 2, "z": 1}, b=pd.Series({"x": 1, "y": 2, "z": 3, "w": 9})
    )
    assert found["need"].tolist()[-1] == "w"
    assert found.attrs == {"agreement": 0.0, "rho": -1.0, "n": 3}
    assert found.set_index("need")["sources"].to_dict() == {"x": 2, "y": 2, "z": 2, "w": 1}
    for given, match in [
        ({"a": {"x": 1}}, "1 sources"),
        ({"a": {"x": 1}, "b": {"x": 1}}, "Only 1 need"),
        ({"a": dict.fromkeys("xyz", 2), "b": {"x": 1, "y": 2, "z": 3}}, "a has the same number"),
        ({"a": "light", "b": {"x": 1}}, "Give a number for each need"),
        ({"a": {"x": "much"}, "b": {"x": 1}}, "a has values that are no numbers"),
    ]:
        with pytest.raises(InputError, match=match):
            audience.need_map(**given)


# --- Waiting --------------------------------------------------------------------------------


def test_a_published_survival_curve():
    """Remission under 6-MP (Freireich and others 1963), weeks; + still in remission."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    open_yet = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    counts = [np.bincount(x, minlength=36) for x in (ended, open_yet)]
    curve = estimates.survival(*counts)["survival"]
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve[list(published)].round(3).to_dict() == published


def test_survival_is_that_of_statsmodels():
    rng = np.random.default_rng(1)
    time, status = rng.integers(0, 15, 300), rng.random(300) < 0.4
    counts = [np.bincount(time[status == s], minlength=15) for s in (True, False)]
    ours, theirs = estimates.survival(*counts), SurvfuncRight(time, status)
    assert ours["survival"][theirs.surv_times].to_numpy() == pytest.approx(theirs.surv_prob)
    assert ours["at_risk"][theirs.surv_times].tolist() == theirs.n_risk.tolist()
    inside = ours["survival"].between(0.01, 0.99)
    assert (ours["low"] < ours["survival"])[inside].all()
    with pytest.raises(InputError, match="no wait"):
        estimates.survival([0, 0], [0, 0])


def journeys(rng, n=3000, days=60, mean=5.0, buys=0.4, channels=("content", "search")):
    """First contacts; some buy after a geometric wait, then at a second touch."""
    start = rng.integers(0, days, n)
    wait = rng.geometric(1 / (1 + mean), n) - 1
    buyer = (rng.random(n) < buys) & (start + wait < days)
    first = pd.DataFrame({"journey_id": np.arange(n), "touch": 1, "day": start,
                          "channel": rng.choice(channels, n)})  # fmt: skip
    first["order_id"] = np.where(buyer & (wait == 0), first["journey_id"] + 10**6, -1)
    again = buyer & (wait > 0)
    second = first[again].assign(touch=2, day=(start + wait)[again], channel="direct")
    second["order_id"] = second["journey_id"] + 10**6
    rows = pd.concat([first, second], ignore_index=True)
    rows["ts"] = pd.Timestamp("2025-03-01 10:00") + pd.to_timedelta(rows.pop("day"), unit="D")
    rows["order_id"] = rows["order_id"].astype("Int64").mask(rows["order_id"] < 0)
    return rows.sample(frac=1, random_state=1, ignore_index=True)


def test_the_curve_finds_the_waits_that_naive_misses():
    rows = journeys(np.random.default_rng(1), n=40_000)
    found = audience.decision_lag(rows, since="2025-04-10", horizon=15)
    whole = found[found["channel"] == "all"].set_index("days")
    truth = 0.4 * (1 - (5 / 6) ** (np.arange(16) + 1))
    assert whole["bought"].to_numpy() == pytest.approx(truth, abs=0.012)
    assert whole.loc[3, "naive"] > whole.loc[3, "of_buyers"] + 0.05
    assert (whole["low"] <= whole["bought"]).all()
    assert (whole["bought"] <= whole["high"]).all()


def test_the_share_by_a_day_holds_the_truth_19_times_in_20():
    rng, truth, held = np.random.default_rng(2), 0.4 * (1 - (5 / 6) ** 8), 0
    for _ in range(200):
        start, wait = rng.integers(0, 20, 150), rng.geometric(1 / 6, 150) - 1
        buyer, left = rng.random(150) < 0.4, 19 - start
        done = buyer & (wait <= left)
        length = np.where(done, wait, left)
        counts = [np.bincount(length[done == s], minlength=20) for s in (True, False)]
        row = estimates.survival(*counts).iloc[7]
        held += 1 - row["high"] <= truth <= 1 - row["low"]
    assert 0.90 < held / 200 < 0.99


@pytest.mark.parametrize("engine", [name for name in BACKENDS if name != "pandas"])
def test_every_backend_gives_the_same(engine):
    rows = journeys(np.random.default_rng(3), n=400)
    want = audience.decision_lag(rows, since="2025-03-20", as_of="2025-04-15", horizon=10)
    found = audience.decision_lag(BACKENDS[engine](rows), "2025-03-20", "2025-04-15", horizon=10)
    pd.testing.assert_frame_equal(found, want)


def test_journeys_by_hand():
    rows = pd.DataFrame({
        "journey_id": [1, 1, 1, 2, 3, 3], "touch": [1, 2, 3, 1, 1, 2],
        "ts": pd.to_datetime(["2025-01-01", "2025-01-02", "2025-01-05", "2025-01-03", "2025-01-04",
                              "2025-01-20"]),
        "channel": ["ad", "x", "x", "ad", "post", "x"],
        "order_id": pd.array([None, None, 5, 6, None, 7], dtype="Int64"),
    })  # fmt: skip
    found = audience.decision_lag(rows, as_of="2025-01-10", horizon=8).set_index(
        ["channel", "days"]
    )
    assert found.loc[("ad", 0), "bought"] == 0.5
    assert found.loc[("ad", 4), "bought"] == 1
    assert found.loc[("post", 6), ["bought", "buyers"]].tolist() == [0, 0]  # its order comes later
    assert found.loc[("all", 0), "journeys"] == 3
    assert audience.decision_lag(journeys(np.random.default_rng(1), 200))["days"].max() == 30
    with pytest.raises(InputError, match="No journey begins"):
        audience.decision_lag(rows, since="2026-01-01")
    with pytest.raises(InputError, match="horizon"):
        audience.decision_lag(rows, horizon=0)
    with pytest.raises(ColumnError, match="touch"):
        audience.decision_lag(rows.drop(columns="touch"))
