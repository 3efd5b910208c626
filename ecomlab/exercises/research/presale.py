"""The exercises of the case *The stock that turns faster*."""

from ecomlab.cases.presale import (
    STAKE,
    STARTED,
    WORKSHOP,
    against_the_others,
    articles,
    free_gain,
    gain,
    halves,
    turnover,
)
from ecomlab.classroom.kinds import Decision, Memo, Number
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, Criterion, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.numerals import typeset
from ecomlab.texts import fact

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


@sold.wrong("change, not factor")
def _change(pnl_lines):
    """That is the change. As a factor it is that plus 1."""
    return sold(pnl_lines) - 1


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
    holds Spring Festival and the cancelled orders.
    """
    sums = articles(sku, inventory_daily, pnl_lines).groupby("category").sum(numeric_only=True)
    then = sums["paid_before"] / sums["stock_before"]
    now = sums["paid_after"] / sums["stock_after"]
    return (sums["stock_before"] * now).sum() / (sums["stock_before"] * then).sum()


@same_mix.wrong("each period its own mix")
def _own_mix(sku, inventory_daily, pnl_lines):
    """That is the claim: spring's turnovers with spring's shares, winter's with winter's. Use the
    shares of before for both.
    """
    table = articles(sku, inventory_daily, pnl_lines)
    return turnover(table, "after") / turnover(table, "before")


@same_mix.wrong("change, not factor")
def _change_at_same_mix(sku, inventory_daily, pnl_lines):
    """That is the change. As a factor it is that plus 1."""
    return same_mix(sku, inventory_daily, pnl_lines) - 1


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
            "pay": "pay the surcharge and put more articles on presale",
            "lots": "no more articles for now; in the next collection let lots decide what goes on "
            "presale, and count again",
            "bargain": "stay with presale, but only at a lower surcharge",
            "shelf": "end presale: even without a surcharge, the shelf earns more",
        },
        reasons={
            "earns": "by the bill in yuan, presale at the surcharge earns something",
            "costs": "by the bill in yuan, presale at the surcharge costs something",
            "open": "by the bill in yuan, it may earn or cost a good deal",
            "turns": "against the other maker's articles, the stock turns faster",
            "shop": "the shop's turnover has risen since presale began",
        },
        cautious=["lots"],
    ),
    recall=False,  # it needs the interval
)
def monday(sku, inventory_daily, pnl_lines):
    """At the surcharge presale earns {earned} fen for each yuan of goods sold before ({low} to {high});
    without any surcharge it would be {free} fen. A season of lots costs about {stake} fen: it pays
    where *either* choice could be wrong by more than that, so that the interval reaches more than
    {stake} fen below 0 and more than {stake} fen above. Else take the middle of the interval for
    what you know. Choose an action and the reason that carries it.

    Hint: Look at both ends first: do both lie more than {stake} fen from 0, on different sides?

    Hint: If not: is the middle above 0 or below? If below, what would it be without a surcharge?

    Right: Turnover isn't profit: a piece that isn't sold doesn't lie on the shelf either. You have
    counted both halves, in yuan.
    """
    tables = sku, inventory_daily, pnl_lines
    earned = gain(*tables)
    if earned.low < -STAKE and earned.high > STAKE:
        return "lots", "open"
    if earned.value > 0:
        return "pay", "earns"
    return ("bargain" if free_gain(*tables).value > 0 else "shelf"), "costs"


@monday.facts
def _fen(sku, inventory_daily, pnl_lines):
    tables = sku, inventory_daily, pnl_lines
    earned = gain(*tables)
    found = {"earned": earned.value, "low": earned.low, "high": earned.high}
    found |= {"free": free_gain(*tables).value}
    words = {name: fact.number(100 * yuan, 1, signed=True) for name, yuan in found.items()}
    return words | {"stake": fact.number(100 * STAKE, 1)}


@monday.also("lots, for 0 lies inside")
def _lots_too(sku, inventory_daily, pnl_lines):
    """That can be defended, too: 0 lies inside {low} to {high}, and a lot would settle it. The best answer
    has beside that it saves the season's {stake} fen: one of the two choices can't be far wrong.
    """
    tables = sku, inventory_daily, pnl_lines
    earned = gain(*tables)
    others = monday(*tables)[0] != "lots"
    return ("lots", "open") if others and earned.low < 0 < earned.high else None


def _unless_right(answer, *tables):
    """An action whatever its reason; None where it is the right one."""
    return None if monday(*tables)[0] == answer else (answer, None)


@monday.wrong("paid for turning")
def _for_turning(sku, inventory_daily, pnl_lines):
    """The action fits, the reason doesn't: stock may turn faster because less is sold from even less.
    In yuan it is {earned} fen ({low} to {high}).
    """
    return monday(sku, inventory_daily, pnl_lines)[0], "turns"


@monday.wrong("the shop's rise")
def _for_the_shop(sku, inventory_daily, pnl_lines):
    """The action fits, the reason doesn't: the shop's own rise has a winter with Spring Festival in it, and a half that
    never went on presale. In yuan it is {earned} fen ({low} to {high}).
    """
    return monday(sku, inventory_daily, pnl_lines)[0], "shop"


@monday.wrong("paid anyway")
def _pays_anyway(sku, inventory_daily, pnl_lines):
    """To pay, the middle must lie above 0, and the lower end not far below. Here it is {earned} fen ({low} to
    {high}).
    """
    return _unless_right("pay", sku, inventory_daily, pnl_lines)


@monday.wrong("lots without a stake")
def _lots_anyway(sku, inventory_daily, pnl_lines):
    """Drawing lots costs about {stake} fen. It pays where either choice could be wrong by more than that.
    Here the interval goes from {low} to {high} fen.
    """
    return _unless_right("lots", sku, inventory_daily, pnl_lines)


@monday.wrong("bargained anyway")
def _bargains_anyway(sku, inventory_daily, pnl_lines):
    """A lower surcharge is for presale that costs something now and would earn without a surcharge. Here: {earned}
    fen now ({low} to {high}), {free} without.
    """
    return _unless_right("bargain", sku, inventory_daily, pnl_lines)


@monday.wrong("back to the shelf anyway")
def _shelf_anyway(sku, inventory_daily, pnl_lines):
    """To end presale, it must lose even without a surcharge. Here it would be {free} fen without, and it is
    {earned} fen now ({low} to {high}).
    """
    return _unless_right("shelf", sku, inventory_daily, pnl_lines)


ADVICE = {
    "pay": "pay the surcharge and put more articles on presale",
    "lots": "put no more articles on presale now, and let lots decide in the next collection",
    "bargain": "stay with presale, but only at a lower surcharge",
    "shelf": "end presale and sell from the shelf",
}


@lesson.exercise(
    "The memo",
    Memo(
        [
            A_DECISION,
            A_NUMBER,
            AN_INTERVAL,
            Criterion("what presale is compared with", matching("factor|other maker|工厂")),
            Criterion(
                "both halves: sales and stock", matching("sales.*stock|stock.*sales|销.*库存")
            ),
            Criterion("what presale earns, in fen or yuan", matching("fen|yuan|分|元")),
            Criterion("when it is counted again"),
        ]
    ),
)
def memo(sku, inventory_daily, pnl_lines):
    """Pay the surcharge, find out first, ask for less, or back to the shelf? Write four sentences to
    the owner: what to do, and what presale earns; how fast the stock turns, with its interval, and what
    you compared with; what happened to sales and to stock; when you count again.

    Hint: The owner's rule is about yuan. Let the first number be one of yuan.

    Hint: `presale_or_stock` and `presale_gain` gave the figures above.

    Right: Would a seamstress of the workshop find it fair? Read it with her eyes.
    """
    tables = sku, inventory_daily, pnl_lines
    earned, found = gain(*tables), against_the_others(*tables)
    sold, held = halves(*tables).values()
    same = found.low <= 1 <= found.high
    pace = f"{found.estimate:.2f} times as fast{', which can' + chr(39) + 't be told from no change' if same else ''}"
    return typeset(
        f"I recommend that we {ADVICE[monday(*tables)[0]]}. For each yuan of goods sold before, presale at the "
        f"surcharge earns {100 * earned.value:+.1f} fen, between {100 * earned.low:+.1f} and "
        f"{100 * earned.high:+.1f}. Against the factories' articles of the same category, on presale the "
        f"stock turns {pace} ({found.low:.2f} to {found.high:.2f}, n = {found.n} "
        f"articles): shipped sales are {sold.estimate:.2f} times and stock {held.estimate:.2f} times "
        "what they would be without. The shop's own rise has a winter with Spring Festival and fewer coats in "
        "it, so I don't use it. I count again after the next twelve weeks."
    )


@memo.wrong("the claim")
def _the_claim(sku, inventory_daily, pnl_lines):
    """It is the shop's own rise: a winter with Spring Festival in it, fewer coats, orders that were
    never shipped. It compares presale with nothing, and turnover isn't yuan.
    """
    table = articles(sku, inventory_daily, pnl_lines)
    rise = turnover(table, "after") / turnover(table, "before") - 1
    return (
        f"Since presale began, our stock turns {rise:.0%} faster. That is a great success of the workshop, so "
        "we should pay the surcharge and put everything on presale before the summer comes."
    )


@memo.wrong("turnover for profit")
def _turnover_for_profit(sku, inventory_daily, pnl_lines):
    """The comparison is right, and the decision doesn't follow from it: stock may turn faster because less
    is sold from even less. What is left in yuan?
    """
    found = against_the_others(sku, inventory_daily, pnl_lines)
    faster = found.estimate > 1
    return (
        f"Compared with the factories' articles, those on presale turn {found.estimate:.2f} times as fast "
        f"({found.low:.2f} to {found.high:.2f}). So presale {'works' if faster else 'slows us down'}, and "
        f"we should {'pay what the workshop asks' if faster else 'stop it at once'}."
    )


@memo.wrong("all season")
def _all_season():
    """That the shop's figure has a winter with Spring Festival in it is right. How much of it comes from
    there was not counted: the factories' articles had the same spring. By the bill, presale earns {earned} fen ({low} to
    {high}) for each yuan of goods.
    """
    return (
        "Such figures always mix up the season and the measure, so presale has done nothing. Spring came, "
        "that is all. We should refuse the surcharge and sell from the shelf as we always did."
    )


@memo.facts
def _bill_in_fen(sku, inventory_daily, pnl_lines):
    return _fen(sku, inventory_daily, pnl_lines)
