# %% [raw] id="header"
# title = "Who comes back?"
# subtitle = "Repurchase rate and cohorts"
# chinese = "复购率与同期群"
# minutes = 100
# pause = "How long until the next purchase?"
# route = "core"
# needs = ["00"]
# verdict = "arithmetic"
# topic = "retention.cohorts"
# cases = ["five_percent"]
# related = ["sms_recall"]
#
# [rows]
# U02 = "retention.lifetime.retention_profit_sensitivity / five_points"
# U03 = "repurchase_rate / sixty_days, finance_later, memo"
# U04 = "cohort_retention, triangle / first_month / in part: retention of visits waits for the shop"
# U05 = "interpurchase_times, median_interval / quarter_back / in part: intervals per category wait for the shop"
# U33 = "returning_share / dashboard"
# U38 = "churn_rate / false_alarm"
# K22 = "retention.lifetime.retention_profit_sensitivity / five_points"
# M64 = "repurchase_rate / sixty_days, audit"
# M65 = "interpurchase_times, median_interval / quarter_back"
# M66 = "cohort_retention, triangle / first_month"
# M67 = "churn_rate / false_alarm"
# M71 = "returning_share / dashboard"
# E02 = "retention.lifetime.retention_profit_sensitivity / five_points"
# E40 = "repurchase_rate / sixty_days"
# E47 = "returning_share / dashboard"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. state a repurchase rate with its denominator, its window and its interval,
# 2. say what has changed when a rate has changed,
# 3. read a cohort table, and say which of its cells are not finished yet,
# 4. choose a cut-off for "lost", and say how often it is wrong,
# 5. test the best-known sentence of the trade on loyalty.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"Three people count the same customers on the same day. I want one
# number from you before you know who is right."*
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 3 | recall | 10 | the silent ones; Kaplan–Meier with ten people standing up |
# | 6 | three numbers: hands up for each | 4 | a quarter is back (exercise) |
# | 7 | five customers at the whiteboard | 8 | churn, with the slider |
# | 8 | three bases, one interval | 4 | false alarm (exercise) |
# | 10 | Finance's next report: everybody predicts first | 5 | returning share, with its exercise |
# | 4 | sixty days (exercise) | 10 | five points on trial, with the exercise |
# | 8 | the heatmap, read aloud by a trainee, diagonals too | 5 | read before you sign (audit) |
# | 4 | newer customers (exercise) | 4 | the memo, exchanged with a neighbour |
#
# Possible wrong turns: 26.5% is taken because two colleagues agree on it. Somebody reads the white corner of
# the heatmap as 0%. Somebody calls the 100% share "fake": it isn't, the sentence on it is.
#
# If time is short, leave out the audit and the weekly table of exercise *Are newer customers worse?*. Don't
# leave out the prediction of Finance's report: without it the rise looks obvious.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons
#
# A question or two, without looking back. A wrong answer costs nothing: it comes again another day.

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("5_1")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Three numbers for one question
#
# It is Wednesday, 30 April 1997. Imagine that your shop opened on 1 January and stopped winning
# customers on 25 March, so that these 23,570 are all you ever had. (They are real customers of
# CDNOW, an online shop for CDs. CDNOW itself had others, before and after; they are not in the
# data.) Tomorrow your boss will ask for one number: **how many of them buy again within 90 days?**
#
# Three colleagues have already looked.
#
# | who | says | how |
# |---|---|---|
# | Finance | 26.5% | all customers we ever had; who bought again within 90 days? |
# | The dashboard | 26.6% | everyone who bought in the last 90 days; who bought at least twice? |
# | Customer care (CRM) | 29.8% | only customers who have *had* their 90 days; who bought again? |
#
# Two of the three agree. Which number do you give your boss? Decide now, before you read on.

# %% [markdown] id="data-text"
# ## The data
#
# CDNOW is real: every purchase of everyone who became a customer in the first twelve weeks of
# 1997, followed for a year and a half. One row is one purchase. Whoever joined later is **not** in
# this log: it is a closed panel (固定样本). That will matter again and again.

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.levers import lever
from ecomlab.retention import cohorts
from ecomlab.retention.figures import churn_cut_off
from ecomlab.retention.lifetime import retention_profit_sensitivity

pd.options.display.precision = 3
plots.use_house_style()

# %% id="load"
orders = load("cdnow").orders
today = "1997-04-30"
quiz = exercises("5_1", orders=orders, as_of="1997-04-22")
orders.head(4)

# %% [markdown] id="data-defects"
# There is no order number, and some customers have two rows on one day. Is that two parcels, or one order
# that was booked twice? Nobody can tell any more. So a **repurchase** here means *a purchase on a later
# day*. Say such a rule whenever you report a rate. Unfold the line below to see what it does.
#
# A second rule: what is a purchase at all? An order that was never paid is none. Nor is one that was closed, or
# refunded in full. The course's functions leave such rows out and say how many. CDNOW has no such rows, but 80 of its
# orders cost 0 (a gift, a sample?). The papers that made this log famous count them. So do we: `free="count"`. In your
# own shop leave that out, and orders of 0 don't count.

# %% id="same-day"
quiz.tell("same-day")

# %% [markdown] id="example-text"
# ## Five customers before any formula
#
# Five customers, and the 90 days (shaded) that each of them has from the first purchase on.
# The vertical line is today. Who came back? Who did not?

# %% id="example-figure"
five = pd.DataFrame({
    "customer_id": ["Ann", "Ann", "Bob", "Cleo", "Cleo", "Dan", "Dan", "Eve"],
    "ts_order": pd.to_datetime(["1997-01-05", "1997-02-20", "1997-01-12", "1997-01-25",
                                "1997-03-26", "1997-02-20", "1997-05-12", "1997-03-20"]),
})
ax = plots.timelines(five, window=90, as_of=today)
plots.label(ax, "Five customers on 30 April 1997: who came back within 90 days?")

# %% [markdown] id="example-reading"
# Ann and Cleo came back, Bob did not: **2 of 3**. Dan and Eve have not come back *so far*,
# which is something else than "did not come back". Whoever counts them as lost says 2 of 5.
# Twelve days from now Dan will buy again, on his day 81, and make that reader wrong.
#
# A customer whose window is over is called **mature** (已满观察期). Only the mature can be counted:
#
# $$
# \text{90-day repurchase rate} =
# \frac{\text{mature customers with a second purchase day within 90 days of the first}}
#      {\text{customers whose 90 days are over}}
# $$

# %% id="three-bases"
rates = cohorts.repurchase_rate(orders, window=90, as_of=today, free="count")
rates

# %% id="three-bases-reading"
quiz.tell("three-bases-reading")

# %% [markdown] id="three-bases-interval"
# `low` and `high` are a **95% interval** (置信区间). Had other customers of the same kind come, the rate
# would have been a little different. Ranges made in this way hold the true rate 19 times in 20. Few customers
# give a wide range. But the range says nothing about a wrong denominator: look where Finance's interval
# lies.

# %% id="three-bases-figure"
who = {"cohort": "CRM (cohort)", "period": "Dashboard (period)", "all_ever": "Finance (all ever)"}
named = rates.rename(columns={"rate": "estimate"}).replace({"base": who})
ax = plots.estimates(named, label="base")
plots.label(
    ax,
    quiz.tell("three-bases-title"),
    x="90-day repurchase rate on 30 April 1997, with 95% interval",
)

# %% id="agreement"
quiz.tell("agreement")

# %% [markdown] id="trap-text"
# ## The same sum, eleven weeks later
#
# Finance and CRM repeat their numbers every week, each in the same way as before. Nobody joins after March.
# **Commit yourself before you see it.** A prediction is never wrong. It is kept, and `calibration()` counts over
# the whole course how often your intervals hold what came.

# %% id="ask-finance-later"
quiz.finance_later

# %% id="answer-finance-later"
answer = ...  # (value, low, high), for example (0.4, 0.3, 0.5)
quiz.finance_later.check(answer)

# %% id="trap"
weeks = pd.date_range("1997-04-02", "1997-07-16", freq="7D")
history = pd.concat(
    cohorts.repurchase_rate(orders, 90, base=["cohort", "all_ever"], as_of=day, free="count").assign(as_of=day)
    for day in weeks
)
ax = plots.lines(history.replace({"base": who}), x="as_of", y="rate", by="base")
plots.label(ax, quiz.tell("trap-title"), x="day of the report", y="90-day repurchase rate")

# %% id="trap-reading"
quiz.tell("trap-reading")

# %% [markdown] id="trap-caution"
# It works the other way too. A big promotion brings many newcomers. Then the all-ever rate *falls*, and
# somebody will say that the promotion brought bad customers. In a shop that wins more customers every month,
# the all-ever rate stays below the cohort rate: it follows the intake.
#
# > **Caution.** The cohort rate is right but late: it speaks of people who joined at least 90
# > days ago. If you need to hear sooner, use a shorter window (30 days), not younger people.
#
# One more look, from the end of the log, with the same function.

# %% id="end-of-log"
cohorts.repurchase_rate(orders, window=90, free="count")

# %% id="end-of-log-reading"
quiz.tell("end-of-log-reading")

# %% [markdown] id="end-of-log-caution"
# **Never compare two repurchase rates before you know both denominators.** The five documents
# behind this course quote one after another ("from 8% to 15%", "60%", "below 5%"), and none
# names its denominator.
#
# ### Your turn
#
# Put your answer in place of `...` and run the cell. `quiz.sixty_days.hint()` gives a hint, one step at a
# time; `quiz.sixty_days.solution()` shows working code. A wrong answer often gets a sentence on *how* it is
# wrong.

# %% id="quiz"
quiz.sixty_days

# %% id="answer-sixty-days"
answer = ...
quiz.sixty_days.check(answer)

# %% [markdown] id="cohort-text"
# ## The cohort table
#
# A single rate hides *when* people come back, and whether newer customers differ from older ones.
# So put the newcomers of each week into a **cohort** (同期群) and follow it. A row is a cohort. A
# column is a step of four weeks since each customer's own first purchase.
#
# (Weeks begin on Monday. The shop opened on a Wednesday, 1 January 1997, so its first week is called
# 30 December 1996.)

# %% id="cohort-table"
table = cohorts.cohort_retention(orders, cohort="week", period=28, as_of="1997-09-30", free="count")
table.head(3)

# %% id="cohort-figure"
ax = plots.cohort_heatmap(table)
plots.label(ax, quiz.tell("cohort-title"), x="step of four weeks since the first purchase")

# %% id="cohort-reading"
quiz.tell("cohort-reading")

# %% id="ask-first-month"
quiz.first_month

# %% id="answer-first-month"
answer = ...
quiz.first_month.check(answer)

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** You can state a rate with its denominator, window and interval, and read a cohort
# table. In your own words: why can a rate rise although nobody changes?
#
# **When you come back**: run all cells above once more (*Run › Run All Above Selected Cell*), then go on below.
# The second sitting asks how long people wait, when a customer is lost, what the share of returning customers
# means, and whether five points are worth a quarter of the profit. It ends with a paragraph for your boss.

# %% [markdown] id="interval-text"
# ## How long until the next purchase?
#
# A fresh-food shop in our documents states: users with a repurchase cycle (复购周期) of 3 to 7 days are
# the largest group (原文 001:028: 复购周期在3-7天的用户占比最高). It does not say how that was counted. The usual way is a
# histogram of the gaps between two orders, and a histogram sees only gaps that have *ended*.
#
# A gap that has not ended yet when we look is called **censored** (删失). The **Kaplan–Meier** curve keeps
# it. A customer who has been silent for 40 days says nothing about day 41, but does say "not in the first
# 40". An example with ten customers:
#
# - On day 1 one of 10 returns. 9/10 are left.
# - Three joined yesterday and can't be watched further.
# - On day 2 one of the remaining 6 returns. So 9/10 × 5/6 = 75% have not returned.
#
# Below, `at_risk` is who is still watched and silent, `survival` is that product so far, and `naive` is what
# the finished gaps alone would say.

# %% id="interval"
gaps = cohorts.interpurchase_times(orders, which="first", as_of=today, free="count")
gaps[gaps["days"].isin([7, 30, 60, 90])]

# %% id="interval-figure"
ax = plots.survival_curve(gaps)
plots.label(
    ax,
    quiz.tell("interval-title"),
    x="days since the first purchase",
    y="share who have not bought again",
)

# %% id="interval-reading"
quiz.tell("interval-reading")

# %% id="ask-quarter-back"
quiz.quarter_back

# %% id="answer-quarter-back"
answer = ...
quiz.quarter_back.check(answer)

# %% [markdown] id="churn-text"
# ## When is a customer lost?
#
# Nobody tells a shop that they leave. You choose a cut-off, and the cut-off makes the **churn rate**
# (流失率). One document sets 30 days for every shop (原文 000:056: 沉睡用户（30天未购）). Try four:

# %% id="churn"
year_end = "1997-12-31"
churn = cohorts.churn_rate(orders, inactivity=[30, 60, 90, 180], as_of=year_end, free="count")
churn[["cutoff", "customers", "inactive", "rate"]]

# %% [markdown] id="churn-lever-text"
# Check each rule as you would check any alarm: go back 90 days, apply the rule, and see who has bought since.
# Before you run the cell: of those whom the 30-day rule called lost, how many came back? And of those after 180 days?

# %% id="churn-lever"
cut_offs = list(range(30, 211, 15))
curve = cohorts.churn_rate(orders, cut_offs, follow_up=90, as_of=year_end, free="count")
lever(lambda days: churn_cut_off(curve, days), "days of silence", cut_offs, start=60)

# %% id="churn-reading"
quiz.tell("churn-reading")

# %% [markdown] id="churn-caution"
# A win-back coupon to all whom a rule calls lost also pays those who come back anyway. What the coupon *adds*
# can only be seen against a group that gets none (a **holdout**, 对照组).

# %% id="ask-false-alarm"
quiz.false_alarm

# %% id="answer-false-alarm"
answer = ...
quiz.false_alarm.check(answer)

# %% [markdown] id="returning-text"
# ## "The more returning customers, the healthier"
#
# One of our documents counts it among the signs of a healthy shop that its **share of returning customers**
# (回头客占比) is above other shops' (原文 003:361: 回头客比例高于同行). Read the log as if
# it were your whole shop, and watch the share.

# %% id="returning"
monthly = cohorts.returning_share(orders, period="month", free="count").head(8)
monthly[["period", "buyers", "new_buyers", "returning", "share"]]

# %% id="ask-dashboard"
quiz.dashboard

# %% id="answer-dashboard"
answer = ...
quiz.dashboard.check(answer)

# %% id="returning-figure"
groups = {"returning": "returning buyers", "new_buyers": "new buyers"}
counts = monthly.rename(columns=groups).melt("period", list(groups.values()), "who", "people")
ax = plots.lines(counts, x="period", y="people", by="who")
plots.label(ax, quiz.tell("returning-title"), x="month", y="buyers in the month")

# %% id="returning-reading"
quiz.tell("returning-reading")

# %% [markdown] id="returning-caution"
# In your own shop this happens more slowly, whenever newcomers stay away: cut the advertising, and the share
# of returning customers goes up. Read it only beside the *number* of buyers and the cohort rate.

# %% [markdown] id="trial-text"
# ## On trial: "repurchase +5%, profit +25% to +95%"
#
# > 原文 000:049: 复购率每提升5%，利润可提升25%-95%（哈佛商业评论）
#
# So says our first document, and so say many slides. Three things got lost on the way.
#
# 1. The source, Reichheld and Sasser in 1990, wrote of **retention** in services: a bank's branches, a
#    card company, an insurance broker, a chain of garages. Most of their customers were kept by contract
#    or habit. *Repurchase rate* is something else.
# 2. Their step is five **points** of all customers (90 → 95%), not five per cent of the rate.
# 3. They start from firms that keep eight or nine of ten customers a year.
#
# If a customer stays each period with probability $r$, the relationship lasts $1/(1-r)$ periods
# on average. At $r = 80\,\%$ that is 5 purchases, at 85% it is 6.7: a third more. Now take your own rate
# and your own margin, say 8 dollars an order.

# %% id="ask-five-points"
quiz.five_points

# %% id="answer-five-points"
answer = ...
quiz.five_points.check(answer)

# %% id="trial"
mature = rates.loc[rates["base"] == "cohort", "rate"].iloc[0]
levels = [0.08, 0.15, mature, 0.60, 0.80, 0.90]
effects = [retention_profit_sensitivity(r, margin=8, delta=0.05) for r in levels]
effect = pd.concat(effects, ignore_index=True)
effect[["rate", "new_rate", "value", "new_value", "change"]]

# %% id="trial-figure"
grid = [i / 100 for i in range(5, 91)]
effect = pd.concat(retention_profit_sensitivity(r, margin=8, delta=0.05) for r in grid)
ax = plots.lines(effect, x="rate", y="change")
ax.axhspan(0.25, 0.95, alpha=0.15)
ax.text(0.06, 0.88, "what the slide promises")
plots.label(
    ax,
    quiz.tell("trial-title"),
    x="rate before the five points",
    y="change in value per customer",
)

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="exercises-text"
# ## Somebody else's sentences
#
# You have all the numbers now. Somebody else has written them down.

# %% id="ask-audit"
quiz.audit

# %% id="answer-audit"
answer = ...  # for example [(1, "A", 0.5, "A")], or [] if all are right
quiz.audit.check(answer)

# %% [markdown] id="yours-text"
# ## Now yours
#
# Import your platform's export once, in a terminal: `python course.py import FILE`. Then run the cell. An export
# begins in the middle of a shop's life: whoever bought before looks new in it. If you know better, write
# `known_from="2025-06-01"`, or `known_from=[]` for a shop that opened on the export's first day.

# %% id="yours"
from ecomlab import exports

if not exports.is_imported():
    print("Nothing is imported yet. In a terminal: python course.py import FILE")
elif not exports.my_shop().names_buyers:
    print(exports.my_shop().no_buyer)
else:
    rates = cohorts.repurchase_rate(exports.my_shop().orders, window=[30, 60], base="cohort")
    print(rates.round(3).to_string())

# %% [markdown] id="memo-text"
# ## The answer for your boss
#
# Which number did you decide for at the start? Write it down so that nobody can misread it.

# %% id="ask-memo"
quiz.memo

# %% id="answer-memo"
answer = ...  # your paragraph between three quotation marks: """ … """
quiz.memo.check(answer)

# %% [markdown] id="memo-notes" tags=["instructor"]
# **Rubric for the paragraph** (10 points). 3: the mature rate, with its interval and n. 2: window and denominator in
# words that a boss understands. 2: says who is not in it, and why. 2: says what to do with Finance's number. 1: no
# reason that nobody has tested. *Minus 2:* "two departments agree".

# %% [markdown] id="recap"
# ## Recap
#
# - A repurchase rate is three things: a **window**, a **denominator**, an **interval**.
# - Immature customers in the denominator make the rate follow how many *newcomers* you have, not how
#   loyal anybody is.
# - A histogram of gaps forgets those who have not returned; Kaplan–Meier does not.
# - Churn is a cut-off that you chose. Test it like an alarm.
# - The share of returning customers also rises when newcomers stay away.
# - Of "+5%", ask: points or per cent, of what, from what level?

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Ask whoever reports your repurchase rate: *of whom, within how many days, and have they all
#    had those days?* Write the answer beside the number, every time.
# 2. Run `cohorts.repurchase_rate(your_orders, window=[30, 90])` and keep the `cohort` row. It needs
#    two columns: `customer_id` and `ts_order`. Identify a buyer by a stable ID, not by a masked name
#    (t**): two people may share it.
# 3. Draw the weekly cohort table once a month. Look down the first columns for
#    worse newcomers, and along the diagonals for what the calendar did (a promotion, a holiday, a
#    breakdown).
# 4. Set the win-back day by product group, from your own Kaplan–Meier curve, not at 30 days
#    because a document says so. Always hold out a random part: a tenth of a large
#    group, half of a small one.
# 5. Contact only customers who agreed to it (营销同意), and let every message offer a way out.
# 6. Put the number of buyers beside every share of returning customers.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | repurchase rate | 复购率 | mature customers with a second purchase day within the window ÷ mature customers |
# | mature customer | 已满观察期的客户 | one whose window is over |
# | cohort | 同期群 | customers who joined in the same week or month |
# | retention rate | 留存率 | share of a cohort active in a later period |
# | interpurchase time | 复购周期 | days from one purchase day to the next |
# | censored | 删失 | not ended yet when we look |
# | churn rate | 流失率 | share silent for longer than a cut-off that you choose |
# | returning share | 老客占比 (回头客占比) | buyers with an earlier purchase ÷ buyers |
# | closed panel | 固定样本 | nobody joins after it was chosen |
# | holdout | 对照组 (also 空白组) | customers left alone on purpose, to see what would have happened anyway |
#
# **Sources.** Data: CDNOW, Fader and Hardie. Claim: Reichheld and Sasser, *Zero Defections*, Harvard
# Business Review 1990. Method: Kaplan and Meier 1958; Wilson 1927 for the intervals of rates.
