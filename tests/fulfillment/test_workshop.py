"""The workshop on the order for 11.11: its sums by hand, its letter, forty drawn festivals."""

import importlib
import pkgutil
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import ecomlab.fulfillment
from ecomlab.classroom import audits, headers
from ecomlab.classroom.decision_file import ALLOWED, QUESTIONS, Decided, Decisions
from ecomlab.classroom.exercise import answers
from ecomlab.classroom.registry import lesson
from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.fulfillment import workshop
from ecomlab.fulfillment.figures import order_by_worth, order_outcomes

LABELS = [f"class {n}" for n in range(30)]


@pytest.fixture(scope="module")
def data():
    return workshop.tables()


@pytest.fixture(scope="module")
def now():
    return workshop.on_evening(load("second_shop"))


@pytest.fixture(scope="module")
def read(data):
    return {name: data[name] for name in workshop.READ}


def source():
    return (headers.LESSONS / headers.read()["4_9"].path).read_text(encoding="utf-8")


def test_nothing_of_the_evenings_tables_is_of_a_later_day(now):
    end = pd.Timestamp("2025-10-09", tz=now["orders"]["ts_pay"].dt.tz)
    assert (now["inventory_daily"]["date"] < end).all()
    assert (now["orders"]["ts_pay"] < end).all()
    assert (now["returns"]["requested_at"] < end).all()
    assert (now["inbound"]["ordered_at"] < end).all()
    assert not (now["inbound"]["received_at"] >= end).any()
    later = now["inbound"]["received_at"].isna()
    assert later.any()
    assert now["inbound"].loc[later, "accepted"].isna().all()
    for table, names in (("orders", ("ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm")),
                         ("returns", ("pickup_at", "inspected_at"))):  # fmt: skip
        for name in names:
            assert not (now[table][name] >= end).any(), name
    waits = now["returns"]["inspected_at"].isna()
    assert waits.any()
    assert now["returns"].loc[waits, ["grade", "recovered_value"]].isna().all(axis=None)
    travels = now["orders"].loc[now["orders"]["ts_deliver"].isna(), "order_id"]
    rows = now["shipments"][now["shipments"]["order_id"].isin(travels)]
    assert len(rows)
    assert rows["actual_h"].isna().all()


KNOWN = pd.Series(
    {"back": 0.1, "loss": 20.0, "parcel": 6.0, "plain_parcel": 4.0, "unit": 76.0, "unpacked": 77.0}
)  # fmt: skip
TERMS = pd.DataFrame({"supplier": ["quanzhou", "ningbo"], "unit_price": [0.99, 1.05]})
LOTS = pd.DataFrame(
    {"price": [75.24, 79.8], "defects": [0.04, 0.01], "days": [10.0, 7.0], "sd": [3.0, 1.0]},
    index=["quanzhou", "ningbo"],
)


def test_what_a_piece_leaves_by_hand():
    """Of 113 yuan 13 are tax and 1.356 the platform's; of ten one comes back and loses 20.

    A box that comes back is unpacked: 80 were paid for it, and 77 are there.
    """
    kept = 113 - 13 - 1.356 - 80
    assert workshop.left(113, 80, KNOWN) == pytest.approx(0.9 * kept - 6 - 2 - 0.1 * 3)
    assert workshop.left(113, 80, KNOWN, "plain_parcel") == pytest.approx(0.9 * kept - 4 - 2)


def test_the_boxs_parcel_is_that_of_the_couriers_who_carry_the_rucksack(now):
    known = workshop.experience(now)
    more = workshop.box_freight(now["shipments"], now["courier_rates"])["more"]
    ours = now["order_items"][now["order_items"]["sku"].astype(str) == "BP01"]["order_id"]
    rows = now["shipments"][now["shipments"]["order_id"].isin(ours)]
    usual = rows["courier"].astype(str).map(more.rename(index=str).to_dict()).mean()
    assert known["parcel"] - known["plain_parcel"] == pytest.approx(usual, abs=0.05)
    assert usual < more.mean() - 0.3  # express is dear and seldom


def test_too_few_and_too_many_by_hand():
    found = workshop.two_costs("ningbo", "unpacked", TERMS, KNOWN)
    assert found["cost"] == pytest.approx(79.8 + 14)
    assert found["too_many"] == pytest.approx(93.8 - 77)
    assert found["too_few"] == pytest.approx(workshop.left(159, 93.8, KNOWN))
    bad = workshop.two_costs("ningbo", "unpacked", TERMS, KNOWN, bad=0.01)
    assert found["too_few"] - bad["too_few"] == pytest.approx(0.01 * 3 * 76)
    assert workshop.two_costs("quanzhou", "unpacked", TERMS, KNOWN)["cost"] == pytest.approx(89.24)
    with pytest.raises(ChoiceError, match="yiwu"):
        workshop.cost_of("yiwu", TERMS, KNOWN)
    with pytest.raises(ChoiceError, match="thrown away"):
        workshop.worth("thrown away", KNOWN, 90)


def test_at_the_border_both_ways_are_worth_the_same():
    border = workshop.borders(KNOWN, TERMS, LOTS)
    sold, unpacked = (workshop.worth(what, KNOWN, 93.8, border["takes"])
                      for what in ("sold off", "unpacked"))  # fmt: skip
    assert sold == pytest.approx(unpacked)
    assert border["bad"] == pytest.approx(4.56 / 0.03)
    assert 75.24 + 0.04 * border["bad"] == pytest.approx(79.8 + 0.01 * border["bad"])


def test_days_and_chances_are_each_others_other_side():
    for lots in (1, 2):
        days = workshop.needed_days(LOTS.loc["quanzhou"], lots)
        assert workshop.on_time(LOTS, lots, days)["quanzhou"] == pytest.approx(0.95)
    assert workshop.on_time(LOTS, 2)["ningbo"] == pytest.approx(stats.norm.cdf(3 / np.sqrt(2)))


def test_the_test_of_a_lot_is_binomial():
    found = workshop.test_of(400, LOTS)
    assert found[["sample", "accept"]].values.tolist() == [[50, 3], [50, 3]]
    assert found["fails"].tolist() == pytest.approx(stats.binom.sf(3, 50, [0.04, 0.01]))


def days(pieces, lucks=1):
    date = pd.date_range("2025-10-31", "2025-11-12").strftime("%Y-%m-%d")
    rows = [pd.DataFrame({"luck": luck, "date": date, "pieces": pieces}) for luck in range(lucks)]
    return pd.concat(rows)


def arrive(monkeypatch, day, bad=0.0):
    def arrivals(supplier, sample, accept, draws):
        return np.full((draws, 1), float(day)), np.full((draws, 1), bad)

    monkeypatch.setattr(workshop, "arrivals", arrivals)


def test_an_11_11_by_hand(monkeypatch):
    """Ten a day on eleven days; the days around them don't count."""
    arrive(monkeypatch, 0)
    costs = workshop.two_costs("ningbo", "unpacked", TERMS, KNOWN)
    row = workshop.outcomes(days(10), "C", 100, TERMS, KNOWN).iloc[0]
    assert row[["wanted", "sold", "short", "left_over"]].tolist() == [110, 100, 10, 0]
    assert row["money"] == pytest.approx(100 * costs["too_few"])
    row = workshop.outcomes(days(10), "C", 130, TERMS, KNOWN).iloc[0]
    assert row[["sold", "short", "left_over"]].tolist() == [110, 0, 20]
    assert row["money"] == pytest.approx(110 * costs["too_few"] - 20 * costs["too_many"])


def test_a_late_lot_sells_on_the_days_that_are_left_and_a_bad_piece_costs(monkeypatch):
    """It comes on day 4: from day 5 on it is sold."""
    arrive(monkeypatch, 4, bad=0.02)
    costs = workshop.two_costs("quanzhou", "sold off", TERMS, KNOWN)
    row = workshop.outcomes(days(10), "B", 100, TERMS, KNOWN).iloc[0]
    assert row[["sold", "short", "left_over"]].tolist() == [70, 40, 30]
    money = 70 * (costs["too_few"] - 0.02 * 3 * 76) - 30 * costs["too_many"]
    assert row["money"] == pytest.approx(money)
    arrive(monkeypatch, 20)
    assert workshop.outcomes(days(10), "B", 100, TERMS, KNOWN)["sold"].iloc[0] == 0


def test_lots_come_and_fail_as_suppliers_do():
    """The first lot's days, how often it is made anew, and the share of bad pieces."""
    come, bad = workshop.arrivals("quanzhou", 50, 3, 4000)
    mean, spread, rate = workshop.TRUE["quanzhou"]
    rates = np.linspace(0.5, 1.5, 2001) * rate
    fails = stats.binom.sf(3, 50, rates).mean()
    tries = (come + workshop.DAYS_LEFT - workshop.PRINTING) / mean
    assert tries.mean() == pytest.approx(1 / (1 - fails), rel=0.03)
    assert bad.mean() < rate  # what passes is better than what is sent
    good, few = workshop.arrivals("ningbo", 50, 3, 4000)
    assert good.std() == pytest.approx(workshop.TRUE["ningbo"][1], rel=0.1)
    assert few.mean() == pytest.approx(workshop.TRUE["ningbo"][2], rel=0.03)


def test_true_suppliers_are_the_worlds(now):
    from ecomlab.shop import World
    from ecomlab.shop.published import SONGLING, SONGLING_HAS

    world = World.drawn(SONGLING, facts=SONGLING_HAS)
    at = world.sku.name.index(workshop.SKU)
    for name, (usual, _, rate) in workshop.TRUE.items():
        who = world.suppliers.name.index(name)
        assert world.usual_lead(at, who) == usual
        day = world.day("2025-10-09")
        assert world.defect(np.array([who]), np.array([day]))[0] == rate


def test_the_likes_are_those_whose_shelf_was_never_empty(data):
    past = data["past"]
    found = workshop.likes(past)
    assert len(found) > 20
    assert (found["early"] >= 50).all()
    one = found["sku"].iloc[0]
    spoilt = past.assign(stockout_flag=past["stockout_flag"]
                         | ((past["sku"].astype(str) == one)
                            & (past["date"].dt.strftime("%Y-%m-%d") == "2024-11-05")))  # fmt: skip
    assert set(found["sku"]) - set(workshop.likes(spoilt)["sku"]) == {one}


def test_the_belief_is_the_interval(data):
    """A tenth lies below the 80% interval of the likes, about: it is a t, the curve a normal."""
    found = workshop.expected(data["past"], data["stock"])
    mean, sd = data["believed"]
    spread = np.sqrt(np.log(1 + (sd / mean) ** 2))
    middle = mean * np.exp(-(spread**2) / 2)
    assert middle == pytest.approx(found.estimate)
    assert np.log(found.high / middle) / spread == pytest.approx(stats.t.ppf(0.9, found.n - 1))


def test_the_drawn_festivals_lie_in_the_forecast(data):
    per = data["wanted"][workshop._within_days(data["wanted"])].groupby("luck")["pieces"].sum()
    found = workshop.expected(data["past"], data["stock"], confidence=0.95)
    assert len(per) == 40
    assert per.between(found.low, found.high).mean() > 0.9


def test_what_the_texts_say_of_the_run_holds(data):
    """Unpacked from ningbo is best; the boss's order leaves less than half of it."""
    table = workshop.curve(data["wanted"], data["terms"], data["known"])
    best = table.loc[table["estimate"].idxmax()]
    assert best["choice"] == "C"
    boss = workshop.outcomes(data["wanted"], "B", 600, data["terms"], data["known"])["money"]
    assert boss.mean() < best["estimate"] / 2
    ways = workshop.ways(data["known"], data["terms"], data["believed"], data["lots"])
    assert (ways["pieces"] < workshop.BOSS).all()
    assert ways["level"].iloc[0] > 0.5  # as the verdict says: unpacked it holds
    assert ways["level"].iloc[2] < 0.5  # sold off, three of ten taken, it doesn't


def test_november_beside_other_orders(data):
    found = workshop.run_november("B", 600, "C", 400).set_index("who")
    assert found.loc["yours", "result"] == found.loc["the boss", "result"]
    assert (found["worst 11.11"] <= found["result"]).all()
    assert (found["result"] <= found["best 11.11"]).all()
    assert found.loc["best, afterwards", "result"] >= found.loc["evidence", "result"]
    assert found.loc["yours", "left"] > found.loc["half of that", "left"]
    asked = lesson("4_9").on(**data).run
    assert asked.check(("c", 400)).status == "kept"
    assert asked.check(("A", 4000)).status != "kept"
    with pytest.raises(ChoiceError):
        workshop.outcomes(data["wanted"], "E", 400, data["terms"], data["known"])


def test_an_own_plan_by_hand():
    own = pd.DataFrame({"sku": ["a", "b"], "wanted": [100, 100], "wanted_high": [150, 150],
                        "too_few": [9.0, 1.0], "too_many": [1.0, 9.0],
                        "there": [0, 500]})  # fmt: skip
    found = workshop.stock_plan(own).set_index("sku")
    assert found["up_to"].tolist() == [150, np.ceil(100 * 100 / 150)]
    assert found["order"].tolist() == [150, 0]
    with pytest.raises(ColumnError, match="too_few"):
        workshop.stock_plan(own.drop(columns="too_few"))
    with pytest.raises(InputError, match="wanted_high above wanted"):
        workshop.stock_plan(own.assign(wanted_high=90))
    with pytest.raises(InputError, match="above 0"):
        workshop.stock_plan(own.assign(too_many=0.0))
    with pytest.raises(InputError):
        workshop.stock_plan(pd.concat([own, own]))


def test_the_sheet_holds_what_was_decided():
    assert list(workshop.BY) == list(QUESTIONS["4_fulfillment"])
    one = Decided("4_fulfillment", "pieces", 410, "the two costs say so here", "another forecast",
                  ("4.2",))  # fmt: skip
    found = workshop.order_sheet(Decisions([one])).set_index("row")
    assert found.loc[2, ["choice", "reason"]].tolist() == ["410", one.reason]
    assert (found.drop(2)["choice"] == "").all()
    assert ALLOWED["4_fulfillment", "pieces"] is int
    for question in QUESTIONS["4_fulfillment"]:
        assert f'"4_fulfillment", "{question}"' in source()


def test_the_sheet_names_functions_that_are_there():
    modules = [importlib.import_module(f"ecomlab.fulfillment.{each.name}")
               for each in pkgutil.iter_modules(ecomlab.fulfillment.__path__)]  # fmt: skip
    for line in workshop.BY.values():
        for part in line.split("; "):
            number, _, names = part.partition(" ")
            assert number.replace(".", "_") in headers.read()
            for name in filter(None, names.split(", ")):
                assert any(callable(getattr(module, name, None)) for module in modules), name


def test_every_pool_question_of_the_chapter_is_asked_here(data):
    asked = {question.exercise.name for question in lesson("4_9").on(**data)}
    for number in range(1, 7):
        pool = {each.name for each in lesson(f"4_{number}").exercises if each.pool}
        assert pool <= asked
        for name in pool:  # asked in a cell, or named in the table of the second round
            assert f"quiz.{name}\n" in source() or f"`{name}`" in source(), name


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


def test_letters_have_none_to_three_flaws_and_some_have_none(read, answered_once):
    memos = [workshop.letter(**read, label=label) for label in LABELS]
    assert {0, 1, 2, 3} == {len(memo.marks) for memo in memos}
    clean = {memo.text for memo in memos if not memo.marks}
    assert len(clean) == 1
    clean = clean.pop().splitlines()
    for memo in memos:
        changed = [i for i, line in enumerate(memo.text.splitlines(), 1) if line != clean[i - 1]]
        assert changed == [mark.place for mark in memo.marks]
    assert {mark.flaw for memo in memos for mark in memo.marks} == set(workshop.FLAWS)
    assert {mark.harm for memo in memos for mark in memo.marks} == set(workshop.HARMS)


def test_what_the_instructor_expects_is_what_the_data_say(data, read, answered_once):
    said = source().split("**Expected.**")[1].split("**Wrong turns.**")[0]
    quiz = lesson("4_9").on(**data)
    right = {name: getattr(quiz, name)._answer(getattr(quiz, name).exercise.solution)
             for name in ("must_come", "takes", "pieces", "turns", "latest", "reserve",
                          "run")}  # fmt: skip
    assert f"likes {right['must_come']:.0f}; takes {right['takes']:.0%}" in said
    costs = workshop._few_many(data["known"], data["terms"], data["lots"])
    normal = stats.norm.ppf(costs["level"], data["believed"]["mean"], data["believed"]["sd"])
    assert f"pieces {right['pieces']:.0f} (a normal curve: {normal:.0f})" in said
    assert f"bad piece {right['turns']:.0f}; latest day {right['latest']:.1f}" in said
    assert f"reserve {right['reserve']:,.0f}" in said
    assert f"order: {right['run'][0]} with {right['run'][1]}" in said
    words = {0: "none", 1: "one", 2: "two", 3: "three"}
    for label in ("published", "7A", "7B", "7C", "7D"):
        shown = f"`{label}`" if label == "published" else label
        assert f"{shown} {words[len(workshop.letter(**read, label=label).marks)]}" in said


def test_figures_of_the_order():
    ax = order_by_worth(76, 94, 23, mean=400, sd=140)
    order = float(ax.get_title("left").split(": ")[1].split()[0])
    spread = np.sqrt(np.log(1 + 0.35**2))
    right = 400 * np.exp(-(spread**2) / 2 + spread * stats.norm.ppf(23 / 41))
    assert order == pytest.approx(right, abs=0.5)
    with pytest.raises(InputError, match="no order is too large"):
        order_by_worth(94, 94, 23, mean=400, sd=140)
    ran = pd.DataFrame({"says": ["a", "a", "b"], "pieces": [1, 2, 1], "estimate": [-1.0, 2.0, 3.0],
                        "low": -2.0, "high": 4.0})  # fmt: skip
    ax = order_outcomes(ran)
    assert ax.lines[-1].get_ydata()[0] == 3.0
    with pytest.raises(InputError, match="finite"):
        order_outcomes(ran.assign(low=np.inf))
    with pytest.raises(ColumnError, match="says"):
        order_outcomes(ran.drop(columns="says"))


def test_two_piles_need_the_same_level_each(data):
    """By drawing: two halves with luck of their own are dearer than one pile."""
    costs, believed = pd.Series({"too_few": 30.0, "too_many": 10.0}), {"mean": 400.0, "sd": 80.0}
    found = workshop.piles(costs, believed)
    rng = np.random.default_rng(4)

    def lognormal(mean, sd, size):
        spread = np.sqrt(np.log(1 + (sd / mean) ** 2))
        return mean * np.exp(rng.normal(-(spread**2) / 2, spread, size))

    wanted = lognormal(200.0, 80 / np.sqrt(2), (2, 200_000))
    each = found["order"].iloc[1] / 2
    short, stays = np.maximum(wanted - each, 0), np.maximum(each - wanted, 0)
    drawn = 30 * short.sum(axis=0) + 10 * stays.sum(axis=0)
    assert found["cost"].iloc[1] == pytest.approx(drawn.mean(), rel=0.01)
    assert found["cost"].iloc[1] > 1.2 * found["cost"].iloc[0]


def test_a_good_lot_in_time_by_drawing():
    rng, size = np.random.default_rng(5), 200_000
    found = workshop.in_time(LOTS)
    for name, row in LOTS.iterrows():
        first, second = rng.normal(row["days"], row["sd"], (2, size)) + 0.0
        good = rng.random((2, size)) >= stats.binom.sf(3, 50, row["defects"])
        come = 5 + np.where(good[0], first, first + second)
        drawn = ((come <= 22) & (good[0] | good[1])).mean()
        assert found.loc[name, "good one"] == pytest.approx(drawn, abs=0.004)


def test_what_goes_back_counts_orders_that_were_refunded_in_full():
    paid = pd.to_datetime(["2025-06-10", "2025-07-01", "2025-09-08", "2025-09-09", None])
    orders = pd.DataFrame(
        {"order_id": [1, 2, 3, 4, 5], "ts_pay": paid.tz_localize("Asia/Shanghai"),
         "paid_amount": [100.0, 200.0, 100.0, 900.0, 50.0],
         "refund_amount": [100.0, 50.0, 0.0, 900.0, 0.0], "status": "confirmed"}
    )  # fmt: skip
    items = pd.DataFrame({"order_id": [1, 2, 3, 4, 5], "sku": "BP01"})
    found = workshop.paid_back(orders, items)
    assert found.tolist() == [400.0, 150.0, 2.0, 3.0]
    none = workshop.paid_back(orders, items.assign(sku=["BP01", "X", "X", "X", "X"]))
    assert none.tolist() == [100.0, 100.0, 1.0, 1.0]


def test_the_header_tells_the_border_that_the_data_have(data):
    few = workshop._few_many(data["known"], data["terms"], data["lots"])["too_few"]
    assert f"one too few: {few:.0f} yuan" in headers.read()["4_9"].border


YUAN = st.floats(0.5, 200)


@settings(max_examples=30, deadline=None)
@given(YUAN, YUAN, st.floats(1.1, 3), st.integers(1, 2000), st.floats(0.1, 50))
def test_a_plan_asks_for_more_where_too_few_costs_more(few, many, ratio, pieces, scale):
    """And it doesn't matter in which coin the costs are told."""
    rows = [(few, many), (2 * few, many), (few * scale, many * scale)]
    own = pd.DataFrame(rows, columns=["too_few", "too_many"]).assign(
        sku=list("abc"), wanted=pieces, wanted_high=pieces * ratio, there=0
    )
    found = workshop.stock_plan(own).set_index("sku")["up_to"]
    assert found["a"] <= found["b"]
    assert found["a"] == pytest.approx(found["c"], abs=1)
    level = few / (few + many)
    spread = np.log(ratio) / stats.norm.ppf(0.9)
    right = pieces * np.exp(spread * stats.norm.ppf(level))
    assert found["a"] == pytest.approx(right, rel=1e-6, abs=1.01)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 900), st.sampled_from("ABCD"), st.integers(0, 60))
def test_every_box_is_sold_or_stays(pieces, choice, usual):
    found = workshop.outcomes(days(usual, lucks=3), choice, pieces, TERMS, KNOWN)
    assert np.allclose(found["sold"] + found["left_over"], pieces)
    assert np.allclose(found["sold"] + found["short"], found["wanted"])
    assert (found[["sold", "short", "left_over"]] >= -1e-9).all(axis=None)


def test_drawn_festivals_that_lack_a_day_are_refused():
    with pytest.raises(InputError, match="same days"):
        workshop.outcomes(days(5, lucks=2).iloc[:20], "A", 100, TERMS, KNOWN)
    with pytest.raises(InputError, match="same days"):
        workshop.outcomes(days(5).iloc[:1], "A", 100, TERMS, KNOWN)
    with pytest.raises(InputError):
        workshop.outcomes(days(5), "A", 0, TERMS, KNOWN)
