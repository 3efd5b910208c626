"""Claims on a page: which rule each meets first; all kinds of words; layouts and listings."""

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.cases.quotes import is_quoted
from ecomlab.conversion.pages import (
    LAYOUTS,
    NEEDS,
    NOTHING,
    check_claim,
    claim_check,
    claim_rules,
    listing_lint,
    page_audit,
    page_sheet,
)
from ecomlab.errors import ChoiceError, ColumnError, InputError


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The BEST pan", "may not run: absolute term (art. 9)"),
        ("No.1 in the country", "may not run: absolute term (art. 9)"),
        ("No. 1, 100% non-stick for ever", "may not run: absolute term (art. 9)"),
        ("Heals 9 of 10", "may not run: health claim (art. 17)"),
        ("Never sticks in 100 days", "false unless it is exactly so (art. 28)"),
        ("Rubbed 10,000 times", "show evidence and its source (art. 11)"),
        ("An egg slides off", "somebody must try it on the pan"),
    ],
)
def test_the_first_rule_decides(text, says):
    assert check_claim(text) == says


def test_other_rules():
    assert check_claim("纯天然", {"纯": "ask for a test report"}, "fine") == "ask for a test report"
    assert check_claim("木", {"纯": "ask for a test report"}, "fine") == "fine"


def test_refused():
    with pytest.raises(InputError, match="words of the claim"):
        check_claim(None)


# The words of the law, and words near them that it doesn't mean

HITS = {
    "absolute": [
        "国家级品质",
        "全网最轻",
        "销量第一",
        "极品茶",
        "The best pan",
        "No.1 tent",
        "首选品牌",
    ],
    "medical": [
        "治愈系",
        "缓解疼痛",
        "酸痛消失",
        "情绪疗愈",
        "heals your back",
        "治好你的腰",
        "pain gone",
    ],
    "without limit": [
        "永不变形",
        "100%防水",
        "百分百纯钛",
        "绝对不冷",
        "终身不破",
        "never leaks",
        "１００％防水",
    ],
    "patent": ["专利卡扣", "our patented buckle"],
    "gift": ["赠收纳袋", "买一送一", "with a free gift"],
    "promise": ["两年质保", "假一赔十", "2-year warranty"],
    "origin": ["保证正品", "德国进口", "genuine leather"],
    "offer": ["限时特价", "仅剩3件", "limited time only"],
    "number": ["承重300公斤", "十级大风", "一分钟烧开", "12 hours", "72小时冰块不化"],
}
FREE = ["第一次露营", "最近一批换了拉链", "最后一张图", "一杯水", "配送上门", "我们送货", "两人座",
        "painting set", "please read", "whatever fits", "everlast", "a secure buckle",
        "best before June"]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in HITS.items() for text in texts]
)
def test_each_kind_is_found(kind, text):
    assert kind in claim_check([text])["kind"].tolist()


@pytest.mark.parametrize("text", FREE)
def test_words_that_only_look_alike_pass(text):
    assert claim_check([text])["kind"].tolist() == [NOTHING]


def test_what_one_kind_has_found_the_next_does_not_see():
    found = claim_check(["100%防水"])
    assert found["kind"].tolist() == ["without limit"]
    found = claim_check(["100%防水300公斤"])
    assert found["kind"].tolist() == ["without limit", "number"]
    assert found["found"].tolist() == ["100%", "300公斤"]


def test_other_columns_stay_and_no_text_is_lost():
    texts = pd.DataFrame(
        {"sku": ["A", "B"], "words": ["永不变形的第一椅", "一把椅子"]}, index=[7, 7]
    )
    found = claim_check(texts, column="words")
    assert found["sku"].tolist() == ["A", "A", "B"]
    assert found["kind"].tolist() == ["absolute", "without limit", NOTHING]


def test_own_rules():
    rules = pd.DataFrame({"kind": ["organic"], "pattern": ["organic|有机"], "law": ["有机产品认证"],
                          "before_it_runs": ["the certificate"]})  # fmt: skip
    found = claim_check(["Organic cotton", "the best"], rules)
    assert found["kind"].tolist() == ["organic", NOTHING]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(min_size=0, max_size=30), min_size=1, max_size=5))
def test_every_text_is_answered(texts):
    found = claim_check(texts)
    assert list(dict.fromkeys(found["text"])) == list(dict.fromkeys(texts))
    assert (found["found"] == "").equals(found["kind"] == NOTHING)


def test_bad_texts_and_rules():
    with pytest.raises(InputError, match="words of each claim"):
        claim_check([3])
    with pytest.raises(ColumnError, match="text"):
        claim_check(pd.DataFrame({"words": ["x"]}))
    with pytest.raises(InputError, match="'law'"):
        claim_check(pd.DataFrame({"text": ["x"], "law": [1]}))
    with pytest.raises(InputError, match="can't be read"):
        claim_check(["x"], claim_rules().assign(pattern="("))


# Layouts


@settings(max_examples=40, deadline=None)
@given(st.permutations(["pain scene", "solution", "trust", "hook"]), st.data())
def test_a_page_is_in_order_as_the_template_is(order, data):
    """Against the definition: each pair of present blocks stands as in the template."""
    kept = data.draw(st.integers(1, 4))
    page = order[:kept]
    table = page_audit(pd.DataFrame({"sku": 1, "place": range(kept), "block": page}))
    rank = LAYOUTS["000:013"].index
    pairs = all(rank(one) < rank(other) for one, other in itertools.combinations(page, 2))
    row = table.iloc[0]
    assert row["in_order"] == pairs
    assert row["present"] == kept
    assert row["present"] + len([x for x in row["missing"].split("; ") if x]) == row["of"] == 4


def test_place_decides_not_the_row():
    pages = pd.DataFrame({"sku": "A", "place": [2, 1], "block": ["solution", "pain scene"]})
    assert page_audit(pages).loc[0, "in_order"]
    assert not page_audit(pages.assign(place=[1, 2])).loc[0, "in_order"]


def test_bad_layouts():
    pages = pd.DataFrame({"sku": "A", "place": [1, 2], "block": ["hook", "hook"]})
    with pytest.raises(InputError):
        page_audit(pages)
    with pytest.raises(ChoiceError, match="000:013"):
        page_audit(pages.assign(block=["hook", "trust"]), "mine")
    with pytest.raises(InputError, match="each once"):
        page_audit(pages.assign(block=["hook", "trust"]), ["hook", "hook"])


def test_templates_are_the_documents_words():
    for name, words in {"000:013": "痛点场景→产品解决方案→信任背书",
                        "002:016": "痛点场景化+产品价值可视化+信任背书具象化"}.items():  # fmt: skip
        assert is_quoted(words, name)
        assert len(LAYOUTS[name]) in (3, 4)
    sheet = page_sheet()
    assert set(sheet["template"]) == {"L20", "L21", "L22", "N16"}
    assert not sheet.isna().any(axis=None)


# Listings


def listing(**changes):
    row = {"sku": "A", "attributes_filled": 6, "attributes_required": 10,
           **dict.fromkeys(NEEDS, True)}  # fmt: skip
    return pd.DataFrame([row | changes])


def test_a_listing_by_hand():
    row = listing_lint(listing(has_video=False)).iloc[0]
    assert row["left"] == 4
    assert row["missing"] == "video"
    assert row["done"] == pytest.approx((6 + 6) / 17)


def test_the_emptiest_comes_first():
    both = pd.concat([listing(), listing(sku="B", has_text=False)])
    assert listing_lint(both)["sku"].tolist() == ["B", "A"]


def test_bad_listings():
    with pytest.raises(InputError, match="between 0 and"):
        listing_lint(listing(attributes_filled=11))
    with pytest.raises(InputError):
        listing_lint(listing(has_text="yes"))
    with pytest.raises(ColumnError, match="has_video"):
        listing_lint(listing().drop(columns="has_video"))
    with pytest.raises(InputError):
        listing_lint(pd.concat([listing(), listing()]))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("最大承重120公斤", "number"), ("最多睡3人", "number"), ("最低温度-5度", "number"),
     ("最大的帐篷", "absolute"), ("最低价", "absolute"), ("最多人选择", "absolute"),
     ("最轻", "absolute"), ("全网独家", "absolute"), ("冠军同款", "absolute"),
     ("第一季新品", "nothing found"),
     ("根治腰痛", "medical"), ("painless", "medical"), ("a healthy posture", "nothing found"),
     ("It heals", "medical"), ("after-sale service", "nothing found"), ("summer sale", "offer")],
)  # fmt: skip
def test_words_in_and_beside_the_list(text, kind):
    """A bound that can be measured is a number; a superlative without one is absolute."""
    assert claim_check([text])["kind"].iloc[0] == kind


def test_own_rules_may_be_written_in_capitals():
    own = claim_rules().iloc[:1].assign(pattern="CHEAPEST")
    assert claim_check(["The cheapest chair"], own)["found"].tolist() == ["cheapest"]
