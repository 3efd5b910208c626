# %% [raw] id="header"
# title = "The live room that beat the industry"
# chinese = "超过行业平均的直播间"
# minutes = 45
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["size_step"]
#
# [rows]
# K15 = "per_viewer / per_viewer, by_show, month, small_table, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. read a conversion rate (转化率) so that you can compare it with another,
# 2. check a published rate against the tables,
# 3. write a bonus clause that pays for what you want.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import live_room as method
from ecomlab.cases.live_room import TOLD
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.levers import lever
from ecomlab.traffic.figures import rate_of_best

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("live_room")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives two figures in one breath, without a period, a number of shows, or a source for the industry's.
# **Wrong turn:** a discussion on hosts and scripts. Park it: first it must be settled whether there's anything to explain.

# %% [markdown] id="card"
# Before you look at any data: **how many times the industry's conversion did the room really reach on the evening that the team reports?** 1 means just as
# much as the industry. Type your guess, then a low end and a high end: so far apart that you would be surprised if the truth lay outside. And write on
# paper the one question that you would ask the live team first.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # times the industry's conversion: 1 is the same

# %% [markdown] id="look-text"
# ## One show, minute by minute
#
# The room had {{ shows }} shows in May, of three hours each. `live_minutes` has a row for every minute. Here are
# three minutes of {{ date }}, the show that the team reports.

# %% id="look"
live, entries = case.tables.live_minutes, case.tables.traffic_daily
evening = live[live["date"] == TOLD]
evening.iloc[60:63, 2:]

# %% [markdown] id="look-reading"
# `entrants` are the people who came in during that minute. `viewers` are all who were in the room during it, whenever
# they came. Somebody who stays for five minutes is one entrant, and is among the viewers of five minutes. In
# `product_clicks` each person counts once at most.

# %% id="room-figure"
ax = plots.lines(evening, x="minute", y="viewers")
plots.label(ax, quiz.tell("room-title"), x="minute of the show", y="people in the room")

# %% [markdown] id="look-caution"
# The script begins anew every twenty minutes, with the unboxing. That is when most people come in.
#
# > **Caution.** You may add up entrants over the minutes. You may not add up the people in the room: whoever stays for ten minutes would count ten times.

# %% [markdown] id="obvious-text"
# ## The team's sum
#
# The team divides `actual` by `baseline` of the sheet: its own rate by the industry's.

# %% id="obvious" tags=["exhibit"]
goals = case.tables.goals
goals.set_index("kpi")[["unit", "baseline", "actual"]]

# %% id="obvious-times"
round(case.naive.estimate, 2)

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text-heading"
# ## How is the bonus counted?

# %% id="would-text"
quiz.tell("would-text")

# %% [markdown] id="goals-reading"
# In the sheet above, `baseline` and `target` are the industry's average. `unit` says how it is counted. *Viewers* are all who came in; *clickers* are
# all who clicked a product. The team has written its own figure into `actual`. Is that counted in the same way? The sheet doesn't check. So do the
# sheet's division yourself.

# %% [markdown] id="would-notes" tags=["instructor"]
# **Ask:** who fills in `actual`, and who is paid by it? No bad faith is needed. The platform's board (数据大屏) shows several
# conversion rates side by side, and each of them is called 转化率.
#
# On point 2: shows of 7 and 10 May lie before 618. On point 4: nobody knows. The published claim gives no source; here the sheet's figure is taken as it
# stands. **Wrong turn:** "they chose the denominator that flatters them". Whether they did, and whether it does, is in the tables.

# %% id="quiz"
quiz.per_viewer

# %% id="per-viewer-answer" tags=["exercise"]
quiz.per_viewer.check(...)

# %% [markdown] id="bases-text"
# ## One evening, five rates
#
# Take the paid orders of that evening. Divide them by how often the room was shown (曝光), by those who came
# in (观看), by those who clicked a product (商品点击), by those in the room at its fullest minute (最高在线), or by the
# people in the room added up over the minutes.

# %% id="bases"
bases = pd.Series(
    {
        "times the room was shown": entries.loc[entries["date"] == TOLD, "impressions"].sum(),
        "people who came in": evening["entrants"].sum(),
        "people who clicked a product": evening["product_clicks"].sum(),
        "people in the fullest minute": evening["viewers"].max(),
        "people in the room, summed over minutes": evening["viewers"].sum(),
    }
)
pd.DataFrame({"base": bases, "orders ÷ base": evening["orders"].sum() / bases})

# %% id="bases-reading"
quiz.tell("bases-reading")

# %% id="identity-text"
quiz.tell("identity-text")

# %% id="identity"
show = method.told(live)
first, second = show["orders"] / show["product_clicks"], show["product_clicks"] / show["viewers"]
print(f"{first:.4f} × {second:.4f} = {first * second:.4f}")
print(f"orders ÷ viewers  = {show['orders'] / show['viewers']:.4f}")

# %% [markdown] id="identity-reading"
# > **Caution.** A rate per clicker can be raised without one more order: show fewer products, or make them harder to click. Then fewer people click,
# > and those who still do are surer to buy. Watch both factors, or watch their product.

# %% id="right"
round(case.right.estimate, 2)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "one of the two is the better measure". For a product page perhaps orders ÷ clickers, for a room orders ÷ viewers. The contract
# compares, and a comparison needs one base. Ask who can count the industry's base at all: nobody sees the clicks in other people's rooms; data
# services estimate viewers and sales.

# %% [markdown] id="parts-text"
# ### Which part of the script sold?
#
# The team credits the script. So split the shows by what was on. The parts must add up to the whole.

# %% id="parts"
parts = live.groupby(["script_segment", "sku_role"])[["product_clicks", "orders", "revenue"]].sum()
parts["orders ÷ clicks"] = parts["orders"] / parts["product_clicks"]
parts["revenue ÷ click, yuan"] = parts["revenue"] / parts["product_clicks"]
weights = parts["product_clicks"] / parts["product_clicks"].sum()
print(f"weighted by clicks: {(parts['orders ÷ clicks'] * weights).sum():.4f}")
print(f"all orders ÷ all clicks: {live['orders'].sum() / live['product_clicks'].sum():.4f}")
parts

# %% [markdown] id="parts-reading"
# The click-weighted mean of the parts *is* the whole. If it weren't, an order would be missing somewhere. Look at the last
# column as well: an order of hooks (福利款) and an order of bedding (利润款) count alike in every conversion rate, but they don't bring the same money.
#
# > **Caution.** The part during which people order needn't be the part that convinced them. To learn what a script does,
# > change its order by lot from evening to evening.

# %% [markdown] id="month-text"
# ## The whole month
#
# The bonus is for a month. The team reports {{ date }}: one of {{ shows }} shows. Compute them all, counted as the sheet counts.

# %% id="by-show"
quiz.by_show

# %% id="by-show-answer" tags=["exercise"]
quiz.by_show.check(...)

# %% [markdown] id="month-figure-text"
# Here they are, each with the interval that luck alone would give it.

# %% id="month-figure"
shows = method.by_the_sheet(live, goals)
shows["low"], shows["high"] = rate_interval(shows["orders"], shows["people"])
shows["rate"], shows["n"] = shows["orders"] / shows["people"], shows["people"]
shows["show"] = shows["date"].dt.strftime("%d %B %Y")
ax = plots.estimates(shows, "show", counts="people")
ax.figure.set_figheight(6)
industry = goals["baseline"].iloc[0]
ax.axvline(industry, color=plots.COLOURS["vermilion"], lw=1.5, zorder=0)
x = f"{goals['unit'].iloc[0]}, with 95% interval (line: the industry)"
plots.label(ax, quiz.tell("month-title"), x=x)

# %% id="month"
quiz.month

# %% id="month-answer" tags=["exercise"]
quiz.month.check(...)

# %% id="month-reading"
quiz.tell("month-reading")

# %% [markdown] id="mean-text"
# You added up before you divided. The team's next report will do it the other way round. Does that matter? Find an example on which it does.

# %% id="small-table"
quiz.small_table

# %% id="small-table-answer" tags=["exercise"]
quiz.small_table.check(...)

# %% [markdown] id="who-text"
# ### Who came in
#
# Was it a better show? `traffic_daily` says through which entrance people came: from the followers' page (关注), recommended by the
# platform (推荐), or through live ads (付费). `told` is the evening that the team tells of, `others` are the rest.

# %% id="who"
method.by_entrance(entries)

# %% id="who-reading"
quiz.tell("who-reading")

# %% [markdown] id="who-notes" tags=["instructor"]
# There are two questions here, what is divided by what, and which evening. Whoever has answered the first may stop. Ask: "And if team and sheet divide by
# the same people: is the bonus earned?" The contract speaks of the month. (The last step, the same mix of visitors, is the heart of the case on content
# traffic.)

# %% [markdown] id="claim-text"
# Before the truth comes, your verdict on the team's figure for that evening, beside what the sheet's own division gives.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="claim-notes-rosy" tags=["instructor", "rosy"]
# **Ask:** "Who is missing from the team's denominator?" Those who came, looked and didn't click. **Wrong turn:** "so the room is bad". The claim is too
# rosy; what the room does is another number, and it is in the tables.

# %% [markdown] id="claim-notes-right" tags=["instructor", "right"]
# **Ask:** "They are paid by this figure, and they counted it fairly. What would you have lost by refusing at once?" **Wrong turn:** to look for a trick
# until one is found. The second question, which evening, is still open, and it isn't about the claim.

# %% [markdown] id="claim-notes-modest" tags=["instructor", "modest"]
# **Ask:** "Why would a team report less than it may?" It copied the first rate on the platform's board. **Wrong turn:** to suppose that whoever is paid
# by a figure inflates it. Here the industry was counted among clickers, the team among all who came in.

# %% [markdown] id="truth-text" tags=["truth"]
# ## On one base
#
# Nothing was estimated here: orders, viewers and clickers are in the tables, and the industry's figure is on the sheet.

# %% id="truth" tags=["truth"]
x = "the reported show's conversion ÷ the industry's (counted: no interval)"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# In the published case there is no sheet: the industry's base is unknown, so is the room's. {{ orders }} orders from {{ viewers }} viewers and
# {{ clicks }} clickers is one story; it isn't the only one, and other stories end otherwise. What we know is that two figures without a
# denominator can't be compared.

# %% [markdown] id="lever-text"
# ## How many evenings may one choose?
#
# Sort the shows, the best first. What is the rate of the best one, of the best two together, and so on to the whole month? Move the slider: the sheet
# gives the industry's average in whole per cent, so it may be half a point less or more.

# %% id="lever"
averages = [round(industry + step / 400, 4) for step in range(-4, 5)]
lever(lambda average: rate_of_best(shows, average), "industry's average", averages,
      start=averages[4], unit="%")  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## Is the bonus earned?
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
# 1. A clause says "paid orders ÷ viewers". How could a team still raise that without selling more? (Who would stay outside?)
# 2. Somebody offers to fill the gap with a few hundred orders by friends. Orders bought to move a figure (刷单、补单) are forbidden by the
#    E-Commerce Law and the Anti-Unfair Competition Law, and the platforms punish them. What in `live_minutes` would give them away?
# 3. Hosts who press people to order now (逼单) sell more on the evening. Which figure of the week after belongs in the clause?
# 4. Which rate of *your* shop is compared with an "industry average", and what is that one divided by?
# 5. Your verdict on the claim, and your decision: which numbers did each of them rest on? Could one stay and the other turn?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write beside every rate on your board what is divided by what: 成交订单数 ÷ 观看人数, not just 转化率. (成交人数 counts a buyer with two orders once: name the one you mean.)
# - Compare with the industry on the industry's base, or not at all. Ask for the source, the period and the kind of rooms.
# - Report all shows of the month, added up before dividing.
# - Pay bonuses on paid orders minus returns, or on their margin. Then nobody gains from choosing a denominator.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | denominator, base of a rate | 分母、口径 |
# | live-room conversion | 直播间转化率 |
# | impressions of the room | 直播间曝光 |
# | viewers (came in) | 观看人数 |
# | people in the room at a time | 在线人数 |
# | product clicks | 商品点击 |
# | industry average | 行业平均 |
# | closing under pressure | 逼单 |
# | brushing, fake orders | 刷单、补单 |
