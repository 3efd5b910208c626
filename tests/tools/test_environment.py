"""The environment without making one: what is decided, and what is said."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import environment


@pytest.fixture
def env(tmp_path, monkeypatch):
    """An environment that looks finished, without anything installed in it."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "python_version", lambda python: "3.11")
    (tmp_path / "pyproject.toml").write_text("[project]")
    pins = tmp_path / "constraints.txt"
    pins.write_text("pandas==3.1.1")
    env = environment.Environment(tmp_path / ".venv", pins=pins)
    env.folder.mkdir()
    env.stamp.write_text(json.dumps(env.made_from()))
    return env


def test_finished_environment_is_ready(env):
    assert env.state()[0] == "ready"


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_changed_file_makes_it_out_of_date(env, file):
    (environment.ROOT / file).write_text("changed")
    assert env.state() == ("out of date", "the course's packages have changed")


def test_core_environment_is_out_of_date_for_tests_but_not_the_other_way(env):
    env.extras = {"test"}
    assert env.state() == ("out of date", "packages for test missing")
    env.stamp.write_text(json.dumps(env.made_from()))
    env.extras = set()
    assert env.state()[0] == "ready"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"extras": 1}'])
def test_half_made_environment_is_broken(env, text):
    env.stamp.write_text(text)
    assert env.state() == ("broken", "its installation was not finished")


def test_missing_stamp_is_broken_and_missing_folder_is_missing(env):
    env.stamp.unlink()
    assert env.state()[0] == "broken"
    env.folder.rmdir()
    assert env.state()[0] == "missing"


def test_other_python_is_broken(env, monkeypatch):
    monkeypatch.setattr(environment, "python_version", lambda python: "3.12")
    assert env.state() == ("broken", "Python 3.12 runs now, it has 3.11")


def test_python_that_does_not_run_is_broken(env, monkeypatch):
    runs = {env.base: "3.11"}
    monkeypatch.setattr(environment, "python_version", runs.get)
    assert env.state() == ("broken", "its Python does not run")


def test_moved_folder_is_broken(env):
    moved = environment.ROOT / "moved"
    env.folder.rename(moved)
    again = environment.Environment(moved, pins=env.pins)
    assert again.state() == ("broken", "the folder was moved")


def test_interrupted_update_is_not_taken_for_finished(env, monkeypatch):
    def interrupt(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.Environment, "install", interrupt)
    env.extras = {"test"}
    with pytest.raises(KeyboardInterrupt):
        env.ensure()
    assert env.state()[0] == "broken"


def test_update_keeps_the_extras_that_were_there(env, monkeypatch):
    monkeypatch.setattr(environment.Environment, "install", lambda self: None)
    env.extras = {"test"}
    env.ensure()
    (environment.ROOT / "constraints.txt").write_text("pandas==3.2")
    core = environment.Environment(env.folder, pins=env.pins)
    core.ensure()
    assert json.loads(env.stamp.read_text())["extras"] == ["test"]


def test_broken_environment_is_made_anew(env, monkeypatch):
    leftover = env.folder / "half-installed"
    leftover.touch()
    env.stamp.unlink()
    monkeypatch.setattr(environment.Environment, "install", lambda self: self.folder.mkdir())
    env.ensure()
    assert not leftover.exists()
    assert env.state()[0] == "ready"


def test_falls_back_to_pip_where_uv_fails(env, monkeypatch, capsys):
    tools = []

    def run_install(self, tool, make, install):
        tools.append(tool)
        if tool == "uv":
            raise environment.CourseError("no such index")

    monkeypatch.setattr(environment.Environment, "run_install", run_install)
    monkeypatch.setattr(environment.shutil, "which", lambda name: "/bin/uv")
    env.install()
    assert tools == ["uv", "pip"]
    assert "trying pip" in capsys.readouterr().out


def test_full_disk_is_named_before_anything_is_installed(env, monkeypatch):
    monkeypatch.setattr(
        environment.shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**9)
    )
    monkeypatch.setattr(environment.Environment, "run_install", None)
    with pytest.raises(environment.CourseError, match=r"1\.0 GB free: free 2 GB"):
        env.install()


def test_both_installers_get_the_pins_and_the_course_itself(env):
    env.extras = {"test"}
    for _, install in (env.uv_commands("uv"), env.pip_commands()):
        assert install[-4:] == ["-c", env.pins, "-e", ".[test]"]


def test_paths_of_an_environment_on_each_system():
    assert environment.python_in("env", windows=True) == Path("env/Scripts/python.exe")
    assert environment.python_in("env", windows=False) == Path("env/bin/python")


def test_version_of_a_python_and_of_none(tmp_path):
    assert environment.python_version(sys.executable) == "{}.{}".format(*sys.version_info)
    assert environment.python_version(tmp_path / "python") is None


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("Failed to resolve host (Temporary failure in name resolution)", "check the network"),
        ("Cannot connect to proxy. Tunnel connection failed: 407", "proxy refused"),
        ("ERROR: No matching distribution found for numpy==9", "try Python 3.12"),
        ("PermissionError: [Errno 13] Permission denied: 'x'", "may not be written"),
        ("ensurepip is not available", "python3-venv"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "certificate"),
        ("something else", "doctor"),
    ],
)
def test_failed_step_says_what_to_do(tmp_path, output, words):
    command = [sys.executable, "-c", f"import sys; sys.exit({output!r})"]
    with pytest.raises(environment.CourseError) as failure:
        environment.step("Trying", command, tmp_path / "log")
    assert output in str(failure.value)
    assert words in str(failure.value).split("Trying: failed.")[1]


def test_advice_is_about_this_step_not_an_earlier_one(tmp_path):
    log = tmp_path / "log"
    log.write_text("No space left on device\n")
    with pytest.raises(environment.CourseError, match="run it|doctor"):
        environment.step("Trying", [sys.executable, "-c", "raise SystemExit(1)"], log)


def test_long_step_says_how_long_it_has_been(tmp_path, capsys):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(.5)"]) as process:
        environment.wait("Sleeping", process, every=0.2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Sleeping ..."
    assert "Sleeping ... 0 s" in lines
    assert lines[-1].startswith("Sleeping ... done in 0.")


def test_folder_without_permission_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment.os, "access", lambda folder, mode: False)
    with pytest.raises(environment.CourseError, match="No permission to write"):
        environment.course_python("test")


def test_conda_environment_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "ecomlab")
    monkeypatch.setenv("CONDA_PREFIX", sys.prefix)
    assert environment.course_python() == Path(sys.executable)


def test_environments_of_verify_are_used_as_they_are(monkeypatch):
    """A lab started by a test of another Python must not remake .venv for that Python."""
    monkeypatch.setattr(
        environment.sys, "prefix", str(environment.ROOT / ".venvs" / "py312-pandas23")
    )
    monkeypatch.setattr(environment.Environment, "ensure", None)
    assert environment.course_python("test") == Path(sys.executable)
