"""The figures of *Your shop*: each title is a finding that its table bears."""

from ecomlab import plots
from ecomlab.conversion import baskets
from ecomlab.data import figures
from ecomlab.numerals import numeral

FEW = 30  # of what a rate divides by
CUT = "cut off, or refunds still to come"


def money(table, final):
    """What each month kept; grey is a month that may change, or that the export cuts off."""
    known = table[final]
    if known.empty:
        finding = "No month is final in this export"
    else:
        best = known.loc[known["net"].idxmax()]
        kept = numeral(best["net"], digits=0)
        more = len(known) > 1
        finding = f"{best['month']} kept {kept}{', the most of the final months' if more else ''}"
    n = int(table["orders"].sum())
    return figures.by_month(table.assign(final=final), "net", "final", finding, n=n, grey=CUT)


def returns(table):
    """The share of each month's orders that was refunded, or of its money."""
    known, n = table[table["settled"]], int(table["orders"].sum())
    y = "rate" if "rate" in table else "money"
    if known[y].dropna().empty:
        finding = "No month is old enough yet"
    elif y == "rate":
        share = known["refunded"].sum() / known["orders"].sum()
        finding = f"In months that are settled {share:.0%} of the orders were refunded"
    else:
        low, high = known[y].min(), known[y].max()
        finding = f"In settled months {low:.1%} to {high:.1%} of the money went back"
    return figures.by_month(
        table, y, "settled", finding, percent=True, n=n, grey="refunds still to come"
    )


def calendar(table, differ):
    """Orders a day by weekday; a weekday stands in the title only if they differ beyond chance."""
    ax = plots.bars(table, x="weekday", y="per_day")
    finding = "No weekday stands out: they differ no more than by chance"
    if differ:
        most, least = (table.loc[place] for place in (table["per_day"].idxmax(),
                                                      table["per_day"].idxmin()))  # fmt: skip
        finding = (
            f"Weekdays differ: {least['per_day']:.1f} orders on a {least['weekday']}, "
            f"{most['per_day']:.1f} on a {most['weekday']}"
        )
    plots.label(ax, finding, x="weekday", y="orders a day", n=int(table["orders"].sum()),
                counts="orders")  # fmt: skip
    return ax


def basket(table):
    """The share of orders by how many articles they have."""
    named = table.assign(articles=[_articles(n) for n in table["articles"]])
    ax = plots.bars(named, x="articles", y="share", percent=True)
    alone = float(table.loc[table["articles"] == 1, "share"].sum())
    plots.label(ax, f"{alone:.0%} of the orders have one article", x="of an order",
                n=int(table["orders"].sum()), counts="orders")  # fmt: skip
    return ax


def _articles(n):
    if n == baskets.MOST:
        return f"{n} or more articles"
    return f"{n} article{'s' * (n > 1)}"


def delivery(table):
    """Within how many hours half of the orders have done each step."""
    if len(table) == 1:  # one number is no picture
        return None
    ax = plots.bars(table, x="part", y="median_hours")
    finding = "Half of no step's orders are done"
    if table["median_hours"].notna().any():
        slowest = table.loc[table["median_hours"].idxmax()]
        finding = f"Longest: {slowest['part']}, half within {slowest['median_hours']:,.0f} hours"
    plots.label(ax, finding, x="", y="hours within which half are done",
                n=int(table["orders"].max()), counts="orders")  # fmt: skip
    return ax


def cohorts(table, mixed):
    """Which share of those who joined together bought in each 30 days after.

    Parameters
    ----------
    table : DataFrame
        Of `retention.cohorts.cohort_retention`.
    mixed : bool
        Do earlier buyers look new in it?
    """
    ax = plots.cohort_heatmap(table)
    first = table[table["age"] == 1]
    share = first["active"].sum() / first["customers"].sum()
    who = "who look new" if mixed else "who are new"
    finding = f"Of buyers {who} {share:.0%} bought again in the 30 days after"
    sizes = table.groupby("cohort")["customers"].max()
    few = int((sizes < FEW).sum())
    caveat = f"; rows of fewer than {FEW} buyers ({few}) are mostly luck" if few else ""
    plots.label(ax, finding, x=f"periods of 30 days since the first purchase{caveat}")
    return ax
