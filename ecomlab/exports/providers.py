"""Which platform wrote a file, by the set of its columns; what each column means there."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ecomlab.errors import InputError, check_choice
from ecomlab.exports.files import tidy_name

GENERIC = "canonical"
LINES = ("order", "sum", "first", "repeat")
# The dictionary's names of what has another name here
CANONICAL = {
    "customer_id": "buyer", "paid_amount": "paid", "status": "state", "refund_amount": "refund",
}  # fmt: skip
SEVERAL = ("phone", "ts_order")  # of these, later columns fill what the first leaves blank
# What a table is read by where no platform is known: the dictionary's names, and usual others
USUAL = {
    "order_id": [
        "order_id", "orderid", "order", "order_no", "orderno", "ordernumber", "invoiceno",
        "invoice", "订单编号", "订单号", "主订单编号",
    ],
    "line_id": ["子订单编号", "order_item_id"],
    "buyer": [
        "customer_id", "customerid", "customer", "user_id", "userid", "buyer_id", "buyerid",
        "customer_unique_id", "email", "customer_email", "买家会员名", "客户id", "会员id", "用户id",
        "买家id",
    ],
    "ts_order": [
        "ts_order", "invoicedate", "order_date", "orderdate", "order_time", "created_at",
        "createdat", "purchase_date", "order_purchase_timestamp", "date", "下单时间",
        "订单创建时间",
    ],
    "paid": [
        "paid_amount", "amount", "total", "order_total", "total_amount", "revenue", "实付金额",
        "实付款", "支付金额", "买家实付金额", "买家实际支付金额",
    ],
    "ts_pay": ["ts_pay", "paid_at", "付款时间", "支付时间", "订单付款时间"],
    "ts_ship_click": ["ts_ship_click"],
    "ts_pickup": ["ts_pickup"],
    "ts_deliver": ["ts_deliver"],
    "ts_confirm": ["ts_confirm"],
    "ts_cancel": ["ts_cancel", "cancelled_at"],
    "state": ["status", "order_status", "订单状态"],
    "aftersale": ["售后状态", "退款状态"],
    "refund": ["refund_amount", "refunded_amount", "退款金额"],
    "channel": ["channel"],
    "region": ["region"],
    "units": ["units"],
    "sku": ["sku", "stockcode", "product_id"],
    "title": ["title", "product_name"],
    "qty": ["qty", "quantity"],
    "price": ["price", "unitprice", "unit_price"],
    "currency": ["currency"],
}  # fmt: skip
HINTS = {  # what a column's name holds where it means this, the surest first
    "order_id": (
        r"order.?id", r"order.?n(?:o|um|umber)?$", r"order.?ref", r"订单编?号", "单号", "invoice",
        "bestell(?!dat|stat)", "auftrag(?!s?dat)", "vorgang", "rechnung", "receipt", "transaction",
        r"^(?:nr|no|id|ref)\.?$", "编号",
    ),
    "customer_id": (
        "buyer", "customer", "client", "user", "member", "mail", "kunde", "käufer", "买家", "客户",
        "会员", "用户", "顾客",
    ),
    "ts_order": (
        "order.*date", "order.*time", "date", "time", "when", "created", "下单", "创建", "日期",
        "时间", "datum",
    ),
    "paid_amount": (
        "paid", "实付", "支付", "order.?total", "grand.?total", "total", "amount", "revenue",
        "sales", "gross", "price", "金额", "总价", "betrag", "summe", "umsatz",
    ),
    "status": (
        "financial.?status", "payment.?status", "order.?stat(?:us|e)", "订单状态", "交易状态",
        r"status", "zustand", "estado", "statut", "状态",
    ),
}  # fmt: skip
NOT_PAID = (
    r"discount|coupon|tax|ship|fee|refund|return|adjust|优惠|折扣|运费|邮费|退款|积分|at$|date"
)
TELLING = r"refund|return|cancel|adjust|status|state$|退款|状态|取消|关闭"  # worth being read
CELLS = {  # what its cells look like
    "ts_order": r"^\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|^\s*\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
    "paid_amount": r"^\D{0,3}[\d,.]*\d[.,]\d{2}\D{0,3}$",
}


@dataclass(frozen=True)
class Platform:
    """A platform's order export.

    Parameters
    ----------
    name, title : str
    columns : mapping of str to list of str
        By meaning, the names that the column may have, tidied; the first that is there counts.
    needs : sequence of str
        Meanings that must be there for the file to be this platform's.
    never : sequence of str
        Names that only another platform's file has.
    states : mapping of {"paid", "part paid", "partly", "refunded", "closed", "waiting"} to list
        Words in an order's state, tidied.
    claims : mapping of {"none", "partly", "refunded", "open"} to list of str
        Words after the sale, tidied, in the order in which they are looked for.
    doubtful : mapping of str to str
        Words of a state whose meaning isn't sure: what they are read as, and told.
    said : mapping of str to str
        What the reader said that words mean; before all others.
    lines : {"order", "sum", "first", "repeat"}
        How rows make orders.
    currency : str
        Of its amounts, where no column says it.
    zone : str
        Its clock; empty where each time has its offset or the shop's zone must be told.
    no_buyer : str
        What is said where the export names no buyer, and which file would help.
    cant_tell : str
        What else this export doesn't say.
    dayfirst : bool, optional
        How it writes 03/04/2025.
    lines_of : sequence of str
        Platforms whose order report this report of lines stands beside.
    where : str
        Where one gets it; menus move.
    """

    name: str
    title: str
    columns: Mapping[str, list]
    needs: tuple = ()
    never: tuple = ()
    states: Mapping[str, list] = field(default_factory=dict)
    claims: Mapping[str, list] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    lines: str = "order"
    zone: str = ""
    no_buyer: str = ""
    cant_tell: str = ""
    lines_of: tuple = ()
    where: str = ""
    dayfirst: bool | None = None

    def found(self, names) -> dict[str, list[str]]:
        """By meaning, the columns of a file that have it: one, or several that fill each other."""
        there = set(names)
        every = {
            meaning: [name for name in wanted if name in there]
            for meaning, wanted in self.columns.items()
        }
        return {
            meaning: names if meaning in SEVERAL else names[:1]
            for meaning, names in every.items()
            if names
        }

    def lacks(self, names) -> list[str]:
        """The meanings that it needs and a file with these columns hasn't."""
        found = set(self.found(names))
        if self.name == GENERIC and {"qty", "price"} <= found:
            found.add("paid")  # pieces times their price
        return [meaning for meaning in self.needs if meaning not in found]

    def fits(self, names) -> bool:
        """Could a file with these columns be this platform's?"""
        return not set(self.never) & set(names) and not self.lacks(names)


@cache
def _declared():
    return tomllib.loads((Path(__file__).parent / "platforms.toml").read_text(encoding="utf-8"))


@cache
def platforms() -> dict[str, Platform]:
    """The platforms whose order exports are known, by name.

    >>> platforms()["shopify"].title
    'Shopify orders'
    """
    return {
        name: _platform(name, words) for name, words in _declared().items() if "columns" in words
    }


def _platform(name, words):
    tidied = {
        meaning: [tidy_name(one) for one in names] for meaning, names in words["columns"].items()
    }
    states = _tidied(words.get("states", {}))
    shared = _declared()["any_platform"]
    for state, more in shared["every_state"].items():
        states[state] = [*states.get(state, ()), *map(tidy_name, more)]
    check_choice("lines", words["lines"], LINES)
    return Platform(
        name, words["title"], tidied, tuple(words["needs"]),
        tuple(map(tidy_name, words.get("never", ()))), states, claims(),
        words.get("doubtful", {}), {}, words.get("currency", ""), words["lines"],
        words.get("zone", ""), words.get("no_buyer", ""), words.get("cant_tell", ""),
        tuple(words.get("lines_of", ())), words.get("where", ""),
        words.get("dayfirst"),
    )  # fmt: skip


def _tidied(words):
    return {name: [tidy_name(one) for one in found] for name, found in words.items()}


def claims() -> dict[str, list[str]]:
    """Words after the sale, the same for every platform."""
    return _tidied(_declared()["any_platform"]["claims"])


def usual_states() -> dict[str, list[str]]:
    """Words of a state where no platform is known."""
    shared = _declared()["any_platform"]
    words, more = _tidied(shared["states"]), _tidied(shared["every_state"])
    return {name: [*words.get(name, ()), *more.get(name, ())] for name in {**words, **more}}


def generic(columns=None) -> Platform:
    """A reader of a table of orders, by usual names, or by the file's own.

    Parameters
    ----------
    columns : mapping of str to str, optional
        The file's names by the dictionary's: ``{"customer_id": "UserNo"}``.
    """
    wanted, needs = dict(USUAL), ["buyer", "ts_order", "paid"]
    if columns is not None:
        needs = ["ts_order", "paid"]
        for canonical, own in columns.items():
            check_choice("A name in columns", canonical, _canonical_names())
            wanted[CANONICAL.get(canonical, canonical)] = [tidy_name(own)]
    return Platform(
        GENERIC,
        "a table of orders",
        wanted,
        tuple(needs),
        states=usual_states(),
        claims=claims(),
        lines="order",
    )


def _canonical_names():
    other = {meaning: name for name, meaning in CANONICAL.items()}
    return [other.get(meaning, meaning) for meaning in USUAL]


def is_known(names, columns=None) -> bool:
    """Are these the columns of an export that can be read?"""
    if columns is not None:
        return {tidy_name(own) for own in columns.values()} <= set(names)
    reader = generic()
    return any(one.fits(names) for one in platforms().values()) or not reader.lacks(names)


def recognise(sheet, platform=None, columns=None) -> Platform:
    """The platform of a table with these columns; else a generic one.

    Parameters
    ----------
    sheet : files.Sheet
    platform : str, optional
        One of ``platforms()``, where its reader should take the file whatever its columns.
    columns : mapping of str to str, optional
        The file's own names by the dictionary's.

    Raises
    ------
    ChoiceError, InputError
        A required column is missing: it says which mapping to paste.
    """
    if columns is not None:
        return _mapped(sheet, columns)
    if platform not in (None, GENERIC):
        return _told(sheet, check_choice("platform", platform, [*platforms(), GENERIC]))
    fitting = [one for one in platforms().values() if one.fits(sheet.names)]
    if fitting and platform is None:
        return max(fitting, key=lambda one: len(one.found(sheet.names)))
    reader = generic()
    if reader.lacks(sheet.names):
        raise InputError(
            f"No platform's orders have the columns of {sheet.path.name}: "
            f"{columns_of(sheet)}. {_advice(sheet)} If it holds no orders, say "
            'what it is: table="settlement" (or ads_daily, traffic, courier_bill, stock).'
        )
    return reader


def _told(sheet, name):
    chosen = platforms()[name]
    lost = chosen.lacks(sheet.names)
    if lost:
        wanted = ", ".join(" or ".join(chosen.columns[meaning]) for meaning in lost)
        raise InputError(
            f"{chosen.title} has the columns {wanted}; {sheet.path.name} hasn't. It has: "
            f"{columns_of(sheet)}. Leave platform= out, or give the export itself."
        )
    return chosen


def _mapped(sheet, columns):
    reader = generic(columns)
    for canonical, own in columns.items():
        if tidy_name(own) not in sheet.names and not names_columns(sheet):
            raise InputError(f"{sheet.path.name} has no column {own}. It has: {columns_of(sheet)}.")
        if tidy_name(own) not in sheet.names:
            check_choice(f'columns["{canonical}"]', own, sheet.written)
    if reader.lacks(sheet.names):
        raise InputError(
            f"The time or the amount of an order isn't named yet. {_advice(sheet, columns)}"
        )
    return reader


def _by_content(sheet, pattern, left):
    """Columns whose first cells all look like a time, or like an amount with its cents."""
    if pattern is None or not sheet.sample:
        return []
    return [
        own
        for place, own in enumerate(sheet.written)
        if own in left
        and all(len(row) > place and re.search(pattern, row[place]) for row in sheet.sample)
    ]


def unread(sheet, platform) -> list[str]:
    """Columns that a generic reader leaves, whose names speak of refunds or states."""
    read = {name for names in platform.found(sheet.names).values() for name in names}
    return [
        own
        for own, name in zip(sheet.written, sheet.names, strict=False)
        if platform.name == GENERIC and name not in read and re.search(TELLING, name)
    ]


def _advice(sheet, columns=None):
    """The call to paste, with the file's own columns where their names say what they are."""
    filled, used = dict(columns or {}), set((columns or {}).values())
    if not names_columns(sheet):
        return 'Else name its columns: exports.read(path, columns={"ts_order": "…"}).'
    reader = generic()
    for canonical, hint in HINTS.items():
        if canonical in filled:
            continue
        known = reader.found(sheet.names).get(CANONICAL.get(canonical, canonical))
        left = {
            own: name
            for own, name in zip(sheet.written, sheet.names, strict=False)
            if own not in used and not (canonical == "paid_amount" and re.search(NOT_PAID, name))
        }
        fits = [own for own, name in left.items() if [name] == known] if known else [
            own for word in hint for own, name in left.items() if re.search(word, name)
        ]  # fmt: skip
        fits = fits or _by_content(sheet, CELLS.get(canonical), left)
        fits = fits or (_numbers(sheet, left) if canonical == "order_id" else [])
        if not fits and canonical in ("order_id", "status"):
            continue  # a table may have none
        filled[canonical] = fits[0] if fits else "…"
        used.add(filled[canonical])
    told = ", ".join(f'"{canonical}": "{own}"' for canonical, own in filled.items())
    return (
        f"Name its own columns, and check each: exports.read(path, columns={{{told}}}). Leave "
        "customer_id out if no column says who bought. order_id numbers the orders, status says "
        "what became of them: without them rows that stand twice and unpaid orders count."
    )


def _numbers(sheet, left):
    """Columns whose first cells are all short numbers, each another: an order's, it may be."""
    found = []
    for place, own in enumerate(sheet.written):
        values = [row[place] for row in sheet.sample if len(row) > place]
        number = all(re.fullmatch(r"[A-Za-z#]{0,4}-?\d{1,20}", value.strip()) for value in values)
        if own in left and len(values) > 1 and number and len(set(values)) == len(values):
            found.append(own)
    return found


def columns_of(sheet) -> str:
    """A file's columns for a message; not a first row that may be an order's, with its buyer."""
    if names_columns(sheet):
        return ", ".join(sheet.written)
    return (
        "not shown here, for no word of its first row is a column's name that is known. If that "
        "row is an order, put a row of names above it"
    )


def names_columns(sheet) -> bool:
    """Does the header hold two words at least that name columns, so that it is no order?"""
    exact = {
        name
        for one in (generic(), *platforms().values())
        for names in one.columns.values()
        for name in names
    }
    hints = "|".join(word for words in HINTS.values() for word in words)
    return sum(name in exact or bool(re.search(hints, name)) for name in sheet.names) > 1
