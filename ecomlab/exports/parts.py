"""What an export allows: money, people, baskets, calendar, delivery, returns, each with its caveat.

Each part is a table and the sentences that belong to it. Where the export doesn't allow a part,
the table is missing, and a sentence says why and which file would help.
"""

import html
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import kruskal

from ecomlab.conversion import baskets
from ecomlab.data import reporting
from ecomlab.errors import Caution, EcomlabError
from ecomlab.exports import pictures
from ecomlab.exports.pictures import FEW
from ecomlab.exports.providers import platforms
from ecomlab.exports.settlements import reconcile, to_the_bank
from ecomlab.fulfillment import delivery as lead_times
from ecomlab.fulfillment import returns as refunds
from ecomlab.retention import cohorts

WINDOWS = (30, 60, 90, 180)
SHARES = ("rate", "low", "high", "share", "money", "otherwise")
FESTIVALS = {(6, 18): "6.18", (11, 11): "11.11", (12, 12): "12.12"}
LARGE = 3  # times an ordinary day
MANY = 10  # orders, on a day that stands out
WEEKS = 4  # from which on a weekday can be told from a week
CHANCE = 0.05  # weekdays whose difference chance makes more often than this don't differ
CHINA = "Asia/Shanghai"
LESSONS = {
    "money": "1.2", "people": "5.1, 5.2", "basket": "3.7", "calendar": "2.7",
    "delivery": "4.4", "returns": "1.2, 4.5", "bank": "1.2",
}  # fmt: skip
LINES_FILE = {
    "qianniu": "The sub-orders of the same days, a second file of 千牛 (宝贝报表), list them.",
    "taobao": "The 宝贝报表 of the same days lists them.",
}
TIMES = {  # of a parcel's way, and how each is told
    "ts_pay": "paid", "ts_ship_click": "sent", "ts_pickup": "picked up", "ts_deliver": "delivered",
    "ts_confirm": "received",
}  # fmt: skip
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
        with pd.option_context("display.max_colwidth", None):  # a sentence isn't cut
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
    if not table["whole"].any():
        says.append("No month is whole in this export: compare none with another.")
    elif not table["whole"].all():
        cut = ", ".join(table.loc[~table["whole"], "month"])
        says.append(f"Not whole: {cut}. Compare such a month with no other.")
    young = _young(shop) if table["refunds"].sum() else []
    says += [*_went_back(table, young), *_refunded_in_full(shop), *_subsidies(shop)]
    says.append(
        "This is what buyers paid: fees, goods, freight and ads aren't off it (lesson 1.2)."
    )
    says.append(clock_and_currency(shop))
    final = table["whole"] & ~table["month"].isin(young)
    return Part("Money by month", table, says, lambda table: pictures.money(table, final))


def _went_back(table, young):
    """Which share of the money was refunded so far, and of which months more will be."""
    if not table["refunds"].sum():
        return ["No refund stands in this export: the money may be too high."]
    share = table["refunds"].sum() / table["gross"].sum()
    return [f"{share:.0%} of what was paid went back so far.", *_still_to_rise(young)]


def _young(shop):
    """The months of which more refunds are still to come."""
    table, _ = _asked(refunds.refund_rate, shop.orders)
    return [] if table is None else table.loc[~table["settled"], "month"].tolist()


def _still_to_rise(months):
    """Why the last months' refunds say little yet."""
    if not len(months):
        return []
    return [f"Still to rise: {', '.join(months)}. Their refunds are not all in yet."]


def _refunded_in_full(shop):
    """Why the orders of this table are more than the purchases."""
    full = int((shop.orders["status"] == "refunded").sum() - (shop.orders["paid_amount"] < 0).sum())
    if full <= 0:
        return []
    return [
        f"Gross and orders count the {full:,} orders refunded in full, which refunds takes off "
        "again. The receipt's purchases, the other parts and the revenue of lesson 0.3 leave these "
        "orders out."
    ]


def _subsidies(shop):
    """What a platform pays on top, or takes off, where the export tells what the shop receives."""
    bought = shop.purchases
    if "received_amount" not in bought:
        return []
    told = bought[bought["received_amount"] > 0]
    paid, received = told["paid_amount"].sum(), told["received_amount"].sum()
    if not paid or abs(received / paid - 1) < 0.001:
        return []
    more = received > paid
    return [
        f"The shop receives {received:,.2f} for the {paid:,.2f} that buyers paid in these "
        f"{len(told):,} purchases: {abs(received / paid - 1):.1%} {'more' if more else 'less'}. "
        + ("The platform adds a subsidy. " if more else "")
        + "All parts here, and the waterfall, count what buyers paid."
    ]


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
    begins = [words for words in says if "log begins" in words]
    others = [words for words in says if words not in begins]
    rate = _mixed() if begins else _headline(table, shop, known_from)
    return Part(title, table, [*begins, *rate, *others], lambda _: _cohort_picture(shop, known))


def _mixed():
    """No rate is quoted of a log that begins in the middle of a shop's life."""
    return [
        "No rate is quoted here: the table mixes new and earlier buyers, so each rate is too high. "
        "Import the earlier files too, or give known_from="
    ]


def _headline(table, shop, known_from):
    """One rate in words: the longest window where it is known who is new, else the shortest."""
    told = table[table["customers"] >= FEW]
    longest = known_from is not None
    row = (table if told.empty else told).iloc[-1 if longest and not told.empty else 0]
    rate = (
        f"Of {row['customers']:,} buyers who {'are' if longest else 'look'} new and whose "
        f"{row['window']} days are over, {row['rate']:.1%} bought again within them "
        f"({row['low']:.1%} to {row['high']:.1%})"
    )
    if not longest:
        rate += (
            f"; if the shop is older than {shop.first_day}, some of them bought before, and the "
            "rate is too high"
        )
    says = [rate + "."]
    if not longest:
        says.append("If the shop is older, import the earlier files too, or give known_from=.")
    if row["customers"] < FEW:
        says.append(f"{row['customers']:,} buyers are few: the interval is the answer.")
    return says


def _cohort_picture(shop, known):
    table, says = _asked(cohorts.cohort_retention, shop.orders, "month", 30, **known)
    return (
        None
        if table is None
        else pictures.cohorts(
            table, mixed=not known or bool([words for words in says if "log begins" in words])
        )
    )


def basket(shop) -> Part:
    """How many articles an order has."""
    title = "What is in a basket"
    if shop.items is None:
        file = LINES_FILE.get(shop.platform, "An export with one row for each article lists them.")
        return Part(title, None, [f"This export lists no articles with their prices. {file}"])
    if _has_one_row_an_order(shop):
        return Part(
            title, None,
            ["This export has one row for each order, with one article: what was bought together "
             "can't be known from it."],
        )  # fmt: skip
    table, says = _asked(baskets.basket_size, shop.items, shop.orders)
    if table is None:
        return Part(title, None, says)
    alone = float(table.loc[table["articles"] == 1, "share"].sum())
    says.append(f"{alone:.0%} of the orders have one article only.")
    says.append(
        "Who puts more into a basket is another kind of buyer: offering a second article needn't "
        "bring the same."
    )
    return Part(title, table, says, pictures.basket)


def _has_one_row_an_order(shop):
    """Is one article an order the export's form, and no finding?"""
    platform = platforms().get(shop.platform)
    own = platform is None or {"price", "line_total"} & set(platform.columns)
    one_row = platform is None or platform.lines == "order"
    return bool(own) and one_row and shop.items["order_id"].is_unique


def together(shop) -> Part:
    """Which articles are bought together, beside the rate among other orders."""
    title = "What goes with what"
    sizes = basket(shop)
    if sizes.table is None:
        return Part(title, None, sizes.says)
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
    if weeks < WEEKS:
        says.append(f"Each weekday is there {weeks} times: too few to tell a habit from a week.")
    days, _ = _asked(reporting.largest_days, shop.orders, n=int(table["days"].sum()))
    best = days.iloc[0]
    if best["times"] >= LARGE and best["orders"] >= MANY:
        name = FESTIVALS.get((best["date"].month, best["date"].day))
        says.append(
            f"The largest day is {best['date']:%Y-%m-%d}{f' ({name})' if name else ''}: "
            f"{best['orders']:,} orders, {best['times']:.1f} times an ordinary day. Part of such a "
            "day is taken from the days around it."
        )
    differ = weeks >= WEEKS and _weekdays_differ(days)
    says.append(
        "Weekdays differ by your offers and ads too, not by habit alone."
        if differ
        else "The weekdays differ no more than by chance: plan nothing by them."
    )
    says.append(clock_and_currency(shop))
    return Part(title, table, says, lambda table: pictures.calendar(table, differ))


def _weekdays_differ(days):
    """Do the weekdays differ beyond chance? By ranks of days: one festival decides nothing."""
    by_weekday = [group for _, group in days["orders"].groupby(days["date"].dt.day_of_week)]
    if days["orders"].nunique() == 1:
        return False
    return bool(kruskal(*by_weekday).pvalue < CHANCE)


def delivery(shop) -> Part:
    """How many hours each step from payment on takes."""
    title = "How long it takes"
    table, says = _asked(lead_times.lead_time_parts, shop.orders)
    if table is None:
        return Part(title, None, _no_steps(shop, says))
    table = table[table["orders"] > 0]
    table = table.rename(columns={"median": "median_hours", "slow": "slow_hours"})
    if table.empty:
        return Part(
            title, None, ["No order is older than 14 days: the slow ones aren't known yet."]
        )
    says.append("Half of the orders are done within median_hours, nine of ten within slow_hours.")
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
    return Part(title, table, says, pictures.delivery)


def _no_steps(shop, says):
    """Which times the export has, which it would need, and who has them."""
    there = [name for name in TIMES if name in shop.orders and shop.orders[name].notna().any()]
    if len(there) > 1:  # it isn't the times
        return says
    platform = platforms().get(shop.platform)
    columns = {} if platform is None else platform.columns
    wanted = [columns[name][0] for name in TIMES if name in columns and name not in there]
    told = "This export doesn't tell when orders were paid, sent or received."
    if there:
        others = " or ".join(dict.fromkeys(
            TIMES[name] for name in ("ts_pay", "ts_ship_click", "ts_confirm") if name not in there
        ))  # fmt: skip
        told = (
            f"This export tells when orders were {TIMES[there[0]]}, and not when they were "
            f"{others}: a step needs both its ends."
        )
    own = f"Some exports of this kind have more columns: {', '.join(wanted)}. " if wanted else ""
    return [f"{told} {own}The courier's list has the times of sending and delivery."]


def returns(shop) -> Part:
    """Which share of the orders, and of the money, was refunded, by month."""
    title = "What comes back"
    table, says = _asked(refunds.refund_rate, shop.orders)
    if table is None:
        return Part(title, None, [*says, REFUNDS])
    sums, _ = _asked(reporting.sales_by_month, shop.orders)
    paid_and_closed = _closed_after_payment(shop)
    if not sums["refunds"].sum():
        return Part(title, None, ["No refund stands in this export.", *paid_and_closed, REFUNDS])
    if shop.orders["paid_amount"].lt(0).any():
        says.append(
            "Some refunds are rows that name no order: they are in the money, not in the rate."
        )
        if not table["refunded"].any():  # a rate of 0 would be no finding
            table = table[["month", "orders", "money", "settled"]]
    says += [*paid_and_closed, *_no_partial_refunds(shop)]
    says += _still_to_rise(table.loc[~table["settled"], "month"])
    says.append("Why it came back, and what was still worth something, isn't in an order export.")
    return Part(title, table, says, pictures.returns)


def _closed_after_payment(shop):
    """Orders that were paid and closed with nothing left are refunds that the rate lacks."""
    if "ts_pay" not in shop.orders:
        return []
    closed = int(((shop.orders["status"] == "closed") & shop.orders["ts_pay"].notna()).sum())
    if not closed:
        return []
    return [
        f"{closed:,} orders were paid and then closed. Their money went back, it seems, but they "
        "count as closed here: the true share that came back is higher."
    ]


def _no_partial_refunds(shop):
    """An export without a column of amounts given back knows no refund in part."""
    if any("refund_amount from" in words for words in shop.read_as):
        return []
    if (shop.orders["refund_amount"].gt(0) & (shop.orders["status"] != "refunded")).any():
        return []
    return [f"This export tells no refunds in part: the money that came back is more. {REFUNDS}"]


def bank(shop) -> Part:
    """From what was sold to what reached the bank, where a settlement is among the files.

    Examples
    --------
    >>> from ecomlab import exports
    >>> bank(exports.my_shop("nothing_of_this_name", example=True)).table is None
    True
    """
    title = "What reached the bank"
    if shop.settlement is None:
        return Part(title, None, [
            "No settlement is among the files. Give the platform's settlement with the orders, "
            "both at once: it tells fees, and what was paid out."
        ])  # fmt: skip
    if shop.orders.empty:
        alone = "A settlement alone says nothing of orders that aren't settled."
        return Part(title, None, [f"{shop.no_buyer} {alone}"])
    table, says = _asked(to_the_bank, shop.orders, shop.settlement)
    if table is None:
        return Part(title, None, says)
    differ = reconcile(shop.orders, shop.settlement)
    says += _differences(differ)
    if not (shop.settlement["kind"] == "payout").any():
        says.append("What reached the bank isn't in these files: the list of withdrawals has it.")
    says += _commissions(shop)
    says.append("The bank's own statement is the proof; goods, freight and wages aren't off it.")
    return Part(title, table.drop(columns="total"), says)


def _commissions(shop):
    """Do the creators' orders and the settlement tell the same commission, where both have it?"""
    theirs = shop.creator_orders
    if theirs is None:
        return []
    both = theirs[theirs["order_id"].isin(shop.settlement["order_id"]) & (theirs["commission"] > 0)]
    taken = -shop.settlement.loc[
        shop.settlement["order_id"].isin(both["order_id"]), "creator"
    ].sum()  # fmt: skip
    if both.empty:
        return []
    return [
        f"Of {both['order_id'].nunique():,} orders with a commission in the creators' file that "
        f"file says {both['commission'].sum():,.2f}, the settlement {taken:,.2f}."
    ]


def _differences(differ):
    """The differences in words: how many of each reason, and where each order stands."""
    if differ.empty:
        return ["Each order stands in the settlement with the amount that the order list says."]
    counts = differ["reason"].value_counts()
    told = ", ".join(f"{reason} {count:,}" for reason, count in counts.items())
    says = [
        f"Orders that differ: {told}. exports.reconcile(shop.orders, shop.settlement) lists them."
    ]
    if (differ["reason"] == "before the settlement").any():
        says.append(
            "Orders from before the settlement's first day may stand in an earlier settlement: "
            "import that too."
        )
    return says


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
    rows, settled = [], {"bank": bank} if shop.settlement is not None else {}
    for name, made in {**PARTS, **settled}.items():
        part = made(shop)
        no = part.table is None
        rows.append((part.title, not no, " ".join(part.says) if no else "", LESSONS.get(name, "")))
    return pd.DataFrame(rows, columns=["part", "allowed", "why_not", "lessons"])


# --- What is said with it --------------------------------------------------------------------


def clock_and_currency(shop) -> str:
    """On whose clock days count, and in which currency amounts are.

    >>> from ecomlab import exports
    >>> shop = exports.my_shop("nothing_of_this_name", example=True)
    >>> clock_and_currency(shop).partition(";")[0]
    'Days count in Asia/Shanghai'
    """
    zone = shop.orders["ts_order"].dt.tz
    told = f"Days count in {zone}; amounts are in {currency(shop) or 'the currency of the file'}."
    if str(zone) == "UTC":
        told += (
            " If the shop's clock is another, import again with it, such as --timezone "
            "America/New_York: orders near midnight change their day."
        )
    return told


def currency(shop) -> str:
    """The currency in words, "" where only the file knows it.

    >>> from ecomlab import exports
    >>> currency(exports.reading.example())
    'yuan'
    """
    told = re.search(r"amounts are in ([A-Z]{3})\b", " ".join(shop.notes))  # the file's own mark
    platform = platforms().get(shop.platform)
    code = told[1] if told else "CNY" if platform is not None and platform.zone == CHINA else ""
    return "yuan" if code == "CNY" else code


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


def _no_buyer(shop):
    why = shop.no_buyer or "This export names no buyer."
    return f"{why.rstrip('.')}. So nobody knows who came back: chapter 5 can't be read from it."
