"""The exercises of the case *The stock that comes just in time*."""

from ecomlab.cases.just_in_time import (
    CARRYING,
    CLEARLY,
    CYCLE,
    DAYS,
    MONTH,
    NEW,
    VARIABLE,
    WORK,
    WORKSHOP,
    against_sisters,
    articles,
    bill_at,
    cover,
    level_now,
    measure,
    whole_bill,
)
from ecomlab.classroom.kinds import Criterion, Decision, Memo, Number, Ordering
from ecomlab.classroom.kinds.memo import A_DECISION, A_NUMBER, AN_INTERVAL, matching
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.inventory import critical_ratio, fill_rate, holding_cost
from ecomlab.texts import fact

lesson = case_lesson("just_in_time")


def _weekly_days(sku, inventory_daily):
    weekly = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    chosen = inventory_daily["sku"].isin(weekly) & (inventory_daily["date"] >= NEW)
    return inventory_daily[chosen]


@lesson.exercise("What was wanted, and what was there", Number(tolerance=0.00006, unit="share"))
def filled(sku, inventory_daily):
    """Take the weekly articles in autumn 2025. An article's usual day is its mean sales over the
    days **without** the flag. Suppose that on each day with the flag a usual day's sales were
    wanted. (If it sold more than that before the shelf was empty, nothing is missing on that
    day.) What share of all pieces wanted was sold? Give four decimals or more.

    Hint: `sku` says which articles come weekly; `NEW` is the first day of autumn 2025.

    Hint: Missing on a flagged day: the article's usual day minus what it still sold, but not
    below 0. Then: sold ÷ (sold + missing), all articles together.

    Right: This is a fill rate from a column that every shop has. It takes the flagged days for
    usual days. Were they?
    """
    days = _weekly_days(sku, inventory_daily)
    out = days["stockout_flag"]
    usual = days["sku"].map(days[~out].groupby("sku")["sales"].mean())
    missing = (usual - days["sales"])[out].clip(lower=0).sum()
    return days["sales"].sum() / (days["sales"].sum() + missing)


@filled.wrong("days instead of pieces")
def _days_not_out(sku, inventory_daily):
    """That is the share of days without the flag. A flagged day still sold something until the
    shelf was empty: count pieces.
    """
    return 1 - _weekly_days(sku, inventory_daily)["stockout_flag"].mean()


@filled.wrong("flagged days sold nothing")
def _whole_days(sku, inventory_daily):
    """You counted a usual day as missing for each flagged day, but some pieces were sold on it.
    Only the rest is missing.
    """
    days = _weekly_days(sku, inventory_daily)
    out = days["stockout_flag"]
    usual = days[~out].groupby("sku")["sales"].mean()
    return days["sales"].sum() / (days["sales"].sum() + days[out]["sku"].map(usual).sum())


@filled.wrong("less than nothing missing")
def _negative(sku, inventory_daily):
    """On some flagged days more than the usual was sold. There your number of missing pieces is
    below 0, and it hides what was missing on other days: stop at 0.
    """
    days = _weekly_days(sku, inventory_daily)
    out = days["stockout_flag"]
    usual = days["sku"].map(days[~out].groupby("sku")["sales"].mean())
    return days["sales"].sum() / days["sales"].where(~out, usual).sum()


@filled.wrong("all shelves")
def _all_shelves(inventory_daily):
    """You took all articles. Two of three come in big batches: whether those shelves last is another
    question.
    """
    return fill_rate(inventory_daily[inventory_daily["date"] >= NEW])


@lesson.exercise("The workshop's surcharge", Number(tolerance=1, unit="yuan"))
def dearer(sku, suppliers, inventory_daily):
    """What does the workshop's **surcharge** on the pieces sold in autumn 2025 cost per weekly
    article and month? (56 days were observed; a month has 30.)

    Hint: The surcharge on a piece is `unit_cost` × (`unit_price` − 1), with `unit_price` from
    `suppliers`.

    Hint: Surcharge × pieces sold for each weekly article, the mean of the 32, × 30 ÷ 56.

    Right: A surcharge looks small. But it is paid on every piece that is sold, and stock is saved
    only on the pieces that lie.
    """
    days = _weekly_days(sku, inventory_daily)
    sold = days.groupby("sku")["sales"].sum()
    about = sku.merge(suppliers, on="supplier").set_index("sku").loc[sold.index]
    surcharge = about["unit_cost"] * (about["unit_price"] - 1)
    return (surcharge * sold).mean() * MONTH / DAYS


@dearer.wrong("eight weeks")
def _eight_weeks(sku, suppliers, inventory_daily):
    """That is for 56 days. A month has 30."""
    return dearer(sku, suppliers, inventory_daily) * DAYS / MONTH


@dearer.wrong("of the selling price")
def _of_the_price(sku, suppliers, inventory_daily):
    """You took the surcharge on the selling price. The workshop's multiple is of what the piece
    costs.
    """
    days = _weekly_days(sku, inventory_daily)
    sold = days.groupby("sku")["sales"].sum()
    about = sku.merge(suppliers, on="supplier").set_index("sku").loc[sold.index]
    return (about["price"] * (about["unit_price"] - 1) * sold).mean() * MONTH / DAYS


@dearer.wrong("the whole invoice")
def _whole_invoice(sku, suppliers, inventory_daily):
    """That is all that the pieces cost. They would have cost something in big batches too: take the
    difference.
    """
    days = _weekly_days(sku, inventory_daily)
    sold = days.groupby("sku")["sales"].sum()
    about = sku.merge(suppliers, on="supplier").set_index("sku").loc[sold.index]
    return (about["unit_cost"] * about["unit_price"] * sold).mean() * MONTH / DAYS


LINES = {
    "A": "stock",
    "B": "dearer pieces",
    "C": "margin of what is sold",
}


@lesson.exercise("Which line weighs most?", Ordering(LINES))
def lines(sku, suppliers, inventory_daily):
    """`change` has a row for each cut and a column for each line of the bill. Put the three lines in
    order by their mean over the cuts: first the line that lowers the profit most, last the line
    that raises it most, such as `"A > B > C"`.

    Hint: `change.mean()` gives the mean of each column.

    Hint: The line that lowers profit most has the smallest mean. A minus counts.

    Right: Supply showed you the line of the stock only. The other lines are on the same bill, and
    they may lower the profit or raise it.
    """
    change = against_sisters(sku, suppliers, inventory_daily).mean()
    return sorted(LINES, key=lambda letter: change[LINES[letter]])


@lines.wrong("the other way round")
def _raises_first(sku, suppliers, inventory_daily):
    """That is the order from the other end. Begin with the line that lowers the profit most."""
    return lines(sku, suppliers, inventory_daily)[::-1]


@lines.wrong("without the sign")
def _without_sign(sku, suppliers, inventory_daily):
    """You put the lines in order by their size and left the minus out. A line below zero lowers the
    profit, a line above zero raises it.
    """
    change = against_sisters(sku, suppliers, inventory_daily).mean().abs()
    return sorted(LINES, key=lambda letter: change[LINES[letter]])


def _too_few(sku, suppliers):
    """Margin of a piece from the workshop, and its cost in big batches; means of its articles."""
    about = sku.merge(suppliers, on="supplier")
    about = about[about["supplier"] == WORKSHOP]
    margin = (1 - VARIABLE) * about["price"] - about["unit_cost"] * about["unit_price"]
    return margin.mean(), about["unit_cost"].mean()


@lesson.exercise("How often should the shelf last?", Number(tolerance=0.0005, unit="share"))
def service(sku, suppliers):
    """Take the means of the 32 weekly articles. A piece too few costs its margin: 78% of the
    price, minus what the workshop charges for it. A piece too many lies for a week, at 28% of
    `unit_cost` a year. In what share of weeks should the shelf last until the next delivery?

    Hint: Too few: mean of 0.78 × `price` − `unit_cost` × `unit_price` over the rows of `about`
    that come weekly. Too many: 0.28 × 7 ÷ 365 × mean `unit_cost`.

    Hint: Too few ÷ (too few + too many).

    Right: One lost sale costs as much as many weeks on the shelf. So the shelf should hardly ever
    be empty, whatever the turnover says.
    """
    few, cost = _too_few(sku, suppliers)
    many = CARRYING * CYCLE / 365 * cost  # a week on the shelf
    return few / (few + many)


@service.wrong("a year on the shelf")
def _a_year(sku, suppliers):
    """You let the piece lie for a year. It lies for one week: on Monday the next delivery comes, and
    it is smaller by that piece.
    """
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, holding_cost(cost, CARRYING, 365))


@service.wrong("thrown away")
def _thrown_away(sku, suppliers):
    """You wrote the piece off, as if it were yesterday's newspaper. But a blouse is sold next week;
    it costs one week on the shelf.
    """
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, cost)


@service.wrong("the other way round")
def _other_way_round(sku, suppliers):
    """That is the share of weeks in which it may run out. The question is about those in which it
    lasts.
    """
    return 1 - service(sku, suppliers)


@lesson.exercise(
    "What do you do on Monday?",
    Decision(
        actions={
            "all": "weekly batches for all colours, filled up as they are now",
            "fuller": "weekly batches for all colours, filled up to the level that the two costs "
            "give",
            "wait": "no more colours for now; fill the weekly shelves up to the level that the two "
            "costs give, and draw up the bill again after eight weeks",
            "back": "back to big batches for all colours",
        },
        reasons={
            "turnover": "stock turns faster, and less stock saves money",
            "above": "as the shelves are filled now, the whole interval of the bill lies above "
            "what the weekly work costs",
            "open": "as the shelves are filled now, it isn't shown that the bill pays for the "
            "weekly work; filled up to that level, the estimate of the replay does",
            "below": "as the shelves are filled now, it isn't shown that the bill pays for the "
            "weekly work; filled up to that level, not even the estimate of the replay does",
            "surcharge": "the workshop is paid more for each piece, and it is paid on every piece "
            "that is sold",
        },
        cautious=["wait"],
    ),
)
def monday(sku, suppliers, inventory_daily):
    """A clothing brand buys one colour of each cut in weekly batches. Supply, which is paid by stock
    turnover, wants weekly batches of all colours. The weekly work (to order, count and book) costs
    {work} an article and month; it isn't in the bill. As the shelves are filled now, up to
    {level} days of demand, the bill is {now} yuan. The two costs (a piece too few, a piece too
    many) ask for {needed} days; replayed at that level the bill is {then} yuan, which is {more}
    yuan against the replay at {level} days. Another level is worth a change of plan from {step}
    yuan on. Choose an action and the reason that carries it: `("A", 1)`.

    Hint: Look at the interval of the bill as the shelves are filled now. Does all of it lie above
    {work}?

    Hint: If it does, weekly batches pay: is another level worth a change of plan? If it doesn't,
    look at the estimate of the replay: is it above {work}?

    Right: You decide by profit with all its lines, against what the work costs, and by the line
    that you can still change: how full the shelf is on Monday.
    """
    # Shown to pay for the work: all colours, and fuller shelves where they bring clearly more.
    # Not shown: only what a fuller shelf promises is worth another eight weeks.
    now, then = (
        whole_bill(sku, suppliers, inventory_daily),
        bill_at(sku, suppliers, inventory_daily),
    )
    if now.low > WORK:
        more = _more(sku, suppliers, inventory_daily)
        return "fuller" if more >= CLEARLY else "all", "above"
    return ("wait", "open") if then.estimate > WORK else ("back", "below")


def _levels(sku, suppliers, inventory_daily):
    """Days of demand to which the weekly shelves are filled up now, and by the two costs."""
    table = articles(sku, suppliers, inventory_daily)
    return level_now(table, inventory_daily)[1], cover(inventory_daily, table)


def _more(sku, suppliers, inventory_daily):
    """What the level of the two costs brings the same customers' bill, against the level of now."""
    now, needed = (
        bill_at(sku, suppliers, inventory_daily, level).estimate
        for level in _levels(sku, suppliers, inventory_daily)
    )
    return needed - now


@monday.facts
def _two_bills(sku, suppliers, inventory_daily):
    now, then = (
        [fact.money(value, signed=True) for value in found[:3]]
        for found in (
            whole_bill(sku, suppliers, inventory_daily),
            bill_at(sku, suppliers, inventory_daily),
        )
    )
    level, needed = (fact.number(x, 1) for x in _levels(sku, suppliers, inventory_daily))
    told = {"now": now, "then": then}
    told = {name: f"{value} ({low} to {high})" for name, (value, low, high) in told.items()}
    more = fact.money(_more(sku, suppliers, inventory_daily), signed=True)
    work, step = fact.money(WORK), fact.money(CLEARLY)
    work = work.say(unit=work.unit)
    return told | {"level": level, "needed": needed, "more": more, "work": work, "step": step}


@monday.also("fuller although not shown")
def _fuller_at_once(sku, suppliers, inventory_daily):
    """Defensible: the whole interval of the replay lies above {work}, and a shelf can be filled
    otherwise every Monday. To wait has one thing beside it: no customer has met the fuller shelf
    yet, and a replay is a computation.
    """
    waits = monday(sku, suppliers, inventory_daily)[0] == "wait"
    pays = bill_at(sku, suppliers, inventory_daily).low > WORK
    return ("fuller", "open") if waits and pays else None


@monday.also("waiting while the replay is open")
def _replay_open(sku, suppliers, inventory_daily):
    """Defensible: the interval of the replay, {then} yuan, holds the {work} of the weekly work, and eight
    weeks on fuller shelves would show more. To go back has beside it that the best guess
    doesn't pay for the work, and that these eight weeks are most likely paid for nothing.
    """
    back = monday(sku, suppliers, inventory_daily)[0] == "back"
    open_ = bill_at(sku, suppliers, inventory_daily).holds(WORK)
    return ("wait", "below") if back and open_ else None


@monday.also("a level that hardly matters")
def _either_level(sku, suppliers, inventory_daily):
    """Defensible: {more} yuan is near the border of {step}. What matters is that all colours come
    weekly. The best answer keeps to the border that was set before the bill was seen.
    """
    action = monday(sku, suppliers, inventory_daily)[0]
    near = CLEARLY / 2 <= _more(sku, suppliers, inventory_daily) < 2 * CLEARLY
    return ({"all": "fuller", "fuller": "all"}[action], "above") if _acts(action) and near else None


def _acts(action):
    return action in ("all", "fuller")


@monday.wrong("turnover for profit")
def _for_turnover(sku, suppliers, inventory_daily):
    """The action is right, but turnover doesn't carry it: less stock is one line of the bill. The
    dearer pieces and what is sold more or less are the others. Name what the whole bill shows.
    """
    return monday(sku, suppliers, inventory_daily)[0], "turnover"


@monday.wrong("one line against")
def _for_the_surcharge(sku, suppliers, inventory_daily):
    """The action is right, but the surcharge alone doesn't carry it: it is one line of the bill. Name
    what the whole bill shows.
    """
    return monday(sku, suppliers, inventory_daily)[0], "surcharge"


def _unless_right(action, sku, suppliers, inventory_daily):
    """An action whatever its reason; None where it is the right one."""
    return None if monday(sku, suppliers, inventory_daily)[0] == action else (action, None)


@monday.wrong("all as now, though another level matters or nothing is shown")
def _all_as_now(sku, suppliers, inventory_daily):
    """The bill as the shelves are filled now: {now} yuan. For all colours, *all* of that must lie
    above {work}. If it does, look at the level of {needed} days: it brings {more} yuan.
    """
    return _unless_right("all", sku, suppliers, inventory_daily)


@monday.wrong("fuller for all at once")
def _fuller_for_all(sku, suppliers, inventory_daily):
    """The bill as the shelves are filled now: {now} yuan. If not all of that lies above {work}, no
    colour should be added on a computation alone. If it does, is a level that brings {more} yuan
    worth a change of plan?
    """
    return _unless_right("fuller", sku, suppliers, inventory_daily)


@monday.wrong("wait for more")
def _more_weeks(sku, suppliers, inventory_daily):
    """Eight more weeks would have to be able to change the decision. The bill as the shelves are
    filled now: {now} yuan; replayed at {needed} days: {then} yuan; the work: {work}. Where all of
    the first lies above the work, waiting costs the other colours their gain. Where not even the
    replay's estimate pays for the work, there is nothing to wait for.
    """
    return _unless_right("wait", sku, suppliers, inventory_daily)


@monday.wrong("back in spite of the level")
def _back_unproven(sku, suppliers, inventory_daily):
    """Before you give weekly batches up, ask what they earn at the level that the two costs ask for:
    {then} yuan, against {work} for the work. Only if not even that estimate pays for the work, big
    batches are better.
    """
    return _unless_right("back", sku, suppliers, inventory_daily)


NEXT = {
    "all": "I propose weekly batches for all colours, filled up as they are now: all of the "
    "interval lies above the {work} that the weekly work costs",
    "fuller": "I propose weekly batches for all colours, filled up to {needed} days of demand "
    "instead of {level}: they pay for the weekly work ({work}) even as they are now",
    "wait": "I propose to add no colours now: as the shelves are filled, it isn't shown that they "
    "pay for the weekly work ({work}). We fill the weekly shelves up to {needed} days of "
    "demand instead of {level}, and draw up the bill again after eight weeks",
    "back": "I propose to go back to big batches: a fuller shelf doesn't pay for the weekly work "
    "({work}) either",
}


@lesson.exercise(
    "Your memo to the head of supply",
    Memo(
        [
            A_NUMBER,
            AN_INTERVAL,
            Criterion("how many cuts it rests on", matching(r"\d+ (\w+ )?cuts|n = \d+|款")),
            Criterion(
                "what it is compared with", matching("sister|other colours|big batches|姐妹")
            ),
            Criterion(
                "all three lines",
                matching(r"(?s)(?=.*stock)(?=.*dearer|.*surcharge)(?=.*margin|.*lost)"),
            ),
            A_DECISION,
            Criterion(
                "by which figure supply is paid from now on", matching("paid by|target|考核")
            ),
        ]
    ),
)
def memo(sku, suppliers, inventory_daily):
    """Write four or five sentences to the head of supply: the change of profit with its interval; the
    three lines, and which way each goes; what you do on Monday; and by which figure supply is paid
    from now on.

    Hint: Begin with the profit, not with the turnover.

    Hint: Which line can you still change, and up to which level?

    Right: Read your first sentence once more. Would the head of supply know from it alone what
    weekly batches do to the profit?
    """
    found = whole_bill(sku, suppliers, inventory_daily)
    change = against_sisters(sku, suppliers, inventory_daily).mean()
    profit, low, high = (fact.money(x, signed=True) for x in found[:3])
    lines = {name: fact.money(x, signed=True) for name, x in change.items()}
    level, needed = _levels(sku, suppliers, inventory_daily)
    action = NEXT[monday(sku, suppliers, inventory_daily)[0]]
    action = action.format(needed=f"{needed:.1f}", level=f"{level:.1f}", work=f"{WORK} yuan")
    return (
        f"Beside their sisters from big batches, weekly batches change the profit of an article by "
        f"{profit} yuan a month ({low} to {high}, n = {found.n} cuts). The smaller stock brings "
        f"{lines['stock']}, the dearer pieces {lines['dearer pieces']}, the margin of what is sold "
        f"more or less {lines['margin of what is sold']}. {action}. "
        "From now on supply should be paid by profit, or by turnover together with a fill rate."
    )


@memo.wrong("turnover alone")
def _turnover_alone(sku, suppliers, inventory_daily):
    """The figure is right, and so is the saving. But the memo has one line of the bill, no interval
    and no comparison. It can't know what the other lines do.
    """
    rise = measure(sku, suppliers, inventory_daily)["rise"]
    return (
        f"Weekly batches are a success: our stock turns {rise:.0%} faster, and less stock costs us "
        "less money. We should buy all colours in weekly batches at once, and pay supply by "
        "turnover, as before."
    )


@memo.wrong("a bonus proves nothing")
def _cynic(sku, suppliers, inventory_daily):
    """Whoever is paid by a figure has a reason to praise it. That is a reason to look, not a finding.
    The memo names no line of the bill, and it decides without one.
    """
    rise = measure(sku, suppliers, inventory_daily)["rise"]
    return (
        f"Supply is paid by turnover, so its {rise:.0%} are exaggerated. Such savings always come "
        "back as lost customers and dearer pieces. We should stay with big batches."
    )
