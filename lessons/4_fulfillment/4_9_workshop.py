# %% [raw] id="header"
# title = "The order for 11.11"
# subtitle = "One sheet, nine rows, forty drawn festivals: the workshop of chapter 4"
# chinese = "双十一备货单"
# minutes = 90
# pause = "Row 3: from whom?"
# route = "extension"
# needs = ["4_1", "4_2", "4_3", "4_4", "4_5", "4_6"]
# verdict = "border"
# border = "more boxes than the middle pay while one too many costs less than one too few: 21 yuan in this shop"
#
# [rows]

# %% [markdown] id="objectives"
# **After this workshop you can**
#
# 1. write the order for an event on one sheet, each row with its reason,
# 2. say first what is done with goods that stay, and take the number of pieces from that,
# 3. see which supplier still has time for a second try,
# 4. put aside what goes back, before it looks like profit,
# 5. read a fluent letter against your own numbers, and answer for your order in forty festivals.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Print the empty sheet (the cell *The sheet*), one for each group of four: sales, purchasing, warehouse, finance. Each role writes its own rows; all four
# sign. Open with: *"You may order once. On 12 November I count what lies in the corner, and who went home with nothing."*
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 4 | recall, alone | 9 | from whom: two suppliers, the border |
# | 6 | the brief is read aloud; first number | 8 | the latest day, and the second lot |
# | 9 | row 1: prediction, the likes, four careful weeks | 6 | the test: all or none |
# | 12 | row 9 first: what a box that stays is worth | 5 | where it lies, and the box's kilograms |
# | 9 | row 2: the hat, then the boxes | 7 | what goes back |
# | 4 | other trades; sheet so far | 5 | the letter, each group its own label |
# | | | 6 | sign; run 11.11; the figure |
#
# **Marks (100).** Five numbers right 35 · the letter, marks and harms 15 · nine rows, each with reason and what would change it 40 · one sentence to the boss that is right and kind 10. The result of 11.11 gives **no** marks.
#
# **Expected.** The likes 383; takes 11%; dealer, hat, all or none, kilograms: the `solution()` of each; pieces 401 (a normal curve: 425); a bad piece 173; latest day 19.2; reserve 15,012. Of the letter: label `published` two flaws, 7A none, 7B two, 7C three, 7D two. The evidence's order: C with 401; the best, afterwards, is smaller.
#
# **Wrong turns.** "First how many, then we'll see what stays": ask what a box too many costs; nobody can say it yet. "600, for 11.11 is large": 600 of what was wanted when? "A refused lot isn't our fault": whose shelf is empty? "All nine rows are equally sure": which
# one rests on a count, which on a belief?
#
# **In 45 minutes**: leave out four careful weeks, the dealer, the hat, other trades, all or none, kilograms, kept orders; keep the likes, what stays, pieces, the second lot, and the run.
#
# **Hand-out line**: *What is done with what stays? What does one too few cost, one too many? Is there time for a second lot?*
#
# **Law and decency.** A gift box that promises a bottle is a promise: no bottle, no box. "Only 11.11" is true if it isn't sold on afterwards under the same name. Who sells off says what is different. A supplier who was promised an order of 600 and gets 400 must hear it before he buys cloth. What was paid
# back to a buyer is the buyer's money: nobody counts it as sales.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("4_9")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Wednesday, 8 October 2025, evening
#
# The holiday is over. **Songling Outdoor** (松岭户外) has its first 11.11 before it. For the eleven days from 1 November there will be a **box** (礼盒): the light rucksack with a bottle, in a printed case, 159 yuan in hand (到手价: what a buyer pays after all discounts). On these days the box stands in the rucksack's place. The order can leave tomorrow at the earliest, and only once.
#
# | what the brief says | |
# |---|---|
# | bottle and case | 14 yuan a box, beside the rucksack; the case needs 5 days at the printer's |
# | after 11 November | *unpacked*: rucksack and bottle are sold as plain ones; work, money and shelf cost 6 yuan. Or *sold off*: 109 yuan, in seven days |
# | suppliers | quanzhou, or ningbo |
# | the boss | "600, from the cheap one, and what stays we sell off. Rather too many than too few!" (宁多勿少) |
#
# We suppose that as many want the box as would want the plain rucksack at the festival's price, and that a box which is cancelled before it is sent finds another buyer. Nobody at Songling has seen an 11.11. A friend has: his shop's shelf of 2024 is on the table. Everything else is as it stood this evening (only `status` and `refund_amount` of the last weeks' orders know more; no row of the sheet rests on them).
#
# In a class, one of you buys, one sells, one keeps the shelf, one pays. Alone, you are all four.

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.classroom import decide, decisions, exercises
from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import workshop
from ecomlab.fulfillment import figures
from ecomlab.levers import lever

pd.options.display.max_colwidth, pd.options.display.width = 90, 120
plots.use_house_style()

# %% id="shop"
label = "published"  # your group's label, if your teacher gave you one
shop, wanted = load("second_shop"), load("november").wanted  # open `wanted` after 11 November
now, past = workshop.on_evening(shop), workshop.past_of(load("shop"))
data = workshop.data_on(now, past)
believed, known, lots = data["believed"], data["known"], data["lots"]
quiz = exercises("4_9", **data, wanted=wanted, shop=shop, label=label)
workshop.order_sheet()[["row", "question", "by"]]

# %% [markdown] id="vote-text"
# That is the sheet: nine rows, all empty. **Write a number now**, before any figure. A later choice doesn't delete it.

# %% id="first-number"
decide(
    "4_fulfillment",
    "pieces",
    choice=...,  # boxes, a whole number
    reason=...,  # a sentence
    change_my_mind=...,  # which finding would make you choose otherwise?
    evidence="the brief, before any figure",
)

# %% [markdown] id="row-1-text"
# ## Row 1: what will be wanted?
#
# Songling knows its own quiet weeks (27 August to 23 September: no event, and the shelf was never empty). The friend knows what an 11.11 makes of such weeks. First a number of your own.

# %% id="ask-must-come"
quiz.must_come

# %% id="answer-must-come"
answer = ...  # (value, low, high)
quiz.must_come.check(answer)

# %% [markdown] id="likes-text"
# By hand: an article sold 100 pieces in the four weeks and 60 on the eleven days, another 100 and 90. Their factors are 0.6 and 0.9; the geometric mean is √(0.6 × 0.9) = 0.73. An article of ours with 500 pieces: 500 × 0.73 = 367. The same with all of the friend's articles that never ran out on these days:

# %% id="likes"
likes = workshop.likes(past)
likes.sort_values("times").iloc[[0, 1, 2, -3, -2, -1]].round(2)

# %% id="forecast"
workshop.expected(past, now.inventory_daily)

# %% id="forecast-reading"
quiz.tell("forecast-reading")

# %% [markdown] id="weeks-text"
# A colleague takes for each week what is enough nine times of ten, and adds up. Is that what "enough nine times of ten" means for all of them?

# %% id="ask-careful-weeks"
quiz.careful_weeks

# %% id="answer-careful-weeks"
answer = ...
quiz.careful_weeks.check(answer)

# %% id="decide-forecast"
decide("4_fulfillment", "forecast", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="row-9-text"
# ## The last row first: what is done with what stays?
#
# The boss fills the sheet from top to bottom. Then row 2 can't be answered: what does a box too many cost? That depends on row 9.
#
# By hand, with round numbers. A box costs 90. Sold, it leaves 30: that is a box **too few** (缺货成本). If it stays it is worth 80 later: a box **too many** costs 10 (积压成本). One more box pays while
#
# $$
# P(\text{it is wanted}) > \frac{\text{too many}}{\text{too few} + \text{too many}} = \frac{10}{40} = 25\%
# $$
#
# So order up to the number that is enough 75 times of 100. That is the **level** (临界比). And what does a sold box leave? With $r$ the share that comes back:
#
# $$
# (1 - r)\,\bigl(\text{price} \times (1 - \text{tax} - \text{fee}) - \text{cost}\bigr) - \text{parcel} - r \times \text{loss of a returned one}
# $$
#
# (A returned piece goes back on the shelf, with a loss. A returned box is unpacked first: its loss is larger by what it cost more than it is worth then. Tax is 13 ÷ 113 of what is paid, the fee 1.2%.) What the plain rucksack has taught so far, in yuan and shares:

# %% id="known"
known.round(3)

# %% id="piece-reading"
quiz.tell("piece-reading")

# %% [markdown] id="takes-text"
# Two ways for what stays. Sold off at once, it is out of the corner in seven days. But who buys it? (And decency: who read "only for 11.11" and paid 159 must not find the same box for 109 a week later under that promise. Don't promise it, or don't sell it off.)

# %% id="ask-takes"
quiz.takes

# %% id="answer-takes"
answer = ...
quiz.takes.check(answer)

# %% id="takes-reading"
quiz.tell("takes-reading")

# %% [markdown] id="dealer-text"
# And if nobody comes for 109 yuan? A dealer takes anything. A small case:

# %% id="ask-dealer-price"
quiz.dealer_price

# %% id="answer-dealer-price"
answer = ...
quiz.dealer_price.check(answer)

# %% id="decide-leftover"
decide("4_fulfillment", "leftover", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="row-2-text"
# ## Row 2: how many?
#
# First a small one, with pencil: a hat that is bought once.

# %% id="ask-season"
quiz.season

# %% id="answer-season"
answer = ...
quiz.season.check(answer)

# %% [markdown] id="pieces-text"
# Now the boxes. If you chose another row 9, or another supplier, your sheet will say another number. The question fixes both, so that all of you can compare.

# %% id="ask-pieces"
quiz.pieces

# %% id="answer-pieces"
answer = ...
quiz.pieces.check(answer)

# %% [markdown] id="ways-text"
# ### And with another row 9?
#
# **On trial: "rather too many than too few".** In which of these rows is it right? (All are from ningbo. For your own pair: `mine = workshop.two_costs("quanzhou", "sold off", now.suppliers, known, bad=lots.loc["quanzhou", "defects"])`, then `workshop.order_for(mine, believed)`.)

# %% id="ways"
workshop.ways(known, now.suppliers, believed, lots).round(
    {"cost": 1, "too_few": 1, "too_many": 1, "level": 2, "pieces": 0}
)

# %% id="ways-reading"
quiz.tell("ways-reading")

# %% [markdown] id="lever-text"
# Move what a box that stays is worth. Where does "too many" stop being the better mistake? (The curve is your row 1, as a lognormal curve.)

# %% id="lever"
costs = workshop.two_costs("ningbo", "unpacked", now.suppliers, known, bad=lots.loc["ningbo", "defects"])  # fmt: skip
lever(lambda worth: figures.order_by_worth(worth, costs["cost"], costs["too_few"], **believed),
      "a box that stays is worth", list(range(20, 93, 4)), start=76, unit="yuan")  # fmt: skip

# %% [markdown] id="trades-text"
# **In another trade** the same forecast gives another order. Typed, invented costs; put yours in.

# %% id="trades"
workshop.trades(believed).round({"level": 2, "pieces": 0})

# %% id="trades-reading"
quiz.tell("trades-reading")

# %% id="sheet-so-far"
workshop.order_sheet(decisions())[["row", "question", "choice", "reason"]]

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** In your own words: why was the last row filled before the second?
#
# **When you come back**: run all cells above once more (*Run › Run All Above Selected Cell*).

# %% [markdown] id="row-3-text"
# ## Row 3: from whom?
#
# Two suppliers make the rucksack. Lots that came since March (4.3: what the card says was true when they were chosen; `days` is of all their lots of all articles):

# %% id="lots"
lots.round(3)

# %% id="ask-turns"
quiz.turns

# %% id="answer-turns"
answer = ...
quiz.turns.check(answer)

# %% id="sources-reading"
quiz.tell("sources-reading")

# %% id="decide-supplier"
decide("4_fulfillment", "supplier", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="row-4-text"
# ## Row 4: when?
#
# The eve of the event is 31 October.

# %% id="ask-latest"
quiz.latest

# %% id="answer-latest"
answer = ...
quiz.latest.check(answer)

# %% [markdown] id="second-text"
# And if the lot fails its test? Then another is made: twice the days, and √2 times the spread. The chance that the first lot is there on the eve if the order leaves tomorrow; that it fails; that the second is there, should it fail; and that a good one is there:

# %% id="second-lot"
workshop.in_time(lots).round(3)

# %% id="dates-reading"
quiz.tell("dates-reading")

# %% id="decide-date"
decide("4_fulfillment", "date", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="row-5-text"
# ## Row 5: how is it tested?
#
# The national plan (GB/T 2828.1, AQL 2.5) for a lot of 400, and how often each supplier's lot fails it, if it is as bad as its tested pieces say:

# %% id="test"
workshop.test_of(400, lots).round(3)

# %% id="test-reading"
quiz.tell("test-reading")

# %% id="ask-all-or-none"
quiz.all_or_none

# %% id="answer-all-or-none"
answer = ...
quiz.all_or_none.check(answer)

# %% id="decide-inspection"
decide("4_fulfillment", "inspection", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="row-6-text"
# ## Rows 6 and 7: where does it lie, and who carries it?
#
# One pile in Chengdu, or a second one near the coast? Of two piles the one may be empty while the other is full. What that costs, in yuan, for the level of row 2 (`short` and `left` are pieces on average):

# %% id="piles"
workshop.piles(costs, believed).round(0)

# %% id="piles-reading"
quiz.tell("piles-reading")

# %% [markdown] id="box-text"
# A plain rucksack weighs 0.6 kg and has 6 litres; the box 0.95 kg and 13 litres. What the couriers' lists ask, over Songling's parcels, in yuan (the first tier of each list):

# %% id="box-freight"
workshop.box_freight(now.shipments, now.courier_rates).round(2)

# %% [markdown] id="kilos-text"
# Why does a box that weighs less than a kilogram cost more? Another box, by hand:

# %% id="ask-kilos"
quiz.kilos

# %% id="answer-kilos"
answer = ...
quiz.kilos.check(answer)

# %% id="decide-place"
decide("4_fulfillment", "place", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-courier"
decide("4_fulfillment", "courier", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="row-8-text"
# ## Row 8: what goes back?

# %% id="ask-reserve"
quiz.reserve

# %% id="answer-reserve"
answer = ...
quiz.reserve.check(answer)

# %% [markdown] id="kept-text"
# The platform offers free returns for the festival. A dress shop has tried it:

# %% id="ask-kept-change"
quiz.kept_change

# %% id="answer-kept-change"
answer = ...
quiz.kept_change.check(answer)

# %% id="decide-reserve"
decide("4_fulfillment", "reserve", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% [markdown] id="audit-text"
# ## The letter that goes with it
#
# (With another `label` at the top you get another letter, with other flaws or with none.)

# %% id="ask-audit"
quiz.audit

# %% id="answer-audit"
answer = ...
quiz.audit.check(answer)

# %% [markdown] id="sign-text"
# ## Nine o'clock: sign
#
# Row 2 once more, now with all that you know. Then read the whole sheet aloud.

# %% id="decide-pieces"
decide("4_fulfillment", "pieces", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="sheet"
workshop.order_sheet(decisions())[["row", "question", "choice", "reason"]]

# %% [markdown] id="run-text"
# ### Forty 11.11s judge
#
# No colleague and no assistant can tell you how it ends. A simulated festival proves nothing about yours. It says whether **this** reasoning would have fed this shop. How many buyers sold-off boxes take from the plain rucksack nobody has counted; the run supposes 3 of 10, and that all of them are gone in seven days. A bad piece costs three prices of purchase.

# %% id="ask-run"
quiz.run

# %% id="answer-run"
answer = ...  # ("A", 400): what stands on your sheet
quiz.run.check(answer)

# %% [markdown] id="curve-text"
# Now all orders. Open the figure only after you have run yours.

# %% id="curve"
ran = workshop.curve(wanted, now.suppliers, known)
ax = figures.order_outcomes(ran)
plots.label(ax, quiz.tell("curve-title"), x="boxes ordered", y="what they bring (yuan), mean with 95% interval",
            n=int(ran["n"].iloc[0]), counts="drawn 11.11s")  # fmt: skip

# %% id="curve-reading"
quiz.tell("curve-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="keep-text"
# ## Three files to keep
#
# The **order sheet** (大促备货单), with your decisions in it: `sheet.to_csv("order_sheet.csv", index=False)`; the **plan of stock** (大促备货计划), a row for each article; and from 1 November on, each morning, the **daily check** of lesson 4.2 (`stock_alerts.daily_stock_check`). For the suppliers of the next year: `scorecards.scorecard` of lesson 4.3, with the measures of `lots`.

# %% id="keep"
sheet = workshop.order_sheet(decisions())
print(sheet[["row", "question", "by"]].to_string(index=False))

# %% [markdown] id="pool-text"
# ## One more round
#
# It is January: the year is over, and the desk asks. The lessons of the chapter left more questions. `quiz` lists them all with what you have answered. Show one by its name, `quiz.lorry`, then `quiz.lorry.check(...)`. The tables that it speaks of are in `quiz.data_of("4_5")`, by the number of its lesson, and hold all of 2025; `asked` and `second` in a hint are that lesson's module and this shop.
#
# | for whom | |
# |---|---|
# | sales | `wape`, `lamp_chance`, `jumpy`, `other_buyer` |
# | purchasing | `fair`, `seldom`, `lorry`, `last_order`, `twice_the_lot`, `where_it_turns`, `which_chart`, `limit_by_hand`, `two_steps` |
# | the shelf | `half_waits`, `days_from_turnover`, `false_alarms`, `presale` |
# | the warehouse | `by_scan`, `evening`, `bad_route`, `promised` |
# | what comes back | `tea_needed`, `other_loss`, `mend_first`, `other_december`, `other_pickup`, `bad_lot` |
# | the corner | `cakes`, `one_price`, `turned_faster`, `fresh_slow` |
# | finance | `yuan_away` |
#
# What this shop can't answer isn't listed.

# %% id="pool"
quiz

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your own articles into `event_articles.csv` with the columns `sku, wanted, wanted_high, too_few, too_many, there`: pieces wanted in the event (middle, and enough nine times of ten), yuan that a piece too few and a piece too many cost, and what will be there without this order. A missing column is named. Without such a file the cell runs on three invented rows.

# %% id="yours"
from pathlib import Path

own = Path("event_articles.csv")
example = pd.DataFrame({"sku": ["box", "dress", "cat food"], "wanted": [380, 120, 900], "wanted_high": [600, 200, 1200],
                        "too_few": [21.0, 28.0, 18.0], "too_many": [17.0, 62.0, 0.8], "there": [0, 40, 300]})  # fmt: skip
plan = workshop.stock_plan(pd.read_csv(own) if own.exists() else example)
plan.round(2)

# %% [markdown] id="recap"
# ## What the evening leaves behind
#
# - What is done with what stays is decided first. It sets what a piece too many costs.
# - The two costs set the level, and the level the number. "Rather too many" holds while too many costs less.
# - A first 11.11 is forecast by its likes, with a wide interval. The next one will have its own.
# - A date on the sheet is for the second lot, not for the first.
# - What goes back isn't yours. It has a row of its own.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write for each article of the event: what is done with what stays, and what it is then worth.
# 2. Write the two costs beside it. The level follows; nobody needs to shout.
# 3. Ask each supplier for the day of a *second* lot. Order so early that it can come.
# 4. Keep this year's eleven days and your quiet weeks, article by article, with the empty shelves. Next year you need no friend.
# 5. On 25 November lay what came beside all nine rows. Deal out by lot how a part of what stays is cleared.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | |
# |---|---|---|
# | order for an event | 大促备货 | what is bought once, before it |
# | too few, too many | 缺货成本, 积压成本 | what a piece short, and a piece that stays, costs |
# | level | 临界比 | too few ÷ (too few + too many) |
# | a like | 相似款 | an article whose event is known; the nearer in kind, the better, but one alone is luck |
# | sell off | 清仓甩卖 | cheaper, to be rid of it |
# | takes a buyer | 蚕食 | who buys the cheap one and not the plain one |
# | second lot | 补做批次 | made anew, because the first failed its test |
# | reserve for returns | 退货准备金 | put aside for what goes back |
#
# **Next:** chapter 5 asks who comes back. Take your decision file along.
