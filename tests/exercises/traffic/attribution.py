"""Other right answers to the lesson's exercises, in plain pandas."""

import numpy as np


def posts_off(switched_off):
    row = switched_off.query("shop == 'Qingye' and luck == 1 and off == 'post'")
    return (row["orders"] - row["orders_without"]).item()


def cost_of_added(switched_off, songling_costs):
    rows = switched_off.query("shop == 'Songling' and off == 'post'")
    spent = songling_costs.loc[songling_costs["channel"] == "post", "cost"].item()
    return spent * len(rows) / (rows["orders"].sum() - rows["orders_without"].sum())


def one_and_one(regions):
    """The interaction by least squares, with its usual standard error and two of them."""
    post, feed = (regions[name].to_numpy(float) for name in ("post", "feed"))
    x = np.c_[np.ones(len(regions)), post, feed, post * feed]
    b, rest, *_ = np.linalg.lstsq(x, regions["orders"].to_numpy(), rcond=None)
    error = np.sqrt(rest[0] / (len(x) - 4) * np.linalg.inv(x.T @ x)[3, 3])
    return "c" if abs(b[3]) < 2 * error else "b" if b[3] > 0 else "e"


def the_model():
    return "test", "shares"


def linear_feed(journeys):
    total = 0.0
    for path, orders in zip(journeys["path"], journeys["orders"], strict=True):
        names = path.split(" > ")
        total += orders * names.count("feed_ad") / len(names)
    return total


def chain_loss(journeys):
    """By walking the chain step by step."""
    go, end, nothing = {}, {}, {}
    for path, many, orders in journeys[["path", "journeys", "orders"]].itertuples(index=False):
        names = ["", *path.split(" > ")]
        for one, other in zip(names[:-1], names[1:], strict=True):
            go[one, other] = go.get((one, other), 0) + many
        end[names[-1]] = end.get(names[-1], 0) + orders
        nothing[names[-1]] = nothing.get(names[-1], 0) + many - orders
    states = sorted({state for pair in go for state in pair})
    total = {s: sum(n for (a, _), n in go.items() if a == s) + end.get(s, 0) + nothing.get(s, 0)
             for s in states}  # fmt: skip
    step = np.array([[go.get((a, b), 0) / total[a] for b in states] for a in states])
    orders = np.array([end.get(s, 0) / total[s] for s in states])
    chances = []
    for removed in (None, "post"):
        left = np.array([s != removed for s in states])
        here, found = np.eye(len(states))[states.index("")], 0.0
        for _ in range(300):
            found += here @ orders
            here = here @ step * left
        chances.append(found)
    return 1 - chances[1] / chances[0]


def of_a_hundred(switched_off, songling):
    last = songling["path"].str.split(" > ").str[-1] == "brand_ad"
    rows = switched_off.query("shop == 'Songling' and off == 'brand_ad'")
    lost = (rows["orders"] - rows["orders_without"]).mean()
    return 100 * lost / songling.loc[last, "orders"].sum()


def partner_left(partners):
    day = partners["ts_order"].dt.strftime("%Y-%m-%d")
    old = set(partners.loc[day < "2025-01-01", "customer_id"])
    mine = partners[(partners["channel"] == "courier lockers") & ~partners["customer_id"].isin(old)]
    return 0.2 * mine["paid_amount"].sum() - 1500


def traced(orders, referrals):
    paid = orders[orders["ts_pay"].notna() & orders["ts_cancel"].isna()]
    buyers = set(paid.loc[paid["refund_amount"].fillna(0) < paid["paid_amount"], "customer_id"])
    return len(buyers & set(referrals["referee_id"])) / len(buyers)


def one_dashboard():
    return "b"
