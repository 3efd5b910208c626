"""The morning page of a shop's stock: one HTML file that fetches nothing, for a telephone first."""

import html
import re
from pathlib import Path

from ecomlab.exports.stock_parts import Morning, day_word
from ecomlab.tables.cells import many

MARK = "ecomlab stock page"  # by which a page of ours is known
MOST = 50  # rows of a list on the page
CHINESE = "[\u3400-\u9fff\uf900-\ufaff]+"


def page(day, asked=None, csv=()) -> str:
    """The page of a stock day as HTML.

    Parameters
    ----------
    day : stock.StockDay
    asked : Asked, optional
    csv : collection of str
        Names of the parts whose whole list stands in a file beside the page.
    """
    found = Morning(day, asked)
    sections = found.sections
    title = f"Stock on the evening of {day_word(day.evening)} {day.evening.year}"
    listed = "".join(
        f'<li><a href="#{one.name}"><span>{_text(one.title)} <span lang="zh">{one.chinese}</span>'
        f"</span><b>{_text(one.short)}</b></a></li>"
        for one in sections
    )
    body = [
        f"<header><p class='soft'>{_text(day.title)} · <span lang='zh'>库存晨报</span></p>"
        f"<h1>{_text(title)}</h1><p>Days count in {_text(day.zone)}. Nothing later than this "
        "evening is looked at.</p>",
        f"<p><b>{_text(found.festivals)}</b></p>" if found.festivals else "",
        "</header>",
        f'<nav aria-label="What is on this page"><ul>{listed}</ul></nav><main>',
        *(_section(one, csv) for one in sections),
        _lacking(found.lacks, day.notes),
        "</main>",
    ]
    style = (Path(__file__).parent / "stock_page.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="{MARK}">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_plain(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def lists(day, asked=None) -> dict:
    """The whole list of each part, by its name, for files beside the page."""
    return {one.name: one.frame for one in Morning(day, asked).sections if one.frame is not None}


def _plain(words):
    return html.escape(str(words))


def _text(words):
    """A text, its Chinese marked as such: whoever hears the page hears it in Chinese.

    >>> _text("a < b 库龄")
    'a &lt; b <i lang="zh">库龄</i>'
    """
    return re.sub(CHINESE, r'<i lang="zh">\g<0></i>', _plain(words))


def _section(one, csv):
    parts = [
        f'<section id="{one.name}" aria-labelledby="{one.name}-h"><h2 id="{one.name}-h">'
        f'{_text(one.title)} <span lang="zh">{one.chinese}</span></h2><p>{_text(one.lead)}</p>'
    ]
    if one.rows:
        head = "".join(f'<th scope="col">{_text(name)}</th>' for name in one.head)
        rows = "".join(_row(kind, cells) for kind, cells in one.rows[:MOST])
        parts.append(
            f"<table><caption>{_text(one.title)}, {many(len(one.rows), 'row')}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
    if (more := len(one.rows) - MOST) > 0:
        where = (
            f"All of them are in stock_{one.name}.csv."
            if one.name in csv
            else "All of them: the same command with --csv."
        )
        parts.append(f"<p>{more:,} more rows aren't shown. {where}</p>")
    for letter in one.notes:
        name, _, words = letter.partition("\n")
        parts.append(
            f"<details><summary>What to write to {_text(name)} "
            f'<span lang="zh">催单</span></summary><pre lang="zh">{_plain(words)}</pre></details>'
        )
    points = "".join(f"<li>{_text(words)}</li>" for words in one.details)
    parts.append(f"<details><summary>As of when, n, and what counts</summary><ul>{points}</ul>"
                 "</details></section>")  # fmt: skip
    return "".join(parts)


def _row(kind, cells):
    first, *rest = ("".join(f"<span>{_text(line)}</span>" for line in cell if line)
                    for cell in cells)  # fmt: skip
    mark = f' class="{kind}"' if kind else ""
    return f'<tr><th scope="row"{mark}>{first}</th>{"".join(f"<td>{c}</td>" for c in rest)}</tr>'


def _lacking(lacks, notes):
    """What the page can't tell, and how files were read."""
    always = [
        "Festivals, a price that changes, a rival that runs out: no table knows them.",
        "A count of the shelf: the numbers are the system's.",
    ]
    points = "".join(f"<li>{_text(words)}</li>" for words in [*dict.fromkeys(lacks), *always])
    read = "".join(f"<li>{_text(words)}</li>" for words in notes)
    read = f"<details><summary>How the files were read</summary><ul>{read}</ul></details>"
    return (
        '<section id="lacks" aria-labelledby="lacks-h"><h2 id="lacks-h">What this page can\'t tell'
        f"</h2><ul>{points}</ul>{read if notes else ''}</section>"
    )
