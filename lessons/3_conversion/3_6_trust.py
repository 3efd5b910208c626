# %% [raw] id="header"
# title = "What do the stars tell?"
# subtitle = "Silence, few and many, paid praise, and a promise by lot"
# chinese = "评价与售后承诺"
# minutes = 60
# route = "extension"
# needs = ["0_2"]
# verdict = "arithmetic"
# topic = "conversion.trust"
# related = ["good_reviews"]
#
# [rows]
# C30 = "conversion.promises.policy_effect, conversion.promises.needed_lift, conversion.promises.aftersale_cycle / dresses, two_points"
# C31 = "review_ops, came_back / handled_in_time / stars changed after an answer: the case of row K16 (is_changed)"
# C32 = "review_bias / cards / nothing here hands gifts out: it is forbidden (E01)"
# C33 = "review_rate / written_elsewhere"
# C39 = "conversion.participation.gamification_effect / check_ins / discounts, thresholds and presale: lesson 3.8"
# M42 = "shown_good_rate, written_good_rate, review_rate / written_elsewhere"
# M43 = "review_ops / handled_in_time / of all bad reviews, with the hour named"
# M88 = "shrunk_rating, review_ops / next_quarter, few_happy / bad and middling: 1 to 3 stars"
# K16 = "good_rate_change, satisfaction_change / - / its own case: The shop in which nobody complains"
# E01 = "review_bias / cards"
# E10 = "conversion.promises.policy_effect / dresses / impulse and returns in one number: left per visitor"
# E59 = "- / - / only to detect: bought reviews of rivals are lesson 1.3; the law as revised is outside the documents, look it up"
# L26 = "conversion.promises.aftersale_cycle / -"
# L27 = "conversion.promises.aftersale_cycle, review_ops / - / the table of promises in this lesson"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say how much of a good-review rate is silence,
# 2. rank articles by stars without being led by luck,
# 3. read an answering rate with its base and its hour,
# 4. say what paid praise does to stars, returns and profit,
# 5. decide on a promise by what it leaves per visitor.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a show of hands: who bought something online this month? Who of you wrote about it? *"The page says five stars for the rest of you."*
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 4 | the boss's sentence, the guess |
# | 9 | silence by hand; who writes |
# | 6 | the other shop's page (exercise) |
# | 12 | few and many: by hand, picture, slider; five best (prediction) |
# | 6 | nine months tried, verdict |
# | 6 | answers to bad reviews |
# | 5 | paid praise |
# | 6 | the promise: three tests (exercise: dresses) |
# | 3 | check-ins, now yours, playbook |
#
# **Likely wrong turns.** "98% are good, so we are fine": what share did anybody write? "Five stars, so the best": of how many reviews? "All handled": when, and of which? "Conversion is up, so keep the promise": what came back?
#
# **Expected.** Other shop: `solution()` shows the number. Five best: less than half of their lead stays, roughly. Dresses: B, 3.
#
# **With 45 minutes** leave out the nine months, the steps of a return and the check-ins.
#
# **Law and decency (诚信).** Money, vouchers or gifts for *good* stars are forbidden (网络反不正当竞争暂行规定 第九条第(五)项: 以返现、红包、卡券等方式利诱用户作出指定好评; in force since 1 September 2024). Ask **all** buyers, without a condition on stars. Invented reviews are forbidden as well (电子商务法 第十七条), and a platform may not delete what buyers wrote (第三十九条). The way back of a return without a reason is the buyer's to pay unless the shop promises otherwise, that of a fault the shop's (消费者权益保护法 第二十五条, 第二十四条). All looked up, outside the documents.
# A buyer isn't pressed to change her stars. Who shows a promise must keep it.
#
# **Hand out:** *"… of 100 good reviews are silence. Of the written … are good, n = …. Our list: shrunk with weight …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_6")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## "Nearly all of them love us"
#
# It is the evening of 31 December 2025. A snack shop handles every bad review and gets to 98% good ones, says the document (原文 000:038: 差评处理率100%). The boss looks at your page: *"We are there as well. So rank our articles by their stars, put the best on top, and leave the rest alone."*
#
# **On trial: ranking by mean stars.** First the guess. Take all reviews that your page shows for orders of 2025, and of these the good ones (4 or 5 stars). Of 100 good ones, how many did **nobody** write?

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.conversion import figures, participation, promises, trust
from ecomlab.datasets import load
from ecomlab.exercises.conversion import trust as asked
from ecomlab.levers import lever

plots.use_house_style()
pd.options.display.float_format, pd.options.display.width = "{:,.4g}".format, 120

# %% id="load"
shop, other, own = load("shop"), load("second_shop"), load("trust")
given = {name: shop[name] for name in asked.SHOP} | {name: own[name] for name in asked.TRUST}
given |= {f"other_{name}": other[name] for name in asked.OTHER}
badges = asked.badges(shop)
quiz = exercises("3_6", **given, badges=badges)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # of 100 good ones

# %% [markdown] id="silence-text"
# ## Silence counts as praise
#
# Who keeps an article and writes nothing is counted by the platform with five stars, here after 15 days (系统默认好评). By hand: 100 articles are sold. Fifteen buyers write, five of them badly. The page shows 85 + 10 = 95 good ones of 100. Of the *written* ones 10 of 15 are good: 67%.
#
# $$\text{shown} = 1 - \text{written} \times (1 - \text{good of the written})$$

# %% id="by-hand"
trust.shown_good_rate(writes=15 / 100, good=10 / 15)

# %% [markdown] id="columns-text"
# Now your own. `is_default` marks silence, `incentivised` a gift for five stars. The orders of 2025; those of the last three weeks are left out, their buyers can still write:

# %% id="silence"
found = trust.review_rate(*asked.of_year(shop.orders, shop.reviews))
found[["measure", "estimate", "low", "high", "n", "counts"]]

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% id="silence-reading"
quiz.tell("silence-reading")

# %% [markdown] id="who-text"
# ### Who writes?
#
# Your shop is a simulation. So we can ask everybody, also the silent ones: how many stars *would* you give? Then we see who of them wrote, without a gift:

# %% id="who-figure"
ax = plots.estimates(asked.voices_by_stars(own.who_writes), "would give", percent=True)
plots.label(ax, quiz.tell("who-title"), x="share who wrote without a gift")

# %% id="who-reading"
quiz.tell("who-reading")

# %% id="ask-elsewhere"
quiz.written_elsewhere

# %% id="answer-elsewhere"
answer = ...
quiz.written_elsewhere.check(answer)

# %% [markdown] id="few-text"
# ## Few and many
#
# Now the ranking. Written reviews without a gift, of one month: June 2025. By hand first. A lamp has **4** reviews, all of five stars: mean 5.0. A chair has **90**, with a mean of 4.4. Common mean of all articles: 3.9. Treat each as if it had **16 more reviews of the common mean**:
#
# - lamp: (4 × 5.0 + 16 × 3.9) ÷ 20 = **4.12**
# - chair: (90 × 4.4 + 16 × 3.9) ÷ 106 = **4.32**
#
# $$\text{shrunk} = \frac{n \times \text{mean} + \text{weight} \times \text{common mean}}{n + \text{weight}}$$
#
# The chair leads. The lamp may well be better, but four people are too few to say so. The weight isn't a matter of taste: it is the variance of stars *within* an article ÷ the variance of the articles' *true* means. Both can be had from the reviews.

# %% id="list"
june = asked.in_month(asked.own_words(shop.reviews), asked.MONTH)
stars = trust.shrunk_rating(june)
stars[["sku", "n", "mean", "estimate", "low", "high", "place", "place_by_mean"]].head(8)

# %% id="list-reading"
quiz.tell("list-reading")

# %% id="shrink-figure"
ax = figures.shrinking(stars, quiz.tell("shrink-title"))

# %% id="shrink-reading"
quiz.tell("shrink-reading")

# %% id="shrink-lever"
lever(lambda weight: figures.shrunk_by_weight(weight, june), "weight of the common mean",
      [1, 3, 10, 17, 30, 60, 120], start=17, unit="reviews")  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% id="ask-next"
quiz.next_quarter

# %% id="answer-next"
answer = ...  # (value, low, high), in stars above the mean
quiz.next_quarter.check(answer)

# %% [markdown] id="tried-text"
# ### Nine months, tried
#
# June may be luck as well. So each month from January to September 2025: the five best by the mean, and the same five in the 90 days after; also the five best of the shrunk list. All in stars above the mean of the articles (of those with five reviews or more in these 90 days; the others can't be tried).

# %% id="tried-figure"
months = asked.months_tried(shop.reviews)
ax = plots.estimates(asked.mean_of_months(months), "stars", percent=False)
plots.label(ax, quiz.tell("tried-title"), x="stars above the mean of all articles")

# %% id="tried-reading"
quiz.tell("tried-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="ops-text"
# ## Bad reviews: who is answered, and when?
#
# The document: a private message within 24 hours, with a solution (原文 000:038: 差评私信处理(24小时内响应,提出解决方案)). A handling rate needs a **base** (all bad reviews, not those with an answer) and an **hour**:

# %% id="ops"
trust.review_ops(shop.reviews, within=24)[["measure", "estimate", "low", "high", "n"]].head(3)

# %% id="ops-reading"
quiz.tell("ops-reading")

# %% [markdown] id="answers-text"
# Does an answer help? Writers of bad reviews, 180 days from the second day after the review on. So nobody counts as "answered" because she stayed long enough:

# %% id="answers"
back = asked.again(shop.reviews, shop.orders)  # trust.came_back, kept
back[["answered", "estimate", "low", "high", "n"]]

# %% id="answers-twin"
late = asked.gaps(own.twins, "gear", "answered after days")
late[late["measure"].isin(["orders (%)", "profit (thousand yuan)"])].drop(columns="counts")

# %% id="answers-reading"
quiz.tell("answers-reading")

# %% [markdown] id="praise-text"
# ## Five stars, and three yuan come back
#
# Your shop promises a few buyers money for five stars (好评返现): since so few others write, they are a large part of the written. In the summer of 2024 it put such a card into most parcels. The document advises it "within the rules" (原文 000:038: 好评返现(合规范围内)). First the arithmetic. The same buyers, four of five content; more and more are promised a gift (invented shares):

# %% id="bias"
trust.review_bias(0.80, writes=0.05, unhappy_writes=0.25, gifts=[0, 0.3, 0.6])

# %% [markdown] id="bias-text"
# No buyer is more content in the last row than in the first. `good` is of the written, `shown` counts silence, `heard` is the share of the unhappy whom you hear at all. Your shop, quarter by quarter:

# %% id="quarters"
asked.by_quarter(shop.reviews)[["quarter", "estimate", "low", "high", "n", "for a gift"]]

# %% id="quarters-reading"
quiz.tell("quarters-reading")

# %% [markdown] id="praise-twin-text"
# And the damage? The twin: the year 2024 with these cards from August to mid-October, and the same year, same luck, without them.

# %% id="praise-figure"
bought = asked.gaps(own.twins, "gear", "five stars bought")
ax = plots.estimates(bought.iloc[:4], "measure", percent=False)
ax.axvline(0, color=plots.COLOURS["grey"], lw=1)
plots.label(ax, quiz.tell("praise-title"), x="a year with cards less the same year without")

# %% id="praise-reading"
quiz.tell("praise-reading")

# %% [markdown] id="promise-text"
# ## A promise, by lot
#
# "Seven days to send it back, insured ways, faults are paid" (原文 000:037: 7天无理由、运费险、质量问题包退换). A promise takes away doubt, so more people order. It also makes more people send back. Aim and loss stand in the same document: ordering on impulse (原文 000:027: 冲动下单), and impulse as a reason of returns (原文 000:048: 冲动消费). So count both, in one number: **what is left per visitor**.
#
# Your own test `trust_badges` dealt it by lot: a badge with the seven-day promise beside the order button. `left`: after refunds, goods, fee, parcel, returns and tax; before wages and ads. `kept`: nothing of the order was taken back or sent back.

# %% id="badges"
asked.badges_effect(badges).drop(columns="counts")  # promises.policy_effect, by visitor

# %% id="badges-reading"
quiz.tell("badges-reading")

# %% [markdown] id="kitchen-text"
# Seven days are law already for most goods, not for fresh food or what is made to order (消费者权益保护法 第二十五条, outside the documents): the badge only says so. The law also says **who pays the way back**: the buyer, unless you promise otherwise; of a fault the shop (第二十四条).
#
# A *further* promise costs. Two invented shops offered by lot: **send it back within 15 days, we pay the way**. So the shop now pays 8 yuan more for *every* return. First a shop for camp kitchens, where little comes back:

# %% id="kitchen"
asked.of_trade(own.promise, "camp kitchen").drop(columns="counts")

# %% id="kitchen-reading"
quiz.tell("kitchen-reading")

# %% id="ask-dresses"
quiz.dresses

# %% id="answer-dresses"
answer = ...  # for example ("A", 1)
quiz.dresses.check(answer)

# %% [markdown] id="needed-text"
# **What must orders gain?** By hand: a kept order leaves 60 yuan, and two points more come back. A return costs 12 yuan today, and 20 when you pay its way: of *every* return, not only of the two points more.
#
# From 10%: an order leaves 0.90 × 60 − 0.10 × 12 = 52.8 today, and 0.88 × 60 − 0.12 × 20 = 50.4 with the promise. 52.8 ÷ 50.4: you need 4.8% more orders. From 55%: 20.4 today, 14.4 with it: 41.7% more.

# %% id="needed"
shares = [0.05, 0.10, 0.20, 0.35, 0.50, 0.60]
left = [promises.left_of_order(60, share, 12) for share in shares]
lifts = [promises.needed_lift(60, share, 0.02, 12, back_with=20) for share in shares]
pd.DataFrame({"come back today": shares, "an order leaves": left, "orders must rise by": lifts})

# %% id="free"
twins = [
    asked.gaps(own.twins, trade, "way back free").assign(shop=trade)
    for trade in ("gear", "fashion")
]
free = pd.concat(twins).query("measure != 'good, of the written (points)'")
free[["shop", "measure", "estimate", "low", "high", "n"]]

# %% id="free-reading"
quiz.tell("free-reading")

# %% [markdown] id="cycle-text"
# A promise is kept or broken in hours. The steps of a return (原文 000:037: 申请→审核→退款/换货→完成), beside a pickup within 24 hours:

# %% id="cycle"
steps = promises.aftersale_cycle(asked.to_pick_up(shop.returns), {"asked to picked up": 24})
steps[["step", "estimate", "low", "high", "slowest", "within", "n", "open"]]  # hours

# %% id="cycle-reading"
quiz.tell("cycle-reading")

# %% [markdown] id="games-text"
# ## Check-ins and games
#
# Little games, check-ins and sharing tie users to the shop, says the fourth document (原文 004:039: 小游戏、打卡、分享). Customers with an order before July 2025; who had taken part in the 90 days before, and who ordered in the 90 days after? "Like with like": by orders so far, and by days since the last.

# %% id="games"
games = participation.gamification_effect(shop.shares_checkins, shop.orders, asked.SINCE)
games[["reading", "estimate", "low", "high", "n"]]

# %% id="games-reading"
quiz.tell("games-reading")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put an export beside this notebook: `my_reviews.csv` with `sku` and `rating`, one row per review that somebody **wrote**. Platforms export the silent five stars too: their text is a fixed sentence (such as 评价方未及时做出评价,系统默认好评!). Take these rows out first, or you rank silence. (此用户没有填写评价 is something else: stars without words.) Chinese headers: write them into `names`. An error about `utf-8`: write `encoding = "gb18030"`.

# %% id="yours"
from pathlib import Path

encoding = "utf-8-sig"  # or "gb18030", as Excel in China saves it
names = {"商品编码": "sku", "评分": "rating"}  # add your export's headers
codes = {"商品编码": str, "sku": str}  # codes are text: 007 isn't 7
file = Path("my_reviews.csv")
if file.exists():
    yours = pd.read_csv(file, encoding=encoding, dtype=codes).rename(columns=names)
    yours = trust.shrunk_rating(yours)
else:
    yours = "No my_reviews.csv here yet."
yours

# %% [markdown] id="sheet"
# ## The sheet of promises
#
# A promise that nobody measures is broken without notice. One row for each promise on your page; the last column is your own number.
#
# | promise | measured by | your promise | yours last month |
# |---|---|---|---|
# | seven days, no reason (7天无理由) | share sent back, and what a return costs | law: the buyer pays the way | |
# | freight insurance (运费险) | premium per order; returns with and without it | the shop pays the premium | |
# | faults are paid or exchanged (质量问题包退换) | share of returns for quality, by article | | |
# | bad review answered within 24 h | `review_ops`: of **all** bad reviews | 24 h | |
# | pickup within 24 h | `aftersale_cycle`: share within, and those still open | 24 h | |
# | received within 48 h | delivered less paid: chapter 4 | 48 h | |

# %% [markdown] id="recap"
# ## Recap
#
# - Where silence counts as praise, a good-review rate tells first of all how few write. Who writes isn't who buys; here the unhappy wrote more often. Read reviews for what is wrong, not for the average.
# - Luck moves a mean of few reviews far. A list by the mean rewards luck; shrink it, and say with which weight. One month is often too short for any list.
# - The best of a list fall, on average, when they meet new reviews. That is arithmetic, and true in every shop.
# - An answering rate needs a base and an hour.
# - Paid praise moves the stars, and orders with them. It makes nobody more content, and more comes back. It is forbidden.
# - A promise wins orders and returns. Left per visitor adds them up. Who pays the way back pays it on every return: so it loses soonest where most comes back already.
# - Who takes part in games isn't like who doesn't. Only a lot tells what a game does.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write three rates beside each other: shown, written, written without a gift. Each with its n.
# 2. Rank articles by shrunk stars of the last quarter or year. Where the intervals overlap widely, let margin and stock decide.
# 3. Look at the bottom of the list as well, and read its reviews: a bad article with many reviews is no luck.
# 4. Answer every bad review within a day, with a solution. Measure it of all of them.
# 5. Take every card with money for stars out of the parcels. Ask all buyers, with no condition.
# 6. Work out `needed_lift` before you promise more. Then by lot, for half of the visitors, until returns are in.
# 7. Fill in the sheet of promises, each month.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | good-review rate | 好评率 | reviews with 4 or 5 stars ÷ all; say whether silence counts |
# | silence as praise | 系统默认好评 | five stars of the platform for who wrote nothing |
# | bad and middling reviews | 中差评 | 1 to 3 stars |
# | handling rate | 差评处理率 | bad reviews with an answer ÷ all bad reviews |
# | photo review | 晒图 | review with the buyer's photo |
# | shrinkage, Bayesian average | 收缩估计 / 贝叶斯平均 | a mean drawn towards the common mean |
# | regression to the mean | 均值回归 | what was extreme by luck comes nearer |
# | cash for good reviews | 好评返现 | forbidden |
# | seven days, no reason | 7天无理由 | the right to send back |
# | freight insurance | 运费险 | the shop pays a premium, the buyer's way back is free |
# | after-sales flow | 售后流程 | apply, check, refund or exchange, done |
# | check-in | 打卡 / 签到 | a daily click in the shop's group |
#
# **Sources.** Shrinkage: Efron and Morris 1975; Morris 1983. Answers: Proserpio and Zervas 2017. Promises: Janakiraman, Syrdal and Freling 2016. The articles of law: looked up in November 2026, outside the documents; look up what holds today. All numbers of shops: this course's simulations, or invented.
#
# **Next.** The case *The shop in which nobody complains*: how far does a bonus on the good-review rate lead? Then lesson 3.7: what goes with it?
