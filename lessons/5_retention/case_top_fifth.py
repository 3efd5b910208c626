# %% [raw] id="header"
# title = "The top fifth that brings the profit"
# chinese = "带来利润的前五分之一"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["diamond_card"]
#
# [rows]
# K18 = "next_year / by_chance, next_year, stars_again, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say how much concentration (集中度) is more than you would expect,
# 2. say whether last year's best customers are a good list for this year,
# 3. price a gift for your best customers.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import top_fifth as method
from ecomlab.cases.top_fifth import EARLIER, LATER, profits
from ecomlab.classroom import exercises
from ecomlab.levers import lever
from ecomlab.retention.concentration import later_share, later_value, lorenz, top_share
from ecomlab.retention.figures import gain_by_lift

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 2
case = cases.load("top_fifth")
quiz = exercises(case)
case.brief

# %% [markdown] id="card"
# It is January 2026. The list is printed: {{ top_customers }} names, a fifth of the {{ customers }} customers on file. In 2025 they brought
# {{ share }} of the profit. The plan for 2026 is made for them alone.
#
# **Which share of the profit of *2026* will these {{ top_customers }} people bring?** Type your guess in place of the first three dots.
# Then type a low end and a high end: so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a share between 0 and 1

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask** which LTV this is. (What each customer brought within the year. It is a value of the past; nothing is predicted. *Lesson 5.2* predicts.)
# **Wrong turn:** "80/20 is a law". The share moves with the length of the time and with the mean number of orders, as the class
# will see in ten minutes.

# %% [markdown] id="look-text"
# ## Two years of orders
#
# `customers` is the file as it stood at the end of 2023; nobody joins later. `orders` has what they ordered in 2024 and in
# 2025. Of what is paid, {{ margin }} is profit.

# %% id="look"
orders, customers = case.tables.orders, case.tables.customers
profit = profits(orders, customers)
profit.head(6)

# %% id="look-reading"
quiz.tell("look-reading")

# %% [markdown] id="list-text"
# ## The list of stars
#
# Put the customers in a line by what they brought in 2025, the least first, and add up.

# %% id="lorenz-figure" tags=["exhibit"]
ax = plots.lorenz_curve(lorenz(profit[LATER]))
x, y = "share of customers, lowest profit first", "share of the profit of 2025"
plots.label(ax, quiz.tell("lorenz-title"), x=x, y=y, n=len(profit), counts="customers")

# %% id="naive"
case.naive

# %% id="list-reading"
quiz.tell("list-reading")

# %% [markdown] id="alike-text"
# ## A shop without stars
#
# Imagine a shop in which all customers are alike. Each order falls to one of them by lot, as rain falls on tiles. Some
# tiles get three drops, some none. Now rank the tiles.

# %% id="quiz"
quiz.by_chance

# %% id="by-chance-answer" tags=["exercise"]
quiz.by_chance.check(...)

# %% [markdown] id="lot-text"
# That counted orders. Amounts are luck, too: one buys a lipstick, one a gift box. So take the *true* orders of 2025 with
# their true amounts, and deal them out to the {{ customers }} customers by lot.

# %% id="lot"
dealt = method.dealt_by_lot(orders, customers)
top_share(dealt)

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="lot-notes" tags=["instructor"]
# A lognormal profit with σ = 1.683 gives 80% exactly, and so do many other shapes. **The share alone can't tell
# persons from luck.** Only a second year can. **Wrong turns:** "so it is all luck", and "so it is all persons". Look at the next section first. **Third
# wrong turn:** "take three years then, and luck is gone". It gets smaller, but people change in the meantime.

# %% [markdown] id="last-text"
# ## Last year's stars
#
# You can't see 2026. But you can go back to January 2025, draw up the list of *2024*, and look at what these people
# brought in 2025.

# %% id="next-year"
quiz.next_year

# %% id="next-year-answer" tags=["exercise"]
quiz.next_year.check(...)

# %% [markdown] id="fifths-text"
# Here are all five fifths of the customers, ranked by their profit of 2024:

# %% id="fifths-figure"
table = method.by_fifths(orders, customers)
ax = plots.lines(table, x="fifth", y="share", by="year")
ax.set_xticks(range(1, 6))
x, y = "fifth of the customers, best of 2024 first", "share of the year's profit"
plots.label(ax, quiz.tell("fifths-title"), x=x, y=y, n=len(profit), counts="customers")

# %% id="fifths-reading"
quiz.tell("fifths-reading")

# %% [markdown] id="formula-text"
# As a formula: let $y_i$ be a customer's profit of 2025, and $t_i = 1$ for the stars of *2024*, else 0. Their share is
#
# $$s = \frac{\sum_i t_i\, y_i}{\sum_i y_i}$$
#
# How sure is $s$? Ask of each customer how far this one moves $s$:
#
# $$e_i = \frac{(t_i - s)\,y_i - b\,(t_i - 0.2)}{\bar y}$$
#
# The first part is what the customer brings. The second part is there because the list has a fixed length: one more star pushes
# another one over its border, and there a customer brings $b$. The standard error is $\operatorname{sd}(e)/\sqrt n$.

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
# **Wrong turn:** "churn! We must win those back." In this world nobody has gone: a lucky year was followed by an ordinary one. A win-back campaign
# among those who fell will look good, because after a poor year a better one is to be expected. Ask how one would tell. (A holdout.)

# %% [markdown] id="claim-text"
# Now give your verdict on the claim as a forecast, before the truth is told.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
plots.label(quiz.verdict(), quiz.tell("truth-title"), x="share of profit, with 95% interval")

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Ask who had the truth inside the interval, and what they had thought of. In this world a customer's liking never changes, so the
# list does better here than elsewhere: where tastes change and people leave, less of it stays.

# %% [markdown] id="rosy-notes" tags=["instructor", "rosy"]
# Here a customer orders about once a year, so one order more or less makes a star. Ask in which trade it would be otherwise. (Where people order every week.)

# %% [markdown] id="right-end-notes" tags=["instructor", "right"]
# Who had said "surely regression to the mean"? It is there, and it is small: with so many orders a head a year is a good measure of a person. Ask
# which number of the notebook shows that. (Orders per customer; the share of stars who are stars again.)

# %% [markdown] id="gift-text-heading"
# ## What the gift may cost

# %% id="gift-text"
quiz.tell("gift-text")

# %% id="gift"
later_value(profit[EARLIER], profit[LATER], top=0.2).times(0.1)

# %% id="gift-reading"
quiz.tell("gift-reading")

# %% [markdown] id="lever-text"
# ### How much must the gift add?
#
# The tenth comes from a test, and a test has luck, too. Move the slider: what if the gift adds less, or more? The band is the interval. Left of the first grey
# line the gift costs more than it brings, right of the second one it pays.

# %% id="lever"
lifts = [percent / 100 for percent in range(2, 31, 2)]
brings = later_value(profit[EARLIER], profit[LATER], top=0.2)
lever(lambda lift: gain_by_lift(lift, brings, 35, lifts), "added by the gift", lifts, start=0.1, unit="%")

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## A gift for whom?
#
# {{ memo }} Decide about the gift first. Then write the memo.

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
# 1. A customer who sends back half of what she orders can bring less than nothing. What do such customers do to the top's share?
# 2. "Our VIPs spend less since they got the card." What would you check before you blame the card?
# 3. Your best salesman of last year, your best ad, your best day: which of them do you expect to repeat it, and why?
# 4. What about a customer could tell you more about next year than last year's profit does?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Take last year's list of best customers, and sum what these people brought *since*. It may be nearly as much, or much less.
# - Deal your orders out by lot once (five lines of code), and write that share beside your 80/20.
# - Price every benefit for the best with the profit of the year after. If you have one year only, rank on its odd weeks and sum over the even ones.
# - Use a list for a quarter, then draw it up anew, and keep writing to the others.

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
