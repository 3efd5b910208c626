"""The exercises of the case *Better people, not more people*."""

from ecomlab.cases import low_price_people as method
from ecomlab.cases.low_price_people import (
    BOX,
    CASE,
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

    Right: That is what the campaign did to this kind of people. The obvious answer counts beside
    it which kind was invited.
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
            "box": "put the whole budget on the family box",
            "pack": "put the whole budget back on the trial pack",
            "both": "keep both, draw by lot who sees which, and decide after another 90 days",
            "less": "cut both down, and look for an offer that pays for its ads",
        },
        reasons={
            "clear": "a yuan of ads brings more there than in the other campaign, by more than luck",
            "luck": "luck can explain the difference in what a yuan of ads brings",
            "below": "neither campaign brings back its yuan within 90 days",
            "beyond": "another month and the next customer aren't in the interval",
            "rate": "the repurchase rate rose",
            "mix": "a rate that rises with other people says nothing",
        },
        cautious=["both"],
    ),
)
def monday(customers, orders, ads_daily):
    """A food brand won customers with a cheap trial pack for everyone, and then with a family box
    for people of high buying power. The head of traffic wants the whole budget for the family box.
    The owner gives a campaign 90 days to bring its money back (回本周期): break-even is one yuan of
    margin per yuan of advertising. Choose an action and the reason for it.

    Hint: The figure of what a yuan brings has both intervals. Does any of them reach 1?

    Hint: If one does, look at the difference below the figure: does its interval hold zero?

    Right: You decide on what a yuan brings, beside the yuan that it costs. Whether the rate rose by
    the campaign or by other people is another question: a true rise may be too dear, and other
    people may be worth their price.
    """
    # Both intervals below a yuan: neither. Else where a yuan brings more; else find out.
    if (campaigns(customers, orders, ads_daily)["high"] < 1).all():
        return "less", "below"
    gap = per_yuan(customers, orders, ads_daily)
    if gap.holds(0):
        return "both", "luck"
    return ("box" if gap.low > 0 else "pack"), "clear"


@monday.also("the better one, at the estimate")
def _at_once(customers, orders, ads_daily):
    """That can be defended: at the estimates this campaign brings more, and it brings its yuan
    back; 90 more days with the other one cost money as well. A lot has this beside it: it tells
    the offer from the month, and luck can explain the difference.
    """
    rows = campaigns(customers, orders, ads_daily)["estimate"]
    unsure = monday(customers, orders, ads_daily)[0] == "both"
    if not unsure or rows.max() < 1:
        return None
    return ("box" if rows[BOX] > rows[TRIAL] else "pack"), "luck"


@monday.also("a lot, for what the interval doesn't hold")
def _by_lot(customers, orders, ads_daily):
    """That can be defended: April and May differ in more than the offer, an average isn't the next
    customer, and a lot within one month would show what is left. To decide now has this beside it:
    for 90 days no money goes to the offer that may bring less.
    """
    best = monday(customers, orders, ads_daily)[0]
    return ("both", "beyond") if best != "less" else None


@monday.also("cut what probably loses")
def _probably_loses(customers, orders, ads_daily):
    """That can be defended: at the estimates neither brings its yuan back. To go on has this beside
    it: an interval reaches one yuan, and what is bought after day 90 isn't counted.
    """
    rows = campaigns(customers, orders, ads_daily)["estimate"]
    goes_on = monday(customers, orders, ads_daily)[0] != "less"
    return ("less", "below") if goes_on and rows.max() < 1 else None


@monday.wrong("the rate as the aim")
def _rate_rose(customers, orders, ads_daily):
    """The action fits, the reason doesn't. The budget is in yuan: it goes where a yuan brings more,
    and where it may come back. A rate has no price in it.
    """
    return monday(customers, orders, ads_daily)[0], "rate"


@monday.wrong("other people as a verdict")
def _other_people(customers, orders, ads_daily):
    """The action fits, the reason doesn't. Whether other people make the rise is counted above; and
    other people may be worth what they cost. What does a yuan bring?
    """
    return monday(customers, orders, ads_daily)[0], "mix"


@monday.wrong("the box in any case")
def _box(customers, orders, ads_daily):
    """For the box a yuan must bring more than with the trial pack, by more than luck: the whole
    interval of the difference above zero. And one of the two must reach a yuan.
    """
    return "box", None if monday(customers, orders, ads_daily)[0] != "box" else "luck"


@monday.wrong("the pack in any case")
def _pack(customers, orders, ads_daily):
    """Going back needs a yuan of the trial pack to bring more, by more than luck: the whole interval
    of the difference below zero. And one of the two must reach a yuan.
    """
    return "pack", None if monday(customers, orders, ads_daily)[0] != "pack" else "luck"


@monday.wrong("a lot although it is clear")
def _any_reason(customers, orders, ads_daily):
    """Another 90 days of both need a reason: luck can explain the difference, or the interval leaves
    something out that you must know. *And* one of the two must reach a yuan.
    """
    return "both", None if monday(customers, orders, ads_daily)[0] != "both" else "clear"


@monday.wrong("cut although one may pay")
def _cut_both(customers, orders, ads_daily):
    """To cut both, both intervals of what a yuan brings must lie below one yuan. Look at each."""
    return "less", None if monday(customers, orders, ads_daily)[0] != "less" else "luck"


COMPARED = {
    "box": "A yuan brings more with the box, by more than luck",
    "pack": "A yuan brings more with the trial pack, by more than luck",
    "both": "Luck can explain the difference between the two",
    "less": "Neither brings its money back within the 90 days that the owner gives",
}
NEXT = {
    "box": "We should put the budget on the box, and count again after 90 days",
    "pack": "We should put the budget back on the trial pack, and count again after 90 days",
    "both": "We should keep both, draw by lot who sees which, and decide after 90 days",
    "less": "We should cut both down, and look for an offer that pays for its ads",
}
RISE = {
    "rosy": "the rest of the rise is other people",
    "right": "so the rise is about the campaign's own work",
    "modest": "the rise shows less, because May's people come back less often by themselves",
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
    interval and on how many customers it rests; whether the rise says it; what a yuan of ads brings
    in each; and what you would do.

    Hint: The first number compares people of the same buying power.

    Hint: The decision needs another number: margin per yuan of ads, beside one yuan.

    Right: The repurchase rate is what the brief speaks of; the yuan is what the owner decides by.
    Does your memo say how the two hang together?
    """
    found, rows = same_people(customers, orders), campaigns(customers, orders, ads_daily)
    old, new = rows.loc[TRIAL], rows.loc[BOX]
    action = monday(customers, orders, ads_daily)[0]
    value, low, high = (f"{100 * end:+.1f}".replace("-", "−") for end in found[:3])
    errs = CASE.found(method.after_less_before(customers, orders), found)[0]
    return (
        f"Among people of the same buying power, the new campaign, or its month, changed the "
        f"repurchase rate by {value} points ({low} to {high}, from "
        f"{found.n:,} customers); {RISE[errs]}. A yuan of ads brought "
        f"{old['estimate']:.2f} yuan of margin with the trial pack ({old['low']:.2f} to "
        f"{old['high']:.2f}) and {new['estimate']:.2f} with the family box ({new['low']:.2f} to "
        f"{new['high']:.2f}). {COMPARED[action]}. What people buy after day 90 isn't counted. "
        f"{NEXT[action]}."
    )


@memo.wrong("the rise as a result")
def _the_rise(customers, orders):
    """Its numbers are right. But it doesn't say whether the people are the same, or what they cost,
    and there is no interval. Nobody could decide about yuan with it.
    """
    rate = people(customers, orders).groupby("acq_offer")["back"].mean()
    return (
        f"Quality before quantity works: repurchase was {rate[TRIAL]:.1%}, and now it is "
        f"{rate[BOX]:.1%}. We should put everything into the new campaign, for these are better "
        "users."
    )


@memo.wrong("only other people")
def _only_other_people(customers, orders):
    """It names what can be wrong with a rise, and doesn't count whether it is. The rows of the same
    buying power stand in the table. And what a yuan brings isn't there.
    """
    rate = people(customers, orders).groupby("acq_offer")["back"].mean()
    return (
        f"The rise to {rate[BOX]:.1%} is exaggerated, as always: other people were invited, that is "
        "all. The campaign did nothing, and we should stop it."
    )
