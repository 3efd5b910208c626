"""Rates with nearly the same name, stays of one page, and what people do before they buy."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.rates import conversion_rates, did_and_done, engagement
from ecomlab.errors import ChoiceError, ColumnError, InputError
from ecomlab.estimates import difference_of_shares, rate_interval

PEOPLE = pd.DataFrame(
    {
        "added": [1, 1, 1, 1, 0, 0, 0, 0, 0, 1],
        "ordered": [1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
        "paid": [1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        "asked": [1, 0, 0, 0, 0, 1, 0, 0, 0, 0],
    }
).astype(bool)


def test_each_rate_has_its_base():
    found = conversion_rates(PEOPLE)
    rates = {
        name.split(" ")[0]: value for name, value in zip(found["rate"], found["n"], strict=True)
    }
    assert found["n"].tolist() == [10, 10, 5, 3, 3, 2, 8]
    assert found["count"].tolist() == [2, 5, 2, 2, 1, 1, 1]
    assert rates["payment"] == 3
    assert found.loc[2, ["low", "high"]].tolist() == pytest.approx(rate_interval(2, 5))
    assert len(conversion_rates(PEOPLE.drop(columns="asked"))) == 5
    with pytest.raises(InputError, match="Nobody"):
        conversion_rates(PEOPLE.assign(ordered=False))
    with pytest.raises(ColumnError, match="added"):
        conversion_rates(PEOPLE.drop(columns="added"))


VISITS = pd.DataFrame(
    {
        "bounced": [True, True, False, False], "dwell_s": [2, 10, 60, 100], "pages": [1, 1, 2, 4],
        "device": ["a", "b", "a", "b"],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("single", "mean", "short", "stays"),
    [("as_logged", 43, 0.25, 4), ("zero", 40, 0.5, 4), ("left_out", 80, 0.0, 2)],
)
def test_a_stay_of_one_page(single, mean, short, stays):
    found = engagement(VISITS, single=single).iloc[0]
    assert (found["mean_s"], found["short"], found["stays"]) == (mean, short, stays)
    assert (found["bounce"], found["pages"], found["visits"]) == (0.5, 2, 4)
    assert [found["low"], found["high"]] == pytest.approx(rate_interval(2, 4))


def test_stays_by_group_and_what_is_refused():
    found = engagement(VISITS, by="device").set_index("device")
    assert found["mean_s"].to_dict() == {"a": 31, "b": 55}
    only = engagement(VISITS[VISITS["bounced"]], single="left_out").iloc[0]
    assert np.isnan(only["mean_s"])
    with pytest.raises(ChoiceError, match="single"):
        engagement(VISITS, single="dropped")
    with pytest.raises(InputError, match="short"):
        engagement(VISITS, short=0)


def test_the_way_to_the_purchase_leads_through_it():
    """Who has a cart pays in a third of the cases, with the heart or without."""
    rng = np.random.default_rng(3)
    cart = rng.random(40_000) < 0.1
    heart = cart & (rng.random(40_000) < 0.4)
    paid = cart & (rng.random(40_000) < 1 / 3)
    visits = pd.DataFrame({"cart": cart, "heart": heart, "paid": paid})
    all_, could = did_and_done(visits, "heart", "paid", among="cart").to_dict("records")
    assert all_["times"] > 10
    assert could["low"] < 0 < could["high"]
    inside = visits[visits["cart"]]
    with_it, without = (inside[inside["heart"] == side]["paid"] for side in (True, False))
    same = difference_of_shares(with_it.sum(), len(with_it), without.sum(), len(without))
    assert could["estimate"] == pytest.approx(same.value)
    assert len(did_and_done(visits, "heart", "paid")) == 1
    with pytest.raises(InputError, match="nothing to compare"):
        did_and_done(visits.assign(heart=True), "heart", "paid")
