"""constraints.txt, environment.yml and pyproject.toml say the same."""

import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement

from tools.environment import ROOT, base_python, clean_environ, python_in, python_version

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = [text for extra in PROJECT["optional-dependencies"].values() for text in extra]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
PIP_PART = CONDA[-1]["pip"]
PIN = re.compile(r"[a-z0-9._-]+==[^\s;=]+( ; .+)?")


def pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


def names(requirements):
    return {Requirement(text).name.lower() for text in requirements}


@pytest.mark.parametrize("file", ["constraints.txt", "environment.yml"])
def test_no_address(file):
    text = (ROOT / file).read_text()
    assert not re.search(r"://|@|--index|--find-links|/", text.replace("-e .", ""))


def test_every_line_is_a_pin():
    """pip reads it with -c only so: no extras, no editable, no ranges."""
    assert [line for line in pins() if not PIN.fullmatch(line)] == []


def test_each_system_and_python_has_one_pin_per_package():
    for version in ("3.11.4", "3.11.9", "3.12.4", "3.13.1"):
        for platform, os_name in (("linux", "posix"), ("darwin", "posix"), ("win32", "nt")):
            here = {
                "python_full_version": version,
                "python_version": version[:4],
                "sys_platform": platform,
                "os_name": os_name,
            }
            found = [Requirement(line) for line in pins()]
            found = [pin.name for pin in found if not pin.marker or pin.marker.evaluate(here)]
            assert len(found) == len(set(found))


def test_every_dependency_is_pinned_within_its_bounds():
    for text in [*PROJECT["dependencies"], *EXTRAS]:
        wanted = Requirement(text)
        found = [Requirement(line) for line in pins() if Requirement(line).name == wanted.name]
        assert found, f"{wanted.name} has no pin: run `python course.py pins`"
        for pin in found:
            version = str(pin.specifier).removeprefix("==")
            assert version in wanted.specifier, f"{pin} is outside {wanted}"


def test_every_dependency_has_a_lower_bound():
    for text in [*PROJECT["dependencies"], *EXTRAS]:
        assert ">=" in text


def test_conda_users_get_the_same_core():
    *core, itself = PIP_PART
    assert itself == "-e ."
    assert set(core) <= set(pins())
    assert names(PROJECT["dependencies"]) <= names(core)


def test_conda_users_get_no_package_of_an_extra():
    assert not names(EXTRAS) & names(PIP_PART[:-1]) - names(PROJECT["dependencies"])


def test_conda_gives_python_and_pip_only():
    assert [str(item).split()[0] for item in CONDA[:-1]] == ["python", "pip"]
    low = PROJECT["requires-python"].removeprefix(">=")
    assert f">={low}" in CONDA[0]


@pytest.mark.verify
def test_pip_part_of_environment_yml_installs(tmp_path):
    """As conda does it: the list in a file, given to pip where environment.yml lies."""
    subprocess.run([base_python(), "-m", "venv", tmp_path / "env"], check=True)
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("\n".join(PIP_PART))
    python = python_in(tmp_path / "env")
    for command in (
        ["-m", "pip", "install", "--quiet", "-r", wanted],
        ["-m", "pip", "check"],
        ["-c", "import ecomlab, jupyterlab, zhplot"],
    ):
        subprocess.run([python, *command], cwd=ROOT, env=clean_environ(), check=True)
    assert python_version(python) == "{}.{}".format(*sys.version_info)
