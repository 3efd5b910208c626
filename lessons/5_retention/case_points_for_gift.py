# %% [raw] id="header"
# title = "The ladder that keeps its members"
# chinese = "留住会员的成长阶梯"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["diamond_card"]
#
# [rows]
# K10 = "all_who_were_drawn / same_channels, look_alikes, by_lot, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. put a base rate (基准流失率) beside a churn figure,
# 2. test a sentence like "our VIPs stay",
# 3. judge a programme by everybody who was put into it (意向性分析), and against its cost.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import points_for_gift as method
from ecomlab.cases.points_for_gift import LOTS
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.levers import lever
from ecomlab.retention.figures import gain_at
from ecomlab.retention.membership import intention_to_treat, orders_in_window

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("points_for_gift")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives {{ churn }} without a time. Gone after a week, a quarter, a year? And the ladder is the document's
# advice: it has no figure, and no shop is named that built one. In this world the brand built it, and drew lots for it.
# **Wrong turn:** "gift hunters are worthless, everybody knows that". Ask what everybody would say if the figure were 40%.

# %% [markdown] id="card"
# Put 100 newcomers on the ladder. Some of them would stay without it, and some leave in spite of it. **How many of the 100 stay because
# of the ladder?** Type your guess in place of the first three dots. Then type a low and a high end, so far apart that the truth would
# surprise you outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # points: how many more of 100 stay because of the ladder

# %% [markdown] id="look-text"
# ## One ruler for all newcomers
#
# `customers` has everyone who first ordered in spring 2024, while the gift ran, or in autumn 2024, while the ladder ran. `orders` has
# what they ordered later, from day 8 on. `touches` has what the ladder gave, and to whom.

# %% id="look"
customers, orders, touches = (case.tables[name] for name in ("customers", "orders", "touches"))
print(f"{len(customers):,} newcomers, {len(orders):,} later orders, {len(touches):,} touches")
customers.iloc[[0, 1, -2, -1]]

# %% [markdown] id="ruler-text"
# When is a newcomer gone (流失)? Customers don't tell a shop that they leave. So agree on one window for everybody: **kept** is who
# orders in days 91 to 180 after the first order. By day 90 the gift is exchanged and the ladder is climbed. What
# happens after that happens without a present. `method.people` adds two columns: `early`, the orders in days 8 to 90, and `kept`.

# %% id="ruler"
people = method.people(customers, orders)
people[["customer_id", "acq_offer", "tier", "early", "kept"]].iloc[[0, 1, -2, -1]]

# %% [markdown] id="ruler-reading"
# > **Caution.** Another window gives another churn rate: the longer you look, the fewer are "gone". Two churn rates with
# > different windows can't be compared. Ask for the window first, then look at the figure.

# %% [markdown] id="obvious-text"
# ## The gift's people against the ladder's
#
# This is Marketing's slide: those who collected points for the gift, beside those who were put on the ladder in autumn. `method.drawn` has
# all for whom lots were drawn; `treated` got the ladder.

# %% id="slide" tags=["exhibit"]
lots = method.drawn(customers, orders, touches)
ladder, gift = lots[lots["arm"] == "treated"], people[people["acq_offer"] == "points gift"]
rows = {"collected for the gift (spring)": gift["kept"], "on the ladder (autumn)": ladder["kept"]}
slide = pd.DataFrame({name: {"newcomers": len(kept), "kept": kept.sum()} for name, kept in rows.items()}).T
slide.assign(gone=1 - slide["kept"] / slide["newcomers"])

# %% id="obvious"
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="base-text"
# ## The gift: what do the others do?
#
# "{{ churn }} are gone" sounds like the gift's fault. That would be true if these people had stayed without a gift. Did others stay? The
# newcomers of spring came through three channels. In each channel some took the gift, and some didn't.

# %% id="channels"
spring = people[people["first_order_at"] < LOTS]
gone = 1 - spring["kept"]
channels = gone.groupby([spring["acq_channel"], spring["acq_offer"]]).agg(["size", "mean"])
channels.rename(columns={"size": "newcomers", "mean": "churn"})

# %% id="channels-reading"
quiz.tell("channels-reading")

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
# ## Who climbs when nobody helps?
#
# Ms Chen and Ms Wu both found the shop in August. Both ordered again in September and in October. Ms Chen was on the ladder, so since day
# 90 her profile says VIP. Ms Wu wasn't, so her profile says nothing. In winter both order again. What did the ladder do for Ms Chen?
#
# In autumn the team drew lots among {{ drawn }} newcomers who had agreed to messages (营销授权). {{ on }} got the ladder (`treated`), and
# {{ off }} didn't (`holdout`). Look at the holdout only. These people got no sample, no discount and no VIP card. Who of them was kept, by
# their early orders?

# %% id="climb-figure"
holdout = lots[lots["arm"] == "holdout"]
steps = holdout.groupby(holdout["early"].clip(upper=3))["kept"].agg(["sum", "size"])
steps["low"], steps["high"] = rate_interval(steps["sum"], steps["size"])
steps["rate"], steps["n"] = steps["sum"] / steps["size"], steps["size"]
steps["orders"] = ["no order in days 8–90", "1 order", "2 orders", "3 or more"]
ax = plots.estimates(steps, "orders", counts="newcomers")
plots.label(ax, quiz.tell("climb-title"), x="kept: order in days 91–180, with 95% interval")

# %% id="climb-reading"
quiz.tell("climb-reading")

# %% id="look-alikes"
quiz.look_alikes

# %% id="look-alikes-answer" tags=["exercise"]
quiz.look_alikes.check(...)

# %% id="look-alikes-reading"
quiz.tell("look-alikes-reading")

# %% [markdown] id="climb-notes" tags=["instructor"]
# **Ask:** "How would a ladder look that does nothing at all?" Let them work it out: some climb it, and the climbers stay. So the
# slide of VIPs can't tell a good ladder from a useless one. Now come back to the piano.
# **Wrong turn:** "then compare VIPs with the look-alikes". Close. But if the ladder works, it makes VIPs of people who
# wouldn't have ordered twice, and they are weaker than those who did it alone. A ladder that works can look harmful that way.

# %% [markdown] id="all-text"
# ## Everybody who was drawn
#
# The lots made two groups that were alike before the first sample was sent. If you then keep only the VIPs of *one* group, they are no
# longer alike. So count them all: who was drawn for the ladder counts for the ladder, even those who threw the sample away.
#
# First look whether the lots did their work. Chance should send about the same shares of each channel into both groups.

# %% id="balance"
lots.groupby("arm")["acq_channel"].value_counts(normalize=True).rename("share of the group")

# %% [markdown] id="by-lot-text"
# Small differences are luck. Now the result:

# %% id="by-lot"
quiz.by_lot

# %% id="by-lot-answer" tags=["exercise"]
quiz.by_lot.check(...)

# %% [markdown] id="formula-text"
# How sure is that difference? Suppose that of 1,000 with the ladder 320 stay, and of 1,000 without it 300. The difference is 20 in a
# thousand, or 2 points. With the shares $\bar y_1$ and $\bar y_0$ of groups of $n_1$ and $n_0$ people, its 95% interval is about
#
# $$\bar y_1 - \bar y_0 \;\pm\; 1.96\,\sqrt{\frac{s_1^2}{n_1} + \frac{s_0^2}{n_0}}$$
#
# where $s^2$ is the variance of the yes (1) and no (0) in a group.

# %% id="right"
intention_to_treat(lots, treated="treated", control="holdout", outcome="kept")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="windows-text"
# ### When did they order?
#
# The team says that it saw more orders with the ladder. Perhaps it did. The ladder has three steps, so look at three windows.

# %% id="windows-figure"
rows = []
for start, end in [(8, 31), (31, 91), (91, 181)]:
    lots["active"] = orders_in_window(lots, orders, start, end) > 0
    for arm, name in [("treated", "ladder"), ("holdout", "no ladder")]:
        active = lots.loc[lots["arm"] == arm, "active"]
        low, high = rate_interval(active.sum(), len(active))
        rows.append((f"days {start}–{end - 1}, {name}", active.mean(), low, high))
windows = pd.DataFrame(rows, columns=["window", "rate", "low", "high"])
ax = plots.estimates(windows, "window")
plots.label(ax, quiz.tell("windows-title"), x="order in the window, with 95% interval", n=len(lots), counts="newcomers")

# %% id="windows-reading"
quiz.tell("windows-reading")

# %% [markdown] id="claim-text"
# Before the truth comes, your verdict: is Marketing's gap, the gift's people against the ladder's, too rosy, about right, or too modest?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="claim-notes-rosy" tags=["instructor", "rosy"]
# **Ask:** "Which comparison would Marketing have got for nothing?" The others of spring, channel by channel; it takes off the first part of the error. **Wrong
# turn:** "so the ladder is useless". Only the lots say that, and only against its cost.

# %% [markdown] id="claim-notes-right" tags=["instructor", "right"]
# **Ask:** "The slide compares other people in another season, and it is right. Is it a good slide?" No: next year the two needn't cancel. **Wrong turn:** to list
# its faults and stop. A fault has a size and a direction, and two can cancel.

# %% [markdown] id="claim-notes-modest" tags=["instructor", "modest"]
# **Ask:** "Who collected points, and what was winter like?" **Wrong turn:** to look for what makes the gap too large. Here it is too small: those who looked for
# the shop collected for the gift, and in autumn newcomers stay less often.

# %% [markdown] id="truth-text"
# ## What the ladder did
#
# This world was made, so its truth is known. The next cell shows it for the published issue. The truth of a class's own issue is with
# your instructor.

# %% id="truth" tags=["truth"]
x = "share kept with the ladder − share kept without, points, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: a newcomer is a regular or isn't, and orders at that pace (Poisson), a little slower after day 90, and in autumn slower or faster
# once more. The discount only moves first orders forward. Some takers of the gift who would come back don't. Whom the ladder keeps orders as often as
# others who are kept. Give the cards back, and ask what made the best guess good.

# %% [markdown] id="cost-text-heading"
# ## What a kept newcomer may cost

# %% id="cost-text"
quiz.tell("cost-text")

# %% id="break-even"
on = (lots["arm"] == "treated").sum()
print((touches.groupby("trigger")["offer_cost"].sum() / on).rename("yuan for each newcomer"))
needed = method.break_even(customers, orders, touches)
print(f"\nto be kept by the ladder: {100 * needed:.1f} of 100")

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="lever-text"
# ## What is a kept newcomer worth?
#
# That decides what the ladder may cost. Move the slider: from which worth on does it pay?

# %% id="lever"
today = round(method.leaves(customers, orders, touches), -1)
stops = sorted({*range(20, 401, 20), today})
lever(
    lambda worth: gain_at(worth, lambda x: method.gain_of(x, customers, orders, touches),
                          [stops[0], stops[-1]], "what a kept newcomer leaves", unit="yuan a newcomer"),
    "what a kept newcomer leaves", stops, start=today, unit="yuan",
)  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## A ladder for whom?
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
# 1. Your gym says that members who come for three months stay for years. What would you have to know before you pay for a
#    three-month programme?
# 2. The gift may have *brought* people who would never have come. Which table would show that, and who is missing in ours?
# 3. Nobody drew lots in spring. What could still be compared, and what would you never know?
# 4. What would the VIP figure look like if VIP began at one order? At five?
# 5. Your verdict on the slide, and your decision: could one of them turn while the other stays?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write the window beside each churn rate (流失率): "no order in days 91–180". Write the base rate of similar people beside it.
# - When somebody shows the members who made it, ask how many began.
# - Before a programme starts, leave a tenth of the newcomers out by lot, and store who they are (`arm`). A holdout costs what the
#   programme would have brought those people. That is cheap against a ladder that does nothing, and you can't make up for it later.
# - What you have promised publicly to everybody, everybody gets.
# - Messages on day 7 and day 30 go only to those who agreed to them, and each names a way out (退订).
# - A sample, given or exchanged for points, is a cosmetic product. It needs a label with name, maker and expiry like what you sell
#   (化妆品标签管理办法).
# - Say at the start what points buy and when they lapse. If the gift is "out of stock" once people have collected for it, you
#   have broken a promise.

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
