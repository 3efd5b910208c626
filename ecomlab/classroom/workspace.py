"""A trainee's own copies of the notebooks, and how new editions of the course reach them.

The course's notebooks are never opened for work; a trainee works in copies, in a folder of their
own. Its marker file remembers, for each copy, the edition it was made from, so that a copy that
was never touched is simply renewed, while one that was worked in stays as it is and the new
edition is put beside it. Nothing is ever deleted, and nothing overwritten without a backup.

A copy has no outputs: whoever works in it sees a result after they ran its cell, not before.
"""

import hashlib
import json
import os
import shutil
import tempfile
import tomllib
from datetime import datetime
from pathlib import Path

from ecomlab.classroom.progress_file import MARKER
from ecomlab.errors import ChoiceError, DataFileError

REPOSITORY = Path(__file__).resolve().parents[2]
NOTEBOOKS = REPOSITORY / "notebooks"
CHANGES = Path(__file__).with_name("changes.toml")
EVERY = "every notebook"  # of CHANGES
BACKUPS = "backups"
PREFIX = "case_"  # of a case's notebook
BESIDE = ".new-edition.ipynb"

BARE = "without outputs"  # in the marker: how this notebook was handed out

NEW, CURRENT, RENEWED, BESIDE_YOURS = "new", "current", "renewed", "new edition beside yours"


def sync(workspace, notebooks=NOTEBOOKS) -> dict[str, str]:
    """Bring the course's notebooks into a trainee's folder without touching their work.

    Parameters
    ----------
    workspace : path
        The trainee's folder; made if it isn't there.
    notebooks : path
        The course's editions.

    Returns
    -------
    dict of str to str
        For each notebook what was done: "new" (copied), "current" (left alone), "renewed" (an
        untouched copy was replaced, with a backup), or "new edition beside yours". A copy that
        came with outputs, as copies did once, counts as one of an earlier edition.

    Raises
    ------
    DataFileError
        The folder can't be written, or its marker file is damaged. Nothing was changed.
    """
    workspace, notebooks = Path(workspace), Path(notebooks)
    marker = _read_marker(workspace)
    done = {}
    try:
        try:
            for name in editions(notebooks):
                done[name] = _sync_one(name, workspace, notebooks, marker)
        finally:
            write_atomically(workspace / MARKER, _dump(marker))
    except OSError as error:
        raise _unwritable(workspace, error) from error
    return done


def reset(lesson, workspace, notebooks=NOTEBOOKS) -> Path:
    """Start a lesson again: back the trainee's copy up and put the course's edition in its place.

    Returns
    -------
    Path
        The backup of the copy, or the new copy itself where there was none to back up.

    Raises
    ------
    ChoiceError
        There is no such lesson, or several.
    """
    workspace, notebooks = Path(workspace), Path(notebooks)
    name = find_lesson(lesson, editions(notebooks))
    marker = _read_marker(workspace)
    try:
        backup = _put(name, _for_trainees(notebooks / name), workspace)
        marker[name] = {"edition": fingerprint(notebooks / name), BARE: True}
        write_atomically(workspace / MARKER, _dump(marker))
    except OSError as error:
        raise _unwritable(workspace, error) from error
    return backup or workspace / name


def editions(notebooks=NOTEBOOKS) -> list[str]:
    """The course's notebooks, as paths below their folder."""
    paths = Path(notebooks).rglob("*.ipynb")
    return sorted(
        path.relative_to(notebooks).as_posix()
        for path in paths
        if ".ipynb_checkpoints" not in path.parts
    )


def find_lesson(wanted, names) -> str:
    """The one path that a trainee means by "5_1", "5_1_cohorts", a case's name or the path."""
    stems = {Path(name).stem: name for name in names}
    word = Path(str(wanted)).stem
    matches = [stem for stem in stems if stem in (word, f"{PREFIX}{word}")] or [
        stem for stem in stems if stem.startswith(f"{word}_")
    ]
    if len(matches) != 1:
        raise ChoiceError("lesson", str(wanted), sorted(stems))
    return stems[matches[0]]


def fingerprint(path) -> str:
    """What a notebook says, apart from what running it leaves behind: a hash of its cells."""
    content = Path(path).read_bytes()
    try:
        cells = [
            (cell["cell_type"], "".join(cell["source"]).rstrip())
            for cell in json.loads(content)["cells"]
        ]
        content = json.dumps([cell for cell in cells if cell[1]]).encode()
    except (ValueError, KeyError, TypeError):
        pass  # not a notebook any more: its bytes speak for it
    return hashlib.sha256(content).hexdigest()


def write_atomically(path, content: bytes) -> None:
    """Write a file so that it is there either wholly or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def without_outputs(content: bytes) -> bytes:
    """A notebook as if no cell had been run; what is no notebook stays as it is.

    >>> ran = {"cells": [{"cell_type": "code", "execution_count": 3, "outputs": ["1"]}]}
    >>> json.loads(without_outputs(json.dumps(ran).encode()))["cells"]
    [{'cell_type': 'code', 'execution_count': None, 'outputs': []}]
    """
    try:
        notebook = json.loads(content)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["execution_count"], cell["outputs"] = None, []
        # As nbformat writes it
        return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    except (ValueError, KeyError, TypeError):
        return content


def _for_trainees(edition) -> bytes:
    return without_outputs(edition.read_bytes())


def _sync_one(name, workspace, notebooks, marker) -> str:
    edition, copy = fingerprint(notebooks / name), workspace / name
    known = marker.setdefault(name, {})
    with_outputs = "edition" in known and BARE not in known  # as copies were made once
    now = fingerprint(copy) if copy.exists() else None
    if now and not with_outputs and edition in (now, known.get("edition")):
        if now == edition:
            known.update({"edition": edition, BARE: True})
        return CURRENT
    if now and now not in (edition, known.get("edition")):
        return _offer(name, edition, workspace, notebooks, known)
    _put(name, _for_trainees(notebooks / name), workspace)
    known.update({"edition": edition, BARE: True})
    return RENEWED if now else NEW


def _offer(name, edition, workspace, notebooks, known) -> str:
    """Put the new edition beside a copy that was worked in; each edition is offered once."""
    if known.get("offered") == edition and BARE in known:
        return CURRENT
    _put(beside(name), _for_trainees(notebooks / name), workspace)
    known.update({"offered": edition, BARE: True})
    return BESIDE_YOURS


def beside(name) -> str:
    return name.removesuffix(".ipynb") + BESIDE


def why(name) -> str:
    """What the course's edition of a notebook changed, in words; first what every notebook's did.

    >>> why("00_start_here.ipynb")
    'a copy comes without outputs, so that you can answer before you see: run a cell for its result'
    """
    told = tomllib.loads(CHANGES.read_text(encoding="utf-8"))
    return "; ".join(told[key] for key in (EVERY, name.removesuffix(".ipynb")) if key in told)


def _put(name, content, workspace) -> Path | None:
    """Write a notebook into the workspace; what was there goes to the backups first."""
    path = workspace / name
    backup = _back_up(name, workspace) if path.exists() else None
    write_atomically(path, content)
    return backup


def _back_up(name, workspace) -> Path:
    stamp = f"{datetime.now():%Y%m%d-%H%M%S}"
    folder = workspace / BACKUPS / Path(name).parent
    folder.mkdir(parents=True, exist_ok=True)
    backup, number = folder / f"{Path(name).stem}.{stamp}.ipynb", 1
    while backup.exists():
        number += 1
        backup = folder / f"{Path(name).stem}.{stamp}-{number}.ipynb"
    shutil.copy2(workspace / name, backup)
    return backup


def _read_marker(workspace) -> dict:
    path = workspace / MARKER
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else "{}"
        copies = json.loads(text).get("copies", {})
        return {str(name): dict(known) for name, known in copies.items()}
    except OSError as error:
        raise _unwritable(workspace, error) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise DataFileError(
            f"The file {path} is damaged; nothing was changed. Delete that one file and try "
            f"again: your notebooks stay as they are, and new editions are put beside them."
        ) from error


def _dump(marker) -> bytes:
    content = {"about": "Which edition of the course each copy was made from", "copies": marker}
    return json.dumps(content, indent=1, sort_keys=True).encode() + b"\n"


def _unwritable(workspace, error):
    return DataFileError(
        f"Your notebooks can't be kept in {workspace} ({error.strerror or error}). "
        f"Choose another folder: python course.py lab --workspace FOLDER"
    )
