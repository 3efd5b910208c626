"""The course's core questions: each said once, answered in pandas, SQL and a spreadsheet.

``QUESTIONS`` holds them by name; ``answers(question, tables)`` asks all three tools and says
whether they agree; ``workbook(tables, path)`` writes them as live formulas above the rows that
they read. A later lesson adds its own with ``@question`` in the module of its chapter.
"""

from importlib import import_module

from ecomlab.questions.books import workbook
from ecomlab.questions.core import QUESTIONS, Question, answers, question, the_question
from ecomlab.questions.joins import join_check

CHAPTERS = ("research", "traffic", "conversion", "fulfillment", "retention", "data")
for _chapter in CHAPTERS:  # each declares its questions
    import_module(f"{__name__}.{_chapter}")

__all__ = [
    "CHAPTERS", "QUESTIONS", "Question", "answers", "join_check", "question", "the_question",
    "workbook",
]  # fmt: skip
