"""What a function of a toolbox is given, checked: columns, names, dates.

Each check names the mistake and the valid choices, and gives back what it has checked.
"""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ecomlab.errors import ColumnError, InputError, check_choice, kind_of_table, to_pandas_call
from ecomlab.tables import TABLES, with_buyers


def check_table(frame, table, *columns, gaps=()):
    """Refuse what isn't a pandas table with rows and these columns, without gaps in them.

    Gives the table back, its rows numbered anew where two had the same label (as after a concat).

    Parameters
    ----------
    frame : DataFrame
    table : str
        Its name, for the message.
    columns : str
    gaps : sequence of str
        More columns it needs, in which an empty cell says something (has not ordered).

    Raises
    ------
    ColumnError, InputError

    Examples
    --------
    >>> check_table(pd.DataFrame({"uv": [3]}), "traffic_daily", "uv", "payers")
    Traceback (most recent call last):
        ...
    ecomlab.errors.ColumnError: The column "payers" is not in the table traffic_daily. The table
    has the columns: uv. Rename yours with .rename(columns={"your_column": "payers"}).
    """
    if not isinstance(frame, pd.DataFrame):
        call = to_pandas_call(frame)
        way_out = f" Call its {call}." if call else ""
        raise InputError(f"{table} is a {kind_of_table(frame)}. Give a pandas DataFrame.{way_out}")
    missing = [name for name in (*columns, *gaps) if name not in frame.columns]
    if missing:
        raise ColumnError(missing, frame.columns, table)
    if not len(frame):
        raise InputError(f"The table {table} has no rows. Give it at least one.")
    for name in columns:
        if empty := int(frame[name].isna().sum()):
            raise InputError(
                f"{name} of {table} has {empty} missing of {len(frame):,} values. Find out why "
                "before you leave them out."
            )
    return frame if frame.index.is_unique else frame.reset_index(drop=True)


def check_times(frame, table, *columns):
    """Refuse columns that hold no times; give the table back.

    Parameters
    ----------
    frame : DataFrame
    table : str
        Its name, for the message.
    columns : str

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_times(pd.DataFrame({"ts": ["2025-06-01 10:00"]}), "chats", "ts")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: ts of chats holds no times, but values such as '2025-06-01 10:00'.
    pd.to_datetime turns text into them; .dt.tz_localize("Asia/Shanghai") names the zone.
    """
    for name in columns:
        _check_times(frame[name], f"{name} of {table}")
    return frame


def check_one_zone(frame, table, *columns):
    """Refuse times of which some have a time zone and others none or another; give the table back.

    >>> day = pd.to_datetime(["2025-06-01"])
    >>> lots = pd.DataFrame({"promised_on": day, "received_at": day.tz_localize("Asia/Shanghai")})
    >>> check_one_zone(lots, "inbound", "promised_on", "received_at")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: received_at and promised_on of inbound have different time zones:
    Asia/Shanghai and none. .dt.tz_localize("Asia/Shanghai") names one, .dt.tz_convert changes it.
    """
    zones = {name: str(frame[name].dt.tz or "none") for name in columns}
    first, *others = sorted(columns, key=lambda name: zones[name])
    for name in others:
        if zones[name] != zones[first]:
            raise InputError(
                f"{first} and {name} of {table} have different time zones: {zones[first]} and "
                f'{zones[name]}. .dt.tz_localize("Asia/Shanghai") names one, .dt.tz_convert '
                "changes it."
            )
    return frame


def _check_times(times, name):
    if not pd.api.types.is_datetime64_any_dtype(times):
        such = f", but values such as {times.iloc[0]!r}" if len(times) else ""
        raise InputError(
            f"{name} holds no times{such}. pd.to_datetime turns text into them; "
            '.dt.tz_localize("Asia/Shanghai") names the zone.'
        )


def check_purchases(orders, *columns, gaps=()):
    """The purchases with a buyer of a pandas table of orders; what is left out is said.

    Parameters
    ----------
    orders : DataFrame
        customer_id and ``columns``.
    columns, gaps : str
        As in `check_table`.

    Raises
    ------
    ColumnError, InputError
        No order is a purchase.

    Examples
    --------
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bo"], "paid_amount": [5.0, 8.0]})
    >>> len(check_purchases(orders))
    2
    """
    return with_buyers(check_table(orders, "orders", *columns, gaps=["customer_id", *gaps]))


def check_tables(tables, needed):
    """Refuse what aren't a run's tables, or lack one of these tables or columns; give them back.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    needed : mapping of str to sequence of str
        Columns by table.

    Examples
    --------
    >>> check_tables({"orders": pd.DataFrame({"order_id": [1]})}, {"sku": ["price"]})
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: There is no table sku; there are: orders. Give the tables of a run:
    tables, report = Shop().run().
    """
    run = "Give the tables of a run: tables, report = Shop().run()."
    if not isinstance(tables, Mapping):
        raise InputError(f"tables is a {type(tables).__name__}. {run}")
    for name, columns in needed.items():
        if name not in tables:
            known = ", ".join(map(str, tables)) or "none"
            raise InputError(f"There is no table {name}; there are: {known}. {run}")
        if not isinstance(tables[name], pd.DataFrame):
            raise InputError(f"{name} is a {type(tables[name]).__name__}. {run}")
        if missing := [column for column in columns if column not in tables[name]]:
            raise ColumnError(missing, tables[name].columns, name)
    return tables


def check_name(frame, column, value, what=None):
    """Refuse a name that isn't in the column; the message lists those that are.

    >>> check_name(pd.DataFrame({"page": ["kettle", "cooker"]}), "page", "ketle", "control")
    Traceback (most recent call last):
        ...
    ecomlab.errors.ChoiceError: control is 'ketle'; did you mean 'kettle'?
    Choose one of: 'kettle', 'cooker'.
    """
    known = frame[column].dropna().unique().tolist()
    return check_choice(what or column, value, known)


def check_moment(times, when, what="date"):
    """A date or time as a Timestamp in the zone of these times. Text must be ISO.

    Parameters
    ----------
    times : Series of datetimes
    when : str, date or Timestamp

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2025-03-30"]).tz_localize("Asia/Shanghai"))
    >>> check_moment(days, "2025-03-31")
    Timestamp('2025-03-31 00:00:00+0800', tz='Asia/Shanghai')
    >>> check_moment(days, "31/03/2025", "changed")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: changed is '31/03/2025', no date. Write it as "1997-04-30".
    """
    _check_times(times, times.name)
    wrong = InputError(f'{what} is {when!r}, no date. Write it as "1997-04-30".')
    if isinstance(when, str):
        try:
            when = dt.datetime.fromisoformat(when.strip())
        except ValueError:
            raise wrong from None
    if not isinstance(when, dt.date | np.datetime64) or pd.isna(when):
        raise wrong
    when, zone = pd.Timestamp(when), times.dt.tz
    if when.tzinfo is None:
        return when.tz_localize(zone) if zone is not None else when
    return when.tz_convert(zone) if zone is not None else when.tz_localize(None)


def check_since(times, when, what="changed"):
    """Which of these times lie at or after ``when``? Refuses a date that leaves one side empty.

    >>> days = pd.Series(pd.to_datetime(["2025-03-30", "2025-03-31"]), name="date")
    >>> check_since(days, "2025-03-31").tolist()
    [False, True]
    >>> check_since(days, "2026-03-31")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: changed is 2026-03-31, but date goes from 2025-03-30 to 2025-03-31:
    one side is empty. Choose a day in between.
    """
    moment = check_moment(times, when, what)
    after = (times >= moment).to_numpy()
    if after.all() or not after.any():
        first, last = (f"{end:%Y-%m-%d}" for end in (times.min(), times.max()))
        raise InputError(
            f"{what} is {moment:%Y-%m-%d}, but {times.name} goes from {first} to {last}: one side "
            "is empty. Choose a day in between."
        )
    return after


def check_numbers(frame, table, *columns):
    """Refuse columns that hold anything but finite numbers from 0 on; give the table back.

    >>> check_numbers(pd.DataFrame({"clicks": ["12"]}), "keyword_months", "clicks")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: clicks of keyword_months holds text such as '12'. Give numbers from 0
    on: ecomlab.tables.validate(keyword_months, "keyword_months") reads text that has one reading.
    """
    reads = (
        f'ecomlab.tables.validate({table}, "{table}") reads text that has one reading.'
        if table in TABLES
        else "pd.to_numeric turns text into them."
    )
    for name in columns:
        values = frame[name]
        if values.dtype.kind not in "iuf":
            kind = "text such as" if isinstance(values.iloc[0], str) else "values such as"
            raise InputError(
                f"{name} of {table} holds {kind} {values.iloc[0]!r}. Give numbers from 0 on: "
                f"{reads}"
            )
        known = values.dropna()
        if len(odd := known[(known < 0) | (known == np.inf)]):
            raise InputError(
                f"{name} of {table} holds {odd.iloc[0]:g} ({len(odd)} such rows). Give numbers "
                "from 0 on."
            )
    return frame


def check_same_kind(key, **tables):
    """Refuse tables that can't be joined, because the key is text in one and a number in another.

    Parameters
    ----------
    key : str
        A column of each.
    tables : DataFrame, by its name for the message

    Raises
    ------
    InputError

    Examples
    --------
    >>> items, orders = pd.DataFrame({"order_id": ["7"]}), pd.DataFrame({"order_id": [7]})
    >>> check_same_kind("order_id", order_items=items, orders=orders)
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: order_id is text in order_items and a number in orders. Make both
    text: orders["order_id"] = orders["order_id"].astype(str).
    """
    numbers = {
        name: pd.api.types.is_numeric_dtype(frame[key].dtype) for name, frame in tables.items()
    }
    if len(set(numbers.values())) > 1:
        told = " and ".join(
            f"{'a number' if number else 'text'} in {name}" for name, number in numbers.items()
        )
        counted = next(name for name, number in numbers.items() if number)
        place = f'{counted}["{key}"]'
        raise InputError(f"{key} is {told}. Make both text: {place} = {place}.astype(str).")


def check_once(frame, table, *keys):
    """Refuse two rows that agree in all of these columns: they would count twice.

    >>> days = pd.DataFrame({"month": ["2025-01"] * 2, "keyword": ["tent"] * 2})
    >>> check_once(days, "keyword_months", "month", "keyword")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: keyword_months has two rows of 2025-01, tent (1 such row). Give one
    row per month and keyword.
    """
    twice = frame.duplicated(list(keys))
    if number := int(twice.sum()):
        first = ", ".join(str(frame.loc[twice, key].iloc[0]) for key in keys)
        raise InputError(
            f"{table} has two rows of {first} ({number} such row{'s' if number > 1 else ''}). Give "
            f"one row per {' and '.join(keys)}."
        )
    return frame


def check_flags(frame, table, *columns):
    """Refuse what isn't yes or no (the text "no" would count as yes); gaps stay.

    Parameters
    ----------
    frame : DataFrame
    table : str
    columns : str
        True and False, or 1 and 0.

    Returns
    -------
    DataFrame
        frame with these columns of dtype boolean.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_flags(pd.DataFrame({"tested": [1, 0]}), "plan", "tested")["tested"].tolist()
    [True, False]
    >>> check_flags(pd.DataFrame({"tested": ["no"]}), "plan", "tested")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: tested of plan holds 'no', which is neither True nor False. Write
    .assign(tested=your_table["tested"].map({"yes": True, "no": False})).
    """
    for name in columns:
        known = frame[name].isin([True, False]) | frame[name].isna()
        if not known.all():
            value = frame.loc[~known, name].iloc[0]
            raise InputError(
                f"{name} of {table} holds {value!r}, which is neither True nor False. Write "
                f'.assign({name}=your_table["{name}"].map({{"yes": True, "no": False}})).'
            )
    return frame.assign(**{name: frame[name].astype("boolean") for name in columns})


def check_months(frame, table):
    """Refuse months that aren't written as 2025-01; give the table back, its months as text.

    >>> check_months(pd.DataFrame({"month": ["2025-1"]}), "keyword_months")
    Traceback (most recent call last):
        ...
    ecomlab.errors.InputError: month of keyword_months holds '2025-1'. Write months as "2025-01".
    """
    months = frame["month"].astype(str)
    odd = months[~months.str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])")]
    if len(odd):
        raise InputError(f'month of {table} holds {odd.iloc[0]!r}. Write months as "2025-01".')
    return frame.assign(month=months)
