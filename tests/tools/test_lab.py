"""JupyterLab without starting it: where it listens, and what it is told."""

import json
import socket
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
    assert lab.lab_environ("abc")["JUPYTER_TOKEN"] == "abc"


def test_news_is_off():
    file = ROOT / "tools/labconfig/default_setting_overrides.json"
    settings = json.loads(file.read_text())
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
