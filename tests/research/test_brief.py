"""The research brief: one page, nothing empty, nothing overwritten, nothing unescaped."""

import re
import shutil
import subprocess
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


def test_what_would_change_our_mind_has_a_box_of_its_own():
    text = " ".join(Reader(brief(change=[("Rivals below 90 yuan", "竞品低于90元")]).html).texts)
    for word in ("What would change our mind", "何时改主意", "Rivals below 90", "竞品低于90元"):
        assert word in text
    assert "何时改主意" not in brief().html
    with pytest.raises(InputError, match="lacks: change 2"):
        brief(change=["x", "..."])
    with pytest.raises(InputError, match="change is 'x'. Give a list"):
        brief(change="x")


def test_shares_are_per_cent_in_both_languages():
    row = SEEN[0] | {"estimate": Estimate(0.332, 0.0876, 0.577, 24, "cities"), "unit": "%"}
    text = " ".join(Reader(brief(evidence=[row | {"counts_zh": "个城市"}]).html).texts)
    assert "33% (9% to 58%), n = 24 cities" in text
    assert "33%（9% 至 58%），24 个城市" in text
    assert "第 1.1 课，单元格 trend" in text
    text = " ".join(Reader(brief(evidence=[SEEN[0] | {"estimate": 0.25, "unit": "%"}]).html).texts)
    assert "25%" in text


ENGLISH = "Buyers who look for a light chair say that they pay more than rivals ask for it. " * 4
CHINESE = "所问买家中愿意为两公斤以下的轻便折叠椅支付更高价格并需要搬运一段距离的人占比较高" * 7


def full(n, findings, doubts, turns, chinese):
    """A page of which every text has n characters, or that is refused."""
    said = (ENGLISH[:n].strip(), CHINESE[: int(n * chinese)])
    row = {
        "finding": said,
        "source": "lesson 1.5, cell shelves-table",
        "unit": "%",
        "low": 0.0876,
        "estimate": 0.332,
        "high": 0.577,
        "n": 24,
        "counts": "cities",
        "counts_zh": "个城市",
    }
    return brief(what=said, for_whom=said, where=said, evidence=[row] * findings,
                 unknown=[said] * doubts, change=[said] * turns, about="A shop")  # fmt: skip


def test_a_page_too_many_is_refused_with_what_takes_most():
    full(100, 4, 4, 0, 0.33)
    with pytest.raises(InputError, match=r"1\.\d+ pages long. Say less, first in: what, for_whom"):
        full(100, 6, 6, 0, 0.33)
    with pytest.raises(InputError, match="first in: evidence 1, change 1, change 2"):
        brief(change=["x " * 125] * 8)


@pytest.mark.verify
@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium to print with")
@pytest.mark.parametrize(
    ("findings", "doubts", "turns", "chinese"),
    [(4, 4, 0, 0.33), (8, 1, 0, 0.33), (1, 8, 3, 0.33), (2, 3, 4, 0.9), (5, 3, 1, 0.9),
     (1, 1, 0, 1.0)],
)  # fmt: skip
def test_the_longest_page_that_is_allowed_prints_on_one_a4(
    tmp_path, findings, doubts, turns, chinese
):
    last = None
    for n in range(8, LONGEST, 4):
        try:
            last = full(n, findings, doubts, turns, chinese)
        except InputError:
            break
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(last.html, encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run([*command, f"--print-to-pdf={printed}", str(page)], check=True, timeout=60,
                   capture_output=True)  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 1


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
