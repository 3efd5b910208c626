"""The exercises of the case *Better people, not more people*."""

from ecomlab.cases import low_price_people as method
from ecomlab.cases.low_price_people import (
    BOX,
    TRIAL,
    by_level,
    campaigns,
    people,
    per_yuan,
    same_people,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("low_price_people")


@lesson.exercise("What a repeater costs", Number(tolerance=0.1, unit="yuan"))
def repeater_cost(customers, orders, ads_daily):
    """In the **new** campaign (family box): how many yuan of advertising stand behind each
    customer who came back?

    Hint: The table above has the cost of each campaign and its repeaters, those who came back.

    Hint: All the cost of the family box, divided by its repeaters.

    Right: A rate has a denominator that costs money. Compare this number with the trial pack's
    before you say which campaign is better.
    """
    spent = ads_daily.loc[ads_daily["plan_id"] == BOX, "cost"].sum()
    everybody = people(customers, orders)
    return spent / everybody.loc[everybody["acq_offer"] == BOX, "back"].sum()


@repeater_cost.wrong("cost of a customer")
def _customer(customers, ads_daily):
    """That is the cost of a *customer* (获客成本). Most of them never came back, and whoever did has
    to carry their cost too.
    """
    spent = ads_daily.loc[ads_daily["plan_id"] == BOX, "cost"].sum()
    return spent / (customers["acq_offer"] == BOX).sum()


@repeater_cost.wrong("the other campaign")
def _old_campaign(customers, orders, ads_daily):
    """That is the trial pack's. You will need it too, for the comparison; the question is about
    the family box.
    """
    return campaigns(customers, orders, ads_daily).loc[TRIAL, "cost per repeater"]


@repeater_cost.wrong("later orders counted")
def _later_orders(customers, orders, ads_daily):
    """You divided by later orders. Some people came back several times: count heads."""
    spent = ads_daily.loc[ads_daily["plan_id"] == BOX, "cost"].sum()
    won = customers.loc[customers["acq_offer"] == BOX, "customer_id"]
    return spent / (orders["customer_id"].isin(won).sum() - len(won))


@lesson.exercise("The same people, before and after", Number(tolerance=0.0005))
def high_only(customers, orders):
    """Both campaigns won people of **high** buying power. Among these alone: the repurchase rate
    of the new campaign minus that of the old one? (0.05 for five points.)

    Hint: `level` has people (`size`) and rates (`mean`) by buying power and campaign.

    Hint: The row `high`, the columns under `mean`: family box minus trial pack.

    Right: That is what the campaign did to this kind of people. Beside it, the obvious answer
    counts which kind was invited.
    """
    rate = by_level(customers, orders)["mean"].loc["high"]
    return rate[BOX] - rate[TRIAL]


@high_only.wrong("everybody")
def _everybody(customers, orders):
    """That is the obvious answer, over all people. Keep those of high buying power, in both
    campaigns.
    """
    return method.after_less_before(customers, orders).estimate


@high_only.wrong("level instead of difference")
def _level(customers, orders):
    """That is their rate in the new campaign. The same kind of people came in April as well:
    subtract theirs.
    """
    return by_level(customers, orders)["mean"].loc["high", BOX]


@high_only.wrong("sign turned")
def _old_less_new(customers, orders):
    """The size is right. Asked is the new campaign's rate minus the old one's: below zero means that
    the new one brought fewer of them back.
    """
    return -high_only(customers, orders)


@high_only.wrong("high against low")
def _high_against_low(customers, orders):
    """You compared people with people. The question compares campaign with campaign, for the same
    people.
    """
    rate = by_level(customers, orders)["mean"][BOX]
    return rate["high"] - rate["low"]


@lesson.exercise("The old campaign with the new people", Number(tolerance=0.0005, unit="share"))
def old_with_new_people(customers, orders):
    """Suppose that the **trial pack** had been shown to people of May's mix of buying power, and
    that each kind had come back as often as it did in April. What would its repurchase rate
    have been? (A share: 0.05 for 5%.)

    Hint: A rate of a mix is the mean of the rates of its parts, weighted with their sizes.

    Hint: Rates from the trial pack, weights from the family box: sum of size × rate, divided by
    the sum of the sizes.

    Right: This is standardisation (标准化). The rest, from here to the new campaign's own rate, is
    all that the campaign itself can have done.
    """
    found = by_level(customers, orders)
    size = found["size"][BOX]
    return (size * found["mean"][TRIAL]).sum() / size.sum()


@old_with_new_people.wrong("its own people")
def _own_people(customers, orders):
    """You weighted with April's people: that gives April's own rate back. Take the sizes of the
    family box.
    """
    found = by_level(customers, orders)
    size = found["size"][TRIAL]
    return (size * found["mean"][TRIAL]).sum() / size.sum()


@old_with_new_people.wrong("plain mean")
def _plain_mean(customers, orders):
    """You gave each kind of people the same weight. In May they weren't equally many."""
    return by_level(customers, orders)["mean"][TRIAL].mean()


@old_with_new_people.wrong("the other way round")
def _swapped(customers, orders):
    """That is the family box with April's people: also of interest, but it is the other campaign's
    rates that you took.
    """
    found = by_level(customers, orders)
    size = found["size"][TRIAL]
    return (size * found["mean"][BOX]).sum() / size.sum()


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "move the budget to the new campaign step by step, and count again at each step",
            "B": "move the budget back to the trial pack step by step, and count again at "
            "each step",
            "C": "keep both, draw by lot who sees which, and decide after another 90 days",
            "D": "cut both down to a small test, and look for an offer that pays for its ads",
        },
        reasons={
            "1": "a yuan of advertising brings more margin there, by more than luck can explain",
            "2": "luck can explain the difference in what a yuan of advertising brings",
            "3": "the repurchase rate rose",
            "4": "more people came back",
            "5": "neither campaign brings back its yuan within 90 days",
        },
    ),
)
def monday(customers, orders, ads_daily):
    """A food brand won customers with a cheap trial pack for everyone, and then with a family box
    for people of high buying power. The head of traffic wants the whole budget for the family box.
    The owner gives a campaign 90 days to bring its money back (回本周期): break-even is one yuan of
    margin per yuan of advertising. Choose an action and the reason for it: `("A", 1)`.

    Hint: The figure of what a yuan brings has both intervals. Does any of them reach 1?

    Hint: If one does, look at the difference below the figure: does its interval hold zero?

    Right: You decide on what a yuan brings, beside the yuan that it costs, and not on a rate
    whose denominator was chosen.
    """
    # Both intervals below a yuan: neither. Else where a yuan brings more; else find out.
    if (campaigns(customers, orders, ads_daily)["high"] < 1).all():
        return "D", 5
    gap = per_yuan(customers, orders, ads_daily)
    if gap.low > 0:
        return "A", 1
    return ("B", 1) if gap.high < 0 else ("C", 2)


@monday.wrong("the rate as the aim")
def _rate_rose(customers, orders, ads_daily):
    """A rate rises when the people who lower it are no longer invited. The budget is in yuan: it
    should go where a yuan brings more, by more than luck can explain, and where it may come back.
    """
    return "A", 3 if monday(customers, orders, ads_daily)[0] == "A" else None


@monday.wrong("heads as the aim")
def _heads(customers, orders, ads_daily):
    """The number of people leaves out what they cost and what they buy. Going back needs a yuan of the trial pack
    to bring more margin, by more than luck can explain, and to come back within 90 days.
    """
    return "B", 4 if monday(customers, orders, ads_daily)[0] == "B" else None


@monday.wrong("undecided for no reason")
def _any_reason(customers, orders, ads_daily):
    """Keeping both is right only where luck can explain the difference *and* at least one of them
    may bring its yuan back. A repurchase rate is no reason either way.
    """
    return "C", 3 if monday(customers, orders, ads_daily)[0] == "C" else None


@monday.wrong("cut although one may pay")
def _cut_both(customers, orders, ads_daily):
    """To cut both, both intervals of what a yuan brings must lie below one yuan. Look at each."""
    return "D", 3 if monday(customers, orders, ads_daily)[0] == "D" else None


COMPARED = {
    "A": "A yuan brings more with the box, by more than luck can explain",
    "B": "A yuan brings more with the trial pack, by more than luck can explain",
    "C": "Luck can explain the difference between the two",
    "D": "Neither brings its money back within the 90 days that the owner gives",
}
NEXT = {
    "A": "We should move the budget to the box in steps, and count again after 90 days",
    "B": "We should move the budget back to the trial pack in steps, and count again after 90 days",
    "C": "We should keep both, draw by lot who sees which, and decide after 90 days",
    "D": "We should cut both down to a small test, and look for an offer that pays for its ads",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("that the same people are compared", matching("same|alike|buying power|同")),
            Criterion("what a yuan of ads brings", matching("yuan|per yuan|元")),
            A_DECISION,
            Criterion("what the 90 days or the average can't say"),
        ]
    ),
)
def memo(customers, orders, ads_daily):
    """Write to the owner, in four or five sentences: what the new campaign itself changed, with its
    interval and on how many customers it rests; what a yuan of ads brings in each; and what you
    would do.

    Hint: The first number compares people of the same buying power.

    Hint: The decision needs another number: margin per yuan of ads, beside one yuan.

    Right: The repurchase rate is what the brief speaks of; the yuan is what the owner decides by.
    Does your memo say how the two hang together?
    """
    found, rows = same_people(customers, orders), campaigns(customers, orders, ads_daily)
    old, new = rows.loc[TRIAL], rows.loc[BOX]
    action = monday(customers, orders, ads_daily)[0]
    return (
        f"Among people of the same buying power, the new campaign changed the repurchase rate by "
        f"{100 * found.value:.1f} points ({100 * found.low:.1f} to {100 * found.high:.1f}, from "
        f"{found.n:,} customers); the rest of the rise is other people. A yuan of ads brought "
        f"{old['estimate']:.2f} yuan of margin with the trial pack ({old['low']:.2f} to "
        f"{old['high']:.2f}) and {new['estimate']:.2f} with the family box ({new['low']:.2f} to "
        f"{new['high']:.2f}). {COMPARED[action]}. What people buy after day 90 isn't counted. "
        f"{NEXT[action]}."
    )


@memo.wrong("the rise as a result")
def _the_rise(customers, orders):
    """Its numbers are right. But they compare different people, they don't say what these cost, and
    there is no interval.
    """
    rate = people(customers, orders).groupby("acq_offer")["back"].mean()
    return (
        f"Quality before quantity works: repurchase was {rate[TRIAL]:.1%}, and now it is "
        f"{rate[BOX]:.1%}. We should put everything into the new campaign, for these are better "
        "users."
    )
