"""One default run that several tests look at; nobody changes it."""

import pytest

from ecomlab.shop import Shop


@pytest.fixture(scope="session")
def run():
    return Shop(noise=1).run(days=150)


@pytest.fixture(scope="session")
def tables(run):
    return run[0]
