# %% [raw] id="header"
# title = "What is an answer in thirty seconds worth?"
# subtitle = "Three rates, waiting by lot, agents, bots, disputes"
# chinese = "客服响应与排班"
# minutes = 75
# route = "extension"
# needs = ["0_2"]
# verdict = "border"
# border = "people an hour whom one more agent spares a full desk: the hour pays from its wage ÷ the yuan that one of them takes away on; below that a higher 30-second rate costs more than it brings"
# topic = "conversion.service"
# related = ["good_reviews", "regulars_service"]
#
# [rows]
# C22 = "silent_vs_inquiry / - / what the page must say, so that nobody has to ask, is 3.5; who asks is interested already"
# C25 = "script_test, script_sheet / say"
# C26 = "response_rates, conversion.dealing.response_effect / three_in_order, target"
# C27 = "conversion.bots.bot_report, conversion.bots.confusion / bot_minutes"
# C28 = "conversion.staffing.route_chats / - / who is served first is a choice with a loser: the table shows both; calming is training, not arithmetic"
# C29 = "conversion.dealing.agent_comparison, bought_within / last_of_list"
# C42 = "service_scorecard / -"
# C46 = "conversion.dealing.agent_comparison / last_of_list / its column per_hour; by minutes of chat, places not counted"
# P11 = "conversion.staffing.staffing, conversion.staffing.draw_chats, conversion.staffing.worth_of_agents / third_agent, agent_fewer / servers are the platform's"
# M28 = "silent_vs_inquiry / -"
# M29 = "bought_within, silent_vs_inquiry / -"
# M44 = "response_rates / three_in_order, target"
# M45 = "response_times / - / hours on line are the roster's"
# M46 = "conversion.bots.confusion, conversion.bots.bot_report / -"
# M47 = "satisfaction, service_scorecard / -"
# V05 = "conversion.bots.bot_share / bot_minutes"
# E09 = "script_test / say / its row sent back of paid"
# E27 = "replies / -"
# L25 = "script_sheet / -"
# N14 = "conversion.disputes.dispute_triage, conversion.disputes.contest_from, conversion.disputes.accused / contest, honest / the abuse score is 4.5; rules on refunds without return change: look them up (outside)"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. say which of three rates a report means, and what moves it,
# 2. read what waiting costs, where chats are dealt in turn, and say what this reading believes,
# 3. choose how many agents, by what their hour spares, and try the plan on chats that really came,
# 4. say what a bot saves in minutes, and which agent sells,
# 5. decide a dispute by what a false accusation costs.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Open with a bakery: *"At eight in the morning people wait ten minutes, and nearly all buy. At three nobody
# waits, and half of them only look. Does waiting make people buy?"* Then: *"There are two tills. Yours has a queue, by chance. Now?"*
#
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 3 | the boss's sentence, the guess |
# | 8 | one day, three rates; by hand; the picture |
# | 5 | hours of the day |
# | 12 | two tills; dealt in turn; four readings and the truth |
# | 4 | yuan; the guess again |
# | 14 | desk by hand, played again, Erlang, free places, slider; in pairs: how many agents? |
# | 7 | prediction, another shop (exercise) |
# | 5 | the bot's minutes |
# | 5 | the list of agents (exercise) |
# | 4 | scripts; who never asks |
# | 3 | thirty of three thousand; disputes |
# | 2 | target (exercise), verdict |
#
# **Likely wrong turns.** "Waiting does nothing, look at nine in the evening": who asks at nine? "The interval is far from 0, so hire": what does the hour
# cost? "The third agent doesn't pay, so two are enough": look at 618, at free places, at what isn't counted. "An is bad": who got the hard questions?
#
# **Expected.** Another shop: about what the third agent spares in an hour of 618. The list: B, 2. Target: B, 2. `solution()` shows each.
#
# **With 45 minutes** leave out Erlang, whom to serve first, scripts, sample and disputes; they are there to be looked up.
#
# **Law and decency (诚信).** A closing push with a false deadline is a lie to the buyer (广告法, 消费者权益保护法). Chats hold names and addresses: read a sample with these hidden, only by those who
# must (个人信息保护法). Tell people when a machine answers, and let them reach a person. Nobody is called a cheat on a score alone.
#
# **Hand out:** *"Of … chats … met a full agent. It costs … yuan each (… to …). One more agent costs … an hour and spares …"*

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_4")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A bonus for thirty seconds
#
# You run a shop for light outdoor gear. In the evening three agents (客服) answer questions, each two at a time. Your boss has read: make the
# **30-second response rate** a target (原文 000:033: 设置“30秒响应率”考核指标). *"The screen says 99%. Get it to 100, and pay a bonus for it!"*
#
# Is it worth it? A person asks something before ordering. The agent whose turn it is has no free place. How many **yuan** does the shop lose by that, on
# average, beside one who is answered at once? (What orders of the next seven days leave, before wages and ads.) Guess first.

# %% id="imports"
import pandas as pd

from ecomlab import plots, tables
from ecomlab.conversion import bots, dealing, disputes, figures, service, staffing
from ecomlab.datasets import load
from ecomlab.estimates import Estimate
from ecomlab.exercises.conversion import service as asked
from ecomlab.levers import lever

pd.options.display.float_format = "{:,.2f}".format
pd.options.display.max_colwidth, pd.options.display.width = 70, 120
plots.use_house_style()

# %% id="load"
shop, second, own = load("shop"), load("second_shop"), load("desk")
orders = tables.purchases(shop.orders)
chats, other_chats = asked.read_chats(shop), asked.read_chats(second)
dealt, other_dealt = dealing.dealt_in_turn(chats), dealing.dealt_in_turn(other_chats)
asks = asked.before_orders(dealt)
turn = asked.outside(asks, *asked.ROUTED)
quiz = exercises("3_4", **{name: own[name] for name in asked.OWN}, chats=chats, dealt=dealt,
                 turn=turn, team=shop.team, sessions=shop.sessions, orders=orders,
                 reviews=shop.reviews, other_chats=other_chats, other_dealt=other_dealt)  # fmt: skip

# %% id="guess" tags=["exercise"]
quiz.guess(..., low=..., high=...)  # yuan lost when a person meets a full agent

# %% [markdown] id="day-text"
# ## Three rates of one day
#
# **The data.** One row of `chats` is one chat: when, who answered (a bot or an agent), seconds to the first answer, to the first answer of a *person*, to the answer itself.
# By hand, four chats:
#
# | chat | the bot greets after | a person answers after | answers given | of them within 30 s |
# |---|---:|---:|---:|---:|
# | 1 | 1 s | 12 s | 5 | 5 |
# | 2 | 1 s | 400 s | 3 | 2 |
# | 3 | 1 s | left after 900 s | 0 | 0 |
# | 4 | 1 s | the bot answers itself | 2 | 2 |
#
# - first answer within 30 s, of all chats: 4 of 4 = **100%**
# - first answer of a person, of those who went to a person: 1 of 3 = **33%**
# - answers within 30 s, of the answers given: 9 of 10 = **90%**
#
# All three are called 30秒响应率 or 回复率 somewhere. Now 11 November 2025. What does `n` count? The hours of that day: what happens in one hour happens to all its chats.

# %% id="day"
day = chats[chats["ts"].dt.strftime("%Y-%m-%d") == asked.BUSY_DAY]
service.response_rates(day, per="hour").round(2)

# %% id="day-reading"
quiz.tell("day-reading")

# %% [markdown] id="rates-text"
# In 2024 the shop's bot was off for four weeks, then only **greeted** ("hello, one moment"), then answered easy questions. Which of the rates will move, and when?

# %% id="rates-figure"
ax = figures.three_rates(asked.by_week(chats), since=asked.BOT)
plots.label(ax, quiz.tell("rates-title"))

# %% id="rates-reading"
quiz.tell("rates-reading")

# %% id="times"
service.response_times(chats)

# %% id="times-reading"
quiz.tell("times-reading")

# %% [markdown] id="quiet-text"
# ## Does waiting cost orders?
#
# The nearest table: by hour of the day, how long do people wait, and how many pay in the same visit? (Questions before an order, from 8 to 24, that went to people.)

# %% id="quiet"
by_hour = turn.groupby("hour").agg(chats=("paid", "size"), waited=("waited_s", "mean"), paid=("paid", "mean"))
by_hour.assign(paid_if_free=turn[~turn["full"]].groupby("hour")["paid"].mean()).T

# %% id="quiet-reading"
quiz.tell("quiet-reading")

# %% [markdown] id="hand-text"
# ## Two tills
#
# The shop **deals chats in turn** (轮流分配): the first to An, the second to Bao, the third to Chen, then An again. Nobody looks who is free. So of two people who ask within
# the same hour, one comes to an agent with a free place, and the other to one who is full. *That* is luck. By hand, one hour:
#
# | dealt to | people | waited | paid |
# |---|---:|---:|---:|
# | an agent with a free place | 20 | 12 s | 6 = 30% |
# | a full agent | 5 | 8 min | 1 = 20% |
#
# In this hour a full agent costs 20% − 30% = −10 points. A wait of 8 minutes is 480 s: 30 s doubled four times (60, 120, 240, 480). So −10 ÷ 4 = **−2.5 points for each doubling**.
# Take each hour by itself, then put the hours together: busy hours are only compared with themselves. With $f$ = dealt to a full agent, $y$ = paid, $x$ = doublings of the wait, and a bar over the mean of that hour:
#
# $$
# \text{effect} = \frac{\sum (f-\bar f)\,y}{\sum (f-\bar f)\,x}
# $$
#
# The technical word is *instrument* (工具变量): what moves the wait, and touches buying by nothing else. In five months of 2025 chats were not all dealt in turn: then it isn't luck, and `turn` leaves these months out.
#
# `hard` (a hard question: article, return, defect) is settled *before* anybody is dealt. What should its row show?

# %% id="dealt"
dealing.when_full(turn, ["waited_s", "left", "paid", "bought", "hard"])

# %% id="dealt-reading"
quiz.tell("dealt-reading")

# %% id="effect-figure"
read = dealing.response_effect(turn)
truth = pd.DataFrame({"reading": ["truth"], "estimate": [asked.true_doubling(own.desk_twin)]})
shown = pd.concat([read, truth], ignore_index=True).set_index("reading")
shown[["estimate", "low", "high"]] *= 100
ax = plots.verdict(shown.reset_index(), percent=False)
plots.label(ax, quiz.tell("effect-title"), x="points of paying, for each doubling of the wait, with 95% interval")

# %% id="effect-reading"
quiz.tell("effect-reading")

# %% [markdown] id="worth-text"
# ## In yuan
#
# Paying in the same visit isn't all. Some come back the next day and buy; some send it back. So `bought` looks at the next **seven days**, and `yuan` has what the first order in them left (0 if there is none). Don't multiply by an average order: these people's orders may be other ones.

# %% id="worth"
dealing.when_full(turn, ["paid", "bought", "yuan"])

# %% id="worth-reading"
quiz.tell("worth-reading")

# %% [markdown] id="desk-text"
# ## How many agents?
#
# By hand first. A chat takes 14 minutes from the first words to the last, but the agent types and looks up for only 5 of them. How many chats can one agent hold? With a fifth of the time kept free, 60 × 0.8 = 48 minutes of typing an hour: 9.6 chats an hour. At 14 minutes each these are 9.6 × 14 ÷ 60 = 2.2 open at a time. So **two places** (同时接待数). If the typing took 9 of the 14, one.

# %% id="places"
staffing.places(minutes=14, typing=5), staffing.places(minutes=14, typing=9)

# %% [markdown] id="play-text"
# People don't come evenly. So play it: take the autumn's evenings (September to December 2025, 16 to 24) as they came, and let 1, 2, 3 … agents answer them. `doublings` adds up, for an evening, what those who ask before an order waited beyond 30 s. First the test of the game: does it find what really happened with three?

# %% id="play"
autumn = asked.evenings(dealt, *asked.AUTUMN)
played = staffing.staffing(autumn, asked.AGENTS, slots=2)
played

# %% id="played-reading"
quiz.tell("played-reading")

# %% [markdown] id="erlang-text"
# **Erlang's formula** (1917) stands in every planning sheet for call centres. It holds for calls: one at a time, and the next free agent takes the next caller. Chats as many and as long as in the busiest hour of 618, the same number of places each time: which row will agree with the formula?

# %% id="erlang"
asked.beside_erlang(dealt)

# %% id="erlang-reading"
quiz.tell("erlang-reading")

# %% [markdown] id="free-text"
# Now the same three agents, but each chat goes to **the next free place**. In most chat tools this is a switch.

# %% id="free"
staffing.staffing(autumn, asked.AGENTS, slots=2, deal="to a free place")

# %% id="deal-reading"
quiz.tell("deal-reading")

# %% [markdown] id="lever-text"
# An agent's hour costs what the table `team` says. What waiting loses is doublings × yuan for each. Move the slider: which number costs least?
#
# Beside the slider, what it believes: orders of seven days only; no stars, no complaints, no fine of a platform, no worth of a buyer who comes again (lesson 5.2); an agent is never ill and never eats.

# %% id="lever"
each = Estimate(*dealing.response_effect(turn, "yuan").iloc[-1, 1:])
worth = staffing.worth_of_agents(played, each, wage=asked.wage_of(shop.team))
lever(lambda agents: figures.cost_of_agents(worth, int(agents)),
      "agents in the evening", list(asked.AGENTS), start=3)  # fmt: skip

# %% id="cost"
worth[["agents", "wages", "lost", "saves", "breaks_even", "even_low", "even_high", "pays"]]

# %% [markdown] id="hours-text"
# An evening is an average of eight hours. In which of them does the third agent pay? `spared` are the people an hour who wait beyond 30 seconds with two agents and not with three; `estimate` is in yuan for the third agent's hour.

# %% id="hours"
asked.hours(autumn, turn, shop.team)

# %% id="cost-reading"
quiz.tell("cost-reading")

# %% id="ask-agent-fewer"
quiz.agent_fewer

# %% id="answer-agent-fewer"
answer = ...  # (value, low, high), in yuan
quiz.agent_fewer.check(answer)

# %% id="year-reading"
quiz.tell("year-reading")

# %% [markdown] id="event-text"
# ## The big day's evening
#
# A document asks for a shift plan in the emergency plan of a big day (原文 002:039: 活动期执行“实时数据监控(流量、转化、库存)、应急方案(服务器扩容、客服排班)”). The evenings of 618, played:

# %% id="event"
june = asked.evenings(dealt, *asked.MID_YEAR)
event = staffing.worth_of_agents(
    staffing.staffing(june, asked.AGENTS), each, wage=asked.wage_of(shop.team)
)
event[["agents", "wages", "lost", "saves", "breaks_even", "even_low", "even_high", "pays"]]

# %% id="event-hours"
asked.hours(june, turn, shop.team)

# %% [markdown] id="plan-text"
# And the next 618? Nobody has seen it. Take the people of each hour of this one × growth (here 1.2, a guess), and draw evenings by chance. Put in your own numbers.

# %% id="plan"
plan = asked.plan_chats(dealt)
staffing.worth_of_agents(
    staffing.staffing(plan, [2, 3, 4, 5, 6]), each, wage=asked.wage_of(shop.team)
)[["agents", "wages", "lost", "cost", "breaks_even", "even_low", "even_high", "pays"]]

# %% id="event-reading"
quiz.tell("event-reading")

# %% id="ask-third-agent"
quiz.third_agent

# %% id="answer-third-agent"
answer = ...
quiz.third_agent.check(answer)

# %% [markdown] id="route-text"
# **Whom first?** A document wants people to serve high-value questions and complaints first (原文 002:019: 人工客服聚焦“高价值用户咨询+投诉处理”). Somebody first means somebody later. The evenings of 618, three agents, all to free places. Nobody goes first; then those who ask *after* an order; then those who ask before one:

# %% id="route"
june = june.assign(after_order=~june["is_presale"])
staffing.route_chats(june, ["after_order", "is_presale"], agents=3)

# %% id="route-reading"
quiz.tell("route-reading")

# %% [markdown] id="bot-text"
# ## The bot: chats or minutes?
#
# Let a bot answer the frequent questions (原文 000:033: 利用智能客服自动回复“常见问题(如发货时间、退换政策)”). Vendors say: *"it takes 80% of the standard questions, so you save 80%."* Three denominators again. Standard are here: size, stock, delivery, discount. (The minutes are those that *people* take for such a question.)

# %% id="bot-figure"
year = chats[chats["ts"] >= "2025-01-01"]
shares = bots.bot_share(year, asked.STANDARD)
ax = plots.estimates(shares, "of", percent=True)
plots.label(ax, quiz.tell("bot-title"), x="share that the bot took, with 95% interval")

# %% id="bot-reading"
quiz.tell("bot-reading")

# %% [markdown] id="keep-text"
# What does it read wrongly? Rows: what was asked; columns: what the bot made of it.

# %% id="confusion"
bots.confusion(year)

# %% [markdown] id="keep-table-text"
# The bot knows only what it *reads*. So ask by column: of what it reads as "stock", how much is right, and is that enough? Saved: minutes × wage ÷ two places. A mistake costs what a wrong answer does to buying.

# %% id="keep"
report = asked.bot_by_question(chats, shop.team)
report[["reads", "chats", "right", "low", "high", "minutes", "saved", "mistakes", "worth", "least"]]

# %% id="keep-reading"
quiz.tell("keep-reading")

# %% [markdown] id="agents-text"
# ## Which agent sells?
#
# A document wants more of the agents' potential (原文 003:020: 深度挖掘客服潜力,提升客服效率), another blames a low **inquiry conversion** (原文 003:265: 客服询单转化率低). On 31 August 2025 the manager draws up a list of April to August: each agent against those on duty in the same hour, by day.

# %% id="list"
routed = dealing.agent_comparison(asks[asks["ts"].between(*asked.ROUTED)])
routed[["agent", "chats", "raw", "minutes", "estimate", "low", "high", "n"]]

# %% id="ask-last-of-list"
quiz.last_of_list

# %% id="answer-last-of-list"
answer = ...  # for example ("A", 1)
quiz.last_of_list.check(answer)

# %% id="agents-figure"
in_turn = dealing.agent_comparison(turn)
ax = figures.agents_twice(routed, in_turn)
plots.label(ax, quiz.tell("agents-title"))

# %% id="agents"
in_turn[["agent", "chats", "raw", "minutes", "per_hour", "estimate", "low", "high", "shrunk"]]

# %% id="agents-reading"
quiz.tell("agents-reading")

# %% [markdown] id="silent-text"
# ## Those who never ask
#
# A page that says why to buy raises **silent conversion** (静默转化, bought without a word) (原文 003:021: 提高静默转化率). Who asks buys far more often. So, make everybody ask?

# %% id="silent"
service.silent_vs_inquiry(shop.sessions, chats, orders)

# %% id="silent-reading"
quiz.tell("silent-reading")

# %% [markdown] id="script-text"
# ## What to say
#
# A document gives scripts (话术): "your order will be closed, pay now and get 20 off" (原文 000:032: 您的订单即将关闭,现在付款立减20). Another has closing talk (原文 002:010: 逼单话术). An invented shop dealt four to its open orders, by lot. `anyway`: of those who paid, how many would have paid without a word.

# %% id="scripts"
service.script_test(own.scripts)[["script", "measure", "mean", "estimate", "low", "high", "anyway"]]

# %% id="script-reading"
quiz.tell("script-reading")

# %% [markdown] id="sheet-text"
# The documents' scripts as a sheet, with what must be *true* before each is said. Keep it: `.to_csv("my_scripts.csv")`.

# %% id="sheet"
service.script_sheet().set_index("kind")

# %% [markdown] id="quality-text"
# ## Thirty of three thousand
#
# Somebody reads about one in a hundred of the people's chats, drawn by lot, and marks them from 1 to 5 (质检); 1 and 2 are bad. November 2025, then two years:

# %% id="quality"
marked = chats[chats["quality"].notna()]
november = marked[marked["ts"].between("2025-11-01", "2025-12-01")]
found = {"November": disputes.quality_share(november), "two years": disputes.quality_share(marked)}
pd.concat(found, names=["read in"]).droplevel(1)

# %% id="quality-reading"
quiz.tell("quality-reading")

# %% [markdown] id="draw-text"
# Draw your own thirty, with a date as the lot's number, so that nobody can choose. How many are there for each agent?

# %% id="draw"
people = chats[chats["ts"].between("2025-11-01", "2025-12-01") & (chats["handled_by"] == "human")]
drawn = disputes.quality_sample(people, size=30, seed=20251201)
drawn["agent"].astype(str).value_counts().to_frame("chats to read").T

# %% [markdown] id="draw-caution"
# A few for each: that says something about the desk, and nothing about an agent. Two years of such months do (`disputes.quality_share(marked, by="agent")`).

# %% [markdown] id="dispute-text"
# ## Who is accused?
#
# A buyer wants the money back without sending anything (仅退款), or says that the parcel was empty. Pay, or contest? An invented shop has looked into **all** its old disputes; the open ones look like this. Contested abuse is won in 80 of 100 cases. Contesting costs 15 yuan of work. An honest buyer who is accused gets the money in the end, and the shop loses 190 yuan: what this buyer would have left, and the review.
#
# By hand, 200 yuan, abuse in 30 of 100: contesting brings 0.3 × 0.8 × 200 = 48, costs 15, and loses 0.7 × 190 = 133. So pay. It is even where chance × 0.8 × 200 = 15 + (1 − chance) × 190: at 0.59.

# %% id="dispute-figure"
how = {"lost": asked.LOST, "handling": asked.HANDLING, "win": asked.WIN}
triage = disputes.dispute_triage(own.disputes_open, own.disputes_settled, **how)
ax = figures.contest_line(triage, **how)

# %% id="dispute-reading"
quiz.tell("dispute-reading")

# %% [markdown] id="reply-text"
# ## Answered isn't solved
#
# One document wants bad reviews answered within 24 hours (原文 000:038: 差评私信处理(24小时内响应,提出解决方案)), another wants complaints *settled* within 48 (原文 002:070: 48小时内处理质量投诉、补发/退款). The shop's own bad reviews (three stars or fewer), and the desk's card (原文 004:043: 企业应建立标准化的服务流程):

# %% id="replies"
service.replies(shop.reviews)

# %% id="card"
card = service.service_scorecard(year)
card.pivot(index="measure", columns="phase", values="estimate").loc[card["measure"].unique()]

# %% id="reply-reading"
quiz.tell("reply-reading")

# %% [markdown] id="target-text"
# ## The boss's target

# %% id="ask-target"
quiz.target

# %% id="answer-target"
answer = ...  # for example ("A", 1)
quiz.target.check(answer)

# %% [markdown] id="verdict-text"
# ## The verdict

# %% id="verdict"
quiz.tell("verdict")

# %% [markdown] id="yours-text"
# ## Now yours
#
# Export your chats, and save them beside this notebook as `my_chats.csv` with the columns `ts`, `agent`, `handled_by` (bot or human), `first_response_s`, `first_human_s`, `waited_s`, `left`, `handle_s`, `turns`, `turns_30s`, `is_presale`. The error names what is missing. Hide names first.

# %% id="yours"
from pathlib import Path

mine = Path("my_chats.csv")
if mine.exists():
    yours = service.response_rates(pd.read_csv(mine, parse_dates=["ts"]))
else:
    yours = "No my_chats.csv here yet."
yours

# %% [markdown] id="recap"
# ## Recap
#
# - Three rates: first answer, first answer of a person, answers in time. Say which, and of what.
# - A bot's greeting is a first answer. It serves nobody.
# - Hours and days compare other people. Where chats are dealt in turn, luck says who waits.
# - Waiting costs orders, but some of these buy later. Count seven days, in yuan.
# - An agent's hour is worth what it spares. On quiet evenings that is little, on big days more.
# - Dealing to free places spares waiting, and costs no wages.
# - Count a bot's minutes, not its chats. Ask of what it *reads* how much is right.
# - Judge agents where nobody chose who got what.
# - A script is judged by yuan and by what comes back. Who never asks must find it on the page.
# - A dispute is decided by what both mistakes cost.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Write beside your rate: first answer or a person's, of which chats, bot counted or not.
# 2. Ask how your tool deals chats: in turn (轮询), or to free places (按空闲分配)? Don't switch yet.
# 3. Export eight weeks. `dealt_in_turn`, `when_full`: how many meet a full agent, and what does it cost? Then switch, one week on and one off, by lot.
# 4. Play your evenings with one agent fewer and one more. First look whether the game finds what happened.
# 5. Before the next big day: people expected in each hour, agents for each hour, who is on call.
# 6. Bot: precision of each question it reads; a way to a person in each answer; say that it is a machine (whether the law wants a label: look it up, outside).
# 7. Read thirty chats by lot each month, and add the months up.
# 8. Look into some disputes that look honest too, by lot. Else you never learn how many are.
# 9. Keep a page of true answers (知识库): question, answer, date, owner.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | response rate | 响应率, 回复率 | answered within 30 s; say first or all, person or bot |
# | response time | 响应时长 | seconds to the first answer |
# | inquiry conversion | 询单转化率 | who asked and bought, of those who asked |
# | silent conversion | 静默转化率 | who bought without asking, of those who never asked |
# | dealt in turn | 轮流分配, 轮询 | each chat to the next agent, free or not |
# | place | 同时接待数 | a chat that an agent can hold at a time |
# | instrument | 工具变量 | what moves the cause, and the result by nothing else |
# | deflection | 机器人独立接待率, 拦截率 | share that the bot takes |
# | intent, precision | 意图, 精确率 | what is asked; of what is read so, the share that is so |
# | confusion matrix | 混淆矩阵 | asked against read |
# | payment reminder | 催付 | a word to who ordered and hasn't paid |
# | closing push | 逼单 | talk that presses for the order now |
# | quality sample | 质检抽样 | chats read by lot |
# | refund only | 仅退款 | money back without the goods |
# | shift plan | 排班 | who works when |
#
# **Sources.** Waiting with one chat an agent: A. K. Erlang (1917). League tables: Goldstein and Spiegelhalter (1996), *Journal of the Royal Statistical Society* A 159. Costs of two mistakes: Elkan (2001), *IJCAI*. Everything counted here: this course's shops, simulated or invented. A platform's own limit for answers (often minutes, not 30 seconds), whether a bot counts in it, and its fine are its rules: look them up (outside).
#
# **Next.** The case *Good reviews* (who writes, who is asked?). Lesson 4.5 asks what comes back; 5.2 what a customer is worth who comes again.
