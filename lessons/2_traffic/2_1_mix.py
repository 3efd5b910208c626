# %% [raw] id="header"
# title = "Who comes, and from where?"
# subtitle = "Sources of traffic, shares and counts, visits and visitors"
# chinese = "流量结构"
# minutes = 45
# route = "reference"
# needs = ["0_2"]
# verdict = "arithmetic"
# topic = "traffic.mix"
# related = ["content_traffic", "low_price_people"]
#
# [rows]
# T01 = "traffic_mix / natural_change, after_the_cut"
# T02 = "traffic.sources.check_mix, traffic.sources.possible_shares, traffic.sources.without_source / highest_share, after_the_cut"
# T03 = "traffic.sources.entrance_inventory"
# T04 = "- / small_test / the gate is a price: what an answer costs, against what waiting costs; break-even is lesson 2.3"
# T34 = "traffic.sources.field_split"
# T37 = "channel_quality, traffic.sources.channel_cohorts / cheapest_new"
# T39 = "traffic.sources.cost_trend, traffic.sources.value_at_risk, traffic.sources.concentration / quarter_less"
# T41 = "traffic.sources.classify_sources"
# T50 = "traffic.sources.hit_dependence"
# T52 = "traffic.sources.unit_cost / new_by_live, cheapest_new"
# M01 = "traffic.visits.distinct_visitors / visitors_apart"
# M02 = "traffic.visits.sessions / evening_visits / pages are in the table of rates; a visit is a rule"
# M03 = "- / - / in the table of rates"
# M04 = "- / - / in the table of rates"
# M05 = "- / - / in the table of rates: what search shows is the main picture"
# M06 = "traffic_mix / after_the_cut"
# M07 = "traffic_mix / natural_change"
# M08 = "traffic.sources.check_mix / highest_share"
# M09 = "- / jump_rate"
# M18 = "traffic.sources.unit_cost / new_by_live"
# M22 = "- / - / in the table of rates"
# M23 = "traffic_mix / - / in the table of rates: by device"
# M24 = "traffic.sources.unit_cost / new_by_live"
# M37 = "channel_quality / - / in part: visits of an entrance × who of them pay × what an order brings"
# K32 = "traffic.sources.check_mix / - / four shops, of which one passes; the sales curve of the same page is in 1.2"
# E16 = "- / small_test"
# E17 = "traffic.sources.classify_sources / feed_again / shares depend on platform, year and on who sorts the sources"
# E44 = "traffic.sources.possible_shares / highest_share"
# N12 = "traffic.visits.tracking_plan / evening_visits"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. read a share together with its count,
# 2. say which mixes of traffic a rule allows at all, and how much hangs on the names of the sources,
# 3. say what a visit, a visitor and a new customer is, and by which rule they were counted,
# 4. tell what a source costs, whom it brings, and what is missing when it fails,
# 5. test a log before you count with it.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open at the board: *100 visits, 40 of them free. Ten paid ones stop. What is the free share?* Then: *and how many
# more people came?*
#
# | minutes | what |
# |---:|---|
# | 2 | recall |
# | 4 | the slide, the guess, its figure |
# | 5 | by hand, the formula, the lever: one trainee moves it |
# | 8 | prediction, the twin, the feed in November (exercise) |
# | 6 | the rule on trial; sort the channels yourselves, in pairs |
# | 6 | what a visit is, by hand and by function |
# | 4 | visitors of another shop (exercise) |
# | 5 | what a source costs, and whom it brings |
# | 3 | risk, hits, entrances: look at the tables only |
# | 2 | the log's test |
#
# **Likely wrong turns.** "A higher natural share is always better": ask for the count. "The feed is red in the report, so stop it": the report
# books last clicks. "We are below 70%, so we are ill": whose shop was the rule made for? "The log is wrong, the days don't add up": nothing
# is wrong, a visitor is counted once a day.
#
# **Expected.** November: B, 3. Visitors of the second shop: 1.195 times.
#
# **With 45 minutes** all of it fits. With 30: leave out everything after the visitors; the tables are there to be looked up.
#
# **Law and decency (数据安全与诚信).** A person who said no is counted without a name or not at all. The Personal Information Protection Law
# asks for consent before somebody is followed; a log that follows them all the same is no treasure but a risk. And nobody is served better by bought
# visits: 刷流量 deceives the buyers who read the counter.
#
# **Hand out:** *"The share of … rose from … to …. Its count went from … to …. What else changed: …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("2_1")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A slide with a rising line
#
# You run a shop for light outdoor gear. In July 2025 your boss stopped the ads in the feed (信息流推广). Two weeks later a slide
# goes round: *"Since we stopped paying, our natural share has risen. The shop stands on its own feet."* Another slide, from a consultant, says
# how traffic must look: basic natural traffic 70% or more, paid 5 to 10% (原文 003:359: 基础自然流量（70%以上）,付费推广流量（5-10%）).
#
# For fifteen weeks a lot has switched the feed off and on. Now it is **Monday, 20 October 2025**, the feed is off again, and you shall say
# whether it comes back. (The shop's log goes on to the end of December. Later tables here look at those months; the decision can't.)
#
# Start with a guess. Of 100 visits in the **last three months of 2025**, how many came by free search? Type it with a low and a high end.

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.traffic import mix as asked
from ecomlab.levers import lever
from ecomlab.tables import purchases
from ecomlab.traffic import figures, mix, sources, visits

pd.options.display.float_format = "{:,.3f}".format
plots.use_house_style()

# %% id="load"
shop, own, second = load("shop"), load("mix"), load("second_shop")
lines = asked.lines(shop)  # order lines of the visits in the log
names = ["traffic_daily", "customers", "orders", "post_daily"]
quiz = exercises("2_1", **{name: shop[name] for name in names}, **own, lines=lines,
                 landed=shop.sessions, visits=second.sessions)  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # of 100 visits, by free search

# %% [markdown] id="data-text"
# **The data.** `shop.traffic_daily` has one row per day, entrance (流量入口) and device: visits (`uv`), paid orders, sales, cost. Here they are by channel:

# %% id="mix"
quarter = asked.last_quarter(shop.traffic_daily)
now = mix.traffic_mix(quarter)
now

# %% id="slide-figure"
day = shop.traffic_daily["date"].dt.tz_localize(None)
week = (day - pd.to_timedelta(day.dt.day_of_week, unit="D")).rename("week")
weekly = mix.traffic_mix(shop.traffic_daily.assign(week=week), ["week", "channel"], ["week"])
free = weekly[(weekly["channel"] == "natural_search")
              & weekly["week"].between("2025-06-02", "2025-10-13")]  # fmt: skip
free = free.rename(columns={"uv": "visits"})
off = asked.weeks_off(own.feed_twin)
ax = figures.shares_and_counts(free, "week", "share", "visits", shade=off)
plots.label(
    ax, quiz.tell("slide-title"), y="share of free search",
    n=int(free["visits"].sum()), counts="visits",
)  # fmt: skip

# %% id="slide-reading"
quiz.tell("slide-reading")

# %% [markdown] id="hand-text"
# ## By hand
#
# A shop has 1,000 visits a week: 400 by free search, 300 by the feed, 300 by all else. It stops the feed. Nobody else changes.
#
# | | before | after |
# |---|---:|---:|
# | free search | 400 | 400 |
# | feed | 300 | 0 |
# | all else | 300 | 300 |
# | **all** | **1,000** | **700** |
# | **share of free search** | **40%** | **57%** |
#
# The share rose by seventeen points, and not one person more came. With $n$ free visits, $N$ visits in all and $x$ visits that are gone, the new share is
#
# $$
# \frac{n}{N - x}
# $$
#
# Only the denominator (分母) moved. `without_source` does it for a whole mix. Move the slider: how much of the feed is left?

# %% id="lever"
lever(
    lambda kept: figures.share_when_cut(now, "paid_feed", "natural_search", kept),
    "how much of the feed is left", [1.0, 0.75, 0.5, 0.25, 0.0], start=0.5, unit="%",
)  # fmt: skip

# %% [markdown] id="twin-text"
# ## And the people?
#
# Arithmetic says what happens to the share if **nothing else changes**. Does nothing else change? In this course's shop you can look: it
# is a simulation, so the same fifteen weeks can run with the feed always on and always off, with the same people and the same luck. First say what you expect.

# %% id="ask-natural-change"
quiz.natural_change

# %% id="answer-natural-change"
answer = ...  # (value, low, high), in per cent; below 0: more without the feed
quiz.natural_change.check(answer)

# %% id="twin-figure"
states = asked.by_week(own.feed_twin).query("state != 'as it was'")
ax = figures.shares_and_counts(states, "week", "share", "natural visits", by="state")
plots.label(ax, quiz.tell("twin-title"), y="share of free search", n=15, counts="weeks")

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% id="ask-feed-again"
quiz.feed_again

# %% id="answer-feed-again"
answer = ...  # for example ("A", 1)
quiz.feed_again.check(answer)

# %% [markdown] id="rule-text"
# ## The rule on trial
#
# The consultant's page gives five lines: natural 70% or more, paid 5 to 10%, events "20-10%", members 10 to 20%, all else 5% or less. (The third
# is printed in that order; read it as 10 to 20.) It adds that the shares differ by the shop's period. Nobody says where the numbers come from.
#
# Which share can each source have, once all the others keep their lines?

# %% id="possible"
sources.possible_shares(sources.RULE)

# %% [markdown] id="sort-text"
# To hold our shop beside it, somebody must **sort** our channels into the rule's five. Documents differ: one has natural, paid and content (原文 000:061: 流量来源占比(自然/付费/内容)),
# this one has five, others on-site and off-site. So do it twice. *Strict*: natural is free search; everything that costs money is paid. *Wide*: posts,
# shows and people who come by themselves are natural too. The first rule that fits decides.

# %% id="rule"
strict, wide = (asked.sorted_mix(shop.traffic_daily, rules) for rules in (asked.STRICT, asked.WIDE))
print(asked.WIDE)
sources.check_mix(wide)

# %% id="rule-figure"
ax = figures.mix_bounds(sources.check_mix(strict))
plots.label(ax, quiz.tell("rule-title"), n=int(strict["uv"].sum()), counts="visits")

# %% id="rule-reading"
quiz.tell("rule-reading")

# %% [markdown] id="four-text"
# Four invented shops stand in `own.mixes`. Before you run the cell: three of them fail. Which line of the rule would *you* call serious?

# %% id="four"
found = {name: sources.check_mix(mine).set_index("source")["off"]
         for name, mine in own.mixes.groupby("shop")}  # fmt: skip
pd.DataFrame(found)

# %% [markdown] id="visit-text"
# ## What is a visit?
#
# All of this counted visits. But nobody sees a visit: a phone sends **events** (埋点事件), and a rule cuts them into visits (会话). One person, one evening:

# %% id="visit-hand"
times = ["23:20", "23:30", "23:55", "00:05", "00:50"]
days = ["2025-11-10"] * 3 + ["2025-11-11"] * 2
taps = pd.DataFrame({"visitor_id": 7, "ts": pd.to_datetime([f"{d} {t}" for d, t in zip(days, times, strict=True)]),
                     "campaign": [None, "feed", None, None, None]})  # fmt: skip
visits.sessions(taps)[["visit", "start", "end", "events", "began"]]

# %% [markdown] id="visit-caution"
# Three rules are in use. After **30 minutes** without an event a new visit begins (the last line: 45 minutes). At **midnight** one begins (00:05), and when the person comes by
# **another campaign** (23:30). By the first rule alone these five events are two visits, not four. Google's older tool used all three; its present one uses the gap alone and lets a visit last as long as it likes. Platforms have rules of their
# own. Here is a real mess: the evening of 10 November, as an app sent it.

# %% id="visits"
events = asked.clean(own.raw_events)  # each event once, of people with a name who said yes
gaps = [2, 5, 10, 20, 30, 45, 60, 90]
curve = pd.DataFrame({"gap": gaps, "visits": [len(visits.sessions(events, gap=g)) for g in gaps]})
ax = plots.lines(curve, x="gap", y="visits")
plots.label(
    ax,
    quiz.tell("gap-title"),
    x="minutes without an event that end a visit",
    n=len(events),
    counts="events",
)

# %% id="visits-reading"
quiz.tell("visits-reading")

# %% [markdown] id="uv-text"
# ## Visitors don't add up
#
# A visitor (访客, UV) is a *person in a period*. Anna comes on Monday and on Tuesday: one visitor on each day, one in the week. So a month's
# visitors are never the sum of its days. The same holds across channels.

# %% id="uv"
per_day, per_channel = (visits.distinct_visitors(shop.sessions, by) for by in ("day", "channel"))
people = visits.distinct_visitors(shop.sessions)
pd.concat({"people": people.sum(), "by day": per_day[["visitors", "visits"]].sum(),
           "by channel": per_channel[["visitors", "visits"]].sum()}, axis=1)  # fmt: skip

# %% id="uv-reading"
quiz.tell("uv-reading")

# %% [markdown] id="second-text"
# Now another shop, Songling Outdoor in Chengdu.

# %% id="ask-visitors-apart"
quiz.visitors_apart

# %% id="answer-visitors-apart"
answer = ...
quiz.visitors_apart.check(answer)

# %% [markdown] id="cost-text"
# ## What a source costs, and whom it brings
#
# From here on the tables are for looking up. Cost per **what**? Per visit, per order, per new customer (获客成本, CAC), or per yuan of margin: four columns, four orders. All of them **by last click, on average**: what a source *adds* is another number (the twin above, and lesson 2.4).

# %% id="cost"
costs = [sources.unit_cost(quarter, per, customers=shop.customers, margin=asked.MARGIN)
         .set_index("channel")["estimate"].rename(per) for per in sources.PER]  # fmt: skip
pd.concat(costs, axis=1)

# %% id="cost-figure"
won = sources.unit_cost(quarter, "new customer", customers=shop.customers).sort_values("estimate")
ax = plots.estimates(won, "channel", unit="yuan")
plots.label(
    ax,
    quiz.tell("cost-title"),
    x="yuan for a new customer, with 95% interval",
    n=int(won["n"].iloc[0]),
    counts="days",
)

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% id="cohorts"
cohorts = sources.channel_cohorts(shop.customers, purchases(shop.orders), window=90, cohort=None)
cohorts[["acq_channel", "estimate", "low", "high", "later", "n"]]

# %% id="cohort-reading"
quiz.tell("cohort-reading")

# %% id="rates"
kinds = ["channel", "device"]
rates = quarter.groupby(kinds, observed=True)[["impressions", "clicks", "uv", "pv", "fav"]].sum()
rates["ctr"], rates["fav_rate"] = rates["clicks"] / rates["impressions"], rates["fav"] / rates["uv"]
rates["of_channel"] = mix.traffic_mix(quarter, kinds, ["channel"]).set_index(kinds)["share"]
rates["pages"] = rates["pv"] / rates["uv"]
rates[["uv", "pages", "ctr", "fav_rate", "of_channel"]].head(6)

# %% [markdown] id="rates-text"
# `pages` is page views over visits (人均浏览量), `ctr` is clicks over impressions (点击率). For free search it is the rate of the **main picture**, since that is what people see there. `fav_rate` is favourites over visits, `of_channel` the device's share of the channel's visits (PC/无线占比).
#
# ## When a source fails
#
# Platforms change rules over night, and clicks get dearer. What hangs on each source, and on the hit article?

# %% id="risk"
sources.value_at_risk(quarter, drop=0.25, margin=asked.MARGIN)

# %% id="risk-reading"
quiz.tell("risk-reading")

# %% id="trend"
sources.cost_trend(shop.traffic_daily, since="2025-10-01")

# %% id="hits"
sources.hit_dependence(shop.sessions, lines, top=4)

# %% id="hit-reading"
quiz.tell("hit-reading")

# %% id="fields"
sources.field_split(shop.orders, asked.FIELDS)[
    ["field", "orders", "share", "estimate", "low", "high"]
]

# %% id="field-reading"
quiz.tell("field-reading")

# %% [markdown] id="entrances-text"
# ## Entrances, one by one
#
# A document says: list all entrances of the platform and take them one by one, natural first. A good habit, with one column more: what it brings for an **hour of work**. The list is of one platform, in an average month. (Our guesses: replace them.) It counts by last click, on average. So the feed isn't in it: what the feed adds you have seen in the twin.

# %% id="entrances"
rest = own.entrances[own.entrances["entrance"] != "feed ads"]  # what the feed adds was measured
inventory = sources.entrance_inventory(rest)
inventory[["entrance", "share", "more_uv", "left_per_visit", "gain", "gain_per_hour"]]

# %% id="entrances-reading"
quiz.tell("entrances-reading")

# %% [markdown] id="log-text"
# ## Before you count: test the log
#
# A **tracking plan** (埋点方案) says which events there are, which fields each must have, and who may be followed. Then it is tested, like goods at the door:

# %% id="log"
visits.tracking_plan(own.raw_events, consent="consent")

# %% id="log-reading"
quiz.tell("log-reading")

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put an export beside this notebook as `my_traffic_daily.csv`, with the columns `date`, `channel`, `uv`, `payers`, `revenue`, `cost`. The error names a column that is missing.

# %% id="yours"
from pathlib import Path

mine = Path("my_traffic_daily.csv")
if mine.exists():
    yours = mix.traffic_mix(pd.read_csv(mine, parse_dates=["date"]))
else:
    yours = "No my_traffic_daily.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A share rises when its count rises, **or when something else goes**. Write the count below the share.
# - Bounds of shares bind each other. Add up the lowest ones before you believe a rule.
# - Who sorts the sources decides the share. Keep the sorting as a list of rules, and don't change it.
# - A visit is a rule, a visitor is a person in a period. Visitors don't add up over days or channels.
# - Cost per visit, per order, per new customer: different orders of the same sources.
# - What a source adds is all sales with it less all sales without it, not what is booked on it.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw shares above, counts below, by week. Mark the days on which money started or stopped.
# 2. Write your sorting of sources as a list of rules. Count the unknown; above 5%, mend the links' tags first.
# 3. Write in the head of every report: visits by which rule, visitors of which period.
# 4. Once a month: cost per new customer by source, beside what such a customer leaves.
# 5. Once a quarter: what is missing if each source loses a quarter, times the chance of that, times the part that a second leg replaces. Above that a second leg is too dear.
# 6. Make the list of entrances with gain per hour, by last click. Take the first one. Stop none because of this list: what a source adds, only a test says.
# 7. Run `tracking_plan` after every new version of the app or page.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | source, channel | 流量来源, 渠道 | where a visit came from, by its last click |
# | entrance | 流量入口 | the page that was clicked |
# | natural, paid, content traffic | 自然流量, 付费流量, 内容流量 | names that documents use differently |
# | page view | 浏览量 PV | one page loaded |
# | visit, session | 会话 | events of a person that a rule puts together |
# | visitor | 访客 UV | a person in a period |
# | click-through rate | 点击率 CTR | clicks ÷ impressions |
# | acquisition cost | 获客成本 CAC | spend ÷ new customers |
# | favourites | 收藏 | counted once a visit |
# | content and shelf | 内容场, 货架场 | found while watching; found while searching |
# | jump rate | 站外至站内跳转率 | jumps into the shop ÷ clicks (or views) outside it |
# | hit article | 爆款 | one article with a large part of the visits |
# | tracking plan | 埋点方案 | which events are sent, with which fields |
#
# **Sources.** Session rules: Google's help pages on Analytics (a visit ends after 30 minutes by default, without a longest length), and, for the three rules of its older tool, what was known of it (outside: check before print). All shares and costs: this course's shop, a simulation.
#
# **Next.** The cases *Content traffic* (do those people convert better?) and *Low-price people* (whom did the offer bring?). Lesson 2.3 asks which ads pay, lesson 2.4 how to find out what they add.
