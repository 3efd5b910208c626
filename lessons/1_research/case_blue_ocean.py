# %% [raw] id="header"
# title = "The blue ocean"
# chinese = "蓝海"
# minutes = 45
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["fifty_million"]
#
# [rows]
# K21 = "per_seller / searches_per_seller, each, rest, audit, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. read a growth figure with its base, its season and its unit,
# 2. say what else you must know before you enter a market (蓝海),
# 3. say what one more seller may expect in yuan a month, and what would change your mind.

# %% [markdown] id="brief-text"
# ## A category that everybody is looking for

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import blue_ocean as method
from ecomlab.cases.blue_ocean import GEAR, MARGIN_RULE, STAND
from ecomlab.classroom import exercises
from ecomlab.levers import lever
from ecomlab.research import demand
from ecomlab.research.figures.demand import left_by_sellers

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 2
case = cases.load("blue_ocean")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives no month, no level and no source of the figure. (The two tools in its sentence, 阿里指数 and 蝉妈妈, are for screening.) It calls the
# growth a niche blue ocean in the same breath (原文 000:009: 成为细分蓝海).
# A blue ocean is demand *with little competition*. Which half of that has been measured?
# **Wrong turn:** {{ growth_plain }} more is read as {{ growth_plain }} of before. Add the 100% that were there.

# %% [markdown] id="card"
# Open the stand? Write yes or no on a card, and **the one number that you would want beside {{ growth }}** before you sign a lease.
#
# Then guess: **how many times the gross profit of 2023 does a seller of this category make in 2024?** 1 means as much as before. Type your
# guess in place of the first three dots. Then type a low end and a high end: so far apart that you would be surprised if the truth
# lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # times: a seller's gross profit a month, 2024 ÷ 2023

# %% [markdown] id="look-text"
# ## Two years of searches
#
# `keywords` has three words of the category (类目), day by day: the tool's search index (搜索指数), clicks after the search, and people
# who paid, in any shop. `category_stats` has one row for each category and month.

# %% id="look"
keywords, stats = case.tables.keywords, case.tables.category_stats
keywords.tail(3)

# %% id="look-stats"
gear = stats[stats["category"] == GEAR].set_index("month").drop(columns="category")
gear.loc[["2023-01", "2024-01", "2024-12"]].T

# %% id="index-text"
quiz.tell("index-text")

# %% id="season-figure"
months = demand.market_months(keywords, stats, category="outdoor light gear")
months["number"] = months.index.str[5:].astype(int)
ax = plots.lines(months, x="number", y="searches", by="year")
plots.label(ax, quiz.tell("season-title"), x="month of the year", y="search index a day")

# %% id="season-reading"
quiz.tell("season-reading")

# %% id="base" tags=["exhibit"]
table = demand.compare_categories(stats, since="2024-01-01")
table[["growth", "more searches a day"]]

# %% id="base-reading"
quiz.tell("base-reading")

# %% [markdown] id="base-notes" tags=["instructor"]
# Small isn't bad: a small shop can live on a small category. The point is that growth in per cent has no size. **Ask:** which
# category of your own grew fastest last year? From how many orders?

# %% [markdown] id="obvious-text"
# ## So many times the searches, so many times the chance?
#
# This is how the report concludes:

# %% id="obvious"
print(case.figures[["claim", "value"]].to_string(index=False))
case.naive.estimate

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="supply-text-heading"
# ## Who else has read the report?

# %% id="supply-text"
quiz.tell("supply-text")

# %% id="quiz"
quiz.searches_per_seller

# %% id="searches-per-seller-answer" tags=["exercise"]
quiz.searches_per_seller.check(...)

# %% id="supply-reading"
quiz.tell("supply-reading")

# %% [markdown] id="chain-text"
# ## From searches to a seller's profit
#
# Searches don't pay for the stand. Ms Qiao needs people who buy, and something left of each sale; and she shares it with the other sellers:
#
# $$\frac{\text{gross profit}}{\text{sellers}} = \text{searches} \times \frac{\text{buyers}}{\text{searches}} \times
# \frac{\text{gross profit}}{\text{buyers}} \times \frac{1}{\text{sellers}}$$
#
# It is true of every year, so it is true of the multiples from year to year. Gross profit here is price less goods and platform fee.

# %% id="years"
method.years(keywords, stats).round().astype(int).T

# %% id="each"
quiz.each

# %% id="each-answer" tags=["exercise"]
quiz.each.check(...)

# %% id="factors"
change = demand.profit_factors(keywords, stats, category="outdoor light gear", since="2024-01-01")
print(f"product of the four: {change.prod():.3f}")
change.rename("2024 ÷ 2023")

# %% id="factors-reading"
quiz.tell("factors-reading")

# %% id="chain-figure"
so_far, steps = 1, {}
for name, factor in change.items():
    so_far = so_far * factor
    steps[name] = so_far
ax = pd.Series(steps)[::-1].plot.barh(color=plots.COLOURS["sky"], figsize=(8, 3.5))
ax.axvline(1, color=plots.COLOURS["vermilion"], lw=1.5)
ax.bar_label(ax.containers[0], fmt=" {:.2f}")
ax.margins(x=0.1)
x = "2024 ÷ 2023, multiplied from the top to this step (line: as before)"
plots.label(ax, quiz.tell("chain-title"), x=x, y="")

# %% id="right"
demand.profit_per_seller(keywords, stats, category="outdoor light gear", since="2024-01-01").estimate

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "then the report lied". It didn't: searches did grow. **Wrong turn:** a colour for the ocean, red or blue, in the place of yuan: they
# come next. **Good sign:** somebody asks what happens in 2025.

# %% [markdown] id="rest-text"
# ## The seller that you would be
#
# A few large sellers pull the mean up. `top10_share` says what part the ten largest sell. You wouldn't be one of them in the first year.
# The tables have one margin a month. Take it for all sellers alike, though large ones often buy at lower prices.

# %% id="rest"
quiz.rest

# %% id="rest-answer" tags=["exercise"]
quiz.rest.check(...)

# %% [markdown] id="rest-figure-text"
# You added up twelve months first, so that each month of each seller counts alike. The figure shows each month by itself: in a
# strong season the same sellers make more.

# %% id="rest-figure"
months["yuan"] = months["rest_profit"] / months["rest_sellers"]
months["start"] = pd.to_datetime(months.index)
ax = plots.lines(months, x="start", y="yuan")
ax.axhline(STAND, color=plots.COLOURS["vermilion"], lw=1.5)
y = "yuan of gross profit a month, outside the ten (line: the stand)"
plots.label(ax, quiz.tell("rest-title"), y=y)

# %% id="rest-reading"
quiz.tell("rest-reading")

# %% [markdown] id="audit-text"
# ## Would you sign this?

# %% id="audit"
quiz.audit

# %% id="audit-answer" tags=["exercise"]
quiz.audit.check(...)

# %% [markdown] id="criteria-text"
# ## Three criteria, one number
#
# The same document (000:009) gives a rule for choosing categories: searches grow fast, competition is moderate, and
# margin room is at least {{ rule }} (原文 000:009: 搜索增长快、竞争度适中、利润空间≥30%). Only the last one has a number. Try the rule on all five.

# %% id="criteria"
table.drop(columns="more searches a day")

# %% id="thresholds"
for fast in (0.05, 0.2, 1.0):
    for crowd in (390, 450, 600):
        keep = table["growth"].ge(fast) & table["sellers per 1,000 since"].le(crowd)
        names = table.index[keep & table["margin"].ge(MARGIN_RULE)]
        print(f"fast ≥ {fast:.0%}, at most {crowd} sellers:", ", ".join(names) or "none")

# %% id="criteria-reading"
quiz.tell("criteria-reading")

# %% [markdown] id="claim-text"
# ## Your verdict
#
# Is the report's multiple right as a figure for one seller's chance? Decide by the two readings above, before the truth is told.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What became of a seller's chance
#
# In this world searches, clicks, buyers, sellers and margins each have their own growth. The truth is what they make together for one
# seller.

# %% id="truth" tags=["truth"]
plots.label(quiz.verdict(), quiz.tell("truth-title"), x="a seller's gross profit, 2024 ÷ 2023")

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# These sellers and margins are the course's: of the real category in 2024 we know one figure without a source. The same claim comes out in
# worlds where a seller earns less, as much, or more than it says: reissue the case and see. *That* is what the class should take home.

# %% [markdown] id="lever-text"
# ## How many sellers can the category feed?
#
# The stand costs {{ stand }} yuan a month. Move the slider: what does a seller outside the ten make if more sellers come, or fewer, and all
# else stays as it was in 2024? Say first at how many you would stop.

# %% id="lever"
late = months[months["year"] == 2024]
kept, crowd = late["rest_profit"].mean(), late["sellers"].mean().round()
most = max(1000, method.sellers_at(keywords, stats), crowd)  # so that the border is among them
stops = sorted({int(crowd), *range(50, int(most) + 100, 50)})
lever(lambda sellers: left_by_sellers(kept, sellers, STAND), "sellers", stops, start=int(crowd))

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## Sign the lease?
#
# {{ memo }} Decide first, then write.

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
# 1. Everybody in the trade reads the same tool. What does that do to any signal in it? What do *you* know that isn't in the tool?
# 2. Sellers leave a category more slowly than they come. Which column would show you the turn first?
# 3. Would you rather have a small share of a large slow category, or a larger share of a small fast one? What else would you need to know?
# 4. A friend says: "Then start from the need, not from the word." What do people who search for light gear carry, and what troubles
#    them on the way?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Beside every growth figure write four more: the base, the same month last year, the number of sellers, the margin.
# - Compute gross profit for each seller, for those outside the ten. Put it beside what your stand costs.
# - Write your thresholds down *before* you look at the list.
# - Start with an order that you can lose, and a date on which you stop if the yuan don't come.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | blue ocean | 蓝海 |
# | search index | 搜索指数 |
# | year on year | 同比 |
# | month on month | 环比 |
# | base | 基数 |
# | number of sellers | 卖家数 |
# | share of the ten largest | 头部集中度 |
# | gross margin; margin room | 毛利率；利润空间 |
# | break-even return on ads | 盈亏平衡投产比 |
