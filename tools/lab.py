"""JupyterLab on the trainee's copies: started, opened in the browser, stopped cleanly.

The server has configuration, data and runtime folders of the course's own, one set for each
workspace, so that settings made for another JupyterLab neither break it nor open it to others.
"""

import argparse
import hashlib
import os
import secrets
import signal
import socket
import sys
import time
import webbrowser
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ecomlab.lock import alone, holder
from tools import tether
from tools.environment import JUPYTER, call_classroom, course_python
from tools.servers import answers, running
from tools.steps import ROOT, CourseError, clean_environ, tail

START = "00_start_here.ipynb"
# Folders that hold the course's own files: never anybody's copies
COURSE = [
    ".ci", ".git", ".jupyter", ".venv", ".venvs", "benchmarks", "build", "datasets", "docs",
    "ecomlab", "instructor", "lessons", "notebooks", "tests", "tools",
]  # fmt: skip
ROOT_USER = (
    "You are root: whatever a notebook runs may change every file of this machine. Better open "
    "the course from an account of your own."
)


def main(arguments, start=START):
    """Bring the notebooks to the trainee's folder, then serve it until Ctrl-C, at a notebook."""
    options, more = read(arguments)
    workspace = own_folder(options.workspace)
    if is_root():
        print(ROOT_USER, flush=True)
    stop_on_signals()
    own = jupyter_of(workspace)
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        with alone(own / "opening", f"is opening {workspace}"):
            there = open_already(own)
            server = there or stack.enter_context(opened(workspace, options.port, more))
            address = address_line(server["port"], server["token"], start)
            print(
                f"The course is open{' already' if there else ''} at\n\n    {address}\n", flush=True
            )
        if not options.no_browser:
            show(server["port"], server["token"], start)
        if not there:
            print(f"Your copies are in {workspace}\nCtrl-C here stops it.", flush=True)
            server["process"].wait()
    return 0


def read(arguments):
    """What was typed: the command's own options, and those for JupyterLab."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="course.py lab")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    parser.add_argument("--workspace", type=Path, default=ROOT / "my_course")
    parser.add_argument("--port", type=int)
    return parser.parse_args(arguments[:cut]), arguments[cut + 1 :]


def own_folder(folder):
    """The trainee's folder, whole; CourseError where it holds the course's own files."""
    folder = folder.expanduser().resolve()
    kept = [path for name in COURSE if (path := ROOT / name).exists()]
    above = [path for path in (folder, *folder.parents) if path.exists()]
    if folder == ROOT or any(path.samefile(own) for path in above for own in kept):
        raise CourseError(
            f"{folder} holds the course's own files: choose another folder for your copies, "
            "or leave out --workspace."
        )
    return folder


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


# --- The server ----------------------------------------------------------------------------


def open_already(own):
    """The server of a workspace that runs; one whose lab was killed is about to end: wait."""
    end = time.monotonic() + 2 * tether.PATIENCE
    while server := next(running(own), None):
        if holder(own / "open") or time.monotonic() > end:
            return server
        time.sleep(0.2)
    return None


@contextmanager
def opened(workspace, port, more):
    """The environment made, the copies brought up to date, and the server running, ready."""
    python = course_python()
    code = call_classroom(python, "sync", "--workspace", workspace)
    if code:
        sys.exit(code)  # it has said why
    port, token = choose_port(port), secrets.token_hex(16)
    command = [*lab_command(python, workspace, port), *more]
    with serving(command, port, token, workspace) as process:
        yield {"port": port, "token": token, "process": process}


@contextmanager
def serving(command, port, token, workspace):
    """The running server; it ends with the block, and with this process."""
    own = jupyter_of(workspace)
    log = own / "lab.log"
    with open(log, "wb") as out:
        server = tether.start(
            command, cwd=workspace, stdout=out, stderr=out, env=lab_environ(token, workspace)
        )
    try:
        wait_until_ready(server, port, token, log)
        with alone(own / "open", f"serves {workspace}"), told_when_stopped(workspace):
            yield server
    finally:
        tether.let_go(server)
        page_of(port).unlink(missing_ok=True)


@contextmanager
def told_when_stopped(workspace):
    """Ctrl-C ends the block with a word."""
    try:
        yield
    except KeyboardInterrupt:
        print(f"\nStopping JupyterLab; your work is saved in {workspace}", flush=True)


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


def address_line(port, token, start=START):
    """Where the course is to be opened."""
    return f"http://127.0.0.1:{port}/lab/tree/{start}?token={token}"


def show(port, token, start=START):
    """Open the browser by a page that only you can read: its arguments everybody can."""
    page = page_of(port)
    page.parent.mkdir(exist_ok=True)
    page.unlink(missing_ok=True)
    with open(os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(
            f'<meta http-equiv="refresh" content="0; url={address_line(port, token, start)}">'
        )
    webbrowser.open(page.as_uri())


def page_of(port):
    """The page that leads to the server; no hidden folder, which some browsers may not read."""
    return ROOT / "build" / f"open-{port}.html"


def lab_command(python, workspace, port):
    """The command that starts the server; the token goes by the environment, not by `ps`."""
    return [
        python, "-P", "-m", "jupyterlab", "--no-browser", f"--ServerApp.root_dir={workspace}",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.base_url=/", f"--ServerApp.allow_root={is_root()}", "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip


def jupyter_of(workspace):
    """The folder of the settings, data and running server of a workspace."""
    digest = hashlib.sha256(str(workspace).encode()).hexdigest()[:8]
    return JUPYTER / f"{workspace.name}-{digest}"


def lab_environ(token, workspace):
    """The server's environment: its token, its folders, the course's settings (no news, ...)."""
    own = jupyter_of(workspace)
    kept = {key: value for key, value in clean_environ().items() if not key.startswith("JUPYTER")}
    return kept | {
        "JUPYTER_TOKEN": token,
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_PATH": str(ROOT / "tools"),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
        "MPLCONFIGDIR": str(own / "matplotlib"),
    }


def wait_until_ready(server, port, token, log, patience=120):
    """Return when the server answers; CourseError where it stops or stays silent."""
    start, said = time.monotonic(), 0.0
    while server.poll() is None and time.monotonic() - start < patience:
        if answers(port, token):
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
