"""The house keeps its floors, and its files their style."""

import subprocess
import sys
from pathlib import Path

import course

SCRIPTS = Path(sys.executable).parent


def run(*command):
    answer = subprocess.run(command, cwd=course.ROOT, capture_output=True, text=True)
    return answer.returncode, answer.stdout + answer.stderr


def test_imports_only_go_down():
    code, said = run(SCRIPTS / "lint-imports", "--no-cache")
    assert code == 0, said


def test_ruff_finds_nothing():
    code, said = run(SCRIPTS / "ruff", "check", "--no-cache", "--output-format=concise")
    assert code == 0, said


def test_importing_the_toolbox_leaves_the_heavy_ones_out():
    """What only some lessons use is imported where it is used."""
    code, said = run(sys.executable, "-c", "import ecomlab, sys; print(*sys.modules)")
    assert code == 0, said
    assert not {"pandera", "statsmodels", "matplotlib", "IPython"} & set(said.split())
