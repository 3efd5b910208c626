"""The exercises of the case *Fifty million in the first year*."""

from ecomlab.cases.fifty_million import (
    FIXED,
    MILLION,
    MONTHS,
    VARIABLE,
    costs,
    everyone,
    profits,
    shops,
    still_listed,
    the_brand,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.texts import fact

lesson = case_lesson("fifty_million")


@lesson.exercise("Yuan a piece", Number(tolerance=0.005, unit="yuan"))
def a_piece(competitors):
    """The told brand is the shop with the largest revenue on all twelve lists together. For how many
    yuan did it sell **one piece**, on average over the year? (Each piece counts once. Revenue on a
    list = `price` × `units_30d`.) Two decimals or more.

    Hint: `method.shops(competitors)` has pieces and revenue of each shop, the largest first.

    Hint: Revenue of the year ÷ pieces of the year.

    Right: Two figures were published, and this third one wasn't. Always work it out: it says at once
    what kind of business this is.
    """
    revenue = (competitors["price"] * competitors["units_30d"]).groupby(competitors["shop"]).sum()
    pieces = competitors.groupby("shop")["units_30d"].sum()
    brand = revenue.idxmax()
    return revenue[brand] / pieces[brand]


@a_piece.wrong("the struck-through price")
def _struck_through(competitors):
    """That is the struck-through price. Nobody paid it."""
    return competitors["list_price"].max()


def _its(competitors):
    best = shops(competitors).index[0]
    return competitors.loc[competitors["shop"] == best, "units_30d"]


@a_piece.wrong("every month alike")
def _plain_mean(competitors):
    """You averaged the twelve prices. But a month with many pieces must count for more than a month
    with few: divide the year's revenue by the year's pieces.
    """
    best = shops(competitors).index[0]
    return competitors.loc[competitors["shop"] == best, "price"].mean()


@a_piece.wrong("twelve times the best month")
def _at_the_peak(competitors):
    """You took the best month's pieces twelve times. The shop sold that many at the end only: add
    the months up.
    """
    return shops(competitors)["revenue"].iloc[0] / (MONTHS * _its(competitors).max())


@a_piece.wrong("twelve times the first month")
def _at_the_start(competitors):
    """You took the first month's pieces twelve times. The shop has grown since: add the months up."""
    return shops(competitors)["revenue"].iloc[0] / (MONTHS * _its(competitors).min())


@a_piece.wrong("a year's revenue, a month's pieces")
def _one_month(competitors):
    """You divided the revenue of a year by the pieces of a month."""
    best = shops(competitors).iloc[0]
    return best["revenue"] / (best["pieces"] / MONTHS)


def _sum(pnl_lines, lines):
    return pnl_lines.groupby("line")["amount"].sum()[lines].sum()


@lesson.exercise("What is left of it", Number(tolerance=0.0005, unit="share"))
def net_margin(pnl_lines):
    """`books` has the told brand's twelve months. What share of its revenue (what was paid, before
    returns) was left as profit when **everything** was paid? (0.05 for five in a hundred.)

    Hint: Income stands above zero, costs below. The sum of all lines is the profit.

    Hint: Divide it by the sum of the line `revenue`.

    Right: So little stays of the revenue, and this is the best of all these shops.
    """
    profit = pnl_lines["amount"].sum()
    revenue = pnl_lines.loc[pnl_lines["line"] == "revenue", "amount"].sum()
    return profit / revenue


@net_margin.wrong("before wages and rooms")
def _contribution(pnl_lines):
    """That is the contribution margin. The lines `labour` and `other` must be paid as well."""
    return _sum(pnl_lines, VARIABLE) / _sum(pnl_lines, ["revenue"])


@net_margin.wrong("gross margin")
def _gross(pnl_lines):
    """That is the gross margin: revenue minus goods. Returns, ads, parcels, fees, wages and rooms
    are still to come.
    """
    return _sum(pnl_lines, ["revenue", "cogs"]) / _sum(pnl_lines, ["revenue"])


@net_margin.wrong("returns forgotten")
def _returns_forgotten(pnl_lines):
    """You left the line `refund` out. Of cheap clothes a good part comes back, and that money with
    it.
    """
    lines = [line for line in [*VARIABLE, *FIXED] if line != "refund"]
    return _sum(pnl_lines, lines) / _sum(pnl_lines, ["revenue"])


@net_margin.wrong("share of what isn't returned")
def _of_the_rest(pnl_lines):
    """You divided by revenue minus refunds. A useful figure, but the claim's revenue is what was
    paid, before returns.
    """
    return pnl_lines["amount"].sum() / _sum(pnl_lines, ["revenue", "refund"])


@lesson.exercise("All who began", Number(tolerance=0.003, unit="million yuan"))
def all_who_began(competitors, pnl_lines):
    """Take **every** shop that was ever on a list. Profit of a shop = what stays of its revenue −
    the month's fixed costs (at no sales) × the months that it was there. What is the mean, in
    **million yuan**? Three decimals or more.

    Hint: `method.profits(competitors, books)` has months, revenue, profit and whether a shop is
    still there.

    Hint: The mean of `profit` over all its rows; the unit is a million yuan already.

    Right: This is what the plan brought to all who tried it, before anybody knew of whom people
    would talk.
    """
    kept, month = costs(pnl_lines)
    table = shops(competitors)
    profit = kept * table["revenue"] - month * table["months"]
    return profit.mean() / 1_000_000


@all_who_began.wrong("those still on the list")
def _on_the_list(competitors, pnl_lines):
    """You kept the shops of the last list. The others paid as well, and left."""
    return still_listed(competitors, pnl_lines).estimate


@all_who_began.wrong("the best one's wages for all")
def _wages_of_the_best(competitors, pnl_lines):
    """You charged every shop with the wages and rooms of the best one. These grew with its sales. A
    shop that sells little pays less for them: take `kept, month = method.costs(books)`.
    """
    revenue = _sum(pnl_lines, ["revenue"])
    table = shops(competitors)
    costs_of_best = -_sum(pnl_lines, FIXED) / MONTHS * table["months"].mean()
    return (_sum(pnl_lines, VARIABLE) / revenue * table["revenue"].mean() - costs_of_best) / MILLION


@all_who_began.wrong("the told brand")
def _best(competitors, pnl_lines):
    """That is the told brand: one of those who began."""
    return profits(competitors, pnl_lines)["profit"].max()


@all_who_began.wrong("rent after closing")
def _whole_year(competitors, pnl_lines):
    """You charged everybody with twelve months. Who closes stops paying: count each shop's own
    months.
    """
    kept, month = costs(pnl_lines)
    return (kept * shops(competitors)["revenue"].mean() - MONTHS * month) / MILLION


@all_who_began.wrong("revenue")
def _revenue(competitors, pnl_lines):
    """That is the mean *revenue*. It pays for goods, returns, ads and parcels first."""
    return shops(competitors)["revenue"].mean() / MILLION


@all_who_began.wrong("in yuan")
def _in_yuan(competitors, pnl_lines):
    """Your number is in yuan. The question asks for million yuan."""
    return all_who_began(competitors, pnl_lines) * MILLION


@all_who_began.wrong("all profits, few heads")
def _shared_by_survivors(competitors, pnl_lines):
    """You added up everybody's profit and shared it among those still there. Divide by all who
    began.
    """
    table = profits(competitors, pnl_lines)
    return table["profit"].sum() / table["still_there"].sum()


@lesson.exercise("Where the sentence turns", Number(tolerance=0.0005, unit="million yuan"))
def turns(competitors, pnl_lines):
    """Your forecast rests on what a month costs at no sales. At which **fixed cost of a month** would
    all who began have earned nothing on average? In million yuan, four decimals or more.

    Hint: Mean profit = what stays × mean revenue − fixed cost × mean months. Set it to 0.

    Hint: `kept, month = method.costs(books)`; means of `revenue` and `months` are in
    `method.shops(competitors)`.

    Right: Put it beside what a month would cost *your* family. Below this cost the plan earns
    something on average, above it it loses.
    """
    kept, _ = costs(pnl_lines)
    table = shops(competitors)
    return kept * table["revenue"].mean() / table["months"].mean() / MILLION


@turns.wrong("the shop in its own books")
def _of_the_best(competitors, pnl_lines):
    """That is where the *told brand* would have earned nothing. Take the means of all who began."""
    kept, _ = costs(pnl_lines)
    best = shops(competitors).iloc[0]
    return kept * best["revenue"] / best["months"] / MILLION


@turns.wrong("twelve months for all")
def _twelve_months(competitors, pnl_lines):
    """You spread the costs over twelve months for everybody. Who closes stops paying: divide by the
    mean of `months`.
    """
    kept, _ = costs(pnl_lines)
    return kept * shops(competitors)["revenue"].mean() / MONTHS / MILLION


@turns.wrong("today's cost")
def _as_it_is(competitors, pnl_lines):
    """That is what a month costs in these books. Which cost would make the mean profit 0?"""
    return costs(pnl_lines)[1] / MILLION


@turns.wrong("before wages grow")
def _before_growth(competitors, pnl_lines):
    """You left out that wages and rooms grow with what is sold: take `kept` from
    `method.costs(books)`.
    """
    kept = _sum(pnl_lines, VARIABLE) / _sum(pnl_lines, ["revenue"])
    table = shops(competitors)
    return kept * table["revenue"].mean() / table["months"].mean() / MILLION


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "sign the plan, with the line at which you'd stop written into it",
            "B": "begin with two months and few pieces, and a line at which you stop",
            "C": "stay out with this plan; ask what would have to change in it",
        },
        reasons={
            "1": "the whole interval of all who began lies below zero",
            "2": "the told brand made a profit with it in its first year",
            "3": "the whole interval of all who began lies above zero",
            "4": "most of those who began lost money",
            "5": "zero lies inside the interval of all who began",
        },
    ),
)
def monday(competitors, pnl_lines):
    """Your family may copy the plan of a brand that made {best} million yuan of profit in its first
    year. All {n} shops that began with this plan made {mean} million yuan on average (95% interval
    {low} to {high}). Choose an action and the reason that carries it: `("A", 1)`.

    Hint: Whose profit is the best forecast for one more who begins?

    Hint: Where does zero lie: below the interval of all who began, inside it, or above?

    Right: You forecast from all who began, not from the one that people talk about.
    """
    # The whole interval above zero: sign. All below: stay out. Else: small, with a stop.
    found = everyone(competitors, pnl_lines)
    if found.low > 0:
        return "A", 3
    return ("C", 1) if found.high < 0 else ("B", 5)


@monday.facts
def _profits(competitors, pnl_lines):
    found, best = everyone(competitors, pnl_lines), the_brand(competitors, pnl_lines)
    told = {"best": best.value, "mean": found.value, "low": found.low, "high": found.high}
    words = {name: fact.number(value, 2, signed=True) for name, value in told.items()}
    return words | {"n": fact.count(found.n)}


@monday.wrong("as they did")
def _as_they_did(competitors, pnl_lines):
    """The plan was the same for all who began; the outcome was not. You sign the plan, not the
    outcome. Only the *whole* interval of all who began can carry it.
    """
    return "A", 2 if monday(competitors, pnl_lines)[0] == "A" else None


@monday.wrong("a little can't hurt")
def _a_little(competitors, pnl_lines):
    """Beginning small buys an answer. That is worth its price when the answer is open: when zero
    lies inside the interval.
    """
    return "B", None if monday(competitors, pnl_lines)[0] != "B" else 2


@monday.wrong("staying out by feeling")
def _most_fail(competitors, pnl_lines):
    """That many lose isn't enough to stay out: a few large winners can carry the mean. Look where
    zero lies.
    """
    return "C", None if monday(competitors, pnl_lines)[0] != "C" else 4


@monday.wrong("the interval misread")
def _wrong_reason(competitors, pnl_lines):
    """The action fits, the reason doesn't. Read both ends of the interval of all who began."""
    right = monday(competitors, pnl_lines)
    return right[0], 1 if right[1] == 5 else 5


STOP = "and stop at a loss of {stop:.2f} million yuan, counted at the end of each month"
NEXT = {
    "A": f"We should sign, {STOP}",
    "B": f"We should begin small, with two months and few pieces, {STOP}",
    "C": "We should stay out, and ask what would have to change in the plan; there is nothing to stop",
}


@lesson.exercise(
    "Your memo",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            THE_N,
            Criterion("profit, not revenue", matching("profit|利润")),
            Criterion("how many lost money", matching("lost|lose|亏")),
            Criterion("what the forecast rests on", matching("rests on|if|books|assum|假设")),
            A_DECISION,
            Criterion("a line at which it ends, in yuan and with a date"),
        ]
    ),
)
def memo(competitors, pnl_lines):
    """Write to the family, in four sentences: what profit to expect, with its interval and the share
    that loses; what this forecast rests on; what you do on Monday; and where it ends.

    Hint: Begin with the mean of all who began.

    Hint: The brand's revenue belongs into no sentence of it.

    Right: Would somebody who knows only the story of the brand change their mind after your first
    sentence?
    """
    found, table = everyone(competitors, pnl_lines), profits(competitors, pnl_lines)
    losing, (_, month) = (table["profit"] < 0).mean(), costs(pnl_lines)
    return (
        f"The {found.n} shops that began with this plan made a first-year profit of "
        f"{found.value:.2f} million yuan on average ({found.low:.2f} to {found.high:.2f}), and "
        f"{losing:.0%} of them lost money. This rests on the books of one shop: a month costs "
        f"{month / MILLION:.2f} million yuan before the first piece is sold. "
        f"{NEXT[monday(competitors, pnl_lines)[0]].format(stop=2 * month / MILLION)}."
    )


@memo.wrong("the brand as proof")
def _the_brand_as_proof(competitors, pnl_lines):
    """All its figures are right, and all are of one shop: the one that was chosen because it did best.
    Those who began with the same plan and closed aren't in it.
    """
    best = shops(competitors).iloc[0]
    return (
        f"The brand sold for {best['revenue'] / MILLION:.0f} million yuan in its first year and "
        f"earned {the_brand(competitors, pnl_lines).value:.1f} million. We have the same price and "
        "the same channels. So we should sign the plan at once and order cloth for the whole year."
    )
