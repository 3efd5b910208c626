"""The workshop on the traffic budget: its sums by hand, its memo and summary, the quarter."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.classroom import audits, headers
from ecomlab.classroom.decision_file import ALLOWED, QUESTIONS
from ecomlab.classroom.exercise import answers
from ecomlab.classroom.registry import lesson
from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.traffic import attribution, workshop
from ecomlab.traffic.figures import next_yuan, quarter_curves

LABELS = [f"class {n}" for n in range(30)]
ZONE = "Asia/Shanghai"
SUMMED = (
    "ads_daily", "ads_regions", "ad_conversions", "pnl_lines", "traffic_daily", "live_shows",
    "evening",
)  # fmt: skip


@pytest.fixture(scope="module")
def data():
    return workshop.tables()


@pytest.fixture(scope="module")
def runs(data):
    return data["runs"]


def the_claims(data, **others):
    names = ("ads_daily", "ads_regions", "pnl_lines", "traffic_daily", "live_minutes", "sessions")
    given = {name: data[name] for name in (*names, "evening")} | others
    return workshop.claims(**given)


def note():
    path = headers.LESSONS / headers.read()["2_9"].path
    text = path.read_text(encoding="utf-8").split("**Expected.**")[1].split("**Wrong turns.**")[0]
    return " ".join(text.replace("#", "").split())


def ads(rows):
    table = pd.DataFrame(rows, columns=["date", "plan_kind", "revenue", "cost"])
    return table.assign(date=pd.to_datetime(table["date"]).dt.tz_localize(ZONE))


ADS = ads(
    [("2025-09-30", "live", 999.0, 1.0), ("2025-10-01", "live", 60.0, 10.0),
     ("2025-10-01", "paid_brand", 500.0, 5.0), ("2025-10-05", "paid_feed", 60.0, 30.0),
     ("2025-10-06", "live", 5.0, 10.0)]
)  # fmt: skip


def test_the_agencys_quarter_by_hand():
    """15 open days before 20 October: up to the 5th all is complete, the 6th isn't."""
    complete = workshop.quarter(ADS, "2025-10-20")
    assert len(complete) == 3
    assert workshop.roi(complete) == pytest.approx(620 / 45)
    assert workshop.roi_by_source(complete).to_dict() == {
        "paid_brand": 100.0, "live": 6.0, "paid_feed": 2.0
    }  # fmt: skip
    assert len(workshop.quarter(ADS, "2025-10-20", settled=False)) == 4
    assert workshop.without_name.solution(ADS, "2025-10-20") == pytest.approx(120 / 40)


def test_gains_are_differences_within_a_luck_and_straight_between_the_amounts():
    runs = pd.DataFrame(
        [(1, "none", "as it was", 0, 100.0), (2, "none", "as it was", 0, 300.0),
         (1, "live", "more", 100, 120.0), (2, "live", "more", 100, 290.0),
         (1, "live", "more", 200, 80.0), (2, "live", "more", 200, 310.0),
         (1, "live", "off", 0, 60.0), (2, "live", "off", 0, 250.0)],
        columns=["luck", "kind", "change", "more", "profit"],
    )  # fmt: skip
    assert workshop.gain(runs, "E", 100).tolist() == [20.0, -10.0]
    assert workshop.gain(runs, "E", 50).tolist() == [10.0, -5.0]
    assert workshop.gain(runs, "E", 150).tolist() == [0.0, 0.0]
    assert workshop.stopped(runs, "E").tolist() == [-40.0, -50.0]
    assert workshop.gain(runs, "G", 70).tolist() == [0.0, 0.0]


def test_the_next_yuan_by_hand(data):
    """At the border of the average nothing is left or lost."""
    args = (data["ads_daily"], data["pnl_lines"], data["evening"])
    keeps = workshop.next_keeps.solution(*args)
    found = workshop.next_yuan(*args, [0.0, keeps, 2 * keeps], more=1000)["leaves"]
    assert found.tolist() == pytest.approx([-1000, 0, 1000])


def test_the_header_tells_the_border_that_the_data_have(data):
    keeps = workshop.next_keeps.solution(data["ads_daily"], data["pnl_lines"], data["evening"])
    assert f"must keep: {keeps:.0%}" in headers.read()["2_9"].border


def test_the_feeds_weeks_are_whole_lots(data):
    weeks = workshop.feed_weeks(data["ads_regions"], data["traffic_daily"])
    lots = weeks.groupby(np.arange(len(weeks)) // 7)["on"]
    assert (lots.nunique() == 1).all()
    assert len(lots) == workshop.TEST[1]
    assert weeks.loc[~weeks["on"], "cost"].sum() == 0
    assert (weeks.loc[weeks["on"], "cost"] > 0).all()


def test_the_tables_stand_for_one_shop_and_the_sales_are_paid_ones(data):
    """Sales by visit and claims by tool are both before refunds: the border is of paid yuan."""
    orders = load("second_shop")["orders"]
    paid = orders.loc[orders["ts_pay"].notna(), "paid_amount"].sum()
    assert data["traffic_daily"]["revenue"].sum() == pytest.approx(paid, rel=0.01)


def test_every_verdict_follows_from_data_that_are_otherwise(data):
    """Each sentence that can turn out otherwise does, on tables where it is otherwise."""
    was = the_claims(data)["verdict"]
    assert "".join(was) == "RWNWNWRRWW"
    books = data["pnl_lines"]
    kept = books[~books["line"].isin(["refund", "return_shipping", "return_handling"])]
    sessions = data["sessions"].assign(visitor_id=range(len(data["sessions"])))
    many = data["ads_daily"].assign(orders=30)
    even = data["live_minutes"].assign(orders=0.05 * data["live_minutes"]["product_clicks"])
    assert the_claims(data, sessions=sessions)["verdict"][6] == "R"
    assert the_claims(data, ads_daily=many)["verdict"][3] == "R"
    assert the_claims(data, live_minutes=even)["verdict"][7] == "N"
    assert the_claims(data, pnl_lines=kept)["verdict"].size == 10
    lifted = data["traffic_daily"].copy()
    weeks = workshop.feed_weeks(data["ads_regions"], data["traffic_daily"])
    on = lifted["date"].isin(weeks.loc[weeks["on"], "date"])
    lifted["revenue"] = np.where(on, 1000.0, 10.0)
    assert the_claims(data, traffic_daily=lifted)["verdict"][5] == "R"
    lifted["revenue"] = np.where(on, 10.0, 1000.0)
    assert the_claims(data, traffic_daily=lifted)["verdict"][5] == "W"


def test_a_third_of_the_memo_is_right_and_every_sentence_has_its_lesson(data):
    found = the_claims(data)
    assert (found["verdict"] == "R").sum() >= 3
    assert list(found.index) == list(workshop.LOOK)
    known = {"1", *(each.replace("_", ".") for each in headers.read())}
    for words in workshop.LOOK.values():
        for word in words.replace(",", "").split():
            assert word[:2] != "2." or word in known | {"2.4", "2.7"}


@pytest.fixture
def answered_once(monkeypatch):
    """The answers don't hang on the label: each exercise is worked out once."""
    found = {}

    def once(exercise, data):
        if exercise.name not in found:
            found[exercise.name] = answers(exercise, data)
        return found[exercise.name]

    monkeypatch.setattr(audits, "answers", once)


def test_memos_have_none_to_three_flaws_and_some_have_none(data, answered_once):
    known = {name: data[name] for name in SUMMED}
    memos = [workshop.assistant(**known, label=label) for label in LABELS]
    counts = [len(memo.marks) for memo in memos]
    assert {0, 1, 2, 3} == set(counts)
    clean = {memo.text for memo in memos if not memo.marks}
    assert len(clean) == 1
    clean = clean.pop().splitlines()
    for memo in memos:
        changed = [i for i, line in enumerate(memo.text.splitlines(), 1) if line != clean[i - 1]]
        assert changed == [mark.place for mark in memo.marks]
    used = {(mark.place, mark.flaw) for memo in memos for mark in memo.marks}
    assert {flaw for _, flaw in used} == set(workshop.FLAWS)
    assert {mark.harm for memo in memos for mark in memo.marks} == set(workshop.HARMS)


@pytest.mark.parametrize("label", LABELS[:2])
def test_every_groups_summary_can_be_answered(data, label, answered_once):
    asked = lesson("2_9").on(**data | {"label": label}).audit
    marks = workshop.assistant(**{name: data[name] for name in SUMMED}, label=label).marks
    assert asked.check(marks).status == "correct"
    assert asked.check([]).status == ("not yet" if marks else "correct")


def test_what_the_instructor_expects_is_what_the_data_say(data, answered_once):
    said, quiz = note(), lesson("2_9").on(**data)
    right = {q.exercise.name: q._answer(q.exercise.solution) for q in quiz if not q.exercise.home}
    assert f"Border {right['must_show']:.2f}" in said
    assert f"without the own name {right['without_name']:.2f}" in said
    assert f"{right['weeks_needed']:.0f} weeks" in said
    assert f"must keep {right['next_keeps']:.0%}" in said
    assert f"first test {''.join(map(str, right['first_test']))}" in said
    assert f"ten sentences {' '.join(right['judged'])}" in said
    words = {0: "none", 1: "one", 2: "two", 3: "three flaws"}
    for label in ("published", "7A", "7B", "7C", "7D"):
        count = len(workshop.assistant(**{name: data[name] for name in SUMMED}, label=label).marks)
        shown = f"`{label}` {words[count]}" if label == "published" else f"{label} {words[count]}"
        assert shown.removesuffix(" flaws") in said


def test_the_journeys_of_the_pool_are_those_of_the_shops_half_year():
    shop = load("second_shop")
    worked_out = attribution.pool_data(shop, as_of="2025-06-30")
    lent = lesson("2_9").borrowed["2_6"](shop)
    assert set(lent) == set(worked_out)
    columns = ["path", "journeys", "orders"]
    pd.testing.assert_frame_equal(
        lent["journeys"][columns], worked_out["journeys"][columns], check_dtype=False
    )


def test_the_quarter_beside_other_choices(runs):
    found = workshop.run_quarter("E", 12_500, "G", 1).set_index("who")
    assert found.loc["yours", "result"] == found.loc["a bet with a limit", "result"] > 0
    assert found.loc["evidence", "result"] == found.loc["evidence", "yuan more"] == 0
    assert 2 * found.loc["its test, all quarter", "result"] == pytest.approx(
        found.loc["own name off", "result"]
    )
    own, feed = workshop.gain(runs, "B", 25_000), workshop.gain(runs, "C", 75_000)
    asked = own + feed + workshop.stopped(runs, "D")
    assert found.loc["agency", "result"] == pytest.approx(asked.mean())
    assert asked.mean() < -90_000
    assert (found["worst luck"] <= found["result"]).all()
    assert (found["result"] <= found["best luck"]).all()
    assert workshop.run_quarter("G", 5, "G", 1)["yuan more"][0] == 0


def test_a_second_choice_is_run_as_well(data):
    asked = lesson("2_9").on(**data).run
    asked.check(("A", 12_500))
    assert "Your first choice counts" in asked.check(("E", 12_500)).message


def test_what_the_texts_say_of_the_quarter_holds(runs):
    """All of the money pays nowhere, a step nowhere clearly; the own name is better off."""
    for letter in workshop.SOURCES:
        assert workshop.gain(runs, letter, workshop.OFFERED).max() < 0
    assert workshop.gain(runs, "E", workshop.STEP).mean() > 0
    assert workshop.stopped(runs, "B").min() > 0
    assert max(workshop.stopped(runs, letter).max() for letter in "ACDE") < -20_000
    off = workshop.without(runs).set_index("source").loc["affiliates"]
    assert off["low"] < 0 < off["high"]
    links = workshop.left_per_yuan(runs, "F")
    assert links.min() < 1 < links.mean()
    steps = workshop.curves(runs).query("more == @workshop.STEP").set_index("source")
    assert not (steps["low"] > 0).any()
    assert (steps.loc[["live", "paid_search"], "high"] > 0).all()


def test_the_room_adds_more_than_it_is_credited_with(data, runs):
    shown = workshop.roi_by_source(workshop.quarter(data["ads_daily"], data["evening"]))["live"]
    promised = shown / workshop.border(data["pnl_lines"], data["evening"])
    assert workshop.left_per_yuan(runs, "E").min() > promised


def test_a_choice_is_kept_and_told_what_it_leaves(data):
    asked = lesson("2_9").on(**data).run
    outcome = asked.check(("c", 100_000))
    assert outcome.status == "kept"
    assert "Yours left −" in outcome.message or "Yours left -" in outcome.message
    assert "0 to choose" not in outcome.message
    assert asked.check(("E", 200_000)).status != "kept"


def test_the_sources_of_the_decision_are_those_of_the_quarter():
    assert tuple(workshop.CHOICES) == ALLOWED["2_traffic", "source"]
    assert {*workshop.SOURCES, workshop.KEEP} == set(workshop.CHOICES)
    path = headers.LESSONS / headers.read()["2_9"].path
    source = path.read_text(encoding="utf-8")
    for question in QUESTIONS["2_traffic"]:
        assert f'decide("2_traffic", "{question}"' in source


def test_the_agencys_event_is_that_of_its_days_alone():
    """The median day sells 10; eleven days of 30 are 220 more; the dip isn't in it."""
    dates = pd.date_range("2025-09-01", "2025-12-31", tz=ZONE)
    table = pd.DataFrame({"date": dates, "revenue": 10.0})
    table.loc[table["date"].between("2025-11-01", "2025-11-11"), "revenue"] = 30.0
    table.loc[table["date"].between("2025-11-12", "2025-11-26"), "revenue"] = 4.0
    assert workshop.agency_event(table) == pytest.approx(220.0)


def test_whether_anything_of_the_event_is_left_cannot_be_told(data):
    found = workshop.event_parts(data["traffic_daily"])
    assert (found.loc[["waiting", "dip"], "high"] < 0).all()
    assert found.loc["event", "low"] > 0
    assert found.loc["whole", "low"] < 0 < found.loc["whole", "high"]


def test_young_orders_are_not_in_the_border(data):
    """Two settled orders of 100, one of which came back; one of last week that may still."""
    lines = [(1, "2025-12-01", "revenue", 100.0), (1, "2025-12-01", "cogs", -50.0),
             (2, "2025-12-16", "revenue", 100.0), (2, "2025-12-22", "refund", -100.0),
             (2, "2025-12-22", "shipping", -10.0), (3, "2025-12-17", "revenue", 100.0),
             (None, "2025-12-01", "rent", -9.0)]  # fmt: skip
    table = pd.DataFrame(lines, columns=["order_id", "date", "line", "amount"])
    table = table.assign(date=pd.to_datetime(table["date"]).dt.tz_localize(ZONE))
    assert workshop.settled(table, "2025-12-31")["order_id"].unique().tolist() == [1, 2]
    assert workshop.border(table, "2025-12-31") == pytest.approx(1 / (0.5 * 0.5 - 0.5 * 0.1))
    young = workshop.settled(data["pnl_lines"], "2025-12-31")
    assert workshop.border(data["pnl_lines"], "2025-12-31") == pytest.approx(3.52, abs=0.005)
    assert len(young) < len(data["pnl_lines"])


def test_a_straight_trend_narrows_the_feeds_interval_and_keeps_the_border_in_it(data):
    """As the text says; by least squares of weeks on the lot and the week's number."""
    weeks = workshop.feed_weeks(data["ads_regions"], data["traffic_daily"])
    sums = weeks.groupby(np.arange(len(weeks)) // 7).agg(
        on=("on", "first"), cost=("cost", "sum"), revenue=("revenue", "sum")
    )
    design = np.column_stack([np.ones(len(sums)), sums["on"].astype(float), np.arange(len(sums))])
    fit, rest, *_ = np.linalg.lstsq(design, sums["revenue"].to_numpy(), rcond=None)
    error = (rest[0] / (len(sums) - 3) * np.linalg.inv(design.T @ design)[1, 1]) ** 0.5
    each = sums.loc[sums["on"], "cost"].mean()
    low, high = (fit[1] - 2.18 * error) / each, (fit[1] + 2.18 * error) / each
    plain = workshop.feed_test(data["ads_regions"], data["traffic_daily"])
    assert high - low < 0.7 * (plain.high - plain.low)
    assert low < workshop.border(data["pnl_lines"], data["evening"]) < high


@pytest.mark.parametrize("weeks", [408, 424, 341, 336])
def test_any_defensible_interval_gives_the_weeks(data, weeks):
    assert lesson("2_9").on(**data).weeks_needed.check(weeks).status == "correct"


@pytest.mark.parametrize("write", ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", int])
def test_an_own_export_is_read_however_its_dates_are_written(write):
    days = pd.Series(pd.date_range("2025-01-01", periods=20))
    date = days.dt.strftime("%Y%m%d").astype(int) if write is int else days.dt.strftime(write)
    own = pd.DataFrame({"date": date, "plan_kind": "a", "revenue": 6.0, "cost": 2.0})
    own.loc[own.index >= 5, "revenue"] = 0.0
    assert workshop.own_roi(own).to_dict() == {"a": 3.0}
    free = workshop.own_roi(own.assign(cost=0.0))
    assert free.isna().all()
    with pytest.raises(InputError, match="no day that is complete"):
        workshop.own_roi(own.head(10))
    with pytest.raises(InputError, match="can't be read"):
        workshop.own_roi(own.assign(date="yesterday"))
    with pytest.raises(ColumnError, match="cost"):
        workshop.own_roi(own.drop(columns="cost"))


def test_who_reads_a_young_day_as_too_small_pays_too_much():
    """Divided by too small a share, a young return looks richer than it is."""
    place = next(one for one in workshop.SENTENCES if "Two evenings" in one.text)
    assert {harm for _, harm in place.flaws.values()} == {"A"}


def test_the_curves_are_drawn_for_each_further_yuan():
    curve = pd.DataFrame(
        {"source": ["live"] * 3, "more": [0, 100, 200], "gain": [0.0, 20.0, -50.0],
         "low": [0.0, 5.0, -70.0], "high": [0.0, 35.0, -30.0]}
    )  # fmt: skip
    line = quarter_curves(curve).lines[0]
    assert line.get_xydata().tolist() == [[100.0, 0.2], [200.0, -0.25]]
    with pytest.raises(InputError, match="above 0"):
        quarter_curves(curve.head(1))


def test_a_column_that_is_missing_is_named(data):
    with pytest.raises(ColumnError, match="leaves"):
        next_yuan(pd.DataFrame({"keeps": [0.1]}), 0.1, 10)


def test_the_lever_tells_what_is_left_at_a_share():
    curve = pd.DataFrame({"keeps": [0.1, 0.2, 0.3], "leaves": [-30.0, 0.0, 30.0]})
    ax = next_yuan(curve, at=0.3, more=100)
    assert ax.get_title("left").endswith("keep 30% of the average, they leave +30")
    assert [tuple(map(float, xy)) for xy in ax.lines[-1].get_xydata()] == [(0.3, 30.0)]
    with pytest.raises(ChoiceError, match="at is 0.4"):
        next_yuan(curve, at=0.4, more=100)
    with pytest.raises(InputError, match="more"):
        next_yuan(curve, at=0.3, more=0)
