# %% [raw] id="header"
# title = "Compared with what?"
# subtitle = "Before and after, a group left alone, and what n counts"
# chinese = "和什么比"
# minutes = 45
# route = "core"
# needs = ["0"]
# verdict = "reading"
# topic = "estimates"
# related = ["sms_recall", "page_redesign"]
#
# [rows]
# M91 = "retention.messages.holdout_effect / added, because_of_it / in part: orders with and without a message; the lessons on messages take up group, content and benefit"
# E41 = "- / none_compares / in part: a rise without base, group or period; 6.1 takes up the rest"
# E48 = "changes / weakest_again, top_five / in part: why the best of many always has a story; 6.1 takes up the rest"
# N25 = "- / - / in part: what a lot may decide, and what not; each lesson has its own line"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. ask of every success: compared with what?
# 2. say what happens to those who are picked at their worst,
# 3. let a lot leave a group alone, and read what it shows,
# 4. say what n counts, and what an interval doesn't know,
# 5. decide by what it costs to be wrong.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"Everybody throws two dice. The four lowest of you come to me, I'll coach you."* Put a hand
# on each shoulder, let all throw again, and read out the four new numbers.
#
# | minutes | what |
# |---:|---|
# | 2 | recall |
# | 3 | the coach's slide: hands up, sign or not |
# | 7 | dice: each trainee types; compare the room |
# | 6 | twenty shops; predict the ten weakest before the next cell |
# | 3 | ten by lot |
# | 8 | the message: guess first; report, held back, formula, truth |
# | 2 | what the interval says (exercise) |
# | 5 | what n counts (exercise) |
# | 4 | the price of being wrong (exercise) |
# | 1 | the lever, by one trainee at the front |
# | 3 | own event or second shop: one half of the room each, the other one at home |
# | 1 | the contract again: hands up |
#
# **Possible wrong turns.** "Regression to the mean is a force that pulls." It isn't: luck simply isn't repeated. "A comparison group
# is enough." The ten strongest shops were one, and misled. "Not significant, so there is no effect." "With more visits the
# interval of the coach would be right." "Holding back is unfair to customers": ask what they lose, and who decides today.
#
# In 45 minutes there is no time for *For another day*. With 30: leave out *what n counts* and the lever. Don't leave out the dice: who hasn't thrown remembers a formula.
#
# **Expected.** Weakest: 8 of 10 rise. Message of 29 October 2024: 1.2 points, truth 1.7. Interval: B. n: C. Next event: A, 1. Own
# last event: 1.5 points. Second shop, silent customers: 1.93 yuan. Contract: C, 1. The five for another day: `solution()` shows them.
#
# **Law and decency (诚信).** A lot may decide who gets a message. It may not decide who keeps a right (return, warranty), and nobody
# may pay more for the same goods because of who they are. Write only to people who agreed (营销同意).
#
# **Hand out:** one line on paper: *"After … it was better. Compared with …, who were chosen by …, n = … "* Trainees bring it back filled
# in, with a sentence from their own shop's last report.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("0_2")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A slide from a coach
#
# You run a shop, and your boss has met a coach. The coach has one slide. *"A chain has twenty online shops. I took the ten that
# converted worst, and coached them for four weeks. Afterwards most of them converted better."* The fee is lower than
# the gain. The contract lies on the table.
#
# Do you sign? Decide now. At the end you decide again.
#
# The documents behind this course are full of such sentences: repurchase from 8% to 15% (原文 001:031: 最终使复购率从8%提升至15%), a
# page's conversion 200% above what it was (原文 001:023: 改版后,页面转化率提升至6%,较改版前增长200%). **After the change it was better.** That sentence is on
# trial here.

# %% [markdown] id="hands-text"
# ## Your own two dice
#
# Take two dice. Think of twelve shops, and throw for each: the sum is its sales this month. Type the twelve sums into `first`.
# The four lowest shops need help, so knock on the table for each of them: that is your coaching. Now throw for all twelve
# shops once more, in the same order, and type the sums into `again`.
#
# No dice? Take something that you have counted on each day of the last two weeks: steps, messages, minutes of sleep. Last week's days
# are `first`, this week's days `again`. (The lowest third is picked: two of seven.)

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots
from ecomlab.datasets import load
from ecomlab.levers import lever
from ecomlab.retention import messages

pd.options.display.float_format = "{:z,.2f}".format
plots.use_house_style()
shop, compared = load("shop"), load("compared")
shops, shop_weeks, twin = compared.shops, compared.shop_weeks, compared.twin
touches, orders = shop.touches, shop.orders

# %% id="hands"
first = ...  # for example [7, 4, 9, 11, 6, 8, 3, 7, 10, 5, 8, 6]
again = ...
tables = {"shops": shops, "shop_weeks": shop_weeks, "twin": twin, "orders": orders}
quiz = exercises("0_2", **tables, touches=touches, hands=(first, again))
quiz.tell("hands-reading")

# %% id="no-dice"
quiz.tell("no-dice")

# %% [markdown] id="twenty-text"
# ## Twenty shops that changed nothing
#
# Dice are a game. So here are twenty shops. They are drawn by a program, which is why one thing is certain: **none of them did
# anything**. Each week has its own luck, as in life; nothing else moves them. We compare weeks 9 to 12 with weeks 13 to 16,
# in orders of 100 visits.

# %% id="twenty"
span = shop_weeks[shop_weeks["week"].between(9, 16)]
when = span["week"].le(12).map({True: "before", False: "after"}).rename("when")
sums = span.groupby(["shop", when])[["orders", "visits"]].sum().unstack()
rate = 100 * sums["orders"] / sums["visits"]
rate["estimate"] = rate["after"] / rate["before"] - 1
rate.head(3)

# %% id="twenty-figure"
ax = plots.caterpillar(rate.reset_index(), "shop", percent=True)
change = "change of conversion, weeks 13 to 16 against weeks 9 to 12"
plots.label(ax, quiz.tell("twenty-title"), x=change, n=20, counts="shops")

# %% id="twenty-reading"
quiz.tell("twenty-reading")

# %% [markdown] id="weakest-text"
# ## The ten weakest
#
# Now the coach's way. Pick the ten that converted worst *before*. Commit yourself: nothing is done, so how many of the
# ten get better?

# %% id="ask-weakest-again"
quiz.weakest_again

# %% id="answer-weakest-again"
answer = ...  # (value, low, high), for example (5, 3, 7)
quiz.weakest_again.check(answer)

# %% id="weakest-figure"
weak = rate["before"].rank() <= 10
rate["picked"] = weak.map({True: "ten weakest before", False: "ten others"})
ax = plots.caterpillar(rate.reset_index(), "shop", by="picked", percent=True)
plots.label(ax, quiz.tell("weakest-title"), x=change, n=20, counts="shops")

# %% id="weakest-reading"
quiz.tell("weakest-reading")

# %% [markdown] id="lot-text"
# Teachers of flying once swore to it: praise makes a pilot worse, shouting makes him better (Kahneman and Tversky 1973). They praised after
# the best landings and shouted after the worst.
#
# ### Ten by lot
#
# The coach had a comparison group, by the way: the ten others. They fell, which makes the slide look even better. What was
# wrong isn't that there was none. It is **who chose**. So let a **lot** choose (抽签, 随机): a coin, a die, a random number. The column `by_lot` has ten
# shops that a random number chose. Again nothing is done with them. `estimates.changes` gives the change of the chosen, of the
# others (in points: orders of 100 visits), and by how much more the chosen changed.

# %% id="lot"
lot = shops.set_index("shop")["by_lot"].loc[rate.index]
found = {
    "the ten weakest": estimates.changes(rate["before"], rate["after"], weak),
    "ten by lot": estimates.changes(rate["before"], rate["after"], lot),
}
pd.concat(found)[["group", "before", "after", "better", "estimate", "low", "high"]]

# %% id="lot-reading"
quiz.tell("lot-reading")

# %% [markdown] id="message-text"
# ## A change that did something?
#
# Now your own shop, and a real change. On 29 October 2024, before the event of November, it wrote to its customers and offered a
# coupon, as before the event of June. **Guess before you look**: of 100 customers who got the message, how many ordered *because of
# it*? Give three numbers between 0 and 100, such as `quiz.guess(10, low=2, high=30)`: the first guess counts.

# %% id="guess"
quiz.guess(..., low=..., high=...)

# %% id="report"
wave = touches[touches["trigger"] == "before_event"]
wave = wave[wave["ts"].dt.strftime("%Y-%m-%d") == "2024-10-29"]
got, left_alone = wave[wave["arm"] == "treated"], wave[wave["arm"] == "holdout"]
sent = pd.Timestamp("2024-10-29", tz="Asia/Shanghai")
fortnight = orders[orders["ts_pay"].between(sent - pd.Timedelta(days=14), sent)]
before = got["customer_id"].isin(fortnight["customer_id"])
print(f"ordered before: {before.mean():.1%}, after: {got['ordered'].mean():.1%}")

# %% id="report-reading"
quiz.tell("report-reading")

# %% [markdown] id="holdout-text"
# You have seen this before: they were picked at their lowest. But this shop did one thing right. A lot **held back** the
# message from a part of the list (留出组, also 对照组 or 空白组). What did those do?

# %% id="message"
share = {
    "got it, the fortnight before": estimates.share(before.sum(), len(got), "customers"),
    "got it, the fortnight after": estimates.share(got["ordered"].sum(), len(got), "customers"),
    "held back, the fortnight after": estimates.share(
        left_alone["ordered"].sum(), len(left_alone), "customers"
    ),
}
ax = plots.estimates(estimates.table(share, "group"), "group")
plots.label(ax, quiz.tell("message-title"), x="share of the customers who ordered")

# %% id="message-reading"
quiz.tell("message-reading")

# %% [markdown] id="formula-text"
# That was all the arithmetic there is. Now it may have a formula:
#
# $$
# \text{effect} = \text{share that ordered with the message}
#               - \text{share that ordered, held back by lot}
# $$

# %% id="effect"
effect = messages.holdout_effect(wave).times(100)
effect

# %% id="interval-reading"
quiz.tell("interval-reading")

# %% [markdown] id="truth-text"
# Is that true? Put everything side by side: your guess, before and after, the openers (which every campaign report
# shows), those held back, and the truth.

# %% id="truth"
opened = got["opened"].astype(bool)
readings = {
    "after less before": estimates.paired_difference(got["ordered"], before, "customers"),
    "openers less others": estimates.difference(got["ordered"][opened], got["ordered"][~opened]),
    "message less held back": messages.holdout_effect(wave),
}
verdict = estimates.table({name: x.times(100) for name, x in readings.items()}, "reading")
total = twin.sum(numeric_only=True)
true = 100 * (total["ordered"] - total["ordered_without"]) / total["customers"]
verdict.loc[3] = ["truth", true, float("nan"), float("nan"), 0, ""]

# %% id="truth-figure"
verdict.attrs = {"show": "{:.1f}", "points": True}
ax = plots.verdict(verdict, guess=quiz.guess.given)
ax.axvline(0, color=plots.COLOURS["ink"], lw=1)
plots.label(ax, quiz.tell("truth-title"), x="customers more who ordered, of 100 (points)")

# %% id="truth-reading"
quiz.tell("truth-reading")

# %% id="ask-reads-right"
quiz.reads_right

# %% id="answer-reads-right"
answer = ...  # a letter
quiz.reads_right.check(answer)

# %% [markdown] id="rows-text"
# ## What does n count?
#
# An interval needs an n. For the messages the lot dealt *customers*, so n counts customers. Go back to the twenty shops. Each had
# thousands of visits. Take visits as n, and ask each shop: did its conversion change? Now in points: after less before.

# %% id="rows"
new, old = sums.xs("after", axis=1, level="when"), sums.xs("before", axis=1, level="when")
by_visits = {
    name: estimates.difference_of_shares(*new.loc[name], *old.loc[name], "visits").times(100)
    for name in sums.index
}
table = estimates.table(by_visits, "shop")
inside = pd.Series([found.holds(0) for found in by_visits.values()])
table["interval"] = inside.map({True: "holds 0", False: "leaves 0 out"})

# %% id="rows-figure"
ax = plots.caterpillar(table, "shop", by="interval")
points = "change of conversion in points (orders of 100 visits), with 95% interval"
plots.label(ax, quiz.tell("rows-title"), x=points)

# %% [markdown] id="weeks-text"
# The same with weeks as n: one number for each week, four before and four after. `estimates.step` takes them.

# %% id="weeks"
weekly = span.assign(rate=100 * span["orders"] / span["visits"], after=span["week"] > 12)
by_weeks = {
    name: estimates.step(part["rate"], part["after"], "weeks")
    for name, part in weekly.groupby("shop")
}
pd.Series({name: found.holds(0) for name, found in by_weeks.items()}).value_counts()

# %% id="rows-reading"
quiz.tell("rows-reading")

# %% id="ask-unit-of-luck"
quiz.unit_of_luck

# %% id="answer-unit-of-luck"
answer = ...  # a letter
quiz.unit_of_luck.check(answer)

# %% [markdown] id="price-text"
# ## What does it cost to be wrong?
#
# Orders are not yuan. Some use a coupon, some come back. `profit` has the gross profit of each customer in the fortnight, and a
# message costs 0.05 yuan. An example first: a coin decides whether a message brings +4 or −1 yuan. You expect 1.5. Writing costs
# you 0.5 on average for the times when you are wrong (half of the times, 1 yuan). Not writing costs you 2 (half of the times, 4). So
# write, though nobody has proved anything. Now the real message.

# %% id="worth"
worth = messages.message_profit(wave, cost=0.05)
print(f"yuan for each message: {worth}")

# %% id="ask-send-again"
quiz.send_again

# %% id="answer-send-again"
answer = ...  # for example ("B", 2)
quiz.send_again.check(answer)

# %% [markdown] id="loss-text"
# `estimates.expected_loss` does with the whole interval what you did with the coin, here for an event with 10,000 customers.

# %% id="price"
estimates.expected_loss(worth, units=10_000)

# %% id="price-reading"
quiz.tell("price-reading")

# %% id="later-reading"
quiz.tell("later-reading")

# %% [markdown] id="lever-text"
# ## How many are enough?
#
# Suppose that your list were shorter. The slider takes so many of these customers, in the order of a lot. Move it until the
# interval is half as wide.

# %% id="lever"
by_chance = wave.sample(frac=1, random_state=1)
sizes = [500, 1000, 2000, 4000, len(wave)]
found = {n: messages.holdout_effect(by_chance.head(n)).times(100) for n in sizes}
narrower = pd.DataFrame(found.values()).assign(n=sizes)
lever(lambda n: plots.narrowing(narrower, n, unit="points"), "customers", sizes, start=1000)

# %% [markdown] id="lever-reading"
# Four times as many customers, half the width. That is why a small shop can't see small effects, and why nobody needs to hold
# back half of a large list. But look what the slider does *not* do: it never moves the middle towards the truth of another
# comparison. **More n makes a wrong comparison wrong with more certainty.**

# %% [markdown] id="exercises-text"
# ## Your turn: the next event, and another shop

# %% id="ask-added"
quiz.added

# %% id="answer-added"
answer = ...
quiz.added.check(answer)

# %% [markdown] id="other-text"
# The second shop has the same tables, and another world behind them. Its messages are `touches_2`. There a customer may get several,
# and a lot is drawn for each message. So n counts messages.

# %% id="other"
touches_2 = load("second_shop").touches
other = exercises("0_2", **tables, touches=touches_2, hands=(first, again))
other.per_message

# %% id="answer-per-message"
answer = ...
other.per_message.check(answer)

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your own list beside this notebook as `my_messages.csv`, one row for each message (or person held back): `touch_id`, `customer_id`, `ts` (when it was sent),
# `arm` (`treated` or `holdout`), `ordered` (`True` or `False`). Leave out names and phone numbers: nobody needs them here.
# If you have held nobody back yet, that is your answer for today: hold back a tenth next time.

# %% id="yours"
from pathlib import Path

from ecomlab.tables import validate

mine = Path("my_messages.csv")
if mine.exists():
    touched = validate(pd.read_csv(mine), "touches", timezone="Asia/Shanghai")
    print(messages.holdout_effect(touched).times(100))
else:
    print(f"{mine} isn't here yet.")

# %% [markdown] id="verdict-text"
# ## The coach's contract
#
# Back to the slide. Do you sign?

# %% id="ask-coach"
quiz.coach

# %% id="answer-coach"
answer = ...  # for example ("A", 2)
quiz.coach.check(answer)

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="recap"
# ## Recap
#
# - **Compared with what?** A before and an after are one group at two times. Leave a group alone.
# - Who is picked at the worst gets better without help. Who gets a prize for the best gets worse.
# - A lot makes groups alike. You, the coach and the openers' thumbs don't.
# - n counts what luck dealt: customers, messages, weeks, days, shops. Not rows.
# - An interval knows the luck of the draw. It doesn't know whether the comparison is fair.
# - Decide by which mistake is dearer, not by whether 0 is inside.

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Take last month's report. Write "compared with what?" beside each sentence that says *better*.
# 2. From now on hold back a part of every message by lot: a tenth of a long list, a quarter or more of a short one. Keep the list of
#    who was held back.
# 3. Whatever can't go to all at once (a new page, a training, a region) starts where a lot says.
# 4. When something ran badly and you changed it, don't count the recovery as your success. Look at those that ran badly and were
#    left alone.
# 5. Write n and what it counts beside each interval. If a week is what was changed, n counts weeks.
# 6. Before a test, write down what each of the two mistakes costs. If doing it can be taken back and that mistake is cheap, do it
#    without a test.
# 7. A lot may decide about a message. It may not decide about a right, a refund, or one person's price.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | comparison group, control | 对照组 | those to whom the change was not made, in the same time |
# | treated, treatment | 实验组 | those to whom it was made |
# | holdout | 留出组 (also 空白组) | a part that a lot leaves alone on purpose |
# | by lot, random | 抽签, 随机 | neither you nor they choose |
# | regression to the mean | 回归均值 | whoever is picked at an extreme is less extreme next time |
# | effect, uplift | 增量 | with less without, same people, same time |
# | interval | 置信区间 | what the truth may be, if luck alone made the number differ |
# | sample size n | 样本量 | how many units luck dealt |
# | expected loss | 期望损失 | what being wrong costs on average |
#
# **Sources.** F. Galton, *Regression towards Mediocrity in Hereditary Stature*, 1886; R. A. Fisher, *The Design of Experiments*, 1935;
# D. Kahneman and A. Tversky, *On the Psychology of Prediction*, Psychological Review 1973; H. Raiffa and R. Schlaifer, *Applied Statistical
# Decision Theory*, 1961. The twenty shops: `ecomlab.datasets.card("compared")`.

# %% [markdown] id="more"
# ## For another day
#
# Five more questions, when you have twenty minutes. They aren't part of the lesson's time. The first two are about the twenty shops, the
# next two about the second shop, the last one about the documents.

# %% id="ask-false-alarms"
other.false_alarms

# %% id="answer-false-alarms"
answer = ...
other.false_alarms.check(answer)

# %% id="ask-top-five"
other.top_five

# %% id="answer-top-five"
answer = ...
other.top_five.check(answer)

# %% id="ask-because-of-it"
other.because_of_it

# %% id="answer-because-of-it"
answer = ...
other.because_of_it.check(answer)

# %% id="ask-holdout-cost"
other.holdout_cost

# %% id="answer-holdout-cost"
answer = ...
other.holdout_cost.check(answer)

# %% id="ask-none-compares"
other.none_compares

# %% id="answer-none-compares"
answer = ...  # a letter
other.none_compares.check(answer)

# %% [markdown] id="next"
# **Next.** [0.3 One question, three tools](0_3_tools.ipynb): how do you get these numbers where you work? If you want to see the holdout save a
# claim, and sink half of it, take the case [The message that called them back](5_retention/case_sms_recall.ipynb).
