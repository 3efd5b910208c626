"""Figures draw what they are given, in colours everybody can tell apart, Chinese included."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.colors import to_rgb

from ecomlab import plots
from ecomlab.errors import ColumnError, InputError


@pytest.fixture(autouse=True)
def house_style():
    plots.use_house_style()
    yield
    plt.close("all")


def shares(n=3, **more):
    """A tidy table with every column that the figures know."""
    rate = np.linspace(0.3, 0.1, n)
    table = {
        "cohort": pd.date_range("1997-01-06", periods=n, freq="7D"),
        "name": [f"row {i}" for i in range(n)],
        "age": 1,
        "days": range(1, n + 1),
        "customers": 1000,
        "rate": rate,
        "survival": rate,
        "naive": rate / 2,
        "low": rate - 0.02,
        "high": rate + 0.02,
        "share_of_customers": np.linspace(0, 1, n),
        "share_of_value": np.linspace(0, 1, n) ** 2,
    }
    return pd.DataFrame({**table, **more})


ORDERS = pd.DataFrame(
    {
        "customer_id": ["Ann", "Ann", "Bob"],
        "ts_order": pd.to_datetime(["1997-01-05", "1997-02-20", "1997-01-12"]),
    }
)

FIGURES = {
    "lines": lambda ax=None: plots.lines(shares(), x="days", y="rate", ax=ax),
    "estimates": lambda ax=None: plots.estimates(shares(), label="name", ax=ax),
    "cohort_heatmap": lambda ax=None: plots.cohort_heatmap(shares(), ax=ax),
    "survival_curve": lambda ax=None: plots.survival_curve(shares(), ax=ax),
    "lorenz_curve": lambda ax=None: plots.lorenz_curve(shares(), ax=ax),
    "timelines": lambda ax=None: plots.timelines(ORDERS, ax=ax),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_draws_with_chinese_title_and_no_warning(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        ax = FIGURES[name]()
        ax.set_title("复购率 rises · 新客−3%")
        ax.figure.canvas.draw()
    assert ax.get_xlabel()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_draws_on_the_axes_it_is_given(name):
    ax = plt.subplots()[1]
    assert FIGURES[name](ax) is ax
    assert len(plt.get_fignums()) == 1


def test_the_font_in_use_has_the_chinese_glyphs():
    path = font_manager.findfont(font_manager.FontProperties(), fallback_to_default=False)
    glyphs = font_manager.get_font(path).get_charmap()
    assert {ord(sign) for sign in "复购率同期群流失订单销售额%−–·"} <= set(glyphs)


def test_figures_are_large_enough_to_read_and_the_same_everywhere():
    figure = FIGURES["lines"]().figure
    assert figure.get_size_inches().tolist() == [8, 4.5]
    assert figure.dpi == 100


def contrast(first, second):
    """WCAG 2 contrast ratio of two colours."""

    def luminance(colour):
        light = np.array(to_rgb(colour))
        light = np.where(light <= 0.03928, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
        return light @ [0.2126, 0.7152, 0.0722]

    lights = sorted([luminance(first), luminance(second)])
    return (lights[1] + 0.05) / (lights[0] + 0.05)


# G. Machado, M. Oliveira and L. Fernandes 2009, severity 1.0, for linear RGB.
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
}  # fmt: skip


@pytest.mark.parametrize("kind", BLINDNESS)
def test_neighbouring_series_differ_for_colour_blind_readers(kind):
    linear = np.array([to_rgb(colour) for colour in plots.SERIES]) ** 2.2
    seen = np.clip(linear @ np.array(BLINDNESS[kind]).T, 0, 1) ** (1 / 2.2)
    for first, second in zip(seen[:-1], seen[1:], strict=True):
        assert np.linalg.norm(first - second) > 0.2


def test_text_in_a_heatmap_is_readable_on_every_cell():
    for level in (0.0, 0.5, 1.0):
        assert contrast(plots.COLOURS["ink"], plots.BLUES(level)[:3]) > 4.5


def test_a_heatmap_shows_each_share_and_leaves_unfinished_cells_white():
    table = pd.DataFrame(
        {
            "cohort": pd.to_datetime(["1997-01-06", "1997-01-06", "1997-01-13"]),
            "age": [1, 2, 1],
            "customers": [100, 100, 90],
            "rate": [0.25, 0.1, 0.3],
        }
    )
    ax = plots.cohort_heatmap(table)
    assert {text.get_text() for text in ax.texts} == {"25%", "10%", "30%"}
    assert np.ma.count_masked(ax.collections[0].get_array()) == 1


def test_lines_name_their_ends_without_overlap():
    table = pd.concat([shares(name=name) for name in ("a", "b", "c")])
    ax = plots.lines(table, x="days", y="rate", by="name")
    assert [text.get_text() for text in ax.texts] == ["a", "b", "c"]
    ax.figure.canvas.draw()
    boxes = sorted((text.get_window_extent() for text in ax.texts), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in zip(boxes[:-1], boxes[1:], strict=True))


def test_a_band_is_drawn_only_around_the_numbers_it_belongs_to():
    assert len(plots.lines(shares(), x="days", y="rate").collections) == 1
    assert len(plots.lines(shares(), x="days", y="naive").collections) == 0


def test_shares_are_percentages_and_money_is_not():
    def labels(ax):
        ax.figure.canvas.draw()
        return [tick.get_text() for tick in ax.get_yticklabels()]

    assert all(text.endswith("%") for text in labels(plots.lines(shares(), "days", "rate")))
    money = shares(paid_amount=[1000.0, 2000.0, 3000.0])
    assert "3,000" in labels(plots.lines(money, "days", "paid_amount"))


def test_the_lorenz_curve_marks_what_the_top_hold():
    ax = plots.lorenz_curve(shares(n=101), top=0.2)
    assert ax.texts[0].get_text() == "the lower 80% hold 64%,\nthe top 20% hold 36%"


def test_what_is_not_known_yet_is_hollow():
    ax = plots.timelines(ORDERS, window=30, as_of="1997-02-01")
    faces = {line.get_markerfacecolor(): len(line.get_xdata()) for line in ax.lines[:2]}
    assert faces == {"white": 1, plots.COLOURS["blue"]: 2}


def test_bad_tables_are_refused():
    with pytest.raises(ColumnError, match="rate"):
        plots.cohort_heatmap(shares().drop(columns="rate"))
    with pytest.raises(InputError, match="empty"):
        plots.lines(shares().head(0), x="days", y="rate")
    with pytest.raises(InputError, match="NoneType"):
        plots.lines(None, x="days", y="rate")
    with pytest.raises(InputError, match="7 lines"):
        plots.lines(shares(n=7), x="days", y="rate", by="name")
    many = pd.DataFrame({"customer_id": range(31), "ts_order": pd.Timestamp("1997-01-01")})
    with pytest.raises(InputError, match="at most 30"):
        plots.timelines(many)


def test_letters_are_larger_for_a_projector_and_as_before_afterwards():
    def height():
        ax = plots.lines(shares(), x="days", y="rate")
        plots.label(ax, "finding")
        return ax.get_title("left"), ax._left_title.get_size(), ax.xaxis.label.get_size()

    page = height()
    plots.use_house_style(scale=1.5)
    assert height() == (page[0], 1.5 * page[1], 1.5 * page[2])
    plots.use_house_style()
    assert height() == page
