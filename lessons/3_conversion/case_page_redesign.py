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
# K01 = "difference_in_differences / same_source, against_control, visits_per_arm, needed, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a before/after figure (前后对比) can tell,
# 2. choose what to compare with (对照),
# 3. decide on forty more pages with a number and its uncertainty.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 4 | how long does a visitor stay? |
# | 4 | before and after |
# | 8 | what else changed, with an exercise |
# | 11 | a page that nobody touched, with an exercise |
# | 3 | the truth |
# | 7 | the next page: two sums |
# | 8 | forty more pages: decision and memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Open with: "A team shows you one figure and asks for money. Which three questions do you ask?" Write
# the questions on the board, and come back to them at the end. Then hand out nothing but the brief. Each table writes its
# guess on a card *before* the data are opened, and types it in. Collect the cards: they come back after the truth.
#
# If you have 35 minutes only: skip the {{ stay }} seconds and the size of the next test.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases.page_redesign import CHANGED, REDESIGNED, conversion
from ecomlab.classroom import exercises
from ecomlab.conversion.experiments import difference_in_differences
from ecomlab.conversion.figures import power_curve
from ecomlab.levers import lever

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
# The page was changed on 31 March. Conversion was {{ before }} before and {{ after }} after. **By what factor did the page
# itself raise it?** A factor of 1 means that the page did nothing. Type your guess in place of the first three dots. Then
# type a low end and a high end: so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a factor: conversion after ÷ before, by the page alone

# %% [markdown] id="look-text"
# ## How long does a visitor stay?
#
# `traffic_daily` has thirty days before the change and thirty after it. It has two pages, the rice cooker's and the kettle's, and
# natural and paid visits. Nobody touched the kettle's page.

# %% id="look"
traffic = case.tables.traffic_daily
columns = ["date", "channel", "landing_page", "uv", "bounces", "dwell_s", "payers"]
traffic.loc[[0, 1, 2, 3, 238, 239], columns]

# %% [markdown] id="stay-text"
# First the claim about {{ stay }} seconds. `dwell_s` is the sum of the seconds of all visits, and `bounces` counts the visits
# that saw one page only (跳失). Divide the seconds by all visits, and then by the visits that saw a second page.

# %% id="stay"
sums = traffic[traffic["date"] < CHANGED][["uv", "bounces", "dwell_s"]].sum()
print("seconds, all visits               ", round(sums["dwell_s"] / sums["uv"], 1))
stayed = sums["uv"] - sums["bounces"]
print("seconds, visits with a second page", round(sums["dwell_s"] / stayed, 1))

# %% id="stay-reading"
quiz.tell("stay-reading")

# %% [markdown] id="obvious-text"
# ## Before and after
#
# Here is the team's sum: buyers per visit of the rice cooker's page, thirty days before and thirty after.

# %% id="obvious"
before = conversion(traffic, REDESIGNED, after=False)
after = conversion(traffic, REDESIGNED, after=True)
print(f"{after:.2%} ÷ {before:.2%} = {after / before:.2f}")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text"
# ## What else changed on 31 March?
#
# The ratio is the page's work only if everything else stayed as it was. Before you run the next cell, name three things that could
# have changed, and say for each which column would show it.

# %% id="would"
traffic["period"] = traffic["date"].ge(CHANGED).map({False: "before", True: "after"})
traffic["paid_uv"] = traffic["uv"] * traffic["paid_flag"]
table = traffic.groupby(["landing_page", "period"], sort=False)[["uv", "paid_uv", "payers"]].sum()
table["paid share"] = table["paid_uv"] / table["uv"]
table["conversion"] = table["payers"] / table["uv"]
table[["paid share", "conversion"]]

# %% [markdown] id="sources-text"
# Does it matter where visits come from? Here are the two sources before the change:

# %% id="sources"
old = traffic[traffic["date"] < CHANGED].groupby("channel")[["uv", "payers"]].sum()
old["conversion"] = old["payers"] / old["uv"]
old

# %% id="would-reading"
quiz.tell("would-reading")

# %% [markdown] id="would-notes" tags=["instructor"]
# Collect on the board: promotion, price, season, sources, stock, a rival without stock, three changes at once, the page
# was chosen *because* it was bad (regression to the mean). Tick those that the data can show; the last two they
# can't. **Wrong turn:** "then we correct for everything". You can only hold still what you measured, or what hit both pages.

# %% id="quiz"
quiz.same_source

# %% id="same-source-answer" tags=["exercise"]
quiz.same_source.check(...)

# %% [markdown] id="right-text"
# ## A page that nobody touched
#
# Promotion, holidays and sources moved both pages. Whatever moves both pages alike cancels if you divide one by the other. So
# compare the rice cooker's factor with the kettle's.

# %% id="against-control"
quiz.against_control

# %% id="against-control-answer" tags=["exercise"]
quiz.against_control.check(...)

# %% [markdown] id="gap-text"
# Now the same day by day: the rice cooker's conversion ÷ the kettle's. Before the change this ratio moves around one level,
# and after it around another. The step between the two levels is what only the rice cooker had.

# %% id="gap-figure"
daily = traffic.groupby(["landing_page", "date"])[["payers", "uv"]].sum()
rates = daily["payers"] / daily["uv"]
ratio = (rates["rice cooker"] / rates["kettle"]).rename("ratio").reset_index()
ax = plots.lines(ratio, x="date", y="ratio")
ax.axvline(CHANGED, color=plots.COLOURS["vermilion"], lw=1.5)
plots.label(ax, quiz.tell("gap-title"), y="conversion, rice cooker ÷ kettle", n=60, counts="days")

# %% [markdown] id="interval-text"
# How sure is the step? The visits of one day share its weather, its coupon and its traffic jam. They are not independent
# witnesses: a **day** is one witness. So the method compares the thirty ratios before with the thirty after, as any comparison of two
# means does. It takes logs first, because a factor multiplies, and logs turn that into a sum:
#
# $$\text{effect} = \exp\left(\overline{\log \tfrac{r_{\text{rice}}}{r_{\text{kettle}}}}_{\text{after}} -
# \overline{\log \tfrac{r_{\text{rice}}}{r_{\text{kettle}}}}_{\text{before}}\right)$$
#
# This is called difference-in-differences (双重差分).

# %% id="right"
difference_in_differences(traffic, changed="2025-03-31", treated="rice cooker", control="kettle")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
x = "conversion after ÷ before, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Give the cards back. Ask what made the best guess good.
# The published case has no control page at all. So all that we *know* about it is the rise, and not what caused it.

# %% [markdown] id="next-text"
# ## The next page: two sums
#
# What must a redesign bring, so that it earns its cost? And how many visits does a test need, to see that much?

# %% id="needed"
quiz.needed

# %% id="needed-answer" tags=["exercise"]
quiz.needed.check(...)

# %% id="pays-reading"
quiz.tell("pays-reading")

# %% [markdown] id="size-text"
# A fair test sends half of the visits to the old page and half to the new one, at the same time. Let $p_0$ be the conversion with the old
# page and $p_1$ with the new one, and $\bar p$ their mean. Then **each arm** needs about
#
# $$n = 2\,(1.96 + 0.84)^2\,\frac{\bar p\,(1 - \bar p)}{(p_1 - p_0)^2}$$
#
# visits. 1.96 belongs to a 95% interval. 0.84 means that four of five such tests find the difference (80% power).

# %% id="visits-per-arm"
quiz.visits_per_arm

# %% id="visits-per-arm-answer" tags=["exercise"]
quiz.visits_per_arm.check(...)

# %% [markdown] id="power-text"
# Move the slider: which rises would a test of that size find?

# %% id="power"
def draw(visitors):
    return power_curve(visitors, share=round(before, 3), most=1.0)


sizes = [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]
lever(draw, "visitors in each arm", sizes, start=5000)

# %% [markdown] id="memo-text"
# ## Forty more pages?
#
# {{ memo }} Decide first. Then write the memo.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% id="memo"
quiz.memo

# %% id="memo-answer" tags=["exercise"]
quiz.memo.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the number is that of the control comparison, with its interval and its days. 2: says that it rests on
# the kettle being like the rice cooker. 2: one page, chosen because it was bad, isn't forty. 2: an action with a test, its size
# and its end, or a reason to stop. 1: nothing is promised for other pages. *Minus 2:* the claimed factor appears as what the page did.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. The page was chosen because its conversion was bad. What would have happened to it without a redesign?
# 2. Two things were changed on the page at once, the view and the button. How would you find out which one worked?
# 3. Your boss wants one number for the press. Which sentence would you still sign?
# 4. Which page of *your* shop could serve as the kettle, and what would spoil it?

# %% [markdown] id="debrief-notes" tags=["instructor"]
# 1. Part of a bad month is bad luck. The next month is nearer the average without any work (均值回归). So compare with other pages that
#    were as bad and stayed as they were.
# 2. With a test that has more than two arms: each change with and without the other, drawn by lot. *The dark page that kept its visitors* does it with two changes.
# 3. For example: "After the redesign, conversion rose {{ right }} times as much as on a page that we left alone ({{ right_low }} to {{ right_high }})."
#    Not: "The redesign tripled conversion."
# 4. A page with the same buyers and season. Spoiled by: no stock, a coupon for one page only, new ads, or buyers who
#    move from one page to the other.
#
# **Close with** the questions from the opening: which of them did the figure answer?

# %% [markdown] id="playbook"
# ## On Monday
#
# - For every "+x %" that you are shown, ask for four things: base, period, visits, and what else changed that day.
# - Before you change a page, choose the page that stays as it is, and write its name down.
# - Send half of the visits to the old page where the platform can do it: Amazon has *Manage Your Experiments*, Shopify has apps.
#   生意参谋 and 京东商智 count visits; they don't split them. There, change the page on days that you draw by lot.
# - Plan the test's size before it starts. Stop it on the day that you planned.

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
# | break-even | 盈亏平衡 |
# | power of a test | 检验功效 |
