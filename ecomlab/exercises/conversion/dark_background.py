"""The exercises of the case *The dark page that kept its visitors*."""

from ecomlab.cases.dark_background import BUTTON, contrast
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.conversion.experiments import peeking

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
    differ from that on a light one? Dark less light: below zero means that dark keeps more
    visitors.

    Hint: Two arms have a plain button: `"light, plain"` and `"dark, plain"`.

    Hint: Subtract the light page's bounce rate from the dark page's; times 100.

    Right: Two arms that the report left out, and the background stands alone. It is one half of
    the answer; the pages with a bright button give the other.
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
    """You took light less dark. The question asks for dark less light."""
    return -background_alone(experiments)


@lesson.exercise("A test of nothing, looked at every morning", Number(tolerance=0.02, unit="share"))
def mornings(experiments):
    r"""Two pages are the same. You look on each morning of the four weeks and would stop as soon as
    the difference is 'significant' (beyond 1.96 standard errors of all visitors so far). In
    what **share** of such tests do you announce a winner? Let the computer try: every day adds
    an independent standard normal number; after $k$ days $z$ is their sum divided by $\sqrt k$.

    Hint: `generator(7, 1).random((20_000, 28))` of `ecomlab.streams` gives uniforms, one row
    per test; `normal(...)` makes standard normal numbers of them.

    Hint: `daily.cumsum(axis=1) / np.sqrt(np.arange(1, 29))` is $z$ on each morning. Count the
    rows in which it is ever beyond 1.96 to either side.

    Right: Several times the error rate that was promised, out of nothing but impatience. Look
    as often as you like, but decide on the planned day.
    """
    # Walks that go nowhere: how many cross the line on at least one morning?
    return peeking(experiments["ts"].dt.date.nunique())


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
    """The four weeks that were planned are over, and design waits for an answer. Choose an action
    and its reason: `("A", 1)`.

    Hint: Who pays for photographs: visitors who stay, or visitors who pay?

    Hint: Look at `contrast(experiments, BUTTON, "converted")`. What costs nothing has its
    break-even at zero: which side of it is the estimate on? Is the whole interval there?

    Right: You decide on payments, on the day that was planned. What costs nothing needs no proof,
    only the better estimate; what costs 180,000 yuan needs more.
    """
    # The photographs buy nothing shown; the button is free, so its estimate decides.
    found = contrast(experiments, BUTTON, "converted")
    if found.estimate < 0:
        return "C", 4
    return ("A", 1) if found.low > 0 else ("A", 3)


@monday.wrong("the report carried over")
def _photograph():
    """The report's page had two changes, and its figure is about leaving, not about paying. What
    the photographs cost has to come back as payments, and the test shows none that the
    background brings.
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
