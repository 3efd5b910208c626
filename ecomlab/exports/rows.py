"""From the texts of a sheet to rows: amounts, times, states, buyers; totals and blanks are out."""

import numpy as np
import pandas as pd

from ecomlab.errors import InputError
from ecomlab.exports import people, states
from ecomlab.exports.files import tidy_name
from ecomlab.exports.providers import CANONICAL, GENERIC, unread
from ecomlab.tables import cells

MONEY = ("paid", "refund", "received")
BESIDE = ("off", "balance", "asked", "owed", "kept")  # amounts that mend what was paid
TIMES = ("ts_pay", "ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm", "ts_cancel")
TOLD = ("channel", "region", "currency", "state", "title")  # texts that stay as they are
PRICES = ("price", "line_total")
UNREAD = ("marker", "company", "goods", "total", "shipping", "units")  # only mark a platform
DATED = r"^(\d{6})-"  # of an order's number
SHORT = 24  # letters, of a word of totals
FOOT = r"record\(s\) downloaded|seller id\b"  # so eBay ends
DECISIVE = ("order_id", "buyer", "ts_order", "paid", "refund", "state")
PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|"
    "海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)


def texts(sheet, platform) -> pd.DataFrame:
    """The cells of the columns that mean something, by meaning; ``attrs["names"]`` as written."""
    found = {
        meaning: names
        for meaning, names in platform.found(sheet.names).items()
        if meaning not in UNREAD
    }
    first = {name for names in found.values() for name in names}
    decisive = {names[0] for meaning, names in found.items() if meaning in DECISIVE}
    second = {f"{name} 2" for name in decisive} & set(sheet.names)
    cells_of, odd = sheet.load(sorted(first | second, key=sheet.names.index))
    _refuse_two_readings(cells_of, second, sheet)
    frame = pd.DataFrame(index=cells_of.index)
    for meaning, names in found.items():
        frame[meaning] = cells_of[names[0]]
        for name in names[1:]:  # a second phone, where the first is blank
            frame[meaning] = cells.tidy(frame[meaning]).fillna(cells.tidy(cells_of[name]))
    written = _written(sheet)
    frame.attrs["names"] = {
        meaning: written.get(names[0], names[0]) for meaning, names in found.items()
    }
    frame.attrs["odd"] = odd
    return frame


def _written(sheet):
    """The columns' names as the file has them, by their tidied ones."""
    return dict(zip(sheet.names, sheet.written, strict=False))


def _refuse_two_readings(cells_of, second, sheet):
    """Two columns of one name may only say the same."""
    for name in second:
        own = name.removesuffix(" 2")
        one, other = cells.tidy(cells_of[own]).fillna(""), cells.tidy(cells_of[name]).fillna("")
        if (one != other).any():
            raise InputError(
                f"{sheet.path.name} has two columns {_written(sheet)[own]} that differ. Rename or "
                "remove one of them."
            )


def columns_read(sheet, platform) -> str:
    """Which of a file's columns were read as what: "customer_id from CustomerID, …"."""
    written, other = _written(sheet), {mine: name for name, mine in CANONICAL.items()}
    return ", ".join(
        f"{other.get(meaning, meaning)} from {' or '.join(written.get(n, n) for n in names)}"
        for meaning, names in platform.found(sheet.names).items()
        if meaning not in UNREAD
    )


def read(sheet, platform, how, receipt) -> pd.DataFrame:
    """The rows of a sheet, by meaning: amounts in cents, times in the shop's zone, words as status.

    Parameters
    ----------
    sheet : files.Sheet
    platform : Platform
    how : Options
        timezone, decimal, dayfirst, currency.
    receipt : Receipt
        Counts the rows that are none, and what they hold.
    """
    frame = texts(sheet, platform)
    names = frame.attrs["names"]
    totals, blank = _no_rows(frame)
    rows = pd.DataFrame(index=frame.index[~totals])
    for meaning in (*MONEY, *PRICES, *BESIDE):
        if meaning in frame:
            rows[meaning] = cells.cents(frame.loc[~totals, meaning], names[meaning], how.decimal)
    if "qty" in frame:
        qty = cells.tidy(frame.loc[~totals, "qty"]).str.replace(",", "").astype(object)
        rows["qty"] = pd.to_numeric(qty, errors="coerce").astype("float64")
    if "paid" not in rows:
        rows["paid"] = (rows["qty"].astype("Float64") * rows["price"]).round().astype("Int64")
        receipt.note(f"what was paid is {names['qty']} times {names['price']}")
    rows["paid"] = _whole_amount(sheet, platform, rows, names, receipt)
    if "kept" in rows:  # blank or 0 where nothing was adjusted
        less = rows["kept"].notna() & (rows["kept"] > 0) & (rows["kept"] < rows["paid"])
        rows["refund"] = (rows["paid"] - rows["kept"]).where(less.fillna(False), 0).astype("Int64")
    totals[~totals] = _sums(frame[~totals], rows)
    rows = rows[~totals[frame.index.isin(rows.index)]]
    blank &= ~totals
    _count_rows(sheet, frame, rows, totals, blank, how, receipt)
    frame, rows = frame[~(totals | blank)], rows[~blank[~totals]]
    frame.attrs["names"] = names
    if rows.empty:
        raise InputError(f"{sheet.path.name} has a header and no rows. Export a longer time.")
    if platform.name == GENERIC and rows["paid"].isna().any():
        lost = rows["paid"].isna()
        receipt.step("rows without an amount", rows=-int(lost.sum()), cents=0)
        frame, rows = frame[~lost], rows[~lost].copy()
        frame.attrs["names"] = names
        if rows.empty:
            raise InputError(f"No row of {sheet.path.name} has an amount in {names['paid']}.")
    rows["copy"] = _copies(sheet, frame, platform)
    left = unread(sheet, platform)
    if left:
        receipt.note(
            f"not read: {', '.join(left)}. If one is the amount given back, or the state, name it: "
            'columns={"refund_amount": "…"}, or "status"'
        )
    marks = cells.currencies(frame["paid"]) if "paid" in frame else []
    if len(marks) > 1:
        receipt.note(f"amounts of {' and '.join(marks)} in one column: added as if of one currency")
    return _with_ids_and_times(frame, rows, platform, how, receipt)


def _copies(sheet, frame, platform):
    """Which rows stand twice: the same in every cell as an earlier one, also in those not read."""
    if platform.lines not in ("sum", "order") or "line_id" in frame:
        return False
    first = frame.get("order_id", frame)
    like = first.duplicated(keep=False)
    like[like] = frame[like].duplicated(keep=False)
    if not like.any():
        return False
    rest = [name for name in sheet.names if name not in _cells_read(sheet, platform)]
    cells_of = frame[like.to_numpy(dtype=bool)]
    if rest:
        cells_of = cells_of.join(sheet.load(rest)[0].loc[cells_of.index].add_prefix("beside "))
    copies = cells_of.duplicated()
    return frame.index.isin(copies.index[copies.to_numpy(dtype=bool)])


def _cells_read(sheet, platform):
    found = platform.found(sheet.names).items()
    return {name for meaning, names in found if meaning not in UNREAD for name in names}


def _whole_amount(sheet, platform, rows, names, receipt):
    """What was paid: less a discount that stands beside it, and with what a balance paid."""
    paid = rows["paid"]
    if "off" in rows:
        off = rows["off"].abs().fillna(0)
        off = off.where(off <= paid.fillna(0), paid.fillna(0).clip(lower=0)).astype("Int64")
        if off.sum():
            receipt.note(
                f"what was paid is {names['paid']} less {names['off']} ({off.sum() / 100:,.2f})"
            )
        paid = paid - off
    if "balance" in rows and tidy_name(names["paid"]) == platform.columns["paid"][0]:
        more = rows["balance"].fillna(0).clip(lower=0)
        if "goods" in platform.found(sheet.names):  # where all of it stands already, nothing more
            goods = platform.found(sheet.names)["goods"][0]
            asked = cells.cents(sheet.load([goods])[0][goods].loc[rows.index], goods)
            more = more.where((paid < asked).fillna(True), 0)
        if more.sum():
            receipt.note(
                f"what was paid is {names['paid']} and {names['balance']} ({more.sum() / 100:,.2f})"
            )
        paid = paid + more.astype("Int64")
    return paid


def _sums(frame, rows):
    """Rows with an amount and nothing else that are the sum of the rows above: totals."""
    bare = np.ones(len(frame), dtype=bool)
    for name in ("ts_order", "buyer"):
        if name in frame:
            bare &= cells.tidy(frame[name]).isna().to_numpy(dtype=bool)
    if "order_id" in frame:  # a word may stand there: Summe
        number = frame["order_id"].str.contains(r"\d").fillna(False)
        bare &= ~number.to_numpy(dtype=bool)
    paid = rows["paid"].fillna(0).to_numpy(dtype="int64")
    above = np.cumsum(np.where(bare, 0, paid)) - np.where(bare, 0, paid)
    orders_above = np.cumsum(~bare)
    return bare & (paid == above) & (orders_above > 1) & (paid != 0)


def _no_rows(frame):
    """Which rows are totals, and which have neither an order nor a buyer nor a time."""
    marks = [frame[name] for name in ("order_id", "buyer", "ts_order") if name in frame]
    blank, totals = np.ones(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    for mark in marks:
        short = np.flatnonzero((mark.str.len() < SHORT).fillna(True).to_numpy(dtype=bool))
        words = cells.tidy(mark.iloc[short]).str.lower().str.replace("：", ":")
        foot = words.isin(people.TOTALS) | words.str.match(FOOT).fillna(False)
        totals[short] |= foot.to_numpy(dtype=bool)
        here = np.zeros(len(frame), dtype=bool)
        here[short] = words.isna().to_numpy(dtype=bool)
        blank &= here
    return totals, blank & ~totals


def _count_rows(sheet, frame, rows, totals, blank, how, receipt):
    """Rows and money of the file, and of its rows that are none."""
    odd, names = frame.attrs["odd"], frame.attrs["names"]
    told = _total(frame, totals, names, how)
    money = rows["paid"].sum()
    receipt.step(f"rows of {sheet.path.name}", rows=len(frame) + len(odd), cents=money + sum(told))
    if totals.any():
        receipt.step("rows of totals (合计)", rows=-int(totals.sum()), cents=-sum(told))
    if blank.any():
        lost = rows["paid"][blank[~totals]].sum()
        receipt.step("rows without order, buyer and time", rows=-int(blank.sum()), cents=-lost)
        money -= lost
    if told and told[-1] != money:
        receipt.note(
            f"the file's own total says {told[-1] / 100:,.2f}, its rows add up to "
            f"{money / 100:,.2f}"
        )
    if odd:
        _count_odd(sheet, frame, odd, receipt)


def _total(frame, totals, names, how):
    """The amounts in rows of totals that can be read."""
    if "paid" not in frame or not totals.any():
        return []
    try:
        found = cells.cents(frame.loc[totals, "paid"], names["paid"], how.decimal)
    except InputError:
        return []
    return [int(amount) for amount in found.dropna()]


def _count_odd(sheet, frame, odd, receipt):
    """Rows with another number of cells can't be read: a comma, a quotation mark, a cut end."""
    if len(odd) > len(frame):
        raise InputError(
            f"{len(odd):,} of {len(odd) + len(frame):,} rows of {sheet.path.name} have another "
            f"number of cells than the header's {len(sheet.names)}. Export it again, and don't "
            "open it in another program before it is read here."
        )
    receipt.step("rows with another number of cells", rows=-len(odd))
    real = [row for row in odd if not any(c.strip().lower() in people.TOTALS for c in row)]
    if real:
        receipt.note(
            f"{cells.many(len(real), 'row')} of {sheet.path.name} with another number of cells "
            "than the header: left out, their money too. Export the file again"
        )


def _with_ids_and_times(frame, rows, platform, how, receipt):
    names = frame.attrs["names"]
    for meaning in ("order_id", "line_id"):
        if meaning in frame:
            rows[meaning] = cells.ids(frame[meaning], names[meaning])
    if "order_id" in rows:
        deleted = rows["order_id"].str.startswith("（删除）") | rows["order_id"].str.startswith(
            "(删除)"
        )
        if deleted.fillna(False).any():
            rows["order_id"] = rows["order_id"].str.replace(r"^[（(]删除[）)]", "", regex=True)
            said = cells.tidy(frame["state"]).fillna("") if "state" in frame else ""
            frame = frame.assign(state=("(删除)" + said).where(deleted.fillna(False), said))
            frame.attrs["names"] = names
    zone = _zone(frame, platform, how)
    dayfirst = platform.dayfirst if how.dayfirst is None else how.dayfirst
    for meaning in ("ts_order", *TIMES):
        if meaning in frame:
            rows[meaning] = _times(frame, rows, meaning, zone, dayfirst, receipt, how.timezone)
    said = {name: cells.tidy(frame[name]) for name in states.SAID if name in frame}
    rows["means"] = states.meanings(pd.DataFrame(said, frame.index), platform, receipt)
    for meaning in TOLD:
        if meaning in frame:
            rows[meaning] = cells.tidy(frame[meaning])
    if "sku" in frame:
        rows["sku"] = cells.tidy(frame["sku"]).str.replace(cells.POINTED, r"\1", regex=True)
    if "region" in rows:
        rows["region"] = province(rows["region"])
    return _with_buyers(frame, rows, receipt)


def _with_buyers(frame, rows, receipt):
    names = frame.attrs["names"]
    if "buyer" in frame:
        rows["buyer"], placeholders = people.tidied(frame["buyer"], names["buyer"])
        if placeholders:
            receipt.note(
                f"{cells.many(placeholders, 'row')} with a placeholder (-, null, 匿名) where the "
                "buyer stands: purchases without a person"
            )
    if "phone" in frame:
        rows["phone"] = people.phones(frame["phone"], names["phone"])
    return rows


def province(regions) -> pd.Series:
    """Of an address the province alone; another text that holds digits or is long is missing.

    >>> province(pd.Series(["浙江省 杭州市 某路1号", "Ohio", "12 Main Street"])).tolist()
    ['浙江', 'Ohio', <NA>]
    """
    text = pd.Series(regions).astype(cells.TEXT)
    long = (text.str.len() > 12).fillna(False) | text.str.contains(r"\d").fillna(False)
    kinds = text[long.to_numpy(dtype=bool)].dropna().unique()
    first = pd.Series(kinds, dtype=object).str.extract(rf"^({PROVINCES})")[0]
    short = dict(zip(kinds, first.where(first.notna(), None), strict=True))
    kept = [short.get(value, value) for value in text.astype(object)] if short else text
    return pd.Series(kept, index=text.index, dtype=cells.TEXT)


# --- Times -----------------------------------------------------------------------------------


def _zone(frame, platform, how):
    """The clock on which times without an offset were written."""
    if platform.zone or how.timezone:
        return platform.zone or how.timezone
    name = frame.attrs["names"]["ts_order"]
    text = cells.tidy(frame["ts_order"]).dropna()
    offsets = text.str.extract(r":\d{2}.*?\s*(?P<offset>Z|UTC|[+-]\d{2}:?\d{2})$")["offset"]
    found = sorted(set(offsets.dropna().str.replace(":", "")))
    if len(found) == 1 and offsets.notna().all():
        if found[0] in ("Z", "UTC", "+0000", "-0000"):
            return "UTC"
        if found[0].endswith("00"):
            return f"Etc/GMT{-int(found[0][:3]):+d}"
    if found:
        raise InputError(
            f"{name} has the offsets {', '.join(found)}. Name the shop's zone, in which its days "
            'count: exports.read(path, timezone="America/New_York").'
        )
    raise InputError(
        f'{name} has no zone. Name the shop\'s: exports.read(path, timezone="Asia/Shanghai").'
    )


def _times(frame, rows, meaning, zone, dayfirst, receipt, timezone):
    """A column of times; a blank time of an order is read from the order's number, and said."""
    name = frame.attrs["names"][meaning]
    read, notes = cells.times(frame[meaning], name, zone, dayfirst, optional=meaning != "ts_order")
    receipt.note(*(f"{name}: {words}" for words in notes))
    if meaning == "ts_order" and "order_id" in rows and read.isna().any():
        days = rows["order_id"].where(read.isna()).astype(object).str.extract(DATED)[0]
        from_number = pd.to_datetime(days, format="%y%m%d", errors="coerce").dt.tz_localize(zone)
        used = int(from_number.notna().sum())
        if used:
            read = read.fillna(from_number.astype(read.dtype))
            receipt.note(
                f"{cells.many(used, 'order')} without a time: the day is read from the order's "
                "number, and may be off by one near midnight"
            )
    return read.dt.tz_convert(timezone) if timezone else read
