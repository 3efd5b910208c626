"""Twin runs: the same luck, one decision apart."""

from itertools import combinations

import numpy as np
import pytest

from ecomlab.errors import ChoiceError, InputError
from ecomlab.shop import Shop, World
from ecomlab.shop.decisions import keys
from ecomlab.shop.truth import (
    _pairs,
    _ratio_row,
    _row,
    contact_outcomes,
    shapley,
    shapley_values,
    truth,
)


def by_outcome(table, effect):
    return table[table["effect"] == effect].set_index("outcome")


@pytest.fixture(scope="module")
def content():
    return truth(
        Shop(), "ads.content.budget", days=60, noises=8, step=0.2, window=(20, 40), progress=False
    )


def test_the_last_yuan_brings_less_than_the_average_one(content):
    """Hill curve at exponent 1.1 and about half filled: the marginal return is about half."""
    average = by_outcome(content, "average").loc["roas"]
    marginal = by_outcome(content, "marginal").loc["roas"]
    assert marginal["estimate"] < average["low"]


def test_content_works_on_after_its_money_stops(content):
    after = by_outcome(content, "after")
    assert after.loc["orders", "low"] > 0
    assert after.loc["spend", "estimate"] == 0


def test_an_effect_is_the_difference_of_two_runs():
    shop, off = Shop(noise=4), {"ads.live.budget": 0}
    found = by_outcome(
        truth(shop, "ads.live.budget", 0, days=20, noises=1, progress=False), "change"
    )
    twins = shop.outcome(off, 20).sum() - shop.outcome(None, 20).sum()
    for name in ("orders", "revenue", "profit"):
        assert found.loc[name, "estimate"] == pytest.approx(twins[name])
    assert found["low"].isna().all()


def test_an_effect_s_interval_is_student_s_over_paired_runs():
    """Three lucks leave two degrees of freedom: t is 4.3027 (any table of it)."""
    shop, days = Shop(SMALL.world, noise=4), 20
    found = by_outcome(
        truth(shop, "page.version", "B", days=days, noises=3, progress=False), "change"
    )
    lucks = [Shop(shop.world, noise) for noise in (4, 5, 6)]
    twins = [
        twin.outcome({"page.version": "B"}, days).sum() - twin.outcome(None, days).sum()
        for twin in lucks
    ]
    for name in ("orders", "revenue", "profit"):
        values = np.array([twin[name] for twin in twins])
        reach = 4.3027 * values.std(ddof=1) / np.sqrt(3)
        row = found.loc[name]
        assert row["estimate"] == pytest.approx(values.mean())
        assert row["high"] - row["estimate"] == pytest.approx(reach, rel=1e-4)
        assert row["estimate"] - row["low"] == pytest.approx(reach, rel=1e-4)
        assert row["n"] == 3


def test_intervals_of_effects_hold_the_truth_in_95_of_100():
    """Eight paired runs each, of a known mean: differences, and ratios of two that go together."""
    rng, held, draws = np.random.default_rng(7), np.zeros(2), 4000
    for _ in range(draws):
        below = rng.normal(100, 20, 8)
        above = 2 * below + rng.normal(0, 10, 8)
        rows = _row("profit", above), _ratio_row("roas", above, below)
        held += [
            row["low"] <= true <= row["high"] for row, true in zip(rows, (200, 2), strict=True)
        ]
    assert held / draws == pytest.approx([0.95, 0.95], abs=0.015)


def test_the_interval_of_a_ratio_is_the_delta_method_s():
    """By its textbook form: var(a) − 2 r cov(a, b) + r² var(b), over the mean of b squared."""
    above, below = np.array([10.0, 14, 18, 30]), np.array([4.0, 5, 6, 9])
    (aa, ab), (_, bb) = np.cov(above, below)
    r = 72 / 24
    reach = 3.1824 * np.sqrt((aa - 2 * r * ab + r**2 * bb) / 4) / 6  # t with 3 degrees of freedom
    row = _ratio_row("roas", above, below)
    assert row["estimate"] == 3
    assert (row["low"], row["high"]) == pytest.approx((3 - reach, 3 + reach), rel=1e-4)
    always = _ratio_row("roas", 3 * below, below)  # no luck in it: no width
    assert (always["low"], always["high"]) == pytest.approx((3, 3))


def test_before_the_window_nothing_differs():
    shop = Shop(noise=2)
    found = truth(shop, "page.version", "B", days=20, window=(15, 16), noises=1, progress=False)
    late = {"2024-01-16": {"page.version": "B"}, "2024-01-17": {"page.version": "A"}}
    twins = shop.outcome(late, 20) - shop.outcome(None, 20)
    assert (twins[:15] == 0).all().all()
    parts = by_outcome(found, "during")["estimate"] + by_outcome(found, "after")["estimate"]
    assert parts["orders"] == pytest.approx(twins["orders"].sum())


def test_a_price_has_no_average_effect():
    """Nothing can be sold at 0: only the marginal effect makes sense."""
    found = truth(Shop(), "price.CH01", days=5, noises=2, progress=False)
    assert set(found["effect"]) == {"marginal"}


def test_progress_is_said(capsys):
    truth(Shop(), "service.agents", 3, days=2, noises=2)
    assert "truth of service.agents, noise seeds: 2 of 2" in capsys.readouterr().err


def moved(lever, value, **options):
    """What the lever is moved to on either side, for the marginal effect from ``value``."""
    up, down = _pairs(Shop().decisions({lever: value}), lever, None, **options)["marginal"]
    return up[lever], down[lever]


def test_at_its_limit_a_lever_takes_the_whole_step_to_one_side():
    assert moved("crm.holdout", 0.5, step=0.2) == pytest.approx((0.55, 0.45))
    assert moved("crm.holdout", 1, step=0.2) == pytest.approx((1, 0.8))
    assert moved("crm.holdout", 0.95, step=0.2) == pytest.approx((1, 0.81))
    assert moved("crm.days", 1, step=2) == (3, 1)
    with pytest.raises(InputError, match="more than crm.holdout can move"):
        moved("crm.holdout", 1, step=3)


def test_a_lever_at_its_limit_has_a_marginal_effect():
    """Nobody is written to; a fifth fewer left out are written to, and each message costs."""
    options = {"days": 60, "noises": 1, "step": 0.2, "progress": False}
    found = by_outcome(
        truth(Shop(), "crm.holdout", decisions={"crm.holdout": 1}, **options), "marginal"
    )
    none, some = (Shop().outcome({"crm.holdout": out}, 60).sum() for out in (1, 0.8))
    assert found.loc["profit", "estimate"] == pytest.approx(none["profit"] - some["profit"])


SMALL = Shop(World(scale=0.1))
LEVERS = keys(SMALL.world)


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_has_a_truth(lever):
    """A number above 0 by itself; 0 and choices with the other values they can have."""
    key, shop = LEVERS[lever], SMALL
    others = key.choices or ((True, False) if isinstance(key.default, bool) else ())
    alone = not others and key.default > 0
    for value in [None] if alone else others or [min(1, key.maximum)]:
        found = truth(shop, lever, value, days=2, noises=2, progress=False)
        effects = {"marginal"} | ({"average"} if key.minimum == 0 else set())
        assert set(found["effect"]) == (effects if alone else {"change"})
        assert np.isfinite(found[["estimate", "low", "high"]]).all(axis=None)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("ads.contents.budget",), ChoiceError, "did you mean 'ads.content.budget'"),
        (("page.version", "C"), ChoiceError, "'A', 'B', 'test'"),
        (("page.size_help",), InputError, "Give value=, one of: True"),
        (("price.CH01", 0), InputError, "price.CH01 is 0"),
        (("price.CH1",), ChoiceError, "did you mean 'price.CH01'"),
        (("stock.cover",), ChoiceError, "did you mean 'stock.cover_days'"),
    ],
)
def test_wrong_levers_are_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        truth(Shop(), *arguments, days=2, noises=1)


def test_wrong_options_are_refused():
    with pytest.raises(InputError, match="window is"):
        truth(Shop(), "service.agents", days=10, window=(5, 20))
    with pytest.raises(InputError, match="noises is 1.5"):
        truth(Shop(), "service.agents", days=10, noises=1.5)
    with pytest.raises(InputError, match="is 0 as it is"):
        truth(Shop(), "ads.live.budget", days=10, decisions={"ads.live.budget": 0})


def test_messages_move_those_they_can_move():
    """Persuadable ones buy more; of what sure things would have bought too, less is left."""
    twins = contact_outcomes(Shop(noise=3), days=120)
    mean = twins.groupby("response_type", observed=True)[
        ["orders_0", "orders_1", "profit_0", "profit_1"]
    ].mean()
    assert mean.loc["persuadable", "orders_1"] > 2 * mean.loc["persuadable", "orders_0"]
    sure = mean.loc["sure_thing"]
    assert sure["profit_1"] / sure["orders_1"] < 0.95 * sure["profit_0"] / sure["orders_0"]
    assert mean.loc["sleeping_dog", "orders_1"] <= mean.loc["sleeping_dog", "orders_0"]
    assert twins["customer_id"].is_unique
    with pytest.raises(InputError, match="Nobody is contacted"):
        contact_outcomes(Shop(), decisions={"crm.contact": "none"})


def test_published_shapley_values():
    """The airport game (Littlechild and Owen 1973), runways of 1, 2 and 3."""
    cost = {"short": 1, "middle": 2, "long": 3}
    sets = [frozenset(some) for k in range(4) for some in combinations(cost, k)]
    values = shapley_values({some: max((cost[p] for p in some), default=0) for some in sets})
    assert values == pytest.approx({"short": 2 / 6, "middle": 5 / 6, "long": 11 / 6})


def test_shapley_values_add_up():
    plans, shop = ["paid_feed", "content", "paid_brand"], Shop(noise=2)
    found = shapley(shop, plans, days=20, noises=2, progress=False)
    off = {f"ads.{plan}.budget": 0 for plan in plans}
    together = [
        (twin.outcome(None, 20) - twin.outcome(off, 20)).sum()["revenue"]
        for twin in (shop, Shop(noise=3))
    ]
    summed = found[found["outcome"] == "revenue"]["estimate"].sum()
    assert summed == pytest.approx(np.mean(together))
    with pytest.raises(ChoiceError, match="'paid_feed'"):
        shapley(shop, ["feed"])
    with pytest.raises(InputError, match="one to 5 different"):
        shapley(shop, ["live", "live"])
