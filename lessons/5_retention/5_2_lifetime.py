# %% [markdown] id="title"
# # 5.2 What is a customer worth?
# ### Customer lifetime value · 用户终身价值 (LTV)
#
# **After this lesson you can**
#
# 1. compute what a customer has been worth, with a horizon and an interval,
# 2. say what the formula 客单价 × 复购次数 × 毛利率 leaves out, and what that costs you,
# 3. tell a customer who is pausing from one who is gone,
# 4. forecast what today's customers will bring, and find out how far off the forecast is,
# 5. judge "the top 20 % bring 80 % of the profit" by three questions.
#
# **Time** 80 minutes: 45 to read and run, 35 for six exercises. **Before** this:
# [5.1 Who comes back?](5_1_cohorts.ipynb) **The code behind it**:
# `ecomlab/retention/lifetime.py`, with the models in `purchase_models.py` and the top-20 % question in
# `concentration.py`.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** 10 min: the offer; let everyone write down accept or refuse before the
# formula, and again after it. 10 min: the curve. 15 min: Mia and Noah, by show of hands. 15 min: the
# model and its test. 15 min: 20/80. 10 min: the decision again, with a number on it.
# The likely wrong turn: the class thinks a *model* is needed to see that the formula is wrong. The
# curve alone shows it.

# %% [markdown] id="question"
# ## The question
#
# It is 30 September 1997. You know what 23,570 customers have bought since they joined in the first weeks of the
# year. An advertising network offers to bring you new ones **at 18 dollars each**. On every dollar of sales about 30 cents remain after
# the goods are paid (your gross margin, 毛利率; we assume 30 %). Do you take the offer?
#
# That depends on what a customer is worth. One of our documents has a formula for it:
#
# > 用户终身价值 = 客单价 × 复购次数 × 毛利率
# > (lifetime value = order value × number of repurchases × gross margin)

# %% id="imports"
import inspect

import pandas as pd

from ecomlab import plots
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.retention import concentration, lifetime
from ecomlab.retention.purchase_models import BGNBD

pd.options.display.precision = 2
plots.use_house_style()
orders = load("cdnow").orders
today = "1997-09-30"

# %% id="simple"
customers = lifetime.customer_summary(orders, as_of=today)
repurchases = customers["frequency"].mean()
known = orders[orders["ts_order"] < "1997-10-01"]
aov = known["paid_amount"].sum() / (customers["frequency"] + 1).sum()
value = lifetime.ltv_simple(aov, repurchases, margin=0.30)
print(f"{aov:.2f} dollars × {repurchases:.2f} repurchases × 30 % = {value:.2f} dollars")

# %% [markdown] id="simple-reading"
# Eleven dollars, and the offer costs eighteen. **Refuse**, says the formula. Keep that in mind.
#
# ## An example before we believe it
#
# Lin bought three times: 40 dollars in January, 30 in March, 20 in August. What has Lin been worth?
#
# | | dollars |
# |---|---|
# | the formula: 30 a purchase × **2** repurchases × 30 % | 18.00 |
# | what came in: (40 + 30 + 20) × 30 % | **27.00** |
#
# The formula counts *re*purchases, so it forgets the first order, which is the one the
# advertisement was for. It has no end date, so nobody knows whether 18 is for a month or for ever. And
# it takes what has happened *so far* for all that ever will.

# %% [markdown] id="curve-text"
# ## The value curve
#
# So add up the margin that a customer has brought **by day 0, 30, 60 … since the first purchase**,
# first order included, and average over customers who have all been watched that long:
#
# $$
# \text{value}(t) = \frac{1}{n}\sum_{\text{customers}} \text{margin} \times
# \text{amount paid within } t \text{ days of the first purchase}
# $$

# %% id="curve"
curve = lifetime.ltv_cohort(orders, margin=0.30, horizon=180, as_of=today)
curve

# %% id="curve-figure"
ax = plots.lines(curve, x="days", y="value")
ax.axhline(18, linestyle="--", color=plots.COLOURS["grey"])
ax.text(2, 18.3, "what the network asks")
plots.label(
    ax,
    "The first order pays half of the price, the next five months the rest",
    x="days since the first purchase",
    y="gross margin per customer, US$",
)

# %% [markdown] id="curve-reading"
# The first order brings 9.99 dollars. By day 150 the average customer has brought 18.80: the 18 are
# back, and the curve still climbs. **The formula would have made you refuse a good offer.**
#
# > **Caution.** This is the average of the customers you *had*. The network's people may be
# > other people. A curve says what to expect of more of the same, so test a few hundred first, and lay
# > their curve over this one after 30 days. And there are costs it does not know: postage,
# > payment fees, returns, service. Chapter 7 takes them in.

# %% [markdown] id="alive-text"
# ## Pausing, or gone?
#
# The curve is an average. For a letter, a coupon, a phone call you want to know it of *each*. Look
# at two customers. Both have been silent since summer.

# %% id="alive-example"
two = pd.DataFrame({
    "customer_id": ["Mia"] * 8 + ["Noah"] * 3,
    "ts_order": pd.to_datetime(
        ["1997-02-03", "1997-02-16", "1997-03-02", "1997-03-17", "1997-04-01", "1997-04-13",
         "1997-04-28", "1997-05-12", "1997-01-20", "1997-03-30", "1997-06-20"]),
    "paid_amount": 30.0,
})
ax = plots.timelines(two, window=None, as_of=today)
plots.label(ax, "Mia bought eight times, Noah three; who will come back?")

# %% [markdown] id="alive-reading"
# Mia bought every two weeks, then stopped for twenty weeks. For *her* that is a very long silence.
# Noah's longest pause was twelve weeks, and he has now been silent for fifteen: nothing unusual. A rule such as
# "30 days without purchase" calls both asleep. Frequency alone prefers Mia. What counts is
# **silence measured against the customer's own rhythm**.

# %% [markdown] id="model-text"
# ## A model of that: BG/NBD
#
# It tells a short story about every customer.
#
# 1. While active, a customer buys at random moments, at a **rate of their own**. Rates differ
#    between customers (a gamma distribution with parameters $r$ and $\alpha$).
# 2. After each repeat purchase the customer tosses a coin, **with odds of their own**: stay or leave
#    for good. Odds differ too (a beta distribution with $a$ and $b$).
#
# We never see anybody leave. But of the two ways in which Mia's silence can have come about, the story
# says how likely each is. Three numbers per customer are enough: how often (`frequency`), when last
# (`recency`), how long watched (`T`).

# %% id="summary"
customers.head(3)

# %% [markdown] id="likelihood-text"
# This is the whole model, as it stands in the package. `bought` is the purchases at random
# moments, `stayed` the coins that fell on "stay", and `left` weighs "left after the last one" against
# "still there":

# %% id="likelihood"
print(inspect.getsource(BGNBD.log_likelihood))

# %% [markdown] id="fit-text"
# ### First the published result
#
# Fader, Hardie and Lee published it in 2005 on a tenth of these customers, counting time in weeks.
# We should get what they got: $r = 0.243$, $\alpha = 4.414$, $a = 0.793$, $b = 2.426$.

# %% id="published"
people = load("cdnow").customers
sample = customers[customers["customer_id"].isin(people[people["tags"] == "sample"]["customer_id"])]
BGNBD.fit(sample["frequency"], sample["recency"] / 7, sample["T"] / 7).table().round(3)

# %% [markdown] id="fit-all-text"
# The same, to the third digit. Now all 23,570, in days. And Mia and Noah?

# %% id="fit"
model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
pair = lifetime.customer_summary(two, as_of=today)
history = pair["frequency"], pair["recency"], pair["T"]
pair.drop(columns="monetary_value").assign(
    alive=model.probability_alive(*history),
    next_180_days=model.conditional_expected_purchases(180, *history),
)

# %% [markdown] id="fit-reading"
# Mia bought more than twice as often, and is almost certainly gone. Noah probably is not, and from
# him the model expects more.
#
# > **Caution.** In this model nobody can leave before a first repeat purchase, so every one-time
# > buyer has P(alive) = 1, even after a year. Read P(alive) only for customers with repeats; for the
# > others look at the expected purchases, which are small and honest.

# %% [markdown] id="test-text"
# ### Then the test that counts
#
# The model has seen nothing after 30 September. So let it say what every customer will buy in the nine
# months after that, and compare.

# %% id="test"
history = customers["frequency"], customers["recency"], customers["T"]
later = lifetime.customer_summary(orders)["frequency"] - customers["frequency"]
forecast = customers.assign(
    repeats=customers["frequency"].clip(upper=7),
    expected=model.conditional_expected_purchases(273, *history),
    actual=later,
)
test = forecast.groupby("repeats", as_index=False)[["expected", "actual"]].mean()
test

# %% id="test-figure"
both = test.melt("repeats", var_name="what", value_name="purchases")
ax = plots.lines(both, x="repeats", y="purchases", by="what")
plots.label(
    ax,
    "The model ranks the groups rightly, and is a seventh too low",
    x="repeat purchases up to 30 September 1997 (7 = 7 or more)",
    y="purchases per customer in the nine months after",
)

# %% id="test-total"
total = forecast[["expected", "actual"]].sum()
print(f"expected {total['expected']:,.0f} purchases, actual {total['actual']:,.0f}")

# %% [markdown] id="test-reading"
# Two findings, and you need both. The **order** is right: from each group comes what the model says,
# relative to the others. The **level** is a seventh too low. The model expects a steady fading; it
# knows no calendar and no events, and in November and in the next March people bought more than that (the last
# figure of *Start here* shows the bumps).
#
# So use it to decide *whom* to write to. For *how much* will come in, set last year's season beside it.

# %% [markdown] id="worth-text"
# ## What each customer will bring
#
# How *much* they spend a time is a second, smaller model (gamma-gamma): it pulls somebody's average
# towards everybody's, strongly after one repeat, hardly after ten. Put together:
#
# $$
# \text{future value} = \text{margin} \times \text{expected purchases} \times \text{expected spend}
# $$

# %% id="worth"
worth = lifetime.ltv_bgnbd_gamma_gamma(
    orders, margin=0.30, horizon=273, as_of=today, zero_value="exclude"
)
columns = ["customer_id", "frequency", "alive", "expected_purchases", "expected_spend", "ltv"]
worth.sort_values("ltv", ascending=False)[columns].head(4)

# %% [markdown] id="worth-defect"
# `zero_value="exclude"`: one of 9,451 repeaters only ever paid 0 dollars for the repeats (gifts? exchanges?),
# which the spend model can't digest. The function refuses to drop such a customer silently; you
# have to say so.

# %% id="compare"
table = lifetime.ltv_compare(
    orders, margin=0.30, as_of=today, horizon=365, cac=18, zero_value="exclude"
)
table

# %% [markdown] id="compare-reading"
# All four rows want to be "what a customer is worth in the first year"; `net` takes the 18 dollars off. The
# formula says 11. The cohort has no answer yet: nobody has been watched for 365 days. The model says 26.40, half a
# year before the year is over; it became 27.30.
#
# > **Caution.** The truth lies just above the model's interval. That interval takes the model for true; it is
# > narrower than your doubt should be.

# %% [markdown] id="decision"
# **Back to the offer.** 18 dollars against 26 or 27 in the first year: accept, with a cap on the first lot, and
# with the date in the diary on which the new cohort's curve must have passed 12.70 (its day 30).

# %% [markdown] id="trial-text"
# ## On trial: "the top 20 % bring 80 % of the profit"
#
# > LTV前20%用户贡献80%利润 (某美妆店, "a certain beauty shop")
#
# Three questions to whoever says so.
#
# **1. Is it true here?** Sort customers by what they spent up to today, poorest first.

# %% id="trial-share"
spent = known.groupby("customer_id")["paid_amount"].sum()
concentration.top_share(spent, top=0.20).round(3)

# %% id="trial-lorenz"
ax = plots.lorenz_curve(concentration.lorenz(spent), top=0.20)
plots.label(
    ax,
    "Not 80: the top 20 % bring 63 % of the revenue",
    x="share of customers, poorest first",
    y="share of revenue",
)

# %% [markdown] id="trial-chance-text"
# **2. How much of it is luck?** Suppose all customers were *exactly alike*, each buying at random, twice
# on average. Some would happen to buy five times. Sort them by that:

# %% id="trial-chance"
mean_purchases = (customers["frequency"] + 1).mean()
lucky = concentration.chance_top_share(mean_purchases, top=0.20)
print(f"Among equal customers with {mean_purchases:.2f} purchases each, "
      f"the top 20 % make {lucky:.0%} of the purchases.")

# %% [markdown] id="trial-chance-reading"
# Two in five, from chance alone. Whoever ranks people by a result and then adds up that
# result finds a "top" every time.
#
# **3. Do they stay the top?** Rank on the months until September. Then look at the months *after*.

# %% id="trial-persistence"
concentration.persistence(orders, split=today, top=0.20).round(3)

# %% [markdown] id="verdict"
# **Verdict.** At CDNOW it is 63 %, not 80 %. By luck alone it would be 41 %. But the same people, chosen in
# September, bring 66 % of what comes afterwards, so here the top is *real*: luck would have left them 20 %. The share
# that the top of the later months holds in its own months, 94 %, is the number a
# careless reader would print.
#
# What none of this says: that a dollar spent *on* the top 20 % earns more than one spent elsewhere. They
# buy anyway. What your money *changes* is seen against a holdout, and that is the next lessons' matter.

# %% [markdown] id="exercises-text"
# ## Exercises

# %% id="quiz"
quiz = exercises("5_2", orders=orders, as_of="1997-08-31")
quiz.two_hundred_days

# %% id="answer-two-hundred-days"
answer = ...
quiz.two_hundred_days.check(answer)

# %% id="solution-two-hundred-days" tags=["solution"]
quiz.two_hundred_days.solution()

# %% id="ask-left-out"
quiz.left_out

# %% id="answer-left-out"
answer = ...
quiz.left_out.check(answer)

# %% id="solution-left-out" tags=["solution"]
quiz.left_out.solution()

# %% id="ask-who-returns"
quiz.who_returns

# %% id="answer-who-returns"
answer = ...
quiz.who_returns.check(answer)

# %% id="solution-who-returns" tags=["solution"]
quiz.who_returns.solution()

# %% id="ask-next-half-year"
quiz.next_half_year

# %% id="answer-next-half-year"
answer = ...
quiz.next_half_year.check(answer)

# %% id="solution-next-half-year" tags=["solution"]
quiz.next_half_year.solution()

# %% id="ask-top-tenth"
quiz.top_tenth

# %% id="answer-top-tenth"
answer = ...
quiz.top_tenth.check(answer)

# %% id="solution-top-tenth" tags=["solution"]
quiz.top_tenth.solution()

# %% id="ask-offer"
quiz.offer

# %% id="answer-offer"
answer = ...
quiz.offer.check(answer)

# %% id="solution-offer" tags=["solution"]
quiz.offer.solution()

# %% [markdown] id="recap"
# ## Recap
#
# - A value needs a **horizon**, a **margin**, and a yes or no to the **first order**. The formula of the trade has
#   none of the three.
# - The value curve needs no model. It said "accept" where the formula said "refuse".
# - Silence counts against a customer's own rhythm. BG/NBD does that with three numbers each.
# - Test a model on months it never saw. Ours ranks people rightly and is a seventh too low: it knows no calendar.
# - "Top 20 %" : ask *true here? luck? lasting?* At CDNOW: 63 %, 41 %, 66 %.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw your own value curve: `lifetime.ltv_cohort(your_orders, margin=…, horizon=180)`. Use the margin
#    after goods, postage, fees and returns.
# 2. Write on it, as a line, what a new customer costs you (获客成本, CAC). Where they cross is your payback
#    time. If it is longer than your cash lasts, the offer is bad however good the value.
# 3. Never bid by the formula 客单价 × 复购次数 × 毛利率. If your platform shows an "LTV", ask it for
#    horizon, margin, first order.
# 4. For letters and coupons rank by *expected* purchases, not by past ones; leave people alone who would
#    buy anyway.
# 5. Forecast now, write it down, and compare in three months.
# 6. When somebody shows the top 20 %, ask for the same people a quarter later.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | customer lifetime value (CLV, LTV) | 用户终身价值 | gross margin per customer within a stated horizon |
# | average order value (AOV) | 客单价 | revenue ÷ purchases (Taobao: ÷ buyers) |
# | gross margin | 毛利率 | (revenue − cost of goods) ÷ revenue |
# | acquisition cost (CAC) | 获客成本 | spend ÷ new customers |
# | payback time | 回本周期 | day on which the value curve passes the CAC |
# | frequency, recency, T | 频次、最近一次、观察期 | repeat purchase days; days to the last; days watched |
# | P(alive) | 存活概率 | probability that a customer has not left for good |
# | holdout period | 留出期 | months kept from the model to test it |
# | Lorenz curve | 洛伦兹曲线 | share of value held by the poorest x % |
#
# **Sources.** Fader, Hardie and Lee 2005 (BG/NBD); Fader and Hardie 2013 (gamma-gamma); Lorenz 1905. Data:
# CDNOW. The 30 % margin and the 18-dollar offer are ours.
