"""The exercises of the case *The factory with fewer defects*."""

from ecomlab.cases.defect_rate import (
    AT_FACTORY,
    BACK_COST,
    CARTON,
    OTHER,
    TIE_COST,
    TIED,
    TIED_ON,
    customers_ratio,
    inspected_ratio,
    inspections,
    keeps_at,
    pays_at,
    sent_back,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.suppliers import chance_to_pass
from ecomlab.texts import fact

lesson = case_lesson("defect_rate")


@lesson.exercise("What changed without a tie", Number(tolerance=0.02))
def learned(inbound):
    """Cixi has no tie, and the shop's own people test 200 pieces of each of its batches. By what
    factor did its defect rate change, since ÷ before? (Two decimals or more; 0.5 if it was
    halved.)

    Hint: `method.inspections(inbound)` has the rate by factory and half.

    Hint: Take `.loc["Cixi", "rate"]` and divide since by before.

    Right: So much would have happened at Shunde as well, if it goes the way of Cixi.
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
    """That is what went away, of one. The question asks for since ÷ before."""
    return 1 - learned(inbound)


@learned.wrong("points")
def _points(inbound):
    """You subtracted. What happens to a line changes a share of the faults, of many or of few:
    divide.
    """
    rate = inspections(inbound).loc[OTHER, "rate"]
    return rate["before"] - rate["since"]


@lesson.exercise("A clean sample", Number(tolerance=0.007, unit="share"))
def clean(inbound):
    """Suppose that a batch has the share of faults that the shop finds at **Cixi since** 6 January.
    You open one carton of 20 pieces. How likely is it that **none** of them has a fault? (0.05 for
    5%.)

    Hint: One piece is sound with the chance 1 − rate.

    Hint: All 20 must be sound: (1 − rate) to the power of 20.

    Right: So often such a batch is reported as "no defects found".
    """
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return (1 - rate) ** CARTON  # all of them sound


@clean.wrong("a larger sample")
def _larger_sample(inbound):
    """That is the chance with 100 pieces. In 20 a batch looks clean far more often."""
    rate = inspections(inbound).loc[(OTHER, "since"), "rate"]
    return chance_to_pass(rate, AT_FACTORY)


@clean.wrong("at least one")
def _some_found(inbound):
    """That is the chance to find at least one. The question is about a clean sample."""
    return 1 - clean(inbound)


@clean.wrong("one piece")
def _one_piece(inbound):
    """That is the chance that *one* piece is sound. Twenty have to be."""
    return 1 - inspections(inbound).loc[(OTHER, "since"), "rate"]


def _since_to_before(batches, counted, base=None):
    sums = batches.groupby(batches["received_at"] >= TIED_ON)[["back", "sold"]].sum()
    rate = sums[counted] / (sums[base] if base else 1)
    return rate[True] / rate[False]


@lesson.exercise("What came back of Shunde's batches", Number(tolerance=0.005))
def own_ratio(inbound, returns):
    """Of **Shunde's** batches, add up the pieces sent back for **quality** and the pieces sold,
    before and since. By what factor did the share sent back change, since ÷ before? (Three decimals.)

    Hint: `method.sent_back(inbound, returns)` has `sold` and `back` of each batch.

    Hint: Keep Shunde, group by `received_at >= TIED_ON`, sum both columns, divide twice.

    Right: Set it beside the factor of Shunde's own tests, and beside what changed at Cixi without
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
    """The tie costs 1.20 yuan for each piece bought: the engineers' days on the line. A piece sent
    back for quality costs the shop 125 yuan: the cooker, two parcels, the work. At Cixi, without
    a tie, a share of the pieces sold **since** 6 January comes back for quality. Below which
    factor (defects with the tie ÷ without it) does a tie pay for itself there?

    Hint: `method.sent_back(inbound, returns)` has `sold` and `back` of each batch. What do Cixi's
    quality returns since cost, in yuan per piece sold?

    Hint: The tie saves (1 − factor) of that cost. It pays if the saving is more than 1.20 yuan.

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
    """You took the whole year. A tie that is signed today can only save what comes back today: take
    Cixi's batches since.
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
            "tie": "tie Cixi as well, at the full cost, and pay by quality returns",
            "half": "tie Cixi only if it bears half of the cost, and pay by quality returns",
            "hold": "sign nothing more; look again after half a year of the shop's own tests",
            "end": "end the tie with Shunde, and send the engineers where more is to be saved",
        },
        reasons={
            "apart": "neither factor at which a tie pays at full cost, Cixi's or Shunde's, lies inside "
            "the interval of the customers' ratio",
            "inside": "a factor at which a tie pays at full cost, Cixi's or Shunde's, lies inside the "
            "interval of the customers' ratio",
            "estimate": "the customers' ratio, taken as it stands, is the best guess, and a tie too "
            "many costs no more than a tie too few",
            "shown": "it is what one does, judging by whether 1 lies inside the interval of the "
            "customers' ratio",
            "tests": "it is what Shunde's own tests say",
            "doubt": "who tests itself can't be trusted, so nothing can be said for its tie",
        },
        cautious=["hold"],
    ),
)
def monday(inbound, returns):
    """A shop has tied one of its two factories closely: orders guaranteed, its own engineers on the
    line. Since then that factory tests its batches itself: by these tests the defect rate was
    multiplied by {tests}. Measured by what customers send back, beside the other factory, the tie
    multiplied it by {ratio}. At the other factory, Cixi, a tie pays for itself at full cost below a
    factor of {factor}; if Cixi bears half of the cost, below {at_half}. At Shunde, the tied
    factory, it pays at full cost below {at_shunde}, by what comes back there. The shop's own people
    test Shunde's batches again in any case. Choose an action and the reason that
    carries it: `("A", 1)`.

    Hint: Who counted the defects that each reason rests on? And what does a tie cost?

    Hint: Lay the factors beside the interval. Which price does a tie of Cixi earn even at the high
    end? And is even the low end above the factor of Shunde, and above that of Cixi?

    Right: You decide by a measure that neither side of the contract can change, and by what the
    tie costs.
    """
    # Which price does Cixi's tie earn over the whole interval? If none: is the full one ruled out,
    # at both factories?
    found, factor = customers_ratio(inbound, returns), pays_at(inbound, returns)
    shunde = keeps_at(inbound, returns)
    reason = "inside" if found.holds(factor) or found.holds(shunde) else "apart"
    if found.high < factor:
        return "tie", reason
    if found.high < (1 + factor) / 2:  # half the cost, half to save
        return "half", reason
    return ("end" if found.low > max(factor, shunde) else "hold"), reason


@monday.facts
def _ratio_and_break_even(inbound, returns):
    found = [fact.number(x, 2) for x in customers_ratio(inbound, returns)[:3]]
    factor = pays_at(inbound, returns)
    return {
        "tests": fact.number(inspected_ratio(inbound).estimate, 2),
        "ratio": "{} ({} to {})".format(*found),
        "factor": fact.number(factor, 2),
        "at_half": fact.number((1 + factor) / 2, 2),
        "at_shunde": fact.number(keeps_at(inbound, returns), 2),
    }


@monday.also("waiting for the own tests")
def _no_hurry(inbound, returns):
    """That can be defended: the full price may still be earned, or not, and half a year of own tests
    will tell more. The other choice has beside it that half the cost is earned at every value of the
    interval, so that waiting costs half a year's saving.
    """
    # Only while it is open whether Cixi's full price is earned.
    open_ = customers_ratio(inbound, returns).holds(pays_at(inbound, returns))
    return ("hold", "inside") if open_ and monday(inbound, returns)[0] == "half" else None


@monday.also("by the estimate")
def _by_the_estimate(inbound, returns):
    """That can be defended: whoever can bear a loss now and then decides by the best guess. To wait
    has beside it that a contract of years isn't signed, nor a good one broken, on what half a
    year can't tell.
    """
    found, factor = customers_ratio(inbound, returns), pays_at(inbound, returns)
    if monday(inbound, returns)[0] != "hold":
        return None
    if found.estimate < factor:
        return "tie", "estimate"
    return ("end", "estimate") if found.estimate > keeps_at(inbound, returns) else None


@monday.also("one factory's tie is ruled out")
def _shunde_alone(inbound, returns):
    """That can be defended: Shunde's own tie is ruled out at full cost, and a contract that doesn't pay
    is ended. To hold has beside it that at Cixi the full price may still be earned, and
    that the two differ by the luck of what came back.
    """
    shown = customers_ratio(inbound, returns).low > keeps_at(inbound, returns)
    return ("end", "inside") if shown and monday(inbound, returns)[0] == "hold" else None


@monday.wrong("the factory's own tests as a reason")
def _tests_believed(inbound, returns):
    """The action holds, the reason doesn't: since 6 January Shunde counts for itself. Customers count
    as before, and nobody in the contract can move their count.
    """
    return monday(inbound, returns)[0], "tests"


@monday.wrong("doubt as a reason")
def _doubted(inbound, returns):
    """The action holds, the reason doesn't: a changed tester is a reason to look for another count,
    and there is one. What customers send back speaks for the tie or against it.
    """
    return monday(inbound, returns)[0], "doubt"


@monday.wrong("any effect taken for enough")
def _by_stars(inbound, returns):
    """Whether 1 lies inside says if *any* effect is shown. You pay for the tie, so you need more than
    any effect: compare with the factor at which it pays.
    """
    return monday(inbound, returns)[0], "shown"


@monday.wrong("the full price too soon")
def _full_price(inbound, returns):
    """Three years at the full cost need the *whole* interval of the customers' ratio below the factor
    at which a tie pays at that cost.
    """
    return "tie", "inside" if monday(inbound, returns)[0] == "tie" else None


@monday.wrong("half the price")
def _half_price(inbound, returns):
    """To ask Cixi for half is right where the whole interval earns half of the cost, but not the full
    one. Lay both factors beside its high end.
    """
    best, why = monday(inbound, returns)
    return "half", None if best != "half" else {"inside": "apart", "apart": "inside"}[why]


@monday.wrong("waiting although it is known")
def _hold_anyway(inbound, returns):
    """To wait is worth half a year as long as the full price may be earned or not. Does its factor
    lie inside the interval, at Cixi or at Shunde, and is half of the cost not earned everywhere?
    """
    return "hold", "apart" if monday(inbound, returns)[0] == "hold" else None


@monday.wrong("ended too soon")
def _not_shown(inbound, returns):
    """To end it, the *whole* interval must lie above the factor at which Shunde's tie pays, and above
    that of Cixi, where half of the cost may not be earned everywhere either.
    """
    return "end", "inside" if monday(inbound, returns)[0] == "end" else None


NEXT = {
    "tie": "We should tie Cixi as well, with a deposit that is paid by quality returns",
    "half": "We should tie Cixi only if it bears half of the cost, with a deposit that is paid by "
    "quality returns",
    "hold": "We should sign nothing more now, and look again after half a year of the shop's own "
    "tests",
    "end": "We should end the tie with Shunde and not tie Cixi, because even at the low end of the "
    "interval the full cost isn't earned at either factory",
}


@lesson.exercise(
    "Your memo to purchasing",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            Criterion("what it is compared with", matching("cixi|control|other factory|慈溪|对照")),
            Criterion("who counts", matching("customers|returns|sent back|own tests|退货")),
            Criterion("from which factor on a tie pays", matching("pays? |cost|earn|盈亏|成本")),
            A_DECISION,
            Criterion("who tests from now on", matching("test|inspect|检")),
        ]
    ),
)
def memo(inbound, returns):
    """Write five or six sentences to purchasing: the measure that you rely on, and why neither side
    of the contract can change it; the factor with its interval; what that makes of the figure
    from the tests; from which factor on a tie pays; what you sign on Monday; and who tests from
    now on.

    Hint: Begin with the factor from customers' returns, not with the tests.

    Hint: What changed at Cixi, without a tie?

    Right: Would purchasing still know after your memo how good its own figure is, and why you didn't
    begin with it?
    """
    found, factor = customers_ratio(inbound, returns), pays_at(inbound, returns)
    tests = inspected_ratio(inbound).estimate
    return (
        f"By what customers send back for quality, and beside Cixi, the tie multiplied Shunde's "
        f"defect rate by {found.estimate:.2f} ({found.low:.2f} to {found.high:.2f}, n = {found.n} "
        f"weeks). The tests say {tests:.2f}; but they changed hands on the day the tie began, and at "
        f"Cixi, without one, the rate is {learned(inbound):.2f} times what it was. At Cixi a tie pays below "
        f"a factor of {factor:.2f}, and below {(1 + factor) / 2:.2f} if Cixi bears half of the cost; "
        f"at Shunde it pays below {keeps_at(inbound, returns):.2f}. "
        f"{NEXT[monday(inbound, returns)[0]]}. From now on the shop's own people test the same number "
        "of pieces of both factories."
    )


@memo.wrong("the tests believed")
def _tests_alone(inbound):
    """Both rates are right. But first the shop counted, then the factory. There is no interval ("from
    … to …" tells two rates here) and no comparison with Cixi, and nobody asks what a tie costs.
    Even where the tests happen to be right, this memo can't know it.
    """
    rate = inspections(inbound).loc[TIED, "rate"]
    return (
        f"The tie is a great success: defects went from {rate['before']:.1%} to {rate['since']:.1%} "
        "in only half a year. We should tie the second factory in the same way for three years, and "
        "let both do the inspection before loading."
    )


@memo.wrong("nothing believed")
def _nothing_believed(inbound):
    """That the tester changed is well seen. But it stops there: in which direction, and by how much?
    There was a count that nobody had touched. It gives no effect, no interval and no price, and it
    throws away a tie that it hasn't measured.
    """
    rate = inspections(inbound).loc[TIED, "rate"]
    return (
        f"The factory marks its own homework, so {rate['since']:.1%} means nothing. Such successes "
        "are always exaggerated. We should end the tie at once and never again let a factory near "
        "its own numbers."
    )
