"""A case for a class: what trainees get tells nothing, what the instructor gets tells all."""

import gzip
import hashlib
import json
import os
import re
import shutil
import stat
import time
from functools import cache

import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab import cases
from ecomlab.cases import secrets
from ecomlab.classroom import build, casebook, exercises, keys, reissues
from ecomlab.classroom.__main__ import main
from ecomlab.classroom.exercise import CORRECT, KEPT, NOT_YET
from ecomlab.classroom.kinds import Frame
from ecomlab.classroom.scripts import LESSONS, read_lesson, tags
from ecomlab.datasets import read_card, sealed
from ecomlab.errors import ChoiceError, DataFileError, InputError
from ecomlab.streams import generator

CLASS, SECRET = "三年级2班", b"not to be guessed"
CASE = "page_redesign"
every = pytest.mark.parametrize("name", cases.names())


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """The folder of a case's issue for the class, written once."""
    out, done = tmp_path_factory.mktemp("issues"), {}

    def of(name):
        if name not in done:
            done[name] = reissues.reissue(name, CLASS, out, SECRET)
        return done[name]

    return of


@pytest.fixture(scope="module")
def known(issued):
    """A case's issue as its class has it, read once."""
    return cache(lambda name: cases.load(name, issued(name) / "trainees/data"))


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def text(path):
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()


def notebook(folder, name):
    (path,) = folder.glob("*.ipynb")
    assert path.name == f"case_{name}.ipynb"
    return nbformat.read(path, as_version=4)


def source(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells)


def key_of(folder):
    return json.loads((folder / "instructor/key.json").read_text(encoding="utf-8"))


# --- What trainees get ---------------------------------------------------------------------


@every
def test_trainees_get_what_their_data_tell_and_nothing_else(name, issued, known):
    """Written again from the data alone, it is the same: it can't hold seed, luck or truth."""
    folder = issued(name) / "trainees"
    written = notebook(folder, name)
    read = known(name)
    assert written == casebook.issued(read, "data")
    assert read.label == CLASS
    with pytest.raises(InputError, match="instructor"):
        _ = read.truth
    here = {path.relative_to(folder).as_posix() for path in files(folder)}
    paths = {f"data/{resource['path']}" for resource in read_card(folder / "data")["resources"]}
    assert here == {f"case_{name}.ipynb", "data/datapackage.json", *paths}


@every
def test_trainees_get_no_seed_and_no_truth(name, issued):
    folder = issued(name) / "trainees"
    number = cases._number(name, CLASS, SECRET)
    luck = int(generator(number, cases.LUCK).random() * 2**53)
    for path in files(folder):
        for hidden in (str(number), f"{number:x}", str(luck), SECRET.decode()):
            assert hidden not in text(path), path
    assert set(read_card(folder / "data")) == {
        *cases.case(name).card(""),
        "$schema",
        "resources",
        "hash",
    }
    written = notebook(folder, name)
    assert not re.search(r"\.(truth|parameters)\b|key\.json|\{\{", source(written))
    lesson = read_lesson(LESSONS / casebook.source(cases.case(name)), instructor=True)
    hidden = [cell for cell in lesson.cells if {"truth", "instructor"} & tags(cell)]
    assert hidden
    assert not {cell.id for cell in hidden} & {cell.id for cell in written.cells}


@every
def test_trainees_notebook_is_not_executed_and_asks_everything(name, issued, known):
    written = notebook(issued(name) / "trainees", name)
    code = [cell for cell in written.cells if cell.cell_type == "code"]
    assert all(cell.execution_count is None and not cell.outputs for cell in code)
    assert f'cases.load("{name}", "data")' in source(written)
    asked = set(re.findall(r"quiz\.(\w+)\.check\(\.\.\.\)", source(written)))
    assert asked == {question.exercise.name for question in exercises(name, **known(name).tables)}


def test_trainees_notebook_runs_where_they_put_it(issued, tmp_path):
    folder = shutil.copytree(issued(CASE) / "trainees", tmp_path / "我的 课程")
    done = build.execute(notebook(folder, CASE), folder, "the trainees' notebook")
    answered = [cell.outputs[0] for cell in done.cells if "exercise" in tags(cell)]
    assert len(answered) == 1 + len(exercises(CASE))  # the guess comes first
    assert all("Not attempted" in output.data["text/markdown"] for output in answered)


# --- What the instructor gets --------------------------------------------------------------


@every
def test_key_tells_the_issue(name, issued):
    folder, drawn = issued(name), cases.reissue(name, CLASS, SECRET)
    found = key_of(folder)
    assert found["parameters"] == vars(drawn.parameters)
    assert found["truth"] == drawn.truth
    assert found["right"]["estimate"] == pytest.approx(drawn.right.estimate, rel=1e-9)
    low = None if np.isnan(drawn.naive.low) else pytest.approx(drawn.naive.low, rel=1e-9)
    assert found["naive"]["low"] == low
    page = (folder / "instructor/key.md").read_text(encoding="utf-8")
    assert drawn.words()["truth"] in page
    assert all(claim in page for claim in drawn.figures["claim"])
    assert all(parameter.meaning in page for parameter in drawn.case.parameters.values())
    told = cases.load(name, *reissues.parts(folder))
    assert told.truth == drawn.truth
    assert told.label == CLASS


@every
def test_checks_accept_the_keys_answers_and_know_its_misconceptions(name, issued, known):
    folder = issued(name)
    entries = key_of(folder)["exercises"]
    for question in exercises(name, **known(name).tables):
        entry, kind = entries[question.exercise.name], question.exercise.kind
        right = entry["answer"]
        if isinstance(kind, Frame):
            table = question._answer(question.exercise.solution)
            flat = table.reset_index() if table.index.names != [None] else table
            right = pd.DataFrame(right).astype(flat.dtypes)
        assert question.check(right).status == (CORRECT if kind.judged else KEPT)
        for value in entry["misconceptions"].values():
            if not isinstance(kind, Frame) and value not in (None, right):
                assert question.check(value).status == (NOT_YET if kind.judged else KEPT)
        page = (folder / "instructor/key.md").read_text(encoding="utf-8")
        assert f"(`{question.exercise.name}`)" in page
        for misconception in question.exercise.misconceptions:
            listed = misconception.name in entry["misconceptions"]
            assert (f"*{misconception.name}*: " in page) >= listed


@every
def test_instructors_notebook_has_notes_and_truth(name, issued):
    written = notebook(issued(name) / "instructor", name)
    kinds = {tag for cell in written.cells for tag in tags(cell)}
    assert {"instructor", "truth", "exercise"} <= kinds
    assert f'cases.load("{name}", "../trainees/data", key="key.json")' in source(written)
    assert "{{" not in source(written)


def test_instructors_notebook_runs(issued):
    folder = issued(CASE) / "instructor"
    done = build.execute(notebook(folder, CASE), folder, "the instructor's notebook")
    truth = next(cell for cell in done.cells if cell.id == "truth")
    assert "image/png" in truth.outputs[0].data


def test_key_is_the_same_on_the_published_issue():
    """Of which each answer is known to the exercises' own tests."""
    found = keys.key(cases.load(CASE))
    assert found["truth"] == 1.5
    assert found["exercises"]["monday"]["answer"] == ["all", "low"]
    assert found["exercises"]["same_source"]["misconceptions"]["all visits"] == pytest.approx(
        3, 0.01
    )


def test_misconception_that_happens_to_be_right_is_not_in_the_key():
    """Where the page can't have paid, whoever would stop is right."""
    for words in ("a", "b", "c", "d", "e", "f", "g", "h"):
        monday = keys.key(cases.reissue(CASE, words))["exercises"]["monday"]
        assert monday["answer"] not in monday["misconceptions"].values()


# --- Classes and secrets -------------------------------------------------------------------


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files(folder)}


def test_same_class_and_secret_same_files_others_other_data(tmp_path, issued):
    first = contents(issued(CASE))
    assert contents(reissues.reissue(CASE, f" {CLASS} ", tmp_path / "a", SECRET)) == first
    table = "trainees/data/traffic_daily.csv"
    others = [("三年级3班", SECRET), (CLASS, None), (CLASS, b"x" * 9), (CLASS, secrets.make())]
    for number, (label, secret) in enumerate(others):
        other = contents(reissues.reissue(CASE, label, tmp_path / str(number), secret))
        assert other[table] != first[table]


def test_secret_is_made_at_random_kept_beside_the_key_and_makes_the_issue_again(tmp_path):
    one, other = (reissues.reissue(CASE, CLASS, tmp_path / place) for place in "ab")
    assert key_of(one)["data"] != key_of(other)["data"]
    secret = reissues.read_secret(one / "instructor/secret.txt")
    assert secrets.is_stretched(secret)
    assert secret not in b"".join(contents(one / "trainees").values())
    again = reissues.reissue(CASE, CLASS, tmp_path / "c", secret)
    assert contents(again) == contents(one)


@pytest.mark.parametrize(
    ("secret", "number"),
    [
        (b"", 179418725686147043465905939559073739816),
        (b"teacher2027", 146352380373546904263039570794089318982),
        ("秘密的一行".encode(), 196181299015028313882625077403992937566),
    ],
)
def test_secrets_of_the_first_edition_give_the_number_that_they_gave(secret, number):
    """The issue itself is another since claims can end in several ways; its data and key stay."""
    assert cases._number(CASE, CLASS, secret) == number


def test_a_secret_of_this_edition_goes_on_giving_its_issue():
    """As `openssl kdf … SCRYPT` gives it for this line and these words."""
    secret = b"ecomlab-secret-2 scrypt n=65536 r=8 p=1 " + b"0123456789abcdef" * 4
    assert f"{cases._number(CASE, CLASS, secret):x}" == "b605f6c7aeb039eceb5a7cb39d249a10"


def test_a_guess_costs_more_than_fifty_milliseconds(monkeypatch):
    """Every guess is stretched, and once is enough: a reissue takes no longer than it must."""
    stretch, calls = hashlib.scrypt, []
    monkeypatch.setattr(hashlib, "scrypt", lambda *a, **o: calls.append(o) or stretch(*a, **o))
    start = time.process_time()
    cases.reissue(CASE, CLASS, secrets.make())
    assert time.process_time() - start > 0.05
    assert [(o["n"], o["r"], o["p"]) for o in calls] == [(65536, 8, 1)]


@pytest.mark.skipif(os.name == "nt", reason="this system has no modes")
def test_only_its_owner_reads_what_the_instructor_keeps(tmp_path):
    before = os.umask(0)
    try:
        folder = reissues.reissue(CASE, CLASS, tmp_path)
    finally:
        os.umask(before)

    def mode(path):
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(folder / "instructor") == 0o700
    assert {mode(path) for path in files(folder / "instructor")} == {0o600}
    assert len(files(folder / "instructor")) == 4
    assert mode(folder) == 0o755


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_class_has_a_folder_name_of_its_own(one, other):
    for label in (one, other):
        name = f"{CASE}-{reissues.slug(label)}"
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        assert name[-1] not in ". "
        assert len(name.encode()) < 255
    if one != other:
        assert reissues.slug(one).casefold() != reissues.slug(other).casefold()


@pytest.mark.parametrize(("one", "other"), [("7B", "7b"), ("a/b", "a b"), ("…", "?"), ("é", "e")])
def test_classes_that_look_alike(one, other):
    assert reissues.slug(one).casefold() != reissues.slug(other).casefold()


# --- What is refused -----------------------------------------------------------------------


def issue_by_command(capsys, out, case=CASE, label="7B", secret=None):
    words = ["reissue", case, f"--class={label}", "--out", str(out)]
    code = main([*words, "--secret-file", str(secret)] if secret else words)
    return code, capsys.readouterr()


def test_command_says_where_and_warns_of_a_secret_that_can_be_guessed(tmp_path, capsys):
    code, said = issue_by_command(capsys, tmp_path)
    assert (code, said.err) == (0, "")
    assert str(tmp_path / "page_redesign-7B-") in said.out
    (secret,) = tmp_path.glob("*/instructor/secret.txt")
    code, said = issue_by_command(capsys, tmp_path / "two", secret=secret)
    assert (code, said.err) == (0, "")
    old = tmp_path / "old.txt"
    old.write_bytes(b"\n0123456789abcdef\r\n")
    code, said = issue_by_command(capsys, tmp_path / "three", secret=old)
    assert (code, said.err.strip()) == (0, reissues.GUESSED)
    assert reissues.read_secret(old) == b"0123456789abcdef"


def test_command_says_what_is_missing(capsys):
    with pytest.raises(SystemExit):
        main(["reissue", CASE, "--class", "7B"])
    said = capsys.readouterr().err
    assert "usage: course.py reissue" in said
    assert "--out" in said


def test_unknown_case_and_nameless_class(tmp_path, capsys):
    assert issue_by_command(capsys, tmp_path, case="page_redesing")[0] == 1
    with pytest.raises(ChoiceError, match="did you mean 'page_redesign'"):
        reissues.reissue("page_redesing", "7B", tmp_path)
    code, said = issue_by_command(capsys, tmp_path, label="  ")
    assert code == 1
    assert "--class" in said.err
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path, capsys):
    folder = reissues.reissue(CASE, "7B", tmp_path)
    before = contents(tmp_path)
    code, said = issue_by_command(capsys, tmp_path)
    assert code == 1
    assert f"{folder} is there already" in said.err
    assert contents(tmp_path) == before
    shutil.rmtree(folder)
    folder.mkdir()  # an empty one is no loss
    assert issue_by_command(capsys, tmp_path)[0] == 0
    assert contents(tmp_path).keys() == before.keys()


def test_folder_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    code, said = issue_by_command(capsys, tmp_path / "file" / "below")
    assert code == 1
    assert "--out" in said.err


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_no_half_written_folder_remains(tmp_path, monkeypatch, error):
    def fail(issue, found):
        raise error

    monkeypatch.setattr(keys, "markdown", fail)
    with pytest.raises(InputError if isinstance(error, OSError) else KeyboardInterrupt):
        reissues.reissue(CASE, "7B", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "can't be read"),
        (b" \n", "is empty"),
        (b"7 bytes\n", "has 7 letters: too few"),
        (b"ecomlab-secret-2 scrypt n=65536 r=8 p=1 0123456789abcde", "is damaged"),
        (b"ecomlab-secret-2 scrypt n=2 r=8 p=1 " + b"0123456789abcdef" * 4, "is damaged"),
        (b"ecomlab-secret-3 argon2 0123456789abcdef", "of a later edition"),
    ],
)
def test_secret_that_is_none(tmp_path, capsys, content, says):
    secret = tmp_path / "secret.txt"
    if content:
        secret.write_bytes(content)
    code, said = issue_by_command(capsys, tmp_path / "out", secret=secret)
    assert code == 1
    assert says in said.err
    assert not (tmp_path / "out").exists()


def test_eight_bytes_were_enough_for_the_first_edition(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"8 bytes!")
    assert reissues.read_secret(secret) == b"8 bytes!"


@pytest.mark.parametrize("secret", ["abcdefghij", 7, None, b"short", ["abcdefghij"]])
def test_a_secret_that_is_no_secret_is_refused(secret):
    with pytest.raises(InputError, match="The secret (is a|has 5)"):
        cases.reissue(CASE, "c1", secret=secret)


def test_altered_data_and_keys_of_others_are_refused(tmp_path):
    folder = reissues.reissue(CASE, "7B", tmp_path)
    data, key = reissues.parts(folder)
    other = reissues.parts(reissues.reissue(CASE, "7B", tmp_path / "two", SECRET))[1]
    with pytest.raises(DataFileError, match="key of other data"):
        cases.load(CASE, data, other)
    key.write_text("{}")
    with pytest.raises(DataFileError, match="can't be read"):
        cases.load(CASE, data, key)
    card = data / "datapackage.json"
    written = card.read_text(encoding="utf-8")
    card.write_text(written.replace("Asia/Shanghai", "Asia/Tokyo"), encoding="utf-8")
    with pytest.raises(DataFileError, match="its checksum differs.*anew from your instructor"):
        cases.load(CASE, data)
    card.write_text(written, encoding="utf-8")
    table = data / "traffic_daily.csv"
    table.write_bytes(table.read_bytes().replace(b"kettle", b"cattle", 1))
    with pytest.raises(DataFileError, match="checksum.*anew from your instructor"):
        cases.load(CASE, data)
    table.unlink()
    with pytest.raises(DataFileError, match="missing.*anew from your instructor"):
        cases.load(CASE, data)


def resealed(folder, change):
    """A card that was changed with its checksum, as whoever means to can do."""
    path = folder / "datapackage.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(sealed(found)), encoding="utf-8")


def test_the_key_knows_the_card(tmp_path):
    data, key = reissues.parts(reissues.reissue(CASE, "7B", tmp_path))
    cases.load(CASE, data, key)
    resealed(data, lambda card: card["known_defects"].clear())
    cases.load(CASE, data)
    with pytest.raises(DataFileError, match="key of other data"):
        cases.load(CASE, data, key)
    resealed(data, lambda card: card.pop("issue"))
    with pytest.raises(DataFileError, match="doesn't say whose issue"):
        cases.load(CASE, data)


def test_a_folder_of_the_first_edition_is_read(tmp_path):
    """Neither its card nor its key had a checksum of the card."""
    data, key = reissues.parts(reissues.reissue(CASE, "7B", tmp_path))
    truth = cases.load(CASE, data, key).truth
    for path, name in ((data / "datapackage.json", "hash"), (key, "card")):
        found = json.loads(path.read_text(encoding="utf-8"))
        del found[name]
        path.write_text(json.dumps(found), encoding="utf-8")
    assert cases.load(CASE, data, key).truth == truth
