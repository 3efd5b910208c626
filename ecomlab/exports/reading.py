"""From a platform's files to canonical orders, with a receipt in which each difference is named."""

import glob
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ecomlab.errors import InputError, check_choice
from ecomlab.exports import cells, files, people
from ecomlab.exports.providers import GENERIC, LINES, is_known, recognise
from ecomlab.tables import definition
from ecomlab.tables.parse import TEXT, check_zone

TIMES = ("ts_pay", "ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm", "ts_cancel")
MONEY = {"paid": "paid_amount", "refund": "refund_amount", "received": "received_amount"}
KEPT = ("order_id", "buyer", "phone", *MONEY, "goods", "state", "aftersale", "fulfilled", "method",
        "reason", "currency", "channel", "region", "units", "sku", "title", "qty", "price",
        "line_id", "ts_order", *TIMES)  # fmt: skip
DATED = r"^(\d{6})-"  # of an order's number
FAR = 400  # days between a date and all others, from which on it is no date of the shop's


@dataclass(frozen=True, repr=False)
class Shop:
    """What files of a platform hold, as canonical tables.

    Parameters
    ----------
    orders : DataFrame
        One row for each purchase, with the dictionary's columns (``tables.columns("orders")``):
        paid,
        not closed, not refunded in full, not of 0. ``customer_id`` is a word made from the
        buyer with the shop's own salt; it is missing where the export names no buyer.
    every_order : DataFrame
        The orders that are no purchase too, by their ``status``.
    items : DataFrame or None
        One row for each order and article, where the files have articles.
    receipt : DataFrame
        step, rows, orders, money: from the files to ``orders``, each difference named.
    notes : list of str
        What is to be known before these orders are read.
    platform, title : str
    """

    orders: pd.DataFrame
    every_order: pd.DataFrame
    items: pd.DataFrame | None
    receipt: pd.DataFrame
    notes: list
    platform: str
    title: str
    no_buyer: str = ""
    read_as: list = field(default_factory=list)

    @property
    def names_buyers(self) -> bool:
        """Does the export say who bought?"""
        return bool(self.orders["customer_id"].notna().any())

    @property
    def first_day(self):
        return self.orders["ts_order"].min().date()

    @property
    def last_day(self):
        return self.orders["ts_order"].max().date()

    def __repr__(self):
        lines = [
            f"{self.title}: {len(self.orders):,} orders from {self.first_day} to {self.last_day}",
            self.receipt.to_string(index=False),
            *(f"- {note}." for note in self.notes),
        ]
        return "\n".join(lines)


def read(
    paths, platform=None, timezone=None, columns=None, lines=None, decimal=".", dayfirst=None,
    salt_folder=None, progress=None,
) -> Shop:  # fmt: skip
    """The orders of a shop from its platform's export, recognised by its columns.

    Parameters
    ----------
    paths : path, glob, or list of them
        Text (UTF-8, GB18030, UTF-16), .xlsx, .xls. Of an order that several files have, the later
        export counts.
    platform : str, optional
        One of ``exports.platforms()``; "canonical" for a table with the dictionary's names.
    timezone : str, optional
        The shop's zone, where the platform has none of its own.
    columns : mapping of str to str, optional
        The file's names by the dictionary's, where no platform is known:
        ``{"customer_id": "UserNo"}``.
    lines : {"order", "sum", "first", "repeat"}, optional
        How rows make orders, where the platform doesn't say: one each; lines whose amounts add
        up; the total on the first row; the total on every row.
    decimal : {".", ","}
    dayfirst : bool, optional
        How 03/04/2025 is meant.
    salt_folder : path, optional
        Where the salt of the buyers' words is kept; ``my_course`` if not given.
    progress : callable (text, share), optional
        Told what is being read, and how far it has come.

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
    if timezone is not None:
        check_zone(timezone)
    if lines is not None:
        check_choice("lines", lines, LINES)
    check_choice("decimal", decimal, (".", ","))
    count = _Receipt()
    parts, chosen = [], None
    for path in _paths(paths):
        told = progress and (lambda share, name=path.name: progress(name, share))
        for raw, found in _tables(path, platform, columns, told):
            if chosen is not None and found.name != chosen.name:
                raise InputError(
                    f"{path.name} is {found.title}, the files before it are {chosen.title}. Read "
                    "each platform's files by themselves."
                )
            chosen = found
            parts.append(_rows(raw, found, count))
    zone = chosen.zone or timezone
    kept = [_orders(part, chosen, zone, lines, decimal, dayfirst, count) for part in parts]
    orders, items = _joined([order for order, _ in kept], [item for _, item in kept], count)
    orders = _with_buyers(orders, chosen, salt_folder, count)
    orders = _in_order(_with_states(orders, chosen, count), count)
    return _shop(orders, items, chosen, count, parts)


class _Receipt:
    """What is counted and said on the way."""

    def __init__(self):
        self.steps, self.notes = [], []

    def step(self, what, rows=None, orders=None, money=None):
        self.steps.append((what, rows, orders, money))

    def note(self, words):
        if words and words not in self.notes:
            self.notes.append(words)

    def table(self):
        table = pd.DataFrame(self.steps, columns=["step", "rows", "orders", "money"])
        return table.astype({"rows": "Int64", "orders": "Int64", "money": "Float64"})


# --- Files -----------------------------------------------------------------------------------


def _paths(paths):
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    found = []
    for one in given:
        text = str(Path(one).expanduser())
        there = [text] if Path(text).exists() else sorted(glob.glob(text))
        if not there:
            raise InputError(f"There is no file {Path(text).name}. Check the path.")
        found += map(Path, there)
    if not found:
        raise InputError("No file is given. Give a path, or a list of them.")
    return found


def _tables(path, platform, columns, progress):
    """Of a file's tables those that a platform's reader takes; of a text the one there is."""
    raws = files.read(path, is_known, progress)
    known = [raw for raw in raws if is_known(raw.frame.columns)]
    for raw in known or raws[:1]:
        _refuse_wrong_letters(raw)
        yield raw, recognise(list(raw.frame.columns), platform, columns)


def _refuse_wrong_letters(raw):
    garbled = [name for name in raw.frame.columns if "�" in name or re.search(r"[Â-ÿ]{3}", name)]
    if garbled:
        raise InputError(
            f"The column names of {raw.path.name} lost their letters before it came here "
            f"({garbled[0]!r}). Export it again as UTF-8 or GBK."
        )


def _rows(raw, platform, count):
    """The columns that mean something, by meaning; totals and blank rows out, and counted."""
    found = platform.found(raw.frame.columns)
    frame = pd.DataFrame({m: raw.frame[name] for m, name in found.items() if m in KEPT})
    frame.attrs = {"names": found, "about": raw.about, "file": raw.path.name}
    count.step(f"rows of {raw.path.name}", rows=len(frame) + len(raw.odd))
    marks = [cells.tidy(frame[name]) for name in ("order_id", "buyer", "ts_order") if name in frame]
    blank = np.logical_and.reduce([mark.isna() for mark in marks])
    totals = np.logical_or.reduce([mark.str.lower().isin(people.TOTALS) for mark in marks])
    if blank.any():
        count.step("blank rows", rows=-int(blank.sum()))
    frame.attrs["totals"] = frame[totals]
    if totals.any():
        count.step("rows of totals (合计)", rows=-int(totals.sum()))
    if raw.odd:
        kinds = [row for row in raw.odd if row[0].strip().lower() not in people.TOTALS]
        count.step("rows with another number of cells", rows=-len(raw.odd))
        if kinds:
            count.note(
                f"{cells.many(len(kinds), 'row')} of {raw.path.name} with another number of cells "
                f"than the header: left out; the first begins {kinds[0][0][:20]!r}"
            )
    kept = frame[~(blank | totals)]
    if kept.empty:
        raise InputError(f"{raw.path.name} has a header and no rows. Export a longer time.")
    return kept


# --- Rows to orders --------------------------------------------------------------------------


def _orders(frame, platform, zone, lines, decimal, dayfirst, count):
    """One row for each order of a file, amounts in cents; and its articles."""
    names = frame.attrs["names"]
    made = pd.DataFrame(index=frame.index)
    made["order_id"] = (
        cells.ids(frame["order_id"], names["order_id"]) if "order_id" in frame else None
    )
    for meaning in MONEY:
        if meaning in frame:
            made[meaning] = cells.cents(frame[meaning], names[meaning], decimal)
    _check_total(frame, made, decimal, count)
    if platform.name == GENERIC and made["paid"].isna().any():
        lost = int(made["paid"].isna().sum())
        count.step("rows without an amount", rows=-lost)
        frame, made = frame[made["paid"].notna()], made[made["paid"].notna()].copy()
        frame.attrs["names"] = names
    made["ts_order"] = _time(frame, made, "ts_order", zone, dayfirst, count)
    for meaning in TIMES:
        if meaning in frame:
            made[meaning] = _time(frame, made, meaning, zone, dayfirst, count)
    for meaning in ("buyer", "phone"):
        if meaning in frame:
            made[meaning] = cells.ids(frame[meaning], names[meaning])
    for meaning in ("state", "aftersale", "fulfilled", "method", "reason", "channel", "region",
                    "currency"):  # fmt: skip
        if meaning in frame:
            made[meaning] = cells.tidy(frame[meaning])
    _check_currency(made)
    made, rule = _refund_rows(made, count), lines or platform.lines
    items = _items(frame.loc[made.index], made, decimal)
    if platform.name == GENERIC and lines is None:
        rule = _rule(made, count)
    return _by_order(made, rule, count), items


def _time(frame, made, meaning, zone, dayfirst, count):
    """A column of times; a blank time of an order is read from the order's number, and said."""
    if meaning not in frame:
        raise InputError("This file has no time of the order.")
    name = frame.attrs["names"][meaning]
    if zone is None and not _have_zone(frame[meaning]):
        raise InputError(
            f'{name} has no zone. Name the shop\'s: exports.read(path, timezone="Asia/Shanghai").'
        )
    read, notes = cells.times(frame[meaning], name, zone or _one_zone(frame[meaning]), dayfirst)
    for words in notes:
        count.note(f"{name}: {words}")
    if meaning == "ts_order" and read.isna().any() and made["order_id"] is not None:
        days = made["order_id"].where(read.isna()).str.extract(DATED)[0]
        from_number = pd.to_datetime(days, format="%y%m%d", errors="coerce").dt.tz_localize(zone)
        used = int(from_number.notna().sum())
        if used:
            read = read.fillna(from_number.astype(read.dtype))
            count.note(
                f"{cells.many(used, 'order')} without a time: the day is read from the order's "
                "number, and may be off by one near midnight"
            )
    return read


def _have_zone(values):
    text = cells.tidy(values).dropna()
    return bool(len(text)) and bool(
        text.str.contains(r":\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$|^1\d{9}(?:\d{3})?$").all()
    )


def _one_zone(values):
    """A zone for offsets that are all the same; where they change the shop's must be named."""
    text = cells.tidy(values).dropna()
    found = sorted(set(text.str.extract(r"([+-]\d{2}):?(\d{2})$").dropna().agg("".join, axis=1)))
    if len(found) == 1:
        hours = int(found[0][:3])
        if found[0].endswith("00"):
            return f"Etc/GMT{-hours:+d}" if hours else "UTC"
    raise InputError(
        f"The times have the offsets {', '.join(found) or 'none'}. Name the shop's zone: "
        'exports.read(path, timezone="America/New_York").'
    )


def _check_currency(made):
    if "currency" in made:
        found = sorted(set(made["currency"].dropna()))
        if len(found) > 1:
            raise InputError(
                f"The amounts are in {', '.join(found)}. They can't be "
                f"added: read the orders of each by themselves."
            )


def _check_total(frame, made, decimal, count):
    """Does a row of totals agree with the rows above it?"""
    totals = frame.attrs["totals"]
    if len(totals) and "paid" in frame:
        told = cells.cents(totals["paid"], "total", decimal).dropna()
        added = int(made["paid"].sum())
        if len(told) and int(told.iloc[-1]) != added:
            count.note(
                f"the file's own total says {told.iloc[-1] / 100:,.2f}, its rows add up to "
                f"{added / 100:,.2f}"
            )


def _refund_rows(made, count):
    """Rows below zero are refunds: taken off the order that they name, else only reported."""
    below = (made["paid"] < 0).fillna(False).to_numpy(dtype=bool)
    if not below.any():
        return made
    refunds, rest = made[below], made[~below].copy()
    known = refunds["order_id"].notna() & refunds["order_id"].isin(rest["order_id"].dropna())
    if known.any():
        sums = -refunds[known].groupby("order_id")["paid"].sum()
        first = rest["order_id"].isin(sums.index) & ~rest["order_id"].duplicated()
        given = (
            rest["refund"] if "refund" in rest else pd.Series(0, index=rest.index, dtype="Int64")
        )
        rest["refund"] = given.fillna(0) + rest["order_id"].where(first).map(sums).fillna(0).astype(
            "Int64"
        )
    money = int(refunds["paid"].sum()) / 100
    count.step("refund rows: no purchase", rows=-len(refunds), money=money)
    lost = int((~known).sum())
    if lost:
        count.note(
            f"{cells.many(lost, 'refund row')} that name no order of the file: their {money:,.2f} "
            "are taken off no order, so values are too high by it"
        )
    return rest


def _rule(made, count):
    """How the rows of a table without a platform make orders."""
    shared = made["order_id"].notna() & made["order_id"].duplicated(keep=False)
    if not shared.any():
        return "order"
    groups = made[shared].groupby("order_id")
    if (groups["ts_order"].nunique() > 1).any():
        raise InputError(
            f"Rows of one order have different times (order {next(iter(groups.groups))!r}). Is "
            'the column the order\'s number? Name it: columns={"order_id": "…"}.'
        )
    if (groups["paid"].nunique() == 1).all():
        raise InputError(
            f"{cells.many(groups.ngroups, 'order')} of several rows with the same amount. Say "
            'what a row is: lines="sum" for lines whose amounts add up, lines="repeat" for '
            "the order's total on each."
        )
    count.note("rows that share an order are its lines: their amounts are added")
    return "sum"


def _by_order(made, rule, count):
    """One row for each order: its first row, with what the rule makes of the amounts."""
    rows = len(made)
    if "order_id" not in made or made["order_id"].isna().all():
        made = made.assign(order_id=[f"row {n + 1}" for n in range(rows)])
    if made["order_id"].isna().any():
        row = int(made.index[made["order_id"].isna()][0])
        raise InputError(
            f"The order's number is missing in row {row + 1}. Mend or remove that row."
        )
    if not made["order_id"].duplicated().any():
        return made.reset_index(drop=True)
    amounts = [name for name in MONEY if name in made]
    groups = made.groupby("order_id", sort=False)
    others = [name for name in made if name not in ("order_id", *amounts)]
    first = groups[others].first()
    if rule == "repeat" and (groups["paid"].nunique() > 1).any():
        order = groups["paid"].nunique().idxmax()
        raise InputError(
            f"Rows of order {order!r} have different totals, though each row should repeat it. Say "
            'what a row is: lines="sum" or lines="first".'
        )
    if rule == "order" and groups.size().max() > 1 and (groups["paid"].nunique() > 1).any():
        order = groups["paid"].nunique().idxmax()
        raise InputError(
            f"The file has order {order!r} twice with different amounts. Say what a row is: "
            'lines="sum" for lines, lines="first" for a total on the first.'
        )
    for name in amounts:
        first[name] = groups[name].sum(min_count=1) if rule == "sum" else groups[name].first()
    orders = first.reset_index()
    if len(orders) < rows:
        count.step("lines joined into orders", rows=-(rows - len(orders)))
    return orders


def _items(frame, made, decimal):
    """One row for each order and article, where the file has articles and their prices."""
    if not {"qty", "price"} <= set(frame.columns) or not {"sku", "title"} & set(frame.columns):
        return None
    names = frame.attrs["names"]
    marks = [cells.tidy(frame[name]) for name in ("sku", "title") if name in frame]
    sku = marks[0] if len(marks) == 1 else marks[0].fillna(marks[1])
    items = pd.DataFrame(
        {
            "order_id": made["order_id"],
            "sku": sku,
            "qty": pd.to_numeric(cells.tidy(frame["qty"]), errors="coerce"),
            "price": cells.cents(frame["price"], names["price"], decimal) / 100,
        }
    ).dropna()
    items = items[items["qty"] > 0]
    if items.empty:
        return None
    weighted = items.assign(total=items["qty"] * items["price"])
    table = weighted.groupby(["order_id", "sku"], sort=False, as_index=False)[
        ["qty", "total"]
    ].sum()
    table["price"] = (table["total"] / table["qty"]).round(2)
    return table.astype({"qty": "int64", "price": "float64"})[["order_id", "sku", "qty", "price"]]


# --- Orders ----------------------------------------------------------------------------------


def _joined(orders, items, count):
    """The orders of all files: of one that several have, the later export."""
    last = [part["ts_order"].max() for part in orders]
    ranked = sorted(range(len(orders)), key=lambda n: (pd.isna(last[n]), last[n]))
    whole = pd.concat([orders[n] for n in ranked], ignore_index=True)
    kept = whole.drop_duplicates("order_id", keep="last")
    if len(kept) < len(whole):
        count.step("orders that a later file has too", rows=-(len(whole) - len(kept)))
        count.note("of an order that several files have, the later export counts")
    there = [items[n] for n in ranked if items[n] is not None]
    if not there:
        return kept.reset_index(drop=True), None
    lines = pd.concat(there, ignore_index=True).drop_duplicates(["order_id", "sku"], keep="last")
    return kept.reset_index(drop=True), lines.reset_index(drop=True)


def _with_buyers(orders, platform, salt_folder, count):
    """The buyer as a word of the shop's own; what else would name a person goes."""
    buyers = (
        orders["buyer"] if "buyer" in orders else pd.Series(None, index=orders.index, dtype=object)
    )
    if "phone" in orders and buyers.notna().mean() < 0.5:
        buyers = buyers.fillna(orders["phone"].str.replace(r"\D", "", regex=True))
        count.note("most orders have no mail: the phone marks the buyer")
    text, notes = people.tidied(buyers)
    for words in notes:
        count.note(words)
    if text.notna().any():
        orders = orders.assign(customer_id=people.hashed(text, people.salt(salt_folder)))
        lost = int(text.isna().sum())
        if lost:
            count.note(
                f"{cells.many(lost, 'order')} without a buyer: counted in money, not among people"
            )
    else:
        orders = orders.assign(customer_id=pd.Series(None, index=orders.index, dtype=TEXT))
        count.note(
            (platform.no_buyer or "No row names a buyer.")
            + " Money, calendar, basket, delivery and returns can be read; who comes back (stage "
            "5) can't"
        )
    return orders.drop(columns=[name for name in ("buyer", "phone") if name in orders])


def _with_states(orders, platform, count):
    """Paid, refunded, closed or waiting, by the platform's own words."""
    state = _said(orders, "state", "")
    after = _said(orders, "aftersale", "")
    text = state + "|" + after
    status = pd.Series("paid", index=orders.index, dtype=object)
    for name in ("waiting", "closed", "refunded"):
        words = platform.states.get(name, ())
        if words:
            hit = text.str.contains("|".join(map(re.escape, words)))
            partly = platform.states.get("partly", ())
            if name == "refunded" and partly:
                hit &= ~text.str.contains("|".join(map(re.escape, partly)))
            status[hit] = name
    if "ts_cancel" in orders:
        status[orders["ts_cancel"].notna() & (status == "waiting")] = "closed"
    on_delivery = _said(orders, "method", "").str.contains(r"cod|cashondelivery|货到付款")
    done = _said(orders, "fulfilled", "") == "fulfilled"
    status[(status == "waiting") & on_delivery & done] = "paid"
    if (on_delivery & done).any():
        count.note("cash on delivery that was sent counts as paid")
    if "ts_pay" in orders and (status == "paid").any():
        unpaid = (status == "paid") & orders["ts_pay"].isna() & ~(on_delivery & done)
        if unpaid.any() and "state" not in orders:
            status[unpaid] = "waiting"
        elif unpaid.any():
            count.note(
                f"{cells.many(unpaid.sum(), 'order')} without a time of payment, but with a state "
                "that says paid"
            )
    refund = (
        orders["refund"] if "refund" in orders else pd.Series(0, index=orders.index, dtype="Int64")
    )
    refund = refund.fillna(0).abs()
    paid = orders["paid"].fillna(0)
    refund = refund.where(status != "refunded", refund.where(refund > 0, paid))
    full = (refund >= paid) & (paid > 0) & ~status.isin(["waiting", "closed"])
    status[full] = "refunded"
    status[(status == "refunded") & ~full & (paid > 0)] = "paid"
    return orders.assign(status=status, refund=refund, paid=paid)


def _said(orders, name, otherwise):
    if name not in orders:
        return pd.Series(otherwise, index=orders.index)
    kinds = {kind: files.tidy_name(kind) for kind in orders[name].dropna().unique()}
    return pd.Series(
        [kinds.get(word, "") for word in orders[name]], index=orders.index, dtype=object
    )


def _in_order(orders, count):
    """Optional times that contradict each other are set aside, and said."""
    rules = definition("orders").rules
    for rule in rules:
        if {rule.early, rule.late} <= set(orders):
            wrong = orders[rule.late] < orders[rule.early]
            if wrong.any():
                aside = [name for name in (rule.late, rule.early) if name in TIMES]
                for name in aside:
                    orders.loc[wrong, name] = pd.NaT
                count.note(
                    f"{cells.many(wrong.sum(), 'order')} with {rule.late} before {rule.early}: "
                    f"{' and '.join(aside)} of these are set aside"
                )
    return orders


def _shop(orders, items, platform, count, parts):
    """Canonical tables, and the receipt down to them."""
    clean = pd.DataFrame({"order_id": orders["order_id"], "customer_id": orders["customer_id"]})
    clean["ts_order"] = orders["ts_order"]
    if clean["ts_order"].isna().any():
        number = orders.loc[clean["ts_order"].isna(), "order_id"].iloc[0]
        raise InputError(f"Order {number!r} has no time. Mend or remove that row.")
    for name in TIMES:
        if name in orders:
            clean[name] = orders[name]
    clean["status"] = orders["status"].astype(TEXT)
    for name in ("channel", "region"):
        if name in orders:
            clean[name] = orders[name].astype(TEXT)
    for meaning, name in MONEY.items():
        if meaning in orders:
            clean[name] = (orders[meaning].astype("Float64") / 100).astype("float64")
    clean = clean.sort_values(["ts_order", "order_id"], kind="stable").reset_index(drop=True)
    _tell_far_dates(clean, count)
    purchases = _purchases(clean, count)
    about = [f"{part.attrs['file']}: {part.attrs['about']}" for part in parts]
    return Shop(
        orders=purchases,
        every_order=clean,
        items=items,
        receipt=count.table(),
        notes=count.notes,
        platform=platform.name,
        title=platform.title,
        no_buyer=platform.no_buyer,
        read_as=about,
    )


def _tell_far_dates(clean, count):
    days = clean["ts_order"].dt.tz_localize(None).dt.normalize()
    if len(days) < 5:
        return
    low, high = days.quantile(0.01), days.quantile(0.99)
    far = (days > high + pd.Timedelta(days=FAR)) | (days < low - pd.Timedelta(days=FAR))
    if far.any():
        listed = ", ".join(sorted({f"{day:%Y-%m-%d}" for day in days[far]})[:3])
        count.note(
            f"{cells.many(far.sum(), 'order')} dated far from all others ({listed}): mend or "
            "remove them, and name the last day that counts yourself, as_of="
        )


def _purchases(clean, count):
    """The orders that are purchases; those that are none are counted by their state."""
    count.step("orders of the files", orders=len(clean), money=round(clean["paid_amount"].sum(), 2))
    says = {"waiting": "not paid", "closed": "closed", "refunded": "refunded in full"}
    left = clean
    for status, words in says.items():
        part = left[left["status"] == status]
        if len(part):
            count.step(
                f"{words}: no purchase",
                orders=-len(part),
                money=-round(part["paid_amount"].sum(), 2),
            )
            left = left.drop(part.index)
    free = left[left["paid_amount"] == 0]
    if len(free):
        count.step('orders of 0: no purchase, unless free="count"', orders=-len(free), money=0.0)
        left = left.drop(free.index)
    count.step("purchases", orders=len(left), money=round(left["paid_amount"].sum(), 2))
    refunded = left["refund_amount"].sum()
    if refunded:
        count.step("refunded of these", money=-round(refunded, 2))
    return left.reset_index(drop=True)
