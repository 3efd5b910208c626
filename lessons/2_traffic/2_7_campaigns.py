# %% [raw] id="header"
# title = "What did the big day add?"
# subtitle = "Waiting, dip and returns; deposits; records; a plan"
# chinese = "大促复盘与预售"
# minutes = 75
# route = "extension"
# needs = ["0_2"]
# verdict = "reading"
# topic = "traffic.campaigns"
# related = ["sms_recall"]
#
# [rows]
# T14 = "traffic.promo_plan.private_domain_funnel / cheapest_stayer"
# T21 = "conversion.sms.sms_factorial / coupon_group"
# T25 = "traffic.presales.presale_forecast, traffic.presales.backtest_presales, traffic.presales.final_paid / fewer_deposits, first_day_share"
# T26 = "traffic.promo_plan.traffic_plan / - / whether ads and content help each other, only two times two days or regions by lot can tell: factorial of lesson 3.2"
# T33 = "slot_value / slot_fee"
# T45 = "event_effect, price_protection / other_window, again / that event sales don't count for the search rank is a rule of one platform and year (outside); what an event leaves is read here"
# T47 = "campaign_scorecard / records"
# L35 = "traffic.promo_plan.promo_timeline"
# K36 = "traffic.promo_plan.coupon_break_even, traffic.promo_plan.coupon_table / coupon_extra"
# P12 = "refunds_by_age, price_protection / refunds_seen"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say what an event added in a window that holds the waiting before it, the dip after it, and the returns,
# 2. say what such a number believes, and when it can't tell,
# 3. forecast by deposits what deposits can tell, and try the forecast on past presales,
# 4. tell progress from records that come by luck,
# 5. write a dated plan with visits, coupons, messages and a review.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a bakery: *"It sells 100 loaves a day. On Wednesday bread is 20% cheaper: 180. On Tuesday 70, on Thursday 60. How
# many loaves did Wednesday add?"* (80, then 10.) Then: *"And how much money?"*
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 6 | the slide, the guess, the figure of the days |
# | 7 | by hand, the window by function |
# | 6 | money: kept and left |
# | 7 | the picture, the lever; in pairs: where would you stop counting? |
# | 8 | prediction, the twin |
# | 5 | the review: day 7, day 15, price protection |
# | 6 | another shop (exercise) |
# | 6 | next year (exercise), the smaller cut |
# | 10 | deposits: forecast, backtest, fewer deposits (exercise) |
# | 5 | member days: records |
# | 6 | plan, slot, coupons, messages, entrances: look at the tables, each pair explains one |
#
# **Likely wrong turns.** "The eleven days are all extra": who waited for them? "0 is in the interval, so nothing happened": read its ends
# aloud. "Fewer deposits, fewer buyers": what changed in the terms? "Four records in two years: we get better": add 1 + ½ + ⅓ + … at the board.
#
# **Expected.** Another shop: the row "whole", a third of the event's own days. Next year: B, 2. Fewer deposits: B, 2.
#
# **With 45 minutes** leave out the part from the slot on; the tables are there to be looked up. Leave out the review too, if you must.
#
# **Law and decency (诚信).** A price before the cut must be one at which goods were really sold (lesson 3.3). A countdown that starts again is a lie.
# A deposit's rules stand beside the button: when it is lost, when it comes back. Write only to people who agreed, and let them leave with one
# letter (退订).
#
# **Hand out:** *"The event's days brought … more. With ten days before and fourteen after it is … (… to …). Left, after goods, fees and returns: …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("2_7")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A record
#
# You run a shop for light outdoor gear. From 1 to 11 November 2025 everything was 18% cheaper, for 11.11 (双十一). On 12 November a slide went round: *"A
# record 11.11. Each campaign is better than the last: twice the ad money next year!"* A document of the trade asks for just that
# (原文 003:249: 效果跟踪,争取一次比一次做得好).
#
# Today is **Wednesday, 24 December 2025**, in the evening. Parcels have come back. What did the big days add?
#
# Guess first. Of 100 yuan that buyers **paid** in the eleven days, how many yuan did the shop **keep that it would not have had** without 11.11? (Keep: after refunds, before goods and fees.)

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.conversion import sms
from ecomlab.datasets import load
from ecomlab.exercises.traffic import campaigns as asked
from ecomlab.levers import lever
from ecomlab.traffic import campaigns, figures, presales, promo_plan

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 80, 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("campaigns")
daily, events = asked.daily_sales(shop), asked.platform_events(shop.promos)
other_daily = asked.daily_sales(second, books=False)
other_events = asked.platform_events(second.promos)
lines = asked.lines_near(shop)
quiz = exercises("2_7", **own, daily=daily, events=events, lines=lines,
                 orders=shop.orders, returns=shop.returns, deposits=shop.presale_deposits,
                 shelf=shop.inventory_daily, books=shop.pnl_lines, other_daily=other_daily, other_events=other_events)  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan of 100 paid

# %% [markdown] id="data-text"
# **The data.** `daily` has a row per day: orders that were paid, yuan **paid** (the screen at midnight), yuan **kept** (less what went back), and what these orders **left**
# (kept, less goods, platform's fee, parcels, tax and the cost of returns; ads and wages are not in it). Kept and left are empty on the last fifteen days: nobody knows yet.

# %% id="record-figure"
autumn = daily[daily["date"].between("2025-10-01", "2025-12-09")]
ax = plots.lines(autumn, x="date", y="orders")
plots.label(ax, quiz.tell("record-title"), y="paid orders", n=len(autumn), counts="days")

# %% id="record-reading"
quiz.tell("record-reading")

# %% [markdown] id="hand-text"
# ## By hand
#
# A stall sells 10 cups a day. On Saturday cups are cheaper, and everybody knows it from Thursday on.
#
# | | Thu | Fri | **Sat** | Sun | Mon | Tue | sum |
# |---|---:|---:|---:|---:|---:|---:|---:|
# | sold | 8 | 7 | **25** | 7 | 8 | 9 | 64 |
# | expected | 10 | 10 | 10 | 10 | 10 | 10 | 60 |
# | **more** | −2 | −3 | **+15** | −3 | −2 | −1 | **+4** |
#
# Saturday alone says +15. The window says +4: eleven cups were only **moved** to Saturday (提前消费, pull-forward). Two parts can be moved: people **wait** before, and people have
# what they need after (the **dip**). With $s_d$ sold on day $d$ and $e_d$ expected:
#
# $$
# \text{added} = \sum_{d\,\in\,\text{window}} (s_d - e_d)
# $$
#
# What is expected? `event_effect` takes it from ordinary days on both sides of the window: their level, a straight trend, days of the week. Days of other events are
# skipped. Which rows do you expect to be below 0?

# %% id="window"
skip = campaigns.around_events(events, but=asked.EVENT)
orders = campaigns.event_effect(daily, "2025-11-01", "2025-11-11", "orders", skip=skip)
orders.round(0)

# %% id="window-reading"
quiz.tell("window-reading")

# %% [markdown] id="money-text"
# ## Orders are not money
#
# The same window in yuan: kept, and left.

# %% id="money"
found = {value: campaigns.event_effect(daily, "2025-11-01", "2025-11-11", value, skip=skip)
         for value in ("kept", "left")}  # fmt: skip
money = pd.concat(found, names=["yuan"]).reset_index(level="yuan").reset_index(drop=True)
money[["yuan", "part", "days", "expected", "estimate", "low", "high", "n"]].round(0)

# %% id="money-figure"
shown = money[money["part"].isin(["event", "whole"])]
shown = shown.assign(reading=shown["yuan"] + ", " + shown["part"].map(asked.SHORT))
ax = plots.estimates(shown, "reading", unit="yuan")
plots.label(ax, quiz.tell("money-title"), x="yuan more than expected, with 95% interval")

# %% id="money-reading"
quiz.tell("money-reading")

# %% [markdown] id="lever-text"
# ## Where do you stop counting?
#
# The figure adds up, day by day, what was kept beyond the expected. Move the slider: until how many days after the event do you count?

# %% id="lever"
added = asked.so_far(daily, events)
lever(lambda after: figures.added_so_far(added, after=int(after)),
      "days after the event that count", [0, 2, 4, 7, 10, 14], start=0)  # fmt: skip

# %% id="ask-without-event"
quiz.without_event

# %% id="answer-without-event"
answer = ...  # (value, low, high), in yuan
quiz.without_event.check(answer)

# %% id="twin-figure"
truth = asked.twin_added(own.event_twin)
ax = figures.added_so_far(added, truth=truth)
plots.label(ax, quiz.tell("twin-title"))

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% id="twin-parts"
asked.twin_parts(daily, events, own.event_twin).round(0)

# %% id="parts-reading"
quiz.tell("parts-reading")

# %% [markdown] id="second-text"
# Now Songling Outdoor, which took part too.

# %% id="ask-other-window"
quiz.other_window

# %% id="answer-other-window"
answer = ...
quiz.other_window.check(answer)

# %% [markdown] id="review-text"
# ## When may one review?
#
# A document says: within seven days after the event survey the buyers, settle the accounts, deal with slow goods (原文 002:040: 活动后7天内完成“用户复盘(满意度调研)、财务结算、滞销品处理”). What can be known by then?
# First the refunds of the eleven days' orders, by age:

# %% id="review"
campaigns.refunds_by_age(shop.orders, shop.returns, "2025-11-01", "2025-11-11")

# %% [markdown] id="protection-text"
# Then **price protection** (价保). Who bought just before 1 November paid the full price. Many platforms let such a buyer ask for the difference within some days. This shop's platform
# doesn't (so it is not in the numbers above). Here: what it would cost with fifteen days, if all entitled buyers asked. Buyers of the event's own days are protected too, if the shop cuts deeper after it.

# %% id="protection"
protected = campaigns.price_protection(lines, shop.inventory_daily, days=15)
protected[protected["date"].between("2025-10-29", "2025-11-03")]

# %% id="review-reading"
quiz.tell("review-reading")

# %% [markdown] id="again-text"
# ## Next year

# %% id="ask-again"
quiz.again

# %% id="answer-again"
answer = ...  # for example ("A", 1)
quiz.again.check(answer)

# %% id="cut-reading"
quiz.tell("cut-reading")

# %% [markdown] id="presale-text"
# ## Deposits: what do they tell?
#
# Before a big event shops take **deposits** (定金): 30 yuan now, say, which pay 50 of the order later; the **balance** (尾款) follows on the event's first days. A document advises
# to store up this way, thirty days ahead (原文 000:022: 大促(618、双11)前30天,通过“预售锁客(定金立减)、会员专属券”提前蓄水). People of the trade say: then you know the day. Do deposits let you forecast it? Our two presales before this autumn, with their terms (a deposit of `deposit` yuan pays `deposit_value` yuan of the order):

# %% id="paid"
asked.terms_paid(shop.presale_deposits).head(2)

# %% [markdown] id="forecast-text"
# By hand: last time 40 deposits in the first five days, and at last 100 balances. So the factor was 100 ÷ 40 = 2.5. Now there are 36: forecast 36 × 2.5 = 90. With several past presales take the
# typical factor; how much it scattered makes the interval (it takes them for presales of one kind, with the same terms). `presale_forecast` does this on logs. On the evening of 26 October 2025, the fifth day:

# %% id="forecast"
past = asked.past_presales(shop.presale_deposits)
earlier = past[past["presale"] != asked.EVENT]
now = presales.deposits_so_far(past, day=5)[asked.EVENT]
presales.presale_forecast(earlier, now, day=5)

# %% id="deposit-reading"
quiz.tell("deposit-reading")

# %% [markdown] id="backtest-text"
# Two past presales are few. Does the method work at all? Try it where more is known (**backtest**): the same shop run twelve times with other luck and the *same* deposit each year. Each presale of
# 2025 is forecast from those before it only. Beside it the plain rule: last year's result × growth of orders.

# %% id="backtest-figure"
tried = asked.tried_presales(own.presale_days, own.presale_results)
ax = plots.lines(tried, x="day", y="estimate", by="method", percent=True)
plots.label(
    ax, quiz.tell("presale-title"), x="day of the presale on which one forecasts",
    y="misses ÷ balances that came, with 95% interval", n=int(tried["n"].iloc[0]), counts="presales",
)  # fmt: skip

# %% id="presale-reading"
quiz.tell("presale-reading")

# %% id="ask-fewer-deposits"
quiz.fewer_deposits

# %% id="answer-fewer-deposits"
answer = ...  # for example ("A", 1)
quiz.fewer_deposits.check(answer)

# %% id="event-reading"
quiz.tell("event-reading")

# %% [markdown] id="better-text"
# ## "Each time better than the last"
#
# First our two 11.11s.

# %% id="two-events"
quiz.tell("two-events")

# %% [markdown] id="member-text"
# Then many campaigns of one kind: an invented tea shop with a **member day** (会员日) on the first Wednesday of each month. Each is read in a window of its own: three days of waiting, four of dip. (The very first one has no days before it. It is left out.) The same
# reading serves a free-shipping Wednesday or a flash sale (lessons 5.4, 5.1, 3.8 come back to it).

# %% id="member"
card = campaigns.campaign_scorecard(asked.member_effects(own.member_days))
ax = figures.campaigns_in_turn(card)
plots.label(ax, quiz.tell("member-title"))

# %% id="member-reading"
quiz.tell("member-reading")

# %% [markdown] id="slot-text"
# ## A slot has a price
#
# A document says: take part in many events, though their sales don't count for the search rank (原文 003:092: 虽然现在活动销量不算入搜索排名的计算,可是还是要多报活动). Whether they count is a rule of one platform and year. What an event leaves can be read.
#
# A platform sells a **slot** (活动位) for four days: fee 6,000 yuan. Its report says how many visits came *through* it. What counts is how many more the **shop** had.

# %% id="slot"
visits = asked.slot_visits(own.slot_days)
extra = campaigns.event_effect(visits, "2025-04-28", "2025-05-01", "visits", waiting=0, dip=0)
extra[["part", "seen", "expected", "estimate", "low", "high", "n"]].tail(1).round(0)

# %% id="slot-reading"
quiz.tell("slot-reading")

# %% [markdown] id="plan-text"
# ## The plan
#
# A document wants ads and content together on the big day. How many visits from where? `traffic_plan` takes the source whose kept yuan is cheapest, as far as it goes, then the next. The table is
# typed and invented: replace it by yours, with the prices of such a day.

# %% id="plan"
plan = promo_plan.traffic_plan(asked.SOURCES, asked.TARGET)
plan

# %% id="plan-reading"
quiz.tell("plan-reading")

# %% id="hours"
by_hour = promo_plan.traffic_plan(asked.SOURCES, asked.TARGET, asked.HOURS)
by_hour.pivot(index="hour", columns="source", values="visits")

# %% [markdown] id="timeline-text"
# The dates, for 618 of 2026. Keep it as a file: `.to_csv("my_promo_timeline.csv")`. (The course's documents give the tasks of sources 000, 002, 004; the others are ours.)

# %% id="timeline"
promo_plan.promo_timeline("2026-06-01", "2026-06-18").set_index("date")

# %% [markdown] id="coupon-text"
# **Coupons.** 100 people use a coupon of 30 yuan: it costs 3,000 yuan, whoever they are. Only those who wouldn't have come without it bring a margin. So the share of extra buyers must be at least off ÷ (margin × price). The coupons of a document (000:055 and 000:056), at margins from 20 to 60%. Where it names no order, we took one of 168 yuan:

# %% id="coupons"
promo_plan.coupon_table(asked.COUPONS)

# %% [markdown] id="coupon-caution"
# A number above 1 loses money even if *all* its users are new. "100 − 30" at 30% earns nothing at best. (The margin is of the price before the coupon, after refunds and costs. A buyer who comes again is worth more: lesson 5.2.)
#
# **Messages.** What do the text and the offer of a message do (原文 003:266: 短信内容对转化的影响、短信利益点转化的影响)? An invented shop wrote to two groups, with four texts by lot (with or without a story, with or without a coupon of 20 yuan) and a holdout. An order leaves 42 yuan. The effects on yuan for each person written to; `factorial` of lesson 3.2 reads them:

# %% id="messages"
effects = sms.sms_factorial(own.messages, asked.ARMS, by="group", metric="profit")
shown = effects[effects["effect"].isin(["any message", "story", "coupon"])]
shown = shown.assign(reading=shown["group"] + ": " + shown["effect"])
ax = plots.estimates(shown, "reading", unit="yuan")
plots.label(ax, quiz.tell("message-title"), x="yuan more for each person, with 95% interval")

# %% id="message-reading"
quiz.tell("message-reading")

# %% [markdown] id="entrance-text"
# **Into your own group** (私域). A card in the parcel, a lucky bag in the show, an official account, the service's words (原文 000:018: 通过包裹卡、客服话术引导用户加入企业微信/社群): which entrance brings people who stay? The newest weeks count for joining only: their thirty days aren't over.

# %% id="entrances"
funnel = promo_plan.private_domain_funnel(own.entrances)
funnel[["entrance", "shown", "joined", "estimate", "low", "high", "n"]]

# %% id="entrances-figure"
ax = plots.points(funnel, "per_joined", "per_stayed", "entrance")
plots.label(
    ax, quiz.tell("entrance-title"), x="yuan for one who joins", y="yuan for one who stays",
    n=int(funnel["joined"].sum()), counts="people who joined",
)  # fmt: skip

# %% id="entrance-reading"
quiz.tell("entrance-reading")

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put a table of your days beside this notebook as `my_days.csv`, with the columns `date`, `orders`: every day, also those with 0, at least two weeks on each side of the window. Change the dates below. The error names what is missing.

# %% id="yours"
from pathlib import Path

mine = Path("my_days.csv")
if mine.exists():
    yours = campaigns.event_effect(pd.read_csv(mine), "2025-11-01", "2025-11-11", "orders")
else:
    yours = "No my_days.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - An event moves buying. Count a window: waiting, event, dip. The whole is read better than its parts.
# - What is expected comes from ordinary days on both sides. If something else was special in the window, it is in the number too.
# - Good and bad days come in spells, so a window of five weeks is known badly. Say the interval.
# - Orders, kept yuan, left yuan: three answers. A cut is also paid to those who come anyway.
# - Deposits tell their own balances, late in the presale, while the terms stay. For the big day itself they were no better than last year × growth.
# - Records come by luck too. Put campaigns side by side, shrunk.
# - A slot, a coupon, a message: what did the shop have *more*, and what did it cost for all?

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. List your events of the last two years: first day, last day, days of waiting.
# 2. For the largest: `event_effect` on orders, kept and left. Write the window and the interval beside the number.
# 3. Look where the ordinary days lie (`.attrs["ordinary"]`), and ask what else happened in the window: tests, shows that moved, stock-outs, ads on or off, a cold week. An event's ad money belongs to its cost.
# 4. Change one thing next time, by lot: half of the *kinds* of articles with the smaller cut.
# 5. Write the deposit's terms beside each forecast. Keep them for two presales, or start counting again.
# 6. Keep the scorecard of all campaigns. Believe the shrunk column.
# 7. Review twice: after a week what must be mended (goods, service), after the dip and the returns what it added.
# 8. Copy the timeline, put names and your dates in.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | campaign, event | 活动, 大促 | days with a price, announced |
# | pull-forward | 提前消费 | buying that is moved, not added |
# | waiting | 观望 | fewer orders before an event |
# | dip | 活动后回落 | fewer orders after it |
# | increment | 增量 | seen less expected |
# | presale | 预售 | orders before the event, paid in two parts |
# | deposit, balance | 定金, 尾款 | the first and the second part |
# | deposit expansion | 定金膨胀 | the deposit pays more than itself |
# | price protection | 价保 | the difference is paid back if the price falls |
# | backtest | 回测 | a forecast tried on the past |
# | event slot | 活动位, 资源位 | a place on a platform's event page |
# | regression to the mean | 回归均值 | after the best comes a lesser one |
# | private domain | 私域 | people whom you can write to yourself |
#
# **Sources.** Dips before and after promotions: van Heerde, Leeflang and Wittink (2004), *Marketing Science* 23. Factors of bookings: Weatherford and Kimes (2003), *International Journal of Forecasting* 19. Everything counted here: this course's shops, simulated or invented. How long a price is protected is a rule of each platform and year: look it up (outside).
#
# **Next.** The case *SMS recall* (were those who came back won back?). Lesson 3.8 works out what a promotion costs to the cent; 4.1 forecasts goods for 11.11.
