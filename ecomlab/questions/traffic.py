"""Core questions of chapter 2, traffic."""

from ecomlab.questions.core import named, question


@question(
    "What does each kind of ad bring back for a yuan, as its tool claims?",
    "每种推广计划投1元，平台说带回多少？",
    chapter="2_traffic",
    of="what was paid for the orders that the ad tool claims so far ÷ what the ads cost",
    reads={"ads_daily": ["plan_kind", "cost", "revenue"]},
    by=["plan_kind"],
    sql="""
        SELECT coalesce(plan_kind, '(unknown)') AS plan_kind,
               sum(cost) AS cost,
               sum(revenue) AS revenue,
               sum(revenue) / nullif(sum(cost), 0) AS roas
        FROM ads_daily
        GROUP BY 1
        ORDER BY 1
    """,
    formulas={
        "cost": "SUMIFS(ads_daily[cost], ads_daily[plan_kind], {plan_kind})",
        "revenue": "SUMIFS(ads_daily[revenue], ads_daily[plan_kind], {plan_kind})",
        "roas": 'IFERROR({revenue} / {cost}, "")',
    },
)
def roas(ads_daily):
    """Return on ad spend (广告支出回报率), all days together."""
    kinds = ads_daily.groupby(named(ads_daily["plan_kind"]), observed=True)
    answer = kinds[["cost", "revenue"]].sum().reset_index()
    return answer.assign(roas=answer["revenue"] / answer["cost"].where(answer["cost"] != 0))
