# %% [raw] id="header"
# title = "Which posts and creators pay?"
# subtitle = "Contracts settled on kept orders, luck, and words nobody posted about"
# chinese = "内容与达人"
# minutes = 70
# route = "extension"
# needs = ["0_2"]
# verdict = "border"
# border = "the budget in fees of a star and the posts wanted, where all tiers return as much for a yuan: between one fee and forty the smaller fee is ruined less often, at forty luck no longer decides"
# topic = "traffic.creators"
# related = ["content_traffic"]
#
# [rows]
# T12 = "traffic.seeding.seeding_lift, traffic.seeding.event_study, traffic.seeding.busy_days / lift"
# T13 = "jump_rate, top_posts, posts_for_hits / ten_hits"
# T22 = "creator_match, creator_results / january"
# T23 = "traffic.contracts.creator_contract, traffic.contracts.settle_creator / fee_back, unsettled"
# T24 = "creator_funnel / live_cost"
# T29 = "watch_time, hook_rates / three_seconds"
# T30 = "boost_effect / boost_more"
# T31 = "content_coverage"
# K33 = "traffic.contracts.ruin, creator_results / star_ruin, january"
# L32 = "content_coverage / - / the sheet for a post"
# E52 = "jump_rate / - / the line: a paid post is marked; jumps are counted, not views"
# L34 = "creator_funnel, traffic.contracts.settle_creator / - / the sheet for a creator"
# X35 = "jump_rate / - / post report: views, clicks, jumps to the shop"
# X46 = "traffic.contracts.settle_creator, creator_funnel / - / creator report; the live report is in lesson 2.8"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. settle a creator's contract on kept orders, and say what isn't settled yet,
# 2. compare creators by what a yuan of fees brings, and say what last click leaves out,
# 3. read from a table how many fees a budget must hold before luck no longer decides,
# 4. ask of every hit: of how many?
# 5. tell posts that make people search from posts that went out when everybody searched.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with coins. Each pair gets ten coins of play money. A "star post" costs ten, a "small post" one. A post pays back four times its fee on a die's
# 5 or 6, else nothing. Half of the pairs buy one star, the others ten small posts. Who can still pay?
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 3 | the boss's wish, the guess |
# | 12 | one contract by hand, all contracts; the other shop (exercise) |
# | 5 | four kinds of contract |
# | 8 | tier by tier; what last click leaves out |
# | 11 | ruin: prediction, figure, slider, verdict |
# | 4 | last year's best |
# | 6 | ten hit posts |
# | 9 | days with many posts; control words (exercise) |
# | 7 | fit, samples, grid, seconds; boosts (exercise) |
# | 2 | January (exercise), playbook |
#
# That is 70 minutes.
#
# **Likely wrong turns.** "An average of 1.5 can't ruin us": ask what the *usual* post brings. "All tiers are below 1, so stop": show the twin. "Small posts bring three times their fee": on a star's day, by the books. "The twin says more
# posts don't pay": its second row is the same posts at double fees. "The guarantee protects us": only if somebody asks for the money. "More posts, more searches": the market was higher on those days.
#
# **Expected.** Other shop: about 10,000 yuan. Ten fees of a star: about 40 of 100. Control words: about 1.4 times. Boosts: C, 2. January: B, 2.
#
# **With 45 minutes** do the contracts, the tiers, ruin and the control words. Leave out hits, fit and boosts.
#
# **Law and decency (法治与诚信).** A paid post is advertising and is marked 广告, a review with a link too (互联网广告管理办法, outside the documents). Bought views and followers are false data.
# A creator who shows few seconds per view gets a question, not an accusation. Who is paid for praise must have used the thing.
#
# **Hand out:** *"… pieces kept of … guaranteed by …; we ask … yuan back. Not settled: … yuan."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("2_5")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## "Get me a star. And ten hits."
#
# It is the evening of 31 December 2025. Your shop for light outdoor gear pays creators (达人) for posts: small ones (koc, to 8,000 fans), the middle tier (腰部, mid, to 50,000) and stars
# (头部, head). Two documents lie on the boss's desk. One says: choose the middle tier, not stars (原文 000:021: 中腰部达人(如美妆类选择“学生党博主”而非头部明星)). The other praises ten hit posts: (原文 001:015: 产出10篇爆款笔记,带动站外至站内跳转率提升至15%).
# The boss: *"Everybody knows her. Get me that star. And ten hits."*
#
# First a guess. Take the posts of the **middle tier** on days without a star's post. For **100 yuan of fees**: how many yuan are left from the orders they brought, after refunds, goods, parcels, taxes and the
# creators' commission? (The fee itself isn't taken off: 100 would just pay it.)

# %% id="imports"
from io import StringIO

import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.traffic import creators as mine
from ecomlab.levers import lever
from ecomlab.traffic import contracts, creators, figures, seeding

plots.use_house_style()
pd.options.display.float_format = "{:,.2f}".format

# %% id="load"
shop, other, boosts = load("shop"), load("second_shop"), load("boosts").boosts
tables = {name: shop[name] for name in mine.SHOP}
tables |= {f"other_{name}": other[name] for name in mine.OTHER}
quiz = exercises("2_5", **tables, boosts=boosts, twins=load("plans").twins)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan left, for 100 yuan of fees, middle tier, no star that day

# %% [markdown] id="hand-text"
# ## One contract, by hand
#
# A post costs a **slot fee** (坑位费) of 300 yuan, and 10% **commission** (佣金). The creator **guarantees** 10 pieces (保量). The post sells 5 pieces for 495 yuan. One comes back for 99 yuan. What do
# you pay? Commission is due on what is *kept* on day 15 after each payment:
#
# | | yuan |
# |---|---:|
# | slot fee | 300.00 |
# | commission: 10% of 495 − 99 | 39.60 |
# | guarantee: 4 kept of 10, so 6 tenths of the fee come back | −180.00 |
# | **cost of the post** | **159.60** |
#
# Taxes are inside these amounts; what VAT of an invoice comes back is for the accountant. An agency (机构) may take a share on top. Contracts differ. Some give no refund, but **one more post** (补播). Some count pieces *sold*: then bought orders fulfil them. Read yours: which pieces, which day, money or a post.
#
# This settlement knows one rate per contract. Steps of commission, a guarantee in yuan, one deal for several posts, tax withheld from a person, refunds after day 15: not in it. Orders paid before the post, or more than `shown` days after it, are left out with a warning.

# %% id="hand"
deal = """deal_id,post_id,date,slot_fee,commission_rate,guaranteed_units
D1,P1,2025-03-01,300,0.1,10"""
sold = """order_id,post_id,ts_pay,units,amount,kept_units,refunded
1,P1,2025-03-01 20:10,4,396,4,0
2,P1,2025-03-03 09:30,1,99,0,99"""
deal = pd.read_csv(StringIO(deal), parse_dates=["date"])  # an export looks like this
sold = pd.read_csv(StringIO(sold), parse_dates=["ts_pay"])
columns = ["kept", "commission", "missing", "fee_back", "extra_posts", "cost"]
ways = [
    contracts.settle_creator(deal, sold, "2025-04-01", remedy=way) for way in ("refund", "slot")
]
pd.concat(ways)[columns]

# %% [markdown] id="all-text"
# ## All contracts of two years
#
# The same for every post. `as_of` is the first moment of 1 January: what was known on the evening before. What `half` means comes below.

# %% id="settle"
posted = mine.with_contract(shop.creator_orders, shop.creator_deals)
sheet = contracts.settle_creator(shop.creator_deals, posted, as_of=mine.EVENING, half="even")
three = [sheet.iloc[[1]], sheet[sheet["missing"].notna()].head(1), sheet.tail(1)]
pd.concat(three)[
    ["deal_id", "settled", "open", "kept", "slot_fee", "commission", "missing", "fee_back", "cost"]
]

# %% id="settle-reading"
quiz.tell("settle-reading")

# %% [markdown] id="rows-text"
# Never believe a settlement that you can't do again. From the shop's own orders and refunds, order by order:

# %% id="again"
paid = shop.orders[shop.orders["order_id"].isin(posted["order_id"])]
paid = paid.rename(columns={"paid_amount": "amount"})[["order_id", "ts_pay", "amount"]]
refunds = contracts.refund_log(shop.orders, shop.returns)
kept = contracts.kept_orders(paid, refunds, mine.EVENING)
pd.Series({"settled orders": kept["settled"].sum(), "yuan kept": kept["kept"].sum(),
           "yuan refunded after day 15": kept["late"].sum()}).to_frame("")  # fmt: skip

# %% id="again-reading"
quiz.tell("again-reading")

# %% [markdown] id="half-text"
# And the commission? 10% of 94.65 yuan are 9.465. Is that 9.46 or 9.47?

# %% id="half"
one, rate = pd.Series([94.65]), pd.Series([0.10])
pd.Series({half: contracts.commission_of(one, rate, half)[0] for half in ("up", "even")})

# %% id="rounding-reading"
quiz.tell("rounding-reading")

# %% [markdown] id="guarantee-text"
# Some of the stars guaranteed 50 pieces. Before you read on: has anybody in the shop looked whether they came?

# %% id="guarantee"
promised = sheet[sheet["guaranteed_units"].notna()]
promised.groupby("settled")[
    ["slot_fee", "units", "kept_units", "guaranteed_units", "fee_back"]
].sum()

# %% id="guarantee-reading"
quiz.tell("guarantee-reading")

# %% id="ask-fee-back"
quiz.fee_back

# %% id="answer-fee-back"
answer = ...
quiz.fee_back.check(answer)

# %% [markdown] id="terms-text"
# ## Four kinds of contract
#
# The document knows two: base and commission, or commission only (原文 000:021: 采用“佣金+底薪”或“纯佣金”模式). Lay four over the *same* posts of the middle tier, on days without a star's post (why, comes next). `loses`: share of the posts with a loss; nine tenths of the posts lie above `worst`, a tenth
# above `best`; `break_even`: yuan kept from which a post pays.

# %% id="terms"
margin = mine.margin_of(shop.pnl_lines, shop.creator_orders)
sheet = mine.with_tier(sheet, shop.creators)
middle = mine.usual(sheet, "mid")  # on days without a star's post
kept = middle.loc[middle["settled"], "kept"]
table = contracts.creator_contract(kept, margin, mine.terms(sheet, shop.creator_deals))
table.drop(columns=["counts"]).set_index("contract").T

# %% id="contract-reading"
quiz.tell("contract-reading")

# %% [markdown] id="tiers-text"
# ## Tier by tier
#
# `creator_results` adds up what the settled posts brought, and divides by the fees. At 1 the fee is just paid. Guarantees are taken as claimed. Small (koc) and middle (mid) are shown twice: on days without a star's post, and on days with one.

# %% id="tiers-figure"
tiers = mine.by_day(sheet, margin)  # creator_results, by tier and day
ax = plots.estimates(tiers, "who", percent=False)
ax.axvline(1, color=plots.COLOURS["grey"], lw=1)
plots.label(ax, quiz.tell("tier-title"), x="yuan left from orders for a yuan of fees (1: paid)")

# %% id="fees"
tiers[["who", "posts", "mean_fee", "estimate"]]

# %% id="guess-reading"
quiz.tell("guess-reading")

# %% id="tier-reading"
quiz.tell("tier-reading")

# %% [markdown] id="twin-text"
# ### What last click leaves out
#
# All this is **last click**. Who sees a post and searches for your name next week isn't in it. Here the shop is a simulation, so it can be run twice: the first half of 2024 with the content money and without it; and
# with twice as much. Same people, same luck.

# %% id="twin"
twin = load("plans").twins
twin[twin["plan_id"] == "content"][["part", "spend", "revenue", "profit", "low", "high", "n"]]

# %% id="twin-reading"
quiz.tell("twin-reading")

# %% [markdown] id="ruin-text"
# ## On trial: "the middle tier, not stars"
#
# A star costs more for a yuan of sales here. That settles it for this shop. But suppose your star is *as good*: for each yuan of fees both bring the same **on average**. Is it then all the same?
#
# By hand: a post brings nothing in two of three cases, and 4.5 times its fee in the third. On average that is 1.5: a good business. You have the money of **one** star: in two of three cases it is gone. With **ten** small posts
# for the same money all fail with $(2/3)^{10}$: in 2 of 100 cases.
#
# Real posts are wilder. `ruin` draws each post's luck from the posts that you had. A run is ruined when it can't pay the next fee. Each fee is the tier's mean: stars as paid, the others on days without a star.

# %% id="ask-star-ruin"
quiz.star_ruin

# %% id="answer-star-ruin"
answer = ...  # (value, low, high), runs of 100
quiz.star_ruin.check(answer)

# %% id="ruin-figure"
risk = mine.ruin_table(sheet, margin)
lever(lambda budget: figures.ruin_by_budget(risk, budget), "budget, in fees of a star",
      mine.BUDGETS, start=10)  # fmt: skip

# %% id="ruin-reading"
quiz.tell("ruin-reading")

# %% [markdown] id="by-return-text"
# The slider stands on an assumption: all tiers return 1.5. Move that too. Rows: the assumed return and the tier; columns: the budget in fees of a star.

# %% id="by-return"
mine.by_return(sheet, margin)

# %% id="by-return-reading"
quiz.tell("by-return-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="best-text"
# ## Last year's best
#
# So many posts of smaller creators. Of whom? Take the five creators who brought most for a yuan of fees in 2024, of those with twenty posts or more. What did the same five bring in 2025?

# %% id="best-figure"
best = mine.best_of_first_year(sheet, margin)
ax = plots.estimates(best, "creators", percent=False)
ax.axvline(1, color=plots.COLOURS["grey"], lw=1)
plots.label(ax, quiz.tell("best-title"), x="yuan left from orders for a yuan of fees (1: paid)")

# %% id="best-reading"
quiz.tell("best-reading")

# %% [markdown] id="hits-text"
# ## Ten hit posts: of how many?
#
# "Ten hit posts raised the jump rate to 15%." Two questions. **Of what** is it a share? A jump is a click that goes straight into the shop (站外至站内跳转). **Of how many** posts are the ten? `best` are the ten with most views. First take out bought views: creators of whose views fewer than three in ten last three seconds (more of them below).

# %% id="hits"
seen = mine.watched(shop.content_posts)
top = creators.top_posts(seen, top=10, by="views")
top[["group", "posts"]].join(100 * top[["share_of_views", "per_view", "per_click"]])  # per cent

# %% id="hits-reading"
quiz.tell("hits-reading")

# %% [markdown] id="needed-text"
# So hits have a price: all the posts that are none. How many posts must go out for ten hits? It depends on the share of hits, and on how sure you want to be.

# %% id="needed"
ours = (seen["views"] >= mine.HIT).mean()  # this shop's own, the last row
chances = [0.01, 0.02, 0.05, 0.10, ours]
pd.DataFrame({"one post's chance of a hit": chances,
              "as often as not": [creators.posts_for_hits(p, 10, 0.5) for p in chances],
              "nine times of ten": [creators.posts_for_hits(p, 10, 0.9) for p in chances]})  # fmt: skip

# %% id="needed-reading"
quiz.tell("needed-reading")

# %% [markdown] id="busy-text"
# ## Do posts make people search?
#
# That is what seeding (种草) promises: people see the chair at the sea, and search for it themselves (原文 000:017: 通过“产品使用+生活方式”的内容吸引用户主动搜索). It would explain what last click leaves out. Somebody has looked: on days with **six** posts far more visits
# come by a search for the shop's name than on days with **four**.

# %% id="busy-figure"
days = mine.post_days(shop.content_posts, shop.traffic_daily, shop.keywords)
busy = seeding.busy_days(days, many=6, few=4)
ax = plots.estimates(busy, "reading", percent=False)
ax.axvline(1, color=plots.COLOURS["grey"], lw=1)
plots.label(
    ax, quiz.tell("busy-title"), x="searches of the name: days of six posts, times days of four"
)

# %% id="busy-reading"
quiz.tell("busy-reading")

# %% [markdown] id="study-text"
# ### Control words
#
# One thing can be read: a **burst**. For two weeks from 6 January 2025 six more posts a day than usual were about one chair, CH04. The visits that a search led to it are in `article_daily`, day by day (`search_uv`). **Control words** (对照词) are those for other
# articles, about which nobody posted more. If all rise, it was January. By hand: the chair goes from 30 to 45 a day, ×1.5; control words go from 100 to 120, ×1.2. The posts' part is 1.5 ÷ 1.2 = ×1.25.

# %% id="ask-lift"
quiz.lift

# %% id="answer-lift"
answer = ...
quiz.lift.check(answer)

# %% id="study-figure"
change = mine.changes(shop.article_daily)
words = mine.controls(change)
study = seeding.event_study(mine.words(shop.article_daily), "CH04", words, "2025-01-06",
                            "2025-02-09", column="sku", value="search_uv")  # fmt: skip
ax = figures.study_by_week(study, quiz.tell("study-title"), last="2025-01-19")

# %% id="placebo"
mine.rises_before(shop.article_daily).tail(4)  # last week before ÷ first, the largest

# %% id="study-reading"
quiz.tell("study-reading")

# %% id="lift-reading"
quiz.tell("lift-reading")

# %% [markdown] id="money-text"
# Did the burst **pay**? Lay its money beside its extra visits, and beside what its posts sold by last click.

# %% id="money"
mine.burst_money(shop.content_posts, shop.article_daily, shop.creator_orders, shop.sku, margin)

# %% id="money-reading"
quiz.tell("money-reading")

# %% [markdown] id="fit-text"
# ## Before the post: who, and what?
#
# **Who fits?** `creator_match` measures how far a creator's fans are from our buyers. It is a distance, no forecast. So test it: did creators who are near bring more?

# %% id="match"
both = mine.match_and_result(shop.creators, shop.customers, sheet, margin)
ax = plots.points(both.assign(name=""), x="distance", y="estimate", name="name", percent=False)
plots.label(ax, quiz.tell("match-title"), n=len(both), counts="creators",
            x="distance of the fans to our buyers", y="yuan left for a yuan of fees")  # fmt: skip

# %% id="match-reading"
quiz.tell("match-reading")

# %% [markdown] id="funnel-text"
# **Who stays?** Sample, contract, a post made together, a live show. Each rate is of those of the stage before. A sample with its parcel: 85 yuan.

# %% id="funnel"
stages = creators.creator_funnel(shop.creators, sample_cost=mine.SAMPLE)
stages.loc[:2, ["stage", "creators", "estimate", "low", "high", "cost_each"]]

# %% id="funnel-reading"
quiz.tell("funnel-reading")

# %% [markdown] id="coverage-text"
# **What for whom?** Kinds of content by stage of the buyer (认知→兴趣→购买). First look for empty cells, then for the yield: clicks ÷ views.

# %% id="coverage"
grid = creators.content_coverage(shop.content_posts)
table = grid.assign(percent=100 * grid["estimate"])  # clicks per 100 views
table.pivot(index="type", columns="stage", values=["posts", "percent"])

# %% id="coverage-reading"
quiz.tell("coverage-reading")

# %% [markdown] id="watch-text"
# **The first three seconds** (原文 000:025: 痛点前置+产品演示+行动指令). Twenty views of one clip, in seconds. All of them are over: nobody is "still watching". So counting is enough, and no survival curve is needed.

# %% id="watch"
seconds = [1, 1, 1, 2, 2, 2, 2, 2, 3, 4, 5, 5, 7, 8, 11, 14, 18, 25, 31, 31]
creators.watch_time(seconds, at=[3, 10, 30])

# %% id="hook"
held = creators.hook_rates(shop.content_posts, by="creator_id")
held = held[held["n"] >= 20].sort_values("estimate")
shown = pd.concat([held[held["high"] < 0.3], held.iloc[[len(held) // 2, -1]]])  # odd, middle, best
shown[["creator_id", "estimate", "low", "high", "n", "to_end"]]

# %% id="hook-reading"
quiz.tell("hook-reading")

# %% [markdown] id="boost-text"
# ## After the post: boost it?
#
# A boost (DOU+) buys views for a post. `boosts` holds invented posts: an editor chose some because they ran well; a lot dealt the others, and left some alone.

# %% id="ask-boost"
quiz.boost_more

# %% id="answer-boost"
answer = ...  # for example ("A", 1)
quiz.boost_more.check(answer)

# %% id="boost"
by_lot = creators.boost_effect(mine.arms(boosts, "lot"), margin)
ax = plots.estimates(by_lot, "audience", percent=False)
ax.axvline(0, color=plots.COLOURS["grey"], lw=1)
plots.label(ax, quiz.tell("boost-title"), x="yuan that a boost of 50 yuan leaves")

# %% id="destination"
mine.room_and_shop(boosts)

# %% id="boost-reading"
quiz.tell("boost-reading")

# %% [markdown] id="january-text"
# ## The answer to the boss

# %% id="ask-january"
quiz.january

# %% id="answer-january"
answer = ...  # for example ("A", 1)
quiz.january.check(answer)

# %% [markdown] id="sheets-text"
# ## Two sheets to keep
#
# **For a creator** (达人合作表), filled in before the contract:
#
# | fans: distance to our buyers | seconds and clicks per view of the last 20 posts | sample sent, used | pay: base, rate | pieces guaranteed, *kept on which day* | money back or one more post | half cents | judged on |
# |---|---|---|---|---|---|---|---|
# | | | | | | | | |
#
# **For a post** (内容表): topic → script → shoot and edit → review and publish.
#
# | for whom: aware, interest, purchase | kind: test, story, testimony, guide | pain in three seconds | demo | call: click or cart | look: colours, fonts | marked 广告 | claims checked | posts like it in two weeks: none? |
# |---|---|---|---|---|---|---|---|---|
# | | | | | | | | | |
#
# **The line.** A paid post is an advertisement and is marked as one. A review with a link to buy is too (互联网广告管理办法, outside the documents). Bought views are false data.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put two exports beside this notebook. `my_creator_deals.csv`: `deal_id`, `post_id`, `date`, `slot_fee`, `commission_rate`, `guaranteed_units`. `my_creator_orders.csv`: `order_id`, `post_id`, `ts_pay`, `units`, `amount`, `kept_units`, `refunded` (by day 15). Leave
# `kept_units` and `refunded` empty where day 15 hasn't come. Chinese headers: write them into `names`. An error about `utf-8`: Excel saved it in Chinese encoding, so write `encoding = "gb18030"`. The error names what is missing. An order export alone is not
# enough: it doesn't say which post an order came from. The creator report of the platform does.

# %% id="yours"
from pathlib import Path

encoding = "utf-8-sig"  # or "gb18030", as Excel in China saves it
names = {"坑位费": "slot_fee", "佣金率": "commission_rate"}  # add your export's headers
files = Path("my_creator_deals.csv"), Path("my_creator_orders.csv")
if all(file.exists() for file in files):
    deals = pd.read_csv(files[0], encoding=encoding).rename(columns=names)
    bought = pd.read_csv(files[1], encoding=encoding).rename(columns=names)
    deals["date"] = pd.to_datetime(deals["date"])
    bought["ts_pay"] = pd.to_datetime(bought["ts_pay"])
    yours = contracts.settle_creator(deals, bought, as_of=pd.Timestamp.now().normalize())
else:
    yours = "No my_creator_deals.csv and my_creator_orders.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - Commission and guarantees are settled on what is kept on day 15. An open order is neither kept nor missing.
# - A missed guarantee is money that you have to ask for.
# - Compare creators at fees that a contract would name. Here the books share a day's money out over its posts.
# - Last click ranks creators, as long as it misses about the same share of each. It doesn't say whether content pays: the twin did, for this number of posts.
# - With few fees even a good business is ruined by luck. Smaller fees buy more tries for the same money.
# - Ten hits are a number above. Ask for the posts below, and for the base of the rate.
# - Posts go out when demand is high. Compare with words nobody posted about, and look at the weeks before.
# - A lift in times isn't money. Put the cost of the posts beside it.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Settle every contract again from orders and refunds. Write the letter for the missed guarantees.
# 2. Put into the next contract: pieces *kept on day 15*, the missing share of the fee back, half cents.
# 3. Count your budget in fees, and the posts that you want. Read the ruin from the table: few fees, smaller creators.
# 4. Try last year's best again, and expect less of them.
# 5. Next seeding: first its cost beside what the extra visits may leave. If it can pay: one article, two weeks, and the control words written down *before*.
# 6. Stop the boosts that lose by lot. For the third: how many posts would tell, and is the answer worth them?

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | creator | 达人 / KOL | somebody with followers who is paid for posts |
# | small, middle, star | KOC / 腰部 / 头部 | tiers by fans; in the tables koc, mid, head |
# | slot fee | 坑位费 | paid for the post, whatever it sells |
# | commission | 佣金 | share of what is kept |
# | guarantee | 保量 / 保坑产 | pieces or yuan that the creator promises |
# | settlement | 结算 | what is due, on what is kept on day 15 |
# | ruin | 破产概率 | the money is gone before the posts are |
# | jump rate | 站外至站内跳转率 | jumps to the shop ÷ views, or ÷ clicks: say which |
# | seeding | 种草 | posts that make people want and search |
# | event study | 事件研究 | before and after, step by step, beside others |
# | control words | 对照词 | words of the same market about which nobody posted more |
# | hook | 开头钩子 | the first three seconds |
# | boost | DOU+ / 加热 | paid views for a post |
#
# **Sources.** Gambler's ruin: Feller 1968. One treated unit among controls: Crawford and Howell 1998. Terms of contracts and the rule on marking: outside the documents. All numbers: this course's shop and invented posts.
#
# **Next.** The case *The traffic that converts at twelve per cent*: what content adds. Lesson 2.8: what a live show earned.
