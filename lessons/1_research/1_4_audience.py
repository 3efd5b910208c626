# %% [raw] id="header"
# title = "Whom is it for?"
# subtitle = "Audience, weights, personas, and what people say they would pay"
# chinese = "人群与画像"
# minutes = 100
# pause = "Four personas"
# route = "core"
# needs = ["0"]
# verdict = "arithmetic"
# topic = "research.audience"
# related = ["regulars_service"]
#
# [rows]
# R06 = "build_personas, describe_personas, lineup, persona_quality, persona_value, research.surveys.rake / which_is_real, stand_for, colours"
# R07 = "decision_lag / - / by the channel of the first contact; the seeding channel that people name is asked in the survey"
# R22 = "research.surveys.audience_share, research.surveys.margin_gaps, estimates.sample_size_of_share / ask_how_many, raked_share, effective_n"
# R24 = "demand_fit / - / the three check questions stand in the playbook"
# R25 = "opportunity_score, need_map / top_need"
# R41 = "need_map, opportunity_score / top_need / habits and concerns: who serves them stands in the playbook"
# U34 = "research.surveys.wtp_curve / would_pay_it, named_profit, members_dish"
# U39 = "research.surveys.nps, research.surveys.returns_by_score / bonus, worst_nps"
# M76 = "research.surveys.nps / bonus, worst_nps"
# M93 = "research.surveys.wtp_curve / would_pay_it, members_dish"
# X06 = "- / - / an export of Wenjuanxing becomes the table survey: cell now-yours"
# X07 = "- / - / interviews find needs and words, no shares: section on needs"
# K09 = "research.surveys.wtp_curve / members_dish / the premium; its service for frequent users is a case"
# K30 = "estimates.sample_size_of_share / ask_how_many"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say how many people a share needs before you act on it,
# 2. weight a survey to the market, and say what the weights can't mend,
# 3. test whether personas change a decision,
# 4. tell what people say from what they pay,
# 5. read an NPS, and who is not in it.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"A thousand chairs in three colours. The factory waits. How many are bright?"*
# Write the guesses on the board; they come back in the first big figure.
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 3 | recall | 10 | the lineup: three tables, hands up for A, B, C |
# | 5 | the order, the guess | 7 | what personas are worth; one question does as well |
# | 12 | 70% or 60%: ten people by hand, the slider, the exercise | 11 | stated and paid, with prediction and exercise |
# | 9 | who answered; 100 people weighted at the board | 6 | needs: two methods |
# | 3 | for how many does one stand (by hand) | 5 | how long they decide |
# | 7 | raking, design effect | 7 | the 0 to 10 question, with the bonus |
# | 8 | half way; why | 2 | another shop |
# | 4 | what you know of everybody | 4 | the paragraph, exchanged with a neighbour |
# | 4 | how do you order? | 3 | recap, playbook |
#
# **Possible wrong turns.** "1,100 answers are many, so it is exact": n cures luck only. "Then weighting is useless": it
# mended half, for no money. "The weights are wrong, since truth isn't met": all margins are met; show them. "High agreement,
# hence real personas." "NPS is 42, the industry has 30": who answered there?
#
# **Expected.** About 200 people (two groups need about 360 each). One of 40 to 59 counts about one and a half times. Order C, 3.
# The real sample is B. Bonus B, 1. The exercises *another shop* and *100 of them* come from the data.
#
# **With 45 minutes:** first sitting without the slider; of the second only the lineup and stated against paid. **Handout:** the
# table of the four questions in the recap, on one page, with room for the own shop's numbers.
#
# **Law and decency.** Ask only what you will use, say for what, and take no for an answer (个人信息保护法, consent). Children below
# fourteen are not asked without their parents. Discuss: may a persona decide the *price* that somebody sees? (No: article 24.)

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("1_4")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A thousand chairs
#
# It is January 2024. The factory asks for the order of the season: 1,000 high-back chairs, in three styles (审美偏好): **plain**,
# **retro**, **bright**. The thousand who will buy them are people of the market, most of whom don't know you yet.
#
# A chair sells at 269 yuan. A chair in a colour that nobody wants goes for 99 yuan in the clearance: you lose 170. So each
# ten chairs in the wrong colour cost 1,700 yuan.
#
# In December a panel (样本库) of 1,100 people was asked. The designers want mostly bright. An agency sells you "four personas". Your
# marketing colleague says: *70% of the audience are young women, so bright it is.*
#
# Before you see anything: **what share of the market would choose bright?**

# %% id="guess"
import pandas as pd

from ecomlab import estimates, plots, tables
from ecomlab.datasets import load
from ecomlab.levers import lever
from ecomlab.research import audience, surveys
from ecomlab.research.figures import stated_and_paid, tell_apart

pd.options.display.precision = 3
plots.use_house_style()
shop = load("shop")
survey, population, customers = shop.survey, shop.population, shop.customers
orders, sku = shop.orders, shop.sku

# %% id="guess-given"
paths = shop.touch_paths[shop.touch_paths["ts"] >= "2025-10-01"]
words, titles, reviews = shop.keyword_months, shop.titles, shop.reviews
quiz = exercises(
    "1_4", survey=survey, population=population, customers=customers, orders=orders, nps=shop.nps,
    sku=sku, paths=paths, words=words, titles=titles, reviews=reviews,
)  # fmt: skip
quiz.guess(..., low=..., high=...)  # a share between 0 and 1: 0.5 means half of the market

# %% [markdown] id="trial-text"
# ## On trial: "70% are young women"
#
# One of our documents says it of accessories (原文 003:013: 配件产品的受众70%为年轻女性). It says nothing of how many were asked, nor
# who. So begin with the smallest question: *how many must be asked, before 70% is something else than 60%?*
#
# By hand: your colleague asked **10** people, and 7 were young women. If 60% were true, how often would 7 or more of 10 say
# so? Throw ten coins that fall on "yes" six times in ten, again and again.

# %% id="by-hand"
from scipy.stats import binom

print(f"7 or more of 10, if 60% are true: {binom.sf(6, 10, 0.6):.0%} of all surveys")

# %% [markdown] id="by-hand-reading"
# More than one survey in three. Seven of ten says next to nothing. And with more people? The same 70%, with its interval:

# %% id="intervals"
asked = [10, 30, 100, 300, 1000]
estimates.table({n: estimates.share(round(0.7 * n), n, "people") for n in asked}, "asked")

# %% [markdown] id="lever-text"
# Move the slider. The two curves show what surveys of n people give if 60%, or if 70% is true. Where it is shaded the survey
# refuses 60%.

# %% id="lever"
lever(tell_apart, "people asked", [10, 20, 30, 50, 100, 200, 300, 500, 1000], start=50)

# %% id="ask-ask-how-many"
quiz.ask_how_many

# %% id="answer-ask-how-many"
answer = ...
quiz.ask_how_many.check(answer)

# %% id="verdict"
quiz.tell("verdict")

# %% id="trial-ours"
quiz.tell("trial-ours")

# %% [markdown] id="who-text"
# ## Who answered?
#
# Eleven hundred answers are plenty, then. But of *whom*? `population` says how the market's buyers are made up: by age, gender
# and city. Put the panel beside it.

# %% id="who"
panel = survey[survey["frame"] == "panel"]
targets = surveys.margins_of(population, "age", "gender", "city_tier")
surveys.margin_gaps(panel, targets)

# %% id="who-answered"
quiz.tell("who-answered")

# %% [markdown] id="weights-example"
# ## A hundred people at the board
#
# Of 100 people who answered, 60 are young and 40 older. Of the young 30 want bright, of the older 8. As answered: 38 of
# 100 want bright. But of the market only 30% are young.
#
# - Each young one counts $0.30 / 0.60 = 0.5$ times: 60 people count as 30.
# - Each older one counts $0.70 / 0.40 = 1.75$ times: 40 people count as 70.
# - Bright: $30 \cdot 0.5 + 8 \cdot 1.75 = 15 + 14 = 29$ of 100.
#
# So a **weight** (权重) is a group's share of the market, divided by its share of the answers:
#
# $$w_\text{group} = \frac{\text{share of the market}}{\text{share of the answers}}$$

# %% id="ask-stand-for"
quiz.stand_for

# %% id="answer-stand-for"
answer = ...
quiz.stand_for.check(answer)

# %% [markdown] id="rake-text"
# With three columns at once it isn't so simple. When the ages are right, the genders are a little wrong. Mend those, and the ages
# are a little wrong again, by less. Go round until all are right. That is **raking** (迭代加权, iterative proportional fitting).
# It needs the shares of each column only, as any yearbook has them.

# %% id="rake"
panel = surveys.rake(panel, targets)
surveys.margin_gaps(panel, targets, weights="raked").round(4)

# %% id="share"
known = ["age", "gender", "city_tier"]
surveys.audience_share(panel, "aesthetic", weights="raked", margins=known)

# %% id="weights-reading"
quiz.tell("weights-reading")

# %% [markdown] id="effect-text"
# Who counts twice brings the luck of one person twice. With weights $w$ the number of respondents that is left is
#
# $$n_\text{effective} = \frac{(\sum w)^2}{\sum w^2} = \frac{n}{\text{design effect}}$$
#
# (Kish 1965). With equal weights it is n.

# %% [markdown] id="half-text"
# ## Unweighted, weighted, true
#
# In a real shop you would stop here, and order. This shop is simulated: what share of the market likes each style was
# written down before anybody was asked. Look at it now, beside your guess.

# %% id="truth"
from ecomlab.shop import Shop, World

types, asked_of = World().types, World().facts["survey"]["type"]
tastes = pd.DataFrame(
    {name: asked_of[name]["aesthetic"] for name in types.name}, index=["plain", "retro", "bright"]
)
tastes.assign(market=tastes @ types.share)

# %% id="half-figure"
bright, margins = panel["aesthetic"] == "bright", [panel[name] for name in known]
truly = (tastes @ types.share)["bright"]
readings = estimates.table({
    "unweighted": estimates.share(bright.sum(), len(bright), "respondents"),
    "weighted": estimates.weighted_share(bright, panel["raked"], margins),
    "truth": estimates.Estimate(truly, float("nan"), float("nan"), 0),
})  # fmt: skip
ax = plots.verdict(readings, percent=True, guess=quiz.guess.given)
plots.label(ax, quiz.tell("half-title"), x="share of the market that likes bright")

# %% id="half-reading"
quiz.tell("half-reading")

# %% [markdown] id="why-text"
# Why half way? Ask the simulator who the respondents are.

# %% id="why"
truth = Shop(World(), noise=1).run(days=1)[1].truth.survey
people = panel.merge(truth, on="respondent_id")
counts = people["type"].value_counts(normalize=True)
raked = people.groupby("type", observed=True)["raked"].sum() / len(people)
market = pd.Series(types.share, types.name)
pd.DataFrame({"market": market, "panel": counts, "raked": raked})

# %% id="why-half"
quiz.tell("why-half")

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="known-text"
# ## The test that needs no simulator
#
# Each quarter you ask your own customers too. Who answers *them*? Here you know something of everybody: what they
# bought. So compare those who answered with all: who has bought twice or more?

# %% id="known"
paid = orders[orders["ts_pay"].notna()].groupby("customer_id").size()
settled = customers[customers["first_order_at"] < "2025-10-01"]
settled = settled.assign(twice=settled["customer_id"].map(paid).fillna(0) >= 2)
settled["answered"] = settled["customer_id"].isin(survey["customer_id"].dropna())
bought_twice = surveys.audience_share(settled, "twice", by="answered").query("answer")
bought_twice[["answered", "share", "low", "high", "n"]]

# %% id="known-reading"
quiz.tell("known-reading")

# %% id="ask-colours"
quiz.colours

# %% id="answer-colours"
answer = ...
quiz.colours.check(answer)

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** In your own words: what does a larger sample mend, what do weights mend, and what does neither?
#
# **When you come back**, run all cells above once more (*Run › Run All Above Selected Cell*).

# %% [markdown] id="personas-text"
# ## Four personas
#
# A document asks for personas (用户画像) from questionnaires and interviews (原文 000:008: 通过问卷星、1v1访谈等方式): age and region,
# lifestyle and taste, and the way to the decision. The agency delivers four, with names and photographs. The usual method is k-means: it puts together who answers alike.
#
# Does it find anything? Here are **three** sets of four personas. One comes from the panel. For the other two every column was
# shuffled on its own: who is young no longer goes with what the young like. Nothing belongs to anything there.

# %% id="lineup"
columns = [*known, "lifestyle", "seeding_channel", "need"]
samples, real = audience.lineup(panel, [*columns, "aesthetic"], seed=3)  # don't look at `real` yet
personas = pd.concat(
    audience.describe_personas(audience.build_personas(part, columns), columns).assign(sample=name)
    for name, part in samples.groupby("sample")
)
personas.set_index(["sample", "persona"])[["n", *columns]]

# %% id="quality"
pd.concat(
    audience.persona_quality(part, columns, ks=[4]).assign(sample=name)
    for name, part in samples.groupby("sample")
).set_index("sample")

# %% [markdown] id="quality-text"
# `silhouette`: how much nearer people are to their own persona than to the next (1 is best). `agreement`: make the personas twice,
# on two halves of the people; do both put the same people together? (1: yes, 0: no more than by chance.)

# %% id="ask-which-is-real"
quiz.which_is_real

# %% id="answer-which-is-real"
answer = ...
quiz.which_is_real.check(answer)

# %% id="lineup-reading"
quiz.tell("lineup-reading")

# %% [markdown] id="value-text"
# ### The only test that counts
#
# A persona is worth what it changes. Say the app can show each visitor the chair in one style. For all the same one, or
# for each persona its own? Learn both on four fifths of the people, and count on the last fifth who is shown what they
# like. So nobody is judged by personas that they helped to make.

# %% id="value"
found = {
    f"personas, sample {name}": audience.persona_value(part, "aesthetic", columns)
    for name, part in samples.groupby("sample")
}
found["lifestyle alone"] = audience.persona_value(panel, "aesthetic", ["lifestyle"], k=None)
gained = estimates.table(found, "known of them")
gained[["estimate", "low", "high"]] *= 100
ax = plots.estimates(gained, label="known of them", unit="points")
plots.label(ax, quiz.tell("value-title"), x="points more who are shown the style they like")

# %% id="value-reading"
quiz.tell("value-reading")

# %% [markdown] id="value-caution"
# > **Caution.** A persona may choose what you *show*. It may not choose what somebody *pays*: other prices for the same article by a
# > profile of the person are unlawful (大数据杀熟; 个人信息保护法, article 24).

# %% [markdown] id="paid-text"
# ## What they say, and what they pay
#
# A restaurant brand asked its members (原文 001:038: 70%的会员愿意为“会员专供菜”支付溢价). Your panel was asked too: would you buy
# this chair at its price? Most said yes.

# %% id="ask-would-pay-it"
quiz.would_pay_it

# %% id="answer-would-pay-it"
answer = ...  # (value, low, high)
quiz.would_pay_it.check(answer)

# %% [markdown] id="named-text"
# Each also **named** a price (支付意愿, willingness to pay). Who names 269 yuan or more counts as a buyer at 269.
#
# What is left of one chair? From the price $p$ take 13% of tax (VAT) that is inside it and 5% for the platform. The chair costs 112
# yuan, with tax inside too, and its parcel 12:
#
# $$\text{left} = p\,(1/1.13 - 0.05) - (112/1.13 + 12)$$

# %% id="ask-named-profit"
quiz.named_profit

# %% id="answer-named-profit"
answer = ...
quiz.named_profit.check(answer)

# %% id="paid-figure"
kinds = {"price they name": "wtp", "what they would pay": "would_pay"}
keep, cost = 1 / 1.13 - 0.05, 112 / 1.13 + 12
tried = range(149, 400, 10)
curves = pd.concat(
    surveys.wtp_curve(people, tried, "raked", wtp=column, cost=cost, keep=keep).assign(answer=name)
    for name, column in kinds.items()
)
ax = stated_and_paid(curves, price=269)
says = people.loc[people["says_would_pay"], "raked"].sum() / len(people)
ax.plot([269], [says], "D", color=plots.COLOURS["vermilion"])
ax.annotate("say yes", (269, says), (8, 4), textcoords="offset points")
plots.label(ax, quiz.tell("paid-title"))

# %% id="paid-reading"
quiz.tell("paid-reading")

# %% id="price-table"
profit = curves.pivot(index="price", columns="answer", values="profit").round(-1)
profit.loc[209:299]

# %% id="price-reading"
quiz.tell("price-reading")

# %% [markdown] id="paid-caution"
# **Evidence from the trade.** In 28 studies that compared both, the median of stated ÷ paid was 1.35, with a wide scatter (Murphy and others
# 2005). So there is no law by which to divide. Sell a small lot, or take a deposit (预售定金): a payment is an answer that costs
# something.

# %% [markdown] id="needs-text"
# ## What do they need?
#
# A document asks for two methods at once, tools and a survey on the spot (原文 002:028: 大数据工具+一线调研). Talk with ten people first (1v1访谈): they
# give you needs and words, never shares. Then ask many how *important* each need is and how *satisfied* they are. The
# **opportunity score** (机会分; Ulwick 2002) is
#
# $$\text{importance} + \max(\text{importance} - \text{satisfaction},\ 0)$$
#
# By hand: light gear has importance 4.3 and satisfaction 4.2. Its score is 4.3 + 0.1 = 4.4.

# Each of ours rated one need only: the one that they named. So `importance` is that of people who *named* the need, and n says how
# many did. It is the panel again, with its weights.

# %% id="needs"
scores = audience.opportunity_score(panel, "raked")
scores

# %% id="fit"
terms = {
    "light": ["轻量", "超轻"], "rain": ["防雨", "防水"], "sun": ["防晒"], "wind": ["防风"],
    "mosquitoes": ["驱蚊", "防蚊"], "pretty": ["复古", "氛围", "高颜值"],
}  # fmt: skip
on_sale = sku.loc[sku["end_date"].isna(), "sku"]
now = titles[titles["sku"].isin(on_sale)].sort_values("since").drop_duplicates("sku", keep="last")
audience.demand_fit(words[words["month"] >= "2025-01"], now, terms)

# %% id="complaints"
poor = reviews[(reviews["rating"] <= 3) & ~reviews["is_default"]]["topic"]
topics = {"portability": "light", "sturdiness": "sturdy", "price": "cheap", "looks": "beautiful",
          "delivery": "fast_delivery", "service": "easy_return"}  # fmt: skip
told = poor.astype("object").value_counts(dropna=False).rename("reviews").to_frame()
told.assign(need=told.index.map(topics))

# %% [markdown] id="complaints-text"
# The most frequent topic, `quality`, is none of the six needs, or is it "sturdy"? Both ways, as shares of the complaints that have a
# need. ρ is the **rank correlation** (秩相关): 1 the same order, 0 no agreement, −1 the reverse.

# %% id="need-maps"
scored, maps = scores.set_index("need")["score"], {}
for name, table in {"left out": topics, "as sturdy": topics | {"quality": "sturdy"}}.items():
    complained = poor.astype("object").map(table).value_counts(normalize=True)
    maps[name] = audience.need_map(survey=scored, reviews=complained)
    print(f"quality {name}: ρ = {maps[name].attrs['rho']:.2f}")
maps["as sturdy"]

# %% id="needs-reading"
quiz.tell("needs-reading")

# %% [markdown] id="lag-text"
# ## How long do they decide?
#
# A document calls it the decision cycle (决策周期): from the first contact to the payment, by the channel of the first. It is 10 December.
# Your colleague takes all first contacts since the first of the month and counts those who paid. Who decides slowly
# hasn't paid yet. Such waits are **censored** (删失), and Kaplan–Meier counts them for as long as they were watched (lesson 5.1).

# %% id="lag"
young = audience.decision_lag(paths, since="2025-12-01", as_of="2025-12-10", horizon=14)
whole = audience.decision_lag(paths, since="2025-10-01")
ten, all_of_them = (table.query("channel == 'content' and days < 10") for table in (young, whole))
so_far = ten["naive"] * ten["buyers"] / ten["journeys"]
report = ten.assign(bought=so_far, low=so_far, high=so_far)
parts = {"report of 10 December": report, "Kaplan–Meier, 10 December": ten,
         "all journeys, to the end": all_of_them}  # fmt: skip
curves = pd.concat(part.assign(kind=name) for name, part in parts.items())
ax = plots.lines(curves, "days", "bought", by="kind", percent=True)
plots.label(ax, quiz.tell("lag-title"), "days from first contact", "of all first contacts, paid by then",
            n=ten["journeys"].iloc[0], counts="first contacts by content in the ten days")  # fmt: skip

# %% id="lag-reading"
quiz.tell("lag-reading")

# %% [markdown] id="nps-text"
# ## From 0 to 10
#
# *How likely are you to recommend us?* Some days after the parcel a sample of buyers is asked. The **NPS** (净推荐值) is the share
# of 9 and 10 (promoters) less the share of 0 to 6 (detractors), in points. By hand: of 10 answers, five are 9 or 10 and two are
# 6 or below. NPS = 50 − 20 = **30**. With ten answers its interval reaches from −29 to 89.

# %% id="nps"
surveys.nps(shop.nps).T

# %% id="returns"
purchases = tables.purchases(orders)  # paid, not closed, not refunded in full
surveys.returns_by_score(shop.nps, purchases, window=90)

# %% id="nps-reading"
quiz.tell("nps-reading")

# %% id="nps-truth"
quiz.tell("nps-truth")

# %% id="ask-bonus"
quiz.bonus

# %% id="answer-bonus"
answer = ...
quiz.bonus.check(answer)

# %% [markdown] id="other-text"
# ## Another shop
#
# A second shop, in another world: other people, the same tables. Its panel is in `second.survey`.

# %% id="other"
second = load("second_shop")
first, quiz = quiz, exercises(
    "1_4", survey=second.survey, population=second.population, customers=second.customers,
    orders=second.orders, nps=second.nps, sku=second.sku,
)  # fmt: skip
quiz.raked_share

# %% id="answer-raked-share"
answer = ...
quiz.raked_share.check(answer)

# %% id="back"
quiz = first  # the questions of our own shop again

# %% [markdown] id="memo-text"
# ## The paragraph for the order

# %% id="ask-memo"
quiz.memo

# %% id="answer-memo"
answer = ...  # your paragraph between three quotation marks: """ … """
quiz.memo.check(answer)

# %% [markdown] id="memo-notes" tags=["instructor"]
# **Rubric for the paragraph** (10 points). 3: the weighted share with interval and n. 2: what the weights know of. 3: what they can't know of,
# in a boss's words. 2: a decision that fits both (part now, no colour below the lot of 90, the rest by sales). *Minus 2:* "1,100 answers, hence exact".

# %% [markdown] id="yours-text"
# ## Now yours
#
# A questionnaire of Wenjuanxing (问卷星) or any other tool becomes a CSV with one row per respondent: `respondent_id`, `age`, `gender`, `aesthetic` or
# whatever you asked. The answers are of **who answers**. Type the market's shares; the yearbook or your platform's audience page has them. If a
# column is missing, the error says which.

# %% id="now-yours"
from pathlib import Path

mine = Path("my_survey.csv")
if mine.exists():
    own = tables.validate(pd.read_csv(mine), "survey", timezone="Asia/Shanghai")
    own = surveys.rake(own, {"gender": {"f": 0.5, "m": 0.5}})  # the shares of *your* market
    print(surveys.audience_share(own, "aesthetic", weights="raked").to_string())
else:
    print(f"Put {mine} beside this notebook: respondent_id, gender, aesthetic.")

# %% [markdown] id="recap"
# ## Recap: four questions to every survey
#
# | question | what it mends | what it doesn't |
# |---|---|---|
# | How many? | luck | who answers |
# | Who, beside the market? Weight. | what the margins know of | what makes people answer beside that |
# | What do I know of everybody? Compare. | nothing, but it shows what is left | |
# | What did the answer cost? | stated against paid | |
#
# - Personas come out of noise as well. What counts is a decision that they change for *other* people.
# - A named price is no payment. Test it with a lot or a deposit before a plan rests on it.
# - A decision cycle needs those who have not decided yet.
# - An NPS is of those who answered. Don't pay for it.

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write n, the day and *who* beside each share of the audience that is told in your shop. Strike those that have none.
# 2. Compare the last survey with something that you know of every customer: orders, city, returns. If it differs, say so on the slide.
# 3. Rake it: `surveys.rake(survey, {"age": {…}, "gender": {…}})`. Note the effective n.
# 4. Ask the agency for `persona_value`: which decision changes, and by how much for people who weren't used?
# 5. Ask three things of each article: what have we, which selling point, why choose us (原文 003:084: 我们有什么产品,有什么特色卖点,为什么要选择我们)?
#    Put searches and titles side by side (`demand_fit`: searches per article), and write who shall serve each open need.
# 6. Before a price or a dish is launched because people said yes: a deposit, or a lot of 90.
# 7. Consent, purpose, and a way to delete (授权、用途、删除) stand above the first question. No children. Names are kept apart from answers.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | panel | 样本库 | people who are asked again and again; here 1,100 of the market |
# | weight | 权重 | for how many an answer counts |
# | raking | 迭代加权 | weights that make several columns right at once |
# | margin | 边际分布 | the market's shares in one column |
# | design effect | 设计效应 | by how much unequal weights blow up the variance |
# | effective n | 有效样本量 | n ÷ design effect |
# | non-response | 无应答 | who was asked and is silent |
# | persona | 用户画像 | a group of people who answer alike |
# | willingness to pay | 支付意愿 | the price that somebody names |
# | hypothetical bias | 假设性偏差 | stated ÷ paid |
# | opportunity score | 机会分 | importance + what is not met of it |
# | decision cycle | 决策周期 | days from first contact to payment |
# | censored | 删失 | not ended yet when we look |
# | NPS | 净推荐值 | % of 9 and 10 less % of 0 to 6 |
#
# **Next.** The restaurant of *70% would pay* also gave its regulars an own agent: do the case below. In lesson 1.5: where do you sell?
#
# **Sources.** Deming and Stephan 1940 (raking); Kish 1965 (design effect); Deville and Särndal 1992; Murphy and others 2005 (stated ÷ paid);
# Ulwick 2002; Reichheld 2003 and Keiningham and others 2007 (NPS); Kaplan and Meier 1958; Buja and others 2009 (lineups).
