"""What do the small offers cost: the first hundred, the gift, the deposit? (限量, 赠品, 定金膨胀)

Course map C16, C17, C19, case K27.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_once, check_table
from ecomlab.errors import InputError, check_number, check_positive, check_share, check_whole
from ecomlab.estimates import share


def quota_promo(arrivals, quota=100, off=30.0, margin=0.0, confidence=0.95):
    """ "The first 100 get 30 yuan off" (前100名减30): what does it cost, and who gets it?

    Parameters
    ----------
    arrivals : DataFrame, one row per person who would buy **with** the offer
        ts (when the person came), anyway (True: would buy without it too). Once the quota is used
        up, only those still buy. A shop can't know it of one person; days by lot tell the sum.
    quota : int
        How many get it.
    off : float
        Yuan off.
    margin : float
        Yuan that such an order leaves before the offer.

    Returns
    -------
    DataFrame, one row
        used, cost (yuan given), hours (from the first order to the last one that got it; missing
        if the quota isn't used up), full_price (came too late and bought all the same), gone (came
        too late and left), extra (of those who got it), estimate (share of those who got it and
        would have bought anyway), low, high, n, counts, per_extra (yuan given per extra buyer),
        left (yuan that the extra ones leave, less all that is given).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> arrivals = pd.DataFrame({"ts": pd.date_range("2025-11-01 20:00", periods=6, freq="20min"),
    ...                          "anyway": [True, True, False, True, False, False]})
    >>> found = quota_promo(arrivals, quota=4, off=30, margin=79)
    >>> found[["used", "cost", "hours", "full_price", "gone", "extra", "left"]]
       used   cost  hours  full_price  gone  extra  left
    0     4  120.0    1.0           0     2      1 -41.0
    """
    table = check_flags(check_table(arrivals, "arrivals", "ts", "anyway"), "arrivals", "anyway")
    quota, off = check_whole("quota", quota, low=1), check_positive("off", off)
    margin = check_number("margin", margin)
    table = table.assign(ts=_times(table["ts"]))
    table = table.sort_values("ts", kind="stable", ignore_index=True)
    mine = table.head(quota)
    extra = int((~mine["anyway"].astype(bool)).sum())
    cost = float(off * len(mine))
    used_up = len(table) >= quota
    hours = (
        (mine["ts"].iloc[-1] - table["ts"].iloc[0]) / pd.Timedelta(hours=1) if used_up else np.nan
    )
    found = share(len(mine) - extra, len(mine), "buyers who got it", confidence)
    return pd.DataFrame([{
        "used": len(mine), "cost": cost, "hours": hours,
        "full_price": int(table["anyway"].iloc[quota:].sum()),
        "gone": int((~table["anyway"].iloc[quota:].astype(bool)).sum()),
        "extra": extra, **found._asdict(), "per_extra": cost / extra if extra else np.inf,
        "left": extra * margin - cost,
    }])  # fmt: skip


def _times(values):
    """Times, or ISO texts as a file has them."""
    if values.dtype.kind == "M" or isinstance(values.dtype, pd.DatetimeTZDtype):
        return values
    try:
        return pd.to_datetime(values.astype(str), format="ISO8601")
    except ValueError:
        raise InputError(
            f'ts of arrivals holds {values.iloc[0]!r}, no time. Write "2025-11-01 20:00:05".'
        ) from None


def gift_margin(price, cost, gift_cost=0.0, fee=0.0, other=0.0):
    """What is left of a sale with a gift, and how many more sales must it bring? (赠品毛利)

    "Buy one, get one" (买一送一) is a gift that costs what the article costs; a sample (小样) costs
    less.

    Parameters
    ----------
    price, cost, gift_cost : float or sequence of float
        Yuan: paid, goods, the gift and what it adds to the parcel.
    fee : float or sequence of float
        The platform's, as a share of the price.
    other : float or sequence of float
        Yuan a sale costs beside (parcel, packaging).

    Returns
    -------
    DataFrame, one row per case
        price, without (yuan left without the gift), left (with it), share (of the price), uplift
        (sales must rise by this share for the same money; missing: no number of sales does it).

    Raises
    ------
    InputError
        Without a gift nothing is left: there is nothing to win back.

    Examples
    --------
    199 yuan, goods 80: a sample of 6 yuan, and a second piece as a gift.

    >>> gift_margin(199, 80, [6, 80]).round(3)
       price  without   left  share  uplift
    0  199.0    119.0  113.0  0.568   0.053
    1  199.0    119.0   39.0  0.196   2.051
    """
    given = {"price": price, "cost": cost, "gift_cost": gift_cost, "fee": fee, "other": other}
    try:
        columns = np.broadcast_arrays(*[np.atleast_1d(np.asarray(x, dtype=float))
                                        for x in given.values()])  # fmt: skip
    except ValueError:
        raise InputError(f"{', '.join(given)} must be numbers, or lists of one length.") from None
    for name, values in zip(given, columns, strict=True):
        if not np.isfinite(values).all() or (values < 0).any():
            raise InputError(f"{name} must be numbers from 0 on.")
    price, cost, gift_cost, fee, other = columns
    if (price == 0).any() or (fee >= 1).any():
        raise InputError("price must be above 0, and fee a share below 1.")
    without = price * (1 - fee) - cost - other
    left = without - gift_cost
    if (without <= 0).any():
        at = int(np.argmax(without <= 0))
        raise InputError(
            f"At {price[at]:g} yuan nothing is left even without the gift ({without[at]:g} yuan)."
        )
    uplift = np.where(left > 0, without / np.where(left > 0, left, 1) - 1, np.nan)
    return pd.DataFrame({"price": price, "without": without, "left": left, "share": left / price,
                         "uplift": uplift})  # fmt: skip


def presale_model(deposits, cost, fee=0.0, extra=0.0, confidence=0.95):
    """What does a presale set leave: deposit, balance reduction, live coupon? (定金膨胀, 尾款立减)

    The price in hand is what a buyer pays at last. All who pay the balance get it; only the
    **extra** ones bring a margin that wouldn't have come at the full price: the others are moved.

    Parameters
    ----------
    deposits : DataFrame, one row per presale set
        offer (its name), deposits (paid), balances (paid), price (yuan of the article), deposit and
        worth (yuan paid, and yuan of the price that they pay: 定金膨胀); off (yuan off the balance)
        and coupon (the live room's), if there are.
    cost : float or mapping of offer to float
        Yuan: goods, parcel.
    fee : float
        The platform's, as a share of what is paid.
    extra : float
        Of those who pay the balance, the share that wouldn't have bought at the full price.

    Returns
    -------
    DataFrame, one row per set
        offer, in_hand (yuan), given (price less in_hand), estimate (balances ÷ deposits), low,
        high, n, counts, left (yuan more than without the presale, for this ``extra``; forfeited
        deposits are **not** in it), forfeited (yuan of deposits whose balance wasn't paid: whether
        they are kept is law and platform's rule), break_even (share that must be extra; missing:
        above 1).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    50 pays 100 of an article of 399 that costs 240.

    >>> sets = pd.DataFrame({"offer": ["50 pays 100"], "deposits": [80], "balances": [64],
    ...                      "price": [399.0], "deposit": [50.0], "worth": [100.0]})
    >>> found = presale_model(sets, cost=240, extra=0.25)
    >>> found[["in_hand", "given", "estimate", "left", "break_even"]].round(3)
       in_hand  given  estimate   left  break_even
    0    349.0   50.0       0.8 -656.0       0.314
    """
    money = ["price", "deposit", "worth"]
    table = check_table(deposits, "deposits", "offer", "deposits", "balances", *money)
    check_once(table, "deposits", "offer")
    table = table.assign(**{name: 0.0 for name in ("off", "coupon") if name not in table})
    for name in ("deposits", "balances", *money, "off", "coupon"):
        values = table[name]
        if values.dtype.kind not in "iuf" or not (values >= 0).all():
            raise InputError(f"{name} of deposits must be numbers from 0 on.")
    fee, extra = check_share("fee", fee, ends=True), check_share("extra", extra, ends=True)
    rows = []
    for row in table.itertuples():
        goods = float(cost[row.offer] if isinstance(cost, dict) else cost)
        if row.balances > row.deposits or not row.deposits:
            raise InputError(
                f"{row.offer!r} has {row.balances} balances of {row.deposits} deposits."
            )
        if not row.deposit <= row.worth <= row.price:
            raise InputError(f"{row.offer!r}: deposit, worth and price must rise in this order.")
        in_hand = row.price - (row.worth - row.deposit) - row.off - row.coupon
        if in_hand <= 0:
            raise InputError(f"{row.offer!r} costs {in_hand:g} yuan in hand. Look it up.")
        full, now = (yuan * (1 - fee) - goods for yuan in (row.price, in_hand))
        even = (full - now) / full if full > 0 else np.nan
        found = share(row.balances, row.deposits, "deposits", confidence)
        rows.append({
            "offer": row.offer, "in_hand": in_hand, "given": row.price - in_hand,
            **found._asdict(), "left": row.balances * (now - (1 - extra) * full),
            "forfeited": (row.deposits - row.balances) * row.deposit,
            "break_even": even if even <= 1 else np.nan,
        })  # fmt: skip
    return pd.DataFrame(rows)
