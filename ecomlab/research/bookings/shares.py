"""The steps of the waterfall; money shared among lines without losing a cent; tables read."""

import narwhals as nw
import numpy as np
import pandas as pd

from ecomlab.checks import check_moment
from ecomlab.errors import InputError
from ecomlab.tables import collect, log

STEPS = {
    "sales": "paid (支付金额)",
    "refund_before": "refunded before shipping (发货前退款)",
    "refund_after": "refunded after a return (退货退款)",
    "goods": "goods sent (货品成本)",
    "goods_back": "goods that came back, less their handling (退回货值)",
    "platform_fee": "platform's fee (平台扣点)",
    "freight": "freight and box (运费包材)",
    "insurance": "freight insurance (运费险)",
    "gifts": "gifts (赠品)",
    "ads": "ads and creators (推广达人)",
    "vat": "value added tax (增值税)",
}

MAIN = (
    "refund_after",
    "goods",
    "freight",
    "ads",
)  # without one of them nothing is known of the end


def shared_out(cents, weights, groups):
    """Whole cents shared within each group by weight; ``cents`` is the group's sum at each row.

    >>> shared_out(pd.Series([100, 100, 100]), pd.Series([1, 1, 1]), pd.Series("aaa").map(list)
    ...         .explode(ignore_index=True)).tolist()
    [33, 33, 34]
    """
    weights = pd.Series(np.asarray(weights), index=range(len(weights)))
    groups = pd.Series(pd.factorize(np.asarray(groups))[0])
    total = weights.groupby(groups).transform("sum")
    weights = weights.where(total > 0, 1)  # where nothing was paid, all lines count alike
    total = weights.groupby(groups).transform("sum")
    upto = np.asarray(cents).astype("int64") * weights.groupby(groups).cumsum()
    reached = upto.abs() // total * np.sign(upto)  # whole numbers: no cent is lost
    return (reached - reached.groupby(groups).shift(fill_value=0)).to_numpy()


def by_order(bills, lines):
    """An order's cents, shared among its lines by what was paid."""
    mine = bills.groupby(level=0).sum().reindex(lines["order_id"]).fillna(0).astype("int64")
    return shared_out(mine, lines["paid"], lines["order_id"])


def by_channel(cents, lines):
    """A channel's cents, shared among its lines by what was paid; of no channel: among all."""
    channel = lines["channel"] if "channel" in lines else pd.Series("", lines.index)
    channel = channel.astype(object).fillna("")
    homeless = [name for name in cents.index if name not in {*channel}]
    mine = cents.drop(homeless).reindex(channel).fillna(0).astype("int64")
    rest = np.full(len(lines), int(cents.loc[homeless].sum()))
    alike = np.zeros(len(lines), dtype=int)
    return shared_out(mine, lines["paid"], channel) + shared_out(rest, lines["paid"], alike)


def read(tables, name, columns, optional=()):
    """These columns of a table as pandas; optional ones where they are."""
    table = table_of(tables, name)
    there = [column for column in optional if column in names_of(table)]
    rows = collect(log(table, name, [*columns, *there]))
    return rows[[*columns, *there]]


def table_of(tables, name):
    if not hasattr(tables, "keys"):
        raise InputError(f"tables is a {type(tables).__name__}. Give your tables by name: "
                         '{"orders": orders, "order_items": order_items}.')  # fmt: skip
    if name not in tables:
        raise InputError(f"There is no table {name}; there are: {', '.join(tables) or 'none'}. "
                         "Export it, or read the lesson's list of columns.")  # fmt: skip
    return tables[name]


def names_of(table):
    return list(nw.from_native(table).collect_schema().names())


def paid_in(orders, since, until):
    orders = orders[orders["ts_pay"].notna()]
    if not len(orders):
        raise InputError("orders has no paid order (no ts_pay): nothing was sold.")
    inside = within(orders, "ts_pay", since, until)
    if not len(inside):
        raise InputError(
            f"No order was paid from {since} to {until}: orders goes from "
            f"{orders['ts_pay'].min():%Y-%m-%d} to {orders['ts_pay'].max():%Y-%m-%d}."
        )
    return inside


def within(rows, column, since, until):
    return rows[between(rows[column], since, until)]


def between(times, since, until):
    inside = pd.Series(True, index=times.index)
    if since is not None:
        inside &= times >= check_moment(times, since, "since")
    if until is not None:
        inside &= times < check_moment(times, until, "until")
    return inside


def in_cents(yuan):
    return (yuan * 100).round().astype("int64")
