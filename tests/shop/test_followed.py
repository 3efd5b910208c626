"""The customer whom the lessons follow has been where they say.

If the world has changed: python -m tests.shop.test_followed names who could be followed instead.
"""

from functools import cache

import pandas as pd
import pytest

from ecomlab.datasets import load
from ecomlab.shop.published import FOLLOWED_CUSTOMER, FOLLOWED_ORDER, the_shop

DAYS = 182  # until 2024-06-30
SEARCHES = ["search_result", "search_ad", "brand_result", "brand_ad"]


@cache
def half_year():
    return dict(the_shop().run(days=DAYS)[0])


def stations(tables, later):
    """Each station of the lessons, and the customers who were there: a set each.

    ``tables`` are those of the first half-year, with its logs; ``later`` are orders until the end.
    """
    paid = tables["orders"][tables["orders"]["ts_pay"].notna()]
    first = paid.drop_duplicates("customer_id").set_index("customer_id")
    path = tables["touch_paths"][tables["touch_paths"]["visitor_id"].isin(first.index)]
    start = path.drop_duplicates("visitor_id").set_index("visitor_id")
    before = path[path["ts"] < path["visitor_id"].map(first["ts_pay"])]
    searched = before["entrance"].isin(SEARCHES) & (before["touch"] > 1)

    events = tables["events"].merge(before[["session_id"]], on="session_id")
    filled = events[events["event"] == "addcart"]
    bought = events.loc[events["event"] == "pay", "session_id"]

    lines = tables["order_items"].groupby("order_id").size()
    back = tables["returns"].groupby("order_id").size()
    in_part = back.index[back < lines[back.index]]
    parcels = tables["shipments"]
    late = parcels.loc[parcels["actual_h"] > parcels["promised_h"], "order_id"]
    written = tables["reviews"][tables["reviews"]["text"].notna()]
    touches = tables["touches"]
    buyer = paid.set_index("order_id")["customer_id"]

    def whose(order_ids):
        return set(buyer[buyer.index.isin(order_ids)])

    return {
        "a creator's post as the first touch": set(start.index[start["entrance"] == "post"]),
        "a search before the first order": set(before.loc[searched, "visitor_id"]),
        "a cart left before the first order": set(
            filled.loc[~filled["session_id"].isin(bought), "visitor_id"]
        ),
        "one line of several came back": whose(in_part),
        "a late parcel": whose(late),
        "a review in words": whose(written["order_id"]),
        "a message that arrived": set(touches.loc[touches["delivered"], "customer_id"]),
        "a second order": set(paid.loc[paid["customer_id"].duplicated(), "customer_id"]),
        "a coupon used": set(paid.loc[paid["coupon_id"].notna(), "customer_id"]),
        "orders in later months": set(
            later.loc[later["ts_pay"] > paid["ts_pay"].max(), "customer_id"]
        ),
    }


def candidates(tables, later):
    """Who has been at how many of the stations: the best come first."""
    found = stations(tables, later)
    everybody = sorted(found["a second order"])
    places = pd.DataFrame(
        {name: [v in found[name] for v in everybody] for name in found}, everybody
    )
    return places.assign(stations=places.sum(axis=1)).sort_values("stations", ascending=False)


def test_the_followed_customer_has_been_at_every_station():
    found = stations(half_year(), load("shop").orders)
    missing = [name for name, who in found.items() if FOLLOWED_CUSTOMER not in who]
    assert not missing, "look for another customer: python -m tests.shop.test_followed"


def test_the_followed_order_is_the_customers_second_and_has_what_the_lesson_tells():
    tables = half_year()
    orders = tables["orders"][tables["orders"]["ts_pay"].notna()]
    hers = orders[orders["customer_id"] == FOLLOWED_CUSTOMER]
    assert hers["order_id"].tolist()[1:] == [FOLLOWED_ORDER]
    assert hers["coupon_id"].notna().tolist() == [False, True]
    reviews, back = tables["reviews"], tables["returns"]
    stars = reviews[reviews["order_id"] == FOLLOWED_ORDER].set_index("sku")["is_default"]
    assert stars.to_dict() == {"CB01": False, "CH01": True, "PM01": True}
    assert back.loc[back["order_id"] == FOLLOWED_ORDER, "sku"].tolist() == ["CB01"]
    lines = tables["pnl_lines"]
    assert set(lines.loc[lines["order_id"] == FOLLOWED_ORDER, "line"]) == {
        "revenue", "refund", "cogs", "returns", "platform_fee", "vat", "shipping", "packaging",
    }  # fmt: skip


def test_without_messages_the_second_order_is_not_there():
    silent = the_shop().run({"crm.contact": "none"}, days=DAYS)[0].orders
    before, after = (
        orders.loc[orders["customer_id"] == FOLLOWED_CUSTOMER, "ts_pay"].tolist()
        for orders in (half_year()["orders"], silent)
    )
    assert after == before[:1]


def test_the_published_tables_know_the_same_customer():
    published, hers = load("shop"), half_year()["orders"]
    hers = hers[hers["customer_id"] == FOLLOWED_CUSTOMER].set_index("order_id")["ts_pay"]
    there = published.orders.set_index("order_id")["ts_pay"]
    assert (there[hers.index] == hers).all()


@pytest.mark.parametrize("station", ["a coupon used", "a message that arrived"])
def test_a_station_that_is_missing_is_named(station):
    tables = dict(half_year())
    tables["orders"] = tables["orders"].assign(coupon_id=None)
    tables["touches"] = tables["touches"].assign(delivered=False)
    assert not stations(tables, load("shop").orders)[station]


if __name__ == "__main__":
    print(candidates(half_year(), load("shop").orders).head(10).astype(int).T.to_string())
