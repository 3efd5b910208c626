"""Impossible or extreme shops run to sane tables; nothing goes negative that can't."""

import numpy as np
import pytest

from ecomlab.errors import InputError
from ecomlab.shop import Shop, World
from ecomlab.shop.stock import allocate

CAN_BE_NEGATIVE = {("pnl_lines", "amount")}


def check_sane(tables):
    for name, frame in tables.items():
        for column in frame.select_dtypes("number"):
            if (name, column) not in CAN_BE_NEGATIVE:
                values = frame[column].dropna()
                assert (values >= 0).all(), (name, column)


@pytest.mark.parametrize(
    "changes",
    [
        {f"ads.{plan}.budget": 0 for plan in ("paid_search", "paid_brand", "paid_feed", "content")},
        {"price.CH01": 0.01},
        {"price.CH01": 100_000},
        {"service.agents": 0},
        {"stock.cover_days": 0, "stock.safety_days.traffic": 0, "stock.safety_days.profit": 0},
        {"ads.paid_feed.budget": 1e7},
        {"promo.new_year_goods.discount": 0.95, "crm.coupon": 5000, "crm.threshold": 0},
        {"stock.policy": "fixed_lot", "stock.forecast": "demand", "supply.second_share": 1},
        {"shipping.courier": "express", "shipping.warehouse": "front", "returns.grading": False},
        {"page.version": "test", "page.size_help": True, "crm.contact": "none"},
    ],
)
def test_extreme_decisions_run(changes):
    tables, report = Shop(noise=1).run(changes, days=45)
    check_sane(tables)
    assert np.isfinite(report.profit)


@pytest.mark.parametrize(("scale", "days"), [(0.001, 30), (1, 1), (100, 2)])
def test_extreme_worlds_run(scale, days):
    tables, _ = Shop(World(scale=scale)).run(days=days)
    check_sane(tables)
    assert len(tables.calendar) == days


def test_no_days_is_refused():
    for days in (0, -1, 1.5, "ten"):
        with pytest.raises(InputError):
            Shop().run(days=days)


def test_the_last_pieces_go_to_the_first_in_line():
    """Against one buyer after another, in plain Python."""
    rng = np.random.default_rng(1)
    for _ in range(50):
        sku, wanted = rng.integers(0, 4, 30), rng.integers(1, 4, 30)
        stock = rng.integers(0, 20, 4)
        left, expected = stock.copy(), []
        for s, n in zip(sku, wanted, strict=True):
            expected.append(min(n, left[s]))
            left[s] -= expected[-1]
        assert allocate(sku, wanted, stock).tolist() == expected
