# %% [raw] id="header"
# title = "A mixed round"
# subtitle = "Eight short claims from all chapters: do they hold, and how sure are you?"
# chinese = "综合判断"
# minutes = 45
# route = "core"
# needs = ["0_2"]
# verdict = "reading"
# topic = "rounds"
#
# [rows]

# %% [markdown] id="objectives"
# **After this round you can**
#
# 1. judge a short claim by one table: too rosy, about right, or too modest,
# 2. name the look that settles it before you compute anything,
# 3. say how sure you are, and know how far you may trust that.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Print the eight claims, one page for two of them, without the last cells. Each trainee answers alone first: a
# letter, a number, a percentage. Open with: *"Eight people each tell you one figure. How many of them would you believe?"*
# Keep the guesses on the board; at the end compare.
#
# | 45 | 30 | what |
# |---:|---:|---|
# | 2 | 2 | the opening question, hands up |
# | 20 | 12 | alone: verdict, look, how sure (in 30 minutes the first four claims; the others at home) |
# | 5 | 4 | in pairs: only where the letters differ; who changes, and why? |
# | 10 | 7 | plenum: the two claims on which the room disagreed most; key below |
# | 5 | 3 | score cell, then the board: how sure, how often right |
# | 3 | 2 | closing question: *"Which of these figures have you used at work, and from which cells was it made?"* |
#
# **Board.** One line for each claim: letters A, B, C with the counts of the room, the mean of "how sure", and after the key a ring
# around the right letter. Below it two numbers: how sure the room was on the mean, which share of its verdicts was right.
#
# **What to listen for.** "It is always exaggerated": then ask for the share of A in the key. "It can't be known": ask which row of the
# table would be needed, and whether it stands there. "I computed it and so it is right": ask which look it was.
#
# **Marks, if any (16).** One point for each right verdict and one for each right look. The percentages get no marks: with marks
# nobody writes down what they think.
#
# **Another class, another round.** Change one number, for example `ROUND = 7`: everybody with this number gets the same
# eight claims. `rounds.key(7)` is its key. Take a new number for each class, and after each chapter for the same class: short
# claims come again in other rounds, with other figures and other ends.

# %% [markdown] id="instructor-key-text" tags=["instructor"]
# **The key of this round.** Verdicts: A too rosy, B about right, C too modest.

# %% id="instructor-key" tags=["instructor"]
from ecomlab import rounds

rounds.key(0)

# %% [markdown] id="question"
# ## Eight figures on one day
#
# You run the shop. On one day eight people each tell you one figure: a buyer, an agency, a supplier, your own team. Each shows one
# table. For each you have about four minutes, and then you say three things:
#
# - the **verdict**: is the claim too rosy (A), about right (B), or too modest (C)?
# - the **look** that settles it: one of four. The others are real looks too, but they answer another question, or they miss what
#   may be wrong with the claim. Such a look settles nothing, even where its figure is nearly the same;
# - **how sure** you are of the verdict, from 34% (you only guess) to 100% (you would bet the shop).
#
# About a third of such claims are too rosy, a third hold, a third are too modest. In one round it may be otherwise: how each
# claim ends was drawn, whatever the others are. So read the table.
#
# A calculator or one line of code is enough. The exhibits are chosen so that each shows its verdict clearly; at work many won't.
#
# **Another round.** Write another number behind `ROUND`, and run all cells again: you get another eight claims. A claim that you
# know may come again, with other figures, and it may end otherwise. A class takes one number for all.

# %% id="round"
from ecomlab import rounds
from ecomlab.classroom import exercises, mixed_score

ROUND = 0

mixed = rounds.draw(ROUND)
quiz = exercises("9", mixed=mixed)

# %% [markdown] id="claim-1"
# ## Claim 1

# %% id="ask-first"
quiz.first

# %% id="answer-first" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.first.check(..., ..., ...)

# %% [markdown] id="claim-2"
# ## Claim 2

# %% id="ask-second"
quiz.second

# %% id="answer-second" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.second.check(..., ..., ...)

# %% [markdown] id="claim-3"
# ## Claim 3

# %% id="ask-third"
quiz.third

# %% id="answer-third" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.third.check(..., ..., ...)

# %% [markdown] id="claim-4"
# ## Claim 4

# %% id="ask-fourth"
quiz.fourth

# %% id="answer-fourth" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.fourth.check(..., ..., ...)

# %% [markdown] id="claim-5"
# ## Claim 5

# %% id="ask-fifth"
quiz.fifth

# %% id="answer-fifth" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.fifth.check(..., ..., ...)

# %% [markdown] id="claim-6"
# ## Claim 6

# %% id="ask-sixth"
quiz.sixth

# %% id="answer-sixth" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.sixth.check(..., ..., ...)

# %% [markdown] id="claim-7"
# ## Claim 7

# %% id="ask-seventh"
quiz.seventh

# %% id="answer-seventh" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.seventh.check(..., ..., ...)

# %% [markdown] id="claim-8"
# ## Claim 8

# %% id="ask-eighth"
quiz.eighth

# %% id="answer-eighth" tags=["exercise"]
# Verdict, look, how sure: for example "B", 3, 60
quiz.eighth.check(..., ..., ...)

# %% [markdown] id="score-text"
# ## How well did you judge, and did you know it?
#
# Of each claim your first answer counts. Who says 80% should be right in eight of ten such verdicts. The **Brier score** puts
# both together: it is the mean square of what you said less what came (1 for a right verdict, 0 for a wrong one). 0 is best.

# %% id="score"
mixed_score(quiz)

# %% [markdown] id="talk"
# ## To talk about
#
# 1. On which claim were you surest and wrong? Which cell of the table did you not look at?
# 2. Which claim did you call too rosy because somebody wanted to sell you something? Did the table say so?
# 3. Which of the eight figures does your own shop use? From which cells is it made?

# %% [markdown] id="playbook"
# ## Playbook
#
# - First find the claim's own figure in the table: from which cells was it made? That shows its base.
# - Then ask: compared with what? The same mix, the same time, the same people, and those who aren't in the table any more.
# - Then ask what isn't there yet (returns, young customers) and what wasn't counted (days without stock, buyers without a click).
# - A claim may hold. A suspicion is a reason to look, not a verdict.
# - Say how sure you are as a number, and write it down before you see the answer.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | claim | 说法 | a figure that somebody states |
# | base, denominator | 分母 | of what a share is a share |
# | calibration | 校准 | being right as often as one is sure |
# | Brier score | 布里尔分数 | mean square of what was said less what came |
# | too rosy, too modest | 偏乐观, 偏保守 | makes things look better, or worse, than the right look finds |
#
# **Source.** G. W. Brier, *Verification of Forecasts Expressed in Terms of Probability*, Monthly Weather Review 1950. All eight claims are
# made up by a program, and so are their tables: they show how a figure can be read, not how things are in the trade.
