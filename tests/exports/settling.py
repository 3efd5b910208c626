"""Settlements and other reports as platforms write them, from drawn movements and rows.

``python -m tests.exports.settling`` writes the golden files beside ``writing``'s. Every order, amount
and creator is invented.
"""

import csv
import io
import json

import numpy as np
import pandas as pd

from ecomlab.exports import reports
from ecomlab.exports.settlements import PARTS
from tests.exports import writing

CHINA = "Asia/Shanghai"
WESTERN = ("amazon_v1", "amazon_v2", "ebay_moves", "etsy_statement", "google_ads", "ga4")
SECRETS = (*writing.SECRETS, "达人某某", "Jane Roe")

# --- Settlements: movements ------------------------------------------------------------------


def draw(seed, n=25, parts=("gross", "commission"), payouts=True, unknown=True):
    """Movements: dicts with order, line, id, time, kind, parts (cents, costs below 0), paid_out."""
    rng = np.random.default_rng(seed)
    start, found = pd.Timestamp("2025-03-01 00:00:10"), []

    def move(kind, order, paid_out=0, **amounts):
        time = start + pd.Timedelta(seconds=int(rng.integers(0, 40 * 86_400)))
        found.append(
            {"id": f"{2025_0000_0000_0000 + 13 * len(found) + 1}", "order": order, "time": time,
             "line": None if order is None else f"{order}1", "kind": kind, "paid_out": paid_out,
             "parts": {p: c for p, c in amounts.items() if c}}
        )  # fmt: skip

    for number in range(n):
        order = f"{69_000_000_000_000_000 + 11 * number + 1}"
        gross = int(rng.integers(100, 300_000))
        amounts = {"gross": gross}
        for part in parts:
            if part in ("gross", "insurance") or rng.random() < 0.3:
                continue
            share = int(gross * rng.uniform(0.001, 0.1)) + 1
            amounts[part] = share if part in ("shipping", "subsidy", "tax") else -share
        move("sale", order, **amounts)
        if rng.random() < 0.25:
            move("refund", order, refund=-int(rng.integers(1, gross + 1)))
        if rng.random() < 0.1 and "insurance" in parts:
            move("fee", None, insurance=-int(rng.integers(10, 900)))
        if unknown and rng.random() < 0.1:
            move("other", None, other=int(rng.integers(-900, 900)) or 1)
        if payouts and rng.random() < 0.1:
            move("payout", None, paid_out=int(rng.integers(100, 500_000)))
    return found


def expected(moves):
    """By order ("" for none) the sum of each part and of what was paid out, in cents."""
    sums = {}
    for move in moves:
        row = sums.setdefault(move["order"] or "", dict.fromkeys((*PARTS, "net", "paid_out"), 0))
        for part, cents in move["parts"].items():
            row[part] += cents
            row["net"] += cents
        row["paid_out"] += move["paid_out"]
    return {order: {k: v for k, v in row.items() if v} for order, row in sorted(sums.items())}


def found(settlement):
    """The same of a table that was read."""
    columns = [*PARTS, "net", "paid_out"]
    cents = (100 * settlement[columns]).round().astype("int64")
    sums = cents.groupby(settlement["order_id"].astype(object).fillna("")).sum()
    return {
        order: {name: int(row[name]) for name in columns if row[name]}
        for order, row in sorted(sums.iterrows())
    }


def _net(move):
    return sum(move["parts"].values())


SCENES = {
    "sale": "货款结算入账",
    "refund": "退款-结算后退款-退用户",
    "fee": "权益保险",
    "payout": "提现",
    "other": "红包雨返点",
}


def _douyin(moves, rng):
    directed, off = rng.random() < 0.5, rng.random() < 0.5
    columns = {"gross": "订单实付应结", "shipping": "运费实付", "subsidy": "实际平台补贴", "refund": "订单退款", "commission": "平台服务费",
               "creator": "佣金", "service": "招商服务费", "promotion": "站外推广费"}  # fmt: skip
    for m in moves:
        net = _net(m) - m["paid_out"]
        yield {
            "动账时间": f"{m['time']:%Y-%m-%d %H:%M:%S}", "动帐流水号": ("id", m["id"]), "动账方向": "入账" if net >= 0 else "出账",
            "动账金额": abs(net) if directed else net, "动账账户": "聚合账户", "动账场景": SCENES[m["kind"]], "计费类型": "-",
            "子订单号": ("id", m["line"]), "订单号": ("id", m["order"]), "达人名称": "达人某某",
            **{name: (-1 if off and part in ("refund", "commission", "creator", "service", "promotion") else 1) * m["parts"].get(part, 0)
               for part, name in columns.items()}, "备注": writing.NAME,
        }  # fmt: skip


def _douyin_settled(moves, rng):
    for m in moves:
        yield {"订单号": ("id", m["order"]), "子订单号": ("id", m["line"]), "结算单类型": "退款" if m["kind"] == "refund" else "已结算",
               "结算时间": f"{m['time']:%Y-%m-%d %H:%M:%S}", "收入合计": m["parts"].get("gross", 0) + m["parts"].get("refund", 0), "结算金额": _net(m),
               "平台服务费": m["parts"].get("commission", 0), "佣金": m["parts"].get("creator", 0), "商品名称": "杯"}  # fmt: skip


def _kuaishou(moves, rng):
    for m in moves:
        p = m["parts"]
        yield {"订单号": ("id", m["order"]), "下单时间": "2025-02-01 10:00:00", "订单状态": "交易成功", "订单实付(元)": p.get("gross", 0),
               "平台补贴(元)": p.get("subsidy", 0), "合计收入(元)": p.get("gross", 0) + p.get("subsidy", 0), "技术服务费(元)": -p.get("commission", 0),
               "推广者佣金(元)": -p.get("creator", 0), "订单退款(元)": -p.get("refund", 0), "账户名称": writing.NAME, "结算金额(元)": _net(m),
               "结算状态": "已结算", "结算时间": f"{m['time']:%Y-%m-%d %H:%M:%S}"}  # fmt: skip


def _jd(moves, rng):
    names = {
        "gross": "货款",
        "refund": "货款",
        "commission": "佣金",
        "logistics": "代收配送费",
        "other": "神秘费",
    }
    for m in moves:
        for part, cents in m["parts"].items():
            yield {"订单编号": ("id", m["order"]), "单据编号": ("id", m["id"]), "单据类型": "订单", "商品名称": "杯",
                   "费用结算时间": f"{m['time']:%Y-%m-%d %H:%M:%S}", "费用名称": names[part], "收支方向": "收入" if cents > 0 else "支出",
                   "应结金额": abs(cents), "币种": "CNY"}  # fmt: skip


V2 = {"gross": ("Order", "ItemPrice", "Principal"), "shipping": ("Order", "ItemPrice", "Shipping"), "tax": ("Order", "ItemPrice", "Tax"),
      "refund": ("Refund", "ItemPrice", "Principal"), "commission": ("Order", "ItemFees", "Commission"),
      "logistics": ("Order", "ItemFees", "FBAPerUnitFulfillmentFee"), "service": ("ServiceFee", "Subscription Fee", "Subscription Fee"),
      "promotion": ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"), "other": ("other-transaction", "Mystery", "Thing")}  # fmt: skip


def _amazon_v2(moves, rng):
    paid = sum(map(_net, moves))
    blank = dict.fromkeys(("transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name", "amount-type",
                           "amount-description", "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code", "sku"), "")  # fmt: skip
    head = {"settlement-id": "18906543210", "settlement-start-date": "2025-03-01T00:00:00+00:00", "settlement-end-date": "2025-04-15T00:00:00+00:00",
            "deposit-date": "2025-04-17T00:00:00+00:00", "total-amount": paid, "currency": "GBP"}  # fmt: skip
    yield head | blank
    for m in moves:
        for part, cents in m["parts"].items():
            kind, what, name = V2[part]
            kind = "Refund" if m["kind"] == "refund" else kind
            yield head | {"deposit-date": "", "total-amount": "", "currency": ""} | blank | {
                "transaction-type": kind, "order-id": m["order"] or "", "marketplace-name": "Amazon.co.uk", "amount-type": what,
                "amount-description": name, "amount": cents, "posted-date": f"{m['time']:%d.%m.%Y}", "order-item-code": m["line"] or "",
                "posted-date-time": f"{m['time']:%d.%m.%Y %H:%M:%S} UTC" if rng.random() < 0.5 else f"{m['time']:%Y-%m-%d %H:%M:%S} UTC"}  # fmt: skip


V1 = ["settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name", "shipment-fee-type", "shipment-fee-amount", "order-fee-type", "order-fee-amount", "fulfillment-id", "posted-date", "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased", "price-type", "price-amount", "item-related-fee-type", "item-related-fee-amount", "misc-fee-amount", "other-fee-amount", "other-fee-reason-description", "promotion-id", "promotion-type", "promotion-amount", "direct-payment-type", "direct-payment-amount", "other-amount"]  # fmt: skip


def _amazon_v1(moves, rng):
    blank = dict.fromkeys(V1, "")
    yield blank | {
        "settlement-id": "6016502941",
        "deposit-date": "2025-04-18T03:27:08+00:00",
        "total-amount": sum(map(_net, moves)),
        "currency": "USD",
    }
    for m in moves:
        row = blank | {"settlement-id": "6016502941", "transaction-type": {"refund": "Refund", "other": "Mystery"}.get(m["kind"], "Order"),
                       "order-id": m["order"] or "", "posted-date": f"{m['time']:%Y-%m-%dT%H:%M:%S}+00:00", "order-item-code": m["line"] or ""}  # fmt: skip
        parts = dict(m["parts"])
        if "other" in parts:
            row["other-amount"] = parts.pop("other")
        for price, name in (
            ("gross", "Principal"),
            ("refund", "Principal"),
            ("shipping", "Shipping"),
            ("tax", "Tax"),
        ):
            if price in parts:
                yield row | {"price-type": name, "price-amount": parts.pop(price)}
        fees = [("commission", "Commission"), ("logistics", "FBAPerOrderFulfillmentFee")]
        for fee, name in fees:
            if fee in parts:
                yield row | {
                    "item-related-fee-type": name,
                    "item-related-fee-amount": parts.pop(fee),
                }
        if "promotion" in parts:
            yield row | {"promotion-type": "Principal", "promotion-amount": parts.pop("promotion")}
        if row["other-amount"] != "":
            yield row


def _ebay(moves, rng):
    kinds = {
        "sale": "Order",
        "refund": "Refund",
        "payout": "Payout",
        "other": "Charmed thing",
        "fee": "Other fee",
    }
    for m in moves:
        p = m["parts"]
        yield {"Transaction creation date": f"{m['time']:%b} {m['time'].day}, {m['time'].year}", "Type": kinds[m["kind"]], "Order number": m["order"] or "--",
               "Buyer username": "janer", "Buyer name": "Jane Roe", "Net amount": _net(m) - m["paid_out"], "Payout currency": "USD", "Payout ID": "--",
               "Item ID": m["line"] or "--", "Transaction ID": m["id"], "Item subtotal": p.get("gross", p.get("refund", "--")),
               "Shipping and handling": p.get("shipping", "--"), "Seller collected tax": p.get("tax", "--"), "Final Value Fee - fixed": "--",
               "Final Value Fee - variable": p.get("commission", "--"), "Gross transaction amount": "--", "Description": "--"}  # fmt: skip


def _etsy(moves, rng):
    kinds = {"sale": "Sale", "refund": "Refund", "other": "Curio"}
    for m in moves:
        day = f"{m['time']:%B} {m['time'].day}, {m['time'].year}"
        for part, cents in m["parts"].items():
            fee = part == "commission"
            yield {"Date": day, "Type": "Fee" if fee else kinds[m["kind"]], "Title": "Transaction fee: Tax of Jane Roe" if fee else "Payment",
                   "Info": f"Order #{m['order']}" if m["order"] else "", "Currency": "EUR", "Amount": "--" if fee else cents,
                   "Fees & Taxes": cents if fee else "--", "Net": cents, "Tax Details": "--"}  # fmt: skip


# Of each layout: how it is written, the parts it tells, whether it has payouts and unknown kinds
SETTLEMENTS = {
    "douyin_moves": (_douyin, ("gross", "shipping", "subsidy", "commission", "creator", "service", "promotion", "insurance"), True, True),
    "douyin_settled": (_douyin_settled, ("gross", "commission", "creator"), False, False),
    "kuaishou_settled": (_kuaishou, ("gross", "subsidy", "commission", "creator"), False, False),
    "jd_settled": (_jd, ("gross", "commission", "logistics"), False, True),
    "amazon_v2": (_amazon_v2, ("gross", "shipping", "tax", "commission", "logistics", "promotion"), False, True),
    "amazon_v1": (_amazon_v1, ("gross", "shipping", "tax", "commission", "logistics"), False, True),
    "ebay_moves": (_ebay, ("gross", "shipping", "tax", "commission"), True, True),
    "etsy_statement": (_etsy, ("gross", "commission"), False, True),
}  # fmt: skip
ZONES = {"ebay_moves": "America/New_York", "etsy_statement": "Europe/Berlin"}


def settlement(layout, seed, n=25):
    """Movements that this layout can tell; what Amazon pays out is the sum of all."""
    _, parts, payouts, unknown = SETTLEMENTS[layout]
    moves = draw(seed, n, parts, payouts, unknown)
    if layout == "kuaishou_settled":  # a refund stands in the order's row
        moves = [m for m in moves if m["kind"] == "sale"]
    return moves


def told(layout, moves):
    """What the reader must find."""
    sums = expected(moves)
    if layout.startswith("amazon"):
        sums.setdefault("", {})
        sums[""]["paid_out"] = sum(map(_net, moves))
        sums = {order: {k: v for k, v in row.items() if v} for order, row in sorted(sums.items())}
    return sums


def table(layout, moves, rng):
    return pd.DataFrame(list(SETTLEMENTS[layout][0](moves, rng))).astype(object)


# --- Quirks ----------------------------------------------------------------------------------


def quirky(frame, rng, western, dirty=True):
    """The same cells with the marks that platforms and programs put around them."""
    money = [
        "{:.2f}",
        "{:,.2f}",
        "${:,.2f}" if western else "¥{:,.2f}",
        "{:.2f} " if western else "{:.2f}元",
    ]
    form = money[rng.integers(0, 4 if dirty else 2)]
    mark = ["{}", '="{}"', "\t{}", "'{}"][rng.integers(0, 4)] if dirty else "{}"

    def cell(value):
        if isinstance(value, tuple):
            return "-" if value[1] is None else mark.format(value[1])
        if isinstance(value, int | np.integer):
            sign = "-" if value < 0 and form.startswith(("$", "¥")) else ""
            return sign + form.format((abs(value) if sign else value) / 100)
        return value

    frame = frame.map(cell)
    header = [f"{name} " if dirty and rng.random() < 0.2 else name for name in frame]
    frame = frame.set_axis(header, axis=1)
    return frame[list(rng.permutation(header))] if dirty and rng.random() < 0.5 else frame


def text(frame, rng, western, above=(), totals=None):
    """The bytes of a file: lines above the header, blank rows, a row of totals, any encoding."""
    out = io.StringIO(newline="")
    delimiter = str(rng.choice([",", "\t"]))
    writer = csv.writer(out, delimiter=delimiter, lineterminator=str(rng.choice(["\n", "\r\n"])))
    writer.writerows([[line] for line in above])
    writer.writerow(frame.columns)
    writer.writerows(frame.to_numpy().tolist())
    if totals is not None:
        writer.writerow(totals)
    if rng.random() < 0.3:
        writer.writerow([""] * frame.shape[1])
    codes = (
        ["utf-8", "utf-8-sig", "utf-16"] if western else ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
    )
    return out.getvalue().encode(str(rng.choice(codes)))


# --- Other reports: rows ---------------------------------------------------------------------

VALUES = {
    "text": lambda rng, n: [f"名{rng.integers(1, 9)}" for _ in range(n)],
    "id": lambda rng, n: [f"{70_000_000_000 + 7 * k}" for k in range(n)],
    "person": lambda rng, n: [f"达人某某{rng.integers(1, 4)}" for _ in range(n)],
    "count": lambda rng, n: [int(x) for x in rng.integers(0, 90_000, n)],
    "number": lambda rng, n: [round(float(x), 2) for x in rng.uniform(0, 99, n)],
    "money": lambda rng, n: [int(x) for x in rng.integers(0, 9_000_000, n)],
    "share": lambda rng, n: [int(x) / 10_000 for x in rng.integers(0, 10_000, n)],
    "day": lambda rng, n: [pd.Timestamp("2025-03-01") + pd.Timedelta(days=k) for k in range(n)],
    "time": lambda rng, n: [
        pd.Timestamp("2025-03-01 10:00:01") + pd.Timedelta(hours=7 * k) for k in range(n)
    ],
}
REPORTS = sorted(set(reports.layouts()) - set(SETTLEMENTS))


def rows(layout, seed, n=12):
    """Drawn values of each column that a layout has, by meaning."""
    rng = np.random.default_rng(seed)
    kinds = reports.tables()[reports.layouts()[layout].table]["columns"]
    columns = reports.layouts()[layout].columns
    return {meaning: VALUES[kind](rng, n) for meaning, kind in kinds.items() if meaning in columns}


def report(layout, values, rng, names):
    """A report's cells under the names that a public file has; ``names`` as the file writes them."""
    kinds = reports.tables()[reports.layouts()[layout].table]["columns"]
    compact = layout == "ga4"
    forms = {
        "share": lambda v: f"{100 * v:.2f}%", "count": lambda v: f"{v:,}" if rng.random() < 0.5 else str(v),
        "number": lambda v: f"{v:.2f}", "time": lambda v: f"{v:%Y-%m-%d %H:%M:%S}",
        "day": lambda v: f"{v:%Y%m%d}" if compact else f"{v:%Y-%m-%d}", "id": lambda v: ("id", v),
    }  # fmt: skip
    cells = {
        names[meaning]: [forms.get(kinds[meaning], lambda v: v)(v) for v in column]
        for meaning, column in values.items() if names[meaning] is not None
    }  # fmt: skip
    return pd.DataFrame(cells).astype(object)


def names_of(layout):
    """The first declared name of each column; of two columns with the same name the first."""
    found, used = {}, set()
    for meaning, names in reports.layouts()[layout].columns.items():
        free = [name for name in names if name not in used]
        found[meaning] = free[0] if free else None
        used.update(free[:1])
    return found


def write_golden():
    for layout in SETTLEMENTS:
        moves = settlement(layout, seed=5, n=8)
        rng = np.random.default_rng([3, sorted(SETTLEMENTS).index(layout)])
        frame = quirky(table(layout, moves, rng), rng, layout in WESTERN, dirty=False)
        (writing.GOLDEN / f"{layout}.csv").write_bytes(text(frame, rng, layout in WESTERN))
        (writing.GOLDEN / f"{layout}.json").write_text(
            json.dumps(told(layout, moves), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    write_golden()
