# %% [raw] id="header"
# title = "The traffic budget"
# subtitle = "An agency, a memo and 100,000 yuan: the workshop of chapter 2"
# chinese = "流量预算会"
# minutes = 90
# pause = "Does the next yuan pay?"
# route = "extension"
# needs = ["2_1", "2_2", "2_3", "2_4", "2_5", "2_6", "2_7", "2_8"]
# verdict = "border"
# border = "share of the tool's average that the next yuan in the live room must keep: 34%, if all that the tool claims is added"
#
# [rows]
# K25 = "- / - / the folding chair is the running shop of the whole course: lesson 0; its titles are audited in lesson 2.2"
# M19 = "- / - / bounced visits ÷ visits: column bounces of traffic_daily, by source in lesson 2.1; what it says of a page is lesson 3.1"
# M20 = "- / - / dwell_s ÷ visits; of visits with one page mostly unmeasured: lesson 3.1; in the live room it is stay, lesson 2.8"
# M21 = "- / - / pv ÷ visits: lesson 3.1"

# %% [markdown] id="objectives"
# **After this workshop you can**
#
# 1. take an agency's number apart: whose name, which days, which border,
# 2. tell what a source brings from what the next yuan in it brings,
# 3. judge a fluent memo sentence by sentence: right, wrong, or can't be told,
# 4. choose a first test that costs little, and say what it can tell and what it can't,
# 5. leave a budget behind with its reasons, its limit and what would change it.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Print the memo (the cell *Ten sentences*) and the five role cards. Groups of five; a group of
# four leaves out Live. Open with: *"The agency's car waits outside. At noon you sign, or you don't. Until then nobody
# says 'ROI' without saying of which days."*
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 4 | recall, alone | 6 | the feed's weeks; how long a test? |
# | 6 | the memo is read aloud; roles; first vote | 5 | what must the next yuan keep? |
# | 3 | everybody predicts the border | 5 | the slider |
# | 5 | Finance: the books | 6 | which test first? |
# | 7 | six sources; without our own name | 8 | ten sentences, each group its letters |
# | 4 | two evenings later | 7 | the assistant's summary, each group its own label |
# | 5 | of 100 credited orders | 9 | five decisions; run the quarter |
# | 7 | free search without the feed; the room's midnight; November | 3 | what would we look at next time? |
#
# **Role cards.** *Agency*: you believe your numbers; you gain when more is spent. *Finance*: "left of what, and when?"
# *Live*: your room shows the best number beside the own name. *Content*: last click leaves your posts
# out. *Boss*: you want to spend; you give way to a number and never to a shrug.
#
# **Marks (100).** Four numbers right 30 · ten sentences 20 · the summary, marks and harms 15 · five decisions, each with
# reason, evidence and what would change it 25 · one sentence to the agency that names a right thing in its memo 10. The
# result of the quarter gives **no** marks.
#
# **Expected.** Border 3.52; without the own name 6.70; 408 weeks (336 with 1.96, 424 by plain differences); the next yuan must keep 34%; first test A2; ten sentences
# R W N W N W R R W W. Of the summary: label `published` three flaws, 7A two, 7B one, 7C three, 7D none. The evidence's choice in the quarter: G, with the own name off in half of the regions as its test; 12,500 in the live room is a bet: these six lots of luck gain by it on the mean, and can't tell whether it pays.
#
# **Wrong turns.** "The tool is wrong, so ads don't work": five of six sources would be missed or can't be told. "All ten are wrong": three aren't, and two can't be told. The feed's test is read by its middle (3.33 is below
# the border). A group that puts the whole sum somewhere "because it is there": ask what the last yuan of it brings.
#
# **In 45 minutes**: leave out the books, free search, November, and the length of the test; keep the prediction, the own name, the slider, the ten
# sentences and the quarter.
#
# **Hand-out line**: *Which days? Credited or added? Average or next? Then a small step, by lot, with a limit.*
#
# **Law and decency.** Journeys are people's: join them only where they agreed (个人信息保护法). A lot holds back an ad, never a
# right. Bought clicks and orders are no test. The agency is a partner: say what is right in its memo first.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("2_9")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Friday, 2 January 2026, nine o'clock
#
# **Songling Outdoor** (松岭户外) in Chengdu spends about 2,000 yuan a day on six sources of traffic. Last night the boss found
# **100,000 yuan more** for January to March. The agency has sent a memo and wants your signature at noon:
#
# > *25,000 more for the ad on our own name, 75,000 more for the feed. The creators can go.*
#
# The six budgets of today go on. You say where more money goes, if anywhere; what is tested first; what is stopped; and what can't be told.
# A test may cost **12,500 yuan**. More the boss won't risk before somebody knows something.
#
# All tables end on the evening of 31 December 2025. In a class, each of you takes a role; alone, you are all five.

# %% id="imports"
from ecomlab import plots
from ecomlab.classroom import decide, decisions, exercises
from ecomlab.datasets import load
from ecomlab.exercises.traffic import workshop
from ecomlab.levers import lever
from ecomlab.traffic import figures

plots.use_house_style()

# %% id="shop"
label = "published"  # your group's label, if your teacher gave you one
shop, runs, evening = load("second_shop"), load("quarter").runs, "2025-12-31"
quiz = exercises(
    "2_9", **{name: shop[name] for name in workshop.TABLES},
    switched_off=load("attribution").switched_off, songling=load("attribution").songling,
    shop=shop, runs=runs, evening=evening, label=label,
)  # fmt: skip
workshop.memo(shop, evening)

# %% [markdown] id="vote-text"
# ### Vote before the evidence
#
# | letter | source | name in the tables |
# |---|---|---|
# | A | search ads (搜索推广) | `paid_search` |
# | B | the ad on our own name (品牌词) | `paid_brand` |
# | C | the feed (信息流) | `paid_feed` |
# | D | creators' posts (种草) | `content` |
# | E | the live room (直播) | `live` |
# | F | coupon sites and blogs (返利、博客) | `affiliates` |
# | G | none: it stays in the bank | |
#
# Everybody writes a letter down **now**, with a reason. A later choice doesn't delete it.

# %% id="first-vote"
decide(
    "2_traffic",
    "source",
    choice=...,  # "A" to "G"
    reason=...,  # a sentence
    change_my_mind=...,  # which finding would make you choose otherwise?
    evidence="the agency's memo, before any figure",
)

# %% [markdown] id="border-first-text"
# ## Finance: what must a yuan bring back?
#
# Everything this morning is laid beside one number. First your own, before anybody computes.

# %% id="ask-must-show"
quiz.must_show

# %% id="answer-must-show"
answer = ...  # (value, low, high)
quiz.must_show.check(answer)

# %% [markdown] id="by-hand"
# By hand, with round numbers: 100 yuan are credited. 20 come back. Of the 80 that stay, 40% are margin: 32 yuan. The 20 that came back
# cost 2 more for freight and damage. So 30 are left of 100. A yuan of ads is paid if 100 ÷ 30 = 3.33 yuan are credited to it:
#
# $$
# \text{border} = \frac{1}{(1 - r)\,m - r\,k}
# $$
#
# with the returned share $r$, the margin $m$ of what stays, and the cost $k$ of a returned yuan. Now the shop's own books. Orders of the last 15 days
# are left out: their returns aren't all in.

# %% id="books"
from ecomlab.traffic.paid import order_economics

order_economics(workshop.settled(shop.pnl_lines, evening))

# %% id="books-reading"
quiz.tell("books-reading")

# %% [markdown] id="sources-text"
# ## The agency's number, taken apart
#
# The memo's first sentence adds six sources and all days. Below is what the tools credit to a yuan since 1 October, by source. Days after 16 December are left out: the
# tools claim orders for 15 days, so these days aren't complete (2.3).

# %% id="sources"
from ecomlab.exercises.traffic.workshop import quarter, roi_by_source

roi_by_source(quarter(shop.ads_daily, evening)).round(2)

# %% id="sources-reading"
quiz.tell("sources-reading")

# %% id="ask-without-name"
quiz.without_name

# %% id="answer-without-name"
answer = ...
quiz.without_name.check(answer)

# %% [markdown] id="young-text"
# The memo stops a plan by its last four days. How much of a day is there to see, so early? The table is in `quiz.data_of("2_3")`.

# %% id="ask-seen-after-two"
ad_conversions = shop.ad_conversions
quiz.seen_after_two

# %% id="answer-seen-after-two"
answer = ...
quiz.seen_after_two.check(answer)

# %% [markdown] id="name-text"
# ### Credited and added
#
# The ad on the own name has the highest number. Here is something that no shop can have: Songling's first half-year of 2025, run once with that ad and
# once without, with the same people (`switched_off`). Lesson 2.6 taught how to read it.

# %% id="ask-of-a-hundred"
switched_off, songling = (quiz.data_of("2_6")[name] for name in ("switched_off", "songling"))
quiz.of_a_hundred

# %% id="answer-of-a-hundred"
answer = ...
quiz.of_a_hundred.check(answer)

# %% id="posts-reading"
quiz.tell("posts-reading")

# %% [markdown] id="free-text"
# ### A share and its count
#
# "If we spend less on the feed, our free share rises." It does. What does it say about people who come?

# %% id="ask-after-the-cut"
traffic_daily = shop.traffic_daily
quiz.after_the_cut

# %% id="answer-after-the-cut"
answer = ...
quiz.after_the_cut.check(answer)

# %% [markdown] id="room-text"
# ### The live room's midnight
#
# The live room has the best number beside the own name. Its screen shows the evening of the show. What is there on day 15 (2.8)?

# %% id="ask-kept-share"
live_shows = shop.live_shows
quiz.kept_share

# %% id="answer-kept-share"
answer = ...
quiz.kept_share.check(answer)

# %% [markdown] id="event-text"
# ### Eleven days in November
#
# The memo's last sentence adds up the event. Look at the days on both sides of it.

# %% id="event"
days = shop.traffic_daily.groupby("date", as_index=False)["revenue"].sum()
days = days[days["date"].between("2025-10-15", "2025-12-05")]
ax = plots.lines(days, x="date", y="revenue")
plots.label(ax, quiz.tell("event-title"), y="sales of the day (yuan)")

# %% id="event-reading"
quiz.tell("event-reading")

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** In your own words: what does a source's average tell you, and what doesn't it?
#
# **When you come back**: run all cells above once more (*Run › Run All Above Selected Cell*).

# %% [markdown] id="feed-text"
# ## Does the next yuan pay?
#
# The shop has one test by lot. From 9 July to 21 October 2025 a lot said each Wednesday whether the feed ran in that week, everywhere. The sales are those of the whole shop.

# %% id="feed-weeks"
weeks = workshop.feed_weeks(shop.ads_regions, shop.traffic_daily)
weeks.head(3)

# %% id="feed-test"
from ecomlab.traffic.increment import increment_by_lot

increment_by_lot(weeks, "on", days=7)

# %% id="feed-reading"
quiz.tell("feed-reading")

# %% id="ask-weeks-needed"
ads_regions = shop.ads_regions
quiz.weeks_needed

# %% id="answer-weeks-needed"
answer = ...
quiz.weeks_needed.check(answer)

# %% [markdown] id="next-text"
# So nothing here has measured the next yuan of any source. What can be said is what it **must** keep. Take the live room.

# %% id="ask-next-keeps"
quiz.next_keeps

# %% id="answer-next-keeps"
answer = ...
quiz.next_keeps.check(answer)

# %% [markdown] id="border-text"
# Move the share that the next yuan keeps. Where does the verdict on all 100,000 yuan turn?

# %% id="border"
keeps = [i / 100 for i in range(10, 101, 5)]
curve = workshop.next_yuan(shop.ads_daily, shop.pnl_lines, evening, keeps)
lever(lambda keep: figures.next_yuan(curve, keep, workshop.OFFERED), "of the average, kept",
      keeps, start=0.5, unit="%")  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="test-text"
# ### The first test
#
# A test has a price: what it may lose. And it has a worth: what you would do otherwise once you know. A twin of the own name's half-year, as above, no real shop has: it needs a test.

# %% id="ask-first-test"
quiz.first_test

# %% id="answer-first-test"
answer = ...
quiz.first_test.check(answer)

# %% [markdown] id="judge-text"
# ## Half past eleven: the memo once more
#
# You have seen enough to judge each sentence. Begin with what is right: the agency will ask.

# %% id="ask-judged"
quiz.judged

# %% id="answer-judged"
answer = ...  # "NNR…", ten letters
quiz.judged.check(answer)

# %% [markdown] id="audit-text"
# ### Read before you sign
#
# An assistant has written down what you found. (With another `label` at the top you get another summary, with other flaws or with none.)

# %% id="ask-audit"
quiz.audit

# %% id="answer-audit"
answer = ...
quiz.audit.check(answer)

# %% [markdown] id="decide-text"
# ## Noon: decide
#
# Five decisions of chapter 2, each with its reason. Later chapters read them, and so will the game at the end of the course.

# %% id="decide-source"
decide("2_traffic", "source", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-most"
decide("2_traffic", "most", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-test"
decide("2_traffic", "test", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-stop"
decide("2_traffic", "stop", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decide-untold"
decide("2_traffic", "untold", choice=..., reason=..., change_my_mind=..., evidence=...)

# %% id="decided"
decisions()

# %% [markdown] id="run-text"
# ### The quarter judges
#
# No colleague and no assistant can tell you how it ends. Songling's quarter was run for each source and several amounts. A simulated quarter proves nothing about yours. It says
# whether **this** reasoning would have fed this shop.

# %% id="ask-run"
quiz.run

# %% id="answer-run"
answer = ...  # ("A", 100): what you decided
quiz.run.check(answer)

# %% [markdown] id="curves-text"
# Now all sources and all amounts. Open the figure only after you have run yours.

# %% id="curves"
gained = workshop.curves(runs)
ax = figures.quarter_curves(gained)
plots.label(
    ax,
    quiz.tell("curves-title"),
    x="more money in the quarter (yuan)",
    y="change of profit per yuan of that sum",
)

# %% id="off"
workshop.without(runs).round().astype(dict.fromkeys(["switched off", "low", "high"], int))

# %% id="curves-reading"
quiz.tell("curves-reading")

# %% [markdown] id="pool-text"
# ## More of the pool
#
# The lessons of the chapter left more questions for this shop. `quiz` lists them all with what you have answered. Show one by
# its name, `quiz.click_worth`, then `quiz.click_worth.check(...)`. The tables that it speaks of are in
# `quiz.data_of("2_3")`, by the number of its lesson. What this shop can't answer isn't listed. **A second round, for those who have time.**

# %% id="pool"
quiz

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your own ads into a CSV with the columns `date, plan_kind, revenue, cost`: one row per day and plan, as the tools show them on one evening.
# A missing column is named. The last 15 days are left out. Without such a file
# the cell runs on Songling's **whole year**: above it was the quarter.

# %% id="yours"
from pathlib import Path

import pandas as pd

own = Path("ads.csv")
mine = pd.read_csv(own) if own.exists() else shop.ads_daily
workshop.own_roi(mine).round(2)

# %% [markdown] id="recap"
# ## What the meeting leaves behind
#
# - A tool's return is an average, of what is credited, for money that is spent already.
# - Take out your own name and the open days before you compare anything with the border.
# - The border has returns in it. The next yuan must bring the border, not the average.
# - "Can't be told" is a verdict. It has a follower: a small step, by lot, with a limit.
# - A memo with right sentences in it is answered sentence by sentence.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write your border on the wall: from the books, with returns.
# 2. Ask the agency for two lines: with our own name, and without it; complete days only.
# 3. Choose the ad of which you know least what it adds. Switch it off in half of the regions, drawn by lot.
# 4. Before any rise: how many yuan may it lose until we know? Who stops it?
# 5. Keep the memo. In three months lay it beside what came.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | |
# |---|---|---|
# | traffic budget | 流量预算 | what each source may cost in a quarter |
# | border, break-even ROI | 保本 ROI | sales that a yuan must be credited with, so that nothing is lost |
# | credited | 归因成交 | what a tool claims for an ad |
# | added | 增量成交 | what would be missing without the ad |
# | next yuan | 边际投放 | what one yuan more brings |
# | complete days | 已结算的日期 | days whose claims and returns are all in |
# | by lot | 随机分配 | a draw says who or where, nobody chooses |
#
# **Next:** chapter 3 makes more of those who come. Take your decision file along.
