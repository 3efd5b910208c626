"""The exercises of the case *The return that beat the industry's mean*."""

from ecomlab.cases.roi_above_mean import (
    RATES,
    TEST,
    holdout,
    last_click,
    margin,
    natural_search,
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
    have come anyway: the regions without ads show it.
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
            "A": "double the budget in all regions",
            "B": "raise the budget in half of the regions, drawn by lot, and count again",
            "C": "leave the budget as it is and let the lot run for six more weeks",
            "D": "cut the budget, first in regions drawn by lot, and count again",
        },
        reasons={
            "1": "the whole interval of the lot lies above break-even",
            "2": "break-even lies inside the interval of the lot",
            "3": "the return by last click is above the industry's mean",
            "4": "the whole interval of the lot lies below break-even",
        },
    ),
)
def monday(orders, ads_daily, pnl_lines):
    """A brand's ad team wants twice the budget. In pairs of regions, drawn by lot, the ads were
    stopped in one region of each pair, and the books say what a yuan of ads must bring. Choose an
    action and the reason for it: `("A", 1)`.

    Hint: Put three numbers side by side: the low and the high end of the lot's interval, and
    break-even.

    Hint: The lot compared all ads with none. About a *second* budget it says nothing.

    Right: You judge the ads by what they add and by your own margin. The industry's mean wasn't
    needed. Nor does the tool's return say which plan is weak: plans on the brand's own name look
    best there, and they are full of Ms Wus.
    """
    # The whole interval above break-even: more, by lot. All below: less. Else: find out.
    found, needed = holdout(orders, ads_daily), 1 / margin(pnl_lines)
    if found.low > needed:
        return "B", 1
    return ("D", 4) if found.high < needed else ("C", 2)


@monday.wrong("double")
def _double():
    """The lot told what the budget brings on average. The next yuan buys more expensive clicks
    from people who are harder to reach. Even a good average doesn't say that twice as much is good.
    """
    return "A", None


@monday.wrong("the credited return")
def _reported(orders, ads_daily, pnl_lines):
    """The action fits, the reason doesn't. Last click also credits ads with people who would have
    come anyway, and an industry's mean says nothing about your margin.
    """
    return monday(orders, ads_daily, pnl_lines)[0], 3


@monday.wrong("cut without proof")
def _cut_for_less(orders, ads_daily, pnl_lines):
    """The ads add less than the tool says, but that can still be enough. Cut only if the *whole*
    interval lies below break-even.
    """
    return "D", None if monday(orders, ads_daily, pnl_lines)[0] != "D" else 2


@monday.wrong("more, unless proven bad")
def _raise_by_lot(orders, ads_daily, pnl_lines):
    """A lot is right, but more money is for ads whose *whole* interval lies above break-even."""
    return "B", None if monday(orders, ads_daily, pnl_lines)[0] != "B" else 2


@monday.wrong("test although it's clear")
def _keep_testing(orders, ads_daily, pnl_lines):
    """Six more weeks cost money too. They are worth it only while break-even lies inside the
    interval.
    """
    return "C", None if monday(orders, ads_daily, pnl_lines)[0] != "C" else 1


BREAK_EVEN = {
    "B": "The whole interval lies above that, so on average the ads pay",
    "C": "That lies inside the interval, so we don't know yet whether the ads pay",
    "D": "The whole interval lies below that, so on average the ads lose money",
}
NEXT = {
    "B": "We should raise the budget in half of the regions, drawn by lot, and count again after "
    "six weeks",
    "C": "We should leave the budget as it is, and let the lot run for six more weeks",
    "D": "We should cut the budget, first in regions drawn by lot, and count again after six weeks",
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
            Criterion("what the average doesn't say about the next yuan"),
        ]
    ),
)
def memo(orders, ads_daily, pnl_lines):
    """Write to the head of marketing, in three to five sentences: what a yuan of ads adds, with its
    interval and on how many pairs it rests; what it must add; and what you would do.

    Hint: Begin with the number, not with the method.

    Hint: Say what the number doesn't tell: it is an average over six weeks.

    Right: Is the number with its interval in your first sentence, and the decision in your last?
    """
    found, needed = holdout(orders, ads_daily), 1 / margin(pnl_lines)
    action = monday(orders, ads_daily, pnl_lines)[0]
    return (
        f"A yuan of ads adds {found.value:.2f} yuan of revenue ({found.low:.2f} to "
        f"{found.high:.2f}, from {found.n} pairs of regions; a coin stopped the ads in one of "
        f"each pair). After refunds, goods, fee and parcels it must add {needed:.2f}. "
        f"{BREAK_EVEN[action]}. This is an average over six weeks with golden week in them; the "
        f"next yuan may bring less. {NEXT[action]}."
    )


@memo.wrong("the credited return")
def _credited_in_a_memo(ads_daily):
    """Its number is right, and answers another question: it counts those who would have come anyway.
    It has no interval, and an industry's mean instead of the shop's own break-even.
    """
    return (
        f"The ads are a success. Each yuan brings back {last_click(ads_daily).value:.1f} yuan, "
        "which is above the industry's mean. We should double the budget in all regions now, "
        "before our rivals do the same."
    )
