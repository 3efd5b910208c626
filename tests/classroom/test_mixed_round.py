"""The mixed round as a trainee meets it: what is read, kept, told, and scored."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab import rounds, texts
from ecomlab.classroom import exercises, mixed_score, progress, translations
from ecomlab.classroom.kinds import Judgement
from ecomlab.classroom.progress_file import FILE, MARKER, read
from ecomlab.classroom.round_score import LEAST, NONE_YET, Judged, Score
from tests.classroom.test_exercise import WEIRD

KIND = Judgement({"A": "rosy", "B": "right", "C": "modest"}, {str(n): str(n) for n in range(1, 5)})
NAMES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A trainee's workspace."""
    (tmp_path / MARKER).write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def quiz(number=0):
    return exercises("9", mixed=rounds.draw(number))


def wrong_letter(verdict):
    return "ABC"["ABC".index(verdict) - 1]


# --- the kind -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [("B", 3, 80), ["b", "3", "80%"], (" Ｂ ", 3.0, 0.8), ("B.", "3.", "80 %"),
     ("(b)", "(3)", 80.0),     np.array(["B", "3", "80"]), ("B", np.int64(3), np.float64(80))],
)  # fmt: skip
def test_a_judgement_is_read_as_people_write_it(answer):
    assert KIND.refusal(answer) is None
    assert KIND.same(answer, ("B", 3, 100))
    assert KIND.entry(answer, ("B", 2, 100)) == {"sure": 0.8, "verdict": 1.0, "look": 0.0}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("B", 'the text "B"'),
        (("B", 3), "a tuple"),
        (7, "the number 7"),
        (("D", 3, 80), 'Your verdict is the text "D"'),
        ((3, "B", 80), "Your verdict is the number 3"),
        (("B", 5, 80), "Your look is the number 5"),
        (("B", True, 80), "Your look is the truth value True"),
        (("B", 3, "very"), "a number of per cent"),
        (("B", 3, True), "a number of per cent"),
        (("B", 3, None), "a number of per cent"),
        (("B", 3, float("nan")), "a number of per cent"),
        (("B", 3, 20), "sure to 20%"),
        (("B", 3, 1), "sure to 1%"),
        (("B", 3, 0.2), "sure to 20%"),
        (("B", 3, -50), "sure to -50%"),
        (("B", 3, 101), "surer than"),
    ],
)
def test_a_judgement_that_is_none_says_what_is_wrong(answer, words):
    said = KIND.refusal(answer)
    assert words in said
    assert KIND.entry(answer, ("B", 3, 100)) == {}
    assert not KIND.same(answer, ("B", 3, 100))


@pytest.mark.parametrize("blank", [..., None, (..., ..., ...), ("B", ..., 80), ["B", 2, ...]])
def test_dots_are_not_attempted(blank):
    assert KIND.is_blank(blank)
    assert quiz().first.check(blank).status == "not attempted"


def test_a_third_is_allowed_and_says_that_one_guesses():
    assert KIND.refusal(("A", 1, 34)) is None
    assert KIND.refusal(("A", 1, 100 / 3)) is not None
    assert KIND.refusal(("A", 1, 100)) is None


@pytest.mark.parametrize("what", WEIRD)
def test_whatever_is_handed_in_gets_a_sentence(what):
    odd, question = WEIRD[what], quiz().first
    for answer in (odd, (odd, 2, 80), ("A", odd, 80), ("A", 2, odd)):
        assert KIND.is_blank(answer) or KIND.refusal(answer)
        assert question.check(answer).message


@given(st.sampled_from("ABC"), st.integers(1, 4), st.integers(34, 100))
def test_what_counts_as_the_same_is_verdict_and_look(verdict, look, sure):
    given_answer = (verdict, look, sure)
    assert KIND.same(given_answer, ("B", 2, 100)) == ((verdict, look) == ("B", 2))
    assert KIND.rounded(given_answer, ("B", 2, 100)) == (verdict == "B")


# --- asked ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 2, 7])
def test_each_answer_of_a_round_gets_its_debrief(number):
    asked, mixed = quiz(number), rounds.draw(number)
    for place, name in enumerate(NAMES, start=1):
        question, claim = getattr(asked, name), mixed[place]
        verdict, look = mixed.answer(place)
        shown = question._repr_markdown_()
        assert claim.says() in shown
        assert claim.exhibit() in shown
        assert claim.debrief() not in shown
        assert all(f"- **{n}**: {text}" in shown for n, text in enumerate(claim.looks(), start=1))
        for letter in "ABC":
            for other in range(1, 5):
                outcome = question.check(letter, other, 60)
                assert outcome.message.endswith(claim.debrief())
                is_right = (letter, other) == (verdict, look)
                assert outcome.status == ("correct" if is_right else "not yet")
                assert outcome.entry["verdict"] == (letter == verdict)
                if letter != verdict:
                    assert outcome.misconception.startswith("called ")
                else:
                    assert outcome.misconception == (None if is_right else "another look")


def test_only_one_letter_in_a_bracket_is_read_too():
    mixed = rounds.draw(0)
    assert quiz().first.check((*mixed.answer(1), "70%")).status == "correct"


# --- kept -----------------------------------------------------------------------------------


def test_first_answers_are_kept_round_by_round(course):
    mixed, other = rounds.draw(0), rounds.draw(3)
    asked = quiz()
    verdict, look = mixed.answer(1)
    asked.first.check(wrong_letter(verdict), look, 90)
    asked.first.check(verdict, look, 100)  # knows the debrief: doesn't count
    asked.second.check("no", "form")
    quiz(3).first.check(*other.answer(1), 60)
    entries, damaged = read(course / FILE)
    assert damaged == 0
    assert [entry["lesson"] for entry in entries] == ["9", "9", "9", "9@round 3"]
    parts = ("sure", "verdict", "look")
    kept = [tuple(entry[part] for part in parts) for entry in entries if "sure" in entry]
    assert kept == [(0.9, 0, 1), (1.0, 1, 1), (0.6, 1, 1)]
    score = mixed_score(quiz())
    assert score.table.values.tolist() == [
        [0, "first", 0.9, False, True], [3, "first", 0.6, True, True]
    ]  # fmt: skip
    assert "1 of 8 claims answered. Verdicts right: 0 of 1. Looks right: 1 of 1" in repr(score)
    assert "2 rounds" in repr(score)
    rows = {row.lesson: (row.correct, row.tried) for row in progress().rows}
    assert rows["9"] == (1, 2)
    assert rows["9@round 3"] == (1, 1)


def test_without_a_workspace_the_session_is_scored_and_nothing_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked, mixed = quiz(), rounds.draw(0)
    assert repr(mixed_score(asked)) == NONE_YET
    verdict, look = mixed.answer(1)
    asked.first.check(wrong_letter(verdict), look, 50)
    asked.first.check(verdict, look, 100)
    assert mixed_score(asked).table.values.tolist() == [[0, "first", 0.5, False, True]]
    assert list(tmp_path.iterdir()) == []


def test_lines_of_another_edition_dont_break_the_score(course):
    line = {"lesson": "9", "exercise": "first", "status": "correct"}
    lines = [line, line | {"exercise": "second", "sure": "much"}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (course / FILE).write_text(text, encoding="utf-8")
    assert repr(mixed_score(quiz())) == NONE_YET


# --- scored ---------------------------------------------------------------------------------


def scored(*judged):
    return Score(tuple(Judged(*one) for one in judged), 0, 8)


def test_the_brier_score_by_hand():
    score = scored((0, "first", 0.8, True, True), (0, "second", 0.6, False, True))
    ends = [rounds.draw(0)[place].end for place in (1, 2)]
    assert score.brier["yours"] == pytest.approx((0.2**2 + 0.6**2) / 2)
    assert score.brier["one third each"] == pytest.approx(2 / 9)  # 1/3 · 4/9 + 2/3 · 1/9
    assert score.brier["always too rosy"] == sum(end != "rosy" for end in ends) / 2


def test_the_score_says_how_sure_and_how_often_right():
    judged = [(0, name, 0.9, place < 4, True) for place, name in enumerate(NAMES)]
    score = scored(*judged, *((1, *one[1:]) for one in judged))
    assert (score.share.estimate, score.share.n) == (0.5, 16)
    said = repr(score)
    assert "on the mean you were sure to 90%, and 50% of your verdicts were right" in said
    assert "n = 16 verdicts" in said
    assert said.endswith("say a smaller number, or look twice.")
    assert len(judged) < LEAST
    assert "too early" in repr(scored(*judged))


def test_who_is_right_more_often_than_sure_is_told_so():
    judged = [(n, name, 0.4, True, True) for n in (0, 1) for name in NAMES]
    assert repr(scored(*judged)).endswith("trust your look more.")
    fits = [(n, name, 0.7, place < 6, True) for n in (0, 1) for place, name in enumerate(NAMES)]
    assert "fits how often you are right" in repr(scored(*fits))


def test_answers_are_grouped_by_how_sure():
    sure = [0.34, 0.4, 0.5, 0.69, 0.7, 0.9, 1.0, 1.0]
    score = scored(*((0, name, x, x > 0.6, True) for name, x in zip(NAMES, sure, strict=True)))
    assert score.groups["n"].tolist() == [2, 2, 1, 3]
    assert score.groups["right"].tolist() == [0, 0.5, 1, 1]
    ax = score.figure()
    assert ax.get_title(loc="left") == "5 of 8 verdicts were right"
    dots = ax.lines[1].get_xydata()
    assert dots.shape == (4, 2)
    assert dots[3].tolist() == pytest.approx([(0.9 + 2) / 3, 1])


# --- the notebook and its texts ---------------------------------------------------------------


def test_the_round_comes_after_the_chapters_and_stands_on_the_map():
    from ecomlab.classroom import course_map, headers

    known = headers.read()
    assert list(known)[-2:] == ["9", "9_2"]
    last = course_map.chapters(known).splitlines()[-1]
    assert "[9 A mixed round](9_mixed_round.ipynb)" in last
    assert last.startswith("| 9 all chapters")
    assert "9_mixed_round" not in course_map.chapters(known).splitlines()[2]


def test_a_short_claim_can_be_told_in_another_language(tmp_path, monkeypatch):
    from ecomlab.texts import files

    wanted = translations.english("9")
    mine = {path: text for path, text in wanted.items() if path[0] == "claims"}
    assert set(mine) == set(rounds.texts())
    folder = tmp_path / "texts"
    for language in ("en", "xx"):
        (folder / language).mkdir(parents=True)
        own = (files.FOLDER / "en/language.toml").read_text(encoding="utf-8")
        (folder / language / "language.toml").write_text(own, encoding="utf-8")
    monkeypatch.setattr(files, "FOLDER", folder)
    there = {
        path: {"hash": translations.hash_of(text), "text": f"xx {text}"}
        for path, text in mine.items()
    }
    written = translations._written(mine, there)
    (folder / "xx/9.toml").write_text(written, encoding="utf-8")
    files.read.cache_clear()
    texts.use("xx")
    try:
        claim = rounds.draw(0)[1]
        assert claim.says().startswith("xx ")
        assert all(look.startswith("xx ") for look in claim.looks())
        assert claim.debrief().count("xx ") == 2
    finally:
        texts.use(None)
        files.read.cache_clear()


def test_the_key_is_a_table_to_print():
    key = rounds.key(0)
    assert isinstance(key, pd.DataFrame)
    assert key[["verdict", "look"]].apply(tuple, axis=1).tolist() == [
        rounds.draw(0).answer(place) for place in range(1, 9)
    ]
