"""Short claims of chapter 5: who comes back, and what is a customer worth?"""

import math

import pandas as pd

from ecomlab import estimates
from ecomlab.rounds import looks
from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Form, fact

WINDOW = 90  # days


@short(
    chapter="retention",
    title="The card makes them loyal",
    says="“Among those who hold our card the share that bought again this year is {claimed} "
    "higher. That is what the card does.” The table sorts all of them by their orders of last "
    "year, before there was a card.",
    asks="By how many points does the card raise the share that buys again, as far as the table "
    "can tell?",
    form=Form("points", 1),
    near=0.02,
    least=0.01,
    methods=(
        "Holders and others within each row, put together with one mix",
        "All holders beside all others, with the interval of the difference",
        "Holders this year beside the same holders last year",
        "Holders with many orders beside holders with one",
    ),
    why={
        ROSY: "More of the holders ordered often last year, before there was a card: many of them "
        "would have come again without it.",
        RIGHT: "Holders ordered last year about as often as the others: the rows mix nothing in.",
        MODEST: "More of the holders ordered only once last year. Such customers come again less "
        "often, and that hid part of what the card does.",
    },
)
def card_holders(luck, end):
    holders = {ROSY: (0.15, 0.35, 0.5), RIGHT: (0.5, 0.3, 0.2), MODEST: (0.64, 0.24, 0.12)}[end]
    others = {ROSY: (0.7, 0.22, 0.08), RIGHT: (0.5, 0.3, 0.2), MODEST: (0.45, 0.32, 0.23)}[end]
    once = luck.between(0.12, 0.18)
    rates = once, once + luck.between(0.12, 0.16), once + luck.between(0.28, 0.38)
    gain = luck.between(0.07, 0.1) if end == MODEST else luck.between(0.01, 0.08)
    table = looks.groups(
        luck, ["1", "2 or 3", "4 or more"], "orders last year", ("with card", "without"),
        ("customers", "bought again"), luck.whole(9000, 14_000, 100), (holders, others), rates,
        gain,
    )  # fmt: skip
    return World(table, looks.together(table))


@card_holders.reading
def _with_as_many_orders(table, told):
    return looks.held_still(table, table["customers with card"].to_numpy(), "customers")


@short(
    chapter="retention",
    title="Buyers whom a message brought",
    says="“Our message brought {claimed} buyers: so many clicked on its link and bought.” A lot "
    "held back half of those who could have got it.",
    asks="How many more of them bought because of the message?",
    form=Form("count", 0),
    near=0.25,
    relative=True,
    methods=(
        "Buyers with and without the message, of as many customers",
        "Those who clicked and bought, over those who got the message",
        "Buyers in the 30 days after the message beside the 30 days before",
        "Those who clicked beside those who got it and didn't click",
    ),
    why={
        ROSY: "Many who clicked would have bought anyway: without the message {left_alone} bought, "
        "too.",
        RIGHT: "Some clicked who would have bought anyway, about as many bought without clicking.",
        MODEST: "Many read the message and bought without its link: no click counts them.",
    },
)
def recall_message(luck, end):
    sent, rate = luck.whole(30_000, 50_000, 100), luck.between(0.02, 0.035)
    effect = luck.between(0.009, 0.015, 4)
    off = luck.between(*{ROSY: (2, 3.2), RIGHT: (0.95, 1.05), MODEST: (0.2, 0.45)}[end])
    rows = [(word, sent, luck.of(sent, rate + gain)) for word, gain in
            (("got the message", effect), ("held back", 0))]  # fmt: skip
    table = pd.DataFrame(rows, columns=["group", "customers", "bought in 30 days"])
    told = {"left_alone": fact.share(rows[1][2] / sent, 1)}
    return World(table, round(sent * effect * off), told)


@recall_message.reading
def _beside_those_held_back(table, told):
    (sent, held), (bought, alone) = table["customers"], table["bought in 30 days"]
    return estimates.difference_of_shares(bought, sent, alone, held, "customers").times(sent)


@short(
    chapter="retention",
    title="What the member day added",
    says="“The week of the member day had {claimed} orders more than a usual week. That is what "
    "the day added in all.” A twin shop of ours, with the same goods, had no member day.",
    asks="How many orders did the day add, its week and the three weeks after taken together?",
    form=Form("count", 0),
    near=0.25,
    relative=True,
    least=200,
    methods=(
        "Four weeks from the day on, less what the twin shop lets one expect",
        "The week of the day less the mean of the two usual weeks before it, in our shop",
        "The week of the day less the same week of the twin shop",
        "The week of the day beside the best week of last year",
    ),
    why={
        ROSY: "Part of the orders were only pulled forward: the weeks after lie below the twin's.",
        RIGHT: "The weeks after are as usual: the day pulled hardly an order forward.",
        MODEST: "Newcomers of the day came again: the weeks after lie above the twin's.",
    },
)
def member_day(luck, end):
    here, there = luck.whole(2500, 5000, 50), luck.whole(2500, 5000, 50)
    extra = luck.between(0.35, 0.6)
    after = luck.between(*{ROSY: (-0.75, -0.35), RIGHT: (-0.03, 0.03), MODEST: (0.55, 1.0)}[end])
    parts = [0, 0, extra, *(extra * after * part for part in (0.45, 0.33, 0.22))]
    weeks = ["2 before", "1 before", "member day", "1 after", "2 after", "3 after"]
    rows = []
    for week, part in zip(weeks, parts, strict=True):
        season = 1 + 0.03 * luck.normal()
        rows.append(
            (week, luck.about(here * season * (1 + part), 0.006), luck.about(there * season, 0.006))
        )
    table = pd.DataFrame(rows, columns=["week", "orders, our shop", "orders, twin shop"])
    ours = table["orders, our shop"]
    twin = table["orders, twin shop"]
    return World(table, round(ours[2] - ours[:2].mean()), {}, [ours[2] - twin[2]])


@member_day.reading
def _beside_the_twin(table, told):
    ours, twin = table["orders, our shop"], table["orders, twin shop"]
    usual = ours[:2].sum() / twin[:2].sum()
    return ours[2:].sum() - usual * twin[2:].sum()


@short(
    chapter="retention",
    title="Who buys again within 90 days",
    says="“{claimed} of our customers buy again within 90 days.” The slide divides all who bought "
    "again so far by all customers.",
    asks="Which share of the customers buys again within 90 days?",
    form=Form("share", 1),
    near=0.02,
    methods=(
        "Months at least 90 days old, and orders within 90 days",
        "All months, and all who bought again so far",
        "Those who bought again within 90 days, over all who bought again so far",
        "The oldest month alone, and all of it who bought again so far",
    ),
    why={
        ROSY: "The old months had up to {oldest} days: much of what is counted came after day 90.",
        RIGHT: "Young months lack some orders, old months have some that came after day 90: here "
        "both weigh the same.",
        MODEST: "Many customers are young and still have days to go: their later orders are "
        "missing.",
    },
)
def ninety_days(luck, end):
    first = {ROSY: luck.whole(360, 480, 30), RIGHT: luck.whole(210, 270, 30), MODEST: 150}[end]
    step = {ROSY: 60, RIGHT: 30, MODEST: 30}[end]
    ever, wait = luck.between(0.3, 0.5), luck.whole(90, 180, 10)
    growth = luck.between(*{ROSY: (0.85, 1.1), RIGHT: (1.0, 1.6), MODEST: (1.3, 1.7)}[end])
    rows, size = [], luck.whole(1500, 2500, 10)
    for place in range(6):
        days = first - step * place
        if days < 1:
            break
        n = luck.about(size * growth**place, 0.03)
        early = luck.of(n, ever * _gone(min(days, WINDOW), wait))
        later = (
            luck.of(n - early, ever * (_gone(days, wait) - _gone(WINDOW, wait)))
            if days > WINDOW
            else 0
        )
        rows.append((days, n, early + later, early))
    columns = [
        "days since the first order",
        "customers",
        "bought again so far",
        "of these, within 90 days",
    ]
    table = pd.DataFrame(rows, columns=columns)
    claimed = table["bought again so far"].sum() / table["customers"].sum()
    oldest = table["bought again so far"][0] / table["customers"][0]
    return World(table, claimed, {"oldest": fact.count(first)}, [oldest])


def _gone(days, wait):
    """Which part of those who will ever come again has done so after so many days."""
    return 1 - math.exp(-days / wait)


@ninety_days.reading
def _had_ninety_days(table, told):
    old = table[table["days since the first order"] >= WINDOW]
    return estimates.share(
        old["of these, within 90 days"].sum(), old["customers"].sum(), "customers"
    )


@short(
    chapter="retention",
    title="Customers grow with the years",
    says="“Who is with us in the third year spends {claimed} more a year than customers spend in "
    "their first. Customers grow, so give them time.” The table follows all who came three years "
    "ago.",
    asks="By how many per cent do customers who stay raise what they spend?",
    form=Form("share", 0),
    near=0.06,
    least=0.03,
    methods=(
        "Those who stayed: their third year beside their own first year",
        "The third year of those who stayed beside the first year of all",
        "All money of the third year beside all money of the first",
        "The group that spends most: its third year beside the first year of all",
    ),
    why={
        ROSY: "Mostly large customers stayed, and they spent much from the start: the small ones "
        "left and are missing from the third year.",
        RIGHT: "Of all groups about the same share stayed: who is missing doesn't matter.",
        MODEST: "Of the large customers most left (they found wholesale prices): the small ones "
        "who stayed grew more than the means say.",
    },
)
def third_year(luck, end):
    stay = {ROSY: (0.15, 0.35, 0.65), RIGHT: (0.4, 0.4, 0.4), MODEST: (0.55, 0.4, 0.2)}[end]
    growth = luck.between(0.25, 0.5) if end == MODEST else luck.between(-0.1, 0.25)
    rows = []
    for name, spent, part, stays in zip(
        ("small", "middle", "large"), (180, 420, 1000), (0.55, 0.3, 0.15), stay, strict=True
    ):
        n = luck.about(6000 * part, 0.05, 10)
        first = luck.about(spent, 0.06)
        rows.append((name, n, first, luck.of(n, stays), luck.about(first * (1 + growth), 0.02)))
    columns = ["group by first year", "customers", "yuan each, year 1", "still here in year 3",
               "yuan each, year 3"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    n, first, stayed, third = (table[column] for column in columns[1:])
    claimed = (stayed * third).sum() / stayed.sum() / ((n * first).sum() / n.sum()) - 1
    return World(table, claimed)


@third_year.reading
def _the_same_people(table, told):
    stayed = table["still here in year 3"]
    first, third = (table[f"yuan each, year {year}"] for year in (1, 3))
    return (stayed * third).sum() / (stayed * first).sum() - 1
