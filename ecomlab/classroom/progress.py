"""What a trainee has answered so far: one small file of their own, only ever added to.

The file lies in the trainee's workspace, the folder with the marker file. Where there is none
(in the course's own notebooks, in tests) nothing is written.
"""

import json
import os
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MARKER = ".ecomlab_workspace.json"
FILE = "progress.jsonl"


def find_workspace(start=None) -> Path | None:
    """The workspace that a folder lies in: the nearest folder upwards with the marker file."""
    try:
        start = Path(start or os.getcwd()).resolve()
    except OSError:  # the folder was deleted while the notebook was open
        return None
    for folder in (start, *start.parents):
        if (folder / MARKER).is_file():
            return folder
    return None


def record(lesson: str, exercise: str, status: str, misconception: str | None = None) -> None:
    """Add one checked answer to the trainee's file; the answer itself is not kept."""
    workspace = find_workspace()
    if workspace is None:
        return
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "lesson": lesson,
        "exercise": exercise,
        "status": status,
        "misconception": misconception,
    }
    try:
        _append(workspace / FILE, json.dumps(entry, ensure_ascii=False))
    except OSError as error:
        warnings.warn(f"Your progress was not kept: {error}", stacklevel=3)


def _append(path: Path, line: str) -> None:
    """Add a line, on a line of its own even where the last writing broke off."""
    with open(path, "ab+") as file:
        if file.tell() > 0:
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else "\n" + line
        file.write(line.encode() + b"\n")


def read(path) -> tuple[list[dict], int]:
    """The entries of a progress file, and how many lines could not be read."""
    entries, damaged = [], 0
    for line in Path(path).read_bytes().splitlines():
        try:
            entry = json.loads(line.decode())
            entries.append({key: str(entry[key]) for key in ("lesson", "exercise", "status")})
        except (ValueError, KeyError, TypeError, RecursionError):
            damaged += bool(line.strip())
    return entries, damaged


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

    A case has a row from its first checked answer on.
    """
    from ecomlab import cases
    from ecomlab.classroom.exercises import lessons

    workspace = find_workspace()
    path = workspace / FILE if workspace else None
    entries, damaged = read(path) if path and path.is_file() else ([], 0)
    rows, waiting = [], 0
    for lesson in lessons():
        names = {exercise.name for exercise in lesson.exercises}
        mine = [
            entry
            for entry in entries
            if entry["lesson"] == lesson.id and entry["exercise"] in names
        ]
        tried = {entry["exercise"] for entry in mine}
        correct = {entry["exercise"] for entry in mine if entry["status"] == "correct"}
        if tried or lesson.id not in cases.names():
            rows.append((lesson.id, lesson.title, len(correct), len(tried), len(names)))
        else:
            waiting += 1
    return Progress(tuple(rows), damaged, workspace is not None, waiting)
