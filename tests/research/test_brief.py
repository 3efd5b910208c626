"""The research brief: one page, nothing empty, nothing overwritten, nothing unescaped."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.errors import InputError
from ecomlab.estimates import Estimate
from ecomlab.research.brief import LONGEST, research_brief

SEEN = [{"finding": "Searches grow", "source": "lesson 1.1, cell trend"}]


def brief(**changes):
    answers = {"what": "A chair", "for_whom": "Campers", "where": "Tmall", "evidence": SEEN,
               "unknown": ["The lead time"]}  # fmt: skip
    return research_brief(**answers | changes)


class Reader(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def test_the_page_holds_every_answer_in_both_languages():
    page = Reader(brief(for_whom=("Campers with a car", "自驾露营者")).html)
    text = " ".join(page.texts)
    assert not page.open
    said = ["A chair", "Campers with a car", "自驾露营者", "Tmall", "Searches grow"]
    for word in [*said, "lesson 1.1, cell trend", "The lead time", "卖什么", "在哪卖", "尚不清楚"]:
        assert word in text


def test_the_page_needs_no_network():
    page = Reader(brief().html)
    assert {"script", "link", "img", "iframe"}.isdisjoint(tag for tag, _ in page.tags)
    assert "url(" not in brief().html
    assert "@import" not in brief().html


@given(st.text(min_size=1, max_size=LONGEST).filter(lambda text: text.strip(" .!?-…。！")))
def test_any_text_is_shown_and_none_is_markup(text):
    hostile = f"<script>{text}</script>"[:LONGEST]
    plain = Reader(brief().html)
    page = Reader(brief(what=hostile).html)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    shown = "".join(page.texts).replace("\r\n", "\n").replace("\r", "\n")
    assert hostile.replace("\r\n", "\n").replace("\r", "\n") in shown or "\0" in hostile


@pytest.mark.parametrize(
    "nothing", ["", "  ", "...", ..., None, "TODO", "待定", float("nan"), ("a", "")]
)
@pytest.mark.parametrize("name", ["what", "for_whom", "where"])
def test_an_empty_answer_is_refused_by_its_name(name, nothing):
    with pytest.raises(InputError, match=f"lacks: {name}[.]"):
        brief(**{name: nothing})


def test_all_that_is_missing_is_named_at_once():
    rows = [{"finding": "Growth", "source": ""}, {"finding": None, "source": "table sku"}]
    with pytest.raises(
        InputError, match="what, source of evidence 1, finding of evidence 2, unknown 2"
    ):
        brief(what="", evidence=rows, unknown=["x", ""])
    with pytest.raises(InputError, match="lacks: evidence, unknown"):
        brief(evidence=[], unknown=[])


@pytest.mark.parametrize(
    "source", ["lesson 1.1", "the internet", "Table", "own:", "javascript:alert(1)"]
)
def test_a_source_that_names_no_place_is_refused(source):
    with pytest.raises(InputError, match="source of evidence 1 .* Write it as"):
        brief(evidence=[{"finding": "x", "source": source}])


@pytest.mark.parametrize("source", ["lesson 1.1, cell trend", "lesson 0, cell luck", "table orders",
                                    "case presale, cell truth", "own: 30 calls on 3 May",
                                    "https://example.com/a?b=1&c=2"])  # fmt: skip
def test_sources_that_name_a_place(source):
    text = "".join(Reader(brief(evidence=[{"finding": "x", "source": source}]).html).texts)
    assert source in text


def test_estimates_keep_their_interval_and_n():
    one = Estimate(0.12, 0.05, 0.19, 24, "months")
    rows = [
        SEEN[0] | {"estimate": one},
        SEEN[0] | {"estimate": 18.5},
        SEEN[0] | {"estimate": "two of five"},
    ]
    text = " ".join(Reader(brief(evidence=rows).html).texts)
    assert repr(one) in text
    assert "18.5" in text
    assert "two of five" in text
    table = pd.DataFrame([SEEN[0] | one._asdict(), SEEN[0] | {"estimate": 3.0}])
    text = " ".join(Reader(brief(evidence=table).html).texts)
    assert repr(one) in text
    assert "3" in text


def test_one_page_stays_one_page():
    with pytest.raises(InputError, match="for_whom has 300 characters"):
        brief(for_whom="x" * 300)
    with pytest.raises(InputError, match="evidence has 9 rows"):
        brief(evidence=SEEN * 9)
    with pytest.raises(InputError, match="unknown is 'the lead time'. Give a list"):
        brief(unknown="the lead time")
    with pytest.raises(InputError, match="3 parts"):
        brief(what=("a", "b", "c"))
    with pytest.raises(InputError, match="A row of evidence is 'x'"):
        brief(evidence=["x"])


def test_a_file_is_written_once_and_replaced_only_if_asked(tmp_path):
    path = tmp_path / "brief.html"
    first = brief(path=path)
    assert path.read_text(encoding="utf-8") == first.html
    assert first.path == path
    with pytest.raises(InputError, match="there already"):
        brief(what="Another", path=path)
    assert "Another" not in path.read_text(encoding="utf-8")
    brief(what="Another", path=str(path), overwrite=True)
    assert "Another" in path.read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["brief.html"]


def test_paths_that_cannot_be_written_are_refused(tmp_path):
    with pytest.raises(InputError, match="ends in .html"):
        brief(path=tmp_path / "brief.doc")
    with pytest.raises(InputError, match="no folder"):
        brief(path=tmp_path / "nowhere" / "brief.html")
    with pytest.raises(InputError, match="lacks"):
        brief(what="", path=tmp_path / "brief.html")
    assert list(tmp_path.iterdir()) == []
