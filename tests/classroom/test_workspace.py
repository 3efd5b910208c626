"""A trainee's copies: updated when untouched, left alone when worked in, never lost."""

import json
import os
import tomllib

import nbformat
import pytest

from ecomlab.classroom import workspace as workspaces
from ecomlab.classroom.__main__ import main
from ecomlab.classroom.progress_file import MARKER
from ecomlab.classroom.workspace import (
    BESIDE_YOURS,
    CURRENT,
    NEW,
    RENEWED,
    find_lesson,
    fingerprint,
    reset,
    sync,
)
from ecomlab.errors import ChoiceError, DataFileError

START, LESSON = "00_start_here.ipynb", "5_retention/5_1_cohorts.ipynb"
BESIDE = "5_retention/5_1_cohorts.new-edition.ipynb"


def write(path, *sources, output=None):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    if output:
        cells[0].outputs = [nbformat.v4.new_output("stream", text=output)]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "notebooks"
    write(folder / START, "1")
    write(folder / LESSON, "first edition", "answer = ...")
    return folder


@pytest.fixture
def mine(tmp_path, course):
    """A trainee's folder, made from the first edition."""
    folder = tmp_path / "my_course"
    assert sync(folder, course) == {START: NEW, LESSON: NEW}
    return folder


def new_edition(course, text="second edition"):
    write(course / LESSON, text, "answer = ...")


def backups(folder):
    return sorted((folder / "backups").rglob("*.ipynb"))


def sources(path):
    return [cell["source"] for cell in nbformat.read(path, as_version=4).cells]


def test_a_fresh_folder_gets_every_notebook(mine, course):
    for name in (START, LESSON):
        assert (mine / name).read_bytes() == (course / name).read_bytes()
    assert sync(mine, course) == {START: CURRENT, LESSON: CURRENT}
    assert not (mine / "backups").exists()


def test_an_untouched_copy_is_renewed_with_a_backup(mine, course):
    before = (mine / LESSON).read_bytes()
    new_edition(course)
    assert sync(mine, course) == {START: CURRENT, LESSON: RENEWED}
    assert sources(mine / LESSON)[0] == "second edition"
    assert [path.read_bytes() for path in backups(mine)] == [before]


def test_a_copy_that_was_only_run_counts_as_untouched(mine, course):
    write(mine / LESSON, "first edition", "answer = ...", "", output="ran")
    new_edition(course)
    assert sync(mine, course)[LESSON] == RENEWED
    assert "ran" in backups(mine)[0].read_text()


def test_work_is_never_overwritten_and_an_edition_is_offered_once(mine, course):
    write(mine / LESSON, "first edition", "answer = 42")
    work = (mine / LESSON).read_bytes()
    assert sync(mine, course)[LESSON] == CURRENT
    new_edition(course)
    assert sync(mine, course)[LESSON] == BESIDE_YOURS
    assert (mine / LESSON).read_bytes() == work
    assert sources(mine / BESIDE)[0] == "second edition"
    os.remove(mine / BESIDE)
    assert sync(mine, course)[LESSON] == CURRENT
    assert not (mine / BESIDE).exists()


def test_a_third_edition_replaces_the_offer_but_keeps_work_done_in_it(mine, course):
    write(mine / LESSON, "first edition", "answer = 42")
    new_edition(course)
    sync(mine, course)
    write(mine / BESIDE, "second edition", "answer = 43")
    new_edition(course, "third edition")
    assert sync(mine, course)[LESSON] == BESIDE_YOURS
    assert sources(mine / BESIDE)[0] == "third edition"
    assert sources(backups(mine)[0])[1] == "answer = 43"


def test_taking_the_offer_makes_it_the_copy(mine, course):
    write(mine / LESSON, "first edition", "answer = 42")
    new_edition(course)
    sync(mine, course)
    os.replace(mine / BESIDE, mine / LESSON)
    assert sync(mine, course)[LESSON] == CURRENT
    new_edition(course, "third edition")
    assert sync(mine, course)[LESSON] == RENEWED


def test_a_renamed_copy_stays_and_a_deleted_one_comes_back(mine, course):
    os.rename(mine / LESSON, mine / "5_retention/mine.ipynb")
    os.remove(mine / START)
    assert sync(mine, course) == {START: NEW, LESSON: NEW}
    assert (mine / "5_retention/mine.ipynb").exists()


def test_a_new_lesson_arrives_and_a_withdrawn_one_stays(mine, course):
    write(course / "5_retention/5_2_lifetime.ipynb", "new")
    os.remove(course / LESSON)
    assert sync(mine, course) == {START: CURRENT, "5_retention/5_2_lifetime.ipynb": NEW}
    assert (mine / LESSON).exists()


def test_a_broken_notebook_counts_as_work(mine, course):
    (mine / LESSON).write_bytes(b"{half a file")
    new_edition(course)
    assert sync(mine, course)[LESSON] == BESIDE_YOURS
    assert (mine / LESSON).read_bytes() == b"{half a file"


@pytest.mark.parametrize("damage", [b"{half", b"[]", b'{"copies": 3}', b'{"copies": {"a": 1}}'])
def test_a_damaged_marker_stops_with_the_way_out(mine, course, damage):
    write(mine / LESSON, "first edition", "answer = 42")
    work = (mine / LESSON).read_bytes()
    new_edition(course)
    (mine / MARKER).write_bytes(damage)
    with pytest.raises(DataFileError, match="Delete that one file"):
        sync(mine, course)
    assert (mine / MARKER).read_bytes() == damage
    os.remove(mine / MARKER)
    assert sync(mine, course) == {START: CURRENT, LESSON: BESIDE_YOURS}
    assert (mine / LESSON).read_bytes() == work


def test_a_folder_that_cannot_be_written(tmp_path, course):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DataFileError, match="--workspace FOLDER"):
        sync(tmp_path / "file", course)
    with pytest.raises(DataFileError, match="--workspace FOLDER"):
        sync(tmp_path / "file" / "below", course)
    assert (tmp_path / "file").read_text() == "not a folder"


def test_a_write_that_breaks_off_loses_nothing(mine, course, monkeypatch):
    before = (mine / LESSON).read_bytes()
    new_edition(course)

    def disk_full(*paths):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(workspaces.os, "replace", disk_full)
        with pytest.raises(DataFileError, match="No space left on device"):
            sync(mine, course)
    assert (mine / LESSON).read_bytes() == before
    assert not [path for path in mine.rglob(".*") if path.name not in (MARKER,)]
    assert sync(mine, course)[LESSON] == RENEWED


def test_reset_backs_up_and_starts_again(mine, course):
    write(mine / LESSON, "first edition", "answer = 42")
    work = (mine / LESSON).read_bytes()
    new_edition(course)
    backup = reset("5_1", mine, course)
    assert backup.read_bytes() == work
    assert (mine / LESSON).read_bytes() == (course / LESSON).read_bytes()
    assert sync(mine, course)[LESSON] == CURRENT


def test_two_resets_in_one_second_keep_both_backups(mine, course):
    kept = {reset("5_1", mine, course) for _ in range(3)}
    assert len(kept) == 3
    assert set(backups(mine)) == kept


def test_reset_of_a_deleted_copy_needs_no_backup(mine, course):
    os.remove(mine / LESSON)
    assert reset("5_1_cohorts", mine, course) == mine / LESSON
    assert not (mine / "backups").exists()


@pytest.mark.parametrize("wanted", ["5_1", "5_1_cohorts", LESSON, "5_1_cohorts.py"])
def test_a_lesson_is_found_by_number_name_or_path(wanted):
    assert find_lesson(wanted, [START, LESSON, "5_retention/5_10_more.ipynb"]) == LESSON


@pytest.mark.parametrize("wanted", ["5", "9_9", "", "cohorts"])
def test_an_unknown_or_ambiguous_lesson_names_the_valid_ones(wanted):
    with pytest.raises(ChoiceError, match="5_1_cohorts"):
        find_lesson(wanted, [START, LESSON, "5_retention/5_2_lifetime.ipynb"])


# --- Copies have no outputs ----------------------------------------------------------------


@pytest.fixture
def executed(course):
    """The course's edition as it is built: with the result of a cell."""
    write(course / LESSON, "first edition", "answer = ...", output="the truth")
    return course


@pytest.fixture
def old(tmp_path, executed):
    """A trainee's folder of the days when copies came with outputs."""
    folder = tmp_path / "my_course"
    marker = {}
    for name in (START, LESSON):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((executed / name).read_bytes())
        marker[name] = {"edition": fingerprint(executed / name)}
    (folder / MARKER).write_text(json.dumps({"copies": marker}))
    return folder


def type_into(path, cell, text):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[cell].source = text
    nbformat.write(notebook, path)


def shown(path):
    """What running left in a notebook."""
    cells = nbformat.read(path, as_version=4).cells
    return [output for cell in cells for output in cell.outputs if cell.cell_type == "code"]


def test_a_copy_comes_without_outputs_and_otherwise_as_it_is(tmp_path, executed):
    sync(tmp_path / "my_course", executed)
    copy, edition = (nbformat.read(f / LESSON, 4) for f in (tmp_path / "my_course", executed))
    assert shown(executed / LESSON)
    assert not shown(tmp_path / "my_course" / LESSON)
    edition.cells[0].outputs = []
    assert copy == edition
    sync(tmp_path / "another", executed)
    twice = [(tmp_path / folder / LESSON).read_bytes() for folder in ("my_course", "another")]
    assert twice[0] == twice[1]


def test_every_notebook_of_the_course_loses_its_outputs_only():
    for name in workspaces.editions():
        content = (workspaces.NOTEBOOKS / name).read_bytes()
        bare = workspaces.without_outputs(content)
        notebook = nbformat.reads(content.decode(), as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        assert bare.decode() == nbformat.writes(notebook).rstrip("\n") + "\n", name
        assert workspaces.without_outputs(bare) == bare


@pytest.mark.parametrize("content", [b"{half", b"[]", b'{"cells": 3}', b"\xff", b'{"cells": [1]}'])
def test_what_is_no_notebook_is_copied_as_it_is(content):
    assert workspaces.without_outputs(content) == content


def test_an_old_executed_copy_is_renewed_once_with_a_backup(old, executed):
    before = (old / LESSON).read_bytes()
    assert sync(old, executed) == {START: RENEWED, LESSON: RENEWED}
    assert not shown(old / LESSON)
    assert before in [path.read_bytes() for path in backups(old)]
    kept = backups(old)
    assert sync(old, executed) == {START: CURRENT, LESSON: CURRENT}
    assert backups(old) == kept


def test_an_old_copy_opened_and_saved_by_jupyterlab_is_renewed(old, executed):
    notebook = nbformat.read(old / LESSON, as_version=4)
    notebook.metadata["language_info"] = {"name": "python", "version": "3.13.1"}
    notebook.cells[0].metadata["collapsed"] = True
    notebook.cells[0].execution_count = 7
    nbformat.write(notebook, old / LESSON)
    assert sync(old, executed)[LESSON] == RENEWED
    assert not shown(old / LESSON)


def test_an_old_copy_that_was_worked_in_stays_and_is_offered_the_bare_one_once(old, executed):
    type_into(old / LESSON, 1, "answer = 42")
    work = (old / LESSON).read_bytes()
    assert sync(old, executed)[LESSON] == BESIDE_YOURS
    assert (old / LESSON).read_bytes() == work
    assert not shown(old / BESIDE)
    os.remove(old / BESIDE)
    assert sync(old, executed)[LESSON] == CURRENT
    assert not (old / BESIDE).exists()


def test_an_old_offer_with_outputs_is_replaced_by_one_without(old, executed):
    type_into(old / LESSON, 1, "answer = 42")
    new_edition(executed)
    marker = json.loads((old / MARKER).read_text())
    marker["copies"][LESSON]["offered"] = fingerprint(executed / LESSON)
    (old / MARKER).write_text(json.dumps(marker))
    write(old / BESIDE, "second edition", "answer = ...", output="the truth")
    assert sync(old, executed)[LESSON] == BESIDE_YOURS
    assert not shown(old / BESIDE)
    assert "the truth" in backups(old)[-1].read_text()


def test_a_damaged_old_copy_stays_as_it_is(old, executed):
    (old / LESSON).write_bytes(b"{half a file")
    assert sync(old, executed)[LESSON] == BESIDE_YOURS
    assert (old / LESSON).read_bytes() == b"{half a file"
    assert sync(old, executed)[LESSON] == CURRENT


def test_outputs_that_a_trainee_made_in_a_bare_copy_stay(tmp_path, executed):
    sync(tmp_path / "my_course", executed)
    ran = executed / LESSON  # running gives what the build gives
    (tmp_path / "my_course" / LESSON).write_bytes(ran.read_bytes())
    assert sync(tmp_path / "my_course", executed)[LESSON] == CURRENT
    assert shown(tmp_path / "my_course" / LESSON)


def test_without_the_marker_an_executed_copy_stays(old, executed):
    os.remove(old / MARKER)
    assert sync(old, executed) == {START: CURRENT, LESSON: CURRENT}
    assert sync(old, executed) == {START: CURRENT, LESSON: CURRENT}
    assert shown(old / LESSON)


def test_reset_gives_a_copy_without_outputs(old, executed):
    reset("5_1", old, executed)
    assert not shown(old / LESSON)
    assert sync(old, executed)[LESSON] == CURRENT


def test_a_fingerprint_is_about_what_was_typed(tmp_path):
    paths = [tmp_path / f"{number}.ipynb" for number in range(4)]
    write(paths[0], "a", "b")
    write(paths[1], "a", "b", output="ran")
    write(paths[2], "a\n", "b", "")
    write(paths[3], "ab")
    prints = [fingerprint(path) for path in paths]
    assert prints[0] == prints[1] == prints[2] != prints[3]


def test_the_commands_say_what_they_did(tmp_path, capsys):
    folder = tmp_path / "my course"
    assert main(["sync", "--workspace", str(folder)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"{name}: new" for name in workspaces.editions()]
    assert main(["sync", "--workspace", str(folder)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["reset", "nonsense", "--workspace", str(folder)]) == 1
    assert "Choose one of" in capsys.readouterr().err
    copies = json.loads((folder / MARKER).read_text())["copies"]
    assert set(copies) == set(workspaces.editions())


def test_reset_says_whether_there_was_something_to_keep(tmp_path, capsys):
    command = ["reset", "5_1", "--workspace", str(tmp_path)]
    assert main(command) == 0
    assert "nothing was backed up" in capsys.readouterr().out
    assert main(command) == 0
    assert f"what was there before: {tmp_path / 'backups'}" in capsys.readouterr().out


def test_lab_says_what_the_new_edition_changed(tmp_path, capsys):
    """Beside a copy that was worked in, with the reason; every reason is about a notebook."""
    name = "3_conversion/case_dark_background.ipynb"
    sync(tmp_path)
    copy, marker = tmp_path / name, tmp_path / MARKER
    copy.write_text(copy.read_text(encoding="utf-8").replace("import pandas", "import  pandas"))
    old = marker.read_text(encoding="utf-8").replace(
        json.loads(marker.read_text(encoding="utf-8"))["copies"][name]["edition"], "an earlier one"
    )
    marker.write_text(old, encoding="utf-8")
    assert main(["sync", "--workspace", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert workspaces.beside(name) in said
    assert "the figure of the parts doesn't run any more" in said
    assert "What changed: a copy comes without outputs" in said
    told = tomllib.loads(workspaces.CHANGES.read_text(encoding="utf-8"))
    told.pop(workspaces.EVERY)
    assert {f"{notebook}.ipynb" for notebook in told} <= set(workspaces.editions())


def test_tables_that_cannot_be_made_are_told_and_the_notebooks_come(tmp_path, capsys, monkeypatch):
    def fail(out):
        raise DataFileError("Tables of the data set shop came out otherwise.")

    monkeypatch.setattr("ecomlab.classroom.__main__.make_all", fail)
    assert main(["sync", "--workspace", str(tmp_path / "mine")]) == 0
    said = capsys.readouterr()
    assert "came out otherwise" in said.err
    assert "00_start_here.ipynb: new" in said.out
