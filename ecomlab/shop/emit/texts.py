"""Texts of reviews, in Chinese, from parts; and a gloss for readers without Chinese.

>>> said = compose(("CH01",), np.zeros(1, int), ("family_camper",), np.array([0]), [5],
...                np.array([6]), np.array([-1]), np.full((10, 1), 0.7), occasions(np.array([5])))
>>> said.text[0], said.gloss[0]
('放后备箱不占空间！', '+ takes little room in the car')
"""

import tomllib
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from ecomlab.shop.voices import TOPICS

PRAISE, COMPLAINT = "praise", "complaint"
SIGN = {PRAISE: "+", COMPLAINT: "-"}
ALWAYS = ("quality", "delivery", "description", "service", "price", "value", "looks")
DRAWS = 10  # uniforms that a text takes
USED = 3  # days after the parcel came, from which people say that they have used it


@cache
def phrases():
    """The parts, as ``phrases.toml`` has them."""
    path = Path(__file__).with_name("phrases.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def said_of(article, topic, polarity):
    """What is said of an article: a tuple of (Chinese, gloss); ``fitting`` leaves what suits.

    >>> said_of("CU01", "size", "praise")[-1]
    ('容量喝水正好', 'right capacity')
    >>> said_of("unknown", "size", "praise")
    ()
    """
    own = [
        line for group in phrases()["group"].values() if _base(article) in group["skus"]
        for line in group.get(topic, {}).get(polarity, [])
    ]  # fmt: skip
    usual = phrases()["topic"][topic][polarity] if own or topic in ALWAYS else []
    said = tuple(tuple(line.split(" | ")) for line in usual + own)
    unfit = {what for rule in phrases()["only"].values() if "skus" in rule
             and _base(article) not in rule["skus"] for what in rule["says"]}  # fmt: skip
    return tuple(line for line in said if line[0] not in unfit)


def spoken_of(articles):
    """Which topics praise, and which complaints, can be about: flags, (2, articles, topics)."""
    return np.array(
        [
            [[bool(said_of(name, topic, polarity)) for topic in TOPICS] for name in articles]
            for polarity in (PRAISE, COMPLAINT)
        ]
    )


def occasions(month, live=False, days=0):
    """What may be said in each review, beside what always may: a set of names in ``[only]``.

    Parameters
    ----------
    month : array of int, 1 to 12; 0: none in particular
    live : array of bool, whether the buyer came from a live show
    days : array of float, since the parcel came

    Examples
    --------
    >>> [sorted(each) for each in occasions(np.array([4, 12]), days=np.array([1, 5]))]
    [['cold', 'spring', 'warm'], ['cold', 'used']]
    """
    month, live, days = np.broadcast_arrays(month, live, days)
    there = {
        "spring": np.isin(month, (3, 4, 5)),
        "cold": (month > 0) & ~np.isin(month, (5, 6, 7, 8)),
        "warm": (month > 0) & ~np.isin(month, (12, 1, 2)),
        "live": live,
        "used": days >= USED,
    }
    rows = zip(*(flags.tolist() for flags in there.values()), strict=True)
    return [frozenset(name for name, flag in zip(there, row, strict=True) if flag) for row in rows]


@cache
def fitting(among, occasion):
    """Of phrases, those that fit the occasion; all of them if none does.

    >>> fitting((("到手就是坏的", "broken on arrival"), ("做工粗糙", "rough work")), frozenset())
    (('做工粗糙', 'rough work'),)
    """
    wrong = {what for name, rule in phrases()["only"].items() if "skus" not in rule
             and name not in occasion for what in rule["says"]}  # fmt: skip
    said = [line if isinstance(line, str) else line[0] for line in among]
    return tuple(line for line, text in zip(among, said, strict=True) if text not in wrong) or among


def compose(articles, sku, types, kind, stars, topic, second, u, occasion):
    """A text for each review that has words.

    Five stars praise; four and three praise one thing and complain of another; two and one
    complain.

    Parameters
    ----------
    articles, types : list of str
    sku, kind : array of int, places in them
    stars : array of int
    topic : array of int
        What it is mainly about; of three and four stars, the complaint. -1: no words.
    second : array of int
        The other topic; of three and four stars, the praise. -1: none.
    u : array of float, shape (``DRAWS``, n)
    occasion : list of sets, as ``occasions`` makes them

    Returns
    -------
    SimpleNamespace of lists: text, gloss (None: no words)
    """
    text, gloss = [], []
    rows = zip(sku.tolist(), kind.tolist(), list(stars), topic.tolist(), second.tolist(),
               u.T.tolist(), occasion, strict=True)  # fmt: skip
    for article, who, star, main, other, luck, when in rows:
        said, meant = (None, None)
        if main >= 0:
            name, other = articles[article], TOPICS[other] if other >= 0 else None
            said, meant = _text(name, types[who], star, TOPICS[main], other, luck, when)
        text.append(said)
        gloss.append(meant)
    return SimpleNamespace(text=text, gloss=gloss)


def phrase(article, topic, polarity, u, occasion=frozenset()):
    """One thing that is said of an article: Chinese and gloss."""
    return _one(fitting(said_of(article, topic, polarity), occasion), u)


def _text(article, who, star, topic, other, u, occasion):
    """One text: opening, scene, what is said, closing, each left out by those in a hurry."""
    parts, tone = phrases(), PRAISE if star == 5 else "mixed" if star > 2 else COMPLAINT
    occasion = occasion | {"severe"} if star < 3 else occasion
    said, meant = _said(article, star, topic, other, u, occasion)
    pieces, early = [], tone == PRAISE and u[9] < 0.4  # some say the thing first
    if u[0] < 0.42 and not early:
        pieces.append(_opening(article, tone, u[0] / 0.42, occasion))
    if u[1] < (0.38 if tone == PRAISE else 0.22):
        pieces.append(_scene(article, who, u[1] / 0.38, u[2], occasion))
    pieces = [*said, *pieces] if early else [*pieces, *said]
    if u[3] < 0.45:
        ends = {5: PRAISE, 4: "four", 3: "three"}.get(star, COMPLAINT)
        pieces.append(_one(parts["closing"][ends], u[3] / 0.45))
    return _joined(pieces, tone, u[4]), meant


def _said(article, star, topic, other, u, occasion):
    """The phrases on the topics, joined, and their gloss."""
    main = COMPLAINT if star < 5 else PRAISE
    side = COMPLAINT if star < 3 else PRAISE
    first, meant = phrase(article, topic, main, u[5], occasion)
    meant = f"{SIGN[main]} {meant}"
    if other is None:
        return [first], meant
    second, more = phrase(article, other, side, u[6], occasion)
    meant = f"{meant}; {SIGN[side]} {more}"
    joining = phrases()["joining"]
    if main == side:
        link = _one(joining["also"], u[7] / 0.4) if u[7] < 0.4 else ""
        return [first, link + second], meant
    if star == 3 and u[8] < 0.5:
        return [first, _one(joining["still"], u[7]) + second], meant
    return [second, _one(joining["but"], u[7]) + first], meant


def _opening(article, tone, u, occasion):
    noun = phrases()["noun"].get(_base(article))
    if noun and u < 0.3:
        return _one(fitting(tuple(phrases()["named"][tone]), occasion), u / 0.3).format(noun)
    return _one(
        fitting(tuple(phrases()["opening"][tone]), occasion), (u - 0.3) / 0.7 if noun else u
    )


def _scene(article, who, u, v, occasion):
    """Where it was used, or what the type of buyer bought it for."""
    own, purpose = _scenes(_base(article)), _purposes(_base(article), who)
    among = own if own and (v < 0.5 or not purpose) else purpose or own
    return _one(fitting(among, occasion), u)


@cache
def _scenes(article):
    groups = phrases()["group"].values()
    return tuple(s for group in groups if article in group["skus"] for s in group.get("scenes", ()))


@cache
def _purposes(article, who):
    hills = phrases()["only"]["hills"]
    unfit = () if article in hills["skus"] else hills["says"]
    return tuple(what for what in phrases()["purpose"].get(who, ()) if what not in unfit)


def _joined(pieces, tone, u):
    """Commas, stops or blanks between: people write as they like."""
    pieces = [piece for piece in pieces if piece]
    if u < 0.15:
        return " ".join(pieces)
    if u < 0.35:
        return "。".join(pieces) + "。"
    end = "！" if tone == PRAISE and u > 0.65 else "。" if u < 0.55 else ""
    return "，".join(pieces) + end


def _base(article):
    """The article that a variant is one of."""
    return article.partition("-")[0]


def _one(among, u):
    """The one that lies at the share ``u``."""
    return among[min(int(u * len(among)), len(among) - 1)] if among else None
