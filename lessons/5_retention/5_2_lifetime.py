# %% [raw] id="header"
# title = "What is a customer worth?"
# subtitle = "Customer lifetime value"
# chinese = "用户终身价值 (LTV)"
# minutes = 118
# pause = "What each customer will bring"
# route = "extension"
# needs = ["5_1"]
# verdict = "arithmetic"
# topic = "retention.lifetime"
# cases = ["top_fifth"]
# related = ["low_price_people"]
#
# [rows]
# U01 = "ltv_simple, ltv_cohort, ltv_bgnbd_gamma_gamma, ltv_compare / two_hundred_days, left_out, next_half_year, offer, memo"
# U37 = "retention.concentration.lorenz, retention.concentration.gini, retention.concentration.top_share, retention.concentration.chance_top_share, retention.concentration.persistence / top_tenth / in part: profit per customer waits for the shop; revenue is used"
# U38 = "retention.purchase_models.BGNBD, retention.purchase_models.MBGNBD, retention.purchase_models.ParetoNBD, retention.contracts.SBG, retention.contracts.BGBB / who_returns, call_order"
# K18 = "retention.concentration.chance_top_share, retention.concentration.persistence / top_tenth"
# M69 = "ltv_cohort, ltv_bgnbd_gamma_gamma / two_hundred_days, next_half_year, what_came"
# M70 = "retention.concentration.top_share / top_tenth"
# E39 = "ltv_simple / left_out"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. compute what a customer has been worth, with a horizon and an interval,
# 2. check the formula 客单价 × 复购次数 × 毛利率 against the order book,
# 3. tell a customer who is pausing from one who is gone,
# 4. forecast what today's customers will bring, and find out how far off the forecast is,
# 5. judge "the top 20% bring 80% of the profit" by three questions.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"Somebody sells you customers at 18 dollars each. Accept or refuse? Write it
# down; I shall ask twice more."*
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 3 | recall | 5 | the next half-year (exercise) |
# | 7 | the offer and the formula: accept or refuse? | 8 | what each customer will bring |
# | 5 | Lin; what the formula leaves out (exercise) | 7 | four answers to one question |
# | 8 | the curve: accept or refuse, again | 4 | a second network (exercise) |
# | 4 | two hundred days (exercise) | 5 | the decision, with a number and a day on it |
# | 9 | Mia and Noah, by show of hands | 8 | when nobody seems to leave |
# | 7 | the model, from a picture of a coin | 15 | 20/80: true? luck? lasting? |
# | 5 | Ada, Ben and the four calls (exercises) | 5 | the same people, later (exercise) |
# | 7 | everybody predicts, then the test | 6 | the memo, exchanged with a neighbour |
#
# Possible wrong turns: somebody thinks that a *model* is needed to see that the formula is wrong; the
# curve alone shows it. Somebody reads recency as the R of RFM. Somebody concludes "so give the top
# 20% the coupons". Somebody takes the figure of day 30 as a pass mark for 200 customers.
#
# If time is short, leave out the likelihood, the published result and everything from *When nobody seems to
# leave* to *The offer, decided*. Don't leave out the prediction.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons
#
# Two questions, without looking back. A wrong answer costs nothing: it comes again another day.

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("5_2")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Customers at 18 dollars each
#
# It is 30 September 1997. You know what 23,570 customers have bought since they joined in the first weeks of
# the year. An advertising network offers to bring you new ones **at 18 dollars each**. On every dollar of sales
# about 30 cents remain after the goods are paid (your gross margin, 毛利率; we assume 30%). Do you take the
# offer? **Write down: accept or refuse.**
#
# That depends on what a customer is worth. One of our documents has a formula for it:
#
# > 原文 000:063: 用户终身价值=客单价×复购次数×毛利率
# > (lifetime value = order value × number of repurchases × gross margin)

# %% id="imports"
import inspect

import pandas as pd

from ecomlab import plots, tables
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.retention import concentration, lifetime
from ecomlab.retention.contracts import BGBB, SBG
from ecomlab.retention.purchase_models import BGNBD, MBGNBD, ParetoNBD

pd.options.display.precision = 2
plots.use_house_style()

# %% id="load"
orders = load("cdnow").orders
today = "1997-09-30"
quiz = exercises("5_2", orders=orders, as_of="1997-08-31")

# %% id="simple"
customers = lifetime.customer_summary(orders, as_of=today, free="count")
repurchases = customers["frequency"].mean()
known = orders[orders["ts_order"] < "1997-10-01"]
aov = known["paid_amount"].sum() / (customers["frequency"] + 1).sum()
value = lifetime.ltv_simple(aov, repurchases, margin=0.30)
print(f"{aov:.2f} dollars × {repurchases:.2f} repurchases × 30% = {value:.2f} dollars")

# %% id="simple-reading"
quiz.tell("simple-reading")

# %% [markdown] id="lin"
# ## An example before we believe it
#
# Lin bought three times: 40 dollars in January, 30 in March, 20 in August. What has Lin been worth?
#
# | | dollars |
# |---|---|
# | the formula: 30 a purchase × **2** repurchases × 30% | 18.00 |
# | what came in: (40 + 30 + 20) × 30% | **27.00** |
#
# Three things are wrong with the formula.
#
# - It counts *re*purchases, so it forgets the first order, which is the one the advertisement was for. (Some
#   people put *all* purchases into 复购次数. Ask.)
# - It has no end date. Nobody knows whether 18 is for a month or for ever. It takes what has happened *so far*
#   for all that ever will.
# - The documents don't say which 客单价 they mean. Taobao's, revenue per *buyer*, would count the purchases twice.
#
# Put your answer in place of `...` and run the cell. `quiz.left_out.hint()` gives a hint, one step at a time;
# `quiz.left_out.solution()` shows working code.

# %% id="ask-left-out"
quiz.left_out

# %% id="answer-left-out"
answer = ...
quiz.left_out.check(answer)

# %% [markdown] id="curve-text"
# ## The value curve
#
# Add up the margin that a customer has brought **by day 0, 30, 60 … since the first purchase**,
# first order included. Then average over customers who have all been watched that long:
#
# $$
# \text{value}(t) = \frac{1}{n}\sum_{\text{customers}} \text{margin} \times
# \text{amount paid within } t \text{ days of the first purchase}
# $$

# %% id="curve"
curve = lifetime.ltv_cohort(orders, margin=0.30, horizon=180, as_of=today, free="count")
curve

# %% id="curve-figure"
ax = plots.lines(curve, x="days", y="value")
ax.axhline(18, linestyle="--", color=plots.COLOURS["grey"])
ax.text(2, 18.3, "what the network asks")
plots.label(
    ax,
    quiz.tell("curve-title"),
    x="days since the first purchase",
    y="gross margin per customer, US$",
)

# %% [markdown] id="payback-text"
# On which day does the curve pass 18? The same function, day by day:

# %% id="payback"
daily = lifetime.ltv_cohort(orders, margin=0.30, horizon=180, step=1, as_of=today, free="count")
daily[daily["value"] >= 18].head(1)

# %% id="curve-reading"
quiz.tell("curve-reading")

# %% [markdown] id="curve-caution"
# **Accept or refuse? Write it down again.**
#
# > **Caution.** This is the average of the customers you *had*. The network's people may be
# > other people. A curve says what to expect of more of the same. So test a few hundred first, and lay
# > their curve over this one after 30 days. And there are costs it does not know: postage,
# > payment fees, returns, service. Chapter 7 takes them in.

# %% id="quiz"
quiz.two_hundred_days

# %% id="answer-two-hundred-days"
answer = ...
quiz.two_hundred_days.check(answer)

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
# ever, but not by much. A rule such as "30 days without purchase" calls both asleep. Frequency alone prefers
# Mia. What counts is **silence measured against the customer's own rhythm**.

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
# We never see anybody leave. But Mia's silence can have come about in two ways, and the story says how likely
# each is. Three numbers per customer are enough: how often (`frequency`), when last (`recency`, counted from the
# **first** purchase; not the R of RFM, which counts back from today), and how long watched (`T`).

# %% id="summary"
customers.head(3)

# %% [markdown] id="likelihood-text"
# This is how likely the model finds a customer's history, as it stands in the package. There are two ways to the
# same silence. `stayed`: the customer bought x times in the time T, and every coin fell on "stay". `left`: x times
# until the last purchase, and the last coin fell on "leave". `log_mean` takes the mean over all rates, or all coins.

# %% id="likelihood"
print(inspect.getsource(BGNBD.two_ways))

# %% [markdown] id="fit-text"
# ### First the published result
#
# Fader, Hardie and Lee published it in 2005 on a tenth of these customers, counting time in weeks. Their
# parameters: $r = 0.243$, $\alpha = 4.414$, $a = 0.793$, $b = 2.426$. Do we get the same?

# %% id="published"
people = load("cdnow").customers
chosen = people.loc[people["tags"] == "sample", "customer_id"]
sample = customers[customers["customer_id"].isin(chosen)]
weeks = BGNBD.fit(sample["frequency"], sample["recency"] / 7, sample["T"] / 7)
print(weeks.table().to_string(float_format="{:.3f}".format, index=False))

# %% [markdown] id="fit-all-text"
# Compare digit by digit. Now take all customers, in days. And Mia and Noah?

# %% id="fit"
model = BGNBD.fit(customers["frequency"], customers["recency"], customers["T"])
pair = lifetime.customer_summary(two, as_of=today, free="count")
history = pair["frequency"], pair["recency"], pair["T"]
pair.drop(columns="monetary_value").assign(
    alive=model.probability_alive(*history),
    next_180_days=model.conditional_expected_purchases(180, *history),
)

# %% id="fit-reading"
quiz.tell("fit-reading")

# %% [markdown] id="fit-caution"
# > **Caution.** In this model nobody can leave before a first repeat purchase, so every one-time
# > buyer has P(alive) = 1, even after a year. Read P(alive) only for customers with repeats. For the
# > others look at the expected purchases.

# %% id="ask-who-returns"
quiz.who_returns

# %% id="answer-who-returns"
answer = ...
quiz.who_returns.check(answer)

# %% id="ask-call-order"
quiz.call_order

# %% id="answer-call-order"
answer = ...  # for example "ABCD"
quiz.call_order.check(answer)

# %% [markdown] id="test-text"
# ### Then the test that counts
#
# The model has seen nothing after 30 September. It says what every customer will buy in the nine months after
# that. **You say first how many there were.** Your prediction is kept and never wrong.

# %% id="ask-what-came"
quiz.what_came

# %% id="answer-what-came"
answer = ...  # (value, low, high), for example (15000, 12000, 18000)
quiz.what_came.check(answer)

# %% id="test"
history = customers["frequency"], customers["recency"], customers["T"]
bought_later = lifetime.customer_summary(orders, free="count")["frequency"] - customers["frequency"]
forecast = customers.assign(
    repeats=customers["frequency"].clip(upper=7),
    expected=model.conditional_expected_purchases(273, *history),
    actual=bought_later,
)
test = forecast.groupby("repeats", as_index=False)[["expected", "actual"]].mean()
test

# %% id="test-figure"
both = test.melt("repeats", var_name="what", value_name="purchases")
ax = plots.lines(both, x="repeats", y="purchases", by="what")
plots.label(
    ax,
    quiz.tell("test-title"),
    x="repeat purchases up to 30 September 1997 (7 = 7 or more)",
    y="purchases per customer in the nine months after",
)

# %% id="test-total"
total = forecast[["expected", "actual"]].sum()
print(f"expected {total['expected']:,.0f} purchases, actual {total['actual']:,.0f}")

# %% id="test-reading"
quiz.tell("test-reading")

# %% id="test-months"
quiz.tell("test-months")

# %% [markdown] id="test-caution"
# So use such a model to see who is fading. For *how much* will come in, set last year's season beside it.

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** You have a value curve with its horizon, and a model that knows silence. In your own
# words: why can eight purchases be worth less than three?
#
# **When you come back**: run all cells above once more (*Run › Run All Above Selected Cell*), then go on below.
# The second sitting puts a value on each customer, decides the offer, and asks whether the top fifth is real. It
# ends with a memo to the person who pays.

# %% [markdown] id="worth-text"
# ## What each customer will bring
#
# How *much* customers spend per purchase is a second, smaller model (gamma-gamma). It pulls somebody's average
# towards everybody's, most of all after few purchases. Put together:
#
# $$
# \text{future value} = \text{margin} \times \text{expected purchases} \times \text{expected spend}
# $$
#
# First the expected purchases of one customer:

# %% id="ask-next-half-year"
quiz.next_half_year

# %% id="answer-next-half-year"
answer = ...
quiz.next_half_year.check(answer)

# %% id="worth"
worth = lifetime.ltv_bgnbd_gamma_gamma(
    orders, margin=0.30, horizon=273, as_of=today, zero_value="exclude", free="count")
columns = ["customer_id", "alive", "expected_purchases", "expected_spend", "ltv"]
worth.sort_values("ltv", ascending=False)[columns].head(4)

# %% id="worth-reading"
quiz.tell("worth-reading")

# %% [markdown] id="compare-text"
# Now four answers to one question: what is a customer worth in the first year? `simple` is the formula, `cohort`
# is the curve, then come the model and what it became.

# %% id="compare"
table = lifetime.ltv_compare(
    orders, margin=0.30, as_of=today, horizon=365, cac=18, zero_value="exclude", free="count")
table

# %% id="compare-reading"
quiz.tell("compare-reading")

# %% [markdown] id="young-text"
# ## When nobody seems to leave
#
# CDNOW's customers had nine months to come and go. A young shop's had not. Here is our running shop (made up, so
# that what came is known) when its log was three months old. The same model, the same line of code:

# %% id="young"
young_orders = tables.purchases(load("shop").orders)
young = lifetime.customer_summary(young_orders, as_of="2024-03-31")
young_history = young["frequency"], young["recency"], young["T"]
young_model = BGNBD.fit(*young_history)
print(young_model.limit)
print(young_model.cannot_tell)
young_model.table()[["parameter", "estimate", "low", "high", "n"]]

# %% [markdown] id="young-forecast-text"
# An estimate of 0 or `inf` is no error. It says that the likeliest story stands at the border of all the stories
# that the model can tell. A parameter there has no interval. Is the forecast any good?

# %% id="young-forecast"
dates = ["2024-03-31", "2024-06-30", "2024-12-31"]
near = lifetime.forecast_check(young_orders, dates, days=90)
far = lifetime.forecast_check(young_orders, dates[:1], days=640)
pd.concat([near.assign(days=90), far.assign(days=640)]).drop(columns="reason")

# %% id="young-reading"
quiz.tell("young-reading")

# %% [markdown] id="stories-text"
# ### Three stories of leaving
#
# In BG/NBD nobody leaves before a first repeat. In **MBG/NBD** the coin falls after the first purchase too. In
# **Pareto/NBD** people leave on any day, without a coin. All three on the published customers:

# %% id="stories"
seen = sample["frequency"], sample["recency"], sample["T"]
stories = pd.DataFrame({"story": [BGNBD.fit(*seen), MBGNBD.fit(*seen), ParetoNBD.fit(*seen)]})
stories["name"] = [story.NAME for story in stories["story"]]
stories["log_likelihood"] = [story.log_likelihood(*seen).sum() for story in stories["story"]]
stories["expected"] = [
    story.conditional_expected_purchases(273, *seen).sum() for story in stories["story"]]
stories["one_time_buyer_alive"] = [
    story.probability_alive(0, 0, 250) for story in stories["story"]]
stories.drop(columns="story")

# %% id="stories-reading"
quiz.tell("stories-reading")

# %% [markdown] id="contract-text"
# ### With a contract, and with fixed occasions
#
# With a yearly card you *see* who leaves. Of 1,000 customers of a published example 869 renewed once, then 743, and
# so on. A share that leaves each year would draw the curve too low: those who leave early are the easy leavers, so
# the rest renews more and more (the **sBG** model, 续费). After seven years it says of years 8 to 12:

# %% id="contract"
contract = SBG.fit_curve([1000, 869, 743, 653, 593, 551, 517, 491])
same_each_year = (491 / 1000) ** (1 / 7)
pd.DataFrame({
    "year": range(8, 13),
    "sBG": 1000 * contract.survival(range(8, 13)),
    "same share each year": [1000 * same_each_year**year for year in range(8, 13)],
    "came": [468, 445, 427, 409, 394],
})

# %% [markdown] id="occasions-text"
# Some customers can buy only on occasions: a monthly box, a weekly livestream, a yearly appeal. Then count the
# occasions that were used, and which was the last (the **BG/BB** model). These 11,104 people gave to a charity for the
# first time in 1995. How many gave how often in the six years after that, and when last?

# %% id="occasions"
gave = [0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6]
last = [0, 1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 3, 4, 5, 6, 4, 5, 6, 5, 6, 6]
donors = [3464, 1091, 277, 129, 78, 119, 129, 613, 255, 155, 173, 234,
          322, 181, 225, 357, 240, 284, 512, 335, 728, 1203]
charity = BGBB.fit(gave, last, 6, donors)
table = pd.DataFrame({"gave": [6, 5, 3], "last": [6, 5, 6]})
table["still_there"] = charity.probability_alive(table["gave"], table["last"], 6)
table["next_five_years"] = charity.conditional_expected_purchases(
    5, table["gave"], table["last"], 6)
table

# %% [markdown] id="occasions-reading"
# Mia and Noah again: look at the last two rows. The last year missed can weigh more than the gifts before it.

# %% [markdown] id="offer-text"
# ## The offer, decided
#
# Before you decide on the 18 dollars, decide on a second network's offer.

# %% id="ask-offer"
quiz.offer

# %% id="answer-offer"
answer = ...
quiz.offer.check(answer)

# %% id="decision"
quiz.tell("decision")

# %% id="first-days"
quiz.tell("first-days")

# %% [markdown] id="trial-text"
# ## On trial: "the top 20% bring 80% of the profit"
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
    quiz.tell("trial-title"),
    x="share of customers, poorest first",
    y="share of revenue",
)

# %% [markdown] id="trial-chance-text"
# **2. How much of it is luck?** Suppose all customers were *exactly alike*, each buying at random, as often on
# average as yours. Some would happen to buy more often. Sort them by that:

# %% id="trial-chance"
mean_purchases = (customers["frequency"] + 1).mean()
lucky = concentration.chance_top_share(mean_purchases, top=0.20)
print(f"Among equal customers with {mean_purchases:.2f} purchases each, "
      f"the top 20% make {lucky:.0%} of the purchases.")
concentration.top_share(customers["frequency"] + 1)

# %% id="trial-chance-reading"
quiz.tell("trial-chance-reading")

# %% id="luck-revenue"
quiz.tell("luck-revenue")

# %% [markdown] id="trial-persistence-text"
# **3. Do they stay the top?** Rank on the months until a day. Then look at the months *after*. First on your own:

# %% id="ask-top-tenth"
quiz.top_tenth

# %% id="answer-top-tenth"
answer = ...
quiz.top_tenth.check(answer)

# %% id="trial-persistence"
concentration.persistence(orders, split=today, top=0.20, free="count").round(3)

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="verdict-caution"
# What none of this says: that a dollar spent *on* the top 20% earns more than one spent elsewhere. They
# buy anyway. What your money *changes* is seen against a holdout, and that is a later
# lesson's question.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Import your platform's export once, in a terminal: `python course.py import FILE`. Then run the cell. Put your own margin
# after goods, postage and fees in place of 0.3. Refunds are off the value already.

# %% id="yours"
from ecomlab import exports

if not exports.is_imported():
    print("Nothing is imported yet. In a terminal: python course.py import FILE")
elif not exports.my_shop().names_buyers:
    print(exports.my_shop().no_buyer)
else:
    print(lifetime.ltv_cohort(exports.my_shop().orders, margin=0.3, horizon=90))

# %% [markdown] id="memo-text"
# ## To the person who pays
#
# You wrote *accept* or *refuse* twice. Now write what you propose, so that it can be held against you.

# %% id="ask-memo"
quiz.memo

# %% id="answer-memo"
answer = ...  # your memo between three quotation marks: """ … """
quiz.memo.check(answer)

# %% [markdown] id="memo-notes" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: a value within a stated time, first order included, with its interval and n.
# 2: a decision at the price that was asked. 2: says that the network's people may be others, and tests. 2: day and
# number at which it stops, with the chance of a small test in it. 1: says what the formula leaves out. *Minus 2:*
# "lifetime" without a time.

# %% [markdown] id="recap"
# ## Recap
#
# - A value needs a **horizon**, a **margin**, and a yes or no to the **first order**. The formula of the trade has
#   the margin, but no horizon, and it leaves the first order out.
# - The value curve needs no model.
# - Silence counts against a customer's own rhythm. BG/NBD does that with three numbers each.
# - Test a model on months it never saw. It knows no calendar.
# - A model at a border ("nobody leaves") is a young log's, not a fact about your customers. Read `limit` first.
# - "Top 20%": ask *true here? luck? lasting?*

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw your own value curve: `lifetime.ltv_cohort(your_orders, margin=…, horizon=180, free="count")`. Use the margin
#    after goods, postage, fees and returns.
# 2. Write on it, as a line, what a new customer costs you (获客成本, CAC). Where they cross is your payback
#    time. If it is longer than your cash lasts, the offer is bad however good the value.
# 3. Never bid by the formula 客单价 × 复购次数 × 毛利率. If your platform shows an "LTV", ask it for
#    horizon, margin, first order.
# 4. For letters and coupons don't rank by past purchases, nor by expected ones: both find people who buy
#    anyway. Use P(alive) to see who is fading, write to a random half of those (who agreed to it), and compare
#    the halves.
# 5. Forecast now, write it down, and compare in three months. Print `model.limit` beside it. If it says "nobody
#    leaves", forecast no farther than the log is old, and fit again as it grows.
# 6. When somebody shows the top 20%, ask for the same people a quarter later.

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
# | limit of a model | 极限情形 | the likeliest parameters are at their border, e.g. nobody leaves |
# | retention rate of a contract | 续费率 | share of those up for renewal who renew |
# | test period | 验证期 | months kept from the model to test it |
# | Lorenz curve | 洛伦兹曲线 | share of value held by the poorest x % |
#
# **Sources.** Fader, Hardie and Lee 2005 (BG/NBD); Fader and Hardie 2013 (gamma-gamma); Lorenz 1905. Data:
# CDNOW. Batislam, Denizel and Filiztekin 2007 (MBG/NBD); Schmittlein, Morrison and Colombo 1987 (Pareto/NBD); Fader and
# Hardie 2007 (sBG, its 1,000 customers); Fader, Hardie and Shang 2010 (BG/BB). The 30% margin and the 18-dollar offer are ours.
