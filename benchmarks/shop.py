"""How fast the shop makes rows beside other generators: python benchmarks/shop.py [--quick]

Each measurement is a new process that warms up first; those that are compared take turns, and
ratios are medians of the rounds' ratios. jafgen and simpy run in an environment of their own.
"""

import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
ROUNDS, DAYS, QUARTER = 3, 456, 90


# --- What is measured, each in a process of its own ------------------------------------------


def run(days, scale=1):
    """The shop, all tables and truths in memory."""
    from ecomlab.shop import Shop, World

    shop = Shop(World(scale=float(scale)))
    shop.run(days=10)
    start = time.perf_counter()
    tables, report = shop.run(days=int(days))
    return answer(start, [len(t) for t in (*tables.values(), *report.truth.values())])


def write(days, scale=1):
    """The shop, streamed to Parquet."""
    from ecomlab.shop import generate

    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "warm", days=10, progress=False)
        start = time.perf_counter()
        made = generate(Path(folder) / "world", days=int(days), scale=float(scale), progress=False)
        return answer(start, made["rows"])


def jafgen(years):
    """jafgen's own command, which writes CSV; its start is counted too, about a second."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [Path(sys.executable).parent / "jafgen", str(years)]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        seconds = time.perf_counter() - start
        rows = 0
        for path in Path(folder).rglob("*.csv"):
            with path.open(newline="", encoding="utf-8") as file:
                rows += sum(1 for _ in csv.reader(file)) - 1
    return {"seconds": seconds, "rows": rows}


def simpy(days):
    """One process per visitor, one event per page, order line and parcel: rows as tuples.

    Far less is worked out than in the shop: no prices, stock, returns or profit.
    """
    import simpy

    draw = random.Random(1)
    world = simpy.Environment()
    sessions, events, orders, items, parcels = [], [], [], [], []

    def visitor(number):
        sku = draw.randrange(24)
        began, pages = world.now, min(1 + int(draw.expovariate(0.9)), 6)
        for _ in range(pages):
            events.append((number, world.now, "view", sku))
            yield world.timeout(draw.expovariate(1 / 40))
        sessions.append((number, began, pages, world.now - began, sku))
        for name, share in (("addcart", 0.09), ("checkout", 0.5), ("order", 0.75), ("pay", 0.9)):
            if draw.random() > share:
                return
            yield world.timeout(draw.expovariate(1 / 60))
            events.append((number, world.now, name, sku))
        orders.append((len(orders), number, world.now))
        items.append((len(orders), sku, 1 + int(draw.random() < 0.1)))
        yield world.timeout(draw.expovariate(1 / 200_000))
        parcels.append((len(orders), world.now))

    def street():
        for number in range(740 * int(days)):
            world.process(visitor(number))
            yield world.timeout(draw.expovariate(740 / 86_400))

    start = time.perf_counter()
    world.process(street())
    world.run()
    return answer(start, map(len, (sessions, events, orders, items, parcels)))


def answer(start, rows):
    return {"seconds": time.perf_counter() - start, "rows": int(sum(rows))}


TASKS = {function.__name__: function for function in (run, write, jafgen, simpy)}


# --- The table -----------------------------------------------------------------------------


def measure(python, *words):
    command = [str(word) for word in (python, __file__, "--task", *words)]
    from course import clean_environ

    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=clean_environ(PYTHONPATH=str(ROOT))
    )
    found = json.loads(done.stdout)
    return found | {"speed": found["rows"] / found["seconds"]}


def theirs():
    """The Python that has jafgen and simpy."""
    from course import Environment

    lines = (ROOT / "benchmarks" / "generators.txt").read_text().splitlines()
    wanted = [line for line in lines if not line.startswith("#")]
    folder = ROOT / ".venvs" / "generators"
    folder.parent.mkdir(exist_ok=True)
    return Environment(folder, pins=None, wanted=wanted).ensure()


def table(quick=False, python=None):
    """Rows in Markdown."""
    days, rounds = (60, 1) if quick else (DAYS, ROUNDS)
    python = python or theirs()
    turns = {
        "the shop in memory": (sys.executable, "run", days),
        "the shop to Parquet": (sys.executable, "write", days),
        "a quarter in memory": (sys.executable, "run", QUARTER),
        "four times the days": (sys.executable, "run", 4 * days),
        "four times the visitors": (sys.executable, "run", days, 4),
        "simpy, in memory": (python, "simpy", max(days // 4, 10)),
        "jafgen, a year to CSV": (python, "jafgen", 1),
    }
    found = {name: [] for name in turns}
    for number in range(rounds):
        for name in list(turns)[:: -1 if number % 2 else 1]:
            found[name].append(measure(*turns[name]))
            last = found[name][-1]
            print(f"  {number + 1}/{rounds} {name:26}{last['speed']:12,.0f} rows/s", flush=True)
    lines = ["| | rows | seconds | rows/s | ratio |", "|---|---:|---:|---:|---|"]
    for name, results in found.items():
        middle = {key: statistics.median(r[key] for r in results) for key in results[0]}
        lines.append(
            f"| {name} | {middle['rows']:,.0f} | {middle['seconds']:.3g} | "
            f"{middle['speed']:,.0f} | {_ratio(name, found)} |"
        )
    return "\n".join(lines)


def _ratio(name, found):
    """Rows per second beside the other's; seconds beside a quarter of the world's."""
    other = {
        "the shop in memory": "simpy, in memory",
        "the shop to Parquet": "jafgen, a year to CSV",
    }.get(name)
    if other:
        ratio = statistics.median(a["speed"] / b["speed"] for a, b in _pairs(found, name, other))
        return f"{ratio:,.0f}× the rows/s of {other.split(',')[0]}"
    if name.startswith("four times"):
        pairs = _pairs(found, name, "the shop in memory")
        return f"{statistics.median(a['seconds'] / b['seconds'] for a, b in pairs):.1f}× the time"
    return ""


def _pairs(found, name, other):
    return zip(found[name], found[other], strict=True)


if __name__ == "__main__":
    if "--task" in sys.argv:
        _, _, task, *words = sys.argv
        print(json.dumps(TASKS[task](*words)))
    else:
        print(table("--quick" in sys.argv))
