"""One page that says what is sold, to whom, where, on which evidence (course map R01)."""

import os
import re
import tempfile
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
LONGEST = 260  # characters of one answer: more doesn't fit on the page
MOST = 8  # findings, and questions that are open
STYLE = """
.ecomlab-brief{font:15px/1.45 system-ui,"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;
 color:#1d2733;background:#fff;max-width:190mm;margin:0 auto;padding:6mm}
.ecomlab-brief h1{font-size:25px;line-height:1.2;margin:0;color:#12324a}
.ecomlab-brief .about{margin:2px 0 14px;color:#4c5a67}
.ecomlab-brief .three{display:grid;grid-template-columns:repeat(3,1fr);gap:10px;margin-bottom:14px}
.ecomlab-brief .three div{background:#eef4f8;border-top:4px solid #0072b2;padding:8px 10px}
.ecomlab-brief h2{font-size:15px;margin:0 0 4px;color:#0b5584}
.ecomlab-brief p{margin:0}
.ecomlab-brief .zh{display:block;color:#33414e}
.ecomlab-brief table{border-collapse:collapse;width:100%;margin:0 0 14px;font-size:14px;
 color:#1d2733}
.ecomlab-brief th{text-align:left;border-bottom:2px solid #12324a;padding:3px 8px 3px 0}
.ecomlab-brief td{text-align:left;border-bottom:1px solid #cfd8df;padding:4px 8px 4px 0;
 vertical-align:top}
.ecomlab-brief td.value{white-space:normal;width:34%}
.ecomlab-brief td.source{color:#0b5584;width:24%}
.ecomlab-brief .open{background:#fff7e6;border-left:4px solid #b35900;padding:8px 12px 8px}
.ecomlab-brief .open h2{color:#8a4500}
.ecomlab-brief ul{margin:0;padding-left:20px}
.ecomlab-brief .signed{display:flex;gap:24px;margin-top:18px;color:#33414e}
.ecomlab-brief .signed span{flex:1;border-top:1px solid #33414e;padding-top:3px;font-size:13px}
@page{size:A4 portrait;margin:12mm}
@media print{.ecomlab-brief{padding:0;max-width:none;font-size:11.5pt}
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
        rests on a number, estimate: an ``Estimate``, a number or a text. A table's low, high, n,
        counts beside it are told too.
    unknown : sequence of str or pairs, one to eight
        What isn't known. A page without a doubt isn't a decision's record.
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
        text is too long for one page; a source names neither lesson, table, own file nor address;
        the file is there already.

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
    missing = [name for name, answer in answers.items() if _is_empty(answer)]
    missing += _holes(findings, doubts)
    if missing:
        raise InputError(
            f"The brief lacks: {', '.join(missing)}. Answer each in a sentence; what nobody knows "
            "yet belongs into unknown."
        )
    for name, rows in (("evidence", findings), ("unknown", doubts)):
        if len(rows) > MOST:
            raise InputError(f"{name} has {len(rows)} rows. Choose the {MOST} that decide.")
    three = "".join(
        f"<div>{_heading(*words)}{_text(answers[name], name)}</div>\n"
        for name, words in QUESTIONS.items()
    )
    rows = "".join(_evidence_row(row, at) for at, row in enumerate(findings, start=1))
    open_ones = "".join(f"<li>{_text(doubt, 'unknown')}</li>\n" for doubt in doubts)
    heads = "".join(f"<th>{_both(*words)}</th>" for words in HEADS)
    names = "".join(f"<span>{escape(str(name))}</span>" for name in signed)
    body = (
        f'<article class="ecomlab-brief">\n<style>{STYLE}</style>\n'
        f'<h1>{escape(str(title))}</h1>\n<p class="about">{escape(str(about)) or "&nbsp;"}</p>\n'
        f'<div class="three">\n{three}</div>\n{_heading("On which evidence", "依据")}\n'
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
        f'<div class="open">{_heading("What we don’t know", "尚不清楚")}\n'
        f'<ul>\n{open_ones}</ul></div>\n<p class="signed">{names}</p>\n</article>\n'
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


def _holes(findings, doubts):
    """What evidence and open questions lack, by name and row."""
    if not findings:
        yield "evidence"
    for at, row in enumerate(findings, start=1):
        for name in ("finding", "source"):
            if _is_empty(row.get(name)):
                yield f"{name} of evidence {at}"
    if not doubts:
        yield "unknown"
    for at, doubt in enumerate(doubts, start=1):
        if _is_empty(doubt):
            yield f"unknown {at}"


def _is_empty(answer):
    """Whether nothing is said: no text, a gap, three dots, a note to do it later."""
    if isinstance(answer, tuple | list):
        return not answer or any(_is_empty(part) for part in answer)
    if answer is None or answer is ...:
        return True
    return str(answer).strip().strip(".。!！ ").lower() in EMPTY


def _text(answer, name):
    """An answer as a paragraph, its Chinese below it."""
    parts = list(answer) if isinstance(answer, tuple | list) else [answer]
    if len(parts) > 2:
        raise InputError(f"{name} has {len(parts)} parts. Give a text, or (English, Chinese).")
    for part in parts:
        if len(str(part)) > LONGEST:
            raise InputError(
                f"{name} has {len(str(part))} characters. Say it in {LONGEST}: "
                "the brief is one page."
            )
    chinese = [f'<span class="zh" lang="zh">{escape(str(part))}</span>' for part in parts[1:]]
    return f"<p>{escape(str(parts[0]))}{''.join(chinese)}</p>"


def _evidence_row(row, at):
    source = str(row["source"]).strip()
    if not SOURCE.fullmatch(source):
        raise InputError(f"The source of evidence {at} is {source!r}. Write it as {SOURCES}.")
    shown = escape(source)
    if source.startswith("http"):
        shown = f'<a href="{shown}">{shown}</a>'
    return (
        f"<tr><td>{_text(row['finding'], f'finding {at}')}</td>"
        f'<td class="value">{escape(_number(row))}</td><td class="source">{shown}</td></tr>\n'
    )


def _number(row):
    """A row's estimate as a sentence tells it; a dash where it rests on none."""
    given = row.get("estimate")
    if isinstance(given, Estimate):
        return repr(given)
    if _is_empty(given):
        return "–"
    if isinstance(given, str):
        return given
    ends = [row.get("low"), row.get("high")]
    if all(isinstance(end, float | int) and end == end for end in ends):
        n = int(row["n"]) if row.get("n") == row.get("n") and row.get("n") else 0
        return repr(Estimate(float(given), *map(float, ends), n, str(row.get("counts", ""))))
    return numeral(given)


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
