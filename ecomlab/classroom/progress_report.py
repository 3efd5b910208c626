"""How far a trainee has come: the kept answers, counted by lesson."""

from dataclasses import dataclass

from ecomlab import cases
from ecomlab.classroom.progress_file import FILE, find_workspace, lesson_of, read
from ecomlab.classroom.registry import lessons


@dataclass(frozen=True, repr=False)
class Progress:
    """Answered exercises by lesson: ``rows`` of (lesson, title, correct, tried, exercises)."""

    rows: tuple
    damaged: int = 0
    kept: bool = True
    waiting: int = 0

    def __repr__(self):
        lines = [
            f"{lesson} {title}: {correct} of {total} correct, {tried} tried"
            for lesson, title, correct, tried, total in self.rows
        ]
        return "\n".join([*lines, *self._remarks()])

    def _repr_markdown_(self):
        lines = ["| lesson | | tried | correct | exercises |", "|---|---|---:|---:|---:|"]
        lines += [
            f"| {lesson} | {title} | {tried} | {correct} | {total} |"
            for lesson, title, correct, tried, total in self.rows
        ]
        return "\n".join(lines + [f"\n{remark}" for remark in self._remarks()])

    def _remarks(self):
        if self.waiting:
            yield f"{self.waiting} cases wait for you: `cases.catalogue()` lists them."
        if not self.kept:
            yield "Progress is kept once you open the course with `python course.py lab`."
        if self.damaged:
            yield f"{self.damaged} damaged line(s) of {FILE} were left out."


def progress() -> Progress:
    """How far the trainee has come, lesson by lesson; an exercise once right stays right.

    A case has a row from its first checked answer on, and one for each issue of it.

    Raises
    ------
    DataFileError
        The file is there and can't be read.
    """
    workspace = find_workspace()
    entries, damaged = read(workspace / FILE) if workspace else ([], 0)
    rows, waiting = [], 0
    for lesson in lessons():
        mine = [entry for entry in entries if lesson_of(entry["lesson"]) == lesson.id]
        found = [row for kept_as in _kept_as(lesson, mine) if (row := _row(lesson, kept_as, mine))]
        rows += found
        waiting += not found
    return Progress(tuple(rows), damaged, workspace is not None, waiting)


def _kept_as(lesson, entries):
    """Under which names a lesson's answers are kept: its own first, then each issue's."""
    return dict.fromkeys([lesson.id, *(entry["lesson"] for entry in entries)])


def _row(lesson, kept_as, entries):
    """A lesson's row, or None of a case of which nothing was tried."""
    names = {exercise.name for exercise in lesson.exercises}
    mine = [e for e in entries if e["lesson"] == kept_as and e["exercise"] in names]
    tried = {entry["exercise"] for entry in mine}
    correct = {entry["exercise"] for entry in mine if entry["status"] == "correct"}
    if not tried and lesson.id in cases.names():
        return None
    return kept_as, lesson.title, len(correct), len(tried), len(names)
