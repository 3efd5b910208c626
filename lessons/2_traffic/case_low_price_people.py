# %% [raw] id="header"
# title = "Better people, not more people"
# chinese = "换一批更好的人群"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["content_traffic"]
#
# [rows]
# K06 = "same_people / repeater_cost, high_only, old_with_new_people, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. put people and yuan beside a rate,
# 2. split a difference of two rates into its parts (标准化),
# 3. put a budget where a yuan brings most, and say whether luck can explain the difference.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 4 | twelve thousand customers |
# | 4 | one rate less the other |
# | 7 | heads and yuan, with an exercise |
# | 6 | who was invited? |
# | 9 | the same people, with two exercises |
# | 3 | the truth |
# | 12 | what a yuan brings, four pairs of rules, and your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Before any data, everybody writes on a card: "of the rise in repurchase, so many points are the new
# campaign's doing". Collect the cards for the truth.
#
# With 35 minutes: leave out *heads and yuan* (say the numbers) and the four pairs of rules.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import low_price_people as method
from ecomlab.cases.low_price_people import BOX, LEVELS, TRIAL
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.traffic.mix import channel_quality, quality_difference, repurchase_difference

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("low_price_people")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** two rates, no numbers of people, no window, no cost. It is told as a warning *against* low prices; elsewhere in the same document
# low prices build a brand (001:007-009). We come back to that. **Wrong turn:** to divide {{ after }} by {{ before }} and call it
# "so many times as good". As good at what? Ask the class in which unit the shop pays its rent.

# %% id="guess"
quiz.tell("guess")

# %% [markdown] id="look-text"
# ## Twelve thousand customers
#
# `customers` has everyone who was won, in April with the trial pack, in May with the family box. `tags` is their buying
# power (消费力), as the platform's advertising tool had labelled it *before* either campaign. `orders` has each one's orders, from the first
# on, for 90 days; nobody's 90 days are unfinished. `ads_daily` has what the advertising cost.

# %% id="look"
customers, orders, ads = (case.tables[name] for name in ("customers", "orders", "ads_daily"))
customers.groupby("acq_offer", sort=False).head(2)

# %% id="look-ads"
ads.groupby("plan_id", sort=False).head(1)

# %% [markdown] id="obvious-text"
# ## One rate less the other
#
# Who came back? Everybody with a second order within the 90 days.

# %% id="obvious"
people = method.people(customers, orders)
print(people.groupby("acq_offer", sort=False)["back"].mean().to_string())
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="heads-text-heading"
# ## Heads and yuan

# %% id="heads-text"
quiz.tell("heads-text")

# %% id="heads"
found = channel_quality(customers, orders, ads, margin=0.4)
found = found.set_index("acq_offer").loc[[TRIAL, BOX]]
found[["people", "repeaters", "cost"]].round(0)

# %% id="quiz"
quiz.repeater_cost

# %% id="repeater-cost-answer" tags=["exercise"]
quiz.repeater_cost.check(...)

# %% id="heads-reading"
quiz.tell("heads-reading")

# %% [markdown] id="who-text"
# ## Who was invited?
#
# For the gap to be the campaign's doing, April and May would have to have won the same kind of people. Look.

# %% id="who"
level = method.by_level(customers, orders)
mix = level["size"] / level["size"].sum()
mix[[TRIAL, BOX]]

# %% id="who-reading"
quiz.tell("who-reading")

# %% id="levels-figure"
rates = people.groupby(["tags", "acq_offer"])["back"].agg(["sum", "size", "mean"]).reset_index()
rates = rates.rename(columns={"mean": "rate", "size": "n"})
rates["low"], rates["high"] = rate_interval(rates["sum"].to_numpy(), rates["n"].to_numpy())
rates["who"] = rates["tags"] + ", " + rates["acq_offer"]
order = [f"{name}, {offer}" for name in LEVELS for offer in (TRIAL, BOX)]
rates = rates.set_index("who").loc[order].reset_index()
ax = plots.estimates(rates, label="who")
plots.label(
    ax,
    f"High buying power: {rates['rate'].iloc[4]:.0%} came back in April, "
    f"{rates['rate'].iloc[5]:.0%} in May",
    x="bought again within 90 days, with 95 % interval",
)

# %% id="levels-reading"
quiz.tell("levels-reading")

# %% [markdown] id="who-notes" tags=["instructor"]
# **Wrong turns.** (1) "Then low price attracts bad people." It attracted everybody; look at April's row of high buying power. (2) "So buying power
# makes people come back." It tells them apart. Whether a person who gets richer comes back more often, nobody tried. (3) "The pair of low buying
# power has a wide interval, leave it out." It is weighted by how many there are, so it does no harm.

# %% id="high-only"
quiz.high_only

# %% id="high-only-answer" tags=["exercise"]
quiz.high_only.check(...)

# %% [markdown] id="same-text"
# ## The same people
#
# Three pairs, one number: weight the three differences with the people whom you now win, May's. Or, in one thought: what rate
# would the *trial pack* have had with May's people?

# %% id="old-with-new-people"
quiz.old_with_new_people

# %% id="old-with-new-people-answer" tags=["exercise"]
quiz.old_with_new_people.check(...)

# %% [markdown] id="formula-text"
# With $s_k$ the share of buying power $k$ and $r_k$ its repurchase rate, primed in May, the gap falls into two parts:
#
# $$\underbrace{\sum_k s'_k r'_k - \sum_k s_k r_k}_{\text{gap}} =
# \underbrace{\sum_k (s'_k - s_k)\, r_k}_{\text{other people 结构}} +
# \underbrace{\sum_k s'_k\,(r'_k - r_k)}_{\text{another campaign 效应}}$$

# %% id="parts"
old, new = level["mean"][TRIAL], level["mean"][BOX]
pd.Series(
    {
        "other people": ((mix[BOX] - mix[TRIAL]) * old).sum(),
        "another campaign": (mix[BOX] * (new - old)).sum(),
        "gap": (mix[BOX] * new).sum() - (mix[TRIAL] * old).sum(),
    }
)

# %% id="right"
repurchase_difference(
    customers, orders, first="family box", second="trial pack", strata="tags", weights="first"
)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="truth-text"
# ## What the campaign did
#
# This world was made, so somebody knows: of the published issue you, in the next cell; of a class's own issue your
# instructor.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"The campaign adds {100 * case.truth:.0f} points, not {100 * case.naive.estimate:.0f}",
    x="repurchase rate, new campaign − old one, points, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: each kind of people comes back at its own rate, in both campaigns alike but for what the figure shows. Choosing people *is* something a shop can
# do, and it may pay. But then it is bought, at a price, and the price belongs into the same sentence. That is the next section.

# %% [markdown] id="yuan-text"
# ## What a yuan brings
#
# Nothing is wrong with inviting people who come back, if they are worth their price. Both first packs are sold at
# cost. {{ margin }} of each later order stay. So, per yuan of advertising:

# %% id="yuan-figure"
ax = plots.estimates(found.reset_index().rename(columns={"people": "n"}), label="acq_offer", percent=False)
gap = quality_difference(
    customers, orders, ads, first="family box", second="trial pack", margin=0.4
)
plots.label(
    ax,
    f"A yuan of ads brings {found.loc[TRIAL, 'estimate']:.2f} with the trial pack, "
    f"{found.loc[BOX, 'estimate']:.2f} with the box",
    x="margin of later orders within 90 days, yuan per yuan of advertising, with 95 % interval",
)

# %% id="yuan-gap"
gap

# %% [markdown] id="yuan-reading"
# That is family box less trial pack. If zero lies inside the interval, luck can explain the difference. And each number of the figure has
# a bar to clear: one yuan. A yuan of ads brought {{ yuan_before }} ({{ yuan_before_low }} to {{ yuan_before_high }}) with the trial pack and {{ yuan_after }}
# ({{ yuan_after_low }} to {{ yuan_after_high }}) with the box within 90 days (回本周期). 618 lies in everybody's 90 days.
#
# > **Caution.** Two things aren't in it: what these people buy after day 90, and the *next* yuan. An average says
# > what the last customers cost; the next ones are usually dearer, and people of high buying power run out sooner.

# %% [markdown] id="fit-text"
# ## Four pairs of rules
#
# The documents have rules for all this. They come in pairs that don't agree, and each pair wants a question asked first.
#
# | one says | another says | ask first |
# |---|---|---|
# | low price built a brand of 50 million yuan a year (001:007-009) | low-price people don't come back (001:018); keep out of price wars (004:040) | measured by what? Revenue, or repurchase? One lever, two measures |
# | 抖音 is social e-commerce (001:007) | it is content e-commerce (004:013), a new channel (002:008) | which classes do you compare? "Low-price traffic" is an offer, "high buying power" an audience |
# | paid traffic: 5–10 % of visits (003:359) | marketing: 60–70 % of the budget (002:050) | shares of what, on which platform, in which year? Never copy a threshold |
# | one or two core channels (004:018) | all channels at once (000:012) | what does it cost you if the one is shut down? |

# %% [markdown] id="fit-notes" tags=["instructor"]
# Give each table one row, two minutes: which number would you have to see, to know which of the two holds in *your* shop? **Wrong turn:** to vote for the
# document that sounds more modern.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: what the campaign itself did, with its interval; what a yuan brings in each, and whether luck can explain
# the difference; what you do on Monday.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the difference at the same buying power, with its interval. 2: heads or cost per repeater of
# *both* campaigns. 3: margin per yuan as the yardstick, with "luck can explain it" or "it can't". 1: average isn't margin of the next yuan, or
# 90 days aren't for ever. 1: an action with a date to count again. *Minus 2:* the rise from {{ before }} to {{ after }} as a result of the campaign.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. You may keep only customers who bought three times. What happens to your repurchase rate, and to your shop?
# 2. For people of high buying power alone: which of the two campaigns found them more cheaply, and how would you compute it?
# 3. The offer and the audience changed on one day. Which four groups would you need to tell them apart, and how do you draw them?
# 4. Your platform shows "repurchase rate by source". Which of this case's tables do you ask for next?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Beside every rate write three numbers: how many heads, what they cost, who was counted.
# - Split your last "rise" into other people and another effect. The mix is usually in the same report.
# - Change the offer or the audience, not both; or draw by lot who sees which offer, within each audience.
# - Two packs for two audiences are lawful. The *same* box, dearer for those labelled as rich, isn't: no unreasonable
#   difference in price by automated decision (个人信息保护法 第24条；大数据杀熟).

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | repurchase rate | 复购率 |
# | customer acquisition cost (CAC) | 获客成本 |
# | buying power | 购买力、消费力 |
# | audience targeting | 人群定向 |
# | composition, mix effect | 结构效应 |
# | standardisation | 标准化 |
# | margin | 毛利 |
