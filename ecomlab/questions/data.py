"""Core questions of chapter 6, data."""

from ecomlab.questions.core import month_of, question


@question(
    "What was paid in each month, by how many orders, and how much is an order?",
    "每个月有多少付款订单、付了多少钱、每单多少钱？",
    chapter="6_data",
    of="paid orders, by the month of payment on the shop's clock; what was paid ÷ paid orders",
    reads={"orders": ["order_id", "ts_pay", "paid_amount"]},
    by=["month"],
    sql="""
        SELECT CAST(date_trunc('month', ts_pay) AS DATE) AS month,
               count(*) AS orders,
               sum(paid_amount) AS revenue,
               sum(paid_amount) / count(*) AS order_value
        FROM orders
        WHERE ts_pay IS NOT NULL
        GROUP BY 1
        ORDER BY 1
    """,
    formulas={
        "orders": 'COUNTIFS(orders[ts_pay], ">="&{month}, orders[ts_pay], "<"&EDATE({month}, 1))',
        "revenue": "SUMIFS(orders[paid_amount], "
        'orders[ts_pay], ">="&{month}, orders[ts_pay], "<"&EDATE({month}, 1))',
        "order_value": "{revenue} / {orders}",
    },
)
def sales_by_month(orders):
    """Revenue (销售额), paid orders and order value (笔单价) by month."""
    paid = orders.dropna(subset="ts_pay")
    months = paid.groupby(month_of(paid["ts_pay"]).rename("month"))["paid_amount"]
    answer = months.agg(orders="size", revenue="sum").reset_index()
    return answer.assign(order_value=answer["revenue"] / answer["orders"])
