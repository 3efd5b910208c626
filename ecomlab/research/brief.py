"""One page that says what is sold, to whom, where, on which evidence (course map R01)."""

import math
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from ecomlab.errors import InputError, check_path
from ecomlab.estimates import Estimate
from ecomlab.numerals import numeral

QUESTIONS = {
    "what": ("What", "卖什么"),
    "for_whom": ("For whom", "卖给谁"),
    "where": ("Where", "在哪卖"),
}
HEADS = (("finding", "发现"), ("number", "数值"), ("where it is seen", "出处"))
EMPTY = ("", "...", "…", "todo", "tbd", "n/a", "none", "nan", "-", "?", "待定", "待补充")
SOURCE = re.compile(
    r"lesson \d+(\.\d+)?, cell [\w-]+|case \w+, cell [\w-]+|table \w+|own: \S.*|https?://\S+"
)
SOURCES = (
    '"lesson 1.1, cell trend", "case presale, cell truth", "table keyword_months", '
    '"own: export of 3 May" or "https://…"'
)
PLACES = {
    r"lesson (\S+), cell (\S+)": "第 {} 课，单元格 {}",
    r"case (\S+), cell (\S+)": "案例 {}，单元格 {}",
    r"table (\S+)": "数据表 {}",
    r"own: (.*)": "自有资料",
}
LONGEST = 260  # characters of one answer
MOST = 8  # findings, doubts, and reasons to think again
HIGH = 273  # millimetres of an A4 page between its margins
# Millimetres of a printed line, by box: how wide its text may be, how high a line is
ANSWER, FINDING, NUMBER, SOURCE_BOX, ITEM = (
    (54, 4.9), (74, 4.6), (53, 4.6), (39, 4.6), (168, 4.9)
)  # fmt: skip
STYLE = """
.ecomlab-brief{font:15px/1.4 system-ui,"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;
 color:#1d2733;background:#fff;max-width:190mm;margin:0 auto;padding:6mm;overflow-wrap:anywhere}
.ecomlab-brief h1{font-size:25px;line-height:1.2;margin:0;color:#12324a}
.ecomlab-brief .about{margin:2px 0 14px;color:#4c5a67}
.ecomlab-brief .three{display:grid;grid-template-columns:repeat(3,1fr);gap:10px;margin-bottom:14px}
.ecomlab-brief .three div{background:#eef4f8;border-top:4px solid #0072b2;padding:8px 10px}
.ecomlab-brief h2{font-size:15px;margin:0 0 4px;color:#0b5584}
.ecomlab-brief p{margin:0}
.ecomlab-brief .zh{display:block;color:#33414e}
.ecomlab-brief table{border-collapse:collapse;table-layout:fixed;width:100%;margin:0 0 14px;
 font-size:14px;color:#1d2733}
.ecomlab-brief th,.ecomlab-brief td{text-align:left!important;white-space:normal;
 padding:3px 8px 3px 0!important;vertical-align:top!important}
.ecomlab-brief th{border-bottom:2px solid #12324a;width:42%}
.ecomlab-brief th+th{width:31%}
.ecomlab-brief th+th+th{width:27%}
.ecomlab-brief th [lang=zh],.ecomlab-brief h2 [lang=zh]{white-space:nowrap}
.ecomlab-brief td{border-bottom:1px solid #cfd8df}
.ecomlab-brief td.source{color:#0b5584}
.ecomlab-brief .open,.ecomlab-brief .change{background:#fff7e6;border-left:4px solid #b35900;
 padding:8px 12px;margin-bottom:10px}
.ecomlab-brief .open h2{color:#8a4500}
.ecomlab-brief .change{background:#eef4f8;border-left-color:#0072b2}
.ecomlab-brief ul{margin:0;padding-left:20px}
.ecomlab-brief .signed{display:flex;gap:24px;margin-top:30px;color:#33414e}
.ecomlab-brief .signed span{flex:1;border-top:1px solid #33414e;padding-top:3px;font-size:13px}
@page{size:A4 portrait;margin:12mm}
@media print{body{margin:0}
 .ecomlab-brief{padding:0;max-width:none;font-size:10pt}
 .ecomlab-brief h1{font-size:16pt}
 .ecomlab-brief h2{font-size:10pt}
 .ecomlab-brief table{font-size:9.5pt}
 .ecomlab-brief *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
 .ecomlab-brief tr,.ecomlab-brief .open,.ecomlab-brief .three{break-inside:avoid}}
"""


@dataclass(frozen=True)
class Brief:
    """A page: ``html`` is the whole file; a notebook shows it below its cell.

    Parameters
    ----------
    title, body : str
        HTML that is escaped already.
    path : Path or None
        Where it was written.
    """

    title: str
    body: str
    path: Path | None = None

    @property
    def html(self):
        """The page as a file of its own: it asks nothing of a network."""
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{self.title}</title>\n</head>\n<body>\n{self.body}</body>\n</html>\n"
        )

    def _repr_html_(self):
        return self.body

    def __repr__(self):
        return f"Brief({self.title!r}, path={None if self.path is None else str(self.path)!r})"


def research_brief(
    what,
    for_whom,
    where,
    evidence,
    unknown,
    path=None,
    *,
    change=None,
    title="Research brief · 选品简报",
    about="",
    signed=("buying · 采购", "finance · 财务", "boss · 负责人"),
    overwrite=False,
):
    """What do we sell, to whom, where, on which evidence, and what don't we know (选品简报)?

    One page, A4, in English and Chinese, to be printed and signed. It refuses an empty answer.

    Parameters
    ----------
    what, for_whom, where : str or pair of str
        The three answers; a pair is (English, Chinese). At most 260 characters each.
    evidence : DataFrame or sequence of mappings, one to eight rows
        finding (text or pair), source (``"lesson 1.1, cell trend"``, ``"table keyword_months"``,
        ``"own: export of 3 May"``, ``"case presale, cell truth"`` or a web address) and, where it
        rests on a number, estimate: an ``Estimate``, a number, a text or a pair. A table's low,
        high, n, counts beside it are told too; unit="%" writes shares as per cent, and counts_zh
        says in Chinese what n counts ("个城市").
    unknown : sequence of str or pairs, one to eight
        What isn't known. A page without a doubt isn't a decision's record.
    change : sequence of str or pairs, up to eight, optional
        What would change our mind (何时改主意): in a box of its own.
    path : path, optional
        Where the page is written, as .html. Nothing is written without it.
    title, about : str
        The heading; the line below it (shop, season, date).
    signed : sequence of str
        Who signs.
    overwrite : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    Brief
        A notebook shows it; ``.html`` is the page's text, ``.path`` where it was written.

    Raises
    ------
    InputError
        An answer, a finding, a source or what is unknown is missing, all of them named at once; a
        text or the whole page is too long for one A4, with what takes most room; a source names
        neither lesson, table, own file nor address; the file is there already.

    Examples
    --------
    >>> evidence = [{"finding": "Searches for light chairs grow above their category",
    ...              "source": "lesson 1.1, cell trend",
    ...              "estimate": Estimate(0.12, 0.05, 0.19, 24, "months")}]
    >>> brief = research_brief("A light chair", ("Campers", "露营者"), "Tmall", evidence,
    ...                        ["Whether the second lot comes in time"])
    >>> "0.12 (0.05 to 0.19), n = 24 months" in brief.html, "卖给谁" in brief.html
    (True, True)
    >>> research_brief("A light chair", "", "Tmall", evidence, [])
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: The brief lacks: for_whom, unknown. Answer each in a sentence; what
    nobody knows yet belongs into unknown.

    References
    ----------
    Course map R01 (seed 000:005).
    """
    answers = {"what": what, "for_whom": for_whom, "where": where}
    findings, doubts = _rows(evidence), _listed(unknown)
    turns = _listed(change, "change")
    missing = [name for name, answer in answers.items() if _is_empty(answer)]
    missing += _holes(findings, doubts, turns)
    if missing:
        raise InputError(
            f"The brief lacks: {', '.join(missing)}. Answer each in a sentence; what nobody knows "
            "yet belongs into unknown."
        )
    for name, rows in (("evidence", findings), ("unknown", doubts), ("change", turns)):
        if len(rows) > MOST:
            raise InputError(f"{name} has {len(rows)} rows. Choose the {MOST} that decide.")
    three = "".join(
        f"<div>{_heading(*words)}{_text(answers[name], name)}</div>\n"
        for name, words in QUESTIONS.items()
    )
    rows = "".join(_evidence_row(row, at) for at, row in enumerate(findings, start=1))
    boxes = _box("open", "What we don’t know", "尚不清楚", doubts, "unknown")
    if turns:
        boxes += _box("change", "What would change our mind", "何时改主意", turns, "change")
    heads = "".join(f"<th>{_both(*words)}</th>" for words in HEADS)
    names = "".join(f"<span>{escape(str(name))}</span>" for name in signed)
    frame = _frame(title, about, signed, turns)
    _check_height(frame, answers, findings, doubts, turns)
    body = (
        f'<article class="ecomlab-brief">\n<style>{STYLE}</style>\n'
        f'<h1>{escape(str(title))}</h1>\n<p class="about">{escape(str(about)) or "&nbsp;"}</p>\n'
        f'<div class="three">\n{three}</div>\n{_heading("On which evidence", "依据")}\n'
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
        f'{boxes}<p class="signed">{names}</p>\n</article>\n'
    )
    brief = Brief(escape(str(title)), body)
    return brief if path is None else _write(brief, path, overwrite)


def _both(english, chinese):
    return f'{english} <span lang="zh">{chinese}</span>'


def _heading(english, chinese):
    return f"<h2>{_both(english, chinese)}</h2>"


def _rows(evidence):
    """The findings as a list of mappings."""
    if isinstance(evidence, pd.DataFrame):
        return evidence.to_dict("records")
    rows = _listed(evidence, "evidence")
    for row in rows:
        if not isinstance(row, Mapping):
            raise InputError(
                f"A row of evidence is {row!r}. Give a table or mappings with finding and source."
            )
    return rows


def _listed(values, name="unknown"):
    if values is None or values is ...:
        return []
    if isinstance(values, str | Mapping) or not hasattr(values, "__iter__"):
        raise InputError(f"{name} is {values!r}. Give a list.")
    return list(values)


def _holes(findings, doubts, turns):
    """What evidence, open questions and reasons to think again lack, by name and row."""
    if not findings:
        yield "evidence"
    for at, row in enumerate(findings, start=1):
        for name in ("finding", "source"):
            if _is_empty(row.get(name)):
                yield f"{name} of evidence {at}"
    if not doubts:
        yield "unknown"
    for name, rows in (("unknown", doubts), ("change", turns)):
        yield from (f"{name} {at}" for at, row in enumerate(rows, start=1) if _is_empty(row))


def _is_empty(answer):
    """Whether nothing is said: no text, a gap, three dots, a note to do it later."""
    if isinstance(answer, tuple | list):
        return not answer or any(_is_empty(part) for part in answer)
    if answer is None or answer is ...:
        return True
    return str(answer).strip().strip(".。!！ ").lower() in EMPTY


def _parts(answer):
    return [str(part) for part in (answer if isinstance(answer, tuple | list) else [answer])]


def _text(answer, name):
    """An answer as a paragraph, its Chinese below it."""
    parts = _parts(answer)
    if len(parts) > 2:
        raise InputError(f"{name} has {len(parts)} parts. Give a text, or (English, Chinese).")
    for part in parts:
        if len(part) > LONGEST:
            raise InputError(
                f"{name} has {len(part)} characters. Say it in {LONGEST}: the brief is one page."
            )
    chinese = [f'<span class="zh" lang="zh">{escape(part)}</span>' for part in parts[1:]]
    return f"<p>{escape(parts[0])}{''.join(chinese)}</p>"


def _box(kind, english, chinese, rows, name):
    items = "".join(f"<li>{_text(row, name)}</li>\n" for row in rows)
    return f'<div class="{kind}">{_heading(english, chinese)}\n<ul>\n{items}</ul></div>\n'


def _evidence_row(row, at):
    source = str(row["source"]).strip()
    if not SOURCE.fullmatch(source):
        raise InputError(f"The source of evidence {at} is {source!r}. Write it as {SOURCES}.")
    shown = _text(_place(source), f"source {at}")
    if source.startswith("http"):
        shown = f'<a href="{escape(source)}">{escape(source)}</a>'
    return (
        f"<tr><td>{_text(row['finding'], f'finding {at}')}</td>"
        f'<td class="value">{_text(_number(row), f"estimate {at}")}</td>'
        f'<td class="source">{shown}</td></tr>\n'
    )


def _place(source):
    """A source with its Chinese, where it is a place of the course."""
    for pattern, chinese in PLACES.items():
        if found := re.fullmatch(pattern, source):
            return source, chinese.format(*found.groups())
    return source


def _number(row):
    """A row's estimate as a sentence tells it, with its Chinese; a dash where it rests on none."""
    given = row.get("estimate")
    ends = [row.get("low"), row.get("high")]
    if not isinstance(given, Estimate):
        if _is_empty(given):
            return "–"
        if isinstance(given, str | tuple | list):
            return given
        if not all(isinstance(end, float | int) and end == end for end in ends):
            return _per_cent(given) if row.get("unit") == "%" else numeral(given)
        n = int(row["n"]) if row.get("n") == row.get("n") and row.get("n") else 0
        given = Estimate(float(given), *map(float, ends), n, str(row.get("counts", "")))
    told, chinese = repr(given), row.get("counts_zh")
    if row.get("unit") == "%":
        value, low, high = map(_per_cent, given[:3])
        told = f"{value} ({low} to {high}), n = {given.n:,} {given.counts}"
    if _is_empty(chinese):
        return told
    head = told.partition(", n =")[0].replace(" to ", " 至 ").replace(" (", "（")
    return told, f"{head.replace(')', '）')}，{given.n:,} {chinese}"


def _per_cent(share):
    return numeral(share, "%", 0 if abs(share) >= 0.01 or not share else 1)


def _check_height(frame, answers, findings, doubts, turns):
    """Refuses more than one printed A4 page, and names what takes most of it."""
    room = {name: _lines(answer, *ANSWER) for name, answer in answers.items()}
    cells = [
        max(_lines(row["finding"], *FINDING), _lines(_number(row), *NUMBER),
            _lines(_place(str(row["source"])), *SOURCE_BOX))
        for row in findings
    ]  # fmt: skip
    room = room | {f"evidence {at}": high + 2 for at, high in enumerate(cells, start=1)}
    for name, rows in (("unknown", doubts), ("change", turns)):
        room |= {f"{name} {at}": _lines(row, *ITEM) for at, row in enumerate(rows, start=1)}
    high = frame + sum(room.values()) - sum(room[name] for name in answers)
    high += max(room[name] for name in answers)  # they stand side by side
    if high > HIGH:
        most = sorted(room, key=room.get, reverse=True)[:3]
        raise InputError(
            f"The brief is {high / HIGH:.2f} pages long. Say less, first in: {', '.join(most)}."
        )


def _frame(title, about, signed, turns):
    """Millimetres of headings and gaps, of who signs, and of a long title or line below it."""
    names = max((_lines(name, 180 / len(signed) - 8, 4.9) for name in signed), default=0)
    headings = _lines(title, 105, 6.8) + _lines(about, *ITEM)
    return headings + names + (72 if turns else 59)


def _lines(answer, width, line):
    """About how many millimetres a text takes in a box, its Chinese below it."""
    return sum(line * max(1, math.ceil(1.08 * _width(part) / width)) for part in _parts(answer))


def _width(text):
    """About how wide a text is in print, in millimetres: Chinese is twice as wide."""
    ems = {"W": 1, "F": 1, "A": 1}
    return 3.5 * sum(
        ems.get(unicodedata.east_asian_width(x), 0.72 if x.isupper() else 0.55) for x in text
    )


def _write(brief, path, overwrite):
    """The page as a file, whole or not at all."""
    path = check_path("path", path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"path is {str(path)!r}. Call the page something that ends in .html.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {str(path.parent)!r}. Make it first.")
    if path.exists() and not overwrite:
        raise InputError(
            f"{str(path)!r} is there already. Choose another name, or overwrite=True if it may go."
        )
    handle, fresh = tempfile.mkstemp(suffix=".html", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(brief.html)
        os.chmod(fresh, 0o644)
        os.replace(fresh, path)
    finally:
        Path(fresh).unlink(missing_ok=True)
    return Brief(brief.title, brief.body, path)
