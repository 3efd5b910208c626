"""The exercises of the case *The page that tripled its conversion*."""

import numpy as np

from ecomlab.cases.page_redesign import (
    CHANGED,
    CONTROL,
    COST,
    LARGE,
    LEFT,
    REDESIGNED,
    SMALL,
    conversion,
    difference_in_differences,
    needed_here,
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

    Right: The mix of sources can't move this figure any more. It is not yet the page's: whatever
    that month did to both pages is still in it.
    """
    natural = traffic_daily[~traffic_daily["paid_flag"]]
    return conversion(natural, REDESIGNED, True) / conversion(natural, REDESIGNED, False)


@same_source.wrong("all visits")
def _all_visits(traffic_daily):
    """That is the claim itself: all visits, natural and paid together. If the mix of the two
    changes, this figure moves with it. Keep one source.
    """
    return conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )


@same_source.wrong("rise instead of factor")
def _rise(traffic_daily):
    """You give the change. The question asks for after ÷ before: a page that stays as it is has
    the factor 1.
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

    Hint: Both pages had the same month and the same sources. Divide by what these did to the
    kettle.

    Right: This is difference-in-differences (双重差分) on the scale of ratios. It is as good as the
    kettle is like the rice cooker.
    """
    mine = conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )
    control = conversion(traffic_daily, CONTROL, True) / conversion(traffic_daily, CONTROL, False)
    return mine / control


@against_control.wrong("rise instead of factor")
def _rise_against_control(traffic_daily):
    """That is the change. Asked is the factor: a page that does nothing makes a factor of 1."""
    return against_control(traffic_daily) - 1


@against_control.wrong("after only")
def _after_only(traffic_daily):
    """You compared the pages after the change alone. They may have differed before: divide each by
    its own past first.
    """
    return conversion(traffic_daily, REDESIGNED, True) / conversion(traffic_daily, CONTROL, True)


@against_control.wrong("difference of points")
def _points(traffic_daily):
    """You subtracted. In points a good month adds more to the better page, and the difference looks
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
    """That is what happened to the kettle, without any redesign. Now divide the rice cooker's
    factor by it.
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

    Right: Two arms need twice as many. A large page has 1,500 visits a day, so that takes two to
    five months; a small page takes three times as long. Test on the pages with most visits, and
    test big changes.
    """
    old = conversion(traffic_daily, REDESIGNED, False)
    new = 1.1 * old
    middle = (old + new) / 2
    return 2 * (normal_quantile() + 0.84) ** 2 * middle * (1 - middle) / (new - old) ** 2


@visits_per_arm.wrong("sized for a jump")
def _for_the_claim(traffic_daily):
    """You sized the test for the claimed rise. Asked is a rise by a tenth. Half the rise needs about
    four times the visits. A test that is too small finds nothing, and then people say that the
    new page doesn't work.
    """
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return sample_size(old, new)


@visits_per_arm.wrong("both arms")
def _both_arms(traffic_daily):
    """That is both arms together. The question asks for one."""
    return 2 * visits_per_arm(traffic_daily)


@lesson.exercise("From where on does a redesign pay?", Number(tolerance=0.004))
def needed(traffic_daily):
    """A redesign of a page costs 18,000 yuan. One of the thirty small pages has 500 visits a day,
    converts as the rice cooker's did **before** the change, and an order leaves 40 yuan after
    goods, fee and parcel. From which factor on (conversion with the new page ÷ with the old
    one) does a redesign earn its cost within a year of 365 days? Three decimals or more.

    Hint: How many yuan do a page's orders leave in a year, with the old page?

    Hint: (factor − 1) × those yuan must make 18,000.

    Right: That is break-even. A factor of 1 is where a redesign does nothing, and still costs
    18,000 yuan.
    """
    orders = 365 * SMALL * conversion(traffic_daily, REDESIGNED, False)
    return 1 + COST / (orders * LEFT)


@needed.wrong("this page's visits")
def _own_visits(traffic_daily):
    """You took the rice cooker's 2,000 visits. The money is asked for the other pages, which have
    fewer.
    """
    return pays_at(traffic_daily, 2000)


@needed.wrong("a month")
def _a_month(traffic_daily):
    """That is the factor that earns the cost within thirty days. The page stays for a year."""
    return 1 + (pays_at(traffic_daily) - 1) * 365 / 30


@needed.wrong("conversion after")
def _after_the_change(traffic_daily):
    """You took the conversion after the change. The other pages don't have the new design yet: take
    that before.
    """
    after = conversion(traffic_daily, REDESIGNED, True)
    return 1 + COST / (365 * SMALL * after * LEFT)


@needed.wrong("rise instead of factor")
def _rise_needed(traffic_daily):
    """That is the rise. Asked is the factor: a page that stays as it is has the factor 1."""
    return needed(traffic_daily) - 1


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "all": "redesign all forty pages now",
            "large": "redesign the ten large pages now, and leave the small ones",
            "test": "redesign one large page, shown to half of its visitors by lot, and then decide "
            "about the others",
            "stop": "redesign no more pages",
        },
        reasons={
            "claim": "conversion rose as the team says",
            "doubt": "the team's figure isn't the page's work alone",
            "low": "at the low end of the interval, the pages that I redesign earn their cost",
            "inside": "one end of the interval earns the cost of the large pages, the other doesn't",
            "high": "even at the high end of the interval, the pages that I leave don't earn their "
            "cost",
        },
        cautious=["test"],
    ),
    recall=False,  # it needs the interval, which the question doesn't tell
)
def monday(traffic_daily):
    """A page was redesigned, and its team wants money for forty more: ten large ones and thirty
    small ones. A page that nobody touched serves as control. The shop plans with half of this
    page's rise for the others. So you know from which factor on the small and the large pages pay.
    Choose an action and its reason.

    Hint: `needed_here(traffic, 500)` is the factor that this page must show, so that the small ones
    pay with half of its rise; `needed_here(traffic, 1500)` the one for the large ones.

    Hint: Lay both beside the two ends of the interval of the ratio of ratios.

    Right: You decide by what the pages earn at the ends of the interval. Whether the claim holds is
    another question.
    """
    # Which pages earn their cost at the low end? If none: do the large ones at the high end?
    found = difference_in_differences(traffic_daily)
    small, large = needed_here(traffic_daily, SMALL), needed_here(traffic_daily, LARGE)
    if found.low > large:
        return ("all" if found.low > small else "large"), "low"
    return ("stop", "high") if found.high < large else ("test", "inside")


@monday.also("the large pages first")
def _large_first(traffic_daily):
    """That can be said, too: whoever plans with a quarter of the rise, and not with half, begins with
    the large pages. With half of it, as this shop plans, the small ones pay even at the low end.
    """
    low = difference_in_differences(traffic_daily).low
    careful = low < needed_here(traffic_daily, SMALL, carried=0.25)
    return ("large", "low") if monday(traffic_daily)[0] == "all" and careful else None


@monday.also("by the estimate")
def _by_the_estimate(traffic_daily):
    """That can be said, too: by the estimate the large pages earn more than they cost, and months of
    waiting cost what they would have earned. The test has beside it that it risks the cost of one
    page, and not of ten.
    """
    better = difference_in_differences(traffic_daily).value > needed_here(traffic_daily, LARGE)
    return ("large", "inside") if monday(traffic_daily)[0] == "test" and better else None


@monday.also("the small pages can't pay")
def _small_ones_cannot(traffic_daily):
    """That is true as well: the small pages don't pay even at the high end. The low end says the
    other half, that the large ones do.
    """
    high = difference_in_differences(traffic_daily).high
    cannot = high < needed_here(traffic_daily, SMALL)
    return ("large", "high") if monday(traffic_daily)[0] == "large" and cannot else None


def _unless_right(action, traffic_daily):
    """An action with any reason; None where it is the right one."""
    return None if monday(traffic_daily)[0] == action else (action, None)


@monday.wrong("all forty before they pay")
def _all_forty(traffic_daily):
    """At the low end of the interval, half of the rise doesn't earn the cost of the small pages. What
    is true of the large ones?
    """
    return _unless_right("all", traffic_daily)


@monday.wrong("the large ones, wrongly")
def _large_ones(traffic_daily):
    """The large pages alone are right where the low end earns their cost, and not that of the small
    ones. Lay the low end beside both factors.
    """
    return _unless_right("large", traffic_daily)


@monday.wrong("tested without need")
def _one_more(traffic_daily):
    """A test is worth its time where its result can change what you do. Do the two ends of the
    interval ask for different actions about the large pages?
    """
    return _unless_right("test", traffic_daily)


@monday.wrong("stopped without the high end")
def _stop(traffic_daily):
    """To stop, even the *high* end of the interval has to be too low for the large pages. A figure
    that isn't all the page's work says nothing about what the rest of it earns.
    """
    return _unless_right("stop", traffic_daily)


@monday.wrong("right action, claimed reason")
def _claimed(traffic_daily):
    """The action is right, but the team's figure can't be the reason: it holds whatever else that
    month did. Where it agrees with the control, you know that from the control alone.
    """
    return monday(traffic_daily)[0], "claim"


@monday.wrong("right action, doubt as its reason")
def _doubted(traffic_daily):
    """The action is right, but doubt isn't its reason. What the page did beside the control is known,
    with an interval. Does that earn the cost?
    """
    return monday(traffic_daily)[0], "doubt"


@monday.wrong("right action, the wrong end")
def _wrong_end(traffic_daily):
    """The action is right. Look once more: which end of the interval decides, and about which pages?"""
    action, reason = monday(traffic_daily)
    return action, "inside" if reason != "inside" else "low"


NEXT = {
    "all": "We should redesign all forty pages now, and leave two of them for later as controls.",
    "large": "We should redesign the ten large pages now, and leave the thirty small ones as they "
    "are.",
    "test": "We should test one large page, half of its visitors by lot, and decide after that: a "
    "rise by a tenth shows after {days:.0f} days.",
    "stop": "We should redesign no more pages.",
}
CLAIM = {"rosy": "more than that", "right": "about that", "modest": "less than that"}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("what it is compared with", matching("kettle|control|left alone|对照|水壶")),
            Criterion("what that says of the team's figure", matching("team|claim|report|团队")),
            Criterion("from which factor on a redesign pays", matching("pay|earn|cost|盈亏|成本")),
            A_DECISION,
            Criterion("no promise that the other pages will gain as much"),
        ]
    ),
)
def memo(traffic_daily, case):
    """Write to your boss, in four or five sentences: the number that you rely on, with its interval;
    what it rests on; what it says of the team's figure; and what you would do.

    Hint: Begin with the number, not with the method.

    Hint: Say what would make your number wrong: the kettle must be like the rice cooker.

    Right: Whoever decides reads one sentence for sure. Is the number with its interval in your
    first sentence, and the decision in your last?
    """
    found = difference_in_differences(traffic_daily)
    rise = conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )
    days = 2 * visits_per_arm(traffic_daily) / LARGE
    small, large = needed_here(traffic_daily, SMALL), needed_here(traffic_daily, LARGE)
    return (
        f"Against the kettle, whose page nobody touched, the new page multiplied the rice "
        f"cooker's conversion by {found.value:.2f} ({found.low:.2f} to {found.high:.2f}, from "
        f"{found.n} days). The team's figure, {rise:.2f}, says {CLAIM[case.found[0]]}. Mine holds if "
        f"nothing but the page moved the two apart in April. The page was chosen because it was bad, "
        f"so I count on half of its rise elsewhere. Then it must show {large:.2f} for the large "
        f"pages to earn their cost, and {small:.2f} for the small ones. "
        f"{NEXT[monday(traffic_daily)[0]].format(days=days)}"
    )


@memo.wrong("the claim, repeated")
def _the_claim_repeated(traffic_daily):
    """Its figures are the report's. But nothing shows that the rise is the page's work: there is no
    control and no interval. And it promises the same for pages that nobody has tried.
    """
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return (
        f"The redesign was a great success: conversion changed by {new / old - 1:+.0%} and is now "
        f"{new:.1%}. We should start with all forty pages at once, and will then see the same in "
        "the whole shop."
    )


@memo.wrong("all exaggerated")
def _all_exaggerated(traffic_daily):
    """It distrusts the figure and doesn't look further: the kettle shows what month and sources did,
    and none of its numbers is here. Doubt without a number can cost as much as belief.
    """
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return (
        f"Such figures are always exaggerated. The season and the ads do it, and not the page: so "
        f"{new / old - 1:+.0%} within a month proves nothing, and nobody can know what the page "
        "did. We should stop all redesigns and save the money."
    )
