"""Another right answer to each exercise, found by another way than the reference solution.

By "lesson.exercise"; each function names the data it needs, as the exercises do. Written in
plain pandas or plain Python, without the toolbox function that the solution calls.
"""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

# ---- 00 Start here ----------------------------------------------------------------------------


def first_question():
    return "b"


def smallest_first():
    return ["a", "c", "b"]


def order_value(orders):
    return orders["paid_amount"].mean()


def one_time_buyers(orders):
    days = orders[["customer_id", "ts_order"]].drop_duplicates()["customer_id"].value_counts()
    return len(days[days == 1]) / len(days)


# ---- 0 The shop -------------------------------------------------------------------------------


def conversion(sessions, orders):
    return orders["ts_pay"].count() / sessions["session_id"].nunique()


def half_returned(ledger, order_id):
    rows = ledger[["order_id", "amount"]].dropna().to_numpy(dtype=float)
    return sum(amount for order, amount in rows if order == order_id)


def feed_profit(outcomes):
    mean = outcomes.groupby("decision")["profit"].mean()
    return mean["no ad in the feed"] - mean["as it is"]


def own_name():
    return ["c", "2"]


# ---- 5.1 Who comes back? ----------------------------------------------------------------------


def purchase_days(orders, as_of):
    """One row per customer and purchase day up to `as_of`, with days since the first one."""
    day = pd.to_datetime(orders["ts_order"].dt.tz_localize(None)).dt.normalize()
    log = orders.assign(day=day)[day <= pd.Timestamp(as_of)]
    log = log.groupby(["customer_id", "day"], as_index=False)["paid_amount"].sum()
    first = log.groupby("customer_id")["day"].transform("min")
    return log.assign(first=first, age=(log["day"] - first).dt.days)


def returned_within(log, days):
    """Customers of the log, and whether each bought again within `days` days."""
    again = log[(log["age"] > 0) & (log["age"] <= days)]["customer_id"].unique()
    customers = log.drop_duplicates("customer_id")
    return customers.assign(returned=customers["customer_id"].isin(again))


def mature_rate(orders, as_of, window):
    customers = returned_within(purchase_days(orders, as_of), window)
    mature = customers["first"] + pd.Timedelta(days=window) <= pd.Timestamp(as_of)
    return customers[mature]["returned"].mean()


def sixty_days(orders, as_of):
    return mature_rate(orders, as_of, 60)


def first_month(orders, as_of):
    customers = returned_within(purchase_days(orders, as_of), 28)
    customers["cohort"] = customers["first"].dt.to_period("W-SUN").dt.start_time
    table = customers.groupby("cohort")["returned"].agg(customers="size", rate="mean")
    finished = table.index + pd.Timedelta(days=6 + 28) <= pd.Timestamp(as_of)
    return table[finished]


def quarter_back(orders, as_of):
    log = purchase_days(orders, as_of)
    second = log[log["age"] > 0].groupby("customer_id")["age"].min()
    first = log.drop_duplicates("customer_id").set_index("customer_id")["first"]
    watched = (pd.Timestamp(as_of) - first).dt.days
    waited = second.reindex(first.index).fillna(watched).to_numpy()
    returned = first.index.isin(second.index)
    surviving, day = 1.0, 0
    while surviving > 0.75:
        day += 1
        surviving *= 1 - (returned & (waited == day)).sum() / (waited >= day).sum()
    return day


def false_alarm(orders, as_of):
    then = pd.Timestamp(as_of) - pd.Timedelta(days=60)
    log = purchase_days(orders, as_of)
    last = log[log["day"] <= then].groupby("customer_id")["day"].max()
    flagged = last.index[last <= then - pd.Timedelta(days=30)]
    return np.isin(flagged, log[log["day"] > then]["customer_id"]).mean()


def five_points(orders, as_of):
    rate = mature_rate(orders, as_of, 90)
    return (1 / (1 - rate - 0.05)) / (1 / (1 - rate)) - 1


def dashboard():
    return "c", "2"


def audit(orders, as_of):
    rights = {"2": quarter_back(orders, as_of), "4": f"{100 * five_points(orders, as_of):.3f}%"}
    marks = [("2", "a", rights["2"], "b"), (4.0, "D", rights["4"], "c")]
    return pd.DataFrame(marks, columns=["place", "flaw", "number", "harm"])


# ---- 5.2 What is a customer worth? ------------------------------------------------------------


def two_hundred_days(orders, as_of):
    log = purchase_days(orders, as_of)
    log = log[log["first"] + pd.Timedelta(days=200) <= pd.Timestamp(as_of)]
    paid = log[log["age"] <= 200]["paid_amount"].sum()
    return 0.25 * paid / log["customer_id"].nunique()


def left_out(orders, as_of):
    """The formula counts one purchase too few for everybody: an average purchase's margin."""
    return 0.30 * purchase_days(orders, as_of)["paid_amount"].mean()


def bgnbd(orders, as_of):
    """The paper's likelihood, maximised without gradient; the paper's forecast and P(alive)."""
    log = purchase_days(orders, as_of)
    histories = log.groupby("customer_id").agg(
        x=("age", lambda age: len(age) - 1), t_x=("age", "max"), first=("first", "min")
    )
    histories["T"] = (pd.Timestamp(as_of) - histories["first"]).dt.days
    counts = histories.groupby(["x", "t_x", "T"]).size().reset_index(name="n")
    x, t_x, T, n = (counts[name].to_numpy(dtype=float) for name in ("x", "t_x", "T", "n"))

    def minus_log_likelihood(logs):
        r, alpha, a, b = np.exp(logs)
        bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        stayed = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        left = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * (alpha + t_x) ** -(r + x), 0)
        return -n @ (bought + stayed + np.log((alpha + T) ** -(r + x) + left))

    start = np.log([0.3, 30, 0.8, 2.5])
    best = minimize(minus_log_likelihood, start, method="Nelder-Mead", options={"xatol": 1e-6})
    r, alpha, a, b = np.exp(best.x)

    def odds_left(x, t_x, T):
        return a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x)

    def forecast(t, x, t_x, T):
        z = t / (alpha + T + t)
        growth = ((alpha + T) / (alpha + T + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, z)
        return (a + b + x - 1) / (a - 1) * (1 - growth) / (1 + odds_left(x, t_x, T))

    return forecast, odds_left


def who_returns(orders, as_of):
    forecast, _ = bgnbd(orders, as_of)
    return "a" if forecast(90, 9, 80, 180) > forecast(90, 3, 120, 180) else "b"


def call_order(orders, as_of):
    _, odds_left = bgnbd(orders, as_of)
    people = {"a": (1, 20, 200), "b": (6, 60, 200), "c": (5, 190, 200), "d": (2, 150, 200)}
    return sorted(people, key=lambda letter: odds_left(*people[letter]))


def next_half_year(orders, as_of):
    return bgnbd(orders, as_of)[0](182, 4, 150, 210)


def top_tenth(orders, as_of):
    before, after = (
        part.groupby("customer_id")["paid_amount"].sum()
        for part in (
            purchase_days(orders, as_of),
            purchase_days(orders, "2100-01-01").query("day > @as_of"),
        )
    )
    best = before.nlargest(round(0.10 * len(before))).index
    return after.reindex(best).sum() / after[after.index.isin(before.index)].sum()


def offer():
    return ["C", 3]


ALTERNATIVES = {
    "00.first_question": first_question,
    "00.smallest_first": smallest_first,
    "00.order_value": order_value,
    "00.one_time_buyers": one_time_buyers,
    "0.conversion": conversion,
    "0.half_returned": half_returned,
    "0.feed_profit": feed_profit,
    "0.own_name": own_name,
    "5_1.sixty_days": sixty_days,
    "5_1.first_month": first_month,
    "5_1.quarter_back": quarter_back,
    "5_1.false_alarm": false_alarm,
    "5_1.five_points": five_points,
    "5_1.dashboard": dashboard,
    "5_1.audit": audit,
    "5_2.two_hundred_days": two_hundred_days,
    "5_2.left_out": left_out,
    "5_2.who_returns": who_returns,
    "5_2.call_order": call_order,
    "5_2.next_half_year": next_half_year,
    "5_2.top_tenth": top_tenth,
    "5_2.offer": offer,
}
