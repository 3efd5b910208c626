"""Core questions of chapter 1, research."""

import numpy as np
import pandas as pd

from ecomlab.questions.core import question

BEST = 3

ARTICLES = f"""
    SELECT i.sku,
           sum(i.qty * i.price - i.discount) AS revenue,
           CAST(row_number() OVER (ORDER BY sum(i.qty * i.price - i.discount) DESC, i.sku) <= {BEST}
                AS INTEGER) AS best
    FROM order_items AS i JOIN orders AS o ON o.order_id = i.order_id
    WHERE o.ts_pay IS NOT NULL
    GROUP BY i.sku
"""


@question(
    "Of 100 yuan that were paid, where do they go?",
    "收到的100元都去哪儿了？",
    chapter="1_research",
    of="the yuan booked on a line ÷ the yuan booked as revenue",
    reads={"pnl_lines": ["line", "amount"]},
    by=["line"],
    sql="""
        SELECT line,
               sum(amount) AS amount,
               100 * sum(amount)
                   / nullif((SELECT sum(amount) FROM pnl_lines WHERE line = 'revenue'), 0) AS of_100
        FROM pnl_lines
        GROUP BY line
        ORDER BY line
    """,
    formulas={
        "amount": "SUMIFS(pnl_lines[amount], pnl_lines[line], {line})",
        "of_100": "IFERROR(100 * {amount} "
        '/ SUMIFS(pnl_lines[amount], pnl_lines[line], "revenue"), "")',
    },
)
def what_is_left(pnl_lines):
    """The ledger by line, of 100 yuan of revenue: what is left is their sum."""
    answer = pnl_lines.groupby("line", observed=True)["amount"].sum().reset_index()
    revenue = answer.loc[answer["line"] == "revenue", "amount"].sum()
    return answer.assign(of_100=100 * answer["amount"] / (revenue or np.nan))


@question(
    f"Which part of the sales do the {BEST} best articles make?",
    f"卖得最好的{BEST}个商品占销售额多少？",
    chapter="1_research",
    of=f"what was paid for the {BEST} articles with most of it ÷ what was paid for all articles",
    reads={
        "orders": ["order_id", "ts_pay"],
        "order_items": ["order_id", "sku", "qty", "price", "discount"],
    },
    sql=f"""
        SELECT coalesce(sum(revenue) FILTER (WHERE best = 1), 0) AS best,
               coalesce(sum(revenue), 0) AS revenue,
               sum(revenue) FILTER (WHERE best = 1) / nullif(sum(revenue), 0) AS share
        FROM ({ARTICLES}) AS articles
    """,
    sheets={"articles": ARTICLES},
    formulas={
        "best": "SUMIFS(articles[revenue], articles[best], 1)",
        "revenue": "SUM(articles[revenue])",
        "share": 'IFERROR({best} / {revenue}, "")',
    },
)
def top_share(orders, order_items):
    """How much hangs on the few best articles (头部商品占比)?"""
    paid = orders.loc[orders["ts_pay"].notna(), "order_id"]
    sold = order_items[order_items["order_id"].isin(paid)]
    each = (
        (sold["qty"] * sold["price"] - sold["discount"]).groupby(sold["sku"], observed=True).sum()
    )
    best, all_of_them = each.nlargest(BEST).sum(), each.sum()
    return pd.DataFrame(
        {"best": [best], "revenue": [all_of_them], "share": [best / (all_of_them or np.nan)]}
    )
