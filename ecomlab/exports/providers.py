"""Which platform wrote a file, by the set of its columns; what each column means there."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ecomlab.errors import ColumnError, InputError, check_choice
from ecomlab.exports.files import tidy_name

GENERIC = "canonical"
LINES = ("order", "sum", "first", "repeat")
# What a table is read by where no platform is known: the dictionary's names, and usual others
USUAL = {
    "order_id": ["order_id", "orderid", "order", "invoiceno", "invoice", "订单编号", "订单号"],
    "buyer": [
        "customer_id", "customerid", "customer", "user_id", "userid", "buyer_id", "email",
        "买家会员名", "客户id", "会员id", "用户id",
    ],
    "ts_order": [
        "ts_order", "invoicedate", "order_date", "orderdate", "created_at", "createdat",
        "purchase_date", "date", "下单时间", "订单创建时间",
    ],
    "paid": [
        "paid_amount", "amount", "total", "order_total", "revenue",
        "实付金额", "实付款", "支付金额",
    ],
    "ts_pay": ["ts_pay", "paid_at", "付款时间", "支付时间"],
    "ts_ship_click": ["ts_ship_click"],
    "ts_pickup": ["ts_pickup"],
    "ts_deliver": ["ts_deliver"],
    "ts_confirm": ["ts_confirm"],
    "ts_cancel": ["ts_cancel", "cancelled_at"],
    "state": ["status", "order_status", "订单状态"],
    "refund": ["refund_amount", "退款金额"],
    "channel": ["channel"],
    "region": ["region"],
    "units": ["units"],
    "sku": ["sku"],
    "qty": ["qty", "quantity"],
    "price": ["price"],
    "currency": ["currency"],
}  # fmt: skip
STATES = {
    "refunded": ["refunded", "全额退款", "退款成功"],
    "closed": ["closed", "cancelled", "canceled", "voided", "交易关闭", "已取消", "已关闭"],
    "waiting": ["waiting", "pending", "unpaid", "等待买家付款", "待付款"],
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
    states : mapping of {"refunded", "partly", "closed", "waiting"} to list of str
        Words in an order's state, tidied; what holds none of them is paid.
    lines : {"order", "sum", "first", "repeat"}
        How rows make orders.
    zone : str
        Its clock; empty where each time has its offset or the shop's zone must be told.
    no_buyer : str
        What is said where the export names no buyer.
    """

    name: str
    title: str
    columns: Mapping[str, list]
    needs: tuple = ()
    never: tuple = ()
    states: Mapping[str, list] = field(default_factory=dict)
    lines: str = "order"
    zone: str = ""
    no_buyer: str = ""

    def found(self, names) -> dict[str, str]:
        """By meaning, the column of a file that has it."""
        there = set(names)
        return {
            meaning: next(name for name in wanted if name in there)
            for meaning, wanted in self.columns.items()
            if there & set(wanted)
        }

    def fits(self, names) -> bool:
        """Could a file with these columns be this platform's?"""
        if set(self.never) & set(names):
            return False
        return set(self.needs) <= set(self.found(names))


@cache
def platforms() -> dict[str, Platform]:
    """The platforms whose order exports are known, by name."""
    declared = tomllib.loads((Path(__file__).parent / "platforms.toml").read_text(encoding="utf-8"))
    return {name: _platform(name, words) for name, words in declared.items()}


def _platform(name, words):
    tidied = {
        meaning: [tidy_name(one) for one in names] for meaning, names in words["columns"].items()
    }
    states = {
        state: [tidy_name(one) for one in found] for state, found in words.get("states", {}).items()
    }
    check_choice("lines", words["lines"], LINES)
    return Platform(
        name, words["title"], tidied, tuple(words["needs"]),
        tuple(map(tidy_name, words.get("never", ()))), states, words["lines"],
        words.get("zone", ""), words.get("no_buyer", ""),
    )  # fmt: skip


def is_known(names) -> bool:
    """Are these the columns of an export of a known platform?"""
    return any(platform.fits(names) for platform in platforms().values())


def recognise(names, platform=None, columns=None) -> Platform:
    """The platform of a file with these columns; else a generic one.

    Parameters
    ----------
    names : sequence of str
        Tidied.
    platform : str, optional
        One of ``platforms()``, where its reader should take the file whatever its columns.
    columns : mapping of str to str, optional
        The file's own names by the dictionary's: ``{"customer_id": "UserNo"}``.

    Raises
    ------
    ColumnError
        A required column is missing: it says which mapping to paste.
    """
    if columns:
        return _mapped(names, columns)
    if platform is not None:
        check_choice("platform", platform, [*platforms(), GENERIC])
    if platform == GENERIC:
        return _generic(names)
    if platform is not None:
        chosen = platforms()[platform]
        if not set(chosen.needs) <= set(chosen.found(names)):
            lost = [meaning for meaning in chosen.needs if meaning not in chosen.found(names)]
            wanted = ", ".join(" or ".join(chosen.columns[meaning]) for meaning in lost)
            raise InputError(
                f"{chosen.title} has the columns {wanted}; this file hasn't. It has: "
                f"{', '.join(names)}. Leave platform= out, or give the export itself."
            )
        return chosen
    fitting = [one for one in platforms().values() if one.fits(names)]
    if fitting:
        return max(fitting, key=lambda one: len(one.found(names)))
    return _generic(names)


def _generic(names):
    generic = Platform(
        GENERIC, "a table of orders", USUAL, ("buyer", "ts_order", "paid"), (), STATES
    )
    lost = [meaning for meaning in generic.needs if meaning not in generic.found(names)]
    if lost:
        canonical = {"buyer": "customer_id", "paid": "paid_amount"}
        lines = ", ".join(f'"{canonical.get(meaning, meaning)}": "…"' for meaning in lost)
        raise InputError(
            f"No platform's export has these columns: {', '.join(names)}. Name the file's own: "
            f"exports.read(path, columns={{{lines}}})."
        )
    return generic


def _mapped(names, columns):
    """A generic reader by the file's own names."""
    meanings = {
        "customer_id": "buyer",
        "paid_amount": "paid",
        "status": "state",
        "refund_amount": "refund",
    }
    wanted = dict(USUAL)
    for canonical, own in columns.items():
        meaning = meanings.get(canonical, canonical)
        check_choice("columns", meaning, [*USUAL, *meanings])
        if tidy_name(own) not in names:
            raise ColumnError(own, names, "file")
        wanted[meaning] = [tidy_name(own)]
    return Platform(GENERIC, "a table of orders", wanted, ("ts_order", "paid"), (), STATES)
