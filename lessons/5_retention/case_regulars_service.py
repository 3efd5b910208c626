# %% [raw] id="header"
# title = "The dish that members would pay for"
# chinese = "会员愿意多付钱的专供菜"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["points_for_gift"]
#
# [rows]
# K09 = "what_they_order / without_service, all_members, reach, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a rise in a chosen group can tell,
# 2. say how far a survey goes,
# 3. put two prices to a test by lot, restaurant by restaurant, and read it with the right interval.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import regulars_service as method
from ecomlab.cases.regulars_service import SPRING, WINTER
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.levers import lever
from ecomlab.retention.figures import gain_at
from ecomlab.retention.membership import cluster_share, list_rate

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("regulars_service")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document doesn't tell whose repurchase rate rose, from what, in what time, or whether {{ rise }} are points or per cent; nor how
# many members answered, or what they were asked. The numbers of people here are ours.
# **Wrong turn:** "our guests don't lie". Nobody says so. They answered a question about themselves, not about Thursday evening.

# %% [markdown] id="card"
# A hundred members come in while the dish is on the menu, at {{ dear }} instead of {{ usual_price }} yuan. **What share of them orders
# it?** Type your guess in place of the first three dots. Then type a low and a high end, so far apart that the truth would surprise you
# outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a share between 0 and 1: 0.5 means 50 of 100 members who come

# %% [markdown] id="look-text"
# ## How often do members come?
#
# `customers` has the members, `orders` their visits from December 2024 to June 2025, `survey` the answers. `experiments` and `budget`
# are for later.
# Here are the visits of the first members, month by month.

# %% id="look"
customers, orders = case.tables.customers, case.tables.orders
survey, experiments, budget = (case.tables[name] for name in ("survey", "experiments", "budget"))
visits = method.monthly(customers, orders)
visits.columns = visits.columns.strftime("%b")
visits.head(4)

# %% [markdown] id="regulars-text-heading"
# ## Did the service bring the regulars back?

# %% id="regulars-text"
quiz.tell("regulars-text")

# %% id="quiz"
quiz.without_service

# %% id="without-service-answer" tags=["exercise"]
quiz.without_service.check(...)

# %% [markdown] id="lists-text"
# Here are both lists in all seven months: the list made of spring, when there was a service, and the list made of winter, when there was
# none.

# %% id="lists-figure"
counts = method.monthly(customers, orders)
lines = []
for name, quarter in [("list of Jan–Mar", WINTER), ("list of Apr–Jun", SPRING)]:
    share = list_rate(counts, quarter, listed=3, again=2)
    lines.append(pd.DataFrame({"month": share.index, "share": share.to_numpy(), "list": name}))
ax = plots.lines(pd.concat(lines), x="month", y="share", by="list")
plots.label(ax, quiz.tell("lists-title"), y="2 visits or more in the month", n=len(counts), counts="members")

# %% id="lists-reading"
quiz.tell("lists-reading")

# %% [markdown] id="regulars-notes" tags=["instructor"]
# **Ask:** "Which list should the team have made?" One from *before* the service: members with three visits or more from January to March. Then read
# the figure: that list *falls* after March, and a foolish reading would now blame the service. Only a control group that was picked in
# the same way tells.

# %% [markdown] id="obvious-text"
# ## The dish: what members say
#
# The survey asked: "Would you pay {{ premium }} yuan more for a dish that only members get?"

# %% id="obvious"
print(f"{survey['says_would_pay'].sum()} of {len(survey)} say yes")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="who-text-heading"
# ## Who answered?

# %% id="who-text"
quiz.tell("who-text")

# %% id="who-figure" tags=["exhibit"]
groups = method.answers(customers, orders, survey).reset_index()
yes = (groups["yes"] * groups["answers"]).round()
groups["rate"], groups["n"] = groups["yes"], groups["answers"]
groups["low"], groups["high"] = rate_interval(yes, groups["answers"])
ax = plots.estimates(groups, "group", counts="answers")
plots.label(ax, quiz.tell("who-title"), x="say yes, by visits from April to June, with 95% interval")

# %% id="who-reading"
quiz.tell("who-reading")

# %% id="all-members"
quiz.all_members

# %% id="all-members-answer" tags=["exercise"]
quiz.all_members.check(...)

# %% id="weighted-reading"
quiz.tell("weighted-reading")

# %% [markdown] id="worth-text"
# ### What an answer is worth
#
# Now compare what was asked with what will happen. The survey named no dish; the menu does. Saying yes is free, and pleases a
# house that one likes. Saying no is free, too, and may keep the price down. Ordering costs {{ premium }} yuan more, and beside the dish, the menu has
# thirty others. More answers don't mend this, and better weights don't either.

# %% [markdown] id="who-notes" tags=["instructor"]
# **Wrong turn:** somebody finds the {{ response }} and stops: "a better sample, then". Grant it, do the weighting, and ask what
# would be left to doubt if all members had answered. **Another:** "then we halve it, as a rule of thumb". Half of what is as much a guess as the
# whole; nobody knows the factor for this dish.

# %% [markdown] id="test-text"
# ## A week of two prices
#
# From 7 to 13 July 2025 the dish was on the menu of 24 restaurants. Lots were drawn: twelve sold it for {{ usual_price }} yuan (arm A),
# twelve for {{ dear }} (arm B). `experiments` has one row for each member who came, {{ guests }} in all, and whether they ordered it.
#
# Why restaurants, and not guests? Two guests at one table would compare their prices and be angry, rightly. A price stands on the
# menu, the same for everyone in the house (明码标价). Unreasonably different prices for different people, worked out from their data
# (大数据杀熟), are forbidden by the Personal Information Protection Law (个人信息保护法, art. 24). What the law forbids, you don't test.

# %% id="test-look"
experiments.groupby("arm").agg(
    restaurants=("unit_id", "nunique"), members=("converted", "size"), ordered=("converted", "mean")
)

# %% [markdown] id="cluster-text"
# How sure is the share in arm B? Think of three restaurants with forty members each. In the first 36 order the dish, in the second 20, in
# the third 4. Is that luck? Partly. But in the first the waiter loves the dish, and next to the third there is a building site. So
# these are not 120 strangers. They are three restaurants with 90%, 50% and 10%. **Count what was drawn by lot**: here, restaurants.

# %% id="houses-figure"
dear = experiments[experiments["arm"] == "B"]
houses = dear.groupby("unit_id")["converted"].agg(["sum", "size"]).reset_index()
houses["rate"], houses["n"] = houses["sum"] / houses["size"], houses["size"]
houses["low"], houses["high"] = rate_interval(houses["sum"], houses["size"])
houses["name"] = [f"restaurant {number}" for number in houses["unit_id"]]
ax = plots.estimates(houses.sort_values("rate"), "name", counts="members")
ax.figure.set_figheight(8)
ax.axvline(survey["says_would_pay"].mean(), color=plots.COLOURS["vermilion"], lw=1.5, zorder=0)
plots.label(ax, quiz.tell("houses-title"), x="ordered the dish, with 95% interval (line: the survey)")

# %% id="reach"
quiz.reach

# %% id="reach-answer" tags=["exercise"]
quiz.reach.check(...)

# %% [markdown] id="formula-text"
# With the shares $x_1, \dots, x_{12}$ of the twelve restaurants, their mean $\bar x$ and their standard deviation $s$, the interval is
#
# $$\bar x \;\pm\; t_{11}\,\frac{s}{\sqrt{12}}, \qquad t_{11} = 2.20$$
#
# With hundreds of restaurants the factor would be 1.96. It is larger here, because $s$ itself is known from twelve numbers only.

# %% id="right"
cluster_share(experiments, treated="B", cluster="unit_id", counts="restaurants")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "pooling all guests gives a narrower interval, so take that". Let them draw the twelve dots on the board with one common
# interval, and count those outside. (Their own luck explains a part; the rest is the houses.) **Good question if it comes:** "members could still order it next week". True; the figure is per member and week, which
# is what a weekly dish must live on.

# %% [markdown] id="claim-text"
# Before the truth comes, your verdict: is the survey's share too rosy, about right, or too modest?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="claim-notes-rosy" tags=["instructor", "rosy"]
# **Ask:** "What would have to change in the survey, for its yes to be worth more?" A deposit, a name on a list, a dish to taste. **Wrong turn:** "so the dish is
# a failure". The survey's error says nothing about that.

# %% [markdown] id="claim-notes-right" tags=["instructor", "right"]
# **Ask:** "Would you trust the next survey, then?" Once isn't a rule: let them name what could differ next time (who answers, which dish). **Wrong turn:** to
# cut the survey by habit. Who plans with half of it sends guests away.

# %% [markdown] id="claim-notes-modest" tags=["instructor", "modest"]
# **Ask:** "Who answered, and who cooks for them?" **Wrong turn:** to look for what makes the figure too high. Here it is too low, and a kitchen
# that plans with it is sold out at seven.

# %% [markdown] id="truth-text"
# ## What the guests do
#
# This world was made, so its truth is known. The next cell shows it for the published issue. The truth of a class's own issue is with
# your instructor.

# %% id="truth" tags=["truth"]
plots.label(quiz.verdict(), quiz.tell("truth-title"), x="order the dish at its premium, with 95% interval")

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: members have a pace of their own (gamma), the same in all months; the service changes nothing. What people say depends on how often
# they come; what they order on the restaurant. Come back to the show of hands: how would you find out what it was worth?

# %% [markdown] id="cost-text"
# ## What a dish must bring
#
# `budget` has what one new dish costs, in all restaurants together: {{ dish }} yuan. Whoever orders it would otherwise have
# ordered another dish at about {{ usual_price }} yuan, with ingredients that cost about the same. So an order brings the premium of
# {{ premium }} yuan and no more. In the week of the test {{ guests }} members came; in an average week since December it was {{ a_week }}.

# %% id="budget"
budget[["line", "planned"]]

# %% id="break-even"
costs, needed = method.dish_costs(budget), method.break_even(experiments, budget)
print(f"{costs:,.0f} ÷ ({method.PREMIUM} × {len(experiments):,}) = {needed:.1%}")

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="lever-text"
# ## For how many guests?
#
# The cost is the same for one restaurant or for a hundred. Move the slider: how many members must come in a week, until the dish pays?

# %% id="lever"
today = round(len(experiments), -1)
stops = sorted({*range(250, 5001, 250), today})
lever(
    lambda members: gain_at(members, lambda n: method.gain_of(n, experiments, budget), stops,
                            "how many come in a week", of="members", unit="yuan a week"),
    "members who come in a week", stops, start=today,
)  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="memo-text"
# ## A new dish each week?
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

# %% [markdown] id="consent-text"
# ## Whom you may write to
#
# The team also has the numbers of people who ordered through delivery platforms (外卖平台), and wants to invite them all. Don't. These
# people gave their number so that a meal finds its door, and the platform masks it for this reason. To use a number for your own
# marketing you need the person's consent (个人信息保护法: a stated purpose, agreed to, revocable). Read also what your platform's rules
# say about leading its customers away. Members are another matter, if they said yes:

# %% id="consent"
customers["marketing_consent"].value_counts().rename({True: "may be written to", False: "may not"})

# %% [markdown] id="consent-reading"
# The honest way costs a card on the table: "A new dish each week, for members. Scan to join." Whoever scans agrees, for this purpose,
# and can leave again.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. You may ask members one question only. Which one tells you most about what they will order?
# 2. From a certain bill on, members get a coupon (原文 001:036: 消费满200元可兑换优惠券). What will the bills just below and just above
#    that amount look like? Who gets most of the coupons: people who added a dish, or people who would have spent as much anyway?
# 3. Your app shows "users who switched on notifications come back twice as often". Which half of this case is that?
# 4. The dish is sold out at seven. How does that change what the table says, and in which direction?
# 5. Your verdict on the survey, and your decision: could one of them turn while the other stays?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Make a list of "frequent users" *before* the measure begins, and leave part of it out by lot.
# - After each survey write down three numbers: asked, answered, and what the answer cost the person (nothing).
# - Before you buy stock for a dish at a premium, put the price on some menus, and count orders. A pre-order with a deposit (预售定金)
#   is such a count too.
# - Draw lots over what you can really switch (a restaurant, a week, a town), and count those in the interval.
# - Keep delivery-platform numbers for delivery. Invite at the table.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | members-only dish | 会员专供菜 |
# | willingness to pay, stated | 支付意愿（声称） |
# | premium | 溢价 |
# | non-response | 无应答 |
# | weighting | 加权 |
# | regression to the mean | 均值回归 |
# | unit of randomisation | 随机化单元 |
# | consent | 授权同意 |
