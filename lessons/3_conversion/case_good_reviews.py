# %% [raw] id="header"
# title = "The shop in which nobody complains"
# chinese = "没有人抱怨的店"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["click_bait"]
#
# [rows]
# K16 = "satisfied_rise / unpaid, first_written, by_lot, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a good-review rate (好评率) tells and what it doesn't,
# 2. measure how satisfied buyers are (满意度),
# 3. tell which ways of asking for reviews are forbidden, and ask in one that isn't.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 6 | sixty days of reviews |
# | 4 | the team's sum |
# | 13 | who wrote these stars, with two exercises |
# | 4 | the rule |
# | 8 | buyers drawn by lot, with an exercise |
# | 2 | the truth |
# | 8 | your memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Who has had such a card in a parcel? Let two people tell what it said
# before the brief is read; then nobody needs to be told what an incentive is.
#
# Collect the guesses on cards. With 35 minutes only: show the two exercises on stars as solved, and keep the third.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases.good_reviews import CHANGED, GOOD
from ecomlab.classroom import exercises
from ecomlab.conversion import trust

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("good_reviews")
quiz = exercises(case)
case.brief

# %% [markdown] id="guess"
# The document gives no start. The shop's own table does: {{ good_before }} before 1 September, {{ good_after }} since.
# Every complaint answered within a day: that sounds like work well done. The team also says that it repaired what
# buyers complained about, such as bags that arrived as crumbs.
#
# **Write on a card**: of a hundred buyers, how many *more* than before are satisfied now?

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask:** what does "handled" mean in this sentence? Who decides that a bad review *is* handled? (The team whose bonus hangs
# on it.) **Wrong turn:** "the start isn't given, so the claim is worthless". The start can be had; it isn't the trouble.

# %% [markdown] id="look-text"
# ## Sixty days of reviews
#
# One row per review. `incentivised` says that it came with the card: *five stars, and three yuan come back*.
# `replied_at` is the shop's answer; `resolved` is what the team books.

# %% id="look"
reviews, chats = case.tables.reviews, case.tables.chats
columns = ["ts", "rating", "replied_at", "resolved", "incentivised"]
since = reviews.loc[reviews["ts"] >= CHANGED, columns]
since.groupby(["incentivised", "resolved"], dropna=False).head(2)

# %% [markdown] id="volume-text"
# How many reviews do a hundred parcels bring, and how many parcels are paid back?

# %% id="volume"
days = case.tables.traffic_daily.merge(case.tables.dsr_daily, on="date")
days["reviews"] = reviews.groupby(reviews["ts"].dt.normalize()).size().to_numpy()
periods = days.groupby(days["date"].ge(CHANGED).map({False: "before", True: "since"}))
table = periods[["orders", "reviews"]].sum()
table["reviews per 100 orders"] = 100 * table["reviews"] / table["orders"]
table["refund rate"] = periods["refund_rate"].mean()
table

# %% id="volume-reading"
quiz.tell("volume-reading")

# %% [markdown] id="sum-text"
# ## The team's sum

# %% id="sum"
case.naive

# %% id="sum-reading"
quiz.tell("sum-reading")

# %% [markdown] id="who-text-heading"
# ## Who wrote these stars?

# %% id="who-text"
quiz.tell("who-text")

# %% id="who"
kind = pd.Series("own review", index=reviews.index, name="kind")
kind[reviews["incentivised"]] = "with a card"
kind[trust.is_changed(reviews)] = "changed after an answer"
period = reviews["ts"].ge(CHANGED).map({False: "before", True: "since"}).rename("period")
stars = reviews["rating"].ge(GOOD).map({False: "1 to 3 stars", True: "4 or 5 stars"})
pd.crosstab(kind, [period, stars])

# %% id="who-reading"
quiz.tell("who-reading")

# %% [markdown] id="who-notes" tags=["instructor"]
# Three mechanisms, keep them apart on the board: **who** writes (cards make the satisfied write), **what** is written (a few unsatisfied
# take the three yuan too), **what stays** (changed after the plea). **Wrong turn:** "then we leave the paid ones out, and have
# the truth". That is the first exercise; the second shows that it isn't so.

# %% id="quiz"
quiz.unpaid

# %% id="unpaid-answer" tags=["exercise"]
quiz.unpaid.check(...)

# %% id="first-written"
quiz.first_written

# %% id="first-written-answer" tags=["exercise"]
quiz.first_written.check(...)

# %% id="repair-reading"
quiz.tell("repair-reading")

# %% [markdown] id="rule-text"
# ## The rule
#
# In the same breath the document advises cash for good reviews "within the rules" (原文 000:038: 好评返现（合规范围内）). There is hardly such a range:
#
# - **The card** is forbidden. The Interim Provisions on Anti-Unfair Competition Online (网络反不正当竞争暂行规定), in force since 1 September
#   2024, art. 9(5), name it: no cash back, no red packets, no coupons to make users give a specified good review.
#   Fines as reported in 2024: 200,000 to 1,000,000 yuan, up to 2,000,000 in serious cases. The law behind it (反不正当竞争法) was revised;
#   the new one is in force since 15 October 2025.
# - **The plea with a coupon** buys a specified good review too, only later. Without a coupon, repeated until the buyer gives in, it is
#   pressure, and whoever bothers buyers about their stars is punished by the platforms' own rules.
# - **A gift for any review**, whatever its stars, is a grey area, and still decides who writes.
#
# **What you may do:** ask *every* buyer, in the same words, name no number of stars, promise nothing. Answer each complaint where
# all can read it. Repair what it is about.

# %% [markdown] id="rule-notes" tags=["instructor"]
# If somebody says that everybody does it, there are two answers: the fine is many times the bonus; and whoever pays for stars has switched off the one
# instrument that told which bag arrives as crumbs. Don't discuss how cards escape detection. Dates and sums are as of
# 2024; let someone look up what the law of 2025 says.

# %% [markdown] id="lot-text"
# ## Buyers drawn by lot
#
# The service desk keeps a second list, for which nobody is paid. Every evening it asks 200 of the buyers whose parcel
# came that day, drawn by lot: *how was it?* Nothing is promised, and all of them answered. Count those who gave three
# stars or fewer, and put them beside the reviews.

# %% id="lot-figure"
ax = plots.lines(trust.unhappy_by_days(reviews, chats, "how was it", CHANGED), x="day", y="share", by="who")
ax.axvline(CHANGED, color=plots.COLOURS["grey"], lw=1.5)
plots.label(
    ax,
    f"Good stars: {100 * case.naive.estimate:+.1f} points. Satisfied buyers: {100 * case.right.estimate:+.1f}",
    y="three stars or fewer, by five days",
)

# %% id="by-lot"
quiz.by_lot

# %% id="by-lot-answer" tags=["exercise"]
quiz.by_lot.check(...)

# %% id="interval-text"
quiz.tell("interval-text")

# %% id="right"
trust.satisfaction_change(chats, changed="2025-09-01", script="how was it")

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="four-readings"
readings = {
    "all reviews": trust.good_rate_change(reviews, CHANGED),
    "without cards": trust.good_rate_change(reviews, CHANGED, own=True, counts="days"),
    "as first written": trust.good_rate_change(
        reviews, CHANGED, own=True, first_written=True, counts="days"
    ),
    "buyers asked by lot": trust.satisfaction_change(chats, CHANGED, script="how was it"),
}
table = estimates.table(readings)
ax = plots.estimates(table, label="reading", percent=True)
low, high = 100 * table["estimate"].min(), 100 * table["estimate"].max()
finding = f"Four readings of one September: from {low:+.1f} to {high:+.1f} points"
plots.label(ax, finding, x="share of good stars since September − before, with 95 % interval")

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"Satisfied buyers: {100 * case.truth:+.1f} points; good stars: {100 * case.naive.estimate:+.1f}",
    x="share since September − share before, points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Give the cards back. In this world buyers review unasked as often when satisfied as when not; so August's good-review rate happens to be
# the share of satisfied buyers. In a real shop it isn't, not even without cards: delight and anger write, content doesn't.
# Goodhart's law in one line: the measure was good until the bonus hung on it.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: the number you rely on with its interval, why it can't be bought, and what happens on Monday.
# The last question first.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the rise among buyers drawn by lot, with its interval. 2: says that card and plea are forbidden and end
# today, without "until the others stop". 2: keeps what is worth keeping: answers in public, repairs, the lot. 2: a bonus that doesn't hang on
# stars. 1: says what would shake the lot (silence, another question, another month). *Minus 2:* a good-review rate appears as satisfaction.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. The team did answer every complaint. What would you pay the bonus for instead, so that it still does?
# 2. A new buyer reads {{ good }}. What does she not learn, and what does it cost *her*?
# 3. Which other numbers of your shop is somebody paid for? Who writes them down?
# 4. Your rival has {{ good }} and cards in every parcel. What do you do, and what do you say to your team?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Look into your own parcels. A card that names stars and money goes into the bin today.
# - Draw twenty buyers by lot every day, ask one question, promise nothing, and write down who didn't answer.
# - Count complaints by what they are about, per hundred orders. Repair the largest; look whether it shrinks.
# - Never hang a bonus on a number that the same people can write themselves.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | positive review rate | 好评率 |
# | bad-review handling rate | 差评处理率 |
# | cash for good reviews (unlawful) | 好评返现 |
# | bad and middling reviews | 中差评 |
# | user satisfaction (CSAT) | 用户满意度 |
# | random sample | 随机抽样 |
# | Goodhart's law | 古德哈特定律 |
