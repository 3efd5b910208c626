# %% [raw] id="header"
# title = "What will this promotion cost?"
# subtitle = "TODO what it is about, in a few words"
# chinese = "促销玩法与到手价"
# minutes = 60
# route = "extension"
# needs = ["00"]
# verdict = "none"
# topic = "conversion.promotions"
#
# # TODO the rows of the map: U03 = "repurchase_rate / sixty_days"
# [rows]

# %% [markdown] id="objectives"
# **After this lesson you can**
#
# 1. TODO say what one can do; give no finding away.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** TODO the minutes of each part, and the likely wrong turns.

# %% [markdown] id="question"
# ## The question
#
# TODO a shop, a day, a decision that waits. An example before the formula.

# %% id="recall"
from ecomlab.classroom import exercises, recall

recall_quiz = recall("3_8")
recall_quiz

# %% id="answer-recall"
recall_quiz.check(..., ...)

# %% id="imports"
from ecomlab.conversion import promotions
from ecomlab.datasets import load

# %% [markdown] id="data-text"
# ## The data
#
# TODO say where the rows come from and what one row is.

# %% id="load"
orders = load("cdnow").orders
quiz = exercises("3_8", orders=orders)
orders.head()

# %% [markdown] id="method-text"
# ## The method
#
# TODO the method in words, then the function.

# %% id="method"
promotions.middle_amount(orders)

# %% id="method-reading"
quiz.tell("method-reading")

# %% [markdown] id="exercises-text"
# ## Exercises

# %% id="quiz"
quiz.per_purchase

# %% id="answer-per-purchase" tags=["exercise"]
answer = ...
quiz.per_purchase.check(answer)

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# TODO three things to do in one's own shop.

# %% [markdown] id="glossary"
# ## Terms
#
# | English | 中文 | |
# |---|---|---|
# | purchase | 购买 | TODO the terms of the lesson |
