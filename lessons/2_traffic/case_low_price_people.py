# %% [raw] id="header"
# title = "Better people, not more people"
# chinese = "换一批更好的人群"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["content_traffic"]
#
# [rows]
# K06 = "same_people / repeater_cost, high_only, old_with_new_people, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. put people and yuan beside a rate,
# 2. split a difference of two rates into its parts (标准化),
# 3. put a budget where a yuan brings most, and say whether luck can explain the difference.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import low_price_people as method
from ecomlab.cases.low_price_people import BOX, LEVELS, TRIAL
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.levers import lever
from ecomlab.traffic.figures import yuan_by_cost
from ecomlab.traffic.mix import channel_quality, quality_difference, repurchase_difference

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("low_price_people")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** two rates, no numbers of people, no window, no cost. It is told as a warning *against* low prices; elsewhere in the same document
# low prices build a brand (001:007-009). We come back to that. **Wrong turn:** to divide {{ after }} by {{ before }} and call it
# "so many times as good". As good at what? Ask the class in which unit the shop pays its rent.

# %% [markdown] id="guess-text"
# Fewer than {{ before }} came back before, {{ after }} came back after. **How many percentage points (百分点) did the new campaign itself add?** Think of the *same*
# people: how much would the new pack have changed their rate? Type your guess in points: `5` for five points. Then type a low end and a high
# end: so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # percentage points that the new campaign adds, for the same people

# %% [markdown] id="look-text"
# ## Twelve thousand customers
#
# `customers` has everyone who was won, in April with the trial pack, in May with the family box. `tags` is their buying
# power (消费力), as the platform's advertising tool had labelled it *before* either campaign. `orders` has each one's orders for 90 days from the first
# order on, and everybody's 90 days are over. 618 began in the middle of May 2025,
# and its peak (16 to 18 June) lies in the 90 days of every customer of both campaigns. But more than half of May's customers were won while the sale was already
# on; nothing in the tables can take that out. `ads_daily` has what the advertising cost.

# %% id="look"
customers, orders = case.tables.customers, case.tables.orders
ads = case.tables.ads_daily
customers.groupby("acq_offer", sort=False).head(2)

# %% id="look-ads"
ads.groupby("plan_id", sort=False).head(1)

# %% [markdown] id="obvious-text"
# ## One rate minus the other
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

# %% id="heads" tags=["exhibit"]
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
# The gap can be the campaign's work if April and May won the same kinds of people, or if the kinds come back alike. Did they? Here are the shares of each
# buying power.

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
ax = plots.estimates(rates.set_index("who").loc[order].reset_index(), "who", counts="customers")
x = "share that bought again within 90 days, with 95% interval"
plots.label(ax, quiz.tell("levels-title"), x=x)

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
# There are three pairs, and we want one number. Weight the three differences with the people whom you win now, May's. The same question in
# other words: which rate would the *trial pack* have had with May's people?

# %% id="old-with-new-people"
quiz.old_with_new_people

# %% id="old-with-new-people-answer" tags=["exercise"]
quiz.old_with_new_people.check(...)

# %% [markdown] id="formula-text"
# Let $s_k$ be the share of buying power $k$ in April and $r_k$ its repurchase rate. $s'_k$ and $r'_k$ are the same in May. Then the gap has two parts:
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

# %% [markdown] id="right-text"
# The second part again, with its interval:

# %% id="right"
repurchase_difference(
    customers, orders, first="family box", second="trial pack", strata="tags", weights="first"
)

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="claim-text"
# Before the truth is told: what is your verdict on the rise that is claimed?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the campaign did
#
# This world was made, so its truth is known.

# %% id="truth" tags=["truth"]
x = "repurchase rate, new campaign − old one, points, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: each kind of people comes back at its own rate, in both campaigns alike but for what the figure shows. Choosing people *is* something a shop can
# do, and it may pay. But then it is bought, at a price, and the price belongs into the same sentence. That is the next section.

# %% [markdown] id="rosy-notes" tags=["instructor", "rosy"]
# **Say here:** too rosy, and April's own row of high buying power shows why. It isn't a law that "better people" make all of a rise. Ask which number would have
# to be different for the campaign to have done it all. (That row, in April: as low as the others.)

# %% [markdown] id="right-end-notes" tags=["instructor", "right"]
# **Say here:** other people *were* invited, and it made hardly any difference, because buying power hardly tells who comes back. Whoever stopped at "other
# people" had seen a difference and not asked whether it matters. Two things are needed: another mix, and kinds that differ.

# %% [markdown] id="modest-notes" tags=["instructor", "modest"]
# **Say here:** other people were invited, and they come back *less* often by themselves. So the gap hides a part of the campaign's work. Whoever
# said "other people, so exaggerated" had the right suspicion and the wrong sign.

# %% [markdown] id="border-text"
# **The border.** What was typed in is how often each kind of people comes back, and what the campaign adds. So this world proves nothing about rich or poor people. What
# holds everywhere: the gap is right where the kinds come back alike or are mixed alike. It is too large where the kind that is invited more comes back more anyway, and too
# small where it comes back less. Your own April tells which.

# %% [markdown] id="yuan-text"
# ## What a yuan brings
#
# It can be right to invite people who come back, if they are worth their price. Both first packs are sold at
# cost, so the first order earns nothing. Of each later order {{ margin }} stay as margin. Divide this margin by the advertising. The owner gives a campaign
# 90 days to bring its money back (回本周期): break-even is one yuan.

# %% id="yuan-figure"
table = found.reset_index().rename(columns={"people": "n"})
ax = plots.estimates(table, "acq_offer", percent=False, counts="customers")
ax.axvline(1, color=plots.COLOURS["vermilion"], lw=1.5, zorder=0)
x = "margin within 90 days, yuan per yuan of ads, with 95% interval (line: break-even)"
plots.label(ax, quiz.tell("yuan-title"), x=x)

# %% [markdown] id="yuan-gap-text"
# And the difference, family box minus trial pack:

# %% id="yuan-gap"
quality_difference(
    customers, orders, ads, first="family box", second="trial pack", margin=0.4
)

# %% id="yuan-reading"
quiz.tell("yuan-reading")

# %% [markdown] id="turn-text"
# What may a customer cost? Move the slider: up to which cost of a customer does a yuan of ads for the family box come back within 90 days?

# %% id="turn"
leaves = method.margin_per_customer(customers, orders, ads)
each = found.loc[BOX, "cost"] / found.loc[BOX, "people"]
lever(
    lambda cost: yuan_by_cost(leaves, cost),
    "a customer of the family box", range(5, 61, 5), start=5 * round(each / 5), unit="yuan",
)  # fmt: skip

# %% id="turn-reading"
quiz.tell("turn-reading")

# %% [markdown] id="fit-text"
# ## Four pairs of rules
#
# The documents have rules for all this. They come in pairs that don't agree. Each pair needs a question first.
#
# | one says | another says | ask first |
# |---|---|---|
# | low price built a brand of 50 million yuan a year (001:007-009) | low-price people don't come back (001:018); keep out of price wars (004:040) | measured by what? Revenue, or repurchase? |
# | 抖音 is social e-commerce (001:007) | it is content e-commerce (004:013), a new channel (002:008) | which classes do you compare? "Low price" names an offer, "high buying power" names an audience |
# | paid traffic: 5–10% of visits (003:359) | marketing: 60–70% of the budget (002:050) | shares of what, on which platform, in which year? Don't copy a threshold |
# | one or two core channels (004:018) | all channels at once (000:012) | what does it cost you if the one is shut down? |

# %% [markdown] id="fit-notes" tags=["instructor"]
# Give each table one row, two minutes: which number would you have to see, to know which of the two holds in *your* shop? Expected: row 1, margin per yuan
# of ads in either; row 2, the same offer shown to both audiences; row 3, what the last yuan of each kind of traffic adds; row 4, the share of
# revenue that hangs on one channel. **Wrong turn:** to vote for the document that sounds more modern.

# %% [markdown] id="memo-text"
# ## Where does the budget go?
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
# 1. You may keep only customers who bought three times. What happens to your repurchase rate, and to your shop?
# 2. For people of high buying power alone: which of the two campaigns found them more cheaply, and how would you compute it?
# 3. The offer and the audience changed on one day. Which four groups would you need to tell them apart, and how do you draw them?
# 4. Your platform shows "repurchase rate by source". Which of this case's tables do you ask for next?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Beside every rate write three numbers: how many heads, what they cost, who was counted.
# - Split your last "rise" into other people and another effect. The mix usually stands in the same report.
# - Change the offer or the audience, not both. Or draw by lot who sees which offer, within each audience.
# - Two packs for two audiences are lawful. The *same* box at a higher price for people who are labelled as rich isn't: the law forbids unreasonable
#   differences in price by automated decision (个人信息保护法 第24条；大数据杀熟).

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
