# %% [raw] id="header"
# title = "Five per cent more loyalty, a quarter more profit"
# chinese = "多百分之五的忠诚，多四分之一的利润"
# minutes = 45
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["top_fifth"]
#
# [rows]
# K22 = "from_our_books / value, profit, fixed_share, rises, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. ask of any "5%" whether it means points or per cent, and of what,
# 2. carry a figure from one trade to another by its formula instead of by hope,
# 3. say how much a loyalty programme may cost in *your* shop.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import five_percent as method
from ecomlab.cases.five_percent import came_back, contribution, value_change
from ecomlab.classroom import exercises
from ecomlab.levers import lever
from ecomlab.retention.figures import profit_by_margin
from ecomlab.retention.lifetime import profit_change

plots.use_house_style()
pd.options.display.precision = 3

# %% id="load"
case = cases.load("five_percent")
quiz = exercises(case)
case.brief

# %% [markdown] id="card"
# The year's profit is {{ profit }} yuan. The programme costs {{ offer_yuan }} yuan a year. **By what share would five points more
# repurchase raise the profit of this shop?** Type your guess in place of the first three dots. Then type a low end and a high end.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a share of the year's profit: 0.1 for a tenth more

# %% [markdown] id="source-text"
# ## Where the sentence comes from
#
# It goes back to Reichheld and Sasser, *Zero Defections*, Harvard Business Review, 1990. They looked at trades
# whose customers *stay*: bank branches, credit cards, insurers. They asked what customers are worth over all the years that they stay. If five
# points fewer leave in a year, that value rises by 25 to 85%, depending on the trade. (The 95 of the document comes from later retellings.)
# From the article to your slide, four things changed:
#
# | the article | the slide |
# |---|---|
# | retention (留存率): the customer hasn't left | repurchase (复购率): the customer bought again |
# | five **points** fewer leave | 5% |
# | in these trades | everywhere |
# | value of a customer's stream of profit | the year's profit |
#
# `category_stats` has five trades, A to E. They are simulated: with their loyalty five points make just the slide's {{ least }} to {{ most }}.

# %% id="trades" tags=["exhibit"]
trades = method.study(case.tables.category_stats)[["category", "repurchase_rate"]]
trades = trades.assign(change=value_change(trades["repurchase_rate"]))
trades.rename(columns={"change": "value with five points more"})

# %% [markdown] id="source-notes" tags=["instructor"]
# The article's figures are 25 to 85%. Other texts quote 25–95 and 35–95%: the ends differ by who copied from whom. **Wrong turn:** "so Harvard was
# wrong". No: the article says it of *its* trades. The mistake is to say it of others.

# %% [markdown] id="obvious-text-heading"
# ## The careful manager's sum

# %% id="obvious-text"
quiz.tell("obvious-text")

# %% id="obvious"
case.naive.estimate

# %% [markdown] id="obvious-reading"
# > **Caution.** "I took the lower end, so I am on the safe side" is right for a figure of *your* shop. Somebody else's lower end
# > is no floor of yours, and no ceiling either.

# %% [markdown] id="would-text-heading"
# ## Five points at two rates

# %% id="would-text"
quiz.tell("would-text")

# %% id="series"
orders = case.tables.orders
rate = came_back(orders)
print(f"{rate:.4f} of the orders are followed by another one")
print(f"orders per customer: {len(orders) / orders['customer_id'].nunique():.4f}")
print(f"1 ÷ (1 − r):         {1 / (1 - rate):.4f}")

# %% [markdown] id="series-reading"
# The last two agree to the last digit, in any shop and for any orders: all but the first order of a customer follow another one. What
# the formula *adds* is an assumption: that r is the same after the first order as after the tenth. Often it rises from order to order.

# %% id="quiz"
quiz.value

# %% id="value-answer" tags=["exercise"]
quiz.value.check(...)

# %% [markdown] id="curve-text"
# Here is the whole curve, with the five trades and our shop on it.

# %% id="curve-figure"
curve = pd.DataFrame({"rate": [k / 100 for k in range(2, 93)]})
curve["change"] = value_change(curve["rate"])
ax = plots.lines(curve, x="rate", y="change", percent=True)
letters = trades.assign(letter=trades["category"].str[-1])
plots.points(letters, x="repurchase_rate", y="change", name="letter", ax=ax, percent=True)
ax.plot(rate, value_change(rate), "o", color=plots.COLOURS["vermilion"], ms=9)
x = "share of the orders that are followed by another (red: our shop; A to E: the trades)"
y = "rise of what a customer is worth"
plots.label(ax, quiz.tell("curve-title"), x=x, y=y)

# %% id="curve-reading"
quiz.tell("curve-reading")

# %% [markdown] id="profit-text"
# ## From value to profit
#
# The slide speaks of *profit*. Some costs grow with every order: goods, platform fee, parcel. The others don't: advertising, wages, and others such as rent. What an order
# leaves after its own costs is its contribution (边际贡献). A further order brings its contribution, and the fixed costs are paid already.

# %% id="books"
lines = case.tables.pnl_lines
books = lines.set_index("line")["amount"].rename("yuan")
print(f"contribution {contribution(lines):,.0f}, profit {lines['amount'].sum():,.0f} yuan")
books

# %% id="profit"
quiz.profit

# %% id="profit-answer" tags=["exercise"]
quiz.profit.check(...)

# %% [markdown] id="profit-notes" tags=["instructor"]
# **Wrong turn:** "advertising is variable". New customers cost advertising; a customer who comes back without an ad doesn't. If your
# repeat orders are bought with coupons, take the coupon off the contribution, and the effect gets smaller. Let the class discuss it.

# %% [markdown] id="fixed-text"
# The larger the fixed costs, the smaller the profit. The same yuan are then a larger share of it. So there are fixed costs at which the slide
# is right for this shop, with these same customers.

# %% id="fixed-share"
quiz.fixed_share

# %% id="fixed-share-answer" tags=["exercise"]
quiz.fixed_share.check(...)

# %% id="fixed-figure"
table = pd.DataFrame({"fixed": range(0, 93, 2)})
table["profit"] = value_change(rate) / (1 - table["fixed"] / 100)
ax = plots.lines(table, x="fixed", y="profit", percent=True)
ax.axhline(case.naive.estimate, color=plots.COLOURS["vermilion"], lw=1.5)
today = 1 - lines["amount"].sum() / contribution(lines)
ax.plot([100 * today], [value_change(rate) / (1 - today)], "o", color=plots.COLOURS["vermilion"], ms=8)
x = "fixed costs in % of the contribution (dot: our shop)"
plots.label(ax, quiz.tell("fixed-title"), x=x, y="rise of the profit (line: the slide)")

# %% id="fixed-reading"
quiz.tell("fixed-reading")

# %% id="rises"
quiz.rises

# %% id="rises-answer" tags=["exercise"]
quiz.rises.check(...)

# %% [markdown] id="right-text"
# The course's function does both divisions in one line:

# %% id="right"
profit = books.sum()
gain = profit_change(rate, contribution(lines), profit=profit, step=0.05)
print(f"profit with five points more: {gain:+.1%}, or {gain * profit:,.0f} yuan")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="claim-text"
# Now your verdict, before you go on: does the slide's lower end hold for this shop?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## The slide and our books
#
# This is arithmetic on the shop's own books. So what you have computed is what is true.

# %% id="truth" tags=["truth"]
plots.label(quiz.verdict(), quiz.tell("truth-title"), x="change of the year's profit")

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="lever-text"
# ## Where the decision turns
#
# What if the goods cost less or more, and the fixed costs stayed as they are? Move the slider. A higher margin makes the profit larger, and so the *percentage* smaller.
# The programme's price stays at {{ offer_yuan }} yuan. The grey line is the margin from which on five points bring more than that.

# %% id="lever"
revenue, fixed = books["revenue"], contribution(lines) - profit
asked = method.price(case.tables.budget)
turns = asked / (value_change(rate) * revenue)  # the slider reaches the grey line
top = int(min(90, max(70, 100 * turns + 4)))
stops = [m / 100 for m in range(26, top + 1, 4) if m / 100 > 1.01 * fixed / revenue]
lever(
    lambda margin: profit_by_margin(margin, rate, revenue, fixed, cost=asked),
    "contribution margin", stops, start=0.42, unit="%",
)  # fmt: skip

# %% [markdown] id="lever-reading"
# > **Caution.** The curve and the grey line know nothing of each other. A shop on the left has the larger percentage, and may still lose by the
# > programme. Where the curve ends on the left, the shop earns nothing, and only yuan can be compared there.

# %% [markdown] id="memo-text"
# ## Buy it?
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
# 1. Which of the four changes moves the number most, and in which direction?
# 2. Your shop sells prams. What is a repurchase rate there, and what would you measure instead?
# 3. The programme will show you "members buy more than others". What is wrong with that proof? (See the case of the diamond card.)
# 4. Find a famous number on your own last slide. What was its base?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Compute r of your own shop: 1 − customers ÷ orders. Use only customers who had a year or more to come back.
# - Put your contribution and your fixed costs beside it. Then you know what a point is worth in yuan. Write it down where all can see it.
# - Never pay more for a point than that. Ask to pay by result, measured against a holdout (对照组).
# - Whoever quotes a study says of what, where, when, and in points or per cent.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | repurchase rate | 复购率 |
# | retention rate | 留存率 |
# | percentage point | 百分点 |
# | contribution | 边际贡献 |
# | fixed costs | 固定成本 |
# | lifetime value | 客户终身价值 |
# | loyalty programme | 会员忠诚计划 |
