"""Which words bring searchers to an article, and which of them go into its title? (标题, 关键词)

Course map T05 to T07, template L23. A search word is written with a space between its parts, as the
platforms' tools cut it (分词): ``"轻量 折叠椅"``. A title is found by it if it holds every part.
"""

import operator
import re
import unicodedata
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, milp

from ecomlab.checks import check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_choice, check_days, check_whole
from ecomlab.estimates import mean
from ecomlab.tables import calendar_days

# Absolute terms (绝对化用语): the first three stand in the law, the others in platforms' lists.
BANNED = ("国家级", "最高级", "最佳", "第一", "顶级", "极品", "best", "no. 1", "no.1")
DAY = pd.Timedelta(days=1)
ENDS = r"[。！？!?\n]+|\. "  # of a sentence


def title_length(text, wide=2):
    """How long a platform says a title is (标题长度): 1 for a letter, ``wide`` for a Chinese one.

    Parameters
    ----------
    text : str
    wide : int
        2 as Taobao counts (60 are 30 汉字), 1 where each character is one, 3 for bytes of UTF-8.

    Returns
    -------
    int

    Raises
    ------
    InputError

    Examples
    --------
    >>> title_length("露营椅A1"), title_length("露营椅A1", wide=1)
    (8, 5)
    """
    _check_text("text", text)
    check_whole("wide", wide, low=1)
    return sum(wide if unicodedata.east_asian_width(x) in "WF" else 1 for x in text)


def found_by(keywords, title):
    """Which search words find a title? Those of which it holds every part.

    Parameters
    ----------
    keywords : DataFrame
        keyword, its parts with a space between them.
    title : str

    Returns
    -------
    DataFrame
        The same rows, and ``found`` (true or false).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> words = pd.DataFrame({"keyword": ["露营 椅", "折叠 椅", "轻量 折叠 椅"]})
    >>> found_by(words, "轻野折叠露营椅")["found"].tolist()
    [True, True, False]
    """
    table = check_table(keywords, "keywords", "keyword")
    title = _check_text("title", title).lower()
    parts = table["keyword"].map(_parts)
    return table.assign(found=[all(part in title for part in each) for each in parts])


def build_title(keywords, words, limit=60, slots=None, value="clicks", wide=2, between="",
                banned=BANNED):  # fmt: skip
    """The title that the most valuable searches find, within the platform's length (标题组合).

    Each candidate word is in or out, once; a search counts if each of its parts stands in a chosen
    word. Exact, by integer programming: the word that is best alone is often not in the best title.

    Parameters
    ----------
    keywords : DataFrame
        keyword (parts with a space between them) and ``value``: one row per search word.
    words : DataFrame
        word, slot: the candidates (brand 品牌, core 核心词, attribute 属性词, scene 场景词 …).
        Only what is true of the article belongs here.
    limit : int
        The platform's longest title, in the units of `title_length`.
    slots : mapping of str to (least, most), optional
        How many words of each slot, in the order in which the title is written. The words of a slot
        that isn't named stay out. By default any number of each, in the order of ``words``.
    value : str
        The column of ``keywords`` to be maximised: clicks, payers, yuan.
    wide : int
        As in `title_length`.
    between : str
        What stands between two words: a space in English titles.
    banned : sequence of str
        Terms that no candidate may hold.

    Returns
    -------
    DataFrame, one row per chosen word, as the title is written
        slot, word, length. ``between.join(table["word"])`` is the title.

    Raises
    ------
    ColumnError, InputError
        A banned term, a word twice, or no title of these slots fits.

    Examples
    --------
    >>> keywords = pd.DataFrame({"keyword": ["露营 椅", "便携 椅", "便携 桌"],
    ...                          "clicks": [90, 50, 60]})
    >>> words = pd.DataFrame({"word": ["露营", "便携", "椅", "桌"],
    ...                       "slot": ["scene", "attribute", "core", "core"]})
    >>> build_title(keywords, words, limit=8)["word"].tolist()
    ['便携', '椅', '桌']

    Scene and chair would fill six of the eight, and bring 90; these three bring 110.

    References
    ----------
    Rows T05 and T06, template L23. A knapsack with sets: Goldschmidt, Nehme and Yu (1994), Naval
    Research Logistics 41.
    """
    value_of = _values(keywords, value)
    words, slots = _candidates(words, slots, wide, banned)
    between = title_length(between, wide) if between else 0
    limit = check_whole("limit", limit, low=1) + between
    length = words["length"].to_numpy() + between
    chosen = _best(value_of, words, length, limit, slots)
    if chosen is None:
        raise InputError(
            f"No title of these slots fits into {limit - between}. Give a longer limit, shorter "
            "words, or ask for fewer of a slot."
        )
    place = words["slot"].map({name: at for at, name in enumerate(slots)})
    return words[chosen].loc[place[chosen].sort_values(kind="stable").index].reset_index(drop=True)


def title_audit(titles, words, limit=60, wide=2, banned=BANNED):
    """What do the titles lack, repeat or overdo? (标题体检)

    Parameters
    ----------
    titles : DataFrame
        sku, title.
    words : DataFrame
        slot, word: what counts as a word of each slot. With a column sku, that article's words.
    limit, wide, banned
        As in `build_title`.

    Returns
    -------
    DataFrame, one row per title
        sku, title, length, room (what is left of ``limit``; below 0: too long), missing (slots of
        which no word is there), twice (words that stand there more than once), banned (terms).

    Raises
    ------
    ColumnError, InputError
        ``words`` has no row for an article.

    Examples
    --------
    >>> titles = pd.DataFrame({"sku": ["CH01"], "title": ["轻量露营椅轻量第一"]})
    >>> words = pd.DataFrame({"slot": ["core", "attribute", "scene"],
    ...                       "word": ["露营椅", "轻量", "钓鱼"]})
    >>> title_audit(titles, words)[["sku", "length", "room", "missing", "twice", "banned"]]
        sku  length  room missing twice banned
    0  CH01      18    42   scene    轻量     第一

    References
    ----------
    Rows T05 and T06, doubts E11 and E32. Advertising Law of China (广告法), article 9.
    """
    titles = check_table(titles, "titles", "sku", "title")
    words = check_table(words, "words", "slot", "word")
    check_whole("limit", limit, low=1)
    rows = [_audited(row.sku, row.title, words, limit, wide, banned) for row in titles.itertuples()]
    names = ["sku", "title", "length", "room", "missing", "twice", "banned"]
    return pd.DataFrame(rows, columns=names)


def long_tail_gap(keywords, page_text, value="clicks"):
    """What do people ask that the page doesn't answer? (长尾词, 问题词)

    A question counts as treated if one sentence of the page holds all its parts. That is a search
    for words: whether the sentence answers it, somebody has to read.

    Parameters
    ----------
    keywords : DataFrame
        keyword (the parts that matter, with a space between them) and ``value``.
    page_text : str
        The page's words (详情页).
    value : str
        What orders the gaps.

    Returns
    -------
    DataFrame, one row per search word: first those without an answer, the largest first
        As given, and treated (true or false), sentence (the first one with all parts, or empty),
        missing (parts that stand nowhere on the page).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> asked = pd.DataFrame({"keyword": ["承重", "收纳 尺寸"], "clicks": [300, 500]})
    >>> page = "承重一百二十公斤。收纳袋随椅附送。"
    >>> long_tail_gap(asked, page)[["keyword", "treated", "missing"]]
      keyword  treated missing
    0   收纳 尺寸    False      尺寸
    1      承重     True

    References
    ----------
    Row T07.
    """
    table = check_table(keywords, "keywords", "keyword")
    _values(keywords, value)
    page = _check_text("page_text", page_text).lower()
    sentences = [each.strip() for each in re.split(ENDS, page) if each.strip()]
    parts = table["keyword"].map(_parts)
    hits = [next((s for s in sentences if all(p in s for p in each)), "") for each in parts]
    gaps = [" ".join(p for p in each if p not in page) for each in parts]
    table = table.assign(treated=[hit != "" for hit in hits], sentence=hits, missing=gaps)
    order = table.sort_values(["treated", value], ascending=[True, False], kind="stable")
    return order.reset_index(drop=True)


def title_changes(article_daily, titles, days=28):
    """What became of the search visits when a title was changed, beside all other articles?

    The article's visits from search, divided by its other visits, so that its own season drops
    out; after the change ÷ before; divided by the same of the articles whose title stayed.

    Parameters
    ----------
    article_daily : DataFrame
        date, sku, uv, search_uv.
    titles : DataFrame
        sku, since, title: one row per title that an article has had.
    days : int
        Days on each side.

    Returns
    -------
    DataFrame, one row per title that replaced another
        sku, since, title, more (characters more than the one before; below 0: fewer), times (as
        many search visits as before, beside others), others (articles), why: empty, or what is
        missing where times is NaN.

    Raises
    ------
    ColumnError, InputError
        No title replaced another.

    Examples
    --------
    >>> dates = pd.date_range("2025-03-01", periods=20)
    >>> mine = pd.DataFrame({"date": dates, "sku": "CH01", "uv": [30] * 10 + [40] * 10,
    ...                      "search_uv": [10] * 10 + [20] * 10})
    >>> other = pd.DataFrame({"date": dates, "sku": "CH02", "uv": 60, "search_uv": 30})
    >>> names = pd.DataFrame({"sku": "CH01", "title": ["椅", "轻量椅"], "since": dates[[0, 10]]})
    >>> title_changes(pd.concat([mine, other]), names, days=10)[["sku", "more", "times"]].round(2)
        sku  more  times
    0  CH01     2    2.0

    References
    ----------
    Rows T05 and T06, doubt E32: a change on a dated day is no lot. Who changes a title because its
    visits fell, sees them come back anyway.
    """
    daily = check_table(article_daily, "article_daily", "date", "sku", "uv", "search_uv")
    titles = check_table(titles, "titles", "sku", "since", "title")
    check_numbers(daily, "article_daily", "uv", "search_uv")
    check_days("days", days)
    titles = titles.assign(sku=titles["sku"].astype("str"), since=calendar_days(titles["since"]))
    titles = titles.sort_values(["sku", "since"], kind="stable")
    count = titles["title"].astype("str").str.len()
    titles["more"] = count.groupby(titles["sku"]).diff()
    changed = titles.dropna(subset="more").reset_index(drop=True).astype({"more": int})
    if not len(changed):
        raise InputError("No title replaced another: there is nothing to compare.")
    daily = daily.assign(sku=daily["sku"].astype("str"), date=calendar_days(daily["date"]))
    wide = [daily.pivot(index="date", columns="sku", values=name) for name in ("search_uv", "uv")]
    rows = [_one_change(wide, changed, row, days) for row in changed.itertuples()]
    found = pd.DataFrame(rows, columns=["times", "others", "why"])
    return changed[["sku", "since", "title", "more"]].join(found)


def title_effect(changes):
    """How many times as many search visits has the longer of two titles? (标题优化)

    Parameters
    ----------
    changes : DataFrame
        more, times: from `title_changes`. A title that was shortened counts backwards. Rows without
        ``times``, or of the same length, are left out.

    Returns
    -------
    Estimate
        Geometric mean, n in titles.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> title_effect(pd.DataFrame({"more": [4, -4, 4], "times": [1.2, 0.8, 1.1]}))
    1.18 (1 to 1.39), n = 3 titles

    References
    ----------
    Row T06.
    """
    changes = check_table(changes, "changes", "more", gaps=["times"])
    known = changes["times"].notna() & (changes["more"] != 0)
    if not known.any():
        raise InputError("No title of another length has a number of times.")
    if (changes["times"][known] <= 0).any():
        raise InputError("times of changes has a factor that isn't above 0.")
    step = np.log(changes["times"][known]) * np.sign(changes["more"][known])
    return mean(step, "titles").through(lambda x: float(np.exp(x)))


def _one_change(wide, changed, row, days):
    """How many times as many search visits beside others, how many others; or why not."""
    first, last = row.since - days * DAY, row.since + (days - 1) * DAY
    parts = [[each.loc[first : row.since - DAY] for each in wide],
             [each.loc[row.since : last] for each in wide]]  # fmt: skip
    whole = parts[0][1].columns[
        (parts[0][1].count() == days).to_numpy() & (parts[1][1].count() == days).to_numpy()
    ]
    near = changed["since"].between(first, last)
    others = whole.difference(changed.loc[near, "sku"])
    if row.sku not in whole:
        return np.nan, len(others), "days of the article are missing"
    if (changed["sku"][near] == row.sku).sum() > 1:
        return np.nan, len(others), "changed twice within the days"
    if not len(others):
        return np.nan, 0, "no other article to compare with"
    before, after = (_beside_rest(*part, row.sku) - _beside_rest(*part, others) for part in parts)
    return float(np.exp(after - before)), len(others), ""


def _beside_rest(search, all_, names):
    """The log of search visits ÷ other visits of these articles together."""
    search, all_ = (np.nansum(each[names].to_numpy()) for each in (search, all_))
    return np.log((search + 0.5) / (all_ - search + 0.5))


def _best(value_of, words, length, limit, slots):
    """Which words to choose (flags), by integer programming; None if nothing fits.

    The unknowns: each word in or out, and how much of each search is found, of which no more can be
    found than words are there that hold its part.
    """
    holds = [  # one row per part of a search: which words hold it
        (search, [part in word for word in words["word"].str.lower()])
        for search, keyword in enumerate(value_of.index)
        for part in _parts(keyword)
    ]
    n, m = len(words), len(value_of)
    searches = np.zeros((len(holds), m))
    searches[range(len(holds)), [search for search, _ in holds]] = 1
    part = np.hstack([-np.array([flags for _, flags in holds], dtype=float), searches])
    slot = np.array([words["slot"] == name for name in slots], dtype=float)
    least, most = np.array(list(slots.values()), dtype=float).T
    rules = [
        LinearConstraint(np.concatenate([length, np.zeros(m)])[None, :], ub=limit),
        LinearConstraint(part, ub=0),
        LinearConstraint(np.hstack([slot, np.zeros((len(slots), m))]), least, most),
    ]
    gain = np.concatenate([np.zeros(n), value_of.to_numpy(dtype=float)])
    found = milp(
        -gain / max(gain.sum(), 1e-300), integrality=np.r_[np.ones(n), np.zeros(m)],
        bounds=(0, 1), constraints=rules, options={"mip_rel_gap": 0},
    )  # fmt: skip
    return None if found.x is None else _needed(found.x[:n] > 0.5, value_of, words, slots)


def _needed(chosen, value_of, words, slots):
    """The chosen words without those that no search and no slot needs; long ones go first."""
    value = _value(chosen, value_of, words)
    for at in np.argsort(-words["length"].to_numpy(), kind="stable"):
        slot = words["slot"].iloc[at]
        others = int((chosen & (words["slot"] == slot).to_numpy()).sum()) - 1
        if chosen[at] and others >= slots[slot][0]:
            less = chosen.copy()
            less[at] = False
            if _value(less, value_of, words) == value:
                chosen = less
    return chosen


def _value(chosen, value_of, words):
    """What the searches are worth that find these words."""
    there = words["word"][chosen].str.lower()
    found = [all(there.str.contains(p, regex=False).any() for p in _parts(keyword))
             for keyword in value_of.index]  # fmt: skip
    return float(value_of[found].sum())


def _values(keywords, value):
    """The value of each search word, checked; the word is the index."""
    table = check_table(keywords, "keywords", "keyword", value)
    check_once(table, "keywords", "keyword")
    check_numbers(table, "keywords", value)
    return table.set_index("keyword")[value]


def _candidates(words, slots, wide, banned):
    """The candidate words of the asked slots with their length, and the slots."""
    table = check_table(words, "words", "word", "slot")
    check_once(table, "words", "word")
    for word in table["word"]:
        if said := _terms(word, banned):
            raise InputError(f"{word!r} holds {said!r}, a term that may not stand in a title.")
    known = table["slot"].unique().tolist()
    if slots is None:
        slots = dict.fromkeys(known, (0, len(table)))
    if not isinstance(slots, Mapping) or not slots:
        raise InputError(f'slots is {slots!r}. Give a mapping such as {{"core": (1, 2)}}.')
    for name, bounds in slots.items():
        check_choice("slots", name, known)
        if not _is_range(bounds):
            raise InputError(f"slots[{name!r}] is {bounds!r}. Give (least, most), least first.")
    table = table[table["slot"].isin(list(slots))].reset_index(drop=True)
    table = table[["slot", "word"]].astype("str")
    lengths = [title_length(word, wide) for word in table["word"]]
    return table.assign(length=lengths), dict(slots)


def _is_range(bounds):
    """Two whole numbers, the smaller first."""
    try:
        low, high = map(operator.index, bounds)
    except (TypeError, ValueError):
        return False
    return 0 <= low <= high


def _audited(sku, title, words, limit, wide, banned):
    """One row of the audit."""
    mine = words
    if "sku" in words:
        mine = words[words["sku"].astype(str) == str(sku)]
        if not len(mine):
            raise InputError(f"The table words has no row for {sku!r}. Each article needs its own.")
    title = str(title)
    said = mine["word"].astype(str).map(lambda word: title.lower().count(word.lower()))
    there = (said > 0).groupby(mine["slot"].astype(str), sort=False).any()
    twice = mine["word"].astype(str)[said > 1]
    length = title_length(title, wide)
    missing, twice = ", ".join(there.index[~there]), ", ".join(dict.fromkeys(twice))
    return sku, title, length, limit - length, missing, twice, _terms(title, banned)


def _terms(text, banned):
    """The banned terms in a text, with commas."""
    return ", ".join(term for term in banned if term.lower() in text.lower())


def _parts(keyword):
    """The parts of a search word, each once."""
    parts = list(dict.fromkeys(str(keyword).lower().split()))
    if not parts:
        raise InputError("keywords has an empty keyword. Give each its words.")
    return parts


def _check_text(name, text):
    if not isinstance(text, str):
        raise InputError(f"{name} is {text!r}. Give its words as text.")
    return text
