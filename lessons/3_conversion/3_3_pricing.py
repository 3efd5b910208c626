# %% [raw] id="header"
# title = "What may it cost?"
# subtitle = "Elasticity that nobody chose, and the price that may be struck through"
# chinese = "定价"
# minutes = 75
# route = "core"
# needs = ["0_2", "1_2"]
# verdict = "reading"
# topic = "conversion.pricing"
# related = ["low_price_people"]
#
# [rows]
# C15 = "conversion.offers.reference_price_check, conversion.offers.transaction_prices / struck, base, lamp"
# C21 = "conversion.offers.instalment_breakeven / free / trade-in (以旧换新) needs a second market: fashion and durables, not this shop"
# C40 = "conversion.rivals.price_war, needed_pieces / enough / what a promotion adds, pull-forward included, is 2.7; its cost to the cent 3.8"
# R21 = "elasticity / how_wide / the effect of one's own past changes; where a price stands is price_position, lesson 1.3"
# R30 = "price_experiment, best_price, conversion.offers.next_orders / added, monday"
# P31 = "elasticity / - / in part: regulars beside new buyers; this shop's orders don't say who searched for the brand"
# M92 = "conversion.offers.discount_depth / eight"
# E08 = "conversion.offers.returning_offers / today_only / first 100 −30: count the deals at the price; the effect of urgency is 3.2's"
# E12 = "conversion.offers.reference_price_check / struck, base"
# E60 = "conversion.offers.reference_price_check / lamp / the rule on orders; 3.8 refers to it"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say how many more pieces a lower price must sell,
# 2. read an elasticity, and say whose choice made the prices move,
# 3. plan a test of prices that is lawful, and read it in yuan,
# 4. draw profit against price, and say where the curve is a guess,
# 5. find in your orders the price that an offer may be compared with.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with two price tags of the same mug, 29 and 26. *"I sell it for 26 from today. Who thinks I earn more? How many more must I sell?"* Write down three numbers before anybody reckons.
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 4 | the boss's sentence; guess |
# | 9 | by hand: a lamp; what 100 yuan leave; exercise *enough pieces* |
# | 12 | three readings of two years, the figure of weeks |
# | 10 | the lot, its rule and the law; what it found |
# | 9 | profit against price, slider; decision; what truly came |
# | 6 | rivals, a price war |
# | 14 | struck-through prices: prediction, check, another shop (exercise) |
# | 5 | who came in cheap, and free instalments |
# | 3 | verdict, now yours, recap |
#
# **Likely wrong turns.** "10% less, so 10% more pieces are enough": that keeps revenue. "More controls, so nearer the truth": with weeks held still the number got worse, because within a week only the event's days differ. "Not
# significant, so the price doesn't matter": the lot found a large effect; it is the *profit* that is flat. "The usual price is the base": a coupon order sets it.
#
# **Expected.** Enough pieces: `quiz.enough.solution()`, more than a quarter. Struck through: few of 40. Base of BP01 in the second shop: the week's lowest deal, below 159. Decision: C, 3 while the needed rise lies inside the lot's interval. For another day: `solution()` shows them.
#
# With 45 minutes: leave out rivals, who came in cheap, instalments. Don't leave out the figure of weeks and the struck-through prices.
#
# **Law and decency.** No price by person behind her back (个人信息保护法 第二十四条; 消费者权益保护法实施条例 第九条). A reduction needs a base that somebody paid (规范促销行为暂行规定). Let trainees look up both; nobody quotes from memory.
#
# **Hand-out.** The table *before you change a price*, one per trainee.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_3")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## "People love it cheaper"
#
# Your boss shows you the sales of two years. "Look at 618: 15% less, and look at the pieces! Outside the events the long tail (长尾) sits there at full price. Cut all of it
# by ten per cent."
#
# **If these articles were 10% cheaper, and nothing else changed: by how many per cent would pieces rise?** A guess, with a low and a high end: `quiz.guess(12, low=5, high=25)`.

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots
from ecomlab.conversion import figures, offers, pricing, rivals
from ecomlab.datasets import load
from ecomlab.exercises.conversion import pricing as lesson
from ecomlab.levers import lever

pd.options.display.float_format = "{:z,.3f}".format
plots.use_house_style()
shop, twin = load("shop"), lesson.truths("shop")
tables = {name: shop[name] for name in lesson.SHOP} | {"twin": twin}
quiz = exercises("3_3", **tables)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # per cent more pieces at 10% less

# %% [markdown] id="hand-text"
# ## By hand: how many more must be sold?
#
# A lamp costs 100 yuan. Goods and parcel cost 70, so 30 are left. At 90 yuan 20 are left. Ten lamps left 300 yuan. Now fifteen are needed: **half as many again**, for a tenth less.
#
# $$\text{needed} = \frac{\text{left today}}{\text{left at the new price}} - 1$$

# %% id="hand"
pricing.needed_pieces(100, 70, [-0.20, -0.10, -0.05, 0.05, 0.10])

# %% [markdown] id="hand-reading"
# `pieces` is the share by which pieces must change. A rise of a tenth may lose a quarter of the pieces. (`elasticity` comes below: it is where two prices leave the same.)

# %% [markdown] id="rates-text"
# And your long tail? Not all of a price stays: some pieces come back, the platform takes its fee, the state its tax. These move *with* the price. Goods and
# parcels don't. Ads neither: a click costs the same. Of 100 yuan of these articles:

# %% id="rates"
orders, items = shop.orders, shop.order_items
rates = lesson.rates(orders, items, shop.returns, shop.shipments, shop.sku)
rates  # keep is a share; cost and left are yuan of 100

# %% id="ask-enough"
quiz.enough

# %% id="answer-enough"
answer = ...
quiz.enough.check(answer)

# %% id="rates-reading"
quiz.tell("rates-reading")

# %% [markdown] id="elasticity-text"
# ## Reading one: dear beside cheap
#
# Will pieces rise by that much? For this the trade has one number. **Elasticity** (价格弹性) is the per cent of pieces for one per cent of price. At −2, a price that is 1% lower sells about 2% more.
#
# $$\text{pieces} \sim \text{price}^{\,e} \qquad\text{so}\qquad \log \text{pieces} = e \cdot \log \text{price} + \dots$$
#
# It is the slope of log pieces on log price. First without anything: 13 articles, all weeks in which no price test ran.

# %% id="pooled"
tail, promos = lesson.tail(shop.sku), shop.promos
test, event = lesson.spells(promos, "price_test"), lesson.spells(promos, "event_discount")
cells = pricing.price_cells(shop.inventory_daily, usual=tail, without=test)
pricing.elasticity(cells, effects=[])

# %% id="pooled-reading"
quiz.tell("pooled-reading")

# %% [markdown] id="within-text"
# ## Reading two: each article beside itself
#
# So compare each article with itself, at other times. `effects=["sku"]` gives every article a level of its own.

# %% id="within"
pricing.elasticity(cells, effects=["sku"])

# %% [markdown] id="weeks-text"
# Your boss is pleased. Before you print price tags, look at *when* the prices were low. A dot is a week.

# %% id="weeks"
weeks = lesson.weekly(shop.inventory_daily, shop.sku, promos)
ax = figures.weeks_by_price(weeks)
plots.label(ax, quiz.tell("within-title"), x="price, of the usual one", y="pieces a day, 13 articles", n=len(weeks), counts="weeks")

# %% id="within-reading"
quiz.tell("within-reading")

# %% [markdown] id="effects-text"
# ## Reading three: hold the weeks still too
#
# Then hold each week still as well, you say: compare articles only with the others of the *same* week. A good idea, with two catches.

# %% id="effects"
found = {
    "articles and weeks": pricing.elasticity(cells, effects=["sku", "week"]),
    "and no days of events, all articles": pricing.elasticity(lesson.own_cuts(shop.inventory_daily, shop.sku, promos)),
}
print(estimates.table(found, "held still").to_string())
pricing.who_moves(lesson.own_cuts(shop.inventory_daily, shop.sku, promos)).head(4)

# %% id="effects-reading"
quiz.tell("effects-reading")

# %% [markdown] id="lot-text"
# ## Reading four: let a lot choose
#
# The shop did it, twice. Each Monday a lot made each of the 13 articles 8% dearer or 8% cheaper for a week. Nobody's choice, so nothing else goes with it. The rule is public, and at any moment everybody pays the same for the same article. (The data's lot is drawn anew each Monday; `deal_prices` below gives each article one dear and one cheap week a fortnight.)
#
# **By article, by week: yes. By region: with care, for two regions then pay two prices at one moment, and the published rule has to carry that. By person: never.** No unreasonable difference by an automatic decision (个人信息保护法 第二十四条); no other price for the same goods on the same
# conditions, which the buyer doesn't know of (消费者权益保护法实施条例 第九条). So `deal_prices` has no person in it. A plan for four articles and four weeks:

# %% id="plan"
plan = pricing.deal_prices(["SP01", "HM01", "HL01", "SV01"], "2026-01-05", fortnights=2, seed=20260105)
print(plan.attrs["rule"])
plan.pivot(index="unit", columns="start", values="times")

# %% [markdown] id="lot-read-text"
# What did the two tests find? Days of events are left out. Now a row is an article in a week, dealt by itself: so n counts those.

# %% id="lot"
tested = pricing.price_cells(shop.inventory_daily, usual=tail, only=test, without=event)
by_lot = pricing.elasticity(tested, cluster=["sku", "week"])
by_lot

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="yuan-text"
# Now in yuan. `price_experiment` reads a test with prices up and down: pieces of the dear weeks ÷ pieces of the cheap ones, and the same for what is left.

# %% id="experiment"
cost = dict(zip(tail["sku"].astype(str), tail["price"] * rates["cost"] / 100, strict=True))
pricing.price_experiment(tested, cost, keep=rates["keep"])

# %% id="experiment-reading"
quiz.tell("experiment-reading")

# %% [markdown] id="profit-text"
# ## Profit against price
#
# Move the price. Grey is what was tested; beyond it one elasticity is *assumed* to go on. The band is the interval of the elasticity.

# %% [markdown] id="best-text"
# One formula more, for one elasticity $e$ below −1: what costs 100 today would leave most at $\frac{\text{cost}}{\text{keep}} \cdot \frac{e}{1 + e}$ (Lerner).

# %% id="best"
pricing.best_price(by_lot, rates["cost"], rates["keep"])

# %% [markdown] id="slider-text"
# How much is lost by not standing there?

# %% id="profit"
price = {"price": 100, "cost": rates["cost"], "keep": rates["keep"], "tested": lesson.TESTED}
stops = [0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2]
lever(lambda chosen: figures.profit_at(by_lot, chosen=chosen, **price), "price, of today's", stops, start=0.9, unit="%")

# %% id="profit-reading"
quiz.tell("profit-reading")

# %% id="ask-monday"
quiz.monday

# %% id="answer-monday"
answer = ...  # for example ("B", 2)
quiz.monday.check(answer)

# %% [markdown] id="verdict-text"
# ## What truly came
#
# This shop is simulated. So the price of each of the ten that were on sale from the first day was moved alone, in the same weeks, with the same people. All readings, as per cent of pieces at 10% less, beside your guess:

# %% id="verdict-figure"
asked = {
    "dear beside cheap articles": pricing.elasticity(cells, effects=[]),
    "each article beside itself": pricing.elasticity(cells, effects=["sku"]),
    "articles and weeks": pricing.elasticity(cells),
    "by lot": by_lot,
}
rises = {name: pricing.pieces_after(e, -0.10).times(100) for name, e in asked.items()}
truth = estimates.Estimate(100 * (0.9 ** lesson.true_elasticity(twin) - 1), float("nan"), float("nan"), 0, "")
table = estimates.table(rises | {"truth": truth})
needed = 100 * lesson.needed_share(orders, items, shop.returns, shop.shipments, shop.sku)
ax = figures.readings(table, needed, guess=quiz.guess.given)
plots.label(ax, quiz.tell("verdict-title"), x="per cent more pieces at 10% less")

# %% id="verdict-reading"
quiz.tell("verdict-reading")

# %% [markdown] id="shop-text"
# And the money of the **whole shop**, when the prices of the ten articles that were there from the first day were moved together? Each diamond is the mean of several shops with other luck.

# %% id="truth"
mine = lesson.tail_profit(twin, shop.inventory_daily, shop.sku, promos, rates["left"])
came = lesson.shop_profit(twin, mine)
ax = figures.profit_at(by_lot, truth=came, **price)
plots.label(ax, quiz.tell("truth-title"), y="profit, of what the article leaves today", n=int(came["n"].iloc[0]), counts="shops")

# %% id="truth-reading"
quiz.tell("truth-reading")

# %% [markdown] id="rivals-text"
# ## And if they follow?
#
# A document warns of the vicious circle (原文 004:040: 避免陷入价格战的恶性循环). The lot moved *our* prices; the rivals stood still. Suppose two shops that are alike, at 100 yuan, cost 60. Alone, 1% less sells 3.5% more; if the other one is 1% cheaper, we lose 2%. In turn, each cuts by a tenth **where that leaves it more, with the other's price as it is**.

# %% id="war"
moves = rivals.price_war(**lesson.WAR)
ax = figures.war(moves)
plots.label(ax, "Each cut pays the one who makes it, and both end with less", x="who cuts by a tenth", y="profit, of today's")

# %% id="war-reading"
quiz.tell("war-reading")

# %% id="rivals"
everything = pricing.price_cells(shop.inventory_daily, usual=shop.sku, without=event)
beside = rivals.cheapest_rival(everything, shop.competitors)
print("our pieces for 1% of the cheapest rival's price:", pricing.elasticity(beside, of="rival_price", controls=["price"]))
lesson.by_buyer(shop.inventory_daily, shop.sku, promos, orders, items)

# %% id="rival-reading"
quiz.tell("rival-reading")

# %% id="buyers-reading"
quiz.tell("buyers-reading")

# %% [markdown] id="law-text"
# ## "Was 299, now 199"
#
# Document 000 sets a price with an anchor (原文 000:031: 锚定定价(原价299,现价199)). Is it true, and who paid 299? The rule (规范促销行为暂行规定, since December 2020): who reduces a price says from what. Where the page doesn't say it, the base is **the lowest transaction
# price of the seven days before, in the same place**. Without a deal in them, the last transaction price before. So not the price on a page: the price that somebody *paid*. You need your orders. By hand:
#
# | deal | yuan a piece, after all reductions | in the seven days before 1 June? |
# |---|---:|---|
# | 20 May | 259 | no |
# | 26 May | 299 | yes |
# | 29 May | 299, with 100 off an order of two: 249 | yes: the lowest |
#
# "Was 299, now 199" says a third off. From 249 it is a fifth.

# %% id="ask-struck"
quiz.struck

# %% id="answer-struck"
answer = ...  # (value, low, high)
quiz.struck.check(answer)

# %% id="offers"
deals = offers.transaction_prices(items, orders)
checked = offers.reference_price_check(deals, lesson.announced(shop.sku))
ax = figures.said_and_real(checked.sort_values("real", ascending=False).head(20))
plots.label(ax, quiz.tell("offers-title"), x="taken off, share of a price", n=len(checked), counts="offers, 20 shown")

# %% id="offers-reading"
quiz.tell("offers-reading")

# %% [markdown] id="depth-text"
# The same question for all purchases: how deep are our discounts (优惠力度)? 1 − paid ÷ list. Beside which list?

# %% id="depth"
lesson.depths(orders, items, shop.sku)

# %% id="depth-reading"
quiz.tell("depth-reading")

# %% [markdown] id="other-text"
# Your turn, on the second shop.

# %% id="other"
shop_2, twin_2 = load("second_shop"), lesson.truths("second_shop")
tables_2 = {name: shop_2[name] for name in lesson.SHOP} | {"twin": twin_2}
other = exercises("3_3", **tables_2)
other.base

# %% id="answer-base"
answer = ...
other.base.check(answer)

# %% [markdown] id="urgency-text"
# **Urgency** is the same question once more. "First 100: −30" is true if it ends after the hundredth; "today only" is true if it doesn't come back tomorrow (原文 000:031: 限时优惠(前100名减30)). Your list of offers can say so:

# %% id="urgency"
offers.returning_offers(lesson.spells(promos, "sku_discount").assign(offer=lambda x: x["promo_id"].str[:4]), days=14)

# %% [markdown] id="urgency-reading"
# `gap` is the number of days until the same offer came again. No table holds what the page said about its end: keep that too.

# %% [markdown] id="entrants-text"
# ## "At least we win customers"
#
# CH01, the chair, was 30% off for four weeks, twice. New customers of those weeks: do those who came in by the chair come back within 90 days, beside those who came in by another article?

# %% id="entrants"
entered = lesson.cut_entries(orders, items, promos, shop.sku)
offers.next_orders(entered, window=lesson.WINDOW)

# %% id="entrants-reading"
quiz.tell("entrants-reading")

# %% [markdown] id="free-text"
# ## Cheaper by the month
#
# A price can stay and still weigh less: free instalments (分期免息; 原文 000:035: 支持“花呗分期、信用卡支付、微信/支付宝快捷支付”,降低支付门槛). A tent of 899 yuan leaves 28%. What would the fee cost, if 40% of the buyers choose it? (The rates are an example: yours are in your contract.)

# %% id="free"
offers.instalment_breakeven(**lesson.TENT, share=0.4)

# %% id="free-reading"
quiz.tell("free-reading")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put two files beside this notebook, and write your own offer (`was`, `now`, its first day) into the last lines. Without a lot the elasticity is a reading, not a test: if `who_moves` names two or three articles, ask why *their* prices moved. With a lot, use `price_experiment`. `my_prices.csv`, one row per article and day: `date`, `sku`, `price`, `sales`, `on_hand`. `my_deals.csv`, one row per paid line: `sku`, `ts`, `price` (a piece, after all reductions). No names, no phone numbers.

# %% id="yours"
from pathlib import Path

from ecomlab.tables import validate

prices, paid = Path("my_prices.csv"), Path("my_deals.csv")
if prices.exists():
    own = pricing.price_cells(validate(pd.read_csv(prices), "inventory_daily", timezone="Asia/Shanghai"))
    print("a reading, no test:", pricing.elasticity(own, effects=["sku", "week"]), pricing.who_moves(own).head(), sep="\n")
if paid.exists():
    mine = pd.read_csv(paid, parse_dates=["ts"])
    asked = pd.DataFrame({"sku": [mine["sku"].iloc[0]], "start": [pd.Timestamp("2026-06-01")], "was": [299], "now": [199]})
    print(offers.reference_price_check(mine, asked))
print([f"{file} isn't here yet." for file in (prices, paid) if not file.exists()])

# %% [markdown] id="verdict-head"
# ## "Cheaper sells more, so cut": verdict

# %% id="verdict"
quiz.tell("verdict")

# %% id="shop-verdict"
quiz.tell("shop-verdict")

# %% id="law-verdict"
quiz.tell("law-verdict")

# %% [markdown] id="recap"
# ## Recap
#
# - A tenth off the price is much more than a tenth off what is left. Reckon the pieces that are needed first.
# - An elasticity is only as good as the reason why prices moved. Events move prices and people on the same days.
# - More effects held still don't make an experiment. Ask whose prices still move: `who_moves`.
# - A lot by article and week is cheap, lawful and enough. Never by person.
# - Near the best price profit is flat: don't pay much to move there.
# - A reduction counts from what somebody paid in the seven days before. Look into your orders.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# **Before you change a price**
#
# | ask | where it is |
# |---|---|
# | what is left of a piece today, and at the new price? | `needed_pieces` |
# | how many more pieces are needed? | the same |
# | what elasticity do we have, and who moved the prices? | `elasticity`, `who_moves` |
# | was the new price inside what was tested? | the grey band |
# | what goes with a lost buyer: the rest of the basket, her next order? | 3.7, 5.1 |
# | will rivals follow? | `price_war` |
#
# 1. Take the ten articles with the most pieces. Write down what 10% less needs.
# 2. Deal two prices by lot, article by article, for eight weeks without an event; end more than a week before one. Publish the rule with its days of price protection (价保), keep the seed.
# 3. Stop for a rival's war or an empty shelf; don't stop for a good week.
# 4. Before each promotion: run `reference_price_check` a week ahead, and look whether a coupon of that week would lower the base.
# 5. Say on the page from which price and date you count. Keep the orders that prove it.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | price elasticity | 价格弹性 | per cent of pieces for one per cent of price |
# | cross elasticity | 交叉价格弹性 | the same, for a rival's price |
# | contribution | 边际贡献 | what is left of a piece after all that moves with it |
# | price test | 价格测试 | prices dealt by lot, under a public rule |
# | struck-through price | 划线价 | the price that a page strikes through |
# | transaction price | 成交价 | what a buyer paid for a piece |
# | base of a reduction | 折价基准 | the price from which "off" is counted |
# | discount depth | 优惠力度 | 1 − paid ÷ list |
# | 8折 | 八折 | 80% are paid: 20% off |
# | price discrimination by data | 大数据杀熟 | another price for the same, from what is known of the buyer |
# | price war | 价格战 | each follows the other's cut |
# | free instalments | 分期免息 | the shop pays the buyer's fee |
#
# **Sources.** Tellis 1988 and Bijmolt, van Heerde and Pieters 2005 (published elasticities, −2.62 on average); Santos Silva and Tenreyro 2006; Carter, Schnepel and Steigerwald 2017; Lerner 1934; 规范促销行为暂行规定 (2020). No advice of a lawyer. What prices truly do here: `ecomlab.datasets.card("prices")`.

# %% [markdown] id="more"
# ## For another day
#
# Seven more questions, not part of the lesson's time. Here is one, on the second shop. The others: `quiz.lamp`, `quiz.eight`, `quiz.free`, `quiz.lawful`, `quiz.today_only`, `quiz.added`; answer with `quiz.lamp.check(...)`.

# %% id="ask-how-wide"
other.how_wide

# %% id="answer-how-wide"
answer = ...
other.how_wide.check(answer)

# %% [markdown] id="next"
# **Next.** The case [Low price, low repurchase](../2_traffic/case_low_price_people.ipynb): other people, or another offer?
