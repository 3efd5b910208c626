# %% [raw] id="header"
# title = "The card whose holders come back"
# chinese = "持卡人会回来的钻石卡"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["points_for_gift"]
#
# [rows]
# K19 = "jump_at_cutoff / equally_often, jump, break_even, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a comparison of card holders with others can tell,
# 2. read the effect of a tier off its cut-off (断点回归), with a bandwidth and an interval,
# 3. weigh that effect against what the card costs, and plan the lottery that settles it.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 6 | forty thousand buyers |
# | 5 | holders against the others |
# | 9 | how one becomes a holder, with an exercise |
# | 12 | one necklace clasp apart, with an exercise |
# | 3 | the truth |
# | 10 | what it costs, and your memo, with two exercises |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Give out the brief alone. Everybody writes a number on a card: of 100 holders who bought
# again, how many did so *because* of the card? Collect the cards; they come back after the truth.
#
# With 30 minutes: leave out the table of bandwidths and the size of the lottery.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import numpy as np
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import diamond_card as method
from ecomlab.cases.diamond_card import CUT, REACH, TAGS
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval, sample_size, table
from ecomlab.retention.membership import bought_again, regression_discontinuity

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("diamond_card")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives {{ diamond }} and nothing to hold it against: no rate of the others, no window (the year is ours), no number of
# holders. It leaves the cut-off of its diamond card blank (原文 000:051: 钻石卡（____元）); the {{ cut }} yuan are ours. Its
# silver begins at 1,000 and its gold at 3,000. **Wrong turn:** "jewellery is bought once in a lifetime, so {{ diamond }} must
# be the card". Ask what *these* people did the year before.

# %% [markdown] id="guess"
# Of the buyers without a diamond card, {{ others }} bought again. **Before you open any data, write down how many
# points of the {{ diamond }} are the card's doing.** (A point is one in a hundred holders.)

# %% [markdown] id="look-text"
# ## Forty thousand buyers
#
# `customers` has everyone who bought in 2024. One point of `growth_value` (成长值) is one yuan spent that year. `orders`
# has what the same people bought in 2025, with the cards in their hands.

# %% id="look"
customers, orders = case.tables.customers, case.tables.orders
print(f"{len(customers):,} buyers of 2024; {len(orders):,} orders of 2025")
customers.head(4)

# %% id="tiers"
buyers = bought_again(customers, orders)
tiers = buyers.groupby("tier").agg(
    buyers=("again", "size"), spent_from=("growth_value", "min"), again=("again", "mean")
)
tiers.sort_values("spent_from")

# %% [markdown] id="tiers-reading"
# The rate climbs with the tier. Gold and silver get a birthday gift at most, and still it climbs from one to
# the next. Keep that in mind.

# %% [markdown] id="obvious-text"
# ## Holders against the others

# %% id="obvious"
holds = buyers["tier"] == "diamond"
print(buyers.groupby(holds.map({True: "holders", False: "others"}))["again"].mean().to_string())
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="chosen-text"
# ## How one becomes a holder
#
# For the gap to be the card's, holders would have to be people like everybody else. But nobody is dealt a card by
# chance. One gets it by buying much. Take the buyers **without** a diamond card only, and sort them by how often they had
# bought in 2024.

# %% id="often-figure"
without = buyers[~holds].groupby("tags")["again"].agg(["sum", "size"]).loc[TAGS]
often = pd.DataFrame({"in 2024": TAGS, "rate": (without["sum"] / without["size"]).to_numpy()})
often["low"], often["high"] = rate_interval(without["sum"].to_numpy(), without["size"].to_numpy())
often["n"] = without["size"].to_numpy()
ax = plots.estimates(often, label="in 2024")
plots.label(
    ax,
    f"Without a diamond card: bought once, {often['rate'].iloc[0]:.0%} came back; "
    f"4 times or more, {often['rate'].iloc[-1]:.0%}",
    x="bought again in 2025, with 95 % interval",
)

# %% id="chosen-reading"
quiz.tell("chosen-reading")

# %% id="quiz"
quiz.equally_often

# %% id="equally-often-answer" tags=["exercise"]
quiz.equally_often.check(...)

# %% [markdown] id="equally-often-reading"
# > **Caution.** This held *one* difference still. Who bought twice for 5,000 yuan may also be richer, older, or soon to
# > marry, and no table here says so. You can only correct for what you have a column for.

# %% [markdown] id="chosen-notes" tags=["instructor"]
# **Wrong turn:** "then we correct for age and city and income too". Let the class list what they would need, until
# somebody says that the list has no end. Then ask: where do people with and without a card differ in *nothing* on
# that list? (Wait for it: at the cut-off.)

# %% [markdown] id="clasp-text"
# ## One necklace clasp apart
#
# Ms Lin spent 4,990 yuan in 2024, Ms Zhao 5,010. A clasp lies between them. Nobody knew of the 5,000, so neither
# aimed at it. They are as alike as two buyers can be, in all that you could measure and all that you couldn't.
# One of them has an adviser.
#
# If the adviser brings people back, the repurchase rate makes a **step** at 5,000. If the adviser does nothing, it goes on
# climbing as it did below. First check that nobody aimed: were there suspiciously many just above?

# %% id="aimed"
steps = pd.cut(buyers["growth_value"], range(4600, 5401, 100), right=False)
steps.value_counts(sort=False).rename("buyers")

# %% [markdown] id="aimed-reading"
# Neighbouring rows may differ by luck, and the numbers fall the further up you go. What you would fear is a hole below
# 5,000 and a pile above it: that is what a cut-off announced in spring looks like, when people order one more ring in
# December. Then the two sides are no longer alike, and this method is of no use.
#
# Now the step: fit one straight line to the buyers of each side, and see where the two reach 5,000.

# %% id="jump"
quiz.jump

# %% id="jump-answer" tags=["exercise"]
quiz.jump.check(...)

# %% [markdown] id="step-text"
# Here are the two lines. The left one is drawn on to the right: that is where the rate was heading without a card. A
# dot is the mean of all buyers of a bin 400 yuan wide.

# %% id="step-lines"
near = buyers[(buyers["growth_value"] - CUT).abs() <= REACH]
card, spent = near["growth_value"] >= CUT, near["growth_value"]
left, right = (np.polyfit(spent[at], near["again"][at].astype(float), 1) for at in (~card, card))
drawn = []
for name, line, start in [("without, drawn on", left, CUT - REACH), ("with a card", right, CUT)]:
    ends = np.array([start, CUT + REACH])
    drawn.append(pd.DataFrame({"spent": ends, "rate": np.polyval(line, ends), "side": name}))
bins = (spent - CUT) // 400 * 400 + CUT + 200
dots = near[spent < CUT + REACH].groupby(bins)["again"].mean()

# %% id="step-figure"
ax = plots.lines(pd.concat(drawn), x="spent", y="rate", by="side")
ax.plot(dots.index, dots, "o", color=plots.COLOURS["grey"], ms=6)
ax.axvline(CUT, color=plots.COLOURS["ink"], lw=1)
ax.set_ylim(0.3, 1)
plots.label(
    ax,
    f"The lines reach {CUT:,} yuan at {np.polyval(left, CUT):.0%} and {np.polyval(right, CUT):.0%}",
    x="spent in 2024, yuan",
    y="bought again in 2025",
)

# %% [markdown] id="formula-text"
# The lines have names. With $x$ the yuan above the cut-off and $\text{card} = 1$ from 5,000 on,
#
# $$\text{again} = a + b\,x + \text{card}\cdot(\tau + c\,x) + \text{rest}, \qquad |x| \le h$$
#
# and $\tau$ is the step. It is estimated by ordinary least squares on the buyers within the **bandwidth** $h$ (带宽).
# Coming back is yes or no, so the scatter isn't even, and the interval uses a variance that allows for it.

# %% id="right"
regression_discontinuity(buyers, threshold=5000, bandwidth=2000, running="growth_value")

# %% [markdown] id="bandwidth-text"
# Why {{ reach }} yuan? Gold begins at 3,000, and another tier's edge must not lie inside the window. And the rate is a
# curve: near enough, any curve is straight; too far, the line cuts the corner. A narrow window has less of a curve
# and fewer buyers, so its interval is wide:

# %% id="bandwidths"
reaches = [500, 1000, 1500, 2000]
tried = {reach: regression_discontinuity(buyers, 5000, bandwidth=reach) for reach in reaches}
table(tried, "within, yuan")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "The interval holds zero, so the effect is zero." It holds other numbers as well; read both ends aloud. (If
# it doesn't hold zero: "so it pays". Against which cost?) (2) "Take a wider window, then it's significant." Draw the curve on
# the board and fit a line to all of it. (3) "Then compare gold with diamond." Gold ends at 4,990: that is the left side of our
# figure, without the lines.

# %% [markdown] id="truth-text"
# ## What the card did
#
# This world was made, so somebody knows what the card does in it: of the published issue you, in the next cell; of a class's own
# issue your instructor.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The card adds {100 * case.truth:.0f} points, not {100 * case.naive.estimate:.0f}",
    x="repurchase rate with the card − without it, points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: everybody has a pace of their own (gamma), orders are Poisson at that pace in both years, and the card adds
# what the figure shows. A published rate of {{ diamond }} comes out of that by arithmetic. About the *real* brand we have learnt only that its
# figure can't tell a useful adviser from a useless one.

# %% [markdown] id="cost-text"
# ## What it costs, and what would settle it
#
# An adviser costs {{ service }} yuan a year and card. {{ margin }} of what is sold stay as margin. The budget is asked for gold cards; their holders spend
# less than diamonds do, so an adviser must win more of them. An effect isn't good because it is above
# zero; it is good if it is above its cost.

# %% id="break-even"
quiz.break_even

# %% id="break-even-answer" tags=["exercise"]
quiz.break_even.check(...)

# %% [markdown] id="lottery-text"
# Two lines at a cut-off are what you do when the cards are already out. If you may still choose, **draw lots**
# (抽签): of the customers who qualify, chance decides who gets an adviser this year, and who a year later (对照组).
# Then both groups are alike everywhere, not only at 5,000. (A benefit that you have promised, you owe: draw for the next
# one, before it is announced.) How many do you need, to see a card that just earns its cost?

# %% id="lottery"
gold = buyers["tier"] == "gold"
rate, needed = buyers.loc[gold, "again"].mean(), method.break_even(customers, orders)
arm = sample_size(rate, rate + needed, power=0.8)
print(f"{arm:,.0f} in each arm (80 % power, 5 % two-sided); you have {gold.sum():,} gold holders")

# %% [markdown] id="lottery-reading"
# Nobody has promised gold-card holders an adviser, so here you may still draw. If twice the number of an arm is more than you have, take all,
# in two halves, and look for two years.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: the number you rely on, with its interval and what it rests on; what it has to be compared
# with; what you do on Monday.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the step with its interval, as points of the repurchase rate. 2: says that it rests on nobody having
# aimed at {{ cut }}, and speaks of people near it. 3: compares it with break-even ({{ break_even:points }}), not with zero and not with the claim. 2: an
# action with a lottery, its size and its end, or a reason why none is needed. *Minus 2:* {{ diamond }} or {{ naive:points }} appears as what
# the card brought.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Next year everybody knows the cut-off. What will the table around 5,000 look like, and what is left of the method?
# 2. The document also gives diamonds 10 % off (原文 000:051: 钻石卡9折). Who gets that money: those who come back because of it, or those who
#    would have come anyway?
# 3. "Members with points spend three times as much as others." Which sentence of this case do you say?
# 4. Your platform gives a badge to shops above a score. How would you find out what the badge is worth?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Ask of every "our VIPs …": how did they become VIPs? If by buying, the sentence is about buying.
# - Keep the list of those who just missed a cut-off: they are your control group. Once the cut-off is known and
#   people buy up to it, they no longer are; then only a lottery helps.
# - Before you announce a benefit, hold a tenth of those who qualify back by lot, for a year, and write down who.
# - An adviser who writes first needs the customer's consent (个人信息保护法: informed, for this purpose, revocable). A
#   card isn't consent; `marketing_consent` is a column of its own.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | membership tier | 会员等级 |
# | repurchase rate | 复购率 |
# | growth value | 成长值 |
# | selection (by the outcome) | 选择偏差 |
# | cut-off | 断点 |
# | regression discontinuity | 断点回归 |
# | bandwidth | 带宽 |
# | holdout | 对照组 |
