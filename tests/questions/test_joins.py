"""A join, looked at: the rows and sums that it reports are those of the join itself."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.exercises import tools
from ecomlab.questions import join_check
from ecomlab.questions.figures import days_that_begin_at, paid_by_day, two_answers
from ecomlab.questions.plausible import PLAUSIBLE, plausible
from ecomlab.sql import sql

KEYS = st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(left=KEYS, right=KEYS)
def test_the_rows_after_are_those_of_the_left_join(left, right):
    a = pd.DataFrame({"k": pd.array(left, dtype="Int64"), "v": np.arange(len(left)) + 1.0})
    b = pd.DataFrame({"k": pd.array(right, dtype="Int64")})
    found = join_check(a, b, "k", "v").set_index("what")
    partners = [right.count(key) if key is not None else 0 for key in left]
    assert found.loc["after", "rows"] == sum(max(1, n) for n in partners)
    assert found.loc["after", "v"] == sum(
        max(1, n) * v for n, v in zip(partners, a["v"], strict=True)
    )
    parts = found.loc[["meet none", "meet one", "meet several"]].sum()
    assert parts["rows"] == found.loc["before", "rows"] == len(left)
    assert parts["v"] == found.loc["before", "v"]


def test_it_agrees_with_the_database_and_with_pandas():
    shop = load("second_shop")
    items, returns = shop["order_items"], shop["returns"]
    query = (
        "SELECT count(*) AS n, sum(i.price) AS v FROM order_items AS i LEFT JOIN returns AS r ON "
    )
    by_order = "r.order_id = i.order_id"
    joins = (("order_id", by_order), (["order_id", "sku"], f"{by_order} AND r.sku = i.sku"))
    for on, where in joins:
        after = join_check(items, returns, on, "price").iloc[-1]
        wanted = sql(query + where, shop).iloc[0]
        assert after["rows"] == wanted["n"]
        assert after["price"] == pytest.approx(wanted["v"])
    items.merge(returns, on=["order_id", "sku"], how="left", validate="one_to_one")
    with pytest.raises(pd.errors.MergeError):
        items.merge(returns, on="order_id", how="left", validate="many_to_one")


@pytest.mark.parametrize(
    ("left", "right", "on", "error", "words"),
    [
        (pd.DataFrame({"k": [1]}), pd.DataFrame({"j": [1]}), "k", ColumnError, "table right"),
        (pd.DataFrame({"j": [1]}), pd.DataFrame({"k": [1]}), "k", ColumnError, "table left"),
        (pd.DataFrame({"k": [1]}), pd.DataFrame({"k": [1]}), [], InputError, "names no column"),
        (pd.DataFrame({"k": []}), pd.DataFrame({"k": [1]}), "k", InputError, "no rows"),
        ([1], pd.DataFrame({"k": [1]}), "k", InputError, "left is a list"),
        (pd.DataFrame({"k": ["1"]}), pd.DataFrame({"k": [1]}), "k", InputError, "text in left and"),
        (pd.DataFrame({"k": [1]}), pd.DataFrame({"k": [1]}), None, InputError, "names no column"),
    ],
)
def test_what_cannot_be_joined_says_why(left, right, on, error, words):
    with pytest.raises(error, match=words):
        join_check(left, right, on)


@pytest.mark.parametrize(
    ("amounts", "name", "words"),
    [
        (["5", "six"], "v", "no numbers"),
        ([5, None], "v", "1 missing"),
        ([5, 6], "rows", "a column of the answer"),
        ([5, 6], "what", "a column of the answer"),
    ],
)
def test_an_amount_that_cannot_be_added_says_why(amounts, name, words):
    left = pd.DataFrame({"k": [1, 2], name: amounts})
    with pytest.raises(InputError, match=words):
        join_check(left, pd.DataFrame({"k": [1]}), "k", name)


def test_keys_of_one_kind_meet_whatever_their_type():
    text = pd.Series(["a", "b"])
    for one, other in [
        (text, text.astype("category")),
        (text, text.astype("string")),
        (pd.Series([1, 2]), pd.Series([1.0, 2.0])),
        (pd.Series([1, 2]), pd.array([1, 2], dtype="Int64")),
    ]:
        found = join_check(pd.DataFrame({"k": one}), pd.DataFrame({"k": other}), "k")
        assert found["rows"].tolist() == [2, 0, 2, 0, 2]


def test_what_was_sold_ties_between_lines_and_orders():
    """The lesson's two sums: 24,181,284.92 yuan of lines, and of orders."""
    shop = load("shop")
    said = exercises("0_3", **tools.needed(shop)).tell("join-reading")
    sums = sql(
        "SELECT sum(paid_amount) AS v FROM orders WHERE ts_pay IS NOT NULL AND ts_cancel IS NULL",
        shop,
    )
    assert f"{sums['v'].iloc[0]:,.2f} yuan are what" in said
    after = sql(plausible("refunds").assistant, shop)["sold"].sum()
    assert f"After the join it is {after:,.2f}" in said


def test_what_stands_on_the_border_is_not_called_sure(monkeypatch):
    data = tools.needed(load("shop"))
    usual = exercises("0_3", **data).tell("list-reading")
    assert "Rightly on it: 1 surely." in usual
    assert "On the border" not in usual
    own = tools.refunds(data["orders"], data["order_items"], data["returns"], True)
    top = own.sort_values("share", ascending=False).iloc[0]
    monkeypatch.setattr(tools, "BORDER", top["share"] - tools.HAIR / 2)
    said = exercises("0_3", **data).tell("list-reading")
    assert "Rightly on it: 0 surely." in said
    assert f"On the border: 1, {top['sku']} with {top['share']:.2%}." in said


def test_what_leaves_a_day_and_what_comes_into_it():
    orders = load("shop")["orders"]
    said = exercises("0_3", **tools.needed(load("shop"))).tell("clock-reading")
    local = orders["ts_pay"].dt.tz_localize(None)

    def paid(first, last):
        return orders.loc[(local >= first) & (local < last), "paid_amount"].sum()

    gone = paid("2025-11-11 00:00", "2025-11-11 08:00")
    came = paid("2025-11-12 00:00", "2025-11-12 08:00")
    assert f"({gone:,.0f} yuan) went to the day before" in said
    assert f"({came:,.0f} yuan)\ncame in" in said
    assert f"{gone - came:,.0f} less" in said


def test_a_second_shop_s_exercises_name_its_tables():
    for name in ("later_orders", "mean_of_rates", "utc_day"):
        exercise = next(one for one in tools.lesson.exercises if one.name == name)
        assert all(there.endswith("_2") for there in exercise.names.values())
        text = exercises("0_3", **tools.needed(load("second_shop")))
        code = getattr(text, name).solution().text
        assert "_2" in code
        assert "InputError" not in code


# --- Plausible queries -------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["shop", "second_shop"])
@pytest.mark.parametrize("name", sorted(PLAUSIBLE))
def test_a_plausible_query_runs_and_is_wrong_where_a_slip_is_named(name, data):
    one, shop = plausible(name), load(data)
    wrong, right = sql(one.assistant, shop), sql(one.right, shop)
    assert list(wrong.columns) == list(right.columns)
    assert wrong.round(6).equals(right.round(6)) != bool(one.slip)


def test_refunds_by_article_add_up_to_the_returns():
    """The truth of the lesson, from the table of returns alone."""
    for data in ("shop", "second_shop"):
        shop = load(data)
        refunds = shop["returns"].astype({"sku": str}).groupby("sku")["refund"]
        wanted = refunds.sum()[lambda sums: sums > 0]
        found = sql(plausible("refunds").right, shop).set_index("sku")["back"]
        assert found[found > 0].to_dict() == pytest.approx(wanted.to_dict())
        back = sql(plausible("refunds_by_channel").right, shop)["back"].sum()
        assert back == pytest.approx(wanted.sum())


def test_more_returns_than_there_are():
    shop = load("second_shop")
    said, real = (sql(text, shop)["back"].sum() for text in
                  (plausible("refunds").assistant, plausible("refunds").right))  # fmt: skip
    lines = shop["order_items"]["order_id"].value_counts()
    counted = (shop["returns"]["refund"] * shop["returns"]["order_id"].map(lines)).sum()
    assert said == pytest.approx(counted)  # each return once for every line of its order
    assert said > 1.2 * real


# --- Figures -----------------------------------------------------------------------------------


def test_the_day_of_utc_begins_at_eight_in_china():
    orders = load("second_shop")["orders"]
    utc = orders.assign(ts_pay=orders["ts_pay"].dt.tz_convert("UTC"))
    pd.testing.assert_frame_equal(paid_by_day(orders, hour=8), paid_by_day(utc))
    total = orders.loc[orders["ts_pay"].notna(), "paid_amount"].sum()
    for hour in (0, 8, 23):
        assert paid_by_day(orders, hour)["revenue"].sum() == pytest.approx(total)


def test_a_figure_shows_the_day_asked_for_and_refuses_others():
    orders = pd.DataFrame({"ts_pay": pd.to_datetime(["2025-11-11 07:00", "2025-11-12 20:00"]),
                           "paid_amount": [300.0, 100.0]})  # fmt: skip
    ax = days_that_begin_at(orders, "2025-11-11", 0)
    assert [bar.get_height() for bar in ax.patches] == [300.0, 100.0]
    assert "has 0 yuan" in days_that_begin_at(orders, "2025-11-11", 8).get_title("left")
    for day, hour, words in (("2024-01-01", 0, "Nothing was paid"), ("2025-11-11", 24, "0 to 23"),
                             ("11/11", 0, "no date")):  # fmt: skip
        with pytest.raises(InputError, match=words):
            days_that_begin_at(orders, day, hour)


def test_the_axis_is_the_same_for_every_hour():
    orders = load("second_shop")["orders"]
    figures = [days_that_begin_at(orders, "2025-11-11", hour) for hour in range(0, 24, 4)]
    assert len({ax.get_ylim() for ax in figures}) == 1
    tallest = max(bar.get_height() for ax in figures for bar in ax.patches)
    assert tallest <= figures[0].get_ylim()[1] <= 1.5 * tallest


def test_times_as_text_are_refused():
    orders = pd.DataFrame({"ts_pay": ["2025-11-11 07:00"], "paid_amount": [300.0]})
    for paid in (lambda: days_that_begin_at(orders, "2025-11-11", 0), lambda: paid_by_day(orders)):
        with pytest.raises(InputError, match="no times"):
            paid()


def test_two_answers_stand_on_one_line():
    table = pd.DataFrame({"sku": list("abc"), "one": [0.5, 0.2, 0.4], "two": [0.1, 0.2, 0.3]})
    ax = two_answers(table, "sku", "one", "two", border=0.3)
    assert [text.get_text() for text in ax.get_yticklabels()] == ["b", "c", "a"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "two"]
    with pytest.raises(InputError, match="border"):
        two_answers(table, "sku", "one", "two", border=30)
    with pytest.raises(ColumnError):
        two_answers(table, "sku", "one", "three", border=0.3)
