# %% [raw] id="header"
# title = "Twice the clicks"
# chinese = "点击率翻一番"
# minutes = 45
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["good_reviews"]
#
# [rows]
# K08 = "more_orders / per_1000, break_even, left, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. follow a thousand impressions (千次展现) to the order that is kept, and to the yuan that is left,
# 2. set guardrails (护栏指标) beside a goal,
# 3. check what an ad claims before it runs.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 4 | the brief |
# | 5 | ten pictures and a bonus |
# | 3 | the team's sum |
# | 9 | from the click to the order, with two exercises |
# | 6 | was it the pictures? |
# | 7 | what came afterwards, with an exercise |
# | 5 | what a picture may say |
# | 1 | the truth |
# | 5 | your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Nobody in this story wants to cheat. The team does what it is paid for, a week at a time. Let the class feel how
# reasonable each week is before anybody says *Goodhart*.
#
# With 35 minutes: leave out *was it the pictures?* and give the result in a sentence.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases.click_bait import CLAIMS, LIMIT, START
from ecomlab.classroom import exercises
from ecomlab.conversion.pages import check_claim
from ecomlab.data import monitoring

plots.use_house_style()
pd.options.display.precision = 4
case = cases.load("click_bait")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document (001:032) has one sentence and no number. It calls the fault "data only" (唯数据论). In the next sentence
# (001:033) advises to choose *the* core figure by business: again one. Another document says: let
# the data speak (原文 003:086: 要做到用数据说话). All three can stand: data, more than one figure.

# %% [markdown] id="card"
# You own this brand. Before you see more: what is the *first* figure that you ask the ad team for, besides the click rate (点击率)?
# Write it on a card. Write under it whether you expect it to have risen or fallen.

# %% [markdown] id="look-text"
# ## Ten pictures and a bonus
#
# Three pictures (创意) of the pan ran at any time, shown equally often. From the fifth week on a tame one went every week, and one that draws
# more clicks came. Here is what each says.

# %% id="claims"
ads, days = case.tables.ads_daily, case.tables.dsr_daily
first = ads.groupby("creative_id")["date"].min().dt.strftime("%d %B")
pd.DataFrame({"first shown": first, "what it says": pd.Series(CLAIMS)})

# %% [markdown] id="claims-reading"
# The first three are so. After that each one promises a little more. There was no week in which somebody decided to lie; there were weeks in
# which a tame picture went. `ads_daily` has a row for each picture and day.

# %% id="look"
ads.tail(3)

# %% id="goals"
case.tables.goals.drop(columns="level").T

# %% [markdown] id="goals-reading"
# Read the last line of the sheet. The click rate has an owner who is paid by it. Complaints have a limit too ({{ limit }}), and it
# belongs to people who don't make pictures.

# %% [markdown] id="obvious-text"
# ## The team's sum
#
# The last four weeks against the first four: the click rate of the new pictures, over that of the old ones.

# %% id="obvious"
print(case.figures[["claim", "value"]].to_string(index=False))
case.naive.estimate

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="would-text-heading"
# ## From the click to the order

# %% id="would-text"
quiz.tell("would-text")

# %% id="quiz"
quiz.per_1000

# %% id="per-1000-answer" tags=["exercise"]
quiz.per_1000.check(...)

# %% id="example-text"
quiz.tell("example-text")

# %% id="identity"
honest, loud = ("2024-07-01", "2024-07-28"), ("2024-08-26", "2024-09-22")
sums = monitoring.rates_by_period(ads, before=honest, after=loud)
print((sums["ctr"] * sums["cvr"] * 1000).to_string())
sums[["ctr", "cvr", "orders_1000"]].T

# %% id="break-even"
quiz.break_even

# %% id="break-even-answer" tags=["exercise"]
quiz.break_even.check(...)

# %% id="right"
monitoring.rate_change(ads, before=honest, after=loud, rate="orders_1000").estimate

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "so judge ads by conversion". Then the team shows them to followers only, and CVR soars (the case of the live room). Any
# *one* factor of the product can be raised at the cost of the other.
# **Wrong turn:** "the page must be improved". To deliver what? It can't give away the pan.

# %% [markdown] id="weeks-text"
# Week by week, each figure as a multiple of its first four weeks:

# %% id="weeks-figure"
week = ((ads["date"] - START).dt.days // 7 + 1).rename("week")
weeks = monitoring.ad_rates(ads, by=week)
times = weeks[["ctr", "orders_1000"]] / sums.loc["before", ["ctr", "orders_1000"]]
times.columns = ["click rate", "orders per 1,000"]
long = times.reset_index().melt("week", var_name="what", value_name="times")
ax = plots.lines(long, x="week", y="times", by="what", percent=False)
plots.label(
    ax,
    f"Same impressions: {case.naive.estimate:.1f} times the clicks, {case.right.estimate:.1f} "
    "times the orders",
    x="week",
    y="times its first four weeks",
)

# %% [markdown] id="pictures-text"
# ## Was it the pictures?
#
# Four weeks against four other weeks: summer wore on, prices of others moved. Something else could have changed too. But from the
# fifth to the eighth week tame and loud pictures ran *on the same days*, shown equally often. Compare within one week:

# %% id="same-days"
side = ads[week == 8]
monitoring.ad_rates(side, by="creative_id")[["impressions", "ctr", "cvr", "orders_1000"]]

# %% [markdown] id="same-days-reading"
# Same days, same price, same page; 5 is the tamest of the three and 7 the loudest. Follow `ctr` and `cvr` down the rows. A week has few
# orders, so the last column still wobbles. All ten pictures over all their days:

# %% id="pictures-figure"
pictures = monitoring.ad_rates(ads, by="creative_id")
pictures["clicks_1000"] = 1000 * pictures["ctr"]
ax = pictures.plot.scatter("clicks_1000", "orders_1000", s=70)
for number, (x, y) in pictures[["clicks_1000", "orders_1000"]].iterrows():
    ax.annotate(number, (x, y), (8, 15 * (number % 3 - 1) - 5), textcoords="offset points")
ax.set_ylim(0, 1.2 * pictures["orders_1000"].max())
best = pictures["ctr"].idxmax()
plots.label(
    ax,
    f"Most clicked is number {best}; by orders per impression it ranks "
    f"{pictures['orders_1000'].rank(ascending=False)[best]:.0f} of {len(pictures)}",
    x="clicks per 1,000 impressions",
    y="orders per 1,000 impressions",
)

# %% [markdown] id="pictures-reading"
# > **Caution.** Pictures 4 to 7 were shown for a shorter time than the others: their dots rest on fewer orders. Read the direction, not
# > the single dot.

# %% [markdown] id="after-text"
# ## What came afterwards
#
# An order isn't the end either. `dsr_daily` has for each day's orders the share that led to a complaint (投诉) and that was refunded (退款)
# within 30 days. Days with many orders must count more, so multiply by the orders before you add up.

# %% id="guardrails"
rails = monitoring.guardrails(ads, days, before=honest, after=loud)
rails

# %% id="complaints-figure"
counts = ads.groupby("date")["orders"].sum().mul(days.set_index("date")["complaint_rate"])
by_week = pd.DataFrame({"complaints": counts.groupby((counts.index - START).days // 7 + 1).sum()})
by_week["rate"] = by_week["complaints"] / weeks["orders"]
ax = plots.lines(by_week.rename_axis("week").reset_index(), x="week", y="rate", percent=True)
ax.axhline(LIMIT, color=plots.COLOURS["vermilion"], lw=1.5)
over = by_week.index[by_week["rate"] > LIMIT]
plots.label(
    ax,
    f"Over the limit of {LIMIT:.0%} in {len(over)} of {len(by_week)} weeks, "
    f"for the first time in week {over.min()}",
    x="week of the order",
    y="complaints per order (line: the limit)",
)

# %% id="after-reading"
quiz.tell("after-reading")

# %% id="left"
quiz.left

# %% id="left-answer" tags=["exercise"]
quiz.left.check(...)

# %% id="left-reading"
quiz.tell("left-reading")

# %% [markdown] id="left-notes" tags=["instructor"]
# Collect the cards here: whose first question was orders, whose refunds, whose yuan? In some issues of this case the loud pictures bring
# *more* orders. Good: then the class must say why they come down all the same. That is the next station.

# %% [markdown] id="law-text-heading"
# ## What a picture may say

# %% id="law-text"
quiz.tell("law-text")

# %% id="claim-check"
pd.Series({text: check_claim(text) for text in CLAIMS.values()}).to_frame("before it runs")

# %% [markdown] id="claim-check-reading"
# A list of words finds the careless ones only. Find two sentences in the table that the checker lets off too lightly, and write one that
# passes it and is still untrue. (Ask a lawyer for real ads; this isn't legal advice.)

# %% [markdown] id="law-notes" tags=["instructor"]
# Too lightly: 4 ("Hardly ever needs oil": somebody must cook with it), 2 and 3 (a number isn't true because a report exists).
# The honest alternative isn't a duller picture. It is another *true* one: test twenty true things about the pan against each other,
# by lot, on contribution. What sells may be the sliding egg filmed better.

# %% [markdown] id="truth-text"
# ## What is true
#
# In this world a fully exaggerated picture multiplies the clicks by one number and the orders per click by another, and their
# product is what the same impressions bring.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The same impressions bring {case.truth:.2f} times the orders, not "
    f"{case.naive.estimate:.2f} times",
    x="last four weeks ÷ first four",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Four sentences to the ad team: what happens to the pictures today, what the clicks brought, the next goal
# with its guardrails, and who owns them.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the pictures come down because they are untrue, not because of a figure. 2: orders (or yuan) per
# 1,000 impressions, before and after. 2: a goal that ends in money, net of refunds. 2: two guardrails with limits, one of them early, in
# the *same* hands as the goal. 1: doesn't blame the team for reaching the goal it was given. *Minus 3:* keeps a false claim because it sells.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. "When a measure becomes a target, it ceases to be a good measure" (Goodhart's law, as Strathern worded it). Who in your shop is paid by
#    one figure, and how would *you* raise it without doing any good?
# 2. Contribution per 1,000 impressions as the goal: how could a team raise even that at the brand's cost? (Think of a year.)
# 3. At which sheet, in which week, would this have been seen first? Who would have had to look?
# 4. The platform's auction itself rewards pictures with a high expected click rate. What does that do to honest sellers?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write under every goal the two figures that must not get worse, with limits. One person owns all three.
# - Judge pictures by what is left of 1,000 impressions after refunds. Stop one that breaks a limit, whatever it earns.
# - Every claim has a line in a file: what it says, what shows it, who checked. No line, no ad.
# - Pay bonuses when refunds and complaints are in, a month later.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | click-through rate (CTR) | 点击率 |
# | conversion rate (CVR), here orders ÷ clicks | 转化率 |
# | orders per 1,000 impressions | 千次展现成交 |
# | picture or clip of an ad | 创意、素材 |
# | guardrail metric | 护栏指标 |
# | complaint rate | 投诉率 |
# | false advertising | 虚假广告、夸大宣传 |
# | absolute terms | 绝对化用语 |
# | Goodhart's law | 古德哈特定律 |
