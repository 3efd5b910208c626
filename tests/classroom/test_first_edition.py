"""Trainees' copies of the first edition still find what they import.

``first_edition.txt`` holds what its notebooks took from the package: a module and a name a line.
A copy that was worked in is never overwritten, so these names stay.
"""

from importlib import import_module
from pathlib import Path

import pytest

NAMES = (Path(__file__).parent / "first_edition.txt").read_text(encoding="utf-8").split("\n")


def taken(line):
    """What `from module import name` gives, the name itself a module or not."""
    module, _, name = line.partition(" ")
    try:
        found = import_module(module)
    except ModuleNotFoundError:  # a name of a class or a dictionary
        owner, _, attribute = module.rpartition(".")
        found = getattr(import_module(owner), attribute)
    if not name or hasattr(found, name):
        return getattr(found, name) if name else found
    return import_module(f"{module}.{name}")


@pytest.mark.parametrize("line", list(filter(None, NAMES)))
def test_a_name_of_the_first_edition(line):
    assert taken(line) is not None
