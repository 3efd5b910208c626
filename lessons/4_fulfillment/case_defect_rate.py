# %% [raw] id="header"
# title = "The factory with fewer defects"
# chinese = "次品更少的工厂"
# minutes = 50
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["return_grading"]
#
# [rows]
# K13 = "customers_ratio / learned, clean, own_ratio, monday"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what you must know of a defect rate (次品率) before you believe it,
# 2. check it against a figure of your own (质量退货),
# 3. say what an agreement brought, with batches and not pieces as what you count.

# %% [markdown] id="minutes" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 5 | the brief, and your guess |
# | 6 | the batches of a year |
# | 6 | since, divided by before |
# | 10 | the ruler, with two exercises |
# | 13 | what customers send back, with an exercise |
# | 3 | the truth |
# | 7 | your memo |

# %% [markdown] id="plan" tags=["instructor"]
# **For the instructor.** Before the brief, let everyone mark their own answer to some small quiz, then swap papers and mark the neighbour's. Don't
# comment; you will need the two averages later.
#
# With 35 minutes only: leave out the pieces of no reason and the pretended date.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="load"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases import defect_rate as method
from ecomlab.cases.defect_rate import TIED_ON
from ecomlab.classroom import exercises
from ecomlab.fulfillment.suppliers import defect_rates, difference_in_differences, rates_by_weeks

plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("defect_rate")
quiz = exercises(case)
case.brief

# %% [markdown] id="guess"
# Cixi went on as before: same rice cooker, its own workers, no tie. **Write down a factor before you look**: with the tie, Shunde's
# defect rate is how many times what it would be without? (1: the tie does nothing. 0.5: it halves the defects.)

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask:** defect rate of which pieces? Found by whom? The document says neither. **Wrong turn:** "engineers on the line must help". They may.
# Write the guesses where all can see them.

# %% [markdown] id="look-text"
# ## The batches of a year
#
# One batch of 2,000 a week from either factory. `sample_n` pieces of it were opened and tested, `sample_defects` had a fault. What
# was opened isn't sold. Each batch has an article number of its own (`sku`), so a piece that comes back finds its batch.

# %% id="look"
inbound, returns = case.tables.inbound, case.tables.returns
columns = ["supplier", "received_at", "sku", "lot_size", "sample_n", "sample_defects"]
rows = inbound[columns].assign(received_at=inbound["received_at"].dt.date)
pd.concat([rows.head(3), rows.tail(3)])

# %% id="sums"
method.inspections(inbound)

# %% [markdown] id="claim-text"
# ## Since, divided by before

# %% id="claim"
case.naive

# %% id="claim-reading"
quiz.tell("claim-reading")

# %% id="size"
rate = defect_rates(inbound, changed="2025-01-06").loc["Shunde", "rate"]
needed = estimates.sample_size(rate["before"], rate["since"], power=0.8)
print(f"{rate['before']:.1%} from {rate['since']:.1%}: {needed:,.0f} pieces in each half")

# %% id="size-reading"
quiz.tell("size-reading")

# %% [markdown] id="ruler-text"
# ## The ruler
#
# Read the column `tested` of the table once more. For the fall to be the tie's, the same people must look at the same number of pieces for the
# same faults; and without a tie nothing would have fallen. Shunde's sample went from 200 pieces to 50 on the day of the
# tie. The 50 are opened in Shunde, by Shunde. At Cixi the shop's own people open 200, as ever.

# %% id="tested-figure"
months = rates_by_weeks(inbound, returns, changed="2025-01-06", weeks=4)
ax = plots.lines(months, x="day", y="tested", by="supplier", percent=True)
ax.axvline(TIED_ON, color=plots.COLOURS["grey"], lw=1.5)
plots.label(
    ax,
    f"Shunde tests itself and finds {rate['since']:.1%}; the shop had found {rate['before']:.1%}",
    y="defects among tested pieces, by four weeks",
)

# %% id="quiz"
quiz.learned

# %% id="learned-answer" tags=["exercise"]
quiz.learned.check(...)

# %% id="learned-reading"
quiz.tell("learned-reading")

# %% id="clean"
quiz.clean

# %% id="clean-answer" tags=["exercise"]
quiz.clean.check(...)

# %% [markdown] id="clean-reading"
# A report without a defect, from 50 pieces, is little news. (Whoever accepts batches should know this curve for their plan: how often does a bad batch
# pass? 抽样方案的OC曲线.) What lowers the *rate* is something else: what counts as a defect, and which 50 pieces are taken. Of that the
# table says nothing.

# %% [markdown] id="ruler-notes" tags=["instructor"]
# Now fetch the two averages of the quiz. **Wrong turns.** (1) "So Shunde lies." We don't know; a scratch that the shop counts may be no defect
# to the factory, and a tester mends what he finds. (2) "Fewer tested, hence fewer found, hence the lower rate": true of the count, not of the
# rate. Let somebody explain it with 5 in 100 and 50 in 1,000. (3) "Then let the shop test Shunde again." Excellent, for the
# future; what about the half year that is gone?

# %% [markdown] id="customers-text"
# ## What customers send back
#
# One measure wasn't touched on 6 January: customers. They don't know of any tie. Who gets a cooker with a fault sends it
# back, or not; nothing suggests that they do so less often since. `returns` has the reason of each.
#
# Take a batch of 2,000 of which 50 were tested. Then 1,950 were sold; if 39 come back for quality, that is 20 in 1,000. The
# base is what was **sold** of that batch, so a larger or smaller sample can't move the rate.

# %% id="back"
batches = method.sent_back(inbound, returns)
batches.assign(received_at=batches["received_at"].dt.date).tail(4)

# %% id="own-ratio"
quiz.own_ratio

# %% id="own-ratio-answer" tags=["exercise"]
quiz.own_ratio.check(...)

# %% id="back-figure"
months["per 1,000"] = 1000 * months["customers"]
ax = plots.lines(months, x="day", y="per 1,000", by="supplier")
ax.axvline(TIED_ON, color=plots.COLOURS["grey"], lw=1.5)
plots.label(
    ax,
    f"Beside Cixi, Shunde's rate since the tie is {case.right.estimate:.2f} times what it was",
    y="sent back for quality, per 1,000 sold",
)

# %% id="back-reading"
quiz.tell("back-reading")

# %% [markdown] id="formula-text"
# The tie's own share: Shunde's rate since ÷ before, divided by the same of Cixi, which learned without a tie. With $r$ for pieces
# sent back per piece sold, means over the batches of a half:
#
# $$\text{tie} = \frac{r_{\text{Shunde, since}} \,/\, r_{\text{Shunde, before}}}{r_{\text{Cixi, since}} \,/\, r_{\text{Cixi, before}}}$$
#
# Only a part of the faulty pieces comes back. As long as it is the same part, it cancels: the ratio is that of the *defects*.
#
# For the interval, ask what differs by luck. A bad delivery of thermostats spoils a whole batch. Do batches of one half scatter more than pieces drawn one by
# one would?

# %% id="scatter"
half = batches["received_at"].ge(TIED_ON).map({False: "before", True: "since"}).rename("half")
groups = batches.groupby(["supplier", half])
found, sold = groups["rate"].agg(["mean", "var"]), groups["sold"].mean()
found["by luck of pieces"] = found["mean"] * (1 - found["mean"]) / sold
found["times as much"] = found["var"] / found["by luck of pieces"]
found

# %% [markdown] id="scatter-reading"
# Where the last column is well above 1, an interval that counts pieces pretends to know too much. (Learning is in it as well: early batches are
# worse.) So weeks are what is counted: Shunde's batch beside Cixi's, each in means of its half. What both learn from week to week
# cancels in that difference.

# %% id="right"
difference_in_differences(inbound, returns, "2025-01-06", treated="Shunde", control="Cixi")

# %% id="right-reading"
quiz.tell("right-reading")

# %% id="checks"
before = inbound[inbound["received_at"] < TIED_ON]
two = {"treated": "Shunde", "control": "Cixi"}
tried = {
    "no reason": difference_in_differences(
        inbound, returns, "2025-01-06", **two, reason="change_of_mind"
    ),
    "pretended date": difference_in_differences(before, returns, "2024-10-07", **two),
}
estimates.table(tried, "tried")

# %% id="checks-reading"
quiz.tell("checks-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turns.** (1) "Returns come back late, so the last weeks look better." A sharp remark: ask how you would see it. (The last batch here had eight weeks; who
# analyses sooner must cut every batch at the same age.) (2) "1 inside: the tie is useless." Read both ends: what would the lower one be worth? (3) "Add the tests
# of Shunde to the analysis, more data." Not after the ruler was changed.

# %% id="needed"
quiz.needed

# %% id="needed-answer" tags=["exercise"]
quiz.needed.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the tie did
#
# Here the faults were put into the batches by hand, so they can be counted.

# %% id="truth" tags=["truth"]
plots.label(
    plots.verdict(case.verdict(), percent=False),
    f"The tie multiplied the defect rate by {case.truth:.2f}, not by {case.naive.estimate:.2f}",
    x="defect rate with the tie ÷ without it, with 95 % interval",
)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# In this world Shunde's own test counts a fixed share of what the shop would have counted. The published figures come out of learning and that share; of the
# brand itself we have learned only which two columns are missing from its sentence.

# %% [markdown] id="memo-text"
# ## Your memo
#
# {{ memo }} Say in three sentences: which measure you rely on and why nobody could bend it, the factor with its
# interval, and what you sign on Monday.

# %% id="monday"
quiz.monday

# %% id="monday-answer" tags=["exercise"]
quiz.monday.check(...)

# %% [markdown] id="rubric" tags=["instructor"]
# **Rubric for the memo** (10 points). 3: customers' returns per piece sold, Shunde against Cixi, with the interval. 2: names what changed with the tie in the
# measuring: who, how many. 2: learning, and how it was taken out. 2: testing goes back to the shop, same sample for both, whatever is decided on the tie. 1: a
# clause that pays by what customers send back. *Minus 2:* {{ before }} to {{ after }} as a success of the tie.

# %% [markdown] id="debrief"
# ## To talk about
#
# 1. The contract of the tie pays Shunde a bonus below 2 % defects, by its own tests. What will the tests show in a year?
# 2. The law wants sellers to have an incoming inspection (进货检查验收制度, Product Quality Law art. 33). What of it can you leave to a factory, and what
#    stays with you?
# 3. You can test 100 pieces a week. All of them at the factory you trust less, or by lot at both?
# 4. Which other number of your shop got better on the day when somebody else began to measure it?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write beside every defect rate: tested by whom, how many, chosen how, and what counts as a defect.
# - Give each batch a number that is printed on the piece (批次追溯), or returns will never find their batch.
# - Let the factory test as much as it likes, and open a few pieces of each batch yourself, drawn by lot, with the same list of faults for all suppliers.
# - In the contract: deposit (质量保证金) and bonus by quality returns per piece sold, at a fixed age.
# - When you must change a measure, run both side by side for some weeks first.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | defect rate | 次品率 |
# | contract factory | 代工厂 |
# | incoming inspection; sampling | 进货检验；抽样检查 |
# | operating characteristic (OC) curve | 抽检特性曲线 |
# | learning curve | 学习曲线 |
# | measure (ruler) changed | 口径变更 |
# | control | 对照组 |
# | quality deposit | 质量保证金 |
