"""The shop is like shops: public figures, each with its source. And it misleads as they do."""

import pytest

from ecomlab.retention.cohorts import repurchase_rate
from ecomlab.shop import Shop, World


@pytest.fixture(scope="module")
def year():
    return Shop(World(), noise=1).run(days=365)


def test_funnel(year):
    tables, _ = year
    events = tables.events["event"].value_counts()
    sessions = len(tables.sessions)
    assert 0.020 < events["pay"] / sessions < 0.040  # conversion 2.7-3.2 % and repeat buyers
    assert 0.05 < events["addcart"] / sessions < 0.12  # about 7 %
    assert 0.60 < 1 - events["pay"] / events["addcart"] < 0.80  # Baymard: about 70 %


def test_repeat_purchases(year):
    """A 90-day repurchase rate between a durable's and a consumable's."""
    orders = year[0].orders.dropna(subset="ts_pay")[["customer_id", "ts_order"]]
    rate = repurchase_rate(orders, 90, "cohort")["rate"].iloc[0]
    assert 0.08 < rate < 0.30


def test_returns_by_category(year):
    """Clothing comes back at two to three times the rate of the rest (25-40 % against 10-20)."""
    tables, _ = year
    items = tables.order_items.merge(tables.sku[["sku", "category"]], on="sku")
    back = tables.returns.merge(tables.sku[["sku", "category"]], on="sku")
    share = back["category"].value_counts() / items["category"].value_counts()
    assert 0.18 < share["wear"] < 0.40
    assert share.drop("wear").between(0.04, 0.20).all()


def test_price_elasticity_is_near_the_meta_analysis():
    """Bijmolt, van Heerde and Pieters (2005): mean -2.62."""
    shop, days = Shop(World(scale=3)), 60
    price = {k: v for k, v in shop.decisions().items() if k.startswith("price.")}
    units = [
        shop.outcome({k: v * factor for k, v in price.items()}, days)["units"].sum()
        for factor in (0.95, 1.05)
    ]
    elasticity = (units[1] / units[0] - 1) / (1.05 / 0.95 - 1)
    assert -3.3 < elasticity < -1.9


def test_last_click_praises_the_ad_on_the_own_name():
    """Blake, Nosko and Tadelis (2015): its clicks would have come anyway."""
    shop, days = Shop(World(scale=3)), 90
    ads = shop.run(days=days)[0].ads_daily.groupby("plan_id", observed=True)
    credited = ads["revenue"].sum() / ads["cost"].sum()
    spent = ads["cost"].sum()
    effect = {
        plan: -shop.truth(f"ads.{plan}.budget", 0, days=days, noises=1, progress=False).set_index(
            "outcome"
        )["estimate"]["revenue"]
        for plan in ("paid_brand", "paid_feed")
    }
    assert effect["paid_brand"] / spent["paid_brand"] < 0.2 * credited["paid_brand"]
    assert effect["paid_feed"] / spent["paid_feed"] > credited["paid_feed"]


def test_money_follows_demand():
    """The confounding: days of high spending are days of high demand without it."""
    shop = Shop(World())
    none = {f"ads.{plan}.budget": 0 for plan in ("paid_search", "paid_feed", "content")}
    without = shop.outcome(none, 180)["orders"]
    spend = shop.run(days=180)[0].ads_daily.groupby("date")["cost"].sum()
    assert spend.reset_index(drop=True).corr(without) > 0.3


def test_stockouts_hide_demand(year):
    stock = year[0].inventory_daily
    out = stock[stock["stockout_flag"]]
    assert (out["demand"] > out["sales"]).all()
    assert 0.003 < 1 - stock["sales"].sum() / stock["demand"].sum() < 0.10


def test_the_shop_lives(year):
    """A small margin, as small shops have."""
    tables, report = year
    assert 0.0 < report.profit / report.total("revenue") < 0.20
