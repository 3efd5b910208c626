"""One at a time: a lock that ends with its process.

Standard library only, for `tools/` uses it where no package is installed.

The operating system keeps it, so a killed holder's is free at once, and whoever the holder is.
What the holder started on POSIX keeps it too, until it ends.
"""

import errno
import os
import time
from contextlib import contextmanager
from pathlib import Path

BYTE = 1 << 30  # Windows locks bytes of the file: one far behind those that say who holds it

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


@contextmanager
def alone(file, doing, say=None):
    """Do what only one process may do at a time; where another does it, say so and wait.

    Parameters
    ----------
    file : path
        The lock: an empty file that stays.
    doing : str
        What is done, for the one who waits: "installs packages".
    say : function of a text
        How that one is told, if not by a line on the screen.
    """
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    with open(file, "a+", encoding="utf-8") as handle:
        os.set_inheritable(handle.fileno(), True)
        if not _take(handle.fileno()):
            (say or _aloud)(f"{_who(file)}. Waiting until it ends (Ctrl-C: wait no longer) ...")
            while not _take(handle.fileno()):
                time.sleep(0.2)
        handle.truncate(0)
        print(f"Process {os.getpid()} {doing}", end="", file=handle, flush=True)
        try:
            yield
        finally:
            handle.truncate(0)
            _give(handle.fileno())


def _aloud(text):
    print(text, flush=True)


def holder(file):
    """What the lock's holder does, or None where it is free."""
    try:
        with open(file, "r+", encoding="utf-8") as handle:
            if not _take(handle.fileno()):
                return _who(file)
            _give(handle.fileno())
    except OSError:
        pass  # no lock file: nobody ever held it
    return None


def _who(file):
    return Path(file).read_text(encoding="utf-8") or "Another command of the course is at work"


def _take(descriptor):
    """Take the lock; False where another has it."""
    try:
        if fcntl:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            _windows(descriptor, "LK_NBLCK")
    except OSError as error:  # a file system without locks counts as free
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def _give(descriptor):
    if fcntl:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    else:
        _windows(descriptor, "LK_UNLCK")


def _windows(descriptor, mode):
    import msvcrt

    os.lseek(descriptor, BYTE, os.SEEK_SET)
    msvcrt.locking(descriptor, getattr(msvcrt, mode), 1)
