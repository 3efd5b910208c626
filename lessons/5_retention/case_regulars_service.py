# %% [raw] id="header"
# title = "The dish that members would pay for"
# chinese = "会员愿意多付钱的专供菜"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["points_for_gift"]
#
# [rows]
# K09 = "what_they_order / without_service, all_members, reach, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a rise in a chosen group can tell,
# 2. say how far a survey goes,
# 3. put two prices to a test by lot, restaurant by restaurant, and read it with the right interval.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 4 | the members and their visits |
# | 10 | the regulars, with an exercise |
# | 4 | the obvious answer |
# | 9 | who answered, and what a yes is worth, with an exercise |
# | 12 | a week of two prices, with an exercise |
# | 2 | the truth |
# | 9 | whom you may write to, what a dish costs, and your memo, with an exercise |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Two claims in one brief, and two different faults. The service: the list was made *after* the quarter it is
# praised for. The dish: words for deeds. The class decides only on the dish; the service is the warm-up.
#
# With 40 minutes: leave out the regulars. Before the brief, let everybody say by show of hands whether they'd pay 10 yuan more for a
# special dish at their usual lunch place. Write the share on the board, and come back to it at the end.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import regulars_service as method
from ecomlab.cases.regulars_service import SPRING, WINTER
from ecomlab.classroom import exercises
from ecomlab.estimates import rate_interval
from ecomlab.retention.membership import cluster_share, list_rate

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("regulars_service")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document doesn't tell whose repurchase rate rose, from what, in what time, or whether {{ rise }} are points or per cent; nor how
# many members answered, or what they were asked. The numbers of people here are ours.
# **Wrong turn:** "our guests don't lie". Nobody says so. They answered a question about themselves, not about Thursday evening.

# %% [markdown] id="guess"
# A hundred members come in while the dish is on the menu, at {{ dear }} instead of {{ usual_price }} yuan. **Before you look at
# anything, write down how many of the hundred order it.**

# %% [markdown] id="look-text"
# ## The members and their visits
#
# `customers` has the members, `orders` their visits from December to June, `survey` the answers. `experiments` is for later.

# %% id="look"
customers, orders = case.tables.customers, case.tables.orders
survey, experiments = case.tables.survey, case.tables.experiments
visits = method.monthly(customers, orders)
visits.columns = visits.columns.strftime("%b")
visits.head(4)

# %% [markdown] id="regulars-text-heading"
# ## The regulars

# %% id="regulars-text"
quiz.tell("regulars-text")

# %% id="quiz"
quiz.without_service

# %% id="without-service-answer" tags=["exercise"]
quiz.without_service.check(...)

# %% [markdown] id="lists-text"
# Here are both lists in all seven months: the one made of spring, when there was a service, and the one made of winter, when there was
# none.

# %% id="lists-figure"
counts = method.monthly(customers, orders)
lines = []
for quarter, name in ((WINTER, "list of Jan–Mar"), (SPRING, "list of Apr–Jun")):
    share = list_rate(counts, quarter, listed=3, again=2).rename("share").rename_axis("month").reset_index()
    lines.append(share.assign(list=name))
ax = plots.lines(pd.concat(lines), x="month", y="share", by="list")
rises = [line["share"].iloc[end] / line["share"].iloc[end - 3] - 1
         for line, end in zip(lines, (3, 6), strict=True)]
finding = f"Without a service the list's rate rises by {rises[0]:.0%}, with it by {rises[1]:.0%}"
plots.label(ax, finding, y="2 visits or more in the month")

# %% id="lists-reading"
quiz.tell("lists-reading")

# %% [markdown] id="regulars-notes" tags=["instructor"]
# **Ask:** "Which list should the team have made?" One from *before* the service: members with three visits or more from January to March. Then read
# the figure: that list *falls* after March, and a foolish reading would now blame the service. Only a control group that was picked in
# the same way tells.

# %% [markdown] id="obvious-text"
# ## The obvious answer
#
# Now the dish. The survey asked: "Would you pay {{ premium }} yuan more for a dish that only members get?"

# %% id="obvious"
print(f"{survey['says_would_pay'].sum()} of {len(survey)} say yes")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="who-text-heading"
# ## Who answered?

# %% id="who-text"
quiz.tell("who-text")

# %% id="who-figure"
table = method.answers(customers, orders, survey)
table["answered"] = table["answers"] / table["asked"]
yes = (table["yes"] * table["answers"]).round()
drawn = table.assign(rate=table["yes"], n=table["answers"]).reset_index()
drawn["low"], drawn["high"] = rate_interval(yes.to_numpy(), table["answers"].to_numpy())
ax = plots.estimates(drawn, "group")
finding = "Of those asked with no visit {:.1%} answered, with 3 or more {:.1%}"
answered = table["answered"]
plots.label(ax, finding.format(answered.iloc[0], answered.iloc[2]), x="say yes, with 95 % interval")

# %% [markdown] id="who-reading"
# Who likes the place comes more often, and answers more often too. So the answers are full of regulars.

# %% id="all-members"
quiz.all_members

# %% id="all-members-answer" tags=["exercise"]
quiz.all_members.check(...)

# %% id="weighted-reading"
quiz.tell("weighted-reading")

# %% [markdown] id="who-notes" tags=["instructor"]
# **Wrong turn:** somebody finds the {{ response }} and stops: "a better sample, then". Grant it, do the weighting, and ask what
# would be left to doubt if all members had answered. **Another:** "then we halve it, as a rule of thumb". Half of what is as much a guess as the
# whole; nobody knows the factor for this dish.

# %% [markdown] id="test-text"
# ## A week of two prices
#
# From 7 to 13 July the dish was on the menu of 24 restaurants. Lots were drawn: twelve sold it for {{ usual_price }} yuan (arm A), twelve for
# {{ dear }} (arm B). `experiments` has one row for each member who came, {{ guests }} in all, and whether they ordered it.
#
# Why restaurants, and not guests? Two guests at one table with two prices would talk about it, and rightly. A price stands on the
# menu, the same for everyone in the house (明码标价). Unreasonably different prices for different people, worked out from their data
# (大数据杀熟), are forbidden by the Personal Information Protection Law (个人信息保护法, art. 24). We don't test what we may not do.

# %% id="test-look"
experiments.groupby("arm").agg(
    restaurants=("unit_id", "nunique"), members=("converted", "size"), ordered=("converted", "mean")
)

# %% [markdown] id="cluster-text"
# Three houses, forty members each. In the first 14 order the dish, in the second 9, in the third 4. Is that luck? Partly. But in the
# first the waiter loves it, and next to the third there is a building site. So these are not 120 strangers; they are three houses with
# 35 %, 22 % and 10 %. **What was drawn is what you count.**

# %% id="houses-figure"
houses = experiments[experiments["arm"] == "B"].groupby("unit_id")["converted"].agg(["sum", "size"])
houses["low"], houses["high"] = rate_interval(houses["sum"], houses["size"])
houses["rate"] = houses["sum"] / houses["size"]
houses["house"] = [f"{i} ({n} members)" for i, n in houses["size"].items()]
ax = plots.estimates(houses.sort_values("rate"), "house")
ax.figure.set_figheight(6)
ax.axvline(survey["says_would_pay"].mean(), color=plots.COLOURS["vermilion"], lw=1.5, zorder=0)
finding = f"At the premium, {houses['rate'].min():.0%} to {houses['rate'].max():.0%} order the dish"
plots.label(ax, finding, x="ordered the dish, with 95 % interval (line: the survey)", y="restaurant")

# %% id="reach"
quiz.reach

# %% id="reach-answer" tags=["exercise"]
quiz.reach.check(...)

# %% [markdown] id="formula-text"
# With the shares $x_1, \dots, x_{12}$ of the twelve restaurants, their mean $\bar x$ and their standard deviation $s$:
#
# $$\bar x \;\pm\; t_{11}\,\frac{s}{\sqrt{12}}, \qquad t_{11} = 2.20$$
#
# 2.20 and not 1.96, because $s$ itself is known from twelve numbers only.

# %% id="right"
cluster_share(experiments, treated="B", cluster="unit_id", counts="restaurants")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "pooling all guests gives a narrower interval, so take that". Let them draw the twelve dots on the board with one common
# interval, and count those outside. (Their own luck explains a part; the rest is the houses.) **Good question if it comes:** "members could still order it next week". True; the figure is per member and week, which
# is what a weekly dish must live on.

# %% [markdown] id="truth-text"
# ## What the guests do
#
# The world behind these tables has a number for it. The published issue shows it here; yours may be with your instructor.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"Of 100 members who come, {100 * case.truth:.0f} order the dish; "
    f"{100 * case.naive.estimate:.0f} of 100 answers are yes",
    x="order the dish at its premium, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The world: members have a pace of their own (gamma), the same in all months; the service changes nothing. What people say depends on how often
# they come; what they order on the restaurant. Come back to the show of hands: how would you find out what it was worth?

# %% [markdown] id="consent-text"
# ## Whom you may write to
#
# The team also has the numbers of people who ordered through delivery platforms (外卖平台), and wants to invite them all. No. The
# platform masks those numbers for a reason: they were given so that a meal finds its door. To use them for your own marketing needs the person's
# consent (个人信息保护法: a stated purpose, agreed to, revocable). Read what your platform's own rules say about leading its
# customers away, too. Members are another matter, if they said yes:

# %% id="consent"
customers["marketing_consent"].value_counts().rename({True: "may be written to", False: "may not"})

# %% [markdown] id="consent-reading"
# The honest way costs a card on the table: "A new dish each week, for members. Scan to join." Who scans, agrees, for this purpose,
# and can leave again.

# %% [markdown] id="cost-text"
# ## What a dish must bring
#
# A new dish costs {{ dish }} yuan a week: trying out, photographs, menus, what is thrown away. Whoever orders it would otherwise have
# ordered another dish at about {{ usual_price }} yuan, so it brings the premium of {{ premium }} yuan and no more. In the week {{ guests }} members came.

# %% id="break-even"
needed = method.break_even(experiments)
print(f"{method.DISH:,} ÷ ({method.PREMIUM} × {len(experiments):,}) = {needed:.1%}")

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: the share that you plan with, its interval and where it comes from; what it must be; what you
# do on Monday, and what you will count.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the share that orders, with the interval of the restaurants. 2: held against break-even ({{ break_even }}). 2: one dish
# and one week aren't a year; each further dish is counted. 2: an action with an end date. 1: writes only to members who agreed. *Minus 2:* plans
# portions by {{ would_pay }}; *minus 1:* {{ rise }} appears as what the service did.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. You may ask members one question only. Which one tells you most about what they will order?
# 2. From 200 yuan on (原文 001:036: 消费满200元可兑换优惠券) members get a coupon. What will the bills between 180 and 220 look like, and who gets most
#    of the coupons: people who added a dish, or people who spent 200 anyway?
# 3. Your app shows "users who switched on notifications come back twice as often". Which half of this case is that?
# 4. The dish is sold out at seven. How does that change what the table says, and in which direction?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Make a list of "frequent users" *before* the measure begins, and leave part of it out by lot.
# - After each survey write down three numbers: asked, answered, and what the answer cost the person (nothing).
# - Before you buy stock for a premium, put the price on some menus, and count orders. A pre-order with a deposit (预售定金) is such a
#   count too.
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
