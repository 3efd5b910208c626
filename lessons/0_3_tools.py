# %% [raw] id="header"
# title = "One question, three tools"
# subtitle = "pandas, SQL and a spreadsheet; and how to check an assistant's query"
# chinese = "一个问题三种工具"
# minutes = 70
# route = "core"
# needs = ["00", "0", "0_2"]
# verdict = "reading"
# topic = "questions"
# related = ["size_step"]
#
# [rows]
# N01 = "sql.sql, questions.core.answers, questions.joins.join_check / later_orders, sign, filter_after, smallest, not_in, utc_day, whole_numbers"
# N02 = "questions.books.workbook, workbooks.write_workbook / eighteen_digits, mean_of_rates / in part: 6.5 writes the report, and each lesson may add its sheets"
# N20 = "questions.plausible.plausible / sign, filter_after / in part: 3.5 audits generated copy, 3.4 counts what a bot answers"
# X12 = "- / - / a remark under Where you work: whose clock, and which visits it sees"
# X13 = "- / - / a remark under Where you work: its joins double too"
# X14 = "- / - / a remark under Where you work: its relationships, and measures that add up first"

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. ask one question in pandas, in SQL and in a spreadsheet, and see whether the three agree,
# 2. say what a join does to the rows of a table before you believe its sums,
# 3. check a query that somebody else wrote, in five minutes,
# 4. make the smallest table on which a query is wrong,
# 5. hand a colleague a workbook that works without Python.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# | minutes | what |
# |---:|---|
# | 3 | recall |
# | 6 | the list: everybody signs it, or doesn't, and guesses |
# | 9 | one order by hand at the whiteboard; rows after the join, by the formula |
# | 6 | look from both sides; the prediction |
# | 7 | the two lists; which articles would have gone |
# | 8 | one question, three tools; the ten |
# | 6 | the clock, with the slider |
# | 6 | the workbook: one trainee makes the pivot on screen |
# | 9 | three queries, one signature; four more |
# | 6 | the smallest tables: fewest rows wins |
# | 4 | another shop; where you work; the law |
#
# **Open with:** show the assistant's list. "Who signs? Who would take these articles off the shop tonight?" Count hands, then do
# the order at the whiteboard.
#
# Possible wrong turns: "the rows hardly grew, so the join is fine" (look from the side of the returns). "It came from a machine, so I
# don't sign anything" (one of the three is right). In the table exercise somebody invents a return of a line that was never sold: the
# judge says so.
#
# With 45 minutes: leave out the clock and the workbook, hand the .xlsx out. **Hand-out:** the five checks of *What a check is* on
# one sheet.
#
# **Law and decency** (诚信, 数据安全): customers' rows don't go into a public assistant. Column names and five invented rows do the same work.

# %% [markdown] id="recall-text"
# ## First, from earlier lessons

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("0_3")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% [markdown] id="question"
# ## A list for tonight
#
# It is the first week of January 2026. Your boss has a rule: **an article of which more than 30 of 100 yuan sold and sent go back to
# the customers comes off the shop.** She wants the list tonight. You have the shop's tables, and an assistant (AI助手) that writes SQL.
#
# You tell it what you need. It answers at once:

# %% id="imports"
import pandas as pd

from ecomlab import plots
from ecomlab.datasets import load
from ecomlab.exercises.tools import needed
from ecomlab.questions import join_check
from ecomlab.questions.figures import two_answers
from ecomlab.questions.plausible import plausible
from ecomlab.sql import sql

pd.options.display.float_format = lambda x: f"{x:,.{0 if x % 1 == 0 or abs(x) >= 1000 else 3}f}"
pd.options.display.max_colwidth = 90
plots.use_house_style()

# %% id="load"
shop = load("shop")
orders, items, returns, customers = (
    shop[name] for name in ("orders", "order_items", "returns", "customers")
)
quiz = exercises("0_3", **needed(shop))
print(plausible("refunds").assistant)

# %% [markdown] id="run-text"
# `sql` runs a query on tables in memory (DuckDB). No server, no file, no network. It gives a DataFrame.

# %% id="run"
joined = sql(plausible("refunds").assistant, shop)
print((joined["share"] > 0.3).sum(), "articles of", len(joined))
joined.head(4)

# %% [markdown] id="guess-text"
# The query runs. No error, no empty cell, sensible numbers. **How many of these articles are rightly on the list?** Write a guess
# down before you read on.

# %% id="guess"
quiz.guess(..., low=..., high=...)

# %% [markdown] id="hand-text"
# ## One order by hand
#
# A customer bought a tent for 300 yuan and a mug for 20. The tent came back. So the tent's refund is 300, and the mug's is 0. Here are
# the two tables, and the assistant's join. `%%sql` makes a cell an SQL cell; the notebook's DataFrames are its tables.

# %% id="hand"
lines = pd.DataFrame({"order_id": [1, 1], "sku": ["tent", "mug"], "paid": [300, 20]})
back = pd.DataFrame({"order_id": [1], "sku": ["tent"], "refund": [300]})

# %% id="magic"
# %load_ext ecomlab.sql

# %% language="sql" id="hand-join"
# SELECT l.order_id, l.sku, l.paid, b.sku AS came_back, b.refund
# FROM lines AS l
# LEFT JOIN back AS b ON b.order_id = l.order_id
# ORDER BY l.sku

# %% [markdown] id="hand-reading"
# The mug has got the tent's refund: 300 yuan back, of 20 sold. The join looks at the **order** and forgets the **article**. One return
# meets two lines, so its refund is counted twice.
#
# A join gives each row of the left table as often as it finds a partner, and once where it finds none:
#
# $$
# \text{rows after a LEFT JOIN} = \sum_{\text{rows of the left table}} \max(1,\ \text{partners found})
# $$
#
# Both sides count. If a left row meets several right ones, the **left** sums are too large. If a right row meets several left ones, the
# **right** sums are too large. In the trade this is a *fan-out* (数据膨胀).

# %% [markdown] id="join-text"
# ## Look before you add up
#
# `join_check` counts partners, and adds up an amount before and after. First from the side of the lines, then from the side of the
# returns:

# %% id="join-lines"
sold = sql(
    """SELECT i.order_id, i.sku, i.qty * i.price - i.discount AS paid
       FROM order_items AS i JOIN orders AS o ON o.order_id = i.order_id
       WHERE o.ts_pay IS NOT NULL AND o.ts_cancel IS NULL""",
    shop,
)
join_check(sold, returns, "order_id", "paid")

# %% id="join-returns"
under_way = {"refund": 0}  # a return that is under way has no refund yet
join_check(returns.fillna(under_way), items, "order_id", "refund")

# %% id="join-reading"
quiz.tell("join-reading")

# %% id="ask-worst-article"
quiz.worst_article

# %% id="answer-worst-article"
answer = ...  # (value, low, high)
quiz.worst_article.check(answer)

# %% [markdown] id="lists-text"
# ## The two lists
#
# The repair is one condition: `AND r.sku = i.sku`. Now each return meets its own line.

# %% id="lists"
true = sql(plausible("refunds").right, shop)
both = joined[["sku", "share"]].merge(true[["sku", "share"]], on="sku", suffixes=("", "_own"))
both = both.rename(columns={"share": "joined by order", "share_own": "joined by line"})
both["article"] = both["sku"] + " " + both["sku"].map(shop["sku"].set_index("sku")["title"])
ax = two_answers(both.head(20), "article", "joined by order", "joined by line", border=0.3)
x = "refunded ÷ sold, orders paid and not cancelled"
plots.label(ax, quiz.tell("list-title"), x=x, n=20, counts="articles")

# %% id="list-reading"
quiz.tell("list-reading")

# %% id="guess-beside"
given = quiz.guess.given
print("Your guess:", given.words("articles") if given else "none was typed")
print("Above 30%, joined by line:", (true["share"] > 0.3).sum(), "articles")

# %% [markdown] id="tools-text"
# ## One question, three tools
#
# You won't find this notebook at your next firm. There is a database, and there are workbooks. The *question* goes with you. Take one:
# **how many visits of each channel pay?** In words: paid orders ÷ visits, all days together. (In this shop's table `uv` counts visits and
# `payers` paid orders. On your platform 访客数 and 支付买家数 may count people: look it up.)
#
# **pandas**

# %% id="tools-pandas"
sums = shop["traffic_daily"].groupby("channel", observed=True)[["uv", "payers"]].sum()
(sums["payers"] / sums["uv"]).round(4)

# %% [markdown] id="tools-sql-text"
# **SQL.** Behind `%%sql` may stand a whole shop: then all its tables can be named. Say `ORDER BY` where the order matters: a database
# promises none.

# %% language="sql" id="tools-sql" magic_args="shop"
# SELECT channel,
#        1.0 * sum(payers) / sum(uv) AS conversion
# FROM traffic_daily
# GROUP BY channel
# ORDER BY channel

# %% [markdown] id="tools-sheet-text"
# **A spreadsheet.** The rows stand in a table called `traffic_daily`, the channels in column A of another sheet. In cell B2:
#
# ```text
# =SUMIFS(traffic_daily[payers], traffic_daily[channel], A2) / SUMIFS(traffic_daily[uv], traffic_daily[channel], A2)
# ```
#
# Three answers to one question must be one answer. `answers` asks all three tools (formulas are worked out by a spreadsheet's rules)
# and compares them to nine digits:

# %% id="agree"
from ecomlab.questions import QUESTIONS, answers

answers("conversion", shop).query("measure == 'conversion'")

# %% id="agree-reading"
quiz.tell("agree-reading")

# %% id="ten"
pd.DataFrame([{"name": q.name, "asks": q.english, "问题": q.chinese} for q in QUESTIONS.values()])

# %% [markdown] id="ten-text"
# Each says what is divided by what: `QUESTIONS["return_rate"].of`. Each has its SQL: `print(QUESTIONS["return_rate"].query)`. Copy it; change
# the names of tables and columns; keep the question. Why do divisions of counts begin with `1.0 *`?

# %% id="ask-whole-numbers"
quiz.whole_numbers

# %% id="answer-whole-numbers"
answer = ...
quiz.whole_numbers.check(answer)

# %% [markdown] id="clock-text"
# ## Whose midnight?
#
# A time in a database often has the clock of UTC (世界协调时), eight hours behind China's. Then a day "begins" at eight in the morning
# of your shop. Move the slider to 8 and look at 11 November (双11).

# %% id="clock"
from ecomlab.levers import lever
from ecomlab.questions.figures import days_that_begin_at

lever(lambda hour: days_that_begin_at(orders, "2025-11-11", hour), "hour", range(0, 24, 2), start=0)

# %% id="clock-reading"
quiz.tell("clock-reading")

# %% [markdown] id="workbook-text"
# ## A workbook for those without Python
#
# Your colleague has Excel or WPS. `workbook` writes the questions as **live formulas**, and behind them the rows that they read: one header
# row, one fact a row, real dates, ids as text. So a pivot table (数据透视表) takes six clicks; the first sheets say which. Nothing is
# written over unless you say `overwrite=True`. Here is the question above for one month. (Put your own folder in place of the temporary one.)

# %% id="workbook"
import tempfile
from pathlib import Path

from ecomlab.questions import workbook

folder = Path(tempfile.mkdtemp())
daily = shop["traffic_daily"]
december = {"traffic_daily": daily[daily["date"] >= "2025-12-01"]}
book = workbook(december, folder / "shop.xlsx", ["conversion"])
sheets = pd.read_excel(book, sheet_name=None, engine="calamine")
pd.DataFrame({name: sheet.shape for name, sheet in sheets.items()}, index=["rows", "columns"]).T

# %% id="workbook-answers"
sheets["answers"][["group", "measure", "spreadsheet", "pandas", "same"]].head(3)

# %% [markdown] id="digits-text"
# Spreadsheets have limits that nobody tells you of. Meet one:

# %% id="ask-eighteen-digits"
quiz.eighteen_digits

# %% id="answer-eighteen-digits"
answer = ...
quiz.eighteen_digits.check(answer)

# %% [markdown] id="workbook-limits"
# **What a spreadsheet can't hold.**
#
# | limit | what happens | so |
# |---|---|---|
# | `1048576` rows | the rest of a longer file is not there | add up in the database first |
# | 15 digits | an order number of `18` digits ends in zeros | import it as text |
# | no time zone | times are somebody's clock | write whose, in the header |
# | no date before 1900 | it is text, or an error | rare: birthdays typed wrongly |
# | a text that begins with `=` `+` `-` `@` | in a CSV it runs as a formula when opened | import, don't double-click; `workbook` keeps it text |
#
# The last one is an attack that shops do meet: a customer's name or note can be `=HYPERLINK(...)`.

# %% [markdown] id="trial-text"
# ## On trial: "it runs, so it is right"
#
# Many believe the first half of a sentence and add the second: *the assistant wrote it, it runs, so it is right.* Others believe the
# opposite: *what an assistant writes can't be believed.* Here are three of its queries. The first you know. It refunds by **article**. The
# second asks how many further orders a customer places:

# %% id="trial-second"
print(plausible("later_orders").assistant)
later = sql(plausible("later_orders").assistant, shop)
later

# %% [markdown] id="trial-third-text"
# The third asks for refunds by **channel**. It has a LEFT JOIN too, and a WHERE behind it:

# %% id="trial-third"
print(plausible("refunds_by_channel").assistant)
channels = sql(plausible("refunds_by_channel").assistant, shop)
channels.head(3)

# %% id="ask-sign"
quiz.sign

# %% id="answer-sign"
answer = ...
quiz.sign.check(answer)

# %% id="trial-check"
paid_returns = returns[returns["order_id"].isin(orders.loc[orders["ts_pay"].notna(), "order_id"])]
pd.DataFrame(
    {
        "in the answer": [joined["back"].sum(), later["customers"].sum(), channels["back"].sum()],
        "in the tables": [
            paid_returns["refund"].sum(),
            len(customers),
            paid_returns["refund"].sum(),
        ],
    },
    index=["refunds by article, yuan", "further orders: customers", "refunds by channel, yuan"],
)

# %% id="sign-reading"
quiz.tell("sign-reading")

# %% [markdown] id="more-text"
# ### Four more that run
#
# These are short, they run, and each is wrong. Which number of the first column would have made you look twice?

# %% id="more"
names = ["without_deposit", "orders_sent_back", "conversion", "conversion_in_whole_numbers"]
more = [plausible(name) for name in names]
pd.DataFrame(
    {
        "it says": [sql(one.assistant, shop).iat[0, -1] for one in more],
        "right is": [sql(one.right, shop).iat[0, -1] for one in more],
    },
    index=[one.asked for one in more],
)

# %% id="more-reading"
quiz.tell("more-reading")

# %% [markdown] id="check-text"
# ### What a check is
#
# | check | finds |
# |---|---|
# | the rows before and after each join, from **both** sides | the join that doubles, or loses |
# | a total that must tie: the answer's sum beside the table's | doubled money, lost groups |
# | the count of the denominator | the filter behind the join, `COUNT(*)` where `COUNT(DISTINCT …)` was meant |
# | the empty cells: how many, and what became of them | `NOT IN` a list with an empty value (never true) |
# | three rows that you worked out by hand | all of these |
#
# A check that passes doesn't prove the query. One that fails has found the slip in a minute.

# %% [markdown] id="smallest-text"
# ## Fewest rows win
#
# A check finds *that* something is wrong. A small table shows *what*, to anybody, in half a minute. Take the query of further orders.

# %% id="ask-filter-after"
quiz.filter_after

# %% id="answer-filter-after"
answer = ...  # {"customers": [{...}, ...], "orders": [...]}
quiz.filter_after.check(answer)

# %% [markdown] id="elsewhere-text"
# ## Another shop
#
# The second shop has the same tables, and other customers. Its tables are `second["orders"]` and so on, three of them also `orders_2`,
# `customers_2` and `daily_2`. Ask it the question that went wrong above.

# %% id="elsewhere"
second = load("second_shop")
orders_2, customers_2, daily_2 = (second[name] for name in ("orders", "customers", "traffic_daily"))
elsewhere = exercises("0_3", **needed(second))
elsewhere.later_orders

# %% id="answer-later-orders"
answer = ...
elsewhere.later_orders.check(answer)

# %% id="later-reading"
quiz.tell("later-reading")

# %% [markdown] id="home-text"
# ### Four more, at home or in class
#
# All are asked on the second shop.

# %% id="ask-smallest"
elsewhere.smallest

# %% id="answer-smallest"
answer = ...
elsewhere.smallest.check(answer)

# %% id="ask-not-in"
elsewhere.not_in

# %% id="answer-not-in"
answer = ...
elsewhere.not_in.check(answer)

# %% id="ask-mean-of-rates"
elsewhere.mean_of_rates

# %% id="answer-mean-of-rates"
answer = ...
elsewhere.mean_of_rates.check(answer)

# %% id="ask-utc-day"
elsewhere.utc_day

# %% id="answer-utc-day"
answer = ...
elsewhere.utc_day.check(answer)

# %% [markdown] id="work-text"
# ## Where you work
#
# | there is | the question goes there as | look out for |
# |---|---|---|
# | a database (MySQL, PostgreSQL, MaxCompute) | `QUESTIONS[…].query` with their names | UTC, whole ÷ whole, a time limit |
# | Excel, WPS | `workbook(…)`, or a pivot table | 15 digits, average of a rate |
# | Tableau | two tables, a *relationship* rather than a *join* | a join doubles there as well; a relationship adds up before it joins |
# | Power BI | a relationship "one to many", and a measure `DIVIDE(SUM(…), SUM(…))` | "many to many" doubles; a column of rates gets averaged |
# | Google Analytics | its report "traffic acquisition" | for own sites only; whoever refuses cookies isn't seen; days have the clock of the property; small groups may be hidden |
# | 生意参谋 and the like | an export per day | visitors of days don't add up to visitors of a month |
#
# **Law and decency.** An assistant may write your query; the figure is yours. Don't paste customers' rows (names, telephone numbers,
# addresses) into a public assistant. By the Personal Information Protection Law (个人信息保护法) another firm may get them only with each
# customer's separate consent (单独同意, art. 23), or by contract to work on your behalf (委托处理, art. 21). Column names and five invented rows do. What an assistant writes or paints **for
# buyers** must be labelled as such (人工智能生成合成内容标识办法, in force since 1 September 2025): whoever publishes it declares it and uses the
# platform's label. A table for your boss needs no label by that rule, but say how it was made. Rules change: look them up before you publish.

# %% [markdown] id="yours-text"
# ## Now yours
#
# Import your platform's export once, in a terminal: `python course.py import FILE`. Then run the cell. The same
# question goes to your own orders, in all three tools. **Revenue** here is what was paid for purchases, by the month of payment:
# orders refunded in full are left out, and refunds in part aren't off it. The gross of *Your shop* has the orders refunded in full
# too, by the month of the order; its net has all refunds off.

# %% id="yours"
from ecomlab import exports

if exports.is_imported():
    own = exports.my_shop().purchases
    if "ts_pay" not in own or own["ts_pay"].isna().any():
        print("When each order was paid isn't in this export: the time of the order stands for it.")
        own = own.assign(ts_pay=own["ts_order"])
    print(answers("sales_by_month", {"orders": own}))
else:
    print("Nothing is imported yet. In a terminal: python course.py import FILE")

# %% [markdown] id="recap"
# ## Recap
#
# - One question, three tools, one answer. If the three differ, one of them asks another question.
# - A join multiplies. Count partners from both sides before you add up.
# - A condition on the right table of a LEFT JOIN belongs behind ON.
# - Running proves grammar. A total that ties, a denominator that is counted, three rows by hand: these are checks.
# - Add up first, then divide. Write the clock beside every day.

# %% id="recap-results"
quiz.tell("recap-results")

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Take the three queries that your firm uses most. Run `join_check`, or `SELECT count(*)` before and after each join.
# 2. Put one total under every table you send: the one that must tie, and where it comes from.
# 3. Keep a file of small tables, one for each slip you have met. Run every new query on them first.
# 4. Ask which clock your reports use. Write it into the header.
# 5. Import order numbers as text. Never open a stranger's CSV with a double click.
# 6. When an assistant writes your query, ask it also for the check, and run the check yourself.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | query | 查询 | a question to a database, in SQL |
# | join | 连接 | each row beside its partners in another table |
# | fan-out | 数据膨胀 | a row that meets several partners is counted several times |
# | key | 主键 | columns that no two rows share |
# | pivot table | 数据透视表 | groups and sums of a table, by clicks |
# | formula | 公式 | what a cell works out from others |
# | control total | 核对总数 | a sum that must be the same in two places |
# | time zone, UTC | 时区、世界协调时 | whose clock a time is on |
# | CSV injection | CSV注入 | a text that runs as a formula when a file is opened |
# | assistant | AI助手 | a program that writes text or code when asked |
#
# **Next**: a chapter of your choice. The case *The size step where carts end*
# has another small table to make.
#
# **Sources.** Raasveldt and Mühleisen, *DuckDB* (SIGMOD 2019). Microsoft support: *Excel specifications and limits*. OWASP: *CSV
# Injection*. 人工智能生成合成内容标识办法 (2025); 个人信息保护法 (2021). The queries are ours; the shop is simulated.
