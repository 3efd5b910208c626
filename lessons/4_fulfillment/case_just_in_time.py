# %% [markdown] id="title"
# # Case: the stock that was never there
# ### A claim on trial · 准时制采购(JIT),库存周转率提升{{ rise_plain }}:利润提升了吗?
#
# **After this case you can**
#
# 1. read demand off a shelf that was empty, and say why the sales report can't (缺货, 需求截断),
# 2. put stock, purchase price and lost sales on one bill, in yuan a month, with its interval,
# 3. work out how full a shelf should be from what a piece too few and a piece too many cost (报童模型).
#
# **Time** 60 minutes. **Before** this: nothing but *Start here*.
#
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
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document names one result, turnover, and none of its costs: no fill rate, no purchase price, no freight. A target with one side
# gets reached on the other side's account. **Wrong turn:** "JIT is Toyota, so it works". Toyota's suppliers deliver to a plan that
# is frozen for weeks; shoppers freeze nothing.

# %% [markdown] id="card"
# Stock lay {{ days_before }} days last autumn and {{ days_after }} days this autumn. Money in stock costs the brand {{ carrying }} of its value a year (interest,
# shelf, and what fashion loses by lying). **Write down: weekly lots change the profit of an article by … yuan a month.** Plus or minus.

# %% [markdown] id="look-text"
# ## Ninety-six shelves
#
# 32 cuts, three colours each. In autumn 2024 all of them came in big lots, every eight weeks. In autumn 2025 one colour of each cut, chosen
# by dice (随机抽取), comes from a workshop, which fills up its shelf every Monday morning. (What was left of its big lots was sold in between.)

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

# %% [markdown] id="look-reading"
# The head of supply has this counted on **Sunday evenings**. For a weekly shelf that is the last hour before Monday's van: {{ sunday_after }} days of sales
# lie there. The mean of all evenings is {{ stock_after }} days. Whoever may choose the hour of counting has chosen the turnover (时点库存).

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

# %% [markdown] id="obvious-reading"
# {{ naive }} yuan an article and month, from {{ naive_low }} to {{ naive_high }}, over {{ naive_n }} weekly articles. Counted every evening
# instead of on Sundays it is {{ naive_evenings }}, {{ evenings_against_sundays }} than that; otherwise nothing is wrong with it. Less stock does save money.
#
# > **Caution.** A saving is one line of a bill. The figure answers another question: "what does less stock save?", not "what does
# > buying weekly do to the profit?" Which lines are missing?

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
quiz = exercises("just_in_time", **case.tables)
quiz.filled

# %% id="filled-answer" tags=["exercise"]
quiz.filled.check(...)

# %% [markdown] id="lost-reading"
# {{ filled }}: of a hundred pieces wanted, so many were there (满足率). It is a *cautious* guess. Shelves run empty in **good** weeks,
# and on a good week's Sunday more is wanted than on a usual day. The true fill rate is most likely lower.
#
# > **Caution.** Never forecast from sales without the flag beside them. The forecast takes the empty Sunday for a lazy one, orders
# > less, and makes the next Sunday empty.

# %% [markdown] id="lost-notes" tags=["instructor"]
# **Wrong turn:** "7 out of 100 days out, so 7 out of 100 sales lost". Both wrong: the day still sold until noon, and it was a better day than
# most. Let them quarrel over which error is larger, then say that the sisters will settle it.

# %% [markdown] id="invoice-text"
# ## The workshop's invoice
#
# Cutting 60 dresses takes as long as cutting 600. The workshop charges {{ premium }} more for each piece, small lots and the Monday van
# included (`suppliers.unit_price` is a multiple of the article's `unit_cost`).

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
# autumn, in two other colours, from big lots. Dice chose the weekly colour, so nobody picked the one that runs. Last autumn says what each colour
# sells when all are treated alike. So, cut by cut:
#
# $$(\text{weekly}_{2025} - \text{weekly}_{2024}) - (\text{sisters}_{2025} - \text{sisters}_{2024})$$

# %% id="bill"
table = method.articles(sku, suppliers, inventory)
parts = stocks.article_profit(table, variable=0.22, carrying=0.28, days=56)
bill = table[["title", "weekly", "new"]].join(parts)
stocks.against_sisters(bill, parts, group="title", treated="weekly", after="new").head(4)

# %% [markdown] id="bill-reading"
# A row is a cut, in yuan an article and month. No lost sale had to be guessed for it: what an empty shelf didn't sell isn't in
# `sales`, and the sisters say how much that was. Pieces sold by the weekly colours changed by {{ sold }} on last autumn; by their sisters,
# {{ sold_sisters }}. Seen alone, the first figure could be the weather, the fashion, or anything else of this autumn.

# %% id="parts-figure"
found = {part: stocks.sisters_difference(bill, part, "title", "weekly", "new", "cuts") for part in parts}
ax = plots.estimates(estimates.table(found, "part"), "part", percent=False)
ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=0)
saved, profit = found["stock"].estimate, found["profit"].estimate
plots.label(
    ax,
    f"Smaller stock brings {saved:+,.0f} yuan a month; the whole bill comes to {profit:+,.0f}",
    x="weekly lots against big lots, yuan an article and month, with 95 % interval",
)

# %% id="right"
stocks.sisters_difference(bill, "profit", group="title", treated="weekly", after="new", counts="cuts")

# %% [markdown] id="right-reading"
# Stock {{ part_stock }}, dearer pieces {{ part_dearer }}, margin of what was sold {{ part_sold }}: together {{ right }} yuan an article and month, from
# {{ right_low }} to {{ right_high }}. The saving of {{ naive }} lies {{ where }} that. If zero lies inside, neither "JIT pays" nor "JIT costs us money"
# has been shown.
#
# The interval counts **cuts**: the dice fell 32 times, however many rows of days there are.
#
# > **Caution.** Sisters are a fair comparison only if they don't help themselves to each other's customers. Who finds red sold out may buy
# > black: then the sisters' sales are too high, and red's loss counts twice. Ask what else was in the basket of those who came on a Sunday.

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "The bill is about zero, so JIT does nothing." Look at the parts: large sums against each other, and the shop can change
# each of them. (2) "Then we count only the cuts where it paid." Which cuts those are is known only afterwards. (3) "The carrying rate
# is invented." So it is, at {{ carrying }}; let them redo the bill with half and with double, and see which sentence survives.

# %% [markdown] id="truth-text"
# ## The same autumn, from big lots
#
# In the world that made these tables, the same customers can be sent past other shelves.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict(), percent=False),
    f"Weekly lots change an article's profit by {case.truth:+,.0f} yuan a month",
    x="yuan an article and month, with 95 % interval",
)

# %% [markdown] id="truth-reading" tags=["truth"]
# {{ truth }} yuan. Turnover rose by {{ rise_plain }}, as claimed, and less stock saved money, as claimed. The other two lines of the bill, the workshop's
# and that of the customers who found nothing, were on nobody's sheet. What was on your card?

# %% [markdown] id="truth-notes" tags=["instructor"]
# Ask who would have found out. Supply sees turnover; purchasing sees a price that it agreed to; sales sees a "weak colour". Nobody's target
# contains the empty Sunday. In the published case we know only the turnover; the costs here are ours, and of a common size.

# %% [markdown] id="full-text"
# ## How full is full
#
# The shelf is filled up to {{ level }} days of what it sells, to last for seven. Is that enough? A piece **too few** costs its margin, for good. A
# piece **too many** costs a week on the shelf, and is sold next week. With $C_u$ and $C_o$ for the two, the shelf should last in
#
# $$\frac{C_u}{C_u + C_o}$$
#
# of all weeks (critical ratio, 临界比; the newsvendor of 报童模型). Example: 9 yuan of margin against 1 yuan for the week: in nine weeks of ten.

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

# %% [markdown] id="cover-reading"
# Filled up to {{ level_needed }} days, the bill comes to {{ at_needed }} yuan, from {{ at_needed_low }} to {{ at_needed_high }}: the sisters' customers of this autumn
# before weekly shelves that are fuller.
#
# {{ level_needed }} days instead of {{ level }}. The days between cost little, and they lower the turnover. That is why a head of supply who
# is paid by turnover takes them away first.
#
# The document's own rule sets safety stock at 3 days of sales for hits and 7 for regular articles (安全库存=3天/7天销量, 000:041): least where a missing piece
# costs most. No number of days is right for all. How much a week swings, how long the next delivery takes, and the two costs decide.

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

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Supply is paid by turnover, sales by revenue, purchasing by unit cost. Who of the three would have agreed to {{ level_needed }} days?
# 2. A page can go on selling what isn't there (超卖). It saves the sale today. What does the customer see on day three, and which promise
#    of the shop is broken? (Shipping late or never is a breach, and the platforms fine it.)
# 3. Demand is a column that no shop has. Which traces of it does your platform keep: favourites, arrival notices (到货通知), searches?
# 4. At the year's end a shop lets its shelves run down, counts, and orders on 2 January. What does the annual report say?

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
# | censored demand | 需求截断 |
# | fill rate | 满足率 |
# | carrying cost | 库存持有成本 |
# | safety stock | 安全库存 |
# | newsvendor, critical ratio | 报童模型、临界比 |
# | overselling | 超卖 |
