# %% [raw] id="header"
# title = "What will this promotion cost?"
# subtitle = "To the cent: stacked offers, refunds, a price sheet, a threshold"
# chinese = "促销玩法与到手价"
# minutes = 75
# route = "core"
# needs = ["0_2"]
# verdict = "reading"
# topic = "conversion.promotions"
#
# [rows]
# C16 = "conversion.giveaways.quota_promo / first_hundred"
# C17 = "conversion.giveaways.gift_margin / gift_uplift"
# C18 = "conversion.thresholds.threshold_effect, conversion.thresholds.optimise_thresholds, conversion.thresholds.bunching, conversion.thresholds.promo_incrementality / without_threshold, other_kept, more_off"
# C19 = "conversion.giveaways.presale_model / deposit_extra / whether presales bring the day is tried in 2.7"
# C20 = "stack_discounts, allocate_discount / across_share"
# K27 = "conversion.giveaways.gift_margin, conversion.giveaways.quota_promo / gift_uplift, first_hundred"
# K36 = "best_discounts / best_price / what share of a coupon's users must be extra: 2.7"
# E37 = "conversion.promo_sheet.promo_price_sheet / thirty_percent"
# L24 = "conversion.promo_sheet.write_price_sheet, conversion.promo_sheet.promo_price_sheet / other_due / the tool box is a table of this lesson"
# N06 = "stack_discounts, best_discounts, refund_share, price_protection_due / lamp_back, mock_order, other_due / the order of deduction is a rule of a platform and year: look it up"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. work out an order with several offers to the cent, also when a part of it comes back,
# 2. make the price sheet of a promotion: price in hand, margin, whom it undercuts,
# 3. read what a threshold (满减) does: to what is ordered, paid, kept, left,
# 4. say what your own orders can't tell about it, and how days by lot can.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with two questions at the board. *"A mat costs 240 yuan. From 299 yuan on 20 come off. A friend adds a cup for 60. What does he pay?"* (280.) *"He sends the
# cup back. What does he get?"* Collect the answers: 60, 56, 40. All three can be argued for. One is the platform's.
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 5 | the question, the guess |
# | 12 | one order to the cent: order of deduction, two shops, the best coupons |
# | 8 | a piece comes back (exercise) |
# | 11 | the price sheet: in pairs, find two articles you would leave out |
# | 17 | 满减: the days by lot, the boss (exercise); prediction, the twin, the lever |
# | 6 | the polynomial |
# | 4 | another shop (exercise) |
# | 4 | what the own orders say |
# | 5 | first hundred, gift, deposit |
#
# **Likely wrong turns.** "The lamp gives back 159": nobody paid 159. "The order value rose, so it pays": ask for the row that is money. "0 is in the interval, so it does nothing":
# read both ends aloud. "The curve finds it in our shop": ask what it finds in a shop without a threshold.
#
# **Expected.** Lamp: 145.29. Another shop: the row "kept per order". The boss: B, 2.
#
# **With 45 minutes** leave out the polynomial and the small offers.
#
# **Law and decency (诚信).** A crossed-out price must be one that buyers really paid (lesson 3.3). A countdown that begins again is a lie. All conditions of a coupon stand beside it. Everybody gets the same
# price: a coupon that hides another price from regulars (大数据杀熟) is unlawful.
#
# **Hand out:** *"The threshold … raises the order by … yuan (… to …). Kept are … (… to …). A day leaves … more (… to …), n = … pairs of days."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_8")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Friday evening
#
# You run a shop for light outdoor gear. It is **31 October 2025**, in the evening. Tomorrow 11.11 begins: 18% off everything. The shop's own threshold goes on, 20 yuan off from 299 yuan on (满减). The live room wants a coupon, 100 − 15.
# Service asks: "What do we pay back if one piece of three comes back?" The boss asks: "What does a tent cost in the buyer's hand, and what is left of it?"
#
# And he says: the threshold **raises the order value**, as the course's documents do (原文 002:020: 采用“阶梯满减+赠品策略”(如“满X元减Y元+加购赠小样”),刺激用户提升客单价): tiers of thresholds and gifts make orders larger. We try one threshold; tiers and gifts come as sums, further below.
#
# Guess first. Say a threshold raises the value of the average order by 100 yuan, before anything is taken off. How many of these 100 yuan does the shop **keep**, after the reductions and after what comes back?

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.conversion import figures, giveaways, promo_sheet, promotions, thresholds
from ecomlab.datasets import load
from ecomlab.exercises.conversion import promotions as asked
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 60, 140
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("promotions")
articles, sold = asked.articles_on(shop), asked.sold_before(shop)
other_articles, other_sold = asked.articles_on(second), asked.sold_before(second)
quiz = exercises("3_8", **own, articles=articles, sold=sold, other_articles=other_articles,
                 other_sold=other_sold, items=shop.order_items, orders=shop.orders)  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan of 100

# %% [markdown] id="hand-text"
# ## One order, to the cent
#
# A mat of 240 yuan, a cup of 60 yuan. From 299 yuan on 20 yuan come off. The order costs 280. Whose are the 20 yuan? Each line carries its part, in proportion to its price:
#
# | | price | share of 20 | paid |
# |---|---:|---:|---:|
# | mat | 240 | 20 · 240 ÷ 300 = 16 | 224 |
# | cup | 60 | 20 · 60 ÷ 300 = 4 | 56 |
#
# With amounts $a_1, a_2, \dots$ and a reduction $d$, line $i$ gets $d \cdot a_i / \sum_j a_j$, in whole cents. What is lost by rounding goes to the lines that lost most, a cent each. `stack_discounts` does it:

# %% id="by-hand"
promotions.stack_discounts(asked.MAT_AND_CUP, asked.ONE_THRESHOLD)

# %% [markdown] id="steps-text"
# Several offers stack in **steps**: on large platforms mostly first the article's own cut, then the shop's, then the platform's. Is a threshold measured on the full price, or on what is left by the steps before? Both exist. Both are
# rules of a platform and a year: look yours up, and write them into the table. Here a buyer has goods from two shops. The platform takes 50 yuan off from 300 yuan on, across shops. (A document advises growing deposits and cross-shop reductions: 原文 000:036: 大促期间开通“预售定金膨胀、跨店满减”,提升支付转化率)

# %% id="two-bases"
for basis in ("left", "price"):
    order = promotions.stack_discounts(asked.TENT, asked.TWO_BASES.assign(basis=basis))
    print(f"300 − 40 measured on the {basis}: the tent of 330 yuan costs {order['paid'].sum():.2f}")

# %% [markdown] id="bases-text"
# 10% off comes first: 297 are left. Measured on what is left, 300 isn't reached. Now the two shops:

# %% id="two-shops"
two_shops = promotions.stack_discounts(asked.TWO_SHOPS, asked.ACROSS)
two_shops[["shop", "sku", "amount", "our 299 − 20", "across shops 300 − 50", "paid"]]

# %% [markdown] id="two-shops-text"
# Our 20 yuan lie on our lines only. The 50 lie on all three. Who **pays** for them is in the contract: often each shop for its own lines.
#
# **Which coupons should the buyer use?** Your service will be asked. A tent of 330 yuan. Two coupons of the shop, of which one may be used; a member's 5%; the platform's 280 − 25. The larger coupon looks best. Is it? `best_discounts` thinks of every allowed way:

# %% id="best"
best = promotions.best_discounts(asked.TENT, asked.COUPONS)
best[["promo", "taken", "to_pay"]]

# %% [markdown] id="best-text"
# 10% off takes 33 yuan, 300 − 40 takes 40. But after 300 − 40 and the member's 5% only 275.50 are left, too few for 280 − 25. Small first, large after: the order costs 257.15.
#
# **Does the engine agree with the shop's own books?** Each order line of the shop holds its part of the reduction. Ours beside it, on all lines that were paid:

# %% id="own-cents"
cents = asked.own_cents(shop.order_items, shop.orders)
cents[(cents["shop"] - cents["ours"]).abs() > 0.005].head(3)

# %% id="cents-reading"
quiz.tell("cents-reading")

# %% [markdown] id="refund-text"
# ## A piece comes back
#
# The cup comes back. Two rules are in use:
#
# - **By shares** (按分摊退): the buyer gets what was *paid* for the cup, 56 yuan. The mat now stands alone, below the threshold, for 224.
# - **Recomputed** (重新计算): a mat alone costs 240. So 280 − 240 = 40 yuan go back.
#
# Under the first rule the buyer has the mat 16 yuan cheaper than anybody who buys it alone, and you have carried a cup there and back. That is **凑单退款**: pieces added for the threshold and sent back. You may call it a trick. It is the
# rule you sell under.

# %% id="refunds"
lines = promotions.stack_discounts(asked.MAT_AND_CUP, asked.ONE_THRESHOLD).assign(returned=[0, 1])
for rule in ("shared", "recomputed"):
    lines[rule] = promotions.refund_share(lines, rule, asked.ONE_THRESHOLD)["refund"]
lines[["sku", "amount", "paid", "shared", "recomputed"]]

# %% [markdown] id="second-text"
# Then the mat comes back too. Go on with what is still there (`still`) and what stays paid for it (`rest`). Under both rules all 280 yuan are back at last, never more:

# %% id="second-return"
for rule in ("shared", "recomputed"):
    first = promotions.refund_share(lines, rule, asked.ONE_THRESHOLD)
    second = first.assign(qty=first["still"], paid=first["rest"], returned=[1, 0])
    last = promotions.refund_share(second, rule, asked.ONE_THRESHOLD)
    print(
        f"{rule}: {first['refund'].sum():.2f} for the cup, {last['refund'].sum():.2f} for the mat"
    )

# %% id="ask-lamp-back"
quiz.lamp_back

# %% id="answer-lamp-back"
answer = ...
quiz.lamp_back.check(answer)

# %% [markdown] id="protect-text"
# **And if the price falls tomorrow?** Where a platform protects prices (价保), the buyer of mat and cup may ask for the difference. Price the *same* order anew: at 18% off it costs 246 yuan, and no longer reaches 299. Line by line:

# %% id="protect"
today = promotions.stack_discounts(asked.MAT_AND_CUP, asked.ONE_THRESHOLD)
tomorrow = promotions.stack_discounts(asked.TOMORROW, asked.ONE_THRESHOLD)
promotions.price_protection_due(today, tomorrow)

# %% [markdown] id="sheet-text"
# ## The price sheet (大促价格表)
#
# Tomorrow's offers, as a table. Change it: it is the same for all functions here. A row takes `off` (yuan) or a `share`. More columns, if you need them: `basis` ("left" or "price"), `each` (for each full threshold, 每满), `cap` (at most so many yuan), `group` (one of a
# group), and `sku`, `category` or `shop` (for some lines only).

# %% id="promos"
offers = pd.DataFrame(
    [("18% off", 1, 0, 0.18, 0), ("299 − 20", 2, 299, 0, 20), ("live 100 − 15", 3, 100, 0, 15)],
    columns=["promo", "step", "threshold", "share", "off"],
)
offers

# %% [markdown] id="sheet-columns"
# `promo_price_sheet` prices each article alone, one piece. **in_hand** is the price in hand (到手价) for everybody; `in_live` is with the live room's coupon. **margin** is what is left of it after the platform's 5%, the parcel and the goods: before ads, returns and tax. The thinnest first:

# %% id="sheet"
sheet = promo_sheet.promo_price_sheet(
    articles, offers.head(2), asked.DAY, sold, asked.PROMISED, fee=asked.FEE
)
live = promo_sheet.promo_price_sheet(articles, offers, fee=asked.FEE)
sheet = sheet.assign(in_live=live["in_hand"], live_margin=live["margin"])
columns = ["sku", "price", "in_hand", "margin", "margin_share", "in_live", "live_margin"]
sheet[columns].sort_values("margin_share").head(8)

# %% [markdown] id="lowest-text"
# `lowest_7` is the lowest price that somebody really **paid** for a piece in the seven days before; if nobody did, the last one before. A crossed-out "was" price may not be higher (`was_at_most`): many buyers used the threshold or a coupon, so it lies below the page's price. `entitled` order lines of the last 15
# days paid more: if your platform protects prices, they may ask for `due` yuan. `undercuts` names those to whom you promised a price (typed and invented here).

# %% id="lowest"
columns = [
    "sku",
    "price",
    "in_hand",
    "was_at_most",
    "lowest_30",
    "below_30",
    "entitled",
    "due",
    "undercuts",
]
sheet[columns].sort_values("due", ascending=False).head(8)

# %% id="sheet-reading"
quiz.tell("sheet-reading")

# %% [markdown] id="file-text"
# As a file with **formulas**: change 20 to 40 on the sheet `promos`, and each price follows. Give it to the one who types the prices into the back office, and let a second person check three of them.

# %% id="file"
import tempfile

path = tempfile.mkdtemp() + "/price_sheet.xlsx"  # your own: "my_price_sheet.xlsx"
promo_sheet.write_price_sheet(sheet, offers.head(2), path, articles).name

# %% [markdown] id="trial-text"
# ## On trial: "the threshold raises the order value"
#
# How could you know? Orders above 299 yuan are larger than orders below: that is arithmetic, no effect. Your own shop has the threshold every day: nothing to compare with. What you *can* do: deal it to **days by lot** (lesson 3.2). In each fortnight each weekday has one day with it and
# one without.
#
# In the simulation our shop did so for a year. `threshold_effect` compares the two kinds of days. `value` is before the orders' own reductions, `paid` after them, `kept` after refunds, `left` after goods, fees, parcels and the cost of returns too.

# %% id="lot"
lot = thresholds.threshold_effect(own.threshold_days, pair="pair")
lot[["metric", "control", "estimate", "low", "high", "n", "counts"]]

# %% id="lot-figure"
ax = plots.estimates(lot[lot["metric"].str.contains("per order")], "metric", unit="yuan", digits=1)
plots.label(ax, quiz.tell("lot-title"), x="yuan more for an average order, with 95% interval")

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="users-text"
# Seen from those who **got** the 20 yuan: how many of them are extra orders, and what did a given yuan bring?

# %% id="users"
thresholds.promo_incrementality(own.threshold_days, pair="pair")

# %% id="users-reading"
quiz.tell("users-reading")

# %% [markdown] id="monday-text"
# **The boss** has seen the first row of the table.

# %% id="ask-more-off"
quiz.more_off

# %% id="answer-more-off"
answer = ...  # for example ("A", 1)
quiz.more_off.check(answer)

# %% [markdown] id="predict-text"
# Now the truth of this simulated shop. First your expectation.

# %% id="ask-without-threshold"
quiz.without_threshold

# %% id="answer-without-threshold"
answer = ...  # (value, low, high), in yuan for an average order
quiz.without_threshold.check(answer)

# %% [markdown] id="twin-text"
# The same year with and without the threshold, on the same luck, four times (n = 4 pairs of runs). A row is now a **year**.

# %% id="twin"
asked.twin(own.threshold_twin).reset_index()[["metric", "control", "estimate", "low", "high", "n"]]

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% [markdown] id="picture-text"
# ## Which threshold?
#
# The same year with other thresholds, 20 yuan off each time. An average order, against the shop without any:

# %% id="picture"
ax = plots.lines(
    asked.by_threshold(own.threshold_twin), "threshold", "estimate", by="metric", unit="yuan"
)
ax.set_xticks([199, 249, 299, 349, 399, 499])
plots.label(ax, quiz.tell("picture-title"), x="threshold, yuan (20 yuan off)",
            y="yuan more for an average order, with 95% interval", n=4, counts="pairs of runs")  # fmt: skip

# %% id="picture-reading"
quiz.tell("picture-reading")

# %% [markdown] id="lever-text"
# **Where do the orders go?** Move the threshold. Blue: orders by their value with it, grey: without (the first of the four runs, bins of 10 yuan, up to 799).

# %% id="lever"
lever(lambda amount: figures.order_values(own.order_values, f"{int(amount)} − 20", amount),
      "threshold, yuan (20 yuan off)", [199, 249, 299, 349, 399, 499], start=299)  # fmt: skip

# %% [markdown] id="year-text"
# And the **year**, against the one without any threshold? Orders more, yuan left more, and the average order, each with its interval (n = 4 pairs of runs). The last row takes 40 yuan off.

# %% id="year"
asked.by_state(own.threshold_twin).round(1).T

# %% id="year-reading"
quiz.tell("year-reading")

# %% [markdown] id="bunching-text"
# ## A clever way
#
# "We need no lot. Lay a smooth curve through the orders' values, leave the part around the threshold out, and count what lies above the curve." That is **bunching**. It is used for taxes, where millions of incomes are smooth. Here is our shop with the threshold:

# %% id="bunching-figure"
ours = own.order_values[own.order_values["state"] == asked.STATE]
ax = figures.bunching_fit(thresholds.bunching_curve(ours, 299), 299)

# %% [markdown] id="bunching-try"
# Before you believe a method, try it where you know the answer: on **sixty shops that have no promotion of any kind**. A dot is a shop (every second one is shown): how many orders "too many" are just above 299 yuan?

# %% id="shops-figure"
ax = plots.caterpillar(asked.all_shops(own.plain_shops).iloc[::2], "shop")
plots.label(ax, quiz.tell("bunching-title"), x="orders above the curve, with 95% interval by the luck of counting",
            y="every second of 60 shops", n=60, counts="shops")  # fmt: skip

# %% [markdown] id="interval-text"
# Which interval? The one in the figure knows only the luck of counting orders. The usual one in research lets the bins scatter about the curve too. The share of the sixty shops in which 0 lies outside, by both:

# %% id="found"
asked.found_table(own.plain_shops)

# %% id="bunching-reading"
quiz.tell("bunching-reading")

# %% [markdown] id="other-text"
# ## Another shop

# %% id="ask-other-kept"
quiz.other_kept

# %% id="answer-other-kept"
answer = ...
quiz.other_kept.check(answer)

# %% [markdown] id="own-text"
# ## Before you try: what would a threshold cost on my orders?
#
# Take orders of days **without** a threshold. Who is above it gets the reduction in any case: that is sure. Who is a little below may add a piece: that is a hope. By hand, for one order of 260 yuan that is in reach of 299 − 20: a piece of 110 yuan is added, of which 40% would be left. More: 0.4 · 110 − 20 = 24 yuan. But an order of 350 yuan
# costs 20 yuan, for nothing. `optimise_thresholds` adds this up for sets of thresholds, tiers too (阶梯满减). `break_even` is the share of those in reach who must add something (NaN: no share is enough).

# %% id="own-orders"
asked.own_sets(own.plain_orders, own.threshold_days, articles)[
    ["set", "value", "off", "kept", "estimate", "low", "high", "n", "break_even", "splits"]
]

# %% id="own-reading"
quiz.tell("own-reading")

# %% [markdown] id="small-text"
# ## Three small offers
#
# A document lists them (原文 000:031: 价格策略设计:采用“锚定定价(原价299,现价199)+限时优惠(前100名减30)+赠品策略(买一送一,送同款小样)”,利用损失厌恶心理促单): a price of 299 crossed out beside 199, the first hundred at 30 less, a second piece or a sample as a gift. **The first hundred get 30 yuan off.** Who is first? Those who were waiting for it. An invented evening; a row is a person who would buy with the offer. Of a real person nobody knows whether he would buy anyway:

# %% id="quota"
giveaways.quota_promo(own.arrivals, quota=100, off=30, margin=79)[
    ["used", "cost", "hours", "estimate", "low", "high", "n", "extra", "full_price", "gone", "left"]
]

# %% id="quota-reading"
quiz.tell("quota-reading")

# %% [markdown] id="gift-text"
# **A gift.** At 199 yuan, with goods of 120 or 150: a sample of 8 yuan, and "buy one, get one". `uplift` is by what share sales must rise for the same money; NaN: no number of sales does it.

# %% id="gift"
giveaways.gift_margin(price=199, cost=[120, 120, 150, 150], gift_cost=[8, 120, 8, 150])

# %% [markdown] id="presale-text"
# **A presale set.** Deposits that grow, a reduction of the balance, a coupon of the live room (原文 002:021: 大促期间打造“预售锁客+尾款优惠+直播间专属券”组合,通过“定金膨胀、尾款立减”提升支付转化率): such sets shall make more people pay. All who pay the balance get the lower price in hand. Invented numbers; goods 240 yuan, fee 5%, a quarter of the buyers extra:

# %% id="presale"
sets = giveaways.presale_model(own.presale_sets, cost=240, fee=0.05, extra=0.25)
sets[["offer", "in_hand", "estimate", "low", "high", "n", "left", "forfeited", "break_even"]]

# %% id="presale-reading"
quiz.tell("presale-reading")

# %% [markdown] id="tools-text"
# **The tool box.** Keep it: `.to_csv("my_promotion_tools.csv")`. The numbers are the course's documents.

# %% id="tools"
asked.TOOLS

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your articles beside this notebook as `my_articles.csv`, with the columns `sku`, `price`, `cost` (goods, yuan), and change the offers. The error names what is missing. With sold lines (`date`, `sku`, `qty`, `paid`) as `lines=` and `day=` you get the lowest prices too.

# %% id="yours"
from pathlib import Path

mine = Path("my_articles.csv")
if mine.exists():
    yours = promo_sheet.promo_price_sheet(pd.read_csv(mine), offers, fee=0.05)
else:
    yours = "No my_articles.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A reduction is shared by amounts, in whole cents. A refund is a share of what was *paid*.
# - Order of deduction, base of the threshold, rule of the refund: three lines of your platform's rules. Write them into the table.
# - The price sheet tells the price in hand, the margin, the highest "was" price, and whom you undercut.
# - Value, paid, kept, left: four answers to "did the order rise?". Decide by what a day leaves.
# - Your own orders don't say what the threshold did, nor does a curve through them. Days by lot do, with patience.
# - Who is first in a queue was waiting for it.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write down your platform's three rules: steps, base of thresholds, refund of a part. With the date you looked.
# 2. Work three orders by hand, and compare them with the back office: to the cent.
# 3. Make the price sheet a week before a promotion. Let a second person check the five thinnest margins.
# 4. Look at `was_at_most` before anybody draws a crossed-out price.
# 5. Ask whom you promised a price: creators, dealers, other channels. Before, not after.
# 6. Deal the threshold to days by lot (`lots.deal_days`), for as many weeks as you can bear. Write the seed into the register.
# 7. Read `kept` and `left` when the returns are in. Decide by the day, not by the order.
# 8. Count pieces that come back from orders just above the threshold.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | threshold reduction | 满减 | yuan off from an order value on |
# | tiers | 阶梯满减 | several thresholds |
# | for each full threshold | 每满减 | the reduction comes several times |
# | cross-shop reduction | 跨店满减 | the platform's, over goods of several shops |
# | price in hand | 到手价 | what the buyer pays at last |
# | order of deduction | 优惠叠加顺序 | which offer comes off first |
# | share of a reduction | 优惠分摊 | the line's part |
# | partial refund | 部分退款 | a part of the order comes back |
# | pieces added for the threshold | 凑单 | and sent back: 凑单退款 |
# | price protection | 价保 | the difference is paid back if the price falls |
# | price sheet | 大促价格表 | each article's prices in a promotion |
# | bunching | 聚束 | orders piled up at a border |
# | quota | 限量, 前100名 | the first so many get it |
# | gift | 赠品, 买一送一 | a piece that is not paid for |
#
# **Sources.** Largest remainders: Balinski and Young (2001), *Fair Representation*. Bunching: Chetty and others (2011), *Quarterly Journal of Economics* 126; Kleven (2016), *Annual Review of Economics* 8. Everything counted here: this course's shops, simulated or invented. The order of deduction, the days of price
# protection and the rule of refunds are those of a platform and a year: look them up (outside).
#
# **Next.** Lesson 3.3 asks what a price should be, and what "was 299, now 199" needs. 4.5 counts what comes back.
