"""Short claims of chapter 2: who comes, from where, and what did it cost?"""

import pandas as pd

from ecomlab import estimates
from ecomlab.rounds import looks
from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Form, fact

CITIES = ("Wuhan", "Chengdu", "Xi'an", "Nanjing", "Hefei", "Changsha", "Jinan", "Dalian")


@short(
    chapter="traffic",
    title="Conversion since the new titles",
    says="“Since our products have new titles, conversion has changed by {claimed}. That is what "
    "the titles did.” The table has the month after the change and the month before.",
    asks="By how many points did the titles change conversion, if nothing else was changed in the "
    "shop in the month?",
    form=Form("points", 2, signed=True),
    near=0.002,
    methods=(
        "Source by source, put together with the mix of before",
        "All visits together, with the interval of the difference",
        "The source with most visits, after and before",
        "How the number of buyers rose, whatever the visits",
    ),
    why={
        ROSY: "The share of paid visits, which buy less, fell after the change: part of the rise "
        "is another mix of visits.",
        RIGHT: "The mix changed, but paid visits, which buy least, and natural ones, which buy "
        "most, both took from content: one cancels the other.",
        MODEST: "More paid visits, which buy less, came after the change, and hid what the "
        "titles did.",
    },
)
def one_source(luck, end):
    many, few = luck.between(0.55, 0.65), luck.between(0.15, 0.25)
    now, before = {ROSY: (few, many), RIGHT: (0.36, 0.3), MODEST: (many, few)}[end]
    parts = [((1 - paid) * 0.7, paid, (1 - paid) * 0.3) for paid in (now, before)]
    if end == RIGHT:
        parts = [(0.46, 0.36, 0.18), (0.36, 0.3, 0.34)]
    rates = luck.between(0.04, 0.05), luck.between(0.010, 0.016), luck.between(0.03, 0.035)
    size, gain = luck.whole(90_000, 140_000, 1000), luck.between(0.004, 0.007, 4)
    gains = 1.8 * gain, 0.3 * gain, 0.6 * gain  # search shows the titles, an ad its picture
    table = looks.groups(
        luck, ["natural", "paid", "content"], "source", ("after", "before"), ("visits", "buyers"),
        size, parts, rates, gains,
    )  # fmt: skip
    largest = table["visits after"] + table["visits before"]
    most = table.loc[[largest.idxmax()]]
    return World(table, looks.together(table), {}, [looks.together(most)])


@one_source.reading
def _sources_held_still(table, told):
    return looks.held_still(table, table["visits before"].to_numpy(), "visits")


@short(
    chapter="traffic",
    title="Orders that posts brought",
    says="The report gives the posts of this month {claimed} orders: those whose last click was on "
    "a post. Posts went out in four of eight cities, which a lot chose.",
    asks="How many orders more did the four cities have because of the posts?",
    form=Form("count", 0),
    near=0.2,
    relative=True,
    methods=(
        "The four cities' change beside that of the cities without posts",
        "Orders by last click, with their share of all orders",
        "The four cities' orders in this month less those of the month before",
        "Orders with a click on a post anywhere on the way, not only the last one",
    ),
    why={
        ROSY: "Many whose last click was on a post would have come without it: the cities without "
        "posts did nearly as well.",
        RIGHT: "Some clicked who would have come anyway, and about as many read a post and came by "
        "other ways.",
        MODEST: "Many read a post and came later, by search or by themselves: the last click "
        "doesn't see them.",
    },
)
def last_click(luck, end):
    true, season = luck.between(0.12, 0.25), luck.between(-0.08, 0.12)
    rows = []
    for place, city in enumerate(luck.shuffled(CITIES)):
        before, posts = luck.whole(300, 900), place < 4
        during = luck.about(before * (1 + season) * (1 + true * posts), 0.012)
        rows.append((city, "yes" if posts else "no", before, during))
    added = sum(row[3] for row in rows[:4]) * true / (1 + true)
    columns = ["city", "posts", "orders, month before", "orders, this month"]
    table = pd.DataFrame(luck.shuffled(rows), columns=columns)
    off = luck.between(*{ROSY: (1.6, 2.4), RIGHT: (0.95, 1.05), MODEST: (0.25, 0.55)}[end])
    rise = sum(row[3] - row[2] for row in rows[:4])
    return World(table, round(added * off), {}, [rise])


@last_click.reading
def _beside_other_cities(table, told):
    posts, others = (table[table["posts"] == word] for word in ("yes", "no"))
    columns = ("orders, this month", "orders, month before")
    factor = estimates.ratio_of_ratios(
        *(posts[name] for name in columns), *(others[name] for name in columns), "cities"
    )
    now = posts[columns[0]].sum()
    return factor.through(lambda times: now * (1 - 1 / times))


@short(
    chapter="traffic",
    title="What one more yuan brings",
    says="“At today's budget, the largest in the table, a yuan of ads brings sales of {claimed}. "
    "The next yuan will, too.” For two weeks each, in drawn order, the shop spent as the table "
    "says.",
    asks="How many yuan of sales does one more yuan of ads bring at today's budget?",
    form=Form("CNY", 2),
    near=0.15,
    relative=True,
    methods=(
        "Sales gained over yuan added, last budget against last but one",
        "All sales over all ad cost at today's budget",
        "The step from one budget to the next at which sales rose most",
        "The budget that leaves most when its ads are paid",
    ),
    why={
        ROSY: "The first yuan found those who were near buying; the last step brought less per "
        "yuan than all before it.",
        RIGHT: "Up to today's budget every step brought about the same per yuan.",
        MODEST: "Below a certain budget the plan never learnt whom to show the ad: the last step "
        "brought more per yuan than the mean.",
    },
)
def next_yuan(luck, end):
    step = luck.whole(200, 500, 50)
    back = luck.between(6, 9) if end == ROSY else luck.between(3, 5)
    budgets = [step * n for n in range(1, 6)]
    bend, before = step * luck.between(2, 4), luck.between(0.2, 0.4)  # of a yuan, while it learns
    shape = {
        ROSY: lambda x: back * x / (1 + x / bend),
        RIGHT: lambda x: back * x,
        MODEST: lambda x: back * (before * min(x, 2 * step) + max(x - 2 * step, 0)),
    }[end]
    sales = [luck.about(shape(x), 0.004, 5) for x in budgets]
    table = pd.DataFrame({"ads a day, yuan": budgets, "sales by ads a day, yuan": sales})
    return World(table, sales[-1] / budgets[-1])


@next_yuan.reading
def _last_step(table, told):
    steps = table.diff().iloc[-1]
    return steps["sales by ads a day, yuan"] / steps["ads a day, yuan"]


@short(
    chapter="traffic",
    title="A show at midnight",
    says="“Tonight's show sold {gross}. For refunds I take off {rule}, as always: {claimed} "
    "remain.” The table has the last five shows.",
    asks="How much of tonight's sales remains on day 15, if refunds are as in the last five shows?",
    form=Form("CNY", -2),
    near=0.06,
    relative=True,
    methods=(
        "Tonight's sales less the share that was refunded by day 15",
        "Tonight's sales less the share that was refunded by the next morning",
        "Tonight's sales beside the mean sales of the last five shows",
        "Tonight's sales less the refunds of tonight so far",
    ),
    why={
        ROSY: "Most refunds come after the first morning: by day 15 more came back than the rule "
        "takes off.",
        RIGHT: "The rule takes off about what came back by day 15: somebody has looked at old "
        "shows.",
        MODEST: "By day 15 less came back than the rule takes off: it was made for another kind of "
        "goods.",
    },
)
def show_at_midnight(luck, end):
    rule = luck.between(*{ROSY: (0.08, 0.2), RIGHT: (0.2, 0.5), MODEST: (0.4, 0.55)}[end], 2)
    more = {ROSY: (0.15, 0.3), RIGHT: (-0.01, 0.01), MODEST: (-0.25, -0.12)}[end]
    late = rule + luck.between(*more)
    early = late * luck.between(0.25, 0.45)
    rows = []
    for number in range(1, 6):
        sold = luck.whole(60_000, 200_000, 100)
        rows.append(
            (f"show {number}", sold, luck.about(sold * early, 0.1), luck.about(sold * late, 0.05))
        )
    columns = ["show", "sold, yuan", "refunded by next morning", "refunded by day 15"]
    gross = luck.whole(60_000, 200_000, 100)
    told = {"gross": fact.money(gross), "rule": fact.share(rule)}
    return World(pd.DataFrame(rows, columns=columns), gross * (1 - rule), told)


@show_at_midnight.reading
def _by_day_15(table, told):
    kept = table["sold, yuan"] - table["refunded by day 15"]
    return estimates.ratio_of_totals(kept, table["sold, yuan"], "shows").times(told["gross"].value)
