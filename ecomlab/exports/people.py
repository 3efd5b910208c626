"""Buyers whom no file names: who is one, see ``ecomlab.tables.people``.

A buyer's name, mail or phone becomes a word that only this shop's salt gives, so that its files
can be joined and nobody else's.
"""

import hashlib
import os
import secrets
from pathlib import Path

import pandas as pd

from ecomlab.errors import InputError
from ecomlab.tables.parse import TEXT
from ecomlab.tables.people import TOTALS, cautions, joined, phones, tidied  # noqa: F401

SALT = "buyers.salt"
FOLDER = Path(__file__).parents[2] / "my_course"


def salt(folder=None) -> bytes:
    """The shop's own salt, made at random when it is first needed, readable by its owner alone.

    Parameters
    ----------
    folder : path, optional
        Where it is kept; the course's ``my_course``, which git leaves alone, if not given.
    """
    path = Path(folder or FOLDER) / SALT
    try:
        if path.exists():
            kept = path.read_bytes().strip()
            if len(kept) >= 32:
                return kept
            raise InputError(
                f"{path} is damaged. Bring it back from a copy. If there is none, remove it: a new "
                "one is made, and files that are read from then on join only with each other."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, secrets.token_hex(32).encode() + b"\n")
        return salt(folder)
    except OSError as error:
        raise InputError(
            f"The salt of the shop's buyers can't be kept in {path.parent} ({error.strerror}). "
            "Give another folder: salt_folder=…"
        ) from error


def _write_whole(path, content):
    """A file that is there whole or not at all; one that another process has made stays."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        if path.exists():
            return
        os.link(part, path)  # fails where another was quicker; rename would write over it
    except FileExistsError:
        return
    except OSError:  # a file system without links
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def hashed(buyers, key: bytes) -> pd.Series:
    """Each buyer as a word of 17 letters that this key alone gives; missing stays missing.

    It begins with a letter, so that no program takes it for a number (``1e5``).
    """
    codes, names = pd.factorize(buyers.astype(object))
    words = [
        "b" + hashlib.blake2b(name.encode(), key=key[:64], digest_size=8).hexdigest()
        for name in names
    ]
    found = pd.Series(pd.array([*words, None], dtype=TEXT)).take(codes)  # -1: missing, the last
    return found.set_axis(buyers.index)
