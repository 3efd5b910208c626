# %% [raw] id="header"
# title = "The returns that cost less"
# chinese = "损耗更低的退换货"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["defect_rate"]
#
# [rows]
# K14 = "real_drop / net_of_handling, between_grades, minor_brought, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. check a rate of loss (损耗率) against the money,
# 2. split the fall of a rate into its parts, and say what that split takes on trust,
# 3. check a whole ledger with a few pairs drawn at random (随机抽取), and put an interval on what is left.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import matplotlib.pyplot as plt
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import return_grading as method
from ecomlab.cases.return_grading import CHANGED
from ecomlab.classroom import exercises
from ecomlab.fulfillment.returns import daily_loss, loss_drop, loss_drops
from ecomlab.levers import lever
from ecomlab.worth import worth_line

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("return_grading")
quiz = exercises(case)
case.brief

# %% [markdown] id="card"
# A point here is one yuan of a hundred that are refunded. The claim is a fall of {{ fall:points }}. **How many points does the shop really keep, once the
# graders are paid?** It may be more than claimed, less, or below zero. Type your guess in place of the first three dots. Then type a low end and a
# high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # in points; with a minus if the shop loses

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask:** loss rate of *what*? Of pieces, of cost, of what was refunded? The document doesn't say (a rate without its base). Here it is
# 1 − recovered value ÷ refund. **Wrong turn:** "sorting is obviously sensible". It is, and that isn't the question. Who writes
# down the grade, and who is praised for the rate? And: "whoever grades himself cheats". That would be a reason to look, and it isn't a finding.

# %% [markdown] id="look-text"
# ## Half a year of returned shoes
#
# Ninety days before the sheet, ninety since; one row for each pair. `refund` is what the customer got back. `recovered_value` is what
# the warehouse **books** on the day of inspection: a fixed share of the refund for each grade, from a table on the wall. On that day the pair
# isn't sold yet. `handling_cost` is labour and storage.

# %% id="look"
returns, ledger = case.tables.returns, case.tables.pnl_lines
columns = ["grade", "disposal", "refund", "recovered_value", "handling_cost"]
rows = returns.set_index(returns["inspected_at"].dt.date)[columns]
pd.concat([rows.head(4), rows.tail(4)])

# %% [markdown] id="sum-text"
# ## The warehouse's sum

# %% id="books" tags=["exhibit"]
halves = dict(zip(["before", "since"], method.halves(returns), strict=True))
books = pd.DataFrame(
    {name: part[["refund", "recovered_value"]].sum() for name, part in halves.items()}
)
books = books.T.assign(pairs=[len(part) for part in halves.values()]).round(0)
books.assign(**{"loss rate": 1 - books["recovered_value"] / books["refund"]})

# %% id="sum"
before, since = method.halves(returns)
print(f"{method.loss_rate(before):.1%} before, {method.loss_rate(since):.1%} since")
case.naive.times(100)  # points

# %% id="sum-reading"
quiz.tell("sum-reading")

# %% id="quiz"
quiz.net_of_handling

# %% id="net-of-handling-answer" tags=["exercise"]
quiz.net_of_handling.check(...)

# %% id="handling-reading"
quiz.tell("handling-reading")

# %% [markdown] id="grades-text"
# ## Grade by grade
#
# A rate over three grades can fall in two ways. Pairs can get **other grades** (fewer severe pairs). Or pairs of the same
# grade **lose less** (a better price for minor flaws). This table has both: each grade's share of the refunds, and its loss rate.

# %% id="grades"
method.by_grade(returns)

# %% id="grades-reading"
quiz.tell("grades-reading")

# %% id="between-grades"
quiz.between_grades

# %% id="between-grades-answer" tags=["exercise"]
quiz.between_grades.check(...)

# %% id="between-reading"
quiz.tell("between-reading")

# %% [markdown] id="between-notes" tags=["instructor"]
# Ask: "Your bonus hangs on the loss rate. The sole is torn. Which grade?" Draw the move on the board: the *best* of the severe pairs become the *worst* of
# the minor ones. All pairs together bring what they brought, and the books improve, because a grade is booked at one value for all its pairs (stage
# migration, the Will Rogers effect). Then the other way: "It is March, you sort by eye, forty pairs wait. A stain. Which pile?" Scrap loses what a
# dealer would pay; the shelf brings the pair back. **Wrong turn:** "fewer severe ones came back; the shoes got better". Possible! What would show it? Not
# the grades. Somebody may propose an inspector who grades by March's eye, from photos, blind. That is a good design, say so. The next station needs no opinion.

# %% [markdown] id="torn-text-heading"
# ## Follow the money

# %% id="torn-text"
quiz.tell("torn-text")

# %% id="ledger"
pairs = method.followed(returns, ledger)
print(f"{len(pairs):,} marked pairs")
ledger.groupby(["channel", "line"])["amount"].agg(["size", "sum"])

# %% [markdown] id="lot-text"
# First check the draw. If the marked pairs were drawn at random, they have about the same grades as the others. If somebody picked good
# pairs, this table shows it.

# %% id="lot-check"
grades = ["as_new", "minor", "severe"]
drawn = returns[["order_id"]].assign(
    half=returns["inspected_at"].ge(CHANGED).map({False: "before", True: "since"}),
    marked=returns["order_id"].isin(pairs["order_id"]),
    **{grade: returns["grade"] == grade for grade in grades},
)
drawn.groupby(["half", "marked"])[grades].mean()

# %% id="minor-brought"
quiz.minor_brought

# %% id="minor-brought-answer" tags=["exercise"]
quiz.minor_brought.check(...)

# %% id="minor-figure"
minor = pairs[pairs["grade"] == "minor"]
ax = plt.subplots(figsize=(8, 4))[1]
brought = [part["money"] / part["refund"] for part in method.halves(minor)]
colours = [plots.COLOURS["grey"], plots.COLOURS["blue"]]
ax.hist(brought, bins=12, range=(-0.05, 1.15), color=colours, label=["before", "since"])
ax.legend()
nothing = (brought[1] <= 0).mean()
finding = f"Of the pairs called minor since the sheet, {nothing:.0%} brought nothing at all"
count = {"n": len(minor), "counts": "marked pairs called minor"}
plots.label(ax, finding, x="money that came in ÷ refund", y="marked pairs", **count)

# %% id="minor-reading"
quiz.tell("minor-reading")

# %% [markdown] id="brought-text"
# And the other grades? Of each grade in each half: what was booked for the marked pairs, and what they brought, as shares of their refunds.

# %% id="brought"
half = pairs["inspected_at"].ge(CHANGED).map({False: "before", True: "since"}).rename("half")
sums = pairs.groupby([half, "grade"])[["refund", "recovered_value", "money"]].sum()
shares = pd.DataFrame(
    {"booked": sums["recovered_value"], "brought": sums["money"]}
).div(sums["refund"], axis=0)  # fmt: skip
shares.assign(**{"marked pairs": pairs.groupby([half, "grade"]).size()})

# %% id="brought-reading"
quiz.tell("brought-reading")

# %% [markdown] id="formula-text"
# Now put it together. All pairs are in the books. Of the marked pairs we also know the money, so we know by how much the books are off. Take the books of
# *all* pairs and add the error found on the *marked* ones. Auditors call this difference estimation (差额估计抽样). For
# each day, as shares of its refunds:
#
# $$\text{loss} = \underbrace{1 - \frac{\sum \text{booked}}{\sum \text{refund}}}_{\text{all pairs}} \;+\;
# \underbrace{\frac{\sum (\text{booked} - \text{money})}{\sum \text{refund}}}_{\text{marked pairs}} \;+\;
# \underbrace{\frac{\sum \text{handling}}{\sum \text{refund}}}_{\text{all pairs}}$$
#
# A wet day brings many spoilt pairs at once. So days are counted, not pairs: ninety daily losses before, ninety since.

# %% id="days"
days = daily_loss(returns, ledger)
100 * days.groupby(days.index >= CHANGED).mean().rename({False: "before", True: "since"})

# %% id="days-reading"
quiz.tell("days-reading")

# %% id="steps-figure"
steps = loss_drops(returns, ledger, changed="2025-04-01")
shown = steps.assign(**{name: 100 * steps[name] for name in ("estimate", "low", "high")})
ax = plots.estimates(shown, label="drop", percent=False, unit="points", counts="days")
ax.axvline(0, color=plots.COLOURS["vermilion"], lw=1.5, zorder=0)
first, last = shown["estimate"].iloc[[0, 2]]
finding = f"Points saved: {first:.1f} in the books, {last:+.1f} with money and handling"
plots.label(ax, finding, x="fall of the loss, percentage points, with 95% interval")

# %% id="right"
drop = loss_drop(returns, ledger, changed="2025-04-01", loss="by the money, with handling")
drop.times(100)  # points

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "Then the warehouse cheats." Nothing shows intent. A table on the wall and praise for the rate are enough. (2) "Why the
# books at all, take the marked pairs alone." Try it: it is right too, but the interval is wider, because it doesn't use what the books know about
# the other pairs. (3) "3,600 marked pairs, who does that?" Twenty stickers a day. (4) "The books flatter" or "the books are right" said before the last table was
# read: in which half, for which grade, by how much?

# %% [markdown] id="claim-text"
# Now give your verdict on the warehouse's figure, before the truth is shown. Does the fall in the books promise more than the money shows, less, or about
# as much? A point counts the same in both.

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What grading saved
#
# In this world it is known what each pair could bring.

# %% id="truth" tags=["truth"]
x = "fall of the loss, yuan of 100 refunded (points), with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# The guesses come back. Typed into this world: which share of the severe pairs is called minor since; which share of the minor ones packers overlooked, and
# which they threw away; what graders cost. How the claim ends hangs on these shares alone. What we know about the brand in the document: that its two figures come
# out in a world like this one, too.

# %% [markdown] id="truth-rosy" tags=["instructor", "rosy"]
# **Ask:** which leak is the largest, new names, second returns, or wages? The better price for *true* minor flaws is real. Nobody need have meant any harm: a table
# on the wall and praise for the rate are enough.

# %% [markdown] id="truth-right" tags=["instructor", "right"]
# **Ask:** who called the claim too rosy because the warehouse grades itself? Here the money agrees with the books, though not line by line: what graders cost and what
# was called otherwise is made up for by flaws that packers used to overlook. **And:** could the warehouse have known that it was right?

# %% [markdown] id="truth-modest" tags=["instructor", "modest"]
# **Ask:** where was the money lost that the books of March didn't show? On the shelf: pairs with a flaw, sold as new, came back, and no book had a line for it.
# Whoever begins to look finds what nobody had counted. So a good reform can look smaller in the books than it is.

# %% [markdown] id="rules-text"
# ## Two rules, before you decide
#
# - **What was worn isn't new.** By the Interim Measures on Seven-Day Returns (网络购买商品七日无理由退货暂行办法, in force since 15 March 2017) a
#   returned article may be sold as new only if it is fully back in its first state. Else its real condition must be stated conspicuously.
# - **A lucky bag doesn't hide a flaw.** Selling what is defective as sound (以次充好、以不合格产品冒充合格产品) is forbidden by the Product
#   Quality Law. Say on the page of the bag: returned shoes, with which flaws.
#
# The honest way earns as well. A pair whose flaw is shown in a photo is sold once. A pair whose flaw the buyer discovers comes back.

# %% [markdown] id="lever-text"
# ## From how many pairs on do two graders pay?
#
# Two graders cost the same on a quiet day. What they save grows with the pairs. Move the slider: what if they cost less, or more? The red dot is the number of
# pairs a day from which they pay; the dotted line is this warehouse.

# %% id="lever"
per_day = (
    since.groupby("inspected_at").agg(pairs=("refund", "size"), refund=("refund", "sum")).mean()
)
saved = loss_drop(returns, ledger, changed="2025-04-01", loss="by the money")
saved = saved.times(per_day["refund"] / per_day["pairs"])  # yuan a pair
wages = days["handling"].groupby(days.index >= CHANGED).mean().diff().iloc[-1] * per_day["refund"]
cost = round(wages, -1)
x, y = "pairs sent back a day", "yuan a day that is left (band: 95% interval)"
top, here = 2 * per_day["pairs"], {"this warehouse": per_day["pairs"]}
lever(
    lambda yuan: worth_line(saved, yuan, top, here, "two graders", "pairs", x, y),
    "yuan a day that two graders cost", [round(cost * k, -1) for k in (0.5, 0.75, 1, 1.5, 2)], start=cost,
)  # fmt: skip

# %% [markdown] id="lever-caution"
# > **Caution.** The line takes for granted that each further pair is like these, and that two people can grade them all. And returns from the stores are
# > other pairs: worn for an hour, or carried home and back.

# %% [markdown] id="memo-text"
# ## Who grades, and who pays?
#
# {{ memo }} First choose what you do on Monday, and for which reason. Then write to the owner.

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
# 1. An inspector from outside grades every tenth pair, blind, as in March. What would you learn that the money doesn't tell you, and
#    how much sooner?
# 2. The warehouse learns which pairs are marked. What changes in the table of marked and unmarked pairs?
# 3. A stricter colleague calls the worst of the minor pairs severe. Now the minor ones *and* the severe ones bring more on
#    average. How is that possible, and what has the shop gained?
# 4. The head of the warehouse asks for two more graders, for the bags that come back. What does the saving of the first two tell you about the next two?
# 5. Which number of *your* shop is written down by the person who is judged by it?
# 6. Your verdict on the claim, and your decision about the graders: does one follow from the other?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Ask beside every "loss rate": of what base, booked by whom, and has the money come in?
# - Mark a few returns a day, drawn at random, and look at what they brought two months later.
# - Write what a grade *is*, with photos, and keep the old photos.
# - Book graders and racks to returns. A saving that comes back as wages isn't one.
# - Fewer returns save more than better graded ones: look at the reasons (尺寸不符、质量问题) first.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | returns and exchanges | 退换货 |
# | return loss rate | 退换货损耗率 |
# | return grading | 质检分级 |
# | re-classification | 重新归类 |
# | lucky bag; staff sale | 福袋；内购会 |
# | decomposition (Kitagawa) | 分解 |
# | difference estimation | 差额估计抽样 |
# | reverse logistics | 逆向物流 |
