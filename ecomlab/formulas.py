"""What a spreadsheet's formula gives on frames: the few functions that sum up (电子表格公式).

It follows Excel's rules where they differ from pandas': a criterion is a text such as ``">=5"``,
capitals don't matter, ``*`` and ``?`` stand for other letters, a text of digits equals the number,
and a number has fifteen digits. So a formula can be tested where there is no spreadsheet.
"""

import math
import re

import numpy as np
import pandas as pd

from ecomlab.errors import EcomlabError, InputError, check_choice

DIGITS = 15  # of a number in a spreadsheet
DAY_0 = pd.Timestamp("1899-12-30")  # what Excel counts days from, from March 1900 on
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][-+]?\d+)?)"
    r'|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<column>[A-Za-z_]\w*\[[^\]]+\])"
    r"|\{(?P<cell>\w+)\}"
    r"|(?P<name>[A-Z]+)(?=\()"
    r"|(?P<sign><=|>=|<>|[-+*/&=<>(),]))"
)
CRITERION = re.compile(r"(?s)(<=|>=|<>|=|<|>)?(.*)")
LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"))  # loosest first


class FormulaError(EcomlabError):
    """A formula that can't be read, or what a spreadsheet shows as ``#DIV/0!`` and the like.

    >>> raise FormulaError("#DIV/0!")
    Traceback (most recent call last):
        ...
    ecomlab.formulas.FormulaError: #DIV/0!
    """


def evaluate(formula, sheets, cells=None):
    """What does a formula give, as a spreadsheet works it out?

    Parameters
    ----------
    formula : str
        Such as ``SUMIFS(orders[paid], orders[channel], {channel})``: ``orders[paid]`` is a table's
        column, ``{channel}`` a cell of the formula's own row. It knows SUM, MIN, MAX, SUMIFS,
        COUNTIFS, AVERAGEIFS, IFERROR, EDATE, ABS and the signs ``+ - * / & = <> < > <= >=``.
    sheets : mapping of str to DataFrame
        Times without a zone.
    cells : mapping of str to value, optional

    Returns
    -------
    number, text or bool
        Dates as the number of days that spreadsheets hold.

    Raises
    ------
    FormulaError
        An error value, or a formula that can't be read.
    ChoiceError
        A function, table, column or cell that isn't there.

    Examples
    --------
    >>> orders = pd.DataFrame({"channel": ["live", "Live", "search"], "paid": [30, 50, 20]})
    >>> evaluate('SUMIFS(orders[paid], orders[channel], "live") / SUM(orders[paid])',
    ...          {"orders": orders})
    0.8

    Two order numbers of eighteen digits that differ in the last are one to COUNTIFS:

    >>> ids = pd.DataFrame({"id": ["123456789012345678", "123456789012345679"]})
    >>> evaluate('COUNTIFS(ids[id], "123456789012345678")', {"ids": ids})
    2

    References
    ----------
    Course map N02. Microsoft support: COUNTIFS function; Excel specifications and limits (fifteen
    digits). ECMA-376 part 1, section 18.17 (formulas).
    """
    if not isinstance(formula, str):
        raise InputError(f"formula is {formula!r}. Give one as text.")
    reader = _Reader(formula.strip().removeprefix("="))
    asked = reader.expression()
    reader.end()
    return _Sheet(sheets, cells or {}).value(asked)


# --- Reading -----------------------------------------------------------------------------------


class _Reader:
    """A formula's tokens, read into nested tuples: ("&", left, right), ("SUM", [arguments])."""

    def __init__(self, formula):
        self.formula, self.tokens, place = formula, [], 0
        while formula[place:].strip():
            found = TOKEN.match(formula, place)
            if not found:
                raise FormulaError(f"{formula!r} can't be read from {formula[place:]!r} on.")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            place = found.end()
        self.tokens.reverse()

    def expression(self, level=0):
        if level == len(LEVELS):
            return self.part()
        left = self.expression(level + 1)
        while self.next_is(LEVELS[level]):
            sign = self.tokens.pop()[1]
            left = (sign, left, self.expression(level + 1))
        return left

    def part(self):
        kind, word = self.tokens.pop() if self.tokens else ("end", "")
        if kind == "sign" and word == "-":
            return ("-", ("number", 0.0), self.part())
        if kind == "sign" and word == "(":
            inside = self.expression()
            self.take(")")
            return inside
        if kind == "name":
            return (word, self.arguments())
        if kind in ("sign", "end"):
            raise FormulaError(f"{self.formula!r} lacks something before {word or 'its end'!r}.")
        value = {"number": float, "text": lambda text: text.replace('""', '"')}.get(kind, str)
        return (kind, value(word))

    def arguments(self):
        self.take("(")
        found = [self.expression()]
        while self.next_is(","):
            self.take(",")
            found.append(self.expression())
        self.take(")")
        return found

    def next_is(self, signs):
        return bool(self.tokens) and self.tokens[-1][0] == "sign" and self.tokens[-1][1] in signs

    def take(self, sign):
        if not self.next_is((sign,)):
            raise FormulaError(f"{self.formula!r} lacks a {sign!r}.")
        self.tokens.pop()

    def end(self):
        if self.tokens:
            raise FormulaError(f"{self.formula!r} goes on after its end: {self.tokens[-1][1]!r}.")


# --- Working out -------------------------------------------------------------------------------


class _Sheet:
    """Tables and one row's cells, on which a formula that was read is worked out."""

    def __init__(self, sheets, cells):
        self.sheets, self.cells = sheets, cells

    def value(self, asked):
        kind, *rest = asked
        if kind in ("number", "text"):
            return rest[0]
        if kind == "cell":
            return _plain(self.cells[check_choice("A cell", rest[0], self.cells)])
        if kind == "column":
            return self.column(rest[0])
        if kind in SIGNS:
            return _sign(kind, self.value(rest[0]), self.value(rest[1]))
        if kind == "IFERROR":
            return self.or_else(*rest[0])
        function = FUNCTIONS[check_choice("A function", kind, FUNCTIONS)]
        return function(*(self.value(one) for one in rest[0]))

    def column(self, reference):
        table, _, column = reference.removesuffix("]").partition("[")
        check_choice("A table", table, list(self.sheets))
        frame = self.sheets[table]
        return frame[check_choice(f"A column of {table}", column, list(map(str, frame.columns)))]

    def or_else(self, asked, instead):
        try:
            return self.value(asked)
        except FormulaError:
            return self.value(instead)


def _plain(value):
    """A cell's value as a spreadsheet holds it: times as days, nothing as an empty text."""
    if isinstance(value, pd.Timestamp | np.datetime64) and not pd.isna(value):
        return (pd.Timestamp(value) - DAY_0) / pd.Timedelta(days=1)
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else float(value)


def _number(value):
    if isinstance(value, str):
        if value == "":
            raise FormulaError("#VALUE!")
        try:
            return float(value)
        except ValueError:
            raise FormulaError("#VALUE!") from None
    return float(value)


def _text(value):
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else f"{value:.{DIGITS}g}"


def _sign(sign, left, right):
    if sign == "&":
        return _text(left) + _text(right)
    if sign in ("+", "-", "*", "/"):
        left, right = _number(left), _number(right)
        if sign == "/" and right == 0:
            raise FormulaError("#DIV/0!")
    elif isinstance(left, str) and isinstance(right, str):
        left, right = left.lower(), right.lower()
    elif isinstance(left, str) != isinstance(right, str):  # numbers come before texts
        left, right = isinstance(left, str), isinstance(right, str)
    return SIGNS[sign](left, right)


SIGNS = {
    "&": None,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


def _is_numeric(column):
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return numeric or column.dtype.kind == "M"


def _numbers(column):
    """A column's numbers, NaN where a cell holds something else: functions pass over these."""
    if not isinstance(column, pd.Series):
        return np.array([_number(column)])
    if column.dtype.kind == "M":
        return ((column - DAY_0) / pd.Timedelta(days=1)).to_numpy(float)
    if _is_numeric(column):
        return column.to_numpy(float, na_value=np.nan)
    real = (int, float)
    cells = [v if isinstance(v, real) and not isinstance(v, bool) else np.nan for v in column]
    return np.array(cells, float)


def _matches(column, criterion):
    """Which cells of a column meet a criterion, by the rules of COUNTIFS."""
    sign, wanted = CRITERION.fullmatch(_text(criterion)).groups()
    sign = sign or "="
    if wanted == "":  # "=" and "" are the empty cells, "<>" all others
        return column.isna().to_numpy() == (sign != "<>")
    number = _as_number(wanted)
    if _is_numeric(column):
        if number is None:
            return np.full(len(column), sign == "<>")
        return SIGNS[sign](_numbers(column), number)
    codes, cells = pd.factorize(column)
    meets = [_cell_meets(cell, sign, wanted, number) for cell in cells]
    return np.array([*meets, sign == "<>"], bool)[codes]  # the last is for empty cells


def _cell_meets(cell, sign, wanted, number):
    if sign == "<>":
        return not _cell_meets(cell, "=", wanted, number)
    if not isinstance(cell, str):
        return number is not None and SIGNS[sign](_plain(cell), number)
    if sign == "=":
        if number is not None:
            return _as_number(cell) == number
        return bool(re.fullmatch(_pattern(wanted), cell, re.IGNORECASE | re.DOTALL))
    return number is None and SIGNS[sign](cell.lower(), wanted.lower())


def _as_number(text):
    """What a text reads as, to fifteen digits; None where it is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def _pattern(wanted):
    """A criterion's wildcards as a regular expression; ``~`` takes the next one's meaning away."""
    found, letters = "", iter(wanted)
    for letter in letters:
        if letter == "~":
            found += re.escape(next(letters, "~"))
        else:
            found += {"*": ".*", "?": "."}.get(letter, re.escape(letter))
    return found


def _where(*pairs):
    if len(pairs) % 2 or not pairs:
        raise FormulaError("A column stands without its criterion.")
    met = [_matches(column, wanted) for column, wanted in zip(pairs[::2], pairs[1::2], strict=True)]
    return np.logical_and.reduce(met)


def _countifs(*pairs):
    return int(_where(*pairs).sum())


def _sumifs(column, *pairs):
    return float(np.nansum(_numbers(column)[_where(*pairs)]))


def _averageifs(column, *pairs):
    found = _numbers(column)[_where(*pairs)]
    found = found[~np.isnan(found)]
    if not len(found):
        raise FormulaError("#DIV/0!")
    return float(found.mean())


def _of_all(reduce):
    def function(*columns):
        numbers = np.concatenate([_numbers(column) for column in columns])
        numbers = numbers[~np.isnan(numbers)]
        return float(reduce(numbers)) if len(numbers) else 0.0

    return function


def _edate(day, months):
    """The same day some months later, or that month's last."""
    moved = DAY_0 + pd.Timedelta(days=int(_number(day)))
    return _plain(moved + pd.DateOffset(months=int(_number(months))))


FUNCTIONS = {
    "SUM": _of_all(np.sum),
    "MIN": _of_all(np.min),
    "MAX": _of_all(np.max),
    "SUMIFS": _sumifs,
    "COUNTIFS": _countifs,
    "AVERAGEIFS": _averageifs,
    "EDATE": _edate,
    "ABS": lambda value: abs(_number(value)),
}


def references(formula):
    """Which tables and columns does a formula read, and which cells of its row?

    >>> references('SUMIFS(orders[paid], orders[channel], {channel}) / {visits}')
    ({'orders': ['paid', 'channel']}, ['channel', 'visits'])
    """
    reader, tables, cells = _Reader(formula.removeprefix("=")), {}, []
    tokens = reader.tokens[::-1]
    reader.expression()
    reader.end()
    for kind, word in tokens:
        if kind == "column":
            table, _, column = word.removesuffix("]").partition("[")
            if column not in tables.setdefault(table, []):
                tables[table].append(column)
        elif kind == "cell" and word not in cells:
            cells.append(word)
    return tables, cells
