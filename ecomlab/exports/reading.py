"""From a platform's files to canonical orders, with a receipt in which each difference is named."""

import glob
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from ecomlab import tables
from ecomlab.errors import InputError, check_choice
from ecomlab.exports import files, orders, people, reports, rows, settlements
from ecomlab.exports.providers import GENERIC, LINES, is_known, platforms, recognise
from ecomlab.exports.receipt import Receipt
from ecomlab.exports.states import MEANINGS
from ecomlab.tables.cells import many
from ecomlab.tables.counting import begins_with_repeaters, far_days, log_begins
from ecomlab.tables.parse import TEXT, check_zone

AMOUNTS = {"paid": "paid_amount", "refund": "refund_amount", "received": "received_amount"}
TOPICS = {  # what lessons ask of an export, and what they need of it
    "money": ("paid_amount",),
    "calendar": ("ts_order",),
    "cohorts": ("customer_id",),
    "basket": ("items",),
    "delivery": ("ts_ship_click", "ts_deliver"),
    "returns": ("refund_amount",),
}


NO_LIST = "No list of orders is among the files: export it too, and give all files at once."


class Options(NamedTuple):
    """How files are to be read, as ``read`` was told."""

    timezone: str | None
    columns: dict | None
    lines: str | None
    decimal: str
    dayfirst: bool | None
    currency: str | None
    states: dict
    table: str | None = None


@dataclass(frozen=True, repr=False)
class Shop:
    """What files of a platform hold, as canonical tables.

    Parameters
    ----------
    orders : DataFrame
        Every order of the files, with the dictionary's columns (``tables.columns("orders")``) and
        its ``status``: paid, refunded, closed or waiting. The lessons' functions leave out what is
        no purchase, and say so. ``customer_id`` is a word made from the buyer with the shop's own
        salt; it is missing for guests, and where the export names no buyer. A row below 0 is a
        refund that names no order.
    items : DataFrame or None
        One row for each purchase and article, where the files have articles.
    receipt : DataFrame
        step, rows, orders, money: from the files to the purchases, each difference named.
    notes : list of str
        What is to be known before these orders are read.
    platform, title : str
    no_buyer : str
        Why no buyer is named, and which file would help; empty where buyers are.
    read_as : list of str
        For each file how it was read, and which of its columns as what.
    settlement : DataFrame or None
        One row for each movement of money that the platform tells of: order_id, ts_settled, kind,
        said (the platform's word), gross, refund, commission and other parts (costs below 0), net,
        which is their sum, and paid_out, what left for the bank. See `exports.reconcile`.
    creator_orders, ads_daily, traffic, article_daily, visits : DataFrame or None
    courier_bill, stock, inbound : DataFrame or None
        Other reports that were among the files (``exports.reports.tables()``).

    Examples
    --------
    >>> shop = example()
    >>> shop.platform, len(shop.orders), len(shop.purchases), shop.names_buyers
    ('taobao', 3, 2, True)
    """

    orders: pd.DataFrame
    items: pd.DataFrame | None
    receipt: pd.DataFrame
    notes: list
    platform: str
    title: str
    no_buyer: str = ""
    read_as: list = field(default_factory=list)
    settlement: pd.DataFrame | None = None
    creator_orders: pd.DataFrame | None = None
    ads_daily: pd.DataFrame | None = None
    traffic: pd.DataFrame | None = None
    article_daily: pd.DataFrame | None = None
    visits: pd.DataFrame | None = None
    courier_bill: pd.DataFrame | None = None
    stock: pd.DataFrame | None = None
    inbound: pd.DataFrame | None = None

    @cached_property
    def purchases(self) -> pd.DataFrame:
        """The orders that are purchases (``tables.purchases``)."""
        return tables.purchases(self.orders).reset_index(drop=True)

    @property
    def names_buyers(self) -> bool:
        """Does the export say who bought?"""
        return bool(self.orders["customer_id"].notna().any())

    @property
    def first_day(self):
        """The day of the first order that isn't dated far from all others; None without orders."""
        return min(_near_days(self.orders["ts_order"]), default=None)

    @property
    def last_day(self):
        """The day of the last order that isn't dated far from all others; None without orders."""
        return max(_near_days(self.orders["ts_order"]), default=None)

    @property
    def reports(self) -> dict[str, pd.DataFrame]:
        """The tables of files without orders, by name.

        >>> example().reports
        {}
        """
        there = {name: getattr(self, name) for name in reports.tables()}
        return {name: table for name, table in there.items() if table is not None}

    @property
    def topics(self) -> pd.DataFrame:
        """Which kinds of lesson this export allows: topic, works, lacks.

        >>> example().topics.set_index("topic")["works"].to_dict()
        {'money': True, 'calendar': True, 'cohorts': True, 'basket': False, 'delivery': False,
        'returns': False}
        """
        there = {name for name in self.orders if self.orders[name].notna().any()}
        if self.items is not None and len(self.items):
            there.add("items")
        if not self.orders["refund_amount"].gt(0).any():
            there.discard("refund_amount")
        lacks = {topic: [n for n in need if n not in there] for topic, need in TOPICS.items()}
        return pd.DataFrame(
            {
                "topic": list(lacks),
                "works": [not names for names in lacks.values()],
                "lacks": [", ".join(names) for names in lacks.values()],
            }
        )

    def __repr__(self):
        if self.orders.empty:
            counted = ", ".join(f"{many(len(t), 'row')} of {n}" for n, t in self.reports.items())
        else:
            counted = (
                f"{many(len(self.orders), 'order')}, {len(self.purchases):,} of them purchases, "
                f"from {self.first_day} to {self.last_day}"
            )
        table = self.receipt.to_string(index=False, na_rep="", float_format="{:,.2f}".format)
        return "\n".join(
            [
                f"{self.title}: {counted}",
                table,
                *(f"- {note}." for note in self.notes),
            ]
        )


def read(
    paths, platform=None, timezone=None, columns=None, lines=None, decimal=".", dayfirst=None,
    currency=None, salt_folder=None, progress=None, states=None, table=None,
) -> Shop:  # fmt: skip
    """The orders and reports of a shop from its platform's files, recognised by their columns.

    Parameters
    ----------
    paths : path, glob, or list of them
        Text (UTF-8, GB18030, UTF-16), .xlsx, .xls. Of an order that several files have, the later
        export counts. An order report and its report of articles (宝贝报表) go together; so do
        orders and settlements, ads, visits, bills, a stock list.
    platform : str, optional
        One of ``exports.platforms()``; "canonical" for a table with the dictionary's names.
    timezone : str, optional
        The shop's zone, in which its days count; the platform's own if not given.
    columns : mapping of str to str, optional
        The file's names by the dictionary's, where no platform is known:
        ``{"customer_id": "UserNo"}``.
    lines : {"order", "sum", "first", "repeat"}, optional
        How rows make orders, where the platform doesn't say: one each; lines whose amounts add
        up; the total on the first row; the total on every row.
    decimal : {".", ","}
    dayfirst : bool, optional
        How 03/04/2025 is meant.
    currency : str, optional
        Of orders in several currencies, those to read.
    salt_folder : path, optional
        Where the salt of the buyers' words is kept; ``my_course`` if not given.
    progress : callable (text, share), optional
        Told what is being read, and how far it has come.
    states : mapping of str to {"paid", "waiting", "closed", "refunded", "partly"}, optional
        What words of the state, or after the sale, mean in this shop: ``{"storniert": "closed"}``.
    table : str, optional
        What the files are, where they hold no orders and no layout is known: "settlement",
        "ads_daily" and others (``exports.reports.tables()``). `columns` then name its columns.

    Returns
    -------
    Shop

    Raises
    ------
    InputError
        A file can't be read, or a value in it has two meanings: the message says which, and what to
        write. Nothing is left behind.

    Examples
    --------
    >>> shop = read("~/Downloads/ExportOrderList202401.csv")  # doctest: +SKIP
    >>> shop.receipt  # doctest: +SKIP
    """
    how = _checked(timezone, columns, lines, decimal, dayfirst, currency, states, table)
    sheets = [sheet for path in _paths(paths) for sheet in _sheets(path, columns, progress, table)]
    sheets, of_reports = _without_reports(sheets, platform, columns, table)
    receipt = Receipt()
    if not sheets:
        return _with_reports(_no_orders(of_reports, how), of_reports, how, salt_folder, receipt)
    of_list = None if table else columns
    chosen, of_orders, of_lines = _sorted_out(sheets, platform, of_list, how.states)
    whole = _joined(of_orders, chosen, how, receipt)
    whole = _one_currency(whole, how, receipt)
    made = orders.made(whole, chosen, lines, receipt)
    articles = orders.items(whole[~whole["copy"].astype(bool)] if lines == "order" else whole)
    if of_lines:
        articles = _articles(of_lines, how, made, receipt)
    if chosen.cant_tell and not of_lines:
        receipt.note(chosen.cant_tell.rstrip("."))
    made = _with_buyers(made, chosen, salt_folder, receipt)
    read_as = [
        f"{sheet.path.name}: {sheet.about}; {rows.columns_read(sheet, one)}"
        for sheet, one in [*((sheet, chosen) for sheet in of_orders), *of_lines]
    ]
    _tell_units(made, whole, chosen, receipt)
    shop = _shop(_in_order(made, receipt), articles, chosen, receipt, read_as)
    return _with_reports(shop, of_reports, how, salt_folder, receipt)


def example() -> Shop:
    """A small invented export of Taobao, read.

    >>> example().receipt[["step", "rows", "orders", "money"]].tail(2)
                       step  rows  orders  money
    2  closed: no purchase  <NA>      -1    0.0
    3            purchases  <NA>       2   80.0
    """
    import tempfile

    text = (
        "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间 \n"
        '="1000000000000000001",甲,50.00,交易成功,2024-01-05 10:00:00,2024-01-05 10:01:00\n'
        '="1000000000000000002",甲,0.00,交易关闭,2024-01-15 10:00:00,\n'
        '="1000000000000000003",乙,30.00,交易成功,2024-01-06 10:00:00,2024-01-06 10:01:00\n'
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ExportOrderList.csv"
        path.write_text(text, encoding="utf-8")
        return read(path, salt_folder=folder)


# --- Files -----------------------------------------------------------------------------------


def _checked(timezone, columns, lines, decimal, dayfirst, currency, states, table):
    if timezone is not None:
        check_zone(timezone)
    if lines is not None:
        check_choice("lines", lines, LINES)
    if columns is not None and not isinstance(columns, dict):
        raise InputError(f'columns is {columns!r}. Give a dict: {{"customer_id": "UserNo"}}.')
    check_choice("decimal", decimal, (".", ","))
    check_choice("dayfirst", dayfirst, (None, True, False))
    if states is not None and not isinstance(states, dict):
        raise InputError(f'states is {states!r}. Give a dict: {{"storniert": "closed"}}.')
    for word, means in (states or {}).items():
        check_choice(f'states["{word}"]', means, MEANINGS)
    said = {files.tidy_name(word): means for word, means in (states or {}).items()}
    if table is not None:
        check_choice("table", table, reports.tables())
    return Options(timezone, columns, lines, decimal, dayfirst, currency, said, table)


def _paths(paths):
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found = []
    for one in given:
        text = str(Path(one).expanduser())
        there = [text] if Path(text).exists() else sorted(glob.glob(text))
        if not there:
            raise InputError(f"There is no file {Path(text).name}. Check the path.")
        found += map(Path, there)
    folder = next((path for path in found if path.is_dir()), None)
    if folder is not None:
        raise InputError(f'{folder.name} is a folder. Name its files: "{folder.name}/*.csv".')
    if not found:
        raise InputError("No file is given. Give a path, or a list of them.")
    return list(dict.fromkeys(found))


def _sheets(path, columns, progress, table=None):
    """Of a file's tables those that can be read; of a text the one there is."""
    told = progress and partial(progress, path.name)

    def known(names):
        lists_orders = is_known(names, None if table else columns)
        return lists_orders or reports.is_known(names, table, columns)

    found = files.sheets(path, known, told)
    return [sheet for sheet in found if known(sheet.names)] or found[:1]


def _without_reports(sheets, platform, columns, table):
    """The sheets that hold orders, and those that hold something else with their layouts."""
    of_orders, others = [], []
    for sheet in sheets:
        layout = _layout_of(sheet, platform, columns, table)
        if layout is None:
            of_orders.append(sheet)
        else:
            others.append((sheet, layout))
    return of_orders, others


def _layout_of(sheet, platform, columns, table):
    """What a file is that holds no orders; None of one that does."""
    known = platforms() if platform is None else {platform: platforms().get(platform)}
    lists_orders = any(one is not None and one.fits(sheet.names) for one in known.values())
    if table is not None:
        told = not reports.own(table, columns).lacks(sheet.names)
        return reports.recognise(sheet, table, columns) if told or not lists_orders else None
    names = [files.tidy_name(own) for own in (columns or {}).values()]
    if lists_orders or platform == GENERIC or (names and set(names) <= set(sheet.names)):
        return None
    return reports.recognise(sheet)


def _with_reports(shop, of_reports, how, salt_folder, receipt):
    """The shop with the tables that its other files hold."""
    made, read_as = {}, list(shop.read_as)
    for name in reports.tables():
        pairs = [(sheet, layout) for sheet, layout in of_reports if layout.table == name]
        if pairs:
            rows_of = settlements.rows_of if name == "settlement" else None
            key = partial(people.salt, salt_folder)
            made[name] = reports.read(name, pairs, how, receipt, key, rows_of)
            read_as += [f"{sheet.path.name}: {sheet.about}; {one.title}" for sheet, one in pairs]
    if "settlement" in made and how.currency:
        made["settlement"] = _of_currency(made["settlement"], how.currency, receipt)
    if not made:
        return shop
    if "settlement" in made and shop.orders.empty:
        receipt.note(f"settlement: {NO_LIST[0].lower()}{NO_LIST[1:].rstrip('.')}")
    return replace(shop, **made, receipt=receipt.table(), notes=receipt.notes, read_as=read_as)


def _of_currency(settlement, currency, receipt):
    """The movements in one currency, the others counted."""
    found = sorted(settlement["currency"].dropna().astype(str).unique())
    wanted = check_choice("currency", currency.upper(), found)
    other = (settlement["currency"] != wanted).to_numpy(dtype=bool)
    if other.any():
        cents = -round(100 * settlement.loc[other, "net"].sum())
        receipt.step(
            f"settlement: rows in other currencies than {wanted}",
            rows=-int(other.sum()),
            cents=cents,
        )
    return settlement[~other].reset_index(drop=True)


def _no_orders(of_reports, how):
    """A shop without a list of orders: its table has the columns and no row."""
    zone = how.timezone or next((layout.zone for _, layout in of_reports if layout.zone), "UTC")
    empty = pd.DataFrame({
        "order_id": pd.Series([], dtype=TEXT), "customer_id": pd.Series([], dtype=TEXT),
        "ts_order": pd.Series([], dtype=f"datetime64[us, {zone}]"),
        "status": pd.Series([], dtype=TEXT), "paid_amount": pd.Series([], dtype="float64"),
        "refund_amount": pd.Series([], dtype="float64"),
    })  # fmt: skip
    titles = list(dict.fromkeys(layout.title for _, layout in of_reports))
    return Shop(empty, None, Receipt().table(), [], "", ", ".join(titles), NO_LIST)


def _sorted_out(sheets, platform, columns, said):
    """The one platform of all files, their order reports and their reports of articles."""
    chosen = [replace(recognise(sheet, platform, columns), said=said) for sheet in sheets]
    names = list(dict.fromkeys(one.name for one in chosen))
    by_name = {one.name: one for one in chosen}
    beside = [name for name in names if set(by_name[name].lines_of) & set(names)]
    main = [name for name in names if name not in beside]
    if len(main) > 1:
        titles = " and ".join(by_name[name].title for name in main)
        raise InputError(
            f"These are files of several platforms: {titles}. Read each platform's files by "
            "themselves."
        )
    pairs = list(zip(sheets, chosen, strict=True))
    return (
        by_name[main[0]],
        [sheet for sheet, one in pairs if one.name == main[0]],
        [(sheet, one) for sheet, one in pairs if one.name in beside],
    )


def _joined(sheets, platform, how, receipt):
    parts = [(sheet.path.name, rows.read(sheet, platform, how, receipt)) for sheet in sheets]
    return orders.joined(parts, receipt)


def _articles(of_lines, how, made, receipt):
    """The articles of orders, from a report of its own."""
    aside = Receipt()  # its money is that of the orders: counted once, there
    lines = _joined([sheet for sheet, _ in of_lines], of_lines[0][1], how, aside)
    unknown = ~lines["order_id"].isin(made["order_id"])
    if unknown.any():
        receipt.note(
            f"{many(unknown.sum(), 'line')} of the report of articles name an order that the order "
            "report hasn't: left out"
        )
    without = int((~made["order_id"].isin(lines["order_id"])).sum())
    if without:
        receipt.note(f"{many(without, 'order')} without a line in the report of articles")
    return orders.items(lines[~unknown])


def _one_currency(whole, how, receipt):
    """Amounts of several currencies can't be added: the one that is named, or a refusal."""
    if "currency" not in whole:
        return whole
    mark = whole["currency"].str.upper()
    mark = mark.fillna(mark.groupby(whole["order_id"]).transform("first"))
    found = sorted(set(mark.dropna()))
    if how.currency is not None:
        wanted = check_choice("currency", how.currency.upper(), found)
    elif len(found) > 1:
        raise InputError(
            f"The amounts are in {', '.join(found)}: they can't be added. Read the orders of one "
            f'at a time: exports.read(path, currency="{mark.value_counts().index[0]}").'
        )
    else:
        return whole
    other = (mark != wanted).fillna(False).to_numpy(dtype=bool)
    if other.any():
        receipt.step(
            f"rows in other currencies than {wanted}",
            rows=-int(other.sum()), cents=-whole["paid"][other].sum(),
        )  # fmt: skip
    return whole[~other].reset_index(drop=True)


# --- Buyers and times ------------------------------------------------------------------------


def _with_buyers(made, platform, salt_folder, receipt):
    """The buyer as a word of the shop's own; what else would name a person goes."""
    buyers = made.get("buyer", pd.Series(None, index=made.index, dtype=object))
    if "phone" in made:
        buyers, filled = people.joined(buyers, made["phone"])
        if filled:
            receipt.note(f"{many(filled, 'order')} without a mail: the phone marks the buyer")
    made = made.drop(columns=[name for name in ("buyer", "phone") if name in made])
    if not buyers.notna().any():
        receipt.note(
            (platform.no_buyer or "No row names a buyer.")
            + " Money, calendar, basket and returns can be read; who comes back (chapter 5) can't"
        )
        return made.assign(customer_id=pd.Series(None, index=made.index, dtype=TEXT))
    receipt.note(*people.cautions(buyers))
    lost = int(buyers.isna().sum())
    if lost:
        receipt.note(f"{many(lost, 'order')} without a buyer: counted in money, not among people")
    return made.assign(customer_id=people.hashed(buyers, people.salt(salt_folder)))


def _in_order(made, receipt):
    """Optional times that contradict each other are set aside, and said."""
    made = made.copy()
    for rule in tables.definition("orders").rules:
        if not {rule.early, rule.late} <= set(made):
            continue
        wrong = (made[rule.late] < made[rule.early]).fillna(False)
        if wrong.any():
            aside = [name for name in (rule.late, rule.early) if name in rows.TIMES]
            made.loc[wrong, aside] = pd.NaT
            receipt.note(
                f"{many(wrong.sum(), 'order')} with {rule.late} before {rule.early}: "
                f"{' and '.join(aside)} of these set aside"
            )
    return made


def _tell_units(made, whole, platform, receipt):
    """In which zone days count, and in which currency amounts are."""
    zone = str(made["ts_order"].dt.tz)
    how = "" if platform.zone != zone else ", the platform's clock"
    if platform.zone == zone == "UTC":
        how += " (timezone= gives the shop's own)"
    marks = whole["currency"].dropna() if "currency" in whole else []
    currency = marks.iloc[0].upper() if len(marks) else platform.currency
    money = f"amounts are in {currency}" if currency else "the file names no currency"
    receipt.note(f"days count in {zone}{how}; {money}")


# --- The shop --------------------------------------------------------------------------------


def _shop(made, articles, platform, receipt, read_as):
    """Canonical tables, and the receipt down to the purchases."""
    clean = _canonical(made)
    bought = tables.purchases(clean)
    _count_purchases(clean, bought, receipt)
    _tell_days(clean, bought, receipt)
    if articles is not None:
        articles = articles[articles["order_id"].isin(bought["order_id"])].reset_index(drop=True)
        articles["order_id"] = articles["order_id"].astype(TEXT)
        articles["sku"] = articles["sku"].astype(TEXT)
    told = clean["customer_id"].notna().any()
    return Shop(
        clean, articles, receipt.table(), receipt.notes, platform.name, platform.title,
        "" if told else platform.no_buyer or "No row names a buyer.",
        read_as,
    )  # fmt: skip


def _canonical(made):
    """The dictionary's columns, in the order of time."""
    if made["ts_order"].isna().any():
        lost = made.loc[made["ts_order"].isna(), "order_id"]
        raise InputError(
            f"{many(len(lost), 'order')} without a time, the first of number {lost.iloc[0]!r}. "
            "Export the file again, or remove these rows."
        )
    clean = pd.DataFrame({"order_id": made["order_id"].astype(TEXT)})
    clean["customer_id"] = made["customer_id"]
    for name in ("ts_order", *rows.TIMES):
        if name in made:
            clean[name] = made[name]
    for name in ("status", "channel", "region"):
        if name in made:
            clean[name] = made[name].astype(TEXT)
    for meaning, name in AMOUNTS.items():
        if meaning in made:
            clean[name] = (made[meaning].astype("Float64").fillna(0) / 100).astype("float64")
    if "ts_cancel" in clean:  # of an order whose money wasn't given back it says nothing
        clean["ts_cancel"] = clean["ts_cancel"].where(clean["status"] == "refunded")
    return clean.sort_values("ts_order", kind="stable").reset_index(drop=True)


def _count_purchases(clean, bought, receipt):
    """From all orders to the purchases, and to what was kept of their money."""

    def cents(values):
        return round(100 * float(values.sum()))

    receipt.step("orders of the files", orders=len(clean), cents=cents(clean["paid_amount"]))
    for reason, count, paid in tables.left_out(clean).itertuples(index=False):
        if reason != "a purchase":
            receipt.step(f"{reason}: no purchase", orders=-count, cents=-round(100 * paid))
        if reason == "of 0":
            receipt.note('orders of 0 count with free="count"')
    receipt.step("purchases", orders=len(bought), cents=cents(bought["paid_amount"]))
    refunded = cents(bought["refund_amount"])
    if refunded:
        receipt.step("refunded of these", cents=-refunded)


def _days(times):
    """The days of times, and how many orders each has."""
    return np.unique(tables.days_of(times), return_counts=True)


def _near_days(times):
    if times.empty:
        return []
    days, counts = _days(times)
    near = days[~np.isin(days, far_days(days, counts))]
    return tables.day_date(near).astype(object)


def _tell_days(clean, bought, receipt):
    """Dates far from all others; and whether the shop's beginning is in its log."""
    days, counts = _days(clean["ts_order"])
    far = far_days(days, counts)
    if len(far):
        shown = ", ".join(str(tables.day_date(day)) for day in far[:3])
        receipt.note(
            f"{many(counts[np.isin(days, far)].sum(), 'order')} dated far from all others "
            f"({shown}): mend or remove them; they never make the last day"
        )
    named = bought.dropna(subset="customer_id")
    new, counts = _days(named.groupby("customer_id")["ts_order"].min())
    near = ~np.isin(new, far)
    told = begins_with_repeaters(new[near], counts[near]) if near.any() else None
    if told is not None:
        receipt.note(log_begins(new[near][0], told).rstrip("."))
