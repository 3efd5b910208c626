"""Short claims of chapter 4: is it in stock, and on time?"""

import math

import pandas as pd

from ecomlab import estimates
from ecomlab.rounds import looks
from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Fact, Form, fact

SERVICE = 0.95  # share of the orders to the factory during which nothing runs out
ADDED = 0.5  # that a careful seller adds to the returns of so far


@short(
    chapter="fulfillment",
    title="What sells in a day",
    says="“In eight weeks we sold {sold} pieces: {claimed} a day. Order for that.” The table "
    "says on how many days there were pieces to sell, and what went to one company in one order.",
    asks="How many pieces a day do single buyers want?",
    form=Form("number", 1),
    near=0.08,
    relative=True,
    methods=(
        "Pieces without the company's order, over days with stock",
        "All pieces over all days",
        "All pieces over the days on which there was stock to sell",
        "The best week, over its days",
    ),
    why={
        ROSY: "One company bought much of it ({bulk} pieces), and will hardly do so again.",
        RIGHT: "A company's order of {bulk} pieces made it too high, and {out} days without stock "
        "too low: one cancels the other.",
        MODEST: "On {out} of 56 days nothing was there to sell, and what buyers wanted then was "
        "never counted: that weighs more than the company's order.",
    },
)
def days_out(luck, end):
    daily = luck.between(12, 40, 1)
    worst = {ROSY: 0, RIGHT: 2, MODEST: 6}[end]
    rows = []
    for week in range(1, 9):
        stocked = 7 - (luck.whole(0, worst) if week > 1 else 0)
        rows.append([week, stocked, luck.about(stocked * daily, 0.07), 0])
    days = {ROSY: (9, 20), RIGHT: (5.5, 8), MODEST: (4.5, 6)}[end]
    bulk = luck.about(daily * luck.between(*days), 0.05, 10)
    row = rows[luck.whole(1, 7)]
    row[2], row[3] = row[2] + bulk, bulk
    columns = ["week", "days with stock", "pieces sold", "of these, to one company"]
    table = pd.DataFrame(rows, columns=columns)
    told = {
        "sold": fact.count(table["pieces sold"].sum()),
        "bulk": fact.count(table["of these, to one company"].sum()),
        "out": fact.count(56 - table["days with stock"].sum()),
    }
    sold, stocked = table["pieces sold"], table["days with stock"]
    others = [
        sold.sum() / stocked.sum(),
        (sold / stocked).max(),
        sold.max() / stocked[sold.idxmax()],
    ]
    return World(table, sold.sum() / 56, told, others)


@days_out.reading
def _on_days_with_stock(table, told):
    single = table["pieces sold"] - table["of these, to one company"]
    return estimates.ratio_of_totals(single, table["days with stock"], "weeks")


@short(
    chapter="fulfillment",
    title="Days of safety stock",
    says="“Safety stock for {claimed} of sales is enough, as the rule says.” The product sells "
    "{daily} pieces a day, with a standard deviation of {scatter}. The table has the last eight "
    "orders to the factory.",
    asks="For how many days of sales must the safety stock be, so that nothing runs out in 95 of "
    "100 orders to the factory?",
    form=Form("days", 1),
    near=0.8,
    favours="low",
    methods=(
        "The scatter of sales and of the days to arrive, together",
        "The scatter of sales alone, over the mean number of days to arrive",
        "The mean days to arrive",
        "The longest days to arrive so far",
    ),
    why={
        ROSY: "The factory's days scatter much ({lead_scatter} days): that, not the sales, asks "
        "for the stock.",
        RIGHT: "With days to arrive that scatter by {lead_scatter} the rule fits.",
        MODEST: "The factory is steady (a scatter of {lead_scatter} days): less is enough, the "
        "rest is money in boxes.",
    },
)
def safety_days(luck, end):
    claimed = luck.one_of((3, 7))
    spread = {ROSY: (0.85, 1.3), RIGHT: (0.4, 0.6), MODEST: (0.15, 0.28)}[end]
    sigma = claimed * luck.between(*spread)
    mean = luck.whole(8, 12) if claimed == 3 else luck.whole(16, 25)
    days = [max(round(mean + sigma * luck.normal()), 2) for _ in range(8)]
    daily, share = luck.whole(20, 60), luck.between(0.15, 0.3)
    table = pd.DataFrame({"order": range(1, 9), "days to arrive": days})
    told = {
        "daily": fact.number(daily),
        "scatter": fact.number(round(daily * share)),
        "lead_scatter": fact.number(table["days to arrive"].std(), 1),
    }
    arrive = table["days to arrive"]
    of_sales = estimates.normal_quantile(2 * SERVICE - 1) * share * math.sqrt(arrive.mean())
    return World(table, claimed, told, [of_sales, arrive.mean(), arrive.max()])


@safety_days.reading
def _both_scatters(table, told):
    days, daily = table["days to arrive"], told["daily"].value
    pieces = math.sqrt(days.mean() * told["scatter"].value ** 2 + daily**2 * days.var())
    return estimates.normal_quantile(2 * SERVICE - 1) * pieces / daily


@short(
    chapter="fulfillment",
    title="The better courier",
    says="“Courier A's share of parcels on time is {claimed} higher than B's. Give A all of "
    "them, and we gain that.” The table is last month.",
    asks="By how many points more of the same parcels would A bring on time than B?",
    form=Form("points", 1),
    near=0.02,
    least=0.005,
    methods=(
        "A and B within each region, weighted by the parcels of both",
        "All parcels of A beside all of B, with the interval of the difference",
        "How the parcels of A and those of B are spread over the regions",
        "In how many of the three regions A is ahead of B",
    ),
    why={
        ROSY: "A has the near regions, where everybody is on time.",
        RIGHT: "Both carry to all regions alike: the routes mix nothing in.",
        MODEST: "A has the far regions, where everybody is late more often.",
    },
)
def courier(luck, end):
    a = {ROSY: (0.65, 0.25, 0.1), RIGHT: (0.35, 0.35, 0.3), MODEST: (0.12, 0.28, 0.6)}[end]
    b = {ROSY: (0.15, 0.3, 0.55), RIGHT: (0.35, 0.35, 0.3), MODEST: (0.6, 0.25, 0.15)}[end]
    near = luck.between(0.83, 0.87) if end == MODEST else luck.between(0.9, 0.93)
    rates = near, near - luck.between(0.05, 0.09), near - luck.between(0.18, 0.26)
    gain = luck.between(0.08, 0.12) if end == MODEST else luck.between(0.0, 0.05)
    table = looks.groups(
        luck, ["near", "middle", "far"], "region", ("A", "B"), ("parcels", "on time"),
        luck.whole(9000, 14_000, 100), (a, b), rates, gain,
    )  # fmt: skip
    return World(table, looks.together(table))


@courier.reading
def _same_routes(table, told):
    mix = (table["parcels A"] + table["parcels B"]).to_numpy()
    return looks.held_still(table, mix, "parcels")


@short(
    chapter="fulfillment",
    title="Returns of a new jacket",
    says="“So far {so_far} of the orders came back. Some are still to come, so I add half of it: "
    "{claimed}. The jacket can stay.” In this shop nothing comes back later than three weeks after "
    "the sale.",
    asks="Which share of the orders will have come back in the end?",
    form=Form("share", 1),
    near=0.025,
    favours="low",
    methods=(
        "Only sales that are three weeks old, or older",
        "All orders so far, with the interval of the share",
        "The last two weeks, for they show the jacket as it is now",
        "All weeks, each with the same weight",
    ),
    why={
        ROSY: "Most orders are young, and their returns are still on the way: half more isn't "
        "enough.",
        RIGHT: "Half more is about what the young weeks still lack.",
        MODEST: "Most orders are old, and their returns are there already: half more is too much.",
    },
)
def young_returns(luck, end):
    final = luck.between(*{ROSY: (0.22, 0.35), RIGHT: (0.18, 0.3), MODEST: (0.22, 0.3)}[end])
    growth = {
        ROSY: luck.between(1.7, 2.1),
        RIGHT: luck.between(0.9, 1.4),
        MODEST: luck.between(0.85, 1.0),
    }
    start = {ROSY: 140, RIGHT: 500, MODEST: 900}[end]
    rows = []
    for place, age in enumerate((6, 5, 4, 3, 2, 1)):
        orders = luck.about(start * growth[end] ** place, 0.05)
        back = luck.of(orders, final * {2: 0.55, 1: 0.12}.get(age, 1))
        rows.append((age, orders, back))
    columns = ["weeks since the sale", "orders", "came back so far"]
    table = pd.DataFrame(rows, columns=columns)
    back, n = table["came back so far"], table["orders"]
    so_far, young = back.sum() / n.sum(), back[-2:].sum() / n[-2:].sum()
    others = [so_far, young, (back / n).mean()]
    return World(table, so_far * (1 + ADDED), {"so_far": Fact(so_far, "share", 1)}, others)


@young_returns.reading
def _old_enough(table, told):
    old = table[table["weeks since the sale"] >= 3]
    return estimates.share(old["came back so far"].sum(), old["orders"].sum(), "orders")
