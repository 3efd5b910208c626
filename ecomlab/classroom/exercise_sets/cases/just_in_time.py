"""The exercises of the case *The stock that was never there*."""

from ecomlab.cases.just_in_time import (
    CARRYING,
    CYCLE,
    DAYS,
    MONTH,
    NEW,
    VARIABLE,
    WORKSHOP,
    whole_bill,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.fulfillment.inventory import critical_ratio, fill_rate, holding_cost

# --- 1: what the empty shelf didn't sell ---------------------------------------------------


def filled(sku, inventory_daily):
    return fill_rate(_weekly_days(sku, inventory_daily))


def _weekly_days(sku, inventory_daily):
    weekly = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    chosen = inventory_daily["sku"].isin(weekly) & (inventory_daily["date"] >= NEW)
    return inventory_daily[chosen]


def _days_not_out(sku, inventory_daily):
    return 1 - _weekly_days(sku, inventory_daily)["stockout_flag"].mean()


def _whole_days(sku, inventory_daily):
    days = _weekly_days(sku, inventory_daily)
    out = days["stockout_flag"]
    usual = days[~out].groupby("sku")["sales"].mean()
    return days["sales"].sum() / (days["sales"].sum() + days[out]["sku"].map(usual).sum())


def _all_shelves(inventory_daily):
    return fill_rate(inventory_daily[inventory_daily["date"] >= NEW])


# --- 2: the workshop's invoice -------------------------------------------------------------


def dearer(sku, suppliers, inventory_daily):
    days = _weekly_days(sku, inventory_daily)
    sold = days.groupby("sku")["sales"].sum()
    about = sku.merge(suppliers, on="supplier").set_index("sku").loc[sold.index]
    surcharge = about["unit_cost"] * (about["unit_price"] - 1)
    return (surcharge * sold).mean() * MONTH / DAYS


def _eight_weeks(sku, suppliers, inventory_daily):
    return dearer(sku, suppliers, inventory_daily) * DAYS / MONTH


def _of_the_price(sku, suppliers, inventory_daily):
    days = _weekly_days(sku, inventory_daily)
    sold = days.groupby("sku")["sales"].sum()
    about = sku.merge(suppliers, on="supplier").set_index("sku").loc[sold.index]
    return (about["price"] * (about["unit_price"] - 1) * sold).mean() * MONTH / DAYS


def _whole_invoice(sku, suppliers, inventory_daily):
    days = _weekly_days(sku, inventory_daily)
    sold = days.groupby("sku")["sales"].sum()
    about = sku.merge(suppliers, on="supplier").set_index("sku").loc[sold.index]
    return (about["unit_cost"] * about["unit_price"] * sold).mean() * MONTH / DAYS


# --- 3: how often the shelf should last ----------------------------------------------------


def service(sku, suppliers):
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, holding_cost(cost, CARRYING, CYCLE))


def _too_few(sku, suppliers):
    """Margin of a piece from the workshop, and its cost in big lots; means of its articles."""
    about = sku.merge(suppliers, on="supplier")
    about = about[about["supplier"] == WORKSHOP]
    margin = (1 - VARIABLE) * about["price"] - about["unit_cost"] * about["unit_price"]
    return margin.mean(), about["unit_cost"].mean()


def _a_year(sku, suppliers):
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, holding_cost(cost, CARRYING, 365))


def _thrown_away(sku, suppliers):
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, cost)


def _other_way_round(sku, suppliers):
    return 1 - service(sku, suppliers)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(sku, suppliers, inventory_daily):
    """The whole interval of the profit above 0: all colours. All below: back. Else: refill."""
    found = whole_bill(sku, suppliers, inventory_daily)
    if found.low > 0:
        return "A", 2
    return ("C", 4) if found.high < 0 else ("B", 3)


def _for_turnover(sku, suppliers, inventory_daily):
    return "A", 1 if monday(sku, suppliers, inventory_daily)[0] == "A" else None


def _level_for_turnover(sku, suppliers, inventory_daily):
    return "B", 1 if monday(sku, suppliers, inventory_daily)[0] == "B" else None


def _back_unproven(sku, suppliers, inventory_daily):
    return "C", 3 if monday(sku, suppliers, inventory_daily)[0] == "C" else None


LESSON = case_lesson(
    "just_in_time",
    [
        Exercise(
            name="filled",
            title="What was wanted, and what was there",
            prompt="The weekly articles, autumn 2025. Suppose that on each day with the flag the "
            "article would have sold what it sells on its usual day: its mean over days "
            "**without** the flag. What share of the pieces wanted was really sold?",
            kind=Number(tolerance=0.001, unit="share"),
            solution=filled,
            hints=(
                "`sku` says which articles come weekly; `NEW` is the first day of autumn 2025.",
                "Missing on a flagged day: the article's usual day less what it still sold. Sold ÷ "
                "(sold + missing), all articles together.",
            ),
            misconceptions=(
                Misconception(
                    "days instead of pieces",
                    _days_not_out,
                    "That is the share of days without the flag. A flagged day still sold "
                    "something until the shelf was empty: count pieces.",
                ),
                Misconception(
                    "flagged days sold nothing",
                    _whole_days,
                    "You counted a usual day as missing for each flagged day, but some pieces were "
                    "sold on it. Only the rest is missing.",
                ),
                Misconception(
                    "all shelves",
                    _all_shelves,
                    "You took all articles. Two of three come in big lots, and their shelves are "
                    "hardly ever empty.",
                ),
            ),
            praise="A fill rate from a column that every shop has. It is a guess from usual days, "
            "though. Were these usual days?",
        ),
        Exercise(
            name="dearer",
            title="The workshop's surcharge",
            prompt="What does the workshop's **surcharge** on the pieces sold in autumn 2025 cost "
            "per weekly article and month? (56 days were observed; a month has 30.)",
            kind=Number(tolerance=1, unit="yuan"),
            solution=dearer,
            hints=(
                "The surcharge on a piece is `unit_cost` × (`unit_price` − 1), with `unit_price` "
                "from `suppliers`.",
                "Surcharge × pieces sold for each weekly article, the mean of the 32, × 30 ÷ 56.",
            ),
            misconceptions=(
                Misconception(
                    "eight weeks",
                    _eight_weeks,
                    "That is for 56 days. A month has 30.",
                ),
                Misconception(
                    "of the selling price",
                    _of_the_price,
                    "You took the surcharge on the selling price. The workshop's multiple is of "
                    "what the piece costs.",
                ),
                Misconception(
                    "the whole invoice",
                    _whole_invoice,
                    "That is all that the pieces cost. They would have cost something in big lots "
                    "too: take the difference.",
                ),
            ),
            praise="A few per cent of a piece look small beside half as much turnover again. They "
            "are paid on every piece that is sold, and the saving only on what lies.",
        ),
        Exercise(
            name="service",
            title="How often should the shelf last?",
            prompt="Take the means of the 32 weekly articles. A piece too few costs its margin, 78 % "
            "of the price less what the workshop charges for it. A piece too many lies for a "
            "week, at 28 % of `unit_cost` a year. In what share of weeks should the shelf last "
            "until the next delivery?",
            kind=Number(tolerance=0.0005, unit="share"),
            solution=service,
            hints=(
                "Too few: mean of 0.78 × `price` − `unit_cost` × `unit_price`. Too many: 0.28 × 7 "
                "÷ 365 × mean `unit_cost`.",
                "Too few ÷ (too few + too many).",
            ),
            misconceptions=(
                Misconception(
                    "a year on the shelf",
                    _a_year,
                    "You let the piece lie for a year. On Monday the next delivery is due, and it "
                    "will be smaller by that piece: one week.",
                ),
                Misconception(
                    "thrown away",
                    _thrown_away,
                    "You wrote the piece off, as for a newspaper of yesterday. A blouse is sold "
                    "next week; it costs a week's keep.",
                ),
                Misconception(
                    "the other way round",
                    _other_way_round,
                    "That is the share of weeks in which it may run out. The question is about "
                    "those in which it lasts.",
                ),
            ),
            praise="A lost sale costs many weeks of keep. So the shelf should hardly ever be empty, "
            "whatever the turnover says.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="Supply wants all colours in weekly lots, filled up as they are now. Choose an "
            'action and the reason that carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "weekly lots for all colours, on today's terms",
                    "B": "no more colours for now; fill the weekly shelves up higher, and draw "
                    "up the bill again after eight weeks",
                    "C": "back to big lots unless level and surcharge change",
                },
                reasons={
                    "1": "stock turns faster, and less stock saves money",
                    "2": "the whole interval of the change of profit lies above zero",
                    "3": "zero lies inside the interval of the change of profit",
                    "4": "the whole interval of the change of profit lies below zero",
                },
            ),
            solution=monday,
            hints=(
                "Which figure contains the saving *and* what it costs?",
                "`method.whole_bill(...)`: are both ends above zero, both below, or neither?",
            ),
            misconceptions=(
                Misconception(
                    "turnover for profit",
                    _for_turnover,
                    "Faster stock is one line of the bill. Dearer pieces and customers who found "
                    "nothing are the others. For all colours the *whole* interval of the profit "
                    "must lie above zero.",
                ),
                Misconception(
                    "another level for turnover's sake",
                    _level_for_turnover,
                    "A higher level *lowers* the turnover, so turnover is no reason for it. You "
                    "wait and change the terms if zero lies inside the interval of the profit.",
                ),
                Misconception(
                    "not shown taken for a loss",
                    _back_unproven,
                    "To go back, it isn't enough that a gain isn't shown: the *whole* interval "
                    "must lie below zero.",
                ),
            ),
            praise="You decide on profit with all its lines. On whatever terms they stay, fill the "
            "weekly shelves up to what the two costs say.",
        ),
    ],
)
