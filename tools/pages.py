"""Every generated page, by one generator: python course.py pages

A page of docs/ is rendered from the results that a step of `verify` left in docs/results/, or from
the package itself; the syllabus and the README's tables from the lessons' headers. The steps write
results, never pages; a test says which page is stale.
"""

import datetime
import json
import os
import re
import subprocess
import sys
import tomllib

from tools.environment import ROOT, CourseError

DOCS = ROOT / "docs"
RESULTS = DOCS / "results"
TEACHABLE = ROOT / "tests" / "shop" / "teachable.toml"
OUTCOMES = ("caught", "timed out", "survived", "equivalent")  # of a mutant
BUDGET = 2 * 15 * 60  # CPU seconds: the full course's tests in 15 minutes on two cores


# --- Results -------------------------------------------------------------------------------


def results(name):
    """What a step left; empty where it never ran."""
    file = RESULTS / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def keep(name, found):
    """Leave a step's results, and write their page."""
    RESULTS.mkdir(exist_ok=True)
    write_whole(RESULTS / f"{name}.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    write(name)


def when():
    """The commit and the day (UTC) of a result."""
    git = ["git", "log", "-1", "--format=%h"]
    answer = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    day = datetime.datetime.now(datetime.UTC)
    return {"commit": answer.stdout.strip() or "unknown", "date": f"{day:%Y-%m-%d}"}


def write_whole(path, text):
    """Write a file so that it is there wholly or, when interrupted, as it was."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)


# --- Pages ---------------------------------------------------------------------------------


def benchmarks():
    """How fast the package is beside what one would use instead."""
    found = results("benchmarks")
    rows = [row for section in found["sections"] for row in section["rows"]]
    head = [
        "# Benchmarks\n",
        "Written by `python benchmarks/run.py`. Every measurement is a new process: data are read, "
        "a first call on few rows warms up, then one call is timed. Those that are compared take "
        "turns; seconds are medians, ratios are medians of the rounds' ratios. Answers are checked "
        "to be the same. Peak memory is that of the whole process, data and libraries included.\n",
        f"- Machine: {found['machine']}",
        *(f"- {line}" for line in found["versions"]),
        f"- {targets_met(rows)}\n",
    ]
    parts = [
        f"## {section['title']}\n\n{_measured(section['date'])}{section['text']}\n\n"
        f"{benchmark_table(section['rows'])}\n"
        for section in found["sections"]
    ]
    return "\n".join([*head, *parts])


def targets_met(rows):
    """'11 of 12 targets met'."""
    met = [row["met"] for row in rows if row["met"] is not None]
    return f"{sum(met)} of {len(met)} targets met"


def benchmark_table(rows):
    """Measurements as a table."""
    lines = ["| | seconds | ratio | target | met | peak memory |", "|---|---:|---|---|---|---:|"]
    for row in rows:
        spent = "" if row["seconds"] is None else f"{row['seconds']:.3g}"
        met = {True: "yes", False: "**no**", None: ""}[row["met"]]
        memory = f"{row['memory']:,.0f} MB" if row["memory"] else ""
        lines.append(_row(row["name"], spent, row["ratio"], row["target"], met, memory))
    return "\n".join(lines)


def attribution():
    """Which way of sharing out orders finds what an ad adds."""
    found = results("attribution")
    head = """# Attribution: which method finds what an ad adds?

Written by `python benchmarks/attribution.py`. It draws small worlds of its own, switches each paid
channel off with the same people and the same luck (the truth), and lets each method share out the
orders. What a world is, and how to try **a method of your own**, stands at the top of
[benchmarks/attribution.py](../benchmarks/attribution.py):

    python benchmarks/attribution.py --method my.py:mine

- **misplaced**: of 100 orders that the method gives to paid channels, so many stand at the wrong
  one
- **lost**: each channel stays on if its credit pays for it. Of 100 yuan that right decisions would
  earn, so many are lost. *Everything on* and *everything off* ask no method
- **first right**: in so many of 100 worlds the method's best channel is the best one
- **own name**: of 100 orders given to paid channels, so many go to the ad on the own name

Low and high: 95 % intervals over the worlds. The worlds are ours, and prove no fact of the trade.

"""
    if not found:
        return head + "Not run yet.\n"
    measures = ("lost", "misplaced", "first", "name")
    titles = ("lost", "misplaced", "first right", "own name")
    lines = [_row("method", *titles), "|---|---:|---:|---:|---:|"]
    for row in found["rows"]:
        lines.append(_row(row["method"], *(_per_100(row[name]) for name in measures)))
    for row in found.get("scale", []):
        lines.append(_row(f"*{row['method']}*", _per_100(row["lost"]), "", "", ""))
    lines.append(_row("*the truth*", "0", "0", "100", _per_100(found["true_name"])))
    last = f"\n{found['worlds']:,} worlds. {_measured(found['date'])}Commit {found['commit']}.\n"
    sizes = ["\n## The holdout needs people\n", _row("people", "lost", "misplaced")]
    sizes.append("|---|---:|---:|")
    for row in found["by_size"]:
        people = "{:,} to {:,}".format(*row["people"])
        sizes.append(_row(people, *(_per_100(row[name]) for name in ("lost", "misplaced"))))
    return head + "\n".join(lines) + "\n" + last + "\n".join(sizes) + "\n"


def _per_100(ends):
    value, low, high = (f"{100 * end:.1f}" for end in ends)
    return f"{value} ({low} to {high})"


def cases():
    """How often the readings of the cases find the truth."""
    from ecomlab.cases.trial import page

    return page(results("cases"))


def cpu():
    """CPU seconds of the tests, by area, beside the budget."""
    found = results("cpu")
    rows = [(area["area"], area["tests"], area["cpu"]) for area in found.get("areas", [])]
    rows.append(("**together**", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    head = f"""# CPU seconds of the tests

Measured by the step *CPU seconds* of `python course.py verify`: each area in one process, user and
system time, with everything it starts (kernels, commands). *Tests* counts a notebook's cells.

The budget: when the course is whole, `python course.py test` may take 15 minutes on two cores,
{BUDGET:,} CPU seconds.

| area | tests | CPU s | of the budget |
|---|---:|---:|---:|
"""
    lines = [_row(area, f"{n:,}", f"{s:,.1f}", f"{s / BUDGET:.1%}") for area, n, s in rows]
    last = f"\n{_measured(found['date'])}Commit {found['commit']}.\n" if found else ""
    return head + "\n".join(lines) + "\n" + last


def data_dictionary():
    """The tables, column by column."""
    from ecomlab.tables.__main__ import markdown

    return markdown()


def exports():
    """Which platforms' exports are read, what each can tell, and where one gets it."""
    from ecomlab.exports.__main__ import markdown

    return markdown()


def mutations():
    """Which wrong signs, borders and numbers the tests see."""
    found = results("mutations").get("mutants", [])
    counts = [f"{sum(m['outcome'] == word for m in found)} {word}" for word in OUTCOMES]
    head = f"""# Mutations

Written by the step *mutations* of `python course.py verify`. From every arithmetic operation,
comparison and number of the toolboxes and the cases, so many are drawn by a fixed seed, and more
from the files of a chapter that has a sample of its own; each is changed in a copy of the course,
and the tests that belong to its file are run there. Notebooks, whose recorded outputs would tell
any change, are left out.

{len(found)} drawn: {", ".join(counts)}.
"""
    survivors = [
        _row(_place(m), _code(m["source"]), m["change"], m["why"])
        for m in found
        if m["outcome"] in ("survived", "equivalent")
    ]
    caught = [
        _row(_place(m), m["change"], m["by"] or m["outcome"], f"{m['seconds']:.0f} s")
        for m in found
        if m["outcome"] in ("caught", "timed out")
    ]
    parts = [head, "## Survivors\n", "| where | line | change | |", "|---|---|---|---|", *survivors]
    parts += ["\n## Caught\n", "| where | change | by | time |", "|---|---|---|---:|", *caught]
    return "\n".join(parts) + "\n"


def _place(mutant):
    return _code(f"{mutant['file']}:{mutant['line']}")


def _code(text):
    """Code in a cell of a table."""
    return "`" + text.replace("|", r"\|") + "`"


def readme():
    """The README, its marked parts made anew from the lessons' headers."""
    from ecomlab.classroom import course_map, headers

    known, base = headers.read(), "notebooks/"
    parts = {
        "map": course_map.chapters(known, base),
        "cases": course_map.trials(known, base),
        "legend": course_map.LEGEND.rstrip(),
    }
    return marked(path("readme").read_text(encoding="utf-8"), parts)


def marked(text, parts):
    """A text with its parts between `<!-- name -->` and `<!-- /name -->` made anew."""
    for name, part in parts.items():
        begin, end = f"<!-- {name}: made by python course.py pages -->", f"<!-- /{name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise CourseError(f"The README has not once the lines {begin} and {end}: add them.")
        text = re.sub(
            f"(?s){re.escape(begin)}.*{re.escape(end)}",
            lambda _, new=f"{begin}\n{part}\n{end}": new,
            text,
        )
    return text


def syllabus():
    """Every row of the course map, and where it is at home."""
    from ecomlab.classroom import headers
    from ecomlab.classroom import syllabus as made

    return made.text(headers.read())


def recovery():
    """Whether the taught readings find the shop's truth."""
    head = """# Obvious readings, and whether the taught ones recover the truth

Written by the tests of `tests/shop/test_recovery.py` that `python course.py verify` runs. Each
draw is another luck of the shop, none left out. The obvious reading's 95 % interval must miss the
truth in at least 80 % of draws. The taught one's must cover it in 93–97 % of 2,000 draws; of 200,
so often that 95 % is within the exact 99.9 % interval of the coverage.

| story | obvious reading | taught reading | what is asked | truth | draws | missed | covered |
|---|---|---|---|---:|---:|---:|---:|
"""
    rows = [
        _row(
            *(told[key] for key in ("story", "naive", "taught", "estimand")),
            f"{told['truth']:.3g}",
            str(told["draws"]),
            *(f"{100 * told[key] / told['draws']:.1f} %" for key in ("missed", "covered")),
        )
        for told in results("recovery")
    ]
    return head + "\n".join(rows) + "\n"


def teachable():
    """What lessons find on the running shop's tables, and the tests that keep it."""
    rows = tomllib.loads(TEACHABLE.read_text(encoding="utf-8"))
    parts = sorted(path.stem for path in (DOCS / "shop").glob("*.md"))
    head = f"""# What the running shop can teach

Each row names a lesson, what it finds on the tables of `load("shop")`, and the tests that find it
by a plain reading; those marked ○ have a twin that finds nothing once the cause is switched off
(`python course.py verify`). Causes, switches, levers and truths, part by part:
{", ".join(f"[{part}](shop/{part}.md)" for part in parts)}.

| lesson | what is there | tests (`tests/shop/test_teachable_*.py`) |
|---|---|---|
"""
    return head + "".join(
        f"{_row(name, row['what'], ', '.join(map(_test_of_shop, row['tests'])))}\n"
        for name, row in rows.items()
    )


def _test_of_shop(name):
    part, test = name.split("::")
    file = TEACHABLE.parent / f"test_teachable_{part}.py"
    gone = f"def test_{test}_gone(" in file.read_text(encoding="utf-8")
    return f"{part}: {test.replace('_', ' ')}{' ○' if gone else ''}"


def cat_food():
    """The shop in cat food: what differs from the running shop, and which decisions turn."""
    return _other_shop("cat_food")


def fashion_live():
    """Women's fashion by live show: what differs from the running shop, and what turns."""
    return _other_shop("fashion_live")


def _other_shop(name):
    """A shop that is made, not shipped."""
    told = tomllib.loads((ROOT / "ecomlab" / "shop" / f"{name}.toml").read_text(encoding="utf-8"))
    found = results(name)
    head = f"""# {told["title"]}

`Shop(World("{name}"))`: made when it is asked for, not shipped. The engine is the running shop's;
its parameters are in `ecomlab/shop/{name}.toml`, which says what differs. What each parameter is
in the tables is read by `tests/shop/other_shops.py`; `python -m tests.shop.other_shops {name}`
writes this page's numbers. The shop is ours, and proves no fact of the trade.

"""
    head += "".join(f"- {line}\n" for line in told["about"])
    if not found:
        return head + "\nIts numbers have not been written yet.\n"
    worlds = len(found["parameters"][0]["found"])
    parameters = [
        "\n## Parameters, read back from the tables\n",
        f"{worlds} worlds of {found['days']} days. A world's own variety (a tenth of what can't be "
        "seen) is in it.\n",
        _row("parameter", "published", "step", "mean", "lowest", "highest", "unit"),
        "|---|---:|---:|---:|---:|---:|---|",
        *map(_parameter, found["parameters"]),
    ]
    turns = [
        "\n## What turns\n",
        "Readings are of one year's tables, of the running shop of two. Decisions: what they add "
        "to a day's profit, in yuan, by twin runs of the first 100 days with the same people and "
        "the same luck; the range is over the lucks. A year may tell otherwise: what comes back or "
        "is cleared late is not in it.\n",
        _row("", "here", f"in {found['beside']}"),
        "|---|---:|---:|",
        *(
            _row(row["what"], *(_ranged(row[shop]) for shop in (name, found["beside"])))
            for row in found["turns"]
        ),
    ]
    last = f"\n{_measured(found['date'])}Commit {found['commit']}.\n"
    return head + "\n".join([*parameters, *turns]) + "\n" + last


def _parameter(row):
    found = row["found"]
    cells = (sum(found) / len(found), min(found), max(found))
    numbers = (f"{number:.3g}" for number in (row["published"], row["rounding"], *cells))
    return _row(row["name"], *numbers, row["unit"])


def _ranged(values):
    """A value, or the mean of several and their range."""
    if len(values) == 1:
        return f"{values[0]:.3g}"
    mean = sum(values) / len(values)
    return f"{mean:+,.0f} ({min(values):+,.0f} to {max(values):+,.0f})"


def verify():
    """The last verification, step by step."""
    found = results("verify")
    lines = [
        "# The last verification\n",
        "Written by `python course.py verify`: every test with all seeds, on each supported Python",
        "and pandas, beside the oracles, with all draws of the cases and the benchmarks. Each step",
        "says on which commit and day (UTC) it was last run.\n",
        f"- Machine: {found['machine']}",
        f"- Pins: {found['pins']}\n",
        "| step | result | what it said | time | commit | date |",
        "|---|---|---|---:|---|---|",
        *map(_step, found["steps"]),
    ]
    return "\n".join(lines) + "\n"


def _step(step):
    if "result" not in step:
        return f"| {step['name']} | not run yet | | | | |"
    cells = (step["name"], step["result"], step["said"], f"{step['seconds']:.0f} s")
    return _row(*cells, step["commit"], step["date"])


def _row(*cells):
    return f"| {' | '.join(cells)} |"


def _measured(date):
    return f"Measured on {date} (UTC). " if date else ""


# --- What was typed ------------------------------------------------------------------------

MADE = (
    attribution, benchmarks, cases, cat_food, cpu, data_dictionary, exports, fashion_live,
    mutations, readme, recovery, syllabus,
    teachable, verify,
)  # fmt: skip
PAGES = {function.__name__: function for function in MADE}
ELSEWHERE = {
    "readme": "README.md", "syllabus": "notebooks/syllabus.csv",
    "cat_food": "docs/shop/cat_food.md", "fashion_live": "docs/shop/fashion_live.md",
}  # fmt: skip


def path(name):
    """The file of a page."""
    return ROOT / ELSEWHERE[name] if name in ELSEWHERE else DOCS / f"{name}.md"


def write(name):
    """Write one page."""
    write_whole(path(name), PAGES[name]())


def main(names):
    unknown = [name for name in names if name not in PAGES]
    if unknown:
        raise CourseError(f"No page is called {unknown[0]}. Choose one of: {', '.join(PAGES)}")
    for name in names or PAGES:
        write(name)
        print(path(name).relative_to(ROOT).as_posix())


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CourseError as error:
        sys.exit(str(error))
