# %% [raw] id="header"
# title = "The size step where carts end"
# chinese = "购物车停在选尺码这一步"
# minutes = 55
# route = "extension"
# needs = ["00"]
# verdict = "arithmetic"
# related = ["live_room"]
#
# [rows]
# K03 = "against_bags / own_log, bags_too, carts_per_visit, dresses_to_bags, licence_pays, monday, memo"

# %% [markdown] id="objectives"
# **After this case you can**
#
# 1. say what a step in an event log (埋点) means,
# 2. choose the denominator (分母) of a share, and say why,
# 3. weigh what a change brings against what it costs.

# %% [markdown] id="brief-text"
# ## The brief

# %% id="imports"
import pandas as pd

from ecomlab import cases, plots
from ecomlab.cases import size_step as method
from ecomlab.cases.size_step import LAUNCH
from ecomlab.classroom import exercises
from ecomlab.conversion import experiments, funnel
from ecomlab.conversion.figures import price_paid
from ecomlab.fulfillment.returns import return_factor
from ecomlab.levers import lever

# %% id="load"
plots.use_house_style()
pd.options.display.precision = 3
case = cases.load("size_step")
quiz = exercises(case)
case.brief

# %% [markdown] id="brief-notes" tags=["instructor"]
# **Say:** the document gives two figures and no base. "{{ stopped }} of whom?" is a good first question: of all who put something
# in the cart, or of those who didn't pay? {{ rise }}: per cent or points? Over which weeks? The licence, the dates and the bags
# are ours. **Wrong turn:** "size doubt is real, everybody knows it". It may be. The question is what *this log* shows.

# %% [markdown] id="card"
# **By what factor does the adviser raise the number of visitors who buy a dress?** A factor of 1 means: as many as without it. Type your
# guess, with a low end and a high end, so far apart that you would be surprised if the truth lay outside.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # a factor: buyers with the adviser ÷ buyers without it

# %% [markdown] id="log-text"
# ## What did the log write down?
#
# `events` is the cart log of the two days before the launch: what was put in (`addcart`, 加购), the size step (`size_select`), the
# checkout, the payment. Here is one visitor who didn't pay:

# %% id="log"
events, traffic = case.tables.events, case.tables.traffic_daily
last = funnel.last_steps(events)
visitor = last.index[(last["event"] == "size_select") & (last["sku"] == "dress")][0]
events[events["session_id"] == visitor]

# %% id="last-steps"
funnel.dropoff(events, done="pay")

# %% id="log-reading"
quiz.tell("log-reading")

# %% id="quiz"
quiz.own_log

# %% id="own-log-answer" tags=["exercise"]
quiz.own_log.check(...)

# %% [markdown] id="bags-text-first"
# "Ended at" is what the log shows. "Gave up because of" is a story. To test the story, look where it can't be true.

# %% id="bags-too"
quiz.bags_too

# %% id="bags-too-answer" tags=["exercise"]
quiz.bags_too.check(...)

# %% id="log-answer"
quiz.tell("log-answer")

# %% [markdown] id="log-notes" tags=["instructor"]
# **Wrong turn:** "then nobody has doubts about the size". The log can't say: it would look the same with and without doubts. Ask for
# data that could say it: chats that ask for a size, visits to the size chart, returns for size.

# %% [markdown] id="obvious-text"
# ## The share that rose
#
# On 11 August the adviser went live for dresses. Buyers per cart of the dresses, thirty days before and thirty days after:

# %% id="report" tags=["exhibit"]
dresses = traffic[traffic["landing_page"] == "dress"]
period = dresses["date"].ge(LAUNCH).map({False: "before", True: "after"})
report = dresses.groupby(period.rename("dresses"), sort=False)[["addcart", "payers"]].sum()
report.assign(paid=(report["payers"] / report["addcart"]).map("{:.1%}".format))

# %% id="obvious"
before, after = (method.rate(traffic, "dress", when) for when in (False, True))
print(f"{before:.1%} → {after:.1%}: {after / before - 1:+.0%}, or {100 * (after - before):+.1f} points")
case.naive

# %% id="obvious-reading"
quiz.tell("obvious-reading")

# %% [markdown] id="deposit-text"
# ## What is a cart?
#
# Ms Qian has a stall. Of 100 visitors 40 carry a dress around, and 10 of them pay: 25%. Next week everybody who wants to carry a dress must
# leave a deposit. Now 25 carry one, and 9 pay: 36%. "+44%", says her sign. But she sold one dress **fewer**.
#
# $$\frac{\text{buyers}}{\text{carts}} = \frac{\text{buyers}}{\text{visits}} \div \frac{\text{carts}}{\text{visits}}$$
#
# The left side rises if the first fraction on the right rises. It also rises if the second one falls. And if more people carry dresses
# around than before, it falls, even if she sells more. So look at the second fraction before you believe the left side.

# %% id="carts-per-visit"
quiz.carts_per_visit

# %% id="carts-per-visit-answer" tags=["exercise"]
quiz.carts_per_visit.check(...)

# %% id="carts-figure"
daily = traffic.assign(carts=100 * traffic["addcart"] / traffic["uv"])
ax = plots.lines(daily, x="date", y="carts", by="landing_page")
ax.axvline(LAUNCH, color=plots.COLOURS["ink"], lw=1)
plots.label(ax, quiz.tell("carts-title"), y="carts per 100 visits")

# %% id="carts-reading"
quiz.tell("carts-reading")

# %% [markdown] id="deposit-notes" tags=["instructor"]
# Let the class act the stall: ten play visitors, four hold a "dress", one pays; then with a deposit. **Wrong turn:** "so the change was bad."
# A share can mislead in both directions; whether it was good is the next section's question.

# %% [markdown] id="bags-text"
# ## Dresses against bags
#
# There was a second condition: nothing else happened that month. Here are the buyers per 1,000 visits, of both articles. A bag has no
# sizes, so whatever moved bags wasn't the adviser:

# %% id="per-visit"
rows = []
for page in ["dress", "bag"]:
    old, new = (1000 * method.rate(traffic, page, when, "uv") for when in (False, True))
    rows.append({"article": page, "before": old, "after": new, "after ÷ before": new / old})
pd.DataFrame(rows)

# %% id="bags-reading"
quiz.tell("bags-reading")

# %% id="dresses-to-bags"
quiz.dresses_to_bags

# %% id="dresses-to-bags-answer" tags=["exercise"]
quiz.dresses_to_bags.check(...)

# %% [markdown] id="days-text"
# For an interval, take the ratio dress ÷ bag of **each day**. What moves both on a day, such as the weather or what shipping costs, cancels. There are
# thirty ratios before and thirty after. The method compares their means, in logs (双重差分, difference-in-differences):

# %% id="right"
experiments.difference_in_differences(traffic, changed="2025-08-11", treated="dress", control="bag")

# %% id="gap-figure"
daily = traffic.groupby(["landing_page", "date"])[["payers", "uv"]].sum()
rates = daily["payers"] / daily["uv"]
ratio = (rates["dress"] / rates["bag"]).rename("ratio").reset_index()
ax = plots.lines(ratio, x="date", y="ratio")
for month in (ratio[ratio["date"] < LAUNCH], ratio[ratio["date"] >= LAUNCH]):
    mean = month["ratio"].mean()
    ax.plot(month["date"], [mean] * len(month), color=plots.COLOURS["vermilion"], label="mean")
ax.set_ylim(0.9 * ratio["ratio"].min(), 1.1 * ratio["ratio"].max())
y = "buyers per visit, dresses ÷ bags"
plots.label(ax, quiz.tell("gap-title"), y=y, n=len(ratio), counts="days")

# %% [markdown] id="placebo-text"
# This rests on one belief: without the release, dresses and bags would have gone on side by side. Test it where nothing happened. Pretend that
# the launch was in the middle of the first month (安慰剂检验, placebo test):

# %% id="placebo"
quiet = traffic[traffic["date"] < LAUNCH]
experiments.difference_in_differences(quiet, changed="2025-07-27", treated="dress", control="bag")

# %% id="right-reading"
quiz.tell("right-reading")

# %% [markdown] id="right-notes" tags=["instructor"]
# **Wrong turn:** "compare dresses with adviser users against those who didn't use it." Whoever asks for a size wants to buy. That is selection, and
# worse than before/after. The clean way is a draw: half of the visitors see the adviser.

# %% [markdown] id="claim-text"
# Two numbers are there now: the share of carts that are paid, and buyers per visit against bags. What do you say of the claim?

# %% id="claim"
quiz.claim

# %% id="claim-answer" tags=["exercise"]
quiz.claim.check(...)

# %% [markdown] id="truth-text" tags=["truth"]
# ## What is true
#
# We built the world behind the published issue, so the adviser has a known effect in it.

# %% id="truth" tags=["truth"]
x = "dress buyers per visit, with ÷ without, with 95% interval"
plots.label(quiz.verdict(), quiz.tell("truth-title"), x=x)

# %% id="truth-reading" tags=["truth"]
quiz.tell("truth-reading")

# %% [markdown] id="truth-notes-rosy" tags=["instructor", "rosy"]
# **Wrong turn:** "the adviser is a fraud." What it did per visit is a number of its own, and may still be worth a price.

# %% [markdown] id="truth-notes-right" tags=["instructor", "right"]
# **Wrong turn:** "so the log was right as well." Bags end at that step, too. A remedy can work although the reason that was given for it doesn't hold.

# %% [markdown] id="truth-notes-modest" tags=["instructor", "modest"]
# **Wrong turn:** "a denominator that moves always flatters." Here more dresses were put in carts, and so the share rose by less than the buyers.

# %% [markdown] id="back-text"
# ## What came back
#
# A size adviser should also help with returns. `returns` has each dress that was sent back, with its reason. Count those for `size`, per buyer,
# after ÷ before. (A dress comes back about a week after the order, so the weeks of the returns begin one week later.)

# %% id="back"
return_factor(
    traffic, case.tables.returns, before="2025-07-12", after="2025-08-11", page="dress", reason="size"
)

# %% id="back-reading"
quiz.tell("back-reading")

# %% [markdown] id="memo-text"
# ## A contract for a year?
#
# {{ memo }} The licence costs {{ fee:CNY }} a month. One more dress bought leaves {{ margin_yuan:CNY }}: goods, fee, parcel, and the dresses that come
# back are taken off. Fewer returns for size would come on top.

# %% id="licence-pays"
quiz.licence_pays

# %% id="licence-pays-answer" tags=["exercise"]
quiz.licence_pays.check(...)

# %% id="licence-reading"
quiz.tell("licence-reading")

# %% [markdown] id="lever-text"
# A licence has a price, and a price can be talked about. Move the slider: up to which price a month does the adviser bring what it costs?

# %% id="lever"
more, left = method.more_buyers(traffic), method.left_before(traffic)


def at_fee(fee):
    return price_paid(fee, more, left, pieces=1, what="month")


lever(at_fee, "yuan a month", range(0, 600_001, 40_000), start=120_000)

# %% [markdown] id="lever-reading"
# > **Caution.** The dot is a border of this shop: its buyers, its margin, this month. Where do others stand? In trials by lot at online shops for clothes, information on
# > fit raised conversion and lowered returns (Gallino and Moreno 2018). How much it brings differs from shop to shop; so a provider's figure from elsewhere is no substitute for your own.

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
# 1. Which event in *your* log is written by a page, and not by a finger?
# 2. Your platform changes what counts as a visit. Which of your figures jump that day?
# 3. In your shop, what else tends to start on the day of a release? Who decides that, and what does it cost you to know?
# 4. The provider shows that users of the adviser pay twice as often as others. What do you answer?
# 5. The log's "choice of a size" was no choice. What does that say of the adviser?

# %% [markdown] id="playbook"
# ## On Monday
#
# - Write the fraction out beside each rate: what is on top, what is below, who counts it, since when.
# - Log an opening as an opening (`panel_open`) and a choice as a choice.
# - Follow each step of the funnel per **visit**, too. A share of the step before moves when that step moves.
# - Make one change a day. If marketing has a date, the release gets another one.
# - Height and weight are personal data (个人信息保护法): ask only for what the size needs, say what for, let people buy without it,
#   and don't use them for anything else.
# - A reminder about a cart goes to people with a cart, who agreed to messages. "Your order is unfinished", sent to others, is a lie.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 |
# |---|---|
# | add to cart | 加购 |
# | add-to-cart → deal conversion | 加购-成交转化率 |
# | conversion funnel | 转化漏斗 |
# | event (tracking point) | 埋点事件 |
# | denominator | 分母 |
# | difference-in-differences | 双重差分 |
# | placebo test | 安慰剂检验 |
# | break-even | 盈亏平衡 |
