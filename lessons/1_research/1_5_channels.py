# %% [raw] id="header"
# title = "Where do we sell?"
# subtitle = "Channels, what they leave, and what they add"
# chinese = "渠道选择"
# minutes = 105
# pause = "One or two core channels?"
# route = "reference"
# needs = ["0_2", "1_2"]
# verdict = "border"
# border = "a channel's fixed cost a month against what it adds (one or two channels); the price cut that comparing forces on a shelf (standard goods)"
# topic = "research.channels"
# related = ["fifty_million", "low_price_people"]
#
# [rows]
# R01 = "research.brief.research_brief / - / the lesson's last page; the workshop ends with it"
# R13 = "- / - / a scene's bundle is an offer, no channel: lesson 3.7 tests it; what is left of it is counted here as of any order"
# R14 = "research.fit.choose_platform, turning_price_cut / price_cut"
# R15 = "research.fit.channel_fit, core_channels / weightings"
# R16 = "research.fit.channel_traits, unit_economics_by_channel / own_live, most_first"
# R17 = "research.papers.compliance_gaps / off_the_shelf"
# R29 = "research.positioning.positioning_map"
# R30 = "- / - / a price is tested, not asked for: lesson 3.3; what people say and pay is in 1.4"
# R36 = "incremental_channel_value, new_to_brand / content_off, shelves, shelf_fee, search_new"
# R37 = "own_or_marketplace / orders_needed"
# K39 = "research.fit.channel_fit, left_per_100 / weightings, price_cut"
# K29 = "- / - / a set for a scene is tested as a bundle: lesson 3.7"
# K31 = "- / - / a market's own figures are an exercise of lesson 6.1"
# E17 = "- / paid_visits"
# E18 = "core_channels"
# E19 = "research.fit.channel_traits / - / the same rows under two names of a class"
# E20 = "- / - / one lever, two measures: cases fifty_million and low_price_people"
# L18 = "research.fit.channel_traits"
# L19 = "- / - / the roles stand beside what a switched-off channel took from the others"
# L47 = "research.papers.compliance_gaps / off_the_shelf"
# N10 = "research.fit.channel_traits / - / a table of Douyin's words"
# N11 = "research.papers.feed_lint, research.papers.gtin_is_valid / feed_errors"
# N18 = "research.positioning.price_breaks, research.papers.compliance_gaps"
# N24 = "research.fit.channel_traits / - / rows of the table, marked as outside"
# E62 = "research.papers.compliance_gaps / off_the_shelf / in part: the papers; recall and claimants belong to 7.3"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say what is left of 100 yuan in each channel, and 100 yuan of what,
# 2. tell what a channel is credited with from what it adds,
# 3. say at which fixed cost a second or third channel pays,
# 4. choose a channel when scores and weights are uncertain, and say whether the choice is one,
# 5. list the papers and the feed errors that stop an article today,
# 6. put the whole decision on one page.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"The ledger says that a channel loses money. Close it? Hands up."* Count, and write the count on
# the board. Ask again after the twin.
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 3 | recall | 10 | how many channels: everybody moves the slider to the cost of their own team |
# | 5 | the question, the guess | 7 | an own site: which number moves the answer? |
# | 8 | 100 yuan by hand, at the board | 12 | standard goods: rule, weightings, price cut |
# | 7 | the ledger by channel | 8 | the map of chairs |
# | 6 | the fashion shop (exercise) | 10 | papers, with the exercise; feed; agreed prices |
# | 12 | the prediction, the twin, the weeks | 12 | the brief, in pairs: one writes, one asks "where is it seen?" |
# | 5 | new buyers | | |
#
# That is 46 and 59 minutes.
#
# **Likely wrong turns.** "The simulation shows that content pays": it shows that a last-click table can have the wrong sign, in a
# world that somebody built. "It isn't significant, so we wait": waiting is a decision too, and the fee runs. Somebody spreads the wages
# over the channels and closes the one that then looks red. The share of *new* buyers is taken for the share of *new sales*.
#
# **Expected.** Fashion's own live room: 0.75 yuan of 100. Content: the ledger has the wrong sign; affiliates: it has the right one.
# Shelves: B, 3. Papers: five articles.
#
# **With 45 minutes** do the first sitting only, and end with the brief. Leave out the map of chairs and the own site.
#
# **Law and decency (法治与诚信).** Papers come before the first sale, and another price for the same goods is open to everybody or to nobody:
# a channel's price may differ, a person's may not without their knowledge. An agreement on resale prices may break the Anti-Monopoly Law:
# ask a lawyer before you write to a reseller.
#
# **Hand-out.** The one-page brief, empty: *what, for whom, where, on which evidence, what we don't know*, each in one sentence.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons
#
# A question or two, without looking back. A wrong answer costs nothing.

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("1_5")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A list with red numbers
#
# It is Monday, 5 January 2026. Your shop for light outdoor gear sells through search, ads, live shows, creators' posts, coupon sites and
# its own groups. Finance has made a list: what each channel left after everything that is booked on it. Some channels are red. One of
# them is **content**: posts of creators, for whom the shop pays a fee. Your boss says: *"Close what is red, and find me one new
# place to sell."*
#
# You have to answer both. Start with a guess. Of **100 yuan that buyers paid** after a click on a post, how many were left when
# goods, refunds, fees, parcels, taxes and the creators had been paid? Below 0 is possible. Type your guess, and a low and a high end that
# would surprise you if the truth lay outside.

# %% id="imports"
import pandas as pd

from ecomlab import plots, tables
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.estimates import Estimate, mean
from ecomlab.levers import lever
from ecomlab.numerals import numeral
from ecomlab.research import channels, figures, fit, papers, positioning
from ecomlab.research.brief import research_brief

plots.use_house_style()
pd.options.display.float_format = "{:,.2f}".format

# %% id="load"
shop, own = load("shop"), load("channels")
names = ["pnl_lines", "orders", "traffic_daily", "rival_articles"]
today = "2026-01-05"
quiz = exercises("1_5", **own, **{name: shop[name] for name in names}, today=today)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan left of 100 yuan paid, in content

# %% [markdown] id="data-text"
# **The data.** `shop` is the running shop, two years of it. `own` holds this lesson's own small tables, for the shop's systems know
# neither papers nor contracts: they are invented, and their card says so (`card("channels")` in `ecomlab.datasets`).
#
# ## 100 yuan in a creator's room, by hand
#
# Take a dress for 150 yuan, sold in a creator's live room (达人直播间). Of 100 yuan that are paid there
#
# | | yuan | |
# |---|---:|---|
# | are paid | 100.0 | what the room's screen shows (GMV) |
# | go back | −65.0 | 26 before shipping (发货前退款), 39 after; **35 are kept** |
# | cost the goods | −13.1 | 33% of what is kept, and 12 of 100 pieces that came back can't be sold again |
# | takes the platform | −1.8 | 5% of what is kept |
# | takes the creator | −7.7 | 22% of what is kept |
# | cost ads | −3.0 | of everything that is paid, kept or not |
# | cost parcels | −4.5 | two ways, with freight insurance (运费险), for what was sent |
# | **are left** | **4.9** | before wages, rent and tax |
#
# So for one channel
#
# $$
# \text{left} = \underbrace{100\,(1-r)}_{\text{kept}} - \text{goods} - \text{fees} - \text{commission} - \text{ads} - \text{parcels}
# $$
#
# with $r$ the share that is refunded. Two denominators are in use: 100 yuan **paid**, or 100 yuan **kept**. The same 5 yuan are 5 of
# the one and 14 of the other. Say which.

# %% id="by-hand"
creators = own.terms[
    (own.terms["profile"] == "fashion") & (own.terms["channel"] == "creators' live")
]
channels.left_per_100(creators)

# %% [markdown] id="by-hand-reading"
# That is the table above, without rounding. The function knows contracts only. What was *booked* stands in the ledger (`pnl_lines`): one row is one
# amount of one order, with the channel of its **last click** (末次点击). Now your own shop.

# %% [markdown] id="ledger-text"
# ## What each channel left

# %% id="ledger"
ledger = channels.unit_economics_by_channel(shop.pnl_lines)
ledger[["channel", "orders", "revenue", "left", "left_per_100", "left_per_100_kept"]]

# %% id="ledger-figure"
dots = {"before_promotion": "before promotion", "left_per_100": "after promotion"}
with_channel = ledger.dropna(subset="left_per_100").rename(columns=dots)
ax = figures.two_readings(with_channel, "channel", *dots.values(), unit="yuan of 100 paid")
plots.label(ax, quiz.tell("ledger-title"))

# %% id="ledger-reading"
quiz.tell("ledger-reading")

# %% [markdown] id="paid-text"
# One rule of the trade can be laid aside here. A document wants natural traffic at 70% or more, and paid traffic at 5 to 10% (原文 003:359: 基础自然流量（70%以上）,付费推广流量（5-10%）). Others build three pillars and scale the paid one by its return.

# %% id="paid-reading"
quiz.tell("paid-reading")

# %% [markdown] id="fashion-text"
# ## The same table for another shop
#
# A women's fashion shop (女装) sells by live show. In `own.fashion_ledger` a row is a month, a channel and a line.

# %% id="fashion"
own.fashion_ledger.head(4)

# %% id="ask-own-live"
quiz.own_live

# %% id="answer-own-live"
answer = ...
quiz.own_live.check(answer)

# %% [markdown] id="twin-text"
# ## Close it?
#
# A last-click table answers one question: *which click came last before the order?* Your boss asks another one: *what will the
# shop lose if we stop?* The posts may have sent people who later typed the shop's name. Their orders stand in other rows.
#
# In this course's shop you can look. It is a simulation: the same thirteen weeks can run again, with the same people and the same luck, but
# without a yuan for posts. First say what you expect. (`own.switched_off` has the thirteen weeks of both worlds, week by week.)

# %% id="ask-content-off"
quiz.content_off

# %% id="answer-content-off"
answer = ...  # (value, low, high), in yuan over thirteen weeks
quiz.content_off.check(answer)

# %% id="twin"
posts = own.switched_off[
    own.switched_off["channel"] == "content"
]  # weeks as they were, and without
as_it_was, without = (posts.loc[posts["on"] == on, "profit"].sum() for on in (True, False))
quarter = shop.pnl_lines[shop.pnl_lines["date"] < "2024-04-01"]
booked = channels.unit_economics_by_channel(quarter).set_index("channel")["left"]
print(f"the ledger says: {booked['content']:,.0f} yuan")
print(f"the shop as it was, less without content: {as_it_was - without:,.0f} yuan")

# %% [markdown] id="twin-more-text"
# `own.switched_off` holds both worlds for three more channels: we ran them for you. (A twin books a return on the day of its order, the
# ledger on the day of the return.)

# %% id="twin-figure"
weeks = own.switched_off.pivot(index=["channel", "week"], columns="on", values="profit")
gain = (weeks[True] - weeks[False]).unstack("channel")
both = pd.DataFrame(
    {"the ledger, by last click": booked, "the shop with it less without": gain.sum()}
)
both = both.dropna().sort_values("the shop with it less without", ascending=False).reset_index()
ax = figures.two_readings(both, *both.columns, unit="yuan in the first thirteen weeks")
plots.label(ax, quiz.tell("twin-title"))

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% id="twin-orders"
channels.incremental_channel_value(posts, unit="week", counts="weeks")

# %% [markdown] id="roles-text"
# `credited` is what the report says, in orders a week. `elsewhere` is what happens in all *other* channels. `cannibalised` (蚕食) is the share of the credited
# orders that the others lost. Below 0 it is the opposite: the channel feeds the others. Document 004 describes this work with the words of a *channel matrix* (渠道矩阵):
# platforms sell, content tells the story and finds people, groups keep them. A ledger by last click pays only the first.

# %% id="weeks-figure"
weekly = pd.DataFrame({"week": 1 + gain.index.to_numpy(), "gain": gain["content"].to_numpy()})
ax = plots.lines(weekly, x="week", y="gain")
ax.axhline(0, color=plots.COLOURS["ink"], lw=1)
plots.label(
    ax,
    quiz.tell("weeks-title"),
    x="week since the money stopped",
    y="yuan a week, with less without",
)

# %% id="weeks-reading"
quiz.tell("weeks-reading")

# %% [markdown] id="twin-caution"
# > **Caution.** That is one simulated shop. It proves nothing about yours. What it shows is arithmetic: a last-click table *can* have the
# > wrong sign. In your own shop you ask by a test: in some regions, chosen by lot, the channel's money stops for
# > thirteen weeks or more, in the others it doesn't. Lesson 2.4 plans such a test.

# %% [markdown] id="shelves-text"
# ## Onto the shelf of a supermarket
#
# A document counts offline shops and supermarkets among the channels to add. A chain offers you its shelves. Two numbers are on its slide: how
# much its shelves sold, and how many of the buyers were new. The second is easy to count, online too:

# %% id="new"
purchases = tables.purchases(shop.orders)  # paid, not closed, not refunded in full
channels.new_to_brand(purchases, since="2025-01-01")

# %% id="ask-shelves"
quiz.shelves

# %% id="answer-shelves"
answer = ...  # for example ("A", 1)
quiz.shelves.check(answer)

# %% id="shelves-table"
shelf = channels.incremental_channel_value(
    own.cities, margin=0.3, before="before", cost="cost", counts="cities"
)
shelf

# %% id="new-reading"
quiz.tell("new-reading")

# %% id="shelves-reading"
quiz.tell("shelves-reading")

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** In your own words: why can a channel lose money in the ledger, and the shop lose money when it is closed?
#
# **When you come back**: run all cells above once more (*Run › Run All Above Selected Cell*). The second sitting looks for the new place to sell.

# %% [markdown] id="core-text"
# ## One or two core channels?
#
# Two documents, two counsels. Choose one or two core channels, so as not to scatter your strength (原文 004:018: 选择1-2个核心渠道进行重点突破). Or be
# on Douyin, in a mini-program and in groups at once (原文 000:012: 全渠道矩阵). Both are slogans until
# somebody says what a channel **costs to run**: a person or two, samples, software, each month, whether it sells or not.
#
# So rank the channels by what they *add* (from the twins, not from the last clicks), and go down the list. A channel pays as long as it adds
# more than it costs to run.

# %% id="core"
monthly = gain.sum() / 3
monthly["shelf and own people"] = booked.drop("(no channel)").sum() / 3 - monthly.sum()
channels.core_channels(monthly, fixed_cost=12_000).drop(columns="alone")

# %% id="core-lever"
stops = [2_000, 4_000, 8_000, 12_000, 16_000, 20_000, 25_000]
lever(
    lambda cost: figures.number_of_channels(monthly, cost),
    "yuan a month to run a channel",
    stops,
    start=12_000,
)

# %% id="core-reading"
quiz.tell("core-reading")

# %% [markdown] id="own-text"
# ## A site of your own?
#
# A document says that an own site needs so many people, so much goods and money that small firms should begin on a marketplace (原文 003:072: 人力、物力、财力的投入都是非常巨大). That is a sum too. An own site saves the platform's
# fee. It pays a fixed cost, and it pays for *every* customer itself.
#
# $$
# \text{orders a month} = \frac{\text{fixed cost of the own site, less that of the marketplace shop}}
#                               {\text{left of an order there} - \text{left of an order here}}
# $$

# %% id="own"
site = channels.own_or_marketplace(
    fixed_cost=42_000, fee_rate=0.05, cac=60, order_value=215, margin=0.36,
    marketplace_ads=28, payment_rate=0.006, orders_per_customer=2.4,
)  # fmt: skip
site.set_index("changed").map(numeral, na_action="ignore")

# %% id="own-reading"
quiz.tell("own-reading")

# %% [markdown] id="standard-text"
# ## On trial: "standard goods belong on JD and Tmall"
#
# > 原文 000:012: 标品选京东/天猫，非标品选淘宝/抖音，跨境选亚马逊/Shopee
#
# A **standard article** (标品) is the same everywhere: a power bank, a cable. As a program the rule is one line:

# %% id="rule"
{
    "a power bank": fit.choose_platform(is_standard=True),
    "a dress": fit.choose_platform(is_standard=False),
}

# %% [markdown] id="fit-text"
# Another document asks for more than one trait: product, target user, brand, resources (原文 004:007: 产品特性、目标用户画像、品牌定位以及资源禀赋). So give each kind of channel a score from
# 0 to 10 for each trait, and each trait a weight. But who knows whether "reach" of Douyin is a 7 or a 10, and
# whether it weighs 15 or 20? Nobody. So say it: each score from a low to a high end, weights *around* yours. Then draw them 4,000 times, and count how often each
# channel comes first.

# %% id="traits"
traits = fit.channel_traits()
traits = traits[traits["kind"] != "cross_border"]  # we sell at home
traits[traits["channel"].isin(["JD", "Douyin own live"])].pivot(
    index="criterion", columns="channel", values=["low", "high"]
)

# %% [markdown] id="traits-text"
# These scores turn the documents' words into numbers, with rows of ours where they are silent (`source` says which; 拼多多, 视频号 and
# instant retail are ours). **They are a start, to be replaced by yours.** `own.weights` has weights for a power bank and for a dress.

# %% id="weights"
weights = own.weights.set_index("criterion")
fits = {article: fit.channel_fit(traits, weights[article]) for article in weights}
fits["a power bank"][["channel", "score", "low", "high", "wins", "first_two", "n"]].head(4)

# %% id="fit-figure"
ax = figures.wins_by_channel(fits, most=8)
plots.label(ax, quiz.tell("fit-title"))

# %% id="turning"
fit.turning_weight(traits, weights["a power bank"], "showing", "JD", "Douyin own live")

# %% id="fit-reading"
quiz.tell("fit-reading")

# %% [markdown] id="kinds-text"
# One warning before you compare classes. One document counts Douyin among *social* commerce (原文 001:007: 初期以社交电商（如拼多多、抖音）为主战场), another among *content*
# commerce (原文 004:013: 内容电商（如抖音、快手、小红书）). The same scores, under two names:

# %% id="kinds"
kinds = traits.drop_duplicates("channel").set_index("channel")["kind"]
wins = fits["a dress"].set_index("channel")["wins"]
renamed = kinds.mask(kinds.index.str.startswith("Douyin"), "social")
pd.DataFrame({"as in 004": wins.groupby(kinds).sum(), "as in 001": wins.groupby(renamed).sum()})

# %% [markdown] id="kinds-reading"
# No buyer has moved. **Define the classes before you compare them.** The same goes for measures. One document builds a brand of fifty million on low prices, another finds that the people who came for them
# hardly ever return. Both can be true: one counts revenue, the other repurchase (cases *Fifty million in the first year* and *Better people, not more people*).

# %% [markdown] id="cut-text"
# ### Where the rule turns
#
# Scores can't say where a rule ends. Money can. A standard article is easy to compare, and where all offers stand beside each other, the price
# follows the cheapest. So ask: *how deep may the price fall on the shelf, until it leaves no more than the own live room?*

# %% id="cut"
standard = own.terms[own.terms["profile"] == "standard 3C"]
print(f"{channels.turning_price_cut(standard, 'Tmall', 'own live'):.1%} of the price")
channels.left_per_100(standard)

# %% id="cut-reading"
quiz.tell("cut-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="map-text"
# ## Where is there room?
#
# A place to sell is also a place *between the rivals* (差异化定位). `rival_articles` has the price and the weight of every rival's chair with a back, for grown-ups. We asked 240 people for the most they would pay for a
# chair and the heaviest it may be (`own.wishes`), and three makers what a chair of each weight costs. A cell of the map without a cross is empty. Is it an opening?
# Careful: a rival's chair *serves* you if it is no dearer and no heavier than you said. It needn't stand in your cell. So each cell says two shares: who has no offer, of those who look there.

# %% id="map"
chairs = ["CH01", "CH02", "CH04"]
rivals = shop.rival_articles.rename(columns={"usual_price": "price"})
rivals = rivals[rivals["sku"].isin(chairs) & rivals["gone_at"].isna()]
yuan, kg = [30, 100, 150, 200, 300, 450], [0.5, 1.0, 1.5, 2.0, 3.0, 4.5]
costs = [190, 150, 72, 66, 62]  # of a chair of each weight, from the makers' quotes
cells = positioning.positioning_map(rivals, own.wishes, "price", "weight_kg", yuan, kg, costs)
cells.drop(columns=["n", "counts"]).head(5)

# %% id="map-figure"
ax = figures.positions(cells, rivals, "price", "weight_kg")
plots.label(ax, quiz.tell("map-title"), x="price, yuan", y="weight, kg (lighter is higher)")

# %% id="map-reading"
quiz.tell("map-reading")

# %% [markdown] id="papers-text"
# ## Before the first sale: papers
#
# A document asks for three before you open: business licence (营业执照), trademark, better registered (R标) than applied for (TM标), and quality reports,
# above all for electronics and food (原文 000:014: 质检报告（尤其是3C、食品类）). Three sentences are no alarm. A table is: `own.rules` says which paper a category needs, from whom, and **how many days a new one
# takes**; `own.papers` says what you hold and until when. Two articles are planned: a power bank, and freeze-dried meals.
#
# (The rules are ours, read in November 2026 in secondary reports. They change. Check each before you rely on it: `source` says where it is from.)

# %% id="papers"
gaps = papers.compliance_gaps(own.articles, own.papers, today, own.rules)
gaps[["sku", "holder", "paper_zh", "status", "expires", "days_left", "start_by"]]

# %% id="ask-off-the-shelf"
quiz.off_the_shelf

# %% id="answer-off-the-shelf"
answer = ...
quiz.off_the_shelf.check(answer)

# %% id="papers-reading"
quiz.tell("papers-reading")

# %% [markdown] id="feed-text"
# ### And the feed
#
# An own site is found through its **product feed** (商品数据源): a table from which shopping ads are made. Where the feed and the page differ, the article
# is refused, or a buyer is promised a price that isn't there. `feed_lint` compares the two. (The last digit of a GTIN 条形码 checks the
# others: from the right, count them three times and once in turn, and all must add up to a whole ten.)

# %% id="ask-feed-errors"
quiz.feed_errors

# %% id="answer-feed-errors"
answer = ...
quiz.feed_errors.check(answer)

# %% id="feed"
print(papers.gtin_is_valid("6291041500213"), papers.gtin_is_valid("6291041500214"))
papers.feed_lint(own.articles[~own.articles["planned"]], own.feed)

# %% id="feed-reading"
quiz.tell("feed-reading")

# %% [markdown] id="breaks-text"
# A brand that sells through resellers also looks at *their* prices (控价). Here two shops were looked at on two Mondays, with a lowest price of 119 yuan for the chair:

# %% id="breaks"
mondays = pd.to_datetime(["2025-12-22", "2025-12-29"] * 2)
seen = pd.DataFrame({"date": mondays, "shop": ["north", "north", "south", "south"], "sku": "CH01",
                     "price": [129.0, 99.0, 125.0, 125.0]})  # fmt: skip
positioning.price_breaks(seen, floor=119)

# %% [markdown] id="breaks-caution"
# > **Caution.** Before you write to a reseller, ask a lawyer: an agreement that fixes resale prices may break the Anti-Monopoly Law. And within your *own* channels,
# > a price may differ by place and period under a rule that everybody can read. A different price for the same goods by what you know about a
# > *person* needs their knowledge (E57; check before you rely on it).

# %% [markdown] id="brief-text"
# ## One page
#
# The first of the five documents begins with three questions: what do we sell, to whom, where (原文 000:005: 卖什么、卖给谁、在哪卖). Put the answers on one page, with two things that such pages lack: where
# each finding **can be seen**, and what you **don't know**. Change every sentence below. An empty answer is refused.

# %% id="brief"
parts = ["low", "high", "n", "counts"]
cell = cells[(cells["offers"] == 0) & (cells["reading"] == "open")].iloc[0]
fee_paid = shelf.set_index("reading").loc["profit"]
search = ledger.set_index("channel").loc["natural_search", "left_per_100"]
posts_add = mean(own.content_pairs.groupby("shop")["gain"].sum() / 12, "simulated pairs")

# %% id="brief-evidence"
evidence = [
    {"finding": ("Buyers asked whom no rival serves there", "所问买家中竞品未满足的比例"),
     "source": "lesson 1.5, cell map", "estimate": Estimate(cell["share"], *cell[parts]),
     "unit": "%", "counts_zh": "名受访者"},
    {"finding": ("Left of 100 yuan paid, by natural search", "自然搜索每百元实付剩余"),
     "source": "lesson 1.5, cell ledger", "estimate": (f"{search:.0f} yuan", f"{search:.0f} 元")},
    {"finding": ("Yuan a month that posts add, before their own wages", "内容每月增量（元，未扣人工）"),
     "source": "lesson 1.5, cell brief", "estimate": posts_add, "counts_zh": "对模拟店铺"},
    {"finding": ("Yuan that a shelf adds in a city, after its fee", "每城货架扣费后增量（元）"),
     "source": "lesson 1.5, cell shelves-table",
     "estimate": Estimate(fee_paid["estimate"], *fee_paid[parts]), "counts_zh": "个城市"},
]  # fmt: skip

# %% id="brief-page"
border = f"{round(posts_add.value, -3):,.0f}"
page = research_brief(
    what=("A chair of 1.5 kg for 200 to 300 yuan", "1.5 公斤、200 至 300 元的露营椅"),
    for_whom=("Buyers who want it lighter than any rival's", "要求比所有竞品更轻的买家"),
    where=(f"Our present shop, by search. Posts stay while running them costs less than {border} yuan a month. No supermarket at this fee",
           f"现有店铺，以搜索为主；运营成本低于每月 {border} 元则保留内容；按此费用不进超市"),
    evidence=evidence,
    unknown=[("Whether they pay what they say: lesson 1.4 asks for deposits", "所说是否等于所付"), ("Whether the maker keeps 72 yuan for the second lot", "第二批能否保持 72 元"),
             ("What posts add in our own regions: a test by lot, 13 weeks", "内容在各地区的增量：随机试验十三周")],
    change=[("A rival's chair of 1.5 kg below 200 yuan", "竞品推出 200 元以下、1.5 公斤的椅子"),
            ("Fewer than one in ten of those asked pays a deposit", "付定金者不足一成")],
    about="Light outdoor gear · spring 2026",
)  # fmt: skip
page

# %% [markdown] id="brief-file"
# With `path="brief.html"` the page is also written as a file. It needs no network, prints on A4, and never replaces a file that is there unless you
# say `overwrite=True`.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put an export of your own ledger beside this notebook as `my_pnl_lines.csv`, with the columns `date`, `order_id`, `channel`, `line` and `amount`
# (income above 0, costs below). No platform exports it whole, so that is the form; the error names a column that is missing. Lines with other names go into `groups=`.

# %% id="yours"
from pathlib import Path

mine = Path("my_pnl_lines.csv")
if mine.exists():
    lines = pd.read_csv(mine, parse_dates=["date"], dtype={"order_id": "str", "channel": "str"})
    yours = channels.unit_economics_by_channel(lines)
else:
    yours = "No my_pnl_lines.csv here yet."
yours

# %% [markdown] id="yours-export-text"
# Where your export names buyers and a channel, it also says which share of a channel's buyers is new. Import your platform's export once, in a terminal: `python course.py import FILE`. Then run the cell.

# %% id="yours-export"
from ecomlab import exports

if not exports.is_imported():
    print("Nothing is imported yet. In a terminal: python course.py import FILE")
elif not exports.my_shop().names_buyers:
    print(exports.my_shop().no_buyer)
else:
    own = exports.my_shop().orders
    own = own if "channel" in own else own.assign(channel="(all)")
    print(channels.new_to_brand(own, since=own["ts_order"].quantile(0.5).date()))

# %% [markdown] id="recap"
# ## Recap
#
# - Say "left of 100 yuan **paid**" or "**kept**". Wages and rent stay in a row of their own.
# - A last-click ledger says who came last. It can have the wrong sign for a channel that finds people.
# - The share of new buyers doesn't say how many sales are new. Compare places with the channel and without.
# - A channel pays while what it **adds** is more than what it costs to **run**.
# - Where weights are uncertain, count the weightings. What wins under half of them is a taste.
# - Empty on the map: ask first who is served from elsewhere, and whether it can be made.
# - A paper's alarm rings when a new one must be *asked for*, not when the old one ends.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Make the channel table from your ledger, once a quarter, with both denominators in the heading.
# 2. Beside every red channel write: who would buy elsewhere without it? If nobody knows, plan a test by regions before you close it.
# 3. Write down what each channel costs a month to *run*: people, samples, software. Go down the list until the next one adds less.
# 4. Replace our scores by yours, run `channel_fit`, and write the share of wins beside the choice. Below two thirds: test two.
# 5. Keep the papers as a table with `expires` and `renew_days`. Look at it every Monday. What has no paper is not sold.
# 6. Run `feed_lint` after every price change and after every event.
# 7. Put the decision on one page. Who signs it, reads what we don't know.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | channel | 渠道 | where a buyer comes from or buys |
# | contribution of a channel | 渠道边际贡献 | what its orders leave after all that is booked on it, before wages and rent |
# | paid / kept | 实付金额 / 退款后金额 | before and after refunds |
# | last click | 末次点击 | the whole credit goes to the last click before the order |
# | incremental | 增量 | what would be missing without the channel |
# | cannibalisation | 蚕食 | sales that a channel takes from the others |
# | new to brand | 新客占比 | buyers who had never bought here |
# | standard article | 标品 | the same everywhere, easy to compare |
# | positioning map | 定位图 | rivals and wishes by price and quality |
# | product feed | 商品数据源 | the table from which shopping ads are made |
# | resale price control | 控价 | a brand looks at its resellers' prices; limited by law |
#
# Words of Douyin's back office, which plans and reports in them (ours; check before you rely on them):
#
# | word | 中文 | meaning |
# |---|---|---|
# | FACT | 经营矩阵 | **F**ield 商家自播, **A**lliance 达人矩阵, **C**ampaign 营销活动, **T**op-KOL 头部大V: four fields of work |
# | product card | 商品卡 | the article found in search, mall and recommendation, without a show or a clip |
# | Compass | 抖店罗盘 | the data centre, as 生意参谋 is Taobao's |
# | audience stages, 5A | 5A人群 | aware, appeal, ask, act, advocate |
#
# **Not here.** A bundle for a scene, such as an afternoon-tea set for the office (原文 000:011: 办公室下午茶套装), is an offer and no channel: lesson 3.7 tests it.
#
# **Sources.** Weightings: Lahdelma, Hokkanen and Salminen 1998, *SMAA*, European Journal of Operational Research. Stores beside an online shop: Avery and others 2012,
# *Adding Bricks to Clicks*, Journal of Marketing. GTIN: GS1 General Specifications. The twins: this course's shop.
#
# **Next.** The workshop of this chapter, *The selection meeting*, ends with your page. The case *Fifty million in the first year* shows what a list of winners leaves out.
