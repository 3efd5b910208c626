# %% [raw] id="header"
# title = "Whom do we buy from?"
# subtitle = "Samples, control charts, scorecards, a second source"
# chinese = "供应商"
# minutes = 60
# route = "extension"
# needs = ["0_2"]
# verdict = "border"
# border = "outages of the first supplier a year: from about 0.8 on a second supplier that costs 5% more pays, from about 0.2 on one that costs 1% more in all; with an agreement to deliver more of each article"
# topic = "fulfillment.suppliers"
# related = ["defect_rate"]
#
# [rows]
# F11 = "fulfillment.sourcing.supply_cost, fulfillment.sourcing.cash_conversion_cycle / yuan_away / the deposit, reports and returns of a deal stand on the card"
# F12 = "fulfillment.control.p_chart, fulfillment.control.shift_date / other_changed, limit_by_hand / whether a tie with a factory lowers defects is the case K13"
# F13 = "chance_to_pass, fulfillment.sampling.acceptance_plan, fulfillment.sampling.both_risks, fulfillment.control.lots_tested / kept_out, two_steps, all_or_none"
# F14 = "fulfillment.sourcing.second_source, fulfillment.sourcing.one_to_three, fulfillment.sourcing.disruption / border_elsewhere"
# F15 = "fulfillment.scorecards.scorecard, fulfillment.scorecards.rank_stability / sign"
# F31 = "fulfillment.scorecards.otif / other_otif"
# P19 = "fulfillment.sourcing.supply_stress, fulfillment.sourcing.disruption"
# M53 = "fulfillment.control.lots_tested / other_changed"
# M95 = "fulfillment.sourcing.cash_conversion_cycle / yuan_away"
# K13 = "- / - / the case defect_rate is this row; the lesson links to it"
# N22 = "fulfillment.sourcing.cost_to_serve / - / by channel here; region and courier are lesson 4.4"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say what a sample at receipt lets through, and what it sends back by mistake,
# 2. see on a chart that a supplier has changed, and say how often the chart gives a false alarm,
# 3. write "on time in full" so that it can be counted,
# 4. choose between suppliers in yuan, and say whether a rank stands,
# 5. say from how many outages a year a second supplier pays.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a bag of 200 beans, nine of them black. Each pair draws 32. *"More than two black: send the bag back."* Count the hands.
#
# | minutes | what |
# |---:|---|
# | 4 | recall |
# | 5 | the offer, the guess |
# | 8 | the plan, the curve, the slider |
# | 5 | prediction: what the test kept out |
# | 10 | the chart by lot and by month; since when |
# | 5 | a third shop (exercise) |
# | 6 | on time in full (exercise) |
# | 7 | scorecard, yuan, sign? (exercise) |
# | 6 | the second supplier: by hand, the border (exercise) |
# | 4 | stress, cash, verdict |
#
# **Likely wrong turns.** "The test finds 4.5%, so it works": it finds them, and the lot passes. "A chart has three in a thousand false alarms": with 20 pieces
# count them. "Average all tests": two suppliers under one name. "The intervals overlap, so wait": an order goes out next week. "Two suppliers are safer": is the second one
# in the same town?
#
# **Expected.** Third shop: the one whose tests are off its *own* card. Sign: B, 2 with the three typed prices; let one pair find the defect cost at which it turns.
#
# **With 45 minutes** leave out what follows the twin: stress, cash, cost to serve; and one of the two exercises on the other shop.
#
# **Law and decency (诚信).** Gifts from a supplier to the person who tests are bribes (商业贿赂). A sample is drawn by the one who pays for bad lots, from the whole lot, not
# from the top box. Pay on the day agreed: a small supplier lives on it.
#
# **Hand out:** *"Since … our supplier's tests show … (… to …). Its card says …. At … yuan for a bad piece we should buy from …. A second source pays from … outages a year."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("4_3")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## An offer
#
# You run a shop for light outdoor gear. It is **Monday, 30 June 2025**, in the evening. Quanzhou, who sews your bags, offers a contract: *"Give us all of it for a year,
# and everything is 2% cheaper."* Its card says: 1.6% defects (次品率), price 0.99, 60 days to pay. *"Our best supplier"*, says your partner. *"And we sample each lot when it comes
# (原文 003:050: 商品的入库前需要抽样检查). What can happen?"*
#
# Guess first. Suppose that in truth 4.5% of a supplier's pieces are bad. Of each lot of 200 you open 32, and the lot passes with at most two bad ones.
# **Of 100 such lots, how many does the test send back?**

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import suppliers as asked
from ecomlab.fulfillment import control, figures, sampling, scorecards, sourcing, suppliers
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.3f}".format
pd.options.display.max_colwidth, pd.options.display.width = 60, 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("suppliers")
inbound, terms = asked.evening(shop.inbound, asked.TODAY), asked.card(shop.suppliers)
shelf, ledger = (
    asked.until(shop[name], asked.TODAY) for name in ("inventory_daily", "cash_ledger")
)
shelf = shelf.astype({"sku": "str"})
books, june = asked.article_books(shop.pnl_lines), asked.month_of(shop.pnl_lines)
articles = shop.sku.astype({"sku": "str", "supplier": "str"})
other_inbound = asked.evening(second.inbound, asked.OTHER_TODAY)
quiz = exercises("4_3", inbound=inbound, terms=terms, shelf=shelf, ledger=ledger, books=books,
                 june=june, articles=articles, second_source=own.second_source,
                 lot_truth=own.lot_truth, third_lots=own.third_lots, third_cards=own.third_cards,
                 other_inbound=other_inbound)  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # lots of 100 that go back

# %% [markdown] id="data-text"
# **The data.** `terms`: the suppliers' cards, as they were written when each was chosen. `inbound`: a row per lot with its test. All tables are cut at the evening of 30 June 2025.

# %% id="card"
terms[["supplier", "unit_price", "defect_rate", "payment_days", "quality_deposit",
       "accepts_returns", "gives_qc_report"]]  # fmt: skip

# %% id="inbound"
columns = ["po_id", "supplier", "promised_on", "received_at", "lot_size", "sample_n",
           "sample_defects", "accepted"]  # fmt: skip
inbound.loc[inbound["supplier"] == "quanzhou", columns].dropna().tail(3)

# %% [markdown] id="hand-text"
# ## What a sample lets through
#
# By hand. Ten per cent are bad. You open **two** pieces, and the lot passes if neither is bad. Each is good with a chance of 0.9, so the lot passes with a chance of 0.9 × 0.9 = 0.81. A lot with
# one bad piece in ten passes four times in five. And with 4.5% bad?

# %% id="by-hand"
suppliers.chance_to_pass([0.10, 0.045], tested=2, accept=0).round(3)

# %% [markdown] id="formula-text"
# With $n$ pieces of which at most $c$ may be bad:
#
# $$
# P(\text{passes}) = \sum_{k=0}^{c} \binom{n}{k}\, p^k (1-p)^{n-k}
# $$
#
# How large is $n$? A standard says it: **GB/T 2828.1** (the Chinese ISO 2859-1). It takes the lot's size and an **acceptance quality limit** (AQL, 接收质量限), in percent. `accept` is
# written Ac in the standard, `reject` Re.

# %% id="plan"
sampling.acceptance_plan([40, 120, 200, 400, 900], aql=2.5)

# %% id="risks"
one, two = (
    sampling.both_risks((32, 2), 0.016, 0.045),
    sampling.both_risks(asked.DOUBLE, 0.016, 0.045),
)
pd.concat([one, two], keys=["32 pieces", "20, then 20 more"]).droplevel(1)

# %% id="plan-reading"
quiz.tell("plan-reading")

# %% [markdown] id="lever-text"
# **The curve.** At each share of bad pieces: how likely does the lot pass? It is called the operating characteristic curve (OC curve, 抽检特性曲线). Move the slider: the standard's plan for larger and larger lots, $n$ with its $c$.

# %% id="lever"
lever(lambda n: figures.oc_figure({f"{n} pieces, {asked.STANDARD[n]} may be bad": (n, asked.STANDARD[n])},
                                  0.016, 0.045),
      "pieces opened of each lot", list(asked.STANDARD), start=32)  # fmt: skip

# %% id="plans-figure"
plans = {"one step: 32, 2 may be bad": (32, 2), "two steps: 20, then 20 more": asked.DOUBLE,
         "one step: 125, 7 may be bad": (125, 7)}  # fmt: skip
ax = figures.oc_figure(plans, good=0.016, bad=0.045)

# %% id="oc-reading"
quiz.tell("oc-reading")

# %% [markdown] id="chart-text"
# ## Many tests on one chart
#
# A document asks for more than a test: write a report of receipts, for statistics (原文 003:050: 并做好入库报表,方便统计). Put a supplier's tests in a row. Usual is what came before 2025. With $\bar p$ usual, a lot of
# which $n$ pieces were opened has limits at
#
# $$
# \bar p \pm 3\sqrt{\bar p\,(1-\bar p) / n}
# $$
#
# By hand: $\bar p$ = 2.5%, $n$ = 100. The root is 1.6 points, so the limits are at 0 and 7.2%. This is a **p chart** (p控制图). With as many pieces each time one may count pieces: `np_chart`. Where a piece may
# have several faults one counts faults: `c_chart`, or `u_chart` for faults a unit.

# %% id="lots-figure"
by_lot = control.p_chart(control.lots_tested(inbound, "quanzhou"), base="2025-01-01")
ax = figures.control_figure(by_lot, quiz.tell("lots-title"))

# %% id="lots-reading"
quiz.tell("lots-reading")

# %% id="months-figure"
months = control.lots_tested(inbound, "quanzhou", every="month")
by_month = control.p_chart(months, base="2025-01-01")
ax = figures.control_figure(by_month, quiz.tell("months-title"))

# %% id="shift"
control.shift_date(control.lots_tested(inbound, "quanzhou"))

# %% id="since-reading"
quiz.tell("since-reading")

# %% [markdown] id="kept-text"
# ## What did our test keep out?

# %% id="ask-kept-out"
quiz.kept_out

# %% id="answer-kept-out"
answer = ...  # (value, low, high), shares
quiz.kept_out.check(answer)

# %% id="kept-reading"
quiz.tell("kept-reading")

# %% [markdown] id="kinds-text"
# The other three charts, on a few typed mornings of a warehouse: parcels opened, those with any mistake, and all mistakes. The table has the last morning. Which chart counts what?

# %% id="kinds"
mornings = pd.DataFrame({"opened": 50, "with_any": [3, 2, 4, 1, 3, 11],
                         "mistakes": [3, 2, 5, 1, 4, 19]})  # fmt: skip
charts = {"np": control.np_chart(mornings, "with_any", "opened", base=5),
          "c": control.c_chart(mornings, "mistakes", base=5),
          "u": control.u_chart(mornings, "mistakes", "opened", base=5)}  # fmt: skip
pd.concat({name: chart.tail(1) for name, chart in charts.items()}).droplevel(1)[
    ["value", "centre", "high", "alarm", "false_alarm"]
]

# %% id="ask-other-changed"
quiz.other_changed

# %% id="answer-other-changed"
answer = ...  # a letter
quiz.other_changed.check(answer)

# %% [markdown] id="otif-text"
# ## On time, in full
#
# A document wants stable supply: quality, a fair price, timely shipping, service (原文 003:228: 只有做好供应链管理,才能保证产品的质量、价格的合理性,以及订单的及时发货、售后服务等). What is "timely"? A lot may come on its day and be half a lot, or fail its test. **OTIF** (准时足量): all pieces of
# the *order*, passed, by the promised day.

# %% id="otif"
plain = scorecards.otif(inbound, asked.TODAY).set_index("supplier")
grace = scorecards.otif(inbound, asked.TODAY, late=3).set_index("supplier")
plain[["orders", "open", "on_time", "in_full", "estimate", "low", "high"]].assign(
    three_days=grace["estimate"]
)

# %% id="otif-reading"
quiz.tell("otif-reading")

# %% id="ask-other-otif"
quiz.other_otif

# %% id="answer-other-otif"
answer = ...
quiz.other_otif.check(answer)

# %% [markdown] id="score-text"
# ## Points or yuan?
#
# Choose by several factors, says a document (原文 003:204: 需要权衡多个因素). The trade's tool is a **scorecard** (供应商评分卡): weights for criteria, points from 0 (the worst of these) to 1. Our weights: defects 40, on time in full 30, price 20,
# days to pay 10. First with the card's defects, then with the tests'. Does the rank stand? Shake measures and weights.

# %% id="score"
measures = asked.measures(inbound, terms)
by_card = scorecards.scorecard(asked.measures(inbound, terms, tested=False), asked.WEIGHTS)
by_test = scorecards.scorecard(measures, asked.WEIGHTS)
by_test.assign(place_by_card=by_test["supplier"].map(by_card.set_index("supplier")["place"]))

# %% id="score-figure"
stable = scorecards.rank_stability(measures, asked.WEIGHTS)
ax = plots.bars(stable, x="supplier", y="wins", percent=True)
plots.label(ax, quiz.tell("score-title"), x="", y="share of 4,000 draws in which it is first")

# %% id="score-reading"
quiz.tell("score-reading")

# %% [markdown] id="cost-text"
# **Yuan.** By hand, for goods of 100 yuan: the price is 97. Of 100 pieces 4 are bad, and a bad one costs three times a piece's price (the piece, the margin of the lost sale, two parcels, work, a bad review): 12. It comes a day late: 0.3. You pay after 60 days, which at 6% a year
# is worth 1. In all 97 + 12 + 0.3 − 1 = 108.3. The three prices (three times, 0.3 yuan a day, 6%) are typed: put yours in their place.
# The table has the terms of today: the offer's price for quanzhou, defects as tested (its own after the alarm), days late in the mean.

# %% id="terms-now"
now = asked.terms_now(inbound, terms)
now[
    [
        "supplier",
        "unit_price",
        "defect_rate",
        "defect_low",
        "defect_high",
        "late_days",
        "payment_days",
    ]
]

# %% id="ask-sign"
quiz.sign

# %% id="answer-sign"
answer = ...  # for example ("A", 1)
quiz.sign.check(answer)

# %% id="cost"
sourcing.supply_cost(now, defect_cost=3.0, day_cost=0.3, money_rate=0.06).set_index("supplier")

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="second-text"
# ## One supplier, or two or three?
#
# On trial: work with two or three suppliers, under an agreement that you are served first (原文 002:068: 应对:与2-3家供应商建立合作,签订“优先供货协议”).
#
# By hand. Foshan is out for 30 days, and the shelf covers 10. **One** supplier: 20 days of sales are lost. **Two**: the second always delivers 20%, and 60% after ten days, by agreement. Missing are
# 10 × 0.8 + 20 × 0.4 = 16 days, ten of them are covered: 6 are lost. Fourteen days of margin are saved, in each outage. The price: a surcharge of 5% on 20% of the goods, each year.
#
# $$
# \text{pays when}\quad \text{outages a year} \times \text{days saved} \times \text{margin a day} \;>\; \text{surcharge} \times \text{share} \times \text{goods a year}
# $$

# %% [markdown] id="delays-text"
# How many outages has the shop seen? Orders that came more than ten days late, by supplier and month of the promised day (`longest` in days). Foshan's are one flood: what was promised in
# two months came when it was over. Yiwu's lie around Spring Festival: a date in the calendar, no outage.

# %% id="delays"
asked.long_delays(inbound, days=10)

# %% [markdown] id="known-text"
# Articles don't last equally long. `cover` holds days that the shelf lasts, of foshan's articles at the ends of the last twelve months: twenty values, each for a twentieth of the sales.
#
# **Which surcharge?** Ningbo's price is higher than foshan's. Is it dearer? Look at your table of costs: its goods have fewer defects, come earlier, and are paid later. So the table has three rows: by price; by all costs;
# by all costs at worst, with ningbo at the high end and foshan at the low end of their intervals. (Orders more than ten days late are left out of the days late here: they *are* the outages.)

# %% id="second"
known = asked.outage_facts(inbound, articles, shelf, books)
print(known)
dearer = asked.surcharges(inbound, terms)
lines = {name: sourcing.second_source(outages=1 / 1.5, length=30, second=0.2, switch=10, raised=0.6,
                                      surcharge=surcharge, **known)
         for name, surcharge in dearer.items()}  # fmt: skip
pd.concat(lines).droplevel(1)

# %% id="border-figure"
table = asked.border_table(known, dearer)
ax = figures.border_figure(table, asked.seen_outages(), quiz.tell("border-title"))

# %% id="border-reading"
quiz.tell("border-reading")

# %% [markdown] id="three-text"
# And three? Each further supplier delivers 20% and raises to 60%, at the same surcharge, and is out too in one outage of five.

# %% id="three"
lines = {name: asked.compared(known, together=0.2, surcharge=dearer[name])
         for name in ("by price", "by all costs")}  # fmt: skip
pd.concat(lines).droplevel(1)

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% id="ask-border-elsewhere"
quiz.border_elsewhere

# %% id="answer-border-elsewhere"
answer = ...  # outages a year
quiz.border_elsewhere.check(answer)

# %% [markdown] id="stress-text"
# ## Tonight's shelf, under stress
#
# Which articles would run out if all open lots came fourteen days late? This list is for tonight: call first about its first rows.

# %% id="stress"
sourcing.supply_stress(shelf, inbound, asked.TODAY, delay=14).head(5)

# %% id="stress-reading"
quiz.tell("stress-reading")

# %% [markdown] id="cash-text"
# ## Whose money lies in the goods?
#
# A document asks for time to pay, a quality deposit, test reports and returns (原文 000:042: 与核心供应商签订“账期+质量保证金”协议). A report of the supplier's is a test by the one whom you pay: the next case
# shows how far that goes. And what is time to pay (账期) worth? Days that goods lie, plus days that the platform keeps the money, less days that suppliers wait: the **cash conversion cycle** (现金周转周期).

# %% id="cash"
sourcing.cash_conversion_cycle(**asked.books_of_cash(ledger))

# %% id="cash-reading"
quiz.tell("cash-reading")

# %% [markdown] id="serve-text"
# Goods are the largest cost of an order, but not the only one. What does it cost to serve an order (单均履约成本), in June, by channel?

# %% id="serve"
sourcing.cost_to_serve(june)

# %% id="serve-reading"
quiz.tell("serve-reading")

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your receipts of one supplier beside this notebook as `my_inbound.csv`, a row per lot in order of time, with the columns `sample_n` (pieces opened) and `sample_defects` (bad ones). The error names what is missing. The
# first ten lots say what is usual.

# %% id="yours"
from pathlib import Path

mine = Path("my_inbound.csv")
yours = "No my_inbound.csv here yet."
if mine.exists():
    yours = control.p_chart(pd.read_csv(mine), "sample_defects", "sample_n", base=10)
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A sample has two risks: good lots that go back, bad ones that pass. An AQL protects the supplier first.
# - Most bad pieces of a lot that passes are on your shelf. One test says little.
# - Tests in a row say much: a p chart, by lot for speed, by month for power. Count its false alarms.
# - The card is what a supplier was. The mean of all tests mixes what it was and what it is.
# - "On time" is three numbers. Name the order, the grace, and what passed.
# - Points rank. Yuan decide, and the number at which the choice turns is yours to judge.
# - A second supplier is an insurance: its premium is sure, its use has a border. The premium is what its goods cost more in all, not what their price is more. It insures an article only if it delivers *that* article.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Start a receipt report (入库报表): date, supplier, order, pieces, opened, bad, passed. Draw the sample from the whole lot, by your own people.
# 2. Take the plan from the standard's table, and write both risks beside it.
# 3. A chart for each supplier, every Monday. At an alarm: call, open more pieces of the next three lots, keep the old goods apart.
# 4. Once a quarter write the card anew, from the tests *since the last change*.
# 5. Put into the contract: AQL, who opens, who pays for a lot that fails, the promised day, the grace, and when the deposit is used.
# 6. Count your outages, ask each supplier for its own, and put the number beside the border.
# 7. Tonight: the stress list. Call about its first three rows.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | defect rate | 次品率 | bad pieces ÷ pieces tested |
# | acceptance sampling | 抽样检验 | a test of some pieces decides on the lot |
# | acceptance quality limit (AQL) | 接收质量限 | a rate at which lots nearly always pass |
# | acceptance number (Ac) | 接收数 | most bad pieces with which a lot passes |
# | producer's, consumer's risk | 生产方风险, 使用方风险 | a good lot fails; a bad one passes |
# | control chart | 控制图 | tests in order of time, with limits |
# | false alarm | 误报 | beyond the limit by luck |
# | on time in full (OTIF) | 准时足量交付 | the whole order, passed, by its day |
# | scorecard | 供应商评分卡 | weighted points |
# | total cost of ownership | 总拥有成本 | price and all that follows from it |
# | second source | 第二供应商 | delivers a part always, more when needed |
# | time to pay, deposit | 账期, 质量保证金 | days until you pay; money kept back for bad lots |
# | cash conversion cycle | 现金周转周期 | days that a yuan is away |
#
# **Sources.** Plans: GB/T 2828.1, ISO 2859-1; two steps: MIL-STD-105E. Curves and charts: Montgomery (2013), *Introduction to Statistical Quality Control*. Stability of ranks: Lahdelma, Hokkanen and Salminen (1998). Second sources: Tomlin (2006), *Management Science* 52. Everything counted here: this course's simulated shops.
#
# **Next.** The case *The factory with fewer defects*: who tested, which pieces, and for what? Lesson 4.4: is it there on time, and is the bill right?
