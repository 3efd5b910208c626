"""The company at a glance: who came, what they ordered, what was in stock, what was left."""

import matplotlib.pyplot as plt
import pandas as pd

from ecomlab.alttext import SHADE
from ecomlab.checks import check_tables
from ecomlab.errors import InputError
from ecomlab.numerals import NumberTicks
from ecomlab.plots import COLOURS, date_axis

CHANNELS = {
    "natural_search": "natural search 自然搜索",
    "paid_search": "paid search 付费搜索",
    "paid_feed": "paid feed 信息流",
    "content": "content 内容",
    "live": "live 直播",
    "affiliates": "affiliates 淘客",
    "private": "private 私域",
    "other": "other 其他",
}
STEPS = {  # columns of the daily traffic, and what the picture calls them
    "uv": "visits 访问",
    "addcart": "cart 加购",
    "orders": "orders 下单",
    "payers": "paid 支付",
}
CASH = {  # items of the picture, and the lines of the profit and loss in each
    "sales 销售额": ["revenue"],
    "returns 退货": ["refund", "returns"],
    "goods 货品": ["cogs"],
    "ads 推广": ["ads", "kol"],
    "parcels 物流": ["shipping", "packaging"],
    "fees, tax 税费": ["platform_fee", "vat", "insurance"],
    "wages, store\n人工仓储": ["labour", "other"],
}
NEEDED = {
    "traffic_daily": ["channel", *STEPS],
    "inventory_daily": ["date", "on_hand", "stockout_flag"],
    "pnl_lines": ["line", "amount"],
}


def glance(tables):
    """The figures of ``company``, as a table: what came, was ordered, lay in stock and was left.

    Parameters
    ----------
    tables : mapping of DataFrames
        A run's tables: traffic_daily (which goes back further than the logs), inventory_daily,
        pnl_lines.

    Returns
    -------
    DataFrame: stage (traffic, orders, stock, cash), item, value, unit

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> figures = glance(Shop().run(days=10)[0])
    >>> figures.groupby("stage", sort=False)["item"].count().to_dict()
    {'traffic': 8, 'orders': 4, 'stock': 2, 'cash': 8}
    """
    _need(tables)
    traffic = tables["traffic_daily"]
    visits = (
        traffic.groupby("channel", observed=True)["uv"].sum().reindex(list(CHANNELS), fill_value=0)
    )
    steps = traffic[list(STEPS)].sum()
    stock = tables["inventory_daily"]
    evening = stock.groupby("date")["on_hand"].sum()
    lines = tables["pnl_lines"].groupby("line", observed=True)["amount"].sum()
    cash = {item: lines.reindex(parts).sum() for item, parts in CASH.items()}
    cash["profit 利润"] = lines.sum()
    rows = [("traffic", name, value, "visits") for name, value in visits.items()]
    rows += [
        ("orders", name, value, "visits" if name == "uv" else "times")
        for name, value in steps.items()
    ]
    rows += [
        ("stock", "on hand, average evening", evening.mean(), "pieces"),
        ("stock", "article-days sold out", stock["stockout_flag"].mean(), "share"),
    ]
    rows += [("cash", item, round(value, 2), "yuan") for item, value in cash.items()]
    return pd.DataFrame(rows, columns=["stage", "item", "value", "unit"])


def company(tables, finding=""):
    """Draw the company at a glance: traffic → orders → stock → cash (流量 → 订单 → 库存 → 现金).

    Parameters
    ----------
    tables : mapping of DataFrames
        A run's tables, or those of a part of the time: ``tables.as_of(90)``.
    finding : str
        The title of the whole figure.

    Returns
    -------
    Figure

    Raises
    ------
    InputError, ColumnError
        A table, or a column of one, is missing or empty.

    Examples
    --------
    >>> from ecomlab.shop import Shop
    >>> figure = company(Shop().run(days=10)[0], "Ten days in January")
    >>> [ax.get_title("left").split(" ·")[0] for ax in figure.axes]
    ['1 Traffic 流量', '2 Orders 订单', '3 Stock 库存', '4 Cash 现金']
    >>> plt.close(figure)
    """
    figures = glance(tables)
    value = {stage: part.set_index("item")["value"] for stage, part in figures.groupby("stage")}
    figure, axes = plt.subplots(2, 2, figsize=(10, 7), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
    if finding:
        figure.suptitle(finding, x=0.012, ha="left", fontsize=14, color=COLOURS["ink"])
    _traffic(axes[0, 0], value["traffic"])
    _orders(axes[0, 1], value["orders"])
    _stock(axes[1, 0], tables["inventory_daily"], value["stock"])
    _cash(axes[1, 1], value["cash"])
    return figure


def _traffic(ax, visits):
    visits = visits.sort_values()
    places = range(len(visits))
    ax.barh(places, visits, color=COLOURS["blue"], height=0.62)
    ax.set_yticks(places, [CHANNELS[name] for name in visits.index])
    for place, count in zip(places, visits, strict=True):
        _write(ax, f"{count:,.0f}", (count, place), (4, 0), ha="left", va="center")
    _frame(ax, f"1 Traffic 流量 · {visits.sum():,.0f} visits  →", f"{visits.sum():,.0f} visits")
    ax.set_xlim(0, max(visits.max(), 1) * 1.18)


def _orders(ax, steps):
    places = range(len(steps))
    shares = steps / max(steps.iloc[0], 1)
    ax.barh(places, steps, color=COLOURS["sky"], height=0.62)
    ax.set_yticks(places, [STEPS[name] for name in steps.index])
    ax.set_ylim(len(steps) - 0.5, -0.5)
    for place, (count, share) in enumerate(zip(steps, shares, strict=True)):
        words = f"{count:,.0f}" if place == 0 else f"{count:,.0f}  ({100 * share:.1f}%)"
        _write(ax, words, (count, place), (4, 0), ha="left", va="center")
    _frame(ax, f"2 Orders 订单 · {steps.iloc[-1]:,.0f} paid  →", f"{steps.iloc[0]:,.0f} visits")
    ax.set_xlim(0, max(steps.iloc[0], 1) * 1.18)


def _stock(ax, inventory, stock):
    evening = inventory.groupby("date")["on_hand"].sum()
    days = evening.index.tz_localize(None)
    ax.fill_between(days, evening, color=COLOURS["green"], alpha=0.25, lw=0)
    ax.plot(days, evening, color=COLOURS["green"])
    ax.set_ylim(0, evening.max() * 1.15 + 1)
    average, out = stock
    title = f"3 Stock 库存 · {average:,.0f} pieces on average  →"
    _frame(ax, title, f"{len(evening):,} evenings")
    ax.set_xlabel(f"an article was sold out on {100 * out:.1f}% of its days (缺货)")
    date_axis(ax.xaxis)
    ax.tick_params(axis="x", labelbottom=True)
    ax.spines["bottom"].set_visible(True)
    ax.yaxis.set_major_formatter(lambda pieces, _: f"{pieces:,.0f}")
    ax.grid(True, axis="y")


def _cash(ax, cash):
    """A waterfall from the top down: each bar begins where the one above it ends."""
    level = cash.iloc[:-1].cumsum()
    left = [0, *level.iloc[:-1], 0]
    good, bad = COLOURS["blue"], COLOURS["vermilion"]
    colours = [good, *["#B9BEC7"] * (len(cash) - 2), good if cash.iloc[-1] >= 0 else bad]
    places = range(len(cash))
    ax.barh(places, cash, left=left, color=colours, height=0.62)
    ax.set_yticks(places, cash.index)
    ax.set_ylim(len(cash) - 0.5, -0.5)
    for place, start, amount in zip(places, left, cash, strict=True):
        end = max(start, start + amount)
        _write(ax, _yuan(amount), (end, place), (4, 0), ha="left", va="center")
    for place, end in enumerate(level):
        ax.plot(
            [end, end], [place - 0.31, place + 1.31], color=COLOURS["grey"], lw=0.8, label=SHADE
        )
    ax.axvline(0, color=COLOURS["grey"], lw=0.8)
    _frame(ax, f"4 Cash 现金 · {_yuan(cash.iloc[-1])} profit", f"{len(cash)} items")
    ax.xaxis.set_major_formatter(NumberTicks("yuan"))
    reach = [*level, 0, cash.iloc[-1]]
    ax.set_xlim(min(reach) * 1.05, max(*reach, 1) * 1.22)


def _frame(ax, title, n):
    """Bars carry their numbers, so they need neither grid nor axis; n is for those who hear."""
    ax.set_label(f"n = {n}")
    ax.set_title(title, loc="left", fontsize=11.5)
    ax.grid(False)
    ax.tick_params(axis="x", labelbottom=False)
    ax.tick_params(axis="both", length=0)
    ax.spines["bottom"].set_visible(False)
    ax.set(xlabel="", ylabel="")


def _write(ax, words, at, shift, **more):
    ax.annotate(words, at, shift, textcoords="offset points", fontsize=9, **more)


def _yuan(amount):
    return f"{'−' if amount < 0 else ''}¥{abs(amount):,.0f}"


def _need(tables):
    check_tables(tables, NEEDED)
    for name in NEEDED:
        if tables[name].empty:
            raise InputError(f"There is no row of {name} to draw. Give the tables of a run.")
