"""The exercises of the case *The loss that changed its name*."""

from ecomlab.cases.return_grading import CHANGED, by_grade, followed, halves, loss_rate, real_drop
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.returns import split_by_grade

lesson = case_lesson("return_grading")


def _loss_with_handling(part):
    return loss_rate(part) + part["handling_cost"].sum() / part["refund"].sum()


@lesson.exercise("What the graders cost", Number(tolerance=0.0005))
def net_of_handling(returns):
    """Add `handling_cost` to the loss, in both halves, as a share of the refunds. By how much did
    loss **and** handling fall, before less since? (0.05 for five points; below zero if they
    rose.)

    Hint: `method.halves(returns)` gives the two halves, `method.loss_rate` the loss of one.

    Hint: For each half: loss rate + Σ handling_cost ÷ Σ refund. Then subtract.

    Right: The same table, one column more. But the loss is still what the warehouse wrote down.
    """
    before, since = halves(returns)
    return _loss_with_handling(before) - _loss_with_handling(since)


@net_of_handling.wrong("the books alone")
def _books(returns):
    """That is the fall in the books. Who grades is paid by the hour: add the handling of each
    half.
    """
    before, since = halves(returns)
    return loss_rate(before) - loss_rate(since)


@net_of_handling.wrong("all handling since")
def _all_handling(returns):
    """You took off all of today's handling. Returns cost some labour before, too: only the *rise*
    is the sheet's.
    """
    # Handling taken off as if it had cost nothing before.
    since = halves(returns)[1]
    return _books(returns) - since["handling_cost"].sum() / since["refund"].sum()


@net_of_handling.wrong("sign turned")
def _added(returns):
    """You added what the rise of handling costs to the saving. More labour is less saved."""
    return 2 * _books(returns) - net_of_handling(returns)


@lesson.exercise("Other grades", Number(tolerance=0.0003))
def between_grades(returns):
    """How much of the fall in the books comes from **other grades**? Take each grade's share of
    the refunds before less since, times the mean of its two loss rates, and add up. (0.05 for
    five points.)

    Hint: `method.by_grade(returns)` has shares and loss rates; its columns have two levels.

    Hint: `table["share"]["before"] - table["share"]["since"]`, times `table["loss
    rate"].mean(axis=1)`, then `.sum()`.

    Right: A clean split of the fall in the *books*. Whether a grade still means what it meant
    isn't in any of its numbers.
    """
    return split_by_grade(returns, CHANGED)["other grades"]


def _at_losses(returns, when):
    table = by_grade(returns)
    moved = table["share"]["before"] - table["share"]["since"]
    return (moved * table["loss rate"][when]).sum()


@between_grades.wrong("at the old losses")
def _old_losses(returns):
    """You weighed the moves with the losses of before alone. Then a part of the fall is left over
    that belongs to neither side: take the mean.
    """
    return _at_losses(returns, "before")


@between_grades.wrong("at the new losses")
def _new_losses(returns):
    """You weighed the moves with today's losses alone: take the mean of both halves."""
    return _at_losses(returns, "since")


@between_grades.wrong("the other part")
def _inside(returns):
    """That is the other part: smaller losses inside a grade. The question is about pairs that have
    another grade.
    """
    return split_by_grade(returns, CHANGED)["other losses in a grade"]


@between_grades.wrong("severe alone")
def _severe_only(returns):
    """You counted what left *severe* as saved altogether. Those pairs went into another grade, and
    lose there too.
    """
    share = by_grade(returns)["share"].loc["severe"]
    return share["before"] - share["since"]


@lesson.exercise("What minor pairs brought", Number(tolerance=0.002, unit="share"))
def minor_brought(returns, pnl_lines):
    """Of the **marked** pairs called `minor` **since** the sheet: what share of their refunds did
    they really bring? (Σ money ÷ Σ refund; 0.75 for 75 %.)

    Hint: `method.followed(returns, ledger)` has the marked pairs with the column `money`.

    Hint: Keep `grade == 'minor'` and `inspected_at >= CHANGED`, then divide the sums.

    Right: Set it beside what is booked for them: that gap is in the loss rate of every month.
    """
    pairs = followed(halves(returns)[1], pnl_lines)
    minor = pairs[pairs["grade"] == "minor"]
    return minor["money"].sum() / minor["refund"].sum()


@minor_brought.wrong("what was booked")
def _minor_booked(returns):
    """That is what the table on the wall books for them. The question is what came in."""
    since = halves(returns)[1]
    minor = since[since["grade"] == "minor"]
    return minor["recovered_value"].sum() / minor["refund"].sum()


@minor_brought.wrong("pairs of any grade")
def _any_grade(returns, pnl_lines):
    """Those are all marked pairs since the sheet. Keep the minor ones."""
    pairs = followed(halves(returns)[1], pnl_lines)
    return pairs["money"].sum() / pairs["refund"].sum()


@minor_brought.wrong("lost instead of brought")
def _lost(returns, pnl_lines):
    """That is what was lost of them. The question is what they brought."""
    return 1 - minor_brought(returns, pnl_lines)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "keep the two graders and the sheet here only, and go on following marked pairs",
            "B": "keep the two graders, and hire two more for the bags",
            "C": "give up the sheet, and sort as in March",
        },
        reasons={
            "1": "the whole interval of the real saving lies above zero: it pays for its graders",
            "2": "zero lies inside the interval of the real saving: it may pay for its graders or "
            "not, and what is at stake each day is small beside the refunds",
            "3": "the loss rate in the books fell by more than the graders cost",
            "4": "the whole interval of the real saving lies below zero: the graders cost more",
        },
    ),
)
def monday(returns, pnl_lines):
    """Two graders for good, and two more for the bags? Severe pairs leave the lucky bags in any
    case. Choose an action and the reason that carries it: `("A", 1)`.

    Hint: The real saving is by the money, with handling: `case.right`. The graders' wages are in
    the handling, so break-even is at zero.

    Hint: Both ends above zero, both below, or one on each side? Times the refunds of a day, it is
    in yuan.

    Right: You pay for what came in, not for what was written down, and the graders' wages are in
    the sum.
    """
    # The whole interval above zero: it pays for more. All below: back. Else: keep and look on.
    found = real_drop(returns, pnl_lines)
    if found.low > 0:
        return "B", 1
    return ("C", 4) if found.high < 0 else ("A", 2)


@monday.wrong("the books believed")
def _books_fell(returns, pnl_lines):
    """The books fell because of what the warehouse wrote into them, too. Spend on more graders
    only if the *whole* interval of the real saving lies above zero.
    """
    return "B", 3 if monday(returns, pnl_lines)[0] == "B" else None


@monday.wrong("waiting for no reason")
def _wait_anyway(returns, pnl_lines):
    """To stay as you are and go on looking is right if zero lies inside the interval: then both
    answers still fit. The books are no reason for it.
    """
    return "A", 3 if monday(returns, pnl_lines)[0] == "A" else None


@monday.wrong("not shown taken for harmful")
def _not_shown(returns, pnl_lines):
    """To give the sheet up, the *whole* interval must lie below zero. Part of what it did, such as
    a better price for true minor flaws, is real.
    """
    return "C", 2 if monday(returns, pnl_lines)[0] == "C" else None
