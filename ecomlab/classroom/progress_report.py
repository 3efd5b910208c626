"""How far a trainee has come: the kept answers, counted by lesson."""

import os
import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ecomlab.classroom import headers
from ecomlab.classroom.progress_file import FILE, find_workspace, lesson_of, read
from ecomlab.classroom.registry import lessons
from ecomlab.classroom.workspace import NOTEBOOKS


class Row(NamedTuple):
    """A lesson or case, or a class's issue of a case, which lies elsewhere and has no path."""

    lesson: str
    title: str
    correct: int
    tried: int
    exercises: int
    path: str = ""

    @property
    def linked(self):
        return f"[{self.title}]({self.path})" if self.path else self.title


@dataclass(frozen=True, repr=False)
class Progress:
    """Answered exercises by lesson and case, in the course's order."""

    rows: tuple
    damaged: int = 0
    kept: bool = True

    def __repr__(self):
        lines = [
            f"{row.lesson} {row.title}: {row.correct} of {row.exercises} correct, "
            f"{row.tried} tried" + (f" ({row.path})" if row.path else "")
            for row in self.rows
        ]
        return "\n".join([*lines, *self._remarks()])

    def _repr_markdown_(self):
        lines = ["| | tried | correct | exercises | called |", "|---|---:|---:|---:|---|"]
        lines += [
            f"| {row.linked} | {row.tried} | {row.correct} | {row.exercises} | {row.lesson} |"
            for row in self.rows
        ]
        return "\n".join(lines + [f"\n{remark}" for remark in self._remarks()])

    def _remarks(self):
        if not self.kept:
            yield "Progress is kept once you open the course with `python course.py lab`."
        if self.damaged:
            yield f"{self.damaged} damaged line(s) of {FILE} were left out."


def progress() -> Progress:
    """How far the trainee has come, by lesson and case; an exercise once right stays right.

    A class's issue of a case has a row of its own, from its first checked answer on.

    Raises
    ------
    DataFileError
        The file is there and can't be read.
    """
    workspace = find_workspace()
    entries, damaged = read(workspace / FILE) if workspace else ([], 0)
    here, known, rows = _here(workspace or NOTEBOOKS), headers.read(), []
    for lesson in lessons():
        mine = [entry for entry in entries if lesson_of(entry["lesson"]) == lesson.id]
        names = {exercise.name for exercise in lesson.asked}
        header = known[lesson.id]
        path = posixpath.relpath(header.notebook, here)
        rows.append(Row(lesson.id, header.name, *_counts(lesson.id, mine, names), path))
        for issue in dict.fromkeys(entry["lesson"] for entry in mine):
            counts = _counts(issue, mine, names)
            if issue != lesson.id and counts[1]:
                rows.append(Row(issue, header.name, *counts))
    return Progress(tuple(rows), damaged, workspace is not None)


def _here(notebooks) -> str:
    """The folder one is in, below the notebooks; their own where one is elsewhere."""
    try:
        return Path(os.getcwd()).resolve().relative_to(Path(notebooks).resolve()).as_posix()
    except (OSError, ValueError):  # a folder that was deleted, or another
        return "."


def _counts(kept_as, entries, names):
    """How many exercises are correct, tried, and there."""
    mine = [e for e in entries if e["lesson"] == kept_as and e["exercise"] in names]
    tried = {entry["exercise"] for entry in mine}
    correct = {entry["exercise"] for entry in mine if entry["status"] == "correct"}
    return len(correct), len(tried), len(names)
