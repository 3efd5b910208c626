"""Dirt is what its answers say, no more, and taught cleaning takes it away."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.errors import InputError
from ecomlab.shop import Shop, World
from ecomlab.shop.dirt import BOT_STEP, CITIES, dirty
from ecomlab.streams import table_hash

NONE = dict.fromkeys(
    (
        "duplicate_orders", "late_refunds", "bot_sessions", "clock_shifts", "missing_customers",
        "mixed_encodings",
    ), 0,
)  # fmt: skip


@pytest.fixture(scope="module")
def clean():
    return Shop(noise=3).run(days=60)[0]


def test_the_amounts_are_those_asked_for(clean):
    _, answers = dirty(clean, late_refunds=0.5, missing_customers=0.1)
    amounts = answers.amounts.set_index("defect")
    for defect, share in {
        "duplicate_orders": 0.01, "late_refunds": 0.5, "bot_sessions": 0.05,
        "clock_shifts": 0.05, "missing_customers": 0.1, "mixed_encodings": 0.1,
    }.items():  # fmt: skip
        rows, of = amounts.loc[defect, ["rows", "of"]]
        assert rows == round(share * of) == len(answers[defect]) > 0


def test_the_tables_given_stay_as_they_are(clean):
    before = {name: table_hash(frame) for name, frame in clean.items()}
    dirty(clean)
    assert {name: table_hash(frame) for name, frame in clean.items()} == before


def test_no_dirt_changes_only_how_cities_are_written(clean):
    same, answers = dirty(clean, **NONE)
    assert (answers.amounts["rows"] == 0).all()
    for name, frame in clean.items():
        other = same[name]
        if name == "customers":
            frame, other = frame.drop(columns="city"), other.drop(columns="city")
        assert table_hash(frame) == table_hash(other), name


def test_each_defect_is_apart_from_the_others(clean):
    every = dirty(clean)[1]
    for defect in NONE:
        alone = dirty(clean, **{name: 0 for name in NONE if name != defect})[1]
        columns = [name for name in every[defect] if name not in ("row", "events")]
        pd.testing.assert_frame_equal(alone[defect][columns], every[defect][columns])


def test_the_same_seed_spoils_the_same(clean):
    first, again, other = dirty(clean)[0], dirty(clean)[0], dirty(clean, seed=2)[0]
    for name in clean:
        assert table_hash(first[name]) == table_hash(again[name])
    for name in ("orders", "events", "customers"):
        assert table_hash(first[name]) != table_hash(other[name])


def test_copies_of_orders_can_be_dropped(clean):
    spoilt, answers = dirty(clean, **NONE | {"duplicate_orders": 0.05})
    copies = np.flatnonzero(spoilt.orders.duplicated())
    assert copies.tolist() == answers.duplicate_orders["row"].tolist()
    kept = spoilt.orders.drop_duplicates(ignore_index=True)
    assert table_hash(kept) == table_hash(clean.orders)


def test_refunds_can_be_summed_from_the_returns(clean):
    spoilt, answers = dirty(clean, **NONE | {"late_refunds": 0.3})
    known = clean.returns.groupby("order_id")["refund"].sum()
    booked = spoilt.orders.set_index("order_id")["refund_amount"]
    late = known[(known > 0) & (booked.reindex(known.index) == 0)]
    assert late.index.tolist() == answers.late_refunds["order_id"].tolist()
    assert late.round(2).tolist() == answers.late_refunds["refund_amount"].tolist()
    there = spoilt.orders["order_id"].isin(late.index)
    assert (spoilt.orders.loc[there, "status"] != "refunded").all()


def test_bots_walk_evenly_and_the_platform_leaves_them_out(clean):
    spoilt, answers = dirty(clean, **NONE | {"bot_sessions": 0.2})
    sessions = spoilt.sessions
    assert sessions["ts"].is_monotonic_increasing
    bots = sessions["session_id"].isin(answers.bot_sessions["session_id"])
    people = sessions[~bots].reset_index(drop=True)
    assert table_hash(people) == table_hash(clean.sessions)
    assert clean.traffic_daily["uv"].sum() == len(people)
    assert not set(sessions.loc[bots, "visitor_id"]) & set(people["visitor_id"])
    own = spoilt.events[spoilt.events["session_id"].isin(answers.bot_sessions["session_id"])]
    assert set(own["event"]) == {"view"}
    assert len(own) == bots.sum()
    steps = sessions[bots].groupby("visitor_id")["ts"].diff().dt.total_seconds()
    assert (steps == BOT_STEP).mean() > 0.8
    assert sessions.dtypes.to_dict() == clean.sessions.dtypes.to_dict()
    assert spoilt.events.dtypes.to_dict() == clean.events.dtypes.to_dict()


def test_payments_show_the_clock(clean):
    spoilt, answers = dirty(clean, **NONE | {"clock_shifts": 0.1})
    before, after = clean.events["ts"], spoilt.events["ts"]
    wrong = before != after
    assert (before[wrong] - after[wrong] == pd.Timedelta(hours=8)).all()
    assert set(before[wrong].dt.normalize()) == set(answers.clock_shifts["date"])
    assert wrong.sum() == answers.clock_shifts["events"].sum()
    paid = spoilt.events[spoilt.events["event"] == "pay"]["ts"].reset_index(drop=True)
    booked = clean.orders.dropna(subset="ts_pay")["ts_pay"].reset_index(drop=True)
    assert set(booked[paid != booked].dt.normalize()) == set(answers.clock_shifts["date"])


def test_visitors_of_orders_bring_the_customers_back(clean):
    spoilt, answers = dirty(clean, **NONE | {"missing_customers": 0.2})
    orders = spoilt.orders
    assert orders["customer_id"].isna().sum() == len(answers.missing_customers)
    ordered = clean.events.loc[clean.events["event"] == "order", "visitor_id"]
    mended = orders["customer_id"].fillna(pd.Series(ordered.to_numpy()))
    assert (mended == clean.orders["customer_id"]).all()


def test_garbled_cities_can_be_read_again(clean):
    spoilt, answers = dirty(clean, **NONE | {"mixed_encodings": 0.3})
    garbled = spoilt.customers["customer_id"].isin(answers.mixed_encodings["customer_id"])
    city = spoilt.customers.loc[garbled, "city"]
    mended = [name.encode("latin-1").decode("gb18030") for name in city]
    assert mended == answers.mixed_encodings["city"].tolist()
    assert not spoilt.customers.loc[~garbled, "city"].str.contains("[À-ÿ]").any()


def test_every_city_of_the_world_has_its_chinese_name():
    assert set(World().regions.cities.ravel()) == set(CITIES)
    assert len(set(CITIES.values())) == len(CITIES)


def test_a_day_without_visitors_stays_one():
    """No rows, no dirt: as good as nobody came."""
    tables = Shop(noise=1).run(days=1)[0]
    none = dict(tables) | {name: tables[name].iloc[:0] for name in ("sessions", "events")}
    spoilt, answers = dirty(none)
    assert len(spoilt["sessions"]) == len(answers.bot_sessions) == 0


def test_a_share_is_from_0_to_1(clean):
    with pytest.raises(InputError, match="bot_sessions is 5"):
        dirty(clean, bot_sessions=5)
