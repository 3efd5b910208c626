"""Short claims of chapter 1: what should we sell, to whom, at what price?"""

import datetime as dt

import pandas as pd

from ecomlab import estimates
from ecomlab.festivals import spring_festival
from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Form, fact

RULES = {"half": 1 / 2, "a third": 1 / 3, "a quarter": 1 / 4, "a fifth": 1 / 5}
PLAN_BACK, PLAN_ADS, FREIGHT, FEE = 0.08, 0.15, 0.06, 0.05  # shares of the sales on the screen


@short(
    chapter="research",
    title="January against January",
    says="The buyer compares searches for “{word}”: “January against January they changed by "
    "{claimed}. So our sales of the winter will, too.” Spring Festival was on "
    "{festival_before} last winter, and on {festival} this winter.",
    asks="By how many per cent did searches change from last winter to this one?",
    form=Form("share", 1, signed=True),
    near=0.04,
    methods=(
        "All months around the festival together, both winters",
        "January alone, but day by day instead of the month as a whole",
        "This January against this December",
        "The same two Januaries of a word that nobody gives as a present",
    ),
    why={
        ROSY: "The festival came earlier this year, and with it the weeks before it moved into "
        "January.",
        RIGHT: "The word has no festival of its own: the months together say what January says.",
        MODEST: "The festival came later this year, and took its weeks out of January with it.",
    },
)
def january(luck, end):
    years = {ROSY: (2023, 2025), MODEST: (2024, 2026), RIGHT: (2023, 2024, 2025, 2026)}[end]
    year = luck.one_of(years)
    growth, base = luck.between(-0.10, 0.25), luck.whole(20_000, 60_000, 1000)
    peak = 0 if end == RIGHT else luck.between(0.7, 1.3)
    columns = {}
    for which, level in ((year - 1, base), (year, base * (1 + growth))):
        gifts = _before_festival(which)
        columns[f"searches, winter to {which}"] = [
            luck.about(level * (usual + peak * gifts.get(month, 0)), 0.01, 10)
            for month, usual in ((12, 1.1), (1, 1.0), (2, 0.8))
        ]
    table = pd.DataFrame({"month": ["December", "January", "February"], **columns})
    before, now = table.iloc[1, 1:]
    told = {
        "word": fact.name(luck.one_of(["wool blanket", "slippers", "tea set", "thermos flask"])),
        "festival_before": fact.day(spring_festival(year - 1)),
        "festival": fact.day(spring_festival(year)),
    }
    return World(table, now / before - 1, told, [now / table.iloc[0, 2] - 1])


def _before_festival(year):
    """Which part of the three weeks of presents lies in each month."""
    first = spring_festival(year) - dt.timedelta(days=24)
    days = [first + dt.timedelta(days=day) for day in range(21)]
    return {month: sum(day.month == month for day in days) / len(days) for month in (12, 1, 2)}


@january.reading
def _whole_winter(table, told):
    before, now = table.iloc[:, 1:].sum()
    return now / before - 1


@short(
    chapter="research",
    title="They said they would buy",
    says="{said} of {asked} customers who were asked would buy the new set. The buyer is careful: "
    "“As a rule {rule} of those who say yes buy. I count on {claimed} of our customers.” The table "
    "shows our last four sets.",
    asks="Which share of the customers will buy the new set, if they do as with the last four?",
    form=Form("share", 1),
    near=0.15,
    relative=True,
    methods=(
        "Those who say yes, times the share of them that bought earlier sets",
        "Those who say yes to the new set, with the 95% interval of that share",
        "Ask more customers, until the interval is narrow",
        "The mean share of all asked that said yes to the earlier sets",
    ),
    why={
        ROSY: "Of those who said yes to our earlier sets fewer bought than the rule says.",
        RIGHT: "Our own earlier sets bear the rule out: being careful was enough.",
        MODEST: "Our customers keep their word more often than the rule says.",
    },
)
def said_and_paid(luck, end):
    rule = luck.one_of(list(RULES))
    off = {ROSY: (0.35, 0.7), RIGHT: (0.97, 1.03), MODEST: (1.4, 1.9)}[end]
    kept = RULES[rule] * luck.between(*off)
    rows = []
    for name in luck.shuffled(["picnic", "tea corner", "night run", "first camp", "desk"])[:4]:
        asked = luck.whole(400, 900, 10)
        yes = luck.of(asked, luck.between(0.35, 0.6))
        rows.append((name, asked, yes, luck.of(yes, min(kept, 0.95))))
    table = pd.DataFrame(rows, columns=["set", "asked", "said yes", "of these, bought"])
    asked = luck.whole(400, 900, 10)
    said = luck.of(asked, luck.between(0.35, 0.6))
    told = {"asked": fact.count(asked), "said": fact.count(said), "rule": fact.name(rule)}
    return World(table, said / asked * RULES[rule], told)


@said_and_paid.reading
def _as_the_last_four(table, told):
    kept = estimates.share(
        table["of these, bought"].sum(), table["said yes"].sum(), "customers who said yes"
    )
    return kept.times(told["said"].value / told["asked"].value)


@short(
    chapter="research",
    title="What is left of 100 yuan",
    says="The shop's plan says: “Of 100 yuan on the screen we keep {claimed} before wages and "
    "rent.” It reckons with {plan_back} of the sales coming back, and {plan_ads} for ads. The "
    "table is last month.",
    asks="How many yuan of 100 on the screen were left last month, before wages and rent?",
    form=Form("CNY", 1),
    near=2,
    methods=(
        "What is left after all that leaves, refunds too, over the sales on the screen",
        "What is left after the goods alone, over the sales: the gross margin of the month",
        "What is left after all that leaves except refunds, over the sales on the screen",
        "Sales on the screen over what the ads cost",
    ),
    why={
        ROSY: "{back} of the sales came back, more than planned; what comes back earns nothing, "
        "and its freight and ads are paid.",
        RIGHT: "Returns ({back} of the sales) and ads ({ads}) were about as planned.",
        MODEST: "Less came back than planned ({back} of the sales), and ads cost less ({ads}): "
        "many buyers came by themselves.",
    },
)
def left_of_100(luck, end):
    goods = luck.between(0.35, 0.5)
    back = luck.between(*{ROSY: (0.18, 0.32), RIGHT: (0.07, 0.09), MODEST: (0.03, 0.06)}[end])
    ads = luck.between(*{ROSY: (0.13, 0.18), RIGHT: (0.145, 0.155), MODEST: (0.04, 0.09)}[end])
    sales = luck.whole(200_000, 900_000, 1000)
    before_shipping = luck.between(0.3, 0.5) * back
    kept = sales * (1 - back)
    lines = {
        "sales on the screen": sales,
        "refunds before shipping": luck.about(sales * before_shipping, 0.01, 10),
        "refunds after shipping": luck.about(sales * (back - before_shipping), 0.01, 10),
        "goods that stayed with buyers": luck.about(kept * goods, 0.005, 10),
        "platform fees": luck.about(kept * FEE, 0.01, 10),
        "freight and packing": luck.about(sales * FREIGHT, 0.01, 10),
        "ads": luck.about(sales * ads, 0.01, 10),
    }
    table = pd.DataFrame({"line": lines.keys(), "yuan": lines.values()})
    planned = (1 - PLAN_BACK) * (1 - goods - FEE) - FREIGHT - PLAN_ADS
    told = {
        "plan_back": fact.share(PLAN_BACK),
        "plan_ads": fact.share(PLAN_ADS),
        "back": fact.share((table["yuan"][1] + table["yuan"][2]) / sales),
        "ads": fact.share(table["yuan"][6] / sales),
    }
    return World(table, round(100 * planned, 1), told)


@left_of_100.reading
def _all_that_leaves(table, told):
    sales, *leaves = table["yuan"]
    return 100 * (sales - sum(leaves)) / sales


@short(
    chapter="research",
    title="The best of eight styles",
    says="Eight styles were shown for a week each. The buyer picks style {best}: “{claimed} of the "
    "clicks on it put it into a cart. So it will be in the season.” In the second week all eight "
    "were shown again.",
    asks="Which share of the clicks on the chosen style will put it into a cart in the season?",
    form=Form("share", 1),
    near=0.015,
    methods=(
        "The chosen style in the second week alone",
        "The place of the chosen style among the eight in the second week",
        "How many of the eight styles did worse in the second week than in the first",
        "The chosen style in the first week, with its interval",
    ),
    why={
        ROSY: "Of eight styles with few clicks the best one was lucky, too: its luck didn't come "
        "again.",
        RIGHT: "With so many clicks, and styles that truly differ, choosing took little luck: the "
        "second week says the same.",
    },
)
def best_of_eight(luck, end):
    clicks = luck.whole(120, 220, 10) if end == ROSY else luck.whole(2000, 4000, 100)
    spread, level = (0.004, 0.07) if end == ROSY else (0.025, 0.09)
    rates = [max(level + spread * luck.normal(), 0.02) for _ in range(8)]
    again = luck.whole(1200, 2000, 100)
    table = pd.DataFrame(
        {
            "style": list("ABCDEFGH"),
            "clicks, week 1": clicks,
            "carts, week 1": [luck.of(clicks, rate) for rate in rates],
            "clicks, week 2": again,
            "carts, week 2": [luck.of(again, rate) for rate in rates],
        }
    )
    best = int(table["carts, week 1"].idxmax())
    told = {"best": fact.name(table["style"][best])}
    return World(table, table["carts, week 1"][best] / clicks, told)


@best_of_eight.reading
def _chosen_again(table, told):
    row = table.set_index("style").loc[told["best"].value]
    return estimates.share(row["carts, week 2"], row["clicks, week 2"], "clicks")
