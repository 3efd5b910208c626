"""The exercises of lesson 5.2, *What is a customer worth?*"""

import pandas as pd

from ecomlab.classroom.conditions import can_answer
from ecomlab.classroom.kinds import Choice, Decision, Number
from ecomlab.classroom.lesson import Lesson
from ecomlab.classroom.misconceptions import day_after, end_of_log, lessons_day, until
from ecomlab.datasets import load
from ecomlab.errors import EcomlabError
from ecomlab.retention.concentration import persistence, top_share
from ecomlab.retention.lifetime import customer_summary, ltv_cohort, ltv_simple
from ecomlab.retention.purchase_models import BGNBD

lesson = Lesson(
    "5_2",
    data=lambda: {"orders": load("cdnow").orders, "as_of": "1997-08-31"},
)


@lesson.exercise("The first 200 days", Number(tolerance=0.002, unit="money"))
def two_hundred_days(orders, as_of):
    """It is {as_of} (`as_of="{as_of}"`). What **gross margin**, at 25 %, has a customer brought on
    average in the first **200 days**, first order included? Only customers who have been
    watched that long.

    Hint: Which customers may be in it, and up to which of their days?

    Hint: `lifetime.ltv_cohort` takes `margin`, `horizon`, `step` and `as_of`.

    Hint: With `horizon=200, step=200` the last row is day 200. Read `value`.

    Right: With n and the interval, this is a number that a budget can stand on.
    """
    curve = ltv_cohort(orders, margin=0.25, horizon=200, step=200, as_of=as_of)
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
    curve = ltv_cohort(orders, margin=0.25, horizon=200, step=200, as_of=as_of)
    return curve["value"].iloc[-1] - curve["value"].iloc[0]


@two_hundred_days.wrong("the lesson's margin")
def _lessons_margin(orders, as_of):
    """That is at the lesson's margin of 30 %. The question says 25 %."""
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
    """Up to {as_of}, by how much money per customer does 客单价 × 复购次数 × 毛利率 (margin 30 %) fall
    **short of the gross margin that has already come in**? Take the order value per purchase
    day, as in the lesson.

    Hint: Compute both, as in the lesson's first cells, and subtract.

    Hint: Purchase days: `(customers["frequency"] + 1).sum()` from `customer_summary`.

    Hint: What has come in: 30 % of all that was paid up to the day, divided by customers.

    Right: Exactly one average order's margin: the formula counts one purchase too few for every
    customer.
    """
    seen = orders[orders["ts_order"].dt.date <= pd.Timestamp(as_of).date()]
    customers = customer_summary(orders, as_of=as_of)
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
    customers = customer_summary(orders, as_of=as_of)
    aov = seen["paid_amount"].sum() / (customers["frequency"] + 1).sum()
    return ltv_simple(aov, customers["frequency"].mean(), margin=0.30)


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
    customers = customer_summary(orders, as_of=as_of)
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
    customers = customer_summary(orders, as_of=as_of)
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    ada = model.conditional_expected_purchases(90, frequency=9, recency=80, T=180)
    ben = model.conditional_expected_purchases(90, frequency=3, recency=120, T=180)
    return "A" if ada > ben else "B"


@who_returns.applies
def _fitted(orders, as_of):
    """This log can't tell a BG/NBD model's numbers as of {as_of}: it needs many customers, some who
    came back and some who stopped.
    """
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


@lesson.exercise("The next half-year of one customer", Number(tolerance=0.005, unit="purchases"))
def next_half_year(orders, as_of):
    """A customer with 4 repeat purchases, the last one on day 150, has been watched for 210 days.
    Fit a BG/NBD model to all customers as of {as_of}, **in days**. How many purchases do you
    expect of this customer in the next **182 days**?

    Hint: Which three numbers describe this customer? Which of them is not the silence?

    Hint: First `customer_summary(orders, as_of=...)`, then `BGNBD.fit` on its three columns.

    Hint: `model.conditional_expected_purchases(182, frequency=4, recency=150, T=210)`

    Right: Lay it beside the past pace, 4 in 210 days. People chosen for having bought a lot
    mostly buy less later: they were partly lucky.
    """
    customers = customer_summary(orders, as_of=as_of)
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    return model.conditional_expected_purchases(182, frequency=4, recency=150, T=210)


@next_half_year.applies
def _fitted_too(orders, as_of):
    """This log can't tell a BG/NBD model's numbers as of {as_of}: it needs many customers, some who
    came back and some who stopped.
    """
    return can_answer(next_half_year, orders, as_of)


@next_half_year.wrong("goes on as before")
def _goes_on_as_before(orders, as_of):
    """That is the past pace carried on: 4 in 210 days. It forgets that the customer may have left,
    and that a fast start is partly luck.
    """
    return 4 / 210 * 182


def _model(orders, as_of):
    customers = customer_summary(orders, as_of=as_of)
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
    """Take the top **10 %** of customers by what they spent up to {as_of}. Which share of all
    revenue **after** that day did the same people bring? A share between 0 and 1.

    Hint: Which people, chosen on which months, measured on which months?

    Hint: `concentration.persistence(orders, split=..., top=0.10)` gives three shares.

    Hint: You want the *after* period, ranked on *before*.

    Right: That is {times} times what as many customers chosen by lot would bring. That they
    would spend *more* if you spent on them isn't shown by it.
    """
    shares = persistence(orders, split=as_of, top=0.10)
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
    shares = persistence(orders, split=as_of, top=0.10)
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "after")
    return shares.loc[chosen, "share"].iloc[0]


lessons_day(top_tenth, "1997-09-30")


@top_tenth.wrong("ranked by purchases")
def _ranked_by_purchases(orders, as_of):
    """You ranked by how often they bought. The question says by what they spent."""
    customers = customer_summary(orders, as_of=as_of)
    most = customers.nlargest(round(0.10 * len(customers)), "frequency")["customer_id"]
    later = orders[orders["ts_order"] >= day_after(orders, as_of)]
    later = later[later["customer_id"].isin(customers["customer_id"])]
    return later[later["customer_id"].isin(most)]["paid_amount"].sum() / later["paid_amount"].sum()


@top_tenth.wrong("top fifth")
def _top_fifth(orders, as_of):
    """That is the top 20 %. The question is about the top 10 %."""
    shares = persistence(orders, split=as_of, top=0.20)
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
    客单价 × 复购次数 × 毛利率 (margin 30 %) and gets about {formula}. The curve of your own customers
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
    curve = ltv_cohort(orders, margin=0.30, horizon=30, step=30, as_of=as_of).iloc[-1]
    chance = (curve["high"] - curve["low"]) / 2 * (curve["customers"] / 300) ** 0.5
    return {"formula": f"{formula:.2g}", "price": f"{price:g}", "chance": f"{chance:.2g}"}


def _prices(orders, as_of):
    """What the formula gives, a round price near to what 90 days bring, and what they bring."""
    formula = _the_formula(orders, as_of)
    curve = ltv_cohort(orders, margin=0.30, horizon=90, step=90, as_of=as_of)
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
