"""The range: by hand, the document's tiers, Hill numbers, bad input, other names."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research.assortment import (
    MIX,
    article_sales,
    assortment_breadth,
    assortment_gap,
    distance_to,
    newness,
    product_mix,
    sales_curve,
    tier_bounds,
)

ARTICLES = pd.DataFrame({
    "sku": list("abcd"), "role": ["traffic", "profit", "profit", "long_tail"],
    "units": [50, 30, 10, 10], "sales": [400.0, 300, 200, 100], "profit": [50.0, 90, 40, 20],
})  # fmt: skip


def test_the_mix_by_hand():
    found = product_mix(ARTICLES, plan=MIX).set_index("role")
    assert found.loc["traffic"].tolist() == pytest.approx([0.25, 0.5, 0.4, 0.25, 0.2])
    assert found.loc["profit"].tolist() == pytest.approx([0.5, 0.4, 0.5, 0.65, 0.5])
    assert distance_to(found).to_dict() == pytest.approx(
        {"articles": 0.05, "units": 0.3, "sales": 0.2, "profit": 0.2}
    )


def test_the_mix_with_other_names():
    other = ARTICLES.rename(columns={"role": "角色"}).replace({"traffic": "引流"})
    assert product_mix(other, roles="角色")["sales"].tolist() == pytest.approx([0.4, 0.5, 0.1])


def test_sales_of_articles_that_sold_nothing_are_there():
    items = pd.DataFrame({"sku": ["a"], "qty": [2], "price": [10.0], "discount": [3.0],
                          "cost": [4.0]})  # fmt: skip
    found = article_sales(items, ARTICLES[["sku"]])
    assert found[["units", "sales", "profit"]].to_numpy().tolist() == [
        [2, 17, 9], [0, 0, 0], [0, 0, 0], [0, 0, 0]
    ]  # fmt: skip


def test_the_curve_by_hand():
    found = sales_curve(ARTICLES.assign(units=[40_000, 9_000, 3_000, 0]), months=3)
    assert found["tier"].tolist() == ["flash sale", "promotion", "event", "rest"]
    assert found["a_month"].tolist() == pytest.approx([40_000 / 3, 3000, 1000, 0])
    assert found["drop"].iloc[0] == pytest.approx(40 / 9)
    assert found["drop"].iloc[2:].isna().all()
    assert found["share"].sum() == pytest.approx(1)


def test_the_document_s_tiers_contradict_each_other_as_shares_of_pieces_only():
    pieces = tier_bounds("units")
    assert pieces["least"].max() > pieces["most"].min()  # E24: 500,000 at least, 480,000 at most
    assert pieces["least"].iloc[0] == 500_000
    assert pieces["most"].iloc[2] == 480_000
    articles = tier_bounds("articles")
    assert (articles["least"].max(), articles["most"].min()) == pytest.approx((80, 100))


@given(st.integers(1, 30))
def test_equal_articles_count_fully(count):
    table = pd.DataFrame({"category": range(count), "sales": 7.0})
    found = assortment_breadth(table)
    assert found["effective"].tolist() == pytest.approx([count, count])
    assert found["largest"].tolist() == pytest.approx([1 / count] * 2)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20).filter(lambda x: sum(x) > 1))
def test_the_effective_number_lies_between_one_and_the_number(values):
    table = pd.DataFrame({"category": np.arange(len(values)) % 3, "sales": values})
    found = assortment_breadth(table)
    assert (found["effective"] >= 1 - 1e-9).all()
    assert (found["effective"] <= found["number"] * (1 + 1e-9)).all()
    assert found["effective"].iloc[1] <= found["effective"].iloc[0] * (1 + 1e-9)


def test_gaps_by_hand():
    own = pd.DataFrame({"category": ["a", "c"], "sales": [3.0, 1.0]})
    market = pd.DataFrame({"category": ["a", "b", "b"], "sales": [50, 25, 25]})
    found = assortment_gap(own, market).set_index("category")["times"]
    assert found.to_dict() == {"c": np.inf, "a": 1.5, "b": 0.0}


def test_newness_by_hand_in_any_zone():
    dates = pd.to_datetime(["2024-01-01", "2025-01-05", "2025-03-20", "2025-06-01"])
    table = pd.DataFrame({"launch_date": dates.tz_localize("Asia/Shanghai"),
                          "sales": [70.0, 20, 10, 0]})  # fmt: skip
    found = newness(table, "2025-01-01", "2025-04-01", young=30)
    assert found["launched"] == 2
    assert found["a_month"] == pytest.approx(2 / 90 * 30.4)
    assert found["new_share"] == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: product_mix(ARTICLES, roles="rolle"), ColumnError, "rolle"),
        (lambda: product_mix(ARTICLES, plan={"star": 1}), ChoiceError, "'traffic'"),
        (lambda: product_mix(ARTICLES.assign(units=0)), InputError, "units add up to 0"),
        (lambda: sales_curve(ARTICLES, months=0), InputError, "months is 0"),
        (lambda: sales_curve(pd.concat([ARTICLES, ARTICLES]), 1), InputError, "there twice"),
        (lambda: sales_curve(ARTICLES.assign(units=0), 1), InputError, "Nothing was sold"),
        (lambda: tier_bounds("sales"), ChoiceError, "'articles'"),
        (lambda: assortment_breadth(ARTICLES.assign(category="a", sales=-1.0)), InputError, "0 or"),
        (lambda: assortment_gap(ARTICLES, ARTICLES, within="cat"), ColumnError, "cat"),
        (lambda: article_sales(pd.DataFrame({"sku": ["z"], "qty": 1, "price": 1.0, "discount": 0.0,
                                             "cost": 1.0}), ARTICLES), InputError, "first 'z'"),
        (lambda: newness(ARTICLES.assign(launch_date=pd.Timestamp("2025-01-01")), "2025-04-01",
                         "2025-01-01"), InputError, "start must be earlier"),
    ],
)  # fmt: skip
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
