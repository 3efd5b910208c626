"""The headers: what they say is there, what can't be is refused, and links lead to notebooks."""

import re
from pathlib import Path

import pytest

from ecomlab.classroom import course_map, headers, syllabus
from ecomlab.classroom.registry import modules
from ecomlab.classroom.scripts import LESSONS, read_lesson
from ecomlab.errors import ChoiceError, EcomlabError

KNOWN = headers.read()
LINK = re.compile(r"\]\(([^)#]+\.ipynb)\)")
HEADER = """\
# %% [raw] id="header"
# title = "Paid traffic"
# chinese = "付费流量"
# minutes = 60
# route = "core"
# needs = []
# verdict = "border"
# border = "from 20 orders a plan on"
# topic = "traffic.paid"
#
# [rows]
# T16 = "break_even, estimates.rate_interval / twelve, ten / in part: no tests yet"
# M24 = "- / - / a table in the playbook"

# %% [markdown] id="question"
# ## The question
"""


def every(check):
    return pytest.mark.parametrize("name", KNOWN)(check)


def folder(tmp_path, text=HEADER, name="2_traffic/2_3_paid.py"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_header_is_read(tmp_path):
    header = headers.read(folder(tmp_path))["2_3"]
    assert (header.number, header.name) == ("2.3", "2.3 Paid traffic")
    assert (header.chapter, header.notebook) == ("2_traffic", "2_traffic/2_3_paid.ipynb")
    assert header.rows["T16"] == headers.Row(
        ("traffic.paid.break_even", "estimates.rate_interval"),
        ("twelve", "ten"),
        "in part: no tests yet",
    )
    assert header.rows["M24"] == headers.Row(remark="a table in the playbook")


REFUSED = {
    "no header": (lambda text: text.replace("[raw]", "[markdown]"), "begin with its header"),
    "no TOML": (lambda text: text.replace("minutes = 60", "minutes = "), "is no TOML"),
    "no title": (lambda text: re.sub("# title.*\n", "", text), "lacks title. It needs title, chi"),
    "unknown field": (lambda text: text.replace("route", "rout"), "field.*did you mean 'route'"),
    "wrong kind": (lambda text: text.replace("60", '"60"'), "minutes is '60'. It must be a whole"),
    "unknown route": (lambda text: text.replace('"core"', '"cor"'), "route.*did you mean 'core'"),
    "unknown verdict": (lambda text: text.replace('"border"', '"bord"'), "verdict.*mean 'border'"),
    "no border": (lambda text: re.sub("# border.*\n", "", text), "border says by which value"),
    "border of none": (lambda text: text.replace('"border"', '"none"'), "border says by which"),
    "unknown row": (lambda text: text.replace("T16", "T61"), "a row.*'T61'.*'T01', 'T02'"),
    "homeless row": (lambda text: text.replace(" / a table in the playbook", ""), "rows.M24"),
    "row of numbers": (lambda text: text.replace('"- / - / a table in the playbook"', "3"), "M24"),
    "unknown need": (lambda text: text.replace("needs = []", 'needs = ["5_9"]'), "needs.*'5_9'"),
    "needs itself": (lambda text: text.replace("needs = []", 'needs = ["2_3"]'), "needs.*'2_3'"),
    "lesson as case": (
        lambda text: text.replace("needs = []", 'needs = []\n# cases = ["2_3"]'),
        "cases.*'2_3'",
    ),
    "long": (lambda text: text.replace("60", "90"), "90 minutes are two sittings.*The question"),
    "pause nowhere": (
        lambda text: text.replace("60", '90\n# pause = "The middle"'),
        "pause.*'The question'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("break_it", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_with_file_and_field(tmp_path, break_it, words):
    with pytest.raises(EcomlabError, match=f"(?s)lessons/2_traffic/2_3_paid.py.*{words}"):
        headers.read(folder(tmp_path, break_it(HEADER)))


def test_a_file_without_a_number_is_refused(tmp_path):
    with pytest.raises(EcomlabError, match="lessons/2_traffic/paid.py has no number"):
        headers.read(folder(tmp_path, name="2_traffic/paid.py"))


def test_what_jupyter_leaves_beside_a_source_is_no_lesson(tmp_path):
    sources = folder(folder(tmp_path), "", "2_traffic/.ipynb_checkpoints/2_3_paid-checkpoint.py")
    assert list(headers.read(sources)) == ["2_3"]


def test_a_case_begins_with_its_own_row(tmp_path):
    with pytest.raises(EcomlabError, match="rows must begin with the case's own"):
        headers.read(folder(tmp_path, name="2_traffic/case_paid.py"))


@every
def test_what_a_header_names_is_there(name):
    syllabus.check(KNOWN[name])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("repurchase_rate /", "repurchase_rat /", "rows.U03.*did you mean 'repurchase_rate'"),
        ("/ sixty_days", "/ sixty_day", "rows.U03.*did you mean 'sixty_days'"),
        ('"retention.cohorts"', '"retention.cohort"', "topic names ecomlab.retention.cohort,"),
        ('"repurchase_rate /', '"nothing.repurchase_rate /', "rows.U03 names ecomlab.nothing,"),
    ],
)
def test_a_name_that_is_not_there_is_refused(tmp_path, old, new, words):
    text = (LESSONS / KNOWN["5_1"].path).read_text(encoding="utf-8")
    text = re.sub("# (needs|cases|related) = .*", r"# \1 = []", text)
    sources = folder(tmp_path, text.replace(old, new), KNOWN["5_1"].path)
    with pytest.raises(EcomlabError, match=f"(?s)lessons/5_retention/5_1_cohorts.py: {words}"):
        syllabus.check(headers.read(sources)["5_1"])


def test_every_lesson_has_exercises_of_its_name():
    assert set(KNOWN) == set(modules())


def test_the_order_is_that_of_the_stages_and_cases_come_after_lessons():
    ids = list(KNOWN)
    assert ids[:2] == ["00", "0"]
    assert ids.index("blue_ocean") < ids.index("page_redesign") < ids.index("5_1")
    assert ids.index("5_1") < ids.index("5_2") < ids.index("sms_recall") < ids.index("click_bait")


# --- What is made from them ----------------------------------------------------------------


@every
def test_links_lead_to_notebooks_of_the_course(name):
    header = KNOWN[name]
    notebooks = {one.notebook for one in KNOWN.values()}
    cells = read_lesson(LESSONS / header.path).cells
    assert (cells[0].id, cells[-1].id) == ("title", "navigation")
    assert "header" not in [cell.id for cell in cells]
    links = [link for cell in cells for link in LINK.findall(cell.source)]
    assert links
    for link in links:
        there = Path("/", header.notebook).parent.joinpath(link).resolve()
        assert there.relative_to("/").as_posix() in notebooks


def test_every_lesson_and_case_can_be_reached_from_start_here():
    start = read_lesson(LESSONS / KNOWN["00"].path)
    shown = next(cell.source for cell in start.cells if cell.id == "map")
    assert set(LINK.findall(shown)) == {one.notebook for one in KNOWN.values()}
    assert "{{" not in shown


def test_a_title_says_what_comes_before_and_where_to_stop():
    first, second = (course_map.title(KNOWN[name], KNOWN) for name in ("page_redesign", "5_2"))
    assert first.startswith("# Case: the page that tripled its conversion\n### A claim on trial · ")
    assert f"**Time** {KNOWN['page_redesign'].minutes} minutes ·" in first
    assert "[5.1 Who comes back?](5_1_cohorts.ipynb)" in second
    assert "two sittings: the second begins at *What each customer will bring*" in second
    assert "`ecomlab/retention/lifetime.py`" in second
    assert "](" not in course_map.title(KNOWN["5_2"], KNOWN, links=False)


def test_a_notebook_that_will_stand_elsewhere_has_no_links():
    cells = read_lesson(LESSONS / KNOWN["top_fifth"].path, links=False).cells
    assert cells[-1].id != "navigation"
    assert not any(LINK.search(cell.source) for cell in cells)


def test_a_case_leads_to_its_lesson_and_the_lesson_to_it():
    assert "**Lesson**: [5.1 " in course_map.navigation(KNOWN["five_percent"], KNOWN)
    assert "](case_five_percent.ipynb)" in course_map.navigation(KNOWN["5_1"], KNOWN)


def test_hours_of_a_route_are_those_of_its_lessons():
    core = next(line for line in course_map.routes(KNOWN).splitlines() if line.startswith("| core"))
    minutes = sum(h.minutes for h in KNOWN.values() if h.route == "core" and not h.is_case)
    assert core.endswith(f"| {minutes / 60:.1f} |")


def test_an_unknown_case_of_a_lesson_names_the_cases(tmp_path):
    text = HEADER.replace("needs = []", 'needs = []\n# cases = ["fifth"]')
    with pytest.raises(ChoiceError):
        headers.read(folder(tmp_path, text))
