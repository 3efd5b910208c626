"""The course's environment: made, mended, and asked for its Python (standard library only)."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from ecomlab.lock import alone, holder
from tools.servers import running

# The rest of tools/ and the tests take these from here too
from tools.steps import ROOT, CourseError, clean_environ, explain, step, tail, wait  # noqa: F401

VENV = ROOT / ".venv"
SPARE = ROOT / ".venv-course"  # where somebody else made .venv
PINS = ROOT / "constraints.txt"
JUPYTER = ROOT / ".jupyter"  # a folder for each workspace, see tools/lab.py
WINDOWS = os.name == "nt"
STAMP, LOG = "course-stamp.json", "course.log"  # what marks a folder as the course's
ROOM = 2  # GB for one environment, beside the one that is there


# --- What it is made from ------------------------------------------------------------------


def python_in(folder, windows=WINDOWS):
    """The Python of an environment."""
    return Path(folder) / ("Scripts/python.exe" if windows else "bin/python")


def base_python():
    """The Python that runs this file, or the one its environment was made from."""
    return getattr(sys, "_base_executable", None) or sys.executable


def python_version(python):
    """'3.11' of a Python, or None where it doesn't run."""
    return _asked(python, "'%d.%d' % sys.version_info[:2]")


def _asked(python, what):
    """What an expression is in another Python, or None where that doesn't run."""
    try:
        answer = subprocess.run(
            [str(python), "-c", f"import sys; print({what})"],
            env=clean_environ(), capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()


def project_lines(file):
    """What decides on packages in pyproject.toml or a file of pins: its lines without remarks.

    Raises
    ------
    CourseError
        The file is missing, or a merge left its marks in it.
    """
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".toml":
            project = tomllib.loads(text)["project"]
            wanted = ("name", "requires-python", "dependencies", "optional-dependencies")
            return [f"{key} {project.get(key)}" for key in wanted]
    except FileNotFoundError:
        wrong = "is missing"
    except (ValueError, KeyError):
        wrong = "can't be read"
    else:
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        if not any(line.startswith(("<<<<<<<", "=======", ">>>>>>>")) for line in lines):
            return lines
        wrong = "holds the marks of a merge"
    raise CourseError(f"{file.name} {wrong}. Run: git checkout -- {file.name}")


# --- Folders -------------------------------------------------------------------------------


def ours(folder):
    """Whether the course made a folder, or may make it: it isn't there, or empty."""
    if not os.path.lexists(folder):
        return True
    if not folder.is_dir():
        return False
    return any((folder / mark).exists() for mark in (STAMP, LOG)) or not any(folder.iterdir())


def remove(folder):
    """Remove a folder of the course; what marks it as ours goes last."""
    try:
        if folder.is_symlink():
            folder.unlink()
            return
        for path in sorted(folder.iterdir(), key=lambda path: path.name in (STAMP, LOG)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        folder.rmdir()
    except OSError as error:
        raise CourseError(
            f"{folder} can't be removed ({error.strerror}). Close JupyterLab and every "
            "program that uses it, run `deactivate`, then try again."
        ) from error


def course_folder():
    """`.venv`, or where that isn't the course's, the folder that it uses instead."""
    return next(filter(ours, (VENV, SPARE)), VENV)


# --- The environment -----------------------------------------------------------------------


class Environment:
    """One folder of installed packages, and the stamp that says what it was made from.

    A new one is made beside it, stamped when everything is in, and only then takes its place; so
    what is there works until it is replaced by something finished, and goes on where the new one
    can't be made. Only one process at a time does this.
    """

    def __init__(self, folder=None, extras=(), python=None, pins=PINS, wanted=()):
        self.folder, self.extras, self.pins = Path(folder or course_folder()), set(extras), pins
        self.asked = python  # None: a Python that is there will do
        self.wanted = list(wanted)  # more arguments of `pip install`
        self.python = python_in(self.folder)
        self.stamp = self.folder / STAMP
        self.log = self.folder / LOG
        # As long as the folder's name, so that a path can be replaced within a Windows program
        self.new = self.folder.with_name(self.folder.name[:-3] + "new")
        self.old = self.folder.with_name(self.folder.name[:-3] + "old")
        self.lock = self.folder.with_name(".installing")

    # --- what is there

    def files(self):
        """A digest of what the packages are chosen by."""
        lines = [*self.wanted, *project_lines(ROOT / "pyproject.toml")]
        lines += project_lines(self.pins) if self.pins else []
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def packages(self):
        """The names of the packages that can be imported."""
        return sorted(path.parent.name for path in self.installed("*/__init__.py"))

    def installed(self, pattern):
        """What lies in the folder of packages."""
        site = "Lib/site-packages/" if WINDOWS else "lib/python3*/site-packages/"
        return self.folder.glob(site + pattern)

    def stamped(self):
        """What the stamp says; {} without one."""
        try:
            found = json.loads(self.stamp.read_text(encoding="utf-8"))
            return {"packages": [], **found, "extras": set(found["extras"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def state(self):
        """How things are, and why.

        Returns
        -------
        state : str
            "ready"; "out of date" or "damaged", of which something works; "broken", of which
            nothing does; "missing"; "not the course's".
        why : str
        """
        if not ours(self.folder):
            return "not the course's", "it is left as it is"
        if not self.folder.exists():
            return "missing", "not made yet"
        found = self.stamped()
        if not found:
            return "broken", "its installation was not finished"
        if found.get("folder") != str(self.folder):
            return "broken", "the folder was moved"
        version = python_version(self.python)
        if not version or version != found.get("python"):
            return "broken", "its Python does not run"
        if self.asked and python_version(self.asked) != version:
            return "broken", f"Python {python_version(self.asked)} runs now, it has {version}"
        if lost := set(found["packages"]) - set(self.packages()):
            return "damaged", f"{', '.join(sorted(lost))} missing"
        if found.get("files") != self.files():
            return "out of date", "the course's packages have changed"
        if not self.extras <= found["extras"]:
            return "out of date", f"packages for {_listed(self.extras - found['extras'])} missing"
        return "ready", f"Python {version}"

    # --- making it

    def ensure(self, anew=False):
        """Make or mend the environment where it isn't ready, or in any case; its Python."""
        state, why = self.state()
        if state == "ready" and not anew:
            self.tidy()
            return self.python
        print(f"The environment {self.folder.name} is {state}: {why}.", flush=True)
        if self.folder == SPARE:
            print(f"(The course did not make {VENV.name} and leaves it as it is.)", flush=True)
        if state == "not the course's":
            raise CourseError(f"Rename or move {self.folder}, then run the same command again.")
        with alone(self.lock, f"is installing {self.folder.name}"):
            self.settle()
            state, _ = self.state()
            if state != "ready" or anew:
                self.renew(state, anew)
        return self.python

    def tidy(self):
        """Remove what a killed update left beside a ready environment."""
        left = [path for path in (self.new, self.old) if path.exists() and ours(path)]
        if left and not holder(self.lock):
            with alone(self.lock, "is tidying up"):
                for path in filter(Path.exists, left):
                    remove(path)

    def settle(self):
        """Finish or clean what a killed command left."""
        if not os.path.lexists(self.folder):  # it was killed while the two changed places
            finished = [left for left in (self.new, self.old) if (left / STAMP).exists()]
            if finished:
                finished[0].rename(self.folder)
        for left in (self.new, self.old):
            if not ours(left):
                raise CourseError(f"The course needs the name {left}: rename or remove that.")
            if left.exists():
                remove(left)

    def renew(self, state, anew=False):
        """Put a new environment into this one's place; where that fails, this one may go on."""
        found = self.stamped()
        works = state in ("out of date", "damaged") and self.extras <= found["extras"]
        serves = works and not anew
        self.extras |= found.get("extras", set())
        try:
            if anew or state == "damaged" or found.get("files") != self.files():
                self.refuse_under_a_lab()
            self.make_beside(patient=not serves)
            self.swap()
        except (CourseError, OSError) as error:
            if not serves:
                raise
            print(str(error).rpartition("\n\n")[2])
            print("The update could not be made: the older environment goes on.", flush=True)

    def refuse_under_a_lab(self):
        """Packages of an open JupyterLab are not exchanged under it."""
        for folder in JUPYTER.glob("*") if self.folder.parent == ROOT else ():
            for server in running(folder):
                raise CourseError(
                    f"JupyterLab is open (port {server['port']}): close it (Ctrl-C where "
                    "you started it), then run the same command again."
                )

    def make_beside(self, patient=True):
        """Make the new environment, finished and stamped, beside this one."""
        base = self.asked or _asked(self.python, "sys._base_executable") or base_python()
        new = Environment(self.new, self.extras, base, self.pins, self.wanted)
        new.install(patient)
        new.move_paths_to(self.folder)
        new.stamp.write_text(json.dumps(self.made_from(new), indent=1), encoding="utf-8")

    def made_from(self, made):
        """What the stamp says: what asked for the packages, and what is there."""
        return {
            "files": self.files(),
            "folder": str(self.folder),
            "extras": sorted(self.extras),
            "python": python_version(made.python),
            "packages": made.packages(),
        }

    def swap(self):
        """Let the new environment and this one change places; the old one goes."""
        try:
            if self.folder.exists():
                self.folder.rename(self.old)
            self.new.rename(self.folder)
        except OSError as error:  # Windows doesn't rename what a program uses
            if self.old.exists() and not self.folder.exists():
                self.old.rename(self.folder)
            raise CourseError(
                f"{self.folder} is in use ({error.strerror}). Close JupyterLab and every program "
                "that uses it, run `deactivate`, then run the same command again."
            ) from error
        if os.path.lexists(self.old):
            remove(self.old)

    def move_paths_to(self, final):
        """Write the folder's later path into its scripts, which hold the one it was made at."""
        here, there = os.fsencode(self.folder), os.fsencode(final)
        for file in [self.folder / "pyvenv.cfg", *self.python.parent.iterdir()]:
            if file.is_file() and not file.is_symlink():
                content = file.read_bytes()
                if here in content:
                    file.write_bytes(content.replace(here, there))

    def install(self, patient=True):
        """Install with uv where it is found, else (or where it fails) with venv and pip."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        free = shutil.disk_usage(self.folder).free / 1e9
        if free < ROOM:
            raise CourseError(f"The disk has {free:.1f} GB free: free {ROOM} GB, then try again.")
        env = clean_environ() if patient else clean_environ(PIP_RETRIES="1", UV_HTTP_RETRIES="1")
        uv = shutil.which("uv")
        if uv:
            try:
                return self.run_install("uv", env, *self.uv_commands(uv))
            except CourseError as error:
                print(f"{error}\nuv could not do it; trying pip.", flush=True)
        return self.run_install("pip", env, *self.pip_commands())

    def run_install(self, tool, env, make, install):
        step(f"Making the environment with {tool}", make, self.log, env)
        title = f"Installing packages with {tool} (pip takes minutes the first time)"
        step(title if tool == "pip" else "Installing packages with uv", install, self.log, env)
        if not any(self.installed("ecomlab-*.dist-info")):
            raise CourseError(
                f"{tool} put the packages elsewhere: take `target`, `prefix` and `user` out of its "
                f"settings ({self.python} -m pip config list), then run the same command again."
            )

    def uv_commands(self, uv):
        make = [uv, "venv", "--allow-existing", "--python", self.asked, self.folder]
        return make, [uv, "pip", "install", "--python", self.python, *self.what()]

    def pip_commands(self):
        make = [self.asked, "-m", "venv", self.folder]
        return make, [self.python, "-m", "pip", "install", "--progress-bar=off", *self.what()]

    def what(self):
        """The arguments of `pip install`: the pins, the course itself, and anything more."""
        pins = ["-c", self.pins] if self.pins else []
        extras = f"[{','.join(sorted(self.extras))}]" if self.extras else ""
        return [*pins, "-e", f".{extras}", *self.wanted]


def _listed(names):
    return ", ".join(sorted(names))


# --- What is run in it ---------------------------------------------------------------------


def course_python(*extras, anew=False):
    """The Python to run the course with, its environment made ready."""
    conda = os.environ.get("CONDA_DEFAULT_ENV") == "ecomlab"  # made from environment.yml
    if conda and not extras and sys.prefix == os.environ.get("CONDA_PREFIX"):
        return Path(sys.executable)
    if Path(sys.prefix).parent == ROOT / ".venvs":  # one of verify's, which stays what it is
        return Path(sys.executable)
    if not os.access(ROOT, os.W_OK):
        raise CourseError(f"No permission to write in {ROOT}. Copy the course to your home.")
    return Environment(extras=extras, python=base_python() if anew else None).ensure(anew)


def call(python, *words, cwd=ROOT):
    """Run a Python command in the foreground; its exit code."""
    command = [str(word) for word in (python, *words)]
    return subprocess.run(command, cwd=cwd, env=clean_environ(), check=False).returncode


def call_classroom(python, *words, cwd=ROOT):
    """Run a command of the classroom; where it fails for want of a package, say only that."""
    command = [str(word) for word in (python, "-P", "-m", "ecomlab.classroom", *words)]
    answer = subprocess.run(
        command, cwd=cwd, env=clean_environ(), stderr=subprocess.PIPE, encoding="utf-8",
        errors="replace", check=False,
    )  # fmt: skip
    if lost := lost_package(answer.stderr):
        raise CourseError(f"The environment is damaged ({lost}). Run: python course.py mend")
    sys.stderr.write(answer.stderr)
    return answer.returncode


def lost_package(said):
    """The error for want of a package with which a command ended, not one inside a notebook."""
    last = (said.strip().splitlines() or [""])[-1]
    wanting = last.startswith(("ModuleNotFoundError", "ImportError")) and "ecomlab" not in last
    return last if wanting and "CellExecutionError" not in said else None
