"""The documents' words in cases and lessons are the documents' words, in every issue."""

import re
import subprocess
import sys

import pytest

from ecomlab import cases
from ecomlab.cases import quotes as quoted
from ecomlab.classroom import keys
from ecomlab.datasets import FOLDER
from ecomlab.texts import Catalogue

ROOT = FOLDER.parent
QUOTES = quoted.quotes()


def test_every_quotation_stands_in_its_sentence():
    known = quoted.sentences()
    assert [one for one in QUOTES if not quoted.is_quoted(one.quote, one.code, known)] == []


def test_no_quotation_is_filled_in():
    assert [one for one in QUOTES if re.search(r"[{}]", one.quote)] == []


def test_the_sentences_are_those_that_are_quoted():
    assert set(quoted.sentences()) == {code for one in QUOTES for code in quoted.codes(one.code)}


def test_every_case_quotes_its_document():
    assert {one.where.partition(".")[0] for one in QUOTES} >= set(cases.names())


def test_no_quotation_in_a_text_is_overlooked():
    """What begins like one is read as one: a wrong code or a line that ends too soon shows."""
    for pattern in quoted.TEXTS:
        for path in ROOT.glob(pattern):
            text = path.read_text(encoding="utf-8")
            found = quoted.IN_A_TEXT.findall(text)
            assert len(re.findall(r"原文 *\d", text)) == len(found), path


def test_no_figure_is_filled_into_chinese():
    """A Chinese sentence with an issue's figure would read like the document's."""
    filled = re.compile(r"[\u4e00-\u9fff]\{+ ?\w+ ?\}+|\{+ ?\w+ ?\}+[\u4e00-\u9fff]")
    for pattern in quoted.TEXTS:
        for path in ROOT.glob(pattern):
            if "zh" in path.parts:  # the course's own Chinese, which stands beside the quotes
                continue
            lines = path.read_text(encoding="utf-8").splitlines()
            assert [line for line in lines if filled.search(line)] == [], path


@pytest.mark.parametrize(
    ("quote", "code", "stands"),
    [
        ("改版后,页面转化率提升至6%", "001:023", True),
        ("改版后，页面转化率提升至 6%。", "001:023", True),  # width, punctuation, blanks
        ("用户平均停留时间不足3秒。改版后,将核心卖点", "001:021-022", True),
        ("页面转化率提升至7%", "001:023", False),
        ("页面转化率提升至6%，增长200%", "001:023", False),  # something left out
        ("页面转化率提升至6%", "001:021", False),
        ("页面转化率提升至6%", "001:999", False),
        ("", "001:023", False),
        ("，。", "001:023", False),
    ],
)
def test_a_quotation_is_word_by_word(quote, code, stands):
    known = {
        "001:021": "用户平均停留时间不足3秒",
        "001:022": "改版后,将核心卖点提炼为“三步看产品”",
        "001:023": "改版后,页面转化率提升至6%,较改版前增长200%",
    }
    assert quoted.is_quoted(quote, code, known) == stands


def test_quotations_are_read_from_texts(tmp_path):
    lesson = tmp_path / "lessons" / "5_retention" / "case.py"
    lesson.parent.mkdir(parents=True)
    lines = [
        "# the largest group (原文 001:028: 3-7天的用户占比最高). Nobody says how.",
        "# > 原文 000:049: 复购率每提升5%，利润可提升25%-95%",
        '"(原文 001:021-022: “三步”。 )"',
        "# a term (复购周期), no quotation",
    ]
    lesson.write_text("\n".join(lines), encoding="utf-8")
    where = "lessons/5_retention/case.py"
    assert list(quoted._in_texts(tmp_path)) == [
        (where, "001:028", "3-7天的用户占比最高"),
        (where, "000:049", "复购率每提升5%，利润可提升25%-95%"),
        (where, "001:021-022", "“三步”。"),
    ]


def test_quotations_are_printed():
    command = [sys.executable, "-m", "ecomlab.cases", "quotes"]
    printed = subprocess.run(command, capture_output=True, cwd=ROOT, check=True).stdout.decode()
    lines = printed.splitlines()
    assert "001:031\t最终使复购率从8%提升至15%" in lines
    assert len(lines) == len({(one.code, one.quote) for one in QUOTES})


# --- In an issue -----------------------------------------------------------------------------


def test_figures_of_one_clause_are_one_claim():
    claims = cases.load("page_redesign").claims
    assert claims["document"].tolist() == ["001:023", "001:021"]
    assert claims.loc[0, "claim"] == "page conversion rose to 6%; +200% on before"


@pytest.mark.parametrize("name", ["page_redesign", "five_percent"])
def test_an_issue_changes_the_claim_but_not_the_quotation(name):
    published, issue = cases.load(name), cases.reissue(name, "2027-spring")
    assert published.claims["claim"].tolist() != issue.claims["claim"].tolist()
    assert published.claims["quote"].tolist() == issue.claims["quote"].tolist()
    for quote in published.claims["quote"]:
        assert f"| {quote} |" in published.brief
        assert f"| {quote} |" in issue.brief
        assert f"| {quote} |" in keys.markdown(issue)


def test_the_brief_says_whose_words_and_figures_they_are():
    published, issue = cases.load("page_redesign"), cases.reissue("page_redesign", "2027-spring")
    document, figures = (
        Catalogue("course").say("texts", name) for name in ("claims-whose", "claims-whose-issue")
    )
    assert document in published.brief
    assert figures not in published.brief
    assert f"{document} {figures}" in issue.brief
    assert f"{document} {figures}" in keys.markdown(issue)


def test_no_reissue_puts_its_numbers_beside_a_source_of_repute():
    assert not re.search("Harvard|哈佛", cases.reissue("five_percent", "2027-spring").brief)
