# %% [raw] id="header"
# title = "The top fifth that brings the profit"
# chinese = "带来利润的前五分之一"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["diamond_card"]
#
# [rows]
# K18 = "next_year / by_chance, next_year, stars_again, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say how much concentration (集中度) is more than you would expect,
# 2. say whether last year's best customers are a good list for this year,
# 3. price a gift for your best customers.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 5 | two years of orders |
# | 6 | the list of stars |
# | 9 | a shop without stars, with an exercise |
# | 12 | last year's stars, with two exercises |
# | 3 | the truth |
# | 10 | what the gift may cost, and your memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Bring a die for each trainee. Before the brief everybody throws it ten times and sums; the best fifth of the room
# gets a round of applause, is asked for its secret, and throws again. Ten minutes well spent; nothing below will surprise anybody.
#
# Collect the guesses on cards. With 35 minutes only: leave out *Who is a star again*.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import top_fifth as method
from ecomlab.cases.top_fifth import EARLIER, LATER, profits
from ecomlab.classroom import exercises
from ecomlab.retention.concentration import later_share, later_value, lorenz, top_share

plots.use_house_style()
pd.options.display.precision = 2
case = cases.load("top_fifth")
quiz = exercises(case)
case.brief

# %% [markdown] id="guess"
# It is January 2026. The list is printed: {{ top_customers }} names, a fifth of the {{ customers }} customers on file. In 2025 they brought
# {{ share }} of the profit. The plan for 2026 is made for them alone.
#
# **Write on a card**: which share of the profit of *2026* will these {{ top_customers }} people bring?

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask** which LTV this is. (What each one brought within the year: a value that has been, no lifetime, nothing predicted. *Lesson 5.2* does that.)
# **Wrong turn:** "80/20 is a law". It is a habit of quoting: the share moves with the length of the year and with the mean number of orders,
# as will be seen in ten minutes.

# %% [markdown] id="look-text"
# ## Two years of orders
#
# `customers` is the file as it stood at the end of 2023; nobody joins later. `orders` has what they ordered in 2024 and in
# 2025. Of each yuan paid, 0.40 is profit.

# %% id="look"
orders, customers = case.tables.orders, case.tables.customers
profit = profits(orders, customers)
profit.head(6)

# %% id="look-reading"
quiz.tell("look-reading")

# %% [markdown] id="list-text"
# ## The list of stars
#
# Line the customers up by what they brought in 2025, the least first, and add up.

# %% id="lorenz-figure"
ax = plots.lorenz_curve(lorenz(profit[LATER]))
finding = f"{LATER}: its own top fifth holds {case.naive.estimate:.0%} of the profit"
plots.label(ax, finding, x="share of customers, lowest profit first", y="share of the year's profit")

# %% id="naive"
case.naive

# %% id="list-reading"
quiz.tell("list-reading")

# %% [markdown] id="alike-text"
# ## A shop without stars
#
# Imagine a shop in which all customers are alike. Each order falls to one of them by lot, like rain on tiles. Some
# tiles get three drops, some none. Now rank the tiles.

# %% id="quiz"
quiz.by_chance

# %% id="by-chance-answer" tags=["exercise"]
quiz.by_chance.check(...)

# %% [markdown] id="lot-text"
# That was orders. Amounts are luck, too: one buys a lipstick, one a gift box. So take the *true* orders of 2025 with
# their true amounts, and deal them out to the {{ customers }} customers by lot.

# %% id="lot"
dealt = method.dealt_by_lot(orders, customers)
top_share(dealt)

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="lot-notes" tags=["instructor"]
# The document's neighbour in the literature: a lognormal profit with σ = 1.683 gives 80 % exactly, and so do many other shapes. **The share alone can't tell
# persons from luck.** Only a second year can. **Wrong turn:** "so it is all luck". Look at the next section first. **Second
# wrong turn:** "take three years then, and luck is gone". It shrinks; people change meanwhile.

# %% [markdown] id="last-text"
# ## Last year's stars
#
# You can't see 2026. But you can stand in January 2025, draw up the list of *2024*, and look what became of it. Fifths of the
# customers by their profit of 2024:

# %% id="fifths-figure"
table = method.by_fifths(orders, customers)
shares = table[table["fifth"] == 1].set_index("year")["share"]
ax = plots.lines(table, x="fifth", y="share", by="year")
ax.set_xticks(range(1, 6))
plots.label(
    ax,
    f"The top fifth of 2024: {shares[EARLIER]:.0%} of that year's profit, {shares[LATER]:.0%} of the next",
    x="fifth of the customers, best of 2024 first",
    y="share of the year's profit",
)

# %% [markdown] id="fifths-reading"
# The first fifth brings less than its list said; the last, which had brought nothing, brings something. Nobody did
# anything to them: this is regression to the mean (均值回归). (Whoever brought the same, such as 0, stands in the file's order.)

# %% id="next-year"
quiz.next_year

# %% id="next-year-answer" tags=["exercise"]
quiz.next_year.check(...)

# %% [markdown] id="formula-text"
# In a formula, with $y_i$ a customer's profit of 2025 and $t_i = 1$ for the stars of *2024*:
#
# $$s = \frac{\sum_i t_i\, y_i}{\sum_i y_i} \qquad e_i = \frac{(t_i - s)\,y_i - b\,(t_i - 0.2)}{\bar y}$$
#
# How sure is $s$? $e_i$ is how far one customer can move it: by what this one brings, and by pushing another one over the
# border of the top fifth, where a customer brings $b$. The standard error is $\operatorname{sd}(e)/\sqrt n$.

# %% id="right"
later_share(profit[EARLIER], profit[LATER], top=0.2)

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="stars-again"
quiz.stars_again

# %% id="stars-again-answer" tags=["exercise"]
quiz.stars_again.check(...)

# %% id="again-reading"
quiz.tell("again-reading")

# %% [markdown] id="again-notes" tags=["instructor"]
# **Wrong turn:** "churn! We must win those back." Here nobody has gone: a lucky year was followed by an ordinary one. A win-back campaign
# among those who fell will look splendid, because after a poor year a better one is to be expected. Ask how one would tell. (A holdout.)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"This year's top fifth brings {case.truth:.0%} of next year's profit, not {case.naive.estimate:.0%}",
    x="share of profit, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Give the cards back. In this world likings never change, so it is
# *kind* to the list: where tastes drift and people leave, still less stays.

# %% [markdown] id="gift-text-heading"
# ## What the gift may cost

# %% id="gift-text"
quiz.tell("gift-text")

# %% id="gift"
later_value(profit[EARLIER], profit[LATER], top=0.2).times(0.1)

# %% id="gift-reading"
quiz.tell("gift-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: the share you plan with and its interval, what the gift is worth, and what you do about the other four fifths.
# The last question first.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the share of the year *after*, with its interval. 2: the gift's worth against its price, also after. 2: keeps
# serving the other four fifths, with the share they bring. 2: says what it rests on: two like years, a closed file, a gift that adds the same to all.
# 1: a date on which the list is drawn up anew. *Minus 2:* the claimed share is multiplied with next year's profit.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. A customer who sends back half of what she orders can bring less than nothing. What do such customers do to the top's share?
# 2. "Our VIPs spend less since they got the card." What would you check before you blame the card?
# 3. Your best salesman of last year, your best ad, your best day: which of them do you expect to repeat it, and why?
# 4. Which traits of a customer would tell you more about next year than last year's profit does?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Take last year's list of best customers out of the drawer, and sum what they brought *since*.
# - Deal your orders out by lot once (five lines of pandas), and write the lot's share beside your 80/20.
# - Price every benefit for the best with next year's profit. Where you have one year only, rank on its odd weeks and sum over the even ones.
# - Keep a list for a quarter, not for ever, and keep writing to the others.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | customer lifetime value (CLV, LTV) | 用户终身价值 |
# | 80/20 rule, Pareto principle | 二八定律 |
# | concentration | 集中度 |
# | Lorenz curve | 洛伦兹曲线 |
# | regression to the mean | 均值回归 |
# | high-value customers | 高价值用户群体 |
# | out of sample | 样本外 |
