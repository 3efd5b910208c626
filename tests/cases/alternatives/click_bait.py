"""Other right answers to the case's exercises, in plain pandas."""


def sums(ads_daily, last):
    dates = ads_daily["date"].dt.strftime("%Y-%m-%d")
    rows = ads_daily[dates >= "2024-08-26"] if last else ads_daily[dates < "2024-07-29"]
    return rows[["impressions", "clicks", "orders", "cost"]].sum()


def per_1000(ads_daily):
    total = sums(ads_daily, last=True)
    return total["clicks"] / total["impressions"] * total["orders"] / total["clicks"] * 1000


def break_even(ads_daily):
    old, new = sums(ads_daily, last=False), sums(ads_daily, last=True)
    return old["orders"] * new["impressions"] / old["impressions"] / new["clicks"]


def left(ads_daily, dsr_daily):
    days = ads_daily.groupby("date")[["impressions", "orders", "cost"]].sum()
    days = days.join(dsr_daily.set_index("date")).tail(28)
    refunded = (days["refund_rate"] * days["orders"]).sum()
    kept = days["orders"].sum() - refunded
    yuan = kept * 129 * 0.4 - refunded * 15 - days["cost"].sum()
    return yuan / days["impressions"].sum() * 1000


def left_of_1000(ads_daily, dsr_daily, last):
    days = ads_daily.groupby("date")[["impressions", "orders", "cost"]].sum()
    days = days.join(dsr_daily.set_index("date"))
    days = days.tail(28) if last else days.head(28)
    back = (days["refund_rate"] * days["orders"]).sum()
    yuan = (days["orders"].sum() - back) * 51.6 - back * 15 - days["cost"].sum()
    return yuan / days["impressions"].sum() * 1000


def monday(ads_daily, dsr_daily):
    if ads_daily["creative_id"].between(4, 10).any():
        return "down", "file"
    times = left_of_1000(ads_daily, dsr_daily, True) / left_of_1000(ads_daily, dsr_daily, False)
    if 0.65 <= times <= 1.35:
        return "side", "yuan"
    return ("keep", "yuan") if times > 1.35 else ("down", "yuan")
