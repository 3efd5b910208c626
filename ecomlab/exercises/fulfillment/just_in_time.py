"""The exercises of the case *The stock that was never there*."""

from ecomlab.cases.just_in_time import (
    CARRYING,
    CYCLE,
    DAYS,
    MONTH,
    NEW,
    VARIABLE,
    WORKSHOP,
    bill_at,
    whole_bill,
)
from ecomlab.classroom.kinds import Decision, Number
from ecomlab.classroom.lesson import case_lesson
from ecomlab.fulfillment.inventory import critical_ratio, fill_rate, holding_cost

lesson = case_lesson("just_in_time")


def _weekly_days(sku, inventory_daily):
    weekly = sku.loc[sku["supplier"] == WORKSHOP, "sku"]
    chosen = inventory_daily["sku"].isin(weekly) & (inventory_daily["date"] >= NEW)
    return inventory_daily[chosen]


@lesson.exercise("What was wanted, and what was there", Number(tolerance=0.001, unit="share"))
def filled(sku, inventory_daily):
    """The weekly articles, autumn 2025. Suppose that on each day with the flag the article would
    have sold what it sells on its usual day: its mean over days **without** the flag; where it sold more than that
    before it ran out, nothing is missing. What share of the pieces wanted was really sold?

    Hint: `sku` says which articles come weekly; `NEW` is the first day of autumn 2025.

    Hint: Missing on a flagged day: the article's usual day less what it still sold, and never
    less than 0. Sold ÷ (sold + missing), all articles together.

    Right: A fill rate from a column that every shop has. It is a guess from usual days, though.
    Were these usual days?
    """
    return fill_rate(_weekly_days(sku, inventory_daily))


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
    """On some flagged days more than the usual was sold. You counted less than nothing missing
    there, and it made up for what was missing elsewhere: stop at 0.
    """
    days = _weekly_days(sku, inventory_daily)
    out = days["stockout_flag"]
    usual = days["sku"].map(days[~out].groupby("sku")["sales"].mean())
    return days["sales"].sum() / days["sales"].where(~out, usual).sum()


@filled.wrong("all shelves")
def _all_shelves(inventory_daily):
    """You took all articles. Two of three come in big batches, and their shelves are hardly ever
    empty.
    """
    return fill_rate(inventory_daily[inventory_daily["date"] >= NEW])


@lesson.exercise("The workshop's surcharge", Number(tolerance=1, unit="yuan"))
def dearer(sku, suppliers, inventory_daily):
    """What does the workshop's **surcharge** on the pieces sold in autumn 2025 cost per weekly
    article and month? (56 days were observed; a month has 30.)

    Hint: The surcharge on a piece is `unit_cost` × (`unit_price` − 1), with `unit_price` from
    `suppliers`.

    Hint: Surcharge × pieces sold for each weekly article, the mean of the 32, × 30 ÷ 56.

    Right: A few per cent of a piece look small beside half as much turnover again. They are
    paid on every piece that is sold, and the saving only on what lies.
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


def _too_few(sku, suppliers):
    """Margin of a piece from the workshop, and its cost in big batches; means of its articles."""
    about = sku.merge(suppliers, on="supplier")
    about = about[about["supplier"] == WORKSHOP]
    margin = (1 - VARIABLE) * about["price"] - about["unit_cost"] * about["unit_price"]
    return margin.mean(), about["unit_cost"].mean()


@lesson.exercise("How often should the shelf last?", Number(tolerance=0.0005, unit="share"))
def service(sku, suppliers):
    """Take the means of the 32 weekly articles. A piece too few costs its margin, 78 % of the
    price less what the workshop charges for it. A piece too many lies for a week, at 28 % of
    `unit_cost` a year. In what share of weeks should the shelf last until the next delivery?

    Hint: Too few: mean of 0.78 × `price` − `unit_cost` × `unit_price`. Too many: 0.28 × 7 ÷ 365
    × mean `unit_cost`.

    Hint: Too few ÷ (too few + too many).

    Right: A lost sale costs many weeks of keep. So the shelf should hardly ever be empty,
    whatever the turnover says.
    """
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, holding_cost(cost, CARRYING, CYCLE))


@service.wrong("a year on the shelf")
def _a_year(sku, suppliers):
    """You let the piece lie for a year. On Monday the next delivery is due, and it will be smaller
    by that piece: one week.
    """
    few, cost = _too_few(sku, suppliers)
    return critical_ratio(few, holding_cost(cost, CARRYING, 365))


@service.wrong("thrown away")
def _thrown_away(sku, suppliers):
    """You wrote the piece off, as for a newspaper of yesterday. A blouse is sold next week; it
    costs a week's keep.
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
            "A": "back to big batches for all colours",
            "B": "weekly batches for all colours, filled up as they are now",
            "C": "no more colours for now; fill the weekly shelves up to the level that the two "
            "costs give, and draw up the bill again after eight weeks",
        },
        reasons={
            "1": "even filled up to that level, a weekly shelf earns less than one of big batches",
            "2": "as they are now it isn't shown that they pay; filled up to that level, a weekly "
            "shelf earns more than one of big batches",
            "3": "stock turns faster, and less stock saves money",
            "4": "as they are now, the whole interval of the change of profit lies above zero",
        },
    ),
)
def monday(sku, suppliers, inventory_daily):
    """Supply wants all colours in weekly batches, filled up as they are now. Choose an action and the
    reason that carries it: `("A", 1)`.

    Hint: `method.whole_bill(...)` is the profit as the shelves are filled up now. Do both ends
    lie above zero?

    Hint: If not, look at `method.bill_at(...)`, the same bill at the level that the two costs
    give: is its estimate above zero?

    Right: You decide on profit with all its lines, and on the line that you can still change:
    how full the shelf is on Monday.
    """
    # The bill as it is: all colours if it pays for sure. Else: what another level is worth.
    if whole_bill(sku, suppliers, inventory_daily).low > 0:
        return "B", 4
    return ("C", 2) if bill_at(sku, suppliers, inventory_daily).estimate > 0 else ("A", 1)


@monday.wrong("turnover for profit")
def _for_turnover(sku, suppliers, inventory_daily):
    """Faster stock is one line of the bill. Dearer pieces and customers who found nothing are the
    others. For all colours, as they are filled now, the *whole* interval of the profit must lie
    above zero.
    """
    return "B", 3 if monday(sku, suppliers, inventory_daily)[0] == "B" else None


@monday.wrong("another level for turnover's sake")
def _level_for_turnover(sku, suppliers, inventory_daily):
    """A higher level *lowers* the turnover, so turnover is no reason for it. What does the bill
    say as the shelves are filled now, and what at the level that the two costs give?
    """
    return "C", 3 if monday(sku, suppliers, inventory_daily)[0] == "C" else None


@monday.wrong("not shown taken for a loss")
def _back_unproven(sku, suppliers, inventory_daily):
    """The shelves could be fuller. Before you give weekly lots up, ask what they earn at the level
    that the two costs give: only if that isn't above zero either, big lots are the better buy.
    """
    return "A", None if monday(sku, suppliers, inventory_daily)[0] != "A" else 2
