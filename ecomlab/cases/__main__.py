"""``python -m ecomlab.cases make | trial | quotes``: the cases' data, and how they hold.

``make [NAME …]`` writes the published issues to ``datasets/cases``; ``trial [NAME …]`` tries every
reading of these cases, or of all, as published and in each way in which the claim can end, prints
each, and keeps the results, of which docs/cases.md is made; ``quotes`` prints every quotation of
the documents in cases and lessons: code, tab, quote.
"""

import argparse
import json
import os
import sys

from ecomlab import cases
from ecomlab.cases.declaration import PUBLISHED
from ecomlab.cases.quotes import quotes
from ecomlab.cases.trial import shortcomings, trials
from ecomlab.datasets import FOLDER, write_tables
from ecomlab.errors import EcomlabError

RESULTS = FOLDER.parent / "docs" / "results" / "cases.json"


def make(chosen=()):
    """Write the published issue of these cases, or of all."""
    for name in chosen or cases.names():
        item = cases.case(name)
        tables = item.emit(item.defaults(), item.seed)
        resources = write_tables(FOLDER / "cases" / name, tables, item.card(PUBLISHED))
        size = sum(resource["bytes"] for resource in resources)
        print(f"{name:24} {sum(r['rows'] for r in resources):>8,} rows {size:>10,} bytes")


def try_all(draws=None, chosen=()):
    """Try these cases, or all, and keep the results; how many fell short."""
    tried = short = 0
    for found in trials(draws, chosen=chosen):
        words = [f"{which}: {word}" for which, one in found.items() for word in shortcomings(one)]
        for which, one in found.items():
            held = ", ".join(f"{name} {v.share:.1%}" for name, v in one["readings"].items())
            print(f"{one['name']:18} {which:9} of {one['draws']:,}: placed "
                  f"{one['placed'].share:.1%}; {held}", flush=True)  # fmt: skip
        print("".join(f"  FAIL: {word}\n" for word in words), end="", flush=True)
        if draws is None:
            keep(found)
        tried += 1
        short += bool(words)
    print(f"{tried - short} of {tried} cases hold", flush=True)
    return short


def keep(found):
    """Put a case's results in the place of its earlier ones."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known[found["published"]["name"]] = found
    ordered = {name: known[name] for name in cases.names() if name in known}
    beside = RESULTS.with_suffix(".new")
    beside.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8", newline="\n")
    os.replace(beside, RESULTS)


def print_quotes():
    """Print every quotation once, by code."""
    for code, quote in sorted({(quoted.code, quoted.quote) for quoted in quotes()}):
        print(f"{code}\t{quote}")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m ecomlab.cases", description=__doc__)
    parser.add_argument("task", choices=["make", "trial", "quotes"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--draws", type=int, help="fewer draws; nothing is kept")
    options = parser.parse_args(arguments)
    try:
        if options.task == "make":
            return make(options.names)
        if options.task == "quotes":
            return print_quotes()
        return min(try_all(options.draws, options.names), 1)
    except EcomlabError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
