"""What the figures of lesson 1.3 show is what the tables beside them say."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.exercises.research.competitors import _labels, by_hand, tables
from ecomlab.research import figures, prices
from ecomlab.research.reviews import audit_labels, review_topics


def test_the_ring_is_the_share_that_the_lift_divides_by():
    """Not the mean of the shops' shares: small shops would count as much as large ones."""
    texts = ["太重"] * 20 + ["质量很好"] * 80 + ["太重"] * 5 + ["太重"] * 10 + ["质量很好"] * 990
    shops = ["a"] * 100 + ["small"] * 5 + ["large"] * 1000
    topics = review_topics(pd.DataFrame({"shop": shops, "text": texts}), by="shop")
    ax = figures.topic_polarity(topics, "a")
    lines = {line.get_label(): -np.asarray(line.get_xdata()) for line in ax.get_lines()}
    dot, ring = (lines[name].max() for name in ("complaint", "complaint, other shops"))
    assert (dot, ring) == pytest.approx((0.2, 15 / 1005))
    row = topics.set_index(["by", "topic", "polarity"]).loc[("a", "portability", "complaint")]
    assert row["lift"] == pytest.approx(dot / ring)


def test_the_band_that_is_named_is_the_one_that_differs_most():
    items = pd.DataFrame(
        {"price": [50] * 5 + [120] * 4 + [200], "units": [20] * 5 + [5] * 4 + [180]}
    )
    ax = figures.band_shares(prices.price_bands(items, [100, 150]))
    assert (
        ax.get_title("left") == '"from 150 on" holds 10% of the articles and 60% of the pieces sold'
    )


@pytest.fixture(scope="module")
def labels():
    return _labels(tables(load("second_shop"))["said"])


def test_the_slider_shows_the_table_above_it(labels):
    """The same lot is drawn: 200 read by hand say one thing in both."""
    found = audit_labels(labels).set_index("reading").loc["corrected"]
    everything = labels.assign(hand=by_hand(labels))
    title = figures.audit_by_size(everything, 200, [100, 200], seed=1).get_title("left")
    assert title.startswith(f"200 read by hand: {found['low']:.1%} to {found['high']:.0%};")


def test_by_the_wider_rule_the_same_filter_misses_more_than_it_invents(labels):
    price, wide = by_hand(labels), by_hand(labels, value=True)
    assert (price <= wide).all()
    assert price.mean() < labels["label"].mean() < wide.mean()
