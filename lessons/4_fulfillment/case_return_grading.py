# %% [raw] id="header"
# title = "The returns that cost less"
# chinese = "损耗更低的退换货"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["defect_rate"]
#
# [rows]
# K14 = "real_drop / net_of_handling, between_grades, minor_brought, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. check a rate of loss (损耗率) against the money,
# 2. split a rate's fall into its parts, and say what that split takes on trust,
# 3. check a whole ledger with a few pairs drawn by lot, and put an interval on what is left.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 5 | half a year of returned shoes |
# | 7 | the warehouse's sum, with an exercise |
# | 10 | grade by grade, with an exercise |
# | 11 | follow the money, with an exercise |
# | 3 | the truth |
# | 9 | two rules, your memo, the last question |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Bring two old shoes, one with a torn sole. Hold them up while the brief is read: "as new, minor or severe?"
# Three people, three grades; write them down and say no more. Then the guesses, on cards.
#
# In 30 minutes: tell the split by grade (you need its table, not its exercise), and go straight to the marked pairs.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import matplotlib.pyplot as plt
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import return_grading as method
from ecomlab.cases.return_grading import CHANGED
from ecomlab.classroom import exercises
from ecomlab.fulfillment.returns import daily_loss, loss_drop, loss_drops

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("return_grading")
quiz = exercises(case)
case.brief

# %% [markdown] id="guess"
# A point here is one yuan of a hundred that are refunded. The claim is a fall of {{ fall:points }}. **Before you look:
# how many points does the shop really keep, once the graders are paid?** Write it down. It may be more than claimed, less,
# or below zero.

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask:** loss rate of *what*? Of pieces, of cost, of what was refunded? The document doesn't say (a rate without its base); here it is
# 1 − recovered value ÷ refund. **Wrong turn:** "sorting is obviously sensible". So is it, and that isn't the question. Who writes
# down the grade, and who is praised for the rate?

# %% [markdown] id="look-text"
# ## Half a year of returned shoes
#
# Ninety days before the sheet, ninety since; one row per pair. `refund` is what the customer got back. `recovered_value` is what
# the warehouse **books** on the day of inspection: so much of the refund for each grade, from a table on the wall. No pair has
# been sold by then. `handling_cost` is labour and storage.

# %% id="look"
returns, ledger = case.tables.returns, case.tables.pnl_lines
columns = ["grade", "disposal", "refund", "recovered_value", "handling_cost"]
rows = returns.set_index(returns["inspected_at"].dt.date)[columns]
pd.concat([rows.head(4), rows.tail(4)])

# %% [markdown] id="sum-text"
# ## The warehouse's sum

# %% id="sum"
before, since = method.halves(returns)
print(f"{method.loss_rate(before):.1%} before, {method.loss_rate(since):.1%} since")
case.naive

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
# Now the fall itself. A rate over three grades can fall in two ways: there are **other grades** (fewer severe pairs), or the same
# grade **loses less** (a better price for minor flaws). Here are both.

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
# Ask the table with the torn shoe: "Your bonus hangs on the loss rate. Which grade?" Draw the move on the board: the *best* of the severe pairs become the *worst* of
# the minor ones. By what they bring, both grades are worse for it; all pairs together are as they were; and the books improve,
# because a grade is booked at one value for all (stage migration, the Will Rogers effect). **Wrong
# turn:** "fewer severe ones came back; the shoes got better". Possible! What would show it? Not the grades. Somebody may now suggest an
# old hand who grades by the old sheet, not knowing the new grade: a good design, say so. Ours needs no opinion at all.

# %% [markdown] id="torn-text-heading"
# ## Follow the money

# %% id="torn-text"
quiz.tell("torn-text")

# %% id="ledger"
pairs = method.followed(returns, ledger)
print(f"{len(pairs):,} marked pairs")
ledger.groupby(["channel", "line"])["amount"].agg(["size", "sum"])

# %% [markdown] id="lot-text"
# First the lot. If marked pairs are drawn by chance, they have the same grades as the others. If somebody picked nice ones,
# this table shows it.

# %% id="lot-check"
marked = returns["order_id"].isin(pairs["order_id"]).map({True: "marked", False: "not marked"})
half = returns["inspected_at"].ge(CHANGED).map({False: "before", True: "since"})
pd.crosstab([half, marked], returns["grade"], normalize="index", rownames=["half", "pairs"])

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
plots.label(ax, finding, x="money that came in ÷ refund", y="marked pairs")

# %% id="minor-reading"
quiz.tell("minor-reading")

# %% [markdown] id="formula-text"
# Now put it together. All pairs are in the books; of the marked ones we know by how much the books flatter them. So take the books of
# *all* pairs and add the error found on the *marked* ones. Auditors call it difference estimation (差额估计抽样). For
# each day, as shares of its refunds:
#
# $$\text{loss} = \underbrace{1 - \frac{\sum \text{booked}}{\sum \text{refund}}}_{\text{all pairs}} \;+\;
# \underbrace{\frac{\sum (\text{booked} - \text{money})}{\sum \text{refund}}}_{\text{marked pairs}} \;+\;
# \underbrace{\frac{\sum \text{handling}}{\sum \text{refund}}}_{\text{all pairs}}$$
#
# A wet day brings many spoilt pairs at once, so days are counted, not pairs: ninety daily losses before, ninety since.

# %% id="days"
days = daily_loss(returns, ledger)
100 * days.groupby(days.index >= CHANGED).mean().rename({False: "before", True: "since"})

# %% id="days-reading"
quiz.tell("days-reading")

# %% id="steps-figure"
steps = loss_drops(returns, ledger, changed="2025-04-01")
shown = steps.assign(**{name: 100 * steps[name] for name in ("estimate", "low", "high")})
ax = plots.estimates(shown.drop(columns="n"), label="drop", percent=False)
ax.axvline(0, color=plots.COLOURS["vermilion"], lw=1.5, zorder=0)
first, last = shown["estimate"].iloc[[0, 2]]
finding = f"Points saved: {first:.1f} in the books, {last:+.1f} with money and handling"
plots.label(ax, finding, x="fall of the loss, percentage points, with 95 % interval")

# %% id="right"
loss_drop(returns, ledger, changed="2025-04-01", loss="by the money, with handling")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "Then the warehouse cheats." Nothing shows intent: a table on the wall and a bonus do it by themselves. (2) "Why the
# books at all, take the marked pairs alone." Try it: right too, and a wider interval, because it gives away what the books know about
# the others. (3) "3,600 marked pairs, who does that?" Twenty stickers a day. (4) If the interval holds zero: "so grading is
# useless". Read its upper end aloud first.

# %% [markdown] id="truth-text" tags=["truth"]
# ## What grading saved
#
# In this world it is known what each pair could bring.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict()),
    f"Really saved: {100 * case.truth:+.1f} points; by the books: {100 * case.naive.estimate:+.1f}",
    x="fall of the loss, yuan of 100 refunded (points), with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# Cards back. Of the severe pairs, {{ severe_before }} of the refunds in both halves, a fixed share was called minor after 1 April; nothing else happened to them.
# The better shelf value and the better price for *true* minor flaws are real. What we know about the brand in the document: that its two
# figures come out in a world like this one, too.

# %% [markdown] id="rules-text"
# ## Two rules, before you decide
#
# - **What was worn isn't new.** By the Interim Measures on Seven-Day Returns (网络购买商品七日无理由退货暂行办法, in force since 15 March 2017) a
#   returned article may be sold as new only if it is fully back in its first state. Else its real condition must be stated conspicuously.
# - **A lucky bag is no hiding place.** Selling what is defective as sound (以次充好、以不合格产品冒充合格产品) is forbidden by the Product
#   Quality Law. "Lucky" doesn't change that. Say on the page of the bag: returned shoes, with which flaws.
#
# The honest way earns as well: a flaw shown in a photo sells once; a flaw that is found comes back.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Three sentences: the points that you rely on, with their interval; what they rest on; what happens on Monday,
# and to whom the grade belongs from now on.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: the real fall with its interval, in points of what is refunded. 2: names the three leaks (other names, second returns,
# handling). 2: says what it rests on: pairs marked by lot, before against since. 2: an action that fits the interval, with severe pairs out of the bags
# whatever else is decided. 1: takes the grade, or the bonus, out of one hand. *Minus 2:* {{ fall:points }} appear as money.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. An inspector from outside grades every tenth pair, blind, as in March. What would you learn that the money doesn't tell you, and
#    how much sooner?
# 2. The warehouse learns which pairs are marked. What changes in the table of the lot?
# 3. A stricter colleague calls the worst of the minor pairs severe. Now the minor ones *and* the severe ones bring more on
#    average. How is that possible, and what has the shop gained?
# 4. Which number of *your* shop is written down by the person who is judged by it?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Beside every "loss rate": of what base, booked by whom, and has the money come in?
# - Put stickers on a handful of returns a day, by lot, and look at what they brought two months later.
# - Write what a grade *is* with photos, and keep the old photos.
# - Book graders and racks to returns. A saving that moves into wages isn't one.
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
