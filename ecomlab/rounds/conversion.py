"""Short claims of chapter 3: why do they buy, or not?"""

import pandas as pd

from ecomlab import estimates
from ecomlab.rounds import looks
from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Form, fact


@short(
    chapter="conversion",
    title="Our live room and the trade's",
    says="“Our live room converts at {rate}. In the trade's report {trade} of those who come "
    "into a room buy. So we stand at {claimed} times the trade.” The table is our last month.",
    asks="How many times the trade's conversion is ours?",
    form=Form("number", 2),
    near=0.12,
    relative=True,
    methods=(
        "Buyers over those who came into the room, beside the report",
        "Buyers over those who clicked a product, beside the report's figure",
        "Buyers over all to whom the room was shown, beside the report's figure",
        "Our conversion in this month beside that of the month before",
    ),
    why={
        ROSY: "Our {rate} are of those who clicked a product, the report's are of all who came in.",
        RIGHT: "Our {rate} are of those who came in, as in the report.",
        MODEST: "Our {rate} are of all to whom the room was shown, the report's only of those who "
        "came in.",
    },
)
def live_base(luck, end):
    shown = luck.whole(300_000, 900_000, 1000)
    came = luck.of(shown, luck.between(0.12, 0.25))
    clicked = luck.of(came, luck.between(0.25, 0.45))
    paid = luck.of(clicked, luck.between(0.06, 0.14))
    counts = [shown, came, clicked, paid]
    steps = ["the room was shown to", "came into the room", "clicked a product", "bought"]
    table = pd.DataFrame({"last month": steps, "people": counts})
    rate = paid / {ROSY: clicked, RIGHT: came, MODEST: shown}[end]
    trade = luck.between(0.02, 0.04)
    told = {"rate": fact.share(rate, 1), "trade": fact.share(trade, 1)}
    return World(table, rate / trade, told)


@live_base.reading
def _on_the_same_base(table, told):
    came, paid = table["people"][1], table["people"][3]
    return estimates.share(paid, came, "people who came in").times(1 / told["trade"].value)


@short(
    chapter="conversion",
    title="The new page and its sister",
    says="“We gave one product a new page, and its conversion changed by {claimed}. That is what "
    "the page did.” Its sister, a product for the same people, kept its old page.",
    asks="By how many points did conversion change because of the page?",
    form=Form("points", 2, signed=True),
    near=0.004,
    methods=(
        "The new page's change less the sister's change",
        "The new page's change, with its interval",
        "The new page's conversion less the sister's, in the month after",
        "The change of both products together",
    ),
    why={
        ROSY: "The sister rose as well, without a new page: the month was good for both.",
        RIGHT: "The sister stood still: the month did nothing, so the rise is the page's.",
        MODEST: "The sister fell: the month was bad for both, and hid part of what the page did.",
    },
)
def sister_page(luck, end):
    month = luck.between(
        *{ROSY: (0.007, 0.014), RIGHT: (-0.001, 0.001), MODEST: (-0.014, -0.007)}[end], 4
    )
    effect, level = luck.between(0.006, 0.014, 4), luck.between(0.03, 0.05)
    rows = []
    for name, base, gain in (("new page", level, effect), ("sister", level * 0.7, 0)):
        after, before = luck.whole(40_000, 60_000, 100), luck.whole(40_000, 60_000, 100)
        rows.append(
            (name, after, luck.of(after, base + month + gain), before, luck.of(before, base))
        )
    columns = ["product", "visits after", "buyers after", "visits before", "buyers before"]
    table = pd.DataFrame(rows, columns=columns)
    after = table["buyers after"] / table["visits after"]
    others = [after[0] - after[1], looks.together(table)]
    return World(table, looks.together(table.iloc[:1]), {}, others)


@sister_page.reading
def _less_the_sister(table, told):
    n, yes = (
        table[[f"{of} after", f"{of} before"]].to_numpy().ravel() for of in ("visits", "buyers")
    )
    return estimates.contrast_of_shares(yes, n, [1, -1, -1, 1], "visits")


@short(
    chapter="conversion",
    title="Answers in thirty seconds",
    says="“Of those whom we answer within 30 seconds the share that buys is {claimed} higher. "
    "That is what a fast answer does.” Who is free takes the next chat, so that within a part of "
    "the day luck decides who waits.",
    asks="By how many points does a fast answer raise the share that buys?",
    form=Form("points", 1),
    near=0.03,
    least=0.01,
    methods=(
        "Fast and slow within each part of the day, then put together",
        "All fast chats beside all slow ones, with the interval of the difference",
        "Parts of the day with many fast answers beside those with few",
        "The mean seconds to an answer of those who bought, and of those who didn't",
    ),
    why={
        ROSY: "The quiet morning has most of the fast answers, and people who buy more anyway.",
        RIGHT: "Fast and slow answers are spread alike over the day: the hours mix nothing in.",
        MODEST: "The bot's fast answers come at night, when people mostly look around: that hid "
        "part of what speed does.",
    },
)
def fast_answers(luck, end):
    fast = {ROSY: (0.62, 0.3, 0.08), RIGHT: (0.34, 0.33, 0.33), MODEST: (0.12, 0.3, 0.58)}[end]
    slow = {ROSY: (0.1, 0.3, 0.6), RIGHT: (0.34, 0.33, 0.33), MODEST: (0.55, 0.32, 0.13)}[end]
    level = luck.between(0.2, 0.26)
    rates = level + luck.between(0.14, 0.2), level + 0.08, level
    table = looks.groups(
        luck, ["morning", "afternoon", "evening and night"], "part of the day", ("fast", "slow"),
        ("chats", "orders"), luck.whole(7000, 11_000, 100), (fast, slow), rates,
        luck.between(0.1, 0.17) if end == MODEST else luck.between(0.01, 0.08),
    )  # fmt: skip
    return World(table, looks.together(table))


@fast_answers.reading
def _same_time_of_day(table, told):
    mix = (table["chats fast"] + table["chats slow"]).to_numpy()
    return looks.held_still(table, mix, "chats")


@short(
    chapter="conversion",
    title="More orders by the new page",
    says="A lot sends each visitor to the old page or to the new one. “On the new page {claimed} "
    "more orders come in. So we sell that much more.” Three weeks later all returns are there, "
    "too.",
    asks="By how many per cent did the orders that buyers keep rise?",
    form=Form("share", 1),
    near=0.04,
    least=0.02,
    methods=(
        "Orders less returns per visitor, new page beside old",
        "Orders per visitor, new page beside old, with the interval",
        "The return rate of the new page beside that of the old one",
        "Orders per visitor since the lot beside those of the month before",
    ),
    why={
        ROSY: "What the new page sold more came back: {returned} of its orders, against "
        "{returned_before} on the old page.",
        RIGHT: "On both pages about the same share came back ({returned} and {returned_before}).",
        MODEST: "The new page lets buyers choose better: {returned} of its orders came back, "
        "against {returned_before} on the old page.",
    },
)
def kept_orders(luck, end):
    visitors, rate = luck.whole(140_000, 220_000, 1000), luck.between(0.05, 0.07)
    rise = luck.between(*{ROSY: (0.1, 0.2), RIGHT: (0.04, 0.13), MODEST: (0.03, 0.08)}[end])
    old = luck.between(0.2, 0.3)
    more = {ROSY: (0.08, 0.14), RIGHT: (-0.003, 0.003), MODEST: (-0.14, -0.08)}[end]
    rows = []
    for page, times, back in (("new", 1 + rise, old + luck.between(*more)), ("old", 1, old)):
        orders = luck.of(visitors, rate * times)
        rows.append((page, visitors, orders, luck.of(orders, back)))
    table = pd.DataFrame(rows, columns=["page", "visitors", "orders", "of these, returned"])
    back = table["of these, returned"] / table["orders"]
    told = {"returned": fact.share(back[0]), "returned_before": fact.share(back[1])}
    return World(table, table["orders"][0] / table["orders"][1] - 1, told)


@kept_orders.reading
def _kept_per_visitor(table, told):
    new, old = table["orders"] - table["of these, returned"]
    return estimates.ratio_of_counts(new, old, "kept orders").through(lambda times: times - 1)


@short(
    chapter="conversion",
    title="The lead after two days",
    says="A test of two main pictures was planned for a week. “After two days B leads by "
    "{claimed}. Stop, take B, and that is what we gain.” The test went on all the same.",
    asks="By how many points did B convert better in the planned week?",
    form=Form("points", 2),
    near=0.005,
    least=0.001,
    methods=(
        "All seven days, as planned, with the interval of the difference",
        "The first two days, with the interval of the difference",
        "The day on which B led most, and the day on which it led least",
        "On how many of the seven days B was ahead",
    ),
    why={
        ROSY: "The lead melted: in two days luck and curious regulars weigh much.",
        RIGHT: "The week says what the first two days said.",
        MODEST: "Regulars looked for the old picture first; over the week B did better than at the "
        "start.",
    },
)
def early_lead(luck, end):
    first = luck.between(
        *{ROSY: (0.012, 0.02), RIGHT: (0.003, 0.01), MODEST: (0.001, 0.004)}[end], 4
    )
    later = {
        ROSY: luck.between(-0.003, 0.002, 4),
        RIGHT: first,
        MODEST: luck.between(0.015, 0.022, 4),
    }[end]
    level, rows = luck.between(0.03, 0.05), []
    for day in range(1, 8):
        n, n_0 = luck.whole(1800, 2400), luck.whole(1800, 2400)
        gain = first if day <= 2 else later
        rows.append((day, n, luck.of(n, level + gain), n_0, luck.of(n_0, level)))
    columns = ["day", "visitors B", "buyers B", "visitors A", "buyers A"]
    table = pd.DataFrame(rows, columns=columns)
    return World(table, looks.together(table.iloc[:2]))


@early_lead.reading
def _whole_week(table, told):
    total = table.sum()
    return estimates.difference_of_shares(
        total["buyers B"], total["visitors B"], total["buyers A"], total["visitors A"]
    )
