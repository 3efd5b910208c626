"""The morning's lists: by hand, on drawn demand, on the running shop, on bad input."""

from math import ceil, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomlab.datasets import load
from ecomlab.errors import ColumnError, InputError
from ecomlab.fulfillment import morning
from ecomlab.fulfillment.reorder import reorder_point
from ecomlab.fulfillment.stockouts import uncensor
from ecomlab.shop.published import as_of

DAY = pd.Timedelta(days=1)
EVENING = pd.Timestamp("2025-11-09")
Z = NormalDist().inv_cdf(0.95)


def shelf(sku="lamp", sales=5, on_hand=11, days=70, **more):
    """An article's days up to the evening."""
    dates = pd.date_range(end=EVENING, periods=days)
    return pd.DataFrame({"date": dates, "sku": sku, "sales": sales, "on_hand": on_hand, **more})


def lots(leads=(8, 10, 12), supplier="yiwu", sku="lamp"):
    """Lots ordered a quarter of a year before, and here after so many days."""
    sent = EVENING - 90 * DAY
    came = [sent + days * DAY for days in leads]
    return pd.DataFrame({
        "po_id": range(1, len(leads) + 1), "supplier": supplier, "sku": sku, "lot_size": 100,
        "ordered_at": sent, "promised_on": sent + 10 * DAY, "received_at": came, "accepted": True,
    })  # fmt: skip


# --- When is it empty? -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_hand", "days"), [(11, 3), (10, 2), (1, 1), (0, 0), (280, 56), (281, None)]
)
def test_a_shelf_is_empty_on_the_day_on_which_the_last_piece_goes(on_hand, days):
    """Five a day: ten are gone in the evening of the second day, the eleventh on the third."""
    found = morning.runs_out(shelf(on_hand=on_hand), EVENING).iloc[0]
    assert found["a_day"] == pytest.approx(5)
    assert found["cover"] == pytest.approx(on_hand / 5)
    if days is None:
        assert pd.isna(found["out_on"])
    else:
        assert found["out_on"] == EVENING + days * DAY


def test_what_an_empty_shelf_hid_is_put_back():
    """Five a day, but on the ten last days nothing was there: five a day were wanted still."""
    flag = [False] * 60 + [True] * 10
    hidden = shelf(sales=[5] * 60 + [0] * 10, on_hand=0, stockout_flag=flag)
    seen = morning.runs_out(hidden, EVENING)["a_day"].iloc[0]
    plain = morning.runs_out(hidden.drop(columns="stockout_flag"), EVENING)["a_day"].iloc[0]
    assert 4 < seen < 6
    assert plain < 2


def test_nothing_later_is_looked_at():
    table = shelf(days=100, sales=range(100), on_hand=range(100, 0, -1))
    early = EVENING - 20 * DAY
    cut = morning.runs_out(table[table["date"] <= early], early)
    pd.testing.assert_frame_equal(morning.runs_out(table, early), cut)


@pytest.mark.parametrize("later", range(1, 7))
def test_weeks_end_with_the_evening_whatever_its_weekday(later):
    """The same days, some days later, tell the same rate."""
    table = shelf(sales=[4] * 40 + list(range(10, 40)))
    moved = table.assign(date=table["date"] + later * DAY)
    found = morning.runs_out(moved, EVENING + later * DAY)
    assert found["a_day"].iloc[0] == pytest.approx(
        morning.runs_out(table, EVENING)["a_day"].iloc[0]
    )


def test_goods_of_a_season_begin_anew_after_a_pause():
    table = pd.concat([shelf(sales=50, days=70).iloc[:30], shelf(days=21)], ignore_index=True)
    found = morning.runs_out(table, EVENING).iloc[0]
    assert found["a_day"] == pytest.approx(5)


def test_an_article_that_was_never_there_has_no_rate():
    table = pd.concat([shelf(stockout_flag=False), shelf("mug", 0, 0, stockout_flag=True)])
    found = morning.runs_out(table, EVENING).set_index("sku")
    assert np.isnan(found.loc["mug", "a_day"])
    assert found.loc["mug", "cover"] == 0


def test_a_new_article_has_its_mean_and_no_interval():
    table = pd.concat([shelf(), shelf("mug", 3, 30, days=9)], ignore_index=True)
    mug = morning.runs_out(table, EVENING).set_index("sku").loc["mug"]
    assert mug["a_day"] == pytest.approx(3)
    assert mug["out_on"] == EVENING + 10 * DAY
    assert pd.isna(mug["early"])
    assert pd.isna(mug["late"])
    assert mug["n"] == 0


def test_the_expected_day_lies_between_the_two():
    """Sales that fall all the time: each forecast was too high."""
    falling = [round(60 * 0.97**day) for day in range(150)]
    table = pd.concat([shelf("a", falling, 12, 150), shelf("b", 0, 3, 150)], ignore_index=True)
    found = morning.runs_out(table, EVENING).dropna(subset=["out_on", "early"])
    assert (found["early"] <= found["out_on"]).all()
    assert (found["late"].isna() | (found["out_on"] <= found["late"])).all()


def test_four_times_of_five_the_shelf_is_empty_between_the_days():
    """Drawn demand with a known rate: the days that follow are drawn too."""
    rng, inside, n = np.random.default_rng(4), 0, 0
    for _ in range(6):
        rate = rng.uniform(2, 20, 40)
        days = rng.poisson(rate[:, None], (40, 280 + 60))
        on_hand = (rate * rng.uniform(8, 30, 40)).astype(int)
        table = pd.concat(
            [shelf(f"a{k}", days[k, :280], on_hand[k], days=280) for k in range(40)],
            ignore_index=True,
        )
        found = morning.runs_out(table, EVENING).set_index("sku")
        for k in range(40):
            gone = int(np.searchsorted(days[k, 280:].cumsum(), on_hand[k])) + 1
            row = found.loc[f"a{k}"]
            low = (row["early"] - EVENING) / DAY
            high = np.inf if pd.isna(row["late"]) else (row["late"] - EVENING) / DAY
            inside, n = inside + (low <= gone <= high), n + 1
    assert 0.75 < inside / n < 0.92  # whole days are counted, so a little more than four of five


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda t: t.drop(columns="on_hand"), ColumnError),
        (lambda t: pd.concat([t, t.tail(1)]), InputError),
        (lambda t: t.assign(sales=-1), InputError),
        (lambda t: t[t["date"] != EVENING - 9 * DAY], InputError),
        (lambda t: t[t["date"] < EVENING], InputError),
        (lambda t: t.assign(on_hand=np.nan), InputError),
        (lambda t: t.assign(date=t["date"].astype(str)), InputError),
    ],
)
def test_bad_days_are_refused(change, error):
    with pytest.raises(error):
        morning.runs_out(change(shelf()), EVENING)


# --- What to order ---------------------------------------------------------------------------


def levels(table=None, inbound=None, **more):
    table = shelf() if table is None else table
    outlook = morning.runs_out(table, EVENING)
    return morning.stock_levels(outlook, table, lots() if inbound is None else inbound, EVENING,
                                **more)  # fmt: skip


def test_levels_by_hand():
    """Five a day without spread, lots of ten days, give or take two: 50 pieces, sd ten."""
    found = levels().iloc[0]
    assert (found["lead_mean"], found["lead_sd"], found["lots"]) == (10, 2, 3)
    assert found["safety"] == ceil(Z * 10) == 17
    assert found["reorder"] == ceil(50 + Z * 10) == 67
    assert found["source"] == "lots"


def test_levels_by_hand_with_a_spread_of_days():
    """Four and six in turn: sd of the last 56 days is 1.009."""
    found = levels(shelf(sales=[4, 6] * 35)).iloc[0]
    sd = sqrt(10 * 56 / 55 + 25 * 4)
    assert found["safety"] == ceil(Z * sd)
    assert found["reorder"] == ceil(10 * found["a_day"] + Z * sd)


def test_without_a_lot_the_usual_lead_time_counts_and_is_said():
    usual = pd.DataFrame({"sku": ["lamp"], "lead_time_days": [7.0], "supplier": ["ningbo"]})
    found = levels(inbound=lots(sku="mug"), usual=usual).iloc[0]
    assert (found["source"], found["supplier"]) == ("usual", "ningbo")
    assert found["reorder"] == 35
    none = levels(inbound=lots(sku="mug")).iloc[0]
    assert none["source"] == "none"
    assert pd.isna(none["reorder"])


def test_young_lots_dont_tell_a_lead_time():
    """Of the lots of the last six weeks only the fast have come."""
    young = lots((1, 1)).assign(po_id=[8, 9], ordered_at=EVENING - 5 * DAY,
                                received_at=EVENING - 4 * DAY)  # fmt: skip
    assert levels(inbound=pd.concat([lots(), young])).iloc[0]["lead_mean"] == 10


def order(on_hand=11, on_order=0, within=6, **about):
    stock = pd.DataFrame({"sku": ["lamp"], "on_hand": on_hand, "on_order": on_order})
    about = pd.DataFrame({"sku": ["lamp"], **about})
    return morning.orders_to_place(levels(), stock, EVENING, about, within=within)


def test_an_order_by_hand():
    """Up to 5 × 31 + 1.645 × 10 = 171.4; eleven are there: 161 pieces, four packs of 50."""
    found = order(pack=50, unit_cost=20.0).iloc[0]
    assert found["pieces"] == 200
    assert order().iloc[0]["pieces"] == ceil(5 * 31 + Z * 10 - 11) == 161
    assert found["money"] == 4000
    assert found["order_by"] == EVENING
    assert found["arrives"] == EVENING + 10 * DAY
    assert found["lasts"] == pytest.approx(40)  # the shelf is empty when it comes


def test_the_smallest_lot_counts_and_pieces_on_their_way_do():
    assert order(moq=500).iloc[0]["pieces"] == 500
    assert order(moq=500, pack=30).iloc[0]["pieces"] == 510
    assert order(on_order=57).iloc[0]["pieces"] == ceil(5 * 31 + Z * 10 - (68 - 0))
    assert order(on_order=200).empty


def test_an_order_is_due_on_the_day_on_which_the_level_is_reached():
    """Reorder point 67: with 82 there it is reached after three days."""
    found = order(on_hand=82).iloc[0]
    assert found["order_by"] == EVENING + 3 * DAY
    assert found["pieces"] == ceil(5 * 31 + Z * 10 - 67)
    assert order(on_hand=82, within=2).empty


def test_what_ends_before_a_lot_is_here_isnt_ordered():
    gone = order(end_date=EVENING + 9 * DAY)
    assert gone.empty
    assert gone.attrs["ending"] == ["lamp"]
    few = order(end_date=EVENING + 20 * DAY).iloc[0]  # twenty days, not 31
    assert few["pieces"] == ceil(5 * 20 + Z * 10 - 11)


def test_what_isnt_sold_isnt_ordered():
    still = shelf(sales=0, on_hand=0)
    outlook = morning.runs_out(still, EVENING)
    found = morning.stock_levels(outlook, still, lots(), EVENING)
    stock = pd.DataFrame({"sku": ["lamp"], "on_hand": 0, "on_order": 0})
    assert morning.orders_to_place(found, stock, EVENING).empty


@pytest.mark.parametrize("about", [{"moq": 0}, {"pack": -2}, {"unit_cost": -1.0}])
def test_bad_articles_are_refused(about):
    with pytest.raises(InputError):
        order(**about)


@given(
    on_hand=st.integers(0, 400), on_order=st.integers(0, 400), moq=st.integers(1, 300),
    pack=st.integers(1, 60), a_day=st.floats(0.1, 40), lead=st.floats(1, 40),
    spread=st.floats(0, 8), cover=st.integers(1, 60),
)  # fmt: skip
def test_an_order_is_whole_packs_and_lifts_the_stock_above_its_level(
    on_hand, on_order, moq, pack, a_day, lead, spread, cover
):
    level = ceil(reorder_point(a_day, 1.0, lead, spread))
    known = pd.DataFrame({"sku": ["a"], "supplier": "s", "a_day": a_day, "sd": 1.0,
                          "lead_mean": lead, "lead_sd": spread, "reorder": level})  # fmt: skip
    stock = pd.DataFrame({"sku": ["a"], "on_hand": on_hand, "on_order": on_order})
    about = pd.DataFrame({"sku": ["a"], "moq": moq, "pack": pack})
    found = morning.orders_to_place(known, stock, EVENING, about, cover=cover)
    position = on_hand + on_order
    if position > level + 7 * a_day:
        assert found.empty
    if position <= level:
        (row,) = found.itertuples()
        assert row.order_by == EVENING
        assert row.pieces % pack == 0
        assert row.pieces >= moq
        assert position + row.pieces >= level - 1  # the level was rounded up
        fewest = max(reorder_point(a_day, 1.0, lead + cover, spread) - position, moq)
        assert row.pieces - pack < fewest + 1e-6


# --- What lies there, what is late -----------------------------------------------------------


def test_idle_stock_by_hand():
    table = pd.concat([
        shelf("old", [1] * 30 + [0] * 40, 6), shelf("new", 1, 6), shelf("never", 0, 2),
        shelf("gone", 0, 0),
    ], ignore_index=True)  # fmt: skip
    cost = pd.DataFrame({"sku": ["old", "never"], "unit_cost": [20.0, 50.0]})
    found = morning.idle_stock(table, cost, EVENING)
    assert found["sku"].tolist() == ["old", "never"]  # 120 yuan, 100 yuan
    assert found["yuan"].tolist() == [120, 100]
    assert found["idle"].tolist() == [40, 70]
    assert morning.idle_stock(table, cost, EVENING, days=40)["sku"].tolist() == ["old", "never"]
    assert morning.idle_stock(table, cost, EVENING, days=41)["sku"].tolist() == ["never"]


def test_late_lots_by_hand():
    table = pd.DataFrame({
        "po_id": [1, 2, 3, 4, 5], "supplier": "yiwu", "sku": "lamp", "lot_size": 100,
        "ordered_at": EVENING - 20 * DAY,
        "promised_on": [EVENING - 3 * DAY, EVENING, EVENING + DAY, EVENING - 5 * DAY, pd.NaT],
        "received_at": [pd.NaT, pd.NaT, pd.NaT, EVENING - DAY, pd.NaT],
    })  # fmt: skip
    found = morning.late_lots(table, EVENING, morning.runs_out(shelf(), EVENING))
    assert found[["po_id", "late"]].values.tolist() == [[1, 3], [2, 0]]
    assert (found["out_on"] == EVENING + 3 * DAY).all()
    then = morning.late_lots(table, EVENING - 2 * DAY)  # the fourth wasn't here yet
    assert then["po_id"].tolist() == [4, 1]


def parcels(**more):
    """Three parcels: one came, one is over its promise, one is silent without a promise."""
    paid = EVENING - 5 * DAY
    orders = pd.DataFrame({
        "order_id": [1, 2, 3], "ts_pay": paid, "ts_pickup": paid + 12 * morning.HOUR,
        "ts_deliver": [paid + 2 * DAY, pd.NaT, pd.NaT], **more,
    })  # fmt: skip
    sent = pd.DataFrame({
        "order_id": [1, 2, 3], "courier": ["A", "A", "B"], "promised_h": [48.0, 72.0, np.nan]
    })  # fmt: skip
    return orders, sent


def test_stuck_parcels_by_hand():
    orders, sent = parcels()
    found = morning.stuck_parcels(orders, sent, EVENING, silent_h=96)
    assert found["order_id"].tolist() == [2, 3]
    assert found["silent_h"].tolist() == [108, 108]  # five days less twelve hours
    assert found["over_h"].iloc[0] == 48
    assert np.isnan(found["over_h"].iloc[1])
    assert found["why"].tolist() == ["both", "no scan"]
    assert morning.stuck_parcels(orders, sent, EVENING, silent_h=109)["order_id"].tolist() == [2]
    assert found.attrs == {"parcels": 2, "claimed": 0}


def test_a_parcel_that_was_given_up_or_confirmed_isnt_stuck():
    orders, sent = parcels(ts_confirm=[pd.NaT, EVENING - DAY, pd.NaT])
    claims = pd.DataFrame({"order_id": [3], "claimed_at": [EVENING - DAY]})
    found = morning.stuck_parcels(orders, sent, EVENING, claims=claims)
    assert found.empty
    assert found.attrs["claimed"] == 1
    later = morning.stuck_parcels(orders, sent, EVENING - 1.5 * DAY, silent_h=24, claims=claims)
    assert later["order_id"].tolist() == [2, 3]  # neither was known then


@pytest.mark.parametrize("as_of", ["soon", None, "2025-13-01"])
def test_a_day_that_is_none_is_refused(as_of):
    orders, sent = parcels()
    stock = pd.DataFrame({"sku": ["lamp"], "on_hand": 11, "on_order": 0})
    with pytest.raises(InputError):
        morning.stuck_parcels(orders, sent, as_of)
    with pytest.raises(InputError):
        morning.orders_to_place(levels(), stock, as_of)
    with pytest.raises(InputError):
        morning.late_lots(lots(), as_of)
    with pytest.raises(InputError):
        morning.runs_out(shelf(), as_of)


def test_a_moment_of_another_zone_is_the_same_moment():
    orders, sent = parcels()
    china = "Asia/Shanghai"
    for name in ("ts_pay", "ts_pickup", "ts_deliver"):
        orders[name] = orders[name].dt.tz_localize(china)
    here = morning.stuck_parcels(orders, sent, EVENING)
    there = morning.stuck_parcels(orders, sent, EVENING.tz_localize(china).tz_convert("UTC"))
    pd.testing.assert_frame_equal(here, there)


# --- The running shop ------------------------------------------------------------------------


@pytest.mark.verify
def test_the_shops_past_is_read_as_it_was_known():
    """The same lists of cut tables and of whole ones: no function looks ahead."""
    whole = load("shop")
    evening = "2025-10-12"
    cut = as_of(whole, evening)
    for tables in (whole, cut):
        inv = tables["inventory_daily"]
        names = whole["sku"].loc[~(whole["sku"]["end_date"] <= f"{evening}T00+0800"), "sku"]
        inv = inv[inv["sku"].astype(str).isin(names.astype(str))]
        outlook = morning.runs_out(inv, evening)
        found = morning.stock_levels(outlook, inv, tables["inbound"], evening)
        late = morning.late_lots(tables["inbound"], evening, outlook)
        moment = pd.Timestamp(evening) + DAY
        stuck = morning.stuck_parcels(
            tables["orders"], tables["shipments"], moment, claims=tables["courier_claims"]
        )
        if tables is whole:
            first = (outlook, found, late, stuck)
    for one, other in zip(first, (outlook, found, late, stuck), strict=True):
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_categorical=False)


@pytest.mark.verify
@pytest.mark.parametrize("name", ["shop", "second_shop"])
def test_the_days_hold_in_the_shops(name):
    """Ordinary evenings: what was wanted after them empties the shelf between the days."""
    tables = load(name)
    inv = tables["inventory_daily"].astype({"sku": str})
    ends = tables["sku"].set_index(tables["sku"]["sku"].astype(str))["end_date"]
    inside = []
    for evening in ("2025-04-20", "2025-05-20", "2025-07-20", "2025-09-20", "2025-10-15"):
        now = pd.Timestamp(evening, tz="Asia/Shanghai")
        on = inv[~inv["sku"].map(ends <= now + 70 * DAY).astype(bool)]
        found = morning.runs_out(on, evening).query("on_hand > 0").dropna(subset="early")
        near = on[(on["date"] > now - 60 * DAY) & (on["date"] <= now + 62 * DAY)]
        wanted = uncensor(near, more=1, window=100)
        wanted = wanted[wanted["date"] > now].sort_values("date")
        for row in found.itertuples():
            sums = wanted.loc[wanted["sku"] == row.sku, "demand"].cumsum().to_numpy()
            gone = now + (int(np.searchsorted(sums, row.on_hand - 1e-9)) + 1) * DAY
            inside.append(row.early <= gone and (pd.isna(row.late) or gone <= row.late))
    assert 0.68 < np.mean(inside) < 0.92  # four of five; the articles of an evening go together
