"""What an export allows: money, people, baskets, calendar, delivery, returns, each with its caveat.

Each part is a table and the sentences that belong to it. Where the export doesn't allow a part,
the table is missing, and a sentence says why and which file would help.
"""

import html
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomlab import plots, tables
from ecomlab.conversion import baskets
from ecomlab.data import figures, reporting
from ecomlab.errors import Caution, EcomlabError
from ecomlab.fulfillment import delivery as lead_times
from ecomlab.fulfillment import returns as refunds
from ecomlab.numerals import numeral
from ecomlab.retention import cohorts

WINDOWS = (30, 60, 90, 180)
SHARES = ("rate", "low", "high", "share", "money", "otherwise")
FESTIVALS = {(6, 18): "6.18", (11, 11): "11.11", (12, 12): "12.12"}
LARGE = 3  # times an ordinary day
MANY = 10  # orders, on a day that stands out
FEW = 30  # of what a rate divides by
LESSONS = {
    "money": "1.2", "people": "5.1, 5.2", "basket": "3.7 (to come)", "calendar": "2.7 (to come)",
    "delivery": "4.4 (to come)", "returns": "1.2, 4.5 (to come)",
}  # fmt: skip
LINES_FILE = {
    "qianniu": "The sub-orders of the same days, a second file of 千牛 (宝贝报表), list them.",
    "taobao": "The 宝贝报表 of the same days lists them.",
}
COURIER = (
    "This export doesn't tell when orders were sent and received. Look for one with the times "
    "of sending and receipt (发货时间, 确认收货时间), or ask the courier for its list."
)

REFUNDS = "The refund list (退款管理) of the same days tells what came back."


@dataclass(frozen=True, repr=False)
class Part:
    """What a part of an export says.

    Parameters
    ----------
    title : str
    table : DataFrame or None
        None where the export doesn't allow this part.
    says : list of str
        What is to be known with the table, or why there is none.
    picture : callable (table) -> Axes, optional
    """

    title: str
    table: pd.DataFrame | None
    says: list
    picture: Callable | None = None

    def draw(self):
        """Its figure; nothing where there is none to draw."""
        return None if self.table is None or self.picture is None else self.picture(self.table)

    def __repr__(self):
        table = [] if self.table is None else [_shown(self.table).to_string(index=False)]
        return "\n".join([self.title, *table, *(f"- {words}" for words in self.says)])

    def _repr_html_(self):
        table = "" if self.table is None else _shown(self.table).to_html(index=False, border=0)
        words = "".join(f"<li>{html.escape(words)}</li>" for words in self.says)
        return f"<h4>{html.escape(self.title)}</h4>\n{table}\n<ul>{words}</ul>"


def _shown(table):
    """Shares as percentages, other numbers short, what is missing as a dash."""
    shown = table.copy()
    for name, values in table.items():
        if pd.api.types.is_float_dtype(values):
            form = "{:.1%}" if name in SHARES else "{:,.2f}"
            shown[name] = [form.format(x) if np.isfinite(x) else "—" for x in values]
        elif pd.api.types.is_bool_dtype(values):
            shown[name] = values.map({True: "yes", False: "no"})
    return shown


# --- The parts -------------------------------------------------------------------------------


def money(shop) -> Part:
    """What was paid, refunded and kept in each month.

    Parameters
    ----------
    shop : Shop

    Examples
    --------
    >>> from ecomlab import exports
    >>> shop = exports.my_shop("nothing_of_this_name", example=True)
    >>> money(shop).table.columns.tolist()
    ['month', 'orders', 'gross', 'refunds', 'net', 'whole']
    """
    table, says = _asked(reporting.sales_by_month, shop.orders)
    if table is None:
        return Part("Money by month", None, says)
    whole = table[table["whole"]]
    if whole.empty:
        says.append("No month is whole in this export: compare none with another.")
    elif len(whole) < len(table):
        cut = ", ".join(table.loc[~table["whole"], "month"])
        says.append(f"Not whole: {cut}. Compare such a month with no other.")
    if table["refunds"].sum():
        share = table["refunds"].sum() / table["gross"].sum()
        says.append(
            f"{share:.0%} of what was paid went back so far. More of the last month's will."
        )
    else:
        says.append("No refund stands in this export: the money may be too high.")
    says.append(
        "This is what buyers paid: fees, goods, freight and ads aren't off it (lesson 1.2)."
    )
    return Part("Money by month", table, says, _money_picture)


def people(shop, known_from=None) -> Part:
    """Who comes back: the share of new buyers who buy again within 30, 60, 90, 180 days.

    Parameters
    ----------
    shop : Shop
    known_from : date, or list of earlier buyers, optional
        From when on it is known who is new; see `retention.cohorts.repurchase_rate`.
    """
    title = "Who comes back"
    if not shop.names_buyers:
        return Part(title, None, [_no_buyer(shop)])
    span = (shop.last_day - shop.first_day).days
    windows = [days for days in WINDOWS if days < span]
    if not windows:
        return Part(
            title, None,
            [f"The export covers {span + 1} days; a rate of 30 days needs more. Export a longer "
             "time, or several files."],
        )  # fmt: skip
    known = {} if known_from is None else {"known_from": known_from}
    table, says = _asked(cohorts.repurchase_rate, shop.orders, windows, "cohort", **known)
    while table is None and len(windows) > 1:  # a long window may be over for nobody
        windows = windows[:-1]
        table, says = _asked(cohorts.repurchase_rate, shop.orders, windows, "cohort", **known)
    if table is None:
        return Part(title, None, says)
    told = table[table["customers"] >= FEW]
    row = table.iloc[0] if told.empty else told.iloc[-1]  # the longest window with enough buyers
    begins = [words for words in says if "log begins" in words]
    others = [words for words in says if words not in begins]
    rate = (
        f"Of {row['customers']:,} buyers who look new and whose {row['window']} days are over, "
        f"{row['rate']:.1%} bought again within them ({row['low']:.1%} to {row['high']:.1%})."
    )
    says = [*begins, rate, *others]
    if known_from is None and not begins:
        says.append(
            f"The export begins on {shop.first_day}. Who bought before looks new in it. If the "
            "shop is older, import the earlier files too, or give known_from=."
        )
    if row["customers"] < FEW:
        says.append(f"{row['customers']:,} buyers are few: the interval is the answer.")
    return Part(title, table, says, lambda _: _cohort_picture(shop, known))


def basket(shop) -> Part:
    """How many articles an order has."""
    title = "What is in a basket"
    if shop.items is None:
        file = LINES_FILE.get(shop.platform, "An export with one row for each article lists them.")
        return Part(title, None, [f"This export lists no articles with their prices. {file}"])
    table, says = _asked(baskets.basket_size, shop.items, shop.orders)
    if table is None:
        return Part(title, None, says)
    alone = float(table.loc[table["articles"] == 1, "share"].sum())
    says.append(f"{alone:.0%} of the orders have one article only.")
    says.append(
        "Who puts more into a basket is another kind of buyer: offering a second article needn't "
        "bring the same."
    )
    return Part(title, table, says, _basket_picture)


def together(shop) -> Part:
    """Which articles are bought together, beside the rate among other orders."""
    title = "What goes with what"
    if shop.items is None:
        return Part(title, None, basket(shop).says)
    table, says = _asked(baskets.attach_rate, shop.items, shop.orders)
    if table is None:
        return Part(title, None, ["Few orders: no article is in 20 of them, so pairs are luck."])
    if table.empty:
        return Part(title, None, ["No two articles were bought in one order."])
    says.append(
        f"{len(table)} pairs were looked at, and the largest rates stand on top: the best of many "
        "look better than they are. Compare each with otherwise, the share among the other orders."
    )
    return Part(title, table.head(10), says)


def calendar(shop) -> Part:
    """On which weekdays people order, and which days stand out."""
    title = "When they order"
    table, says = _asked(reporting.orders_by_clock, shop.orders)
    if table is None:
        return Part(title, None, says)
    weeks = int(table["days"].min())
    if weeks < 1:
        return Part(title, None, ["The export covers less than a week. Export four or more."])
    if weeks < 4:
        says.append(f"Each weekday is there {weeks} times: too few to tell a habit from a week.")
    best = reporting.largest_days(_quietly(shop), 1).iloc[0]
    if best["times"] >= LARGE and best["orders"] >= MANY:
        name = FESTIVALS.get((best["date"].month, best["date"].day))
        says.append(
            f"The largest day is {best['date']:%Y-%m-%d}{f' ({name})' if name else ''}: "
            f"{best['orders']:,} orders, {best['times']:.1f} times an ordinary day. Part of such a "
            "day is taken from the days around it."
        )
    says.append("Weekdays differ by your offers and ads too, not by habit alone.")
    return Part(title, table, says, _calendar_picture)


def delivery(shop) -> Part:
    """How many hours each step from payment on takes."""
    title = "How long it takes"
    table, says = _asked(lead_times.lead_time_parts, shop.orders)
    if table is None:
        return Part(title, None, [COURIER])
    table = table[table["orders"] > 0]
    if table.empty:
        return Part(
            title, None, ["No order is older than 14 days: the slow ones aren't known yet."]
        )
    if table["waiting"].any():
        says.append(
            "Orders that wait still are counted as slow. Where nine of ten aren't done, there is a "
            "dash."
        )
    parts = " ".join(table["part"])
    if "delivered" not in parts:
        says.append(
            "When the parcel arrived isn't in this export. A click on shipped is not a parcel on "
            "its way. The courier's list has both."
        )
    return Part(title, table, says, _delivery_picture)


def returns(shop) -> Part:
    """Which share of the orders, and of the money, was refunded, by month."""
    title = "What comes back"
    table, says = _asked(refunds.refund_rate, shop.orders)
    if table is None:
        return Part(title, None, [*says, REFUNDS])
    if not (table["refunded"].any() or table["money"].gt(0).any()):
        return Part(title, None, ["No refund stands in this export. " + REFUNDS])
    if shop.orders["paid_amount"].lt(0).any():
        says.append(
            "Some refunds are rows that name no order: they are in the money, not in the rate."
        )
    young = table.loc[~table["settled"], "month"]
    if len(young):
        says.append(f"Still to rise: {', '.join(young)}. Their refunds are not all in yet.")
    says.append("Why it came back, and what was still worth something, isn't in an order export.")
    return Part(title, table, says, _returns_picture)


PARTS = {
    "money": money, "people": people, "basket": basket, "together": together,
    "calendar": calendar, "delivery": delivery, "returns": returns,
}  # fmt: skip


def allowed(shop) -> pd.DataFrame:
    """Which parts this export allows, why not the others, and which lessons go on from there.

    Returns
    -------
    DataFrame, one row per part
        part, allowed, why_not (empty where it is allowed), lessons.

    Examples
    --------
    >>> from ecomlab import exports
    >>> shop = exports.my_shop("nothing_of_this_name", example=True)
    >>> allowed(shop)["allowed"].all()
    np.True_
    """
    rows = []
    for name, made in PARTS.items():
        part = made(shop)
        no = part.table is None
        rows.append((part.title, not no, " ".join(part.says) if no else "", LESSONS.get(name, "")))
    return pd.DataFrame(rows, columns=["part", "allowed", "why_not", "lessons"])


# --- What is said with it --------------------------------------------------------------------


def _asked(function, *given, **options):
    """A function's table and its cautions; or None and its reason why there is none."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            table = function(*given, **options)
        except EcomlabError as error:
            return None, [str(error)]
    says = [_one_line(warning.message) for warning in told if _is_caution(warning)]
    return table, list(dict.fromkeys(says))


def _is_caution(warning):
    return issubclass(warning.category, Caution)


def _one_line(message):
    return " ".join(str(message).split())


def _quietly(shop):
    """The purchases: what is left out has been said already."""
    return tables.purchases(shop.orders)


def _no_buyer(shop):
    why = shop.no_buyer or "This export names no buyer."
    return f"{why.rstrip('.')}. So nobody knows who came back: chapter 5 can't be read from it."


# --- Figures ---------------------------------------------------------------------------------


def _money_picture(table):
    whole = table[table["whole"]]
    finding = "No month is whole in this export"
    if len(whole):
        best = whole.loc[whole["net"].idxmax()]
        finding = f"Of whole months {best['month']} kept the most: {numeral(best['net'], digits=0)}"
    return figures.by_month(table, "net", "whole", finding, n=int(table["orders"].sum()))


def _returns_picture(table):
    known = table[table["settled"]]
    if known.empty:
        finding = "No month is old enough yet"
    else:
        share = known["refunded"].sum() / known["orders"].sum()
        finding = f"In months that are settled {share:.0%} of the orders were refunded"
    n = int(table["orders"].sum())
    return figures.by_month(table, "rate", "settled", finding, percent=True, n=n)


def _calendar_picture(table):
    best = table.loc[table["per_day"].idxmax()]
    ax = plots.bars(table, x="weekday", y="per_day")
    finding = f"{best['weekday']} has the most orders a day: {best['per_day']:.1f}"
    plots.label(ax, finding, x="weekday", y="orders a day", n=int(table["orders"].sum()),
                counts="orders")  # fmt: skip
    return ax


def _basket_picture(table):
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


def _delivery_picture(table):
    if len(table) == 1:  # one number is no picture
        return None
    ax = plots.bars(table, x="part", y="median")
    slowest = table.loc[table["median"].idxmax()] if table["median"].notna().any() else None
    finding = (
        "Half of no step's orders are done"
        if slowest is None
        else f"Longest: {slowest['part']}, half within {slowest['median']:,.0f} hours"
    )
    plots.label(ax, finding, x="", y="hours within which half are done",
                n=int(table["orders"].max()), counts="orders")  # fmt: skip
    return ax


def _cohort_picture(shop, known):
    table, says = _asked(cohorts.cohort_retention, shop.orders, "month", 30, **known)
    if table is None:
        return None
    ax = plots.cohort_heatmap(table)
    plots.label(ax, "Who joined together, and which share bought in each 30 days after")
    return ax
