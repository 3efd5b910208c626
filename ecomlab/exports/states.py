"""Paid, refunded, closed or waiting: what a platform's words about an order mean."""

import re

import numpy as np
import pandas as pd

from ecomlab.exports.files import tidy_name
from ecomlab.tables.cells import TEXT, many

# columns whose words are read
SAID = ("state", "line_state", "aftersale", "reason", "method", "fulfilled")
NO_REASON = ("", "订单未关闭")
ON_DELIVERY = ("cod", "cashondelivery", "货到付款")
# the first whose word is there
READ_AS = ("partly", "refunded", "closed", "waiting", "part paid", "paid")
MEANINGS = ("paid", "waiting", "closed", "refunded", "partly")  # what a reader may say of a word
BETWEEN = r"[,，;；、|/\n]+|\s+[-–]\s+"  # 已发货，退款成功; Shipped - Delivered to Buyer
CLAIM = ("售后", "退款", "退货", "换货")  # so begins what is said of a claim, not of the order
SHOWN = 5  # words in a note


def meaning(
    platform, state="", aftersale="", reason="", method="", fulfilled="", line_state=""
) -> str:
    """What an order's words mean: a status, "partly", "" where nothing is said, or "unknown".

    Closed and waiting count from the order's state only: a claim that was closed is a good sale.

    >>> from ecomlab.exports.providers import platforms
    >>> meaning(platforms()["pinduoduo"], "已发货，退款成功")
    'refunded'
    >>> meaning(platforms()["kuaishou"], "交易成功", "售后已取消")
    'paid'
    >>> meaning(platforms()["shopify"], "pending", method="Cash on Delivery (COD)",
    ...         fulfilled="fulfilled")
    'paid on delivery'
    """
    own = platform.said.get(tidy_name(state))
    found = {own} if own else _of_state(platform, f"{state}|{line_state}")
    found = found | {claim(platform, aftersale)}
    known = next((name for name in READ_AS if name in found), "unknown" if state else "")
    if not known:
        return "" if tidy_name(reason) in NO_REASON else "closed"
    if "unknown state" in found and known in ("paid", "waiting"):
        return "unknown"
    sent = tidy_name(fulfilled) == "fulfilled"
    if known == "waiting" and sent and any(word in tidy_name(method) for word in ON_DELIVERY):
        return "paid on delivery"
    return known


def _of_state(platform, text):
    """What the parts of an order's state mean."""
    found = set()
    for part in filter(None, map(tidy_name, re.split(BETWEEN, text))):
        if part.startswith(CLAIM):
            found.add(claim(platform, part))
            continue
        means = {
            name for name in READ_AS if any(_says(part, w) for w in platform.states.get(name, ()))
        }
        if "refunded" in means and "部分" in part:
            means = {"partly"}
        if not means and part.isascii():
            means = {"unknown state"}
        found |= means
    return found


def _says(part, word):
    """Is this word said here? In Latin letters a part is one word; 未 before it turns it round.

    >>> _says("incomplete", "complete"), _says("partially-paid", "partially_paid")
    (False, True)
    >>> _says("未退款成功", "退款成功")
    False
    """
    if word.isascii():
        return re.sub(r"^wc-|[-_.]", "", part) == re.sub(r"[-_.]", "", word)
    return re.search(f"(?<![未没不无非]){re.escape(word)}", part) is not None


def claim(platform, text) -> str:
    """What words after the sale mean: partly, refunded, "none", "open", or "unknown claim".

    >>> from ecomlab.exports.providers import platforms
    >>> douyin = platforms()["douyin"]
    >>> [claim(douyin, word) for word in ("退款成功(部分)", "未退款成功", "售后完成")]
    ['partly', 'none', 'unknown claim']
    """
    own = platform.said.get(tidy_name(text))
    if own:
        return "none" if own == "paid" else own
    parts = list(filter(None, map(tidy_name, re.split(BETWEEN, text))))
    found = {_of_claim(platform, part) for part in parts} or {"none"}
    order = ("partly", "refunded", "unknown claim", "open", "none")
    return next(name for name in order if name in found)


def _of_claim(platform, part):
    for name, words in platform.claims.items():  # none, partly, refunded, open
        if any(_says(part, word) for word in words):
            return "partly" if name == "refunded" and "部分" in part else name
    return "unknown claim"


def meanings(rows, platform, receipt=None) -> pd.Series:
    """For each row what its words mean, worked out once for each combination of words."""
    there = [name for name in SAID if name in rows]
    if not there:
        return pd.Series("", index=rows.index, dtype=object)
    words = rows[there].astype(TEXT).fillna("")
    kinds = words.drop_duplicates()
    kinds = kinds.assign(means=[meaning(platform, **kind) for kind in kinds.to_dict("records")])
    found = words.merge(kinds, on=there, how="left", sort=False)["means"]
    found = pd.Series(found.to_numpy(dtype=object), index=rows.index)
    if receipt is not None:
        _tell_claims(words, platform, receipt)
        _tell_doubtful(words, platform, receipt)
    return found


def _tell_claims(words, platform, receipt):
    """Words after the sale that say nothing sure: they change nothing, and are told."""
    if "aftersale" not in words:
        return
    counts = words["aftersale"].value_counts()
    told = {word: claim(platform, word) for word in counts.index}
    told = {word: means for word, means in told.items() if tidy_name(word) not in platform.said}
    unknown = counts[[word for word, means in told.items() if means == "unknown claim"]]
    waiting = counts[[word for word, means in told.items() if means == "open"]].sum()
    if len(unknown):
        receipt.note(
            f"{many(unknown.sum(), 'row')} with words after the sale that aren't known here "
            f"({_listed(unknown)}): no refund is read from them. "
            + _ask(unknown.index[0], "refunded")
        )
    if waiting:
        receipt.note(
            f"{many(waiting, 'row')} with a refund asked for and not decided: no refund yet"
        )


def _tell_doubtful(words, platform, receipt):
    if "state" not in words or not platform.doubtful:
        return
    counts = words["state"].value_counts()
    for word, means in platform.doubtful.items():
        there = {one: tidy_name(one) for one in counts.index}
        own = [
            one
            for one, tidied in there.items()
            if tidied.strip("（）") == word and tidied not in platform.said
        ]
        if own:
            receipt.note(
                f"{many(counts[own].sum(), 'row')} with the state {word!r}: read as {means}. "
                f"{_ask(own[0], 'paid')}"
            )


def _listed(counts):
    """Words with how often each stands: the most frequent ones."""
    shown = ", ".join(f"{word!r} {n:,}" for word, n in counts.head(SHOWN).items())
    return shown + (f" and {len(counts) - SHOWN:,} more words" if len(counts) > SHOWN else "")


def _ask(word, example):
    """How to say what a word means."""
    return (
        f'If a word means another thing, say so: states={{"{word}": "{example}"}} '
        f"({', '.join(MEANINGS)})"
    )


def told(rows, receipt) -> pd.DataFrame:
    """``status`` and ``refund`` of each row, from what its words mean, its times and amounts.

    Parameters
    ----------
    rows : DataFrame
        means (`meanings`), paid and refund in cents; ts_pay and ts_cancel where there are any.
    receipt : Receipt
        Is told what was decided.
    """
    means = rows["means"].to_numpy(dtype=object)
    has_time = rows["ts_pay"].notna() if "ts_pay" in rows else pd.Series(True, rows.index)
    rows = _part_paid(_closed_at_0(rows, means == "closed", receipt), means, receipt)
    paid = rows["paid"].fillna(0)
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


def _closed_at_0(rows, closed, receipt):
    """Closed after payment, and the amount paid now stands as 0: what the order came to went back.

    Some lists set what was paid back to 0 when it is refunded. The time of payment stays.
    """
    if "ts_pay" not in rows:
        return rows
    emptied = closed & rows["ts_pay"].notna() & (rows["paid"].fillna(0) == 0)
    asked = rows["asked"].fillna(0) if "asked" in rows else pd.Series(0, rows.index, dtype="Int64")
    known = (emptied & (asked > 0)).to_numpy(dtype=bool)
    lost = int(emptied.sum() - known.sum())
    if lost:
        receipt.note(
            f"{many(lost, 'row')} closed after payment with an amount of 0: what went back isn't "
            "told, so the share of money that went back is too low"
        )
    if not known.any():
        return rows
    total = int(asked[known].sum())
    receipt.step("closed after payment: what the order came to, not 0", rows=0, cents=total)
    receipt.note(
        f"{many(known.sum(), 'row')} closed after payment with an amount paid of 0: read as "
        f"refunded in full, {total / 100:,.2f} by what the order came to"
    )
    return rows.assign(paid=rows["paid"].mask(known, asked.astype("Int64")))


def _part_paid(rows, means, receipt):
    """An order paid in part is worth what isn't owed any more."""
    part = means == "part paid"
    if not part.any():
        return rows
    if "owed" not in rows:
        receipt.note(
            f"{many(part.sum(), 'row')} paid in part, by an amount that the file doesn't say: "
            "counted at the full total, so the money is too high"
        )
        return rows
    owed = rows["owed"].fillna(0).where(part, 0).clip(lower=0)
    owed = owed.where(owed <= rows["paid"].fillna(0), rows["paid"].fillna(0)).astype("Int64")
    receipt.step("owed still, of orders paid in part", rows=0, cents=-int(owed.sum()))
    receipt.note(f"{many(part.sum(), 'row')} paid in part: counted at what isn't owed any more")
    return rows.assign(paid=rows["paid"] - owed)


def _tell_unknown(rows, means, status, receipt):
    unknown = means == "unknown"
    if unknown.any():
        words = rows.loc[unknown, "state"].value_counts()
        counts = status[unknown].value_counts()
        receipt.note(
            f"{many(unknown.sum(), 'row')} with a state that isn't known here ({_listed(words)}): "
            "read as "
            + " and ".join(f"{word} ({n:,})" for word, n in counts.items())
            + f". {_ask(words.index[0], 'closed')}"
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
