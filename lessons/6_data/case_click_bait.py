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
# K08 = "more_orders / per_1000, break_even, left, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. follow a thousand impressions (千次展现) to the order that is kept, and to the yuan that is left,
# 2. set guardrails (护栏指标) beside a goal,
# 3. check what an ad claims before it runs.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 4 | the brief, and your guess |
# | 4 | ten pictures and a bonus |
# | 3 | the team's sum |
# | 9 | from the click to the order, with two exercises |
# | 5 | was it the pictures? |
# | 6 | what came afterwards, with an exercise |
# | 4 | what a picture may say |
# | 1 | the truth |
# | 9 | Monday, and your memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Open with: "You are paid by one figure. Name a way to raise it by Friday that helps nobody." Collect three ways. Nobody in this story
# wants to cheat. The team does what it is paid for, a week at a time. Let the class feel how reasonable each week is before anybody says *Goodhart*.
#
# With 35 minutes: leave out *was it the pictures?*, tell its result in a sentence, and set the memo as homework.

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
# (001:033) it advises to choose *the* core figure by business: again one. Another document says: let
# the data speak (原文 003:086: 要做到用数据说话). All three can hold: data, and more than one figure.

# %% [markdown] id="card"
# You own this brand. What is the *first* figure that you ask the ad team for, besides the click rate (点击率)? Write it on a card.
#
# **For the same 1,000 impressions, how many times as many paid orders do the new ads bring?** A factor of 1 means as many as before. Type your guess in place of
# the first three dots. Then type a low end and a high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a factor: paid orders per 1,000 impressions, new ÷ old ads

# %% [markdown] id="look-text"
# ## Ten pictures and a bonus
#
# At any time three pictures (创意) of the pan ran, shown equally often. From the fifth to the eighth week the tamest of them was taken out every week, and one came in
# that draws more clicks. In the ninth week all three made room for new ones. Here is what each says.

# %% id="claims"
ads, days = case.tables.ads_daily, case.tables.dsr_daily
first = ads.groupby("creative_id")["date"].min().dt.strftime("%d %B %Y")
pd.DataFrame({"first shown": first, "what it says": pd.Series(CLAIMS)})

# %% [markdown] id="claims-reading"
# The first three are true. After that each one promises a little more. There was no week in which somebody decided to lie. Each time a tame
# picture made room for one that draws more clicks, that is all. `ads_daily` has a row for each picture and day.

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
# The click rate of the new pictures, divided by that of the old ones: the last four weeks against the first four.

# %% id="obvious"
print(case.figures[["claim", "value"]].to_string(index=False))
round(case.naive.estimate, 2)

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
change = monitoring.rate_change(ads, before=honest, after=loud, rate="orders_1000")
round(change.estimate, 2)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "so judge ads by conversion". Then the team shows them to followers only, and the conversion rate goes up (the case of the live room). Any
# *one* factor of the product can be raised at the cost of the other.
# **Wrong turn:** "the page must be improved". To deliver what? It can't give the pan away.

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
    x="week, from 1 July 2024",
    y="times its first four weeks",
)

# %% [markdown] id="pictures-text"
# ## Was it the pictures?
#
# Four weeks against four other weeks: the summer went on, and competitors may have changed their prices. So it needn't be the pictures. But from the
# fifth to the eighth week tame and loud pictures ran *on the same days*, shown equally often. Compare within one week:

# %% id="same-days"
side = ads[week == 8]
monitoring.ad_rates(side, by="creative_id")[["impressions", "ctr", "cvr", "orders_1000"]]

# %% [markdown] id="same-days-reading"
# Same days, same price, same page. Number 5 is the tamest of the three and number 7 the loudest. Follow `ctr` and `cvr` down the rows. In one week there are few
# orders, so the last column is still much luck. Here are all ten pictures over all their days:

# %% id="pictures-figure"
pictures = monitoring.ad_rates(ads, by="creative_id").reset_index()
pictures["clicks_1000"] = 1000 * pictures["ctr"]
ax = plots.points(pictures, x="clicks_1000", y="orders_1000", name="creative_id")
ax.set_ylim(0, 1.2 * pictures["orders_1000"].max())
best = pictures["clicks_1000"].idxmax()
rank = pictures["orders_1000"].rank(ascending=False)[best]
plots.label(
    ax,
    f"Most clicked: picture {pictures['creative_id'][best]}. By orders it ranks {rank:.0f} of 10",
    x="clicks per 1,000 impressions",
    y="orders per 1,000 impressions",
    n=pictures["impressions"].sum(),
    counts="impressions",
)

# %% [markdown] id="pictures-reading"
# > **Caution.** Pictures 4 to 7 were shown for a shorter time than the others, so their dots rest on fewer orders. Read the direction, not
# > the single dot.

# %% [markdown] id="after-text"
# ## What came afterwards
#
# An order isn't the end either. `dsr_daily` has for each day's orders the share that led to a complaint (投诉) and the share that was refunded (退款),
# both within 30 days. Days with many orders must count more. So multiply by the orders before you add up.

# %% id="guardrails"
rails = monitoring.guardrails(ads, days, before=honest, after=loud)
rails

# %% id="complaints"
by_day = ads.groupby("date", as_index=False)["orders"].sum().merge(days, on="date")
by_day["week"] = (by_day["date"] - START).dt.days // 7 + 1
by_day["complaints"] = by_day["orders"] * by_day["complaint_rate"]
by_week = by_day.groupby("week", as_index=False)[["orders", "complaints"]].sum()
by_week["rate"] = by_week["complaints"] / by_week["orders"]
by_week.head(3)

# %% id="complaints-figure"
ax = plots.lines(by_week[["week", "rate"]], x="week", y="rate", percent=True)
ax.axhline(LIMIT, color=plots.COLOURS["vermilion"], lw=1.5)
over = by_week.loc[by_week["rate"] > LIMIT, "week"]
plots.label(
    ax,
    f"Over the limit of {LIMIT:.0%} in {len(over)} of {len(by_week)} weeks, first in week {over.min()}",
    x="week of the order, from 1 July 2024",
    y="complaints per order (line: the limit)",
    n=by_week["orders"].sum(),
    counts="orders",
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
# A list of words finds only the careless claims. Find two sentences in the table that the checker judges too mildly, and write one that
# passes it and is still untrue. (Ask a lawyer for real ads; this isn't legal advice.)

# %% [markdown] id="law-notes" tags=["instructor"]
# Too mildly: 4 ("Hardly ever needs oil": somebody must cook with it), 2 and 3 (a number isn't true because a report exists).
# The honest alternative isn't a duller picture. It is another *true* one: test twenty true things about the pan against each other,
# at random, by contribution. What sells may be the same sliding egg, filmed better.

# %% [markdown] id="truth-text"
# ## What is true
#
# This case has no hidden truth. Clicks and orders of these weeks are counted, not estimated. So the right method and the truth are the same number; only the
# obvious reading isn't.

# %% id="truth" tags=["truth"]
plots.label(
    quiz.verdict(),
    f"The same impressions bring {case.truth:.2f} times the orders, not "
    f"{case.naive.estimate:.2f} times",
    x="last four weeks ÷ first four, for the same impressions",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="memo-text"
# ## What the team hears on Monday
#
# {{ memo }} First choose what you do on Monday, and for which reason. Then write to the ad team.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% id="memo"
quiz.memo

# %% id="memo-answer" tags=["exercise"]
quiz.memo.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the pictures come down because they are untrue, not because of a figure. 2: orders (or yuan) per
# 1,000 impressions, before and after. 2: a goal that ends in money, net of refunds. 2: two guardrails with limits, one of them early, in
# the *same* hands as the goal. 1: doesn't blame the team for reaching the goal it was given. *Minus 3:* keeps a false claim because it sells.
# The exercise `memo` shows a good and a poor one.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. "When a measure becomes a target, it ceases to be a good measure" (Goodhart's law, as Strathern worded it). Who in your shop is paid by
#    one figure, and how would *you* raise it without doing any good?
# 2. Contribution per 1,000 impressions as the goal: how could a team raise even that at the brand's cost? (Think of a year.)
# 3. At which sheet, in which week, would this have been seen first? Who would have had to look?
# 4. The platform's auction itself rewards pictures with a high expected click rate. What does that do to honest sellers?

# %% [markdown] id="debrief-notes" tags=["instructor"]
# **Expected answers.** (1) Service: close complaints unread. Warehouse: send the easy parcels first. Livestream: hand out small coupons to raise viewers. (2) By cutting what pays
# later: no brand pictures, discounts that borrow next month's orders, a page that hides the return address. A figure of 1,000 impressions doesn't see the
# year. (3) On the sheet of the ads, `cvr` falls in the first week of a louder picture. Complaints cross the limit only weeks later, and on another team's sheet. Somebody
# had to look at both sheets. (4) Loud pictures win cheap places, so honest sellers pay more for the same place or become louder. The platform needs guardrails as well:
# refunds and complaints in the score of the auction.

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write under every goal the two figures that must not get worse, with limits. One person owns all three.
# - Judge pictures by what is left of 1,000 impressions after refunds. Stop one that breaks a limit, whatever it earns.
# - Every claim has a line in a file: what it says, what shows it, who checked. No line, no ad.
# - Pay bonuses when refunds and complaints are known, a month later.

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
