"""Whatever is done to the set-up, the course runs or says in one sentence what to do.

Most of it is done to a small course (stub.py); a part of each with `--verify` only.
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.setup.stub import Stub, ends, kill
from tools.environment import python_version
from tools.steps import PYTHONS
from tools.verify import NotFound, find_python

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills and folders of POSIX")
slow = pytest.mark.verify
HERE = "{}.{}".format(*sys.version_info)


def later(*values):
    """Values that are tried by `verify` only."""
    return [pytest.param(value, marks=slow) for value in values]


def moments(quick=None):
    """Ten moments in seconds, of which one may be tried each time."""
    seconds = [round(0.06 + 0.12 * number, 2) for number in range(10)]
    return [second if i == quick else later(second)[0] for i, second in enumerate(seconds)]


@pytest.fixture
def stub(tmp_path):
    return Stub(tmp_path / "课 course")


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A small course whose environment `reset` made."""
    stub = Stub(tmp_path_factory.mktemp("finished") / "课 course")
    code, said = stub.run("reset", "5_1")
    assert code == 0, said
    return stub


@pytest.fixture
def made(finished, tmp_path):
    """A small course with its environment made: a copy, as if it had been made here."""
    return finished.copy(tmp_path / "课 course")


def works(stub, folder=".venv"):
    """The classroom's command runs, of this environment; what was printed."""
    code, said = stub.run("reset", "5_1")
    assert code == 0, said
    assert f"classroom reset of {stub.root / folder} " in said
    return said


def test_a_fresh_clone_gets_one_environment_whose_scripts_run(made):
    assert made.folders() == [".venv"]
    said = subprocess.run(
        [made.root / ".venv/bin/hello"], capture_output=True, text=True, check=True
    ).stdout
    assert said == f"hello from {made.root / '.venv'}\n"
    works(made)
    assert len(made.journal("begin")) == 1


# --- An update -----------------------------------------------------------------------------


def test_offline_after_a_pull_the_older_environment_goes_on(made):
    made.pull("seaborn==2\n")
    made.offline()
    for _ in range(2):
        said = works(made)
        assert "check the network" in said
        assert "the older environment goes on" in said
    made.offline(False)
    assert "out of date" in works(made)
    assert "out of date" not in works(made)
    assert made.folders() == [".venv"]


@slow
def test_undoing_the_pull_helps(made):
    made.pull("seaborn==2\n")
    made.offline()
    works(made)
    made.pull("seaborn==1\n")
    assert "older" not in works(made)


def test_a_remark_is_no_reason_to_install(made):
    made.offline()
    with open(made.root / "pyproject.toml", "a") as file:
        file.write("# a remark\n")
    made.pull("# another\nseaborn==1\n")
    assert works(made) == works(made)
    assert len(made.journal("begin")) == 1


@slow
def test_what_the_older_environment_lacks_is_told(made):
    made.offline()
    code, said = made.run("present", "page_redesign")
    assert code == 1
    assert "check the network" in said
    works(made)


@slow
def test_packages_are_not_exchanged_under_an_open_lab(made):
    with opened(made) as (lab, _):
        made.pull("seaborn==2\n")
        said = works(made)
        assert "JupyterLab is open" in said
        assert lab.poll() is None
    assert "out of date" in works(made)
    assert "out of date" not in works(made)


# --- Other Pythons, other folders ----------------------------------------------------------


@slow
@pytest.mark.parametrize("version", [version for version in PYTHONS if version != HERE])
def test_an_environment_serves_whatever_python_types(made, version):
    try:
        other = find_python(version)
    except NotFound as missing:
        pytest.skip(str(missing))
    code, said = made.run("reset", "5_1", python=other)
    assert code == 0
    assert f"Python {python_version(sys.executable)[2:]}" in said
    assert len(made.journal("begin")) == 1
    code, said = made.run("mend", python=other)
    assert code == 0, said
    assert f"Python {version[2:]}" in works(made)


def test_a_folder_that_the_course_did_not_make_is_left_alone(stub):
    (stub.root / ".venv").mkdir()
    (stub.root / ".venv/my_file").touch()
    assert "The course did not make .venv" in works(stub, ".venv-course")
    assert [path.name for path in (stub.root / ".venv").iterdir()] == ["my_file"]
    assert "did not make" not in works(stub, ".venv-course")


@slow
def test_where_no_name_is_free_the_sentence_says_which_folder_to_rename(stub):
    for name in (".venv", ".venv-course"):
        (stub.root / name).mkdir()
        (stub.root / name / "my_file").touch()
    code, said = stub.run("reset", "5_1")
    assert code == 1
    assert f"Rename or move {stub.root / '.venv'}" in said
    (stub.root / ".venv").rename(stub.root / "mine")
    works(stub)


# --- Two at once, and killed ---------------------------------------------------------------


@pytest.mark.parametrize("second", moments(3))
def test_a_second_command_waits_for_the_first(stub, second):
    first = stub.start("reset", "5_1", STUB_SECONDS="1")
    time.sleep(second)
    works(stub)
    assert first.wait(30) == 0, first.stdout.read()
    first.stdout.close()
    assert len(stub.journal("begin")) == 1
    assert stub.journal("torn") == []


@pytest.mark.parametrize("second", moments(5))
def test_a_killed_installation_is_begun_again(stub, second):
    first = stub.start("reset", "5_1", STUB_SECONDS="1")
    time.sleep(second)
    kill(first)
    works(stub)
    assert stub.folders() == [".venv"]
    assert all(ends(process) for process in stub.journal("begin"))
    assert stub.journal("torn") == []


@pytest.mark.parametrize("second", moments(5))
def test_a_killed_update_takes_nothing_away(made, second):
    made.pull("seaborn==2\n")
    update = made.start("reset", "5_1", STUB_SECONDS="1")
    time.sleep(second)
    kill(update)
    made.offline()
    works(made)
    made.offline(False)
    works(made)
    assert made.folders() == [".venv"]
    assert made.journal("torn") == []


@pytest.mark.parametrize("left", [".vnew", ".vold"])
def test_killed_while_the_two_change_places(made, left):
    (made.root / ".venv").rename(made.root / left)
    made.offline()
    works(made)
    assert made.folders() == [".venv"]


def test_killed_before_the_old_one_was_removed(made):
    shutil.copytree(made.root / ".venv", made.root / ".vold", symlinks=True)
    (made.root / ".vnew").mkdir()
    works(made)
    assert made.folders() == [".venv"]


def test_pip_whose_owners_were_killed_is_waited_for(stub):
    """Even the process in between is gone: the lock stays with pip."""
    first = stub.start("reset", "5_1", STUB_SECONDS="2")
    end = time.monotonic() + 20
    while not stub.journal("begin") and time.monotonic() < end:
        time.sleep(0.02)
    (pip,) = stub.journal("begin")
    tether = parent(pip)
    first.send_signal(signal.SIGSTOP)  # SIGSTOP: it must not see the other's end
    os.kill(tether, signal.SIGKILL)
    kill(first)
    assert "is installing .venv. Waiting" in works(stub)
    assert stub.journal("end")[0] == pip
    assert stub.journal("torn") == []


def parent(process):
    with open(f"/proc/{process}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


# --- Damage --------------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["narwhals", *later("seaborn", "jupyterlab")])
def test_a_package_moved_away_is_put_back(made, package):
    shutil.move(made.site() / package, made.root / package)
    assert f"damaged: {package} missing" in works(made)
    assert (made.site() / package / "__init__.py").exists()


def test_half_a_package_is_told_and_mend_mends(made):
    (made.site() / "seaborn/__init__.py").write_text("import seaborn.half")
    code, said = made.run("reset", "5_1")
    assert code == 1
    assert "The environment is damaged (ModuleNotFoundError" in said
    code, said = made.run("mend")
    assert code == 0, said
    works(made)


@slow
def test_mend_offline_keeps_what_is_there(made):
    made.offline()
    code, said = made.run("mend")
    assert code == 1
    assert "check the network" in said
    works(made)


@pytest.mark.parametrize("name", ["constraints.txt", *later("pyproject.toml")])
@pytest.mark.parametrize("text", ["<<<<<<< HEAD\nseaborn==1\n=======\n", *later(None)])
def test_a_damaged_file_of_the_course_comes_back_by_the_advice(made, name, text):
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", name], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], cwd=made.root, check=True)
    (made.root / name).unlink()
    if text:
        (made.root / name).write_text(text)
    advice = f"git checkout -- {name}"
    code, said = made.run("reset", "5_1")
    assert code == 1
    assert advice in said.splitlines()[-1]
    code, said = made.run("doctor")
    assert code == 1
    assert f"-> run: {advice}" in said
    subprocess.run(advice.split(), cwd=made.root, check=True, capture_output=True)
    works(made)


@pytest.mark.parametrize(
    "hostile",
    [
        {"PYTHONPATH": "{root}/astray"},
        *later(
            {"PYTHONOPTIMIZE": "2"},
            {"PYTHONSAFEPATH": "1"},
            {"PIP_USER": "1", "PIP_TARGET": "/nowhere", "PIP_PREFIX": "/nowhere"},
            {"HOME": "/proc/nowhere"},
            {"VIRTUAL_ENV": "/nowhere", "PYTHONNOUSERSITE": "1"},
        ),
    ],
    ids=lambda hostile: next(iter(hostile)),
)
def test_settings_of_the_person_do_not_lead_astray(stub, hostile):
    (stub.root / "astray").mkdir()
    (stub.root / "astray/seaborn.py").write_text("raise SystemExit('astray')")
    hostile = {key: value.format(root=stub.root) for key, value in hostile.items()}
    code, said = stub.run("reset", "5_1", **hostile)
    assert code == 0, said
    assert f"of {stub.root / '.venv'} " in said


def test_help_needs_no_docstrings(stub):
    code, said = stub.run(PYTHONOPTIMIZE="2")
    assert code == 0
    assert "course.py lab     open the course" in said


# --- The lab -------------------------------------------------------------------------------


def server_of(stub):
    """The process of the one server that runs."""
    (file,) = stub.root.glob(".jupyter/*/runtime/jpserver-*.json")
    return json.loads(file.read_text())["pid"]


@contextmanager
def opened(stub, *words, **more):
    """`course.py lab` of the small course, when it is open; and its address."""
    lab = stub.start("lab", *(words or ["--no-browser"]), **more)
    address = next((line.strip() for line in lab.stdout if "http://" in line), "no address")
    try:
        yield lab, address
    finally:
        lab.terminate()
        if not lab.stdout.closed:
            lab.communicate(timeout=30)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGKILL, *later(signal.SIGINT, signal.SIGHUP)]
)
def test_no_server_outlives_its_lab(made, number):
    with opened(made) as (lab, _):
        server = server_of(made)
        lab.send_signal(number)
        said = lab.communicate(timeout=30)[0]
    assert ends(server)
    assert ("your work is saved" in said) == (number != signal.SIGKILL)


def test_a_second_lab_tells_where_the_first_is(made):
    with opened(made) as (lab, address):
        code, said = made.run("lab", "--no-browser", "--port", "1")
        assert code == 0
        assert f"open already at\n\n    {address}\n" in said
        assert lab.poll() is None
        with opened(made, "--no-browser", "--workspace", "other") as (_, elsewhere):
            assert elsewhere != address


@slow
def test_a_lab_after_a_killed_one_opens_anew(made):
    """And not with the address of the server that is about to end."""
    with opened(made, STUB_ENDS="2") as (lab, ended):
        server = server_of(made)
        assert any("Ctrl-C" in line for line in lab.stdout)  # all is said and done
        kill(lab)
        with opened(made) as (_, address):
            assert "http://" in address
            assert address != ended
            assert ends(server, 0)


@pytest.mark.parametrize("second", moments())
def test_of_two_labs_at_once_one_serves(stub, second):
    with opened_later(stub, second) as said:
        assert sum("open already" in words for words in said) == 1
        server_of(stub)


@contextmanager
def opened_later(stub, second):
    """Two labs, one some seconds after the other; what each said until it was open."""
    first = stub.start("lab", "--no-browser", STUB_SECONDS="0.5")
    time.sleep(second)
    later = stub.start("lab", "--no-browser")
    try:
        yield [until_open(lab) for lab in (first, later)]
    finally:
        for lab in (first, later):
            lab.terminate()
            lab.communicate(timeout=30)


def until_open(lab):
    """What a lab prints until it tells its address."""
    said = ""
    for line in lab.stdout:
        said += line
        if "http://" in line:
            break
    return said


def test_the_browser_gets_no_token_in_its_arguments(made):
    browser, seen = made.root / "browser", made.root / "seen"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$*" > "{seen}.part"; mv "{seen}.part" "{seen}"\n')
    browser.chmod(0o755)
    path = os.environ["PATH"]  # the shell of that browser needs it
    with opened(made, "--port", "0", BROWSER=str(browser), PATH=path) as (_, address):
        end = time.monotonic() + 10
        while not seen.exists() and time.monotonic() < end:
            time.sleep(0.05)
        page = Path(unquote(urlsplit(seen.read_text()).path))
        assert address.rpartition("=")[2] not in seen.read_text()
        assert address in page.read_text()
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert not page.exists()


@slow
def test_root_is_told(made):
    with_root = os.geteuid() == 0
    lab = made.start("lab", "--no-browser")
    said = until_open(lab)
    lab.terminate()
    lab.communicate(timeout=30)
    assert ("You are root" in said) == with_root


@pytest.mark.parametrize("folder", ["notebooks", *later("notebooks/deeper", "tools", ".")])
def test_folders_of_the_course_are_no_workspace(made, folder):
    (made.root / "notebooks").mkdir()
    code, said = made.run("lab", "--workspace", folder)
    assert code == 1
    assert "holds the course's own files: choose another folder" in said
