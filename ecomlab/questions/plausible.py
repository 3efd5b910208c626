"""Queries as an assistant writes them: all run, all look right, and some are.

Beside each stands what was asked and a right query: for the lesson, for a memo with flaws, for
whoever tests an assistant.
"""

from dataclasses import dataclass

from ecomlab.errors import check_choice

SOLD = "sum(i.qty * i.price - i.discount)"
REFUNDS = """
SELECT i.sku,
       {sold} AS sold,
       coalesce(sum(r.refund), 0) AS back,
       coalesce(sum(r.refund), 0) / {sold} AS share
FROM order_items AS i
JOIN orders AS o ON o.order_id = i.order_id
LEFT JOIN returns AS r ON {on}
WHERE o.ts_pay IS NOT NULL AND o.ts_cancel IS NULL
GROUP BY i.sku
ORDER BY share DESC, i.sku
"""
REFUNDS_BY_CHANNEL = """
WITH back AS (
    SELECT order_id, sum(refund) AS refund FROM returns GROUP BY order_id
)
SELECT o.channel,
       sum(o.paid_amount) AS sold,
       coalesce(sum(b.refund), 0) AS back,
       coalesce(sum(b.refund), 0) / sum(o.paid_amount) AS share
FROM orders AS o
LEFT JOIN back AS b ON b.order_id = o.order_id
WHERE o.ts_pay IS NOT NULL AND o.ts_cancel IS NULL
GROUP BY o.channel
ORDER BY o.channel
"""
WITHOUT_DEPOSIT = """
SELECT count(*) AS orders
FROM orders
WHERE ts_pay IS NOT NULL
  AND order_id NOT IN (SELECT order_id FROM presale_deposits{known})
"""
LATER_ORDERS_AFTER = """
SELECT count(*) AS customers, avg(later) AS later
FROM (
    SELECT c.customer_id, count(o.order_id) AS later
    FROM customers AS c
    LEFT JOIN orders AS o ON o.customer_id = c.customer_id
    WHERE o.ts_order > c.first_order_at AND o.ts_pay IS NOT NULL
    GROUP BY c.customer_id
) AS each
"""
LATER_ORDERS = """
SELECT count(*) AS customers, avg(later) AS later
FROM (
    SELECT c.customer_id, count(o.order_id) AS later
    FROM customers AS c
    LEFT JOIN orders AS o ON o.customer_id = c.customer_id
         AND o.ts_order > c.first_order_at AND o.ts_pay IS NOT NULL
    GROUP BY c.customer_id
) AS each
"""
MEAN_CONVERSION = "SELECT avg(1.0 * payers / uv) AS conversion FROM traffic_daily WHERE uv > 0"
CONVERSION = "SELECT 1.0 * sum(payers) / sum(uv) AS conversion FROM traffic_daily"
WHOLE = "SELECT sum(payers) // sum(uv) AS conversion FROM traffic_daily"
RETURN_ROWS = "SELECT count(*) AS orders FROM returns"
RETURN_ORDERS = "SELECT count(DISTINCT order_id) AS orders FROM returns"


@dataclass(frozen=True)
class Plausible:
    """What somebody asked, what an assistant wrote, and a right query.

    Parameters
    ----------
    asked : str
    assistant, right : str
        The same text where the assistant's query is right.
    slip : str
        What is wrong with it; empty where nothing is.
    """

    asked: str
    assistant: str
    right: str
    slip: str = ""


PLAUSIBLE = {
    "refunds": Plausible(
        "Of 100 yuan sold and sent of each article, how many have gone back to the customer?",
        REFUNDS.format(sold=SOLD, on="r.order_id = i.order_id"),
        REFUNDS.format(sold=SOLD, on="r.order_id = i.order_id AND r.sku = i.sku"),
        "The join takes the order, and forgets the article: each return meets every line of its "
        "order.",
    ),
    "later_orders": Plausible(
        "How many further orders does a customer place, on average?",
        LATER_ORDERS_AFTER,
        LATER_ORDERS,
        "WHERE on the right table of a LEFT JOIN drops those who have no row there: all who never "
        "came back.",
    ),
    "refunds_by_channel": Plausible(
        "Of 100 yuan sold and sent in each channel, how many have gone back to the customer?",
        REFUNDS_BY_CHANNEL,
        REFUNDS_BY_CHANNEL,
    ),
    "without_deposit": Plausible(
        "How many paid orders came without a deposit?",
        WITHOUT_DEPOSIT.format(known=""),
        WITHOUT_DEPOSIT.format(known=" WHERE order_id IS NOT NULL"),
        "NOT IN a list with an empty cell is never true: nobody knows whether the empty one is it.",
    ),
    "orders_sent_back": Plausible(
        "How many orders had a return?",
        RETURN_ROWS,
        RETURN_ORDERS,
        "COUNT(*) counts rows. An order of which two lines come back has two rows.",
    ),
    "conversion": Plausible(
        "What share of the visits pays?",
        MEAN_CONVERSION,
        CONVERSION,
        "A mean of rates gives a row with three visits the weight of a row with three hundred.",
    ),
    "conversion_in_whole_numbers": Plausible(
        "What share of the visits pays? (as PostgreSQL and SQL Server read the sign /)",
        WHOLE,
        CONVERSION,
        "Whole number ÷ whole number drops what stands behind the point.",
    ),
}


def plausible(name):
    """One of the queries by its name.

    >>> plausible("refunds").slip.partition(":")[0]
    'The join takes the order, and forgets the article'
    >>> plausible("refund")
    Traceback (most recent call last):
        ...
    ecomlab.errors.ChoiceError: query is 'refund'; did you mean 'refunds'?
    Choose one of: 'refunds', 'later_orders', 'refunds_by_channel', 'without_deposit', ...
    """
    return PLAUSIBLE[check_choice("query", name, list(PLAUSIBLE))]
