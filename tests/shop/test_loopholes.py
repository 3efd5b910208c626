"""No decision is a money machine at its extremes: every key at its ends, and far from today."""

import numpy as np
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.decisions import keys

DAYS = 60
MOST = 0.06  # of the status quo's revenue, the profit that a single key may add
MINE = ("promo.threshold", "promo.gift", "promo.deposit", "promo.new_year", "crm", "membership")
SHOWN = ("promo.sku.CH01", "promo.sku.ST01", "promo.sku.TE01")  # of forty alike
WITH = {  # what must hold for a key to do anything
    "promo.gift.": {"promo.gift.cost": 10},
    "promo.deposit.": {"promo.deposit.amount": 20, "promo.deposit.value": 40},
    "ads.rule.": {"ads.paid_feed.rule": "test_scale_stop"},
    "membership.discount": {"membership.from.silver": 100},
}


@pytest.fixture(scope="module")
def shop():
    return Shop(World(scale=0.4), noise=2)


@pytest.fixture(scope="module")
def today(shop):
    return shop.outcome(days=DAYS)


def numeric():
    """The keys that are numbers; prices have a test of their own, and events are alike."""
    found = {}
    for name, key in keys(World()).items():
        number = not isinstance(key.default, bool | str)
        like = name.startswith("promo.sku") and name not in SHOWN
        if number and not like and not name.startswith("price."):
            found[name] = key
    return found


def values(key):
    """The ends of what can be decided, and factors of today's number."""
    factors = [key.default * times for times in (0.1, 0.5, 3, 10, 100)]
    inside = [value for value in factors if key.minimum < value < key.maximum]
    steps = [] if key.default else [v for v in (0.01, 0.2, 10, 300) if v < key.maximum]
    return sorted({key.minimum, *inside, *steps, key.maximum})


def check(shop, today, name):
    changes = next((more for start, more in WITH.items() if name.startswith(start)), {})
    for value in values(numeric()[name]):
        run = shop.outcome(changes | {name: value}, DAYS)
        assert np.isfinite(run.to_numpy()).all(), (name, value)
        gain = run["profit"].sum() - today["profit"].sum()
        assert gain < MOST * today["revenue"].sum(), (name, value, gain)


@pytest.mark.parametrize("name", [name for name in numeric() if name.startswith((*MINE, *SHOWN))])
def test_prices_and_promotions_have_no_loophole(shop, today, name):
    check(shop, today, name)


@pytest.mark.verify
@pytest.mark.parametrize(
    "name", [name for name in numeric() if not name.startswith((*MINE, *SHOWN))]
)
def test_no_other_number_has_a_loophole(shop, today, name):
    check(shop, today, name)


@pytest.mark.verify
@pytest.mark.parametrize("name", [n for n, key in keys(World()).items() if key.choices])
def test_no_choice_has_a_loophole(shop, today, name):
    for choice in keys(World())[name].choices:
        gain = shop.outcome({name: choice}, DAYS)["profit"].sum() - today["profit"].sum()
        assert gain < MOST * today["revenue"].sum(), (name, choice, gain)


@pytest.mark.parametrize(
    ("name", "extreme"),
    [
        ("promo.threshold.off", {"promo.threshold.amount": 0.01}),
        ("promo.threshold.off", {"promo.threshold.amount": 0.01, "promo.threshold.off": 1e4}),
        ("crm.coupon", {"crm.coupon": 1e4, "crm.threshold": 0, "crm.days": 1, "crm.holdout": 0}),
        ("promo.gift.cost", {"promo.gift.cost": 0.01, "promo.gift.threshold": 0}),
        ("membership.discount", {"membership.from.silver": 0, "membership.discount.silver": 0.95}),
    ],
)
def test_extremes_together_lose_or_win_little(shop, today, name, extreme):
    gain = shop.outcome(extreme, DAYS)["profit"].sum() - today["profit"].sum()
    assert gain < MOST * today["revenue"].sum(), (name, gain)


def test_a_reduction_of_a_cent_pulls_nobody(shop, today):
    """The pull of a threshold is worth what it takes off."""
    off, cent = (shop.outcome({"promo.threshold.off": yuan}, DAYS) for yuan in (0, 0.01))
    assert cent["units"].sum() == pytest.approx(off["units"].sum(), abs=3)


def test_a_deposit_of_a_cent_binds_nobody():
    """Of those who wait, as many come back as without one."""
    shop = Shop(World(scale=0.3), noise=2)
    none, cent = (
        shop.outcome({"promo.deposit.amount": yuan, "promo.deposit.value": yuan}, 165)["orders"]
        for yuan in (0, 0.01)
    )
    assert cent.sum() == pytest.approx(none.sum(), rel=0.005)
