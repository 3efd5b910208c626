"""Building a lesson: hidden cells left out, outputs kept, the same bytes each time."""

import json
import re

import nbformat
import pytest

from ecomlab.classroom.build import build, is_stale
from ecomlab.classroom.scripts import BuildError, lesson_sources, read_lesson
from ecomlab.errors import ChoiceError

SOURCE = """\
# %% [markdown] slideshow={"slide_type": "slide"}
# # 复购 repeat

# %% [markdown] tags=["instructor"]
# Ask them first.

# %%
import os

os.path.basename(os.getcwd())

# %% id="answer" tags=["exercise"]
answer = ...

# %% tags=["solution"]
answer = 42

# %% [markdown]
# ## Who comes back?

# %%
answer is ...
"""


@pytest.fixture
def lessons(tmp_path):
    folder = tmp_path / "lessons"
    (folder / "5_retention").mkdir(parents=True)
    (folder / "5_retention/5_1_try.py").write_text(SOURCE, encoding="utf-8")
    return folder


def lesson(folder, text):
    path = folder / "00_one.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_hidden_cells_are_left_out_and_ids_do_not_shift(lessons):
    path = lessons / "5_retention/5_1_try.py"
    trainee = {cell.id: cell for cell in read_lesson(path).cells}
    instructor = {cell.id: cell for cell in read_lesson(path, instructor=True).cells}
    assert list(trainee) == [
        "repeat-1",
        "repeat-3",
        "answer",
        "who-comes-back-1",
        "who-comes-back-2",
    ]
    assert [name for name in instructor if name in trainee] == list(trainee)
    assert len(instructor) == 7
    assert trainee["repeat-1"].metadata == {"slideshow": {"slide_type": "slide"}}
    assert trainee["answer"].metadata == {"tags": ["exercise"]}
    nbformat.validate(read_lesson(path))


def test_the_instructors_edition_has_the_solution_of_every_exercise(tmp_path):
    path = lesson(tmp_path, '# %% id="a"\nquiz.one.check(...)\n\n# %% id="b"\nquiz.one.check(1)\n')
    assert [cell.source for cell in read_lesson(path).cells] == [
        "quiz.one.check(...)",
        "quiz.one.check(1)",
    ]
    added = read_lesson(path, instructor=True).cells[1]
    assert (added.source, added.id) == ("quiz.one.solution()", "solution-one")


@pytest.mark.parametrize(
    "text", ['# %% id="a"\n1\n\n# %% id="a"\n2\n', '# %% id="两"\n1\n', '# %% id="a b"\n1\n']
)
def test_ids_that_clash_or_cannot_be_are_refused(lessons, text):
    with pytest.raises(BuildError, match="used twice or malformed"):
        read_lesson(lesson(lessons, text))


def test_two_builds_are_the_same_bytes_and_run_in_their_folder(lessons, tmp_path, capsys):
    (first,) = build(["5_1"], sources=lessons, target=tmp_path / "one")
    (second,) = build(sources=lessons, target=tmp_path / "two")
    content = first.read_bytes()
    assert content == second.read_bytes()
    assert first == tmp_path / "one/5_retention/5_1_try.ipynb"
    assert re.fullmatch(
        r"(5_retention/5_1_try\.ipynb \.\.\. \d+\.\d s\n){2}", capsys.readouterr().out
    )
    notebook = json.loads(content)
    assert "复购" in content.decode()
    assert "version" not in notebook["metadata"]["language_info"]
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, 2, None, 3]
    outputs = [
        output["data"]["text/plain"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
    ]
    assert outputs == [["'5_retention'"], ["True"]]
    assert [cell["metadata"] for cell in notebook["cells"]][1:] == [
        {},
        {"tags": ["exercise"]},
        {},
        {},
    ]


def test_the_instructors_edition_keeps_notes_and_solutions(lessons, tmp_path):
    (path,) = build(sources=lessons, target=tmp_path / "mine", instructor=True)
    text = path.read_text(encoding="utf-8")
    assert "Ask them first." in text
    assert "answer = 42" in text
    assert '"False"' in text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('mind the gap')", "mind the gap"),
        ("import os\nos._exit(1)", "ended the kernel"),
    ],
)
def test_a_broken_cell_is_named_and_nothing_is_written(lessons, tmp_path, code, says):
    lesson(lessons, f'# %% id="fine"\n1\n\n# %% id="broken"\n{code}\n')
    target = tmp_path / "built"
    with pytest.raises(BuildError) as error:
        build(["00"], sources=lessons, target=target)
    message = str(error.value)
    assert "lessons/00_one.py" in message
    assert says in message
    assert "\x1b" not in message
    assert "broken" in message or "kernel" in message
    assert not list(target.rglob("*.ipynb"))


def test_a_cell_that_is_meant_to_raise_may(lessons, tmp_path):
    lesson(lessons, '# %% tags=["raises-exception"]\nraise ValueError("as taught")\n')
    (path,) = build(["00"], sources=lessons, target=tmp_path / "built")
    assert "as taught" in path.read_text()


def test_an_unknown_lesson_names_the_valid_ones(lessons, tmp_path):
    with pytest.raises(ChoiceError, match="5_1_try"):
        build(["5_9"], sources=lessons, target=tmp_path)


@pytest.mark.verify
def test_the_whole_course_builds_to_the_same_bytes_twice(tmp_path):
    first = build(target=tmp_path / "one" / "notebooks")
    second = build(target=tmp_path / "two" / "notebooks")
    assert len(first) == len(lesson_sources())
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_only_what_says_something_else_than_its_source_is_stale(lessons, tmp_path):
    name, target = "5_retention/5_1_try.py", tmp_path / "notebooks"
    assert is_stale(name, lessons, target)
    (built,) = build(stale=True, sources=lessons, target=target)
    assert not is_stale(name, lessons, target)
    assert build(stale=True, sources=lessons, target=target) == []
    source = lessons / name
    source.write_text(SOURCE.replace("Ask them first.", "Ask them."), encoding="utf-8")
    assert not is_stale(name, lessons, target)  # an instructor's note is in no trainee's notebook
    source.write_text(SOURCE.replace("Who comes", "Who came"), encoding="utf-8")
    assert build(stale=True, sources=lessons, target=target) == [built]
    assert "Who came back?" in built.read_text(encoding="utf-8")
