"""The tables of lesson 3.5: lots were kept, sums fit, what is invented is made again alike."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ecomlab.conversion.pages import LAYOUTS
from ecomlab.datasets import load
from ecomlab.exercises.conversion import pages as asked

FOLDER = Path(__file__).parents[2] / "datasets" / "pages"


@pytest.fixture(scope="module")
def own():
    return load("pages")


@pytest.fixture(scope="module")
def make():
    sys.path.insert(0, str(FOLDER))
    before = {name: sys.modules.pop(name, None) for name in ("make", "states")}
    import make

    yield make
    sys.path.remove(str(FOLDER))
    for name, module in before.items():
        sys.modules.pop(name, None)
        if module is not None:
            sys.modules[name] = module


def test_what_is_invented_is_made_again_alike(own, make):
    again = make.make(twin=own.claims_twin, many=own.many_shops)
    for name, table in again.items():
        pd.testing.assert_frame_equal(table, own[name], check_dtype=False, obj=name)


@pytest.mark.parametrize("name", ["trial", "other_trial"])
def test_the_trial_s_lot(own, name):
    trial = own[name]
    assert trial["shown"].mean() == 0.5
    assert trial["result"].notna().equals(trial["paid"])


def test_each_sentence_has_a_reason(own):
    for claims in (own.claims, own.other_claims):
        assert claims["text"].is_unique
        assert claims["why"].notna().all()
        assert set(claims["may_run"]) == {True, False}
    assert not set(own.claims["text"]) & set(own.other_claims["text"])


def test_layouts_use_the_templates_words(own):
    known = {block for page in LAYOUTS.values() for block in page} | {"brand story"}
    for table in (own.layouts, own.other_layouts):
        assert set(table["block"]) <= known


def test_bold_claims_bring_orders_and_come_back(own):
    assert asked.twin_gap(own.claims_twin, "orders").low > 0
    assert asked.twin_gap(own.claims_twin, "not_as_described").low > 0


def test_other_pages_mislead_in_many_shops_and_the_same_page_does_not(own):
    """Of a video; its truth is nearly the same in all of them."""
    found = asked.in_many_shops(own.many_shops).set_index("reading")
    assert found.loc["orders a day, beside other pages", "low"] > 0.3
    row = found.loc["carts a visit, the same page"]
    truth = np.expm1(own.block_truth.query("shop == 'shop' and block == 'video'")["cart"].iloc[0])
    assert row["low"] < truth < row["high"] + 0.02  # of a rate of a tenth: a little less than that


def test_the_shop_s_reading_holds_the_truth():
    shop, own = load("shop"), load("pages")
    truth = asked.truth_of(own.block_truth, shop.article_daily)
    found = asked.fitted(shop.article_daily, shop.page_blocks)
    held = [row.low <= truth[name] <= row.high for name, row in found.iterrows()]
    assert sum(held) >= 4  # of six
    again = asked.fitted(shop.article_daily.copy(), shop.page_blocks)
    assert again is found


def test_another_shop_s_fits_are_its_own():
    shop, second = load("shop"), load("second_shop")
    one = asked.fitted(shop.article_daily, shop.page_blocks)
    other = asked.fitted(second.article_daily, second.page_blocks)
    assert not one["estimate"].equals(other["estimate"])


def test_where_a_film_pays_by_hand():
    """One page counted in plain Python; none with a video today is asked."""
    days = pd.date_range("2025-01-01", periods=180)
    daily = pd.concat([
        pd.DataFrame({"date": days, "sku": sku, "uv": uv, "orders": uv // 25, "addcart": uv // 10})
        for sku, uv in (("a", 100), ("b", 200), ("c", 300))
    ])  # fmt: skip
    daily.loc[(daily["sku"] == "b") & (daily["date"] < "2025-03-03"), "addcart"] = 16
    blocks = pd.DataFrame({"sku": ["b", "c"], "block": "video", "until": [pd.NaT, days[170]],
                           "since": [pd.Timestamp("2025-03-03"), days[0]]})  # fmt: skip
    single = pd.DataFrame({"sku": ["a", "a", "b", "c"], "yuan": [30.0, 50, 9, 20]})
    found = asked.films(daily, blocks, single, cost=1200).set_index("sku")
    assert found.index.tolist() == ["c", "a"]  # half the yuan, three times the visits
    rise = asked.fitted(daily, blocks).loc["video", "estimate"]
    assert found.loc["a", "visits"] == 3000
    assert found.loc["a", "months"] == pytest.approx(1200 / (3000 * 0.04 * rise * 40))
    assert (found["soonest"] <= found["months"]).all()
    assert (found["latest"] >= found["months"]).all()
