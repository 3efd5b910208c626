"""Short claims of chapter 7: what do we do next month, with which money?"""

import math

import pandas as pd

from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Form, fact

MONTHS = 8
MORE = 0.1  # orders, in the claim


@short(
    chapter="plan",
    title="The mean pays the rent",
    says="“Our orders leave {mean} a month on the mean, and rent and wages are just that much. So "
    "about half of the months, {claimed} of eight, pay their rent and wages by themselves.”",
    asks="How many of the eight months paid them?",
    form=Form("count", 0),
    near=1,
    counted="month",
    methods=(
        "How many months lie at or above the costs",
        "The mean of the months beside the costs",
        "The mean of the months with its interval, beside the costs",
        "The best month and the worst month beside the costs",
    ),
    why={
        ROSY: "One or two very good months carry the mean: most months lie below it.",
        RIGHT: "The months lie evenly around their mean.",
        MODEST: "One bad month pulls the mean down: most months lie above it.",
    },
)
def even_months(luck, end):
    usual = luck.whole(40_000, 90_000, 500)
    left = [
        luck.about(usual, {ROSY: 0.06, RIGHT: 0.15, MODEST: 0.06}[end], 100) for _ in range(MONTHS)
    ]
    if end != RIGHT:
        times = luck.between(2.2, 3.2) if end == ROSY else luck.between(-0.3, 0.2)
        left[luck.whole(0, MONTHS - 1)] = luck.about(usual * times, 0.02, 100)
    months = ["March", "April", "May", "June", "July", "August", "September", "October"]
    if end == ROSY and luck.share() < 0.5:
        left[3] = luck.about(usual * luck.between(1.6, 2.2), 0.02, 100)
    table = pd.DataFrame({"month": months, "orders left, yuan": left})
    return World(table, MONTHS / 2, {"mean": fact.money(sum(left) / MONTHS)})


@even_months.reading
def _at_or_above(table, told):
    return float((table["orders left, yuan"] >= told["mean"].value).sum())


@short(
    chapter="plan",
    title="The profit is in the bank",
    says="“The month earned {claimed}. So at its end that much more lies in the bank.” The table "
    "has what was booked for the month, and what was received or paid in it.",
    asks="By how many yuan did the money in the bank change in the month?",
    form=Form("CNY", 0),
    near=12_000,
    least=5000,
    methods=(
        "All that was received less all that was paid in the month",
        "All that was booked for the month",
        "Received money less the goods that were sold",
        "Booked profit less what the platform still holds",
    ),
    why={
        ROSY: "Payouts for the month's sales come later, and stock for the next months was paid "
        "now.",
        RIGHT: "What the platform still holds and what the factory still gets are about alike.",
        MODEST: "Last month's large payouts came in now, and the factory waits for its money.",
    },
)
def money_in_hand(luck, end):
    sales = luck.whole(300_000, 700_000, 1000)
    goods, fees, ads = (
        sales * luck.between(0.42, 0.5),
        sales * 0.06,
        sales * luck.between(0.12, 0.18),
    )
    wages = luck.whole(40_000, 70_000, 500)
    paid_out = {ROSY: (0.75, 0.9), RIGHT: (0.88, 0.94), MODEST: (1.15, 1.35)}[end]
    received = luck.about(sales * luck.between(*paid_out), 0, 10)
    for_stock = luck.between(*{ROSY: (1.2, 1.6), RIGHT: (0.99, 1.01), MODEST: (0.5, 0.8)}[end])
    owed = sales - received if end == RIGHT else 0  # to the factory, as much as the platform holds
    lines = ["sales, less refunds", "goods", "platform fees", "ads", "wages and rent"]
    booked = [
        sales,
        -luck.about(goods, 0, 10),
        -luck.about(fees, 0, 10),
        -luck.about(ads, 0, 10),
        -wages,
    ]
    in_hand = [
        received, -luck.about(goods * for_stock - owed, 0, 10),
        booked[2], -luck.about(ads, 0.02, 10), -wages,
    ]  # fmt: skip
    table = pd.DataFrame({"line": lines, "booked, yuan": booked, "received or paid, yuan": in_hand})
    others = [sum(booked) - (sales - received), received + booked[1]]
    return World(table, sum(booked), {}, others)


@money_in_hand.reading
def _received_less_paid(table, told):
    return table["received or paid, yuan"].sum()


@short(
    chapter="plan",
    title="Ten per cent more orders",
    says="“Ten per cent more orders are ten per cent more profit: {claimed} a month.” The table is "
    "last month, with {orders} orders.",
    asks="How many yuan a month more do ten per cent more orders leave?",
    form=Form("CNY", 0),
    near=0.2,
    relative=True,
    least=1000,
    methods=(
        "More of what grows with the orders, and what is new",
        "More of every line",
        "The profit that an order leaves on the mean, times the new orders",
        "More of the sales, and all costs as they are",
    ),
    why={
        ROSY: "From {step_at} orders on a second packer is needed, and eats most of what the "
        "orders leave.",
        RIGHT: "Hardly a cost stands still here: packing and storing are paid by the order.",
        MODEST: "Rent and wages stay as they are: of new orders all is left that grows with them.",
    },
)
def ten_per_cent_more(luck, end):
    orders, price = luck.whole(3000, 9000, 10), luck.between(70, 140, 0)
    sales = orders * price
    variable = sales * luck.between(0.62, 0.7)
    fixed = sales * luck.between(
        *{ROSY: (0.12, 0.17), RIGHT: (0.0, 0.015), MODEST: (0.14, 0.2)}[end]
    )
    gain = MORE * (sales - variable)
    step = round(gain * luck.between(0.75, 0.95), -2) if end == ROSY else 6000
    step_at = luck.whole(*((103, 107) if end == ROSY else (130, 180))) * orders / 100
    lines = ["sales", "goods, fees, freight, ads", "rent and wages"]
    yuan = [round(sales), -luck.about(variable, 0.0, 10), -luck.about(fixed, 0.0, 10)]
    table = pd.DataFrame(
        {
            "line": [*lines, "a second packer"],
            "last month, yuan": [*yuan, 0],
            "how it grows": [
                "with the orders", "with the orders", "not at all",
                f"{step:,.0f} yuan a month from {math.floor(step_at):,} orders on",
            ],
        }
    )  # fmt: skip
    told = {
        "orders": fact.count(orders),
        "step_at": fact.count(math.floor(step_at)),
        "step": fact.money(step),
    }
    return World(table, MORE * sum(yuan), told)


@ten_per_cent_more.reading
def _what_grows(table, told):
    with_orders = table.loc[table["how it grows"] == "with the orders", "last month, yuan"].sum()
    needed = told["orders"].value * (1 + MORE) >= told["step_at"].value
    return MORE * with_orders - needed * told["step"].value


@short(
    chapter="plan",
    title="Half a year, twice",
    says="“Half of the year is over, so we'll have twice as much at its end: {claimed}.” The "
    "table has last year, too; its events stand in the same quarters as this year's.",
    asks="How many yuan will the year bring, if its quarters have the same shares of it as last "
    "year's?",
    form=Form("CNY", -3),
    near=0.06,
    relative=True,
    methods=(
        "This half-year over last year's share of the first half",
        "This half-year, twice",
        "Last year as a whole",
        "The second quarter, four times",
    ),
    why={
        ROSY: "This shop sells more in the first half: summer goods.",
        RIGHT: "Both halves of last year were alike: twice the half is the year.",
        MODEST: "This shop sells more in the second half, with 11.11 and the winter.",
    },
)
def half_year(luck, end):
    first = luck.between(*{ROSY: (0.58, 0.68), RIGHT: (0.49, 0.51), MODEST: (0.34, 0.44)}[end])
    year, growth = luck.whole(2_000_000, 6_000_000, 1000), luck.between(0.85, 1.3)
    split, late = luck.between(0.4, 0.48), luck.between(0.42, 0.6)
    parts = [first * split, first * (1 - split), (1 - first) * (1 - late), (1 - first) * late]
    last = [luck.about(year * part, 0.01, 100) for part in parts]
    now = [luck.about(x * growth, 0.02, 100) for x in last[:2]]
    table = pd.DataFrame(
        {
            "quarter": ["first", "second", "third", "fourth"],
            "last year, yuan": last,
            "this year, yuan": pd.array([*now, None, None], dtype="Int64"),
        }
    )
    return World(table, 2 * sum(now), {}, [sum(last), 4 * now[1]])


@half_year.reading
def _by_last_years_shares(table, told):
    last = table["last year, yuan"]
    return table["this year, yuan"][:2].sum() / (last[:2].sum() / last.sum())
