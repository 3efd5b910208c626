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
# K17 = "stratified_difference / doors, same_mix, extra, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a comparison of two channels can tell,
# 2. compare like with like, in layers (分层), and give one number with its interval,
# 3. say what *more* of a channel would bring (边际).

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief |
# | 6 | sixteen weeks of two channels |
# | 4 | the obvious answer |
# | 9 | what would have to be true, with an exercise |
# | 10 | like with like, with an exercise |
# | 7 | the next thousand visits, with an exercise |
# | 2 | the truth |
# | 7 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** The case has two lessons, and the second is lost if the first takes too long: who comes (composition),
# and what more of it brings (average against marginal). Stop the first after 34 minutes, finished or not.
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
# Write two numbers on a card before you look at any data. **One:** send the *same* person through a video instead of an ad;
# by how many points does the chance to buy change? **Two:** of 1,000 *more* visits that more videos bring, how many buy?

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
wide = weekly.pivot(index="week", columns="channel", values="conversion")
gap = 100 * (wide["content"] - wide["paid"])
plots.label(
    plots.lines(weekly, x="week", y="conversion", by="channel", percent=True),
    f"Week for week the channels lie {gap.min():.1f} to {gap.max():.1f} points apart",
    y="visits that buy",
)

# %% [markdown] id="look-reading"
# The gap is no accident of a good week. It is there every week. That makes it lasting; it doesn't say where it comes from.

# %% [markdown] id="obvious-text"
# ## The obvious answer

# %% id="obvious"
print(method.by_channel(traffic))
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text-heading"
# ## What would have to be true

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
videos, ads = doors["share"].iloc[[0, 2]]
plots.label(
    plots.estimates(doors, "entrance"),
    f"Followers are {videos:.0%} of the videos' visits and {ads:.0%} of the ads'",
    x="visits that buy, with 95 % interval",
)

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
# The team tried: for eight weeks, and in four of them, drawn by lot, it made twice as many. `calendar` says which.

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

# %% id="extra-visits"
increment_by_lot(trial.reset_index(), on="twice", gain="payers", cost="uv", days=7)

# %% id="extra-reading"
quiz.tell("extra-reading")

# %% id="cost"
method.buyer_cost(case.tables.traffic_daily, case.tables.calendar).round(1)

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="next-notes" tags=["instructor"]
# Let somebody say "average" and "marginal" in their own words before you do. A picture that works: the front rows of the hall are full
# of friends; a larger hall doesn't bring more friends. **Wrong turn:** comparing the extra visits' conversion with the ads' and stopping there.
# A visit by an ad has its price, a visit by a video another one.

# %% [markdown] id="truth-text"
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The channel itself is worth {case.truth:.1f} points, not {case.naive.estimate:.1f}",
    x="conversion of content less paid, percentage points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# In the published case nobody split the visits, so its truth is unknown. This world shows that {{ content }} and {{ paid }} come out
# of two mixes of the same two kinds of people. Whether the shop's did, only the split can tell.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Write three sentences: what the headline's gap is made of, what an extra buyer costs by either way, and what you would do
# on Monday.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the difference like with like, with its interval. 2: names who comes as the rest of the gap.
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
