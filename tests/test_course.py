"""course.py without making an environment: what it decides, and what it says."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import course


@pytest.fixture
def env(tmp_path, monkeypatch):
    """An environment that looks finished, without anything installed in it."""
    monkeypatch.setattr(course, "ROOT", tmp_path)
    monkeypatch.setattr(course, "python_version", lambda python: "3.11")
    (tmp_path / "pyproject.toml").write_text("[project]")
    pins = tmp_path / "constraints.txt"
    pins.write_text("pandas==3.1.1")
    env = course.Environment(tmp_path / ".venv", pins=pins)
    env.folder.mkdir()
    env.stamp.write_text(json.dumps(env.made_from()))
    return env


def test_finished_environment_is_ready(env):
    assert env.state()[0] == "ready"


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_changed_file_makes_it_out_of_date(env, file):
    (course.ROOT / file).write_text("changed")
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
    monkeypatch.setattr(course, "python_version", lambda python: "3.12")
    assert env.state() == ("broken", "Python 3.12 runs now, it has 3.11")


def test_python_that_does_not_run_is_broken(env, monkeypatch):
    runs = {env.base: "3.11"}
    monkeypatch.setattr(course, "python_version", runs.get)
    assert env.state() == ("broken", "its Python does not run")


def test_moved_folder_is_broken(env):
    moved = course.ROOT / "moved"
    env.folder.rename(moved)
    again = course.Environment(moved, pins=env.pins)
    assert again.state() == ("broken", "the folder was moved")


def test_interrupted_update_is_not_taken_for_finished(env, monkeypatch):
    def interrupt(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(course.Environment, "install", interrupt)
    env.extras = {"test"}
    with pytest.raises(KeyboardInterrupt):
        env.ensure()
    assert env.state()[0] == "broken"


def test_update_keeps_the_extras_that_were_there(env, monkeypatch):
    monkeypatch.setattr(course.Environment, "install", lambda self: None)
    env.extras = {"test"}
    env.ensure()
    (course.ROOT / "constraints.txt").write_text("pandas==3.2")
    core = course.Environment(env.folder, pins=env.pins)
    core.ensure()
    assert json.loads(env.stamp.read_text())["extras"] == ["test"]


def test_broken_environment_is_made_anew(env, monkeypatch):
    leftover = env.folder / "half-installed"
    leftover.touch()
    env.stamp.unlink()
    monkeypatch.setattr(course.Environment, "install", lambda self: self.folder.mkdir())
    env.ensure()
    assert not leftover.exists()
    assert env.state()[0] == "ready"


def test_falls_back_to_pip_where_uv_fails(env, monkeypatch, capsys):
    tools = []

    def run_install(self, tool, make, install):
        tools.append(tool)
        if tool == "uv":
            raise course.CourseError("no such index")

    monkeypatch.setattr(course.Environment, "run_install", run_install)
    monkeypatch.setattr(course.shutil, "which", lambda name: "/bin/uv")
    env.install()
    assert tools == ["uv", "pip"]
    assert "trying pip" in capsys.readouterr().out


def test_full_disk_is_named_before_anything_is_installed(env, monkeypatch):
    monkeypatch.setattr(course.shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**9))
    monkeypatch.setattr(course.Environment, "run_install", None)
    with pytest.raises(course.CourseError, match=r"1\.0 GB free: free 2 GB"):
        env.install()


def test_both_installers_get_the_pins_and_the_course_itself(env):
    env.extras = {"test"}
    for _, install in (env.uv_commands("uv"), env.pip_commands()):
        assert install[-4:] == ["-c", env.pins, "-e", ".[test]"]


def test_paths_of_an_environment_on_each_system():
    assert course.python_in("env", windows=True) == Path("env/Scripts/python.exe")
    assert course.python_in("env", windows=False) == Path("env/bin/python")


def test_version_of_a_python_and_of_none(tmp_path):
    assert course.python_version(sys.executable) == "{}.{}".format(*sys.version_info)
    assert course.python_version(tmp_path / "python") is None


def test_free_port_is_free_and_taken_port_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", course.choose_port()))
        port = taken.getsockname()[1]
        with pytest.raises(course.CourseError, match=f"Port {port} can't be used"):
            course.choose_port(port)
    assert course.choose_port(port) == port
    with pytest.raises(course.CourseError, match="Leave out --port"):
        course.choose_port(99_999)


def test_address_line():
    expected = "http://127.0.0.1:8901/lab/tree/00_start_here.ipynb?token=abc"
    assert course.address_line(8901, "abc") == expected


def test_server_listens_on_this_machine_only_and_hides_its_token():
    command = course.lab_command("python", Path("my course"), 8901)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--ServerApp.root_dir=my course" in command
    assert not any("token" in str(word).lower() for word in command)
    assert course.lab_environ("abc")["JUPYTER_TOKEN"] == "abc"


def test_news_is_off():
    file = course.ROOT / "tools/labconfig/default_setting_overrides.json"
    settings = json.loads(file.read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


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
    with pytest.raises(course.CourseError) as failure:
        course.step("Trying", command, tmp_path / "log")
    assert output in str(failure.value)
    assert words in str(failure.value).split("Trying: failed.")[1]


def test_advice_is_about_this_step_not_an_earlier_one(tmp_path):
    log = tmp_path / "log"
    log.write_text("No space left on device\n")
    with pytest.raises(course.CourseError, match="run it|doctor"):
        course.step("Trying", [sys.executable, "-c", "raise SystemExit(1)"], log)


def test_long_step_says_how_long_it_has_been(tmp_path, capsys):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(.5)"]) as process:
        course.wait("Sleeping", process, every=0.2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Sleeping ..."
    assert "Sleeping ... 0 s" in lines
    assert lines[-1].startswith("Sleeping ... done in 0.")


def test_unknown_command_suggests_the_closest(capsys):
    assert course.main(["tset"]) == 2
    assert "Did you mean `test`?" in capsys.readouterr().err
    assert course.main(["qqqqq"]) == 2
    assert "Did you mean" not in capsys.readouterr().err


def test_no_command_lists_them_all(capsys):
    assert course.main([]) == 0
    printed = capsys.readouterr().out
    assert all(f"course.py {name}" in printed for name in course.COMMANDS)


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (course.CourseError("Do this."), "Do this.", 1),
        (PermissionError(13, "Permission denied"), "copy the course to your home", 1),
        (KeyboardInterrupt(), "Nothing is broken", 130),
    ],
)
def test_errors_end_in_a_sentence_and_an_exit_code(monkeypatch, capsys, error, words, code):
    def fail(arguments):
        raise error

    monkeypatch.setitem(course.COMMANDS, "doctor", fail)
    assert course.main(["doctor"]) == code
    assert words in capsys.readouterr().err


def test_folder_without_permission_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(course, "ROOT", tmp_path)
    monkeypatch.setattr(course.os, "access", lambda folder, mode: False)
    with pytest.raises(course.CourseError, match="No permission to write"):
        course.course_python("test")


def test_conda_environment_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "ecomlab")
    monkeypatch.setenv("CONDA_PREFIX", sys.prefix)
    assert course.course_python() == Path(sys.executable)


def test_environments_of_verify_are_used_as_they_are(monkeypatch):
    """A lab started by a test of another Python must not remake .venv for that Python."""
    monkeypatch.setattr(course.sys, "prefix", str(course.ROOT / ".venvs" / "py312-pandas23"))
    monkeypatch.setattr(course.Environment, "ensure", None)
    assert course.course_python("test") == Path(sys.executable)


def test_named_tests_replace_the_whole_suite(monkeypatch):
    said = []
    monkeypatch.setattr(course, "course_python", lambda *extras: "python")
    monkeypatch.setattr(course, "call", lambda *words: said.append(words) or 3)
    assert course.test(["-k", "port"]) == 3
    assert course.test(["tests/test_course.py::test_address_line"]) == 3
    assert said[0][-3:] == ("tests", "ecomlab", "notebooks")
    assert said[1][-1] == "tests/test_course.py::test_address_line"


@pytest.fixture
def said(monkeypatch):
    """What a command asks for: the environment's extras, then the words it runs."""
    heard = []
    monkeypatch.setattr(course, "course_python", lambda *extras: heard.append(extras))
    monkeypatch.setattr(course, "call", lambda python, *words: heard.append(words[3:]) or 3)
    return heard


def test_present_needs_the_slides_packages_unless_it_lists(said):
    assert course.main(["present", "page_redesign", "--no-browser", "--issue", "7b"]) == 3
    issue = Path.cwd() / "7b"
    assert said == [("slides",), ("page_redesign", "--issue", issue, "--no-browser")]
    said.clear()
    assert course.main(["present", "--list"]) == course.main(["present"]) == 3
    assert said == [(), ("--list",)] * 2


def test_reissue_means_the_folders_of_whoever_types(said, monkeypatch, tmp_path):
    """The command itself runs in the course's folder, so relative paths are made whole."""
    monkeypatch.chdir(tmp_path)
    words = ["reissue", "page_redesign", "--class", "三年级2班", "--out", "mine"]
    assert course.main([*words, "--secret-file", "secret.txt"]) == 3
    assert said[0] == ()
    assert said[1][:2] == ("page_redesign", "--class=三年级2班")
    assert said[1][2:] == ("--out", tmp_path / "mine", "--secret-file", tmp_path / "secret.txt")
    with pytest.raises(SystemExit):
        course.main(["reissue", "page_redesign", "--class", "7B"])


def test_old_python_reads_one_sentence():
    """The file must parse and stop kindly on a Python that is too old."""
    old = "class V(tuple): pass\nimport sys; sys.version_info = (3, 8, 0)\n"
    code = old + f"exec(compile(open({course.__file__!r}, encoding='utf-8').read(), 'c', 'exec'))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr


def test_doctor_speaks_without_an_environment_and_from_elsewhere(tmp_path):
    """A copy of course.py and tools/ alone, in a path with a space and Chinese."""
    home = tmp_path / "我的 课程"
    (home / "tools").mkdir(parents=True)
    for name in ("course.py", "tools/doctor.py", "pyproject.toml", "constraints.txt"):
        (home / name).write_bytes((course.ROOT / name).read_bytes())
    answer = subprocess.run(
        [sys.executable, str(home / "course.py"), "doctor"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert answer.returncode == 1, answer.stderr
    assert "environment .venv: missing" in answer.stdout
    assert "run: python course.py lab" in answer.stdout
