"""Reviews are read as people write them, their base is said, and labels are corrected."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from ecomlab.errors import ColumnError, InputError
from ecomlab.research import reviews
from ecomlab.research.reviews import (
    audit_labels,
    draw_for_audit,
    labels_alone,
    missing_words,
    read_lexicon,
    read_review,
    review_coverage,
    review_topics,
    tag_reviews,
)
from ecomlab.shop import Shop

TOPICS = read_lexicon().topics

# Written for this test, by somebody who reads Chinese; topic and polarity as a person hears them
HEARD = {
    "质量很好": {("quality", "praise")},
    "质量不好": {("quality", "complaint")},
    "做工不错，就是快递太慢": {("quality", "praise"), ("delivery", "complaint")},
    "不贵，很轻便": {("price", "praise"), ("portability", "praise")},
    "客服没人理": {("service", "complaint")},
    "没有异味": {("quality", "praise")},
    "一点也不结实": {("sturdiness", "complaint")},
    "性价比不高": {("value", "complaint")},
    "不值这个价": {("value", "complaint")},
    # What buyers often write, and its opposite
    "不重": {("portability", "praise")},
    "一点都不重": {("portability", "praise")},
    "重量轻": {("portability", "praise")},
    "有点重": {("portability", "complaint")},
    "不轻": {("portability", "complaint")},
    "物美价廉": {("price", "praise")},
    "偏贵": {("price", "complaint")},
    "小贵": {("price", "complaint")},
    "一点都不贵": {("price", "praise")},
    "很划算": {("price", "praise")},
    "性价比超高": {("value", "praise")},
    "不值": {("value", "complaint")},
    "不值得入手": {("value", "complaint")},
    "做工精细": {("quality", "praise")},
    "没有线头": {("quality", "praise")},
    "有线头": {("quality", "complaint")},
    "有异味": {("quality", "complaint")},
    "没有刺鼻气味": {("quality", "praise")},
    "掉漆": {("quality", "complaint")},
    "色差大": {("description", "complaint")},
    "没有色差": {("description", "praise")},
    "跟图片差距太大": {("description", "complaint")},
    "快递慢": {("delivery", "complaint")},
    "快递很慢": {("delivery", "complaint")},
    "包装破了": {("delivery", "complaint")},
    "包装好像被拆过": set(),
    "客服秒回": {("service", "praise")},
    "很重视客户": set(),
    "很轻松": set(),
    "有点重复": set(),
    "收到货了，好评！": set(),
    "用了几次来评价": set(),
    "": set(),
    # Traditional letters, full-width ones, an emoji, English
    "質量很好，物流太慢": {("quality", "praise"), ("delivery", "complaint")},
    "顏色好看": {("looks", "praise")},
    "客服👍": {("service", "praise")},
    "ＱＵＡＬＩＴＹ is good": {("quality", "praise")},
    "Broke after two days. Delivery was fast": {
        ("quality", "complaint"), ("delivery", "praise")
    },
    "not as described": {("description", "complaint")},
    "The service was not good, but it is lightweight": {
        ("service", "complaint"), ("portability", "praise")
    },
    "a plate, latex, translate": set(),  # "late" is in none of them
}  # fmt: skip


@pytest.mark.parametrize("text", HEARD)
def test_a_review_is_read_as_a_person_hears_it(text):
    assert read_review(text) == HEARD[text]


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_an_end_changes_nothing(text):
    found = read_review(text)
    assert all(topic in TOPICS and polarity in reviews.POLARITIES for topic, polarity in found)
    assert read_review(f"{text}。") == found


@given(st.lists(st.sampled_from([t for t in HEARD if t and not t.isascii()]), max_size=5))
def test_sentences_add_up(parts):
    assert read_review("。".join(parts)) == set().union(*(HEARD[part] for part in parts))


def test_what_is_no_text_is_refused():
    with pytest.raises(InputError, match="is a float. Give its text"):
        read_review(float("nan"))


def test_a_lexicon_of_ones_own(tmp_path):
    text = reviews.LEXICON.read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(text + '\n[topic.taste]\ncomplaint = ["太咸"]\n', encoding="utf-8")
    lexicon = read_lexicon(mine)
    assert read_review("太咸了，质量很好", lexicon) == {
        ("taste", "complaint"), ("quality", "praise")
    }  # fmt: skip
    found = review_topics(pd.DataFrame({"text": ["太咸"]}), lexicon=lexicon)
    assert found.set_index(["topic", "polarity"]).loc[("taste", "complaint"), "count"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topic = ", "is no TOML"),
        ("[topic.a]\npraise = ['x']\n", r"lacks \[opinion\]"),
        ("[topic.a]\n[opinion]\npraise = []\ncomplaint = []\n[words]\n", r"\[words\] negation"),
    ],
)
def test_a_lexicon_that_cannot_be_read_says_why(tmp_path, text, said):
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_lexicon(tmp_path / "bad.toml")
    with pytest.raises(InputError, match="There is no file"):
        read_lexicon(tmp_path / "none.toml")


# --- Counting -----------------------------------------------------------------------------------

SOME = pd.DataFrame(
    {
        "seller": ["a"] * 5 + ["b"] * 4,
        "text": ["太重", "太重，质量很好", "喜欢", None, "此用户没有填写评价。", "太重"]
        + ["便宜", "便宜", "  "],
        "is_default": [False] * 4 + [True] + [False] * 4,
    }
)  # fmt: skip


def cell(found, by, topic, polarity):
    rows = found.set_index(["by", "topic", "polarity"])
    return rows.loc[(by, topic, polarity)]


def test_shares_by_hand_with_wilsons_interval():
    found = review_topics(SOME, by="seller")
    a = cell(found, "a", "portability", "complaint")
    assert (a["count"], a["n"], a["counts"]) == (2, 3, "reviews with words")
    assert (a["low"], a["high"]) == pytest.approx(proportion_confint(2, 3, method="wilson"))
    assert a["lift"] == pytest.approx((2 / 3) / (1 / 3))
    assert len(found) == 2 * 2 * len(TOPICS)  # those that nobody speaks of too


def test_silence_is_counted_and_left_out():
    found = review_coverage(SOME, by="seller").set_index("by")
    assert found.loc["a"].tolist() == [5, 2, 3, 1, 1 / 3]
    assert found.loc["b"].tolist() == [4, 1, 3, 0, 0]
    spoken = SOME.assign(text="太重", is_default=[True] * 8 + [False])
    assert review_topics(spoken)["n"].unique().tolist() == [1]


def test_the_same_on_every_backend(backend):
    columns = ["by", "topic", "polarity", "count", "n", "share", "low", "high", "lift"]
    expected = review_topics(SOME, by="seller")[columns]
    found = review_topics(backend(SOME), by="seller")[columns]
    pd.testing.assert_frame_equal(found, expected)
    pd.testing.assert_frame_equal(
        review_coverage(backend(SOME), by="seller"), review_coverage(SOME, by="seller")
    )


def test_groups_may_be_stars_and_categories():
    stars = SOME.assign(rating=[1, 1, 5, 5, 5, 1, 5, 5, 5])
    assert sorted(review_topics(stars, by="rating")["by"].unique()) == [1, 5]
    assert review_topics(SOME.astype({"seller": "category"}), by="seller")["n"].min() == 3


def test_tags_agree_with_the_counts():
    tags = tag_reviews(SOME.assign(review_id=range(9), text=SOME["text"].where(SOME.index != 4)))
    assert len(tags) == review_topics(SOME)["count"].sum()


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ColumnError, match='"text" is not in the table reviews'):
        review_topics(pd.DataFrame({"words": ["a"]}))
    with pytest.raises(ColumnError, match='"shop"'):
        review_topics(SOME, by="shop")
    with pytest.raises(InputError, match="no rows"):
        review_topics(SOME.head(0))
    with pytest.raises(InputError, match="None of the reviews has a word"):
        review_topics(SOME.assign(text=None))
    with pytest.raises(InputError, match="seller of reviews has missing values"):
        review_topics(SOME.assign(seller=None), by="seller")


def test_words_that_the_lexicon_lacks():
    found = missing_words(pd.DataFrame({"text": ["帐篷里有蚊子", "晚上蚊子多", "快递很快", None]}))
    assert found.loc[0, ["word", "reviews"]].tolist() == ["蚊子", 2]
    assert not found["example"].isin(["快递很快"]).any()
    with pytest.raises(InputError, match="top is 0"):
        missing_words(pd.DataFrame({"text": ["a"]}), top=0)


@pytest.fixture(scope="module")
def told():
    """Half a year of the shop's reviews and its rivals', with what they really speak of."""
    tables, report = Shop().run(days=120)
    both = []
    for name in ("reviews", "rival_reviews"):
        rows = tables[name][["review_id", "text", "rating"]].merge(
            report.truth[name][["review_id", "topic", "second_topic"]], on="review_id"
        )
        both.append(
            rows[rows["topic"].notna()].assign(
                review_id=lambda r, n=name: n + r["review_id"].astype(str)
            )
        )
    return pd.concat(both, ignore_index=True)


def test_the_lexicon_finds_what_the_world_made_people_say(told):
    """No fair trial: the lexicon's writer knew the world's phrases. tests/oracles has one."""
    tags = tag_reviews(told)
    found = set(zip(tags["review_id"], tags["topic"], strict=True))
    true = {
        (row.review_id, topic)
        for row in told.itertuples()
        for topic in (row.topic, row.second_topic)
        if isinstance(topic, str)
    }
    assert len(true) > 1000
    assert len(found & true) / len(true) > 0.85  # recall
    assert len(found & true) / len(found) > 0.92  # precision
    happy = tags["review_id"].map(told.set_index("review_id")["rating"]) == 5
    assert (tags.loc[happy, "polarity"] == "praise").mean() > 0.95


# --- Labels ------------------------------------------------------------------------------------


def population(rng, share, sensitivity, specificity, n=4000):
    """Labels of a machine that errs so often, and what is true."""
    hand = rng.random(n) < share
    right = rng.random(n) < np.where(hand, sensitivity, specificity)
    return pd.DataFrame({"label": hand == right, "hand": hand})


def audited(labels, n, seed):
    drawn = draw_for_audit(labels, n, seed=seed)
    read = labels["hand"].astype("boolean").where(labels.index.isin(drawn.index))
    return audit_labels(labels.assign(hand=read)).set_index("reading")


def test_the_corrected_share_by_hand():
    labels = pd.DataFrame({"machine": [1] * 200 + [0] * 800, "person": np.nan})
    labels.loc[labels.index[:10], "person"] = [1] * 6 + [0] * 4
    labels.loc[labels.index[-20:], "person"] = [1] + [0] * 19
    found = audit_labels(labels.astype({"machine": bool, "person": "boolean"}), "machine", "person")
    assert found.set_index("reading")["estimate"].tolist() == pytest.approx(
        [0.2, 0.2 * 0.6 + 0.8 * 0.05, 0.6, 0.05]
    )
    assert found["n"].tolist() == [1000, 30, 10, 20]


def coverage(draws, parameters=None):
    """How often the corrected interval, and that of the labels alone, hold the truth."""
    rng = np.random.default_rng(5)
    labels, held = population(rng, *parameters) if parameters else None, []
    for seed in range(draws):
        n = 200
        if parameters is None:
            labels = population(rng, *rng.uniform([0.03, 0.6, 0.8], [0.4, 0.98, 0.97]), n=2000)
            n = int(rng.integers(100, 300))
        found, truth = audited(labels, n, seed), labels["hand"].mean()
        held.append((found["low"] <= truth) & (truth <= found["high"]))
    return pd.DataFrame(held).mean()[["corrected", "labels alone"]]


def test_the_interval_holds_the_truth_and_that_of_the_labels_does_not():
    corrected, alone = coverage(200, (0.06, 0.9, 0.93))
    assert 0.92 <= corrected <= 0.985
    assert alone == 0


@pytest.mark.verify
@pytest.mark.parametrize("parameters", [(0.06, 0.9, 0.93), None], ids=["the lesson's", "any"])
def test_the_interval_holds_the_truth_in_2000_draws(parameters):
    assert 0.93 <= coverage(2000, parameters)["corrected"] <= 0.97


def test_it_is_unbiased():
    labels = population(np.random.default_rng(1), 0.08, 0.8, 0.93)
    found = [audited(labels, 120, seed).loc["corrected", "estimate"] for seed in range(300)]
    error = np.std(found) / 300**0.5
    assert abs(np.mean(found) - labels["hand"].mean()) < 4 * error


@given(st.integers(2, 60), st.integers(1, 30), st.integers(1, 30), st.integers(0, 99))
def test_half_and_half_is_drawn_once_each(n, yes, no, seed):
    labels = pd.DataFrame({"label": [True] * yes + [False] * no})
    if n > len(labels):
        with pytest.raises(InputError, match="Read all of them"):
            draw_for_audit(labels, n, seed=seed)
        return
    drawn = draw_for_audit(labels, n, seed=seed)
    assert len(drawn) == n == drawn.index.nunique()
    assert drawn["label"].sum() == min(max(n // 2, n - no), yes)


def test_who_reads_does_not_see_the_label_in_the_order():
    drawn = draw_for_audit(pd.DataFrame({"label": [True] * 500 + [False] * 500}), 100)
    assert 15 <= drawn["label"].iloc[:50].sum() <= 35


def test_a_good_labeller_doubles_a_rare_topic():
    assert labels_alone(0.06, 0.90, 0.93) == pytest.approx(0.1198)
    assert labels_alone(0.5, 1, 1) == 0.5
    with pytest.raises(InputError, match="right_of_true is 90"):
        labels_alone(0.06, 90, 0.93)


def test_labels_that_cannot_be_audited():
    labels = pd.DataFrame({"label": [True, False], "hand": [True, None]})
    with pytest.raises(InputError, match="Nobody read a row labelled no"):
        audit_labels(labels)
    with pytest.raises(InputError, match="label holds yes. A label is True or False"):
        audit_labels(labels.assign(label="yes"))
    with pytest.raises(InputError, match="All rows are labelled True"):
        audit_labels(labels.assign(label=True))
    with pytest.raises(InputError, match="hand holds maybe"):
        audit_labels(labels.assign(hand="maybe"))
    with pytest.raises(ColumnError, match="assistant"):
        draw_for_audit(labels, 2, label="assistant")


def test_no_word_of_the_lexicon_can_never_be_found():
    """A sentence is cut at punctuation, so no word may hold any; each is found where it stands."""
    for rows in read_lexicon().sentences.words.values():
        for word, kind, topic, polarity in rows:
            assert not set(word) & set(reviews.ENDS), word
            if kind == "term":
                assert (topic, polarity) in read_review(word), word
