"""A lever: the figure for the start where nobody can move it, a slider where somebody can."""

import nbformat
import pytest

from ecomlab import levers, plots
from ecomlab.classroom import build
from ecomlab.errors import InputError
from ecomlab.levers import lever

CELL = """\
import pandas as pd
from ecomlab import plots
from ecomlab.levers import lever
plots.use_house_style()
def draw(days):
    table = pd.DataFrame({"day": [0, days], "share": [1, 0.8]})
    ax = plots.lines(table, x="day", y="share")
    plots.label(ax, f"{days} days", n=900, counts="customers")
    return ax
lever(draw, "days of silence", [30, 60, 90], start=60)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The outputs of the cell in two builds."""
    return [_outputs(tmp_path_factory.mktemp("built")) for _ in range(2)]


def _outputs(folder):
    cell = nbformat.v4.new_code_cell(CELL, id="lever")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    return build.execute(notebook, folder, "a lever")


def test_a_built_notebook_holds_the_figure_for_the_start(built):
    line, figure = built[0].cells[0].outputs
    assert line.data["text/markdown"] == (
        "**Slider:** days of silence, from 30 to 90; here 60. "
        "Run this cell in JupyterLab to move it."
    )
    assert figure.data["text/plain"].startswith("60 days. Line chart: share by day;")
    assert "image/png" in figure.data
    assert "<figure" in figure.data["text/html"]


def test_a_built_notebook_holds_no_widget(built):
    assert "widgets" not in built[0].metadata
    assert "widget" not in nbformat.writes(built[0])


def test_two_builds_are_the_same(built):
    first, second = map(nbformat.writes, built)
    assert first == second


def draw(value):
    return plots.plt.figure().subplots()


@pytest.mark.parametrize(
    ("values", "start", "said"),
    [([30, 60], 45, "Choose one of: 30, 60"), ([30], 30, "has 1 stops. Give at least two")],
)
def test_stops_that_cannot_be_are_refused(values, start, said):
    with pytest.raises(InputError, match=said):
        lever(draw, "days", values, start=start)


def test_a_function_that_draws_nothing_is_named():
    with pytest.raises(InputError, match="returns a NoneType. Return the Axes"):
        lever(lambda value: None, "days", [30, 60], start=30)


def test_shares_are_per_cent(capsys):
    lever(draw, "margin", [0.2, 0.425], start=0.425, unit="%")
    assert "from 20% to 42.5%; here 42.5%" in capsys.readouterr().out


# --- Live ---------------------------------------------------------------------------------


@pytest.fixture
def live(monkeypatch):
    """What is displayed where somebody can move the slider."""
    pytest.importorskip("ipywidgets")
    shown = []
    monkeypatch.setattr(levers, "_is_live", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda *things: shown.extend(things))
    return shown


def test_the_slider_can_be_named_and_waits_until_it_is_let_go(live):
    lever(draw, "days of silence", [30, 60, 90], start=60)
    slider = live[-3]
    assert (slider.description, slider.value, slider.continuous_update) == (
        "days of silence", 60, False,
    )  # fmt: skip
    assert [value for _, value in slider.options] == [30, 60, 90]


def test_moving_the_slider_draws_once_and_leaves_no_figure_open(live):
    drawn = []

    def noted(value):
        drawn.append(value)
        return draw(value)

    before = plots.plt.get_fignums()
    lever(noted, "days", [30, 60, 90], start=60)
    live[-3].value = 90
    assert drawn == [60, 90]
    assert plots.plt.get_fignums() == before
