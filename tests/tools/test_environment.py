"""The environment without making one: what is decided, and what is said."""

import json
import os
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
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "ecomlab"')
    pins = tmp_path / "constraints.txt"
    pins.write_text("pandas==3.1.1")
    env = environment.Environment(tmp_path / ".venv", pins=pins)
    env.folder.mkdir()
    for package in ("narwhals", "pandas"):
        add_package(env, package)
    write_stamp(env)
    return env


def add_package(env, name):
    site = env.folder / (
        "Lib/site-packages" if environment.WINDOWS else "lib/python3.11/site-packages"
    )
    (site / name).mkdir(parents=True)
    (site / name / "__init__.py").touch()


def write_stamp(env):
    env.stamp.write_text(json.dumps(env.made_from(env)))


@pytest.fixture
def installs(monkeypatch):
    """What was installed beside the environment, instead of installing."""
    said = []

    def install(new, patient=True):
        new.folder.mkdir()
        new.python.parent.mkdir()
        new.log.touch()
        said.append(sorted(new.extras))

    monkeypatch.setattr(environment.Environment, "install", install)
    return said


def test_finished_environment_is_ready(env):
    assert env.state()[0] == "ready"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", '[project]\nname = "ecomlab"\ndependencies = ["pandas>=3"]'),
        (
            "pyproject.toml",
            '[project]\nname = "ecomlab"\n[project.optional-dependencies]\na = ["b"]',
        ),
        ("constraints.txt", "pandas==3.1.2"),
    ],
)
def test_changed_file_makes_it_out_of_date(env, file, text):
    (environment.ROOT / file).write_text(text)
    assert env.state() == ("out of date", "the course's packages have changed")


def test_core_environment_is_out_of_date_for_tests_but_not_the_other_way(env):
    env.extras = {"test"}
    assert env.state() == ("out of date", "packages for test missing")
    write_stamp(env)
    env.extras = set()
    assert env.state()[0] == "ready"


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"extras": 1}'])
def test_half_made_environment_is_broken(env, text):
    env.stamp.write_text(text)
    assert env.state() == ("broken", "its installation was not finished")


def test_stamp_of_the_edition_before_is_understood(env):
    """It named no packages, and its digest was another one."""
    before = {**env.made_from(env), "files": "old"}
    del before["packages"]
    env.stamp.write_text(json.dumps(before))
    assert env.state() == ("out of date", "the course's packages have changed")


def test_folder_of_somebody_else_and_missing_folder(env):
    env.stamp.unlink()
    assert env.state()[0] == "not the course's"
    env.log.touch()
    assert env.state()[0] == "broken"
    environment.remove(env.folder)
    assert env.state()[0] == "missing"
    env.folder.touch()
    assert env.state()[0] == "not the course's"


def test_link_to_nowhere_is_not_the_courses(env):
    environment.remove(env.folder)
    env.folder.symlink_to(env.folder.parent / "nowhere")
    assert env.state()[0] == "not the course's"


def test_removing_a_link_leaves_what_it_leads_to(env):
    link = env.folder.with_name("link")
    link.symlink_to(env.folder)
    environment.remove(link)
    assert env.stamp.exists()


def test_what_marks_a_folder_goes_last(env, monkeypatch):
    """So that a removal which was interrupted can go on."""
    env.log.touch()

    def interrupt(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.shutil, "rmtree", interrupt)
    with pytest.raises(KeyboardInterrupt):
        environment.remove(env.folder)
    assert environment.ours(env.folder)


def test_other_python_serves_unless_one_was_asked_for(env, monkeypatch):
    versions = {"python3.12": "3.12"}
    monkeypatch.setattr(environment, "python_version", lambda path: versions.get(path, "3.11"))
    asked = environment.Environment(env.folder, pins=env.pins, python="python3.12")
    assert env.state()[0] == "ready"
    assert asked.state() == ("broken", "Python 3.12 runs now, it has 3.11")


def test_python_that_does_not_run_is_broken(env, monkeypatch):
    monkeypatch.setattr(environment, "python_version", lambda python: None)
    assert env.state() == ("broken", "its Python does not run")


def test_moved_folder_is_broken(env):
    moved = environment.ROOT / "moved"
    env.folder.rename(moved)
    again = environment.Environment(moved, pins=env.pins)
    assert again.state() == ("broken", "the folder was moved")


def test_lost_package_is_damage(env):
    (next(env.installed("narwhals")) / "__init__.py").unlink()
    assert env.state() == ("damaged", "narwhals missing")


def test_interrupted_update_takes_nothing_away(env, monkeypatch):
    def interrupt(self, patient):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.Environment, "install", interrupt)
    before = env.stamp.read_text()
    env.extras = {"test"}
    with pytest.raises(KeyboardInterrupt):
        env.ensure()
    assert env.stamp.read_text() == before
    assert environment.Environment(env.folder, pins=env.pins).state()[0] == "ready"


def test_update_keeps_the_extras_that_were_there(env, installs):
    env.extras = {"test"}
    env.ensure()
    env.pins.write_text("pandas==3.2")
    core = environment.Environment(env.folder, pins=env.pins)
    core.ensure()
    assert installs == [["test"], ["test"]]
    assert json.loads(env.stamp.read_text())["extras"] == ["test"]


def test_broken_environment_is_made_anew(env, installs):
    leftover = env.folder / "half-installed"
    leftover.touch()
    env.stamp.unlink()
    env.log.touch()
    env.ensure()
    assert not leftover.exists()
    assert env.state()[0] == "ready"
    assert [path.name for path in environment.ROOT.glob(".v*")] == [".venv"]


def test_folder_that_is_in_use_keeps_its_place(env, installs, monkeypatch, capsys):
    """Windows doesn't rename the folder of a program that runs."""
    rename = Path.rename

    def refuse(path, target):
        if path == env.new:
            raise PermissionError(13, "Access is denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    before = env.stamp.read_text()
    env.pins.write_text("pandas==3.2")
    assert env.ensure() == env.python
    assert "Close JupyterLab" in capsys.readouterr().out
    assert env.stamp.read_text() == before


def test_name_that_somebody_else_took_is_told(env, installs):
    env.new.mkdir()
    (env.new / "my_file").touch()
    env.pins.write_text("pandas==3.2")
    with pytest.raises(environment.CourseError, match="needs the name"):
        env.ensure()


def test_paths_in_scripts_are_those_of_the_final_folder(env):
    """Of the same length: a Windows program holds the path at a fixed place."""
    folder = env.python.parent
    folder.mkdir()
    (folder / "tool").write_bytes(b"\x00MZ" + os.fsencode(env.folder) + b"/python\x00")
    env.move_paths_to(env.new)
    assert (folder / "tool").read_bytes() == b"\x00MZ" + os.fsencode(env.new) + b"/python\x00"
    assert len(env.new.name) == len(env.old.name) == len(env.folder.name)


def test_packages_put_elsewhere_are_told(env, monkeypatch):
    monkeypatch.setattr(environment, "step", lambda *words: None)
    with pytest.raises(environment.CourseError, match="settings .* config list"):
        env.run_install("pip", {}, [], [])


def test_falls_back_to_pip_where_uv_fails(env, monkeypatch, capsys):
    tools = []

    def run_install(self, tool, env, make, install):
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


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONOPTIMIZE", "PIP_TARGET", "VIRTUAL_ENV"])
def test_what_leads_astray_does_not_reach_a_child(monkeypatch, name):
    monkeypatch.setenv(name, "astray")
    assert name not in environment.clean_environ()


def test_pip_is_told_not_to_install_for_the_person(monkeypatch):
    """Its settings may say so too, and only a value in the environment outdoes them."""
    monkeypatch.setenv("PIP_USER", "1")
    assert environment.clean_environ()["PIP_USER"] == "0"


def test_kernel_of_the_person_does_not_take_the_place_of_the_courses(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    kernel = tmp_path / "kernels/python3/kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps({"argv": ["astray"], "display_name": "astray"}))
    code = "from jupyter_client.kernelspec import get_kernel_spec as g; print(g('python3').argv[0])"
    env = environment.clean_environ(JUPYTER_DATA_DIR=str(tmp_path))
    env.pop("JUPYTER_PATH", None)
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert "python" in said.stdout, said.stderr
    assert "astray" not in said.stdout


@pytest.mark.parametrize(
    ("said", "lost"),
    [
        ("Traceback\nModuleNotFoundError: No module named 'narwhals'\n", True),
        ("Traceback\nImportError: cannot import name 'x' from 'ecomlab.shop'\n", False),
        ("nbclient.exceptions.CellExecutionError: …\nModuleNotFoundError: No module\n", False),
        ("There is no lesson 9_9.\n", False),
        ("", False),
    ],
)
def test_want_of_a_package_is_told_from_other_errors(said, lost):
    assert bool(environment.lost_package(said)) == lost


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
