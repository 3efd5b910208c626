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
            "both": "photograph all pages anew on a dark background, with the bright button",
            "photos": "photograph all pages anew on a dark background, with the plain button",
            "button": "put the bright button on all pages; no photographs",
            "neither": "leave the pages as they were; no photographs",
            "test": "put the better button on all pages; pay for photographs only after a second "
            "test, of as many weeks as are planned now",
        },
        reasons={
            "report": "the report's page lost fewer visitors",
            "mixed": "the report's figure mixes two changes",
            "earn": "even at the low end, the payments with a dark background earn the photographs",
            "short": "even at the high end, the payments with a dark background don't earn the "
            "photographs",
            "pages": "one page was tested, and the photographs are for 300",
            "between": "one end of the interval of these payments earns the photographs, the other "
            "doesn't",
        },
        cautious=["test"],
    ),
)
def monday(experiments):
    """A page was tested with a dark background, with a bright button, with both, and with neither.
    The planned four weeks are over. The button costs nothing; the photographs for a dark background
    cost 180,000 yuan. They earn them by your break-even if the 300 pages respond as the tested one
    did. Choose an action, and the reason for paying the photographs or not.

    Hint: What pays for photographs: visitors who stay, or visitors who buy? Lay the background's
    effect on payments, with its interval, beside the photographs' break-even.

    Hint: What costs nothing has its break-even at zero: on which side of it is the estimate of
    `contrast(experiments, BUTTON, "converted")`?

    Right: You decide on payments, and on the day that was planned. What costs nothing needs only
    the better estimate. What costs 180,000 yuan must also earn them.
    """
    # The button is free, so its estimate decides; the photographs must earn what they cost.
    dark = contrast(experiments, BACKGROUND, "converted")
    loud = contrast(experiments, BUTTON, "converted").estimate >= 0
    if dark.low > photos_pay_at():
        return ("both" if loud else "photos"), "earn"
    if dark.high < photos_pay_at():
        return ("button" if loud else "neither"), "short"
    return "test", "between"


@monday.also("by the estimate")
def _by_the_estimate(experiments):
    """That can be said, too: the estimate lies well on this side of break-even, and whoever waits
    loses what the better choice would earn. The second test has beside it that it costs no
    photographs, and may spare or earn 180,000 yuan.
    """
    dark = contrast(experiments, BACKGROUND, "converted")
    away, loud = (
        dark.estimate - photos_pay_at(),
        contrast(experiments, BUTTON, "converted").estimate,
    )
    if monday(experiments)[0] != "test" or abs(away) < (dark.high - dark.low) / 4:
        return None
    if away > 0:
        return ("both" if loud >= 0 else "photos"), "between"
    return ("button" if loud >= 0 else "neither"), "between"


@monday.also("a second test, on more pages")
def _more_pages(experiments):
    """That can be said, too: one page was tested, 180,000 yuan are for 300, and a second test on a
    sample of pages shows whether others respond as it did. To pay at once has beside it that on
    this page even the low end earns the photographs, and weeks of waiting cost what they bring.
    """
    return ("test", "pages") if monday(experiments)[1] == "earn" else None


OTHER_BUTTON = {"both": "photos", "photos": "both", "button": "neither", "neither": "button"}


@monday.also("the other button")
def _other_button(experiments):
    """That can be said, too: between the two buttons the test shows hardly a difference, so either may
    stand there. By the estimate the other one is a little better, and it costs nothing.
    """
    loud = contrast(experiments, BUTTON, "converted")
    action, reason = monday(experiments)
    if action not in OTHER_BUTTON or abs(loud.estimate) > (loud.high - loud.low) / 10:
        return None
    return OTHER_BUTTON[action], reason


def _unless_right(action, experiments):
    """An action with any reason; None where it is the right one."""
    return None if monday(experiments)[0] == action else (action, None)


@monday.wrong("both, unread")
def _both(experiments):
    """Two changes are two questions. Does the background's effect on *payments* earn the photographs
    at the low end of its interval? And are payments higher with the bright button?
    """
    return _unless_right("both", experiments)


@monday.wrong("photographs, unread")
def _photographs(experiments):
    """Photographs with a plain button are right where payments with a dark background earn them at
    the low end, and payments with the bright button are the lower ones. Are they?
    """
    return _unless_right("photos", experiments)


@monday.wrong("the button alone, unread")
def _the_button_alone(experiments):
    """The button alone is right where its payments are higher by the estimate, and where the dark
    background's payments can't earn the photographs even at the high end. Look at both.
    """
    return _unless_right("button", experiments)


@monday.wrong("neither, unread")
def _neither(experiments):
    """What costs nothing goes out if its estimate is better. And the photographs are refused only
    where even the high end of the payments doesn't earn them. Is it so for both?
    """
    return _unless_right("neither", experiments)


@monday.wrong("tested again without need")
def _again(experiments):
    """A second test is worth its weeks where its result can change what you do. Do both ends of the
    interval of the payments lie on the same side of break-even?
    """
    return _unless_right("test", experiments)


@monday.wrong("right action, by the report")
def _by_the_report(experiments):
    """You would do the right thing, but the report can't be the reason: its page had two changes, and
    its figure is about leaving, not about paying.
    """
    return monday(experiments)[0], "report"


@monday.wrong("right action, by doubt")
def _by_doubt(experiments):
    """You would do the right thing, but doubt can't be the reason: the four pages take the two changes
    apart. What do *payments* say of the photographs?
    """
    return monday(experiments)[0], "mixed"


@monday.wrong("right action, the wrong end")
def _the_wrong_end(experiments):
    """The action is right. Look once more at both ends of the background's payments: on which side of
    the photographs' break-even does each of them lie?
    """
    action, reason = monday(experiments)
    return action, "short" if reason == "earn" else "earn"


NEXT = {
    "both": "Both earn what they cost: we should pay for photographs on all pages, with the bright "
    "button.",
    "photos": "We should pay for photographs on all pages, and keep the plain button.",
    "button": "We should put the bright button on all pages today, and not pay for photographs.",
    "neither": "We should leave the pages as they were, and not pay for photographs.",
    "test": "We should put the better button on all pages, test dark against light for another "
    "planned four weeks, and pay for photographs only if they then earn their cost.",
}
REPORT = {"rosy": "promises too much", "right": "holds", "modest": "promises too little"}


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
            Criterion("what the photographs need", matching("need|break-even|earn|盈亏")),
            A_DECISION,
        ]
    ),
)
def memo(experiments, case):
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
    clicked, button = contrast(experiments, BUTTON), contrast(experiments, BUTTON, "converted")
    return (
        f"The report's new page has two changes, and the test tells them apart ({len(experiments):,}"
        f" visitors). The background changes the bounce rate by {_points(leaving)}; as a figure for "
        f"the background the report {REPORT[case.found[0]]}. It changes payments by "
        f"{_points(paying)}, and photographs need {100 * photos_pay_at():+.2f} points to earn "
        f"their cost, if the {PAGES} pages respond as the tested one did. The button changes the bounce "
        f"rate by {_points(clicked)}, payments by {_points(button)}, and costs nothing. "
        f"{NEXT[monday(experiments)[0]]}"
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


@memo.wrong("nothing can be known")
def _nothing_known(experiments):
    """Two changes were made at once, that is true. But the test has four pages and tells them apart;
    this memo has read two of them, and no payments at all.
    """
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return (
        f"The report claims {1 - rate['dark, bright'] / rate['light, plain']:.0%}, but two things were "
        "changed at once, so nobody can say what did it. Colours never sell anything anyway. We "
        "should leave the pages as they were and spend nothing."
    )
