# %% [raw] id="header"
# title = "What is left of 100 yuan?"
# subtitle = "Margins, styles and first lots"
# chinese = "选品与毛利：一百元还剩多少"
# minutes = 110
# pause = "Which categories, then?"
# route = "core"
# needs = ["00"]
# verdict = "border"
# border = "ads about a tenth of sales with a fifth of returns: there a margin room of 30% leaves nothing"
# topic = "research.selection"
# cases = ["presale"]
# related = ["blue_ocean", "fifty_million"]
#
# [rows]
# R08 = "category_facts, screen_categories, screen_sensitivity / thirty"
# R09 = "research.waterfall.what_is_left, research.margins.unit_margins, research.margins.least_margin / channel_left, thirty, least_room, fee_rate, drop_article"
# R11 = "supply_score"
# R12 = "presale_or_stock, research.lots.two_orders / first_lot / its case: presale"
# R19 = "research.assortment.assortment_gap"
# R23 = "pareto_front / - / good value, selling point and ease of entry are columns of the same front"
# R26 = "pareto_front"
# R27 = "research.assortment.product_mix / mix_base"
# R28 = "research.assortment.sales_curve, research.assortment.tier_bounds / tiers_units"
# R33 = "research.assortment.newness / - / in part: peers' launches are read in 1.3"
# R34 = "research.assortment.assortment_breadth"
# M79 = "research.margins.unit_margins / thirty"
# M38 = "category_facts / - / pieces sold"
# M39 = "research.waterfall.what_is_left / channel_left / revenue after refunds is one of its steps"
# M85 = "category_facts"
# M96 = "research.assortment.newness"
# E24 = "research.assortment.tier_bounds / tiers_units, mix_base"
# E37 = "screen_sensitivity, research.margins.least_margin / thirty"
# K32 = "research.assortment.sales_curve / tiers_units / in part: its traffic shares are in 2.1"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. draw the waterfall of 100 yuan from your own exports, and say what it leaves out,
# 2. say which margin somebody means, and what margin an article needs in *your* channel,
# 3. read a list of winners, and plan with less than it promises,
# 4. judge a test of styles with a rule that was written before it, and say how often the rule errs,
# 5. choose a first lot, with one order and with two.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a 100-yuan note (or a sheet of paper) and tear off a strip for each step, while the class says
# how large it should be. Keep the last strip: it is the wages'.
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 3 | recall | 8 | categories: thresholds are written down before the names are seen |
# | 5 | the offer, everybody guesses | 10 | last quarter's ten best, predicted first |
# | 8 | ten orders at the whiteboard | 16 | styles, with the exercise: the sheet is signed before its numbers are read |
# | 8 | the shop's waterfall, and the ledger | 12 | lots, with the exercise: one order and two |
# | 8 | channels, with the exercise | 2 | suppliers |
# | 6 | articles: one word, three lists | 2 | the mix: of what? |
# | 10 | the border, with the slider | 4 | another shop |
# | 6 | thirty-five per cent (exercise) | 2 | now yours |
#
# **Likely wrong turns.** "30% is more than the 22% of ads, so it is fine": the room must carry returns, fee, parcel and tax too.
# A channel below zero is switched off at once: its orders are those of the last click. The 10% are read off 200 clicks as if they were exact.
#
# **Expected.** The offer at 30% leaves about 1 yuan of 100. The guess before is usually much higher; write the guesses on the board first.
#
# With 45 minutes: to the exercise on the border, and the styles. Leave out VAT, suppliers and the mix.
#
# **Hand-out.** The eleven steps on one page, with an empty column: each trainee fills in a shop of their own at home.
#
# **Law and decency.** Cost sheets and supplier prices are trade secrets (商业秘密): use invented or own numbers in class, never a former employer's.
# Copying a style that is somebody's design is no "test of styles" (外观设计专利).

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("1_2")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## The offer
#
# Monday, the selection meeting (选品会). A supplier offers a folding table. You would sell it for 100 yuan; it costs 70. Your colleague
# has the rule at hand. One document wants categories with a margin room of at least 30%
# (原文 000:009: 搜索增长快、竞争度适中、利润空间≥30%), and 100 − 70 is 30. "So we take it."
#
# Two of ten tables come back. Ads cost what they usually cost in this shop. **Of 100 yuan that customers pay, how many are left,
# before wages and other fixed costs?** Guess now; the guess is kept. (Below 0, if you think that it loses.)

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.levers import lever
from ecomlab.research import assortment, figures, lots, margins, selection, styles, waterfall
from ecomlab.shop import Shop, World
from ecomlab.traffic.paid import break_even_roas

pd.options.display.float_format = "{:,.2f}".format
plots.use_house_style()

# %% id="load"
shop = load("shop")
pnl_lines, order_items, orders, sku = shop.pnl_lines, shop.order_items, shop.orders, shop.sku
article_daily, category_stats, suppliers = shop.article_daily, shop.category_stats, shop.suppliers
months = {"since": "2025-01-01", "until": "2025-12-01"}

# %% id="guess"
quiz = exercises("1_2")
quiz.guess(..., low=..., high=...)  # yuan of 100 that are left of the table at 100 yuan

# %% [markdown] id="hand-text"
# ## Ten orders by hand
#
# Ten customers pay 100 yuan each. Take the steps one after another, on paper, and add up yourself.
#
# | step | yuan | why |
# |---|---:|---|
# | paid | 1,000 | ten tables |
# | refunds | −200 | two come back |
# | goods | −700 | ten at 70 |
# | goods back | +98 | two at 70, less 30% for what is scratched |
# | platform's fee | −40 | 5% of the 800 that are kept |
# | parcels | −30 | ten, 3 yuan each |
# | ads | −95 | 9.5 of 100 yuan of sales |
# | VAT | −22.78 | 13 of 113 of the 800, less the same of the goods that are gone (602) |
# | **left** | **?** | of 1,000: divide by ten, and look at your guess |
#
# The same as a formula, for one yuan of sales, with $r$ for returns, $g$ for goods, $l$ for what a returned
# piece loses, $f$ for the fee, $p$ for the parcel, $a$ for ads and $v = 13/113$ for the tax:
#
# $$\text{left} = (1-r) - g + r\,g\,(1-l) - f(1-r) - p - a - v\,\big[(1-r) - g + r\,g\,(1-l)\big]$$
#
# And as code:

# %% id="hand"
table_offer = {"returns": 0.20, "lost": 0.30, "fee": 0.05, "freight": 0.03, "ads": 0.095}
offer = margins.planned_left(goods=0.70, **table_offer)
ax = figures.waterfall(offer)

# %% id="guess-came"
quiz.guess.given or "You typed no guess."

# %% [markdown] id="shop-text"
# ## The shop's own 100 yuan
#
# Now the running shop, 40 articles of outdoor gear, January to November 2025. One of them sold nothing. (December's returns are not all back. Whoever counts it too
# finds too much left.) It takes three lines, and they work on your exports too. Two numbers come from papers: the platform's fee from its
# contract (5% if you name none), and `parcel`, what box and packing cost, from the packing bill.

# %% id="shop-left"
left = waterfall.what_is_left(shop, **months, parcel=1.20)
ax = figures.waterfall(left)
plots.label(ax, quiz.tell("left-title"), n=int(left["orders"].iloc[0]), counts="orders")

# %% id="shop-table"
left[["step", "amount", "part", "left", "source"]]

# %% id="left-reading"
quiz.tell("left-reading")

# %% id="standing"
waterfall.standing(shop, **months)

# %% [markdown] id="ledger-text"
# ### Do the tables tell the truth?
#
# A shop has a ledger as well (`pnl_lines`: every yuan, with its date). Put both side by side. A gap that nobody can name
# is a reason to stop.

# %% id="reconcile"
book = waterfall.booked(shop, **months)
waterfall.reconcile(left, book)[["step", "from_tables", "from_ledger", "gap"]]

# %% id="reconcile-reading"
quiz.tell("reconcile-reading")

# %% [markdown] id="channel-text"
# ## One shop, eight channels
#
# The same three lines with `by="channel"`; any column of `orders` or `sku` will do. Before you run it: does the live room leave
# more than search, or less?

# %% id="channels"
by_channel = waterfall.what_is_left(shop, by="channel", **months, parcel=1.20)
four = margins.unit_margins(by_channel, by="channel")
100 * four.set_index("channel").iloc[:, :4]  # yuan of 100

# %% id="channels-figure"
ax = figures.before_and_after(four, by="channel")
plots.label(ax, quiz.tell("channels-title"))

# %% id="channels-reading"
quiz.tell("channels-reading")

# %% id="ask-channel"
quiz.channel_left

# %% id="answer-channel"
answer = ...
quiz.channel_left.check(answer)

# %% [markdown] id="article-text"
# ## One article
#
# With `by="sku"` what belongs to a whole order (parcel, fee) is shared among its lines, and a channel's ads among its orders, by what
# was paid. Every cent lands somewhere: the articles add up to the shop.

# %% id="articles"
by_article = waterfall.what_is_left(shop, by="sku", **months, parcel=1.20)
per_article = margins.unit_margins(by_article, by="sku", least=0.30)
100 * per_article.set_index("sku").iloc[[0, 1, 2, -3, -2, -1], :4]

# %% id="articles-reading"
quiz.tell("articles-reading")

# %% [markdown] id="border-text"
# ## How much room is enough?
#
# Turn the formula round: at which margin room is nothing lost? `rates_of` reads the shop's rates from its waterfall; `least_margin` solves
# for the goods.

# %% id="border"
rates = margins.rates_of(left, vat=(0.13, 0.13))
paid_rates = {name: rate for name, rate in rates.items() if name not in ("goods", "returns", "ads")}
border = margins.margin_border([x / 20 for x in range(13)], [0, 0.1, 0.2, 0.35], **paid_rates)
ax = figures.margin_lines(border)

# %% id="border-reading"
quiz.tell("border-reading")

# %% [markdown] id="lever-text"
# Move the slider: the shop as it is, but for its returns. A camping shop stands left, fashion in a live room right.
# The title tells the **break-even ROI** (保本 ROI) too: how many yuan an ad must bring for each yuan spent. The ad tool's
# screen counts sales before refunds, so compare it with this number and never with 1.

# %% id="lever"
stops = [0.10, 0.15, rates["returns"], 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60]
lever(lambda r: figures.left_at_returns(rates, r), "returns", stops, rates["returns"], unit="%")

# %% [markdown] id="roi-text"
# What the screen would show (sales of the last click ÷ ads) beside what each channel needs:

# %% id="screen-roi"
ads = -by_channel[by_channel["step"] == "ads"].set_index("channel")["part"]
needs = 1 / four.set_index("channel")["contribution"]
roi = pd.DataFrame({"on the screen": 100 / ads[ads > 0], "break-even": needs}).dropna()
roi.sort_values("on the screen")

# %% id="roi-reading"
quiz.tell("roi-reading")

# %% [markdown] id="formula-text"
# Lesson 2.3 makes the break-even a formula, $1 / ((1-r)\,m - r\,k)$: $m$ is the contribution margin of kept sales, $k$ the cost of a return. Here only three
# numbers, for $m = 55\%$: no returns; 60% of them; and 5 of 100 yuan for each.

# %% id="roi"
[round(break_even_roas(0.55, r, k), 2) for r, k in [(0, 0), (0.6, 0), (0.6, 0.05)]]

# %% id="border-verdict"
quiz.tell("border-verdict")

# %% id="ask-thirty"
quiz.thirty

# %% id="answer-thirty"
answer = ...
quiz.thirty.check(answer)

# %% [markdown] id="vat-text"
# ### Which kind of taxpayer?
#
# A general taxpayer (一般纳税人) owes the tax in sales less the tax in goods. A small-scale one (小规模纳税人) owes a small share of sales and
# claims nothing: 1%, for sales of up to 5 million yuan in twelve months (as of 2025; check both before you print). Two things are left out so
# far: tax to be claimed in services, where the invoices are there (a third rate in `vat=`), and the surcharges on VAT (附加税费). Work on what
# came back carries no tax to claim.

# %% id="vat"
kinds = {"general": (0.13, 0.13), "small-scale": (0.01, 0.0)}
ends = {kind: margins.planned_left(**rates, vat=vat).tail(1) for kind, vat in kinds.items()}
pd.concat(ends).droplevel(1)

# %% id="vat-reading"
quiz.tell("vat-reading")

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** In your own words: why is 30% enough for one channel and not for another? When you come back, run all cells above once
# more (*Run › Run All Above Selected Cell*).

# %% [markdown] id="screen-text"
# ## Which categories, then?
#
# The document's screen has three criteria: search grows fast, competition is moderate, margin room is 30% or more. Only the
# last has a number. **Write your two thresholds down before you run the cell.** The tool's index is no count of searches: `power=0.6` makes its
# growth that of searches (1.1). Competition is listings per 100 points of the index. Growth and margin in per cent:

# %% id="screen"
facts = selection.category_facts(category_stats, "2025-09", margin="gross", power=0.6)
screen = selection.screen_categories(facts, least_growth=0.10, most_competition=65)
screen.assign(growth=100 * screen["growth"], margin=100 * screen["margin"])

# %% id="sensitivity"
selection.screen_sensitivity(facts, [0.05, 0.10, 0.15], [50, 65, 80]).head(7)

# %% id="screen-reading"
quiz.tell("screen-reading")

# %% [markdown] id="front-text"
# A screen throws away what misses one border by a hair. A **Pareto front** (帕累托前沿) keeps what nobody beats on all criteria: high
# margin, high repurchase, few returns (原文 002:030: 筛选“高毛利、高复购、低售后”的产品组合). It makes the list
# shorter and leaves the choice to you.

# %% id="front"
recent = category_stats[category_stats["month"].between("2025-07", "2025-09")]
care = recent.groupby("category", observed=True)[["repurchase_rate", "return_rate"]].mean()
candidates = facts[["category", "margin"]].join(care, on="category")
selection.pareto_front(candidates, high=["margin", "repurchase_rate"], low=["return_rate"]).head(8)

# %% [markdown] id="lists-text"
# ## Last quarter's ten best
#
# The usual way is simpler: look what earned most last quarter, and buy the like. Our market is simulated, so for once we know what each article
# could *expect* to sell, beside what it did sell in the quarter that was counted. (Two years of the market before the shop
# opened.)

# %% id="market"
_, report = Shop(World("light_gear", seed=2026), noise=1).run(days=1)
truth = report.truth["market_items"][["month", "item_id", "units", "expected"]]
items = shop.market_items.merge(truth, on=["month", "item_id"])
room = selection.category_facts(category_stats, "2023-12", margin="after_returns")
room = room.set_index("category")["margin"]
counted, expected = (selection.quarter_profit(items, room, x) for x in ("units", "expected"))
lists = selection.best_lists(counted, expected, top=10)

# %% [markdown] id="quarter-text"
# One quarter's list, as everybody sees it:

# %% id="quarter"
one = counted.merge(expected, on=["quarter", "item_id"], suffixes=("", "_expected"))
one = one[one["quarter"] == "2023Q2"].sort_values("profit", ascending=False)
one.head(10).drop(columns="profit_expected")

# %% id="ask-lists"
quiz.ten_best

# %% id="answer-lists"
answer = ...  # (value, low, high), for example (4, 2, 7)
quiz.ten_best.check(answer)

# %% id="one-list"
pd.Series(selection.top_overlap(one, seen="profit", true="profit_expected", top=10))

# %% [markdown] id="one-list-text"
# That was one quarter: `both` of the ten are truly among the ten best of that quarter; they showed `shown` yuan and could expect `came`. A lot would have found
# `by_chance` of them. Now all quarters, and the quarter in which the goods are there.

# %% id="lists"
long = lists.assign(quarter=pd.PeriodIndex(lists["quarter"], freq="Q").to_timestamp())
long = long.melt("quarter", ["same", "later"], "when", "of ten")
names = {"same": "truly best in that quarter", "later": "truly best a quarter later"}
long["when"] = long["when"].map(names)
ax = plots.lines(long, x="quarter", y="of ten", by="when")
plots.label(ax, quiz.tell("lists-title"), x="", y="of the ten best seen, so many")

# %% id="lists-reading"
quiz.tell("lists-reading")

# %% [markdown] id="styles-text"
# ## 200 clicks and ten per cent
#
# Nobody buys 500 pieces of an unknown style. It is tested first (测款): a few hundred clicks, then count favourites and
# carts. The trade's rule of thumb: **"10% favourites and carts (收藏加购率), so it runs."** Does it? This shop launched articles, and we can look
# back: what did the first 200 visits of each show, and what came later? No table here counts favourites, so this tries the rule with **carts
# alone**. With favourites every rate is higher, and 10% asks for less; that 200 visits are few stays true. A click of the test is a visit.
#
# An example first. A style has 10% in truth. Of 200 visitors 20 should put it in the cart; luck alone makes it 12 to 28, that is 6% to 14%.

# %% id="styles"
tested = styles.first_clicks(article_daily, sku, clicks=200)
tested.head(3)

# %% id="ask-killed"
quiz.killed_early

# %% id="answer-killed"
answer = ...
quiz.killed_early.check(answer)

# %% id="styles-figure"
ax = figures.seen_and_later(tested, least=0.10)

# %% id="styles-reading"
quiz.tell("styles-reading")

# %% [markdown] id="sheet-text"
# ### A sheet with a rule on it
#
# A better rule has four parts, all written *before* the test: the rate from which a style pays, what earlier launches say of a style that nobody
# knows (the **prior**, 先验), when to go and when to kill, and who signs.
#
# First the rate that pays, for each of the four articles of 2025. What does a click cost, and what is a cart *of this article* worth?

# %% id="pays"
feed = shop.ads_daily[shop.ads_daily["plan_kind"] == "paid_feed"]
click = feed["cost"].sum() / feed["clicks"].sum()
pay = article_daily["orders"].sum() / article_daily["addcart"].sum()
offers = sku.loc[sku["launch_date"] >= "2025-01-01", ["sku", "price", "unit_cost"]]
offers = offers.rename(columns={"sku": "style"})
before = {name: rate for name, rate in rates.items() if name not in ("goods", "ads")}
offers["left"] = margins.left_of_each(offers, **before)
offers["least"] = styles.least_rate(click, pay, offers["left"])
offers

# %% id="pays-reading"
quiz.tell("pays-reading")

# %% [markdown] id="prior-text"
# The prior comes from the articles launched in 2024: not from their first clicks, but from what they *were* afterwards. They are of several
# categories, put together, because each has only a few. It says where launches of this shop lie, and how many clicks of its own a new style
# needs to weigh as much. `day_scatter` asks the same launches how much more the first clicks jump than luck alone.

# %% id="prior"
new = tested["style"].isin(offers["style"])
known = tested[~new].drop(columns=["clicks", "carts"])
known = known.rename(columns={"later_clicks": "clicks", "later_carts": "carts"})
prior = styles.category_prior(known)
days = styles.day_scatter(tested[~new])
prior, days

# %% id="prior-reading"
quiz.tell("prior-reading")

# %% [markdown] id="sheet-costs"
# The sheet. A first lot needs the visits of the first month, as unsure as they were; what a missed piece would have left; and what a piece too many
# loses: here half its cost, because clearance brings the other half.

# %% id="sheet"
visits = styles.launch_sales(article_daily, sku, count="uv")["early"]
cost = {"visitors": (visits.mean(), visits.std()), "pay": pay, "over": "over", "under": "left"}
seen = tested.loc[new, ["style", "clicks", "carts"]].merge(offers, on="style")
seen["over"] = seen["unit_cost"] / 2
sheet = styles.style_test(seen, "least", prior, go=0.8, kill=0.2, scatter=days.value, **cost)
sheet[["style", "price", "least", "seen", "rate", "low", "high", "chance", "verdict", "first_lot"]]

# %% id="sheet-reading"
quiz.tell("sheet-reading")

# %% id="errors"
rule = {"least": 0.10, "prior": prior, "scatter": days.value}
trade = styles.style_errors([200, 2000], at=0.10, **rule)
careful = styles.style_errors([200, 2000], chance=0.8, **rule)
errors = pd.concat({"10% seen": trade, "chance of 80%": careful}, names=["rule", "row"])
errors.reset_index("row", drop=True)

# %% id="errors-reading"
quiz.tell("errors-reading")

# %% [markdown] id="sheet-file-text"
# The sheet as a file, with the rule above it, the errors on its second page, and empty columns for a name and a date:

# %% id="sheet-file"
import tempfile
from pathlib import Path

path = Path(tempfile.mkdtemp()) / "style_test.xlsx"  # your own: Path("my_style_test.xlsx")
styles.write_style_test(sheet, path, least="least", errors=errors.reset_index("rule")).name

# %% id="best"
pd.Series(styles.best_of(styles=10, clicks=200, prior=prior, scatter=days.value))

# %% id="best-reading"
quiz.tell("best-reading")

# %% [markdown] id="lots-text"
# ## The first lot
#
# A style goes. How many pieces? Say that a piece too many loses 30 yuan (its cost less what clearance brings). A piece too few would have left 43.
# Demand is 1, 2 or 3 hundred pieces, each with the same chance. With 200 pieces: the third hundred is sold with a chance of
# one in three, and wins 43 then or loses 30 else. One third of 43 is less than two thirds of 30, so stop at 200. In general order as long
# as the last piece is sold with a chance of more than 30 ÷ (30 + 43): the **newsvendor** (报童模型).

# %% id="newsvendor"
lots.newsvendor(over=30, under=43, demand=[100, 200, 300])

# %% [markdown] id="lot-text"
# With normal demand of 520 pieces, give or take 210: what does a lot earn, and how dear is a wrong one?

# %% id="lot"
best = lots.newsvendor(over=30, under=43, mean=520, sd=210)
lots.lot_profit([300, 400, 520, round(best), 700, 900], over=30, under=43, mean=520, sd=210)

# %% id="ask-lot"
quiz.first_lot

# %% id="answer-lot"
answer = ...
quiz.first_lot.check(answer)

# %% [markdown] id="two-text"
# A document advises origin supply and small lots with quick reorders (原文 000:010: 柔性供应链(小单快反)). What is a second order worth? That hangs
# on how much the first weeks tell of the rest, and on how much dearer the quick pieces are. The launches of this shop say (their orders stand
# for pieces, and the second lot is there at once):

# %% id="two"
launches = styles.launch_sales(article_daily, sku, early=30, late=90)
early, late = launches["early"], launches["late"]
part = (early.mean(), early.std()), (late.mean(), late.std())
tells = estimates.correlation(early, late, "launches")
lots.two_orders(30, 43, *part, correlation=tells.value)

# %% id="dearer"
lots.reorder_gain(30, 43, *part, [tells.low, tells.value], dearer=[0, 5, 10, 20])

# %% id="lots-reading"
quiz.tell("lots-reading")

# %% [markdown] id="supply-text"
# ### From whom?
#
# Small lots need a supplier who makes them. A score mixes price, time, quality and lot size; the weights are a matter of taste, so try
# them all. (What one supplier asks is not for another's ears: 商业秘密.)

# %% id="supply"
low = ["unit_price", "lead_mean", "lead_sd", "defect_rate", "moq"]
selection.supply_score(suppliers, low=low, high=["on_time_rate"])

# %% id="supply-reading"
quiz.tell("supply-reading")

# %% [markdown] id="mix-text"
# ## The whole range
#
# A document wants the product mix 20/50/30 (原文 002:030: 爆款引流(20%)+利润款支撑(50%)+长尾款补充(30%)). Of what?

# %% id="mix"
paid = orders.loc[orders["ts_pay"].between("2025-01-01", "2025-12-01"), "order_id"]
articles = assortment.article_sales(order_items[order_items["order_id"].isin(paid)], sku)
roles = articles["role"].astype(object).replace({"welfare": "traffic", "image": "long_tail"})
mix = assortment.product_mix(articles.assign(role=roles), plan=assortment.MIX)
mix

# %% id="mix-reading"
quiz.tell("mix-reading")

# %% id="curve"
assortment.sales_curve(articles, months=11).head(4)

# %% id="curve-reading"
quiz.tell("curve-reading")

# %% id="range"
broad = assortment.assortment_breadth(articles, within="category")
young = assortment.newness(articles, "2025-01-01", "2025-12-01", young=365)
market = facts.rename(columns={"searches": "sales"})
assortment.assortment_gap(articles, market)

# %% id="range-reading"
quiz.tell("range-reading")

# %% [markdown] id="other-text"
# ## Another shop
#
# The same question on another shop's ledger. Does the dearest channel leave something there?

# %% id="other"
other = load("second_shop")
needed = ["pnl_lines", "article_daily", "order_items", "sku"]
other_quiz = exercises("1_2", lists=lists, **{name: other[name] for name in needed})
other_quiz.channel_left

# %% id="answer-other"
answer = ...
other_quiz.channel_left.check(answer)

# %% [markdown] id="yours-text"
# ## Now yours
#
# Import your platform's export once, in a terminal: `python course.py import FILE`. Then run the cell. The export knows what was
# paid and refunded. Put the other rates from your papers in place of `None`, such as `fee=0.05`; what you don't type is left
# out, not 0.

# %% id="yours-export"
from ecomlab import exports
from ecomlab.exports import parts

if exports.is_imported():
    shop = exports.my_shop()
    shop_left = waterfall.left_of_export(shop.orders, goods=None, lost=None, fee=None)
    ax = figures.waterfall(shop_left, unit=parts.currency(shop))
    print(shop_left[["step", "part", "left", "source"]].to_string())
else:
    print("Nothing is imported yet. In a terminal: python course.py import FILE")

# %% [markdown] id="yours-tables"
# To the cent it goes by tables: put them beside this notebook as CSV files with the canonical columns. The cell needs `my_orders.csv`
# (order_id, customer_id, ts_order, ts_pay, paid_amount) and `my_order_items.csv` (order_id, sku, qty, price, cost, discount). With
# `my_returns.csv`, `my_shipments.csv` and `my_ads_daily.csv` there is a result; before, the cell says what is missing. Don't upload
# them anywhere: an order has a person behind it.

# %% id="yours"
from ecomlab.tables import validate

names = ["orders", "order_items", "returns", "shipments", "ads_daily"]
files = {name: Path(f"my_{name}.csv") for name in names if Path(f"my_{name}.csv").exists()}
if {"orders", "order_items"} <= {*files}:
    mine = {x: validate(pd.read_csv(path), x, "Asia/Shanghai") for x, path in files.items()}
    my_left = waterfall.what_is_left(mine, fee=0.05)[["step", "amount", "left"]]
    lacking = ", ".join(waterfall.missing(my_left))
    print(my_left, f"No result yet: {lacking} missing." if lacking else "", sep="\n")
else:
    print("No my_orders.csv and my_order_items.csv here: nothing to draw yet.")

# %% [markdown] id="recap"
# ## What to keep
#
# - Margin room is the *first* step of a waterfall. Say where you stop: after goods, after returns, after ads, after tax.
# - The room that an article needs hangs on its returns and on the channel. 30% is a border, not a law.
# - What was shared out is an average. It doesn't say what you save when you drop an article or a channel.
# - The best of a list are good, and less good than they look.
# - 200 clicks rank styles; they don't measure them. Write the rule first, with the rate that *this* style needs.
# - What a second order is worth hangs on its price, and on how much the first weeks tell.

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw your 100 yuan by channel. Write beside each channel the margin room that it needs.
# 2. Put a line under each supplier's offer: *left of 100 yuan in channel X at r% returns*.
# 3. Before the next test of styles, fill in the sheet's rule and sign it. After the test, change nothing.
# 4. Ask one supplier for half the lot at a higher price, and compute what the second order is worth.
# 5. When somebody shows a list of winners, choose from it, and plan with less than it shows.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | |
# |---|---|---|
# | gross margin | 毛利率 | 1 − cost of goods ÷ price |
# | margin room | 利润空间 | of which margin? The documents don't say |
# | contribution margin | 边际贡献率 | here: what is left after all that grows with the order, before ads |
# | waterfall | 瀑布图, 百元损益 | from sales to what is left, step by step |
# | refund before shipping | 发货前退款 | the goods never left |
# | general, small-scale taxpayer | 一般纳税人, 小规模纳税人 | how VAT is reckoned |
# | break-even ROI | 保本 ROI | sales that an ad must bring for a yuan |
# | competition | 竞争度 | listings per search |
# | product mix | 产品矩阵 | shares of roles; of what? |
# | test of styles | 测款 | a few hundred clicks before a lot is bought |
# | favourites-and-carts rate | 收藏加购率 | visitors who mark or cart an article ÷ visitors; carts alone are fewer |
# | prior | 先验 | what earlier launches say of a style that nobody knows |
# | newsvendor | 报童模型 | one order before an uncertain season |
# | small lots, quick reorder | 小单快反 | two orders instead of one |
# | Pareto front | 帕累托前沿 | what none beats on all criteria |
#
# **Next.** Case *presale* asks whether presale and seven days of shipping make stock turn faster. Lesson 1.3 asks why a rival's
# article sells.
