"""The workshop on the sign-up form: its sums by hand, its memo and summary, March."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from ecomlab.classroom import audits, headers
from ecomlab.classroom.decision_file import ALLOWED, QUESTIONS
from ecomlab.classroom.exercise import answers
from ecomlab.classroom.registry import lesson
from ecomlab.conversion.figures import event_sums, offers, rise_needed
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.conversion import workshop

LABELS = [f"class {n}" for n in range(30)]
ZONE = "Asia/Shanghai"
SUMMED = ("pnl_lines", "inventory_daily", "sku", "promos", "traffic_daily", "sessions", "events",
          "shop", "evening")  # fmt: skip


@pytest.fixture(scope="module")
def data():
    return workshop.tables()


@pytest.fixture(scope="module")
def runs(data):
    return data["runs"]


@pytest.fixture(scope="module")
def known(data):
    return workshop.summary_data(**{name: data[name] for name in SUMMED})


def path():
    return headers.LESSONS / headers.read()["3_9"].path


def note():
    text = path().read_text(encoding="utf-8").split("**Expected.**")[1].split("**Wrong turns.**")[0]
    return " ".join(text.replace("#", "").split())


def lines(rows):
    table = pd.DataFrame(rows, columns=["order_id", "date", "line", "amount"])
    return table.assign(date=pd.to_datetime(table["date"]).dt.tz_localize(ZONE))


BOOKS = lines(
    [(1, "2025-12-01", "revenue", 113.0), (1, "2025-12-01", "cogs", -40.0),
     (1, "2025-12-01", "platform_fee", -1.0), (1, "2025-12-01", "vat", -8.0),
     (1, "2025-12-01", "ads", -30.0), (2, "2025-12-16", "revenue", 113.0),
     (2, "2025-12-20", "refund", -113.0), (2, "2025-12-16", "shipping", -10.0),
     (3, "2025-12-17", "revenue", 999.0), (None, "2025-12-01", "rent", -9.0),
     (4, "2025-12-05", "revenue", 500.0), (4, "2025-12-09", "cogs", -490.0)]
)  # fmt: skip
EVENT = pd.DataFrame(  # order 4 was paid on its second day; a test of prices is no event
    {"type": ["event_discount", "price_test"],
     "start": pd.to_datetime(["2025-12-04", "2025-12-01"]).tz_localize(ZONE),
     "end": pd.to_datetime(["2025-12-05", "2025-12-31"]).tz_localize(ZONE)}
)  # fmt: skip


def test_a_hundred_yuan_by_hand():
    """226 are paid, 113 kept; 13 tax and 1 fee go: 99 stay. Goods 40, parcel 10, 5 tax less."""
    found = workshop.books(BOOKS, EVENT, "2025-12-31")
    assert found["stays"] == pytest.approx(100 * 99 / 226)
    assert found["costs"] == pytest.approx(100 * (40 + 10 + 8 - 13) / 226)
    assert found["left"] == pytest.approx(100 * (113 - 40 - 1 - 8 - 10) / 226)
    assert found["left"] == pytest.approx(found["stays"] - found["costs"])


def test_at_the_needed_rise_as_much_is_left(data):
    """What a cut needs, and what is left after it, are two ways to the same border."""
    args = [data[name] for name in ("pnl_lines", "inventory_daily", "sku", "promos", "evening")]
    books = workshop.books(data["pnl_lines"], data["promos"], data["evening"])
    for cut in (0.04, 0.15, 0.25):
        rise = workshop.needed(data["pnl_lines"], data["promos"], data["evening"], [cut])[
            "pieces"
        ].iloc[0]
        then = (1 + rise) * (books["stays"] * (1 - cut) - books["costs"])
        assert then == pytest.approx(books["left"])
        found = workshop.left_at(*args, cut=cut)
        expected = workshop.expected(*args[1:4], cut=cut)
        assert (found.estimate < 100) == (expected.estimate < rise)
        assert found.low < found.estimate < found.high


def test_the_header_tells_the_border_that_the_data_have(data):
    said = headers.read()["3_9"].border.replace("−", "-")
    turns = workshop.needed(data["pnl_lines"], data["promos"], data["evening"])["elasticity"].iloc[
        0
    ]
    slope = workshop.pricing.by_lot(data["inventory_daily"], data["sku"], data["promos"])
    assert f"as much as before: {turns:.1f}" in said
    assert f"{slope.estimate:.1f} ({slope.low:.1f} to {slope.high:.1f})" in said
    assert slope.low < turns < slope.estimate  # as the texts say: its far end just reaches it


def test_of_an_ordinary_day_more_is_left_than_of_an_events(data):
    """A hundred yuan at an event's price hold less: who mixes them in asks for too large a rise."""
    none = data["promos"].iloc[:0]
    ordinary, all_days = (
        workshop.books(data["pnl_lines"], promos, data["evening"])
        for promos in (data["promos"], none)
    )
    assert ordinary["left"] > all_days["left"]
    orders, cut = data["orders"], data["promos"]
    cut = cut[cut["type"].astype(str) == "event_discount"]
    day = orders["ts_pay"].dt.normalize()
    event = pd.concat([day.between(a, b) for a, b in zip(cut["start"], cut["end"], strict=True)],
                      axis=1).any(axis=1)  # fmt: skip
    lines_left = workshop.on_ordinary_days(data["pnl_lines"], data["promos"])
    assert set(lines_left["order_id"]) == set(orders.loc[day.notna() & ~event, "order_id"])


def test_what_a_shop_gets_that_stays_out_is_the_worlds():
    from ecomlab.shop import World
    from ecomlab.shop.published import SONGLING, SONGLING_HAS

    world = World.drawn(SONGLING, facts=SONGLING_HAS)
    assert world.facts["waiting"]["absent"] == workshop.ABSENT


def test_the_summary_is_worked_out_once_for_the_same_tables(data, monkeypatch):
    args, asked = [data[name] for name in SUMMED], []
    monkeypatch.setattr(workshop, "summary", lambda _, label: asked.append(label) or label)
    assert [workshop.assistant(*args, label) for label in ("p", "p", "q", "p")] == list("ppqp")
    assert asked == list("pqp")


def test_an_own_list_by_hand():
    """A lamp leaves 50 of 100; at 20% less 30: two thirds more. A mug leaves nothing then."""
    own = pd.DataFrame({"sku": ["lamp", "mug"], "price": [100.0, 10.0], "cost": [50.0, 8.5]})
    found = workshop.own_needed(own, cut=0.2)
    assert found["must_rise"].iloc[0] == pytest.approx(2 / 3)
    assert np.isnan(found["must_rise"].iloc[1])
    assert workshop.own_needed(own.head(1), 0.2, fee=0.1)["left"].iloc[0] == pytest.approx(40)
    with pytest.raises(InputError, match="mug of articles.csv leaves nothing"):
        workshop.own_needed(own.assign(cost=[50.0, 10.5]))
    with pytest.raises(ColumnError, match="cost"):
        workshop.own_needed(own.drop(columns="cost"))
    with pytest.raises(InputError):
        workshop.own_needed(pd.concat([own, own]))


RUNS = pd.DataFrame(
    [(1, "299 − 20", 0, 10.0, 100.0), (2, "299 − 20", 0, 30.0, 300.0),
     (1, "299 − 20", 4, 15.0, 90.0), (2, "299 − 20", 4, 28.0, 310.0),
     (1, "299 − 20", 8, 19.0, 80.0), (2, "299 − 20", 8, 38.0, 280.0)],
    columns=["luck", "threshold", "cut", "profit", "later"],
)  # fmt: skip


def test_gains_are_differences_within_a_luck_and_straight_between_the_cuts():
    assert workshop.gain(RUNS, "A", 4, "five").tolist() == [5.0, -2.0]
    assert workshop.gain(RUNS, "A", 4).tolist() == [-5.0, 8.0]
    assert workshop.gain(RUNS, "A", 8).tolist() == [-11.0, -12.0]
    assert workshop.gain(RUNS, "A", 6).tolist() == [-8.0, -2.0]
    assert workshop.gain(RUNS, "E", 6).tolist() == [0.0, 0.0]


def test_march_beside_other_choices(runs):
    found = workshop.run_march("A", 8, "A", 4).set_index("who")
    assert found.loc["yours", "result"] == found.loc["last year's", "result"]
    assert found.loc["stay out", "result"] == found.loc["stay out", "% off"] == 0
    out = runs[runs["cut"] == 0].set_index("luck")
    form = runs[(runs["cut"] == 15) & (runs["threshold"] == "299 − 50")].set_index("luck")
    both = form["profit"] + form["later"] - out["profit"] - out["later"]
    assert found.loc["the form", "result"] == pytest.approx(both.mean())
    assert found.loc["the form", "worst luck"] == both.min()
    assert (found["worst luck"] <= found["result"]).all()
    assert (found["result"] <= found["best luck"]).all()
    assert workshop.run_march("E", 20, "A", 4)["% off"][0] == 0
    assert workshop.run_march("D", 2, "A", 4)["% off"][0] == workshop.LEAST


def test_what_the_texts_say_of_march_holds(runs):
    """Deep cuts lose in every threshold; the event's own days hide it; the least can't be told."""
    for letter in workshop.THRESHOLDS:
        for cut in (8, 15, 25):
            assert workshop.mean(workshop.gain(runs, letter, cut), "lots").high < 0
    assert workshop.mean(workshop.gain(runs, "A", 15, "five"), "lots").low > 0
    least = workshop.mean(workshop.gain(runs, "A", workshop.LEAST), "lots")
    assert least.low < 0 < least.high
    assert workshop.gain(runs, "A", 25).max() < workshop.gain(runs, "A", 8).min()


def test_a_choice_is_kept_and_told_what_it_leaves(data):
    asked = lesson("3_9").on(**data).run
    outcome = asked.check(("c", 15))
    assert outcome.status == "kept"
    assert "Yours left -15,245 yuan" in outcome.message.replace("−", "-")
    assert "Your first choice counts" in asked.check(("E", 1)).message
    assert asked.check(("A", 40)).status != "kept"


def the_claims(data, **others):
    return workshop.claims(**({name: data[name] for name in workshop.MEMO} | others))


def test_every_verdict_follows_from_data_that_are_otherwise(data):
    """Each sentence that can turn out otherwise does, on tables where it is otherwise."""
    was = the_claims(data)["verdict"]
    assert "".join(was) == "RWNWRNWNWR"
    rows = data["experiments"]
    chats = data["chats"].assign(first_human_s=5.0)
    even = data["other_days"].assign(paid=100.0 * data["other_days"]["orders"])
    countdown = rows["experiment"] == workshop.COUNTDOWN
    better = rows.assign(
        arm=np.where(countdown, rows["arm"].map({"A": "B", "B": "A"}).fillna("A"), rows["arm"])
    )
    assert the_claims(data, chats=chats)["verdict"][9] == "R"
    assert the_claims(data, other_days=even)["verdict"][5] == "N"
    assert the_claims(data, experiments=better)["verdict"][7] == "R"


def test_the_memo_turns_with_an_event_that_paid():
    found = {"R": (1.0, 2.0), "W": (-2.0, -1.0), "N": (-1.0, 1.0)}
    for verdict, (low, high) in found.items():
        assert workshop._told({"low": low, "high": high}) == verdict
        assert workshop._told(workshop.Estimate(0.0, low, high, 3)) == verdict


def test_a_third_of_the_memo_is_right_and_every_sentence_has_its_lesson(data):
    found = the_claims(data)
    assert (found["verdict"] == "R").sum() >= 3
    assert list(found.index) == list(workshop.LOOK)


@pytest.fixture
def answered_once(monkeypatch):
    """The answers don't hang on the label: each exercise is worked out once."""
    found = {}

    def once(exercise, data):
        if exercise.name not in found:
            found[exercise.name] = answers(exercise, data)
        return found[exercise.name]

    monkeypatch.setattr(audits, "answers", once)
    monkeypatch.setattr(audits, "Question", lambda *_: SimpleNamespace(left_out=lambda: None))


def test_memos_have_none_to_three_flaws_and_some_have_none(known, answered_once):
    memos = [workshop.summary(known, label) for label in LABELS]
    assert {0, 1, 2, 3} == {len(memo.marks) for memo in memos}
    clean = {memo.text for memo in memos if not memo.marks}
    assert len(clean) == 1
    clean = clean.pop().splitlines()
    for memo in memos:
        changed = [i for i, line in enumerate(memo.text.splitlines(), 1) if line != clean[i - 1]]
        assert changed == [mark.place for mark in memo.marks]
    used = {mark.flaw for memo in memos for mark in memo.marks}
    assert used == set(workshop.FLAWS)
    assert {mark.harm for memo in memos for mark in memo.marks} == set(workshop.HARMS)


def test_what_the_instructor_expects_is_what_the_data_say(data, known, answered_once):
    said, quiz = note(), lesson("3_9").on(**data)
    asked = ("must_rise", "after_cut", "sent_back", "same_mix", "orders_lost", "other_due",
             "two_points", "offers", "lamp", "ship", "judged", "three_in_order")  # fmt: skip
    right = {name: getattr(quiz, name)._answer(getattr(quiz, name).exercise.solution)
             for name in asked}  # fmt: skip
    assert f"Needed {right['must_rise']:.0f}%" in said
    assert f"left at 15% off {right['after_cut']:.1f}" in said
    assert f"former price {right['lamp']:.0f}" in said
    assert f"protection {right['other_due']:,.0f}" in said
    assert f"sent back {right['sent_back']:.1f} points" in said
    assert f"same mix {right['same_mix']:.2f} points" in said
    assert f"promise {right['two_points']:.1%}" in said
    assert f"checkout {right['orders_lost']:.0f} orders" in said
    assert f"titles {right['offers']}" in said
    assert f"page {''.join(map(str, right['ship']))}" in said
    assert f"rates {' '.join(right['three_in_order'])}" in said
    assert f"ten sentences {' '.join(right['judged'])}" in said
    words = {0: "none", 1: "one", 2: "two", 3: "three"}
    for label in ("published", "7A", "7B", "7C", "7D"):
        shown = f"`{label}`" if label == "published" else label
        assert f"{shown} {words[len(workshop.summary(known, label).marks)]}" in said


def test_the_offers_of_the_decision_are_those_of_march():
    assert tuple(workshop.CHOICES) == ALLOWED["3_conversion", "offer"]
    assert {*workshop.THRESHOLDS, workshop.OUT} == set(workshop.CHOICES)
    source = path().read_text(encoding="utf-8")
    for question in QUESTIONS["3_conversion"]:
        assert f'decide("3_conversion", "{question}"' in source


def test_every_pool_question_of_the_chapter_is_asked_here(data):
    asked = {question.exercise.name for question in lesson("3_9").on(**data)}
    for number in range(1, 9):
        pool = {each.name for each in lesson(f"3_{number}").exercises if each.pool}
        assert pool <= asked


def test_an_events_window_holds_no_other_event(data):
    """Its whole holds its days; no other event's days are ordinary days beside it."""
    table = workshop.event_table(data["orders"], data["pnl_lines"], data["promos"])
    assert list(table["event"].unique()) == list(workshop.EVENTS)
    wide = table.pivot(index="event", columns="part", values="days")
    assert (wide["whole"] >= wide["event"] + workshop.DIP).all()
    days = workshop.daily_left(data["orders"], data["pnl_lines"])
    assert days["left"].tail(workshop.OPEN).isna().all()
    assert days["left"].iloc[: -workshop.OPEN].notna().all()


def test_the_list_to_keep_names_functions_that_are_there():
    import importlib
    import pkgutil

    import ecomlab.conversion
    import ecomlab.traffic.campaigns

    modules = [ecomlab.traffic.campaigns] + [
        importlib.import_module(f"ecomlab.conversion.{each.name}")
        for each in pkgutil.iter_modules(ecomlab.conversion.__path__)
    ]
    for line in workshop.form_check()["by"]:
        number, name = line.split()
        assert number.replace(".", "_") in headers.read()
        assert any(callable(getattr(module, name, None)) for module in modules), name


CURVE = pd.DataFrame(
    {"cut": [0.1, 0.2], "needed": [0.3, 0.9], "estimate": [0.2, 0.5], "low": [-0.1, 0.3],
     "high": [0.35, 0.8], "n": 9, "counts": "weeks"}
)  # fmt: skip
PARTS = pd.DataFrame(
    {"event": ["a", "a", "b", "b"], "cut": 0.1, "part": ["event", "whole"] * 2,
     "estimate": [1.0, -2.0, 3.0, 4.0], "low": -5.0, "high": 5.0}
)  # fmt: skip


def test_the_lever_marks_the_cut():
    ax = rise_needed(CURVE, 0.2)
    assert ax.lines[-1].get_xydata().tolist() == [[0.2, 0.9]]
    with pytest.raises(ChoiceError, match="at is 0.3"):
        rise_needed(CURVE, 0.3)
    with pytest.raises(InputError, match="low of rises"):
        rise_needed(CURVE.assign(low=np.nan), 0.2)
    with pytest.raises(ColumnError, match="needed"):
        rise_needed(CURVE.drop(columns="needed"), 0.2)


def test_each_event_has_two_dots():
    ax = event_sums(PARTS)
    assert [line.get_xdata().tolist() for line in ax.lines[:2]] == [[1.0, 3.0], [-2.0, 4.0]]
    with pytest.raises(InputError, match="one row"):
        event_sums(PARTS.head(3))


def test_the_offers_begin_with_the_own_threshold():
    ran = pd.DataFrame(
        {"threshold": ["x", "y"] * 2, "cut": 4, "part": ["five"] * 2 + ["whole"] * 2,
         "estimate": [1.0, 2.0, 3.0, 4.0], "low": 0.0, "high": 9.0}
    )  # fmt: skip
    ax = offers(ran, own="y")
    assert [line.get_ydata().tolist() for line in ax.lines[:3]] == [[4.0], [2.0], [3.0]]
    with pytest.raises(ChoiceError, match="own"):
        offers(ran, own="z")
    with pytest.raises(InputError, match="five"):
        offers(ran[ran["part"] == "whole"], own="y")
