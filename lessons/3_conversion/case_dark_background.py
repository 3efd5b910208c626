# %% [raw] id="header"
# title = "The dark page that kept its visitors"
# chinese = "留住访客的深色页面"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["page_redesign"]
#
# [rows]
# K02 = "background_effect / in_points, background_alone, mornings, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say whether a "{{ fall }}" means per cent or points, and of what,
# 2. take two changes apart that were made at once (2×2 析因实验), with an interval for each,
# 3. read a test on the day that you planned, and on what pays the bill.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 7 | two pages, and what "{{ fall_plain }}" means, with an exercise |
# | 8 | the two pages that the report leaves out, with an exercise |
# | 8 | one change at a time |
# | 3 | the truth |
# | 11 | staying isn't paying, and a look every morning, with an exercise |
# | 8 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Hand out the brief. Everybody splits 100 matches between "background" and "button": that is
# their guess, and it stays on the table until the truth is told.
#
# With 35 minutes: leave out the exercise on mornings (keep its figure) and the interaction.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases import dark_background as method
from ecomlab.cases.dark_background import ARMS, BACKGROUND, BUTTON, TOGETHER, contrast
from ecomlab.classroom import exercises
from ecomlab.conversion.experiments import factorial_effect, peeks, sample_ratio

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("dark_background")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives the figure and no reason. It gives no base, no number of
# visitors, no length of the test. The {{ old }}, the four weeks and the price of the photographs are ours. **Wrong turn:**
# "it was an A/B test, so it is proof". Proof of what? Of the page as a whole.

# %% [markdown] id="guess"
# Two things are new on the page: the background and the button. **Split 100 points between them before you look: how
# much of the fall is the background's?** All, half, nothing?

# %% [markdown] id="report-text"
# ## Two pages
#
# `experiments` has a row for each visitor: the page that chance dealt out (`arm`), whether the visitor left after one page
# (`bounced`, 跳失), and whether the visitor paid (`converted`). `ts` is the hour of the visit. These two rows are the report:

# %% id="report"
experiments = case.tables.experiments
by_arm = experiments.groupby("arm")["bounced"].agg(["size", "mean"]).loc[ARMS]
by_arm.loc[["light, plain", "dark, bright"]]

# %% id="units-text"
quiz.tell("units-text")

# %% id="quiz"
quiz.in_points

# %% id="in-points-answer" tags=["exercise"]
quiz.in_points.check(...)

# %% id="obvious"
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="left-out-text"
# ## The two pages that the report leaves out
#
# The test tool had built a page for each combination, and chance had dealt out all four. First: did it deal evenly? If one page
# loads badly and its visitors are lost from the log, the arms differ in who is left
# (样本比例不匹配, sample ratio mismatch).

# %% id="split"
sizes = experiments["arm"].value_counts()[ARMS]
print(sizes.to_string())
print(f"an even deal gives such counts, or less even ones, in {sample_ratio(experiments):.1%} of cases")

# %% id="split-reading"
quiz.tell("split-reading")

# %% id="background-alone"
quiz.background_alone

# %% id="background-alone-answer" tags=["exercise"]
quiz.background_alone.check(...)

# %% [markdown] id="left-out-notes" tags=["instructor"]
# **Wrong turn:** "dark with a plain button is an ugly page that nobody would build." It needn't go live: it is there so that
# background and button don't always come together. Ask: from the report's two pages alone, could *any* analysis have
# taken them apart? (No. Let somebody try.)

# %% [markdown] id="one-change-text"
# ## One change at a time
#
# Ms He hangs up a new sign and opens an hour earlier. She tries all four ways, for a week each:
#
# | customers a day | old sign | new sign |
# |---|---:|---:|
# | opens at nine | 200 | 202 |
# | opens at eight | 260 | 258 |
#
# New sign and eight o'clock against neither: 58 more. But the sign alone: 2 more in one row, 2 fewer in the other, on average 0.
# The hour did it. The same table for the four pages:

# %% id="square"
square = by_arm.reset_index()
square[["background", "button"]] = square["arm"].str.split(", ", expand=True)
square.pivot(index="button", columns="background", values="mean")[["light", "dark"]]

# %% [markdown] id="formula"
# The effect of the background (主效应, main effect) is the mean of the two differences, one per button:
#
# $$\text{background} = \tfrac12\left(r_{\text{dark, plain}} - r_{\text{light, plain}}\right) +
# \tfrac12\left(r_{\text{dark, bright}} - r_{\text{light, bright}}\right)$$
#
# Every visitor of all four pages helps to answer it. The button's effect is read from the same visitors, by rows instead of
# columns: two questions for the price of one.

# %% id="right"
background = {"light, plain": -0.5, "light, bright": -0.5, "dark, plain": 0.5, "dark, bright": 0.5}
button = {"light, plain": -0.5, "light, bright": 0.5, "dark, plain": -0.5, "dark, bright": 0.5}
print("background", factorial_effect(experiments, background, metric="bounced"))
print("button    ", factorial_effect(experiments, button, metric="bounced"))

# %% id="parts-figure"
parts = {"both, as reported": method.BOTH, "background": BACKGROUND, "button": BUTTON}
found = {change: contrast(experiments, weights).times(100) for change, weights in parts.items()}
points = estimates.table(found, "change")
ax = plots.estimates(points, label="change", percent=False)
ax.axvline(0, color=plots.COLOURS["ink"], lw=1)
plots.label(
    ax,
    f"Background {points.estimate[1]:+.1f} points, button {points.estimate[2]:+.1f}",
    x="change of the bounce rate, points, with 95 % interval",
)

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="together"
contrast(experiments, TOGETHER)

# %% id="together-reading"
quiz.tell("together-reading")

# %% [markdown] id="truth-text"
# ## What is true
#
# We built the world behind the published issue, so its background has a known effect.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The background: {100 * case.truth:.1f} points, not {100 * case.naive.estimate:.1f}",
    x="bounce rate, dark less light, points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="money-text"
# ## Staying isn't paying
#
# A visitor counts as bounced (跳失) who leaves without a click. A button that is clicked more lowers the bounce rate **by
# definition**: the click opens the second page. Whether anybody pays is another column.

# %% id="payments"
print("background", factorial_effect(experiments, background, metric="converted"))
print("button    ", factorial_effect(experiments, button, metric="converted"))

# %% id="payments-reading"
quiz.tell("payments-reading")

# %% [markdown] id="mornings-text"
# Somebody had looked at the payments every morning. Here is what the test said about the button each time, from all visitors so far.

# %% id="mornings-figure"
daily = peeks(experiments, button, metric="converted")
alarm = (daily["low"] > 0) | (daily["high"] < 0)
in_points = daily.assign(**100 * daily[["estimate", "low", "high"]])
ax = plots.lines(in_points, x="morning", y="estimate")
ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
ax.set_ylim(-1.5, 1.5)
plots.label(
    ax,
    f"On {alarm.sum()} of {len(daily)} mornings the interval left out zero; "
    f"on the last it {'did' if alarm.iloc[-1] else 'did not'}",
    x="morning of the test",
    y="payments, bright less plain, points",
)

# %% [markdown] id="mornings-reading"
# The line wanders, and the interval closes in. Whoever may stop on any morning, stops on one that pleases (偷看, peeking).
# How often does that give a winner where there is none?

# %% id="mornings"
quiz.mornings

# %% id="mornings-answer" tags=["exercise"]
quiz.mornings.check(...)

# %% [markdown] id="mornings-notes" tags=["instructor"]
# Cover the figure with a sheet of paper and uncover it morning by morning; the class calls "stop" when it would. Ask who would have
# written the report that day. (We chose the luck of the published issue so that there is something to see.) **Wrong turn:** "so never
# look." Look for breakage: uneven split, error pages, payments collapsing. If you want to stop early for success, use a sequential
# test, whose line is further out.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} The photographs cost {{ photos }} yuan; the button costs nothing. Three sentences: what each change does to leaving, what it does to
# paying (with intervals), and what you do on Monday.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: background and button each with an interval, in points. 2: says that the report compared pages with two
# changes. 3: decides on payments, and reads both ends of their interval. 2: if testing goes on: one measure, a length and a day to
# decide, fixed beforehand. *Minus 2:* "{{ fall }}" appears as what the background brings.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. You may test only two pages. Which two, if the photographs are dear and the button is free?
# 2. Somebody proposes six changes at once, each on or off. How many pages are that, and do you need them all?
# 3. When is a lower bounce rate worth money although payments don't move in the same visit?
# 4. Your last three tests: what was the planned day, and on which day were they stopped?

# %% [markdown] id="playbook-heading"
# ## On Monday

# %% id="playbook"
quiz.tell("playbook")

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | A/B test | A/B测试 |
# | bounce rate | 跳失率 / 跳出率 |
# | percentage point | 百分点 |
# | factorial (2×2) design | 析因实验 |
# | main effect | 主效应 |
# | interaction | 交互作用 |
# | sample ratio mismatch | 样本比例不匹配 |
# | peeking (optional stopping) | 偷看（提前停止） |
