# %% [raw] id="header"
# title = "The card whose holders come back"
# chinese = "持卡人会回来的钻石卡"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["points_for_gift"]
#
# [rows]
# K19 = "jump_at_cutoff / equally_often, jump, break_even, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a comparison of card holders with others can tell,
# 2. read the effect of a tier off its cut-off (断点回归), with a bandwidth and an interval,
# 3. weigh that effect against what an adviser costs, and say at which cost your decision turns.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import diamond_card as method
from ecomlab.cases.diamond_card import TAGS
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval, sample_size, table
from ecomlab.levers import lever
from ecomlab.retention.figures import effect_against_cost, lines_at_cut_off
from ecomlab.retention.membership import bought_again, regression_discontinuity

plots.use_house_style()
pd.options.display.precision = 3

# %% id="load"
case = cases.load("diamond_card")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives {{ diamond }} and nothing to compare it with: no rate of the others, no window (the year is ours), no
# number of holders. It leaves the cut-off of its diamond card blank (原文 000:051: 钻石卡（____元）); the {{ cut }} yuan are
# ours, and so are silver from 1,000 yuan and gold from 3,000. **Wrong turns:** "jewellery is bought once in a lifetime, so {{ diamond }}
# must be the card", and "VIPs buy often anyway, so the card does nothing". Both say what *these* people would have done without it. Ask
# how we know.

# %% [markdown] id="card"
# Of the buyers without a diamond card, {{ others }} bought again. Of the holders it was {{ diamond }}. **How many percentage points
# (百分点) of the holders' rate does the card itself bring?** One point is one holder in a hundred. Type your guess in place of the
# first three dots. Then type a low and a high end, so far apart that the truth would surprise you outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # points: 5 means that 5 of 100 holders come back because of the card

# %% [markdown] id="look-text"
# ## The buyers of 2024
#
# `customers` has everyone who bought in 2024. One point of `growth_value` (成长值) is one yuan spent in that year. `orders`
# has what the same people bought in 2025, when they had their cards.

# %% id="look"
customers, orders = case.tables.customers, case.tables.orders
print(f"{len(customers):,} buyers of 2024; {len(orders):,} orders of 2025")
customers.head(4)

# %% [markdown] id="tiers-text"
# A buyer has bought *again* if there is an order in 2025. Here is the share who did, tier by tier. In this shop silver and gold bring
# a birthday gift and nothing else.

# %% id="tiers" tags=["exhibit"]
buyers = bought_again(customers, orders)
tiers = buyers.groupby("tier").agg(
    buyers=("again", "size"), spent_from=("growth_value", "min"), again=("again", "mean")
)
tiers.sort_values("spent_from")

# %% id="tiers-reading"
quiz.tell("tiers-reading")

# %% [markdown] id="obvious-text"
# ## Holders against the others
#
# The obvious way to judge the card: the rate of those who have it, minus the rate of those who don't.

# %% id="obvious"
holds = buyers["tier"] == "diamond"
print(f"holders: {buyers.loc[holds, 'again'].mean():.1%}")
print(f"others:  {buyers.loc[~holds, 'again'].mean():.1%}")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="chosen-text"
# ## Who gets a card?
#
# The gap would be the card's work if holders were people like everybody else. But the card isn't given by chance. You get it by
# spending much in a year, and there are two ways to do that: many orders, or one dear piece, such as the set for a wedding (婚嫁套装).
# These two kinds of people may come back more or less often than the others, with or without a card.
#
# So look only at buyers **without** a diamond card. How many of them came back, by how often they had bought in 2024?

# %% id="often-figure"
without = buyers[~holds].groupby("tags")["again"].agg(["sum", "size"]).loc[TAGS].reset_index()
without["rate"], without["n"] = without["sum"] / without["size"], without["size"]
without["low"], without["high"] = rate_interval(without["sum"], without["size"])
ax = plots.estimates(without, label="tags", counts="buyers")
plots.label(ax, quiz.tell("often-title"), x="bought again in 2025, with 95% interval")

# %% id="chosen-reading"
quiz.tell("chosen-reading")

# %% id="quiz"
quiz.equally_often

# %% id="equally-often-answer" tags=["exercise"]
quiz.equally_often.check(...)

# %% id="equally-often-reading"
quiz.tell("equally-often-reading")

# %% [markdown] id="chosen-notes" tags=["instructor"]
# **Wrong turn:** "then we correct for age and city and weddings too". Let the class list what they would need, until
# somebody says that the list has no end. Then ask: where do people with and without a card differ in *nothing* on
# that list? (Wait for it: at the cut-off.) Don't say yet whether the gap is too large or too small. Ask for both stories.

# %% [markdown] id="clasp-text"
# ## Just below and just above
#
# Ms Lin spent 4,990 yuan in 2024, Ms Zhao 5,010. The price of a small clasp lies between them. Nobody knew the cut-off, so neither
# of them aimed at it. They are alike in all that you can measure, and in all that you can't. But Ms Zhao has an adviser, and Ms Lin
# has none.
#
# If the adviser brings people back, the repurchase rate makes a **step** at {{ cut }} yuan. If the adviser does nothing, there is
# no step: the rate goes on as it did below.
#
# First check that nobody aimed. Were there suspiciously many buyers just above the cut-off?

# %% id="aimed"
steps = pd.cut(buyers["growth_value"], range(4600, 5401, 100), right=False)
steps.value_counts(sort=False).rename("buyers")

# %% [markdown] id="aimed-reading"
# Neighbouring rows differ by luck. What you would fear is a hole just below {{ cut }} yuan and a pile just above. That happens if
# the cut-off is announced in spring: in December people order one more ring to reach it. Then the two sides are no longer alike,
# and this method is of no use.
#
# Now look for the step. Fit one straight line to the buyers of each side. How high is each line at {{ cut }} yuan?

# %% id="jump"
quiz.jump

# %% id="jump-answer" tags=["exercise"]
quiz.jump.check(...)

# %% [markdown] id="step-text"
# Here are the two lines. The left one is drawn on to the right: that is where the rate was heading without a card. Each dot is the
# rate of all buyers who spent about so much.

# %% id="step-figure"
ax = lines_at_cut_off(buyers, threshold=5000, bandwidth=2000)

# %% [markdown] id="formula-text"
# Both lines can be written as one formula. Let $x$ be the yuan above the cut-off, and let $\text{card}$ be 1 from the cut-off on and 0
# below it:
#
# $$\text{again} = a + b\,x + \text{card}\cdot(\tau + c\,x) + \text{rest}, \qquad |x| \le h$$
#
# Then $\tau$ is the step. It is estimated by least squares from the buyers within the **bandwidth** $h$ (带宽), that is, at most
# $h$ yuan from the cut-off.

# %% id="right"
regression_discontinuity(buyers, threshold=5000, bandwidth=2000, running="growth_value")

# %% [markdown] id="bandwidth-text"
# Why a bandwidth of {{ reach }} yuan? There are two limits. Gold begins at 3,000 yuan, and no other tier may begin inside the window.
# And the rate may follow a curve: a short piece of a curve is nearly straight, a long piece isn't. Narrower windows are safer there, but
# they have fewer buyers. See what that does to the interval:

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

# %% [markdown] id="claim-text"
# Now give your verdict on the obvious reading, before the truth is told.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text"
# ## What the card did
#
# This world was made, so its truth is known. The next cell shows it for the published issue. The truth of a class's own issue is with
# your instructor.

# %% id="truth" tags=["truth"]
x = "repurchase rate with the card − without it, points, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: most people have a pace of their own (gamma), and orders at that pace in both years (Poisson). Some bought one set for a
# wedding, at a median of {{ set }} yuan; few of them come back by themselves. Two numbers were typed in: the share of these buyers, and what
# the card adds. Whom the card wins back orders as often as other holders who come back; so break-even, below, is what a card really
# needs. About the *real* brand we have learnt only that its figure can't tell a useful adviser from a useless one.

# %% [markdown] id="rosy-notes" tags=["instructor", "rosy"]
# Here nearly all holders are people who buy often. Ask: "What would have to be different among these buyers for the same gap to be the
# card's work?" (Many who spend much once, and stay away afterwards.)

# %% [markdown] id="right-end-notes" tags=["instructor", "right"]
# The gap came out about right, and it proves nothing. Two errors of opposite sign cancel: those who buy often, and those who bought once
# for a wedding. Ask who had said "all selection". The reason was sound; the size was never looked at.

# %% [markdown] id="modest-notes" tags=["instructor", "modest"]
# The gap hides most of what the card does: it compares one-time wedding buyers with ordinary ones. Ask what customer care would have lost
# if the budget had been refused on the gap alone.

# %% [markdown] id="cost-text"
# ## What must an adviser bring?
#
# An adviser costs {{ service }} yuan a year for each card. Of the price of what is sold, {{ margin }} are left as margin. The budget is
# asked for **gold** cards, so gold-card holders' spending counts. An effect isn't good because it is above zero. It is good if it is
# above its cost.

# %% id="break-even"
quiz.break_even

# %% id="break-even-answer" tags=["exercise"]
quiz.break_even.check(...)

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="lottery-text"
# ### What a lottery could add
#
# A cut-off is what you use when the cards are already out. Here you may still choose, because nobody has promised gold-card holders an
# adviser. So you could **draw lots** (抽签): chance decides who of them gets an adviser this year, and who waits for a year (对照组). Then
# the two groups are alike at every amount of spending, not only at {{ cut }} yuan. It takes a year, though, and for this year half of
# the holders go without. How many holders would you need in each group, to see an adviser who just earns the cost?

# %% id="lottery"
gold = buyers["tier"] == "gold"
rate, needed = buyers.loc[gold, "again"].mean(), method.break_even(customers, orders)
arm = sample_size(rate, rate + needed, power=0.8)  # 80% power, 5% two-sided
print(f"{arm:,.0f} holders in each group; you have {gold.sum():,} gold-card holders")

# %% id="lottery-reading"
quiz.tell("lottery-reading")

# %% [markdown] id="lever-text"
# ### At which cost does the decision turn?
#
# Move the slider: what if an adviser cost less or more in a year? The line is what one must bring among gold-card holders, the band is what
# the jump shows. The decision turns at the two grey lines.

# %% id="lever"
spent, margin = method.year_of_one_back(customers, orders), 0.4
costs = range(20, 241, 20)
lever(
    lambda cost: effect_against_cost(cost, case.right, spent, margin, costs),
    "yuan a card and year", costs, start=80,
)  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## Advisers for whom?
#
# {{ memo }} Decide first. Then write the memo.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% id="memo"
quiz.memo

# %% id="memo-answer" tags=["exercise"]
quiz.memo.check(...)

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. Next year everybody knows the cut-off. What will the table around {{ cut }} yuan look like, and what is left of the method?
# 2. Who are the people with a gold card in *your* shop: those who buy often, or those who bought one dear thing? In which direction does
#    the comparison with the others err, then?
# 3. The document also gives diamonds a price cut (原文 000:051: 钻石卡9折). Who gets that money: those who come back because of it, or
#    those who would have come anyway?
# 4. "Members with points spend three times as much as others." Which sentence of this case do you answer with?
# 5. Your platform gives a badge to shops above a score. How would you find out what the badge is worth?

# %% [markdown] id="playbook"
# ## On Monday
#
# - When somebody says "our VIPs come back more often", ask how one becomes a VIP. The sentence is about that, too. Whether it promises too
#   much or too little, you can't tell from the sentence.
# - Keep the list of those who just missed a cut-off. They are your control group, as long as nobody knew the cut-off.
# - Write down what a benefit costs a head and what it must bring, before you look at what it brings.
# - Before you announce a benefit, choose a tenth of those who qualify by lot. They get it a year later. Write down who they are.
# - What you have promised to customers, you owe them. So draw lots for the *next* benefit, before it is announced.
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
# | percentage point | 百分点 |
# | selection | 选择偏差 |
# | cut-off | 断点 |
# | regression discontinuity | 断点回归 |
# | bandwidth | 带宽 |
# | holdout | 对照组 |
