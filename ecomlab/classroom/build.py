"""From the lessons' sources to the notebooks that trainees open.

A lesson is written once, as a jupytext percent script in ``lessons/``. Building it makes the
notebook of the same name in ``notebooks/``: cells for the instructor are left out, the rest is
executed, and all that would differ from one build to the next is pinned or removed.
"""

import base64
import re
import time
from pathlib import Path

import nbformat

from ecomlab import cases
from ecomlab.classroom import casebook
from ecomlab.classroom.workspace import NOTEBOOKS, REPOSITORY, find_lesson, write_atomically
from ecomlab.errors import EcomlabError

LESSONS = REPOSITORY / "lessons"
INSTRUCTOR = REPOSITORY / "instructor"
# Figures of lessons that the README shows: file, lesson, cell
PICTURES = [(REPOSITORY / "docs" / "rate_that_rises.png", "5_retention/5_1_cohorts.py", "trap")]
HIDDEN_TAGS = {"instructor", "solution"}
KEPT_METADATA = ("slideshow", "tags")
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
CELL_SECONDS = 120


class BuildError(EcomlabError):
    """A lesson's source or one of its cells is broken; no notebook was written."""


def build(lessons=(), instructor=False, sources=LESSONS, target=None) -> list[Path]:
    """Execute the lessons' sources into notebooks, printing a line for each.

    Parameters
    ----------
    lessons : sequence of str
        Which lessons, such as "5_1"; all of them when empty.
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
    return [_build_one(Path(sources), target, name, instructor) for name in chosen]


def lesson_sources(sources=LESSONS) -> list[str]:
    """The lessons' sources, as paths below their folder."""
    return sorted(path.relative_to(sources).as_posix() for path in Path(sources).rglob("*.py"))


def read_lesson(path, instructor=False) -> nbformat.NotebookNode:
    """A lesson's source as a notebook that isn't executed yet, without the hidden cells."""
    import jupytext

    cells = jupytext.read(path, fmt="py:percent").cells
    for cell, name in zip(cells, _names(cells, Path(path).name), strict=True):
        cell.id = name
        cell.metadata = {key: cell.metadata[key] for key in KEPT_METADATA if key in cell.metadata}
    kept = [cell for cell in cells if instructor or not HIDDEN_TAGS & tags(cell)]
    notebook = nbformat.v4.new_notebook(cells=kept, metadata=METADATA)
    notebook.nbformat_minor = 5
    return notebook


def told(sources, name, instructor=False) -> nbformat.NotebookNode:
    """A lesson's notebook with its numbers in the text: a case's are those of its issue."""
    notebook = read_lesson(Path(sources) / name, instructor)
    if casebook.is_case(name):
        casebook.fill(notebook, cases.load(casebook.case_name(name)).words())
    return notebook


def tags(cell) -> set[str]:
    return set(cell.metadata.get("tags", ()))


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
        client.execute()
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


def _names(cells, lesson) -> list[str]:
    """A stable name for each cell: its own id, or the last heading's words and a number."""
    names, heading, count = [], "top", 0
    for cell in cells:
        found = re.match(r"#+ +(.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            heading, count = _slug(found[1]) or "part", 0
        count += 1
        names.append(cell.metadata.get("id") or f"{heading}-{count}")
    wrong = sorted({name for name in names if names.count(name) > 1 or not _is_id(name)})
    if wrong:
        raise BuildError(
            f"The cell ids {', '.join(wrong)} of {lesson} are used twice or malformed. Name each "
            f'cell in its own line, with letters, digits and hyphens: # %% id="monday-plan"'
        )
    return names


def _slug(text) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-")


def _is_id(name) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name))


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
