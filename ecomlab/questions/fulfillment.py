"""Core questions of chapter 4, fulfillment."""

import pandas as pd

from ecomlab.questions.core import question

DAYS = 28  # whose sales say how long the stock lasts

LINES = """
    SELECT i.order_id, i.sku, CASE WHEN r.order_id IS NULL THEN 0 ELSE 1 END AS sent_back
    FROM order_items AS i
    JOIN orders AS o ON o.order_id = i.order_id
    LEFT JOIN (SELECT DISTINCT order_id, sku FROM returns) AS r
           ON r.order_id = i.order_id AND r.sku = i.sku
    WHERE o.ts_pay IS NOT NULL AND o.ts_cancel IS NULL
"""


@question(
    "How many of the lines sold of each article come back?",
    "每个商品卖出的订单行有多少被退回？",
    chapter="4_fulfillment",
    of="order lines sent back so far ÷ lines of orders paid and not taken back before sending",
    reads={
        "orders": ["order_id", "ts_pay", "ts_cancel"],
        "order_items": ["order_id", "sku"],
        "returns": ["order_id", "sku"],
    },
    by=["sku"],
    sql=f"""
        SELECT sku, count(*) AS sold, sum(sent_back) AS returned,
               1.0 * sum(sent_back) / count(*) AS rate
        FROM ({LINES}) AS lines
        GROUP BY sku
        ORDER BY sku
    """,
    sheets={"lines": LINES},
    formulas={
        "sold": "COUNTIFS(lines[sku], {sku})",
        "returned": "SUMIFS(lines[sent_back], lines[sku], {sku})",
        "rate": "{returned} / {sold}",
    },
)
def return_rate(orders, order_items, returns):
    """Return rate by article (退货率): returns become one row a line before they are joined."""
    kept = orders["ts_pay"].notna() & orders["ts_cancel"].isna()
    lines = order_items[order_items["order_id"].isin(orders.loc[kept, "order_id"])]
    back = returns[["order_id", "sku"]].drop_duplicates().assign(returned=1)
    keys = ["order_id", "sku"]
    lines = lines.merge(back, how="left", on=keys, validate="many_to_one")
    answer = (
        lines.groupby("sku", observed=True)["returned"]
        .agg(sold="size", returned="sum")
        .reset_index()
    )
    return answer.assign(rate=answer["returned"] / answer["sold"])


@question(
    "For how many days does the stock of each article last?",
    "每个商品的库存还能卖几天？",
    chapter="4_fulfillment",
    of=f"pieces on the shelf on the last evening ÷ pieces sold a day in its last {DAYS} days",
    reads={"inventory_daily": ["date", "sku", "on_hand", "sales"]},
    by=["sku"],
    sql=f"""
        WITH days AS (
            SELECT CAST(min(date) AS DATE) AS first_day, CAST(max(date) AS DATE) AS last_day
            FROM inventory_daily
        ), recent AS (
            SELECT sku,
                   count(*) FILTER (WHERE CAST(date AS DATE) = last_day) AS listed,
                   sum(on_hand) FILTER (WHERE CAST(date AS DATE) = last_day) AS on_hand,
                   1.0 * sum(sales) / least({DAYS}, min(last_day - first_day) + 1) AS a_day
            FROM inventory_daily CROSS JOIN days
            WHERE CAST(date AS DATE) > last_day - {DAYS}
            GROUP BY sku
        )
        SELECT sku, on_hand, a_day, on_hand / nullif(a_day, 0) AS days
        FROM recent
        WHERE listed > 0
        ORDER BY sku
    """,
    formulas={
        "on_hand": "SUMIFS(inventory_daily[on_hand], inventory_daily[sku], {sku}, "
        "inventory_daily[date], MAX(inventory_daily[date]))",
        "a_day": "SUMIFS(inventory_daily[sales], inventory_daily[sku], {sku}, "
        f'inventory_daily[date], ">"&(MAX(inventory_daily[date]) - {DAYS})) / '
        f"MIN({DAYS}, MAX(inventory_daily[date]) - MIN(inventory_daily[date]) + 1)",
        "days": 'IFERROR({on_hand} / {a_day}, "")',
    },
)
def stock_cover(inventory_daily):
    """Stock cover (库存可售天数) of the articles that are on the list on the last day."""
    day = inventory_daily["date"]
    first, last = day.min(), day.max()
    recent = inventory_daily[day > last - pd.Timedelta(days=DAYS)]
    shelf = recent[recent["date"] == last].groupby("sku", observed=True)["on_hand"].sum()
    span = min(DAYS, (last - first).days + 1) if len(day) else DAYS
    a_day = recent.groupby("sku", observed=True)["sales"].sum().reindex(shelf.index) / span
    answer = pd.DataFrame(
        {"on_hand": shelf, "a_day": a_day, "days": shelf / a_day.where(a_day != 0)}
    )
    return answer.rename_axis("sku").reset_index()


@question(
    "How many days does each courier take, from payment to the door?",
    "每家快递从付款到签收要几天？",
    chapter="4_fulfillment",
    of="hours from payment to delivery ÷ 24, of the parcels that have arrived",
    reads={"shipments": ["order_id", "courier", "actual_h"]},
    by=["courier"],
    sql="""
        SELECT courier,
               count(*) AS parcels,
               count(*) - count(actual_h) AS under_way,
               avg(actual_h) / 24 AS days
        FROM shipments
        GROUP BY courier
        ORDER BY courier
    """,
    formulas={
        "parcels": "COUNTIFS(shipments[courier], {courier})",
        "under_way": 'COUNTIFS(shipments[courier], {courier}, shipments[actual_h], "=")',
        "days": 'IFERROR(AVERAGEIFS(shipments[actual_h], shipments[courier], {courier}) / 24, "")',
    },
)
def days_to_deliver(shipments):
    """Time to deliver (配送时长); parcels still under way are counted, not averaged."""
    hours = shipments.groupby("courier", observed=True)["actual_h"]
    answer = hours.agg(parcels="size", arrived="count", days="mean").reset_index()
    return answer.assign(under_way=answer["parcels"] - answer["arrived"], days=answer["days"] / 24)
