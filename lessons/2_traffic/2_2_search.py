# %% [raw] id="header"
# title = "How do they find us?"
# subtitle = "Words for the title, whose rank it is, and what a place brings"
# chinese = "搜索"
# minutes = 75
# route = "extension"
# needs = ["0_2"]
# verdict = "reading"
# topic = "traffic.search"
# related = ["content_traffic"]
#
# [rows]
# T05 = "traffic.titles.build_title, traffic.titles.title_audit / best_title, room_left"
# T06 = "traffic.titles.build_title, traffic.titles.title_changes, traffic.titles.title_effect / best_title / the second template, on the same words"
# T07 = "traffic.titles.long_tail_gap / unanswered"
# T08 = "track_ranks, rank_alerts / seen_by_strangers, found_by_strangers"
# T09 = "rank_factors, rank_slope, rank_effect / push_sales, which_arrow"
# T10 = "top_rank_coverage / top_words"
# T11 = "- / - / a rule that died: listing times belong to an old way of ranking"
# T36 = "share_of_search / notes_share"
# M05 = "card_click_rate"
# M12 = "track_ranks / seen_by_strangers"
# M48 = "rank_factors / which_arrow / what a popularity rank may count; nobody outside knows the weights"
# E11 = "traffic.titles.title_audit / - / a word that promises must be true, and some may not stand at all"
# E32 = "traffic.titles.build_title, traffic.titles.title_effect / - / both templates on the same words"
# E46 = "- / - / names and rules that are history, in one table"
# L23 = "traffic.titles.build_title, traffic.titles.title_audit / best_title"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. build a title that the most valuable searches find, within the platform's length,
# 2. say a rank with who looked, where, and how often,
# 3. use a late supplier as a natural experiment,
# 4. say in yuan what a better place may cost,
# 5. list the questions that your page doesn't answer.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with everybody's phone: *"Search for 露营椅. Who sees which shop first?"* Write the answers on the board.
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 5 | the question, the guess |
# | 16 | words: by hand, by function, the two templates, the lever; exercise |
# | 8 | our own titles; titles that changed |
# | 3 | the card |
# | 12 | whose rank? prediction, looks, coverage, alerts |
# | 17 | which way the arrow points; the late supplier; another shop |
# | 6 | push or not; the verdict |
# | 5 | questions that the page doesn't answer; rules that died |
#
# **Likely wrong turns.** "Take the biggest words": they fill the title and bring lookers. "We are on place 5": on whose phone? "Better placed
# articles have more visits, so a better place brings them": which came first? "The interval holds 1, so titles are useless": it says
# that the shop is too small to see it.
#
# **Expected.** Forty units: about 1,200 payers. Strangers: few. Another shop: about −0.40. Push: B, 2 (what an order leaves, 30 yuan, is given). Gap list: 清洗 is answered on the page by 洗.
#
# **With 45 minutes** leave out the card, the alerts and the last two tables; give the page's questions as homework.
#
# **Law and decency (法治与诚信).** Orders bought to lift a rank (刷单) deceive buyers and are unlawful: Anti-Unfair Competition Law (反不正当竞争法) and E-Commerce Law (电子商务法).
# A title is advertising: absolute terms (国家级, 最高级, 最佳) may not stand there (广告法 art. 9), and a rival's brand may not either. A word that isn't true of the goods cheats the searcher.
#
# **Hand out:** *"For the word … strangers see us on … (median; nine of ten see … or better; … looks). A better place is worth … yuan a day."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("2_2")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## "Sales rank is a factor, so push sales"
#
# The boss has read how the platform ranks: first by sales, then by conversion, favourites, service. *"So we push sales for a month, climb, and the free traffic
# comes by itself."* The agency offers a coupon campaign, and behind its hand something cheaper.
#
# Three questions wait: which words find us, on which place we stand, and what a place brings. First a guess. An article's place number on its main word
# **halves**, from 12 to 6, and nothing else changes. How many **times** as many visits from unpaid search does it get? (Times, not per cent: one is as many as before, two is twice as many.)

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots
from ecomlab.datasets import load
from ecomlab.exercises.traffic import search as mine
from ecomlab.levers import lever
from ecomlab.traffic import figures, search, titles

pd.options.display.float_format = "{:,.3f}".format
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("search")
tables = {name: shop[name] for name in mine.SHOP} | {name: own[name] for name in mine.OWN}
tables |= {name: second[table] for name, table in mine.OTHER.items()}
quiz = exercises("2_2", **tables)

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # times as many search visits

# %% [markdown] id="words-text"
# ## Which words find us
#
# Somebody types *便携椅*. The platform cuts it into parts, 便携 and 椅, and shows articles whose title holds both. A title has a length: on Taobao 60 units, and a 汉字 counts two (30 汉字).
#
# (That is the part of the matter that you write yourself. Real platforms also use the category, the attributes that you fill in, synonyms such as 野营 for 露营, and meaning (类目, 属性, 同义词, 语义召回).)
#
# By hand, with 8 units (4 汉字) and three searches:
#
# | search | clicks | title 露营 + 椅 (6 units) | title 便携 + 椅 + 桌 (8 units) |
# |---|---:|---|---|
# | 露营 椅 | 90 | found | |
# | 便携 椅 | 50 | | found |
# | 便携 桌 | 60 | | found |
# | **clicks** | | **90** | **110** |
#
# The largest search isn't in the best title: a word is worth what it completes. With 25 candidates there are 33 million choices. `build_title` finds the best one exactly: maximise
# $\sum_k v_k y_k$, where a search $k$ counts ($y_k = 1$) only if each of its parts stands in a chosen word, and the words' lengths add up to the limit at most (integer programming, `scipy.optimize.milp`).
#
# The tables of this part are **invented**: what people type to find a folding chair, and the words that are true of *ours*.

# %% id="terms"
own.terms.head(6)

# %% id="lengths"
[(word, titles.title_length(word)) for word in ("露营椅", "承重240斤", "camping chair")]

# %% [markdown] id="template-text"
# Two templates stand in the documents. One: core word + attribute + scene (核心词+属性词+场景词). The other: product + assurance + promotion (正品, 打折). Both have the same 60 units. Which one is found by more of those who **pay**? And why? The third title is the second template with room for scenes.

# %% id="templates"
best = titles.build_title(own.terms, own.candidates, slots=mine.SLOTS, value="payers")
promises = titles.build_title(own.terms, own.candidates, slots=mine.PROMISES, value="payers")
both = titles.build_title(own.terms, own.candidates, slots=mine.BOTH, value="payers")
pd.Series({"core + attribute + scene": "".join(best["word"]),
           "product + assurance + promotion": "".join(promises["word"]),
           "the same, with scenes": "".join(both["word"])}).to_frame("title")  # fmt: skip

# %% id="title-reading"
quiz.tell("title-reading")

# %% id="template-reading"
quiz.tell("template-reading")

# %% [markdown] id="lever-text"
# Open one slot after another: only the core word, then attributes, scenes, assurance, promotion. A slot takes as many words as fit. The curve shows the best title of these slots for each length. Which slot lifts it, and which leaves it where it was? A word that nobody types fills room and brings nothing: with many of them a title is stuffed (堆砌), and platforms punish it.

# %% id="lever"
lever(lambda count: figures.found_by_limit(own.terms, own.candidates, 60, mine.open_slots(count)),
      "open slots: 1 core, 2 attributes, 3 scenes, 4 assurance, 5 promotion", [1, 2, 3, 4, 5],
      start=3)  # fmt: skip

# %% id="ask-best-title"
quiz.best_title

# %% id="answer-best-title"
answer = ...
quiz.best_title.check(answer)

# %% [markdown] id="audit-text"
# ## Our own titles
#
# Back to the running shop: its forty titles, beside the list of words that are true of each article, cut into their parts as the platform cuts them. `missing` names the slots of which no part is there, `room` the units that are left.

# %% id="audit"
audit = titles.title_audit(shop.listings[["sku", "title"]], own.words)
audit[["sku", "title", "length", "room", "missing", "twice", "banned"]].head(6)

# %% id="audit-reading"
quiz.tell("audit-reading")

# %% [markdown] id="change-text"
# **Does a longer title help?** Each title that was changed has a day of change. For four weeks before and after, take the article's search visits against its other visits (so its season drops out), and compare with the articles whose title stayed.

# %% id="changes"
changes = titles.title_changes(shop.article_daily, shop.titles)
changes[["sku", "since", "more", "times", "others", "why"]].head(4)

# %% id="title-effect"
titles.title_effect(changes)

# %% id="change-reading"
quiz.tell("change-reading")

# %% [markdown] id="card-text"
# **Found isn't clicked.** Between them stands the card: main picture, price, title. Its click rate (主图点击率) is clicks ÷ impressions of the card.

# %% id="card"
card = search.card_click_rate(mine.natural(shop.traffic_daily)).set_index("entrance")
100 * card[["estimate", "low", "high"]]  # per cent

# %% id="clicks-reading"
quiz.tell("clicks-reading")

# %% [markdown] id="rank-text"
# ## Whose rank?
#
# Somebody in the shop looks every morning and writes "place 5". The platform shows each of us what we may want: it knows your phone. `own.looks` (invented) has 120 looks at each of three words, in six cities: with the shop's own account, by customers, by strangers. `inf` in the table: not among the first 100.

# %% id="ask-seen-by-strangers"
quiz.seen_by_strangers

# %% id="answer-seen-by-strangers"
answer = ...  # (value, low, high), shares
quiz.seen_by_strangers.check(answer)

# %% id="looks-table"
search.track_ranks(own.looks, by=["keyword", "account"])

# %% id="looks-figure"
ax = figures.places_seen(own.looks[own.looks["keyword"] == mine.WORD])

# %% id="looks-reading"
quiz.tell("looks-reading")

# %% [markdown] id="city-text"
# And *where* did the strangers look?

# %% id="city"
strangers = own.looks[(own.looks["keyword"] == mine.WORD) & (own.looks["account"] == "stranger")]
search.track_ranks(strangers, "city")[["city", "looks", "tenth", "median", "ninetieth"]]

# %% id="city-reading"
quiz.tell("city-reading")

# %% [markdown] id="coverage-text"
# A document calls a shop healthy if an article stands on "the first three or the first page" for a hot word (前3名或者首页). The running shop's tool gives one place a day for each article and word.

# %% id="coverage"
mine.covered(shop.keyword_ranks, shop.search_words, shop.keyword_months).head(8)

# %% id="coverage-reading"
quiz.tell("coverage-reading")

# %% [markdown] id="alert-text"
# **Holding a place (卡位).** A place moves every day. `rank_alerts` rings only outside of what the last four weeks had, so that nobody runs after noise. `on_hand` is that evening's shelf: look first at those where it is 0.

# %% id="alerts"
alerts = search.rank_alerts(shop.keyword_ranks, "2025-12-31")
mine.with_shelf(alerts[alerts["alert"] != ""], shop.inventory_daily, "2025-12-31").head(6)

# %% id="alert-reading"
quiz.tell("alert-reading")

# %% [markdown] id="arrow-text"
# ## Which way does the arrow point?
#
# Now the boss's sentence. With what do places go together, over the articles of the last four weeks? And how many more visits have the better placed ones? (A positive number: goes with a *better* place.)

# %% id="days"
days = search.search_days(
    shop.article_daily, mine.core_ranks(shop.keyword_ranks, shop.search_words)
)
articles = mine.by_article(shop.article_daily, days)
search.rank_factors(articles, ["orders", "conversion", "carts"])

# %% id="slope"
search.visits_factor(search.rank_slope(days), rank=12, to=6)

# %% id="factors-reading"
quiz.tell("factors-reading")

# %% [markdown] id="natural-text"
# **A late supplier is an experiment that nobody planned.** A flood, and the lot comes four weeks late. The shelf, full until the lot was due, is empty; the place falls. Then the goods are back, as good and as cheap as before; only the place is still down. What happens to the search visits in those days is the place's own doing.
#
# By hand, one stock-out: the place went from 5 to 15, **3 times** as far down; visits from 60 to 43 a day, **0.72 times**. With $\text{visits} \propto \text{place}^{\,e}$ we get $e = \log 0.72 / \log 3 = -0.30$. Over many: the sum of the logs of visits over the sum of the logs of places, each beside articles that weren't empty.

# %% id="stockouts"
empty = search.stockouts(shop.inventory_daily, shop.inbound, shop.sku, late=mine.LATE)
after = search.after_stockouts(days, empty, "supplier")
after[["sku", "start", "days", "late", "rank", "visits", "others"]].head(6)

# %% id="path"
ax = figures.place_after_stockout(search.rank_path(days, empty, "supplier"))

# %% id="path-reading"
quiz.tell("path-reading")

# %% id="effect-figure"
found = {"articles side by side": search.visits_factor(search.rank_slope(days), 2, 1),
         "a late supplier": search.visits_factor(search.rank_effect(after), 2, 1)}  # fmt: skip
read = estimates.table(found)
read.loc[len(read)] = {"reading": "truth", "estimate": mine.true_half()}
ax = plots.verdict(read, percent=False, guess=quiz.guess.given)
ax.axvline(1, color=plots.COLOURS["grey"], lw=1)  # no more visits
plots.label(ax, quiz.tell("effect-title"), x="times as many search visits on half the place number")

# %% id="effect-reading"
quiz.tell("effect-reading")

# %% id="ask-other-effect"
quiz.other_effect

# %% id="answer-other-effect"
answer = ...
quiz.other_effect.check(answer)

# %% [markdown] id="push-text"
# ## The coupon
#
# And the cheaper offer of the agency? A hundred parcels with nothing in them: 刷单. It deceives the buyers who trust the number, and the law forbids it: to those who buy, and to those who help. The honest ways to the same sales are goods that are there, an answer to the questions people ask, a true title, and a price that you can afford. What may that price cost?

# %% id="ask-push-sales"
quiz.push_sales

# %% id="answer-push-sales"
answer = ...  # for example ("A", 1)
quiz.push_sales.check(answer)

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="evidence-text"
# **Beside our world.** A travel site showed hotels in an order drawn by lot for part of its visitors. Better places brought more clicks; the effect came out lower than studies without a lot had found, and a better place did not make those who had clicked buy more (Ursu 2018). That is about hotels. It is the same way for the arrow.

# %% [markdown] id="gap-text"
# ## Questions that nobody answers
#
# A beauty brand says that its pages, rewritten for search words and selling points, brought 30% more natural search traffic (原文 001:014: 使自然搜索流量提升30%). Beside which pages? It doesn't say. What you can do today is smaller: look up what people ask, and whether the page has a sentence for it.

# %% id="gap"
gap = titles.long_tail_gap(own.questions, "\n".join(own.page["text"]))
gap[["question", "keyword", "clicks", "treated", "missing"]].head(5)

# %% id="page"
own.page

# %% id="gap-reading"
quiz.tell("gap-reading")

# %% [markdown] id="guides-text"
# People also search on 小红书 and 知乎, for guides and tests (干货测评, 场景攻略). Whose notes come first?

# %% id="guides"
notes = own.guides[own.guides["platform"] == "xiaohongshu"]
search.share_of_search(notes)

# %% id="guides-reading"
quiz.tell("guides-reading")

# %% [markdown] id="dead-text"
# ## Rules that died
#
# | you may still read | what became of it |
# |---|---|
# | set listing times so that articles list on all seven days (上架时间) | belonged to an old ranking by time until the listing ends; leave it |
# | newest search words from 数据魔方; visitors from 量子恒道 | tools of their time, merged into 生意参谋 |
# | 钻展, 超级推荐 | ads merged step by step (by way of 引力魔方) into 万相台, then 万相台无界版 |
# | "100% optimised" keywords, 正品 in each title | a promise needs proof; stuffing is punished |
#
# (Outside the documents; look at your platform's rule page for today's state.) And lengths differ: Taobao 60 units, Amazon 200 characters with spaces for most classes (`wide=1`, `between=" "`) when this was written.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put a file beside this notebook as `my_looks.csv`: `keyword`, `account`, `natural_rank` (empty: not found), one row per look. Ask ten friends in five cities. The error names a column that is missing.

# %% id="yours"
from pathlib import Path

file = Path("my_looks.csv")
if file.exists():
    yours = search.track_ranks(pd.read_csv(file), by=["keyword", "account"])
else:
    yours = "No my_looks.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - A title's word is worth the searches that it completes. Choose by those who pay, among words that are true.
# - A rank is a distribution: who looked, where, how many looks. Your own phone isn't a buyer.
# - A sign that is nearly always on ("first page") says nothing.
# - Sales move the place, the place brings visits, and what people want moves both. Side by side you see all three at once.
# - Something from outside that moves the place alone, such as a late supplier, shows what the place brings. Here that was far less than the comparison said.
# - What a push may cost follows from yuan a day, not from the word "factor".

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. List the parts of the search words that end in payments; mark those that are true of the article.
# 2. `build_title` with your platform's length; read it aloud; change one title at a time, with its date in the list.
# 3. Look at your five main words with ten strangers' phones, once a month. Keep the looks.
# 4. Write each stock-out down with its cause and the date on which the goods came. It is your natural experiment.
# 5. Before a push: yuan a day of the better place, by the order rate of visits from plain search, against its cost. No bought orders.
# 6. Take the first three questions of the gap list. Read the page: is the answer there in other words? If not, write one true sentence.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | search word, part | 搜索词, 分词 | what is typed; the pieces into which it is cut |
# | core, attribute, scene word | 核心词, 属性词, 场景词 | slots of a title |
# | long-tail word | 长尾词 | long, rare, precise |
# | stuffing | 关键词堆砌 | words without use for the searcher |
# | natural rank, ad rank | 自然排名, 推广排名 | place among unpaid results; place of the ad |
# | holding a place | 卡位 | keeping a place on a chosen word |
# | click rate of the card | 主图点击率 | clicks ÷ impressions of the card |
# | stock-out | 缺货 | an empty shelf while people still look |
# | natural experiment | 自然实验 | something from outside moves one thing, as a lot would |
# | elasticity | 弹性 | twice the place number: visits × 2^elasticity |
# | bought orders | 刷单 | orders that nobody wanted; unlawful |
#
# **Sources.** Ursu 2018, Marketing Science 37. Knapsack with sets: Goldschmidt, Nehme and Yu 1994. Wald 1940. Titles, looks, questions and guides: invented for this lesson; all else: this course's shop, a simulation.
#
# **Next.** Lesson 2.3 buys the place that you couldn't earn: *Which plan do we feed?* The case *The traffic that converts at twelve per cent* looks at another shop's search and content.
