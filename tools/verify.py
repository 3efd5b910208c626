"""Run everything on every supported Python and pandas, and write docs/verify.md.

With a NAME, only the steps whose name contains it. Each step has its row on the page, with the
commit and the day it was last run on, written when the step ends.
"""

import datetime
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from tools.environment import (
    PINS,
    ROOT,
    CourseError,
    Environment,
    base_python,
    clean_environ,
    python_version,
    step,
    tail,
)
from tools.suite import EVERYTHING, LAX, STRICT, parallel

PYTHONS = ["3.11", "3.12"]
PANDAS = {"pandas31": [], "pandas23": ["pandas==2.3.*"]}  # []: as pinned
ENVIRONMENTS = ROOT / ".venvs"
ALL_SEEDS = ["--verify", "--seeds", "200"]
PAGE = ROOT / "docs" / "verify.md"
PRINT_PATH = "import sys; print(sys.executable)"
SHOWN = ["pandas", "numpy", "scipy", "statsmodels", "narwhals", "polars", "duckdb", "jupyterlab"]


class NotFound(Exception):
    """What a step needs is not on this machine."""


def find_python(version):
    """A Python of this version: on the path, uv's, pyenv's or the Windows launcher's."""
    found = [base_python(), shutil.which(f"python{version}")]
    for command in (["uv", "python", "find", version], ["py", f"-{version}", "-c", PRINT_PATH]):
        if shutil.which(command[0]):
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            found.append(answer.stdout.strip())
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found += sorted(pyenv.glob(f"versions/{version}*/bin/python"))
    for python in filter(None, found):
        if python_version(python) == version:
            return python
    raise NotFound(f"no Python {version} on this machine")


def lower_bounds(*packages):
    """The oldest versions that pyproject.toml allows, as pins."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = dict(re.findall(r"^([\w-]+)>=([\d.]+)", line)[0] for line in project["dependencies"])
    return [f"{package}=={bounds[package]}" for package in packages]


def pins_with(name, lines):
    """The pins, some packages at other versions; a file beside the environments."""
    if not lines:
        return PINS
    packages = tuple(line.split("==")[0] + "==" for line in lines)
    kept = [pin for pin in PINS.read_text().splitlines() if not pin.startswith(packages)]
    file = ENVIRONMENTS / f"{name}.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join([*kept, *lines]) + "\n")
    return file


def pytest(name, python, *arguments):
    """Run pytest; its closing line."""
    log = ENVIRONMENTS / f"{name}.log"
    log.unlink(missing_ok=True)
    try:
        step(f"{name}: tests", [python, "-m", "pytest", *arguments], log)
    except CourseError:
        print(tail(log, 40), flush=True)
        raise CourseError(closing_line(log)) from None
    if "passed" not in closing_line(log):
        raise CourseError("no test passed")
    return closing_line(log)


def closing_line(log):
    """'12 passed, 1 skipped' from what pytest printed."""
    output = log.read_text(encoding="utf-8", errors="replace")
    found = re.findall(r"^=*\s*(\d+ \w+(?:, \d+ \w+)*) in [\d.]+", output, flags=re.MULTILINE)
    return found[-1] if found else "pytest did not finish"


def with_all_seeds():
    return pytest("all-seeds", sys.executable, *STRICT, *parallel(), *ALL_SEEDS, *EVERYTHING)


def other(version, stack, lines):
    """The step that tests one Python with some packages at other versions."""

    def run():
        name = f"py{version.replace('.', '')}-{stack}"
        extras, pins = {"test", "slides"}, pins_with(stack, lines)
        env = Environment(ENVIRONMENTS / name, extras, find_python(version), pins)
        return pytest(name, env.ensure(), *LAX, *parallel(), *EVERYTHING)

    return run


def oracle(requirements):
    """The step that compares with a library which can't live beside the course's pins."""

    def run():
        name = f"oracle-{requirements.stem}"
        lines = (line.split("#")[0].strip() for line in requirements.read_text().splitlines())
        wanted = [line for line in lines if line]
        env = Environment(ENVIRONMENTS / name, pins=None, wanted=["pytest", "hypothesis", *wanted])
        return pytest(name, env.ensure(), "tests/oracles", *ALL_SEEDS)

    return run


def cases():
    log = ENVIRONMENTS / "cases.log"
    try:
        step("cases: all draws", [sys.executable, "-m", "ecomlab.cases", "trial"], log)
    except CourseError:
        print(tail(log, 40), flush=True)
        raise
    held = re.findall(r"^(\d+ of \d+ cases hold)", log.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{held[-1]}: see docs/cases.md"


def benchmarks():
    script = ROOT / "benchmarks" / "run.py"
    if not script.exists():
        raise NotFound("no benchmarks/run.py")
    log = ENVIRONMENTS / "benchmarks.log"
    step("benchmarks", [sys.executable, script], log)
    met = re.findall(r"^(\d+ of \d+ targets met)", log.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{met[-1]}: see docs/benchmarks.md"


def steps():
    """Every step by name, in the order they run."""
    here = python_version(sys.executable)
    yield f"Python {here}, the pins, all seeds, notebooks compared", with_all_seeds
    for version in PYTHONS:
        for pandas, lines in PANDAS.items():
            if (version, pandas) != (here, "pandas31"):
                yield f"Python {version}, {pandas}, notebooks run", other(version, pandas, lines)
    oldest = lower_bounds("numpy", "pandas")
    name = f"Python {PYTHONS[0]}, {' and '.join(oldest)}, the oldest, notebooks run"
    yield name, other(PYTHONS[0], "oldest", oldest)
    for requirements in sorted((ROOT / "tests" / "oracles").glob("*.txt")):
        yield f"oracle {requirements.stem}", oracle(requirements)
    yield "cases, all draws", cases
    yield "benchmarks", benchmarks


def carry_out(name, run):
    """Run a step; its row for the page: name, result, what it said, seconds."""
    start = time.monotonic()
    try:
        result, said = "pass", run()
    except NotFound as missing:
        result, said = "not run", str(missing)
    except CourseError as error:
        result, said = "FAIL", str(error)
        if "\n" in said:  # an installation's log: for the screen, not for the page
            print(said, flush=True)
            said = "could not be set up"
    print(f"== {name}: {result} ({said})\n", flush=True)
    return name, result, said, time.monotonic() - start


def row(name, result, said, seconds):
    """A step's line on the page."""
    git = ["git", "log", "-1", "--format=%h"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    today = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    cells = (name, result, said, f"{seconds:.0f} s", commit.strip() or "unknown", today)
    return f"| {' | '.join(cells)} |"


def known_rows(text):
    """The steps' lines of a page, by step."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines if " s | " in line}


def page(rows):
    """docs/verify.md, from the line of each step that has one."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in SHOWN)
    lines = [
        "# The last verification\n",
        "Written by `python course.py verify`: every test with all seeds, on each supported Python",
        "and pandas, beside the oracles, with all draws of the cases and the benchmarks. Each step",
        "says on which commit and day (UTC) it was last run.\n",
        f"- Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}",
        f"- Pins: {versions}\n",
        "| step | result | what it said | time | commit | date |",
        "|---|---|---|---:|---|---|",
        *(rows.get(name, f"| {name} | not run yet | | | | |") for name, _ in steps()),
    ]
    return "\n".join(lines) + "\n"


def note(name, line):
    """Put a step's line on the page, the others staying as they are."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page(known_rows(text) | {name: line}), encoding="utf-8", newline="\n")


def main(names):
    os.environ.update(clean_environ())
    chosen = [(n, run) for n, run in steps() if not names or any(part in n for part in names)]
    if not chosen:
        known = "\n".join(f"  {name}" for name, _ in steps())
        print(f"No step's name contains {' or '.join(names)}. The steps:\n{known}")
        return 2
    passed = 0
    for name, run in chosen:
        result = carry_out(name, run)
        note(name, row(*result))
        passed += result[1] == "pass"
    print(f"{passed} of {len(chosen)} steps passed.")
    return 0 if passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
