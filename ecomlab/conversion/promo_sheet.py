"""The price sheet of a big promotion (大促价格表): price in hand, margin, lowest, whom it hurts.

Course map C20, L24, K27, E37. As a table, and as a workbook with live formulas.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_numbers, check_once, check_same_kind, check_table
from ecomlab.conversion.offers import _base
from ecomlab.conversion.promotions import _cents, _promos, stack_discounts
from ecomlab.errors import InputError, check_days, check_number, check_share
from ecomlab.tables import calendar_days
from ecomlab.workbooks import Formula, write_workbook

SHORT, LONG = 7, 30  # days before, in which the lowest price that was really paid is looked for


def promo_price_sheet(
    articles, promos, day=None, lines=None, promised=None, fee=0.0, other=0.0, protected=15
):
    """What does each article cost and leave in a promotion, and whom does it undercut? (大促价格表)

    Parameters
    ----------
    articles : DataFrame, one row per article
        sku, price (the page's, yuan), cost (goods, yuan); title, category, shop, if you like; fee,
        other, if they differ by article.
    promos : DataFrame
        As `ecomlab.conversion.promotions.stack_discounts` takes them. Each article is priced alone,
        one piece.
    day : date, optional
        The promotion's first day; needed with ``lines``.
    lines : DataFrame, one row per order line sold, optional
        date, sku, qty, paid (yuan of the line after all reductions). Leave out what was refunded.
        Lines of 0 yuan are gifts, no sales: they are no lowest price.
    promised : DataFrame, optional
        Prices that somebody was promised (a creator, a dealer, a channel): sku, whom, price.
    fee, other : float
        The platform's share of what is paid; yuan that a piece costs beside (parcel, packaging).
    protected : int
        Days that a platform protects a price (价保).

    Returns
    -------
    DataFrame, one row per article
        sku, price, each promotion (yuan off), in_hand (到手价), cost, margin (yuan: in_hand less
        fee, other and cost; before ads, returns and tax), margin_share (of in_hand); with lines:
        lowest_7, lowest_30 (lowest price really paid per piece in the days before; where nothing
        was sold in them the last one before; missing: never sold), sold_30 (pieces), was_at_most
        (the highest "was" price that may be shown: lowest_7), below_30 (is in_hand below
        lowest_30?), entitled (lines of the last ``protected`` days that paid more) and due (yuan,
        if all ask); with promised: undercuts (whom, with commas).

    Raises
    ------
    ColumnError, InputError
        A promotion that counts for none of the articles; a line in the future; lines of none of
        these articles.

    Examples
    --------
    >>> articles = pd.DataFrame({"sku": ["lamp", "tent"], "price": [99.0, 399.0],
    ...                          "cost": [60.0, 240.0]})
    >>> promos = pd.DataFrame({"promo": ["15% off", "299 − 20"], "threshold": [0, 299],
    ...                        "share": [0.15, 0], "off": [0, 20], "step": [1, 2]})
    >>> lines = pd.DataFrame({"date": pd.to_datetime(["2025-10-02", "2025-10-28"]), "sku": "tent",
    ...                       "qty": 1, "paid": [379.0, 329.0]})
    >>> sheet = promo_price_sheet(articles, promos, "2025-11-01", lines, fee=0.05)
    >>> sheet[["sku", "in_hand", "margin", "lowest_7", "was_at_most", "entitled", "due"]].round(2)
        sku  in_hand  margin  lowest_7  was_at_most  entitled   due
    0  lamp    84.15   19.94       NaN          NaN         0  0.00
    1  tent   319.15   63.19     329.0        329.0         1  9.85

    References
    ----------
    The seven days: the rule on price fraud as this course's design states it (lesson 3.3); a
    platform may ask for thirty or more. Look up what holds for yours (outside).
    """
    table = check_table(articles, "articles", "sku", "price", "cost").reset_index(drop=True)
    check_numbers(check_once(table, "articles", "sku"), "articles", "price", "cost")
    check_share("fee", fee, ends=True), check_number("other", other, low=0)
    if not (table["price"] > 0).all():
        raise InputError("price of articles must be above 0.")
    table = table.assign(sku=table["sku"].astype(str))
    scopes = [name for name in ("sku", "category", "shop") if name in table]
    _check_scopes(promos, table)
    items = table[[*scopes, "price"]].assign(qty=1, order_id=range(len(table)))
    priced = stack_discounts(items, promos)
    names = [] if promos is None else list(promos["promo"])
    sheet = table[[name for name in ("sku", "title") if name in table]].copy()
    sheet["price"] = table["price"]
    sheet = sheet.assign(**{name: priced[name] for name in names}, in_hand=priced["paid"])
    sheet["fee"] = table.get("fee", fee)
    sheet["other"] = table.get("other", other)
    sheet["cost"] = table["cost"]
    sheet["margin"] = sheet["in_hand"] * (1 - sheet["fee"]) - sheet["other"] - sheet["cost"]
    sheet["margin_share"] = sheet["margin"] / sheet["in_hand"].where(sheet["in_hand"] > 0)
    if lines is not None:
        sheet = _with_lowest(sheet, lines, day, check_days("protected", protected))
    if promised is not None:
        sheet["undercuts"] = _undercut(sheet, promised)
    return sheet


def _check_scopes(promos, table):
    """Refuse a promotion that is for something that none of the articles is."""
    for scope in ("sku", "category", "shop") if promos is not None else ():
        for value in promos[scope].dropna().unique() if scope in promos else ():
            if scope in table and value not in set(table[scope]):
                raise InputError(
                    f"A promotion is for {scope} {value!r}, which no article is. There are: "
                    f"{', '.join(map(str, sorted(set(table[scope]))[:8]))}."
                )


def _with_lowest(sheet, lines, day, protected):
    """The lowest price really paid per piece, and who paid more a short while ago."""
    if day is None:
        raise InputError(
            'Give day, the promotion\'s first: promo_price_sheet(…, day="2025-11-01").'
        )
    sold = check_table(lines, "lines", "date", "sku", "qty", "paid")
    check_numbers(sold, "lines", "qty", "paid")
    if not (sold["qty"] > 0).all():
        raise InputError("qty of lines must be above 0: leave out what was not sold.")
    start = pd.Timestamp(day).tz_localize(None).normalize()
    sold = sold.assign(
        sku=sold["sku"].astype(str),
        date=calendar_days(sold["date"]),
        each=sold["paid"] / sold["qty"],
    )
    if not sold["sku"].isin(sheet["sku"]).any():
        raise InputError(
            f"lines has none of the articles: it names {sold['sku'].iloc[0]!r}, articles "
            f"{sheet['sku'].iloc[0]!r}. Write sku alike in both."
        )
    sold = sold[sold["paid"] > 0]
    if (late := sold["date"] >= start).any():
        raise InputError(
            f"{int(late.sum())} lines were sold on {start.date()} or later. Give the lines before."
        )
    sold["ago"] = (start - sold["date"]).dt.days
    deals = dict(tuple(sold.rename(columns={"date": "ts", "each": "price"}).groupby("sku")))
    for days in (SHORT, LONG):
        lowest = {sku: _base(mine, start, days)[0] for sku, mine in deals.items()}
        sheet[f"lowest_{days}"] = sheet["sku"].map(lowest).round(2)
    lately = sold[sold["ago"] <= LONG].groupby("sku")["qty"].sum()
    sheet[f"sold_{LONG}"] = sheet["sku"].map(lately).fillna(0).astype(int)
    sheet["was_at_most"] = sheet[f"lowest_{SHORT}"]
    sheet[f"below_{LONG}"] = sheet["in_hand"] < sheet[f"lowest_{LONG}"]
    recent = sold[sold["ago"] <= protected].merge(sheet[["sku", "in_hand"]], on="sku")
    fall = (recent["each"] - recent["in_hand"]).clip(lower=0).where(lambda x: x > 0.005, 0.0)
    due = (fall * recent["qty"]).groupby(recent["sku"]).sum()
    sheet["entitled"] = (
        sheet["sku"].map((fall > 0).groupby(recent["sku"]).sum()).fillna(0).astype(int)
    )
    sheet["due"] = sheet["sku"].map(due).fillna(0.0).round(2)
    return sheet


def _undercut(sheet, promised):
    """Whose promised price lies above the price in hand: their names, with commas."""
    table = check_table(promised, "promised", "sku", "whom", "price")
    check_numbers(table, "promised", "price")
    table = table.assign(sku=table["sku"].astype(str))
    if len(unknown := sorted(set(table["sku"]) - set(sheet["sku"]))):
        raise InputError(f"promised names {unknown[0]!r}, which is not among the articles.")
    both = table.merge(sheet[["sku", "in_hand"]], on="sku")
    hurt = both[both["price"] > both["in_hand"] + 0.005]
    names = hurt.groupby("sku")["whom"].agg(lambda x: ", ".join(map(str, x)))
    return sheet["sku"].map(names).fillna("")


def write_price_sheet(sheet, promos, path, articles=None, overwrite=False):
    """The price sheet as a workbook with formulas (.xlsx): change a yuan, and all prices follow.

    Parameters
    ----------
    sheet : DataFrame
        From `promo_price_sheet`.
    promos : DataFrame
        The same promotions. Their thresholds, yuan and shares stand on a sheet of their own, and
        the formulas look there. (Which articles a promotion is for, and steps, are fixed.)
    path : path
        Ends in .xlsx.
    articles : DataFrame, optional
        The same articles, if a promotion is for some of them only.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        The file is there; the promotions aren't those of the sheet.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"sku": ["tent"], "price": [399.0], "cost": [240.0]})
    >>> promos = pd.DataFrame({"promo": ["299 − 20"], "threshold": [299], "off": [20]})
    >>> sheet = promo_price_sheet(articles, promos)
    >>> path = write_price_sheet(sheet, promos, tempfile.mkdtemp() + "/prices.xlsx")
    >>> pd.read_excel(path, "prices", engine="calamine")[["sku", "in_hand", "margin"]]
        sku  in_hand  margin
    0  tent      379     139
    """
    sheet = check_table(sheet, "sheet", "sku", "price", "in_hand", "fee", "other", "cost",
                        gaps=("margin", "margin_share"))  # fmt: skip
    names = list(check_table(promos, "promos", "promo")["promo"])
    if missing := [name for name in names if name not in sheet]:
        raise InputError(f"sheet has no column {missing[0]!r}. Make it with the same promotions.")
    lines = (sheet if articles is None else articles).reset_index(drop=True)
    full = _promos(promos, lines).sort_values("step", kind="stable")
    place = {name: k for k, name in enumerate(promos["promo"])}
    cells = sheet.reset_index(drop=True).astype(object)
    letter = {name: _letters(k) for k, name in enumerate(cells.columns)}
    for row in range(len(cells)):
        at = row + 2
        taken = []
        for promo in full.itertuples(index=False):
            value = cells.loc[row, promo.promo]
            if _counts(promo, lines, row):
                text = _promo_formula(
                    promo,
                    place[promo.promo] + 2,
                    f"{letter['price']}{at}",
                    [f"{letter[n]}{at}" for n in taken],
                )
                cells.loc[row, promo.promo] = Formula(text, value)
            taken.append(promo.promo)
        off = "".join(f"-{letter[name]}{at}" for name in names)
        hand, fee, other, cost, margin = (
            f"{letter[n]}{at}" for n in ("in_hand", "fee", "other", "cost", "margin")
        )
        texts = {
            "in_hand": f"=ROUND({letter['price']}{at}{off},2)",
            "margin": f"={hand}*(1-{fee})-{other}-{cost}",
            "margin_share": f"=IF({hand}>0,{margin}/{hand},0)",
        }
        if "lowest_30" in letter:
            texts["below_30"] = (
                f"=IF(ISNUMBER({letter['lowest_30']}{at}),{hand}<{letter['lowest_30']}{at},FALSE)"
            )
        for name, text in texts.items():
            cells.loc[row, name] = Formula(text, cells.loc[row, name])
    shown = pd.DataFrame(
        {
            "promo": names,
            "threshold": promos["threshold"].astype(float).to_numpy(),
            "off": _column(promos, "off"),
            "share": _column(promos, "share"),
            "cap": _column(promos, "cap", np.nan),
            "step": _column(promos, "step", 1),
        }
    )
    pages = {
        "read_me": [
            "大促价格表 · Price sheet. Change yuan and shares on the sheet promos, prices and "
            "costs on the sheet prices: everything else follows.",
            "One piece of each article, bought alone. margin = in_hand × (1 − fee) − other − cost, "
            "before ads, returns and tax.",
            "lowest_7, lowest_30, sold_30, entitled, due and undercuts are of the day the sheet "
            "was made, no formulas: make the sheet anew after a change of prices. "
            "A 'was' price may not be above was_at_most.",
        ]
    }
    return write_workbook(path, {"promos": shown, "prices": cells}, pages, overwrite)


def _column(promos, name, usual=0.0):
    values = promos[name] if name in promos else pd.Series(usual, index=promos.index)
    return values.fillna(usual).astype(float).to_numpy()


def _counts(promo, lines, row):
    return all(
        pd.isna(getattr(promo, scope)) or lines.loc[row, scope] == getattr(promo, scope)
        for scope in ("sku", "category", "shop")
    )


def _promo_formula(promo, row, price, taken):
    """Yuan off one piece, as a spreadsheet works it out."""
    left = f"({price}{''.join(f'-{cell}' for cell in taken)})"
    threshold, off, part, cap = (f"promos!${c}${row}" for c in "BCDE")
    seen = price if promo.basis == "price" else f"ROUND({left},2)"
    yuan = f"ROUND({left}*{part},2)" if promo.share else off
    if promo.each:
        yuan = f"INT({seen}/{threshold})*{off}"
    most = f"MIN({yuan},{left},IF(ISNUMBER({cap}),{cap},{left}))"
    return f"=IF({seen}>={threshold},ROUND({most},2),0)"


def _letters(place):
    from xlsxwriter.utility import xl_col_to_name  # needed here only

    return xl_col_to_name(place)


def lines_paid(order_items, orders, returns=None):
    """Sold lines as `promo_price_sheet` takes them, out of canonical tables: date, sku, qty, paid.

    Parameters
    ----------
    order_items : DataFrame
        order_id, sku, qty, price, discount.
    orders : DataFrame
        Purchases: order_id, ts_order.
    returns : DataFrame, optional
        order_id, sku: what came back is left out.

    Returns
    -------
    DataFrame
        date, sku, qty, paid (yuan, whole cents).

    Examples
    --------
    >>> items = pd.DataFrame({"order_id": [1, 1], "sku": ["mat", "cup"], "qty": [1, 2],
    ...                       "price": [280.0, 20.0], "discount": [17.5, 2.5]})
    >>> orders = pd.DataFrame({"order_id": [1], "ts_order": pd.to_datetime(["2025-10-01"])})
    >>> lines_paid(items, orders)[["sku", "qty", "paid"]]
       sku  qty   paid
    0  mat    1  262.5
    1  cup    2   37.5
    """
    items = check_table(order_items, "order_items", "order_id", "sku", "qty", "price", "discount")
    orders = check_table(orders, "orders", "order_id", "ts_order")
    check_same_kind("order_id", order_items=items, orders=orders)
    lines = items.merge(orders[["order_id", "ts_order"]], on="order_id")
    if returns is not None:
        back = check_table(returns, "returns", "order_id", "sku")[["order_id", "sku"]]
        lines = lines.merge(back.drop_duplicates().assign(back=True), how="left")
        lines = lines[lines["back"].isna()]
    paid = _cents("price of order_items", lines["price"]) * lines["qty"].to_numpy()
    paid = paid - _cents("discount of order_items", lines["discount"])
    dates = calendar_days(lines["ts_order"]).rename("date")
    return pd.DataFrame(
        {
            "date": dates.to_numpy(),
            "sku": lines["sku"].astype(str).to_numpy(),
            "qty": lines["qty"].to_numpy(),
            "paid": paid / 100,
        }
    )
