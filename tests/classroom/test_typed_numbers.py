"""No number about simulated data is typed: it would be wrong on the next issue."""

from pathlib import Path

import pytest

from ecomlab.classroom import typed_numbers
from ecomlab.texts import files

# One line for each number that still is: lesson, cell or text, number. This list only gets shorter.
LEFT = Path(__file__).with_name("typed_numbers.txt")


def listed():
    lines = LEFT.read_text(encoding="utf-8").splitlines()
    return {tuple(line.split(" | ")) for line in lines if line}


@pytest.mark.parametrize("lesson", typed_numbers.simulated())
def test_numbers_of_simulated_data_are_facts(lesson):
    found = {(lesson, *item) for item in typed_numbers.typed(lesson)}
    left = {item for item in listed() if item[0] == lesson}
    assert found - left == set(), "a number is typed: make it a fact, or put it into `typed`"
    assert left - found == set(), f"these are typed no more: take them out of {LEFT.name}"


def test_lessons_that_are_gone_are_not_listed():
    assert {lesson for lesson, *_ in listed()} <= set(typed_numbers.simulated())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("From {{ low }} to {{ high:points }}, {naive:CNY}.", []),
        ("It rose by 40% to 1,234.5.", ["40%", "1,234.5"]),
        ("−3.2 points, +5 points", ["−3.2", "+5"]),
        ("On 31 March 2025, from 7 to 13 July; 2025-03-31.", []),
        ("```python\nx = 7\n```\nand `x[7]`, $\\frac{7}{8}$", []),
        ("$$\na = 7 \\cdot 8\n$$\nbut 9", ["9"]),
        ("1. First\n2. Second\n\n> 3. Third", []),
        ("Of 100 visits 3 pay; a 95% interval.", ["3"]),
        ("See lesson 5.1, case K01 and 001:021-023.", []),
        ("| 5 | the brief |", []),
        ("A fall (原文 001:031: 从8%提升至15%) of 7.", ["7"]),
        ("流量增长了37%", ["37%"]),
    ],
)
def test_which_numbers_count(text, found):
    assert typed_numbers.numbers(text) == found


def test_a_typed_number_is_seen_in_a_text_and_the_short_list_is_kept(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    text = 'typed = ["7"]\n[texts]\na = "{naive} of 7, not of 8"\n[claims]\nb = "9 days"\n'
    (tmp_path / "en/presale.toml").write_text(text)
    files.read.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(files, "FOLDER", tmp_path)
        found = typed_numbers.typed("presale")
    files.read.cache_clear()
    assert {("texts.a", "8"), ("claims.b", "9")} <= set(found)
    assert ("texts.a", "7") not in found
