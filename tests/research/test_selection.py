"""Presale against stock: by hand, against least squares, what can't move it, what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.research.selection import article_factors, presale_or_stock

# Net sales and stock, before and after.
ROWS = [
    ("coats", "own", 60, 60, 30, 15), ("coats", "own", 40, 20, 10, 5),
    ("coats", "far", 50, 50, 10, 20), ("coats", "far", 30, 30, 10, 10),
    ("skirts", "own", 20, 80, 10, 10), ("skirts", "own", 10, 10, 10, 10),
    ("skirts", "far", 90, 45, 30, 15), ("skirts", "far", 10, 40, 5, 5),
]  # fmt: skip
AMOUNTS = ["net_before", "net_after", "stock_before", "stock_after"]
ARTICLES = pd.DataFrame(ROWS, columns=["category", "supplier", *AMOUNTS])


def test_factors_by_hand():
    assert article_factors(ARTICLES).tolist() == [2, 1, 0.5, 1, 4, 1, 1, 4]
    assert article_factors(ARTICLES, "sales").tolist() == [1, 0.5, 1, 1, 4, 1, 0.5, 4]
    assert article_factors(ARTICLES, "stock").tolist() == [0.5, 0.5, 2, 1, 1, 1, 0.5, 1]


def test_presale_by_hand():
    """In powers of two. Coats: 1/2 against −1/2; skirts: 1 against 1: on average 1/2."""
    found = presale_or_stock(ARTICLES, presale="own", stock="far")
    assert found.value == pytest.approx(2**0.5)
    assert (found.n, found.counts) == (8, "articles")
    turned = presale_or_stock(ARTICLES, presale="far", stock="own")
    assert turned.value == pytest.approx(2**-0.5)
    # Sales: −1/2 against 0, 1 against 1/2. Stock: −1 against 1/2, 0 against −1/2.
    assert presale_or_stock(ARTICLES, "own", "far", "sales").value == pytest.approx(1)
    assert presale_or_stock(ARTICLES, "own", "far", "stock").value == pytest.approx(2**-0.5)


def test_the_error_is_that_of_least_squares():
    """Sum contrasts of the categories: the coefficient of presale is the mean of its effects;
    HC2 is Welch's variance of each cell."""
    many = pd.concat([ARTICLES] * 40, ignore_index=True)
    frame = many.assign(y=np.log(article_factors(many)), own=many["supplier"] == "own")
    fit = smf.ols("y ~ C(category, Sum) * own", frame).fit(cov_type="HC2")
    found = presale_or_stock(many, "own", "far")
    assert math.log(found.value) == pytest.approx(fit.params["own[T.True]"])
    reach = 1.96 * fit.bse["own[T.True]"]
    assert math.log(found.high / found.value) == pytest.approx(reach, rel=0.01)


@given(st.floats(0.2, 5), st.floats(0.2, 5))
def test_season_and_assortment_cancel(season, winter):
    """All articles sell so many times as much, and coats so many times, whoever makes them."""
    moved = ARTICLES.copy()
    moved["net_after"] *= season * np.where(moved["category"] == "coats", winter, 1)
    assert presale_or_stock(moved, "own", "far")[:3] == pytest.approx(
        presale_or_stock(ARTICLES, "own", "far")[:3]
    )


def test_turnover_is_sales_over_stock():
    parts = {
        part: presale_or_stock(ARTICLES, "own", "far", part).value
        for part in ("turnover", "sales", "stock")
    }
    assert parts["turnover"] == pytest.approx(parts["sales"] / parts["stock"])


def test_other_makers_aren_t_read():
    more = pd.concat([ARTICLES, ARTICLES.assign(supplier="third", net_after=1)])
    assert presale_or_stock(more, "own", "far") == presale_or_stock(ARTICLES, "own", "far")


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        (lambda: article_factors(ARTICLES, "profit"), ChoiceError, "'turnover'"),
        (lambda: article_factors(ARTICLES.drop(columns="net_after")), ColumnError, "net_after"),
        (lambda: article_factors(ARTICLES.assign(stock_after=0)), InputError, "8 of 8 articles"),
        (lambda: presale_or_stock(ARTICLES, "own", "near"), ChoiceError, "stock is 'near'"),
        (lambda: presale_or_stock(ARTICLES, "me", "far"), ChoiceError, "presale is 'me'"),
        (lambda: presale_or_stock(ARTICLES.iloc[:6], "own", "far"), InputError, "'skirts' has no"),
    ],
)
def test_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        wrong()
