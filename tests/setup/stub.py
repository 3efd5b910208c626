"""A small course with the real `course.py` and `tools/`, whose packages take no time to install.

`venv` and `pip` are modules beside course.py, which the real commands find first; what they install
are a classroom that says where it runs, and a server that answers as JupyterLab does.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

from tools.environment import ROOT, base_python

VENV = """\
import os, sys
from pathlib import Path
if __name__ == "__main__":
    folder, version = Path(sys.argv[-1]), "python%d.%d" % sys.version_info[:2]
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    (folder / "lib" / version / "site-packages").mkdir(parents=True, exist_ok=True)
    (folder / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\\n")
    if not (folder / "bin/python").exists():
        os.symlink(sys.executable, folder / "bin/python")
"""

PIP = '''\
"""pip install, slowly: it notes when it begins and ends, and whether its folder stayed whole."""
import json, os, sys, time
from pathlib import Path

root, folder = Path(__file__).parent, Path(sys.prefix)
site = next(folder.glob("lib/python*/site-packages"), folder / "Lib/site-packages")
files = json.loads((root / "packages.json").read_text())


def note(word):
    with open(root / "journal", "a") as journal:
        journal.write(f"{word} {os.getpid()}\\n")


note("begin")
if (root / "offline").exists():
    sys.exit("Failed to establish a new connection: Name or service not known")
for name, text in files.items():
    time.sleep(float(os.environ.get("STUB_SECONDS", 0)) / len(files))
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text(text)
script = Path(sys.executable).parent / "hello"
start = f"#!/bin/sh\\n\'\'\'exec\' \\"{sys.executable}\\" \\"$0\\" \\"$@\\"\\n\' \'\'\'\\n"
script.write_text(start + "import ecomlab, sys\\nprint('hello from', sys.prefix)\\n")
script.chmod(0o755)
if not all((site / name).exists() for name in files):
    note("torn")
note("end")
'''

CLASSROOM = """\
import sys
import seaborn
print("classroom", *sys.argv[1:2], "of", sys.prefix, f"Python {sys.version_info[1]}")
if sys.argv[1] == "sync":
    import pathlib
    pathlib.Path(sys.argv[-1]).mkdir(parents=True, exist_ok=True)
"""

JUPYTERLAB = '''\
"""Answers /api/status to whoever has the token, and keeps a file about itself while it runs."""
import json, os, signal, sys, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

options = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
port, token = int(options["--ServerApp.port"]), os.environ["JUPYTER_TOKEN"]
runtime = Path(os.environ["JUPYTER_RUNTIME_DIR"])
runtime.mkdir(parents=True, exist_ok=True)


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        right = self.path == f"/api/status?token={token}"
        self.send_response(200 if right else 403)
        self.end_headers()
        self.wfile.write(b'{"started": "now"}' if right else b"{}")


def end(number, frame):
    time.sleep(float(os.environ.get("STUB_ENDS", 0)))
    os._exit(0)


signal.signal(signal.SIGTERM, end)
server = HTTPServer(("127.0.0.1", port), Answer)
about = {"port": port, "token": token, "pid": os.getpid()}
(runtime / f"jpserver-{os.getpid()}.json").write_text(json.dumps(about))
threading.Thread(target=server.serve_forever).start()
while True:  # it answers until its end, as the real one
    time.sleep(0.05)
'''

PACKAGES = {
    "ecomlab-0.1.dist-info/METADATA": "Name: ecomlab\nVersion: 0.1\n",
    "ecomlab/__init__.py": "",
    "ecomlab/classroom/__init__.py": "",
    "ecomlab/classroom/__main__.py": CLASSROOM,
    "jupyterlab/__init__.py": "",
    "jupyterlab/__main__.py": JUPYTERLAB,
    "narwhals/__init__.py": "",
    "seaborn/__init__.py": "",
}


class Stub:
    """A folder with the small course, and its command."""

    def __init__(self, folder):
        self.root = folder
        shutil.copytree(ROOT / "tools", folder / "tools")
        (folder / "ecomlab").mkdir()
        for name in ("__init__.py", "lock.py"):  # on which tools/ stand
            (folder / "ecomlab" / name).write_bytes((ROOT / "ecomlab" / name).read_bytes())
        (folder / "course.py").write_bytes((ROOT / "course.py").read_bytes())
        (folder / "pyproject.toml").write_text('[project]\nname = "ecomlab"\n')
        (folder / "constraints.txt").write_text("seaborn==1\n")
        (folder / "venv.py").write_text(VENV)
        (folder / "pip.py").write_text(PIP)
        (folder / "packages.json").write_text(json.dumps(PACKAGES))
        (folder / "bin").mkdir()
        if git := shutil.which("git"):
            (folder / "bin/git").symlink_to(git)

    def copy(self, folder):
        """The same elsewhere, its environment as if it had been made there."""
        shutil.copytree(self.root, folder, symlinks=True)
        for file in (".venv/course-stamp.json", ".venv/bin/hello"):
            text = (folder / file).read_text()
            for quoted in (str, json.dumps):
                text = text.replace(
                    quoted(str(self.root)).strip('"'), quoted(str(folder)).strip('"')
                )
            (folder / file).write_text(text)
        copy = object.__new__(Stub)
        copy.root = folder
        return copy

    def start(self, *words, python=None, **more):
        """Start `python course.py …`; without uv, which isn't part of the small course."""
        env = {**os.environ, "PATH": str(self.root / "bin"), **more}
        return subprocess.Popen(
            [str(python or base_python()), str(self.root / "course.py"), *map(str, words)],
            cwd=self.root, env=env,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, *words, **more):
        """Run `python course.py …`; its exit code and what it printed."""
        process = self.start(*words, **more)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def pull(self, pins):
        """What a `git pull` brings: other pins."""
        (self.root / "constraints.txt").write_text(pins)

    def offline(self, away=True):
        flag = self.root / "offline"
        flag.touch() if away else flag.unlink()

    def journal(self, word):
        """The processes that noted a word: those that began to install, ended, were torn."""
        file = self.root / "journal"
        lines = file.read_text().splitlines() if file.exists() else []
        return [int(line.split()[1]) for line in lines if line.startswith(word)]

    def folders(self):
        """The environments there are, finished or not."""
        return sorted(path.name for path in self.root.glob(".v*"))

    def site(self, folder=".venv"):
        return next((self.root / folder).glob("lib/python*/site-packages"))


def alive(process):
    """Whether a process runs (one that ended and that nobody asks about doesn't)."""
    if sys.platform == "linux":
        with suppress(OSError), open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def ends(process, patience=20.0):
    """Whether a process ends by itself within some seconds."""
    end = time.monotonic() + patience
    while alive(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def kill(process):
    """End a command as nothing can be told: SIGKILL."""
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
