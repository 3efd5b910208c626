"""Channels: sums by hand, brute force, other ways to the same number, recovery of known truths."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.research.channels import (
    GROUPS,
    SHARED,
    core_channels,
    incremental_channel_value,
    left_per_100,
    new_to_brand,
    own_or_marketplace,
    turning_price_cut,
    unit_economics_by_channel,
)
from ecomlab.research.waterfall import booked
from ecomlab.shop import Shop, World
from ecomlab.trials import judge
from tests.backends import OTHERS

LINES = [line for lines in GROUPS.values() for line in lines]
COSTS = ("refund", "cogs", "ads", "kol")
DAY = pd.Timestamp("2025-03-01")


def ledger(rows):
    """A ledger from (order, channel, line, amount)."""
    table = pd.DataFrame(rows, columns=["order_id", "channel", "line", "amount"])
    return table.assign(date=DAY).astype({"order_id": "str", "channel": "str"})


@st.composite
def ledgers(draw):
    row = st.tuples(
        st.sampled_from(["a1", "b2", "c3", None]),
        st.sampled_from(["live", "search", "群", None]),
        st.sampled_from(LINES),
        st.integers(-50_000, 50_000).map(lambda cents: cents / 100),
    )
    rows = draw(st.lists(row, min_size=1, max_size=40))
    return ledger([(*at, line, -abs(x) if line in COSTS else x) for *at, line, x in rows])


# What a channel leaves


def test_two_channels_by_hand():
    table = unit_economics_by_channel(
        ledger(
            [("a", "live", "revenue", 150.0), ("a", "live", "cogs", -60.0),
             ("b", "live", "revenue", 50.0), ("b", "live", "refund", -50.0),
             ("b", "live", "kol", -30.0), ("c", "search", "revenue", 100.0),
             (None, "search", "ads", -20.0), (None, None, "labour", -70.0)]
        )
    ).set_index("channel")  # fmt: skip
    assert table.index.tolist() == ["search", "live", SHARED]
    live = table.loc["live"]
    assert (live["orders"], live["left"]) == (2, 60.0)
    assert live["left_per_100"] == pytest.approx(30.0)
    assert live["left_per_100_kept"] == pytest.approx(40.0)
    assert live["before_promotion"] == pytest.approx(45.0)
    assert live["left_per_order"] == pytest.approx(30.0)
    assert table.loc[SHARED, "left"] == -70.0
    assert table.loc[SHARED, ["left_per_100", "left_per_order"]].isna().all()


@given(ledgers())
def test_nothing_is_lost_to_the_cent(lines):
    table = unit_economics_by_channel(lines)
    assert table["left"].sum() == pytest.approx(lines["amount"].sum(), abs=0.005)
    assert table[list(GROUPS)].to_numpy().sum() == pytest.approx(lines["amount"].sum(), abs=0.005)
    named = lines.assign(channel=lines["channel"].fillna(SHARED)).groupby("channel")["amount"].sum()
    pd.testing.assert_series_equal(
        table.set_index("channel")["left"].sort_index(), named.sort_index(), check_names=False
    )


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_free_and_amounts_scale(lines, random):
    table = unit_economics_by_channel(lines).sort_values("channel", ignore_index=True)
    order = list(range(len(lines)))
    random.shuffle(order)
    again = unit_economics_by_channel(lines.iloc[order])
    again = again.sort_values("channel", ignore_index=True)
    pd.testing.assert_frame_equal(again, table)
    double = unit_economics_by_channel(lines.assign(amount=2 * lines["amount"]))
    double = double.sort_values("channel", ignore_index=True)
    pd.testing.assert_series_equal(double["left_per_100"], table["left_per_100"])
    pd.testing.assert_series_equal(double["left"], 2 * table["left"])


@pytest.mark.parametrize("backend", OTHERS.values(), ids=OTHERS)
def test_backends_agree_on_the_shops_ledger(backend):
    lines = load("shop").pnl_lines
    lines = lines[lines["date"] < "2024-02-01"].astype({"channel": "str", "line": "str"})
    plain = lines.assign(date=lines["date"].dt.tz_localize(None))
    expected = unit_economics_by_channel(plain)
    pd.testing.assert_frame_equal(
        unit_economics_by_channel(backend(plain)), expected, check_dtype=False
    )


def test_it_agrees_with_the_waterfall():
    """Sales and fees of each channel; the waterfall also shares out what belongs to no order."""
    shop = load("shop")
    spring = shop.pnl_lines[shop.pnl_lines["date"] < "2024-03-01"]
    steps = booked({"orders": shop.orders, "pnl_lines": spring}, by="channel")
    steps = steps.astype({"channel": "str"}).set_index(["channel", "step"])["amount"].unstack()
    mine = unit_economics_by_channel(spring).set_index("channel").drop(index=SHARED)
    np.testing.assert_allclose(mine["revenue"], steps["sales"][mine.index], atol=0.011)
    np.testing.assert_allclose(mine["fees"], steps["platform_fee"][mine.index], atol=0.011)


def test_a_day_ends_the_ledger_and_other_lines_have_their_group():
    lines = ledger([("a", "live", "Umsatz", 10.0), ("b", "live", "Umsatz", 20.0)])
    lines["date"] = pd.to_datetime(["2025-03-01", "2025-03-02"])
    with pytest.raises(InputError, match="'Umsatz' are in no group"):
        unit_economics_by_channel(lines)
    groups = GROUPS | {"revenue": ("Umsatz",)}
    table = unit_economics_by_channel(lines, groups, as_of="2025-03-01")
    assert table.loc[0, "left"] == 10.0
    with pytest.raises(InputError, match="groups lacks 'promotion'"):
        unit_economics_by_channel(lines, {"revenue": ("Umsatz",), "refunds": ()})


def test_a_ledger_that_cannot_be_read_is_refused():
    with pytest.raises(ColumnError, match="channel"):
        unit_economics_by_channel(ledger([("a", "x", "revenue", 1.0)]).drop(columns="channel"))
    with pytest.raises(InputError, match="that row holds lines without a channel"):
        unit_economics_by_channel(ledger([("a", SHARED, "revenue", 1.0)]))


@pytest.mark.parametrize("line", COSTS)
def test_costs_above_0_are_refused_and_a_correction_is_not(line):
    rows = [("a", "x", "revenue", 100.0), ("a", "x", line, 80.0)]
    with pytest.raises(InputError, match=f"'{line}' adds up to 80.00. .* turn their sign"):
        unit_economics_by_channel(ledger(rows))
    table = unit_economics_by_channel(ledger([*rows, ("b", "y", line, -90.0)]))
    assert table["left"].sum() == 90.0


# Terms

shares = st.floats(0, 0.9)
yuan = st.floats(0, 20)
TERMS = ["cost", "return_rate", "before_shipping", "resaleable", "fee", "commission", "ads"]


@st.composite
def terms(draw, rows=2):
    made = [{"channel": name, "order_value": draw(st.floats(20, 500))} for name in "ab"[:rows]]
    for row in made:
        row |= {name: draw(shares) for name in TERMS}
        row |= {name: draw(yuan) for name in ("freight_out", "freight_back", "insurance")}
    return pd.DataFrame(made)


@given(terms(rows=1), st.integers(0, 10**6))
def test_a_thousand_orders_leave_what_the_terms_say(table, seed):
    """The same sum by dealing 1,000 orders into kept, taken back and sent back."""
    t, n = table.iloc[0], 1000
    early = n * t["return_rate"] * t["before_shipping"]
    late = n * t["return_rate"] - early
    kept = n - early - late
    price = t["order_value"]
    left = kept * price * (1 - t["fee"] - t["commission"]) - n * price * t["ads"]
    left -= price * t["cost"] * (kept + late * (1 - t["resaleable"]))
    left -= (kept + late) * (t["freight_out"] + t["insurance"]) + late * t["freight_back"]
    found = left_per_100(table).iloc[0]
    assert found["left"] == pytest.approx(100 * left / (n * price), abs=1e-6)
    assert found[["kept", "goods", "fees", "commission", "ads", "freight"]].sum() == pytest.approx(
        found["left"]
    )


@given(terms())
def test_at_the_turning_cut_both_leave_the_same(table):
    kept = 1 - table.loc[0, "return_rate"]
    moves = kept * (1 - table.loc[0, "fee"] - table.loc[0, "commission"]) - table.loc[0, "ads"]
    if moves < 0.01:
        return
    cut = turning_price_cut(table, "a", "b")
    if not -5 < cut < 0.95:
        return
    lower = left_per_100(table.assign(price_cut=[cut, 0.0])).set_index("channel")["left"]
    assert (1 - cut) * lower["a"] == pytest.approx(lower["b"], abs=1e-6)


def test_terms_that_cannot_be_are_refused():
    good = load("channels").terms
    with pytest.raises(InputError, match="return_rate goes from"):
        left_per_100(good.assign(return_rate=58))
    with pytest.raises(InputError, match="order_value must be above 0"):
        left_per_100(good.assign(order_value=0.0))
    for cut in (1, 1.5):
        with pytest.raises(InputError, match="price_cut must be below 1"):
            left_per_100(good.assign(price_cut=cut))
    with pytest.raises(ColumnError, match="commission"):
        left_per_100(good.drop(columns="commission"))
    one = good[good["profile"] == "fashion"]
    with pytest.raises(InputError, match="no channel 'Douyin'"):
        turning_price_cut(one, "Tmall", "Douyin")
    with pytest.raises(InputError, match="two rows for one channel"):
        turning_price_cut(good, "Tmall", "own live")


# New customers


def by_hand(orders, since):
    """New and all buyers of each channel, order by order."""
    paid = sorted(
        (row for row in orders.itertuples() if row.paid_amount > 0), key=lambda row: row.ts_order
    )
    seen, buyers, new = set(), {}, {}
    for row in paid:
        if row.ts_order >= pd.Timestamp(since):
            buyers.setdefault(row.channel, set()).add(row.customer_id)
            if row.customer_id not in seen:
                new.setdefault(row.channel, set()).add(row.customer_id)
        seen.add(row.customer_id)
    return {name: (len(who), len(new.get(name, ()))) for name, who in buyers.items()}


def some_orders(seed, n=300):
    rng = np.random.default_rng(seed)
    minutes = rng.choice(400 * 1440, n, replace=False)
    return pd.DataFrame(
        {
            "customer_id": rng.integers(1, 90, n),
            "ts_order": pd.Timestamp("2024-01-01") + pd.to_timedelta(minutes, unit="min"),
            "channel": rng.choice(["live", "search", "群"], n),
            "paid_amount": rng.choice([0.0, 20.0, 50.0], n),
        }
    )


@pytest.mark.parametrize("seed", range(20))
def test_new_buyers_are_counted_as_by_hand(seed):
    orders = some_orders(seed)
    found = new_to_brand(orders, "2024-07-01").set_index("channel")
    expected = by_hand(orders, "2024-07-01")
    assert {name: (row.buyers, row.new) for name, row in found.iterrows()} == expected
    assert (found["low"] <= found["share"]).all()
    assert (found["share"] <= found["high"]).all()


@pytest.mark.parametrize("backend", OTHERS.values(), ids=OTHERS)
def test_backends_agree_on_new_buyers(backend):
    orders = some_orders(1)
    expected = new_to_brand(orders, "2024-07-01")
    found = new_to_brand(backend(orders), "2024-07-01")
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_a_log_without_a_past_is_refused():
    orders = some_orders(2)
    with pytest.raises(InputError, match="everybody would look new"):
        new_to_brand(orders, "2023-12-01")
    with pytest.raises(InputError, match="Choose an earlier day"):
        new_to_brand(orders, "2027-01-01")
    with pytest.raises(InputError, match="last July"):
        new_to_brand(orders, "last July")


# What a channel adds


def drawn_trial(rng, units, taken, paired):
    """Units that differ, of which half (or each, in turn) have the channel."""
    size = np.exp(rng.normal(0, 0.5, units)) * 1000
    own = size * rng.uniform(0.1, 0.5) * np.exp(rng.normal(0, 0.3, units))
    if paired:
        without = size + rng.normal(0, 40, units)
        others = size + rng.normal(0, 40, units) - taken * own
        yes = pd.DataFrame({"unit": range(units), "on": True, "own": own, "others": others})
        no = pd.DataFrame({"unit": range(units), "on": False, "own": 0.0, "others": without})
        return pd.concat([yes, no]), own.mean()
    on = rng.permutation(units) < units // 2
    before = size + rng.normal(0, 40, units)
    others = size + rng.normal(0, 40, units) - taken * own * on
    table = pd.DataFrame({"on": on, "own": own * on, "others": others, "before": before})
    return table, own.mean()


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("draws", [300, pytest.param(2000, marks=pytest.mark.verify)])
def test_the_share_that_is_taken_is_found(paired, draws):
    """Random sizes, numbers of units and truths, from a halo to full cannibalism."""
    rng, found, truths = np.random.default_rng(int(paired)), [], []
    for _ in range(draws):
        taken, units = rng.uniform(-1.5, 1.0), int(rng.integers(20, 60))
        trial, _ = drawn_trial(rng, units, taken, paired)
        where = {"unit": "unit"} if paired else {"before": "before"}
        table = incremental_channel_value(trial, **where).set_index("reading")
        found.append(tuple(table.loc["cannibalised", ["low", "high"]]))
        truths.append(taken)
    assert judge(found, truths).covers()


def test_what_was_sold_before_comes_off():
    """Large towns and small ones: each loses 5 of what it sold before, where there is a shelf."""
    trial = pd.DataFrame(
        {"on": [True, True, False, False], "own": [10, 12, 0, 0], "others": [95, 195, 51, 79],
         "before": [100, 200, 50, 80]}
    )  # fmt: skip
    found = incremental_channel_value(trial, before="before").set_index("reading")["estimate"]
    assert found["elsewhere"] == -5
    assert found["incremental"] == 6
    assert found["cannibalised"] == pytest.approx(5 / 11)
    plain = incremental_channel_value(trial).set_index("reading")["estimate"]
    assert plain["elsewhere"] == 80


def test_profit_is_the_margin_of_what_is_added_less_the_cost():
    trial = load("channels").cities
    table = incremental_channel_value(trial, 0.3, before="before", cost="cost")
    found = table.set_index("reading")["estimate"]
    fee = trial.loc[trial["on"], "cost"].mean()
    assert found["profit"] == pytest.approx(0.3 * found["incremental"] - fee)
    assert found["incremental"] == pytest.approx(found["credited"] + found["elsewhere"])
    assert found["cannibalised"] == pytest.approx(-found["elsewhere"] / found["credited"])
    assert table.set_index("reading")["n"].tolist() == [12, 24, 24, 24, 24]
    with pytest.raises(InputError, match="margin is 30"):
        incremental_channel_value(trial, 30, before="before")


def test_the_cities_hold_the_truth_that_was_put_in():
    from tests.research.test_channel_data import MAKE

    table = incremental_channel_value(load("channels").cities, before="before")
    taken = table.set_index("reading").loc["cannibalised"]
    assert taken["low"] < MAKE.CANNIBALISED < taken["high"]


def test_other_names_give_the_same_and_order_is_free():
    trial = load("channels").switched_off
    posts = trial[trial["channel"] == "content"]
    expected = incremental_channel_value(posts, unit="week")
    renamed = posts.rename(columns={"week": "周", "on": "offen", "own": "mine", "others": "rest"})
    found = incremental_channel_value(
        renamed.sample(frac=1, random_state=1), unit="周", on="offen", own="mine", others="rest"
    )
    pd.testing.assert_frame_equal(found, expected)


def test_trials_that_compare_nothing_are_refused():
    trial = load("channels").cities
    with pytest.raises(InputError, match="same on"):
        incremental_channel_value(trial[trial["on"]])
    with pytest.raises(InputError, match="must be true or false"):
        incremental_channel_value(trial.assign(on="yes"))
    with pytest.raises(InputError, match="Nothing is credited"):
        incremental_channel_value(trial.assign(own=0.0))
    with pytest.raises(InputError, match="one state only"):
        incremental_channel_value(trial, unit="city")
    with pytest.raises(InputError, match="twice in one state"):
        incremental_channel_value(pd.concat([trial, trial]), unit="city")
    with pytest.raises(ColumnError, match="others"):
        incremental_channel_value(trial.drop(columns="others"))


# An own shop, and how many channels


@given(
    st.floats(100, 10**6), st.floats(0, 0.3), st.floats(0, 200), st.floats(20, 1000),
    st.floats(0.05, 0.9), st.floats(0, 60), st.floats(1, 6),
)  # fmt: skip
def test_at_the_break_even_both_leave_the_same(fixed, fee, cac, value, margin, ads, times):
    table = own_or_marketplace(fixed, fee, cac, value, margin, ads, orders_per_customer=times)
    row = table.iloc[0]
    if np.isfinite(row["break_even"]) and row["break_even"] < 1e9:
        n = row["break_even"]
        assert n * row["own"] - fixed == pytest.approx(n * row["marketplace"], rel=1e-6, abs=0.01)
    else:
        assert row["own"] <= row["marketplace"] + fixed / 1e9
    assert set(table["changed"]) >= {"as given", "cac", "orders_per_customer"}


def test_more_fee_or_loyalty_helps_the_own_shop_and_a_dearer_customer_harms_it():
    table = own_or_marketplace(42_000, 0.05, 60, 215, 0.36, 28, orders_per_customer=2.4)
    table = table.set_index("changed")
    low, high = table["break_even_low"], table["break_even_high"]
    for name in ("fee_rate", "orders_per_customer", "marketplace_ads", "order_value"):
        assert low[name] > high[name], name
    for name in ("cac", "fixed_cost", "payment_rate"):
        assert low[name] < high[name], name
    # the margin is left on both sides alike
    assert low["margin"] == pytest.approx(high["margin"])


def test_an_own_shop_needs_numbers_that_can_be():
    for wrong in ({"fee_rate": 5}, {"margin": 40}, {"cac": -1}, {"orders_per_customer": 0.5},
                  {"order_value": 0}, {"fixed_cost": "42,000"}, {"change": 2}):  # fmt: skip
        given_ = {"fixed_cost": 1, "fee_rate": 0.05, "cac": 1, "order_value": 1, "margin": 0.3}
        with pytest.raises(InputError, match=next(iter(wrong))):
            own_or_marketplace(**given_ | wrong)


@given(
    st.lists(st.integers(-20_000, 90_000), min_size=1, max_size=6),
    st.lists(st.integers(0, 30_000), min_size=6, max_size=6),
)
def test_no_other_set_of_channels_leaves_more(adds, costs):
    names = [f"c{at}" for at in range(len(adds))]
    alone, fixed = dict(zip(names, adds, strict=True)), dict(zip(names, costs, strict=False))
    table = core_channels(alone, fixed)
    chosen = table.loc[table["pays"], "net"].sum()
    best = max(
        sum(alone[name] - fixed[name] for name in some)
        for size in range(len(names) + 1)
        for some in itertools.combinations(names, size)
    )
    assert chosen == pytest.approx(best)


def test_overlap_takes_from_the_later_ones():
    table = core_channels({"a": 100.0, "b": 80.0, "c": 60.0}, 30.0, overlap=0.25)
    assert table["adds"].tolist() == [100.0, 60.0, 33.75]
    assert table["total"].tolist() == [70.0, 100.0, 103.75]
    assert core_channels({"a": 5.0}, 30.0)["pays"].tolist() == [False]


def test_channels_without_numbers_are_refused():
    with pytest.raises(InputError, match="names no channel"):
        core_channels({}, 1.0)
    with pytest.raises(InputError, match="fixed_cost lacks b"):
        core_channels({"a": 1.0, "b": 2.0}, {"a": 1.0})
    with pytest.raises(InputError, match="overlap is 25"):
        core_channels({"a": 1.0}, 1.0, overlap=25)
    for wrong in (float("nan"), "x"):
        with pytest.raises(InputError, match="contribution of a"):
            core_channels({"a": wrong}, 1.0)
    with pytest.raises(InputError, match="fixed_cost of a"):
        core_channels({"a": 1.0}, {"a": "x"})


# The shop's twins


def test_the_twin_of_the_lesson_is_that_of_the_table():
    """Two weeks of the shop, run again: as in the table that was made of thirteen."""
    table = load("channels").switched_off
    posts = table[(table["channel"] == "content") & (table["week"] < 2)].set_index(["on", "week"])
    for on, decisions in ((True, {}), (False, {"ads.content.budget": 0})):
        profit = Shop(World(), 1).outcome(decisions, 91)["profit"]
        weeks = profit.to_numpy().reshape(-1, 7).sum(axis=1)
        np.testing.assert_allclose(weeks[:2], posts.loc[on, "profit"], atol=0.01)


def test_the_pairs_begin_with_the_lessons_twin():
    own = load("channels")
    first = own.content_pairs.query("shop == 1 and week < 13")["gain"].to_numpy()
    posts = own.switched_off[own.switched_off["channel"] == "content"]
    profit = posts.pivot(index="week", columns="on", values="profit")
    np.testing.assert_allclose(first, profit[True] - profit[False], atol=0.02)


@pytest.mark.verify
def test_all_twins_are_those_of_the_table():
    from tests.research.test_channel_data import MAKE

    pairs = load("channels").content_pairs.query("shop == 4").reset_index(drop=True)
    made = MAKE.content_pairs(4).query("shop == 4").reset_index(drop=True)
    pd.testing.assert_frame_equal(made, pairs, check_dtype=False)
    pd.testing.assert_frame_equal(
        MAKE.switched_off(), load("channels").switched_off, check_dtype=False
    )
