# %% [raw] id="header"
# title = "What do we do with what doesn't sell?"
# subtitle = "Old stock that sells, fresh stock that doesn't, and what a week's waiting is worth"
# chinese = "清仓：滞销品怎么处理"
# minutes = 45
# route = "extension"
# needs = ["3_3", "4_2"]
# verdict = "border"
# border = "gone in 7 days costs at most 5% up to 1.1 weeks of stock, or from 69% of worth lost a week, at elasticity −2"
# topic = "fulfillment.clearance"
# related = ["just_in_time", "return_grading"]
#
# [rows]
# F29 = "stock_ageing, ageing_shares, age_by_pace, markdown_plan, price_table, value_of_waiting, rush_cost / other_dead, rush, half, keep_fleece / stockouts are 4.2's: fulfillment.stockouts"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. tell old stock that sells from fresh stock that doesn't,
# 2. say what a piece is worth now, and why its cost isn't asked,
# 3. make a markdown plan, and say what it believes,
# 4. say what one more week is worth, and when "seven days" is right.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Bring an umbrella. *"It cost me 30. Nobody bought it in the sale. A dealer gives me 6. A friend gives me 10 for it. Whom do I sell to?"* Wait until somebody says "but it cost you 30".
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 4 | the checklist, guess |
# | 7 | ages and pace; exercise *dead stock* |
# | 6 | what a piece is worth |
# | 9 | two prices by hand; exercise *gone in seven days*; the card |
# | 5 | what a week is worth |
# | 3 | the border, slider |
# | 5 | half price in truth; turnover; left on sale |
# | 3 | the fleeces |
#
# **Likely wrong turns.** "It cost 30, so not below 30": the cost is paid. "It is old, so out with it": the fleeces are old and sell. "Twelve times the buyers, so a twelfth of the price": elasticity. "A third was sold, a good clearance": beside what?
#
# **Expected.** Dead stock: `quiz.other_dead.solution()`, articles that have ended. Gone in seven days: `quiz.rush.solution()`, less than the dealer pays after the parcel. Half price: `quiz.half.solution()`; nobody can know it before. Fleeces: B, 1, while half price leaves less than a kept piece is worth.
#
# With 45 minutes nothing must go. With 30: leave out the interval of the plan and the fleeces' truth.
#
# **Law and decency.** A struck-through price must have been asked for and paid (lesson 3.3; 规范促销行为暂行规定). Food near its date (临期食品) is sold as such, with its date in sight, never mixed among fresh pieces (反食品浪费法, outside: look the article up). Flawed pieces never go into a lucky bag unsaid (福袋, lesson 4.5). "Last day" is only said of a last day.
#
# **Hand-out.** The price card, one per trainee, and the four questions of the playbook.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("4_6")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## The evening after the sale
#
# 3 May 2025: the spring event is over. Your boss has a checklist for events (原文 002:040: 活动后7天内完成“用户复盘(满意度调研)、财务结算、滞销品处理”). The last word: what doesn't sell is dealt with **within seven days**. "So on 10 May the shelf is clean," she says. "Start with what is oldest."
#
# One pile is of foldable day packs, usual price 75 yuan. They go off sale on 31 May: four weeks. A good plan for these four weeks leaves some money. Guess: **how many per cent of that money does it leave, if they are priced so that all are gone in seven days?**

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import clearance as asked
from ecomlab.fulfillment import clearance, figures
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.width = 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("clearance")
known = asked.tables_of(shop, "2025-05-03")  # what you can know on that evening
shelf, other_shelf = known["shelf"], asked.tables_of(second, "2025-11-11")["shelf"]
quiz = exercises("4_6", **known, **own, other_shelf=other_shelf, other_sku=second.sku)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # per cent

# %% [markdown] id="ages-text"
# ## What lies there?
#
# Nobody writes a date on a piece. So an age is a convention: **first in, first out**. Eight mugs lie on the shelf, five came ten days ago, many came before. Then five are ten days old and three are older. `stock_ageing` does this for each article (库龄), and adds how long the stock lasts at the pace of the last 30 days: `cover`.

# %% id="ages"
ages = clearance.stock_ageing(shelf, shop.sku, bands=(30, 90, 180))
ages.drop(columns="at_least").head(6)

# %% id="shares"
clearance.ageing_shares(ages)

# %% id="ages-reading"
quiz.tell("ages-reading")

# %% [markdown] id="pace-text"
# Age and pace are two questions. Here are both. Old: more than 90 days. Slow: the stock lasts for more than 90 days.

# %% id="pace"
clearance.age_by_pace(ages, old=2, slow=90)

# %% id="pace-reading"
quiz.tell("pace-reading")

# %% id="ask-other-dead"
quiz.other_dead

# %% id="answer-other-dead"
answer = ...
quiz.other_dead.check(answer)

# %% [markdown] id="worth-text"
# ## What is a day pack worth now?
#
# It cost 30 yuan. **That is paid, whatever you do now** (沉没成本, sunk cost). Three other numbers count: what a sale leaves, what a dealer pays, what waiting costs. Of a price of 100 yuan, first:

# %% id="kept"
asked.kept_of_price(known["pnl_lines"])

# %% [markdown] id="least-text"
# A parcel costs 6 yuan, and a dealer takes any number for 6 yuan each (stated: put yours in). So below which price had you better call the dealer? (A pack that comes back could still go to him. That is left out: the true price lies a little lower.)

# %% id="least"
keep = asked.keep(known["pnl_lines"])
round(clearance.least_price(6, keep=keep, per_piece=6), 2)  # (6 + 6) ÷ what is kept

# %% [markdown] id="hand-text"
# ## Two prices by hand
#
# 100 mugs, 10 a week at 40 yuan. Elasticity −2: at half the price four times as many are wanted. With a price $p$:
#
# $$\text{a week} = 10 \cdot \left(\frac{p}{40}\right)^{-2}$$
#
# | gone in | a week | times | price | money |
# |---|---:|---:|---:|---:|
# | 1 week | 100 | 10 | 40 ÷ √10 = 12.65 | 1,265 |
# | 4 weeks | 25 | 2.5 | 40 ÷ √2.5 = 25.30 | **2,530** |
#
# The code says the same: pieces a week at 40, 20 and 12.65 yuan.

# %% id="hand"
[round(clearance.weekly_demand(p, usual=40, weekly=10, elasticity=-2)) for p in (40, 20, 12.65)]

# %% [markdown] id="pile-text"
# Four times the weeks bring twice the money. And what do three more weeks cost? A mug waits one and a half weeks longer on average. At 6% a year, 2,530 yuan cost 2,530 × 0.06 × 1.5 ÷ 52, about **4 yuan** of interest.
#
# Now the day packs. The pace is read from days when they weren't sold out, at about the usual price. The elasticity comes from the price tests of lesson 3.3: prices moved by lot, up and down 8%.

# %% id="pile"
{"pace": asked.pace(shelf, shop.sku), "elasticity": asked.by_tests(shelf, shop.sku, known["promos"])}

# %% id="pile-reading"
quiz.tell("pile-reading")

# %% id="ask-rush"
quiz.rush

# %% id="answer-rush"
answer = ...
quiz.rush.check(answer)

# %% [markdown] id="plan-text"
# ## A plan for four weeks
#
# Which price in which week? **Work from the end.** In the last week, for each number left: try each price, take the one that leaves most, with 6 yuan for each pack that remains. Now you know what a pack is worth at the start of that week. So you can do the week before. And so on. This is dynamic programming; `markdown_plan` does it, with demand that varies by luck (Poisson).

# %% id="plan"
pile = asked.terms(**known)
clearance.markdown_plan(**pile, weeks=4)

# %% [markdown] id="card-text"
# The plan is also a **card** for the wall: so many left in this week, so ask this price. It looks at the shelf each week, not only at the calendar.

# %% id="card"
clearance.price_table(**pile, weeks=4, left=[50, 100, 200, 300, 400, pile["stock"]])

# %% id="plans"
asked.plans(pile)

# %% id="plans-reading"
quiz.tell("plans-reading")

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% [markdown] id="waiting-text"
# ## What is a week's waiting worth?
#
# Waiting has three costs: the money that is tied up (of what you could get *now*, not of what you paid), the room, and what the piece loses in worth. A day pack doesn't go out of fashion in a month, and the shelf has room. (Stated: money costs 6% a year, a litre of shelf 0.03 yuan a week.)

# %% id="waiting"
worth = keep * 75 / 2 - 6  # what half price would leave today
clearance.waiting_cost(worth, capital=0.06, room=0.03, fading=0.0)[["part", "yuan"]]

# %% id="weeks"
e = asked.by_tests(shelf, shop.sku, known["promos"])
weeks = asked.over_interval(pile, e, weeks=12)
ax = figures.worth_of_weeks(weeks, cost=pile["waiting"] * pile["stock"])

# %% id="waiting-reading"
quiz.tell("waiting-reading")

# %% [markdown] id="border-text"
# ## When is "seven days" right?
#
# Demand known, one elasticity $e$, and each week takes the share $v$ of the worth. Then one price for all weeks is best (Gallego and van Ryzin 1994: with much stock nearly so, if demand is only known on average). Later weeks count less: $q = (1-v)^{|e|}$. The money of $n$ weeks is that of one, times
#
# $$\left(1 + q + q^2 + \dots + q^{n-1}\right)^{1/|e|}$$
#
# But no more weeks count than the stock lasts at its usual price. By hand: $e=-2$, $v=20\%$: $q = 0.64$. Two weeks count as 1.64, and bring √1.64 = 1.28 times the money. So to hurry costs 1 − 1 ÷ 1.28 = 22%.

# %% id="hurry"
[round(x, 2) for x in (clearance.weeks_that_count(2, loss=0.2, elasticity=-2),
                       clearance.rush_cost(cover=5, weeks=2, loss=0.2, elasticity=-2))]  # fmt: skip

# %% [markdown] id="lever-text"
# Move the slider: how much of its worth does the pile lose a week? Read it with your own article: fish, a calendar in January, a jacket.

# %% id="lever"
covers = asked.covers(shelf, shop.sku)
lever(lambda lost: figures.deadline_cost(e, lost, weeks=8, marks=covers),
      "worth lost a week", asked.FADING, 0.1, unit="%")  # fmt: skip

# %% id="border-reading"
quiz.tell("border-reading")

# %% [markdown] id="half-text"
# ## The trap: a price that nobody tried
#
# The card asks for prices that this shop has never tried. The elasticity was measured at prices 8% up and down. The curve further out is a guess. The simulation can run the four weeks again, with the day pack at other prices.

# %% id="ask-half"
quiz.half

# %% id="answer-half"
answer = ...  # (value, low, high)
quiz.half.check(answer)

# %% id="true-figure"
ax = figures.believed_and_true(asked.believed(e), asked.true_times(own.pack))

# %% id="true-reading"
quiz.tell("true-reading")

# %% [markdown] id="turnover-text"
# And in yuan? `gain`: the whole shop's profit before the day pack's cost, with 6 yuan for each piece left, beside the usual price. `stairs`: 30, 40, 50, 60% off, a week each. `turnover`: how often the pile would turn over in a year.

# %% id="true-plans"
asked.true_plans(own.pack)

# %% id="turnover-reading"
quiz.tell("turnover-reading")

# %% [markdown] id="stay-text"
# **The plan that nobody made.** The shop took the packs off sale on 31 May, with the pile still there, because a list said so. What if they had stayed, at the usual price and the usual events? (Six lucks; counted until the pile is gone.)

# %% id="stay"
asked.stays(own.stay)

# %% id="stay-reading"
quiz.tell("stay-reading")

# %% [markdown] id="fleece-text"
# ## The other pile
#
# "And the fleeces?" asks your boss. "Most of what is old is fleece."

# %% id="ask-keep-fleece"
quiz.keep_fleece

# %% id="answer-keep-fleece"
answer = ...  # for example ("A", 1)
quiz.keep_fleece.check(answer)

# %% [markdown] id="fleece-truth-text"
# The simulation ran both: half price for four weeks in May, and not. Counted until the end of the year: what was sold and bought more, what buyers' money brought more, and what the stock lost (pieces bought more, less pieces left more, at cost).

# %% id="fleece"
asked.fleece_money(own.fleece, cost=88)

# %% id="fleece-reading"
quiz.tell("fleece-reading")

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put `my_shelf.csv` beside this notebook, a row per day and article: `date`, `sku`, `on_hand`, `received`, `sales`. And `my_sku.csv`: `sku`, `unit_cost`. The error names what is missing. A shelf that begins 90 days ago can't tell older ages: `at_least` counts those pieces.

# %% id="yours"
from pathlib import Path

if Path("my_shelf.csv").exists():
    mine = pd.read_csv("my_shelf.csv", parse_dates=["date"], dtype={"sku": str})
    yours = clearance.stock_ageing(mine, pd.read_csv("my_sku.csv", dtype={"sku": str}))
else:
    yours = "No my_shelf.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - Age and pace are two questions. An age report doesn't see fresh stock that will never sell.
# - What a piece cost is paid. Ask what a sale leaves, what a dealer pays, what a kept piece is worth later.
# - More weeks bring more money, for the price can stay higher. Waiting costs little, if nothing fades.
# - "Gone in seven days" fits stock for about a week, or goods that go bad. "*Decided* in seven days" fits all.
# - An elasticity holds near the prices where it was measured. Step down, count, plan again.
# - Turnover and the share sold are best where all is given away.
# - Before you cut a price: is the article still on sale? And will you buy it again?

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw `age_by_pace` of your shelf. First look at "slow and young": stop the next order.
# 2. Look at "no sale": is there a page where one can buy it?
# 3. For each pile ask four questions: will it be bought again? What does a dealer pay? How much does it lose a week? How many weeks are there?
# 4. Write the least price beside each pile.
# 5. Cut step by step, and count. A week says little: of 25 pieces a week luck alone moves a fifth up or down (√25 ÷ 25). Put weeks or articles together before you change the elasticity; then print the card again.
# 6. After four weeks compare yuan with what the usual price would have left, not with nothing.
# 7. Be fair: a struck-through price is one that was paid (3.3). Food near its date is sold as such (临期食品). A bag of leftovers (福袋) names what is in it, and each flaw (4.5). “Last days” are last days.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | slow stock | 滞销品 | lasts longer than you want |
# | stock ageing | 库龄 | for how long pieces have lain there |
# | first in, first out | 先进先出 | what is left came last |
# | days of cover | 可售天数 | stock ÷ pieces a day |
# | sunk cost | 沉没成本 | paid, whatever you do now |
# | clearance | 清仓 | to sell a pile off |
# | markdown plan | 降价计划 | a price for each week and number left |
# | salvage value | 残值 | what a dealer pays at the end |
# | cost of holding | 持有成本 | money, room, fading |
# | replacement cost | 重置成本 | what a new one will cost |
# | near its date | 临期 | food that is sold as such |
#
# **Sources.** Gallego and van Ryzin (1994), *Management Science* 40, 999–1020. Costs of holding stock: Silver, Pyke and Thomas (2017), chapter 1. The runs: this course's shop, simulated; it proves nothing of your articles.
#
# **Next.** Lesson 4.2 buys less next time. 3.3 measures an elasticity, 2.7 what a sale pulls forward, 4.5 grades what comes back. The case *just in time* has a turnover that rose.
