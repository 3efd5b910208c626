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
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.fulfillment.suppliers import chance_to_pass

# --- 1: what was learned without a tie -----------------------------------------------------


def learned(inbound):
    rate = inspections(inbound).loc[OTHER, "rate"]
    return rate["since"] / rate["before"]


def _tied_tests(inbound):
    rate = inspections(inbound).loc[TIED, "rate"]
    return rate["since"] / rate["before"]


def _fall(inbound):
    return 1 - learned(inbound)


def _points(inbound):
    rate = inspections(inbound).loc[OTHER, "rate"]
    return rate["before"] - rate["since"]


# --- 2: a clean sample ---------------------------------------------------------------------


def clean(inbound):
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return chance_to_pass(rate, AT_FACTORY)


def _old_sample(inbound):
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return chance_to_pass(rate, TESTED)


def _some_found(inbound):
    return 1 - clean(inbound)


def _one_piece(inbound):
    return 1 - inspections(inbound).loc[(OTHER, "since"), "rate"]


# --- 3: what came back of the tied factory's lots ------------------------------------------


def own_ratio(inbound, returns):
    lots = sent_back(inbound, returns)
    return _since_to_before(lots[lots["supplier"] == TIED], "back", "sold")


def _since_to_before(lots, counted, base=None):
    sums = lots.groupby(lots["received_at"] >= TIED_ON)[["back", "sold"]].sum()
    rate = sums[counted] / (sums[base] if base else 1)
    return rate[True] / rate[False]


def _pieces(inbound, returns):
    lots = sent_back(inbound, returns)
    return _since_to_before(lots[lots["supplier"] == TIED], "back")


def _any_reason(inbound, returns):
    lots = sent_back(inbound, returns)
    lots["back"] += sent_back(inbound, returns, "change_of_mind")["back"]
    return _since_to_before(lots[lots["supplier"] == TIED], "back", "sold")


def _upside_down(inbound, returns):
    return 1 / own_ratio(inbound, returns)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(inbound, returns):
    """The whole interval below 1: tie the other one. All above: end the tie. Else: test first."""
    found = customers_ratio(inbound, returns)
    if found.high < 1:
        return "A", 2
    return ("C", 4) if found.low > 1 else ("B", 3)


def _tests_believed(inbound, returns):
    return "A", 1 if monday(inbound, returns)[0] == "A" else None


def _hold_anyway(inbound, returns):
    return "B", 1 if monday(inbound, returns)[0] == "B" else None


def _not_shown(inbound, returns):
    return "C", 3 if monday(inbound, returns)[0] == "C" else None


LESSON = case_lesson(
    "defect_rate",
    [
        Exercise(
            name="learned",
            title="What was learned without a tie",
            prompt="Cixi has no tie, and the shop's own people test 200 pieces of each of its "
            "lots. By what factor did its defect rate change, since ÷ before? (Two decimals or "
            "more; 0.5 if it was halved.)",
            kind=Number(tolerance=0.005),
            solution=learned,
            hints=(
                "`method.inspections(inbound)` has the rate by factory and half.",
                'Take `.loc["Cixi", "rate"]` and divide since by before.',
            ),
            misconceptions=(
                Misconception(
                    "the tied factory",
                    _tied_tests,
                    "That is Shunde. Its ruler was changed; the question is about the factory "
                    "where nothing was.",
                ),
                Misconception(
                    "the fall",
                    _fall,
                    "That is how much went away. The question asks for since ÷ before.",
                ),
                Misconception(
                    "points",
                    _points,
                    "You subtracted. What is learned takes away a share of the faults, from many "
                    "or from few: divide.",
                ),
            ),
            praise="So much would have happened at Shunde as well, if it learns like Cixi.",
        ),
        Exercise(
            name="clean",
            title="A clean sample",
            prompt="Suppose that a lot has the share of faults that the shop finds at **Cixi "
            "since** 6 January. You open 50 pieces. How likely is it that **none** of them has a "
            "fault? (0.05 for 5 %.)",
            kind=Number(tolerance=0.002, unit="share"),
            solution=clean,
            hints=(
                "One piece is sound with the chance 1 − rate.",
                "All 50 must be sound: (1 − rate) to the power of 50.",
            ),
            misconceptions=(
                Misconception(
                    "the old sample",
                    _old_sample,
                    "That is the chance with 200 pieces. With 50 a lot looks clean far more often.",
                ),
                Misconception(
                    "at least one",
                    _some_found,
                    "That is the chance to find at least one. The question is about a clean "
                    "sample.",
                ),
                Misconception(
                    "one piece",
                    _one_piece,
                    "That is the chance that *one* piece is sound. Fifty have to be.",
                ),
            ),
            praise='So often a lot as good or bad as these passes as "no defects found".',
        ),
        Exercise(
            name="own_ratio",
            title="What came back of Shunde's lots",
            prompt="Of **Shunde's** lots, add up the pieces sent back for **quality** and the "
            "pieces sold, before and since. By what factor did the share sent back change, since "
            "÷ before?",
            kind=Number(tolerance=0.005),
            solution=own_ratio,
            hints=(
                "`method.sent_back(inbound, returns)` has `sold` and `back` of each lot.",
                "Keep Shunde, group by `received_at >= TIED_ON`, sum both columns, divide twice.",
            ),
            misconceptions=(
                Misconception(
                    "pieces instead of a share",
                    _pieces,
                    "You compared numbers of pieces. Since fewer are opened for tests, more are "
                    "sold: divide by `sold` first.",
                ),
                Misconception(
                    "any reason",
                    _any_reason,
                    "You counted what came back for any reason. Who changes their mind says "
                    "nothing about faults.",
                ),
                Misconception(
                    "upside down",
                    _upside_down,
                    "That is before ÷ since. Turn it round.",
                ),
            ),
            praise="Set it beside the factor of Shunde's own tests, and beside what Cixi learned "
            "without a tie.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The shop's own people test Shunde's lots again in any case, 200 of each. "
            'Choose an action and the reason that carries it: `("A", 1)`.',
            kind=Decision(
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
            solution=monday,
            hints=(
                "Whose count does each reason rest on?",
                "`case.right` has both ends: where do they lie from 1?",
            ),
            misconceptions=(
                Misconception(
                    "the factory's own tests",
                    _tests_believed,
                    "Shunde's tests find less since Shunde makes them. Three years of guaranteed "
                    "quantity need the *whole* interval of the customers' ratio below 1.",
                ),
                Misconception(
                    "waiting for the wrong reason",
                    _hold_anyway,
                    "To wait is right as long as the customers' ratio may be 1. What Shunde's "
                    "tests find is no reason for anything.",
                ),
                Misconception(
                    "not shown taken for harmful",
                    _not_shown,
                    "Ending it would need a *whole* interval above 1. That the tests flatter "
                    "doesn't make the cookers worse.",
                ),
            ),
            praise="You decide by a measure that neither side of the contract holds in hand.",
        ),
    ],
)
