"""Other right answers to the lesson's exercises, in plain pandas."""

import pandas as pd


def _last(traffic_daily):
    days = sorted(traffic_daily["date"].unique())[-92:]
    return traffic_daily[traffic_daily["date"].isin(days)]


def natural_change(feed_twin):
    free = feed_twin[feed_twin["channel"] == "natural_search"]
    on = free.loc[free["state"] == "always on", "uv"].sum()
    off = free.loc[free["state"] == "always off", "uv"].sum()
    return 100 * (on - off) / off, -50, 50


def feed_again(feed_twin):
    on, off = (feed_twin[feed_twin["state"] == f"always {state}"] for state in ("on", "off"))
    more = 0.29 * (on["revenue"].sum() - off["revenue"].sum())
    return ("b", "3") if more > on["cost"].sum() - off["cost"].sum() else ("a", "4")


def visitors_apart(visits):
    day = visits["ts"].dt.strftime("%Y-%m-%d")
    return visits.groupby(day)["visitor_id"].nunique().sum() / len(set(visits["visitor_id"]))


def after_the_cut(traffic_daily):
    rest = _last(traffic_daily)[lambda days: days["channel"] != "paid_feed"]
    return rest["uv"][rest["channel"] == "natural_search"].sum() / rest["uv"].sum()


def highest_share():
    return 1 - 0.15 - 0.12 - 0.07


def new_by_live(traffic_daily, customers):
    days = _last(traffic_daily)
    cost = days.loc[days["channel"] == "live", "cost"].sum()
    mine = customers[customers["acq_channel"] == "live"]
    return cost / (mine["first_order_at"] >= days["date"].min()).sum()


def cheapest_new(traffic_daily, customers):
    days, cost = _last(traffic_daily), {}
    new = customers[customers["first_order_at"] >= days["date"].min()]
    for letter, name in zip(
        "ABCD", ("paid_search", "paid_feed", "live", "affiliates"), strict=True
    ):
        spent = days.loc[days["channel"] == name, "cost"].sum()
        cost[letter] = spent / (new["acq_channel"] == name).sum()
    return " > ".join(sorted(cost, key=cost.get))


def quarter_less(traffic_daily):
    days = _last(traffic_daily)
    sold = days.loc[days["channel"] == "live", "revenue"].sum()
    return 0.25 * 0.29 * sold / 92 * 30


def jump_rate(post_daily):
    return post_daily["jumps_to_store"].sum() / post_daily["clicks"].sum()


def evening_visits(raw_events):
    agreed = raw_events[raw_events["visitor_id"].notna() & raw_events["consent"]]
    log = agreed.groupby("event_id").first()
    visits = 0
    for _, mine in log.sort_values(["ts", "campaign"], na_position="first").groupby("visitor_id"):
        before, last = None, None
        for time, tag in zip(mine["ts"], mine["campaign"], strict=True):
            other = isinstance(tag, str) and tag != last
            late = before is None or time - before > pd.Timedelta(minutes=20)
            visits += late or other
            before, last = time, tag if isinstance(tag, str) else last
    return visits


def small_test():
    return "b"
