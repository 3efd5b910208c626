"""A case for a class of its own: the trainees' notebook and data, and the instructor's key.

The trainees' folder is written from the data alone, so it can't hold what the data don't.
"""

import hashlib
import json
import re
import shutil
import tempfile
import unicodedata
from contextlib import contextmanager
from pathlib import Path

import nbformat

from ecomlab import cases, datasets
from ecomlab.classroom import casebook, keys
from ecomlab.errors import InputError

TRAINEES, INSTRUCTOR, DATA = "trainees", "instructor", "data"
KEY = "key.json"
SHORTEST = 8  # bytes of a secret
OPEN = (
    "Without --secret-file anybody who has the course and knows the class's name can make this "
    "issue again, truth included."
)


def reissue(name, class_name, out, secret=b"") -> Path:
    """Write a case with new numbers for a class.

    Parameters
    ----------
    name : str
        One of ``cases.names()``.
    class_name : str
        Names the issue: the same class, case and secret give the same files.
    out : path
        Where the issue's folder is made.
    secret : bytes
        As from ``read_secret``; without one the issue can be rebuilt from the class's name.

    Returns
    -------
    Path
        The new folder, with ``trainees`` (to hand out) and ``instructor`` (to keep).

    Raises
    ------
    ChoiceError
        There is no such case.
    InputError
        The class has no name, its folder is there already, or it can't be written.
    """
    if not isinstance(class_name, str) or not class_name.strip():
        raise InputError('The class has no name. Give one: --class "2027-spring"')
    label = unicodedata.normalize("NFC", class_name.strip())
    drawn = cases.reissue(name, label, secret)
    target = Path(out) / f"{name}-{slug(label)}"
    with _whole_or_not_at_all(target) as fresh:
        _write_trainees(drawn, fresh / TRAINEES)
        _write_instructor(drawn, fresh / INSTRUCTOR, *parts(fresh))
    return target


def slug(label) -> str:
    """A class's name as part of a folder's: fit for every system, and of this class only.

    >>> slug("三年级2班")
    '三年级2班-73aaace2'
    >>> slug("7B / A?")
    '7B-A-0069a8af'
    """
    words = re.sub(r"\W+", "-", label).strip("-_")[:40]
    digest = hashlib.sha256(label.encode()).hexdigest()[:8]
    return f"{words}-{digest}".strip("-")


def parts(folder) -> tuple[Path, Path]:
    """Where an issue's folder keeps its data and its key."""
    folder = Path(folder).resolve()
    return folder / TRAINEES / DATA, folder / INSTRUCTOR / KEY


def notebook(folder, name) -> Path:
    """A case's notebook in the trainees' or the instructor's folder."""
    return Path(folder) / f"{casebook.PREFIX}{name}.ipynb"


def read_secret(path) -> bytes:
    """The instructor's secret: the content of a file, without blanks around it."""
    make = f'Make one: python -c "import secrets; print(secrets.token_hex())" > {path}'
    try:
        secret = Path(path).read_bytes().strip()
    except OSError as error:
        raise InputError(
            f"The secret file {path} can't be read ({error.strerror}). {make}"
        ) from error
    if len(secret) < SHORTEST:
        raise InputError(f"The secret in {path} has {len(secret)} letters: too few. {make}")
    return secret


def _write_trainees(drawn, folder):
    """Data, and the notebook that tells them; both know nothing of the parameters."""
    name = drawn.case.name
    datasets.write_tables(folder / DATA, drawn.tables, drawn.case.card(drawn.label))
    known = cases.load(name, folder / DATA)
    handed_out = casebook.issued(name, known.words(), DATA)
    _write(notebook(folder, name), nbformat.writes(handed_out) + "\n")


def _write_instructor(drawn, folder, data, key):
    """The key as JSON and as a page, and the notebook with notes and truth."""
    name = drawn.case.name
    tables = datasets.read_tables(data)  # as the class has them
    issue = cases.Issue(drawn.case, tables, drawn.parameters, drawn.label)
    found = keys.answered(issue)
    content = keys.key(issue, found) | {"data": cases.checksums(datasets.read_card(data))}
    folder.mkdir()
    text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
    _write(folder / KEY, text + "\n")
    _write(folder / "key.md", keys.markdown(issue, found))
    paths = f"../{TRAINEES}/{DATA}", KEY
    kept = casebook.issued(name, issue.words(), *paths)
    _write(notebook(folder, name), nbformat.writes(kept) + "\n")


def _write(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def _whole_or_not_at_all(target):
    """A folder beside the target that takes its name when all of it is written."""
    fresh = None
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(
                f"{target} is there already; nothing was changed. Move it away, or choose another "
                "folder: --out DIR"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        yield fresh
        fresh.chmod(0o755)
        if target.exists():
            target.rmdir()
        fresh.rename(target)
    except OSError as error:
        raise InputError(
            f"{target} can't be written ({error.strerror or error}). Choose another folder: "
            "--out DIR"
        ) from error
    finally:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)
