# %% [raw] id="header"
# title = "The stock that turns faster"
# chinese = "周转更快的库存"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["just_in_time"]
#
# [rows]
# K11 = "against_the_others / sold, same_mix, cancelled, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. split a rise of stock turnover (库存周转率) into what was sold and what lay on the shelf,
# 2. say what else can move a turnover figure, and take it out,
# 3. compare articles on presale (预售) with articles that stayed as they were, and decide by a rule set beforehand.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and a guess |
# | 6 | into the stockroom |
# | 8 | the claim and its two halves, with an exercise |
# | 10 | winter goes, with an exercise |
# | 6 | paid, but never shipped, with an exercise |
# | 9 | the same rail, two makers |
# | 3 | the truth |
# | 8 | your memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Hand out the brief, then ask one question before anything else: "What has to happen for stock to turn
# faster?" Two columns on the board: *sell more*, *hold less*. Leave them there; every finding of the hour goes into one of them.
#
# With 35 minutes: leave out the placebo and the two halves of the effect.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import numpy as np
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases.presale import CATEGORIES, FACTORY, STARTED, WORKSHOP
from ecomlab.classroom import exercises
from ecomlab.fulfillment.inventory import stock_and_sales, turnover
from ecomlab.research.selection import article_factors, presale_gain, presale_or_stock

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
# Twelve weeks before 3 March the shop's stock turned {{ before }} times a year, in the twelve weeks after it {{ after }} times. In days:
# {{ days_before }} before, {{ days_after }} after (周转天数). **Write down now: an article that goes on presale turns … times as
# fast as it would have without.** Fold the paper.

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

# %% [markdown] id="claim-text"
# ## The claim and its two halves
#
# A rail of dresses worth 10,000 yuan at cost. In a year, dresses that cost 60,000 yuan leave it, and it is refilled all the time. Its
# stock turns 6 times; a dress hangs for 365 ÷ 6 = 61 days.
#
# $$\text{turnover} = \frac{\text{goods sold in a year, at cost}}{\text{average stock, at cost}}$$

# %% id="claim"
table = stock_and_sales(sku, inventory, lines, since="2025-03-03")
for when in ("before", "after"):
    times = turnover(table[f"paid_{when}"].sum(), table[f"stock_{when}"].sum())
    print(f"{when:7} {times:.2f} times a year, {365 / times:.0f} days")
case.naive

# %% id="claim-reading"
quiz.tell("claim-reading")

# %% id="quiz"
quiz.sold

# %% id="sold-answer" tags=["exercise"]
quiz.sold.check(...)

# %% [markdown] id="claim-caution"
# > **Caution.** A ratio rises for two reasons, and only one of them is "less on the shelf". Never read a turnover without its
# > numerator beside it.

# %% [markdown] id="winter-text"
# ## Winter goes
#
# March is when coats leave the rails. Look at stock and turnover, category by category, the shop as a whole.

# %% id="winter"
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

# %% [markdown] id="winter-notes" tags=["instructor"]
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
value = inventory["on_hand"] * inventory["sku"].map(table["unit_cost"])
maker = "supplier"
sold = (-lines["amount"]).groupby([lines["date"], lines["sku"].map(table[maker])]).sum()
held = value.groupby([inventory["date"], inventory["sku"].map(table[maker])]).sum()
weekly = (sold / held * 365 / 7).rename("turnover").rename_axis(["date", maker]).reset_index()
ax = plots.lines(weekly, x="date", y="turnover", by=maker)
ax.axvline(STARTED, color=plots.COLOURS["ink"], lw=1)
factory = table[table[maker] == FACTORY].sum(numeric_only=True)
then, now = (turnover(factory[f"net_{x}"], factory[f"stock_{x}"]) for x in ("before", "after"))
finding = f"The factories' articles, not on presale, turn {now / then:.2f} times as fast"
plots.label(ax, finding, y="stock turnover, times a year (shipped goods)")

# %% id="makers-reading"
quiz.tell("makers-reading")

# %% id="dots-figure"
change = article_factors(table, "turnover")
ax = plots.plt.subplots()[1]
for place, name in enumerate(CATEGORIES):
    for shift, source, colour in [(-0.15, FACTORY, "blue"), (0.15, WORKSHOP, "vermilion")]:
        mine = change[(table["category"] == name) & (table[maker] == source)]
        ax.plot(mine, np.full(len(mine), place + shift), "o", color=plots.COLOURS[colour], alpha=0.5)
        middle = np.exp(np.log(mine).mean())
        ax.plot(middle, place + shift, "|", color=plots.COLOURS[colour], ms=22, mew=3)
ax.set_yticks(range(len(CATEGORIES)), CATEGORIES)
ax.invert_yaxis()
finding = f"Presale multiplies an article's turnover by about {case.right.estimate:.2f}"
plots.label(ax, finding, x="turnover after ÷ before (red: workshop, on presale; blue: factory)")

# %% [markdown] id="formula-text"
# A dot is an article, a bar the mean of ten, in logs (a doubling and a halving should cancel). In each category: how far does the red
# bar lie from the blue one? The mean of the four is the answer:
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
# And now open the result as you opened the claim: what did presale do to sales, and what to stock?

# %% id="halves-figure"
halves = {"net sales": "sales", "stock": "stock", "turnover": "turnover"}
parts = {name: presale_or_stock(table, WORKSHOP, FACTORY, part) for name, part in halves.items()}
ax = plots.estimates(estimates.table(parts, "part"), "part", percent=False)
ax.axvline(1, color=plots.COLOURS["ink"], lw=1, zorder=0)
sold, held = (parts[name].estimate for name in ("net sales", "stock"))
plots.label(
    ax,
    f"Presale: shipped sales × {sold:.2f}, stock × {held:.2f}",
    x="with presale ÷ without, with 95 % interval",
)

# %% id="halves-reading"
quiz.tell("halves-reading")

# %% [markdown] id="halves-notes" tags=["instructor"]
# **Wrong turn:** "less stock, faster turnover: so presale pays". Ask what a lost dress costs and what a month of a dress on the shelf costs
# (about 4 % of its cost: room, interest, what is written off). Then read the line in yuan aloud: "turnover isn't profit".

# %% id="gain"
presale_gain(table, "own workshop", "factory", margin=0.3, surcharge=0.03, holding=0.5)

# %% [markdown] id="truth-text"
# ## How fast it really turns
#
# In a simulated shop, the other spring can be run: the same articles without presale.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"Presale turns an article's stock {case.truth:.2f} times as fast, not {case.naive.estimate:.2f}",
    x="turnover with presale ÷ without, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Let three people read their figure and their reason. In the published case there is no second maker, no season and no cancelled order
# in the text; {{ rise }} may be all presale or none of it. What the class may say about it: "a rise over two seasons, of
# orders paid".

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Before the trial the owner wrote down: *of a yuan of goods that we ship, {{ margin_fen }} fen stay after all that grows with it; the workshop asks
# {{ surcharge_fen }} fen more; a yuan on the shelf costs {{ holding_fen }} fen a year (room, interest, what is written off). Presale must earn more than it costs.* Three sentences: the number with its interval, what it rests on, what you do.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the comparison of makers with its interval, of shipped goods. 2: says what it rests on (the makers'
# articles would have gone the same way) and names the placebo. 2: holds what presale earns ({{ gain_fen }} fen, {{ gain_low }} to {{ gain_high }}) against 0. 2: gives both halves, and says
# that turnover isn't profit. 1: a date on which it is counted again. *Minus 2:* {{ rise }} appears as what presale did.

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
