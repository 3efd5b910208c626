"""Strict comparison of the notebooks: their figures count too."""


def pytest_collectstart(collector):
    """Compare PNG outputs, which nbval would pass over."""
    skipped = getattr(collector, "skip_compare", None)
    if skipped and collector.path.suffix == ".ipynb":
        collector.skip_compare = tuple(kind for kind in skipped if kind != "image/png")
