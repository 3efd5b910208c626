# %% [raw] id="header"
# title = "How much, and when?"
# subtitle = "Safety stock, lots, alarms; and turnover as a goal"
# chinese = "库存管理"
# minutes = 75
# route = "core"
# needs = ["0_2"]
# verdict = "border"
# border = "three days of sales last in 95 of 100 waits while lead times of 7 days spread by no more than 1.6 days, for an article whose day varies by 30%"
# topic = "fulfillment.reorder"
# related = ["just_in_time", "presale"]
#
# [rows]
# F02 = "fulfillment.policies.policies, fulfillment.policies.simulate_stock / - / by week and by order, in one table; the case on stock that comes just in time has the whole bill"
# F04 = "fulfillment.inventory.stock_turnover, fulfillment.inventory.turnover / turnover_goal, days_from_turnover"
# F05 = "rule_of_days / by_hand, hit_days"
# F06 = "safety_stock, reorder_point, compare_rules, cycle_service_seen / by_hand, hit_days"
# F07 = "fulfillment.abc_xyz.abc_xyz, fulfillment.abc_xyz.class_changes"
# F08 = "fulfillment.stock_alerts.stock_alert, fulfillment.stock_alerts.backtest_alerts / false_alarms"
# F09 = "fulfillment.stock_alerts.daily_stock_check"
# F10 = "fulfillment.lot_sizes.flexible_supply_value / season"
# F30 = "fulfillment.stock_alerts.daily_stock_check / - / the pieces on the page beside those on the shelf; the orders of platform and ERP, row by row, are lesson 6.4's"
# R12 = "fulfillment.inventory.cancelled_share / presale / the case on presale has the tables"
# M49 = "fulfillment.inventory.stock_turnover / turnover_goal"
# M50 = "fulfillment.inventory.turnover / days_from_turnover"
# M51 = "safety_stock / by_hand, hit_days"
# M52 = "reorder_point, fulfillment.stock_alerts.stock_alert"
# E25 = "largest_spread, stock_rules / hit_days, monday"
# L29 = "fulfillment.stock_alerts.daily_stock_check / - / the playbook has the table to keep"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. make the morning's list of a shop: send, chase, correct,
# 2. say how much safety stock an article needs, from its days and its supplier's lots,
# 3. say where the rule "hits three days, regulars seven" holds, and where it ends,
# 4. tell a share of waits from a share of pieces,
# 5. choose a lot, and judge a goal of turnover by what is left in yuan.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with two bakers: *"Both sell 10 loaves a day. One gets flour after 7 days, always. The other after 2 or 12, as it comes. Who
# needs more flour in the cellar?"* Then: *"And who sells more?"* Neither: so sales alone can't say how much stock is needed.
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 8 | the morning's list; guess; one shelf |
# | 12 | by hand, formula, exercise *which part makes the stock* |
# | 9 | counted waits, beside the guess |
# | 10 | the rule on trial, picture, lever, border |
# | 4 | waits and pieces |
# | 9 | lot, what is bought once |
# | 10 | turnover as a goal: lean spring, prediction, twin |
# | 5 | another shop (exercise) |
# | 5 | decision, verdict |
#
# Of the 75 minutes the five parts marked *(to look up)* have none of their own: each pair explains one. Skip them freely.
#
# **Likely wrong turns.** "More sales, so more days": in *days* a steady article needs fewer. "95% service means 5% of the pieces are lost": it means 5 of 100
# waits. "Most alarms were false, so switch them off": what does a look cost? "Turnover rose, well done": read the column of yuan.
#
# **Expected.** By hand: 103 pieces. Goal: `quiz.turnover_goal` tells it after the answer; about six tenths. Another shop: about five days. Decision: C, 3.
#
# **The point that is missed most easily.** Two events with a date change the table of the rule; look at the column of money. Ask before the table: *"Was Spring Festival luck?"*
#
# **With 45 minutes** leave out these and the part *waits and pieces*, the lot too if you must. Don't leave out the counted waits and the twin.
#
# **Law and decency (诚信).** Who sells what isn't there breaks a promise with a date: a page shows what the shelf has, and an order that can't be packed is told the same
# day and paid back. Don't push the risk onto a small supplier by returning what you ordered in error.
#
# **Hand out:** *"Supplier …: lots take … days, give or take …, … refused. Article …: … days of sales. So its safety stock is … days."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("4_2")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Sunday evening, 12 October 2025
#
# Four weeks until 11.11. You buy for a shop for light outdoor gear. The system keeps the rule of a document: **safety stock** (安全库存) of a hit is three days of sales, of a regular article seven (原文 000:041: 爆款安全库存=3天销量,常规款=7天销量). The document means by a hit what sells fast. This
# shop's system calls hits the articles that draw visitors or thank buyers (引流款, 福利款): a purpose. Below you see both. The
# owner says: *"Too much money lies on these shelves. From now on turnover is your goal."*
#
# An order is sent when what is there and on its way lasts for the lead time and the safety days. Then the **wait** (补货等待期) begins. **Of 100 waits for a hit's lot, in how many did the shelf last until the lot came?** A guess, with a low and a high end.

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import inventory as asked
from ecomlab.fulfillment import abc_xyz, figures, lot_sizes, policies, reorder, stock_alerts
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 80, 120
plots.use_house_style()

# %% id="load"
shop, twins = asked.evening(load("shop")), load("stock")
shelf, orders, sku = shop.inventory_daily, shop.inbound, shop.sku
quiz = exercises("4_2", **shop, years=twins.years, waits=twins.waits)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # waits of 100 in which the shelf lasts

# %% [markdown] id="morning-text"
# ## The list before the theory
#
# Whatever the rule, somebody looks at the shelves. Three levels (三级库存预警): **yellow**, the shelf has fallen to the level at which one orders; **red**, the safety stock is touched; **out**. An order is due when the shelf *and what is on its way* are at that level; so most yellow shelves were ordered for already. A document adds: set the page to what is there, and ask purchasing whether the order is really placed. All of it in one list, the urgent first. (A page that shows too much sells what you can't pack: tell such a buyer the same day, and pay back.)

# %% id="morning"
current = asked.on_sale(shelf, sku)  # without articles that are no longer sold
print(
    stock_alerts.alert_counts(stock_alerts.stock_alert(current, asked.EVENING)).to_string(
        index=False
    )
)
stock_alerts.daily_stock_check(current, orders, asked.EVENING, main=["CH01", "LA01"])

# %% id="morning-reading"
quiz.tell("morning-reading")

# %% [markdown] id="path-text"
# One of the late ones, twelve weeks day by day. `warning` is the level at which the system orders:

# %% id="path"
path = asked.path_of(shelf)
ax = plots.lines(path, x="date", y="pieces", by="line")
plots.label(ax, quiz.tell("path-title"), y="pieces", n=path["date"].nunique(), counts="days")
late = asked.open_orders(orders).iloc[0]
ax = figures.mark_days(ax, {"order sent": late["ordered_at"], "lot promised": late["promised_on"]})

# %% [markdown] id="hand-text"
# ## By hand: what a wait needs
#
# Ten lamps a day, each day the same. Two suppliers:
#
# | | lots take | wanted in the wait | order at 100 (three days of safety) |
# |---|---|---|---|
# | A | 6 or 8 days, as it comes | 60 or 80 | always lasts |
# | B | 2 or 12 days, as it comes | 20 or 120 | empty every second time |
#
# Both take seven days *on average*, and sell the same. **The stock is for what spreads, not for what sells.** Two things spread: the days, and the lead time (提前期). How much, says the standard deviation $\sigma$ (标准差): about two of three values lie within one of it, above and below the mean. With $d$ pieces a day ($\sigma_d$) and a lead time of $L$ days ($\sigma_L$):
#
# $$\text{safety stock} = z \cdot \sqrt{\;L\,\sigma_d^2 + d^2\,\sigma_L^2\;}$$
#
# $z$ is 1.645 for 95 of 100 waits. Here, with a day of 10 ± 3 pieces: lots of 7 ± 1 days, then of 7 ± 4.

# %% id="formula"
for spread in (1, 4):
    needs = {"demand_mean": 10, "demand_sd": 3, "lead_mean": 7, "lead_sd": spread}
    print(f"lots of 7 ± {spread} days: order at {reorder.reorder_point(**needs):.0f},",
          f"of which safety stock {reorder.safety_stock(**needs):.0f};",
          f"the rule for hits: {reorder.rule_of_days(10, reorder.RULE['hit']):.0f}")  # fmt: skip

# %% id="ask-hand"
quiz.by_hand

# %% id="answer-hand"
answer = ...
quiz.by_hand.check(answer)

# %% [markdown] id="count-text"
# ## Count your own waits
#
# No formula yet: each order sent by 24 August (all of these have come), and each day until its lot came. Refused lots are left out as waits (the shelf goes on waiting), and counted. Orders of 7 April to 11 May 2025 are left out too: in these weeks the shop kept another rule (below). First the lots that took very long:

# %% id="late"
asked.late_blocks(orders)

# %% [markdown] id="leads-text"
# Is that luck? Spring Festival (春节) was on 29 January 2025: a date in the calendar, and a buyer orders before it. In June 2024 one supplier couldn't deliver (lesson 4.3 asks what to do about such a one). **An event with a date isn't a spread.** A bell curve doesn't hold it, and a safety stock for it would lie there all year. So here are the lead times twice: with all lots, and without the orders sent from 12 June to 4 July 2024 and from 22 to 29 January 2025.

# %% id="leads"
asked.leads_twice(orders)

# %% id="counted-reading"
quiz.tell("counted-reading")

# %% id="waits"
waits = asked.seen_waits(shelf, orders, sku)
pd.concat([reorder.cycle_service_seen(waits, ["kind"]).rename(columns={"kind": "waits for"}),
           reorder.cycle_service_seen(waits).rename(columns={"supplier": "waits for"})], ignore_index=True)  # fmt: skip

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% [markdown] id="rule-text"
# ## The rule on trial
#
# What should the rule reach, by the formula? Each article with its own eight weeks and its usual supplier's lots; beside it the formula's own answer for 95 of 100 waits. (The autumn's camping event and the holiday week of October are in the eight weeks; for 11.11 you need lesson 4.1.) `money` is yuan in safety stock, `lowest` the worst article. *Best sellers, as hits* are as many articles as the system has hits, but by pieces sold, as the document means it. For the long tail the document gives no number; the shop keeps seven days.

# %% id="rule"
table = asked.articles(shelf, orders, sku)
asked.whole(asked.rule_twice(shelf, orders, sku), "money")

# %% id="rule-reading"
quiz.tell("rule-reading")

# %% [markdown] id="picture-text"
# Now move the spread of the lead time. A day varies by 30% of its mean, as for the best sellers; lots take 7 days on average. Dots on the 95% line are the borders of both rules.

# %% id="picture"
lever(lambda spread: figures.service_by_spread([3, 7], 0.3, 7, spread=spread),
      "standard deviation of the lead time, days", [0, 1, 2, 3, 4, 5, 6], start=3)  # fmt: skip

# %% [markdown] id="seen-text"
# And what was counted, without the two events? Suppliers and kinds with at least twenty waits and three articles; blue is kept at three days, green at seven. The lines are the formula's, for the shop's usual article and wait; each mark has its own. Few articles stand behind each, so the intervals are wide: look whether they hold the aim before you see a trend.

# %% id="seen-figure"
seen = asked.seen_by_rule(asked.seen_waits(shelf, orders, sku, asked.EVENTS))
ax = figures.service_by_spread([3, 7], table["cv"].median(), waits["days"].mean(), seen=seen)
plots.label(ax, quiz.tell("seen-title"), n=seen["waits"].sum(), counts="waits, with 95% intervals")

# %% [markdown] id="border-text"
# Where exactly are the borders? Days of spread up to which three and seven days of sales reach 95 of 100 waits:

# %% id="border"
asked.borders()

# %% id="border-reading"
quiz.tell("border-reading")

# %% [markdown] id="windows-text"
# NaN: even lots that come on their day don't reach it, because the days vary too much. And the formula itself? It takes days that are independent, and a bell curve. Without both, for one article: lay each lead time that was seen over the days that were.

# %% id="windows"
asked.windows_of(shelf, orders, table, asked.ARTICLE)

# %% id="windows-reading"
quiz.tell("windows-reading")

# %% [markdown] id="services-text"
# ## Waits or pieces?
#
# **Cycle service** (周期服务水平) is the share of *waits* that last. **Fill rate** (满足率) is the share of *pieces* that are there. The same lamp, lots of 7 ± 3 days. Who finds nothing may wait (then a formula tells the pieces) or leave (then six thousand days are played):

# %% id="services"
asked.two_services()

# %% id="services-reading"
quiz.tell("services-reading")

# %% [markdown] id="alerts-text"
# ## Did the alarms ring in time? (to look up)
#
# All evenings until today, of the articles that are still sold: an alarm begins where a shelf falls to a level. **False**: no empty shelf within 30 days, longer than a usual lot takes. **Missed**: a shelf became empty, and the alarm wasn't on the evening before.

# %% id="alerts"
stock_alerts.backtest_alerts(current, within=asked.WITHIN)[
    ["level", "alarms", "false", "low", "high", "empty", "missed", "missed_low", "missed_high"]
]

# %% id="alerts-reading"
quiz.tell("alerts-reading")

# %% [markdown] id="lot-text"
# ## How much at a time?
#
# An order costs an hour of work and the count of the lot: 120 yuan, say. A piece that lies for a year costs 28% of its value (an example, as in the case: money, shelf, loss). Small lots order often, large ones lie long. By hand: 400 pieces a year, an order 50 yuan, a piece a year 4 yuan. Lots of 100: four orders, 200 yuan; 50 pieces lie on average, 200 yuan. Equal parts: that is the bottom, $\sqrt{2 \cdot 50 \cdot 400 / 4} = 100$. The **economic lot** (经济订货批量, EOQ):
#
# $$\text{lot} = \sqrt{2 \cdot \text{order cost} \cdot \text{pieces a year} \,/\, \text{holding}}$$

# %% id="lot"
row = table.set_index("sku").loc[asked.PATH]
year, holding = 365 * row["demand_mean"], asked.CARRYING * row["unit_cost"]
print(lot_sizes.eoq(year, asked.ORDER_COST, holding).round(1).to_dict())
ax = figures.costs_by_lot(year, asked.ORDER_COST, holding, now=row["lot"])

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="together-text"
# Lot and level can also be chosen **together**, written (r, Q): order Q when the position falls to r. Then a piece that is missing has a price, here 2 yuan for each day that a buyer
# waits (typed). Compare its lot with the economic one.

# %% id="together"
print(lot_sizes.r_q(row["demand_mean"], row["lead_mean"], holding / 365, 2.0, asked.ORDER_COST,
                    demand_sd=row["demand_sd"]).round(1).to_dict())  # fmt: skip

# %% [markdown] id="season-text"
# ## What is bought once (to look up)
#
# It can't be reordered: a jacket for one winter. A piece too few costs 60 yuan of margin, a piece too many 40. So cover 60 ÷ (60 + 40) of what may come (报童模型, newsvendor). A document's flexible production (柔性生产) adds a second order, when the first weeks have told a share of what was unknown. Demand 500 ± 200:

# %% id="season"
print(lot_sizes.newsvendor(**asked.SEASON).round(2).to_dict())
asked.whole(
    lot_sizes.flexible_supply_value(**asked.SEASON, known=0.75, dearer=6.0),
    "first",
    "second",
    "cost",
    "gain",
)

# %% id="season-reading"
quiz.tell("season-reading")

# %% [markdown] id="budget-text"
# ## Money for lots (to look up)
#
# The morning's list asks whether what is there and on its way lasts for the *lead time*. Here the owner gives 60,000 yuan tonight, and asks what would pay for the lead time *and three weeks more*. So articles may be ordered that the list doesn't ask for. Each article offers no lot, one, two …; each choice has its yuan and its gain until the next order. Which set brings most? (Articles that lose money on a piece are not in it.)

# %% id="budget"
plan, choices = asked.buying_plan(table)
asked.whole(plan, "yuan", "gain")

# %% id="budget-reading"
quiz.tell("budget-reading")

# %% [markdown] id="ways-text"
# ## By the week, by the day (to look up)
#
# A document tells of a brand that ordered "by week or by order" and turned its stock 50% faster (原文 000:040: 库存周转率提升50%). Drawn customers with the mean and the spread of one article. First the rule "fill up to 150 each week", day by day, lots after ten days:

# %% id="days"
policies.simulate_stock(asked.drawn_days(row), [10], up_to=150, review=7).iloc[21:31]

# %% [markdown] id="ways-text-2"
# And the bill of several rules, before the same customers, 120 yuan an order:

# %% id="ways"
asked.whole(asked.buying_ways(orders, table), "left", "orders", "stock")

# %% id="ways-reading"
quiz.tell("ways-reading")

# %% [markdown] id="turnover-text"
# ## Turnover as a goal
#
# **Turnover** (库存周转率): goods sold in a year at cost ÷ mean stock at cost. **Days of stock** (周转天数): 365 ÷ turnover. The owner has tried his goal once, from 7 April to 11 May. The first seventeen days are left out, while the old stock sells:

# %% id="lean"
asked.lean_weeks(sku, shelf)

# %% id="lean-reading"
quiz.tell("lean-reading")

# %% id="ask-goal"
quiz.turnover_goal

# %% id="answer-goal"
answer = ...  # (value, low, high), yuan of 100
quiz.turnover_goal.check(answer)

# %% [markdown] id="goal-text"
# The shop is simulated. So its first year was run again under seven rules: the same people, the same luck (an empty shelf costs later visits, so the pieces wanted differ by a few). No events are in it, and no cost of an order: `lean` sends about twice as many, so it looks rather too good. `lean` is the owner's goal; `none` keeps orders as large as today, without safety stock; then the documents' rule; the formula for 95 of 100 waits, article by article; the same cut or raised to the rule's money; 14 and 28 days for all. `estimate` is yuan a year beside the documents' rule, after 28% for stock.

# %% id="goal"
goals = asked.goals(twins.years)
asked.whole(goals, "estimate", "low", "high")

# %% id="goal-figure"
shown = goals[goals["rule"] != asked.RULE].round({"estimate": -3, "low": -3, "high": -3})
ax = plots.estimates(shown.assign(rule=shown["rule"].map(asked.WORDS)), "rule", unit="yuan")
plots.label(ax, quiz.tell("goal-title"), x="yuan a year beside the rule 3 and 7, with 95% interval")

# %% id="goal-reading"
quiz.tell("goal-reading")

# %% id="formula-reading"
quiz.tell("formula-reading")

# %% [markdown] id="rates-text"
# All of it hangs on what a year of stock costs. At 10%, 28% and 60% of its value, thousand yuan a year beside the rule, with 95% intervals:

# %% id="rates"
asked.rates_table(twins.years)

# %% id="rates-reading"
quiz.tell("rates-reading")

# %% id="spread"
asked.spread_truth(twins.years)

# %% id="spread-reading"
quiz.tell("spread-reading")

# %% [markdown] id="classes-text"
# ## Which articles get a buyer's eye? (to look up)
#
# **ABC**: what brings the first 80% of the margin, up to 95%, the rest. **XYZ**: how much a week varies (to 50% of its mean, to 100%, more). Two spans of thirteen weeks, their middles twenty weeks apart. If classes change, a rule by class changes too.

# %% id="classes"
spring, autumn = asked.two_classes(shelf, sku)
print(abc_xyz.class_changes(spring, autumn, "kind").attrs["kept"], "kept their class")
abc_xyz.class_changes(spring, autumn, "kind")

# %% id="classes-reading"
quiz.tell("classes-reading")

# %% [markdown] id="other-text"
# ## Another shop
#
# Songling Outdoor, on the same evening. Other people, other sellers, other lots.

# %% id="other"
second = asked.evening(load("second_shop"))
other = exercises("4_2", **second, years=twins.years, waits=twins.waits)
other.hit_days

# %% id="answer-other"
answer = ...
other.hit_days.check(answer)

# %% [markdown] id="monday-text"
# ## What you tell the owner
#
# Back to the first shop, and to its owner's goal.

# %% id="ask-monday"
quiz.monday

# %% id="answer-monday"
answer = ...  # for example ("A", 1)
quiz.monday.check(answer)

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict-figure"
readings = asked.hit_readings(shelf, orders, sku, twins.waits)
ax = plots.verdict(readings, guess=quiz.guess.given, percent=False)
plots.label(
    ax, quiz.tell("hits-title"), x="waits of 100 in which the shelf lasted, with 95% interval"
)

# %% id="verdict"
quiz.tell("rule-verdict")

# %% id="border-verdict"
quiz.tell("border-verdict")

# %% id="goal-verdict"
quiz.tell("goal-verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Two tables beside this notebook. `my_lots.csv`, a row per order: `po_id`, `supplier`, `sku`, `ordered_at`, `received_at`, `accepted` (True or False). `my_days.csv`, a row per article and day: `date`, `sku`, `sales`, `stockout_flag` (True or False); also days with 0. The last eight weeks are taken as demand. You get your lead times, the playbook's table (safety stock in pieces and in days, reorder point), and your waits counted. The error names what is missing. For each morning: `python course.py stock` writes a page of your stock for your telephone.

# %% id="yours"
from pathlib import Path

lots, days = Path("my_lots.csv"), Path("my_days.csv")
if lots.exists() and days.exists():
    events = []  # [("2025-01-22", "2025-01-29")]: orders sent then are left out
    sent = reorder.waits(
        pd.read_csv(lots, parse_dates=["ordered_at", "received_at"]), without=events
    )
    mine = pd.read_csv(days, parse_dates=["date"])
    demand = reorder.daily_demand(mine, first=mine["date"].max() - pd.Timedelta(days=55))
    print(reorder.lead_times(sent), reorder.stock_rules(demand, sent), sep="\n")
    print(reorder.cycle_service_seen(reorder.lasted(sent, mine)))
print([f"{file} isn't here yet." for file in (lots, days) if not file.exists()])

# %% [markdown] id="recap"
# ## Recap
#
# - Safety stock is for what spreads: the days, and the lead time. Sales alone don't say how much.
# - A rule of days is right while lots come almost on their day. Its border is a spread of the lead time.
# - An event with a date is no spread. Take it out, say so, and show both.
# - Count your own waits. The formula leaves out refused lots, events and a late forecast.
# - Compare rules in yuan a year, with an interval, at *your* cost of stock. Rules near each other often can't be told apart.
# - A share of waits isn't a share of pieces. Say which.
# - Of ordering and holding the lot's curve is flat at its bottom. But each lot is a wait: small lots wait more often.
# - Turnover rises most easily by not having the goods. Judge stock by what is left in yuan.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# **Stock rules of an article: a table to keep**
#
# | column | where from |
# |---|---|
# | pieces a day, and their spread | `daily_demand`, eight weeks like those that come |
# | days of a lot, and their spread, by supplier | `waits(..., without=events)`, `lead_times` |
# | safety stock (安全库存), in pieces and in days | `stock_rules`, for the service that you choose |
# | warning stock (预警库存) | `stock_rules`: reorder |
# | out-of-stock level (缺货库存) | 0, or what is kept for exchanges |
# | lot | economic lot, or the supplier's least |
#
# 1. Each morning: `daily_stock_check`. Send, chase, correct, in this order.
# 2. Each month: lead times by supplier, with and without dated events. Compare each spread with the article's own border (`largest_spread`): above it, write the article's own days.
# 3. Each quarter: count waits. Below your aim? Look first for refused lots and late forecasts. Put events into a calendar, and order before them.
# 4. Say beside each "service": of waits, or of pieces.
# 5. Report turnover beside pieces lost and yuan left. Pay nobody for turnover alone.
# 6. Before an event: stock comes from a forecast (4.1), not from a safety stock.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | safety stock | 安全库存 | pieces above the demand of a mean wait |
# | reorder point, warning stock | 再订货点, 预警库存 | level at which to order |
# | lead time | 采购提前期 | from the order to the shelf |
# | wait | 补货等待期 | from the evening of the order to the lot |
# | cycle service | 周期服务水平 | share of waits that last |
# | fill rate | 满足率 | share of pieces that are there |
# | economic lot (EOQ) | 经济订货批量 | ordering and holding cost least together |
# | newsvendor | 报童模型 | one order for one season |
# | order-up-to level | 补货水位 | to which a review fills up |
# | least lot (MOQ) | 起订量 | the supplier sells no less |
# | turnover, days of stock | 库存周转率, 周转天数 | sold ÷ stock; 365 ÷ it |
# | ABC–XYZ | ABC-XYZ分类 | by value, by steadiness |
# | holding cost | 持有成本 | what a year of stock costs |
#
# **Sources.** Silver, Pyke and Thomas 2017, chapters 4 to 7 and 10; Snyder and Shen 2019, chapters 3 to 5; Harris 1913; Wagner and Whitin 1958; Fisher and Raman 1996; the rule on trial: the course's documents. What rules do in the shop: `ecomlab.datasets.card("stock")`.

# %% [markdown] id="next"
# **Next.** The case [The stock that comes just in time](case_just_in_time.ipynb): the whole bill of weekly lots. [Presale](../1_research/case_presale.ipynb) sells first and orders then. Lesson 4.1 forecasts what an event needs; 4.3 asks whom to buy from.
