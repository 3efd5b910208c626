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
from ecomlab.cases import secrets
from ecomlab.classroom import casebook, keys
from ecomlab.errors import InputError, check_path

TRAINEES, INSTRUCTOR, DATA = "trainees", "instructor", "data"
KEY, PAGE, SECRET = "key.json", "key.md", "secret.txt"
GUESSED = (
    "This secret is of the first edition. The issue is the one that it gave; but whoever guesses "
    "the line has the truth, and a guess takes a thousandth of a second. For a new issue leave "
    "--secret-file out."
)


def reissue(name, class_name, out, secret=None) -> Path:
    """Write a case with new numbers for a class.

    Parameters
    ----------
    name : str
        One of ``cases.names()``.
    class_name : str
        Names the issue: the same class, case and secret give the same files.
    out : path
        Where the issue's folder is made.
    secret : bytes, optional
        As from ``read_secret``, to make a known issue again; a new one by default, made at random.

    Returns
    -------
    Path
        The new folder, with ``trainees`` (to hand out) and ``instructor`` (to keep: key, secret
        and the notebook with the truth, which only its owner can read).

    Raises
    ------
    ChoiceError
        There is no such case.
    InputError
        The class has no name, the secret can't be one, the folder is there already or can't be
        written.
    """
    if not isinstance(class_name, str) or not class_name.strip():
        raise InputError('The class has no name. Give one: --class "2027-spring"')
    label = unicodedata.normalize("NFC", class_name.strip())
    out = check_path("out", out)
    secret = secrets.make() if secret is None else secret
    drawn = cases.reissue(name, label, secret)  # refuses a label that can't be one
    target = out / f"{name}-{slug(label)}"
    with _whole_or_not_at_all(target) as fresh:
        _write_trainees(drawn, fresh / TRAINEES)
        _write_instructor(drawn, secret, fresh / INSTRUCTOR, *parts(fresh))
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
    """The secret of a known issue: the content of its file, without blanks around it."""
    try:
        secret = secrets.check(Path(path).read_bytes().strip())
    except OSError as error:
        raise InputError(
            f"The secret file {path} can't be read ({error.strerror}). {secrets.WAY_OUT}"
        ) from error
    if not secret:
        raise InputError(f"The secret file {path} is empty. {secrets.WAY_OUT}")
    return secret


def _write_trainees(drawn, folder):
    """Data, and the notebook that tells them; both know nothing of the parameters."""
    name = drawn.case.name
    datasets.write_tables(folder / DATA, drawn.tables, drawn.case.card(drawn.label))
    known = cases.load(name, folder / DATA)
    handed_out = casebook.issued(known, DATA)
    _write(notebook(folder, name), nbformat.writes(handed_out) + "\n")


def _write_instructor(drawn, secret, folder, data, key):
    """The key as JSON and as a page, the secret, and the notebook with notes and truth."""
    name = drawn.case.name
    tables = datasets.read_tables(data)  # as the class has them
    issue = cases.Issue(drawn.case, tables, drawn.parameters, drawn.label)
    found = keys.answered(issue)
    card = datasets.read_card(data)
    content = keys.key(issue, found) | {"data": cases.checksums(card), "card": card["hash"]}
    folder.mkdir(mode=0o700)
    text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
    kept = casebook.issued(issue, f"../{TRAINEES}/{DATA}", KEY)
    _keep(folder / KEY, f"{text}\n".encode())
    _keep(folder / PAGE, keys.markdown(issue, found).encode())
    _keep(folder / SECRET, secret + b"\n")
    _keep(notebook(folder, name), f"{nbformat.writes(kept)}\n".encode())


def _keep(path, content):
    """Write what only its owner may read."""
    path.touch(mode=0o600)
    path.write_bytes(content)


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
