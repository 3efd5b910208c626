# %% [raw] id="header"
# title = "The ladder that keeps its members"
# chinese = "留住会员的成长阶梯"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["diamond_card"]
#
# [rows]
# K10 = "all_who_were_drawn / same_channels, look_alikes, by_lot, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. put a base rate (基准流失率) beside a churn figure,
# 2. test a sentence like "our VIPs stay",
# 3. judge a programme by everybody who was put into it (意向性分析), and against its cost.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 6 | one ruler for all newcomers |
# | 4 | the obvious answer |
# | 10 | the gift: what do the others do? With an exercise |
# | 8 | climbing without a ladder, with an exercise |
# | 8 | everybody who was drawn, with an exercise |
# | 2 | the truth |
# | 7 | the cost, and your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Two errors, one after the other: a churn rate without a base rate (the gift), then survivors (the
# ladder). The first is easy to find; whoever feels safe then steps into the second.
#
# With 35 minutes: leave out the gift's exercise and the figure of the three windows.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import points_for_gift as method
from ecomlab.cases.points_for_gift import LOTS
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.retention.membership import intention_to_treat, orders_in_window

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("points_for_gift")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives {{ churn }} without a time. Gone after a week, a quarter, a year? And the ladder is the document's
# advice: it has no figure, and no shop is named that built one. In this world the brand built it, and drew lots for it.
# **Wrong turn:** "gift hunters are worthless, everybody knows that". Ask what everybody would say had the figure been 40 %.

# %% [markdown] id="guess"
# Put 100 newcomers on the ladder. Some would stay anyway, some will leave anyway. **Before you open the data, write down
# how many of the 100 stay because of the ladder.**

# %% [markdown] id="look-text"
# ## One ruler for all newcomers
#
# `customers` has everyone who first ordered in spring 2024, while the gift ran, and in autumn, while the ladder did. `orders` has what
# they ordered after that, from day 8 on. `touches` has what the ladder gave, and to whom.

# %% id="look"
customers, orders, touches = (case.tables[name] for name in ("customers", "orders", "touches"))
print(f"{len(customers):,} newcomers, {len(orders):,} later orders, {len(touches):,} touches")
customers.iloc[[0, 1, -2, -1]]

# %% [markdown] id="ruler-text"
# When is a newcomer gone (流失)? Nobody tells a shop that they leave. So agree on one window, the same for all: **kept** is who orders
# in days 91 to 180 after the first order. By day 90 the gift is exchanged and the ladder is climbed; what happens then
# happens without a present. `method.people` adds two columns: `early`, the orders in days 8 to 90, and `kept`.

# %% id="ruler"
people = method.people(customers, orders)
people[["customer_id", "acq_offer", "tier", "early", "kept"]].iloc[[0, 1, -2, -1]]

# %% [markdown] id="ruler-reading"
# > **Caution.** Another window gives another churn rate: the longer you look, the fewer are "gone". Two churn rates with
# > different windows can't be compared. Ask for the window first, then look at the figure.

# %% [markdown] id="obvious-text"
# ## The obvious answer
#
# The gift's people against the ladder's VIPs.

# %% id="obvious"
gift, vip = people["acq_offer"] == "points gift", people["tier"] == "VIP"
churn = 1 - pd.Series({"took the gift": people["kept"][gift].mean(), "VIP": people["kept"][vip].mean()})
print(churn.round(3).to_string())
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="base-text"
# ## The gift: what do the others do?
#
# "{{ churn }} have gone" sounds like the gift's fault. For that to be so, they would have to stay without it. Did others stay? The
# newcomers came through three channels, and some took the gift while some didn't.

# %% id="channels"
spring = people[people["first_order_at"] < LOTS]
took = spring["acq_offer"].rename("offer")
table = spring.groupby(["acq_channel", took])["kept"].agg(["size", "mean"]).unstack()
table = table.rename(columns={"size": "newcomers", "mean": "churn"})
table["churn"] = 1 - table["churn"]
table

# %% [markdown] id="channels-reading"
# Read across, then down. Across: gift or not, a large part is gone after a quarter. That part is the **base rate**. Down: the
# channels differ without any gift, and most takers came through the short videos.

# %% id="quiz"
quiz.same_channels

# %% id="same-channels-answer" tags=["exercise"]
quiz.same_channels.check(...)

# %% id="base-reading"
quiz.tell("base-reading")

# %% [markdown] id="base-notes" tags=["instructor"]
# **Wrong turn:** "so the gift wasn't bad". Not shown either: it cost money, and whether it *brought* people who wouldn't have come is
# a question that nothing here answers (those who never came aren't in the table). Only the {{ churn }} falls as an argument.

# %% [markdown] id="climb-text"
# ## Climbing without a ladder
#
# Ms Chen and Ms Wu both found the shop in August. Both ordered again in September and in October. Ms Chen was on the ladder, so since day
# 90 her profile says VIP. Ms Wu was not, so hers says nothing. In winter both order again. What did the ladder do for Ms Chen?
#
# In autumn the team drew lots: of {{ drawn }} newcomers who had agreed to messages (营销授权), {{ on }} got the ladder (`treated`), {{ off }} didn't
# (`holdout`). Look at the holdout only. No sample, no discount, no VIP.

# %% id="climb-figure"
lots = method.drawn(customers, orders, touches)
holdout = lots[lots["arm"] == "holdout"]
steps = holdout.groupby(holdout["early"].clip(upper=3))["kept"].agg(["sum", "size"])
steps["low"], steps["high"] = rate_interval(steps["sum"], steps["size"])
steps["rate"], steps["n"] = steps["sum"] / steps["size"], steps["size"]
steps["orders"] = ["no order in days 8–90", "1 order", "2 orders", "3 or more"]
ax = plots.estimates(steps, "orders")
rates = steps["rate"].to_list()
finding = f"Without any ladder: kept {rates[0]:.0%} with no early order, {rates[2]:.0%} with two"
plots.label(ax, finding, x="order in days 91–180, with 95 % interval")

# %% [markdown] id="climb-reading"
# Nobody did anything for these people, and still early orders go with later ones. Nothing in the figure says that the first bring about the second.

# %% id="look-alikes"
quiz.look_alikes

# %% id="look-alikes-answer" tags=["exercise"]
quiz.look_alikes.check(...)

# %% id="look-alikes-reading"
quiz.tell("look-alikes-reading")

# %% [markdown] id="climb-notes" tags=["instructor"]
# **Ask:** "How would a ladder look that does nothing at all?" Let them work it out: some climb it, and the climbers stay. So the
# slide can't tell a good ladder from a useless one.
# **Wrong turn:** "then compare VIPs with the look-alikes". Close. But if the ladder works, it makes VIPs of people who
# wouldn't have ordered twice, and they are weaker than those who did it alone. A ladder that works can look harmful that way.

# %% [markdown] id="all-text"
# ## Everybody who was drawn
#
# The lot made two groups alike before the first sample was sent. Anything that you do afterwards to *one* of them, like keeping its VIPs, undoes
# that. So count them all: whoever was drawn for the ladder counts for the ladder, even if they threw the sample away.
#
# First see whether the lot did its work. The two arms should have come through the channels in the same
# shares, but for luck:

# %% id="balance"
pd.crosstab(lots["arm"], lots["acq_channel"], normalize="index")

# %% id="by-lot"
quiz.by_lot

# %% id="by-lot-answer" tags=["exercise"]
quiz.by_lot.check(...)

# %% [markdown] id="formula-text"
# Of 1,000 with the ladder, say 270 stay; of 1,000 without, 265. The difference is 5 in a thousand, 0.5 points. With shares
# $\bar y_1$ and $\bar y_0$ of groups of $n_1$ and $n_0$ people:
#
# $$\bar y_1 - \bar y_0 \;\pm\; 1.96\,\sqrt{\frac{s_1^2}{n_1} + \frac{s_0^2}{n_0}}$$
#
# where $s^2$ is the variance of the yes (1) and no (0) in a group.

# %% id="right"
intention_to_treat(lots, treated="treated", control="holdout", outcome="kept")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="windows-text"
# ### Where "clearly up" may come from
#
# The team saw more activity, and probably it did. The ladder has three rungs, so look at three windows.

# %% id="windows-figure"
rows = []
for start, end in ((8, 31), (31, 91), (91, 181)):
    active = orders_in_window(customers, orders, start, end) > 0
    for arm, name in (("treated", "ladder"), ("holdout", "no ladder")):
        chosen = active[customers["customer_id"].isin(lots.loc[lots["arm"] == arm, "customer_id"])]
        low, high = rate_interval(chosen.sum(), len(chosen))
        rows.append((f"days {start}–{end - 1}, {name}", chosen.mean(), low, high))
windows = pd.DataFrame(rows, columns=["window", "rate", "low", "high"])
ax = plots.estimates(windows, "window")
gaps = 100 * (windows["rate"].iloc[::2].to_numpy() - windows["rate"].iloc[1::2].to_numpy())
finding = "Ladder − no ladder, in points: " + ", then ".join(f"{gap:+.1f}" for gap in gaps)
plots.label(ax, finding.replace("-", "−"), x="order in the window, with 95 % interval")

# %% [markdown] id="windows-reading"
# Until day 30 there is a discount, and people use it: the first gap. An order that would have come in week seven comes in week
# three, so the second window pays part of it back. Only the third window comes after the last present.
#
# > **Caution.** Activity while you pay for it is no stickiness (用户粘性). Measure after the last present.

# %% [markdown] id="truth-text"
# ## What the ladder did
#
# In this world somebody wrote down what the ladder does. Of the published issue you see it now; of a class's own issue your
# instructor holds it.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"Of 100 on the ladder, {100 * case.truth:.0f} stay because of it; the slide says "
    f"{100 * case.naive.estimate:.0f}",
    x="share kept with the ladder − share kept without, points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: a newcomer is a regular or isn't, and orders at that pace (Poisson), a little slower after day 90. The discount only moves first
# orders forward. The gift's takers come back somewhat less than others of their channel.
# Ask what programme they know of that keeps so many.

# %% [markdown] id="cost-text-heading"
# ## What a kept newcomer may cost

# %% id="cost-text"
quiz.tell("cost-text")

# %% id="break-even"
on = (lots["arm"] == "treated").sum()
print(touches.groupby("trigger")["offer_cost"].sum() / on)
needed = method.break_even(customers, orders, touches)
print(f"to be kept by the ladder: {100 * needed:.1f} of 100")

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: what the ladder keeps, with its interval and among whom; what it must keep; what happens
# on Monday.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the difference by lot, in points, with its interval, over all who were drawn. 2: says what "kept"
# means (days 91–180) and for whom it holds. 3: held against break-even ({{ break_even:points }}). 2: an action with an end date and a measure
# taken after the last present. *Minus 2:* {{ vip_churn }} or {{ naive:points }} stands there as the ladder's success; *minus 1:* {{ churn }} as the
# gift's fault, without a base rate.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Your gym says that members who come for three months stay for years. What would you have to know before you pay for a
#    three-month programme?
# 2. The gift may have *brought* people who would never have come. Which table would show that, and who is missing in ours?
# 3. Nobody drew lots in spring. What could still be compared, and what would you never know?
# 4. A rung that nobody can fail isn't a rung. What would the VIP figure look like if VIP began at one order? At five?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write the window beside each churn rate (流失率): "no order in days 91–180", and the base rate of similar people beside it.
# - When somebody shows the members who made it, ask how many began.
# - Before a programme starts, leave a part of the newcomers out by lot, and store who (`arm`). It costs what the programme would have brought them, and it can't be made
#   up for later. What you promised publicly to everybody, everybody gets.
# - Messages on day 7 and day 30 go only to those who agreed to them, and each names a way out (退订). A sample, given or
#   exchanged for points, is a cosmetic product: it needs a label with name, maker and expiry like what you sell (化妆品标签管理办法).
# - Say at the start what points buy and when they lapse. A gift that is "out of stock" once people have collected for it
#   is a broken promise, not marketing.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | churn rate | 流失率 |
# | base rate | 基准率 |
# | points for a gift | 集点兑换礼品 |
# | growth ladder (day 7, 30, 90) | 成长阶梯 |
# | survivorship bias | 幸存者偏差 |
# | by lot, at random | 随机分组 |
# | holdout | 对照组 |
# | intention to treat | 意向性分析 |
# | stickiness | 用户粘性 |
