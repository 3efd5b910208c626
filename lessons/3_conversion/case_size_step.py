# %% [raw] id="header"
# title = "The size step where carts end"
# chinese = "购物车停在选尺码这一步"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["live_room"]
#
# [rows]
# K03 = "against_bags / bags_too, carts_per_visit, dresses_to_bags, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a step in an event log (埋点) means,
# 2. choose the denominator (分母) of a share, and say why,
# 3. weigh what a change brings against what it costs.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 9 | two days of carts, with an exercise |
# | 4 | the share that rose |
# | 9 | a deposit on every dress: what a cart is, with an exercise |
# | 9 | dresses against bags, with an exercise |
# | 3 | the truth |
# | 4 | what came back |
# | 7 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Hand out the brief and one receipt slip each. On the slip everybody writes a factor: visitors
# who buy a dress, with the adviser ÷ without. Slips into a box; it is opened after the truth.
#
# With 35 minutes: leave out the placebo and what came back.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import numpy as np
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import size_step as method
from ecomlab.cases.size_step import LAUNCH
from ecomlab.classroom import exercises
from ecomlab.conversion import experiments, funnel
from ecomlab.fulfillment.returns import return_factor

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("size_step")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives two figures and no base. "{{ stopped }} of whom?" is a good first question: of all who put something
# in the cart, or of those who didn't pay? {{ rise }}: per cent or points? Over which weeks? The licence, the dates and the bags
# are ours. **Wrong turn:** "size doubt is real, everybody knows it". It may be. The question is what *this log* shows.

# %% [markdown] id="guess"
# **Write a factor on your slip:** if 100 visitors bought a dress without the adviser, how many buy with it? 140? 100?
# Put it away.

# %% [markdown] id="log-text"
# ## Two days of carts
#
# `events` is the cart log of the two days before the launch: what was put in (`addcart`, 加购), the size step (`size_select`), the
# checkout, the payment. Here is one visitor who didn't pay:

# %% id="log"
events, traffic = case.tables.events, case.tables.traffic_daily
last = funnel.last_steps(events)
visitor = last.index[(last["event"] == "size_select") & (last["sku"] == "dress")][0]
events[events["session_id"] == visitor]

# %% id="last-steps"
funnel.dropoff(events, done="pay")

# %% id="log-reading"
quiz.tell("log-reading")

# %% id="quiz"
quiz.bags_too

# %% id="bags-too-answer" tags=["exercise"]
quiz.bags_too.check(...)

# %% [markdown] id="log-answer"
# A bag has one size, and its carts end at "the choice of a size" about as often. Ask the developer: the size panel
# **opens by itself** with the cart page, and its opening is logged as `size_select`. The log says: the visitor saw the cart, and left.
#
# > **Caution.** An event is named by whoever wrote the code. Before you read a funnel (转化漏斗), put an article in the cart
# > yourself and watch what is logged.

# %% [markdown] id="log-notes" tags=["instructor"]
# **Wrong turn:** "then nobody has doubts about the size". The log can't say: it would look the same with and without doubts. Ask for
# data that could: chats that ask for a size, visits to the size chart, returns for size.

# %% [markdown] id="obvious-text"
# ## The share that rose
#
# On 11 August the adviser went live for dresses. Buyers per cart of the dresses, thirty days before and thirty days after:

# %% id="obvious"
before, after = (method.rate(traffic, "dress", when) for when in (False, True))
print(f"{before:.1%} → {after:.1%}: {after / before - 1:+.0%}, or {100 * (after - before):+.1f} points")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="deposit-text"
# ## A deposit on every dress
#
# Ms Qian has a stall. Of 100 visitors 40 carry a dress around, and 10 of them pay: 25 %. Next week she takes a deposit from whoever wants to
# carry one. Now 25 carry, and 9 pay: 36 %. "+44 %", says her sign. She sold one dress **less**.
#
# $$\frac{\text{buyers}}{\text{carts}} = \frac{\text{buyers}}{\text{visits}} \div \frac{\text{carts}}{\text{visits}}$$
#
# The left side rises if the first fraction rises, or if the second falls.

# %% id="carts-per-visit"
quiz.carts_per_visit

# %% id="carts-per-visit-answer" tags=["exercise"]
quiz.carts_per_visit.check(...)

# %% id="carts-figure"
daily = traffic.assign(carts=100 * traffic["addcart"] / traffic["uv"])
change = method.rate(traffic, "dress", True, "uv") / after
change = change / (method.rate(traffic, "dress", False, "uv") / before) - 1
ax = plots.lines(daily, x="date", y="carts", by="landing_page")
ax.axvline(LAUNCH, color=plots.COLOURS["ink"], lw=1)
plots.label(
    ax,
    f"Carts per visit of dresses: {change:+.0%} from the day of the launch",
    y="carts per 100 visits",
)

# %% [markdown] id="carts-reading"
# The release note has it in a line: "add to cart" stays grey for a dress **until a size is chosen**, or the adviser has named one. Before, you
# chose in the cart, or never. Those who were only collecting are no longer counted as carts (加购). Few of them would
# have paid. The bags need no size, and their carts went on as before.
#
# A denominator that the release didn't touch: **visits**.

# %% [markdown] id="deposit-notes" tags=["instructor"]
# Let the class act the stall: ten play visitors, four hold a "dress", one pays; then with a deposit. **Wrong turn:** "so the change was bad."
# A share can mislead in both directions; whether it was good is the next section's question.

# %% [markdown] id="bags-text"
# ## Dresses against bags
#
# The second if: nothing else happened that month. Buyers per visit, both articles:

# %% id="per-visit"
table = pd.DataFrame(
    {
        page: [1000 * method.rate(traffic, page, when, "uv") for when in (False, True)]
        for page in ("dress", "bag")
    },
    index=["before", "after"],
)
table.T.assign(factor=table.loc["after"] / table.loc["before"]).rename_axis("per 1,000 visits")

# %% id="bags-reading"
quiz.tell("bags-reading")

# %% id="dresses-to-bags"
quiz.dresses_to_bags

# %% id="dresses-to-bags-answer" tags=["exercise"]
quiz.dresses_to_bags.check(...)

# %% [markdown] id="days-text"
# For an interval, take the ratio dress ÷ bag of **each day**: a day's weather and freight are in both, and cancel. Thirty values before,
# thirty after, and the step between their means, in logs (双重差分, difference-in-differences):

# %% id="right"
experiments.difference_in_differences(traffic, changed="2025-08-11", treated="dress", control="bag")

# %% id="gap-figure"
gap = np.exp(experiments.daily_gap(traffic, treated="dress", control="bag")).rename("ratio").reset_index()
ax = plots.lines(gap, x="date", y="ratio")
for _, month in gap.groupby(gap["date"] >= LAUNCH):
    mean = np.exp(np.log(month["ratio"]).mean())
    ax.plot(month["date"], len(month) * [mean], color=plots.COLOURS["vermilion"])
ax.set_ylim(0.9 * gap["ratio"].min(), 1.1 * gap["ratio"].max())
plots.label(
    ax,
    f"Against bags, the mean of dresses changes by a factor of {case.right.estimate:.2f}",
    y="buyers per visit, dresses ÷ bags",
)

# %% [markdown] id="placebo-text"
# It rests on one belief: without the release, dresses and bags would have gone on side by side. Test it where nothing happened: pretend that
# the launch was in the middle of the first month (安慰剂检验, placebo test).

# %% id="placebo"
before = traffic[traffic["date"] < LAUNCH]
experiments.difference_in_differences(before, changed="2025-07-27", treated="dress", control="bag")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "compare dresses with adviser users against those who didn't use it." Who asks for a size wants to buy. That is selection, and
# worse than before/after. The clean way is to draw lots: half of the visitors see the adviser.

# %% [markdown] id="truth-text"
# ## What is true
#
# Somebody wrote this world, and wrote down what the adviser does in it.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The adviser: {case.truth:.2f} times the buyers, not {case.naive.estimate:.2f} times",
    x="dress buyers per visit, with ÷ without, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="back-text"
# ## What came back
#
# A size adviser should show where sizes hurt: in returns. `returns` has each dress sent back, with its reason. Those for `size`, per buyer,
# after ÷ before. (A dress comes back about a week after the order, so the weeks are shifted by one.)

# %% id="back"
return_factor(
    traffic, case.tables.returns, before="2025-07-12", after="2025-08-11", page="dress", reason="size"
)

# %% id="back-reading"
quiz.tell("back-reading")

# %% [markdown] id="memo-text-heading"
# ## Your memo

# %% id="memo-text"
quiz.tell("memo-text")

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: buyers per visit against bags, with the interval. 2: names what it rests on (bags go on like dresses; the release is one
# bundle). 3: compares both ends with break-even ({{ break_even }}). 1: mentions returns, and that their reading is weaker. 1: a next step with its size and its
# end. *Minus 2:* {{ stopped }} or {{ rise }} stands there as what the size step does.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Which event in *your* log is written by a page, and not by a finger?
# 2. Your platform changes what counts as a visit. Which of your figures jump that day?
# 3. Free shipping and the release came on the same day. Who decided that, and what did it cost you to know?
# 4. The provider shows that users of the adviser pay twice as often as others. What do you answer?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write the fraction out beside each rate: what is on top, what is below, who counts it, since when.
# - Log an opening as an opening (`panel_open`) and a choice as a choice.
# - Follow each step of the funnel per **visit**, too; a share of the step before moves when that step moves.
# - One change a day. If marketing has a date, the release gets another one.
# - Height and weight are personal data (个人信息保护法): ask only for what the size needs, say what for, let people buy without,
#   and don't use them for anything else.
# - A reminder about a cart goes to people with a cart, who agreed to messages. "Your order is unfinished", sent to others, is a lie.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | add to cart | 加购 |
# | add-to-cart → deal conversion | 加购-成交转化率 |
# | conversion funnel | 转化漏斗 |
# | event (tracking point) | 埋点事件 |
# | denominator | 分母 |
# | difference-in-differences | 双重差分 |
# | placebo test | 安慰剂检验 |
# | break-even | 盈亏平衡 |
