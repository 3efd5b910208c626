"""Tables that are made on first use and kept: once for all processes, whole, and checked.

A data set's kept tables are the Parquet files of one folder, which appears when all are written;
its file of checksums tells when one was altered since. Whoever needs a table that isn't there
makes them all, while others wait. Where nothing can be written, they stay in memory.
"""

import hashlib
import importlib
import io
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ecomlab.errors import DataFileError
from ecomlab.lock import alone
from ecomlab.streams import table_hash

CHECKSUMS = "checksums.json"
PATIENCE = 1.0  # seconds without a word
IN_MEMORY = {}  # tables that could not be kept, by the folder where they would be


@dataclass(frozen=True)
class Cache:
    """The tables of a data set that are made on first use.

    Attributes
    ----------
    name : str
        The data set's.
    folder : Path
        Where they are kept: ``<parent>/<name>-<anything>``. A new one replaces all others of
        the name.
    hashes : mapping of str to str
        What each table must be: its ``streams.table_hash``.
    maker : str
        The module whose function ``make(progress)`` gives all tables by name; it calls
        ``progress`` with the share done. Imported when it is needed, for it stands above this one.
    """

    name: str
    folder: Path
    hashes: Mapping[str, str]
    maker: str

    def table(self, table):
        """One of the tables; it is made, with all others, where it isn't kept as it was written.

        Raises
        ------
        DataFileError
            What was made isn't what the hashes say.
        """
        found = self._read(table)
        if found is None:
            self.fill()
            found = self._read(table)
        if found is None:
            raise DataFileError(
                f"The table {table} in {self.folder} was altered right after it was written. "
                "Close what else writes there, then run the same line again."
            )
        return found

    def fill(self, out=None):
        """Make and keep all tables, unless they are there; others wait meanwhile.

        Parameters
        ----------
        out : text stream, optional
            Where a line tells how far it is, if it takes more than a second. If not given, the
            error stream, where that is a terminal.
        """
        line = Line(f"Making the tables of the data set {self.name} (only once)", out)
        made = None
        try:
            with alone(self._beside(".lock"), f"makes tables of {self.name}", line.say):
                if not self.is_whole():
                    made = self._made(line)
                    self._keep(made)
        except OSError as error:
            IN_MEMORY[self.folder] = made or self._made(line)
            print(
                f"{self.folder} can't be written ({error.strerror or error}): the tables of "
                f"{self.name} stay in memory, and are made again by each program that needs them.",
                file=sys.stderr,
            )
        finally:
            line.close()

    def is_whole(self):
        """Whether every table is there, as it was written."""
        if self.folder in IN_MEMORY:
            return True
        return all(self._content(table) is not None for table in self.hashes)

    def _read(self, table):
        """A kept table, or None."""
        if self.folder in IN_MEMORY:
            return IN_MEMORY[self.folder][table]
        content = self._content(table)
        return None if content is None else table_of(content)

    def _content(self, table):
        """The bytes of a kept table, or None where they aren't those that were written."""
        try:
            written = json.loads((self.folder / CHECKSUMS).read_text(encoding="utf-8"))[table]
            content = _file(self.folder, table).read_bytes()
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return content if checksum(content) == written else None

    def _made(self, line):
        """All tables, made here and now."""
        tables = importlib.import_module(self.maker).make(line.show)
        made = {table: tables[table] for table in self.hashes if table in tables}
        wrong = [t for t in self.hashes if t not in made or table_hash(made[t]) != self.hashes[t]]
        if wrong:
            raise DataFileError(_otherwise(self.name, wrong, self.maker))
        return made

    def _keep(self, tables):
        """Let a folder with the tables take the place of what is there."""
        for killed in self.folder.parent.glob(f".{self.name}-*"):
            shutil.rmtree(killed, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{self.name}-", dir=self.folder.parent))
        try:
            sums = {name: _write(_file(fresh, name), table) for name, table in tables.items()}
            (fresh / CHECKSUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")
            fresh.chmod(0o755)  # a temporary folder is its owner's only
            if self.folder.exists():
                shutil.rmtree(self.folder)
            os.replace(fresh, self.folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        for former in self.folder.parent.glob(f"{self.name}-*"):
            if former != self.folder:
                shutil.rmtree(former, ignore_errors=True)

    def _beside(self, suffix):
        return self.folder.with_name(self.name + suffix)


class Line:
    """One line that says how far something is, once it has taken more than a second."""

    def __init__(self, what, out=None):
        terminal = sys.stderr is not None and sys.stderr.isatty()
        self.what, self.out = what, out or (sys.stderr if terminal else None)
        self.start, self.said = time.monotonic(), False

    def say(self, text, end="\n"):
        """Say something, where there is anybody to hear it."""
        if self.out:
            print(text, end=end, file=self.out, flush=True)

    def show(self, share):
        """So much is done."""
        if self.out and time.monotonic() - self.start > PATIENCE:
            if self.out.isatty():
                self.say(f"\r{self.what} ... {share:4.0%}", end="")
            elif not self.said:
                self.say(f"{self.what} ...", end="")
            self.said = True

    def close(self):
        """It is over."""
        if self.said:
            took = f" {time.monotonic() - self.start:.0f} s "
            self.say(f"\r{self.what} ...{took}" if self.out.isatty() else took)


def checksum(content):
    """What a file must be: the SHA-256 of its bytes.

    >>> checksum(b"")[:19]
    'sha256:e3b0c44298fc'
    """
    return "sha256:" + hashlib.sha256(content).hexdigest()


def table_of(content):
    """The table of a Parquet file's bytes.

    Arrow reads them here, without threads of its own: those may hold what is Python's, outlive the
    interpreter, and abort the program as it ends (https://github.com/apache/arrow/issues/50482).
    """
    file = pq.ParquetFile(pa.BufferReader(content))
    return file.read(use_threads=False).to_pandas(use_threads=False)


def _file(folder, table):
    return folder / f"{table}.parquet"


def _write(path, table):
    """Write a table; the checksum of its file."""
    content = io.BytesIO()
    table.to_parquet(content, engine="pyarrow", compression="zstd", index=False)
    path.write_bytes(content.getvalue())
    return checksum(content.getvalue())


def _otherwise(name, wrong, maker):
    """What to do where tables came out otherwise than they were published."""
    here = f"NumPy {np.__version__}, pandas {pd.__version__}, Python {platform.python_version()}"
    return (
        f"Tables of the data set {name} came out otherwise here than where the course was "
        f"published: {', '.join(wrong)}. This platform rounds differently ({here}, "
        f"{platform.system()} {platform.machine()}). First give the course its own versions of "
        "all packages: python course.py mend. If that does not help, work with the tables of "
        f"this computer: from {maker} import make; tables = make(). Lessons' figures may differ "
        "from them in the last digits. If you changed the simulation itself: "
        f"python datasets/{name}/make.py"
    )
