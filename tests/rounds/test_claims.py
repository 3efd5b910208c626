"""Each short claim in each of its ends: the exhibit alone gives the verdict, and its sums tie."""

import re
from functools import cache

import pandas as pd
import pytest

from ecomlab.cases.declaration import ENDS
from ecomlab.classroom.claims import LETTERS as OF_CASES
from ecomlab.errors import ChoiceError, InputError
from ecomlab.rounds import declaration, drawing
from ecomlab.rounds.declaration import CHAPTERS, SHORTS, Luck, printed, short, texts
from ecomlab.texts import Form
from tests.rounds import oracles

DRAWS = 200
EVERY = [(name, end) for name, item in SHORTS.items() for end in item.ends]
every = pytest.mark.parametrize(("name", "end"), EVERY, ids=[f"{n}-{e}" for n, e in EVERY])
LETTERS = {"rosy": "A", "right": "B", "modest": "C"}
# Parts that are among a whole: (part, whole)
INSIDE = [
    ("of these, bought", "said yes"), ("said yes", "asked"), ("carts, week 1", "clicks, week 1"),
    ("carts, week 2", "clicks, week 2"), ("buyers after", "visits after"),
    ("buyers before", "visits before"), ("refunded by day 15", "sold, yuan"),
    ("refunded by next morning", "refunded by day 15"), ("orders fast", "chats fast"),
    ("orders slow", "chats slow"), ("of these, returned", "orders"), ("orders", "visitors"),
    ("buyers A", "visitors A"), ("buyers B", "visitors B"),
    ("of these, to one company", "pieces sold"), ("on time A", "parcels A"),
    ("on time B", "parcels B"), ("came back so far", "orders"),
    ("bought again with card", "customers with card"),
    ("bought again without", "customers without"), ("bought in 30 days", "customers"),
    ("bought again so far", "customers"), ("of these, within 90 days", "bought again so far"),
    ("still here in year 3", "customers"), ("of these, came back", "orders"),
    ("buyers", "visitors"), ("buyers", "visits"), ("of these, flagged", "looked at"),
]  # fmt: skip


@cache
def drawn(name, end, draws=DRAWS):
    return [SHORTS[name].draw(end, 10_000 + seed, 1) for seed in range(draws)]


@every
def test_what_is_shown_gives_the_verdict_and_clearly(name, end):
    for asked in drawn(name, end):
        letter, off = oracles.verdict(asked)
        assert letter == LETTERS[end], (asked.says(), asked.table)
        assert off <= 0.6 if end == "right" else off >= 1.4  # printed figures are rounded


@every
def test_an_unfit_look_doesnt_give_the_right_figure_by_chance(name, end):
    for asked in drawn(name, end)[:60]:
        _, right, near = oracles.figures(asked)
        for figure in oracles.unfit(name, oracles.columns(asked.table)):
            assert abs(figure - right) > near, (asked.says(), asked.table)


@pytest.mark.parametrize("end", ENDS)
def test_a_company_ordered_in_every_end(end):
    """So that leaving its order out is another look than leaving it in."""
    assert all(
        asked.table["of these, to one company"].sum() > 0 for asked in drawn("days_out", end)
    )


@every
def test_parts_lie_in_their_whole_and_what_is_counted_is_whole(name, end):
    for asked in drawn(name, end):
        table = asked.table
        assert 1 < len(table) <= 8
        for column in table.select_dtypes("number"):
            known = table[column].dropna()
            assert (known == known.astype("int64")).all(), column
            assert known.ge(0).all() or column.endswith("yuan"), column
        for part, whole in INSIDE:
            if {part, whole} <= set(table.columns):
                assert (table[part] <= table[whole]).all(), (part, whole)


@every
def test_texts_are_filled_and_no_answer_is_in_sight(name, end):
    for asked in drawn(name, end)[:60]:
        shown = "\n".join([asked.says(), asked.asks(), asked.exhibit(), *asked.looks()])
        told = asked.debrief()
        for text in (shown, told):
            assert not re.search(r"\{|\}|\bnan\b|unknown|None", text), text
        why = told.partition(asked.methods[asked.method - 1])[2]
        assert len(why) > 40
        assert not any(sentence in shown for sentence in re.split(r"(?<=[.;:]) ", why))
        right = asked.words()["right"]
        if end != "right" and len(re.sub(r"\D", "", right)) > 2:
            seen = rf"(?<![\d,.]){re.escape(right)}(?![\d,.])"
            assert not re.search(seen, "\n".join([asked.says(), asked.exhibit()])), right


@pytest.mark.parametrize("name", SHORTS)
def test_a_claim_has_two_ends_four_looks_and_one_that_settles_it(name):
    item = SHORTS[name]
    assert len(item.ends) >= 2
    assert len(set(item.methods)) == 4
    settling = [look for look in item.methods if oracles.SETTLES[name] in look]
    assert settling == [item.methods[0]]
    assert item.near > 0


def test_every_chapter_has_three_claims_and_every_end():
    assert len(SHORTS) >= 26
    assert set(oracles.SETTLES) == set(SHORTS)
    for chapter in CHAPTERS:
        mine = [item for item in SHORTS.values() if item.chapter == chapter]
        assert len(mine) >= 3
        for end in ENDS:  # two of each, so that one may be taken already
            assert sum(end in item.ends for item in mine) >= 2, (chapter, end)


def test_words_say_nothing_of_the_end():
    """But for figures the text of a claim is the same in all its ends."""
    names = ["wool blanket", "slippers", "tea set", "thermos flask", *oracles.OF, "January",
             "February", *(f"style {style}:" for style in "ABCDEFGH")]  # fmt: skip
    bare = re.compile(
        "|".join([oracles.NUMBER.pattern, *map(re.escape, sorted(names, key=len)[::-1])])
    )
    for name, item in SHORTS.items():
        forms = {
            bare.sub("·", each.says() + each.asks())
            for end in item.ends
            for each in drawn(name, end)[:5]
        }
        assert len(forms) == 1, forms


def test_the_letters_are_those_of_the_cases():
    assert drawing.LETTERS == OF_CASES == LETTERS


def test_the_right_look_isnt_the_longest_too_often():
    longest = [max(item.methods, key=len) == item.methods[0] for item in SHORTS.values()]
    assert sum(longest) / len(longest) < 0.45


def test_an_end_that_a_claim_cant_have_is_refused():
    with pytest.raises(ChoiceError, match="best_of_eight"):
        SHORTS["best_of_eight"].draw("modest", 1)


def test_a_world_that_never_shows_its_end_says_so(monkeypatch):
    item = SHORTS["january"]
    monkeypatch.setattr(declaration, "TRIES", 3)
    monkeypatch.setattr(declaration.Short, "shows", lambda *_: False)
    with pytest.raises(InputError, match="in none of 3 draws"):
        item.draw("rosy", 1)


def test_a_claim_needs_four_looks_and_its_own_name():
    said = {"chapter": "data", "title": "", "says": "", "asks": "", "form": Form("share"),
            "near": 1, "why": {}}  # fmt: skip
    for methods, name in (("abc", "new"), ("abcd", "january")):

        def world(luck, end):
            """Never drawn."""

        world.__name__ = name
        with pytest.raises(InputError, match="needs 4 methods"):
            short(methods=tuple(methods), **said)(world).reading(lambda table, told: 0)
    assert "new" not in SHORTS


def test_luck_is_fair():
    luck = Luck(1)
    shares = pd.Series([luck.share() for _ in range(4000)])
    assert shares.between(0, 1, inclusive="neither").all()
    assert abs(shares.mean() - 0.5) < 0.02
    faces = pd.Series([luck.whole(1, 6) for _ in range(6000)]).value_counts()
    assert set(faces.index) == {1, 2, 3, 4, 5, 6}
    assert faces.between(850, 1150).all()
    first = pd.Series([luck.shuffled("ABC")[0] for _ in range(3000)]).value_counts()
    assert first.between(850, 1150).all()
    yes = pd.Series([luck.of(1000, 0.1) for _ in range(2000)])
    assert abs(yes.mean() - 100) < 1
    assert abs(yes.std() - 9.49) < 0.6
    assert (luck.of(10, 0), luck.of(10, 1)) == (0, 10)


def test_a_table_is_printed_as_a_trainee_reads_it():
    table = pd.DataFrame({"line": ["goods"], "yuan": [-12000], "soon": pd.array([None], "Int64")})
    assert printed(table).splitlines()[2] == "| goods | −12,000 |  |"


def test_every_english_text_has_a_path_for_its_translation():
    found = texts()
    assert all(text.strip() for text in found.values())
    assert found["claims", "january", "why", "rosy"].startswith("The festival came earlier")
    assert len(found) == sum(3 + 4 + len(item.ends) for item in SHORTS.values())
