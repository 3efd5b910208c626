# %% [raw] id="header"
# title = "The sign-up form"
# subtitle = "15% off everything, signed by six o'clock: the workshop of chapter 3"
# chinese = "大促报名会"
# minutes = 90
# pause = "The other lines of the form"
# route = "extension"
# needs = ["3_1", "3_2", "3_3", "3_4", "3_5", "3_6", "3_7", "3_8"]
# verdict = "border"
# border = "elasticity from which 15% off leaves as much as before: −2.5; the shop's price test says −1.9 (−2.6 to −1.1)"
#
# [rows]

# %% [markdown] id="objectives"
# **After this workshop you can**
#
# 1. say what a cut needs, and lay what your shop has measured beside it,
# 2. read an event's days together with the days around them,
# 3. go through a sign-up form line by line: price, former price, threshold, pages, desk,
# 4. judge a fluent memo sentence by sentence: right, wrong, or can't be told,
# 5. sign for what you can answer for, and leave the reason behind.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Print the memo (the cell *Ten sentences*), the form (the cell *Monday*) and the five role cards. Groups of five; a group of four leaves out Service. Open with: *"At six the form closes. Whoever
# says 'everybody takes part' says by how many yuan."*
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 4 | recall, alone | 3 | the promise |
# | 6 | the form and the memo are read aloud; roles; first vote | 5 | the checkout that broke |
# | 3 | everybody predicts | 3 | words in titles |
# | 7 | Finance: 100 yuan; what is left at 15% off | 5 | four pages: which counts as tested? |
# | 4 | the slider | 4 | the desk: three rates |
# | 8 | the sheet; the former price; price protection | 8 | ten sentences, each group its letters |
# | 6 | the threshold and what comes back | 7 | the assistant's summary, each group its own label |
# | 7 | 11 November; six events | 8 | five decisions; run March |
# | | | 2 | what would we look at next time? |
#
# **Role cards.** *Platform* (小二): your shops get more visitors if they cut deeper; you are no enemy. *Finance*: "left of what, and until when?" *Page*: you make what is tested, and nothing else. *Service*: you answer for what the page promises.
# *Boss*: you want 25% off, because the neighbour does it; you give way to a number and never to a shrug.
#
# **Marks (100).** Four numbers right 30 · ten sentences 20 · the summary, marks and harms 15 · five decisions, each with reason, evidence and what would change it 25 · one sentence to the platform's manager that names a right thing in the memo 10.
# The result of March gives **no** marks.
#
# **Expected.** Needed 51%; left at 15% off 89.7; former price 209; price protection 46,041; sent back 8.6 points more; same mix 0.86 points; promise 3.9%; checkout 327 orders; titles 27; page A1; rates A C B; ten sentences R W N W R N W N W R. Of
# the summary: label `published` two flaws, 7A one, 7B none, 7C three, 7D none. The evidence's choice for March: A with 4%; whether that beats staying out can't be told.
#
# **Wrong turns.** "15% off needs 15% more": ask what the goods cost. "The event's days left more, so it paid": ask what the fortnight after it left. "0 is in the interval, so nothing happens": read both ends aloud. "All ten are wrong": three aren't.
#
# **In 45 minutes**: leave out the sheet, the promise, titles, the desk, 11 November and the broken checkout; keep the prediction, 100 yuan, the slider, the ten sentences and March.
#
# **Hand-out line**: *What does the cut need? What has been measured? Who counts the days after?*
#
# **Law and decency.** A crossed-out price is one that somebody really paid lately. A countdown that begins again is untrue. The same price for everybody at the same moment. Who signs a form for a shop answers for each line of it. The platform's manager is a partner: say what is
# right in the memo first.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("3_9")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Monday, 12 January 2026, two o'clock
#
# The platform opens the sign-up (报名) for its March event, 4 to 8 March. **Songling Outdoor** (松岭户外) took part last year with 8% off. This time the platform's manager (平台小二) has filled in the form for you. It closes at six.
#
# | line | the form says |
# |---|---|
# | price | 15% off everything (4% is the least that the platform takes) |
# | threshold | 299 − 50 instead of our 299 − 20 |
# | former price | the list price, struck through |
# | page | a countdown on every page; titles stay as they are |
# | promise | send it back for any reason, 30 days |
# | desk | nothing: "you answer in thirty seconds" |
#
# The boss wants a quarter off, "or nobody sees us". You say what is signed, what is crossed out, what is mended before March, and what the lot deals out.
#
# All tables end on the evening of 31 December 2025. In a class, each of you takes a role; alone, you are all five.

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.classroom import decide, decisions, exercises
from ecomlab.conversion import figures, thresholds
from ecomlab.datasets import load
from ecomlab.exercises.conversion import funnel as mine
from ecomlab.exercises.conversion import promotions, workshop
from ecomlab.levers import lever

pd.options.display.max_colwidth = 90
plots.use_house_style()

# %% id="shop"
label = "published"  # your group's label, if your teacher gave you one
shop, runs, evening = load("second_shop"), load("march").runs, "2025-12-31"
other_days = load("promotions").other_days
articles, sold = (make(shop, workshop.NEXT) for make in (promotions.articles_on, promotions.sold_before))  # fmt: skip
quiz = exercises(
    "3_9", **{name: shop[name] for name in workshop.SHOP}, other_days=other_days,
    runs=runs, articles=articles, sold=sold, shop=shop, evening=evening, label=label,
)  # fmt: skip
workshop.memo(shop, other_days, evening)

# %% [markdown] id="vote-text"
# ### Vote before the evidence
#
# | letter | offer |
# |---|---|
# | A | we take part; the threshold stays, 299 − 20 |
# | B | we take part, without any threshold |
# | C | we take part, with 299 − 50 |
# | D | we take part, with 199 − 20 |
# | E | we don't take part |
#
# Everybody writes a letter down **now**, with a reason. A later choice doesn't delete it.
#
# (Questions of the pool call Songling "the other shop". What a hint names before a dot is a module of the chapter. For `baskets.threshold_pieces` type `from ecomlab.conversion import baskets` first, and so for `diagnosis`, `pages`, `promises`, `promo_sheet` and `service`.)

# %% id="first-vote"
decide(
    "3_conversion",
    "offer",
    choice=...,  # "A" to "E"
    reason=...,  # a sentence
    change_my_mind=...,  # which finding would make you choose otherwise?
    evidence="the form and the memo, before any figure",
)

# %% [markdown] id="rise-text"
# ## Finance: what does a cut need?
#
# **On trial**: "15% off, and the pieces make up for it." First a number of your own, before anybody computes.

# %% id="ask-must-rise"
quiz.must_rise

# %% id="answer-must-rise"
answer = ...  # (value, low, high), in per cent
quiz.must_rise.check(answer)

# %% [markdown] id="by-hand"
# By hand, with round numbers. Of 100 yuan 70 stay after refunds, fee and tax. Goods and parcels take 40. So 30 are left. At 20% off the buyer pays 80. Of them 56 stay. Goods and parcels still take 40, so 16 are left. 30 ÷ 16 = 1.9: nearly twice as many pieces are needed.
#
# $$
# \text{rise} = \frac{s - c}{s\,(1 - d) - c} - 1
# $$
#
# with $s$ the yuan of 100 that stay, $c$ what goods, parcels and returns cost, and $d$ the cut. Now the shop's own books:

# %% id="books"
workshop.books(shop.pnl_lines, shop.promos, evening).round(1)

# %% id="books-reading"
quiz.tell("books-reading")

# %% [markdown] id="test-text"
# How many more pieces does a cut bring? The shop has a **price test**: from February to April 2025 a lot moved prices of long-tail articles by 8%, up and down (3.3).

# %% id="price-test"
from ecomlab.exercises.conversion import pricing as mine_prices

found = mine_prices.by_lot(shop.inventory_daily, shop.sku, shop.promos)
found

# %% id="ask-after-cut"
quiz.after_cut

# %% id="answer-after-cut"
answer = ...
quiz.after_cut.check(answer)

# %% [markdown] id="border-text"
# Move the cut. Is there a cut at which the dashed line reaches the red one? And the band?

# %% id="border"
cuts = [i / 100 for i in range(2, 26)]
rises = workshop.rises(shop.pnl_lines, shop.inventory_daily, shop.sku, shop.promos, evening, cuts)
lever(lambda cut: figures.rise_needed(rises, cut), "taken off every price", cuts, start=0.15,
      unit="%")  # fmt: skip

# %% id="rises-reading"
quiz.tell("rises-reading")

# %% [markdown] id="sheet-text"
# ## The form, article by article
#
# The price sheet of lesson 3.8 with the form's two offers. The thinnest margins first:

# %% id="sheet"
sheet = workshop.sheet(articles, sold)
columns = ["sku", "price", "in_hand", "margin", "margin_share", "was_at_most", "below_30", "due"]
sheet[columns].sort_values("margin_share").head(6).round(2)

# %% id="sheet-reading"
quiz.tell("sheet-reading")

# %% [markdown] id="former-text"
# The form strikes through the list price. Which price may stand there is a matter of law, not of taste (3.3). One small case, to be sure of the rule:

# %% id="ask-lamp"
quiz.lamp

# %% id="answer-lamp"
answer = ...
quiz.lamp.check(answer)

# %% [markdown] id="due-text"
# And what did it cost to be cheaper than yesterday? Go back to 1 November 2025. The tables of that morning are in `quiz.data_of("3_8")`.

# %% id="ask-other-due"
other_articles, other_sold = (quiz.data_of("3_8")[name] for name in ("other_articles", "other_sold"))  # fmt: skip
quiz.other_due

# %% id="answer-other-due"
answer = ...
quiz.other_due.check(answer)

# %% [markdown] id="threshold-text"
# ## The threshold
#
# 299 − 50 instead of 299 − 20. The manager compares large orders with small ones. Better: days dealt by lot. Songling's own year had 299 − 20 on every day, so it has nothing to compare. Lesson 3.8 has a second 2025 of this simulated shop: there a lot gave 199 − 15 to half of the days, and no threshold to the others.

# %% id="lot"
lot = thresholds.threshold_effect(other_days, pair="pair")
lot[["metric", "control", "estimate", "low", "high", "n", "counts"]].round(2)

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="back-text"
# And the pieces that people need to reach the threshold?

# %% id="ask-sent-back"
other_order_items, other_orders, other_returns = shop.order_items, shop.orders, shop.returns
quiz.sent_back

# %% id="answer-sent-back"
answer = ...
quiz.sent_back.check(answer)

# %% [markdown] id="event-text"
# ## "11 November shows it"
#
# The memo begins with that day's conversion. Other people came on that day, by other entrances. What did the *same* entrances do?

# %% id="ask-same-mix"
other_traffic_daily = shop.traffic_daily
quiz.same_mix

# %% id="answer-same-mix"
answer = ...
quiz.same_mix.check(answer)

# %% [markdown] id="six-text"
# A day isn't an event, and its days aren't all of it. Here are six events of 2025, in yuan that orders left before ads, beside ordinary days (2.7). The seventh was in December: its returns aren't in.

# %% id="six"
events = workshop.event_table(shop.orders, shop.pnl_lines, shop.promos)
ax = figures.event_sums(events)
plots.label(ax, quiz.tell("events-title"), x="yuan more than ordinary days, with 95% interval",
            n=int(events["n"].max()), counts="ordinary days at most, for each event")  # fmt: skip

# %% id="events-reading"
quiz.tell("events-reading")

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** In your own words: what does a cut need, and which two numbers of your shop say it?
#
# **When you come back**: run all cells above once more (*Run › Run All Above Selected Cell*).

# %% [markdown] id="promise-text"
# ## The other lines of the form
#
# **The promise.** The form promises a return for any reason. People like it, and more comes back (3.6). Suppose that it brings two points more returns. What must it sell?

# %% id="ask-two-points"
quiz.two_points

# %% id="answer-two-points"
answer = ...
quiz.two_points.check(answer)

# %% [markdown] id="ready-text"
# ### The checkout
#
# An event brings people to what is there. In November the checkout of one app version was broken for days (3.1). `mine.alarms` finds the cell:

# %% id="alarms"
other_sessions, other_events = shop.sessions, shop.events
broken = mine.alarms(other_sessions, other_events).set_index("day")
broken[["step", "device", "app_version", "rate", "others", "usual_gap", "n"]].round(3)

# %% id="ask-orders-lost"
quiz.orders_lost

# %% id="answer-orders-lost"
answer = ...
quiz.orders_lost.check(answer)

# %% [markdown] id="words-text"
# ### Titles
#
# "Titles stay as they are." An offer in a title needs a first and a last day, and it is read long after the event (3.5). How many titles of Songling hold one already?

# %% id="ask-offers"
other_listings = shop.listings
quiz.offers

# %% id="answer-offers"
answer = ...
quiz.offers.check(answer)

# %% [markdown] id="pages-text"
# ### Four pages on the shelf
#
# The form wants a countdown. The shop has tried it by lot, and other pages too. What each did to conversion, beside the old page (a share: 0.01 is a point):

# %% id="tests"
from ecomlab.exercises.conversion import experiments as mine_tests

mine_tests.effects(shop.experiments, shop.tests).round(4)

# %% id="ask-ship"
experiments, tests = shop.experiments, shop.tests
quiz.ship

# %% id="answer-ship"
answer = ...
quiz.ship.check(answer)

# %% [markdown] id="desk-text"
# ### The desk
#
# "You answer in thirty seconds." Which of three rates is that?

# %% id="ask-three-in-order"
other_chats = quiz.data_of("3_4")["other_chats"]
quiz.three_in_order

# %% id="answer-three-in-order"
answer = ...
quiz.three_in_order.check(answer)

# %% [markdown] id="judge-text"
# ## Half past five: the memo once more
#
# You have seen enough to judge each sentence. Begin with what is right: the manager will ask.

# %% id="ask-judged"
quiz.judged

# %% id="answer-judged"
answer = ...  # ten letters, R, W or N each
quiz.judged.check(answer)

# %% [markdown] id="audit-text"
# ### Read before you send it
#
# An assistant has written down what you found. (With another `label` at the top you get another summary, with other flaws or with none.)

# %% id="ask-audit"
quiz.audit

# %% id="answer-audit"
answer = ...
quiz.audit.check(answer)

# %% [markdown] id="decide-text"
# ## Six o'clock: sign
#
# Five decisions of chapter 3, each with its reason. Later chapters read them, and so will the game at the end of the course.

# %% id="decide-offer"
decide("3_conversion", "offer", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-cut"
# whole per cent; who stays out writes what the next event may have
decide("3_conversion", "cut", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-mend"
decide("3_conversion", "mend", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-lot"
decide("3_conversion", "lot", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-unproven"
decide("3_conversion", "unproven", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decided"
decisions()

# %% [markdown] id="run-text"
# ### March judges
#
# No colleague and no assistant can tell you how it ends. Songling's spring was run with each offer. A simulated March proves nothing about yours. It says whether **this** reasoning would have fed this shop.

# %% id="ask-run"
quiz.run

# %% id="answer-run"
answer = ...  # ("A", 10): what you decided
quiz.run.check(answer)

# %% [markdown] id="curves-text"
# Now all offers. Open the figure only after you have run yours.

# %% id="curves"
ax = figures.offers(workshop.curves(runs))
plots.label(ax, quiz.tell("curves-title"), x="per cent off everything",
            y="change of profit beside staying out (yuan)", n=int(runs["luck"].nunique()),
            counts="lots of luck")  # fmt: skip

# %% id="curves-reading"
quiz.tell("curves-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="check-text"
# ## The list to keep
#
# Fourteen lines to go through before a form is signed (报名核对表), each with the function that answers it. Keep it: `workshop.form_check().to_csv("form_check.csv", index=False)`.

# %% id="check"
workshop.form_check()

# %% [markdown] id="pool-text"
# ## More of the pool
#
# The lessons of the chapter left more questions for this shop. `quiz` lists them all with what you have answered. Show one by its name, `quiz.stove`, then `quiz.stove.check(...)`. The tables that it speaks of are in
# `quiz.data_of("3_7")`, by the number of its lesson; `mine` in a hint is that lesson's module. What this shop can't answer isn't listed. **A second round, for those who have time.**

# %% id="pool"
quiz

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your own articles into `articles.csv` with the columns `sku, price, cost` (price of a piece; cost of goods **and** parcel), and give as `fee` which share of the price platform and tax take. By how much must each sell more at your cut, before returns? A missing column is named. Where a cut leaves nothing, no rise makes it up: NaN. Without such a file
# the cell runs on Songling's.

# %% id="yours"
from pathlib import Path

own = Path("articles.csv")
songlings = articles.assign(cost=articles["cost"] + articles["other"])  # with its parcel
yours = pd.read_csv(own) if own.exists() else songlings
workshop.own_needed(yours, cut=0.15, fee=0.12).sort_values("must_rise").round(2).tail(6)

# %% [markdown] id="recap"
# ## What the meeting leaves behind
#
# - A cut comes off what is left, not off what is paid. So a small cut needs many more pieces.
# - What is needed is arithmetic. What comes is measured, by a lot, with an interval.
# - An event's days are one part of the event. The report ends when they end; the books don't.
# - A form is signed line by line: price, former price, threshold, pages, desk.
# - "Nobody has tried it" is an answer. What follows from it is a lot.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write for each cut the rise that it needs. Put it on the wall before the next form comes.
# 2. Deal a small price change by lot over articles and weeks. Without it you have no elasticity.
# 3. Take the least cut first. Deepen it only where something measured carries it.
# 4. Go through the fourteen lines. Cross out what nobody can answer for.
# 5. Write the five days and the fortnight after them into one row, for each event, every year.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | |
# |---|---|---|
# | sign-up for an event | 大促报名 | the form by which a shop takes part |
# | needed rise | 保本销量增幅 | how many more pieces leave as much as before |
# | price in hand | 到手价 | what the buyer pays at last |
# | former price | 划线价 | the struck-through one; somebody must have paid it lately |
# | price protection | 价保 | the difference is paid back if the price falls |
# | days around it | 前后期 | who waits before an event, and who needs nothing after it |
# | by lot | 随机分配 | a draw says who, when or which, nobody chooses |
#
# **Next:** chapter 4 packs and sends what was sold. Take your decision file along.
