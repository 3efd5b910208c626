# %% [raw] id="header"
# title = "What goes with it?"
# subtitle = "Pairs beside chance, sets that pay, and a list tried on later orders"
# chinese = "关联销售"
# minutes = 70
# route = "extension"
# needs = ["0_2", "3_2"]
# verdict = "reading"
# topic = "conversion.baskets"
#
# [rows]
# C23 = "aov_drivers, basket_size, threshold_pieces / sent_back / four drivers; the document's four factors each move one of them"
# C24 = "association_rules, noise_line, attach_rate / below_a_lift_of_one, strong_pairs, stove"
# R13 = "bundle_candidates, needed_rate, bundle_test / set_needs, tea"
# U29 = "conversion.recommenders.recommend, conversion.recommenders.recommendation_test, conversion.recommenders.hit_rate / slot"
# U32 = "conversion.recommenders.next_category / - / several dimensions of a member: lesson 5.3"
# M35 = "aov_drivers / frequency / the cells after the drivers: by buyer on the platforms, by order 笔单价"
# M36 = "aov_drivers / frequency / buyers × orders a buyer × what an order brings; say whether unpaid and refunded orders are in it"
# M41 = "aov_drivers / frequency / orders ÷ buyers: by order × frequency = by buyer"
# K29 = "bundle_test / tea / the office afternoon-tea set, invented"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say where the value of an order comes from, in four factors,
# 2. tell pairs that go together from pairs that luck put together,
# 3. work out what a set must bring before its discount is earned back,
# 4. read a test of a set on the line that counts,
# 5. try a recommendation on orders that came later, and say what that proves.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with slips. Everybody writes two things from their last order on a slip. Count the pairs on the board: one pair stands there twice, by luck. *"Would you build a set of it?"*
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 4 | the boss's sentence, the guess |
# | 10 | four drivers; with and without a chat; the twin |
# | 12 | three by hand; lift, and what chance does; the other shop (exercise) |
# | 9 | the map; the list of two weeks (prediction); luck alone |
# | 6 | needed for the threshold |
# | 9 | sets: by hand, candidates, slider (exercise) |
# | 6 | the tea set (exercise), verdict |
# | 7 | the place on the page; next orders; the grocer |
# | 4 | now yours, playbook |
#
# That is 70 minutes.
#
# **Likely wrong turns.** "Lift below 1, so they don't go together": ask how many orders *can* hold a pair. "Bought together often, so a set": those buyers get the discount for nothing. "Order value rose, so it works": per order or per visitor?
# "The list finds three of four": did anybody see it?
#
# **Expected.** The list: its lift falls by about a third to a half. The other shop: about 2 times. The set: about 1.3 to 1.5 times today's share. Tea: B, 2. `solution()` shows the numbers of the day.
#
# **With 45 minutes** do pairs, the list, sets and the tea set. Leave out chats, the threshold, next orders and the grocer.
#
# **Law and decency.** A set's price beside the single prices must be true: who shows a struck-out sum must sell the pieces at it (明码标价和禁止价格欺诈规定, outside the documents). Nothing is put into a cart unasked: a box that is ticked beforehand isn't consent
# (电子商务法 第十九条). Recommending by a person's history needs an off switch (电子商务法 第十八条, 个人信息保护法 第二十四条).
#
# **Hand out:** *"… of … orders hold both; by chance …; times …, from … to …; asked of … pairs."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_7")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## "Sell something along"
#
# It is the evening of 31 December 2025. The boss has read how 客单价 is raised: (原文 003:023: 提供有效的搭销技巧,帮助提高关联销售). Four things decide it, says the document: (原文 003:024: 决定因素:商品结构、页面引导、客服推荐、营销活动). *"Orders with two articles are far
# larger than orders with one. So show something along on every page."*
#
# **On trial: "related sales raise the order value".** First a guess. Take all paid orders of your shop. By how many **yuan** is an order with two articles or more larger than an order with one?

# %% id="imports"
import pandas as pd

from ecomlab import plots, tables
from ecomlab.conversion import baskets, figures, recommenders
from ecomlab.datasets import load
from ecomlab.exercises.conversion import baskets as mine
from ecomlab.levers import lever

plots.use_house_style()
pd.options.display.float_format = "{:,.4g}".format

# %% id="load"
shop, other, own = load("shop"), load("second_shop"), load("baskets")
groceries = load("groceries").baskets
given = {name: shop[name] for name in mine.SHOP} | {name: own[name] for name in mine.BASKETS}
given |= {f"other_{name}": other[name] for name in mine.OTHER}
quiz = exercises("3_7", **given, groceries=groceries)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan

# %% id="sizes"
items = mine.bought(shop.order_items, shop.orders)  # of purchases
baskets.basket_size(items)

# %% id="sizes-reading"
quiz.tell("sizes-reading")

# %% id="by-articles"
mine.by_articles(shop.order_items, shop.orders)  # yuan per paid order; 3: three or more

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% [markdown] id="drivers-text"
# ## Where the value of an order comes from
#
# One order: a tent for 400 yuan and two lamps of 60, list prices, paid 468. That is 2 articles × 1.5 pieces of each × 173.33 yuan a piece × 0.90 paid of it = 468. So
#
# $$\text{order value} = \text{articles} \times \frac{\text{pieces}}{\text{articles}} \times \frac{\text{list price}}{\text{pieces}} \times \frac{\text{paid}}{\text{list price}}$$
#
# The document names four causes: product structure, page guidance, service, campaigns (商品结构、页面引导、客服推荐、营销活动). The four *drivers* here are not these. A page, an agent or a campaign may move any of them, and a driver that moved doesn't say who moved it.
# 2025 beside 2024, all purchases (`before` and `after` may be any two groups: two price bands, two channels):

# %% id="drivers"
drivers = baskets.aov_drivers(mine.years(shop.orders), items, 2024, 2025, by="year")
drivers

# %% id="drivers-reading"
quiz.tell("drivers-reading")

# %% [markdown] id="buyer-text"
# **Mind the word 客单价.** Platforms divide by *buyers*: 支付金额 ÷ 支付买家数. Paid ÷ orders is 笔单价, here "order value". Between them stands the purchase frequency (购买频次). It grows with the period, so a 客单价 of a year is no 客单价 of a day.

# %% id="buyer"
mine.by_buyer(shop.orders)

# %% [markdown] id="chat-text"
# Does service sell along? Orders whose buyer chatted with you in the day before, beside those without a chat:

# %% id="chat"
talked = mine.chatted(shop.orders, shop.chats)
baskets.aov_drivers(talked, items, "no chat", "chat", by="chat")

# %% id="chat-reading"
quiz.tell("chat-reading")

# %% [markdown] id="twin-text"
# ### The shop without companions
#
# Your shop is a simulation, so it can be run twice: as it is, and with nobody who adds a second article. Same people, same luck, the first half of 2024, six pairs. Here order value is what is kept after refunds ÷ paid orders.

# %% id="twin"
twin = mine.gap(own.twins)
twin[["measure", "shop", "alone", "estimate", "low", "high", "n"]]

# %% id="twin-figure"
ax = plots.estimates(twin.iloc[2:], "measure", percent=False)
ax.axvline(0, color=plots.COLOURS["grey"], lw=1)
plots.label(ax, quiz.tell("twin-title"), x="thousand yuan in half a year that companions add")

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% [markdown] id="hand-text"
# ## Which two? By hand first
#
# In your orders of two 2,000 articles lie beside another one: call them *companions*. 120 of them, or 6%, are lamps. Tents have 40 companions. By chance 40 × 6% = 2.4 of these are lamps. You see 6: **2.5 times** as many. (Exactly 2.33 times: a lamp is no lamp's companion, and a tent no tent's, so chance has 2.58. For an article with many companions that matters more.)
#
# Three words of the textbook for the same pair:
#
# - **support** (支持度): orders with both ÷ all orders,
# - **confidence** (置信度): orders with both ÷ orders with the first: the attach rate (连带购买率),
# - **lift** (提升度): confidence ÷ the second's share of all orders.

# %% id="rules"
rules = baskets.association_rules(items, least=0)  # each pair twice: once for each as the first
shown = ["sku", "with_sku", "both", "confidence", "lift", "expected", "times", "low", "high"]
rules.head(6)[shown]

# %% [markdown] id="lift-text"
# `expected` is how many orders would hold both if companions were dealt by lot, and `times` is `both` over it. Every textbook says: a lift above 1 means "together", below 1 "apart". Look at one pair of your shop, and at a grocer. The grocer's baskets come from a free package. Its two publishers disagree on whether they are real or simulated
# (the card of `groceries` says so). So take no fact about grocers from them.

# %% id="lift"
pair = mine.below_one(rules)
both = {"your shop": mine.lifts(rules), "grocer": mine.lifts(baskets.association_rules(groceries))}
print(pair[shown].to_string())
pd.DataFrame(both)  # pairs in 30 orders or more

# %% id="lift-reading"
quiz.tell("lift-reading")

# %% id="ask-below"
quiz.below_a_lift_of_one

# %% id="answer-below"
answer = ...
quiz.below_a_lift_of_one.check(answer)

# %% id="chance-reading"
quiz.tell("chance-reading")

# %% [markdown] id="map-text"
# ## All pairs, and where luck ends
#
# You don't ask about one pair. You ask about all of them, and take the most striking. Each interval must be surer for that: so sure that **all together** hold in 95 of 100 shops (Bonferroni). The two lines say where luck ends. A pair that was bought less often by chance needs more times to cross.

# %% id="noise"
baskets.noise_line([3, 30, 300], pairs=780).round(2)  # both by chance; 780 pairs are asked

# %% id="map-figure"
ax = figures.rules_map(rules, quiz.tell("map-title"), name=4)

# %% id="map-reading"
quiz.tell("map-reading")

# %% [markdown] id="list-text"
# ### A list of two weeks
#
# Most shops don't have two years of orders. They have a month, and a list.

# %% id="ask-list"
quiz.strong_pairs

# %% id="answer-list"
answer = ...  # (value, low, high), a mean lift
quiz.strong_pairs.check(answer)

# %% id="list"
top = mine.two_weeks(shop.order_items, shop.orders)
top[["sku", "with_sku", "both", "lift", "lift_later", "found"]].head(8)

# %% id="list-reading"
quiz.tell("list-reading")

# %% [markdown] id="luck-text"
# And if *nothing* went with anything? Take the same two weeks. Fill the places in all orders of two or more anew by lot, ten times. Whatever is found then is luck.

# %% id="luck"
mine.luck_alone(shop.order_items, shop.orders)  # pairs found: a mean over the worlds

# %% id="luck-reading"
quiz.tell("luck-reading")

# %% [markdown] id="pieces-text"
# ## Added for the threshold
#
# One reason to add something has nothing to do with going together: 20 yuan off from 299 yuan on (满299减20), the whole two years. Somebody at 260 adds a lamp, and sends it back. `threshold_pieces` looks at the cheapest article of each order of two or more: was it **needed** for the 299? Beside it the same
# articles where they weren't. All paid orders; sent back within 30 days. (What the threshold does to the whole shop is lesson 3.8.)

# %% id="pieces-figure"
paid = shop.orders[shop.orders["ts_pay"].notna()]
pieces = baskets.threshold_pieces(shop.order_items, paid, shop.returns, mine.THRESHOLD)
ax = plots.estimates(pieces, "pieces", percent=True, counts="pieces")
plots.label(ax, quiz.tell("pieces-title"), x="sent back within 30 days; difference: like with like")

# %% id="pieces-reading"
quiz.tell("pieces-reading")

# %% [markdown] id="sets-text"
# ## A set with a discount
#
# Of 100 buyers of a tent 10 take a lamp. A lamp leaves 40 yuan. You offer both with 10 yuan off. **The ten who take it anyway get the discount for nothing: −100 yuan.** Each new one leaves 40 − 10 = 30. So you need 100 ÷ 30 = 3.33 new ones: 13.33 of 100 must take it, before anything is earned:
#
# $$\text{needed} = \text{confidence} \times \frac{\text{left}}{\text{left} - \text{discount}}$$
#
# It assumes that the set wins no buyer for the tent, and loses none. Now your own pairs: those found more often than by chance, the dearer one first, 5% off. `left` is what a piece leaves where it was *added* (in orders of two or more, and not the dearest), by the books: revenue, refunds, goods, fee, tax. Its parcel
# goes anyway. `cost` is what the discount costs on the same base: of a yuan off, refunds, fee and tax would have taken a part.
#
# **The line.** The single prices beside a set must be true: who shows a sum struck out must sell the pieces at it. Nothing may be in the cart or ticked beforehand (电子商务法 第十九条, outside the documents).

# %% id="sets"
sets = mine.candidates(shop.order_items, shop.orders, shop.sku, shop.pnl_lines, off=mine.OFF)
sets[["sku", "with_sku", "set", "confidence", "price", "off", "cost", "left"]]

# %% id="ask-set"
quiz.set_needs

# %% id="answer-set"
answer = ...
quiz.set_needs.check(answer)

# %% id="sets-all"
sets[["sku", "with_sku", "confidence", "needed", "half_more"]]  # yuan for 100 buyers, half more

# %% id="sets-reading"
quiz.tell("sets-reading")

# %% id="sets-lever"
stays = sets["cost"].iloc[0] / sets["off"].iloc[0]  # of a yuan off, after refunds, fee and tax
offs = [0.02, 0.03, 0.05, 0.08, 0.10, 0.12, 0.15]
lever(lambda off: figures.needed_by_discount(off, sets.head(4), stays), "share off the set", offs,
      start=0.05, unit="%")  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="tea-text"
# ## The office afternoon-tea set
#
# The document has a set of its own: (原文 000:011: 如“办公室下午茶套装(茶包+甜品+ins风餐具)”,通过场景唤醒需求,提升客单价). An invented tea shop tested it: tea bags 39, dessert 29, tableware 59 yuan, the set a fifth cheaper. A lot showed it to half of 40,000 visitors. Treated less control:

# %% id="tea-table"
found = baskets.bundle_test(own.tea_set)
found[["measure", "treated", "control", "estimate", "low", "high"]]

# %% id="ask-tea"
quiz.tea

# %% id="answer-tea"
answer = ...  # for example ("A", 1)
quiz.tea.check(answer)

# %% id="tea-figure"
ax = plots.estimates(found.iloc[3:], "measure", percent=False)
ax.axvline(0, color=plots.COLOURS["grey"], lw=1)
plots.label(ax, quiz.tell("tea-title"), x="yuan per visitor, with the set less without it")

# %% id="tea-reading"
quiz.tell("tea-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="cart-text"
# ## What to show beside the cart
#
# Three articles fit. Three ways to choose them: what was bought **together** with what is in the cart; the **popular** ones; the most popular of the same category (**similar**), as many pages do. `weight=20` draws the rate of a rare article towards its share of all orders. Learn from orders before July 2025. Then take
# later orders of two or more, hide the article that was added last, and look whether it is among the three: **hit@3**.

# %% id="cart-figure"
cart = mine.in_the_cart(shop.order_items, shop.orders, shop.sku)
ax = plots.estimates(cart.iloc[:3], "method", percent=True)
plots.label(ax, quiz.tell("cart-title"), x="later orders whose last article was among the three")

# %% id="cart-reading"
quiz.tell("cart-reading")

# %% [markdown] id="next-text"
# ### And the next order?
#
# Another document recommends by what somebody *bought before*: (原文 001:029: 结合用户购买历史推荐相关产品(如购买牛奶的用户推荐酸奶)). The same three ways for customers who came again from July on, learnt from what customers had until then. And the path from first to second order (购买路径), by category: everybody with 180 days' time.

# %% id="next"
mine.next_orders(shop.order_items, shop.orders, shop.sku)

# %% id="next-reading"
quiz.tell("next-reading")

# %% id="path"
kept = tables.purchases(shop.orders)
path = recommenders.next_category(kept, items, shop.sku[["sku", "category"]])
path[path["category"] == "shelter"]  # first bought a tent or a sleeping bag; shares of n

# %% id="path-reading"
quiz.tell("path-reading")

# %% id="grocer"
mine.at_the_grocer(groceries)

# %% id="grocer-reading"
quiz.tell("grocer-reading")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put an export beside this notebook: `my_order_items.csv` with `order_id` and `sku`, one row per article of a **paid** order. Chinese headers: write them into `names`. An error about `utf-8`: Excel saved it in Chinese encoding, so write `encoding = "gb18030"`. The error names the column that is missing.

# %% id="yours"
from pathlib import Path

encoding = "utf-8-sig"  # or "gb18030", as Excel in China saves it
names = {"订单编号": "order_id", "商家编码": "sku"}  # add your export's headers
file = Path("my_order_items.csv")
if file.exists():
    yours = pd.read_csv(file, encoding=encoding, dtype=str).rename(columns=names)
    yours = baskets.association_rules(yours)[[*shown, "found"]].head(20)
else:
    yours = "No my_order_items.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - Order value is articles × pieces × list price × paid share. The factors say where it moved, and not who moved it.
# - A lift of 1 isn't chance. Where most orders hold one article chance lies below 1, where baskets are large above.
# - Who asks about all pairs needs intervals for all pairs. A list chosen by lift falls when it meets new orders.
# - A piece that was needed for a threshold comes back more often.
# - A set's discount goes first to those who buy both anyway.
# - Order value can rise while less is left. Count per visitor, after returns.
# - A hit out of time says that the list guesses well. Whether showing it sells more, a lot must say.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write 笔单价 and 客单价 with their bases: by order, by buyer; before or after refunds.
# 2. List the pairs with `times`, interval for all pairs, and orders. Strike what the noise line doesn't let through.
# 3. Try the companion with the largest attach rate on a page: at full price first, for half of the visitors.
# 4. A set with a discount: work out `needed_rate` before anybody designs it, and say who shall be won for it.
# 5. Then by lot, half of the visitors, and only the line *left per visitor* decides.
# 6. Look at what comes back of pieces that were needed for the threshold.
# 7. Try the list on last month's orders again, each quarter: new articles have no past.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | order value, AOV | 笔单价 | paid ÷ orders |
# | value by buyer | 客单价 | paid ÷ buyers, as platforms show it; many say 客单价 for both |
# | purchase frequency | 购买频次 | orders ÷ buyers in a period |
# | pieces in an order | 连带率 | pieces ÷ orders |
# | related sales | 关联销售 / 搭销 | something sold along |
# | support | 支持度 | orders with both ÷ all |
# | confidence, attach rate | 置信度 / 连带购买率 | orders with both ÷ orders with the first |
# | lift | 提升度 | confidence ÷ the second's share of all orders |
# | times | 实际次数与随机期望之比 | orders with both ÷ those expected by chance; this course's own word |
# | multiplicity | 多重比较 | many questions, so each must be surer |
# | set, bundle | 套餐 / 搭配套餐 (搭配宝) | several articles at one price |
# | add-on offer | 换购 | a second article cheaper with the first |
# | cannibalisation | 自我蚕食 | the set takes from its own articles |
# | topping up | 凑单 | adding to reach a threshold |
# | hit@k | 命中率 | what came was among the k shown |
# | out of time | 时间外检验 | tried on later data |
#
# **Sources.** Support and confidence: Agrawal, Imielinski and Swami 1993. Lift: Brin and others 1997. Tables without their diagonal: Goodman 1968. Recommending from article to article: Linden, Smith and York 2003. The articles of law: outside the documents. All numbers: this course's shop, an invented tea shop, and the grocer's table.
#
# **Next.** Lesson 3.8: what a promotion costs, to the cent.
