# %% [raw] id="header"
# title = "What is a customer worth?"
# subtitle = "Customer lifetime value"
# chinese = "用户终身价值 (LTV)"
# minutes = 110
# pause = "What each customer will bring"
# route = "extension"
# needs = ["5_1"]
# verdict = "arithmetic"
# topic = "retention.lifetime"
# cases = ["top_fifth"]
# related = ["low_price_people"]
#
# [rows]
# U01 = "ltv_simple, ltv_cohort, ltv_bgnbd_gamma_gamma, ltv_compare / two_hundred_days, left_out, next_half_year, offer"
# U37 = "retention.concentration.lorenz, retention.concentration.gini, retention.concentration.top_share, retention.concentration.chance_top_share, retention.concentration.persistence / top_tenth / in part: profit per customer waits for the shop; revenue is used"
# U38 = "retention.purchase_models.BGNBD / who_returns"
# K18 = "retention.concentration.chance_top_share, retention.concentration.persistence / top_tenth"
# M69 = "ltv_cohort, ltv_bgnbd_gamma_gamma / two_hundred_days, next_half_year"
# M70 = "retention.concentration.top_share / top_tenth"
# E39 = "ltv_simple / left_out"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. compute what a customer has been worth, with a horizon and an interval,
# 2. check the formula 客单价 × 复购次数 × 毛利率 against the order book,
# 3. tell a customer who is pausing from one who is gone,
# 4. forecast what today's customers will bring, and find out how far off the forecast is,
# 5. judge "the top 20 % bring 80 % of the profit" by three questions.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** 10 min the offer (everyone writes down accept or refuse before the formula, and
# again after it) · 10 the curve · 15 Mia and Noah, by show of hands · 15 the model and its test · 15 20/80 ·
# 5 the decision again, with a number on it · 40 exercises.
#
# Possible wrong turns: somebody thinks that a *model* is needed to see that the formula is wrong; the
# curve alone shows it. Somebody reads recency as the R of RFM. Somebody concludes "so give the top
# 20 % the coupons". Somebody takes 12.69 on day 30 as a pass mark for 200 customers.

# %% [markdown] id="question"
# ## The question
#
# It is 30 September 1997. You know what 23,570 customers have bought since they joined in the first weeks of the
# year. An advertising network offers to bring you new ones **at 18 dollars each**. On every dollar of sales about 30 cents remain after
# the goods are paid (your gross margin, 毛利率; we assume 30 %). Do you take the offer?
#
# That depends on what a customer is worth. One of our documents has a formula for it:
#
# > 原文 000:063: 用户终身价值=客单价×复购次数×毛利率
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
quiz = exercises("5_2", orders=orders, as_of="1997-08-31")

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
# advertisement was for. (Some people put *all* purchases into 复购次数; then only the end date is missing.
# Ask.) It has no end date, so nobody knows whether 18 is for a month or for ever. It takes what has
# happened *so far* for all that ever will. And the documents don't say which 客单价 they mean: Taobao's,
# revenue per *buyer*, would count the purchases twice.

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
    "The first order brings 10 of the 18 dollars, four more months the rest",
    x="days since the first purchase",
    y="gross margin per customer, US$",
)

# %% [markdown] id="curve-reading"
# The first order brings 9.99 dollars. On day 133 the 18 are back, and the curve still climbs. **The formula
# would have made you refuse an offer that, on these figures, pays for itself.**
#
# > **Caution.** This is the average of the customers you *had*. The network's people may be
# > other people. A curve says what to expect of more of the same, so test a few hundred first, and lay
# > their curve over this one after 30 days. And there are costs it does not know: postage,
# > payment fees, returns, service. Chapter 7 takes them in.

# %% [markdown] id="alive-text"
# ## Pausing, or gone?
#
# The curve is an average. For a letter, a coupon, a phone call you want to know it of *each*. Look
# at two customers. Both have been silent for months.

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
# Noah's longest pause was twelve weeks, and he has now been silent for fifteen: longer than
# ever, but not by much. A rule such as
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
# (`recency`, counted from the **first** purchase; not the R of RFM, which counts back from today), how
# long watched (`T`).

# %% id="summary"
customers.head(3)

# %% [markdown] id="likelihood-text"
# This is how likely the model finds a customer's history, as it stands in the package. You need not
# follow the gamma functions. See only that there are three pieces: `bought`, the purchases at random
# moments; `stayed`, the coins that fell on "stay"; `left`, which weighs "left after the last one" against
# "still there".

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
weeks = BGNBD.fit(sample["frequency"], sample["recency"] / 7, sample["T"] / 7)
print(weeks.table().to_string(float_format="{:.3f}".format, index=False))

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
    "Right order, too low: mostly for customers with one or two repeats",
    x="repeat purchases up to 30 September 1997 (7 = 7 or more)",
    y="purchases per customer in the nine months after",
)

# %% id="test-total"
total = forecast[["expected", "actual"]].sum()
print(f"expected {total['expected']:,.0f} purchases, actual {total['actual']:,.0f}")

# %% [markdown] id="test-reading"
# The **order** is right. That is a weak test, since past purchases alone would put these groups in the
# same order. The **level** is a seventh too low, and not evenly: those with one or two repeats bought a
# third to a half more than the model said, those with seven or more almost exactly what it said.
#
# Half of the shortfall falls in November and the next March: the model knows no calendar. The other
# half is spread over nearly every month: people fade more slowly than the model thinks.
#
# So use it to see who is fading. For *how much* will come in, set last year's season beside it.

# %% [markdown] id="worth-text"
# ## What each customer will bring
#
# How *much* they spend per purchase is a second, smaller model (gamma-gamma): it pulls somebody's
# average towards everybody's, by 30 % of the way after one repeat, by 4 % after ten. It assumes that how
# often and how much are unrelated; here they nearly are. Put together:
#
# $$
# \text{future value} = \text{margin} \times \text{expected purchases} \times \text{expected spend}
# $$

# %% id="worth"
worth = lifetime.ltv_bgnbd_gamma_gamma(
    orders, margin=0.30, horizon=273, as_of=today, zero_value="exclude"
)
columns = ["customer_id", "alive", "expected_purchases", "expected_spend", "ltv"]
worth.sort_values("ltv", ascending=False)[columns].head(4)

# %% [markdown] id="worth-defect"
# `zero_value="exclude"`: one of 9,451 repeaters only ever paid 0 dollars for the repeats (gifts? exchanges?),
# which the spend model can't handle. The function refuses to drop such a customer silently; you
# have to say so.

# %% id="compare"
table = lifetime.ltv_compare(
    orders, margin=0.30, as_of=today, horizon=365, cac=18, zero_value="exclude"
)
table

# %% [markdown] id="compare-reading"
# All four rows want to be "what a customer is worth in the first year"; `net` takes the 18 dollars off. The
# formula says 11. The cohort has no answer yet: nobody has been watched for 365 days. The model says
# 26.38, three to six months before each customer's year is over; it became 27.26. Don't be too
# impressed: 21.93 of that had come in already. What it really forecast is 4.44, and 5.32 came.
#
# > **Caution.** The truth lies just above the model's interval. That interval takes the model for true; it is
# > narrower than your doubt should be.

# %% [markdown] id="decision"
# **Back to the offer.** 18 dollars against 26 or 27 in the first year: accept a few hundred
# first, and write in the diary the day on which you compare: day 30 of the new cohort, against 12.69. With 300
# customers chance alone moves that figure by 2.40 either way, so 11 is no reason to stop; 10 is. With
# 1,000 it moves by 1.30.

# %% [markdown] id="trial-text"
# ## On trial: "the top 20 % bring 80 % of the profit"
#
# > 原文 000:063: 某美妆店LTV前20%用户贡献80%利润
# > ("a certain beauty shop")
#
# Three questions to whoever says so.
#
# **1. Is it true here?** Sort customers by what they spent up to today, poorest first. (We have no costs, so
# we take revenue; with one margin for all it is the same share. Customers who cost money would push it up.)

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
concentration.top_share(customers["frequency"] + 1)

# %% [markdown] id="trial-chance-reading"
# Two in five purchases, from chance alone; the real top 20 % make half of them. (If the sizes of the orders
# are dealt out by chance too, luck reaches 47 to 51 % of the *revenue*, against 63 % here.) Whoever ranks people
# by a result and then adds up that result finds a "top" every time.
#
# **3. Do they stay the top?** Rank on the months until September. Then look at the months *after*.

# %% id="trial-persistence"
concentration.persistence(orders, split=today, top=0.20).round(3)

# %% [markdown] id="verdict"
# **Verdict.** At CDNOW it is 63 % of the revenue, not 80 %, and luck alone would make about half. But the same people,
# chosen in September, bring 66 % of what comes afterwards, so here the top is *real*: luck would have left
# them 20 %. (One music shop can't refute a beauty shop. It shows how to ask.) The share
# that the top of the later months holds in its own months, 94 %, is the number a
# careless reader would print.
#
# What none of this says: that a dollar spent *on* the top 20 % earns more than one spent elsewhere. They
# buy anyway. What your money *changes* is seen against a holdout, and that is a later
# lesson's question.

# %% [markdown] id="exercises-text"
# ## Exercises

# %% id="quiz"
quiz.two_hundred_days

# %% id="answer-two-hundred-days"
answer = ...
quiz.two_hundred_days.check(answer)

# %% id="ask-left-out"
quiz.left_out

# %% id="answer-left-out"
answer = ...
quiz.left_out.check(answer)

# %% id="ask-who-returns"
quiz.who_returns

# %% id="answer-who-returns"
answer = ...
quiz.who_returns.check(answer)

# %% id="ask-next-half-year"
quiz.next_half_year

# %% id="answer-next-half-year"
answer = ...
quiz.next_half_year.check(answer)

# %% id="ask-top-tenth"
quiz.top_tenth

# %% id="answer-top-tenth"
answer = ...
quiz.top_tenth.check(answer)

# %% id="ask-offer"
quiz.offer

# %% id="answer-offer"
answer = ...
quiz.offer.check(answer)

# %% [markdown] id="recap"
# ## Recap
#
# - A value needs a **horizon**, a **margin**, and a yes or no to the **first order**. The formula of the trade has
#   the margin, but no horizon, and it leaves the first order out.
# - The value curve needs no model. It said "accept" where the formula said "refuse".
# - Silence counts against a customer's own rhythm. BG/NBD does that with three numbers each.
# - Test a model on months it never saw. Ours is a seventh too low, half of that for want of a calendar.
# - "Top 20 %" : ask *true here? luck? lasting?* At CDNOW: 63 % of the revenue; about half by luck
#   alone; 66 % later.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw your own value curve: `lifetime.ltv_cohort(your_orders, margin=…, horizon=180)`. Use the margin
#    after goods, postage, fees and returns.
# 2. Write on it, as a line, what a new customer costs you (获客成本, CAC). Where they cross is your payback
#    time. If it is longer than your cash lasts, the offer is bad however good the value.
# 3. Never bid by the formula 客单价 × 复购次数 × 毛利率. If your platform shows an "LTV", ask it for
#    horizon, margin, first order.
# 4. For letters and coupons don't rank by past purchases, nor by expected ones: both find people who buy
#    anyway. Use P(alive) to see who is fading, write to a random half of those (who agreed to it), and compare
#    the halves.
# 5. Forecast now, write it down, and compare in three months.
# 6. When somebody shows the top 20 %, ask for the same people a quarter later.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | customer lifetime value (CLV, LTV) | 用户终身价值 | gross margin per customer within a stated horizon |
# | average order value (AOV) | 笔单价 (often called 客单价) | revenue ÷ purchases; the platforms' 客单价 is revenue ÷ buyers |
# | gross margin | 毛利率 | (revenue − cost of goods) ÷ revenue |
# | acquisition cost (CAC) | 获客成本 | spend ÷ new customers |
# | payback time | 回本周期 | day on which the value curve passes the CAC |
# | frequency, recency, T | 复购天数、末次购买距首购的天数、观察期 | repeat purchase days; days from the first to the last; days watched |
# | P(alive) | 存活概率 | probability that a customer has not left for good |
# | test period | 验证期 | months kept from the model to test it |
# | Lorenz curve | 洛伦兹曲线 | share of value held by the poorest x % |
#
# **Sources.** Fader, Hardie and Lee 2005 (BG/NBD); Fader and Hardie 2013 (gamma-gamma); Lorenz 1905. Data:
# CDNOW. The 30 % margin and the 18-dollar offer are ours.
