"""What pytest needs everywhere: one part's tests chosen, figures of notebooks compared."""

import os
import re


def pytest_addoption(parser):
    parser.addoption("--about", metavar="REGEX", help="only tests whose id it matches")


def pytest_configure(config):
    """Let kernels that nbval starts show sliders as they are in a built notebook."""
    if getattr(config.option, "nbval", False) or getattr(config.option, "nbval_lax", False):
        os.environ["ECOMLAB_STATIC"] = "1"


def pytest_collection_modifyitems(config, items):
    """Keep the tests that `course.py test 5_1` asks for."""
    about = config.getoption("--about")
    if about:
        left = [item for item in items if not re.search(about, item.nodeid)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if re.search(about, item.nodeid)]


def pytest_collectstart(collector):
    """Compare PNG outputs, which nbval would pass over."""
    skipped = getattr(collector, "skip_compare", None)
    if skipped and collector.path.suffix == ".ipynb":
        collector.skip_compare = tuple(kind for kind in skipped if kind != "image/png")


def pytest_unconfigure(config):
    """Let parallel workers end quietly: DuckDB 2.0 reports harmless leaks at its exit."""
    if hasattr(config, "workerinput"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
