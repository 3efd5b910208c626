# %% [raw] id="header"
# title = "What is left when it comes back?"
# subtitle = "100 orders, freight insurance, suspects, late money"
# chinese = "退换货：百单还剩多少"
# minutes = 70
# route = "core"
# needs = ["00"]
# verdict = "border"
# border = "paid orders +6% in camping, +26% to +28% in fashion, at the stated costs and returns"
# topic = "fulfillment.returns"
# cases = ["return_grading"]
# related = ["defect_rate"]
#
# [rows]
# F18 = "fulfillment.aftersales.handled_within / other_pickup"
# F19 = "grade_returns, loss_rate / other_loss / its case: return_grading"
# F20 = "return_reasons, sent_lines, returns_waterfall / mend_first, other_stays"
# F26 = "fulfillment.aftersales.resend_or_refund, fulfillment.aftersales.handled_within / bad_lot"
# M54 = "grade_returns, loss_rate / other_loss"
# M55 = "return_reasons / mend_first"
# M56 = "fulfillment.aftersales.after_sales, refund_rate, returns_waterfall / other_stays"
# M58 = "fulfillment.aftersales.handled_within / other_pickup"
# M59 = "fulfillment.aftersales.handled_within / - / time to the refund; chats don't say when a complaint ends"
# M61 = "fulfillment.aftersales.after_sales / - / a platform's own score: no document defines it, so its parts are counted"
# M62 = "fulfillment.aftersales.after_sales / - / as M61: a window of 30 days is since= and until="
# M63 = "fulfillment.aftersales.after_sales"
# K14 = "loss_rate, grade_returns / other_loss / its case: return_grading"
# L28 = "grade_returns"
# E10 = "return_reasons / kept_change"
# N14 = "fulfillment.returners.abuse_score, fulfillment.returners.accuse_from, fulfillment.returners.accusations / act / disputes are in 3.4"
# E51 = "grade_returns / - / what came back with a flaw is sold with its flaw named"
# E58 = "fulfillment.insurance.insurance_breakeven / - / a platform may not force freight insurance on sellers (2026-02-01): a line before the twins; look it up"
# X66 = "fulfillment.insurance.insurance_breakeven, fulfillment.insurance.insurance_effect / tea_needed, insured_left"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. follow 100 orders and 100 yuan until all is back, from your own export,
# 2. ask of a return rate what it is a share of,
# 3. say by how much orders must rise before freight insurance pays in *your* trade,
# 4. name what to mend first, without falling for small numbers,
# 5. decide about suspects by what both mistakes cost,
# 6. tell how much of a month's net is still to leave.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Bring ten parcels (boxes or books). Ten trainees "pay" 100 yuan each. One cancels at once, two bring theirs back, one brings half. Ask: *"What is our
# return rate?"* Write all answers down. There will be four, and each is right for some question.
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 5 | the dinner, the guess, ten orders by hand |
# | 9 | 100 orders: ours, the friend's; three rates |
# | 4 | another shop (exercise) |
# | 6 | 100 yuan, the slider |
# | 14 | freight insurance: by hand, table, figure, prediction, twins |
# | 8 | grades and reasons |
# | 6 | money that leaves later |
# | 10 | suspects, with the exercise |
# | 3 | after-sales: two promises, resend or refund |
# | 2 | verdict, now yours |
#
# **Likely wrong turns.** "50% returns": of what? "Insurance costs 1.50 of 200 yuan, less than 1%, so +1% of orders is enough": the further returns cost more than the premium. "Half of it sent
# back, so a cheat": let them toss four coins each; who has three heads or more? "Close the account, one bad customer less": what would the innocent have bought?
#
# **Expected.** Another shop: the column `stay`, last row. Twins: small numbers with intervals, and another sign for the whole shop in fashion. Suspects: C, 2.
#
# **With 45 minutes** leave out grades, after-sales and the forecast of the last month; they are there to be looked up.
#
# **Law and decency (诚信).** Seven days without a reason is a buyer's right online, if the piece is intact (消费者权益保护法, article 25, which names the exceptions); the price goes back within seven days after the piece has come. A fault is the shop's: it pays the ways too (article 24). A list of "bad buyers" is personal
# data: don't publish it, don't share it between shops. Worn goods aren't sold as new: their state is named on the page (E51). Rules on refunds without return and on who pays freight insurance change: name the rule and its date (E58).
#
# **Hand out:** *"Of 100 paid orders … stay. Freight insurance pays from …% more orders, if returns rise by … points. We have … points measured on orders of …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("4_5")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A dinner
#
# You run a shop for outdoor gear. It pays freight insurance (运费险): your buyers send back for free. Shall it go on paying? A friend sells dresses by live show. At dinner she says: *"Never switch it off! The way back is free, so people buy. When I switched it on, my conversion rose at once. **It pays for itself.**"*
# A document has the same promise among its scripts (原文 000:032: 担心质量?我们支持7天无理由+运费险).
#
# Then you ask how much of it comes back. She isn't sure: "Perhaps a third."
#
# Guess: **of 100 orders that her buyers pay, how many stay** when everything is back? (An order of which a part comes back stays.)

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import returns as asked
from ecomlab.fulfillment import aftersales, figures, insurance, returners, returns
from ecomlab.levers import lever
from ecomlab.research import figures as research_figures
from ecomlab.research import waterfall

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 60, 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("returns")
mine, other = asked.tables_of(shop), asked.tables_of(second)
lines = mine["lines"]
quiz = exercises("4_5", **mine, chats=shop.chats, pnl_lines=shop.pnl_lines, **own,
                 **{f"other_{name}": table for name, table in other.items()})  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # of her 100 paid orders

# %% [markdown] id="hand-text"
# ## Ten orders by hand
#
# Ten buyers pay 100 yuan each. One takes the order back before it is sent. Two send everything back. One sends back the half.
#
# | step | orders | stay | yuan | left |
# |---|---:|---:|---:|---:|
# | paid | 10 | 10 | | 1,000 |
# | taken back before shipping | 1 | 9 | −100 | 900 |
# | refunded in full | 2 | 7 | −200 | 700 |
# | refunded in part | 1 | 7 | −50 | **650** |
#
# Seven orders stay, and 650 yuan. And the return rate? The warehouse says 3 of 9, the accounts 4 of 10, the bank 350 of 1,000. In this lesson *of what* is always said.
#
# The function does the same on three columns of your export: what was paid, what was refunded, and when an order was taken back. It goes by the money: a refund for which no parcel comes back (仅退款) counts like any other.

# %% id="flow"
flow = returns.returns_waterfall(shop.orders, shop.returns, "2025-01-01", "2025-12-01")
flow[["step", "orders", "of_100", "low", "high", "stay", "left_yuan"]]

# %% id="flow-figure"
ax = figures.of_100_orders(flow)

# %% id="flow-reading"
quiz.tell("flow-reading")

# %% [markdown] id="young-text"
# Why not December? Its parcels are still coming back. The function warns if you ask for orders that are younger than thirty days.
#
# ## Your friend's hundred orders
#
# Four weeks of her shop (`own.fashion_orders`, simulated like ours), six weeks old.

# %% id="fashion-figure"
fashion = asked.fashion_flow(own.fashion_orders, own.fashion_returns)
ax = figures.of_100_orders(fashion)
plots.label(ax, quiz.tell("fashion-title"))

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% id="rates"
asked.three_rates(fashion)

# %% id="rates-reading"
quiz.tell("rates-reading")

# %% id="ask-other-stays"
quiz.other_stays

# %% id="answer-other-stays"
answer = ...
quiz.other_stays.check(answer)

# %% [markdown] id="yuan-text"
# ## From 100 orders to 100 yuan
#
# Lesson 1.2 drew the waterfall of 100 yuan. Three lines draw it from a platform's export. What the export doesn't know, you type; what you don't know, you leave out, and the figure says so. (The rates here are our shop's, from its contract and bills. The orders are those until November, with the refunds that are known on 31 December. A younger order isn't old enough. The export doesn't tell what was taken back before shipping: its goods count as sent, so a little more is left than the figure says.)

# %% id="export"
paid = shop.orders[shop.orders["ts_pay"].between("2025-01-01", "2025-12-01")]
rates = {"goods": 0.47, "lost": 0.28, "fee": 0.05, "freight": 0.032, "insurance": 0.0075,
         "ads": 0.098, "vat": (0.13, 0.13)}  # fmt: skip
ax = research_figures.waterfall(waterfall.left_of_export(paid, **rates))

# %% id="export-reading"
quiz.tell("export-reading")

# %% [markdown] id="lever-text"
# Now the slider: the same shop and the same rates, but more or less comes back. How much must an ad bring (**break-even ROI**, 保本 ROI)? The ad tool's screen counts sales *before* refunds. So it shows the same ROI, whatever comes back later.
# What the slider believes: goods, fees and the loss of a returned piece stay as they are, and the orders too.

# %% id="lever"
curve = asked.by_returns(rates | {"cancelled": 0.03})  # of 100 paid, 3 are taken back before
screen = asked.screen_roi(shop.pnl_lines)
lever(
    lambda share: figures.needed_roi(curve, share, screen), "returns", asked.STOPS, 0.20, unit="%"
)

# %% [markdown] id="lever-caution"
# The screen's ROI is an average of last clicks. It doesn't say what one more yuan brings: that is lesson 2.4. And the slider takes one return rate for all channels. If more comes back of one of them, put that channel's own rate in.

# %% [markdown] id="insurance-text"
# ## "It pays for itself"
#
# Who pays the way back without it? By the consumer law (消费者权益保护法) buyers online may send back within seven days of receipt without a reason, if the piece is intact, and **the buyer** pays the way back, unless you have agreed otherwise (article 25;
# not for goods made to order, fresh goods and a few others). If the quality is at fault, **the shop** pays it (article 24). So the insurance changes the first kind.
#
# With freight insurance the shop pays a **premium** (保费) for every parcel, and the buyer's way back is free. Three things happen: more people buy, more comes back, and each parcel costs more. By hand, for a camping order of 200 yuan, at **stated costs** (ours, not the trade's: put yours in):
#
# | | without | with |
# |---|---:|---:|
# | of 100 sent come back | 17 | 19 |
# | margin of what is kept, 36% of 200 yuan | 72 × 0.83 = 59.76 | 72 × 0.81 = 58.32 |
# | returns, 12 yuan each | −2.04 | −2.28 |
# | premium | | −1.50 |
# | **left of an order, before ads** | **57.72** | **54.54** |
#
# 57.72 ÷ 54.54 = 1.058. So orders must rise by 5.8% out of the same visits. Ads cost no more for that, so they aren't in it. As a formula, with value $V$, margin $m$, returns $r$ without and $r'$ with, cost of a return $k$, premium $p$:
#
# $$\text{needed} = \frac{V m (1-r) - r k}{V m (1-r') - r' k - p} - 1$$

# %% id="hand"
order = {"order_value": 200, "margin": 0.36, "return_cost": 12}
without = insurance.left_per_order(**order, returns=0.17)
insured = insurance.left_per_order(**order, returns=0.17 + 0.02, premium=1.50)
[round(x, 3) for x in (without, insured, without / insured - 1)]

# %% [markdown] id="trades-text"
# And for three trades, at stated costs:

# %% id="trades"
trades = insurance.insurance_table(asked.TRADES)
100 * trades.set_index("trade")[["returns", "returns_insured", "needed", "kept_needed"]]  # per cent

# %% id="insurance-reading"
quiz.tell("insurance-reading")

# %% id="rise-figure"
ax = figures.needed_rise(asked.rise_curve())

# %% id="border-reading"
quiz.tell("border-reading")

# %% id="visitors"
asked.visitors_needed(conversion=0.025)  # in each arm

# %% id="visitors-reading"
quiz.tell("visitors-reading")

# %% [markdown] id="twin-text"
# The friend's "my conversion rose at once" is a look at one side. In the simulation the same days can run twice. (Nobody can make you pay for it: since February 2026 a platform may not force freight insurance on its sellers, by 网络交易平台规则监督管理办法. Look up what holds today.)

# %% id="ask-insured-left"
quiz.insured_left

# %% id="answer-insured-left"
answer = ...  # (value, low, high), in yuan per 1,000 visits
quiz.insured_left.check(answer)

# %% id="twins"
asked.both_effects(own.insurance_twin)

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% [markdown] id="grade-text"
# ## What is a returned piece worth?
#
# The desk looks at each piece: as new, back on the shelf; a flaw, sold with the flaw named; severe, scrap (原文 000:047: “全新未使用”商品重新上架). How much is **lost**? First as a share of the refunds, then of what the goods cost:

# %% id="grades"
back = lines[lines["back"] & (lines["ts_deliver"] >= "2025-01-01")]
both = {
    value: returns.grade_returns(back, value).set_index("grade")["estimate"]
    for value in ("refund", "cost")
}
pd.DataFrame(both).assign(pieces=returns.grade_returns(back).set_index("grade")["pieces"])

# %% id="grades-reading"
quiz.tell("grades-reading")

# %% [markdown] id="reason-text"
# ## What do we mend first?
#
# The document wants the reasons counted, then the size chart mended or the quality (原文 000:048: 如尺寸不符率高,调整尺码表). But of forty articles one is always the worst, and with small numbers mostly by luck. So each share is drawn towards its like, as in lessons 2.5 and 2.7: the fewer its lines, the further. "Quality" in one month, November 2025:

# %% id="reasons-figure"
month = returns.return_reasons(lines[lines["ts_deliver"].between("2025-11-01", "2025-12-01")])
ax = figures.raw_and_drawn(month[month["reason"] == "quality"])

# %% [markdown] id="autumn-text"
# And all reasons, with what arrived since September. A jacket has sizes, a lamp has none. Beside lamps each jacket would look bad. So an article is drawn towards articles of its own kind, with sizes or without. `more`: so many lines above the usual. `clear`: the whole interval lies above it.

# %% id="reasons"
reasons = asked.autumn_reasons(lines)
reasons[["sku", "reason", "back", "n", "raw", "estimate", "usual", "more", "clear"]].head(10)

# %% id="reasons-reading"
quiz.tell("reasons-reading")

# %% [markdown] id="late-text"
# ## Money that leaves after the report
#
# A month's report is written on its last evening. The parcels of the last week are still under way. How does the net of a month move afterwards?

# %% id="net-figure"
net = returns.net_by_age(shop.orders, shop.returns, ages=range(31))
year = net[net["month"].between("2025-01", "2025-11")]
drawn = year[year["month"].isin(["2025-02", "2025-06", "2025-11"])].assign(
    gone=lambda t: 1 - t["of_first"]
)
ax = plots.lines(drawn, x="age", y="gone", by="month", percent=True)
plots.label(ax, quiz.tell("net-title"), x="days after the month's last evening", y="left since, of the net on that evening",
            n=3, counts="months drawn")  # fmt: skip

# %% id="net-reading"
quiz.tell("net-reading")

# %% [markdown] id="forecast-text"
# The last month can be forecast: what share of the net did earlier months keep? By hand: two months kept 95 and 93 of 100. A month with 1,000 yuan on its last evening keeps about 940.

# %% id="forecast"
returns.still_to_leave(net, "2025-12")

# %% id="forecast-reading"
quiz.tell("forecast-reading")

# %% [markdown] id="abuse-text"
# ## Who does it on principle?
#
# Some people wear a jacket for a weekend and send it back. Your colleague has a rule: *half or more sent back, of four lines and more.* Before you accuse anybody, count by hand.
#
# 10 of 100 lines come back because somebody changed their mind. Say that a person with **the habit** sends back half of the rest too: 55 of 100. Then a line sent back is 5.5 times likelier under the habit (55 ÷ 10), a kept one half as likely (45 ÷ 90). Three sent back and one kept: 5.5 × 5.5 × 5.5 × 0.5 = 83 times. That sounds like proof. But only 5 of 1,000 buyers have the habit: for each of them there are 199 others. 83 ÷ 199 = 0.42. So the chance is 0.42 ÷ 1.42, about **30%**. Seven of ten like this one are innocent.
#
# `abuse_score` does this for each buyer, with each article's own usual share. Returns for a fault or a size are no accusation: only "changed my mind" counts. (Believed: buyers state their reason truly, and ordinary buyers are alike.)

# %% id="score"
scores = asked.scored(lines, own.habits)
scores.drop(columns="habit").head(4).astype({"times": int})

# %% id="score-reading"
quiz.tell("score-reading")

# %% [markdown] id="suspects-text"
# The simulation knows who has the habit. Who are the accused?

# %% id="suspects-figure"
ax = figures.suspects(asked.rules(scores))

# %% id="suspects-reading"
quiz.tell("suspects-reading")

# %% [markdown] id="worth-text"
# What does each kind of buyer leave? (`between_sizes`: no size fits them.)

# %% id="worth"
asked.worth(scores, shop.orders, shop.pnl_lines)

# %% id="worth-reading"
quiz.tell("worth-reading")

# %% id="ask-act"
quiz.act

# %% id="answer-act"
answer = ...  # for example ("A", 1)
quiz.act.check(answer)

# %% id="accuse"
gain, loss = asked.stakes(scores, shop.orders, shop.pnl_lines)
[round(x, 2) for x in (gain, loss, returners.accuse_from(gain, loss))]  # yuan, yuan, chance

# %% id="rules-yuan"
asked.rule_yuan(scores, gain, loss)

# %% id="accuse-reading"
quiz.tell("accuse-reading")

# %% [markdown] id="sales-text"
# ## Two promises
#
# One document wants a return picked up within 24 hours (原文 000:046: 快递员24小时内上门取件), another a complaint about quality dealt with within 48 (原文 002:070: 48小时内处理质量投诉、补发/退款). A case that is still open counts as late once its time is over.

# %% id="handled"
cases = shop.returns[shop.returns["reason"] != "not_received"]
pickup = aftersales.handled_within(cases, "requested_at", "pickup_at", hours=24)
complaint = aftersales.handled_within(cases, "requested_at", "inspected_at", hours=48, by="reason")
pd.concat([pickup.assign(reason="all: picked up in 24 h"), complaint])

# %% id="handled-reading"
quiz.tell("handled-reading")

# %% id="sales"
aftersales.after_sales(shop.orders, shop.returns, shop.chats, "2025-11-01", "2025-12-01")

# %% id="sales-reading"
quiz.tell("sales-reading")

# %% [markdown] id="resend-text"
# **Another piece, or the money?** A lamp was paid with 159 yuan. Another one costs 62 and its parcel 6. What if the next one fails too?

# %% id="resend"
lots = {
    f"{fails:.0%} fail": aftersales.resend_or_refund(**asked.LAMP, fails=fails)
    for fails in (0.03, 0.11)
}
pd.concat(lots, names=["lot"]).droplevel(1)

# %% id="resend-reading"
quiz.tell("resend-reading")

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your order export beside this notebook as `my_orders.csv`, with `order_id`, `ts_pay`, `paid_amount`, `refund_amount` and `ts_cancel` (empty if the order wasn't taken back before shipping). Leave the last thirty days out: change the date below. The error names what is missing.

# %% id="yours"
from pathlib import Path

file = Path("my_orders.csv")
if file.exists():
    orders = pd.read_csv(file, parse_dates=["ts_pay", "ts_cancel"])
    yours = returns.returns_waterfall(orders, until="2025-12-01")
else:
    yours = "No my_orders.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - Orders leave in three ways: before shipping, whole, in part. Each has other costs.
# - A return rate needs its denominator: sent, paid, or yuan.
# - The screen's ROI doesn't know returns. Break-even rises with them.
# - Freight insurance pays from a border on. The further returns weigh more than the premium.
# - More paid orders can be fewer kept ones. And what comes back late may have to be cleared: count the whole shop.
# - A loss rate needs its base: refund or cost.
# - Small articles have the worst raw shares. Draw them towards their like, then look at pieces above the usual.
# - A month's net on its last evening is too high. Say by how much.
# - Whoever sends much back is mostly innocent, if few are guilty. Decide by what both mistakes cost.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Draw your 100 orders, with orders that are older than thirty days.
# 2. Write beside each return rate in your reports: of what?
# 3. Put your own numbers into `insurance_table`. Write the border beside the insurance's bill.
# 4. Ask your platform for the return rate of insured and uninsured orders, same articles, same weeks. Without a lot they aren't alike: say so.
# 5. Run `return_reasons` each quarter (one month is too little), articles with sizes apart. Mend the first clear row. Count again a quarter later.
# 6. On the last evening of the month write a reserve for what is still to leave.
# 7. Let the desk grade by written criteria, with a photo of what was worn. Name the state of what is sold again.
# 8. Throw the list of "bad buyers" away, unless you know what a false accusation costs.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | refund before shipping | 发货前退款 | the goods never left |
# | return rate | 退货率 | say of what: sent, paid, or yuan |
# | refund rate | 退款率 | orders with a refund ÷ orders paid |
# | refund only | 仅退款 | the money back, and no parcel back |
# | freight insurance | 运费险, 退货宝 | the buyer's way back is free, the shop pays a premium |
# | premium | 保费 | for every parcel, also those that are kept |
# | break-even | 保本点 | from which on it pays |
# | grading | 质检分级 | as new, minor flaw, severe |
# | loss rate of returns | 退换货损耗率 | lost ÷ what? refund or cost |
# | reasons of returns | 退货原因 | as buyers state them |
# | after-sales frequency | 售后率 | cases of 100 orders |
# | resend, refund | 补发, 退款 | another piece, or the money |
# | serial returner | 恶意退货 (careful with the word) | sends back on principle |
# | false accusation | 误判 | an innocent buyer is accused |
# | reserve | 退货准备金 | for what is still to leave |
#
# **Sources.** Costly mistakes: Elkan (2001), IJCAI. Shares drawn together: Skellam (1948), JRSS B 10. A free way back raises purchases and, less, returns: Janakiraman, Syrdal and Freling (2016), *Journal of Retailing* 92 (a meta-analysis of lenient policies; outside). Everything counted here: this course's shops, simulated.
#
# **Next.** The case *return grading* puts a fall from 15% to 8% on trial. Lesson 4.4 follows the parcels; 2.4 asks what one more yuan of ads brings.
