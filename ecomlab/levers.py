"""A slider under which a figure is drawn again: what happens if …?

In a live notebook the slider stands above its figure. Where nobody can move it (a notebook that
is built or compared, a page, a plain Python), the figure for the start stands there with a line
that says what the slider does. So a lever's function is an ordinary one, which is tested.
"""

import os

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from ecomlab.errors import InputError
from ecomlab.numerals import numeral

STATIC = "ECOMLAB_STATIC"  # set where notebooks are built or compared
# ipywidgets gives the handle of a slider neither a name nor, for its value, more than the number
# of the stop: a screen reader is told both here, as they stand beside the slider.
SPOKEN = """
function speak(tries) {
  const sliders = document.querySelectorAll(".widget-slider:not(.spoken)");
  for (const slider of sliders) {
    const handle = slider.querySelector("[role=slider]");
    const shown = slider.querySelector(".widget-readout");
    if (!handle || !shown) continue;
    const tell = () => {
      if (handle.getAttribute("aria-valuetext") !== shown.textContent)
        handle.setAttribute("aria-valuetext", shown.textContent);
    };
    handle.setAttribute("aria-label", slider.querySelector(".widget-label").textContent);
    new MutationObserver(tell).observe(handle, {attributeFilter: ["aria-valuetext"]});
    tell();
    slider.classList.add("spoken");
  }
  if (tries) setTimeout(speak, 250, tries - 1);
}
speak(20);
"""


def lever(draw, name, values, start, unit=""):
    """A slider over some values, and the figure that ``draw`` makes of the chosen one.

    Parameters
    ----------
    draw : callable (value) -> Axes
        Draws one figure.
    name : str
        What the slider moves: "visitors in each arm". Stands beside it, and is read aloud.
    values : sequence of float
        The slider's stops, in their order.
    start : float
        The stop at which it stands first.
    unit : str
        "%" shows shares as per cent; another word stands behind the number.

    Raises
    ------
    InputError
        ``start`` isn't a stop, there are fewer than two, or ``draw`` returns no Axes.

    Examples
    --------
    >>> def draw(days):
    ...     return plt.figure().subplots()
    >>> lever(draw, "days", [30, 60], start=60)
    **Slider:** days, from 30 to 60; here 60. Run this cell in JupyterLab to move it.
    >>> lever(draw, "days", [30, 60], start=45)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: start is 45, which isn't a stop of days. Choose one of: 30, 60.
    """
    values = list(values)
    stops = [(numeral(value, unit), value) for value in values]
    if len(values) < 2:
        raise InputError(f"{name} has {len(values)} stops. Give at least two.")
    if start not in values:
        listed = ", ".join(text for text, _ in stops)
        raise InputError(
            f"start is {start}, which isn't a stop of {name}. Choose one of: {listed}."
        )
    if _is_live():
        _slider(draw, name, stops, start)
    else:
        _figure(draw, start)
        ends = f"from {stops[0][0]} to {stops[-1][0]}; here {numeral(start, unit)}"
        _say(f"**Slider:** {name}, {ends}. Run this cell in JupyterLab to move it.")


def _is_live():
    """Is there a kernel, and somebody who could move a slider?"""
    return _has_kernel() and STATIC not in os.environ


def _has_kernel():
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


def _figure(draw, value):
    ax = draw(value)
    if not isinstance(ax, Axes):
        raise InputError(f"The lever's function returns a {type(ax).__name__}. Return the Axes.")
    return ax.figure


def _say(text):
    from IPython.display import Markdown, display

    if _has_kernel():
        display(Markdown(text))
    else:
        print(text)


def _slider(draw, name, stops, start):
    """The slider and below it the figure, drawn again when the slider is let go."""
    import ipywidgets
    from IPython.display import Javascript, display

    slider = ipywidgets.SelectionSlider(
        options=stops,
        value=start,
        description=name,
        continuous_update=False,
        style={"description_width": "initial"},
        layout={"width": "36em", "max_width": "100%"},
    )
    shown = ipywidgets.Output()

    def draw_again(change=None):
        with shown:
            figure = _figure(draw, slider.value)
            shown.clear_output(wait=True)
            display(figure)
            plt.close(figure)

    slider.observe(draw_again, names="value")
    draw_again()
    display(slider, shown, Javascript(SPOKEN))
