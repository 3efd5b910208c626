"""Every case: its figures come out, the obvious reading misses, the right method covers."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ecomlab import cases
from ecomlab.cases.trial import shortcomings, trial
from ecomlab.classroom import headers
from ecomlab.classroom.teaching_notes import SECTIONS, note
from ecomlab.datasets import FOLDER
from ecomlab.errors import ChoiceError, DataFileError, InputError
from ecomlab.estimates import Estimate, normal_quantile
from ecomlab.streams import table_hash
from ecomlab.tables import TABLES, validate
from ecomlab.texts import locale
from tests.cases import golden

NAMES = cases.names()
ESTIMATING = [name for name in NAMES if cases.case(name).scale != "identity"]
COUNTING = [name for name in NAMES if name not in ESTIMATING]
every = pytest.mark.parametrize("name", NAMES)
ISSUES = {}
TENDENCY = 8  # draws whose mean is held against what is expected


def published(name):
    if name not in ISSUES:
        ISSUES[name] = cases.load(name)
    return ISSUES[name]


@pytest.mark.parametrize(
    ("naive", "half_width", "end"),
    [(0.75, 0.25, "rosy"), (0.75, 0.2501, None), (0.75, 0.4, None), (0.7499, 0.25, None),
     (-0.25, 0.25, "modest"), (-0.2499, 0.25, None), (2.0, 0.0, "rosy"), (0.25, 0.25, "right"),
     (0.375, 0.25, "right"), (0.3751, 0.1, None), (0.125, 0.25, "right"), (0.25, 0.26, None)],
)  # fmt: skip
@pytest.mark.parametrize("favours", ["high", "low"])
def test_how_a_claim_ends_is_told_by_margins(naive, half_width, end, favours):
    """By hand: the truth is .25, the margin .5; the right method may err by half of that."""
    item = replace(
        cases.case("content_traffic"),
        scale="difference",
        margin=0.5,
        favours=favours,
        expected=lambda p: cases.Expected(naive, 0.25, half_width),
    )
    turned = {"rosy": "modest", "modest": "rosy"} if favours == "low" else {}
    assert item.end(None) == turned.get(end, end)
    assert item.is_told_apart(None) == (end is not None)


@pytest.mark.parametrize(
    ("naive", "half_width", "end"),
    [(4, 0.34, "rosy"), (4, 0.36, None), (1, 0.34, "modest"), (3.9, 0.1, None), (-4, 0.1, None),
     (2.3, 0.34, "right"), (2.5, 0.1, None), (1.7, 0.3, "right")],
)  # fmt: skip
def test_ratios_are_told_apart_as_factors(naive, half_width, end):
    """The truth is 2, the margin a factor 2, half of it on the log .3466, a quarter of it 1.19."""
    item = replace(
        cases.case("page_redesign"),
        margin=2,
        favours="high",
        expected=lambda p: cases.Expected(naive, 2.0, half_width),
    )
    assert item.end(None) == end


@pytest.mark.parametrize(
    ("naive", "right", "found"),
    [(10, (10, 9, 11), ["right"]), (10, (8, 7, 9), ["rosy"]), (10, (13, 12, 14), ["modest"]),
     (10, (9.2, 8.9, 9.5), ["right", "rosy"]), (10, (8, 5, 11), ["rosy", "right"]),
     (10, (11.1, 9, 13), ["modest", "right"]), (10, (9.1, np.nan, np.nan), ["right"]),
     (10, (8.9, np.nan, np.nan), ["rosy"])],
)  # fmt: skip
def test_the_verdict_by_the_data(naive, right, found):
    """The margin is 2: within 1 is right. What lies near a border may be called either."""
    item = replace(cases.case("content_traffic"), scale="difference", margin=2, favours="high")
    readings = Estimate(naive, np.nan, np.nan, 5), Estimate(*right, 5)
    assert item.found(*readings) == found


# --- The published issue -------------------------------------------------------------------


@every
def test_published_figures_come_out_exactly(name):
    item, issue = cases.case(name), published(name)
    values = issue.figures.set_index("figure")["value"]
    for figure in item.figures:
        told, published_figure = figure.show(values[figure.name]), figure.show(figure.published)
        assert told.say(locale("en")) == published_figure.say(locale("en"))
        assert re.fullmatch(r"00[0-4]:\d{3}(-\d{3})?(, 00[0-4]:\d{3}(-\d{3})?)*", figure.document)


@every
def test_committed_files_are_what_the_world_emits(name):
    item = cases.case(name)
    fresh = item.emit(item.defaults(), item.seed)
    stored = published(name).tables
    assert list(fresh) == list(stored)
    for table in fresh:
        assert table_hash(fresh[table]) == table_hash(stored[table]), table


@every
def test_tables_are_canonical(name):
    for table, frame in published(name).tables.items():
        assert table in TABLES
        clean = validate(frame, table)
        assert len(clean) == len(frame)
        assert set(frame.columns) <= {c.name for t in TABLES.values() for c in t.columns}


@every
def test_published_readings_tell_how_the_claim_ends(name):
    item, issue = cases.case(name), published(name)
    end = item.end(item.defaults())
    assert end in item.branches
    assert issue.found[0] == end
    away = item.distance(issue.naive.estimate, issue.truth)
    if item.scale == "identity":
        naive, truth, _ = item.expected(item.defaults())
        assert issue.truth == issue.right.estimate == pytest.approx(truth, rel=0.02)
        assert issue.naive.estimate == pytest.approx(naive, rel=0.02)
    else:
        assert issue.right.low <= issue.truth <= issue.right.high
    assert away <= item.apart() / 2 if end == "right" else away >= 0.98 * item.apart()


@every
def test_size_on_disk_is_small(name):
    assert sum(path.stat().st_size for path in (FOLDER / "cases" / name).iterdir()) < 700_000


# --- Many lucks ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ESTIMATING)
def test_few_draws(name, seeds):
    assert shortcomings(trial(name, min(seeds, 20), first=10_000)) == []


@pytest.mark.parametrize("name", COUNTING)
def test_identities_hold_in_any_luck(name):
    item = cases.case(name)
    p = item.defaults()
    for seed in range(3):
        tables = item.emit(p, seed)
        right = item.on(item.right, tables)
        naive = item.on(item.naive, tables)
        # What the tables hold is counted, not estimated; it tends to what the parameters say.
        assert right.estimate == pytest.approx(item.expected(p).truth, rel=0.1)
        away = item.distance(naive.estimate, right.estimate)
        near = item.end(p) == "right"
        assert away <= item.apart() / 2 if near else away >= 0.8 * item.apart()
        figures = item.on(item.measure, tables)
        for figure in item.figures:
            assert abs(figures[figure.name] - figure.published) <= figure.rounding


# --- What a case declares ------------------------------------------------------------------


@every
def test_every_reading_finds_its_tables(name):
    item, tables = cases.case(name), published(name).tables
    for reading, method in item.readings().items():
        found = item.on(method.read, tables)
        assert isinstance(found, Estimate), reading
        assert found.counts != "observations", f"{reading} doesn't say what n counts"
        assert np.isfinite(method.truth(item.defaults())), reading
        counted = item.scale == "identity" or found.n == 1  # one unit has no interval either
        assert np.isnan(found.low) == counted, reading


def test_a_declaration_is_checked():
    item = cases.case("page_redesign")
    with pytest.raises(ChoiceError, match="'ratio'"):
        replace(item, scale="ration")
    with pytest.raises(InputError, match="margin"):
        replace(item, margin=-0.2)
    with pytest.raises(InputError, match="above 1"):
        replace(item, margin=0.9)
    with pytest.raises(InputError, match="no table 'trafic_daily'.* traffic_daily"):
        item.on(lambda trafic_daily: None, published("page_redesign").tables)


# --- Reissues ------------------------------------------------------------------------------


@every
@pytest.mark.parametrize("words", ["2027-spring", "class 7B", "夜校"])
def test_reissue(name, words):
    item, issue, again = cases.case(name), cases.reissue(name, words), cases.reissue(name, words)
    for key, parameter in item.parameters.items():
        assert parameter.low <= getattr(issue.parameters, key) <= parameter.high
    assert item.is_told_apart(issue.parameters)
    for table, frame in issue.tables.items():
        assert table_hash(frame) == table_hash(again.tables[table])
        assert len(validate(frame, table)) == len(frame)
    assert "{" not in issue.brief
    assert not any("nan" in word for word in issue.words().values())
    for text in item.texts.names("texts"):
        assert "{" not in re.sub(r"\$+[^$]+\$+", "", issue.tell(text))
    assert "{" not in re.sub(r"\$+[^$]+\$+|`[^`]+`", "", note(issue))


@every
def test_the_same_words_give_the_same_issue_as_ever(name):
    """A key that an instructor keeps is of no use if an update deals another world."""
    assert golden.golden(name) == json.loads(golden.FILE.read_text(encoding="utf-8"))[name]


@every
def test_reissues_differ(name):
    first, second = cases.reissue(name, "a"), cases.reissue(name, "b")
    assert first.parameters != second.parameters
    secret = cases.reissue(name, "a", secret=b"the instructor's")
    assert any(
        table_hash(secret.tables[table]) != table_hash(first.tables[table])
        for table in first.tables
    )


EVERY_END = [(name, end) for name in NAMES for end in cases.case(name).branches]


@pytest.mark.parametrize(("name", "end"), EVERY_END)
def test_expected_is_what_a_large_sample_tends_to(name, end):
    """The analytic screen believes `expected`: it must be what the draws say, on average."""
    item = cases.case(name)
    p = cases._draw(item, cases._number(name, "tendency", b""), end)
    naive, truth, half_width = item.expected(p)
    draws = [item.emit(p, seed) for seed in range(TENDENCY)]
    naives = np.array([item.on(item.naive, tables).estimate for tables in draws])
    rights = [item.on(item.right, tables) for tables in draws]
    estimates = np.array([reading.estimate for reading in rights])
    if item.scale == "identity":
        assert estimates.mean() == pytest.approx(truth, rel=0.1)
        return
    if item.scale == "ratio":
        naives, estimates, naive, truth = map(np.log, (naives, estimates, naive, truth))
        widths = [np.log(reading.high / reading.low) / 2 for reading in rights]
    else:
        widths = [(reading.high - reading.low) / 2 for reading in rights]
    assert abs(naives.mean() - naive) < 0.25 * item.apart()
    assert (
        abs(estimates.mean() - truth)
        < 4 * max(half_width, np.mean(widths)) / normal_quantile() / TENDENCY**0.5
    )
    # Of twelve restaurants one width scatters by a fifth, and so the mean of eight by some 7%.
    assert 0.8 < np.mean(widths) / half_width < 1.2


# --- On the map -----------------------------------------------------------------------------


@every
def test_each_case_is_on_the_map(name):
    """Its header says what its declaration says; README and syllabus are made from the header."""
    item, header = cases.case(name), headers.read()[name]
    said = (header.number, header.title, header.chapter)
    assert said == (item.number, item.title, item.chapter)


@pytest.mark.parametrize("name", golden.finished())
def test_the_run_sheet_sums_to_45_minutes_and_to_30(name):
    """With time to talk; the header's minutes are those of who works alone."""
    run = cases.case(name).texts.say("note", "run", published(name).facts())
    rows = re.findall(r"^\| *(\d+) *\| *(\d+) *\| *(.+?) *\|$", run, re.MULTILINE)
    assert rows[0][:2] == ("45", "30")
    long, short = zip(*[(int(a), int(b)) for a, b, _ in rows[1:]], strict=True)
    assert (sum(long), sum(short)) == (45, 30)
    assert all(b <= a for a, b in zip(long, short, strict=True))
    assert 0 in short  # what to drop
    assert 30 <= headers.read()[name].minutes <= 60


@pytest.mark.parametrize("name", golden.finished())
def test_the_note_has_all_its_parts_on_about_two_pages(name):
    issue = published(name)
    assert set(issue.case.texts.names("note")) == set(SECTIONS)
    assert 800 < len(note(issue).split()) < 1400


# --- What is refused -----------------------------------------------------------------------


def test_unknown_case():
    with pytest.raises(ChoiceError, match="page_redesign"):
        cases.load("page_redesing")


@pytest.mark.parametrize("seed", ["", "  ", 7, None])
def test_a_reissue_needs_words(seed):
    with pytest.raises(InputError, match="2027-spring"):
        cases.reissue("page_redesign", seed)


def test_a_folder_without_a_case(tmp_path):
    with pytest.raises(DataFileError, match=re.escape("datapackage.json")):
        cases.load("page_redesign", tmp_path)


def test_another_case_s_folder():
    with pytest.raises(DataFileError, match="cdnow|no case"):
        cases.load("page_redesign", FOLDER / "cdnow")


def test_catalogue_lists_every_case_once():
    table = cases.catalogue()
    assert table["number"].is_unique
    assert table["number"].is_monotonic_increasing
    assert pd.Series(table["name"]).tolist() == NAMES
