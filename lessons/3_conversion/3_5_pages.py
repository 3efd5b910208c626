# %% [raw] id="header"
# title = "Is the page true, and does it sell?"
# subtitle = "Blocks, bold claims, words the law stops, papers, sizes"
# chinese = "详情页与广告合规"
# minutes = 60
# route = "reference"
# needs = ["0_2"]
# verdict = "reading"
# topic = "conversion.pages"
# related = ["dark_background", "size_step", "page_redesign"]
#
# [rows]
# C01 = "page_audit, conversion.blocks.block_effects, conversion.blocks.wanted, conversion.blocks.visits_to_pay / other_video, whole_pages"
# C03 = "claim_check / - / a story from 'pain' to 'gone' is checked for medicine and numbers; whether a story sells is a test by lot: lesson 3.2"
# C13 = "conversion.sizes.recommend_size, conversion.sizes.size_advice, conversion.sizes.runs / kept_advice, one_up / the document's 40% is the case of the size step"
# C36 = "conversion.colours.colour_delta / farthest"
# C37 = "listing_lint / - / in this simulation nothing follows from an empty attribute: it is filled because search filters and buyers need it"
# C38 = "conversion.colours.style_check / - / one style looks tidy; that it sells is a claim for a test"
# C43 = "claim_check, claim_rules / passes, offers / the search words of a title: lesson 2.2"
# C45 = "conversion.blocks.visual_honesty, conversion.blocks.honesty_effect, conversion.blocks.claim_worth, conversion.blocks.triple_damages / monday / a format of content is tested in 2.5"
# C47 = "listing_lint / - / a title's length and words: lesson 2.2; a feed's fields: lesson 1.5"
# K26 = "claim_check / - / the neck massager's story: a medical word and a number"
# K28 = "claim_check / - / three minutes, twelve hours: numbers that need a measurement"
# K40 = "conversion.colours.style_check / - / fresh or cool: a look is chosen, then kept on all pages; which sells, a test says"
# E11 = "claim_check / offers / the kinds 'origin' and 'offer'"
# E13 = "claim_check / passes"
# L20 = "page_sheet, page_audit / whole_pages"
# L21 = "page_sheet / - / a main image is tried by lot: lessons 2.1 and 3.2"
# L22 = "page_sheet / - / zones of the home page: a checklist"
# N16 = "page_sheet / - / design, photo and film aren't computed: a checklist, and a test by lot (lesson 3.2) (outside)"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say why pages with a video sell more, what a video does, and where it pays,
# 2. read what a block or a bold claim does on the *same* page, in carts and in what comes back,
# 3. find the words that need something before they run, and the law's article,
# 4. say what the word list can't see, and what a deceived buyer may ask for,
# 5. list today's missing papers, empty attributes, wrong colours and sizes.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with: *"Restaurants with a white tablecloth earn more. A snack bar buys tablecloths. What will happen?"*
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 3 | the boss's two sentences, the guess |
# | 11 | article × block; beside other pages; by hand; the same page; twelve shops |
# | 4 | another shop (prediction) |
# | 4 | where a film pays |
# | 10 | the claim comes back; yuan; who asks (slider, in pairs) |
# | 8 | the law's words; sentences of the documents; what passes |
# | 5 | papers today (exercise) |
# | 7 | sheet, empty listings, sizes, colours: in turns, one each |
# | 5 | Monday (exercise), verdict |
#
# **Likely wrong turns.** "The naive row's interval is wide, so it is only noise": then a narrow one would be right? It would still compare other articles. "The claim sells, so
# a small fine is a cost": is it yours to sell? "The checker found nothing, so it is true": ask who tried the article.
#
# **Expected.** Papers: all articles of clothing. Monday: B, 3. `solution()` shows each.
#
# **With 45 minutes** leave out empty listings, sheet, sizes and colours: they are there to be looked up.
#
# **Law and decency (诚信).** The articles named are our reading of the Advertising Law (广告法), the Consumer Rights Law (消费者权益保护法) and the guide of 2023 on absolute terms, looked up in secondary
# sources: no legal advice. Buyers' bodies are personal data: ask for no more than the chart needs, and keep none (个人信息保护法).
#
# **Hand out:** *"Block … stands on … pages. Beside other pages: …%. On the same page: …% (… to …), n = … articles. Taken down today: …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_5")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Two sentences of your boss
#
# A document wants pain scene, solution, trust and a hook on each page (原文 000:013: 痛点场景→产品解决方案→信任背书), another moving pictures (原文 000:030: 主图采用“动态图+痛点文案”).
# Your boss has looked at the list of articles. *"Pages with a video sell far more. So a video sells: film all of them. And write something strong on each page!"*
#
# Two questions: does it sell, and is it true? Guess first: you put a video on a page that has none. By how many **per cent** do its **carts a visit** rise?

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.conversion import blocks, colours, figures, pages, sizes
from ecomlab.datasets import load
from ecomlab.exercises.conversion import pages as asked
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 60, 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("pages")
lines = asked.read_lines(shop)
single = asked.left_of_lines(shop, lines)
quiz = exercises("3_5", **{name: own[name] for name in asked.OWN}, daily=shop.article_daily,
                 blocks=shop.page_blocks, lines=lines, single=single, listings=shop.listings,
                 papers=shop.compliance_docs, sku=shop.sku, violations=shop.violations,
                 other_daily=second.article_daily, other_blocks=second.page_blocks,
                 other_listings=second.listings)  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # per cent more carts a visit

# %% [markdown] id="map-text"
# ## Who has a good page?
#
# **The data.** `page_blocks` says from when to when a block stood on a page; `article_daily` has each page's visits, filled carts and orders, day by day. One row of the picture is an
# article, the most visited on top. Below each block stands its share of days in the upper and in the lower half. A claim is a bold sentence; we come to it.

# %% id="map"
seen = blocks.wanted(shop.article_daily, shop.page_blocks)
ax = figures.pages_map(seen.assign(blocks=seen["blocks"] - seen["claim"]))
plots.label(ax, quiz.tell("map-title"))

# %% id="map-reading"
quiz.tell("map-reading")

# %% [markdown] id="naive-text"
# The boss's reading: orders **a day on sale**, pages with the block beside pages without it, in the same weeks. `estimate` 0.5 means half as many again.

# %% id="naive"
naive = blocks.block_effects(shop.article_daily, shop.page_blocks, **asked.NAIVE)
naive

# %% id="naive-reading"
quiz.tell("naive-reading")

# %% [markdown] id="hand-text"
# ## By hand
#
# A chair with many visits has had a video from the first day. A mug got one in March.
#
# | | visits a month | carts before | carts after |
# |---|---:|---:|---:|
# | chair (video all the time) | 9,000 | 900 | 900 |
# | mug (video from March on) | 1,000 | 50 | 55 |
#
# - In February, with beside without: 900 ÷ 50 = **18 times** as many carts. Carts a visit: 10% ÷ 5% = **2 times**.
# - The mug itself: 55 ÷ 50 = **1.1 times**. The chair didn't change, so it wasn't the month. A video adds a tenth.
#
# The first two compare a chair with a mug. For each article $i$ and week $w$, with $x$ = 1 where the block stands:
#
# $$
# \log \frac{\text{carts}_{iw}}{\text{visits}_{iw}} = \text{article}_i + \text{week}_w + b\,x_{iw} + \text{the page's other blocks}
# $$
#
# So an article is compared with itself, and a week's weather is that of all pages. $e^b - 1$ is what the block adds. `moved`: on how many pages it came or went; only these say something.

# The boss's measure first, orders a day on sale: other pages beside the same page.

# %% id="readings"
same = blocks.block_effects(shop.article_daily, shop.page_blocks, **asked.SAME)
ax = figures.block_readings(naive, same, what="orders a day")
plots.label(ax, quiz.tell("readings-title"))

# %% id="readings-reading"
quiz.tell("readings-reading")

# %% [markdown] id="carts-text"
# A block also moves who clicks on the article in a list; the day's orders hold both. What the *page* does stands in **carts a visit**. In the simulation we can look up the truth of that:

# %% id="carts"
carts = blocks.block_effects(shop.article_daily, shop.page_blocks, count="addcart", per="uv")
truth = asked.truth_of(own.block_truth, shop.article_daily)
carts.assign(truth=carts["block"].map(truth))

# %% id="carts-reading"
quiz.tell("carts-reading")

# %% [markdown] id="many-text"
# One shop may be lucky. So run twelve other shops in which a video does the same, with other pages and other luck, and take the mean of each reading:

# %% id="many"
asked.in_many_shops(own.many_shops, "video")

# %% id="many-reading"
quiz.tell("many-reading")

# %% id="ask-other-video"
quiz.other_video

# %% id="answer-other-video"
answer = ...  # (value, low, high), in per cent
quiz.other_video.check(answer)

# %% [markdown] id="films-text"
# ## Where does a film pay?
#
# By hand: a film costs 1,500 yuan. Of 100 visits 3 order; a tenth more is 0.3 orders, and each leaves 40 yuan: 12 yuan. So it has paid after 1,500 ÷ 12 × 100 = 12,500 visits. `visits_to_pay` is this sum.
#
# Now all pages that have no video today, each with its own visits, its own orders a visit and what its own orders left. `soonest` and `latest` are the ends of the reading.
# Put your photographer's price in for `cost`.

# %% id="films"
films = asked.films(shop.article_daily, shop.page_blocks, single, cost=asked.FILM)
films

# %% id="films-reading"
quiz.tell("films-reading")

# %% [markdown] id="claims-text"
# ## The bold claim comes back
#
# Some pages say more than the article holds:

# %% id="claims"
said = shop.page_blocks.dropna(subset="text")[["sku", "text", "since", "until"]]
said.head(8)

# %% [markdown] id="honesty-text"
# They fill carts. What do buyers say when the parcel is open? Take each page on which a claim came or went. The share sent back as **not as described** (描述不符), with it less without it, and less the
# change of all other articles in the same weeks.

# %% id="honesty"
changes = blocks.visual_honesty(lines, shop.page_blocks, "claim", days=180)
points = {name: (100 * changes[name]).round(1) for name in ("with", "without", "others", "change")}
changes.assign(**points).tail(8)  # per cent, and points

# %% id="honesty-effect"
blocks.honesty_effect(changes)

# %% id="honesty-reading"
quiz.tell("honesty-reading")

# %% [markdown] id="worth-text"
# In yuan, for 2025. By hand first: of 1,100 orders of pages with a claim, at a tenth more orders, 100 wouldn't be there without it. At 2 points, 22 more come back. If an order leaves 40 yuan and a return
# takes 60, the claim leaves 100 × 40 − 22 × 60 = 2,680.

# %% id="worth"
year = asked.claim_year(shop.article_daily, shop.page_blocks, lines, single)
worth = asked.worth_of(year)
pd.DataFrame(worth).T

# %% id="worth-reading"
quiz.tell("worth-reading")

# %% [markdown] id="lever-text"
# So it *pays*? A claim that isn't true is false advertising (虚假广告, 广告法 28). A deceived buyer may ask for **three times the price, 500 yuan at least** (消费者权益保护法 55), besides the money back. A fine for false
# advertising is three to five times the cost of the ads, or 200,000 to 1,000,000 yuan where that cost can't be told or is very small (广告法 55). Small first faults may go free; a court says what fraud is.
#
# By hand: two buyers paid 20 and 480 yuan. They may ask for 500 and 1,440 yuan: 970 on average. Three times their *average price* would be 750. The sum bends, so take it line by line.
#
# Move the slider: of those who send it back because of the claim, how many ask? It believes: two readings of one shop, the law's sum for each who asks, no fine, no lost customer.

# %% id="lever"
lever(lambda asks: figures.asked_line(**worth, price=year["price"], asks=asks),
      "share of them who ask", [0, 0.05, 0.1, 0.2, 0.3, 0.5, 1], start=0.1, unit="%")  # fmt: skip

# %% id="lever-reading"
quiz.tell("lever-reading")

# %% [markdown] id="law-text"
# ## The words that need something
#
# `claim_rules` is a list to start from: what the words are, which article of the law, what is needed **before it runs**. What one kind has found the next doesn't see.

# %% id="law"
pages.claim_rules().set_index("kind")[["law", "before_it_runs"]]

# %% [markdown] id="quotes-text"
# The documents' own sentences: a neck massager (原文 000:029: 每天15分钟,酸痛消失), a setting spray (原文 000:025: 持妆12小时), a machine for shoulders (原文 000:013: 3分钟放松神器), a scent (原文 000:007: 情绪疗愈),
# a rule for titles (原文 003:059: 保障类---正品).

# %% id="quotes"
quoted = pd.DataFrame({"where": asked.QUOTED.keys(), "text": asked.QUOTED.values()})
pages.claim_check(quoted)[["text", "kind", "found", "law"]]

# %% [markdown] id="quotes-caution"
# A hit is no verdict yet. "Gone" beside "pain" may not be said of a massager that is no medical device (广告法 17). Numbers need a measurement that anybody may see. And absolute words have exceptions:
# a shop's own goods compared among each other, a tip for use, a goal (广告绝对化用语执法指南, 2023).
#
# **Titles.** The shop's titles are invented, like the shop: no package with real ones under a fit licence was found. Length and search words are lesson 2.2.

# %% id="titles"
titles = pages.claim_check(shop.listings[["sku", "title"]], column="title")
titles.groupby("kind", sort=False).agg(
    titles=("sku", "nunique"), words=("found", "first"), before_it_runs=("before_it_runs", "first")
)

# %% id="titles-reading"
quiz.tell("titles-reading")

# %% [markdown] id="sieve-text"
# **Is a text true that passes?** Twenty-two invented sentences, of which we know the articles. `may_run` is our judgement. What does the list stop, and what goes through?

# %% id="sieve"
sieve = asked.judged(own.claims)
pd.crosstab(sieve["may_run"], sieve["stopped"])

# %% id="passed"
sieve.loc[~sieve["may_run"] & ~sieve["stopped"], ["text", "why"]]

# %% id="check-reading"
quiz.tell("check-reading")

# %% [markdown] id="papers-text"
# ## Papers of each article
#
# A page that shows a report needs one that holds **today** (原文 000:014: 质检报告). It is 1 July 2025. `rules` says which paper which category needs; lesson 1.5 has the function. Only papers issued up to that
# day are known.

# %% id="papers"
gaps = asked.gaps(shop.compliance_docs, shop.sku, own.rules, today=asked.TODAY)
shown = ["sku", "paper", "paper_zh", "status", "expires", "days_left"]
gaps[shown].astype({"days_left": "Int64"}).head(8)

# %% id="papers-reading"
quiz.tell("papers-reading")

# %% id="ask-stopped"
quiz.stopped

# %% id="answer-stopped"
answer = ...
quiz.stopped.check(answer)

# %% [markdown] id="lint-text"
# ## What is empty
#
# From here to Monday is to be looked up: skip it at first reading if you like. A document wants all attributes filled, words, pictures and close-ups (原文 003:355: 类目属性填写完整). The emptiest listings:

# %% id="lint"
pages.listing_lint(shop.listings).head(6)

# %% id="lint-reading"
quiz.tell("lint-reading")

# %% [markdown] id="sheet-text"
# **The documents' layouts** as a sheet to keep, with what must be *true* of each block; and five invented pages beside one of them. The order is a custom. Nobody has shown here that it sells: try it by lot (lesson 3.2). Design,
# photos and films aren't computed; the rows N16 are a checklist.

# %% id="sheet"
pages.page_sheet().set_index(["template", "place"])[["block", "chinese", "true_if"]]

# %% id="audit"
pages.page_audit(own.layouts, "000:013")

# %% [markdown] id="size-text"
# ## Sizes and colours
#
# Advice on the size (原文 001:025: 智能尺码推荐) is a look at a chart: whose range holds this body? Li has a chest of 85 and is 160 cm tall: S fits both. Wang's 95 and 171 fit M and L: nothing is sure.

# %% id="sizes"
asked.advised(own.chart)

# %% [markdown] id="trial-text"
# An invented shop showed the advice by lot to people with a jacket in the cart. What changes: sent back for its size (of those who paid), paid, paid **and kept** (of all)?

# %% id="trial"
measures = ("sent back", "paid", "kept")
found = pd.DataFrame([sizes.size_advice(own.trial, name) for name in measures], index=measures)
found.drop(columns="counts")

# %% [markdown] id="runs-text"
# And of what came back for its size: which share was too **small**?

# %% id="runs"
sizes.runs(own.trial)

# %% id="size-reading"
quiz.tell("size-reading")

# %% [markdown] id="colour-text"
# **Colour** (原文 003:052: 保证最大程度和实物相符). ΔE is the distance of two colours, as an eye sees it: below about 2 hardly seen. Below: a photo beside its article, both read under one light; then each page's main
# colours beside the shop's two.

# %% id="colours"
colours.colour_delta(own.colours)

# %% id="style"
colours.style_check(own.page_colours, asked.PALETTE)

# %% id="colour-reading"
quiz.tell("colour-reading")

# %% [markdown] id="monday-text"
# ## Monday

# %% id="ask-monday"
quiz.monday

# %% id="answer-monday"
answer = ...  # for example ("A", 1)
quiz.monday.check(answer)

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# 1. Save your titles and sentences beside this notebook as `my_texts.csv`, with a column `text` (and any others, such as `sku`).
# 2. Save each page's days as `my_pages.csv` (`date`, `sku`, `uv`, `addcart`) and the dates of your blocks as `my_blocks.csv` (`sku`, `block`, `since`, `until`; empty: still there).
#
# The error names what is missing.

# %% id="yours"
from pathlib import Path

texts = Path("my_texts.csv")
yours = "No my_texts.csv here yet."
if texts.exists():
    yours = pages.claim_check(pd.read_csv(texts))
yours

# %% id="yours-pages"
days, dates = Path("my_pages.csv"), Path("my_blocks.csv")
effects = "No my_pages.csv and my_blocks.csv here yet."
if days.exists() and dates.exists():
    turns = pd.read_csv(dates, parse_dates=["since", "until"])
    effects = blocks.block_effects(pd.read_csv(days, parse_dates=["date"]), turns)
effects

# %% [markdown] id="recap"
# ## Recap
#
# - Better pages are made for better articles. Pages with and without a block are other articles.
# - The same page, before and after a dated change, beside all others: that reads a block.
# - A film pays by visits × orders a visit × what an order leaves, not by visits alone.
# - A bold claim fills carts, and comes back. That it pays is no reason: it is untrue.
# - A word list finds careless words and stops some true sentences. It can't try the article.
# - Number: measurement. "Gone", "heals": no. "Best": no, with few exceptions. "Never": exactly so, or not at all.
# - One paper that runs out takes a whole category off the shelf.
# - What came back too small says in which direction the chart is off. It is no step for everybody.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write down dates: which block came or went on which page. Without dates nothing can be read.
# 2. Run `claim_check` over all titles and pages. Take out what is absolute or medical today.
# 3. For each number: who measured it, how, on which pieces? No answer: take it out.
# 4. Choose three articles. Somebody does what the page says, on film.
# 5. Read "not as described" for each article, each month, with the sentence that promised it.
# 6. Papers: a list with last days, an alarm as long before as a new one takes.
# 7. Film first where it has paid soonest: visits, orders a visit, what an order leaves. Deal the new pages by lot (lesson 3.2).
# 8. Send the five emptiest listings and the five farthest colours to whoever can mend them.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | detail page | 详情页 | an article's page |
# | block | 详情页模块 | a part of it: video, size chart … |
# | absolute term | 绝对化用语 | "best", "first", "national level" |
# | false advertising | 虚假广告 | untrue or misleading |
# | evidence with source | 引证内容 | numbers, surveys, quotations |
# | not as described | 描述不符 | a reason to send back |
# | attributes | 类目属性 | the fields of a listing |
# | test report | 质检报告 | a paper of the goods |
# | size advice | 智能尺码推荐 | which size fits this body |
# | difference of colour | 色差 (ΔE) | photo less article |
# | triple damages | 退一赔三 | what a deceived buyer may ask for |
#
# **Sources.** Advertising Law of China (广告法, 2021): 4, 8, 9, 11, 12, 17, 28, 55; Consumer Rights Law (消费者权益保护法): 55; 广告绝对化用语执法指南 (2023): read in secondary sources; check before you rely on them. Poisson regression with effects:
# Santos Silva and Tenreyro (2006), *Review of Economics and Statistics* 88. Colour: CIE 15. Everything counted here: this course's shops, simulated or invented.
#
# **Next.** The case *The size step where carts end*. Lesson 3.6 asks what reviews say; 4.5 counts what comes back.
