"""The course's one command: it makes the environment if needed, then does what you ask.

    python course.py lab       open the course in your browser
    python course.py doctor    say what is wrong with this computer's set-up, and what to do

`python course.py` lists the rest. Needs nothing but Python 3.11 or newer.
"""

import argparse
import contextlib
import difflib
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (this is where an older Python is told so)
    sys.exit(
        f"The course needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.\n"
        "Install Python 3.12 (python.org), then run: python3.12 course.py lab"
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PINS = ROOT / "constraints.txt"
START = "00_start_here.ipynb"
WINDOWS = os.name == "nt"
EVERYTHING = ["tests", "ecomlab", "notebooks"]
STRICT = ["--doctest-modules", "--nbval", "--nbval-cell-timeout=120"]
PARALLEL = ["-n", "2", "--dist", "loadfile"]


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


def call(python, *words, **environ):
    """Run a Python command in the foreground; its exit code."""
    command = [str(word) for word in (python, *words)]
    return subprocess.run(command, cwd=ROOT, env=clean_environ(**environ), check=False).returncode


def tool(python, name, *arguments):
    """Run a script of tools/, which may import this file."""
    return call(python, ROOT / "tools" / name, *arguments, PYTHONPATH=str(ROOT))


# --- lab -----------------------------------------------------------------------------------


def choose_port(wanted=None):
    """The wanted port, or any free one, on this machine only."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except (OSError, OverflowError) as error:
            raise CourseError(
                f"Port {wanted} can't be used: another program has it, or it is not allowed. "
                "Leave out --port to get a free one."
            ) from error
        return probe.getsockname()[1]


def address_line(port, token):
    """Where the course is to be opened."""
    return f"http://127.0.0.1:{port}/lab/tree/{START}?token={token}"


def lab_command(python, workspace, port):
    """The command that starts the server; the token goes by the environment, not by `ps`."""
    return [
        python, "-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={workspace}",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.allow_root=True", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip


def lab_environ(token):
    """The server's environment: its token, and the course's settings (no news, whole pages)."""
    config = os.pathsep.join(
        filter(None, [str(ROOT / "tools"), os.environ.get("JUPYTER_CONFIG_PATH")])
    )
    return clean_environ(JUPYTER_TOKEN=token, JUPYTER_CONFIG_PATH=config)


def wait_until_ready(server, port, token, log, patience=120):
    """Return when the server answers; CourseError where it stops or stays silent."""
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    start, said = time.monotonic(), 0.0
    while server.poll() is None and time.monotonic() - start < patience:
        with contextlib.suppress(OSError):
            ask(f"http://127.0.0.1:{port}/api/status?token={token}", timeout=5).close()
            return
        time.sleep(0.2)
        if time.monotonic() - start - said >= 2:
            said = time.monotonic() - start
            print(f"Starting JupyterLab ... {said:.0f} s", flush=True)
    raise CourseError(f"{tail(log)}\n\nJupyterLab did not start. Run: python course.py doctor")


def stop_on_signals():
    """Let a closed terminal or a `kill` end the server as Ctrl-C does."""

    def stop(number, frame):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def lab(arguments):
    """open the course: [--no-browser] [--workspace DIR] [--port N] [-- JupyterLab's options]"""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="course.py lab")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--workspace", type=Path, default=ROOT / "my_course")
    parser.add_argument("--port", type=int)
    options = parser.parse_args(arguments[:cut])
    workspace = options.workspace.expanduser().resolve()
    python = course_python()
    code = call(python, "-m", "ecomlab.classroom", "sync", "--workspace", workspace)
    if code:
        return code
    port, token = choose_port(options.port), secrets.token_hex(16)
    command = [*lab_command(python, workspace, port), *arguments[cut + 1 :]]
    stop_on_signals()
    serve(command, port, token, workspace, options.no_browser)
    return 0


def serve(command, port, token, workspace, no_browser):
    """Run the server until Ctrl-C, in a process group of its own so that it ends cleanly."""
    log = Path(command[0]).parent.parent / "lab.log"
    own = {"creationflags": 0x200} if WINDOWS else {"start_new_session": True}
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [str(word) for word in command], cwd=workspace, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, env=lab_environ(token), **own,
        )  # fmt: skip
    try:
        wait_until_ready(server, port, token, log)
        print(f"The course is open at\n\n    {address_line(port, token)}\n", flush=True)
        print("Your copies are in " + str(workspace) + "\nCtrl-C here stops it.", flush=True)
        if not no_browser:
            webbrowser.open(address_line(port, token))
        server.wait()
    except KeyboardInterrupt:
        print("\nStopping JupyterLab; your work is saved in " + str(workspace), flush=True)
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=15)
        server.kill()


# --- The other commands --------------------------------------------------------------------


def test(arguments):
    """run the whole suite, notebooks included: [pytest's own options or paths]"""
    python = course_python("test", "slides")
    named = [word for word in arguments if (ROOT / word.split("::")[0]).exists()]
    return call(
        python, "-m", "pytest", *STRICT, *PARALLEL, *arguments, *([] if named else EVERYTHING)
    )


def verify(arguments):
    """run everything, on every supported Python and pandas, and write docs/verify.md: [NAME]"""
    return tool(course_python("test", "slides"), "verify.py", *arguments)


def build(arguments):
    """execute lessons/ into notebooks/: [lesson ...] [--instructor]"""
    return call(course_python("test"), "-m", "ecomlab.classroom", "build", *arguments)


def present(arguments):
    """a case as slides with speaker's notes: CASE [--issue DIR] [--no-browser], or --list"""
    parser = argparse.ArgumentParser(prog="course.py present", description=present.__doc__)
    parser.add_argument("case", nargs="?", metavar="CASE", help='such as "page_redesign"')
    parser.add_argument("--list", action="store_true", help="number, name, title, minutes of each")
    parser.add_argument("--issue", type=Path, metavar="DIR", help="a class's issue, of `reissue`")
    parser.add_argument("--no-browser", action="store_true", help="only say where the slides are")
    options = parser.parse_args(arguments)
    if options.list or options.case is None:
        return call(course_python(), "-m", "ecomlab.classroom", "present", "--list")
    command = ["-m", "ecomlab.classroom", "present", options.case]
    command += ["--issue", options.issue.expanduser().resolve()] if options.issue else []
    command += ["--no-browser"] if options.no_browser else []
    return call(course_python("slides"), *command)


def reissue(arguments):
    """a case with new numbers for a class: CASE --class NAME --out DIR [--secret-file FILE]"""
    parser = argparse.ArgumentParser(prog="course.py reissue", description=reissue.__doc__)
    parser.add_argument("case", metavar="CASE", help='such as "page_redesign"')
    parser.add_argument("--class", dest="name", required=True, metavar="NAME", help="any words")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--secret-file", type=Path, metavar="FILE", help="so that the name gives nothing away"
    )
    options = parser.parse_args(arguments)
    command = ["-m", "ecomlab.classroom", "reissue", options.case, f"--class={options.name}"]
    command += ["--out", options.out.expanduser().resolve()]
    if options.secret_file:
        command += ["--secret-file", options.secret_file.expanduser().resolve()]
    return call(course_python(), *command)


def reset(arguments):
    """start a lesson of yours again, after a backup: LESSON [--workspace DIR]"""
    parser = argparse.ArgumentParser(prog="course.py reset", description=reset.__doc__)
    parser.add_argument("lesson", metavar="LESSON", help='such as "5_1"')
    parser.add_argument("--workspace", type=Path, default=ROOT / "my_course")
    options = parser.parse_args(arguments)
    workspace = options.workspace.expanduser().resolve()
    command = ["-m", "ecomlab.classroom", "reset", options.lesson, "--workspace", workspace]
    return call(course_python(), *command)


def doctor(arguments):
    """check Python, packages, kernel, fonts, disk, ports, and say what to do about each"""
    return tool(sys.executable, "doctor.py", *arguments)


def pins(arguments):
    """recompile constraints.txt and environment.yml from pyproject.toml: [--upgrade]"""
    return tool(sys.executable, "pins.py", *arguments)


# --- What was typed ------------------------------------------------------------------------

COMMANDS = {
    f.__name__: f for f in (lab, present, reissue, reset, doctor, test, build, verify, pins)
}


def usage():
    """What can be typed."""
    lines = [f"  python course.py {name:8}{f.__doc__.strip()}" for name, f in COMMANDS.items()]
    return "\n".join([__doc__.splitlines()[0], "", *lines])


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    command = COMMANDS.get(name)
    if command is None:
        close = difflib.get_close_matches(name, COMMANDS, 1)
        hint = f"Did you mean `{close[0]}`?" if close else ""
        print(f"There is no command `{name}`. {hint}\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        return command(rest)
    except CourseError as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        print(f"\n{error}\n{explain(str(error))}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped. Nothing is broken: run the same command again.", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):  # a path's Chinese must not stop a Western console
        stream.reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:]))
