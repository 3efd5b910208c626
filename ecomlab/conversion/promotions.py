"""What does a promotion cost, to the cent? (优惠叠加, 分摊, 到手价): exact, in whole cents.

Course map C20, N06. Yuan go in and come out; inside everything is whole cents, so that shares sum
and no cent is lost. Which reductions stack, in which order, and on which amount a threshold is
measured, are rules of a platform and year: here they are columns of the table of promotions.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_once, check_table
from ecomlab.errors import InputError, check_choice

SCOPES = ("sku", "category", "shop")  # columns that say on which lines a promotion counts
BASES = ("left", "price")  # what a threshold is measured on
RULES = ("shared", "recomputed")
MOST = 10  # promotions among which the best stack is sought
PARTS = 10_000  # a share is written in ten-thousandths


def allocate_discount(amounts, off, by=None):
    """Each line's share of a reduction, in proportion to its amount (优惠分摊): no cent is lost.

    Each line gets its share rounded down to a cent. The cents that are left go, one each, to the
    lines that lost most by rounding (the method of largest remainders). Some platforms give them
    to the last line instead: a cent may differ there, the sum never.

    Parameters
    ----------
    amounts : sequence of float
        Yuan of each line, whole cents.
    off : float or sequence of float
        Yuan off, at most the sum of the amounts. With ``by``: the order's, at each of its lines.
    by : sequence, optional
        The order of each line.

    Returns
    -------
    array of float
        Yuan off each line: from 0 to its amount; they sum to ``off``.

    Raises
    ------
    InputError
        Fractions of a cent; a negative amount; more off than there is.

    Examples
    --------
    10 yuan off three lines of 100 yuan: 3.33 each, and one cent is left.

    >>> allocate_discount([100, 100, 100], 10).tolist()
    [3.34, 3.33, 3.33]
    >>> allocate_discount([280, 40], 20).tolist()
    [17.5, 2.5]

    References
    ----------
    Balinski and Young (2001), Fair Representation: largest remainders (Hamilton's method).
    """
    amounts = _cents("amounts", amounts)
    if not len(amounts):
        raise InputError("amounts has no line. Give at least one.")
    code = np.zeros(len(amounts), dtype=int) if by is None else pd.factorize(np.asarray(by))[0]
    if len(code) != len(amounts):
        raise InputError(f"by names {len(code)} lines, amounts has {len(amounts)}.")
    each = np.broadcast_to(_cents("off", off), amounts.shape)
    offs = np.zeros(code.max() + 1, dtype=np.int64)
    offs[code] = each
    if (offs[code] != each).any():
        raise InputError(
            "off differs within an order. Give the order's whole reduction, each time."
        )
    whole = _total(amounts, code)
    if (offs > whole).any():
        at = int(np.argmax(offs > whole))
        raise InputError(
            f"off is {offs[at] / 100:g} yuan, the amounts sum to {whole[at] / 100:g}. No order can "
            "cost less than nothing."
        )
    return _allocated(amounts, offs, code) / 100


def stack_discounts(items, promos=None):
    """What each line of an order costs after all promotions, in their order (优惠叠加, 到手价).

    Parameters
    ----------
    items : DataFrame, one row per order line
        sku, price (yuan a piece), qty; category, shop, if a promotion is for some of them only;
        order_id, if there are several orders: thresholds are reached order by order.
    promos : DataFrame, one row per promotion, optional
        promo (its name), threshold (yuan; 0: none) and either off (yuan) or share (of what is
        left, 0.1 for 9 折). Where they aren't given:

        - step (1): what has a lower step is taken off first; within a step row by row,
        - each (False): off for *each* full threshold (每满), not once,
        - cap (none): at most so many yuan,
        - basis ("left"): the threshold is measured on what is "left" by the steps before, or on
          the "price",
        - sku, category, shop (all): the lines for which it counts,
        - group (none): of one group only one may be used.

    Returns
    -------
    DataFrame, one row per order line
        The columns of items, amount (price · qty), for each promotion a column of its name (yuan
        off the line), off (all together), paid. Sum a promotion's column by shop to see whose
        goods bore it; who *pays* for it is a matter of contract.

    Raises
    ------
    ColumnError, InputError
        Fractions of a cent, pieces that aren't whole, both off and share, two of one group.

    Examples
    --------
    Two pieces of 200 yuan, "300 − 50" of the platform and "200 − 30" of the shop.

    >>> items = pd.DataFrame({"sku": ["TE02"], "price": [200.0], "qty": [2]})
    >>> promos = pd.DataFrame({"promo": ["shop 200 − 30", "300 − 50"], "threshold": [200, 300],
    ...                        "off": [30, 50], "step": [1, 2]})
    >>> stack_discounts(items, promos)
        sku  price  qty  amount  shop 200 − 30  300 − 50   off   paid
    0  TE02  200.0    2   400.0           30.0      50.0  80.0  320.0

    References
    ----------
    The order article, shop, cross-shop is a custom of large platforms (outside the documents:
    look up yours and its year).
    """
    lines, code = _lines(items)
    promos = _promos(promos, lines)
    _check_groups(promos)
    left = lines["amount"].to_numpy()
    table = items.reset_index(drop=True)
    clash = [name for name in promos["promo"] if name in (*table.columns, "amount", "off", "paid")]
    if clash:
        raise InputError(f"A promotion is called {clash[0]!r}, like a column. Rename it.")
    taken = {}
    for promo in promos.sort_values("step", kind="stable").itertuples(index=False):
        part = _taken(promo, lines, left, code)
        taken[promo.promo], left = part / 100, left - part
    amount = lines["amount"].to_numpy() / 100
    return table.assign(amount=amount, **taken, off=amount - left / 100, paid=left / 100).round(2)


def best_discounts(items, promos):
    """Which promotions should the buyer of **one** order use, and in which order? (最优用券)

    Every allowed stack is thought of; a branch is left when even all that remains couldn't beat
    the best so far. Steps keep their order, of a group one is used, any row may be left out.

    Parameters
    ----------
    items, promos : DataFrame
        As in `stack_discounts`; at most 10 promotions.

    Returns
    -------
    DataFrame
        The rows of ``promos`` that are used, in their order, ``step`` numbered anew (so
        `stack_discounts` takes them), taken (yuan off) and to_pay (after it).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    300 − 50 first leaves 270, and 10% off needs 250. The other way round 288 are left: too few.

    >>> items = pd.DataFrame({"sku": ["TE02"], "price": [320.0], "qty": [1]})
    >>> promos = pd.DataFrame({"promo": ["300 − 50", "10% off"], "threshold": [300, 250],
    ...                        "off": [50, 0], "share": [0, 0.1]})
    >>> best_discounts(items, promos)[["promo", "taken", "to_pay"]]
          promo  taken  to_pay
    0  300 − 50   50.0   270.0
    1   10% off   27.0   243.0
    """
    lines, code = _lines(items)
    if code.max():
        raise InputError("items holds several orders. Ask for one: items[items.order_id == …].")
    given = promos
    promos = _promos(promos, lines)
    if len(promos) > MOST:
        raise InputError(f"promos has {len(promos)} rows. The best of at most {MOST} is sought.")
    rows = list(promos.itertuples(index=False))
    used, taken = _search(rows, lines, code)
    chosen = (given.iloc[used] if len(used) else promos.head(0)).reset_index(drop=True)
    to_pay = (int(lines["amount"].sum()) - np.cumsum(taken)) / 100
    return chosen.assign(step=range(1, len(used) + 1), taken=np.array(taken) / 100, to_pay=to_pay)


def refund_share(lines, rule="shared", promos=None):
    """What is paid back for pieces that return, when a reduction was shared? (部分退款)

    Two rules are in use. **shared**: the buyer gets back what was *paid* for the piece, its share
    of the reduction taken off; the rest keeps its share, also if it no longer reaches the
    threshold. **recomputed** (重新计算): the rest is priced anew; what it lost is kept back, and
    counts from now on as paid for the rest. Under neither is a refund below 0 or above what was
    paid for the pieces that come back; and who sends all back has all back.

    Parameters
    ----------
    lines : DataFrame, one row per order line, of one order or (with order_id) several
        As `stack_discounts` gives it: sku, price, qty, paid; and returned (pieces that come back
        now). For a second return go on with ``.assign(qty=still, paid=rest, returned=…)``.
    rule : "shared" or "recomputed"
    promos : DataFrame
        For "recomputed": the promotions of the order.

    Returns
    -------
    DataFrame
        lines with refund, still (pieces that the buyer has) and rest (yuan that stay paid for
        them).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        More pieces come back than were bought, or more was paid than the price; "recomputed"
        without promotions.

    Examples
    --------
    A mat of 280 yuan; a cup of 40 was added to reach 299 − 20, and comes back.

    >>> items = pd.DataFrame({"sku": ["mat", "cup"], "price": [280.0, 40.0], "qty": 1})
    >>> promos = pd.DataFrame({"promo": ["299 − 20"], "threshold": [299], "off": [20]})
    >>> back = stack_discounts(items, promos).assign(returned=[0, 1])
    >>> refund_share(back)[["sku", "paid", "refund", "rest"]]
       sku   paid  refund   rest
    0  mat  262.5     0.0  262.5
    1  cup   37.5    37.5    0.0
    >>> refund_share(back, "recomputed", promos)[["sku", "paid", "refund", "rest"]]
       sku   paid  refund   rest
    0  mat  262.5     0.0  280.0
    1  cup   37.5    20.0    0.0
    """
    check_choice("rule", rule, RULES)
    if rule == "recomputed" and promos is None:
        raise InputError("The rest is priced anew: give promos, the promotions of the order.")
    table = check_table(lines, "lines", "sku", "price", "qty", "paid", "returned")
    table = table.reset_index(drop=True)
    priced, code = _lines(table)
    paid = _cents("paid of lines", table["paid"])
    qty, back = (_whole(f"{name} of lines", table[name]) for name in ("qty", "returned"))
    for wrong, what in ((back > qty, "more pieces come back than were bought"),
                        (paid > priced["amount"].to_numpy(), "more was paid than the price"),
                       ):  # fmt: skip
        if wrong.any():
            raise InputError(f"Of {table['sku'][wrong].iloc[0]!r} {what}. Look the order up.")
    refund = _of_pieces(paid, qty, back)
    rest = paid - refund
    if rule == "recomputed":
        refund, rest = _recomputed(table, paid, refund, qty - back, code, promos)
    return table.assign(refund=refund / 100, still=qty - back, rest=rest / 100)


def price_protection_due(lines, later):
    """What is owed to a buyer whose order would now cost less? (价保), line by line.

    Parameters
    ----------
    lines : DataFrame
        The order as it was paid: sku, qty, paid. Leave out what came back.
    later : DataFrame
        The same lines under today's prices and promotions, as `stack_discounts` gives them.

    Returns
    -------
    DataFrame, one row per line
        sku, qty, paid, later (yuan it costs now), due (paid less later, never below 0).

    Raises
    ------
    ColumnError, InputError
        The two aren't the same lines.

    Examples
    --------
    >>> lines = pd.DataFrame({"sku": ["mat", "cup"], "qty": 1, "paid": [262.5, 37.5]})
    >>> later = pd.DataFrame({"sku": ["mat", "cup"], "qty": 1, "paid": [229.6, 40.0]})
    >>> price_protection_due(lines, later)["due"].tolist()
    [32.9, 0.0]
    """
    lines, later = (check_table(t, name, "sku", "qty", "paid").reset_index(drop=True)
                    for t, name in ((lines, "lines"), (later, "later")))  # fmt: skip
    keys = ["sku", "qty"]
    if len(lines) != len(later) or (lines[keys].to_numpy() != later[keys].to_numpy()).any():
        raise InputError("lines and later differ in sku or qty. Price the same lines anew.")
    paid, now = (_cents(f"paid of {name}", t["paid"])
                 for name, t in (("lines", lines), ("later", later)))  # fmt: skip
    return lines[keys].assign(paid=paid / 100, later=now / 100, due=np.maximum(paid - now, 0) / 100)


# --- Whole cents ---------------------------------------------------------------------------------


def _cents(name, yuan):
    """Yuan as whole cents; what isn't a number of cents from 0 on is refused."""
    values = np.atleast_1d(np.asarray(yuan))
    if values.dtype.kind not in "iuf":
        raise InputError(f"{name} holds {values[0]!r}. Give numbers, in yuan.")
    cents = values.astype(float) * 100
    if not np.isfinite(cents).all() or (cents < 0).any():
        raise InputError(f"{name} holds {values[~(cents >= 0) | np.isinf(cents)][0]}. "
                         "Give yuan from 0 on.")  # fmt: skip
    whole = np.rint(cents)
    if (np.abs(cents - whole) > 1e-6 * np.maximum(1, cents * 1e-6)).any():
        odd = values[np.abs(cents - whole) > 1e-6][0]
        raise InputError(f"{name} holds {odd} yuan. There is no part of a cent: round it first.")
    return whole.astype(np.int64)


def _whole(name, values):
    values = np.asarray(values)
    if values.dtype.kind not in "iuf" or (values < 0).any() or (values != np.rint(values)).any():
        raise InputError(f"{name} must be whole numbers of pieces, from 0 on.")
    return values.astype(np.int64)


def _total(cents, code):
    return np.bincount(code, cents, minlength=code.max() + 1).round().astype(np.int64)


def _allocated(amounts, offs, code):
    """Whole cents off each line: down first, then a cent each by the largest remainders."""
    whole = np.maximum(_total(amounts, code), 1)[code]
    share, rest = np.divmod(amounts * offs[code], whole)
    missing = offs - _total(share, code)
    order = np.lexsort((np.arange(len(code)), -rest, code))
    first = np.searchsorted(code[order], np.arange(len(offs)))
    rank = np.empty(len(code), dtype=np.int64)
    rank[order] = np.arange(len(code)) - first[code[order]]
    return share + (rank < missing[code])


# --- Lines and promotions ------------------------------------------------------------------------


def _lines(items):
    """The lines with their amount in cents, and the order of each as a number."""
    table = check_table(items, "items", "sku", "price", "qty").reset_index(drop=True)
    qty = _whole("qty of items", table["qty"])
    amount = _cents("price of items", table["price"]) * qty
    code = np.zeros(len(table), dtype=np.int64)
    if "order_id" in table:
        check_table(table, "items", "order_id")
        code = pd.factorize(table["order_id"])[0]
    return table.assign(amount=amount), code


def _promos(promos, lines):
    """The promotions with all their columns, money in cents, shares in ten-thousandths."""
    columns = ["promo", "threshold", "off", "share", "step", "each", "cap", "basis", "group"]
    if promos is None or (isinstance(promos, pd.DataFrame) and not len(promos)):
        return pd.DataFrame(columns=[*columns, *SCOPES])
    table = check_table(promos, "promos", "promo", "threshold").reset_index(drop=True)
    check_once(table, "promos", "promo")
    usual = {"off": 0.0, "share": 0.0, "step": 1, "each": False, "cap": np.nan, "basis": "left",
             "group": None, **dict.fromkeys(SCOPES)}  # fmt: skip
    table = table.assign(**{name: value for name, value in usual.items() if name not in table})
    table = table.assign(**{name: table[name].fillna(0) for name in ("off", "share")})
    check_numbers(table, "promos", "threshold", "off", "share", "step")
    check_flags(table, "promos", "each")
    for basis in table["basis"]:
        check_choice("basis", basis, BASES)
    for row in table.itertuples():
        _check_promo(row)
    for scope in SCOPES:
        if table[scope].notna().any():
            check_table(lines, "items", scope)
    cap = table["cap"].astype(float)
    most = np.iinfo(np.int64).max // 4
    return table.assign(
        threshold=_cents("threshold of promos", table["threshold"]),
        off=_cents("off of promos", table["off"]),
        share=_parts(table["share"]),
        cap=[most if np.isnan(x) else int(_cents("cap of promos", x)[0]) for x in cap],
        each=table["each"].astype(bool),
    )


def _check_promo(row):
    if (row.off > 0) == (row.share > 0):
        raise InputError(f"{row.promo!r} must have either off (yuan) or share, and above 0.")
    if row.share > 1:
        raise InputError(f"share of {row.promo!r} is {row.share:g}. 10% off (9 折) is 0.1.")
    if row.each and (not row.threshold > 0 or row.share > 0):
        raise InputError(f"{row.promo!r} is for each full threshold: it needs one, and off.")
    if row.off > row.threshold > 0:
        raise InputError(
            f"{row.promo!r} takes {row.off:g} yuan off from {row.threshold:g} on. "
            "Did you swap them?"
        )


def _parts(shares):
    parts = shares.to_numpy(float) * PARTS
    whole = np.rint(parts)
    if (np.abs(parts - whole) > 1e-6).any():
        raise InputError("A share of promos has more than four decimals. Write 0.15 for 15%.")
    return whole.astype(np.int64)


def _check_groups(promos):
    twice = promos["group"][promos["group"].notna()]
    if (again := twice[twice.duplicated()]).size:
        raise InputError(
            f"Two promotions are of the group {again.iloc[0]!r}: only one may be used. "
            "best_discounts(items, promos) says which."
        )


def _within(promo, lines):
    """The lines for which a promotion counts."""
    there = np.ones(len(lines), dtype=bool)
    for scope in SCOPES:
        if pd.notna(getattr(promo, scope)):
            there &= (lines[scope] == getattr(promo, scope)).to_numpy()
    return there


def _taken(promo, lines, left, code):
    """Whole cents that a promotion takes off each line, when so much of each is still to pay."""
    there = _within(promo, lines)
    mine = np.where(there, left, 0)
    to_pay = _total(mine, code)
    seen = _total(np.where(there, lines["amount"], 0), code) if promo.basis == "price" else to_pay
    return _allocated(mine, _reduction(promo, seen, to_pay), code)


def _reduction(promo, seen, to_pay):
    """Cents off each order: ``seen`` decides about the threshold, ``to_pay`` is what is left."""
    times = seen // promo.threshold if promo.each else 1
    off = (promo.share * to_pay + PARTS // 2) // PARTS if promo.share else promo.off * times
    reached = (seen >= promo.threshold) & (seen > 0)
    return np.where(reached, np.minimum(np.minimum(off, promo.cap), to_pay), 0)


def _of_pieces(paid, qty, back):
    """Cents of the first pieces that come back: the last ones carry the cents that don't divide."""
    each, odd = np.divmod(paid, np.maximum(qty, 1))
    return back * each + np.maximum(back - (qty - odd), 0)


def _recomputed(table, paid, shared, still, code, promos):
    """Refund and rest of each line when the rest is priced anew, within 0 and the shares."""
    names = [name for name in (*promos.get("promo", ()), "amount", "off", "paid") if name in table]
    now = stack_discounts(table.drop(columns=names).assign(qty=still), promos)
    due, whole = _cents("paid", now["paid"]), _total(paid, code)
    back = np.clip(whole - _total(due, code), 0, _total(shared, code))
    left, refund = whole - back, _allocated(shared, back, code)
    fits = (left <= _total(due, code))[code]
    weights = np.where(fits, due, _cents("amount", now["amount"]))
    return refund, _allocated(weights, left, code)


# --- The best stack ------------------------------------------------------------------------------


def _search(rows, lines, code):
    """Places of the promotions used, in order, and what each takes: the most together."""
    best = ([], [])
    total = 0

    def go(left, used, taken):
        nonlocal best, total
        if sum(taken) > total:
            best, total = (list(used), list(taken)), sum(taken)
        open_ = [k for k in range(len(rows)) if _may_follow(rows, used, k)]
        parts = {k: _taken(rows[k], lines, left, code) for k in open_}
        if sum(taken) + sum(int(p.sum()) for p in parts.values()) <= total:
            return
        for k, part in parts.items():
            if part.sum():
                go(left - part, [*used, k], [*taken, int(part.sum())])

    go(lines["amount"].to_numpy(), [], [])
    return best


def _may_follow(rows, used, k):
    """Unused, not of an earlier step than the last, and the first of its group."""
    groups = {rows[i].group for i in used if pd.notna(rows[i].group)}
    return k not in used and rows[k].group not in groups and (
        not used or rows[k].step >= rows[used[-1]].step
    )  # fmt: skip
