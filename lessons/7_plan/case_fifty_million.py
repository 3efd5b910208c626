# %% [raw] id="header"
# title = "Fifty million in the first year"
# chinese = "第一年就做到五千万"
# minutes = 45
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["blue_ocean"]
#
# [rows]
# K07 = "everyone / a_piece, net_margin, all_who_began, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. divide two published figures and see what they say together (单件均价),
# 2. read what is left of a revenue (净利率),
# 3. say whom a success story speaks for, and forecast your own first year.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 4 | the brief, and a card |
# | 10 | the revenue, divided; with an exercise |
# | 7 | what is left of it, with an exercise |
# | 3 | do as they did? |
# | 12 | where the others are, with an exercise |
# | 2 | the truth |
# | 7 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Nobody misses a shop that isn't there. Give the class time to notice by itself that the lists get
# shorter; if you point at it, the case is over.
#
# If you have 30 minutes only: leave out the figure of the brand's months and the word on goals.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import fifty_million as method
from ecomlab.classroom import exercises
from ecomlab.plan.goals import expected_profit

plots.use_house_style()
pd.options.display.precision = 2
case = cases.load("fifty_million")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document names no firm, no year, no profit, and no average that {{ revenue }} million yuan would be far above. The number of pieces stands in it
# as the goal of a first stage; whether it was reached isn't said. **Wrong turn:** praise or blame of the positioning. Ask
# first how many others had it.

# %% [markdown] id="card"
# Suppose 200 sewing businesses begin with exactly this plan on the same day. On a card: **how many of them ever sell
# as much in a month as the plan's first stage? And what do the 200 earn on average in the first year?** Guess both.

# %% [markdown] id="divide-text"
# ## The revenue, divided
#
# The platform ranks shops by sales. A data service kept its list, every thirty days for a year, of shops that
# sell clothes like these at such prices. Here is the top of the last one.

# %% id="last-list"
rivals, books = case.tables.competitors, case.tables.pnl_lines
today = rivals[rivals["date"] == rivals["date"].max()]
today.loc[:, ["shop", "price", "list_price", "units_30d", "rank"]].head(4)

# %% [markdown] id="list-caution"
# > **Caution.** Units on such lists are a service's estimates. Shops move up by buying their own goods (刷单、补单), which is
# > forbidden. And a struck-through {{ list_price }} is lawful only if it was the price: without another note, the lowest of the seven days
# > before (规范促销行为暂行规定).

# %% id="quiz"
quiz.a_piece

# %% id="a-piece-answer" tags=["exercise"]
quiz.a_piece.check(...)

# %% id="divide-reading"
quiz.tell("divide-reading")

# %% id="months-figure"
its = rivals[rivals["shop"] == method.shops(rivals).index[0]]
goal = case.tables.goals["target"].iloc[0]
ax = plots.lines(its, x="date", y="units_30d")
ax.axhline(goal, color=plots.COLOURS["vermilion"], lw=1.5)
mean, above = its["units_30d"].mean(), (its["units_30d"] >= goal).sum()
title = f"{above} of 12 months reach the first stage; the year's mean is {mean:,.0f} pieces a month"
plots.label(ax, title, y="pieces sold in 30 days (line: the first stage)")

# %% id="months-reading"
quiz.tell("months-reading")

# %% [markdown] id="left-text"
# ## What is left of it
#
# The founder shows the books. Everything counts here: what came back, the ads, the wages.

# %% id="books"
lines = books.groupby("line", sort=False)["amount"].sum() / 1e6
pd.DataFrame({"million yuan": lines, "of revenue": (lines / lines["revenue"]).map("{:.1%}".format)})

# %% id="net-margin"
quiz.net_margin

# %% id="net-margin-answer" tags=["exercise"]
quiz.net_margin.check(...)

# %% id="left-reading"
quiz.tell("left-reading")

# %% [markdown] id="left-notes" tags=["instructor"]
# **Wrong turn:** "a small margin is fine at that volume". Write the month's break-even beside the first month's revenue. **Wrong
# turn:** "raise the price". Then it is another plan, and nobody here has tried it. **Wrong turn:** sell below cost until the others are gone:
# to push rivals out in that way is forbidden by the Price Law (价格法).

# %% [markdown] id="road-text"
# ## Do as they did?

# %% id="obvious"
case.naive

# %% id="road-reading"
quiz.tell("road-reading")

# %% [markdown] id="others-text"
# ## Where the others are
#
# Count the shops on each of the twelve lists.

# %% id="count-figure"
count = rivals.groupby("date").size().rename("shops").reset_index()
plots.label(
    plots.lines(count, x="date", y="shops"),
    f"{count['shops'].iloc[0]} shops on the first list, {count['shops'].iloc[-1]} on the last",
    y="shops that still sell",
)

# %% id="others-reading"
quiz.tell("others-reading")

# %% id="profits"
everyone = method.profits(rivals, books)
everyone.assign(revenue=everyone["revenue"] / 1e6).iloc[[0, 10, 50, 100, 150]]

# %% id="all-who-began"
quiz.all_who_began

# %% id="all-who-began-answer" tags=["exercise"]
quiz.all_who_began.check(...)

# %% [markdown] id="others-notes" tags=["instructor"]
# **Wrong turns.** (1) "The ones who left were bad at it." Perhaps. Ask who at the table knows beforehand that they belong to the good ones,
# and by which column. (2) "Take the median, it's more robust." The median tells what happens to the shop in the middle; whoever wants to know what
# a *bet* is worth needs the mean, since a few winners carry much of it. Show both. (3) "But they left early, so they lost little." Right, and counted.

# %% id="right-text"
quiz.tell("right-text")

# %% id="right"
expected_profit(rivals, books, who="all", fixed=["labour", "other"]).times(1e-6)

# %% id="profits-figure"
ranked = everyone.sort_values("profit", ascending=False).reset_index()
ranked["place"] = ranked.index + 1
ax = plots.lines(ranked, x="place", y="profit")
ax.plot(1, ranked["profit"].iloc[0], "o", color=plots.COLOURS["vermilion"], ms=8, clip_on=False)
ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
losing = (ranked["profit"] < 0).mean()
title = f"{losing:.0%} of those who began lost money; the dot is the one that is told of"
plots.label(ax, title, x="shops, the most profitable first", y="first-year profit, million yuan")

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="turns"
quiz.turns

# %% id="turns-answer" tags=["exercise"]
quiz.turns.check(...)

# %% [markdown] id="truth-text"
# ## What the plan is worth
#
# The world behind these lists has drawn its shops by a rule, and the rule has a mean.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict(), percent=False),
    f"The plan is worth {case.truth:+.2f} million yuan, not {case.naive.estimate:+.2f}".replace("-", "−"),
    x="first-year profit, million yuan, with 95 % interval (the told brand is one shop)",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# In this world shops differ in one thing only: how well their clothes happen to be liked. The plan is the same for all. That is enough to give one a
# year of {{ revenue }} million yuan. Of the real brand we know neither how many tried, nor its profit.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences to the family: what to expect, with its interval and the share that loses; what this forecast rests on; what you do on
# Monday, and the line at which it ends.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the mean of all who began, with its interval, in yuan of profit. 2: the share that lost, or the median, beside it.
# 2: names an assumption (equal costs, a complete first list, no stock left over). 2: the action follows from where zero lies, and has a stop line with a
# date. 1: revenue and profit aren't confused. *Minus 2:* the brand appears as proof that the plan works.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. All the success stories of these documents are anonymous, and nearly all are successes. Which stories of your own trade did you never hear, and why?
# 2. The documents praise low price here and find elsewhere that people won by it hardly come back. Can both be true?
# 3. Pinduoduo and Douyin are called "social e-commerce" here, "content e-commerce" elsewhere. Does it matter for a comparison of channels?
# 4. You could begin on one channel or on four. What would the row of profits look like, and what would you have learned by month three?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Divide: revenue ÷ pieces, revenue ÷ orders, profit ÷ revenue. Do it before you read on.
# - Ask of every success: how many tried the same, and where is the list from *before* anybody knew?
# - Save the list of your category today (生意参谋 竞争、第三方榜单), with all names. In a year it is worth more than any story.
# - Write the line at which you stop into the plan, in yuan and with a date, before the first order of cloth.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | revenue | 营收 |
# | net margin | 净利率 |
# | contribution margin | 边际贡献率 |
# | fixed costs | 固定成本 |
# | monthly sales in pieces | 月销量 |
# | survivorship bias | 幸存者偏差 |
# | entrant, those who began | 入局者 |
# | expected value | 期望值 |
# | stop line | 止损线 |
