# %% [raw] id="header"
# title = "The page that tripled its conversion"
# chinese = "转化率涨到三倍的详情页"
# minutes = 55
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
# 3. decide on forty more pages by what they must earn, and say what that decision rests on.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases.page_redesign import CHANGED, REDESIGNED, conversion, needed_here, plans
from ecomlab.classroom import exercises
from ecomlab.conversion.experiments import difference_in_differences
from ecomlab.conversion.figures import power_curve, rollout
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
# that saw one page only (跳失). For the rice cooker's page before the change, divide the seconds by all visits, and then by the visits that saw a second page.

# %% id="stay"
old = traffic[(traffic["landing_page"] == REDESIGNED) & (traffic["date"] < CHANGED)]
sums = old[["uv", "bounces", "dwell_s"]].sum()
print("seconds, all visits               ", round(sums["dwell_s"] / sums["uv"], 1))
stayed = sums["uv"] - sums["bounces"]
print("seconds, visits with a second page", round(sums["dwell_s"] / stayed, 1))

# %% id="stay-reading"
quiz.tell("stay-reading")

# %% [markdown] id="obvious-text"
# ## Before and after
#
# Here is the team's sum: buyers per visit of the rice cooker's page, thirty days before and thirty after.

# %% id="report" tags=["exhibit"]
mine = traffic[traffic["landing_page"] == REDESIGNED]
period = mine["date"].ge(CHANGED).map({False: "before", True: "after"})
report = mine.groupby(period.rename("rice cooker"), sort=False)[["uv", "payers"]].sum()
report.assign(conversion=(report["payers"] / report["uv"]).map("{:.2%}".format))

# %% id="obvious"
before = conversion(traffic, REDESIGNED, after=False)
after = conversion(traffic, REDESIGNED, after=True)
print(f"{after:.2%} ÷ {before:.2%} = {after / before:.2f}")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text"
# ## Did anything else change on 31 March?
#
# The ratio is the page's work only if everything else stayed as it was. Before you run the next cell, name three things that may
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
# Promotions, holidays and sources can move both pages. Whatever moves both alike cancels if you divide one by the other. So
# compare the rice cooker's factor with the kettle's.

# %% id="against-control"
quiz.against_control

# %% id="against-control-answer" tags=["exercise"]
quiz.against_control.check(...)

# %% [markdown] id="gap-text"
# Now the same day by day: the rice cooker's conversion ÷ the kettle's. Does this ratio move around one level before the change,
# and around another after it? A step between the two levels is what only the rice cooker had.

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

# %% [markdown] id="claim-text"
# You have two numbers now: the team's, and that of the comparison with the kettle. What do you say of the claim?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

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

# %% [markdown] id="truth-notes-rosy" tags=["instructor", "rosy"]
# **Wrong turn:** "so the page doesn't work." The claim is too large; what the page did beside the kettle is a number of its own, and the next
# section asks what it earns.

# %% [markdown] id="truth-notes-right" tags=["instructor", "right"]
# **Wrong turn:** "then the kettle was a waste of time." Before the kettle nobody could know that the two months were alike. A claim that
# was right by luck and one that was right by design look the same.

# %% [markdown] id="truth-notes-modest" tags=["instructor", "modest"]
# **Wrong turn:** "a modest claim does no harm." Whoever decides by it leaves pages as they are that would pay. Ask who in a shop has a
# reason to report too little.

# %% [markdown] id="next-text"
# ## The next pages: what must they bring?
#
# Of the other forty pages {{ large_pages }} are large, with {{ large }} visits a day each, and {{ small_pages }} are small, with {{ small }}.
# What must a redesign bring, so that it earns its cost?

# %% id="needed"
quiz.needed

# %% id="needed-answer" tags=["exercise"]
quiz.needed.check(...)

# %% id="pays-reading"
quiz.tell("pays-reading")

# %% id="borders"
print(f"so that the small pages pay: {needed_here(traffic, 500):.3f}")
print(f"so that the large pages pay: {needed_here(traffic, 1500):.3f}")

# %% [markdown] id="lever-text"
# Is half of the rise the right share? Nobody knows before the pages are made. Move the slider: from which share on do the large pages pay,
# and from which the small ones, if they do?

# %% id="lever"
others, found = plans(traffic), case.right


def carried_over(share):
    return rollout(share, found, others)


lever(carried_over, "share of the rise that the others gain", [k / 20 for k in range(21)], 0.5, "%")

# %% [markdown] id="lever-reading"
# > **Caution.** The share is our assumption, and the dots are borders: they say what has to be true, so that a plan pays. Where does practice stand?
# > In 6,700 tests on the pages of shops, nine of ten changes moved revenue by less than 1.2% either way (Browne and Swarbrick Jones 2017). Most of these changes were
# > smaller than a new page, and most of those pages weren't chosen for being bad.

# %% [markdown] id="size-text"
# ## How many visits does a test need?
#
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

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. The page was chosen because its conversion had become bad. What would have happened to it without a redesign?
# 2. Two things were changed on the page at once, the view and the button. How would you find out which one worked?
# 3. Your boss wants one number for the press. Which sentence would you still sign?
# 4. Which page of *your* shop could serve as the kettle, and what would spoil it?
# 5. Can a claim be right, and the answer still be no? Can it be too rosy, and the answer still be yes? Which do you have here?

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
