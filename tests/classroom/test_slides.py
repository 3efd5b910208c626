"""A case as slides: how they are laid out, and one deck in a browser that has no network.

The deck needs the packages of the extra `slides`, the browser Playwright and a Chromium; where one
is missing the test says so and is skipped.
"""

import importlib.util
import re
import shutil

import nbformat.v4 as new
import pytest

from ecomlab import cases
from ecomlab.classroom import build, decks, headers, reissues
from ecomlab.classroom.__main__ import main
from ecomlab.errors import ChoiceError, DataFileError, InputError

CASE = "page_redesign"
MISSING = [name for name, *_ in decks.ASSETS if importlib.util.find_spec(name) is None]
needs_assets = pytest.mark.skipif(bool(MISSING), reason=f"{MISSING} aren't installed")


# --- The layout ----------------------------------------------------------------------------


def code(source, *outputs, tags=()):
    return new.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def text(source, *tags):
    return new.new_markdown_cell(source, metadata={"tags": list(tags)})


def printed(lines):
    return new.new_output("stream", text="\n".join(["printed"] * lines))


FIGURE = new.new_output("display_data", data={"image/png": "iVBORw0KGgo="})


CODE = decks.FOLDED + "<summary>Code</summary>"


def laid_out(*cells):
    """Each part's kind and what it begins with."""
    notebook = decks._laid_out(new.new_notebook(cells=list(cells)), {})
    return [
        (cell.metadata["slideshow"]["slide_type"], cell.source.split("\n")[0])
        for cell in notebook.cells
    ]


def test_title_stands_alone_and_headings_begin_slides():
    found = laid_out(text("# 标题 Title\n### Below\n\nAims."), text("## Brief\n\nRead."))
    assert found == [
        ("slide", "# 标题 Title"), ("subslide", "Aims."), ("slide", "## Brief"), ("-", "Read."),
    ]  # fmt: skip


def test_what_code_shows_stands_below_its_text_and_before_the_code_which_is_folded():
    assert laid_out(text("# T"), text("First."), code("1 + 1", printed(3)), text("Two."))[1:] == [
        ("subslide", "First."), ("-", ""), ("-", CODE), ("-", "Two."),
    ]  # fmt: skip


def test_what_has_no_room_below_begins_a_slide():
    found = laid_out(text("# T"), text("Text. " * 190), code("x", printed(8)))[1:]
    assert [kind for kind, _ in found] == ["subslide", "subslide", "-"]


def test_a_heading_never_stays_alone():
    found = laid_out(text("# T"), text("## Brief"), code("case.brief", printed(40)))[1:]
    assert found == [("slide", "## Brief"), ("-", ""), ("-", CODE)]


def test_a_figure_stands_below_its_question_and_nothing_but_its_code_below_it():
    found = laid_out(text("# T"), text("## Look."), code("plot()", FIGURE), text("So."))[1:]
    assert found == [("slide", "## Look."), ("-", ""), ("-", CODE), ("subslide", "So.")]


def test_nothing_follows_a_question_as_its_answer_would():
    found = laid_out(text("# T"), text("Table."), code("quiz.rises", printed(3)), text("So."))[1:]
    assert found == [("subslide", "Table."), ("-", ""), ("subslide", "So.")]


def test_a_long_text_is_cut_between_paragraphs():
    paragraph = "七个字的一句。" * 36
    found = laid_out(text("# T"), text("\n\n".join([paragraph] * 4)))[1:]
    assert [kind for kind, _ in found] == ["subslide", "-", "subslide", "-"]


def test_notes_stay_with_their_slide():
    found = laid_out(text("# T"), text("## A"), text("Ask.", "instructor"), code("1"))
    assert found[1:] == [("slide", "## A"), ("notes", "Ask."), ("-", CODE)]


# --- What there is -------------------------------------------------------------------------


def test_overview_has_every_case_with_its_minutes(capsys):
    table = decks.overview()
    assert table["name"].tolist() == cases.names()
    assert table["minutes"].between(30, 60).all()
    assert main(["present", "--list"]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if CASE in line)
    minutes = headers.read()[CASE].minutes
    assert line.split() == f"K01 {CASE} The page that tripled its conversion {minutes}".split()


def test_unknown_case_and_missing_issue(tmp_path, capsys):
    with pytest.raises(ChoiceError, match="did you mean 'page_redesign'"):
        decks.deck("page_redesing")
    assert main(["present", "nothing", "--no-browser"]) == 1
    assert "Choose one of" in capsys.readouterr().err
    with pytest.raises(DataFileError, match="datapackage.json"):
        decks.deck(CASE, issue=tmp_path)


@needs_assets
def test_folder_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(build, "execute", lambda *words: None)
    with pytest.raises(InputError, match="can't be written"):
        decks.deck(CASE, target=tmp_path / "file" / "below")


def test_missing_package_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(decks.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="sphinx-revealjs is missing"):
        decks._write("", tmp_path / "deck", "")
    assert list(tmp_path.iterdir()) == []


def test_a_class_s_issue_is_presented_with_its_own_truth(tmp_path):
    secret = b"of the first edition"
    folder = reissues.reissue(CASE, "三年级2班", tmp_path, secret)
    found, notebook, runs_in = decks._edition(CASE, folder)
    assert runs_in == folder / "instructor"
    assert found.truth == cases.reissue(CASE, "三年级2班", secret).truth
    assert 'quiz.tell("truth-reading")' in [cell.source for cell in notebook.cells]
    assert f"multiplied conversion by {found.words()['truth']}." in found.tell("truth-reading")
    reissues.notebook(runs_in, CASE).unlink()
    with pytest.raises(DataFileError, match="issue the case again"):
        decks._edition(CASE, folder)


# --- One deck ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    """The deck of the page redesign, in a folder that was carried elsewhere."""
    if MISSING:
        pytest.skip(f"{MISSING} aren't installed")
    made = tmp_path_factory.mktemp("slides")
    decks.deck(CASE, target=made / "made")
    return (made / "made").rename(made / "on a stick 幻灯片") / decks.PAGE


def test_deck_holds_all_it_needs_and_no_address_of_a_server(deck):
    page = deck.read_text(encoding="utf-8")
    loaded = set(re.findall(r'(?:src|href)="([^"#]+)"', page))
    files = {name for name in loaded if not name.startswith("data:")}
    assert len(files) == 4
    assert all((deck.parent / name.split("?")[0]).is_file() for name in files)
    licences = {path.parent.name for path in deck.parent.rglob("LICENSE")}
    assert licences == {"reveal", "mathjax"}


def test_deck_is_made_again_only_when_something_changed(deck, monkeypatch):
    def execute(*words):
        raise InputError("made again")

    monkeypatch.setattr(build, "execute", execute)
    assert decks.deck(CASE, target=deck.parent) == deck
    monkeypatch.setattr(decks.importlib.metadata, "version", lambda name: "another")
    with pytest.raises(InputError, match="made again"):
        decks.deck(CASE, target=deck.parent)


def cut(folder):
    page = folder / decks.PAGE
    page.write_bytes(page.read_bytes()[: page.stat().st_size // 2])


def alter(folder):
    page = folder / decks.PAGE
    page.write_bytes(page.read_bytes().replace(b"tripled", b"doubled", 1))


DAMAGES = {
    "no reveal.js": lambda folder: shutil.rmtree(folder / "reveal"),
    "a plug-in is missing": lambda folder: (folder / "reveal/plugin/notes/notes.js").unlink(),
    "an empty MathJax": lambda folder: (folder / "mathjax/MathJax.js").write_bytes(b""),
    "cut": cut,
    "altered": alter,
    "no page": lambda folder: (folder / decks.PAGE).unlink(),
    "of an edition before": lambda folder: (folder / decks.MADE).unlink(),
    "cut list": lambda folder: (folder / decks.MADE).write_text("{"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_deck_is_made_again(deck, damage, tmp_path, monkeypatch):
    folder = shutil.copytree(deck.parent, tmp_path / "deck")

    def execute(*words):
        raise InputError("made again")

    monkeypatch.setattr(build, "execute", execute)
    assert decks.deck(CASE, target=folder) == folder / decks.PAGE
    DAMAGES[damage](folder)
    with pytest.raises(InputError, match="made again"):
        decks.deck(CASE, target=folder)


def test_deck_without_any_network(deck, browser):
    """Slides turn, figures and formulas show, nothing sticks out, the notes open."""
    room = browser.new_context(viewport={"width": 1280, "height": 720})
    refused, failed = [], []

    def only_files(route):
        if route.request.url.startswith(deck.parent.as_uri()):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    room.route("**/*", only_files)
    page = room.new_page()
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.goto(deck.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady() && MathJax.isReady")
    assert (
        page.evaluate("document.title") == "K01 The page that tripled its conversion (as published)"
    )
    assert "tripled its conversion" in shown(page)
    assert "转化率涨到三倍的详情页" in shown(page)

    seen, figures, formulas = [], 0, 0
    for _ in range(page.evaluate("Reveal.getTotalSlides()")):
        settle(page)
        assert page.evaluate(STICKS_OUT) == []
        assert len(seen) == 0 or page.evaluate(FILLED) > 0.5, shown(page)
        figures += page.evaluate(FIGURES)
        formulas += page.evaluate(FORMULAS)
        seen.append(page.evaluate("Object.values(Reveal.getIndices()).join()"))
        page.keyboard.press("PageDown")
    assert len(set(seen)) == len(seen) > 15
    assert figures == 4
    assert formulas == 2

    page.goto(f"{deck.as_uri()}#/{page.evaluate(WITH_NOTES)}")
    with room.expect_page() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("but no period and no number of visits").wait_for(timeout=30_000)
    assert opened.value.locator("iframe").count() == 2
    assert refused == []
    assert failed == []


SLIDE = "const slide = Reveal.getCurrentSlide();"
STICKS_OUT = f"""() => {{ {SLIDE} return [slide, ...slide.querySelectorAll("*")]
    .filter(part => part.offsetWidth && !part.closest(".MathJax, .MathJax_Preview, script"))
    .filter(part => part.getBoundingClientRect().right > innerWidth
        || part === slide && part.scrollHeight > part.clientHeight
        || part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "auto")
    .map(part => part.outerHTML.slice(0, 80)); }}"""
FIGURES = f"""() => {{ {SLIDE} return [...slide.querySelectorAll("img")]
    .filter(image => image.naturalWidth > 1000 && image.offsetWidth > 600).length; }}"""
FORMULAS = f"""() => {{ {SLIDE} return [...slide.querySelectorAll(".MathJax_Display .math")]
    .filter(formula => formula.offsetWidth > 100 && formula.offsetHeight > 20).length; }}"""
FILLED = f"""() => {{ {SLIDE} const parts = [...slide.children].filter(
    part => part.offsetHeight && part.tagName != "ASIDE").map(part => part.getBoundingClientRect());
    return (Math.max(...parts.map(part => part.bottom)) -
        Math.min(...parts.map(part => part.top))) / innerHeight; }}"""
ON_PAPER = """() => [...document.querySelectorAll(".pdf-page .MathJax_Display .math")]
    .map(formula => [formula.offsetWidth, formula.offsetHeight])"""
WITH_NOTES = """() => { const slide = Reveal.getSlides().find(
    slide => slide.querySelector("aside.notes")?.textContent.includes("gives the base"));
    const {h, v} = Reveal.getIndices(slide); return `${h}/${v}`; }"""


def shown(page):
    return page.evaluate("Reveal.getCurrentSlide().innerText")


def settle(page):
    """Wait until MathJax and the fit of the letters are done with this slide."""
    page.evaluate("new Promise(done => MathJax.Hub.Queue(() => done()))")


def test_formulas_are_there_on_paper(deck, browser):
    room = browser.new_context(viewport={"width": 1280, "height": 720})
    page = room.new_page()
    page.emulate_media(media="print")
    page.goto(f"{deck.as_uri()}?print-pdf")
    page.wait_for_function("document.querySelectorAll('.pdf-page').length > 15")
    page.wait_for_function("MathJax.isReady")
    settle(page)
    formulas = page.evaluate(ON_PAPER)
    assert len(formulas) == 2
    assert all(width > 100 and height > 20 for width, height in formulas)
    assert not page.locator("details.code").first.is_visible()


def test_answers_are_in_the_notes_and_not_on_the_slides(deck):
    page = deck.read_text(encoding="utf-8")
    on_slides = re.sub(r'(?s)<aside class="notes">.*?</aside>', "", page)
    assert "That is the claim itself: all visits" in page
    assert "That is the claim itself: all visits" not in on_slides
    assert ".check(" not in on_slides
    assert "Teaching note" not in on_slides
