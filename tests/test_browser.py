"""The course as a trainee meets it: JupyterLab in a real browser, started by the README's command.

Needs Playwright and a Chromium; where one is missing the test says so and is skipped.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import nbformat
import pytest

from ecomlab.classroom import exercises
from ecomlab.classroom.progress_file import FILE, read
from ecomlab.classroom.scripts import METADATA
from ecomlab.classroom.workspace import REPOSITORY
from tools.lab import jupyter_of

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/00_start_here\.ipynb\?token=\w+")
START, LESSON = "00_start_here.ipynb", "5_retention/5_1_cohorts.ipynb"
SCREENSHOTS = REPOSITORY / "build" / "browser"
SECONDS = 1000  # Playwright counts in milliseconds

READY = """path => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const session = panel?.sessionContext;
    return session?.isReady && panel.context.path === path && panel.context.isReady
        && session.session?.kernel?.status === 'idle';
}"""
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => ({
    id: cell.model.id,
    type: cell.model.type,
    source: cell.model.sharedModel.source,
    count: cell.model.executionCount,
    outputs: cell.model.outputs ? cell.model.outputs.toJSON() : [],
}))"""
# Neither is awaited in the page, where no timeout would hold.
CLEAR = "() => void window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
RUN_ALL = "() => void window.jupyterapp.commands.execute('notebook:run-all-cells')"
CLEARED = f"() => ({CELLS})().every(cell => !cell.count)"
# After an error the cells below are not run.
FINISHED = f"""() => (cells =>
    cells.every(cell => cell.type !== 'code' || !cell.source || cell.count)
    || cells.some(cell => cell.outputs.some(output => output.output_type === 'error'))
)(({CELLS})())"""

LEVER = """\
from ecomlab import plots
from ecomlab.conversion.figures import power_curve
from ecomlab.levers import lever
plots.use_house_style()
draw = lambda visitors: power_curve(visitors, share=0.02, most=1.0)
lever(draw, "visitors in each arm", [1000, 5000, 10_000], start=5000)"""


@contextmanager
def course(folder):
    """`python course.py lab` as the README says, without opening a browser; its address."""
    log = folder / "course.log"
    command = [
        sys.executable, str(REPOSITORY / "course.py"), "lab", "--no-browser",
        "--workspace", str(folder / "my_course"), "--", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    env.pop("ECOMLAB_STATIC", None)  # somebody is there to move a slider
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=REPOSITORY, env=env)
    try:
        yield _address(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        process.kill()
        shutil.rmtree(jupyter_of(folder / "my_course"), ignore_errors=True)


def _address(process, log, patience=300):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        said = log.read_text(encoding="utf-8", errors="replace")
        if found := ADDRESS.search(said):
            return found[0]
        if process.poll() is not None:
            break
        time.sleep(0.3)
    pytest.fail(f"course.py lab printed no address:\n{said[-2000:]}")
    return None


@pytest.fixture(scope="module")
def page(tmp_path_factory, browser):
    """A page on the running course; keeps a screenshot whatever happens."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("browser")
    with course(folder) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60 * SECONDS)
        page.address, page.workspace = address, folder / "my_course"
        yield page
        page.screenshot(path=SCREENSHOTS / "last.png")


def open_notebook(page, path):
    """Open a notebook by its address and wait until its kernel really is idle."""
    page.goto(page.address.replace(START, path), timeout=60 * SECONDS)
    page.wait_for_function(READY, arg=path, timeout=90 * SECONDS)


def run_all(page):
    """Run every cell from a clean page; the cells as they are afterwards."""
    page.evaluate(CLEAR)
    page.wait_for_function(CLEARED)
    page.evaluate(RUN_ALL)
    page.wait_for_function(FINISHED, timeout=90 * SECONDS)
    return page.evaluate(CELLS)


def retype(page, index, text):
    """Put other text into a cell, as hands do, and run it; the cell."""
    cell = page.locator(".jp-NotebookPanel:visible .jp-Notebook > * .jp-Cell").nth(index)
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    return cell


def errors(cells):
    return [
        (cell["id"], output.get("ename") or output.get("text"))
        for cell in cells
        for output in cell["outputs"]
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def first_words(sentence):
    """The beginning of a sentence up to where Markdown would change it."""
    return re.split(r"[*`_$\[\"']", sentence)[0].strip()[:60]


@pytest.mark.parametrize("path", [START, LESSON])
def test_every_cell_runs_in_the_page(page, path):
    open_notebook(page, path)
    cells = run_all(page)
    assert errors(cells) == []
    assert sum(bool(cell["outputs"]) for cell in cells) >= 3
    page.screenshot(path=SCREENSHOTS / f"{path.split('/')[-1]}.png")


def test_an_exercise_is_answered_wrongly_and_then_rightly(page):
    open_notebook(page, LESSON)
    cells = run_all(page)
    index, name = next(
        (index, found[1])
        for index, cell in enumerate(cells)
        if (found := re.search(r"quiz\.(\w+)\.check\(answer\)", cell["source"]))
        and getattr(exercises("5_1"), found[1]).exercise.misconceptions
    )
    question = getattr(exercises("5_1"), name)
    misconception = question.exercise.misconceptions[0]
    right, wrong = (
        float(function(**_named(function, question.data)))
        for function in (question.exercise.solution, misconception.answer)
    )
    rest = cells[index]["source"].replace("answer = ...", "answer = {}", 1)

    cell = retype(page, index, rest.format(wrong))
    cell.get_by_text("Not yet.").wait_for()
    cell.get_by_text(first_words(misconception.sentence)).wait_for()
    page.screenshot(path=SCREENSHOTS / "answered_wrongly.png")

    cell = retype(page, index, rest.format(right))
    cell.get_by_text("Correct.").wait_for()
    cell.get_by_text("Not yet.").wait_for(state="detached")
    page.screenshot(path=SCREENSHOTS / "answered_rightly.png")
    assert errors(page.evaluate(CELLS)) == []
    kept, damaged = read(page.workspace / FILE)
    checked = [entry["status"] for entry in kept if entry["status"] != "asked"]  # by a recall
    assert checked == ["not yet", "correct"]
    assert damaged == 0


def _named(function, data):
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return {name: data[name] for name in names}


def test_a_slider_has_a_name_and_moves_by_keyboard(page):
    pytest.importorskip("ipywidgets")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LEVER)], metadata=METADATA)
    nbformat.write(notebook, page.workspace / "slider.ipynb")
    open_notebook(page, "slider.ipynb")
    assert errors(run_all(page)) == []
    slider = page.get_by_role("slider", name="visitors in each arm")
    assert slider.get_attribute("aria-valuetext") == "5,000"
    slider.press("ArrowRight")
    page.get_by_role("img", name=re.compile(r"^10,000 visitors .* Line chart: ")).wait_for()
    assert slider.get_attribute("aria-valuetext") == "10,000"
