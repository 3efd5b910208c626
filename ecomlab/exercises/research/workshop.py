"""The exercises of workshop 1.9: the selection meeting, and the pool of lessons 1.1 to 1.5."""

import pandas as pd

from ecomlab.checks import check_table
from ecomlab.classroom.audits import Sentence, audited
from ecomlab.classroom.decision_file import width
from ecomlab.classroom.kinds import (
    Audit,
    Between,
    Decision,
    Number,
    Ordering,
    Prediction,
    Simulated,
)
from ecomlab.classroom.lesson import Lesson
from ecomlab.datasets import load
from ecomlab.errors import InputError, check_choice
from ecomlab.exercises.research import audience, channels, competitors, demand, selection
from ecomlab.research.brief import SOURCE
from ecomlab.research.lots import newsvendor
from ecomlab.research.margins import planned_left, rates_of
from ecomlab.research.rising import rising_items
from ecomlab.research.waterfall import booked
from ecomlab.shop import meeting
from ecomlab.texts import fact

AUTUMN = ("2025-09-01", "2025-12-01")  # after the shop took its bold words back
PACKING = 1.2  # yuan a parcel, beside the courier's quote
BOSS, STOVE, LIGHTS = "B", "D", "C"
NOT_YET = "not decided yet"
SOURCE_MOST = 60  # letters of a source in the brief
OTHER_SPRINGS = (2, 3)  # lucks; each costs some seconds
UNKNOWN = [  # of every choice of this meeting
    (
        "How many buyers of the new article would have bought another of ours",
        "新品会抢走多少老品的订单",
    ),
    ("Whether the rates of last autumn hold in spring", "去年秋天的费率春天是否仍然成立"),
]
REASONS = {  # which finding it is, below it in the brief
    "article": "选这个商品的理由",
    "pieces": "定这个首单的理由",
    "people": "选这群人的理由",
    "channel": "选这个渠道的理由",
}


def autumn_rates(shop):
    """Rates of each category by the shop's ledger, September to November: for `planned_left`."""
    left = booked(shop, by="category", since=AUTUMN[0], until=AUTUMN[1])
    groups = left.groupby("category", observed=True)
    return pd.DataFrame({name: rates_of(part) for name, part in groups}).T


def tables():
    """What the exercises are asked on: the sheets on the table, and the second shop."""
    shop = load("second_shop")
    return {
        "sheet": meeting.candidates(),
        "past": meeting.past_forecasts(),
        "rates": autumn_rates(shop),
        "keyword_months": shop["keyword_months"],
        "shop": shop,
        "budget": meeting.BUDGET,
        "clearance": meeting.CLEARED,
        "label": "published",
    }


lesson = Lesson("1_9", data=tables, names={"keyword_months": "shop.keyword_months"})


def of_shop(*names, **others):
    """A function that gives these tables of a shop, and others under another name."""
    wanted = {name: name for name in names} | others
    return lambda shop: {name: shop[table] for name, table in wanted.items()}


def waterfall_of(one, rates):
    """What is left of 100 yuan of a candidate, before ads: its own goods and parcel, the rates of
    its category for the rest."""
    known = rates.loc[one["category"], ["cancelled", "returns", "lost", "fee"]]
    freight = (one["parcel"] + PACKING) / one["price"]
    return planned_left(one["cost"] / one["price"], freight=freight, **known)


def left_of_100(one, rates):
    """The last step of it."""
    return waterfall_of(one, rates)["left"].iloc[-1]


def a_piece(sheet, rates):
    """Yuan that one piece of each candidate leaves, before ads."""
    return sheet.apply(lambda one: one["price"] * left_of_100(one, rates) / 100, axis=1)


def share_that_came(past):
    """Of all pieces that the buyer foresaw, those that came."""
    if not past["forecast"].sum() > 0:
        raise InputError("past has no forecast above 0. Give forecasts and what came of them.")
    return past["came"].sum() / past["forecast"].sum()


def spring_plan(sheet, past, rates, budget):
    """Each candidate's spring: pieces to sell after the forecast's error and the budget; in yuan
    what they bring, what neighbours lose, and their sum.

    Without a column ``neighbours`` (yuan a piece) the neighbours lose nothing.
    """
    sheet = check_table(sheet, "sheet", "category", "price", "cost", "parcel", "forecast")
    past = check_table(past, "past", "forecast", "came")
    for category in sheet["category"]:
        check_choice("category", category, list(rates.index))
    foreseen = sheet["forecast"] * share_that_came(past)
    paid = budget // sheet["cost"]
    pieces = pd.concat([foreseen, paid], axis=1).min(axis=1)
    brought = pieces * a_piece(sheet, rates)
    lost = -pieces * sheet.get("neighbours", 0)
    parts = {"pieces": pieces, "brought": brought, "neighbours": lost, "leaves": brought + lost}
    return pd.DataFrame(parts)


def by(values):
    """The candidates' letters, the largest value first."""
    return list(values.sort_values(ascending=False).index)


@lesson.facts("sheet-reading")
def _sheet(sheet, budget):
    first = sheet.loc[by(sheet["price"] * sheet["forecast"])[0]]
    return {
        "budget": fact.money(budget),
        "article": fact.name(first["article"]),
        "revenue": fact.money(first["price"] * first["forecast"]),
        "lots": fact.count(budget // first["cost"]),
        "forecast": fact.count(first["forecast"]),
    }


@lesson.facts("left-reading")
def _left(sheet, rates):
    left = sheet.apply(left_of_100, axis=1, rates=rates)
    jacket, stove = sheet.loc[BOSS], sheet.loc[STOVE]
    return {
        "by_room": fact.name(", ".join(by(1 - sheet["cost"] / sheet["price"]))),
        "by_left": fact.name(", ".join(by(left))),
        "returns": fact.share(rates.loc[jacket["category"], "returns"]),
        "stove_returns": fact.share(rates.loc[stove["category"], "returns"]),
        "margin": fact.share(1 - jacket["cost"] / jacket["price"]),
        "stove_margin": fact.share(1 - stove["cost"] / stove["price"]),
    }


@lesson.facts("past-reading")
def _past(past):
    ratio = past["came"] / past["forecast"]
    return {
        "n": fact.count(len(past)),
        "reached": fact.count((ratio >= 1).sum()),
        "worst": fact.share(ratio.min()),
        "best": fact.share(ratio.max()),
    }


@lesson.facts("lights-title", "lights-reading")
def _lights(sheet, keyword_months):
    months = _of_word(sheet, keyword_months)
    peak, now = months.idxmax(), months.index[-1]
    rise = _rise(sheet, keyword_months)
    return {
        "word": fact.name(sheet.loc[LIGHTS, "word"]),
        "peak": fact.name(_month(peak)),
        "times": fact.number(months[peak] / months[_year_before(peak)], 1),
        "now": fact.name(_month(now)),
        "since": fact.share(months[now] / months[_year_before(now)] - 1, signed=True),
        "chance": fact.share(rise["chance"]),
    }


def _of_word(sheet, keyword_months):
    """The tool's index of the lights' word, by month."""
    mine = keyword_months[keyword_months["keyword"] == sheet.loc[LIGHTS, "word"]]
    return mine.set_index("month")["search_index"].sort_index()


def _year_before(month):
    return f"{int(month[:4]) - 1}{month[4:]}"


def _month(month):
    return f"{pd.Timestamp(month):%B %Y}"


def _rise(sheet, keyword_months):
    rising = rising_items(keyword_months).set_index("item")
    return rising.loc[sheet.loc[LIGHTS, "word"]]


@lesson.exercise("The boss's hundred yuan", Prediction("yuan"))
def jacket_left(sheet, rates):
    """The boss wants the shell jacket. A customer sees **100 yuan** on the screen. Refunds, goods,
    the platform's fee, the parcel and tax go off; ads don't yet. How much is left? Write `(value, low,
    high)` before anybody computes.

    Hint: Three in ten jackets come back. A jacket of 189 yuan costs 80.

    Right: Now everybody at the table has a number of their own, and it was written down first.
    """
    return float(left_of_100(sheet.loc[BOSS], rates))


@lesson.exercise("One camp stove set", Number(tolerance=2.5, unit="yuan"))
def stove_leaves(sheet, rates):
    """Finance asks: how many yuan does **one** camp stove set (candidate D) leave, before ads? Use
    its own cost and parcel ({packing} yuan of packing come on top), and for cancelled orders,
    returns, what returned goods lose, and the fee the rates of its category.

    Hint: `planned_left(goods=…, cancelled=…, returns=…, lost=…, fee=…, freight=…)`: goods and freight are
    shares of the price, and the tax is worked out with its usual rates.

    Hint: Its last `left` is of 100 yuan. A set costs the customer 169.

    Right: That is what one piece may lose in ads, or one missed piece costs you. The lot is decided
    by it.
    """
    one = sheet.loc["D"]
    return float(one["price"] * left_of_100(one, rates) / 100)


@stove_leaves.wrong("price less cost")
def _price_less_cost(sheet):
    """You took price less cost. Refunds, parcel, fee and tax aren't off yet."""
    return sheet.loc[STOVE, "price"] - sheet.loc[STOVE, "cost"]


@stove_leaves.wrong("of 100 yuan")
def _of_100(sheet, rates):
    """That is what is left of 100 yuan. One set is sold for {price} yuan."""
    return left_of_100(sheet.loc[STOVE], rates)


@stove_leaves.wrong("the jacket's rates")
def _jackets_rates(sheet, rates):
    """You took the rates of wear, which comes back three times in ten. Kitchen goods don't."""
    one = sheet.loc[STOVE].copy()
    one["category"] = sheet.loc[BOSS, "category"]
    return one["price"] * left_of_100(one, rates) / 100


@stove_leaves.wrong("nothing comes back")
def _nothing_back(sheet, rates):
    """You left the returns out. What is refunded is no sale, and a piece that comes back loses a
    part of its worth.
    """
    kept = rates.assign(returns=0.0, cancelled=0.0)
    return a_piece(sheet, kept)[STOVE]


@stove_leaves.wrong("the usual fee")
def _usual_fee(sheet, rates):
    """You let `planned_left` take its usual fee of 5%. This shop's ledger has another one: `fee`."""
    one = sheet.loc[STOVE]
    return one["price"] * left_of_100(one, rates.assign(fee=0.05)) / 100


@stove_leaves.wrong("without tax")
def _without_tax(sheet, rates):
    """You left the tax out: of what a customer keeps, 13/113 is VAT, less what the goods' invoice
    had in it.
    """
    one = sheet.loc[STOVE]
    known = rates.loc[one["category"], ["cancelled", "returns", "lost", "fee"]]
    freight = (one["parcel"] + PACKING) / one["price"]
    left = planned_left(one["cost"] / one["price"], freight=freight, vat=(0, 0), **known)
    return one["price"] * left["left"].iloc[-1] / 100


@stove_leaves.facts
def _stove(sheet):
    return {"packing": PACKING, "price": f"{sheet.loc[STOVE, 'price']:,.0f}"}


def _other_means(past):
    """The mean of the ten ratios, and their median: they are asked for as well as the sum."""
    ratio = past["came"] / past["forecast"]
    return [ratio.mean(), ratio.median()]


@lesson.exercise(
    "How much of a forecast comes?", Number(tolerance=0.006, unit="share", accept=_other_means)
)
def comes_true(past):
    """The buyer's ten forecasts of last spring lie on the table, and what was sent. Which share of a
    forecast has come, on average? (All pieces together, the mean of the ten or their median: each
    is a fair answer.)

    Hint: `came` ÷ `forecast`.

    Right: A forecaster who is too hopeful by the same share each time is a good one: divide, don't scold.
    """
    return past["came"].sum() / past["forecast"].sum()


@comes_true.wrong("the other way round")
def _other_way_round(past):
    """You divided what was foreseen by what came. Asked is the part of a forecast that comes."""
    return past["forecast"].sum() / past["came"].sum()


@comes_true.wrong("forecasts that were reached")
def _reached(past):
    """That is the share of the forecasts that were reached. A forecast that is missed by two pieces
    counts there like one that is missed by half.
    """
    return (past["came"] >= past["forecast"]).mean()


@comes_true.wrong("what was missing")
def _missing(past):
    """That is the share that did *not* come."""
    return 1 - past["came"].sum() / past["forecast"].sum()


CANDIDATES = {
    "A": "rucksack 28 l",
    "B": "light shell jacket",
    "C": "string lights",
    "D": "camp stove set",
    "E": "camp wagon",
}


@lesson.exercise("Five candidates in order", Ordering(CANDIDATES), recall=False)
def order(sheet, past, rates, budget):
    """Order the five by what the spring would leave, the largest first: a piece's yuan (as you
    computed it for D) **less what its neighbours lose**, times the pieces that will be sold. So many
    come as the forecast says **times the share that comes**, and no more than {budget} yuan of goods
    pay. Nobody has looked at the searches yet.

    Hint: `pieces = (sheet["forecast"] * share).clip(upper=budget // sheet["cost"])`.

    Hint: For each candidate `planned_left` with the rates of its category, times its price ÷ 100;
    then take `sheet["neighbours"]` off.

    Right: Revenue and margin each give another order. Money for one article is short, so what counts is
    what the money leaves.
    """
    return by(spring_plan(sheet, past, rates, budget)["leaves"])


@order.facts
def _budget(budget):
    return {"budget": f"{budget:,}"}


@order.wrong("by revenue")
def _by_revenue(sheet):
    """That is the order by revenue: price times forecast. Goods, parcels and returns aren't paid."""
    return by(sheet["price"] * sheet["forecast"])


@order.wrong("by margin")
def _by_margin(sheet, rates):
    """That is the order by what is left of 100 yuan. How many hundreds come?"""
    return by(sheet.apply(left_of_100, axis=1, rates=rates))


@order.wrong("without the budget")
def _without_budget(sheet, past, rates):
    """You sold wagons that the budget doesn't pay. Look at how many pieces {budget} yuan buy."""
    return by(spring_plan(sheet, past, rates, 10**9)["leaves"])


@order.wrong("price less cost")
def _order_by_margin_yuan(sheet, past, budget):
    """You took price less cost for what a piece leaves. What comes back changes the order."""
    pieces = (sheet["forecast"] * share_that_came(past)).clip(upper=budget // sheet["cost"])
    return by(pieces * (sheet["price"] - sheet["cost"] - sheet["neighbours"]))


@order.wrong("without the neighbours")
def _without_neighbours(sheet, past, rates, budget):
    """You left out what our other articles lose. A buyer of the new one often doesn't buy the old one."""
    return by(spring_plan(sheet, past, rates, budget)["brought"])


@order.wrong("by pieces")
def _by_pieces(sheet):
    """That is the order of the forecasts, in pieces."""
    return by(sheet["forecast"])


@lesson.exercise(
    "Last spring's searches",
    Decision(
        actions={
            "A": "Buy as many as the budget pays, before the others do.",
            "B": "Leave the lights out of this spring's choice.",
            "C": "Buy the lights, but half as many.",
        },
        reasons={
            "1": "The rise is over: today's searches are no higher above their category than a "
            "year ago, so the forecast rests on last spring.",
            "2": "It is winter: searches for lights are always low now, so nobody can tell.",
            "3": "The goods cost little, so little can be lost.",
        },
    ),
)
def lights(sheet, keyword_months):
    """Content says: *"{word}: last spring the tool showed {times} times the year before. The forecast
    is {forecast} pieces."* You have looked at the curve and at `rising_items`. What do you do, and why? A letter
    and a number, `("A", 2)`.

    Hint: Compare with the same month of the year before: that takes the season off.

    Hint: What does `expected` say, and how far are `low` and `high` apart?

    Right: A forecast that is made from a rise must say why the rise goes on. This one can't.
    """
    return "B", 1


@lights.applies
def _a_rise_that_is_over(sheet, keyword_months):
    """In these tables the rise of the candidate's word isn't over, so this question has no answer."""
    months = _of_word(sheet, keyword_months)
    peak = months.idxmax()
    over = months.iloc[-1] < 1.3 * months[_year_before(months.index[-1])]
    return over and months[peak] > 2 * months[_year_before(peak)]


@lights.facts
def _light_words(sheet, keyword_months):
    one, months = sheet.loc[LIGHTS], _of_word(sheet, keyword_months)
    times = months.max() / months[_year_before(months.idxmax())]
    return {"word": one["word"], "forecast": f"{one['forecast']:,}", "times": f"{times:.1f}"}


@lights.wrong("before the others")
def _before_the_others(sheet, keyword_months):
    """The others bought last spring. Your lights would arrive when the searches have gone."""
    return "A", None


@lights.wrong("half as many")
def _half_as_many(sheet, keyword_months):
    """Half of a wrong forecast is still too many, and a lot that is cleared takes the place of
    one that sells.
    """
    return "C", None


@lights.wrong("right action: winter")
def _it_is_winter(sheet, keyword_months):
    """Right decision, wrong reason. You compare with the same month a year ago: the season is off."""
    return "B", 2


@lights.wrong("right action: cheap goods")
def _cheap_goods(sheet, keyword_months):
    """If little could be lost, that would be a reason to buy. Cheap pieces make a large lot: the
    money is the same.
    """
    return "B", 3


def _stove_costs(sheet, rates, clearance):
    """What a piece too many loses, and a piece too few."""
    missed = a_piece(sheet, rates)[STOVE] - sheet.loc[STOVE, "neighbours"]
    return sheet.loc[STOVE, "cost"] * (1 - clearance), missed


def _stove_demand(sheet, past):
    """Ten springs alike: the forecast times each share that came."""
    return sheet.loc[STOVE, "forecast"] * past["came"] / past["forecast"]


def _as_normal(sheet, past, rates, clearance):
    demand = _stove_demand(sheet, past)
    over, under = _stove_costs(sheet, rates, clearance)
    normal = newsvendor(over, under, mean=demand.mean(), sd=demand.std())
    empirical = newsvendor(over, under, demand=demand)
    rough = newsvendor(over, under, mean=demand.mean(), sd=demand.std(ddof=0))
    return [Between(*sorted([normal, empirical])), Between(*sorted([rough, empirical]))]


@lesson.exercise("The first lot", Number(tolerance=4, unit="pieces", accept=_as_normal))
def stove_lot(sheet, past, rates, clearance):
    """The camp stove set may be ordered **once** before June. A piece left over is cleared at
    {cleared} of its cost; a missed piece would have left what you computed for Finance, less what
    its neighbours would have lost. The ten past forecasts say how far the buyer's {forecast} may be
    off. How many pieces?

    Hint: Ten springs alike: `forecast * past["came"] / past["forecast"]`.

    Hint: `newsvendor(over=…, under=…, demand=…)`; too many loses cost × (1 − {cleared}).

    Right: More than the mean, for a missed set costs more than one left over; less than the
    forecast, for forecasts come short.
    """
    one = sheet.loc["D"]
    over = one["cost"] * (1 - clearance)
    under = one["price"] * left_of_100(one, rates) / 100 - one["neighbours"]
    springs = one["forecast"] * past["came"] / past["forecast"]
    return float(newsvendor(over, under, demand=springs))


@stove_lot.facts
def _lot_words(sheet, clearance, budget):
    return {
        "cleared": f"{clearance:.0%}",
        "forecast": f"{sheet.loc[STOVE, 'forecast']:,.0f}",
        "budget": f"{budget:,}",
    }


@stove_lot.wrong("the forecast")
def _the_forecast(sheet):
    """That is the buyer's forecast as it stands. Nine of the last ten weren't reached."""
    return sheet.loc[STOVE, "forecast"]


@stove_lot.wrong("the whole budget")
def _whole_budget(sheet, budget):
    """That is what {budget} yuan pay. A budget says what you may spend, not what will be sold."""
    return budget // sheet.loc[STOVE, "cost"]


@stove_lot.wrong("the mean")
def _the_mean(sheet, past):
    """That is the mean of the ten springs. A missed set costs more than one left over: order more
    than the mean.
    """
    return _stove_demand(sheet, past).mean()


@stove_lot.wrong("without the neighbours")
def _neighbours_forgotten(sheet, past, rates, clearance):
    """You forgot the neighbours: who misses the new set often buys another of ours. So a missed piece
    costs less.
    """
    over, _ = _stove_costs(sheet, rates, clearance)
    return newsvendor(over, a_piece(sheet, rates)[STOVE], demand=_stove_demand(sheet, past))


@stove_lot.wrong("the costs exchanged")
def _exchanged(sheet, past, rates, clearance):
    """You exchanged the two costs. The chance to sell the last piece is over ÷ (over + under)."""
    over, under = _stove_costs(sheet, rates, clearance)
    return newsvendor(under, over, demand=_stove_demand(sheet, past))


FLAWS = {
    "A": "costs are left in that come off first",
    "B": "it is turned upside down",
    "C": "the forecast's own past isn't used",
    "D": "it is the budget's number, not the customers'",
    "E": "it is another article's rate",
    "F": "it counts forecasts, not pieces",
}
HARMS = {
    "A": "finance, which would promise money that doesn't come",
    "B": "the warehouse, which would clear what is left in June",
    "C": "the buyer, who looks worse than they are",
    "D": "the article, which looks poorer than it is",
}
SENTENCES = [
    Sentence("We have looked at five articles, and at money for one."),
    Sentence(
        "One camp stove set leaves {value}, before ads.",
        stove_leaves,
        {"price less cost": ("A", "A"), "the jacket's rates": ("E", "D"),
         "nothing comes back": ("A", "A")},
    ),
    Sentence(
        "Of a forecast of our buyer, {value} comes on average.",
        comes_true,
        {"forecasts that were reached": ("F", "C"), "the other way round": ("B", "B")},
    ),
    Sentence(
        "So the first lot is {value}.",
        stove_lot,
        {"the forecast": ("C", "B"), "the whole budget": ("D", "B")},
    ),
    Sentence("What is left on 31 May is cleared, and nothing is ordered again before June."),
]  # fmt: skip


def assistant(sheet, past, rates, budget, clearance, label):
    """The memo that an assistant wrote for the group of this label, and the marks it should get."""
    data = {"sheet": sheet, "past": past, "rates": rates, "budget": budget, "clearance": clearance}
    return audited(SENTENCES, data, seed=f"selection meeting, {label}")


KINDS = {
    str(place): one.exercise.kind for place, one in enumerate(SENTENCES, start=1) if one.exercise
}


@lesson.exercise("The assistant's memo", Audit(FLAWS, HARMS, kinds=KINDS))
def audit(sheet, past, rates, budget, clearance, label):
    """An assistant has written the minutes. They are fluent. You sign them.

    {memo}

    For each wrong sentence give its number, the flaw, the right number, and whom it harms: `[(5,
    "E", 12, "D")]`. If all is right: `[]`. Nobody tells you how many are wrong; it may be none.

    Hint: Three sentences have a number, and you have worked out each of them.

    Hint: Don't ask whether a number is likely. Ask which sum gives it.

    Right: You have measured the assistant, and not the other way round.
    """
    from ecomlab.exercises.research import workshop  # so that it runs in the notebook too

    return workshop.assistant(sheet, past, rates, budget, clearance, label).marks


@audit.facts
def _memo_to_audit(sheet, past, rates, budget, clearance, label):
    return {"memo": assistant(sheet, past, rates, budget, clearance, label).text}


@audit.wrong("nothing wrong")
def _nothing_wrong():
    """Lay your own three numbers beside the sentences: they don't all agree, and what differs
    differs by more than rounding.
    """
    return []


@lesson.exercise(
    "The boss still wants the jacket",
    Decision(
        actions={
            "A": "Say that the jacket won't sell.",
            "B": "Split the money: half jackets, half stove sets.",
            "C": "Show what is left of the same 40,000 yuan with each, and say what would make the "
            "jacket the better one.",
        },
        reasons={
            "1": "The one who decides needs the price of each choice, and the finding that would turn it.",
            "2": "Two articles halve the risk.",
            "3": "The boss has never been right before.",
        },
    ),
)
def boss():
    """It is five to six. The boss says: *"But everybody wears one."* What do you do, and why? A letter
    and a number.

    Hint: Is it true that the jacket sells? Look at the forecasts.

    Hint: What would have to change so that you buy the jacket? Say that first.

    Right: A no with a number and a way back is an offer. Fewer returns would make the jacket the
    better one: that is worth a better size chart, not a quarrel.
    """
    return "C", 1


@boss.wrong("it won't sell")
def _it_wont_sell():
    """It would sell: more pieces than the stove set. What comes back is the trouble, and you would
    be caught with a false sentence.
    """
    return "A", None


@boss.wrong("half and half")
def _half_and_half():
    """A compromise needs two sets of pictures, two first lots and two clearances. Room and money are
    there for one.
    """
    return "B", None


@boss.wrong("right action: risk")
def _right_action_risk():
    """Right deed; but that is the reason for splitting, and you don't split."""
    return "C", 2


@boss.wrong("right action: the boss")
def _right_action_person():
    """Right deed. The reason is about a person. Next time the boss is right, and you won't hear it."""
    return "C", 3


def run_spring(article, pieces, evidence, lot):
    """The spring of a choice, of what the evidence says, and of the three others; what each but the
    best leaves in two other springs.
    """
    found = meeting.judge(article, pieces, (evidence, lot)).set_index("who")
    choices = {
        "yours": (article, pieces),
        "evidence": (evidence, lot),
        "cautious": (meeting.CAREFUL, meeting.most(meeting.CAREFUL) // 2),
        "boss": (meeting.BOSS, meeting.most(meeting.BOSS)),
    }
    for luck in OTHER_SPRINGS:
        left = {who: meeting.spring(*choice, luck)["result"] for who, choice in choices.items()}
        found[f"in spring {luck}"] = pd.Series(left)
    return found.reset_index()


@lesson.exercise(
    "Run the spring",
    Simulated(CANDIDATES, {letter: meeting.most(letter) for letter in CANDIDATES}, run_spring),
)
def spring(sheet, past, rates, budget, clearance):
    """Type what the meeting has decided: the article and the pieces of the first lot. The shop is
    then run from 1 March to 31 May with it, and with four other choices, in the same spring (and some in two others). That
    takes half a minute.

    Hint: Take what you have written into your decision file, not what you would like to have written.

    Right: The columns at the end are two other springs: what is ahead in all of them isn't luck
    alone. The best of the first one is known only afterwards. Judge a choice by what was known on the day.
    """
    leaves = spring_plan(sheet, past, rates, budget)["leaves"]
    article = by(leaves)[0]
    return article, round(stove_lot(sheet, past, rates, clearance))


@lesson.facts("border-reading")
def _border(sheet, past, rates, budget):
    plan, now = spring_plan(sheet, past, rates, budget), rates.loc[sheet.loc[BOSS, "category"]]
    return {
        "now": fact.share(now["returns"], 1),
        "turns": fact.share(turning_returns(sheet, past, rates, budget)),
        "boss": fact.money(plan.loc[BOSS, "leaves"]),
        "stove": fact.money(plan.loc[STOVE, "leaves"]),
    }


def jacket_by_returns(sheet, past, rates, budget, returns):
    """What the spring would leave with the jacket, for each share of jackets that come back."""
    jacket = sheet.loc[[BOSS]]
    rows = []
    for share in returns:
        changed = rates.copy()
        changed.loc[jacket["category"], "returns"] = share
        leaves = spring_plan(jacket, past, changed, budget)["leaves"].iloc[0]
        rows.append({"returns": share, "leaves": leaves})
    return pd.DataFrame(rows)


def turning_returns(sheet, past, rates, budget):
    """The share of jackets that may come back, so that they leave as much as the stove set."""
    ends = jacket_by_returns(sheet, past, rates, budget, [0.0, 0.5])
    stove = spring_plan(sheet, past, rates, budget).loc[STOVE, "leaves"]
    first, last = ends["leaves"]
    return float(0.5 * (first - stove) / (first - last))


def page(found, sheet, plan=None, turns=None):
    """The brief's parts out of the decision file: choices, reasons, evidence, doubts.

    Parameters
    ----------
    found : Decisions
    sheet : DataFrame
        The candidates, by letter.
    plan : DataFrame, optional
        Of ``spring_plan``: its numbers stand beside the reasons for the article and its pieces.
    turns : float, optional
        Of ``turning_returns``: the share of jackets that come back at which the verdict turns.

    Returns
    -------
    dict: what, for_whom, where, evidence, unknown, change, of `research_brief`
    """
    mine = [one for (chapter, _), one in found.items() if chapter == "1_research"]
    chosen = {one.question: one.choice for one in mine}
    numbers = _numbers(chosen.get("article"), sheet, plan)
    evidence = [
        {"finding": (one.reason, REASONS[one.question]), "source": _source(one.evidence),
         "estimate": numbers.get(one.question)}
        for one in mine
    ]  # fmt: skip
    change = [one.change_my_mind for one in mine]
    if mine and turns is not None:
        change.append(
            (f"Below {turns:.0%} of jackets that come back, the jacket leaves more than the stove set.",
             f"冲锋衣退货率低于 {turns:.0%} 时，冲锋衣剩得更多")
        )  # fmt: skip
    return {
        "what": _what(chosen, sheet),
        "for_whom": str(chosen.get("people", NOT_YET)),
        "where": str(chosen.get("channel", NOT_YET)),
        "evidence": evidence or [{"finding": NOT_YET, "source": "lesson 1.9, cell decided"}],
        "unknown": UNKNOWN,
        "change": change or [NOT_YET],
    }


def _what(chosen, sheet):
    """The article and its first lot, in English and Chinese."""
    article, pieces = chosen.get("article", NOT_YET), chosen.get("pieces")
    if article not in sheet.index:
        return str(article)
    names = sheet.loc[article, ["article", "article_zh"]]
    if pieces is None:
        return tuple(names)
    return f"{names.iloc[0]}, first lot {pieces} pieces", f"{names.iloc[1]}，首单 {pieces} 件"


def _numbers(article, sheet, plan):
    """What stands beside the reasons for an article and its pieces."""
    if plan is None or article not in plan.index:
        return {}
    of = plan.loc[article]
    left = f"{of['leaves']:,.0f} yuan planned for the spring, {of['leaves'] / of['pieces']:.0f} a piece"
    come = f"{of['pieces']:,.0f} of {sheet.loc[article, 'forecast']:,} foreseen pieces would come"
    return {
        "article": (left, f"计划剩余 {of['leaves']:,.0f} 元"),
        "pieces": (come, f"预计卖出 {of['pieces']:,.0f} 件"),
    }


def _source(evidence):
    """Where a reason rests on: as the brief writes a source, or the trainee's own words."""
    said = "; ".join(evidence)
    if SOURCE.fullmatch(said) and width(said) <= SOURCE_MOST:
        return said
    while width(said) > SOURCE_MOST:  # the whole of it stays in the decision file
        said = said.removesuffix("…")[:-1] + "…"
    return f"own: {said}"


# --- The pool of the chapter's lessons ---------------------------------------------------------


def _channels(shop):
    """The second shop's ledger and orders; the small tables are the lesson's own."""
    own = {name: shop[name] for name in channels.SHOP}
    return dict(channels.data()) | own


lesson.borrow(demand.lesson, of_shop("keyword_months", "category_stats", "search_words"))
UNLISTED = ("best_seen",)  # too few launches in the second shop
lesson.borrow(selection.lesson, of_shop(*selection.TABLES), unlisted=UNLISTED)
lesson.borrow(competitors.lesson, competitors.tables)
lesson.borrow(
    audience.lesson,
    of_shop("survey", "population", "customers", "orders", "nps", "sku", "titles", "reviews",
            words="keyword_months"),
)  # fmt: skip
lesson.borrow(channels.lesson, _channels)
