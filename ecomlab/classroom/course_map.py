"""What is said of the lessons in many places, made from their headers: titles, links, the map."""

import posixpath

from ecomlab.classroom.headers import ROUTES, SITTING, Header

# By folder: number, English and Chinese name, the question of the stage
CHAPTERS = {
    "": ("0", "the company", "公司", "What does an online shop look like in its tables?"),
    "1_research": ("1", "research", "选品", "What should we sell, to whom, at what price?"),
    "2_traffic": ("2", "traffic", "流量", "Who comes, from where, and what did it cost?"),
    "3_conversion": ("3", "conversion", "转化", "Why do they buy, or not?"),
    "4_fulfillment": ("4", "fulfillment", "履约", "Is it in stock, and on time?"),
    "5_retention": ("5", "retention", "复购", "Who comes back, and what is a customer worth?"),
    "6_data": ("6", "data", "数据", "Which figures can we believe?"),
    "7_plan": ("7", "plan", "规划", "What do we do next month, with which money?"),
}
MIXED = ("9", "all chapters", "综合", "Which claims hold, and how sure am I?")  # after the stages
START = "00"
TITLE, NAVIGATION = "title", "navigation"  # ids of the cells that are made
SOON = "to come"
LEGEND = """\
| code | what it means |
|---|---|
| 000 | 现代电子商务运营流程解析, the process of operations in six stages |
| 001 | 电子商务运营专家培训资料及实战案例, training material, a case for each of five subjects |
| 002 | 电子商务运营项目方案模板, the template of a project plan |
| 003 | 电商店铺运营的思路8步走, with thirteen other short texts on running a Taobao shop |
| 004 | 电子商务渠道运营策略, how to choose and run channels |
| R T C F U D P | what they say on research, traffic, conversion, fulfillment, users, data, plan: \
U03 is the third row on users, of chapter 5 |
| K01, V01 | a success story or claim to put on trial: K from the documents, V from elsewhere |
| M24 | a metric |
| L33 | a template or checklist |
| E35 | a doubt: advice that is unlawful, contradicts other advice, or has no source |
| X16 | a tool or platform |
| N08 | what the job needs and the documents lack |
"""


# --- In a notebook -------------------------------------------------------------------------


def link(header, base="") -> str:
    """A link to a lesson's notebook, for a page of the folder ``base`` below the notebooks.

    >>> from ecomlab.classroom.headers import read
    >>> link(read()["0"], base="5_retention")
    '[0 The shop](../0_the_shop.ipynb)'
    """
    return f"[{header.name}]({posixpath.relpath(header.notebook, base or '.')})"


def title(header, headers, links=True) -> str:
    """The first cell of a notebook: its title in both languages, time, needs, the code behind it.

    Without links for a notebook that will stand elsewhere: a class's issue, or slides.
    """
    subtitle = "A claim on trial" if header.is_case else header.subtitle
    needs = [headers[name] for name in header.needs]
    before = [link(one, header.chapter) if links else one.name for one in needs]
    lines = [
        f"# {_heading(header)}",
        f"### {' · '.join(filter(None, (subtitle, header.chinese)))}\n",
        f"**Time** {header.minutes} minutes{_sittings(header)} · **Route** {header.route}"
        + (f" · **Before** this: {', '.join(before)}" if before else ""),
    ]
    if header.topic and not header.is_case:
        lines.append(f"\n**The code behind it**: `{code(header)}`")
    return "\n".join(lines)


def _heading(header):
    if header.is_case:
        return f"Case: {header.title[0].lower()}{header.title[1:]}"
    return header.name


def _sittings(header):
    if header.minutes <= SITTING:
        return ""
    return f", in two sittings: the second begins at *{header.pause}*"


def code(header) -> str:
    """The file or package that a lesson teaches, as one finds it in the tree."""
    path = f"ecomlab/{header.topic.replace('.', '/')}"
    return f"{path}.py" if "." in header.topic else path


def navigation(header, headers) -> str:
    """The last cell of a notebook: where one came from, where one goes on.

    Lessons lead to lessons, cases to cases; each links what belongs to it.
    """
    row = [one for one in headers.values() if one.is_case == header.is_case]
    place = row.index(header)
    before, after = row[max(place - 1, 0) : place], row[place + 1 : place + 2]
    related = [headers[name] for name in header.related]
    parts = {
        "Previous": before,
        "Next": after,
        "Lesson": [one for one in headers.values() if header.id in one.cases],
        "Cases": [headers[name] for name in header.cases],
        "Related": [one for one in related if one not in (*before, *after)],
        "Map": [headers[START]] if START in headers and header.id != START else [],
    }
    said = [
        f"**{name}**: {', '.join(link(one, header.chapter) for one in found)}"
        for name, found in parts.items()
        if found
    ]
    return "---\n" + " · ".join(said)


# --- The map -------------------------------------------------------------------------------


def chapters(headers, base="") -> str:
    """The map: stage by stage its question, its lessons and its cases, with links.

    ``base`` stands before each link: ``"notebooks/"`` in the README.
    """
    lines = ["| stage | the question | lessons | cases |", "|---|---|---|---|"]
    for number, english, chinese, question in (*CHAPTERS.values(), MIXED):
        inside = [one for one in headers.values() if _stage(one) == number and one.id != START]
        lessons, cases = (
            "<br>".join(_from(one, base) for one in inside if one.is_case == kind)
            for kind in (False, True)
        )
        stage = f"{number} {english} · {chinese}"
        lines.append(f"| {stage} | {question} | {lessons or SOON} | {cases} |")
    return "\n".join(lines)


def _stage(header):
    """The number of the stage to which a lesson belongs."""
    return (header.chapter or header.number)[:1]


def routes(headers) -> str:
    """The routes with their hours: which lessons each has, in which order."""
    lines = ["| route | lessons | hours |", "|---|---|---:|"]
    for route in ROUTES:
        on = [one for one in headers.values() if one.route == route]
        lessons = [one for one in on if not one.is_case]
        if lessons:
            lines.append(f"| {route} | {' → '.join(map(link, lessons))} | {_hours(lessons)} |")
    cases = [one for one in headers.values() if one.is_case]
    pick = "any, in any order: each stands on its own and takes one sitting"
    lines.append(f"| the {len(cases)} cases | {pick} | {_hours(cases)} |")
    long = [f"{link(one)} (*{one.pause}*)" for one in headers.values() if one.pause]
    lines.append(
        f"\nA lesson of more than {SITTING} minutes is two sittings. Stop and go on at the heading "
        f"in brackets: {', '.join(long)}."
    )
    return "\n".join(lines)


def trials(headers, base="") -> str:
    """The cases by number: title, minutes, stage."""
    lines = ["| claim | case | minutes | stage |", "|---|---|---:|---|"]
    for one in sorted(headers.values(), key=lambda one: one.number):
        if one.is_case:
            stage = " ".join(CHAPTERS[one.chapter][:2])
            lines.append(f"| {one.number} | {_from(one, base)} | {one.minutes} | {stage} |")
    return "\n".join(lines)


def _from(header: Header, base):
    return f"[{header.name}]({base}{header.notebook})"


def _hours(headers):
    return f"{sum(one.minutes for one in headers) / 60:.1f}"


# Words in double braces that a lesson's text may use for what is made from all headers
PARTS = {"map": chapters, "routes": routes, "legend": lambda headers: LEGEND.rstrip()}


def fill(text, headers) -> str:
    """Put the generated parts where a text asks for them: ``{{ map }}``."""
    for word, part in PARTS.items():
        mark = f"{{{{ {word} }}}}"
        if mark in text:
            text = text.replace(mark, part(headers))
    return text
