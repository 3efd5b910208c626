"""The exercises of lesson 5.2, *What is a customer worth?*"""

import pandas as pd

from ecomlab.classroom.exercise import Exercise, Lesson, Misconception
from ecomlab.classroom.kinds import Choice, Decision, Number
from ecomlab.classroom.misconceptions import day_after, end_of_log, lessons_day, until
from ecomlab.datasets import load
from ecomlab.retention.concentration import persistence, top_share
from ecomlab.retention.lifetime import customer_summary, ltv_cohort, ltv_simple
from ecomlab.retention.purchase_models import BGNBD

# --- 1: the value of 200 days --------------------------------------------------------------


def two_hundred_days(orders, as_of):
    curve = ltv_cohort(orders, margin=0.25, horizon=200, step=200, as_of=as_of)
    return curve["value"].iloc[-1]


def _revenue(orders, as_of):
    return two_hundred_days(orders, as_of) / 0.25


def _without_first_order(orders, as_of):
    curve = ltv_cohort(orders, margin=0.25, horizon=200, step=200, as_of=as_of)
    return curve["value"].iloc[-1] - curve["value"].iloc[0]


def _lessons_margin(orders, as_of):
    return two_hundred_days(orders, as_of) / 0.25 * 0.30


def _everyone_so_far(orders, as_of):
    seen = until(orders, as_of)
    return 0.25 * seen["paid_amount"].sum() / seen["customer_id"].nunique()


def _everyone_within_200(orders, as_of):
    seen = until(orders, as_of)
    first = seen.groupby("customer_id")["ts_order"].transform("min")
    in_time = seen["ts_order"] < first + pd.Timedelta(days=200.5)
    return 0.25 * seen.loc[in_time, "paid_amount"].sum() / seen["customer_id"].nunique()


# --- 2: what the formula leaves out --------------------------------------------------------


def left_out(orders, as_of):
    seen = orders[orders["ts_order"].dt.date <= pd.Timestamp(as_of).date()]
    customers = customer_summary(orders, as_of=as_of)
    aov = seen["paid_amount"].sum() / (customers["frequency"] + 1).sum()
    simple = ltv_simple(aov, customers["frequency"].mean(), margin=0.30)
    brought = 0.30 * seen["paid_amount"].sum() / len(customers)
    return brought - simple


def _the_formula(orders, as_of):
    seen = until(orders, as_of)
    customers = customer_summary(orders, as_of=as_of)
    aov = seen["paid_amount"].sum() / (customers["frequency"] + 1).sum()
    return ltv_simple(aov, customers["frequency"].mean(), margin=0.30)


def _what_was_brought(orders, as_of):
    return left_out(orders, as_of) + _the_formula(orders, as_of)


def _turned_round(orders, as_of):
    return -left_out(orders, as_of)


def _per_buyer(orders, as_of):
    seen = until(orders, as_of)
    customers = customer_summary(orders, as_of=as_of)
    per_buyer = seen["paid_amount"].sum() / len(customers)
    return 0.30 * per_buyer - ltv_simple(per_buyer, customers["frequency"].mean(), margin=0.30)


def _without_margin(orders, as_of):
    return left_out(orders, as_of) / 0.30


# --- 3 and 4: pausing or gone --------------------------------------------------------------


def _model(orders, as_of):
    customers = customer_summary(orders, as_of=as_of)
    return BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])


def who_returns(orders, as_of):
    customers = customer_summary(orders, as_of=as_of)
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    ada = model.conditional_expected_purchases(90, frequency=9, recency=80, T=180)
    ben = model.conditional_expected_purchases(90, frequency=3, recency=120, T=180)
    return "A" if ada > ben else "B"


def next_half_year(orders, as_of):
    customers = customer_summary(orders, as_of=as_of)
    model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
    return model.conditional_expected_purchases(182, frequency=4, recency=150, T=210)


def _goes_on_as_before(orders, as_of):
    return 4 / 210 * 182


def _alive_times_pace(orders, as_of):
    return _model(orders, as_of).probability_alive(4, 150, 210) * 4 / 210 * 182


def _anybody_new(orders, as_of):
    return _model(orders, as_of).expected_purchases(182)


def _recency_as_silence(orders, as_of):
    return _model(orders, as_of).conditional_expected_purchases(182, 4, 60, 210)


def _first_counted(orders, as_of):
    return _model(orders, as_of).conditional_expected_purchases(182, 5, 150, 210)


def _weeks_as_days(orders, as_of):
    return _model(orders, as_of).conditional_expected_purchases(26, 4, 150, 210)


# --- 5: the top tenth ----------------------------------------------------------------------


def top_tenth(orders, as_of):
    shares = persistence(orders, split=as_of, top=0.10)
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "before")
    return shares.loc[chosen, "share"].iloc[0]


def _share_before(orders, as_of):
    spent = until(orders, as_of).groupby("customer_id")["paid_amount"].sum()
    return top_share(spent, top=0.10)["estimate"].iloc[0]


def _own_top_after(orders, as_of):
    shares = persistence(orders, split=as_of, top=0.10)
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "after")
    return shares.loc[chosen, "share"].iloc[0]


def _ranked_by_purchases(orders, as_of):
    customers = customer_summary(orders, as_of=as_of)
    most = customers.nlargest(round(0.10 * len(customers)), "frequency")["customer_id"]
    later = orders[orders["ts_order"] >= day_after(orders, as_of)]
    later = later[later["customer_id"].isin(customers["customer_id"])]
    return later[later["customer_id"].isin(most)]["paid_amount"].sum() / later["paid_amount"].sum()


def _top_fifth(orders, as_of):
    shares = persistence(orders, split=as_of, top=0.20)
    chosen = (shares["period"] == "after") & (shares["ranked_on"] == "before")
    return shares.loc[chosen, "share"].iloc[0]


# --- 6: the offer --------------------------------------------------------------------------


def offer(orders, as_of):
    return "C", 3


LESSON = Lesson(
    id="5_2",
    title="What is a customer worth?",
    data=lambda: {"orders": load("cdnow").orders, "as_of": "1997-08-31"},
    exercises=[
        Exercise(
            name="two_hundred_days",
            title="The first 200 days",
            prompt=(
                'It is {as_of} (`as_of="{as_of}"`). What **gross margin**, at 25 %, has '
                "a customer brought on average in the first **200 days**, first order included? Only "
                "customers who have been watched that long. In US dollars."
            ),
            kind=Number(tolerance=0.002, unit="US dollars"),
            solution=two_hundred_days,
            hints=(
                "Which customers may be in it, and up to which of their days?",
                "`lifetime.ltv_cohort` takes `margin`, `horizon`, `step` and `as_of`.",
                "With `horizon=200, step=200` the last row is day 200. Read `value`.",
            ),
            misconceptions=(
                Misconception(
                    "revenue",
                    _revenue,
                    "That is revenue. Three quarters of it goes to whoever makes the goods; compare "
                    "margins, not sales, with what a customer costs.",
                ),
                Misconception(
                    "without the first order",
                    _without_first_order,
                    "You left the first order out. It is the one the advertisement paid for, and "
                    "half of the value.",
                ),
                Misconception(
                    "the lesson's margin",
                    _lessons_margin,
                    "That is at the lesson's margin of 30 %. The question says 25 %.",
                ),
                end_of_log(two_hundred_days),
                lessons_day(two_hundred_days, "1997-09-30"),
                Misconception(
                    "everyone, within 200 days",
                    _everyone_within_200,
                    "You let in customers who have been watched for less than 200 days. They pull the "
                    "average down.",
                ),
                Misconception(
                    "everyone so far",
                    _everyone_so_far,
                    "You averaged everyone over whatever time they have had: some 160 days, some "
                    "240. A value without a fixed horizon can't be compared with anything.",
                ),
            ),
            praise="With n and the interval, this is a number that a budget can stand on.",
        ),
        Exercise(
            name="left_out",
            title="What the formula leaves out",
            prompt=(
                "Up to {as_of}, by how many dollars per customer does 客单价 × 复购次数 × 毛利率 "
                "(margin 30 %) fall **short of the gross margin that has already come in**? Take the order "
                "value per purchase day, as in the lesson."
            ),
            kind=Number(tolerance=0.01, unit="US dollars"),
            solution=left_out,
            hints=(
                "Compute both, as in the lesson's first cells, and subtract.",
                'Purchase days: `(customers["frequency"] + 1).sum()` from `customer_summary`.',
                "What has come in: 30 % of all that was paid up to the day, divided by customers.",
            ),
            misconceptions=(
                Misconception(
                    "the formula",
                    _the_formula,
                    "That is what the formula gives. The question asks for the gap to what came in.",
                ),
                Misconception(
                    "what came in",
                    _what_was_brought,
                    "That is what has come in. Subtract what the formula says.",
                ),
                Misconception(
                    "turned round",
                    _turned_round,
                    "The sign is turned round: how much is the formula **short**?",
                ),
                Misconception(
                    "per buyer",
                    _per_buyer,
                    "You used revenue per *buyer* as the order value. It holds all purchases already, "
                    "so multiplying it by repurchases counts them twice.",
                ),
                lessons_day(left_out, "1997-09-30"),
                Misconception(
                    "without the margin",
                    _without_margin,
                    "Right gap, in revenue. Take the margin of it.",
                ),
            ),
            praise="Exactly one average order's margin: the formula counts one purchase too few for "
            "every customer.",
        ),
        Exercise(
            name="who_returns",
            title="Ada or Ben?",
            prompt=(
                "Both became customers 180 days before {as_of}. **Ada** bought again nine times, "
                "the last time on her day 80. **Ben** bought again three times, the last time on his "
                "day 120. From whom does a BG/NBD model, fitted on all customers as of that day, "
                'expect more purchases in the **next 90 days**? Answer `"A"`, `"B"` or `"C"`.'
            ),
            kind=Choice(
                choices={
                    "A": "Ada: she bought three times as often.",
                    "B": "Ben: his silence is not unusual for him.",
                    "C": "Neither: both have been silent for more than 30 days and are lost.",
                }
            ),
            solution=who_returns,
            hints=(
                "How long is each one's usual pause, and how long the silence?",
                "Silence counts against the customer's own rhythm.",
                "`BGNBD.fit(...)`, then `.conditional_expected_purchases(90, frequency, recency, T)`.",
            ),
            misconceptions=(
                Misconception(
                    "frequency",
                    lambda orders: "A",
                    "Frequency alone. Ada bought every nine days and has now been silent for a "
                    "hundred: she has very likely gone.",
                ),
                Misconception(
                    "thirty days",
                    lambda orders: "C",
                    "A fixed cut-off for everyone. Ben pauses for forty days as a rule; sixty days of silence "
                    "say little about him.",
                ),
            ),
            praise="Write to Ben as to a customer. Ada you would have to win back, if that is possible at all.",
        ),
        Exercise(
            name="next_half_year",
            title="The next half-year of one customer",
            prompt=(
                "A customer with 4 repeat purchases, the last one on day 150, has been watched for 210 days. "
                "Fit a BG/NBD model to all customers as of {as_of}, **in days**. How many "
                "purchases do you expect of this customer in the next **182 days**?"
            ),
            kind=Number(tolerance=0.005, unit="purchases"),
            solution=next_half_year,
            hints=(
                "Which three numbers describe this customer? Which of them is not the silence?",
                "First `customer_summary(orders, as_of=...)`, then `BGNBD.fit` on its three columns.",
                "`model.conditional_expected_purchases(182, frequency=4, recency=150, T=210)`",
            ),
            misconceptions=(
                Misconception(
                    "goes on as before",
                    _goes_on_as_before,
                    "That is the past pace carried on: 4 in 210 days. It forgets that the customer may have left, "
                    "and that a fast start is partly luck.",
                ),
                Misconception(
                    "alive times pace",
                    _alive_times_pace,
                    "You took P(alive) times the past pace. A fast start is partly luck, and people leave "
                    "in the next half-year too.",
                ),
                Misconception(
                    "anybody new",
                    _anybody_new,
                    "That is what a customer about whom nothing is known would buy. You know four purchases.",
                ),
                Misconception(
                    "recency as silence",
                    _recency_as_silence,
                    "Recency is the day of the **last purchase** (150), not the silence since then "
                    "(60). The R of RFM is the other way round.",
                ),
                Misconception(
                    "first purchase counted",
                    _first_counted,
                    "`frequency` counts *repeat* purchases: 4, without the first.",
                ),
                end_of_log(next_half_year),
                lessons_day(next_half_year, "1997-09-30"),
                Misconception(
                    "weeks as days",
                    _weeks_as_days,
                    "You asked for 26 days: the model was fitted in days, so the half-year is 182.",
                ),
            ),
            praise="Less than the past pace promises, as it nearly always is for people chosen for having "
            "bought a lot.",
        ),
        Exercise(
            name="top_tenth",
            title="The same people, later",
            prompt=(
                "Take the top **10 %** of customers by what they spent up to {as_of}. Which share of all "
                "revenue **after** that day did the same people bring? A share between 0 and 1."
            ),
            kind=Number(tolerance=0.0005, unit="share"),
            solution=top_tenth,
            hints=(
                "Which people, chosen on which months, measured on which months?",
                "`concentration.persistence(orders, split=..., top=0.10)` gives three shares.",
                "You want the *after* period, ranked on *before*.",
            ),
            misconceptions=(
                Misconception(
                    "share before",
                    _share_before,
                    "That is their share in the months by which they were chosen. Whoever ranks by a result finds a "
                    "top in that result.",
                ),
                Misconception(
                    "another top",
                    _own_top_after,
                    "That ranks people anew, on the later months. They are not the same people.",
                ),
                lessons_day(top_tenth, "1997-09-30"),
                Misconception(
                    "ranked by purchases",
                    _ranked_by_purchases,
                    "You ranked by how often they bought. The question says by what they spent.",
                ),
                Misconception(
                    "top fifth",
                    _top_fifth,
                    "That is the top 20 %. The question is about the top 10 %.",
                ),
            ),
            praise="Five times their number: at this shop the top is lasting. That they would spend *more* if you "
            "spent on them isn't shown by it.",
        ),
        Exercise(
            name="offer",
            title="A second network",
            prompt=(
                "Another network offers customers at **15 dollars**. Finance computes 客单价 × 复购次数 × 毛利率 and gets "
                "about 10 dollars. The curve of your own customers passes 15 dollars before day 90. What do you "
                'do, and why? Answer with a letter and a number, for example `("A", 1)`.'
            ),
            kind=Decision(
                actions={
                    "A": "Refuse.",
                    "B": "Order as many customers as they can bring.",
                    "C": "Buy a few hundred, and compare their curve with yours on day 30.",
                },
                reasons={
                    "1": "15 is more than a customer is worth by the formula.",
                    "2": "The curve shows that any customer is worth more than 15 within three months.",
                    "3": "The curve holds for customers like yours; whether the network's are like yours is not known yet.",
                },
            ),
            solution=offer,
            hints=(
                "Whose curve is it?",
                "What does the formula count, and what does it leave out?",
            ),
            misconceptions=(
                Misconception(
                    "the formula",
                    lambda orders: ("A", None),
                    "The formula leaves out the first order and everything still to come. Your own curve "
                    "has that money back within three months.",
                ),
                Misconception(
                    "all like ours",
                    lambda orders: ("B", None),
                    "Your curve is an average over *your* customers. People who follow another network's offer can be quite "
                    "different; the trade calls them bargain hunters (羊毛党) when it is too late.",
                ),
                Misconception(
                    "right action, certain reason",
                    lambda orders: ("C", 2),
                    "If that were so, you would not need a test. It is the curve of *your* customers.",
                ),
                Misconception(
                    "right action, the formula's reason",
                    lambda orders: ("C", 1),
                    "If you believe the formula, refuse. It counts repurchases only, so it is always one order short.",
                ),
            ),
            praise="And write the date of the comparison in the diary before you pay. With 300 customers chance moves "
            "the figure of day 30 by 2.40 dollars either way.",
        ),
    ],
)
