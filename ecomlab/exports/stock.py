"""A shop's stock on an evening: of the running shop, or of your own stock list and orders (库存).

    day = stock.running("shop")
    day = stock.own(["stock.csv", "orders.csv", "purchases.csv"], timezone="Asia/Shanghai")

A stock list has a row per article; a list of purchases a row per lot; an order export is read as
``exports.read`` does. What a file doesn't say is missing in the tables, never 0.
"""

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from ecomlab.datasets import load
from ecomlab.errors import InputError, check_choice
from ecomlab.exports import files, reports
from ecomlab.exports.providers import is_known, platforms
from ecomlab.exports.reading import _checked, _paths, read
from ecomlab.exports.receipt import Receipt
from ecomlab.fulfillment.morning import BACK
from ecomlab.shop.published import as_of as cut
from ecomlab.tables import calendar_days
from ecomlab.tables.cells import many

SHOPS = {"running": "shop", "second": "second_shop"}
TITLES = {"running": "The running shop", "second": "The second shop"}
NEEDED = ("sku", "inventory_daily", "inbound", "orders", "order_items", "shipments",
          "courier_claims")  # fmt: skip
LAYOUTS = {"stock": "erp_stock", "inbound": "erp_inbound"}  # of reports.toml, by table
OLDEST = 1095  # days that receipts are looked at
YES = {"true": True, "1": True, "是": True, "yes": True, "合格": True,
       "false": False, "0": False, "否": False, "no": False, "不合格": False}  # fmt: skip
TIMES = ("ts_pay", "ts_ship_click", "ts_pickup", "ts_deliver", "ts_confirm")
PASTE = (
    "Name your columns: --column sku=YOURS --column on_hand=YOURS; beside them on_order, "
    "unit_cost, lead_time_days, supplier, title, moq, pack if your list has them."
)


@dataclass(frozen=True)
class StockDay:
    """What was known of a shop's stock on one evening.

    Parameters
    ----------
    title : str
    evening : Timestamp
        The day, without a zone.
    zone : str
        In which its days count.
    tables : dict of str to DataFrame
        Of ``NEEDED`` those that there are; none has a row of later. ``ages``, of own files: what
        came on each day, also before the first order.
    money : str
        The word of its money; empty where nobody says it.
    lacks : list of str
        What isn't there, and which file would help.
    notes : list of str
        How it was read.
    """

    title: str
    evening: pd.Timestamp
    zone: str
    tables: dict
    money: str = "yuan"
    lacks: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    @property
    def moment(self):
        """The end of the evening."""
        return _end(self.evening, self.zone)


def _end(evening, zone):
    """Midnight after a day; where clocks are put forward at midnight, the hour after it."""
    day = evening + pd.Timedelta(days=1)
    return day.tz_localize(zone, nonexistent="shift_forward", ambiguous=True)


# --- The running shop ------------------------------------------------------------------------


def running(name="running", as_of=None) -> StockDay:
    """The stock of one of the course's shops on an evening: no table knows what came later.

    Parameters
    ----------
    name : {"running", "second"}
    as_of : date, optional
        The last evening of its tables if not given.

    Raises
    ------
    ChoiceError, InputError
        There is no such shop, or it has no such day.
    """
    tables = load(SHOPS[check_choice("shop", name, list(SHOPS))])
    days = tables["calendar"]["date"]
    if as_of is not None:
        tables = cut(tables, as_of)
        days = tables["calendar"]["date"]
    last = days.max()
    kept = {table: tables[table] for table in NEEDED}
    kept["sku"] = kept["sku"].assign(sku=kept["sku"]["sku"].astype(str))
    return StockDay(TITLES[name], last.tz_localize(None), str(last.tz), kept)


# --- Your own --------------------------------------------------------------------------------


def own(paths, as_of=None, timezone=None, columns=None, platform=None, decimal=".", dayfirst=None,
        salt_folder=None, shop=None) -> StockDay:  # fmt: skip
    """The stock of your own list, with what your orders say was sold.

    Parameters
    ----------
    paths : path or list of paths
        A stock list (required); order exports; a list of purchases. Each is known by its columns.
    as_of : date, optional
        The evening of the stock list. By default the last day with an order.
    timezone : str, optional
        The shop's; its platform's if not given.
    columns : mapping of str to str, optional
        Your names by the canonical ones: ``{"on_hand": "可售"}``.
    platform, decimal, dayfirst, salt_folder
        As for ``exports.read``.
    shop : callable () -> Shop or None, optional
        Gives orders that were read before: called where no order export is among the files.

    Returns
    -------
    StockDay

    Raises
    ------
    InputError
        No stock list; a cell with two readings; no article in common; a stock list without a day.
    """
    columns = columns or {}
    sorted_out = _sorted_out(_paths(paths), columns)
    if not sorted_out["stock"]:
        raise InputError(
            "None of these files is a stock list: a row per article, with its code (sku, 商品编码) "
            f"and what is there (on_hand, 实际库存数). {PASTE}"
        )
    notes, lacks = [], []
    if not sorted_out["orders"]:
        shop = None if shop is None else shop()
    else:
        shop = read(
            sorted_out["orders"], platform, timezone, _for_orders(columns), None, decimal,
            dayfirst, salt_folder=salt_folder,
        )  # fmt: skip
    if shop is not None and shop.orders.empty:
        shop = None
    zone = timezone or (_zone(shop) if shop is not None else None)
    if zone is None:
        raise InputError("No order tells the time zone. Name the shop's: --timezone Asia/Shanghai")
    how = _checked(zone, None, None, decimal, dayfirst, None, None, None)
    listed = _stock_list(_rows("stock", sorted_out["stock"], how, notes), notes)
    evening = _evening(as_of, shop)
    notes.append(f"the stock list counts as that of the evening of {evening:%Y-%m-%d}: --as-of "
                 "names another")  # fmt: skip
    tables = {"sku": listed}
    sales = _sales(shop, listed, evening, zone, notes, lacks)
    lots = None
    if sorted_out["inbound"]:
        rows = _rows("inbound", sorted_out["inbound"], how, notes)
        lots = _purchases(rows, zone, evening, notes)
    tables |= _shelf(listed, sales, lots, evening)
    if lots is None:
        lacks.append(
            "No list of purchases: late suppliers, and how much lead times differ, can't be told. "
            "Give 采购单 with sku, lot_size, ordered_at, promised_on, received_at, supplier."
        )
    else:
        tables["inbound"] = lots
    if shop is not None:
        tables |= _waiting(shop, notes, lacks)
    money = "" if shop is None else _money(shop)
    return StockDay("Your stock", evening, zone, tables, money, lacks, notes)


def _sorted_out(paths, columns):
    """Which tables are the stock list, which purchases; the files of the rest are orders."""
    found = {"stock": [], "inbound": [], "orders": []}
    for path in paths:
        sheets = files.sheets(path, partial(_is_header, columns=columns))
        pairs = [(sheet, _layout(sheet.names, columns)) for sheet in sheets]
        for sheet, layout in pairs:
            if layout is not None:
                found[layout.table].append((sheet, layout))
        if not any(layout for _, layout in pairs):
            if not any(is_known(sheet.names) for sheet in sheets) and not columns:
                names = ", ".join(sheets[0].written[:12])
                raise InputError(
                    f"{path.name} is neither a stock list nor purchases nor an order export; its "
                    f"columns: {names}. {PASTE}"
                )
            found["orders"].append(path)
    return found


def _is_header(names, columns):
    return _layout(names, columns) is not None or is_known(names)


def _layout(names, columns):
    """How a table with these columns is to be read: as stock or as lots; None of an order export.

    What whoever types has named comes before the usual names of `reports.layouts`.
    """
    if is_known(names):
        return None
    named = {mine: files.tidy_name(name) for mine, name in columns.items()}
    for name in LAYOUTS.values():
        usual = reports.layouts()[name]
        own = {mine: [theirs] for mine, theirs in named.items() if theirs in names}
        own = {mine: theirs for mine, theirs in own.items() if mine in usual.columns}
        layout = replace(usual, columns={**usual.columns, **own})
        if layout.fits(names):
            return layout
    return None


def _for_orders(columns):
    """Of the columns named those that only orders have; None where none is left."""
    known = {name for table in LAYOUTS for name in reports.tables()[table]["columns"]}
    return {ours: own for ours, own in columns.items() if ours not in known} or None


def _rows(table, pairs, how, notes):
    """The rows of a stock list or of purchases; what was read as what, and what was left out."""
    receipt = Receipt()
    rows = reports.read(table, pairs, how, receipt)
    for sheet, layout in pairs:
        written = dict(zip(sheet.names, sheet.written, strict=False))
        said = ", ".join(
            f"{meaning} from {written[names[0]]}"
            for meaning, names in layout.found(sheet.names).items()
        )
        notes.append(f"{sheet.path.name}: {layout.title}, {said}")
    steps = receipt.table().dropna(subset="rows")
    notes += [f"{step.step}: {-step.rows:,}" for step in steps.itertuples() if step.rows < 0]
    notes += receipt.notes
    return rows


def _stock_list(table, notes):
    """A row per article: pieces of all its rows added up, the first text and cost of it."""
    if "on_hand" not in table:
        table = table.assign(on_hand=table["listed_stock"])
        notes.append("what may be sold (可用数) counts as what is there: no column says more")
    blank = table["on_hand"].isna() | table["sku"].isna()
    if blank.any():
        notes.append(
            f"{many(blank.sum(), 'row')} of the stock list without an article or its pieces: left "
            "out, not counted as 0"
        )
    table = table[~blank.to_numpy(dtype=bool)].reset_index(drop=True)
    if table.empty:
        raise InputError("The stock list has no row with an article and its pieces.")
    below = (table["on_hand"] < 0).fillna(False)
    if below.any():
        notes.append(
            f"{many(below.sum(), 'row')} of the stock list below 0 (sold and not there, 超卖): "
            "counted as 0"
        )
        table["on_hand"] = table["on_hand"].clip(lower=0)
    twice = int(table["sku"].duplicated().sum())
    if twice:
        notes.append(f"{many(twice, 'row')} more of an article (another warehouse): added up")
    how = {name: "first" for name in table if name != "sku"}
    how |= {name: _sum for name in ("on_hand", "on_order") if name in table}
    table = table.groupby("sku", sort=False, as_index=False).agg(how)
    kinds = reports.tables()["stock"]["columns"]
    for name in (name for name in table if kinds[name] in ("count", "money", "number")):
        table[name] = table[name].astype("Float64").astype("float64")
        if (table[name] < 0).any():
            raise InputError(f"The stock list has {name} below 0. Mend these rows.")
    for name in ("moq", "pack"):
        if name in table:
            table[name] = table[name].where(table[name] >= 1)
    return table.assign(sku=table["sku"].astype(str), on_hand=table["on_hand"].astype("int64"))


def _sum(values):
    return values.sum(min_count=1)


def _zone(shop):
    zone = shop.orders["ts_order"].dt.tz
    return None if zone is None else str(zone)


def _evening(as_of, shop):
    if as_of is None:
        if shop is None:
            raise InputError(
                "No order tells the day of the stock list. Name it: --as-of 2025-11-30"
            )
        as_of = shop.last_day
    try:
        return pd.Timestamp(as_of).tz_localize(None).normalize()
    except (ValueError, TypeError):
        raise InputError(f"--as-of is {as_of!r}. Write a day: 2025-11-30.") from None


def _sales(shop, listed, evening, zone, notes, lacks):
    """Pieces sold by article and day, up to the evening; None where no order says it."""
    if shop is None:
        lacks.append(
            "No order export: what sells a day isn't known, and with it cover, orders to place and "
            "goods without a sale. Give an order export with its articles."
        )
        return None
    if shop.items is None or not len(shop.items):
        known = platforms().get(shop.platform)
        help_ = "Give an export with a row per article: sku, qty, price."
        if known is not None and known.cant_tell:
            help_ = known.cant_tell
        lacks.append(
            "The orders name no articles: what sells a day isn't known, and with it cover, orders "
            f"to place and goods without a sale. {help_}"
        )
        return None
    bought = shop.purchases[["order_id", "ts_order"]]
    lines = shop.items.merge(bought, on="order_id")
    day = calendar_days(lines["ts_order"].dt.tz_convert(zone))
    lines = lines.assign(sku=lines["sku"].astype(str), date=day)[day <= evening]
    if lines.empty:
        raise InputError(f"No article was sold up to {evening:%Y-%m-%d}. Is --as-of right?")
    unknown = ~lines["sku"].isin(listed["sku"])
    if unknown.all():
        raise InputError(
            "None of the articles sold is in the stock list: the orders say "
            f"{lines['sku'].iloc[0]!r}, the list {listed['sku'].iloc[0]!r}. Both need the same "
            "code (商家编码): --column sku=YOURS names the right column of the list."
        )
    if unknown.any():
        share = lines.loc[unknown, "qty"].sum() / lines["qty"].sum()
        notes.append(
            f"{many(lines.loc[unknown, 'sku'].nunique(), 'article')} sold that the stock list "
            f"hasn't ({share:.0%} of the pieces): left out"
        )
    first, last = day.min(), lines["date"].max()
    if last < evening:
        lacks.append(
            f"The last sale of your orders is of {last:%Y-%m-%d}: the days from then to the "
            "evening count as days without one. If your file ends there, --as-of should be its "
            "last day."
        )
    lines = lines[~unknown]
    lines.attrs["first"] = first
    return lines


def _shelf(listed, sales, lots, evening):
    """``inventory_daily`` as far as it can be known: sales of each day, stock of the evening."""
    if sales is None:
        return {}
    start = max(sales.attrs["first"], evening - pd.Timedelta(days=BACK - 1))
    days = pd.date_range(start, evening)
    table = _by_day(listed, days, sales=(sales["sku"], sales["date"], sales["qty"]))
    ages = _receipts(listed, table, lots, evening)
    if ages is not None:
        those = ages[ages["date"] >= start]
        table["received"] = those["received"].to_numpy()
    table["on_hand"] = np.nan
    last = table["date"] == evening
    table.loc[last, "on_hand"] = listed["on_hand"].to_numpy(float)
    there = table["sales"] + table["received"] if "received" in table else table["sales"]
    first = table[there > 0].groupby("sku")["date"].min()
    begin = table["sku"].map(first).fillna(start)  # new ones begin with their first sale or lot
    table = table[(table["date"] >= begin) | last].reset_index(drop=True)
    found = {"inventory_daily": table}
    return found if ages is None else found | {"ages": ages}


def _receipts(listed, table, lots, evening):
    """What came on each day, also before the first order; None where no lot says it.

    Sales of days before the first order aren't known; ages are told without them.
    """
    if lots is None or not lots["received_at"].notna().any():
        return None
    came = lots[lots["received_at"].notna() & lots["accepted"].fillna(True)]
    when = calendar_days(came["received_at"])
    first = max(min(table["date"].min(), when.min()), evening - pd.Timedelta(days=OLDEST))
    days = pd.date_range(first, evening)
    received = came["sku"], when, came["lot_size"]
    ages = _by_day(listed, days, received=received,
                   sales=(table["sku"], table["date"], table["sales"]))  # fmt: skip
    return ages.assign(on_hand=np.repeat(listed["on_hand"].to_numpy(float), len(days)))


def _by_day(listed, days, **moved):
    """A row per listed article and day: pieces of each (article, date, pieces), 0 without any."""
    names = pd.Index(listed["sku"])
    table = {"sku": np.repeat(names.to_numpy(), len(days)), "date": np.tile(days, len(names))}
    for name, (sku, date, pieces) in moved.items():
        grid = np.zeros((len(names), len(days)))
        row, column = names.get_indexer(sku.astype(str)), days.get_indexer(pd.DatetimeIndex(date))
        there = (row >= 0) & (column >= 0)
        np.add.at(grid, (row[there], column[there]), pieces.to_numpy(float)[there])
        table[name] = grid.ravel()
    return pd.DataFrame(table)


def _purchases(table, zone, evening, notes):
    """``inbound`` of a list of purchases, as known on the evening."""
    for name in ("ordered_at", "promised_on", "received_at"):
        if name not in table:
            table[name] = pd.Series(pd.NaT, table.index, dtype=f"datetime64[us, {zone}]")
    lost = table["ordered_at"].isna() | table["lot_size"].isna()
    lost = lost.to_numpy(dtype=bool) | (table["lot_size"] <= 0).fillna(False).to_numpy(dtype=bool)
    if lost.any():
        notes.append(f"{many(lost.sum(), 'purchase')} without a day or pieces: left out")
    table = table[~lost].reset_index(drop=True)
    table["supplier"] = table.get("supplier", pd.Series(None, table.index, dtype=object))
    table["supplier"] = table["supplier"].astype(object).where(table["supplier"].notna(), "(none)")
    number = table.get("po_id", pd.Series(None, table.index, dtype=object)).astype(object)
    line = np.arange(1, len(table) + 1).astype(str)
    number = number.where(number.notna(), "row " + line)
    again = pd.Series(number).duplicated(keep=False)  # a purchase of several articles
    table["po_id"] = np.where(again, number + " · " + table["sku"].astype(str), number)
    copies = table.groupby("po_id").cumcount()
    table["po_id"] = np.where(copies > 0, table["po_id"] + " · " + (copies + 1).astype(str),
                              table["po_id"])  # fmt: skip
    passed = table.get("accepted", pd.Series(None, table.index, dtype=object)).astype(object)
    passed = passed.map(lambda word: YES.get(str(word).strip().lower()) if word == word else None)
    end = _end(evening, zone)
    table = table[table["ordered_at"] < end]
    came = table["received_at"] < end
    passed = passed.loc[table.index].astype("boolean").fillna(True).where(came)
    table = table.assign(
        received_at=table["received_at"].where(came), accepted=passed,
        sku=table["sku"].astype(str), supplier=table["supplier"].astype(str),
        lot_size=table["lot_size"].astype(float).round().astype("int64"),
    )  # fmt: skip
    return table.reset_index(drop=True)


def _waiting(shop, notes, lacks):
    """Orders for what isn't sent: where the export has no time of sending, none."""
    bought = shop.purchases.copy()
    known = {name for name in TIMES if name in bought and bought[name].notna().any()}
    if not known & {"ts_ship_click", "ts_pickup"}:
        lacks.append(
            "The orders have no time of sending: unsent orders can't be told. Give an export with "
            "发货时间 (ts_ship_click) or the courier's scan (ts_pickup)."
        )
        return {}
    if "ts_pay" not in known:
        notes.append("no time of payment: hours count from the order")
        bought["ts_pay"] = bought["ts_order"]
    for name in set(TIMES) - known - {"ts_pay"}:
        bought[name] = pd.Series(pd.NaT, bought.index, dtype=bought["ts_order"].dtype)
    kept = {"orders": bought}
    if shop.items is not None:
        kept["order_items"] = shop.items
    return kept


def _money(shop):
    known = platforms().get(shop.platform)
    code = known.currency if known is not None else ""
    return {"CNY": "yuan", "": ""}.get(code, code)
