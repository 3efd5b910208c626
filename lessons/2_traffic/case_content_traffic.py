# %% [raw] id="header"
# title = "The traffic that converts at twelve per cent"
# chinese = "转化率百分之十二的流量"
# minutes = 55
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

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import content_traffic as method
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.levers import lever
from ecomlab.traffic.figures import next_buyer
from ecomlab.traffic.increment import increment_by_lot
from ecomlab.traffic.mix import like_with_like

# %% id="load"
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

# %% id="averages" tags=["exhibit"]
method.by_channel(traffic)

# %% id="obvious"
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
# Let somebody say "average" and "marginal" in their own words before you do: the added hours of the opening. **Wrong turn:** comparing
# the extra visits' conversion with the ads' and stopping there. A visit by an ad has its price, a visit by a video another one.

# %% [markdown] id="claim-text"
# Before the truth is told: what is your verdict on the gap that is claimed, {{ content }} against {{ paid }}?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

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
# In the published case nobody split the visits, so its truth is unknown. {{ content }} and {{ paid }} come out of many mixes: with followers by the videos, with
# followers by the ads, with the same people by both. Only the split can tell which.

# %% [markdown] id="rosy-notes" tags=["instructor", "rosy"]
# **Say here:** too rosy, because followers come by the videos. That is a fact about this shop's doors, and not a law. Ask what the shop could change
# tomorrow so that the same arithmetic makes the gap too small. (Show the ads to followers.)

# %% [markdown] id="right-end-notes" tags=["instructor", "right"]
# **Say here:** the suspicion was good, and it was wrong. The split took ten minutes, and now the gap can be quoted. Whoever would have thrown it away as "all
# followers" had no better evidence than the one who believed it.

# %% [markdown] id="modest-notes" tags=["instructor", "modest"]
# **Say here:** the suspicion "it's all followers" points the wrong way: the followers come by the *ads*. Person for person the videos do more than the gap
# says. Ask who had checked the direction before saying "exaggerated".

# %% [markdown] id="border-text"
# **The border.** What was typed in is who comes through which door, and what a door does. So this world proves nothing about videos. What holds everywhere: the gap is right
# where both doors have the same mix, too large where the better buyers come by the videos, too small where they come by the ads. Which of these a
# shop is depends on whom its ads are shown to, and anybody can look that up (人群定向: 粉丝、新客).

# %% [markdown] id="turn-text"
# ## What may a day of videos cost?
#
# Whether money should move depends on what videos cost. Move the slider: up to which cost of a day does an extra buyer cost less than one by ads, and less than
# the {{ leaves }} yuan that an order leaves?

# %% id="turn"
rate = increment_by_lot(trial.reset_index(), on="twice", gain="payers", cost="uv", days=7)
added = means.loc[True, "uv"] - means.loc[False, "uv"]
most = method.may_cost(case.tables.traffic_daily, case.tables.calendar)
start = 500 * max(round(means.loc[False, "cost"] / 500), 1)
lever(
    lambda cost: next_buyer(rate, added, cost, most),
    "a day of the usual videos", range(500, 5001, 500), start=start, unit="yuan",
)  # fmt: skip

# %% id="turn-reading"
quiz.tell("turn-reading")

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

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. A follower buys after a video. Who won the follower? What does the last click (末次点击) leave out?
# 2. Show your ads to followers only, and the ads' conversion rises at once. Has anything been sold that wouldn't have been?
# 3. Followers and visits are also offered for money (买粉、刷量). Faked traffic is forbidden, as fake orders are. What would a thousand bought
#    followers do to a channel's conversion?
# 4. Which rate of *your* shop mixes two kinds of people, and moves when the mix moves?

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
