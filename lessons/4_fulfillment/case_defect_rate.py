# %% [raw] id="header"
# title = "The factory with fewer defects"
# chinese = "次品更少的工厂"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# related = ["return_grading"]
#
# [rows]
# K13 = "customers_ratio / learned, clean, own_ratio, needed, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what you must know of a defect rate (次品率) before you believe it,
# 2. check it against a figure of your own (质量退货),
# 3. say what an agreement brought, with batches and not pieces as what you count.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, estimates, plots
from ecomlab.cases import defect_rate as method
from ecomlab.cases.defect_rate import BACK_COST, TIE_COST, TIED_ON
from ecomlab.classroom import exercises
from ecomlab.fulfillment.suppliers import defect_rates, difference_in_differences, rates_by_weeks
from ecomlab.levers import lever
from ecomlab.worth import worth_line

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("defect_rate")
quiz = exercises(case)
case.brief

# %% [markdown] id="card"
# Cixi went on as before: the same rice cooker, its own workers, no tie. **By what factor does the tie multiply Shunde's defect
# rate?** 1 means that the tie does nothing, 0.5 that it halves the defects. Type your guess in place of the first three dots. Then type a
# low end and a high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a factor: defect rate with the tie ÷ without it

# %% [markdown] id="guess-notes" tags=["instructor"]
# **Ask:** defect rate of which pieces? Found by whom? The document says neither. **Wrong turns:** "engineers on the line must help", and
# "who tests himself finds little". Both may be so, and neither is known yet. Write the guesses where all can see them.

# %% [markdown] id="look-text"
# ## The batches of a year
#
# Either factory delivers one batch of 2,000 a week. `sample_n` pieces of it were opened and tested, `sample_defects` of these had a fault. What
# was opened isn't sold. Each batch has an article number of its own (`sku`), so a piece that comes back can be traced to its batch.

# %% id="look"
inbound, returns = case.tables.inbound, case.tables.returns
columns = ["supplier", "received_at", "sku", "lot_size", "sample_n", "sample_defects"]
rows = inbound[columns].assign(received_at=inbound["received_at"].dt.date)
pd.concat([rows.head(3), rows.tail(3)])

# %% id="sums" tags=["exhibit"]
method.inspections(inbound)

# %% [markdown] id="obvious-text"
# ## Since, divided by before

# %% id="obvious"
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% id="size"
rate = defect_rates(inbound, changed="2025-01-06").loc["Shunde", "rate"]
pieces = estimates.sample_size(rate["before"], rate["since"], power=0.8)
print(f"{rate['before']:.1%} from {rate['since']:.1%}: {pieces:,.0f} pieces in each half")

# %% id="size-reading"
quiz.tell("size-reading")

# %% [markdown] id="ruler-text"
# ## The ruler
#
# Read the column `tested` of the table once more. If the change is the work of the tie, two things must hold. The same people must look for the
# same faults in pieces that were drawn in the same way. And without a tie nothing may have changed. But Shunde's sample went from {{ shop_sample }} pieces to
# {{ own_sample }} on the day of the tie. They are opened in Shunde, by Shunde. At Cixi the shop's own people open {{ shop_sample }}, as before.

# %% id="tested-figure"
months = rates_by_weeks(inbound, returns, changed="2025-01-06", weeks=4)
months = months.rename(columns={"customers": "sent back"})
ax = plots.lines(months, x="day", y="tested", by="supplier", percent=True)
ax.axvline(TIED_ON, color=plots.COLOURS["grey"], lw=1.5)
plots.label(
    ax,
    f"Shunde tests itself and finds {rate['since']:.1%}; the shop had found {rate['before']:.1%}",
    x="middle of four weeks, at both ends of two (grey line: the tie)",
    y="defects among tested pieces",
    n=inbound["sample_n"].sum(),
    counts="tested pieces",
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

# %% id="clean-reading"
quiz.tell("clean-reading")

# %% [markdown] id="ruler-notes" tags=["instructor"]
# Now come back to the questions on the board: who marked it, by which key, which tasks? **Wrong turns.** (1) "So Shunde counts too little." We don't know. A
# scratch that the shop counts may be no defect to the factory; or the factory has the longer list, and opens the pieces that its line finds odd. (2) "Fewer
# tested, hence fewer found, hence the lower rate": true of the count, not of the rate. Let somebody explain it with 5 in 100 and 50 in 1,000. (3) "Then let
# the shop test Shunde again." Excellent, for the future. What about the half year that is gone?

# %% [markdown] id="customers-text"
# ## What customers send back
#
# One measure didn't change on 6 January: customers. They don't know of any tie. Who gets a cooker with a fault sends it
# back, or not. If they do so as often as before, it is a ruler that nobody moved; that will be checked. `returns` has the reason of each.
#
# Take a batch of 2,000 of which 100 were tested. Then 1,900 were sold. If 38 of them come back for quality, that is 20 in 1,000. The
# base is what was **sold** of that batch, so a larger or smaller sample can't move the rate.

# %% id="back"
batches = method.sent_back(inbound, returns)
batches.assign(received_at=batches["received_at"].dt.date).tail(4)

# %% id="own-ratio"
quiz.own_ratio

# %% id="own-ratio-answer" tags=["exercise"]
quiz.own_ratio.check(...)

# %% id="both"
half = batches["received_at"].ge(TIED_ON).map({False: "before", True: "since"})
sums = batches.groupby(["supplier", half.rename("half")])[["back", "sold"]].sum()
both = pd.DataFrame({"in tests": method.inspections(inbound)["rate"]})
both["sent back"] = sums["back"] / sums["sold"]
both["sent back per 100 defects"] = 100 * both["sent back"] / both["in tests"]
both

# %% id="back-figure"
months["per 1,000"] = 1000 * months["sent back"]
ax = plots.lines(months, x="day", y="per 1,000", by="supplier")
ax.axvline(TIED_ON, color=plots.COLOURS["grey"], lw=1.5)
back = both["sent back"]
mine, other = (back[name, "since"] / back[name, "before"] for name in ("Shunde", "Cixi"))
plots.label(
    ax,
    f"Sent back, since ÷ before: Shunde {mine:.2f}, Cixi {other:.2f}",
    x="middle of four weeks, at both ends of two (grey line: the tie)",
    y="sent back for quality, per 1,000 sold",
    n=batches["sold"].sum(),
    counts="pieces sold",
)

# %% id="back-reading"
quiz.tell("back-reading")

# %% [markdown] id="formula-text"
# What the tie itself did: Shunde's rate since ÷ before, divided by the same of Cixi, which had no tie. With $r$ for pieces
# sent back per piece sold, means over the batches of a half:
#
# $$\text{tie} = \frac{r_{\text{Shunde, since}} \,/\, r_{\text{Shunde, before}}}{r_{\text{Cixi, since}} \,/\, r_{\text{Cixi, before}}}$$
#
# Only a part of the faulty pieces comes back. As long as it is the same part, it cancels: the ratio is that of the *defects*.
#
# For the interval, ask what differs by luck. A bad delivery of thermostats spoils a whole batch. Do the batches of one half differ more than they would if each piece
# had its own luck?

# %% id="scatter"
groups = batches.groupby(["supplier", half.rename("half")])
found, sold = groups["rate"].agg(["mean", "var"]), groups["sold"].mean()
found["by luck of pieces"] = found["mean"] * (1 - found["mean"]) / sold
found["times as much"] = found["var"] / found["by luck of pieces"]
found

# %% id="scatter-reading"
quiz.tell("scatter-reading")

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
# **Wrong turns.** (1) "Returns come back late, so the last weeks look better." A sharp remark: ask how you would see it. (The last batch here had eight weeks. Who
# analyses sooner must cut every batch at the same age.) (2) "1 inside: the tie is useless", "1 outside: it pays". Read both ends, and compare them with
# {{ pays_at }} (Cixi) and {{ keeps_at }} (Shunde). (3) "Add the tests of Shunde to the analysis, more data." Not after the ruler was changed.

# %% [markdown] id="needed-text"
# ## When does a tie pay?
#
# A tie has a price: the shop's engineers spend days on the line, and the cost is spread over the pieces that the shop buys. What must a tie save?

# %% id="needed"
quiz.needed

# %% id="needed-answer" tags=["exercise"]
quiz.needed.check(...)

# %% id="needed-reading"
quiz.tell("needed-reading")

# %% [markdown] id="claim-text"
# Now give your verdict on purchasing's figure, before the truth is shown. Set it beside the factor from customers' returns: does it promise more than
# the tie did, less, or about as much?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What the tie did
#
# In this world the faults of each batch are known, whoever counts them.

# %% id="truth" tags=["truth"]
x = "defect rate with the tie ÷ without it, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes" tags=["instructor"]
# In this world Shunde's own test counts a fixed share of what the shop would have counted, less than all of it or more. That share, the learning and the tie
# were typed in. Of the brand itself we have learned only which two columns are missing from its sentence: who tested, and what the other factory did.

# %% [markdown] id="truth-rosy" tags=["instructor", "rosy"]
# **Ask:** which of the two errors was larger, the ruler or the learning? The table has both: what comes back per 100 defects found, and Cixi's factor.

# %% [markdown] id="truth-right" tags=["instructor", "right"]
# **Ask:** who called the claim too rosy because the factory tests itself? That is a reason to check, not a finding. Here customers confirm the tests. Let somebody say
# what would have shown it sooner: the shop's people opening twenty pieces beside Shunde's, in the first week.

# %% [markdown] id="truth-modest" tags=["instructor", "modest"]
# **Ask:** why would a factory report *more* faults than the shop would have? It has a longer list, it opens the odd pieces, or moulds wear and the tie
# fights uphill. A stricter ruler makes good work look small. **And:** would a bonus by own tests have paid this factory?

# %% [markdown] id="lever-text"
# ## From where on does a tie pay?
#
# A tie saves a share of what comes back. Where little comes back, there is little to save. Move the slider: what if a tie cost less, or
# more, for each piece? The red dot is where it begins to pay (without a dot it begins beyond the line's end); the dotted line is Cixi since 6 January.

# %% id="lever"
tie = difference_in_differences(inbound, returns, "2025-01-06", treated="Shunde", control="Cixi")
ends = {"estimate": 1 - tie.estimate, "low": 1 - tie.high, "high": 1 - tie.low}
saved = tie._replace(**ends).times(BACK_COST / 1000)  # yuan a piece, for each of 1,000 sent back
x, y = "sent back without a tie, of 1,000 sold", "yuan a piece that is left (band: 95% interval)"
top, cixi = 60, {"Cixi": 1000 * back["Cixi", "since"]}
lever(
    lambda cost: worth_line(saved, cost, top, cixi, "such ties", "pieces", x, y),
    "yuan a piece that a tie costs", [0.3, TIE_COST / 2, 0.9, TIE_COST, 1.5, 2.0], start=TIE_COST,
)  # fmt: skip

# %% [markdown] id="lever-caution"
# > **Caution.** The line takes for granted that a tie does at Cixi what it did at Shunde. And Cixi's place on the axis moves: a contract of
# > three years is about what comes back in three years.

# %% [markdown] id="memo-text"
# ## Before you sign
#
# {{ memo }} First choose what you do on Monday, and for which reason. Then write to purchasing.

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
# 1. The contract of the tie pays Shunde a bonus below 2% defects, by its own tests. What will the tests show in a year?
# 2. The law wants sellers to have an incoming inspection (进货检查验收制度, Product Quality Law art. 33). What of it can you leave to a factory, and what
#    stays with you?
# 3. You can test 100 pieces a week. All of them at the factory that you trust less, or half of them at each, drawn at random?
# 4. Which other number of your shop changed on the day when somebody else began to measure it?
# 5. Your verdict on the claim, and your decision about the tie: does one follow from the other?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write beside every defect rate: tested by whom, how many, chosen how, and what counts as a defect.
# - Give each batch a number that is printed on the piece (批次追溯). Without it, returns can't be traced to a batch.
# - Let the factory test as much as it likes. Also open a few pieces of each batch yourself, drawn at random, with the same list of faults for all suppliers.
# - In the contract: deposit (质量保证金) and bonus by quality returns per piece sold, at a fixed age.
# - When you must change a measure, use the old and the new one side by side for some weeks first.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | defect rate; batch | 次品率；批次 |
# | contract factory | 代工厂 |
# | incoming inspection; sampling | 进货检验；抽样检查 |
# | operating characteristic (OC) curve | 抽检特性曲线 |
# | learning curve | 学习曲线 |
# | measure (ruler) changed | 口径变更 |
# | control | 对照组 |
# | quality deposit | 质量保证金 |
