# %% [raw] id="header"
# title = "The page that tripled its conversion"
# chinese = "转化率涨到三倍的详情页"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["dark_background"]
#
# [rows]
# K01 = "difference_in_differences / same_source, against_control, visits_per_arm, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a before/after figure (前后对比) can tell,
# 2. choose what to compare with (对照),
# 3. decide on forty more pages with a number and its uncertainty.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief |
# | 7 | look at the data |
# | 5 | the obvious answer |
# | 8 | what would have to be true |
# | 12 | the right analysis, with two exercises |
# | 3 | the truth |
# | 10 | your memo, with two exercises |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Hand out nothing but the brief. Let each table write its estimate of what the page alone
# did on a card *before* the data is opened, and collect the cards: they come back in the debrief.
#
# If you have 30 minutes only: skip the stay of three seconds and the exercise on sample size.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import numpy as np
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases.page_redesign import CHANGED, REDESIGNED, conversion
from ecomlab.classroom import exercises
from ecomlab.conversion.experiments import daily_gap, difference_in_differences

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("page_redesign")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives the base ({{ after }} is {{ rise }} on before), but no period and no number of visits. Ask what is missing before you
# show anything. **Wrong turn:** somebody knows that "simple pages convert better". Perhaps. It isn't asked: the
# question is what *this* figure shows.

# %% [markdown] id="card"
# Before you look at any data: the page was changed on 31 March. Conversion was {{ before }} before and
# {{ after }} after it. **Write down by what factor the page itself raised it.** Your own guess is worth more
# at the end than one you adapt on the way.

# %% [markdown] id="look-text"
# ## Look at the data
#
# `traffic_daily` has thirty days before and thirty after; two pages, the rice cooker's and the kettle's; natural
# and paid visits. Nobody touched the kettle's page.

# %% id="look"
traffic = case.tables.traffic_daily
columns = ["date", "channel", "landing_page", "uv", "bounces", "dwell_s", "payers"]
traffic.loc[[0, 1, 2, 3, 238, 239], columns]

# %% [markdown] id="stay-text"
# First the {{ stay }} seconds. A page on which people stay for {{ stay }} seconds and {{ before }} buy? Split the visits by whether a
# second page was logged.

# %% id="stay"
sums = traffic[traffic["date"] < CHANGED][["uv", "bounces", "dwell_s"]].sum()
pd.Series(
    {
        "seconds, all visits": sums["dwell_s"] / sums["uv"],
        "seconds, visits with a second page": sums["dwell_s"] / (sums["uv"] - sums["bounces"]),
    }
)

# %% [markdown] id="stay-reading"
# A stay is the time between two page views. Who views one page has no second time stamp, and is logged as 0
# seconds (跳失). The "less than {{ stay }} seconds" is a fact about the counter, not about impatience. Whoever
# cures it by design cures a logging rule.

# %% [markdown] id="obvious-text"
# ## The obvious answer

# %% id="obvious"
before = conversion(traffic, REDESIGNED, after=False)
after = conversion(traffic, REDESIGNED, after=True)
print(f"{after:.2%} ÷ {before:.2%} = {after / before:.2f}")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text"
# ## What would have to be true
#
# For this ratio to be the page's doing, everything else must have stayed as it was. Name three things that could
# have changed on 31 March, and say for each which table would show it. Then look.

# %% id="would"
traffic["period"] = traffic["date"].ge(CHANGED).map({False: "before", True: "after"})
table = traffic.groupby(["landing_page", "period", "channel"])[["uv", "payers"]].sum()
table["conversion"] = table["payers"] / table["uv"]
table["share of visits"] = table["uv"] / table.groupby(level=[0, 1])["uv"].transform("sum")
table[["conversion", "share of visits"]].unstack("channel")

# %% id="would-reading"
quiz.tell("would-reading")

# %% [markdown] id="would-notes" tags=["instructor"]
# Collect on the board: promotion, price, season, sources, stock, a rival's stockout, three changes at once, the page
# was chosen *because* it was bad (regression to the mean). Tick those that the data can show; the last two it
# can't. **Wrong turn:** "then we correct for everything". You can only hold still what you measured or what hit both pages.

# %% id="quiz"
quiz.same_source

# %% id="same-source-answer" tags=["exercise"]
quiz.same_source.check(...)

# %% [markdown] id="right-text"
# ## Divide by the page that was left alone
#
# What moves both pages on a day cancels in their *ratio*. So take, day by day, rice cooker ÷ kettle. Before the
# change that ratio wanders around one level; after it, it wanders around another. The step between the two is
# what only the rice cooker had.

# %% id="gap-figure"
gap = np.exp(daily_gap(traffic, treated="rice cooker", control="kettle"))
gap = gap.rename("ratio").reset_index()
ax = plots.lines(gap, x="date", y="ratio")
ax.axvline(CHANGED, color=plots.COLOURS["vermilion"], lw=1.5)
plots.label(
    ax,
    f"Against the kettle, the rice cooker gained a factor of {case.right.estimate:.2f}",
    y="conversion, rice cooker ÷ kettle",
)

# %% id="against-control"
quiz.against_control

# %% id="against-control-answer" tags=["exercise"]
quiz.against_control.check(...)

# %% [markdown] id="interval-text"
# The interval must know that a day is a day. 2,000 visits of one day share its weather, its coupon, its traffic jam;
# they are not 2,000 independent witnesses. So the thirty daily ratios before and the thirty after are compared,
# as in any comparison of two means, in logs:
#
# $$\text{effect} = \exp\left(\overline{\log \tfrac{r_{\text{rice}}}{r_{\text{kettle}}}}_{\text{after}} -
# \overline{\log \tfrac{r_{\text{rice}}}{r_{\text{kettle}}}}_{\text{before}}\right)$$

# %% id="right"
difference_in_differences(traffic, changed="2025-03-31", treated="rice cooker", control="kettle")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="truth-text"
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The page multiplied conversion by {case.truth:.1f}, not by {case.naive.estimate:.1f}",
    x="conversion after ÷ before, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Give the cards back. Ask what made the best guess good.
# The published case has no control page at all: what we *know* about it is only that {{ naive }} is an upper story.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Write three sentences: the number you rely on with its interval, what it rests on, and what you would do on
# Monday. Three questions first.

# %% id="visits-per-arm"
quiz.visits_per_arm

# %% id="visits-per-arm-answer" tags=["exercise"]
quiz.visits_per_arm.check(...)

# %% id="needed"
quiz.needed

# %% id="needed-answer" tags=["exercise"]
quiz.needed.check(...)

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the number is that of the control comparison, with its interval. 2: says that it rests on
# the kettle being like the rice cooker. 2: one page, chosen because it was bad, isn't forty. 2: an action with a test, its size
# and its end. 1: nothing is promised in points of conversion for other pages. *Minus 2:* the claimed factor appears as a fact.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. The page was chosen because its conversion was bad. What would have happened to it without a redesign?
# 2. Three things were changed on the page at once. How would you find out which one worked?
# 3. Your boss wants one number for the press. Which sentence would you still sign?
# 4. Which page of *your* shop could serve as the kettle, and what would spoil it?

# %% [markdown] id="playbook"
# ## On Monday
#
# - For every "+x %" that you are shown, ask for four things: base, period, visits, and what else changed that day.
# - Before you change a page, choose the page that stays as it is, and write its name down.
# - Send half of the visits to the old page wherever the platform allows it (Amazon's *Manage Your Experiments* and apps for Shopify do; 生意参谋 doesn't).
# - Plan the test's size before it starts; stop it on the day you planned.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | before/after comparison | 前后对比 |
# | conversion rate | 转化率 |
# | bounce | 跳失 |
# | control | 对照组 |
# | difference-in-differences | 双重差分 |
# | regression to the mean | 均值回归 |
# | mix of sources | 流量结构 |
