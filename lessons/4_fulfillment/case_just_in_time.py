# %% [raw] id="header"
# title = "The stock that comes just in time"
# chinese = "准时到货的库存"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "border"
# border = "weekly lots pay while a piece is less than 3.8 % dearer, with half a day of safety stock"
# related = ["presale"]
#
# [rows]
# K12 = "whole_bill / filled, dearer, service, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a sales report tells of demand (需求),
# 2. put all that a way of buying saves and costs on one bill, in yuan a month, with its interval,
# 3. work out how full a shelf should be from what a piece too few and a piece too many cost (报童模型).

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and a figure in yuan |
# | 8 | ninety-six shelves |
# | 6 | what the stock saves |
# | 10 | customers whom no table knows, with an exercise |
# | 6 | the workshop's invoice, with an exercise |
# | 8 | three sisters, one bill |
# | 3 | the truth |
# | 8 | how full is full, with an exercise |
# | 6 | your memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Play the head of supply yourself, proudly: "{{ before }} to {{ after }}. Any objections?" Whoever objects must name
# a *table* in which the objection would show. Collect the tables. One objection has none (customers who left): keep it for the end.
#
# With 40 minutes: leave out *how full is full*, and set it as homework.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases import just_in_time as method
from ecomlab.cases.just_in_time import CARRYING, DAYS, MONTH, NEW
from ecomlab.classroom import exercises
from ecomlab.fulfillment import inventory as stocks

plots.use_house_style()
pd.options.display.precision = 1
case = cases.load("just_in_time")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document names one result, turnover, and none of its costs: no fill rate, no purchase price, no freight. A target with one side
# gets reached on the other side's account. **Wrong turn:** "JIT is Toyota, so it works". Toyota's suppliers deliver to a plan that
# is frozen for weeks; shoppers freeze nothing.

# %% [markdown] id="card"
# Stock lay {{ days_before }} days last autumn and {{ days_after }} days this autumn. Money in stock costs the brand {{ carrying }} of its value a year (interest,
# shelf, and what fashion loses by lying). **Write down: weekly batches change the profit of an article by … yuan a month.** Plus or minus.

# %% [markdown] id="look-text"
# ## Ninety-six shelves
#
# 32 cuts, three colours each. In autumn 2024 all of them came in big batches, every eight weeks. In autumn 2025 one colour of each cut, chosen
# by dice (随机抽取), comes from a workshop, which fills up its shelf every Monday morning. (What was left of its big batches was sold in between.)

# %% id="look"
sku, suppliers, inventory = (
    case.tables[name] for name in ("sku", "suppliers", "inventory_daily")
)
about = sku.merge(suppliers, on="supplier")
print(f"{len(sku)} articles, {inventory['date'].nunique()} days")
about[["title", "category", "price", "unit_cost", "supplier"]].head(6)

# %% id="look-figure"
mine = inventory[inventory["date"] >= NEW].merge(about[about["title"] == "cut 1"], on="sku")
mine["shelf"] = mine["category"] + ", " + mine["supplier"].str.split(", ").str[1]
ax = plots.lines(mine, x="date", y="on_hand", by="shelf")
lowest = mine.loc[mine["supplier"] == method.WORKSHOP, "on_hand"].min()
plots.label(
    ax,
    f"Cut 1: the weekly shelf goes down to {lowest} pieces before its Mondays",
    y="pieces on the shelf in the evening",
)

# %% id="look-reading"
quiz.tell("look-reading")

# %% [markdown] id="obvious-text"
# ## What the stock saves
#
# 10,000 yuan less on the shelf, at {{ carrying }} a year, saves 2,800 yuan a year. So take the weekly articles' stock of last autumn,
# subtract that of this autumn, and let it save its keep.

# %% id="obvious"
for first, last in [("2024-09-02", "2024-10-27"), ("2025-09-01", "2025-10-26")]:
    times = stocks.stock_turnover(sku, inventory, first, last, weekday="Sunday")
    print(f"autumn {first[:4]}: stock turns {times:.1f} times a year, lies {365 / times:.0f} days")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="lost-text"
# ## Customers whom no table knows
#
# Ms Tang sells the same blouse in red and in black. On Friday evening the last red one goes: 40 this week. Of the black she sells 40 by
# Friday and 22 more at the weekend. Her report says: red 40, black 62, "red is the weaker colour". On Monday she orders 40 red ones.
#
# Sales aren't demand. They are demand **or** what was there, whichever is smaller: $\text{sales} = \min(\text{demand}, \text{stock})$. The
# column `stockout_flag` at least says on which days somebody found the shelf empty.

# %% id="weekday-figure"
rows = inventory[inventory["date"] >= NEW].merge(about, on="sku")
rows["day of the week"] = rows["date"].dt.day_of_week + 1
out = rows.groupby(["supplier", "day of the week"])["stockout_flag"].mean().rename("share")
ax = plots.lines(out.reset_index(), x="day of the week", y="share", by="supplier")
sunday = out.xs(7, level="day of the week")[method.WORKSHOP]
plots.label(
    ax,
    f"On Sundays {sunday:.0%} of the weekly shelves are empty",
    x="day of the week, Monday to Sunday",
    y="share of articles sold out",
)

# %% id="quiz"
quiz.filled

# %% id="filled-answer" tags=["exercise"]
quiz.filled.check(...)

# %% id="lost-reading"
quiz.tell("lost-reading")

# %% [markdown] id="lost-notes" tags=["instructor"]
# **Wrong turn:** "7 out of 100 days out, so 7 out of 100 sales lost". Both wrong: the day still sold until noon, and it was a better day than
# most. Let them quarrel over which error is larger, then say that the sisters will settle it.

# %% [markdown] id="invoice-text-heading"
# ## The workshop's invoice

# %% id="invoice-text"
quiz.tell("invoice-text")

# %% id="dearer"
quiz.dearer

# %% id="dearer-answer" tags=["exercise"]
quiz.dearer.check(...)

# %% [markdown] id="bill-text"
# ## Three sisters, one bill
#
# Now add up, for one article and one month. Of the price, {{ variable }} go to platform, parcel and returns.
#
# $$\text{profit} = \underbrace{(0.78 \cdot \text{price} - \text{cost}) \times \text{sold}}_{\text{margin}} - \underbrace{\text{surcharge} \times
# \text{sold}}_{\text{dearer pieces}} - \underbrace{\text{rate} \times \text{cost} \times \text{stock}}_{\text{stock}}$$
#
# How much would a weekly shelf have sold if it had been full? Ask its **sisters**: the same cut, this very
# autumn, in two other colours, from big batches. Dice chose the weekly colour, so nobody picked the one that runs. Last autumn says what each colour
# sells when all are treated alike. So, cut by cut:
#
# $$(\text{weekly}_{2025} - \text{weekly}_{2024}) - (\text{sisters}_{2025} - \text{sisters}_{2024})$$

# %% id="bill"
table = method.articles(sku, suppliers, inventory)
parts = stocks.article_profit(table, variable=0.22, carrying=0.28, days=56)
bill = table[["title", "weekly", "new"]].join(parts)
stocks.against_sisters(bill, parts, group="title", treated="weekly", after="new").head(4)

# %% id="bill-reading"
quiz.tell("bill-reading")

# %% id="parts-figure"
found = {part: stocks.sisters_difference(bill, part, "title", "weekly", "new", "cuts") for part in parts}
ax = plots.estimates(estimates.table(found, "part"), "part", percent=False)
ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=0)
saved, profit = found["stock"].estimate, found["profit"].estimate
plots.label(
    ax,
    f"Smaller stock brings {saved:+,.0f} yuan a month; the whole bill comes to {profit:+,.0f}",
    x="weekly batches against big batches, yuan an article and month, with 95 % interval",
)

# %% id="right"
stocks.sisters_difference(bill, "profit", group="title", treated="weekly", after="new", counts="cuts")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "The bill is about zero, so JIT does nothing." Look at the parts: large sums against each other, and the shop can change
# each of them. (2) "Then we count only the cuts where it paid." Which cuts those are is known only afterwards. (3) "The carrying rate
# is invented." So it is, at {{ carrying }}; let them redo the bill with half and with double, and see which sentence survives.

# %% [markdown] id="truth-text"
# ## The same autumn, from big batches
#
# In the world that made these tables, the same customers can be sent past other shelves.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict(), percent=False),
    f"Weekly batches change an article's profit by {case.truth:+,.0f} yuan a month",
    x="yuan an article and month, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Ask who would have found out. Supply sees turnover; purchasing sees a price that it agreed to; sales sees a "weak colour". Nobody's target
# contains the empty Sunday. In the published case we know only the turnover; the costs here are ours, and of a common size.

# %% [markdown] id="full-text-heading"
# ## How full is full

# %% id="full-text"
quiz.tell("full-text")

# %% id="service"
quiz.service

# %% id="service-answer" tags=["exercise"]
quiz.service.check(...)

# %% [markdown] id="cover-text"
# How many days' sales is that? The sisters' weeks know, since they had enough: how far above its own mean does a week's demand go?

# %% id="cover"
sisters = inventory.merge(table.loc[~table["weekly"], "sku"].drop_duplicates(), on="sku")
sisters["new"] = sisters["date"] >= NEW
service = method.service_level(table)
days = stocks.days_of_cover(sisters, service, cycle=7, by=["sku", "new"])
print(f"fill up to {days:.1f} days of sales, to last in {service:.1%} of weeks")
weekly = table[table["weekly"] & table["new"]]
a_day = (weekly["unit_cost"] * weekly["sales"]).mean() / DAYS
more = stocks.holding_cost(a_day, CARRYING, MONTH)
print(f"{more:.0f} yuan an article and month for each day's sales more")

# %% id="level-bill"
levels = {f"{x:.1f} days": method.bill_at(sku, suppliers, inventory, x) for x in (7.5, 9, days)}
estimates.table(levels, "filled up to")

# %% id="cover-reading"
quiz.tell("cover-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: the profit with its interval; the largest line of the bill that you can still change; what you do on
# Monday, and by which figure supply is paid from now on.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: profit in yuan with its interval, from the comparison with the sisters. 2: all three lines, and which way each
# goes. 2: the level to fill up to ({{ level_needed }} days instead of {{ level }}), or the surcharge, as the thing to change. 2: another target for
# supply (profit, or turnover **with** a fill rate). 1: what sisters may hide (customers who switch colour). *Minus 2:* {{ rise }} or
# {{ naive }} appears as the result.

# %% [markdown] id="debrief-heading"
# ## To talk about

# %% id="debrief"
quiz.tell("debrief")

# %% [markdown] id="playbook"
# ## On Monday
#
# - Put two columns beside turnover: days out of stock (缺货天数) by article, and margin. Never one without the others.
# - Count stock as a mean of all evenings, not on one chosen evening.
# - Mark in the sales history on which days an article was sold out, before anyone forecasts from it.
# - Try a new way of buying on one colour of each cut, let dice choose it, and keep its sisters as they are for a season.
# - Raise the weekly shelf of your three best sellers to the level that the two costs give, and watch the flag.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | just in time (JIT) | 准时制 |
# | stock turnover, days of stock | 库存周转率、周转天数 |
# | stockout | 缺货 |
# | censored demand | 需求删失 |
# | fill rate | 满足率 |
# | carrying cost | 库存持有成本 |
# | safety stock | 安全库存 |
# | newsvendor, critical ratio | 报童模型、临界比 |
# | overselling | 超卖 |
