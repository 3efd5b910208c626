"""A figure's text and table say what its Axes hold: known data in, known sentences out."""

import base64
import inspect
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from ecomlab import alttext, plots
from ecomlab.alttext import bundle, describe, png, tables

MONTHS = pd.to_datetime(["2024-11-01", "2024-12-01", "2025-01-01"])


@pytest.fixture(autouse=True)
def house_style():
    plots.use_house_style()
    yield
    plt.close("all")


def said(ax, finding="Finding"):
    plots.label(ax, finding)
    return describe(ax.figure)


# --- Every plot function, with data whose smallest, largest and n are known -----------------

SALES = pd.DataFrame(
    {
        "month": [*MONTHS, *MONTHS],
        "revenue": [1200.0, -50.0, 3400.5, 10.0, 20.0, 15.0],
        "pan": ["wok"] * 3 + ["kettle"] * 3,
    }
)
READINGS = pd.DataFrame(
    {
        "reading": ["obvious", "right"],
        "estimate": [3.0, 1.5],
        "low": [2.8, 1.2],
        "high": [3.2, 1.8],
        "n": [900, 30],
        "counts": ["visits", "days"],
    }
)
TRUTH = pd.DataFrame({"reading": ["truth"], "estimate": [1.45], "counts": [""]})
COHORTS = pd.DataFrame(
    {
        "cohort": pd.to_datetime(["1997-01-06", "1997-01-06", "1997-01-13"]),
        "age": [1, 2, 1],
        "customers": [100, 100, 90],
        "rate": [0.25, 0.1, 0.3],
    }
)
GAPS = pd.DataFrame(
    {
        "days": [1, 2, 3],
        "survival": [0.9, 0.8, 0.7],
        "low": [0.85, 0.75, 0.6],
        "high": [0.95, 0.85, 0.8],
        "naive": [0.5, 0.2, 0.0],
        "at_risk": [400, 300, 200],
    }
)
ORDERS = pd.DataFrame(
    {
        "customer_id": ["Ann", "Ann", "Bob"],
        "ts_order": pd.to_datetime(["1997-01-05", "1997-02-20", "1997-01-12"]),
    }
)
TEXTS = {
    "lines": (
        lambda: plots.lines(SALES, "month", "revenue", by="pan"),
        "Finding. Line chart: revenue by date. wok: first 1,200 at 1 Nov 2024, "
        "last 3,400 at 1 Jan 2025, smallest −50 at 1 Dec 2024, largest 3,400 at 1 Jan 2025. "
        "kettle: first 10 at 1 Nov 2024, last 15 at 1 Jan 2025, smallest 10 at 1 Nov 2024, "
        "largest 20 at 1 Dec 2024. n = 6 points.",
    ),
    "estimates": (
        lambda: plots.estimates(READINGS, "reading"),
        "Finding. Dots with intervals: estimate, with interval; "
        "obvious (n = 900 visits) 3 (2.8 to 3.2); right (n = 30 days) 1.5 (1.2 to 1.8); "
        "smallest right, largest obvious.",
    ),
    "verdict": (
        lambda: plots.verdict(pd.concat([READINGS, TRUTH]), guess=(2, 1, 4)),
        "Finding. Dots with intervals: estimate, with interval; your guess 2 (1 to 4); "
        "obvious (n = 900 visits) 3 (2.8 to 3.2); right (n = 30 days) 1.5 (1.2 to 1.8); "
        "smallest right, largest obvious. An upright red line stands at 1.45. "
        "It says: truth 1.4.",
    ),
    "points": (
        lambda: plots.points(
            pd.DataFrame({"clicks": [2, 5], "orders": [7, 3], "pan": ["a wok", "a pot"]}),
            "clicks", "orders", name="pan",
        ),
        "Finding. Dots: orders by clicks. a wok: 7 at 2. a pot: 3 at 5. "
        "smallest 3 at 5 of a pot, largest 7 at 2 of a wok. n = 2 points.",
    ),
    "caterpillar": (
        lambda: plots.caterpillar(
            pd.DataFrame({"shop": ["a", "b", "c"], "estimate": [0.1, 0.3, -0.2]}), "shop",
            percent=True,
        ),
        "Finding. Dots: estimate; smallest 0 at 30%, largest 2 at −20%. "
        "An upright dark line stands at 0%. n = 3 points.",
    ),
    "narrowing": (
        lambda: plots.narrowing(
            pd.DataFrame({"n": [100, 400], "estimate": [2.0, 2.5], "low": [0, 1.5],
                          "high": [4, 3.5]}), 400, unit="points",
        ),
        "Finding. Line chart and dots with intervals: estimate, points by n. blue line: first "
        "2 points (0 points to 4 points) at 100, last 2.5 points (1.5 points to 3.5 points) at "
        "400, smallest 2 points (0 points to 4 points) at 100, largest 2.5 points (1.5 points to "
        "3.5 points) at 400. chosen: 2.5 points (1.5 points to 3.5 points) at 400. A level dark "
        "line stands at 0 points. n = 400.",
    ),
    "bars": (
        lambda: plots.bars(
            pd.DataFrame({"days": [1, 2, 3], "share": [0.1, 0.25, 0.2]}), "days", "share"
        ),
        "Finding. Bars: share by days; smallest 10% at 1, largest 25% at 2. n = 3 points.",
    ),
    "places_in_intervals": (
        lambda: plots.places_in_intervals(
            pd.DataFrame({"name": ["page", "card"], "low": [0, 10], "high": [4, 20],
                          "came": [1, 25]}), "name",
        ),
        "Finding. Dots: where it came: 0 is the low end of your interval, 1 its high end; "
        "page 0.25; card 1.5; smallest page, largest card. It says: inside. It says: above. "
        "n = 2 points.",
    ),
    "reliability": (
        lambda: plots.reliability(
            pd.DataFrame({"sure": [0.4, 0.9], "right": [0.5, 0.6], "low": [0.2, 0.3],
                          "high": [0.8, 0.8], "n": [8, 10]}), "sure", "right",
        ),
        "Finding. Line chart and dots with intervals: share of verdicts right by how sure. grey "
        "line: first 0% at 0%, last 100% at 100%, smallest 0% at 0%, largest 100% at 100%. blue "
        "dots: smallest 50% (20% to 80%) at 40%, largest 60% (30% to 80%) at 90%. "
        "n = 18 verdicts.",
    ),
    "cohort_heatmap": (
        lambda: plots.cohort_heatmap(COHORTS),
        "Finding. Heat map: 2 rows, cohort from (customers); columns, period since the first "
        "purchase; smallest 10% at 2 of 6 Jan 1997 (100), largest 30% at 1 of 13 Jan 1997 (90). "
        "n = 190 customers.",
    ),
    "survival_curve": (
        lambda: plots.survival_curve(GAPS),
        "Finding. Line chart with intervals: share of gaps longer than this by days. "
        "all gaps: first 90% (85% to 95%) at 1, last 70% (60% to 80%) at 3, "
        "smallest 70% (60% to 80%) at 3, largest 90% (85% to 95%) at 1. "
        "finished gaps only: first 50% at 1, last 0% at 3, smallest 0% at 3, "
        "largest 50% at 1. It says: all gaps (Kaplan–Meier). n = 400 gaps.",
    ),
    "lorenz_curve": (
        lambda: plots.lorenz_curve(
            pd.DataFrame({"share_of_customers": [0, 0.5, 1], "share_of_value": [0, 0.2, 1]}),
            top=0.5,
        ),
        "Finding. Line chart: share of value by share of customers, lowest value first; "
        "first 0% at 0%, last 100% at 100%, smallest 0% at 0%, largest 100% at 100%. "
        "It says: the lower 50% hold 20%, the top 50% hold 80%. It says: all alike. "
        "n = 2 customers.",
    ),
    "timelines": (
        lambda: plots.timelines(ORDERS, window=30, as_of="1997-02-01"),
        "Finding. Dots: shaded: the 30 days from the first purchase on. "
        "not known yet: Ann 20 Feb 1997. purchases: Ann 5 Jan 1997; Bob 12 Jan 1997; "
        "earliest Ann, latest Bob. An upright red line stands at 1 Feb 1997. "
        "It says: today, 1 Feb 1997. n = 2 customers with 3 purchases.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_says_what_is_drawn_and_its_extremes(name):
    draw, expected = TEXTS[name]
    assert said(draw()) == expected


def test_every_plot_function_is_heard():
    own = inspect.getmembers(
        plots, lambda it: inspect.isfunction(it) and it.__module__ == "ecomlab.plots"
    )
    draw = {name for name, it in own if "ax" in inspect.signature(it).parameters}
    parts = {"label", "named_rows", "row_dots"}  # of figures that other functions draw
    assert {name for name in draw if not name.startswith("_")} - parts == set(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_not_the_title(name):
    assert len(said(TEXTS[name][0](), "A title")) > len("A title") + 40


# --- What cells draw by themselves ----------------------------------------------------------


def test_lines_and_words_that_a_cell_adds_are_told():
    ax = plots.lines(SALES.head(3), "month", "revenue")
    ax.axvline(pd.Timestamp("2024-12-15"), color=plots.COLOURS["grey"])
    ax.axhline(500, color=plots.COLOURS["vermilion"])
    ax.text(MONTHS[0], 100, "what the network asks")
    text = said(ax)
    assert "An upright grey line stands at 15 Dec 2024." in text
    assert "A level red line stands at 500." in text
    assert "It says: what the network asks." in text


def test_the_clock_is_the_shops():
    table = SALES.head(3).assign(month=lambda t: t["month"].dt.tz_localize("Asia/Shanghai"))
    ax = plots.lines(table, "month", "revenue")
    ax.axvline(pd.Timestamp("2024-12-15", tz="Asia/Shanghai"))
    text = said(ax)
    assert "smallest −50 at 1 Dec 2024," in text
    assert "line stands at 15 Dec 2024." in text


def test_dots_without_a_name_are_told_by_their_colour():
    ax = plots.lines(SALES.head(3), "month", "revenue")
    ax.plot(MONTHS[1], 7, "o", color=plots.COLOURS["vermilion"])
    assert "red dots: 7 at 1 Dec 2024." in said(ax)


def test_bars_that_lie_have_the_names_of_their_ticks():
    ax = pd.Series([2.0, 5.5], index=["a kettle", "a wok"]).plot.barh()
    text = said(ax)
    assert "a kettle 2; a wok 5.5; smallest a kettle, largest a wok." in text
    assert tables(ax.figure)[0].to_numpy().tolist() == [["a kettle", "2"], ["a wok", "5.5"]]


def test_other_dots_at_the_same_place_have_no_interval():
    ax = plots.estimates(READINGS, "reading")
    ax.plot([5.0, 0.5], [0, 1], "X", label="credited")
    assert "credited: obvious (n = 900 visits) 5; right (n = 30 days) 0.5;" in said(ax)


def test_dots_beside_a_name_belong_to_it():
    ax = plt.figure().subplots()
    ax.plot([3.0, 4.0], [0.15, 0.15], "o")
    ax.plot([2.0, 9.0], [0.85, 1.15], "o")
    ax.set_yticks([0, 1], ["workshop", "factory"])
    assert "orange dots: factory 2; factory 9; smallest factory" in said(ax).replace(
        "red", "orange"
    )


def test_a_scatter_is_told():
    ax = pd.DataFrame({"off": [1, 2, 3], "on": [30, 10, 20]}).plot.scatter("off", "on")
    assert "Dots: on by off; smallest 10 at 2, largest 30 at 1. n = 3 points." in said(ax)


def test_what_is_missing_is_left_out():
    ax = plots.lines(pd.DataFrame({"day": [1, 2, 3], "yuan": [np.nan, 4, 2]}), "day", "yuan")
    assert "first 4 at 2, last 2 at 3" in said(ax)
    assert "n = 2 points" in said(ax)


def test_an_empty_figure_says_so():
    plt.figure().subplots()
    assert "No data" in describe(plt.gcf())
    assert tables(plt.gcf()) == []


def test_many_series_are_told_together():
    ax = plt.figure().subplots()
    for k in range(20):
        ax.plot([1, 2], [k, -k], label=f"pair {k}")
    assert "smallest −19 at 2 of pair 19, largest 19 at 1 of pair 19" in said(ax)


def test_n_of_each_point_is_told():
    table = pd.DataFrame({"day": [1, 2], "rate": [0.1, 0.2], "n": [30, 1200], "counts": "visits"})
    assert "n = 30 to 1,200 visits for each point" in said(plots.lines(table, "day", "rate"))


def test_panels_are_told_one_by_one():
    figure, (left, right) = plt.subplots(1, 2)
    figure.suptitle("Both")
    left.set_title("Left"), right.set_title("Right")
    left.bar(["aaa", "bbb"], [1, 2])
    right.plot([0, 1], [5, 6])
    text = describe(figure)
    assert text.startswith("Both. Left. Bars; aaa 1; bbb 2;")
    assert "Right. Line chart; first 5 at 0, last 6 at 1" in text
    assert [table.attrs["caption"] for table in tables(figure)] == ["Left", "Right"]


# --- The table ------------------------------------------------------------------------------


def test_series_at_the_same_places_stand_side_by_side():
    ax = plots.lines(SALES, "month", "revenue", by="pan")
    table = tables(ax.figure)[0]
    assert table.columns.tolist() == ["date", "wok", "kettle"]
    assert table.iloc[1].tolist() == ["1 Dec 2024", "−50", "20"]


def test_intervals_are_in_the_table():
    table = tables(plots.estimates(READINGS, "reading").figure)[0]
    assert table.iloc[1].tolist() == ["right (n = 30 days)", "1.5", "1.2", "1.8"]


def test_a_heat_map_is_a_table_of_its_cells():
    table = tables(plots.cohort_heatmap(COHORTS).figure)[0]
    assert table.columns[1:].tolist() == ["1", "2"]
    assert table.iloc[:, 1:].to_numpy().tolist() == [["25%", "10%"], ["30%", ""]]


def test_a_long_table_keeps_both_ends_and_both_extremes():
    values = np.zeros(1000)
    values[333], values[777] = 5, -5
    ax = plots.lines(pd.DataFrame({"day": range(1000), "yuan": values}), "day", "yuan")
    table = tables(ax.figure)[0]
    assert len(table) <= 30
    assert {"0", "333", "777", "999"} <= set(table["day"])
    assert table.attrs["caption"].endswith(f"({len(table)} of 1,000 rows)")


# --- In a notebook --------------------------------------------------------------------------


def test_a_notebook_gets_html_picture_and_text():
    ax = plots.estimates(READINGS.assign(reading=["<b> & co", "right"]), "reading")
    plots.label(ax, 'A "finding"')
    data, metadata = bundle(ax.figure)
    page = data["text/html"]
    alt = re.search(r'<img alt="([^"]*)"', page)[1]
    assert alt.startswith("A &quot;finding&quot;. Dots")
    assert "&lt;b&gt; &amp; co" in alt
    assert "<b> &" not in page
    assert page.startswith("<figure")
    assert "<details><summary>" in page
    assert '<th scope="col">' in page
    assert f"data:image/png;base64,{data['image/png']}" in page
    assert data["text/plain"] == describe(ax.figure)
    assert metadata == {}


def test_two_pictures_of_the_same_are_the_same_bytes():
    first, second = (png(plots.lines(SALES, "month", "revenue", by="pan").figure)[0] for _ in "ab")
    assert first == second
    assert not re.search(rb"Matplotlib|Software|tIME|tEXt", first)


def test_a_picture_is_smaller_than_matplotlibs_and_looks_the_same():
    figure = plots.cohort_heatmap(COHORTS).figure
    whole = io.BytesIO()
    figure.savefig(whole, format="png", bbox_inches="tight", dpi=figure.dpi)
    small, size = png(figure)
    before, after = (np.asarray(Image.open(f).convert("RGB"), float) for f in
                     (whole, io.BytesIO(small)))  # fmt: skip
    assert len(small) < 0.6 * len(whole.getvalue())
    assert after.shape[:2] == size[::-1]
    assert np.abs(before - after).mean() < 1


def test_a_projector_gets_twice_the_pixels_at_the_same_size(monkeypatch):
    figure = plots.lines(SALES, "month", "revenue", by="pan").figure
    once = bundle(figure)[0]["image/png"]
    monkeypatch.setattr(alttext, "_scale", lambda: 2)
    data, metadata = bundle(figure)
    wide = [Image.open(io.BytesIO(base64.b64decode(x))).width for x in (once, data["image/png"])]
    assert wide[1] == pytest.approx(2 * wide[0], abs=2)
    assert metadata["image/png"]["width"] == pytest.approx(wide[0], abs=1)
