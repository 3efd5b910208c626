"""Frames as an Excel workbook that can be pivoted at once, and that does nobody harm (工作簿).

A sheet has one header row and one fact a row, as an Excel table with a name; dates and numbers are
dates and numbers, ids are text, no cell is merged. What begins like a formula stays text, and no
file is written over without a word.
"""

import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_path, kind_of_table, to_pandas_call
from ecomlab.tables import TABLES

ROWS, COLUMNS, LETTERS = 1_048_576, 16_384, 32_767  # what a sheet and a cell hold
EXACT = 999_999_999_999_999  # the largest number of fifteen digits
DAY_0, FIRST_DAY = pd.Timestamp("1899-12-30"), pd.Timestamp("1900-03-01")
IDS = {c.name for table in TABLES.values() for c in table.columns if c.kind == "id"}
NAME = re.compile(r"[^\W\d]\w{0,30}")
CELL_NAME = re.compile(r"(?i)([a-z]{1,3}\d+|r\d*c?\d*|c\d*)")
MADE = dt.datetime(2026, 1, 1)  # said to be the day of making, so that two files are alike
WIDTH = 18


@dataclass(frozen=True)
class Formula:
    """A live formula, and the value that stands in its cell until somebody computes it anew.

    >>> Formula("=1+1", 2.0).value
    2.0
    """

    text: str
    value: object = ""


def write_workbook(path, sheets, pages=None, overwrite=False, greyed=None):
    """Write frames as sheets of a workbook (.xlsx), ready for a pivot table.

    Parameters
    ----------
    path : path
        Ends in ``.xlsx``.
    sheets : mapping of str to DataFrame
        One sheet each, an Excel table of that name. Times are written as their own clock shows
        them. A cell may be a ``Formula``.
    pages : mapping of str to sequence of str, optional
        Sheets of plain lines, which come first.
    overwrite : bool
        Whether a file that is there may be replaced.
    greyed : mapping of str to sequence of bool, optional
        By sheet: the rows that are shown grey, because they aren't complete yet.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        The file is there; a name that Excel doesn't take; too many rows, columns or letters; an
        infinite number; a day before 1 March 1900.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> orders = pd.DataFrame({"order_id": [10**17 + 1], "note": ["=HYPERLINK(1)"]})
    >>> path = write_workbook(folder / "shop.xlsx", {"orders": orders})
    >>> pd.read_excel(path, engine="calamine", dtype=str).iloc[0].tolist()
    ['100000000000000001', '=HYPERLINK(1)']
    >>> write_workbook(path, {"orders": orders.head(0)})
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: ...shop.xlsx is there already. Give another name, or overwrite=True
    if it may go.

    References
    ----------
    Course map N02. Microsoft support: Excel specifications and limits. OWASP: CSV injection.
    """
    path = _new_file(path, overwrite)
    _check_names([*(pages or {}), *sheets])
    written = {name: _prepared(frame, name) for name, frame in sheets.items()}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = Path(folder) / "part.xlsx"
        _write(part, written, pages or {}, greyed or {})
        part.replace(path)
    return path


def _new_file(path, overwrite):
    path = check_path("path", path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"path is {str(path)!r}. A workbook's name ends in .xlsx.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}. Make it first.")
    if path.exists() and not overwrite:
        raise InputError(
            f"{path} is there already. Give another name, or overwrite=True if it may go."
        )
    return path


def _check_names(names):
    for name in names:
        if not isinstance(name, str) or not NAME.fullmatch(name) or CELL_NAME.fullmatch(name):
            raise InputError(
                f"A sheet is called {name!r}. Choose at most 31 letters, digits and _, a letter "
                "first, and nothing like a cell's own name, such as A1."
            )
    lower = [name.lower() for name in names]
    if twice := [name for name in lower if lower.count(name) > 1]:
        raise InputError(f"Two sheets are called {twice[0]}. Capitals make no difference in Excel.")
    if not names:
        raise InputError("There is no sheet to write. Give at least one frame by its name.")


# --- What can be written -----------------------------------------------------------------------


def _prepared(frame, name):
    """A frame's columns as what a sheet can hold: (header, kind, values) each; or what is wrong."""
    if not isinstance(frame, pd.DataFrame):
        call = to_pandas_call(frame)
        way_out = f" Call its {call}." if call else ""
        raise InputError(f"{name} is a {kind_of_table(frame)}. Give a pandas DataFrame.{way_out}")
    if len(frame) >= ROWS or frame.shape[1] > COLUMNS:
        raise InputError(
            f"{name} has {len(frame):,} rows and {frame.shape[1]:,} columns. A sheet holds "
            f"{ROWS - 1:,} rows below its header, and {COLUMNS:,} columns: add up first, for "
            "example by day, or keep fewer months."
        )
    headers = [str(column) for column in frame.columns]
    lower = [header.lower() for header in headers]
    if not headers or len(set(lower)) < len(lower):
        raise InputError(
            f"{name} has no columns, or two of one name. Excel takes capitals for no difference."
        )
    return [
        (header, *_column(frame.iloc[:, place], f"{header} of {name}"))
        for place, header in enumerate(headers)
    ]


def _column(values, what):
    """The kind of a column ("time", "day", "number", "flag", "text", "mixed") and its cells."""
    if values.dtype.kind == "M" or isinstance(values.dtype, pd.DatetimeTZDtype):
        return _times(values, what)
    if pd.api.types.is_bool_dtype(values.dtype):
        return "flag", values.astype(object).where(values.notna(), None).tolist()
    if pd.api.types.is_numeric_dtype(values.dtype):
        whole = pd.api.types.is_integer_dtype(values.dtype)
        if values.name in IDS or (whole and len(values) and _largest(values) > EXACT):
            return "text", values.astype(object).map(str, na_action="ignore").tolist()
        numbers = values.to_numpy(float, na_value=np.nan)
        if np.isinf(numbers).any():
            raise InputError(f"{what} has an infinite number. No cell can hold it.")
        return "number", numbers.tolist()
    cells = values.astype(object).where(values.notna(), None).tolist()
    texts = [cell for cell in cells if isinstance(cell, str)]
    if texts and max(map(len, texts)) > LETTERS:
        raise InputError(f"{what} has a text of more than {LETTERS:,} letters. Shorten it.")
    return ("text" if len(texts) == values.notna().sum() else "mixed"), cells


def _largest(values):
    return max(abs(int(values.max())), abs(int(values.min()))) if values.notna().any() else 0


def _times(values, what):
    local = values.dt.tz_localize(None)
    if (local < FIRST_DAY).any():
        raise InputError(
            f"{what} has a day before 1 March 1900. Excel's calendar doesn't hold it: write such "
            "days as text."
        )
    days = ((local - DAY_0) / pd.Timedelta(days=1)).tolist()
    return ("day" if (local.dropna() == local.dropna().dt.normalize()).all() else "time"), days


# --- Writing -----------------------------------------------------------------------------------


def _write(path, sheets, pages, greyed):
    import xlsxwriter  # needed here only

    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, never) as book:
        book.set_properties({"created": MADE})
        forms = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "line": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for name, lines in pages.items():
            page = book.add_worksheet(name)
            page.set_column(0, 0, 110)
            for place, line in enumerate(lines):
                page.write_string(place, 0, line, forms["line"])
        grey = book.add_format({"bg_color": "#E4E4E4", "font_color": "#5A5A5A", "italic": True})
        for name, columns in sheets.items():
            sheet = book.add_worksheet(name)
            _write_sheet(sheet, name, columns, forms)
            for row in np.flatnonzero(np.asarray(greyed.get(name, []), dtype=bool)) + 1:
                always = {"type": "formula", "criteria": "=TRUE", "format": grey}
                sheet.conditional_format(int(row), 0, int(row), len(columns) - 1, always)


def _write_sheet(sheet, name, columns, forms):
    rows = max([len(cells) for *_, cells in columns] + [1])  # a table has a row, be it empty
    headers = [{"header": header} for header, *_ in columns]
    sheet.add_table(0, 0, rows, len(columns) - 1, {"name": name, "columns": headers})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, WIDTH)
    for place, (_, kind, cells) in enumerate(columns):
        if kind == "text":
            sheet.ignore_errors({"number_stored_as_text": sheet_range(1, place, rows, place)})
        for row, cell in enumerate(cells, start=1):
            _write_cell(sheet, row, place, cell, kind, forms)


def _write_cell(sheet, row, place, cell, kind, forms):
    if isinstance(cell, Formula):
        value = "" if _missing(cell.value) else cell.value
        sheet.write_formula(row, place, cell.text, None, value)
    elif _missing(cell):
        return
    elif isinstance(cell, str):
        sheet.write_string(row, place, cell)
    elif isinstance(cell, bool | np.bool_):
        sheet.write_boolean(row, place, bool(cell))
    elif isinstance(cell, dt.date | np.datetime64):
        kind, (days,) = _times(pd.Series([pd.Timestamp(cell)]), "A cell")
        sheet.write_number(row, place, days, forms[kind])
    else:
        sheet.write_number(row, place, cell, forms.get(kind))


def _missing(cell):
    return cell is None or cell is pd.NaT or cell is pd.NA or cell != cell


def sheet_range(first_row, first_column, last_row, last_column):
    """A range's name, rows and columns counted from 0.

    >>> sheet_range(1, 0, 5, 2)
    'A2:C6'
    """
    from xlsxwriter.utility import xl_range  # needed here only

    return xl_range(first_row, first_column, last_row, last_column)
