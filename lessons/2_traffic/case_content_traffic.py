# %% [raw] id="header"
# title = "The traffic that converts at twelve per cent"
# chinese = "转化率百分之十二的流量"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["low_price_people"]
#
# [rows]
# K17 = "stratified_difference / doors, same_mix, extra, cheapest, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a comparison of two channels can tell,
# 2. compare like with like, in layers (分层), and give one number with its interval,
# 3. say what *more* of a channel would bring (边际).

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 4 | sixteen weeks of two channels |
# | 3 | two averages |
# | 9 | who comes through which door? with an exercise |
# | 9 | like with like, with an exercise |
# | 9 | the next thousand visits, with two exercises |
# | 2 | the truth |
# | 9 | move the money? with two exercises |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** **Open with:** "A concert hall is sold out, and nearly everybody in it is a friend of the band. The band books a hall twice as large.
# Who sits in the new seats?" Don't answer it yet.
#
# The case has two lessons, and the second is lost if the first takes too long: who comes (composition),
# and what more of it brings (average against marginal). Stop the first after 30 minutes, finished or not.
#
# If you have 35 minutes only: skip the weighted mean and its formula; show `case.right` and go on to the trial.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import content_traffic as method
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.traffic.increment import increment_by_lot
from ecomlab.traffic.mix import like_with_like

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("content_traffic")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document puts the two rates side by side and goes on to where the money should go (原文 000:061: 优化资源分配). Ask for
# what is missing: volume, cost, who the visitors are, how a sale is credited.

# %% [markdown] id="card"
# Content converts at {{ content }}, ads at {{ paid }}. Now send the *same* person through a video instead of an ad. **By how many percentage points
# does the chance to buy change?** Type your guess in points: `2` for two points more, `-2` for two points less, `0` if the door doesn't matter. Then type
# a low end and a high end: so far apart that you would be surprised if the truth lay outside.
#
# Write a second number on paper: of 1,000 *more* visits that more videos bring, how many buy?

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # percentage points, the same person by a video instead of an ad

# %% [markdown] id="look-text"
# ## Sixteen weeks of two channels
#
# `traffic_daily` has four rows a day. The platform tells followers (粉丝) from new people (新客), in the videos' visits and in the
# ads'. Here is the first day.

# %% id="look"
traffic = method.claimed_days(case.tables.traffic_daily)
traffic.loc[:3, ["date", "channel", "entrance", "uv", "payers", "cost"]]

# %% id="weeks-figure"
week = traffic["date"].dt.tz_localize(None).dt.to_period("W").dt.start_time.rename("week")
weekly = traffic.groupby([week, "channel"])[["uv", "payers"]].sum().reset_index()
weekly["conversion"] = weekly["payers"] / weekly["uv"]
ax = plots.lines(weekly, x="week", y="conversion", by="channel", percent=True)
plots.label(ax, quiz.tell("weeks-title"), x="week", y="visits that buy")

# %% id="look-reading"
quiz.tell("look-reading")

# %% [markdown] id="obvious-text"
# ## Two averages
#
# Subtract the ads' conversion from the videos', in percentage points.

# %% id="obvious"
print(method.by_channel(traffic))
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text-heading"
# ## Who comes through which door?

# %% id="would-text"
quiz.tell("would-text")

# %% id="quiz"
quiz.doors

# %% id="doors-answer" tags=["exercise"]
quiz.doors.check(...)

# %% id="doors-figure"
doors = method.by_entrance(traffic)
doors["low"], doors["high"] = rate_interval(doors["payers"], doors["uv"])
doors["estimate"], doors["n"] = doors["conversion"], doors["uv"]
ax = plots.estimates(doors, "entrance", counts="visits")
plots.label(ax, quiz.tell("doors-title"), x="visits that buy, with 95% interval")

# %% id="would-reading"
quiz.tell("would-reading")

# %% [markdown] id="would-notes" tags=["instructor"]
# **Wrong turn:** "followers are followers *because of* the videos, so it's their merit". Some were won by videos, some by ads, some by the
# parcel card; the last click doesn't tell. That is a reason to ask what wins a follower. It isn't a reason to
# count a follower's purchase as the work of today's video. **Wrong turn:** "then followers are all that counts". See the trial.

# %% [markdown] id="like-text-heading"
# ## Like with like

# %% id="like-text"
quiz.tell("like-text")

# %% id="same-mix"
quiz.same_mix

# %% id="same-mix-answer" tags=["exercise"]
quiz.same_mix.check(...)

# %% id="weights-text"
quiz.tell("weights-text")

# %% id="right"
same_people = [("videos, followers", "ads, followers"), ("videos, new people", "ads, new people")]
like_with_like(traffic, same_people).times(100)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# The interval counts days: visits of one day share that day's live show, weather and stock. If somebody knows statsmodels:
# its `StratifiedTable` pools the two layers into Mantel and Haenszel's odds ratio (比值比), which is 1 where a channel does nothing.

# %% [markdown] id="next-text"
# ## The next thousand visits
#
# Marketing wants *more* videos. An average says what the visits were worth that you have. What do more videos add?
# The team tried it. For eight weeks from 23 June on, after 618, a lot said for each week: the usual videos, or twice as many. Four weeks were drawn. `calendar`
# says which. Here is the content channel's average day in both kinds of weeks; `cost` is in yuan.

# %% id="trial"
trial = method.trial_days(case.tables.traffic_daily, case.tables.calendar)
means = trial.groupby("twice").mean()
means["conversion"] = means["payers"] / means["uv"]
means

# %% id="trial-reading"
quiz.tell("trial-reading")

# %% id="extra"
quiz.extra

# %% id="extra-answer" tags=["exercise"]
quiz.extra.check(...)

# %% [markdown] id="extra-text"
# The same with its interval. A lot was drawn for each *week*, so n counts weeks, not days.

# %% id="extra-visits"
increment_by_lot(trial.reset_index(), on="twice", gain="payers", cost="uv", days=7)

# %% id="extra-reading"
quiz.tell("extra-reading")

# %% id="cheapest"
quiz.cheapest

# %% id="cheapest-answer" tags=["exercise"]
quiz.cheapest.check(...)

# %% id="cost"
method.buyer_cost(case.tables.traffic_daily, case.tables.calendar).round(1)

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="next-notes" tags=["instructor"]
# Let somebody say "average" and "marginal" in their own words before you do. Go back to the concert hall of the opening. **Wrong turn:** comparing
# the extra visits' conversion with the ads' and stopping there. A visit by an ad has its price, a visit by a video another one.

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the channel itself does
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
x = "conversion of content minus paid, percentage points, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# In the published case nobody split the visits, so its truth is unknown. This world shows that {{ content }} and {{ paid }} come out
# of two mixes of the same two kinds of people. Whether the shop's did, only the split can tell.

# %% [markdown] id="memo-text"
# ## Move the money?
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
# **Rubric for the memo** (10 points). 3: the difference like with like, with its interval and its days. 2: names who comes as the rest of the gap.
# 3: decides on the extra buyer's cost with its interval, not on an average. 1: the ads' cost is an average too. 1: a step that
# can be measured and undone. *Minus 2:* "content converts at {{ content }}" is the reason for anything.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. A follower buys after a video. Who won the follower? What does the last click (末次点击) leave out?
# 2. Show your ads to followers only, and the ads' conversion rises at once. Has anything been sold that wouldn't have been?
# 3. Followers and visits are also offered for money (买粉、刷量). Faked traffic is forbidden, as fake orders are. What would a thousand bought
#    followers do to a channel's conversion?
# 4. Which rate of *your* shop mixes two kinds of people, and moves when the mix moves?

# %% [markdown] id="debrief-notes" tags=["instructor"]
# 1. A video last year, an ad, a friend, the card in the parcel. The last click credits today's video and forgets all that came before.
# 2. Perhaps nothing: followers buy by the videos as well. Only a lot tells, with the ads switched off for some of the followers.
# 3. Bought followers don't buy. If they visit, the followers' conversion falls; if they don't, only the number of followers is false.
# 4. For example: repurchase (old and new customers), refund rate (clothes and pans), conversion (mobile and desktop), reviews (asked and unasked).
#
# **Close with** the second number on the papers: whose was near?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Split each channel's conversion by new people and followers (新客、粉丝), in 生意参谋, 抖音电商罗盘 or your own log, before you compare channels.
# - Quote a difference like with like, or quote the mix beside it.
# - Before you put more money into what works, try more of it in a few weeks drawn by lot, and count what is *added*.
# - Compare channels by the cost of the next buyer.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | content traffic, paid traffic | 内容流量、付费流量 |
# | conversion rate | 转化率 |
# | follower, new visitor | 粉丝、新客 |
# | composition, mix of people | 人群结构 |
# | stratified (by layers) | 分层比较 |
# | standardised to the same mix | 标准化（同结构） |
# | average and marginal | 平均与边际 |
# | last-click credit | 末次点击归因 |
