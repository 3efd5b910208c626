"""The exercises of the case *Fifty million in the first year*."""

from ecomlab.cases.fifty_million import (
    FIXED,
    MILLION,
    MONTHS,
    VARIABLE,
    costs,
    everyone,
    profits,
    shops,
    still_listed,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number

# --- 1: yuan a piece -----------------------------------------------------------------------


def a_piece(competitors):
    best = shops(competitors).iloc[0]
    return best["revenue"] / best["pieces"]


def _struck_through(competitors):
    return competitors["list_price"].max()


def _at_the_peak(competitors):
    return shops(competitors)["revenue"].iloc[0] / (MONTHS * _its(competitors).max())


def _at_the_start(competitors):
    return shops(competitors)["revenue"].iloc[0] / (MONTHS * _its(competitors).min())


def _one_month(competitors):
    best = shops(competitors).iloc[0]
    return best["revenue"] / (best["pieces"] / MONTHS)


def _its(competitors):
    best = shops(competitors).index[0]
    return competitors.loc[competitors["shop"] == best, "units_30d"]


# --- 2: what is left of it -----------------------------------------------------------------


def _sum(pnl_lines, lines):
    return pnl_lines.groupby("line")["amount"].sum()[lines].sum()


def net_margin(pnl_lines):
    return pnl_lines["amount"].sum() / _sum(pnl_lines, ["revenue"])


def _contribution(pnl_lines):
    return _sum(pnl_lines, VARIABLE) / _sum(pnl_lines, ["revenue"])


def _gross(pnl_lines):
    return _sum(pnl_lines, ["revenue", "cogs"]) / _sum(pnl_lines, ["revenue"])


def _returns_forgotten(pnl_lines):
    lines = [line for line in [*VARIABLE, *FIXED] if line != "refund"]
    return _sum(pnl_lines, lines) / _sum(pnl_lines, ["revenue"])


def _of_the_rest(pnl_lines):
    return pnl_lines["amount"].sum() / _sum(pnl_lines, ["revenue", "refund"])


# --- 3: everyone who began -----------------------------------------------------------------


def all_who_began(competitors, pnl_lines):
    return profits(competitors, pnl_lines)["profit"].mean()


def _on_the_list(competitors, pnl_lines):
    return still_listed(competitors, pnl_lines).estimate


def _best(competitors, pnl_lines):
    return profits(competitors, pnl_lines)["profit"].max()


def _whole_year(competitors, pnl_lines):
    kept, month = costs(pnl_lines)
    return (kept * shops(competitors)["revenue"].mean() - MONTHS * month) / MILLION


def _revenue(competitors, pnl_lines):
    return shops(competitors)["revenue"].mean() / MILLION


def _in_yuan(competitors, pnl_lines):
    return all_who_began(competitors, pnl_lines) * MILLION


def _shared_by_survivors(competitors, pnl_lines):
    table = profits(competitors, pnl_lines)
    return table["profit"].sum() / table["still_there"].sum()


# --- 4: Monday -----------------------------------------------------------------------------


def monday(competitors, pnl_lines):
    """The whole interval above zero: sign. All below: stay out. Else: small, with a stop."""
    found = everyone(competitors, pnl_lines)
    if found.low > 0:
        return "A", 2
    return ("C", 4) if found.high < 0 else ("B", 3)


def _as_they_did(competitors, pnl_lines):
    return "A", 1 if monday(competitors, pnl_lines)[0] == "A" else None


def _a_little(competitors, pnl_lines):
    return "B", None if monday(competitors, pnl_lines)[0] != "B" else 1


def _most_fail(competitors, pnl_lines):
    return "C", None if monday(competitors, pnl_lines)[0] != "C" else 1


def _wrong_reason(competitors, pnl_lines):
    right = monday(competitors, pnl_lines)
    return right[0], 4 if right[1] == 3 else 3


LESSON = case_lesson(
    "fifty_million",
    [
        Exercise(
            name="a_piece",
            title="Yuan a piece",
            prompt="The told brand is the shop with the largest revenue of all twelve looks. How "
            "many yuan was **one piece** sold for, on average over the year? (Revenue of a look = "
            "`price` × `units_30d`.) Two decimals or more.",
            kind=Number(tolerance=0.01, unit="yuan"),
            solution=a_piece,
            hints=(
                "`method.shops(competitors)` has pieces and revenue of each shop, the largest first.",
                "Revenue of the year ÷ pieces of the year.",
            ),
            misconceptions=(
                Misconception(
                    "the struck-through price",
                    _struck_through,
                    "That is the struck-through price. Nobody paid it.",
                ),
                Misconception(
                    "twelve times the best month",
                    _at_the_peak,
                    "You took the best month's pieces twelve times. The shop sold that many at "
                    "the end only: add the months up.",
                ),
                Misconception(
                    "twelve times the first month",
                    _at_the_start,
                    "You took the first month's pieces twelve times. The shop has grown since: "
                    "add the months up.",
                ),
                Misconception(
                    "a year's revenue, a month's pieces",
                    _one_month,
                    "You divided the revenue of a year by the pieces of a month.",
                ),
            ),
            praise="Two published figures and a third that nobody published. Always work it out: "
            "it says at once what kind of business this is.",
        ),
        Exercise(
            name="net_margin",
            title="What is left of it",
            prompt="`pnl_lines` has the told brand's books. What share of its revenue was left as "
            "profit when **everything** was paid? (0.05 for five in a hundred.)",
            kind=Number(tolerance=0.0005, unit="share"),
            solution=net_margin,
            hints=(
                "Income stands above zero, costs below. The sum of all lines is the profit.",
                "Divide it by the sum of the line `revenue`.",
            ),
            misconceptions=(
                Misconception(
                    "before wages and rooms",
                    _contribution,
                    "That is the contribution margin. The lines `labour` and `other` must be paid "
                    "as well.",
                ),
                Misconception(
                    "gross margin",
                    _gross,
                    "That is the gross margin: revenue less goods. Returns, ads, parcels, fees, "
                    "wages and rooms are still to come.",
                ),
                Misconception(
                    "returns forgotten",
                    _returns_forgotten,
                    "You left the line `refund` out. Of cheap clothes a good part comes back, and "
                    "that money with it.",
                ),
                Misconception(
                    "share of what isn't returned",
                    _of_the_rest,
                    "You divided by revenue less refunds. A useful figure, but the claim's "
                    "revenue is what was paid, before returns.",
                ),
            ),
            praise="So much for the revenue. And this is the best of them all.",
        ),
        Exercise(
            name="all_who_began",
            title="All who began",
            prompt="Take **every** shop that was ever on a list. Profit of a shop = what stays of "
            "its revenue − the month's fixed costs × the months that it was there. What is the "
            "mean, in **million yuan**? Three decimals or more.",
            kind=Number(tolerance=0.003, unit="million yuan"),
            solution=all_who_began,
            hints=(
                "`method.profits(competitors, books)` has months, revenue, profit and whether a "
                "shop is still there.",
                "The mean of `profit` over all its rows; the unit is a million yuan already.",
            ),
            misconceptions=(
                Misconception(
                    "those still on the list",
                    _on_the_list,
                    "You kept the shops of the last list. The others paid as well, and left.",
                ),
                Misconception(
                    "the told brand",
                    _best,
                    "That is the told brand: one of those who began.",
                ),
                Misconception(
                    "rent after closing",
                    _whole_year,
                    "You charged everybody with twelve months. Who closes stops paying: count "
                    "each shop's own months.",
                ),
                Misconception(
                    "revenue",
                    _revenue,
                    "That is the mean *revenue*. It pays for goods, returns, ads and parcels first.",
                ),
                Misconception(
                    "in yuan",
                    _in_yuan,
                    "Your number is in yuan. The question asks for million yuan.",
                ),
                Misconception(
                    "all profits, few heads",
                    _shared_by_survivors,
                    "You added up everybody's profit and shared it among those still there. Divide "
                    "by all who began.",
                ),
            ),
            praise="This is what the plan brought to those who tried it, before anybody knew who "
            "would be told of.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The plan lies on the table. Choose an action and the reason that carries it: "
            '`("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "sign the plan, with the line at which you'd stop written into it",
                    "B": "begin with two months and few pieces, and a line at which you stop",
                    "C": "stay out with this plan; ask what would have to change in it",
                },
                reasons={
                    "1": "the told brand made a profit with it in its first year",
                    "2": "the whole interval of all who began lies above zero",
                    "3": "zero lies inside the interval of all who began",
                    "4": "the whole interval of all who began lies below zero",
                },
            ),
            solution=monday,
            hints=(
                "Whose profit is the best forecast for one more who begins?",
                "Where does zero lie: below the interval of all who began, inside it, or above?",
            ),
            misconceptions=(
                Misconception(
                    "as they did",
                    _as_they_did,
                    "The plan was the same for all who began; the outcome was not. You sign the "
                    "plan, not the outcome. Only the *whole* interval of all who began can carry "
                    "it.",
                ),
                Misconception(
                    "a little can't hurt",
                    _a_little,
                    "Beginning small buys an answer. That is worth its price when the answer is "
                    "open: when zero lies inside the interval.",
                ),
                Misconception(
                    "staying out by feeling",
                    _most_fail,
                    "That many lose isn't enough to stay out: a few large winners can carry the "
                    "mean. Look where zero lies.",
                ),
                Misconception(
                    "the interval misread",
                    _wrong_reason,
                    "The action fits, the reason doesn't. Read both ends of the interval of all "
                    "who began.",
                ),
            ),
            praise="You forecast from all who set out, not from the one who arrived.",
        ),
    ],
)
