"""A platform's file as a table of texts: encoding, delimiter, sheet and header row are found.

Nothing is interpreted here: every cell stays the text that the file holds.
"""

import codecs
import csv
import html.parser
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ecomlab.errors import InputError

ENCODINGS = ("utf-8-sig", "gb18030")  # in this order: nearly every file is valid gb18030
DELIMITERS = ",\t;"
LOOKED = 20  # rows in which the header may stand
HEAD = 1 << 16  # bytes in which it is looked for
CHUNK = 1 << 24  # bytes read at once
EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
BRACKETS = str.maketrans({"(": "（", ")": "）", "帐": "账"})
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]|\\s")


class Raw(NamedTuple):
    """One table of a file.

    Parameters
    ----------
    frame : DataFrame
        Every cell as text (Arrow's where the file is text); columns by their tidied header.
    path : Path
    about : str
        How it was read: "utf-8-sig, header in row 3".
    odd : list of list of str
        Rows with another number of cells than the header.
    """

    frame: pd.DataFrame
    path: Path
    about: str
    odd: list


def tidy_name(name) -> str:
    """A column's name as platforms mean it: full-width brackets, 账, no blanks, no BOM.

    >>> tidy_name("订单付款时间 "), tidy_name("动帐(元)")
    ('订单付款时间', '动账（元）')
    """
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", str(name)))
    return text.translate(BRACKETS).lower()


def read(path, is_header: Callable, progress=None) -> list[Raw]:
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
    if not first.strip():
        raise InputError(f"{path.name} is empty. Export it again.")
    if first[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        found = _workbook(path, is_header)
    elif re.match(rb"(?:\xef\xbb\xbf)?\s*<", first):
        found = [_page(path, is_header)]
    else:
        found = [_text(path, first, is_header, progress)]
    found = [raw for raw in found if raw is not None]
    if not found:
        raise InputError(f"{path.name} holds no table with a header in its first {LOOKED} rows.")
    return found


# --- Texts -----------------------------------------------------------------------------------


def _text(path, first, is_header, progress):
    encoding = _encoding(path, first)
    rows, delimiter = _first_rows(first, encoding)
    place = _header(rows, is_header)
    if place is None:
        return None
    header, line = rows[place]
    frame, odd = _columns(path, encoding, delimiter, line, _names(header), progress)
    where = "" if place == 0 else f", header in row {place + 1}"
    return Raw(frame, path, f"{encoding}{where}", odd)


def _encoding(path, first):
    """The first encoding in which all of the file can be read."""
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(CHUNK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"  # what isn't that either is refused when it is read
    return "utf-8-sig"


def _euro(error):
    """Windows writes € into GBK as one byte of its own."""
    if (
        isinstance(error, UnicodeDecodeError)
        and error.object[error.start : error.start + 1] == b"\x80"
    ):
        return "€", error.start + 1
    raise error


codecs.register_error("euro", _euro)


def _first_rows(first, encoding):
    """The first rows as cells, each with its line's number, and the delimiter that splits them."""
    decoder = codecs.getincrementaldecoder(encoding)("replace" if encoding == "utf-16" else "euro")
    text = decoder.decode(first)
    tried = {}
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows, begins = [], 0
        for row in reader:
            rows.append((row, begins))
            begins = reader.line_num
            if len(rows) == LOOKED:
                break
        tried[delimiter] = rows
    delimiter = max(tried, key=lambda d: max((len(row) for row, _ in tried[d]), default=0))
    return tried[delimiter], delimiter


def _header(rows, is_header):
    """The place of the row that is the header; else of the first row without a gap."""
    cells = [row for row, *_ in rows]
    for place, row in enumerate(cells):
        if is_header([tidy_name(cell) for cell in row]):
            return place
    for place, row in enumerate(cells):
        names = [tidy_name(cell) for cell in row]
        if (
            len(names) > 1
            and all(names)
            and not any(name.replace(".", "").isdigit() for name in names)
        ):
            return place
    return None


def _names(header):
    """Tidied names; a second column of a name is told apart."""
    names, seen = [], {}
    for number, cell in enumerate(header, start=1):
        name = tidy_name(cell) or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return names


def _columns(path, encoding, delimiter, line, names, progress):
    """The rows below the header as columns of text, by Arrow's reader, and the odd rows."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    odd, size = [], path.stat().st_size

    def is_odd(row):
        odd.append(row.text)
        return "skip"

    reader = arrow.open_csv(
        _Utf8(path, encoding, line, progress, size),
        read_options=arrow.ReadOptions(column_names=names, block_size=CHUNK),
        parse_options=arrow.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=is_odd
        ),
        convert_options=arrow.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    try:
        table = reader.read_all()
    except UnicodeDecodeError as error:
        raise InputError(
            f"The letters of {path.name} are neither UTF-8 nor GB18030. Open it in the program "
            "that wrote it and save it as CSV UTF-8."
        ) from error
    except pa.ArrowInvalid as error:
        raise InputError(f"{path.name} can't be split into rows and cells: {error}") from error
    frame = table.to_pandas(types_mapper={pa.string(): pd.ArrowDtype(pa.string())}.get)
    rows = [next(csv.reader([text], delimiter=delimiter)) for text in odd]
    return frame, [row for row in rows if any(cell.strip() for cell in row)]


class _Utf8(io.RawIOBase):
    """A file's bytes as UTF-8 from the line after a header on, telling how far it has come."""

    def __init__(self, path, encoding, line, progress, size):
        self._file = path.open("rb")
        self._progress, self._size = progress, max(size, 1)
        self._text = io.TextIOWrapper(
            self._file, encoding=encoding, errors="euro" if encoding == "gb18030" else "strict",
            newline="",
        )  # fmt: skip
        for _ in range(line):
            self._text.readline()
        self._skip_header()
        self._left = b""

    def _skip_header(self):
        """The header may go over several lines: until its quotes are closed."""
        quotes = 0
        for text in iter(self._text.readline, ""):
            quotes += text.count('"')
            if quotes % 2 == 0:
                return

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self._left:
            text = self._text.read(CHUNK // 4)
            self._left = text.encode()
            if self._progress:
                self._progress(min(self._file.tell() / self._size, 1.0))
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self):
        self._text.close()
        super().close()


# --- Workbooks and pages ---------------------------------------------------------------------


def _workbook(path, is_header):
    """The sheets of an Excel file that hold a table: .xlsx and .xls alike."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise InputError(f"{path.name} isn't a workbook that can be read ({error}).") from error
    found = []
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        found.append(_sheet(path, rows, is_header, f"sheet {name}"))
    return found


def _sheet(path, rows, is_header, about):
    first = [([_cell(cell) for cell in row], n) for n, row in enumerate(rows[:LOOKED])]
    place = _header(first, is_header)
    if place is None:
        return None
    names = _names(first[place][0])
    body = rows[place + 1 :]
    frame = pd.DataFrame(
        {
            name: pd.array([_cell(row[n]) for row in body], dtype="str")
            for n, name in enumerate(names)
        }
    )
    return Raw(frame, path, f"{about}, header in row {place + 1}", [])


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


class _Table(html.parser.HTMLParser):
    """The rows of the tables of a page: what some platforms call .xls."""

    def __init__(self):
        super().__init__()
        self.rows, self._cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._cell = []

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)


def _page(path, is_header):
    table = _Table()
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            table.feed(raw.decode(encoding))
            break
        except UnicodeDecodeError:
            continue
    rows = [row for row in table.rows if row]
    width = max(map(len, rows), default=0)
    return _sheet(
        path, [row + [""] * (width - len(row)) for row in rows], is_header, "a page of HTML"
    )
