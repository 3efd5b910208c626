"""Paid, refunded, closed or waiting: what a platform's words about an order mean."""

import numpy as np
import pandas as pd

from ecomlab.exports.files import tidy_name
from ecomlab.tables.cells import TEXT, many

SAID = ("state", "aftersale", "reason", "method", "fulfilled")  # columns whose words are read
NO_REASON = ("", "订单未关闭")
ON_DELIVERY = ("cod", "cashondelivery", "货到付款")
READ_AS = ("partly", "refunded", "closed", "waiting", "paid")  # the first whose word is there


def meaning(platform, state="", aftersale="", reason="", method="", fulfilled="") -> str:
    """What an order's words mean: a status, "partly", "" where nothing is said, or "unknown".

    >>> from ecomlab.exports.providers import platforms
    >>> meaning(platforms()["pinduoduo"], "已发货，退款成功")
    'refunded'
    >>> meaning(platforms()["shopify"], "pending", method="Cash on Delivery (COD)",
    ...         fulfilled="fulfilled")
    'paid on delivery'
    """
    if not state and not aftersale:
        return "" if tidy_name(reason) in NO_REASON else "closed"
    text = f"{tidy_name(state)}|{tidy_name(aftersale)}"
    found = next(
        (name for name in READ_AS if any(word in text for word in platform.states.get(name, ()))),
        "unknown" if state else "",
    )
    sent = tidy_name(fulfilled) == "fulfilled"
    if found == "waiting" and sent and any(word in tidy_name(method) for word in ON_DELIVERY):
        return "paid on delivery"
    return found


def meanings(rows, platform) -> pd.Series:
    """For each row what its words mean, worked out once for each combination of words."""
    there = [name for name in SAID if name in rows]
    if not there:
        return pd.Series("", index=rows.index, dtype=object)
    words = rows[there].astype(TEXT).fillna("")
    kinds = words.drop_duplicates()
    kinds = kinds.assign(means=[meaning(platform, **kind) for kind in kinds.to_dict("records")])
    found = words.merge(kinds, on=there, how="left", sort=False)["means"]
    return pd.Series(found.to_numpy(dtype=object), index=rows.index)


def told(rows, receipt) -> pd.DataFrame:
    """``status`` and ``refund`` of each row, from what its words mean, its times and amounts.

    Parameters
    ----------
    rows : DataFrame
        means (`meanings`), paid and refund in cents; ts_pay and ts_cancel where there are any.
    receipt : Receipt
        Is told what was decided.
    """
    means, paid = rows["means"].to_numpy(dtype=object), rows["paid"].fillna(0)
    has_time = rows["ts_pay"].notna() if "ts_pay" in rows else pd.Series(True, rows.index)
    known = means[:, None] == np.array(["refunded", "closed", "waiting"])
    status = pd.Series(
        np.select(known.T, ["refunded", "closed", "waiting"], "paid"), rows.index, dtype=object
    )
    unsaid = pd.Series(np.isin(means, ["", "unknown"]), rows.index)
    status[unsaid & ~has_time] = "waiting"
    _tell_unknown(rows, means, status, receipt)
    _tell_unpaid_time(has_time, unsaid, means, status, receipt)
    if "ts_cancel" in rows:
        status[rows["ts_cancel"].notna() & (status == "waiting")] = "closed"
    if "ts_pay" in rows:
        after = (status == "closed") & rows["ts_pay"].notna() & (paid > 0)
        status[after] = "refunded"
        if after.any():
            receipt.note(
                f"{many(after.sum(), 'row')} closed after payment: read as refunded in full"
            )
    if (means == "paid on delivery").any():
        receipt.note("cash on delivery that was sent counts as paid")
    return _with_refunds(rows, status, means, paid, receipt)


def _tell_unknown(rows, means, status, receipt):
    unknown = means == "unknown"
    if unknown.any():
        words = sorted(rows.loc[unknown, "state"].dropna().unique())[:3]
        counts = status[unknown].value_counts()
        receipt.note(
            f"{many(unknown.sum(), 'row')} with a state that isn't known here "
            f"({', '.join(map(repr, words))}): read as "
            + " and ".join(f"{word} ({n:,})" for word, n in counts.items())
        )


def _tell_unpaid_time(has_time, unsaid, means, status, receipt):
    without = ~has_time & ~unsaid & (status == "paid") & (means != "paid on delivery")
    if without.any():
        receipt.note(
            f"{many(without.sum(), 'row')} without a time of payment, but with a state that says "
            "paid: counted as paid"
        )


def _with_refunds(rows, status, means, paid, receipt):
    """What was refunded, in cents; refunded is who got all of it back."""
    given = rows["refund"] if "refund" in rows else pd.Series(pd.NA, rows.index, dtype="Int64")
    given = given.abs().fillna(0).astype("Int64")
    refund = given.where((status != "refunded") | (given > 0), paid)
    never = status.isin(["waiting", "closed"])
    full = (refund >= paid) & (paid > 0) & ~never
    status = status.mask(full, "refunded").mask((status == "refunded") & ~full & (paid > 0), "paid")
    blind = (means == "partly") & (given == 0)
    if blind.any():
        receipt.note(
            f"{many(blind.sum(), 'row')} refunded in part, by an amount that the file doesn't say: "
            "counted as paid in full, so what is kept is too high"
        )
    more = (refund > paid) & (paid > 0) & ~never
    if more.any():
        receipt.note(
            f"{many(more.sum(), 'row')} with a refund above what was paid: refunded in full"
        )
        refund = refund.mask(more, paid)
    return rows.assign(status=status, refund=refund)
