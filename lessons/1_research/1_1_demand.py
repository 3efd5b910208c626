# %% [raw] id="header"
# title = "Is anybody looking for this?"
# subtitle = "Demand, its season, and the risers of a list"
# chinese = "需求与趋势"
# minutes = 75
# route = "extension"
# needs = ["0"]
# verdict = "reading"
# topic = "research.demand"
# cases = ["blue_ocean"]
# related = ["fifty_million", "presale"]
#
# [rows]
# R02 = "research.trends.demand_trend, research.trends.forecast_demand, research.trends.around_festival / next_january"
# R03 = "topic_share, change_point / need_changed"
# R10 = "yoy_growth / season_or_rise, new_searches"
# R20 = "lifecycle_stage, market_size, market_layers / small_part / in part: no Bass curve before the peak, where its height can't be told"
# R25 = "yoy_growth, topic_share / need_changed / in part: the tools' half; the survey and opportunity_score are in 1.4"
# R31 = "market_size, research.trends.forecast_demand / small_part / in part: size and forecast of the market; a rival's sales are in 1.3"
# R40 = "research.rising.rising_items, research.rising.backtest_risers, research.rising.buy_risers / fast_list, order, second_shop, false_risers"
# M10 = "index_power, index_to_count / shown_growth"
# M11 = "yoy_growth / season_or_rise, small_numbers"
# M87 = "market_size / small_part"
# M40 = "market_size / small_part / own sales ÷ the market's, which tools show as an index only"
# K23 = "topic_share, change_point / need_changed"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. turn a tool's index into a growth of searches,
# 2. tell a season, a moving festival and a rise apart,
# 3. make a forecast for the weeks in which goods are sold, and say how good it was,
# 4. say which risers you believe, and what a wrong one costs in yuan,
# 5. find the month in which a need changed, and say how large a market is for one more seller.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with the list on the screen and one sentence: *"Each of you has money for twenty lots. Write down your
# twenty before we look at anything else."*
#
# | minutes | what | minutes | what |
# |---:|---|---:|---|
# | 3 | recall | 9 | which risers? the picture and the list |
# | 5 | the list; a prediction | 9 | the trial, with the lever |
# | 7 | the index, by hand; its exercise | 7 | a need that moved |
# | 8 | season or rise? four numbers on the board; its exercise | 6 | how large, how old |
# | 8 | the festival by its distance; its exercise | 4 | searches lead orders |
# | 6 | the forecast and its past | 3 | the order: decision, second shop, now yours |
#
# **Wrong turns.** "+93% is nearly a doubling of searches": it is three times as many. "December is always strong, so it is a rise." Somebody calls the
# likeliest risers useless because their yuan are no more than the list's: ask how much money each needed. Somebody reads `chance` as a promise for one word.
#
# **Expected.** Index: +96%. Season: about −10% above the category. January: about 1.23. Fast list: 0.43, 43 yuan per 100; second shop: 44. Order: C, 2.
#
# **With 45 minutes** leave out the forecast's table, the market's size and the second shop. **Hand-out**: one page with four numbers of one word
# (this month, last month, both a year ago) and three empty lines: index to count, over the year, above the category.
#
# **Law and decency.** Search words are sums, no persons. Don't buy "leaked" search logs, and don't scrape a tool against its terms (反不正当竞争法, 数据安全法).
# A trend that hurts people (fake medicine, a child's dare) isn't a market.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("1_1")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A list of risers
#
# It is 1 December 2025. Tomorrow your team meets to order for the spring. Your buyer has opened the tool and brings the list of the
# twenty search words that rose fastest last month (飙升榜). "Demand is proven. Let's order twenty lots."
#
# The first of our documents says it the same way: use the tools to read search heat, season and what hurts the users
# (原文 000:006: 分析品类的搜索热度、季节波动、用户痛点). A second one names the aim: find goods with potential
# (原文 003:004: 挖掘市场潜力商品). Goods that you order tomorrow arrive in 45 to 60 days. Then people must still look for them.

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.levers import lever
from ecomlab.research import demand, figures, rising, trends

pd.options.display.precision = 3
plots.use_house_style()

# %% id="load"
shop = load("shop")
months, stats, words = shop.keyword_months, shop.category_stats, shop.search_words
months[["month", "category", "keyword", "keyword_en", "search_index", "clicks"]].tail(3)

# %% [markdown] id="load-text"
# The data are the simulated market around the shop of lesson 0: 170 words in twelve categories, month by month from 2022 on. `search_index` is what the
# tool shows; `clicks` are counted clicks after the searches. A word that is new has no growth, and one that is gone has no forecast, so some tables
# below hold a few words less. Here is your buyer's list.

# %% id="list"
wide = months.pivot(index="keyword", columns="month", values="search_index")
rise = wide["2025-11"] / wide["2025-10"] - 1
fast = rise.nlargest(20).rename("rise").reset_index()
fast.merge(words[["keyword", "keyword_en", "category"]], on="keyword").head(8)

# %% [markdown] id="trial-cost-text"
# We can try the rule on the past: after each of 24 months, buy the twenty fastest. The next cell makes these purchases, and the
# tables for later. It shows nothing yet. **Commit yourself before you see it.** The prediction is kept; it is never wrong.

# %% id="lots"
known = "2025-11-30"
effects = trends.demand_trend(shop.keywords, known, power=0.6)
near = trends.around_festival(shop.keywords, power=0.6)
tried = trends.backtest_demand(shop.keywords, "2024-12", known, power=0.6)
lots = rising.buy_risers(months, "2023-09", "2025-08", power=0.6)
believed = rising.backtest_risers(months, "2023-09", "2025-08", power=0.6)
other_months = load("second_shop").keyword_months
quiz = exercises("1_1", keyword_months=months, category_stats=stats, search_words=words,
                 traffic_daily=shop.traffic_daily, effects=effects, near=near, tried=tried,
                 lots=lots, believed=believed, other_months=other_months)  # fmt: skip

# %% id="ask-fast-list"
quiz.fast_list

# %% id="answer-fast-list"
answer = ...  # (value, low, high), profit as a share of what the goods cost
quiz.fast_list.check(answer)

# %% id="list-reading"
quiz.tell("list-reading")

# %% [markdown] id="index-text"
# ## What does the tool count?
#
# The documents quote growth from a tool's index (搜索指数) as if it were a count. Take one word by hand. In one month
# 10,000 clicks came from it and the tool showed 5,000. A year later there are 30,000 clicks, and the tool shows 9,650.
#
# - Clicks: 30,000 ÷ 10,000 = 3 times, +200%.
# - Index: 9,650 ÷ 5,000 = 1.93 times, +93%.
#
# The index grows like a *power* of the count: $\text{index} = a\cdot\text{count}^{\,b}$. If three times the count gives 1.93 times the index,
# then $3^{b} = 1.93$, so $b = \ln 1.93 ÷ \ln 3 = 0.6$. `index_power` finds $b$ from all words at once.
#
# It needs clicks that were *counted*. In 生意参谋 the market's clicks are an index too (点击人气, as 搜索人气 of the searches), and 巨量算数 shows one index only.
# Index against index gives a power near 1, whatever the tool does. Counted clicks stand in your own reports: 关键词推广 in 万相台 (once 直通车), and the visits of
# who searched your own name.

# %% id="index"
demand.index_power(months)

# %% id="index-reading"
quiz.tell("index-reading")

# %% id="ask-shown-growth"
quiz.shown_growth

# %% id="answer-shown-growth"
answer = ...
quiz.shown_growth.check(answer)

# %% [markdown] id="season-text"
# ## Season or rise?
#
# Four numbers are enough for a first look. A word has 300 searches in November and 200 in October: 1.5 times as many. A year ago
# it had 280 and 190: also 1.5 times. The rise from October to November is the season (季节). What has changed is
# 300 against 280: +7% in a year. If its whole category grew by 10%, the word *lost* a little.

# %% id="ask-season-or-rise"
quiz.season_or_rise

# %% id="answer-season-or-rise"
answer = ...
quiz.season_or_rise.check(answer)

# %% id="season"
names = ["keyword", "category", "growth", "low", "high", "above", "n"]
year = demand.yoy_growth(months, span=1, power=0.6)
fast[["keyword", "rise"]].merge(year[names], on="keyword").head(8)

# %% [markdown] id="season-legend"
# `rise` is what the list shows: the index, month on month. `growth` is in searches, this November beside the last. `low` and `high` are what chance in counting its clicks alone would
# leave open. `above` is the growth beside the category's.

# %% id="season-reading"
quiz.tell("season-reading")

# %% [markdown] id="festival-text"
# ## The festival moves
#
# Comparing with last year has its own trap. Spring Festival (春节) was on 22 January 2023, 10 February 2024 and 29 January 2025. People
# travel and parcels rest, so searches fall. "January" of one year has the fall in it, and of another year hasn't. A season by
# months, however clever, can't move it. So put each year at its distance from the festival's first day.

# %% id="festival"
ax = plots.lines(near.astype({"year": str}), x="distance", y="level", by="year")
plots.label(
    ax,
    quiz.tell("festival-title"),
    x="days from the first day of Spring Festival",
    y="searches (1: three to four weeks away)",
)

# %% id="effects"
rows = effects["kind"].isin(["festival", "event"]) & (effects["group"] == "shelter")
effects.loc[rows, ["group", "kind", "effect", "estimate", "low", "high", "n", "counts", "words"]]

# %% id="festival-month"
[round(trends.festival_in_month(effects, "shelter", month), 2) for month in ("2024-01", "2025-01")]

# %% id="festival-reading"
quiz.tell("festival-reading")

# %% id="ask-next-january"
quiz.next_january

# %% id="answer-next-january"
answer = ...
quiz.next_january.check(answer)

# %% [markdown] id="forecast-text"
# ## A forecast, and its past
#
# With the season known, a forecast (预测) is short: *last level, season out* × *growth, which fades* × *season and festival of the month to
# come*. By hand: 600 searches in a month with a season of 1.2 are a level of 500. It grew by 1% a month. In two months the season is 0.8. So
# about 500 × 1.01 × 0.8 ≈ 400 searches.
#
# A forecast without its past errors is a wish. `backtest_demand` made it at the end of each month with what was known
# *then*. Beside it stands the simplest rule: the same as in that month of last year (`naive`).

# %% id="forecast"
errors = trends.forecast_errors(tried)
errors

# %% id="forecast-figure"
both = {"error": "forecast", "naive_error": "the same month of last year"}
table = errors.rename(columns=both).melt("ahead", list(both.values()), "how", "off")
ax = plots.lines(table, x="ahead", y="off", by="how", percent=True)
plots.label(ax, quiz.tell("forecast-title"), x="months ahead", y="off by (mean)")

# %% id="forecast-reading"
quiz.tell("forecast-reading")

# %% [markdown] id="next-text"
# And the months in which tomorrow's goods are sold? `帐篷` is *tent*; its season comes from the words for shelter.

# %% id="next"
shelter = shop.keywords[shop.keywords["category"] == "shelter"]
soon = trends.forecast_demand(shelter, known, months=3, power=0.6)
columns = ["month", "forecast", "low", "high", "naive"]
soon.loc[soon["keyword"] == "帐篷", columns].set_index("month").round(-3)

# %% [markdown] id="level-text"
# ## How much, and how sure?
#
# A growth needs three companions: its **base**, its share of the whole, and the growth of the **sellers**. And it needs its months. A category is
# judged by a whole year, so that no season is left out: the last twelve months beside the twelve before.

# %% id="base"
by_category = demand.yoy_growth(months, span=12, by="category", power=0.6, stats=stats)
by_category[["category", "base", "now", "growth", "above", "share_now", "sellers"]].head(6)

# %% id="base-reading"
quiz.tell("base-reading")

# %% [markdown] id="level-figure-text"
# Small words jump. A word with 100 clicks in both years together has about 50 and 50; by chance it may have 60 and 40, and that is +50%. The
# orange lines say how far a word that grows exactly like its category may be off, 95 times in 100. (Here growth is over
# three months, the last ones beside the same ones of last year.)

# %% id="level-figure"
ax = figures.growth_against_level(demand.yoy_growth(months, span=3, power=0.6))

# %% [markdown] id="rising-text"
# ## Which risers do you believe?
#
# A riser (飙升词) is worth an order if it grows more than its category, *and still does when the goods are there*. `rising_items` asks in three steps.
#
# 1. **Seen**: growth over twelve months beside the category's.
# 2. **Shrunk**: with few clicks most of what is seen is chance. 64 clicks and a growth of +20%: if chance alone makes ±18%, and true growth
#    scatters by ±18% too, then half of what you see is signal. Take half (收缩).
# 3. **Expected**: in this table's past, how much of such a rise was left two to three months later?
#
# From the errors of step 3 comes `chance`: how likely the word is to be 10% above its category by then. `believed` are so many of the likeliest
# that about one in ten of *them* may be wrong. (That is a false discovery rate, 错误发现率.)

# %% id="rising"
listed = rising.rising_items(months, power=0.6)
listed[["item", "excess", "shrunk", "expected", "low", "high", "chance", "believed", "n"]].head(8)

# %% id="rising-past"
believed.tail(6)

# %% id="rising-reading"
quiz.tell("rising-reading")

# %% [markdown] id="trial-text"
# ## On trial: "buy the twenty fastest"
#
# Four buyers, 24 months, twenty lots each time. Each orders what this buyer believes will be wanted from day 45 to day 90 after the month's end. Each item is
# entered on the same scale: it would sell 1,000 yuan in that time if its level stayed as it is. A sold piece leaves 33 of 100 yuan
# (50 for the goods, 17 for fee, ads and parcel). Unsold goods bring half of their cost.

# %% id="trial"
results = rising.purchase_results(lots)
results.round(0)

# %% id="trial-figure"
by_month = lots.groupby(["rule", "month"], sort=False)[["bought", "profit"]].sum()
paid = by_month.groupby("rule").cumsum().reset_index()
ax = plots.lines(paid, x="bought", y="profit", by="rule")
axes = {"x": "goods bought so far, yuan", "y": "profit so far, yuan"}
plots.label(ax, quiz.tell("trial-title"), **axes, n=24, counts="months")

# %% id="trial-reading"
quiz.tell("trial-reading")

# %% [markdown] id="lever-text"
# How many risers should one believe? Move the slider: from five a month to forty.

# %% id="lever"
counts = [5, 10, 20, 40]
most = rising.buy_risers(months, "2023-09", "2025-08", power=0.6, count=max(counts))
first = most.groupby(["rule", "month"], sort=False)
several = [first.head(count).assign(count=count) for count in counts]  # the likeliest stand first
curve = pd.concat(several).groupby(["count", "rule"], sort=False)["profit"].sum().reset_index()
lever(lambda count: figures.risers_believed(curve, count), "items a month", counts, start=20)

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="need-text"
# ## A need that moved
#
# Words also say *what* people want. The first document has an example: for power banks the core need moved from capacity to fast charging and
# thinness (原文 000:006: “充电宝”的核心需求从“容量”转向“快充+轻薄”). It gives no date. Let's look for one in our market. `search_words` says
# which need a word names. `topic_share` gives each need's share of all such searches; `change_point` looks for the month in which its level steps.

# %% id="need"
named = months.merge(words[["keyword", "need"]], on="keyword")
shares = demand.topic_share(named, "need", value="search_index", power=0.6)
light = shares[shares["topic"] == "light"].set_index("month")["share"]
change = demand.change_point(light)
ax = figures.share_with_change(light, change, "light")

# %% id="need-reading"
quiz.tell("need-reading")

# %% [markdown] id="need-caution"
# > **Caution.** Every series has a "best" month of change, also one that never changed. Believe it where the range of months is short and the step is
# > far from 1. And ask which *words* carry it: one new word can move a small share.

# %% [markdown] id="market-text"
# ## How large, how old?
#
# The market's size (市场容量) in yuan is buyers × price. We know buyers who came from these words, so it is a lower end.
# To put ourselves beside it, we count alike: buyers who came from a search, without our own name.
# A category's stage of life (产品生命周期) is read from two years of growth, not from its name.

# %% id="market"
size = demand.market_size(months, stats)
size.head(4)

# %% id="layers"
visits = shop.traffic_daily
searched = visits["entrance"].isin(["search_result", "search_ad"])
own = visits.loc[searched & (visits["date"].dt.year == 2024), "revenue"].sum()
demand.market_layers(size, ["furniture", "shelter", "light", "kitchen", "carry", "wear"], own)

# %% id="stage"
stage = demand.lifecycle_stage(months, power=0.6)
stage[["category", "estimate", "low", "high", "n", "before", "stage"]]

# %% id="market-reading"
quiz.tell("market-reading")

# %% [markdown] id="lead-text"
# ## Does search lead orders?
#
# One more claim of the trade: **search leads orders** (搜索先于成交). Before each event of two years, did searches rise more than
# paid orders did?

# %% id="lead"
event = shop.calendar["platform_event"].astype(object)
starts = shop.calendar.loc[event.notna() & (event != event.shift()), "date"]
ours = shop.keywords[shop.keywords["category"].isin(["furniture", "shelter", "light", "wear"])]
counted = ours.assign(search_index=demand.index_to_count(ours["search_index"], 0.6))
trends.search_lead(counted, shop.orders, starts)

# %% [markdown] id="lead-reading"
# That many times as much as orders do searches rise in the five days before an event, beside the week before. This market was built
# so, and proves nothing of yours: run the cell on your own searches and orders. Part of it is that people *wait* with the order. So a
# rise of searches in late October is no reason for a large order that arrives in December.

# %% [markdown] id="exercises-text"
# ## Tomorrow's meeting
#
# The list is still on the screen. What do you say?

# %% id="ask-order"
quiz.order

# %% id="answer-order"
answer = ...  # a letter and a number, for example ("A", 1)
quiz.order.check(answer)

# %% [markdown] id="second-text"
# And in another shop's market?

# %% id="ask-second-shop"
quiz.second_shop

# %% id="answer-second-shop"
answer = ...
quiz.second_shop.check(answer)

# %% [markdown] id="yours-text"
# ## Now yours
#
# Export your tool's words as one CSV file with the columns `month` (as 2025-01), `category`, `keyword`, `search_index` and `clicks`, for fifteen months at least, and call it
# `my_keyword_months.csv`. `clicks` must be counted ones. Put it beside this notebook and run the cell. The error says which column is missing.

# %% id="yours"
from pathlib import Path

from ecomlab.tables import validate

mine = Path("my_keyword_months.csv")
if mine.exists():
    own_months = validate(pd.read_csv(mine), "keyword_months")
    print(demand.yoy_growth(own_months, power=demand.index_power(own_months).value).head(20))
else:
    print("No my_keyword_months.csv here: nothing to read yet.")

# %% [markdown] id="recap"
# ## What to keep
#
# - A tool's index is no count. Find its power before you quote a growth.
# - Month on month shows the season. Compare with the same month of last year, and put Spring Festival at its distance.
# - A growth needs its base, its category and its sellers beside it.
# - Shrink what few clicks show, and ask how much of a rise was left in the past when goods arrived.
# - Order for the weeks in which the goods are sold. Tell how good your forecast was.
# - A need moves in steps. Read it from shares, not from shelves.

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Ask which power your tool's index has. Put 搜索人气 beside the *counted* clicks of ten of your own words (关键词推广, not 点击人气), and run `demand.index_power`.
# 2. Rewrite the list of risers: over the year, in searches, above the category, with clicks beside it. Strike out what has few clicks.
# 3. Write the two dates on which your next order is on the shelf and sold. Beside them: Spring Festival's distance, 618, 11.11.
# 4. Forecast these weeks, not this one. Keep the forecast with its interval; next quarter look how many held.
# 5. For each riser that you order, write what you lose if it is gone. Add up the false ones at the end of the season.
# 6. Once a quarter draw the shares of needs in your category. Show the change to whoever designs the goods.
#
# **Law and decency.** Tools show sums of many people. Don't buy search logs of persons, and read a tool's terms before you download from it in bulk (反不正当竞争法, 数据安全法).

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | search index | 搜索指数 | what a tool shows; a power of the count |
# | search heat | 搜索热度 | another word for it |
# | month on month | 环比 | beside the month before: season and all |
# | year on year | 同比 | beside the same month of the year before |
# | seasonal factor | 季节指数 | how many times the year's average a month has |
# | forecast interval | 预测区间 | between what a forecast's truth may lie, made of past errors |
# | seasonal naive | 去年同月法 | "the same as in that month of last year" |
# | riser | 飙升词 | grows more than its category |
# | shrinkage | 收缩估计 | taking off what chance can do |
# | false discovery rate | 错误发现率 | share of those believed that are wrong |
# | change point | 变点 | the month from which on a level is another |
# | market size | 市场容量 | what is sold in a year, in yuan |
# | life cycle | 产品生命周期 | introduction, growth, maturity, decline |
# | blue ocean | 蓝海 | demand with little competition |
#
# **Sources.** Robbins 1956 and Efron 2010 (shrinkage, false discoveries); Gardner and McKenzie 1985 (fading growth); Hansen 2000 (range of a change);
# Hong Kong Observatory (dates of Spring Festival). The market is simulated: `ecomlab/shop/markets/light_gear.toml`.
#
# **Next**: case *The blue ocean*, then lesson 1.2, what is left of 100 yuan.
