"""JupyterLab on the trainee's copies: started, opened in the browser, stopped cleanly."""

import argparse
import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
import webbrowser
from pathlib import Path

from tools.environment import (
    ROOT,
    WINDOWS,
    CourseError,
    call,
    clean_environ,
    course_python,
    tail,
)

START = "00_start_here.ipynb"


def main(arguments):
    """Bring the notebooks to the trainee's folder, then serve it until Ctrl-C."""
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
