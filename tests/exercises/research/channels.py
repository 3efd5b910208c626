"""Other right answers to the lesson's exercises, in plain pandas."""

import pandas as pd


def own_live(fashion_ledger):
    room = fashion_ledger[fashion_ledger["channel"] == "own live"]
    paid = room[room["line"] == "revenue"]["amount"].sum()
    return 100 * room["amount"].sum() / paid


def shelves(cities):
    added = cities["own"] + cities["others"] - cities["before"]
    more = added[cities["on"]].mean() - added[~cities["on"]].mean()
    fee = cities[cities["on"]]["cost"].mean()
    return ("b", "3") if 0.3 * more < fee else ("a", "4")


def off_the_shelf(articles, papers, today, rules):
    day, lacking = pd.Timestamp(today), set()
    held = papers[papers["holder"] == "article"]
    for rule in rules[rules["holder"] == "article"].itertuples():
        for article in articles.itertuples():
            words = [article.category, *str(article.classes).split(";")]
            if rule.applies_to not in ("all", *words):
                continue
            mine = held[(held["sku"] == article.sku) & (held["paper"] == rule.paper)]
            if not (mine["expires"].dt.tz_localize(None) >= day).any():
                lacking.add(article.sku)
    return len(lacking)


def feed_errors(articles, feed):
    both = articles[~articles["planned"]].merge(feed, on="sku", suffixes=("", "_feed"))
    sold_out = both["availability"] == "out_of_stock"
    wrong = (both["price"] != both["price_feed"]) | (sold_out == (both["on_hand"] > 0))
    return both[wrong]["sku"].nunique()


def paid_visits(traffic_daily):
    return traffic_daily["uv"][traffic_daily["paid_flag"]].sum() / traffic_daily["uv"].sum()


def search_new(orders):
    paid = orders[orders["paid_amount"] > orders["refund_amount"]].sort_values("ts_order")
    time = paid["ts_order"].dt.tz_localize(None)
    middle = time.min() + (time.max() - time.min()) / 2
    since = (middle + pd.Timedelta(days=15)).to_period("M").to_timestamp()
    room = paid[(time >= since) & (paid["channel"] == "natural_search")]
    firsts = paid.drop_duplicates("customer_id")["order_id"]
    new = room[room["order_id"].isin(firsts)]["customer_id"].nunique()
    return new / room["customer_id"].nunique()


def most_first(pnl_lines):
    named = {"natural_search": "A", "paid_feed": "B", "live": "C", "private": "D"}
    mine = pnl_lines[pnl_lines["channel"].isin(list(named))].astype({"channel": "str"})
    total = mine.groupby("channel")["amount"].sum()
    paid = mine[mine["line"] == "revenue"].groupby("channel")["amount"].sum()
    return " > ".join(named[name] for name in (total / paid).sort_values(ascending=False).index)


def shelf_fee(cities):
    import statsmodels.formula.api as smf

    data = cities.assign(more=cities["own"] + cities["others"] - cities["before"])
    return 0.24 * smf.ols("more ~ on", data.astype({"on": int})).fit().params["on"]


def orders_needed():
    there = 160 * (0.42 - 0.006) - 75 / 4
    here = 160 * (0.42 - 0.05) - 22
    return 36_000 / (there - here)


def price_cut(terms):
    """By halving: what a piece leaves on Tmall at a lower price, in yuan of the old one."""
    mine = terms[terms["profile"] == "standard 3C"].set_index("channel")

    def left(channel, cut):
        t = mine.loc[channel]
        back = t["return_rate"] * (1 - t["before_shipping"])
        sent = 1 - t["return_rate"] * t["before_shipping"]
        kept = 1 - t["return_rate"]
        goods = t["cost"] * (kept + back * (1 - t["resaleable"]))
        parcels = sent * (t["freight_out"] + t["insurance"]) + back * t["freight_back"]
        rates = kept * (1 - t["fee"] - t["commission"]) - t["ads"]
        return (1 - cut) * rates - goods - parcels / t["order_value"]

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        ahead = left("Tmall", middle) > left("creators' live", 0)
        low, high = (middle, high) if ahead else (low, middle)
    return low


def weightings():
    return "c"
