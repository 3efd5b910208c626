"""What pytest needs everywhere: figures of notebooks compared, workers that end quietly."""

import os


def pytest_collectstart(collector):
    """Compare PNG outputs, which nbval would pass over."""
    skipped = getattr(collector, "skip_compare", None)
    if skipped and collector.path.suffix == ".ipynb":
        collector.skip_compare = tuple(kind for kind in skipped if kind != "image/png")


def pytest_unconfigure(config):
    """Let parallel workers end quietly: DuckDB 2.0 reports harmless leaks at its exit."""
    if hasattr(config, "workerinput"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
