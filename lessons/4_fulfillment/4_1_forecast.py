# %% [raw] id="header"
# title = "How many for 11.11, and how many of the new one?"
# subtitle = "Demand behind empty shelves; forecasts tried on the past; rises, launches, people's calls"
# chinese = "销量预测"
# minutes = 70
# route = "core"
# needs = ["0_2"]
# verdict = "border"
# border = "order for a rise if it lasts with a chance above over ÷ (over + under): 9% for a torch that sells on, 24% for a lamp of the season, 57% for a fad that ends"
# topic = "fulfillment.forecast"
# related = ["just_in_time", "presale"]
#
# [rows]
# F03 = "forecast_demand, backtest, fulfillment.history.weekly_demand, fulfillment.history.season_factors, order_for, fulfillment.launches.analogues, fulfillment.launches.forecast_value_added / new_there, wape, careful_weeks, other_buyer / a presale's curve: traffic.presales.presale_forecast of lesson 2.7"
# F21 = "fulfillment.stockouts.uncensor, fulfillment.stockouts.lost_sales, fulfillment.stockouts.uncensored_demand / hidden_there / what a stock-out does to the search rank: traffic.search.rank_effect of lesson 2.2; what to keep on the shelf: lesson 4.2"
# F27 = "fulfillment.rises.past_rises, fulfillment.rises.rises_that_last, fulfillment.rises.chance_needed, fulfillment.rises.bullwhip / kept, order_rise, lamp_chance, jumpy"
# D18 = "fulfillment.launches.rate_of_day / - / bands hour by hour: lesson 6.3"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. find the demand that an empty shelf hides,
# 2. forecast the next weeks of all articles, and say how far off that may be,
# 3. try methods on the past, beside two naive ones, and read WAPE, bias, coverage and pinball loss,
# 4. order by a service level, not by the middle,
# 5. say from which chance on it pays to order for a rise,
# 6. forecast an article that is new, and keep a record of people's calls.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a kiosk: *"There are 5 umbrellas in the morning. On three dry days 2, 1 and 3 are sold, on two rainy days 5 and 5. How many umbrellas are
# wanted a day? Who says 3.2? Who leaves the rainy days out?"* (16 ÷ 5 is 3.2; without the rainy days it is 2. More than both is right.)
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 5 | the question, the guess |
# | 10 | empty shelves: by hand, slow goods, the shop; another shop (exercise) |
# | 10 | a forecast by hand, season, five methods |
# | 8 | tried on the past |
# | 8 | the fan, the lever, what came |
# | 12 | a rise: prediction, border, three rises (exercise), jumpy orders |
# | 8 | the new one (exercise), presale |
# | 4 | people's calls |
# | 2 | the big day, goods that die |
#
# **Likely wrong turns.** "Leave days without stock out": which days are these? "The forecast was wrong, so forecasting is useless": was what came in the interval? "Take the method with
# the best number": are the two told apart? "80% interval, so order its upper end": that is enough 90 times of 100.
#
# **Expected.** Another shop: beyond what was sold, not all that was wanted. Three rises: B, 2. The new one: the geometric mean.
#
# **With 45 minutes** leave out the jumpy orders, the presale, the big day and the goods that die.
#
# **Law and decency (诚信).** "Only 3 left" must be true. Who sells what isn't there must say the day of delivery before the payment. Don't cancel orders because a piece
# sells dearer elsewhere. A record of a person's calls is for learning; show it to that person first.
#
# **Hand out:** *"Wanted in … weeks: … (… to … in 80 of 100 cases). On the shelf: … . I order … , enough … times of 100. The same method missed by … % on the last … evenings."*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("4_1")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## Tonight's order
#
# You run a shop for light outdoor gear. It is **Sunday, 12 October 2025**, in the evening. Tonight you order **head torches** (`HL01`). The supplier needs eleven days. The next order after this one
# comes on 17 November. So what is on the shelf and what you order now must last for five weeks, from 13 October to 16 November, and 11.11 (双十一) is in them.
#
# A document of the trade says: order by the sales forecast of the platform's tool (原文 000:040: 根据销量预测(生意参谋“销量预测”工具)调整采购量). Who made that forecast, and how far off is it usually? This lesson makes one, and tries it.
#
# Guess first, from these numbers of the last eight weeks:

# %% id="imports"
import pandas as pd

from ecomlab import estimates, plots, scores
from ecomlab.datasets import load
from ecomlab.exercises.fulfillment import forecast as asked
from ecomlab.fulfillment import figures, forecast, history, launches, rises, smoothing, stockouts
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 80, 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("demand")
days, sku = asked.shelf(shop), asked.articles(shop)
other_days, other_sku = asked.shelf(second), asked.articles(second)
deposits, results = load("campaigns").presale_days, load("campaigns").presale_results
old_days, households = asked.ended_days(shop), asked.basket_weeks(**load("groceries"))
quiz = exercises("4_1", **own, days=days, sku=sku, old_days=old_days, deposits=deposits,
                 results=results, orders=shop.orders, order_items=shop.order_items,
                 other_days=other_days, other_sku=other_sku, households=households)  # fmt: skip

# %% id="last-weeks"
seen = asked.known(days)
history.weekly_demand(seen, value="sales")[["HL01"]].tail(8).astype(int).T

# %% [markdown] id="guess-text"
# How many head torches will be **wanted** from 13 October to 16 November, sold or not? Type your guess, and a low and a high end that would hold what comes nine times of ten.

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # pieces in five weeks

# %% [markdown] id="data-text"
# **The data.** `days` has a row per article and day: `on_hand` (in the evening), `sales`, `stockout_flag` (somebody still ordered when nothing was left), and the shop's `visits`. Articles that the shop has
# given up are left out. `seen` ends on the evening of 12 October. All of it is simulated, so the truth is known.

# %% [markdown] id="shelf-text"
# ## Behind an empty shelf
#
# A document calls a hot article out of stock a fatal wound (原文 003:099: 如果热销产品缺货的话,对一个成熟的店铺而言,是一个致命伤). A smaller wound is seen less: the sales report forgets what nobody could buy.
#
# A kiosk has 5 umbrellas each morning.
#
# | | Mon | Tue | Wed | Thu | Fri |
# |---|---:|---:|---:|---:|---:|
# | sold | 2 | 5 | 1 | 5 | 3 |
# | empty in the evening | | yes | | yes | |
#
# All days: 16 ÷ 5 = 3.2 a day. "Days with stock only": 6 ÷ 3 = 2.0. But Tuesday and Thursday were the **best** days: *at least* 5 were wanted. Who leaves them out, leaves out the best.
#
# A right reading says of each day what is known: exactly 2, at least 5, exactly 1 … Such counts are **censored** (删失). It looks for the rate at which all this is most likely. One can also take the pieces for
# normal values (the **Tobit** model). Which of the four comes nearest? Forty slow goods, whose shelf is filled up on Mondays only:

# %% id="slow-figure"
read = asked.slow_readings(own.slow)
ax = plots.estimates(read, "reading", percent=True)
ax.axvline(1, color=plots.COLOURS["vermilion"], ls="--")
plots.label(ax, quiz.tell("slow-title"), x="read ÷ really wanted, with 95% interval")

# %% id="slow-reading"
quiz.tell("slow-reading")

# %% [markdown] id="uncensor-text"
# In the shop good days and bad days differ. `uncensor` gives each empty day the demand that is expected, **if at least so many were wanted**, at the rate of the four weeks around it, per visit of the shop.

# %% id="uncensor"
whole = stockouts.uncensor(seen, exposure="visits", more=1)
lost = stockouts.lost_sales(whole, sku)
lost[["sku", "days", "wanted", "estimate", "low", "high", "yuan"]].head(5).set_index(
    "sku"
).round().astype(int)

# %% id="lost-reading"
quiz.tell("lost-reading")

# %% id="ask-hidden"
quiz.hidden_there

# %% id="answer-hidden"
answer = ...
quiz.hidden_there.check(answer)

# %% [markdown] id="hand-text"
# ## A forecast by hand
#
# Three weeks: 10, 20, 10 pieces. The **naive** forecast says: as last week, 10. **Smoothing** (指数平滑) moves its level by a share of each surprise. With the share ½:
#
# - it starts at 10;
# - 20 came, the surprise is +10: the level moves to 15;
# - 10 came, the surprise is −5: the level moves to 12.5. That is the forecast.
#
# $$
# \ell_t = \ell_{t-1} + \alpha\,(y_t - \ell_{t-1})
# $$
#
# **Theta** adds half the slope of a straight line through all weeks. (Here the line is level, so both say the same.)

# %% id="hand"
three = [[10], [20], [10]]
pd.Series({"level": smoothing.smoothed_level(three, 0.5)[0][0], "smoothing": smoothing.ses(three, 1, 0.5)[0, 0],
           "Theta": smoothing.theta(three, 1, 0.5)[0, 0]})  # fmt: skip

# %% [markdown] id="season-text"
# **Season.** November isn't August. `season_factors` has, for each week of the year, how much more than usual its category is wanted; all articles of a category are pooled, for one article is too noisy. It is taken out
# before smoothing, and put back after. (Weeks of a year keep 618 and 11.11 in their week. Spring Festival moves: lesson 1.1.) **Last year × growth** does it in one step: the same five weeks of last year, times the last
# eight weeks ÷ the same eight weeks of last year. Here 11.11 is inside the factors, for the shop cuts its prices each year. If you take part for the first time, no factor knows it.

# %% id="history"
weeks = history.weekly_demand(whole, value="demand", since=sku.set_index("sku")["launch_date"])
category = sku.set_index("sku")["category"]
factors = history.season_factors(weeks, category, ahead=5)
factors[["HL01", "TE01", "FL01"]].tail(5)

# %% id="methods"
methods = ["naive", "last year", "last year × growth", "smoothing", "Theta"]
asked.each_method(weeks, category, methods=methods).set_index("method").round().astype(int)

# %% id="methods-reading"
quiz.tell("methods-reading")

# %% [markdown] id="backtest-text"
# ## Tried on the past
#
# Which of them may you believe? Go back to each Sunday evening from May on, hide what came after, forecast the next five weeks of all articles, then look (**rolling origin**, 滚动回测). Four scores:
#
# - **WAPE**: all misses ÷ all that came. By hand: forecast 100 and 50, came 80 and 70: (20 + 20) ÷ 150 = 27%.
# - **bias**: all forecasts ÷ all that came, less 1. Here 0: one was too high, one too low.
# - **coverage**: how many of the 80% intervals held what came. 80% is right.
# - **pinball loss**: what the quantiles cost. The one that is enough 90 times of 100 pays 0.9 for each piece too few and 0.1 for each too many. By hand: it says 20. If 30 come, it pays 10 × 0.9 = 9; if 10 come, 10 × 0.1 = 1. Lower is better.

# %% id="backtest"
tried = forecast.backtest(weeks, 5, "2025-05-05", methods, groups=category)
errors = scores.forecast_errors(tried, "evenings", by="origin")
errors[["method", "estimate", "low", "high", "n", "bias", "held", "pinball"]]

# %% id="backtest-figure"
ax = plots.estimates(errors, "method", percent=True, counts="evenings")
plots.label(ax, quiz.tell("backtest-title"), x="misses ÷ what came (WAPE), with 95% interval")

# %% id="backtest-reading"
quiz.tell("backtest-reading")

# %% [markdown] id="fan-text"
# ## How many to order
#
# The fan has the pieces wanted in one, two, … five weeks **together**: an order must last for all of them. Who adds up five careful weeks orders too much, for five good weeks in a row are rare.

# %% id="fan-figure"
fan = asked.fan(days, sku)
stood = int(seen.loc[(seen["sku"] == "HL01") & (seen["date"] == "2025-10-12"), "on_hand"].iloc[0])
ax = figures.fan_chart(fan[["sku", "ahead", "forecast", "q10", "q25", "q75", "q90"]], stock=stood)

# %% [markdown] id="lever-text"
# Move the slider: how often shall it be enough? (What the level should be follows from what a piece too few and a piece too many cost: lesson 4.2.)

# %% id="lever"
lever(lambda level: figures.order_by_level(fan, level, 5, on_hand=stood),
      "service level", [0.5, 0.75, 0.9, 0.95, 0.99], start=0.9, unit="%")  # fmt: skip

# %% [markdown] id="came-text"
# Decide on a number before you go on. Then see what came.

# %% id="came-figure"
true = asked.came(days, own.wanted)
sold = asked.came(days, own.wanted, value="sales")
shown = fan[["sku", "ahead", "forecast", "q10", "q25", "q75", "q90"]]
ax = figures.fan_chart(shown, came=true, sold=sold)
plots.label(ax, quiz.tell("came-title"))

# %% id="came-reading"
quiz.tell("came-reading")

# %% [markdown] id="rise-text"
# ## It sells well, so stock more?
#
# So says a document (原文 003:383: 发现产品销售火爆,可以增加库存,提高货流效率). But goods come two weeks later. What is left of the rise by then? A kiosk that sold 6, 5, 7 … and then 9: is 9 the new level, or a good week?

# %% id="ask-kept"
quiz.kept

# %% id="answer-kept"
answer = ...  # (value, low, high)
quiz.kept.check(answer)

# %% id="rises"
found = rises.past_rises(weeks)
read = estimates.table({"left of all rises": rises.rises_kept(found),
                        "half of it or more left": rises.rises_that_last(found, still=1.15),
                        "all of it left": rises.rises_that_last(found, still=1.3)})  # fmt: skip
ax = plots.estimates(read, "reading", percent=True)
plots.label(ax, quiz.tell("rises-title"), x="share, with 95% interval")

# %% id="rises-reading"
quiz.tell("rises-reading")

# %% [markdown] id="border-text"
# **From which chance on does it pay?** One piece more earns *under* if the rise lasts, and costs *over* if it doesn't. It pays if
#
# $$
# p \cdot \text{under} > (1-p)\cdot \text{over}, \qquad\text{so}\qquad p > \frac{\text{over}}{\text{over}+\text{under}}
# $$
#
# By hand: a piece leaves 30 yuan if it is sold in time. If not, it lies three months and is sold then; the money and the shelf cost 3 yuan. 3 ÷ 33 = 9%. Each piece of a rise has a chance of its own: the first pieces are wanted if half of it lasts, the last ones only if all of it lasts. The numbers below are typed and invented. Put yours in.

# %% id="border"
asked.border()

# %% id="ask-rise"
quiz.order_rise

# %% id="answer-rise"
answer = ...  # for example ("A", 1)
quiz.order_rise.check(answer)

# %% id="border-reading"
quiz.tell("border-reading")

# %% [markdown] id="bullwhip-text"
# **And who orders for every surprise?** The same head torches, two rules. One moves its forecast by a tenth of each surprise, the other by half. Each week it orders what was wanted, and what its forecast for four weeks has moved.

# %% id="bullwhip-figure"
ax = figures.orders_and_sales(weeks["HL01"], lead=4)
plots.label(ax, quiz.tell("bullwhip-title"))

# %% id="bullwhip-reading"
quiz.tell("bullwhip-reading")

# %% [markdown] id="new-text"
# ## How many of the new one?
#
# It has no past. Its likes have (**analogues**, 类比). Each past launch brought so many pieces in its first 56 days. Launches differ by factors, so one takes the geometric mean: of 50 and 200 it is 100. After two weeks one knows more: say 20 pieces so far, and likes that
# brought five times their first 14 days: 100. Pieces are those that were wanted; a launch that sold out would look too small.

# %% id="new"
past = asked.new_launches(whole, sku)
estimates.table({"before its first day": launches.analogues(past),
                 "with 30 pieces in 14 days": launches.analogues(past, so_far=30)}).round(0)  # fmt: skip

# %% id="new-tried"
tried_launches = launches.tried_analogues(past)
scores.forecast_errors(tried_launches, "launches")[
    ["method", "estimate", "low", "high", "n", "bias", "held"]
]

# %% id="launch-reading"
quiz.tell("launch-reading")

# %% id="ask-new"
quiz.new_there

# %% id="answer-new"
answer = ...
quiz.new_there.check(answer)

# %% [markdown] id="presale-text"
# **Deposits** (定金) are the same idea: so many by day 5, times the typical factor. One of the shops of lesson 2.7, on the fifth evening of its last presale:

# %% id="presale"
asked.presale_of(deposits, results)

# %% id="presale-reading"
quiz.tell("presale-reading")

# %% [markdown] id="calls-text"
# ## People know things
#
# A rival closes, a creator posts, the season ends early: no method knows it. So people change forecasts. Do they make them better? Only a **record** tells: what the method said, what the person made of it, what came. This one is invented.

# %% id="calls"
added = launches.forecast_value_added(own.calls)
added[["group", "calls", "wape_baseline", "wape_judged", "bias_baseline", "bias_judged",
       "estimate", "low", "high"]]  # fmt: skip

# %% id="calls-reading"
quiz.tell("calls-reading")

# %% [markdown] id="day-text"
# ## On the day itself
#
# A document asks for real-time monitoring of stock in the event (原文 002:039: 实时数据监控(流量、转化、库存)). 1 November, noon. Say the shelf has 40 pieces of all lights together. Past event days tell which share of a day is sold by noon.

# %% id="day"
hours = asked.lights_by_hour(shop.orders, shop.order_items, sku)
now = asked.lights_by_hour(shop.orders, shop.order_items, sku, ("2025-11-01",)).loc[:11].sum()
launches.rate_of_day(int(now), 11, hours, stock=40).round().astype("Int64")

# %% id="day-reading"
quiz.tell("day-reading")

# %% [markdown] id="dead-text"
# **Goods that die.** The shop gave the hammock up at the end of October 2024. Two methods that are made for slow goods, here by day. (The hammock wasn't slow. It shows what each does when sales end.) **Croston** learns only from sales. **TSB** lets the chance of a sale fall with each day without one.

# %% id="dead"
asked.slow_forecasts(old_days)

# %% id="slow-methods-reading"
quiz.tell("slow-methods-reading")

# %% [markdown] id="baskets-text"
# **A grocer's slow goods.** Your shop has few slow goods, a grocer has many. Here are the baskets of 62 households in 2017, by kind of goods (lesson 3.7; its publishers disagree on whether they are real). Each Sunday evening from October on forecasts the next week. The last method isn't one: it says 0 of everything. Before you look: how far will it miss for the slow ones?

# %% id="baskets"
asked.tried_on_baskets(households).set_index(["goods", "method"])

# %% id="baskets-reading"
quiz.tell("baskets-reading")

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Put a table of your days beside this notebook as `my_days.csv`, with the columns `date`, `sku`, `sales`, `stockout_flag` (True or False): a row for each article and day, also where nothing was sold; a year and more if you can. If your flag says that somebody
# still ordered when nothing was left, write `uncensor(yours, more=1)`. No season is in this forecast: for the weeks of a festival give `groups`, as above. The error names what is missing.

# %% id="yours"
from pathlib import Path

mine = Path("my_days.csv")
if mine.exists():
    yours = pd.read_csv(mine, parse_dates=["date"])
    yours = history.weekly_demand(stockouts.uncensor(yours), value="demand")
    yours = forecast.forecast_demand(yours, 4)
else:
    yours = "No my_days.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - An empty shelf hides the best days. Don't leave them out: say "at least so many".
# - A forecast without its past errors is a guess. Try it on the past, beside two naive ones.
# - Read four scores: how far off, to which side, how often inside, what the quantiles cost.
# - Order by a quantile of the whole time that an order must last.
# - Of a rise a part is left when the goods come. Whether to order for it is a question of two costs, piece by piece.
# - A rule that follows every surprise makes its orders jump.
# - A new article: its likes first, then its own first days.
# - People's changes: keep the record, by direction.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Export sales by day and article, with a flag for empty shelves. Keep days with 0.
# 2. `uncensor`, then `lost_sales`: write the five dearest on the wall.
# 3. `backtest` your method beside "naive" and "last year". If it doesn't beat them, use the better naive one.
# 4. For each order: how many weeks must it last? Which level? Write both beside the number.
# 5. Write over and under beside each article. Order for a rise up to the last piece whose chance is above over ÷ (over + under).
# 6. Move the forecast by small shares; ask at once where there is a known cause.
# 7. Keep a list of launches: first day, pieces of day 14 and day 56.
# 8. Start a record of calls: date, article, method, person, reason, came. Read it each quarter.
# 9. Write "only 3 left" only where it is true, and the day of delivery where it isn't there.
# 10. After a festival: what was wanted, what was sold, on which day was the shelf empty?

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | demand forecast | 销量预测, 需求预测 | pieces that will be wanted |
# | censored | 删失 | known only as "at least so many" |
# | stock-out, lost sales | 缺货, 流失销量 | wanted, but not there |
# | naive forecast | 朴素预测 | as last week; as last year |
# | exponential smoothing | 指数平滑 | a level that moves by a share of each surprise |
# | season factor | 季节指数 | how much more than usual in this week |
# | rolling origin, backtest | 滚动回测 | a forecast tried on many past evenings |
# | WAPE | 加权绝对百分比误差 | all misses ÷ all that came |
# | bias | 偏差 | too high or too low, all together |
# | coverage | 区间覆盖率 | share of intervals that held what came |
# | quantile, pinball loss | 分位数, 分位数损失 | enough so many times of 100; its cost |
# | service level | 服务水平 | how often it shall be enough |
# | intermittent demand | 间歇性需求 | many days with 0 |
# | bullwhip effect | 牛鞭效应 | orders jump more than sales |
# | analogue | 类比, 相似款 | a like of the new article |
# | forecast value added | 预测增值 | what people's changes gain |
#
# **Sources.** Scores and smoothing: Hyndman and Athanasopoulos (2021), *Forecasting: Principles and Practice*. Theta: Assimakopoulos and Nikolopoulos (2000). Slow goods: Croston (1972); Teunter, Syntetos and Babai (2011). Bullwhip: Lee, Padmanabhan and Whang (1997);
# Chen, Ryan and Simchi-Levi (2000). People's changes in four companies: Fildes, Goodwin, Lawrence and Nikolopoulos (2009), *International Journal of Forecasting* 25. Everything counted here: this course's shops, simulated or invented.
#
# **Next.** The case *The stock that comes just in time*. Lesson 4.2 says how much to keep and when to order; 6.3 watches a day by the hour.
