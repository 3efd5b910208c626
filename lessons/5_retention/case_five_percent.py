# %% [raw] id="header"
# title = "Five per cent more loyalty, a quarter more profit"
# chinese = "多百分之五的忠诚,多四分之一的利润"
# minutes = 40
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["top_fifth"]
#
# [rows]
# K22 = "from_our_books / value, profit, fixed_share, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. ask of any "5 %" whether it means points or per cent, and of what,
# 2. carry a figure from one trade to another by its formula instead of by hope,
# 3. say how much a loyalty programme may cost in *your* shop.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 4 | the brief |
# | 5 | where the sentence comes from |
# | 4 | the obvious answer |
# | 8 | five points at two rates, with an exercise |
# | 9 | from value to profit, with two exercises |
# | 2 | the truth |
# | 8 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Begin with a show of hands: who has seen this sentence on a slide? Who has
# read the article behind it? No data are needed for the first ten minutes; keep the laptops closed until then.
#
# Nothing is estimated in this case. It is arithmetic, and that is its point: a much quoted number
# falls to two divisions.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import five_percent as method
from ecomlab.cases.five_percent import came_back, contribution, value_change
from ecomlab.classroom import exercises
from ecomlab.retention.lifetime import profit_change, retention_profit_sensitivity

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("five_percent")
quiz = exercises(case)
case.brief

# %% [markdown] id="guess"
# The year's profit is {{ profit }} yuan. The programme costs {{ offer_yuan }}, once a year. **Write down: would you buy it?**
# And the yuan that you think five points would bring.

# %% [markdown] id="source-text"
# ## Where the sentence comes from
#
# It goes back to Reichheld and Sasser, *Zero Defections*, Harvard Business Review, 1990. They looked at trades
# where customers *stay*: bank branches, credit cards, insurers. There, five points fewer customers leaving a year raised
# profit by 25 to 85 %, trade by trade; the 95 of the document comes from later retellings. On the way to your slide, four words changed:
#
# | the article | the slide |
# |---|---|
# | retention (留存率): the customer hasn't left | repurchase (复购率): the customer bought again |
# | five **points** fewer defections | 5 % |
# | in these trades | everywhere |
# | present value of a customer's stream of profit | the year's profit |
#
# `category_stats` has five such trades (simulated, at the loyalty that gives the two ends of the claim), and our shop.

# %% id="trades"
trades = case.tables.category_stats[["category", "repurchase_rate"]].copy()
trades["with five points more"] = value_change(trades["repurchase_rate"])
trades

# %% [markdown] id="source-notes" tags=["instructor"]
# Secondary sources quote 25–85, 25–95 and 35–95 %: the ends differ by who copied from whom. **Wrong turn:** "so Harvard was
# wrong". No: the article says what it says of *its* trades. What is wrong is the carrying over.

# %% [markdown] id="obvious-text-heading"
# ## The obvious answer

# %% id="obvious-text"
quiz.tell("obvious-text")

# %% id="obvious"
case.naive.estimate

# %% [markdown] id="obvious-reading"
# > **Caution.** "I took the lower end, so I am on the safe side" holds for a figure of *your* shop. The lower end of
# > somebody else's figures is somebody else's.

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
# the formula *adds* is the promise that r stays the same from the first time to the tenth. It usually rises.

# %% id="quiz"
quiz.value

# %% id="value-answer" tags=["exercise"]
quiz.value.check(...)

# %% [markdown] id="curve-text"
# Here is the whole curve, and where the trades and our shop lie on it.

# %% id="curve-figure"
curve = pd.DataFrame({"rate": [k / 100 for k in range(2, 93)]})
curve["change"] = value_change(curve["rate"])
ax = plots.lines(curve, x="rate", y="change", percent=True)
ax.plot(trades["repurchase_rate"], trades["with five points more"], "o", ms=8)
ax.plot(rate, value_change(rate), "o", ms=9, color=plots.COLOURS["vermilion"])
plots.label(
    ax,
    f"Five points: worth {value_change(rate):+.0%} where {rate:.0%} come back, "
    f"{case.naive.estimate:+.0%} where {method.study(trades)['repurchase_rate'].min():.0%} do",
    x="share that comes back (red: our shop)",
    y="rise of what a customer is worth",
)

# %% id="curve-reading"
quiz.tell("curve-reading")

# %% [markdown] id="profit-text"
# ## From value to profit
#
# The slide speaks of *profit*. Part of your costs grows with every order (goods, platform fee, parcel); part doesn't. A further
# order brings its contribution, and the fixed part is paid already. That lever lifts the percentage.

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
# **Wrong turn:** "advertising is variable". New customers cost advertising; a customer who comes back by herself doesn't. If your
# repeat orders are bought with coupons, put the coupon into the contribution, and the effect shrinks. Let the class argue it.

# %% [markdown] id="fixed-text"
# The heavier the fixed costs, the larger the percentage, because the profit underneath is small.

# %% id="fixed-figure"
table = pd.DataFrame({"fixed": [k / 50 for k in range(44)]})
table["profit"] = value_change(rate) / (1 - table["fixed"])
ax = plots.lines(table, x="fixed", y="profit", percent=True)
ax.axhline(case.naive.estimate, color=plots.COLOURS["vermilion"], lw=1.5)
plots.label(
    ax,
    f"No fixed costs: {value_change(rate):+.0%}; the slide's {case.naive.estimate:+.0%} where they "
    f"eat {1 - value_change(rate) / case.naive.estimate:.0%} of the contribution",
    x="share of the contribution that fixed costs eat",
    y="rise of the profit (red: the slide)",
)

# %% id="fixed-share"
quiz.fixed_share

# %% id="fixed-share-answer" tags=["exercise"]
quiz.fixed_share.check(...)

# %% [markdown] id="right-text"
# The course's function does all of it in one line. It works per customer and order; give it our shop's contribution a year as
# margin and its fixed costs, and compare `change`.

# %% id="sensitivity"
margin = contribution(lines) / len(orders)
fixed = (contribution(lines) - lines["amount"].sum()) / orders["customer_id"].nunique()
retention_profit_sensitivity(rate, margin, fixed).T

# %% id="right"
gain = profit_change(rate, contribution(lines), profit=lines["amount"].sum(), step=0.05)
print(f"profit with five points more: {gain:+.1%}")

# %% [markdown] id="truth-text"
# ## What is true
#
# It is arithmetic on your own books, so the truth needs no oracle: who repeats the two divisions gets it.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"Five points raise this shop's profit by {case.truth:.0%}; the slide says {case.naive.estimate:.0%}",
    x="change of the year's profit",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: what five points are worth in yuan, what that rests on, and the price at which you would sign.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: yuan, from the shop's own rate and books. 2: says points, not per cent. 2: names the share of
# fixed costs as what moves the percentage. 2: a price, or a share of the gain, and a holdout to see whether the points come. 1: says what the
# article was about. *Minus 2:* "studies show".

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Which of the four changed words does the most damage?
# 2. Your shop sells prams. What is a repurchase rate there, and what would you measure instead?
# 3. The programme will show you "members buy 60 % more". What is wrong with that proof? (See the case of the diamond card.)
# 4. Find a famous number on your own last slide. What was its base?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Compute r of your own shop: 1 − customers ÷ orders, over customers whose story is complete.
# - Put your contribution and your fixed costs beside it. Now you know what a point is worth in yuan; write it on the wall.
# - Never pay more for a point than that. Ask for payment by result, measured against a holdout (对照组).
# - Whoever quotes a study says of what, where, when, and in points or per cent, or doesn't quote it.

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
