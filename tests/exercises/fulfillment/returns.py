"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np
import pandas as pd


def _paid(orders, since="2025-01-01", until="2025-12-01"):
    when = orders["ts_pay"].dt.tz_localize(None)
    return orders[(when >= since) & (when < until)]


def other_stays(other_orders, other_returns):
    """Orders of which something is left."""
    paid = _paid(other_orders)
    return round(100 * (paid["refund_amount"] < paid["paid_amount"] - 0.01).mean(), 1)


def insured_left(insurance_twin):
    mine = insurance_twin[insurance_twin["shop"] == "fashion"]
    each = 1000 * mine["left"] / mine["visits"]
    gap = each[mine["insured"]].mean() - each[~mine["insured"]].mean()
    return gap, gap - 20, gap + 20


def act(lines, habits, orders, pnl_lines):
    return "c", "2"


def tea_needed():
    """By hand, to a tenth of a yuan."""
    return round(41.76 / 38.52 - 1, 3)


def kept_change():
    return -0.01


def other_loss(other_lines):
    back = other_lines[other_lines["back"] & other_lines["grade"].notna()]
    return round(1 - back["recovered_value"].sum() / back["cost"].sum(), 3)


def mend_first():
    return "b"


def other_december(other_orders, other_returns):
    """The plain mean of the shares that months kept, from dated refunds."""
    paid = _paid(other_orders, "2025-01-01", "2026-01-01").set_index("order_id")
    month = paid["ts_pay"].dt.tz_localize(None).dt.to_period("M")
    cancelled = paid[paid["ts_cancel"].notna()]
    back = other_returns[other_returns["order_id"].isin(paid.index)].dropna(subset="refund")
    gone = pd.concat(
        [
            pd.DataFrame({"order_id": cancelled.index, "when": cancelled["ts_cancel"].to_numpy(),
                          "yuan": cancelled["refund_amount"].to_numpy()}),
            pd.DataFrame({"order_id": back["order_id"].to_numpy(),
                          "yuan": back["refund"].to_numpy(),
                          "when": back["inspected_at"].to_numpy()}),
        ]
    )  # fmt: skip
    gone["when"] = pd.to_datetime(gone["when"], utc=True).dt.tz_convert("Asia/Shanghai")
    gone["month"] = month.reindex(gone["order_id"]).to_numpy()
    inside = gone["when"].dt.tz_localize(None).dt.to_period("M") == gone["month"]
    sales = paid.groupby(month)["paid_amount"].sum()
    early = sales - gone[inside].groupby("month")["yuan"].sum()
    late = sales - gone.groupby("month")["yuan"].sum()
    return float((late / early).iloc[:-1].mean() * early.iloc[-1])


def other_pickup(other_returns):
    asked = other_returns[other_returns["reason"].astype(str) != "not_received"]
    hours = (asked["pickup_at"] - asked["requested_at"]) / pd.Timedelta(hours=1)
    return round(float((hours[np.isfinite(hours)] <= 24).mean()), 3)


def bad_lot():
    return "B", "2"
