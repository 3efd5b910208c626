"""The steps of lesson 4.3 that its verdict hangs on: a day's margin, and what dearer means."""

import pandas as pd
import pytest

from ecomlab.exercises.fulfillment import suppliers as asked

DAY = pd.Timestamp("2025-03-01", tz="Asia/Shanghai")
LINES = pd.DataFrame(
    [
        ("1", "A", "revenue", 300.0), ("1", "B", "revenue", 100.0), ("1", "A", "cogs", -120.0),
        ("1", "B", "cogs", -50.0), ("1", None, "shipping", -8.0),
        ("1", None, "platform_fee", -20.0),
        ("2", "B", "revenue", 100.0), ("2", "B", "refund", -100.0), ("2", None, "shipping", -6.0),
        (None, None, "labour", -500.0), (None, "A", "cogs", -7.0),
    ],
    columns=["order_id", "sku", "line", "amount"],
).assign(date=DAY)  # fmt: skip


def test_a_margin_bears_its_share_of_what_is_booked_on_orders():
    left = asked.article_books(LINES, "2025-03-31").set_index("sku")["left"]
    assert left["A"] == pytest.approx(300 - 120 - 0.75 * 28)
    assert left["B"] == pytest.approx(100 - 50 - 0.25 * 28 + 0 - 6)
    assert left.sum() == pytest.approx(LINES.loc[LINES["order_id"].notna(), "amount"].sum())


def test_a_year_of_the_shop_adds_up():
    data = asked.data()
    lines = asked.until(asked.load("shop")["pnl_lines"], asked.TODAY)
    year = lines[lines["date"] > lines["date"].max() - pd.Timedelta(days=365)]
    orders = year.loc[year["order_id"].notna(), "amount"].sum()
    assert data["books"]["left"].sum() == pytest.approx(orders, rel=1e-3)


def test_dearer_in_all_is_less_than_dearer_by_price():
    """By hand: 105 + 3 × 1.17 and 100 + 3 × 2.17, days late at 0.3, credit at 6%."""
    data = asked.data()
    found = asked.surcharges(data["inbound"], data["terms"])
    now = asked.terms_now(data["inbound"], data["terms"]).set_index("supplier")
    late = asked.lateness(data["inbound"], most=10)
    cost = {}
    for name in ("foshan", "ningbo"):
        row = now.loc[name]
        cost[name] = (100 * row["unit_price"] + 300 * row["defect_rate"] + 0.3 * late[name]
                      - 100 * row["unit_price"] * 0.06 * row["payment_days"] / 365)  # fmt: skip
    assert found["by price"] == pytest.approx(0.05)
    assert found["by all costs"] == pytest.approx((cost["ningbo"] - cost["foshan"]) / 100)
    assert found["by all costs"] < found["at worst"] < found["by price"]
    assert late["foshan"] < asked.lateness(data["inbound"])["foshan"]
