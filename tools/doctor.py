"""Check what the course stands on, and say what to do about each thing found.

Needs no environment: what is inside one is asked of it by running this there (`probe`).
"""

import csv
import importlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ecomlab.lock import holder
from tools.environment import (
    PINS,
    ROOM,
    ROOT,
    SPARE,
    VENV,
    CourseError,
    Environment,
    clean_environ,
    ours,
    project_lines,
)
from tools.lab import choose_port, is_root
from tools.steps import ASTRAY, PYTHONS

MEND = "run: python course.py mend"
NEEDED = ("bz2", "ctypes", "lzma", "sqlite3", "ssl", "venv")  # some Pythons were built without
OPTIONAL = [
    (("git",), "needed to update the course: git-scm.com"),
    (("uv",), "optional, makes installing many times faster: pip install uv"),
    (("chromium", "chromium-browser", "google-chrome"), "optional, for the browser test only"),
]
SPARK_JAVA = 17  # the oldest Java that Spark 4 runs on
TABLES = 200  # MB, more than the tables that are made on first use take
OPENING = re.compile(r"^[^#\n]*\b(base_url|token|password|hashed_password|ip)\b", re.MULTILINE)


def check_machine():
    """Findings about this computer: (good, what, advice); good=None is only worth a note."""
    yield check_python("{}.{}".format(*sys.version_info))
    yield check_modules("this Python", missing_modules())
    yield os.access(ROOT, os.W_OK), f"course folder {ROOT}", "not writable: copy it to your home"
    free = shutil.disk_usage(ROOT).free / 1e9
    advice = f"an environment is made beside the old one and needs {ROOM} GB: free some"
    yield free > ROOM, f"disk: {free:.0f} GB free", advice
    try:
        yield True, f"a port is free ({choose_port()})", ""
    except CourseError:
        yield False, "no port can be opened on 127.0.0.1", "allow Python in the firewall"
    for names, advice in OPTIONAL:
        found = next(filter(None, map(shutil.which, names)), None)
        yield bool(found) or None, f"{names[0]}: {found or 'not found'}", advice
    yield check_java(java_version())


def java_version():
    """The major version of this computer's Java; None without one (a Mac's own only says where).

    JAVA_HOME goes before the path, as in Spark.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=os.path.join(home, "bin")) if home else shutil.which("java")
    if not java:
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    return int(found[1]) if found else None


def check_java(version):
    """Whether Spark can run here; nothing else of the course needs Java."""
    what = f"java: {version}" if version else "java: not found"
    advice = (
        f"optional, for tables in Spark only, which needs Java {SPARK_JAVA} or newer: adoptium.net "
        "(Debian, Ubuntu: sudo apt install default-jre-headless)"
    )
    return bool(version and version >= SPARK_JAVA) or None, what, advice


def missing_modules():
    """Parts of Python itself that some builds lack."""
    return [name for name in NEEDED if not _imports(name)]


def _imports(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def check_modules(whose, missing):
    """Whether a Python is whole."""
    return (
        not missing,
        f"modules of {whose}: {', '.join(missing) + ' missing' if missing else 'all there'}",
        f"install a whole Python (python.org), then run with it: python{PYTHONS[-1]} course.py "
        "mend",
    )


def check_python(version):
    """Whether the course is tested on a Python."""
    newer = tuple(map(int, version.split("."))) > tuple(map(int, PYTHONS[-1].split(".")))
    advice = f"the course is tested on Python {', '.join(PYTHONS)}" + (
        ": every pinned package has a build for 3.14 on Linux, but no test has run there; "
        f"if something fails: python{PYTHONS[-1]} course.py mend"
        if newer
        else ""
    )
    return version in PYTHONS or None, f"Python {version}", advice


def check_settings():
    """Findings about settings of this computer and this person."""
    yield (
        None if is_root() else True,
        f"user: {'root' if is_root() else 'not root'}",
        ("open the course from an account of your own: notebooks may change every file"),
    )
    home = Path(os.path.expanduser("~"))
    advice = "pip and browsers may want it: set HOME to a folder of yours; the course runs without"
    yield home.is_dir() and os.access(home, os.W_OK) or None, f"home folder {home}", advice
    odd = [name for name in ASTRAY if name.startswith("PIP_") and name in os.environ]
    odd += ["PIP_USER"] if os.environ.get("PIP_USER", "0") not in ("0", "no", "false") else []
    yield (
        not odd or None,
        f"settings of pip: {', '.join(sorted(odd)) or 'none that lead astray'}",
        "the course leaves them aside; nothing to do",
    )
    yours = opening(home / ".jupyter")
    yield (
        not yours or None,
        f"your settings of Jupyter: {', '.join(map(str, yours)) or 'none that matter'}",
        "the course has settings of its own and does not read these; nothing to do",
    )
    everybodys = [*opening(Path("/etc/jupyter")), *opening(Path("/usr/local/etc/jupyter"))]
    yield (
        not everybodys,
        f"this computer's settings of Jupyter: {_words(everybodys) or 'none that matter'}",
        "they hold for the course too: take base_url, token, password and ip out of them",
    )


def opening(folder):
    """Files of Jupyter's settings that say where a server is, or who may enter."""
    files = [*folder.glob("*config*.py"), *folder.glob("*config*.json")]
    return [f for f in files if OPENING.search(f.read_text(encoding="utf-8", errors="replace"))]


def check_files():
    """Findings about what decides on packages; the environment is asked only if all is well."""
    for file in (ROOT / "pyproject.toml", PINS):
        try:
            project_lines(file)
            yield True, f"{file.name}: readable", ""
        except CourseError as error:
            yield False, str(error).split(". Run")[0], f"run: git checkout -- {file.name}"


def check_environment(env):
    """Findings about the environment; what is inside is asked only where it runs."""
    if env.folder == SPARE or not ours(VENV):
        yield None, f"{VENV.name} was not made by the course", "it is left as it is"
    if busy := holder(env.lock):
        yield False, f"environment {env.folder.name}: {busy}", "wait until it is done"
        return
    state, why = env.state()
    advice = "run: python course.py lab"
    if state == "not the course's":
        advice = f"rename or move the folder, then {advice}"
    yield state == "ready", f"environment {env.folder.name}: {state} ({why})", advice
    if state not in ("ready", "out of date", "damaged"):
        return
    try:
        found = ask(env.python)
    except ValueError as error:
        yield False, f"packages: {error}", MEND
        return
    yield check_modules(f"{env.folder.name}'s Python", found["modules"])
    wrong = ", ".join(found["packages"])
    yield not wrong, f"packages: {wrong or 'all as pinned'}", MEND
    yield Path(found["kernel"]).parent == env.python.parent, f"kernel: {found['kernel']}", MEND
    yield found["font"], "font for Chinese in figures (Noto Sans SC)", MEND
    yield check_data(found["data"])


def check_data(found):
    """Whether the data sets are whole, and the tables there that aren't shipped."""
    if damage := found["damage"]:
        return False, f"data: {damage.partition('. ')[0]}", "run: git checkout -- datasets"
    if not found["waiting"]:
        return True, "data: all there", ""
    what = f"data: tables not made yet in {_words(found['waiting'])}"
    if shutil.disk_usage(ROOT).free < TABLES * 1e6:
        return False, what, f"they need {TABLES} MB on the disk: free some"
    return None, what, "nothing to do: `python course.py lab` makes them, in about ten seconds"


def ask(python):
    """What `probe` says when that Python runs it."""
    answer = subprocess.run(
        [str(python), "-m", "tools.doctor", "probe"],
        cwd=ROOT,
        env=clean_environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise ValueError((answer.stderr.strip().splitlines() or ["no answer"])[-1])
    return json.loads(answer.stdout)


# --- Asked inside the environment ----------------------------------------------------------


def probe():
    """What is installed here."""
    damage = [*damaged_packages(), *wrong_packages(PINS.read_text(encoding="utf-8"))]
    found = {"packages": damage, "modules": missing_modules()}
    if damage:  # which may keep the rest from being asked
        return {**found, "kernel": sys.executable, "font": True}
    import zhplot  # noqa: F401 (registers its font)
    from jupyter_client.kernelspec import KernelSpecManager
    from matplotlib import font_manager

    kernel = KernelSpecManager().get_kernel_spec("python3").argv[0]
    return {
        **found,
        "kernel": sys.executable if kernel == "python" else kernel,
        "font": any(f.name == "Noto Sans SC" for f in font_manager.fontManager.ttflist),
        "data": data(),
    }


def data():
    """Folders of tables that aren't made yet, and what is wrong with a data set."""
    from ecomlab.datasets import waiting

    try:
        return {"waiting": [str(folder) for folder in waiting()], "damage": ""}
    except ValueError as error:
        return {"waiting": [], "damage": str(error)}


def damaged_packages(folders=None):
    """Packages of which files are missing or cut, by their own records."""
    for package in importlib.metadata.distributions(path=folders or sys.path):
        if package._path.suffix != ".dist-info":  # the course's own .egg-info beside its source
            continue
        record, about = package.read_text("RECORD"), package.read_text("METADATA")
        if not (record and about):
            yield f"{package._path.name} without its records"
            continue
        lost = [
            path for path, _, size in csv.reader(record.splitlines()) if cut(package, path, size)
        ]
        if lost:
            yield f"{package.metadata['Name']} damaged ({len(lost)} files, such as {lost[0]})"


def cut(package, path, size):
    """Whether a package's file is missing, or of another size than was recorded.

    Scripts (`../`) hold the environment's path, with which their size changes; caches may go.
    """
    if path.startswith("..") or path.endswith(".pyc"):
        return False
    try:
        found = os.stat(package.locate_file(path)).st_size
    except OSError:
        return True
    return size not in ("", str(found))


def wrong_packages(pins):
    """Packages that the course needs and lacks, or has at another version than their pin."""
    from packaging.requirements import Requirement

    needed = requirements("ecomlab")
    for line in pins.splitlines():
        if line.startswith("#"):
            continue
        pin = Requirement(line)
        if pin.marker and not pin.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(pin.name)
        except importlib.metadata.PackageNotFoundError:
            if _plain(pin.name) in needed:  # else of an extra that isn't installed
                yield f"{pin.name} missing"
            continue
        if version not in pin.specifier:
            yield f"{pin.name} {version} instead of {str(pin.specifier)[2:]}"


def requirements(name, found=None):
    """The names of all packages that a package needs, without extras."""
    from packaging.requirements import Requirement

    found = set() if found is None else found
    try:
        wanted = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return found
    for requirement in map(Requirement, wanted):
        plain = _plain(requirement.name)
        here = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if here and plain not in found:
            found.add(plain)
            requirements(plain, found)
    return found


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _words(paths):
    return ", ".join(map(str, paths))


def main():
    findings = [*check_machine(), *check_settings()]
    files = [*check_files()]
    if all(good for good, _, _ in files):
        files += check_environment(Environment())
    problems = 0
    for good, what, advice in [*findings, *files]:
        problems += good is False
        print(f"{'note' if good is None else 'ok  ' if good else 'FIX '}  {what}")
        if not good:
            print(f"      -> {advice}")
    print(f"\nTo put right: {problems}." if problems else "\nNothing to put right.")
    return 1 if problems else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["probe"]:
        print(json.dumps(probe()))
    else:
        sys.exit(main())
