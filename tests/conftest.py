"""What every test shares: seed count, `verify` marker, hypothesis profiles, backends, browser.

`python course.py test` uses few seeds and few examples, the same on every run;
`python course.py verify` adds `--verify --seeds 200`.
"""

import shutil
import sys
from contextlib import suppress

import matplotlib
import pytest
from hypothesis import HealthCheck, settings

from ecomlab.datasets import make_all
from ecomlab.errors import DataFileError
from tests.backends import BACKENDS

matplotlib.use("Agg")

CHROMIUM = ["chromium", "chromium-browser"]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

settings.register_profile(
    "quick",
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("verify", settings.get_profile("quick"), max_examples=300)


def pytest_addoption(parser):
    parser.addoption("--seeds", type=int, default=20, help="seeds per recovery test")
    parser.addoption("--verify", action="store_true", help="run the slow tests too")


def pytest_configure(config):
    settings.load_profile("verify" if config.getoption("--verify") else "quick")
    if not hasattr(config, "workerinput"):  # once, before the workers start
        with suppress(DataFileError):  # which the tests that need the tables tell
            make_all(sys.stdout)


def pytest_collection_modifyitems(config, items):
    if config.getoption("--verify"):
        return
    skip = pytest.mark.skip(reason="slow: run by `python course.py verify`")
    for item in items:
        if item.get_closest_marker("verify"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def seeds(request):
    """How many random seeds a recovery test goes through."""
    return request.config.getoption("--seeds")


@pytest.fixture(params=BACKENDS)
def backend(request):
    """What makes a pandas table one of each backend in turn."""
    return BACKENDS[request.param]


@pytest.fixture(scope="module")
def browser():
    """A Chromium, driven by Playwright; a test that needs it is skipped where one is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright isn't installed")
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("there is no Chromium here (Debian: apt install chromium)")
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=path, args=QUIET, timeout=60_000)
        try:
            yield browser
        finally:
            browser.close()
