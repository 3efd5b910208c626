# %% [raw] id="header"
# title = "The message that called them back"
# chinese = "把顾客叫回来的短信"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["diamond_card"]
#
# [rows]
# K04 = "uplift / never_sent, mix_only, next_order, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. measure what a message brought (对照组),
# 2. say what moved a repurchase rate, and which window a cycle was seen through,
# 3. decide on a weekly message by what it adds in yuan.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 6 | the list of 2 July, and what may be sent |
# | 4 | the obvious answer |
# | 7 | on their way already, with an exercise |
# | 8 | forty names in a hat |
# | 2 | the truth |
# | 10 | the other two figures, with two exercises |
# | 8 | free shipping for whom? Your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Everybody writes one number on a card: of 100 who got the message, so many came back *because* of it. Collect the
# cards. They come back at the truth.
#
# With 35 minutes: leave out the other two figures; they stand on their own and make a short lesson for another day.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import sms_recall as method
from ecomlab.cases.sms_recall import CLASSES, DAYS
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.retention.messages import holdout_effect, message_profit, repurchase_by_group

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("sms_recall")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** four figures, no number of customers behind any of them, no window, three measures begun together. The document writes "raised to" for
# the recall rate and gives no "from". **Wrong turn:** a debate about the wording of messages. Ask first whether there is anything to explain.

# %% [markdown] id="guess"
# Of those who got the message on 2 July, {{ recalled }} ordered within two weeks. **Before you open any data, write down for how many of
# every 100 who got it the message was the reason.**

# %% [markdown] id="list-text"
# ## The list of 2 July
#
# `touches` has a row for each of the {{ list }} customers on the list: they had agreed to messages, hadn't ordered in May or June, and had opened the
# shop's app in late June. `arm` says who got the message
# (treated) and whose name the clerk kept off by lot (holdout). `ordered` looks at the 14 days that followed, in both.

# %% id="list"
customers, orders, touches = (case.tables[name] for name in ("customers", "orders", "touches"))
touches.drop(columns=["channel", "ts", "trigger"]).head(6)

# %% [markdown] id="lawful-text"
# ## What may be sent
#
# Before any statistics: may this message go out at all? An advertisement by text message needs the receiver's consent, names its sender,
# and offers a way to refuse more of them (广告法 第四十三条). Who refuses is left alone from then on (通信短信息服务管理规定). A telephone number that
# came with an order was given for that order.

# %% id="consent"
agreed = customers.set_index("customer_id")["marketing_consent"]
print(f"{agreed.mean():.0%} of all customers agreed to messages;")
print(f"{touches['customer_id'].map(agreed).mean():.0%} of the list did.")
print(touches["segment"].value_counts(normalize=True).round(3).to_string())

# %% id="lawful-reading"
quiz.tell("lawful-reading")

# %% [markdown] id="lawful-notes" tags=["instructor"]
# **Wrong turn:** "everybody does it, and it works". Let it stand for a moment. Then: what does the second message of a sender get, whose first one was
# untrue? No document mentions a cap on messages either (000:056, 003:266). Ask how many a week the class would stand for themselves.

# %% [markdown] id="obvious-text"
# ## The obvious answer

# %% id="obvious"
got = touches[touches["arm"] == "treated"]
print(f"{got['ordered'].sum():,} of {len(got):,} ordered within 14 days")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="unasked-text"
# ## On their way already
#
# What would have to be true for all {{ recalled }} to be the message's? That the same people, unasked, order nothing. You can't see the same people
# twice. But you can see others of their kind, to whom nobody wrote. Begin with those who have something in the cart.

# %% id="quiz"
quiz.never_sent

# %% id="never-sent-answer" tags=["exercise"]
quiz.never_sent.check(...)

# %% [markdown] id="unasked-reading"
# Put your number beside the {{ recalled }} of the claim. A recall rate says first of all *whom you wrote to*. Put warmer people on the list and it rises;
# put the really lost ones on it, for whom the message was meant, and it falls. "Raised to {{ recalled }}" may be the work of whoever draws
# up the list.

# %% [markdown] id="hat-text"
# ## Forty names in a hat
#
# Ms Wu has cherries in her cart. She gets the message at ten and orders at noon. Was it the message? Mr He has cherries in his cart too; his name was
# drawn from a hat, he got nothing, and ordered on Friday. So with those two we know nothing. With forty names drawn from two hundred, the forty stand for
# the rest: as many open carts, as many in a hurry, as many on holiday. The lot doesn't know who is who.
#
# That can be checked, for whatever has a column:

# %% id="lot"
touches.groupby("arm").agg(
    people=("ordered", "size"),
    open_cart=("segment", lambda kind: (kind == "open cart").mean()),
)

# %% [markdown] id="lot-reading"
# The two shares should differ by luck at most. If they differ by much, the lot wasn't one: ask who drew it, and how.

# %% id="arms-figure"
rates = touches.groupby(["segment", "arm"])["ordered"].agg(["sum", "size", "mean"]).reset_index()
rates = rates.rename(columns={"mean": "rate", "size": "n"})
rates["low"], rates["high"] = rate_interval(rates["sum"].to_numpy(), rates["n"].to_numpy())
rates["who"] = rates["segment"] + ", " + rates["arm"]
ax = plots.estimates(rates, label="who")
arm = touches.groupby("arm")["ordered"].mean()
plots.label(
    ax,
    f"{arm['treated']:.0%} ordered with the message, {arm['holdout']:.0%} without it",
    x="ordered within 14 days, with 95 % interval",
)

# %% [markdown] id="formula-text"
# Look at the figure in pairs. Over both kinds together, the message's effect (增量, uplift) is one subtraction, and the luck of both groups adds up:
#
# $$\text{uplift} = r_1 - r_0 \;\pm\; 1.96\sqrt{\frac{r_1(1-r_1)}{n_1} + \frac{r_0(1-r_0)}{n_0}}$$

# %% id="right"
holdout_effect(touches, treated="treated", control="holdout", outcome="ordered")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "We lost the orders of those held back!" Multiply the uplift by the {{ held }}: that's the price of knowing. (2) "The uplift differs between open carts and
# others": compare the pairs' intervals first. (3) "14 days are too short / too long." Right question: does the message bring orders, or bring them *forward*? Count
# the next 30 days too, in both arms.

# %% [markdown] id="truth-text"
# ## What the message did
#
# Nature doesn't tell. This world was made, so here it does (to a class with its own issue: through the instructor).

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The message brings {100 * case.truth:.0f} of 100, not {100 * case.naive.estimate:.0f}",
    x="ordered with the message − ordered without it, points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="mix-text"
# ## The other two figures: "from {{ before }} to {{ after }}"
#
# `orders` has, for everyone who bought in October or in May, the first order of that month and the next one. Whose first order ever it was is a *new*
# buyer; all others are *old*.

# %% id="mix"
months = {"October": "2024-10-01", "May": "2025-05-01"}
repurchase_by_group(customers, orders, months, window=30)

# %% id="mix-reading"
quiz.tell("mix-reading")

# %% id="mix-only"
quiz.mix_only

# %% id="mix-only-answer" tags=["exercise"]
quiz.mix_only.check(...)

# %% id="rest-reading"
quiz.tell("rest-reading")

# %% id="rest-truth" tags=["truth"]
p = case.parameters
print(f"the season: habits × {p.season}; the three measures together: habits × {p.measures}")

# %% [markdown] id="rest-truth-reading" tags=["truth"]
# So it was made in this world. Nobody who holds these tables could have found that out, and so the question of this case isn't "what did the
# three measures do".

# %% [markdown] id="cycle-text"
# ## The other two figures: "3–{{ cycle }} days"
#
# Free shipping comes weekly because the "repurchase cycle" (复购周期) is said to be 3 to {{ cycle }} days. Of whom? Of those who were seen to come back, in the window in
# which somebody looked.

# %% id="next-order"
quiz.next_order

# %% id="next-order-answer" tags=["exercise"]
quiz.next_order.check(...)

# %% id="cycle-figure"
october = method.buyers(customers, orders).query("month == 'October'")
back = october["days"].dropna()
shares = back.groupby((back - 3) // 5 * 5 + 5).size() / len(back)
ax = plots.lines(shares.rename("share").rename_axis("days").reset_index(), x="days", y="share")
ax.axvline(DAYS, color=plots.COLOURS["vermilion"], lw=1.5)
ax.set_xlim(0, 120)
plots.label(
    ax,
    f"3–{CLASSES[2] - 1} days: {shares.loc[5]:.0%} of those who came back",
    x="days to the next order, in classes of five (3–7, 8–12, …); red: where the report stops",
    y="share of those who came back within 180 days",
)

# %% id="cycle-reading"
quiz.tell("cycle-reading")

# %% [markdown] id="cycle-notes" tags=["instructor"]
# **Ask:** how would you find out whether Wednesday's orders are new or moved? (Compare whole *weeks*, in cities with and without it; a weekday can't tell, E35: three documents
# have something every Wednesday.) **Wrong turn:** "use 90 days, then." Any window cuts; say which, and how many hadn't come back when it closed.

# %% [markdown] id="money-text-heading"
# ## Free shipping for whom?

# %% id="money-text"
quiz.tell("money-text")

# %% id="money"
ledger = touches.groupby("arm").agg(orders=("ordered", "mean"), profit=("profit", "mean"))
(100 * ledger).round(1).rename_axis("of 100 customers")

# %% id="profit"
message_profit(touches, cost=0.05, profit="profit")

# %% id="money-reading"
quiz.tell("money-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: how many of 100 the message brought, with its interval; what it adds in yuan; what happens on Monday, and who is held back
# from then on.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the uplift with its interval, in points. 3: yuan per message with its interval, and the decision by it. 1: consent, a way to
# refuse, true words. 1: doesn't promise that {{ before }} → {{ after }} goes on; names the mix. 2: a holdout from now on, with its share and the day of counting. *Minus 2:* {{ recalled }} as
# what the message brought.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Which list would give you a recall rate of 40 %, and what would the message add to it?
# 2. Your supplier of messages is paid by recall rate. Which customers will he ask you for?
# 3. Milk → yogurt: the recommendation is clicked by people who are buying. Where is its holdout?
# 4. The share of returning customers rose after you had cut advertising. Is that health?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Hold back a tenth to a fifth by lot, in every round, and write the names into the same table. Without them there's no recall rate worth printing.
# - Keep two lists: open carts (a true reminder, soon) and customers gone quiet (another text, rarely). Two baselines, two results.
# - Send to those who agreed, with your name and a way out; keep the refusals for good, and cap the number a month.
# - Beside each repurchase rate write its window, and the share of new buyers in it.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | win-back, recall rate | 召回、召回率 |
# | holdout, control group | 对照组 |
# | uplift, incremental effect | 增量 |
# | repurchase rate | 复购率 |
# | interpurchase time | 复购周期 |
# | denominator | 分母 |
# | mix effect | 结构效应 |
# | consent, opt-out | 营销授权、退订 |
