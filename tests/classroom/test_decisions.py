"""Decisions: kept with their reasons in the trainee's folder, the later beside the earlier."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomlab.classroom import decide, decisions, headers
from ecomlab.classroom.decision_file import FILE, MOST, QUESTIONS, read
from ecomlab.classroom.progress_file import MARKER
from ecomlab.errors import ChoiceError, DataFileError, InputError

WHY = "most is left of it after returns"
UNLESS = "if more than thirty of a hundred come back"
SEEN = "1.2: what is left of 100 yuan"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A trainee's folder, with the notebook running in a folder of it."""
    (tmp_path / MARKER).write_text("{}")
    (tmp_path / "1_research").mkdir()
    monkeypatch.chdir(tmp_path / "1_research")
    return tmp_path


def article(choice="D", reason=WHY, unless=UNLESS, evidence=SEEN):
    return decide("1_research", "article", choice, reason, unless, evidence)


def people(choice, reason=WHY, unless=UNLESS, evidence=SEEN):
    return decide("1_research", "people", choice, reason, unless, evidence)


def test_a_decision_comes_back_as_it_was_given(course):
    assert "later chapters read it" in article(evidence=[SEEN, "own count of 30 reviews"])
    found = decisions()
    one = found["1_research", "article"]
    assert (one.choice, one.reason, one.change_my_mind) == ("D", WHY, UNLESS)
    assert one.evidence == (SEEN, "own count of 30 reviews")
    assert list(found) == [("1_research", "article")]
    assert found.table().loc[0, "choice"] == "D"
    shown = found._repr_markdown_()
    for words in ("Which article", "D.", WHY, UNLESS, SEEN):
        assert words in shown
        assert words in repr(found) or words == "Which article"


def test_a_later_choice_counts_and_the_earlier_stays_in_the_history(course):
    article("D")
    before = (course / FILE).read_bytes()
    assert "It was D; that stays in the history" in article("B")
    assert (course / FILE).read_bytes().startswith(before)
    found = decisions()
    assert found["1_research", "article"].choice == "B"
    assert [one.choice for one in found.history] == ["D", "B"]
    assert found.table(history=True)["choice"].tolist() == ["D", "B"]
    assert len(found.table()) == 1
    assert "Earlier choices in the history: 1." in repr(found)


def test_the_same_decision_is_kept_once_and_going_back_is_a_new_one(course):
    for choice in ("D", "D", "B", "D"):
        article(choice)
    assert [one.choice for one in decisions().history] == ["D", "B", "D"]
    assert "You decided so before" in article("D")


def test_each_question_has_its_own_choice(course):
    article("D")
    decide("1_research", "pieces", 300, WHY, UNLESS, SEEN)
    found = decisions()
    assert (found["1_research", "article"].choice, found["1_research", "pieces"].choice) == (
        "D",
        300,
    )


def test_another_session_reads_what_the_first_wrote(course):
    article("D")
    code = (
        "from ecomlab.classroom import decide, decisions\n"
        "print(decisions()['1_research', 'article'].choice)\n"
        f"decide('1_research', 'article', 'B', {WHY!r}, {UNLESS!r}, {SEEN!r})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=course, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "D\n"
    assert [one.choice for one in decisions().history] == ["D", "B"]


def test_two_sessions_at_once_lose_nothing(course):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(people, map(str, range(40))))
    kept, damaged = read(course / FILE)
    assert (sorted(int(one.choice) for one in kept), damaged) == (list(range(40)), 0)


def test_without_a_workspace_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "once you open the course" in article()
    assert list(tmp_path.iterdir()) == []
    assert len(decisions()) == 0
    assert "once you open the course" in repr(decisions())
    assert "Nothing is decided yet" in decisions()._repr_markdown_()


def test_three_dots_are_no_decision(course):
    assert "Not attempted" in decide("1_research", "article")
    said = decide("1_research", "article", "D", WHY, ..., None)
    assert "Still missing: change_my_mind, evidence." in said
    assert not (course / FILE).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "reason has 0 words"),
        ({"reason": "  \n "}, "reason has 0 words"),
        ({"reason": "I like it"}, "reason has 3 words. Write a sentence of 5"),
        ({"reason": 5}, "reason is 5"),
        ({"unless": "never"}, "change_my_mind has 1 word. "),
        ({"evidence": ""}, "evidence is ''"),
        ({"evidence": []}, r"evidence is \[\]"),
        ({"evidence": [SEEN, " "]}, "Name the lesson"),
        ({"evidence": 7}, "evidence is 7"),
        ({"evidence": {SEEN: 1}}, "evidence is {"),
        ({"choice": " "}, "choice is ' '"),
        ({"choice": float("nan")}, "choice is nan"),
        ({"choice": True}, "choice is True"),
        ({"choice": ["D"]}, "Say what you choose"),
        ({"reason": "word " * 60}, "reason has 299 letters .* Say it in 140"),
        ({"unless": "如" * 261}, "change_my_mind has 522 letters"),
    ],
)
def test_what_is_empty_is_refused_by_name_and_not_kept(course, change, said):
    with pytest.raises(InputError, match=said):
        article(**change)
    assert not (course / FILE).exists()


def test_a_letter_is_kept_as_it_is_offered_and_pieces_are_whole(course):
    article("d")
    assert decisions()["1_research", "article"].choice == "D"
    for pieces in (300, "300", 300.0):
        decide("1_research", "pieces", pieces, WHY, UNLESS, SEEN)
        assert decisions()["1_research", "pieces"].choice == 300
    for wrong in ("many", 0, -3, 10.5, "300 pieces"):
        with pytest.raises(InputError, match="whole number, 1 or more"):
            decide("1_research", "pieces", wrong, WHY, UNLESS, SEEN)


@pytest.mark.parametrize("letters", ["word ", "字"])
def test_the_longest_decisions_fit_on_the_page(course, letters):
    from ecomlab.exercises.research.workshop import page
    from ecomlab.research.brief import research_brief
    from ecomlab.shop import meeting

    def long(part):
        most = MOST[part] // (2 if letters == "字" else 1)
        return (letters * 60)[: most - 2] + "no" if letters != "字" else letters * most

    for question, choice in (("article", "D"), ("pieces", 300), ("people", long("choice")),
                             ("channel", long("choice"))):  # fmt: skip
        texts = (long("reason"), long("change_my_mind"))
        decide("1_research", question, choice, *texts, [letters * 100, SEEN])
    found = decisions()
    assert len(found) == 4
    html = research_brief(**page(found, meeting.candidates(), turns=0.18)).html
    assert html.count(long("reason")) == 8  # each as a finding, and as what would change it
    with pytest.raises(InputError, match="reason has 14[12] letters"):
        article(reason=long("reason") + letters[0])
    with pytest.raises(InputError, match="choice has 6[12] letters"):
        people(long("choice") + letters[0])


def test_chapters_and_questions_that_there_are_not(course):
    with pytest.raises(ChoiceError, match="did you mean '1_research'"):
        decide("research", "article", "D", WHY, UNLESS, SEEN)
    with pytest.raises(ChoiceError, match="'colour'. Choose one of: 'article', 'pieces'"):
        decide("1_research", "colour", "D", WHY, UNLESS, SEEN)
    for wrong in ("F", 3, "the stove"):
        with pytest.raises(ChoiceError, match="Choose one of: 'A', 'B', 'C', 'D', 'E'"):
            article(wrong)
    with pytest.raises(KeyError, match="Nothing was decided on"):
        decisions()["1_research", "article"]
    assert decisions().get(("1_research", "article")) is None


def test_a_chapter_with_questions_is_one_of_the_course():
    assert set(QUESTIONS) <= {header.chapter for header in headers.read().values()}


def test_a_reason_in_chinese_is_counted_by_characters(course):
    article(reason="退货少，利润最高")
    assert decisions()["1_research", "article"].reason == "退货少，利润最高"


def test_damaged_lines_are_left_out_and_said_so(course):
    article("D")
    with open(course / FILE, "ab") as file:
        file.write(b'{"chapter": "1_research", "quest\n\xff\xfe\n[1, 2]\n\n{"chapter": "1_re')
    article("B")
    kept, damaged = read(course / FILE)
    assert ([one.choice for one in kept], damaged) == (["D", "B"], 4)
    assert "4 damaged line(s)" in repr(decisions())
    (course / FILE).write_text("[" * 200_000 + "\n" + json.dumps({"choice": float("inf")}))
    assert read(course / FILE) == ([], 2)


def test_a_decision_of_another_edition_stays(course):
    line = {"chapter": "9_more", "question": "name", "choice": "Pine", "reason": "r",
            "change_my_mind": "c", "evidence": ["e"], "time": "", "new": 1}  # fmt: skip
    (course / FILE).write_text(json.dumps(line) + "\n")
    assert decisions()["9_more", "name"].choice == "Pine"
    assert "9_more, name" in decisions()._repr_markdown_()


def test_a_file_that_cannot_be_read_is_said_so(course):
    (course / FILE).mkdir()
    with pytest.raises(DataFileError, match="decisions.*can't be read.*move it away"):
        decisions()


def test_a_full_disk_warns_and_says_that_it_was_not_kept(course, monkeypatch):
    article("D")
    before = (course / FILE).read_bytes()

    def full(path, line):
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(decide.__globals__, "append", full)  # doctests may load a module twice
    with pytest.warns(UserWarning, match="not kept.*No space left"):
        said = article("B")
    assert "could not be kept (No space left on device): write it down" in said
    assert (course / FILE).read_bytes() == before
    assert decisions()["1_research", "article"].choice == "D"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(choice=TEXTS | st.integers() | st.floats(), tail=TEXTS, evidence=TEXTS)
def test_whatever_is_kept_comes_back(course, choice, tail, evidence):
    try:
        people(choice, f"one two three four five {tail}", UNLESS, evidence)
    except InputError:
        return
    one = decisions()["1_research", "people"]
    assert one.choice == (choice.strip() if isinstance(choice, str) else choice)
    assert one.reason == " ".join(f"one two three four five {tail}".split())
    assert one.evidence == (" ".join(evidence.split()),)
    assert decisions().damaged == 0
