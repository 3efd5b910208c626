"""What an instructor prints: two pages for the instructor, one for each trainee, on A4."""

import re

import pytest

from ecomlab import cases
from ecomlab.classroom import casebook, papers, reissues
from ecomlab.classroom.__main__ import main
from ecomlab.classroom.scripts import LESSONS, read_lesson, tags
from ecomlab.classroom.translations import problems
from ecomlab.errors import ChoiceError, InputError
from ecomlab.texts import Catalogue
from tests.cases import golden

CASE = "page_redesign"
every = pytest.mark.parametrize("name", golden.finished())
LONGEST = 2  # pages of a note


def plain(page):
    """The words of a page of HTML."""
    return re.sub(r"<[^>]+>", " ", page[page.index("<body>") :])


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Note and hand-out of a class's issue."""
    folder = reissues.reissue(CASE, "三年级2班", tmp_path_factory.mktemp("issue"))
    return papers.write(CASE, folder), cases.load(CASE, *reissues.parts(folder))


def test_a_class_gets_its_own_numbers_and_no_truth(printed):
    (note, handout), issue = printed
    assert note.parent.name == "instructor"
    assert handout.parent.name == "trainees"
    told, given = (plain(path.read_text(encoding="utf-8")) for path in (note, handout))
    assert issue.words()["truth"] in told
    for claim in issue.figures["claim"]:
        assert claim in given
    assert f"{papers.note(issue)}"[:30].removeprefix("# ") in told
    for hidden in ("truth", "真相", issue.words()["right"]):
        assert hidden not in given
    for box in ("too rosy", "说得太好", "about right", "too modest", "how sure?", "猜测"):
        assert box in given


@every
def test_what_a_hand_out_says_is_there_in_chinese(name):
    texts = Catalogue(name, "zh")
    lost = [p for p in problems("zh", [name]) if p.path[0] in ("brief", "claims")]
    assert lost == []
    assert re.search("[\u4e00-\u9fff]", texts.say("brief", "question", cases.case(name).constants))


def some(names, few=("page_redesign", "good_reviews", "five_percent")):
    """Each page runs a notebook up to its exhibit: few in every suite, all in `verify`."""
    return [pytest.param(name, marks=() if name in few else pytest.mark.verify) for name in names]


@pytest.mark.parametrize("name", some(golden.finished()))
def test_pages_on_paper(name, browser, tmp_path):
    note, handout = papers.write(name, target=tmp_path)
    exhibit = handout.read_text(encoding="utf-8").split("<section>")[2]
    assert exhibit.count("<img") + exhibit.count("<table") + exhibit.count("<pre") >= 1
    assert exhibit.count("<tr") <= 12
    page = browser.new_context().new_page()
    for path, most in ((note, LONGEST), (handout, 1)):
        page.goto(path.as_uri())
        pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        assert 1 <= pages <= most, (path.name, pages)


@every
def test_each_case_has_one_exhibit(name):
    cells = read_lesson(LESSONS / casebook.source(cases.case(name))).cells
    assert sum(papers.EXHIBIT in tags(cell) for cell in cells) == 1


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(papers, "FOLDER", tmp_path)
    assert main(["papers", CASE, "--no-browser"]) == 0
    assert "one page, for each trainee" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / CASE).iterdir()} == {"note.html", "handout.html"}
    assert main(["papers", "page_redesing", "--no-browser"]) == 1
    assert "did you mean 'page_redesign'" in capsys.readouterr().err


def test_what_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="can't be written"):
        papers.write(CASE, target=tmp_path / "file")
    with pytest.raises(ChoiceError):
        papers.write("nothing", target=tmp_path)
