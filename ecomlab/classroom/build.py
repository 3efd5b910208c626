"""From the lessons' sources to the notebooks that trainees open.

Building a lesson's script makes the notebook of the same name in ``notebooks/``: cells for the
instructor are left out, the rest is executed, and all that would differ from one build to the
next is pinned or removed.
"""

import base64
import os
import re
import time
from pathlib import Path

import nbformat

from ecomlab import cases, levers
from ecomlab.classroom import casebook, headers
from ecomlab.classroom.scripts import LESSONS, METADATA, BuildError, lesson_sources, read_lesson
from ecomlab.classroom.spoken import cells_in_language
from ecomlab.classroom.workspace import NOTEBOOKS, REPOSITORY, find_lesson, write_atomically

INSTRUCTOR = REPOSITORY / "instructor"
# Figures of lessons that the README shows: file, lesson, cell
PICTURES = [(REPOSITORY / "docs" / "rate_that_rises.png", "5_retention/5_1_cohorts.py", "trap")]
CELL_SECONDS = 120


def build(lessons=(), instructor=False, sources=LESSONS, target=None, stale=False) -> list[Path]:
    """Execute the lessons' sources into notebooks, printing a line for each.

    Parameters
    ----------
    lessons : sequence of str
        Which lessons, such as "5_1"; all of them when empty.
    stale : bool
        Only those whose notebook is missing or says something else than its source.
    instructor : bool
        Build the instructor's edition, which keeps the notes and solutions.
    sources, target : path
        The folder of the sources, and of the notebooks.

    Returns
    -------
    list of Path
        The notebooks written.

    Raises
    ------
    ChoiceError
        There is no such lesson.
    BuildError
        A source has no unique cell ids, or a cell raised or warned.
    """
    target = Path(target or (INSTRUCTOR if instructor else NOTEBOOKS))
    names = lesson_sources(sources)
    chosen = [find_lesson(lesson, names) for lesson in lessons] or names
    if stale:
        chosen = [name for name in chosen if is_stale(name, sources, target, instructor)]
    return [_build_one(Path(sources), target, name, instructor) for name in chosen]


def is_stale(name, sources=LESSONS, target=NOTEBOOKS, instructor=False) -> bool:
    """Whether a lesson's notebook is missing, or its cells are not those of its source."""
    path = Path(target) / Path(name).with_suffix(".ipynb")
    if not path.exists():
        return True
    built, source = nbformat.read(path, as_version=4), told(sources, name, instructor)
    return _said(built) != _said(source)


def _said(notebook):
    return [(cell.id, cell.cell_type, cell.source.rstrip()) for cell in notebook.cells]


def told(sources, name, instructor=False) -> nbformat.NotebookNode:
    """A lesson's notebook with its numbers in the text: a case's are those of its issue."""
    notebook = read_lesson(Path(sources) / name, instructor)
    if casebook.is_case(name):
        return casebook.fill(notebook, cases.load(casebook.case_name(name)))
    return cells_in_language(notebook, headers.lesson_id(name))


def execute(notebook, folder, title, *options) -> nbformat.NotebookNode:
    """Run a notebook's cells in a folder; BuildError where one raises or warns.

    The options are the kernel's: ``"--InlineBackend.figure_formats=retina"``.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=40", *options],
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute(env={**os.environ, levers.STATIC: "1"})
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise BuildError(_report(notebook, title, error)) from error
    return _clean(notebook, title)


def _build_one(sources, target, name, instructor) -> Path:
    path = target / Path(name).with_suffix(".ipynb")
    print(f"{path.relative_to(target)} ...", end=" ", flush=True)
    start = time.perf_counter()
    notebook = told(sources, name, instructor)
    path.parent.mkdir(parents=True, exist_ok=True)
    execute(notebook, path.parent, f"lessons/{name}")
    write_atomically(path, (nbformat.writes(notebook).rstrip("\n") + "\n").encode())
    if target == NOTEBOOKS:
        for file, lesson, cell in PICTURES:
            if lesson == name:
                write_atomically(file, picture(notebook, cell))
    print(f"{time.perf_counter() - start:.1f} s", flush=True)
    return path


def picture(notebook, cell_id) -> bytes:
    """The figure that a cell drew, as PNG."""
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    drawn = [output.data for output in cell.outputs if "data" in output]
    return base64.b64decode(next(data["image/png"] for data in drawn if "image/png" in data))


def _clean(notebook, title):
    """Leave out what differs between builds; refuse what a trainee must not see."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise BuildError(
                    f"{title}, cell {cell.id}, warns:\n{_tail(output.text)}\n"
                    f"Put right what it warns of."
                )
            output.pop("transient", None)
    notebook.metadata = METADATA
    return notebook


def _report(notebook, title, error) -> str:
    """Which lesson, which cell, and the end of what it said."""
    cell = next((cell for cell in notebook.cells if _failed(cell)), None)
    where = f"cell {cell.id}" if cell else "a cell that ran too long or ended the kernel"
    source = f"\n{cell.source}\n" if cell else ""
    return f"{title}, {where}:\n{source}\n{_tail(str(error))}"


def _failed(cell) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", ()))


def _tail(text, lines=8) -> str:
    """The last lines of a traceback, without its colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return "\n".join([line for line in plain.splitlines() if line.strip()][-lines:])
