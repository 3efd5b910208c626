# %% [raw] id="header"
# title = "Does it bring anything, and what does one more yuan bring?"
# subtitle = "Budgets by lot, response curves, and equal margins"
# chinese = "增量与边际"
# minutes = 75
# route = "core"
# needs = ["0_2", "2_3"]
# verdict = "border"
# border = "saturation and the size of the step: up to about a tenth of what money can reach, \"add where ROI is high\" keeps nine tenths of what equal margins add; at a half it keeps about half in small steps (2% of the budget a month) and nothing in large ones (10%)"
# topic = "traffic.increment"
# cases = ["roi_above_mean", "content_traffic"]
# related = ["2_6"]
#
# [rows]
# T32 = "traffic.steps.paid_organic_spillover / share_falls"
# T43 = "traffic.allocation.channel_value, traffic.allocation.twin_return / next_yuan, monday"
# T47 = "- / better_than_last / a sheet of tests in the playbook; campaigns one after the other are lesson 2.7"
# T49 = "traffic.response.media_mix, traffic.response.media_weeks, traffic.response.health_card / card_says"
# P09 = "traffic.allocation.allocate_budget, traffic.allocation.follow, traffic.allocation.rules_over_worlds, traffic.allocation.fine_up_to / monday"
# V02 = "increment_by_lot / whole_tool / no number of the trade's is repeated: it names no base"
# N09 = "increment_by_lot, since_switch, carry_over / whole_tool, songling"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say what a budget adds, by regions and weeks that a lot chose, with an interval that believes in the lot alone,
# 2. say before a test how long it must run, and which question it can't answer,
# 3. tell an average yuan from the next one, and read both off a curve,
# 4. read the health card of a model of all channels, and say "it can't tell",
# 5. say when "add where ROI is high" is a good rule, and when it costs.
#
# The first half is for everybody. The second half (*The next yuan*) is a reference: read its figures now, its code when you need it.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a shop's two numbers at the board: *ROI 3.7; the industry's mean is 3.5.* "Who adds money?" Count hands, write the count down. Ask again at the end.
#
# | minutes | | minutes | |
# |---:|---|---:|---|
# | 3 | recall | 6 | memory and the bend, by hand |
# | 5 | the report, the guess | 6 | the curve and its card |
# | 4 | days of much money | 6 | all channels at once: a model that can't tell |
# | 5 | two regions at the board | 5 | six channels: average and next yuan |
# | 6 | power first; the prediction | 4 | the slider, by one trainee |
# | 8 | the lot's answer; the next yuan (exercise) | 5 | two rules, thousands of worlds |
# | 3 | other visits | 5 | the boss; hands again |
# | 4 | on and off | | |
#
# That is 75 minutes: 38 for the first half, 37 for the second.
#
# **Likely wrong turns.** "The interval holds the border, so we do nothing": today's budget is a decision, too. "n is 16,000 orders": the lot dealt 192 weeks of a region, and these count. "The curve
# knows the next yuan": look at its card, the bend is mostly belief. "Equal margins means equal ROI": no, equal *tangents*. "So averages are useless": left of the bend, and in small steps, they aren't. "Then the step down is our test": half a step sees nothing in eight weeks; it is a bet.
#
# **Expected.** Second step: 6.6 orders, and an interval that answers nothing. Prediction: about four times. Songling: 7.9, and nobody may act on it. The boss: C. Many choose D.
#
# **With 45 minutes** do the first half, then the six channels, the slider and the boss.
#
# **Law and decency (法治与诚信).** A holdout holds back an ad. Never hold back a right, a warning or a lower price by lot: the same article at other prices for people who are alike is forbidden (big-data price discrimination 大数据杀熟, Personal Information Protection Law,
# article 24). Regions, not persons, are drawn here: no personal data are needed at all.
#
# **Hand-out.** A strip of paper with: *"1,000 yuan more add … orders (… to …, n = …), by lot / by belief. They must add …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons
#
# A question or two, without looking back. A wrong answer costs nothing.

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("2_4")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A tool that says "add"
#
# It is Sunday, 24 November 2024. Double Eleven (双11) is over, and the claims of October are in. Your shop for light outdoor gear spends several thousand yuan a week on search ads (搜索推广). The boss has read the tool's report, and a document that says: test with little money, scale the
# plans with a high ROI, close the others (原文 000:020: 小预算测试（3-5天）→高ROI计划放大→低ROI计划关停). *"Search shows 3.7, and the industry's mean is 3.5. Half as much again from tomorrow."*
#
# Two questions stand between the report and the money. **Does it bring anything** that wouldn't have come? And what does **one more yuan** bring?

# %% id="imports"
from functools import partial

import pandas as pd

from ecomlab import plots
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.estimates import ratio_of_totals, table
from ecomlab.exercises.traffic import increment as asked
from ecomlab.levers import lever
from ecomlab.traffic import allocation, figures, increment, response, steps

# %% id="style"
plots.use_house_style()
pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth = 80

# %% id="load"
shop, other, own = load("shop"), load("second_shop"), load("increment")
ads, traffic, books = (
    asked.known(shop[name]) for name in ["ads_daily", "traffic_daily", "pnl_lines"]
)
budgets, lots = own.budgets, own.lots
regions = shop.traffic_regions, shop.ads_regions
weeks = steps.region_weeks(*regions, "paid_search", since="2024-09-09", before="2024-11-04")
earlier = steps.region_weeks(*regions, "paid_search", before="2024-09-09")

# %% id="load-feed"
feed = ["paid_feed", "2025-06-30", "2025-10-27"]
feed_days = steps.all_regions(steps.region_weeks(*regions, *feed, days=1))
songling = other.traffic_regions, other.ads_regions, "paid_feed", "2025-07-09", "2025-10-22"
other_days = steps.all_regions(steps.region_weeks(*songling, days=1))
quiz = exercises("2_4", ads_daily=ads, traffic_daily=traffic, pnl_lines=books, weeks=weeks,
                 earlier=earlier, feed_days=feed_days, other_days=other_days, budgets=budgets,
                 ad_conversions=shop.ad_conversions, lots=lots)  # fmt: skip

# %% [markdown] id="report-text"
# `ads`, `traffic` and `books` end on this evening. First the report: search in the eight weeks from 9 September to 3 November, all claims in. And the border from the books, as in lesson 2.3; here in *orders* that 1,000 yuan must bring, so that refunds and baskets
# don't blur the comparison. It is taken from orders of this season that are old enough to be settled: younger ones have hardly come back yet, and would flatter it.

# %% id="report"
report = asked.claimed(ads, shop.ad_conversions)
border = asked.border_of(books)
tool = ratio_of_totals(report["orders"], report["cost"], "days").times(1000)
tool

# %% id="report-reading"
quiz.tell("report-reading")

# %% [markdown] id="guess-text"
# **How many orders do 1,000 yuan of search really add**, that wouldn't have come without it? Type a guess, then a low and a high end that would surprise you if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # orders that 1,000 yuan of search add

# %% [markdown] id="days-text"
# ## Days of much money
#
# "Simple," somebody says. "There are days with much money and days with little. Compare them." Each dot is a day before September.

# %% id="days-figure"
days = asked.search_days(ads, traffic)
ax = figures.money_and_demand(days)

# %% [markdown] id="days-question"
# The cloud is wide, but the trend is clear, and the line is steep. Before you read on: who decided that a day gets much money, and what did he look at?

# %% id="days-reading"
quiz.tell("days-reading")

# %% [markdown] id="hand-text"
# ## A lot, by hand
#
# A lot doesn't look at demand. For eight weeks from 9 September on, a lot dealt three budgets over the 24 regions, anew each week: nothing (a *holdout*), the usual, half as much again. For that the plan was copied three times, each copy aimed at its regions (地域定向). Take two regions of one week. Before
# the test region A had a quarter of the orders of the two, and B three quarters.
#
# | | A, no ads | B, with ads | both | B's share would be ¾ | B has more |
# |---|---:|---:|---:|---:|---:|
# | orders | 20 | 90 | 110 | 82.5 | **7.5** |
# | ad cost, yuan | 0 | 2,000 | 2,000 | 1,500 | **500** |
#
# B has 7.5 orders more than its share, for 500 yuan more than its share: **15 orders per 1,000 yuan**. What moves the whole country in this week is in both regions, and falls out. In general
#
# $$
# \text{orders per yuan} = \frac{\sum d \cdot (y - s \cdot Y)}{\sum d \cdot (c - s \cdot C)}
# $$
#
# with $d$ the budget that the lot dealt (0, 1 or 1.5), $y$ and $c$ the region's orders and cost in the week, $Y$ and $C$ those of all regions, $s$ the region's usual share.
#
# **And the interval?** The lot might have fallen otherwise. Suppose that 1,000 yuan add nothing. Then each region would have had these same orders at any budget. So deal the budgets anew on paper, 2,000 times, and compute the table each time. If 5 in 100 of these lots, or more, give a gap as large as ours, then "nothing" stays possible. Next suppose 5 orders: take them off first,
# and deal again. Then 10, and so on. **What stays possible is the interval.** It believes in the lot, and in one thing more: that a week's money works in its own week. (This is called randomisation inference, 随机化推断.)

# %% id="hand"
pair = {"region": ["A", "B"], "factor": [0, 1]}
before_test = pd.DataFrame({"week": 0, "orders": [25, 75], "cost": 1000} | pair)
one_week = pd.DataFrame({"week": 1, "orders": [20, 90], "cost": [0, 2000]} | pair)
steps.beside_usual(one_week, before_test)[["region", "orders", "usual", "more", "more_cost"]]

# %% [markdown] id="power-text"
# ## How long? Asked before the test
#
# A test costs money, so ask first what it can see. Take weeks that are over, deal the lot over them on paper, and look how far the answer strays, although the lot did nothing. `reach` is how far it may be off to each side, `detectable` what four of five such tests tell from *nothing*, `power` how often they tell our border from nothing. (Before the test you would take last season's border.)

# %% id="recent"
recent, before = earlier[earlier["week"] >= "2024-06-17"], earlier[earlier["week"] < "2024-06-17"]
steps.step_power(recent, before, (0, 1), weeks=[4, 8, 16], effect=border, per=1000)

# %% id="ask-longer"
quiz.longer

# %% id="answer-longer"
answer = ...  # (value, low, high), in times
quiz.longer.check(answer)

# %% id="power"
steps.step_power(recent, before, (1, 1.5), weeks=[8, 16, 32, 64], effect=border, per=1000)

# %% id="power-reading"
quiz.tell("power-reading")

# %% [markdown] id="test-text"
# ## What the lot says
#
# Each region and week beside what is usual there:

# %% id="steps-figure"
dealt = steps.by_step(weeks, earlier)
ax = figures.budget_steps(dealt)

# %% id="test"
all_steps = steps.step_test(weeks, earlier, per=1000)
first_step = steps.step_test(weeks, earlier, factors=(0, 1), per=1000)
table({"all three budgets": all_steps, "from nothing to the usual": first_step})

# %% id="test-reading"
quiz.tell("test-reading")

# %% id="ask-second"
quiz.second_step

# %% id="answer-second"
answer = ...
quiz.second_step.check(answer)

# %% [markdown] id="truth-text"
# ### The truth, looked up
#
# No shop can know what it would have sold. This one can: `budgets` holds the same eight weeks run again with other budgets, steady and the same in all regions; the same people, the same luck. Orders of the eight weeks and of the four after them count. It is used here to judge the readings. And `lots` has the whole test, its lots as they fell, in 50 shops that differ from ours in luck only.

# %% id="readings"
runs = budgets[budgets["test"] == "steps"]
found = {
    "tool's claim": tool,
    "lot: none to usual": first_step,
    "truth: none to usual": allocation.twin_return(runs, "paid_search", 1, 0, per=1000),
    "lot: usual to half more": steps.step_test(weeks, earlier, factors=(1, 1.5), per=1000),
    "truth: usual to half more": allocation.twin_return(runs, "paid_search", 1.5, 1, per=1000),
}

# %% id="readings-figure"
ax = figures.readings_beside_border(table(found), border, guess=quiz.guess.given)

# %% id="second-reading"
quiz.tell("second-reading")

# %% [markdown] id="spill-text"
# ## And the visits that come by themselves?
#
# Document 002 says that paid search raises the *share* of natural visits. The same lot answers. `other` are all visits but those by this search's ads.

# %% id="spill"
steps.paid_organic_spillover(weeks, earlier).drop(columns="counts")

# %% id="spill-reading"
quiz.tell("spill-reading")

# %% [markdown] id="switch-text"
# ## On and off
#
# "Deal out regions? Our tool can't. We switch the plan on and off, week by week." So leave this evening for a moment and look a year ahead: in the summer of 2025 the
# shop took the feed's (信息流) money away in weeks that a lot chose, in the whole country.

# %% id="switch-figure"
switched = increment.since_switch(feed_days, "on")
ax = figures.after_switch(switched)

# %% id="switch-reading"
quiz.tell("switch-reading")

# %% [markdown] id="feed-text"
# (This shop's ad column counts a visit by an ad link also days after the ad. Most tools' clicks stop with the money: on your own data, count the plan's visits in your log instead.) What do the weeks say?

# %% id="feed"
test_days = feed_days[feed_days["date"] >= "2025-07-07"]
by_weeks = increment.increment_by_lot(test_days, "on", gain="orders", days=7).times(1000)
left = increment.carry_over(feed_days, "on")
table({"orders per 1,000 yuan": by_weeks, "visits left, a day later": left})

# %% id="feed-reading"
quiz.tell("feed-reading")

# %% [markdown] id="whole-text"
# **A tool for the whole shop** (全站推广, 全域推广) has one budget and shows one ROI, for paid and natural sales together. The trade says that it lifts sales by so much per cent. Ask: from which base? Beside what? After returns? The answer is the same as above: days or weeks with and without it, by lot, longer than its learning; and sales after refunds, from your own books.
# (Whether a tool allows that, look up in its rules: they change.)
#
# Another shop did the same with its feed. What may it conclude?

# %% id="ask-songling"
quiz.songling

# %% id="answer-songling"
answer = ...
quiz.songling.check(answer)

# %% [markdown] id="next-text"
# ## The next yuan
#
# *Here the second half begins: a reference for those who set budgets.*
#
# The lot knows three budgets. What lies between them, and beyond? Two things bend the line.
#
# **Memory** (广告存量, adstock). An ad of today works tomorrow, a little. With a carry of a half, 80 yuan on Monday count as 40 on Monday, 20 on Tuesday, 10 on Wednesday.
#
# **Saturation** (饱和). Money reaches the best people first. Say money can bring at most 100 orders, and 500 yuan bring half of them:
#
# | spent | 500 | 1,000 | 2,000 |
# |---|---:|---:|---:|
# | orders | 50 | 67 | 80 |
# | orders per 1,000 yuan, on average | 100 | 67 | 40 |
# | orders per 1,000 yuan, the next ones | 50 | 22 | 8 |
#
# The second row falls, the third falls faster. Every curve of this kind ($S$ is what is reached, $h$ is 1 here; above 1 it begins as an S):
#
# $$
# \text{orders} = \text{top} \cdot S,\quad S = \frac{x^h}{\text{half}^h + x^h} \qquad\qquad \text{next yuan} = \text{average} \cdot h\,(1 - S)
# $$

# %% id="hand-curve"
memory = response.adstock([80, 0, 0], carry=0.5)
spent = [500, 1000, 2000]
orders = 100 * response.saturation(spent, half=500)
tangent = 1000 * 100 * response.slope(spent, half=500)
three_points = response.curve_through(spent, orders)  # and back again: one curve goes through them
memory, orders.round(), tangent.round(), round(three_points["top"]), round(three_points["half"])

# %% [markdown] id="fit-text"
# ### A curve with its doubt
#
# Now through the test's weeks. `fit_response` draws 2,000 curves that were believable before, and counts each as far as it explains the weeks. `marginal_roas` reads the tangent of each: the next yuan (边际回报). "add" is said if 90 of 100 curves lie above the border,
# "cut" if at most 10 do, else "can't tell".

# %% id="fit"
shop_weeks = steps.whole_shop(weeks, earlier)
usual = shop_weeks.loc[shop_weeks["factor"] == 1, "spend"].mean()
curve = response.fit_response(
    shop_weeks, within="week", weight="share", at=usual, counts="region-weeks"
)
next_yuan = response.marginal_roas(curve, usual, border=border, per=1000)
next_yuan.drop(columns=["channel", "counts"])

# %% id="fit-beside"
by_lot = table({"by the lot alone": steps.step_test(weeks, earlier, factors=(1, 1.5), per=1000)})
beside = pd.concat([next_yuan.assign(reading="by the curve"), by_lot])
beside[["reading", "estimate", "low", "high", "n"]]

# %% id="fit-figure"
spends = [i * usual / 10 for i in range(23)]
truth = allocation.twin_points(runs, "paid_search", periods=8)
ax = figures.response_with_points(response.response_curve(curve, spends), truth, at=usual)

# %% id="fit-reading"
quiz.tell("fit-reading")

# %% [markdown] id="card-text"
# The curve is surer than the lot was. Who told it? Each model of this kind needs a **health card**: did the weeks speak, or what was believed before?

# %% id="card"
response.health_card(curve).drop(columns="channel").set_index("check")

# %% id="card-reading"
quiz.tell("card-reading")

# %% [markdown] id="mix-text"
# ### All channels at once
#
# Several marketing means at a time (social, search, ads …; course map T49): a provider sells a model of them (媒体组合模型, media mix): orders of each week, explained by what was spent on each channel. It needs no lot. Here it is, on the 36 weeks before the test:

# %% id="mix"
media = response.media_weeks(traffic, ads, before="2024-09-09")
channels = list(media.columns[2:])
mix = response.media_mix(media, channels)
card = response.health_card(mix)
pd.crosstab(card["check"], card["verdict"])

# %% id="mix-table"
1000 * mix.channels.set_index("channel")[["estimate", "low", "high"]]  # orders per 1,000 yuan

# %% id="mix-reading"
quiz.tell("mix-reading")

# %% [markdown] id="calibrate-text"
# Now tell the model what the lot found. A test is one more row for it, with its own interval:

# %% id="calibrate"
told = response.media_mix(media, channels, tests={"paid_search": all_steps.times(1 / 1000)})
both = mix.channels.merge(told.channels, on="channel", suffixes=("_alone", "_told"))
names = ["estimate_alone", "estimate_told", "low_told", "high_told"]
both = 1000 * both.set_index("channel")[names]
both.assign(truth=[allocation.twin_return(runs, name, per=1000).value for name in both.index])

# %% id="calibrated-reading"
quiz.tell("calibrated-reading")

# %% [markdown] id="trial-text"
# ## On trial: "add where ROI is high"
#
# One document asks to find the channels of high value, and to move resources there (原文 000:061: 优化资源分配). The tools' ROI is the usual measure. Suppose you knew the true average of each channel, without any claim. Is the rule good *then*? The twins know the true curves of all six kinds of plans. Here
# are four of them; orders of eight weeks and the four after.

# %% id="curves-figure"
curves = allocation.curves_of(runs)
four = ["paid_search", "paid_feed", "content", "live"]
ax = figures.response_curves(curves, shown=four)

# %% id="curves"
allocation.channel_value(curves, per=1000).drop(columns=["gain"])

# %% [markdown] id="left-text"
# Does it *pay*? Each channel has its own border: creators and affiliates take a commission, and baskets differ. The twins' profit has all of that in it. Yuan that a yuan leaves, from nothing to the usual budget, and from there to half as much again:

# %% id="left"
first, more = (asked.left_by_twins(budgets, *ends) for ends in [(1, 0), (1.5, 1)])
steps_left = {"to usual": table(first, "channel"), "half more": table(more, "channel")}
left_over = pd.concat(steps_left, names=["step"]).droplevel(1).set_index("channel", append=True)
left_over.drop(columns="counts").unstack("step")[["estimate", "low", "high"]]

# %% id="curves-reading"
quiz.tell("curves-reading")

# %% [markdown] id="split-text"
# Move money between two of them yourself. Where is the best split, and how much worse is today's?

# %% id="split"
draw = partial(figures.split_of_budget, curves=curves, first="paid_search", second="live")
lever(draw, "share of search", [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 0.8, "%")

# %% id="allocate"
best = allocation.allocate_budget(curves, curves["spend"].sum(), per=1000)
best.assign(now=curves["spend"])[["channel", "now", "spend", "average", "next_yuan"]]

# %% id="split-reading"
quiz.tell("split-reading")

# %% [markdown] id="worlds-text"
# ### Thousands of shops
#
# One shop is one shop. So draw many: four channels, unlike budgets, returns and bends. In each, for six months, a tenth of the whole budget goes from the worst channel to the best one. One rule tells the best by the average, the other by the next yuan. On the axis: how
# far along their curves the channels stand today.

# %% id="worlds-figure"
levels = allocation.fine_up_to()
ax = figures.rules_by_saturation(levels)

# %% id="worlds"
some = [0.1, 0.3, 0.5, 0.7]
moves = {move: allocation.fine_up_to(levels=some, move=move) for move in [0.02, 0.05, 0.1]}
sizes = pd.concat(moves, names=["move"]).droplevel(1).reset_index()
sizes.pivot(index="reached", columns="move", values=["average", "next_yuan", "kept"])

# %% id="worlds-reading"
quiz.tell("worlds-reading")

# %% [markdown] id="noise-text"
# The rule of the next yuan was given true tangents. In a shop they come from tests that err. At half of what can be reached; `error` is the standard deviation of the tangents' logarithm (0.4: off by about 40%; 1.2: by a factor of three):

# %% id="noise"
errors = {noise: allocation.rules_over_worlds(0.5, noise=noise) for noise in [0, 0.4, 0.8, 1.2]}
gaps = pd.concat(errors, names=["error"]).query("rule == 'difference'").droplevel(1)
gaps[["estimate", "low", "high", "n"]]

# %% id="noise-reading"
quiz.tell("noise-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="boss-text"
# ## Back to the boss

# %% id="ask-monday"
quiz.monday

# %% id="answer-monday"
answer = ...
quiz.monday.check(answer)

# %% [markdown] id="half-text"
# And had the budget been another in those eight weeks? The twins' profit of these weeks and the four after, with other steady budgets for search, in all regions.

# %% id="half-reading"
quiz.tell("half-reading")

# %% [markdown] id="law"
# > **Law.** Hold back an ad by lot, never a right, a warning or a price: for the same article, people who are alike must not get unlike prices (大数据杀熟; Personal Information Protection Law, article 24). Draw regions or weeks, and you need no personal data at all.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put two files beside this notebook. `my_traffic_regions.csv`: `date`, `region`, `uv`, `orders`, `revenue`. `my_ads_regions.csv`: `date`, `plan_kind`, `region`, `factor` (times the usual budget, as your lot dealt it), `clicks`, `cost`. Begin some weeks before the test, with a factor of 1. An error
# names a column, a region or a day that is missing.

# %% id="yours"
from pathlib import Path

files = [Path(f"my_{name}_regions.csv") for name in ("traffic", "ads")]
if all(file.exists() for file in files):
    mine = [pd.read_csv(file, parse_dates=["date"]) for file in files]
    # Put your own plan and dates here: the first day of the test, and the day after its last
    test = steps.region_weeks(*mine, "paid_search", since="2026-03-02", before="2026-04-27")
    past = steps.region_weeks(*mine, "paid_search", before="2026-03-02")
    yours = steps.step_test(test, past, per=1000)
else:
    yours = "No my_traffic_regions.csv and my_ads_regions.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A tool's ROI counts who clicked. Days of much money count demand. A lot counts what the money added.
# - The interval comes from the lot: what else might it have dealt? n counts weeks of a region, not orders. It sees what a week's money does in its week; a steady budget brings more.
# - Ask what a test can see before it runs. "More than nothing?" is easy, "more than the border?" is hard. Half the step takes four times the weeks.
# - Weeks on and off in the whole country are few throws. Start-up and memory make their gap smaller still.
# - The average yuan and the next yuan are two numbers. Next = average × h × (1 − S).
# - A model of all channels knows what budgets by lot told it. Without them its card says: can't tell.
# - "Add where ROI is high" is good far left of the bend. Further on, the smaller the step, the more of the gain it keeps: small steps, measured again.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write down the border: orders (or yuan) that 1,000 yuan must add, from settled orders of this season, with the channel's own commission.
# 2. For your largest plan: which lot could your tool follow? Regions first: a copy of the plan for each budget, each aimed at its regions (地域定向), large enough for the tool's least budget a day. Days or weeks only if regions can't be had.
# 3. Run `step_power` on the last twelve weeks. If eight weeks can't see what you must know, make the step larger, not the test smaller. If no step can, say "a bet".
# 4. Write the question, the lot and the decision rule down *before* the test. Keep prices, pages and stock as they are.
# 5. Leave a pause longer than the memory (`carry_over`) between two weeks that are compared, or leave the first days out.
# 6. Read the step at the top of today's budget apart from the first step.
# 7. Hang a health card beside every model that somebody sells you. Ask which of its numbers a test told.
# 8. Where tangents can be measured well, move money towards equal ones; where they can't, small steps by a true average. Then measure again: the season moves the border.
#
# **A sheet of tests to keep** (course map T47: so that each time you know more than the last, whether or not the result was better):
#
# | test | question, border | lot, n | weeks | found (low to high) | decided | what the next one asks |
# |---|---|---|---:|---|---|---|
# | search, autumn 2024 | does 1,000 yuan add what the border asks? | budgets 0, 1, 1.5 over 24 regions; 192 region-weeks | 8 | | | |
# | | | | | | | |

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | increment, incremental | 增量 | what comes because of the money, and wouldn't have come without |
# | incremental return (iROAS) | 增量投产比 | revenue (or orders) added ÷ money added |
# | budget by lot, geo experiment | 地域实验、分地域随机 | regions get budgets by lot |
# | holdout | 留出组（空白组） | those from whom the ad is held back by lot |
# | randomisation inference | 随机化推断 | an interval from the lots that might have been drawn |
# | power | 功效 | how often a test finds what is there |
# | adstock, carry | 广告存量、余热 | what of an ad still works later |
# | saturation | 饱和 | what is reached of what money can reach |
# | response curve | 响应曲线 | what every spend brings |
# | marginal return, the next yuan | 边际回报 | the slope of the curve at today's point |
# | equal margins | 边际相等 | a split in which every next yuan brings the same |
# | media mix model | 媒体组合模型 | sales explained by the spends of all channels |
# | calibrated | 校准 | a model that was told what tests found |
# | whole-shop promotion | 全站推广、全域推广 | one budget and one ROI for paid and natural sales |
#
# **Sources.** Randomisation: Fisher 1935; Imbens and Rosenbaum 2005, Journal of the Royal Statistical Society A. Regions: Vaver and Koehler 2011. Curves: Jin, Wang, Sun, Chan and Koehler 2017. Why such models can't tell: Chan and Perry 2017. Equal margins: Dorfman and Steiner 1954, American
# Economic Review. The card: after the checks of Google's Meridian. The twins and worlds: this course's.
#
# **Next.** Case *The return that beat the industry's mean*: pairs of regions, one without ads. Case *The traffic that converts at twelve per cent*: weeks with twice the videos. Lesson 2.6 asks who deserves the credit.
