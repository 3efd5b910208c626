"""CDNOW as the retention tests use it: all of it, and the sample of the published papers."""

import pytest

from ecomlab.datasets import load
from ecomlab.retention.lifetime import customer_summary


@pytest.fixture(scope="session")
def cdnow():
    return load("cdnow").orders


@pytest.fixture(scope="session")
def sample(cdnow):
    customers = load("cdnow").customers
    ids = customers.customer_id[customers.tags == "sample"]
    return cdnow[cdnow.customer_id.isin(ids)]


@pytest.fixture(scope="session")
def calibration(sample):
    return customer_summary(sample, as_of="1997-09-30", free="count")
