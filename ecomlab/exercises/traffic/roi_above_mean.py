"""The exercises of the case *The return that beat the industry's mean*."""

from ecomlab.cases.roi_above_mean import (
    CASE,
    NEXT,
    RATES,
    TEST,
    holdout,
    last_click,
    margin,
    natural_search,
    next_yuan,
    pairs,
    regions,
    rise,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson

lesson = case_lesson("roi_above_mean")


@lesson.exercise("Everybody's rise and ours", Number(tolerance=0.002))
def beyond_the_category(traffic_daily, keywords):
    """By what factor did the visits from **natural search** rise beyond the category's searches?
    Give (visits during ÷ before) ÷ (searches during ÷ before), all days and both words added
    up, with three decimals or more.

    Hint: `traffic_daily` has two channels; keep `natural search`. Split at `CLAIM`.

    Hint: `method.rise(table, column)` gives during ÷ before. Divide one rise by the other.

    Right: The category's rise is nobody's merit. This factor is what is left for the shop itself.
    """
    return rise(natural_search(traffic_daily), "uv") / rise(keywords, "search_index")


@beyond_the_category.wrong("ours alone")
def _ours_alone(traffic_daily, keywords):
    """That is the shop's own rise. When everybody searches more, a shop that does nothing rises
    too: divide by the category's.
    """
    return rise(natural_search(traffic_daily), "uv")


@beyond_the_category.wrong("subtracted")
def _subtracted(traffic_daily, keywords):
    """You subtracted two factors. They multiply: category × own = what you saw."""
    return rise(natural_search(traffic_daily), "uv") - rise(keywords, "search_index")


@beyond_the_category.wrong("all visits")
def _all_visits(traffic_daily, keywords):
    """You counted the visits from posts as well. The claim is about natural search."""
    return rise(traffic_daily, "uv") / rise(keywords, "search_index")


@beyond_the_category.wrong("upside down")
def _upside_down(traffic_daily, keywords):
    """Upside down: you divided the category's rise by the shop's."""
    return 1 / beyond_the_category(traffic_daily, keywords)


@lesson.exercise(
    "What a yuan of ads has to bring back",
    Number(tolerance=0.01, unit="yuan of revenue per yuan of ads"),
)
def break_even(pnl_lines):
    """From `pnl_lines`, all six weeks together: how many yuan of revenue must a yuan of ads bring
    so that nothing is lost on it? (盈亏平衡投产比.) Take off the revenue all that has to be paid
    because of a sale. Two decimals or more.

    Hint: Refunds, goods, fee, shipping and packaging come with each sale. The room and the
    people in it are paid anyway, and the ads are what is being judged.

    Hint: Contribution margin = (revenue and those five lines, added up) ÷ revenue. Break-even
    is 1 ÷ that.

    Right: Below this number every yuan of ads loses money, however far it lies above an
    industry's mean.
    """
    sums = pnl_lines.groupby("line")["amount"].sum()
    kept = sums[["revenue", "cogs", *RATES]].sum() / sums["revenue"]
    return 1 / kept


def _kept(pnl_lines, lines):
    sums = pnl_lines.groupby("line")["amount"].sum()
    return sums["revenue"] / sums[["revenue", *lines]].sum()


@break_even.wrong("goods only")
def _goods_only(pnl_lines):
    """You took off the goods alone. Refunds, the platform's fee, shipping and packaging leave with
    every sale too.
    """
    return _kept(pnl_lines, ["cogs"])


@break_even.wrong("refunds forgotten")
def _refunds_forgotten(pnl_lines):
    """The refunds are missing. What a buyer sends back was never earned."""
    return _kept(pnl_lines, ["cogs", *(name for name in RATES if name != "refund")])


@break_even.wrong("rooms too")
def _rooms_too(pnl_lines):
    """You took off people and rooms too. They cost the same with and without the ads, so
    they don't decide about the ads.
    """
    return _kept(pnl_lines, ["cogs", *RATES, "labour"])


@break_even.wrong("the margin itself")
def _margin_itself(pnl_lines):
    """That is the margin: what stays of a yuan of revenue. How much revenue makes one yuan of it?"""
    return margin(pnl_lines)


@lesson.exercise(
    "The yuan that was not spent", Number(tolerance=0.005, unit="yuan of revenue per yuan of ads")
)
def lost_per_yuan(orders, ads_daily):
    """The table `pairs` says what the region without ads lost against its partner, and how much
    ad money it saved. How much revenue was lost **per yuan saved**, all pairs together? Two
    decimals or more.

    Hint: Add up the column `lost` over all pairs, and the column `saved`.

    Hint: Sum ÷ sum, so that a large pair counts for more than a small one.

    Right: This is the incremental return on ad spend (增量 ROAS). Nobody had to guess who would
    have come anyway, or who came later by search: the regions without ads show both.
    """
    table = pairs(orders, ads_daily)
    return table["lost"].sum() / table["saved"].sum()


@lost_per_yuan.wrong("what the ad tool credits")
def _credited(orders, ads_daily):
    """That is what the ad tool credits to itself. You need what went missing when the ads did."""
    return last_click(ads_daily).estimate


@lost_per_yuan.wrong("credited during the test")
def _still_credited(orders, ads_daily):
    """That is still the ad tool's own credit, in the weeks of the test. Look at all orders of a region,
    whatever the last click.
    """
    sums = ads_daily[ads_daily["date"] >= TEST][["revenue", "cost"]].sum()
    return sums["revenue"] / sums["cost"]


@lost_per_yuan.wrong("all revenue over all ads")
def _all_revenue(orders, ads_daily):
    """You divided the whole revenue by the ads. Much of it comes without them: see the regions
    where they were off.
    """
    table = regions(orders, ads_daily)
    on = table[~table["stopped"]]
    return on["revenue test"].sum() / on["cost test"].sum()


@lost_per_yuan.wrong("against its own past")
def _own_past(orders, ads_daily):
    """You compared the regions without ads with their own past. Demand moved in all regions
    meanwhile; the partner tells by how much.
    """
    table = regions(orders, ads_daily)
    off = table[table["stopped"]]
    return (off["revenue before"] - off["revenue test"]).sum() / off["cost before"].sum()


@lost_per_yuan.wrong("mean of the pairs' ratios")
def _mean_of_ratios(orders, ads_daily):
    """You took the mean of the pairs' ratios. Then the smallest pair, whose ratio is mostly luck,
    counts as much as the largest. Add up first.
    """
    table = pairs(orders, ads_daily)
    return (table["lost"] / table["saved"]).mean()


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "double": "double the budget in all regions",
            "raise": "raise the budget in half of the regions, drawn by lot, and count again",
            "keep": "refuse the raise: leave the budget as it is for this year",
            "cut": "cut the budget until what is left of it earns its cost",
        },
        reasons={
            "above": "the whole interval of what an average yuan adds lies above break-even",
            "inside": "break-even lies inside the interval of what an average yuan adds",
            "below": "the whole interval of what an average yuan adds lies below break-even",
            "next_above": "all of the next yuan's interval lies above break-even",
            "next_inside": "break-even lies inside the next yuan's interval",
            "next_below": "all of the next yuan's interval lies below break-even",
            "mean": "the return by last click is above the industry's mean",
            "credit": "a return by last click is never to be believed",
        },
        cautious=["raise"],
    ),
)
def monday(orders, ads_daily, pnl_lines):
    """A brand's ad team wants twice the budget. In pairs of regions, drawn by lot, the ads were
    stopped in one region of each pair, and the books say what a yuan of ads must bring. When
    the budget was last doubled, the **next** yuan added {next} of what an average one did. Choose an
    action and the reason for it.

    Hint: Put three numbers side by side: the low and the high end of the lot's interval, and
    break-even. They decide about the budget that is there.

    Hint: If that earns its cost, take {next} of both ends: that is the next yuan, and it decides
    about a raise. Does it surely bring more than break-even, may it, or does it not?

    Right: You judge the ads by what they add and by your own margin, and a raise by the next
    yuan. Neither the industry's mean nor a general doubt about the ad tool was needed.
    """
    # The average yuan decides about the budget that is there, the next one about a raise.
    found, needed = holdout(orders, ads_daily), 1 / margin(pnl_lines)
    if found.high < needed:
        return "cut", "below"
    if found.low <= needed:
        return "keep", "inside"
    more = next_yuan(orders, ads_daily)
    if more.low > needed:
        return "double", "next_above"
    return ("keep", "next_below") if more.high < needed else ("raise", "next_inside")


@monday.facts
def _next():
    return {"next": f"{NEXT:.0%}"}


@monday.also("double what probably pays")
def _double_at_once(orders, ads_daily, pnl_lines):
    """That can be defended: a next yuan at the estimate brings more than break-even, and a budget
    can be cut again after a month. The lot has this beside it: it costs half as much if the
    low end is true, and afterwards you know.
    """
    best, needed = monday(orders, ads_daily, pnl_lines), 1 / margin(pnl_lines)
    pays = next_yuan(orders, ads_daily).value > needed
    return ("double", "next_inside") if best[0] == "raise" and pays else None


@monday.also("raise by lot what surely pays")
def _raise_first(orders, ads_daily, pnl_lines):
    """That can be defended: the {next} come from one earlier raise and have no interval, and a lot
    shows whether they hold this time. To double has this beside it: even the low end of the next
    yuan earns its cost, and half of the regions would wait for that.
    """
    doubles = monday(orders, ads_daily, pnl_lines)[0] == "double"
    return ("raise", "next_above") if doubles else None


@monday.also("refuse what probably loses")
def _refuse(orders, ads_daily, pnl_lines):
    """That can be defended: at the estimate a next yuan brings less than break-even, and a raise by
    lot is made of such yuan. The lot has this beside it: the high end earns its cost, and
    afterwards you know.
    """
    best, needed = monday(orders, ads_daily, pnl_lines), 1 / margin(pnl_lines)
    loses = next_yuan(orders, ads_daily).value < needed
    return ("keep", "next_inside") if best[0] == "raise" and loses else None


@monday.also("no raise from a next yuan that loses")
def _no_raise(orders, ads_daily, pnl_lines):
    """That can be defended: all of the next yuan's interval lies below break-even, so a raise would
    lose money. The average yuan has this beside it: it says what to do with the budget that
    is there, and that it needn't be cut.
    """
    best, needed = monday(orders, ads_daily, pnl_lines), 1 / margin(pnl_lines)
    loses = next_yuan(orders, ads_daily).high < needed
    return ("keep", "next_below") if best == ("keep", "inside") and loses else None


@monday.also("cut what probably loses")
def _cut_at_once(orders, ads_daily, pnl_lines):
    """That can be defended: at the estimate an average yuan brings less than break-even, and the
    last yuan of the budget brings less than the average. To leave the budget has this
    beside it: the interval holds break-even, so the loss isn't sure, and each won customer may
    come back after the six weeks.
    """
    best, found = monday(orders, ads_daily, pnl_lines), holdout(orders, ads_daily)
    loses = found.value < 1 / margin(pnl_lines)
    return ("cut", "inside") if best == ("keep", "inside") and loses else None


@monday.wrong("the credited return")
def _reported(orders, ads_daily, pnl_lines):
    """The action fits, the reason doesn't. Last click counts who tapped an ad: some would have come
    anyway, and some who saw it came later. And an industry's mean says nothing about your margin.
    """
    return monday(orders, ads_daily, pnl_lines)[0], "mean"


@monday.wrong("never believed")
def _cynic(orders, ads_daily, pnl_lines):
    """The action fits, the reason doesn't. Last click can say too much, too little, or just enough.
    The lot tells which it is here: argue with its interval and your break-even.
    """
    return monday(orders, ads_daily, pnl_lines)[0], "credit"


@monday.wrong("the average yuan for the next one")
def _average_for_next(orders, ads_daily, pnl_lines):
    """The action fits, and the reason is true. But it speaks of the budget that is there. A raise is
    made of *next* yuan: where does {next} of both ends lie?
    """
    best = monday(orders, ads_daily, pnl_lines)
    return (best[0], "above") if best[1].startswith("next") else None


@monday.wrong("double")
def _double(orders, ads_daily, pnl_lines):
    """A second budget is made of *next* yuan. Take {next} of the lot's low end: only if that is
    above break-even does a doubled budget surely pay.
    """
    return "double", None if monday(orders, ads_daily, pnl_lines)[0] != "double" else "inside"


@monday.wrong("cut what may pay")
def _cut_for_less(orders, ads_daily, pnl_lines):
    """Whatever the ad tool says: cut only if the *whole* interval of what an average yuan adds
    lies below break-even. Where is it?
    """
    return "cut", None if monday(orders, ads_daily, pnl_lines)[0] != "cut" else "inside"


@monday.wrong("raise without need")
def _raise_by_lot(orders, ads_daily, pnl_lines):
    """A raise by lot buys knowledge. It is worth its money only where the next yuan *may* bring more
    than break-even and may not. Put {next} of both ends beside break-even.
    """
    return "raise", None if monday(orders, ads_daily, pnl_lines)[0] != "raise" else "below"


@monday.wrong("keep without need")
def _keep_as_it_is(orders, ads_daily, pnl_lines):
    """To leave a budget as it is costs money, too, where the next yuan earns its cost or the average
    one doesn't. Is break-even below, inside or above the lot's interval, and what of {next} of it?
    """
    best = monday(orders, ads_daily, pnl_lines)
    if best[0] != "keep":
        return "keep", None
    return "keep", "next_above"


STANDS = {
    "above": "The whole interval lies above that, so on average the ads pay",
    "inside": "That lies inside the interval, so on average the ads about earn their cost",
    "below": "The whole interval lies below that, so on average the ads lose money",
}
NEXT_STANDS = {
    "next_above": "all of it more than it must add",
    "next_inside": "which may be enough or not",
    "next_below": "all of it less than it must add",
}
NEXT_STEP = {
    "double": "We should double the budget in all regions",
    "raise": "We should raise the budget in half of the regions, drawn by lot, and count again "
    "after six weeks",
    "keep": "We should leave the budget as it is",
    "cut": "We should cut the budget, the weakest plans first, until the rest earns its cost",
}
ERRS = {
    "rosy": "more than the ads add",
    "right": "about what the ads add",
    "modest": "less than the ads add",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion(
                "what a yuan of ads must bring, from the books",
                matching("break.?even|must (add|bring)|盈亏|保本"),
            ),
            A_DECISION,
            Criterion("that the next yuan isn't the average one"),
        ]
    ),
)
def memo(orders, ads_daily, pnl_lines):
    """Write to the head of marketing, in four to six sentences: what a yuan of ads adds, with its
    interval and on how many pairs it rests; whether the ad tool's figure holds; what a yuan must
    add; and what you would do about the second budget.

    Hint: Begin with the number, not with the method.

    Hint: Say what the number doesn't tell: it is an average over six weeks.

    Right: Is the number with its interval in your first sentence, and the decision in your last?
    """
    found, needed = holdout(orders, ads_daily), 1 / margin(pnl_lines)
    action, _ = monday(orders, ads_daily, pnl_lines)
    told, more = last_click(ads_daily), next_yuan(orders, ads_daily)
    errs = ERRS[CASE.found(told, found)[0]]
    return (
        f"A yuan of ads adds {found.value:.2f} yuan of revenue ({found.low:.2f} to "
        f"{found.high:.2f}, from {found.n} pairs of regions; a coin stopped the ads in one of "
        f"each pair). The ad tool's {told.value:.2f} is {errs}. After refunds, goods, fee and "
        f"parcels a yuan must add {needed:.2f}. {STANDS[_place(found, needed)]}. The next yuan, at {NEXT:.0%} of "
        f"the average as last time, would add {more.low:.2f} to {more.high:.2f}, "
        f"{NEXT_STANDS['next_' + _place(more, needed)]}. These are six weeks with golden week in "
        f"them. {NEXT_STEP[action]}."
    )


def _place(found, needed):
    """On which side of break-even an interval lies."""
    return "above" if found.low > needed else "below" if found.high < needed else "inside"


@memo.wrong("the credited return")
def _credited_in_a_memo(ads_daily):
    """Its number is the ad tool's: it counts who tapped an ad, and nobody who came later. It has no
    interval, and an industry's mean instead of the shop's own break-even.
    """
    return (
        f"The ads are a success. Each yuan brings back {last_click(ads_daily).value:.1f} yuan, "
        "which is above the industry's mean. We should double the budget in all regions now, "
        "before our rivals do the same."
    )


@memo.wrong("doubt instead of a number")
def _doubt_in_a_memo(ads_daily):
    """It doubts the ad tool, and doesn't say in which direction it errs here, or by how much. The
    lot was drawn, and its number isn't used: to believe nothing is no reading of the data either.
    """
    return (
        f"The ad tool says {last_click(ads_daily).value:.1f}. Such figures are always "
        "exaggerated, because the tool praises itself: all these people would have bought anyway. "
        "We should cut the ads by half and save the money."
    )
