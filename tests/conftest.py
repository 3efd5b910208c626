"""What every test shares: the seed count, the `verify` marker, hypothesis profiles.

`python course.py test` uses few seeds and few examples, the same on every run;
`python course.py verify` adds `--verify --seeds 200`.
"""

import matplotlib
import pytest
from hypothesis import HealthCheck, settings

matplotlib.use("Agg")

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
