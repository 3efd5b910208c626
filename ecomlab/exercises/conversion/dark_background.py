"""The exercises of the case *The dark page that kept its visitors*."""

import numpy as np

from ecomlab.cases.dark_background import (
    BACKGROUND,
    BUTTON,
    LEFT,
    PAGES,
    PHOTOS,
    SEEN,
    USED,
    contrast,
    photos_pay_at,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.conversion.experiments import peeking
from ecomlab.estimates import normal_quantile

lesson = case_lesson("dark_background")


@lesson.exercise("Per cent or points", Number(tolerance=0.05, unit="points"))
def in_points(experiments):
    """By how many **percentage points** (百分点) does the page with both changes bounce less than the
    old page? A fall counts as a positive number.

    Hint: The two pages are the arms `"light, plain"` and `"dark, bright"`.

    Hint: The mean of `bounced` is an arm's bounce rate. Subtract one from the other, and
    multiply by 100.

    Right: Say which one you mean, each time. A budget that was promised per cent and gets
    points, or the other way round, ends in a quarrel.
    """
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["light, plain"] - rate["dark, bright"])


@in_points.wrong("per cent of the old rate")
def _per_cent(experiments):
    """That is the fall *relative* to the old page, as the report gives it. Points are the plain
    difference of the two rates.
    """
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (1 - rate["dark, bright"] / rate["light, plain"])


@in_points.wrong("per cent of the new rate")
def _of_the_new(experiments):
    """You divided by the new page's rate. Nothing has to be divided: points are a difference."""
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["light, plain"] / rate["dark, bright"] - 1)


@in_points.wrong("with its sign")
def _with_sign(experiments):
    """The size is right. A fall is asked for, and it counts as positive."""
    return -in_points(experiments)


@lesson.exercise("One change at a time", Number(tolerance=0.03, unit="points"))
def background_alone(experiments):
    """Keep the **plain** button. By how many points does the bounce rate on a dark background
    differ from that on a light one? Dark minus light: below zero means that dark keeps more
    visitors.

    Hint: Two arms have a plain button: `"light, plain"` and `"dark, plain"`.

    Hint: Subtract the light page's bounce rate from the dark page's; times 100.

    Right: Only the background differs between these two pages. That is one half of the answer; the
    two pages with a bright button give the other half.
    """
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["dark, plain"] - rate["light, plain"])


@background_alone.wrong("both changes")
def _both_changes(experiments):
    """You compared the two pages of the report: background *and* button differ there. Let only the
    background differ.
    """
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["dark, bright"] - rate["light, plain"])


@background_alone.wrong("the button")
def _the_button(experiments):
    """You held the background still and changed the button. Do it the other way round."""
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["light, bright"] - rate["light, plain"])


@background_alone.wrong("the wrong way round")
def _the_wrong_way_round(experiments):
    """You took light minus dark. The question asks for dark minus light."""
    return -background_alone(experiments)


def _by_other_luck(experiments):
    """Other random numbers give a slightly different share."""
    return [peeking(experiments["ts"].dt.date.nunique())]


@lesson.exercise(
    "A test of nothing, looked at every morning",
    Number(tolerance=0.02, unit="share", accept=_by_other_luck),
)
def mornings(experiments):
    r"""Two pages are the same. You look on each morning of the four weeks, and stop as soon as
    $z$ lies beyond 1.96 to either side. In what **share** of such tests do you announce a winner?
    Make a few thousand tests like the one above.

    Hint: `np.random.default_rng(1).standard_normal((20_000, days))` has a row for each of
    20,000 tests.

    Hint: `steps.cumsum(axis=1)` adds up within each row. Count the rows in which $z$ is ever
    beyond 1.96: `.any(axis=1)`.

    Right: Several times the share that one look gives, though nothing was there. Look as often as
    you like, but decide on the planned day.
    """
    # Tests of nothing: how many cross the line on at least one morning?
    days = experiments["ts"].dt.date.nunique()
    steps = np.random.default_rng(1).standard_normal((20_000, days))
    z = steps.cumsum(axis=1) / np.sqrt(np.arange(1, days + 1))
    beyond = normal_quantile()  # 1.96
    return (abs(z) > beyond).any(axis=1).mean()


@mornings.wrong("one look")
def _one_look():
    """That holds if you look once, on the day that you planned. You look on every morning, and
    stop at the first that pleases.
    """
    return 0.05


@mornings.wrong("independent looks")
def _independent_looks(experiments):
    """You treated the mornings as separate tests. This morning's figure contains all of
    yesterday's visitors, so the looks are much alike; the share is smaller.
    """
    return 1 - 0.95 ** experiments["ts"].dt.date.nunique()


@mornings.wrong("two looks")
def _two_looks():
    """That would be two separate tests. Here are as many looks as mornings, each at all visitors
    so far.
    """
    return 1 - 0.95**2


@lesson.exercise("From where on do the photographs pay?", Number(tolerance=0.006, unit="points"))
def photos_pay():
    """Photographs for 300 pages cost 180,000 yuan and can be used for 180 days. The pages have
    6,000 visitors a day together, and an order leaves 30 yuan. By how many **percentage points**
    must the share of visitors who pay rise, so that the photographs earn their cost?

    Hint: How many visitors do the pages have in 180 days? How many more orders must they place?

    Hint: 180,000 ÷ 30 orders; divide by the visitors, and multiply by 100.

    Right: That is break-even, in the unit of the test. Now it can be laid beside an interval.
    """
    orders = PAGES * PHOTOS / LEFT
    return 100 * orders / (SEEN * USED)


@photos_pay.wrong("of a whole year")
def _a_year():
    """You counted the visitors of a year. The photographs are used for 180 days."""
    return photos_pay() * USED / 365


@photos_pay.wrong("one page's photographs")
def _one_page():
    """You set the photographs of one page against the visitors of all 300."""
    return photos_pay() / PAGES


@photos_pay.wrong("yuan instead of orders")
def _yuan():
    """You divided yuan by visitors. Divide by what an order leaves first: how many orders is
    that?
    """
    return photos_pay() * LEFT


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "put the bright button on all pages; no photographs",
            "B": "photograph all pages anew: dark background, bright button",
            "C": "leave the pages as they were; no photographs",
        },
        reasons={
            "1": "the button costs nothing, and with it payments rise beyond luck",
            "2": "the report's page lost fewer visitors",
            "3": "the button costs nothing, and by the estimate payments rise, though luck can't "
            "be ruled out",
            "4": "by the estimate payments fall with the button, though fewer visitors leave",
        },
    ),
)
def monday(experiments):
    """A page was tested with a dark background, with a bright button, with both, and with neither.
    The planned four weeks are over. The button costs nothing; the photographs for a dark background
    cost 180,000 yuan. Choose an action and its reason: `("A", 1)`.

    Hint: What pays for photographs: visitors who stay, or visitors who buy? Lay the background's
    effect on payments beside the photographs' break-even.

    Hint: Look at `contrast(experiments, BUTTON, "converted")`. What costs nothing has its
    break-even at zero: which side of it is the estimate on? Is the whole interval there?

    Right: You decide on payments, and on the day that was planned. What costs nothing needs only
    the better estimate. What costs 180,000 yuan must also earn them.
    """
    # The photographs don't earn their cost; the button is free, so its estimate decides.
    found = contrast(experiments, BUTTON, "converted")
    if found.estimate < 0:
        return "C", 4
    return ("A", 1) if found.low > 0 else ("A", 3)


@monday.wrong("the report carried over")
def _photograph():
    """The report's page had two changes, and its figure is about leaving, not about paying. The
    photographs cost 180,000 yuan. Lay what the background does to *payments* beside their
    break-even.
    """
    return "B", None


@monday.wrong("the payments read wrongly")
def _other_action(experiments):
    """Look at the estimate of the payments with the button. It costs nothing, so it goes out if
    they rise and stays away if they fall; waiting for a clear answer costs the same visitors.
    """
    return ("A", None) if monday(experiments)[0] == "C" else ("C", None)


@monday.wrong("right action by the report")
def _right_action_by_report(experiments):
    """You would do the right thing, but the report's page mixes two changes. It can't be the
    reason for either.
    """
    return monday(experiments)[0], 2


@monday.wrong("luck read wrongly")
def _beyond_luck(experiments):
    """The action is right. Look at both ends of the interval once more: is the whole of it above
    zero?
    """
    action, reason = monday(experiments)
    return action, {1: 3, 3: 1, 4: 1}[reason]


WITH_BUTTON = {
    "A": "By the estimate the button adds payments, and it costs nothing: put it on all pages "
    "today, and don't pay for photographs.",
    "C": "By the estimate the button loses payments: leave the pages as they were, and don't pay "
    "for photographs.",
}


def _points(found):
    """An estimate in points, with its interval."""
    value, low, high = (f"{100 * x:+.2f}".replace("-", "−") for x in found[:3])
    return f"{value} points ({low} to {high})"


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("per cent or points, behind each number", matching("point|per cent|百分")),
            Criterion("that two things were changed at once", matching("both|two|each|两")),
            Criterion("what the changes do to payments", matching("pay|buy|order|支付|成交")),
            A_DECISION,
        ]
    ),
)
def memo(experiments):
    """Write to design and to your boss, in three or four sentences: what each of the two changes
    does to leaving and to paying, with intervals, and what is done on Monday.

    Hint: Begin with what the report mixes: its new page differs from the old one in two things.

    Hint: A number without "per cent" or "points" will be misread.

    Right: Could design read your memo without feeling attacked? The button was their idea, too.
    """
    leaving, paying = (
        contrast(experiments, BACKGROUND),
        contrast(experiments, BACKGROUND, "converted"),
    )
    button = contrast(experiments, BUTTON, "converted")
    return (
        f"The report's new page has two changes, and the test tells them apart ({len(experiments):,}"
        f" visitors). The background changes the bounce rate by {_points(leaving)} and payments by "
        f"{_points(paying)}; photographs would need {100 * photos_pay_at():+.2f} points of payments "
        f"to earn their cost. The button changes payments by {_points(button)}. "
        f"{WITH_BUTTON[monday(experiments)[0]]}"
    )


@memo.wrong("the report, repeated")
def _the_report_repeated(experiments):
    """The number is the report's: per cent, of a page with two changes, about leaving. It has no
    interval, nobody who pays is in it, and 180,000 yuan hang on it.
    """
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return (
        f"Our A/B test proves that the dark background keeps visitors: bounces went down by "
        f"{1 - rate['dark, bright'] / rate['light, plain']:.0%}. So we should have photographs made "
        f"for all {PAGES} pages as soon as possible, before the competition does the same."
    )
