"""The profit and loss, line by line, in whole cents until the last step."""

import numpy as np
import pandas as pd

from ecomlab.shop.delivery import DAY
from ecomlab.shop.emit.record import money, words
from ecomlab.shop.parts.media import SETTLED
from ecomlab.shop.world import CHANNEL_OF_ENTRANCE, CHANNELS, ENTRANCE_OF_PLAN, PLANS

LINES = (
    "revenue", "refund", "cogs", "platform_fee", "ads", "kol", "shipping", "packaging", "returns",
    "labour", "other", "vat", "insurance",
)  # fmt: skip
LINE = {name: i for i, name in enumerate(LINES)}
RUNNING = {  # the budget's bucket of those lines of the profit and loss that run on their own
    "platform_fee": "technology",  # platforms call it the fee for their technical service
    "labour": "people_other",
    "other": "people_other",
}


def pnl_lines(r):
    """Every yuan: an order's on its day, its parcel's and refunds on theirs, and the rest.

    Rows are in the order of the day that caused them.
    """
    parts = [*_order_lines(r), *_return_lines(r), *_day_lines(r)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    rank = np.argsort(columns[0].astype(np.int16), kind="stable")
    _, day, order, sku, channel, line, amount = (column[rank] for column in columns)
    keep = amount != 0
    return pd.DataFrame(
        {
            "date": r.dates(day[keep]),
            "order_id": pd.arrays.IntegerArray(order[keep], order[keep] == 0),
            "sku": words(sku[keep], r.articles),
            "channel": words(channel[keep], CHANNELS),
            "line": words(line[keep], LINES),
            "amount": money(amount[keep]),
        }
    )


def _order_lines(r):
    o, lines = r.o, r.lines
    mine = np.flatnonzero(o.paid[lines.of])
    of, sku = lines.of[mine], lines.sku[mine]
    revenue = lines.price[mine] * lines.pieces[mine] - lines.off[mine]
    cost = r.world.sku.cost[sku] * lines.pieces[mine] * ~lines.gone[mine]  # no goods, no cost
    yield _block(r, of, o.day[of], sku, "revenue", revenue)
    yield _block(r, of, o.day[of], sku, "cogs", -cost)
    yield _block(r, of, o.day[of], sku, "vat", -lines.vat[mine])
    stayed = np.flatnonzero(~o.sent[of])  # taken back before it was sent: all is undone
    of, sku, day = of[stayed], sku[stayed], o.cancelled[of[stayed]] // DAY
    yield _block(r, of, day, sku, "refund", -revenue[stayed])
    yield _block(r, of, day, sku, "cogs", cost[stayed])
    yield _block(r, of, day, sku, "vat", lines.vat[mine[stayed]])
    paid = np.flatnonzero(o.paid)
    fee = np.bincount(lines.of, lines.fee, len(o.order)).astype(np.int64)[paid]
    yield _block(r, paid, o.day[paid], None, "platform_fee", -fee)
    yield _block(r, paid, o.day[paid], None, "other", -o.gift[paid])
    back = ~o.sent[paid]
    stayed, day = paid[back], o.cancelled[paid[back]] // DAY
    yield _block(r, stayed, day, None, "platform_fee", fee[back])
    yield _block(r, stayed, day, None, "other", o.gift[stayed])
    sent = np.flatnonzero(o.sent)
    day = o.shipped[sent] // DAY
    yield _block(r, sent, day, None, "shipping", -o.cost[sent])
    lost = np.flatnonzero(o.lost)
    yield _block(r, lost, o.delivered[lost] // DAY, None, "shipping", o.compensated[lost])
    packaging = np.full(len(sent), r.world.money.packaging)
    yield _block(r, sent, day, None, "packaging", -packaging)
    yield _block(r, sent, day, None, "insurance", -o.premium[sent])
    yield _block(r, sent, day, None, "other", -o.perks[sent])
    settled = o.paid_at[sent] // DAY + SETTLED
    yield _block(r, sent, settled, None, "kol", -o.commission[sent])


def _return_lines(r):
    lines = r.lines
    back = np.flatnonzero(lines.returned)
    of, sku = lines.of[back], lines.sku[back]
    day = lines.inspected[back] // DAY
    yield _block(r, of, day, sku, "refund", -lines.refund[back])
    yield _block(r, of, day, sku, "platform_fee", lines.fee[back])
    loss = lines.recovered[back] - lines.handling[back]
    yield _block(r, of, day, sku, "returns", loss)
    yield _block(r, of, day, sku, "vat", lines.vat_back[back])


def _day_lines(r):
    """Advertising, labour, the warehouse and messages, by day."""
    days, plans = r.daily.spend.shape
    day = np.repeat(r.first_day + np.arange(days), plans)
    kind = np.array([LINE[line] for line in r.world.ads.line])
    channel = CHANNEL_OF_ENTRANCE[ENTRANCE_OF_PLAN]
    none = np.full(len(day), -1)
    yield (
        day, day, np.zeros(len(day), np.int64), none, np.tile(channel, days),
        np.tile(kind, days), -r.daily.spend.ravel(),
    )  # fmt: skip
    day = r.first_day + np.arange(days)
    labour = np.round(r.daily.labour).astype(np.int64)
    other = r.daily.warehouse + _message_costs(r, day)
    for line, amount in (("labour", labour), ("other", other)):
        none = np.full(days, -1)
        kinds = np.full(days, LINE[line])
        yield day, day, np.zeros(days, np.int64), none, none, kinds, -amount

    yield _supplier_line(r)
    yield _clearance_line(r)


def _supplier_line(r):
    """What accepted lots cost above (or below) the articles' usual cost."""
    lots = r.lots.take(r.lots.day >= r.first_day)
    count = len(lots.day)
    none, zero = np.full(count, -1), np.zeros(count, np.int64)
    return lots.day, lots.due, zero, lots.sku, none, np.full(count, LINE["cogs"]), -lots.more


def _clearance_line(r):
    """What goods that nobody wanted any more cost beyond what they brought."""
    gone = r.cleared.take(r.cleared.day >= r.first_day)
    count = len(gone.day)
    none, zero = np.full(count, -1), np.zeros(count, np.int64)
    return gone.day, gone.day, zero, gone.sku, none, np.full(count, LINE["cogs"]), -gone.loss


def _message_costs(r, day):
    sent = np.bincount(r.touches.day - r.first_day, r.touches.treated, len(day))
    return sent.astype(np.int64) * r.world.money.message


def _block(r, of, day, sku, line, amount):
    """Rows of one kind of line: cause day, day, order, article, channel, line, cents."""
    o = r.o
    none = np.full(len(of), -1)
    return (
        o.day[of], day, o.order[of] + 1, none if sku is None else sku,
        CHANNEL_OF_ENTRANCE[o.entrance[of]], np.full(len(of), LINE[line]), amount,
    )  # fmt: skip


def budget(tables, _seed):
    """Money planned and spent by month and line: channels with last-click results, and the rest.

    Fees follow sales and people their contracts: what is planned for them is what is spent.
    """
    plans = tables["ads_daily"].rename(columns={"plan_kind": "line", "cost": "spent"})
    again = plans.duplicated(["date", "plan_id"])  # every row of a plan's day has its budget
    plans["planned"] = plans["daily_budget"].mask(again, 0)
    rest = tables["pnl_lines"]
    rest = rest[rest["line"].isin(list(RUNNING))]
    rest = rest.assign(spent=-rest["amount"], planned=-rest["amount"], revenue=0.0, orders=0)
    table = pd.concat([_by_month(plans), _by_month(rest)], ignore_index=True)
    channels = dict(zip(PLANS, CHANNEL_OF_ENTRANCE[ENTRANCE_OF_PLAN], strict=True))
    buckets = ["marketing", *dict.fromkeys(RUNNING.values())]
    lines = table["line"].to_list()
    table["line"] = pd.Categorical(lines, [*PLANS, *RUNNING])
    table.insert(
        1, "bucket", pd.Categorical([RUNNING.get(line, "marketing") for line in lines], buckets)
    )
    codes = [channels.get(line, -1) for line in lines]
    table.insert(3, "channel", pd.Categorical.from_codes(codes, CHANNELS))
    return table.sort_values(["month", "line"], ignore_index=True)


def _by_month(rows):
    """Sums of the budget's columns by month and line."""
    month = rows["date"].dt.strftime("%Y-%m").rename("month")
    sums = rows.groupby([month, rows["line"].astype("object")], observed=True, sort=True)
    return sums[["planned", "spent", "revenue", "orders"]].sum().round(2).reset_index()
