"""Write an invented export in Shopify's form, from a hundredth of the second shop's customers.

python datasets/example_export/make.py            into this folder
python datasets/example_export/make.py FOLDER     into another

Nobody in it exists. Orders are those of the course's simulated shop; mails are made up.
"""

import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from ecomlab.datasets import load

HERE = Path(__file__).parent
FILE = "orders_export.csv"
EVERY = 73  # of so many customers one
SINCE = "2025-03-01"  # an export begins in the middle of a shop's life
GUESTS = 19  # of so many orders one names no mail
FINANCIAL = {"waiting": "pending", "closed": "voided", "refunded": "refunded"}
# Shopify's other columns are there, and empty
EMPTY = [
    "Accepts Marketing", "Taxes", "Shipping Method", "Lineitem compare at price",
    "Billing Name", "Billing Phone", "Billing City", "Shipping Name", "Shipping Phone",
    "Shipping City", "Notes", "Note Attributes", "Vendor", "Tags", "Risk Level", "Source",
]  # fmt: skip


def export():
    """One row a line of an order; the order's own values on its first line only."""
    shop = load("second_shop")
    orders, items = shop["orders"], shop["order_items"]
    orders = orders[(orders["customer_id"] % EVERY == 0) & (orders["ts_order"] >= SINCE)]
    lines = items[items["order_id"].isin(orders["order_id"])].merge(orders, on="order_id")
    lines = lines.sort_values(["ts_order", "order_id", "sku"], ignore_index=True)
    first = ~lines["order_id"].duplicated()
    given_up = lines["ts_order"].where(lines["status"] == "closed") + pd.Timedelta(days=3)
    buyers = lines["customer_id"].rank(method="dense").astype(int).map("{:03d}".format)
    mails = "buyer" + buyers + "@example.com"
    table = pd.DataFrame({
        "Name": "#" + (1000 + lines["order_id"].rank(method="dense").astype(int)).astype(str),
        "Email": mails.mask(lines["order_id"] % GUESTS == 0, ""),
        "Financial Status": _financial(lines),
        "Paid at": _written(lines["ts_pay"]),
        "Fulfillment Status": lines["ts_ship_click"].notna().map({True: "fulfilled", False: ""}),
        "Fulfilled at": _written(lines["ts_ship_click"]),
        "Currency": "CNY",
        "Subtotal": _money(lines["paid_amount"].where(~_unpaid(lines), lines["list_amount"])),
        "Shipping": "0.00",
        "Total": _money(lines["paid_amount"].where(~_unpaid(lines), lines["list_amount"])),
        "Discount Code": lines["coupon_id"].astype(object).fillna("").astype(str),
        "Discount Amount": _money(lines["discount_y"]),
        "Created at": _written(lines["ts_order"]),
        "Lineitem quantity": lines["qty"].astype(str),
        "Lineitem name": lines["sku"].astype(str),
        "Lineitem price": _money(lines["price"]),
        "Lineitem sku": lines["sku"].astype(str),
        "Cancelled at": _written(lines["ts_cancel"].fillna(given_up)),
        "Payment Method": "Alipay",
        "Refunded Amount": _money(lines["refund_amount"].fillna(0)),
    })  # fmt: skip
    repeated = ("Name", "Email", "Created at")
    once = [name for name in table if name not in repeated and not name.startswith("Lineitem")]
    table.loc[~first, once] = ""
    return table.assign(**dict.fromkeys(EMPTY, ""))


def _unpaid(lines):
    return lines["ts_pay"].isna()


def _financial(lines):
    status = lines["status"].astype(object).map(FINANCIAL).fillna("paid")
    partly = (lines["refund_amount"] > 0) & (lines["refund_amount"] < lines["paid_amount"])
    return status.mask(partly & (status != "refunded"), "partially_refunded")


def _written(times):
    return times.dt.strftime("%Y-%m-%d %H:%M:%S +0800").fillna("")


def _money(amounts):
    return amounts.map("{:.2f}".format)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    export().to_csv(folder / FILE, index=False, lineterminator="\n")
