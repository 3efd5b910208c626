# %% [raw] id="header"
# title = "The friends who came in thousands"
# chinese = "成千上万来的朋友"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["sms_recall"]
#
# [rows]
# K20 = "cost_per_added_buyer / brought_by_a_newcomer, added_buyers, on_first_order, four_prices, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. walk from sign-ups (注册) to persons, orders and second orders, and count each with its own unit,
# 2. say whether a programme grows by itself (裂变系数), and what it adds (增量): less than it counts, or more,
# 3. write a rule for rewards that pays for what you want, and stays far from a pyramid.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import group_fission as method
from ecomlab.classroom import exercises
from ecomlab.estimates import table
from ecomlab.levers import lever
from ecomlab.retention.community import added, cost_per_added_buyer
from ecomlab.retention.figures import profit_by_reward

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("group_fission")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** "new users" isn't defined (M24), and the document gives no cost. Coupon and reduction are its example of the method, not this
# shop's. They make up to {{ most }} yuan a newcomer, {{ most_in_all }} yuan for all of them, if every coupon is used: that's
# our sum. Its other example is groups of three at 20% off (原文 000:055: 社群拼团（3人成团享8折）); that is paid out of the margin, and
# left out here. **Wrong turn:** "word of mouth is free". Whose coupon is it, then?

# %% [markdown] id="card"
# {{ reward }} yuan for the friend who invites, {{ discount }} yuan for the friend who is invited. **What does one buyer cost who wouldn't
# have come without the programme?** Type your guess in place of the first three dots. Then type a low and a high end, so far apart that
# the truth would surprise you outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan paid by the shop for each added buyer

# %% [markdown] id="look-text"
# ## From rows to people
#
# `referrals` has a row for each sign-up by invitation: `referee_id` is the newcomer, `referrer_id` who invited. `reward_cost` is given
# for the sign-up, as a coupon; it is 0 where the coupon lapsed unused. `referee_discount` is given with the first order.

# %% id="look"
customers, referrals = case.tables.customers, case.tables.referrals
referrals.drop(columns="ts").head(4)

# %% [markdown] id="look-customers-text"
# `customers` has everybody who was new in those twelve weeks, invited or not, in all {{ cities }} cities. `city` is the number of the
# pair, and what its coin said. Here is the first customer of each kind.

# %% id="look-customers"
customers.groupby(["acq_channel", customers["city"].str[3:]], sort=False).head(1)

# %% [markdown] id="funnel-text"
# How many of the rows are people who buy?

# %% id="funnel" tags=["exhibit"]
ordered = referrals["referee_first_order_amount"] > 0
own = ~referrals["same_device_flag"]
again = referrals["referee_id"].isin(customers.loc[customers["tags"] == "repeat", "customer_id"])
pd.Series(
    {
        "signed up": len(referrals),
        "… on a device of their own": own.sum(),
        "… and ordered": (own & ordered).sum(),
        "… and ordered again within 90 days": (own & ordered & again).sum(),
    }
)

# %% id="look-reading"
quiz.tell("look-reading")

# %% [markdown] id="obvious-text"
# ## What does a new user cost?
#
# The obvious sum: add up what was given, and divide by the new users.

# %% id="obvious"
cost = referrals["reward_cost"].sum() + referrals["referee_discount"].sum()
print(f"{cost:,.0f} yuan ÷ {len(referrals):,} = {cost / len(referrals):.1f} yuan")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="lawful-text-heading"
# ## Who may be paid for what

# %% id="lawful-text"
quiz.tell("lawful-text")

# %% [markdown] id="lawful-notes" tags=["instructor"]
# **Wrong turn:** "two levels are allowed, everybody has two." Don't trade in hearsay: the rule's text has no free level. What matters is what people are paid *for*. Keep to a reward
# for a real first order, to the one who shared the link.

# %% [markdown] id="itself-text"
# ## Does it run by itself?
#
# The document calls it growth by itself (原文 000:055: 实现私域流量的自增长). That would be so if newcomers brought more newcomers than
# they are. Think of Ms Qian, who is brought by an old customer. She brings two friends, Ms Sun and Ms Li, and these bring nobody. Three
# newcomers brought two: 0.67 each. From 1 on, the programme would feed itself.

# %% id="weeks-figure"
by_newcomer = referrals["referrer_id"].isin(referrals["referee_id"])
week = (referrals["ts"] - method.START).dt.days // 7 + 1
brought = by_newcomer.map({False: "by old customers", True: "by newcomers"})
weekly = referrals.groupby([week.rename("week"), brought.rename("brought")]).size()
ax = plots.lines(weekly.rename("sign-ups").reset_index(), x="week", y="sign-ups", by="brought")
x, y = "week of the programme", "sign-ups a week"
plots.label(ax, quiz.tell("weeks-title"), x=x, y=y, n=len(referrals), counts="sign-ups")

# %% id="quiz"
quiz.brought_by_a_newcomer

# %% id="brought-by-a-newcomer-answer" tags=["exercise"]
quiz.brought_by_a_newcomer.check(...)

# %% [markdown] id="itself-reading"
# Call that number $k$. A thousand newcomers bring $1000k$, these bring $1000k^2$, and so on:
#
# $$1000\,(k + k^2 + k^3 + \dots) = 1000\,\frac{k}{1-k} \qquad \text{if } k < 1$$
#
# With $k = 0.5$ a thousand bring another thousand in all, and then it ends. With $k \ge 1$ it would go on until the whole town has
# signed up. And here?

# %% id="itself-result"
quiz.tell("itself-result")

# %% [markdown] id="coins-text"
# ## Thirty coins
#
# Now the question that no funnel answers: who is *added*? A pregnant woman finds a shop for milk powder sooner or later, with
# a friend's link or without one. If she comes by the link, the shop pays for a buyer whom it would have had. Another one hears of the shop from an invited
# friend, searches for its name, and comes without a link. She stands in no row, and is added all the same. So compare the cities: in each of {{ pairs }} pairs
# a coin gave the programme to one city (`on`) and let its twin wait (`off`). Here are the first orders in both, by how people came.

# %% id="doors"
arm = customers["city"].str[3:].rename("programme")
customers.groupby([arm, "acq_channel"])["first_order_at"].count().rename("first orders")

# %% id="doors-reading"
quiz.tell("doors-reading")

# %% id="added-buyers"
quiz.added_buyers

# %% id="added-buyers-answer" tags=["exercise"]
quiz.added_buyers.check(...)

# %% [markdown] id="pairs-text"
# Here is each pair as a dot. A dot on the grey line would be a pair whose two cities have equally many first orders.

# %% id="pairs-figure"
both = method.by_pair(customers, referrals)["buyers"]
ax = both.plot.scatter(x="off", y="on", s=45, figsize=(6.4, 5.2), label="a pair")
most = both.to_numpy().max() * 1.05
ax.plot([0, most], [0, most], color=plots.COLOURS["grey"], lw=1, label="equally many")
ax.legend()
x, y = "first orders, city without the programme", "first orders, city with it"
plots.label(ax, quiz.tell("pairs-title"), x=x, y=y, n=len(both), counts="pairs")

# %% [markdown] id="formula-text"
# With $c_j$ what was paid in pair $j$, and $d_j$ its difference in first orders,
#
# $$\text{cost of an added buyer} = \frac{\sum_j c_j}{\sum_j d_j}$$
#
# How sure is it? People aren't what is counted here. Pairs are, because the coin was thrown for pairs. A rainy spring in one city is the
# same rain for all its mothers. So the interval comes from how much the cost differs from pair to pair.

# %% id="right"
twins = [(f"{pair:02} on", f"{pair:02} off") for pair in range(1, 31)]
cost_per_added_buyer(customers, referrals, pairs=twins)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "Then just ask newcomers how they heard of us." They'll say: from a friend. That's the door, not the reason. (2) "Drop the pairs with the smallest differences": ask what the
# other pairs would then be worth. (3) "Compare with the same cities last year": fine as a check, if births, rivals and prices have stood still.

# %% [markdown] id="claim-text"
# Now give your verdict: as the price of an added buyer, is the price of a sign-up too rosy, about right, or too modest?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text"
# ## What an added buyer cost
#
# This world was made, so its truth is known. The next cell shows it for the published issue. The truth of a class's own issue is with
# your instructor.

# %% id="truth" tags=["truth"]
plots.label(quiz.verdict(), quiz.tell("truth-title"), x="yuan paid, with 95% interval")

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: of the invited buyers some would have come anyway, and are missing at the other door. Each invited buyer may tell others, who come without
# a link. Both were typed in. About the *real* shop we know only a count of "new users".

# %% [markdown] id="rosy-notes" tags=["instructor", "rosy"]
# Ask which of the four steps costs most here. Then: "Which of them could a better rule mend?" (Second accounts and sign-ups without an order. Not those who
# would have come anyway.)

# %% [markdown] id="right-end-notes" tags=["instructor", "right"]
# Who said "surely exaggerated"? Ask by how much they thought, and from which column. The doubt was sound; its size was never looked at. Then ask whether a
# true price is a low one: the decision is made by what an added buyer leaves.

# %% [markdown] id="modest-notes" tags=["instructor", "modest"]
# Ask where the buyers stand who are in no row of `referrals`. (Among `other`, in the cities that are `on`.) A shop that counts links only would have stopped
# too early.

# %% [markdown] id="rule-text"
# ## Pay for something else
#
# A programme gets what it pays for. This one pays {{ reward }} yuan for a sign-up, so it gets sign-ups. One may pay for something that the shop
# wants and that is hard to fake: a first order, paid, kept, on a device of its own.

# %% id="on-first-order"
quiz.on_first_order

# %% id="on-first-order-answer" tags=["exercise"]
quiz.on_first_order.check(...)

# %% id="rule-reading"
quiz.tell("rule-reading")

# %% [markdown] id="four-prices-text"
# Somebody says "a new customer costs us so much". Four different prices may be meant:

# %% id="four-prices"
quiz.four_prices

# %% id="four-prices-answer" tags=["exercise"]
quiz.four_prices.check(...)

# %% [markdown] id="back-text"
# ### Do they stay?
#
# Now what a buyer leaves. How many more buyers who ordered a second time do the cities with the programme have, all together?

# %% id="back"
added(customers, referrals, pairs=twins, what="repeaters")

# %% id="back-reading"
quiz.tell("back-reading")

# %% [markdown] id="profit-text"
# So count what the added buyers left, minus what was paid to everybody: as it is, and by the other rule.

# %% id="profit"
rules = {"as it is": method.profit, "paid on the first order": method.profit_on_first_order}
table({name: rule(customers, referrals) for name, rule in rules.items()}, "yuan in all")

# %% id="profit-reading"
quiz.tell("profit-reading")

# %% [markdown] id="lever-text"
# ### At which coupon does the decision turn?
#
# Move the slider: what would the programme have earned, as it is, with a smaller or a larger coupon for each person brought? The band is
# the interval. Left of the first grey line it earns at both ends; right of the second it loses at both.

# %% id="lever"
given = referrals["reward_cost"].max()
coupons = [coupon for coupon in method.COUPONS if coupon <= 4 * given]
profits = method.profit_by_coupon(customers, referrals, coupons)
start = min(coupons, key=lambda coupon: abs(coupon - given))
lever(lambda coupon: profit_by_reward(coupon, profits), "yuan of coupon", coupons, start=start)

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## Sixty cities?
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
# 1. Which programme would have a low cost per sign-up and add nobody at all? And which one adds more buyers than sign-ups?
# 2. A rival starts the same programme in all sixty cities. What happens to your thirty coins?
# 3. Groups of three at a lower price: who in the group would have bought alone, at the full price?
# 4. You learn that k was above 1 in the first week. What do you order, and what do you look at a week later?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Ask of each "new users": rows, persons, buyers, or *added* buyers? Write the word beside the number. Added may be fewer or more.
# - Pay for a first order that is paid and past its return date, one level, one device, with a cap for each inviter.
# - Start anything that "spreads" in half of the cities, by lot, in pairs. Afterwards is too late.
# - A baby's birthday is a child's personal data: ask for it only if you need it, with the parent's consent (个人信息保护法 第二十八条、第三十一条).

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | referral growth | 裂变 |
# | k-factor, viral coefficient | 裂变系数 |
# | sign-up | 注册 |
# | customer acquisition cost (CAC) | 获客成本 |
# | incremental | 增量 |
# | cannibalisation of organic traffic | 自然流量被替代 |
# | group buying | 拼团 |
# | pyramid selling | 传销 |
