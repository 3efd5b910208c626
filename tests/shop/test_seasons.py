"""What moves days: festivals, the two peaks of an event, and regular customers' seasons."""

import numpy as np
import pytest

from ecomlab.shop import Shop, World
from ecomlab.shop.customers import NEVER, People
from ecomlab.shop.demand import demand

DAYS = 731


def ran(facts=None):
    return Shop(World(facts=facts or {})).engine(days=DAYS).run(0, DAYS)


@pytest.fixture(scope="module")
def engine():
    return ran()


def day_of(text):
    return int((np.datetime64(text) - np.datetime64("2024-01-01")).astype(int))


def late(engine):
    """Share of the parcels sent that come after the promised hour, by day of the order."""
    o = engine.orders.columns()
    hours = (o.delivered - o.paid_at) / 3600
    late = np.bincount(o.day, (hours > o.promised_h) & o.sent, DAYS)
    return late / np.maximum(np.bincount(o.day, o.sent, DAYS), 1)


def test_as_many_parcels_are_late_in_both_years(engine):
    share = late(engine)
    assert share[:366].mean() == pytest.approx(share[366:].mean(), abs=0.03)
    assert 0.10 < share.mean() < 0.16


def test_couriers_are_slow_at_spring_festival(engine):
    share = late(engine)
    for first in ("2024-02-10", "2025-01-29"):
        near = slice(day_of(first) - 4, day_of(first) + 5)
        assert share[near].mean() > 2.5 * share.mean()


@pytest.mark.verify
def test_couriers_are_slow_at_spring_festival_gone():
    share = late(ran({"spring_festival.couriers": 0}))
    near = slice(day_of("2024-02-10") - 4, day_of("2024-02-10") + 5)
    assert share[near].mean() < 1.5 * share.mean()


@pytest.mark.parametrize(
    ("first", "last"), [("2024-06-01", "2024-06-18"), ("2024-11-01", "2024-11-11")]
)
def test_an_event_has_two_peaks(engine, first, last):
    """Both are far above the days between them, and neither dwarfs the other."""
    o = engine.orders.columns()
    orders = np.bincount(o.day, o.paid, DAYS)
    first, last = day_of(first), day_of(last)
    between = np.median(orders[first + 3 : last])
    assert orders[first] > 1.4 * between
    assert orders[last] > 1.4 * between
    assert 0.6 < orders[last] / orders[first] < 1.5


def repeats(engine):
    """Lines of furniture that customers bought again, May over December, both years."""
    o, lines = engine.orders.columns(), engine.lines.columns()
    paid = np.flatnonzero(o.paid)
    first = np.full(o.person.max() + 1, DAYS)
    np.minimum.at(first, o.person[paid], o.day[paid])
    of = lines.order - o.order[0]
    again = o.paid[of] & (o.day[of] > first[o.person[of]])
    mine = again & (engine.world.sku.category[lines.sku] == 0)
    month = engine.world.date(o.day[of][mine]).astype("datetime64[M]").astype(int) % 12
    return (month == 4).sum() / (month == 11).sum()


def test_customers_come_back_in_the_season(engine):
    """May has fewer customers than December, for the shop grows; in 2024 hardly any."""
    assert repeats(engine) > 1.05


@pytest.mark.verify
def test_customers_come_back_in_the_season_gone(engine):
    assert repeats(ran({"customers.season": 0})) < 0.85 * repeats(engine)


def test_no_wish_is_drawn_anew_in_the_season():
    """A twice as busy time brings the same wishes in half the days."""
    u = np.linspace(0.01, 0.99, 50)
    calm, busy = (People(np.full(1000, pace)).wish(0, u, 0.02) for pace in (1.0, 2.0))
    assert np.abs(busy - calm / 2).max() <= 1
    assert People(np.ones(10)).wish(20, np.array([0.5]), 1.0).tolist() == [NEVER]


def test_wishes_are_the_same_in_a_longer_run():
    world = World()
    short, long = (demand(world, (2026, 1), days).season for days in (60, 400))
    assert (short == long[:60]).all()


@pytest.mark.parametrize(
    ("date", "holiday"),
    [
        ("2024-04-04", "tomb_sweeping"), ("2024-06-10", "dragon_boat"),
        ("2024-09-17", "mid_autumn"), ("2025-05-31", "dragon_boat"),
        ("2025-10-06", "national_day"), ("2024-06-11", None),
    ],
)  # fmt: skip
def test_the_calendar_has_the_holidays(engine, date, holiday):
    """State Council's notices for 2024 and 2025."""
    assert engine.demand.holiday[day_of(date)] == holiday


def test_spring_festival_of_2026_has_nine_days():
    """State Council's notice for 2026: 15 to 23 February."""
    days = demand(World(), (2026, 1), 800).holiday[762:]
    assert [d for d, name in enumerate(days, 762) if name == "spring_festival"] == list(
        range(day_of("2026-02-15"), day_of("2026-02-24"))
    )
