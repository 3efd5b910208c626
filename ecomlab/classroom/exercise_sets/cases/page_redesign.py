"""The exercises of the case *The page that tripled its conversion*."""

from ecomlab.cases.page_redesign import (
    CHANGED,
    CONTROL,
    REDESIGNED,
    conversion,
    difference_in_differences,
)
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.estimates import sample_size

# --- 1: one source at a time ---------------------------------------------------------------


def same_source(traffic_daily):
    natural = traffic_daily[~traffic_daily["paid_flag"]]
    return conversion(natural, REDESIGNED, True) / conversion(natural, REDESIGNED, False)


def _all_visits(traffic_daily):
    return conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )


def _rise(traffic_daily):
    return same_source(traffic_daily) - 1


def _both_pages(traffic_daily):
    natural = traffic_daily[~traffic_daily["paid_flag"]]
    sums = natural.groupby(natural["date"] >= CHANGED)[["payers", "uv"]].sum()
    return (sums["payers"] / sums["uv"]).pipe(lambda r: r[True] / r[False])


# --- 2: the page that was left alone -------------------------------------------------------


def against_control(traffic_daily):
    mine = conversion(traffic_daily, REDESIGNED, True) / conversion(
        traffic_daily, REDESIGNED, False
    )
    control = conversion(traffic_daily, CONTROL, True) / conversion(traffic_daily, CONTROL, False)
    return mine / control


def _after_only(traffic_daily):
    return conversion(traffic_daily, REDESIGNED, True) / conversion(traffic_daily, CONTROL, True)


def _points(traffic_daily):
    rise = conversion(traffic_daily, REDESIGNED, True) - conversion(
        traffic_daily, REDESIGNED, False
    )
    return rise - (
        conversion(traffic_daily, CONTROL, True) - conversion(traffic_daily, CONTROL, False)
    )


def _the_control(traffic_daily):
    return conversion(traffic_daily, CONTROL, True) / conversion(traffic_daily, CONTROL, False)


# --- 3: the test that was never run --------------------------------------------------------


def visits_per_arm(traffic_daily):
    old = conversion(traffic_daily, REDESIGNED, False)
    return sample_size(old, 1.1 * old)


def _for_the_claim(traffic_daily):
    old, new = (conversion(traffic_daily, REDESIGNED, when) for when in (False, True))
    return sample_size(old, new)


def _both_arms(traffic_daily):
    return 2 * visits_per_arm(traffic_daily)


def _ten_points(traffic_daily):
    old = conversion(traffic_daily, REDESIGNED, False)
    return sample_size(old, old + 0.1)


# --- 4: Monday -----------------------------------------------------------------------------


def monday(traffic_daily):
    """The redesign helps if the whole interval lies above 1; how much elsewhere isn't known."""
    return ("B", 2) if difference_in_differences(traffic_daily).low > 1 else ("C", 3)


def _all_forty():
    return "A", None


def _stop():
    return "C", None


def _claimed():
    return "B", 1


LESSON = case_lesson(
    "page_redesign",
    [
        Exercise(
            name="same_source",
            title="One source at a time",
            prompt="By what factor did the rice cooker's conversion rise among **natural** visits "
            "alone? Pool the visits before, and the visits after; give after ÷ before with two "
            "decimals or more.",
            kind=Number(tolerance=0.01),
            solution=same_source,
            hints=(
                "Keep the rows of the rice cooker where `paid_flag` is false.",
                "Sum `payers` and `uv` before and after `CHANGED` first, then divide.",
            ),
            misconceptions=(
                Misconception(
                    "all visits",
                    _all_visits,
                    "That is the claim itself: all visits, of which many were paid ones before "
                    "and few after. Keep one source.",
                ),
                Misconception(
                    "rise instead of factor",
                    _rise,
                    "You give the rise. The question asks for after ÷ before: a page that stays "
                    "as it is has the factor 1.",
                ),
                Misconception(
                    "both pages",
                    _both_pages,
                    "You pooled the redesigned page with the kettle's. The question is about the "
                    "rice cooker.",
                ),
            ),
            praise="With the mix of sources held still, a good part of the rise is gone. What is "
            "left is not yet the page: the promotion is still in it.",
        ),
        Exercise(
            name="against_control",
            title="The page that was left alone",
            prompt="The kettle's page was not touched. Pool the visits and compute the ratio of "
            "ratios: (rice cooker after ÷ before) ÷ (kettle after ÷ before).",
            kind=Number(tolerance=0.01),
            solution=against_control,
            hints=(
                "You need four conversion rates: two pages, before and after.",
                "Both pages had the same promotion and the same change of sources. Divide by "
                "what they did to the kettle.",
            ),
            misconceptions=(
                Misconception(
                    "after only",
                    _after_only,
                    "You compared the pages after the change alone. They may have differed "
                    "before: divide each by its own past first.",
                ),
                Misconception(
                    "difference of points",
                    _points,
                    "You subtracted. In points a promotion adds more to the better page, and the "
                    "difference looks like an effect. Here things multiply: take ratios.",
                ),
                Misconception(
                    "the control's own rise",
                    _the_control,
                    "That is what happened to the kettle, without any redesign. Now divide the "
                    "rice cooker's rise by it.",
                ),
            ),
            praise="This is difference-in-differences (双重差分) on the scale of ratios. It is as "
            "good as the kettle is like the rice cooker.",
        ),
        Exercise(
            name="visits_per_arm",
            title="The test that was never run",
            prompt="Next page: new against old, half of the visits each, at the same time. How "
            "many visits does **each arm** need to find a **rise by a tenth** (× 1.1) of the rice "
            "cooker's conversion before the change, at 80 % power and 5 % significance, two-sided?",
            kind=Number(tolerance=5, unit="visits per arm"),
            solution=visits_per_arm,
            hints=(
                "`proportion_effectsize(p2, p1)` of `statsmodels.stats.proportion`, then "
                "`NormalIndPower().solve_power(effect, power=.8, alpha=.05)`.",
                "The old page's conversion is that before the change; the new one's is 1.1 times "
                "as high.",
            ),
            misconceptions=(
                Misconception(
                    "sized for the claim",
                    _for_the_claim,
                    "That is enough to see the claimed jump. A test sized for a miracle finds "
                    'nothing when the truth is small, and then "it doesn\'t work".',
                ),
                Misconception(
                    "both arms",
                    _both_arms,
                    "That is both arms together. The question asks for one.",
                ),
                Misconception(
                    "ten points",
                    _ten_points,
                    "You added ten points. A rise by a tenth multiplies: 2 % becomes 2.2 %, not "
                    "12 %.",
                ),
            ),
            praise="At 2,000 visits a day, shared by two arms, a small rise takes months. Test on "
            "the pages with most visits, and test big changes.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt="The team wants money for forty pages. Choose an action and the reason that "
            'carries it: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "redesign all forty pages now",
                    "B": "redesign the next pages, each as a test against the old one",
                    "C": "stop redesigning",
                },
                reasons={
                    "1": "conversion rose as the team says",
                    "2": "against the page left alone it rose, but by less, and on one page only",
                    "3": "against the page left alone a rise isn't shown",
                },
            ),
            solution=monday,
            hints=(
                "Look at the interval of the ratio of ratios: does it contain 1?",
                "One page, chosen because it was bad, says little about forty others.",
            ),
            misconceptions=(
                Misconception(
                    "the claim carried over",
                    _all_forty,
                    "Forty times a figure in which the promotion and the mix of sources are "
                    "counted as design. And this page was chosen because it was bad: such pages "
                    "get better by themselves.",
                ),
                Misconception(
                    "right action, claimed reason",
                    _claimed,
                    "Testing is right, but not because the claim is true: most of the rise "
                    "isn't the page's.",
                ),
                Misconception(
                    "baby with the bath water",
                    _stop,
                    "The claim is too large; that doesn't make the effect zero. Look at the "
                    "interval of the ratio of ratios.",
                ),
            ),
            praise="You decide on the interval, not on the headline, and each further page "
            "brings its own evidence.",
        ),
    ],
)
