"""Errors name the mistake, show the choices and end with the way out."""

import sys
import traceback

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab import errors
from ecomlab.errors import ChoiceError, ColumnError, EcomlabError, InputError, TableError


def test_column_error_names_what_is_missing_what_there_is_and_the_renaming():
    error = ColumnError(["ts_order", "customer_id"], ["order_ts", "buyer"], "orders")
    for part in ("ts_order", "customer_id", "order_ts, buyer", '{"order_ts": "ts_order"'):
        assert part in str(error)


def test_table_error_lists_every_problem():
    error = TableError("orders", ["a is wrong.", "b is wrong."])
    assert error.problems == ["a is wrong.", "b is wrong."]
    assert "2 problems" in str(error)
    assert "1. a is wrong." in str(error)
    assert "2. b is wrong." in str(error)


@pytest.mark.parametrize("given", ["Week", "wek", 3, None, np.array([1, 2]), ["week"]])
def test_a_wrong_choice_is_refused_with_the_valid_ones(given):
    with pytest.raises(ChoiceError, match="'week', 'month'"):
        errors.check_choice("cohort", given, ["week", "month"])


def test_none_is_a_choice_where_it_is_listed():
    assert errors.check_choice("cohort", None, [None, "week"]) is None


@pytest.mark.parametrize("value", [0, 1, -0.1, 1.1, 95, float("nan"), True, "0.5", None])
def test_a_share_is_strictly_between_its_ends(value):
    with pytest.raises(InputError, match="confidence is"):
        errors.check_share("confidence", value)


def test_a_share_may_be_an_end_if_asked():
    assert errors.check_share("margin", 1, ends=True) == 1.0


@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), True, "90", None])
def test_what_is_not_positive_is_refused(value):
    with pytest.raises(InputError, match="window is"):
        errors.check_positive("window", value)


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "90", None, 10**6, 10**400, [30]])
def test_what_is_not_a_span_of_days_is_refused(value):
    with pytest.raises(InputError, match="window is"):
        errors.check_days("window", value)
    assert errors.check_days("window", np.int64(90)) == 90


def test_a_number_may_have_a_least_value():
    assert errors.check_number("cac", 0, low=0) == 0
    for value in (-0.1, "12", None, float("nan"), 10**400, [1]):
        with pytest.raises(InputError, match="cac is .* not below 0"):
            errors.check_number("cac", value, low=0)


@given(st.floats())
def test_a_number_passes_as_it_is_or_is_refused(value):
    for check, fits in (
        (errors.check_share, 0 < value < 1),
        (errors.check_positive, 0 < value <= 1e15),
        (errors.check_number, abs(value) <= 1e15),
    ):
        if fits:
            assert check("it", value) == value
        else:
            with pytest.raises(InputError, match="it is"):
                check("it", value)


@pytest.mark.parametrize("value", [1e308, -1e308, 1.0000001e15, 10**16])
def test_a_number_too_large_to_reckon_with_says_so(value):
    with pytest.raises(InputError, match=r"cac is .* at most 1e\+15, or a larger unit"):
        errors.check_number("cac", value)


@given(st.text(), st.lists(st.text()))
def test_the_closest_word_is_one_of_the_words(word, words):
    assert errors.closest(word, words) in [None, *words]


def test_numpy_numbers_are_numbers():
    assert errors.check_positive("window", np.int64(90)) == 90
    assert errors.check_share("confidence", np.float64(0.9)) == 0.9


def test_closest_is_none_when_nothing_is_close():
    assert errors.closest("customer_id", []) is None
    assert errors.closest("customer_id", ["Customer ID", "x"]) == "Customer ID"


def test_all_are_value_errors():
    kinds = [ColumnError, TableError, ChoiceError, InputError, errors.DataFileError]
    assert all(issubclass(kind, EcomlabError) for kind in kinds)
    assert issubclass(EcomlabError, ValueError)


def test_a_notebook_shows_the_readers_own_line_and_the_message_only():
    try:
        errors.check_choice("cohort", "wek", ["week"])  # the reader's line
    except ChoiceError as error:
        shown = error._render_traceback_()
        full = traceback.format_exc()
    assert "# the reader's line" in shown[0]
    assert shown[-1].startswith("ChoiceError: cohort is 'wek'")
    assert len(shown) < len(full.splitlines())


def test_ipython_uses_the_short_traceback(capsys):
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    shell.run_cell("from ecomlab.errors import check_positive\ncheck_positive('window', 0)")
    shown = "".join(capsys.readouterr())
    sys.stdout.flush()
    assert "window is 0. Choose a number above 0." in shown
    assert "raise InputError" not in shown
