"""The exercises of the case *The stock that turned in spring*."""

from ecomlab.cases.presale import (
    PAYS_FROM,
    STARTED,
    WORKSHOP,
    against_the_others,
    articles,
    turnover,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.fulfillment.inventory import turnover_change_at_same_mix

# --- 1: the numerator ----------------------------------------------------------------------


def sold(pnl_lines):
    paid = pnl_lines[pnl_lines["amount"] < 0]
    yuan = paid.groupby(paid["date"] >= STARTED)["amount"].sum()
    return yuan[True] / yuan[False]


def _held(sku, inventory_daily):
    cost = inventory_daily["sku"].map(sku.set_index("sku")["unit_cost"])
    value = inventory_daily["on_hand"] * cost
    stock = value.groupby(inventory_daily["date"] >= STARTED).sum()
    return stock[True] / stock[False]


def _turned(sku, inventory_daily, pnl_lines):
    return sold(pnl_lines) / _held(sku, inventory_daily)


def _upside_down(pnl_lines):
    return 1 / sold(pnl_lines)


# --- 2: the assortment held still ----------------------------------------------------------


def same_mix(sku, inventory_daily, pnl_lines):
    return turnover_change_at_same_mix(articles(sku, inventory_daily, pnl_lines))


def _own_mix(sku, inventory_daily, pnl_lines):
    table = articles(sku, inventory_daily, pnl_lines)
    return turnover(table, "after") / turnover(table, "before")


def _new_turnover(sku, inventory_daily, pnl_lines):
    table = articles(sku, inventory_daily, pnl_lines)
    return same_mix(sku, inventory_daily, pnl_lines) * turnover(table, "before")


def _only_the_mix(sku, inventory_daily, pnl_lines):
    tables = sku, inventory_daily, pnl_lines
    return _own_mix(*tables) / same_mix(*tables)


# --- 3: paid, but never shipped ------------------------------------------------------------


def cancelled(sku, pnl_lines):
    workshop = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    lines = pnl_lines[pnl_lines["sku"].isin(workshop) & (pnl_lines["date"] >= STARTED)]
    paid = -lines.loc[lines["amount"] < 0, "amount"].sum()
    return lines.loc[lines["amount"] > 0, "amount"].sum() / paid


def _all_articles(pnl_lines):
    amount = pnl_lines.loc[pnl_lines["date"] >= STARTED, "amount"]
    return amount[amount > 0].sum() / -amount[amount < 0].sum()


def _all_weeks(sku, pnl_lines):
    workshop = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    amount = pnl_lines.loc[pnl_lines["sku"].isin(workshop), "amount"]
    return amount[amount > 0].sum() / -amount[amount < 0].sum()


def _of_the_shipped(sku, pnl_lines):
    share = cancelled(sku, pnl_lines)
    return share / (1 - share)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(sku, inventory_daily, pnl_lines):
    """The whole interval above the owner's rule: pay. All below: refuse. Else: find out."""
    found = against_the_others(sku, inventory_daily, pnl_lines)
    if found.low > PAYS_FROM:
        return "A", 2
    return ("C", 4) if found.high < PAYS_FROM else ("B", 3)


def _as_claimed(sku, inventory_daily, pnl_lines):
    return "A", 1 if monday(sku, inventory_daily, pnl_lines)[0] == "A" else None


def _lots_anyway(sku, inventory_daily, pnl_lines):
    return "B", 1 if monday(sku, inventory_daily, pnl_lines)[0] == "B" else None


def _refused_anyway(sku, inventory_daily, pnl_lines):
    return "C", 3 if monday(sku, inventory_daily, pnl_lines)[0] == "C" else None


LESSON = case_lesson(
    "presale",
    [
        Exercise(
            name="sold",
            title="The upper half",
            prompt="Twelve weeks before, twelve weeks after. By what factor did the **goods sold** "
            "change (at cost, all orders paid, all articles)? Give after ÷ before, with three "
            "decimals.",
            kind=Number(tolerance=0.002),
            solution=sold,
            hints=(
                "Orders paid are the lines of `pnl_lines` with an amount below 0.",
                "Sum them before `STARTED` and from that day on. Both spans have twelve weeks, so "
                "the sums can be divided as they are.",
            ),
            misconceptions=(
                Misconception(
                    "the lower half",
                    _held,
                    "That is the stock, after ÷ before: the lower half of the ratio. What "
                    "was sold is the upper one.",
                ),
                Misconception(
                    "the whole ratio",
                    _turned,
                    "That is the turnover itself. The question is about its numerator.",
                ),
                Misconception(
                    "before ÷ after",
                    _upside_down,
                    "Upside down: you divided before by after.",
                ),
            ),
            praise="So you know what the other half did: divide this by the turnover's factor, "
            "and you have the stock, after ÷ before.",
        ),
        Exercise(
            name="same_mix",
            title="The assortment of winter",
            prompt="Suppose each category had kept its share of the stock of the weeks **before**. By "
            "what factor would the shop's turnover (orders paid) have risen? Give after ÷ before "
            "with two decimals or more.",
            kind=Number(tolerance=0.005),
            solution=same_mix,
            hints=(
                "You need three columns for the four categories: share of stock before, turnover "
                "before, turnover after. All stand in the table above.",
                "(shares before × turnover after, summed) ÷ (shares before × turnover before, "
                "summed).",
            ),
            misconceptions=(
                Misconception(
                    "each period its own mix",
                    _own_mix,
                    "That is the claim: spring's turnovers with spring's shares, winter's with "
                    "winter's. Use the shares of before for both.",
                ),
                Misconception(
                    "turnover instead of factor",
                    _new_turnover,
                    "That is the turnover with the assortment of winter, in times a year. Divide "
                    "it by the one before.",
                ),
                Misconception(
                    "the mix alone",
                    _only_the_mix,
                    "That is what the change of the assortment did. The question asks for what is "
                    "left without it.",
                ),
            ),
            praise="What went was neither presale nor faster sales, only fewer coats. What is "
            "left still holds the season and the cancelled orders.",
        ),
        Exercise(
            name="cancelled",
            title="What never left",
            prompt="The workshop's articles, since they are on presale: what share of the goods "
            "paid for, at cost, was cancelled before it was shipped?",
            kind=Number(tolerance=0.001, unit="share"),
            solution=cancelled,
            hints=(
                "Keep the articles whose `supplier` is the workshop, and the weeks from `STARTED` "
                "on.",
                "Positive amounts are taken back, negative ones are paid. Divide the first by the "
                "second, without the sign.",
            ),
            misconceptions=(
                Misconception(
                    "all articles",
                    _all_articles,
                    "You counted the factories' articles too. They are sold from the shelf, where "
                    "hardly anyone has time to cancel.",
                ),
                Misconception(
                    "winter too",
                    _all_weeks,
                    "Your sums begin in winter, when the workshop's articles weren't on presale "
                    "yet.",
                ),
                Misconception(
                    "per piece shipped",
                    _of_the_shipped,
                    "You divided by what was shipped. The share of what was **paid** for has the "
                    "cancelled goods in its denominator as well.",
                ),
            ),
            praise="That much of the claimed numerator never earned a yuan.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The owner's rule: the surcharge is worth it from 1.1 times the turnover on "
            "(shipped goods, presale against no presale). Choose an action and the reason that "
            'carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "pay the surcharge and put more articles on presale",
                    "B": "no more articles for now; in the next collection let lots decide what "
                    "goes on presale, and count again",
                    "C": "refuse the surcharge: at this price, sell from the shelf",
                },
                reasons={
                    "1": "the shop's turnover has risen since presale began",
                    "2": "against the other maker's articles, the whole interval lies above 1.1",
                    "3": "against the other maker's articles, 1.1 lies inside the interval",
                    "4": "against the other maker's articles, the whole interval lies below 1.1",
                },
            ),
            solution=monday,
            hints=(
                "Put the interval of the comparison of makers beside 1.1.",
                "Low end above 1.1? High end below it? Or neither?",
            ),
            misconceptions=(
                Misconception(
                    "paid for spring",
                    _as_claimed,
                    "The shop's turnover holds the season, fewer coats, and orders that never "
                    "left. The surcharge buys none of these: it is worth it only if the *whole* "
                    "interval against the other maker lies above 1.1.",
                ),
                Misconception(
                    "lots without a reason",
                    _lots_anyway,
                    "Drawing lots is for the case that 1.1 lies *inside* the interval: then paying "
                    "and refusing both still fit. The shop's own rise says nothing about it.",
                ),
                Misconception(
                    "not shown taken for not so",
                    _refused_anyway,
                    "To refuse for good, it isn't enough that 1.1 isn't proven: the *whole* "
                    "interval must lie below it.",
                ),
            ),
            praise="You hold an interval against a rule that was written before anyone saw the "
            "figures. Look at both halves once more before you sign: turnover isn't profit.",
        ),
    ],
)
