"""Worlds whose facts are changed or drawn."""

import numpy as np
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.shop import Shop, World
from ecomlab.shop.world import ranges


def test_a_changed_fact_is_what_the_world_has():
    world = World(facts={"ads.paid_feed.carry": 0.5, "funnel.page_b": 0})
    assert world.ads.carry[2] == 0.5
    assert world.funnel.page_b == 0
    assert World().ads.carry[2] == 0.75  # other worlds stay what they are


@pytest.mark.parametrize(
    ("facts", "error", "words"),
    [
        ({"customer.persuaded": 0}, ChoiceError, "customers.persuaded"),
        ({"customers": 0}, InputError, "Give what the scenario has"),
        ({"customers.persuaded": "0"}, InputError, "Give a number"),
        ({"weekday": 1}, InputError, "Give what the scenario has"),
        ({"customers.persuaded.low": 1}, ChoiceError, "fact"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(facts, error, words):
    with pytest.raises(error, match=words):
        World(facts=facts)


def test_drawn_worlds_stay_in_their_ranges_and_fill_them():
    table = ranges()
    assert (table["low"] < table["high"]).all()
    assert (table["source"].str.len() > 5).all()
    drawn = np.array([list(World.drawn(seed).different.values()) for seed in range(200)])
    place = (drawn - table["low"].to_numpy()) / (table["high"] - table["low"]).to_numpy()
    assert ((place >= 0) & (place <= 1)).all()
    assert np.abs(place.mean(axis=0) - 0.5).max() < 4 * (1 / 12 / 200) ** 0.5
    assert np.abs(np.corrcoef(place.T) - np.eye(len(table))).max() < 0.35


def test_a_drawn_world_is_the_same_again_and_runs():
    one, two = World.drawn(7, scale=0.1), World.drawn(7, scale=0.1)
    assert one.different == two.different
    first, second = (Shop(world).outcome(days=20) for world in (one, two))
    assert first.equals(second)
    assert World.drawn(8).different != one.different


def test_articles_come_and_go():
    world = World()
    tables, _ = Shop(World(scale=0.3)).run(days=200)
    items = tables.order_items.merge(tables.orders[["order_id", "ts_order"]])
    first = items.groupby("sku", observed=True)["ts_order"].min().dt.tz_localize(None)
    launch = tables.sku.set_index("sku")["launch_date"].dt.tz_localize(None)
    assert (first >= launch.loc[first.index]).all()
    assert "SF01" in first.index
    assert "FL01" not in first.index
    gone = world.sku.name.index("HM01")
    assert world.interest(world.sku.end[gone])[gone] > 0
    assert world.interest(world.sku.end[gone] + 1)[gone] == 0


def test_a_new_article_takes_a_part_of_its_category():
    """With nothing taken, the others' interest stays; with all, the category's stays."""
    for cannibal, kept in ((0, 1.0), (1, None)):
        world = World(facts={"cannibal": cannibal})
        before, after = (world.interest(day) * world.sku.draw for day in (0, 729))
        others = world.sku.standing & (world.sku.end > 729)
        if kept:
            assert np.allclose(before[others], after[others])
        for place in range(len(world.categories)):
            mine = world.sku.category == place
            if not kept:
                assert after[mine].sum() == pytest.approx(before[mine].sum(), rel=0.02)
