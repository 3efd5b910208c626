"""What a campaign added: by hand, against planted and simulated truths, on every backend."""

import runpy
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab import estimates
from ecomlab.conversion.rolling import shrink
from ecomlab.datasets import FOLDER, card, load
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.exercises.traffic import campaigns as asked
from ecomlab.traffic.campaigns import (
    around_events,
    campaign_scorecard,
    cumulative_effect,
    event_effect,
    price_protection,
    refunds_by_age,
    sales_by_day,
    slot_value,
)
from ecomlab.trials import could_be, judge
from tests.backends import OTHERS

MAKE = SimpleNamespace(**runpy.run_path(str(FOLDER / "campaigns" / "make.py")))


def days(seed=1, n=120, level=100.0, first="2025-03-01", **planted):
    """Orders of a shop day by day; ``planted`` adds to single days, by place: d50=40."""
    luck = np.random.default_rng(seed)
    orders = level + luck.normal(0, 4, n)
    for place, more in planted.items():
        orders[int(place[1:])] += more
    return pd.DataFrame({"date": pd.date_range(first, periods=n), "orders": orders})


def paid_orders():
    luck = np.random.default_rng(4)
    n = 400
    when = pd.Timestamp("2025-10-30") + pd.to_timedelta(
        luck.integers(0, 20 * 24 * 60, n), unit="min"
    )
    paid = luck.integers(20, 300, n).astype(float)
    part = np.where(luck.random(n) < 0.2, paid, np.where(luck.random(n) < 0.1, paid / 2, 0.0))
    return pd.DataFrame({"order_id": np.arange(n), "ts_order": when, "paid_amount": paid,
                         "refund_amount": part})  # fmt: skip


# --- Sales by day ------------------------------------------------------------------------------


def test_sales_are_what_a_loop_over_the_orders_adds_up():
    orders = paid_orders()
    found = sales_by_day(orders, within=5).set_index("date")
    for day, mine in orders.groupby(orders["ts_order"].dt.normalize()):
        assert found.loc[day, "orders"] == len(mine)
        assert found.loc[day, "paid"] == pytest.approx(mine["paid_amount"].sum())
    old = found[found["kept"].notna()]
    back = orders.groupby(orders["ts_order"].dt.normalize())["refund_amount"].sum()
    assert (old["paid"] - old["kept"]).to_numpy() == pytest.approx(
        back.reindex(old.index).fillna(0)
    )
    assert found["kept"].isna().sum() == 5
    assert found.index.to_series().diff().dropna().eq(pd.Timedelta(days=1)).all()


@pytest.mark.parametrize("backend", OTHERS)
def test_sales_are_the_same_on_every_backend(backend):
    orders = paid_orders()
    books = pd.DataFrame({"order_id": np.repeat(orders["order_id"], 3).astype("int64"),
                          "line": ["revenue", "cogs", "ads"] * len(orders),
                          "amount": np.tile([100.0, -60.0, -30.0], len(orders))})  # fmt: skip
    convert = OTHERS[backend]
    found = sales_by_day(convert(orders), books=convert(books))
    pd.testing.assert_frame_equal(found, sales_by_day(orders, books=books))
    known = found.dropna()
    assert known["left"].to_numpy() == pytest.approx(40 * known["orders"])


def test_sales_refuse_books_without_a_line():
    with pytest.raises(ColumnError, match="line"):
        sales_by_day(paid_orders(), books=pd.DataFrame({"order_id": [1], "amount": [2.0]}))


# --- The window --------------------------------------------------------------------------------


def test_what_was_planted_is_found():
    table = days(d58=-15, d59=-20, d60=80, d61=90, d62=-25, d63=-20)
    found = event_effect(table, "2025-04-30", "2025-05-01", "orders", waiting=2, dip=2)
    found = found.set_index("part")
    for part, truth in (("waiting", -35), ("event", 170), ("dip", -45), ("whole", 90)):
        assert found.loc[part, "low"] < truth < found.loc[part, "high"], part
        assert found.loc[part, "high"] - found.loc[part, "low"] < 80
    assert found["n"].eq(56).all()


def test_the_parts_add_up_to_the_window():
    found = event_effect(days(3), "2025-05-01", "2025-05-05", "orders").set_index("part")
    for column in ("days", "seen", "expected", "estimate"):
        parts = found.loc[["waiting", "event", "dip"], column].sum()
        assert found.loc["whole", column] == pytest.approx(parts)


def test_the_window_added_up_ends_where_the_whole_does():
    table = days(5, d60=70)
    added = cumulative_effect(table, "2025-04-30", "2025-04-30", "orders", 3, 4)
    whole = event_effect(table, "2025-04-30", "2025-04-30", "orders", 3, 4).iloc[-1]
    assert added[["estimate", "low", "high"]].iloc[-1].tolist() == pytest.approx(
        whole[["estimate", "low", "high"]].tolist()
    )
    assert added["estimate"].to_numpy() == pytest.approx(
        (added["seen"] - added["expected"]).cumsum()
    )
    assert added["part"].tolist() == ["waiting"] * 3 + ["event"] + ["dip"] * 4


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.integers(40, 60), more=st.floats(-50, 500))
def test_more_on_the_event_moves_the_event_and_nothing_else(seed, start, more):
    table = days(seed)
    first = table["date"][start]
    raised = table.assign(orders=table["orders"] + more * (table["date"] == first))
    one, other = (
        event_effect(t, first, first, "orders", 3, 3).set_index("part") for t in (table, raised)
    )
    shift = other["estimate"] - one["estimate"]
    assert shift[["event", "whole"]].tolist() == pytest.approx([more, more], abs=1e-6)
    assert shift[["waiting", "dip"]].tolist() == pytest.approx([0, 0], abs=1e-6)


def test_other_names_zones_and_order_of_rows():
    table = days(7, d60=60)
    plain = event_effect(table, "2025-04-30", "2025-04-30", "orders")
    other = table.rename(columns={"orders": "gmv"})
    other["date"] = other["date"].dt.tz_localize("Asia/Shanghai")
    other = other.sample(frac=1, random_state=1)
    found = event_effect(other, "2025-04-30", "2025-04-30", "gmv")
    pd.testing.assert_frame_equal(found, plain)
    text = table.assign(date=table["date"].dt.strftime("%Y-%m-%d"))
    pd.testing.assert_frame_equal(event_effect(text, "2025-04-30", "2025-04-30", "orders"), plain)


def test_other_events_days_are_no_ordinary_days():
    table = days(9)
    table.loc[30:40, "orders"] += 500
    skip = [("2025-03-31", "2025-04-10")]
    clean = event_effect(table, "2025-05-05", "2025-05-06", "orders", 5, 5, skip=skip).iloc[-1]
    spoilt = event_effect(table, "2025-05-05", "2025-05-06", "orders", 5, 5, reference=40).iloc[-1]
    assert abs(clean["estimate"]) < 60
    assert abs(spoilt["estimate"]) > 150


def test_what_is_known_beforehand_is_taken_off():
    table = days(11)
    luck = np.random.default_rng(2)
    table["rain"] = luck.random(len(table)) < 0.4
    table.loc[60, "rain"] = True
    table["orders"] -= 40 * table["rain"]
    blind = event_effect(table, "2025-04-30", "2025-04-30", "orders", 0, 0).iloc[-1]
    seeing = event_effect(table, "2025-04-30", "2025-04-30", "orders", 0, 0, known=["rain"]).iloc[
        -1
    ]
    assert abs(seeing["estimate"]) < 12
    assert abs(blind["estimate"]) > 12
    assert seeing["high"] - seeing["low"] < 0.5 * (blind["high"] - blind["low"])


def one_day(table, day="2025-05-01", last=None, **how):
    return event_effect(table, day, last or day, "orders", **how)


ALL_SKIPPED = [("2025-03-01", "2025-04-20"), ("2025-05-16", "2025-06-28")]
BAD = {
    "left out": lambda t: one_day(t.drop(index=[20, 21])),
    "ends": lambda t: one_day(t, "2025-05-05", "2025-05-01"),
    "The window needs": lambda t: one_day(t, "2025-06-20"),
    "ordinary days": lambda t: one_day(t, skip=ALL_SKIPPED),
    "pairs of dates": lambda t: one_day(t, skip=["2025-04-01"]),
    "stretch of skip ends": lambda t: one_day(t, skip=[("2025-04-20", "2025-04-01")]),
    "confidence is 95": lambda t: one_day(t, confidence=95),
    "known yet": lambda t: one_day(t.assign(orders=t["orders"].mask(t.index > 65))),
    "no numbers": lambda t: one_day(t.assign(orders="many")),
    "infinite": lambda t: one_day(t.assign(orders=np.inf)),
}


@pytest.mark.parametrize("words", BAD)
def test_a_window_that_cannot_be_read_is_refused(words):
    with pytest.raises(InputError, match=words):
        BAD[words](days())


def test_a_column_that_is_missing_is_named():
    with pytest.raises(ColumnError, match="kept"):
        event_effect(days(), "2025-05-01", "2025-05-01")


def test_it_tells_where_the_ordinary_days_lie():
    found = one_day(days(), waiting=2, dip=3, reference=10, skip=[("2025-04-20", "2025-04-22")])
    told = [(str(a.date()), str(b.date()), n) for a, b, n in found.attrs["ordinary"]]
    assert told == [("2025-04-16", "2025-04-19", 4), ("2025-04-23", "2025-04-28", 6),
                    ("2025-05-05", "2025-05-14", 10)]  # fmt: skip
    assert found["n"].iloc[0] == 20


def test_days_around_events():
    events = pd.DataFrame({"event": ["a", "b"], "first": ["2025-06-01", "2025-11-01"],
                           "last": ["2025-06-18", "2025-11-11"], "waiting": [10, 0]})  # fmt: skip
    found = around_events(events, dip=7)
    assert [(str(a.date()), str(b.date())) for a, b in found] == [
        ("2025-05-22", "2025-06-25"), ("2025-11-01", "2025-11-18")]  # fmt: skip
    assert len(around_events(events, but="a")) == 1
    with pytest.raises(ChoiceError, match="but is 'c'"):
        around_events(events, but="c")


# --- The running shop, whose truth is known ----------------------------------------------------


@pytest.fixture(scope="module")
def shop():
    shop = load("shop")
    return asked.daily_sales(shop), asked.platform_events(shop["promos"])


@pytest.mark.parametrize("event", ["double_11", "mid_year_618"])
@pytest.mark.parametrize(("value", "of"), [("orders", "orders"), ("kept", "revenue")])
def test_the_window_holds_what_the_twin_says(shop, event, value, of):
    daily, events = shop
    row = events.set_index("event").loc[f"{event}_2025"]
    skip = around_events(events, dip=14, but=f"{event}_2025")
    found = event_effect(daily, row["first"], row["last"], value, 10, 14, skip=skip).set_index(
        "part"
    )
    twin = load("campaigns").event_twin
    twin = twin[(twin["event"] == event) & (twin["luck"] == 1)]
    date = pd.to_datetime(twin["date"])
    inside = date.between(row["first"] - pd.Timedelta(days=10), row["last"] + pd.Timedelta(days=14))
    sums = twin[inside].groupby("state")[of].sum()
    truth = sums["as it was"] - sums["no event"]
    assert found.loc["whole", "low"] < truth < found.loc["whole", "high"]
    days_ = twin[date.between(row["first"], row["last"])].groupby("state")[of].sum()
    assert (
        found.loc["event", "low"]
        < days_["as it was"] - days_["no event"]
        < found.loc["event", "high"]
    )
    assert found.loc["event", "estimate"] > 1.2 * truth  # the event's days alone say too much


def test_every_member_day_is_worth_ten_orders_and_most_intervals_hold_it():
    effects = asked.member_effects(load("campaigns").member_days)
    held = (effects["low"] < asked.TRUE_MEMBER_DAY) & (effects["high"] > asked.TRUE_MEMBER_DAY)
    assert could_be(int(held.sum()), len(effects), 0.95)
    assert effects["day"].mean() == pytest.approx(45, abs=5)


def drawn_shops(draws, seed, n=70, window=(30, 40)):
    """Shops without any event, whose good and bad days come in spells of random length and size."""
    luck = np.random.default_rng(seed)
    for _ in range(draws):
        memory, share = luck.choice(estimates.SPELLS), luck.choice(estimates.SPELL_SHARES)
        spell, noise = luck.normal(size=n), luck.normal(size=n)
        for day in range(1, n):
            spell[day] = memory * spell[day - 1] + np.sqrt(1 - memory**2) * spell[day]
        orders = (
            100 + 0.2 * np.arange(n) + 10 * (np.sqrt(share) * spell + np.sqrt(1 - share) * noise)
        )
        date = pd.date_range("2025-01-01", periods=n)
        yield pd.DataFrame({"date": date, "orders": orders}), date[window[0]], date[window[1] - 1]


def read(draws, seed):
    return [
        event_effect(table, first, last, "orders", 0, 0, 20).iloc[-1][["low", "high"]].tolist()
        for table, first, last in drawn_shops(draws, seed)
    ]


def test_a_window_in_which_nothing_happened_is_read_as_nothing():
    found = judge(read(150, 1), 0.0)
    assert could_be(found.held, found.draws, 0.95)


@pytest.mark.verify
def test_the_interval_holds_the_truth_as_often_as_it_says():
    found = judge(read(2000, 2), 0.0)
    assert 0.93 <= found.held / found.draws <= 0.97


def test_free_draws_would_be_too_sure():
    """The same days read as if each were drawn alone: far too narrow for long spells."""
    missed, luck = 0, np.random.default_rng(5)
    for _ in range(60):
        spell = luck.normal(size=70)
        for day in range(1, 70):
            spell[day] = 0.9 * spell[day - 1] + np.sqrt(1 - 0.81) * spell[day]
        values = 100 + 10 * spell
        inside = np.arange(70) // 10 == 3
        narrow = estimates.difference_of_means(values[inside], values[~inside], "days")
        missed += not narrow.holds(0)
    assert missed > 20


def test_the_parts_are_read_worse_than_the_whole(shop):
    own = load("campaigns").event_twin
    table = asked.twin_parts(*shop, own).set_index(["value", "part"])
    for value, of in (("orders", "orders"), ("kept", "revenue")):
        mine = table.loc[value]
        assert mine.loc[["waiting", "event", "dip"], "twin"].sum() == pytest.approx(
            mine.loc["whole", "twin"]
        )
        dates = own["date"].between("2025-11-12", "2025-11-25")
        sums = own[(own["event"] == "double_11") & dates].groupby(["state", "luck"])[of].sum()
        more = sums["as it was"] - sums["no event"]
        assert mine.loc["dip", "twin"] == pytest.approx(more[1])
        assert mine.loc["dip", "mean of lucks"] == pytest.approx(more.mean())
        assert mine["twin"].between(mine["low"], mine["high"]).all()
        assert mine.loc["dip", "read"] < 2 * mine.loc["dip", "twin"]


# --- Refunds, protection, slots ----------------------------------------------------------------


def test_refunds_by_age_by_hand():
    placed = ["2025-11-01 23:59", "2025-11-11 23:59", "2025-11-05 10:00", "2025-11-12 00:00"]
    orders = pd.DataFrame({
        "order_id": [1, 2, 3, 4], "paid_amount": [100.0, 200, 300, 999],
        "ts_order": pd.to_datetime(placed), "refund_amount": [100.0, 200, 0, 999],
        "ts_cancel": pd.to_datetime(["2025-11-02", None, None, "2025-11-12"]),
    })  # fmt: skip
    asked_at = pd.to_datetime(["2025-11-13", "2025-11-12"])
    returns = pd.DataFrame(
        {"order_id": [2, 9], "refund": [200.0, np.nan], "requested_at": asked_at}
    )
    found = refunds_by_age(orders, returns, "2025-11-01", "2025-11-11", [0, 1, 2])
    assert found["asked"].tolist() == [100, 100, 300]
    assert found["of_paid"].tolist() == pytest.approx([1 / 6, 1 / 6, 0.5])
    assert found["of_all"].tolist() == pytest.approx([1 / 3, 1 / 3, 1])


def test_refunds_that_nobody_knows_yet_are_refused():
    day = pd.to_datetime(["2025-11-01"])
    orders = pd.DataFrame({"order_id": [1], "paid_amount": 10.0, "refund_amount": 0.0,
                           "ts_order": day, "ts_cancel": pd.NaT})  # fmt: skip
    returns = pd.DataFrame({"order_id": [1], "refund": [np.nan], "requested_at": day})
    with pytest.raises(InputError, match="aren't known yet"):
        refunds_by_age(orders, returns, "2025-11-01", "2025-11-01")
    with pytest.raises(InputError, match="No paid order"):
        refunds_by_age(orders, returns.assign(refund=1.0), "2025-11-05", "2025-11-06")


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), length=st.integers(1, 6), claims=st.floats(0, 1))
def test_protection_is_what_a_loop_finds(seed, length, claims):
    luck = np.random.default_rng(seed)
    dates = pd.date_range("2025-10-01", periods=14)
    shelf = pd.DataFrame([(d, s, float(luck.integers(50, 60))) for d in dates for s in "ab"],
                         columns=["date", "sku", "price"])  # fmt: skip
    lines = (
        shelf[shelf["date"] < dates[7]]
        .sample(8, random_state=seed)
        .assign(qty=luck.integers(1, 4, 8))
    )
    found = price_protection(lines, shelf, length, claims).set_index("date")
    price = shelf.set_index(["sku", "date"])["price"]
    due = pd.Series(0.0, lines["date"].unique())
    for row in lines.itertuples():
        later = [price[row.sku, row.date + pd.Timedelta(days=k)] for k in range(1, length + 1)]
        due[row.date] += claims * max(row.price - min(later), 0) * row.qty
    assert found["due"].to_numpy() == pytest.approx(due.sort_index().to_numpy(), abs=0.006)
    assert found["lines"].sum() == 8


def test_lines_that_were_refunded_claim_nothing():
    shop = load("shop")
    lines, orders = asked.lines_near(shop), shop["orders"].set_index("order_id")
    mine = orders.loc[lines["order_id"]]
    assert (mine["refund_amount"] < mine["paid_amount"]).all()
    back = set(zip(shop["returns"]["order_id"], shop["returns"]["sku"], strict=True))
    assert not back & set(zip(lines["order_id"], lines["sku"], strict=True))
    assert lines["date"].min() == pd.Timestamp("2025-10-17")
    assert lines["date"].max() == pd.Timestamp("2025-11-11")
    day = orders["ts_order"].dt.strftime("%Y-%m-%d")
    clean = orders[day.between("2025-10-17", "2025-11-11") & orders["ts_pay"].notna()]
    clean = clean[clean["refund_amount"] == 0].index
    every = shop["order_items"]["order_id"].isin(clean).sum()
    assert lines["order_id"].isin(clean).sum() == every


def test_protection_refuses_what_it_cannot_know():
    lines = pd.DataFrame(
        {"date": pd.to_datetime(["2025-10-30"]), "sku": "a", "qty": 1, "price": 9.0}
    )
    shelf = pd.DataFrame({"date": pd.date_range("2025-10-30", periods=5), "sku": "a", "price": 8.0})
    with pytest.raises(InputError, match="protected until 2025-11-14"):
        price_protection(lines, shelf)
    with pytest.raises(InputError, match="no row of b"):
        price_protection(lines.assign(sku="b"), shelf, 3)
    with pytest.raises(InputError, match="claims is 15"):
        price_protection(lines, shelf, 3, claims=15)


def test_a_slot_is_worth_its_extra_visits():
    found = slot_value(2500, 0.04, 10.0, 600)
    assert found["left"].value == pytest.approx(400)
    assert np.isnan(found["left"].low)
    assert (found["break_even"], found["most"]) == (1500, 1000)
    extra = estimates.Estimate(2500, 1000, 4000, 56, "days")
    assert slot_value(extra, 0.04, 10.0, 0)["left"][:3] == pytest.approx((1000, 400, 1600))
    with pytest.raises(InputError, match="conversion is 4"):
        slot_value(2500, 4, 10.0, 600)


# --- The scorecard -----------------------------------------------------------------------------


def table_of(values, error):
    values = np.asarray(values, dtype=float)
    reach = estimates.normal_quantile() * np.asarray(error)
    return pd.DataFrame({"campaign": [f"c{k}" for k in range(len(values))], "estimate": values,
                         "low": values - reach, "high": values + reach})  # fmt: skip


def test_the_scorecard_shrinks_as_lesson_3_2_does():
    table = table_of([40, 55, 30, 70, 45, 60], [12, 9, 14, 20, 8, 10])
    found = campaign_scorecard(table)
    other = shrink(table, label="campaign")
    for column in ("shrunk", "low", "high"):
        assert found[column].to_numpy() == pytest.approx(other[column].to_numpy())


def test_records_and_what_came_next():
    found = campaign_scorecard(table_of([5, 7, 6, 9, 9, 3], np.full(6, 2.0)))
    assert found["record"].tolist() == [True, True, False, True, False, False]
    assert found["then"].tolist()[:5] == [2, -1, 3, 0, -6]
    assert np.isnan(found["then"].iloc[-1])


def test_equal_campaigns_have_so_many_records():
    luck = np.random.default_rng(1)
    counts = [campaign_scorecard(table_of(luck.normal(10, 3, 8), np.full(8, 3.0)))["record"].sum()
              for _ in range(300)]  # fmt: skip
    expected = campaign_scorecard(table_of(np.arange(8), np.full(8, 3.0))).attrs["records"]
    assert np.mean(counts) == pytest.approx(expected, abs=4 * np.std(counts) / 300**0.5)


def test_after_shrinking_the_truth_is_held_and_the_best_is_no_longer_too_good():
    luck, best, readings, truths = np.random.default_rng(2), [], [], []
    for _ in range(400):
        truth = luck.normal(20, 10, 10)
        card_ = campaign_scorecard(table_of(truth + luck.normal(0, 8, 10), np.full(10, 8.0)))
        at = card_["estimate"].idxmax()
        best.append((card_.loc[at, "estimate"] - truth[at], card_.loc[at, "shrunk"] - truth[at]))
        readings += card_[["low", "high"]].to_numpy().tolist()
        truths += truth.tolist()
    raw, shrunk = np.mean(best, axis=0)
    assert raw > 3
    assert abs(shrunk) < 0.5 * raw
    found = judge(readings, np.array(truths))
    assert 0.93 <= found.held / found.draws <= 0.97


@pytest.mark.verify
def test_a_spread_of_nothing_is_found_where_days_do_differ():
    """The lesson says: by 15 orders, and in about two of three draws 0 is found."""
    own, luck, none = load("campaigns").member_days, np.random.default_rng(5), 0
    at = np.flatnonzero(own["member_day"])
    for _ in range(25):
        level = 60.0 * np.ones(len(own))
        for day in at:
            level[max(day - 3, 0) : day] -= 5
            level[day + 1 : day + 5] -= 5
        level[at] += 45 + luck.normal(0, 15, len(at))
        made = own.assign(orders=luck.poisson(level.clip(1)))
        none += campaign_scorecard(asked.member_effects(made)).attrs["spread"] < 0.01
    assert 0.45 <= none / 25 <= 0.9


def test_a_cost_is_taken_off_and_bad_cards_are_refused():
    table = table_of([4, 5, 6, 7], np.full(4, 1.0)).assign(spent=2.0)
    found = campaign_scorecard(table, cost="spent")
    assert found["left"].to_numpy() == pytest.approx(found["shrunk"] - 2)
    with pytest.raises(InputError, match="'c1' has no interval"):
        campaign_scorecard(table.assign(high=table["high"].mask(table.index == 1, table["low"])))
    with pytest.raises(InputError, match="at least 4"):
        campaign_scorecard(table.head(3))


# --- The lesson's data -------------------------------------------------------------------------


def test_the_card_says_that_it_is_invented_and_is_small():
    said = card("campaigns")
    assert sum(part["bytes"] for part in said["resources"]) < 150_000
    assert any("Invented or simulated" in defect for defect in said["known_defects"])


@pytest.mark.parametrize("name", ["member_days", "slot_days", "other_slot", "messages",
                                  "other_messages", "entrances", "other_entrances"])  # fmt: skip
def test_small_tables_are_what_the_script_makes(name):
    made = MAKE.member_days() if name == "member_days" else None
    for maker, names in ((MAKE.slot_days, MAKE.OURS), (MAKE.messages, MAKE.GROUPS),
                         (MAKE.entrances, MAKE.ENTRANCES)):  # fmt: skip
        made = maker(name) if name in names else made
    shipped = load("campaigns")[name]
    for column in ("date", "week"):
        if column in made:
            made[column] = made[column].dt.strftime("%Y-%m-%d")
            shipped[column] = pd.to_datetime(shipped[column]).dt.strftime("%Y-%m-%d")
    pd.testing.assert_frame_equal(made, shipped, check_dtype=False)


@pytest.mark.verify
def test_a_twin_is_what_the_script_makes():
    MAKE.runs.SHOWN, shown = {"mid_year_618": MAKE.runs.SHOWN["mid_year_618"]}, MAKE.runs.SHOWN
    try:
        made = MAKE.runs.event_twin(progress=lambda *_: None)
    finally:
        MAKE.runs.SHOWN = shown
    shipped = load("campaigns").event_twin
    shipped = shipped[shipped["event"] == "mid_year_618"].reset_index(drop=True)
    made = made.assign(date=made["date"].astype("datetime64[us]"))
    shipped = shipped.assign(date=pd.to_datetime(shipped["date"]).astype("datetime64[us]"))
    pd.testing.assert_frame_equal(made, shipped, check_dtype=False)
