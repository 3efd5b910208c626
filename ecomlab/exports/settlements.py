"""What the platform says was sold, and what reached the bank.

Settlements of several platforms become one table: a row for each movement of money, its parts by
kind, to the cent. ``to_the_bank`` follows the money from the orders to the bank; ``reconcile``
lists each order in which the two differ, with the reason.
"""

import re

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_table
from ecomlab.errors import InputError
from ecomlab.exports import reports
from ecomlab.exports.files import tidy_name
from ecomlab.tables import cells
from ecomlab.tables.cells import many

SOLD = ("gross", "shipping", "refund")  # what buyers paid and got back
COSTS = ("refund", "commission", "creator", "service", "promotion", "logistics", "insurance")
PARTS = (
    "gross", "shipping", "subsidy", "refund", "tax", "commission", "creator", "service",
    "promotion", "logistics", "insurance", "other",
)  # fmt: skip
IN, OUT = ("入账", "收入", "入", "收", "in"), ("出账", "支出", "出", "支", "out")
AMOUNT = r"(\d[\d.,]*[.,]\d{2})(?!\d)"
WAITS = "未结算|待结算|结算中|不结算"
SHOWN = 5  # kinds in a note
NAMES = {  # of the parts, as a step is called
    "subsidy": "subsidies of the platform 平台补贴", "tax": "taxes 税",
    "commission": "the platform's commission 平台服务费",
    "creator": "creators' commission 达人佣金",
    "service": "other services 招商服务费", "promotion": "promotion 推广费",
    "logistics": "logistics 物流", "insurance": "insurance 保险", "other": "other movements 其他",
}  # fmt: skip
REASONS = (
    "not settled yet", "before the settlement", "not in the orders", "settled twice",
    "shipping", "refund differs", "amount differs",
)  # fmt: skip


# --- From a file to rows ---------------------------------------------------------------------


def rows_of(sheet, layout, how, receipt, key=None) -> pd.DataFrame:
    """The movements of a settlement: amounts in cents, each part below 0 where it costs.

    On every row ``net`` is the sum of the parts; what leaves for the bank is ``paid_out``, and no
    part of the net.

    Parameters
    ----------
    sheet : files.Sheet
    layout : reports.Layout
    how : Options
    receipt : Receipt
    """
    frame, odd = reports.texts(sheet, layout)
    frame, dropped = reports.kept(sheet, layout, frame, odd)
    names = frame.attrs["names"]
    made = _marks(frame, layout, how, receipt)
    parts = pd.DataFrame({part: _part(frame, layout, part, names, how) for part in PARTS})
    if layout.pairs:
        parts, words = _pairs(frame, layout, names, how, parts)
        made["said"] = words
        net = parts.sum(axis=1)
    else:
        made["said"] = _joined_words(frame, layout.told)
        net = cells.cents(frame["net"], names["net"], how.decimal).fillna(0)
        net = _directed(net, frame, names)
    match = _joined_words(frame, ("said", "subject", "detail", "direction"), layout)
    match = (made["said"] if layout.pairs else match).str.lower().fillna("")
    made["kind"] = _first_fit(match, _rules("kinds")).fillna("other")
    if layout.order_in:
        net = _told_in_words(net, frame, made["kind"], how)
    summary = _summary(frame, layout, how, made)
    parts = parts if layout.pairs else _signed(parts, net)
    parts = _whole(parts, net, match, made["kind"], layout, sheet, receipt)
    made = pd.concat([made, parts], axis=1)
    made["net"] = parts.sum(axis=1)
    made["paid_out"] = _paid_out(made, net, frame, summary)
    out = made["kind"] == "payout"
    made.loc[out, [*PARTS, "net"]] = 0
    waits = made["said"].str.contains(WAITS).fillna(False).to_numpy(dtype=bool)
    reports.count(sheet, layout, frame, dropped, int(net.sum()), how, receipt)
    if net[out].sum():
        receipt.step("settlement: payouts, which are no part of the net", cents=-net[out].sum())
    if waits.any():
        receipt.step(
            "settlement: rows that say they aren't settled yet", rows=-int(waits.sum()),
            cents=-made.loc[waits, "net"].sum(),
        )  # fmt: skip
        made = made[~waits].copy()
    _check_payouts(made, sheet, receipt)
    _tell_unknown(made, receipt)
    if "currency" not in made:
        made["currency"] = pd.Series(layout.currency or None, made.index, dtype=cells.TEXT)
    return made


def _marks(frame, layout, how, receipt):
    """Ids, time and currency of each row."""
    names, made = frame.attrs["names"], pd.DataFrame(index=frame.index)
    for name in ("order_id", "line_id", "movement_id", "payout_id"):
        if name in frame:
            made[name] = cells.ids(frame[name], names[name])
    if layout.order_in:
        text = _joined_words(frame, ("subject", "detail")).fillna("")
        made["order_id"] = text.str.extract(layout.order_in)[0].astype(cells.TEXT)
    if "order_id" not in made:
        made["order_id"] = pd.Series(None, made.index, dtype=cells.TEXT)
    zone = layout.zone or how.timezone
    if "ts_settled" in frame:
        name = names["ts_settled"]
        made["ts_settled"] = reports._moments(
            frame["ts_settled"], name, zone, "time", layout, how, receipt
        )
    else:
        receipt.note("settlement: no column tells when an order was settled")
        made["ts_settled"] = pd.Series(pd.NaT, made.index, dtype="datetime64[us, UTC]")
    if "currency" in frame:
        made["currency"] = frame["currency"].str.upper()
        mark = made["currency"].dropna()
        if mark.nunique() == 1:
            made["currency"] = made["currency"].fillna(mark.iloc[0])
        elif "payout_id" in made:
            first = made.groupby("payout_id")["currency"].transform("first")
            made["currency"] = made["currency"].fillna(first)
    return made


def _joined_words(frame, columns, layout=None):
    """The words of several columns in one: "Order / ItemPrice / Principal"."""
    found = pd.Series("", frame.index, dtype=cells.TEXT)
    for name in (name for name in columns if name in frame):
        words = frame[name].fillna("")
        if layout is not None and layout.told == ("said",) and name in ("subject", "detail"):
            # a title may name an article: only what stands before its colon is the platform's
            words = words.str.replace(r":.*$", "", regex=True) if name == "detail" else words * 0
        both = (found != "") & (words != "")
        found = found + pd.Series(np.where(both, " / ", ""), frame.index, dtype=cells.TEXT) + words
    return found.mask(found == "", None)


def _part(frame, layout, part, names, how):
    """A part of the amount: all columns that belong to it, or the one that the reader named."""
    total = pd.Series(0, frame.index, dtype="Int64")
    columns = layout.parts([name.removeprefix("= ") for name in frame]).get(part, ())
    there = [f"= {name}" for name in columns]
    if layout.name == "own" and part in frame:
        there = [part]
    for name in there:
        total += cells.cents(frame[name], names[name], how.decimal).fillna(0)
    return total


def _pairs(frame, layout, names, how, parts):
    """Rows with several amounts: each to the part that its name says."""
    parts, words = parts.copy(), pd.Series("", frame.index, dtype=cells.TEXT)
    begin = frame["said"].fillna("")
    for kind, amount, what in layout.pairs:
        if f"= {amount}" not in frame:
            continue
        cents = cells.cents(frame[f"= {amount}"], names[f"= {amount}"], how.decimal)
        here = cents.notna() & (cents != 0)
        if not here.any():
            continue
        name = frame[f"= {kind}"].fillna("") if f"= {kind}" in frame else begin * 0
        said = begin + " / " + what + " / " + name
        said = said.str.replace(r"( / )+$", "", regex=True).str.replace(" /  / ", " / ")
        column = _first_fit(said.str.lower(), _rules("means", layout)).fillna("other")
        for part in column[here].unique():
            parts.loc[here & (column == part), part] += cents[here & (column == part)]
        more = pd.Series(np.where((words != "") & here, ", ", ""), frame.index, dtype=cells.TEXT)
        words = words + more + said.where(here, "")
    return parts, words.where(words != "", begin).mask(lambda w: w == "", None)


def _first_fit(words, rules):
    """For each text what the first rule that fits says."""
    found = pd.Series(None, words.index, dtype=object)
    said = {}
    for word in words.dropna().unique():
        fits = (means for pattern, means in rules if re.search(pattern, word))
        said[word] = next(fits, None)
    found = words.astype(object).map(said)
    return found.where(found.notna(), None)


def _rules(name, layout=None):
    """The rules of a layout, and then those of all."""
    return [*(layout.means if layout else ()), *reports.declared()["settlement"][name]]


def _directed(net, frame, names):
    """Amounts with the sign that their direction says."""
    if "direction" not in frame:
        return net
    tidied = {word: tidy_name(word) for word in frame["direction"].dropna().unique()}
    words = frame["direction"].astype(object).map(tidied).fillna("")
    into, out = words.isin(IN), words.isin(OUT)
    unsaid = ~(into | out) & (net != 0)
    if unsaid.any():
        row = cells.first_row(unsaid)
        word = cells.shown(str(words[unsaid].iloc[0]))
        raise InputError(
            f"{names['direction']}: {word} in row {row} says neither in nor out. Write 入账 or "
            "出账."
        )
    return net.abs().where(~out, -net.abs())


def _summary(frame, layout, how, made):
    """Rows that sum up a settlement: what was paid out, and when."""
    if not layout.summary or layout.summary[0] not in frame:
        return None
    column, day = layout.summary
    cents = cells.cents(frame[column], frame.attrs["names"][column], how.decimal)
    here = cents.notna() & frame["said"].isna()
    made.loc[here, "kind"] = "payout"
    if day in frame:
        receipt = _Silent()
        zone = layout.zone or how.timezone
        name = frame.attrs["names"][day]
        moments = reports._moments(frame[day].where(here), name, zone, "time", layout, how, receipt)
        made["ts_settled"] = moments.where(here, made["ts_settled"])
    return cents.where(here)


def _told_in_words(net, frame, kind, how):
    """A payout whose amount stands in its text: "$41.07 sent to your bank account"."""
    words = frame["detail"].where((kind == "payout") & (net == 0))
    amounts, _ = cells.amounts(words.str.extract(AMOUNT)[0], how.decimal)
    return net - amounts.abs().fillna(0)


class _Silent:
    def note(self, *_):
        """Nothing."""


def _signed(parts, net):
    """Costs below 0: a file may write them as they are, or as amounts to be taken off.

    On each row the reading that gives its net counts; where neither does, that of most rows.
    """
    taken_off = parts.copy()
    taken_off[[*COSTS]] = -taken_off[[*COSTS]]
    as_it_is, off = parts.sum(axis=1) == net, taken_off.sum(axis=1) == net
    mostly_off = int((off & ~as_it_is).sum()) > int((as_it_is & ~off).sum())
    if not (off ^ as_it_is).any():
        mostly_off = bool((parts[[*COSTS]] >= 0).all(axis=None))
    turned = (off & ~as_it_is) | (~off & ~as_it_is & mostly_off)
    return taken_off.where(turned, parts)


def _whole(parts, net, match, kind, layout, sheet, receipt):
    """Parts that add up to the net: refunds in their place, what no column says as other."""
    parts = parts.copy()
    bare = (parts == 0).all(axis=1) & (net != 0)
    column = _first_fit(match, _rules("means", layout)).fillna("other")
    for part in column[bare].unique():
        here = bare & (column == part)
        parts.loc[here, part] = net[here]
    back = (kind == "refund") & ~bare & (not layout.pairs)
    for part in ("gross", "shipping"):
        parts.loc[back, "refund"] += parts.loc[back, part]
        parts.loc[back, part] = 0
    rest = net - parts.sum(axis=1)
    some = (rest != 0) & (kind != "payout")
    if some.any():
        receipt.note(
            f"settlement: {many(some.sum(), 'row')} of {sheet.path.name} whose amount isn't the "
            f"sum of its known parts: the rest ({rest[some].sum() / 100:,.2f}) stands in other"
        )
        parts["other"] += rest.where(some, 0)
    return parts


def _paid_out(made, net, frame, summary):
    """What left for the bank."""
    out = made["kind"] == "payout"
    given = net.where(out, 0)
    if "direction" not in frame and out.any() and (given[out] > 0).all():
        given = -given  # a report without directions writes payouts as they are
    found = (-given).astype("Int64")
    if summary is not None:
        found = summary.fillna(found).astype("Int64")
    return found


def _check_payouts(made, sheet, receipt):
    """Does each payout hold what its rows add up to?"""
    if "payout_id" not in made or not (made["kind"] == "payout").any():
        return
    sums = made.groupby("payout_id")[["net", "paid_out"]].sum()
    sums = sums[made[made["kind"] == "payout"].groupby("payout_id").size().reindex(sums.index) > 0]
    differ = sums[sums["net"] != sums["paid_out"]]
    if len(differ):
        first = differ.iloc[0]
        receipt.note(
            f"settlement: {many(len(differ), 'payout')} of {sheet.path.name} differ from their "
            f"rows, the first says {first['paid_out'] / 100:,.2f}, its rows add up to "
            f"{first['net'] / 100:,.2f}: the file may not be whole"
        )


def _tell_unknown(made, receipt):
    """Kinds that no rule knows are named, with their money."""
    unknown = made[(made["kind"] == "other") | ((made["other"] != 0) & (made["kind"] == "fee"))]
    if unknown.empty:
        return
    sums = unknown.groupby(unknown["said"].fillna("(nothing said)"))["net"].agg(["size", "sum"])
    sums = sums.reindex(sums["sum"].abs().sort_values(ascending=False).index)
    shown = ", ".join(
        f"{word} ({n:,}; {cents / 100:,.2f})" for word, n, cents in sums.head(SHOWN).itertuples()
    )
    more = "" if len(sums) <= SHOWN else f" and {len(sums) - SHOWN} more"
    receipt.note(f"settlement: kinds that aren't known, kept as other: {shown}{more}")


# --- From the orders to the bank -------------------------------------------------------------


def reconcile(orders, settlement) -> pd.DataFrame:
    """In which orders do the order list and the settlement differ, by how much, and why (对账)?

    What an order kept by the list (paid, less refunded) is laid beside what the platform settled
    for it (goods and shipping that the buyer paid, less refunds). Fees are no difference.

    Parameters
    ----------
    orders : DataFrame
        order_id, ts_order, paid_amount, refund_amount; status, where there is one: orders that
        are closed or waiting kept nothing. As of ``exports.read``.
    settlement : DataFrame
        order_id, ts_settled, gross, refund; shipping, kind where there are. As of
        ``exports.read``.

    Returns
    -------
    DataFrame, one row per difference
        order_id, reason, by_orders, by_settlement, difference (settled less kept, of this
        reason), ts_order. Reasons: "not settled yet"; "before the settlement": ordered before its
        first day, so perhaps settled in an earlier file; "not in the orders"; "settled twice": the
        same amount again, which is all that there is too much; "shipping", which the order list
        doesn't count; "refund differs"; "amount differs" (below 0: a part of the order may come
        later). An order can have several. ``attrs``: by_orders, by_settlement, difference.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["1", "2", "3"], "refund_amount": [0.0, 5.0, 0.0],
    ...     "paid_amount": [30.0, 20.0, 10.0],
    ...     "ts_order": pd.to_datetime(["2025-03-01", "2025-03-02", "2025-03-03"])})
    >>> settled = pd.DataFrame({"order_id": ["1", "2", "4"], "gross": [30.0, 20.0, 7.0],
    ...     "refund": [0.0, 0.0, 0.0], "ts_settled": pd.to_datetime("2025-03-01")})
    >>> reconcile(orders, settled)[["order_id", "reason", "difference"]]
      order_id             reason  difference
    0        3    not settled yet       -10.0
    1        4  not in the orders         7.0
    2        2     refund differs         5.0
    """
    kept, moved = _kept_by_orders(orders), _moved(settlement)
    known = moved[moved["order_id"].notna()]
    sums = known.groupby("order_id")[[*SOLD]].sum()
    both = kept.set_index("order_id").join(sums, how="outer")
    in_orders = both.index.isin(kept["order_id"])
    settled = both.index.isin(known.loc[(known[[*SOLD]] != 0).any(axis=1), "order_id"])
    both[["paid", "back", *SOLD]] = both[["paid", "back", *SOLD]].fillna(0).astype("int64")
    begin = _first_moment(settlement)
    rows = [
        *_missing(both[in_orders & ~settled], begin),
        *_stray(both[~in_orders]),
        *_different(both[in_orders & settled], known),
    ]
    columns = ["order_id", "reason", "cents", "by_orders", "by_settlement"]
    table = pd.DataFrame(rows, columns=columns)
    table["reason"] = pd.Categorical(table["reason"], REASONS)
    table = table.sort_values(["reason", "order_id"], kind="stable").reset_index(drop=True)
    when = kept.set_index("order_id")["ts_order"]
    found = pd.DataFrame({
        "order_id": table["order_id"], "reason": table["reason"].astype(str),
        "by_orders": table["by_orders"] / 100, "by_settlement": table["by_settlement"] / 100,
        "difference": table["cents"] / 100, "ts_order": table["order_id"].map(when),
    })  # fmt: skip
    found.attrs = {
        "by_orders": int((both["paid"] - both["back"]).sum()) / 100,
        "by_settlement": int(sums.sum(axis=None)) / 100,
        "difference": int(table["cents"].sum()) / 100,
    }
    return found


def to_the_bank(orders, settlement) -> pd.DataFrame:
    """From what was sold to what reached the bank, each step with its money (对账).

    Parameters
    ----------
    orders, settlement : DataFrame
        As of `reconcile`; the settlement with its parts, net and paid_out.

    Returns
    -------
    DataFrame, one row per step
        step, orders (how many, where they are counted), amount, total: True where the amount is
        the sum of the steps since the last total. The last is what reached the bank.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["1", "2"], "refund_amount": 0.0,
    ...     "paid_amount": [30.0, 20.0], "ts_order": pd.to_datetime(["2025-03-01", "2025-03-02"])})
    >>> settled = pd.DataFrame({"order_id": ["1", None], "kind": ["sale", "payout"],
    ...     "gross": [30.0, 0.0], "refund": 0.0, "commission": [-1.5, 0.0], "net": [28.5, 0.0],
    ...     "paid_out": [0.0, 20.0], "ts_settled": pd.to_datetime("2025-03-01")})
    >>> to_the_bank(orders, settled)[["step", "amount"]]
                                          step  amount
    0                    sold, by the orders      50.0
    1                   kept, by the orders      50.0
    2                       not settled yet     -20.0
    3         settled of what buyers paid        30.0
    4      the platform's commission 平台服务费      -1.5
    5           net, by the settlement        28.5
    6   not paid out, or paid of earlier money    -8.5
    7                  reached the bank        20.0
    """
    kept, moved = _kept_by_orders(orders), _moved(settlement)
    differ = reconcile(orders, settlement)
    steps = [("sold, by the orders", int((kept["paid"] > 0).sum()), int(kept["paid"].sum()), False)]
    if kept["back"].any():
        steps.append(
            (
                "refunded, by the orders",
                int((kept["back"] > 0).sum()),
                -int(kept["back"].sum()),
                False,
            )
        )
    steps.append(_total("kept, by the orders", steps))
    begin = len(steps) - 1
    for reason in REASONS:
        those = differ[differ["reason"] == reason]
        if len(those):
            steps.append((reason, len(those), round(100 * those["difference"].sum()), False))
    orderless = moved[moved["order_id"].isna()]
    if orderless[[*SOLD]].to_numpy().any():
        steps.append(
            ("sold or refunded, of no order", None, int(orderless[[*SOLD]].sum(axis=None)), False)
        )
    steps.append(_total("settled of what buyers paid", steps[begin:]))
    begin = len(steps) - 1
    for part, name in NAMES.items():
        cents = int(moved[part].sum())
        if cents:
            steps.append((name, None, cents, False))
    steps.append(_total("net, by the settlement", steps[begin:]))
    paid = int(moved["paid_out"].sum())
    if paid or (moved["kind"] == "payout").any():
        rest = paid - steps[-1][2]
        if rest:
            steps.append(("not paid out, or paid of earlier money", None, rest, False))
        steps.append(("reached the bank", None, paid, True))
    table = pd.DataFrame(steps, columns=["step", "orders", "amount", "total"])
    table["amount"] = table["amount"] / 100
    return table.astype({"orders": "Int64"})


def _total(name, steps):
    return name, None, sum(cents for _, _, cents, _ in steps), True


def _kept_by_orders(orders):
    """Of each order what was paid and what went back, in cents."""
    table = check_table(orders, "orders", "order_id", "ts_order", "paid_amount", "refund_amount")
    table = check_numbers(table, "orders", "paid_amount", "refund_amount")
    table = table[table["paid_amount"] >= 0]
    twice = table["order_id"].duplicated()
    if twice.any():
        raise InputError(
            f"Order {table.loc[twice, 'order_id'].iloc[0]!r} stands twice in orders. Give one row "
            "for each order."
        )
    paid, back = (
        (100 * table[name].astype(float)).round().astype("int64")
        for name in ("paid_amount", "refund_amount")
    )
    if "status" in table:
        never = table["status"].isin(["closed", "waiting"]).to_numpy(dtype=bool)
        paid, back = paid.where(~never, 0), back.where(~never, 0)
        full = (table["status"] == "refunded").to_numpy(dtype=bool) & (back == 0)
        back = back.where(~full, paid)
    return pd.DataFrame(
        {"order_id": table["order_id"].astype(str).astype(object), "ts_order": table["ts_order"],
         "paid": paid, "back": back}
    )  # fmt: skip


def _moved(settlement):
    """The settlement in cents; a part that isn't there is 0."""
    gaps = ("order_id", "ts_settled")
    table = check_table(settlement, "settlement", "gross", "refund", gaps=gaps)
    if "currency" in table and table["currency"].nunique() > 1:
        marks = ", ".join(sorted(table["currency"].dropna().astype(str).unique()))
        raise InputError(
            f"The settlement is in {marks}: the amounts can't be added. Give the rows of one: "
            'settlement[settlement["currency"] == "…"].'
        )
    if not len(table):
        raise InputError("The settlement has no rows.")
    made = pd.DataFrame({"order_id": table["order_id"]}, index=table.index)
    made["order_id"] = made["order_id"].astype(object).where(made["order_id"].notna(), None)
    made["order_id"] = made["order_id"].map(lambda one: one if one is None else str(one))
    for part in (*PARTS, "paid_out"):
        made[part] = _cents(table[part], part) if part in table else 0
    made["kind"] = table.get("kind", "sale")
    made["line_id"] = table.get("line_id")
    return made


def _cents(values, name):
    """Yuan as whole cents; what is no number is named."""
    found = pd.to_numeric(values, errors="coerce").astype(float)
    wrong = ~np.isfinite(found) & values.notna()
    if wrong.any():
        first = values[wrong].iloc[0]
        raise InputError(f"{name} of settlement holds {first!r}, which is no amount.")
    return (100 * found.fillna(0)).round().astype("int64")


def _first_moment(settlement):
    """The first moment that the settlement knows of, payouts aside."""
    of_orders = settlement[settlement["order_id"].notna()]
    return of_orders["ts_settled"].min()


def _missing(both, begin):
    """Orders that kept something and aren't in the settlement."""
    for row in both[both["paid"] != both["back"]].itertuples():
        early = not pd.isna(begin) and _before(row.ts_order, begin)
        reason = "before the settlement" if early else "not settled yet"
        yield row.Index, reason, row.back - row.paid, row.paid - row.back, 0


def _before(moment, begin):
    """Is a moment on a day before another's, where one may have no zone?"""
    if (moment.tzinfo is None) != (begin.tzinfo is None):
        moment, begin = moment.tz_localize(None), begin.tz_localize(None)
    return moment < begin


def _stray(both):
    """Orders that the order list doesn't know."""
    for row in both[(both[[*SOLD]] != 0).any(axis=1)].itertuples():
        cents = row.gross + row.shipping + row.refund
        yield row.Index, "not in the orders", cents, 0, cents


def _different(both, known):
    """Orders in both: the difference, split by what explains it."""
    total = both[[*SOLD]].sum(axis=1)
    wrong = both[total != both["paid"] - both["back"]]
    lines = known[known["order_id"].isin(wrong.index) & (known["gross"] > 0)]
    again = lines[lines.duplicated(["order_id", "line_id", "gross"])].groupby("order_id")["gross"]
    copies = again.sum().to_dict()
    for row in wrong.itertuples():
        by_orders, by_settlement = row.paid - row.back, row.gross + row.shipping + row.refund
        for reason, cents in _explained(row, int(copies.get(row.Index, 0))):
            yield row.Index, reason, cents, by_orders, by_settlement


def _explained(row, twice):
    """The reasons of one order's difference; their amounts add up to it."""
    left = row.gross + row.shipping + row.refund - (row.paid - row.back)
    over, shipping = row.gross - row.paid, row.shipping
    found = []
    if twice and over in (twice, twice - shipping):
        found.append(("settled twice", twice))
        over -= twice
    if shipping and over == -shipping:  # it is in the order's amount
        over = shipping = 0
    if over == 0 and shipping:
        found.append(("shipping", shipping))
    refund = row.refund + row.back
    if refund and (over == 0 or row.back):
        found.append(("refund differs", refund))
    rest = left - sum(cents for _, cents in found)
    return [*found, ("amount differs", rest)] if rest else found
