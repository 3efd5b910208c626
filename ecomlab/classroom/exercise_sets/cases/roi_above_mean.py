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
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.traffic.paid import break_even_roas

# --- 1: everybody's rise and ours ----------------------------------------------------------


def beyond_the_category(traffic_daily, keywords):
    return rise(natural_search(traffic_daily), "uv") / rise(keywords, "search_index")


def _ours_alone(traffic_daily, keywords):
    return rise(natural_search(traffic_daily), "uv")


def _subtracted(traffic_daily, keywords):
    return rise(natural_search(traffic_daily), "uv") - rise(keywords, "search_index")


def _all_visits(traffic_daily, keywords):
    return rise(traffic_daily, "uv") / rise(keywords, "search_index")


def _upside_down(traffic_daily, keywords):
    return 1 / beyond_the_category(traffic_daily, keywords)


# --- 2: what a yuan has to bring back ------------------------------------------------------


def break_even(pnl_lines):
    return break_even_roas(margin(pnl_lines))


def _kept(pnl_lines, lines):
    sums = pnl_lines.groupby("line")["amount"].sum()
    return sums["revenue"] / sums[["revenue", *lines]].sum()


def _goods_only(pnl_lines):
    return _kept(pnl_lines, ["cogs"])


def _refunds_forgotten(pnl_lines):
    return _kept(pnl_lines, ["cogs", *(name for name in RATES if name != "refund")])


def _rooms_too(pnl_lines):
    return _kept(pnl_lines, ["cogs", *RATES, "labour"])


def _margin_itself(pnl_lines):
    return margin(pnl_lines)


# --- 3: the yuan that was not spent --------------------------------------------------------


def lost_per_yuan(orders, ads_daily):
    table = pairs(orders, ads_daily)
    return table["lost"].sum() / table["saved"].sum()


def _credited(orders, ads_daily):
    return last_click(ads_daily).estimate


def _still_credited(orders, ads_daily):
    sums = ads_daily[ads_daily["date"] >= TEST][["revenue", "cost"]].sum()
    return sums["revenue"] / sums["cost"]


def _all_revenue(orders, ads_daily):
    table = regions(orders, ads_daily)
    on = table[~table["stopped"]]
    return on["revenue test"].sum() / on["cost test"].sum()


def _own_past(orders, ads_daily):
    table = regions(orders, ads_daily)
    off = table[table["stopped"]]
    return (off["revenue before"] - off["revenue test"]).sum() / off["cost before"].sum()


def _mean_of_ratios(orders, ads_daily):
    table = pairs(orders, ads_daily)
    return (table["lost"] / table["saved"]).mean()


# --- 4: Monday -----------------------------------------------------------------------------


def monday(orders, ads_daily, pnl_lines):
    """The whole interval above break-even: more, by lot. All below: less. Else: find out."""
    found, needed = holdout(orders, ads_daily), 1 / margin(pnl_lines)
    if found.low > needed:
        return "B", 2
    return ("D", 4) if found.high < needed else ("C", 3)


def _double():
    return "A", None


def _reported(orders, ads_daily, pnl_lines):
    return monday(orders, ads_daily, pnl_lines)[0], 1


def _cut_for_less(orders, ads_daily, pnl_lines):
    return "D", None if monday(orders, ads_daily, pnl_lines)[0] != "D" else 3


def _raise_by_lot(orders, ads_daily, pnl_lines):
    return "B", None if monday(orders, ads_daily, pnl_lines)[0] != "B" else 3


def _keep_testing(orders, ads_daily, pnl_lines):
    return "C", None if monday(orders, ads_daily, pnl_lines)[0] != "C" else 2


LESSON = case_lesson(
    "roi_above_mean",
    [
        Exercise(
            name="beyond_the_category",
            title="Everybody's rise and ours",
            prompt="By what factor did the visits from **natural search** rise beyond the "
            "category's searches? Give (visits during ÷ before) ÷ (searches during ÷ before), "
            "all days and both words added up, with three decimals or more.",
            kind=Number(tolerance=0.002),
            solution=beyond_the_category,
            hints=(
                "`traffic_daily` has two channels; keep `natural search`. Split at `CLAIM`.",
                "`method.rise(table, column)` gives during ÷ before. Divide one rise by the other.",
            ),
            misconceptions=(
                Misconception(
                    "ours alone",
                    _ours_alone,
                    "That is the shop's own rise. When everybody searches more, a shop that does "
                    "nothing rises too: divide by the category's.",
                ),
                Misconception(
                    "subtracted",
                    _subtracted,
                    "You subtracted two factors. They multiply: category × own = what you saw.",
                ),
                Misconception(
                    "all visits",
                    _all_visits,
                    "You counted the visits from posts as well. The claim is about natural search.",
                ),
                Misconception(
                    "upside down",
                    _upside_down,
                    "Upside down: you divided the category's rise by the shop's.",
                ),
            ),
            praise="The tide lifts all boats; this factor is how much the boat rose on the water.",
        ),
        Exercise(
            name="break_even",
            title="What a yuan of ads has to bring back",
            prompt="From `pnl_lines`: how many yuan of revenue must a yuan of ads bring so that "
            "nothing is lost on it? (盈亏平衡投产比.) Take everything off the revenue that falls "
            "due with each sale. Two decimals or more.",
            kind=Number(tolerance=0.01, unit="yuan of revenue per yuan of ads"),
            solution=break_even,
            hints=(
                "Refunds, goods, fee, shipping and packaging come with each sale. The room and "
                "the people in it are paid anyway, and the ads are what is being judged.",
                "Contribution margin = (revenue and those five lines, added up) ÷ revenue. "
                "Break-even is 1 ÷ that.",
            ),
            misconceptions=(
                Misconception(
                    "goods only",
                    _goods_only,
                    "You took off the goods alone. Refunds, the platform's fee, shipping and "
                    "packaging leave with every sale too.",
                ),
                Misconception(
                    "refunds forgotten",
                    _refunds_forgotten,
                    "The refunds are missing. What a buyer sends back was never earned.",
                ),
                Misconception(
                    "rooms too",
                    _rooms_too,
                    "You charged the sale with people and rooms. They cost the same with and "
                    "without the ads, so they don't decide about the ads.",
                ),
                Misconception(
                    "the margin itself",
                    _margin_itself,
                    "That is the margin: what stays of a yuan of revenue. How much revenue makes "
                    "one yuan of it?",
                ),
            ),
            praise="Below this number every yuan of ads loses money, however far it lies above "
            "an industry's mean.",
        ),
        Exercise(
            name="lost_per_yuan",
            title="The yuan that was not spent",
            prompt="`method.pairs(orders, ads)` says for each pair what the region without ads "
            "lost against its partner, and how much ad money it saved. How much revenue was lost "
            "**per yuan saved**, all pairs together? Two decimals or more.",
            kind=Number(tolerance=0.005, unit="yuan of revenue per yuan of ads"),
            solution=lost_per_yuan,
            hints=(
                "Add up the column `lost` over all pairs, and the column `saved`.",
                "Sum ÷ sum, so that a large pair counts for more than a small one.",
            ),
            misconceptions=(
                Misconception(
                    "what the ad tool credits",
                    _credited,
                    "That is what the ad tool credits to itself. You need what went missing when "
                    "the ads did.",
                ),
                Misconception(
                    "credited during the test",
                    _still_credited,
                    "Still the ad tool's own credit, in the weeks of the test. Look at all orders "
                    "of a region, whatever the last click.",
                ),
                Misconception(
                    "all revenue over all ads",
                    _all_revenue,
                    "You divided the whole revenue by the ads. Much of it comes without them: see "
                    "the regions where they were off.",
                ),
                Misconception(
                    "against its own past",
                    _own_past,
                    "You compared the regions without ads with their own past. Demand moved in "
                    "all regions meanwhile; the partner tells by how much.",
                ),
                Misconception(
                    "mean of the pairs' ratios",
                    _mean_of_ratios,
                    "You took the mean of the pairs' ratios. Then the smallest pair, whose ratio "
                    "is mostly luck, counts as much as the largest. Add up first.",
                ),
            ),
            praise="This is the incremental return on ad spend (增量 ROAS). Nobody had to guess "
            "who would have come anyway: the regions without ads show it.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The ad team wants twice the budget. Choose an action and the reason that "
            'carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "double the budget in all regions",
                    "B": "raise the budget in half of the regions, drawn by lot, and count again",
                    "C": "leave the budget as it is and let the lot run for six more weeks",
                    "D": "cut the budget, the weakest plans first, and count again",
                },
                reasons={
                    "1": "the return by last click is above the industry's mean",
                    "2": "the whole interval of the lot lies above break-even",
                    "3": "break-even lies inside the interval of the lot",
                    "4": "the whole interval of the lot lies below break-even",
                },
            ),
            solution=monday,
            hints=(
                "Put three numbers side by side: the low and the high end of the lot's interval, "
                "and break-even.",
                "The lot compared all ads with none. About a *second* budget it says nothing.",
            ),
            misconceptions=(
                Misconception(
                    "double",
                    _double,
                    "The lot told what the budget brings on average. The next yuan buys dearer "
                    "clicks from people who were harder to reach; even a good average is no "
                    "licence to double everywhere at once.",
                ),
                Misconception(
                    "the credited return",
                    _reported,
                    "The action fits, the reason doesn't. Last click credits ads with people who "
                    "were on their way, and an industry's mean isn't your margin.",
                ),
                Misconception(
                    "cut without proof",
                    _cut_for_less,
                    "Less than the ad tool says is not yet too little. Cut only if the *whole* "
                    "interval lies below break-even.",
                ),
                Misconception(
                    "more, unless proven bad",
                    _raise_by_lot,
                    "A lot is right, but more money is for ads whose *whole* interval lies above "
                    "break-even.",
                ),
                Misconception(
                    "test although it's clear",
                    _keep_testing,
                    "Six more weeks cost money too. They are worth it only while break-even lies "
                    "inside the interval.",
                ),
            ),
            praise="You judge the ads by what they add and by your own margin. The industry's "
            "mean wasn't needed.",
        ),
    ],
)
