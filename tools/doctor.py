"""Check what the course stands on, and say what to do about each thing found.

Needs no environment: what is inside one is asked of it by running this there (`probe`).
"""

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.environment import PINS, ROOT, CourseError, Environment, clean_environ
from tools.lab import choose_port

OPTIONAL = [
    (("git",), "needed to update the course: git-scm.com"),
    (("uv",), "optional, makes installing many times faster: pip install uv"),
    (("chromium", "chromium-browser", "google-chrome"), "optional, for the browser test only"),
]


def check_machine():
    """Findings about this computer: (good, what, advice); good=None is only worth a note."""
    version = "{}.{}".format(*sys.version_info)
    tested = version in ("3.11", "3.12") or None
    yield tested, f"Python {version}", "the course is tested on Python 3.11 and 3.12"
    yield os.access(ROOT, os.W_OK), f"course folder {ROOT}", "not writable: copy it to your home"
    free = shutil.disk_usage(ROOT).free / 1e9
    yield free > 2, f"disk: {free:.0f} GB free", "the course needs 2 GB: free some"
    try:
        yield True, f"a port is free ({choose_port()})", ""
    except CourseError:
        yield False, "no port can be opened on 127.0.0.1", "allow Python in the firewall"
    for names, advice in OPTIONAL:
        found = next(filter(None, map(shutil.which, names)), None)
        yield bool(found) or None, f"{names[0]}: {found or 'not found'}", advice


def check_environment(env):
    """Findings about the environment; what is inside is asked only where it runs."""
    state, why = env.state()
    yield (
        state == "ready",
        f"environment {env.folder.name}: {state} ({why})",
        ("run: python course.py lab"),
    )
    if state in ("missing", "broken"):
        return
    mend = f"remove the folder {env.folder.name}, then run: python course.py lab"
    try:
        found = ask(env.python)
    except ValueError as error:
        yield False, f"packages: {error}", mend
        return
    wrong = ", ".join(found["packages"])
    yield not wrong, f"packages: {wrong or 'all as pinned'}", mend
    yield Path(found["kernel"]).parent == env.python.parent, f"kernel: {found['kernel']}", mend
    yield found["font"], "font for Chinese in figures (Noto Sans SC)", mend


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


def probe():
    """What is installed here."""
    import zhplot  # noqa: F401 (registers its font)
    from jupyter_client.kernelspec import KernelSpecManager
    from matplotlib import font_manager

    kernel = KernelSpecManager().get_kernel_spec("python3").argv[0]
    return {
        "packages": wrong_packages(PINS.read_text(encoding="utf-8")),
        "kernel": sys.executable if kernel == "python" else kernel,
        "font": any(f.name == "Noto Sans SC" for f in font_manager.fontManager.ttflist),
    }


def wrong_packages(pins):
    """Packages that are here at another version than their pin."""
    from packaging.requirements import Requirement

    wrong = []
    for line in pins.splitlines():
        if line.startswith("#"):
            continue
        pin = Requirement(line)
        if pin.marker and not pin.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(pin.name)
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra that isn't installed; a missing core package fails its import
        if version not in pin.specifier:
            wrong.append(f"{pin.name} {version} instead of {str(pin.specifier)[2:]}")
    return wrong


def main():
    problems = 0
    for good, what, advice in [*check_machine(), *check_environment(Environment())]:
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
