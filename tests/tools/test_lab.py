"""JupyterLab without starting it: where it listens, and what it is told."""

import json
import socket
import subprocess
from pathlib import Path

import pytest

from tools import lab
from tools.environment import ROOT, CourseError


def test_free_port_is_free_and_taken_port_is_refused():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", lab.choose_port()))
        port = taken.getsockname()[1]
        with pytest.raises(CourseError, match=f"Port {port} can't be used"):
            lab.choose_port(port)
    assert lab.choose_port(port) == port
    with pytest.raises(CourseError, match="Leave out --port"):
        lab.choose_port(99_999)


def test_address_line():
    expected = "http://127.0.0.1:8901/lab/tree/00_start_here.ipynb?token=abc"
    assert lab.address_line(8901, "abc") == expected


def test_server_listens_on_this_machine_only_and_hides_its_token():
    command = lab.lab_command("python", Path("my course"), 8901)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--ServerApp.root_dir=my course" in command
    assert not any("token" in str(word).lower() for word in command)
    assert lab.lab_environ("abc", Path("mine"))["JUPYTER_TOKEN"] == "abc"


def test_settings_of_the_person_do_not_reach_the_server(monkeypatch):
    for name in ("JUPYTER_TOKEN_FILE", "JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "JUPYTERLAB_DIR"):
        monkeypatch.setenv(name, "astray")
    env = lab.lab_environ("abc", Path("mine"))
    assert "astray" not in env.values()
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        assert Path(env[name]).is_relative_to(lab.jupyter_of(Path("mine")))
    assert lab.jupyter_of(Path("mine")) != lab.jupyter_of(Path("other/mine"))


@pytest.mark.parametrize("name", ["notebooks", "notebooks/5_retention", ".", "tools", ".venv"])
def test_folders_of_the_course_are_nobodys_copies(name, monkeypatch):
    with pytest.raises(CourseError, match="course's own files"):
        lab.own_folder(ROOT / name)


def test_other_folders_may_hold_copies(tmp_path):
    for folder in (ROOT / "my_course", ROOT / "another", tmp_path, ROOT / "notebooks2"):
        assert lab.own_folder(folder) == folder.resolve()


def test_every_folder_of_the_course_is_known_as_one():
    answer = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    folders = {line.split("/")[0] for line in answer.stdout.splitlines() if "/" in line}
    assert folders <= set(lab.COURSE)


def test_news_is_off():
    file = ROOT / "tools/labconfig/default_setting_overrides.json"
    settings = json.loads(file.read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
