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
    told = tomllib.loads(workspaces.CHANGES.read_text(encoding="utf-8"))
    assert {f"{notebook}.ipynb" for notebook in told} <= set(workspaces.editions())
