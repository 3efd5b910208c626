"""Other right answers to the lesson's exercises, in another way than the solutions."""

import pandas as pd

from ecomlab.questions.plausible import plausible
from ecomlab.sql import sql


def smallest():
    return {
        "orders": "order_id,paid_amount\n7,5\n8,1",
        "returns": pd.DataFrame(
            {"return_id": [1, 2, 3], "order_id": [7, 7, 8], "refund": [2.5, 1, 1]}
        ),
    }


def sign(orders, order_items, returns, customers):
    return "c2"


def later_orders(customers, orders):
    tables = {"customers": customers, "orders": orders}
    return sql(plausible("later_orders").right, tables)["later"].iloc[0]


def not_in():
    return {"orders": "order_id\n4\n5", "presale_deposits": "deposit_id,order_id\n1,\n2,4"}


def filter_after():
    return {
        "customers": {"customer_id": ["a", "b"]},
        "orders": [{"order_id": 1, "customer_id": "a", "nth": 2}],
    }


def mean_of_rates(traffic_daily):
    query = """SELECT sum(payers) * 1.0 / sum(uv) AS share FROM traffic_daily
               GROUP BY channel ORDER BY sum(uv) DESC LIMIT 1"""
    return sql(query, traffic_daily=traffic_daily)["share"].iloc[0]


def utc_day(orders):
    query = """SELECT CAST(ts_pay AS DATE) AS day, sum(paid_amount) AS paid FROM orders
               WHERE ts_pay IS NOT NULL GROUP BY 1"""
    here, there = (
        sql(query, orders=orders, zone=zone).set_index("day").paid for zone in (None, "UTC")
    )
    return here.max() - there[here.idxmax()]


def eighteen_digits():
    return "b."


def whole_numbers():
    return "(C)"
