"""The exercises of the case *The loss that changed its name*."""

from ecomlab.cases.return_grading import CHANGED, by_grade, followed, halves, loss_rate, real_drop
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.fulfillment.returns import split_by_grade

# --- 1: what the graders cost --------------------------------------------------------------


def net_of_handling(returns):
    before, since = halves(returns)
    return _loss_with_handling(before) - _loss_with_handling(since)


def _loss_with_handling(part):
    return loss_rate(part) + part["handling_cost"].sum() / part["refund"].sum()


def _books(returns):
    before, since = halves(returns)
    return loss_rate(before) - loss_rate(since)


def _all_handling(returns):
    """Handling taken off as if it had cost nothing before."""
    since = halves(returns)[1]
    return _books(returns) - since["handling_cost"].sum() / since["refund"].sum()


def _added(returns):
    return 2 * _books(returns) - net_of_handling(returns)


# --- 2: other grades -----------------------------------------------------------------------


def between_grades(returns):
    return split_by_grade(returns, CHANGED)["other grades"]


def _at_losses(returns, when):
    table = by_grade(returns)
    moved = table["share"]["before"] - table["share"]["since"]
    return (moved * table["loss rate"][when]).sum()


def _old_losses(returns):
    return _at_losses(returns, "before")


def _new_losses(returns):
    return _at_losses(returns, "since")


def _inside(returns):
    return split_by_grade(returns, CHANGED)["other losses in a grade"]


def _severe_only(returns):
    share = by_grade(returns)["share"].loc["severe"]
    return share["before"] - share["since"]


# --- 3: what minor pairs brought -----------------------------------------------------------


def minor_brought(returns, pnl_lines):
    pairs = followed(halves(returns)[1], pnl_lines)
    minor = pairs[pairs["grade"] == "minor"]
    return minor["money"].sum() / minor["refund"].sum()


def _minor_booked(returns):
    since = halves(returns)[1]
    minor = since[since["grade"] == "minor"]
    return minor["recovered_value"].sum() / minor["refund"].sum()


def _any_grade(returns, pnl_lines):
    pairs = followed(halves(returns)[1], pnl_lines)
    return pairs["money"].sum() / pairs["refund"].sum()


def _lost(returns, pnl_lines):
    return 1 - minor_brought(returns, pnl_lines)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(returns, pnl_lines):
    """The whole interval above zero: spread it. All below: back. Else: keep and go on looking."""
    found = real_drop(returns, pnl_lines)
    if found.low > 0:
        return "A", 2
    return ("C", 4) if found.high < 0 else ("B", 3)


def _books_fell(returns, pnl_lines):
    return "A", 1 if monday(returns, pnl_lines)[0] == "A" else None


def _wait_anyway(returns, pnl_lines):
    return "B", 1 if monday(returns, pnl_lines)[0] == "B" else None


def _not_shown(returns, pnl_lines):
    return "C", 3 if monday(returns, pnl_lines)[0] == "C" else None


LESSON = case_lesson(
    "return_grading",
    [
        Exercise(
            name="net_of_handling",
            title="What the graders cost",
            prompt="Add `handling_cost` to the loss, in both halves, as a share of the refunds. By "
            "how much did loss **and** handling fall, before less since? (0.05 for five points; "
            "below zero if they rose.)",
            kind=Number(tolerance=0.0005),
            solution=net_of_handling,
            hints=(
                "`method.halves(returns)` gives the two halves, `method.loss_rate` the loss of one.",
                "For each half: loss rate + Σ handling_cost ÷ Σ refund. Then subtract.",
            ),
            misconceptions=(
                Misconception(
                    "the books alone",
                    _books,
                    "That is the fall in the books. Who grades is paid by the hour: add the "
                    "handling of each half.",
                ),
                Misconception(
                    "all handling since",
                    _all_handling,
                    "You took off all of today's handling. Returns cost some labour before, too: "
                    "only the *rise* is the sheet's.",
                ),
                Misconception(
                    "sign turned",
                    _added,
                    "You added what the rise of handling costs to the saving. More labour is less "
                    "saved.",
                ),
            ),
            praise="The same table, one column more. But the loss is still what the warehouse "
            "wrote down.",
        ),
        Exercise(
            name="between_grades",
            title="Other grades",
            prompt="How much of the fall in the books comes from **other grades**? Take each "
            "grade's share of the refunds before less since, times the mean of its two loss "
            "rates, and add up. (0.05 for five points.)",
            kind=Number(tolerance=0.0003),
            solution=between_grades,
            hints=(
                "`method.by_grade(returns)` has shares and loss rates; its columns have two levels.",
                '`table["share"]["before"] - table["share"]["since"]`, times '
                '`table["loss rate"].mean(axis=1)`, then `.sum()`.',
            ),
            misconceptions=(
                Misconception(
                    "at the old losses",
                    _old_losses,
                    "You weighed the moves with the losses of before alone. Then a part of the "
                    "fall is left over that belongs to neither side: take the mean.",
                ),
                Misconception(
                    "at the new losses",
                    _new_losses,
                    "You weighed the moves with today's losses alone: take the mean of both halves.",
                ),
                Misconception(
                    "the other part",
                    _inside,
                    "That is the other part: smaller losses inside a grade. The question is about "
                    "pairs that have another grade.",
                ),
                Misconception(
                    "severe alone",
                    _severe_only,
                    "You counted what left *severe* as saved altogether. Those pairs went into "
                    "another grade, and lose there too.",
                ),
            ),
            praise="A clean split of the fall in the *books*. Whether a grade still means what it "
            "meant isn't in any of its numbers.",
        ),
        Exercise(
            name="minor_brought",
            title="What minor pairs brought",
            prompt="Of the **marked** pairs called `minor` **since** the sheet: what share of "
            "their refunds did they really bring? (Σ money ÷ Σ refund; 0.75 for 75 %.)",
            kind=Number(tolerance=0.002, unit="share"),
            solution=minor_brought,
            hints=(
                "`method.followed(returns, ledger)` has the marked pairs with the column `money`.",
                "Keep `grade == 'minor'` and `inspected_at >= CHANGED`, then divide the sums.",
            ),
            misconceptions=(
                Misconception(
                    "what was booked",
                    _minor_booked,
                    "That is what the table on the wall books for them. The question is what "
                    "came in.",
                ),
                Misconception(
                    "pairs of any grade",
                    _any_grade,
                    "Those are all marked pairs since the sheet. Keep the minor ones.",
                ),
                Misconception(
                    "lost instead of brought",
                    _lost,
                    "That is what was lost of them. The question is what they brought.",
                ),
            ),
            praise="Set it beside what is booked for them: that gap is in the loss rate of every "
            "month.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="Two more graders, and the sheet in all warehouses? Severe pairs leave the "
            "lucky bags in any case. Choose an action and the reason that carries it: "
            '`("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "hire the graders and take the sheet to the other warehouses",
                    "B": "keep the sheet here only, and go on following marked pairs",
                    "C": "go back to last year's handling",
                },
                reasons={
                    "1": "the loss rate in the books fell",
                    "2": "the whole interval of the real saving lies above zero",
                    "3": "zero lies inside the interval of the real saving",
                    "4": "the whole interval of the real saving lies below zero",
                },
            ),
            solution=monday,
            hints=(
                "The real saving is by the money, with handling: `case.right`.",
                "Both ends above zero, both below, or one on each side?",
            ),
            misconceptions=(
                Misconception(
                    "the books believed",
                    _books_fell,
                    "The books fell because of what the warehouse wrote into them, too. Spend on "
                    "graders only if the *whole* interval of the real saving lies above zero.",
                ),
                Misconception(
                    "waiting for no reason",
                    _wait_anyway,
                    "To stay as you are and go on looking is right if zero lies inside the "
                    "interval: then both answers still fit. The books are no reason for it.",
                ),
                Misconception(
                    "not shown taken for harmful",
                    _not_shown,
                    "To give the sheet up, the *whole* interval must lie below zero. Part of what "
                    "it did, such as a better price for true minor flaws, is real.",
                ),
            ),
            praise="You pay for what came in, not for what was written down.",
        ),
    ],
)
