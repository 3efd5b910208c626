"""The exercises of the case *The page that tripled its conversion*."""

import numpy as np

from ecomlab.cases.page_redesign import (
    CHANGED,
    CONTROL,
    COST,
    LEFT,
    OTHERS,
    REDESIGNED,
    conversion,
    difference_in_differences,
    pays_at,
)
from ecomlab.classroom.kinds import Between, Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.estimates import normal_quantile, sample_size

lesson = case_lesson("page_redesign")


@lesson.exercise("One source at a time", Number(tolerance=0.01))
def same_source(traffic_daily):
    """By what factor did the rice cooker's conversion rise among **natural** visits alone? Pool
    the visits before, and the visits after; give after ÷ before with two decimals or more.

    Hint: Keep the rows of the rice cooker where `paid_flag` is false.

    Hint: Sum `payers` and `uv` before and after `CHANGED` first, then divide.

    Right: With one source only, a good part of the rise is gone. What is left is not yet the
    page: the promotion is still in it.
    """
    natural = traffic_daily[~traffic_daily["paid_flag"]]
    return conversion(natural, REDESIGNED, True) / conversion(natural, REDESIGNED, False)


@same_source.wrong("all visits")
def _all_visits(traffic_daily):
    """That is the claim itself: all visits, of which many were paid ones before and few after.
    Keep one source.
    """
    return conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )


@same_source.wrong("rise instead of factor")
def _rise(traffic_daily):
    """You give the rise. The question asks for after ÷ before: a page that stays as it is has the
    factor 1.
    """
    return same_source(traffic_daily) - 1


@same_source.wrong("both pages")
def _both_pages(traffic_daily):
    """You pooled the redesigned page with the kettle's. The question is about the rice cooker."""
    natural = traffic_daily[~traffic_daily["paid_flag"]]
    sums = natural.groupby(natural["date"] >= CHANGED)[["payers", "uv"]].sum()
    return (sums["payers"] / sums["uv"]).pipe(lambda r: r[True] / r[False])


@lesson.exercise("The page that was left alone", Number(tolerance=0.01))
def against_control(traffic_daily):
    """The kettle's page was not touched. Pool the visits and compute the ratio of ratios: (rice
    cooker after ÷ before) ÷ (kettle after ÷ before).

    Hint: You need four conversion rates: two pages, before and after.

    Hint: Both pages had the same promotion and the same change of sources. Divide by what they
    did to the kettle.

    Right: This is difference-in-differences (双重差分) on the scale of ratios. It is as good as the
    kettle is like the rice cooker.
    """
    mine = conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )
    control = conversion(traffic_daily, CONTROL, True) / conversion(traffic_daily, CONTROL, False)
    return mine / control


@against_control.wrong("after only")
def _after_only(traffic_daily):
    """You compared the pages after the change alone. They may have differed before: divide each by
    its own past first.
    """
    return conversion(traffic_daily, REDESIGNED, True) / conversion(traffic_daily, CONTROL, True)


@against_control.wrong("difference of points")
def _points(traffic_daily):
    """You subtracted. In points a promotion adds more to the better page, and the difference looks
    like an effect. Here things multiply: take ratios.
    """
    rise = conversion(traffic_daily, REDESIGNED, True) - conversion(
        traffic_daily, REDESIGNED, False
    )
    return rise - (
        conversion(traffic_daily, CONTROL, True) - conversion(traffic_daily, CONTROL, False)
    )


@against_control.wrong("the control's own rise")
def _the_control(traffic_daily):
    """That is what happened to the kettle, without any redesign. Now divide the rice cooker's rise
    by it.
    """
    return conversion(traffic_daily, CONTROL, True) / conversion(traffic_daily, CONTROL, False)


def _by_any_formula(traffic_daily):
    """Pooled or not, by angles or a rule of thumb, from the 2.0% that is printed, or rounded."""
    size = sample_size(*(conversion(traffic_daily, REDESIGNED, False) * np.array([1, 1.1])))
    return [Between(0.97 * size, 1.05 * size)]


@lesson.exercise(
    "The test that was never run",
    Number(tolerance=5, unit="visits per arm", accept=_by_any_formula),
)
def visits_per_arm(traffic_daily):
    """The next page is tested: half of the visits see the old page, half the new one. How many
    visits does **each arm** need to find a **rise by a tenth** (× 1.1) of the rice cooker's
    conversion before the change, with 80% power and a 95% interval? (Any textbook's formula
    will do.)

    Hint: `before` is $p_0$, and $p_1$ is `1.1 * before`.

    Hint: Put the mean of the two into the formula above, and divide by the square of their
    difference.

    Right: Two arms need twice as many. At 500 visits a day that takes half a year or more: so small
    a rise isn't found in time. Test on the pages with most visits, and test big changes.
    """
    old = conversion(traffic_daily, REDESIGNED, False)
    new = 1.1 * old
    middle = (old + new) / 2
    return 2 * (normal_quantile() + 0.84) ** 2 * middle * (1 - middle) / (new - old) ** 2


@visits_per_arm.wrong("sized for a jump")
def _for_the_claim(traffic_daily):
    """That is enough to see a jump, such as the claimed one, or ten points more. A rise by a tenth
    of 2% is only 0.2 points. A test that is too small for it finds nothing, and then people say
    that the new page doesn't work.
    """
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return sample_size(old, new)


@visits_per_arm.wrong("both arms")
def _both_arms(traffic_daily):
    """That is both arms together. The question asks for one."""
    return 2 * visits_per_arm(traffic_daily)


@lesson.exercise("From where on does a redesign pay?", Number(tolerance=0.004))
def needed(traffic_daily):
    """A redesign of a page costs 12,000 yuan. One of the other forty pages has 500 visits a day,
    converts as the rice cooker's did **before** the change, and an order leaves 40 yuan after
    goods, fee and parcel. From which factor on (conversion with the new page ÷ with the old
    one) does a redesign earn its cost within a year of 365 days? Three decimals or more.

    Hint: How many yuan do a page's orders leave in a year, with the old page?

    Hint: (factor − 1) × those yuan must make 12,000.

    Right: That is break-even. A factor of 1 is where a redesign does nothing, and still costs
    12,000 yuan.
    """
    orders = 365 * OTHERS * conversion(traffic_daily, REDESIGNED, False)
    return 1 + COST / (orders * LEFT)


@needed.wrong("this page's visits")
def _own_visits(traffic_daily):
    """You took the rice cooker's 2,000 visits. The money is asked for the other pages, which have
    fewer.
    """
    return 1 + (pays_at(traffic_daily) - 1) * OTHERS / 2000


@needed.wrong("a month")
def _a_month(traffic_daily):
    """That is the factor that earns the cost within thirty days. The page stays for a year."""
    return 1 + (pays_at(traffic_daily) - 1) * 365 / 30


@needed.wrong("conversion after")
def _after_the_change(traffic_daily):
    """You took the conversion after the change. The other pages have neither the new design nor the
    promotion: take that before.
    """
    after = conversion(traffic_daily, REDESIGNED, True)
    return 1 + COST / (365 * OTHERS * after * LEFT)


@needed.wrong("rise instead of factor")
def _rise_needed(traffic_daily):
    """That is the rise. Asked is the factor: a page that stays as it is has the factor 1."""
    return needed(traffic_daily) - 1


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "redesign all forty pages now",
            "B": "stop redesigning",
            "C": "redesign the next pages, each as a test against the old one",
            "D": "redesign one more page, as a test whose size is planned, and ask again",
        },
        reasons={
            "1": "the factor that pays lies inside the interval of the comparison with the control",
            "2": "conversion rose as the team says",
            "3": "the whole interval of the comparison with the control lies above the factor that "
            "pays, but it is one page only",
            "4": "the whole interval of the comparison with the control lies below the factor that "
            "pays",
        },
    ),
)
def monday(traffic_daily):
    """A page was redesigned, and its team wants money for forty more. A page that nobody touched
    serves as control, and you know from which factor on a redesign pays. Choose an action and the
    reason for it: `("A", 1)`.

    Hint: Look at the interval of the ratio of ratios, and at the factor from which a redesign
    pays: is that below the interval, inside, or above?

    Hint: One page, chosen because it was bad, says little about forty others.

    Right: You decide on the interval and on what a page costs, not on the headline, and each
    further page brings its own evidence.
    """
    # Does it pay, by the page left alone? Then go on, each page as a test: others may differ.
    found, factor = difference_in_differences(traffic_daily), pays_at(traffic_daily)
    if found.low > factor:
        return "C", 3
    return ("B", 4) if found.high < factor else ("D", 1)


@monday.wrong("the claim carried over")
def _all_forty():
    """That takes forty times a figure in which promotion and sources are counted as design. And
    this page was chosen because it was bad: such pages often get better by themselves.
    """
    return "A", None


@monday.wrong("right action, claimed reason")
def _claimed(traffic_daily):
    """The action is right, but not because the claim is true: most of the rise isn't the page's."""
    return monday(traffic_daily)[0], 2


@monday.wrong("stopped without looking at both ends")
def _stop(traffic_daily):
    """The claim is too large; that doesn't make the effect too small to pay. Look at both ends of
    the interval of the ratio of ratios.
    """
    return "B", None if monday(traffic_daily)[0] != "B" else 1


@monday.wrong("another page although this one pays, or though none can")
def _one_more(traffic_daily):
    """One more test is worth its money as long as the factor that pays lies inside the interval.
    Does it?
    """
    return "D", None if monday(traffic_daily)[0] != "D" else 3


@monday.wrong("next pages before it is shown")
def _next_pages(traffic_daily):
    """To go on with the next pages, the *whole* interval must lie above the factor that pays."""
    return "C", None if monday(traffic_daily)[0] != "C" else 1


NEXT = {
    "C": "We should redesign the next pages one by one, each as a test against its old page",
    "D": "We should test one more page, and spend nothing on forty pages before that",
    "B": "We should stop: even the high end of the interval doesn't earn the cost",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("what it is compared with", matching("kettle|control|left alone|对照|水壶")),
            Criterion("from which factor on a redesign pays", matching("pay|earn|cost|盈亏|成本")),
            A_DECISION,
            Criterion("no promise for the other forty pages"),
        ]
    ),
)
def memo(traffic_daily):
    """Write to your boss, in three or four sentences: the number that you rely on, with its
    interval; what it rests on; and what you would do.

    Hint: Begin with the number, not with the method.

    Hint: Say what would make your number wrong: the kettle must be like the rice cooker.

    Right: Whoever decides reads one sentence for sure. Is the number with its interval in your
    first sentence, and the decision in your last?
    """
    found, action = difference_in_differences(traffic_daily), monday(traffic_daily)[0]
    old, factor = conversion(traffic_daily, REDESIGNED, False), max(found.value, 1.2)
    size = sample_size(old, factor * old)  # for a rise such as this one, not for a tenth
    test = f"; {size:,.0f} visits in each arm show a factor of {factor:.2f}"
    test += f", and take {2 * size / OTHERS:.0f} days at {OTHERS} visits a day"
    return (
        f"Against the kettle, whose page nobody touched, the new page multiplied the rice "
        f"cooker's conversion by {found.value:.2f} ({found.low:.2f} to {found.high:.2f}, from "
        f"{found.n} days). This holds if nothing but the page moved the two apart in April. A "
        f"redesign earns its cost from a factor of {pays_at(traffic_daily):.2f} on. It is one "
        "page, which was chosen because it was bad, so it promises nothing for others. "
        f"{NEXT[action]}{'' if action == 'B' else test}."
    )


@memo.wrong("the claim, repeated")
def _the_claim_repeated(traffic_daily):
    """All its numbers are right. But it gives the whole rise to the page, it has no control and no
    interval, and it promises the same for pages that nobody has tried.
    """
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return (
        f"The redesign was a great success: conversion rose by {new / old - 1:.0%} and is now "
        f"{new:.1%}. We should start with all forty pages at once, and will then see the same rise "
        "in the whole shop."
    )
