"""Where do they get lost? The steps of visits and carts (转化漏斗).

Table: ``events``, one row per logged step of a session (or cart).
"""

import pandas as pd

from ecomlab.checks import check_name, check_table
from ecomlab.errors import InputError
from ecomlab.estimates import rate_interval


def last_steps(events, by="session_id", keep=("sku",)):
    """The last step that was logged of each session or cart.

    Parameters
    ----------
    events : DataFrame
        ``by``, ts, event, and the columns to ``keep``.

    Returns
    -------
    DataFrame, one row per session
        The last row's ``keep`` and event. Of steps at the same time the later row counts.

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> log = pd.DataFrame({"session_id": [1, 1, 2], "sku": ["dress", "dress", "bag"],
    ...                     "ts": pd.to_datetime(["2025-08-09 10:05", "2025-08-09 10:00",
    ...                                           "2025-08-09 11:00"]),
    ...                     "event": ["pay", "addcart", "addcart"]})
    >>> last_steps(log)
                  sku    event
    session_id
    1           dress      pay
    2             bag  addcart

    References
    ----------
    Case K03.
    """
    events = check_table(events, "events", by, "ts", "event", *keep)
    ordered = events.sort_values([by, "ts"], kind="stable")
    return ordered.drop_duplicates(by, keep="last").set_index(by)[[*keep, "event"]]


def dropoff(events, done="pay", by="session_id"):
    """At which step do sessions end, of all and of those that didn't get through (流失)?

    An event is named by whoever wrote the code: "ended at" is what the log says, "gave up because
    of" is a story.

    Parameters
    ----------
    events : DataFrame
        ``by``, ts, event.
    done : str
        The step that counts as arrived.

    Returns
    -------
    DataFrame, one row per step, the most frequent end first
        event, ended, of_all, of_lost (share of the sessions that didn't arrive; NaN for ``done``),
        low, high (of of_lost).

    Raises
    ------
    ColumnError, ChoiceError, InputError
        Everybody arrived.

    Examples
    --------
    >>> from ecomlab import cases
    >>> dropoff(cases.load("size_step").tables.events).round(3)
             event  ended  of_all  of_lost    low   high
    0  size_select   2770   0.530    0.697  0.682  0.711
    1          pay   1251   0.239      NaN    NaN    NaN
    2      addcart    726   0.139    0.183  0.171  0.195
    3     checkout    479   0.092    0.121  0.111  0.131

    References
    ----------
    Row C09, case K03.
    """
    events = check_table(events, "events", by, "ts", "event")
    check_name(events, "event", done, "done")
    ended = last_steps(events, by, keep=())["event"].value_counts()
    lost = ended.sum() - ended.get(done, 0)
    if not lost:
        raise InputError(f"Every session ends with {done!r}: nobody got lost.")
    table = ended.rename_axis("event").rename("ended").reset_index()
    table["of_all"] = table["ended"] / ended.sum()
    table["of_lost"] = (table["ended"] / lost).where(table["event"] != done)
    low, high = rate_interval(table["ended"].where(table["event"] != done, 0), lost)
    for name, ends in (("low", low), ("high", high)):
        table[name] = pd.Series(ends).where(table["event"] != done)
    return table
