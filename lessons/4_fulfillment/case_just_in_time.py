# %% [raw] id="header"
# title = "The stock that comes just in time"
# chinese = "准时到货的库存"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "border"
# border = "shelves that last until Monday pay for 150 yuan of weekly work while a piece is less than 2.5% dearer"
# related = ["presale"]
#
# [rows]
# K12 = "whole_bill / filled, dearer, lines, service, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a sales report tells of demand (需求),
# 2. put all that a way of buying saves and costs on one bill, in yuan a month, with its interval,
# 3. work out how full a shelf should be from what a piece too few and a piece too many cost (报童模型).

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases import just_in_time as method
from ecomlab.cases.just_in_time import CARRYING, DAYS, MONTH, NEW, WORK, WORKSHOP
from ecomlab.classroom import exercises
from ecomlab.fulfillment import inventory as stocks
from ecomlab.fulfillment.figures import gain_by_surcharge
from ecomlab.levers import lever

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 1
case = cases.load("just_in_time")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document names one result, turnover, and none of its costs: no fill rate, no purchase price, no freight. Who is paid for one
# line of the bill sees that line. What the others do, nobody has looked up yet: they may take the saving or add to it. **Wrong turns:** "JIT is Toyota,
# so it works" (Toyota's suppliers deliver to a plan that is frozen for weeks; shoppers freeze nothing), and "bonus, so it's a lie".

# %% [markdown] id="card"
# Stock lay {{ days_before }} days last autumn and {{ days_after }} days this autumn. Money in stock costs the brand {{ carrying }} of its value a year:
# interest, shelf, and what fashion loses while it lies. An article sells about {{ month_pieces }} pieces a month, at a mean price of {{ mean_price:CNY }}.
#
# **By how many yuan a month do weekly batches change the profit of one article?** Type your guess in place of the first three dots, with a minus if
# profit falls. Then type a low end and a high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan an article and month; with a minus if profit falls

# %% [markdown] id="look-text"
# ## Shelves, day by day
#
# The brand has {{ cuts }} cuts, three colours of each. In autumn 2024 all of them came in big batches, each shelf once in eight weeks. In autumn 2025 one
# colour of each cut comes from a workshop, which fills up its shelf every Monday morning. Dice chose the colour (随机抽取). What was left of its big
# batches was sold in between. (The column `supplier` calls a batch a lot.)

# %% id="look"
sku, suppliers, inventory = (case.tables[name] for name in ("sku", "suppliers", "inventory_daily"))
about = sku.merge(suppliers, on="supplier")
print(f"{len(sku)} articles, {inventory['date'].nunique()} days")
about[["title", "category", "price", "unit_cost", "supplier"]].head(6)

# %% id="look-figure"
mine = inventory[inventory["date"] >= NEW].merge(about[about["title"] == "cut 1"], on="sku")
mine["shelf"] = mine["category"] + ", " + mine["supplier"].str.split(", ").str[1]
ax = plots.lines(mine, x="date", y="on_hand", by="shelf")
lowest = mine.loc[mine["supplier"] == WORKSHOP, "on_hand"].min()
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
# 10,000 yuan less on the shelf, at {{ carrying }} a year, saves {{ keep:CNY }} a year. So take the weekly articles' stock of last autumn and subtract
# that of this autumn. The difference, times {{ carrying }}, is what the smaller stock saves.

# %% id="obvious" tags=["exhibit"]
seasons = [("2024-09-02", "2024-10-27"), ("2025-09-01", "2025-10-26")]
turns = [stocks.stock_turnover(sku, inventory, *days, weekday="Sunday") for days in seasons]
times = pd.DataFrame({"autumn": [2024, 2025], "turns a year": turns}).set_index("autumn")
times.assign(**{"lies, days": 365 / times["turns a year"]})

# %% id="saved"
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="lost-text"
# ## Customers whom no table knows
#
# Ms Tang sells the same blouse in red and in black. On Friday evening the last red one goes: 40 this week. Of the black she sells 40 by
# Friday and 22 more at the weekend. Her report says: red 40, black 62, "red is the weaker colour". On Monday she orders 40 red ones.
#
# Sales aren't demand (需求). They are demand **or** what was there, whichever is smaller: $\text{sales} = \min(\text{demand}, \text{stock})$. The
# column `stockout_flag` tells on which days somebody found the shelf empty. It doesn't tell how many people did.

# %% id="weekday-figure"
rows = inventory[inventory["date"] >= NEW].merge(about, on="sku")
rows["day of the week"] = rows["date"].dt.day_of_week + 1
out = rows.groupby(["supplier", "day of the week"])["stockout_flag"].mean().rename("share")
ax = plots.lines(out.reset_index(), x="day of the week", y="share", by="supplier")
sunday = out[WORKSHOP, 7]
plots.label(
    ax,
    f"On Sundays {sunday:.0%} of the weekly shelves are empty",
    x="day of the week (1 Monday, 7 Sunday), autumn 2025",
    y="articles sold out on that day",
    n=len(rows),
    counts="articles and days",
)

# %% id="quiz"
quiz.filled

# %% id="filled-answer" tags=["exercise"]
quiz.filled.check(...)

# %% id="lost-reading"
quiz.tell("lost-reading")

# %% [markdown] id="lost-notes" tags=["instructor"]
# **Wrong turn:** "The share of the weekly shelves' days with the flag ({{ empty }}) is the share of the sales that is lost." Two errors: a flagged day still sold
# something before the shelf was empty, and it was a better day than most. The first makes the loss too large, the second too small. Let the class say
# which is larger. Then say that the sisters will settle it. And **ask:** "Whose shelves can be empty, too?" Those of big batches, for weeks on end.

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
# autumn, in two other colours, from big batches. Dice chose the weekly colour, so nobody picked the colour that sells best. Last autumn tells
# what each colour sells when all are bought alike. So, cut by cut:
#
# $$(\text{weekly}_{2025} - \text{weekly}_{2024}) - (\text{sisters}_{2025} - \text{sisters}_{2024})$$

# %% id="bill"
table = method.articles(sku, suppliers, inventory)
parts = stocks.article_profit(table, variable=0.22, carrying=0.28, days=56)
bill = table[["title", "weekly", "new"]].join(parts)
change = stocks.against_sisters(bill, parts, group="title", treated="weekly", after="new")
change.head(4)

# %% id="bill-reading"
quiz.tell("bill-reading")

# %% id="lines"
quiz.lines

# %% id="lines-answer" tags=["exercise"]
quiz.lines.check(...)

# %% id="parts-figure"
found = {line: estimates.mean(change[line], "cuts") for line in change}
ax = plots.estimates(estimates.table(found, "line"), "line", percent=False)
ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=0)
saved, profit = found["stock"].estimate, found["profit"].estimate
plots.label(
    ax,
    f"Smaller stock: {saved:+,.0f} yuan a month; all lines together: {profit:+,.0f}",
    x="weekly batches against big batches, yuan an article and month, with 95% interval",
)

# %% id="right"
stocks.sisters_difference(
    bill, "profit", group="title", treated="weekly", after="new", counts="cuts"
)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) If the interval holds zero: "so JIT does nothing." Look at the lines: large sums against each other, and the shop can change
# each of them. (2) "Then we count only the cuts where it paid." Which cuts those are is known only afterwards. (3) "The carrying rate
# is invented." So it is, at {{ carrying }}. Let them work out the bill with half of it and with double, and see which sentence still holds.

# %% [markdown] id="claim-text"
# Before the truth comes, your verdict on what the stock saves, beside the whole bill.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="claim-notes-rosy" tags=["instructor", "rosy"]
# **Ask:** "Which line took the saving?" Then: "Which of the two others can the shop change by Monday?" The shelf's level; the surcharge at the next
# contract. **Wrong turn:** "so JIT doesn't work". The bill says what *this* level at *this* surcharge does.

# %% [markdown] id="claim-notes-right" tags=["instructor", "right"]
# **Ask:** "Supply looked at one line of three. Why is it about right all the same?" The other two lines are small or cancel. **Wrong turn:** to doubt
# the figure because supply is paid for it. A motive is a reason to look, not a finding.

# %% [markdown] id="claim-notes-modest" tags=["instructor", "modest"]
# **Ask:** "Who lost customers last autumn and this one, and never knew?" The big batches: they were sold out for weeks. **Wrong turn:** to look for what
# is exaggerated. The larger part of what weekly batches bring stood on nobody's sheet.

# %% [markdown] id="truth-text"
# ## The same autumn, from big batches
#
# In the world that made these tables, the same customers can come to other shelves. So the true change is known.

# %% id="truth" tags=["truth"]
plots.label(
    quiz.verdict(),
    f"Weekly batches change an article's profit by {case.truth:+,.0f} yuan a month".replace("-", "−"),
    x="yuan an article and month, with 95% interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Ask who would have found out. Supply sees turnover. Purchasing sees a price that it agreed to. Sales sees a "weak colour". Nobody's target
# contains an empty shelf, of weekly or of big batches. In the published case we know only the turnover. The costs here are the course's, and of a common size.

# %% [markdown] id="full-text-heading"
# ## How full is full

# %% id="full-text"
quiz.tell("full-text")

# %% id="service"
quiz.service

# %% id="service-answer" tags=["exercise"]
quiz.service.check(...)

# %% [markdown] id="cover-text"
# How many days of demand is that? Take the sisters who were never sold out: their weekly sales are their weekly demand. How far above its own mean does
# a week's demand go?

# %% id="cover"
sisters = inventory.merge(table.loc[~table["weekly"], "sku"].drop_duplicates(), on="sku")
sisters["new"] = sisters["date"] >= NEW
service = method.service_level(table)
days = stocks.days_of_cover(sisters, service, cycle=7, by=["sku", "new"])
print(f"fill up to {days:.1f} days of demand, to last in {service:.1%} of weeks")

# %% id="keep"
weekly = table[table["weekly"] & table["new"]]
a_day = (weekly["unit_cost"] * weekly["sales"]).mean() / DAYS
more = stocks.holding_cost(a_day, CARRYING, MONTH)
print(f"{more:.0f} yuan an article and month for each day's sales more on the shelf")

# %% id="level-bill"
levels = [7, 8, 9, 10, 11, 12, 13, 14]
rows = [[level, *method.bill_at(sku, suppliers, inventory, level)[:3]] for level in levels]
curve = pd.DataFrame(rows, columns=["level", "profit", "low", "high"])
ax = plots.lines(curve, x="level", y="profit")
best = curve["level"][curve["profit"].idxmax()]
plots.label(
    ax,
    f"Of these levels, weekly shelves filled up to {best} days of demand earn most",
    x="days of demand to which a shelf is filled up on Mondays",
    y="yuan an article and month, weekly − big batches",
    n=case.right,
)

# %% id="cover-reading"
quiz.tell("cover-reading")

# %% [markdown] id="lever-text"
# ## Up to which surcharge?
#
# A weekly delivery has to be ordered, counted and booked. That costs {{ work:CNY }} an article and month, and no line of the bill has it. Up to which
# surcharge of the workshop does the bill pay for this work? Move the slider: how full the shelves are on Mondays.

# %% id="lever"
premium = suppliers.set_index("supplier").loc[WORKSHOP, "unit_price"] - 1
surcharges = [share / 200 for share in range(25)]
lever(
    lambda days: gain_by_surcharge(
        method.by_surcharge(sku, inventory, days, surcharges), premium, needed=WORK
    ),
    "days of demand to which a shelf is filled up on Mondays", levels, start=11,
)  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## Monday's order
#
# {{ memo }} First choose what you do on Monday, and for which reason. Then write to the head of supply.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% id="memo"
quiz.memo

# %% id="memo-answer" tags=["exercise"]
quiz.memo.check(...)

# %% [markdown] id="debrief-heading"
# ## To talk about

# %% id="debrief"
quiz.tell("debrief")

# %% [markdown] id="playbook"
# ## On Monday
#
# - Put two columns beside turnover: days out of stock (缺货天数) by article, and margin.
# - Count stock as a mean of all evenings, not on one chosen evening.
# - Mark in the sales history on which days an article was sold out, before anyone forecasts from it.
# - Try a new way of buying on one colour of each cut. Let dice choose the colour, and buy its sisters as before for a season.
# - Work out the level that the two costs give for your three best sellers. Compare it with what lies there on a Monday morning.
# - Ask your supplier for two prices: of one big batch, and of the same pieces in weekly lots. Work out up to which surcharge the lots pay.

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
