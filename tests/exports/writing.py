"""Exports as platforms write them, from drawn orders: the reader must find these orders again.

``python -m tests.exports.writing`` writes the golden files beside this one, one for each platform.
Every name, phone, address and number is invented.
"""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd

GOLDEN = Path(__file__).with_name("golden")
NAME, PHONE, STREET = "欧阳某某", "13900000000", "幸福路 99 号 3 单元"  # must never be seen again
SECRETS = (NAME, PHONE, "幸福路", "Nobody Doe", "秘密留言", "110101190001010000")
CHINA, COAST = "Asia/Shanghai", "America/Los_Angeles"


def draw(seed, n=40, refunds="amount", full=True, lines=3):
    """Orders: dicts with id, buyer, time, pay, status, back (cents) and lines (sku, qty, cents, back).

    Parameters
    ----------
    refunds : {"amount", "line", None}
        How the platform says that a part went back.
    full : bool
        Can it say that all went back?
    """
    rng = np.random.default_rng(seed)
    start, orders = pd.Timestamp("2024-01-01 00:00:30"), []
    for number in range(n):
        parts = []
        for k in range(int(rng.integers(1, lines + 1))):
            qty = int(rng.integers(1, 4))
            parts.append(
                {"n": k, "sku": f"A{rng.integers(1, 30):03}-{k}", "qty": qty,
                 "cents": qty * int(rng.integers(100, 200_000)), "back": False}
            )  # fmt: skip
        status = rng.choice(
            ["paid", "waiting", "closed", "refunded", "partly"], p=[0.6, 0.1, 0.1, 0.1, 0.1]
        )
        if (status == "refunded" and not full) or (status == "partly" and not refunds):
            status = "paid"
        if status == "partly" and refunds == "line" and len(parts) == 1:
            status = "paid"
        total = sum(part["cents"] for part in parts)
        back = {"refunded": total, "partly": total // 3 + 1}.get(str(status), 0)
        if status == "partly" and refunds == "line":
            parts[-1]["back"], back = True, parts[-1]["cents"]
        elif status == "refunded":
            parts = [{**part, "back": True} for part in parts]
        time = start + pd.Timedelta(seconds=int(rng.integers(0, 200 * 86_400)))
        never = status in ("waiting", "closed")
        orders.append(
            {"number": number, "id": f"{3_000_000_000_000_000_000 + 7 * number + 1}", "buyer": int(rng.integers(0, n // 2)),
             "time": time, "pay": None if never else time + pd.Timedelta(seconds=30),
             "status": str(status), "paid": total, "back": back, "lines": parts}
        )  # fmt: skip
    return orders


def expected(orders):
    """What the reader must find: by order its cents paid and given back; only purchases."""
    bought = [o for o in orders if o["status"] in ("paid", "partly")]
    return {
        "purchases": {o["id"]: [o["paid"], o["back"]] for o in bought},
        "refunded": sorted(o["id"] for o in orders if o["status"] == "refunded"),
        "buyers": len({o["buyer"] for o in bought}),
        "times": {o["id"]: f"{o['time']:%Y-%m-%d %H:%M:%S}" for o in bought},
    }


def word(order, paid, waiting, closed="交易关闭", refunded=None, partly=None):
    """The state of an order in a platform's words."""
    words = {"paid": paid, "waiting": waiting, "closed": closed,
             "refunded": refunded or paid, "partly": partly or paid}  # fmt: skip
    return words[order["status"]]


def clock(time):
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S}"


def yuan(cents):
    return cents / 100


def line_row(order, line, **columns):
    return {
        name: value(order, line) if callable(value) else value for name, value in columns.items()
    }


def pieces(order):
    return sum(line["qty"] for line in order["lines"])


TAOBAO = ("买家已付款,等待卖家发货", "等待买家付款")
ONCE, EACH = "once", "each"  # a row for each order, or for each of its lines

# For each platform: a row for what; how it tells refunds; can it tell full ones; its columns
PLATFORMS = {
    "qianniu": (ONCE, "amount", True, {
        "订单编号": lambda o, x: o["id"], "支付单号": "", "支付详情": "", "买家应付货款": lambda o, x: yuan(o["paid"] + 500),
        "总金额": lambda o, x: yuan(o["paid"] + 500), "买家实付金额": lambda o, x: yuan(0 if o["pay"] is None else o["paid"]),
        "订单状态": lambda o, x: word(o, *TAOBAO, refunded="交易关闭"), "收货人姓名": NAME, "收货地址 ": STREET, "联系手机": f"'{PHONE}",
        "订单创建时间": lambda o, x: clock(o["time"]), "订单付款时间 ": lambda o, x: clock(o["pay"]),
        "退款金额": lambda o, x: yuan(o["back"]), "订单关闭原因": "订单未关闭"}),
    "taobao": (ONCE, None, True, {
        "订单编号": lambda o, x: o["id"], "买家会员名": lambda o, x: f"买家{o['buyer']}", "买家支付宝账号": PHONE,
        "买家应付货款": lambda o, x: yuan(o["paid"] + 800), "买家实际支付金额": lambda o, x: yuan(0 if o["pay"] is None else o["paid"]),
        "订单状态": lambda o, x: word(o, *TAOBAO, refunded="交易关闭"), "买家留言": "秘密留言", "收货人姓名": NAME, "收货地址 ": STREET, "联系手机 ": f"'{PHONE}",
        "订单创建时间": lambda o, x: clock(o["time"]), "订单付款时间 ": lambda o, x: clock(o["pay"]), "宝贝总数量": lambda o, x: pieces(o)}),
    "tmall_short": (ONCE, "amount", True, {
        "订单编号": lambda o, x: o["id"], "总金额": lambda o, x: yuan(o["paid"] + 300), "买家实际支付金额": lambda o, x: yuan(0 if o["pay"] is None else o["paid"]),
        "收货地址 ": f"浙江省 {STREET}", "订单创建时间": lambda o, x: clock(o["time"]), "订单付款时间 ": lambda o, x: clock(o["pay"]),
        "退款金额": lambda o, x: yuan(o["back"])}),
    "taobao_lines": (EACH, "line", True, {
        "子订单编号": lambda o, x: f"{o['id']}{x['n']}", "主订单编号": lambda o, x: o["id"], "标题": lambda o, x: f"货 {x['sku']}",
        "价格": lambda o, x: yuan(x["cents"] // x["qty"]), "购买数量": lambda o, x: x["qty"], "商家编码": lambda o, x: x["sku"],
        "订单状态": lambda o, x: word(o, *TAOBAO, refunded="交易关闭"), "买家实际支付金额": lambda o, x: yuan(x["cents"]),
        "退款状态": lambda o, x: "退款成功" if x["back"] else "没有申请退款", "退款金额": lambda o, x: yuan(x["cents"]) if x["back"] else "",
        "订单创建时间": lambda o, x: clock(o["time"]), "订单付款时间": lambda o, x: clock(o["pay"])}),
    "ali1688": (ONCE, None, False, {
        "订单编号": lambda o, x: o["id"], "买家公司名": "某某公司", "买家会员名": lambda o, x: f"厂{o['buyer']}", "收货人姓名": NAME,
        "货品总价(元)": lambda o, x: yuan(o["paid"] + 100), "运费": 1, "实付款": lambda o, x: yuan(o["paid"]),
        "订单状态": lambda o, x: word(o, "等待卖家发货", "等待买家付款"), "订单创建时间": lambda o, x: clock(o["time"]), "订单付款时间": lambda o, x: clock(o["pay"])}),
    "douyin": (EACH, "line", True, {
        "主订单编号": lambda o, x: o["id"], "子订单编号": lambda o, x: f"{o['id']}{x['n']}", "选购商品": lambda o, x: f"货 {x['sku']}",
        "商品数量": lambda o, x: x["qty"], "商品ID": lambda o, x: f"35{x['sku'][1:4]}", "商家编码": lambda o, x: x["sku"],
        "商品单价": lambda o, x: yuan(x["cents"] // x["qty"]), "订单应付金额": lambda o, x: yuan(x["cents"]), "运费": 0,
        "收件人": "欧*", "收件人手机号": "1**********", "详细地址": STREET, "省": "浙江省",
        "订单提交时间": lambda o, x: clock(o["time"]), "支付完成时间": lambda o, x: clock(o["pay"]) or "-",
        "订单状态": lambda o, x: word(o, "已发货", "待支付", "已关闭"), "售后状态": lambda o, x: "退款成功" if x["back"] else "-",
        "取消原因": "-", "达人ID": 77, "达人昵称": NAME}),
    "pinduoduo": (ONCE, None, True, {
        "商品": "杯子", "订单号": lambda o, x: o["id"], "订单状态": lambda o, x: word(o, "已收货", "待付款", "已取消", "已发货，退款成功"),
        "商品总价(元)": lambda o, x: yuan(o["paid"] + 200), "用户实付金额(元)": lambda o, x: yuan(o["paid"]), "商家实收金额(元)": lambda o, x: yuan(o["paid"] + 100),
        "商品数量(件)": lambda o, x: pieces(o), "商品id": 9, "收货人": NAME, "手机": PHONE, "售后状态": lambda o, x: word(o, "无售后或售后取消", "", "", "退款成功"),
        "订单成交时间": lambda o, x: clock(o["time"])}),
    "kuaishou": (ONCE, None, True, {
        "订单号": lambda o, x: o["id"], "订单创建时间": lambda o, x: clock(o["time"]), "订单支付时间": lambda o, x: clock(o["pay"]),
        "订单状态": lambda o, x: word(o, "已发货", "待付款", "交易关闭"), "实付款\n(元)": lambda o, x: yuan(o["paid"]), "快递费": 0, "主播补贴": 0,
        "售后状态": lambda o, x: "退款成功" if o["status"] == "refunded" else "", "收货人姓名": NAME, "成交数量": lambda o, x: pieces(o)}),
    "xiaohongshu": (ONCE, None, True, {
        "订单号": lambda o, x: o["id"], "SKU件数": lambda o, x: pieces(o), "商品总价(元)": lambda o, x: yuan(o["paid"] + 100),
        "用户应付金额(元)": lambda o, x: yuan(o["paid"]), "商家应收金额(元)（支付金额）": lambda o, x: yuan(o["paid"] - 50),
        "订单状态": lambda o, x: word(o, "已发货", "待支付", "已取消"), "售后状态": lambda o, x: "退款成功" if o["status"] == "refunded" else "无售后",
        "支付时间": lambda o, x: clock(o["pay"]), "订单创建时间": lambda o, x: clock(o["time"]), "是否为赠品": "否", "身份证号": "110101190001010000", "用户编号": 5}),
    "weixin": (ONCE, "amount", True, {
        "订单号": lambda o, x: o["id"], "订单下单时间": lambda o, x: clock(o["time"]), "支付时间": lambda o, x: clock(o["pay"]),
        "订单状态": lambda o, x: word(o, "已发货", "待付款", "已取消"), "商品总价": lambda o, x: yuan(o["paid"] + 100), "订单实际支付金额": lambda o, x: yuan(o["paid"]),
        "订单实际收款金额": lambda o, x: yuan(o["paid"] - 10), "商品数量": lambda o, x: pieces(o), "商品已退款金额": lambda o, x: yuan(o["back"]), "收件人姓名": NAME}),
    "jd": (EACH, None, False, {
        "订单号": lambda o, x: o["id"], "商品ID": lambda o, x: f"88{x['sku'][1:4]}{x['n']}", "商品名称": lambda o, x: f"货 {x['sku']}", "订购数量": lambda o, x: x["qty"],
        "支付方式": "在线支付", "下单时间": lambda o, x: clock(o["time"]), "京东价": lambda o, x: yuan(x["cents"] // x["qty"]),
        "订单金额": lambda o, x: yuan(o["paid"] + 200), "应付金额": lambda o, x: yuan(o["paid"]), "订单状态": lambda o, x: word(o, "完成", "等待付款", "(删除)锁定"),
        "下单帐号": lambda o, x: f"jd_{o['buyer']}", "客户姓名": NAME, "客户地址": STREET, "联系电话": PHONE}),
    "amazon": (EACH, None, False, {
        "amazon-order-id": lambda o, x: o["id"], "purchase-date": lambda o, x: f"{o['time']:%Y-%m-%dT%H:%M:%S}+00:00",
        "order-status": lambda o, x: word(o, "Shipped", "Pending", "Cancelled"), "sales-channel": "Amazon.com", "product-name": lambda o, x: f"Cup {x['sku']}",
        "sku": lambda o, x: x["sku"], "item-status": lambda o, x: word(o, "Shipped", "Unshipped", "Cancelled"), "quantity": lambda o, x: x["qty"],
        "currency": lambda o, x: "" if o["status"] == "closed" else "USD", "item-price": lambda o, x: "" if o["status"] == "closed" else yuan(x["cents"]),
        "ship-city": "Nobody Doe", "ship-postal-code": PHONE}),
    "amazon_shipments": (EACH, None, False, {
        "amazon-order-id": lambda o, x: o["id"], "shipment-id": lambda o, x: f"D{o['number']}", "purchase-date": lambda o, x: f"{o['time']:%Y-%m-%dT%H:%M:%S}+00:00",
        "payments-date": lambda o, x: "" if o["pay"] is None else f"{o['pay']:%Y-%m-%dT%H:%M:%S}+00:00", "buyer-email": lambda o, x: f"X{o['buyer']}@marketplace.example", "buyer-name": "Nobody Doe",
        "sku": lambda o, x: x["sku"], "product-name": lambda o, x: f"Cup {x['sku']}", "quantity-shipped": lambda o, x: x["qty"], "currency": "USD", "item-price": lambda o, x: yuan(x["cents"])}),
    "shopify": (EACH, "amount", True, {
        "Name": lambda o, x: f"#{o['id'][-6:]}", "Email": lambda o, x: f"{'B' if x['n'] else 'b'}uyer{o['buyer']}@example.org ",
        "Financial Status": lambda o, x: "" if x["n"] else word(o, "paid", "pending", "voided", "refunded", "partially_refunded"),
        "Paid at": lambda o, x: "" if x["n"] or o["pay"] is None else west(o["pay"]), "Fulfillment Status": lambda o, x: "" if x["n"] else "unfulfilled",
        "Currency": lambda o, x: "" if x["n"] else "USD", "Subtotal": lambda o, x: "" if x["n"] else yuan(o["paid"]), "Total": lambda o, x: "" if x["n"] else yuan(o["paid"]),
        "Created at": lambda o, x: west(o["time"]), "Lineitem quantity": lambda o, x: x["qty"], "Lineitem name": lambda o, x: f"Cup {x['sku']}",
        "Lineitem price": lambda o, x: yuan(x["cents"] // x["qty"]), "Lineitem sku": lambda o, x: x["sku"], "Billing Name": "Nobody Doe", "Billing Phone": "",
        "Shipping Street": STREET, "Cancelled at": "", "Refunded Amount": lambda o, x: "" if x["n"] else yuan(o["back"]), "Id": lambda o, x: "" if x["n"] else o["id"]}),
    "woocommerce": (ONCE, "amount", True, {
        "Order Number": lambda o, x: o["id"], "Order Status": lambda o, x: word(o, "Completed", "Pending payment", "Cancelled", "Refunded"),
        "Order Date": lambda o, x: clock(o["time"]), "Billing Email": lambda o, x: f"Buyer{o['buyer']}@Example.org", "Billing Name": "Nobody Doe",
        "Order Total": lambda o, x: yuan(o["paid"]), "Refund Amount": lambda o, x: yuan(o["back"])}),
    "etsy": (ONCE, "amount", True, {
        "Sale Date": lambda o, x: f"{o['time']:%m/%d/%y}", "Order ID": lambda o, x: o["id"], "Buyer User ID": lambda o, x: f"buyer{o['buyer']}", "Full Name": "Nobody Doe",
        "Street 1": STREET, "Currency": "EUR", "Order Value": lambda o, x: yuan(o["paid"]), "Discount Amount": 0, "Shipping": 0, "Sales Tax": 0,
        "Order Total": lambda o, x: yuan(o["paid"]), "Status": lambda o, x: word(o, "Completed", "Payment Processing", "Canceled", "Fully Refunded", "Partially Refunded"),
        "Order Net": lambda o, x: yuan(o["paid"] - 10), "Adjusted Order Total": lambda o, x: yuan(o["paid"] - o["back"]) if o["status"] == "partly" else "", "Buyer": "Nobody Doe"}),
    "etsy_lines": (EACH, None, False, {
        "Sale Date": lambda o, x: f"{o['time']:%m/%d/%Y}", "Item Name": lambda o, x: f"Cup {x['sku']}", "Buyer": "Nobody Doe", "Quantity": lambda o, x: x["qty"],
        "Price": lambda o, x: yuan(x["cents"] // x["qty"]), "Item Total": lambda o, x: yuan(x["cents"]), "Currency": "EUR", "Transaction ID": lambda o, x: f"{o['id'][-9:]}{x['n']}",
        "Date Paid": lambda o, x: "" if o["pay"] is None else f"{o['pay']:%m/%d/%Y}", "Ship Name": "Nobody Doe", "Order ID": lambda o, x: o["id"], "SKU": lambda o, x: x["sku"]}),
    "ebay": (EACH, None, False, {
        "Sales Record Number": lambda o, x: o["number"] + 1, "Order Number": lambda o, x: o["id"], "Buyer Username": lambda o, x: "" if x["n"] else f"buyer{o['buyer']}",
        "Buyer Name": "Nobody Doe", "Ship To Phone": PHONE, "Item Number": lambda o, x: 12_000 + x["n"], "Item Title": lambda o, x: f"Cup {x['sku']}",
        "Custom Label": lambda o, x: x["sku"], "Quantity": lambda o, x: x["qty"], "Sold For": lambda o, x: yuan(x["cents"] // x["qty"]),
        "Total Price": lambda o, x: "" if x["n"] else yuan(o["paid"]), "Sale Date": lambda o, x: f"{o['time']:%b-%d-%y %H:%M:%S}",
        "Paid On Date": lambda o, x: "" if o["pay"] is None else f"{o['pay']:%b-%d-%y %H:%M:%S}"}),
}  # fmt: skip
DAYS = ("etsy", "etsy_lines")  # they know no hours
ZONES = {
    "etsy": "Europe/Berlin",
    "etsy_lines": "Europe/Berlin",
    "ebay": COAST,
    "shopify": COAST,
    "woocommerce": "Europe/Berlin",
    "amazon": "UTC",
    "amazon_shipments": "UTC",
}


def west(time):
    return time.tz_localize(COAST, nonexistent="shift_forward", ambiguous=True).strftime("%Y-%m-%d %H:%M:%S %z")  # fmt: skip


def orders_of(platform, seed, n=40):
    """Orders that this platform's export can tell."""
    _, refunds, full, _ = PLATFORMS[platform]
    orders = draw(seed, n, refunds, full)
    if platform in DAYS:
        orders = [{**order, "time": order["time"].normalize()} for order in orders]
    if platform == "ebay":  # an order that was closed isn't listed
        orders = [order for order in orders if order["status"] != "closed"]
    if platform == "etsy_lines":
        orders = [order for order in orders if order["pay"] is not None]
    if platform == "amazon_shipments":  # only what was sent is in it
        orders = [order for order in orders if order["pay"] is not None]
    if platform == "shopify":
        orders = [{**order, "key": f"#{order['id'][-6:]}"} for order in orders]
    return orders


def table(platform, orders):
    """The rows of an export, as texts and numbers, under its header."""
    each, _, _, columns = PLATFORMS[platform]
    return pd.DataFrame(
        [
            {name: value(o, x) if callable(value) else value for name, value in columns.items()}
            for o in orders
            for x in (o["lines"] if each == EACH else [o["lines"][0]])
        ],
        columns=list(columns),
    )


def quirky(frame, rng, platform, shuffled=True):
    """The same cells with the marks that platforms and programs put around them."""
    frame = frame.astype(object)
    style = rng.integers(0, 4)
    western = platform in ZONES
    for name in frame:
        numbers = frame[name].map(lambda value: isinstance(value, float)).to_numpy(dtype=bool)
        if numbers.any():
            form = ["{:.2f}", "{:,.2f}", "{:.2f}" if western else "{:.2f}元", "{:.2f} "][style]
            frame.loc[numbers, name] = [form.format(v) for v in frame.loc[numbers, name]]
    key = next(name for name in frame if name.lower() in
               ("订单编号", "订单号", "主订单编号", "amazon-order-id", "name", "order number", "order id"))  # fmt: skip
    if not western:
        form = ["{}", '="{}"', "\t{}", "'{}"][rng.integers(0, 4)]
        frame[key] = [form.format(value) for value in frame[key]]
    header = [f"{name} " if rng.random() < 0.2 else name for name in frame]
    frame = frame.set_axis(header, axis=1)
    return frame[list(rng.permutation(header))] if shuffled else frame


def text(frame, rng, platform):
    """The bytes of a file: a preamble, blank rows, any encoding and delimiter."""
    western = platform in ZONES
    out = io.StringIO(newline="")
    delimiter = rng.choice([",", "\t"] if western else [",", "\t", ";"])
    writer = csv.writer(
        out, delimiter=str(delimiter), lineterminator=str(rng.choice(["\n", "\r\n"]))
    )
    if rng.random() < 0.3:
        writer.writerows([["导出时间：2024-08-01"], []])
    writer.writerow(frame.columns)
    writer.writerows(frame.to_numpy().tolist())
    if rng.random() < 0.3:
        writer.writerow([""] * frame.shape[1])
    return out.getvalue().encode(str(rng.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))


def write_golden():
    GOLDEN.mkdir(exist_ok=True)
    for platform in PLATFORMS:
        orders = orders_of(platform, seed=7, n=12)
        rng = np.random.default_rng([9, sorted(PLATFORMS).index(platform)])
        frame = quirky(table(platform, orders), rng, platform, shuffled=False)
        (GOLDEN / f"{platform}.csv").write_bytes(text(frame, rng, platform))
        found = expected([{**order, "id": order.get("key", order["id"])} for order in orders])
        (GOLDEN / f"{platform}.json").write_text(
            json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    write_golden()
