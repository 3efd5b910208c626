# %% [raw] id="header"
# title = "Where do they get lost?"
# subtitle = "Carts that wait, a step that breaks, and rates with the same name"
# chinese = "转化漏斗"
# minutes = 75
# route = "core"
# needs = ["0_2"]
# verdict = "reading"
# topic = "conversion.funnel"
# related = ["size_step"]
#
# [rows]
# C08 = "conversion.rates.engagement / - / zones of a home page need clicks by zone, which the shop's log lacks"
# C09 = "conversion.rates.engagement"
# C10 = "funnel, reach, funnel_of_totals, step_times, conversion.diagnosis.find_break / two_days, broken_cell, seen_by_totals"
# C11 = "conversion.diagnosis.funnel_rules, converted_within / wishers, two_dips"
# C12 = "dropoff_path, dropoff / ends_at_cart"
# C14 = "step_times, waits / by_person / countdowns are tested in 3.2, thresholds in 3.8"
# C21 = "payment_funnel / first_card / what instalments must bring is 3.3"
# C34 = "conversion.diagnosis.diagnose_low_conversion, conversion.diagnosis.mix_and_rate / same_mix"
# C35 = "conversion.diagnosis.benchmark_gap / - / then a test: lesson 3.2"
# C41 = "conversion.diagnosis.speed_effect / - / looks and ease of use: a test by lot, 3.2 and 3.5"
# C44 = "conversion.diagnosis.friction_inventory / orders_lost"
# M19 = "conversion.rates.engagement"
# M20 = "conversion.rates.engagement"
# M21 = "conversion.rates.engagement"
# M25 = "conversion.rates.conversion_rates"
# M26 = "funnel / - / visitors of one page: by = the article"
# M27 = "- / - / the live room's five rates are lesson 2.8"
# M28 = "conversion.rates.conversion_rates"
# M29 = "conversion.rates.conversion_rates"
# M30 = "conversion.rates.conversion_rates"
# M31 = "conversion.rates.conversion_rates"
# M32 = "conversion.rates.conversion_rates / by_person"
# M33 = "dropoff_path / ends_at_cart"
# M34 = "conversion.rates.conversion_rates, payment_funnel / first_card"
# V03 = "conversion.rates.did_and_done"
# V04 = "conversion.rates.did_and_done / - / the same section: the purchase makes the visit long"
# E42 = "conversion.rates.engagement / - / a mean stay below 3 s is a fault of measuring"
# D27 = "conversion.rates.engagement"
# L11 = "conversion.diagnosis.diagnose_low_conversion, conversion.diagnosis.friction_inventory / - / the sheet of a low conversion"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. make a funnel by visit, by visitor and from a screen, and say which one you have,
# 2. tell a cart that waits from a cart that is lost, while some are still open,
# 3. find the step, device, version and hour of a break, with a stated rate of false alarms,
# 4. name the base of every rate that is called conversion,
# 5. say where a point more would be worth most.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with five people and a box of chocolate at the door: who looks, who takes one in the hand, who asks the price,
# who pays. Send two of them out and let them come back after the break to pay. *"What is our conversion?"*
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 4 | the boss's order, the guess |
# | 9 | by hand (exercise); three bases |
# | 6 | the rule, step by step |
# | 12 | who still waits; prediction; two weeks later; the window |
# | 3 | verdict |
# | 15 | the second dip: alarm, hour, exercise, truth, other shop |
# | 6 | the list of causes |
# | 5 | paths, favourites, long visits |
# | 4 | slow pages |
# | 4 | ways to pay |
# | 4 | names and stays; what a point is worth |
#
# That is 75 minutes.
#
# **Likely wrong turns.** "Few carts are paid, so the payment": ask which step is lower. "They are lost": how long have they been watched? "It is the wish list again": did carts rise, and for whom?
# "The curve knows it already": at fourteen days it has seen few. "Long visits buy more": how long does paying take?
#
# **Expected.** By hand: 2. The other shop: about a tenth of the carts got through. Two dips: C, 2.
#
# **With 45 minutes** do by hand, the rule, the waits and the second dip up to the truth. Leave out the list, paths, speed and what follows.
#
# **Law and decency (个人信息保护).** A log of steps is personal data: keep what the question needs, give sums away, no names. Who left a cart gets at most one message, and only if he agreed. A countdown that starts
# again is a lie (E54): it may fill the checkout and the complaints.
#
# **Hand out:** *"At step … … of … go on, usually … . It is lower for …, since … . The check is … . Until then we change: nothing / … ."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_1")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## "The carts are full and nobody pays"
#
# It is the evening of 31 October 2025. In your shop for light outdoor gear carts have filled for ten days, and payments have fallen. The boss has read: with a funnel (浏览→加购→下单→支付) find the break,
# for example (原文 000:062: 如加购率高但支付率低,可能是支付流程问题). *Many carts, few payments: perhaps the payment flow.* He has called a firm. *"They rebuild the payment this week. On 11.11 it must run."*
#
# Do you let them?
#
# First a guess. Take the visitors who filled a cart from 22 to 31 October. **Of 100 of them, how many have paid within fourteen days of their cart?**

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.conversion import diagnosis, figures, funnel, rates
from ecomlab.datasets import load
from ecomlab.exercises.conversion import funnel as mine
from ecomlab.levers import lever

plots.use_house_style()
pd.options.display.float_format = "{:,.3f}".format

# %% id="load"
shop, other = load("shop"), load("second_shop")
tables = {name: shop[name] for name in mine.SHOP}
quiz = exercises("3_1", **tables, **{f"other_{name}": other[name] for name in mine.OTHER})

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # of 100 visitors with a cart, paid within 14 days

# %% [markdown] id="hand-text"
# ## By hand
#
# A log has a row for each step. Five people:

# %% id="hand"
log = mine.by_hand()
log

# %% [markdown] id="hand-rules"
# Before you count, four things must be said:
#
# - **whose** steps: of a visit (会话) or of a visitor (访客)? Anna filled her cart on Tuesday and paid on Saturday. By visit she is lost twice.
# - **in order?** Eli is at the checkout without a view. In order he isn't in the funnel; counted by themselves his steps are.
# - **within how long?** A window (窗口期).
# - **until when** is the log known? Who came an hour ago isn't lost.

# %% id="ask-two-days"
quiz.two_days

# %% id="answer-two-days"
answer = ...
quiz.two_days.check(answer)

# %% [markdown] id="bases-text"
# ## Three bases
#
# A shop on a platform (淘宝, 抖音 …) sees sums on a screen. This shop has its own app too, so it has a log. The fifteen usual days of 7 to 21 October, by visit and by visitor. `rate` is of those at the step before, `did` is who did the step at all.

# %% id="visits"
steps = ["view", "addcart", "checkout", "order", "pay"]
usual = mine.between(shop.events, *mine.USUAL)
funnel.funnel(usual, steps)[["step", "reached", "rate", "low", "high", "of_first", "did"]]

# %% id="visitors"
by_visitor = funnel.funnel(usual, steps, unit="visitor_id", window=7)
by_visitor[["step", "reached", "rate", "low", "high", "of_first", "open"]]

# %% [markdown] id="totals-text"
# `open`: they stopped there, but their newest try is less than seven days old.
#
# Now the screen (生意参谋): 访客数, 加购人数, 下单买家数, 支付买家数. These are **different people of a day**, each step by itself. Two of the fifteen days:

# %% id="totals"
screen = mine.screen_of(usual)
funnel.funnel_of_totals(screen.head(2), mine.TOTALS, by="date")

# %% id="bases-reading"
quiz.tell("bases-reading")

# %% [markdown] id="order-text"
# And the order? Visitors who pressed the heart (收藏) and filled a cart: in this order, and in any order.

# %% id="order"
mine.orders_of_hearts(usual)  # funnel.funnel(…, ["fav", "addcart"], ordered=True and False)

# %% id="order-reading"
quiz.tell("order-reading")

# %% [markdown] id="rules-text"
# ## The rule, step by step
#
# Is the payment broken? Compare each step with *its own* usual rate: 22 to 31 October beside 7 to 21 October, by visit. Changes below two points don't matter to us.

# %% id="rules"
october = mine.known(shop.events, mine.EVENING)
found = mine.rules(october, mine.WISHES, mine.USUAL)  # funnel_rules(now, usual, least=0.02)
found[["step", "now", "usual", "estimate", "low", "high", "reading"]]

# %% id="rules-reading"
quiz.tell("rules-reading")

# %% id="checks"
pd.set_option("display.max_colwidth", None)
found.loc[found["reading"] == "lower", ["step", "suspicion", "check"]]

# %% [markdown] id="wait-text"
# ## Lost, or not yet?
#
# "A wish list before an event." The check: do these people pay *later*? On 31 October you can look a few days ahead for the oldest carts, and hardly at all for the youngest. The product-limit curve (Kaplan–Meier) uses what is known
# of each. By hand: four people wait. One pays on day 2. One has been seen for 1 day only. So on day 2 three are still watched, and one of three pays: 33%, not 25%.

# %% id="early-figure"
early = mine.curves(shop.events, "addcart", mine.EVENING)  # funnel.step_times
ax = figures.waiting(early, quiz.tell("early-title"))

# %% id="early-reading"
quiz.tell("early-reading")

# %% id="ask-wishers"
quiz.wishers

# %% id="answer-wishers"
answer = ...  # (value, low, high), of 100 visitors
quiz.wishers.check(answer)

# %% [markdown] id="later-text"
# ### Two weeks later
#
# It is the evening of 14 November. Now each of them has had fourteen days.

# %% id="wait-figure"
late = mine.curves(shop.events, "addcart", mine.SETTLED)
ax = figures.waiting(late, quiz.tell("wait-title"))

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% id="wait-reading"
quiz.tell("wait-reading")

# %% id="visitor-figure"
people = mine.curves(shop.events, "view", mine.SETTLED)
ax = figures.waiting(
    people, quiz.tell("visitor-title"), x="days since the first visit of these days"
)

# %% id="visitor-reading"
quiz.tell("visitor-reading")

# %% [markdown] id="window-text"
# ### The lever: the window
#
# For each day: of those who filled a cart that day, the share that paid within the window, with the whole log until the end of December. The grey days are 22 to 31 October. Move the window. (The low days of late November come back below.)

# %% id="window"
carts = {days: funnel.converted_within(shop.events, "addcart", "pay", days)
         for days in mine.WINDOWS}  # fmt: skip
lever(lambda window: figures.within_window(carts[window], window, *mine.WISHES),
      "window, days", mine.WINDOWS, start=1)  # fmt: skip

# %% id="window-reading"
quiz.tell("window-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="dip-text"
# ## Eighteen days later: the same dip
#
# It is the evening of 18 November. The festival is over. Since yesterday fewer carts reach the checkout. You remember October, and smile. Look at the lines first:

# %% id="weeks-figure"
lines = mine.daily_rates(shop.sessions, shop.events, mine.SECOND)
spans = [(*mine.WISHES, "before"), (*mine.SALE, "sale"), (*mine.DIP, "now")]
ax = figures.rates_by_day(lines, quiz.tell("weeks-title"), spans)

# %% id="dip"
now = mine.known(shop.events, mine.SECOND)
again = mine.rules(now, mine.DIP, mine.CALM)  # 17 and 18 November beside 12 to 16
again[["step", "now", "usual", "estimate", "low", "high", "reading"]]

# %% id="mix"
mine.mix_of_dip(shop.traffic_daily)  # diagnosis.mix_and_rate, by channel

# %% id="dip-reading"
quiz.tell("dip-reading")

# %% [markdown] id="break-text"
# ### Which step, for whom?
#
# A wish list is everybody's. A break has an address. So cut the funnel into **cells**: step × device × version, day by day. In each cell take its gap to all others *on the same day*, less the gap it had in the fourteen days before. By hand: a version has 30%,
# the others 45%: −15 points. Usually it is 4 points behind. So −11. What hits everybody drops out.
#
# With many cells one is always lowest. So the interval is made wide enough that on days without a break an alarm comes on about 1 day in 100 at most, over all cells together. A cell is judged once it has a past.

# %% id="cells"
cells = mine.funnels_by_cell(shop.sessions, shop.events)  # funnel(…, by=[day, device, version])
cells = cells[cells["day"] < mine.SECOND]
found = diagnosis.find_break(cells, ["device", "app_version"], false_alarms=0.01)
found.drop(columns=["usual_gap", "tests"])

# %% id="ask-two-dips"
quiz.two_dips

# %% id="answer-two-dips"
answer = ...  # for example ("A", 1)
quiz.two_dips.check(answer)

# %% id="alarm-reading"
quiz.tell("alarm-reading")

# %% id="cell-figure"
days = mine.cell_by_day(cells, found.iloc[0], since="2025-11-10")
ax = figures.rates_by_day(days, quiz.tell("cell-title"), y="of carts, to checkout")

# %% [markdown] id="hour-text"
# Since which hour? Try each hour as the change: one rate before it, another from it on. Keep the hours that fit nearly as well as the best.

# %% id="hour"
hours = mine.broken_hours(shop.sessions, shop.events)  # the cell's carts, hour by hour
diagnosis.break_began(hours, time="hour")

# %% id="began-reading"
quiz.tell("began-reading")

# %% id="truth-reading"
quiz.tell("truth-reading")

# %% [markdown] id="later-broken-text"
# And if you had waited, as in October? The same check as then. It takes until the evening of 10 December, when the last of them has had fourteen days:

# %% id="later-figure"
broken = mine.later_of_broken(shop.sessions, shop.events)
ax = figures.waiting(broken, quiz.tell("later-title"))

# %% id="later-reading"
quiz.tell("later-reading")

# %% id="false-reading"
quiz.tell("false-reading")

# %% id="ask-broken"
quiz.broken_cell

# %% id="answer-broken"
answer = ...
quiz.broken_cell.check(answer)

# %% [markdown] id="list-text"
# ## The list of causes
#
# The documents have a list for "conversion is low" (转化率低): season and events; rivals' prices and offers; our own (原文 003:265: 3自身原因:中差评、自然搜索流量下降、客服询单转化率低). Make it a table: each cause a daily number, and the direction that hurts. From 17 November on, less the
# days since the 12th, with all ten days:

# %% id="list"
daily = mine.daily_measures(shop.sessions, shop.events, shop.traffic_daily, shop.chats,
                            shop.reviews, shop.competitors)  # fmt: skip
causes = mine.cause_list(daily)  # diagnosis.diagnose_low_conversion
causes[["kind", "measure", "before", "after", "estimate", "low", "high", "reading"]]

# %% id="list-reading"
quiz.tell("list-reading")

# %% [markdown] id="paths-text"
# ## Ways out, and what people do before they buy
#
# The last two steps of the visits of 7 to 21 October that filled a cart and didn't pay. Then two findings that every path tool prints: *who presses the heart buys many times as often*, and *long visits buy more*.

# %% id="paths"
funnel.dropoff_path(usual, last=2, among="addcart", top=5)

# %% id="paths-reading"
quiz.tell("paths-reading")

# %% id="did"
visits = mine.visits_of(shop.sessions, shop.events)
ordinary = visits[visits["day"].between(*mine.USUAL, inclusive="left")]
rates.did_and_done(ordinary, "fav", "paid", among="added")

# %% id="stay-bands"
mine.by_stay(ordinary)

# %% id="did-reading"
quiz.tell("did-reading")

# %% [markdown] id="speed-text"
# ## Slow pages
#
# "Speed, looks, ease of use" (原文 003:236: 电商运营者要注重提高网站的速度、美观度、易用性). Slow: above 3.5 seconds; fast: below 2. Slow pages come in the evening and on cheap phones. So compare as they are, and within the same day, device and hour of the day.

# %% id="speed"
mine.speed(shop.sessions, shop.events)  # diagnosis.speed_effect

# %% id="speed-reading"
quiz.tell("speed-reading")

# %% [markdown] id="payment-text"
# ## When it *is* the payment
#
# Then the shop needs another log: tries to pay, by way (原文 000:035: 支持“花呗分期、信用卡支付、微信/支付宝快捷支付”). Our shop has none, so here are fourteen invented orders with twenty tries.

# %% id="payment"
tries = mine.attempts()
funnel.payment_funnel(tries, by="method")

# %% id="payment-reading"
quiz.tell("payment-reading")

# %% [markdown] id="names-text"
# ## Rates with nearly the same name
#
# The documents name them without a base. One row per visitor of 7 to 21 October; *asked* wrote to customer service before buying:

# %% id="names"
rates.conversion_rates(mine.people_of(shop.sessions, shop.events, shop.chats))

# %% id="names-reading"
quiz.tell("names-reading")

# %% [markdown] id="stay-text"
# And signs of a page: bounce (跳失率), stay (停留时长), depth (访问深度). The documents know a page with a mean stay below three seconds (原文 001:021: 用户平均停留时间不足3秒) and a "3-second attention rule" for the home page. How is a stay of *one* page measured? (Bounce here: visits of one page with nothing done on it. 淘宝: people who came and left without a click.)

# %% id="stay"
parts = [rates.engagement(shop.sessions, single=way).assign(single=way)
         for way in ("as_logged", "zero", "left_out")]  # fmt: skip
pd.concat(parts)[["single", "visits", "bounce", "pages", "stays", "mean_s", "median_s", "short"]]

# %% id="stay-reading"
quiz.tell("stay-reading")

# %% [markdown] id="worth-text"
# ## What would more at a step bring?
#
# Three levers (原文 000:027: 降低决策阻力、提升信任度、优化交易体验). For each step of 7 to 21 October: one point more of its rate, and a tenth more of it.

# %% id="worth"
value = mine.order_value(shop.pnl_lines, shop.orders)  # yuan left of a paid order
ordinary_funnel = funnel.funnel(usual, steps)
diagnosis.friction_inventory(ordinary_funnel, value, mine.LEVERS)

# %% id="worth-reading"
quiz.tell("worth-reading")

# %% [markdown] id="gap-text"
# "When conversion is below the industry's mean", check page, service and price, says a document (原文 002:045: 当转化率低于行业均值时,从“页面、客服、价格”维度排查). Below *whose* mean?

# %% id="gap"
diagnosis.benchmark_gap(mine.usual_totals(shop.traffic_daily), mine.MEAN, by="device")

# %% id="gap-reading"
quiz.tell("gap-reading")

# %% [markdown] id="sheet"
# ## A sheet to keep: conversion is low (转化率低)
#
# | order | question | number | check |
# |---|---|---|---|
# | 1 | which base: visit, visitor, people of a day? whose window is over? | | funnel twice |
# | 2 | an event ahead or just over? carts up? | | do they pay later |
# | 3 | which step, beside its own usual rate? | | `funnel_rules` |
# | 4 | for whom: device, version, source, article? since which hour? | | `find_break`; the list of changes |
# | 5 | other visitors? | | `mix_and_rate` |
# | 6 | rivals' price, reviews, search, inquiries, speed | | `diagnose_low_conversion` |
# | 7 | what is a point worth, and what does it cost? | | `friction_inventory`; a test (3.2) |
#
# **The line.** Logs of steps are personal data: sums leave the shop, people don't. No countdown that starts again. One message for an open cart, and only to those who agreed.

# %% [markdown] id="yours-text"
# ## Now yours
#
# A log: `my_events.csv` with `session_id`, `visitor_id`, `ts`, `event`. Write your names of the steps into `own_steps`. No log? `my_totals.csv`: a row per day with `date` and the columns that your screen shows. Each day is its own funnel: people don't add up over days. Without a log you can still cut by
# source, article, SKU, region or coupon, day by day, and lay one beside the others. Visitors' numbers are enough: no names, no phone numbers. An error about `utf-8`: write `encoding = "gb18030"`.

# %% id="yours"
from pathlib import Path

encoding, own_steps = "utf-8-sig", ["view", "addcart", "order", "pay"]  # your names of the steps
names = {
    "统计日期": "date",
    "访客数": "uv",
    "加购人数": "addcart",
    "下单买家数": "orders",
    "支付买家数": "payers",
}

# %% id="yours-read"
events, totals = Path("my_events.csv"), Path("my_totals.csv")
yours = "No my_events.csv and no my_totals.csv here yet."
if events.exists():
    yours = pd.read_csv(events, encoding=encoding, parse_dates=["ts"])
    yours = funnel.funnel(yours, own_steps, unit="visitor_id", window=7)
elif totals.exists():
    yours = pd.read_csv(totals, encoding=encoding, thousands=",").rename(columns=names)
    yours = funnel.funnel_of_totals(yours, mine.TOTALS, by="date")
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A rate has a base: visits, visitors, or steps counted by themselves. Say which.
# - A cart that isn't paid yet isn't lost. Follow people, use a window that is over, and let those who still wait count for as long as they were seen.
# - Before an event carts fill and wait. The step from order to payment tells whether the payment works.
# - A season hits all cells. A break has an address: step, device, version, hour.
# - State how often your alarm may ring for nothing.
# - Who did X bought more often, since the way leads through X. Only a lot tells what X does.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write the base behind each rate of your weekly sheet.
# 2. Put payments ÷ orders on it, beside payments ÷ carts.
# 3. Follow last month's carts for fourteen days. Note how long your people wait.
# 4. Cut yesterday's funnel by device and version (or source, if that is all you have), beside the others on the same day.
# 5. Begin a list of changes: what was switched, when, by whom.
# 6. Ten days before an event: change nothing at the checkout that isn't broken.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | funnel | 转化漏斗 | who gets from step to step |
# | break | 转化断点 | the step at which more than usual get lost |
# | window | 窗口期 | how long a try may take |
# | carts filled before a sale | 预热加购 | people fill them, and wait for the price |
# | censored | 删失 | not over yet: seen for so long |
# | cell | 细分单元 | step × device × version |
# | false alarm | 误报 | an alarm though nothing broke |
# | bounce rate | 跳失率 | visits of one page ÷ visits |
# | visit depth | 访问深度 | pages ÷ visits |
# | silent conversion | 静默转化率 | of those who didn't ask |
# | inquiry conversion | 询单转化率 | of those who asked |
# | mix | 结构 | shares of sources or devices |
#
# **Sources.** Kaplan and Meier 1958. Siegmund 1988 (sets of hours). Kitagawa 1955 (mix and rate). Kohavi and others 2014, *Seven Rules of Thumb for Web Site Experimenters*; *Milliseconds Make Millions* 2020: outside the documents. All numbers: this course's shops, and the invented tries and report.
#
# **Next.** The case *The size step*: 70% gave up there, says a document. Lesson 3.2: did the repair work?
