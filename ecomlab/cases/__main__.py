"""``python -m ecomlab.cases make [NAME …]``: write the published issues to ``datasets/cases``."""

import argparse
import sys

from ecomlab import cases
from ecomlab.datasets import FOLDER, write_tables
from ecomlab.errors import EcomlabError


def card(item, **more):
    """What the card of a case's data says beside its tables."""
    return {
        "name": f"cases/{item.name}",
        "case": item.name,
        "title": f"{item.number} {item.title}",
        "description": f"{item.company} {item.role}",
        "licenses": [{"name": "MIT", "title": "MIT License, as the course itself"}],
        "sources": [
            {
                "title": f"ecomlab.cases.{item.name}: a simulated world in which the published "
                "figures come out"
            }
        ],
        "known_defects": ["Simulated: company, visitors and buyers don't exist."],
        **more,
    }


def make(chosen=()):
    """Write the published issue of these cases, or of all."""
    for name in chosen or cases.names():
        item = cases.case(name)
        tables = item.emit(item.defaults(), item.seed)
        resources = write_tables(FOLDER / "cases" / name, tables, card(item, issue="as published"))
        size = sum(resource["bytes"] for resource in resources)
        print(f"{name:24} {sum(r['rows'] for r in resources):>8,} rows {size:>10,} bytes")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m ecomlab.cases", description=__doc__)
    parser.add_argument("task", choices=["make"])
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    try:
        make(options.names)
    except EcomlabError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
