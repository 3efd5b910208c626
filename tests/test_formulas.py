"""A formula gives what a spreadsheet gives: by Microsoft's own examples and its odd rules."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.formulas import FormulaError, evaluate, references

# support.microsoft.com, "SUMIFS function", the table of its example
FRUIT = pd.DataFrame(
    {
        "sold": [5, 4, 15, 3, 22, 12, 10, 33],
        "product": ["Apples", "Apples", "Artichokes", "Artichokes", "Bananas", "Bananas",
                    "Carrots", "Carrots"],
        "person": ["Tom", "Sarah"] * 4,
    }
)  # fmt: skip
# "COUNTIFS function", first and second example
QUOTAS = pd.DataFrame(
    {
        "person": ["Davidoski", "Burke", "Sundaram", "Levitan"],
        "q": ["Yes", "Yes", "Yes", "No"],
        "y": ["No", "Yes", "Yes", "Yes"],
        "z": ["No", "No", "Yes", "Yes"],
    }
)
DAYS = pd.DataFrame({"n": [1, 2, 3, 4, 5, 6], "day": pd.date_range("2011-05-01", periods=6)})
# "AVERAGEIFS function", first example
GRADES = pd.DataFrame(
    {
        "quiz": [75, 94, 86, np.nan],
        "exam": [85, 80, 93, 75],
        "final": [87, 88, np.nan, 75],
    }
)


@pytest.mark.parametrize(
    ("formula", "sheets", "value"),
    [
        ('=SUMIFS(f[sold], f[product], "=A*", f[person], "Tom")', {"f": FRUIT}, 20),
        ('=SUMIFS(f[sold], f[product], "<>Bananas", f[person], "Tom")', {"f": FRUIT}, 30),
        ('COUNTIFS(q[q],"=Yes",q[y],"=Yes")', {"q": QUOTAS}, 2),
        ('COUNTIFS(q[y],"=Yes",q[z],"=Yes")', {"q": QUOTAS}, 2),
        ('COUNTIFS(q[q],"=Yes",q[y],"=Yes",q[z],"=Yes")', {"q": QUOTAS}, 1),
        ('COUNTIFS(d[n],"<6",d[n],">1")', {"d": DAYS}, 4),
        ('COUNTIFS(d[n],"<5",d[day],"<"&{day})', {"d": DAYS}, 2),
        ('AVERAGEIFS(g[quiz], g[quiz], ">70", g[quiz], "<90")', {"g": GRADES}, 80.5),
    ],
)
def test_the_examples_of_the_manual(formula, sheets, value):
    assert evaluate(formula, sheets, {"day": pd.Timestamp("2011-05-03")}) == value


def test_no_cell_that_meets_it_is_an_error_of_averageifs():
    with pytest.raises(FormulaError, match="DIV/0"):
        evaluate('AVERAGEIFS(g[exam], g[exam], ">95")', {"g": GRADES})
    assert evaluate('IFERROR(AVERAGEIFS(g[exam], g[exam], ">95"), "")', {"g": GRADES}) == ""


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1+2*3", 7), ("(1+2)*3", 9), ("2-3-4", -5), ("12/3/2", 2), ("-3+5", 2), ("1/4", 0.25),
        ('"a"&1&"b"', "a1b"), ("1+1=2", True), ("2<>2", False), ('"A"="a"', True), ("3>=4", False),
        ("1<2", True), ('"z">9', True), ("ABS(-3)", 3), ('"say ""hi"""', 'say "hi"'),
        ("2*(3-{x})&\"\"", "2"), ("IFERROR(1/0, 9)", 9), ("MIN(3, 2)", 2), ("MAX(3, 2)", 3),
        ("SUM(1, 2, 3)", 6),
    ],
)  # fmt: skip
def test_signs_bind_as_in_a_spreadsheet(formula, value):
    assert evaluate(formula, {}, {"x": 2}) == value


def serial(year, month, day):
    """The number that Excel shows for a date: 1 January 2008 is 39448, says its manual."""
    return 39448 + (dt.date(year, month, day) - dt.date(2008, 1, 1)).days


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [  # support.microsoft.com, "EDATE function", and the ends of months
        ((2011, 1, 15), 1, (2011, 2, 15)), ((2011, 1, 15), -1, (2010, 12, 15)),
        ((2011, 1, 15), 2, (2011, 3, 15)), ((2025, 1, 31), 1, (2025, 2, 28)),
        ((2024, 1, 31), 1, (2024, 2, 29)),
    ],
)  # fmt: skip
def test_edate(start, months, end):
    assert evaluate(f"EDATE({serial(*start)}, {months})", {}) == serial(*end)
    assert evaluate("{d} + 0", {}, {"d": pd.Timestamp(*end)}) == serial(*end)


def count(cells, criterion):
    return evaluate("COUNTIFS(t[c], {k})", {"t": pd.DataFrame({"c": cells})}, {"k": criterion})


@pytest.mark.parametrize(
    ("cells", "criterion", "met"),
    [
        (["live", "LIVE", "lively"], "live", 2),
        (["live", "lives", "olive"], "live?", 1),
        (["live", "lives", "olive"], "*live", 2),
        (["a*", "ab"], "a~*", 1),
        (["a?", "ab"], "a~?", 1),
        ([1, 2, 3], ">=2", 2),
        ([1, 2, np.nan], "<>2", 2),  # an empty cell isn't 2
        (["x", None, "y"], "<>x", 2),
        (["x", None, "y"], "=", 1),
        (["x", None, "y"], "", 1),
        (["x", None, "y"], "<>", 2),
        (["5", "05", "x"], "5", 2),  # texts of digits are the number
        ([5, 6], "5", 1),
        (["123456789012345678", "123456789012345699"], "123456789012345678", 2),
        (["123456789012345678", "123456789012345699"], "123456789012345678*", 1),
        (["apple", "pear"], ">b", 1),
        ([1, 2], "x", 0),
        ([1, 2], "<>x", 2),
        (["(unknown)", "live"], "(unknown)", 1),
        ([], "x", 0),
    ],
)
def test_the_rules_of_a_criterion(cells, criterion, met):
    assert count(cells, criterion) == met
    if cells and isinstance(cells[0], str):
        assert count(pd.Categorical(cells), criterion) == met


def test_a_column_with_gaps_is_added_up_without_them():
    sheet = {"t": pd.DataFrame({"c": [1.0, np.nan, 3.0], "k": ["a", "a", None]})}
    assert evaluate("SUM(t[c])", sheet) == 4
    assert evaluate('SUMIFS(t[c], t[k], "a")', sheet) == 1
    assert evaluate('SUMIFS(t[c], t[k], "=")', sheet) == 3
    assert evaluate("MAX(t[c])", {"t": pd.DataFrame({"c": [np.nan]})}) == 0


@pytest.mark.parametrize(
    ("formula", "error", "words"),
    [
        ("1/0", FormulaError, "DIV/0"), ('"a"+1', FormulaError, "VALUE"),
        ('""+1', FormulaError, "VALUE"),
        ("SUM(", FormulaError, "its end"), ("SUM(1", FormulaError, "lacks a"), ("1 2", FormulaError,
        "goes on"), ("?", FormulaError, "can't be read"), ("1+", FormulaError, "lacks something"),
        ("VLOOKUP(1)", ChoiceError, "VLOOKUP"), ("SUM(x[a])", ChoiceError, "'x'"),
        ("SUM(t[z])", ChoiceError, "'z'"), ("{z}", ChoiceError, "'z'"),
        ("COUNTIFS(t[a])", FormulaError, "without its criterion"), (None, InputError, "formula is"),
    ],
)  # fmt: skip
def test_a_formula_that_is_wrong_says_why(formula, error, words):
    with pytest.raises(error, match=words):
        evaluate(formula, {"t": pd.DataFrame({"a": [1]})}, {"a": 1})


def test_what_a_formula_reads():
    formula = '=IFERROR({paid} / SUMIFS(t[uv], t[k], {k}, t[k], "<>" & {k}), "")'
    assert references(formula) == ({"t": ["uv", "k"]}, ["paid", "k"])
    with pytest.raises(FormulaError):
        references("SUM(t[uv]")
