"""The exercises of the case *The page that tripled its conversion*."""

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
from ecomlab.classroom.kinds import Between, Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.estimates import sample_size

lesson = case_lesson("page_redesign")


@lesson.exercise("One source at a time", Number(tolerance=0.01))
def same_source(traffic_daily):
    """By what factor did the rice cooker's conversion rise among **natural** visits alone? Pool
    the visits before, and the visits after; give after ÷ before with two decimals or more.

    Hint: Keep the rows of the rice cooker where `paid_flag` is false.

    Hint: Sum `payers` and `uv` before and after `CHANGED` first, then divide.

    Right: With the mix of sources held still, a good part of the rise is gone. What is left is
    not yet the page: the promotion is still in it.
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
    """Textbook formulas, rounded quantiles and sizes, or the 2.0 % that the notebook prints."""
    printed = round(conversion(traffic_daily, REDESIGNED, False), 3)
    sizes = visits_per_arm(traffic_daily), sample_size(printed, 1.1 * printed)
    return [Between(0.99 * size, 1.01 * size) for size in sizes]


@lesson.exercise(
    "The test that was never run",
    Number(tolerance=5, unit="visits per arm", accept=_by_any_formula),
)
def visits_per_arm(traffic_daily):
    """Next page: new against old, half of the visits each, at the same time. How many visits does
    **each arm** need to find a **rise by a tenth** (× 1.1) of the rice cooker's conversion
    before the change, at 80 % power and 5 % significance, two-sided? (Any textbook's formula will
    do.)

    Hint: `proportion_effectsize(p2, p1)` of `statsmodels.stats.proportion`, then
    `NormalIndPower().solve_power(effect, power=.8, alpha=.05)`.

    Hint: The old page's conversion is that before the change; the new one's is 1.1 times as
    high.

    Right: At 2,000 visits a day, shared by two arms, a small rise takes months. Test on the
    pages with most visits, and test big changes.
    """
    old = conversion(traffic_daily, REDESIGNED, False)
    return sample_size(old, 1.1 * old)


@visits_per_arm.wrong("sized for a jump")
def _for_the_claim(traffic_daily):
    """That is enough to see a jump, such as the claimed one, or ten points more. A rise by a tenth
    makes 2.2 % of 2 %. A test sized for a miracle finds nothing when the truth is small, and then
    "it doesn't work".
    """
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return sample_size(old, new)


@visits_per_arm.wrong("both arms")
def _both_arms(traffic_daily):
    """That is both arms together. The question asks for one."""
    return 2 * visits_per_arm(traffic_daily)


@lesson.exercise("From where on does a redesign pay?", Number(tolerance=0.004))
def needed(traffic_daily):
    """The redesign of a page costs 12,000 yuan. One of the other forty pages has 500 visits a day,
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
            "1": "against the page left alone, the whole interval lies above the factor that pays, "
            "but below the claim, and it is one page only",
            "2": "against the page left alone, the factor that pays lies inside the interval",
            "3": "conversion rose as the team says",
            "4": "against the page left alone, the whole interval lies below the factor that pays",
        },
    ),
)
def monday(traffic_daily):
    """The team wants money for forty pages. Choose an action and the reason that carries it:
    `("A", 1)`.

    Hint: Look at the interval of the ratio of ratios, and at the factor from which a redesign
    pays: is that below the interval, inside, or above?

    Hint: One page, chosen because it was bad, says little about forty others.

    Right: You decide on the interval and on what a page costs, not on the headline, and each
    further page brings its own evidence.
    """
    # Does it pay, by the page left alone? Then go on, each page as a test: others may differ.
    found, factor = difference_in_differences(traffic_daily), pays_at(traffic_daily)
    if found.low > factor:
        return "C", 1
    return ("B", 4) if found.high < factor else ("D", 2)


@monday.wrong("the claim carried over")
def _all_forty():
    """Forty times a figure in which the promotion and the mix of sources are counted as design.
    And this page was chosen because it was bad: such pages get better by themselves.
    """
    return "A", None


@monday.wrong("right action, claimed reason")
def _claimed(traffic_daily):
    """The action is right, but not because the claim is true: most of the rise isn't the page's."""
    return monday(traffic_daily)[0], 3


@monday.wrong("baby with the bath water")
def _stop(traffic_daily):
    """The claim is too large; that doesn't make the effect too small to pay. Look at both ends of
    the interval of the ratio of ratios.
    """
    return "B", None if monday(traffic_daily)[0] != "B" else 2


@monday.wrong("another page although this one pays, or though none can")
def _one_more(traffic_daily):
    """One more test is worth its money as long as the factor that pays lies inside the interval.
    Does it?
    """
    return "D", None if monday(traffic_daily)[0] != "D" else 1


@monday.wrong("next pages before it is shown")
def _next_pages(traffic_daily):
    """To go on with the next pages, the *whole* interval must lie above the factor that pays."""
    return "C", None if monday(traffic_daily)[0] != "C" else 2
