# %% [raw] id="header"
# title = "Start here"
# chinese = "从这里开始"
# minutes = 30
# route = "core"
# needs = []
# verdict = "none"
#
# [rows]
# M35 = "- / order_value / in part: the traffic lessons take it up"

# %% [markdown] id="objectives"
# You are going to run an online shop: find what to sell, bring people to it, let them buy,
# deliver, make them come back, and read the figures without being fooled by them. This course
# lets you practise all of that on the orders of a real shop and on simulated shops, before it costs you money.
#
# **After this notebook you can** find your way through the course, answer an exercise, and read
# the twelve lines of pandas of which most lessons are made.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** 5 min running cells, and the first question · 12 the idioms, in pairs · 8 the exercises,
# with the answer that is wrong on purpose · 5 the prediction and the figure. Open with: "Who has lately read that a
# shop doubled something? What would it have been without that?" Possible wrong turns: rows counted as visits;
# a Series handed in instead of a number. With 20 minutes: idioms 1, 3, 7 and 12 only.
#
# **Expected.** First question B. Per purchase about 36 dollars, per buyer about 106. Order A, C, B.

# %% [markdown] id="how-to"
# ## How a notebook works
#
# Click into a grey cell and press **Shift + Enter**: it runs, and the result appears below. Run
# the cells from top to bottom. If you are lost, choose *Kernel → Restart Kernel and Run All Cells*.
#
# You work in **your own copy** (the folder `my_course`). Change what you like. When the course is
# updated your answers stay; the new edition of a lesson is put beside yours. To begin a
# lesson again: `python course.py reset 5_1` (your old copy goes into `backups`, it isn't thrown away).
#
# **Stop whenever you like**; this notebook alone takes half an hour. Your answers are kept. When you come back, click into
# the cell where you want to go on, and choose *Run → Run All Above Selected Cell*: the computer has forgotten
# what the cells above told it.

# %% [markdown] id="map"
# ## The map
#
# {{ map }}
#
# The lessons and cases that exist stand on their own. Of stage 5, do 5.1 first.
#
# ### Which way to take, and where to stop
#
# {{ routes }}
#
# ### What the codes mean
#
# The lessons cite the documents from which the course was made, and the rows of its map.
#
# {{ legend }}

# %% [markdown] id="company-text"
# ## A company at a glance
#
# Here is what flows through the stages: two years of a small shop for light outdoor gear. Read it
# from 1 to 4. (The shop is simulated, so that the truth about it is known. You will see what that is good for.)

# %% id="company"
from ecomlab import plots
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.shop.pictures import company

plots.use_house_style()
quiz = exercises("00")
figure = company(load("shop"), quiz.tell("company-title"))

# %% [markdown] id="company-reading"
# People come (**traffic**), a few of them order (**orders**), the goods must lie there before they do
# (**stock**), and little of what they pay is left (**cash**). These four pictures are drawn from the shop's
# tables; lesson [0 The shop](0_the_shop.ipynb) walks through them.

# %% [markdown] id="promise"
# ## What is different here
#
# The trade lives on success stories: "repurchase rate from 8% to 15%", "the top 20% bring 80% of
# the profit". In every lesson **one such claim goes on trial**: you see what the obvious reading says, what a
# careful one says, and, where it can be known, what is true. Some of the claims hold.
#
# Begin with a story of that kind. Put your letter in place of the three dots, for example `answer = "A"`, and run the cell.

# %% id="ask-first-question"
quiz.first_question

# %% id="answer-first-question"
answer = ...
quiz.first_question.check(answer)

# %% [markdown] id="data-text"
# ## Your first data
#
# The course brings the shop of the picture, the shops of its cases, and a real one. CDNOW was an online shop
# for CDs. You begin with the real one. This is every purchase of the 23,570 people who became customers in the
# first twelve weeks of 1997, until the middle of 1998. (Who joined later is not in it.)

# %% id="imports"
from ecomlab.datasets import catalogue

catalogue()[["name", "tables", "rows", "licence"]]

# %% id="load"
orders = load("cdnow").orders
orders.head()

# %% [markdown] id="columns"
# | column | meaning |
# |---|---|
# | `customer_id` | who |
# | `ts_order` | when, with the time zone; CDNOW kept only the day |
# | `units` | how many CDs |
# | `paid_amount` | paid, in US dollars |
#
# One row is one entry in the order book. Two rows on one day may be one order; lesson 5.1 deals with that.
#
# The names are the same for every shop in this course, so that what you learn here runs on your own
# export later.

# %% [markdown] id="idioms-text"
# ## Twelve lines of pandas
#
# pandas is the table tool of Python. These idioms carry most of the lessons. Run each, change it, run it
# again.

# %% id="idiom-1"
# 1. How big is the table? (rows, columns)
orders.shape

# %% id="idiom-2"
# 2. One column, and its total
print(f"{orders['paid_amount'].sum():,.2f} dollars")

# %% id="idiom-3"
# 3. Only the rows that meet a condition
orders[orders["paid_amount"] > 500].head(3)

# %% id="idiom-4"
# 4. Two conditions: each in brackets, & for "and"
len(orders[(orders["units"] >= 10) & (orders["paid_amount"] < 50)])

# %% id="idiom-5"
# 5. A new column from old ones (the old table stays as it is)
orders.assign(per_unit=orders["paid_amount"] / orders["units"]).head(3)

# %% id="idiom-6"
# 6. Sort
orders.sort_values("paid_amount", ascending=False).head(3)

# %% id="idiom-7"
# 7. Group, then summarise: one row per customer
per_customer = orders.groupby("customer_id", as_index=False).agg(
    purchases=("ts_order", "size"), spent=("paid_amount", "sum")
)
per_customer.head(3)

# %% id="idiom-8"
# 8. Count how often each value occurs
per_customer["purchases"].value_counts().head(4)

# %% id="idiom-9"
# 9. Join two tables on a common column
orders.merge(per_customer, on="customer_id").head(3)

# %% id="idiom-10"
# 10. Dates: cut by a day, take the month
late = orders[orders["ts_order"] >= "1998-04-01"]
late.groupby(late["ts_order"].dt.month)["paid_amount"].sum().round(2)

# %% id="idiom-11"
# 11. One value out of a column: .iloc[0] is the first
per_customer.loc[per_customer["spent"] > 500, "customer_id"].iloc[0]

# %% id="idiom-12"
# 12. A share: the mean of yes and no
print(f"{(per_customer['purchases'] == 1).mean():.1%}")

# %% [markdown] id="exercise-text"
# ## How exercises work
#
# An exercise asks for a value. Put yours in place of `...` and run the cell. The check tells you
# whether it is right; if it recognises the way in which it went wrong, it says so. You may try as
# often as you like. `quiz.order_value.hint()` gives a hint, `quiz.order_value.solution()` shows
# code that works.

# %% id="quiz"
quiz.order_value

# %% id="answer-order-value"
answer = ...
quiz.order_value.check(answer)

# %% [markdown] id="try-wrong"
# Now answer it wrongly on purpose: put `orders["paid_amount"].sum() / orders["customer_id"].nunique()`
# there and see what happens.

# %% id="two-values"
quiz.tell("two-values")

# %% id="ask-smallest-first"
quiz.smallest_first

# %% id="answer-smallest-first"
answer = ...  # for example "A > B > C"
quiz.smallest_first.check(answer)

# %% id="ask-one-time"
quiz.one_time_buyers

# %% id="answer-one-time"
answer = ...
quiz.one_time_buyers.check(answer)

# %% [markdown] id="figure-text"
# ## First a guess, then the figure
#
# Before you look at data, say what you expect: otherwise everything you see looks as if you had known it. Give a
# value and an interval that should hold what comes. Such a guess is never wrong. But over the course the intervals
# are counted: nine of ten should hold.

# %% id="ask-first-weeks"
quiz.first_weeks

# %% id="answer-first-weeks"
answer = ...  # (value, low, high), for example (0.5, 0.3, 0.7)
quiz.first_weeks.check(answer)

# %% [markdown] id="figure-heading"
# Now the figure. Each figure here has its finding as the title and units on its axes. Below it you can unfold what it
# shows as a table.

# %% id="figure"
daily = orders.groupby("ts_order", as_index=False)["paid_amount"].sum()
weekly = daily.resample("7D", on="ts_order")["paid_amount"].sum().div(1000).reset_index()
ax = plots.lines(weekly, x="ts_order", y="paid_amount")
plots.label(ax, quiz.tell("figure-title"), y="revenue, thousand US$ a week · 周销售额")

# %% id="figure-reading"
quiz.tell("figure-reading")

# %% [markdown] id="progress-text"
# ## Your progress
#
# The checks are noted in one small file of your own (`my_course/progress.jsonl`). Run these
# cells again whenever you come back.

# %% id="progress"
from ecomlab.classroom import calibration, progress

progress()

# %% [markdown] id="calibration-text"
# How sure may you be of yourself? Here your guesses and predictions meet what came.

# %% id="calibration"
calibration()

# %% [markdown] id="own-shop"
# ## Your own shop
#
# You can point the functions at your own orders from the first day. They want a table with
# `customer_id` and `ts_order` (and `paid_amount`, where money is asked for).
# `ecomlab.tables.validate(your_table, "orders", timezone="Asia/Shanghai")` checks it and lists
# everything that is wrong in one go: missing columns, amounts that aren't amounts, dates that can be
# read in two ways. It repairs only what can't be misunderstood, and drops nothing.
#
# **A word on decency.** These are people. Take only the columns you need, no names, no phone numbers;
# keep the file where others can't read it; contact only those who agreed.

# %% [markdown] id="sources"
# ## Where the data are from
#
# CDNOW: collected for Fader and Hardie's studies of repeat buying, as contained in the Python package
# *lifetimes* 0.11.3 (MIT licence). `ecomlab.datasets.card("cdnow")` shows licence, columns, checksums
# and known defects: 255 rows that occur twice, 80 purchases of 0 dollars, no order number, days
# without a time.
#
# The shop of the picture: simulated by this course, the same on every computer. Its card is
# `ecomlab.datasets.card("shop")`; `python datasets/shop/make.py` makes it anew.
#
# **Terms.** revenue per purchase 笔单价 · revenue per buyer 客单价 (支付金额 ÷ 支付买家数) · revenue 销售额 · customer 客户 · purchase 购买 · units 件数
