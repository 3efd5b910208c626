# %% [raw] id="header"
# title = "The return that beat the industry's mean"
# chinese = "高于行业均值的投产比"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["content_traffic"]
#
# [rows]
# K05 = "holdout / beyond_the_category, break_even, lost_per_yuan, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say how much of a rise in traffic everybody had,
# 2. compute what an ad must bring back in *your* shop (盈亏平衡投产比),
# 3. find out by lot over regions what ads add (增量), and decide about the budget.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import roi_above_mean as method
from ecomlab.cases.roi_above_mean import CLAIM, HIT, TEST
from ecomlab.classroom import exercises
from ecomlab.levers import lever
from ecomlab.traffic import increment
from ecomlab.traffic.figures import left_by_margin
from ecomlab.traffic.paid import break_even_roas

plots.use_house_style()
pd.options.display.precision = 3

# %% id="load"
case = cases.load("roi_above_mean")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** four figures and no base: {{ natural }} over which weeks, {{ hits }} hits out of how many posts, {{ jumps }} of views or of
# clicks, {{ roi }} of which sales, before or after refunds? The industry's mean isn't given. Ask whether it would
# help if it were. **Wrong turn:** looking for that mean on the web.

# %% [markdown] id="card"
# The ad tool credits about {{ roi }} yuan of revenue to each yuan of ads. Some of these orders would have come without any ad. **How many
# yuan of revenue does a yuan of ads really add?** If half of these orders would have come anyway, and that is all, the answer is half of {{ roi }}. But other people see
# an ad and come later by search, and the tool doesn't count them. Type your guess first. Then type a low end and a high end: so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan of revenue that a yuan of ads adds

# %% [markdown] id="doors-text"
# ## More visits: ours, or everybody's?
#
# The brand worked on three doors. Begin with search, the door that costs nothing. `traffic_daily` has the visits of twelve weeks: six before the claim, six
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
# ## How many posts make {{ hits }} hits?
#
# The second door: posts that creators are paid for. The claim counts the hits among them. The table counts all.

# %% id="posts"
posts = case.tables.content_posts
kind = posts["views"].ge(HIT).map({True: "hits", False: "the rest"}).rename("")
sums = posts.groupby(kind)[["views", "clicks", "jumps_to_store", "cost"]].sum().astype(int)
sums.insert(0, "posts", kind.value_counts())
sums

# %% id="posts-reading"
quiz.tell("posts-reading")

# %% [markdown] id="posts-notes" tags=["instructor"]
# **Wrong turn:** "then we pay for hits only." Ask who sells a post whose views are known beforehand. (Whoever does sells bought views.)
# A shop can buy many small chances, and no hits.

# %% [markdown] id="return-text"
# ## The return, and what it must be
#
# The third door is the ads, and for these the team wants more money. The ad tool writes a row per day and
# region. Here are the six weeks of the claim: clicks, what they cost, and the orders and the revenue that the tool credits to them, in yuan. Then
# follows what it credits per yuan.

# %% id="ads" tags=["exhibit"]
orders, ads = case.tables.orders, case.tables.ads_daily
claimed = ads[ads["date"] < TEST]
weeks = claimed["date"].dt.tz_localize(None).dt.to_period("W").dt.start_time.rename("week from")
claimed.groupby(weeks)[["clicks", "cost", "orders", "revenue"]].sum().round().astype(int)

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
# Collect proposals for telling the three apart. Possible ones: the brand's own words against general words (good, and not enough: Ms Wu
# may type "foundation"); new against old customers (the same); a model of attribution with weights (归因模型: it shares the credit out
# among the clicks, but all the clicks may belong to Ms Wu). Wait for: "switch the ads off somewhere".

# %% [markdown] id="coins-text"
# ## Fifteen coins
#
# To learn what ads add, take them away somewhere. The head of marketing did. After the six weeks all thirty regions were sorted by their revenue, and neighbours
# in this list became a pair. For each pair a coin was tossed: in one of the two regions the ads stopped for six weeks, in the other they went on. People
# in both regions saw the same season, the same posts, the same rivals.

# %% id="weeks-figure"
table = increment.regions(orders, ads, test="2025-09-15")
stopped = orders["region"].isin(table.loc[table["stopped"], "region"])
arm = stopped.map({True: "ads stopped", False: "ads went on"}).rename("arm")
week = orders["ts_order"].dt.tz_localize(None).dt.to_period("W").dt.start_time.rename("week")
weekly = orders.groupby([week, arm])["paid_amount"].sum().div(1000).reset_index(name="revenue")
ax = plots.lines(weekly, x="week", y="revenue", by="arm")
ax.axvline(TEST.tz_localize(None) - pd.Timedelta("3.5D"), color=plots.COLOURS["ink"], lw=1)
plots.label(ax, quiz.tell("weeks-title"), y="revenue, thousand yuan a week (line: the coins)")

# %% id="weeks-reading"
quiz.tell("weeks-reading")

# %% id="pairs"
pairs = increment.pairs(orders, ads, test="2025-09-15")
pairs.head(3)

# %% [markdown] id="pairs-text"
# A pair is two regions and one coin. From the claim's weeks to the test's, revenue changed in both regions. `lost` says how much further it fell, in yuan, in the
# region without ads. `saved` says how much further its ad cost fell.

# %% id="lost-per-yuan"
quiz.lost_per_yuan

# %% id="lost-per-yuan-answer" tags=["exercise"]
quiz.lost_per_yuan.check(...)

# %% [markdown] id="formula-text"
# The incremental return is a sum divided by a sum:
#
# $$\text{iROAS} = \frac{\sum_{\text{pairs}} \text{lost}}{\sum_{\text{pairs}} \text{saved}}$$
#
# How sure is it? There are thousands of orders, but only {{ pairs }} coins. The orders of one region share its weather and its rivals, week after
# week, and one coin fell for all of them. So the interval comes from the pairs: how far does each pair lie from the common ratio?

# %% id="right"
increment.holdout_by_pairs(orders, ads, test="2025-09-15")

# %% id="pairs-figure"
needed = break_even_roas(method.margin(case.tables.pnl_lines))
rates = {"ad tool": case.naive.estimate, "break-even": needed, "lot": case.right.estimate}
ends = [0, pairs["saved"].max()]
drawn = pd.DataFrame([(x, name) for name in rates for x in ends], columns=["saved", "line"])
drawn["lost"] = drawn["saved"] * drawn["line"].map(rates)
ax = plots.lines(drawn, x="saved", y="lost", by="line")
ax.plot(pairs["saved"], pairs["lost"], "o", color=plots.COLOURS["ink"], ms=5)
ax.set_ylim(min(pairs["lost"].min(), 0), None)
x = "ad money saved, yuan (each dot: a pair)"
plots.label(ax, quiz.tell("pairs-title"), x=x, y="revenue lost, yuan", n=case.right)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "Use all orders as n." Let the class toss one coin for the whole country and count how many answers that gives.
# (2) "Weight every pair alike": the smallest pair is nearly all luck. (3) "The test cost us revenue." Multiply: what was lost × {{ margin }},
# minus what was saved. That is the price of knowing, and it may be below zero.

# %% [markdown] id="claim-text"
# Before the truth is told: what is your verdict on the claimed return?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the ads add
#
# This world was made. Somebody decided beforehand how many people are like Ms Wu, and how many like Mr Li.

# %% id="truth" tags=["truth"]
x = "revenue that a yuan of ads adds, yuan, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Of the published brand nobody knows how many Wus and Lis it has; a return of {{ roi }} comes out with none of them and with many. What is certain is
# the arithmetic: at a margin of 30% break-even is 3.33, and a true return of 3.5 would leave 0.05 yuan.

# %% [markdown] id="rosy-notes" tags=["instructor", "rosy"]
# **Say here:** too rosy, and the reason may be seen: did search gain where the ads stopped, by more than luck? It isn't a rule that ad tools say too much.
# Ask what would have to be true of the buyers for the same tool to say too little.

# %% [markdown] id="right-end-notes" tags=["instructor", "right"]
# **Say here:** whoever called it too rosy because "last click always is" had no evidence. The rule counts Wus and leaves out Lis, two
# errors, and here they cancel. That was worth finding out: now the tool's figure may be used for this brand until its buyers change.

# %% [markdown] id="modest-notes" tags=["instructor", "modest"]
# **Say here:** whoever called it too rosy because "last click always is" would have cut ads that pay. The rule leaves the Lis out, and here
# they outnumber the Wus. Ask which ads work so: those for a thing that nobody was looking for yet.

# %% [markdown] id="border-text"
# **The border.** What was typed in is the number of Wus and of Lis. That proves nothing about your ads. What holds everywhere is the border: last click is right where as
# many people come later by search as would have come anyway. Field tests lie on both sides of it. For ads on eBay's own name nearly all credited buyers would have
# come anyway (Blake, Nosko and Tadelis 2015). Of the sales that a retailer's display ads added, most came from people who saw an ad and never clicked
# on one (Lewis and Reiley 2014).

# %% [markdown] id="margin-text"
# ## How much must the next yuan bring?
#
# The lot tells what the *average* yuan adds. A raise buys *next* yuan. When the budget was last doubled, by lot as well, a next yuan added {{ next }} of what an
# average one did. Move the slider: from which margin on does a next yuan leave something?

# %% id="margin"
kept = method.margin(case.tables.pnl_lines)
more = method.next_yuan(orders, ads)
margins = [percent / 100 for percent in range(20, 76, 5)]
lever(
    lambda margin: left_by_margin(more, margin, what="a next yuan of ads"),
    "contribution margin", margins, start=round(20 * kept) / 20, unit="%",
)  # fmt: skip

# %% id="next-reading"
quiz.tell("next-reading")

# %% [markdown] id="memo-text"
# ## Twice the budget?
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
# 1. Whose interest is it that ad tools count by last click?
# 2. You stop bidding on your own brand's name, and a rival bids on it. What does that change, and how would you test it?
# 3. The agency is paid a share of the *spend*. What would you rather pay it a share of?
# 4. Sort the three doors by how well you know what they add. For which one would you draw lots next?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Compute your break-even from your own books: contribution margin after refunds, fees and parcels. Write it on the ad board.
# - Set every growth figure beside the category's on the same days (生意参谋 · 市场, search index).
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
