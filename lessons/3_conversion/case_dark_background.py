# %% [raw] id="header"
# title = "The dark page that kept its visitors"
# chinese = "留住访客的深色页面"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["page_redesign"]
#
# [rows]
# K02 = "background_effect / in_points, background_alone, mornings, photos_pay, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say whether a "{{ fall }}" means per cent or points, and of what,
# 2. take two changes apart that were made at once (析因实验), with an interval for each,
# 3. read a test on the day that you planned, and decide by what it earns.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import numpy as np
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases.dark_background import ARMS, BACKGROUND, BOTH, BUTTON, TOGETHER, contrast, worth
from ecomlab.classroom import exercises
from ecomlab.conversion.experiments import factorial_effect, peeks, sample_ratio
from ecomlab.conversion.figures import price_paid
from ecomlab.levers import lever

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("dark_background")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives the figure and no reason. It gives no base, no number of
# visitors, no length of the test. The {{ old }}, the four weeks and the price of the photographs are ours. **Wrong turn:**
# "it was an A/B test, so it is proof". Proof of what? Of the page as a whole.

# %% [markdown] id="card"
# Two things are new on the page: the background and the button. **What does the dark background alone do to the bounce rate?**
# Give the change in percentage points (百分点): −10 means that of a hundred visitors ten fewer leave. Add a low end and a high end, so
# far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # points, dark minus light: below 0 means that fewer leave

# %% [markdown] id="report-text"
# ## What does "{{ fall_plain }}" mean?
#
# `experiments` has a row for each visitor: the page that chance gave this visitor (`arm`), whether the visitor left after one page
# (`bounced`, 跳失), and whether the visitor paid (`converted`). `ts` is the hour of the visit. The report compares two pages:

# %% id="report" tags=["exhibit"]
experiments = case.tables.experiments
by_arm = experiments.groupby("arm")["bounced"].agg(["size", "mean"]).loc[ARMS]
by_arm.loc[["light, plain", "dark, bright"]]

# %% id="quiz"
quiz.in_points

# %% id="in-points-answer" tags=["exercise"]
quiz.in_points.check(...)

# %% id="units-text"
quiz.tell("units-text")

# %% id="obvious"
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="left-out-text"
# ## Two pages that nobody asked about
#
# The test tool had built a page for each combination of background and button. Chance gave each visitor one of the four. First ask
# whether it did so evenly. If one page loads badly, its visitors may be missing from the log, and then the arms differ in who is left
# (样本比例不匹配, sample ratio mismatch).

# %% id="split"
print(experiments["arm"].value_counts()[ARMS].to_string())
chance = sample_ratio(experiments)
print(f"chance alone gives counts that are at least as uneven in {chance:.1%} of such tests")

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
# | opens at nine | 200 | 222 |
# | opens at eight | 230 | 248 |
#
# With the new sign at eight she has 48 customers more than with the old sign at nine. Which of the two changes did how much? The sign brings 22
# more in one row, and 18 more in the other: on average 20. The hour brings 30 and 26: on average 28. Here is the same table for the four pages:

# %% id="square"
rate = by_arm["mean"]
pd.DataFrame(
    {
        "light": [rate["light, plain"], rate["light, bright"]],
        "dark": [rate["dark, plain"], rate["dark, bright"]],
    },
    index=["plain button", "bright button"],
)

# %% [markdown] id="formula"
# The effect of the background (主效应, main effect) is the mean of two differences, one for each button:
#
# $$\text{background} = \tfrac12\left(r_{\text{dark, plain}} - r_{\text{light, plain}}\right) +
# \tfrac12\left(r_{\text{dark, bright}} - r_{\text{light, bright}}\right)$$
#
# The visitors of all four pages help to answer it. The button's effect comes from the same visitors: compare the rows instead of
# the columns. So one test answers two questions.

# %% id="right"
background = {"light, plain": -0.5, "light, bright": -0.5, "dark, plain": 0.5, "dark, bright": 0.5}
button = {"light, plain": -0.5, "light, bright": 0.5, "dark, plain": -0.5, "dark, bright": 0.5}
print("background", factorial_effect(experiments, background, metric="bounced"))
print("button    ", factorial_effect(experiments, button, metric="bounced"))

# %% id="parts-figure"
parts = {"both, as reported": BOTH, "background": BACKGROUND, "button": BUTTON}
found = {change: contrast(experiments, weights).times(100) for change, weights in parts.items()}
ax = plots.estimates(estimates.table(found, "change"), label="change", unit="points")
ax.axvline(0, color=plots.COLOURS["ink"], lw=1)
x = "change of the bounce rate, points, with 95% interval"
plots.label(ax, quiz.tell("parts-title"), x=x)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="together-text"
# A designer may object: "A bright button stands out *because* the ground is dark." Then dark would do more beside a bright
# button than beside a plain one. That, too, is a question to the four pages (交互作用, interaction):

# %% id="together"
contrast(experiments, TOGETHER)

# %% id="together-reading"
quiz.tell("together-reading")

# %% [markdown] id="claim-text"
# The report's figure was told as the background's. What do you say of that claim?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
x = "bounce rate, dark minus light, points, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes-rosy" tags=["instructor", "rosy"]
# **Wrong turn:** "so dark backgrounds don't work." On this page, beside this button, the report gave too much of the fall to the background.
# Whether the background pays is still open: that is about payments.

# %% [markdown] id="truth-notes-right" tags=["instructor", "right"]
# **Wrong turn:** "then the two other pages were a waste." From the report's two pages nobody could know that the button did so little. Ask:
# what would you have believed, if it had been the button?

# %% [markdown] id="truth-notes-modest" tags=["instructor", "modest"]
# **Wrong turn:** "a sum of two changes can only exaggerate." One of them can work against the other. Ask who would have found out that the button
# costs visitors, if only the sum had been tested.

# %% [markdown] id="money-text"
# ## Who pays?
#
# A visitor who leaves without a click counts as bounced (跳失). So whatever is clicked more often lowers the bounce rate **by
# definition**: the click opens the second page. Whether anybody pays stands in another column.

# %% id="payments"
print("background", factorial_effect(experiments, background, metric="converted"))
print("button    ", factorial_effect(experiments, button, metric="converted"))

# %% id="payments-reading"
quiz.tell("payments-reading")

# %% [markdown] id="mornings-text"
# ## A look every morning
#
# Somebody looked at the payments every morning. Here is what the test said about the button each time, from all visitors so far. The
# band is the 95% interval.

# %% id="mornings-figure"
daily = peeks(experiments, button, metric="converted")
for column in ["estimate", "low", "high"]:
    daily[column] = 100 * daily[column]
ax = plots.lines(daily, x="morning", y="estimate", unit="points")
ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
ax.set_ylim(-2, 2)
y = "payments, bright minus plain, points"
plots.label(ax, quiz.tell("mornings-title"), x="morning of the test", y=y)

# %% [markdown] id="mornings-reading"
# The line moves up and down, and the interval becomes narrower. If you may stop on any morning, you stop on one that you like (偷看, peeking).
# How often does that give a winner where there is none? Let the computer make a test in which both pages are the same. Each day adds
# an independent standard normal number. After $k$ days $z$ is their sum divided by $\sqrt k$. Beyond 1.96 people say "significant":

# %% id="walk"
days = 28
steps = np.random.default_rng(1).standard_normal(days)
z = steps.cumsum() / np.sqrt(np.arange(1, days + 1))
beyond = estimates.normal_quantile()  # 1.96
print("mornings beyond 1.96:", (abs(z) > beyond).sum())

# %% id="mornings"
quiz.mornings

# %% id="mornings-answer" tags=["exercise"]
quiz.mornings.check(...)

# %% [markdown] id="mornings-notes" tags=["instructor"]
# Cover the figure with a sheet of paper and uncover it morning by morning; the class calls "stop" when it would. Ask who would have
# written the report that day. (We chose the luck of the published issue so that there is something to see.) **Wrong turn:** "so never
# look." Look for breakage: uneven split, error pages, no payments at all. If you want to stop early for success, use a sequential
# test, whose line is further out.

# %% [markdown] id="memo-text"
# ## Photographs for {{ pages }} pages?
#
# {{ memo }} The test has run for the four weeks that were planned. The button costs nothing. The photographs cost {{ photos:CNY }}.

# %% id="photos-pay"
quiz.photos_pay

# %% id="photos-pay-answer" tags=["exercise"]
quiz.photos_pay.check(...)

# %% id="photos-reading"
quiz.tell("photos-reading")

# %% [markdown] id="lever-text"
# A photographer names a price, and prices can be talked about. Move the slider: up to which price a page do the photographs earn their cost?

# %% id="lever"
paying = contrast(experiments, BACKGROUND, "converted")


def at_price(price):
    return price_paid(price, paying, worth(), pieces=300, what="page")


lever(at_price, "yuan a page", range(0, 2001, 100), start=600)

# %% [markdown] id="lever-reading"
# > **Caution.** The dot is a border: below this price the estimate earns the photographs, and above it doesn't. The band says how little the dot is known. Where does
# > practice stand? Browne and Swarbrick Jones (2017) put together some 6,700 tests of shops: new colours and new buttons moved revenue by about nothing on average,
# > and nine of ten changes by less than 1.2%. A figure far above that deserves a second look at the log before money is spent.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% id="memo"
quiz.memo

# %% id="memo-answer" tags=["exercise"]
quiz.memo.check(...)

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. You may test only two pages. Which two, if photographs are expensive and the button is free?
# 2. Somebody proposes six changes at once, each on or off. How many pages are that, and do you need them all?
# 3. When is a lower bounce rate worth money although payments don't move in the same visit?
# 4. Your last three tests: what was the planned day, and on which day were they stopped?
# 5. The claim is about leaving, the photographs are about paying. What does the verdict on the one say of the other?

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
# | factorial design | 析因实验 |
# | main effect | 主效应 |
# | interaction | 交互作用 |
# | sample ratio mismatch | 样本比例不匹配 |
# | peeking (optional stopping) | 偷看（提前停止） |
# | break-even | 盈亏平衡 |
