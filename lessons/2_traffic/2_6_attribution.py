# %% [raw] id="header"
# title = "Who deserves the credit?"
# subtitle = "Six models, one log, and an ad that is switched off"
# chinese = "归因"
# minutes = 75
# route = "core"
# needs = ["0", "0_2"]
# verdict = "reading"
# topic = "traffic.attribution"
# related = ["content_traffic", "roi_above_mean"]
#
# [rows]
# T42 = "paths, attribution, removal_effects, synergy / posts_off, linear_feed, chain_loss, one_and_one / the matrix's jobs by channel: lesson 1.5"
# T48 = "partner_roi / partner_left"
# T51 = "wom_rate / traced / answering in time: lesson 3.6; the reward: case group_fission"
# M16 = "incremental, beside_truth / cost_of_added, of_a_hundred, the_model / the same yuan by credited and by added orders"
# E49 = "synergy / one_and_one / system thinking names nothing to measure; a synergy needs four groups"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. share out orders by six models, four rules and the chain with a pencil,
# 2. say what a chain and a Shapley value assume, whoever sells them,
# 3. tell the price of a *credited* order from the price of an *added* one,
# 4. say what no log of journeys can know, and which test can,
# 5. tell "both together did best" from "1 + 1 > 2".

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with four people at the board: *post*, *search ad*, *ad on our name*, *buyer*. The buyer walks past them, pays, and holds up three
# coins. Who gets them? Let the class argue for two minutes. Then the buyer says: "I would have come anyway."
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 6 | the meeting; each types a ranking and a guess, before anything is shown |
# | 8 | four journeys by hand |
# | 10 | the chain by hand, in pairs; then the code |
# | 5 | Shapley: two players at the board |
# | 6 | six models |
# | 9 | the prediction; the posts are switched off on screen |
# | 7 | all six; your ranking |
# | 3 | the dial, by one trainee at the front |
# | 6 | money |
# | 5 | a thousand worlds; the decision |
# | 4 | 1 + 1 |
# | 3 | Songling, own file, recap |
#
# **Likely wrong turns.** "So attribution is useless": it shows who meets whom, and finds errors in tracking; it is no budget. "First click is the best model": in this
# shop. "The ad on the own name must always be stopped": where rivals bid on your name, its clicks may be theirs tomorrow. Stop it in some regions, and look. "The chain removes the channel, so it is an experiment": it
# removes people.
#
# **Expected.** Chain by hand: 7/9, 2/3, 2/3. Shapley: 15 and 25. Posts: about 2,400 orders. 1 + 1: C. The model for 30,000 yuan: test, because of the shares. Songling: `solution()`.
#
# **With 45 minutes** leave out Shapley, the dial, partners, and the thousand worlds. Don't leave out the chain by hand: who hasn't lost the people himself believes in the removal.
#
# **Law and decency (数据安全与诚信).** A journey is personal data: join visits of people only where they agreed and for this purpose (个人信息保护法), keep the table by counts of paths, and throw the
# single journeys away. Don't show a partner or an agency whose journeys they are. A holdout holds back an ad, never a right or a price.
#
# **Hand out:** one line: *"Orders credited to … by …: …. Orders lost without it: … (seen by …, n = …)."* Trainees bring it back for one ad of their own; the second half may say "not known".

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("2_6")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Six winners at one table
#
# It is Monday, 1 July 2024. You run the shop for light outdoor gear. Six kinds of ads have spent the budget of the first half-year, and the six people who look after them
# sit at your table. Each has a report. In each report, another ad is the best. One counts the first click, one the last one. One has bought a "data-driven model".
#
# | name in the log | what it is |
# |---|---|
# | `search_ad` | ads for search words of the category (搜索推广) |
# | `brand_ad` | the ad on your **own name** (品牌词) |
# | `feed_ad` | ads in the platform's feed (信息流) |
# | `post` | creators' posts (种草) |
# | `live_room` | ads that lead into the live room (直播) |
# | `affiliate_link` | coupon sites; this shop pays them a fixed sum a day, no commission |
#
# **Rank them before you see anything.** Which one would cost you most orders, if it were switched off for half a year? Type the six names, the most important first. It stays in this
# cell, and at the end it stands beside the six models.

# %% id="ranking" tags=["exercise"]
ranking = (
    ...
)  # ["search_ad", "brand_ad", "feed_ad", "post", "live_room", "affiliate_link"], in your order

# %% [markdown] id="guess-text"
# And a guess. Every model gives orders to ads. Of **100 orders that the best of the six models gives to these six ads, how many stand at the wrong ad**? With a perfect model it
# is 0. Type three numbers such as `quiz.guess(60, low=50, high=70)`.

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots
from ecomlab.datasets import load
from ecomlab.levers import lever
from ecomlab.research.figures import two_readings
from ecomlab.shop import Shop, World
from ecomlab.tables import purchases
from ecomlab.traffic import attribution, figures

pd.options.display.float_format = "{:,.2f}".format
plots.use_house_style()

# %% id="load"
shop = Shop(World("light_gear", seed=2026), noise=1)
tables, _ = shop.run(days=182)
journeys = attribution.paths(tables.touch_paths, by="entrance")
ads = ["search_ad", "brand_ad", "feed_ad", "post", "live_room", "affiliate_link"]
plans = ["paid_search", "paid_brand", "paid_feed", "content", "live", "affiliates"]
spent = tables.ads_daily.groupby(tables.ads_daily["plan_kind"].astype(str))["cost"].sum()
costs = pd.DataFrame({"channel": ads, "cost": spent[plans].to_numpy()})
own = load("attribution")

# %% id="names"
more = {name: tables[name] for name in ("orders", "survey", "referrals")}
half = {"journeys": journeys, "costs": costs, "ledger": tables.pnl_lines, "ranking": ranking}
quiz = exercises("2_6", **half, **more, **own)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # of 100 orders

# %% [markdown] id="data-text"
# **The data.** The shop is simulated, and you have its first half-year with every visit. `own` holds tables of this lesson: half-years that we ran for you, another shop, a small trial. Their card says what
# is invented. An **order** in this lesson is one that was paid, whatever came back later; what an order *leaves* has the returns in it.
#
# ## Four journeys, by hand
#
# A **touch** (触点) is a visit by one way. A **journey** (路径) is all touches of one person up to an order, or to nothing. When is it nothing? A log needs a rule: this one begins a journey at the first visit after an order (or ever), and
# follows it for up to six touches. Who isn't met again within some weeks has ended in nothing. Another rule gives other credit. Here are four:
#
# | journey | ends in |
# |---|---|
# | post → brand_ad | an order |
# | post → search_ad | nothing |
# | search_ad | an order |
# | post → search_ad → brand_ad | an order |
#
# Three orders are to be shared out. **Last click** (末次触点) gives all of an order to its last touch: brand_ad 2, search_ad 1, post 0. **First click** (首次触点): post 2,
# search_ad 1, brand_ad 0. **Linear** (线性): the same to each touch. Post gets ½ of the first order and ⅓ of the last, 0.83 in all. **Position** (位置): 40% to the first, 40% to the
# last, 20% to those between. Do it with a pencil before you run the cell.

# %% id="by-hand"
four = pd.DataFrame(
    {
        "path": ["post > brand_ad", "post > search_ad", "search_ad", "post > search_ad > brand_ad"],
        "journeys": 1,
        "orders": [1, 0, 1, 1],
    }
)
rules = attribution.attribution(four, ["first", "last", "linear", "position"])
rules.pivot(index="channel", columns="model", values="orders")

# %% [markdown] id="by-hand-reading"
# Each column adds up to three orders. A rule is chosen, not found: nothing in the four journeys says that the last touch deserves it.
#
# ## A chain that loses people
#
# Now the "data-driven" model. A **Markov chain** (马尔可夫链) also looks at the journey that ended in nothing. Write down how people move:
#
# - From the start 3 of 4 go to a post, 1 of 4 to search_ad.
# - From a post 1 of 3 go to brand_ad, 2 of 3 to search_ad.
# - From search_ad 1 of 3 order, 1 of 3 go to brand_ad, 1 of 3 go away.
# - From brand_ad all order.
#
# What is the chance of an order? From brand_ad 1. From search_ad ⅓ + ⅓·1 = ⅔. From a post ⅓·1 + ⅔·⅔ = 7⁄9. From the start ¾·7⁄9 + ¼·⅔ = **¾**. That is right: three of four.
#
# **Now remove brand_ad: every step to it leads to nothing.** From search_ad ⅓ order, from a post ⅔·⅓ = 2⁄9, from the start ¾·2⁄9 + ¼·⅓ = **¼**. Of ¾ the chain has lost ½, so two thirds. That is the **removal effect** (移除效应):
#
# $$
# \text{removal effect of } c = 1 - \frac{\text{chance of an order if every step to } c \text{ leads to nothing}}{\text{chance of an order}}
# $$
#
# Do the same for search_ad, then run the cells. The first counts the steps as you did; the second removes each channel in turn, and shares out the three orders in proportion to the removal effects.

# %% id="steps"
attribution.transitions(four)

# %% id="chain"
attribution.removal_effects(four)

# %% [markdown] id="chain-reading"
# The function solves exactly the equations that you solved by hand. With `order=2` a step depends on the last two touches, with `order=3` on three.
#
# Keep one sentence in mind, for everything hangs on it: **the chain removes the channel together with its people.**
#
# ## A fair part
#
# The **Shapley value** (夏普利值) comes from the theory of games. Ads alone bring 10 orders, posts alone 20, both together 40. Who earns what? Let them join in every order. If ads come first, they bring 10
# and the posts bring 30 more. If posts come first, they bring 20 and the ads 20 more. On average ads bring (10 + 20)⁄2 = 15 and posts (30 + 20)⁄2 = 25.

# %% id="shapley"
attribution.shapley_values([0, 10, 20, 40])  # worth of: nobody, ads, posts, both

# %% [markdown] id="shapley-reading"
# That is fair, *if you know what each set is worth*. A log of journeys doesn't say what would happen with posts alone. So the model takes something else: a set is "worth" the orders of journeys that met
# no other channel (Zhao, Mahboobi and Bagheri 2018). It is the same word for another number.
#
# ## Six models, one log

# %% id="paths"
journeys.head(12)

# %% id="paths-reading"
quiz.tell("paths-reading")

# %% id="models"
credit = attribution.attribution(journeys)
credit.pivot(index="channel", columns="model", values="orders")[list(attribution.MODELS)].round(0)

# %% id="models-figure"
ax = figures.models_beside_truth(credit)
plots.label(ax, quiz.tell("models-title"), y="")

# %% id="models-reading"
quiz.tell("models-reading")

# %% id="name-reading"
quiz.tell("name-reading")

# %% [markdown] id="switch-text"
# ## On trial: last click. Switch the posts off
#
# Somebody at the table says: posts bring few orders, it is all in the report. The report counts last clicks.
#
# In your own shop you can't see the half-year without posts. Here you can. First say what you expect.

# %% id="ask-posts-off"
quiz.posts_off

# %% id="answer-posts-off"
answer = ...  # (value, low, high), for example (100, 50, 200)
quiz.posts_off.check(answer)

# %% [markdown] id="switch-run-text"
# Now the switch. It takes some seconds: the shop lives through 182 days again. (Put another name of `plans` in place of `content`, and run it again.)

# %% id="switch"
without, _ = shop.run({"ads.content.budget": 0}, days=182)
as_it_was, off = (t.orders["ts_pay"].notna().sum() for t in (tables, without))
print(f"as it was: {as_it_was:,}   without posts: {off:,}   lost: {as_it_was - off:,}")

# %% id="switch-ways"
ways = {
    name: t.touch_paths.dropna(subset="order_id")["entrance"].astype(str).value_counts()
    for name, t in (("as it was", tables), ("without posts", without))
}
pd.DataFrame(ways).fillna(0).assign(less=lambda t: t["as it was"] - t["without posts"])

# %% id="post-reading"
quiz.tell("post-reading")

# %% [markdown] id="truth-text"
# ## All six, one after another
#
# One run is one lot of luck. We ran the half-year eight times, each time as it was and with one ad off: `own.switched_off`. Pairs on the same luck, so the interval is that of 0.2.

# %% id="truth"
mine = own.switched_off[own.switched_off["shop"] == "Qingye"]
lost = {
    ad: estimates.paired_difference(rows["orders"], rows["orders_without"], "half-years")
    for ad, rows in mine.groupby("off", sort=False)
    if ad in ads
}
truth = estimates.table(lost, "channel").sort_values("estimate", ascending=False)
truth

# %% id="truth-figure"
ax = figures.models_beside_truth(credit, truth)
plots.label(ax, quiz.tell("truth-title"), y="", n=int(truth["n"].min()), counts="half-years")

# %% id="misplaced"
right = truth.set_index("channel")["estimate"]
beside = attribution.beside_truth(credit, right)
if isinstance(ranking, list | tuple) and sorted(map(str, ranking)) == sorted(ads):
    points = pd.DataFrame({"model": "your ranking", "channel": ranking, "orders": range(6, 0, -1)})
    yours = attribution.beside_truth(points, right).assign(misplaced=float("nan"))
    beside = pd.concat([beside, yours], ignore_index=True)  # a ranking has no shares to misplace
beside

# %% id="longer-chains"
chains = [
    attribution.attribution(journeys, "markov", order=k).assign(model=f"markov, order {k}")
    for k in (1, 2, 3)
]
attribution.beside_truth(pd.concat(chains), truth.set_index("channel")["estimate"])

# %% id="truth-reading"
quiz.tell("truth-reading")

# %% id="guess-given"
quiz.guess.given or "You typed no guess."

# %% id="ranking-reading"
quiz.tell("ranking-reading")

# %% [markdown] id="trap-text"
# ### Why no model can find it
#
# - A model sees people who came, and the way they came. It doesn't see who **would have come anyway**. Two people with the same journey can be one of each.
# - The chain lets people vanish with their step. In the shop they click the free result below, or come back tomorrow.
# - A post that was seen and not clicked is in no journey. It warms all the same.
# - And this log is a luxury. It has each visit of each person, whichever ad brought it. **No merchant gets single journeys across platforms**; sums, partly (our reading,
#   outside the documents; check what yours exports). A journey from Xiaohongshu to your Tmall shop begins, for you, in the search box: `brand_ad`.
#
# Turn the dial: how much of an order should go to the *last* touch? Is there a stop at which the blue bars meet the red marks?

# %% id="dial"
lever(
    lambda late: figures.credit_dial(credit, truth.set_index("channel")["estimate"], late),
    "credit to the last touch",
    [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    start=0.5,
    unit="%",
)

# %% [markdown] id="dial-reading"
# For the ad on the name there is no such stop: it has too much at the first touch and too much at the last one.
#
# ## What it costs
#
# A credit is no matter of honour. It moves budgets. **ROI** (投入产出比) in the ad tools is credited revenue ÷ cost, so the rule decides it. Divide the cost of each ad by its orders instead: by those that last click *credits*, and by those that it
# *adds*. Both stand beside what an order leaves, before ads, creators and wages.

# %% id="cost"
last = credit[credit["model"] == "last"].set_index("channel")["orders"]
price = costs.set_index("channel").assign(
    credited=lambda t: t["cost"] / last[t.index],
    added=lambda t: t["cost"] / truth.set_index("channel").loc[t.index, "estimate"],
)
shared = ["ads", "kol", "labour", "other"]  # what no single order causes
amounts = tables.pnl_lines.loc[~tables.pnl_lines["line"].isin(shared), "amount"]
print(f"an order leaves {amounts.sum() / as_it_was:,.0f} yuan before ads, creators and wages")

# %% id="cost-figure"
dots = {"credited": "an order by last click", "added": "an order that it adds"}
both = price.sort_values("added").rename(columns=dots).reset_index()
ax = two_readings(both, "channel", *dots.values(), unit="yuan")
adds, red = truth.set_index("channel").loc[both["channel"]], plots.COLOURS["vermilion"]
ends = [(both["cost"] / adds[end].to_numpy()) for end in ("high", "low")]
ax.hlines(range(len(both)), *ends, color=red, lw=7, alpha=0.35, label="95% interval")
ax.axvline(amounts.sum() / as_it_was, color=plots.COLOURS["blue"], ls="--", label="an order leaves")
ax.legend()
plots.label(ax, quiz.tell("cost-title"))

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% [markdown] id="cost-caution"
# > **Caution.** An average says what *off* costs, not what one yuan more brings: lesson 2.4. And the ad on your name isn't useless everywhere. Where rivals bid on your name, people may go to them. Nobody bids on this
# > shop's name. Ask by a test.
#
# ## A thousand worlds
#
# One shop is one shop. So the course has a public benchmark: a thousand small worlds, each with its own ads, its own people, and the truth, since each ad was switched off. Every method may try. In the table: of 100 yuan that
# right decisions would earn, how many does a method **lose**? (An ad stays on if its credit pays for it.) One method is a **holdout** (留出组): a lot holds each ad back from 5% of the people, for each ad
# from others, and their orders are compared with those of people who miss no ad. (What the holdout itself costs isn't in the score.) That is lesson 0.2 once more:
#
# $$
# \text{added orders} = \left(\frac{\text{orders}}{\text{people}} - \frac{\text{orders, held back}}{\text{people, held back}}\right) \times \text{all people}
# $$

# %% id="holdout"
trial = pd.DataFrame({"channel": ["post"], "people": [95_000], "orders": [3_800],
                      "held_out": [5_000], "held_out_orders": [175]})  # fmt: skip
attribution.incremental(trial)

# %% [markdown] id="holdout-reading"
# In that example the interval reaches from below 0 to twice the estimate: a hundred thousand people are too few for 5%. An interval half as wide needs four times as many people held back. Plan that before you begin (lesson 2.4).

# %% id="benchmark"
once = own.benchmark[own.benchmark["method"] != "shapley-attribution"]  # the same as Shapley, exact
ax = figures.by_method(once, "lost")
plots.label(ax, quiz.tell("benchmark-title"), x="yuan lost of 100, with 95% interval")

# %% id="benchmark-reading"
quiz.tell("benchmark-reading")

# %% [markdown] id="benchmark-text"
# **Have you a better idea?** Write a function of `paths` that returns the credit, in a file of your own, and let it try:
# `python benchmarks/attribution.py --method my.py:mine`. What a world is, and what a method may see, stands at the top of that file; the full table is `docs/attribution.md`.
#
# Now the decision of the meeting.

# %% id="ask-the-model"
quiz.the_model

# %% id="answer-the-model"
answer = ...  # for example ("A", 1)
quiz.the_model.check(answer)

# %% [markdown] id="synergy-text"
# ## "1 + 1 > 2"
#
# A document asks for a matrix of channels: platforms for first sales and fame, content for the story, groups for those who come back, with coordination in
# traffic, conversion and data (原文 004:025: 各渠道间的引流、转化、数据等方面的协同). Then, it says, the effect is "1 + 1 > 2". Nobody measured it. How would one? With four groups by lot:
#
# $$
# \text{synergy} = \text{both} - \text{first alone} - \text{second alone} + \text{neither}
# $$

# %% id="ask-one-and-one"
quiz.one_and_one

# %% id="answer-one-and-one"
answer = ...
quiz.one_and_one.check(answer)

# %% id="synergy"
attribution.synergy(own.regions, "post", "feed")

# %% id="synergy-reading"
quiz.tell("synergy-reading")

# %% [markdown] id="partners-text"
# ## Credit without a click: partners and friends
#
# Two more who want credit. **Partners** recommend you: a club, a school, a courier (原文 003:146: 互相推荐和促销). They need one more column than an ad: were these our customers already (`overlap`)?

# %% id="partners"
cost = {"camping club": 2400, "courier lockers": 1500, "yoga school": 900}
attribution.partner_roi(own.partners, cost, margin=0.3, since="2025-01-01")

# %% id="word-of-mouth"
word = attribution.wom_rate(tables.survey, purchases(tables.orders), tables.referrals)
shares = ["estimate", "low", "high"]
word.assign(**{name: 100 * word[name] for name in shares})  # in per cent

# %% id="partners-reading"
quiz.tell("partners-reading")

# %% [markdown] id="songling-text"
# ## Another shop
#
# **Songling Outdoor** (松岭户外) in Chengdu lives in another world. `own.songling` has its journeys, `own.songling_costs` what it spent, and `own.switched_off` its half-years with and without.

# %% id="ask-cost-of-added"
quiz.cost_of_added

# %% id="answer-cost-of-added"
answer = ...
quiz.cost_of_added.check(answer)

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put an export of touches beside this notebook as `my_touch_paths.csv`, with the columns `journey_id`, `touch` (1, 2, 3, … within the journey), `ts`, `channel` and `order_id` (at the touch that ended in an order, else empty). Until
# a platform's reader exists, that is the form; the error names what is missing.

# %% id="yours"
from pathlib import Path

file = Path("my_touch_paths.csv")
if file.exists():
    touches = pd.read_csv(file, dtype={"channel": "str", "order_id": "str"})
    if "ts" in touches:
        touches["ts"] = pd.to_datetime(touches["ts"])
    yours = attribution.attribution(attribution.paths(touches))
    yours = yours.pivot(index="channel", columns="model", values="orders")
else:
    yours = "No my_touch_paths.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A model **shares out** booked orders. Each of the six adds up to the same total.
# - First, last, linear and position are chosen rules. A chain and a Shapley value have an assumption in place of a rule.
# - The chain removes the people with the channel. The people don't know that.
# - An ad that stands where everybody passes before paying gets credit from every model.
# - Price of a *credited* order: moves with the rule. Price of an *added* order: can be compared with what an order leaves.
# - Who would have come anyway isn't in the journeys. A lot that holds an ad back can show it.
# - Synergy is what goes beyond the sum, and needs four groups.
#
# ## Playbook for Monday · 周一清单
#
# 1. Write the rule and the window beside every ROI in the report: "last click, 15 days".
# 2. Add up the orders that all dashboards claim. Divide by the orders that you had. Above 1? Show it at the meeting.
# 3. Mark the ads that stand just before the payment: own name, coupons, retargeting. They are to be tested first.
# 4. Choose one of these and one that finds people. Hold each back in some regions by lot, until the way from the first look to the order has gone round (lesson 2.4).
# 5. Compute yuan for an added order, with interval. Beside it: what *these* orders leave. Orders by coupon leave less than the shop's mean order.
# 6. Keep the model for what it can do: who meets whom, in which order, and whether tracking broke.
# 7. Ask each partner for people, not clicks; look up how many you had already.
#
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | attribution | 归因 | sharing out booked orders |
# | touch, touchpoint | 触点 | a visit by one way |
# | journey, path | 转化路径 | all touches up to an order, or to nothing |
# | last / first click | 末次 / 首次触点归因 | all to the last / first touch |
# | linear, position-based | 线性、位置归因 | shares by rule |
# | Markov chain | 马尔可夫链 | steps with chances |
# | removal effect | 移除效应 | share of the chain's orders lost without a channel |
# | Shapley value | 夏普利值 | a player's part, averaged over all orders of joining |
# | incremental, added | 增量 | what would be missing |
# | holdout | 留出组、对照组 | people from whom a lot holds the ad back |
# | synergy, interaction | 协同、交互作用 | what goes beyond the sum |
# | brand keyword | 品牌词 | the shop's own name as a search word |
#
# **Sources.** Chain: Anderl, Becker, von Wangenheim and Schumann 2016, *Mapping the customer journey*, International Journal of Research in Marketing 33. Shapley 1953, *A value for n-person games*; Zhao, Mahboobi and Bagheri 2018,
# *Shapley Value Methods for Attribution Modeling in Online Advertising*, arXiv 1804.05327. The worlds: this course's own.
#
# **Next.** The case *content_traffic* asks what a conversion of 12% proves. Lesson 2.4 plans the test that this lesson asks for; lesson 2.7 asks what the big day added.
