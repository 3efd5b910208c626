"""Steps that take a while: run, waited for, logged, and explained where they fail.

Standard library only.
"""

import os
import re
import sys
import time
from pathlib import Path

from tools import tether

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ["3.11", "3.12", "3.13"]  # that the course is tested on
ASTRAY = (
    "PYTHONHOME", "PYTHONPATH", "PYTHONOPTIMIZE", "PYTHONSAFEPATH", "VIRTUAL_ENV", "CONDA_PREFIX",
    "__PYVENV_LAUNCHER__", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN", "PIP_NO_DEPS",
)  # fmt: skip
OURS = {
    "PIP_USER": "0",  # outdoes pip's own settings
    "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "UV_COMPILE_BYTECODE": "1",
    "PYTHONUTF8": "1", "JUPYTER_PREFER_ENV_PATH": "1",
}  # fmt: skip


class CourseError(Exception):
    """Something the reader can put right; the message ends with how."""


ADVICE = [
    (r"No space left|Errno 28|not enough space", "The disk is full: free 2 GB, then try again."),
    (r"ensurepip is not|No module named (ensurepip|venv)", "Python's venv module is missing: "
     "install it (Debian, Ubuntu: sudo apt install python3-venv), then try again."),
    (r"(?i)proxyerror|connect to proxy|proxy auth|tunnel (error|connection)|invalid proxy",
     "The proxy refused the download: check HTTP_PROXY and HTTPS_PROXY, or unset them, then try "
     "again."),
    (r"(?i)certificate", "A certificate was refused: set this computer's clock; behind a company "
     "firewall set SSL_CERT_FILE to the company's certificate file."),
    (r"(?i)name resolution|name or service|dns error|getaddrinfo|connection (refused|reset)"
     r"|failed to establish|error sending request|timed out|unreachable|failed to fetch"
     r"|from versions: none",
     "No connection to the package index: check the network, then try again."),
    (r"(?i)permission denied|access is denied|Errno 13", "A file may not be written: close "
     "JupyterLab and other programs that use this folder, or copy the course to your home."),
    (r"(?i)no matching distribution|no solution found|could not find a version", "A pinned "
     "package has no build for this Python or system: try Python 3.12."),
]  # fmt: skip


def explain(output):
    """What to do about a failed step, read from what it printed."""
    for pattern, sentence in ADVICE:
        if re.search(pattern, output):
            return sentence
    return "Run the same command again; if it fails again: python course.py doctor"


def tail(log, lines=15):
    """The last lines of a log file."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def wait(title, process, every=15.0):
    """Wait for a process, saying how long it has been at it."""
    terminal, start, said = sys.stdout.isatty(), time.monotonic(), 0.0
    print(f"{title} ...", end="" if terminal else "\n", flush=True)
    while process.poll() is None:
        time.sleep(0.1)
        seconds = time.monotonic() - start
        if seconds - said >= (1 if terminal else every):
            said = seconds
            line = f"{title} ... {seconds:.0f} s"
            print(f"\r{line}" if terminal else line, end="" if terminal else "\n", flush=True)
    seconds = time.monotonic() - start
    word = "done" if process.returncode == 0 else "failed"
    print(f"{chr(13) if terminal else ''}{title} ... {word} in {seconds:.1f} s", flush=True)


def step(title, command, log, env=None):
    """Run a command, its output added to the log; a CourseError shows the log's end.

    The command ends with this process, even where this one is killed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    begin = log.stat().st_size if log.exists() else 0
    with open(log, "ab") as out:
        process = tether.start(
            command, cwd=ROOT, env=env or clean_environ(), stdout=out, stderr=out
        )  # fmt: skip
        try:
            wait(title, process)
        finally:
            tether.let_go(process)
    if process.returncode:
        output = log.read_bytes()[begin:].decode("utf-8", errors="replace")
        raise CourseError(f"{tail(log)}\n\n{title}: failed. {explain(output)}\nWhole log: {log}")


def clean_environ(**more):
    """This process's environment without what would lead another Python or pip astray."""
    kept = {key: value for key, value in os.environ.items() if key not in ASTRAY}
    return {**kept, **OURS, **more}
