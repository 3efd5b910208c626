"""Run a command that ends with whoever started it, however that one ends (standard library only).

`start` puts a small process in between. It holds one end of a pipe; when the other end closes,
because it was let go or because its owner was killed, it ends the command and what that started.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

WINDOWS = os.name == "nt"
OWN_GROUP = {"creationflags": 0x200} if WINDOWS else {"start_new_session": True}
PATIENCE = 15  # seconds in which a command may end by itself


def start(command, **options):
    """Start a command on a tether; inheritable files (a lock) go along with it."""
    words = [sys.executable, "-I", __file__, *map(str, command)]
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, close_fds=WINDOWS, **OWN_GROUP, **options
    )  # fmt: skip


def let_go(process):
    """End a command that `start` started, and wait for its end."""
    process.stdin.close()
    try:
        process.wait(PATIENCE + 5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(command):
    """Run the command; its exit code."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=WINDOWS, **OWN_GROUP)
    watch = threading.Thread(target=end_with_owner, args=(child,), daemon=True)
    signal.signal(signal.SIGTERM, lambda number, frame: tell(child, number))
    watch.start()
    code = child.wait()
    tell(child, getattr(signal, "SIGKILL", None))  # what it left behind
    return code if code >= 0 else 128 - code


def end_with_owner(child):
    """Wait for the pipe to close, then end the child."""
    os.read(sys.stdin.fileno(), 1)
    tell(child, signal.SIGTERM)
    time.sleep(PATIENCE)
    tell(child, getattr(signal, "SIGKILL", None))


def tell(child, number):
    """Send a signal to the child and all that it started; Windows knows one way only."""
    if WINDOWS:
        words = ["taskkill", "/T", "/F", "/PID", str(child.pid)]
        subprocess.run(words, capture_output=True, check=False)
        return
    with suppress(ProcessLookupError, PermissionError):  # it ended (so says macOS)
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
