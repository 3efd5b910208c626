"""doctor: what is wrong is seen, and the advice is a sentence."""

import json
import sys
from types import SimpleNamespace

import pytest

from ecomlab import datasets, lock
from tools import doctor
from tools.environment import CourseError


def bad(findings):
    """What must be put right, with its advice."""
    return {what: advice for good, what, advice in findings if good is False}


def noted(findings):
    return " | ".join(f"{what} -> {advice}" for good, what, advice in findings if good is None)


@pytest.fixture
def env(tmp_path):
    """An environment in which nothing is wrong, as far as its state goes."""
    return SimpleNamespace(
        folder=tmp_path / ".venv",
        lock=tmp_path / ".installing",
        python=tmp_path / ".venv/bin/python",
        state=lambda: ("ready", "Python 3.11"),
    )


@pytest.fixture
def answer(env, monkeypatch):
    """What an environment says of itself when all is well."""
    said = {"packages": [], "modules": [], "kernel": str(env.python), "font": True}
    said["data"] = {"waiting": [], "damage": ""}
    monkeypatch.setattr(doctor, "ask", lambda python: said)
    monkeypatch.setattr(doctor, "ours", lambda folder: True)
    return said


def test_nothing_is_wrong_where_nothing_is(env, answer):
    assert bad(doctor.check_environment(env)) == {}


@pytest.mark.parametrize(
    ("key", "value", "words", "advice"),
    [
        ("packages", ["narwhals missing"], "packages: narwhals missing", "course.py mend"),
        ("modules", ["lzma"], "lzma missing", "install a whole Python"),
        ("kernel", "/usr/bin/python", "kernel: /usr/bin/python", "course.py mend"),
        ("font", False, "font for Chinese", "course.py mend"),
    ],
)
def test_each_damage_is_told_with_its_advice(env, answer, key, value, words, advice):
    answer[key] = value
    ((what, said),) = bad(doctor.check_environment(env)).items()
    assert words in what
    assert advice in said


def test_tables_that_are_not_made_yet_are_noted_and_need_room(env, answer, monkeypatch):
    answer["data"]["waiting"] = ["build/datasets/shop-0123456789ab"]
    assert bad(doctor.check_environment(env)) == {}
    assert "shop-0123456789ab -> nothing to do" in noted(doctor.check_environment(env))
    full = SimpleNamespace(free=doctor.TABLES * 1e6 - 1)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: full)
    ((_, advice),) = bad(doctor.check_environment(env)).items()
    assert advice == "they need 200 MB on the disk: free some"


def test_a_damaged_card_is_told_with_the_way_back(env, answer, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "FOLDER", tmp_path)
    (tmp_path / "cdnow").mkdir()
    (tmp_path / "cdnow" / datasets.CARD).write_text("[1]")
    answer["data"] = doctor.data()
    ((what, advice),) = bad(doctor.check_environment(env)).items()
    assert "datapackage.json is not as it was written" in what
    assert advice == "run: git checkout -- datasets"


def test_an_environment_that_cannot_answer_is_mended(env, monkeypatch):
    def fail(python):
        raise ValueError("ModuleNotFoundError: No module named 'packaging'")

    monkeypatch.setattr(doctor, "ask", fail)
    assert bad(doctor.check_environment(env)) == {
        "packages: ModuleNotFoundError: No module named 'packaging'": doctor.MEND
    }


def test_an_installation_that_runs_is_waited_for(env, answer):
    with lock.alone(env.lock, "is installing .venv"):
        ((what, advice),) = bad(doctor.check_environment(env)).items()
    assert "is installing .venv" in what
    assert advice == "wait until it is done"
    assert bad(doctor.check_environment(env)) == {}


@pytest.mark.parametrize(
    ("state", "advice"),
    [
        ("missing", "run: python course.py lab"),
        ("out of date", "run: python course.py lab"),
        ("not the course's", "rename or move the folder, then run: python course.py lab"),
    ],
)
def test_each_state_has_its_advice(env, answer, state, advice):
    env.state = lambda: (state, "why")
    assert bad(doctor.check_environment(env)) == {f"environment .venv: {state} (why)": advice}


def test_a_folder_of_somebody_else_is_noted(env, answer, monkeypatch):
    monkeypatch.setattr(doctor, "ours", lambda folder: False)
    assert "was not made by the course -> it is left as it is" in noted(
        doctor.check_environment(env)
    )


# --- Packages ------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path):
    """A folder with one whole package."""
    files = {
        "half/__init__.py": "x = 1\n",
        "half/data.txt": "data",
        "half-1.0.dist-info/METADATA": "Name: half\nVersion: 1.0\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    record = [f"{name},,{len(text)}" for name, text in files.items()]
    more = ["half-1.0.dist-info/RECORD,,", "half/__pycache__/x.cpython-311.pyc,,", "../bin/half,,3"]
    (tmp_path / "half-1.0.dist-info/RECORD").write_text("\n".join([*record, *more]))
    return tmp_path


def damage(site):
    return list(doctor.damaged_packages([str(site)]))


def test_a_whole_package_is_whole(site):
    assert damage(site) == []


def test_what_is_missing_or_cut_is_seen(site):
    (site / "half/data.txt").write_text("dat")
    assert damage(site) == ["half damaged (1 files, such as half/data.txt)"]
    (site / "half/__init__.py").unlink()
    assert damage(site) == ["half damaged (2 files, such as half/__init__.py)"]


@pytest.mark.parametrize("name", ["RECORD", "METADATA"])
def test_a_package_without_its_records_is_seen(site, name):
    (site / "half-1.0.dist-info" / name).unlink()
    assert damage(site) == ["half-1.0.dist-info without its records"]


def test_versions_are_compared_with_the_pins():
    here = __import__("packaging").__version__
    assert list(doctor.wrong_packages(f"# remark\npackaging=={here}")) == []
    assert list(doctor.wrong_packages("packaging==0.1")) == [f"packaging {here} instead of 0.1"]
    assert list(doctor.wrong_packages("packaging==0.1 ; python_version < '3'")) == []


def test_a_core_package_must_be_there_and_that_of_an_extra_may(monkeypatch):
    monkeypatch.setattr(doctor, "requirements", lambda name: {"no-such-core"})
    pins = "no_such_core==1\nno-such-extra==1"
    assert list(doctor.wrong_packages(pins)) == ["no_such_core missing"]


def test_what_the_course_needs_goes_down_to_the_last_package():
    needed = doctor.requirements("ecomlab")
    assert {"narwhals", "jupyterlab", "jupyter-core", "six"} <= needed
    assert "pytest" not in needed


def test_this_environment_is_whole():
    said = json.loads(json.dumps(doctor.probe()))
    assert said["packages"] == said["modules"] == []


# --- The computer --------------------------------------------------------------------------


def test_a_python_without_lzma_is_seen(monkeypatch):
    monkeypatch.setitem(sys.modules, "lzma", None)  # its import fails
    assert doctor.missing_modules() == ["lzma"]
    what, advice = next(iter(bad(doctor.check_machine()).items()))
    assert what == "modules of this Python: lzma missing"
    assert "install a whole Python" in advice


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_tested_pythons_are_fine(version):
    assert doctor.check_python(version)[0] is True


def test_a_newer_python_is_told_what_it_lacks():
    good, what, advice = doctor.check_python("3.14")
    assert (good, what) == (None, "Python 3.14")
    assert "no test has run" in advice
    assert "python3.13 course.py mend" in advice


def test_settings_of_the_person_are_noted(monkeypatch, tmp_path):
    (tmp_path / ".jupyter").mkdir()
    file = tmp_path / ".jupyter/jupyter_server_config.py"
    file.write_text("# c.ServerApp.base_url = '/x'\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_TARGET", "/nowhere")
    said = noted(doctor.check_settings())
    assert "settings of pip: PIP_TARGET, PIP_USER -> the course leaves them aside" in said
    assert "jupyter_server_config" not in said
    file.write_text("c.ServerApp.base_url = '/x'\n")
    assert f"your settings of Jupyter: {file}" in noted(doctor.check_settings())


def test_a_home_that_is_not_there_is_noted(monkeypatch):
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("USERPROFILE", "/nowhere")
    assert "home folder /nowhere -> pip and browsers may want it" in noted(doctor.check_settings())


def test_damaged_files_of_the_course_end_the_questions(monkeypatch, capsys):
    def fail(file):
        raise CourseError(f"{file.name} is missing. Run: git checkout -- {file.name}")

    monkeypatch.setattr(doctor, "project_lines", fail)
    monkeypatch.setattr(doctor, "Environment", None)
    assert doctor.main() == 1
    said = capsys.readouterr().out
    assert "FIX   constraints.txt is missing\n      -> run: git checkout -- constraints.txt" in said
