"""Files of a platform that hold no orders: ads, visits, bills, stock, as small canonical tables.

Tables and layouts are declared in ``reports.toml``; settlements have more to be read, in
``settlements``. Like an order list a file is recognised by its set of columns.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice
from ecomlab.exports import people
from ecomlab.exports.files import tidy_name
from ecomlab.exports.providers import columns_of, generic
from ecomlab.exports.rows import PROVINCES, province
from ecomlab.tables import cells
from ecomlab.tables.cells import many
from ecomlab.tables.parse import TEXT

SEVERAL = ("ts_settled", "order_id")  # later columns fill what the first leaves blank
DAY = r"((?:19|20)\d{2})[-/.年]?(\d{1,2}(?=[-/.月])|\d{2})[-/.月]?(\d{2}|\d)"
TOTALS = r"^(?:grand total|total|totals|合计|总计|总和|汇总|小计|共计|全部)\s*(?:[:：].*|-.*)?$"
UNNAMED = ("(not set)", "(other)", "(data not available)")
NUMERIC = r"^[-+()¥￥$€£\d.,%\s元]*$"
PERCENT = r"^-?[\d,.]+\s*%$"


@dataclass(frozen=True)
class Layout:
    """How a platform writes one kind of report.

    Parameters
    ----------
    name, title : str
    table : str
        What it becomes: one of ``tables()``.
    columns : mapping of str to list of str
        By meaning, the names that the column may have, tidied; the first that is there counts.
    needs, never : sequence of str
        Meanings that must be there (of ``"a|b"`` one); names that only another file has.
    amounts : mapping of str to list of str
        Of a settlement, the columns that make each part of the amount: all that are there.
    pairs : list of (str, str, str)
        Of a settlement whose rows have several amounts: the column of the name, that of the
        amount, and what they are.
    summary : sequence of str
        Of a settlement, the columns of the payout and of its day in a row that sums it up.
    means : list of (str, str)
        Of a settlement, rules for its own words, before those of all.
    fixed : mapping of str to str
        What every row of it is.
    zone, currency : str
        Its clock and its money, empty where the file or the shop says so.
    dayfirst : bool, optional
        How it writes 03/04/2025.
    shy : bool
        Does a table of orders go before it?
    told : sequence of str
        Of a settlement, the columns whose words are kept.
    order_in : str
        A pattern that finds an order's number in a text.
    where, seen, cant_tell : str
        Where one gets it, which document shows its columns, what it doesn't say.
    """

    name: str
    title: str
    table: str
    columns: Mapping[str, list]
    needs: tuple = ()
    never: tuple = ()
    amounts: Mapping[str, list] = field(default_factory=dict)
    pairs: tuple = ()
    summary: tuple = ()
    means: tuple = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    currency: str = ""
    dayfirst: bool | None = None
    shy: bool = False
    told: tuple = ("said", "subject", "detail")
    order_in: str = ""
    where: str = ""
    seen: str = ""
    cant_tell: str = ""

    def found(self, names) -> dict[str, list[str]]:
        """By meaning, the columns of a file that have it."""
        every = {
            meaning: [name for name in wanted if name in set(names)]
            for meaning, wanted in self.columns.items()
        }
        return {
            meaning: there if meaning in SEVERAL else there[:1]
            for meaning, there in every.items()
            if there
        }

    def parts(self, names) -> dict[str, list[str]]:
        """Of a settlement, by part of the amount, all columns that belong to it."""
        every = {
            part: [name for name in wanted if name in set(names)]
            for part, wanted in self.amounts.items()
        }
        return {part: there for part, there in every.items() if there}

    def lacks(self, names) -> list[str]:
        """The meanings that it needs and a file with these columns hasn't."""
        found = self.found(names)
        return [meaning for meaning in self.needs if not set(meaning.split("|")) & set(found)]

    def fits(self, names) -> bool:
        """Could a file with these columns be of this layout?"""
        return not set(self.never) & set(names) and not self.lacks(names)


@cache
def declared():
    """What ``reports.toml`` says."""
    return tomllib.loads((Path(__file__).parent / "reports.toml").read_text(encoding="utf-8"))


def tables() -> dict[str, dict]:
    """The tables that files without orders become, by name: title, columns, key, money.

    >>> tables()["ads_daily"]["key"]
    ['date', 'plan_id', 'keyword_or_audience']
    """
    return declared()["tables"]


@cache
def layouts() -> dict[str, Layout]:
    """The layouts that are known, by name.

    >>> layouts()["amazon_v2"].title
    'Amazon settlement (flat file V2)'
    """
    return {name: _layout(name, words) for name, words in declared()["layouts"].items()}


def _layout(name, words):
    check_choice("table", words["table"], tables())
    plain = {"title", "table", "zone", "currency", "dayfirst", "shy", "fixed", "order_in",
             "where", "seen", "cant_tell"}  # fmt: skip
    return Layout(
        name=name,
        columns=_tidied(words["columns"]),
        needs=tuple(words["needs"]),
        never=tuple(map(tidy_name, words.get("never", ()))),
        amounts=_tidied(words.get("amounts", {})),
        pairs=tuple(
            (tidy_name(kind), tidy_name(amount), what)
            for kind, amount, what in words.get("pairs", ())
        ),
        summary=tuple(words.get("summary", ())),
        means=tuple(map(tuple, words.get("means", ()))),
        told=tuple(words.get("told", ("said", "subject", "detail"))),
        **{key: value for key, value in words.items() if key in plain},
    )


def _tidied(columns):
    return {meaning: [tidy_name(one) for one in names] for meaning, names in columns.items()}


# --- Recognition -----------------------------------------------------------------------------


def is_known(names, table=None, columns=None) -> bool:
    """Are these the columns of a report that can be read?"""
    if table is not None and not own(table, columns).lacks(names):
        return True
    return any(layout.fits(names) for layout in layouts().values())


def recognise(sheet, table=None, columns=None) -> Layout | None:
    """The layout of a report; None of a file that is none.

    Parameters
    ----------
    sheet : files.Sheet
    table : str, optional
        What the file is, where no layout is known: one of ``tables()``.
    columns : mapping of str to str, optional
        With `table`, the file's own names by ours.

    Raises
    ------
    ChoiceError, InputError
        A column that the table needs is missing: it says which mapping to paste.
    """
    if table is not None:
        check_choice("table", table, tables())
        known = [one for one in _fitting(sheet) if one.table == table]
        return _most(known, sheet) if known and columns is None else _mapped(sheet, table, columns)
    fitting = _fitting(sheet)
    if not generic().lacks(sheet.names):
        fitting = [layout for layout in fitting if not layout.shy]
    return _most(fitting, sheet) if fitting else None


def _fitting(sheet):
    return [layout for layout in layouts().values() if layout.fits(sheet.names)]


def _most(fitting, sheet):
    return max(fitting, key=lambda one: len(one.found(sheet.names)) + len(one.parts(sheet.names)))


def own(table, columns=None) -> Layout:
    """The reader of a table by our names for its columns, or by the file's own."""
    told = tables()[check_choice("table", table, tables())]
    wanted = {name: [tidy_name(name)] for name in told["columns"]}
    for name, theirs in (columns or {}).items():
        check_choice("A name in columns", name, told["columns"])
        wanted[name] = [tidy_name(theirs)]
    return Layout("own", told["title"], table, wanted, tuple(told["needs"]))


def _mapped(sheet, table, columns):
    layout = own(table, columns)
    for name, theirs in (columns or {}).items():
        if tidy_name(theirs) not in sheet.names:
            check_choice(f'columns["{name}"]', theirs, sheet.written)
    if layout.lacks(sheet.names):
        raise InputError(
            f"{sheet.path.name} has no columns called as those of {table}: "
            f"{_columns_of(sheet)}. {_advice(sheet, table, columns)}"
        )
    return layout


def _columns_of(sheet):
    """A file's columns for a message, where two of them at least are names that reports have."""
    known = {name for one in layouts().values() for names in one.columns.values() for name in names}
    if sum(name in known for name in sheet.names) > 1:
        return ", ".join(sheet.written)
    return columns_of(sheet)


def _advice(sheet, table, columns):
    """The call to paste, with the file's own columns where a layout has called them so."""
    filled = dict(columns or {})
    written = dict(zip(sheet.names, sheet.written, strict=False))
    for layout in layouts().values():
        if layout.table == table:
            for meaning, names in layout.found(sheet.names).items():
                if meaning in tables()[table]["columns"]:
                    filled.setdefault(meaning, written[names[0]])
    for meaning in tables()[table]["needs"]:
        filled.setdefault(meaning, "…")
    told = ", ".join(f'"{meaning}": "{theirs}"' for meaning, theirs in filled.items())
    return (
        f'Name its own columns, and check each: exports.read(path, table="{table}", '
        f"columns={{{told}}}). It may have: {', '.join(tables()[table]['columns'])}."
    )


# --- Reading ---------------------------------------------------------------------------------


def read(table, pairs, how, receipt, key=None, rows_of=None) -> pd.DataFrame:
    """A table from all files that hold it.

    Parameters
    ----------
    table : str
    pairs : list of (files.Sheet, Layout)
    how : Options
    receipt : Receipt
        Counts rows and money from the files to the table.
    key : callable () -> bytes, optional
        The shop's salt, where a column names people.
    rows_of : callable, optional
        What reads one file, if it isn't `rows`.
    """
    rows_of = rows_of or rows
    parts = [(sheet, rows_of(sheet, layout, how, receipt, key)) for sheet, layout in pairs]
    whole = _joined(table, parts, receipt)
    _tell(table, whole, pairs, receipt)
    money = tables()[table]["money"]
    total = int(whole[money].sum()) if money in whole else None
    receipt.step(f"{tables()[table]['title']}: rows of the table", rows=len(whole), cents=total)
    return _in_yuan(table, whole)


def rows(sheet, layout, how, receipt, key=None) -> pd.DataFrame:
    """The rows of a report by meaning: amounts in cents, days in the platform's zone."""
    frame, odd = texts(sheet, layout)
    frame, dropped = kept(sheet, layout, frame, odd)
    kinds, found = tables()[layout.table]["columns"], {}
    names = frame.attrs["names"]
    zone = layout.zone or how.timezone
    for meaning in (name for name in kinds if name in frame):
        found[meaning] = _parsed(
            frame[meaning], kinds[meaning], names[meaning], zone, layout, how, receipt
        )
    table = pd.DataFrame(found, index=frame.index)
    money = tables()[layout.table]["money"]
    cents = int(table[money].sum()) if money in table else None
    count(sheet, layout, frame, dropped, cents, how, receipt)
    for meaning in (name for name, kind in kinds.items() if kind == "person" and name in table):
        table[meaning] = people.hashed(people.tidied(table[meaning], names[meaning])[0], key())
    if "landing_page" in table:  # what follows the page may hold a mail
        table["landing_page"] = table["landing_page"].str.replace(r"[?#].*$", "", regex=True)
    for meaning, value in layout.fixed.items():
        table[meaning] = pd.Series(value, table.index, dtype=cells.TEXT)
    return _with_period(table, sheet, layout, how)


def texts(sheet, layout) -> tuple[pd.DataFrame, list]:
    """The cells of the columns that mean something, tidied; and rows of other lengths.

    ``attrs["names"]`` has the columns' names as the file writes them.
    """
    found, parts = layout.found(sheet.names), layout.parts(sheet.names)
    wanted = {name for names in [*found.values(), *parts.values()] for name in names}
    wanted |= {name for pair in layout.pairs for name in pair[:2] if name in sheet.names}
    second = {f"{name} 2" for name in wanted} & set(sheet.names)
    cells_of, odd = sheet.load(sorted(wanted | second, key=sheet.names.index))
    written = dict(zip(sheet.names, sheet.written, strict=False))
    tidied = {name: cells.tidy(cells_of[name]) for name in cells_of}
    for name in second:
        one, other = tidied[name.removesuffix(" 2")], tidied[name]
        if (one.fillna("") != other.fillna("")).any():
            raise InputError(
                f"{sheet.path.name} has two columns {written.get(name.removesuffix(' 2'))} that "
                "differ. Rename or remove one of them."
            )
    frame = pd.DataFrame(index=cells_of.index)
    for meaning, names in found.items():
        frame[meaning] = tidied[names[0]]
        for name in names[1:]:
            frame[meaning] = frame[meaning].fillna(tidied[name])
    for name in sorted(wanted):
        frame[f"= {name}"] = tidied[name]
    frame.attrs["names"] = {
        meaning: written.get(names[0], names[0]) for meaning, names in found.items()
    } | {f"= {name}": written.get(name, name) for name in wanted}
    return frame, odd


def kept(sheet, layout, frame, odd) -> tuple[pd.DataFrame, dict]:
    """The rows that are rows; and how many comments, totals, blanks and rows of other tables go.

    Parameters
    ----------
    sheet, layout
    frame, odd
        Of `texts`.

    Returns
    -------
    DataFrame, dict
        ``attrs["totals"]`` has the rows of totals.
    """
    blank = frame.isna().all(axis=1).to_numpy(dtype=bool)
    below = _another_table(frame, layout)
    totals = _totals(frame, layout) & ~blank & ~below
    remark = _remarks(frame) & ~blank & ~below & ~totals
    rows_kept = frame[~(blank | below | totals | remark)].copy()
    if rows_kept.empty:
        raise InputError(f"{sheet.path.name} has a header and no rows. Export a longer time.")
    comments = sum(row[0].lstrip().startswith("#") for row in odd)
    rows_kept.attrs = {"names": frame.attrs["names"], "totals": frame[totals]}
    return rows_kept, {
        "rows of totals (合计)": totals.sum(),
        "blank rows": (blank & ~below).sum(),
        "lines of comment (#)": comments + remark.sum(),
        "rows of another table below": below.sum(),
        "rows with another number of cells": len(odd) - comments,
    }


def count(sheet, layout, rows_kept, dropped, cents, how, receipt):
    """Rows and money of a file, and of its rows that are none.

    Parameters
    ----------
    cents : int or None
        The money of the rows that are kept; None where there is none.
    """
    title, money = tables()[layout.table]["title"], tables()[layout.table]["money"]
    totals = rows_kept.attrs["totals"]
    told = _lenient(totals[money], how) if cents is not None and money in totals else []
    receipt.step(
        f"{title}: rows of {sheet.path.name}", rows=len(rows_kept) + int(sum(dropped.values())),
        cents=None if cents is None else cents + sum(told),
    )  # fmt: skip
    for what, number in dropped.items():
        if number:
            of_totals = what.startswith("rows of totals") and told
            less = -sum(told) if of_totals else None
            receipt.step(f"{title}: {what}", rows=-int(number), cents=less)
    if len(told) == 1 and told[0] != cents:
        receipt.note(
            f"{title}: the total of {sheet.path.name} says {told[0] / 100:,.2f}, its rows add up "
            f"to {cents / 100:,.2f}"
        )
    odd = dropped["rows with another number of cells"]
    if odd:
        receipt.note(
            f"{title}: {many(odd, 'row')} of {sheet.path.name} with another number of cells than "
            "the header: left out, their money too"
        )


def _remarks(frame):
    """Rows whose cells are one comment, and nothing else."""
    alone = frame[[name for name in frame if name.startswith("= ")]].notna().sum(axis=1) == 1
    marked = np.zeros(len(frame), dtype=bool)
    for name in frame:
        marked |= frame[name].str.startswith("#").fillna(False).to_numpy(dtype=bool)
    return alone.to_numpy(dtype=bool) & marked


def _totals(frame, layout):
    """Which rows sum up the others: by their word, or by having numbers and nothing else."""
    kinds = tables()[layout.table]["columns"]
    found, marks = np.zeros(len(frame), dtype=bool), []
    for name in frame:
        words = frame[name].str.lower()
        found |= words.str.match(TOTALS).fillna(False).to_numpy(dtype=bool)
        if kinds.get(name) in ("text", "id", "day", "time", "person") or name == "dimension":
            marks.append(name)
    bare = frame[marks].isna().all(axis=1) if marks else pd.Series(False, frame.index)
    return found | (bare.to_numpy(dtype=bool) & ~bare.all())


def _another_table(frame, layout):
    """Rows from a second header on: another table of the report."""
    kinds = tables()[layout.table]["columns"]
    numbers = [name for name in frame if kinds.get(name) in ("count", "money", "number")]
    if not numbers:
        return np.zeros(len(frame), dtype=bool)
    known = {name for one in layouts().values() for names in one.columns.values() for name in names}
    text = frame[numbers[0]]
    words = text[~cells.fits(text, NUMERIC)].dropna().unique()
    headers = [word for word in words if tidy_name(word) in known]
    return np.cumsum(text.isin(headers).fillna(False).to_numpy(dtype=bool)) > 0


def _lenient(values, how):
    found, _ = cells.amounts(values, how.decimal)
    return [int(amount) for amount in found.dropna()]


def _parsed(text, kind, name, zone, layout, how, receipt):
    """A column by its kind."""
    if kind == "money":
        return cells.cents(text, name, how.decimal)
    if kind in ("count", "number"):
        return _numbers(text, name, how.decimal, whole=kind == "count")
    if kind == "share":
        return _shares(text, name, how.decimal)
    if kind == "id":
        return cells.ids(text, name)
    if kind in ("day", "time"):
        return _moments(text, name, zone, kind, layout, how, receipt)
    return text


def _numbers(text, name, decimal, whole):
    """Numbers with their thousands separators; pieces and people are whole."""
    plain = text.str.replace(",", "") if decimal == "." else (
        text.str.replace(".", "").str.replace(",", ".")
    )  # fmt: skip
    found = pd.to_numeric(plain.astype(object), errors="coerce").astype("Float64")
    wrong = found.isna() & text.notna()
    if whole:
        wrong |= (found % 1 != 0).fillna(False)
    if wrong.any():
        row = cells.first_row(wrong)
        shown = cells.shown(text[wrong].iloc[0])
        what = "whole number" if whole else "number"
        raise InputError(f"{name}: {shown} in row {row} is no {what}. Write 1234 or 1,234.")
    return found.round().astype("Int64") if whole else found


def _shares(text, name, decimal):
    """12.3% as 0.123; a share without the sign stays, if all of them are at most 1."""
    signed = cells.fits(text, PERCENT)
    plain = text.str.replace("%", "").str.strip()
    found = _numbers(plain, name, decimal, whole=False)
    bare = found[~signed].dropna()
    if (bare.abs() > 1).any():
        row = cells.first_row((~signed & (found.abs() > 1)).fillna(False))
        raise InputError(
            f"{name}: row {row} has two readings, a share or a percentage. Write it as 12.3%."
        )
    return found.where(~signed, found / 100)


def _moments(text, name, zone, kind, layout, how, receipt):
    """Days and times in the platform's zone; days without one stay as the file has them."""
    if zone is None or not zone:
        if kind == "time" and not text.dropna().str.contains(r"(?:Z|UTC|[+-]\d{2}:?\d{2})$").all():
            raise InputError(
                f"{name} has no zone. Name the shop's: "
                'exports.read(path, timezone="Asia/Shanghai").'
            )
        zone, naive = "UTC", kind == "day"
    else:
        naive = False
    dayfirst = how.dayfirst if how.dayfirst is not None else layout.dayfirst
    if dayfirst is None and cells.fits(text, r"^\d{1,2}\.\d{1,2}\.\d{4}").any():
        dayfirst = True  # with points the day is first everywhere
    if zone == "UTC":
        text = text.str.replace(r"\s*UTC$", "", regex=True)
    read_, notes = cells.times(text, name, zone, dayfirst, optional=True)
    receipt.note(*(f"{name}: {words}" for words in notes))
    if kind == "day":
        read_ = read_.dt.normalize()
    if naive:
        return read_.dt.tz_localize(None)
    return read_.dt.tz_convert(how.timezone) if how.timezone and kind == "time" else read_


def _with_period(table, sheet, layout, how):
    """The days that a report is of, where they stand above its header."""
    kinds = tables()[layout.table]["columns"]
    if "first_day" not in kinds:
        return table
    days = [f"{y}-{int(m):02}-{int(d):02}" for y, m, d in re.findall(DAY, sheet.above)]
    zone = layout.zone or how.timezone
    for name, day in zip(("first_day", "last_day"), (days[:1], days[-1:]), strict=True):
        if name in table:
            continue
        if name == "last_day" and "first_day" in table and not days:
            table[name] = table["first_day"]
            continue
        moment = pd.to_datetime(day[0], errors="coerce") if day else pd.NaT
        values = pd.Series(moment, table.index, dtype="datetime64[us]")
        table[name] = values.dt.tz_localize(zone) if zone else values
    return table


# --- Several files ---------------------------------------------------------------------------


def _joined(table, parts, receipt):
    """The rows of all files; what two files have counts once."""
    told = tables()[table]
    parts = sorted(parts, key=lambda part: _latest(part[1]))
    whole = pd.concat([one.assign(file=n) for n, (_, one) in enumerate(parts)], ignore_index=True)
    key = [name for name in told.get("key", ()) if name in whole]
    if {"payout_id", "currency"} <= set(whole):  # one file of a payout may name its currency alone
        first = whole.groupby("payout_id")["currency"].transform("first")
        whole["currency"] = whole["currency"].fillna(first)
    twice = _copies(whole, parts) if key or "movement_id" in whole else np.zeros(len(whole), bool)
    _drop_step(whole, twice, "rows that stand twice, the same in every cell", told, receipt)
    whole = whole[~twice].reset_index(drop=True)
    if len(parts) > 1:
        again = _again(whole, key)
        what = "rows that a later file has too" if key else "rows that an earlier file has too"
        _drop_step(whole, again, what, told, receipt)
        whole = whole[~again]
        _tell_same_movements(whole, told, receipt)
    shared = whole.duplicated(key).sum() if key else 0
    if shared:
        receipt.note(
            f"{told['title']}: {many(shared, 'row')} with the same {' and '.join(key)} as another: "
            "all are kept; add them up where one is wanted"
        )
    return whole.drop(columns=["file"]).reset_index(drop=True)


def _tell_same_movements(whole, told, receipt):
    """Movements that two files number alike and tell differently: two reports of one account."""
    if "movement_id" not in whole:
        return
    files = whole.groupby("movement_id")["file"].transform("nunique") > 1
    again = files & whole.duplicated("movement_id")
    if again.any():
        receipt.note(
            f"{told['title']}: {many(again.sum(), 'movement')} stand in two files that tell them "
            f"differently ({whole.loc[again, told['money']].sum() / 100:,.2f} counted twice): give "
            "one of the two reports"
        )


def _drop_step(whole, those, what, told, receipt):
    if those.any():
        money = told["money"]
        cents_of = -whole.loc[those, money].sum() if money in whole else None
        receipt.step(f"{told['title']}: {what}", rows=-int(those.sum()), cents=cents_of)


def _latest(frame):
    """The last moment that a file knows of."""
    moments = [frame[name].max() for name in frame if frame[name].dtype.kind == "M"]
    known = [moment.tz_localize("UTC") if moment.tzinfo is None else moment for moment in moments
             if not pd.isna(moment)]  # fmt: skip
    return max(known, default=pd.Timestamp(0, tz="UTC"))


def _copies(whole, parts):
    """Which rows of one file stand twice, the same also in the cells that aren't read."""
    found = np.zeros(len(whole), dtype=bool)
    begins = 0
    for sheet, part in parts:
        here = slice(begins, begins + len(part))
        like = part.duplicated(keep=False)
        if "movement_id" in part:
            like &= part["movement_id"].notna()
        if like.any():
            whole_rows = sheet.load(sheet.names)[0].loc[part.index[like]]
            copies = whole_rows.duplicated()
            found[here] = part.index.isin(copies.index[copies.to_numpy(dtype=bool)])
        begins += len(part)
    return found


def _again(whole, key):
    """Which rows another file has too: by their key the earlier ones, else the same rows."""
    if key:
        last = whole.groupby(key, dropna=False)["file"].transform("max")
        return (whole["file"] < last).to_numpy(dtype=bool)
    content = [name for name in whole if name != "file"]
    told = whole[content].astype(object).where(whole[content].notna(), "")
    number = told.assign(file=whole["file"]).groupby([*content, "file"]).cumcount()
    return told.assign(number=number).duplicated().to_numpy(dtype=bool)


# --- What is said, and the table -------------------------------------------------------------


def _tell(table, whole, pairs, receipt):
    """What is to be known before the table is read."""
    told = tables()[table]
    for layout in dict.fromkeys(layout.name for _, layout in pairs):
        one = layouts().get(layout)
        if one is not None and one.cant_tell:
            receipt.note(f"{told['title']}: {one.cant_tell.rstrip('.')}")
    if "currency" in whole and whole["currency"].nunique() > 1:
        marks = ", ".join(sorted(whole["currency"].dropna().unique()))
        receipt.note(f"{told['title']}: amounts are in {marks}: don't add them")
    if "matures" in told and "date" in whole and whole["date"].notna().any():
        last = whole["date"].max()
        young = whole["date"] > last - pd.Timedelta(days=told["matures"])
        receipt.note(
            f"{told['title']}: orders and revenue of the last {told['matures']} days (from "
            f"{whole.loc[young, 'date'].min():%Y-%m-%d}) may still rise: a click's orders come "
            "later; their cost is final"
        )
    words = [name for name in whole if isinstance(whole[name].dtype, pd.ArrowDtype)]
    unnamed = sum(whole[name].isin(UNNAMED).fillna(False).astype(int) for name in words)
    count = int((unnamed > 0).sum()) if len(words) else 0
    if count:
        receipt.note(f"{told['title']}: {many(count, 'row')} are {', '.join(UNNAMED[:2])}: kept")


def _province(regions):
    """Of 湖北省 and of an address the province's short name; other names stay."""
    short = regions.str.extract(f"^({PROVINCES})")[0]
    return short.where(short.notna(), province(regions))


def _in_yuan(table, whole):
    """The table as lessons take it: amounts in yuan, its columns in the declared order."""
    kinds = tables()[table]["columns"]
    made = pd.DataFrame(index=whole.index)
    if table == "courier_bill":
        made["line_id"] = np.arange(1, len(whole) + 1)
    for name in (name for name in [*kinds, "kind"] if name in whole):
        values, kind = whole[name], kinds.get(name, "text")
        if kind == "money":
            made[name] = values.astype("Float64").astype("float64") / 100
        elif kind in ("text", "id", "person"):
            made[name] = values.astype(TEXT)
        elif kind in ("share", "number"):
            made[name] = values.astype("Float64").astype("float64")
        else:
            made[name] = values
    if "region" in made:
        made["region"] = _province(whole["region"]).astype(TEXT)
    time = next((name for name in ("ts_settled", "date", "ts_pay") if name in made), None)
    return made if time is None else made.sort_values(time, kind="stable").reset_index(drop=True)
