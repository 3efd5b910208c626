"""The exercises of lesson 0.3, *One question, three tools*."""

import pandas as pd

from ecomlab.classroom.days import date
from ecomlab.classroom.kinds import Choice, Decision, Number, Prediction, Query
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.errors import InputError
from ecomlab.questions import QUESTIONS, answers, join_check
from ecomlab.questions.figures import paid_by_day
from ecomlab.questions.plausible import plausible
from ecomlab.sql import sql
from ecomlab.texts import fact

NEEDED = ("orders", "order_items", "returns", "customers", "traffic_daily", "presale_deposits")
BORDER = 0.3  # of 1 yuan sold: what comes off the shop by the boss's rule
HAIR = 0.005  # so near the border that a definition decides
SHOWN = 20  # articles in the figure


def needed(tables):
    """Those of a shop's tables that the exercises are asked on, by name."""
    return {name: tables[name] for name in NEEDED}


lesson = Lesson("0_3", data=lambda: needed(load("shop")), names={"order_items": "items"})
SECOND = {"orders": "orders_2", "customers": "customers_2", "traffic_daily": "daily_2"}


# --- What the texts tell -----------------------------------------------------------------------


def refunds(orders, order_items, returns, right=True):
    """Refunds by article: the right query's answer, or the assistant's."""
    query = plausible("refunds")
    tables = {"orders": orders, "order_items": order_items, "returns": returns}
    return sql(query.right if right else query.assistant, tables)


@lesson.facts("list-reading", "list-title", "recap-results")
def _two_lists(orders, order_items, returns):
    joined, true = (refunds(orders, order_items, returns, right) for right in (False, True))
    worst = joined.iloc[0]
    its_own = true.set_index("sku")["share"]
    near = its_own[(its_own - BORDER).abs() <= HAIR]
    now, before = _back_by_month(orders, returns).iloc[[-1, -2]]
    return {
        "articles": fact.count(len(true)),
        "listed": fact.count((joined["share"] > BORDER).sum()),
        "shown": fact.count(min(SHOWN, len(true))),
        "surely": fact.count((true["share"] > BORDER + HAIR).sum()),
        "edge": fact.count(len(near)),
        "on_edge": "some" if len(near) else "none",
        "edge_name": fact.name(near.index[0] if len(near) else "-"),
        "edge_share": fact.share(near.iloc[0] if len(near) else 0, 2),
        "last_month": fact.share(now, 0),
        "month_before": fact.share(before, 0),
        "border": fact.share(BORDER),
        "worst": fact.name(worst["sku"]),
        "worst_said": fact.share(worst["share"]),
        "worst_true": fact.share(its_own[worst["sku"]]),
        "back_said": fact.money(joined["back"].sum()),
        "back_true": fact.money(true["back"].sum()),
        "back_more": fact.share(joined["back"].sum() / true["back"].sum() - 1),
        "sold_more": fact.share(joined["sold"].sum() / true["sold"].sum() - 1, 1),
    }


def _back_by_month(orders, returns):
    """Of what was paid in each month, and not cancelled, which share has come back so far?"""
    sold = orders[orders["ts_pay"].notna() & orders["ts_cancel"].isna()]
    back = sold["order_id"].map(returns.groupby("order_id")["refund"].sum()).fillna(0)
    month = sold["ts_pay"].dt.tz_localize(None).dt.to_period("M")
    return back.groupby(month).sum() / sold["paid_amount"].groupby(month).sum()


@lesson.facts("join-reading")
def _both_sides(orders, order_items, returns):
    sold = orders.loc[orders["ts_pay"].notna() & orders["ts_cancel"].isna(), "order_id"]
    kept = order_items[order_items["order_id"].isin(sold)]
    kept = kept.assign(paid=kept["qty"] * kept["price"] - kept["discount"])
    table = join_check(kept, returns, "order_id", "paid").set_index("what")
    lines = table["rows"]
    back = join_check(returns, order_items, "order_id").set_index("what")["rows"]
    return {
        "lines": fact.count(lines["before"]),
        "lines_after": fact.count(lines["after"]),
        "lines_more": fact.share(lines["after"] / lines["before"] - 1, 1),
        "sold": fact.money(table.loc["before", "paid"], 2),
        "sold_after": fact.money(table.loc["after", "paid"], 2),
        "returns": fact.count(back["before"]),
        "several": fact.count(back["meet several"]),
        "part": fact.share(back["meet several"] / back["before"]),
    }


@lesson.facts("clock-reading")
def _clock(orders):
    best, here, there = _on_two_clocks(orders, _singles_day(orders))
    gone = _early(orders, best)
    return {
        "gone": fact.money(gone),
        "came": fact.money(there - here + gone),
        "day": date(best),
        "here": fact.money(here),
        "there": fact.money(there),
        "gap": fact.money(here - there),
        "part": fact.share((here - there) / here, 1),
    }


def _singles_day(orders):
    """The last 11 November on which something was paid."""
    days = paid_by_day(orders)["day"]
    found = days[(days.dt.month == 11) & (days.dt.day == 11)]
    if found.empty:
        raise InputError("These orders hold no 11 November.")
    return found.max()


def _best_day(orders):
    """The day on which most was paid, by the shop's clock, and what the same date has in UTC."""
    days = paid_by_day(orders).set_index("day")["revenue"]
    if days.empty:
        raise InputError("Nothing was paid in these orders.")
    return _on_two_clocks(orders, days.idxmax())


def _on_two_clocks(orders, day):
    utc = orders.assign(ts_pay=orders["ts_pay"].dt.tz_convert("UTC"))
    here, there = (paid_by_day(log).set_index("day")["revenue"] for log in (orders, utc))
    return day, here[day], there.get(day, 0.0)


def _early(orders, day, hours=8):
    """What was paid in the first hours of a day, by the shop's clock."""
    local = orders["ts_pay"].dt.tz_localize(None)
    early = (local >= day) & (local < day + pd.Timedelta(hours=hours))
    return float(orders.loc[early, "paid_amount"].sum())


@lesson.facts("more-reading")
def _more(orders, returns, presale_deposits, traffic_daily):
    tables = {"orders": orders, "returns": returns, "presale_deposits": presale_deposits,
              "traffic_daily": traffic_daily}  # fmt: skip

    def both(name):
        asked = plausible(name)
        return [sql(text, tables).iat[0, -1] for text in (asked.assistant, asked.right)]

    deposit, sent, mean = map(both, ("without_deposit", "orders_sent_back", "conversion"))
    return {
        "empty": fact.count(presale_deposits["order_id"].isna().sum()),
        "deposit_said": fact.count(deposit[0]),
        "deposit_true": fact.count(deposit[1]),
        "sent_said": fact.count(sent[0]),
        "sent_true": fact.count(sent[1]),
        "mean_said": fact.share(mean[0], 1),
        "mean_true": fact.share(mean[1], 1),
    }


@lesson.facts("agree-reading")
def _agree(traffic_daily):
    found = answers("conversion", {"traffic_daily": traffic_daily})
    return {
        "questions": fact.count(len(QUESTIONS)),
        "rows": fact.count(len(found)),
        "same": fact.count(found["same"].sum()),
    }


@lesson.facts("sign-reading", "later-reading")
def _checked(orders, order_items, returns, customers):
    ties = _ties(orders, order_items, returns, customers)
    tables = {"customers": customers, "orders": orders}
    asked = plausible("later_orders")
    wrong, right = (sql(text, tables).iloc[0] for text in (asked.assistant, asked.right))
    return {
        "refunds_said": fact.money(ties["A"][0]),
        "refunds_wanted": fact.money(ties["A"][1]),
        "people_said": fact.count(ties["B"][0]),
        "people_wanted": fact.count(ties["B"][1]),
        "channel_said": fact.money(ties["C"][0]),
        "later_said": fact.number(wrong["later"], 2),
        "later_true": fact.number(right["later"], 2),
        "times": fact.number(wrong["later"] / right["later"], 1),
    }


def _ties(orders, order_items, returns, customers):
    """Of each of the three queries: the total in its answer, and the one in the tables."""
    tables = {"orders": orders, "order_items": order_items, "returns": returns,
              "customers": customers}  # fmt: skip
    names = {"A": ("refunds", "back"), "B": ("later_orders", "customers"),
             "C": ("refunds_by_channel", "back")}  # fmt: skip
    said = {letter: sql(plausible(name).assistant, tables)[column].sum()
            for letter, (name, column) in names.items()}  # fmt: skip
    paid = orders.loc[orders["ts_pay"].notna(), "order_id"]
    back = returns.loc[returns["order_id"].isin(paid), "refund"].sum()
    wanted = {"A": back, "B": len(customers), "C": back}
    return {letter: (said[letter], wanted[letter]) for letter in names}


def _tie(pair):
    return abs(pair[0] - pair[1]) <= 0.005 * max(abs(pair[1]), 1)


# --- What is asked -----------------------------------------------------------------------------


@lesson.exercise("The article on top of the list", Prediction("share"))
def worst_article(orders, order_items, returns):
    """The query says that of what **{worst}** sold {worst_said} went back. Now let each return meet its
    own line only. **What share of its sales really went back?** Answer with what you expect and an
    interval, `(value, low, high)`, as shares between 0 and 1.

    Hint: Whose refund did the mug get?

    Hint: A cheap article that is bought along with dear ones gets their refunds.

    Right: {worst_true} of what {worst} sold went back.
    """
    tables = {"orders": orders, "order_items": order_items, "returns": returns}
    on_top = sql(plausible("refunds").assistant, tables)["sku"].iloc[0]
    by_line = sql(plausible("refunds").right, tables)
    return by_line.set_index("sku")["share"][on_top]


@worst_article.facts
def _worst_words(orders, order_items, returns):
    words = _two_lists(orders, order_items, returns)
    return {name: words[name] for name in ("worst", "worst_said", "worst_true")}


@lesson.exercise(
    "Eighteen digits",
    Choice(
        {
            "A": "The platform has given two orders one number.",
            "B": "A cell's number holds fifteen digits; the rest became zeros when the file was opened.",
            "C": "The pivot table rounds; the cells themselves are right.",
            "D": "CSV files can't hold long numbers.",
        }
    ),
    recall=True,
)
def eighteen_digits():
    """You open an export (.csv) of orders with a double click. Order numbers have eighteen digits. A
    pivot table by order number finds fewer orders than the export has. Why?

    Hint: Look at the end of some order numbers in the opened file.

    Right: Import the file and call the column text. What was saved once with zeros can't be mended.
    """
    return "B"


@eighteen_digits.wrong("one number for two orders")
def _one_number():
    """An order number is a key: no two orders share one. Look at the file in a text editor."""
    return "A"


@eighteen_digits.wrong("the pivot rounds")
def _pivot_rounds():
    """Click a cell and read the line above the sheet: the last digits are gone there too."""
    return "C"


@eighteen_digits.wrong("CSV can't")
def _csv_cant():
    """A CSV file is text and holds any digits. It is what opens it that reads them as a number."""
    return "D"


@lesson.exercise(
    "Which one do you sign?",
    Decision(
        actions={
            "A": "sign the first: refunds by article",
            "B": "sign the second: further orders of a customer",
            "C": "sign the third: refunds by channel",
            "D": "sign none, and count by hand",
        },
        reasons={
            "1": "it runs, and its numbers look plausible",
            "2": "its total is the one in the tables that it reads",
            "3": "the assistant says that it has tested it",
            "4": "what an assistant writes can't be believed",
        },
    ),
)
def sign(orders, order_items, returns, customers):
    """An assistant has written all three queries above. All run. One goes to your boss tonight with
    **your** name below it. Check before you choose: what does each answer add up to, and what do the
    tables say? Answer like `("A", 1)`.

    Hint: Add up `back` in the first and in the third. Beside it: `returns["refund"].sum()`.

    Hint: Over how many customers does the second one average? How many has the table?

    Right: A total that ties proves nothing about each row, but a total that doesn't has found a slip
    in a minute. Suspicion without a check would have thrown the right query away too.
    """
    tables = {"orders": orders, "order_items": order_items, "returns": returns}
    tables["customers"] = customers
    said = [
        sql(plausible("refunds").assistant, tables)["back"].sum(),
        sql(plausible("later_orders").assistant, tables)["customers"].sum(),
        sql(plausible("refunds_by_channel").assistant, tables)["back"].sum(),
    ]
    paid = orders.loc[orders["ts_pay"].notna(), "order_id"]
    refunded = returns.loc[returns["order_id"].isin(paid), "refund"].sum()
    off = [abs(x - y) for x, y in zip(said, [refunded, len(customers), refunded], strict=True)]
    return "ABC"[off.index(min(off))], 2


@sign.applies
def _one_ties(orders, order_items, returns, customers):
    """In this shop not exactly one of the three queries has a total that ties."""
    pairs = _ties(orders, order_items, returns, customers).values()
    return sum(map(_tie, pairs)) == 1


@sign.wrong("the doubled refunds")
def _sign_refunds():
    """Add up its column `back`, and the column `refund` of `returns`. More has gone back than the table
    of returns holds.
    """
    return "A", None


@sign.wrong("those who came back")
def _sign_later():
    """Look at its column `customers`: it averages over those who came back, and calls it a customer's
    average.
    """
    return "B", None


@sign.wrong("none")
def _sign_none():
    """Then your boss has nothing tonight, and one of the three is right. A query is neither right nor
    wrong because of who wrote it. Which check would tell you?
    """
    return "D", None


@sign.wrong("right query, no check")
def _sign_plausible():
    """You chose the right one, but the two others run and look plausible too. What tells them apart?"""
    return "C", 1


@sign.wrong("right query, somebody else's check")
def _sign_tested():
    """You chose the right one, but it says so of all three. Which test did you see, and could it have
    failed?
    """
    return "C", 3


@sign.wrong("right query, no trust")
def _sign_mistrust():
    """Then why do you sign this one? Something in its answer is as it must be. What?"""
    return "C", 4


@lesson.exercise("The smallest tables on which it is wrong", Query(
    "SELECT avg(later) AS later FROM (\n"
    "  SELECT c.customer_id, count(o.order_id) AS later\n"
    "  FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.customer_id\n"
    "  WHERE o.nth > 1\n"
    "  GROUP BY c.customer_id) AS each",
    "SELECT avg(later) AS later FROM (\n"
    "  SELECT c.customer_id, count(o.order_id) AS later\n"
    "  FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.customer_id AND o.nth > 1\n"
    "  GROUP BY c.customer_id) AS each",
    {"customers": {"customer_id": "text"},
     "orders": {"order_id": "number", "customer_id": "text", "nth": "number"}},
    most=6,
    keys={"customers": ["customer_id"], "orders": ["order_id"]},
    refers={"orders": "customers"},
))  # fmt: skip
def filter_after():
    """This is the heart of the second query; `nth` says which order of a customer it is, 1 for the
    first. It should give the further orders of **a customer**, on average. Write **as few rows as you
    can**, in both tables together, on which it doesn't. It is run on your rows, and so is a right one.
    Rows are written like `{"customers": [{"customer_id": "Ann"}], "orders": [{"order_id": 1,
    "customer_id": "Ann", "nth": 2}]}`, or as CSV text.

    Hint: Whom does WHERE throw out after the LEFT JOIN has kept them?

    Hint: One customer is enough. She needs no second order.

    Right: A condition on the right table belongs behind ON: behind WHERE it makes a LEFT JOIN an inner
    join. Keep such tables. They are a test: run every new version of the query on them first.
    """
    return {"customers": [{"customer_id": "Ann"}], "orders": []}


@filter_after.wrong("everybody came back")
def _everybody():
    """On these rows everybody came back, so nobody is thrown out. Add somebody who didn't, or let her
    stay away.
    """
    return {
        "customers": [{"customer_id": "Ann"}],
        "orders": [{"order_id": 1, "customer_id": "Ann", "nth": 2}],
    }


@lesson.exercise(
    "Further orders, in another shop", Number(tolerance=0.004, unit="orders"), names=SECOND
)
def later_orders(customers, orders):
    """How many **further** paid orders has a customer of this shop placed so far, on average, after
    the first? All customers in the table count. Use the tool that you like best.

    Hint: Write the condition on the orders behind ON, not behind WHERE. Then look at the count of
    customers.

    Hint: Without a join: paid orders less customers, divided by customers.

    Right: Whoever never came back is in it, with 0. That is the number for "what may a new customer
    cost".
    """
    paid = orders[orders["ts_pay"].notna()]
    first = paid["customer_id"].map(customers.set_index("customer_id")["first_order_at"])
    return float((paid["ts_order"] > first).sum() / len(customers))


@later_orders.applies
def _somebody_returned(customers, orders):
    """In this shop nobody has placed a second paid order yet."""
    return later_orders(customers, orders) > 0


@later_orders.wrong("only those who came back")
def _only_returned(customers, orders):
    """This is the average of those who came back: the filter behind the join has thrown all others
    out. Count the customers in your answer.
    """
    paid = orders[orders["ts_pay"].notna()]
    first = paid["customer_id"].map(customers.set_index("customer_id")["first_order_at"])
    later = paid[paid["ts_order"] > first]
    return len(later) / later["customer_id"].nunique()


@later_orders.wrong("the first one too")
def _first_too(customers, orders):
    """These are all paid orders a customer, the first one among them."""
    return orders["ts_pay"].notna().sum() / len(customers)


@later_orders.wrong("unpaid ones too")
def _unpaid_too(customers, orders):
    """You counted orders that nobody paid for: they have no `ts_pay`."""
    first = orders["customer_id"].map(customers.set_index("customer_id")["first_order_at"])
    return float((orders["ts_order"] > first).sum() / len(customers))


# --- At home, on the second shop --------------------------------------------------------------------------


ORDER_ROW = {"order_id": "number", "paid_amount": "number"}
RETURN_ROW = {"return_id": "number", "order_id": "number", "refund": "number"}


@lesson.exercise(
    "Two returns, one order",
    Query(
        "SELECT sum(o.paid_amount) AS sold, sum(r.refund) AS back\n"
        "FROM orders AS o LEFT JOIN returns AS r ON r.order_id = o.order_id",
        "SELECT (SELECT sum(paid_amount) FROM orders) AS sold,\n"
        "       (SELECT sum(refund) FROM returns) AS back",
        {"orders": ORDER_ROW, "returns": RETURN_ROW},
        most=8,
        keys={"orders": ["order_id"], "returns": ["return_id"]},
        refers={"returns": "orders"},
    ),
)
def smallest():
    """What was sold, and what went back? Write **as few rows as you can**, in both tables together, on
    which this query gives a false answer. Each return is of an order that is there. Rows are written
    like `{"orders": [{"order_id": 1, "paid_amount": 300}], "returns": []}`, or as CSV text.

    Hint: This time the left side is counted twice. How many partners must an order have for that?

    Hint: One order is enough.

    Right: The refunds tie, and the sales don't. So one total that ties is not enough: check one for
    each table in the query.
    """
    return {
        "orders": [{"order_id": 1, "paid_amount": 300}],
        "returns": [
            {"return_id": 1, "order_id": 1, "refund": 100},
            {"return_id": 2, "order_id": 1, "refund": 50},
        ],
    }


@smallest.wrong("one return")
def _one_return():
    """An order with one return is there once after the join. Nothing is doubled yet."""
    return {
        "orders": [{"order_id": 1, "paid_amount": 300}],
        "returns": [{"return_id": 1, "order_id": 1, "refund": 100}],
    }


@smallest.wrong("each order its return")
def _each_its_own():
    """Each order meets one return. Two returns must meet *one* order."""
    return {
        "orders": [{"order_id": 1, "paid_amount": 300}, {"order_id": 2, "paid_amount": 200}],
        "returns": [
            {"return_id": 1, "order_id": 1, "refund": 100},
            {"return_id": 2, "order_id": 2, "refund": 50},
        ],
    }


@lesson.exercise("No answer at all", Query(
    "SELECT count(*) AS orders FROM orders\n"
    "WHERE order_id NOT IN (SELECT order_id FROM presale_deposits)",
    "SELECT count(*) AS orders FROM orders\n"
    "WHERE order_id NOT IN (SELECT order_id FROM presale_deposits WHERE order_id IS NOT NULL)",
    {"orders": {"order_id": "number"},
     "presale_deposits": {"deposit_id": "number", "order_id": "number"}},
    most=6,
    keys={"orders": ["order_id"], "presale_deposits": ["deposit_id"]},
))  # fmt: skip
def not_in():
    """A deposit (定金) whose balance is not paid yet has no order. Of an order without a deposit the
    query below should say so. Write **as few rows as you can**, in both tables together, on which it
    doesn't. An empty cell is `None`.

    Hint: Is 5 among the numbers 1, 2 and one that you don't know?

    Hint: One order, one deposit.

    Right: With one empty cell in the list, NOT IN is never true, and the answer is 0. Write NOT EXISTS,
    or take the empty ones out.
    """
    return {"orders": [{"order_id": 1}], "presale_deposits": [{"deposit_id": 1, "order_id": None}]}


@not_in.wrong("every deposit has its order")
def _known_order():
    """On these rows both are right: each deposit has its order. What does the table hold when a
    balance is not paid?
    """
    return {"orders": [{"order_id": 1}], "presale_deposits": [{"deposit_id": 1, "order_id": 1}]}


def _largest(traffic_daily):
    """The rows of the channel with most visits."""
    name = traffic_daily.groupby("channel", observed=True)["uv"].sum().idxmax()
    return traffic_daily[traffic_daily["channel"] == name], name


@lesson.exercise("A mean of rates, again", Number(tolerance=0.0002, unit="share"), names=SECOND)
def mean_of_rates(traffic_daily):
    """What share of the visits of **{channel}** paid, all days together? Use `daily_2`, the second
    shop's `traffic_daily` (`payers`, `uv`), and give a share with four decimals.

    Hint: One row is a day, an entrance and a device: some rows have few visits.

    Hint: Add up first, then divide: `1.0 * sum(payers) / sum(uv)`.

    Right: A pivot table's "average of a rate" makes the same slip. Let it add up both, and divide beside
    it.
    """
    totals = traffic_daily.groupby("channel", observed=True)[["uv", "payers"]].sum()
    largest = totals.loc[totals["uv"].idxmax()]
    return float(largest["payers"] / largest["uv"])


@mean_of_rates.facts
def _channel(traffic_daily):
    return {"channel": _largest(traffic_daily)[1]}


@mean_of_rates.wrong("the mean of the rows' rates")
def _mean_rows(traffic_daily):
    """This is AVG of each row's rate: an entrance with three visits counts as much as one with three
    hundred.
    """
    rows = _largest(traffic_daily)[0]
    rows = rows[rows["uv"] > 0]
    return float((rows["payers"] / rows["uv"]).mean())


@mean_of_rates.wrong("all channels")
def _all_channels(traffic_daily):
    """This is the share over all channels: you forgot the filter."""
    return float(traffic_daily["payers"].sum() / traffic_daily["uv"].sum())


@lesson.exercise("The same date on two clocks", Number(tolerance=0.5, unit="yuan"), names=SECOND)
def utc_day(orders):
    """On **{day}** more was paid than on any other day, by the shop's clock. A report that counts days
    in UTC (世界协调时) shows another amount on that date. By how many yuan is it smaller?

    Hint: `sql(query, orders=orders_2, zone="UTC")` reads all times on that clock.

    Hint: In `figures.days_that_begin_at`, midnight in UTC is 8:00 in China.

    Right: Two reports that never tie may both be right. Write the clock beside every day.
    """
    paid = orders.dropna(subset="ts_pay")
    here, there = (
        paid.groupby(paid["ts_pay"].dt.tz_convert(zone).dt.date)["paid_amount"].sum()
        for zone in ("Asia/Shanghai", "UTC")
    )
    return float(here.max() - there.get(here.idxmax(), 0.0))


@utc_day.applies
def _something_paid(orders):
    """Nothing was paid in these orders."""
    return orders["ts_pay"].notna().any()


@utc_day.facts
def _day_words(orders):
    return {"day": date(_best_day(orders)[0])}


@utc_day.wrong("the hours before eight")
def _before_eight(orders):
    """These are the shop's hours from midnight to eight alone, which go to the day before. The first
    eight hours of the *next* day come in.
    """
    return _early(orders, _best_day(orders)[0])


@utc_day.wrong("the wrong way round")
def _wrong_way(orders):
    """You moved the clock the other way. China is eight hours *before* UTC: its morning is UTC's
    evening of the day before.
    """
    days = paid_by_day(orders, hour=16).set_index("day")["revenue"]
    best, here, _ = _best_day(orders)
    return float(here - days.get(best - pd.Timedelta(days=1), 0.0))


@lesson.exercise(
    "Nought per cent everywhere",
    Choice(
        {
            "A": "Nobody bought: the conversion is 0.",
            "B": "The join has lost the payers.",
            "C": "Both sums are whole numbers, and there whole ÷ whole drops what stands behind the point.",
            "D": "The sum of `uv` is too large for the database.",
        }
    ),
    recall=True,
)
def whole_numbers():
    """`SELECT channel, sum(payers) / sum(uv) FROM traffic_daily GROUP BY channel` gives shares in DuckDB.
    At your new firm (PostgreSQL) the same line gives 0 for every channel. Why?

    Hint: What is 7 ÷ 200, in whole numbers?

    Right: Write `1.0 * sum(payers) / sum(uv)`: that gives the same everywhere.
    """
    return "C"


@whole_numbers.wrong("nobody bought")
def _nobody():
    """Then `sum(payers)` would be 0. Ask for both sums in columns of their own."""
    return "A"


@whole_numbers.wrong("a join")
def _a_join():
    """There is no join in this query."""
    return "B"


@whole_numbers.wrong("too large")
def _too_large():
    """Then there would be an error, not a 0."""
    return "D"
