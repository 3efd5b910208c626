# %% [raw] id="header"
# title = "The return that beat the industry's mean"
# chinese = "高于行业均值的投产比"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["content_traffic"]
#
# [rows]
# K05 = "holdout / beyond_the_category, break_even, lost_per_yuan, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say where a rise of traffic may come from,
# 2. say what an ad must bring back in *your* shop (盈亏平衡投产比),
# 3. find out by lot over regions what ads add (增量), and decide about the budget.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and a number on a card |
# | 10 | three doors, with an exercise |
# | 8 | the return, and what it must be, with an exercise |
# | 5 | who gets the credit |
# | 12 | fifteen coins, with an exercise |
# | 2 | the truth |
# | 8 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** The question is short: *and without the ads?* Everything before it is practice in
# asking it of softer figures. Keep the three doors to ten minutes.
#
# If you have 35 minutes only: leave out the posts; show the pairs, skip the formula.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import roi_above_mean as method
from ecomlab.cases.roi_above_mean import CLAIM, HIT, TEST
from ecomlab.classroom import exercises
from ecomlab.traffic import increment
from ecomlab.traffic.paid import break_even_roas

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("roi_above_mean")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** four figures and no base: {{ natural }} over which weeks, {{ hits }} hits out of how many posts, {{ jumps }} of views or of
# clicks, {{ roi }} of which sales, before or after refunds? The industry's mean isn't given. Ask whether it would
# help if it were. **Wrong turn:** looking for that mean on the web.

# %% [markdown] id="card"
# Take a card. Think of 100 yuan that the ad tool credits to the ads. **How many of them would have come without
# any ad?** Write the number down and turn the card over.

# %% [markdown] id="doors-text"
# ## Three doors
#
# First the door that costs nothing. `traffic_daily` has the visits of twelve weeks: six before the claim, six
# of it. `keywords` has, for the same days, how often the *whole platform* searched for the category's two core words.

# %% id="doors"
visits = method.natural_search(case.tables.traffic_daily)
searches = case.tables.keywords
pd.DataFrame(
    {
        "our natural visits": visits.groupby(visits["date"] >= CLAIM)["uv"].sum(),
        "the category's searches": searches.groupby(searches["date"] >= CLAIM)["search_index"].sum(),
    }
).set_axis(["before", "during"])

# %% id="quiz"
quiz.beyond_the_category

# %% id="beyond-the-category-answer" tags=["exercise"]
quiz.beyond_the_category.check(...)

# %% id="tide-reading"
quiz.tell("tide-reading")

# %% [markdown] id="posts-text"
# The second door: notes that creators are paid for, with {{ hits }} hits among them. Out of how many?

# %% id="posts"
posts = case.tables.content_posts
kind = posts["views"].ge(HIT).map({True: "hits", False: "the rest"}).rename("")
sums = posts.groupby(kind)[["views", "clicks", "jumps_to_store", "cost"]].sum().astype(int)
sums.insert(0, "posts", kind.value_counts())
sums

# %% id="posts-reading"
quiz.tell("posts-reading")

# %% [markdown] id="posts-notes" tags=["instructor"]
# **Wrong turn:** "then we pay for hits only." Ask who sells a post whose views are known beforehand. (Somebody does. They are
# bought.) What one can buy is many small chances.

# %% [markdown] id="return-text"
# ## The return, and what it must be
#
# The third door is the one with the request for money. The ad tool writes a row per day and
# region; here are four rows of the first day.

# %% id="ads"
orders, ads = case.tables.orders, case.tables.ads_daily
ads.loc[:3, ["plan_id", "keyword_or_audience", "cost", "orders", "revenue"]]

# %% id="obvious"
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% id="books"
case.tables.pnl_lines.groupby("line", sort=False)["amount"].sum().map("{:,.0f}".format)

# %% id="break-even"
quiz.break_even

# %% id="break-even-answer" tags=["exercise"]
quiz.break_even.check(...)

# %% id="break-even-reading"
quiz.tell("break-even-reading")

# %% [markdown] id="break-even-notes" tags=["instructor"]
# **Wrong turn:** charging rent and wages. Ask: "which of these lines is smaller next month if we stop the ads?" **Wrong turn:** using
# the gross margin because the buyer has it ready. The difference is the refunds, the fee and the parcels.

# %% [markdown] id="credit-text-heading"
# ## Who gets the credit

# %% id="credit-text"
quiz.tell("credit-text")

# %% [markdown] id="credit-notes" tags=["instructor"]
# Collect proposals for telling them apart. Possible ones: the brand's own words against general words (good, and not enough: Ms Wu
# may type "foundation"); new against old customers (the same); a model of attribution with weights (归因模型: shares the credit out
# among the clicks, but all the clicks may belong to Ms Wu). Wait for: "switch them off somewhere".

# %% [markdown] id="coins-text"
# ## Fifteen coins
#
# To learn what ads add, take them away somewhere. The head of marketing did. After the six weeks all thirty regions were sorted by their revenue, and neighbours
# became a pair. For each pair a coin was tossed: in one of the two the ads stopped for six weeks, in the other they went on. People
# in both saw the same season, the same notes, the same rivals.

# %% id="weeks-figure"
table = increment.regions(orders, ads, test="2025-09-15")
stopped = orders["region"].isin(table.loc[table["stopped"], "region"])
arm = stopped.map({True: "ads stopped", False: "ads went on"}).rename("arm")
week = orders["ts_order"].dt.tz_localize(None).dt.to_period("W").dt.start_time.rename("week")
weekly = orders.groupby([week, arm])["paid_amount"].sum().div(1000).reset_index(name="revenue")
start = TEST.tz_localize(None)
mean = weekly.groupby(["arm", weekly["week"] >= start])["revenue"].mean().unstack()
change = (mean[True] / mean[False] - 1).map("{:+.0%}".format).str.replace("-", "−")
ax = plots.lines(weekly, x="week", y="revenue", by="arm")
ax.axvline(start, color=plots.COLOURS["ink"], lw=1)
title = f"After the coins: {change['ads stopped']} where ads stopped, {change['ads went on']} elsewhere"
plots.label(ax, title, y="revenue, thousand yuan a week")

# %% id="weeks-reading"
quiz.tell("weeks-reading")

# %% id="pairs"
pairs = increment.pairs(orders, ads, test="2025-09-15")
pairs.head(3)

# %% [markdown] id="pairs-text"
# `lost`: how much further the revenue of the region without ads fell, from the claim's weeks to the test's, than its
# partner's. `saved`: the same of its ad cost. A pair is two regions and one coin.

# %% id="lost-per-yuan"
quiz.lost_per_yuan

# %% id="lost-per-yuan-answer" tags=["exercise"]
quiz.lost_per_yuan.check(...)

# %% [markdown] id="formula-text"
# Sum over sum:
#
# $$\text{iROAS} = \frac{\sum_{\text{pairs}} \text{lost}}{\sum_{\text{pairs}} \text{saved}}$$
#
# And the interval? Thousands of orders, but only {{ pairs }} coins. Orders of one region share its weather and its rivals, week after
# week; a coin fell for all of them together. So the pairs' scatter about the common ratio gives the interval, with
# $t$ for {{ pairs }} pairs.

# %% id="right"
increment.holdout_by_pairs(orders, ads, test="2025-09-15")

# %% id="pairs-figure"
found, needed = case.right, break_even_roas(method.margin(case.tables.pnl_lines))
rates = {"ad tool": case.naive.estimate, "break-even": needed, "lot": found.estimate}
ends = [0, pairs["saved"].max()]
drawn = pd.DataFrame([(x, name) for name in rates for x in ends], columns=["saved", "line"])
drawn["lost"] = drawn["saved"] * drawn["line"].map(rates)
ax = plots.lines(drawn, x="saved", y="lost", by="line")
ax.plot(pairs["saved"], pairs["lost"], "o", color=plots.COLOURS["ink"], ms=5)
ax.set_ylim(min(pairs["lost"].min(), 0), None)
title = f"A yuan saved lost {found.estimate:.2f} of revenue; break-even is {needed:.2f}"
plots.label(ax, title, x="ad money saved, yuan (a dot: a pair)", y="revenue lost, yuan")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "Use all orders as n." Let the class toss one coin for the whole country and count how many answers that gives.
# (2) "Weight every pair alike": the smallest pair is nearly all luck. (3) "The test cost us revenue." Multiply: what was lost × {{ margin }},
# less what was saved. That is the price of knowing, and it may be below zero.

# %% [markdown] id="truth-text"
# ## What the ads add
#
# In this world somebody decided beforehand who was a Ms Wu.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"A yuan of ads adds {case.truth:.2f}, not {case.naive.estimate:.2f}: of 100 credited yuan "
    f"{100 * (1 - case.truth / case.naive.estimate):.0f} would have come anyway",
    x="revenue per yuan of ads, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Collect the cards' numbers on the board. Of the published brand nobody knows how many Ms Wus it has; a return of {{ roi }} comes out with
# none of them and with many. What is certain is the arithmetic: at a margin of 30 % break-even is 3.33, and 3.5 would leave 0.05 yuan.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: what a yuan adds, with its interval; what it must add, from the books; what you do on Monday
# and how you'll see whether it was right.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: iROAS with its interval, from the lot. 2: break-even from the books, refunds and fees
# taken off. 2: the action follows from where break-even lies. 2: says that the average isn't the next yuan, or that six weeks
# aren't a year. 1: the next step is again drawn by lot. *Minus 2:* the industry's mean is an argument. *Minus 2:* {{ naive }} appears as what
# ads bring.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Whose interest is it that last click is the default of the ad tools?
# 2. You stop bidding on your own brand's name, and a rival bids on it. What does that change, and how would you test it?
# 3. The agency is paid a share of the *spend*. Which share would you rather pay?
# 4. Sort the three doors by how well you know what they add. For which one would you draw lots next?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Compute your break-even from your own books: contribution margin after refunds, fees and parcels. Write it over the ad board.
# - Set every growth figure beside the category's on the same days (生意参谋 市场, search index).
# - Ask the ad tool for a plan per region (投放地域), pair the regions, and let coins decide before the next big spend.
# - Write down the end of the test and the rule before it starts.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | return on ad spend (ROAS) | 投入产出比、投产比 |
# | break-even ROAS | 盈亏平衡投产比 |
# | contribution margin | 边际贡献率 |
# | last click | 末次点击 |
# | attribution | 归因 |
# | incremental | 增量 |
# | holdout by region | 地域对照实验 |
# | hit post | 爆款笔记 |
# | jump rate, off-site to on-site | 站外至站内跳转率 |
