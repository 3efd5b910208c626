"""The exercises of the case *The stock that turned in spring*."""

from ecomlab.cases.presale import (
    STARTED,
    WORKSHOP,
    articles,
    gain,
    turnover,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.inventory import turnover_change_at_same_mix

lesson = case_lesson("presale")


@lesson.exercise("The upper half", Number(tolerance=0.002))
def sold(pnl_lines):
    """Twelve weeks before, twelve weeks after. By what factor did the **goods sold** change (at
    cost, all orders paid, all articles)? Give after ÷ before, with three decimals.

    Hint: Orders paid are the lines of `pnl_lines` with an amount below 0.

    Hint: Sum them before `STARTED` and from that day on. Both spans have twelve weeks, so the
    sums can be divided as they are.

    Right: So you know what the other half did: divide this by the turnover's factor, and you
    have the stock, after ÷ before.
    """
    paid = pnl_lines[pnl_lines["amount"] < 0]
    yuan = paid.groupby(paid["date"] >= STARTED)["amount"].sum()
    return yuan[True] / yuan[False]


@sold.wrong("the lower half")
def _held(sku, inventory_daily):
    """That is the stock, after ÷ before: the lower half of the ratio. What was sold is the upper
    one.
    """
    cost = inventory_daily["sku"].map(sku.set_index("sku")["unit_cost"])
    value = inventory_daily["on_hand"] * cost
    stock = value.groupby(inventory_daily["date"] >= STARTED).sum()
    return stock[True] / stock[False]


@sold.wrong("the whole ratio")
def _turned(sku, inventory_daily, pnl_lines):
    """That is the turnover itself. The question is about its numerator."""
    return sold(pnl_lines) / _held(sku, inventory_daily)


@sold.wrong("before ÷ after")
def _upside_down(pnl_lines):
    """Upside down: you divided before by after."""
    return 1 / sold(pnl_lines)


@lesson.exercise("The assortment of winter", Number(tolerance=0.005))
def same_mix(sku, inventory_daily, pnl_lines):
    """Suppose each category had kept its share of the stock of the weeks **before**. By what
    factor would the shop's turnover (orders paid) have risen? Give after ÷ before with two
    decimals or more.

    Hint: You need three columns for the four categories: share of stock before, turnover
    before, turnover after. All stand in the table above.

    Hint: (shares before × turnover after, summed) ÷ (shares before × turnover before, summed).

    Right: What went was neither presale nor faster sales, only fewer coats. What is left still
    holds the season and the cancelled orders.
    """
    return turnover_change_at_same_mix(articles(sku, inventory_daily, pnl_lines))


@same_mix.wrong("each period its own mix")
def _own_mix(sku, inventory_daily, pnl_lines):
    """That is the claim: spring's turnovers with spring's shares, winter's with winter's. Use the
    shares of before for both.
    """
    table = articles(sku, inventory_daily, pnl_lines)
    return turnover(table, "after") / turnover(table, "before")


@same_mix.wrong("turnover instead of factor")
def _new_turnover(sku, inventory_daily, pnl_lines):
    """That is the turnover with the assortment of winter, in times a year. Divide it by the one
    before.
    """
    table = articles(sku, inventory_daily, pnl_lines)
    return same_mix(sku, inventory_daily, pnl_lines) * turnover(table, "before")


@same_mix.wrong("the mix alone")
def _only_the_mix(sku, inventory_daily, pnl_lines):
    """That is what the change of the assortment did. The question asks for what is left without
    it.
    """
    tables = sku, inventory_daily, pnl_lines
    return _own_mix(*tables) / same_mix(*tables)


@lesson.exercise("What never left", Number(tolerance=0.001, unit="share"))
def cancelled(sku, pnl_lines):
    """The workshop's articles, since they are on presale: what share of the goods paid for, at
    cost, was cancelled before it was shipped?

    Hint: Keep the articles whose `supplier` is the workshop, and the weeks from `STARTED` on.

    Hint: Positive amounts are taken back, negative ones are paid. Divide the first by the
    second, without the sign.

    Right: That much of the claimed numerator never earned a yuan.
    """
    workshop = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    lines = pnl_lines[pnl_lines["sku"].isin(workshop) & (pnl_lines["date"] >= STARTED)]
    paid = -lines.loc[lines["amount"] < 0, "amount"].sum()
    return lines.loc[lines["amount"] > 0, "amount"].sum() / paid


@cancelled.wrong("all articles")
def _all_articles(pnl_lines):
    """You counted the factories' articles too. They are sold from the shelf, where hardly anyone
    has time to cancel.
    """
    amount = pnl_lines.loc[pnl_lines["date"] >= STARTED, "amount"]
    return amount[amount > 0].sum() / -amount[amount < 0].sum()


@cancelled.wrong("winter too")
def _all_weeks(sku, pnl_lines):
    """Your sums begin in winter, when the workshop's articles weren't on presale yet."""
    workshop = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    amount = pnl_lines.loc[pnl_lines["sku"].isin(workshop), "amount"]
    return amount[amount > 0].sum() / -amount[amount < 0].sum()


@cancelled.wrong("per piece shipped")
def _of_the_shipped(sku, pnl_lines):
    """You divided by what was shipped. The share of what was **paid** for has the cancelled goods
    in its denominator as well.
    """
    share = cancelled(sku, pnl_lines)
    return share / (1 - share)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "A": "pay the surcharge and put more articles on presale",
            "B": "no more articles for now; in the next collection let lots decide what "
            "goes on presale, and count again",
            "C": "refuse the surcharge: at this price, sell from the shelf",
        },
        reasons={
            "1": "against the other maker's articles, the turnover's interval lies above 1",
            "2": "the whole interval of what presale earns lies below 0",
            "3": "0 lies inside the interval of what presale earns",
            "4": "the shop's turnover has risen since presale began",
            "5": "the whole interval of what presale earns lies above 0",
        },
    ),
)
def monday(sku, inventory_daily, pnl_lines):
    """A shipped yuan of goods (at cost) leaves 30 fen after all that grows with it; the workshop's
    surcharge is 3 fen; a yuan of stock costs 50 fen a year. `method.gain` puts them together: yuan
    earned for each yuan of goods sold before. Choose an action and the reason that carries it:
    `("A", 1)`.

    Hint: `method.gain(sku, inventory, lines)`: where does 0 lie?

    Hint: Low end above 0? High end below it? Or neither?

    Right: Turnover isn't profit: a piece that isn't sold doesn't lie on the shelf either. You have
    counted both halves, in yuan.
    """
    # The whole interval above 0: pay. All below: refuse. Else: find out.
    earned = gain(sku, inventory_daily, pnl_lines)
    if earned.low > 0:
        return "A", 5
    return ("C", 2) if earned.high < 0 else ("B", 3)


@monday.wrong("paid for turning")
def _as_claimed(sku, inventory_daily, pnl_lines):
    """Stock may turn faster because less is sold from even less. The surcharge is worth it only if
    the *whole* interval of what presale earns lies above 0: margin lost or won, shelves saved,
    surcharge paid.
    """
    return "A", 1 if monday(sku, inventory_daily, pnl_lines)[0] == "A" else None


@monday.wrong("lots without a reason")
def _lots_anyway(sku, inventory_daily, pnl_lines):
    """Drawing lots is for the case that 0 lies *inside* the interval of what presale earns: then
    paying and refusing both still fit. The shop's own rise says nothing about it.
    """
    return "B", 4 if monday(sku, inventory_daily, pnl_lines)[0] == "B" else None


@monday.wrong("not shown taken for not so")
def _refused_anyway(sku, inventory_daily, pnl_lines):
    """To refuse for good, it isn't enough that the gain isn't proven: the *whole* interval must lie
    below 0. How fast the stock turns is no reason either way.
    """
    return "C", 1 if monday(sku, inventory_daily, pnl_lines)[0] == "C" else None
