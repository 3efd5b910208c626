"""Core questions of chapter 3, conversion."""

from ecomlab.questions.core import named, question


@question(
    "How many visits of each channel pay?",
    "每个渠道有多少访问付款？",
    chapter="3_conversion",
    of="paid orders ÷ visits, by the channel of the last click, all days together",
    reads={"traffic_daily": ["channel", "uv", "payers"]},
    by=["channel"],
    sql="""
        SELECT coalesce(channel, '(unknown)') AS channel,
               sum(uv) AS visits,
               sum(payers) AS paid,
               1.0 * sum(payers) / nullif(sum(uv), 0) AS conversion
        FROM traffic_daily
        GROUP BY 1
        ORDER BY 1
    """,
    formulas={
        "visits": "SUMIFS(traffic_daily[uv], traffic_daily[channel], {channel})",
        "paid": "SUMIFS(traffic_daily[payers], traffic_daily[channel], {channel})",
        "conversion": 'IFERROR({paid} / {visits}, "")',
    },
)
def conversion(traffic_daily):
    """Conversion rate (转化率): add up first, then divide."""
    channels = traffic_daily.groupby(named(traffic_daily["channel"]), observed=True)
    sums = channels[["uv", "payers"]].sum()
    answer = sums.rename(columns={"uv": "visits", "payers": "paid"}).reset_index()
    return answer.assign(conversion=answer["paid"] / answer["visits"].where(answer["visits"] != 0))
