"""Facts are told with their unit and in the words of a language, and nothing is told wrongly."""

import datetime
import warnings

import pandas as pd
import pytest

from ecomlab import texts
from ecomlab.errors import ChoiceError, DataFileError
from ecomlab.texts import Catalogue, Form, fact, files, locale

GERMAN = {
    "thousands": ".",
    "decimal": ",",
    "unknown": "unbekannt",
    "months": ["Januar", "Februar", "März", "April", *"????????"],
    "dates": {"date": "{day}. {month} {year}", "day": "{day}. {month}", "month": "{month} {year}"},
    "units": {"share": "{}%", "points": "{} Punkte", "CNY": "{} Yuan", "days": "{} Tage"},
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Texts of a made-up lesson, in English and half of it in another language."""
    (tmp_path / "en").mkdir()
    (tmp_path / "xx").mkdir()
    for language in ("en", "xx"):
        own = (files.FOLDER / "en/language.toml").read_text(encoding="utf-8")
        (tmp_path / language / "language.toml").write_text(own, encoding="utf-8")
    write = (tmp_path / "en/9_1.toml").write_text
    write(
        "[texts]\n"
        'rise = "It rose by {rise:points}; the interval {zero}."\n'
        'only-english = "{n} orders"\n'
        "formula = '''Of {n}: $\\frac{a}{b} = {mean}$ and $x_{i}$, $\\sqrt{n}$.'''\n"
        '[codes.zero]\ninside = "holds zero"\noutside = "leaves {n} out"\n'
    )
    (tmp_path / "xx/9_1.toml").write_text(
        '[texts.rise]\nhash = "0"\ntext = "{zero}, {rise:points}"\n'
        '[texts.only-english]\nhash = "0"\ntext = ""\n'
        '[codes.zero.inside]\nhash = "0"\ntext = "ZERO"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr(files, "_told", set())
    files.read.cache_clear()
    yield tmp_path
    files.read.cache_clear()
    texts.use(None)


# --- Facts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "bare", "with_unit"),
    [
        (fact.share(0.265, 1), "26.5%", "26.5%"),
        (fact.share(2, signed=True), "+200%", "+200%"),
        (fact.points(-0.0321, signed=True), "−3.2", "−3.2 points"),
        (fact.money(1234567.891, 2), "1,234,567.89", "1,234,567.89 yuan"),
        (fact.money(-3, currency="USD"), "−3", "−3 dollars"),
        (fact.count(12000), "12,000", "12,000"),
        (fact.number(1234.5678, 2), "1234.57", "1234.57"),
        (fact.number(5012, -2), "5000", "5000"),
        (fact.number(2.5, None), "2.5", "2.5"),
        (fact.Fact(1, "days"), "1", "1 day"),
        (fact.Fact(7, "days"), "7", "7 days"),
        (fact.number(float("nan"), 2), "unknown", "unknown"),
        (fact.share(float("nan")), "unknown", "unknown"),
        (fact.name("Qin"), "Qin", "Qin"),
        (fact.day(pd.Timestamp("2025-05-21", tz="Asia/Shanghai")), "21 May", "21 May"),
        (fact.Fact("2025-03-31", "date"), "31 March 2025", "31 March 2025"),
        (fact.Fact(datetime.date(2025, 3, 1), "month"), "March 2025", "March 2025"),
    ],
)
def test_a_fact_in_english(told, bare, with_unit):
    assert told.say(locale("en")) == bare == str(told)
    assert told.say(locale("en"), told.unit) == with_unit


@pytest.mark.parametrize("value", [0.0, -0.0, 0.0004, -0.0004])
def test_what_rounds_to_nothing_has_no_sign(value):
    assert Form("points", 1, signed=True)(value).say(locale("en")) == "0.0"


def test_a_fact_in_another_language():
    assert fact.money(-1234.5, 2).say(GERMAN, "CNY") == "−1.234,50 Yuan"
    assert fact.share(0.265, 1).say(GERMAN) == "26,5%"
    assert fact.day("1997-04-30").say(GERMAN) == "30. April"
    assert fact.Fact(1, "days").say(GERMAN, "days") == "1 Tage"  # it has one form only


def test_plain_leaves_the_sign_out():
    assert fact.points(-0.25, signed=True).plain().say(locale("en"), "points") == "25.0 points"


def test_an_unknown_unit_and_another_unit_are_refused():
    with pytest.raises(ChoiceError, match="did you mean 'points'"):
        fact.Fact(1, "point")
    with pytest.raises(ChoiceError, match="'CNY'"):
        fact.points(0.1).say(locale("en"), "CNY")


# --- Files ---------------------------------------------------------------------------------

FACTS = {
    "rise": fact.points(0.012, signed=True),
    "zero": "inside",
    "n": fact.count(1200),
    "mean": fact.number(3),
}


def say(name, **others):
    return Catalogue("9_1").say("texts", name, FACTS | others)


def test_a_text_is_filled_and_a_code_is_a_phrase(folder):
    assert say("rise") == "It rose by +1.2 points; the interval holds zero."
    assert say("rise", zero="outside") == "It rose by +1.2 points; the interval leaves 1,200 out."
    assert say("rise")._repr_markdown_() == str(say("rise"))


def test_braces_of_formulas_stay(folder):
    assert say("formula") == r"Of 1,200: $\frac{a}{b} = 3$ and $x_{i}$, $\sqrt{n}$."


@pytest.mark.parametrize(
    ("name", "others", "words"),
    [
        ("rose", {}, "did you mean 'rise'"),
        ("rise", {"zero": "insid"}, "did you mean 'inside'"),
        ("rise", {"rise": fact.money(3)}, "Choose one of: 'CNY'"),
    ],
)
def test_what_is_wrong_is_named(folder, name, others, words):
    with pytest.raises(ChoiceError, match=words):
        say(name, **others)


def test_a_missing_fact_is_named(folder):
    with pytest.raises(ChoiceError, match=r"9_1, texts\.rise, is 'zero'"):
        Catalogue("9_1").say("texts", "rise", {"rise": FACTS["rise"]})


def test_the_facts_that_a_text_needs(folder):
    assert Catalogue("9_1").fields("texts", "rise") == {"rise", "zero", "n"}
    assert Catalogue("9_1").fields("texts", "formula") == {"n", "mean"}


def test_a_file_that_is_no_toml_is_named(folder):
    (folder / "en/9_2.toml").write_text("[texts\n")
    with pytest.raises(DataFileError, match=r"en/9_2\.toml"):
        Catalogue("9_2").names("texts")


# --- Languages -----------------------------------------------------------------------------


def test_another_language_text_by_text_and_said_once(folder, monkeypatch):
    texts.use("xx")
    assert say("rise") == "ZERO, +1.2 points"
    with pytest.warns(UserWarning, match=r"no text texts\.only-english in xx"):
        assert say("only-english") == "1,200 orders"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert say("only-english") == "1,200 orders"
    texts.use(None)
    monkeypatch.setenv("ECOMLAB_LANGUAGE", "xx")
    assert say("rise") == "ZERO, +1.2 points"
    texts.use("en")  # goes before the environment
    assert say("rise").startswith("It rose")


def test_a_language_without_texts_is_refused(folder, monkeypatch):
    with pytest.raises(ChoiceError, match="'en', 'xx'"):
        texts.use("zz")
    monkeypatch.setenv("ECOMLAB_LANGUAGE", "zz")
    with pytest.raises(ChoiceError, match="ECOMLAB_LANGUAGE is 'zz'"):
        say("rise")
