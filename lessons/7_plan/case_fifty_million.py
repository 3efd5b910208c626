# %% [raw] id="header"
# title = "Fifty million in the first year"
# chinese = "第一年就做到五千万"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["blue_ocean"]
#
# [rows]
# K07 = "everyone / a_piece, net_margin, all_who_began, turns, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. divide two published figures and see what they say together (单件均价),
# 2. read what is left of a revenue (净利率),
# 3. say whom a success story speaks for, and forecast your own first year.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import fifty_million as method
from ecomlab.classroom import exercises
from ecomlab.levers import lever
from ecomlab.plan.figures import profit_by_fixed_costs
from ecomlab.plan.goals import expected_profit

plots.use_house_style()
pd.options.display.precision = 2
case = cases.load("fifty_million")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document names no firm, no year, no profit, and no average that {{ revenue }} million yuan would be far above. It gives the number of pieces
# as the goal of a first stage; whether the brand reached it isn't said. **Wrong turn:** praise or blame of the positioning. Ask
# first how many others had it.

# %% [markdown] id="card"
# Suppose that {{ entrants }} sewing businesses begin with exactly this plan on the same day. **What profit do they make in the first year, on
# average, in million yuan?** A loss is a number below 0. Type your guess in place of the first three dots. Then type a low end and a high end:
# so far apart that you would be surprised if the truth lay outside.
#
# And on a card: how many of the {{ entrants }} ever sell as much in a month as the plan's first stage?

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # million yuan of profit in the first year, on average

# %% [markdown] id="divide-text"
# ## The revenue, divided
#
# The platform ranks shops by sales. A data service kept its list, every thirty days for a year, of shops that
# sell clothes like these at such prices. Here is the top of the last one.

# %% id="last-list" tags=["exhibit"]
rivals, books = case.tables.competitors, case.tables.pnl_lines
today = rivals[rivals["date"] == rivals["date"].max()]
today.loc[:, ["shop", "price", "list_price", "units_30d", "rank"]].head(4)

# %% [markdown] id="list-caution"
# > **Caution.** The pieces on such lists are a service's estimates. Some shops move up by buying their own goods (刷单、补单), which is
# > forbidden. And a struck-through {{ list_price }} yuan is lawful only if it really was the price: without another note, the lowest of the seven days
# > before the sale (规范促销行为暂行规定).

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
plots.label(ax, quiz.tell("months-title"), y="pieces sold in 30 days (line: the first stage)")

# %% id="months-reading"
quiz.tell("months-reading")

# %% [markdown] id="left-text"
# ## What is left of it
#
# The founder shows the books. Everything counts here: what was sent back, the ads, the wages.

# %% id="books"
lines = books.groupby("line", sort=False)["amount"].sum() / 1e6
pd.DataFrame({"million yuan": lines, "of revenue": (lines / lines["revenue"]).map("{:.1%}".format)})

# %% id="net-margin"
quiz.net_margin

# %% id="net-margin-answer" tags=["exercise"]
quiz.net_margin.check(...)

# %% [markdown] id="costs-text"
# Wages (`labour`) and rooms (`other`) have to be paid whatever is sold. But they also grow with the shop. Look at them month by month,
# beside the revenue of the month:

# %% id="costs-figure"
monthly = books.pivot(index="date", columns="line", values="amount") / 1e6
monthly["wages and rooms"] = -(monthly["labour"] + monthly["other"])
ax = plots.lines(monthly.sort_values("revenue"), x="revenue", y="wages and rooms")
ax.plot(monthly["revenue"], monthly["wages and rooms"], "o", color=plots.COLOURS["blue"])
ax.set(xlim=(0, None), ylim=(0, None))
x, y = "revenue of a month, million yuan", "wages and rooms, million yuan"
plots.label(ax, quiz.tell("costs-title"), x=x, y=y, n=len(monthly), counts="months")

# %% id="costs"
kept, month = method.costs(books)
print(f"of a further yuan of revenue {kept:.1%} stay; a month costs {month:,.0f} yuan at no sales")

# %% id="left-reading"
quiz.tell("left-reading")

# %% [markdown] id="left-notes" tags=["instructor"]
# **Wrong turn:** "a small margin is fine at that volume". Write the month's break-even beside the first month's revenue. **Wrong
# turn:** "raise the price". Then it is another plan, and nobody here has tried it. **Wrong turn:** "sell below cost until the others are gone".
# To push rivals out in that way is forbidden by the Price Law (价格法).

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
ax = plots.lines(count, x="date", y="shops")
ax.set_ylim(0)
plots.label(ax, quiz.tell("count-title"), y="shops on the list")

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
# and from which column. (2) "Take the median, it's more robust." The median tells what happens to the shop in the middle. Whoever wants to know what
# a *bet* is worth needs the mean, because a few large profits or losses count in full. Show both. (3) "But they left early, so they lost little." Right, and it is counted.

# %% id="right-text"
quiz.tell("right-text")

# %% id="right"
expected_profit(rivals, books, who="all", fixed=["labour", "other"]).times(1e-6)

# %% id="profits-figure"
ranked = everyone.sort_values("profit", ascending=False).reset_index()
ranked["place"] = ranked.index + 1
ax = plots.lines(ranked, x="place", y="profit")
brand = ranked[ranked["shop"] == method.shops(rivals).index[0]]
ax.plot(brand["place"], brand["profit"], "o", color=plots.COLOURS["vermilion"], ms=8, clip_on=False)
ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
x = "shops, the most profitable first (dot: the told brand)"
plots.label(ax, quiz.tell("profits-title"), x=x, y="first-year profit, million yuan")

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="turns"
quiz.turns

# %% id="turns-answer" tags=["exercise"]
quiz.turns.check(...)

# %% id="turns-reading"
quiz.tell("turns-reading")

# %% [markdown] id="claim-text"
# Now your verdict. The claim, read as a forecast, is the brand's own profit: does it hold for one more who begins?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the plan is worth
#
# This world was made: its shops were drawn by a rule, and the rule has a mean.

# %% id="truth" tags=["truth"]
x = "mean first-year profit, million yuan, with 95% interval (obvious reading: one shop)"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes-rosy" tags=["instructor", "rosy"]
# In this world shops differ in one thing only: how well their clothes happen to be liked. The plan is the same for all. That is enough to give one a
# year of {{ revenue }} million yuan. Of the real brand we know neither how many tried, nor its profit.

# %% [markdown] id="truth-notes-right" tags=["instructor", "right"]
# In this world the clothes are basics, and nearly all are liked alike: most shops sell what can be sewn. So the first on the list is no exception, though it was
# chosen for being first. Ask who called the story too rosy before looking at the list. Of the real brand we know neither how many tried, nor its profit.

# %% [markdown] id="lever-text"
# ## Where the decision turns
#
# The builder of this world typed in two things: how far the shops differ, and what a month costs. Only the second is yours to change. **What does a month cost your
# family** before the first piece is sold? Move the slider.

# %% id="lever"
most = max(0.4, method.turns_at(rivals, books))  # the slider reaches the border
stops = sorted({k / 50 for k in range(1, int(50 * most) + 2)} | {round(month / 1e6, 2)})
lever(
    lambda million: profit_by_fixed_costs(1e6 * million, rivals, kept),
    "a month's fixed costs", stops, start=round(month / 1e6, 2), unit="million yuan",
)  # fmt: skip

# %% [markdown] id="lever-reading"
# > **Caution.** Between the two grey lines the mean and the majority disagree: on average the plan pays and most lose, or the other way round. A family that
# > begins once and can't bear a bad year looks at both. And a cheaper month often sews fewer pieces.

# %% [markdown] id="memo-text"
# ## Sign the plan?
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
# 1. All the success stories of these documents are anonymous, and nearly all are successes. Which stories of your own trade did you never hear, and why?
# 2. The documents praise low prices here. Elsewhere they find that people won by a low price hardly come back. Can both be true?
# 3. Pinduoduo and Douyin are called "social e-commerce" here, and "content e-commerce" elsewhere. Does it matter if you compare channels?
# 4. You could begin on one channel or on four. What would you know by month three in each case?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Divide: revenue ÷ pieces, revenue ÷ orders, profit ÷ revenue. Do it before you read on.
# - Ask of every success: how many tried the same, and where is the list from *before* anybody knew who would win?
# - Save the list of your category today (生意参谋 竞争、第三方榜单), with all names. In a year it will tell you more than any story.
# - Before the first order of cloth, write into the plan at which loss, in yuan, and on which day you stop.

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
