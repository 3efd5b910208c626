"""The exercises of the case *The factory with fewer defects*."""

from ecomlab.cases.defect_rate import (
    AT_FACTORY,
    BACK_COST,
    OTHER,
    TESTED,
    TIE_COST,
    TIED,
    TIED_ON,
    customers_ratio,
    inspections,
    pays_at,
    sent_back,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.suppliers import chance_to_pass
from ecomlab.texts import fact

lesson = case_lesson("defect_rate")


@lesson.exercise("What was learned without a tie", Number(tolerance=0.02))
def learned(inbound):
    """Cixi has no tie, and the shop's own people test 200 pieces of each of its batches. By what
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
    """That is Shunde, where the testing was changed. Asked is the factory where nothing changed."""
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


@lesson.exercise("A clean sample", Number(tolerance=0.007, unit="share"))
def clean(inbound):
    """Suppose that a batch has the share of faults that the shop finds at **Cixi since** 6 January.
    You open 50 pieces. How likely is it that **none** of them has a fault? (0.05 for 5%.)

    Hint: One piece is sound with the chance 1 − rate.

    Hint: All 50 must be sound: (1 − rate) to the power of 50.

    Right: So often such a batch is reported as "no defects found".
    """
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return (1 - rate) ** AT_FACTORY  # all of them sound


@clean.wrong("the old sample")
def _old_sample(inbound):
    """That is the chance with 200 pieces. With 50 a batch looks clean far more often."""
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


def _since_to_before(batches, counted, base=None):
    sums = batches.groupby(batches["received_at"] >= TIED_ON)[["back", "sold"]].sum()
    rate = sums[counted] / (sums[base] if base else 1)
    return rate[True] / rate[False]


@lesson.exercise("What came back of Shunde's batches", Number(tolerance=0.005))
def own_ratio(inbound, returns):
    """Of **Shunde's** batches, add up the pieces sent back for **quality** and the pieces sold,
    before and since. By what factor did the share sent back change, since ÷ before?

    Hint: `method.sent_back(inbound, returns)` has `sold` and `back` of each batch.

    Hint: Keep Shunde, group by `received_at >= TIED_ON`, sum both columns, divide twice.

    Right: Set it beside the factor of Shunde's own tests, and beside what Cixi learned without
    a tie.
    """
    batches = sent_back(inbound, returns)
    return _since_to_before(batches[batches["supplier"] == TIED], "back", "sold")


@own_ratio.wrong("pieces instead of a share")
def _pieces(inbound, returns):
    """You compared numbers of pieces. Since fewer are opened for tests, more are sold: divide by
    `sold` first.
    """
    batches = sent_back(inbound, returns)
    return _since_to_before(batches[batches["supplier"] == TIED], "back")


@own_ratio.wrong("any reason")
def _any_reason(inbound, returns):
    """You counted what came back for any reason. Who changes their mind says nothing about faults."""
    batches = sent_back(inbound, returns)
    batches["back"] += sent_back(inbound, returns, "change_of_mind")["back"]
    return _since_to_before(batches[batches["supplier"] == TIED], "back", "sold")


@own_ratio.wrong("upside down")
def _upside_down(inbound, returns):
    """That is before ÷ since. Turn it round."""
    return 1 / own_ratio(inbound, returns)


@lesson.exercise("When does a tie pay?", Number(tolerance=0.005))
def needed(inbound, returns):
    """The tie costs 0.30 yuan for each piece bought: an engineer's days on the line. A piece sent
    back for quality costs the shop 125 yuan: the cooker, two parcels, the work. At Cixi, without
    a tie, a share of the pieces sold **since** 6 January comes back for quality. Below which
    factor (defects with the tie ÷ without it) does a tie pay for itself there?

    Hint: `method.sent_back(inbound, returns)` has `sold` and `back` of each batch. What do Cixi's
    quality returns since cost, in yuan per piece sold?

    Hint: The tie saves (1 − factor) of that cost. It pays if the saving is more than 0.30 yuan.

    Right: This is the break-even. A factor of 1 only says that the tie does nothing.
    """
    batches = sent_back(inbound, returns)
    since = batches["received_at"] >= TIED_ON
    cixi = batches[(batches["supplier"] == OTHER) & since]
    lost = BACK_COST * cixi["back"].sum() / cixi["sold"].sum()  # yuan per piece sold
    return 1 - TIE_COST / lost


def _by_rate(rate):
    return 1 - TIE_COST / (BACK_COST * rate)


@needed.wrong("before as well")
def _whole_year(inbound, returns):
    """You took the whole year. Cixi has learned since: a tie that is signed today can only save
    what comes back today.
    """
    batches = sent_back(inbound, returns).query("supplier == @OTHER")
    return _by_rate(batches["back"].sum() / batches["sold"].sum())


@needed.wrong("defects of the tests")
def _tested_defects(inbound, returns):
    """You took the share of faults in tests. Not every faulty piece is sent back, and only a piece
    that is sent back costs 125 yuan.
    """
    return _by_rate(inspections(inbound).loc[(OTHER, "since"), "rate"])


@needed.wrong("what has to be saved")
def _saved(inbound, returns):
    """That is the share of the defects that the tie has to take away. Asked is what may be left."""
    return 1 - needed(inbound, returns)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "sign nothing more; look again after half a year of the shop's own tests",
            "B": "tie Cixi as well, and pay by quality returns",
            "C": "end the tie with Shunde",
        },
        reasons={
            "1": "1 lies inside the interval of the customers' ratio",
            "2": "the whole interval of the customers' ratio lies below the factor at which a tie "
            "pays",
            "3": "the factor at which a tie pays lies inside the interval of the customers' ratio",
            "4": "the whole interval of the customers' ratio lies above the factor at which a tie "
            "pays",
            "5": "Shunde's tests find fewer defects than before",
        },
    ),
)
def monday(inbound, returns):
    """A shop has tied one of its two factories closely: orders guaranteed, its own engineers on the
    line. Since then that factory tests its batches itself. Measured by what customers send back,
    beside the other factory, the tie multiplied the defect rate by {ratio}. A tie pays for itself
    below a factor of {factor}. Purchasing wants to tie the other factory, Cixi, as well. The
    shop's own people test the batches of Shunde, the tied factory, again in any case. Choose an
    action and the reason that carries it: `("A", 1)`.

    Hint: Who counted the defects that each reason rests on? And what does a tie cost?

    Hint: Do both ends of the interval lie below the factor at which a tie pays, both above it, or
    one on each side?

    Right: You decide by a measure that neither side of the contract can change, and by what the
    tie costs.
    """
    # The whole interval below break-even: tie the other one. All above: end it. Else: test first.
    found, factor = customers_ratio(inbound, returns), pays_at(inbound, returns)
    if found.high < factor:
        return "B", 2
    return ("C", 4) if found.low > factor else ("A", 3)


@monday.facts
def _ratio_and_break_even(inbound, returns):
    found = [fact.number(x, 2) for x in customers_ratio(inbound, returns)[:3]]
    return {
        "ratio": "{} ({} to {})".format(*found),
        "factor": fact.number(pays_at(inbound, returns), 2),
    }


@monday.wrong("the factory's own tests")
def _tests_believed(inbound, returns):
    """Shunde's tests find less since Shunde itself tests. Three years of guaranteed quantity need
    the *whole* interval of the customers' ratio below the factor at which a tie pays.
    """
    return "B", 5 if monday(inbound, returns)[0] == "B" else None


@monday.wrong("nothing shown taken for nothing gained")
def _by_stars(inbound, returns):
    """Whether 1 lies inside says if *any* effect is shown. You pay for the tie, so you need more than
    any effect: compare with the factor at which it pays.
    """
    return monday(inbound, returns)[0], 1


@monday.wrong("waiting for the wrong reason")
def _hold_anyway(inbound, returns):
    """To wait is right as long as the tie may pay or not. What Shunde's own tests find is no reason
    for it.
    """
    return "A", 5 if monday(inbound, returns)[0] == "A" else None


@monday.wrong("not shown taken for harmful")
def _not_shown(inbound, returns):
    """To end it, the *whole* interval must lie above the factor at which it pays. Tests that find too
    little don't make the cookers worse.
    """
    return "C", 3 if monday(inbound, returns)[0] == "C" else None


NEXT = {
    "A": "We should sign nothing more now, and look again after half a year of the shop's own tests",
    "B": "We should tie Cixi as well, with a deposit that is paid by quality returns",
    "C": "We should end the tie, because even the low end of the interval doesn't pay for it",
}


@lesson.exercise(
    "Your memo to purchasing",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            Criterion("what it is compared with", matching("cixi|control|other factory|慈溪|对照")),
            Criterion("who counts", matching("customers|returns|sent back|own tests|退货")),
            Criterion("from which factor on a tie pays", matching("pay|cost|earn|盈亏|成本")),
            A_DECISION,
            Criterion("who tests from now on", matching("test|inspect|检")),
        ]
    ),
)
def memo(inbound, returns):
    """Write four or five sentences to purchasing: the measure that you rely on, and why neither side
    of the contract can change it; the factor with its interval; from which factor on a tie pays;
    what you sign on Monday; and who tests from now on.

    Hint: Begin with the factor from customers' returns, not with the tests.

    Hint: What did Cixi learn without a tie?

    Right: Would purchasing still know after your memo why its own figure isn't the answer?
    """
    found, factor = customers_ratio(inbound, returns), pays_at(inbound, returns)
    return (
        f"By what customers send back for quality, and beside Cixi, the tie multiplied Shunde's "
        f"defect rate by {found.estimate:.2f} ({found.low:.2f} to {found.high:.2f}, n = {found.n} "
        "weeks). Customers don't know of the tie; the tests changed hands on the day it began, and "
        f"Cixi learned without one: its rate is {learned(inbound):.2f} times what it was. A tie pays "
        f"below a factor of {factor:.2f}. {NEXT[monday(inbound, returns)[0]]}. From now on the "
        "shop's own people test the same number of pieces of both factories."
    )


@memo.wrong("the tests believed")
def _tests_alone(inbound):
    """Both rates are right. But first the shop counted, then the factory. There is no interval ("from
    … to …" tells a fall here) and no comparison with Cixi, and nobody asks what a tie costs.
    """
    rate = inspections(inbound).loc[TIED, "rate"]
    return (
        f"The tie is a great success: defects fell from {rate['before']:.0%} to {rate['since']:.0%} in "
        "only half a year. We should tie Cixi in the same way for three years, and let both do the "
        "inspection before loading."
    )
