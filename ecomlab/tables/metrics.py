"""The metrics of the course, once: what is counted, divided by what, in which unit and window.

``metrics.toml`` beside this file defines them and is checked when it is read. Lessons, exercises
and reports take names and units from here.
"""

import difflib
import re
import tomllib
import unicodedata
from collections import defaultdict
from dataclasses import MISSING, dataclass, fields
from itertools import combinations
from pathlib import Path

import pandas as pd

from ecomlab.errors import ChoiceError, InputError, check_choice

CHAPTERS = ("research", "traffic", "conversion", "fulfillment", "retention", "data", "plan")
UNITS = (
    "person",
    "times",
    "views",
    "visits",
    "pages",
    "pieces",
    "SKUs per month",
    "yuan",
    "yuan per person",
    "share",
    "ratio",
    "index",
    "score",
    "stars",
    "points",
    "rank",
    "level",
    "days",
    "seconds",
)
SOURCES = {
    "seed": "defined in the documents",
    "field": "named in the documents, defined by the field",
    "outside": "in no document, defined by the field",
}
DOCUMENTS = ("000", "001", "002", "003", "004")
PLACES = (
    *DOCUMENTS,
    "field",
    "this course",
    "Taobao 生意参谋",
    "Taobao 千牛",
    "JD 商智",
    "JD orders",
    "Douyin 罗盘",
    "Douyin 抖店",
    "Douyin 千川",
    "Pinduoduo",
    "Baidu 百度指数",
    "Shopify",
    "Amazon",
)
CLOSED = {"chapter": CHAPTERS, "unit": UNITS, "source": SOURCES}
MAY_BE_EMPTY = ("denominator", "function")
NAME = re.compile(r"`([^`]*)`")  # in a formula: a column or another metric's key


class Text(str):
    """Markdown, shown as such in a notebook.

    >>> Text("**UV**")
    **UV**
    """

    def _repr_markdown_(self):
        return str(self)

    __repr__ = str.__str__


@dataclass(frozen=True)
class Additive:
    """Does a metric add up over days, and over channels? ``because`` says why.

    >>> metric("UV").additive.days
    False
    """

    days: bool
    channels: bool
    because: str


@dataclass(frozen=True)
class Variant:
    """What the word means somewhere else: ``where`` is one of ``PLACES``.

    >>> metric("客单价").variants[1]
    Variant(where='Taobao 生意参谋', says='客单价 = 支付金额 ÷ 支付买家数: per buyer.')
    """

    where: str
    says: str


@dataclass(frozen=True)
class Metric:
    """One metric.

    ``numerator`` says what is counted; ``denominator`` what it is divided by ("" for a plain
    count). ``near`` are the keys of metrics that it is confused with, ``rows`` the rows of the
    course map that use it, ``documents`` those that name it, ``source`` where the definition is
    from (``SOURCES``). ``function`` is the function that computes it, "" until there is one.

    >>> metric("M64").denominator
    'state it: customers whose window is over (cohort), customers who bought in the last days
    (period), or all customers ever (all_ever)'
    >>> metric("M64").function
    'ecomlab.retention.cohorts.repurchase_rate'
    """

    id: str
    key: str
    name: str
    chinese: tuple[str, ...]
    chapter: str
    definition: str
    formula: str
    numerator: str
    denominator: str
    unit: str
    window: str
    additive: Additive
    pitfall: str
    documents: tuple[str, ...]
    source: str
    near: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    function: str = ""

    @property
    def words(self):
        """All its names, as :func:`metric` looks them up."""
        return {_plain(word) for word in (self.id, self.key, self.name, *self.chinese)}

    @property
    def label(self):
        """Id, key and first name in Chinese.

        >>> metric("UV").label
        'M01 unique_visitors 访客数'
        """
        return " ".join((self.id, self.key, *self.chinese[:1]))


def metric(word):
    """The metric of this name.

    Parameters
    ----------
    word : str
        Its id, key, name in English, or any of its names in Chinese.

    Returns
    -------
    Metric

    Raises
    ------
    InputError
        No metric has the name: the nearest ones are listed. Several have it: all are.

    Examples
    --------
    >>> metric("复购率").key
    'repurchase_rate'
    >>> metric("Bounce rate").unit
    'share'
    >>> metric("支付转化率")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: '支付转化率' names 2 metrics: M25 conversion_rate 转化率, divided by
    different visitors of the shop in the same period; M31 payment_rate 支付率, divided by different
    buyers who placed an order. Choose one by its id or key.

    References
    ----------
    Course map M01-M108, row D04.
    """
    found = _called(word)
    if len(found) > 1:
        each = "; ".join(f"{one.label}{_per(one, ', divided by ')}" for one in found)
        raise InputError(
            f"{word!r} names {len(found)} metrics: {each}. Choose one by its id or key."
        )
    return found[0]


def explain(word):
    """What does this metric mean, and where does it mislead?

    A name that several metrics share gets all of them, one below the other.

    Parameters
    ----------
    word : str
        As in :func:`metric`.

    Returns
    -------
    Text
        Markdown: definition, formula, what is counted and divided by, unit, window, what differs
        elsewhere, the pitfall, and what it is not the same as.

    Raises
    ------
    InputError
        No metric has the name.

    Examples
    --------
    >>> explain("连带率")
    **M99 · Items per order** · 连带率
    <BLANKLINE>
    How many pieces an order has on average.
    <BLANKLINE>
    - **Formula:** sum of `order_items.qty` ÷ number of different `order_items.order_id`
    - **Counted:** pieces in paid orders
    - **Divided by:** paid orders
    - **Unit:** pieces
    - **Window:** State the period.
    - **Adds up:** over days no, over channels no: an average: add up pieces and orders first, ...
    - **Take care:** Gifts and packs of several count as pieces; split orders lower it. ...
    - **Not the same as:** M35 order_value 客单价: per different buyers who paid (per order: ...
    - **Source:** in no document, defined by the field
    - **Course map:** C23, N07

    References
    ----------
    Course map M01-M108, row D04.
    """
    return Text("\n\n---\n\n".join(map(_page, _called(word))))


def metrics(chapter=None):
    """The metrics of one chapter or all: one row each.

    Parameters
    ----------
    chapter : str, optional
        One of ``CHAPTERS``.

    Returns
    -------
    DataFrame, one row per metric
        The fields of :class:`Metric`, lists joined by commas; adds_over_days and
        adds_over_channels (bool) for additive; without the variants.

    Raises
    ------
    ChoiceError
        There is no such chapter.

    Examples
    --------
    >>> metrics("plan")[["id", "key", "unit", "adds_over_days"]]
        id                key             unit  adds_over_days
    0  M39            revenue             yuan            True
    1  M80       gross_margin            share           False
    2  M81             profit             yuan            True
    3  M82       gmv_per_head  yuan per person           False
    4  M83  target_attainment            share           False
    5  M84     spend_progress            share           False

    References
    ----------
    Course map M01-M108, row D04.
    """
    if chapter is not None:
        check_choice("chapter", chapter, CHAPTERS)
    return pd.DataFrame([_row(one) for one in METRICS.values() if chapter in (None, one.chapter)])


def _row(one):
    facts = {field.name: getattr(one, field.name) for field in fields(one)}
    additive, _ = facts.pop("additive"), facts.pop("variants")
    facts |= {"adds_over_days": additive.days, "adds_over_channels": additive.channels}
    return {
        name: ", ".join(what) if isinstance(what, tuple) else what for name, what in facts.items()
    }


def _page(one):
    """A metric as a page of Markdown; what is empty is left out."""
    yes_no = {True: "yes", False: "no"}
    days, channels = yes_no[one.additive.days], yes_no[one.additive.channels]
    near, documents = [metric(key) for key in one.near], ", ".join(one.documents)
    parts = {
        "Formula": one.formula,
        "Counted": one.numerator,
        "Divided by": one.denominator,
        "Unit": one.unit,
        "Window": one.window,
        "Adds up": f"over days {days}, over channels {channels}: {one.additive.because}",
        "Elsewhere": "".join(f"\n    - {each.where}: {each.says}" for each in one.variants),
        "Take care": one.pitfall,
        "Not the same as": "; ".join(f"{each.label}{_per(each, ': per ')}" for each in near),
        "Function": one.function and f"`{one.function}`",
        "Source": SOURCES[one.source] + (f" ({documents})" if documents else ""),
        "Course map": ", ".join(one.rows),
    }
    title = " · ".join((f"**{one.id} · {one.name}**", *one.chinese))
    lines = "\n".join(f"- **{name}:** {text}" for name, text in parts.items() if text)
    return f"{title}\n\n{one.definition}\n\n{lines}"


def _per(one, before):
    """What a metric is divided by, after some words; nothing for a count."""
    return before + one.denominator if one.denominator else ""


# ---- Looking up -----------------------------------------------------------------------------


def _plain(word):
    """A name without the differences that don't matter: case, width, dashes, blanks.

    >>> _plain("ＮＰＳ（净推荐值）"), _plain("order_value")
    ('nps(净推荐值)', 'order value')
    """
    return re.sub(r"[\s_–—−-]+", " ", unicodedata.normalize("NFKC", word)).strip().casefold()


def _called(word):
    """All metrics of this name."""
    if not isinstance(word, str):
        raise InputError(f"{word!r} is no name. Choose a metric by id, key or name, as text.")
    found = [one for one in METRICS.values() if _plain(word) in one.words]
    if not found:
        raise InputError(f"No metric is called {word!r}. {_nearest(word)}")
    return found


def _nearest(word):
    plain = _plain(word)
    holding = [one for one in METRICS.values() if any(plain in name for name in one.words)]
    if plain and holding:
        return f"It is part of: {', '.join(one.label for one in holding)}."
    known = {name: one.label for one in METRICS.values() for name in one.words}
    close = difflib.get_close_matches(plain, known, n=5)
    labels = ", ".join(dict.fromkeys(known[name] for name in close))
    return f"Did you mean: {labels}?" if labels else "metrics() lists all that there are."


# ---- Reading and checking the definitions -------------------------------------------------------


def _metrics(text):
    """The metrics of ``metrics.toml`` by id, or every problem that the text has."""
    entries = tomllib.loads(text)
    problems = [f"{id}: {what}" for id, facts in entries.items() for what in _faults(id, facts)]
    if not problems:
        near = _near(entries)
        problems = [*_unknown_keys(entries), *_clashes(entries, near)]
    if problems:
        listed = "\n".join(f"  {i}. {problem}" for i, problem in enumerate(problems, start=1))
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise InputError(f"The dictionary of metrics has {count}:\n{listed}")
    return {id: _metric(id, facts, near[facts["key"]]) for id, facts in entries.items()}


def _metric(id, facts, near):
    listed = {name: tuple(facts.get(name, ())) for name in ("chinese", "documents", "rows")}
    variants = tuple(Variant(**each) for each in facts.get("variants", ()))
    made = {"near": tuple(near), "variants": variants, "additive": Additive(**facts["additive"])}
    return Metric(id, **{**facts, **listed, **made})


def _faults(id, facts):
    """What is wrong with one metric by itself."""
    return list(_wrong_fields(facts)) or [*_wrong_texts(id, facts), *_wrong_choices(facts)]


def _wrong_fields(facts):
    about = {field.name: field.default for field in fields(Metric) if field.name != "id"}
    for name, default in about.items():
        if default is MISSING and name not in facts:
            yield f"the field {name} is missing."
    for name in facts:
        if name not in about:
            yield str(ChoiceError("a field", name, about))


def _wrong_texts(id, facts):
    if not re.fullmatch(r"M\d{2,3}", id):
        yield "is no id. Choose M and two or three digits, such as M05."
    for name, text in facts.items():
        if text == "" and name not in MAY_BE_EMPTY:
            yield f"{name} is empty."
    if not facts["key"].isidentifier():
        yield f"the key {facts['key']!r} is no name in code. Choose one like order_value."
    if facts["formula"].count("`") % 2:
        yield "a backtick of the formula has no partner."
    kinds = {name: type(what) for name, what in facts["additive"].items()}
    if kinds != {"days": bool, "channels": bool, "because": str}:
        yield "additive needs days, channels (true or false) and because."
    if (facts["source"] == "outside") == bool(facts["documents"]):
        yield "source is outside exactly where no document names the metric."


def _wrong_choices(facts):
    """Words that are not in their closed list."""
    closed = [(name, facts[name], valid) for name, valid in CLOSED.items()]
    closed += [("a document", code, DOCUMENTS) for code in facts["documents"]]
    closed += [("where", each.get("where"), PLACES) for each in facts.get("variants", ())]
    for name, given, valid in closed:
        if given not in valid:
            yield str(ChoiceError(name, given, valid))


def _near(entries):
    """What each key is confused with: what it names, then what names it."""
    near = {facts["key"]: list(facts.get("near", ())) for facts in entries.values()}
    for facts in entries.values():
        for other in facts.get("near", ()):
            if facts["key"] not in near.get(other, [facts["key"]]):
                near[other].append(facts["key"])
    return near


def _unknown_keys(entries):
    """Keys in ``near`` and formulas that no metric has."""
    keys = [facts["key"] for facts in entries.values()]
    for id, facts in entries.items():
        in_formula = [name for name in NAME.findall(facts["formula"]) if "." not in name]
        used = [("near", name) for name in facts.get("near", ())]
        for where, name in used + [("a key in the formula", name) for name in in_formula]:
            if name not in keys:
                guess = difflib.get_close_matches(name, keys, n=1)
                hint = f"; did you mean {guess[0]!r}?" if guess else "."
                yield f"{id}: {where} is {name!r}, which no metric has{hint}"


def _clashes(entries, near):
    """Names that two metrics have; only neighbours may share one, and only in Chinese."""
    owners, english = defaultdict(dict), set()
    for id, facts in entries.items():
        own = {_plain(facts["key"]), _plain(facts["name"]), _plain(id)}
        english |= own
        for name in own | set(map(_plain, facts["chinese"])):
            owners[name][id] = facts["key"]
    for name, ids in owners.items():
        for (one, key), (other, other_key) in combinations(ids.items(), 2):
            if name in english or other_key not in near[key]:
                yield f"{one} and {other} are both called {name!r}; give each a name of its own."


METRICS = _metrics(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
