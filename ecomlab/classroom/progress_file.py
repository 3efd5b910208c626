"""The file in which a trainee's answers and guesses are kept: one small file, only ever added to.

The file lies in the trainee's workspace, the folder with the marker file. Where there is none
(in the course's own notebooks, in tests) nothing is written.
"""

import json
import math
import os
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ecomlab.errors import DataFileError, InputError

MARKER = ".ecomlab_workspace.json"
FILE = "progress.jsonl"
CORRECT, NOT_YET, NOT_ATTEMPTED, KEPT = "correct", "not yet", "not attempted", "kept"
LEFT_OUT = "left out"
MARKS = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…", KEPT: "●", LEFT_OUT: "–"}


def marked(status: str, message: str) -> str:
    """What a check says, in Markdown, behind its mark and its status.

    >>> marked(KEPT, "Your guess is 3.")
    '● **Kept.** Your guess is 3.'
    """
    return f"{MARKS[status]} **{status.capitalize()}.** {message}".rstrip()


WORDS = ("time", "asked", "by")  # beside lesson, exercise and status; of a recall the last two
# Of a guess or a prediction; of a judgement: how sure, were verdict and look right (1, 0)
NUMBERS = ("value", "low", "high", "came", "sure", "verdict", "look")


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


def record(
    lesson: str, exercise: str, status: str, misconception: str | None = None, **more
) -> None:
    """Add one checked answer to the trainee's file.

    The answer itself is not kept, but for what was expected: a guess or a prediction comes as
    ``value``, ``low``, ``high``, and what came as ``came``.
    """
    workspace = find_workspace()
    if workspace is None:
        return
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "lesson": lesson,
        "exercise": exercise,
        "status": status,
        "misconception": misconception,
        **more,
    }
    try:
        append(workspace / FILE, json.dumps(entry, ensure_ascii=False))
    except OSError as error:
        warnings.warn(f"Your progress was not kept: {error}", stacklevel=3)


def progress_id(lesson: str, issue: str | None = None) -> str:
    """What a lesson is called in the file; a class's issue of a case is another than the published.

    >>> progress_id("5_1"), progress_id("page_redesign", "7B 0069a8af")
    ('5_1', 'page_redesign@7B 0069a8af')
    """
    return f"{lesson}@{issue}" if issue else lesson


def lesson_of(kept_as: str) -> str:
    """The lesson of an entry, whosever issue it was.

    >>> lesson_of("page_redesign@7B 0069a8af")
    'page_redesign'
    """
    return kept_as.partition("@")[0]


def append(path: Path, line: str) -> None:
    """Add a line, on a line of its own even where the last writing broke off."""
    with open(path, "ab+") as file:
        if file.tell() > 0:
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else "\n" + line
        file.write(line.encode() + b"\n")


def read(path) -> tuple[list[dict], int]:
    """The entries of a progress file, and how many lines could not be read.

    Each entry has lesson, exercise and status, and what else was noted of it: ``WORDS`` as text,
    ``NUMBERS`` as finite numbers.

    Raises
    ------
    DataFileError
        The file is there and can't be read.
    """
    return read_lines(path, _entry, "progress", "Your answers can be checked all the same. ")


def read_lines(path, entry, what, comfort="") -> tuple[list, int]:
    """What a file of JSON lines holds, and how many of its lines could not be read.

    Parameters
    ----------
    path : path
        Where there is no file, nothing was kept yet.
    entry : callable (a line's content) -> what is kept of it
        What it can't make sense of is a damaged line.
    what, comfort : str
        What the reader has in the file, and a sentence between the error and the way out.

    Raises
    ------
    DataFileError
        The file is there and can't be read.
    """
    entries, damaged = [], 0
    try:
        lines = Path(path).read_bytes().splitlines()
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise DataFileError(
            f"Your {what} in {path} can't be read ({error.strerror or error}). {comfort}Give "
            "yourself the right to read this file, or move it away: a new one is begun then."
        ) from error
    for line in lines:
        try:
            entries.append(entry(json.loads(line.decode())))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError, InputError):
            damaged += bool(line.strip())
    return entries, damaged


def _entry(line) -> dict:
    """What is known of a line of the file; later editions may note more."""
    entry = {key: str(line[key]) for key in ("lesson", "exercise", "status")}
    entry |= {key: str(line[key]) for key in WORDS if key in line}
    numbers = {key: float(line[key]) for key in NUMBERS if line.get(key) is not None}
    return entry | {key: number for key, number in numbers.items() if math.isfinite(number)}


def known_entries() -> list[dict]:
    """The trainee's entries; none without a workspace, or where the file can't be read."""
    workspace = find_workspace()
    with suppress(DataFileError):
        return read(workspace / FILE)[0] if workspace else []
    return []
