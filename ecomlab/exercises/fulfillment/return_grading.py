"""The exercises of the case *The returns that cost less*."""

from ecomlab.cases.return_grading import (
    CHANGED,
    STORES,
    booked_drop,
    by_grade,
    followed,
    halves,
    loss_rate,
    real_drop,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.returns import split_by_grade
from ecomlab.texts import fact

lesson = case_lesson("return_grading")


def _loss_with_handling(part):
    return loss_rate(part) + part["handling_cost"].sum() / part["refund"].sum()


@lesson.exercise("What the graders cost", Number(tolerance=0.0005))
def net_of_handling(returns):
    """Add `handling_cost` to the loss, in both halves, as a share of the refunds. By how much did
    loss **and** handling together fall, before minus since? (0.05 for five points; below zero if
    they rose.)

    Hint: `method.halves(returns)` gives the two halves, `method.loss_rate` the loss of one.

    Hint: For each half: loss rate + Σ handling_cost ÷ Σ refund. Then subtract.

    Right: One more column of the same table, and the saving is another. But the loss is still what
    the warehouse wrote down.
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
    """How much of the fall in the books comes from **other grades**? For each grade take its share
    of the refunds, before minus since, times the mean of its two loss rates. Then add up. (0.05
    for five points.)

    Hint: `method.by_grade(returns)` has shares and loss rates; its columns have two levels.

    Hint: `table["share"]["before"] - table["share"]["since"]`, times `table["loss
    rate"].mean(axis=1)`, then `.sum()`.

    Right: That splits the fall in the *books*. None of its numbers says whether a grade still
    means what it meant.
    """
    table = by_grade(returns)
    moved = table["share"]["before"] - table["share"]["since"]
    return (moved * table["loss rate"].mean(axis=1)).sum()


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
    """You counted what left *severe* as saved completely. Those pairs went into another grade, and
    lose something there too.
    """
    share = by_grade(returns)["share"].loc["severe"]
    return share["before"] - share["since"]


@lesson.exercise("What minor pairs brought", Number(tolerance=0.002, unit="share"))
def minor_brought(returns, pnl_lines):
    """Of the **marked** pairs called `minor` **since** the sheet: what share of their refunds did
    they really bring? (Σ money ÷ Σ refund; three decimals or more, 0.750 for 75%.)

    Hint: `method.followed(returns, ledger)` has the marked pairs with the column `money`.

    Hint: Keep `grade == 'minor'` and `inspected_at >= CHANGED`, then divide the sums.

    Right: Put it beside what is booked for them. If there is a gap, it is in the loss rate of every
    month since.
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
            "stores": "keep the two graders for good, and grade the stores' returns as well",
            "keep": "keep the two graders for good, and leave the stores' returns as they are",
            "months": "keep the two graders month by month, and go on following marked pairs",
            "back": "give up the sheet, and sort as in March",
        },
        reasons={
            "apart": "neither border, of the graders or of the stores, lies inside the interval of "
            "the real saving",
            "inside": "a border, of the graders or of the stores, lies inside the interval of the "
            "real saving",
            "estimate": "the real saving, taken as it stands, is the best guess, and a grader too "
            "many costs no more than one too few",
            "books": "the loss rate in the books fell by so much",
            "doubt": "the warehouse grades itself, so nothing can be said for the sheet",
        },
        cautious=["months"],
    ),
)
def monday(returns, pnl_lines):
    """A shoe brand has its returns graded by two graders. In the books the loss fell by {books}
    points of the refunds. By the money that came in, and with the graders' wages taken off, grading
    saves {saved} points. The returns of the stores could be graded too: to send them in and grade
    them costs {stores} points of their refunds more. Severe pairs leave the lucky bags in any case.
    Choose an action and the reason that carries it: `("A", 1)`.

    Hint: The graders' wages are taken off already, so their border is at zero. Where is that of the
    stores?

    Hint: Lay both borders beside the interval: below it, inside, or above?

    Right: You pay for what came in, not for what was written down, and the graders' wages are in
    the sum.
    """
    # The whole interval against the two borders: first that of the stores, then zero.
    found = real_drop(returns, pnl_lines)
    inside = found.holds(0) or found.holds(STORES)
    reason = "inside" if inside else "apart"
    if found.low > STORES:
        return "stores", reason
    if found.low > 0:
        return "keep", reason
    return ("back" if found.high < 0 else "months"), reason


def _refunds(returns):
    """Yuan refunded a day since the sheet."""
    return halves(returns)[1].groupby("inspected_at")["refund"].sum().mean()


@monday.facts
def _in_points(returns, pnl_lines):
    found = [fact.number(100 * x, 1, signed=True) for x in real_drop(returns, pnl_lines)[:3]]
    return {
        "books": fact.number(100 * booked_drop(returns).estimate, 1),
        "saved": "{} ({} to {})".format(*found),
        "stores": fact.number(100 * STORES),
    }


@monday.also("by the estimate")
def _by_the_estimate(returns, pnl_lines):
    """That can be defended: whoever can bear a loss now and then decides by the best guess. The other
    choice has beside it that nobody is hired or sent home for good on what half a year can't tell.
    """
    best, found = monday(returns, pnl_lines)[0], real_drop(returns, pnl_lines)
    if best == "months":
        return "keep" if found.estimate > 0 else "back", "estimate"
    return ("stores", "estimate") if best == "keep" and found.estimate > STORES else None


@monday.also("the stores left out")
def _other_pairs(returns, pnl_lines):
    """That can be defended: theirs are other pairs, worn on the way home and not in the shop's bags, and
    none of them was followed yet. The other choice has beside it that the whole interval lies above
    what they cost more, so that leaving them out costs that saving until somebody looks.
    """
    return ("keep", "apart") if monday(returns, pnl_lines)[0] == "stores" else None


@monday.wrong("the books as a reason")
def _books_fell(returns, pnl_lines):
    """The action holds, the reason doesn't: the books hold what the warehouse wrote down, before and
    since. Whether money stands behind it, the marked pairs tell.
    """
    return monday(returns, pnl_lines)[0], "books"


@monday.wrong("doubt as a reason")
def _doubted(returns, pnl_lines):
    """The action holds, the reason doesn't: that the warehouse grades itself is a reason to look, and
    somebody looked. The money speaks for the sheet or against it.
    """
    return monday(returns, pnl_lines)[0], "doubt"


@monday.wrong("the stores too soon")
def _stores_too(returns, pnl_lines):
    """To send in the stores' returns, the *whole* interval must lie above what that costs more. And
    theirs are other pairs.
    """
    return "stores", "inside" if monday(returns, pnl_lines)[0] == "stores" else None


@monday.wrong("kept for good")
def _kept(returns, pnl_lines):
    """To keep them for good, and no more, is right where the whole interval lies above zero, and not
    all of it above the border of the stores.
    """
    best, why = monday(returns, pnl_lines)
    if best == "keep":
        return "keep", {"inside": "apart", "apart": "inside"}[why]
    return "keep", "inside" if best == "stores" else None  # for the right reason: defensible


@monday.wrong("waiting although it is known")
def _wait_anyway(returns, pnl_lines):
    """Month by month is right while zero lies inside the interval: then both answers are still
    possible. Does it?
    """
    return "months", "apart" if monday(returns, pnl_lines)[0] == "months" else None


@monday.wrong("not shown taken for harmful")
def _not_shown(returns, pnl_lines):
    """To give the sheet up, the *whole* interval must lie below zero. What it finds that packers
    didn't, and a better price for true minor flaws, are money too.
    """
    return "back", "inside" if monday(returns, pnl_lines)[0] == "back" else None


NEXT = {
    "stores": "I propose to keep the two graders for good, and to grade the stores' returns as well",
    "keep": "I propose to keep the two graders for good, and to leave the stores' returns as they are",
    "months": "I propose to keep the two graders month by month, and to go on following marked pairs",
    "back": "I propose to stop the sheet and to sort as in March, because even the high end doesn't pay "
    "for the graders",
}
CHECKED = "Severe pairs leave the bags now, and somebody who isn't judged by the loss rate checks the grades."
AFTER = {
    "back": "A few pairs a day stay marked, and somebody who isn't judged by the loss rate follows "
    "them, so that the shop sees what packers overlook."
}


@lesson.exercise(
    "Your memo to the owner",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            Criterion("what it rests on", matching("marked|at random|drawn|标记|抽")),
            Criterion(
                "what the books leave out", matching("scrap|nothing|name|bring|brought|money")
            ),
            Criterion("what the graders cost", matching("wage|handling|人工")),
            A_DECISION,
            Criterion("who writes down the grade from now on"),
        ]
    ),
)
def memo(returns, pnl_lines):
    """Write four or five sentences to the owner: the saving that you rely on, with its interval, in
    points or in yuan a day; what it rests on; how the books differ from it; what happens on Monday,
    here and in the stores; and who writes down the grade from now on.

    Hint: Begin with the saving by the money, not with the loss rate.

    Hint: Which pairs show what a grade is worth, and who chose them?

    Right: Could the head of the warehouse agree with your memo, or does it sound like blame?
    """
    found, refunds = real_drop(returns, pnl_lines), _refunds(returns)
    saved, low, high = (refunds * x for x in found[:3])
    booked = loss_rate(halves(returns)[0]) - loss_rate(halves(returns)[1])
    action = monday(returns, pnl_lines)[0]
    saved, low, high = (fact.money(x, signed=True) for x in (saved, low, high))
    points = fact.number(100 * found.estimate, 1, signed=True)
    return (
        f"By the money that came in, grading saves {saved} yuan a day ({low} to {high}, n = "
        f"{found.n} days), with the graders' wages taken off; that is {points} points of the "
        "refunds. It rests on pairs "
        "that were marked at random and followed until they were sold, before 1 April and since. "
        f"The books say {100 * booked:.1f} points: they have no wages in them, and neither what a "
        "pair brings under another name nor what came back a second time. The stores' returns need "
        f"{100 * STORES:.0f} points. {NEXT[action]}. {AFTER.get(action, CHECKED)}"
    )


@memo.wrong("the books alone")
def _books_alone(returns):
    """Its numbers are right, and they are the books'. It has no interval: "from … to …" tells a fall
    here. It doesn't ask what a pair brought, and it praises the people who write the grade. If
    the money agrees, this memo can't know it.
    """
    before, since = (loss_rate(part) for part in halves(returns))
    return (
        f"The sheet works: our loss rate fell from {before:.0%} to {since:.0%}. The warehouse has "
        "done a great job, and we should keep everybody and everything as it is this year, with a "
        "bonus for the head of the warehouse."
    )


@memo.wrong("nobody believed")
def _nobody_believed(returns):
    """That a warehouse which grades itself needs a check is right. But the check was made, and this
    memo doesn't look at it: no pair is followed, no saving and no interval is given. In which
    direction are the books off, and by how much?
    """
    before, since = (loss_rate(part) for part in halves(returns))
    return (
        f"A loss rate that falls from {before:.0%} to {since:.0%} is too good to be true. Such figures "
        "are always exaggerated, and here the warehouse writes its own report. We should send the "
        "two people home and sort as we did before."
    )
