"""A second language is a second file, and the check finds what is wrong with it."""

import re
import shutil
import tomllib

import pytest

from ecomlab import cases, texts
from ecomlab.classroom import build, exercises, reissues, translations
from ecomlab.classroom.casebook import WORD
from ecomlab.classroom.scripts import LESSONS
from ecomlab.classroom.spoken import MADE
from ecomlab.errors import InputError
from ecomlab.texts import files

CASE, LESSON = "page_redesign", "5_1"
BOTH = [CASE, LESSON, translations.COURSE]
KEPT = re.compile(rf"{WORD.pattern}|{files.FIELD.pattern}|`[^`]*`|\{{\w+\}}")


def reversed_case(text):
    """A language in which capitals are small and small letters capitals; facts and code stay."""
    found, at = [], 0
    for kept in KEPT.finditer(text):
        found += [text[at : kept.start()].swapcase(), kept[0]]
        at = kept.end()
    return "".join([*found, text[at:].swapcase()])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The course's texts, and two lessons of them in another language."""
    shutil.copytree(files.FOLDER, tmp_path / "texts", ignore=shutil.ignore_patterns("*.py", "__*"))
    monkeypatch.setattr(files, "FOLDER", tmp_path / "texts")
    monkeypatch.setattr(files, "_told", set())
    translations.template("xx", BOTH)
    for lesson in BOTH:
        rewrite("xx", lesson, reversed_case)
    own = tmp_path / "texts/xx/language.toml"
    text = own.read_text(encoding="utf-8").replace('thousands = ","', 'thousands = " "')
    own.write_text(text.replace('decimal = "."', 'decimal = ","'), encoding="utf-8")
    files.read.cache_clear()
    yield tmp_path / "texts"
    files.read.cache_clear()
    texts.use(None)


def rewrite(language, lesson, turn):
    """Give each text of the file the form that ``turn`` makes of the English one."""
    wanted = translations.english(lesson)
    there = {
        path: {"hash": translations.hash_of(text), "text": turn(text)}
        for path, text in wanted.items()
    }
    path = files.FOLDER / language / f"{lesson}.toml"
    path.write_text(translations._written(wanted, there), encoding="utf-8")


def altered(folder, lesson, old, new, language="xx"):
    """Put something else into the first line that has it and isn't a comment."""
    path = folder / language / f"{lesson}.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if old in line and not line.startswith("#"))
    lines[number] = lines[number].replace(old, new, 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    files.read.cache_clear()


def found(lesson, language="xx"):
    return {(".".join(p.path), p.what) for p in translations.problems(language, [lesson])}


# --- Shown ---------------------------------------------------------------------------------


def test_a_case_is_shown_in_another_language(folder):
    issue = cases.load(CASE)
    english = exercises(issue)
    brief, told = issue.brief, english.tell("would-reading")
    card = issue.case.card("x")
    texts.use("xx")
    quiz = exercises(issue)
    assert repr(quiz.same_source).startswith("**oNE SOURCE AT A TIME**\n\nbY WHAT FACTOR")
    assert quiz.same_source.hint().text.endswith("WHERE `paid_flag` IS FALSE.")
    right = quiz.same_source._answer(quiz.same_source.exercise.solution)
    assert quiz.same_source.check(right).message.startswith("tHE MIX OF SOURCES")
    assert quiz.same_source.check(3.0).message.startswith("tHAT IS THE CLAIM ITSELF")
    actions = english.monday.exercise.kind.actions
    assert list(quiz.monday.exercise.kind.actions.values()) == [
        action.swapcase() for action in actions.values()
    ]
    comma = re.sub(r"(\d)\.(\d)", r"\1,\2", told.swapcase())
    assert str(quiz.tell("would-reading")) == comma
    assert quiz.tell("obvious-reading").startswith("3,00 TIMES THE CONVERSION, FROM 120 578 VISITS")
    assert issue.brief.splitlines()[0] == brief.splitlines()[0].swapcase()
    assert "PAGE CONVERSION ROSE TO 6%" in issue.brief
    assert "页面转化率提升至6%" in issue.brief
    assert issue.case.card("x") == card
    quiz.same_source.solution()  # the code stays code


def test_a_notebook_is_shown_in_another_language(folder):
    texts.use("xx")
    for source in (f"3_conversion/case_{CASE}.py", "5_retention/5_1_cohorts.py"):
        notebook = build.told(LESSONS, source)
        markdown = written(notebook)
        assert not any(re.search(r"\bthe\b", re.sub(r"`[^`]*`", "", text)) for text in markdown)
    assert any("cONVERSION WAS 2,0% BEFORE" in text.replace("\n", " ") for text in told(CASE))


def told(name):
    notebook = build.told(LESSONS, f"3_conversion/case_{name}.py")
    return written(notebook)


def written(notebook):
    """Its Markdown, but for the cells that are made from the lesson's header."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown" and cell.id not in MADE
    ]


def test_what_a_class_must_not_know_is_told_by_nobody(tmp_path):
    written = reissues.reissue(CASE, "7B", tmp_path) / reissues.TRAINEES
    issue = cases.load(CASE, written / reissues.DATA)
    quiz = exercises(issue)
    assert "instructor has it" in quiz.tell("truth-reading")
    assert "times the conversion" in quiz.tell("obvious-reading")


def test_trainees_changes_to_a_table_change_no_sentence():
    issue = cases.load(CASE)
    quiz = exercises(issue)
    issue.tables.traffic_daily["payers"] = 0
    assert quiz.tell("obvious-reading").startswith("3.00 times")


def test_tables_without_their_case_tell_nothing():
    with pytest.raises(InputError, match=r"quiz = exercises\(case\)"):
        exercises(CASE, **cases.load(CASE).tables).tell("would-reading")


# --- Checked -------------------------------------------------------------------------------


def test_a_whole_language_has_no_problem(folder):
    assert translations.problems("xx", BOTH) == []


FAULTS = {
    "lost fact": ("{naive_n} vISITS", "vISITS", "texts.obvious-reading", "facts"),
    "fact renamed": ("{right_low}", "{right_first}", "texts.right-reading", "facts"),
    "swapped unit": ("{naive} TIMES", "{naive:points} TIMES", "texts.obvious-reading", "unit"),
    "fact of the brief lost": ("{{ before }}", "", "cells.card", "facts"),
    "untranslated": ('text = "{rise} ON BEFORE"', 'text = ""', "claims.rise", "untranslated"),
    "orphan": ("[claims.stay]", "[claims.gone]", "claims.gone", "orphan"),
    "missing": ("[claims.stay]", "[claims.gone]", "claims.stay", "missing"),
    "an answer's name": ('wrong."all visits"', 'wrong."all"', None, "orphan"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(folder, fault):
    old, new, path, what = FAULTS[fault]
    path = path or "exercises.same_source.wrong.all"
    altered(folder, CASE, old.replace("vISITS", "VISITS"), new.replace("vISITS", "VISITS"))
    assert (path, what) in found(CASE)


def test_a_stale_text_is_found(folder):
    altered(folder, CASE, "Both pages had all of them.", "Both had all of them.", "en")
    assert found(CASE) == {("texts.would-reading", "stale")}


def test_new_line_breaks_make_nothing_stale(folder):
    altered(folder, CASE, "Both pages had all of them.", "Both pages\nhad all of them.", "en")
    assert found(CASE) == set()


ENGLISH = {
    "renamed fact": ("{paid_before}", "{paid_first}", ("texts.would-reading", "facts")),
    "another unit": ("{paid_before}", "{paid_before:points}", ("texts.would-reading", "facts")),
    "not told": ("[texts]", "[texts]\nmore = 'x'", ("texts.more", "orphan")),
    "no text": ("would-reading =", "would =", ("texts.would-reading", "missing")),
    "code of no fact": ("[texts]", "[codes.gone]\nin = 'in'\n[texts]", ("codes.gone", "orphan")),
    "no claim": ("rise =", "risen =", ("claims.rise", "missing")),
    "no memo": ("memo =", "note =", ("brief.memo", "missing")),
}


@pytest.mark.parametrize("fault", ENGLISH)
def test_each_fault_of_the_english_is_found(folder, fault):
    old, new, problem = ENGLISH[fault]
    altered(folder, CASE, old, new, "en")
    assert problem in found(CASE, "en")


def test_facts_without_a_text_are_found(folder):
    altered(folder, LESSON, "three-bases-reading", "three-bases", "en")
    assert ("texts.three-bases-reading", "missing") in found(LESSON, "en")


def test_the_english_texts_are_whole():
    assert translations.problems("en") == []


# --- Templates -----------------------------------------------------------------------------


def test_a_template_keeps_what_is_translated(folder):
    altered(folder, CASE, "[claims.stay]", "[claims.gone]")
    before = translations.translated("xx", CASE)
    translations.template("xx", [CASE])
    after = translations.translated("xx", CASE)
    assert after.pop(("claims", "stay"))["text"] == ""
    assert after == before  # the orphan too
    again = (folder / "xx" / f"{CASE}.toml").read_bytes()
    translations.template("xx", [CASE])
    assert (folder / "xx" / f"{CASE}.toml").read_bytes() == again


def test_a_new_language_begins_empty_and_complete(folder):
    translations.template("yy", [CASE])
    there = tomllib.loads((folder / f"yy/{CASE}.toml").read_text(encoding="utf-8"))
    entry = there["exercises"]["same_source"]["wrong"]["all visits"]
    assert entry["text"] == ""
    assert len(entry["hash"]) == 8
    assert {what for _, what in found(CASE, "yy")} == {"untranslated"}
    with pytest.raises(InputError, match='such as "zh"'):
        translations.template("../en")
