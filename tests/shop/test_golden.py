"""The same bytes everywhere: NumPy and pandas old and new, processors, processes.

`python course.py verify` runs this file in every environment that it makes.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).with_name("golden.py")
AGREED = json.loads(SCRIPT.with_suffix(".json").read_text(encoding="utf-8"))


def differing(found):
    """Which tables are not as agreed?"""
    return {
        world: [name for name in tables if found[world].get(name) != tables[name]]
        for world, tables in AGREED.items()
        if found[world] != tables
    }


def in_another_process(**environ):
    run = subprocess.run(
        [sys.executable, SCRIPT, "--print"],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(run.stdout)


def test_every_table_is_as_agreed():
    """After a change that is meant: python tests/shop/golden.py, python datasets/shop/make.py"""
    spec = importlib.util.spec_from_file_location("golden", SCRIPT)
    golden = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(golden)
    found = golden.fingerprints()
    assert {world: list(tables) for world, tables in found.items()} == {
        world: list(tables) for world, tables in AGREED.items()
    }
    assert differing(found) == {}


def test_another_process_and_a_plainer_processor_make_the_same():
    """Another hash seed, another zone, and every instruction set off that NumPy would choose."""
    core = np._core._multiarray_umath
    used = [name for name in core.__cpu_dispatch__ if core.__cpu_features__.get(name)]
    found = in_another_process(
        PYTHONHASHSEED="7", TZ="America/New_York", NPY_DISABLE_CPU_FEATURES=" ".join(used)
    )
    assert differing(found) == {}
