"""Short claims of chapter 6: which figures can we believe?"""

import math

import pandas as pd

from ecomlab import estimates
from ecomlab.rounds.declaration import MODEST, RIGHT, ROSY, World, short
from ecomlab.texts import Form, fact

VISITS, LOOKED_AT = 10_000, 1000  # in a claim; by hand, of each kind


@short(
    chapter="data",
    title="Per cent or points",
    says="“The share of orders that come back fell from {before} to {now}. With this month's "
    "orders that saves {claimed} returns a month.”",
    asks="How many returns fewer come this month than with the old share?",
    form=Form("count", 0),
    near=0.12,
    relative=True,
    methods=(
        "This month's orders times the difference of the two shares",
        "This month's orders times the fall in per cent of the old share",
        "The old number of returns times the difference of the two shares",
        "The old number of returns less the new one",
    ),
    why={
        ROSY: "The fall in per cent of the old share was taken of all orders: points and per cent "
        "were confused.",
        RIGHT: "Points were taken of the orders, as they must be.",
        MODEST: "The points were taken of the old returns, not of the orders: points and per cent "
        "were confused.",
    },
)
def saved_returns(luck, end):
    old = luck.between(0.2, 0.32)
    new = old - luck.between(0.04, 0.08)
    orders_before, orders = luck.whole(4000, 8000, 10), luck.whole(6000, 12_000, 10)
    returned_before, returned = round(orders_before * old), round(orders * new)
    table = pd.DataFrame(
        {
            "month": ["before", "this month"],
            "orders": [orders_before, orders],
            "of these, came back": [returned_before, returned],
        }
    )
    old, new = returned_before / orders_before, returned / orders
    claimed = {
        ROSY: orders * (1 - new / old),
        RIGHT: orders * (old - new),
        MODEST: returned_before * (old - new),
    }[end]
    told = {"before": fact.share(old, 1), "now": fact.share(new, 1)}
    return World(table, round(claimed), told, [returned_before - returned])


@saved_returns.reading
def _points_of_orders(table, told):
    shares = table["of these, came back"] / table["orders"]
    return table["orders"][1] * (shares[0] - shares[1])


@short(
    chapter="data",
    title="What conversion did for the sales",
    says="“Sales rose, and {claimed} of the rise is conversion's work.” Visitors, conversion and "
    "order value all rose.",
    asks="Which share of the rise does conversion get, if the three shares add up to all of it, "
    "whichever factor is taken first?",
    form=Form("share", 0),
    near=0.03,
    methods=(
        "Conversion's rise in logarithms, over the sales' rise in logarithms",
        "The rise that conversion alone would have made, over the whole rise",
        "The rise that would be lost if only conversion went back, over the whole rise",
        "Conversion's rise in points, over the rise of the sales in per cent",
    ),
    why={
        ROSY: "It counts what would be lost without conversion: so counted, the three shares add "
        "up to more than all.",
        RIGHT: "The three shares add up: what the factors did together is shared out.",
        MODEST: "It counts what conversion alone would have made: what the factors did together is "
        "nobody's.",
    },
)
def share_of_rise(luck, end):
    before = luck.whole(40_000, 90_000, 100)
    visitors = luck.about(before * luck.between(1.3, 1.6), 0.0, 10)
    rate, value = luck.between(0.02, 0.035), luck.between(120, 220, 0)
    rise, dearer = luck.between(1.3, 1.55), luck.between(1.08, 1.2)
    rows = []
    for month, n, times, more in (("before", before, 1, 1), ("after", visitors, rise, dearer)):
        buyers = luck.of(n, rate * times)
        rows.append((month, n, buyers, luck.about(buyers * value * more, 0.003)))
    table = pd.DataFrame(rows, columns=["month", "visitors", "buyers", "sales, yuan"])
    n, buyers, sales = (table[column] for column in table.columns[1:])
    rates, per_buyer = buyers / n, sales / buyers
    gain = sales[1] - sales[0]
    lost, alone = (n[at] * (rates[1] - rates[0]) * per_buyer[at] / gain for at in (1, 0))
    claimed = {
        ROSY: lost,
        RIGHT: _of_the_rise(table, None),
        MODEST: alone,
    }[end]
    return World(table, round(claimed, 2), {}, [lost, alone])


@share_of_rise.reading
def _of_the_rise(table, told):
    n, buyers, sales = (table[column] for column in table.columns[1:])
    return math.log((buyers[1] / n[1]) / (buyers[0] / n[0])) / math.log(sales[1] / sales[0])


@short(
    chapter="data",
    title="The mean of five rates",
    says="“I take the mean of our five products' conversions. So {visits} more visits, spread as "
    "they are now, bring {claimed} buyers.”",
    asks="How many buyers do so many visits bring, if they are spread as now?",
    form=Form("count", 0),
    near=0.1,
    relative=True,
    methods=(
        "All buyers over all visits",
        "The mean of the five conversions",
        "The median of the five conversions",
        "The conversion of the product with most visits",
    ),
    why={
        ROSY: "The products that convert best have few visits, and the mean gives them as much "
        "weight as the others.",
        RIGHT: "Visits and conversion don't hang together here: the mean of the rates is the "
        "rate of all.",
        MODEST: "The products with most visits convert best, and the mean gives them no more "
        "weight than the others.",
    },
)
def five_articles(luck, end):
    rates = sorted(luck.between(0.012, 0.07) for _ in range(5))
    sizes = sorted(luck.whole(2000, 30_000, 10) for _ in range(5))
    if end == ROSY:
        sizes = sizes[::-1]
    elif end == RIGHT:
        sizes = luck.shuffled(sizes)
    names = ["tent", "chair", "lamp", "stove", "mat"]
    rows = [
        (name, n, luck.of(n, rate))
        for name, n, rate in zip(luck.shuffled(names), sizes, rates, strict=True)
    ]
    table = pd.DataFrame(luck.shuffled(rows), columns=["product", "visits", "buyers"])
    rates = VISITS * table["buyers"] / table["visits"]
    others = [rates.median(), rates[table["visits"].idxmax()]]
    others += _in_sight(table["buyers"], _all_over_all(table, {}).estimate)
    return World(table, rates.mean(), {"visits": fact.count(VISITS)}, others)


def _in_sight(buyers, right):
    """The right figure, where it stands in the table by chance: such a table isn't shown."""
    return [right] if round(right) in set(buyers) else []


@five_articles.reading
def _all_over_all(table, told):
    found = estimates.share(table["buyers"].sum(), table["visits"].sum(), "visits")
    return found.times(VISITS)


@short(
    chapter="data",
    title="What the alarm catches",
    says="“Our screen flags {claimed} of the fake orders. So of the orders that it flags "
    "{claimed} are fake.” Somebody has looked at as many fake as real ones by hand; in the shop "
    "{base} of all orders are fake.",
    asks="Which share of the flagged orders of the shop is fake?",
    form=Form("share", 0),
    near=0.1,
    methods=(
        "Flagged fakes over all flagged, with the shop's share of fakes",
        "Flagged fakes over all flagged, just as they stand in the table",
        "Flagged fakes over all fakes of the table",
        "Orders that were judged rightly over all orders of the table",
    ),
    why={
        ROSY: "Real orders are so many that even {false} of them make more flags than the fakes "
        "do.",
        RIGHT: "It needn't be so, but here both shares are alike: few real orders are flagged "
        "({false}).",
        MODEST: "The screen misses fakes, but hardly ever flags a real order ({false}): what it "
        "flags is mostly fake.",
    },
)
def flagged(luck, end):
    base = luck.between(*{ROSY: (0.01, 0.04), RIGHT: (0.05, 0.1), MODEST: (0.06, 0.12)}[end])
    caught = luck.between(*{ROSY: (0.7, 0.95), RIGHT: (0.55, 0.8), MODEST: (0.4, 0.65)}[end])
    false = {
        ROSY: luck.between(0.02, 0.06),
        RIGHT: base * (1 - caught) / (1 - base),
        MODEST: luck.between(0.003, 0.008),
    }[end]
    rows = [
        (name, LOOKED_AT, luck.of(LOOKED_AT, rate))
        for name, rate in (("fake", caught), ("real", false))
    ]
    table = pd.DataFrame(rows, columns=["orders", "looked at", "of these, flagged"])
    told = {"base": fact.share(base, 1), "false": fact.share(rows[1][2] / LOOKED_AT, 1)}
    caught, false = (row[2] / LOOKED_AT for row in rows)
    others = [caught / (caught + false), (caught + 1 - false) / 2]
    return World(table, caught, told, others)


@flagged.reading
def _of_the_flagged(table, told):
    fake, real = table["of these, flagged"] / table["looked at"]
    base = told["base"].value
    return base * fake / (base * fake + (1 - base) * real)
