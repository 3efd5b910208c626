"""What does 满减 do: to orders, to what is paid, to what is kept, to what is left? (凑单退款)

Course map C18, C14. What people would have bought without a threshold, the orders with it don't
say. Days dealt by lot do (`ecomlab.conversion.lots.deal_days`); and in a simulation the same shop
without it.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_name, check_numbers, check_table
from ecomlab.errors import (
    InputError,
    check_choice,
    check_number,
    check_positive,
    check_share,
    check_whole,
)
from ecomlab.estimates import (
    beyond,
    beyond_curve,
    difference_of_means,
    difference_of_ratios,
    mean,
    paired_difference,
    ratio_of_totals,
)
from ecomlab.estimates import table as table_of

PER_ORDER = ("value", "paid", "kept", "left")  # yuan; value: before reductions
WHOLE = ("orders", "kept", "left")  # of a unit (day, run)


def threshold_effect(
    periods, treated="on", control="off", arm="arm", pair=None, counts=None, confidence=0.95
):
    """What does a threshold do to an order, before and after refunds, and to a whole day? (满减)

    Parameters
    ----------
    periods : DataFrame, one row per day (week, run) with the threshold or without
        ``arm``, orders (paid), value (yuan before the order's reductions), paid, kept (less
        refunds); left (less goods, fees, parcels, returns), if it is known.
    treated, control : str
        Which arm has the threshold, which hasn't.
    pair : str, optional
        Column of the pairs within which chance dealt the two (one row of each), or that ran on the
        same luck.
    counts : str, optional
        What n counts; default: pairs, or days.

    Returns
    -------
    DataFrame
        metric ("value per order" …, then "orders", "kept", "left" of a day or whatever a row is),
        control (its mean without the threshold), estimate (with it less without), low, high, n,
        counts.

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> periods = pd.DataFrame({"day": [1, 1, 2, 2, 3, 3], "arm": ["on", "off"] * 3,
    ...     "orders": [11, 10, 12, 12, 10, 9], "value": [2300, 2000, 2500, 2410, 2080, 1800.0]})
    >>> periods = periods.assign(paid=periods["value"] - [80, 0, 90, 0, 70, 0])
    >>> periods["kept"] = 0.8 * periods["paid"]
    >>> threshold_effect(periods, pair="day").round(1)[["metric", "control", "estimate", "n"]]
                metric  control  estimate  n
    0  value per order    200.3       8.2  3
    1   paid per order    200.3       0.9  3
    2   kept per order    160.3       0.7  3
    3           orders     10.3       0.7  3
    4             kept   1656.0     114.7  3
    """
    needed = ["orders", "value", "paid", "kept"]
    table = check_table(periods, "periods", arm, *needed, *([pair] if pair else []))
    has_left = "left" in table
    check_numbers(
        check_table(table, "periods", *(["left"] if has_left else [])), "periods", *needed
    )
    with_it, without = (
        _side(table, arm, name, what, pair)
        for name, what in ((treated, "treated"), (control, "control"))
    )
    if pair and with_it[pair].tolist() != without[pair].tolist():
        raise InputError("The pairs aren't whole: each must have one row of either arm.")
    how = {"counts": counts or ("pairs" if pair else "days"), "confidence": confidence}
    rows = {}
    for name in PER_ORDER[: 4 if has_left else 3]:
        rows[f"{name} per order"] = difference_of_ratios(
            with_it[name],
            with_it["orders"],
            without[name],
            without["orders"],
            paired=bool(pair),
            **how,
        )
    for name in WHOLE[: 3 if has_left else 2]:
        compare = paired_difference if pair else difference_of_means
        rows[name] = compare(with_it[name], without[name], **how)
    found = table_of(rows, "metric")
    sums = without[["orders", *PER_ORDER[: 4 if has_left else 3]]].sum()
    found.insert(
        1,
        "control",
        [
            sums[name.removesuffix(" per order")]
            / (sums["orders"] if "per order" in name else len(without))
            for name in rows
        ],
    )
    return found


def _side(table, arm, name, what, pair):
    check_name(table, arm, name, what)
    side = table[table[arm] == name]
    return side.sort_values(pair) if pair else side


def promo_incrementality(
    periods, users="reached", treated="on", control="off", arm="arm", pair=None, confidence=0.95
):
    """Of the orders that got the reduction, how many are extra, and what does a yuan bring? (增量)

    Parameters
    ----------
    periods : DataFrame
        As in `threshold_effect`, with left, and ``users``: orders that got the reduction.
    users : str

    Returns
    -------
    DataFrame
        reading, estimate, low, high, n, counts: "extra orders per user" (1 less it would have come
        anyway, or come as smaller orders), "yuan given per user", "left per yuan given" (yuan left
        more ÷ yuan given; above 0: it pays).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> periods = pd.DataFrame({"day": [1, 1, 2, 2, 3, 3], "arm": ["on", "off"] * 3,
    ...     "orders": [104, 100, 99, 97, 110, 107], "reached": [30, 0, 25, 0, 35, 0],
    ...     "value": [22_000, 20_000, 21_000, 20_000, 23_000, 21_800.0],
    ...     "left": [6300, 6100, 6200, 6150, 6600, 6500.0]})
    >>> periods["paid"] = periods["kept"] = periods["value"] - 20.0 * periods["reached"]
    >>> promo_incrementality(periods, pair="day").round(2)[["reading", "estimate", "n"]]
                      reading  estimate  n
    0   extra orders per user      0.10  3
    1    yuan given per user     20.00  3
    2    left per yuan given      0.19  3
    """
    if pair is None:
        raise InputError("Give pair: the column of the pairs of days that chance dealt.")
    names = ["orders", "value", "paid", "left", users]
    table = check_table(periods, "periods", arm, pair, *names)
    check_numbers(table, "periods", "orders", "value", "paid", users)
    on, off = (
        _side(table, arm, name, what, pair).reset_index(drop=True)
        for name, what in ((treated, "treated"), (control, "control"))
    )
    if on[pair].tolist() != off[pair].tolist():
        raise InputError("The pairs aren't whole: each must have one row of either arm.")
    given = (on["value"] - on["paid"]) - (off["value"] - off["paid"])
    how = {"counts": "pairs", "confidence": confidence}
    return table_of(
        {
            "extra orders per user": ratio_of_totals(
                on["orders"] - off["orders"], on[users], **how
            ),
            "yuan given per user": ratio_of_totals(given, on[users], **how),
            "left per yuan given": ratio_of_totals(on["left"] - off["left"], given, **how),
        },
        "reading",
    )


def bunching(counts, threshold, below=60, above=100, degree=7, luck="orders", confidence=0.95):
    """How many orders stand just above a threshold that a smooth curve wouldn't have? (Chetty 2011)

    A polynomial is laid through the bins outside a window around the threshold. What the bins
    above it hold more than the curve is read as its doing. That believes that orders' values would
    be **smooth** without it. In a shop with a few dozen prices they aren't: see the lesson.

    Parameters
    ----------
    counts : DataFrame, one row per bin of the same width
        value (the bin's lower end, yuan), orders. No bin that holds "all above": it is none of
        one width. A bin must begin at the threshold.
    threshold : float
        Yuan.
    below, above : float
        Yuan below and above it that may be touched by it.
    degree : int
        Of the polynomial.
    luck : "orders" or "bins"
        What the interval allows for: the luck of counting orders, as if the curve were right; or
        the bins' scatter about the curve too.

    Returns
    -------
    DataFrame, one row
        threshold, seen (orders in the bins from the threshold to ``above``), expected, estimate
        (seen less expected), low, high, n, counts (orders counted, or bins that the curve
        rests on).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    A smooth shop with 90 orders moved to just above 300 yuan.

    >>> value = np.arange(0, 800, 10)
    >>> orders = np.round(400 * np.exp(-value / 150))
    >>> orders[value == 300] += 90
    >>> found = bunching(pd.DataFrame({"value": value, "orders": orders}), 300)
    >>> found[["seen", "expected", "estimate", "low", "high"]].round(0)
        seen  expected  estimate   low   high
    0  498.0     407.0      91.0 -14.0  195.0

    References
    ----------
    Chetty, Friedman, Olsen and Pistaferri (2011), Quarterly Journal of Economics 126; Kleven
    (2016), Annual Review of Economics 8.
    """
    check_choice("luck", luck, ("orders", "bins"))
    table, design, near, inside = _bins(counts, threshold, below, above, degree)
    orders = table["orders"].to_numpy(float)
    if luck == "orders":
        found = beyond_curve(orders, design, ~near, inside, "orders", confidence)
    else:
        found = beyond(orders, design, ~near, [inside], "bins", confidence)[0]
    seen = float(orders[inside].sum())
    row = {"threshold": threshold, "seen": seen, "expected": seen - found.value, **found._asdict()}
    return pd.DataFrame([row])


def bunching_curve(counts, threshold, below=60, above=100, degree=7):
    """The bins of `bunching` with its curve.

    Returns
    -------
    DataFrame, one row per bin
        value, orders, curve (orders by the polynomial), part ("outside": the curve rests on it;
        "below" or "above" the threshold).

    Examples
    --------
    >>> counts = pd.DataFrame({"value": range(0, 800, 10), "orders": 100})
    >>> bunching_curve(counts, 300)["part"].value_counts().to_dict()
    {'outside': 64, 'above': 10, 'below': 6}
    """
    table, design, near, inside = _bins(counts, threshold, below, above, degree)
    orders = table["orders"].to_numpy(float)
    curve = design @ (np.linalg.pinv(design[~near]) @ orders[~near])
    part = np.where(inside, "above", np.where(near, "below", "outside"))
    return table[["value", "orders"]].assign(curve=curve.round(6), part=part)


def _bins(counts, threshold, below, above, degree):
    """The bins in order, the polynomial's columns, the window, and its part above the threshold."""
    table = check_table(counts, "counts", "value", "orders").sort_values("value", ignore_index=True)
    check_numbers(table, "counts", "value", "orders")
    threshold, below = check_positive("threshold", threshold), check_number("below", below, low=0)
    above, degree = check_positive("above", above), check_whole("degree", degree, low=1)
    steps = np.diff(table["value"])
    if len(steps) < degree + 3 or not np.allclose(steps, steps[0]) or not steps[0] > 0:
        raise InputError("The bins must be of one width, each once, and more than the degree + 3.")
    start = table["value"].to_numpy(float)
    if not np.isclose(start, threshold).any():
        raise InputError(
            f"No bin begins at {threshold:g}: a bin that holds both sides can't tell them apart. "
            f"Make bins that begin there, such as {threshold - steps[0]:g}, {threshold:g}, "
            f"{threshold + steps[0]:g}."
        )
    inside = (start >= threshold - 1e-9) & (start < threshold + above - 1e-9)
    near = inside | ((start >= threshold - below - 1e-9) & (start < threshold))
    if (~near).sum() < degree + 3:
        raise InputError(f"Only {int((~near).sum())} bins lie outside the window. Give more bins.")
    x = (start - start.mean()) / (np.ptp(start) / 2)
    return table, np.polynomial.legendre.legvander(x, degree), near, inside


def optimise_thresholds(
    values,
    sets,
    margin,
    pull,
    reach=100.0,
    piece=50.0,
    back=0.0,
    handling=0.0,
    extra=0.0,
    parcel=0.0,
    confidence=0.95,
):
    """What would each set of thresholds leave, on orders that had none? (阶梯满减测算)

    Of those whom at most ``reach`` yuan part from the next threshold, the share ``pull`` adds a
    piece. Of these pieces the share ``back`` is sent back, its share of the reduction with it.
    Everybody above a threshold gets the reduction, whoever came anyway too.

    Parameters
    ----------
    values : sequence of float
        Yuan of each order before reductions, *without* a threshold: with one they have been moved
        already.
    sets : mapping of str to sequence of (threshold, off)
        Yuan; of several tiers the highest that is reached counts.
    margin : float
        What **one more yuan** of order value leaves, before the reduction and the parcel: not what
        an average order leaves, in which the parcel is counted.
    pull : float
        Share of those in reach who add a piece. **No order says it**: take it from days by lot.
    reach, piece : float
        Yuan up to which people add; and the least value of what they add.
    back, handling : float
        Share of the added pieces that comes back; yuan that each of those costs.
    extra : float
        Of the orders that get a reduction, the share that wouldn't have come without it.
    parcel : float
        Yuan an order costs whatever is in it (for extra orders).

    Returns
    -------
    DataFrame, one row per set and one for none
        set, value, off, kept (yuan per order: before, off, after refunds of added pieces), estimate
        (yuan left **more** per order of today than without; for these inputs), low, high, n,
        counts, break_even (the pull from which it pays; missing: none does), splits (share of
        orders that would get more off as two orders, if their pieces can be parted so).

    Raises
    ------
    InputError

    Examples
    --------
    Three orders. At "299 − 20" the one of 320 gets 20 for nothing, the one of 260 is in reach.

    >>> found = optimise_thresholds([120, 260, 320], {"299 − 20": [(299, 20)]}, margin=0.4,
    ...                             pull=0.5, piece=60)
    >>> found[["set", "value", "off", "estimate", "break_even"]].round(2)
            set   value   off  estimate  break_even
    0      none  233.33   0.0       0.0         NaN
    1  299 − 20  243.33  10.0      -6.0         NaN

    References
    ----------
    Course document 002: tiered reductions raise the order value. What they leave is another sum.
    """
    values = _yuan(values)
    margin = check_share("margin", margin, ends=True)
    pull, back = (check_share(n, x, ends=True) for n, x in (("pull", pull), ("back", back)))
    extra, reach = check_share("extra", extra, ends=True), check_positive("reach", reach)
    piece, handling, parcel = (
        check_number(n, x, low=0)
        for n, x in (("piece", piece), ("handling", handling), ("parcel", parcel))
    )
    if extra >= 1:
        raise InputError("extra is 1: nobody would have come without it. Give less.")
    if not sets:
        raise InputError('sets is empty. Give at least one: {"299 − 20": [(299, 20)]}.')
    rows = [
        (
            "none",
            float(values.mean()),
            0.0,
            float(values.mean()),
            0.0,
            0.0,
            0.0,
            len(values),
            "orders",
            np.nan,
            0.0,
        )
    ]
    for name, tiers in sets.items():
        tiers = _tiers(name, tiers)
        plain, topped = _left(values, tiers, margin, reach, piece, back, handling, extra, parcel)
        share = pull * topped["in_reach"]
        out = {k: (1 - share) * plain[k] + share * topped[k] for k in ("value", "off", "kept")}
        gain = topped["in_reach"] * (topped["more"] - plain["more"])
        found = mean(plain["more"] + pull * gain, "orders", confidence)
        even = -plain["more"].mean() / gain.mean() if gain.mean() > 0 else np.nan
        rows.append(
            (
                name,
                *(float(out[k].mean()) for k in ("value", "off", "kept")),
                *found,
                float(max(even, 0.0)) if even <= 1 else np.nan,
                _splits(values, tiers),
            )
        )
    names = [
        "set",
        "value",
        "off",
        "kept",
        "estimate",
        "low",
        "high",
        "n",
        "counts",
        "break_even",
        "splits",
    ]
    return pd.DataFrame(rows, columns=names)


def _yuan(values):
    values = np.asarray(values)
    if values.ndim != 1 or not len(values) or values.dtype.kind not in "iuf":
        raise InputError("values must be a column of numbers: yuan of each order.")
    if not np.isfinite(values).all() or not (values > 0).all():
        raise InputError("values has an order of 0 yuan or less, or one that is missing.")
    return values.astype(float)


def _tiers(name, tiers):
    try:
        tiers = sorted((float(amount), float(off)) for amount, off in tiers)
    except (TypeError, ValueError):
        raise InputError(f"{name!r} is {tiers!r}. Give pairs: [(199, 10), (299, 20)].") from None
    if not tiers:
        raise InputError(f"{name!r} has no threshold. Give pairs: [(199, 10), (299, 20)].")
    amounts, offs = zip(*tiers, strict=True)
    if (
        min(offs) <= 0
        or any(off > amount for amount, off in tiers)
        or len(set(amounts)) < len(tiers)
    ):
        raise InputError(f"{name!r} has a threshold twice, or takes off more than it asks for.")
    if list(offs) != sorted(offs):
        raise InputError(f"{name!r} takes less off at a higher threshold. Who would add for that?")
    return tiers


def _off(values, tiers):
    off = np.zeros(len(values))
    for amount, yuan in tiers:
        off = np.where(values >= amount, yuan, off)
    return off


def _left(values, tiers, margin, reach, piece, back, handling, extra, parcel):
    """Yuan per order as it is, and if a piece is added: before, off, kept, left more."""
    off = _off(values, tiers)
    came = extra / (1 - extra) * (off > 0)  # extra orders beside each that reaches
    plain = {
        "value": values,
        "off": off,
        "kept": values - off,
        "more": (margin * values - off) * (1 + came) - margin * values - parcel * came,
    }
    next_ = np.full(len(values), np.inf)
    for amount, _ in reversed(tiers):
        next_ = np.where(values < amount, amount, next_)
    in_reach = next_ - values <= reach
    added = np.where(in_reach, np.maximum(next_ - values, piece), 0.0)
    value = values + added
    paid_off = _off(value, tiers)
    stays = paid_off * values / value  # what the rest keeps of the reduction
    kept = (1 - back) * (value - paid_off) + back * (values - stays)
    left = (1 - back) * (margin * value - paid_off) + back * (margin * values - stays - handling)
    return plain, {
        "value": value,
        "off": paid_off,
        "kept": kept,
        "in_reach": in_reach * 1.0,
        "more": left - margin * values,
    }


def _splits(values, tiers):
    """Share of orders that would get more off as two."""
    best = np.zeros(len(values))
    for amount, off in tiers:
        for other, more in tiers:
            best = np.where(values >= amount + other, np.maximum(best, off + more), best)
    return float((best > _off(values, tiers)).mean())
