"""The exercises of the case *The factory that marks its own work*."""

from ecomlab.cases.defect_rate import (
    AT_FACTORY,
    OTHER,
    TESTED,
    TIED,
    TIED_ON,
    customers_ratio,
    inspections,
    sent_back,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.suppliers import chance_to_pass

lesson = case_lesson("defect_rate")


@lesson.exercise("What was learned without a tie", Number(tolerance=0.005))
def learned(inbound):
    """Cixi has no tie, and the shop's own people test 200 pieces of each of its lots. By what
    factor did its defect rate change, since ÷ before? (Two decimals or more; 0.5 if it was
    halved.)

    Hint: `method.inspections(inbound)` has the rate by factory and half.

    Hint: Take `.loc["Cixi", "rate"]` and divide since by before.

    Right: So much would have happened at Shunde as well, if it learns like Cixi.
    """
    rate = inspections(inbound).loc[OTHER, "rate"]
    return rate["since"] / rate["before"]


@learned.wrong("the tied factory")
def _tied_tests(inbound):
    """That is Shunde. Its ruler was changed; the question is about the factory where nothing was."""
    rate = inspections(inbound).loc[TIED, "rate"]
    return rate["since"] / rate["before"]


@learned.wrong("the fall")
def _fall(inbound):
    """That is how much went away. The question asks for since ÷ before."""
    return 1 - learned(inbound)


@learned.wrong("points")
def _points(inbound):
    """You subtracted. What is learned takes away a share of the faults, from many or from few:
    divide.
    """
    rate = inspections(inbound).loc[OTHER, "rate"]
    return rate["before"] - rate["since"]


@lesson.exercise("A clean sample", Number(tolerance=0.002, unit="share"))
def clean(inbound):
    """Suppose that a lot has the share of faults that the shop finds at **Cixi since** 6 January.
    You open 50 pieces. How likely is it that **none** of them has a fault? (0.05 for 5 %.)

    Hint: One piece is sound with the chance 1 − rate.

    Hint: All 50 must be sound: (1 − rate) to the power of 50.

    Right: So often a lot as good or bad as these passes as "no defects found".
    """
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return chance_to_pass(rate, AT_FACTORY)


@clean.wrong("the old sample")
def _old_sample(inbound):
    """That is the chance with 200 pieces. With 50 a lot looks clean far more often."""
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return chance_to_pass(rate, TESTED)


@clean.wrong("at least one")
def _some_found(inbound):
    """That is the chance to find at least one. The question is about a clean sample."""
    return 1 - clean(inbound)


@clean.wrong("one piece")
def _one_piece(inbound):
    """That is the chance that *one* piece is sound. Fifty have to be."""
    return 1 - inspections(inbound).loc[(OTHER, "since"), "rate"]


def _since_to_before(lots, counted, base=None):
    sums = lots.groupby(lots["received_at"] >= TIED_ON)[["back", "sold"]].sum()
    rate = sums[counted] / (sums[base] if base else 1)
    return rate[True] / rate[False]


@lesson.exercise("What came back of Shunde's lots", Number(tolerance=0.005))
def own_ratio(inbound, returns):
    """Of **Shunde's** lots, add up the pieces sent back for **quality** and the pieces sold,
    before and since. By what factor did the share sent back change, since ÷ before?

    Hint: `method.sent_back(inbound, returns)` has `sold` and `back` of each lot.

    Hint: Keep Shunde, group by `received_at >= TIED_ON`, sum both columns, divide twice.

    Right: Set it beside the factor of Shunde's own tests, and beside what Cixi learned without
    a tie.
    """
    lots = sent_back(inbound, returns)
    return _since_to_before(lots[lots["supplier"] == TIED], "back", "sold")


@own_ratio.wrong("pieces instead of a share")
def _pieces(inbound, returns):
    """You compared numbers of pieces. Since fewer are opened for tests, more are sold: divide by
    `sold` first.
    """
    lots = sent_back(inbound, returns)
    return _since_to_before(lots[lots["supplier"] == TIED], "back")


@own_ratio.wrong("any reason")
def _any_reason(inbound, returns):
    """You counted what came back for any reason. Who changes their mind says nothing about faults."""
    lots = sent_back(inbound, returns)
    lots["back"] += sent_back(inbound, returns, "change_of_mind")["back"]
    return _since_to_before(lots[lots["supplier"] == TIED], "back", "sold")


@own_ratio.wrong("upside down")
def _upside_down(inbound, returns):
    """That is before ÷ since. Turn it round."""
    return 1 / own_ratio(inbound, returns)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "tie Cixi as well, and pay by quality returns",
            "B": "sign nothing more; look again after half a year of the shop's own tests",
            "C": "end the tie with Shunde",
        },
        reasons={
            "1": "Shunde's tests find fewer defects than before",
            "2": "the whole interval of the customers' ratio lies below 1",
            "3": "1 lies inside the interval of the customers' ratio",
            "4": "the whole interval of the customers' ratio lies above 1",
        },
    ),
)
def monday(inbound, returns):
    """The shop's own people test Shunde's lots again in any case, 200 of each. Choose an action
    and the reason that carries it: `("A", 1)`.

    Hint: Whose count does each reason rest on?

    Hint: `case.right` has both ends: where do they lie from 1?

    Right: You decide by a measure that neither side of the contract holds in hand.
    """
    # The whole interval below 1: tie the other one. All above: end the tie. Else: test first.
    found = customers_ratio(inbound, returns)
    if found.high < 1:
        return "A", 2
    return ("C", 4) if found.low > 1 else ("B", 3)


@monday.wrong("the factory's own tests")
def _tests_believed(inbound, returns):
    """Shunde's tests find less since Shunde makes them. Three years of guaranteed quantity need
    the *whole* interval of the customers' ratio below 1.
    """
    return "A", 1 if monday(inbound, returns)[0] == "A" else None


@monday.wrong("waiting for the wrong reason")
def _hold_anyway(inbound, returns):
    """To wait is right as long as the customers' ratio may be 1. What Shunde's tests find is no
    reason for anything.
    """
    return "B", 1 if monday(inbound, returns)[0] == "B" else None


@monday.wrong("not shown taken for harmful")
def _not_shown(inbound, returns):
    """Ending it would need a *whole* interval above 1. That the tests flatter doesn't make the
    cookers worse.
    """
    return "C", 3 if monday(inbound, returns)[0] == "C" else None
