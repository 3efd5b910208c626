"""What do buyers praise and complain of, and how far is a label to be trusted (评价分析)?

A review is read with a lexicon: a TOML file of words that a shop can extend (`read_lexicon`).
Reviews that say nothing are counted, and left out of every denominator; a review may speak of
several topics. Labels that a lexicon, a model or an assistant gave are corrected by a sample that
a person has read (`draw_for_audit`, `audit_labels`).
"""

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_table
from ecomlab.errors import InputError, check_path, check_share, check_whole
from ecomlab.estimates import contrast_of_shares, rate_interval, ratio_of_shares, share, table
from ecomlab.tables import collect

LEXICON = Path(__file__).with_name("lexicon.toml")
POLARITIES = ("praise", "complaint")
ALL = "all"
NEAR, NEAR_LATIN = 3, 12  # letters between a negation and the word that it turns round
LATIN_BLANK = re.compile(r"(?<=[a-z',]) (?=[a-z'])")  # between English words no sentence ends
ENDS = "，。！？；、,.!?;~～… \n\t|/"
CAPITALS = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
WIDE = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}  # Ａ, ！, ７ …
PLAIN = CAPITALS | WIDE | {0x3000: " "}
SENTENCE_END = re.compile(f"[{re.escape(ENDS)}]+")
MOST_KEPT = 200_000
WORDS_HAVE = ("negation", "joining", "idiom", "silence")
NO_NEGATION = -100  # a place too far before any word


class Sentences(dict):
    """What sentences say, kept when first read: buyers say the same things again and again."""

    def __init__(self, words):
        super().__init__()
        self.words = words  # first letter -> [(word, kind, topic, polarity)], the longest first

    def __missing__(self, part):
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[part] = _read_sentence(part, self.words)
        return found


class Lexicon(NamedTuple):
    """A lexicon that was read: its topics, what its sentences say, and its plain letters."""

    topics: tuple
    sentences: Sentences
    silence: frozenset
    letters: dict


def read_lexicon(path=None):
    """The words by which reviews are read: the course's own, or a file of yours.

    Parameters
    ----------
    path : path, optional
        A TOML file made like ``ecomlab/research/lexicon.toml``.

    Returns
    -------
    Lexicon

    Raises
    ------
    InputError
        There is no such file, it is no TOML, or a part is missing.

    Examples
    --------
    >>> lexicon = read_lexicon()
    >>> lexicon.topics[:3]
    ('quality', 'delivery', 'description')
    """
    if path is None:
        return _own()
    path = check_path("path", path)
    if not path.is_file():
        raise InputError(f"There is no file {path}. Copy {LEXICON.name} from {LEXICON.parent}.")
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is no TOML in UTF-8: {error}.") from error
    for part, keys in {"topic": (), "opinion": POLARITIES, "words": WORDS_HAVE}.items():
        missing = [key for key in keys if key not in parts.get(part, {})]
        if part not in parts or missing:
            lacks = f"[{part}] {missing[0]}" if missing else f"[{part}]"
            raise InputError(f"{path.name} lacks {lacks}. Compare it with {LEXICON.name}.")
    return _lexicon(parts)


@cache
def _own():
    return _lexicon(tomllib.loads(LEXICON.read_text(encoding="utf-8")))


def _lexicon(parts):
    pairs = parts.get("traditional", {}).get("pairs", "").split()
    letters = PLAIN | {ord(pair[0]): pair[1] for pair in pairs}
    rows = [(word, "joining", None, None) for word in parts["words"]["joining"]]
    rows += [(word, "idiom", None, None) for word in parts["words"]["idiom"]]
    for topic, words in parts["topic"].items():
        rows += [(word, "name", topic, None) for word in words.get("names", [])]
        for polarity in POLARITIES:
            rows += [(word, "term", topic, polarity) for word in words.get(polarity, [])]
    for polarity in POLARITIES:
        rows += [(word, "opinion", None, polarity) for word in parts["opinion"][polarity]]
    rows += [(word, "negation", None, None) for word in parts["words"]["negation"]]
    words = {}
    for word, *rest in rows:
        word = _plain(word, letters)
        words.setdefault(word[0], []).append((word, *rest))
    for first in words:
        words[first].sort(key=lambda row: -len(row[0]))  # of equally long ones the earlier kind
    silence = frozenset(_plain(text, letters).strip(ENDS) for text in parts["words"]["silence"])
    return Lexicon(tuple(parts["topic"]), Sentences(words), silence, letters)


def _plain(text, letters):
    """Full-width letters narrow, small ones for capitals, simplified for traditional."""
    plain = text.translate(letters)
    return LATIN_BLANK.sub("_", plain) if " " in plain else plain


def read_review(text, lexicon=None):
    """Of which topics does one review speak, and how?

    The text is cut where a sentence or a "but" ends. In each part, a word that says topic and
    opinion at once counts by itself; a topic's name counts with the nearest opinion; a negation
    just before turns either round.

    Parameters
    ----------
    text : str
        Chinese (simplified or traditional letters) or English.
    lexicon : Lexicon, optional

    Returns
    -------
    set of (topic, polarity)
        Empty where no topic was found. A review may praise and blame one topic.

    Raises
    ------
    InputError
        ``text`` is no text.

    Examples
    --------
    >>> sorted(read_review("客服很耐心，就是物流不快"))
    [('delivery', 'complaint'), ('service', 'praise')]
    >>> read_review("一点不漏水"), read_review("The tent leaks.")
    ({('quality', 'praise')}, {('quality', 'complaint')})
    """
    if not isinstance(text, str):
        raise InputError(f"The review is a {type(text).__name__}. Give its text.")
    lexicon = read_lexicon() if lexicon is None else lexicon
    return set(_read(_plain(text, lexicon.letters), lexicon))


def _read(plain, lexicon):
    """What a text in plain letters says: the sum of its sentences."""
    return frozenset().union(*map(lexicon.sentences.__getitem__, SENTENCE_END.split(plain)))


def _read_sentence(part, words):
    found, names, opinions, negation = set(), [], [], NO_NEGATION
    for at, word, kind, topic, polarity in _words(part, words):
        turned = 0 <= at - negation <= (NEAR_LATIN if word.isascii() else NEAR)
        if kind == "joining":
            found |= _said(names, opinions)
            names, opinions, negation = [], [], NO_NEGATION
        elif kind == "negation":
            negation = at + len(word)
        elif kind == "name":
            names.append((at, topic))
        elif kind in ("term", "opinion"):
            said = _turn(polarity) if turned else polarity
            negation = NO_NEGATION if turned else negation
            opinions.append((at, said))
            if kind == "term":
                found.add((topic, said))
                names.append((at, None))  # the opinion has its topic: it speaks for no other name
    return frozenset(found | _said(names, opinions))


def _words(text, words):
    """Place, word and meaning of the lexicon's words in a text, the longest at each place."""
    at = 0
    while at < len(text):
        step = 1
        for word, kind, topic, polarity in words.get(text[at], ()):
            if text.startswith(word, at) and _whole(text, at, word):
                yield at, word, kind, topic, polarity
                step = len(word)
                break
        at += step


def _whole(text, at, word):
    """A Latin word stands alone: "late" isn't in "plate"; Chinese has no spaces to look at."""
    if not (word[0].isascii() and word[0].isalpha()):
        return True
    end = at + len(word)
    before, after = text[at - 1 : at] if at else "", text[end : end + 1]
    return not (before.isascii() and before.isalpha()) and not (
        word[-1].isalpha() and after.isascii() and after.isalpha()
    )


def _said(names, opinions):
    """Names of topics with the nearest opinion of their part of the sentence."""
    own = {at for at, topic in names if topic is None}
    free = [(at, said) for at, said in opinions if at not in own]
    return {
        (topic, min(free, key=lambda each: abs(each[0] - at))[1])
        for at, topic in names
        if topic is not None and free
    }


def _turn(polarity):
    return POLARITIES[1 - POLARITIES.index(polarity)]


def tag_reviews(reviews, lexicon=None):
    """The topics of each review: one row per review, topic and polarity (评价打标).

    Parameters
    ----------
    reviews : DataFrame
        review_id, text (empty where nobody wrote).
    lexicon : Lexicon, optional

    Returns
    -------
    DataFrame
        review_id, topic, polarity ("praise", "complaint"). Reviews without a topic have no row:
        `review_coverage` counts them.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> tag_reviews(pd.DataFrame({"review_id": [1, 2, 3],
    ...                           "text": ["质量很好但是太重", "好", None]}))
       review_id        topic   polarity
    0          1  portability  complaint
    1          1      quality     praise
    """
    reviews = check_table(reviews, "reviews", "review_id", gaps=["text"])
    lexicon = read_lexicon() if lexicon is None else lexicon
    texts = reviews["text"].dropna()
    read = {text: sorted(read_review(text, lexicon)) for text in texts.unique()}
    rows = [
        (review, *said)
        for review, text in zip(reviews.loc[texts.index, "review_id"], texts, strict=True)
        for said in read[text]
    ]
    return pd.DataFrame(rows, columns=["review_id", "topic", "polarity"])


def review_coverage(reviews, by=None, lexicon=None):
    """How many reviews say something, and in how many of these was a topic found?

    Parameters
    ----------
    reviews : frame (pandas, Polars, DuckDB)
        text; the column ``by``. Where there is a column ``is_default`` (系统默认好评), those are
        silent whatever they hold.
    by : str, optional
    lexicon : Lexicon, optional

    Returns
    -------
    DataFrame
        by, reviews, silent (nobody wrote), with_words, no_topic (words, but none the lexicon
        knows), unknown (no_topic ÷ with_words).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> reviews = pd.DataFrame({"text": ["质量很好", "喜欢", None, "此用户没有填写评价。"]})
    >>> review_coverage(reviews)
        by  reviews  silent  with_words  no_topic  unknown
    0  all        4       2           2         1      0.5
    """
    lexicon = read_lexicon() if lexicon is None else lexicon
    texts = _texts(reviews, by, lexicon)
    texts["silent"] = texts["count"].where(texts["said"].isna(), 0)
    nothing = [said is not None and not said for said in texts["said"]]
    texts["no_topic"] = texts["count"].where(nothing, 0)
    found = texts.groupby("by", observed=True)[["count", "silent", "no_topic"]].sum()
    found = found.rename(columns={"count": "reviews"}).astype("int64")
    found.insert(2, "with_words", found["reviews"] - found["silent"])
    found["unknown"] = found["no_topic"] / found["with_words"].where(found["with_words"] > 0)
    return found.reset_index()


def review_topics(reviews, by=None, lexicon=None, confidence=0.95):
    """What is praised and complained of, and how often (高频好评/差评点)?

    Parameters
    ----------
    reviews : frame (pandas, Polars, DuckDB)
        text; the column ``by``; ``is_default`` where the platform has it.
    by : str, optional
        Groups to compare, such as "shop" or "rating".
    lexicon : Lexicon, optional
    confidence : float

    Returns
    -------
    DataFrame
        by, topic, polarity, count, n, counts (reviews with words are what n counts), share, low,
        high (Wilson), lift (share ÷ that of all other groups together), lift_low, lift_high. All
        topics of the lexicon, also those nobody speaks of; the lift is NaN without other groups,
        or where they never speak of it.

    Raises
    ------
    ColumnError, InputError
        Nobody wrote a word.

    Examples
    --------
    >>> reviews = pd.DataFrame({"shop": ["a", "a", "b", "b"],
    ...                         "text": ["太重", "质量很好", "太重，不便宜", "喜欢"]})
    >>> found = review_topics(reviews, by="shop")
    >>> found.loc[found["count"] > 0, ["by", "topic", "polarity", "count", "n", "share", "lift"]]
       by        topic   polarity  count  n  share  lift
    0   a      quality     praise      1  2    0.5   NaN
    15  a  portability  complaint      1  2    0.5   1.0
    31  b        price  complaint      1  2    0.5   NaN
    37  b  portability  complaint      1  2    0.5   1.0

    References
    ----------
    Course map R05. Wilson (1927); Katz et al. (1978) for the lift.
    """
    lexicon = read_lexicon() if lexicon is None else lexicon
    texts = _texts(reviews, by, lexicon).dropna(subset=["said"])
    if texts.empty:
        raise InputError("None of the reviews has a word in it: there is nothing to read.")
    n = texts.groupby("by", observed=True)["count"].sum()
    cells = [(topic, polarity) for topic in lexicon.topics for polarity in POLARITIES]
    index = pd.MultiIndex.from_tuples(
        [(group, *cell) for group in n.index for cell in cells], names=["by", "topic", "polarity"]
    )
    said = texts.groupby(["by", "said"], observed=True)["count"].sum().reset_index()
    said["said"] = said["said"].map(list)
    said = said.explode("said").dropna(subset="said")
    said[["topic", "polarity"]] = pd.DataFrame(said["said"].tolist(), said.index, ["t", "p"])
    sums = said.groupby(["by", "topic", "polarity"], observed=True)["count"].sum()
    found = sums.reindex(index, fill_value=0).astype("int64").rename("count").reset_index()
    found["n"] = found["by"].map(n).astype("int64")
    found["counts"] = "reviews with words"
    found["share"] = found["count"] / found["n"]
    found["low"], found["high"] = rate_interval(found["count"], found["n"], confidence)
    return found.join(_lifts(found, confidence))


def _lifts(found, confidence):
    """Each share beside that of the other groups together."""
    together = found.groupby(["topic", "polarity"])[["count", "n"]].transform("sum")
    others = together - found[["count", "n"]]
    rows = [
        ratio_of_shares(*row, confidence=confidence)[:3]
        for row in zip(found["count"], found["n"], others["count"], others["n"], strict=True)
    ]
    return pd.DataFrame(rows, found.index, ["lift", "lift_low", "lift_high"])


def _texts(reviews, by, lexicon):
    """By group and text: how many reviews, and what the text says; None where nobody wrote."""
    frame = nw.from_native(reviews, pass_through=True)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        check_table(reviews, "reviews")
    known = frame.collect_schema().names()
    if missing := [name for name in ["text", *([by] if by else [])] if name not in known]:
        check_table(pd.DataFrame(columns=known), "reviews", *missing)
    group = nw.lit(ALL) if by is None else nw.col(by)
    group = group if by is None or by == "rating" else group.cast(nw.String)
    text = nw.col("text").cast(nw.String)
    if "is_default" in known:
        text = nw.when(~nw.col("is_default")).then(text)
    frame = frame.lazy().select(group.alias("by"), text.alias("text"))
    texts = collect(frame.group_by("by", "text").agg(nw.len().alias("count")), sort=["by", "text"])
    if texts.empty:
        raise InputError("The table reviews has no rows. Give it at least one.")
    if texts["by"].isna().any():
        raise InputError(f"{by} of reviews has missing values. Find out whose reviews these are.")
    texts["said"] = [_unless_silent(text, lexicon) for text in texts["text"]]
    return texts


def _unless_silent(text, lexicon):
    """What a review says; None where nobody wrote."""
    if not isinstance(text, str):
        return None
    plain = _plain(text, lexicon.letters).strip(ENDS)
    return None if not plain or plain in lexicon.silence else _read(plain, lexicon)


def missing_words(reviews, top=20, least=2, lexicon=None):
    """Which words stand most often in reviews of which the lexicon found no topic?

    What a shop should look at first when it extends the lexicon. Words are cut by rjieba.

    Parameters
    ----------
    reviews : DataFrame
        text.
    top : int
        How many words.
    least : int
        Letters that a word has at least.
    lexicon : Lexicon, optional

    Returns
    -------
    DataFrame
        word, reviews (in how many different texts it stands), example.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> missing_words(pd.DataFrame({"text": ["快递很快", "帐篷里有蚊子", "晚上蚊子多"]}), top=1)
      word  reviews example
    0   蚊子        2  帐篷里有蚊子
    """
    import rjieba

    reviews = check_table(reviews, "reviews", gaps=["text"])
    check_whole("top", top, low=1)
    check_whole("least", least, low=1)
    lexicon = read_lexicon() if lexicon is None else lexicon
    texts = [
        text
        for text in reviews["text"].dropna().unique()
        if _unless_silent(text, lexicon) == frozenset()
    ]
    counted, example = Counter(), {}
    for text in texts:
        for word in {w for w in rjieba.cut(text) if len(w) >= least and w.strip(ENDS)}:
            counted[word] += 1
            example.setdefault(word, text)
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:top]
    rows = [(word, count, example[word]) for word, count in most]
    return pd.DataFrame(rows, columns=["word", "reviews", "example"])


# --- Labels, and a sample that a person has read -------------------------------------------------


def draw_for_audit(labels, n, label="label", seed=0):
    """Choose rows to be read by hand: half of those labelled yes, half of those labelled no.

    A rare topic is nearly absent from a plain sample. Half and half reads as many of each; what
    is drawn more often is weighed down again by `audit_labels`.

    Parameters
    ----------
    labels : DataFrame
        ``label``: true or false.
    n : int
        How many rows somebody will read. Where one side has fewer than half, the other has more.
    label : str
    seed : int

    Returns
    -------
    DataFrame
        Those rows of ``labels``, in a random order: who reads them shouldn't see the labels.

    Raises
    ------
    ColumnError, InputError
        More rows than there are, or a side is empty.

    Examples
    --------
    >>> labels = pd.DataFrame({"review_id": range(100), "label": [True] * 10 + [False] * 90})
    >>> drawn = draw_for_audit(labels, 12)
    >>> int(drawn["label"].sum()), len(drawn)
    (6, 12)
    """
    labels, yes = _labelled(labels, label)
    check_whole("n", n, low=2)
    if n > len(labels):
        raise InputError(f"n is {n:,}, but there are {len(labels):,} rows. Read all of them.")
    rng = np.random.default_rng(check_whole("seed", seed))
    sides = [np.flatnonzero(yes), np.flatnonzero(~yes)]
    half = min(max(n // 2, n - len(sides[1])), len(sides[0]))
    rows = [
        rng.choice(side, size, replace=False)
        for side, size in zip(sides, (half, n - half), strict=True)
    ]
    return labels.iloc[rng.permutation(np.concatenate(rows))]


def _labelled(labels, label):
    labels = check_table(labels, "labels", label)
    yes = labels[label]
    if not yes.isin([True, False]).all():
        raise InputError(f"{label} holds {yes.iloc[0]}. A label is True or False.")
    yes = yes.to_numpy(dtype=bool)
    if yes.all() or not yes.any():
        raise InputError(f"All rows are labelled {bool(yes[0])}: there is nothing to tell apart.")
    return labels, yes


def audit_labels(labels, label="label", hand="hand", confidence=0.95):
    """How common is a topic really, when labels are sometimes wrong?

    Of the rows labelled yes, a person has read some: so many were right (precision). Of those
    labelled no, so many were missed. Each side is weighed by how many labels it has::

        share = labelled yes ÷ all × right of yes  +  labelled no ÷ all × missed of no

    Parameters
    ----------
    labels : DataFrame
        ``label``: what the machine said of every row; ``hand``: what a person said, missing where
        nobody read. Those read must be drawn by lot on each side (`draw_for_audit`).
    label, hand : str
    confidence : float

    Returns
    -------
    DataFrame
        reading, estimate, low, high, n, counts: "labels alone" (the naive share), "corrected"
        (stratified, MOVER of Wilson's intervals), "right of yes" (precision), "missed of no".

    Raises
    ------
    ColumnError, InputError
        Nobody read a row of one side.

    Examples
    --------
    1,000 reviews, 100 labelled yes. Read by hand: 20 of each side; 8 of the yes are right, one of
    the no was missed: .1 × .4 + .9 × .05 = .085.

    >>> labels = pd.DataFrame({"label": [True] * 100 + [False] * 900, "hand": pd.NA})
    >>> labels.loc[labels.index[:20], "hand"] = [True] * 8 + [False] * 12
    >>> labels.loc[labels.index[100:120], "hand"] = [True] + [False] * 19
    >>> audit_labels(labels)[["reading", "estimate", "low", "high", "n"]].round(3)
            reading  estimate    low   high     n
    0  labels alone     0.100  0.083  0.120  1000
    1     corrected     0.085  0.044  0.254    40
    2  right of yes     0.400  0.219  0.613    20
    3  missed of no     0.050  0.009  0.236    20

    References
    ----------
    Cochran (1977), Sampling Techniques, 5.; Zou and Donner (2008). With sensitivity and
    specificity known instead of sampled it is the estimator of Rogan and Gladen (1978).
    """
    labels, yes = _labelled(labels, label)
    check_table(labels, "labels", gaps=[hand])
    read = labels[hand].notna().to_numpy()
    values = labels.loc[read, hand]
    if not values.isin([True, False]).all():
        raise InputError(f"{hand} holds {values.iloc[0]}. What was read is True or False.")
    said = values.to_numpy(dtype=bool)
    of_yes, of_no = said[yes[read]], said[~yes[read]]
    for name, side in (("yes", of_yes), ("no", of_no)):
        if not len(side):
            raise InputError(
                f"Nobody read a row labelled {name}. Read some of both sides: draw_for_audit."
            )
    count, n = [of_yes.sum(), of_no.sum()], [len(of_yes), len(of_no)]
    weights, counts = [yes.mean(), 1 - yes.mean()], "rows read"
    return table(
        {
            "labels alone": share(yes.sum(), len(yes), "labels", confidence),
            "corrected": contrast_of_shares(count, n, weights, counts, confidence),
            "right of yes": share(count[0], n[0], counts, confidence),
            "missed of no": share(count[1], n[1], counts, confidence),
        }
    )


def labels_alone(share_true, right_of_true=0.9, right_of_false=0.93):
    """What share would a labeller report, if a topic has this share in truth?

    Parameters
    ----------
    share_true : float
        The true share.
    right_of_true, right_of_false : float
        Sensitivity and specificity: how often the labeller is right on reviews with the topic,
        and on reviews without it.

    Returns
    -------
    float

    Raises
    ------
    InputError

    Examples
    --------
    Of 1,000 reviews 60 speak of it: 54 are found, and 66 of the other 940 are taken for it.

    >>> round(labels_alone(0.06, 0.9, 0.93), 3)
    0.12

    References
    ----------
    Rogan and Gladen (1978), American Journal of Epidemiology 107.
    """
    for name, value in (("share_true", share_true), ("right_of_true", right_of_true),
                        ("right_of_false", right_of_false)):  # fmt: skip
        check_share(name, value, ends=True)
    return share_true * right_of_true + (1 - share_true) * (1 - right_of_false)
