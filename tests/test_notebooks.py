"""Guards over the committed notebooks: they say what their sources say, and nothing leaks.

nbval executes the notebooks and compares outputs; it passes over notebooks that were never
executed and knows nothing of their sources. These guards do.
"""

import copy
import re
from pathlib import Path

import nbformat
import pytest

from ecomlab.classroom.build import told
from ecomlab.classroom.scripts import HIDDEN_TAGS, LESSONS, METADATA, lesson_sources, tags
from ecomlab.classroom.workspace import NOTEBOOKS, editions

MOST_LINES = 14
PRIVATE = re.compile(
    r"(?<![\w/.:])(?:/(?:home|root|tmp|usr|opt|work|Users|private|var)/|[A-Z]:\\\\?)[\w.]"
    r"|\bat 0x[0-9a-f]{6,}|site-packages|\bipykernel_\d+",
)
DATA = re.compile(r"data:image/png;base64,[\w+/=]+")
RAISES = "raises-exception"


def drift(notebook, lesson):
    """Cells that differ from the lesson's source: text, kind, id, tags or order."""
    built, source = ([_said(cell) for cell in book.cells] for book in (notebook, lesson))
    if [said[0] for said in built] != [said[0] for said in source]:
        return [f"the cells' ids are {_difference(built, source)}"]
    pairs = zip(built, source, strict=True)
    return [f"{one[0]} differs from the source" for one, two in pairs if one != two]


def _said(cell):
    return cell.id, cell.cell_type, cell.source.rstrip(), dict(cell.metadata)


def _difference(built, source):
    built, source = [said[0] for said in built], [said[0] for said in source]
    only = sorted(set(built) ^ set(source))
    return f"not those of the source: {', '.join(only) or 'another order'}"


def leaks(notebook):
    """Cells that only the instructor should see."""
    return [
        f"{cell.id} is tagged {tags(cell)}" for cell in notebook.cells if tags(cell) & HIDDEN_TAGS
    ]


def not_executed(notebook):
    """Code cells without their place in one run from top to bottom."""
    counts = [cell.execution_count for cell in _code(notebook)]
    if counts == list(range(1, len(counts) + 1)):
        return []
    return [f"execution counts are {counts}"]


def errors(notebook):
    """Cells that raise or warn without meaning to."""
    return [
        f"{cell.id} shows an error or a warning"
        for cell in _code(notebook)
        for output in cell.outputs
        if (output.output_type == "error" and RAISES not in tags(cell))
        or output.get("name") == "stderr"
    ]


def private(notebook):
    """Outputs that hold a path of this machine or the address of an object."""
    return [
        f"{cell.id} shows {found[0]!r}"
        for cell in _code(notebook)
        for text in _texts(cell)
        if (found := PRIVATE.search(text))
    ]


def long_cells(notebook):
    """Code cells that say more than one thing."""
    return [
        f"{cell.id} has {len(cell.source.splitlines())} lines"
        for cell in _code(notebook)
        if len(cell.source.splitlines()) > MOST_LINES
    ]


def unsteady(notebook):
    """What differs from one build to the next."""
    found = [] if notebook.metadata == METADATA else ["the notebook's metadata"]
    return found + [
        f"{cell.id} keeps its timing" for cell in notebook.cells if "execution" in cell.metadata
    ]


def unheard(notebook):
    """Figures without a text that says what is shown, its extremes and n, or without a table."""
    return [
        f"{cell.id}: {complaint}"
        for cell in _code(notebook)
        for output in cell.outputs
        if "image/png" in output.get("data", {})
        for complaint in _heard(output.data.get("text/html", ""))
    ]


def _heard(page):
    """What a figure's HTML lacks for those who hear it."""
    alt = re.search(r'<figure[^>]*>\s*<img alt="([^"]+)"', page)
    if not alt:
        yield "a figure has no text"
        return
    if not re.search(r"\b(smallest|earliest) .*\b(largest|latest) ", alt[1]):
        yield f"the text tells no extremes: {alt[1]}"
    counted = re.findall(r"\bn = [\d,]+(?: to [\d,]+)?(.?.?)", alt[1])
    if not counted:
        yield f"the text tells no n: {alt[1]}"
    if any(not re.match(r" [^\W\d]", after) for after in counted):
        yield f"an n doesn't say what it counts: {alt[1]}"
    tables = re.findall(r"<table>.*?</table>", page.partition("<details>")[2], re.DOTALL)
    if not tables or any(table.count("<tr>") > 31 for table in tables):
        yield "the data are no table of at most 30 rows"


GUARDS = [leaks, not_executed, errors, private, long_cells, unsteady, unheard]


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _texts(cell):
    for output in cell.outputs:
        yield from output.get("traceback", [])
        yield output.get("text", "")
        for kind, content in output.get("data", {}).items():
            if not kind.startswith("image/png"):
                yield DATA.sub("", str(content))


def _read(path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("name", editions())
def test_notebook_is_its_source(name):
    source = LESSONS / Path(name).with_suffix(".py")
    assert source.exists(), f"{name} has no source in lessons/"
    assert drift(_read(NOTEBOOKS / name), told(LESSONS, source.relative_to(LESSONS))) == [], (
        "python course.py build"
    )


@pytest.mark.parametrize("name", editions())
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_notebook_is_fit_to_open(name, guard):
    assert guard(_read(NOTEBOOKS / name)) == []


@pytest.mark.parametrize("name", editions())
def test_notebook_is_valid(name):
    nbformat.validate(_read(NOTEBOOKS / name))


def test_every_source_is_built():
    built = {str(Path(name).with_suffix("")) for name in editions()}
    assert built == {str(Path(name).with_suffix("")) for name in lesson_sources()}


# --- The guards catch what they are for ----------------------------------------------------


@pytest.fixture
def good():
    """A small notebook as a build leaves it."""
    text = nbformat.v4.new_markdown_cell("# A", id="a")
    code = nbformat.v4.new_code_cell("1 + 1", id="b", execution_count=1)
    code.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"})]
    more = nbformat.v4.new_code_cell("x = 1", id="c", execution_count=2)
    more.metadata["tags"] = ["exercise"]
    return nbformat.v4.new_notebook(cells=[text, code, more], metadata=METADATA)


def _show(notebook, text, kind="text/plain"):
    notebook.cells[1].outputs = [nbformat.v4.new_output("display_data", {kind: text})]


def _print(notebook, text, name="stdout"):
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", name=name, text=text)]


def _fail(notebook):
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("error", ename="E", evalue="e", traceback=["E: e"])
    ]


ALT = "Up. Line chart: yuan by day. smallest 1 at 2, largest 8 at 3. n = 3 days."
FIGURE = '<figure>\n<img alt="{}" src=""><details><table>{}</table></details></figure>'


def _draw(notebook, alt=ALT, rows=3, page=FIGURE):
    data = {"image/png": "iVBORw0KGgo=", "text/html": page.format(alt, "<tr></tr>" * rows)}
    notebook.cells[1].outputs = [nbformat.v4.new_output("display_data", data)]


BREAK = {
    "other text": (drift, lambda book: book.cells[0].update(source="# B")),
    "other code": (drift, lambda book: book.cells[1].update(source="1 + 2")),
    "other id": (drift, lambda book: book.cells[1].update(id="z")),
    "other tags": (drift, lambda book: book.cells[2].metadata.update(tags=["hidden"])),
    "no tags": (drift, lambda book: book.cells[2].metadata.clear()),
    "cell missing": (drift, lambda book: book.cells.pop()),
    "cell added": (drift, lambda book: book.cells.append(nbformat.v4.new_code_cell("2"))),
    "other order": (drift, lambda book: book.cells.reverse()),
    "code as text": (drift, lambda book: book.cells[1].update(cell_type="markdown")),
    "instructor": (leaks, lambda book: book.cells[0].metadata.update(tags=["instructor"])),
    "solution": (leaks, lambda book: book.cells[1].metadata.update(tags=["a", "solution"])),
    "never executed": (not_executed, lambda book: book.cells[1].update(execution_count=None)),
    "out of order": (not_executed, lambda book: book.cells[1].update(execution_count=3)),
    "executed twice": (not_executed, lambda book: book.cells[2].update(execution_count=3)),
    "error": (errors, _fail),
    "warning": (errors, lambda book: _print(book, "mind the gap", "stderr")),
    "home": (private, lambda book: _print(book, "read /home/lin/orders.csv")),
    "temporary": (private, lambda book: _show(book, "<img src='/tmp/a1/b.png'>", "text/html")),
    "mac": (private, lambda book: _show(book, "'/Users/lin/x'")),
    "windows": (private, lambda book: _show(book, r"C:\Users\lin")),
    "address": (private, lambda book: _show(book, "<function f at 0x7f18659a5750>")),
    "installed": (private, lambda book: _print(book, "lib/python3.11/site-packages/x.py:3")),
    "long": (long_cells, lambda book: book.cells[1].update(source="1\n" * 15)),
    "picture alone": (unheard, lambda book: _show(book, "iVBORw0KGgo=", "image/png")),
    "title as text": (unheard, lambda book: _draw(book, "Up")),
    "no n": (unheard, lambda book: _draw(book, ALT.replace(" n = 3 days.", ""))),
    "n of what": (unheard, lambda book: _draw(book, ALT.replace(" days.", ")"))),
    "no table": (unheard, lambda book: _draw(book, page='<figure><img alt="{}"></figure>')),
    "long table": (unheard, lambda book: _draw(book, rows=32)),
    "timing": (unsteady, lambda book: book.cells[1].metadata.update(execution={})),
    "version": (unsteady, lambda book: book.metadata.update(language_info={"version": "3.11.7"})),
}


@pytest.mark.parametrize(("guard", "break_it"), BREAK.values(), ids=BREAK.keys())
def test_guard_catches_a_broken_copy(good, guard, break_it):
    broken = copy.deepcopy(good)
    check = (lambda book: drift(book, good)) if guard is drift else guard
    assert check(good) == []
    break_it(broken)
    assert len(check(broken)) >= 1


@pytest.mark.parametrize(
    "text",
    ["49 / 60", "buyers/month", "5_retention/5_1_cohorts.ipynb", "2024/05/01", "a/home/b",
     "https://example.org/tmp/x", "Ratio: 3", "10:30", "at 0.25"],
)  # fmt: skip
def test_guard_lets_ordinary_text_pass(good, text):
    _print(good, text)
    assert private(good) == []


def test_a_figure_with_text_and_table_may_stay(good):
    _draw(good)
    assert unheard(good) == []


def test_an_error_that_is_taught_may_stay(good):
    _fail(good)
    good.cells[1].metadata["tags"] = [RAISES]
    assert errors(good) == []
