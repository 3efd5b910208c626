"""Mixed rounds: short claims from all chapters, each with one exhibit, drawn by a number.

A round practises judgement: is the claim too rosy, about right or too modest, and which look at
the exhibit settles it? ``draw`` gives a round, ``key`` its answers.
"""

from importlib import import_module

from ecomlab.rounds.declaration import CHAPTERS, LESSON, texts
from ecomlab.rounds.drawing import Round, draw, key

for _chapter in CHAPTERS:  # each declares its short claims
    import_module(f"ecomlab.rounds.{_chapter}")

__all__ = ["LESSON", "Round", "draw", "key", "texts"]
