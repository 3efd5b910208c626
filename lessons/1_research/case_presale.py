# %% [raw] id="header"
# title = "The stock that turns faster"
# chinese = "周转更快的库存"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["just_in_time"]
#
# [rows]
# K11 = "against_the_others / sold, same_mix, cancelled, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. split a rise of stock turnover (库存周转率) into what was sold and what lay on the shelf,
# 2. say what else can move a turnover figure, and take it out,
# 3. compare articles on presale (预售) with articles that stayed as they were, and decide by a rule set beforehand.

# %% [markdown] id="brief-text"
# ## Sewn once it is paid for

# %% id="imports"
import pandas as pd
from scipy.stats import gmean

from ecomlab import cases, estimates, plots
from ecomlab.cases.presale import CATEGORIES, FACTORY, STARTED, WORKSHOP
from ecomlab.classroom import exercises
from ecomlab.fulfillment.inventory import stock_and_sales, turnover, turnover_change_at_same_mix
from ecomlab.levers import lever
from ecomlab.research.figures.selection import gain_by_surcharge
from ecomlab.research.selection import article_factors, presale_gain, presale_or_stock

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 2
case = cases.load("presale")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document names no base, no period, and no definition of turnover. Ask which turnover they mean: pieces or
# yuan, at cost or at price, average stock or the stock of one day? **Wrong turn:** "presale means no stock, so it must turn faster".
# The workshop's articles still lie on the shelf in the usual sizes; presale serves what is not there.

# %% [markdown] id="card"
# In the twelve weeks before 3 March the shop's stock turned {{ before }} times a year, in the twelve weeks after it {{ after }} times. In days:
# {{ days_before }} before, {{ days_after }} after (周转天数).
#
# **How many times as fast does an article turn on presale, compared with the same article without it?** 1 means that presale does
# nothing. Type your guess in place of the first three dots. Then type a low end and a high end: so far apart that you would be surprised
# if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # times: turnover with presale ÷ without

# %% [markdown] id="look-text"
# ## Into the stockroom
#
# `sku` lists eighty articles: twenty of each category, half sewn in the own workshop, half bought from factories.
# `inventory_daily` has the stock of each Sunday evening, `pnl_lines` what left the books at cost that week.

# %% id="look"
sku, inventory, lines = (case.tables[name] for name in ("sku", "inventory_daily", "pnl_lines"))
print(f"{len(sku)} articles, {inventory['date'].nunique()} Sundays, {len(lines):,} lines")
lines[lines["sku"] == 1001].sort_values("date").tail(4)

# %% [markdown] id="look-reading"
# A **negative** line is booked when an order is paid: the goods are as good as gone. A **positive** line takes it back:
# the order was cancelled before it was shipped, and the piece stays (or was never sewn).

# %% [markdown] id="turnover-text"
# ## The claim and its two halves
#
# A rail of dresses worth 10,000 yuan at cost. In a year, dresses that cost 60,000 yuan leave it, and it is refilled all the time. Its
# stock turns 6 times; a dress hangs for 365 ÷ 6 = 61 days.
#
# $$\text{turnover} = \frac{\text{goods sold in a year, at cost}}{\text{average stock, at cost}}$$

# %% id="turnover"
table = stock_and_sales(sku, inventory, lines, since="2025-03-03")
for when in ("before", "after"):
    times = turnover(table[f"paid_{when}"].sum(), table[f"stock_{when}"].sum())
    print(f"{when:7} {times:.2f} times a year, {365 / times:.0f} days")
case.naive

# %% id="turnover-reading"
quiz.tell("turnover-reading")

# %% id="quiz"
quiz.sold

# %% id="sold-answer" tags=["exercise"]
quiz.sold.check(...)

# %% [markdown] id="turnover-caution"
# > **Caution.** A ratio rises for two reasons, and only one of them is "less on the shelf". Never read a turnover without its
# > numerator beside it.

# %% [markdown] id="winter-text"
# ## Winter goes
#
# In March coats leave the rails, few or many. Look at stock and turnover, category by category, in the whole shop.

# %% id="winter" tags=["exhibit"]
sums = table.groupby("category").sum(numeric_only=True).loc[CATEGORIES]
pd.DataFrame(
    {
        "share of stock, before": sums["stock_before"] / sums["stock_before"].sum(),
        "share of stock, after": sums["stock_after"] / sums["stock_after"].sum(),
        "turnover, before": sums["paid_before"] / sums["stock_before"],
        "turnover, after": sums["paid_after"] / sums["stock_after"],
    }
)

# %% id="winter-reading"
quiz.tell("winter-reading")

# %% id="same-mix"
quiz.same_mix

# %% id="same-mix-answer" tags=["exercise"]
quiz.same_mix.check(...)

# %% id="same-mix-value"
turnover_change_at_same_mix(table)

# %% [markdown] id="winter-notes" tags=["instructor"]
# **Name the rival:** the twelve weeks before hold Spring Festival (29 January 2025): couriers rest, people travel, sales are low. So any
# spring looks fast beside them. Both makers had it.
#
# **Wrong turn:** "then we compare with last spring". Good, and worth doing, but last spring had another assortment, another New Year's
# date and other prices. Ask for something that had *this* spring and no presale. (Half of the shop.)

# %% [markdown] id="shipped-text"
# ## Paid, but never shipped
#
# Who waits seven days may think again. Before the parcel leaves, an order can be cancelled in two clicks. The
# claim's turnover counts it all the same, since it is booked when it is paid.

# %% id="cancelled"
quiz.cancelled

# %% id="cancelled-answer" tags=["exercise"]
quiz.cancelled.check(...)

# %% id="shipped-reading"
quiz.tell("shipped-reading")

# %% [markdown] id="makers-text"
# ## The same rail, two makers
#
# A dress from the workshop and a dress from a factory hang side by side. Both had this spring, its
# shoppers and its holidays. One went on presale, since its maker can sew in seven days. The maker decided, not
# how well the dress had sold: that is what makes the other one a fair witness.

# %% id="makers-figure"
sold = lines.merge(sku, on="sku").groupby(["date", "supplier"])["amount"].sum()
held = inventory.merge(sku, on="sku")
held["value"] = held["on_hand"] * held["unit_cost"]
held = held.groupby(["date", "supplier"])["value"].sum()
weekly = (-sold / held * 365 / 7).rename("turnover").reset_index()
ax = plots.lines(weekly, x="date", y="turnover", by="supplier")
ax.axvline(STARTED, color=plots.COLOURS["ink"], lw=1)
y = "stock turnover of shipped goods, times a year"
plots.label(ax, quiz.tell("makers-title"), y=y)

# %% id="makers-reading"
quiz.tell("makers-reading")

# %% id="dots-figure"
change = article_factors(table, "turnover")
ax = plots.plt.subplots()[1]
for place, name in enumerate(CATEGORIES):
    for height, source, colour in [(-0.2, FACTORY, "blue"), (0.2, WORKSHOP, "vermilion")]:
        mine = change[(table["category"] == name) & (table["supplier"] == source)]
        ax.plot(mine, [place + height] * len(mine), "o", color=plots.COLOURS[colour], alpha=0.5)
        ax.plot(gmean(mine), place + height, "|", color=plots.COLOURS[colour], ms=22, mew=3)
ax.set_yticks(range(len(CATEGORIES)), CATEGORIES)
ax.set_ylim(len(CATEGORIES) - 0.5, -0.5)
x = "turnover after ÷ before (red: workshop, on presale; blue: factory)"
plots.label(ax, quiz.tell("dots-title"), x=x, n=len(change), counts="articles")

# %% [markdown] id="formula-text"
# A dot is an article, a bar the geometric mean of ten: a mean in logs, so that a doubling and a halving cancel. In each category: how far
# does the red bar lie from the blue one? The mean of the four is the answer:
#
# $$\text{effect} = \exp\Big(\tfrac14 \sum_c \big(\overline{\Delta \log T}_{c,\,\text{workshop}} -
# \overline{\Delta \log T}_{c,\,\text{factory}}\big)\Big)$$
#
# An article is one witness, however many pieces it sells. There are eighty, and the scatter of the dots gives the interval.

# %% id="right"
presale_or_stock(table, presale="own workshop", stock="factory")

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="placebo"
winter = [rows[rows["date"] < STARTED] for rows in (inventory, lines)]
early = stock_and_sales(sku, *winter, since="2025-01-20")
presale_or_stock(early, presale="own workshop", stock="factory")

# %% id="placebo-reading"
quiz.tell("placebo-reading")

# %% [markdown] id="halves-text"
# Now split the result as you split the claim: what did presale do to sales, and what to stock?

# %% id="halves-figure"
halves = {"net sales": "sales", "stock": "stock", "turnover": "turnover"}
parts = {name: presale_or_stock(table, WORKSHOP, FACTORY, part) for name, part in halves.items()}
ax = plots.estimates(estimates.table(parts, "part"), "part", percent=False)
ax.axvline(1, color=plots.COLOURS["ink"], lw=1, zorder=0)
plots.label(ax, quiz.tell("halves-title"), x="with presale ÷ without, with 95% interval")

# %% id="halves-reading"
quiz.tell("halves-reading")

# %% [markdown] id="halves-notes" tags=["instructor"]
# **Wrong turn:** "less stock, faster turnover: so presale pays". Ask what a lost dress costs and what a month of a dress on the shelf costs
# (about 4% of its cost: room, interest, what is written off). Then read the line in yuan aloud: "turnover isn't profit".

# %% [markdown] id="gain-text"
# ## The bill in yuan
#
# Turnover isn't profit. What isn't sold costs its margin. What doesn't lie on the shelf saves the cost of the shelf. Small lots
# cost the surcharge. Before the trial the owner wrote down three figures for a yuan of goods, at cost:
#
# - {{ margin_fen }} fen stay when it is shipped, after all that grows with it,
# - {{ surcharge_fen }} fen more is what the workshop asks on presale,
# - {{ holding_fen }} fen a year is what it costs on the shelf (room, interest, what is written off).
#
# What does presale earn, for each yuan of goods sold before? Take the three one by one, then together.

# %% id="gain"
# The last three numbers: margin, surcharge, cost of a year on the shelf; yuan for a yuan of goods
bill = {
    "margin of what is sold": presale_gain(table, WORKSHOP, FACTORY, 0.30, 0, 0),
    "surcharge": presale_gain(table, WORKSHOP, FACTORY, 0, 0.03, 0),
    "cost of the shelf": presale_gain(table, WORKSHOP, FACTORY, 0, 0, 0.50),
    "together": presale_gain(table, WORKSHOP, FACTORY, 0.30, 0.03, 0.50),
}
bill

# %% id="gain-figure"
in_fen = estimates.table(bill, "part")
in_fen[["estimate", "low", "high"]] *= 100
ax = plots.estimates(in_fen, "part", unit="fen")
ax.axvline(0, color=plots.COLOURS["ink"], lw=1, zorder=0)
x = "fen for each yuan of goods sold before, with 95% interval"
plots.label(ax, quiz.tell("gain-title"), x=x)

# %% id="gain-reading"
quiz.tell("gain-reading")

# %% [markdown] id="claim-text"
# Now your verdict. Read the shop's rise as what presale did to an article's turnover: is it too rosy, about right, or too modest?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## The spring without presale
#
# In a simulated shop the other spring can be run: the same articles without presale.

# %% id="truth" tags=["truth"]
x = "turnover with presale ÷ without, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Let three people read their guess and their reason. In the published case there is no second maker, no season and no cancelled order
# in the text; {{ rise }} may be all presale or none of it. What the class may say about it: "a rise over two seasons, of
# orders paid".

# %% [markdown] id="lever-text"
# ## Where the decision turns
#
# The builder of this world typed in what presale does to orders and to stock. The surcharge is what you can talk about. **At which surcharge does presale earn nothing, or does it at none?** Move the slider.

# %% id="lever"
free = presale_gain(table, WORKSHOP, FACTORY, 0.30, 0, 0.50).value
turns = 3 * free / (free - bill["together"].value)  # the slider reaches it
lever(
    lambda fen: gain_by_surcharge(fen / 100, table, WORKSHOP, FACTORY, margin=0.30, holding=0.50),
    "surcharge", range(max(11, int(turns) + 2)), start=3, unit="fen",
)  # fmt: skip

# %% [markdown] id="lever-reading"
# > **Caution.** The line has the owner's {{ margin_fen }} and {{ holding_fen }} fen in it. And a workshop that is paid less may sew later: then more buyers cancel.

# %% [markdown] id="memo-text"
# ## Pay the surcharge?
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

# %% [markdown] id="debrief-heading"
# ## To talk about

# %% id="debrief"
quiz.tell("debrief")

# %% [markdown] id="playbook"
# ## On Monday
#
# - Put three lines on your sheet instead of one: goods shipped at cost, average stock at cost, and their ratio; by category.
# - Report turnover against the same weeks of last year **and** against articles that you left alone.
# - Write the day of shipping on every presale page, keep it, and count cancellations before shipping by article. A deposit (定金) that you take
#   you return double if you can't deliver (民法典, art. 587).
# - Next collection: let a coin choose which of two similar articles goes on presale. Then nobody has to argue about makers.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | stock turnover | 库存周转率 |
# | days of stock | 周转天数 |
# | presale | 预售 |
# | cost of goods sold | 销售成本 |
# | assortment mix, composition | 商品结构 |
# | cancelled before shipping | 发货前取消 |
# | false shipping | 虚假发货 |
# | placebo test | 安慰剂检验 |
# | deposit, balance | 定金、尾款 |
