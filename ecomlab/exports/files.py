"""A platform's file as tables of texts: encoding, delimiter, sheet and header row are found.

Nothing is interpreted here: every cell stays the text that the file holds. Only the columns that
are asked for are read; names, phones and addresses of the rest never leave the file.
"""

import codecs
import csv
import html.parser
import io
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ecomlab.errors import InputError
from ecomlab.tables.parse import misread

TEXTS = ("utf-8-sig", "gb18030", "cp1252")  # in this order: nearly every file is valid gb18030
DELIMITERS = ",\t;|"
LOOKED = 20  # rows in which the header may stand
HEAD = 1 << 16  # bytes in which it is looked for
CHUNK = 1 << 22  # bytes read at once
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
BRACKETS = str.maketrans({"(": "（", ")": "）", "帐": "账"})
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]|\\s")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")  # a picture has them, a text next to none
VALUE = r"^[\d.,:/\-+ *¥$]*\d[\d.,:/\-+ T*]*$|@|^\*+$"  # a cell that is no column's name


class Sheet(NamedTuple):
    """One table of a file, not yet read.

    Parameters
    ----------
    path : Path
    names : list of str
        The columns, tidied, each once.
    written : list of str
        The same as the file has them.
    sample : list of list of str
        The first rows below the header.
    about : str
        How it is read: "utf-8-sig, header in row 3".
    load : callable (names wanted) -> (frame, odd)
        Their cells as text, and the rows with another number of cells than the header.
    above : str
        What stands above the header: days, comments.
    """

    path: Path
    names: list
    written: list
    sample: list
    about: str
    load: Callable
    above: str = ""


def tidy_name(name) -> str:
    """A column's name as platforms mean it: full-width brackets, 账, no blanks, no BOM.

    >>> tidy_name("订单付款时间 "), tidy_name("动帐(元)")
    ('订单付款时间', '动账（元）')
    """
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", str(name)))
    return text.translate(BRACKETS).lower()


def sheets(path, is_header: Callable, progress=None) -> list[Sheet]:
    """The tables of a file: one of a text, one for each sheet of a workbook.

    Parameters
    ----------
    path : path
    is_header : callable (list of tidied names) -> bool
        Whether a row is the header that is looked for.
    progress : callable (share read), optional

    Raises
    ------
    InputError
        The file isn't there, holds no table, or its letters can't be read.
    """
    path = Path(path).expanduser()
    try:
        with path.open("rb") as file:
            first = file.read(HEAD)
    except OSError as error:
        raise InputError(
            f"{path.name} can't be opened ({error.strerror}). Check the path."
        ) from error
    if not first.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InputError(f"{path.name} is empty. Export it again.")
    if first[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        found = _workbook(path, is_header, progress)
    elif re.match(rb"(?:\xef\xbb\xbf)?\s*<", first):
        found = [_page(path, is_header)]
    else:
        found = [_text(path, first, is_header, progress)]
    found = [sheet for sheet in found if sheet is not None]
    if not found:
        raise InputError(
            f"{path.name} holds no table with a header in its first {LOOKED} rows. The row above "
            "the values names the columns: export the file again with it."
        )
    return found


def _place_of_header(rows, is_header):
    """The place of the row that is the header; else of the first that could name columns."""
    named = [[tidy_name(cell) for cell in row] for row in rows]
    for place, names in enumerate(named):
        if is_header(names):
            return place
    widest = max((len([name for name in names if name]) for names in named), default=0)
    for place, names in enumerate(named):
        full = [name for name in names if name]
        if len(full) > 1 and len(full) >= 0.8 * widest:
            return None if any(re.search(VALUE, name) for name in full) else place
    return None


def _names(header):
    """Tidied names; a second column of a name is told apart."""
    names, seen = [], {}
    for number, cell in enumerate(header, start=1):
        name = tidy_name(cell) or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return names


# --- Texts -----------------------------------------------------------------------------------


def _text(path, first, is_header, progress):
    encoding = _encoding(path, first)
    try:
        text = codecs.getincrementaldecoder(encoding)(_errors(encoding)).decode(first)
    except UnicodeDecodeError as error:
        raise InputError(_no_text(path)) from error
    if len(CONTROL.findall(text)) > len(text) / 100:
        raise InputError(_no_text(path))
    rows, delimiter = _first_rows(text, is_header)
    place = _place_of_header([row for row, _ in rows], is_header)
    if place is None:
        return None
    header, line = rows[place]
    _refuse_wrong_letters(path, header)
    sample = [row for row, _ in rows[place + 1 :] if row]
    names = _names(header)
    more = min((len(row) for row in sample), default=0) - len(names)
    if more > 0 and not any("".join(row[len(names) :]).strip() for row in sample):
        names += [f"column {len(names) + n + 1}" for n in range(more)]  # each row ends in a comma
    where = "" if place == 0 else f", header in row {place + 1}"
    old = "\r" in text.replace("\r\n", "") and "\n" not in text  # lines as an old Mac ends them
    load = partial(
        _columns, path, encoding, delimiter, line, names, progress, source=_Utf8 if old else None
    )
    above = _above(row for row, _ in rows[:place])
    return Sheet(path, names, [*map(str.strip, header)], sample, f"{encoding}{where}", load, above)


def _above(rows):
    return "\n".join(" ".join(row) for row in rows)


def _no_text(path):
    return (
        f"{path.name} is no table: neither text nor a workbook of Excel. Export the orders as CSV "
        "or .xlsx."
    )


def _encoding(path, first):
    """UTF-8 if the first bytes say so; else what Windows writes in China, or in the west."""
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if first.count(b"\0") > len(first) / 4:
        return "utf-16-le" if first[1:2] == b"\0" else "utf-16-be"
    runs = re.findall(rb"[\x80-\xff]+", first)
    lone = sum(len(run) == 1 for run in runs) > len(runs) / 2  # a Chinese letter has two bytes
    texts = (TEXTS[0], TEXTS[2], TEXTS[1]) if lone else TEXTS
    tried = [name for name in texts if _fits([first], name)]
    if not first.splitlines()[0].isascii():
        return tried[0] if tried else "gb18030"  # what fits none is refused when it is read
    return next((name for name in tried if _fits(_blocks(path), name)), "gb18030")


def _blocks(path):
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block


def _fits(blocks, encoding):
    """Can these bytes be read so?"""
    decoder = codecs.getincrementaldecoder(encoding)(_errors(encoding, strict=True))
    try:
        for block in blocks:
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _errors(encoding, strict=False):
    if encoding == "gb18030":
        return "euro"
    return "strict" if strict or encoding == "cp1252" else "replace"


def _euro(error):
    """Windows writes € into GBK as one byte of its own."""
    if (
        isinstance(error, UnicodeDecodeError)
        and error.object[error.start : error.start + 1] == b"\x80"
    ):
        return "€", error.start + 1
    raise error


codecs.register_error("euro", _euro)


def _refuse_wrong_letters(path, header):
    garbled = [name for name in header if "�" in name or misread(name)]
    if garbled:
        raise InputError(
            f"The column names of {path.name} lost their letters before it came here "
            f"({garbled[0].strip()!r}). Export it again, and read that file as it is."
        )


def _first_rows(text, is_header):
    """The first rows as cells, each with its line's number, and the delimiter that splits them."""
    tried = {}
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows, begins = [], 0
        try:
            for row in reader:
                rows.append((row, begins))
                begins = reader.line_num
                if len(rows) == LOOKED:
                    break
        except csv.Error:  # a cell longer than csv takes: another delimiter splits it
            continue
        tried[delimiter] = rows
        if any(is_header([tidy_name(cell) for cell in row]) for row, _ in rows):
            return rows, delimiter
    if not tried:
        return [], ","
    delimiter = max(tried, key=lambda d: max((len(row) for row, _ in tried[d]), default=0))
    return tried[delimiter], delimiter


def _columns(path, encoding, delimiter, line, names, progress, wanted, source=None):
    """Columns of text below the header, by Arrow's reader; the rows with other numbers of cells."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    odd, source = [], source or (_Bytes if encoding == "utf-8-sig" else _Utf8)

    def is_odd(row):
        odd.append(row.text)
        return "skip"

    try:
        table = arrow.open_csv(
            source(path, encoding, line, progress),
            read_options=arrow.ReadOptions(column_names=names, block_size=CHUNK),
            parse_options=arrow.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=is_odd
            ),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False,
                include_columns=wanted,
            ),
        ).read_all()  # fmt: skip
    except UnicodeDecodeError as error:
        raise InputError(
            f"The letters of {path.name} are neither UTF-8 nor GB18030. Open it in the program "
            "that wrote it and save it as CSV UTF-8."
        ) from error
    except pa.ArrowInvalid as error:
        if source is _Bytes and "UTF8" in str(error).replace("-", ""):  # a broken letter: as �
            return _columns(path, encoding, delimiter, line, names, progress, wanted, _Utf8)
        if "Empty CSV" in str(error):
            table = pa.table({name: pa.array([], pa.string()) for name in wanted})
        else:
            raise InputError(
                f"{path.name} can't be split into rows and cells: a quotation mark that is never "
                "closed, or a file cut off? Export it again."
            ) from error
    frame = table.to_pandas(types_mapper={pa.string(): pd.ArrowDtype(pa.string())}.get)
    rows = [next(csv.reader([text], delimiter=delimiter)) for text in odd]
    return frame, [row for row in rows if any(cell.strip() for cell in row)]


class _Bytes(io.RawIOBase):
    """A file of UTF-8 as it is, from the line after a header on, telling how far it has come."""

    def __init__(self, path, encoding, line, progress):
        self._file = path.open("rb")
        self._progress, self._size = progress, max(path.stat().st_size, 1)
        for _ in range(line):
            self._file.readline()
        _skip_header(self._file, b'"')

    def readable(self):
        return True

    def readinto(self, buffer):
        if self._progress:
            self._progress(min(self._file.tell() / self._size, 1.0))
        return self._file.readinto(buffer)

    def close(self):
        self._file.close()
        super().close()


def _skip_header(file, mark):
    """The header may go over several lines: until its quotes are closed."""
    quotes = 0
    for line in iter(file.readline, mark[:0]):
        quotes += line.count(mark)
        if quotes % 2 == 0:
            return


class _Utf8(io.RawIOBase):
    """A file in another encoding as UTF-8, from the line after a header on."""

    def __init__(self, path, encoding, line, progress):
        self._file = path.open("rb")
        self._progress, self._size = progress, max(path.stat().st_size, 1)
        self._text = io.TextIOWrapper(
            self._file, encoding=encoding, errors=_errors(encoding), newline=""
        )
        for _ in range(line):
            self._text.readline()
        _skip_header(self._text, '"')
        self._left = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self._left:
            text = self._text.read(CHUNK // 4)
            self._left = memoryview(text.encode())
            if self._progress:
                self._progress(min(self._file.tell() / self._size, 1.0))
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self):
        self._text.close()
        super().close()


# --- Workbooks and pages ---------------------------------------------------------------------


def _workbook(path, is_header, progress):
    """The sheets of an Excel file that hold a table: .xlsx and .xls alike."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        tables = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except CalamineError as error:
        raise InputError(
            f"{path.name} is no workbook that can be read. If it is a .zip, unpack it; if it has a "
            "password, open it in Excel and save it without one."
        ) from error
    return [_sheet(path, table, f"sheet {name}", is_header, progress) for name, table in tables]


def _sheet(path, table, about, is_header, progress=None):
    """One sheet: ``table`` has ``iter_rows`` and ``height``, as calamine's."""
    if not table.height:
        return None
    first = []
    for row in table.iter_rows():
        first.append([_cell(cell) for cell in row])
        if len(first) == LOOKED:
            break
    place = _place_of_header(first, is_header)
    if place is None:
        return None
    names = _names(first[place])
    load = partial(_cells, table, place + 1, names, progress)
    about = f"{about}, header in row {place + 1}"
    written, above = [*map(str.strip, first[place])], _above(first[:place])
    return Sheet(path, names, written, first[place + 1 :], about, load, above)


def _cells(table, start, names, progress, wanted):
    """The columns of a sheet that are wanted, below the header."""
    import pyarrow as pa

    places = [names.index(name) for name in wanted]
    columns = [[] for _ in wanted]
    for number, row in enumerate(table.iter_rows()):
        if number >= start:
            for place, column in zip(places, columns, strict=True):
                column.append(_cell(row[place]))
        if progress and number % 5000 == 0:
            progress(number / table.height)
    if progress:
        progress(1.0)
    return pd.DataFrame(
        {
            name: pd.arrays.ArrowExtensionArray(pa.chunked_array([pa.array(column, pa.string())]))
            for name, column in zip(wanted, columns, strict=True)
        }
    ), []


def _cell(value) -> str:
    """A cell of a spreadsheet as text; a number that has lost digits says so by its exponent."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        if abs(value) >= EXACT:
            return f"{value:.5E}"
        return str(int(value)) if value.is_integer() else repr(value)
    if hasattr(value, "isoformat"):
        return value.isoformat(sep=" ") if hasattr(value, "hour") else value.isoformat()
    return str(value)


class _Page(html.parser.HTMLParser):
    """The rows of the tables of a page: what some platforms call .xls."""

    def __init__(self):
        super().__init__()
        self.rows, self._row = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
            self._row = None
        elif tag in ("td", "th") and self.rows:
            self._row = self.rows[-1]
            self._row.append("")
        elif tag == "br" and self._row is not None:
            self._row[-1] += " "

    def handle_endtag(self, tag):
        if tag in ("td", "th", "tr"):
            self._row = None

    def handle_data(self, data):
        if self._row is not None:
            self._row[-1] += data

    @property
    def height(self):
        return len(self.rows)

    def iter_rows(self):
        width = max(map(len, self.rows), default=0)
        return (row + [""] * (width - len(row)) for row in self.rows)


def _page(path, is_header):
    page, raw = _Page(), path.read_bytes()
    for encoding in TEXTS:
        if _fits([raw], encoding):
            page.feed(raw.decode(encoding, _errors(encoding)))
            break
    page.rows = [row for row in page.rows if row]
    return _sheet(path, page, "a page of HTML", is_header)
