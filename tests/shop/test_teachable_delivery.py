"""Parcels and returns: each signal is found by a plain reading, and gone without its cause."""

import numpy as np
import pandas as pd
import pytest

from ecomlab.shop import Shop, World

WORLD = World()
ZONES = dict(zip(WORLD.regions.name, WORLD.regions.zone.tolist(), strict=True))
SIZED = {name for name, sized in zip(WORLD.sku.name, WORLD.sku.sized, strict=True) if sized}
HOUR, DAY = pd.Timedelta(hours=1), pd.Timedelta(days=1)
DONE = 15 * DAY  # by then a parcel has arrived or is lost


@pytest.fixture(scope="module")
def published():
    """Two years of the shop as it is published, and their truth."""
    shop = Shop()
    return shop.run(shop.history())


@pytest.fixture(scope="module")
def shipped(published):
    return published[0]


@pytest.fixture(scope="module")
def truth(published):
    return published[1].truth


def ran(days, decisions=None, **facts):
    """Tables and truth of a shop in which some facts are others."""
    tables, report = Shop(World(facts=facts), noise=1).run(decisions, days=days)
    return tables, report.truth


def text(column):
    return column.astype(str).to_numpy()


def parcels(tables):
    """Parcels with the times of their orders, zone, whether they are late, and as like classes."""
    orders = tables.orders.set_index("order_id")
    found = tables.shipments.assign(courier=text(tables.shipments["courier"]),
                                    region=text(tables.shipments["region"]))  # fmt: skip
    times = ["ts_pay", "ts_ship_click", "ts_pickup", "ts_deliver"]
    found = found.join(orders[[*times, "status"]], on="order_id")
    found = found[(found["ts_pay"] < found["ts_pay"].max() - DONE).to_numpy()]
    kilos = np.ceil(np.maximum(found["weight_kg"], found["volume_l"] / 8))
    found["like"] = [
        f"{ZONES[region]} {kg:.0f}" for region, kg in zip(found["region"], kilos, strict=True)
    ]
    return found.assign(late=found["actual_h"] > found["promised_h"])


# 4.4 Delivery: couriers


def gaps(tables):
    """Hours that the second courier saves: of all parcels, and of like ones (zone and kilos)."""
    mine = parcels(tables).dropna(subset="actual_h")
    hours = mine.groupby("courier")["actual_h"].mean()
    by = mine.pivot_table(index="like", columns="courier", values="actual_h",
                          aggfunc=["mean", "size"]).fillna(0)  # fmt: skip
    weight = np.minimum(by["size"]["economy"], by["size"]["standard"])
    like = np.average((by["mean"]["economy"] - by["mean"]["standard"])[weight > 0],
                      weights=weight[weight > 0])  # fmt: skip
    return hours["economy"] - hours["standard"], like


def test_the_cheap_courier_has_the_easy_regions(shipped):
    """On like parcels the other one is faster by seven hours and more; on all of them by less."""
    raw, like = gaps(shipped)
    assert 6 < like < 10
    assert raw < like - 2
    share = parcels(shipped).groupby(parcels(shipped)["region"].map(ZONES))["courier"]
    economy = share.apply(lambda couriers: (couriers == "economy").mean())
    assert economy.is_monotonic_decreasing


def test_like_parcels_go_by_lot(shipped):
    """Within zone and kilos, nothing that is known before tells the courier."""
    mine = parcels(shipped)
    mine = mine[mine["courier"].isin(["economy", "standard"])]
    for column in ("volume_l", "weight_kg"):
        within = mine[column] - mine.groupby("like")[column].transform("mean")
        one, other = (within[mine["courier"] == name] for name in ("economy", "standard"))
        assert abs(one.mean() - other.mean()) < 0.03 * within.std()
    assert mine["courier"].value_counts(normalize=True)["standard"] > 0.2


@pytest.mark.verify
def test_the_cheap_courier_has_the_easy_regions_gone():
    """Where all classes share alike, all parcels say what like ones say."""
    alike = [[0.7, 0.28, 0.02]] * 4
    raw, like = gaps(ran(150, **{"parcels.light": alike, "parcels.heavy": alike})[0])
    assert abs(raw - like) < 1.0
    one = ran(60, {"shipping.courier": "economy"})[0].shipments
    assert set(text(one["courier"])) == {"economy"}


def test_every_courier_s_tiers_can_be_reached(shipped):
    bill = shipped.courier_bill
    tiers = bill.groupby(text(bill["courier"]))["volume_tier_from"].nunique()
    assert tiers["economy"] == tiers["standard"] == 3


def late_on_the_route(tables):
    """Late parcels of the courier in Guangxi, and of it in the other regions as near."""
    mine = parcels(tables)
    mine = mine[(mine["courier"] == "economy") & (mine["region"].map(ZONES) == 1)]
    there = mine["region"] == "guangxi"
    return mine["late"][there].mean(), mine["late"][~there].mean()


def test_a_bad_route_hides_in_the_averages(shipped):
    """Two of three parcels are late there, and the courier's share hardly shows it."""
    there, elsewhere = late_on_the_route(shipped)
    assert there > 0.5
    assert elsewhere < 0.16
    mine = parcels(shipped)
    economy = mine[mine["courier"] == "economy"]
    assert economy["late"].mean() - economy["late"][economy["region"] != "guangxi"].mean() < 0.02
    other = mine[(mine["courier"] == "standard") & (mine["region"] == "guangxi")]
    assert other["late"].mean() < 0.16  # it is the route, not the region


@pytest.mark.verify
def test_a_bad_route_hides_in_the_averages_gone():
    there, elsewhere = late_on_the_route(ran(240, route=[])[0])
    assert abs(there - elsewhere) < 0.08


def remote(tables):
    """Yuan and promised hours more to Hainan than to Sichuan, of the same zone, on the card."""
    card = tables.courier_rates
    card = card[(card["volume_tier_from"] == 0).to_numpy()]
    card = card.groupby([text(card["region"]), text(card["courier"])])
    first = card[["first_kg_price", "remote_surcharge", "expected_h"]].first()
    return first.loc["hainan"] - first.loc["sichuan"]


def test_remote_regions_cost_more_and_take_longer(shipped):
    more = remote(shipped)
    assert more["remote_surcharge"].to_dict() == {"economy": 3.0, "express": 5.0, "standard": 4.0}
    assert (more["first_kg_price"] == 0).all()
    assert (more["expected_h"] == 16).all()
    promised = parcels(shipped)[parcels(shipped)["courier"] == "economy"]
    promised = promised.groupby("region")["promised_h"].max()
    assert promised["hainan"] == promised["sichuan"] + 16


@pytest.mark.verify
def test_remote_regions_cost_more_and_take_longer_gone():
    assert (remote(ran(3, **{"parcels.remote": []})[0]) == 0).all(axis=None)


# 4.4 Delivery: the parcels


def never_came(tables):
    mine = parcels(tables)
    return mine[mine["actual_h"].isna()]


def test_some_parcels_never_come(shipped, truth):
    """Picked up, then nothing: refunded in full, and the courier pays for the goods."""
    missing = never_came(shipped)
    share = len(missing) / len(parcels(shipped))
    assert 0.001 < share < 0.004
    assert missing["ts_pickup"].notna().all()
    assert missing["ts_deliver"].isna().all()
    listed = truth["shipments"]
    assert set(missing["order_id"]) <= set(listed["order_id"][listed["lost"]])
    old = missing[missing["ts_pay"] < missing["ts_pay"].max() - DONE]
    assert (old["status"] == "refunded").all()
    claims = shipped.courier_claims.set_index("order_id")
    assert set(old["order_id"]) <= set(claims.index)
    assert claims["amount"].between(0.01, 300).all()
    back = shipped.returns[shipped.returns["order_id"].isin(claims.index)]
    assert (back["reason"] == "not_received").all()
    assert back[["pickup_at", "grade", "disposal"]].isna().all(axis=None)
    assert (back["recovered_value"] + back["handling_cost"] == 0).all()
    by = parcels(shipped)["actual_h"].isna().groupby(parcels(shipped)["courier"]).mean()
    assert by["economy"] > 1.5 * by["standard"]
    route = missing["region"].eq("guangxi") & missing["courier"].eq("economy")
    assert route.mean() > 0.05  # of a fiftieth of the parcels


@pytest.mark.verify
def test_some_parcels_never_come_gone():
    tables, listed = ran(150, route=[], **{"parcels.lost": [0.0, 0.0, 0.0]})
    assert not len(never_came(tables))
    assert not len(tables.courier_claims)
    assert not listed["shipments"]["lost"].any()
    assert not (tables.returns["reason"] == "not_received").any()


def marked_early(tables):
    """Parcels with more than ten hours between the shop's click and the courier's scan."""
    mine = parcels(tables)
    return mine[((mine["ts_pickup"] - mine["ts_ship_click"]) / HOUR > 10).to_numpy()]


def test_a_click_is_not_a_scan(shipped, truth):
    """All that wait long between the two were marked before they were packed; more in peaks."""
    early = marked_early(shipped)
    listed = truth["shipments"]
    assert set(early["order_id"]) <= set(listed["order_id"][listed["clicked_early"]])
    month = parcels(shipped)["ts_pay"].dt.strftime("%Y-%m")
    share = early["ts_pay"].dt.strftime("%Y-%m").value_counts() / month.value_counts()
    assert 0.02 < share.median() < 0.05
    assert set(share[share > 0.08].index) == {"2024-11", "2025-06"}


@pytest.mark.verify
def test_a_click_is_not_a_scan_gone():
    off = {"parcels.early": 0.0, "parcels.early_in_peaks": 0.0}
    tables, listed = ran(150, **off)
    assert not len(marked_early(tables))
    assert not listed["shipments"]["clicked_early"].any()


def late_to_ship(tables):
    """Parcels whose first scan came more than 48 hours after the payment."""
    mine = parcels(tables)
    return mine[((mine["ts_pickup"] - mine["ts_pay"]) / HOUR > 48).to_numpy()]


def test_peaks_ship_late(shipped, truth):
    """Few in an ordinary month, forgotten ones; hundreds where the warehouse can't keep up."""
    late = late_to_ship(shipped)
    month = late["ts_pay"].dt.strftime("%Y-%m").value_counts()
    assert month.drop(["2024-11", "2025-06"]).between(1, 40).all()
    assert month[["2024-11", "2025-06"]].min() > 200
    listed = truth["shipments"]
    usual = late[~late["ts_pay"].dt.strftime("%Y-%m").isin(["2024-11", "2025-06"])]
    forgotten = usual["order_id"].isin(listed["order_id"][listed["forgotten"]])
    assert forgotten.mean() > 0.9
    seen = (late["ts_ship_click"] - late["ts_pay"]) / HOUR
    assert (seen <= 48).mean() > 0.2  # by the click nothing was late


@pytest.mark.verify
def test_peaks_ship_late_gone():
    shop = Shop(World(facts={"parcels.room": 1521.0, "few_packers": [], "parcels.forgotten": 0.0}))
    tables, _ = shop.run(shop.history(340), days=340)
    assert not len(late_to_ship(tables))


# 4.5 Returns


def quality_returns(tables, sku, since):
    """Share of an article's lines that come back for their quality, before a day and after."""
    orders = tables.orders.set_index("order_id")
    items = tables.order_items[(tables.order_items["sku"] == sku).to_numpy()]
    items = items[items["order_id"].isin(tables.shipments["order_id"])]
    ordered = orders["ts_order"].loc[items["order_id"]]
    back = tables.returns[(tables.returns["sku"] == sku).to_numpy()]
    bad = items["order_id"].isin(back["order_id"][(back["reason"] == "quality").to_numpy()])
    after = (ordered >= pd.Timestamp(since, tz="Asia/Shanghai")).to_numpy()
    return bad[~after].mean(), bad[after].mean()


def test_an_article_slips(shipped, truth):
    """The lantern: from the tenth of March 2025 on four times as many come back as faulty."""
    before, after = quality_returns(shipped, "LA01", "2025-03-10")
    assert after > 2.5 * before
    assert after > before + 0.03
    others = [quality_returns(shipped, sku, "2025-03-10") for sku in ("TB01", "CH02", "CH01")]
    assert all(later < 2 * earlier for earlier, later in others)
    listed = shipped.returns.merge(truth["returns"], on="return_id")
    assert set(text(listed["sku"][listed["slipped"]])) == {"LA01"}


@pytest.mark.verify
def test_an_article_slips_gone():
    shop = Shop(World(facts={"slip": []}))
    tables, _ = shop.run(shop.history(600), days=600)
    before, after = quality_returns(tables, "LA01", "2025-03-10")
    assert after < 2 * before


def buyers(tables, truth):
    """Lines sent and sent back by customer, of sized articles apart, and their habit."""
    items = tables.order_items[tables.order_items["order_id"].isin(tables.shipments["order_id"])]
    back = tables.returns[(tables.returns["reason"] != "not_received").to_numpy()]
    back = pd.MultiIndex.from_arrays([back["order_id"], text(back["sku"])])
    items = items.assign(
        back=pd.MultiIndex.from_arrays([items["order_id"], text(items["sku"])]).isin(back),
        sized=items["sku"].isin(SIZED),
        customer_id=tables.orders.set_index("order_id")["customer_id"]
        .loc[items["order_id"]].to_numpy(),
    )  # fmt: skip
    items["sized_back"] = items["sized"] & items["back"]
    sums = items.groupby("customer_id")[["back", "sized", "sized_back"]].sum()
    sums["lines"] = items.groupby("customer_id").size()
    return sums.join(truth["customers"].set_index("customer_id")["habit"].astype(str))


def test_few_send_back_most_of_what_they_buy(shipped, truth):
    found = buyers(shipped, truth)
    sums = found.groupby("habit").sum()
    share = sums["back"] / sums["lines"]
    assert share[["serial", "wears"]].min() > 0.5
    assert share["none"] < 0.2
    assert found["habit"].isin(["serial", "wears"]).mean() < 0.01


def test_most_who_send_back_half_do_nothing_wrong(shipped, truth):
    """Of those with four lines and more, half of them sent back: luck, sizes, and some who do."""
    found = buyers(shipped, truth)
    many = found[(found["lines"] >= 4) & (found["back"] >= found["lines"] / 2)]
    guilty = many["habit"].isin(["serial", "wears"])
    assert 0.05 < guilty.mean() < 0.25
    usual = found[found["lines"] >= 4]["habit"].isin(["serial", "wears"]).mean()
    assert guilty.mean() > 5 * usual


def test_whom_no_size_fits_looks_alike(shipped, truth):
    """Half of their clothes come back, as new and for the size; of other things the usual share."""
    found = buyers(shipped, truth)
    sums = found.groupby("habit").sum()
    sized = sums["sized_back"] / sums["sized"]
    plain = (sums["back"] - sums["sized_back"]) / (sums["lines"] - sums["sized"])
    assert sized["between_sizes"] > 1.5 * sized["none"]
    assert plain["between_sizes"] == pytest.approx(plain["none"], abs=0.03)


def worn(tables, truth):
    """Returns of goods that were worn, and other changes of mind: hours kept, share flawed."""
    back = tables.returns.merge(truth["returns"], on="return_id")
    back = back[(back["reason"] == "change_of_mind").to_numpy()].dropna(subset="grade")
    came = tables.orders.set_index("order_id")["ts_deliver"].loc[back["order_id"]]
    hours = (back["requested_at"].array - came.array) / HOUR
    table = pd.DataFrame({"worn": back["worn"].to_numpy(), "hours": hours,
                          "flawed": (back["grade"] != "as_new").to_numpy()})  # fmt: skip
    return table.groupby("worn").mean()


def test_some_wear_it_and_send_it_back(shipped, truth):
    """Days later than others, and never as new."""
    found = worn(shipped, truth)
    assert found.loc[True, "hours"] > found.loc[False, "hours"] + 48
    assert found.loc[True, "flawed"] == 1 > 3 * found.loc[False, "flawed"]


@pytest.mark.verify
def test_few_send_back_most_of_what_they_buy_gone():
    tables, listed = ran(150, **{"serial.share": 0.0, "serial.between_sizes": 0.0})
    assert set(buyers(tables, listed)["habit"]) == {"none"}
    assert not listed["returns"]["worn"].any()
