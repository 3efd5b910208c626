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
# U03 = "repurchase_rate / sixty_days"
# U04 = "cohort_retention, triangle / first_month / in part: retention of visits waits for the shop"
# U05 = "interpurchase_times, median_interval / quarter_back / in part: intervals per category wait for the shop"
# U33 = "returning_share / dashboard"
# U38 = "churn_rate / false_alarm"
# K22 = "retention.lifetime.retention_profit_sensitivity / five_points"
# M64 = "repurchase_rate / sixty_days"
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
# **For the instructor.** 10 min three numbers (hands up for each before anything is computed) · 10 five
# customers at the whiteboard · 10 the rate that rises by itself · 10 the heatmap, read aloud by a
# trainee, diagonals too · 10 the silent ones: Kaplan–Meier with ten people standing up · 5 churn ·
# 5 returning share · 40 exercises. HBR as homework, or 10 min more.
#
# Possible wrong turns: 26.5 % is taken because two colleagues agree on it. Somebody reads
# the white corner of the heatmap as 0 %, or calls the 100 % share "fake": it isn't, the
# sentence on it is.

# %% [markdown] id="question"
# ## The question
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
# | Finance | 26.5 % | all customers we ever had; who bought again within 90 days? |
# | The dashboard | 26.6 % | everyone who bought in the last 90 days; who bought at least twice? |
# | Customer care (CRM) | 29.8 % | only customers who have *had* their 90 days; who bought again? |
#
# Two of the three agree. Which number do you give your boss?

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
from ecomlab.retention import cohorts
from ecomlab.retention.lifetime import retention_profit_sensitivity

pd.options.display.precision = 3
plots.use_house_style()
orders = load("cdnow").orders
quiz = exercises("5_1", orders=orders, as_of="1997-04-22")
orders.head(4)

# %% [markdown] id="data-defects"
# There is no order number, and some customers have two rows on one day: two parcels, or one
# order booked twice? Nobody can tell any more. So a **repurchase** here means *a purchase on a
# later day*. Say such a rule aloud whenever you report a rate; it moves this one by 0.7
# points.

# %% [markdown] id="example-text"
# ## Five customers before any formula
#
# Five customers, and the 90 days (shaded) that each of them has from the first purchase on.
# The vertical line is today.

# %% id="example-figure"
five = pd.DataFrame({
    "customer_id": ["Ann", "Ann", "Bob", "Cleo", "Cleo", "Dan", "Dan", "Eve"],
    "ts_order": pd.to_datetime(["1997-01-05", "1997-02-20", "1997-01-12", "1997-01-25",
                                "1997-03-26", "1997-02-20", "1997-05-12", "1997-03-20"]),
})
ax = plots.timelines(five, window=90, as_of="1997-04-30")
plots.label(ax, "Dan and Eve have not had their 90 days yet")

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
rates = cohorts.repurchase_rate(orders, window=90, as_of="1997-04-30")
rates

# %% id="three-bases-reading"
quiz.tell("three-bases-reading")

# %% [markdown] id="three-bases-interval"
# `low` and `high` are a **95 % interval** (置信区间): had other customers of the same kind come, the rate
# would have been a little different, and ranges made this way hold the true rate 19 times in 20.
# Few customers, wide range. It says nothing about a wrong denominator: Finance's interval is
# narrow, and misses.

# %% id="three-bases-figure"
who = {"cohort": "CRM (cohort)", "period": "Dashboard (period)", "all_ever": "Finance (all ever)"}
named = rates.rename(columns={"rate": "estimate"}).replace({"base": who})
ax = plots.estimates(named, label="base")
plots.label(
    ax,
    "CRM is right: counting the unfinished costs three points",
    x="90-day repurchase rate on 30 April 1997, with 95 % interval",
)

# %% [markdown] id="agreement"
# Finance and the dashboard agree because they make **the same mistake**: both count people
# whose time is not over as people who stayed away. Agreement is no evidence when the
# errors are related.

# %% [markdown] id="trap-text"
# ## A rate that rises by itself
#
# Let Finance and CRM repeat their numbers every week.

# %% id="trap"
weeks = pd.date_range("1997-04-02", "1997-07-16", freq="7D")
history = pd.concat(
    cohorts.repurchase_rate(orders, 90, base=["cohort", "all_ever"], as_of=day).assign(as_of=day)
    for day in weeks
)
ax = plots.lines(history, x="as_of", y="rate", by="base")
plots.label(
    ax,
    "Finance reports a rise of eight points; behaviour has not changed",
    y="90-day repurchase rate",
)

# %% [markdown] id="trap-reading"
# Nobody joins after March, so week by week more customers reach the end of their window, and the
# all-ever rate climbs to where the cohort rate has been since the second week (its first point rests
# on two days' customers: see the wide band). Somebody will claim that rise for a campaign.
#
# It works the other way too. When a big promotion floods the shop with newcomers, the all-ever
# rate *falls*, and somebody will say that the promotion brought bad customers. In a shop that goes on
# winning customers the all-ever rate never catches up: it follows the intake.
#
# > **Caution.** The cohort rate is right but late: it speaks of people who joined at least 90
# > days ago. If you need to hear sooner, use a shorter window (30 days), not younger people.

# %% id="end-of-log"
cohorts.repurchase_rate(orders, window=90)

# %% [markdown] id="end-of-log-reading"
# A year later every 90-day window is over, and Finance and CRM agree at 29.2 %. The dashboard
# says 35.7 %, of 3,301 buyers. It isn't wrong, it answers another question: of those who *still*
# buy in the spring of 1998, how many bought twice? Whoever left long ago is not asked any more. (In a
# shop that still wins customers, newcomers would be in these 3,301 too.)
#
# **Never compare two repurchase rates before you know both denominators.** The five documents
# behind this course quote one after another ("from 8 % to 15 %", "60 %", "below 5 %"), and none
# names its denominator.

# %% [markdown] id="cohort-text"
# ## The cohort table
#
# A single rate hides *when* people come back and whether newer customers differ from older ones.
# So put the newcomers of each week into a **cohort** (同期群) and follow it: a row is a cohort, a
# column counts four-week steps since each customer's own first purchase.

# %% id="cohort-table"
table = cohorts.cohort_retention(orders, cohort="week", period=28, as_of="1997-09-30")
table.head(3)

# %% id="cohort-figure"
ax = plots.cohort_heatmap(table)
plots.label(
    ax,
    "Every week's newcomers start near 17 % and fade to about 7 %",
    x="four-week period since the first purchase",
)

# %% [markdown] id="cohort-reading"
# Read it in four ways.
#
# - **Along a row**: a cohort fades fast, then slowly. It does not fall to zero.
# - **Down a column**: are newer customers worse? In the first three columns they are not; the
#   differences are what chance gives with 2,000 people.
# - **Along a diagonal**, one step left as you go down: the same weeks of the calendar. The darker
#   cells from the fifth column on are late June and late July, when all cohorts bought more. A
#   diagonal is a date, not a cohort.
# - **The white corner** is not zero. Those periods aren't over; the function leaves out
#   every cell whose last member has not had the whole period.

# %% [markdown] id="interval-text"
# ## How long until the next purchase?
#
# A fresh-food shop in our documents states: users with a repurchase cycle (复购周期) of 3 to 7 days are
# the largest group (原文 001:028: 复购周期在3-7天的用户占比最高). It does not say how that was counted. The usual way is a
# histogram of the gaps between two orders, and a histogram sees only gaps that have *ended*.
#
# A gap that has not ended yet when we look is called **censored** (删失). The **Kaplan–Meier** curve keeps
# it: a customer who has been silent for 40 days says nothing about day 41, but does say "not in
# the first 40". An example: ten customers. On day 1 one of 10 returns, 9/10 are left. Three joined
# yesterday and can't be watched further. On day 2 one of the remaining 6 returns: 9/10 × 5/6 = 75 % have not
# returned.
#
# Below, `at_risk` is who is still watched and silent, `survival` that product so far, and `naive`
# what the finished gaps alone would say.

# %% id="interval"
gaps = cohorts.interpurchase_times(orders, which="first", as_of="1997-04-30")
gaps[gaps["days"].isin([7, 30, 60, 90])]

# %% id="interval-figure"
ax = plots.survival_curve(gaps)
plots.label(
    ax,
    "The histogram promises that everyone returns; seven in ten have not",
    x="days since the first purchase",
    y="share who have not bought again",
)

# %% [markdown] id="interval-reading"
# Read day 30. Of the gaps that have *ended*, two in three took 30 days or less, so the histogram
# says "most return within a month". Of the *customers*, five in six have not returned by then.
#
# And the 3 to 7 days? They hold 15 % of the finished gaps here (music, not fresh food), and days 1 to 5
# hold a little more. The commonest gap is one day. In a log cut off after four months, short gaps have
# had time to finish and long ones have not. **The most common gap is not the cycle.** A reminder on day 7 "because that is the cycle" goes to a crowd of whom
# 94 % have not come back, and mostly are not thinking of you.

# %% [markdown] id="churn-text"
# ## When is a customer lost?
#
# Nobody tells a shop that they leave. You choose a cut-off, and the cut-off makes the **churn rate**
# (流失率). One document sets 30 days for every shop (原文 000:056: 沉睡用户（30天未购）). Try four, and check each as you would check
# any alarm: go back 90 days, apply the rule, see who bought since.

# %% id="churn"
churn = cohorts.churn_rate(orders, inactivity=(30, 60, 90, 180), follow_up=90, as_of="1997-12-31")
churn[["cutoff", "customers", "inactive", "rate", "flagged", "false_alarm"]]

# %% [markdown] id="churn-reading"
# With 30 days nine in ten customers are "lost"; with 180 days seven in ten. The shop is the same.
# And of those whom the 30-day rule had given up 90 days before, one in seven has bought since,
# without any campaign of *yours*. Even after 180 days of silence one in twelve came back. So no cut-off
# is right; choose the one whose false alarms you can afford. A win-back coupon to all of them pays these people for what they do anyway. What the
# coupon *adds* can only be seen against a group that gets none (a **holdout**, 对照组).

# %% [markdown] id="returning-text"
# ## "The more returning customers, the healthier"
#
# One of our documents counts it among the signs of a healthy shop that its **share of returning customers**
# (回头客占比) is above other shops' (原文 003:361: 回头客比例高于同行). Read the log as if
# it were your whole shop, and watch the share.

# %% id="returning"
monthly = cohorts.returning_share(orders, period="month").head(8)
monthly[["period", "buyers", "new_buyers", "returning", "share"]]

# %% id="returning-figure"
counts = monthly.melt("period", ["returning", "new_buyers"], var_name="who", value_name="people")
ax = plots.lines(counts, x="period", y="people", by="who")
plots.label(
    ax,
    "From April on every buyer is a returning one: nobody new can come",
    y="buyers in the month",
)

# %% [markdown] id="returning-reading"
# In April the share is 100 %, "perfect health", and the buyers are 2,822 instead of 9,524. (The
# returning ones rose too, from 2,276 to 2,822: after March simply more people *could* return.) The
# panel was closed in March, so it can't answer this question at all; it shows only what the share
# is made of.
#
# In your own shop the same happens, more slowly, whenever newcomers stay away: cut the
# advertising, and the share of returning customers goes up. Read it only beside the *number* of
# buyers and the cohort rate.

# %% [markdown] id="trial-text"
# ## On trial: "repurchase +5 %, profit +25 % to +95 %"
#
# > 原文 000:049: 复购率每提升5%，利润可提升25%-95%（哈佛商业评论）
#
# So our first document, and many a slide. Three things got lost on the way.
#
# 1. The source, Reichheld and Sasser in 1990, wrote of **retention** in services: a bank's branches, a
#    card company, an insurance broker, a chain of garages. Most of their customers were kept by contract
#    or habit. *Repurchase rate* is something else.
# 2. Their step is five **points** of all customers (90 → 95 %), not five per cent of the rate.
# 3. They start from firms that keep eight or nine of ten customers a year. You don't.
#
# If a customer stays each period with probability $r$, the relationship lasts $1/(1-r)$ periods
# on average. At $r = 80\,\%$ that is 5 purchases, at 85 % it is 6.7: a third more. At 29 % it is
# 1.41, at 34 % it is 1.52. Take your own margin, say 8 dollars an order:

# %% id="trial"
levels = [0.08, 0.15, 0.29, 0.60, 0.80, 0.90]
effect = pd.concat(retention_profit_sensitivity(r, margin=8, delta=0.05) for r in levels)
effect[["rate", "new_rate", "value", "new_value", "change"]]

# %% id="trial-figure"
grid = [i / 100 for i in range(5, 91)]
effect = pd.concat(retention_profit_sensitivity(r, margin=8, delta=0.05) for r in grid)
ax = plots.lines(effect, x="rate", y="change")
ax.axhspan(0.25, 0.95, alpha=0.15)
ax.text(0.06, 0.88, "what the slide promises")
plots.label(
    ax,
    "Without fixed costs, 25–95 % needs customers of whom 75–90 % stay",
    x="rate before the five points",
    y="change in value per customer",
)

# %% [markdown] id="verdict"
# **Verdict.** Plausible for them, wrong shop. At CDNOW's 29 % five points are worth about 8 %, at the
# 8 % of our fresh-food case about 6 %. Fixed costs enlarge the change of *profit*: with `fixed_cost=9`,
# nearly all that a customer brings, five points give +38 % even here. A shop that barely earns anything sees
# large percentages. And nobody has said what five points cost. When somebody quotes the
# sentence in a meeting, ask: five points of what, from what level, at what price?
#
# > **Caution.** The formula gives a CDNOW customer 1.41 purchases; in this log they made 2.87. A 90-day
# > rate is not "the chance that there is ever another order", and that chance grows with every
# > order. Read the 8 % as a size, not as a forecast.

# %% [markdown] id="exercises-text"
# ## Exercises
#
# Put your answer in place of `...` and run the cell. `hint()` gives a hint, one step at a time;
# `solution()` shows working code. A wrong answer often earns you a sentence on *how* it is wrong.

# %% id="quiz"
quiz.sixty_days

# %% id="answer-sixty-days"
answer = ...
quiz.sixty_days.check(answer)

# %% id="ask-first-month"
quiz.first_month

# %% id="answer-first-month"
answer = ...
quiz.first_month.check(answer)

# %% id="ask-quarter-back"
quiz.quarter_back

# %% id="answer-quarter-back"
answer = ...
quiz.quarter_back.check(answer)

# %% id="ask-false-alarm"
quiz.false_alarm

# %% id="answer-false-alarm"
answer = ...
quiz.false_alarm.check(answer)

# %% id="ask-five-points"
quiz.five_points

# %% id="answer-five-points"
answer = ...
quiz.five_points.check(answer)

# %% id="ask-dashboard"
quiz.dashboard

# %% id="answer-dashboard"
answer = ...
quiz.dashboard.check(answer)

# %% [markdown] id="recap"
# ## Recap
#
# - A repurchase rate is three things: a **window**, a **denominator**, an **interval**. On 30 April:
#   29.8 % of 7,579 customers whose 90 days were over.
# - Immature customers in the denominator make the rate follow how many *newcomers* you have, not how
#   loyal anybody is.
# - A histogram of gaps forgets those who have not returned; Kaplan–Meier does not.
# - Churn is a cut-off that you chose. Test it like an alarm.
# - The returning share is perfect in a shop that wins nobody.
# - "+5 % → +25–95 %" holds where three in four stay already, or where there is hardly any profit to
#   begin with.

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
