"""Run everything on every supported Python and pandas; the results are kept in docs/results/.

With a NAME, only the steps whose name contains it. Each step has its row on docs/verify.md, with
the commit and the day it was last run on, written when the step ends.
"""

import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from xml.etree import ElementTree

from tools import mutations, pages
from tools.doctor import SPARK_JAVA, java_version
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
from tools.steps import PYTHONS
from tools.suite import EVERYTHING, LAX, STRICT, parallel

PANDAS = {"pandas31": [], "pandas23": ["pandas==2.3.*"]}  # []: as pinned
ENVIRONMENTS = ROOT / ".venvs"
ALL_SEEDS = ["--verify", "--seeds", "200"]
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
    report = ENVIRONMENTS / "all-seeds.xml"
    asked = [*STRICT, *parallel(), *ALL_SEEDS, f"--junitxml={report}", *EVERYTHING]
    try:
        return pytest("all-seeds", sys.executable, *asked)
    finally:
        if told := verdicts(report):
            pages.keep("recovery", told)


def verdicts(report):
    """What the recovery tests noted of each story, from pytest's report."""
    if not report.exists():
        return []
    noted = ElementTree.parse(report).iterfind(".//property[@name='verdict']")
    return [json.loads(found.get("value")) for found in noted]


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


def spark():
    """The tests that run on every backend, on a local Spark too; it knows no pandas 3 yet."""
    version = java_version()
    if not version or version < SPARK_JAVA:
        raise NotFound(f"no Java {SPARK_JAVA} or newer on this machine")
    python, pins = find_python(PYTHONS[0]), pins_with("spark", PANDAS["pandas23"])
    env = Environment(ENVIRONMENTS / "spark", {"test", "spark"}, python, pins)
    files = sorted(str(path) for path in (ROOT / "tests").glob("*/test_*.py") if on_backends(path))
    return pytest("spark", env.ensure(), "-W", "ignore", "-k", "spark or backend", *files)


def on_backends(path):
    """Does a file of tests run on every backend?"""
    return bool(re.search(r"BACKENDS|OTHERS|\bbackend\b", path.read_text(encoding="utf-8")))


def warehouse():
    log = ENVIRONMENTS / "warehouse.log"
    step("a warehouse", [sys.executable, ROOT / "benchmarks" / "warehouse.py"], log)
    return re.findall(r"^.* orders counted in .*$", log.read_text(encoding="utf-8"), re.M)[-1]


def cases():
    log = ENVIRONMENTS / "cases.log"
    try:
        step("cases: all draws", [sys.executable, "-m", "ecomlab.cases", "trial"], log)
    except CourseError:
        print(tail(log, 40), flush=True)
        raise
    pages.write("cases")
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


def cpu():
    """CPU seconds of each area's tests, in one process, with all that they start."""
    import resource  # not on Windows

    found = []
    for area, words in areas().items():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = pytest(f"CPU seconds of {area}", sys.executable, "-n0", *words)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        passed = int(re.search(r"(\d+) passed", said)[1])
        found.append({"area": area, "tests": passed, "cpu": round(seconds, 1)})
    pages.keep("cpu", {**pages.when(), "areas": found})
    return f"{sum(area['cpu'] for area in found):.0f} CPU seconds: see docs/cpu.md"


def areas():
    """The areas of the suite: what pytest is asked for each."""
    tests = ROOT / "tests"
    folders = sorted({path.parent.name for path in tests.glob("*/test_*.py")} - {"oracles"})
    found = {name: [f"tests/{name}"] for name in folders}
    found["the rest of tests"] = sorted(f"tests/{path.name}" for path in tests.glob("test_*.py"))
    return found | {
        "doctests": ["--doctest-modules", "ecomlab"],
        "notebooks": ["--nbval", "--nbval-cell-timeout=120", "notebooks"],
    }


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
    yield "Spark", spark
    yield "a warehouse of 100 million orders", warehouse
    yield "cases, all draws", cases
    yield "mutations", mutations.main
    yield "CPU seconds", cpu
    yield "benchmarks", benchmarks


def carry_out(name, run):
    """Run a step; its name, result, what it said, seconds."""
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


def note(name, result, said, seconds):
    """Keep a step's result, the others staying as they are."""
    before = {step["name"]: step for step in pages.results("verify").get("steps", [])}
    this = {"result": result, "said": said, "seconds": round(seconds), **pages.when()}
    before[name] = {"name": name, **this}
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in SHOWN)
    cores = f"{os.cpu_count()} cores"
    found = {
        "machine": f"{platform.system()} {platform.machine()}, {cores},"
        f" Python {platform.python_version()}",
        "pins": versions,
        "steps": [before.get(each, {"name": each}) for each, _ in steps()],
    }
    pages.keep("verify", found)


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
        note(*result)
        passed += result[1] == "pass"
    print(f"{passed} of {len(chosen)} steps passed.")
    return 0 if passed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
