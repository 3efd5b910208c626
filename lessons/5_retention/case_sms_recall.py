# %% [raw] id="header"
# title = "The message that called them back"
# chinese = "把顾客叫回来的短信"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["diamond_card"]
#
# [rows]
# K04 = "uplift / never_sent, mix_only, next_order, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. measure what a message brought (对照组),
# 2. say what moved a repurchase rate, and which window a cycle was seen through,
# 3. decide on a weekly message by what it adds in yuan.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import sms_recall as method
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.levers import lever
from ecomlab.retention.figures import gain_at
from ecomlab.retention.messages import holdout_effect, message_profit, repurchase_by_group

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("sms_recall")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** four figures, no number of customers behind any of them, no window, and three measures that began on the same day. The document writes "raised to" for
# the recall rate and gives no "from". **Wrong turn:** a debate about the wording of messages. Ask first whether there is anything to explain.

# %% [markdown] id="card"
# Of those who got the message on 2 July, {{ recalled }} ordered through its link within two weeks. **Of every 100 who got it, how many ordered
# *because* of it?** Type your guess in place of the first three dots. Then type a low end and a high end: so far apart that you
# would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # points: of 100 who got it, so many because of it

# %% [markdown] id="list-text"
# ## The list of 2 July
#
# `touches` has one row for each of the {{ list }} customers on the list. They had agreed to messages, had ordered nothing in May or June, and had opened the
# shop's app of late. `arm` says who got the message (treated) and whose name was taken off by lot (holdout). `ordered` says
# who ordered in the 14 days that followed. It is known for both. `clicked` says who opened the link in the message. The message tool (短信平台)
# reports as recalled whoever clicked *and* ordered.

# %% id="list"
customers, orders, touches = (case.tables[name] for name in ("customers", "orders", "touches"))
touches.drop(columns=["channel", "ts", "trigger"]).head(6)

# %% [markdown] id="lawful-text"
# ## What may be sent
#
# First: may this message go out at all? An advertisement by text message needs the receiver's consent. It names its sender,
# and it offers a way to refuse further messages (广告法 第四十三条). Whoever refuses gets none from then on (通信短信息服务管理规定). A telephone number that
# came with an order was given for that order.

# %% id="consent"
agreed = customers.set_index("customer_id")["marketing_consent"]
print(f"{agreed.mean():.0%} of all customers agreed to messages;")
print(f"{touches['customer_id'].map(agreed).mean():.0%} of the list did.")
print(touches["segment"].value_counts(normalize=True).round(3).to_string())

# %% id="lawful-reading"
quiz.tell("lawful-reading")

# %% [markdown] id="lawful-notes" tags=["instructor"]
# **Wrong turn:** "everybody does it, and it works". Ask: who opens the second message of a sender whose first one wasn't
# true? No document mentions a cap on messages either (000:056, 003:266). Ask how many a week the class would accept.

# %% [markdown] id="obvious-text"
# ## Of those who got it

# %% id="report" tags=["exhibit"]
got = touches[touches["arm"] == "treated"]
groups = got.assign(by_link=method.by_link(got)).groupby("segment")
report = groups.agg(people=("by_link", "size"), clicked=("clicked", "sum"), by_link=("by_link", "sum"))
report.loc["all"] = report.sum()
report.assign(share=report["by_link"] / report["people"])

# %% id="obvious"
print(f"{method.by_link(got).sum():,} of {len(got):,} ordered through the link within 14 days")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="unasked-text"
# ## Those to whom nobody wrote
#
# When would the {{ recalled }} be just what the message brought? If the same people, without the message, had ordered nothing; and if all whom it
# brought had come through the link. Nobody can see the same people
# twice. But you can see others like them, to whom nobody wrote. Begin with those who have something in the cart.

# %% id="quiz"
quiz.never_sent

# %% id="never-sent-answer" tags=["exercise"]
quiz.never_sent.check(...)

# %% id="unasked-reading"
quiz.tell("unasked-reading")

# %% [markdown] id="hat-text"
# ## Fifty names from two hundred
#
# Ms Wu has cherries in her cart. She gets the message at ten and orders at noon. Was it the message? Mr He has cherries in his cart too. His name was
# drawn by lot, he got nothing, and he ordered on Friday. From these two you can't tell anything. But draw fifty names from two hundred. Then the fifty stand for
# the rest: about as many open carts, as many in a hurry, as many on holiday. The lot doesn't know who is who.
#
# Check it for everything that has a column:

# %% id="lot"
touches.groupby("arm").agg(
    people=("ordered", "size"),
    open_cart=("segment", lambda kind: (kind == "open cart").mean()),
)

# %% [markdown] id="lot-reading"
# The two shares should differ by luck only. If they differ by much, it wasn't a lot. Then ask who chose the names, and how.

# %% id="arms"
groups = touches.groupby(["segment", "arm"], as_index=False)
rates = groups.agg(ordered=("ordered", "sum"), n=("ordered", "size"))
rates["rate"] = rates["ordered"] / rates["n"]
rates["low"], rates["high"] = rate_interval(rates["ordered"].to_numpy(), rates["n"].to_numpy())
rates["who"] = rates["segment"] + ", " + rates["arm"].map(
    {"treated": "with message", "holdout": "without"}
)

# %% id="arms-figure"
ax = plots.estimates(rates, label="who", counts="people")
plots.label(ax, quiz.tell("arms-title"), x="ordered within 14 days, with 95% interval")

# %% [markdown] id="formula-text"
# Compare the rows of the figure two by two. Over both kinds of people together, the effect of the message (增量, uplift) is one subtraction: $r_1$ ordered with the
# message, $r_0$ without it. The luck of both groups adds up:
#
# $$\text{uplift} = r_1 - r_0 \;\pm\; 1.96\sqrt{\frac{r_1(1-r_1)}{n_1} + \frac{r_0(1-r_0)}{n_0}}$$

# %% id="right"
holdout_effect(touches, treated="treated", control="holdout", outcome="ordered")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "We lost the orders of those held back!" Multiply the uplift by the {{ held }}: that is the price of knowing. (2) "The uplift differs between open carts and
# others": compare the pairs' intervals first. (3) "14 days are too short." The right question: does the message bring new orders, or the same orders *earlier*? Count
# the next 30 days too, in both arms.

# %% [markdown] id="claim-text"
# Before the truth comes, your verdict: put the report's figure beside what the lot has found.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="claim-notes-rosy" tags=["instructor", "rosy"]
# **Ask:** "Which list would have given a report that is right?" A colder one: then fewer of those who come would have come anyway. **Wrong turn:** "so
# messages don't work". The lot says what this one does.

# %% [markdown] id="claim-notes-right" tags=["instructor", "right"]
# **Ask:** "Is the report a good one, then?" No: two errors happen to cancel. Let them say which columns show each of the two. **Wrong turn:** doubting
# the figure because all such figures are doubtful. They have a lot to check it with.

# %% [markdown] id="claim-notes-modest" tags=["instructor", "modest"]
# **Ask:** "Who would have stopped the message on this report, and what would it have cost?" **Wrong turn:** a search for what is exaggerated. Let them
# count who ordered without the link, in both arms.

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the message did
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
x = "points: of 100 who got it, so many because of it, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="money-text-heading"
# ## Who gets the free shipping?

# %% id="money-text"
quiz.tell("money-text")

# %% id="money"
ledger = touches.groupby("arm").agg(orders=("ordered", "mean"), profit=("profit", "mean"))
(100 * ledger).round(1).rename_axis("of 100 customers")

# %% [markdown] id="profit-text"
# The message costs {{ message }} yuan. `message_profit` subtracts the two mean profits and then takes the message's cost off:

# %% id="profit"
message_profit(touches, cost=0.05, profit="profit")

# %% id="money-reading"
quiz.tell("money-reading")

# %% [markdown] id="lever-text"
# ## Where does it turn?
#
# What an order leaves, before free shipping is paid, is different from shop to shop. Move the slider: from where on does the message pay?

# %% id="lever"
today = method.left_of_an_order(touches)
lever(
    lambda leaves: gain_at(leaves, lambda yuan: method.profit_if_an_order_leaves(yuan, touches),
                           [5, 60], "what an order leaves", unit="yuan a message"),
    "what an order leaves", sorted({*range(5, 61, 5), today}), start=today, unit="yuan",
)  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## Every week?
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

# %% [markdown] id="mix-text"
# ## Two more figures: "from {{ before }} to {{ after }}"
#
# `orders` has, for everyone who bought in October or in May, the first order of that month and the next one. If that was a customer's
# first order ever, we call the customer *new*; all others are *old*. The table shows, for each month, the share of new and old among its buyers, and which share
# of each ordered again within 30 days.

# %% id="mix"
months = {"October": "2024-10-01", "May": "2025-05-01"}
groups = repurchase_by_group(customers, orders, months, window=30)
groups

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
# So this world was made. Nobody who has only these tables could have found it out. So this case doesn't ask what the
# three measures did.

# %% [markdown] id="cycle-text"
# ### "3–{{ cycle }} days"
#
# Free shipping came every week because the "repurchase cycle" (复购周期) is said to be 3 to {{ cycle }} days. The report looked for 30 days. It saw those who
# came back in that time, and nobody else.

# %% id="next-order"
quiz.next_order

# %% id="next-order-answer" tags=["exercise"]
quiz.next_order.check(...)

# %% id="cycle-figure"
buyers = method.buyers(customers, orders)
back = buyers.loc[buyers["month"] == "October", "days"].dropna()
names = ["1–2", *[f"{day}–{day + 4}" for day in range(3, 63, 5)]]
classes = pd.cut(back, [1, *range(3, 68, 5)], right=False, labels=names)
counts = classes.value_counts(sort=False).rename_axis("days").rename("share").reset_index()
ax = plots.bars(counts.assign(share=counts["share"] / len(back)), x="days", y="share")
ax.axvline(names.index("28–32"), color=plots.COLOURS["vermilion"], lw=1.5)
x = "days to the next order (first bar 2 days, others 5; to day 62; red: the report stops looking)"
y = "share of those who came back within 180 days"
plots.label(ax, quiz.tell("cycle-title"), x=x, y=y, n=len(back), counts="buyers who came back")

# %% id="cycle-reading"
quiz.tell("cycle-reading")

# %% [markdown] id="cycle-notes" tags=["instructor"]
# **Ask:** how would you find out whether Wednesday's orders are new, or moved from another day? (Compare whole *weeks*, in cities with and without it. A weekday can't tell: three documents
# have something every Wednesday, E35.) **Wrong turn:** "use 90 days, then." Every window cuts. Say which one it was, and how many hadn't come back when it closed.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Which list would give you a recall rate twice as high, and what would the message add to it?
# 2. Your supplier of messages is paid by recall rate. Which customers will he ask you for?
# 3. The shop recommends yogurt to those who buy milk. Many who see it click. Whom would you have to hold back, to know what it adds?
# 4. You cut advertising, and then the share of returning customers rose. Is the shop healthier?
# 5. Your verdict on the claim, and your decision: which numbers did each of them rest on? Could one stay and the other turn?

# %% [markdown] id="playbook"
# ## On Monday
#
# - In every round, hold back a tenth to a quarter by lot, and write these names into the same table. Without them, don't print a recall rate.
# - Keep two lists: open carts (a true reminder, soon) and customers who stayed away (another text, rarely). Count each beside its own holdout.
# - Send to those who agreed, with your name and a way out. Keep the refusals for good, and cap the number of messages a month.
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
