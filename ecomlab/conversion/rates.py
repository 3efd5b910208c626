"""Which rate is that? Names, denominators and visits of one page (跳失率, 转化率, 支付转化率).

Tables: ``sessions``, one row per visit; a table of visitors with flags of what each did.
"""

import numpy as np
import pandas as pd

from ecomlab.checks import check_flags, check_numbers, check_table
from ecomlab.errors import InputError, check_choice, check_positive
from ecomlab.estimates import difference_of_shares, rate_interval

RATES = (  # name, who counts, of whom; "asked" asked customer service (咨询)
    ("conversion 转化率", "paid", None),
    ("add-to-cart rate 加购率", "added", None),
    ("cart to deal 加购-成交转化率", "paid", "added"),
    ("payment rate 支付率", "paid", "ordered"),
    ("inquiry conversion 询单转化率", "paid", "asked"),
)
SINGLE = ("as_logged", "zero", "left_out")


def conversion_rates(visitors, confidence=0.95):
    """The rates that one shop's day can show under nearly the same name, with their bases.

    Parameters
    ----------
    visitors : DataFrame, one row per visitor (or visit: say which)
        Flags: added (filled a cart), ordered, paid; if there is such a column, asked (wrote to
        customer service).

    Returns
    -------
    DataFrame, one row per rate
        rate, above, below (words), count, n, estimate, low, high (Wilson). "payment loss" is 1
        less the payment rate; "silent conversion" is of those who didn't ask.

    Raises
    ------
    ColumnError, InputError
        Nobody is left below a rate.

    Examples
    --------
    >>> people = pd.DataFrame({"added": [True] * 4 + [False] * 6,
    ...                        "ordered": [True] * 3 + [False] * 7,
    ...                        "paid": [True, True] + [False] * 8})
    >>> conversion_rates(people)[["rate", "above", "below", "estimate"]].round(2)
                             rate    above     below  estimate
    0              conversion 转化率     paid       all      0.20
    1         add-to-cart rate 加购率    added       all      0.40
    2      cart to deal 加购-成交转化率     paid     added      0.50
    3            payment rate 支付率     paid   ordered      0.67
    4           payment loss 支付流失  unpaid   ordered      0.33

    References
    ----------
    Metrics M25, M28 to M32 and M34. The documents name them without a denominator.
    """
    flags = ["added", "ordered", "paid", *(["asked"] if "asked" in visitors else [])]
    visitors = check_table(visitors, "visitors", *flags)
    check_flags(visitors, "visitors", *flags)
    rows = []
    for name, above, below in RATES:
        if "asked" in (above, below) and "asked" not in visitors:
            continue
        of = visitors if below is None else visitors[visitors[below]]
        rows.append((name, above, below or "all", int(of[above].sum()), len(of)))
        if name.startswith("payment rate"):
            unpaid = int((~of["paid"]).sum())
            rows.append(("payment loss 支付流失", "unpaid", "ordered", unpaid, len(of)))
        if below == "asked":
            of = visitors[~visitors["asked"]]
            rows.append(("silent conversion 静默转化率", "paid", "not asked",
                         int(of["paid"].sum()), len(of)))  # fmt: skip
    table = pd.DataFrame(rows, columns=["rate", "above", "below", "count", "n"])
    if (table["n"] == 0).any():
        raise InputError(f"Nobody is below: {table.loc[table['n'] == 0, 'rate'].iloc[0]}.")
    table["estimate"] = table["count"] / table["n"]
    table["low"], table["high"] = rate_interval(table["count"], table["n"], confidence)
    return table


def engagement(sessions, by=(), single="as_logged", short=3, confidence=0.95):
    """Bounce (跳失), stay (停留时长) and depth (访问深度) of visits: signs of a page, no causes.

    A visit of one page has one moment in most logs, so its end is unknown. Tools count its stay as
    0, leave it out, or log when the page is closed: three means of the same visits.

    Parameters
    ----------
    sessions : DataFrame
        bounced, dwell_s, pages, and the columns of ``by``.
    by : str or sequence of str
    single : {"as_logged", "zero", "left_out"}
        What the stay of a bounced visit is. Pages and bounces count all visits in each case.
    short : float, seconds
        A stay below it is called short.

    Returns
    -------
    DataFrame, one row per group
        by, visits, bounce, low, high (Wilson, of bounce), pages (mean), stays (visits whose stay
        counts), mean_s, median_s, short (share of the stays below ``short``).

    Raises
    ------
    ColumnError, ChoiceError, InputError

    Examples
    --------
    >>> visits = pd.DataFrame({"bounced": [True, True, False], "dwell_s": [2, 5, 200],
    ...                        "pages": [1, 1, 4]})
    >>> engagement(visits)[["visits", "bounce", "pages", "mean_s", "median_s", "short"]].round(2)
       visits  bounce  pages  mean_s  median_s  short
    0       3    0.67    2.0    69.0       5.0   0.33
    >>> engagement(visits, single="left_out")[["stays", "mean_s", "median_s"]]
       stays  mean_s  median_s
    0      1   200.0     200.0

    References
    ----------
    Rows C08 and C09, metrics M19 to M21, doubt E42.
    """
    by = [by] if isinstance(by, str) else list(by)
    check_choice("single", single, SINGLE)
    check_positive("short", short)
    sessions = check_table(sessions, "sessions", "bounced", "dwell_s", "pages", gaps=by)
    check_flags(sessions, "sessions", "bounced")
    check_numbers(sessions, "sessions", "dwell_s", "pages")
    groups = sessions.groupby(by, observed=True, dropna=False) if by else [((), sessions)]
    rows = []
    for key, part in groups:
        stay = part["dwell_s"]
        if single == "zero":
            stay = stay.where(~part["bounced"], 0)
        elif single == "left_out":
            stay = stay[~part["bounced"]]
        rows.append(
            (*key, len(part), part["bounced"].mean(),
             *rate_interval(int(part["bounced"].sum()), len(part), confidence),
             part["pages"].mean(), len(stay), stay.mean(), stay.median(), (stay < short).mean())
        )  # fmt: skip
    columns = ["visits", "bounce", "low", "high", "pages", "stays", "mean_s", "median_s", "short"]
    return pd.DataFrame(rows, columns=[*by, *columns])


def did_and_done(visits, did, done, among=None, confidence=0.95):
    """Who did X, did the other thing how many times as often: of all, and of those who could?

    Parameters
    ----------
    visits : DataFrame, one row per visit or visitor
        Flags ``did`` and ``done``, and ``among``.
    did, done : str
        Columns.
    among : str, optional
        A flag of those who could have done both: the second row compares within them.

    Returns
    -------
    DataFrame, one row per comparison
        of, n, with_it, without (shares that did ``done``), times (their ratio), estimate (their
        difference), low, high (Newcombe).

    Raises
    ------
    ColumnError, InputError
        All or none of them did it.

    Examples
    --------
    >>> visits = pd.DataFrame({"cart": [True] * 4 + [False] * 96,
    ...                        "fav": [True, False, True, False] * 1 + [False] * 96,
    ...                        "paid": [True, True] + [False] * 98})
    >>> found = did_and_done(visits, "fav", "paid", among="cart")
    >>> found[["of", "n", "with_it", "without", "times"]]
         of    n  with_it   without  times
    0   all  100      0.5  0.010204   49.0
    1  cart    4      0.5  0.500000    1.0

    References
    ----------
    Row V03: the way to the purchase leads through X.
    """
    names = [did, done, *([among] if among else [])]
    visits = check_table(visits, "visits", *names)
    check_flags(visits, "visits", *names)
    rows = []
    for name, part in (("all", visits), (among, visits[visits[among]] if among else None)):
        if part is None:
            continue
        sides = part[part[did]], part[~part[did]]
        if not all(map(len, sides)):
            raise InputError(f"{did} is the same for all of {name}: nothing to compare.")
        found = difference_of_shares(
            *(x for side in sides for x in (int(side[done].sum()), len(side))),
            confidence=confidence,
        )
        one, other = (side[done].mean() for side in sides)
        rows.append((name, len(part), one, other, one / other if other else np.inf, *found[:3]))
    return pd.DataFrame(
        rows, columns=["of", "n", "with_it", "without", "times", "estimate", "low", "high"]
    )
