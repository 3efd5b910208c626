"""The exercises of the case *The dark page that kept its visitors*."""

from ecomlab.cases.dark_background import BUTTON, contrast
from ecomlab.classroom.exercise import Exercise, Misconception
from ecomlab.classroom.exercise_sets.cases import case_lesson
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.conversion.experiments import peeking

# --- 1: per cent or points -----------------------------------------------------------------


def in_points(experiments):
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["light, plain"] - rate["dark, bright"])


def _per_cent(experiments):
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (1 - rate["dark, bright"] / rate["light, plain"])


def _of_the_new(experiments):
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["light, plain"] / rate["dark, bright"] - 1)


def _with_sign(experiments):
    return -in_points(experiments)


# --- 2: one change at a time ---------------------------------------------------------------


def background_alone(experiments):
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["dark, plain"] - rate["light, plain"])


def _both_changes(experiments):
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["dark, bright"] - rate["light, plain"])


def _the_button(experiments):
    rate = experiments.groupby("arm", observed=True)["bounced"].mean()
    return 100 * (rate["light, bright"] - rate["light, plain"])


def _the_wrong_way_round(experiments):
    return -background_alone(experiments)


# --- 3: looking every morning --------------------------------------------------------------


def mornings(experiments):
    """Walks that go nowhere: how many cross the line on at least one morning?"""
    return peeking(experiments["ts"].dt.date.nunique())


def _one_look():
    return 0.05


def _independent_looks(experiments):
    return 1 - 0.95 ** experiments["ts"].dt.date.nunique()


def _two_looks():
    return 1 - 0.95**2


# --- 4: Monday -----------------------------------------------------------------------------


def monday(experiments):
    """The photographs buy nothing shown; the button goes out once payments are seen to rise."""
    return ("B", 2) if contrast(experiments, BUTTON, "converted").low > 0 else ("C", 3)


def _photograph():
    return "A", None


def _other_action(experiments):
    return ("C", None) if monday(experiments)[0] == "B" else ("B", None)


def _right_action_by_report(experiments):
    return monday(experiments)[0], 1


LESSON = case_lesson(
    "dark_background",
    [
        Exercise(
            name="in_points",
            title="Per cent or points",
            prompt="By how many **percentage points** (百分点) does the page with both changes bounce "
            "less than the old page? A fall counts as a positive number.",
            kind=Number(tolerance=0.05, unit="points"),
            solution=in_points,
            hints=(
                'The two pages are the arms `"light, plain"` and `"dark, bright"`.',
                "The mean of `bounced` is an arm's bounce rate. Subtract one from the other, and "
                "multiply by 100.",
            ),
            misconceptions=(
                Misconception(
                    "per cent of the old rate",
                    _per_cent,
                    "That is the fall *relative* to the old page, as the report gives it. Points "
                    "are the plain difference of the two rates.",
                ),
                Misconception(
                    "per cent of the new rate",
                    _of_the_new,
                    "You divided by the new page's rate. Nothing has to be divided: points are a "
                    "difference.",
                ),
                Misconception(
                    "with its sign",
                    _with_sign,
                    "The size is right. A fall is asked for, and it counts as positive.",
                ),
            ),
            praise="Say which one you mean, each time. A budget that was promised per cent and "
            "gets points, or the other way round, ends in a quarrel.",
        ),
        Exercise(
            name="background_alone",
            title="One change at a time",
            prompt="Keep the **plain** button. By how many points does the bounce rate on a dark "
            "background differ from that on a light one? Dark less light: below zero means that "
            "dark keeps more visitors.",
            kind=Number(tolerance=0.03, unit="points"),
            solution=background_alone,
            hints=(
                'Two arms have a plain button: `"light, plain"` and `"dark, plain"`.',
                "Subtract the light page's bounce rate from the dark page's; times 100.",
            ),
            misconceptions=(
                Misconception(
                    "both changes",
                    _both_changes,
                    "You compared the two pages of the report: background *and* button differ "
                    "there. Let only the background differ.",
                ),
                Misconception(
                    "the button",
                    _the_button,
                    "You held the background still and changed the button. Do it the other way "
                    "round.",
                ),
                Misconception(
                    "the wrong way round",
                    _the_wrong_way_round,
                    "You took light less dark. The question asks for dark less light.",
                ),
            ),
            praise="Two arms that the report left out, and the background stands alone. It is one "
            "half of the answer; the pages with a bright button give the other.",
        ),
        Exercise(
            name="mornings",
            title="A test of nothing, looked at every morning",
            prompt="Two pages are the same. You look on each morning of the four weeks and would "
            "stop as soon as the difference is 'significant' (beyond 1.96 standard errors of "
            "all visitors so far). In what **share** of such tests do you announce a winner? Let "
            "the computer try: every day adds an independent standard normal number; after "
            "$k$ days $z$ is their sum divided by $\\sqrt k$.",
            kind=Number(tolerance=0.02, unit="share"),
            solution=mornings,
            hints=(
                "`generator(7, 1).random((20_000, 28))` of `ecomlab.streams` gives uniforms, one "
                "row per test; `normal(...)` makes standard normal numbers of them.",
                "`daily.cumsum(axis=1) / np.sqrt(np.arange(1, 29))` is $z$ on each morning. Count "
                "the rows in which it is ever beyond 1.96 to either side.",
            ),
            misconceptions=(
                Misconception(
                    "one look",
                    _one_look,
                    "That holds if you look once, on the day that you planned. You look on every "
                    "morning, and stop at the first that pleases.",
                ),
                Misconception(
                    "independent looks",
                    _independent_looks,
                    "You treated the mornings as separate tests. This morning's figure contains "
                    "all of yesterday's visitors, so the looks are much alike; the share is "
                    "smaller.",
                ),
                Misconception(
                    "two looks",
                    _two_looks,
                    "That would be two separate tests. Here are as many looks as mornings, each at "
                    "all visitors so far.",
                ),
            ),
            praise="Several times the error rate that was promised, out of nothing but impatience. Look "
            "as often as you like, but decide on the planned day.",
        ),
        Exercise(
            name="monday",
            title="What do you do on Monday?",
            prompt='Design waits for an answer. Choose an action and its reason: `("A", 1)`.',
            kind=Decision(
                actions={
                    "A": "photograph all pages anew: dark background, bright button",
                    "B": "put the bright button on all pages; no photographs",
                    "C": "no photographs; keep testing the button until payments are clear",
                },
                reasons={
                    "1": "the report's page lost fewer visitors",
                    "2": "with the button, payments rise beyond luck",
                    "3": "with the button fewer visitors leave, but payments may be lower or higher",
                },
            ),
            solution=monday,
            hints=(
                "Who pays for photographs: visitors who stay, or visitors who pay?",
                'Look at `contrast(experiments, BUTTON, "converted")`: does its interval hold zero?',
            ),
            misconceptions=(
                Misconception(
                    "the report carried over",
                    _photograph,
                    "The report's page had two changes, and its figure is about leaving, not "
                    "about paying. What the photographs cost has to come back as payments, and "
                    "the test shows none that the background brings.",
                ),
                Misconception(
                    "the payments read wrongly",
                    _other_action,
                    "Look at the payments with the button: if their interval lies above zero, the "
                    "button earns its place now; if it holds zero, they may have fallen.",
                ),
                Misconception(
                    "right action by the report",
                    _right_action_by_report,
                    "You would do the right thing, but the report's page mixes two changes. It "
                    "can't be the reason for either.",
                ),
            ),
            praise="You decide on payments, with an interval, and pay for nothing that the test "
            "doesn't show to work.",
        ),
    ],
)
