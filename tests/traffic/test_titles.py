"""Titles: equal to brute force, within the limit; what is refused; changes by hand and drawn."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.streams import generator
from ecomlab.traffic.titles import (
    build_title,
    found_by,
    long_tail_gap,
    title_audit,
    title_changes,
    title_effect,
    title_length,
)

LETTERS = ["ab", "cd", "e", "fgh", "ij", "abk", "lm", "no"]
KEYWORDS = pd.DataFrame({"keyword": ["露营 椅", "便携 椅", "便携 桌"], "clicks": [90, 50, 60]})
WORDS = pd.DataFrame(
    {"word": ["露营", "便携", "椅", "桌"], "slot": ["scene", "attribute", "core", "core"]}
)


def brute(keywords, words, limit, slots, value="clicks", wide=2, between=0):
    """The most that any choice of words is worth; None where none fits."""
    best = None
    lengths = [title_length(word, wide) for word in words["word"]]
    for picked in product([0, 1], repeat=len(words)):
        length = sum(n + between for n, on in zip(lengths, picked, strict=True) if on)
        if length > limit + between:
            continue
        mine = words[np.array(picked, dtype=bool)]
        counts = mine["slot"].value_counts()
        if any(not low <= counts.get(name, 0) <= high for name, (low, high) in slots.items()):
            continue
        if set(mine["slot"]) - set(slots):
            continue
        worth = sum(
            number
            for keyword, number in zip(keywords["keyword"], keywords[value], strict=True)
            if all(any(part in word for word in mine["word"]) for part in keyword.split())
        )
        best = worth if best is None else max(best, worth)
    return best


@st.composite
def tasks(draw):
    """Up to eight words in three slots, up to eight searches of one to three parts."""
    words = draw(st.lists(st.sampled_from(LETTERS), min_size=2, max_size=8, unique=True))
    slots = draw(st.lists(st.sampled_from("xyz"), min_size=len(words), max_size=len(words)))
    searches = draw(
        st.lists(
            st.lists(st.sampled_from([*LETTERS, "a", "zz"]), min_size=1, max_size=3, unique=True),
            min_size=1,
            max_size=8,
        )
    )
    names = list(dict.fromkeys(" ".join(each) for each in searches))
    values = draw(st.lists(st.integers(0, 1000), min_size=len(names), max_size=len(names)))
    bounds = {}
    for name in dict.fromkeys(slots):
        least = draw(st.integers(0, 1))
        bounds[name] = (least, draw(st.integers(least, 4)))
    return (
        pd.DataFrame({"keyword": names, "clicks": values}),
        pd.DataFrame({"word": words, "slot": slots}),
        draw(st.integers(1, 20)),
        bounds,
        draw(st.sampled_from(["", " "])),
    )


@settings(max_examples=120, deadline=None)
@given(tasks())
def test_a_title_is_as_good_as_the_best_of_all(task):
    keywords, words, limit, slots, between = task
    best = brute(keywords, words, limit, slots, between=len(between))
    if best is None:
        with pytest.raises(InputError, match="No title of these slots fits"):
            build_title(keywords, words, limit, slots, between=between)
        return
    found = build_title(keywords, words, limit, slots, between=between)
    assert title_length(between.join(found["word"])) <= limit
    worth = sum(
        number
        for keyword, number in zip(keywords["keyword"], keywords["clicks"], strict=True)
        if all(any(part in word for word in found["word"]) for part in keyword.split())
    )
    assert worth == best
    for name, (least, most) in slots.items():
        assert least <= (found["slot"] == name).sum() <= most
    assert found["word"].is_unique
    written = [list(slots).index(slot) for slot in found["slot"]]
    assert written == sorted(written)


@pytest.mark.parametrize("limit", range(6, 31, 4))
def test_on_larger_sets_too(limit):
    """Ten words, twenty searches, drawn; 1,024 choices each."""
    random = np.random.default_rng(limit)
    alphabet = [chr(97 + at) * (1 + at % 4) for at in range(10)]
    words = pd.DataFrame({"word": alphabet, "slot": random.choice(list("xyz"), 10)})
    searches = {" ".join(sorted(random.choice(alphabet, random.integers(1, 4), replace=False)))
                for _ in range(20)}  # fmt: skip
    names = sorted(searches)
    keywords = pd.DataFrame({"keyword": names, "clicks": random.integers(1, 500, len(names))})
    slots = dict.fromkeys(words["slot"].unique(), (0, 10))
    found = build_title(keywords, words, limit)
    text = "|".join(found["word"])
    value = keywords["clicks"][found_by(keywords, text)["found"]].sum()
    assert value == brute(keywords, words, limit, slots)


def test_the_word_that_is_best_alone_is_not_in_the_best_title():
    assert build_title(KEYWORDS, WORDS, 8)["word"].tolist() == ["便携", "椅", "桌"]
    assert "露营" in build_title(KEYWORDS, WORDS, 6)["word"].tolist()


def test_words_that_no_search_needs_stay_out():
    more = pd.concat([WORDS, pd.DataFrame({"word": ["好物", "推荐"], "slot": "filler"})])
    assert not set(build_title(KEYWORDS, more, 60)["word"]) & {"好物", "推荐"}
    kept = build_title(KEYWORDS, more, 60, {"filler": (1, 1), "core": (0, 2)})
    assert (kept["slot"] == "filler").sum() == 1


def test_a_part_inside_a_longer_word_counts():
    words = pd.DataFrame({"word": ["折叠椅"], "slot": "core"})
    keywords = pd.DataFrame({"keyword": ["折叠 椅"], "yuan": [7.5]})
    assert build_title(keywords, words, 6, value="yuan")["length"].tolist() == [6]


def test_upper_and_lower_case_are_one():
    words = pd.DataFrame({"word": ["Camping", "CHAIR"], "slot": ["scene", "core"]})
    keywords = pd.DataFrame({"keyword": ["camping chair"], "clicks": [3]})
    title = " ".join(build_title(keywords, words, 13, between=" ")["word"])
    assert title == "Camping CHAIR"
    assert found_by(keywords, title)["found"].all()
    with_less = build_title(keywords, words, 12, between=" ")
    assert with_less.empty  # the two words need thirteen


@pytest.mark.parametrize(
    ("text", "wide", "length"),
    [
        ("露营椅", 2, 6),
        ("露营椅", 1, 3),
        ("露营椅", 3, 9),
        ("40L包", 2, 5),
        ("Ａ", 2, 2),
        ("", 2, 0),
    ],
)
def test_lengths(text, wide, length):
    assert title_length(text, wide) == length
    assert title_length(text, 3) == len(text.encode()) or "Ａ" in text or wide != 3


def test_what_a_title_refuses():
    with pytest.raises(InputError, match="term that may not stand"):
        build_title(KEYWORDS, WORDS.assign(word=["露营", "第一", "椅", "桌"]))
    with pytest.raises(InputError, match="No title of these slots fits into 3"):
        build_title(KEYWORDS, WORDS, 3, {"core": (2, 2)})
    with pytest.raises(ChoiceError, match="did you mean 'core'"):
        build_title(KEYWORDS, WORDS, slots={"cor": (1, 1)})
    with pytest.raises(InputError, match=r"slots\['core'\]"):
        build_title(KEYWORDS, WORDS, slots={"core": (2, 1)})
    for bounds in (2, (1, 2, 3), (0.5, 2), None, "12"):
        with pytest.raises(InputError, match=r"slots\['core'\]"):
            build_title(KEYWORDS, WORDS, slots={"core": bounds})
    for slots in ([("core", 1)], {}, "core"):
        with pytest.raises(InputError, match="Give a mapping"):
            build_title(KEYWORDS, WORDS, slots=slots)
    with pytest.raises(ColumnError, match="payers"):
        build_title(KEYWORDS, WORDS, value="payers")
    with pytest.raises(InputError, match="from 0 on"):
        build_title(KEYWORDS.assign(clicks=-1), WORDS)
    with pytest.raises(InputError, match="twice|once|two"):
        build_title(KEYWORDS, pd.concat([WORDS, WORDS]))
    with pytest.raises(InputError, match="empty keyword"):
        build_title(KEYWORDS.assign(keyword=["露营 椅", " ", "便携 桌"]), WORDS)
    with pytest.raises(InputError, match="as text"):
        found_by(KEYWORDS, None)


def test_the_audit_by_hand():
    titles = pd.DataFrame({"sku": ["A", "B"], "title": ["轻量椅 best 轻量", "钓鱼桌"]})
    words = pd.DataFrame(
        {"sku": ["A", "A", "B", "B"], "slot": ["core", "attribute", "core", "scene"],
         "word": ["椅", "轻量", "桌", "户外"]}
    )  # fmt: skip
    found = title_audit(titles, words, limit=16)
    assert found["length"].tolist() == [16, 6]
    assert found["room"].tolist() == [0, 10]
    assert found["missing"].tolist() == ["", "scene"]
    assert found["twice"].tolist() == ["轻量", ""]
    assert found["banned"].tolist() == ["best", ""]
    with pytest.raises(InputError, match="no row for 'C'"):
        title_audit(titles.assign(sku=["A", "C"]), words)


def test_a_question_is_treated_by_one_sentence_that_holds_all_of_it():
    asked = pd.DataFrame({"keyword": ["收纳 尺寸", "承重", "雨"], "clicks": [10, 5, 30]})
    page = "收纳袋随椅附送。椅面尺寸五十厘米！承重一百公斤"
    found = long_tail_gap(asked, page).set_index("keyword")
    assert found.index.tolist() == ["雨", "收纳 尺寸", "承重"]
    assert found["treated"].tolist() == [False, False, True]
    assert found["missing"].tolist() == ["雨", "", ""]  # both parts are there, in two sentences
    assert found.loc["承重", "sentence"] == "承重一百公斤"
    with pytest.raises(InputError, match="as text"):
        long_tail_gap(asked, ["a", "b"])


# --- Titles that changed -------------------------------------------------------------------------


def shop_days(seed, truth, articles=20, days=100, changed=10):
    """Articles whose search visits are ``truth`` times as many once the title is longer."""
    random = generator(seed, 1)
    dates = pd.date_range("2025-01-01", periods=days)
    season = 1 + 0.4 * np.sin(np.arange(days) / 15)
    rows, names = [], []
    for at in range(articles):
        at_day = int(random.integers(30, 60))
        level, longer = random.uniform(20, 80), random.random() < 0.5
        rate = level * season
        if at < changed:
            names.append((f"S{at}", dates[0], "x" * (4 if longer else 8)))
            names.append((f"S{at}", dates[at_day], "x" * (8 if longer else 4)))
            step = truth if longer else 1 / truth
        else:
            names.append((f"S{at}", dates[0], "xxxx"))
            step = 1.0
        search = random.poisson(rate * np.where(np.arange(days) >= at_day, step, 1.0))
        rows.append(pd.DataFrame({"date": dates, "sku": f"S{at}", "search_uv": search,
                                  "uv": search + random.poisson(2 * rate)}))  # fmt: skip
    return pd.concat(rows, ignore_index=True), pd.DataFrame(
        names, columns=["sku", "since", "title"]
    )


def test_a_change_is_found_and_its_interval_holds_it():
    hits = 0
    for seed in range(60):
        daily, names = shop_days(seed, truth=1.2)
        found = title_effect(title_changes(daily, names))
        hits += found.holds(1.2)
        assert 1.05 < found.value < 1.4
    assert hits >= 51  # of 60 at 95%: fewer come once in ten thousand


def test_changes_by_hand_and_why_not():
    dates = pd.date_range("2025-03-01", periods=20, tz="Asia/Shanghai")
    mine = pd.DataFrame({"date": dates, "sku": "A", "uv": [30] * 10 + [40] * 10,
                         "search_uv": [10] * 10 + [20] * 10})  # fmt: skip
    other = mine.assign(sku="B", uv=60, search_uv=30)
    names = pd.DataFrame({"sku": ["A", "A", "B"], "title": ["椅", "轻量椅", "桌"],
                          "since": dates[[0, 10, 0]]})  # fmt: skip
    daily = pd.concat([mine, other], ignore_index=True)
    found = title_changes(daily, names, days=10).iloc[0]
    assert (found["more"], found["others"], found["why"]) == (2, 1, "")
    assert found["times"] == pytest.approx(200.5 / 100.5)
    assert title_changes(daily, names, days=11)["why"].iloc[0].startswith("days of")
    assert title_changes(mine, names, days=10)["why"].iloc[0].startswith("no other")
    with pytest.raises(InputError, match="No title replaced"):
        title_changes(daily, names.iloc[[0, 2]])
    with pytest.raises(InputError, match="isn't above 0"):
        title_effect(pd.DataFrame({"more": [1, 2], "times": [1.1, 0.0]}))
    with pytest.raises(InputError, match="has a number"):
        title_effect(pd.DataFrame({"more": [0, 2], "times": [1.1, None]}))


def test_a_shortened_title_counts_backwards():
    up = pd.DataFrame({"more": [4, 4, 3], "times": [1.2, 1.1, 1.3]})
    down = pd.DataFrame({"more": [-4, -4, -3], "times": 1 / up["times"]})
    assert title_effect(down)[:3] == pytest.approx(title_effect(up)[:3])
