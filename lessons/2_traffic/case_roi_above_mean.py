# %% [markdown] id="title"
# # Case: the return that beat the industry's mean
# ### A claim on trial · ROI {{ roi }},高于行业均值:没有广告,这些单会不会来?
#
# **After this case you can**
#
# 1. take the category's tide out of a rise (大盘增长),
# 2. say what an ad must bring back in *your* shop (盈亏平衡投产比),
# 3. find out with a lot over regions what ads add (增量), and decide about the budget.
#
# **Time** 50 minutes. **Before** this: nothing but *Start here*.
#
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
quiz = exercises("roi_above_mean", **case.tables)
quiz.beyond_the_category

# %% id="beyond-the-category-answer" tags=["exercise"]
quiz.beyond_the_category.check(...)

# %% [markdown] id="tide-reading"
# Searches changed by {{ category }}, for everybody. Of the shop's +{{ natural }}, {{ own }} lies beyond that.
#
# > **Caution.** Those {{ own }} needn't be the new titles' doing. Paid notes make people search, and so does a rival who runs out
# > of stock. It is only what the tide doesn't explain.

# %% [markdown] id="posts-text"
# The second door: notes that creators are paid for, with {{ hits }} hits among them. Out of how many?

# %% id="posts"
posts = case.tables.content_posts
kind = posts["views"].ge(HIT).map({True: "hits", False: "the rest"}).rename("")
sums = posts.groupby(kind)[["views", "clicks", "jumps_to_store", "cost"]].sum().astype(int)
sums.insert(0, "posts", kind.value_counts())
sums

# %% [markdown] id="posts-reading"
# {{ posts }} posts were paid for. A hit is a post with {{ hit }} views or more; {{ hits }} were, and they hold {{ hit_views }} of
# all views. Which ones it would be, nobody knew when the fees were paid, so the bill has {{ posts }} lines.
#
# And {{ jumps }}? Of 1,000 views {{ clicks_1000 }} click, and {{ jumps_1000 }} get to the shop. Jumps ÷ clicks is {{ jumps }}; jumps ÷ *views*
# is {{ jumps_1000 }} in a thousand. A visit by this door cost {{ post_cost }} yuan.
#
# > **Caution.** A note that is paid for and leads to the goods must be marked as an ad (广告) under the rules for internet
# > advertising (互联网广告管理办法). Views that are bought (刷量) are fakes, and faking is forbidden.

# %% [markdown] id="posts-notes" tags=["instructor"]
# **Wrong turn:** "then we pay for hits only." Ask who sells a post whose views are known beforehand. (Somebody does. They are
# bought.) What one can buy is many small lots.

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

# %% [markdown] id="obvious-reading"
# {{ naive }} yuan of revenue per yuan of ads, {{ naive_low }} to {{ naive_high }} from day to day. The tools call it ROI (投入产出比);
# in the field's words it is ROAS, revenue ÷ ad cost. No profit is in it.
#
# An industry's mean doesn't say what *your* shop needs. Your books do. `pnl_lines` has the six weeks.

# %% id="books"
case.tables.pnl_lines.groupby("line", sort=False)["amount"].sum().map("{:,.0f}".format)

# %% id="break-even"
quiz.break_even

# %% id="break-even-answer" tags=["exercise"]
quiz.break_even.check(...)

# %% [markdown] id="break-even-reading"
# Of a yuan of revenue {{ margin }} stay. So an ad must bring back 1 ÷ {{ margin }} = {{ break_even }} yuan per yuan. Take the ad
# tool's {{ naive }} at its word, and a yuan of ads leaves {{ left_told }}.
#
# > **Caution.** A shop with another margin needs another return. To compare returns across shops is to compare the
# > winnings without the stakes.

# %% [markdown] id="break-even-notes" tags=["instructor"]
# **Wrong turn:** charging rent and wages. Ask: "which of these lines is smaller next month if we stop the ads?" **Wrong turn:** using
# the gross margin because the buyer has it ready. The difference is the refunds, the fee and the parcels.

# %% [markdown] id="credit-text"
# ## Who gets the credit
#
# Ms Wu has used this foundation for a year. Her bottle is empty. She types the brand's name; above the shop's own
# entry stands the shop's ad; she taps what is on top. The tool books 130 yuan for the ads. Without the ad she'd have tapped
# one line lower.
#
# Mr Hu types "foundation for oily skin". He has never heard of the brand. The ad is why he has now.
#
# Both are one order by last click (末次点击). So the tool's figure is
#
# $$\text{ROAS} = \frac{\text{Hu} + \text{Wu}}{\text{ad cost}}, \qquad \text{iROAS} = \frac{\text{Hu}}{\text{ad cost}}$$
#
# with an *i* for incremental (增量). Nor does the tool see Mr Li, who saw the ad, thought about it, and came by search
# a week later: he belongs to Mr Hu's side. No column says who is who. For {{ naive }} to be what ads add, the Lis must
# just make up for the Wus. Why should they?

# %% [markdown] id="credit-notes" tags=["instructor"]
# Collect proposals for telling them apart. Usual ones: the brand's own words against general words (good, and not enough: Ms Wu
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

# %% [markdown] id="weeks-reading"
# All orders count here, whatever their last click. And where the ads stopped, the orders by *natural search* changed by
# {{ search_off }} ({{ search_on }} elsewhere). There goes Ms Wu, one line lower.

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

# %% [markdown] id="right-reading"
# {{ right }} yuan per yuan, from {{ right_low }} to {{ right_high }}; the ad tool says {{ naive }}. About {{ anyway }} of what it credits
# would have come anyway. Break-even, {{ break_even }}, lies {{ where }} the interval. At {{ right }} a yuan of ads leaves {{ left_found }}.
#
# > **Caution.** Six weeks show what is lost within six weeks. A new customer who comes back in spring isn't in it, nor is a
# > search rank that sinks slowly once ads stop selling. And all ads against none is the *average* yuan. The next yuan buys the dearer
# > click.

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

# %% [markdown] id="truth-reading" tags=["truth"]
# {{ truth }} yuan. What was the number on your card? Of 100 credited yuan, the ads brought those of Mr Hu and Mr Li;
# their share is {{ truth }} ÷ {{ naive }}.

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
# 4. Sort the three doors by how well you know what they add. Which one would you put a lot on next?

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
