"""The ten core questions: three tools give one answer, whatever the tables hold."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ChoiceError, ColumnError, EcomlabError, InputError
from ecomlab.questions import QUESTIONS, answers, question
from ecomlab.sql import sql

ZONE = "Asia/Shanghai"
TEN = {
    "what_is_left", "top_share", "roas", "conversion", "return_rate", "stock_cover",
    "days_to_deliver", "repurchase", "new_and_returning", "sales_by_month",
}  # fmt: skip


@pytest.fixture(scope="module", params=["shop", "second_shop"])
def shop(request):
    return load(request.param)


def times(texts, zone=ZONE):
    return pd.to_datetime(pd.Series(texts)).dt.tz_localize(zone)


SMALL = {
    "orders": pd.DataFrame(
        {
            "order_id": [1, 2, 3, 4, 5],
            "customer_id": ["Ann", "Bo", "Ann", "Cy", "Bo"],
            # 1 is of 1 November in Shanghai, and still of October in UTC
            "ts_order": times(["2025-11-01 00:30", "2025-11-02 10:00", "2025-11-20 09:00",
                               "2025-12-24 09:00", "2025-12-31 23:30"]),
            "ts_pay": times(["2025-11-01 00:40", "2025-11-02 10:05", "2025-11-20 09:10", None,
                             "2026-01-01 00:10"]),
            "ts_cancel": times([None, "2025-11-02 12:00", None, None, None]),
            "paid_amount": [300.0, 50.0, 20.0, 80.0, 100.0],
            "refund_amount": [290.0, 50.0, 0.0, 0.0, None],
        }
    ),
    "order_items": pd.DataFrame(
        {
            "order_id": [1, 1, 2, 3, 4, 5],
            "sku": ["tent", "mug", "mug", "mug", "tent", "rope"],
            "qty": [1, 1, 2, 1, 1, 4],
            "price": [290.0, 20.0, 25.0, 20.0, 80.0, 25.0],
            "discount": [10.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        }
    ),
    "returns": pd.DataFrame({"order_id": [1], "sku": ["tent"]}),
    "traffic_daily": pd.DataFrame(
        {"channel": ["live", "live", None, "search"], "uv": [3, 1000, 10, 0],
         "payers": [3, 10, 1, 0]}
    ),
    "ads_daily": pd.DataFrame(
        {"plan_kind": ["feed", "feed", "name"], "cost": [10.0, 90.0, 0.0],
         "revenue": [80.0, 120.0, 5.0]}
    ),
    "shipments": pd.DataFrame(
        {"order_id": [1, 3, 5], "courier": ["north", "north", "south"],
         "actual_h": [24.0, np.nan, np.nan]}
    ),
    "pnl_lines": pd.DataFrame({"line": ["revenue", "cogs", "revenue"], "amount": [150.0, -80, 50]}),
    "inventory_daily": pd.DataFrame(
        {
            "date": times(["2025-12-30", "2025-12-31", "2025-12-30", "2025-12-31", "2025-12-30"]),
            "sku": ["mug", "mug", "rope", "rope", "old"],
            "on_hand": [9, 6, 5, 5, 1],
            "sales": [1, 3, 0, 0, 1],
        }
    ),
}  # fmt: skip

# Worked out by hand
BY_HAND = {
    "sales_by_month": [["2025-11-01", 3, 370, 370 / 3], ["2026-01-01", 1, 100, 100]],
    "what_is_left": [["cogs", -80, -40], ["revenue", 200, 100]],
    # paid lines: tent 280, mug 20 + 50 + 20, rope 100
    "top_share": [[470, 470, 1]],
    "roas": [["feed", 100, 200, 2], ["name", 0, 5, np.nan]],
    "conversion": [["(unknown)", 10, 1, 0.1], ["live", 1003, 13, 13 / 1003],
                   ["search", 0, 0, np.nan]],
    # order 2 was taken back before it was sent, order 4 isn't paid
    "return_rate": [["mug", 2, 0, 0], ["rope", 1, 0, 0], ["tent", 1, 1, 1]],
    "stock_cover": [["mug", 6, 2, 3], ["rope", 5, 0, np.nan]],
    "days_to_deliver": [["north", 2, 1, 1], ["south", 1, 1, np.nan]],
    # Bo's first order was refunded: he is new on 31 December; Ann came back after 19 days
    "repurchase": [[1, 1, 1]],
    "new_and_returning": [["2025-11-01", 1, 1, 0], ["2025-12-01", 1, 1, 0]],
}  # fmt: skip


def test_there_are_ten_and_each_says_what_it_counts_in_two_languages():
    assert set(QUESTIONS) == TEN
    for one in QUESTIONS.values():
        assert one.english.endswith("?")
        assert one.chinese.endswith("？")
        assert one.of
        assert one.chapter


@pytest.mark.parametrize("name", sorted(TEN))
def test_an_answer_is_what_one_works_out_by_hand(name):
    one = QUESTIONS[name]
    wanted = pd.DataFrame(BY_HAND[name], columns=[*one.by, *one.formulas])
    if "month" in one.by:
        wanted["month"] = pd.to_datetime(wanted["month"]).astype("datetime64[us]")
    wanted = wanted.astype(dict.fromkeys(one.formulas, float))
    for found in (one(SMALL), one.in_sql(SMALL), one.in_sheet(SMALL)):
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False)


@pytest.mark.parametrize("name", sorted(TEN))
def test_three_tools_give_one_answer_on_both_shops(shop, name):
    found = answers(name, shop)
    assert len(found)
    assert found["same"].all(), found[~found["same"]].to_string()
    assert found[["pandas", "sql", "sheet"]].notna().any().all()


@pytest.mark.parametrize("name", ["sales_by_month", "repurchase", "new_and_returning"])
def test_three_tools_give_one_answer_on_cdnow(name):
    orders = load("cdnow").orders
    orders = orders.assign(
        order_id=range(len(orders)), ts_pay=orders["ts_order"], refund_amount=0.0
    )
    found = answers(name, {"orders": orders})
    assert found["same"].all()
    if name == "repurchase":  # all who ever paid: the log is long enough for all of them
        paid = orders.loc[orders["paid_amount"] > 0, "customer_id"].nunique()
        assert found.set_index("measure").loc["customers", "sql"] == paid


# --- Drawn tables ------------------------------------------------------------------------------

MONEY = st.integers(0, 50_000).map(lambda cents: cents / 100)
MINUTE = st.integers(0, 90 * 24 * 60)
NAMES = st.sampled_from(["live", "search", "a b"])


@st.composite
def shops(draw):
    """A few rows of each table, with gaps, ties, and times near midnight and the month's end."""
    zone = draw(st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York"]))
    start = pd.Timestamp("2025-10-20")

    def moment(minutes):
        return pd.Timestamp(start + pd.Timedelta(minutes=minutes))

    orders = draw(st.lists(st.tuples(st.sampled_from("ABC"), MINUTE, st.booleans(), MONEY,
                                     st.booleans(), st.sampled_from([0, 0.5, 1, None])),
                           max_size=8))  # fmt: skip
    when = [moment(minute) for _, minute, *_ in orders]
    table = pd.DataFrame({
        "order_id": pd.Series(range(len(orders)), dtype="int64"),
        "customer_id": pd.Series([o[0] for o in orders], dtype=object),
        "ts_order": pd.Series(when, dtype="datetime64[us]").dt.tz_localize(zone, ambiguous=True),
        "paid_amount": pd.Series([o[3] for o in orders], dtype=float),
    })  # fmt: skip
    table["ts_pay"] = table["ts_order"].where(pd.Series([o[2] for o in orders], dtype=bool))
    table["ts_cancel"] = table["ts_pay"].where(pd.Series([o[4] for o in orders], dtype=bool))
    back = [None if o[5] is None else o[3] * (1 if o[4] else o[5]) for o in orders]
    table["refund_amount"] = pd.Series(back, dtype=float).where(
        table["ts_cancel"].isna(), table["paid_amount"]
    )
    skus = st.lists(st.sampled_from(["x", "y", "z", "w"]), max_size=3, unique=True)
    lines = [(order, sku) for order in table["order_id"] for sku in draw(skus)]
    items = pd.DataFrame(lines, columns=["order_id", "sku"]).astype({"order_id": "int64"})
    for column, kind in (("qty", st.integers(1, 3)), ("price", MONEY), ("discount", st.just(0.0))):
        items[column] = [draw(kind) for _ in lines]
        items[column] = items[column].astype("int64" if column == "qty" else float)
    chosen = np.array([draw(st.booleans()) for _ in lines], dtype=bool)
    back = items.loc[chosen, ["order_id", "sku"]]
    back = pd.concat([back, back.head(1)])  # a line sent back twice is one line
    days = draw(st.lists(st.tuples(st.one_of(st.none(), NAMES), st.integers(0, 5)), max_size=6))
    traffic = pd.DataFrame({
        "channel": pd.Series([d[0] for d in days], dtype=object),
        "uv": pd.Series([d[1] for d in days], dtype="int64"),
        "payers": pd.Series([draw(st.integers(0, d[1])) for d in days], dtype="int64"),
    })  # fmt: skip
    parcels = draw(st.lists(st.tuples(NAMES, st.one_of(st.none(), st.floats(0, 99))), max_size=6))
    shelf = draw(st.lists(st.tuples(st.integers(0, 40), st.sampled_from("xy"), st.integers(0, 9)),
                          max_size=8, unique_by=lambda row: row[:2]))  # fmt: skip
    return {
        "orders": table, "order_items": items, "returns": back, "traffic_daily": traffic,
        "ads_daily": pd.DataFrame({
            "plan_kind": traffic["channel"], "cost": traffic["uv"].astype(float),
            "revenue": traffic["payers"] * 7.5}),
        "shipments": pd.DataFrame({
            "order_id": pd.Series(range(len(parcels)), dtype="int64"),
            "courier": pd.Series([p[0] for p in parcels], dtype=object),
            "actual_h": pd.Series([p[1] for p in parcels], dtype=float)}),
        "pnl_lines": pd.DataFrame({
            "line": pd.Series([d[0] or "revenue" for d in days], dtype=object),
            "amount": pd.Series([d[1] - 2.0 for d in days], dtype=float)}),
        "inventory_daily": pd.DataFrame({
            "date": pd.Series([start + pd.Timedelta(days=s[0]) for s in shelf],
                              dtype="datetime64[us]").dt.tz_localize(zone),
            "sku": pd.Series([s[1] for s in shelf], dtype=object),
            "on_hand": pd.Series([s[2] for s in shelf], dtype="int64"),
            "sales": pd.Series([s[2] // 3 for s in shelf], dtype="int64")}),
    }  # fmt: skip


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(tables=shops())
def test_three_tools_give_one_answer_on_drawn_tables(tables):
    agree_on_all(tables)


@pytest.mark.verify
@settings(max_examples=150, deadline=None)
@given(tables=shops())
def test_three_tools_give_one_answer_on_many_drawn_tables(tables):
    agree_on_all(tables)


def agree_on_all(tables):
    for name in sorted(TEN):
        found = answered(name, tables)
        assert found["same"].all(), f"{name}\n{found.to_string()}"


def answered(name, tables):
    """The three answers; where nobody has paid, or had the time, there is none."""
    try:
        return answers(name, tables)
    except InputError as error:
        nobody = re.search("no rows|is empty|No customer", str(error))
        if name in ("repurchase", "new_and_returning") and nobody:
            return pd.DataFrame({"same": [True]})
        raise


def test_empty_tables_have_empty_answers():
    empty = {name: table.head(0) for name, table in SMALL.items()}
    for name in TEN - {"repurchase", "new_and_returning", "top_share"}:
        assert len(answers(name, empty)) == 0, name
    assert answers("top_share", empty)["same"].all()
    for name in ("repurchase", "new_and_returning"):
        with pytest.raises(InputError, match="orders"):
            answers(name, empty)


def test_a_month_is_that_of_the_shops_clock():
    utc = SMALL["orders"].assign(ts_pay=SMALL["orders"]["ts_pay"].dt.tz_convert("UTC"))
    found = answers("sales_by_month", {"orders": utc})
    assert found["same"].all()
    assert found["month"].min() == pd.Timestamp("2025-10-01")  # its clock, not the computer's


def test_categories_and_numbers_as_ids_change_nothing():
    kinds = {"customer_id": "category"}
    other = SMALL | {
        "orders": SMALL["orders"].astype(kinds),
        "order_items": SMALL["order_items"].astype({"sku": "category"}),
        "returns": SMALL["returns"].astype({"sku": "category"}),
        "shipments": SMALL["shipments"].astype({"courier": "category"}),
        "traffic_daily": SMALL["traffic_daily"].astype({"channel": "category"}),
    }
    for name in TEN - {"repurchase", "new_and_returning"}:
        pd.testing.assert_frame_equal(QUESTIONS[name](other), QUESTIONS[name](SMALL))
        assert answers(name, other)["same"].all()


def test_the_sql_twin_is_plain_text_that_runs_by_itself():
    for name in TEN:
        found = sql(QUESTIONS[name].query, SMALL)
        assert list(found.columns[: len(QUESTIONS[name].by)]) == list(QUESTIONS[name].by)


# --- What can be wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "tables", "error", "words"),
    [
        ("roaz", SMALL, ChoiceError, "did you mean 'roas'"),
        ("roas", {}, ChoiceError, "A table that roas reads is 'ads_daily'"),
        ("roas", SMALL["ads_daily"], InputError, "Give the tables by name"),
        ("roas", {"ads_daily": [1]}, InputError, "ads_daily is a list"),
        ("roas", {"ads_daily": SMALL["ads_daily"].drop(columns="cost")}, ColumnError, '"cost"'),
        ("roas", {"ads_daily": SMALL["ads_daily"].assign(cost=np.nan)}, InputError, "3 missing"),
        ("return_rate", SMALL | {"orders": pd.concat([SMALL["orders"]] * 2)}, InputError,
         "5 rows whose order_id another row has"),
        ("days_to_deliver", SMALL | {"shipments": pd.concat([SMALL["shipments"]] * 2)}, InputError,
         "3 rows whose order_id"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_says_why(name, tables, error, words):
    with pytest.raises(error, match=words):
        answers(name, tables)


def declared(name="asked", **changes):
    """A question that counts rows, not kept for the other tests."""

    def count(days):
        return days.groupby("k").size().rename("rows").reset_index()

    count.__name__ = name
    what = {
        "chapter": "6_data", "of": "rows", "reads": {"days": ["k"]}, "by": ["k"],
        "sql": "SELECT k, count(*) AS rows FROM days GROUP BY k",
        "formulas": {"rows": "COUNTIFS(days[k], {k})"},
    } | changes  # fmt: skip
    try:
        return question("How many?", "多少？", **what)(count)
    finally:
        QUESTIONS.pop(name, None) if name not in TEN else None


def test_a_lesson_adds_a_question_with_few_lines():
    one = declared()
    assert answers(one, {"days": pd.DataFrame({"k": ["a", "a", "b"]})})["same"].all()


def test_a_twin_that_gives_something_else_is_seen():
    days = {"days": pd.DataFrame({"k": ["a", "a", "b"]})}
    for changes in (
        {"sql": "SELECT k, count(DISTINCT k) AS rows FROM days GROUP BY k"},
        {"sql": "SELECT k, count(*) AS rows FROM days WHERE k <> 'b' GROUP BY k"},
        {"sql": "SELECT k || 'x' AS k, count(*) AS rows FROM days GROUP BY k"},
        {"formulas": {"rows": "COUNTIFS(days[k], {k}) + 1"}},
    ):
        assert not answers(declared(**changes), days)["same"].all(), changes


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"name": "roas"}, InputError, "there already"),
        ({"formulas": {"rows": "COUNTIFS(nights[k], {k})"}}, ChoiceError, "'nights'"),
        ({"formulas": {"rows": "COUNTIFS(days[k], {j})"}}, ChoiceError, "'j'"),
        ({"formulas": {"rows": "COUNTIFS(days[k], {k}"}}, EcomlabError, "lacks"),
    ],
)
def test_a_question_that_is_declared_wrongly_is_refused(changes, error, words):
    with pytest.raises(error, match=words):
        declared(**changes)


def test_an_answer_that_lacks_a_column_is_refused():
    one = declared(formulas={"rows": "COUNTIFS(days[k], {k})", "share": "{rows}"})
    with pytest.raises(ColumnError, match="the answer of asked"):
        one({"days": pd.DataFrame({"k": ["a"]})})
