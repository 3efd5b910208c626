"""The exercises of the case *Fifty million in the first year*."""

from ecomlab.cases.fifty_million import (
    FIXED,
    MILLION,
    MONTHS,
    VARIABLE,
    costs,
    everyone,
    lowest,
    profits,
    share_losing,
    shops,
    still_listed,
    the_brand,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, THE_N, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.numerals import typeset
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

    Right: So much of the revenue stays with the first shop on the list. Whenever you hear a revenue,
    ask for this share beside it.
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
    return the_brand(competitors, pnl_lines).value


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
            "sign": "sign for the whole year, with the loss at which you'd stop written in",
            "small": "begin with two months and few pieces; go on only if they sell as the brand's "
            "first two months did",
            "out": "stay out with this plan; ask what would have to change in it",
        },
        reasons={
            "gain": "all who began made a profit on average",
            "loss": "all who began made a loss on average",
            "brand": "the told brand's first year shows what the plan brings",
            "story": "a success that is told of is never what others get",
            "most": "what happened to most of those who began decides it",
        },
        cautious=["small"],
    ),
    recall=False,  # it needs the lists
)
def monday(competitors, pnl_lines):
    """The brand ended its first year with {best} million yuan. All {n} shops that began with this
    plan ended it with {mean} million on average (95% interval {low} to {high}); {losing} of them
    lost money. How a shop sells beside the brand is seen within two months, and hardly changes
    then. The family has money for one bad year. Choose an action and the reason for it.

    Hint: Does one more who begins gain or lose, on average? That decides whether to begin at all.

    Hint: If it pays on average, but more than half lose, a few large profits carry the mean. Then
    it is worth money to see early which kind you are.

    Right: You forecast from all who began, and you ask what a short trial can still tell you.
    """
    # Pays on average? If not, out. If most lose all the same: find out first which kind we are.
    if everyone(competitors, pnl_lines).value < 0:
        return "out", "loss"
    return ("small" if share_losing(competitors, pnl_lines) > 0.5 else "sign"), "gain"


@monday.facts
def _profits(competitors, pnl_lines):
    found, best = everyone(competitors, pnl_lines), the_brand(competitors, pnl_lines)
    told = {"best": best.value, "mean": found.value, "low": found.low, "high": found.high}
    trial = fact.number(TRIAL * costs(pnl_lines)[1] / MILLION, 2)
    words = {name: fact.number(value, 2, signed=True) for name, value in told.items()}
    losing = fact.share(share_losing(competitors, pnl_lines))
    return words | {"n": fact.count(found.n), "losing": losing, "trial": trial}


@monday.also("small, for most lose")
def _small_for_most(competitors, pnl_lines):
    """That explains why to begin small: {losing} lost. The better reason says why to begin at all: on
    average it pays, {mean} million yuan.
    """
    right = monday(competitors, pnl_lines)
    return ("small", "most") if right[0] == "small" else None


@monday.also("out, for most lose")
def _out_for_most(competitors, pnl_lines):
    """That can be defended, too: zero lies inside {low} to {high}, {losing} lost money, and the family
    can bear one bad year. To begin small has beside it that two months tell which kind of shop yours
    is, and that they can cost {trial} million yuan at most.
    """
    found = everyone(competitors, pnl_lines)
    small = monday(competitors, pnl_lines)[0] == "small"
    return ("out", "most") if small and found.low < 0 else None


@monday.also("a small loss to learn")
def _small_loss(competitors, pnl_lines):
    """That can be defended, too: zero lies inside {low} to {high}, and two months would tell which kind
    of shop yours is. Staying out has beside that it costs nothing.
    """
    found = everyone(competitors, pnl_lines)
    return ("small", "loss") if found.value < 0 < found.high else None


def _unless_right(answer, competitors, pnl_lines):
    """An action whatever its reason; None where it is the right one."""
    return None if monday(competitors, pnl_lines)[0] == answer else (answer, None)


@monday.wrong("the brand as a reason")
def _as_they_did(competitors, pnl_lines):
    """The action fits, the reason doesn't: the plan was the same for all {n} who began. You sign the
    plan, not the first place on the list.
    """
    return monday(competitors, pnl_lines)[0], "brand"


@monday.wrong("doubt as a reason")
def _a_rule_of_doubt(competitors, pnl_lines):
    """The action fits, the reason doesn't: whether a told success is what others get is counted, not
    known. Here the brand has {best} million yuan, all who began have {mean} on average.
    """
    return monday(competitors, pnl_lines)[0], "story"


@monday.wrong("the wrong side of zero")
def _other_side(competitors, pnl_lines):
    """The action fits, the reason doesn't: the mean of all who began is {mean} million yuan."""
    action, reason = monday(competitors, pnl_lines)
    return action, {"gain": "loss", "loss": "gain"}[reason]


@monday.wrong("signed")
def _signs(competitors, pnl_lines):
    """A whole year is for a plan that pays on average and with which most earn something. Here the
    mean is {mean} million yuan, and {losing} lost money.
    """
    return _unless_right("sign", competitors, pnl_lines)


@monday.wrong("a little can't hurt")
def _a_little(competitors, pnl_lines):
    """Two months buy an answer. That is worth its price where the plan pays on average and most lose
    all the same. Here the mean is {mean} million yuan, and {losing} lost money.
    """
    return _unless_right("small", competitors, pnl_lines)


@monday.wrong("staying out by feeling")
def _stays_out(competitors, pnl_lines):
    """To stay out gives away {mean} million yuan on average ({low} to {high}). What those who lose
    have lost is in that mean.
    """
    return _unless_right("out", competitors, pnl_lines)


TRIAL = 2  # months of a trial
SURE = 0.05  # of the shops that ended with a profit: so many stood lower once than the stop line
NEXT = {
    "sign": "We should sign for the year, count at the end of each month, and stop at a loss of {stop:.2f} "
    "million yuan: of 20 shops that ended with a profit, 19 never stood lower",
    "small": "We should begin small, with two months and few pieces, which can cost {trial:.2f} million "
    "yuan at most, and stop at the end of month two if they don't sell as the brand's first two months did",
    "out": "We should stay out, and ask what would have to change in the plan; there is nothing to stop",
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
    found, (_, month) = everyone(competitors, pnl_lines), costs(pnl_lines)
    losing, trial = share_losing(competitors, pnl_lines), TRIAL * month / MILLION
    worst = lowest(competitors, pnl_lines).quantile(SURE)  # of those that ended with a profit
    action = monday(competitors, pnl_lines)[0]
    return typeset(
        f"The {found.n} shops that began with this plan made a first-year profit of "
        f"{found.value:.2f} million yuan on average ({found.low:.2f} to {found.high:.2f}), and "
        f"{losing:.0%} of them lost money. This rests on the books of one shop: a month costs "
        f"{month / MILLION:.2f} million yuan before the first piece is sold. "
        f"{NEXT[action].format(stop=max(-worst, trial / TRIAL), trial=trial)}."
    )


@memo.facts
def _counted(competitors, pnl_lines):
    return _profits(competitors, pnl_lines)


@memo.wrong("the brand as proof")
def _the_brand_as_proof(competitors, pnl_lines):
    """All its figures are right, and all are of one shop: the one that was chosen because it came
    first. All {n} who began with the same plan have {mean} million yuan on average. Whether the
    brand is like them, this memo can't know.
    """
    best = shops(competitors).iloc[0]
    return (
        f"The brand sold for {best['revenue'] / MILLION:.0f} million yuan in its first year. We have "
        "the same price and the same channels, and our seamstresses are better. So we should sign "
        "the plan at once and order cloth for the whole year."
    )


@memo.wrong("all survivors")
def _all_survivors():
    """ "Survivor" is a suspicion, not a count. The first list has all {n} who began: {mean} million
    yuan on average ({low} to {high}), and {losing} lost money. Without these numbers nobody can see
    whether to stay out, to begin small or to sign.
    """
    return (
        "Stories of success are told by those who are left, so they always promise too much. Most who "
        "try such a thing fail, and nobody tells of them. We should stay out of it and go on sewing "
        "for others as before."
    )
