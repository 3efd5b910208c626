"""The course's environment: made, mended, and asked for its Python (standard library only)."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PINS = ROOT / "constraints.txt"
WINDOWS = os.name == "nt"


class CourseError(Exception):
    """Something the reader can put right; the message ends with how."""


# --- Steps that take a while ---------------------------------------------------------------

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
    """Run a command, its output added to the log; a CourseError shows the log's end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    begin = log.stat().st_size if log.exists() else 0
    with open(log, "ab") as out:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT, env=env or clean_environ(), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
        )  # fmt: skip
        try:
            wait(title, process)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        output = log.read_bytes()[begin:].decode("utf-8", errors="replace")
        raise CourseError(f"{tail(log)}\n\n{title}: failed. {explain(output)}\nWhole log: {log}")


def clean_environ(**more):
    """This process's environment without what would lead another Python astray."""
    astray = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__")
    kept = {key: value for key, value in os.environ.items() if key not in astray}
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "UV_COMPILE_BYTECODE": "1"}
    return {**kept, **quiet, "PYTHONUTF8": "1", "JUPYTER_PREFER_ENV_PATH": "1", **more}


# --- The environment -----------------------------------------------------------------------


def python_in(folder, windows=WINDOWS):
    """The Python of an environment."""
    return Path(folder) / ("Scripts/python.exe" if windows else "bin/python")


def base_python():
    """The Python that runs this file, or the one its environment was made from."""
    return getattr(sys, "_base_executable", None) or sys.executable


def python_version(python):
    """'3.11' of a Python, or None where it doesn't run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-c", code], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


class Environment:
    """One folder of installed packages, and the stamp that says what it was made from.

    The stamp is removed before anything is installed and written when all of it is, so an
    interrupted installation is never taken for a finished one.
    """

    def __init__(self, folder=VENV, extras=(), python=None, pins=PINS, wanted=()):
        self.folder, self.extras, self.pins = Path(folder), set(extras), pins
        self.base = python or base_python()
        self.wanted = list(wanted)  # more arguments of `pip install`
        self.python = python_in(self.folder)
        self.stamp = self.folder / "course-stamp.json"
        self.log = self.folder / "course.log"

    def made_from(self):
        """What a stamp must say for the environment to be up to date."""
        digest = hashlib.sha256(" ".join(self.wanted).encode())
        for file in [ROOT / "pyproject.toml", *([self.pins] if self.pins else [])]:
            digest.update(file.read_bytes())
        return {
            "files": digest.hexdigest(),
            "python": python_version(self.base),
            "folder": str(self.folder),
            "extras": sorted(self.extras),
        }

    def state(self):
        """'ready', 'out of date', 'missing' or 'broken', and why."""
        if not self.folder.exists():
            return "missing", "not made yet"
        try:
            found = json.loads(self.stamp.read_text(encoding="utf-8"))
            extras = set(found["extras"])
        except (OSError, ValueError, KeyError, TypeError):
            return "broken", "its installation was not finished"
        wanted = self.made_from()
        if found.get("folder") != wanted["folder"]:
            return "broken", "the folder was moved"
        if found.get("python") != wanted["python"]:
            return "broken", f"Python {wanted['python']} runs now, it has {found.get('python')}"
        if python_version(self.python) != wanted["python"]:
            return "broken", "its Python does not run"
        if found.get("files") != wanted["files"]:
            return "out of date", "the course's packages have changed"
        if not self.extras <= extras:
            return "out of date", f"packages for {', '.join(sorted(self.extras - extras))} missing"
        return "ready", f"Python {wanted['python']}"

    def ensure(self):
        """Make or mend the environment where it isn't ready; its Python."""
        state, why = self.state()
        if state == "ready":
            return self.python
        print(f"The environment {self.folder.name} is {state}: {why}.", flush=True)
        if state == "broken":
            self.remove()
        elif state == "out of date":
            self.extras |= set(json.loads(self.stamp.read_text(encoding="utf-8"))["extras"])
            self.stamp.unlink()
        self.install()
        self.stamp.write_text(json.dumps(self.made_from(), indent=1), encoding="utf-8")
        return self.python

    def remove(self):
        try:
            shutil.rmtree(self.folder)
        except OSError as error:
            raise CourseError(
                f"{self.folder} can't be removed ({error.strerror}). Close JupyterLab and every "
                "program that uses it, run `deactivate`, then try again."
            ) from error

    def install(self):
        """Install with uv where it is found, else (or where it fails) with venv and pip."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.folder.parent).free / 1e9
        if free < 2 and not self.python.exists():
            raise CourseError(f"The disk has {free:.1f} GB free: free 2 GB, then try again.")
        uv = shutil.which("uv")
        if uv:
            try:
                return self.run_install("uv", *self.uv_commands(uv))
            except CourseError as error:
                print(f"{error}\nuv could not do it; trying pip.", flush=True)
        return self.run_install("pip", *self.pip_commands())

    def run_install(self, tool, make, install):
        step(f"Making {self.folder.name} with {tool}", make, self.log)
        title = f"Installing packages with {tool} (pip takes minutes the first time)"
        step(title if tool == "pip" else "Installing packages with uv", install, self.log)

    def uv_commands(self, uv):
        make = [uv, "venv", "--allow-existing", "--python", self.base, self.folder]
        return make, [uv, "pip", "install", "--python", self.python, *self.what()]

    def pip_commands(self):
        make = [self.base, "-m", "venv", self.folder]
        return make, [self.python, "-m", "pip", "install", "--progress-bar=off", *self.what()]

    def what(self):
        """The arguments of `pip install`: the pins, the course itself, and anything more."""
        pins = ["-c", self.pins] if self.pins else []
        extras = f"[{','.join(sorted(self.extras))}]" if self.extras else ""
        return [*pins, "-e", f".{extras}", *self.wanted]


def course_python(*extras):
    """The Python to run the course with, its environment made ready."""
    conda = os.environ.get("CONDA_DEFAULT_ENV") == "ecomlab"  # made from environment.yml
    if conda and not extras and sys.prefix == os.environ.get("CONDA_PREFIX"):
        return Path(sys.executable)
    if Path(sys.prefix).parent == ROOT / ".venvs":  # one of verify's, which stays what it is
        return Path(sys.executable)
    if not os.access(ROOT, os.W_OK):
        raise CourseError(f"No permission to write in {ROOT}. Copy the course to your home.")
    return Environment(extras=extras).ensure()


def call(python, *words, cwd=ROOT):
    """Run a Python command in the foreground; its exit code."""
    command = [str(word) for word in (python, *words)]
    return subprocess.run(command, cwd=cwd, env=clean_environ(), check=False).returncode
