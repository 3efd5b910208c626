"""The set-up with the real packages and the real JupyterLab: what stub.py can't show.

It makes environments, which takes minutes: `verify` only.
"""

import json
import os
import re
import shutil
import subprocess
import urllib.request
from contextlib import contextmanager

import pytest

from tests.setup.stub import ends
from tools.environment import ROOT, base_python

pytestmark = [
    pytest.mark.verify,
    pytest.mark.skipif(os.name == "nt", reason="kills and folders of POSIX"),
]
OFFLINE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "UV_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_FIND_LINKS": "",
    "PIP_EXTRA_INDEX_URL": "",
}


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The course's files as they are, elsewhere, with their environment made by `reset`."""
    folder = tmp_path_factory.mktemp("real") / "my clone"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git, or no repository")
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    code, said = run(folder, "reset", "5_1")
    assert code == 0, said
    return folder


def run(folder, *words, **more):
    """Run `python course.py …` of a folder; its exit code and what it printed."""
    answer = subprocess.run(
        [base_python(), folder / "course.py", *words],
        cwd=folder, env={**os.environ, **more},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900,
    )  # fmt: skip
    return answer.returncode, answer.stdout


def site(clone):
    return next(clone.glob(".venv/lib/python3*/site-packages"))


def test_scripts_of_the_environment_run_and_nothing_leads_to_where_it_was_made(clone):
    assert sorted(path.name for path in clone.glob(".v*")) == [".venv"]
    for name in ("jupyter", "jupytext", "pip"):
        script = clone / ".venv/bin" / name
        subprocess.run([script, "--version"], check=True, capture_output=True)
    made_at = os.fsencode(clone / ".vnew")
    holding = [
        path for path in (clone / ".venv").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and path.name != "course.log"
        and made_at in path.read_bytes()
    ]  # fmt: skip
    assert holding == []


def test_doctor_sees_half_a_package_and_its_advice_helps(clone):
    """Offline, the advice can't help, and takes nothing away."""
    assert run(clone, "doctor")[0] == 0
    lost = site(clone) / "seaborn/relational.py"
    lost.rename(clone / "kept.py")
    code, said = run(clone, "doctor")
    assert code == 1
    assert "seaborn damaged (1 files, such as seaborn/relational.py)" in said
    advice = re.search(r"-> run: python course.py (\w+)", said)[1]
    code, said = run(clone, advice, **OFFLINE)
    assert code == 1
    assert "check the network" in said
    assert (site(clone) / "pandas").exists()
    code, said = run(clone, advice)
    assert code == 0, said
    assert lost.exists()
    assert run(clone, "doctor")[0] == 0


def test_offline_after_a_pull_the_older_environment_goes_on(clone):
    pins = clone / "constraints.txt"
    before = pins.read_text()
    try:
        pins.write_text(before.replace("six==1.17.0", "six==1.16.0"))
        for _ in range(2):
            code, said = run(clone, "reset", "5_1", **OFFLINE)
            assert code == 0, said
            assert "check the network" in said
            assert "the older environment goes on" in said
    finally:
        pins.write_text(before)
    assert "older" not in run(clone, "reset", "5_1", **OFFLINE)[1]


@pytest.mark.parametrize("package", ["narwhals", "jupyterlab"])
def test_offline_a_package_moved_away_is_told(clone, package):
    shutil.move(site(clone) / package, clone / package)
    try:
        _, said = run(clone, "lab", "--no-browser", "--port", "1", **OFFLINE)
        assert f"damaged: {package} missing" in said
        assert "check the network" in said
        assert re.search(r"Run: python course.py (doctor|mend)|Port 1 can't", said.splitlines()[-1])
    finally:
        shutil.move(clone / package, site(clone) / package)


# --- JupyterLab ----------------------------------------------------------------------------


@contextmanager
def lab(clone, *words, **more):
    """`course.py lab`, when it is open; and its address."""
    process = subprocess.Popen(
        [base_python(), clone / "course.py", "lab", "--no-browser", *words],
        cwd=clone, env={**os.environ, **more},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said = []
    for line in process.stdout:
        said.append(line)
        if "http://" in line:
            break
    try:
        assert "http://" in said[-1], "".join(said)
        yield process, said[-1].strip()
    finally:
        process.terminate()
        process.communicate(timeout=60)


def ask(address, path, data=None):
    """What the server answers, with the token."""
    base, token = address.split("/lab/")[0], address.rpartition("=")[2]
    headers = {"Authorization": f"token {token}"}
    wanted = urllib.request.Request(base + path, data=data, headers=headers)
    with urllib.request.urlopen(wanted, timeout=60) as answer:
        return json.load(answer)


def refused(address, path):
    """Whether the server refuses who has no token."""
    try:
        urllib.request.urlopen(address.split("/lab/")[0] + path, timeout=60).close()
    except urllib.error.HTTPError as error:
        return error.code == 403
    return False


HOSTILE = """\
c.ServerApp.base_url = "/elsewhere/"
c.ServerApp.ip = "0.0.0.0"
c.IdentityProvider.token = ""
c.PasswordIdentityProvider.hashed_password = "argon2:x"
c.ServerApp.port = 1
"""


def test_settings_of_the_person_neither_break_the_lab_nor_open_it(clone, tmp_path):
    (tmp_path / ".jupyter").mkdir()
    (tmp_path / ".jupyter/jupyter_server_config.py").write_text(HOSTILE)
    more = {"HOME": str(tmp_path), "JUPYTER_TOKEN": "", "JUPYTER_PATH": str(tmp_path)}
    with lab(clone, "--workspace", tmp_path / "a", **more) as (_, address):
        assert "started" in ask(address, "/api/status")
        assert refused(address, "/api/contents")


def test_without_a_home_the_lab_runs_and_a_killed_one_leaves_nothing(clone, tmp_path):
    """A kernel starts too, and ends with the rest."""
    workspace = tmp_path / "b"
    with lab(clone, "--workspace", workspace, HOME="/proc/nowhere") as (process, address):
        ask(address, "/api/kernels", b"{}")
        servers = list(clone.glob(".jupyter/b-*/runtime/jpserver-*.json"))
        (server,) = [json.loads(file.read_text())["pid"] for file in servers]
        with open(f"/proc/{server}/task/{server}/children") as file:
            kernels = [int(number) for number in file.read().split()]
        assert kernels
        process.kill()
        assert ends(server, 40)
        assert all(ends(kernel, 10) for kernel in kernels)
