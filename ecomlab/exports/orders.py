"""From the rows of files to one row for each order, and its articles."""

import pandas as pd

from ecomlab.errors import InputError
from ecomlab.exports import states
from ecomlab.exports.providers import GENERIC
from ecomlab.exports.rows import MONEY, TIMES
from ecomlab.tables.cells import many

ASK = (
    'Say what a row is: lines="sum" for lines whose amounts add up, lines="repeat" for a total of '
    'the order on each, lines="first" for one on the first.'
)


def joined(parts, receipt) -> pd.DataFrame:
    """The rows of all files: of an order that several have, those of the later export.

    Parameters
    ----------
    parts : list of (str, DataFrame)
        Each file's name and rows.
    """
    parts = sorted(parts, key=lambda part: _latest(part[1]))
    rows = pd.concat([part.assign(file=n) for n, (_, part) in enumerate(parts)], ignore_index=True)
    if "order_id" not in rows or rows["order_id"].isna().all():
        return _numbered(rows, parts, receipt)
    if rows["order_id"].isna().any() and not (rows["paid"][rows["order_id"].isna()] < 0).all():
        lost = int((rows["order_id"].isna() & ~(rows["paid"] < 0).fillna(False)).sum())
        raise InputError(
            f"The order's number is missing in {many(lost, 'row')}. Export the file again, or "
            "remove these rows."
        )
    if len(parts) == 1:
        return rows
    by_line = "line_id" in rows and rows["line_id"].notna().all()
    keys = ["order_id", "line_id"] if by_line else ["order_id"]
    earlier = rows["file"] < rows.groupby(keys, dropna=False)["file"].transform("max")
    if earlier.any():
        receipt.step(
            "rows of orders that a later file has too",
            rows=-int(earlier.sum()), cents=-rows["paid"][earlier].sum(),
        )  # fmt: skip
        receipt.note(
            f"of an order that several files have, the later export counts ({parts[-1][0]})"
        )
    return rows[~earlier].reset_index(drop=True)


def _latest(rows):
    """When a file was exported, at the earliest: the last thing that it knows of."""
    known = [rows[name].max() for name in ("ts_order", *TIMES) if name in rows]
    return max((time for time in known if not pd.isna(time)), default=pd.Timestamp(0, tz="UTC"))


def _numbered(rows, parts, receipt):
    """Rows without an order's number are orders of their own: files may not overlap then."""
    spans = sorted((part["ts_order"].min(), part["ts_order"].max(), name) for name, part in parts)
    for (_, end, one), (start, _, other) in zip(spans, spans[1:], strict=False):
        if start <= end:
            raise InputError(
                f"{one} and {other} have days in common and no order's number: rows could count "
                'twice. Name the column: columns={"order_id": "…"}, or read files whose days '
                "don't overlap."
            )
    _tell_lines(rows, receipt)
    return rows.assign(order_id=[f"row {n + 1}" for n in range(len(rows))])


def _tell_lines(rows, receipt):
    """Rows of one buyer and second may be lines of one order, which only its number tells."""
    if "buyer" not in rows:
        return
    clock = rows["ts_order"].dt.tz_localize(None)
    with_hour = rows[(clock != clock.dt.normalize()) & rows["buyer"].notna()]
    lines = int(with_hour.duplicated(["buyer", "ts_order"]).sum())
    if lines:
        receipt.note(
            f"{many(lines, 'row')} of the same buyer and second as another, and no order's number: "
            "counted as orders of their own. If they are lines of one, name the column of its "
            'number: columns={"order_id": "…"}'
        )


# --- Rows to orders --------------------------------------------------------------------------


def made(rows, platform, lines, receipt) -> pd.DataFrame:
    """One row for each order: status, amounts in cents, the first text and time of its rows.

    Parameters
    ----------
    rows : DataFrame
        Of `joined`.
    platform : Platform
    lines : {"order", "sum", "first", "repeat"} or None
        How rows make orders, where the platform's own rule isn't meant.
    """
    rows = _without_copies(rows, receipt)
    rows, refunds = _refund_rows(rows, receipt)
    rule = lines or (_rule(rows, receipt) if platform.name == GENERIC else platform.lines)
    _tell_blank(rows, rule, receipt)
    if rule == "sum":
        rows = _without_closed_lines(states.told(rows, receipt), receipt)
    orders = _by_order(rows, rule, receipt)
    if rule != "sum":
        orders["means"] = orders["means"].fillna("")
        orders = states.told(orders, receipt)
    return pd.concat([orders, refunds], ignore_index=True) if len(refunds) else orders


def _without_copies(rows, receipt):
    """A numbered line of an order that stands twice, with one amount, counts once."""
    if "line_id" not in rows or rows["line_id"].isna().any() or rows["line_id"].is_unique:
        return rows
    copies = rows.duplicated(["order_id", "line_id", "paid"])
    if copies.any():
        receipt.step(
            "rows that stand twice", rows=-int(copies.sum()), cents=-rows["paid"][copies].sum()
        )
    return rows[~copies]


def _refund_rows(rows, receipt):
    """Rows below 0 are refunds: taken off the order that they name, else kept as such."""
    below = (rows["paid"] < 0).fillna(False).to_numpy(dtype=bool)
    if not below.any():
        return rows, rows[:0]
    refunds, rest = rows[below], rows[~below].copy()
    known = refunds["order_id"].notna() & refunds["order_id"].isin(rest["order_id"])
    if known.any():
        sums = -refunds[known].groupby("order_id")["paid"].sum()
        first = rest["order_id"].isin(sums.index) & ~rest["order_id"].duplicated()
        given = rest["refund"] if "refund" in rest else pd.Series(0, rest.index, dtype="Int64")
        off = rest["order_id"].where(first).map(sums).fillna(0).astype("Int64")
        rest["refund"] = given.fillna(0) + off
        receipt.step(
            "refund rows: taken off the orders that they name",
            rows=-int(known.sum()), cents=sums.sum(),
        )  # fmt: skip
    own = refunds[~known]
    if len(own):
        receipt.note(
            f"{many(len(own), 'refund row')} of {own['paid'].sum() / 100:,.2f} naming no order of "
            "the files: kept as rows below 0, which are no purchases; taken off the value of the "
            "buyers that they name"
        )
    own = own.assign(
        order_id=own["order_id"].where(own["order_id"].notna(), [f"refund {n}" for n in own.index])
    )
    twice = own["order_id"].duplicated()
    sums = own.groupby("order_id")["paid"].transform("sum")
    own = own.assign(paid=sums, refund=0, status="refunded")[~twice]
    return rest, own.astype({"refund": "Int64"})


def _rule(rows, receipt):
    """How the rows of a table without a platform make orders."""
    shared = rows["order_id"].duplicated(keep=False)
    if not shared.any():
        return "order"
    groups = rows[shared].groupby("order_id")
    several = groups["ts_order"].nunique() > 1
    if several.any():
        raise InputError(
            f"Rows of one order have different times (order {several.idxmax()!r}). Is the column "
            'the order\'s number? Name it: columns={"order_id": "…"}. If it is, say what a row is: '
            'lines="sum".'
        )
    if (groups["paid"].nunique() == 1).all():
        raise InputError(f"{many(groups.ngroups, 'order')} of several rows with one amount. {ASK}")
    receipt.note("rows that share an order are its lines: their amounts are added")
    copies = int(rows.drop(columns="file").duplicated().sum())
    if copies:
        receipt.note(
            f"{many(copies, 'line')} like another of its order: counted as articles bought twice. "
            "Does the file hold rows twice? Then remove the copies"
        )
    return "sum"


def _tell_blank(rows, rule, receipt):
    """Rows that were paid, by their state, and have no amount."""
    if rule == "first":
        return
    blank = rows["paid"].isna() & ~rows["means"].isin(["closed", "waiting", "refunded"])
    if blank.any():
        receipt.note(f"{many(blank.sum(), 'row')} without an amount: counted as 0")


def _without_closed_lines(rows, receipt):
    """Of an order with lines that were paid, the lines that never were don't count."""
    never = rows["status"].isin(["closed", "waiting"])
    if not never.any() or never.all():
        return rows
    other = ~never.groupby(rows["order_id"]).transform("all") & never
    if other.any():
        receipt.step(
            "lines not paid, of orders with others that were",
            rows=-int(other.sum()), cents=-rows["paid"][other].sum(),
        )  # fmt: skip
    return rows[~other]


RANK = {"paid": 0, "refunded": 1, "closed": 2, "waiting": 3}  # what one line says of its order


def _by_order(rows, rule, receipt):
    """One row for each order: its first text and time, with what the rule makes of the amounts."""
    if not rows["order_id"].duplicated().any():
        return rows.reset_index(drop=True)
    groups = rows.groupby("order_id", sort=False)
    _refuse_other_amounts(groups, rule)
    rows = rows.assign(means=rows["means"].replace("", None))
    amounts = [name for name in MONEY if name in rows]
    texts = [name for name in rows if name not in ("order_id", "status", *amounts)]
    orders = groups[texts].first()
    for name in amounts:
        orders[name] = groups[name].sum(min_count=1) if rule == "sum" else groups[name].first()
    if "status" in rows:
        ranks = rows["status"].map(RANK).groupby(rows["order_id"], sort=False).min()
        orders["status"] = ranks.map({rank: word for word, rank in RANK.items()})
        full = (
            (orders["status"] == "paid")
            & (orders["refund"] >= orders["paid"])
            & (orders["paid"] > 0)
        )
        orders["status"] = orders["status"].mask(full.fillna(False), "refunded")
    orders = orders.reset_index()
    receipt.step(
        {"repeat": "totals repeated on lines", "order": "rows that stand twice"}.get(
            rule, "lines joined into orders"
        ),
        rows=len(orders) - len(rows), cents=orders["paid"].sum() - rows["paid"].sum(),
    )  # fmt: skip
    return orders


def _refuse_other_amounts(groups, rule):
    """A total that stands several times must be the same."""
    if rule not in ("repeat", "order"):
        return
    several = groups["paid"].nunique() > 1
    if several.any():
        raise InputError(f"Rows of order {several.idxmax()!r} have different amounts. {ASK}")
    if rule == "order" and "title" in groups.obj and (groups["title"].nunique() > 1).any():
        order = (groups["title"].nunique() > 1).idxmax()
        raise InputError(f"Order {order!r} stands in rows of different articles. {ASK}")


# --- Articles --------------------------------------------------------------------------------


def items(rows) -> pd.DataFrame | None:
    """One row for each order and article, where rows have articles, pieces and their prices.

    Parameters
    ----------
    rows : DataFrame
        Of `joined`.
    """
    marks = [rows[name] for name in ("sku", "title") if name in rows]
    if not marks or "qty" not in rows or not {"price", "line_total"} & set(rows):
        return None
    sku = marks[0] if len(marks) == 1 else marks[0].fillna(marks[1])
    pieces = rows["qty"].astype("Float64")
    total = rows["line_total"] if "line_total" in rows else rows["price"] * pieces
    total = total.astype("Float64")
    lines = pd.DataFrame(
        {"order_id": rows["order_id"], "sku": sku, "qty": rows["qty"], "total": total}
    ).dropna()  # fmt: skip
    lines = lines[(lines["qty"] > 0) & (lines["qty"] % 1 == 0) & (lines["total"] >= 0)]
    if lines.empty:
        return None
    table = lines.groupby(["order_id", "sku"], sort=False, as_index=False)[["qty", "total"]].sum()
    table["price"] = (table["total"].astype("float64") / table["qty"] / 100).round(2)
    table["qty"] = table["qty"].astype("int64")
    return table[["order_id", "sku", "qty", "price"]]
