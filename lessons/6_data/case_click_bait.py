# %% [raw] id="header"
# title = "Twice the clicks"
# chinese = "点击率翻一番"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["good_reviews"]
#
# [rows]
# K08 = "more_orders / per_1000, break_even, left, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. follow a thousand impressions (千次展现) to the order that is kept, and to the yuan that is left,
# 2. set guardrails (护栏指标) beside a goal,
# 3. check what an ad claims before it runs.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import click_bait as method
from ecomlab.cases.click_bait import LIMIT, START
from ecomlab.classroom import exercises
from ecomlab.conversion.pages import check_claim
from ecomlab.data import monitoring
from ecomlab.data.figures import left_by_refunds
from ecomlab.levers import lever

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 4
case = cases.load("click_bait")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document (001:032) has one sentence and no number. It calls the fault "data only" (唯数据论). In the next sentence
# (001:033) it advises to choose *the* core figure by business: again one. Another document says: let
# the data speak (原文 003:086: 要做到用数据说话). All three can hold: data, and more than one figure.

# %% [markdown] id="card"
# You own this brand. What is the *first* figure that you ask the ad team for, besides the click rate (点击率)? Write it on a card.
#
# **For the same 1,000 impressions, how many times as many paid orders do the new ads bring?** A factor of 1 means as many as before. Type your guess in place of
# the first three dots. Then type a low end and a high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a factor: paid orders per 1,000 impressions, new ÷ old ads

# %% [markdown] id="look-text"
# ## Ten pictures and a bonus
#
# At any time three pictures (创意) of the pan ran, shown equally often. From the fifth to the eighth week the one with the fewest clicks was taken out every week, and one came in
# that draws more clicks. In the ninth week all three made room for new ones. Here is what each says.

# %% id="claims"
ads, days = case.tables.ads_daily, case.tables.dsr_daily
pictures = method.pictures(ads)
pictures

# %% [markdown] id="claims-reading"
# The column *on file* has what shows that a sentence is so. Read both columns side by side. There was no week in which somebody decided on a new way of
# advertising. Each time a picture made room for one that draws more clicks, that is all. `ads_daily` has a row for each picture and day.

# %% id="look"
ads.tail(3)

# %% id="goals"
case.tables.goals.drop(columns="level").T

# %% [markdown] id="goals-reading"
# Read the last line of the sheet. The click rate has an owner who is paid by it. Complaints have a limit too ({{ limit }}), and it
# belongs to people who don't make pictures.

# %% [markdown] id="obvious-text"
# ## The team's sum
#
# The click rate of the new pictures, divided by that of the old ones: the last four weeks against the first four.

# %% id="obvious" tags=["exhibit"]
before, after = ("2024-07-01", "2024-07-28"), ("2024-08-26", "2024-09-22")
sums = monitoring.rates_by_period(ads, before=before, after=after)
sums[["impressions", "clicks", "ctr"]]

# %% id="obvious-times"
round(case.naive.estimate, 2)

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text-heading"
# ## From the click to the order

# %% id="would-text"
quiz.tell("would-text")

# %% id="quiz"
quiz.per_1000

# %% id="per-1000-answer" tags=["exercise"]
quiz.per_1000.check(...)

# %% id="example-text"
quiz.tell("example-text")

# %% id="identity"
print((sums["ctr"] * sums["cvr"] * 1000).to_string())
sums[["ctr", "cvr", "orders_1000"]].T

# %% id="break-even"
quiz.break_even

# %% id="break-even-answer" tags=["exercise"]
quiz.break_even.check(...)

# %% id="right"
change = monitoring.rate_change(ads, before=before, after=after, rate="orders_1000")
round(change.estimate, 2)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "so judge ads by conversion". Then the team shows them to followers only, and the conversion rate goes up (the case of the live room). Any
# *one* factor of the product can be raised at the cost of the other. **Wrong turn:** "a bonus on clicks, so the clicks are worth nothing". Whether
# they are worth less, as much or more is what the second factor says.

# %% [markdown] id="weeks-text"
# Week by week, each figure as a multiple of its first four weeks:

# %% id="weeks-figure"
week = ((ads["date"] - START).dt.days // 7 + 1).rename("week")
weeks = monitoring.ad_rates(ads, by=week)
times = weeks[["ctr", "orders_1000"]] / sums.loc["before", ["ctr", "orders_1000"]]
times.columns = ["click rate", "orders per 1,000"]
long = times.reset_index().melt("week", var_name="what", value_name="times")
ax = plots.lines(long, x="week", y="times", by="what", percent=False)
plots.label(
    ax,
    f"Same impressions: {case.naive.estimate:.1f} times the clicks, {case.right.estimate:.1f} "
    "times the orders",
    x="week, from 1 July 2024",
    y="times its first four weeks",
)

# %% [markdown] id="pictures-text"
# ## Was it the pictures?
#
# Four weeks against four other weeks: the summer went on, and competitors may have changed their prices. So it needn't be the pictures. But from the
# fifth to the eighth week old and new pictures ran *on the same days*, shown equally often. Compare within one week:

# %% id="same-days"
side = ads[week == 8]
monitoring.ad_rates(side, by="creative_id")[["impressions", "ctr", "cvr", "orders_1000"]]

# %% [markdown] id="same-days-reading"
# Same days, same price, same page. The first row is the oldest of the three and the last the newest. Follow `ctr` and `cvr` down the rows. In one week there are few
# orders, so the last column is still much luck. Here are all ten pictures over all their days:

# %% id="pictures-figure"
dots = monitoring.ad_rates(ads, by="creative_id").reset_index()
dots["clicks_1000"] = 1000 * dots["ctr"]
ax = plots.points(dots, x="clicks_1000", y="orders_1000", name="creative_id")
ax.set_ylim(0, 1.2 * dots["orders_1000"].max())
best = dots["clicks_1000"].idxmax()
rank = dots["orders_1000"].rank(ascending=False)[best]
plots.label(
    ax,
    f"Most clicked: picture {dots['creative_id'][best]}. By orders it ranks {rank:.0f} of 10",
    x="clicks per 1,000 impressions",
    y="orders per 1,000 impressions",
    n=dots["impressions"].sum(),
    counts="impressions",
)

# %% [markdown] id="pictures-reading"
# > **Caution.** The pictures that came in from the fifth to the eighth week were shown for a shorter time than the others, so their dots rest on fewer
# > orders. Read the direction, not the single dot.

# %% [markdown] id="after-text"
# ## What came afterwards
#
# An order isn't the end either. `dsr_daily` has for each day's orders the share that led to a complaint (投诉) and the share that was refunded (退款),
# both within 30 days. Days with many orders must count more. So multiply by the orders before you add up.

# %% id="guardrails"
rails = monitoring.guardrails(ads, days, before=before, after=after)
rails

# %% id="complaints"
by_day = ads.groupby("date", as_index=False)["orders"].sum().merge(days, on="date")
by_day["week"] = (by_day["date"] - START).dt.days // 7 + 1
by_day["complaints"] = by_day["orders"] * by_day["complaint_rate"]
by_week = by_day.groupby("week", as_index=False)[["orders", "complaints"]].sum()
by_week["rate"] = by_week["complaints"] / by_week["orders"]
by_week.head(3)

# %% id="complaints-figure"
ax = plots.lines(by_week[["week", "rate"]], x="week", y="rate", percent=True)
ax.axhline(LIMIT, color=plots.COLOURS["vermilion"], lw=1.5)
over = by_week.loc[by_week["rate"] > LIMIT, "week"]
plots.label(
    ax,
    f"Over the limit of {LIMIT:.0%} in {len(over)} of {len(by_week)} weeks",
    x="week of the order, from 1 July 2024",
    y="complaints per order (line: the limit)",
    n=by_week["orders"].sum(),
    counts="orders",
)

# %% id="after-reading"
quiz.tell("after-reading")

# %% id="left"
quiz.left

# %% id="left-answer" tags=["exercise"]
quiz.left.check(...)

# %% id="left-reading"
quiz.tell("left-reading")

# %% [markdown] id="left-notes" tags=["instructor"]
# Collect the cards here: whose first question was orders, whose refunds, whose yuan? Where the new pictures leave *more*, let the class say what is still
# to be asked: may they run? That is the next station.

# %% [markdown] id="law-text-heading"
# ## What a picture may say

# %% id="law-text"
quiz.tell("law-text")

# %% id="claim-check"
pd.Series({text: check_claim(text) for text in pictures["what it says"]}).to_frame("before it runs")

# %% [markdown] id="claim-check-reading"
# A list of words finds only the careless claims, and it can't see the file. Which sentence does the checker judge too mildly, or too hard? And write one
# that passes it and is still untrue. (Ask a lawyer for real ads; this isn't legal advice.)

# %% [markdown] id="law-notes" tags=["instructor"]
# Too mildly: every sentence with a number (a number isn't true because a report exists), and "hardly ever", where it stands. The alternative to an untrue
# picture isn't a duller one. It is another *true* one: test twenty true things about the pan against each other, at random, by contribution.

# %% [markdown] id="claim-text"
# Before the truth comes, your verdict: "so many times the clicks, so the ads are so many times as good", beside the orders.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="claim-notes-rosy" tags=["instructor", "rosy"]
# **Ask:** "Who are the people that click now and didn't before?" Those who want what the picture says and not the pan. **Wrong turn:** "so clicks are
# worthless". They are worth less than before; how much less, the second factor says.

# %% [markdown] id="claim-notes-right" tags=["instructor", "right"]
# **Ask:** "The claim holds. Is the matter settled?" No: an order isn't a pan that is kept, and a picture that sells may be one that mustn't run.
# **Wrong turn:** to look for a fall of the orders because the team is paid by clicks.

# %% [markdown] id="claim-notes-modest" tags=["instructor", "modest"]
# **Ask:** "Why would more of those who click order, too?" The pictures show what buyers doubted. **Wrong turn:** to expect that a louder picture must draw
# worse people. It depends on what it says.

# %% [markdown] id="truth-text"
# ## What is true
#
# This case has no hidden truth. Clicks and orders of these weeks are counted, not estimated. So the right method and the truth are the same number.

# %% id="truth" tags=["truth"]
ax = quiz.verdict()
left, right = ax.get_xlim()
ax.set_xlim(min(left, 0.9), max(right, 1.1))  # 1: as good as the old pictures
plots.label(
    ax,
    f"The same impressions bring {case.truth:.2f} times the orders; clicks: {case.naive.estimate:.2f} times",
    x="last four weeks ÷ first four, for the same impressions",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="lever-text"
# ## Where does it turn?
#
# Orders that come back leave nothing. How many refunds could the new pictures bear before 1,000 impressions leave no more than with the old ones? Move the
# slider: the margin of a pan that is kept.

# %% id="lever"
refunds, margins = rails["refund_rate"], [m / 100 for m in range(20, 65, 5)]
lever(
    lambda margin: left_by_refunds(
        lambda share: method.left_at(share, ads, margin),
        refunds["after"], method.left_at(refunds["before"], ads, margin, span="before"),
    ),
    "margin of a pan that is kept", margins, start=0.4, unit="%",
)  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## What the team hears on Monday
#
# {{ memo }} First choose what you do on Monday, and for which reason. Then write to the ad team.

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
# 1. "When a measure becomes a target, it ceases to be a good measure" (Goodhart's law, as Strathern worded it). Who in your shop is paid by
#    one figure, and how would *you* raise it without doing any good?
# 2. Contribution per 1,000 impressions as the goal: how could a team raise even that at the brand's cost? (Think of a year.)
# 3. At which sheet, in which week, would this have been seen first? Who would have had to look?
# 4. The platform's auction itself rewards pictures with a high expected click rate. What does that do to honest sellers?
# 5. Your verdict on the claim, and your decision: which numbers did each of them rest on? Could one stay and the other turn?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write under every goal the two figures that must not get worse, with limits. One person owns all three.
# - Judge pictures by what is left of 1,000 impressions after refunds. Stop one that breaks a limit, whatever it earns.
# - Every claim has a line in a file: what it says, what shows it, who checked. No line, no ad.
# - Pay bonuses when refunds and complaints are known, a month later.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | click-through rate (CTR) | 点击率 |
# | conversion rate (CVR), here orders ÷ clicks | 转化率 |
# | orders per 1,000 impressions | 千次展现成交 |
# | picture or clip of an ad | 创意、素材 |
# | guardrail metric | 护栏指标 |
# | complaint rate | 投诉率 |
# | false advertising | 虚假广告、夸大宣传 |
# | absolute terms | 绝对化用语 |
# | Goodhart's law | 古德哈特定律 |
