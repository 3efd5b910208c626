"""Core questions of chapter 5, retention: answered by the toolbox's own functions."""

from ecomlab.questions.core import question
from ecomlab.retention.cohorts import repurchase_rate, returning_share
from ecomlab.tables import purchases

WINDOW = 30  # days
# A purchase, as `tables.purchases` knows it: paid, not of 0, not refunded in full, of a known buyer
KEPT = (
    "ts_pay IS NOT NULL AND paid_amount > 0 AND coalesce(refund_amount, 0) < paid_amount "
    "AND customer_id IS NOT NULL"
)

BUYERS = f"""
    SELECT customer_id,
           min(day) AS first_day,
           min(day) FILTER (WHERE nth = 2) AS second_day,
           max(day) AS last_day,
           min(day) FILTER (WHERE nth = 2) - min(day) AS days_between
    FROM (
        SELECT customer_id, day, row_number() OVER (PARTITION BY customer_id ORDER BY day) AS nth
        FROM (SELECT DISTINCT customer_id, CAST(ts_order AS DATE) AS day
              FROM orders WHERE {KEPT}) AS days
    ) AS numbered
    GROUP BY customer_id
"""
BUYER_MONTHS = f"""
    SELECT DISTINCT customer_id,
           CAST(date_trunc('month', ts_order) AS DATE) AS month,
           CAST(date_trunc('month', min(ts_order) OVER (PARTITION BY customer_id)) AS DATE)
               AS first_month
    FROM orders
    WHERE {KEPT}
"""
PAID = {"orders": ["order_id", "customer_id", "ts_order", "ts_pay", "paid_amount", "refund_amount"]}


@question(
    f"Of the customers who have had {WINDOW} days, how many bought again in them?",
    f"满{WINDOW}天的客户里，有多少在{WINDOW}天内再次购买？",
    chapter="5_retention",
    of=f"customers with a second purchase day within {WINDOW} days of the first ÷ customers whose "
    f"{WINDOW} days are over; orders paid and not refunded in full only",
    reads=PAID,
    sql=f"""
        SELECT count(*) AS customers,
               count(*) FILTER (WHERE days_between <= {WINDOW}) AS repeaters,
               1.0 * count(*) FILTER (WHERE days_between <= {WINDOW}) / nullif(count(*), 0) AS rate
        FROM ({BUYERS}) AS buyers
        WHERE first_day + {WINDOW} <= (SELECT max(CAST(ts_order AS DATE))
                                       FROM orders WHERE {KEPT})
    """,
    sheets={"buyers": BUYERS},
    formulas={
        "customers": f'COUNTIFS(buyers[first_day], "<="&(MAX(buyers[last_day]) - {WINDOW}))',
        "repeaters": f'COUNTIFS(buyers[first_day], "<="&(MAX(buyers[last_day]) - {WINDOW}), '
        f'buyers[days_between], "<={WINDOW}")',
        "rate": "{repeaters} / {customers}",
    },
)
def repurchase(orders):
    """Repurchase rate (复购率) of mature customers: `retention.cohorts.repurchase_rate`."""
    return repurchase_rate(purchases(orders), WINDOW, base="cohort")


@question(
    "How many buyers of each month are new, and how many have bought before?",
    "每个月的买家里，新客和老客各有多少？",
    chapter="5_retention",
    of="buyers whose first purchase is of an earlier month ÷ buyers of the month",
    reads=PAID,
    by=["month"],
    sql=f"""
        SELECT month,
               count(*) AS buyers,
               count(*) FILTER (WHERE first_month = month) AS new_buyers,
               1.0 * count(*) FILTER (WHERE first_month < month) / count(*) AS share
        FROM ({BUYER_MONTHS}) AS buyer_months
        GROUP BY month
        ORDER BY month
    """,
    sheets={"buyer_months": BUYER_MONTHS},
    formulas={
        "buyers": "COUNTIFS(buyer_months[month], {month})",
        "new_buyers": "COUNTIFS(buyer_months[month], {month}, buyer_months[first_month], {month})",
        "share": "({buyers} - {new_buyers}) / {buyers}",
    },
)
def new_and_returning(orders):
    """New and returning buyers (新客、老客) by month: `retention.cohorts.returning_share`."""
    return returning_share(purchases(orders), period="month").rename(columns={"period": "month"})
