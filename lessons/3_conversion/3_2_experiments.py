# %% [raw] id="header"
# title = "Did it work, and what do we do now?"
# subtitle = "Peeking, proof, and a quick test that earns"
# chinese = "A/B测试"
# minutes = 75
# route = "core"
# needs = ["0_2"]
# verdict = "border"
# border = "visitors who will still come: for a rise of 0.4 points: below twice the textbook's sample it leaves nothing to earn; the quick test is right where changing over is free and can be taken back"
# topic = "conversion.experiments"
# related = ["dark_background", "page_redesign", "click_bait"]
#
# [rows]
# C02 = "ab_test / - / in part: a main picture is what a platform lets a shop split; which picture is 3.5"
# C04 = "conversion.health.guardrails / bold_words"
# C05 = "difference_in_differences, placebo_differences / - / its case: page_redesign"
# C06 = "factorial / button_alone / its case: dark_background"
# C07 = "conversion.health.health_panel, conversion.sequential.sequential_test, conversion.sequential.planned_looks, conversion.rolling.test_and_roll / quick_gain, missing, may_read, how_long"
# P36 = "conversion.rolling.shrink / - / somebody else's finding is a prior: test it here, shorter"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. look at a running test every day without being fooled,
# 2. say in two minutes whether a test may be read at all,
# 3. say what n is, and make an interval narrower for nothing,
# 4. expect of a winner what it will do again,
# 5. choose how long to test by what it earns, and know when you need a proof.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"Everybody tosses a coin twenty times, and looks after 4, 8, 12, 16 and 20. Who is ever two
# standard errors from half, stands up. Your coin is proved to be bent."* Count those who stand.
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 3 | the boss's sentence; guess: of 100 tests of nothing … |
# | 8 | coin tosses, and how often one looks |
# | 7 | the week that was enough; intervals for all looks |
# | 11 | which test may be read: panel, who is missing (exercise), which one (exercise) |
# | 9 | what n counts: days, those who saw it, the past; another shop (exercise) |
# | 8 | many questions; winners after three days |
# | 4 | the textbook's test at an article's size |
# | 10 | the quick test: prediction, by hand, formula, ways of deciding, slider |
# | 6 | the bold words (exercise) |
# | 4 | what a shop may deal at all; now yours |
# | 2 | recap |
#
# **Likely wrong turns.** "Peeking is forbidden." It isn't: the interval for one look is. "Not significant, so keep A." Then half of
# the better versions are lost. "Test and roll proves that B is better." It proves nothing; it earns. "So never prove anything": see
# what can't be taken back (prices printed, stock bought, a claim, a contract).
#
# **Expected.** 28 looks: about 27 in 100. The missing: 0.22 points. Read: C. Second shop by days: about 0.71 points. Quick gain: 48. Bold words: B, 3 (2 and 5 hold too). For another day: `solution()` shows them.
#
# With 45 minutes: leave out the four pages, the placebos and many questions. Don't leave out the ways of deciding.
#
# **Law and decency.** A lot may show pages and pictures. It may not deal prices by person behind the buyer's back (个人信息保护法 第二十四条; 消费者权益保护法实施条例 第九条), nor rights of return, nor a false claim, not even to half of the
# visitors (广告法 · 消费者权益保护法). Visitors' numbers leave the shop only as sums.
#
# **Hand-out.** The sheet of *before the test*, one per trainee: they bring it back filled in for a page of their own.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_2")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Two pages at once
#
# Your boss has read a sentence: put two versions of the page online at the same time, and compare the conversion (原文 002:045: 快速AB测试验证优化方向(如同时上线两个详情页版本,对比转化率)). "Quick,"
# she says. "I look every evening. As soon as one is clearly better, we take it." The quick A/B test is on trial here, in three acts.
#
# Act one. Suppose that the new page does **nothing** at all. She looks on 28 evenings, each time at all data so far, and stops at the first
# 95% interval that leaves 0 out. **In how many of 100 such tests does she announce a winner?** Guess: `quiz.guess(10, low=2, high=30)`.

# %% id="imports"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.conversion import experiments, figures, health, lots, rolling, sequential
from ecomlab.datasets import load
from ecomlab.exercises.conversion import experiments as lesson
from ecomlab.levers import lever

pd.options.display.float_format = "{:z,.4f}".format
plots.use_house_style()
shop, twin = load("shop"), lesson.truths("shop")
visits, tests = shop.experiments, shop.tests

# %% [markdown] id="tosses-text"
# ## By hand: is your coin bent?
#
# Toss a coin twenty times and type H and T as they fall. Heads is a visitor of page B who buys, tails one of page A. You look
# after 4, 8, 12, 16 and 20 tosses. The rule: heads less tails, divided by the root of the number of tosses, beyond 1.96.

# %% id="tosses"
tosses = ...  # for example "HTHHTTHTHHHTTHTHHTTH"
tables = {"experiments": visits, "tests": tests, "twin": twin}
more = {"touch_paths": shop.touch_paths, "returns": shop.returns}
quiz = exercises("3_2", **tables, **more, tosses=tosses)

# %% id="guess"
quiz.guess(..., low=..., high=...)  # of 100 tests of nothing, with 28 looks

# %% id="tosses-reading"
quiz.tell("tosses-reading")

# %% [markdown] id="alarms-text"
# Now a computer looks: 20,000 tests of nothing, for each number of looks. `experiments.peeking(5)` is the share in which a winner is announced.

# %% id="alarms"
looks = [1, 2, 3, 5, 10, 14, 21, 28, 30]
alarms = pd.DataFrame({"looks": looks, "share": [experiments.peeking(n) for n in looks]})
ax = plots.lines(alarms, "looks", "share", percent=True)
ax.axhline(0.05, color=plots.COLOURS["ink"], ls=":", lw=1)
plots.label(ax, quiz.tell("alarms-title"), x="looks at equal steps", y="announce a winner", n=20_000, counts="tests")

# %% id="alarms-reading"
quiz.tell("alarms-reading")

# %% [markdown] id="week-text"
# ## The week that was enough
#
# In June the shop did it. `reviews_on_top` was planned for four weeks. Somebody looked every evening. The table `tests` is the shop's register of tests.

# %% id="register"
register = tests.set_index("test")
register.loc["reviews_on_top", ["hypothesis", "start", "planned_days", "planned_n", "end", "stop_rule"]]

# %% [markdown] id="valid-text"
# Can one look every day and not be fooled? Yes: with a wider interval, made for all looks together (随时有效). It holds the
# truth on **all** evenings in 95 of 100 tests. So you may stop when you like.

# %% id="looking"
june = visits[visits["experiment"] == "reviews_on_top"]
one_look = experiments.peeks(june, {"A": -1, "B": 1}, counts="visits")
every_look = sequential.sequential_test(june, "B", "A", planned=98_560)
ax = figures.looking(one_look, every_look)

# %% id="looking-reading"
quiz.tell("looking-reading")

# %% [markdown] id="plan-text"
# Another way: plan a few looks, and ask for much more at the early ones (成组序贯). Four looks, one a week:

# %% id="plan"
plan = sequential.group_sequential(4)
plan[["look", "share", "line", "false_alarms", "ended"]].round(3)

# %% id="plan-reading"
quiz.tell("plan-reading")

# %% [markdown] id="planned-text"
# Now judge a test by such a plan. `trust_badges` ran four weeks. The lot dealt visitors, and one may come often: so `cluster` makes visitors what is counted.

# %% id="planned"
badges = visits[visits["experiment"] == "trust_badges"]
looks = sequential.daily_looks(badges, "B", "A", cluster="unit_id")
sequential.planned_looks(looks, plan, planned=98_560)

# %% id="planned-reading"
quiz.tell("planned-reading")

# %% [markdown] id="health-text"
# ## Before you read a result: may it be read?
#
# A doctor looks at the patient before she reads the lab's number. Seven questions: Is the **split** as planned, overall and on each device? Was
# somebody in **both arms**? Did as many of each arm **see** the change? **Whole weeks**, as planned? Was it ended because it **looked good**? Were
# the arms alike **before** (here: pages seen in the week before)? One test first. All fourteen come after your two answers.

# %% id="panel"
how = {"exposed": "exposed", "past": "pre_metric", "parts": ["device"]}
landing = visits[visits["experiment"] == "new_landing"]
health.health_panel(landing, **how, planned_days=21, stop_rule="planned days")

# %% id="ask-missing"
quiz.missing

# %% id="answer-missing"
answer = ...
quiz.missing.check(answer)

# %% id="ask-may-read"
quiz.may_read

# %% id="answer-may-read"
answer = ...  # a letter
quiz.may_read.check(answer)

# %% id="panels"
ax = figures.health(lesson.panels(visits, tests))

# %% id="health-reading"
quiz.tell("health-reading")

# %% [markdown] id="kinds-text"
# ## What is n, and how does it get narrower for nothing?
#
# One function, `ab_test`, and four ways to ask it. `cluster` says what the lot dealt. A filter keeps those who saw the change. `covariate` takes away
# what was known **before** the test (CUPED): who had looked at many pages buys more often anyway, in both arms.

# %% id="kinds"
sticky, notice, checkout = (
    visits[visits["experiment"] == name] for name in ("sticky_cart", "shop_notice", "one_page_checkout")
)
found = {
    "notice, n counts visits": experiments.ab_test(notice, "B", "A", counts="visits"),
    "notice, n counts days": experiments.ab_test(notice, "B", "A", cluster="unit_id", counts="days"),
    "cart, as it is": experiments.ab_test(sticky, "B", "A", cluster="unit_id", counts="visitors"),
    "cart, less the past": experiments.ab_test(
        sticky, "B", "A", cluster="unit_id", covariate="pre_metric", counts="visitors"),
}  # fmt: skip
table = estimates.table({name: e.times(100) for name, e in found.items()}, "reading")
ax = plots.estimates(table, "reading", unit="points", digits=2)
plots.label(ax, "What the lot dealt decides how wide an interval is", x="B less A, points of conversion")

# %% id="kinds-reading"
quiz.tell("kinds-reading")

# %% id="diluted"
seen = checkout[checkout["exposed"]]
by = {"cluster": "unit_id", "counts": "visitors"}
found = {name: experiments.ab_test(rows, "B", "A", **by) for name, rows in (("all", checkout), ("those who saw it", seen))}
estimates.table({name: e.times(100) for name, e in found.items()}, "one-page checkout").round(2)

# %% id="diluted-reading"
quiz.tell("diluted-reading")

# %% [markdown] id="yuan-text"
# Yuan per visitor is a mean. Yuan per order is a **ratio** (`below`): how many orders there are is luck too. A few large orders
# move a mean; `kind="quantile"` asks for the middle order (or, of loading times, the slowest tenth).

# %% id="yuan"
orders = sticky[sticky["converted"]]
found = {
    "yuan per visit": experiments.ab_test(sticky, "B", "A", "revenue", **by),
    "yuan per order": experiments.ab_test(sticky, "B", "A", "revenue", below="converted", **by),
    "yuan of the middle order": experiments.ab_test(orders, "B", "A", "revenue", kind="quantile", **by),
}
estimates.table(found, "reading").round(2)

# %% id="yuan-reading"
quiz.tell("yuan-reading")

# %% [markdown] id="counts-text"
# And if you have no rows, but a tool's screen? Counts are enough for shares, and n, mean and variance for yuan. A puzzle game moved its first gate from level
# 30 to level 40. The test of its 90,189 players is public (Cookie Cats). Who came back after seven days?

# %% id="counts"
gates = pd.DataFrame({"arm": ["gate 30", "gate 40"], "players": [44_700, 45_489], "back": [8_502, 8_279]})
print("points:", experiments.ab_counts(gates, "gate 40", "gate 30", yes="back", of="players").times(100))
report = sticky.groupby("arm", observed=True)["revenue"].agg(n="size", mean="mean", variance="var")
print("yuan:  ", experiments.ab_summaries(report.reset_index(), "B", "A", counts="visits"))

# %% id="counts-reading"
quiz.tell("counts-reading")

# %% [markdown] id="other-text"
# Your turn, on the second shop. It made the test by days too.

# %% id="other"
shop_2, twin_2 = load("second_shop"), lesson.truths("second_shop")
tables_2 = {"experiments": shop_2.experiments, "tests": shop_2.tests, "twin": twin_2}
more_2 = {"touch_paths": shop_2.touch_paths, "returns": shop_2.returns}
other = exercises("3_2", **tables_2, **more_2, tosses=tosses)
other.by_days

# %% id="answer-by-days"
answer = ...
other.by_days.check(answer)

# %% [markdown] id="many-text"
# ## Many questions, and winners
#
# Peeking is asking the same question often. Asking many questions once does the same. Here every visitor's test is judged by three metrics.
# `false_discoveries` (Benjamini and Hochberg 1995) knows how many were asked: of what it calls found, on average at most about one in twenty is nothing.

# %% id="many"
asked = lesson.metric_table(visits, tests)
found = health.false_discoveries(asked)
found.loc[found["alone"], ["metric", "estimate", "p_value", "q_value", "found"]]

# %% id="many-reading"
quiz.tell("many-reading")

# %% [markdown] id="winners-text"
# And winners shine too much. Whoever is first among many is good *and* lucky; next time only the good is left (regression to the mean, 0.2). Your boss decides
# after three days. `rolling.shrink` pulls each effect towards 0, by how little it knows itself. The truth is in the figure because this shop is simulated: all
# its tests were run again with each page for everybody.

# %% id="winners"
early = lesson.effects(visits, tests, days=3)
shrunk = rolling.shrink(early, towards=0)
ax = figures.winners(shrunk, lesson.true_effects(twin, tests))
plots.label(ax, quiz.tell("winners-title"), n=len(shrunk), counts="tests, three days each")

# %% id="winners-reading"
quiz.tell("winners-reading")

# %% [markdown] id="four-text"
# One test may also ask two questions at once. `background_button` has four pages; every visitor counts for both questions (析因).

# %% id="four"
pages = {
    "A": {"dark": False, "button": False}, "B": {"dark": True, "button": False},
    "C": {"dark": False, "button": True}, "D": {"dark": True, "button": True},
}  # fmt: skip
four = visits[visits["experiment"] == "background_button"]
experiments.factorial(four, pages, cluster="unit_id", counts="visitors")

# %% id="four-reading"
quiz.tell("four-reading")

# %% [markdown] id="textbook-text"
# ## Act two: the textbook
#
# So do it properly? Your boss doesn't want to change the whole shop, but **one article's main picture** (主图): the platform can show two of them in even rotation. 20,000 visitors
# will still come before the season ends and the picture is redone anyway. The textbook (sample size, power 80%) wants so many visitors, that a rise by 0.4 points isn't missed:

# %% id="textbook"
share = lesson.base_rate(visits, tests)
each = estimates.sample_size(share, share + 0.004)
print(f"{each:,} visitors for each version; conversion today {share:.1%}")

# %% id="textbook-reading"
quiz.tell("textbook-reading")

# %% [markdown] id="roll-text"
# ## Act three: the boss's quick test
#
# Turn the question round. Not: *is it proved?* But: *which version do I show to all who will still come?* Say, 100 visitors will come. One version sells to 3
# of 100, the other one to 5, and you don't know which. A coin gives 4 sales. If you knew, 5.
#
# How many do you show both to first? You take the one that sold more; if both sold as many, a coin.

# %% id="roll-table"
quiz.tell("roll-table")

# %% id="ask-quick-gain"
quiz.quick_gain

# %% id="answer-quick-gain"
answer = ...  # (value, low, high)
quiz.quick_gain.check(answer)

# %% [markdown] id="formula-text"
# The best number for each version has a formula (Feit and Berman 2019), with $N$ visitors who will come, $s$ the standard deviation of one visitor and
# $\sigma$ that of versions:
#
# $$n = \sqrt{\tfrac{N}{4}\left(\tfrac{s}{\sigma}\right)^2 + \left(\tfrac34\left(\tfrac{s}{\sigma}\right)^2\right)^2} - \tfrac34\left(\tfrac{s}{\sigma}\right)^2$$
#
# It grows with the *root* of $N$. Where does $\sigma$ come from? From your own earlier tests: how far do versions differ in truth, once luck is taken off?
# That is the spread which `shrink` finds, divided by $\sqrt2$. The tests were of pages; until pictures have
# their own register, take their scatter. (No tests yet? Take another shop's, and replace it soon: no method fits every shop
# (原文 003:030: 没有万能的方法,只有适合实用的方法).)

# %% id="roll"
sd = (share * (1 - share)) ** 0.5
prior = rolling.shrink(lesson.effects(visits, tests), towards=0).attrs["spread"] / 2**0.5
rolling.test_and_roll(20_000, sd, prior)

# %% id="roll-reading"
quiz.tell("roll-reading")

# %% [markdown] id="ways-text"
# Now all on one stage: the textbook (change only if significant, at its full length), the best test of those that ask for significance ("best proof"), your boss who looks daily and stops at the first
# "significant" evening, and test and roll. What do they earn, of what could be earned? Move the number of visitors who will come.

# %% id="ways"
stops = [5_000, 10_000, 20_000, 50_000, 70_000, 100_000, 150_000, 200_000, 500_000, 1_000_000]
ways = rolling.ways_of_deciding(stops, sd, prior, effect=0.004)
lever(lambda n: figures.deciding(ways, n), "visitors", stops, start=20_000)

# %% id="ways-reading"
quiz.tell("ways-reading")

# %% [markdown] id="guard-text"
# ## When a winner may still lose
#
# The quick test is right where **changing over is free, can be taken back, and what you measure is what you want**. Check the third. The register names two guardrails: returns and rating. `claims` has what became of the
# orders, and the yuan that each visit left.

# %% id="guard"
claims = lesson.claims_rows(visits, shop.touch_paths, shop.returns)
rated = claims.merge(shop.reviews.loc[~shop.reviews["is_default"], ["order_id", "rating"]], on="order_id")
pd.concat([
    health.guardrails(claims, "B", "A", {"returned": 0.002, "left": -0.05}, **by),
    health.guardrails(claims, "B", "A", {"returned": 0.02}, below="converted", **by).replace("returned", "returned, per order"),
    health.guardrails(rated, "B", "A", {"rating": -0.1}, cluster="unit_id", counts="buyers who wrote"),
], ignore_index=True)  # fmt: skip

# %% id="ask-bold-words"
quiz.bold_words

# %% id="answer-bold-words"
answer = ...  # for example ("C", 4)
quiz.bold_words.check(answer)

# %% id="guardrail-reading"
quiz.tell("guardrail-reading")

# %% [markdown] id="deal-text"
# ## What may a shop deal by lot at all?
#
# | what | can visitors be dealt? | so |
# |---|---|---|
# | ad creatives (创意), main picture in ads | the platform shows several in turn | look how it deals: many send more visits to the better one *while* it runs. Even rotation, or no reading |
# | detail page, for visits that the platform sends | mostly not | whole days by lot |
# | messages, groups, own site | yes | by customer (0.2) |
# | shop notice, opening hours, threshold for all | no | whole days or weeks by lot |
# | price | by person no: see below | by article, region or period, under a published rule (3.3) |
#
# Prices by person: no unreasonable difference by an automatic decision (个人信息保护法 第二十四条), and no other price for the same goods on the same conditions without the
# buyer's knowledge (消费者权益保护法实施条例 第九条).
# The right of return, a warranty, a true description: no lot, ever. `lots.deal_days` deals days so that each weekday gets both versions in each fortnight. Write seed and plan into the register first.

# %% id="deal"
fortnight = lots.deal_days("2026-01-05", fortnights=2, seed=20260105)
print(fortnight.head(7).to_string(index=False))
print("the notice, dealt by days, points:", lots.compare_days(lesson.days_dealt(visits), "B", "A").times(100))
print("points that days can find for one article:", round(100 * lots.detectable_by_days(**lesson.PICTURE), 2))

# %% id="deal-reading"
quiz.tell("deal-reading")

# %% [markdown] id="placebo-text"
# And if nothing was dealt? Then compare with a page that was left alone (double difference), and try the same **where nothing happened**: on other
# days. Its case is *page_redesign*.

# %% id="placebo"
traffic = cases.load("page_redesign").tables.traffic_daily
tried = experiments.placebo_differences(traffic, "2025-03-31", "rice cooker", "kettle")
tried.groupby("kind")[["estimate", "leaves_one_out"]].agg(["min", "max"])

# %% [markdown] id="placebo-reading"
# A factor of 1 is "no difference". None of the days without a change leaves 1 out. But look at the `max`: all their estimates lie below 1, and they drift. So don't count them as many proofs:
# they share their days, and go up and down together. If they had often left 1 out, the real one would be worth nothing.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put your test beside this notebook as `my_test.csv`, one row for each visit or visitor: `unit_id`, `ts`, `experiment`, `arm`, `converted`; optionally `exposed`, `bounced`,
# `revenue`, `pre_metric`. Flags may be 0 and 1. Write the experiment and the names of the new and the old version into the second line. Numbers of visitors are enough: no names, no phone numbers. Only counts? `experiments.ab_counts` takes a row for each arm.

# %% id="yours"
from pathlib import Path

from ecomlab.tables import validate

mine = Path("my_test.csv")
name, new, old = "my test", "B", "A"  # change these: experiment, new version, old version
if mine.exists():
    own = validate(lesson.flags_read(pd.read_csv(mine)), "experiments", timezone="Asia/Shanghai")
    own = lesson.chosen(own, name)
    print(health.health_panel(own).to_string())
    print(f"{name}: {new} less {old}:", experiments.ab_test(own, treated=new, control=old, cluster="unit_id"))
else:
    print(f"{mine} isn't here yet.")

# %% [markdown] id="verdict-text"
# ## The quick A/B test: verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="recap"
# ## Recap
#
# - Who looks often and stops at the first good evening announces winners of nothing. Take the interval for all looks, or plan few looks.
# - First the panel, then the result. A broken split can't be repaired by n.
# - n counts what the lot dealt. Compare those who could see the change; take away what was known before.
# - Winners of many shrink. Somebody else's winner is a first guess, not a proof.
# - *What is true?* and *what do I show?* are two questions. For the second, test briefly and take the better, if you can take it back.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# **Before the test** (one line in the register, 实验登记)
#
# | field | example |
# |---|---|
# | what, and why it should help | sticky cart button: more people find it |
# | whom the lot deals, shares, seed | visitors, half and half |
# | metric; guardrails with a limit | yuan left per visit; returns not up by 0.2 points |
# | who sees the change, from where on | all, from the page on |
# | visitors who will still come; n each | 20,000; from `test_and_roll` |
# | days (whole weeks), or the looks | 14 days; or one look a week |
# | can it be taken back, and what does that cost? | yes, nothing |
#
# 1. Write the line before the first visitor.
# 2. Free and reversible? Show both to the number from `test_and_roll`, then take the better. Don't wait for stars.
# 3. Not reversible, or many will copy it? Then prove it: planned looks, or the interval for all looks.
# 4. Read the panel first. At a "stop" find out what happened; don't repair the number.
# 5. Report the shrunk effect, beside n and what it counts.
# 6. Look at the guardrails once more after 15 days, when the returns are in.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | A/B test | A/B 测试 | a lot deals visitors to two versions at the same time |
# | arm, split | 分组, 流量分配 | one version; who gets which |
# | sample ratio mismatch | 样本比例不匹配 | the arms have other sizes than the lot would give |
# | peeking | 偷看 | looking before the end and stopping on what one sees |
# | always-valid interval | 随时有效的置信区间 | holds on all looks together |
# | group sequential | 成组序贯 | a few planned looks with stricter lines |
# | exposed | 实际看到 (not 曝光, an impression) | could see the difference |
# | CUPED | 实验前数据调整 | takes away what was known before |
# | guardrail | 护栏指标 | what may not get worse |
# | false discovery | 错误发现 | something called found that is nothing |
# | winner's curse | 赢家诅咒 | the best of many was lucky too |
# | factorial test | 析因实验 | several changes at once, every visitor counts for each |
# | test and roll | 先测后推 | test briefly, then show the better to all |
# | double difference | 双重差分 | change of the changed less change of the others |
#
# **Sources.** Kohavi, Tang and Xu, *Trustworthy Online Controlled Experiments*, 2020; Armitage, McPherson and Rowe 1969; Johari, Koomen, Pekelis and Walsh 2022; Jennison and Turnbull,
# *Group Sequential Methods*, 2000; Fabijan and others 2019; Deng, Xu, Kohavi and Walker 2013; Deng, Knoblich and Lu 2018; Benjamini and Hochberg 1995; Morris 1983;
# Feit and Berman, *Test & Roll*, Marketing Science 2019. What the pages truly do: `ecomlab.datasets.card("experiments")`.

# %% [markdown] id="more"
# ## For another day
#
# Five more questions, not part of the lesson's time. Three of them are on the second shop.

# %% id="ask-seven-looks"
quiz.seven_looks

# %% id="answer-seven-looks"
answer = ...
quiz.seven_looks.check(answer)

# %% id="ask-those-who-saw"
other.those_who_saw

# %% id="answer-those-who-saw"
answer = ...
other.those_who_saw.check(answer)

# %% id="ask-button-alone"
other.button_alone

# %% id="answer-button-alone"
answer = ...
other.button_alone.check(answer)

# %% id="ask-too-many"
other.too_many

# %% id="answer-too-many"
answer = ...
other.too_many.check(answer)

# %% id="ask-how-long"
quiz.how_long

# %% id="answer-how-long"
answer = ...
quiz.how_long.check(answer)

# %% [markdown] id="next"
# **Next.** The case [Dark background, bright button](case_dark_background.ipynb): a published test with two changes at once. Then
# [The page that sold three times as much](case_page_redesign.ipynb): what to do when nobody dealt anything.
