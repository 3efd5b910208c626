"""Texts of reviews: what they say agrees with their stars, and no two shops of words are alike."""

import re

import numpy as np
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.emit.texts import ALWAYS, fitting, phrases, said_of, spoken_of
from ecomlab.shop.emit.voices import choose_topics
from ecomlab.shop.voices import TOPICS

PLATFORM = "此用户没有填写评价。"


@pytest.fixture(scope="module")
def said(run):
    """Reviews with words, and what they mean, in one frame."""
    tables, report = run
    own = tables.reviews.merge(report.truth.reviews.drop(columns="topic"), on="review_id")
    return own[own["topic"].notna()]


def every(article, polarity):
    return {zh for topic in TOPICS for zh, _ in said_of(article, topic, polarity)}


def test_no_text_contradicts_its_stars(said):
    """Each holds a phrase for each of its topics, of the polarity that the stars have."""
    assert len(said) > 1300
    for row in said.itertuples():
        praised = {p for p in every(row.sku, "praise") if p in row.text}
        complained = {p for p in every(row.sku, "complaint") if p in row.text}
        assert bool(praised) == (row.rating >= 3), row.text
        assert bool(complained) == (row.rating <= 4), row.text
        tone = "praise" if row.rating == 5 else "complaint"
        assert any(p in row.text for p, _ in said_of(row.sku, row.topic, tone)), row.text
    by_stars = said.groupby("polarity", observed=True)["rating"].agg(["min", "max"])
    assert by_stars.loc["praise"].tolist() == [5, 5]
    assert by_stars.loc["mixed"].tolist() == [3, 4]
    assert by_stars.loc["complaint"].tolist() == [1, 2]


def test_rivals_texts_fit_their_stars_too(run):
    tables, report = run
    said = tables.rival_reviews.merge(report.truth.rival_reviews, on="review_id")
    for row in said.itertuples():
        complained = any(p in row.text for p in every(row.item, "complaint"))
        assert complained == (row.rating <= 4), row.text


def test_a_phrase_is_praise_or_complaint_and_of_one_topic():
    """No phrase of one kind is a part of one of the other: a reader could not tell."""
    articles = World().sku.name
    for article in articles:
        of = {}
        for topic in TOPICS:
            for polarity in ("praise", "complaint"):
                for zh, gloss in said_of(article, topic, polarity):
                    assert of.setdefault(zh, (topic, polarity)) == (topic, polarity), zh
                    assert re.fullmatch(r"[ -~]+", gloss), gloss
        good, bad = every(article, "praise"), every(article, "complaint")
        assert not [(p, c) for p in good for c in bad if p in c or c in p], article


def test_there_are_hundreds_of_phrases_and_thousands_of_texts(said):
    parts = phrases()
    lines = {
        line
        for place in (parts["topic"], *parts["group"].values())
        for topic in place.values()
        if isinstance(topic, dict)
        for polarity in topic.values()
        for line in polarity
    }
    assert len(lines) > 350
    assert said["text"].nunique() / len(said) > 0.85
    length = said["text"].str.len()
    assert length.min() >= 3
    assert length.max() < 70
    assert 12 < length.mean() < 30


def test_every_article_has_a_noun_and_phrases_of_its_own():
    parts, listed = phrases(), {s for g in phrases()["group"].values() for s in g["skus"]}
    articles = World().sku.name
    assert set(articles) == listed == set(parts["noun"])
    usual = {zh for topic in TOPICS for zh, _ in said_of("unknown", topic, "complaint")}
    for article in articles:
        assert len(every(article, "complaint") - usual) >= 2, article
    assert spoken_of(["unknown"]).sum() == 2 * len(ALWAYS)


def test_scenarios_with_other_articles_have_texts_as_well():
    tables, _ = Shop(World(articles=60, scale=0.3)).run(days=40)
    variants = tables.reviews[tables.reviews["sku"].astype(str).str.contains("-")]
    assert variants["topic"].notna().sum() > 5
    assert variants.loc[variants["topic"].notna(), "text"].str.len().min() > 2


def test_silence_and_stars_without_words_look_as_on_the_platform(tables):
    reviews = tables.reviews
    silent, wrote = reviews[reviews["is_default"]], reviews[~reviews["is_default"]]
    assert (silent["rating"] == 5).all()
    assert silent["text"].isna().all()
    assert not silent["incentivised"].any()
    assert silent["topic"].isna().all()
    wordless = wrote["topic"].isna()
    assert (wrote.loc[wordless, "text"] == PLATFORM).all()
    assert 0.08 < wordless.mean() < 0.16
    assert wrote["text"].notna().all()
    assert (wrote["text_en"].isna() == wordless).all()


def test_silence_is_counted_fifteen_days_after_the_receipt_of_what_is_kept(tables):
    silent = tables.reviews[tables.reviews["is_default"]]
    receipt = tables.orders.set_index("order_id")["ts_confirm"].loc[silent["order_id"]]
    assert ((silent["ts"].array - receipt.array).days == 15).all()
    back = tables.returns.astype({"sku": str}).set_index(["order_id", "sku"]).index
    mine = silent.astype({"sku": str}).set_index(["order_id", "sku"]).index
    assert not mine.isin(back).any()


def test_what_went_wrong_is_what_people_complain_of(run, said):
    """Late: delivery; a defect: quality; sent back for its size: size. Nobody praises it."""
    tables, report = run
    parcels = tables.shipments.set_index("order_id")
    late = (parcels["actual_h"] - parcels["promised_h"]).loc[said["order_id"]].to_numpy()
    changed = (said["sku"] == "CH01") & (said["topic"] == "portability")
    bad = said[(late > 3) & (said["rating"] < 5) & ~changed]
    assert len(bad) > 100
    assert (bad["topic"].isin(["delivery", "quality", "size", "description"])).all()
    assert (bad["topic"] == "delivery").mean() > 0.8
    on_time = said[(late < 2.8) & (said["rating"] < 5) & (said["topic"] == "delivery")]
    sent_back = tables.returns.loc[tables.returns["reason"] == "late", "order_id"]
    assert on_time["order_id"].isin(sent_back).all()


def test_topics_beside_each_other_do_not_contradict():
    """A complaint about quality stands beside no praise of sturdiness, nor price beside value."""
    count = 4000
    u = np.random.default_rng(1).random((3, count))
    even = np.ones((count, len(TOPICS)))
    main, second = choose_topics(np.full(count, 4), np.full(count, -1), even, even, u)
    pairs = {(TOPICS[a], TOPICS[b]) for a, b in zip(main, second, strict=True)}
    forbidden = {"quality": "sturdiness", "sturdiness": "quality", "price": "value",
                 "value": "price"}  # fmt: skip
    assert not pairs & set(forbidden.items())
    assert not any(a == b for a, b in pairs)
    assert ("quality", "value") in pairs


def test_the_angry_give_one_star(run):
    for reviews in (run[0].reviews, run[0].rival_reviews):
        stars = reviews["rating"].value_counts()
        assert stars[1] > 2 * stars[2]


def test_crushing_words_come_with_one_or_two_stars(said, run):
    severe = phrases()["only"]["severe"]["says"]
    for reviews in (said, run[0].rival_reviews):
        crushing = reviews["text"].map(lambda text: any(what in text for what in severe))
        assert not crushing[reviews["rating"] >= 3].any()
        assert crushing[reviews["rating"] <= 2].mean() > 0.15


def test_texts_fit_the_article_the_season_and_the_channel(said, run):
    """A cooler bag climbs no hill; nobody praises the host of a show that he didn't see."""
    only, month = phrases()["only"], said["ts"].dt.month
    for name, months in {
        "spring": (3, 4, 5),
        "warm": range(3, 12),
        "cold": (9, 10, 11, 12, 1, 2, 3, 4),
    }.items():
        for what in only[name]["says"]:
            assert month[said["text"].str.contains(what, regex=False)].isin(months).all(), what
    for name in ("hills", "load"):
        for what in only[name]["says"]:
            mine = said["sku"][said["text"].str.contains(what, regex=False)]
            assert mine.isin(only[name]["skus"]).all(), what
    orders = run[0].orders.set_index("order_id")
    host = said["text"].str.contains(only["live"]["says"][0], regex=False)
    assert (orders["channel"].loc[said["order_id"][host]] == "live").all()
    waited = said["ts"].array - orders["ts_deliver"].loc[said["order_id"]].array
    soon = said["text"][waited < np.timedelta64(3, "D")]
    used = [what.strip("{}") for what in only["used"]["says"]]
    assert len(soon) > 100
    assert not soon.map(lambda text: any(what in text for what in used)).any()


def test_what_may_be_said_only_at_times_leaves_words_for_all_times():
    parts, known = phrases(), []
    for article in World().sku.name:
        for topic in TOPICS:
            for polarity in ("praise", "complaint"):
                lines = said_of(article, topic, polarity)
                known += [zh for zh, _ in lines]
                plain = fitting(lines, frozenset())
                limited = {w for rule in parts["only"].values() if "skus" not in rule
                           for w in rule["says"]}  # fmt: skip
                assert not limited & {zh for zh, _ in plain}, (article, topic)
    known += [w for tone in parts["opening"].values() for w in tone]
    known += [w for tone in parts["named"].values() for w in tone]
    known += [w for group in parts["group"].values() for w in group.get("scenes", ())]
    known += [w for who in parts["purpose"].values() for w in who]
    assert {w for rule in parts["only"].values() for w in rule["says"]} <= set(known)
