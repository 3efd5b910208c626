"""``python -m ecomlab.cases make | trial``: the data of the cases, and how they hold.

``make [NAME …]`` writes the published issues to ``datasets/cases``; ``trial`` tries every case on
all its draws, prints each, and keeps the results of which docs/cases.md is made.
"""

import argparse
import json
import sys

from ecomlab import cases
from ecomlab.cases.trial import shortcomings, trials
from ecomlab.datasets import FOLDER, write_tables
from ecomlab.errors import EcomlabError

RESULTS = FOLDER.parent / "docs" / "results" / "cases.json"


def make(chosen=()):
    """Write the published issue of these cases, or of all."""
    for name in chosen or cases.names():
        item = cases.case(name)
        tables = item.emit(item.defaults(), item.seed)
        resources = write_tables(FOLDER / "cases" / name, tables, item.card("as published"))
        size = sum(resource["bytes"] for resource in resources)
        print(f"{name:24} {sum(r['rows'] for r in resources):>8,} rows {size:>10,} bytes")


def try_all(draws=None):
    """Try every case and keep the results; how many fell short."""
    results, short = [], 0
    for found in trials(draws):
        words = shortcomings(found)
        shares = f"missed {found['missed']:.1%}, covered {found['covered']:.1%}"
        print(f"{found['name']:24} {shares} of {found['draws']:,} draws", flush=True)
        print("".join(f"  FAIL: {word}\n" for word in words), end="", flush=True)
        results.append(found)
        short += bool(words)
    if draws is None:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(results) - short} of {len(results)} cases hold", flush=True)
    return short


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m ecomlab.cases", description=__doc__)
    parser.add_argument("task", choices=["make", "trial"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--draws", type=int, help="fewer draws; nothing is kept")
    options = parser.parse_args(arguments)
    try:
        return min(try_all(options.draws), 1) if options.task == "trial" else make(options.names)
    except EcomlabError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
