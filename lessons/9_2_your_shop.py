# %% [raw] id="header"
# title = "Your shop"
# subtitle = "What your platform's export says, and what it can't"
# chinese = "你的店铺"
# minutes = 30
# route = "core"
# needs = ["00"]
# verdict = "none"
#
# [rows]

# %% [markdown] id="objectives"
# **After this notebook you can**
#
# 1. say what your own export holds, and where each yuan of it went,
# 2. read money, buyers, baskets, days, delivery and returns from it, each with its caveat,
# 3. name the file that answers what this one can't.

# %% [markdown] id="instructor-plan" tags=["instructor"]
# **For the instructor.** Ask for exports a week before; half of the class will bring one without buyers. Open with: *"Which figure of
# your shop did you last quote, and from which file was it?"* 5 min receipt, in pairs · 15 the parts that each export allows · 10
# plenum: one sentence each, with its caveat. Nobody has to show a figure to the others. Whoever has no export works on the example.
#
# **Likely wrong turns.** The first months of an export are read as the shop's first months. The last month's few refunds are read as a
# success. A rate of eleven buyers is told without its interval.

# %% [markdown] id="import-text"
# ## Your export
#
# In a terminal, in the course's folder:
#
# ```
# python course.py import ~/Downloads/ExportOrderList202401.csv
# ```
#
# Several files at once are joined. The command says which platform wrote them, and it opens this notebook. Nothing leaves your
# computer. Names, phones and addresses aren't kept; a buyer becomes a word that only your folder can make. Until you import
# something, this notebook shows the course's invented example.
#
# The cell below opens the import without a name. One that you read with `--name my_second_shop` is opened by
# `exports.my_shop("my_second_shop")`: change the line, then run all cells.

# %% id="shop"
import pandas as pd

from ecomlab import exports, plots
from ecomlab.exports import parts

plots.use_house_style()
shop = exports.my_shop(example=True)
print(shop.title)
print(parts.clock_and_currency(shop))

# %% [markdown] id="receipt-text"
# ## The receipt
#
# Before any figure: did everything come in? Each line says how many rows, orders and how much money went where. If a line surprises
# you, stop here and look into the file.

# %% id="receipt"
shop.receipt

# %% id="notes"
print(*shop.notes, sep="\n")

# %% [markdown] id="allowed-text"
# ## What this export allows
#
# Exports differ. Many name no buyer, some list no articles, most know nothing of the courier.

# %% id="allowed"
pd.set_option("display.max_colwidth", None)  # no sentence is cut
parts.allowed(shop)

# %% [markdown] id="money-text"
# ## Money
#
# A refund counts in the month in which its order was placed, so an old month is lower today than it was on its last evening. Gross
# has the orders that were refunded in full; the parts below leave them out, so that they count fewer orders.

# %% id="money"
money = parts.money(shop)
money

# %% id="money-figure"
ax = money.draw()

# %% [markdown] id="bank-text"
# ## What reached the bank
#
# What buyers paid isn't what the bank got. If you import your platform's settlement with the orders (`python course.py import
# ORDERS SETTLEMENT`), the steps between the two stand here: refunds, commission, other fees, and what isn't settled yet.

# %% id="bank"
parts.bank(shop)

# %% [markdown] id="people-text"
# ## Who comes back
#
# Only buyers whose window is over count (lesson 5.1). Without a word on who is new, a rate may be far too high. The table is right for *new* buyers if the export knows who is new. If you know
# the day from which it does, write it: `parts.people(shop, known_from="2025-06-01")`. If the shop opened on the export's first day,
# write `known_from=[]`.

# %% id="people"
people = parts.people(shop)
people

# %% id="people-figure"
ax = people.draw()

# %% [markdown] id="basket-text"
# ## Baskets

# %% id="basket"
basket = parts.basket(shop)
basket

# %% id="basket-figure"
ax = basket.draw()

# %% id="together"
parts.together(shop)

# %% [markdown] id="calendar-text"
# ## Days

# %% id="calendar"
calendar = parts.calendar(shop)
calendar

# %% id="calendar-figure"
ax = calendar.draw()

# %% [markdown] id="delivery-text"
# ## Delivery

# %% id="delivery"
delivery = parts.delivery(shop)
delivery

# %% id="delivery-figure"
ax = delivery.draw()

# %% [markdown] id="returns-text"
# ## Returns
#
# What was sold last week can't have come back yet. Grey months are young.

# %% id="returns"
returns = parts.returns(shop)
returns

# %% id="returns-figure"
ax = returns.draw()

# %% [markdown] id="tables-text"
# ## The tables themselves
#
# `shop.orders` and `shop.items` go into every function of the lessons. `shop.orders` has all orders of the files, the unpaid and
# closed ones too; the functions leave them out and say so.

# %% id="tables"
shop.orders.drop(columns=["order_id", "customer_id"]).head(3)

# %% [markdown] id="recap"
# ## What to keep
#
# - First the receipt, then a figure.
# - An export begins in the middle of a shop's life, and it ends before the last returns.
# - A sentence that the file can't answer stays open until the file that can is there.

# %% [markdown] id="playbook"
# ## Playbook for Monday · 周一清单
#
# 1. Export the same report each month, and keep the files. Give all of them in one command; the later export counts for each order.
# 2. Don't open an export in Excel before it is imported: order numbers lose their last digits.
# 3. Find one file that names buyers: a member list, or an older form of the report.
# 4. Write beside each figure that you quote the last day of the export.

# %% [markdown] id="terms"
# ## Terms
#
# | English | 中文 | meaning here |
# |---|---|---|
# | export, report | 导出报表 | the file that a platform gives |
# | receipt | 核对表 | rows and money in and out, each difference named |
# | gross, net | 支付金额, 净支付金额 | what was paid; what is left of it after refunds |
# | order line | 子订单 | one article of an order |
# | guest | 未登录买家 | an order without a buyer |
