"""The exercises of lesson 5.2, *What is a customer worth?*"""

import numpy as np
import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.days import date, day_after, later, until
from ecomlab.classroom.kinds import Choice, Criterion, Decision, Memo, Number, Ordering, Prediction
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.misconceptions import end_of_log, lessons_day
from ecomlab.datasets import load
from ecomlab.errors import EcomlabError, InputError
from ecomlab.retention.concentration import chance_top_share, persistence, top_share
from ecomlab.retention.lifetime import (
    customer_summary,
    ltv_cohort,
    ltv_compare,
    ltv_simple,
)
from ecomlab.retention.purchase_models import BGNBD, MBGNBD, GammaGamma, ParetoNBD
from ecomlab.tables import calendar_days, purchases
from ecomlab.texts import fact

# The lesson's text looks so many days later than its questions do; its test ends so many later
TODAY, TEST_END = 30, 303
PRICE, MARGIN, FIRST = 18, 0.30, 30  # what the network asks; of sales; days of the first comparison
YOUNG = "2024-03-31"  # the running shop when its log was three months old
MIA, NOAH = (7, 98, 239), (2, 151, 253)  # repeat purchases, the last one's day, days watched
lesson = Lesson(
    "5_2",
    data=lambda: {"orders": load("cdnow").orders, "as_of": "1997-08-31"},
)


# --- What the texts tell -----------------------------------------------------------------------


@lesson.facts("simple-reading", "curve-title", "curve-reading")
def _curve(orders, as_of):
    day = later(orders, as_of, TODAY)
    formula = _the_formula(orders, day)
    curve = ltv_cohort(orders, MARGIN, horizon=180, step=1, as_of=day, free="count")
    paid_back = curve.loc[curve["value"] >= PRICE, "days"]
    return {
        "day": date(day),
        "price": fact.number(PRICE),
        "formula": fact.number(formula, 2),
        "says": "refuse" if formula < PRICE else "accept",
        "first": fact.number(curve["value"].iloc[0], 2),
        "last": fact.number(curve["value"].iloc[-1], 2),
        "payback": "within" if len(paid_back) else "later",
        "payback_day": fact.count(paid_back.iloc[0] if len(paid_back) else float("nan")),
        "clash": "clash" if len(paid_back) and formula < PRICE else "none",
    }


def _today_and_model(orders, as_of):
    """The customers on the text's day, and the BG/NBD model fitted on them: texts of it are told
    of a log that has some who came back and some who stopped.
    """
    customers = customer_summary(orders, as_of=later(orders, as_of, TODAY), free="count")
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    if model.limit != "none":
        raise InputError(model.cannot_tell)
    return customers, model


@lesson.facts("fit-reading")
def _mia_and_noah(orders, as_of):
    _, model = _today_and_model(orders, as_of)
    alive = [model.probability_alive(*history) for history in (MIA, NOAH)]
    ahead = [model.conditional_expected_purchases(180, *history) for history in (MIA, NOAH)]
    return {
        "mia": fact.share(alive[0]),
        "noah": fact.share(alive[1]),
        "from_mia": fact.number(ahead[0], 2),
        "from_noah": fact.number(ahead[1], 2),
        "more_from": "noah" if ahead[1] > ahead[0] else "mia",
    }


@lesson.facts("test-title", "test-reading", "test-months")
def _test(orders, as_of):
    customers, model = _today_and_model(orders, as_of)
    months = _by_month(orders, as_of, customers, model)
    groups = _by_repeats(orders, as_of, customers, model)
    expected, came = months["expected"].sum(), months["came"].sum()
    missed = months["came"] - months["expected"]
    worst = missed.nlargest(2).index.sort_values()
    few, many = groups.loc[[1, 2]].sum(), groups.loc[7]
    means = groups["came"] / groups["customers"]
    return {
        "expected": fact.count(expected),
        "came": fact.count(came),
        "times": fact.number(came / expected, 2),
        "times_few": fact.number(few["came"] / few["expected"], 2),
        "times_many": fact.number(many["came"] / many["expected"], 2),
        "order": "right" if means.is_monotonic_increasing else "mixed",
        "months": fact.name("\n".join(_row(month) for month in months.itertuples())),
        "season": _season(missed, worst),
        "one": fact.Fact(months.loc[worst[0], "day"], "month"),
        "other": fact.Fact(months.loc[worst[1], "day"], "month"),
        "part": fact.share(missed[worst].sum() / (came - expected)),
        "end": date(months["day"].iloc[-1]),
    }


def _season(missed, worst):
    """Which sentence on the months holds: most of it in two of them, in none, or both ways."""
    if missed.sum() > 0 and missed[worst].min() > 0 and missed[worst].sum() <= missed.sum():
        return "short"
    return "both" if missed.max() > 0 else "over"


def _row(month):
    """A row of the table of months, in Markdown."""
    cells = (
        fact.Fact(month.day, "month"),
        fact.count(month.expected),
        fact.count(month.came),
        fact.count(month.came - month.expected, signed=True),
    )
    return f"| {' | '.join(map(str, cells))} |"


def _test_period(orders, as_of):
    """The text's day, and the day on which the test ends."""
    day, end = (pd.Timestamp(later(orders, as_of, days)) for days in (TODAY, TEST_END))
    if (end - day).days < 30:
        raise InputError(f"The log ends too soon after {day:%Y-%m-%d} to test a forecast.")
    return day, end


def _by_month(orders, as_of, customers, model):
    """What the model expected and what came, in each month from the text's day to the test's end."""
    day, end = _test_period(orders, as_of)
    ends = [*pd.date_range(day + pd.Timedelta(days=1), end, freq="ME"), end]
    history = [customers[name] for name in ("frequency", "recency", "T")]
    found = pd.DataFrame({"day": sorted(set(ends))})
    until_then = [
        model.conditional_expected_purchases((one - day).days, *history).sum()
        for one in found["day"]
    ]
    bought = [_bought_again(orders, customers, one).sum() for one in found["day"]]
    so_far = customers["frequency"].sum()
    return found.assign(
        expected=np.diff(until_then, prepend=0), came=np.diff(bought, prepend=so_far)
    )


def _bought_again(orders, customers, day):
    """How often each of these customers had bought again by a later day."""
    known = customer_summary(orders, as_of=day, free="count").set_index("customer_id")["frequency"]
    return known.loc[customers["customer_id"]].to_numpy()


def _by_repeats(orders, as_of, customers, model):
    """Expected and actual purchases by repeats so far, 7 for 7 or more."""
    day, end = _test_period(orders, as_of)
    history = [customers[name] for name in ("frequency", "recency", "T")]
    table = pd.DataFrame(
        {
            "repeats": customers["frequency"].clip(upper=7),
            "customers": 1,
            "expected": model.conditional_expected_purchases((end - day).days, *history),
            "came": _bought_again(orders, customers, end) - customers["frequency"],
        }
    )
    return table.groupby("repeats").sum()


@lesson.facts("worth-reading")
def _spend(orders, as_of):
    customers, _ = _today_and_model(orders, as_of)
    repeaters = customers[customers["frequency"] > 0]
    paying = repeaters[repeaters["monetary_value"] > 0]
    model = GammaGamma.fit(paying["frequency"], paying["monetary_value"])
    if model.limit != "none":
        raise InputError(model.cannot_tell)
    pulled = {x: (model.q - 1) / (model.p * x + model.q - 1) for x in (1, 10)}
    related = paying["frequency"].corr(paying["monetary_value"])
    return {
        "repeaters": fact.count(len(repeaters)),
        "zero": fact.count(len(repeaters) - len(paying)),
        "one": fact.share(pulled[1]),
        "ten": fact.share(pulled[10]),
        "correlation": fact.number(related, 2),
    }


@lesson.facts("compare-reading", "decision", "first-days")
def _compared(orders, as_of):
    day = later(orders, as_of, TODAY)
    table = ltv_compare(
        orders, MARGIN, as_of=day, horizon=365, cac=PRICE, zero_value="exclude", free="count"
    ).set_index("method")
    model, actual = table.loc["bgnbd_gamma_gamma"], table.loc["actual"]
    if pd.isna(model["value"]):
        raise InputError(model["reason"])
    so_far = _brought_in_the_first_year(orders, day)
    curve = ltv_cohort(orders, MARGIN, horizon=180, step=FIRST, as_of=day, free="count").set_index(
        "days"
    )
    first, last = curve.loc[FIRST], curve.loc[180, "value"]
    half = (first["high"] - first["low"]) / 2
    chance = {n: half * (first["customers"] / n) ** 0.5 for n in (300, 1000)}
    return {
        "day": date(day),
        "price": fact.number(PRICE),
        "formula": fact.number(table.loc["simple", "value"], 2),
        "cohort": fact.number(table.loc["cohort", "value"], 2),
        "watched": "some" if table.loc["cohort", "n"] else "none",
        "watched_n": fact.count(table.loc["cohort", "n"]),
        "model": fact.number(model["value"], 2),
        "came": _whether_it_came(model, actual["value"]),
        "actual": fact.number(actual["value"], 2),
        "so_far": fact.number(so_far, 2),
        "forecast": fact.number(model["value"] - so_far, 2),
        "rest": fact.number(actual["value"] - so_far, 2),
        "deal": "test" if model["value"] > PRICE else "refuse",
        "first": fact.number(first["value"], 2),
        "first_n": fact.count(first["customers"]),
        "half": fact.number(half, 2),
        "chance_300": fact.number(chance[300], 2),
        "chance_1000": fact.number(chance[1000], 2),
        "last": fact.number(last, 2),
        "even": fact.number(PRICE * first["value"] / last, 2),
    }


@lesson.facts("young-reading")
def _young():
    """The running shop when its log was three months old: its model, and what came."""
    orders = purchases(load("shop").orders)
    young, model = _model_of(orders, YOUNG)
    end = customer_summary(orders).set_index("customer_id").loc[young["customer_id"]]
    days = [90, int((end["T"].to_numpy() - young["T"]).iloc[0])]
    expected, came = zip(*(_ahead(orders, young, model, each) for each in days), strict=True)
    next_day = later(orders, YOUNG, 91)
    _, next_model = _model_of(orders, next_day)
    return {
        "limit": "nobody" if model.limit == "nobody leaves" else "other",
        "customers": fact.count(len(young)),
        "day": date(YOUNG),
        "repeaters": fact.count((young["frequency"] > 0).sum()),
        "why": "young" if model.limit == "nobody leaves" else "seen",
        "first": fact.count(days[0]),
        "first_expected": fact.count(expected[0]),
        "first_came": fact.count(came[0]),
        "later": "grows" if expected[1] > 1.2 * came[1] else "mixed",
        "came": fact.count(came[1]),
        "days": fact.count(days[1]),
        "expected": fact.count(expected[1]),
        "times": fact.number(expected[1] / came[1], 1),
        "again": "mended" if next_model.limit == "none" else "still",
        "next_day": date(next_day),
    }


def _model_of(orders, day, model=BGNBD, **how):
    customers = customer_summary(orders, as_of=day, **how)
    return customers, model.fit(customers["frequency"], customers["recency"], customers["T"])


def _ahead(orders, customers, model, days):
    """Purchases that a model expects of these customers, and those that came."""
    day = later(orders, YOUNG, days)
    history = [customers[name] for name in ("frequency", "recency", "T")]
    then = customer_summary(orders, as_of=day).set_index("customer_id")["frequency"]
    came = then.loc[customers["customer_id"]].sum() - customers["frequency"].sum()
    return model.conditional_expected_purchases(days, *history).sum(), came


@lesson.facts("stories-reading")
def _stories():
    """Three models of the published customers, and what came."""
    cdnow = load("cdnow")
    chosen = cdnow.customers.loc[cdnow.customers["tags"] == "sample", "customer_id"]
    orders = cdnow.orders[cdnow.orders["customer_id"].isin(chosen)]
    people = customer_summary(orders, as_of="1997-09-30", free="count")
    history = [people[name] for name in ("frequency", "recency", "T")]
    models = [story.fit(*history) for story in (BGNBD, MBGNBD, ParetoNBD)]
    expected = [one.conditional_expected_purchases(273, *history).sum() for one in models]
    likely = [one.log_likelihood(*history).sum() for one in models]
    came = customer_summary(orders, free="count")["frequency"].sum() - people["frequency"].sum()
    alive = dict(
        zip(("bg", "mbg", "pareto"), (m.probability_alive(0, 0, 250) for m in models), strict=True)
    )
    return {
        "best": fact.name(models[int(np.argmax(likely))].NAME),
        "worst": fact.name(models[int(np.argmin(likely))].NAME),
        "gap": fact.number(np.ptp(likely), 1),
        "least": fact.count(min(expected)),
        "most": fact.count(max(expected)),
        "came": fact.count(came),
        **{name: fact.share(value) for name, value in alive.items()},
    }


def _whether_it_came(model, actual):
    """Where the truth lies beside the model's interval; "open" where the log is too short."""
    if np.isnan(actual):
        return "open"
    return "above" if actual > model["high"] else "below" if actual < model["low"] else "inside"


def _brought_in_the_first_year(orders, day):
    """Gross margin per customer by a day, of purchases up to 365 days after the first."""
    seen = until(orders, day)
    first = seen.groupby("customer_id")["ts_order"].transform("min").dt.normalize()
    in_time = seen["ts_order"] < first + pd.Timedelta(days=366)
    return MARGIN * seen.loc[in_time, "paid_amount"].sum() / seen["customer_id"].nunique()


@lesson.facts("trial-title", "trial-chance-reading", "luck-revenue", "verdict", "recap-results")
def _top_fifth_on_trial(orders, as_of):
    day = later(orders, as_of, TODAY)
    customers = customer_summary(orders, as_of=day, free="count")
    purchases = customers["frequency"] + 1
    shares = persistence(orders, split=day, top=0.20, free="count")
    now, later_on, own = shares["share"]
    luck = sorted(_dealt_by_lot(until(orders, day), len(customers)))
    curve = ltv_cohort(orders, MARGIN, horizon=180, step=180, as_of=day, free="count").iloc[-1]
    return {
        "day": date(day),
        "now": fact.share(now),
        "claim": "reached" if now >= 0.8 else "below",
        "lucky": fact.share(chance_top_share(purchases.mean(), top=0.20)),
        "purchases": fact.share(top_share(purchases, top=0.20)["estimate"].iloc[0]),
        "luck_low": fact.share(luck[0]),
        "luck_high": fact.share(luck[-1]),
        "after": fact.share(later_on),
        "lasting": "lasts" if shares["low"].iloc[1] > 0.20 else "unknown",
        "own": fact.share(own),
        "own_top": "unknown" if np.isnan(own) else "known",
        "value": fact.number(curve["value"], 2),
        "formula": fact.number(_the_formula(orders, day), 2),
    }


def _dealt_by_lot(seen, people, top=0.20):
    """The revenue share of the top if all purchases were dealt out by lot, in two ways.

    Each customer has one purchase and the rest is dealt; or all of them are dealt.
    """
    days = calendar_days(seen["ts_order"])
    paid = seen.groupby([seen["customer_id"], days])["paid_amount"].sum().to_numpy()
    rng = np.random.default_rng(20)
    paid = rng.permutation(paid)
    one_each = np.r_[np.arange(people), rng.integers(people, size=len(paid) - people)]
    for owners in (one_each, rng.integers(people, size=len(paid))):
        spent = pd.Series(np.bincount(owners, weights=paid, minlength=people))
        yield top_share(spent, top=top)["estimate"].iloc[0]


# --- What is asked -----------------------------------------------------------------------------


@lesson.exercise("The first 200 days", Number(tolerance=0.002, unit="money"))
def two_hundred_days(orders, as_of):
    """It is {as_of} (`as_of="{as_of}"`). What **gross margin**, at 25%, has a customer brought on
    average in the first **200 days**, first order included? Only customers who have been
    watched that long.

    Hint: Which customers may be in it, and up to which of their days?

    Hint: `lifetime.ltv_cohort` takes `margin`, `horizon`, `step` and `as_of`.

    Hint: With `horizon=200, step=200` the last row is day 200. Read `value`.

    Right: With n and the interval, this is a number that a budget can stand on.
    """
    curve = ltv_cohort(orders, margin=0.25, horizon=200, step=200, as_of=as_of, free="count")
    return curve["value"].iloc[-1]


@two_hundred_days.applies
def _watched_200_days(orders, as_of):
    """In this log fewer than two customers have been watched for 200 days by {as_of}."""
    return can_answer(two_hundred_days, orders, as_of)


@two_hundred_days.wrong("revenue")
def _revenue(orders, as_of):
    """That is revenue. Three quarters of it goes to whoever makes the goods; compare margins, not
    sales, with what a customer costs.
    """
    return two_hundred_days(orders, as_of) / 0.25


@two_hundred_days.wrong("without the first order")
def _without_first_order(orders, as_of):
    """You left the first order out. It is the one for which the advertisement is paid."""
    curve = ltv_cohort(orders, margin=0.25, horizon=200, step=200, as_of=as_of, free="count")
    return curve["value"].iloc[-1] - curve["value"].iloc[0]


@two_hundred_days.wrong("the lesson's margin")
def _lessons_margin(orders, as_of):
    """That is at the lesson's margin of 30%. The question says 25%."""
    return two_hundred_days(orders, as_of) / 0.25 * 0.30


end_of_log(two_hundred_days)


lessons_day(two_hundred_days, "1997-09-30")


@two_hundred_days.wrong("everyone, within 200 days")
def _everyone_within_200(orders, as_of):
    """You let in customers who have been watched for less than 200 days. They pull the average
    down.
    """
    seen = until(orders, as_of)
    first = seen.groupby("customer_id")["ts_order"].transform("min")
    in_time = seen["ts_order"] < first + pd.Timedelta(days=200.5)
    return 0.25 * seen.loc[in_time, "paid_amount"].sum() / seen["customer_id"].nunique()


@two_hundred_days.wrong("everyone so far")
def _everyone_so_far(orders, as_of):
    """You averaged everyone over whatever time they have had, the newest least. A value
    without a fixed horizon can't be compared with anything.
    """
    seen = until(orders, as_of)
    return 0.25 * seen["paid_amount"].sum() / seen["customer_id"].nunique()


@lesson.exercise("What the formula leaves out", Number(tolerance=0.01, unit="money"))
def left_out(orders, as_of):
    """Up to {as_of}, by how much money per customer does 客单价 × 复购次数 × 毛利率 (margin 30%) fall
    **short of the gross margin that has already come in**? Take the order value per purchase
    day, as in the lesson.

    Hint: Compute both, as in the lesson's first cells, and subtract.

    Hint: Purchase days: `(customers["frequency"] + 1).sum()`, where `customers` is
    `lifetime.customer_summary(orders, as_of=..., free="count")`.

    Hint: What has come in: 30% of all that was paid up to the day, divided by customers.

    Right: Exactly one average order's margin: the formula counts one purchase too few for every
    customer.
    """
    seen = orders[orders["ts_order"].dt.date <= pd.Timestamp(as_of).date()]
    customers = customer_summary(orders, as_of=as_of, free="count")
    aov = seen["paid_amount"].sum() / (customers["frequency"] + 1).sum()
    simple = ltv_simple(aov, customers["frequency"].mean(), margin=0.30)
    brought = 0.30 * seen["paid_amount"].sum() / len(customers)
    return brought - simple


@left_out.applies
def _orders_up_to_the_day(orders, as_of):
    """This log has no order up to {as_of}."""
    return can_answer(left_out, orders, as_of)


@left_out.wrong("the formula")
def _the_formula(orders, as_of):
    """That is what the formula gives. The question asks for the gap to what came in."""
    seen = until(orders, as_of)
    customers = customer_summary(orders, as_of=as_of, free="count")
    aov = seen["paid_amount"].sum() / (customers["frequency"] + 1).sum()
    return ltv_simple(aov, customers["frequency"].mean(), margin=0.30)


@left_out.wrong("the formula on the lesson's day")
def _the_formula_printed(orders, as_of):
    """That is what the formula gives on the lesson's day. The question has another day, and asks for
    the gap to what came in.
    """
    return _the_formula(orders, later(orders, as_of, TODAY))


@left_out.wrong("what came in")
def _what_was_brought(orders, as_of):
    """That is what has come in. Subtract what the formula says."""
    return left_out(orders, as_of) + _the_formula(orders, as_of)


@left_out.wrong("turned round")
def _turned_round(orders, as_of):
    """The sign is turned round: how much is the formula **short**?"""
    return -left_out(orders, as_of)


@left_out.wrong("per buyer")
def _per_buyer(orders, as_of):
    """You used revenue per *buyer* as the order value. It holds all purchases already, so
    multiplying it by repurchases counts them twice.
    """
    seen = until(orders, as_of)
    customers = customer_summary(orders, as_of=as_of, free="count")
    per_buyer = seen["paid_amount"].sum() / len(customers)
    return 0.30 * per_buyer - ltv_simple(per_buyer, customers["frequency"].mean(), margin=0.30)


lessons_day(left_out, "1997-09-30")


@left_out.wrong("without the margin")
def _without_margin(orders, as_of):
    """Right gap, in revenue. Take the margin of it."""
    return left_out(orders, as_of) / 0.30


@lesson.exercise(
    "Ada or Ben?",
    Choice(
        choices={
            "A": "Ada: she bought three times as often.",
            "B": "Ben: his silence is not unusual for him.",
            "C": "Neither: both have been silent for more than 30 days and are lost.",
        }
    ),
)
def who_returns(orders, as_of):
    """Both became customers 180 days before {as_of}. **Ada** bought again nine times, the last
    time on her day 80. **Ben** bought again three times, the last time on his day 120. From
    whom does a BG/NBD model, fitted on all customers as of that day, expect more purchases in
    the **next 90 days**? Answer `"A"`, `"B"` or `"C"`.

    Hint: How long is each one's usual pause, and how long the silence?

    Hint: Silence counts against the customer's own rhythm.

    Hint: `BGNBD.fit(...)`, then `.conditional_expected_purchases(90, frequency, recency, T)`.

    Right: To this one write as to a customer. The other you would have to win back, if that is
    possible at all.
    """
    customers = customer_summary(orders, as_of=as_of, free="count")
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    ada = model.conditional_expected_purchases(90, frequency=9, recency=80, T=180)
    ben = model.conditional_expected_purchases(90, frequency=3, recency=120, T=180)
    return "A" if ada > ben else "B"


@who_returns.applies
def _fitted(orders, as_of):
    """This log can't tell a BG/NBD model's numbers as of {as_of}: it needs many customers, some who
    came back and some who stopped.
    """
    _today_and_model(orders, as_of)
    return can_answer(who_returns, orders, as_of)


@who_returns.wrong("frequency")
def _frequency(orders):
    """Frequency alone. Ada bought every nine days and has now been silent for a hundred: she has
    very likely gone.
    """
    return "A"


@who_returns.wrong("thirty days")
def _thirty_days(orders):
    """A fixed cut-off for everyone. Ben pauses for forty days as a rule; sixty days of silence say
    little about him.
    """
    return "C"


@lesson.exercise(
    "Four phone calls",
    Ordering(
        items={
            "A": "bought again once, on day 20",
            "B": "bought again six times, the last time on day 60",
            "C": "bought again five times, the last time on day 190",
            "D": "bought again twice, the last time on day 150",
        }
    ),
    recall=False,
)
def call_order(orders, as_of):
    """Four customers have been watched for 200 days by {as_of}. Put them in order by the
    probability that they are **still customers**, P(alive) of a BG/NBD model fitted on all
    customers as of that day: the most likely first. Answer with the letters, such as `"ABCD"`.

    Hint: How long is each one's silence, and how long were the pauses before?

    Hint: B bought every ten days and has been silent for 140. A bought again after twenty days and
    has been silent for 180.

    Hint: `model.probability_alive(frequency, recency, T)` takes one customer at a time, too.

    Right: Whom you call is another question: the first will buy anyway, the last may be gone. Calls
    pay where they change something.
    """
    customers = customer_summary(orders, as_of=as_of, free="count")
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    alive = model.probability_alive([1, 6, 5, 2], recency=[20, 60, 190, 150], T=[200] * 4)
    return "".join(pd.Series(alive, list("ABCD")).sort_values(ascending=False).index)


@call_order.applies
def _fitted_for_calls(orders, as_of):
    """This log can't tell a BG/NBD model's numbers as of {as_of}: it needs many customers, some who
    came back and some who stopped.
    """
    _today_and_model(orders, as_of)
    return can_answer(call_order, orders, as_of) and call_order(orders, as_of) not in (
        _by_frequency(orders),
        _by_last_purchase(orders),
    )


@call_order.wrong("by frequency")
def _by_frequency(orders):
    """You went by how often they bought. A short rhythm makes a long silence *more* telling, not
    less.
    """
    return "BCDA"


@call_order.wrong("by the last purchase")
def _by_last_purchase(orders):
    """You went by the day of the last purchase, as the R of RFM does. The same silence means little
    for somebody who buys rarely, and much for somebody who bought every ten days.
    """
    return "CDBA"


@lesson.exercise("What will come?", Prediction("purchases"))
def what_came(orders, as_of):
    """By {today} these customers have bought again {so_far} times. The model has seen nothing later.
    For the time up to {end} it expects {expected} purchases of the same customers. How many will
    it have been? Answer with what you expect and an interval, `(value, low, high)`.

    Hint: What could the model not know?

    Hint: A model that is right on average may still miss a season.

    Right: For each purchase that the model expected, {times} came.
    """
    day = later(orders, as_of, days=30)
    end = later(orders, as_of, days=303)
    before = customer_summary(orders, as_of=day, free="count")
    then = customer_summary(orders, as_of=end, free="count")
    same = then["customer_id"].isin(before["customer_id"])
    return then.loc[same, "frequency"].sum() - before["frequency"].sum()


@what_came.applies
def _a_test_period(orders, as_of):
    """This log ends too soon after {as_of} to test a forecast, or can't tell a BG/NBD model's
    numbers.
    """
    _test_period(orders, as_of)
    _today_and_model(orders, as_of)
    return what_came(orders, as_of) > 0


@what_came.facts
def _expected(orders, as_of):
    customers, model = _today_and_model(orders, as_of)
    day, end = _test_period(orders, as_of)
    history = [customers[name] for name in ("frequency", "recency", "T")]
    expected = model.conditional_expected_purchases((end - day).days, *history).sum()
    return {
        "today": date(day),
        "end": date(end),
        "so_far": fact.count(customers["frequency"].sum()),
        "expected": fact.count(expected),
        "times": fact.number(what_came(orders, as_of) / expected, 2),
    }


@lesson.exercise("The next half-year of one customer", Number(tolerance=0.005, unit="purchases"))
def next_half_year(orders, as_of):
    """A customer with 4 repeat purchases, the last one on day 150, has been watched for 210 days.
    Fit a BG/NBD model to all customers as of {as_of}, **in days**. How many purchases do you
    expect of this customer in the next **182 days**?

    Hint: Which three numbers describe this customer? Which of them is not the silence?

    Hint: First `lifetime.customer_summary(orders, as_of=..., free="count")`, then `BGNBD.fit` on its three
    columns.

    Hint: `model.conditional_expected_purchases(182, frequency=4, recency=150, T=210)`

    Right: Lay it beside the past pace, 4 in 210 days. People chosen for having bought a lot
    mostly buy less later: they were partly lucky.
    """
    customers = customer_summary(orders, as_of=as_of, free="count")
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    return model.conditional_expected_purchases(182, frequency=4, recency=150, T=210)


@next_half_year.applies
def _fitted_too(orders, as_of):
    """This log can't tell a BG/NBD model's numbers as of {as_of}: it needs many customers, some who
    came back and some who stopped.
    """
    _today_and_model(orders, as_of)
    return can_answer(next_half_year, orders, as_of)


@next_half_year.wrong("goes on as before")
def _goes_on_as_before(orders, as_of):
    """That is the past pace carried on: 4 in 210 days. It forgets that the customer may have left,
    and that a fast start is partly luck.
    """
    return 4 / 210 * 182


def _model(orders, as_of):
    customers = customer_summary(orders, as_of=as_of, free="count")
    return BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])


@next_half_year.wrong("alive times pace")
def _alive_times_pace(orders, as_of):
    """You took P(alive) times the past pace. A fast start is partly luck, and people leave in the
    next half-year too.
    """
    return _model(orders, as_of).probability_alive(4, 150, 210) * 4 / 210 * 182


@next_half_year.wrong("anybody new")
def _anybody_new(orders, as_of):
    """That is what a customer about whom nothing is known would buy. You know four purchases."""
    return _model(orders, as_of).expected_purchases(182)


@next_half_year.wrong("recency as silence")
def _recency_as_silence(orders, as_of):
    """Recency is the day of the **last purchase** (150), not the silence since then (60). The R of
    RFM is the other way round.
    """
    return _model(orders, as_of).conditional_expected_purchases(182, 4, 60, 210)


@next_half_year.wrong("first purchase counted")
def _first_counted(orders, as_of):
    """`frequency` counts *repeat* purchases: 4, without the first."""
    return _model(orders, as_of).conditional_expected_purchases(182, 5, 150, 210)


end_of_log(next_half_year)


lessons_day(next_half_year, "1997-09-30")


@next_half_year.wrong("weeks as days")
def _weeks_as_days(orders, as_of):
    """You asked for 26 days: the model was fitted in days, so the half-year is 182."""
    return _model(orders, as_of).conditional_expected_purchases(26, 4, 150, 210)


@lesson.exercise("The same people, later", Number(tolerance=0.0005, unit="share"))
def top_tenth(orders, as_of):
    """Take the top **10%** of customers by what they spent up to {as_of}. Which share of all
    revenue **after** that day did the same people bring? A share between 0 and 1.

    Hint: Which people, chosen on which months, measured on which months?

    Hint: `concentration.persistence(orders, split=..., top=0.10, free="count")` gives three shares.

    Hint: You want the *after* period, ranked on *before*.

    Right: That is {times} times what as many customers chosen by lot would bring. That they
    would spend *more* if you spent on them isn't shown by it.
    """
    shares = persistence(orders, split=as_of, top=0.10, free="count")
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "before")
    return shares.loc[chosen, "share"].iloc[0]


@top_tenth.applies
def _before_and_after(orders, as_of):
    """This log has fewer than two customers up to {as_of}, or no revenue after it."""
    return can_answer(top_tenth, orders, as_of)


@top_tenth.facts
def _times(orders, as_of):
    return {"times": f"{top_tenth(orders, as_of) / 0.10:.1f}"}


@top_tenth.wrong("share before")
def _share_before(orders, as_of):
    """That is their share in the months by which they were chosen. Whoever ranks by a result finds
    a top in that result.
    """
    spent = until(orders, as_of).groupby("customer_id")["paid_amount"].sum()
    return top_share(spent, top=0.10)["estimate"].iloc[0]


@top_tenth.wrong("another top")
def _own_top_after(orders, as_of):
    """That ranks people anew, on the later months. They are not the same people."""
    shares = persistence(orders, split=as_of, top=0.10, free="count")
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "after")
    return shares.loc[chosen, "share"].iloc[0]


lessons_day(top_tenth, "1997-09-30")


@top_tenth.wrong("ranked by purchases")
def _ranked_by_purchases(orders, as_of):
    """You ranked by how often they bought. The question says by what they spent."""
    customers = customer_summary(orders, as_of=as_of, free="count")
    most = customers.nlargest(round(0.10 * len(customers)), "frequency")["customer_id"]
    later = orders[orders["ts_order"] >= day_after(orders, as_of)]
    later = later[later["customer_id"].isin(customers["customer_id"])]
    return later[later["customer_id"].isin(most)]["paid_amount"].sum() / later["paid_amount"].sum()


@top_tenth.wrong("top fifth")
def _top_fifth(orders, as_of):
    """That is the top 20%. The question is about the top 10%."""
    shares = persistence(orders, split=as_of, top=0.20, free="count")
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "before")
    return shares.loc[chosen, "share"].iloc[0]


@lesson.exercise(
    "A second network",
    Decision(
        actions={
            "A": "Refuse.",
            "B": "Order as many customers as they can bring.",
            "C": "Buy a few hundred, and compare their curve with yours on day 30.",
        },
        reasons={
            "1": "{price} is more than a customer is worth by the formula.",
            "2": "The curve shows that any customer is worth more than {price} within three months.",
            "3": "The curve holds for customers like yours; whether the network's are like yours is not known yet.",
        },
    ),
)
def offer(orders, as_of):
    """Another network offers customers at **{price}** each, in this log's currency. Finance computes
    客单价 × 复购次数 × 毛利率 (margin 30%) and gets about {formula}. The curve of your own customers
    passes {price} before day 90. What do you do, and why? Answer with a letter and a number, for
    example `("A", 1)`.

    Hint: Whose curve is it?

    Hint: What does the formula count, and what does it leave out?

    Right: And write the date of the comparison in the diary before you pay. With 300 customers
    chance moves the figure of day 30 by about {chance} either way.
    """
    return "C", 3


@offer.applies
def _formula_below_the_curve(orders, as_of):
    """In this log the formula doesn't fall short of what customers bring in their first 90 days, as
    of {as_of}: no price lies between the two.
    """
    try:
        formula, price, brought = _prices(orders, as_of)
    except EcomlabError:
        return False
    return formula < price < brought


@offer.facts
def _the_offer(orders, as_of):
    formula, price, _ = _prices(orders, as_of)
    curve = ltv_cohort(orders, margin=0.30, horizon=30, step=30, as_of=as_of, free="count").iloc[-1]
    chance = (curve["high"] - curve["low"]) / 2 * (curve["customers"] / 300) ** 0.5
    return {"formula": f"{formula:.2g}", "price": f"{price:g}", "chance": f"{chance:.2g}"}


def _prices(orders, as_of):
    """What the formula gives, a round price near to what 90 days bring, and what they bring."""
    formula = _the_formula(orders, as_of)
    curve = ltv_cohort(orders, margin=0.30, horizon=90, step=90, as_of=as_of, free="count")
    brought = curve["value"].iloc[-1]
    return formula, float(f"{formula + 0.8 * (brought - formula):.2g}"), brought


@offer.wrong("the formula")
def _the_formula_offer(orders):
    """The formula leaves out the first order and everything still to come. Your own curve has that
    money back within three months.
    """
    return "A", None


@offer.wrong("all like ours")
def _all_like_ours(orders):
    """Your curve is an average over *your* customers. People who follow another network's offer
    can be quite different; the trade calls them bargain hunters (羊毛党) when it is too late.
    """
    return "B", None


@offer.wrong("right action, certain reason")
def _right_action_certain_reason(orders):
    """If that were so, you would not need a test. It is the curve of *your* customers."""
    return "C", 2


@offer.wrong("right action, the formula's reason")
def _right_action_the_formula_s_reason(orders):
    """If you believe the formula, refuse. It counts repurchases only, so it is always one order
    short.
    """
    return "C", 1


@lesson.exercise(
    "To the person who pays",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("the horizon, in days or a year", matching(r"\d+ days?\b|year|天|年")),
            Criterion("whether the first order is in it"),
            Criterion("what isn't known of the network's people"),
            A_DECISION,
        ],
        least=30,
    ),
)
def memo(orders, as_of):
    """It is {today}. The network still asks **18 for each new customer**, in this log's currency; the
    gross margin is 30%. Write to the person who pays: what is a customer worth, what do you
    propose, and on which day and by which number will you stop?

    Hint: Value within a stated time, first order included, with its interval and n: the last row of
    `curve`.

    Hint: Whose customers made that curve?

    Right: Would the reader know the day, the number and the person who looks?
    """
    day = later(orders, as_of, days=30)
    curve = ltv_cohort(orders, margin=0.30, horizon=180, step=30, as_of=day, free="count")
    month, last = curve[curve["days"] == 30].iloc[0], curve.iloc[-1]
    chance = (month["high"] - month["low"]) / 2 * (last["customers"] / 300) ** 0.5
    even = 18 * month["value"] / last["value"]  # break-even in 180 days, not a limit of chance
    value, low, high = (fact.number(last[name], 2) for name in ("value", "low", "high"))
    proposal = (
        "We should buy 300 as a test and no more."
        if last["value"] > 18
        else "We should ask for a lower price."
    )
    return (
        f"In its first 180 days a customer of ours brings a gross margin of {value} ({low} to {high}, "
        f"n = {fact.count(last['customers'])} customers), first order included, at 30% margin. "
        f"The network asks 18. {proposal} Its people may be others than ours, so I compare on day 30: "
        f"ours had brought {fact.number(month['value'], 2)} by then. At that pace 18 in 180 days need "
        f"{fact.number(even, 2)} on day 30. Below that we stop. Chance moves the figure of 300 people "
        f"by {fact.number(chance, 2)}: if it is so near, we buy 300 more before we decide."
    )


@memo.applies
def _watched_180_days(orders, as_of):
    """In this log fewer than two customers have been watched for 180 days by {as_of}."""
    return can_answer(memo, orders, as_of)


@memo.facts
def _memo_day(orders, as_of):
    return {"today": date(later(orders, as_of, TODAY))}


@memo.wrong("the formula's memo")
def _formula_memo(orders, as_of):
    """A number without a time, without the first order, without an interval. It decides by a formula
    that its writer hasn't held against the order book.
    """
    formula = _the_formula(orders, later(orders, as_of, TODAY))
    return (
        "Lifetime value is order value times repurchases times margin. For our shop that gives "
        f"{fact.number(formula, 2)}, and this is what a customer is worth. The network's price has "
        "to be compared with it, as everybody in the trade does."
    )


@memo.wrong("certain of everything")
def _certain(orders, as_of):
    """All that a search looks for is there. But the value is that of *our* customers, and the memo
    buys the network's people without a test and without a day on which somebody looks.
    """
    curve = ltv_cohort(
        orders, margin=0.30, horizon=180, step=180, as_of=later(orders, as_of, TODAY), free="count"
    )
    value, low, high = (fact.number(curve[name].iloc[-1], 2) for name in ("value", "low", "high"))
    return (
        f"A customer brings {value} within 180 days ({low} to {high}, "
        f"n = {fact.count(curve['customers'].iloc[-1])} customers). This is proven by our own data. "
        "We should take every customer whom the network can send at a price below that."
    )
