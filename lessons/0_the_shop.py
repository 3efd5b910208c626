# %% [raw] id="header"
# title = "The shop"
# subtitle = "One small company, all its tables, and the truth"
# chinese = "一家小店：所有的表，以及真相"
# minutes = 75
# route = "core"
# needs = ["00"]
# verdict = "reading"
# topic = "shop"
# related = ["roi_above_mean"]
#
# [rows]
# M16 = "- / without_the_name, feed_profit, own_name, memo / in part: last click against a run without the ad; the traffic lessons take it up"
# M25 = "- / conversion / in part: paid orders per visit; the conversion lessons take it up"
# M81 = "- / half_returned / in part: what is left of one order; the plan takes it up"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say in four pictures how a shop turns visits into money,
# 2. follow one order through eight tables, and say what was left of it,
# 3. follow one customer, and notice what each single table leaves out,
# 4. test what the ad report says of the ad on your own name.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 5 | the question, and a shop that runs twice |
# | 12 | conversion, then the four pictures: each trainee says one sentence |
# | 14 | the order, one trainee per table, standing in a row; what was left of it |
# | 11 | the customer: did the message win her? hands up before the other half-year is run |
# | 12 | the ad: the class decides on the budget first, and predicts |
# | 9 | luck, and the feed |
# | 9 | the decision and the memo |
#
# **Open with:** "Your boss shows you an ad that brings back more than twenty times its cost. How much more do you spend on it?" Write the
# sum on the board; come back to it at the end.
#
# Possible wrong turns: profit is read as money in the bank. "In the simulation it is so, hence it is so in my
# shop." Somebody wants to stop *all* advertising: the feed is there to prevent that.
#
# With 45 minutes: leave out the customer, and run the lucks while the class talks.
#
# **Expected.** Conversion about 3.2%. Left of the order: 15.27 yuan. Without the ad on the name profit rises by some 25,000
# yuan, trebled it falls by some 67,000; without the feed it falls by some 93,000. Own name: C, 2.

# %% [markdown] id="recall-text"
# ## Before you begin

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("0")
recall_quiz

# %% id="recall-answer"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## The question
#
# It is the evening of 30 June 2024. You run a shop for light outdoor gear (轻量户外用品); the first hit
# was a folding camping chair. Half a year is over, and your marketing colleague has one slide:
# **the ad on our own name brings back more than any other ad, many times its cost. Let's treble it.**
#
# Should you? To answer that you must know your company first.

# %% [markdown] id="data-text"
# ## A company that you can run twice
#
# This shop is simulated. Its customers, parcels and suppliers are made by a program that follows
# published figures where there are any. That has one drawback and one advantage. The drawback:
# whatever it does, somebody built in. The advantage: you can run the *same* half-year again, with the
# same people and the same weather, and change **one** decision. No real shop can do that.
#
# Real back offices keep the logs of visits for some ninety days; the published tables of this shop do the same. You may run it again,
# and have its first half-year with every visit. (`World` is what stays: the articles, how strongly people react to
# prices, what each ad really does. `noise` is the luck: who comes on which day.)

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots
from ecomlab.shop import Shop, World
from ecomlab.shop.pictures import company
from ecomlab.shop.published import FOLLOWED_CUSTOMER, FOLLOWED_ORDER

pd.options.display.float_format = "{:,.2f}".format
plots.use_house_style()
world = World("light_gear", seed=2026)
shop = Shop(world, noise=1)
tables, _ = shop.run(days=182)

# %% id="names"
orders, ledger = tables.orders, tables.pnl_lines
quiz = exercises("0", **tables, ledger=ledger, order_id=FOLLOWED_ORDER, outcomes=None)

# %% [markdown] id="conversion-text"
# ## How many of a hundred visits pay?
#
# *Start here* showed two years of this shop. Now you have its first half-year only. Guess first: how many of a
# hundred visits pay, and of a hundred yuan of sales, how many are left at the end? More than in the two years, or
# fewer? Write both down. The first you can compute at once. (Put your answer in place of `...` and run the cell.)

# %% id="quiz"
quiz.conversion

# %% id="answer-conversion"
answer = ...
quiz.conversion.check(answer)

# %% [markdown] id="glance-text"
# ## The company at a glance
#
# The second needs all tables. Follow the arrows through the four pictures.

# %% id="glance"
figure = company(tables, quiz.tell("glance-title"))

# %% id="glance-reading"
quiz.tell("glance-reading")

# %% [markdown] id="order-text"
# ## One order through its tables
#
# A woman opens the shop on the morning of 5 June. Look at
# the clock from line to line. (`events` knows the visit and the visitor; the order number does not exist yet.)

# %% id="order-events"
events = tables.events[tables.events["visitor_id"] == FOLLOWED_CUSTOMER]
events.set_index("ts").loc["2024-06-05"]

# %% [markdown] id="order-events-reading"
# Some minutes from the first view to the payment. The log names the article of each step. The back office sees it like this:

# %% id="order-row"
one = orders[orders["order_id"] == FOLLOWED_ORDER]
one[["order_id", "customer_id", "ts_pay", "channel", "list_amount", "discount", "paid_amount"]]

# %% id="order-items"
items = tables.order_items.merge(tables.sku[["sku", "title", "list_price"]], on="sku")
items[items["order_id"] == FOLLOWED_ORDER]

# %% id="order-items-reading"
quiz.tell("order-items-reading")

# %% [markdown] id="order-stock-text"
# That evening three shelves are lighter:

# %% id="order-stock"
shelf = tables.inventory_daily
evening = shelf[(shelf["date"] == "2024-06-05") & shelf["sku"].isin(["CB01", "CH01", "PM01"])]
evening[["date", "sku", "on_hand", "sales", "stockout_flag"]]

# %% [markdown] id="order-shipment-text"
# The parcel leaves. Compare the hours that were promised, counted from the payment, with those it took:

# %% id="order-shipment"
shipments = tables.shipments
shipments[shipments["order_id"] == FOLLOWED_ORDER]

# %% id="order-shipment-reading"
quiz.tell("order-shipment-reading")

# %% id="order-review"
reviews = tables.reviews[tables.reviews["order_id"] == FOLLOWED_ORDER]
reviews[["ts", "sku", "rating", "text", "text_en", "replied_at", "is_default"]]

# %% [markdown] id="order-review-reading"
# One star for the cooler bag. (`text_en` says it in short: **+** for praise, **-** for a complaint.) The shop answered on the next day. The five stars of the
# others are no opinion: who writes nothing for fifteen days counts as five stars (系统默认好评, `is_default`). She sent the bag back:

# %% id="order-return"
returns = tables.returns[tables.returns["order_id"] == FOLLOWED_ORDER]
returns[["sku", "reason", "grade", "disposal", "refund", "recovered_value", "handling_cost"]]

# %% [markdown] id="order-return-reading"
# It had a flaw (`grade`), so it went into a lucky bag (福袋) and is worth less than it cost. Last, the ledger. It has one line for
# each thing that happened:

# %% id="order-ledger"
ledger[ledger["order_id"] == FOLLOWED_ORDER][["date", "sku", "line", "amount"]]

# %% id="ask-half-returned"
quiz.half_returned

# %% id="answer-half-returned"
answer = ...
quiz.half_returned.check(answer)

# %% id="order-left"
left = ledger.groupby("order_id")["amount"].sum()
print(f"orders that lost money: {(left < 0).mean():.1%}")

# %% id="order-left-reading"
quiz.tell("order-left-reading")

# %% [markdown] id="customer-text"
# ## One customer through her tables
#
# It was her second order. How did she come to the first? `touch_paths` has each of her visits (触点). Those that belong together have one `journey_id`.

# %% id="customer-path"
path = tables.touch_paths[tables.touch_paths["visitor_id"] == FOLLOWED_CUSTOMER]
path[["journey_id", "touch", "ts", "channel", "entrance", "order_id"]]

# %% id="customer-carts"
events[events["event"].isin(["addcart", "checkout", "pay"])][["ts", "event", "sku"]]

# %% [markdown] id="customer-path-reading"
# A creator's post made you known to her. On the next day she searched, and looked again. A day later she came directly, filled a cart, went
# as far as the checkout, and left. Nine days later she typed your **name** into the search and clicked the natural result
# (`brand_result`). Above it stands an ad (`brand_ad`) for which you pay. Remember that. She paid. The report gives this first order to the channel of
# the **last** click: `natural_search`. The post gets nothing.
#
# What happened next:

# %% id="customer-orders"
hers = orders[orders["customer_id"] == FOLLOWED_CUSTOMER]
hers = hers.merge(shipments[["order_id", "promised_h", "actual_h"]], on="order_id")
hers[["order_id", "ts_pay", "channel", "coupon_id", "paid_amount", "promised_h", "actual_h"]]

# %% id="customer-touches"
touches = tables.touches[tables.touches["customer_id"] == FOLLOWED_CUSTOMER]
touches[["ts", "trigger", "offer_cost", "arm", "delivered", "opened", "ordered", "profit"]]

# %% [markdown] id="customer-touches-reading"
# The first parcel came later than promised. She came back all the same, months later. Why? The shop writes to its customers. In
# February she did not open the message. In March a lot held her message back (`holdout`, 对照组). At the end of May, before the great event of
# June, the shop offered a coupon (`offer_cost`, in yuan); she opened the message, and a week later she ordered, with the coupon. The campaign report has a
# success. Is it one, or would she have come anyway? Decide before you run the next cells.

# %% id="customer-left"
hers[["order_id", "coupon_id", "paid_amount"]].assign(left=hers["order_id"].map(left))

# %% id="customer-left-reading"
quiz.tell("customer-left-reading")

# %% [markdown] id="no-message-text"
# Here you can even look at the half-year in which no message is sent at all, with the same people and the same luck.
# Compare with the orders above.

# %% id="no-message"
silent, _ = shop.run({"crm.contact": "none"}, days=182)
same = silent.orders[silent.orders["customer_id"] == FOLLOWED_CUSTOMER]
same[["ts_pay", "status", "coupon_id", "paid_amount", "refund_amount"]]

# %% id="no-message-reading"
quiz.tell("no-message-reading")

# %% [markdown] id="trial-text"
# ## On trial: "the ad on our own name is our best ad"
#
# The report counts, for each kind of ad, the orders paid in the visit that came by a click on it (**last click**,
# 末次点击归因), and divides what they paid by the cost. That is the **ROAS** (广告支出回报率).

# %% id="trial"
columns = ["cost", "same_visit_orders", "same_visit_revenue"]
ads = tables.ads_daily.groupby("plan_kind", observed=True)[columns].sum()
roas = ads["same_visit_revenue"] / ads["cost"]
ads.assign(roas=roas).sort_values("roas", ascending=False)

# %% id="trial-reading"
quiz.tell("trial-reading")

# %% [markdown] id="switch-off-text"
# In your own shop that is a question. Here you can look: run the half-year again, with the same people and the
# same luck, the budget of this one ad at 0. What do you expect?

# %% id="ask-without-the-name"
quiz.without_the_name

# %% id="answer-without-the-name"
answer = ...  # (value, low, high)
quiz.without_the_name.check(answer)

# %% id="switch-off"
off, _ = shop.run({"ads.paid_brand.budget": 0}, days=182)
both = pd.DataFrame(
    {
        "with": ledger.groupby("line", observed=True)["amount"].sum(),
        "without": off.pnl_lines.groupby("line", observed=True)["amount"].sum(),
    }
)
both.loc["profit"] = both.sum()
both.assign(change=both["without"] - both["with"]).loc[["revenue", "ads", "kol", "profit"]]

# %% id="switch-off-reading"
quiz.tell("switch-off-reading")

# %% [markdown] id="same-people-text"
# Where did the ad's buyers go? Take everybody who paid after a click on the ad, and look through which entrance each
# of them pays first in the other half-year.

# %% id="same-people"
paid = tables.touch_paths.dropna(subset="order_id")
paid_without = off.touch_paths.dropna(subset="order_id")

by_ad = paid.loc[paid["entrance"] == "brand_ad", ["visitor_id"]].drop_duplicates()
first = paid_without.drop_duplicates("visitor_id")[["visitor_id", "entrance"]]
by_ad.merge(first, how="left")["entrance"].astype(object).fillna("(never pays)").value_counts()

# %% id="same-people-reading"
quiz.tell("same-people-reading")

# %% [markdown] id="luck-text"
# ## Was that luck?
#
# One pair of half-years is one pair. So run six of them, each with other luck. And take a second ad along: the one in the
# platform's feed (信息流), which the report ranks far below. With three decisions that makes eighteen half-years: the cell takes
# half a minute, on an old computer a whole one.

# %% id="luck"
choices = {"as it is": {}, "no ad on the name": {"ads.paid_brand.budget": 0}}
choices["no ad in the feed"] = {"ads.paid_feed.budget": 0}
outcomes = pd.DataFrame(
    {"luck": luck, "decision": name, **Shop(world, luck).outcome(changes, 182).sum()}
    for luck in range(1, 7)
    for name, changes in choices.items()
)
quiz = exercises("0", **tables, ledger=ledger, order_id=FOLLOWED_ORDER, outcomes=outcomes)
outcomes.head(3)

# %% [markdown] id="luck-reading"
# (`outcome` books a return on the day of its order, also if it comes after 30 June. Therefore its profit for luck 1 is lower than
# the one above.) Count **paid orders**: they are the same before and after refunds, in the ads report and in the shop. For each
# luck, how many are lost without the ad?

# %% id="effects"
paid_orders = outcomes.pivot(index="luck", columns="decision", values="orders")
lost = {
    name: estimates.mean(paid_orders["as it is"] - paid_orders[name], "half-years")
    for name in ("no ad on the name", "no ad in the feed")
}
effect = estimates.table(lost, "decision")
effect

# %% id="effects-figure"
ax = plots.estimates(effect, label="decision")
credited = ads["same_visit_orders"][["paid_brand", "paid_feed"]]
ax.plot(
    credited, [0, 1], "X", label="credited by last click", color=plots.COLOURS["vermilion"], ms=9
)
x = "paid orders lost in half a year · 损失的订单 (X: what last click credits)"
plots.label(ax, quiz.tell("effects-title"), x=x)

# %% id="effects-reading"
quiz.tell("effects-reading")

# %% id="effects-profit"
profit = outcomes.pivot(index="luck", columns="decision", values="profit")
estimates.mean(profit["no ad on the name"] - profit["as it is"], "half-years")

# %% id="profit-reading"
quiz.tell("profit-reading")

# %% [markdown] id="treble-text"
# *Off* is one question. The slide asks another: **treble it**. For that you must know what the *next* yuan brings (边际), and
# an average doesn't tell. So run that half-year too.

# %% id="treble"
budget = shop.decisions()["ads.paid_brand.budget"]
print(f"as it is, the ad may spend {budget:.0f} yuan a day")
thrice, _ = shop.run({"ads.paid_brand.budget": 3 * budget}, days=182)
rows = {}
for name, half in {"as it is": tables, "trebled": thrice}.items():
    ad = half.ads_daily[half.ads_daily["plan_kind"] == "paid_brand"]
    rows[name] = ad[columns].sum().add_prefix("ad: ")
    rows[name]["all paid orders"] = half.orders["ts_pay"].notna().sum()
    rows[name]["profit"] = half.pnl_lines["amount"].sum()
pd.DataFrame(rows).assign(change=lambda both: both["trebled"] - both["as it is"])

# %% id="treble-reading"
quiz.tell("treble-reading")

# %% [markdown] id="feed-text"
# Whether the feed is *worth* its price is another question. Answer it with the same runs.

# %% id="ask-feed-profit"
quiz.feed_profit

# %% id="answer-feed-profit"
answer = ...
quiz.feed_profit.check(answer)

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="exercises-text"
# ## Another shop, and your colleague

# %% id="ask-own-name"
quiz.own_name

# %% id="answer-own-name"
answer = ...
quiz.own_name.check(answer)

# %% id="memo"
quiz.memo

# %% id="answer-memo"
answer = ...  # """Your sentences"""
quiz.memo.check(answer)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: orders or profit with and without the ad, with the interval, over six half-years. 2: says
# what last click counts. 2: "this is a simulated shop" or "test it here first". 2: what to do, with a date. 1: what would change
# the mind. *Minus 2:* the ROAS as a reason.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Import your platform's export once, in a terminal: `python course.py import FILE`. Then run the cell. It says which of
# these tables your export holds, and what it can't tell. The notebook *Your shop* goes on from there.

# %% id="yours"
from ecomlab import exports
from ecomlab.exports import parts

if exports.is_imported():
    print(parts.allowed(exports.my_shop())[["part", "allowed", "why_not"]].to_string())
else:
    print("Nothing is imported yet. In a terminal: python course.py import FILE")

# %% [markdown] id="recap-text"
# ## Recap

# %% id="recap"
quiz.tell("recap")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Take ten orders of last month, among them two that came back. Follow each to what was left of it. Where
#    a figure is missing, you have found your first job.
# 2. Write beside every "order value" which one: list, asked, paid, or kept.
# 3. Split the ads report: your own name in one line, everything else in another. Never show their average.
# 4. Plan a test for the ad on your name: a coin for each day, on or off; compare all orders of the days. Days differ
#    so much that a small shop needs about a quarter of a year. Before you start, write down what
#    difference would change your mind.
# 5. Look whether a competitor stands above you when you search your name, before and during the test.
# 6. For every message that claims a sale, ask for the group that got none.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | visit, session | 访问 | one stay in the shop; a person may have several |
# | conversion rate | 转化率 | visits with a paid order ÷ visits |
# | cart abandonment | 弃购率 | carts without a payment ÷ carts |
# | contribution | 边际贡献 | what is left of an order before ads, wages and the warehouse |
# | last click | 末次点击归因 | the whole credit goes to the last click before the order |
# | ROAS | 广告支出回报率 | credited revenue ÷ cost of the ad |
# | ad on the own name | 品牌词广告 | shown to those who search the shop by its name |
# | persuadable | 可说服 | somebody who buys with the message, and not without |
# | sure thing | 自然转化 | somebody who buys with or without the message |
# | counterfactual | 反事实 | the same world with one decision changed |
#
# **Sources.** T. Blake, C. Nosko and S. Tadelis, *Consumer Heterogeneity and Paid Search Effectiveness*,
# Econometrica 2015. All numbers of the shop: `ecomlab/shop/light_gear.toml`.
