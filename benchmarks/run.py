"""How fast the package is beside what you would use instead: python benchmarks/run.py

Prints a table as it goes; at the end (about 10 minutes) the results are kept and
docs/benchmarks.md is written; chosen sections replace theirs, with --quick it only prints.
Sections: summary, cohorts, fit, research, raking, attribution, visits, funnels, pairs,
forecasts, parcels, exports, generators, imports, lessons.
"""

import argparse
import functools
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import pages  # noqa: E402
from tools.environment import (  # noqa: E402
    CourseError,
    Environment,
    clean_environ,
    course_python,
)
from tools.lab import stop_on_signals  # noqa: E402

TASKS = ROOT / "benchmarks" / "tasks.py"
NEEDED = ("polars", "duckdb", "nbclient")
SHOWN = {
    "ecomlab": ["ecomlab", "numpy", "pandas", "scipy", "narwhals", "polars", "duckdb"],
    "lifetimes": ["lifetimes", "numpy", "pandas", "scipy"],
    "pymc-marketing": ["pymc-marketing", "pymc", "pytensor", "numpy"],
    "ipfn": ["ipfn", "numpy", "pandas"],
    "mlxtend": ["mlxtend", "numpy", "pandas", "scipy"],
    "retentioneering": ["retentioneering", "duckdb", "numpy", "pandas"],
    "statsforecast": ["statsforecast", "numpy", "pandas"],
    "attribution": ["channelattribution", "shapley-attribution", "numpy", "pandas"],
    "generators": ["jafgen", "simpy", "duckdb", "duckdb-extension-tpch"],
}
REQUIREMENTS = {
    "lifetimes": ROOT / "tests" / "oracles" / "lifetimes.txt",
    "pymc-marketing": ROOT / "tests" / "oracles" / "pymc.txt",
    "ipfn": ROOT / "tests" / "oracles" / "ipfn.txt",
    "mlxtend": ROOT / "tests" / "oracles" / "mlxtend.txt",
    "retentioneering": ROOT / "tests" / "oracles" / "retentioneering.txt",
    "statsforecast": ROOT / "tests" / "oracles" / "statsforecast.txt",
    "attribution": ROOT / "tests" / "oracles" / "attribution.txt",
    "generators": ROOT / "benchmarks" / "generators.txt",
}
ENGINES = {"pandas": 3, "polars": 5, "duckdb": None}  # times as fast as lifetimes, where asked
PACKAGES = ("ChannelAttribution", "shapley-attribution")
COHORTS = ("repurchase_rate", "cohort_retention", "interpurchase_times")
JIEBA = "jieba + scikit-learn"  # pure Python, no part of the course
RESEARCH = {  # by task: who does it; the first is what one would write without the package
    "rising_items": ("a loop over words", "pivot and divide", *ENGINES),
    "review_topics": ("rjieba + scikit-learn", JIEBA, *ENGINES),
}
MARKED, GROUPED = "plain pandas", "groupby and nunique"
CHAINED, STREAM = "step by step", "retentioneering"
FUNNEL = {"pandas": 1, "polars": None, "duckdb": None, "pandas, within a week": None}
SPLIT = {"pandas": 2.5, "polars": None, "duckdb": 3, "pandas, three rules": None}  # times the peer
SHIPPED = {  # by function: engines beside pandas, times as fast as plain pandas, where asked
    "lead_time_parts": (("polars", "duckdb"), 0.77),
    "delivery_sla": (("polars", "duckdb"), 0.77),
    "cost_to_serve": (("polars", "duckdb"), 0.77),
    "returns_waterfall": ((), None),
    "reconcile_courier_bill": ((), 0.77),
}
QUARTER = 90  # days
LIMIT = 600  # seconds for one measurement


@dataclass
class Sizes:
    """How much is measured, and how often."""

    orders: int = 1_000_000
    customers: int = 187_000
    days: int = 456
    words: int = 100_000
    reviews: int = 1_000_000
    respondents: int = 1_000_000
    touches: int = 1_000_000
    events: int = 1_000_000
    visits: int = 10_000_000
    lines: int = 850_000
    articles: int = 1_000
    bills: int = 100_000
    parcels: int = 2_000
    rounds: int = 5
    few_rounds: int = 3


QUICK = Sizes(
    orders=20_000,
    customers=10_000,
    days=40,
    words=2_000,
    reviews=2_000,
    respondents=10_000,
    touches=20_000,
    events=20_000,
    visits=50_000,
    lines=20_000,
    articles=100,
    bills=5_000,
    parcels=200,
    rounds=1,
    few_rounds=1,
)


@dataclass
class Row:
    """One line of the table; `met` is None without a target."""

    name: str
    seconds: float | None = None
    ratio: str = ""
    target: str = ""
    met: bool | None = None
    memory: float | None = None


@dataclass
class Section:
    title: str
    text: str
    rows: list


# --- Measuring -----------------------------------------------------------------------------


@functools.cache
def own_python():
    """The Python that runs this, where it has what is needed, or else the course's."""
    here = all(importlib.util.find_spec(name) for name in NEEDED)
    return sys.executable if here else course_python("test")


@functools.cache
def python_with(library):
    """The Python of an environment with other libraries; verify compares with some of them too."""
    requirements = REQUIREMENTS[library]
    lines = (line.split("#")[0].strip() for line in requirements.read_text().splitlines())
    wanted = ["pytest", "hypothesis", *filter(None, lines)]
    folder = ROOT / ".venvs" / f"oracle-{requirements.stem}"
    folder.parent.mkdir(exist_ok=True)
    return Environment(folder, pins=None, wanted=wanted).ensure()


def run(command):
    """What a command prints; its error is shown where it fails. The package is this folder's."""
    command, environ = [str(word) for word in command], clean_environ(PYTHONPATH=str(ROOT))
    done = subprocess.run(
        command, capture_output=True, text=True, env=environ, timeout=LIMIT, check=False
    )
    if done.returncode:
        raise CourseError(f"{' '.join(command[1:])}\n{done.stderr[-2000:]}")
    return done.stdout


def task(python, *words):
    """The answer of a task of tasks.py, run in a process of its own."""
    return json.loads(run([python, TASKS, *words]).splitlines()[-1])  # a library may greet first


def by_task(python, *words):
    return functools.partial(task, python, *words)


def by_clock(statement):
    """Seconds from the start of a new Python to its end."""

    def measure():
        start = time.perf_counter()
        run([own_python(), "-c", statement])
        return {"seconds": time.perf_counter() - start}

    return measure


def in_turns(measurements, rounds, fewer=None):
    """Measure each of several in every round, to and fro, so that the machine's drift cancels.

    `fewer` says which are measured in fewer rounds. Gives each one's list of results.
    """
    results = {name: [] for name in measurements}
    for number in range(rounds):
        for name in list(measurements)[:: -1 if number % 2 else 1]:
            if number < (fewer or {}).get(name, rounds):
                results[name].append(measurements[name]())
                seconds = results[name][-1]["seconds"]
                print(f"  {number + 1}/{rounds}  {name:40}{seconds:8.3f} s", flush=True)
    return results


def check_same(results, tolerance=1e-9):
    """Stop where two that are compared do not give the same answer: speed alone is nothing."""
    answers = {name: found[0]["answer"] for name, found in results.items()}
    for name, answer in answers.items():
        for other, other_answer in answers.items():
            for key in answer.keys() & other_answer.keys():
                if abs(answer[key] - other_answer[key]) > tolerance * abs(answer[key]):
                    raise CourseError(f"{name} and {other} differ: {answer} {other_answer}")


# --- Rows of the table ---------------------------------------------------------------------


def seconds(found):
    return [one["seconds"] for one in found]


def median(found):
    return statistics.median(seconds(found))


def times(found, base):
    """The median of found / base, round by round where both were measured in every round."""
    if len(found) == len(base):
        pairs = zip(seconds(found), seconds(base), strict=True)
        return statistics.median(one / other for one, other in pairs)
    return median(found) / median(base)


def row(name, found, ratio="", target="", met=None):
    peaks = [one["memory"] for one in found if one.get("memory")]
    return Row(name, median(found), ratio, target, met, statistics.median(peaks or [0]) or None)


def faster(name, found, base, base_name, least=None):
    """A row that says how many times as fast as the base something is."""
    ratio = times(base, found)
    target = f"≥ {least}×" if least else ""
    met = ratio >= least if least else None
    return row(name, found, f"{ratio:.1f}× as fast as {base_name}", target, met)


def longer(name, found, base, base_name, most=None):
    """A row that says how many times the base's time something takes."""
    ratio = times(found, base)
    target = f"≤ {most}×" if most else ""
    met = ratio <= most if most else None
    return row(name, found, f"{ratio:.2f}× the time of {base_name}", target, met)


# --- Sections ------------------------------------------------------------------------------


def orders_in(folder, rows):
    """The folder of so many orders, made if it isn't there."""
    target = folder / f"orders-{rows}"
    if not target.exists():
        print(f"  simulating {rows:,} orders", flush=True)
        task(own_python(), "make_orders", target, rows)
    return target


def summary(sizes, folder, others):
    """Frequency, recency, T of every customer."""
    one, ten = (f"{rows:,} orders" for rows in (sizes.orders, 10 * sizes.orders))
    small, large = orders_in(folder, sizes.orders), orders_in(folder, 10 * sizes.orders)
    engines = [engine + zoned for zoned in ("", "-zoned") for engine in ENGINES]
    turns = {f"{e}, {one}": by_task(own_python(), "summary", e, small) for e in engines}
    turns |= {f"{e}, {ten}": by_task(own_python(), "summary", e, large) for e in ENGINES}
    if others:
        theirs = python_with("lifetimes")
        for who in ("lifetimes", "lifetimes-without-amounts"):
            turns[f"{who}, {one}"] = by_task(theirs, "summary", who, small)
        turns[f"lifetimes, {ten}"] = by_task(theirs, "summary", "lifetimes", large)
    fewer = {name: sizes.few_rounds for name in turns if name.endswith(ten)}
    results = in_turns(turns, sizes.rounds, fewer | {f"lifetimes, {ten}": 1})
    for size in (one, ten):
        check_same({name: found for name, found in results.items() if name.endswith(size)})
    return Section(
        "Frequency, recency, T",
        "`lifetime.customer_summary` against `summary_data_from_transaction_data` of lifetimes, "
        "both with the mean amount per repeat. Zoned: times with a time zone, which the course's "
        "tables have; lifetimes gets plain ones. lifetimes on the larger log is run once.",
        [*summary_rows(results, one, ten), *growth_rows(results, one, ten)],
    )


def summary_rows(results, one, ten):
    """Every measurement, beside lifetimes on the same log where that was measured."""
    for name, found in sorted(results.items(), key=lambda item: item[0].endswith(ten)):
        who, size = name.split(", ")
        base = results.get(f"lifetimes, {size}")
        if base is None or found is base:
            yield row(name, found)
        else:
            yield faster(name, found, base, "lifetimes", ENGINES.get(who.removesuffix("-zoned")))


def growth_rows(results, one, ten):
    for engine in ENGINES:
        found, base = results[f"{engine}, {ten}"], results[f"{engine}, {one}"]
        line = longer(f"{engine}, ten times as many orders", found, base[: len(found)], one, 16)
        line.seconds = line.memory = None  # both are in the table already
        yield line


def cohorts(sizes, folder, others):
    """Three functions of the retention chapter, beside plain pandas."""
    orders, rows = orders_in(folder, sizes.orders), []
    for name in COHORTS:
        who = ["plain", *ENGINES]
        turns = {f"{name}, {w}": by_task(own_python(), "cohort", name, w, orders) for w in who}
        results = in_turns(turns, sizes.few_rounds)
        check_same(results)
        base, *ours = results.items()
        rows.append(row(f"{name}, plain pandas", base[1]))
        rows += [faster(label, found, base[1], "plain pandas") for label, found in ours]
    return Section(
        f"Cohorts, {sizes.orders:,} orders",
        "Beside plain pandas that a good analyst would write for the same rates; ours also gives "
        "intervals and checks its input.",
        rows,
    )


def fit(sizes, folder, others):
    """The BG/NBD model fitted to customers simulated one by one."""
    rows = []
    for kind in ("whole-days", "exact"):
        target = folder / f"customers-{kind}"
        made = task(own_python(), "make_customers", target, sizes.customers, kind)
        pythons = {"ecomlab": own_python()}
        if others:
            pythons |= {name: python_with(name) for name in ("lifetimes", "pymc-marketing")}
        turns = {f"{n}, {kind}": by_task(p, "fit", n, target) for n, p in pythons.items()}
        results = in_turns(turns, sizes.few_rounds)
        check_same(results, tolerance=0.01)
        rows += fit_rows(results, f"{made['different']:,} different histories")
    return Section(
        f"BG/NBD fit, {sizes.customers:,} customers",
        "Customers simulated one by one, none copied. In whole days, as `customer_summary` counts, "
        "many have the same history; in exact times none has. The time is in weeks, which suits "
        "pymc-marketing (maximum a posteriori, flat priors). The first fit on few customers, "
        "which compiles pymc-marketing's model, is not counted.",
        rows,
    )


def research(sizes, folder, others):
    """Functions of the research chapter, beside what one would write without them."""
    rows = []
    many = {"review_topics": sizes.reviews}
    for name, who in RESEARCH.items():
        size = many.get(name, sizes.words)
        who = [w for w in who if w != JIEBA or importlib.util.find_spec("jieba")]
        turns = {f"{name}, {w}": by_task(own_python(), "research", name, w, size) for w in who}
        results = in_turns(turns, sizes.few_rounds)
        check_same(results, tolerance=1e-6)
        base, *rest = results.items()
        rows.append(row(*base))
        rows += [faster(label, found, base[1], who[0]) for label, found in rest]
    return Section(
        f"Research, {sizes.words:,} words, {sizes.reviews:,} reviews",
        "`rising_items`: two years of months. The loop and the pivot give growth above the "
        "category alone; ours also shrinks it, says what will be left of it when goods arrive, "
        "and whom to believe. `review_topics`: topic, polarity, negation, intervals and lift of "
        "eleven topics; the others cut each review into words and look for eight of them. jieba "
        "stands there if it is installed.",
        rows,
    )


def raking(sizes, folder, others):
    """Survey weights to four margins, beside ipfn."""
    n, ten = sizes.respondents, 10 * sizes.respondents
    turns = {"ecomlab": by_task(own_python(), "raking", "ecomlab", n)}
    turns["ecomlab, ten times as many"] = by_task(own_python(), "raking", "ecomlab", ten)
    if others:
        theirs = ("ipfn, cells", "ipfn, rows")
        turns |= {who: by_task(python_with("ipfn"), "raking", who, n) for who in theirs}
    results = in_turns(turns, sizes.few_rounds)
    large = results.pop("ecomlab, ten times as many")
    check_same(results, tolerance=1e-6)
    rows = [row("ecomlab", results["ecomlab"])]
    for who in [name for name in results if name != "ecomlab"]:
        line = faster(who, results["ecomlab"], results[who], who, 1)
        line.seconds, line.memory = median(results[who]), row("", results[who]).memory
        line.ratio = f"ecomlab {line.ratio}"
        rows.append(line)
    rows.append(longer("ecomlab, ten times as many", large, results["ecomlab"], "one", 13))
    return Section(
        f"Raking, {n:,} respondents",
        "`surveys.rake` to four margins of 2 to 24 groups (1,440 cells). ipfn gets each respondent "
        "as a row, or the cells counted first and its weights merged back.",
        rows,
    )


def pairs(sizes, folder, others):
    """Which articles are bought together, beside mlxtend."""
    n, ten = sizes.lines, 10 * sizes.lines
    turns = {who: by_task(own_python(), "pairs", who, n) for who in ENGINES}
    turns["pandas, ten times as many"] = by_task(own_python(), "pairs", "pandas", ten)
    if others:
        turns["mlxtend"] = by_task(python_with("mlxtend"), "pairs", "mlxtend", n)
    results = in_turns(turns, sizes.few_rounds, {"pandas, ten times as many": 1})
    large, base = results.pop("pandas, ten times as many"), results.get("mlxtend")
    check_same(results)
    rows = [row("mlxtend", base)] if base else []
    for who in ENGINES:
        least = 20 if who == "pandas" else None
        found = results[who]
        rows.append(faster(who, found, base, "mlxtend", least) if base else row(who, found))
    rows.append(longer("pandas, ten times as many", large, results["pandas"][:1], "one", 13))
    return Section(
        f"Pairs of articles, {n:,} lines of orders",
        "`baskets.association_rules` over every pair of 1,000 articles, with what chance would "
        "do and intervals for all pairs, against mlxtend's FP-growth up to pairs and its rules, "
        "of pairs in 0.02% of the orders or more.",
        rows,
    )


def forecasts(sizes, folder, others):
    """Four methods for every article, at two sizes."""
    rows, small = [], None
    for many in (sizes.articles, 10 * sizes.articles):
        turns = {"ecomlab": by_task(own_python(), "forecasts", "ecomlab", many)}
        if others:
            peer = by_task(python_with("statsforecast"), "forecasts", "statsforecast", many)
            turns = {"statsforecast": peer} | turns
        results = in_turns(turns, sizes.few_rounds)
        check_same(results)
        base, ours = results.get("statsforecast"), results["ecomlab"]
        if base:
            rows.append(row(f"statsforecast, {many:,}", base))
            rows.append(faster(f"ecomlab, {many:,}", ours, base, "statsforecast", 1))
        else:
            rows.append(row(f"ecomlab, {many:,}", ours))
        if small:
            rows.append(longer("ecomlab, ten times as many", ours, small, "one", 13))
        small = ours
    return Section(
        f"Forecasts, {sizes.articles:,} and {10 * sizes.articles:,} articles of 104 weeks",
        "`smoothing.ses` and `theta` with the share chosen for each article, `croston` and `tsb`: "
        "five weeks ahead, on one core. statsforecast's loops are compiled before the clock runs.",
        rows,
    )


def parcels(sizes, folder, others):
    """Hours, costs, refunds and bills beside plain pandas, at two sizes; couriers under tiers."""
    rows = []
    for name, (engines, least) in SHIPPED.items():
        size = sizes.bills if name == "reconcile_courier_bill" else sizes.orders
        ours = {}
        for many in (size, 10 * size):
            turns = {who: by_task(own_python(), "parcels", name, who, many)
                     for who in ("plain", "pandas", *engines)}  # fmt: skip
            results = in_turns(turns, sizes.few_rounds)
            check_same(results, 1e-6)
            base = results.pop("plain")
            rows.append(row(f"{name}, plain pandas, {many:,}", base))
            rows += [
                faster(f"{name}, {who}, {many:,}", found, base, "plain pandas",
                       least if who == "pandas" else None)
                for who, found in results.items()
            ]  # fmt: skip
            ours[many] = results["pandas"]
        rows.append(longer(f"{name}, ten times as many", ours[many], ours[size], "one", 13))
    turns = {who: by_task(own_python(), "parcels", "choose_courier", who, sizes.parcels)
             for who in ("plain", "pandas")}  # fmt: skip
    results = in_turns(turns, sizes.few_rounds)
    greedy, best = results["plain"][0]["answer"]["greedy"], results["pandas"][0]["answer"]["cost"]
    rows.append(row(f"each parcel's cheapest, in a loop, {sizes.parcels:,} × 8", results["plain"]))
    rows.append(
        row(
            f"choose_courier, {sizes.parcels:,} × 8, proved cheapest",
            results["pandas"],
            f"{1 - best / greedy:.1%} cheaper",
            "≤ 5 s",
            median(results["pandas"]) <= 5,
        )
    )
    return Section(
        f"Parcels, {sizes.orders:,} and {10 * sizes.orders:,} orders or ledger lines; bills of "
        f"{sizes.bills:,} and {10 * sizes.bills:,} lines",
        "What a good analyst would write in plain pandas, against `delivery.lead_time_parts` and "
        "`delivery_sla`, `sourcing.cost_to_serve`, `returns.returns_waterfall` (with intervals and "
        "the check that no order is there twice) and `couriers.reconcile_courier_bill` (with all "
        "its reasons). `choose_courier` works on price lists drawn at random with four tiers each, "
        "wilder than real ones; the loop takes each parcel's cheapest and pays what that reaches.",
        rows,
    )


def exports(sizes, folder, others):
    """A platform's file of 35 columns, beside pandas' reader of texts."""
    path = folder / "export.csv"
    task(own_python(), "make_export", path, sizes.orders)
    turns = {who: by_task(own_python(), "read_export", who, path) for who in ("ecomlab", "pandas")}
    results = in_turns(turns, sizes.few_rounds)
    check_same(results)
    return Section(
        f"An export, {sizes.orders:,} rows of 35 columns, GB18030",
        '`exports.read`, to canonical orders with a receipt, against `pd.read_csv(dtype="str")`, '
        "which reads the texts alone, of all columns.",
        [
            longer("ecomlab", results["ecomlab"], results["pandas"], "pandas", 2),
            row("pandas", results["pandas"]),
        ],
    )


def visits(sizes, folder, others):
    """Visits from raw events, and different visitors."""

    def turns(name, size, *who):
        return {f"{name}, {w}": by_task(own_python(), "visits", name, w, size) for w in who}

    first = turns("sessions", sizes.events, MARKED, *SPLIT)
    if others:
        first = {f"sessions, {STREAM}": by_task(
            python_with(STREAM), "visits", "sessions", STREAM, sizes.events)} | first  # fmt: skip
    split = in_turns(first, sizes.few_rounds)
    check_same(split)
    counted = in_turns(
        turns("distinct_visitors", sizes.visits, GROUPED, *ENGINES), sizes.few_rounds
    )
    check_same(counted)
    rows = []
    peer = STREAM if others else MARKED
    for results, base_name, least in ((split, peer, SPLIT), (counted, GROUPED, {})):
        (label, base), *ours = results.items()
        rows.append(row(label, base))
        rows += [
            faster(name, found, base, base_name, least.get(name.split(", ", 1)[1]))
            for name, found in ours
        ]
    return Section(
        f"Visits, {sizes.events:,} events; visitors, {sizes.visits:,} visits",
        "`visits.sessions` by a gap of 30 minutes, from the log; retentioneering's "
        "`split_sessions` gets its eventstream ready built. `visits.distinct_visitors` by day and "
        "channel.",
        rows,
    )


def funnels(sizes, folder, others):
    """An ordered funnel of visitors, at two sizes."""
    rows = []
    for many in (sizes.events, 10 * sizes.events):
        theirs = (STREAM, f"{STREAM}, from the log") if others else ()
        turns = {who: by_task(python_with(STREAM), "visits", "funnel", who, many)
                 for who in theirs}  # fmt: skip
        turns |= {who: by_task(own_python(), "visits", "funnel", who, many)
                  for who in (CHAINED, *FUNNEL)}  # fmt: skip
        results = in_turns(turns, sizes.few_rounds)
        check_same(results)
        (base_name, base), *ours = results.items()
        rows.append(row(f"{base_name}, {many:,}", base))
        rows += [faster(f"{name}, {many:,}", found, base, base_name, FUNNEL.get(name))
                 for name, found in ours]  # fmt: skip
    return Section(
        f"A funnel of visitors, {sizes.events:,} and {10 * sizes.events:,} events",
        "`funnel.funnel` of five steps, in order, from the log as it is. The peer is "
        "retentioneering's `funnel_data` on an eventstream that is ready built; its row *from the "
        "log* has the building in it. Step by step: plain pandas, the first of each step not "
        "before the one before.",
        rows,
    )


def fit_rows(results, what):
    (_, ours), *theirs = results.items()
    yield row(f"ecomlab, {what}", ours)
    for name, found in theirs:
        line = faster(f"{name.split(', ')[0]}, {what}", ours, found, name.split(", ")[0], 10)
        line.seconds, line.memory = median(found), row("", found).memory
        line.ratio = f"ecomlab {line.ratio}"
        yield line


def attribution(sizes, folder, others):
    """Journeys from touches and the credit of six models, beside two packages."""
    rows = []
    for many in (sizes.touches, 10 * sizes.touches):
        target = folder / f"touches-{many}"
        task(own_python(), "make_touches", target, many)
        own = (*ENGINES, *(f"as {who}" for who in PACKAGES))
        turns = {who: by_task(own_python(), "attributed", who, target) for who in own}
        if others:
            python = python_with("attribution")
            turns |= {who: by_task(python, "attributed", who, target) for who in PACKAGES}
        fewer = {who: 1 for who in PACKAGES if many > sizes.touches}
        results = in_turns(turns, sizes.few_rounds, fewer)
        check_same(results, tolerance=1e-6)
        for who, found in results.items():
            line = row(f"{who}, {many:,} touches", found)
            if who in PACKAGES:
                ratio = times(found, results[f"as {who}"])
                line.ratio = f"ecomlab, as {who}: {ratio:.1f}× as fast"
                line.target, line.met = "≥ 1×", ratio >= 1
            rows.append(line)
    return Section(
        f"Attribution, {sizes.touches:,} and {10 * sizes.touches:,} touches",
        "From a log of touches in twelve channels to credits. ecomlab: `paths`, then six models, "
        "the chain exact and of orders 1, 2 and 3. ChannelAttribution: journeys joined as text by "
        "pandas, three rules, the chain of order 1 by its default simulation. shapley-attribution: "
        'journeys with an order as lists, last touch, linear, the simplified Shapley value. "As" '
        "one of them: ecomlab on pandas, with the same models only. What they have in common is "
        "the same. The larger log is given to the packages once.",
        rows,
    )


def generators(sizes, folder, others):
    """How fast the shop makes rows beside other generators, and what more of them cost."""
    days, ours = sizes.days, functools.partial(by_task, own_python(), "shop")
    quarter = f"a quarter, {QUARTER} days"
    turns = {"in memory": ours(days), quarter: ours(QUARTER)}
    turns["to Parquet"] = by_task(own_python(), "shop_to_parquet", days)
    more = {f"{part} days": ours(part) for part in (days // 2, 2 * days)}
    more |= {f"{n} times the visitors": ours(days, n) for n in (2, 4)}
    theirs = {}
    if others:
        python = python_with("generators")
        theirs["simpy, in memory"] = by_task(python, "simpy", days // 4)
        theirs["jafgen, a year to CSV"] = by_task(python, "jafgen", 1)
        # about as many rows as the shop's
        theirs["DuckDB's dbgen, in memory"] = by_task(python, "dbgen", days / 2400)
    results = in_turns(turns | theirs | more, sizes.few_rounds)
    base = results["in memory"]
    return Section(
        f"Generators: the shop, {days} days",
        "`Shop().run()` and `generate()`, rows of all tables and truths, beside jafgen (a "
        "simulated café chain), a process per visitor in simpy, and DuckDB's dbgen (TPC-H; native "
        "code, and no row depends on another day's; the extension on PyPI wants an older DuckDB). "
        "Below: time per row for other days and more visitors. Part of a day's cost is the same "
        "for any number of visitors, so that rows get cheaper with more of them.",
        [
            paced("in memory", base, 1_000_000),
            paced("to Parquet", results["to Parquet"], 800_000),
            row(quarter, results[quarter], target="< 1 s", met=median(results[quarter]) < 1),
            *(beside(name, results[name], base) for name in theirs),
            *(per_row(name, results[name], base, 0.75 * ("days" in name)) for name in more),
        ],
    )


def pace(found):
    """Rows per second, in each round."""
    return [one["answer"]["rows"] / one["seconds"] for one in found]


def named(name, found):
    return f"{name}: {found[0]['answer']['rows']:,} rows"


def paced(name, found, least):
    """A row that says how many rows a second are made."""
    speed = statistics.median(pace(found))
    target = f"≥ {least:,} rows/s"
    return row(named(name, found), found, f"{speed:,.0f} rows/s", target, speed >= least)


def beside(name, found, base):
    """A row that says how many times another generator's rows per second the base makes."""
    times = statistics.median(a / b for a, b in zip(pace(base), pace(found), strict=True))
    speed = statistics.median(pace(found))
    return row(named(name, found), found, f"{speed:,.0f} rows/s; the shop {times:.1f}× as many")


def per_row(name, found, base, least):
    """A row that says how many times the base's time each row takes."""
    ratio = statistics.median(a / b for a, b in zip(pace(base), pace(found), strict=True))
    target = f"{least}–1.25×" if least else "≤ 1.25×"
    met = least <= ratio <= 1.25
    return row(named(name, found), found, f"{ratio:.2f}× the time per row", target, met)


def imports(sizes, folder, others):
    """How long a new Python takes to import the package."""
    lesson = "from ecomlab import datasets, plots; from ecomlab.retention import cohorts, lifetime"
    turns = {
        "import pandas": by_clock("import pandas"),
        "import ecomlab": by_clock("import ecomlab"),
        "what a lesson imports": by_clock(lesson),
    }
    results = in_turns(turns, sizes.rounds)
    base = results.pop("import pandas")
    targets = {"import ecomlab": 1.5}
    ours = [longer(n, f, base, "import pandas", targets.get(n)) for n, f in results.items()]
    return Section(
        "Import",
        "From the start of a new Python to its end. `import ecomlab` imports nothing else; a "
        f"lesson imports the topics it needs: `{lesson}`.",
        [row("import pandas", base), *ours],
    )


def lessons(sizes, folder, others):
    """Each lesson from the start of its kernel."""
    paths = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    paths = {path.stem: path for path in paths if ".ipynb_checkpoints" not in path.parts}
    turns = {name: by_task(own_python(), "lesson", path) for name, path in paths.items()}
    results = in_turns(turns, sizes.few_rounds)
    return Section(
        "Lessons",
        "Every cell of a notebook on two cores, kernel start included.",
        [
            row(name, found, target="< 20 s", met=median(found) < 20)
            for name, found in results.items()
        ],
    )


SECTIONS = {
    f.__name__: f
    for f in (
        summary,
        cohorts,
        fit,
        research,
        raking,
        attribution,
        visits,
        funnels,
        pairs,
        forecasts,
        parcels,
        exports,
        generators,
        imports,
        lessons,
    )  # fmt: skip
}


# --- What is kept --------------------------------------------------------------------------


def table(rows):
    """The rows in Markdown."""
    return pages.benchmark_table(map(asdict, rows))


def merged(before, sections):
    """The sections of an earlier run, those measured now in the place of theirs."""
    today = pages.when()["date"]
    found = {section["title"]: section for section in before}
    found |= {section.title: asdict(section) | {"date": today} for section in sections}
    return list(found.values())


def machine():
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def installed():
    """The versions in each environment."""
    version = "import platform; print(platform.python_version())"
    for name, packages in SHOWN.items():
        python = own_python() if name == "ecomlab" else python_with(name)
        found = task(python, "versions", *packages)
        listed = ", ".join(f"{package} {number}" for package, number in found.items())
        yield f"Python {run([python, '-c', version]).strip()}: {listed}"


# --- What was typed ------------------------------------------------------------------------


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--alone", action="store_true", help="without the other libraries")
    options = parser.parse_args(arguments)
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    return options


def main(arguments):
    """0 if the run came to its end: a target missed is a finding for the page, not a failure."""
    options = parse(arguments)
    sizes, sections = QUICK if options.quick else Sizes(), []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.sections or SECTIONS:
            print(f"\n{name}", flush=True)
            section = SECTIONS[name](sizes, Path(folder), others=not options.alone)
            section.rows = list(section.rows)
            sections.append(section)
            print(f"\n{section.title}\n\n{table(section.rows)}", flush=True)
    said = pages.targets_met([asdict(row) for section in sections for row in section.rows])
    print(f"\n{said}." + (" The sizes are small: that says nothing." if options.quick else ""))
    if not (options.quick or options.alone):
        before = pages.results("benchmarks").get("sections", []) if options.sections else []
        kept = {"machine": machine(), "versions": list(installed())}
        pages.keep("benchmarks", kept | {"sections": merged(before, sections)})
        print("Written: docs/benchmarks.md")
    return 0


if __name__ == "__main__":
    stop_on_signals()
    try:
        sys.exit(main(sys.argv[1:]))
    except CourseError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        print("\nStopped. docs/benchmarks.md is as it was.", file=sys.stderr)
        sys.exit(130)
