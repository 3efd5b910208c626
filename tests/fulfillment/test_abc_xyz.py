"""Classes by value and by steadiness, and whether they last."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomlab.errors import InputError
from ecomlab.fulfillment.abc_xyz import abc_xyz, class_changes


def sales(**weeks):
    """Seven pieces-a-day numbers for each number of a week."""
    days = pd.date_range("2025-03-03", periods=7 * len(next(iter(weeks.values()))))
    parts = [
        pd.DataFrame({"date": days, "sku": name, "sales": np.repeat(each, 7)})
        for name, each in weeks.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_classes_by_hand():
    table = sales(big=[8, 8, 8, 8], mid=[2, 0, 2, 0], small=[0, 0, 0, 4], dead=[0] * 4)
    found = abc_xyz(table, {"big": 10, "mid": 10, "small": 1}).set_index("sku")
    assert found.index.tolist() == ["big", "mid", "small"]
    assert found["kind"].tolist() == ["AX", "BZ", "CZ"]
    assert found.loc["big", "share"] == pytest.approx(32 / 36.4)
    assert found.loc["mid", "cv"] == pytest.approx(np.std([2, 0, 2, 0], ddof=1))
    assert abc_xyz(table, {"big": 1, "mid": 99, "small": 1})["sku"].iloc[0] == "mid"
    wide = abc_xyz(table, {"big": 10, "mid": 10, "small": 1}, y=1.2).set_index("sku")
    assert wide.loc["mid", "xyz"] == "Y"


def test_whole_spans_from_the_end():
    """Ten days hold one week: the three first ones would be a span of three days."""
    table = sales(a=[1, 1])
    with pytest.raises(InputError, match="fewer than two"):
        abc_xyz(table[table["date"] > "2025-03-06"], {"a": 1})
    odd = pd.concat([sales(a=[1, 1, 1]).iloc[3:], sales(a=[1]).iloc[:0]])
    assert abc_xyz(odd, {"a": 1})["cv"].iloc[0] == 0


@given(st.permutations(list("abcdef")), st.floats(0.1, 50))
@settings(max_examples=25, deadline=None)
def test_classes_hang_on_no_order_or_unit(names, unit):
    rng = np.random.default_rng(len(names))
    table = sales(**{name: rng.poisson(3 + 4 * k, 6) for k, name in enumerate("abcdef")})
    worth = pd.Series(np.arange(1.0, 7), list("abcdef"))
    plain = abc_xyz(table, worth).set_index("sku")["kind"].to_dict()
    mixed = abc_xyz(table.sample(frac=1, random_state=2), unit * worth[list(names)])
    assert mixed.set_index("sku")["kind"].to_dict() == plain


def test_an_article_without_a_worth_is_asked_for():
    with pytest.raises(InputError, match="no table of numbers"):
        abc_xyz(sales(a=[1, 1]), "price")
    with pytest.raises(InputError, match="'a'"):
        abc_xyz(sales(a=[1, 1]), {"b": 1})
    with pytest.raises(InputError, match="above 0"):
        abc_xyz(sales(a=[1, 1]), {"a": -1})
    with pytest.raises(InputError, match="b is"):
        abc_xyz(sales(a=[1, 1]), {"a": 1}, a=0.9, b=0.8)


def test_changes_of_classes():
    spring = pd.DataFrame({"sku": [1, 2, 3, 4], "abc": list("AABC")})
    autumn = pd.DataFrame({"sku": ["1", "2", "3", "5"], "abc": list("ABBA")})
    found = class_changes(spring, autumn)
    assert found.loc["A"].tolist() == [1, 1]
    assert found.attrs["kept"].value == pytest.approx(2 / 3)
    assert (found.attrs["new"], found.attrs["gone"]) == (["5"], ["4"])
    with pytest.raises(InputError, match="No article"):
        class_changes(spring, autumn.assign(sku=[7, 8, 9, 10]))


def test_a_worth_is_checked_also_where_nothing_was_sold():
    with pytest.raises(InputError, match="above 0"):
        abc_xyz(sales(a=[1, 1], b=[0, 0]), {"a": 1, "b": -3})
