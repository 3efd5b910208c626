"""The same rules as mlxtend, in an environment of its own: tests/oracles/mlxtend.txt.

Without the package the tests are skipped.
"""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.baskets import association_rules
from ecomlab.datasets import load


def theirs(items, least):
    """mlxtend's rules of two articles: support, confidence and lift of each ordered pair."""
    patterns = pytest.importorskip("mlxtend.frequent_patterns")
    flags = pd.crosstab(items["order_id"], items["sku"]).astype(bool)
    support = (least - 0.5) / len(flags)
    found = patterns.fpgrowth(flags, min_support=support, max_len=2, use_colnames=True)
    rules = patterns.association_rules(found, metric="support", min_threshold=support)
    rules["sku"] = [next(iter(one)) for one in rules["antecedents"]]
    rules["with_sku"] = [next(iter(one)) for one in rules["consequents"]]
    return rules.set_index(["sku", "with_sku"])[["support", "confidence", "lift"]].sort_index()


def ours(items, least):
    rules = association_rules(items, least=least)
    return rules.set_index(["sku", "with_sku"])[["support", "confidence", "lift"]].sort_index()


@pytest.mark.parametrize("seed", range(5))
def test_rules_like_mlxtend(seed):
    rng = np.random.default_rng(seed)
    items = pd.DataFrame({
        "order_id": rng.integers(0, 400, 1_500),
        "sku": [f"S{i:02d}" for i in (20 * rng.random(1_500) ** 2).astype(int)],
    })  # fmt: skip
    pd.testing.assert_frame_equal(ours(items, 3), theirs(items, 3), check_names=False)


def test_the_grocers_rules_like_mlxtend():
    items = load("groceries").baskets
    pd.testing.assert_frame_equal(ours(items, 40), theirs(items, 40), check_names=False)
