"""What class issues must stay: the same words give the same numbers, on every machine.

An instructor's key is of no use if an update of the course deals another world. After a change that
is meant to change them: python tests/cases/golden.py [NAME …]
"""

import hashlib
import json
import sys
from pathlib import Path

from ecomlab import cases
from ecomlab.streams import table_hash

FILE = Path(__file__).with_suffix(".json")
MANY, FEW = 20, 2  # issues of which the parameters, and of which the tables too


def finished():
    """The names of the cases in which nothing is left to do: a new one is begun by a skeleton."""
    folder = Path(cases.__file__).parent
    return [n for n in cases.names() if "TODO" not in (folder / f"{n}.py").read_text("utf-8")]


def parameters(name, words):
    """Those of an issue, without its tables."""
    return cases._draw(cases.case(name), cases._number(name, words, b""))


def golden(name):
    """Parameters of twenty issues, and the tables of two, as hashes."""
    issues = [cases.reissue(name, f"golden {number}") for number in range(FEW)]
    drawn = [parameters(name, f"golden {number}") for number in range(MANY)]
    text = json.dumps([vars(p) for p in drawn], sort_keys=True)
    return {
        "parameters": hashlib.sha256(text.encode()).hexdigest()[:16],
        "tables": [
            {table: table_hash(frame) for table, frame in issue.tables.items()} for issue in issues
        ],
    }


if __name__ == "__main__":
    known = json.loads(FILE.read_text(encoding="utf-8"))
    known |= {name: golden(name) for name in sys.argv[1:] or cases.names()}
    found = {name: known[name] for name in cases.names()}
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")
