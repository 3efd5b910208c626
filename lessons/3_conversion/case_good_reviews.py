# %% [raw] id="header"
# title = "The shop in which nobody complains"
# chinese = "没有人抱怨的店"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["click_bait"]
#
# [rows]
# K16 = "satisfied_rise / highest_first, unpaid, first_written, by_lot, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a good-review rate (好评率) tells and what it doesn't,
# 2. measure how satisfied buyers are (满意度),
# 3. tell which ways of asking for reviews are forbidden, and ask in one that isn't.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import numpy as np
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases.good_reviews import CHANGED, GOOD, LOST, LOST_SISTERS, REPAIR
from ecomlab.classroom import exercises
from ecomlab.conversion import trust
from ecomlab.levers import lever
from ecomlab.worth import worth_line

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("good_reviews")
quiz = exercises(case)
case.brief

# %% [markdown] id="card"
# The document gives no start. The shop's own table does: {{ good_before }} before 1 September, {{ good_after }} since.
# Every complaint is answered within a day, and that sounds like good work. The team also repaired one thing that buyers
# complained about: bags of snacks arrived as crumbs. Better bags cost {{ repair:CNY }} more for each parcel. An unsatisfied buyer costs the shop
# {{ lost:CNY }}: the refund, the work, the orders that don't come. In the sister shops, where parcels are small, it is {{ lost_sisters:CNY }}.
#
# **Of a hundred buyers, how many more than before are satisfied now?** That is the rise in percentage points. Type your guess, with a low
# end and a high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(
    ..., low=..., high=...
)  # points: 2 means that two more buyers of a hundred are satisfied

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask:** what does "handled" mean in this sentence? Who decides that a bad review *is* handled? (The team whose bonus hangs
# on it.) **Wrong turns:** "the start isn't given, so the claim is worthless". The start can be had. And: "paid stars, so the claim is false". The
# cards are unlawful whatever is true; how much they moved the figure has to be counted.

# %% [markdown] id="look-text"
# ## Sixty days of reviews
#
# `reviews` has a row for each review. `incentivised` says that it came with the card: *five stars, and three yuan come back*.
# `replied_at` is the time of the shop's answer. `resolved` is what the team books.

# %% id="look"
reviews, chats = case.tables.reviews, case.tables.chats
columns = ["ts", "rating", "replied_at", "resolved", "incentivised"]
since = reviews.loc[reviews["ts"] >= CHANGED, columns]
since.groupby(["incentivised", "resolved"], dropna=False).head(2)

# %% [markdown] id="volume-text"
# How many reviews come from a hundred orders, and how many parcels are paid back?

# %% id="volume"
names = {False: "before", True: "since"}
days = case.tables.traffic_daily.merge(case.tables.dsr_daily, on="date")
days["reviews"] = reviews.groupby(reviews["ts"].dt.normalize()).size().to_numpy()
days["period"] = days["date"].ge(CHANGED).map(names)
table = days.groupby("period").agg({"orders": "sum", "reviews": "sum", "refund_rate": "mean"})
table["reviews per 100 orders"] = 100 * table["reviews"] / table["orders"]
table

# %% id="volume-reading"
quiz.tell("volume-reading")

# %% [markdown] id="sum-text"
# ## The team's sum

# %% id="stars" tags=["exhibit"]
stars = reviews.assign(period=reviews["ts"].ge(CHANGED).map(names), good=reviews["rating"] >= GOOD)
stars = stars.groupby("period").agg(reviews=("good", "size"), good=("good", "sum"))
stars.assign(**{"good in %": (100 * stars["good"] / stars["reviews"]).round(1)})

# %% id="sum"
case.naive

# %% id="sum-reading"
quiz.tell("sum-reading")

# %% [markdown] id="who-text-heading"
# ## Who wrote these stars?

# %% id="who-text"
quiz.tell("who-text")

# %% id="who"
reviews["kind"] = "own review"
reviews.loc[reviews["incentivised"], "kind"] = "with a card"
reviews.loc[trust.is_changed(reviews), "kind"] = "changed after an answer"
reviews["period"] = reviews["ts"].ge(CHANGED).map(names)
reviews["stars"] = np.where(reviews["rating"] >= GOOD, "4 or 5", "1 to 3")
reviews.groupby(["period", "kind", "stars"]).size().rename("reviews").to_frame()

# %% id="who-reading"
quiz.tell("who-reading")

# %% [markdown] id="who-notes" tags=["instructor"]
# Write three mechanisms on the board, and keep them apart: **who** writes (cards make the satisfied write; answers may make the others write),
# **what** is written (a few unsatisfied buyers take the three yuan too), **what stays** (changed after the plea). Put an arrow to each: does it
# lift the stars or lower them? **Wrong turn:** "then we leave the paid ones out, and have the truth". That is the second exercise. The third
# moves the number again, and nothing in the stars says which sum is nearest.

# %% id="quiz"
quiz.highest_first

# %% id="highest-first-answer" tags=["exercise"]
quiz.highest_first.check(...)

# %% id="unpaid"
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
# ## What you may ask for
#
# The same sentence of the document advises cash for good reviews "within the rules" (原文 000:038: 好评返现（合规范围内）). There is hardly such a range:
#
# - **The card** is forbidden. The Interim Provisions on Anti-Unfair Competition Online (网络反不正当竞争暂行规定), in force since 1 September
#   2024, art. 9(5), name it: no cash back, no red packets, no coupons to make users give a specified good review.
#   Fines as reported in 2024: 200,000 to 1,000,000 yuan, up to 2,000,000 in serious cases. The law behind it (反不正当竞争法) was revised;
#   the new one is in force since 15 October 2025.
#
# - **The plea with a coupon** buys a specified good review too, only later. Without a coupon, repeated until the buyer gives in, it is
#   pressure, and the platforms' own rules punish it.
#
# - **A gift for any review**, whatever its stars, is not clearly allowed, and it still decides who writes.
#
# **What you may do:** ask *every* buyer, in the same words, name no number of stars, promise nothing. Answer each complaint where
# all can read it. Repair what it is about.

# %% [markdown] id="rule-notes" tags=["instructor"]
# If somebody says that everybody does it, there are two answers: the fine is many times the bonus; and whoever pays for stars has switched off the one
# instrument that told which bag arrives as crumbs. Don't discuss how cards escape detection. Dates and sums are as of
# 2024; let someone look up what the law of 2025 says.

# %% [markdown] id="lot-text"
# ## Ask buyers who gain nothing
#
# The service desk keeps a second list, and nobody gets a bonus for it. Every evening it draws {{ asked }} of the buyers whose parcel
# came that day, by lot, and asks: *how was it?* Nothing is promised, and all of them answered.

# %% id="by-lot"
quiz.by_lot

# %% id="by-lot-answer" tags=["exercise"]
quiz.by_lot.check(...)

# %% [markdown] id="lot-figure-text"
# Count those who gave three stars or fewer, and lay them beside the reviews:

# %% id="lot-figure"
unhappy = trust.unhappy_by_days(reviews, chats, "how was it", CHANGED)
ax = plots.lines(unhappy, x="day", y="share", by="who")
ax.axvline(CHANGED, color=plots.COLOURS["grey"], lw=1.5)
plots.label(ax, quiz.tell("lot-title"), y="three stars or fewer, by five days")

# %% id="interval-text"
quiz.tell("interval-text")

# %% id="right"
trust.satisfaction_change(chats, changed="2025-09-01", script="how was it")

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="four-readings"
own = {"own": True, "counts": "days"}
readings = {
    "all reviews": trust.good_rate_change(reviews, CHANGED),
    "without cards": trust.good_rate_change(reviews, CHANGED, **own),
    "as first written": trust.good_rate_change(reviews, CHANGED, first_written=True, **own),
    "buyers asked by lot": trust.satisfaction_change(chats, CHANGED, script="how was it"),
}
readings = {name: found.times(100) for name, found in readings.items()}
ax = plots.estimates(estimates.table(readings), label="reading", percent=False, unit="points")
x = "good stars, share since September − share before, points, with 95% interval"
plots.label(ax, quiz.tell("four-title"), x=x)

# %% [markdown] id="writers-text"
# Now that the lot tells how many buyers are satisfied, you can count who *writes*. Of a hundred satisfied buyers, and of a hundred others, how
# many wrote a review? (Bad ones as first written, good ones with or without a card.)

# %% id="writers"
trust.writers(reviews, chats, case.tables.traffic_daily, CHANGED, script="how was it").round(1)

# %% id="writers-reading"
quiz.tell("writers-reading")

# %% [markdown] id="claim-text"
# Now give your verdict on the team's claim, before the truth is shown. Do the stars promise more than the buyers drawn by lot say, less, or about
# the same?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
x = "share since September − share before, points, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Give the slips back. What was typed into this world: how many take the card, how many change their stars, how much oftener the unsatisfied
# write. These are borders, no facts of the trade. What is known of the trade: hotels that began to answer got somewhat better stars and fewer, longer
# complaints (Proserpio and Zervas 2017); with answers in sight, more guests wrote, above all to complain (Chevalier, Dover and
# Mayzlin 2018). In this world buyers review unasked as often when satisfied as when not, until August; so August's good-review rate happens to be
# the share of satisfied buyers. In a real shop it isn't, not even without cards: delighted and angry buyers write, content ones don't.

# %% [markdown] id="truth-rosy" tags=["instructor", "rosy"]
# **Ask:** which of the three arrows was the longest? Goodhart's law in one line: the measure was good until the bonus depended on it.

# %% [markdown] id="truth-right" tags=["instructor", "right"]
# **Ask:** who called the claim too rosy, and why? A forbidden card is no proof that the figure is far off. How many took it decides that, and a
# louder complaint pulls the other way. **And:** did the stars deserve the credit for being right? No: without the lot nobody could have known.

# %% [markdown] id="truth-modest" tags=["instructor", "modest"]
# **Ask:** who called the claim too rosy, and why? Here the team did better than its own figure says: it mended the cause, and its answers
# brought complaints to light that nobody wrote before. **And:** what would a bonus on stars have taught this team? Not to answer.

# %% [markdown] id="border-text" tags=["truth"]
# ## Where the verdict turns
#
# Two hands pull at the stars. Cards and pleas lift them. Buyers who write because they see that complaints are answered lower them. Where is the
# border between a claim that promises too much and one that promises too little?

# %% id="border-reading" tags=["truth"]
quiz.tell("border-reading")

# %% [markdown] id="lever-text"
# ## What are the bags worth?
#
# A bag costs the same in every shop. What it saves depends on what an unsatisfied buyer costs there. Move the slider: from which cost on do the
# bags pay, if they become cheaper or dearer? The red dot is that place; dotted lines are the shops.

# %% id="lever"
rise = trust.satisfaction_change(chats, CHANGED, script="how was it")
stands, top = {"sister shops": LOST_SISTERS, "this shop": LOST}, 1.25 * LOST
x, y = "what an unsatisfied buyer costs, yuan", "yuan a parcel that is left (band: 95% interval)"
lever(
    lambda cost: worth_line(rise, cost, top, stands, "better bags", "yuan", x, y),
    "yuan more for a bag", [0.1, 0.2, 0.3, REPAIR, 0.5, 0.6, 0.8, 1.0], start=REPAIR,
)  # fmt: skip

# %% [markdown] id="lever-caution"
# > **Caution.** The line takes for granted that the bags made the whole rise, and that they would do the same in the sister shops. A month in one
# > sister shop, with buyers drawn by lot, would show it.

# %% [markdown] id="memo-text"
# ## Who gets what?
#
# {{ memo }} Decide about the bags first. Then write the memo.

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
# 1. The team did answer every complaint. What would you pay the bonus for instead, so that it goes on answering?
# 2. A new buyer reads {{ good }}. What does she not learn, and what does it cost *her*?
# 3. For which other numbers of your shop is somebody paid? Who writes them down?
# 4. Your rival has {{ good }} and cards in every parcel. What do you do, and what do you say to your team?
# 5. Your verdict on the claim, and your decision about the bags: does one follow from the other?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Look into your own parcels. A card that names stars and money goes into the bin today.
# - Draw twenty buyers by lot every day, ask one question, promise nothing, and write down who didn't answer. Twenty are enough
#   for a warning. A decision like that about the bags took {{ asked }} a day.
# - Count complaints by what they are about, per hundred orders. Repair the largest, and look whether it becomes smaller.
# - Never let a bonus depend on a number that the same people can write themselves.

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
